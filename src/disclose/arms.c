#include "prepost/disclose/work.h"

#include <math.h>

#include "prepost/disclose/linked.h"

/*
 * An outcome with a comparison is of one arm's people, and its counts are
 * guarded as those of any outcome are. Here are those of the comparison, which
 * are in no other table but the flow.
 */

enum { COST_LEFT = 20, COST_AMOUNT = 12, COST_BEFORE = 60, COST_BOTH = 100 };

static size_t add(const struct pp_work *w, struct pp_linked *l, long *count,
                  long value, enum pp_linked_kind kind, int cost)
{
    size_t cell = pp_linked_cell(l, count, kind, cost);

    l->cells[cell].value = value;
    l->cells[cell].is_guarded = pp_is_tied(w, count);
    return cell;
}

void pp_add_comparison_arm(const struct pp_work *w, size_t i,
                           struct pp_linked *l)
{
    const struct pp_contrast *contrast = &w->from->outcomes[i].contrast;
    const struct pp_arm *from = &contrast->comparison;
    struct pp_arm *to = &w->outcomes[i].contrast.comparison;
    enum pp_linked_kind attribute =
        w->rules.show_zero ? PP_LINKED_PUBLISHED : PP_LINKED_ATTRIBUTE;

    if (!contrast->is_made)
        return;
    size_t both =
        add(w, l, &to->n_both, from->n_both, PP_LINKED_PUBLISHED, COST_BOTH);
    size_t before = add(w, l, &to->n_before, from->n_before,
                        PP_LINKED_PUBLISHED, COST_BEFORE);
    size_t left =
        add(w, l, &to->n_left, from->n_left, PP_LINKED_PUBLISHED, COST_LEFT);
    pp_linked_say(l, "comparison arm: asked = answered again + left");
    pp_linked_sum(l, before, (size_t[]){both, left}, 2);
    if (from->individual.source == PP_AMOUNT_NONE)
        return;
    const struct pp_individual *was = &from->individual;
    struct pp_individual *is = &to->individual;
    size_t amount[3] = {
        add(w, l, &is->n_better, was->n_better, attribute, COST_AMOUNT),
        add(w, l, &is->n_between, was->n_between, attribute, COST_AMOUNT),
        add(w, l, &is->n_worse, was->n_worse, attribute, COST_AMOUNT)};
    pp_linked_say(l, "comparison arm: answered again = better + in between + "
                     "worse");
    pp_linked_sum(l, both, amount, 3);
}

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
    changed |= tie_arm(w, n_arms - 1, &was->comparison, &others);
    o->hidden = o->hidden || *own.n_both == PP_COUNT_HIDDEN ||
                other->n_both == PP_COUNT_HIDDEN;
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

static void protect(const struct pp_work *w, size_t i)
{
    struct pp_outcome *o = &w->outcomes[i];
    struct pp_contrast *c = &o->contrast;
    struct pp_sizes sizes = pp_sizes_of(o);

    c->arm.n_before = sizes.n_before;
    c->arm.n_left = sizes.n_left;
    c->arm.individual = o->individual;
    clean_individual(&c->comparison);
    if (is_few(w, c->comparison.n_both) || is_few(w, c->arm.n_both) ||
        (w->rules.threshold > 1 &&
         (!(c->comparison.pre_sd > 0) || !(c->comparison.post_sd > 0) ||
          !(c->comparison.sd_change > 0))))
        o->hidden = true;
    /* The difference with those who left and without gives their average. */
    if (is_few(w, c->arm.n_left) || is_few(w, c->comparison.n_left)) {
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

void pp_protect_contrasts(struct pp_work *w)
{
    size_t n_arms = w->from->flow.n_arms;

    if (n_arms < 2)
        return;
    for (size_t i = 0; i < w->from->n_outcomes; i++)
        if (w->from->outcomes[i].contrast.is_made)
            protect(w, i);
    for (size_t i = 0; i + n_arms - 1 <= w->from->n_outcomes; i += n_arms - 1)
        hide_together(w, i, n_arms - 1);
}
