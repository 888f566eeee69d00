#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "made_findings.h"

static void regions(void **state)
{
    (void)state;
    assert_string_equal(
        pp_phrase_regions_differ(pool, "hope", -1.3,
                                 (struct pp_interval){-2.5, -0.1}, 0.95, 1,
                                 "Eastshire", "Westshire"),
        "The change in hope was not the same in every region: 1.3 points more "
        "in Westshire than in Eastshire (likely range 0.1 to 2.5). This does "
        "not say why. People, places and reasons for joining differ too.");
    assert_string_equal(
        pp_phrase_regions_alike(pool, "hope", "2"),
        "Any difference between regions in hope was too small to matter (less "
        "than 2 points).");
    assert_string_equal(pp_phrase_regions_alike_too(pool, "anxiety", "1.5"),
                        "So was any difference in anxiety (less than 1.5 "
                        "points).");
    assert_string_equal(
        pp_phrase_regions_unknown(pool, "hope", 1, 1),
        "We cannot tell whether regions differed in hope. Any difference could "
        "be chance, or enough to matter.");
    assert_string_equal(pp_phrase_regions_unknown_means(3, 2),
                        "any difference could be chance. Where an amount that "
                        "would matter was set, it could also be as large as "
                        "that.");
    assert_string_equal(pp_phrase_regions_unknown_means(3, 0),
                        "any difference could be chance.");
    assert_string_equal(
        pp_phrase_regions_outside(pool, "regions", 2, 14, .7),
        "2 of 14 regions lie outside what chance would give; chance alone puts "
        "about 0.7 there.");
    assert_string_equal(
        pp_phrase_regions_too_few(1, 2),
        "Only one region can be shown by itself. In the other too few people "
        "answered twice, or nearly all gave the same answers, or showing it "
        "would give it away.");
    assert_string_equal(
        pp_phrase_regions_too_few(1, 3),
        "Only one region can be shown by itself. In the others too few people "
        "answered twice, or nearly all gave the same answers, or showing them "
        "would give such a region away.");
    assert_string_equal(pp_phrase_outside_alone(pool, "regions", 0), "");
    assert_string_equal(pp_phrase_outside_alone(pool, "regions", 1),
                        " Here each is looked at by itself: that does not tell "
                        "whether regions differ.");
    assert_string_equal(
        pp_phrase_region_prediction(pool, "hope",
                                    (struct pp_interval){-.5, 3.25}, 1, true),
        "In another region like these, the true average change in hope might "
        "lie between down 0.5 and up 3.3 points. With so few regions this is "
        "a rough range.");
    assert_string_equal(pp_phrase_region_prediction_none(pool, 2),
                        "With 2 regions, there is too little to say.");
    assert_string_equal(pp_cohorts_word("region", true), "regions");
    assert_string_equal(pp_cohorts_word("group", false), "group");
    assert_string_equal(pp_cohorts_word("age band", true), "cohorts");
    assert_string_equal(pp_cohorts_by(pool, "age band"), "age band");
    assert_string_equal(pp_cohorts_by(pool, "region,year"), "region and year");
    assert_string_equal(pp_cohorts_by(pool, "region, gender ,year"),
                        "region, gender and year");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(regions),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
