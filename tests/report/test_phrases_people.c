#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "made_findings.h"

/* Each has to stand after "60 people answered our questions". */
static void test_when(void **state)
{
    static const struct {
        const char *name, *phrase;
        size_t wave;
    } cases[] = {
        {"when they joined", "when they joined", 0},
        {"When they joined", "when they joined", 0},
        {"3 months later", "3 months later", 1},
        {"three months on", "three months on", 1},
        {"later", "later", 1},
        {"Before", "before", 0},
        {"one month before the lockdown", "one month before the lockdown", 0},
        {"6 weeks into the course", "6 weeks into the course", 1},
        {"start", "in the first round (\"start\")", 0},
        {"End of the programme",
         "in the second round (\"End of the programme\")", 1},
        {"3 months", "in the second round (\"3 months\")", 1},
        {"In-take", "in the first round (\"In-take\")", 0},
        {"T12", "in round 12 (\"T12\")", 11},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_string_equal(pp_phrase_when(pool, cases[i].name, cases[i].wave),
                            cases[i].phrase);
    }
}

static void who_answered(void **state)
{
    (void)state;
    const struct pp_outcome_words hope = {"hope", "hope score", NULL};

    assert_string_equal(
        pp_phrase_many_missing(pool, PP_EVIDENCE_BEFORE_AFTER, false, 2, 19, 0),
        "");
    assert_string_equal(
        pp_phrase_many_missing(pool, PP_EVIDENCE_BEFORE_AFTER, false, 2, 30, 0),
        "Of every 100 who joined, 30 did not answer again. The findings may "
        "not hold for all who joined.");
    /* Who waits has not joined. */
    assert_string_equal(
        pp_phrase_many_missing(pool, PP_EVIDENCE_COMPARISON, true, 2, 45, 0),
        "Of every 100 who answered first, 45 did not answer again. The "
        "findings may not hold for all of them.");
    assert_string_equal(
        pp_phrase_left_started(pool, PP_EVIDENCE_BEFORE_AFTER, 2, 73, &hope,
                               30.1, 31.4, -0.3, 1),
        "The 73 people with a first score for hope but no second started "
        "lower (average 30.1, against 31.4).");
    assert_string_equal(
        pp_phrase_left_started(pool, PP_EVIDENCE_BEFORE_AFTER, 2, 73, &hope,
                               31.2, 31.4, -0.05, 1),
        "The 73 people with a first score for hope but no second started "
        "at about the same level (average 31.2, against 31.4).");
    assert_string_equal(
        pp_phrase_left_started(pool, PP_EVIDENCE_BEFORE_AFTER, 2, 70, &hope,
                               32.1, 30.9, 0.3, 1),
        "The 70 people with a first score for hope but no second started "
        "higher (average 32.1, against 30.9).");
    struct pp_finding f[2] = {
        finding(PP_VERDICT_IMPROVED, PP_EVIDENCE_BEFORE_AFTER,
                PP_HIGHER_IS_BETTER),
        finding(PP_VERDICT_IMPROVED, PP_EVIDENCE_BEFORE_AFTER,
                PP_HIGHER_IS_BETTER)};
    f[1].words.outcome = "empowerment";
    f[1].sesoi = 0.1;
    f[1].scale_decimals = 2;
    f[0].range.lo = 2.05;
    f[1].range.lo = 0.15;
    assert_string_equal(
        pp_phrase_if_unchanged(pool, 241, f, (double[]){1.8, 0.08}, 2),
        "If they had not changed at all, the average rise over all 241 would "
        "be 1.8 points for hope and 0.08 points for empowerment. That is less "
        "than would matter.");
    assert_string_equal(
        pp_phrase_if_unchanged(pool, 0, f, (double[]){2.1, 0.08}, 2),
        "If such people had not changed, the average rise "
        "over all with a first score would be 2.1 points for hope and "
        "0.08 points for empowerment. That is still enough to matter "
        "for hope. For empowerment, it is less than would matter.");
    assert_string_equal(
        pp_phrase_if_unchanged(pool, 0, f, (double[]){2.1}, 1),
        "If such people had not changed, the average rise over everyone with a "
        "first score for hope would be 2.1 points. That is still enough to "
        "matter.");
    /* Where it is not known of one what would matter, of the other it is. */
    f[0].sesoi = NAN;
    assert_non_null(
        strstr(pp_phrase_if_unchanged(pool, 241, f, (double[]){2.1, 0.08}, 2),
               "empowerment. For empowerment, it is less than would matter."));
    assert_non_null(
        strstr(pp_phrase_if_unchanged(pool, 241, f, (double[]){2.1, 0.2}, 2),
               "That is still enough to matter for empowerment."));
    f[0].sesoi = 2;
    assert_string_equal(
        pp_phrase_if_unchanged(pool, 241, f, (double[]){-2.1, 0.2}, 2),
        "If they had not changed at all, the average fall over all 241 would "
        "be 2.1 points for hope. The average rise would be 0.20 points for "
        "empowerment. That is still enough to matter.");
    /* Three in a sentence. */
    const struct pp_finding four[] = {f[0], f[1], f[0], f[1]};
    assert_non_null(strstr(
        pp_phrase_if_unchanged(pool, 241, four, (double[]){2.1, 0.2, 2.2, 0.3},
                               4),
        "would be 2.1 points for hope, 0.20 points for empowerment and 2.2 "
        "points for hope. The average rise would be 0.30 points for "
        "empowerment. That is still"));
    /* A range that begins short of what matters: not called enough. */
    f[0].range.lo = f[1].range.lo = 0.01;
    assert_non_null(
        strstr(pp_phrase_if_unchanged(pool, 241, f, (double[]){2.1, 0.2}, 2),
               "empowerment. That, too, may be too small to matter."));
    f[1].range.lo = 0.15;
    assert_non_null(
        strstr(pp_phrase_if_unchanged(pool, 241, f, (double[]){2.1, 0.2}, 2),
               "empowerment. That is still enough to matter for empowerment. "
               "For hope, it may be too small to matter."));
    assert_non_null(
        strstr(pp_phrase_if_unchanged(pool, 241, f, (double[]){2.1, 0.02}, 2),
               "empowerment. For hope, it may be too small to matter. For "
               "empowerment, it is less than would matter."));
}

static void looking_back(void **state)
{
    (void)state;
    assert_string_equal(pp_phrase_who_looked_back(pool, 45),
                        "45 people rated how things were now and, from memory, "
                        "how they had been before.");
    /* Nobody answered again, and nothing was asked before. */
    enum pp_evidence level = PP_EVIDENCE_LOOKING_BACK;
    const struct pp_outcome_words hope = {"hope", "hope score", NULL};
    struct pp_finding f =
        finding(PP_VERDICT_IMPROVED, level, PP_HIGHER_IS_BETTER);
    assert_string_equal(
        pp_phrase_can_show(pool, &f, 2, 45, 0, 0, NULL, PP_DRIFT_TO_USUAL)
            .cannot[0],
        "what people would have said at the start: both ratings were given at "
        "the end. Memory, and the wish to see progress, can make \"before\" "
        "look worse than it was");
    assert_string_equal(pp_phrase_answering(level, 2)->twice,
                        "gave both ratings");
    assert_string_equal(pp_phrase_answering(PP_EVIDENCE_BEFORE_AFTER, 2)->twice,
                        "answered twice");
    assert_string_equal(
        pp_phrase_many_missing(pool, level, false, 2, 30, 0),
        "Of every 100 who rated how things had been, 30 did not rate how they "
        "were now. The findings may not hold for them.");
    assert_string_equal(
        pp_phrase_left_started(pool, level, 2, 12, &hope, 30.1, 31.4, -0.3, 1),
        "The 12 people with a score before for hope but none now had been "
        "lower (average 30.1, against 31.4).");
    assert_string_equal(
        pp_phrase_if_unchanged(pool, 45, &f, (double[]){1.8}, 1),
        "If their ratings now had been the same as before, the average rise "
        "over all 45 would be 1.8 points for hope. That is less than would "
        "matter.");
    assert_string_equal(
        pp_phrase_plan(pool, level, (const char *[]){"hope"}, 1, "2025-03-04"),
        "The main outcome, hope, was chosen on 4 March 2025, before any "
        "answers were imported.");
    assert_string_equal(pp_phrase_given_by_then(level, 1),
                        "People had given their answers by then.");
    struct pp_can_show s = pp_phrase_can_show(
        pool, &f, 2, 45, 12, 0, "3 months", PP_DRIFT_FROM_LOW_POINT);
    assert_string_equal(s.can,
                        "It can show how 45 people rated things now and, from "
                        "memory, before, and how far chance may have moved "
                        "the ratings. It cannot show:");
    assert_string_equal(s.cannot[2],
                        "how people are doing who did not give both ratings, "
                        "or whether any change lasts.");
    assert_string_equal(
        pp_phrase_people_in_between(pool, level, "hope",
                                    "77 of every 100 people", "7 points"),
        "In hope, the two ratings of 77 of every 100 people lay less than 7 "
        "points apart.");
    assert_string_equal(
        pp_phrase_people_not_in_between(pool, level, 10),
        "Those of the others lay that far apart or more, for better or worse. "
        "How many went which way is not shown: one number is under 10, or "
        "would give one away.");
}

/* Second questionnaires that fit no first one may be of those who count as
 * not having answered again. */
static void not_matched(void **state)
{
    enum pp_evidence level = PP_EVIDENCE_BEFORE_AFTER;
    struct pp_finding f =
        finding(PP_VERDICT_IMPROVED, level, PP_HIGHER_IS_BETTER);

    (void)state;
    assert_string_equal(
        pp_phrase_who(pool, 126, 81, 17, "when they joined", "6 months"),
        "126 people answered our questions when they joined. Of these, 81 "
        "answered again about 6 months later, as far as we could match them.");
    assert_string_equal(
        pp_phrase_many_missing(pool, level, false, 2, 36, 17),
        "Of every 100 who joined, 36 did not answer again or were not matched. "
        "In all, "
        "17 second questionnaires fit no first one. The findings may "
        "not hold for all who joined.");
    assert_string_equal(
        pp_phrase_many_missing(pool, level, false, 2, 36, 1),
        "Of every 100 who joined, 36 did not answer again or were not matched. "
        "In all, "
        "1 second questionnaire fits no first one. The findings may "
        "not hold for all who joined.");
    assert_string_equal(
        pp_phrase_many_missing(pool, level, false, 2, 36, PP_COUNT_HIDDEN),
        "Of every 100 who joined, 36 did not answer again or were not matched. "
        "The findings may not hold for all who joined.");
    assert_string_equal(pp_phrase_unmatched(pool, 17, 2),
                        "In all, 17 second questionnaires fit no first one.");
    assert_string_equal(pp_phrase_unmatched(pool, 0, 2), "");
    assert_string_equal(pp_phrase_unmatched(pool, PP_COUNT_HIDDEN, 2), "");
    assert_string_equal(
        pp_phrase_can_show(pool, &f, 2, 81, 45, 17, "6 months",
                           PP_DRIFT_FROM_LOW_POINT)
            .cannot[2],
        "how the 45 people with no matched second answers are doing, or "
        "whether any change lasts beyond 6 months.");
    assert_string_equal(
        pp_phrase_arm_left(pool, "people who came", 2, 12, 9),
        "Of every 100 people who came, 12 did not answer again or were not "
        "matched. In all, 9 second questionnaires fit no first one.");
    /* Who all answered again are all matched. */
    assert_string_equal(
        pp_phrase_who(pool, 60, 60, PP_COUNT_HIDDEN, "when they joined", NULL),
        "60 people answered our questions when they joined. Of these, 60 "
        "answered again.");
}

/* Of three times, who did not answer the last may have answered the second. */
static void three_times(void **state)
{
    enum pp_evidence level = PP_EVIDENCE_BEFORE_AFTER;
    struct pp_finding f =
        finding(PP_VERDICT_IMPROVED, level, PP_HIGHER_IS_BETTER);

    (void)state;
    assert_string_equal(
        pp_phrase_many_missing(pool, level, false, 3, 36, 9),
        "Of every 100 who joined, 36 did not answer the last time, were not "
        "asked yet or not matched. In all, 9 questionnaires of the last "
        "time fit no first one. The findings may not hold for all who "
        "joined.");
    assert_string_equal(
        pp_phrase_unmatched(pool, 1, 3),
        "In all, 1 questionnaire of the last time fits no first one.");
    assert_string_equal(
        pp_phrase_arm_left(pool, "people who came", 3, 12, 0),
        "Of every 100 people who came, 12 did not answer the last time "
        "or were not asked yet.");
    struct pp_can_show s =
        pp_phrase_can_show(pool, &f, 3, PP_COUNT_HIDDEN, 49, 9, "3 months",
                           PP_DRIFT_FROM_LOW_POINT);
    assert_string_equal(
        s.can, "It can show how the answers of these people differed between "
               "two times, and how far chance may have moved them. It "
               "cannot show:");
    assert_string_equal(s.cannot[2],
                        "how the 49 people with no answers the last time are "
                        "doing, or whether any change lasts beyond that.");
    assert_string_equal(pp_phrase_answering(level, 3)->left,
                        "No answers the last time");
    assert_string_equal(pp_phrase_answering(level, 3)->no_score,
                        "no score that time");
    assert_string_equal(
        pp_phrase_left_started(pool, level, 3, 47, &f.words, 30.5, 30.1, 0.05,
                               1),
        "The 47 people with a first score for hope but none the last time "
        "started at about the same level (average 30.5, against 30.1).");
    assert_non_null(
        strstr(pp_phrase_tipping(pool, &f, 3, 7.9, PP_ROOM_ON_SCALE),
               "those with no score the last time had fared worse by 7.9 "
               "points or more than others"));
    assert_string_equal(
        pp_phrase_tipping(pool, &f, 2, 7.9, PP_ROOM_ON_SCALE),
        "The finding would change to \"We cannot tell\" if, on average, those "
        "with no second score had fared worse by 7.9 points or more than "
        "others who started alike.");
    assert_non_null(
        strstr(pp_phrase_tipping(pool, &f, 2, 40, PP_NO_ROOM_ON_SCALE),
               "started alike. The scale has no room for that."));
}

static void joined_by_hand(void **state)
{
    (void)state;
    assert_string_equal(pp_phrase_joined(pool, 0), "");
    assert_string_equal(pp_phrase_joined(pool, PP_COUNT_HIDDEN),
                        " Some people had used more than one code; those were "
                        "joined by hand.");
    assert_string_equal(
        pp_phrase_joined(pool, 1),
        " One person had used two codes, which were joined by hand.");
    assert_string_equal(
        pp_phrase_joined(pool, 12),
        " In all, 12 codes were joined by hand to another of the same "
        "person.");
}

static void not_counted(void **state)
{
    (void)state;
    assert_string_equal(pp_phrase_refused(pool, PP_COUNT_HIDDEN),
                        "Some filled-in questionnaires were left out: they "
                        "came twice or could not be used.");
    assert_string_equal(pp_phrase_refused(pool, 1),
                        "1 filled-in questionnaire was left out: it came twice "
                        "or could not be used.");
    assert_string_equal(pp_phrase_refused(pool, 1200),
                        "In all, 1,200 filled-in questionnaires were left out: "
                        "they came twice or could not be used.");
    assert_string_equal(
        pp_phrase_people_in_between(pool, PP_EVIDENCE_BEFORE_AFTER, "hope",
                                    "77 of every 100 people", "7 points"),
        "In hope, 77 of every 100 people changed by less than 7 points.");
    assert_string_equal(
        pp_phrase_people_not_in_between(pool, PP_EVIDENCE_BEFORE_AFTER, 5),
        "The others changed by that much or more, for better or "
        "worse. How many went which way is not shown: one number is under 5, "
        "or would give one away.");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_when),    cmocka_unit_test(who_answered),
        cmocka_unit_test(looking_back), cmocka_unit_test(not_matched),
        cmocka_unit_test(three_times),  cmocka_unit_test(joined_by_hand),
        cmocka_unit_test(not_counted),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
