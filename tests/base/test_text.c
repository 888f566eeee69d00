#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "prepost/base/text.h"

#include <stdio.h>
#include <string.h>

static void test_valid(void **state)
{
    /* Byte sequences from the Unicode Standard, table 3-7. */
    static const struct {
        const char *label, *text;
        size_t valid;
    } cases[] = {
        {"empty", "", 0},
        {"ascii longer than a word", "seventeen letters", 17},
        {"two, three and four bytes", "\xC3\xA9\xE2\x82\xAC\xF0\x9F\x99\x82",
         9},
        {"a Latin-1 e acute", "caf\xE9 noir", 3},
        {"overlong slash", "a\xC0\xAF", 1},
        {"surrogate", "ab\xED\xA0\x80", 2},
        {"beyond U+10FFFF", "\xF4\x90\x80\x80", 0},
        {"cut character", "abcdefgh\xE2\x82", 8},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        print_message("# %s\n", cases[i].label);
        assert_int_equal(pp_text_valid(cases[i].text, strlen(cases[i].text)),
                         cases[i].valid);
    }
}

static void test_repair(void **state)
{
    struct pp_buffer out = PP_BUFFER_INIT;

    (void)state;
    pp_text_repair("caf\xE9\xFF!", 6, &out);
    assert_string_equal(out.data, "caf\xEF\xBF\xBD\xEF\xBF\xBD!");
    pp_buffer_clear(&out);
}

static void test_fold(void **state)
{
    static const struct {
        const char *label, *text, *folded, *key;
    } cases[] = {
        {"empty", "", "", ""},
        {"blanks only", " \t\n ", "", ""},
        {"trim, case, runs", "  Several   Days\t", "several days",
         "several days"},
        {"no-break space", "\xC2\xA0Not\xC2\xA0 at all", "not at all",
         "not at all"},
        {"composed and decomposed alike", "Re\xCC\x81gion", "r\xC3\xA9gion",
         "r\xC3\xA9gion"},
        {"typographic marks",
         "Don\xE2\x80\x99t know \xE2\x80\x93 \xE2\x80\x9Cyes\xE2\x80\x9D",
         "don't know - \"yes\"", "don t know yes"},
        {"sharp s",
         "Stra\xC3\x9F"
         "e",
         "strasse", "strasse"},
        {"zero-width space and soft hyphen", "wa\xC2\xADve\xE2\x80\x8B", "wave",
         "wave"},
        {"full-width digit", "\xEF\xBC\x93 days", "3 days", "3 days"},
        {"heading", "PHQ-9: Q1 [Sleep]", "phq-9: q1 [sleep]", "phq 9 q1 sleep"},
        {"underscore and point are one", "phq9_1.a", "phq9_1.a", "phq9 1 a"},
        {"not UTF-8", "caf\xE9", "caf\xEF\xBF\xBD", "caf"},
    };
    struct pp_buffer out = PP_BUFFER_INIT;

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        print_message("# %s\n", cases[i].label);
        pp_text_fold(cases[i].text, strlen(cases[i].text), &out);
        assert_string_equal(out.data, cases[i].folded);
        pp_text_key(cases[i].text, strlen(cases[i].text), &out);
        assert_string_equal(out.data, cases[i].key);
    }
    assert_true(pp_text_same("Not at ALL ", "not at all"));
    assert_false(pp_text_same("Sometime", "Sometimes"));
    pp_buffer_clear(&out);
}

static void test_distance(void **state)
{
    static const struct {
        const char *a, *b;
        size_t limit, distance;
    } cases[] = {
        {"", "", 5, 0},
        {"", "abc", 5, 3},
        {"abc", "abc", 5, 0},
        {"kitten", "sitting", 5, 3}, /* Levenshtein */
        {"lables", "labels", 5, 1},  /* neighbours swapped */
        {"ca", "abc", 5, 3}, /* alignment, not Damerau's full distance 2 */
        {"caf\xC3\xA9", "cafe", 5, 1},
        {"kitten", "sitting", 2, 3},
        {"a", "abcdefgh", 3, 4},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        print_message("# %s, %s\n", cases[i].a, cases[i].b);
        assert_int_equal(
            pp_text_distance(cases[i].a, cases[i].b, cases[i].limit),
            cases[i].distance);
        assert_int_equal(
            pp_text_distance(cases[i].b, cases[i].a, cases[i].limit),
            cases[i].distance);
    }
}

static void test_closest(void **state)
{
    static const char *const words[] = {"label", "labels", "level", "x"};

    (void)state;
    assert_string_equal(pp_text_closest("lables", words, 4), "labels");
    assert_string_equal(pp_text_closest("LEVEL ", words, 4), "level");
    assert_string_equal(pp_text_closest("labe", words, 4), "label");
    assert_null(pp_text_closest("waves", words, 2));
    assert_null(pp_text_closest("", words, 4));
    assert_null(pp_text_closest("y", words, 4)); /* x shares nothing */
    assert_null(pp_text_closest("label", words, 0));
}

static void test_width(void **state)
{
    static const char tokyo[] = "\xE6\x9D\xB1\xE4\xBA\xAC";
    static const char minus[] = "\xE2\x88\x92"
                                "2";
    static const char combined[] = "e\xCC\x81";
    struct pp_buffer out = PP_BUFFER_INIT;

    (void)state;
    assert_int_equal(pp_text_width("", 0), 0);
    assert_int_equal(pp_text_width("abc", 3), 3);
    assert_int_equal(pp_text_width(tokyo, 6), 4);
    assert_int_equal(pp_text_width(minus, 4), 2);
    assert_int_equal(pp_text_width(combined, 3), 1);
    assert_int_equal(pp_text_fit(tokyo, 6, 3), 3);
    assert_int_equal(pp_text_fit(combined, 3, 1), 3);
    assert_int_equal(pp_text_fit("abc", 3, 9), 3);
    assert_string_equal(pp_text_quote("a\nb\xFF", 4, 20, &out),
                        "a b\xEF\xBF\xBD");
    assert_string_equal(pp_text_quote("abcdef", 6, 3, &out), "abc...");
    /* Both ends, whole characters. */
    assert_string_equal(pp_text_quote_ends("abcdef", 6, 6, &out), "abcdef");
    assert_string_equal(pp_text_quote_ends("abcdefghij", 10, 6, &out),
                        "ab...ghij");
    assert_string_equal(
        pp_text_quote_ends("\u00e9\u00e9\u00e9\u00e9\u00e9", 10, 3, &out),
        "\u00e9...\u00e9\u00e9");
    pp_buffer_clear(&out);
}

static void test_tame(void **state)
{
    static const struct {
        const char *text, *expected;
    } rows[] = {{"", ""},
                {"a\tb\nc", "a\tb\nc"},
                {"\x1b[2J\a\r\x7f", "?[2J???"},
                {"\xc2\x9b"
                 "31m",
                 "??31m"},
                {"caf\xc3\xa9 \xc2\xa3 5", "caf\xc3\xa9 \xc2\xa3 5"}};

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char text[40];
        snprintf(text, sizeof text, "%s", rows[i].text);
        pp_text_tame(text, strlen(text));
        assert_string_equal(text, rows[i].expected);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_valid),   cmocka_unit_test(test_repair),
        cmocka_unit_test(test_fold),    cmocka_unit_test(test_distance),
        cmocka_unit_test(test_closest), cmocka_unit_test(test_width),
        cmocka_unit_test(test_tame),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
