#include "prepost/disclose/work.h"

#include <math.h>

#include "prepost/base/alloc.h"
#include "prepost/stats/grouping.h"

/*
 * Degrees of freedom where support groups are allowed for (CR2, Satterthwaite)
 * are of the sizes of the groups and of nothing else: with the sizes that are
 * shown, those of two that are not follow, and how many are in none.
 */

static bool is_few(const struct pp_work *w, long n)
{
    return n > 0 && n < w->rules.threshold;
}

static bool has_few_in_flow(const struct pp_work *w)
{
    const struct pp_flow *flow = &w->from->flow;
    long in_none = flow->all.n_both;

    for (size_t g = 0; g < flow->n_groups; g++) {
        if (is_few(w, flow->groups[g].n_both))
            return true;
        in_none -= flow->groups[g].n_both;
    }
    return is_few(w, in_none);
}

/* People of a group, or of none, who are in one cohort. */
static bool has_few_in_cell(const struct pp_work *w,
                            const struct pp_comparison *c)
{
    const struct pp_between_people *p = c->people;
    size_t none = w->from->flow.n_groups, width = none + 1;
    long *cell = pp_alloc_zero(c->n_cohorts * width + 1, sizeof *cell);
    bool is_any = false;

    for (size_t i = 0; i < p->n; i++) {
        size_t g = p->group[i] < none ? p->group[i] : none;
        cell[p->cohort[i] * width + g] +=
            p->count != NULL ? (long)p->count[i] : 1;
    }
    for (size_t k = 0; k < c->n_cohorts * width; k++)
        is_any = is_any || is_few(w, cell[k]);
    pp_free(cell);
    return is_any;
}

static bool has_people_of_none(const struct pp_outcome *o)
{
    long n = (long)o->n_pairs;

    for (size_t k = 0; k < o->comparison.n_cohorts; k++)
        n -= o->comparison.cohorts[k].flow.n_both;
    return n > 0;
}

static bool has_dose_of_some(const struct pp_outcome *o)
{
    for (size_t k = 0; k < o->n_doses; k++)
        if (o->doses[k].n != (long)o->n_pairs)
            return true;
    return false;
}

/* Where it is not at hand how many of an outcome are in each group, some may be
 * few: of an arm and the comparison, of people in no cohort, of those whose
 * dose is known. */
bool pp_has_few_in_group(const struct pp_work *w, size_t i)
{
    const struct pp_outcome *from = &w->from->outcomes[i];
    const struct pp_comparison *c = &from->comparison;

    if (w->beside != NULL && w->beside->outcomes[i].hides_freedom)
        return true;
    if (w->from->flow.n_groups == 0)
        return false;
    if (has_few_in_flow(w) || from->contrast.is_made || has_dose_of_some(from))
        return true;
    if (c->people == NULL)
        return (long)from->n_pairs != w->from->flow.all.n_both;
    return c->people->group != NULL &&
           (has_people_of_none(from) || has_few_in_cell(w, c));
}

/* --- no more than its whole part ------------------------------------------ */

/* Of four or five groups, who have 4 at most, even that says much. */
static void tell_whole(double *df)
{
    *df = floor(*df) > 3 ? floor(*df) : NAN;
}

static void tell_of_comparison(const struct pp_work *w, struct pp_outcome *o)
{
    struct pp_comparison *c = &o->comparison;

    for (size_t k = 0; k < c->n_cohorts; k++)
        tell_whole(&pp_work_cohorts(o)[k].df);
    if (c->between == NULL)
        return;
    struct pp_between *b = pp_pool_alloc(w->pool, sizeof *b);
    struct pp_against *against =
        pp_pool_array(w->pool, c->n_cohorts + 1, sizeof *against);
    *b = *c->between;
    for (size_t k = 0; k < c->n_cohorts; k++) {
        against[k] = b->against[k];
        tell_whole(&against[k].change.df);
        tell_whole(&against[k].adjusted.df);
        tell_whole(&against[k].corrected.df);
    }
    b->against = against;
    tell_whole(&b->test.df2);
    tell_whole(&b->average.df);
    tell_whole(&b->change.df);
    tell_whole(&b->adjusted.df);
    tell_whole(&b->corrected.df);
    tell_whole(&b->ancova.slope.df);
    /* The average size is of how many came to each group too. */
    b->groups.mean_size = b->groups.design_effect = NAN;
    c->between = b;
}

void pp_protect_freedom(const struct pp_work *w, size_t i)
{
    struct pp_outcome *o = &w->outcomes[i];
    struct pp_contrast *contrast = &o->contrast;
    struct pp_dose *doses = (struct pp_dose *)o->doses; /* the copy's own */

    if (!o->hides_freedom)
        return;
    tell_whole(&o->paired.t_test.df);
    tell_whole(&contrast->adjusted.df);
    tell_whole(&contrast->change_score.df);
    tell_whole(&contrast->slope.df);
    tell_whole(&contrast->imputed.df);
    tell_whole(&contrast->if_unchanged.df);
    tell_whole(&o->low_point.further.df);
    for (size_t k = 0; k < o->n_doses; k++) {
        tell_whole(&doses[k].slope.df);
        tell_whole(&doses[k].adjusted.df);
    }
    tell_of_comparison(w, o);
}
