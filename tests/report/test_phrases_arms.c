#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "made_findings.h"

/* By arm: those who left, and what the difference would be had they not
 * changed; a difference that turns is none that matters. */
static void those_who_left_arms(void **state)
{
    struct pp_finding f = finding(PP_VERDICT_IMPROVED, PP_EVIDENCE_COMPARISON,
                                  PP_HIGHER_IS_BETTER);
    const struct pp_arm arm = {.people = "people who came",
                               .n_left = 12,
                               .pre_mean = 31.4,
                               .left_mean = 30.1,
                               .left_difference = -0.2};
    struct pp_arm alike = arm;

    (void)state;
    assert_string_equal(
        pp_phrase_arm_left_started(pool, 2, &arm, &f.words, 1),
        "Of people who came, the 12 with a first score for hope but no second "
        "started lower (average 30.1, against 31.4).");
    alike.left_difference = -0.1;
    assert_string_equal(
        pp_phrase_arm_left_started(pool, 3, &alike, &f.words, 1),
        "Of people who came, the 12 with a first score for hope but none the "
        "last time started at about the same level (average 30.1, against "
        "31.4).");
    assert_string_equal(
        pp_phrase_arms_if_unchanged(pool, 2, &f, (double[]){1.8}, 1),
        "Had those with no second score ended as they started, the average "
        "difference would be 1.8 points (higher) for hope. That is less than "
        "would matter.");
    assert_string_equal(
        pp_phrase_arms_if_unchanged(pool, 3, &f, (double[]){-2.5}, 1),
        "Had those with no score the last time ended as they started, the "
        "average difference would be 2.5 points (lower) for hope. That is less "
        "than would matter.");
    assert_string_equal(pp_phrase_arms_if_unchanged(pool, 2, &f, NULL, 0), "");
    struct pp_can_show s = pp_phrase_can_show(pool, &f, 2, 168, 73, 0, NULL,
                                              PP_DRIFT_FROM_LOW_POINT);
    assert_string_equal(s.cannot[1],
                        "how much comes from the groups starting apart: people "
                        "often join at a low point, and many feel better "
                        "later");
    s = pp_phrase_can_show(pool, &f, 2, 168, 73, 0, NULL, PP_DRIFT_LEFT_OUT);
    assert_int_equal(s.n_cannot, 2);
}

/* Two outcomes in a sentence, and what is alike counted: no sentence is long.
 */
static void how_groups_started(void **state)
{
    struct pp_finding f = finding(PP_VERDICT_IMPROVED, PP_EVIDENCE_COMPARISON,
                                  PP_HIGHER_IS_BETTER);
    const char *far[] = {"hope (31 against 25)"};
    const char *apart[] = {"a (1 against 2)", "b (3 against 4)",
                           "c (5 against 6)"};
    const char *alike[] = {"d", "e", "g"};
    const char **parts[PP_N_STARTS] = {far, apart, alike};

    (void)state;
    assert_string_equal(
        pp_phrase_groups_started(pool, &f, parts, (size_t[]){1, 3, 3}),
        " The two started far apart in hope (31 against 25). The two started "
        "apart in a (1 against 2), b (3 against 4) and 1 other. The two "
        "started about alike in 3 other outcomes.");
    assert_string_equal(
        pp_phrase_groups_started(pool, &f, parts, (size_t[]){0, 0, 3}),
        " The two started about alike in 3 outcomes.");
    assert_string_equal(
        pp_phrase_groups_started(pool, &f, parts, (size_t[]){0, 0, 2}),
        " The two started about alike in d and e.");
    assert_string_equal(
        pp_phrase_groups_started(pool, &f, parts, (size_t[]){0, 0, 0}), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(those_who_left_arms),
        cmocka_unit_test(how_groups_started),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
