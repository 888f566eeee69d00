#include "prepost/stats/rank_biserial.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "prepost/base/rng.h"
#include "prepost/stats/gsl.h"
#include "prepost/stats/proportion.h"
#include "prepost/stats/signed_rank.h"

#include "../helpers/near.h"

static struct pp_estimate of(const double *pre, const double *post, size_t n)
{
    struct pp_lattice *l = pp_lattice_new(pre, post, n);
    struct pp_estimate e = pp_rank_biserial(l, .95);
    pp_lattice_free(l);
    return e;
}

/* Worked by enumeration of leave-one-out ranks in another language; sleep and
 * Thomason1: (W+ - W-) over n(n+1)/2 from published rank sums. */
static void worked_sets(void **state)
{
    (void)state;
    static const struct {
        const char *label;
        size_t n;
        double pre[16], post[16], r, lo, hi;
    } rows[] = {
        {"A",
         12,
         {30, 34, 28, 37, 31, 33, 29, 36, 32, 35, 24, 33},
         {32, 34, 32, 36, 32, 36, 31, 36, 37, 32, 26, 34},
         .615384615,
         -.0305788446,
         .898748795},
        {"B",
         16,
         {14, 9, 17, 6, 11, 20, 3, 12, 8, 15, 10, 5, 18, 7, 13, 16},
         {11, 9, 11, 5, 9, 16, 3, 13, 8, 12, 9, 4, 16, 7, 11, 16},
         -.779411765,
         -.942780981,
         -.314242341},
        {"C",
         8,
         {2.1, 3.4, 1.3, 4.0, 2.7, 3.1, 2.2, 3.8},
         {2.4, 3.6, 1.0, 4.3, 2.7, 3.6, 2.4, 3.9},
         .638888889,
         -.198885088,
         .937155900},
        {"sleep",
         10,
         {.7, -1.6, -.2, -1.2, -.1, 3.4, 3.7, .8, 0, 2},
         {1.9, .8, 1.1, .1, -.1, 4.4, 5.5, 1.6, 4.6, 3.4},
         .981818182,
         NAN,
         NAN},
        {"Thomason1",
         12,
         {13, 12, 12, 9, 14, 17, 14, 9, 6, 7, 11, 15},
         {14, 13, 16, 12, 15, 18, 13, 10, 10, 8, 14, 16},
         .884615385,
         NAN,
         NAN},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct pp_estimate e = of(rows[i].pre, rows[i].post, rows[i].n);
        assert_true(near(rows[i].label, e.estimate, rows[i].r, 1e-8));
        if (isnan(rows[i].lo))
            continue;
        assert_true(near(rows[i].label, e.ci.lo, rows[i].lo, 1e-8));
        assert_true(near(rows[i].label, e.ci.hi, rows[i].hi, 1e-8));
    }
}

/* The definition, person by person, through the signed-rank test. */
static double r_without(const double *d, size_t n, size_t left_out)
{
    static const double zeros[64];
    double kept[64];
    size_t m = 0;
    for (size_t i = 0; i < n; i++)
        if (i != left_out)
            kept[m++] = d[i];
    struct pp_lattice *l = pp_lattice_new(zeros, kept, m);
    struct pp_signed_rank w;
    pp_signed_rank_test(l, PP_ZERO_PRATT, .95, &w);
    pp_lattice_free(l);
    double pairs = (double)m * ((double)m + 1) / 2;
    return isnan(w.w_plus) ? 0 : (w.w_plus - w.w_minus) / pairs;
}

static void against_its_definition(void **state)
{
    (void)state;
    static const double zeros[64];
    struct pp_rng rng = pp_rng_at(31, PP_STREAM_SIMULATION, 0);
    for (int trial = 0; trial < 300; trial++) {
        double d[64], mirrored[64], mean = 0, v = 0, left[64];
        size_t n = 2 + pp_rng_below(&rng, 40);
        int shift = (int)pp_rng_below(&rng, 9);
        for (size_t i = 0; i < n; i++) {
            d[i] = (int)pp_rng_below(&rng, 9) - shift;
            mirrored[n - 1 - i] = -d[i];
        }
        double m = (double)n, r = r_without(d, n, n);
        for (size_t i = 0; i < n; i++) {
            left[i] = r_without(d, n, i);
            mean += left[i] / m;
        }
        for (size_t i = 0; i < n; i++)
            v += (m - 1) / m * (left[i] - mean) * (left[i] - mean);
        double p = (r + 1) / 2;
        double n_effective = v > 1e-14 ? fmin(m, p * (1 - p) / (v / 4)) : m;
        struct pp_interval ci = pp_wilson_interval(p, n_effective, .95);
        struct pp_estimate e = of(zeros, d, n);
        assert_true(fabs(e.estimate - r) < 1e-13);
        assert_true(fabs(e.ci.lo - (2 * ci.lo - 1)) < 1e-9);
        assert_true(fabs(e.ci.hi - (2 * ci.hi - 1)) < 1e-9);
        struct pp_estimate turned = of(zeros, mirrored, n);
        assert_true(fabs(turned.estimate + e.estimate) < 1e-14);
        assert_true(fabs(turned.ci.lo + e.ci.hi) < 1e-12);
    }
}

static void edges(void **state)
{
    (void)state;
    static const double zeros[5], ups[5] = {1, 2, 3, 4, 5};
    struct pp_estimate none = of(zeros, ups, 0), one = of(zeros, ups, 1);
    assert_int_equal(none.status, PP_STATUS_TOO_FEW);
    assert_true(isnan(none.estimate));
    assert_int_equal(one.status, PP_STATUS_TOO_FEW);
    assert_true(near("one", one.estimate, 1, 0));
    assert_true(isnan(one.ci.lo));
    struct pp_estimate all = of(zeros, ups, 5), still = of(zeros, zeros, 5);
    assert_true(near("all up", all.estimate, 1, 0));
    assert_true(near("all up", all.ci.hi, 1, 0));
    assert_true(all.ci.lo < 1);
    assert_true(near("nobody", still.estimate, 0, 0));
    assert_true(still.ci.lo < 0 && still.ci.hi > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(worked_sets),
        cmocka_unit_test(against_its_definition),
        cmocka_unit_test(edges),
    };
    pp_gsl_quiet();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
