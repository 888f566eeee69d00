#include "prepost/disclose/work.h"

#include <math.h>

#include "prepost/analysis/cohort_column.h"
#include "prepost/analysis/comparison.h"
#include "prepost/base/alloc.h"

static void hide_cohort(struct pp_cohort *c)
{
    c->shown = false;
    c->pre_mean = c->pre_sd = c->post_mean = NAN;
    c->change = c->sd_change = c->se = c->df = c->d_pre = NAN;
    c->ci = PP_INTERVAL_NONE;
    c->sums = (struct pp_cohort_sums){0, NAN, NAN, NAN, NAN, NAN};
}

/*
 * The averages of cohorts and of all that they are part of give that of those
 * left out: these must be none, or enough people together. `is_of[c]`: whether
 * a cohort is part of the whole. Which others are left out does not depend on
 * how many they are: a choice that changed with their numbers would tell in two
 * reports what neither tells.
 */
static void protect_whole(const struct pp_work *w, const struct pp_cohort *was,
                          struct pp_cohort *is, size_t n, const bool *is_of,
                          long dark)
{
    for (size_t c = 0; c < n; c++)
        if (is_of[c] && is[c].shown)
            dark -= was[c].flow.n_both;
    for (size_t c = n; c-- > 0;) {
        if (dark <= 0 || dark >= w->rules.min_average)
            return;
        if (!is_of[c] || !is[c].shown)
            continue;
        hide_cohort(&is[c]);
        dark += was[c].flow.n_both;
    }
}

/* Everyone; and, where cohorts are of two columns, each level of either. */
static void protect_wholes(const struct pp_work *w, size_t i)
{
    const struct pp_comparison *from = &w->from->outcomes[i].comparison;
    struct pp_cohort *is = pp_work_cohorts(&w->outcomes[i]);
    size_t n = from->n_cohorts;
    bool *is_of = pp_alloc_array(n + 1, sizeof *is_of);
    size_t n_parts = from->column != NULL ? from->column->n_parts : 0;

    for (size_t part = 0; part < n_parts; part++) {
        for (size_t level = 0; level < from->column->n_part_levels[part];
             level++) {
            long people = 0;
            for (size_t c = 0; c < n; c++) {
                is_of[c] = from->column->part[part][c] == level;
                people += is_of[c] ? from->cohorts[c].flow.n_both : 0;
            }
            /* By that column alone they are shown with those whose other level
             * is not known. */
            if (from->part_sizes[part][level].n_both > 0)
                people = from->part_sizes[part][level].n_both;
            protect_whole(w, from->cohorts, is, n, is_of, people);
        }
    }
    for (size_t c = 0; c < n; c++)
        is_of[c] = true;
    protect_whole(w, from->cohorts, is, n, is_of,
                  (long)w->from->outcomes[i].n_pairs);
    pp_free(is_of);
}

/* Whether other cohorts are shown than those the numbers were made of. */
static bool has_changed(const struct pp_comparison *from,
                        const struct pp_comparison *to)
{
    for (size_t c = 0; c < to->n_cohorts; c++)
        if (from->cohorts[c].shown != to->cohorts[c].shown)
            return true;
    return false;
}

void pp_protect_averages(const struct pp_work *w, size_t i)
{
    const struct pp_outcome *from = &w->from->outcomes[i];
    struct pp_comparison *to = &w->outcomes[i].comparison;
    struct pp_cohort *cohorts = pp_work_cohorts(&w->outcomes[i]);

    for (size_t c = 0; c < to->n_cohorts; c++)
        if (!cohorts[c].shown ||
            from->comparison.cohorts[c].flow.n_both < w->rules.min_average ||
            cohorts[c].flow.n_both == PP_COUNT_HIDDEN ||
            pp_work_is_alike(w, cohorts[c].n_unlike))
            hide_cohort(&cohorts[c]);
    protect_wholes(w, i);
    if (has_changed(&from->comparison, to))
        pp_comparison_settle(to, w->from->level, w->pool);
}
