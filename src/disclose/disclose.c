#include "prepost/disclose/disclose.h"

#include <math.h>
#include <string.h>

#include "prepost/analysis/cohort_column.h"
#include "prepost/analysis/comparison.h"
#include "prepost/analysis/share_funnel.h"
#include "prepost/base/alloc.h"
#include "prepost/disclose/item_answers.h"
#include "prepost/disclose/work.h"

static void copy_amounts(const struct pp_work *w, struct pp_outcome *o)
{
    size_t n = o->n_other_amounts;
    struct pp_individual *others = pp_pool_array(w->pool, n, sizeof *others);

    if (n > 0)
        memcpy(others, o->other_amounts, n * sizeof *others);
    o->other_amounts = others;
}

static void copy_measures(const struct pp_work *w)
{
    if (w->from->talking_therapies == NULL)
        return;
    struct pp_talking_therapies *t = pp_pool_alloc(w->pool, sizeof *t);
    *t = *w->from->talking_therapies;
    w->to->talking_therapies = t;
}

static void copy_outcomes(struct pp_work *w)
{
    const struct pp_results *from = w->from;

    w->outcomes = pp_pool_array(w->pool, from->n_outcomes, sizeof *w->outcomes);
    for (size_t i = 0; i < from->n_outcomes; i++) {
        const struct pp_comparison *c = &from->outcomes[i].comparison;
        struct pp_cohort *cohorts =
            pp_pool_array(w->pool, c->n_cohorts, sizeof *cohorts);
        w->outcomes[i] = from->outcomes[i];
        if (c->n_cohorts > 0)
            memcpy(cohorts, c->cohorts, c->n_cohorts * sizeof *cohorts);
        w->outcomes[i].comparison.cohorts = cohorts;
        copy_amounts(w, &w->outcomes[i]);
    }
    w->to->outcomes = w->outcomes;
}

/* Whether they differ, again, from what is left to be seen; Holm counts the
 * outcomes of one wave. */
static void decide_again(struct pp_work *w)
{
    size_t n = w->from->n_outcomes;

    for (size_t i = 0; i < n; i++)
        if (w->outcomes[i].hidden)
            w->outcomes[i].comparison.p = NAN;
    for (size_t from = 0, to = 0; from < n; from = to) {
        while (to < n && w->outcomes[to].wave == w->outcomes[from].wave)
            to++;
        pp_comparisons_decide(&w->outcomes[from], to - from, w->from->level);
    }
}

/* Whole days, as reports have them: how far between two people a quartile lies
 * goes by how many there are. */
static void hide_how_many(struct pp_gap *gap)
{
    gap->n = PP_COUNT_HIDDEN;
    gap->median = round(gap->median);
    gap->q1 = round(gap->q1);
    gap->q3 = round(gap->q3);
}

static void copy_flow(struct pp_work *w)
{
    const struct pp_flow *from = &w->from->flow;
    struct pp_flow *to = &w->to->flow;
    long *at_wave =
        pp_pool_array(w->pool, w->from->plan->n_waves, sizeof *at_wave);

    w->regions = pp_pool_array(w->pool, from->n_regions, sizeof *w->regions);
    if (from->n_regions > 0)
        memcpy(w->regions, from->regions, from->n_regions * sizeof *w->regions);
    for (size_t r = 0; r < from->n_regions; r++)
        w->regions[r].n_people = PP_COUNT_HIDDEN;
    for (size_t k = 0; k < w->from->plan->n_waves; k++)
        at_wave[k] = PP_COUNT_HIDDEN;
    struct pp_gap *gaps =
        pp_pool_array(w->pool, w->from->plan->n_waves, sizeof *gaps);
    for (size_t k = 0; k < w->from->plan->n_waves && from->gaps != NULL; k++) {
        gaps[k] = from->gaps[k];
        if (gaps[k].n < w->rules.min_average)
            gaps[k] = (struct pp_gap){PP_COUNT_HIDDEN, NAN, NAN, NAN};
        /* Of all who answered at both: less those of each arm, who are in
         * none, or in one that is not told of there. */
        if (!w->rules.show_people)
            hide_how_many(&gaps[k]);
    }
    to->gaps = gaps;
    if (from->gaps != NULL) {
        const struct pp_gap *last = &gaps[w->from->plan->n_waves - 1];
        to->gap_days_median = last->median;
        to->gap_days_q1 = last->q1;
        to->gap_days_q3 = last->q3;
    }
    w->arms = pp_pool_array(w->pool, from->n_arms, sizeof *w->arms);
    if (from->n_arms > 0)
        memcpy(w->arms, from->arms, from->n_arms * sizeof *w->arms);
    for (size_t a = 0; a < from->n_arms; a++)
        w->arms[a].n_people = PP_COUNT_HIDDEN;
    to->n_no_arm = PP_COUNT_HIDDEN;
    to->arms = w->arms;
    to->regions = w->regions;
    to->groups = NULL; /* support groups are small */
    to->n_groups = 0;
    to->all.n_people = to->n_near_misses = PP_COUNT_HIDDEN;
    if (from->n_joined < w->rules.threshold)
        to->n_joined = PP_COUNT_HIDDEN;
    pp_round_count(w, &to->n_joined);
    if (from->n_joined == 0)
        to->n_joined = 0;
    else if (to->n_joined == 0) /* rounded: some are not none */
        to->n_joined = PP_COUNT_HIDDEN;
    to->n_at_wave = at_wave;
}

static bool are_too_many(const struct pp_work *w, const struct pp_flow_row *row)
{
    return row->n_groups > 0 &&
           (row->n_before == PP_COUNT_HIDDEN ||
            row->n_both == PP_COUNT_HIDDEN ||
            row->n_groups * w->rules.threshold > row->n_before);
}

static bool is_any_cohort_hidden(const struct pp_outcome *o)
{
    for (size_t c = 0; c < o->comparison.n_cohorts; c++)
        if (o->comparison.cohorts[c].flow.n_both == PP_COUNT_HIDDEN)
            return true;
    return false;
}

/* Nobody is fewer than their support groups: of a region whose people are
 * hidden, or about as few, these would tell; and so would the other regions',
 * less all there are. */
static void hide_groups(const struct pp_work *w)
{
    bool is_any = false;

    for (size_t r = 0; r < w->to->flow.n_regions; r++)
        is_any |= are_too_many(w, &w->regions[r]);
    for (size_t r = 0; r < w->to->flow.n_regions && is_any; r++)
        w->regions[r].n_groups = 0; /* not known */
    if (is_any || are_too_many(w, &w->to->flow.all))
        w->to->flow.all.n_groups = 0;
    for (size_t i = 0; i < w->to->n_outcomes && !w->rules.show_people; i++)
        if (w->outcomes[i].paired.n_groups > 0 &&
            is_any_cohort_hidden(&w->outcomes[i]))
            w->outcomes[i].paired.n_groups = PP_SIZE_HIDDEN;
}

/* Shares against chance, of the counts that are left; rounded ones would not
 * bear it. */
static void judge_shares(const struct pp_work *w)
{
    for (size_t i = 0; w->rules.base <= 1 && i < w->from->n_outcomes; i++) {
        struct pp_comparison *c = &w->outcomes[i].comparison;
        if (!w->outcomes[i].hidden)
            c->better = pp_share_funnel_of(c, w->pool);
    }
}

/* Files are often of one region each: their rows would be counts of it. */
static void copy_inputs(struct pp_work *w)
{
    size_t n = w->from->n_inputs;
    struct pp_input *inputs = pp_pool_array(w->pool, n, sizeof *inputs);

    for (size_t i = 0; i < n; i++) {
        inputs[i] = w->from->inputs[i];
        if (w->rules.threshold <= 1)
            continue;
        inputs[i].n_rows = inputs[i].n_taken = PP_COUNT_HIDDEN;
        if (inputs[i].n_rejected > 0) /* that there were some is told */
            inputs[i].n_rejected = PP_COUNT_HIDDEN;
    }
    w->to->inputs = inputs;
}

/* Answers to single questions; by other cohorts they are the same. */
static void protect_answers(const struct pp_work *w)
{
    size_t n = w->from->n_outcomes, n_arms = w->from->flow.n_arms;
    bool *hidden = pp_alloc_array(n + 1, sizeof *hidden);

    for (size_t i = 0; i < n; i++)
        hidden[i] = w->outcomes[i].hidden;
    const struct pp_outcome_answers *answers = pp_disclose_item_answers(
        w->from->outcomes, hidden, n, n_arms > 1 ? n_arms - 1 : 1, &w->rules,
        w->pool);
    for (size_t i = 0; i < n; i++) {
        w->outcomes[i].answers = answers[i];
        if (w->beside != NULL && !hidden[i])
            w->outcomes[i].answers = w->beside->outcomes[i].answers;
    }
    pp_free(hidden);
}

/* What was disclosed already, as it stands beside several. */
enum { MOST_BESIDE = 64 };

struct done {
    const struct pp_results *from[MOST_BESIDE];
    struct pp_results *to[MOST_BESIDE];
    size_t n;
};

static int disclose(const struct pp_results *results, struct done *done,
                    struct pp_pool *pool, struct pp_results **out,
                    struct pp_error *err);

static int disclose_once(const struct pp_results *results, struct done *done,
                         struct pp_pool *pool, struct pp_results **out,
                         struct pp_error *err)
{
    for (size_t i = 0; i < done->n; i++)
        if (done->from[i] == results) {
            *out = done->to[i];
            return 0;
        }
    if (disclose(results, done, pool, out, err) != 0)
        return -1;
    if (done->n < MOST_BESIDE) {
        done->from[done->n] = results;
        done->to[done->n++] = *out;
    }
    return 0;
}

static int disclose_coarser(struct pp_work *w, struct done *done,
                            struct pp_error *err)
{
    const struct pp_results *from = w->from;
    size_t n = from->coarser != NULL
                   ? from->outcomes[0].comparison.column->n_parts
                   : 0;

    w->coarser = pp_pool_array(w->pool, n + 1, sizeof *w->coarser);
    for (size_t p = 0; p < n; p++) {
        struct pp_results *to = NULL;
        if (from->coarser[p] != NULL &&
            disclose_once(from->coarser[p], done, w->pool, &to, err) != 0)
            return -1;
        w->coarser[p] = to;
    }
    return 0;
}

static int disclose(const struct pp_results *results, struct done *done,
                    struct pp_pool *pool, struct pp_results **out,
                    struct pp_error *err)
{
    struct pp_results *to = pp_pool_alloc(pool, sizeof *to);
    struct pp_work w = {.rules = pp_disclosure_rules_of(results->plan),
                        .from = results,
                        .to = to,
                        .pool = pool};
    struct pp_people_table *people =
        pp_pool_array(pool, results->n_people_tables, sizeof *people);

    *to = *results;
    copy_flow(&w);
    copy_outcomes(&w);
    copy_inputs(&w);
    copy_measures(&w);
    *out = NULL;
    if (results->beside != NULL) {
        struct pp_results *beside;
        if (disclose_once(results->beside, done, pool, &beside, err) != 0)
            return -1;
        if (pp_is_of_arms(beside))
            pp_carry_arms(&w, beside);
        else
            w.beside = beside;
        to->beside = NULL;
    }
    if (disclose_coarser(&w, done, err) != 0)
        return -1;
    to->coarser = NULL;
    if (pp_protect_counts(&w) != 0) {
        *err = w.failure;
        return -1;
    }
    for (size_t i = 0; i < to->n_outcomes; i++)
        if ((long)results->outcomes[i].n_pairs < w.rules.min_average ||
            pp_work_is_alike(&w, results->outcomes[i].n_unlike))
            w.outcomes[i].hidden = true;
    hide_groups(&w);
    pp_protect_totals(&w);
    pp_protect_left(&w);
    for (size_t i = 0; i < to->n_outcomes; i++)
        pp_protect_averages(&w, i);
    for (size_t i = 0; i < to->n_outcomes; i++) {
        struct pp_outcome *o = &w.outcomes[i];
        pp_protect_averages_of_waves(&w, i);
        pp_protect_scores(&w, i);
        pp_protect_shares(&w, i);
        pp_protect_after(&w, i);
        pp_clean_amounts(&w, i);
        o->doses = pp_protect_doses(&w, i);
    }
    protect_answers(&w);
    decide_again(&w);
    pp_protect_contrasts(&w);
    for (size_t i = 0; i < to->n_outcomes; i++)
        pp_protect_freedom(&w, i);
    pp_protect_kept_tables(&w, people);
    pp_protect_growth(&w);
    pp_clean_measures(&w);
    judge_shares(&w);
    pp_round_counts(&w, people);
    for (size_t i = 0; i < to->n_outcomes; i++)
        pp_unname_levels(&w, i);
    *out = to;
    return 0;
}

int pp_disclose(const struct pp_results *results, struct pp_pool *pool,
                struct pp_results **out, struct pp_error *err)
{
    struct done done = {.n = 0};

    return disclose(results, &done, pool, out, err);
}
