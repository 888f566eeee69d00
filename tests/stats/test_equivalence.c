#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "../helpers/near.h"
#include "../helpers/worked_sets.h"
#include "prepost/stats/equivalence.h"
#include "prepost/stats/gsl.h"
#include "prepost/stats/paired_t.h"

static struct pp_equivalence on_people(const double pre[], const double post[],
                                       size_t n, double bound)
{
    double change[20];
    worked_changes(change, pre, post, n);
    struct pp_paired_t t = pp_paired_t_test(change, n, 0.95);
    return pp_equivalence_test(t.mean, t.se, t.df, -bound, bound, 0.95);
}

static void test_people(void **state)
{
    static const struct {
        const char *label;
        size_t n;
        double pre[20], post[20], bound, p, lo, hi, digits;
    } rows[] = {
        {"A", SET_A_N, SET_A_PRE, SET_A_POST, 2, .156930130, .198951064,
         2.46771560, 5e-9},
        {"B", SET_B_N, SET_B_PRE, SET_B_POST, 3, .00249847943, -2.30015435,
         -.699845646, 5e-9},
        /* set C has no bound of its own: its 90% interval only */
        {"C", SET_C_N, SET_C_PRE, SET_C_POST, 1, NAN, .00262926811, .322370732,
         5e-9},
        /* pingouin's tests */
        {"+-1",
         6,
         {6, 8, 7, 10, 11, 9},
         {4, 7, 8, 6, 3, 2},
         1,
         .9293826,
         NAN,
         NAN,
         1e-7},
        {"+-2",
         6,
         {6, 8, 7, 10, 11, 9},
         {4, 7, 8, 6, 3, 2},
         2,
         .8286101,
         NAN,
         NAN,
         1e-7},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct pp_equivalence e =
            on_people(rows[i].pre, rows[i].post, rows[i].n, rows[i].bound);
        assert_int_equal(e.status, PP_STATUS_OK);
        if (!isnan(rows[i].p))
            assert_true(near(rows[i].label, e.p, rows[i].p, rows[i].digits));
        if (!isnan(rows[i].lo)) {
            assert_true(near(rows[i].label, e.ci.lo, rows[i].lo, 5e-9));
            assert_true(near(rows[i].label, e.ci.hi, rows[i].hi, 5e-9));
        }
        assert_true(e.p == fmax(e.p_lower, e.p_upper));
    }
}

static void test_toster_summaries(void **state)
{
    /* TOSTER's known results: n 65, means 5.83 and 5.75, sd and r as here */
    static const struct {
        double sd2, r, bound, p_lower, p_upper;
    } rows[] = {{1.29, .75, .350782, 9.531728e-05, 7.702350e-03},
                {1.30, .745, .34, .0001606103, .01081349}};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        double sd1 = 1.17, sd2 = rows[i].sd2;
        double sd = sqrt(sd1 * sd1 + sd2 * sd2 - 2 * rows[i].r * sd1 * sd2);
        struct pp_paired_t t =
            pp_paired_t_from_summary(5.83 - 5.75, sd, 65, 0.95);
        struct pp_equivalence e = pp_equivalence_test(
            t.mean, t.se, t.df, -rows[i].bound, rows[i].bound, 0.95);
        assert_true(near("lower", e.p_lower, rows[i].p_lower, 2e-5));
        assert_true(near("upper", e.p_upper, rows[i].p_upper, 2e-5));
        if (i == 0) {
            assert_true(near("90%", e.ci.lo, -.1015433, 1e-6));
            assert_true(near("90%", e.ci.hi, .2615433, 1e-6));
            assert_true(near("95%", t.ci.lo, -.1372988, 1e-6));
            assert_true(near("95%", t.ci.hi, .2972988, 1e-6));
        }
    }
}

static void test_p_and_interval_agree(void **state)
{
    (void)state;
    for (double mean = -3; mean <= 3; mean += 0.01) {
        struct pp_equivalence e =
            pp_equivalence_test(mean, 0.7, 13.4, -2.5, 2, 0.95);
        assert_true((e.p < 0.05) == (e.ci.lo > -2.5 && e.ci.hi < 2));
    }
}

static void test_undefined(void **state)
{
    (void)state;
    struct pp_equivalence e = pp_equivalence_test(1, NAN, NAN, -2, 2, 0.95);
    assert_int_equal(e.status, PP_STATUS_TOO_FEW);
    assert_true(isnan(e.p) && isnan(e.ci.lo));
    e = pp_equivalence_test(1, 0, 9, -2, 2, 0.95);
    assert_int_equal(e.status, PP_STATUS_NO_VARIANCE);
    assert_true(isnan(e.p));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_people),
        cmocka_unit_test(test_toster_summaries),
        cmocka_unit_test(test_p_and_interval_agree),
        cmocka_unit_test(test_undefined),
    };
    pp_gsl_quiet();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
