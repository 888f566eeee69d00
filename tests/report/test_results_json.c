#include <math.h>
#include <regex.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "../helpers/evaluated.h"
#include "prepost/report/comparison_document.h"
#include "prepost/report/results_json.h"

/* Counts of people, and what they are of, wherever they stand. */
static const struct {
    const char *count, *of;
} CELLS[] = {{"n_better", "n"},
             {"n_better", "n_both"},
             {"n_beyond", "n"},
             {"n_crossed", "n_beyond"},
             {"n", "of"}};

struct found {
    size_t n_told, n_not;
};

/* No one or everyone is true of each: whoever reads the cell is told so. */
static void check_cells(const json_t *o, struct found *f)
{
    for (size_t i = 0; i < sizeof CELLS / sizeof CELLS[0]; i++) {
        const json_t *count = json_object_get(o, CELLS[i].count);
        const json_t *of = json_object_get(o, CELLS[i].of);
        const json_t *tells = json_object_get(o, "tells_of_each");
        if (!json_is_integer(count) || json_integer_value(of) == 0)
            continue;
        assert_true(json_is_boolean(tells));
        if (json_integer_value(count) > 0 && !json_equal(count, of)) {
            f->n_not += json_is_false(tells);
            continue;
        }
        assert_true(json_is_true(tells));
        f->n_told++;
    }
}

static void check_all(json_t *x, struct found *f)
{
    const char *key;
    json_t *inner;
    size_t i;

    check_cells(x, f);
    json_array_foreach(x, i, inner) check_all(inner, f);
    json_object_foreach(x, key, inner) check_all(inner, f);
}

static void says_where_a_count_tells_of_each(void **state)
{
    (void)state;
    struct found f = {0, 0};

    for (size_t n_arms = 0; n_arms < 2; n_arms++) {
        struct pp_pool *pool = pp_pool_new();
        struct evaluated_options o = EVALUATED_OPTIONS;
        o.n_arms = n_arms;
        o.shift[2] = o.shift[3] = n_arms == 0 ? -6 : 0; /* PHQ-9, GAD-7 */
        struct pp_results *was = evaluated(pool, &o);
        ((struct pp_plan *)was->plan)->disclosure.preset = "none";
        json_t *json = pp_results_json(disclosed(was, pool));
        check_all(json, &f);
        json_decref(json);
        pp_pool_free(pool);
    }
    assert_true(f.n_told > 3);
    assert_true(f.n_not > 10);
}

/* --- numbers as reports print them -----------------------------------------
 */

static double number_at(const json_t *o, const char *a, const char *b)
{
    return json_number_value(json_object_get(json_object_get(o, a), b));
}

/* One decimal, or two figures; what the plan or a count gives stays. Exact are
 * the pairs' averages and spreads at most, and what follows from them where no
 * support groups come in. */
static void as_printed_where_scores_would_follow(void **state)
{
    (void)state;
    struct pp_pool *pool = pp_pool_new();
    struct pp_results *is =
        disclosed(evaluated(pool, &EVALUATED_OPTIONS), pool);
    struct pp_outcome *o = (struct pp_outcome *)&is->outcomes[2]; /* PHQ-9 */

    o->paired.pre.mean = 14.4499;
    o->paired.change.sd = o->paired.t_test.sd = 3.0449;
    o->paired.t_test.p = 0.012345;
    o->individual.threshold = 5.1234;
    o->individual.reliability = 0.8467;
    o->individual.better_ci.lo = 0.123456;
    o->reliability.alpha_pre.estimate = 0.876543;
    o->missing.left_mean = 14.4499;
    o->missing.stayed_mean = 0.4545;
    o->verdict.p_skewed = 0.0123456;
    enum { EXACT, OF_GROUPS, COARSE, N_WAYS };
    for (int how = EXACT; how < N_WAYS; how++) {
        bool coarse = o->is_coarse = how == COARSE;
        o->paired.clustered = how == OF_GROUPS;
        json_t *json = pp_results_json(is);
        const json_t *at = json_array_get(json_object_get(json, "outcomes"), 2);
        assert_int_equal(json_is_true(json_object_get(at, "as_printed")),
                         coarse);
        assert_true(number_at(at, "pre", "mean") == (coarse ? 14.4 : 14.4499));
        assert_true(number_at(at, "change", "sd") == (coarse ? 3.0 : 3.0449));
        assert_true(number_at(at, "t_test", "p") ==
                    (how == EXACT ? 0.012345 : 0.012));
        /* Never more precisely: they are of others than the pairs. */
        assert_true(number_at(at, "individuals", "threshold") == 5.1);
        assert_true(number_at(at, "individuals", "reliability") == 0.85);
        const json_t *alpha = json_object_get(at, "reliability");
        assert_true(number_at(alpha, "alpha_pre", "estimate") == 0.88);
        assert_true(number_at(at, "missing_data", "left_mean") == 14.4);
        assert_true(number_at(at, "missing_data", "stayed_mean") == 0.5);
        assert_true(number_at(at, "verdict", "p_allowing_for_skewness") ==
                    0.012);
        const json_t *individuals = json_object_get(at, "individuals");
        const json_t *ci = json_object_get(individuals, "better_ci");
        assert_true(json_number_value(json_array_get(ci, 0)) == 0.123456);
        json_decref(json);
    }
    pp_pool_free(pool);
}

static double first_of(const json_t *o, const char *a, const char *b)
{
    const json_t *pair = json_object_get(json_object_get(o, a), b);

    return json_number_value(json_array_get(pair, 0));
}

/* Of twenty points that 60 people have together 0.3333 each is printed as 0.3:
 * with two figures, 0.33, their sum would be known. Probabilities and sizes
 * without a unit have two. */
static void points_have_no_second_figure(void **state)
{
    (void)state;
    struct pp_pool *pool = pp_pool_new();
    struct pp_results *is =
        disclosed(evaluated(pool, &EVALUATED_OPTIONS), pool);
    struct pp_outcome *o = (struct pp_outcome *)&is->outcomes[2];
    struct pp_dose dose = {.name = "sessions", .n = 100, .median = 6};

    dose.slope = (struct pp_coefficient){
        .estimate = -0.1234, .se = 0.0449, .ci = {-0.2113, -0.0346}};
    o->is_coarse = true;
    o->paired.post.mean = 0.3333;
    o->paired.post.sd = 0.5728;
    o->paired.change.mean = -0.0449;
    o->paired.t_test.mean = -0.0449;
    o->paired.t_test.se = 0.7349;
    o->paired.t_test.ci.lo = -0.9449;
    o->paired.t_test.p = 0.0449;
    o->missing.left_mean = 0.6667;
    o->missing.stayed_mean = 0.4545;
    o->missing.if_unchanged = -0.1249;
    o->missing.tipping = 0.3333;
    o->missing.complete_case.estimate = -0.0449; /* the change again */
    o->missing.complete_case.ci.lo = -0.9449;
    o->verdict.estimate = -0.0449;
    o->verdict.ci.lo = -0.9449;
    o->doses = &dose;
    o->n_doses = 1;
    json_t *json = pp_results_json(is);
    const json_t *at = json_array_get(json_object_get(json, "outcomes"), 2);
    assert_true(number_at(at, "post", "mean") == 0.3);
    assert_true(number_at(at, "post", "sd") == 0.6);
    assert_true(number_at(at, "change", "mean") == 0);
    assert_true(number_at(at, "missing_data", "left_mean") == 0.7);
    assert_true(number_at(at, "missing_data", "stayed_mean") == 0.5);
    assert_true(number_at(at, "missing_data", "if_unchanged") == -0.1);
    assert_true(number_at(at, "t_test", "p") == 0.045);
    assert_true(number_at(at, "missing_data", "tipping_shift") == 0.3);
    const json_t *same = json_object_get(at, "missing_data");
    assert_true(number_at(same, "complete_case", "estimate") == 0);
    assert_true(first_of(same, "complete_case", "ci") == -0.9);
    assert_true(number_at(at, "verdict", "estimate") == 0);
    assert_true(first_of(at, "verdict", "ci") == -0.9);
    /* Points for each session are no points. */
    const json_t *one = json_array_get(json_object_get(at, "dose"), 0);
    assert_true(number_at(one, "slope", "estimate") == -0.12);
    assert_true(number_at(one, "slope", "se") == 0.045);
    assert_true(first_of(one, "slope", "ci") == -0.21);
    json_decref(json);
    pp_pool_free(pool);
}

/* By hand: to one decimal what is in points, by any name; to two figures what
 * is not; as it was what the plan or a count gave. */
static void by_what_it_is_called(void **state)
{
    (void)state;
    static const struct {
        const char *is, *printed;
    } rows[] = {
        {"{\"arm\": {\"post_mean\": 0.3333, \"post_sd\": 0.5728}}",
         "{\"arm\": {\"post_mean\": 0.3, \"post_sd\": 0.6}}"},
        {"{\"change_ci\": [-0.9449, 0.1249], \"start_difference\": 0.5728}",
         "{\"change_ci\": [-0.9, 0.1], \"start_difference\": 0.6}"},
        {"{\"ancova\": {\"estimate\": -0.4333, \"se\": 0.2449, \"t\": "
         "-0.1769}}",
         "{\"ancova\": {\"estimate\": -0.4, \"se\": 0.2, \"t\": -0.18}}"},
        {"{\"ancova_from_average\": {\"estimate\": -0.4333, \"ci\": [-0.1333, "
         "0.6249]}}",
         "{\"ancova_from_average\": {\"estimate\": -0.4, \"ci\": [-0.1, "
         "0.6]}}"},
        {"{\"minimum_detectable_change\": {\"raw\": 0.3333, \"d_z\": 0.1249}}",
         "{\"minimum_detectable_change\": {\"raw\": 0.3, \"d_z\": 0.12}}"},
        {"{\"d_av\": {\"estimate\": 0.2449, \"ci\": [-0.1333, 0.6249]}}",
         "{\"d_av\": {\"estimate\": 0.24, \"ci\": [-0.13, 0.62]}}"},
        {"{\"slope_per_week\": {\"estimate\": 0.0449, \"se\": 0.0249}}",
         "{\"slope_per_week\": {\"estimate\": 0.045, \"se\": 0.025}}"},
        {"{\"delta_adjusted\": [{\"shift\": 0.125, \"estimate\": -0.4333}]}",
         "{\"delta_adjusted\": [{\"shift\": 0.125, \"estimate\": -0.4}]}"}};

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        json_t *is = json_loads(rows[i].is, 0, NULL);
        json_t *printed = json_loads(rows[i].printed, 0, NULL);
        assert_non_null(is);
        assert_non_null(printed);
        pp_json_as_printed(is, 1);
        if (!json_equal(is, printed))
            fail_msg("%s is not %s", rows[i].is, rows[i].printed);
        json_decref(is);
        json_decref(printed);
    }
}

/* The model is of others than the pairs, so none of it is exact; where single
 * scores would follow of one of three times, no second figure below 1 either.
 */
static void growth_as_printed(void **state)
{
    (void)state;
    struct pp_pool *pool = pp_pool_new();
    struct evaluated_options options = EVALUATED_OPTIONS;

    options.n_waves = 3;
    options.n_first = 400;
    options.between = options.again = 0.7;
    struct pp_results *is = disclosed(evaluated(pool, &options), pool);
    struct pp_growth *growth = (struct pp_growth *)&is->growth[2];
    assert_int_equal(growth->n_waves, 3);
    struct pp_growth_wave *waves = (struct pp_growth_wave *)growth->waves;
    waves[1].mean.estimate = 0.3333;
    waves[1].change.estimate = -0.8449;
    waves[2].mean.estimate = 14.4499;
    waves[2].mean.se = 0.4449;
    waves[2].mean.ci.lo = 13.5549;
    waves[2].weeks = 12.3456;
    for (int coarse = 0; coarse < 2; coarse++) {
        for (size_t i = 0; i < is->n_outcomes; i++)
            ((struct pp_outcome *)is->outcomes)[i].is_coarse =
                coarse && i == is->n_per_wave + 2;
        json_t *json = pp_results_json(is);
        const json_t *all = json_object_get(json, "growth");
        const json_t *one = json_array_get(all, 2);
        const json_t *at = json_array_get(json_object_get(one, "waves"), 2);
        const json_t *near = json_array_get(json_object_get(one, "waves"), 1);
        assert_true(number_at(near, "mean", "estimate") ==
                    (coarse ? 0.3 : 0.33));
        assert_true(number_at(near, "change", "estimate") ==
                    (coarse ? -0.8 : -0.84));
        assert_int_equal(json_is_true(json_object_get(one, "as_printed")),
                         coarse);
        assert_false(json_is_true(
            json_object_get(json_array_get(all, 1), "as_printed")));
        assert_true(number_at(at, "mean", "estimate") == 14.4);
        assert_true(number_at(at, "mean", "se") == (coarse ? 0.4 : 0.44));
        assert_true(first_of(at, "mean", "ci") == 13.6);
        assert_true(json_number_value(json_object_get(at, "weeks")) == 12.3456);
        json_decref(json);
    }
    pp_pool_free(pool);
}

/* --- all digits ------------------------------------------------------------
 */

/* Of whole numbers they are the numbers. What moments.h looks at may have them,
 * and what the plan, the questionnaire or a count that is shown gives. */
static bool may_have_all_digits(const char *path)
{
    static const char *const may[] = {
        "^(pre|post)[.](mean|sd)$",
        "^change[.](mean|sd|se|ci|correlation)$",
        "^t_test[.](t|df|p)$",
        "^effect_sizes[.](d_z|d_av|d_rm|d_pre|g_z|g_av)[.](estimate|ci)$",
        "^(for_meta_analysis|bayes_factor|equivalence)[.]",
        "^minimum_detectable_change[.]",
        "^(verdict|missing_data[.]complete_case)[.](estimate|ci)$",
        "^p_holm$",
        "^cohorts[.](pre_mean|pre_sd|post_mean|change|ci|se|df|d_pre)$",
        "^funnel[.]change$",
        "(^|[.])(sesoi|value|shift|amount|level|norm|better_ci|worse_ci|weeks)"
        "($|[.])",
        "^recovery[.]",
        "^funnel_better"};

    for (size_t k = 0; k < sizeof may / sizeof may[0]; k++) {
        regex_t is;
        assert_int_equal(regcomp(&is, may[k], REG_EXTENDED | REG_NOSUB), 0);
        bool matches = regexec(&is, path, 0, NULL, 0) == 0;
        regfree(&is);
        if (matches)
            return true;
    }
    return false;
}

static size_t check_digits(const json_t *value, const char *path, int decimals)
{
    const char *key;
    json_t *inner;
    size_t i, n = 0;
    double x = json_real_value(value);

    if (json_is_real(value) && !may_have_all_digits(path)) {
        char two[32];
        if (fabs(x) < pow(10, 1 - decimals))
            snprintf(two, sizeof two, "%.2g", x);
        else
            snprintf(two, sizeof two, "%.*f", decimals, x);
        if (fabs(x - strtod(two, NULL)) > 1e-12 * fabs(x))
            fail_msg("%s is %.17g: more digits than are printed", path, x);
        n++;
    }
    json_object_foreach((json_t *)value, key, inner)
    {
        char at[200];
        snprintf(at, sizeof at, "%s%s%s", path, *path != '\0' ? "." : "", key);
        n += check_digits(inner, at, decimals);
    }
    json_array_foreach(value, i, inner) n +=
        check_digits(inner, path, decimals);
    return n;
}

static size_t check_outcomes(const json_t *outcomes,
                             const struct pp_results *is)
{
    size_t i, n = 0;
    json_t *o;

    json_array_foreach(outcomes, i, o) n +=
        check_digits(o, "", is->outcomes[i % is->n_per_wave].scale->decimals);
    return n;
}

static void no_more_digits_than_are_printed(void **state)
{
    (void)state;
    static const struct {
        size_t n_waves, n_arms, n_first;
    } cases[] = {{2, 0, 60}, {2, 0, 400}, {3, 0, 400}, {2, 2, 300}};

    for (size_t k = 0; k < sizeof cases / sizeof cases[0]; k++) {
        struct pp_pool *pool = pp_pool_new();
        struct evaluated_options o = EVALUATED_OPTIONS;
        o.n_waves = cases[k].n_waves;
        o.n_arms = cases[k].n_arms;
        o.n_first = cases[k].n_first;
        o.between = o.again = 0.7;
        const struct pp_results *is = disclosed(evaluated(pool, &o), pool);
        json_t *json = pp_results_json(is);
        json_t *cohorts = pp_comparison_json(is, NULL);
        size_t n = check_outcomes(json_object_get(json, "outcomes"), is);
        size_t n_of_cohorts =
            check_outcomes(json_object_get(cohorts, "outcomes"), is);
        size_t n_growth = check_outcomes(json_object_get(json, "growth"), is);
        assert_true(n > 20 && (n_of_cohorts > 20 || cases[k].n_arms > 0));
        assert_int_equal(n_growth > 10, cases[k].n_waves > 2);
        json_decref(json);
        json_decref(cohorts);
        pp_pool_free(pool);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_printed_where_scores_would_follow),
        cmocka_unit_test(no_more_digits_than_are_printed),
        cmocka_unit_test(points_have_no_second_figure),
        cmocka_unit_test(by_what_it_is_called),
        cmocka_unit_test(growth_as_printed),
        cmocka_unit_test(says_where_a_count_tells_of_each)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
