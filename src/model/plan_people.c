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

/* Where a line begins (the first is 1); the text's end if there are fewer. */
static size_t start_of_line(const char *text, size_t length, size_t line)
{
    size_t at = 0;

    for (; line > 1 && at < length; line--) {
        const char *end = memchr(text + at, '\n', length - at);
        at = end != NULL ? (size_t)(end - text) + 1 : length;
    }
    return at;
}

void pp_plan_without_people(const char *text, size_t length,
                            struct pp_buffer *out)
{
    struct pp_pool *pool = pp_pool_new();
    struct pp_notes notes;
    const struct pp_yaml *tree;

    pp_notes_init(&notes, pool, 1);
    const struct pp_yaml *people =
        pp_yaml_read(pool, "", text, length, &tree, &notes) == 0
            ? pp_yaml_get(tree, "same_person")
            : NULL;
    size_t from = length, to = length;
    if (people != NULL) {
        /* To the next key, or to the end of the file: no comment stays. */
        from = start_of_line(text, length, people->key->line) +
               people->key->column - 1;
        if (people->next != NULL)
            to = start_of_line(text, length, people->next->key->line) +
                 people->next->key->column - 1;
    }
    pp_buffer_append(out, text, from);
    pp_buffer_append(out, text + to, length - to);
    pp_pool_free(pool);
}
