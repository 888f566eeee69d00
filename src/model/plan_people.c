#include "plan_build.h"

#include <string.h>

#include "prepost/base/text.h"

/* Whether an earlier code of the list, up to the kth of the ith, is the same.
 */
static bool is_named_before(const struct def_person *defs, size_t i, size_t k)
{
    const char *code = defs[i].codes.items[k];

    for (size_t p = 0; p <= i; p++)
        for (size_t c = 0; c < (p < i ? defs[p].codes.n : k); c++)
            if (pp_text_same(defs[p].codes.items[c], code))
                return true;
    return false;
}

void plan_build_people(struct plan_build *b)
{
    const struct def_person *defs = b->def->same_person.items;
    size_t n = b->def->same_person.n;
    struct pp_plan_person *out = pp_pool_array(b->pool, n + 1, sizeof *out);

    for (size_t i = 0; i < n; i++) {
        out[i] = (struct pp_plan_person){defs[i].codes, defs[i].at->line};
        for (size_t k = 0; k < defs[i].codes.n; k++)
            if (is_named_before(defs, i, k))
                plan_mistake(b, defs[i].at,
                             "code %zu of this person is named twice; put all "
                             "codes of a person into one list, each once",
                             k + 1);
    }
    b->plan->same_person = out;
    b->plan->n_same_person = n;
}

/* --- the plan's text without them ----------------------------------------- */

void pp_plan_without_people(const char *text, size_t length,
                            struct pp_buffer *out)
{
    struct pp_pool *pool = pp_pool_new();
    struct pp_notes notes;
    const struct pp_yaml *tree;

    pp_notes_init(&notes, pool, 1);
    if (pp_yaml_read(pool, "", text, length, &tree, &notes) == 0 &&
        tree->kind == PP_YAML_MAP)
        pp_yaml_write(tree, "same_person", out);
    pp_pool_free(pool);
}

/* --- them alone, whatever the rest of the plan is like -------------------- */

/* A list of codes, or a map that has it under codes: as the schema takes it. */
static struct pp_text_list codes_of(struct pp_pool *pool,
                                    const struct pp_yaml *person)
{
    const struct pp_yaml *list =
        person->kind == PP_YAML_MAP ? pp_yaml_get(person, "codes") : person;
    size_t n = list != NULL && list->kind == PP_YAML_LIST ? list->n : 0;
    const char **codes = pp_pool_array(pool, n + 1, sizeof *codes);
    struct pp_text_list out = {codes, 0};

    for (const struct pp_yaml *code = n > 0 ? list->first : NULL; code != NULL;
         code = code->next)
        if (code->kind == PP_YAML_SCALAR)
            codes[out.n++] = code->text;
    return out;
}

int pp_plan_people_read(struct pp_pool *pool, const char *text, size_t length,
                        struct pp_plan_people *out)
{
    struct pp_notes notes;
    const struct pp_yaml *tree;

    *out = (struct pp_plan_people){.n_parts = 1};
    pp_notes_init(&notes, pool, 1);
    if (pp_yaml_read(pool, "", text, length, &tree, &notes) != 0)
        return -1;
    const struct pp_yaml *parts =
        pp_yaml_get(pp_yaml_get(tree, "columns"), "identifier_from");
    if (parts != NULL && parts->kind == PP_YAML_LIST && parts->n > 1)
        out->n_parts = parts->n;
    const struct pp_yaml *people = pp_yaml_get(tree, "same_person");
    if (people == NULL || people->kind != PP_YAML_LIST)
        return 0;
    struct pp_plan_person *items =
        pp_pool_array(pool, people->n + 1, sizeof *items);
    for (const struct pp_yaml *p = people->first; p != NULL; p = p->next)
        items[out->n++] = (struct pp_plan_person){codes_of(pool, p), p->line};
    out->items = items;
    return 0;
}
