#include <fnmatch.h>
#include <string.h>

#include "prepost/base/file.h"
#include "prepost/base/yaml.h"
#include "prepost/model/plan.h"

/* What a plan's text says of headings, whatever mistakes it has otherwise. */
struct headings {
    const char **items;
    size_t n, most;
};

static void add(struct headings *to, const char *text)
{
    if (text != NULL && to->n < to->most)
        to->items[to->n++] = text;
}

/* One heading or a list of them; of a map those under its headings. */
static void add_value(struct headings *to, const struct pp_yaml *value)
{
    if (value->kind == PP_YAML_MAP)
        value = pp_yaml_get(value, "headings");
    if (value == NULL)
        return;
    if (value->kind == PP_YAML_SCALAR)
        add(to, value->text);
    for (const struct pp_yaml *one = value->kind == PP_YAML_LIST ? value->first
                                                                 : NULL;
         one != NULL; one = one->next)
        add(to, one->text);
}

static void add_columns(struct headings *to, const struct pp_yaml *columns)
{
    const struct pp_yaml *keep = pp_yaml_get(columns, "keep");

    for (const struct pp_yaml *v = columns != NULL ? columns->first : NULL;
         v != NULL; v = v->next)
        if (v != keep)
            add_value(to, v);
    for (const struct pp_yaml *v = keep != NULL ? keep->first : NULL; v != NULL;
         v = v->next)
        add_value(to, v);
}

static bool is_of(const struct pp_yaml *entry, const char *file)
{
    const struct pp_yaml *path = pp_yaml_get(entry, "path");

    if (path == NULL || path->text == NULL)
        return false;
    return strcmp(pp_file_name(path->text), pp_file_name(file)) == 0 ||
           fnmatch(path->text, file, 0) == 0 ||
           fnmatch(path->text, pp_file_name(file), 0) == 0;
}

void pp_plan_headings_read(struct pp_pool *pool, const char *text,
                           size_t length, const char *file,
                           struct pp_text_list *out)
{
    const struct pp_yaml *tree;
    struct headings found = {.most = PP_YAML_MAX_VALUES};
    struct pp_notes notes;

    *out = (struct pp_text_list){NULL, 0};
    pp_notes_init(&notes, pool, 1);
    if (pp_yaml_read(pool, "", text, length, &tree, &notes) != 0)
        return;
    if (length < found.most)
        found.most = length; /* each has a byte at least */
    found.items = pp_pool_array(pool, found.most + 1, sizeof *found.items);
    add_columns(&found, pp_yaml_get(tree, "columns"));
    const struct pp_yaml *files = pp_yaml_get(tree, "files");
    for (const struct pp_yaml *f = files != NULL ? files->first : NULL;
         f != NULL; f = f->next) {
        const struct pp_yaml *columns =
            is_of(f, file) ? pp_yaml_get(f, "columns") : NULL;
        for (const struct pp_yaml *v = columns != NULL ? columns->first : NULL;
             v != NULL; v = v->next)
            add(&found, v->key != NULL ? v->key->text : NULL);
    }
    *out = (struct pp_text_list){found.items, found.n};
}
