#include "prepost/analysis/evaluate.h"

#include <math.h>
#include <string.h>

#include "prepost/analysis/arms.h"
#include "prepost/analysis/beforehand.h"
#include "prepost/analysis/cohort_column.h"
#include "prepost/analysis/comparison.h"
#include "prepost/analysis/decide.h"
#include "prepost/analysis/flow.h"
#include "prepost/analysis/individual.h"
#include "prepost/analysis/missing_data.h"
#include "prepost/analysis/nested.h"
#include "prepost/analysis/over_time.h"
#include "prepost/analysis/scores.h"
#include "prepost/analysis/unlike.h"
#include "prepost/base/alloc.h"
#include "prepost/stats/grouping.h"

/* What is the same for all outcomes. */
struct evaluation {
    const struct pp_plan *plan;
    const struct pp_dataset *dataset;
    struct pp_pool *pool;
    const struct pp_beforehand *beforehand;
    size_t resamples;
    const struct pp_cohort_column *cohorts; /* compared; NULL: not kept */
    struct pp_case_mix_column *case_mix;
    size_t n_case_mix, min_level;
    size_t *group;  /* per participant; NULL: not kept */
    size_t *cohort; /* of each participant, blank ones last; or NULL */
    size_t n_cohorts;
    struct pp_arm_split arms; /* column NULL: one group */
};

/* A number for each participant's level; a blank is in no group. */
static size_t *group_numbers(const struct pp_person_column *column,
                             const struct pp_dataset *dataset)
{
    if (column == NULL)
        return NULL;
    size_t *number = pp_alloc_array(dataset->n_participants, sizeof *number);

    for (size_t i = 0; i < dataset->n_participants; i++)
        number[i] = column->level[i] != PP_NO_LEVEL ? column->level[i]
                                                    : PP_IN_NO_GROUP + i;
    return number;
}

/* The same, but all blanks are one further level. */
static size_t *cohort_numbers(const struct pp_person_column *column,
                              const struct pp_dataset *dataset, size_t *n)
{
    if (column == NULL)
        return NULL;
    size_t *number = pp_alloc_array(dataset->n_participants, sizeof *number);

    *n = column->n_levels;
    for (size_t i = 0; i < dataset->n_participants; i++) {
        bool blank = column->level[i] == PP_NO_LEVEL;
        number[i] = blank ? column->n_levels : column->level[i];
        if (blank)
            *n = column->n_levels + 1;
    }
    return number;
}

static const struct pp_person_number *
number_named(const struct pp_dataset *dataset, const char *name)
{
    for (size_t i = 0; i < dataset->n_numbers; i++)
        if (strcmp(dataset->numbers[i].name, name) == 0)
            return &dataset->numbers[i];
    return NULL;
}

/* Columns that adjusted comparisons allow for; unknown ones are left out. */
static void find_case_mix(struct evaluation *e,
                          const struct pp_evaluate_options *options)
{
    e->case_mix =
        pp_pool_array(e->pool, options->case_mix.n + 1, sizeof *e->case_mix);
    e->min_level = options->min_level > 0 ? options->min_level : PP_COHORT_MIN;
    for (size_t i = 0; i < options->case_mix.n; i++) {
        const char *name = options->case_mix.items[i];
        const struct pp_person_column *column =
            pp_dataset_column(e->dataset, name);
        const struct pp_person_number *number = number_named(e->dataset, name);
        if (column != NULL) {
            size_t *level = pp_pool_array(
                e->pool, e->dataset->n_participants + 1, sizeof *level);
            for (size_t k = 0; k < e->dataset->n_participants; k++)
                level[k] = column->level[k];
            e->case_mix[e->n_case_mix++] = (struct pp_case_mix_column){
                name, level, column->n_levels, NULL};
        } else if (number != NULL) {
            e->case_mix[e->n_case_mix++] =
                (struct pp_case_mix_column){name, NULL, 0, number->value};
        }
    }
}

/* The column named `by`, unless several were found already. */
static const struct pp_cohort_column *
find_cohorts(const struct pp_dataset *dataset,
             const struct pp_evaluate_options *options, struct pp_pool *pool)
{
    const struct pp_person_column *column =
        pp_dataset_column(dataset, options->by);
    struct pp_cohort_column *one = pp_pool_alloc(pool, sizeof *one);

    if (options->cohorts != NULL)
        return options->cohorts;
    if (column == NULL)
        return NULL;
    one->column = one->any_order = *column;
    return one;
}

static void analyse_pairs(const struct evaluation *e,
                          const struct pp_pairs *pairs, struct pp_outcome *out)
{
    struct pp_paired_options options = PP_PAIRED_OPTIONS;
    const struct pp_published_change *published =
        pp_scale_published_change(out->scale, PP_CHANGE_INDIVIDUAL, true);
    size_t *group = NULL;

    options.level = e->plan->level;
    options.direction =
        out->scale->lower_is_better ? PP_LOWER_IS_BETTER : PP_HIGHER_IS_BETTER;
    options.sesoi = out->plan->sesoi.value;
    options.seed = e->plan->seed;
    options.resamples = e->resamples;
    options.reliability = out->reliability.alpha_pre.estimate;
    if (published != NULL) {
        options.threshold = published->value;
        options.threshold_reading =
            published->inclusive ? PP_RC_AT_LEAST : PP_RC_MORE_THAN;
    }
    if (e->group != NULL) {
        group = pp_alloc_array(pairs->n, sizeof *group);
        for (size_t i = 0; i < pairs->n; i++)
            group[i] = e->group[pairs->participant[i]];
    }
    pp_paired_analyse(pairs->pre, pairs->post, pairs->n, group, &options,
                      &out->paired);
    pp_free(group);
}

static void find_doses(const struct evaluation *e, const struct pp_pairs *pairs,
                       struct pp_outcome *out)
{
    const struct pp_plan *plan = e->plan;
    struct pp_dose *doses =
        pp_pool_array(e->pool, plan->n_columns, sizeof *doses);

    for (size_t i = 0; i < plan->n_columns; i++) {
        const double *dose =
            plan->columns[i].is_dose
                ? pp_dataset_number(e->dataset, plan->columns[i].name)
                : NULL;
        if (dose != NULL)
            doses[out->n_doses++] = pp_dose_of(plan->columns[i].name, dose,
                                               pairs, e->group, plan->level);
    }
    out->doses = doses;
}

/* Rows are people: of the arm, where there is one, else everyone. */
static void count_answers(const struct pp_scores *scores, size_t wave,
                          long n_people, struct pp_paired *paired)
{
    paired->n_rows = (size_t)n_people;
    paired->n_pre = paired->n_post = 0;
    for (size_t i = 0; i < scores->n_participants; i++) {
        paired->n_pre += isnan(scores->at[0][i]) ? 0 : 1;
        paired->n_post += isnan(scores->at[wave][i]) ? 0 : 1;
    }
}

static struct pp_comparison compare(const struct evaluation *e,
                                    const struct pp_outcome *out,
                                    const struct pp_scores *scores,
                                    const struct pp_pairs *pairs)
{
    /* Support groups against each other are not in support groups. */
    bool is_by_group = strcmp(e->cohorts->column.name, "group") == 0;
    struct pp_comparison_in in = {
        .plan = e->plan,
        .outcome = out->plan,
        .scores = scores,
        .pairs = pairs,
        .wave = out->wave,
        .column = e->cohorts,
        .region = pp_dataset_column(e->dataset, "region"),
        .group = is_by_group ? NULL : e->group,
        .case_mix = e->case_mix,
        .n_case_mix = e->n_case_mix,
        .min_level = e->min_level,
        .individual = &out->individual,
        .reliability = out->reliability.alpha_pre.estimate};

    return pp_comparison_of(&in, e->pool);
}

/* How many are in an arm; in all, where none are told apart. */
static long count_people(const struct evaluation *e, size_t level)
{
    const struct pp_person_column *column = e->arms.column;
    long n = 0;

    if (column == NULL)
        return (long)e->dataset->n_participants;
    for (size_t i = 0; i < e->dataset->n_participants; i++)
        n += column->level[i] == level;
    return n;
}

static bool has_nobody(const struct pp_scores *scores)
{
    for (size_t w = 0; w < scores->n_waves; w++)
        for (size_t i = 0; i < scores->n_participants; i++)
            if (!isnan(scores->at[w][i]))
                return false;
    return true;
}

/* What is known of an outcome whoever is looked at. */
static void describe(const struct evaluation *e,
                     const struct pp_plan_outcome *planned, size_t wave,
                     const struct pp_scores *scores, struct pp_outcome *out)
{
    out->plan = planned;
    out->is_unanswered = has_nobody(scores);
    out->wave = wave;
    out->instrument = e->plan->instruments[planned->instrument].instrument;
    out->scale = &out->instrument->scales[planned->scale];
    out->provisional = out->instrument->status == PP_KEY_UNCONFIRMED;
    out->reliability =
        e->beforehand->reliability[(wave - 1) * e->plan->n_outcomes +
                                   (size_t)(planned - e->plan->outcomes)];
}

/* The change of these people. out->individual has the amount that counts. */
static void analyse_people(const struct evaluation *e,
                           const struct pp_scores *scores, long n_people,
                           struct pp_outcome *out)
{
    const struct pp_plan *plan = e->plan;
    struct pp_pool *scratch = pp_pool_new();
    struct pp_pairs pairs = pp_pairs_of(scores, out->wave, e->pool, scratch);

    out->pre = pairs.pre; /* for the pictures */
    out->post = pairs.post;
    out->n_pairs = pairs.n;
    out->n_unlike = pp_people_unlike(out->pre, out->post, NULL, pairs.n);
    out->answers = pp_item_answers_of(plan, out->plan, e->dataset, &pairs,
                                      out->wave, e->pool);
    analyse_pairs(e, &pairs, out);
    count_answers(scores, out->wave, n_people, &out->paired);
    out->individual =
        pp_individual_count(&out->individual, out->scale, pairs.pre, pairs.post,
                            pairs.n, plan->level);
    pp_individual_others(out->scale, &out->individual, &out->reliability,
                         &pairs, plan->level, e->pool, &out->other_amounts,
                         &out->n_other_amounts);
    out->recovery = pp_recovery_of(&out->individual, out->scale, pairs.pre,
                                   pairs.post, pairs.n, plan->level);
    out->missing =
        pp_missing_data_of(scores, out->wave, e->group, e->cohort, e->n_cohorts,
                           &out->individual, plan->level, plan->seed);
    pp_missing_data_shift(&out->missing, out->plan->sesoi.value, plan->level);
    out->low_point =
        pp_low_point_of(out->plan, out->scale, &pairs, plan->level);
    out->missing.complete_case.ci = out->paired.t_test.ci;
    find_doses(e, &pairs, out);
    if (e->cohorts != NULL)
        out->comparison = compare(e, out, scores, &pairs);
    pp_pool_free(scratch);
}

/* One for each arm but the comparison; `all` is true of every one. */
static void analyse_arms(const struct evaluation *e,
                         const struct pp_scores *scores,
                         const struct pp_outcome *all, struct pp_outcome *out)
{
    const struct pp_arm_split *arms = &e->arms;
    struct pp_contrast *contrast =
        pp_alloc_array(arms->n_arms, sizeof *contrast);

    pp_arms_compare(e->plan, all->plan, scores, all->wave, arms, e->group,
                    &all->individual, e->pool, contrast);
    for (size_t k = 0; k < arms->n_arms; k++) {
        struct pp_pool *scratch = pp_pool_new();
        struct pp_scores own =
            pp_arm_scores(scores, arms, arms->arm[k], scratch);
        out[k] = *all;
        out[k].contrast = contrast[k];
        analyse_people(e, &own, count_people(e, arms->arm[k]), &out[k]);
        pp_pool_free(scratch);
    }
    pp_free(contrast);
}

/* What counts as better for one person, from everyone's pairs. */
static struct pp_individual individual_of(const struct evaluation *e,
                                          const struct pp_scores *scores,
                                          const struct pp_outcome *all)
{
    struct pp_pool *scratch = pp_pool_new();
    struct pp_pairs pairs = pp_pairs_of(scores, all->wave, scratch, scratch);
    struct pp_individual individual =
        pp_individual_of(all->plan, all->scale, pairs.pre, pairs.post, pairs.n,
                         all->reliability.alpha_pre.estimate, e->plan->level);

    pp_pool_free(scratch);
    return individual;
}

/* One outcome, or one for each arm but the comparison. */
static void analyse_outcome(const struct evaluation *e,
                            const struct pp_plan_outcome *planned, size_t wave,
                            struct pp_outcome *out)
{
    struct pp_pool *scratch = pp_pool_new();
    struct pp_scores scores =
        pp_scores_of(e->plan, planned, e->dataset, scratch);
    struct pp_outcome all = {.plan = planned};

    describe(e, planned, wave, &scores, &all);
    all.individual = individual_of(e, &scores, &all);
    if (e->arms.column != NULL) {
        analyse_arms(e, &scores, &all, out);
    } else {
        *out = all;
        analyse_people(e, &scores, count_people(e, 0), out);
    }
    pp_pool_free(scratch);
}

/* How many outcomes there are at one wave. */
static size_t count_per_wave(const struct evaluation *e)
{
    return e->plan->n_outcomes * (e->arms.column != NULL ? e->arms.n_arms : 1);
}

static void analyse_wave(const struct evaluation *e, size_t wave,
                         struct pp_outcome *outcomes)
{
    const struct pp_plan *plan = e->plan;
    size_t n = count_per_wave(e);

    for (size_t i = 0; i < plan->n_outcomes; i++)
        analyse_outcome(e, &plan->outcomes[i], wave,
                        &outcomes[i * (n / plan->n_outcomes)]);
    pp_outcomes_decide(outcomes, n, plan);
}

/* Where there are arms nothing else is compared: arms lie within regions, at
 * most. */
static const struct pp_cohort_column *
within_regions(const struct pp_cohort_column *from, struct pp_pool *pool)
{
    struct pp_cohort_column *to = pp_pool_alloc(pool, sizeof *to);

    *to = *from;
    to->n_parts = from->n_own + (from->region_part == from->n_own &&
                                 from->n_parts > from->n_own);
    if (to->region_part > to->n_parts)
        to->region_part = to->n_parts;
    return to;
}

/*
 * Regions are not compared within a design that has arms, unless the arms
 * themselves are what is compared: then everyone is looked at together.
 */
static void choose_cohorts(struct evaluation *e,
                           const struct pp_evaluate_options *options)
{
    const struct pp_plan *plan = e->plan;

    e->cohorts = find_cohorts(e->dataset, options, e->pool);
    if (e->cohorts != NULL && plan->arms.column != NULL)
        e->cohorts = within_regions(e->cohorts, e->pool);
    e->cohort = cohort_numbers(e->cohorts != NULL ? &e->cohorts->column : NULL,
                               e->dataset, &e->n_cohorts);
    find_case_mix(e, options);
    if (plan->arms.column == NULL ||
        strcmp(plan->arms.column, options->by) == 0)
        return;
    e->arms = pp_arm_split_of(plan, e->dataset, e->pool);
    if (e->arms.column != NULL)
        e->cohorts = NULL;
}

/* What was evaluated by other cohorts already: it stands beside several. */
enum { MOST_BESIDE = 64 };

struct known {
    const char *by[MOST_BESIDE];
    const struct pp_results *results[MOST_BESIDE];
    size_t n;
};

static struct pp_results *evaluate(const struct pp_plan *plan,
                                   const struct pp_dataset *dataset,
                                   const struct pp_evaluate_options *options,
                                   struct known *known, struct pp_pool *pool);

static const struct pp_results *by_others(const struct evaluation *e,
                                          const char *by, struct known *known)
{
    struct pp_cohort_column *cohorts = pp_pool_alloc(e->pool, sizeof *cohorts);
    struct pp_evaluate_options options = {.by = by};
    struct pp_error err;

    for (size_t i = 0; i < known->n; i++)
        if (strcmp(known->by[i], by) == 0)
            return known->results[i];
    if (strcmp(by, "region") != 0) {
        if (pp_cohort_column_find(e->dataset, by, e->pool, cohorts, &err) != 0)
            return NULL;
        options.cohorts = cohorts;
    }
    const struct pp_results *results =
        evaluate(e->plan, e->dataset, &options, known, e->pool);
    if (known->n < MOST_BESIDE) {
        known->by[known->n] = by;
        known->results[known->n++] = results;
    }
    return results;
}

/* What is published of other cohorts, or of everyone by arm, stands beside
 * reports. */
static const struct pp_results *in_reports(const struct evaluation *e,
                                           struct known *known)
{
    if (e->cohorts == NULL || strcmp(e->cohorts->column.name, "region") == 0)
        return NULL;
    return by_others(e, "region", known);
}

/* And beside each of several columns, and what they lie within; reports have
 * the regions. */
static const struct pp_results *const *in_coarser(const struct evaluation *e,
                                                  struct known *known)
{
    const struct pp_cohort_column *c = e->cohorts;

    if (c == NULL || c->n_parts == 0)
        return NULL;
    const struct pp_results **coarser =
        pp_pool_array(e->pool, c->n_parts, sizeof *coarser);
    for (size_t p = 0; p < c->n_parts; p++)
        coarser[p] =
            p == c->region_part ? NULL : by_others(e, c->parts[p].name, known);
    return coarser;
}

static struct pp_results *evaluate(const struct pp_plan *plan,
                                   const struct pp_dataset *dataset,
                                   const struct pp_evaluate_options *options,
                                   struct known *known, struct pp_pool *pool)
{
    struct pp_results *results = pp_pool_alloc(pool, sizeof *results);
    struct pp_beforehand beforehand = pp_beforehand_of(plan, dataset, pool);
    struct evaluation e = {.plan = plan,
                           .dataset = dataset,
                           .pool = pool,
                           .beforehand = &beforehand,
                           .resamples = options->resamples};
    size_t n_later = plan->n_waves - 1;

    choose_cohorts(&e, options);
    size_t n_per_wave = count_per_wave(&e);
    struct pp_outcome *outcomes =
        pp_pool_array(pool, n_per_wave * n_later, sizeof *outcomes);
    e.group = group_numbers(pp_dataset_column(dataset, "group"), dataset);
    for (size_t wave = 1; wave <= n_later; wave++)
        analyse_wave(&e, wave, outcomes + (wave - 1) * n_per_wave);
    pp_free(e.group);
    pp_free(e.cohort);
    *results =
        (struct pp_results){.plan = plan,
                            .flow = beforehand.flow,
                            .people = beforehand.people,
                            .n_people_tables = beforehand.n_people_tables,
                            .leavers = beforehand.leavers,
                            .n_leavers = beforehand.n_leavers,
                            .outcomes = outcomes,
                            .n_outcomes = n_per_wave * n_later,
                            .n_per_wave = n_per_wave,
                            .level = plan->level,
                            .seed = plan->seed,
                            .version = PP_VERSION};
    pp_results_over_time(results, dataset, &e.arms,
                         outcomes + (n_later - 1) * n_per_wave, pool);
    if (e.arms.column == NULL) /* they are counts of one group */
        results->talking_therapies = beforehand.talking_therapies;
    pp_flow_by_arm(&e.arms, plan, dataset, pool, &results->flow);
    pp_nests_of(plan, dataset, &e.arms, pool, &results->nests,
                &results->n_nests);
    pp_arms_judge(results);
    results->beside = in_reports(&e, known);
    results->coarser = in_coarser(&e, known);
    return results;
}

struct pp_results *pp_evaluate(const struct pp_plan *plan,
                               const struct pp_dataset *dataset,
                               const struct pp_evaluate_options *options,
                               struct pp_pool *pool)
{
    struct known known = {.n = 0};

    return evaluate(plan, dataset, options, &known, pool);
}
