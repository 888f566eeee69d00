#include <string.h>

#include "prepost/analysis/column_list.h"
#include "prepost/cli/editions.h"
#include "prepost/disclose/rules.h"

struct counts {
    struct pp_pool *pool;
    const struct pp_results *results;
    struct pp_edition_count *items;
    size_t n;
    long threshold;
    const char *only; /* one outcome; NULL: all */
};

/* "" is of no outcome. */
static void put(struct counts *to, const char *outcome, const char *waves,
                const char *by, const char *level, long n)
{
    bool is_told =
        to->only == NULL || *outcome == '\0' || strcmp(outcome, to->only) == 0;

    if (n > 0 && is_told)
        to->items[to->n++] = (struct pp_edition_count){
            pp_edition_name(to->pool, outcome),
            pp_edition_name(to->pool, waves), pp_edition_name(to->pool, by),
            pp_edition_name(to->pool, level), n};
}

/* The first wave and a later one are the same two, whichever comes first. */
static const char *both_waves(const struct counts *to, size_t later)
{
    const struct pp_plan *plan = to->results->plan;
    const char *a = plan->waves[0].id, *b = plan->waves[later].id;

    return pp_pool_printf(to->pool, "%s %s", strcmp(a, b) < 0 ? a : b,
                          strcmp(a, b) < 0 ? b : a);
}

/* People with both scores of an outcome, and with the first. */
static void put_people(struct counts *to, const struct pp_outcome *outcome,
                       const char *by, const char *level, long n_both,
                       long n_before)
{
    put(to, outcome->plan->id, both_waves(to, outcome->wave), by, level,
        n_both);
    put(to, outcome->plan->id, to->results->plan->waves[0].id, by, level,
        n_before);
}

/* An arm, and with the first of them those with whom all are compared. All of
 * them together are what results without arms are of. */
static void put_arms(struct counts *to, const struct pp_outcome *outcome)
{
    const struct pp_contrast *c = &outcome->contrast;
    const char *by = to->results->plan->arms.column;

    put_people(to, outcome, by, c->arm.level, (long)outcome->n_pairs,
               (long)outcome->missing.n_before);
    put_people(to, outcome, by, c->comparison.level, c->comparison.n_both,
               c->comparison.n_before);
}

static bool is_same(const struct pp_outcome *a, const struct pp_outcome *b)
{
    return a->plan == b->plan && a->wave == b->wave;
}

static void put_all_arms(struct counts *to, size_t first)
{
    const struct pp_outcome *all = to->results->outcomes, *o = &all[first];
    long n_both = o->contrast.comparison.n_both;
    long n_before = o->contrast.comparison.n_before;

    for (size_t i = 0; i < to->results->n_outcomes; i++) {
        if (!is_same(&all[i], o))
            continue;
        if (i < first)
            return; /* it was put with that one */
        n_both += (long)all[i].n_pairs;
        n_before += (long)all[i].missing.n_before;
    }
    put_people(to, o, "", "", n_both, n_before);
}

/* Regions, or what else stands side by side: those whose averages are shown,
 * and the rest, which are all without them. */
static void put_cohorts(struct counts *to, const struct pp_outcome *outcome)
{
    const struct pp_comparison *c = &outcome->comparison;
    const char *waves = both_waves(to, outcome->wave);
    long rest = (long)outcome->n_pairs;

    if (c->by == NULL)
        return;
    const struct pp_person_column *by = &c->column->any_order;
    for (size_t i = 0; i < c->n_cohorts; i++) {
        const struct pp_cohort *cohort = &c->cohorts[i];
        if (!cohort->shown || cohort->flow.n_both < to->threshold)
            continue;
        put(to, outcome->plan->id, waves, by->name, by->levels[i],
            cohort->flow.n_both);
        rest -= cohort->flow.n_both;
    }
    if (rest >= to->threshold)
        put(to, outcome->plan->id, waves, by->name, "", rest);
}

static void put_outcomes(struct counts *to, bool is_of_all)
{
    const struct pp_results *results = to->results;

    for (size_t i = 0; i < results->n_outcomes; i++) {
        const struct pp_outcome *o = &results->outcomes[i];
        if (o->contrast.is_made) {
            put_arms(to, o);
            put_all_arms(to, i);
        } else {
            put_people(to, o, "", "", (long)o->n_pairs,
                       (long)o->missing.n_before);
        }
        if (!is_of_all)
            put_cohorts(to, o);
    }
}

/* Of regions and years at once, the years of a region add up to it. */
static void put_regions_beside(struct counts *to)
{
    const struct pp_results *beside = to->results->beside;

    if (beside == NULL || to->results->n_outcomes == 0 ||
        !pp_column_list_has(to->results->outcomes[0].comparison.by, "region"))
        return;
    for (size_t i = 0; i < beside->n_outcomes; i++)
        put_cohorts(to, &beside->outcomes[i]);
}

/* "" of everyone; of arms, the comparison first. */
static const char *arm_of(const struct pp_results *results, size_t arm)
{
    const struct pp_contrast *c =
        &results->outcomes[arm > 0 ? arm - 1 : 0].contrast;

    return arm > 0 ? c->arm.level : c->comparison.level;
}

/* Of several times after the first: who answered an outcome at each, also those
 * who did not at the first; the averages at all times are of them. */
static void put_times(struct counts *to)
{
    const struct pp_results *results = to->results;
    const struct pp_plan *plan = results->plan;
    bool has_arms = results->arm_growth != NULL;
    const struct pp_growth *growth =
        has_arms ? results->arm_growth : results->growth;
    size_t n_each = has_arms ? results->n_growth_arms : 1;

    for (size_t i = 0; growth != NULL && i < plan->n_outcomes * n_each; i++)
        for (size_t w = 0; w < growth[i].n_waves; w++)
            put(to, plan->outcomes[i / n_each].id, plan->waves[w].id,
                has_arms ? plan->arms.column : "",
                has_arms ? arm_of(results, i % n_each) : "",
                growth[i].waves[w].n);
}

static size_t most_counts(const struct pp_results *results)
{
    size_t n_each = results->n_growth_arms + 1, n = 1 + results->plan->n_waves;

    for (size_t i = 0; i < results->n_outcomes; i++)
        n += 7 + results->outcomes[i].comparison.n_cohorts;
    for (size_t i = 0;
         results->beside != NULL && i < results->beside->n_outcomes; i++)
        n += 1 + results->beside->outcomes[i].comparison.n_cohorts;
    return n + results->plan->n_outcomes * n_each * results->plan->n_waves;
}

int pp_editions_now(struct pp_evaluation *evaluation, struct pp_edition *out,
                    struct pp_error *err)
{
    const struct pp_results *results = evaluation->results;
    struct pp_pool *pool = evaluation->pool;
    struct counts to = {.pool = pool,
                        .results = results,
                        .threshold =
                            pp_disclosure_rules_of(evaluation->plan).threshold,
                        .only = evaluation->only_outcome};

    if (pp_edition_now(evaluation->store, out, err) != 0)
        return -1;
    to.items = pp_pool_array(pool, results == NULL ? 1 : most_counts(results),
                             sizeof *to.items);
    put(&to, "", "", "", "", out->n_people);
    if (results != NULL) {
        for (size_t w = 0; w < results->plan->n_waves; w++)
            put(&to, "", results->plan->waves[w].id, "", "",
                results->flow.n_at_wave[w]);
        put_outcomes(&to, evaluation->is_of_all);
        if (!evaluation->is_of_all)
            put_regions_beside(&to);
        put_times(&to);
        const char **files =
            pp_pool_array(pool, results->n_inputs + 1, sizeof *files);
        for (size_t i = 0; i < results->n_inputs; i++)
            files[i] = pp_pool_printf(pool, "%.*s", PP_EDITION_HASH,
                                      results->inputs[i].hash);
        out->files = (struct pp_text_list){files, results->n_inputs};
    }
    out->n_counts = pp_edition_sort(to.items, to.n);
    out->counts = to.items;
    return 0;
}
