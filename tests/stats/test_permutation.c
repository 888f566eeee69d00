#include "prepost/stats/permutation.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "prepost/base/alloc.h"
#include "prepost/base/rng.h"

#include "../helpers/near.h"

static struct pp_permutation of(const double *pre, const double *post, size_t n,
                                uint64_t seed)
{
    struct pp_lattice *l = pp_lattice_new(pre, post, n);
    struct pp_permutation res;
    pp_permutation_test(l, seed, 10000, &res);
    pp_lattice_free(l);
    return res;
}

/* All 2^12, 2^16 and 2^8 sign patterns, enumerated elsewhere. */
static void worked_sets(void **state)
{
    (void)state;
    static const struct {
        const char *label;
        size_t n;
        double pre[16], post[16], p;
    } rows[] = {
        {"A",
         12,
         {30, 34, 28, 37, 31, 33, 29, 36, 32, 35, 24, 33},
         {32, 34, 32, 36, 32, 36, 31, 36, 37, 32, 26, 34},
         .080078125},
        {"B",
         16,
         {14, 9, 17, 6, 11, 20, 3, 12, 8, 15, 10, 5, 18, 7, 13, 16},
         {11, 9, 11, 5, 9, 16, 3, 13, 8, 12, 9, 4, 16, 7, 11, 16},
         .0048828125},
        {"C: decimals that doubles get wrong",
         8,
         {2.1, 3.4, 1.3, 4.0, 2.7, 3.1, 2.2, 3.8},
         {2.4, 3.6, 1.0, 4.3, 2.7, 3.6, 2.4, 3.9},
         .140625},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct pp_permutation up = of(rows[i].pre, rows[i].post, rows[i].n, 1);
        struct pp_permutation down =
            of(rows[i].post, rows[i].pre, rows[i].n, 1);
        assert_true(up.is_exact && up.resamples == 0 && up.p_error == 0);
        assert_true(near(rows[i].label, up.p, rows[i].p, 1e-14));
        assert_true(near(rows[i].label, down.p, rows[i].p, 1e-14));
    }
}

/* Values of 14 digits have no lattice to convolve on: fractions in Python, all
 * 2^6 and 2^11 patterns. Above 20 who changed it is left to chance. */
static void few_people_without_a_lattice(void **state)
{
    (void)state;
    static const double
        pre6[] = {27.2635506090611, 20.9013705537744, 23.2287684345167,
                  27.2338708965849, 8.5349959771803,  19.4360502185737},
        post6[] = {35.0278446397253, 28.2390654166806, 26.6769971347566,
                   25.4357860292173, 9.8847957837127,  28.355944384679},
        pre11[] = {3.9941861974242,  10.2550353166294, 28.5511341306515,
                   14.0326219197174, 7.0509245976408,  10.1902155141222,
                   27.3504395019873, 10.7314955035857, 13.3937820023969,
                   19.2028312758925, 24.3619670376753},
        post11[] = {6.3916628129137,  7.3140931013243,  32.0028633921865,
                    10.488884915196,  4.279749243583,   8.6646035420174,
                    32.3651363975985, 10.4166369773396, 18.3670295329927,
                    17.3263740847191, 21.8920265822232};
    struct pp_permutation six = of(pre6, post6, 6, 1);
    struct pp_permutation eleven = of(pre11, post11, 11, 1);
    double pre[21], post[21] = {0};

    assert_true(six.is_exact && six.resamples == 0 && six.p_error == 0);
    assert_true(near("6", six.p, 0.09375, 1e-14));
    assert_true(eleven.is_exact);
    assert_true(near("11", eleven.p, 0.9697265625, 1e-14));
    assert_true(near("1", of(pre6, post6, 1, 1).p, 1, 1e-14));
    /* Changes of tenths from scores that are none: 0.1 + 0.2 ties with 0.3.
     * Of 2^10 patterns of whole numbers 754 are as extreme. */
    static const double tenths[10] = {1, 3, -2, -1, -2, 2, 2, -2, 1, 1};
    double from[10], to[10];
    for (size_t i = 0; i < 10; i++) {
        from[i] = i < 6 ? pre6[i] : pre11[i];
        to[i] = from[i] + tenths[i] / 10;
    }
    struct pp_permutation ties = of(from, to, 10, 1);
    assert_true(ties.is_exact);
    assert_true(near("ties", ties.p, 754.0 / 1024, 1e-14));
    for (size_t i = 0; i < 21; i++)
        pre[i] = sqrt((double)i + 2);
    assert_true(of(pre, post, 20, 1).is_exact);
    assert_true(near("20 alike", of(pre, post, 20, 1).p, 0x1p-19, 1e-14));
    assert_false(of(pre, post, 21, 1).is_exact);
    pre[20] = 0; /* who did not change is no coin */
    assert_true(of(pre, post, 21, 1).is_exact);
}

static double brute_p(const double *d, size_t n)
{
    double observed = 0, extreme = 0;
    for (size_t i = 0; i < n; i++)
        observed += d[i];
    for (unsigned pattern = 0; pattern < 1u << n; pattern++) {
        double sum = 0;
        for (size_t i = 0; i < n; i++)
            sum += pattern >> i & 1 ? d[i] : -d[i];
        extreme += fabs(sum) >= fabs(observed);
    }
    return ldexp(extreme, -(int)n);
}

/* Few coins (counted), and many (convolved), with small and large values. */
static void against_brute_force(void **state)
{
    (void)state;
    static const double zeros[16];
    struct pp_rng rng = pp_rng_at(41, PP_STREAM_SIMULATION, 0);
    for (int trial = 0; trial < 300; trial++) {
        double d[16], is_any = 0;
        size_t n = 1 + pp_rng_below(&rng, 13);
        uint32_t width = trial % 3 == 0 ? 30000 : 2 + pp_rng_below(&rng, 20);
        int shift = (int)pp_rng_below(&rng, width);
        for (size_t i = 0; i < n; i++) {
            d[i] = (int)pp_rng_below(&rng, width) - shift;
            is_any += fabs(d[i]);
        }
        struct pp_permutation res = of(zeros, d, n, 1);
        if (is_any == 0) {
            assert_int_equal(res.status, PP_STATUS_ALL_TIED);
            continue;
        }
        assert_true(res.is_exact);
        assert_true(near("p", res.p, brute_p(d, n), 1e-14));
    }
}

/* The far tail: all 200 up by 1 to 9, one pattern of signs on each side. */
static void far_tail(void **state)
{
    (void)state;
    static const double zeros[2000];
    double d[2000];
    for (size_t i = 0; i < 2000; i++)
        d[i] = 1 + (double)(i * 7 % 9);
    struct pp_permutation res = of(zeros, d, 200, 1);
    assert_true(res.is_exact);
    assert_true(near("p", res.p, ldexp(1, -199), 1e-12));
    struct pp_permutation smaller = of(zeros, d, 2000, 1);
    assert_true(smaller.is_exact); /* 2^-1999 is no double; nor is p 0 */
    assert_true(smaller.p > 0 && smaller.p < 1e-300);
}

/* n x sum |D| at 1e8 and one step above: exact there, drawn here; the two
 * agree within the error that is given. */
static void both_sides_of_exact(void **state)
{
    (void)state;
    enum { N = 5000 };
    static double pre[N], post[N];
    for (size_t i = 0; i < N; i++)
        pre[i] = i % 2 == 0 ? 8 : 0; /* D = -4, +4 and so on: sum |D| 20000 */
    for (size_t i = 0; i < N; i++)
        post[i] = pre[i] + (i % 2 == 0 ? -4 : 4);
    for (size_t i = 0; i < 60; i += 2)
        post[i] = pre[i] + 4;
    struct pp_permutation exact = of(pre, post, N, 1);
    assert_true(exact.is_exact);
    post[1] += 1; /* sum |D| 20001 */
    struct pp_permutation drawn = of(pre, post, N, 1);
    assert_false(drawn.is_exact);
    assert_int_equal(drawn.resamples, 10000);
    assert_true(fabs(drawn.p - exact.p) < 4 * drawn.p_error + 1e-3);
    assert_true(drawn.p > .1 && drawn.p_error > 0);

    struct pp_permutation again = of(pre, post, N, 1);
    struct pp_permutation other = of(pre, post, N, 2);
    assert_true(again.p == drawn.p);
    assert_true(other.p != drawn.p);
    assert_true(fabs(other.p - exact.p) < 4 * other.p_error + 1e-3);
}

/* Scores on no lattice: never b/B, never 0. */
static void continuous_scores(void **state)
{
    (void)state;
    double pre[60], post[60];
    struct pp_rng rng = pp_rng_at(42, PP_STREAM_SIMULATION, 0);
    for (size_t i = 0; i < 60; i++) {
        pre[i] = pp_rng_normal(&rng);
        post[i] = pre[i] + 3 + pp_rng_uniform(&rng);
    }
    struct pp_permutation res = of(pre, post, 60, 1);
    assert_false(res.is_exact);
    assert_true(near("p", res.p, 1 / 10001.0, 1e-12));
}

static void edges(void **state)
{
    (void)state;
    static const double zeros[4], one[1] = {3};
    assert_int_equal(of(zeros, zeros, 0, 1).status, PP_STATUS_TOO_FEW);
    assert_int_equal(of(zeros, zeros, 4, 1).status, PP_STATUS_ALL_TIED);
    assert_true(isnan(of(zeros, zeros, 4, 1).p));
    assert_true(near("one", of(zeros, one, 1, 1).p, 1, 0));
    static const double balanced[4] = {2, -2, 5, -5};
    assert_true(near("balanced", of(zeros, balanced, 4, 1).p, 1, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(worked_sets),
        cmocka_unit_test(few_people_without_a_lattice),
        cmocka_unit_test(against_brute_force),
        cmocka_unit_test(far_tail),
        cmocka_unit_test(both_sides_of_exact),
        cmocka_unit_test(continuous_scores),
        cmocka_unit_test(edges),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
