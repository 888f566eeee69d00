#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "prepost/stats/funnel.h"
#include "prepost/stats/gsl.h"

#include "../helpers/near.h"

static void check(const struct pp_funnel_limits *limits, const double *expected)
{
    assert_true(near("inner lo", limits->inner.lo, expected[0], 1e-10));
    assert_true(near("outer lo", limits->outer.lo, expected[1], 1e-10));
    assert_true(near("inner hi", limits->inner.hi, expected[2], 1e-10));
    assert_true(near("outer hi", limits->outer.hi, expected[3], 1e-10));
}

/* R's pbinom(), searched from 0 upwards: tests/oracle/meta.R. */
static void test_limits_of_a_share(void **state)
{
    (void)state;
    static const struct {
        size_t n;
        double target, limits[4];
    } row[] = {
        {1, .5, {0, 0, 1, 1}},
        {5, .04, {0, 0, .387941306785301, .5943798828125}},
        {5, .73, {.20794639090382, 0, 1, 1}},
        {20, .04, {0, 0, .175874988231691, .249676788302197}},
        {20,
         .5,
         {.255823529411765, .136735789473684, .744176470588235,
          .863264210526316}},
        {20, .73, {.501503674024643, .368955331737042, .940115121015537, 1}},
        {150, .04, {.00809586700890974, 0, .0777779465580823, .10065223949401}},
        {150,
         .73,
         {.654177116902861, .61047955061691, .80307555823531,
          .840354605453673}},
    };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct pp_funnel_limits limits =
            pp_funnel_proportion_limits(row[i].target, row[i].n);
        print_message("# %zu people, target %g\n", row[i].n, row[i].target);
        check(&limits, row[i].limits);
    }
    /* A country: near the normal limits, and at once. */
    struct pp_funnel_limits many = pp_funnel_proportion_limits(.3, 10000000);
    double se = sqrt(.21 / 1e7);
    assert_true(near("many", many.inner.lo, .3 - 1.959963985 * se, 1e-6));
    assert_true(near("many", many.outer.hi, .3 + 3.090232306 * se, 1e-6));
    assert_true(isnan(pp_funnel_proportion_limits(.3, 0).inner.lo));
    assert_true(isnan(pp_funnel_proportion_limits(0, 9).inner.lo));
    assert_true(isnan(pp_funnel_proportion_limits(1, 9).outer.hi));
    assert_true(isnan(pp_funnel_proportion_limits(NAN, 9).outer.hi));
}

/*
 * O22: PHEindicatormethods (UK Fingertips), tests/testthat/
 * testdata_funnel_prop_outputs.csv: limits for shares around 80.642448%, as
 * percentages. Those are normal, target +- z SE; ours are exact, and so must
 * differ by the skewness of the binomial, (z^2 - 1)(1 - 2 target)/6 people
 * (Cornish and Fisher 1938), and by the half person of a whole count.
 */
static void test_limits_of_fingertips(void **state)
{
    (void)state;
    static const double target = .80642448, z[2] = {1.959963985, 3.090232306};
    static const struct {
        size_t n;
        double limits[4]; /* 2.5%, .1% low; 2.5%, .1% high */
    } row[] = {
        {102, {72.974925, 68.553233, 88.309971, 92.731663}},
        {234, {75.580155, 72.660842, 85.70474, 88.624054}},
        {539, {77.306949, 75.38344, 83.977947, 85.901456}},
        {1008, {78.203374, 76.796814, 83.081521, 84.488082}},
        {2093, {78.949785, 77.973663, 82.335111, 83.311233}},
        {5348, {79.583537, 78.972886, 81.701359, 82.31201}},
        {11097, {79.907338, 79.483416, 81.377558, 81.80148}},
        {23022, {80.13208, 79.837761, 81.152816, 81.447134}},
        {53016, {80.306129, 80.112181, 80.978767, 81.172715}},
        {110000, {80.408963, 80.274317, 80.875933, 81.010578}},
    };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct pp_funnel_limits f =
            pp_funnel_proportion_limits(target, row[i].n);
        const double ours[4] = {f.inner.lo, f.outer.lo, f.inner.hi, f.outer.hi};
        for (int k = 0; k < 4; k++) {
            double people =
                (ours[k] - row[i].limits[k] / 100) * (double)row[i].n;
            double skew = (z[k % 2] * z[k % 2] - 1) * (1 - 2 * target) / 6;
            double expected = skew + (k < 2 ? -.5 : .5);
            if (!(fabs(people - expected) < .13))
                fail_msg("%zu people, limit %d: %g people off, not %g",
                         row[i].n, k, people, expected);
        }
    }
}

/*
 * O22: its testdata_funnel_prop_inputs.csv, areas and the class expected. Of
 * those outside 99.8% a few; of all the others those in reading order, for
 * these lie near a limit. Numerators to the whole person.
 */
static void test_places_of_fingertips(void **state)
{
    (void)state;
    enum { LO2 = PP_FUNNEL_LOW_OUTER, LO = PP_FUNNEL_LOW_INNER };
    enum { IN = PP_FUNNEL_INSIDE };
    enum { HI = PP_FUNNEL_HIGH_INNER, HI2 = PP_FUNNEL_HIGH_OUTER };
    static const struct {
        size_t count, n;
        int place;
    } area[] = {
        {35078, 41980, HI2}, {24804, 31824, LO2}, {50051, 61921, IN},
        {48686, 59804, HI2}, {24649, 30521, IN},  {31759, 39350, IN},
        {29562, 36627, IN},  {18551, 22905, IN},  {26789, 33012, HI},
        {17321, 21587, IN},  {31574, 39212, IN},  {22031, 27388, IN},
        {36850, 45449, HI},  {34502, 42485, HI},  {23910, 29457, HI},
        {14493, 17964, IN},  {37216, 45986, IN},  {30453, 37741, IN},
        {30278, 37828, LO},  {24867, 30929, IN},  {21139, 25992, HI},
        {20760, 25750, IN},  {21306, 26333, IN},  {38314, 47678, IN},
        {38045, 46958, HI},  {16924, 20776, HI},  {15525, 19257, IN},
        {30035, 37269, IN},  {35982, 44461, IN},  {48591, 60459, IN},
        {27321, 34024, IN},  {59356, 73352, IN},  {21667, 26869, IN},
        {29335, 36238, IN},  {37299, 46277, IN},  {18505, 22739, HI},
        {20781, 25672, IN},  {18747, 23233, IN},  {29709, 36583, HI},
        {41846, 51789, IN},  {37945, 46875, IN},  {38873, 48236, IN},
        {13241, 16477, IN},  {31973, 39488, IN},  {36379, 45202, IN},
        {46718, 58617, LO2}, {39310, 49242, LO2}, {20013, 25196, LO2},
    };
    enum { N = sizeof area / sizeof *area };
    struct pp_funnel_region r[N];
    size_t count[N], n[N];
    for (size_t i = 0; i < N; i++) {
        count[i] = area[i].count;
        n[i] = area[i].n;
    }
    pp_funnel_proportions(count, n, N, .80642448, PP_OVERDISPERSION_IGNORE, r);
    for (size_t i = 0; i < N; i++)
        if ((int)r[i].place != area[i].place)
            fail_msg("%zu of %zu: %d, not %d", count[i], n[i], r[i].place,
                     area[i].place);
}

/* R's phyper() for 6/20 14/31 3/18 25/33 around their own total. */
static void test_shares_around_their_own_average(void **state)
{
    (void)state;
    static const size_t count[5] = {6, 14, 3, 0, 25};
    static const size_t n[5] = {20, 31, 18, 0, 33};
    static const double limits[5][4] = {
        {.251162255967743, .143703565327304, .694088893778745, .79997319118484},
        {.305399202319855, .226587398341608, .636063277745039,
         .720081267690346},
        {.231750398728379, .118220577132131, .711739564591657,
         .827968342163164},
        {NAN, NAN, NAN, NAN},
        {.313202502555268, .235086454645889, .628274600963884,
         .709362756596704}};
    struct pp_funnel_region r[5];
    struct pp_funnel f =
        pp_funnel_proportions(count, n, 5, NAN, PP_OVERDISPERSION_IGNORE, r);
    assert_int_equal(f.status, PP_STATUS_OK);
    assert_int_equal(f.k, 4);
    assert_true(f.target_estimated);
    assert_true(near("target", f.target, 48. / 102, 1e-15));
    for (size_t i = 0; i < 5; i++)
        check(&r[i].limits, limits[i]);
    assert_true(
        near("by chance", f.expected_outside_inner, .142859580761549, 1e-10));
    assert_true(
        near("by chance", f.expected_outside_outer, .00418196938264122, 1e-10));
    assert_int_equal(r[0].place, PP_FUNNEL_INSIDE);
    assert_int_equal(r[2].place, PP_FUNNEL_LOW_INNER);
    assert_int_equal(r[3].place, PP_FUNNEL_NO_PLACE);
    assert_int_equal(r[4].place, PP_FUNNEL_HIGH_OUTER);
    assert_int_equal(f.n_outside_inner, 2);
    assert_int_equal(f.n_outside_outer, 1);
}

/* Yes turned into no: everything is mirrored. */
static void test_mirror(void **state)
{
    (void)state;
    static const size_t yes[3] = {2, 30, 11}, no[3] = {18, 20, 19};
    static const size_t n[3] = {20, 50, 30};
    struct pp_funnel_region a[3], b[3];
    for (int estimated = 0; estimated < 2; estimated++) {
        pp_funnel_proportions(yes, n, 3, estimated ? NAN : .4,
                              PP_OVERDISPERSION_IGNORE, a);
        pp_funnel_proportions(no, n, 3, estimated ? NAN : .6,
                              PP_OVERDISPERSION_IGNORE, b);
        for (size_t i = 0; i < 3; i++) {
            assert_true(near("mirror", a[i].limits.inner.lo,
                             1 - b[i].limits.inner.hi, 1e-12));
            assert_int_equal(a[i].place + b[i].place,
                             PP_FUNNEL_LOW_OUTER + PP_FUNNEL_HIGH_OUTER);
        }
    }
}

static const size_t people[12] = {20, 35, 50,  64, 80, 41,
                                  33, 90, 120, 28, 47, 61};
static const double mean[12] = {2.1, 3.9, 1.2, 2.8, 4.4, .6,
                                2.5, 3.1, 2.2, 5.0, 1.9, 2.6};
static const double sd[12] = {4.8, 5.5, 5.1, 6.0, 5.2, 4.4,
                              5.8, 5.0, 5.6, 4.9, 5.3, 5.4};

/* By hand in R, tests/oracle/meta.R. */
static void test_means(void **state)
{
    (void)state;
    static const struct {
        double given, target, phi, tau2, z, hi, lo_outer, hi_overdispersed;
        size_t n_inner, n_outer;
    } row[] = {
        {2.5, 2.5, 1.8015806290262, .502751920467212, 3.19027097457051,
         3.66943184164912, -.0811694527654216, 4.31824284138837, 3, 1},
        {NAN, 2.70209267563528, 1.92392975703087, .51421784005759,
         3.03838892898614, 3.79937782946875, .201267805091996, 4.48721998115925,
         4, 0},
    };
    struct pp_funnel_region r[12];
    for (size_t i = 0; i < 2; i++) {
        struct pp_funnel f = pp_funnel_means(people, mean, sd, 12, row[i].given,
                                             PP_OVERDISPERSION_IGNORE, r);
        assert_int_equal(f.status, PP_STATUS_OK);
        assert_true(near("target", f.target, row[i].target, 1e-13));
        assert_true(near("sd", f.sd, 5.3268567982023, 1e-13));
        assert_true(near("phi", f.phi, row[i].phi, 1e-12));
        assert_true(near("tau2", f.tau2, row[i].tau2, 1e-12));
        assert_true(near("z", r[4].z, row[i].z, 1e-12));
        assert_true(near("hi", r[4].limits.inner.hi, row[i].hi, 1e-12));
        assert_true(near("lo", r[5].limits.outer.lo, row[i].lo_outer, 1e-11));
        assert_int_equal(f.n_outside_inner, row[i].n_inner);
        assert_int_equal(f.n_outside_outer, row[i].n_outer);
        assert_true(near("by chance", f.expected_outside_inner, .6, 1e-14));
        assert_true(near("by chance", f.expected_outside_outer, .024, 1e-14));
        f = pp_funnel_means(people, mean, sd, 12, row[i].given,
                            PP_OVERDISPERSION_ALLOW, r);
        assert_true(near("overdispersed", r[4].limits.inner.hi,
                         row[i].hi_overdispersed, 1e-12));
        assert_true(f.n_outside_inner < row[i].n_inner);
    }
}

static void test_edges(void **state)
{
    (void)state;
    static const size_t none[2] = {0, 0}, one[2] = {9, 0}, single[2] = {1, 1};
    static const size_t n[2] = {9, 9}, all[2] = {9, 9}, nobody[2] = {0, 0};
    static const double flat[2] = {0, 0};
    struct pp_funnel_region r[2];
    assert_int_equal(pp_funnel_means(none, mean, sd, 2, NAN, 0, r).status,
                     PP_STATUS_TOO_FEW);
    assert_int_equal(pp_funnel_means(one, mean, sd, 2, NAN, 0, r).status,
                     PP_STATUS_TOO_FEW);
    assert_int_equal(pp_funnel_means(single, mean, sd, 2, NAN, 0, r).status,
                     PP_STATUS_TOO_FEW);
    assert_int_equal(pp_funnel_means(n, mean, flat, 2, NAN, 0, r).status,
                     PP_STATUS_NO_VARIANCE);
    assert_int_equal(r[0].place, PP_FUNNEL_NO_PLACE);
    assert_int_equal(pp_funnel_means(n, mean, sd, 2, NAN, 0, r).status,
                     PP_STATUS_OK);
    assert_int_equal(pp_funnel_proportions(nobody, n, 2, NAN, 0, r).status,
                     PP_STATUS_NO_VARIANCE);
    assert_int_equal(pp_funnel_proportions(all, n, 2, NAN, 0, r).status,
                     PP_STATUS_NO_VARIANCE);
    assert_int_equal(pp_funnel_proportions(nobody, one, 2, .5, 0, r).status,
                     PP_STATUS_TOO_FEW);
    assert_int_equal(pp_funnel_proportions(nobody, n, 2, .5, 0, r).status,
                     PP_STATUS_OK);
    assert_int_equal(r[0].place, PP_FUNNEL_LOW_INNER);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_limits_of_a_share),
        cmocka_unit_test(test_limits_of_fingertips),
        cmocka_unit_test(test_places_of_fingertips),
        cmocka_unit_test(test_shares_around_their_own_average),
        cmocka_unit_test(test_mirror),
        cmocka_unit_test(test_means),
        cmocka_unit_test(test_edges),
    };
    pp_gsl_quiet();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
