#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <sched.h>
#include <string.h>

#include "../helpers/near.h"
#include "../helpers/worked_sets.h"
#include "prepost/analysis/paired.h"
#include "prepost/base/rng.h"
#include "prepost/stats/gsl.h"

/* An estimate and its interval. */
struct three {
    double estimate, lo, hi;
};

/*
 * The worked sets: all numbers found twice, by independent routes (closed
 * form, full enumeration, brute force, quadrature). NaN: not given.
 */
struct worked {
    const char *label;
    size_t n;
    double pre[20], post[20];
    double sesoi;
    enum pp_direction direction;
    struct three change;
    double sd, p;
    struct pp_interval equivalence_ci;
    double p_equivalence;
    double w_plus, w_minus, p_wilcoxon;
    struct three hodges_lehmann;
    bool includes[2];
    double attained;
    double p_sign, p_permutation;
    struct three d_z, d_av;
    double g_av;
    struct three rank_biserial, improvement;
    double bca_below;
    struct pp_interval bca;
    double skewness, kurtosis, detectable;
    const char *verdict;
};

static const struct worked sets[] = {
    {.label = "A",
     .n = SET_A_N,
     .pre = SET_A_PRE,
     .post = SET_A_POST,
     .sesoi = 2,
     .direction = PP_HIGHER_IS_BETTER,
     .change = {1.33333333333, -.0569331885, 2.72359986},
     .sd = 2.18812221,
     .p = .0584904220,
     .equivalence_ci = {.198951064, 2.46771560},
     .p_equivalence = .156930130,
     .w_plus = 61.5,
     .w_minus = 13.5,
     .p_wilcoxon = .05859375,
     .hodges_lehmann = {1.5, 0, 2.5},
     .includes = {true, true},
     .attained = .959228516,
     .p_sign = .109375,
     .p_permutation = .080078125,
     .d_z = {.609350488, -.0212616407, 1.21714438},
     .d_av = {.394480038, -.0137643163, .787952370},
     .g_av = .371635173,
     .rank_biserial = {.615384615, -.0305788446, .898748795},
     .improvement = {.75, .499347811, .929223617},
     .bca_below = .495568670,
     .bca = {-.1666666667, 2.6666666667},
     .skewness = -.676247202,
     .kurtosis = .390825442,
     .detectable = .888654265,
     .verdict = "inconclusive"},
    {.label = "B",
     .n = SET_B_N,
     .pre = SET_B_PRE,
     .post = SET_B_POST,
     .sesoi = 3,
     .direction = PP_LOWER_IS_BETTER,
     .change = {-1.5, -2.47286916, -.527130836},
     .sd = 1.82574186,
     .p = .00499695886,
     .equivalence_ci = {-2.30015435, -.699845646},
     .p_equivalence = .00249847943,
     .w_plus = 7.5,
     .w_minus = 113.5,
     .p_wilcoxon = .0048828125,
     .hodges_lehmann = {-1.5, -2.5, -.5},
     .includes = {false, true},
     .attained = .968383789,
     .p_sign = .01171875,
     .p_permutation = .0048828125,
     .d_z = {-.821583836, -1.38162036, -.241424646},
     .d_av = {-.329425106, -.553979295, -.0968024637},
     .g_av = -.313618031,
     .rank_biserial = {-.779411765, -.942780981, -.314242341},
     .improvement = {.78125, .591271449, .908728552},
     .bca_below = .484613512,
     .bca = {-2.6875, -.6875},
     .skewness = 0,
     .kurtosis = -.946930281,
     .detectable = .749465645,
     .verdict = "improved-small"},
    {.label = "C",
     .n = SET_C_N,
     .pre = SET_C_PRE,
     .post = SET_C_POST,
     .sesoi = NAN,
     .direction = PP_HIGHER_IS_BETTER,
     .change = {.1625, -.0370347191, .362034719},
     .sd = .238671921,
     .p = .0955198052,
     .equivalence_ci = {NAN, NAN},
     .p_equivalence = NAN,
     .w_plus = 29,
     .w_minus = 6,
     .p_wilcoxon = .140625,
     .hodges_lehmann = {.2, -.05, .35},
     .includes = {true, true},
     .attained = .9609375,
     .p_sign = .125,
     .p_permutation = .140625,
     .d_z = {.680850934, -.114167405, 1.43827081},
     .d_av = {.162362340, -.0272254707, .342984055},
     .g_av = .144542088,
     .rank_biserial = {.638888889, -.198885088, .937155900},
     .improvement = {.8125, .500152635, .999847365},
     .bca_below = .483383358,
     .bca = {-.0875, .325},
     .skewness = -.339763400,
     .kurtosis = -.804013909,
     .detectable = 1.15603468,
     .verdict = "inconclusive"},
};

static const double digits = 5e-9;

static void check(const char *label, const char *what, double actual,
                  double expected)
{
    char text[80];
    snprintf(text, sizeof text, "%s %s", label, what);
    if (!isnan(expected))
        assert_true(near(text, actual, expected, digits));
}

static void check_estimate(const char *label, const char *what,
                           const struct pp_estimate *actual,
                           const struct three *expected)
{
    check(label, what, actual->estimate, expected->estimate);
    check(label, what, actual->ci.lo, expected->lo);
    check(label, what, actual->ci.hi, expected->hi);
}

static void check_tests(const struct worked *w, const struct pp_paired *p)
{
    check(w->label, "p", p->t_test.p, w->p);
    check(w->label, "lower", p->equivalence.ci.lo, w->equivalence_ci.lo);
    check(w->label, "upper", p->equivalence.ci.hi, w->equivalence_ci.hi);
    check(w->label, "TOST", p->equivalence.p, w->p_equivalence);
    check(w->label, "W+", p->wilcoxon.w_plus, w->w_plus);
    check(w->label, "W-", p->wilcoxon.w_minus, w->w_minus);
    check(w->label, "Pratt", p->wilcoxon.p, w->p_wilcoxon);
    check(w->label, "HL", p->wilcoxon.hodges_lehmann,
          w->hodges_lehmann.estimate);
    check(w->label, "HL lower", p->wilcoxon.ci.lo, w->hodges_lehmann.lo);
    check(w->label, "HL upper", p->wilcoxon.ci.hi, w->hodges_lehmann.hi);
    check(w->label, "attained", p->wilcoxon.attained_level, w->attained);
    assert_int_equal(p->wilcoxon.ci_includes[0], w->includes[0]);
    assert_int_equal(p->wilcoxon.ci_includes[1], w->includes[1]);
    check(w->label, "sign test", p->sign_test.p, w->p_sign);
    check(w->label, "permutation", p->permutation.p, w->p_permutation);
    assert_true(p->permutation.is_exact && p->wilcoxon.is_exact);
}

static void check_sizes(const struct worked *w, const struct pp_paired *p)
{
    check_estimate(w->label, "d_z", &p->effect_sizes.d_z, &w->d_z);
    check_estimate(w->label, "d_av", &p->effect_sizes.d_av, &w->d_av);
    check(w->label, "g_av", p->effect_sizes.g_av.estimate, w->g_av);
    /* limits of a g are those of its d */
    check(w->label, "g_av", p->effect_sizes.g_av.ci.lo, w->d_av.lo);
    check(w->label, "g_av", p->effect_sizes.g_av.ci.hi, w->d_av.hi);
    check_estimate(w->label, "rank-biserial", &p->rank_biserial,
                   &w->rank_biserial);
    check_estimate(w->label, "improvement", &p->probability_of_improvement,
                   &w->improvement);
    check(w->label, "detectable", p->minimum_detectable_change.d_z,
          w->detectable);
    check(w->label, "detectable", p->minimum_detectable_change.raw,
          w->detectable * p->change.sd);
}

static void test_worked_sets(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof sets / sizeof *sets; i++) {
        const struct worked *w = &sets[i];
        struct pp_paired_options options = PP_PAIRED_OPTIONS;
        struct pp_paired p;
        options.sesoi = w->sesoi;
        options.direction = w->direction;
        pp_paired_analyse(w->pre, w->post, w->n, NULL, &options, &p);

        assert_int_equal(p.n_paired, w->n);
        check(w->label, "mean", p.t_test.mean, w->change.estimate);
        check(w->label, "lower", p.t_test.ci.lo, w->change.lo);
        check(w->label, "upper", p.t_test.ci.hi, w->change.hi);
        check(w->label, "sd", p.change.sd, w->sd);
        if (w->skewness == 0)
            assert_true(fabs(p.pre.skewness) < 1e-15);
        else
            check(w->label, "skewness", p.pre.skewness, w->skewness);
        check(w->label, "kurtosis", p.pre.kurtosis, w->kurtosis);
        check_tests(w, &p);
        check_sizes(w, &p);
        assert_string_equal(pp_verdict_code_name(p.verdict.code), w->verdict);
    }
}

static void test_all_resamples(void **state)
{
    /* All resamples by enumeration or a long run: ends on the lattice of
     * means, which 200,000 resamples find. */
    (void)state;
    for (size_t i = 0; i < sizeof sets / sizeof *sets; i++) {
        const struct worked *w = &sets[i];
        struct pp_paired_options options = PP_PAIRED_OPTIONS;
        struct pp_paired p;
        options.resamples = 200000;
        pp_paired_analyse(w->pre, w->post, w->n, NULL, &options, &p);
        const struct pp_bca *b = &p.bootstrap.mean_change;
        assert_true(p.has_bootstrap && p.bootstrap.is_expanded);
        assert_string_equal(b->method, "bca");
        /* counted in the orientation that makes the change positive */
        double below = i == 1 ? 1 - w->bca_below : w->bca_below;
        assert_true(near(w->label, b->below, below, 0.01));
        double step = (i == 2 ? 0.1 : 1) / (double)w->n;
        assert_true(fabs(b->ci.lo - w->bca.lo) < 1.01 * step);
        assert_true(fabs(b->ci.hi - w->bca.hi) < 1.01 * step);
    }
}

static void test_direction(void **state)
{
    /* B, lower is better: the raw change stays as it is, what counts people
     * is turned */
    const struct worked *w = &sets[1];
    struct pp_paired_options options = PP_PAIRED_OPTIONS;
    struct pp_paired p, q;

    (void)state;
    options.sesoi = 3;
    options.direction = PP_LOWER_IS_BETTER;
    pp_paired_analyse(w->pre, w->post, w->n, NULL, &options, &p);
    assert_true(p.t_test.mean == -1.5);
    assert_int_equal(p.n_better, 10);
    assert_int_equal(p.n_same, 5);
    assert_int_equal(p.n_worse, 1);
    assert_true(p.verdict.estimate == 1.5);
    assert_int_equal(p.verdict.code, PP_VERDICT_IMPROVED_SMALL);

    options.direction = PP_HIGHER_IS_BETTER;
    pp_paired_analyse(w->pre, w->post, w->n, NULL, &options, &q);
    assert_true(q.t_test.mean == -1.5);
    assert_int_equal(q.n_better, 1);
    assert_int_equal(q.n_worse, 10);
    assert_int_equal(q.verdict.code, PP_VERDICT_WORSENED_SMALL);
    assert_true(near("turned", q.probability_of_improvement.estimate,
                     1 - p.probability_of_improvement.estimate, 1e-15));
}

static void test_groups(void **state)
{
    const struct worked *w = &sets[0];
    static const size_t group[] = SET_A_GROUP;
    static const size_t three[] = {1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 3};
    struct pp_paired_options options = PP_PAIRED_OPTIONS;
    struct pp_paired p;

    (void)state;
    options.sesoi = 2;
    pp_paired_analyse(w->pre, w->post, w->n, group, &options, &p);
    assert_true(p.clustered && p.verdict.clustered);
    assert_int_equal(p.n_groups, 4);
    check("groups", "p", p.t_test.p, .0748288900);
    check("groups", "se", p.t_test.se, .481365727);
    check("groups", "df", p.t_test.df, 2.8125);
    check("groups", "lower", p.t_test.ci.lo, -.258015593);
    /* the same se and df everywhere */
    double reach = p.equivalence.ci.hi - p.t_test.mean;
    assert_true(near("90%", reach, 2.418722960416 * p.t_test.se, 1e-8));
    assert_true(p.effect_sizes.d_z.ci.lo < 0);
    assert_true(p.minimum_detectable_change.raw > .888654265 * p.change.sd);
    assert_int_equal(p.bootstrap.n_units, 4);

    pp_paired_analyse(w->pre, w->post, w->n, three, &options, &p);
    assert_false(p.clustered || p.verdict.clustered);
    assert_int_equal(p.n_groups, 3);
    check("three groups", "p", p.t_test.p, .0584904220);
    assert_int_equal(p.bootstrap.n_units, 12);
}

static void test_missing(void **state)
{
    static const double pre[] = {1, NAN, 3, 4, NAN, 6, 7, 8, 9, 10};
    static const double post[] = {2, 3, NAN, 5, NAN, 8, 8, 8, 11, 12};
    static const double complete_pre[] = {1, 4, 6, 7, 8, 9, 10};
    static const double complete_post[] = {2, 5, 8, 8, 8, 11, 12};
    static const double none[] = {NAN, NAN, NAN};
    struct pp_paired_options options = PP_PAIRED_OPTIONS;
    struct pp_paired p, q;

    (void)state;
    pp_paired_analyse(pre, post, 10, NULL, &options, &p);
    assert_int_equal(p.n_rows, 10);
    assert_int_equal(p.n_pre, 8);
    assert_int_equal(p.n_post, 8);
    assert_int_equal(p.n_paired, 7);
    pp_paired_analyse(complete_pre, complete_post, 7, NULL, &options, &q);
    assert_true(p.t_test.p == q.t_test.p);
    assert_true(p.pre.mean == q.pre.mean);
    assert_true(p.wilcoxon.p == q.wilcoxon.p);
    assert_true(p.bootstrap.d_av.ci.lo == q.bootstrap.d_av.ci.lo);

    pp_paired_analyse(none, none, 3, NULL, &options, &p);
    assert_int_equal(p.n_rows, 3);
    assert_int_equal(p.n_paired, 0);
    assert_int_equal(p.verdict.reason, PP_REASON_TOO_FEW);
}

static void test_few_and_alike(void **state)
{
    static const double pre[] = {3, 5, 4, 9, 1, 2, 2}, post[] = {4, 5, 6, 8, 2};
    static const double up[] = {3.1, 5.1, 4.1, 9.1, 1.1, 2.1, 2.1};
    struct pp_paired_options options = PP_PAIRED_OPTIONS;
    struct pp_paired p;

    (void)state;
    options.sesoi = 1;
    options.reliability = 0.8;
    for (size_t n = 0; n <= 5; n++) {
        pp_paired_analyse(pre, post, n, NULL, &options, &p);
        assert_int_equal(p.n_paired, n);
        assert_int_equal(p.verdict.code, PP_VERDICT_NOT_ESTIMABLE);
        assert_int_equal(p.t_test.status,
                         n < 2 ? PP_STATUS_TOO_FEW : PP_STATUS_OK);
        assert_int_equal(p.effect_sizes.d_z.status,
                         n < 2 ? PP_STATUS_TOO_FEW : PP_STATUS_OK);
        assert_int_equal(p.equivalence.status,
                         n < 2 ? PP_STATUS_TOO_FEW : PP_STATUS_OK);
        assert_int_equal(p.minimum_detectable_change.status,
                         n < 2 ? PP_STATUS_TOO_FEW : PP_STATUS_OK);
        assert_int_equal(p.bayes_factor.status,
                         n < 2 ? PP_STATUS_TOO_FEW : PP_STATUS_OK);
        assert_int_equal(p.normality.status,
                         n < 3 ? PP_STATUS_TOO_FEW : PP_STATUS_OK);
    }
    /* everyone changed by a tenth of a point, which doubles cannot hold */
    pp_paired_analyse(pre, up, 7, NULL, &options, &p);
    assert_int_equal(p.t_test.status, PP_STATUS_NO_VARIANCE);
    assert_int_equal(p.effect_sizes.d_av.status, PP_STATUS_NO_VARIANCE);
    assert_int_equal(p.minimum_detectable_change.status, PP_STATUS_NO_VARIANCE);
    assert_int_equal(p.verdict.reason, PP_REASON_NO_VARIANCE);
    assert_string_equal(
        p.verdict.sentence,
        "Everyone changed by exactly 0.1, so nothing can be tested.");
    /* nobody changed */
    pp_paired_analyse(pre, pre, 7, NULL, &options, &p);
    assert_int_equal(p.wilcoxon.status, PP_STATUS_ALL_TIED);
    assert_int_equal(p.sign_test.status, PP_STATUS_ALL_TIED);
    assert_int_equal(p.n_same, 7);
    assert_int_equal(p.verdict.reason, PP_REASON_NO_VARIANCE);
}

static void test_large_scores(void **state)
{
    const struct worked *w = &sets[0];
    double pre[20], post[20];
    struct pp_paired_options options = PP_PAIRED_OPTIONS;
    struct pp_paired p, q;

    (void)state;
    for (size_t i = 0; i < w->n; i++) {
        pre[i] = w->pre[i] + 1e9;
        post[i] = w->post[i] + 1e9;
    }
    pp_paired_analyse(w->pre, w->post, w->n, NULL, &options, &p);
    pp_paired_analyse(pre, post, w->n, NULL, &options, &q);
    assert_true(q.t_test.p == p.t_test.p);
    assert_true(q.wilcoxon.p == p.wilcoxon.p);
    assert_true(near("d_av", q.effect_sizes.d_av.ci.lo,
                     p.effect_sizes.d_av.ci.lo, 1e-9));
    assert_true(near("mean", q.pre.mean, p.pre.mean + 1e9, 1e-15));
}

static void test_reliable_change(void **state)
{
    const struct worked *w = &sets[1];
    struct pp_paired_options options = PP_PAIRED_OPTIONS;
    struct pp_paired p;

    (void)state;
    options.direction = PP_LOWER_IS_BETTER;
    pp_paired_analyse(w->pre, w->post, w->n, NULL, &options, &p);
    assert_false(p.has_reliable_change);

    /* Jacobson and Truax: 1.96 sqrt(2) 7.5 sqrt(1 - .8) */
    options.reliability = 0.8;
    options.reliability_sd = 7.5;
    pp_paired_analyse(w->pre, w->post, w->n, NULL, &options, &p);
    check("JT", "threshold", p.reliable_change.threshold, 1.96 * 4.74341649);

    options.threshold = 4;
    pp_paired_analyse(w->pre, w->post, w->n, NULL, &options, &p);
    assert_true(p.reliable_change.is_published);
    assert_int_equal(p.reliable_change.improved.n, 2);
    assert_int_equal(p.reliable_change.deteriorated.n, 0);
}

static void test_swapping_mirrors(void **state)
{
    enum { N = 40 };
    double pre[N], post[N];
    struct pp_paired_options options = PP_PAIRED_OPTIONS;
    struct pp_paired p, q;

    (void)state;
    options.sesoi = 1.5;
    options.resamples = 2000;
    for (uint64_t round = 0; round < 60; round++) {
        struct pp_rng rng = pp_rng_at(5, PP_STREAM_SIMULATION, round);
        size_t n = 3 + pp_rng_below(&rng, N - 2);
        for (size_t i = 0; i < n; i++) {
            pre[i] = pp_rng_below(&rng, 21) / (round % 3 == 0 ? 10.0 : 1.0);
            post[i] = pp_rng_below(&rng, 25) / (round % 3 == 0 ? 10.0 : 1.0);
        }
        pp_paired_analyse(pre, post, n, NULL, &options, &p);
        pp_paired_analyse(post, pre, n, NULL, &options, &q);
        assert_true(near("t", q.t_test.t, -p.t_test.t, 1e-12));
        assert_true(near("p", q.t_test.p, p.t_test.p, 1e-11));
        assert_true(near("d_z", q.effect_sizes.d_z.ci.lo,
                         -p.effect_sizes.d_z.ci.hi, 1e-10));
        assert_true(q.wilcoxon.p == p.wilcoxon.p);
        assert_true(q.wilcoxon.hodges_lehmann == -p.wilcoxon.hodges_lehmann);
        assert_true(near("BCa", q.bootstrap.mean_change.ci.lo,
                         -p.bootstrap.mean_change.ci.hi, 1e-12));
        assert_true(near("TOST", q.equivalence.p, p.equivalence.p, 1e-10));
        assert_int_equal(q.n_better, p.n_worse);
        /* p and intervals of one inversion agree */
        bool out = p.t_test.ci.lo > 0 || p.t_test.ci.hi < 0;
        assert_true(out == (p.t_test.p < 0.05));
        const struct pp_estimate *d = &p.effect_sizes.d_av;
        assert_true((d->ci.lo > 0 || d->ci.hi < 0) == out);
    }
}

static void analyse_on(const cpu_set_t *processors, const double pre[],
                       const double post[], size_t n, struct pp_paired *out)
{
    struct pp_paired_options options = PP_PAIRED_OPTIONS;

    options.resamples = 2000;
    assert_int_equal(sched_setaffinity(0, sizeof *processors, processors), 0);
    pp_paired_analyse(pre, post, n, NULL, &options, out);
}

/* Enough rows for threads: on one processor every number is the same. */
static void threads_change_nothing(void **state)
{
    (void)state;
    enum { MANY = 70000 };
    static double pre[MANY], post[MANY];
    struct pp_paired one, all;
    struct pp_rng rng = pp_rng_at(5, PP_STREAM_SIMULATION, 0);
    cpu_set_t mine, first;

    for (size_t i = 0; i < MANY; i++) {
        pre[i] = 14 + 4 * pp_rng_normal(&rng);
        post[i] = pre[i] + 0.02 + 3 * pp_rng_normal(&rng);
    }
    assert_int_equal(sched_getaffinity(0, sizeof mine, &mine), 0);
    CPU_ZERO(&first);
    for (size_t i = 0; CPU_COUNT(&first) == 0; i++)
        if (CPU_ISSET(i, &mine))
            CPU_SET(i, &first);
    analyse_on(&first, pre, post, MANY, &one);
    analyse_on(&mine, pre, post, MANY, &all);

    const double numbers[][2] = {
        {one.pre.q1, all.pre.q1},
        {one.post.sd, all.post.sd},
        {one.change.kurtosis, all.change.kurtosis},
        {one.correlation, all.correlation},
        {one.t_test.p, all.t_test.p},
        {one.wilcoxon.p, all.wilcoxon.p},
        {one.wilcoxon.hodges_lehmann, all.wilcoxon.hodges_lehmann},
        {one.wilcoxon.ci.lo, all.wilcoxon.ci.lo},
        {one.wilcoxon.ci.hi, all.wilcoxon.ci.hi},
        {one.wilcoxon.attained_level, all.wilcoxon.attained_level},
        {one.permutation.p, all.permutation.p},
        {one.rank_biserial.ci.lo, all.rank_biserial.ci.lo},
        {one.bootstrap.mean_change.ci.lo, all.bootstrap.mean_change.ci.lo},
        {one.bootstrap.d_av.ci.hi, all.bootstrap.d_av.ci.hi},
        {one.effect_sizes.d_av.ci.hi, all.effect_sizes.d_av.ci.hi},
    };
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        assert_true(isfinite(numbers[i][0]));
        assert_true(numbers[i][0] == numbers[i][1]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(threads_change_nothing),
        cmocka_unit_test(test_worked_sets),
        cmocka_unit_test(test_all_resamples),
        cmocka_unit_test(test_direction),
        cmocka_unit_test(test_groups),
        cmocka_unit_test(test_missing),
        cmocka_unit_test(test_few_and_alike),
        cmocka_unit_test(test_large_scores),
        cmocka_unit_test(test_reliable_change),
        cmocka_unit_test(test_swapping_mirrors),
    };
    pp_gsl_quiet();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
