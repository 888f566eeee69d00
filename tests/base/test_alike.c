#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "prepost/base/alike.h"

#include <stdio.h>

/* Judged by hand: would somebody who sees both ask whether they are one? */
static void test_pairs_of_names(void **state)
{
    static const struct {
        const char *label, *a, *b;
        bool is_alike;
    } cases[] = {
        {"equal names are one already", "Leeds", "Leeds", false},
        {"nothing", "", "", false},
        {"marks alone", ".", "-", false},
        {"a full stop", "Leeds", "Leeds.", true},
        {"case and blanks", "Leeds", " LEEDS  ", true},
        {"a hyphen", "North-East", "North East", true},
        {"a blank left out", "North East", "Northeast", true},
        {"accents are a slip",
         "Orl\xC3\xA9"
         "ans",
         "Orleans", true},
        {"a letter wrong", "Leeds", "Leads", true},
        {"a letter missing", "Bradford", "Bradfrd", true},
        {"two letters swapped", "Bradford", "Brafdord", true},
        {"one word of two", "West Yorkshire", "West Yorksire", true},
        {"a slip in each word", "West Yorkshire", "Wst Yorksire", false},
        {"two slips", "Bradford", "Brdfrd", false},
        {"numbers are names", "Ward 1", "Ward 2", false},
        {"years are names", "Spring2024", "Spring2025", false},
        {"letters are names", "Team A", "Team B", false},
        {"short words are names", "Tue", "Thu", false},
        {"a word written short", "Nth Devon", "North Devon", true},
        {"a letter for a word", "N. Devon", "North Devon", true},
        {"short in its middle", "Bury St Edmunds", "Bury Saint Edmunds", true},
        {"another word's letter", "S Devon", "North Devon", false},
        {"a word written short alone", "York", "Yorkshire", false},
        {"a number is no short word", "Ward 1", "Ward 1a", false},
        {"letters in another order", "Nht Devon", "North Devon", false},
        {"no word the same", "N York", "North Yorkshire", false},
        {"a word more", "York", "York North", false},
        {"others", "Northshire", "Southshire", false},
        {"Greek", "\xCE\x91\xCE\xB8\xCE\xAE\xCE\xBD\xCE\xB1",
         "\xCE\x91\xCE\xB8\xCE\xB7\xCE\xBD\xCE\xB1", true},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        print_message("# %s\n", cases[i].label);
        assert_int_equal(pp_alike(cases[i].a, cases[i].b), cases[i].is_alike);
        assert_int_equal(pp_alike(cases[i].b, cases[i].a), cases[i].is_alike);
    }
}

static void test_lists(void **state)
{
    static const char *const names[] = {"York", "Leeds", "Leads", "Leeds."};
    struct pp_alike_pair pairs[8];
    (void)state;
    assert_int_equal(pp_alike_pairs(names, 4, pairs, 8), 3);
    assert_true(pairs[0].a == 1 && pairs[0].b == 2);
    assert_true(pairs[1].a == 1 && pairs[1].b == 3);
    assert_true(pairs[2].a == 2 && pairs[2].b == 3);
    assert_int_equal(pp_alike_pairs(names, 4, pairs, 2), 2);
    assert_int_equal(pp_alike_pairs(names, 0, pairs, 8), 0);
}

static void test_long_lists_are_left_alone(void **state)
{
    static char texts[PP_ALIKE_NAMES + 1][16];
    const char *names[PP_ALIKE_NAMES + 1];
    struct pp_alike_pair pair;
    (void)state;
    for (size_t i = 0; i <= PP_ALIKE_NAMES; i++) {
        snprintf(texts[i], sizeof texts[i], "%s", i % 2 ? "Leeds" : "Leads");
        names[i] = texts[i];
    }
    assert_int_equal(pp_alike_pairs(names, PP_ALIKE_NAMES, &pair, 1), 1);
    assert_int_equal(pp_alike_pairs(names, PP_ALIKE_NAMES + 1, &pair, 1), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pairs_of_names),
        cmocka_unit_test(test_lists),
        cmocka_unit_test(test_long_lists_are_left_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
