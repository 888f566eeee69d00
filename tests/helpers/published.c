#include "published_inside.h"

#include <ctype.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "finished.h"
#include "prepost/report/part.h"
#include "prepost/report/report.h"

const char *const PUBLISHED_READING[PUBLISHED_READINGS] = {
#define PUBLISHED_NAME_OF(id, name) [PUBLISHED_##id] = name,
    PUBLISHED_LIST(PUBLISHED_NAME_OF)
#undef PUBLISHED_NAME_OF
};

/* --- how counts hang together --------------------------------------------- */

/* total = n cells, `step` apart. */
static void sum_of(struct published *p, size_t total, size_t first, size_t step,
                   size_t n)
{
    size_t *parts = pp_pool_array(p->pool, n, sizeof *parts);

    for (size_t r = 0; r < n; r++)
        parts[r] = first + r * step;
    attacker_sum(p->attacker, total, parts, n);
}

static void relate_flow_row(struct published *p, size_t first)
{
    attacker_sum(p->attacker, first + BEFORE,
                 (size_t[]){first + BOTH, first + BEFORE_ONLY}, 2);
    attacker_sum(p->attacker, first + AFTER,
                 (size_t[]){first + BOTH, first + AFTER_ONLY}, 2);
}

/* What has a row is of somebody, who answered first or later: of two times,
 * unless some came and answered neither. */
static void is_someone(struct published *p, size_t first)
{
    const struct attacker_term terms[] = {{first + BEFORE, 1},
                                          {first + AFTER_ONLY, 1}};
    const double *truth = p->attacker->truth;
    const struct pp_flow_row *all = &p->truth->flow.all;

    if (p->truth->plan->n_waves == 2 &&
        all->n_people == all->n_before + all->n_after_only &&
        truth[first + BEFORE] + truth[first + AFTER_ONLY] > 0)
        attacker_fact(p->attacker, terms, 2, 1, INFINITY);
}

static void relate_flow(struct published *p)
{
    size_t arms = n_arms(p->truth) > 0 ? n_arms(p->truth) + 2 : 0;

    for (size_t r = 0; r < p->n_rows; r++)
        relate_flow_row(p, flow_cell(p, r, 0));
    for (size_t a = 0; a < arms; a++)
        relate_flow_row(p, arm_cell(p, a, 0));
    for (size_t r = 1; r + 1 < p->n_rows; r++)
        is_someone(p, flow_cell(p, r, 0));
    for (size_t a = 0; a + 1 < arms; a++)
        is_someone(p, arm_cell(p, a, 0));
    for (int k = 0; k < N_FLOW; k++) {
        sum_of(p, flow_cell(p, 0, k), flow_cell(p, 1, k), N_FLOW,
               p->n_rows - 1);
        if (arms > 0)
            sum_of(p, flow_cell(p, 0, k), arm_cell(p, 0, k), N_FLOW, arms);
    }
}

static bool is_last_wave(const struct published *p, size_t i)
{
    return p->truth->outcomes[i].wave + 1 == p->truth->plan->n_waves;
}

static void is_same(struct published *p, size_t a, size_t b)
{
    attacker_sum(p->attacker, a, &b, 1);
}

/* Of an outcome at two waves, the same people answered at the start. */
static void relate_waves(struct published *p, size_t i)
{
    size_t n = p->truth->n_per_wave;

    if (i < n)
        return;
    for (size_t r = 0; r < p->n_rows; r++)
        is_same(p, outcome_cell(p, i, r, ASKED),
                outcome_cell(p, i - n, r, ASKED));
    if (n_arms(p->truth) > 0)
        is_same(p, other_cell(p, i, ASKED), other_cell(p, i - n, ASKED));
}

/* People of an outcome: who answered again and who did not; and how they
 * changed. They are among those of a row of the flow. */
static void relate_people(struct published *p, size_t i, size_t first,
                          size_t flow)
{
    struct attacker *a = p->attacker;

    attacker_sum(a, first + ASKED, (size_t[]){first + PAIRS, first + LEFT}, 2);
    attacker_sum(a, first + SECOND,
                 (size_t[]){first + PAIRS, first + SECOND_ONLY}, 2);
    if (is_last_wave(p, i)) /* "both" is the first and the last */
        attacker_within(a, first + PAIRS, flow + BOTH);
    attacker_within(a, first + ASKED, flow + BEFORE);
    if (has_amount(p, i))
        attacker_sum(a, first + PAIRS,
                     (size_t[]){first + BETTER, first + BETWEEN, first + WORSE},
                     3);
}

/* Of an arm's people, and of the comparison's. */
static void relate_arms(struct published *p, size_t i)
{
    size_t n = n_arms(p->truth);

    relate_people(p, i, outcome_cell(p, i, 0, 0), arm_cell(p, i % n, 0));
    if (i % n > 0)
        return;
    relate_people(p, i, other_cell(p, i, 0), arm_cell(p, n, 0));
    size_t *asked = pp_pool_array(p->pool, n + 2, sizeof *asked);
    for (size_t k = 0; k < n; k++)
        asked[k] = outcome_cell(p, i + k, 0, ASKED);
    asked[n] = other_cell(p, i, ASKED);
    asked[n + 1] = other_cell(p, i, NO_ARM);
    attacker_sum(p->attacker, other_cell(p, i, ALL_ARMS), asked, n + 2);
    attacker_within(p->attacker, asked[n + 1], arm_cell(p, n + 1, BEFORE));
}

static void relate_outcome(struct published *p, size_t i)
{
    struct attacker *a = p->attacker;
    const size_t any[] = {outcome_cell(p, i, 0, ANY_BETTER),
                          outcome_cell(p, i, 0, ANY_SAME),
                          outcome_cell(p, i, 0, ANY_WORSE)};

    for (size_t r = 0; r < p->n_rows; r++)
        relate_people(p, i, outcome_cell(p, i, r, 0), flow_cell(p, r, 0));
    if (n_arms(p->truth) > 0)
        relate_arms(p, i);
    attacker_sum(a, outcome_cell(p, i, 0, PAIRS), any, 3);
    if (has_amount(p, i)) {
        attacker_sum(a, any[0],
                     (size_t[]){outcome_cell(p, i, 0, BETTER),
                                outcome_cell(p, i, 0, LESS_BETTER)},
                     2);
        attacker_sum(a, any[2],
                     (size_t[]){outcome_cell(p, i, 0, WORSE),
                                outcome_cell(p, i, 0, LESS_WORSE)},
                     2);
    }
    for (int k = 0; k < (has_amount(p, i) ? N_EACH : BETTER); k++)
        sum_of(p, outcome_cell(p, i, 0, k), outcome_cell(p, i, 1, k), N_EACH,
               p->n_rows - 1);
}

/* Better by a larger amount is better by a smaller one too; who recovered has
 * crossed the cut-off, and was beyond it. */
static void relate_amounts(struct published *p, size_t i)
{
    struct attacker *a = p->attacker;
    const struct pp_outcome *o = &p->truth->outcomes[i];
    size_t pairs = outcome_cell(p, i, 0, PAIRS);

    for (size_t k = 0; k < o->n_other_amounts && k < MOST_OTHERS; k++) {
        size_t cell = outcome_cell(p, i, 0, OTHER_AMOUNTS + 3 * (int)k);
        attacker_sum(a, pairs, (size_t[]){cell, cell + 1, cell + 2}, 3);
        for (int part = 0; part < 3 && has_amount(p, i); part += 2) {
            size_t own = outcome_cell(p, i, 0, BETTER + part);
            size_t other = cell + (size_t)part;
            if (o->other_amounts[k].amount >= o->individual.amount)
                attacker_within(a, other, own);
            if (o->other_amounts[k].amount <= o->individual.amount)
                attacker_within(a, own, other);
        }
    }
    size_t by_slope = outcome_cell(p, i, 0, BY_SLOPE);
    if (o->by_slope.is_counted)
        attacker_sum(a, pairs,
                     (size_t[]){by_slope, by_slope + 1, by_slope + 2}, 3);
    if (o->recovery.cutoff == NULL)
        return;
    size_t beyond = outcome_cell(p, i, 0, BEYOND);
    attacker_within(a, beyond, pairs);
    attacker_within(a, beyond + 1, beyond);
    attacker_within(a, beyond + 2, beyond + 1);
    attacker_fact(
        a, (struct attacker_term[]){{pairs, 1}, {beyond, -1}, {beyond + 3, -1}},
        3, 0, INFINITY);
    if (has_amount(p, i))
        attacker_within(a, beyond + 2, outcome_cell(p, i, 0, BETTER));
}

static bool knows_all(const struct pp_flow_row *all,
                      const struct pp_flow_row *rows, size_t n_rows)
{
    long n = all->n_before + all->n_after_only;

    for (size_t i = 0; i < n_rows; i++)
        n -= rows[i].n_before + rows[i].n_after_only;
    return n == 0;
}

/* Whether anyone's region, or arm, is not known is itself known. */
static void know_all(struct published *p)
{
    const struct pp_flow *f = &p->truth->flow;

    for (size_t k = 0; k < N_FLOW; k++) {
        if (knows_all(&f->all, f->regions, f->n_regions))
            attacker_know(p->attacker, flow_cell(p, p->n_rows - 1, (int)k), 0,
                          0);
        if (n_arms(p->truth) > 0 && knows_all(&f->all, f->arms, f->n_arms))
            attacker_know(p->attacker, arm_cell(p, f->n_arms, (int)k), 0, 0);
    }
}

/* --- over time ------------------------------------------------------------ */

/* The first cell of those who model i is of, at the outcome of a wave. */
static size_t growth_people(const struct published *p, size_t i, size_t wave)
{
    size_t n = n_arms(p->truth), first = wave * p->truth->n_per_wave;

    if (n == 0)
        return outcome_cell(p, first + i, 0, 0);
    size_t planned = i / (n + 1), k = i % (n + 1); /* 0: the comparison */
    return k == 0 ? other_cell(p, first + planned * n, 0)
                  : outcome_cell(p, first + planned * n + k - 1, 0, 0);
}

static void relate_growth(struct published *p, size_t i)
{
    struct attacker *a = p->attacker;

    is_same(p, growth_at(p, i, 0, AT), growth_people(p, i, 0) + ASKED);
    for (size_t w = 0; w < p->truth->plan->n_waves; w++) {
        size_t at = growth_at(p, i, w, AT);
        size_t not_first = growth_at(p, i, w, NOT_FIRST);
        attacker_sum(a, growth_cell(p, i),
                     (size_t[]){at, growth_at(p, i, w, NOT_AT)}, 2);
        attacker_within(a, not_first, growth_at(p, i, 0, NOT_AT));
        if (w == 0)
            attacker_know(a, not_first, 0, 0);
        else
            attacker_sum(
                a, at,
                (size_t[]){not_first, growth_people(p, i, w - 1) + PAIRS}, 2);
    }
}

static void set_growth(double *truth, const struct published *p, size_t i)
{
    const struct pp_growth *g = p->truth->arm_growth != NULL
                                    ? &p->truth->arm_growth[i]
                                    : &p->truth->growth[i];

    truth[growth_cell(p, i)] = (double)g->n;
    for (size_t w = 0; w < g->n_waves; w++) {
        const struct pp_growth_wave *at = &g->waves[w];
        truth[growth_at(p, i, w, AT)] = (double)at->n;
        truth[growth_at(p, i, w, NOT_AT)] = (double)(g->n - at->n);
        truth[growth_at(p, i, w, NOT_FIRST)] = (double)(at->n - at->n_both);
    }
}
/* --- the truth, to find what is read wrongly ------------------------------ */

static void set_flow(double *first, const struct pp_flow_row *row)
{
    first[BOTH] = (double)row->n_both;
    first[BEFORE] = (double)row->n_before;
    first[AFTER] = (double)row->n_after;
    first[BEFORE_ONLY] = (double)row->n_before_only;
    first[AFTER_ONLY] = (double)row->n_after_only;
}

static void set_people(double *first, double pairs, double asked, double second,
                       const struct pp_individual *individual)
{
    first[PAIRS] = pairs;
    first[ASKED] = asked;
    first[LEFT] = asked - pairs;
    first[SECOND] = second;
    first[SECOND_ONLY] = second - pairs;
    if (individual->source == PP_AMOUNT_NONE)
        return;
    first[BETTER] = (double)individual->n_better;
    first[BETWEEN] = (double)individual->n_between;
    first[WORSE] = (double)individual->n_worse;
}

static void set_amounts(double *truth, const struct published *p, size_t i)
{
    const struct pp_outcome *o = &p->truth->outcomes[i];
    double *beyond = truth + outcome_cell(p, i, 0, BEYOND);

    for (size_t k = 0; k < o->n_other_amounts && k < MOST_OTHERS; k++) {
        const struct pp_individual *other = &o->other_amounts[k];
        double *cell =
            truth + outcome_cell(p, i, 0, OTHER_AMOUNTS + 3 * (int)k);
        cell[0] = (double)other->n_better;
        cell[1] = (double)other->n_between;
        cell[2] = (double)other->n_worse;
    }
    if (o->by_slope.is_counted) {
        double *by_slope = truth + outcome_cell(p, i, 0, BY_SLOPE);
        by_slope[0] = (double)o->by_slope.people.n_better;
        by_slope[1] = (double)o->by_slope.people.n_between;
        by_slope[2] = (double)o->by_slope.people.n_worse;
    }
    if (o->recovery.cutoff == NULL)
        return;
    beyond[0] = (double)o->recovery.n_beyond;
    beyond[1] = (double)o->recovery.n_crossed;
    beyond[2] = (double)o->recovery.n_recovered;
    beyond[3] = (double)o->recovery.n_entered;
}

static const double *truth_of(const struct published *p)
{
    size_t n = p->attacker->n_cells;
    double *truth = pp_pool_array(p->pool, n, sizeof *truth);

    for (size_t c = 0; c < n; c++)
        truth[c] = NAN;
    set_flow(truth + flow_cell(p, 0, 0), &p->truth->flow.all);
    for (size_t r = 0; r < p->truth->flow.n_regions; r++)
        set_flow(truth + flow_cell(p, r + 1, 0), &p->truth->flow.regions[r]);
    for (size_t a = 0; n_arms(p->truth) > 0 && a < p->truth->flow.n_arms; a++)
        set_flow(truth + arm_cell(p, a, 0), &p->truth->flow.arms[a]);
    for (size_t i = 0; i < p->truth->n_outcomes; i++) {
        const struct pp_outcome *o = &p->truth->outcomes[i];
        set_people(truth + outcome_cell(p, i, 0, 0), (double)o->n_pairs,
                   (double)o->missing.n_before, (double)o->paired.n_post,
                   &o->individual);
        const struct pp_arm *other = &o->contrast.comparison;
        if (o->contrast.is_made)
            set_people(truth + other_cell(p, i, 0), (double)other->n_both,
                       (double)other->n_before, NAN, &other->individual);
        if (o->contrast.is_made)
            truth[other_cell(p, i, ALL_ARMS)] = (double)o->reliability.n_pre;
        truth[outcome_cell(p, i, 0, ANY_BETTER)] = (double)o->paired.n_better;
        truth[outcome_cell(p, i, 0, ANY_SAME)] = (double)o->paired.n_same;
        truth[outcome_cell(p, i, 0, ANY_WORSE)] = (double)o->paired.n_worse;
        set_amounts(truth, p, i);
        for (size_t c = 0; c < o->comparison.n_cohorts; c++) {
            const struct pp_cohort *k = &o->comparison.cohorts[c];
            size_t r = published_row(p, k->name);
            if (r < p->n_rows)
                set_people(truth + outcome_cell(p, i, r, 0),
                           (double)k->flow.n_both, (double)k->flow.n_before,
                           (double)k->flow.n_after, &k->individual);
        }
    }
    for (size_t i = 0; i < n_growth(p->truth); i++)
        set_growth(truth, p, i);
    published_set_measures(p, truth);
    published_set_kept(p, truth);
    return truth;
}

static void name_outcomes(struct published *p)
{
    const struct pp_report *r = pp_report_shown(p->truth, p->pool);
    size_t n = p->truth->n_outcomes;

    p->words = pp_pool_array(p->pool, n, sizeof *p->words);
    p->names = pp_pool_array(p->pool, n, sizeof *p->names);
    p->people = pp_pool_array(p->pool, n, sizeof *p->people);
    p->other_people = pp_pool_array(p->pool, n, sizeof *p->other_people);
    for (size_t i = 0; i < n; i++) {
        p->words[i] = pp_report_outcome_words(r, i);
        p->names[i] = pp_report_outcome_name(r, i);
        p->people[i] = p->other_people[i] = p->names[i];
        const struct pp_contrast *c = &p->truth->outcomes[i].contrast;
        const char *name =
            pp_phrase_capitalised(p->pool, r->findings[i].words.outcome);
        if (!c->is_made)
            continue;
        p->people[i] = pp_pool_printf(p->pool, "%s, %s", name, c->arm.people);
        p->other_people[i] =
            pp_pool_printf(p->pool, "%s, %s", name, c->comparison.people);
    }
}

struct published *published_new(struct pp_pool *pool,
                                const struct pp_results *truth,
                                const struct pp_disclosure_rules *rules)
{
    struct published *p = pp_pool_alloc(pool, sizeof *p);

    *p = (struct published){.pool = pool,
                            .truth = truth,
                            .rules = rules,
                            .attacker = attacker_new(pool),
                            .as_printed = -1,
                            .n_rows = truth->flow.n_regions + 2};
    p->flow = attacker_cells(p->attacker, p->n_rows * N_FLOW);
    p->outcomes =
        attacker_cells(p->attacker, truth->n_outcomes * per_outcome(p));
    p->growth = attacker_cells(
        p->attacker, n_growth(truth) * (1 + N_GROWTH * truth->plan->n_waves));
    p->arms = attacker_cells(
        p->attacker, n_arms(truth) > 0 ? (truth->flow.n_arms + 1) * N_FLOW : 0);
    p->others = attacker_cells(
        p->attacker,
        n_arms(truth) > 0 ? truth->n_outcomes / n_arms(truth) * N_OTHER : 0);
    p->measures = attacker_cells(p->attacker, published_measures_cells(p));
    p->kept = attacker_cells(p->attacker, published_kept_cells(p));
    name_outcomes(p);
    p->has_average = pp_pool_array(pool, truth->n_outcomes * p->n_rows + 1,
                                   sizeof *p->has_average);
    published_means_init(p);
    p->is_told = pp_pool_array(pool, truth->n_outcomes + 1, sizeof *p->is_told);
    p->has_p = pp_pool_array(pool, truth->n_outcomes + 1, sizeof *p->has_p);
    memset(p->has_average, 0,
           (truth->n_outcomes * p->n_rows + 1) * sizeof *p->has_average);
    memset(p->has_p, 0, (truth->n_outcomes + 1) * sizeof *p->has_p);
    p->attacker->truth = truth_of(p);
    relate_flow(p);
    for (size_t i = 0; i < truth->n_outcomes; i++)
        relate_outcome(p, i);
    for (size_t i = 0; i < truth->n_outcomes; i++)
        relate_amounts(p, i);
    for (size_t i = 0; i < truth->n_outcomes; i++)
        relate_waves(p, i);
    for (size_t i = 0; i < n_growth(truth); i++)
        relate_growth(p, i);
    published_relate_measures(p);
    published_relate_kept(p);
    published_relate_nested(p);
    know_all(p);
    return p;
}
