#include "published_inside.h"

#include <math.h>
#include <string.h>

/* --- JSON ----------------------------------------------------------------- */

const json_t *published_at(const json_t *o, const char *a, const char *b)
{
    const json_t *x = json_object_get(o, a);

    return b == NULL ? x : json_object_get(x, b);
}

void published_shown_json(struct published *p, size_t cell, const json_t *n)
{
    if (json_is_integer(n))
        published_shown(p, cell, (double)json_integer_value(n));
}

double published_number_at(const json_t *o, const char *a, const char *b)
{
    const json_t *x = published_at(o, a, b);

    return json_is_number(x) ? json_number_value(x) : NAN;
}

static int decimals_of(const struct published *p, size_t outcome)
{
    return p->truth->outcomes[outcome].scale->decimals;
}

void published_precision(struct published *p, size_t outcome, const json_t *o)
{
    p->as_printed = json_is_true(json_object_get(o, "as_printed"))
                        ? decimals_of(p, outcome)
                        : -1;
}

/* What is not of the pairs alone, is never told more precisely; returns how
 * precise the rest is. */
static int as_printed_always(struct published *p, size_t outcome)
{
    int others = p->as_printed;

    if (p->rules->threshold > 1)
        p->as_printed = decimals_of(p, outcome);
    return others;
}

static void read_average(struct published *p, size_t people, size_t outcome,
                         const json_t *o, const char *a, const char *b)
{
    published_average(p, people, outcome, published_number_at(o, a, b));
}

static void read_spread(struct published *p, size_t people, const json_t *o)
{
    const json_t *ci = published_at(o, "change", "ci");
    const double ends[] = {json_number_value(json_array_get(ci, 0)),
                           json_number_value(json_array_get(ci, 1))};

    if (json_is_number(json_array_get(ci, 0)))
        published_spread(p, people, published_number_at(o, "change", "sd"),
                         ends);
}

/* Had nobody changed who left, the average change would be as many times less
 * as there are more who answered first. */
static void read_if_unchanged(struct published *p, size_t i, size_t first,
                              const json_t *o)
{
    double change = published_number_at(o, "change", "mean");
    double less = published_number_at(o, "missing_data", "if_unchanged");
    double under = published_reach(p, change);
    int others = as_printed_always(p, i);
    double top = published_reach(p, less);
    p->as_printed = others;
    double a = (fabs(less) - top) / (fabs(change) + under);
    double b = (fabs(less) + top) / (fabs(change) - under);
    struct attacker_term terms[] = {{first + PAIRS, 1}, {first + ASKED, -a}};

    if (!(fabs(change) > 1e-6) || !isfinite(a) || !isfinite(b) ||
        n_arms(p->truth) > 0)
        return;
    attacker_fact(p->attacker, terms, 2, -1e-6, INFINITY);
    terms[1].weight = -b;
    attacker_fact(p->attacker, terms, 2, -INFINITY, 1e-6);
}

static void read_averages(struct published *p, size_t i, const json_t *o)
{
    size_t first = outcome_cell(p, i, 0, 0);

    read_average(p, first + PAIRS, i, o, "pre", "mean");
    read_average(p, first + PAIRS, i, o, "post", "mean");
    read_average(p, first + PAIRS, i, o, "change", "mean");
    int others = as_printed_always(p, i);
    read_average(p, first + PAIRS, i, o, "missing_data", "stayed_mean");
    read_average(p, first + LEFT, i, o, "missing_data", "left_mean");
    p->as_printed = others;
    published_mean(p, NULL, i, 0, OF_BEFORE,
                   published_number_at(o, "pre", "mean"));
    published_mean(p, NULL, i, 0, OF_AFTER,
                   published_number_at(o, "post", "mean"));
    published_mean(p, NULL, i, 0, OF_CHANGE,
                   published_number_at(o, "change", "mean"));
    published_mean_of_leavers(p, i, json_object_get(o, "missing_data"));
    read_if_unchanged(p, i, first, o);
    if (json_is_false(json_object_get(o, "clustered")))
        read_spread(p, first + PAIRS, o);
}

static void read_flow_json(struct published *p, size_t first, const json_t *o)
{
    static const char *const keys[N_FLOW] = {"n_both", "n_before", "n_after",
                                             "n_before_only", "n_after_only"};

    for (int k = 0; k < N_FLOW; k++)
        published_shown_json(p, first + (size_t)k, json_object_get(o, keys[k]));
    p->n_read[PUBLISHED_JSON_FLOW]++;
}

void published_range_json(struct published *p, size_t part, size_t whole,
                          const json_t *ci)
{
    if (json_is_number(json_array_get(ci, 0)))
        published_range(p, part, whole,
                        json_number_value(json_array_get(ci, 0)),
                        json_number_value(json_array_get(ci, 1)), 1e-9);
}

void published_read_individuals(struct published *p, size_t first,
                                const json_t *o)
{
    static const char *const keys[] = {"n_better", "n_between", "n_worse"};
    static const char *const ranges[] = {"better_ci", NULL, "worse_ci"};
    size_t whole = first + PAIRS;

    published_shown_json(p, whole, json_object_get(o, "n"));
    for (size_t k = 0; k < 3; k++) {
        size_t part = first + BETTER + k;
        const json_t *n = json_object_get(o, keys[k]);
        const json_t *ci =
            ranges[k] != NULL ? json_object_get(o, ranges[k]) : NULL;
        published_shown_json(p, part, n);
        published_range_json(p, part, whole, ci);
    }
    p->n_read[PUBLISHED_JSON_INDIVIDUALS]++;
}

static void changed_at_all(struct published *p, size_t i, double least,
                           double most)
{
    struct attacker_term terms[] = {{outcome_cell(p, i, 0, ANY_BETTER), 1},
                                    {outcome_cell(p, i, 0, ANY_WORSE), 1}};

    attacker_fact(p->attacker, terms, 2, least, most);
}

static void read_ranks(struct published *p, size_t i, const json_t *ranks)
{
    const json_t *least = json_object_get(ranks, "smallest_p");

    published_shown_json(p, outcome_cell(p, i, 0, ANY_SAME),
                         json_object_get(ranks, "n_zero"));
    if (json_is_number(least)) {
        double m = round(1 - log2(json_number_value(least)));
        changed_at_all(p, i, m, m);
    }
    p->n_read[PUBLISHED_JSON_RANKS]++;
}

/*
 * An arm, or the comparison, of an outcome. Degrees of freedom tell how many
 * people a model is of: those of all arms, less the slope and one for each.
 */
static void read_arm(struct published *p, size_t i, size_t first,
                     const json_t *o)
{
    static const char *const keys[N_EACH] = {
        [PAIRS] = "n_both",    [ASKED] = "n_before",    [LEFT] = "n_left",
        [BETTER] = "n_better", [BETWEEN] = "n_between", [WORSE] = "n_worse"};

    for (size_t k = 0; k < N_EACH; k++)
        if (keys[k] != NULL)
            published_shown_json(p, first + k, json_object_get(o, keys[k]));
    read_average(p, first + PAIRS, i, o, "pre_mean", NULL);
    read_average(p, first + PAIRS, i, o, "post_mean", NULL);
    read_average(p, first + PAIRS, i, o, "change", NULL);
    read_average(p, first + LEFT, i, o, "left_mean", NULL);
    p->n_read[PUBLISHED_JSON_ARMS]++;
}

static void read_model_of_arms(struct published *p, size_t i, const json_t *df)
{
    size_t n = n_arms(p->truth);
    struct attacker_term *terms = pp_pool_array(p->pool, n + 1, sizeof *terms);
    double people = json_number_value(df) + (double)n + 2;

    for (size_t k = 0; k < n; k++) /* which may be too small to be in it */
        if (!p->is_told[i / n * n + k])
            return;

    for (size_t k = 0; k < n; k++)
        terms[k] =
            (struct attacker_term){outcome_cell(p, i / n * n + k, 0, PAIRS), 1};
    terms[n] = (struct attacker_term){other_cell(p, i, PAIRS), 1};
    attacker_fact(p->attacker, terms, n + 1, people, people);
}

static void read_contrast(struct published *p, size_t i, const json_t *o)
{
    const json_t *method = json_object_get(o, "method");
    const json_t *df = published_at(o, "ancova", "df");

    read_arm(p, i, outcome_cell(p, i, 0, 0), json_object_get(o, "arm"));
    read_arm(p, i, other_cell(p, i, 0), json_object_get(o, "comparison"));
    published_means_of_arms(p, i, o);
    if (json_is_string(method) && json_is_number(df) &&
        strcmp(json_string_value(method), "ancova-hc3") == 0)
        read_model_of_arms(p, i, df);
}

static void read_paired(struct published *p, size_t i, const json_t *o)
{
    static const char *const keys[] = {"n_better", "n_same", "n_worse"};
    const json_t *missing = json_object_get(o, "missing_data");
    const json_t *chance =
        published_at(json_object_get(o, "effect_sizes"),
                     "probability_of_improvement", "estimate");
    const json_t *reliable = json_object_get(o, "reliable_change");

    published_shown_json(p, outcome_cell(p, i, 0, PAIRS),
                         json_object_get(o, "n_paired"));
    published_shown_json(p, outcome_cell(p, i, 0, ASKED),
                         json_object_get(o, "n_pre"));
    published_shown_json(p, outcome_cell(p, i, 0, SECOND),
                         json_object_get(o, "n_post"));
    published_shown_json(p,
                         n_arms(p->truth) > 0 ? other_cell(p, i, ALL_ARMS)
                                              : outcome_cell(p, i, 0, ASKED),
                         published_at(o, "reliability", "n_pre"));
    if (n_arms(p->truth) == 0)
        published_shown_json(p, outcome_cell(p, i, 0, SECOND),
                             published_at(o, "reliability", "n_post"));
    published_shown_json(p, outcome_cell(p, i, 0, ASKED),
                         published_at(missing, "n_before", NULL));
    published_shown_json(p, outcome_cell(p, i, 0, LEFT),
                         published_at(missing, "n_left", NULL));
    for (int k = 0; k < 3; k++)
        published_shown_json(p, outcome_cell(p, i, 0, ANY_BETTER + k),
                             published_at(o, "change", keys[k]));
    for (const char *wave = "pre"; wave != NULL;
         wave = strcmp(wave, "pre") == 0 ? "post" : NULL)
        published_shown_json(p, outcome_cell(p, i, 0, PAIRS),
                             published_at(o, wave, "n"));
    if (json_is_number(chance))
        published_chance(p, i, json_number_value(chance),
                         p->rules->threshold > 1 ? 0.005 : 1e-9);
    if (has_amount(p, i)) {
        published_shown_json(p, outcome_cell(p, i, 0, BETTER),
                             json_object_get(reliable, "improved"));
        published_shown_json(p, outcome_cell(p, i, 0, WORSE),
                             json_object_get(reliable, "deteriorated"));
    }
    read_ranks(p, i, json_object_get(o, "wilcoxon"));
    read_averages(p, i, o);
    p->n_read[PUBLISHED_JSON_PAIRED]++;
}

static void read_amounts(struct published *p, size_t i, const json_t *o)
{
    static const char *const keys[] = {"n_better", "n_between", "n_worse"};
    static const char *const ranges[] = {"better_ci", NULL, "worse_ci"};
    static const char *const beyond[] = {"n_beyond", "n_crossed", "n_recovered",
                                         "n_entered"};
    const json_t *recovery = json_object_get(o, "recovery");
    size_t k, pairs = outcome_cell(p, i, 0, PAIRS);
    json_t *other;

    json_array_foreach(json_object_get(o, "other_amounts"), k, other)
    {
        size_t cell = outcome_cell(p, i, 0, OTHER_AMOUNTS + 3 * (int)k);
        for (size_t part = 0; part < 3 && k < MOST_OTHERS; part++) {
            published_shown_json(p, cell + part,
                                 json_object_get(other, keys[part]));
            published_range_json(p, cell + part, pairs,
                                 ranges[part] != NULL
                                     ? json_object_get(other, ranges[part])
                                     : NULL);
        }
        p->n_read[PUBLISHED_JSON_AMOUNTS]++;
    }
    const json_t *by_slope = json_object_get(o, "individuals_by_slope");
    for (size_t part = 0;
         json_is_number(json_object_get(by_slope, "n")) && part < 3; part++) {
        size_t cell = outcome_cell(p, i, 0, BY_SLOPE + (int)part);
        published_shown_json(p, cell, json_object_get(by_slope, keys[part]));
        p->n_read[PUBLISHED_JSON_BY_SLOPE]++;
    }
    published_shown_json(p, pairs, json_object_get(by_slope, "n"));
    for (size_t part = 0; json_is_object(recovery) && part < 4; part++) {
        published_shown_json(p, outcome_cell(p, i, 0, BEYOND + (int)part),
                             json_object_get(recovery, beyond[part]));
        p->n_read[PUBLISHED_JSON_RECOVERY]++;
    }
    published_shown_json(p, pairs, json_object_get(recovery, "n"));
    published_range_json(p, outcome_cell(p, i, 0, CROSSED),
                         outcome_cell(p, i, 0, BEYOND),
                         json_object_get(recovery, "crossed_ci"));
    published_range_json(p, outcome_cell(p, i, 0, RECOVERED),
                         outcome_cell(p, i, 0, BEYOND),
                         json_object_get(recovery, "recovered_ci"));
}

/* Of whom it is known that they stayed or left: no more than did. */
static void read_leavers_json(struct published *p, const json_t *leavers)
{
    size_t k;
    json_t *o;

    json_array_foreach(leavers, k, o)
    {
        const json_t *left = json_object_get(o, "n_left");
        const json_t *stayed = json_object_get(o, "n_stayed");
        if (json_is_integer(left))
            attacker_know(p->attacker, flow_cell(p, 0, BEFORE_ONLY),
                          (double)json_integer_value(left) - p->rules->base / 2,
                          INFINITY);
        if (json_is_integer(stayed))
            attacker_know(p->attacker, flow_cell(p, 0, BOTH),
                          (double)json_integer_value(stayed) -
                              p->rules->base / 2,
                          INFINITY);
        p->n_read[PUBLISHED_JSON_LEAVERS]++;
    }
}

static void read_growth(struct published *p, size_t i, const json_t *o)
{
    size_t w;
    json_t *wave;

    published_shown_json(p, growth_cell(p, i), json_object_get(o, "n"));
    json_array_foreach(json_object_get(o, "waves"), w, wave)
    {
        published_shown_json(p, growth_at(p, i, w, AT),
                             json_object_get(wave, "n"));
        p->n_read[PUBLISHED_JSON_GROWTH]++;
    }
}

void published_read_json(struct published *p, const json_t *results)
{
    const json_t *flow = json_object_get(results, "flow");
    const json_t *regions = json_object_get(flow, "regions");
    const json_t *outcomes = json_object_get(results, "outcomes");
    size_t k;
    json_t *o;

    p->attacker->reading = "JSON";
    read_flow_json(p, flow_cell(p, 0, 0), flow);
    json_array_foreach(regions, k, o)
        read_flow_json(p, flow_cell(p, k + 1, 0), o);
    json_array_foreach(json_object_get(flow, "arms"), k, o)
        read_flow_json(p, arm_cell(p, k, 0), o);
    read_leavers_json(p, json_object_get(results, "leavers"));
    published_read_kept_json(p, json_object_get(results, "leavers"));
    published_read_measures_json(p,
                                 json_object_get(results, "talking_therapies"));
    json_array_foreach(json_object_get(results, "growth"), k, o)
        read_growth(p, k, o);
    json_array_foreach(outcomes, k, o) p->is_told[k] =
        !json_is_true(json_object_get(o, "hidden"));
    json_array_foreach(outcomes, k, o)
    {
        published_precision(p, k, o);
        read_paired(p, k, o);
        published_read_answers_json(p, k, o);
        read_amounts(p, k, o);
        if (json_is_object(json_object_get(o, "contrast")))
            read_contrast(p, k, json_object_get(o, "contrast"));
        if (has_amount(p, k))
            published_read_individuals(p, outcome_cell(p, k, 0, 0),
                                       json_object_get(o, "individuals"));
    }
    p->as_printed = -1;
}
