#include "prepost/cli/template_files.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "prepost/base/data_dir.h"
#include "prepost/base/file.h"
#include "prepost/base/text.h"

static bool is_file(const char *name)
{
    size_t n = strlen(name);

    return n > 3 && strcmp(name + n - 3, ".md") == 0;
}

const char *pp_template_name(struct pp_pool *pool, const char *edition)
{
    const char *name = pp_file_name(edition);

    return pp_pool_strndup(pool, name, strlen(name) - (is_file(name) ? 3 : 0));
}

/* Reports are written to reports/, so a Markdown report is no template. */
int pp_template_beside(const struct pp_evaluation *evaluation, const char *name,
                       const char **path, struct pp_error *err)
{
    const char *own = pp_evaluation_path(
        evaluation, pp_pool_printf(evaluation->pool, "templates/%s", name));
    const char *dir;

    if (access(own, R_OK) == 0) {
        *path = own;
        return 0;
    }
    dir = pp_data_dir(evaluation->pool, "reports");
    if (dir == NULL)
        return pp_fail(err, PP_EIO,
                       "the templates that come with prepost are not there; "
                       "PREPOST_DATA can say where they are");
    *path = pp_pool_printf(evaluation->pool, "%s/%s", dir, name);
    if (access(*path, R_OK) != 0)
        return pp_fail(err, PP_EUSAGE, "there is no %s (looked for %s and %s)",
                       name, own, *path);
    return 0;
}

/* --- a name that no template has ------------------------------------------ */

enum { MOST_TEMPLATES = 100 };

struct templates {
    const char *names[MOST_TEMPLATES];
    size_t n;
};

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void add_templates(struct pp_pool *pool, const char *folder,
                          struct templates *t)
{
    DIR *dir = folder != NULL ? opendir(folder) : NULL;
    const struct dirent *entry;

    if (dir == NULL)
        return;
    while ((entry = readdir(dir)) != NULL && t->n < MOST_TEMPLATES) {
        if (is_file(entry->d_name))
            t->names[t->n++] = pp_template_name(pool, entry->d_name);
    }
    closedir(dir);
}

/* There is no report "funders"; did you mean "funder"? There are: ... */
static int unknown_template(const struct pp_evaluation *evaluation,
                            const char *edition, struct pp_error *err)
{
    struct pp_pool *pool = evaluation->pool;
    struct templates t = {.n = 0};
    const char *list = "";

    add_templates(pool, pp_evaluation_path(evaluation, "templates"), &t);
    add_templates(pool, pp_data_dir(pool, "reports"), &t);
    qsort(t.names, t.n, sizeof t.names[0], by_name);
    for (size_t i = 0; i < t.n; i++) {
        if (i == 0 || strcmp(t.names[i], t.names[i - 1]) != 0)
            list = pp_pool_printf(pool, "%s%s%s", list, i > 0 ? ", " : "",
                                  t.names[i]);
    }
    const char *near = pp_text_closest(edition, t.names, t.n);
    return pp_fail(err, PP_EUSAGE,
                   "there is no report \"%s\"%s%s%s; there are: %s", edition,
                   near != NULL ? "; did you mean \"" : "",
                   near != NULL ? near : "", near != NULL ? "\"?" : "", list);
}

int pp_template_find(const struct pp_evaluation *evaluation,
                     const char *edition, const char **path,
                     struct pp_error *err)
{
    const char *name = pp_pool_printf(evaluation->pool, "%s.md", edition);

    *path = edition;
    if (strchr(edition, '/') != NULL || is_file(edition) ||
        pp_template_beside(evaluation, name, path, err) == 0)
        return 0;
    return err->code == PP_EUSAGE ? unknown_template(evaluation, edition, err)
                                  : -1;
}
