#include "prepost/disclose/work.h"

#include <math.h>
#include <string.h>

#include "prepost/disclose/linked.h"

long *pp_flow_count(struct pp_flow_row *row, int which)
{
    return which == BOTH          ? &row->n_both
           : which == BEFORE      ? &row->n_before
           : which == AFTER       ? &row->n_after
           : which == BEFORE_ONLY ? &row->n_before_only
                                  : &row->n_after_only;
}

struct pp_sizes pp_sizes_of(const struct pp_outcome *o)
{
    return (struct pp_sizes){
        (long)o->missing.n_before, (long)o->missing.n_left,
        (long)o->paired.n_better,  (long)o->paired.n_same,
        (long)o->paired.n_worse,   (long)o->reliability.n_pre};
}

void pp_sizes_set(struct pp_outcome *o, const struct pp_sizes *s)
{
    o->missing.n_before = (size_t)s->n_before;
    o->missing.n_left = (size_t)s->n_left;
    o->paired.n_better = (size_t)s->n_better;
    o->paired.n_same = (size_t)s->n_same;
    o->paired.n_worse = (size_t)s->n_worse;
    o->reliability.n_pre = (size_t)s->n_all_before;
}

struct pp_cohort *pp_work_cohorts(struct pp_outcome *o)
{
    return (struct pp_cohort *)o->comparison.cohorts; /* the copy's own */
}

/* Of results that were disclosed before, the true counts are not known. */
static bool is_disclosed(const struct pp_results *r)
{
    return r->flow.all.n_people == PP_COUNT_HIDDEN;
}

bool pp_protect_linked(struct pp_work *w, struct pp_linked *l,
                       const char *table)
{
    struct pp_linked_fault fault = pp_linked_false(l);
    const char *what = fault.below_zero == 1  ? "its whole is below zero"
                       : fault.below_zero > 1 ? "a part of it is below zero"
                       : fault.is_more        ? "its parts are too many"
                                              : "its parts are too few";

    if (fault.words == NULL || is_disclosed(w->from))
        return pp_linked_protect(l);
    if (w->failure.code == PP_OK)
        pp_fail(&w->failure, PP_EBUG,
                "counts that must add up do not (%s: %s; sum %zu of %zu, %s), "
                "so which of them would give somebody away is not known: "
                "nothing is shown or written; this is a mistake in prepost, "
                "please report it with these words; prepost verify tells "
                "whether the store is whole",
                table, fault.words, fault.sum, l->n_sums, what);
    return false;
}

bool pp_work_is_alike(const struct pp_work *w, long n_unlike)
{
    return w->rules.threshold > 1 && n_unlike < w->rules.threshold;
}

struct pp_estimate pp_no_estimate(void)
{
    return (struct pp_estimate){NAN, PP_INTERVAL_NONE, "", PP_STATUS_TOO_FEW};
}

const struct pp_flow_row *pp_region_named(const struct pp_flow_row *rows,
                                          size_t n, const char *name)
{
    for (size_t r = 0; r < n; r++) {
        if (strcmp(rows[r].name, name) == 0)
            return &rows[r];
    }
    return NULL;
}

bool pp_is_by_region(const struct pp_comparison *c)
{
    return c->by != NULL && strcmp(c->by, "region") == 0;
}

bool pp_has_arms(const struct pp_work *w)
{
    return w->from->flow.n_arms > 1;
}

size_t pp_outcomes_each(const struct pp_work *w)
{
    return pp_has_arms(w) ? w->from->flow.n_arms - 1 : 1;
}

const struct pp_outcome *pp_work_at_last(const struct pp_work *w,
                                         size_t outcome)
{
    const struct pp_results *from = w->from;

    return &from->outcomes[from->n_outcomes - from->n_per_wave +
                           outcome % from->n_per_wave];
}

bool pp_work_is_as_last(const struct pp_work *w, size_t outcome)
{
    return w->from->outcomes[outcome].n_pairs ==
           pp_work_at_last(w, outcome)->n_pairs;
}
