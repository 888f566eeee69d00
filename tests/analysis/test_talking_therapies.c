#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "../helpers/near.h"
#include "prepost/analysis/talking_therapies.h"
#include "prepost/stats/gsl.h"

/* One person and what becomes of them. */
static struct pp_talking_therapies one(double phq1, double gad1, double phq2,
                                       double gad2)
{
    struct pp_two_scores first = {phq1, gad1}, last = {phq2, gad2};

    return pp_talking_therapies_count(&first, &last, 1, .95);
}

/* Where INSTRUMENTS 1.5's rules turn: a point more, a point less. */
static void boundaries(void **state)
{
    static const struct {
        const char *label;
        double phq1, gad1, phq2, gad2;
        int not_case, recovered, reliably, improved, worse, unchanged;
    } rows[] = {
        {"exactly 10 is a case, 6 less", 10, 0, 4, 0, 0, 1, 1, 1, 0, 0},
        {"9 is none", 9, 7, 3, 7, 1, 0, 0, 1, 0, 0},
        {"exactly 8 on GAD-7 is a case", 0, 8, 0, 4, 0, 1, 1, 1, 0, 0},
        {"7 is none", 0, 7, 0, 3, 1, 0, 0, 1, 0, 0},
        {"5 less on PHQ-9 is not reliable", 12, 0, 7, 0, 0, 1, 0, 0, 0, 1},
        {"3 less on GAD-7 is not reliable", 0, 9, 0, 6, 0, 1, 0, 0, 0, 1},
        {"ends at 10: not recovered", 16, 0, 10, 0, 0, 0, 0, 1, 0, 0},
        {"ends at 9: recovered", 16, 0, 9, 0, 0, 1, 1, 1, 0, 0},
        {"better on one, worse on the other", 16, 4, 10, 8, 0, 0, 0, 0, 0, 0},
        {"the other way round", 4, 16, 10, 12, 0, 0, 0, 0, 0, 0},
        {"better on one, 3 more on the other", 16, 4, 9, 7, 0, 1, 1, 1, 0, 0},
        {"6 more on PHQ-9", 4, 4, 10, 4, 1, 0, 0, 0, 1, 0},
        {"4 more on GAD-7, 5 less on PHQ-9", 9, 4, 4, 8, 1, 0, 0, 0, 1, 0},
        {"case on one, which recovers; the other rises above its cut-off", 12,
         5, 5, 9, 0, 0, 0, 0, 0, 0},
        {"nothing at all", 12, 9, 12, 9, 0, 0, 0, 0, 0, 1},
        {"GAD-7 not known at the end", 16, 4, 9, NAN, 0, 0, 0, 0, 0, 0},
        {"PHQ-9 not known at the start: may be a case", NAN, 4, 3, 4, 0, 0, 0,
         0, 0, 0},
        {"PHQ-9 not known at the start: a case by GAD-7", NAN, 9, 3, 4, 0, 1, 0,
         0, 0, 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct pp_talking_therapies t =
            one(rows[i].phq1, rows[i].gad1, rows[i].phq2, rows[i].gad2);
        bool agrees = t.n == 1 && t.n_not_case == rows[i].not_case &&
                      t.n_could == 1 - rows[i].not_case &&
                      t.n_recovered == rows[i].recovered &&
                      t.n_reliably == rows[i].reliably &&
                      t.n_improved == rows[i].improved &&
                      t.n_worse == rows[i].worse &&
                      t.n_unchanged == rows[i].unchanged;
        if (!agrees)
            printf("# %s\n", rows[i].label);
        assert_true(agrees);
    }
}

/* One person of each kind of case, at the cut-offs of INSTRUMENTS 1.5: 10 on
 * PHQ-9, 8 on GAD-7; and one of whom a score is not known, who is of none. */
static void kinds_of_case(void **state)
{
    static const double phq9[] = {9, 10}, gad7[] = {7, 8};
    struct pp_two_scores first[17], last[17];
    const long *kinds;

    (void)state;
    for (size_t c = 0; c < 16; c++) {
        first[c] = (struct pp_two_scores){phq9[c / 8], gad7[c / 4 % 2]};
        last[c] = (struct pp_two_scores){phq9[c / 2 % 2], gad7[c % 2]};
    }
    first[16] = (struct pp_two_scores){12, NAN};
    last[16] = (struct pp_two_scores){12, 12};
    struct pp_talking_therapies t =
        pp_talking_therapies_count(first, last, 17, .95);
    kinds = &t.cases[0][0][0][0];
    for (size_t c = 0; c < 16; c++)
        assert_int_equal(kinds[c], 1);
    t = one(12, 3, 4, 9);
    assert_int_equal(t.cases[1][0][0][1], 1);
}

/*
 * England 2024-25 (NHS Talking Therapies annual report): 670,419 finished,
 * 35,234 not at caseness; and June 2020 (NHS Digital's worked example).
 */
static void official_counts(void **state)
{
    struct pp_talking_therapies t = {.n = 670419,
                                     .n_not_case = 35234,
                                     .n_recovered = 321061,
                                     .n_reliably = 301815,
                                     .n_improved = 452284,
                                     .n_worse = 39157,
                                     .n_unchanged = 170457};

    (void)state;
    pp_talking_therapies_shares(&t, .95);
    assert_int_equal(t.n_could, 635185);
    assert_int_equal(t.n_none, 8521); /* the three do not add to all */
    assert_int_equal(lround(1000 * t.recovered.estimate), 505); /* not 506 */
    assert_int_equal(lround(1000 * t.reliably_recovered.estimate), 475);
    assert_int_equal(lround(1000 * t.improved.estimate), 675);
    assert_int_equal(lround(1000 * t.worse.estimate), 58);
    assert_int_equal(lround(1000 * t.unchanged.estimate), 254);
    t = (struct pp_talking_therapies){.n = 57060,
                                      .n_not_case = 3200,
                                      .n_recovered = 27884,
                                      .n_improved = 39417};
    pp_talking_therapies_shares(&t, .95);
    assert_int_equal(lround(1000 * t.recovered.estimate), 518);
    assert_int_equal(lround(1000 * t.improved.estimate), 691);
    /* Wilson, by R: prop.test(27884, 53860, correct = FALSE) */
    assert_true(near("lo", t.recovered.ci.lo, 0.513491477289, 1e-8));
    assert_true(near("hi", t.recovered.ci.hi, 0.521931172644, 1e-8));
}

static void nobody(void **state)
{
    (void)state;
    struct pp_talking_therapies t =
        pp_talking_therapies_count(NULL, NULL, 0, .95);
    assert_int_equal(t.n, 0);
    assert_int_equal(t.recovered.status, PP_STATUS_TOO_FEW);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(boundaries), cmocka_unit_test(kinds_of_case),
        cmocka_unit_test(official_counts), cmocka_unit_test(nobody)};

    pp_gsl_quiet();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
