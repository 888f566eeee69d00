#include "prepost/cli/leftovers.h"

#include <dirent.h>
#include <fnmatch.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "prepost/base/file.h"
#include "prepost/base/part_file.h"

struct list {
    struct pp_pool *pool;
    const char **paths;
    size_t n, capacity;
};

static void add(struct list *list, const char *path)
{
    if (list->n == list->capacity) {
        const char **was = list->paths;
        list->capacity = 2 * list->capacity + 16;
        list->paths =
            pp_pool_array(list->pool, list->capacity, sizeof *list->paths);
        for (size_t i = 0; i < list->n; i++)
            list->paths[i] = was[i];
    }
    list->paths[list->n++] = path;
}

static void see_folder(struct list *list, const char *folder, bool is_top)
{
    DIR *dir = opendir(folder);
    const struct dirent *entry;

    if (dir == NULL)
        return;
    while ((entry = readdir(dir)) != NULL) {
        struct stat what;
        const char *path =
            strcmp(folder, ".") == 0
                ? pp_pool_strdup(list->pool, entry->d_name)
                : pp_pool_printf(list->pool, "%s/%s", folder, entry->d_name);
        if (pp_part_file_is_left(path))
            add(list, path);
        else if (is_top && entry->d_name[0] != '.' && lstat(path, &what) == 0 &&
                 S_ISDIR(what.st_mode))
            see_folder(list, path, false);
    }
    closedir(dir);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

enum depth { TOP_ONLY, FOLDERS_TOO };

static struct list find(struct pp_pool *pool, const char *dir, enum depth depth)
{
    struct list list = {.pool = pool};

    see_folder(&list, dir, depth == FOLDERS_TOO);
    if (list.n > 0)
        qsort(list.paths, list.n, sizeof *list.paths, by_name);
    return list;
}

struct pp_text_list pp_leftovers_find(struct pp_pool *pool, const char *dir)
{
    struct list found = find(pool, dir, FOLDERS_TOO);

    return (struct pp_text_list){found.paths, found.n};
}

static bool is_rejects(struct pp_pool *pool, const char *path)
{
    const char *name = pp_file_name(path);
    const char *stem = pp_pool_strndup(pool, name, pp_part_file_stem(name));

    return strcmp(stem, "rejects.csv") == 0 ||
           fnmatch("rejects-*.csv", stem, 0) == 0;
}

struct pp_text_list pp_leftovers_take_rejects(struct pp_pool *pool,
                                              const char *dir)
{
    struct list list = find(pool, dir, TOP_ONLY);
    size_t n = 0;

    for (size_t i = 0; i < list.n; i++)
        if (is_rejects(pool, list.paths[i]) && unlink(list.paths[i]) == 0)
            list.paths[n++] = list.paths[i];
    return (struct pp_text_list){list.paths, n};
}

void pp_leftovers_drop_new(struct pp_pool *pool, const char *dir)
{
    static const char *const stems[] = {"evaluation.db", "evaluation.key"};
    struct list list = find(pool, dir, TOP_ONLY);

    for (size_t i = 0; i < list.n; i++) {
        const char *name = pp_file_name(list.paths[i]);
        size_t n = pp_part_file_stem(name);
        for (size_t k = 0; k < sizeof stems / sizeof stems[0]; k++)
            if (n == strlen(stems[k]) && memcmp(name, stems[k], n) == 0)
                unlink(list.paths[i]);
    }
}
