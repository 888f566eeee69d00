#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "prepost/disclose/disclose.h"
#include "prepost/disclose/work.h"

/* What is hidden of one arm, or of the comparison, is hidden wherever else it
 * stands; then averages, and how many all arms' reliability is of. */

static void hide_as(long *is, long other)
{
    if (other == PP_COUNT_HIDDEN)
        *is = PP_COUNT_HIDDEN;
}

void pp_share_comparison(const struct pp_work *w, size_t first, size_t n)
{
    struct pp_arm *one = &w->outcomes[first].contrast.comparison;

    if (!w->from->outcomes[first].contrast.is_made)
        return;
    for (size_t k = 1; k < n; k++) {
        struct pp_arm *other = &w->outcomes[first + k].contrast.comparison;
        hide_as(&other->n_both, one->n_both);
        hide_as(&other->n_before, one->n_before);
        hide_as(&other->n_left, one->n_left);
        hide_as(&other->individual.n_better, one->individual.n_better);
        hide_as(&other->individual.n_between, one->individual.n_between);
        hide_as(&other->individual.n_worse, one->individual.n_worse);
    }
}

/* --- everyone, by arm ------------------------------------------------------
 */

bool pp_is_of_arms(const struct pp_results *results)
{
    return results->flow.n_arms > 1;
}

static void carry(const struct pp_arm *was, const struct pp_arm *shown,
                  bool is_hidden, struct pp_cohort *to)
{
    const struct pp_individual *p = &was->individual;
    struct pp_individual *q = &to->individual;
    bool is_alike = q->n_better == p->n_better &&
                    q->n_between == p->n_between && q->n_worse == p->n_worse;

    hide_as(&to->flow.n_both, is_hidden ? PP_COUNT_HIDDEN : shown->n_both);
    hide_as(&to->flow.n_before, is_hidden ? PP_COUNT_HIDDEN : shown->n_before);
    if (is_hidden || !is_alike) { /* judged by another amount there */
        q->n_better = q->n_between = q->n_worse = PP_COUNT_HIDDEN;
        return;
    }
    hide_as(&q->n_better, shown->individual.n_better);
    hide_as(&q->n_between, shown->individual.n_between);
    hide_as(&q->n_worse, shown->individual.n_worse);
}

/* Cohorts that reports do not tell of, as an arm or the comparison, are left
 * as they are: there are none. */
void pp_carry_arms(const struct pp_work *w, const struct pp_results *reports)
{
    const struct pp_results *was = w->from->beside;
    size_t n = was->flow.n_arms - 1;

    for (size_t i = 0; i < w->to->n_outcomes; i++)
        for (size_t c = 0; c < w->outcomes[i].comparison.n_cohorts; c++) {
            struct pp_cohort *to = &pp_work_cohorts(&w->outcomes[i])[c];
            for (size_t k = i * n; k < (i + 1) * n; k++) {
                const struct pp_contrast *from = &was->outcomes[k].contrast;
                const struct pp_contrast *is = &reports->outcomes[k].contrast;
                bool is_hidden = reports->outcomes[k].hidden;
                if (!from->is_made)
                    continue;
                if (strcmp(from->arm.level, to->name) == 0)
                    carry(&from->arm, &is->arm, is_hidden, to);
                else if (strcmp(from->comparison.level, to->name) == 0)
                    carry(&from->comparison, &is->comparison, is_hidden, to);
            }
        }
}

/* --- the flow by arm -------------------------------------------------------
 */

/* The row of an arm in the flow; the comparison is the last. */
struct arm_counts {
    long *n_before, *n_both, *n_left;
};

static bool tie_arm(struct pp_work *w, size_t row, const struct pp_arm *was,
                    const struct arm_counts *is)
{
    const struct pp_flow_row *flow_was = &w->from->flow.arms[row];
    struct pp_flow_row *flow = &w->arms[row];
    bool changed = pp_tie_counts(w, &flow->n_before, flow_was->n_before,
                                 is->n_before, was->n_before);

    changed |= pp_tie_counts(w, &flow->n_both, flow_was->n_both, is->n_both,
                             was->n_both);
    changed |= pp_tie_counts(w, &flow->n_before_only, flow_was->n_before_only,
                             is->n_left, was->n_left);
    return changed;
}

/* The arm's counts are the outcome's. */
bool pp_tie_arms(struct pp_work *w, size_t i)
{
    const struct pp_contrast *was = &w->from->outcomes[i].contrast;
    struct pp_outcome *o = &w->outcomes[i];
    struct pp_arm *other = &o->contrast.comparison;
    size_t n_arms = w->from->flow.n_arms;

    if (!was->is_made || n_arms < 2)
        return false;
    if (o->hidden)
        o->contrast.arm.n_both = PP_COUNT_HIDDEN;
    struct arm_counts own = {&w->sizes[i].n_before, &o->contrast.arm.n_both,
                             &w->sizes[i].n_left};
    struct arm_counts others = {&other->n_before, &other->n_both,
                                &other->n_left};
    bool changed = tie_arm(w, i % (n_arms - 1), &was->arm, &own);
    if (i % (n_arms - 1) == 0) /* which the others share */
        changed |= tie_arm(w, n_arms - 1, &was->comparison, &others);
    o->hidden = o->hidden || *own.n_both == PP_COUNT_HIDDEN ||
                other->n_both == PP_COUNT_HIDDEN;
    return changed;
}

/* Of two outcomes, or of one at two waves. */
bool pp_tie_comparisons(struct pp_work *w, size_t i, size_t j)
{
    const struct pp_arm *a_was = &w->from->outcomes[i].contrast.comparison;
    const struct pp_arm *b_was = &w->from->outcomes[j].contrast.comparison;
    struct pp_arm *a = &w->outcomes[i].contrast.comparison;
    struct pp_arm *b = &w->outcomes[j].contrast.comparison;
    bool changed = pp_tie_counts(w, &a->n_before, a_was->n_before, &b->n_before,
                                 b_was->n_before);

    changed |=
        pp_tie_counts(w, &a->n_left, a_was->n_left, &b->n_left, b_was->n_left);
    return changed;
}

static bool is_few(const struct pp_work *w, long n)
{
    return n == PP_COUNT_HIDDEN || n < w->rules.min_average;
}

static void clean_individual(struct pp_arm *arm)
{
    struct pp_individual *p = &arm->individual;

    if (p->n_better == PP_COUNT_HIDDEN || p->n_between == PP_COUNT_HIDDEN ||
        p->n_worse == PP_COUNT_HIDDEN)
        p->better_ci = p->worse_ci = PP_INTERVAL_NONE;
}

static bool clean_leavers(const struct pp_work *w, size_t i, enum pp_side side)
{
    struct pp_contrast *c = &w->outcomes[i].contrast;
    struct pp_arm *arm = side == PP_SIDE_OWN ? &c->arm : &c->comparison;
    bool hide = is_few(w, arm->n_left) || pp_left_is_hidden(w, i, side);

    if (hide)
        arm->left_mean = arm->left_difference = NAN;
    return hide;
}

static void protect(const struct pp_work *w, size_t i)
{
    struct pp_outcome *o = &w->outcomes[i];
    struct pp_contrast *c = &o->contrast;
    struct pp_sizes sizes = pp_sizes_of(o);

    c->arm.n_before = sizes.n_before;
    c->arm.n_left = sizes.n_left;
    c->arm.individual = o->individual;
    clean_individual(&c->comparison);
    bool hide_left = clean_leavers(w, i, PP_SIDE_OWN);
    hide_left |= clean_leavers(w, i, PP_SIDE_COMPARISON);
    if (is_few(w, c->comparison.n_both) || is_few(w, c->arm.n_both) ||
        pp_work_is_alike(w, c->comparison.n_unlike))
        o->hidden = true;
    /* The difference with those who left and without gives their average. */
    if (hide_left) {
        c->imputed = pp_coefficient_none(PP_STATUS_TOO_FEW);
        c->if_unchanged = pp_coefficient_none(PP_STATUS_TOO_FEW);
        c->tipping = NAN;
    }
}

/* The degrees of freedom of one arm's difference count every arm. */
static void hide_together(struct pp_work *w, size_t first, size_t n)
{
    bool is_any = false;

    for (size_t k = first; k < first + n; k++) {
        const struct pp_contrast *was = &w->from->outcomes[k].contrast;
        bool is_for_average = was->arm.n_both >= w->rules.threshold &&
                              was->arm.n_both < w->rules.min_average;
        is_any = is_any || (w->outcomes[k].hidden && !is_for_average &&
                            was->arm.n_both >= PP_VERDICT_MIN_PAIRS);
    }
    for (size_t k = first; is_any && k < first + n; k++)
        w->outcomes[k].hidden = true;
}

/* What is over when what is known of others is taken away. */
static bool tells_of_few(const struct pp_work *w, long rest)
{
    return rest != 0 && labs(rest) < w->rules.threshold;
}

/*
 * Reliability is of the people of all arms together: less those of each, it
 * would tell how many are in one that is hidden, or in none that is known.
 * Those over at the later wave, who came then only or are in no known arm,
 * bound others of whom less is told: then it is not said, however many.
 */
static void protect_reliability(struct pp_work *w, size_t first, size_t n)
{
    const struct pp_outcome *was = &w->from->outcomes[first];
    const struct pp_arm *other = &w->outcomes[first].contrast.comparison;
    long before =
        (long)was->reliability.n_pre - was->contrast.comparison.n_before;
    long after =
        (long)was->reliability.n_post - was->contrast.comparison.n_both;
    bool hide_before = other->n_before == PP_COUNT_HIDDEN;
    bool hide_after = other->n_both == PP_COUNT_HIDDEN;

    for (size_t k = 0; k < n; k++) {
        struct pp_sizes sizes = pp_sizes_of(&w->outcomes[first + k]);
        bool is_hidden = w->outcomes[first + k].hidden;
        hide_before |= is_hidden || sizes.n_before == PP_COUNT_HIDDEN ||
                       sizes.n_all_before == PP_COUNT_HIDDEN;
        hide_after |=
            is_hidden || w->outcomes[first + k].paired.n_post == PP_SIZE_HIDDEN;
        before -= (long)was[k].missing.n_before;
        after -= (long)was[k].paired.n_post;
    }
    for (size_t k = 0; k < n; k++) {
        struct pp_scale_reliability *r = &w->outcomes[first + k].reliability;
        if (hide_before || tells_of_few(w, before))
            r->n_pre = PP_SIZE_HIDDEN;
        if (hide_after || after != 0)
            r->n_post = PP_SIZE_HIDDEN;
    }
}

void pp_protect_contrasts(struct pp_work *w)
{
    size_t n_arms = w->from->flow.n_arms;

    if (n_arms < 2)
        return;
    for (size_t i = 0; i < w->from->n_outcomes; i++)
        if (w->from->outcomes[i].contrast.is_made)
            protect(w, i);
    for (size_t i = 0; i + n_arms - 1 <= w->from->n_outcomes; i += n_arms - 1) {
        hide_together(w, i, n_arms - 1);
        protect_reliability(w, i, n_arms - 1);
    }
}
