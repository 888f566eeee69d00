#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "made_findings.h"

static void names(void **state)
{
    (void)state;
    const char *const all[] = {"hope", "empowerment", "loneliness"};

    assert_string_equal(pp_phrase_join(pool, all, 0, "and"), "nothing");
    assert_string_equal(pp_phrase_join(pool, all, 1, "and"), "hope");
    assert_string_equal(pp_phrase_join(pool, all, 2, "or"),
                        "hope or empowerment");
    assert_string_equal(pp_phrase_join(pool, all, 3, "and"),
                        "hope, empowerment and loneliness");
}

static void at_a_glance(void **state)
{
    (void)state;
    assert_string_equal(
        pp_phrase_who(pool, 1241, 168, 0, "when they joined", "3 months"),
        "1,241 people answered our questions when they joined. Of these, 168 "
        "answered again about 3 months later.");
    assert_string_equal(
        pp_phrase_who_often(pool, 295, 120, "at the start", "at the end"),
        "295 people answered our questions at the start. Of these, 120 "
        "answered again at the end. Each finding is about those who answered "
        "at both of its times.");
    assert_string_equal(
        pp_phrase_who_often(pool, PP_COUNT_HIDDEN, 18, "at the start",
                            "at the end"),
        "18 people answered our questions both at the start and at the end. "
        "Each finding is about those who answered at both of its times.");
    assert_string_equal(
        pp_phrase_who(pool, PP_COUNT_HIDDEN, 18, 0, "when they joined",
                      "3 months"),
        "18 people answered our questions both times, when they joined and "
        "about 3 months later.");
    const char *const names[] = {"hope", "wellbeing"}, *const less[] = {
                                                           "a", "b", "c"};
    assert_string_equal(pp_phrase_moved(pool, names, 0, less, 0), "nothing");
    assert_string_equal(pp_phrase_moved(pool, names, 2, less, 0),
                        "hope and wellbeing");
    assert_string_equal(pp_phrase_moved(pool, names, 2, less, 1),
                        "hope and wellbeing. By less than matters: a");
    assert_string_equal(pp_phrase_moved(pool, names, 0, less, 1),
                        "a, by less than matters");
    assert_string_equal(pp_phrase_moved(pool, names, 0, less, 2),
                        "a and b, both by less than matters");
    assert_string_equal(pp_phrase_moved(pool, names, 0, less, 3),
                        "a, b and c, all by less than matters");
    struct pp_finding two[2] = {
        finding(PP_VERDICT_IMPROVED, PP_EVIDENCE_BEFORE_AFTER,
                PP_HIGHER_IS_BETTER),
        finding(PP_VERDICT_IMPROVED, PP_EVIDENCE_BEFORE_AFTER,
                PP_LOWER_IS_BETTER)};
    assert_string_equal(pp_phrase_may_be_too_small(pool, two, 2),
                        " The true changes may be too small to matter.");
    assert_string_equal(pp_phrase_may_be_too_small(pool, two, 1),
                        " The true change may be too small to matter.");
    two[1].sesoi = 1;
    assert_string_equal(
        pp_phrase_may_be_too_small(pool, two, 2),
        " For hope, the true change may be too small to matter.");
    two[0].sesoi = NAN;
    assert_string_equal(pp_phrase_may_be_too_small(pool, two, 2), "");
}

static void methods(void **state)
{
    (void)state;
    const char *const mains[] = {"hope", "empowerment"};

    assert_string_equal(
        pp_phrase_would_matter(pool, "hope", "2", "one step on two questions",
                               PP_SESOI_DECLARED),
        " For hope, the plan set 2 points: one step on two questions.");
    assert_string_equal(
        pp_phrase_would_matter(pool, "symptoms of depression", "1.7",
                               "Kounali et al 2022", PP_SESOI_PUBLISHED_GROUP),
        " For symptoms of depression, 1.7 points comes from research on this "
        "questionnaire (Kounali et al 2022).");
    assert_string_equal(
        pp_phrase_would_matter(pool, "happiness", "0.5", "Norman 2003",
                               PP_SESOI_RULE_OF_THUMB),
        " For happiness, 0.5 points is a rule of thumb (Norman 2003).");
    assert_string_equal(
        pp_phrase_low_alpha(pool, .43, .05),
        "In these answers its questions did not hang together well (alpha 0.43 "
        "before, 0.05 after), so read this finding with care.");
    assert_string_equal(
        pp_phrase_low_alpha(pool, .8, .43),
        "In these answers its questions did not hang together well (alpha 0.43 "
        "after), so read this finding with care.");
    assert_string_equal(
        pp_phrase_low_alpha(pool, .59, NAN),
        "In these answers its questions did not hang together well (alpha 0.59 "
        "before), so read this finding with care.");
    assert_null(pp_phrase_low_alpha(pool, .6, .9));
    assert_null(pp_phrase_low_alpha(pool, NAN, NAN));
    assert_string_equal(
        pp_phrase_plan(pool, PP_EVIDENCE_BEFORE_AFTER, mains, 2, "2025-03-04"),
        "Hope and empowerment were chosen as main outcomes on 4 March 2025, "
        "before any second answers were imported.");
    assert_string_equal(
        pp_phrase_plan(pool, PP_EVIDENCE_BEFORE_AFTER, mains, 1, "2025-03-04"),
        "The main outcome, hope, was chosen on 4 March 2025, "
        "before any second answers were imported.");
    assert_string_equal(
        pp_phrase_plan(pool, PP_EVIDENCE_BEFORE_AFTER, mains, 2, NULL),
        "The main outcomes were not fixed beforehand, so read these findings "
        "as a first look.");
    assert_string_equal(
        pp_phrase_many_outcomes(pool, 9, 1),
        "We looked at 9 outcomes. With that many, one can look like a change "
        "by chance. We allowed for that before saying \"better\" or "
        "\"worse\".");
    assert_string_equal(
        pp_phrase_privacy(pool, PP_IDENTITY_AS_CODES, 5),
        "Names were turned into codes before the answers were stored. This "
        "report gives no one's own answers. Counts under 5 of who answered, "
        "who they were and how they fared are hidden, and cannot be worked "
        "out. How many left questions blank is shown, however few.");
    assert_string_equal(
        pp_phrase_privacy(pool, PP_IDENTITY_AS_CODES, 1),
        "Names were turned into codes before the answers were stored. Small "
        "numbers are not hidden.");
    assert_string_equal(pp_phrase_low_point(true),
                        "People often join at a low point, and many feel "
                        "better later anyway.");
    assert_string_equal(pp_phrase_low_point(false),
                        "Wherever people start, many drift back to their usual "
                        "level later anyway.");
}

static void key_of_what_occurs(void **state)
{
    const enum pp_evidence level = PP_EVIDENCE_BEFORE_AFTER;
    const enum pp_direction up = PP_HIGHER_IS_BETTER;
    struct pp_finding f[3] = {finding(PP_VERDICT_WORSENED, level, up),
                              finding(PP_VERDICT_INCONCLUSIVE, level, up),
                              finding(PP_VERDICT_IMPROVED_SMALL, level, up)};
    struct pp_key_line key[4];

    (void)state;
    assert_int_equal(pp_phrase_key(pool, f, 1, key), 1);
    assert_string_equal(key[0].term, "Better, worse:");
    /* Nothing was said to matter: a plan that "set" an amount is no line. */
    f[0].sesoi = f[1].sesoi = NAN;
    assert_int_equal(pp_phrase_key(pool, f, 2, key), 2);
    assert_string_equal(key[1].meaning, "anything else. This is not "
                                        "the same as \"no change\".");
    f[1].sesoi = 2;
    assert_int_equal(pp_phrase_key(pool, f, 2, key), 3);
    assert_string_equal(key[1].term, "No change that matters:");
    assert_string_equal(
        key[1].meaning,
        "the range has no room for a change as big as the plan set.");
    assert_string_equal(key[2].meaning, "neither of these. This is not the "
                                        "same as \"no change\".");
    /* Less than matters is better or worse; no change that matters is not. */
    assert_int_equal(pp_phrase_key(pool, f, 3, key), 4);
    assert_string_equal(key[1].term, "By less than matters:");
    assert_string_equal(key[1].meaning,
                        "better or worse, but the range has no room for a "
                        "change as big as the plan set.");
    /* Where the likely range has room for it, the narrower one decided. */
    f[2].range.hi = 2.04;
    pp_phrase_key(pool, f, 3, key);
    assert_string_equal(key[1].meaning,
                        "better or worse, but the 90% range has no room for a "
                        "change as big as the plan set.");
    assert_string_equal(
        key[2].meaning,
        "the 90% range has no room for a change as big as the plan set.");
    /* 95% is meant where no level is said. */
    f[0].confidence = 0.8;
    pp_phrase_key(pool, f, 1, key);
    assert_string_equal(
        key[0].meaning,
        "the whole 80% likely range lies on one side of no change.");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names),
        cmocka_unit_test(at_a_glance),
        cmocka_unit_test(methods),
        cmocka_unit_test(key_of_what_occurs),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
