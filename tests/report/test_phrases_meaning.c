#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "made_findings.h"

static void ranges(void **state)
{
    (void)state;
    const struct {
        enum pp_evidence level;
        double lo, hi;
        const char *text;
    } rows[] = {
        {PP_EVIDENCE_BEFORE_AFTER, 1.8, 3.4,
         "is likely to be a rise of between 1.8 and 3.4 points"},
        {PP_EVIDENCE_BEFORE_AFTER, -3.4, -1.8,
         "is likely to be a fall of between 1.8 and 3.4 points"},
        {PP_EVIDENCE_BEFORE_AFTER, -0.5, 1.3,
         "could be anything from a fall of 0.5 points to a rise of 1.3 points"},
        {PP_EVIDENCE_BEFORE_AFTER, -0.04, 1.3,
         "could be anything from no change to a rise of 1.3 points"},
        {PP_EVIDENCE_BEFORE_AFTER, -1.3, 0.04,
         "could be anything from a fall of 1.3 points to no change"},
        {PP_EVIDENCE_LOOKING_BACK, 0.8, 2.4,
         "is likely to be between 0.8 and 2.4 points higher now"},
        {PP_EVIDENCE_COMPARISON, 0.8, 2.4,
         "is likely to be between 0.8 and 2.4 points higher"},
        {PP_EVIDENCE_RANDOMISED, -0.5, 1.2,
         "could be anything from 0.5 points lower to 1.2 points higher"},
        {PP_EVIDENCE_RANDOMISED, -2.4, -0.8,
         "is likely to be between 0.8 and 2.4 points lower"},
        {PP_EVIDENCE_COMPARISON, -0.04, 1.2,
         "could be anything from nothing to 1.2 points higher"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct pp_finding f = finding(PP_VERDICT_INCONCLUSIVE, rows[i].level,
                                      PP_HIGHER_IS_BETTER);
        f.change = (rows[i].lo + rows[i].hi) / 2;
        f.range = (struct pp_interval){rows[i].lo, rows[i].hi};
        assert_string_equal(pp_phrase_range(pool, &f), rows[i].text);
    }
}

static void details(void **state)
{
    (void)state;
    const struct {
        enum pp_verdict_code code;
        enum pp_evidence level;
        enum pp_direction direction;
        const char *text;
    } rows[] = {
        {PP_VERDICT_IMPROVED, PP_EVIDENCE_BEFORE_AFTER, PP_HIGHER_IS_BETTER,
         "The average hope score rose from 20.0 to 22.6, on a scale from 12 to "
         "48 where higher is better (168 people). Allowing for chance, the "
         "true average change is likely to be a rise of between 1.8 and 3.4 "
         "points."},
        {PP_VERDICT_NO_MEANINGFUL_CHANGE, PP_EVIDENCE_BEFORE_AFTER,
         PP_LOWER_IS_BETTER,
         "The average depression score fell from 20.0 to 19.6, on a scale from "
         "0 to 27 where lower is better (168 people). Allowing for chance, the "
         "true average change could be anything from a fall of 1.3 points to a "
         "rise of 0.5 points."},
        {PP_VERDICT_IMPROVED, PP_EVIDENCE_LOOKING_BACK, PP_HIGHER_IS_BETTER,
         "The average rating was 22.6 now and, from memory, 20.0 before (168 "
         "people). Allowing for chance, the true average difference between "
         "the two is likely to be between 1.8 and 3.4 points higher now."},
        {PP_VERDICT_WORSENED, PP_EVIDENCE_COMPARISON, PP_HIGHER_IS_BETTER,
         "The average hope score went from 20.0 to 17.4 for 168 people who "
         "came, and from 20.1 to 20.5 for people on the waiting list (80 "
         "people). Allowing for where people started, and for chance, the true "
         "average difference is likely to be between 1.8 and 3.4 points "
         "lower."},
        {PP_VERDICT_INCONCLUSIVE, PP_EVIDENCE_RANDOMISED, PP_HIGHER_IS_BETTER,
         "The average hope score went from 20.0 to 20.3 for 168 people who "
         "were offered a place, and from 20.1 to 20.5 for people on the "
         "waiting list (80 people). Allowing for where people started, and for "
         "chance, the true average difference could be anything from 2.1 "
         "points lower to 2.7 points higher. This is not the same as saying "
         "that they are alike."},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct pp_finding f =
            finding(rows[i].code, rows[i].level, rows[i].direction);
        assert_string_equal(pp_phrase_detail(pool, &f), rows[i].text);
    }
    struct pp_finding same = finding(
        PP_VERDICT_INCONCLUSIVE, PP_EVIDENCE_BEFORE_AFTER, PP_HIGHER_IS_BETTER);
    same.post = same.pre + 0.01;
    assert_string_equal(
        pp_phrase_detail(pool, &same),
        "The average hope score was 20.0 both times, on a scale from 12 to 48 "
        "where higher is better (168 people). Allowing for chance, the true "
        "average change could be anything from a fall of 2.1 points to a rise "
        "of 2.7 points. This is not the same as \"no change\".");
}

/* Higher is better; ranges at 95% and 90%. NaN: no SESOI. */
static void meanings(void **state)
{
    (void)state;
    const struct {
        const char *label;
        enum pp_verdict_code code;
        enum pp_verdict_reason reason;
        enum pp_evidence level;
        enum pp_direction direction;
        enum pp_scope scope;
        double change, lo, hi, lo90, hi90, sesoi;
        const char *text;
    } rows[] = {
#define A    PP_EVIDENCE_BEFORE_AFTER
#define C    PP_EVIDENCE_COMPARISON
#define UP   PP_HIGHER_IS_BETTER
#define DOWN PP_LOWER_IS_BETTER
        {"whole range beyond", PP_VERDICT_IMPROVED, PP_REASON_NONE, A, UP,
         PP_ONE_DIRECTION, 3.1, 2.2, 4.0, 2.3, 3.9, 2,
         "The plan said that 2 points would matter. The whole range is beyond "
         "that."},
        {"near end short", PP_VERDICT_WORSENED, PP_REASON_NONE, A, DOWN,
         PP_ONE_DIRECTION, 2.6, 1.8, 3.4, 1.9, 3.3, 2,
         "The plan said that 2 points would matter. The near end of the range "
         "is short of that, so the true average change may be too small to "
         "matter."},
        {"near end short, difference", PP_VERDICT_IMPROVED, PP_REASON_NONE, C,
         UP, PP_ONE_DIRECTION, 2.6, 1.8, 3.4, 1.9, 3.3, 2,
         "The plan said that 2 points would matter. The near end of the range "
         "is short of that, so the true average difference may be too small to "
         "matter."},
        {"small, far end short", PP_VERDICT_IMPROVED_SMALL, PP_REASON_NONE, A,
         UP, PP_ONE_DIRECTION, 1.2, 0.6, 1.8, 0.7, 1.7, 2,
         "The plan said that 2 points would matter. Even the far end of the "
         "range is short of that."},
        {"small, far end reaches", PP_VERDICT_WORSENED_SMALL, PP_REASON_NONE, A,
         UP, PP_ONE_DIRECTION, -1.2, -2.2, -0.2, -1.9, -0.4, 2,
         "The plan said that 2 points would matter. The far end of the range "
         "reaches that, so a change that matters is not ruled out. \"Less than "
         "would matter\" goes by the 90% range, 0.4 to 1.9."},
        {"no SESOI", PP_VERDICT_IMPROVED, PP_REASON_NONE, A, UP,
         PP_ONE_DIRECTION, 3.1, 2.2, 4.0, 2.3, 3.9, NAN,
         "No smallest change that matters was set, so we cannot say whether "
         "this matters."},
        {"no change that matters", PP_VERDICT_NO_MEANINGFUL_CHANGE,
         PP_REASON_NONE, A, DOWN, PP_ONE_DIRECTION, -0.4, -1.3, 0.5, -1.2, 0.4,
         2,
         "An average change of 2 points, up or down, does not fit these "
         "answers."},
        {"no change that matters, 95% pokes out",
         PP_VERDICT_NO_MEANINGFUL_CHANGE, PP_REASON_NONE, A, DOWN,
         PP_ONE_DIRECTION, -0.9, -2.1, 0.3, -1.9, 0.1, 2,
         "An average change of 2 points, up or down, does not fit these "
         "answers. This uses the 90% range, down 1.9 to up 0.1."},
        {"no difference that matters, 95% pokes out",
         PP_VERDICT_NO_MEANINGFUL_CHANGE, PP_REASON_NONE, C, DOWN,
         PP_ONE_DIRECTION, -0.5, -2.1, 1.0, -1.8, 0.8, 2,
         "An average difference of 2 points, up or down, does not fit these "
         "answers. This uses the 90% range, 1.8 lower to 0.8 higher."},
        {"no change that matters, Holm", PP_VERDICT_NO_MEANINGFUL_CHANGE,
         PP_REASON_MULTIPLICITY, A, DOWN, PP_ONE_DIRECTION, -0.7, -1.4, -0.1,
         -1.3, -0.2, 2,
         "An average change of 2 points, up or down, does not fit these "
         "answers. The whole range lies on one side of \"no change\". But we "
         "looked at 9 outcomes, and with that many, chance could do this."},
        {"cannot tell, better open", PP_VERDICT_INCONCLUSIVE, PP_REASON_NONE, A,
         UP, PP_ONE_DIRECTION, 1, -0.5, 2.5, -0.2, 2.2, 2,
         "The true average change may be nothing at all, or a rise "
         "of 2 points, which would matter."},
        {"cannot tell, worse open, lower is better", PP_VERDICT_INCONCLUSIVE,
         PP_REASON_NONE, A, DOWN, PP_ONE_DIRECTION, 1, -0.5, 2.5, -0.2, 2.2, 2,
         "The true average change may be nothing at all, or a rise "
         "of 2 points, which would matter."},
        {"cannot tell, both open", PP_VERDICT_INCONCLUSIVE, PP_REASON_NONE, A,
         UP, PP_ONE_DIRECTION, 0.3, -2.5, 3.1, -2.1, 2.7, 2,
         "The true average change may be nothing at all, or a rise "
         "or a fall of 2 points, which would matter."},
        {"cannot tell, scales of both directions", PP_VERDICT_INCONCLUSIVE,
         PP_REASON_NONE, A, DOWN, PP_BOTH_DIRECTIONS, -1, -2.5, 0.5, -2.2, 0.2,
         2,
         "The true average change may be nothing at all, or a "
         "change of 2 points for the better, which would matter."},
        {"cannot tell, no SESOI", PP_VERDICT_INCONCLUSIVE, PP_REASON_NONE, A,
         UP, PP_ONE_DIRECTION, 0.3, -0.1, 0.7, -0.05, 0.6, NAN,
         "The true average change may be nothing at all, or "
         "anything from a fall of 0.1 points to a rise of 0.7 points."},
        {"cannot tell, difference", PP_VERDICT_INCONCLUSIVE, PP_REASON_NONE, C,
         DOWN, PP_ONE_DIRECTION, -1, -2.5, 0.5, -2.2, 0.2, 2,
         "The true average difference may be nothing at all, or a "
         "difference of 2 points for the better, which would matter."},
        {"cannot tell, Holm", PP_VERDICT_INCONCLUSIVE, PP_REASON_MULTIPLICITY,
         A, UP, PP_ONE_DIRECTION, 0.9, 0.1, 1.7, 0.2, 1.6, 1,
         "The whole range lies on one side of \"no change\". But we looked at "
         "9 outcomes, and with that many, chance could do this."},
        {"cannot tell, skewed", PP_VERDICT_INCONCLUSIVE, PP_REASON_SKEWNESS, A,
         UP, PP_ONE_DIRECTION, 0.9, 0.1, 1.7, 0.2, 1.6, 1,
         "The whole range lies on one side of \"no change\". But changes reach "
         "much further the other way, and then chance could do this."},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct pp_finding f =
            finding(rows[i].code, rows[i].level, rows[i].direction);
        f.reason = rows[i].reason;
        f.change = rows[i].change;
        f.range = (struct pp_interval){rows[i].lo, rows[i].hi};
        f.equivalence = (struct pp_interval){rows[i].lo90, rows[i].hi90};
        f.sesoi = rows[i].sesoi;
        if (isnan(f.sesoi))
            f.sesoi_text = NULL;
        const char *text = pp_phrase_meaning(pool, &f, rows[i].scope);
        if (strcmp(text, rows[i].text) != 0)
            fail_msg("%s: %s", rows[i].label, text);
    }
}

static void sources(void **state)
{
    (void)state;
    struct pp_finding f =
        finding(PP_VERDICT_IMPROVED_SMALL, PP_EVIDENCE_BEFORE_AFTER,
                PP_HIGHER_IS_BETTER);

    f.sesoi_text = "1";
    f.sesoi = 1.9;
    f.sesoi_source = PP_SESOI_PUBLISHED_GROUP;
    assert_string_equal(
        pp_phrase_meaning(pool, &f, PP_ONE_DIRECTION),
        "Research on this questionnaire says that 1 point would matter. Even "
        "the far end of the range is short of that.");
    f.sesoi_source = PP_SESOI_RULE_OF_THUMB;
    f.sesoi_text = "0.5";
    assert_string_equal(
        pp_phrase_meaning(pool, &f, PP_ONE_DIRECTION),
        "A rule of thumb says that 0.5 points would matter. Even the far end "
        "of the range is short of that.");
}

/* An end that one decimal does not tell from what would matter is told in
 * words, and makes no other number longer. */
static void ends_beside_what_matters(void **state)
{
    static const struct {
        enum pp_verdict_code code;
        double lo, hi;
        const char *meaning, *note;
    } rows[] = {
        {PP_VERDICT_IMPROVED, 2.002, 3.348,
         "The plan said that 2 points would matter. The near end of the range "
         "is just beyond that.",
         "The near end of this range is just beyond 2."},
        {PP_VERDICT_IMPROVED, 1.96, 3.348,
         "The plan said that 2 points would matter. The near end of the range "
         "is just short of that, so the true average change may be too small "
         "to matter.",
         "The near end of this range is just short of 2."},
        {PP_VERDICT_IMPROVED, 2.06, 3.348,
         "The plan said that 2 points would matter. The whole range is beyond "
         "that.",
         NULL},
        {PP_VERDICT_IMPROVED_SMALL, 0.6, 1.96,
         "The plan said that 2 points would matter. Even the far end of the "
         "range is just short of that.",
         "The far end of this range is just short of 2."},
        {PP_VERDICT_IMPROVED_SMALL, 0.6, 2.04,
         "The plan said that 2 points would matter. The far end of the range "
         "just reaches that, so a change that matters is not ruled out. \"Less "
         "than would matter\" goes by the 90% range, 0.7 to 1.9.",
         "The far end of this range is just beyond 2."},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct pp_finding f = finding(rows[i].code, PP_EVIDENCE_BEFORE_AFTER,
                                      PP_HIGHER_IS_BETTER);
        f.change = (rows[i].lo + rows[i].hi) / 2;
        f.range = (struct pp_interval){rows[i].lo, rows[i].hi};
        f.equivalence =
            (struct pp_interval){rows[i].lo + 0.1, rows[i].hi - 0.14};
        const char *note = pp_phrase_just_beside(pool, &f);
        assert_int_equal(pp_finding_decimals(&f), 1);
        assert_string_equal(pp_phrase_meaning(pool, &f, PP_ONE_DIRECTION),
                            rows[i].meaning);
        assert_string_equal(note != NULL ? note : "none",
                            rows[i].note != NULL ? rows[i].note : "none");
    }
    struct pp_finding f =
        finding(PP_VERDICT_IMPROVED_SMALL, PP_EVIDENCE_BEFORE_AFTER,
                PP_HIGHER_IS_BETTER);
    f.change = 1.96; /* "2.0, by less than 2" would not do */
    f.range = (struct pp_interval){1.91, 2.01};
    assert_int_equal(pp_finding_decimals(&f), 2);
    /* An end that would print as zero still takes all to more decimals. */
    f.range = (struct pp_interval){0.002, 1.91};
    f.change = 0.956;
    assert_int_equal(pp_finding_decimals(&f), 3);
}

/* Of several, where all leave the same open whatever would matter. */
static void meaning_of_several(void **state)
{
    struct pp_finding a =
        finding(PP_VERDICT_NO_MEANINGFUL_CHANGE, PP_EVIDENCE_BEFORE_AFTER,
                PP_HIGHER_IS_BETTER);
    struct pp_finding b = a;

    (void)state;
    b.sesoi = 5;
    b.sesoi_text = "5";
    assert_true(pp_phrase_can_say_of_several(&a, &b));
    assert_string_equal(pp_phrase_meaning_of_several(pool, &a),
                        "Average changes as big as would matter, up or down, "
                        "do not fit these answers.");
    a.code = b.code = PP_VERDICT_INCONCLUSIVE;
    a.equivalence = (struct pp_interval){-1, 3}; /* 2 for the better */
    b.equivalence = (struct pp_interval){-5, 4}; /* 5 for the worse */
    assert_false(pp_phrase_can_say_of_several(&a, &b));
    b.equivalence = (struct pp_interval){-4, 5};
    assert_true(pp_phrase_can_say_of_several(&a, &b));
    assert_string_equal(pp_phrase_meaning_of_several(pool, &a),
                        "The true average changes may be nothing at all, or "
                        "as big as would matter, for the better.");
    /* Lower is better: a fall of 5 is for the better too. */
    b.direction = PP_LOWER_IS_BETTER;
    assert_false(pp_phrase_can_say_of_several(&a, &b));
    b.equivalence = (struct pp_interval){-5, 4};
    assert_true(pp_phrase_can_say_of_several(&a, &b));
    /* Nothing was set that would matter: of neither, or of one. */
    a.sesoi = NAN;
    assert_false(pp_phrase_can_say_of_several(&a, &b));
    b.sesoi = NAN;
    assert_true(pp_phrase_can_say_of_several(&a, &b));
    assert_string_equal(pp_phrase_meaning_of_several(pool, &a),
                        "The true average changes may be nothing at all; the "
                        "likely ranges under Key findings say what else.");
    a.reason = PP_REASON_MULTIPLICITY;
    assert_false(pp_phrase_can_say_of_several(&a, &b));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ranges),
        cmocka_unit_test(details),
        cmocka_unit_test(meanings),
        cmocka_unit_test(sources),
        cmocka_unit_test(ends_beside_what_matters),
        cmocka_unit_test(meaning_of_several),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
