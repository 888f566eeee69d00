#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "made_findings.h"
#include "prepost/model/words.h"

/* No sentence has a word that its level of evidence does not bear out. */

static void assert_clean(enum pp_evidence level, const char *text)
{
    size_t at, n;
    const struct pp_word *word =
        pp_words_find(text, strlen(text), level, NULL, 0, &at, &n);

    if (word != NULL)
        fail_msg("\"%.*s\" in \"%s\"", (int)n, text + at, text);
}

static void assert_finding_clean(const struct pp_finding *f)
{
    struct pp_headline h = pp_phrase_headline(pool, f);

    assert_clean(f->level, pp_pool_printf(pool, "%s%s", h.bold, h.rest));
    assert_clean(f->level, pp_phrase_detail(pool, f));
    assert_clean(f->level, pp_phrase_meaning(pool, f, PP_ONE_DIRECTION));
    assert_clean(f->level, pp_phrase_meaning(pool, f, PP_BOTH_DIRECTIONS));
    assert_clean(f->level, pp_phrase_reason(pool, f));
    assert_clean(f->level, pp_phrase_response(pool, f, 1));
    assert_clean(f->level, pp_phrase_title(pool, f));
}

/* Every verdict, level, direction, source of SESOI and reason. */
static void findings_are_clean(void **state)
{
    (void)state;
    for (int code = 0; code <= (int)PP_VERDICT_NOT_ESTIMABLE; code++)
        for (int level = 0; level <= (int)PP_EVIDENCE_RANDOMISED; level++)
            for (int way = 0; way < 2; way++)
                for (int variant = 0; variant < 20; variant++) {
                    struct pp_finding f = finding((enum pp_verdict_code)code,
                                                  (enum pp_evidence)level,
                                                  (enum pp_direction)way);
                    f.sesoi_source = (enum pp_sesoi_source)(variant % 4);
                    f.why = (enum pp_no_finding)(variant % 4);
                    if (variant >= 8)
                        f.sesoi = 0.5 + 0.3 * variant;
                    if (variant % 5 == 4)
                        f.sesoi = NAN;
                    if (variant % 3 == 2)
                        f.reason = variant % 2 ? PP_REASON_MULTIPLICITY
                                               : PP_REASON_SKEWNESS;
                    assert_finding_clean(&f);
                }
}

static void other_sentences_are_clean(void **state)
{
    (void)state;
    const struct pp_outcome_words hope = {"hope", "hope score", NULL};
    const char *const mains[] = {"hope", "empowerment"};

    for (int l = 0; l <= (int)PP_EVIDENCE_RANDOMISED; l++) {
        enum pp_evidence level = (enum pp_evidence)l;
        struct pp_finding f =
            finding(PP_VERDICT_IMPROVED, level, PP_HIGHER_IS_BETTER);
        struct pp_finding all[PP_VERDICT_NOT_ESTIMABLE];
        for (int c = 0; c < (int)PP_VERDICT_NOT_ESTIMABLE; c++)
            all[c] =
                finding((enum pp_verdict_code)c, level, PP_HIGHER_IS_BETTER);
        struct pp_key_line key[4];
        size_t n = pp_phrase_key(pool, all, PP_VERDICT_NOT_ESTIMABLE, key);
        assert_int_equal(n, 4);
        for (size_t i = 0; i < n; i++)
            assert_clean(level, pp_pool_printf(pool, "%s %s", key[i].term,
                                               key[i].meaning));
        for (int low = 0; low < 2; low++) {
            struct pp_can_show s = pp_phrase_can_show(
                pool, &f, 2, 168, 73, 0, "3 months",
                low ? PP_DRIFT_FROM_LOW_POINT : PP_DRIFT_TO_USUAL);
            assert_clean(level, s.can);
            for (size_t i = 0; i < s.n_cannot; i++)
                assert_clean(level, s.cannot[i]);
            assert_clean(level, pp_phrase_low_point(low));
            assert_clean(level, pp_phrase_dose_reason());
            assert_clean(level, pp_phrase_not_a_course());
        }
        struct pp_cohort few = {.shown = true, .change = 1, .df = 3};
        struct pp_cohort too_few = {
            .shown = true, .change = 1, .df = 39, .ignores_groups = true};
        const struct pp_finding unsettled[] = {
            {.reason = PP_REASON_METHODS_DISAGREE},
            {.reason = PP_REASON_START_APART}};
        const char *const texts[] = {
            pp_phrase_who(pool, 241, 168, 0, "when they joined", "3 months"),
            pp_phrase_reason_at_a_glance(pool, &f),
            pp_phrase_many_comparisons(pool, 9, 1),
            pp_phrase_arm_left(pool, "people who came", 2, 12, 9),
            pp_phrase_who_arms(pool, mains, (long[]){98, 70}, 2),
            pp_phrase_many_missing(pool, level, false, 2, 30, 17),
            pp_phrase_many_missing(pool, level, true, 3, 30, 17),
            pp_phrase_unmatched(pool, 17, 2),
            pp_phrase_left_started(pool, level, 2, 73, &hope, 30, 31, 0.5, 1),
            pp_phrase_if_unchanged(pool, 241, &f, (double[]){1.8}, 1),
            pp_phrase_tipping(pool, &f, 2, 0.6, PP_ROOM_ON_SCALE),
            pp_phrase_tipping(pool, &f, 2, 60, PP_NO_ROOM_ON_SCALE),
            pp_phrase_many_outcomes(pool, 9, 1),
            pp_phrase_plan(pool, level, mains, 2, "2025-03-04"),
            pp_phrase_plan(pool, level, mains, 2, NULL),
            pp_phrase_given_by_then(level, 1),
            pp_phrase_given_by_then(level, 2),
            pp_phrase_fixed_later(pool, "9 months later", "2025-03-04"),
            pp_phrase_fixed_later(pool, "9 months later", NULL),
            pp_phrase_not_fixed(pool, "9 months later"),
            pp_phrase_late_time(),
            pp_phrase_many_outcomes(pool, 5, 2),
            pp_phrase_many_comparisons(pool, 5, 2),
            pp_phrase_last_time(pool, "9 months later", "when they joined"),
            pp_phrase_ways_disagree(pool, "hope"),
            pp_phrase_key_unsettled(unsettled, 1),
            pp_phrase_key_unsettled(unsettled + 1, 1),
            pp_phrase_key_unsettled(unsettled, 2),
            pp_phrase_regions_not_compared(pool, "hope"),
            pp_phrase_nothing_to_compare(pool, "year", "2025"),
            pp_phrase_nothing_to_compare(pool, "region", NULL),
            pp_phrase_privacy(pool, PP_IDENTITY_AS_CODES, 5),
            pp_phrase_privacy(pool, PP_IDENTITY_NOT_KEPT, 5),
            pp_phrase_people_in_between(pool, level, "hope",
                                        "77 of every 100 people", "7 points"),
            pp_phrase_people_not_in_between(pool, level, 5),
            pp_phrase_provisional(),
            pp_phrase_hidden_cell(),
            pp_phrase_too_few(),
            pp_phrase_good_or_bad_day(level),
            pp_phrase_amount_from_plan(),
            pp_phrase_regions_differ(pool, "hope", 1.3,
                                     (struct pp_interval){0.1, 2.5}, 0.95, 1,
                                     "E", "W"),
            pp_phrase_regions_alike(pool, "hope", "2"),
            pp_phrase_regions_unknown(pool, "hope", 1, 1),
            pp_phrase_regions_outside(pool, "regions", 2, 14, .7),
            pp_phrase_region_prediction(
                pool, "hope", (struct pp_interval){-.5, 3.25}, 1, true),
            pp_phrase_region_prediction_none(pool, 2),
            pp_phrase_regions_methods(true),
            pp_phrase_regions_methods(false),
            pp_phrase_few_groups(pool, 12),
            pp_phrase_of_range(&few),
            pp_phrase_of_range(&too_few),
            pp_phrase_region_order(true)};
        for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
            assert_clean(level, texts[i]);
    }
}

/* The scan itself must find what is banned, or the two above prove nothing. */
static void scan_finds(void **state)
{
    (void)state;
    size_t at, n;
    const char *text = "The groups improved hope.";

    assert_non_null(pp_words_find(text, strlen(text), PP_EVIDENCE_BEFORE_AFTER,
                                  NULL, 0, &at, &n));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(findings_are_clean),
        cmocka_unit_test(other_sentences_are_clean),
        cmocka_unit_test(scan_finds),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
