#include "prepost/disclose/work.h"

#include <math.h>
#include <stdint.h>

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

/*
 * People of whom everyone's average is shown, or could be: of all, or of a
 * level of one of several columns. Those of cohorts, and of none.
 */
struct whole {
    const struct pp_comparison *from;
    struct pp_cohort *is;
    bool *known; /* cohorts whose average is shown, or can be worked out */
    size_t part, level;
    const struct pp_score_rows *rest;
    long n;
};

static const size_t EVERYONE = SIZE_MAX; /* of no part */

static bool is_of(const struct whole *whole, size_t cohort)
{
    return whole->part == EVERYONE ||
           whole->from->column->part[whole->part][cohort] == whole->level;
}

static long size_of(const struct whole *whole, size_t cohort)
{
    return whole->from->cohorts[cohort].flow.n_both;
}

/* Those whose averages are left out: they differ enough if a part of them
 * does. */
static bool has_unlike_part(const struct pp_work *w, const struct whole *whole)
{
    for (size_t c = 0; c < whole->from->n_cohorts; c++)
        if (is_of(whole, c) && !whole->known[c] &&
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
        if (!is_of(whole, c) || whole->known[c])
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

static void hide(const struct whole *whole, size_t cohort)
{
    hide_cohort(&whole->is[cohort]);
    whole->known[cohort] = false;
}

static bool share_a_level(const struct pp_cohort_column *by, size_t a, size_t b)
{
    for (size_t part = 0; by != NULL && part < by->n_parts; part++)
        if (by->part[part][a] == by->part[part][b])
            return true;
    return false;
}

/* Some of the whole were worked out by others of a level of theirs: the last of
 * those that is shown is hidden; false: none were. */
static bool hide_beside(const struct whole *whole)
{
    size_t n = whole->from->n_cohorts, last = n;

    for (size_t c = 0; c < n; c++) {
        if (!is_of(whole, c) || !whole->known[c] || whole->is[c].shown)
            continue;
        for (size_t d = 0; d < n; d++)
            if (whole->is[d].shown && (last == n || d > last) &&
                share_a_level(whole->from->column, c, d))
                last = d;
    }
    if (last < n)
        hide(whole, last);
    return last < n;
}

/*
 * The averages of cohorts and of all that they are part of give that of those
 * left out: these must be none, or enough people together and not all alike.
 * Which others are left out does not depend on how many they are: a choice that
 * changed with their numbers would tell in two reports what neither tells.
 * Whether any was.
 */
static bool protect_whole(const struct pp_work *w, const struct whole *whole)
{
    size_t n = whole->from->n_cohorts;
    long dark = whole->n;
    bool changed = false;

    for (size_t c = 0; c < n; c++)
        if (is_of(whole, c) && whole->known[c])
            dark -= size_of(whole, c);
    if (dark == whole->n || may_be_left_out(w, whole, dark))
        return false;
    if (hide_beside(whole))
        return true;
    for (size_t c = n; c-- > 0;) {
        if (may_be_left_out(w, whole, dark))
            return changed;
        if (!is_of(whole, c) || !whole->is[c].shown)
            continue;
        hide(whole, c);
        dark += size_of(whole, c);
        changed = true;
    }
    return changed;
}

/* Of a whole all of whom are in cohorts, the only one that is not known; where
 * that may not be, protect_whole() sees to it. */
static bool work_out(const struct pp_work *w, const struct whole *whole)
{
    size_t n_dark = 0, which = 0;
    long rest = whole->n;

    for (size_t c = 0; c < whole->from->n_cohorts; c++) {
        if (!is_of(whole, c) || size_of(whole, c) == 0)
            continue;
        rest -= size_of(whole, c);
        if (!whole->known[c]) {
            n_dark++;
            which = c;
        }
    }
    if (rest != 0 || n_dark != 1 ||
        size_of(whole, which) < w->rules.min_average ||
        pp_work_is_alike(w, whole->from->cohorts[which].n_unlike))
        return false;
    whole->known[which] = true;
    return true;
}

/* Of such a level there is no average to be had either, and no cohort within it
 * is shown. */
static bool is_hidden_in_coarser(const struct pp_work *w, size_t i,
                                 const struct whole *whole)
{
    const struct pp_results *coarser =
        w->from->coarser != NULL ? w->coarser[whole->part] : NULL;

    if (coarser == NULL)
        return false;
    const struct pp_comparison *c = &coarser->outcomes[i].comparison;
    return whole->level < c->n_cohorts &&
           c->cohorts[whole->level].flow.n_both == PP_COUNT_HIDDEN;
}

/* Each level of either column, where cohorts are of two, and of what they lie
 * within; and everyone. */
static size_t list_wholes(const struct pp_work *w, size_t i, bool *known,
                          struct whole *wholes)
{
    const struct pp_comparison *from = &w->from->outcomes[i].comparison;
    size_t n_parts = from->column != NULL ? from->column->n_parts : 0, n = 0;
    struct whole whole = {
        .from = from, .is = pp_work_cohorts(&w->outcomes[i]), .known = known};

    for (whole.part = 0; whole.part < n_parts; whole.part++)
        for (whole.level = 0;
             whole.level < from->column->n_part_levels[whole.part];
             whole.level++) {
            const struct pp_part_size *size =
                &from->part_sizes[whole.part][whole.level];
            if (is_hidden_in_coarser(w, i, &whole))
                continue;
            whole.rest = &size->rest;
            whole.n = 0;
            for (size_t c = 0; c < from->n_cohorts; c++)
                whole.n += is_of(&whole, c) ? size_of(&whole, c) : 0;
            /* By that column alone they are shown with those whose other level
             * is not known. */
            if (size->n_both > 0)
                whole.n = size->n_both;
            wholes[n++] = whole;
        }
    whole.part = EVERYONE;
    whole.rest = &from->rest;
    whole.n = (long)w->from->outcomes[i].n_pairs;
    wholes[n++] = whole;
    return n;
}

/* Until nothing more is hidden: what one whole gives, others may lean on. */
static void protect_wholes(const struct pp_work *w, size_t i)
{
    const struct pp_comparison *from = &w->from->outcomes[i].comparison;
    const struct pp_cohort *is = w->outcomes[i].comparison.cohorts;
    size_t n_parts = from->column != NULL ? from->column->n_parts : 0, n = 1;

    for (size_t part = 0; part < n_parts; part++)
        n += from->column->n_part_levels[part];
    bool *known = pp_alloc_array(from->n_cohorts + 1, sizeof *known);
    struct whole *wholes = pp_alloc_array(n, sizeof *wholes);
    n = list_wholes(w, i, known, wholes);
    for (bool changed = true; changed;) {
        for (size_t c = 0; c < from->n_cohorts; c++)
            known[c] = is[c].shown;
        for (bool more = true; more;) {
            more = false;
            for (size_t k = 0; k < n; k++)
                more |= work_out(w, &wholes[k]);
        }
        changed = false;
        for (size_t k = 0; k < n; k++)
            changed |= protect_whole(w, &wholes[k]);
    }
    pp_free(wholes);
    pp_free(known);
}

/* --- what regions lie within ----------------------------------------------
 *
 * A nation's average less those of its regions that reports have gives that of
 * its other regions. So do those of all nations that are not shown, by
 * everyone's less those that are.
 */

/* Pairs of a cohort's regions that are not shown; none: nothing is told. */
struct dark {
    long n;
    bool is_unlike;
};

static struct dark dark_of(const struct pp_work *w, size_t i, size_t cohort)
{
    const struct pp_comparison *c = &w->from->outcomes[i].comparison;
    const struct pp_comparison *was = &w->from->beside->outcomes[i].comparison;
    const struct pp_comparison *is = &w->beside->outcomes[i].comparison;
    struct dark dark = {c->cohorts[cohort].flow.n_both, false};

    for (size_t r = 0; r < is->n_cohorts; r++) {
        if (c->column->of_region[r] != cohort)
            continue;
        if (is->cohorts[r].shown)
            dark.n -= was->cohorts[r].flow.n_both;
        else
            dark.is_unlike |= !pp_work_is_alike(w, was->cohorts[r].n_unlike);
    }
    return dark;
}

static bool may_be_told(const struct pp_work *w, struct dark dark)
{
    return dark.n == 0 || (dark.n >= w->rules.min_average && dark.is_unlike);
}

/* Which are hidden for others' sake does not depend on how many they are; see
 * protect_whole(). */
static void protect_regions_within(const struct pp_work *w, size_t i)
{
    const struct pp_comparison *c = &w->from->outcomes[i].comparison;
    struct pp_cohort *cohorts = pp_work_cohorts(&w->outcomes[i]);
    struct dark hidden = {0, false};

    if (w->beside == NULL || c->column == NULL ||
        c->column->of_region == NULL ||
        w->beside->outcomes[i].comparison.n_cohorts == 0)
        return;
    for (size_t k = 0; k < c->n_cohorts; k++) {
        struct dark dark = dark_of(w, i, k);
        if (!may_be_told(w, dark))
            hide_cohort(&cohorts[k]);
        if (!cohorts[k].shown) {
            hidden.n += dark.n;
            hidden.is_unlike |= dark.is_unlike;
        }
    }
    for (size_t k = c->n_cohorts; k-- > 0 && !may_be_told(w, hidden);) {
        struct dark dark = dark_of(w, i, k);
        if (!cohorts[k].shown || dark.n == 0)
            continue;
        hide_cohort(&cohorts[k]);
        hidden.n += dark.n;
        hidden.is_unlike |= dark.is_unlike;
    }
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
    protect_regions_within(w, i);
    protect_wholes(w, i);
    if (has_changed(&from->comparison, to))
        pp_comparison_settle(to, w->from->level, w->pool);
}

void pp_protect_averages_of_waves(const struct pp_work *w, size_t i)
{
    struct pp_comparison *to = &w->outcomes[i].comparison;

    if (!pp_cohorts_are_of_last(w, i))
        return;
    for (size_t c = 0; c < to->n_cohorts; c++)
        hide_cohort(&pp_work_cohorts(&w->outcomes[i])[c]);
    pp_comparison_settle(to, w->from->level, w->pool);
}
