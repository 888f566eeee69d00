#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../helpers/near.h"
#include "prepost/stats/gsl.h"
#include "prepost/stats/planning.h"

/* tests/oracle/planning.py: SciPy's noncentral t, numerical integration, a
 * search one by one; statsmodels where it has the case. SciPy's t and
 * noncentral t give some eight digits here; where they differ from ours, 30
 * digits of mpmath agree with ours (the last test).
 */
static void oracle(void **state)
{
    FILE *in = fopen("tests/oracle/planning.csv", "r");
    char line[512];
    int n = 0;

    (void)state;
    assert_non_null(in);
    for (; fgets(line, sizeof line, in) != NULL; n++) {
        double x[14];
        char *at = strchr(line, ',');
        for (int i = 0; i < 14; i++)
            x[i] = strtod(at + 1, &at);
        struct pp_planning p = {.sd_change = x[0],
                                .sesoi = x[1],
                                .level = x[2],
                                .n_tests = (size_t)x[3],
                                .group_size = x[4],
                                .icc = x[5],
                                .is_two_arms = x[6] == 2};
        *strchr(line, ',') = '\0';
        if (pp_planning_n_for_change(&p, x[7]) != (long)x[8] ||
            pp_planning_n_for_none(&p, x[7]) != (long)x[9] ||
            pp_planning_n_to_decide(&p) != (long)x[10])
            fail_msg(
                "%s: %ld %ld %ld", line, pp_planning_n_for_change(&p, x[7]),
                pp_planning_n_for_none(&p, x[7]), pp_planning_n_to_decide(&p));
        assert_true(
            near(line, pp_planning_power(&p, p.sesoi, 40), x[11], 1e-8));
        assert_true(near(line, pp_planning_power_none(&p, 40), x[12], 1e-7));
        assert_true(
            near(line, pp_planning_detectable(&p, 40, x[7]), x[13], 1e-7));
    }
    fclose(in);
    assert_int_equal(n, 28);
}

/* CONVENTIONS, section 4: pairs from which "we cannot tell" cannot happen. */
static void never_in_doubt(void **state)
{
    static const struct {
        double sd, sesoi;
        long alone, of_six;
    } rows[] = {{5.3, 5, 17, 24}, {4.4, 2, 66, 92}, {1.8, .5, 171, 241}};

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        struct pp_planning p = {rows[i].sd, rows[i].sesoi, .95, 1, 0, 0, false};
        assert_int_equal(pp_planning_n_to_decide(&p), rows[i].alone);
        assert_true(pp_planning_decides(&p, (double)rows[i].alone));
        assert_false(pp_planning_decides(&p, (double)rows[i].alone - 1));
        p.n_tests = 6;
        assert_int_equal(pp_planning_n_to_decide(&p), rows[i].of_six);
    }
}

static void laws(void **state)
{
    struct pp_planning p = {4, 2, .95, 1, 0, 0, false};
    struct pp_planning grouped = p, scaled = p, arms = p;

    (void)state;
    /* No likeness within groups: only degrees of freedom are lost. */
    grouped.group_size = 5;
    assert_true(pp_planning_se(&grouped, 50) == pp_planning_se(&p, 50));
    assert_true(pp_planning_df(&grouped, 50) == 9);
    assert_true(isnan(pp_planning_df(&grouped, 19))); /* fewer than 4 groups */
    grouped.icc = .1;
    assert_true(near("deff", pp_planning_design_effect(&grouped), 1.4, 1e-15));
    /* Points are a unit. */
    scaled.sd_change *= 10;
    scaled.sesoi *= 10;
    assert_int_equal(pp_planning_n_for_change(&scaled, .8),
                     pp_planning_n_for_change(&p, .8));
    /* Two arms double the variance. */
    arms.is_two_arms = true;
    assert_true(near("se", pp_planning_se(&arms, 50),
                     sqrt(2) * pp_planning_se(&p, 50), 1e-15));
    /* SDs: alike answers change less. */
    assert_true(near("change", pp_planning_sd_change(6, .5), 6, 1e-15));
    assert_true(near("residual", pp_planning_sd_residual(6, .8), 3.6, 1e-15));
    /* The detectable change has the power that was asked. */
    double d = pp_planning_detectable(&p, 30, .8);
    assert_true(near("power", pp_planning_power(&p, d, 30), .8, 1e-12));
    assert_true(near("other side", pp_planning_power(&p, -d, 30), .8, 1e-12));
}

static void dropout(void **state)
{
    (void)state;
    assert_int_equal(pp_planning_asked(70, .3), 100);
    assert_int_equal(pp_planning_asked(71, .3), 102);
    assert_int_equal(pp_planning_asked(66, 0), 66);
    assert_int_equal(pp_planning_asked(1, .5), 2);
    assert_int_equal(pp_planning_asked(0, .5), 0);
}

/* mpmath: erf((S/se - t s)/sqrt 2) times the density of s, integrated. */
static void to_the_last_digits(void **state)
{
    struct pp_planning p = {1.8, .5, .95, 1, 0, 0, false};

    (void)state;
    assert_true(near("none", pp_planning_power_none(&p, 40),
                     0.0981720679228843175, 1e-11));
}

/* What cannot be: no crash, no endless search, 0 or NaN. */
static void nonsense(void **state)
{
    const struct pp_planning rows[] = {
        {0, 2, .95, 1, 0, 0, false},   {NAN, 2, .95, 1, 0, 0, false},
        {4, 0, .95, 1, 0, 0, false},   {4, -2, .95, 1, 0, 0, false},
        {4, 2, .4, 1, 0, 0, false},    {4, 2, 1, 1, 0, 0, false},
        {4, 2, .95, 0, 0, 0, false},   {4, 2, .95, 1, 5, 1, false},
        {4, 2, .95, 1, 5, -.1, false}, {4, 1e-9, .95, 1, 0, 0, false},
        {4, NAN, .95, 1, 0, 0, false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(pp_planning_n_for_change(&rows[i], .8), 0);
        assert_int_equal(pp_planning_n_for_none(&rows[i], .8), 0);
        assert_int_equal(pp_planning_n_to_decide(&rows[i]), 0);
    }
    assert_true(isnan(pp_planning_power(&rows[0], 2, 40)));
    struct pp_planning good = {4, 2, .95, 1, 0, 0, false};
    assert_true(isnan(pp_planning_power(&good, 2, 1)));
    assert_true(isnan(pp_planning_se(&good, INFINITY)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(oracle),   cmocka_unit_test(never_in_doubt),
        cmocka_unit_test(laws),     cmocka_unit_test(dropout),
        cmocka_unit_test(nonsense), cmocka_unit_test(to_the_last_digits),
    };

    pp_gsl_quiet();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
