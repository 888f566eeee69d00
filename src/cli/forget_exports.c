#include "prepost/cli/forget_exports.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "prepost/cli/evaluation.h"
#include "prepost/cli/reports_earlier.h"

enum { MOST = 200, MOST_FILES = 20000, DEEPEST = 4 };
enum { HEAD_BYTES = 2000, TAIL_BYTES = 64 << 10 };

enum kind { NOTHING, PEOPLE, RESULTS, PICTURE, N_KINDS };

/* What tells what a file is: its first bytes, and its last, where reports have
 * their foot. SPSS has zeros in it: they are blanks here. */
struct ends {
    char head[HEAD_BYTES + 1];
    char tail[TAIL_BYTES + 1];
};

static void read_at(int fd, off_t from, char *text, size_t size)
{
    ssize_t n = pread(fd, text, size, from);

    for (ssize_t i = 0; i < n; i++)
        text[i] = (char)(text[i] == '\0' ? ' ' : text[i]);
    text[n > 0 ? n : 0] = '\0';
}

/* "" of what cannot be read, or is no file. */
static void read_ends(const char *path, struct ends *ends)
{
    struct stat what;
    int fd = -1;

    ends->head[0] = ends->tail[0] = '\0';
    if (stat(path, &what) == 0 && S_ISREG(what.st_mode))
        fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return;
    read_at(fd, 0, ends->head, HEAD_BYTES);
    read_at(fd, what.st_size > TAIL_BYTES ? what.st_size - TAIL_BYTES : 0,
            ends->tail, TAIL_BYTES);
    close(fd);
}

/* The label that an export gives its file for SPSS, by the format's layout. */
static bool has_label(const char *head, const char *label)
{
    enum { AT = 109 };
    size_t n = strlen(label);

    return strlen(head) > AT + n && strncmp(head + AT, label, n) == 0 &&
           head[AT + n] == ' ';
}

static bool is_people(const char *head, const char *first)
{
    return strncmp(first, "participant,wave", 16) == 0 ||
           strncmp(first, "participant,outcome", 19) == 0 ||
           (head[0] == '[' && strncmp(first, "participant\"", 12) == 0) ||
           (strncmp(head, "$FL2", 4) == 0 &&
            strcasestr(head, "PARTICIP") != NULL);
}

/* What analyse, compare and status print: a title underlined, and tables. */
static bool is_printed(const char *head)
{
    const char *line = strchr(head, '\n');
    size_t n = line != NULL ? strspn(line + 1, "=") : 0;

    return n > 0 && line[1 + n] == '\n' && strstr(head, "\nTable 1: ") != NULL;
}

static bool is_comparison(const char *first)
{
    return strncmp(first, "by\"", 3) == 0 &&
           strstr(first, "\"people_to_nearest\"") != NULL;
}

static bool is_results(const char *head, const char *first)
{
    return strncmp(first, "outcome,wave,name,value,text", 28) == 0 ||
           (strncmp(first, "outcome,time,", 13) == 0 &&
            strstr(first, ",scale_from,") != NULL) ||
           (head[0] == '[' && strncmp(first, "outcome\"", 8) == 0 &&
            strstr(first, "\"scale_from\"") != NULL) ||
           (head[0] == '{' &&
            (strncmp(first, "evaluation\"", 11) == 0 || is_comparison(first) ||
             strncmp(first, "prepost_summary", 15) == 0)) ||
           is_printed(head) ||
           (strncmp(head, "$FL2", 4) == 0 &&
            (has_label(head, "results") || has_label(head, "findings")));
}

/* The first names that the exports write, in each format, and the foot that
 * reports have in all but JSON. */
static enum kind kind_of(const char *path, struct ends *ends)
{
    const char *head = ends->head;

    read_ends(path, ends);
    size_t at = strncmp(head, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    at += strspn(head + at, "[{ \r\n\"");
    if (is_people(head, head + at))
        return PEOPLE;
    if (is_results(head, head + at) ||
        strstr(ends->tail, " \xC2\xB7 plan ") != NULL)
        return RESULTS;
    return strncmp(head, "\x89PNG", 4) == 0 || strncmp(head, "%PDF-", 5) == 0 ||
                   strncmp(head, "<svg ", 5) == 0 ||
                   (strncmp(head, "<?xml", 5) == 0 &&
                    strstr(head, "<svg ") != NULL)
               ? PICTURE
               : NOTHING;
}

/* A folder of results for R: the script, and everyone's scores beside it. */
static bool is_r_folder(struct pp_pool *pool, const char *path,
                        struct ends *ends)
{
    read_ends(pp_pool_printf(pool, "%s/check.R", path), ends);
    return strstr(ends->head, "prepost export results --format r") != NULL;
}

struct list {
    const char *paths[MOST];
    size_t n; /* all of them, more than there is room for */
};

struct search {
    struct pp_pool *pool;
    struct pp_text_list reports; /* that stand in reports/ */
    struct list lists[N_KINDS];
    size_t n_files;
    struct ends ends; /* of the one being looked at */
};

static void add(struct search *search, enum kind kind, const char *path)
{
    struct list *list = &search->lists[kind];

    if (list->n < MOST)
        list->paths[list->n] = path;
    list->n++;
}

static bool is_in(const struct pp_text_list *paths, const char *path)
{
    for (size_t i = 0; i < paths->n; i++)
        if (strcmp(paths->items[i], path) == 0)
            return true;
    return false;
}

static void see_file(struct search *search, const char *path)
{
    enum kind kind = kind_of(path, &search->ends);

    if (kind == PEOPLE || !is_in(&search->reports, path))
        add(search, kind, path);
}

static void see_folder(struct search *search, const char *folder, int depth)
{
    DIR *dir = opendir(folder);
    const struct dirent *entry;

    if (dir == NULL)
        return;
    while (search->n_files < MOST_FILES && (entry = readdir(dir)) != NULL) {
        struct stat what;
        const char *path =
            strcmp(folder, ".") == 0
                ? pp_pool_strdup(search->pool, entry->d_name)
                : pp_pool_printf(search->pool, "%s/%s", folder, entry->d_name);
        if (entry->d_name[0] == '.' || lstat(path, &what) != 0)
            continue;
        search->n_files++;
        if (!S_ISDIR(what.st_mode))
            see_file(search, path);
        else if (is_r_folder(search->pool, path, &search->ends))
            add(search, PEOPLE, path);
        else if (depth < DEEPEST)
            see_folder(search, path, depth + 1);
    }
    closedir(dir);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static struct pp_forget_list take(struct search *search, enum kind kind)
{
    struct list *list = &search->lists[kind];
    size_t n = list->n < MOST ? list->n : MOST;
    const char **paths = pp_pool_array(search->pool, n + 1, sizeof *paths);

    qsort(list->paths, n, sizeof *paths, by_name);
    memcpy(paths, list->paths, n * sizeof *paths);
    return (struct pp_forget_list){{paths, n}, list->n - n};
}

struct pp_forget_exports pp_forget_exports_find(struct pp_pool *pool,
                                                const char *dir)
{
    const struct pp_evaluation here = {.pool = pool, .dir = dir};
    struct search *search = pp_pool_array(pool, 1, sizeof *search);

    search->pool = pool;
    search->reports =
        pp_reports_standing(pool, pp_evaluation_path(&here, "reports"));
    for (size_t i = 0; i < search->reports.n; i++)
        add(search, RESULTS, search->reports.items[i]);
    see_folder(search, dir, 0);
    return (struct pp_forget_exports){.people = take(search, PEOPLE),
                                      .results = take(search, RESULTS),
                                      .pictures = take(search, PICTURE),
                                      .is_unfinished =
                                          search->n_files == MOST_FILES};
}
