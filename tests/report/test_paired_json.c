#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "../helpers/near.h"
#include "../helpers/worked_sets.h"
#include "prepost/base/alloc.h"
#include "prepost/base/rng.h"
#include "prepost/report/paired_json.h"
#include "prepost/stats/gsl.h"

static char *json_of(const double pre[], const double post[], size_t n,
                     const size_t group[],
                     const struct pp_paired_options *options)
{
    struct pp_paired p;
    struct pp_buffer out = PP_BUFFER_INIT;
    pp_paired_analyse(pre, post, n, group, options, &p);
    json_t *json = pp_paired_json(&p);
    pp_json_print(json, &out);
    json_decref(json);
    return pp_buffer_take(&out);
}

static json_t *read_back(const char *text)
{
    struct pp_error err;
    json_t *json = NULL;
    assert_int_equal(pp_json_read("json", text, strlen(text), &json, &err), 0);
    return json;
}

/* "change.ci" -> the value, which must be there. */
static const json_t *at(const json_t *json, const char *path)
{
    char name[64];
    while (*path != '\0') {
        size_t length = strcspn(path, ".");
        memcpy(name, path, length);
        name[length] = '\0';
        json = json_object_get(json, name);
        if (json == NULL)
            print_message("# no member %s\n", name);
        assert_non_null(json);
        path += length + (path[length] == '.');
    }
    return json;
}

/* Every name that other programs may rely on. */
static const char *const contract[] = {
    "n_rows",
    "n_pre",
    "n_post",
    "n_paired",
    "level",
    "direction",
    "pre.n",
    "pre.mean",
    "pre.sd",
    "pre.median",
    "pre.q1",
    "pre.q3",
    "pre.min",
    "pre.max",
    "pre.skewness",
    "pre.kurtosis",
    "post.n",
    "post.kurtosis",
    "change.mean",
    "change.sd",
    "change.se",
    "change.ci",
    "change.median",
    "change.correlation",
    "change.n_better",
    "change.n_same",
    "change.n_worse",
    "t_test.t",
    "t_test.df",
    "t_test.p",
    "t_test.status",
    "wilcoxon.w_plus",
    "wilcoxon.w_minus",
    "wilcoxon.n_zero",
    "wilcoxon.ties",
    "wilcoxon.method",
    "wilcoxon.zero_policy",
    "wilcoxon.p",
    "wilcoxon.hodges_lehmann",
    "wilcoxon.ci",
    "wilcoxon.ci_includes",
    "wilcoxon.attained_level",
    "wilcoxon.status",
    "sign_test.p",
    "permutation_test.method",
    "permutation_test.p",
    "normality.test",
    "normality.w",
    "normality.p",
    "normality.status",
    "effect_sizes.d_z.estimate",
    "effect_sizes.d_z.ci",
    "effect_sizes.d_z.method",
    "effect_sizes.d_av.ci",
    "effect_sizes.d_rm.ci",
    "effect_sizes.d_pre.ci",
    "effect_sizes.g_z.ci",
    "effect_sizes.g_av.ci",
    "effect_sizes.rank_biserial.ci",
    "effect_sizes.probability_of_improvement.estimate",
    "bootstrap.resamples",
    "bootstrap.seed",
    "bootstrap.expanded",
    "bootstrap.mean_change.ci",
    "bootstrap.mean_change.method",
    "bootstrap.d_av.ci",
    "bootstrap.d_av.method",
    "bayes_factor.bf10",
    "bayes_factor.r_scale",
    "equivalence.sesoi",
    "equivalence.p",
    "equivalence.ci",
    "reliable_change.method",
    "reliable_change.sd",
    "reliable_change.reliability",
    "reliable_change.threshold",
    "reliable_change.improved",
    "reliable_change.unchanged",
    "reliable_change.deteriorated",
    "minimum_detectable_change.power",
    "minimum_detectable_change.raw",
    "minimum_detectable_change.d_z",
    "verdict.code",
    "verdict.size",
    "verdict.reason",
    "verdict.sentence",
    "verdict.fragile",
    "verdict.clustered"};

static void test_contract(void **state)
{
    static const double pre[] = SET_B_PRE, post[] = SET_B_POST;
    struct pp_paired_options options = PP_PAIRED_OPTIONS;

    (void)state;
    options.direction = PP_LOWER_IS_BETTER;
    options.sesoi = 3;
    options.reliability = 0.8;
    char *text = json_of(pre, post, SET_B_N, NULL, &options);
    json_t *json = read_back(text);
    for (size_t i = 0; i < sizeof contract / sizeof *contract; i++)
        at(json, contract[i]);
    assert_int_equal(json_integer_value(at(json, "n_paired")), 16);
    assert_string_equal(json_string_value(at(json, "direction")),
                        "lower-is-better");
    assert_true(
        near("mean", json_number_value(at(json, "change.mean")), -1.5, 1e-15));
    const json_t *ci = at(json, "change.ci");
    assert_true(near("lower", json_number_value(json_array_get(ci, 0)),
                     -2.47286916, 1e-8));
    assert_true(near("upper", json_number_value(json_array_get(ci, 1)),
                     -.527130836, 1e-8));
    assert_int_equal(json_integer_value(at(json, "change.n_better")), 10);
    assert_string_equal(json_string_value(at(json, "wilcoxon.method")),
                        "exact");
    assert_string_equal(json_string_value(at(json, "verdict.code")),
                        "improved-small");
    assert_string_equal(json_string_value(at(json, "verdict.size")), "less");
    assert_true(json_is_null(at(json, "verdict.reason")));
    assert_string_equal(
        json_string_value(at(json, "bootstrap.mean_change.method")), "bca");
    json_decref(json);
    pp_free(text);
}

static void test_what_is_missing_is_null(void **state)
{
    static const double pre[] = {1, 2}, post[] = {2, 3};
    struct pp_paired_options options = PP_PAIRED_OPTIONS;

    (void)state;
    for (size_t n = 0; n <= 2; n++) {
        char *text = json_of(pre, post, n, NULL, &options);
        json_t *json = read_back(text);
        assert_null(strstr(text, "nan"));
        assert_null(strstr(text, "inf"));
        assert_true(json_is_null(at(json, "t_test.p")));
        assert_string_equal(json_string_value(at(json, "t_test.status")),
                            n < 2 ? "too-few" : "no-variance");
        assert_string_equal(json_string_value(at(json, "verdict.code")),
                            "not-estimable");
        assert_string_equal(json_string_value(at(json, "verdict.reason")),
                            "too-few");
        assert_true(json_is_null(at(json, "verdict.size")));
        assert_true(json_is_null(at(json, "equivalence")));
        assert_true(json_is_null(at(json, "reliable_change")));
        assert_true(json_is_null(at(json, "effect_sizes.d_z.estimate")));
        json_decref(json);
        pp_free(text);
    }
    options.resamples = 0;
    char *text = json_of(pre, post, 2, NULL, &options);
    json_t *json = read_back(text);
    assert_true(json_is_null(at(json, "bootstrap")));
    json_decref(json);
    pp_free(text);
}

/* Says where two texts part. */
static bool same_text(const char *a, const char *b)
{
    size_t i = 0;
    while (a[i] == b[i] && a[i] != '\0')
        i++;
    if (a[i] != b[i])
        print_message("# from here: %.60s\n# and here: %.60s\n",
                      a + (i > 30 ? i - 30 : 0), b + (i > 30 ? i - 30 : 0));
    return a[i] == b[i];
}

/* The order of rows and the numbers of groups: not one byte differs. */
static void test_order_changes_nothing(void **state)
{
    enum { N = 70 };
    double pre[N], post[N];
    size_t group[N];
    struct pp_paired_options options = PP_PAIRED_OPTIONS;

    (void)state;
    options.resamples = 2000;
    options.sesoi = 2;
    options.reliability = 0.85;
    for (uint64_t round = 0; round < 45; round++) {
        struct pp_rng rng = pp_rng_at(23, PP_STREAM_SIMULATION, round);
        size_t n = 2 + pp_rng_below(&rng, N - 1);
        const size_t *groups = round % 3 == 2 ? group : NULL;
        for (size_t i = 0; i < n; i++) {
            pre[i] = pp_rng_below(&rng, 28);
            post[i] = pp_rng_below(&rng, 28);
            if (round % 5 == 1) { /* measured, not counted */
                pre[i] = pp_rng_normal(&rng);
                post[i] = pre[i] + pp_rng_normal(&rng);
            }
            if (pp_rng_below(&rng, 10) == 0)
                post[i] = NAN;
            group[i] = pp_rng_below(&rng, 8);
        }
        char *first = json_of(pre, post, n, groups, &options);
        for (uint32_t i = (uint32_t)n - 1; i > 0; i--) {
            uint32_t j = pp_rng_below(&rng, i + 1);
            double x = pre[i], y = post[i];
            size_t g = group[i];
            pre[i] = pre[j], post[i] = post[j], group[i] = group[j];
            pre[j] = x, post[j] = y, group[j] = g;
        }
        for (size_t i = 0; i < n; i++)
            group[i] = 99 - 3 * group[i];
        char *second = json_of(pre, post, n, groups, &options);
        assert_true(same_text(first, second));
        pp_free(first);
        pp_free(second);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_contract),
        cmocka_unit_test(test_what_is_missing_is_null),
        cmocka_unit_test(test_order_changes_nothing),
    };
    pp_gsl_quiet();
    pp_json_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
