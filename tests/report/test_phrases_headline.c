#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "made_findings.h"

static const struct {
    enum pp_verdict_code code;
    enum pp_evidence level;
    enum pp_direction direction;
    const char *headline; /* with its bold part between asterisks */
} HEADLINES[] = {
    {PP_VERDICT_IMPROVED, PP_EVIDENCE_BEFORE_AFTER, PP_HIGHER_IS_BETTER,
     "**Hope rose** by 2.6 points on average."},
    {PP_VERDICT_IMPROVED, PP_EVIDENCE_BEFORE_AFTER, PP_LOWER_IS_BETTER,
     "**Symptoms of depression fell** by 2.6 points on average, which is "
     "better."},
    {PP_VERDICT_IMPROVED, PP_EVIDENCE_LOOKING_BACK, PP_HIGHER_IS_BETTER,
     "**Looking back, people rated hope higher now than before**, by 2.6 "
     "points on average."},
    {PP_VERDICT_IMPROVED, PP_EVIDENCE_LOOKING_BACK, PP_LOWER_IS_BETTER,
     "**Looking back, people rated symptoms of depression lower now than "
     "before**, by 2.6 points on average, which is better."},
    {PP_VERDICT_IMPROVED, PP_EVIDENCE_COMPARISON, PP_HIGHER_IS_BETTER,
     "**People who came had higher hope scores than people on the waiting "
     "list**, by 2.6 points on average, allowing for where each person "
     "started."},
    {PP_VERDICT_IMPROVED, PP_EVIDENCE_COMPARISON, PP_LOWER_IS_BETTER,
     "**People who came had lower depression scores than people on the waiting "
     "list**, by 2.6 points on average, allowing for where each person "
     "started, which is better."},
    {PP_VERDICT_IMPROVED, PP_EVIDENCE_RANDOMISED, PP_HIGHER_IS_BETTER,
     "**Being offered the groups raised hope** by 2.6 points on average, "
     "against people on the waiting list."},
    {PP_VERDICT_IMPROVED, PP_EVIDENCE_RANDOMISED, PP_LOWER_IS_BETTER,
     "**Being offered the groups reduced symptoms of depression** by 2.6 "
     "points on average, against people on the waiting list, which is better."},
    {PP_VERDICT_IMPROVED_SMALL, PP_EVIDENCE_BEFORE_AFTER, PP_HIGHER_IS_BETTER,
     "**Hope rose, by less than would matter**: 1.2 points on average."},
    {PP_VERDICT_IMPROVED_SMALL, PP_EVIDENCE_BEFORE_AFTER, PP_LOWER_IS_BETTER,
     "**Symptoms of depression fell, by less than would matter**: 1.2 points "
     "on average, which is better."},
    {PP_VERDICT_IMPROVED_SMALL, PP_EVIDENCE_LOOKING_BACK, PP_HIGHER_IS_BETTER,
     "**Looking back, people rated hope higher now, by less than would "
     "matter**: 1.2 points on average."},
    {PP_VERDICT_IMPROVED_SMALL, PP_EVIDENCE_LOOKING_BACK, PP_LOWER_IS_BETTER,
     "**Looking back, people rated symptoms of depression lower now, by less "
     "than would matter**: 1.2 points on average, which is better."},
    {PP_VERDICT_IMPROVED_SMALL, PP_EVIDENCE_COMPARISON, PP_HIGHER_IS_BETTER,
     "**People who came had higher hope scores than people on the waiting "
     "list, by less than would matter**: 1.2 points on average."},
    {PP_VERDICT_IMPROVED_SMALL, PP_EVIDENCE_COMPARISON, PP_LOWER_IS_BETTER,
     "**People who came had lower depression scores than people on the waiting "
     "list, by less than would matter**: 1.2 points on average, which is "
     "better."},
    {PP_VERDICT_IMPROVED_SMALL, PP_EVIDENCE_RANDOMISED, PP_HIGHER_IS_BETTER,
     "**Being offered the groups raised hope, by less than would matter**: 1.2 "
     "points on average."},
    {PP_VERDICT_IMPROVED_SMALL, PP_EVIDENCE_RANDOMISED, PP_LOWER_IS_BETTER,
     "**Being offered the groups reduced symptoms of depression, by less than "
     "would matter**: 1.2 points on average, which is better."},
    {PP_VERDICT_WORSENED, PP_EVIDENCE_BEFORE_AFTER, PP_HIGHER_IS_BETTER,
     "**Hope fell, which is worse**, by 2.6 points on average."},
    {PP_VERDICT_WORSENED, PP_EVIDENCE_BEFORE_AFTER, PP_LOWER_IS_BETTER,
     "**Symptoms of depression rose, which is worse**, by 2.6 points on "
     "average."},
    {PP_VERDICT_WORSENED, PP_EVIDENCE_LOOKING_BACK, PP_HIGHER_IS_BETTER,
     "**Looking back, people rated hope lower now than before, which is "
     "worse**, by 2.6 points on average."},
    {PP_VERDICT_WORSENED, PP_EVIDENCE_LOOKING_BACK, PP_LOWER_IS_BETTER,
     "**Looking back, people rated symptoms of depression higher now than "
     "before, which is worse**, by 2.6 points on average."},
    {PP_VERDICT_WORSENED, PP_EVIDENCE_COMPARISON, PP_HIGHER_IS_BETTER,
     "**People who came had lower hope scores than people on the waiting list, "
     "which is worse**, by 2.6 points on average, allowing for where each "
     "person started."},
    {PP_VERDICT_WORSENED, PP_EVIDENCE_COMPARISON, PP_LOWER_IS_BETTER,
     "**People who came had higher depression scores than people on the "
     "waiting list, which is worse**, by 2.6 points on average, allowing for "
     "where each person started."},
    {PP_VERDICT_WORSENED, PP_EVIDENCE_RANDOMISED, PP_HIGHER_IS_BETTER,
     "**Being offered the groups reduced hope, which is worse**, by 2.6 points "
     "on average, against people on the waiting list."},
    {PP_VERDICT_WORSENED, PP_EVIDENCE_RANDOMISED, PP_LOWER_IS_BETTER,
     "**Being offered the groups raised symptoms of depression, which is "
     "worse**, by 2.6 points on average, against people on the waiting list."},
    {PP_VERDICT_WORSENED_SMALL, PP_EVIDENCE_BEFORE_AFTER, PP_HIGHER_IS_BETTER,
     "**Hope fell, which is worse, by less than would matter**: 1.2 points on "
     "average."},
    {PP_VERDICT_WORSENED_SMALL, PP_EVIDENCE_BEFORE_AFTER, PP_LOWER_IS_BETTER,
     "**Symptoms of depression rose, which is worse, by less than would "
     "matter**: 1.2 points on average."},
    {PP_VERDICT_WORSENED_SMALL, PP_EVIDENCE_LOOKING_BACK, PP_HIGHER_IS_BETTER,
     "**Looking back, people rated hope lower now, which is worse, by less "
     "than would matter**: 1.2 points on average."},
    {PP_VERDICT_WORSENED_SMALL, PP_EVIDENCE_LOOKING_BACK, PP_LOWER_IS_BETTER,
     "**Looking back, people rated symptoms of depression higher now, which is "
     "worse, by less than would matter**: 1.2 points on average."},
    {PP_VERDICT_WORSENED_SMALL, PP_EVIDENCE_COMPARISON, PP_HIGHER_IS_BETTER,
     "**People who came had lower hope scores than people on the waiting list, "
     "which is worse, by less than would matter**: 1.2 points on average."},
    {PP_VERDICT_WORSENED_SMALL, PP_EVIDENCE_COMPARISON, PP_LOWER_IS_BETTER,
     "**People who came had higher depression scores than people on the "
     "waiting list, which is worse, by less than would matter**: 1.2 points on "
     "average."},
    {PP_VERDICT_WORSENED_SMALL, PP_EVIDENCE_RANDOMISED, PP_HIGHER_IS_BETTER,
     "**Being offered the groups reduced hope, which is worse, by less than "
     "would matter**: 1.2 points on average."},
    {PP_VERDICT_WORSENED_SMALL, PP_EVIDENCE_RANDOMISED, PP_LOWER_IS_BETTER,
     "**Being offered the groups raised symptoms of depression, which is "
     "worse, by less than would matter**: 1.2 points on average."},
    {PP_VERDICT_NO_MEANINGFUL_CHANGE, PP_EVIDENCE_BEFORE_AFTER,
     PP_HIGHER_IS_BETTER, "**No change that matters in hope.**"},
    {PP_VERDICT_NO_MEANINGFUL_CHANGE, PP_EVIDENCE_BEFORE_AFTER,
     PP_LOWER_IS_BETTER,
     "**No change that matters in symptoms of depression.**"},
    {PP_VERDICT_NO_MEANINGFUL_CHANGE, PP_EVIDENCE_LOOKING_BACK,
     PP_HIGHER_IS_BETTER,
     "**Looking back, people rated hope about the same now as before.**"},
    {PP_VERDICT_NO_MEANINGFUL_CHANGE, PP_EVIDENCE_LOOKING_BACK,
     PP_LOWER_IS_BETTER,
     "**Looking back, people rated symptoms of depression about the same now "
     "as before.**"},
    {PP_VERDICT_NO_MEANINGFUL_CHANGE, PP_EVIDENCE_COMPARISON,
     PP_HIGHER_IS_BETTER,
     "**No difference that matters in hope** between people who came and "
     "people on the waiting list."},
    {PP_VERDICT_NO_MEANINGFUL_CHANGE, PP_EVIDENCE_COMPARISON,
     PP_LOWER_IS_BETTER,
     "**No difference that matters in symptoms of depression** between people "
     "who came and people on the waiting list."},
    {PP_VERDICT_NO_MEANINGFUL_CHANGE, PP_EVIDENCE_RANDOMISED,
     PP_HIGHER_IS_BETTER,
     "**Being offered the groups made no difference that matters to hope.**"},
    {PP_VERDICT_NO_MEANINGFUL_CHANGE, PP_EVIDENCE_RANDOMISED,
     PP_LOWER_IS_BETTER,
     "**Being offered the groups made no difference that matters to symptoms "
     "of depression.**"},
    {PP_VERDICT_INCONCLUSIVE, PP_EVIDENCE_BEFORE_AFTER, PP_HIGHER_IS_BETTER,
     "**We cannot tell whether hope changed.**"},
    {PP_VERDICT_INCONCLUSIVE, PP_EVIDENCE_BEFORE_AFTER, PP_LOWER_IS_BETTER,
     "**We cannot tell whether symptoms of depression changed.**"},
    {PP_VERDICT_INCONCLUSIVE, PP_EVIDENCE_LOOKING_BACK, PP_HIGHER_IS_BETTER,
     "**We cannot tell whether people, looking back, rated hope "
     "differently.**"},
    {PP_VERDICT_INCONCLUSIVE, PP_EVIDENCE_LOOKING_BACK, PP_LOWER_IS_BETTER,
     "**We cannot tell whether people, looking back, rated symptoms of "
     "depression differently.**"},
    {PP_VERDICT_INCONCLUSIVE, PP_EVIDENCE_COMPARISON, PP_HIGHER_IS_BETTER,
     "**We cannot tell whether hope differed** between people who came and "
     "people on the waiting list."},
    {PP_VERDICT_INCONCLUSIVE, PP_EVIDENCE_COMPARISON, PP_LOWER_IS_BETTER,
     "**We cannot tell whether symptoms of depression differed** between "
     "people who came and people on the waiting list."},
    {PP_VERDICT_INCONCLUSIVE, PP_EVIDENCE_RANDOMISED, PP_HIGHER_IS_BETTER,
     "**We cannot tell whether being offered the groups changed hope.**"},
    {PP_VERDICT_INCONCLUSIVE, PP_EVIDENCE_RANDOMISED, PP_LOWER_IS_BETTER,
     "**We cannot tell whether being offered the groups changed symptoms of "
     "depression.**"},
    {PP_VERDICT_NOT_ESTIMABLE, PP_EVIDENCE_BEFORE_AFTER, PP_HIGHER_IS_BETTER,
     "**No finding for hope.** Too few people answered it both times."},
};

static void headlines(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof HEADLINES / sizeof HEADLINES[0]; i++) {
        struct pp_finding f = finding(HEADLINES[i].code, HEADLINES[i].level,
                                      HEADLINES[i].direction);
        struct pp_headline h = pp_phrase_headline(pool, &f);
        assert_string_equal(pp_pool_printf(pool, "**%s**%s", h.bold, h.rest),
                            HEADLINES[i].headline);
        const char *title = pp_phrase_title(pool, &f);
        assert_int_equal(strncmp(title, h.bold, strlen(title)), 0);
        assert_true(title[strlen(title) - 1] != '.');
    }
}

static void no_findings(void **state)
{
    assert_string_equal(
        pp_phrase_no_findings(false),
        "none yet. Too few people answered the same questions both times.");
    assert_string_equal(pp_phrase_no_findings(true),
                        "none is shown, to protect people's privacy.");
    (void)state;
    const struct {
        enum pp_no_finding why;
        const char *rest;
    } rows[] = {
        {PP_NO_FINDING_TOO_FEW, " Too few people answered it both times."},
        {PP_NO_FINDING_NO_ANSWERS, " No complete answers to it were imported."},
        {PP_NO_FINDING_HIDDEN,
         " It is not shown, to protect people's privacy."},
        {PP_NO_FINDING_KEY,
         " Its scoring is not settled, so no score was made."},
        {PP_NO_FINDING_RANGE,
         " No likely range can be worked out from these answers."},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct pp_finding f =
            finding(PP_VERDICT_NOT_ESTIMABLE, PP_EVIDENCE_BEFORE_AFTER,
                    PP_HIGHER_IS_BETTER);
        f.why = rows[i].why;
        assert_string_equal(pp_phrase_headline(pool, &f).rest, rows[i].rest);
        assert_string_equal(pp_phrase_detail(pool, &f), "");
        assert_string_equal(pp_phrase_meaning(pool, &f, PP_ONE_DIRECTION), "");
    }
}

static void labels(void **state)
{
    (void)state;
    const char *const rows[] = {
        [PP_VERDICT_IMPROVED] = "Better",
        [PP_VERDICT_IMPROVED_SMALL] = "Better, by less than matters",
        [PP_VERDICT_WORSENED] = "Worse",
        [PP_VERDICT_WORSENED_SMALL] = "Worse, by less than matters",
        [PP_VERDICT_NO_MEANINGFUL_CHANGE] = "No change that matters",
        [PP_VERDICT_INCONCLUSIVE] = "We cannot tell",
        [PP_VERDICT_NOT_ESTIMABLE] = "Not reported"};
    for (int i = 0; i <= (int)PP_VERDICT_NOT_ESTIMABLE; i++)
        assert_string_equal(pp_phrase_label((enum pp_verdict_code)i), rows[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(headlines),
        cmocka_unit_test(no_findings),
        cmocka_unit_test(labels),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
