#include "prepost/cli/forget_exports.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MOST = 200, HEAD_BYTES = 2000 };

enum kind { NOTHING, PEOPLE, RESULTS, PICTURE };

/* So much of a file as tells what it is; "" of what cannot be read. */
static void read_head(const char *path, char head[HEAD_BYTES + 1])
{
    struct stat what;
    int fd = -1;
    ssize_t n = 0;

    if (stat(path, &what) == 0 && S_ISREG(what.st_mode))
        fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd >= 0) {
        n = read(fd, head, HEAD_BYTES);
        close(fd);
    }
    for (ssize_t i = 0; i < n; i++) /* SPSS has zeros in it */
        head[i] = (char)(head[i] == '\0' ? ' ' : head[i]);
    head[n > 0 ? n : 0] = '\0';
}

/* The first names that the exports write, in each format. */
static enum kind kind_of(const char *path)
{
    char head[HEAD_BYTES + 1];
    size_t at;

    read_head(path, head);
    at = strncmp(head, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    at += strspn(head + at, "[{ \r\n\"");
    if (strncmp(head + at, "participant,wave", 16) == 0 ||
        strncmp(head + at, "participant,outcome", 19) == 0 ||
        (head[0] == '[' && strncmp(head + at, "participant\"", 12) == 0) ||
        (strncmp(head, "$FL2", 4) == 0 && strcasestr(head, "PARTICIP") != NULL))
        return PEOPLE;
    if (strncmp(head + at, "outcome,wave,name,value,text", 28) == 0 ||
        (head[0] == '{' && (strncmp(head + at, "evaluation\"", 11) == 0 ||
                            strncmp(head + at, "prepost_summary", 15) == 0)))
        return RESULTS;
    return strncmp(head, "\x89PNG", 4) == 0 || strncmp(head, "%PDF-", 5) == 0 ||
                   strncmp(head, "<svg ", 5) == 0 ||
                   (strncmp(head, "<?xml", 5) == 0 &&
                    strstr(head, "<svg ") != NULL)
               ? PICTURE
               : NOTHING;
}

/* A folder of results for R: the script, and everyone's scores beside it. */
static bool is_r_folder(struct pp_pool *pool, const char *path)
{
    char head[HEAD_BYTES + 1];

    read_head(pp_pool_printf(pool, "%s/check.R", path), head);
    return strstr(head, "prepost export results --format r") != NULL;
}

struct lists {
    struct pp_pool *pool;
    const char **people, **results, **pictures;
    size_t n_people, n_results, n_pictures;
};

static void see_file(struct lists *lists, const char *path)
{
    enum kind kind = kind_of(path);

    if (kind == PEOPLE && lists->n_people < MOST)
        lists->people[lists->n_people++] = path;
    if (kind == RESULTS && lists->n_results < MOST)
        lists->results[lists->n_results++] = path;
    if (kind == PICTURE && lists->n_pictures < MOST)
        lists->pictures[lists->n_pictures++] = path;
}

static void see_folder(struct lists *lists, const char *folder, bool is_top)
{
    DIR *dir = opendir(folder);
    const struct dirent *entry;

    if (dir == NULL)
        return;
    while ((entry = readdir(dir)) != NULL) {
        struct stat what;
        const char *path =
            strcmp(folder, ".") == 0
                ? pp_pool_strdup(lists->pool, entry->d_name)
                : pp_pool_printf(lists->pool, "%s/%s", folder, entry->d_name);
        if (entry->d_name[0] == '.' || lstat(path, &what) != 0)
            continue;
        if (!S_ISDIR(what.st_mode))
            see_file(lists, path);
        else if (is_r_folder(lists->pool, path) && lists->n_people < MOST)
            lists->people[lists->n_people++] = path;
        else if (is_top)
            see_folder(lists, path, false);
    }
    closedir(dir);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

struct pp_forget_exports pp_forget_exports_find(struct pp_pool *pool,
                                                const char *dir)
{
    struct lists lists = {
        .pool = pool,
        .people = pp_pool_array(pool, MOST, sizeof *lists.people),
        .results = pp_pool_array(pool, MOST, sizeof *lists.results),
        .pictures = pp_pool_array(pool, MOST, sizeof *lists.pictures)};

    see_folder(&lists, dir, true);
    if (lists.n_people > 0)
        qsort(lists.people, lists.n_people, sizeof *lists.people, by_name);
    if (lists.n_pictures > 0)
        qsort(lists.pictures, lists.n_pictures, sizeof *lists.pictures,
              by_name);
    if (lists.n_results > 0)
        qsort(lists.results, lists.n_results, sizeof *lists.results, by_name);
    return (struct pp_forget_exports){{lists.people, lists.n_people},
                                      {lists.results, lists.n_results},
                                      {lists.pictures, lists.n_pictures}};
}
