#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../helpers/imported.h"

#include <string.h>

#define HEAD                                                                   \
    "title: T\ncharity: C\n"                                                   \
    "waves: {before: {name: on joining, aliases: [T0]}, "                      \
    "after: {name: later, aliases: [T1]}}\n"                                   \
    "instruments: [ucla3, phq9]\n"                                             \
    "outcomes: {ucla3.total: primary}\n"                                       \
    "columns: {identifier: [Code, Email], date: Day, group: Group, "           \
    "keep: {age band: Age}}\n"

/* A heading, alone among others that make the file whole, and what it means. */
#define ALONE "How often do you feel isolated from others?"
static void test_headings(void **state)
{
    static const struct {
        const char *heading, *means;
        int wave;
    } cases[] = {
        {"phq9_1", "phq9_1", -1},
        {"PHQ9.1", "phq9_1", -1},
        {"phq9-1", "phq9_1", -1},
        {"  PHQ9 1 ", "phq9_1", -1},
        {"phq9_1. Anything at all", "phq9_1", -1},
        {"Over two weeks [phq9_1]", "phq9_1", -1},
        {"Over two weeks - phq9_1", "phq9_1", -1},
        {"phq9.total", "phq9.total", -1},
        {"PHQ9 Total", "phq9.total", -1},
        {"before_phq9_1", "phq9_1", 0},
        {"T1_phq9_1", "phq9_1", 1},
        {"phq9_1_post", "phq9_1", 1},
        {"phq9_1 (later)", "phq9_1", 1},
        {"phq9_pre_1", "phq9_1", 0},
        {"phq9total_after", NULL, -1},
        {"phq9 total after", "phq9.total", 1},
        {"Age", "age band", -1},
        {"age", "age band", -1},
        {"Day", "date", -1},
        {"Day (after)", "date", 1},
        {"Group", "group", -1},
        {"phq9_10", NULL, -1},
        {"phq9x1", NULL, -1},
        {"Anything else", NULL, -1},
        {"Group - Age", NULL, -1}, /* parts lead to answers only */
        {"Before: over two weeks - " ALONE, "ucla3_3", 0},
        {"Over two weeks (after) [" ALONE "]", "ucla3_3", 1},
        {"Q5_post [" ALONE "]", "ucla3_3", 1},
        {"T1. Over two weeks: " ALONE, "ucla3_3", 1},
        {"Later - " ALONE, "ucla3_3", 1},
        {ALONE " (after)", "ucla3_3", 1},
        /* a wave's name in a sentence is no mark of it */
        {"Looking after yourself - " ALONE, "ucla3_3", -1},
        {"After a bad day, say - " ALONE, "ucla3_3", -1},
        {"Present feelings - " ALONE, "ucla3_3", -1},
        {"At the follow-up-meeting: " ALONE, "ucla3_3", -1},
        {"How often do you feel after left out?", NULL, -1},
        {"True? - How often do you feel left out?", "ucla3_2", -1},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct imported im;
        struct pp_buffer target = PP_BUFFER_INIT;
        const struct pp_heading headings[] = {
            {.name = "Code"}, {.name = "ucla3_1"}, {.name = cases[i].heading}};
        struct pp_mapping mapping;
        imported_init(&im, HEAD);
        const struct pp_every_row every = {
            .has_wave = true, .wave = cases[i].wave > 0 ? cases[i].wave : 0};
        int status = pp_mapping_make(im.pool, im.plan, NULL, "t.csv", headings,
                                     3, &every, &mapping, &im.notes);
        const struct pp_file_column *column = &mapping.columns[2];
        pp_column_target(im.plan, column, &target);
        if (strcmp(target.data,
                   cases[i].means != NULL ? cases[i].means : "ignore") != 0)
            fail_msg("\"%s\" means %s", cases[i].heading, target.data);
        assert_int_equal(status, 0);
        assert_int_equal(column->wave, cases[i].wave);
        pp_buffer_clear(&target);
        imported_clear(&im);
    }
}

static void test_plan_comes_first(void **state)
{
    struct imported im;

    (void)state;
    imported_init(&im, HEAD "files:\n"
                            "- path: '*'\n"
                            "  columns:\n"
                            "    Who: identifier\n"
                            "    Q1: phq9_1\n"
                            "    Q1b: {means: phq9_1, wave: after}\n"
                            "    phq9_2: ignore\n"
                            "    Years: age band\n"
                            "    Gone: phq9_4\n");
    im.options.wave = "before";
    imported_text(&im, "Who,Q1,Q1b,phq9_2,Years\na,1,2,3,30-39\n");
    assert_int_equal(im.status, 0);
    assert_int_equal(imported_answer(&im, "phq9_1", 2, 0), 1);
    assert_int_equal(imported_answer(&im, "phq9_1", 2, 1), 2);
    assert_int_equal(imported_answer(&im, "phq9_2", 2, 0), -999);
    assert_string_equal(im.batch.columns[2].levels[0], "30-39");
    assert_non_null(strstr(im.said.data, "has no column \"Gone\""));
    imported_clear(&im);
}

/* "Q_*: phq9_*": each column by its own number. */
static void test_star(void **state)
{
    static const struct {
        const char *columns, *headings, *said; /* NULL: taken in */
        int first, second;                     /* phq9_2 and phq9_9 */
    } cases[] = {
        {"Q_*: phq9_*", "Q_2,q_09", NULL, 1, 2},
        {"Q_*: phq9_*", "Q_2,Q_9_TEXT", NULL, 1, -999},
        {"'*. Mood': phq9_*", "2. Mood,9. mood", NULL, 1, 2},
        {"Q_*: phq9_*\n    Q_3: phq9_9", "Q_2,Q_3", NULL, 1, 2},
        {"Q_*: phq9_*", "Q_2,Q_10", "\"Q_*\" takes in the column \"Q_10\" of",
         0, 0},
        {"Q_*: phq9_*\n    Q_10: ignore", "Q_2,Q_10", NULL, 1, -999},
        {"Q_*: phq9_*\n    X*: ucla3_*", "Q_2,phq9_9", NULL, 1, 2},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct imported im;
        struct pp_buffer text = PP_BUFFER_INIT;
        pp_buffer_printf(&text,
                         HEAD "files:\n- path: '*'\n  columns:\n    %s\n",
                         cases[i].columns);
        imported_init(&im, text.data);
        im.options.wave = "before";
        text.length = 0;
        pp_buffer_printf(&text, "Code,%s,phq9_1\na,1,2,0\n", cases[i].headings);
        imported_text(&im, text.data);
        assert_int_equal(im.status, cases[i].said != NULL ? -1 : 0);
        if (cases[i].said != NULL) {
            assert_non_null(strstr(im.said.data, cases[i].said));
            assert_non_null(strstr(im.said.data, "there is no phq9_10; say"));
        } else {
            assert_int_equal(imported_answer(&im, "phq9_2", 2, 0),
                             cases[i].first);
            assert_int_equal(imported_answer(&im, "phq9_9", 2, 0),
                             cases[i].second);
        }
        if (strstr(cases[i].columns, "X*") != NULL)
            assert_non_null(strstr(im.said.data, "has no column like \"X*\", "
                                                 "with a number for the star"));
        imported_clear(&im);
        pp_buffer_clear(&text);
    }
}

/*
 * The plan's headings for the identifier are alternatives: a file has one. Who
 * is called by the code in one file and by the address in another is two
 * people, so that no order among them helps.
 */
static void test_two_headings_of_the_identifier(void **state)
{
    struct imported im;

    (void)state;
    imported_init(&im, HEAD);
    im.options.wave = "before";
    imported_text(&im, "Email,Code,ucla3_1,ucla3_2,ucla3_3\n"
                       "x@y,a,1,1,1\nx@y,b,1,1,1\n");
    assert_int_equal(im.status, -1);
    assert_non_null(strstr(im.said.data, "identifier_from: [Email, Code]"));
    imported_clear(&im);
}

/* A wave's name in a sentence counts where the question stands there twice. */
static void test_asked_twice_in_a_row(void **state)
{
    struct imported im;

    (void)state;
    imported_init(&im, HEAD);
    imported_text(&im, "Code,\"Before the groups, true? - left out\","
                       "\"And now, after the groups? - left out\"\na,1,3\n");
    assert_int_equal(im.status, 0);
    assert_int_equal(imported_answer(&im, "ucla3_2", 2, 0), 1);
    assert_int_equal(imported_answer(&im, "ucla3_2", 2, 1), 3);
    imported_clear(&im);
}

/* A mark in a heading, and another wave said of the file: one is wrong. */
static void test_mark_against_the_file(void **state)
{
    static const struct {
        const char *columns;
        int wave; /* where the answer goes; -1: refused */
    } cases[] = {
        {"", -1},
        {"  columns: {\"ucla3_1 (after)\": ucla3_1}\n", 0},
        {"  columns: {\"ucla3_1 (after)\": {means: ucla3_1, wave: after}}\n",
         1},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct imported im;
        struct pp_buffer plan = PP_BUFFER_INIT;
        pp_buffer_printf(&plan, HEAD "files:\n- path: '*'\n  wave: before\n%s",
                         cases[i].columns);
        imported_init(&im, plan.data);
        imported_text(&im, "Code,ucla3_1 (after),ucla3_2\na,1,3\n");
        if (cases[i].wave < 0) {
            assert_int_equal(im.status, -1);
            assert_non_null(strstr(
                im.said.data,
                "column \"ucla3_1 (after)\": its heading is marked as of "
                "after, "
                "but every row of this file is said to be of before; expected "
                "one of the two. Say in the plan, under this file, columns: "
                "{\"ucla3_1 (after)\": ucla3_1} if it is of before, or "
                "columns: {\"ucla3_1 (after)\": {means: ucla3_1, wave: "
                "after}}\n"));
        } else {
            assert_int_equal(im.status, 0);
            assert_int_equal(imported_answer(&im, "ucla3_1", 2, cases[i].wave),
                             1);
        }
        imported_clear(&im);
        pp_buffer_clear(&plan);
    }
}

/* The printed mapping, and the YAML, which reads back as the same mapping. */
static void test_written_mapping(void **state)
{
    struct imported im;
    struct pp_buffer yaml = PP_BUFFER_INIT, plan = PP_BUFFER_INIT,
                     shown = PP_BUFFER_INIT;
    static const char rows[] = "Code,pre_ucla3_1,\"Say \"\"hi\"\": x\","
                               "post_ucla3_1,ucla3_9\na,1,z,2,3\n";

    (void)state;
    imported_init(&im, HEAD);
    imported_text(&im, rows);
    assert_int_equal(im.status, 0);
    pp_mapping_print(im.plan, &im.report.mapping, &shown);
    assert_non_null(strstr(shown.data, "\"pre_ucla3_1\" -> ucla3_1 at before "
                                       "(by its id)"));
    assert_non_null(strstr(shown.data, "\"ucla3_9\" -> not understood, left "
                                       "out; closest: \"ucla3_1\""));
    pp_mapping_write_yaml(im.plan, &im.report.mapping, &yaml);
    pp_buffer_puts(&plan, HEAD "files:\n- path: '*'\n");
    for (const char *p = yaml.data; *p != '\0';) {
        size_t n = strcspn(p, "\n");
        pp_buffer_printf(&plan, "  %.*s\n", (int)n, p);
        p += n + 1;
    }
    imported_clear(&im);
    imported_init(&im, plan.data);
    imported_text(&im, rows);
    assert_int_equal(im.status, 0);
    assert_int_equal(imported_answer(&im, "ucla3_1", 2, 0), 1);
    assert_int_equal(imported_answer(&im, "ucla3_1", 2, 1), 2);
    assert_string_equal(im.report.mapping.columns[1].how,
                        "by the plan's mapping");
    pp_buffer_clear(&yaml);
    pp_buffer_clear(&plan);
    pp_buffer_clear(&shown);
    imported_clear(&im);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_headings),
        cmocka_unit_test(test_plan_comes_first),
        cmocka_unit_test(test_star),
        cmocka_unit_test(test_two_headings_of_the_identifier),
        cmocka_unit_test(test_asked_twice_in_a_row),
        cmocka_unit_test(test_mark_against_the_file),
        cmocka_unit_test(test_written_mapping),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
