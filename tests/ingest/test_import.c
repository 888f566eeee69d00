#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../helpers/imported.h"
#include "prepost/ingest/identifier.h"

#include <math.h>
#include <string.h>

#define HEAD                                                                   \
    "title: T\ncharity: C\n"                                                   \
    "waves: {before: {name: on joining, aliases: [pre, 0]}, "                  \
    "after: {name: later, aliases: [post, 1]}}\n"                              \
    "instruments: [ucla3]\n"                                                   \
    "outcomes: {ucla3.total: primary}\n"
#define PLAN HEAD "columns: {identifier: [Code], date: Day, region: Region}\n"

static void test_long_file(void **state)
{
    struct imported im;

    (void)state;
    imported_init(&im, PLAN);
    imported_text(&im,
                  "Code,wave,Day,Region,ucla3_1,ucla3_2,ucla3_3\n"
                  "a-1,pre,2025-03-31,North,1,2,3\n"
                  "A 1 ,post,2025-06-30,North,Hardly ever,,2.0\n"
                  "b2,0,,south,1,1,1\n"
                  ",,,,,,\n"
                  "C3,Before,2025-04-01,South,\"Hardly ever, or never\",NA,"
                  "3\n");
    assert_int_equal(im.status, 0);
    assert_int_equal(im.batch.n_file_rows, 4);
    assert_int_equal(im.batch.n_people, 3);
    assert_int_equal(im.batch.n_responses, 1);
    const struct pp_batch_responses *of = &im.batch.responses[0];
    assert_int_equal(of->n_rows, 4);
    assert_int_equal(of->person[0], of->person[1]);
    assert_int_equal(of->wave[1], 1);
    assert_int_equal(of->line[1], 3);
    assert_int_equal(of->day[0], 20178);
    assert_int_equal(of->day[2], PP_NO_DATE);
    assert_int_equal(imported_answer(&im, "ucla3_1", 3, 1), 1);
    assert_int_equal(imported_answer(&im, "ucla3_2", 3, 1), -999);
    assert_int_equal(imported_answer(&im, "ucla3_3", 3, 1), 2);
    assert_null(of->totals);
    assert_string_equal(im.batch.columns[0].name, "region");
    assert_int_equal(im.batch.columns[0].n_levels, 2);
    assert_string_equal(im.batch.columns[0].levels[1], "south");
    assert_string_equal(im.batch.platform, "plain");
    assert_int_equal(strlen(im.batch.hash), 64);
    assert_string_equal(im.report.date_order, "year-month-day");
    imported_clear(&im);
}

static void test_fixed_wave_and_region(void **state)
{
    struct imported im;

    (void)state;
    imported_init(&im, PLAN);
    im.options.wave = "after";
    im.options.region = "East";
    imported_text(&im, "Code;ucla3_1;ucla3_2;ucla3_3\r\nx;1;2;3\r\n");
    assert_int_equal(im.status, 0);
    assert_int_equal(im.batch.responses[0].wave[0], 1);
    assert_string_equal(im.batch.columns[0].levels[0], "East");
    assert_int_equal(im.report.dialect.delimiter, ';');
    imported_clear(&im);
}

static void test_wide_file(void **state)
{
    static const char *const headings[] = {
        "Code,pre_ucla3_1,pre_ucla3_2,pre_ucla3_3,post_ucla3_1,post_ucla3_2,"
        "post_ucla3_3\n",
        "Code,ucla3_1 (before),ucla3_2 (before),ucla3_3 (before),"
        "ucla3_1 (after),ucla3_2 (after),ucla3_3 (after)\n",
        "Code,UCLA3_1_PRE,UCLA3_2_PRE,UCLA3_3_PRE,UCLA3_1_POST,UCLA3_2_POST,"
        "UCLA3_3_POST\n",
    };
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        struct imported im;
        struct pp_buffer text = PP_BUFFER_INIT;
        imported_init(&im, PLAN);
        pp_buffer_puts(&text, headings[i]);
        pp_buffer_puts(&text, "a,1,2,3,3,2,1\nb,1,1,1,,,\n");
        imported_text(&im, text.data);
        assert_int_equal(im.status, 0);
        assert_true(im.report.mapping.is_wide);
        assert_int_equal(im.batch.responses[0].n_rows, 3);
        assert_int_equal(imported_answer(&im, "ucla3_1", 2, 0), 1);
        assert_int_equal(imported_answer(&im, "ucla3_1", 2, 1), 3);
        assert_int_equal(imported_answer(&im, "ucla3_1", 3, 1), -999);
        pp_buffer_clear(&text);
        imported_clear(&im);
    }
}

static void test_totals(void **state)
{
    struct imported im;

    (void)state;
    imported_init(&im, PLAN);
    imported_text(&im, "Code;wave;ucla3.total\na;pre;5,5\nb;pre;10\n"
                       "c;pre;NA\n");
    assert_int_equal(im.status, 0);
    assert_true(im.report.decimal_comma);
    assert_int_equal(im.batch.responses[0].n_rows, 1);
    assert_true(im.batch.responses[0].totals[0] == 5.5);
    assert_int_equal(im.batch.n_cells_rejected, 1);
    assert_non_null(strstr(im.said.data, "row 3, column \"ucla3.total\": 10 "
                                         "cannot be a"));
    assert_non_null(strstr(im.said.data, "expected 3 to 9"));
    imported_clear(&im);
}

/* Each row that cannot be taken: row, column, text, and what was expected. */
static void test_rejected_rows(void **state)
{
    static const struct {
        const char *label, *rows, *said;
        size_t rejected, cells;
    } cases[] = {
        {"too short", "a,pre,1\n",
         ": row 2: it has 3 fields; expected 5, as the row of headings has\n",
         1, 0},
        {"too long", "a,pre,1,2,3,4\n",
         ": row 2: it has 6 fields; expected 5, as the row of headings has\n",
         1, 0},
        {"longer by blanks is fine", "a,pre,1,2,3,,\n", "", 0, 0},
        {"no identifier", " ,pre,1,2,3\n",
         ": row 2, column \"Code\": the identifier is blank; without it the "
         "row cannot be paired\n",
         1, 0},
        {"an identifier of NA is none", "NA,pre,1,2,3\n",
         ": row 2, column \"Code\": the identifier is blank; without it the "
         "row cannot be paired\n",
         1, 0},
        {"no wave", "a,,1,2,3\n",
         ": row 2, column \"wave\": the wave is blank; expected one of "
         "\"before\", \"after\"\n",
         1, 0},
        {"unknown wave", "a,week 6,1,2,3\n",
         ": row 2, column \"wave\": \"week 6\" is not a wave of the plan; "
         "expected one of \"before\", \"after\", or an alias of one\n",
         1, 0},
        {"out of range", "a,pre,1,2,4\n",
         ": row 2, column \"ucla3_3\": \"4\" is not one of 1-3 (\"Hardly ever "
         "or never\" to \"Often\"); the cell was left blank\n",
         0, 1},
        {"unknown label", "a,pre,1,2,Sometimez\n",
         ": row 2, column \"ucla3_3\": \"Sometimez\" is not one of 1-3 "
         "(\"Hardly ever or never\" to \"Often\"); did you mean "
         "\"sometimes\"?",
         0, 1},
        {"stray quote", "\"a,pre,1,2,3\nb,pre,1,2,3\n",
         ": row 2: the quote mark that opens field 1 is not closed before the "
         "end of the file\n",
         1, 0},
        {"same person, other answers", "a,pre,1,2,3\nA,pre,1,1,1\n",
         ": row 2, column \"Code\": the same person answered at \"before\" in "
         "row 3 too, differently; expected one row for each person and wave, "
         "so neither is taken (two people of one name are told apart by "
         "identifier_from)\n"
         ": row 3, column \"Code\": the same person answered at \"before\" in "
         "row 2 too, differently; expected one row for each person and wave, "
         "so neither is taken (two people of one name are told apart by "
         "identifier_from)\n",
         2, 0},
        {"same person, same answers", "a,pre,1,2,3\nA,pre,1,2,3\n", "", 0, 0},
        {"the same again once two were refused",
         "a,pre,1,2,3\nA,pre,1,1,1\na,pre,1,2,3\n",
         ": row 2, column \"Code\": the same person answered at \"before\" in "
         "row 3 too, differently; expected one row for each person and wave, "
         "so neither is taken (two people of one name are told apart by "
         "identifier_from)\n"
         ": row 3, column \"Code\": the same person answered at \"before\" in "
         "row 2 too, differently; expected one row for each person and wave, "
         "so neither is taken (two people of one name are told apart by "
         "identifier_from)\n"
         ": row 4, column \"Code\": the same person answered at \"before\" in "
         "row 2 too; that one is not taken, so neither is this\n",
         3, 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct imported im;
        struct pp_buffer text = PP_BUFFER_INIT;
        print_message("# %s\n", cases[i].label);
        imported_init(&im, PLAN);
        pp_buffer_puts(&text, "Code,wave,ucla3_1,ucla3_2,ucla3_3\n");
        pp_buffer_puts(&text, cases[i].rows);
        imported_text(&im, text.data);
        assert_int_equal(im.status, 0);
        if (strstr(cases[i].said, "did you mean") != NULL)
            assert_int_equal(
                strncmp(im.said.data, cases[i].said, strlen(cases[i].said)), 0);
        else
            assert_string_equal(im.said.data, cases[i].said);
        assert_int_equal(im.batch.n_rows_rejected, cases[i].rejected);
        assert_int_equal(im.batch.n_cells_rejected, cases[i].cells);
        pp_buffer_clear(&text);
        imported_clear(&im);
    }
}

static void test_rejects_file(void **state)
{
    struct imported im;

    (void)state;
    imported_init(&im, PLAN);
    imported_text(&im, "Code,wave,ucla3_1,ucla3_2,ucla3_3\n"
                       "a,pre,1,2,3\n"
                       "=1+1,never,1\n"
                       "b,pre,1,2,3\n"
                       "a,pre,\"2\",2,3\n");
    char a[PP_MARK_SIZE], other[PP_MARK_SIZE];
    pp_identifier_mark(&im.key, "a", 1, a);
    pp_identifier_mark(&im.key, "1-1", 3, other);
    struct pp_buffer expected = PP_BUFFER_INIT;
    pp_buffer_printf(
        &expected,
        "Code,wave,ucla3_1,ucla3_2,ucla3_3,prepost: row,prepost: "
        "reason,prepost: mark,prepost: file\r\n"
        "a,pre,1,2,3,2,\"the same person answered at \"\"before\"\" in row 5 "
        "too, differently; expected one row for each person and wave, so "
        "neither is taken (two people of one name are told apart by "
        "identifier_from)\",%s,\r\n"
        "'=1+1,never,1,,,3,\"it has 3 fields; expected 5, as the row of "
        "headings has\",%s,\r\n"
        "a,pre,2,2,3,5,\"the same person answered at \"\"before\"\" in row 2 "
        "too, differently; expected one row for each person and wave, so "
        "neither is taken (two people of one name are told apart by "
        "identifier_from)\",%s,\r\n",
        a, other, a);
    assert_string_equal(im.rejects.data, expected.data);
    pp_buffer_clear(&expected);
    assert_int_equal(im.batch.n_people, 2);
    /* Mended and read again, the added columns are no matter. */
    struct pp_buffer again = PP_BUFFER_INIT;
    pp_buffer_append(&again, im.rejects.data,
                     (size_t)(strchr(strchr(im.rejects.data, '\n') + 1, '\n') -
                              im.rejects.data) +
                         1);
    imported_text(&im, again.data);
    assert_int_equal(im.status, 0);
    assert_int_equal(im.batch.n_rows_taken, 1);
    assert_string_equal(im.said.data, "");
    pp_buffer_clear(&again);
    imported_clear(&im);
}

static void test_same_twice_policies(void **state)
{
    static const struct {
        const char *policy;
        size_t line; /* of the row that counts */
    } cases[] = {{"first", 2}, {"last", 4}, {"most-complete", 3}};
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        struct imported im;
        struct pp_buffer plan = PP_BUFFER_INIT;
        pp_buffer_printf(&plan, "%srules: {same_twice: %s}\n", PLAN,
                         cases[i].policy);
        imported_init(&im, plan.data);
        imported_text(&im,
                      "Code,wave,ucla3_1,ucla3_2,ucla3_3\n"
                      "a,pre,1,2,\na,pre,2,2,2\na,pre,3,2,\nb,post,1,1,1\n");
        assert_int_equal(im.status, 0);
        assert_int_equal(im.batch.n_rows_taken, 2);
        assert_int_equal(im.batch.n_people, 2);
        assert_int_equal(imported_rows(&im, 0), 2);
        assert_int_equal(im.batch.responses[0].line[imported_row(&im, 0, 0)],
                         cases[i].line);
        pp_buffer_clear(&plan);
        imported_clear(&im);
    }
}

/* Rows with both waves: each of the first two has more answers at one of them,
 * and they are compared as a whole. Of the third row, none can go for its
 * sake, for it goes itself. */
static void test_same_twice_wide(void **state)
{
    static const struct {
        const char *label, *rows;
        size_t line, n_taken; /* the row of the person's that counts; of all */
    } cases[] = {
        {"one more before, the other more after", "a,1,2,,3,3,3\na,2,2,2,1,,\n",
         2, 2},
        {"the later one has more", "a,2,2,2,1,,\na,1,2,,3,3,3\n", 3, 2},
        {"as many", "a,1,2,3,,1,\na,2,2,,2,2,\n", 2, 2},
        {"one at each wave, then both", "a,1,1,1,,,\na,,,,1,1,1\na,1,2,,,,2\n",
         2, 3},
        {"one that went is no rival",
         "a,1,1,,1,1,1\na,2,2,2,2,2,2\na,3,3,,,,\n", 3, 2},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct imported im;
        struct pp_buffer text = PP_BUFFER_INIT;
        imported_init(&im, PLAN "rules: {same_twice: most-complete}\n");
        pp_buffer_printf(&text,
                         "Code,pre_ucla3_1,pre_ucla3_2,pre_ucla3_3,"
                         "post_ucla3_1,post_ucla3_2,post_ucla3_3\n"
                         "%sb,1,1,1,1,1,1\n",
                         cases[i].rows);
        imported_text(&im, text.data);
        if (im.status != 0 || im.batch.n_rows_taken != cases[i].n_taken ||
            im.batch.responses[0].line[imported_row(&im, 0, 0)] !=
                cases[i].line)
            fail_msg("%s: %zu taken; %s", cases[i].label, im.batch.n_rows_taken,
                     im.said.data);
        assert_int_equal(im.batch.n_people_left_out, 0);
        pp_buffer_clear(&text);
        imported_clear(&im);
    }
}

static void test_bad_cell_rejects_row(void **state)
{
    struct imported im;

    (void)state;
    imported_init(&im, PLAN "rules: {bad_cell: reject-row}\n");
    imported_text(&im, "Code,wave,ucla3_1,ucla3_2,ucla3_3\na,pre,1,7,3\n"
                       "b,pre,1,2,3\n");
    assert_int_equal(im.batch.n_rows_rejected, 1);
    assert_int_equal(im.batch.n_people, 1);
    assert_non_null(strstr(im.rejects.data, "\"\"ucla3_2\"\": \"\"7\"\" is not "
                                            "one of 1-3"));
    imported_clear(&im);
}

static void test_strict(void **state)
{
    struct imported im;

    (void)state;
    imported_init(&im, PLAN);
    im.options.strictness = PP_STRICT;
    imported_text(&im, "Code,wave,Region,ucla3_1,ucla3_2,ucla3_3\n"
                       "b,pre,North,1,1,3\n" /* whose region is to be freed */
                       "a,pre,North,1,7,3\n");
    assert_int_equal(im.status, -1);
    assert_int_equal(im.err.code, PP_EDATA);
    assert_string_equal(im.err.text,
                        ": row 3, column \"ucla3_2\": \"7\" is not one of 1-3 "
                        "(\"Hardly ever or never\" to \"Often\")");
    imported_clear(&im);
}

/* Files from which nothing can be taken. */
static void test_refused_files(void **state)
{
    static const struct {
        const char *label, *text;
        enum pp_code code;
        const char *error;
    } cases[] = {
        {"empty", "", PP_EPARSE,
         " is empty; a table with a row of headings was expected"},
        {"blank", "\n\n  \n", PP_EDATA,
         " holds nothing but blank lines; a row of headings was expected"},
        {"no identifier", "Name,wave,ucla3_1,ucla3_2,ucla3_3\na,pre,1,1,1\n",
         PP_EDATA,
         ": no column holds the person's identifier; expected \"Code\". "
         "Headings not understood: \"Name\""},
        {"no answers", "Code,wave,Colour\na,pre,red\n", PP_EDATA,
         ": no column is an answer or a total of ucla3; expected headings such "
         "as \"ucla3_1\", or the question's text, or a mapping in the plan. "
         "Headings not understood: \"Colour\""},
        {"no wave", "Code,ucla3_1,ucla3_2,ucla3_3\na,1,1,1\n", PP_EDATA,
         ": nothing says which wave these answers are of; expected --wave, a "
         "wave for this file in the plan, a column of waves, or a wave's mark "
         "in the headings (\"phq9_1_pre\")"},
        {"an item twice", "Code,wave,ucla3_1,UCLA3-1\na,pre,1,1\n", PP_EDATA,
         ": column \"UCLA3-1\": it and the column \"ucla3_1\" both mean "
         "ucla3_1; expected one: map the other to \"ignore\" in the plan"},
        {"a mark on some", "Code,ucla3_1_pre,ucla3_2\na,1,1\n", PP_EDATA,
         ": column \"ucla3_2\": other headings carry the mark of a wave, this "
         "one does not; expected one, or a mapping with a wave in the plan"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct imported im;
        print_message("# %s\n", cases[i].label);
        imported_init(&im, PLAN);
        imported_text(&im, cases[i].text);
        assert_int_equal(im.status, -1);
        assert_string_equal(im.err.text, cases[i].error);
        assert_int_equal(im.err.code, cases[i].code);
        imported_clear(&im);
    }
}

static void test_wrong_options(void **state)
{
    static const struct {
        struct pp_ingest_options options;
        const char *error;
    } cases[] = {
        {{.wave = "befor"},
         "\"befor\" is not a wave of the plan; expected "
         "before or after; did you mean \"before\"?"},
        {{.delimiter = "colons"},
         "\"colons\" is not a delimiter; expected comma, semicolon, tab, bar "
         "or one sign"},
        {{.encoding = "utf-7"},
         "\"utf-7\" is not an encoding that is known; "
         "expected utf-8, utf-16 or windows-1252"},
        {{.platform = "jotform"},
         "\"jotform\" is not a platform; expected "
         "one of "},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct imported im;
        imported_init(&im, PLAN);
        im.options = cases[i].options;
        imported_text(&im, "Code,wave,ucla3_1\na,pre,1\n");
        assert_int_equal(im.status, -1);
        assert_int_equal(im.err.code, PP_EUSAGE);
        assert_int_equal(
            strncmp(im.err.text, cases[i].error, strlen(cases[i].error)), 0);
        imported_clear(&im);
    }
}

/* A column of dates has one order, under which every row is a date. */
static void test_dates(void **state)
{
    static const struct {
        const char *label, *a, *b, *order, *said;
        int32_t day;
    } cases[] = {
        {"settled by the second", "03/04/2025", "13/04/2025", "day/month/year",
         "", 20181},
        {"settled the other way", "03/04/2025", "04/13/2025", "month/day/year",
         "", 20151},
        {"alike in both", "04/04/2025", "05/05/2025", "day/month/year", "",
         20182},
        {"ambiguous", "03/04/2025", "04/05/2025", NULL,
         ": column \"Day\": every date fits day/month/year and month/day/year "
         "(\"03/04/2025\"); the dates of this file were left out. Expected "
         "date_format: d/m/y or m/d/y in the plan\n",
         PP_NO_DATE},
        {"contradictory", "13/04/2025", "04/14/2025", NULL,
         ": row 3, column \"Day\": \"04/14/2025\" does not fit the order of "
         "the other dates (\"13/04/2025\"); the dates of this file were left "
         "out. Expected one order: date_format: d/m/y, m/d/y or y-m-d in the "
         "plan, of all files or of this one\n",
         PP_NO_DATE},
        {"no date", "2025-04-03", "soon", "year-month-day",
         ": row 3, column \"Day\": \"soon\" is not a date; expected one such "
         "as 2025-03-31, 31/03/2025 or 31 March 2025; the cell was left "
         "blank\n",
         20181},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct imported im;
        struct pp_buffer text = PP_BUFFER_INIT;
        print_message("# %s\n", cases[i].label);
        imported_init(&im, PLAN);
        pp_buffer_printf(&text,
                         "Code,wave,Day,ucla3_1,ucla3_2,ucla3_3\n"
                         "a,pre,%s,1,1,1\nb,pre,%s,1,1,1\n",
                         cases[i].a, cases[i].b);
        imported_text(&im, text.data);
        assert_int_equal(im.status, 0);
        assert_string_equal(im.said.data, cases[i].said);
        if (cases[i].order == NULL)
            assert_null(im.report.date_order);
        else
            assert_string_equal(im.report.date_order, cases[i].order);
        assert_int_equal(im.batch.responses[0].day[0], cases[i].day);
        pp_buffer_clear(&text);
        imported_clear(&im);
    }
}

/* Rows and columns in another order: the same people, the same answers. */
static void test_order_is_no_matter(void **state)
{
    static const char *const texts[] = {
        "Code,wave,Region,ucla3_1,ucla3_2,ucla3_3\n"
        "a,pre,N,1,2,3\nb,pre,S,3,2,1\na,post,N,2,2,2\nd,pre,N,1,1,1\n"
        "d,pre,N,1,1,2\n",
        "ucla3_3,Region,Code,ucla3_1,wave,ucla3_2\n"
        "2,N,d,1,pre,1\n1,N,d,1,pre,1\n2,N,a,2,post,2\n1,S,b,3,pre,2\n"
        "3,N,a,1,pre,2\n",
    };
    int sums[2] = {0, 0};

    (void)state;
    for (size_t t = 0; t < 2; t++) {
        struct imported im;
        imported_init(&im, PLAN);
        imported_text(&im, texts[t]);
        assert_int_equal(im.batch.n_people, 3);
        assert_int_equal(im.batch.n_rows_rejected, 2);
        const struct pp_batch_responses *of = &im.batch.responses[0];
        assert_int_equal(imported_rows(&im, 0), 3);
        for (size_t i = 0; i < of->n_rows; i++) /* independent of the order */
            sums[t] +=
                pp_batch_is_absent(of, i)
                    ? 0
                    : (im.batch.pseudonyms[of->person[i]][0] + of->wave[i]) *
                          (of->answers[3 * i] + 5 * of->answers[3 * i + 1] +
                           25 * of->answers[3 * i + 2]);
        imported_clear(&im);
    }
    assert_int_equal(sums[0], sums[1]);
}

static void test_free_text_is_not_kept(void **state)
{
    struct imported im;
    struct pp_buffer text = PP_BUFFER_INIT;

    (void)state;
    imported_init(&im, PLAN);
    pp_buffer_puts(&text, "Code,wave,Region,ucla3_1,ucla3_2,ucla3_3\na,pre,");
    pp_buffer_repeat(&text, 'x', 200);
    pp_buffer_puts(&text, ",1,1,1\n");
    imported_text(&im, text.data);
    assert_int_equal(im.batch.columns[0].n_levels, 0);
    assert_int_equal(im.batch.columns[0].level[0], PP_NO_LEVEL);
    assert_non_null(strstr(im.said.data, "column \"Region\": it holds more "
                                         "than 1000 different texts"));
    pp_buffer_clear(&text);
    imported_clear(&im);
}

static void test_two_regions(void **state)
{
    struct imported im;

    (void)state;
    imported_init(&im, PLAN);
    imported_text(&im, "Code,wave,Region,ucla3_1,ucla3_2,ucla3_3\n"
                       "a,post,South,1,1,1\na,pre,North,1,1,1\n");
    assert_int_equal(im.batch.columns[0].n_levels, 1);
    assert_string_equal(im.batch.columns[0].levels[0], "North");
    assert_string_equal(im.said.data,
                        ": row 3, column \"Region\": \"North\" here, but "
                        "\"South\" in another row of the same person; the one "
                        "of the earlier wave counts\n");
    imported_clear(&im);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_long_file),
        cmocka_unit_test(test_fixed_wave_and_region),
        cmocka_unit_test(test_wide_file),
        cmocka_unit_test(test_totals),
        cmocka_unit_test(test_rejected_rows),
        cmocka_unit_test(test_rejects_file),
        cmocka_unit_test(test_same_twice_policies),
        cmocka_unit_test(test_same_twice_wide),
        cmocka_unit_test(test_bad_cell_rejects_row),
        cmocka_unit_test(test_strict),
        cmocka_unit_test(test_refused_files),
        cmocka_unit_test(test_wrong_options),
        cmocka_unit_test(test_dates),
        cmocka_unit_test(test_order_is_no_matter),
        cmocka_unit_test(test_free_text_is_not_kept),
        cmocka_unit_test(test_two_regions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
