#include "prepost/stats/abc.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "prepost/base/alloc.h"
#include "prepost/base/rng.h"
#include "prepost/stats/bootstrap.h"
#include "prepost/stats/gsl.h"

#include "../helpers/near.h"

static struct pp_interval of(const double *pre, const double *post, size_t n,
                             pp_statistic *statistic)
{
    struct pp_lattice *l = pp_lattice_new(pre, post, n);
    struct pp_units units;
    struct pp_abc abc;
    pp_units_init(&units, l, NULL);
    pp_abc_interval(&units, statistic, 1.959963984540054, &abc);
    struct pp_interval ci = abc.ci;
    if (units.is_turned)
        ci = (struct pp_interval){-ci.hi, -ci.lo};
    if (statistic == pp_sums_mean_change) {
        ci.lo /= l->scale;
        ci.hi /= l->scale;
    }
    pp_units_clear(&units);
    pp_lattice_free(l);
    return ci;
}

/* R boot::abc.ci, which differentiates over single people by differences of
 * another size, so that d_av agrees to four digits: oracle/abc. */
static void against_boot(void **state)
{
    (void)state;
    static const struct {
        const char *label;
        size_t n;
        double pre[16], post[16];
        struct pp_interval change, d_av;
    } rows[] = {
        {"A",
         12,
         {30, 34, 28, 37, 31, 33, 29, 36, 32, 35, 24, 33},
         {32, 34, 32, 36, 32, 36, 31, 36, 37, 32, 26, 34},
         {0.08823148568, 2.463284423},
         {0.04432478886, 0.8261576698}},
        {"B: falls, so worked on in its mirror",
         16,
         {14, 9, 17, 6, 11, 20, 3, 12, 8, 15, 10, 5, 18, 7, 13, 16},
         {11, 9, 11, 5, 9, 16, 3, 13, 8, 12, 9, 4, 16, 7, 11, 16},
         {-2.53496992, -0.7628411435},
         {-0.6000409371, -0.159733096}},
        {"C: decimals",
         8,
         {2.1, 3.4, 1.3, 4.0, 2.7, 3.1, 2.2, 3.8},
         {2.4, 3.6, 1.0, 4.3, 2.7, 3.6, 2.4, 3.9},
         {-0.02357813305, 0.2934504329},
         {-0.04866446423, 0.4034029292}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct pp_interval change =
            of(rows[i].pre, rows[i].post, rows[i].n, pp_sums_mean_change);
        struct pp_interval d_av =
            of(rows[i].pre, rows[i].post, rows[i].n, pp_sums_d_av);
        assert_true(near(rows[i].label, change.lo, rows[i].change.lo, 1e-7));
        assert_true(near(rows[i].label, change.hi, rows[i].change.hi, 1e-7));
        assert_true(near(rows[i].label, d_av.lo, rows[i].d_av.lo, 1e-4));
        assert_true(near(rows[i].label, d_av.hi, rows[i].d_av.hi, 1e-4));
    }
}

enum { N = PP_BOOTSTRAP_MOST_UNITS };

static struct pp_bootstrap bootstrap(const double *pre, const double *post,
                                     size_t n)
{
    struct pp_bootstrap_options o = {
        .level = .95, .resamples = 4000, .seed = 1, .levels = PP_BCA_EXPANDED};
    struct pp_lattice *l = pp_lattice_new(pre, post, n);
    struct pp_bootstrap res;
    pp_bootstrap_paired(l, &o, &res);
    pp_lattice_free(l);
    return res;
}

/* At n = 10,000 resamples are drawn, at 10,001 none: the intervals differ by
 * no more than chance in 4,000 resamples makes of their width, 3%. */
static void both_sides_of_drawing(void **state)
{
    (void)state;
    static double pre[N + 1], post[N + 1];
    struct pp_rng rng = pp_rng_at(3, PP_STREAM_SIMULATION, 0);
    for (size_t i = 0; i <= N; i++) {
        pre[i] = pp_rng_gamma(&rng, 2.0);
        post[i] = pre[i] - 0.3 * pp_rng_gamma(&rng, 1.0) + 0.1;
    }
    struct pp_bootstrap drawn = bootstrap(pre, post, N);
    struct pp_bootstrap closed = bootstrap(pre, post, N + 1);
    assert_int_equal(drawn.resamples, 4000);
    assert_string_equal(drawn.mean_change.method, "bca");
    assert_int_equal(closed.resamples, 0);
    assert_false(closed.is_enumerated);
    assert_string_equal(closed.mean_change.method, "abc");
    const struct pp_bca *a[] = {&drawn.mean_change, &drawn.d_av},
                        *b[] = {&closed.mean_change, &closed.d_av};
    for (size_t k = 0; k < 2; k++) {
        double width = a[k]->ci.hi - a[k]->ci.lo;
        assert_true(width > 0);
        assert_true(fabs(a[k]->ci.lo - b[k]->ci.lo) < 0.03 * width);
        assert_true(fabs(a[k]->ci.hi - b[k]->ci.hi) < 0.03 * width);
        assert_true(fabs(a[k]->z0 - b[k]->z0) < 0.06);
        assert_true(fabs(a[k]->acceleration - b[k]->acceleration) < 1e-4);
    }

    struct pp_bootstrap mirror = bootstrap(post, pre, N + 1);
    assert_true(near("mirror", mirror.mean_change.ci.lo,
                     -closed.mean_change.ci.hi, 1e-11));
    assert_true(near("mirror", mirror.mean_change.ci.hi,
                     -closed.mean_change.ci.lo, 1e-11));
    assert_true(near("mirror", mirror.d_av.ci.lo, -closed.d_av.ci.hi, 1e-11));
}

static void no_spread(void **state)
{
    (void)state;
    static const double pre[3] = {1, 1, 1}, post[3] = {2, 2, 2};
    struct pp_lattice *l = pp_lattice_new(pre, post, 3);
    struct pp_units units;
    struct pp_abc abc;
    pp_units_init(&units, l, NULL);
    pp_abc_interval(&units, pp_sums_mean_change, 1.96, &abc);
    assert_int_equal(abc.status, PP_STATUS_NO_VARIANCE);
    assert_true(isnan(abc.ci.lo));
    pp_abc_interval(&units, pp_sums_d_av, 1.96, &abc);
    assert_int_equal(abc.status, PP_STATUS_NO_VARIANCE);
    pp_units_clear(&units);
    pp_lattice_free(l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(against_boot),
        cmocka_unit_test(both_sides_of_drawing),
        cmocka_unit_test(no_spread),
    };
    pp_gsl_quiet();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
