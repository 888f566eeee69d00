#include <string.h>

#include "prepost/report/part.h"

/* How much of a change would matter, and the plan's reason for it. */

bool pp_report_has_reason(const struct pp_report *r, size_t i)
{
    const struct pp_sesoi *sesoi = &r->results->outcomes[i].plan->sesoi;

    return sesoi->text != NULL && sesoi->because != NULL;
}

static bool is_same(const struct pp_sesoi *a, const struct pp_sesoi *b)
{
    return a->source == b->source && strcmp(a->because, b->because) == 0 &&
           strcmp(a->text, b->text) == 0;
}

struct pp_names pp_report_with_same_reason(const struct pp_report *r, size_t i,
                                           bool *is_said)
{
    struct pp_names names = {
        pp_pool_array(r->pool, r->n_outcomes, sizeof *names.items), 0};
    const struct pp_outcome *all = r->results->outcomes;

    for (size_t k = 0; k < r->n_outcomes; k++) {
        if (is_said[k] || !pp_report_has_reason(r, k) ||
            !is_same(&all[i].plan->sesoi, &all[k].plan->sesoi))
            continue;
        is_said[k] = true;
        bool is_there = false; /* at another time, or of another arm */
        for (size_t before = 0; before < k; before++)
            is_there |= all[before].plan == all[k].plan;
        if (!is_there)
            names.items[names.n++] = all[k].scale->words.outcome;
    }
    return names;
}

void pp_report_say_what_matters(const struct pp_report *r,
                                struct pp_block *list)
{
    bool *is_said = pp_pool_array(r->pool, r->n_outcomes, sizeof *is_said);
    struct pp_prose *p = NULL;

    for (size_t i = 0; i < r->n_outcomes; i++) {
        const struct pp_sesoi *sesoi = &r->results->outcomes[i].plan->sesoi;
        if (is_said[i] || !pp_report_has_reason(r, i))
            continue;
        if (p == NULL)
            p = pp_report_bullet(r, list, "What would matter:", "");
        else
            pp_prose_text(r->d, p, "; ");
        struct pp_names names = pp_report_with_same_reason(r, i, is_said);
        pp_prose_printf(r->d, p, "%s %s%s (%s)",
                        pp_phrase_join(r->pool, names.items, names.n, "and"),
                        sesoi->text, names.n > 1 ? " each" : "",
                        sesoi->because);
    }
    if (p != NULL)
        pp_prose_text(r->d, p, ".");
}
