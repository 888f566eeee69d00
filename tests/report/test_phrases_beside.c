#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "made_findings.h"

static struct pp_finding rise_of(double change)
{
    return (struct pp_finding){.level = PP_EVIDENCE_BEFORE_AFTER,
                               .words = {.outcome = "hope"},
                               .code = PP_VERDICT_IMPROVED,
                               .change = change,
                               .range = {change - 1, change + 1},
                               .scale_decimals = 1,
                               .sesoi = NAN};
}

static void beside(void **state)
{
    static const struct {
        double change, could_give;
        struct pp_interval further;
        const char *part;
    } rows[] = {
        {2.6,
         1.84,
         {-0.3, 1.8},
         "up to about 1.8 of the 2.6 points in hope could come from this "
         "alone, and the rest from chance; less, were it nearer to where "
         "they started."},
        {2.6,
         1.84,
         {0.1, 1.4},
         "up to about 1.8 of the 2.6 points in hope could come from this "
         "alone; less, were it nearer to where they started."},
        {2.6,
         2.6,
         {-1, 1},
         "up to all of the 2.6 points in hope could come from this alone; "
         "less, were it nearer to where they started."},
        {2.6,
         4.0,
         {-1, 1},
         "up to all of the 2.6 points in hope could come from this alone; "
         "less, were it nearer to where they started."},
        {2.6,
         -0.3,
         {-1, 1},
         "none of the 2.6 points in hope would come from this."},
        {2.6,
         0.02,
         {-1, 1},
         "none of the 2.6 points in hope would come from this."},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct pp_finding f = rise_of(rows[i].change);
        const char *expected = pp_pool_printf(
            pool, "Were people's usual level that of others (Norway), %s",
            rows[i].part);
        assert_string_equal(pp_phrase_drift(pool, &f, rows[i].could_give,
                                            rows[i].further, "Norway"),
                            expected);
    }
    struct pp_finding f = rise_of(-2);
    struct pp_entry entry = {PP_ENTRY_AT_LEAST, 10};
    assert_string_equal(
        pp_phrase_entry(pool, &f, &entry, -1.42, .83, true, "Norway"),
        "People were taken who scored 10 or more on hope. Were they like "
        "Norway, their average would fall by 1.4 points anyway (correlation of "
        "two scores 0.83, as published).");
    entry.rule = PP_ENTRY_AT_MOST;
    assert_string_equal(
        pp_phrase_entry(pool, &f, &entry, NAN, NAN, false, NULL),
        "People were taken who scored 10 or less on hope. No average of people "
        "in general is known, so we cannot say how far their scores would "
        "drift back anyway.");
    assert_string_equal(
        pp_phrase_items_unreversed(pool, "PHQ-9 total", "phq9_3", 1),
        "PHQ-9 total: phq9_3 runs against the other questions. See whether its "
        "answers were turned round twice, or not at all, before reading any "
        "change in it.");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(beside),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
