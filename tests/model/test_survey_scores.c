#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "shipped.h"

/* Scores of shipped questionnaires: with answers missing, and of answers whose
   score somebody else worked out. */

/* --- missing answers, at every count around the limit ----------------------*/

static double expected_score(const struct pp_instrument *ins,
                             const struct pp_scale *scale, const double *parts,
                             size_t n_missing)
{
    size_t n = scale->n_items, n_answered = n - n_missing;
    double sum = 0;

    for (size_t i = n_missing; i < n; i++)
        sum += parts[i];
    if (n_answered == 0 || n_missing > scale->max_missing)
        return NAN;
    if (scale->treatment == PP_MISSING_PRORATE)
        sum = sum / (double)n_answered * (double)n;
    if (scale->method == PP_SCORE_PERCENT) {
        const struct pp_item *item = &ins->items[scale->items[0]];

        return (sum / (double)n - item->min) / (item->max - item->min) * 100;
    }
    return (scale->method == PP_SCORE_MEAN ? sum / (double)n : sum) *
           scale->factor;
}

static void test_missing_around_the_limits(void **state)
{
    struct pp_text_list ids = pp_catalogue_ids(catalogue);
    size_t n_checked = 0;

    (void)state;
    for (size_t i = 0; i < ids.n; i++) {
        const struct pp_instrument *ins = find(ids.items[i]);

        for (size_t s = 0; s < ins->n_scales; s++) {
            const struct pp_scale *scale = &ins->scales[s];
            int16_t codes[MAX_ITEMS];
            double parts[MAX_ITEMS];

            if (scale->method == PP_SCORE_LOOKUP || scale->n_conditions > 0)
                continue;
            for (size_t j = 0; j < ins->n_items; j++)
                codes[j] =
                    (int16_t)(ins->items[j].min +
                              (int)(j * 5 + s) %
                                  (ins->items[j].max - ins->items[j].min + 1));
            pp_score_items(ins, scale, codes, 1, parts);
            for (size_t k = 0; k <= scale->n_items; k++) {
                double wanted = expected_score(ins, scale, parts, k);
                double score = pp_score_row(ins, scale, codes);

                if (isnan(wanted) != isnan(score) ||
                    (!isnan(score) && fabs(score - wanted) > 1e-12 * 100))
                    fail_msg("%s.%s, %zu missing: %g, not %g", ins->id,
                             scale->id, k, score, wanted);
                n_checked++;
                if (k < scale->n_items)
                    codes[scale->items[k]] = PP_ANSWER_MISSING;
            }
        }
    }
    assert_true(n_checked > 500);
}

static void test_known_answers(void **state)
{
    static const struct {
        const char *id, *scale;
        int answers[12];
        double score;
        const char *band, *source;
    } rows[] = {
        {"phq9", "total", {3, 0, 1, 2, 0, 0, 1, 0, 3}, 10, "moderate", "awell"},
        {"phq8", "total", {3, 0, 1, 2, 0, 0, 1, 0}, 7, "mild", "awell"},
        {"phq4", "anxiety", {0, 1, 3, 1}, 1, NULL, "awell"},
        {"phq4", "depression", {0, 1, 3, 1}, 4, NULL, "awell"},
        {"phq4", "total", {0, 1, 3, 1}, 5, "mild", "awell"},
        {"gad7", "total", {3, 0, 1, 2, 0, 0, 1}, 7, "mild", "awell"},
        {"gad7", "total", {1, 1, 1, 2, 2, 0, 0}, 7, "mild", "German MII FHIR"},
        {"who5", "total", {4, 1, 0, 2, 3}, 40, NULL, "awell"},
        {"who5", "total", {3, 3, 4, 4, 2}, 64, NULL, "Claus 2020, OSF rc754"},
        {"who5", "total", {3, 3, 3, 2, 3}, 56, NULL, "Claus 2020, OSF rc754"},
        {"who5", "total", {1, 2, 3, 0, 3}, 36, NULL, "Claus 2020, OSF rc754"},
        {"swemwbs", "total", {3, 3, 3, 3, 3, 4, 4}, 20.73, NULL, "raw 23"},
        {"swemwbs", "total", {5, 5, 5, 5, 4, 4, 4}, 29.31, NULL, "raw 32"},
        {"ucla3", "total", {1, 1, 2}, 4, "least lonely", "gov.uk Annex B"},
        {"ucla3", "total", {1, 2, 2}, 5, "some loneliness", "gov.uk Annex B"},
        {"ucla3", "total", {2, 2, 3}, 7, "some loneliness", "gov.uk Annex B"},
        {"ucla3", "total", {3, 3, 2}, 8, "most lonely", "gov.uk Annex B"},
        {"mhi5", "total", {6, 6, 1, 6, 1}, 100, NULL, "CBS: calm, happy"},
        {"mhi5", "total", {1, 1, 6, 1, 6}, 0, NULL, "CBS: nervous, low"},
        {"mhi5", "total", {4, 4, 3, 4, 3}, 60, NULL, "CBS: (3x3 + 2x3) x 4"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        double x = score(rows[i].id, rows[i].scale, rows[i].answers);

        if (x != rows[i].score)
            fail_msg("%s.%s: %g, not %g (%s)", rows[i].id, rows[i].scale, x,
                     rows[i].score, rows[i].source);
        if (rows[i].band != NULL)
            assert_string_equal(band(rows[i].id, rows[i].scale, x),
                                rows[i].band);
    }
}

/* awell's test case gives answers already turned round. */
static void test_core_om_known_answer(void **state)
{
    static const int turned[34] = {2, 0, 4, 0, 0, 0, 1, 1, 0, 0, 0, 4,
                                   1, 1, 0, 0, 0, 0, 0, 0, 4, 1, 0, 0,
                                   1, 0, 0, 0, 2, 1, 1, 4, 0, 0};
    const struct pp_instrument *ins = find("core_om");
    int answers[MAX_ITEMS];

    (void)state;
    for (size_t i = 0; i < 34; i++)
        answers[i] = ins->items[i].reverse ? 4 - turned[i] : turned[i];
    assert_true(fabs(score("core_om", "wellbeing", answers) - 5.0) < 1e-12);
    assert_true(fabs(score("core_om", "problems", answers) - 2.5) < 1e-12);
    assert_true(fabs(score("core_om", "functioning", answers) - 220 / 12.0) <
                1e-12);
    assert_true(fabs(score("core_om", "risk", answers) - 10 / 6.0) < 1e-12);
    assert_true(fabs(score("core_om", "total", answers) - 280 / 34.0) < 1e-12);
}

/* The metric table, at every raw score (Stewart-Brown et al 2009). */
static void test_swemwbs_table(void **state)
{
    static const double metric[] = {
        7.00,  9.51,  11.25, 12.40, 13.33, 14.08, 14.75, 15.32, 15.84, 16.36,
        16.88, 17.43, 17.98, 18.59, 19.25, 19.98, 20.73, 21.54, 22.35, 23.21,
        24.11, 25.03, 26.02, 27.03, 28.13, 29.31, 30.70, 32.55, 35.00};
    int answers[7] = {1, 1, 1, 1, 1, 1, 1};

    (void)state;
    for (int raw = 7; raw <= 35; raw++) {
        assert_true(score("swemwbs", "total", answers) == metric[raw - 7]);
        if (raw < 35)
            answers[(raw - 7) / 4]++;
    }
    answers[3] = -100;
    assert_true(isnan(score("swemwbs", "total", answers)));
}

/* Nine of ten answered, sum 27: 30 by the rule of the Australian Longitudinal
   Study on Women's Health; three missing: none. By default none at all. */
static void test_k10_with_a_named_rule(void **state)
{
    const struct pp_instrument *ins = find("k10");
    const struct pp_scale *scale = scale_of(ins, "total");
    const struct pp_missing_rule *rule = pp_scale_missing_rule(scale, "alswh");
    int16_t codes[10] = {3, 3, 3, 3, 3, 3, 3, 3, 3, PP_ANSWER_MISSING};
    struct pp_score_counts counts;
    double x;

    (void)state;
    assert_non_null(rule);
    assert_null(pp_scale_missing_rule(scale, "another"));
    pp_score_rows_by(ins, scale, rule, codes, 1, &x, &counts);
    assert_true(x == 30);
    assert_int_equal(counts.n_prorated, 1);
    codes[0] = 4; /* 28 x 10 / 9 = 31.1 */
    pp_score_rows_by(ins, scale, rule, codes, 1, &x, NULL);
    assert_true(x == 31);
    codes[1] = codes[2] = PP_ANSWER_MISSING;
    pp_score_rows_by(ins, scale, rule, codes, 1, &x, &counts);
    assert_true(isnan(x));
    assert_int_equal(counts.n_partial, 1);
    codes[1] = codes[2] = 3;
    assert_true(isnan(pp_score_row(ins, scale, codes)));
}

/*
 * O24. The SDQ's rule (youthinmind, by sdqinfo.org): with three of five items
 * answered the score is their mean times five, to a whole number: 4 gives 6.67
 * and so 7; with two, none. SDQ itself may not be shipped, so by the same rule
 * on another sum of five. CORE-10: CamCOPS (core10.py) has 10 x sum / answered,
 * where we allow one missing. CORE-OM: at most a tenth, so 3 of 34, and none of
 * four (wellbeing) or six (risk).
 */
static void test_prorating_of_others(void **state)
{
    const struct pp_missing_rule sdq = {
        .id = "sdq", .max_missing = 2, .treatment = PP_MISSING_PRORATE_ROUND};
    enum { NA = PP_ANSWER_MISSING };
    const struct pp_instrument *five = find("swls"), *core10 = find("core10"),
                               *om = find("core_om");
    int16_t codes[2][5] = {{1, NA, 1, 2, NA}, {NA, NA, 1, 2, NA}};
    int16_t ten[10] = {3, 1, 2, 4, 0, 0, NA, 2, 3, 1}, answers[34];
    double x[2];

    (void)state;
    pp_score_rows_by(five, scale_of(five, "total"), &sdq, codes[0], 2, x, NULL);
    assert_true(x[0] == 7 && isnan(x[1]));
    /* 3 + (4-1) + (4-2) + 4 + 0 + 0 + 2 + 3 + 1 */
    assert_true(fabs(pp_score_row(core10, scale_of(core10, "total"), ten) -
                     10 * 18 / 9.) < 1e-12);
    ten[0] = NA;
    assert_true(isnan(pp_score_row(core10, scale_of(core10, "total"), ten)));

    for (size_t i = 0; i < 34; i++)
        answers[i] = om->items[i].reverse ? 2 : 1;
    answers[0] = answers[1] = answers[4] = NA;
    double total = pp_score_row(om, scale_of(om, "total"), answers);
    /* Eight are turned round and so 4 - 2, the other 23 answered are 1. */
    assert_true(fabs(total - 10 * (2 * 8 + 23) / 31.) < 1e-12);
    answers[3] = NA;
    assert_true(isnan(pp_score_row(om, scale_of(om, "total"), answers)));
    assert_true(isnan(pp_score_row(om, scale_of(om, "wellbeing"), answers)));
    answers[5] = NA;
    assert_true(isnan(pp_score_row(om, scale_of(om, "risk"), answers)));
}

/* Emotional items count at 2 and 3, social ones at 1 and 2 (manual). */
static void test_djg6(void **state)
{
    (void)state;
    assert_true(score("djg6", "total", (int[]){1, 1, 1, 3, 3, 3}) == 0);
    assert_true(score("djg6", "total", (int[]){3, 3, 3, 1, 1, 1}) == 6);
    assert_true(score("djg6", "total", (int[]){2, 2, 2, 2, 2, 2}) == 6);
    assert_true(score("djg6", "emotional", (int[]){3, 1, 2, 3, 3, 3}) == 2);
    assert_true(score("djg6", "social", (int[]){1, 1, 1, 3, 1, 2}) == 2);
    /* One missing: the rest are counted; two: no total. */
    assert_true(score("djg6", "total", (int[]){3, -100, 3, 3, 3, 3}) == 2);
    assert_true(isnan(score("djg6", "total", (int[]){3, -100, -100, 3, 3, 3})));
    assert_true(
        isnan(score("djg6", "emotional", (int[]){3, -100, 3, 3, 3, 3})));
}

/* Retired or not working by choice: the first item is left out and the most
   is 32. A blank is not the same as that. */
static void test_wsas(void **state)
{
    const struct pp_instrument *ins = find("wsas");
    const struct pp_scale *scale = scale_of(ins, "total");
    int16_t rows[4][6] = {{8, 8, 8, 8, 8, 0},
                          {8, 8, 8, 8, 8, 1},
                          {PP_ANSWER_MISSING, 8, 8, 8, 8, 1},
                          {PP_ANSWER_MISSING, 8, 8, 8, 8, PP_ANSWER_MISSING}};
    double x[4];
    struct pp_score_counts counts;

    (void)state;
    pp_score_rows_by(ins, scale, NULL, rows[0], 4, x, &counts);
    assert_true(x[0] == 40 && x[1] == 32 && x[2] == 32 && isnan(x[3]));
    assert_int_equal(counts.n_reduced, 2);
    assert_int_equal(counts.n_scored, 3);
    assert_int_equal(scale->n_conditions, 1);
    assert_true(scale->conditions[0].max == 32);
    assert_true(scale->max == 40);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_missing_around_the_limits),
        cmocka_unit_test(test_known_answers),
        cmocka_unit_test(test_core_om_known_answer),
        cmocka_unit_test(test_swemwbs_table),
        cmocka_unit_test(test_k10_with_a_named_rule),
        cmocka_unit_test(test_prorating_of_others),
        cmocka_unit_test(test_djg6),
        cmocka_unit_test(test_wsas),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
