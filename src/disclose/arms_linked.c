#include "counts_parts.h"

#include "prepost/base/alloc.h"

/*
 * An outcome with a comparison is of one arm's people, and its counts are
 * guarded as those of any outcome are. Here are those of the comparison, which
 * are in no other table but the flow; and the flow by arm, whose rows and those
 * of all arms' outcomes together tell of each.
 */

static size_t add(const struct pp_work *w, struct pp_linked *l, long *count,
                  long value, enum pp_linked_kind kind, int cost)
{
    size_t cell = pp_linked_cell(l, count, kind, cost);

    l->cells[cell].value = value;
    l->cells[cell].is_guarded = pp_is_tied(w, count);
    return cell;
}

/* The comparison's cells of who is in pairs, and who was asked. */
struct asked {
    size_t both, before;
};

static struct asked add_comparison(const struct pp_work *w, size_t i,
                                   struct pp_linked *l)
{
    const struct pp_arm *from = &w->from->outcomes[i].contrast.comparison;
    struct pp_arm *to = &w->outcomes[i].contrast.comparison;
    const struct pp_individual *was = &from->individual;
    struct pp_individual *is = &to->individual;
    enum pp_linked_kind attribute =
        w->rules.show_zero ? PP_LINKED_PUBLISHED : PP_LINKED_ATTRIBUTE;
    struct asked cell = {
        add(w, l, &to->n_both, from->n_both, PP_LINKED_PUBLISHED, PP_COST_BOTH),
        add(w, l, &to->n_before, from->n_before, PP_LINKED_PUBLISHED,
            PP_COST_BEFORE)};
    size_t left =
        add(w, l, &to->n_left, from->n_left, PP_LINKED_PUBLISHED, PP_COST_REST);

    pp_linked_say(l, "comparison arm: asked = answered again + left");
    pp_linked_sum(l, cell.before, (size_t[]){cell.both, left}, 2);
    if (was->source != PP_AMOUNT_NONE) {
        size_t amount[3] = {add(w, l, &is->n_better, was->n_better, attribute,
                                PP_COST_INDIVIDUAL),
                            add(w, l, &is->n_between, was->n_between, attribute,
                                PP_COST_INDIVIDUAL),
                            add(w, l, &is->n_worse, was->n_worse, attribute,
                                PP_COST_INDIVIDUAL)};
        pp_linked_say(l, "comparison arm: answered again = better + in between "
                         "+ worse");
        pp_linked_sum(l, cell.both, amount, 3);
    }
    return cell;
}

/* A count of an arm, or of people of none, beside an outcome's: one too small
 * to be shown is no less a secret there. */
static size_t add_flow_count(const struct pp_work *w, struct pp_linked *l,
                             long value, long *shown, int which)
{
    if (value > 0 && value < w->rules.threshold)
        return pp_linked_implied(l, value);
    return shown == NULL
               ? pp_linked_elsewhere(l, value, true)
               : pp_linked_other(l, shown, value,
                                 which == BOTH ? PP_COST_BOTH : PP_COST_BEFORE);
}

/* A row of the flow by arm; or, where `to` is NULL, people of no known arm. */
static void add_flow_row(const struct pp_work *w, struct pp_linked *l,
                         const long was[PP_N_FLOW_COUNTS],
                         struct pp_flow_row *to, size_t cell[PP_N_FLOW_COUNTS])
{
    for (int k = 0; k < PP_N_FLOW_COUNTS; k++)
        cell[k] = add_flow_count(w, l, was[k],
                                 to != NULL ? pp_flow_count(to, k) : NULL, k);
    pp_linked_say(l, "an arm: answered = answered both times + once");
    pp_linked_sum(l, cell[BEFORE], (size_t[]){cell[BOTH], cell[BEFORE_ONLY]},
                  2);
    pp_linked_sum(l, cell[AFTER], (size_t[]){cell[BOTH], cell[AFTER_ONLY]}, 2);
}

/* Every arm's row, and that of people of no known arm, add up to everyone.
 * Whether there are any of no known arm. */
static bool add_flow(const struct pp_work *w, struct pp_linked *l,
                     const size_t *all, size_t (*row)[PP_N_FLOW_COUNTS])
{
    const struct pp_flow *from = &w->from->flow;
    size_t n = from->n_arms, *parts = pp_alloc_array(n + 1, sizeof *parts);
    struct pp_flow_row everyone = from->all;
    long rest[PP_N_FLOW_COUNTS], was[PP_N_FLOW_COUNTS];
    bool is_any = false;

    for (int k = 0; k < PP_N_FLOW_COUNTS; k++)
        rest[k] = *pp_flow_count(&everyone, k);
    for (size_t a = 0; a < n; a++) {
        struct pp_flow_row arm = from->arms[a];
        for (int k = 0; k < PP_N_FLOW_COUNTS; k++) {
            was[k] = *pp_flow_count(&arm, k);
            rest[k] -= was[k];
        }
        add_flow_row(w, l, was, &w->arms[a], row[a]);
    }
    for (int k = 0; k < PP_N_FLOW_COUNTS; k++)
        is_any |= rest[k] != 0;
    if (is_any)
        add_flow_row(w, l, rest, NULL, row[n]);
    pp_add_someone(w, l, from->arms, n, (const size_t(*)[PP_N_FLOW_COUNTS])row);
    pp_linked_say(l, "everyone who answered = those of each arm");
    for (int k = 0; k < PP_N_FLOW_COUNTS; k++) {
        for (size_t a = 0; a < n + is_any; a++)
            parts[a] = row[a][k];
        pp_linked_sum(l, all[k], parts, n + is_any);
    }
    pp_free(parts);
    return is_any;
}

static void within(const struct pp_work *w, struct pp_linked *l, size_t i,
                   struct asked people, const size_t *flow)
{
    pp_linked_say(l, "an outcome's people are among those who answered");
    if (w->from->outcomes[i].wave + 1 == w->from->plan->n_waves)
        pp_linked_within(l, people.both, flow[BOTH]);
    pp_linked_within(l, people.before, flow[BEFORE]);
}

/*
 * Reliability is of the people of all arms together: less those of each, so
 * many at least of no known arm answered at all. That bounds the flow of every
 * arm, so whether n may be told is decided here, with the flow, and not when
 * all else is done: by then nothing else is hidden for its sake.
 */
static void add_reliability(const struct pp_work *w, struct pp_linked *l,
                            size_t first, size_t n, const size_t *asked,
                            size_t no_arm)
{
    size_t *parts = pp_alloc_array(n + 2, sizeof *parts);
    long whole = 0;

    for (size_t k = 0; k < n + 2; k++) {
        parts[k] = k <= n ? asked[k] : no_arm;
        whole += l->cells[parts[k]].value;
    }
    size_t most = pp_linked_elsewhere(l, whole, true);
    pp_linked_say(l, "scores of all arms = those of each + of no known arm");
    pp_linked_sum(l, most, parts, n + 2);
    pp_linked_within(
        l,
        pp_linked_other(l, &w->sizes[first].n_all_before,
                        (long)w->from->outcomes[first].reliability.n_pre,
                        PP_COST_ALL_BEFORE),
        most);
    pp_free(parts);
}

/* n of another outcome's reliability, and how many were asked of each arm. */
static void add_other_reliability(const struct pp_work *w, struct pp_linked *l,
                                  size_t first, size_t n, size_t no_arm)
{
    const struct pp_outcome *was = &w->from->outcomes[first];
    const struct pp_arm *is = &w->outcomes[first].contrast.comparison;
    size_t *asked = pp_alloc_array(n + 1, sizeof *asked);

    for (size_t k = 0; k < n; k++)
        asked[k] = pp_linked_elsewhere(l, (long)was[k].missing.n_before,
                                       w->sizes[first + k].n_before ==
                                           PP_COUNT_HIDDEN);
    asked[n] = pp_linked_elsewhere(l, was->contrast.comparison.n_before,
                                   is->n_before == PP_COUNT_HIDDEN);
    add_reliability(w, l, first, n, asked, no_arm);
    pp_free(asked);
}

/* So many of an arm, or of the comparison, answered at least: the most of it
 * that any outcome shows. */
static void see(long *least, long asked, long pairs)
{
    long most = asked > pairs ? asked : pairs; /* hidden: below zero */

    *least = most > *least ? most : *least;
}

static void see_outcome(const struct pp_work *w, size_t first, size_t n,
                        long *least)
{
    const struct pp_arm *other = &w->outcomes[first].contrast.comparison;

    for (size_t k = 0; k < n; k++) {
        if (w->outcomes[first + k].hidden)
            continue;
        see(&least[k], w->sizes[first + k].n_before,
            (long)w->from->outcomes[first + k].n_pairs);
        see(&least[n], other->n_before, other->n_both);
    }
}

/* How many of an arm, and of none, other outcomes show: each bounds the flow of
 * its arm, and all of them together that of another. */
static void add_others(const struct pp_work *w, struct pp_linked *l,
                       const struct pp_arms_beside *of,
                       const size_t (*row)[PP_N_FLOW_COUNTS], bool has_no_arm)
{
    size_t n = of->n;
    long *least = pp_alloc_zero(n + 1, sizeof *least);

    for (size_t j = 0; j + n <= w->from->n_outcomes; j += n) {
        if (j == of->first)
            continue;
        see_outcome(w, j, n, least);
        if (has_no_arm)
            add_other_reliability(w, l, j, n, row[n + 1][BEFORE]);
    }
    pp_linked_say(l, "no more of an arm answered another questionnaire than "
                     "any");
    for (size_t k = 0; k <= n; k++)
        pp_linked_within(l, pp_linked_elsewhere(l, least[k], false),
                         row[k][BEFORE]);
    pp_free(least);
}

void pp_add_arms(const struct pp_work *w, struct pp_linked *l,
                 const struct pp_arms_beside *of)
{
    size_t first = of->first, n = of->n;

    if (!w->from->outcomes[first].contrast.is_made)
        return;
    size_t(*row)[PP_N_FLOW_COUNTS] = pp_alloc_array(n + 2, sizeof *row);
    size_t *asked = pp_alloc_array(n + 1, sizeof *asked);
    bool has_no_arm = add_flow(w, l, of->flow[0], row);
    pp_add_regions_of_arms(w, l, of->flow + 1,
                           (const size_t(*)[PP_N_FLOW_COUNTS])row);
    struct asked other = add_comparison(w, first, l);
    for (size_t k = 0; k < n; k++) {
        within(w, l, first, (struct asked){of->pairs[k], of->asked[k]}, row[k]);
        asked[k] = of->asked[k];
    }
    within(w, l, first, other, row[n]);
    asked[n] = other.before;
    if (has_no_arm)
        add_reliability(w, l, first, n, asked, row[n + 1][BEFORE]);
    if (of->with_others)
        add_others(w, l, of, (const size_t(*)[PP_N_FLOW_COUNTS])row,
                   has_no_arm);
    pp_free(asked);
    pp_free(row);
}
