#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "prepost/ingest/answers.h"

#include <stdio.h>
#include <string.h>

/* Two codings of one question; the first is canonical. */
static const char *const often[] = {"Always", "very often"};
static const struct pp_answer zero_based[] = {
    {.code = 0, .canonical = 0, .label = "Never"},
    {.code = 1, .canonical = 1, .label = "Sometimes"},
    {.code = 2, .canonical = 2, .label = "Often", .aliases = {often, 2}},
};
static const struct pp_answer one_based[] = {
    {.code = 1, .canonical = 0, .label = "Never"},
    {.code = 2, .canonical = 1, .label = "Sometimes"},
    {.code = 3, .canonical = 2, .label = "Often"},
};
static const struct pp_coding codings[] = {
    {.id = "0-2", .name = "zero to two", .answers = zero_based, .n_answers = 3},
    {.id = "1-3", .name = "one to three", .answers = one_based, .n_answers = 3},
};
static const struct pp_item items[] = {
    {.id = "a_1", .codings = codings, .n_codings = 2, .max = 2},
    {.id = "a_2", .codings = codings, .n_codings = 2, .max = 2},
};
static const struct pp_instrument instrument = {
    .id = "a", .items = items, .n_items = 2};

static struct pp_answers *answers_new(struct pp_pool *pool, size_t coding,
                                      const struct pp_text_list *missing)
{
    return pp_answers_new(pool, &instrument, coding, 0, missing);
}

static void test_read(void **state)
{
    enum { NONE = -100, BAD = -200 };
    static const struct {
        const char *text;
        int in_first, in_second; /* canonical codes, by chosen coding */
    } cases[] = {
        {"0", 0, BAD},
        {"2", 2, 1},
        {"3", BAD, 2},
        {"2.0", 2, 1},
        {" 2", 2, 1},
        {"+2", 2, 1},
        {"2.5", BAD, BAD},
        {"-1", BAD, BAD},
        {"99999999999999999999", BAD, BAD},
        {"Often", 2, 2},
        {"  oFTEN ", 2, 2},
        {"always", 2, 2},
        {"Very\xC2\xA0often", 2, 2},
        {"Sometime", BAD, BAD},
        {"1 - Sometimes", 1, BAD},
        {"2. Sometimes", BAD, 1},
        {"Sometimes (1)", 1, BAD},
        {"Sometimes(2)", BAD, 1},
        {"2 = Never", BAD, BAD},
        {"1 (Sometimes)", 1, BAD},
        {"2 (Never)", BAD, BAD},
        {"1 (Sometimes", BAD, BAD},
        {"", NONE, NONE},
        {"   ", NONE, NONE},
        {"NA", NONE, NONE},
        {"n/a", NONE, NONE},
        {"#NULL!", NONE, NONE},
        {"NaN", NONE, NONE},
        {".", NONE, NONE},
        {"-99", BAD, BAD},
        {"None", BAD, BAD},
    };
    struct pp_pool *pool = pp_pool_new();

    (void)state;
    for (size_t coding = 0; coding < 2; coding++) {
        struct pp_answers *answers = answers_new(pool, coding, NULL);
        /* Twice: what is remembered reads as what is new. */
        for (size_t i = 0; i < 2 * (sizeof cases / sizeof *cases); i++) {
            const char *text = cases[i / 2].text;
            int wanted =
                coding == 0 ? cases[i / 2].in_first : cases[i / 2].in_second;
            int16_t code = -1;
            enum pp_answer_read read =
                pp_answers_read(answers, i % 2, text, strlen(text), &code);
            int found = read == PP_ANSWER_IS     ? code
                        : read == PP_ANSWER_NONE ? NONE
                                                 : BAD;
            if (found != wanted)
                fail_msg("\"%s\": %d, expected %d", text, found, wanted);
        }
        int16_t code;
        assert_int_equal(pp_answers_read(answers, 0, NULL, 0, &code),
                         PP_ANSWER_NONE);
    }
    pp_pool_free(pool);
}

static void test_declared_missing(void **state)
{
    static const char *const declared[] = {"-99", "2", "Prefer not to say"};
    const struct pp_text_list missing = {declared, 3};
    struct pp_pool *pool = pp_pool_new();
    struct pp_answers *answers = answers_new(pool, 0, &missing);
    int16_t code;

    (void)state;
    assert_int_equal(pp_answers_read(answers, 0, "-99", 3, &code),
                     PP_ANSWER_NONE);
    assert_int_equal(pp_answers_read(answers, 0, "2", 1, &code),
                     PP_ANSWER_NONE);
    assert_int_equal(
        pp_answers_read(answers, 0, "prefer not to say ", 18, &code),
        PP_ANSWER_NONE);
    assert_int_equal(pp_answers_read(answers, 0, "1", 1, &code), PP_ANSWER_IS);
    /* The usual ones are replaced, not added to. */
    assert_int_equal(pp_answers_read(answers, 0, "NA", 2, &code),
                     PP_ANSWER_BAD);
    assert_true(pp_answers_is_missing(answers, "-99", 3));
    assert_false(pp_answers_is_missing(answers, "-98", 3));
    pp_pool_free(pool);
}

static void test_explain(void **state)
{
    static const struct {
        const char *text, *reason;
    } cases[] = {
        {"3", "\"3\" is not one of 0-2 (\"Never\" to \"Often\"); it is in the "
              "coding \"1-3\", while the plan has chosen \"0-2\""},
        {"7", "\"7\" is not one of 0-2 (\"Never\" to \"Often\")"},
        {"Sometime", "\"Sometime\" is not one of 0-2 (\"Never\" to "
                     "\"Often\"); did you mean \"sometimes\"? Correct it in "
                     "the file, or name it under answers of the questionnaire "
                     "in the plan"},
        {"2 - Never", "\"2 - Never\" is not one of 0-2 (\"Never\" to "
                      "\"Often\"); it contradicts itself: 2 is \"Often\""},
        {"blue", "\"blue\" is not one of 0-2 (\"Never\" to \"Often\")"},
        {"a\nb", "\"a b\" is not one of 0-2 (\"Never\" to \"Often\")"},
    };
    struct pp_pool *pool = pp_pool_new();
    struct pp_answers *answers = answers_new(pool, 0, NULL);
    struct pp_buffer out = PP_BUFFER_INIT;

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        out.length = 0;
        pp_answers_explain(answers, 0, cases[i].text, strlen(cases[i].text),
                           &out);
        assert_string_equal(out.data, cases[i].reason);
    }
    pp_buffer_clear(&out);
    pp_pool_free(pool);
}

static void read_many(struct pp_answers *answers, const char *texts, int times)
{
    int16_t code;

    for (int i = 0; i < times; i++)
        for (const char *p = texts; *p != '\0'; p++)
            pp_answers_read(answers, (size_t)i % 2, p, 1, &code);
}

/* Codes that tell that the file follows the other coding. */
static void test_other_coding(void **state)
{
    static const struct {
        const char *label, *codes;
        int times;
        const char *other;
        bool certain;
    } cases[] = {
        {"fits", "012", 100, NULL, false},
        {"a three is certain", "123", 1, "1-3", true},
        {"no zero among many", "12", 150, "1-3", false},
        {"no zero among few", "12", 20, NULL, false},
        {"neither fits", "0123", 100, NULL, true},
        {"nothing read", "", 1, NULL, false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct pp_pool *pool = pp_pool_new();
        struct pp_answers *answers = answers_new(pool, 0, NULL);
        bool certain;
        print_message("# %s\n", cases[i].label);
        read_many(answers, cases[i].codes, cases[i].times);
        const struct pp_coding *other =
            pp_answers_other_coding(answers, &certain);
        if (cases[i].other == NULL)
            assert_null(other);
        else
            assert_string_equal(other->id, cases[i].other);
        if (cases[i].other != NULL)
            assert_int_equal(certain, cases[i].certain);
        pp_pool_free(pool);
    }
}

/* Codes that tell that the file is numbered one step off. */
static void test_shift(void **state)
{
    static const struct {
        const char *label, *codes;
        int times, step;
        size_t n_outside;
    } cases[] = {
        {"fits", "012", 10, 0, 0},
        {"one higher", "123", 10, 1, 10},
        {"one higher, and one beside", "1239", 2, 1, 2},
        {"a zero: a slip", "0123", 10, 0, 0},
        {"no zero, and nothing outside", "12", 10, 0, 0},
        {"nothing read", "", 1, 0, 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct pp_pool *pool = pp_pool_new();
        struct pp_answers *answers = answers_new(pool, 0, NULL);
        print_message("# %s\n", cases[i].label);
        read_many(answers, cases[i].codes, cases[i].times);
        struct pp_answers_shift shift = pp_answers_shift_of(answers);
        assert_int_equal(shift.step, cases[i].step);
        if (cases[i].step != 0) {
            assert_int_equal(shift.n_outside, cases[i].n_outside);
            assert_int_equal(shift.first, 1);
            assert_int_equal(shift.last, 3);
        }
        pp_pool_free(pool);
    }
    /* The other way round: numbered from 1, and a file from 0. */
    struct pp_pool *pool = pp_pool_new();
    struct pp_answers *answers = answers_new(pool, 1, NULL);
    read_many(answers, "012", 3);
    struct pp_answers_shift shift = pp_answers_shift_of(answers);
    assert_int_equal(shift.step, -1);
    assert_int_equal(shift.absent, 3);
    assert_int_equal(shift.outside, 0);
    pp_pool_free(pool);
}

/* The same questionnaire in a file that numbers its answers from 1. */
static void test_numbered_from_one(void **state)
{
    struct pp_pool *pool = pp_pool_new();
    struct pp_answers *answers = pp_answers_new(pool, &instrument, 0, 1, NULL);
    struct pp_buffer text = PP_BUFFER_INIT;
    int16_t code;

    (void)state;
    for (int i = 1; i <= 3; i++) {
        char digit[2] = {(char)('0' + i), '\0'};
        assert_int_equal(pp_answers_read(answers, 0, digit, 1, &code),
                         PP_ANSWER_IS);
        assert_int_equal(code, i - 1);
    }
    assert_int_equal(pp_answers_read(answers, 1, "0", 1, &code), PP_ANSWER_BAD);
    assert_int_equal(pp_answers_read(answers, 1, "Often", 5, &code),
                     PP_ANSWER_IS);
    assert_int_equal(code, 2);
    pp_answers_explain(answers, 0, "0", 1, &text);
    assert_non_null(strstr(text.data, "\"0\" is not one of 1-3"));
    pp_buffer_clear(&text);
    pp_pool_free(pool);
}

/* All allowed, and none is 0. */
static void test_doubt(void **state)
{
    static const struct {
        const char *label, *codes;
        int times;
        bool has_sister;
        size_t n;
    } cases[] = {
        {"nine beside a sister", "122", 3, true, 0},
        {"ten", "12", 5, true, 10},
        {"ten, and nobody says otherwise", "12", 5, false, 0},
        {"a zero among them", "1212121212120", 1, true, 0},
        {"199", "2", 199, false, 0},
        {"200, with the highest", "12", 100, false, 200},
        {"200, without it", "1", 200, false, 0},
        {"a zero among 400", "0121", 100, false, 0},
        {"nothing read", "", 1, true, 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct pp_pool *pool = pp_pool_new();
        struct pp_answers *answers = answers_new(pool, 0, NULL);
        print_message("# %s\n", cases[i].label);
        read_many(answers, cases[i].codes, cases[i].times);
        assert_int_equal(pp_answers_doubt_of(answers, cases[i].has_sister).n,
                         cases[i].n);
        pp_pool_free(pool);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_read),
        cmocka_unit_test(test_declared_missing),
        cmocka_unit_test(test_explain),
        cmocka_unit_test(test_other_coding),
        cmocka_unit_test(test_shift),
        cmocka_unit_test(test_numbered_from_one),
        cmocka_unit_test(test_doubt),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
