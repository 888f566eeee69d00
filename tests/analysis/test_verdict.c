#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "../helpers/near.h"
#include "prepost/analysis/verdict.h"
#include "prepost/stats/gsl.h"
#include "prepost/stats/paired_t.h"

static struct pp_verdict_input input(double mean, double sd, size_t n,
                                     double sesoi)
{
    struct pp_paired_t t = pp_paired_t_from_summary(mean, sd, n, 0.95);
    return (struct pp_verdict_input){.n = n,
                                     .mean = t.mean,
                                     .se = t.se,
                                     .df = t.df,
                                     .p = t.p,
                                     .p_holm = NAN,
                                     .n_outcomes = 1,
                                     .sesoi = sesoi,
                                     .level = 0.95,
                                     .direction = PP_HIGHER_IS_BETTER};
}

static void check(const char *label, const struct pp_verdict *v,
                  const char *code, const char *size, const char *reason)
{
    const char *got_size = pp_verdict_size_name(v->size);
    const char *got_reason = pp_verdict_reason_name(v->reason);
    if (strcmp(pp_verdict_code_name(v->code), code) != 0)
        print_message("# %s: %s\n", label, v->sentence);
    assert_string_equal(pp_verdict_code_name(v->code), code);
    if (size == NULL)
        assert_null(got_size);
    else
        assert_string_equal(got_size, size);
    if (reason == NULL)
        assert_null(got_reason);
    else
        assert_string_equal(got_reason, reason);
}

static void test_size_is_never_judged_by_the_estimate(void **state)
{
    /* n 25, sd of the changes 5, one outcome */
    static const struct {
        const char *label;
        double mean, sesoi;
        const char *code, *size, *mirror;
    } rows[] = {
        {"4.5, S 4", 4.5, 4, "improved", "unclear", "worsened"},
        {"3.5, S 4", 3.5, 4, "improved", "unclear", "worsened"},
        {"6.1, S 4", 6.1, 4, "improved", "at-least", "worsened"},
        {"2.2, S 4", 2.2, 4, "improved-small", "less", "worsened-small"},
        {"2.4, S 4", 2.4, 4, "improved", "unclear", "worsened"},
        {"2.0, S 4", 2.0, 4, "no-meaningful-change", "less",
         "no-meaningful-change"},
        {"0.5, S 2", .5, 2, "inconclusive", "unclear", "inconclusive"},
        {"0.2, S 2", .2, 2, "no-meaningful-change", "less",
         "no-meaningful-change"},
        {"-4.5, S 4", -4.5, 4, "worsened", "unclear", "improved"},
        {"no S", 4.5, NAN, "improved", "undeclared", "worsened"},
        {"no S, no change", .2, NAN, "inconclusive", "undeclared",
         "inconclusive"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct pp_verdict_input in = input(rows[i].mean, 5, 25, rows[i].sesoi);
        struct pp_verdict v = pp_verdict_make(&in);
        check(rows[i].label, &v, rows[i].code, rows[i].size, NULL);
        /* the same numbers where lower is better */
        in.direction = PP_LOWER_IS_BETTER;
        v = pp_verdict_make(&in);
        check(rows[i].label, &v, rows[i].mirror, rows[i].size, NULL);
    }
}

static void test_other_outcomes_count(void **state)
{
    /* p .0208: alone a change, among six outcomes not */
    struct pp_verdict_input in = input(2.5, 5, 25, 4);

    (void)state;
    in.p_holm = 6 * in.p;
    in.n_outcomes = 6;
    struct pp_verdict v = pp_verdict_make(&in);
    check("six outcomes", &v, "inconclusive", "unclear", "multiplicity");
    assert_non_null(strstr(v.sentence, "On its own this would count as a "
                                       "change; 6 outcomes were looked at."));
    in.sesoi = 6;
    v = pp_verdict_make(&in);
    check("large S", &v, "no-meaningful-change", "less", "multiplicity");
    in.p_holm = 0.0499;
    in.sesoi = 4;
    v = pp_verdict_make(&in);
    check("passes", &v, "improved", "unclear", NULL);
    /* below alpha strictly */
    in.p = 0.04;
    in.p_holm = 1 - 0.95;
    v = pp_verdict_make(&in);
    check("just not", &v, "inconclusive", "unclear", "multiplicity");
}

static void test_not_estimable(void **state)
{
    struct pp_verdict_input in = input(4, 1, 5, 2);

    (void)state;
    struct pp_verdict v = pp_verdict_make(&in);
    check("five pairs", &v, "not-estimable", NULL, "too-few");
    assert_true(isnan(v.estimate) && isnan(v.ci.lo));
    assert_string_equal(v.sentence,
                        "Too few pairs to say: 5, and 6 are needed.");
    in = input(4, 1, 6, 2);
    v = pp_verdict_make(&in);
    check("six pairs", &v, "improved", "at-least", NULL);
    in = input(3, 0, 30, 2);
    v = pp_verdict_make(&in);
    check("all alike", &v, "not-estimable", NULL, "no-variance");
    assert_string_equal(
        v.sentence, "Everyone changed by exactly 3, so nothing can be tested.");
    in = input(0, 0, 30, 2);
    v = pp_verdict_make(&in);
    assert_string_equal(v.sentence,
                        "Nobody's score changed, so nothing can be tested.");
    in = input(3, NAN, 30, 2);
    v = pp_verdict_make(&in);
    check("no se", &v, "not-estimable", NULL, "no-estimate");
    in = input(NAN, NAN, 0, 2);
    v = pp_verdict_make(&in);
    check("nobody", &v, "not-estimable", NULL, "too-few");
}

static void test_sentences(void **state)
{
    static const struct {
        double mean, sd;
        size_t n;
        double sesoi;
        enum pp_direction direction;
        const char *sentence;
    } rows[] = {
        {4.5, 5, 25, 4, PP_HIGHER_IS_BETTER,
         "People who answered both times improved by 4.5 on average (2.4 to "
         "6.6); whether "
         "by the 4 that was said to matter, these answers cannot tell."},
        {-6.1, 5, 25, 4, PP_LOWER_IS_BETTER,
         "People who answered both times improved by 6.1 on average (4.0 to "
         "8.2), at "
         "least the 4 that was said to matter."},
        {-2.2, 5, 25, 4, PP_HIGHER_IS_BETTER,
         "People who answered both times worsened by 2.2 on average (0.1 to "
         "4.3), less "
         "than the 4 that was said to matter."},
        {2.0, 5, 25, 4, PP_LOWER_IS_BETTER,
         "Any average change is smaller than 4, either way."},
        {.5, 5, 25, 2, PP_LOWER_IS_BETTER,
         "We cannot tell: the average change lies between 2.6 worse and "
         "1.6 better."},
        {4.5, 5, 15, NAN, PP_HIGHER_IS_BETTER,
         "People who answered both times improved by 4.5 on average (1.7 to "
         "7.3); nobody "
         "set beforehand how much would matter, so this cannot say whether it "
         "is enough; from only 15 people."},
        /* 0.04 would print as 0.0, and read as if it reached no change:
         * 2.1 - 2.0638986 (t of 24 df) */
        {2.1, 5, 25, 4, PP_HIGHER_IS_BETTER,
         "People who answered both times improved by 2.10 on average (0.04 to "
         "4.16), less than the 4 that was said to matter."},
        /* 3.96 would print as 4.0, and read as if it reached S */
        {6.024, 5, 25, 4, PP_HIGHER_IS_BETTER,
         "People who answered both times improved by 6.02 on average (3.96 to "
         "8.09); "
         "whether by the 4 that was said to matter, these answers cannot "
         "tell."},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct pp_verdict_input in =
            input(rows[i].mean, rows[i].sd, rows[i].n, rows[i].sesoi);
        in.direction = rows[i].direction;
        struct pp_verdict v = pp_verdict_make(&in);
        assert_string_equal(v.sentence, rows[i].sentence);
        /* never said: that there was no change */
        assert_null(strstr(v.sentence, "no change"));
    }
}

static void test_flags(void **state)
{
    struct pp_verdict_input in = input(4.5, 5, 25, 4);

    (void)state;
    in.fragile = in.clustered = true;
    struct pp_verdict v = pp_verdict_make(&in);
    assert_true(v.fragile && v.clustered && !v.few_people);
    assert_non_null(strstr(v.sentence, "who did not answer again"));
    in = input(4.5, 5, 19, 4);
    v = pp_verdict_make(&in);
    assert_true(!v.fragile && !v.clustered && v.few_people);
}

/* 20 people or more of whom fewer than 10 changed: said; with fewer people
 * that they are few is enough. The rule itself is moved by neither. */
static void test_few_changed(void **state)
{
    (void)state;
    static const struct {
        size_t n, n_unchanged;
        bool few_changed;
    } cases[] = {{20, 10, false},   {20, 11, true},   {19, 19, false},
                 {500, 490, false}, {500, 491, true}, {25, 0, false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct pp_verdict_input in = input(4.5, 5, cases[i].n, 4);
        struct pp_verdict all = pp_verdict_make(&in);
        in.n_unchanged = cases[i].n_unchanged;
        struct pp_verdict v = pp_verdict_make(&in);
        assert_int_equal(v.few_changed, cases[i].few_changed);
        assert_int_equal(v.code, all.code);
        assert_true((strstr(v.sentence, "few of them changed") != NULL) ==
                    cases[i].few_changed);
    }
}

/*
 * Changes that reach far the other way take a finding back, from 30 people on
 * and from one standard error of their skewness on; those that reach far the
 * same way, groups, and arms do not. Mean 2, SD 5, n 40: t 2.53, p .0156; with
 * G1 -.6, times 1.75, p .0366 (by the closed form of Hall 1992 in R); among
 * three outcomes, p_holm .0156 * 3 = .0467, that is .1098. Mean 2, SD 5, n 30:
 * t 2.19, p .0366; with G1 -.6, .0721.
 */
static void test_skewness(void **state)
{
    (void)state;
    static const struct {
        const char *label;
        size_t n, n_outcomes;
        double mean, skewness;
        bool clustered;
        const char *code, *size, *reason;
    } row[] = {
        {"none known", 40, 3, 2, NAN, false, "improved", "unclear", NULL},
        {"one outcome", 40, 1, 2, -.6, false, "improved", "unclear", NULL},
        {"of three", 40, 3, 2, -.6, false, "inconclusive", "unclear",
         "skewness"},
        {"mirrored", 40, 3, -2, .6, false, "inconclusive", "unclear",
         "skewness"},
        {"the same way", 40, 3, 2, .6, false, "improved", "unclear", NULL},
        {"hardly skewed", 40, 3, 2, -.37, false, "improved", "unclear", NULL},
        {"groups", 40, 3, 2, -.6, true, "improved", "unclear", NULL},
        {"30 people", 30, 1, 2, -.6, false, "inconclusive", "unclear",
         "skewness"},
        {"29 people", 29, 1, 2, -.6, false, "improved", "unclear", NULL},
        {"too many outcomes", 40, 6, 2, -.6, false, "inconclusive", "unclear",
         "multiplicity"},
    };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct pp_verdict_input in = input(row[i].mean, 5, row[i].n, 3);
        in.skewness = row[i].skewness;
        in.n_outcomes = row[i].n_outcomes;
        in.p_holm = fmin(1, in.p * (double)in.n_outcomes);
        in.clustered = row[i].clustered;
        struct pp_verdict v = pp_verdict_make(&in);
        check(row[i].label, &v, row[i].code, row[i].size, row[i].reason);
        assert_true((strstr(v.sentence, "the other way") != NULL) ==
                    (v.reason == PP_REASON_SKEWNESS));
    }
    struct pp_verdict_input in = input(2, 5, 40, 4);
    in.skewness = -.6;
    assert_true(
        near("p", pp_verdict_make(&in).p_skewed, 0.0366083770916682, 1e-10));
    in.sesoi = 6; /* all of it is too small to matter, either way */
    in.p_holm = 3 * in.p;
    struct pp_verdict v = pp_verdict_make(&in);
    check("large S", &v, "no-meaningful-change", "less", "skewness");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_size_is_never_judged_by_the_estimate),
        cmocka_unit_test(test_other_outcomes_count),
        cmocka_unit_test(test_not_estimable),
        cmocka_unit_test(test_sentences),
        cmocka_unit_test(test_flags),
        cmocka_unit_test(test_few_changed),
        cmocka_unit_test(test_skewness),
    };
    pp_gsl_quiet();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
