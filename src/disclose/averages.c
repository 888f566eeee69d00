#include "prepost/disclose/work.h"

#include <math.h>

#include "prepost/analysis/cohort_column.h"
#include "prepost/analysis/comparison.h"
#include "prepost/analysis/unlike.h"
#include "prepost/base/alloc.h"

static void hide_cohort(struct pp_cohort *c)
{
    c->shown = false;
    c->pre_mean = c->pre_sd = c->post_mean = NAN;
    c->change = c->sd_change = c->se = c->df = c->d_pre = NAN;
    c->ci = PP_INTERVAL_NONE;
    c->sums = (struct pp_cohort_sums){0, NAN, NAN, NAN, NAN, NAN};
}

/* People of whom everyone's average is shown, or could be: those of cohorts,
 * and of none. */
struct whole {
    const struct pp_comparison *from;
    struct pp_cohort *is;
    const bool *is_of; /* whether a cohort is part of it */
    const struct pp_score_rows *rest;
    long n;
};

/* Those whose averages are left out: they differ enough if a part of them
 * does. */
static bool has_unlike_part(const struct pp_work *w, const struct whole *whole)
{
    for (size_t c = 0; c < whole->from->n_cohorts; c++)
        if (whole->is_of[c] && !whole->is[c].shown &&
            !pp_work_is_alike(w, whole->from->cohorts[c].n_unlike))
            return true;
    return false;
}

/* All of those left out together. */
static long n_unlike_of_dark(const struct whole *whole)
{
    const struct pp_between_people *people = whole->from->people;
    const struct pp_score_rows *rest = whole->rest;
    size_t most = rest->n + (people != NULL ? people->n : 0), n = rest->n;
    double *pre = pp_alloc_array(most + 1, sizeof *pre);
    double *post = pp_alloc_array(most + 1, sizeof *post);
    size_t *count = pp_alloc_array(most + 1, sizeof *count);

    for (size_t i = 0; i < n; i++) {
        pre[i] = rest->pre[i];
        post[i] = rest->post[i];
        count[i] = rest->count[i];
    }
    for (size_t i = 0; i + rest->n < most; i++) {
        size_t c = people->cohort[i];
        if (!whole->is_of[c] || whole->is[c].shown)
            continue;
        pre[n] = people->pre[i];
        post[n] = people->post[i];
        count[n++] = people->count != NULL ? people->count[i] : 1;
    }
    long n_unlike = pp_people_unlike(pre, post, count, n);
    pp_free(pre);
    pp_free(post);
    pp_free(count);
    return n_unlike;
}

static bool may_be_left_out(const struct pp_work *w, const struct whole *whole,
                            long dark)
{
    return dark <= 0 || (dark >= w->rules.min_average &&
                         (has_unlike_part(w, whole) ||
                          !pp_work_is_alike(w, n_unlike_of_dark(whole))));
}

/*
 * The averages of cohorts and of all that they are part of give that of those
 * left out: these must be none, or enough people together and not all alike.
 * Which others are left out does not depend on how many they are: a choice that
 * changed with their numbers would tell in two reports what neither tells.
 */
static void protect_whole(const struct pp_work *w, const struct whole *whole)
{
    const struct pp_cohort *was = whole->from->cohorts;
    size_t n = whole->from->n_cohorts;
    long dark = whole->n;

    for (size_t c = 0; c < n; c++)
        if (whole->is_of[c] && whole->is[c].shown)
            dark -= was[c].flow.n_both;
    for (size_t c = n; c-- > 0;) {
        if (!whole->is_of[c] || !whole->is[c].shown)
            continue;
        if (may_be_left_out(w, whole, dark))
            return;
        hide_cohort(&whole->is[c]);
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
            protect_whole(w, &(struct whole){
                                 from, is, is_of,
                                 &from->part_sizes[part][level].rest, people});
        }
    }
    for (size_t c = 0; c < n; c++)
        is_of[c] = true;
    protect_whole(w, &(struct whole){from, is, is_of, &from->rest,
                                     (long)w->from->outcomes[i].n_pairs});
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
