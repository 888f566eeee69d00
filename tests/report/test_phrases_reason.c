#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "made_findings.h"

/* What is said of the reason where a trial is told as a comparison. */
static void a_spoilt_trial_says_so(void)
{
    static const struct {
        enum pp_weaker_because weaker;
        const char *reason, *glance, *cannot;
    } rows[] = {
        {PP_WEAKER_CROSSED,
         "Chance decided who was offered a place, but people were counted in "
         "the group they took part in, not the one that chance gave them. "
         "Other differences between those who did answer may explain some or "
         "all of this.",
         "not settled. Chance made the groups, but people were counted in the "
         "group they took part in, not the one that chance gave them.",
         "that the reason was the groups: people were counted in the group "
         "they took part in, not the one that chance gave them"},
        {PP_WEAKER_MANY_LEFT,
         "Chance decided who was offered a place, but too many did not answer "
         "again. Other differences between those who did answer may explain "
         "some or all of this.",
         "not settled. Chance made the groups, but too many did not answer "
         "again.",
         "that the reason was the groups: too many did not answer again"},
        {PP_WEAKER_UNEVEN,
         "Chance decided who was offered a place, but more did not answer "
         "again in one group than in the other. Other differences between "
         "those who did answer may explain some or all of this.",
         "not settled. Chance made the groups, but more did not answer again "
         "in one group than in the other.",
         "that the reason was the groups: more did not answer again in one "
         "group than in the other"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct pp_finding f = finding(
            PP_VERDICT_IMPROVED, PP_EVIDENCE_COMPARISON, PP_HIGHER_IS_BETTER);
        f.weaker = rows[i].weaker;
        assert_string_equal(pp_phrase_reason(pool, &f), rows[i].reason);
        assert_string_equal(pp_phrase_reason_at_a_glance(pool, &f),
                            rows[i].glance);
        assert_string_equal(pp_phrase_can_show(pool, &f, 2, 168, 73, 0, NULL,
                                               PP_DRIFT_FROM_LOW_POINT)
                                .cannot[0],
                            rows[i].cannot);
    }
}

static void reasons(void **state)
{
    (void)state;
    const struct {
        enum pp_evidence level;
        const char *reason, *glance;
    } rows[] = {
        {PP_EVIDENCE_BEFORE_AFTER,
         "This shows what changed. It does not show why: we asked no one who "
         "did not come to the groups.",
         "not known. We asked no one who did not come to the groups."},
        {PP_EVIDENCE_LOOKING_BACK,
         "Both ratings were given at the end. Memory, and the wish to see "
         "progress, can make \"before\" look worse than it was. This does not "
         "show why.",
         "not known. Both ratings were given at the end."},
        {PP_EVIDENCE_COMPARISON,
         "The two groups were not formed by chance. Other differences between "
         "them may explain some or all of this.",
         "not settled. The two groups were not formed by chance."},
        {PP_EVIDENCE_RANDOMISED,
         "Chance decided who was offered a place, so the difference comes from "
         "the offer, give or take chance and the 12 in every 100 who did not "
         "answer again.",
         "the offer of a place, as chance chose who got one."},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct pp_finding f =
            finding(PP_VERDICT_IMPROVED, rows[i].level, PP_HIGHER_IS_BETTER);
        assert_string_equal(pp_phrase_reason(pool, &f), rows[i].reason);
        assert_string_equal(pp_phrase_reason_at_a_glance(pool, &f),
                            rows[i].glance);
    }
    a_spoilt_trial_says_so();
    struct pp_finding worse = finding(
        PP_VERDICT_WORSENED, PP_EVIDENCE_BEFORE_AFTER, PP_HIGHER_IS_BETTER);
    assert_string_equal(
        pp_phrase_response(pool, &worse, 1),
        "Example Charity has not yet said what it will do about this.");
    assert_string_equal(
        pp_phrase_response(pool, &worse, 2),
        "Example Charity has not yet said what it will do about these.");
    worse.response = "We will ask people why.";
    assert_string_equal(pp_phrase_response(pool, &worse, 1),
                        "We will ask people why.");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reasons),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
