/* The finished figures: their words, their bytes, their speed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <expat.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../helpers/figure_check.h"
#include "../helpers/sample_figures.h"
#include "prepost/base/file.h"
#include "prepost/plot/plot_flow.h"
#include "prepost/plot/plot_likert.h"

static const enum pp_plot_theme THEMES[] = {
    PP_THEME_COLOUR, PP_THEME_MONOCHROME, PP_THEME_LARGE};

static struct pp_buffer svg(const struct pp_figure *f, const char *id)
{
    struct pp_buffer out = PP_BUFFER_INIT;
    struct pp_error err = {0};

    if (pp_figure_svg(f, id, PP_SVG_FILE, &out, &err) != 0)
        fail_msg("%s: %s", f->kind, err.text);
    return out;
}

/* --- well formed, one of each id ------------------------------------------ */

struct ids {
    char seen[16][64];
    size_t n;
};

static void on_element(void *data, const XML_Char *name, const XML_Char **attr)
{
    struct ids *ids = data;

    (void)name;
    for (; *attr; attr += 2) {
        assert_null(strstr(attr[1], "nan"));
        assert_null(strstr(attr[1], "inf"));
        if (strcmp(attr[0], "id") != 0)
            continue;
        for (size_t i = 0; i < ids->n; i++)
            assert_string_not_equal(ids->seen[i], attr[1]);
        assert_in_range(ids->n, 0, 15);
        strncpy(ids->seen[ids->n++], attr[1], 63);
    }
}

static void every_kind_is_sound_in_every_theme(void **state)
{
    static const double widths[] = {360, 720};
    char wrong[400];

    (void)state;
    for (size_t i = 0; i < N_SAMPLE_FIGURES * 6; i++) {
        struct pp_pool *pool = pp_pool_new();
        struct pp_plot_style style = PP_PLOT_STYLE;
        style.theme = THEMES[i % 3];
        style.width_px = widths[i / 3 % 2];
        struct pp_figure f = SAMPLE_FIGURES[i / 6].make(pool, &style);
        assert_null(f.reason);
        if (!figure_is_sound(&f, wrong))
            fail_msg("%s: %s", SAMPLE_FIGURES[i / 6].name, wrong);
        struct pp_buffer out = svg(&f, "fig-7");
        struct ids ids = {.n = 0};
        XML_Parser parser = XML_ParserCreate(NULL);
        XML_SetUserData(parser, &ids);
        XML_SetStartElementHandler(parser, on_element);
        if (XML_Parse(parser, out.data, (int)out.length, 1) != XML_STATUS_OK)
            fail_msg("%s: %s", f.kind,
                     XML_ErrorString(XML_GetErrorCode(parser)));
        assert_int_equal(ids.n, 2);
        XML_ParserFree(parser);
        pp_buffer_clear(&out);
        pp_pool_free(pool);
    }
}

static void every_kind_is_listed(void **state)
{
    (void)state;
    for (size_t i = 0; i < PP_N_PLOT_KINDS; i++) {
        int is_made = 0;
        for (size_t k = 0; k < N_SAMPLE_FIGURES; k++) {
            struct pp_pool *pool = pp_pool_new();
            struct pp_figure f = SAMPLE_FIGURES[k].make(pool, &PP_PLOT_STYLE);
            is_made |= strcmp(f.kind, PP_PLOT_KINDS[i].id) == 0;
            pp_pool_free(pool);
        }
        if (!is_made)
            fail_msg("no sample of %s", PP_PLOT_KINDS[i].id);
    }
}

/* --- the words ------------------------------------------------------------ */

/* Worked by hand from the inputs in helpers/sample_figures.c. */
static void words_follow_from_the_numbers(void **state)
{
    static const struct {
        const char *name, *alt, *part; /* of the description */
        size_t row, column;
        const char *cell;
    } rows[] = {
        {"paired", "Before and after scores of 46 people: Hope rose.",
         "The middle half of scores lay between ", 0, 0, "Average"},
        {"forest",
         "Change in 4 outcomes, better to the right: 1 better, 1 no change "
         "that matters, 1 we cannot tell, 1 not reported.",
         "Lines wholly right of no change: Hope. Wholly among changes too "
         "small "
         "to matter: Symptoms of depression. Crossing no change and one that "
         "matters: Loneliness. Wholly left: none.",
         1, 2, "−0.25 to 0.65"},
        {"forest-regions",
         "Change in 4 outcomes, better to the right: 2 better, 2 no change "
         "that matters, 2 we cannot tell, 1 not reported, 1 worse.",
         "Wholly left: Ymdeimlad o berthyn (ŵ, ŷ): a sense of belonging to "
         "the place in Westshire.",
         1, 1, "Westshire"},
        /* 39, 122 and 7 of 168 are 23.2, 72.6 and 4.2 of 100. */
        {"icons", "100 people: 23 better, 73 in between, 4 worse on hope.",
         "Ten rows of ten figures. The first 23 are filled circles: better by "
         "7 points or more. The next 73 are rings: in between. The last 4 are "
         "crosses: worse by 7 points or more.",
         1, 1, "73"},
        {"flow", "How many answered: 241 first, 168 both times.",
         "Did not answer again: 73 (Moved away: 6, Asked to leave: [c], No "
         "reply: 59).",
         5, 2, "[c]"},
        /* 9 20 31 60 48 of 168: 5.4 11.9 18.5 35.7 28.6; the largest
         * remainders are 11.9, 35.7 and 28.6. 4 11 30 63 60: 2.4 6.55 17.9
         * 37.5 35.7; they are 17.9, 35.7 and 6.55. */
        {"likert", "Answers to 3 questions, as bars of every 100 people.",
         "How many of them answered Often to All of the time: I have been "
         "feeling optimistic about the future: Before 65, After 73.",
         3, 2, "[c]"},
        {"funnel",
         "6 groups against their shared average: 1 outside the outer limits.",
         "The shared average is 2.6. Limits widen as numbers fall. Outside "
         "the outer limits: Devon.",
         2, 3, "yes"},
        {"caterpillar", "Change in hope in 4 groups, better to the right.",
         "wholly on its better side: 1. Wholly on its worse side: 1.", 0, 3,
         "3.0 to 5.2"},
        /* Lower is better: the axis is turned, the words are not. */
        {"missing",
         "Change in symptoms of depression, with missing answers allowed for, "
         "better to the right: 1 better, 1 better, by less than matters.",
         "If the others had not changed: down 1.8 (1.1 to 2.5), Better, by "
         "less than matters.",
         0, 2, "1.8 to 3.4"},
        {"waves", "Average scores at 3 times: Hope rose.",
         "When they joined 31.2 (30.1 to 32.3), After 3 months 33.9 (32.8 to "
         "35.0), After a year 34.1 (32.4 to 35.8).",
         2, 4, "98"},
        {"panels",
         "Averages of symptoms of depression before and after, a panel for "
         "each of 6 groups.",
         "Dorset: not shown. Kent: 12.2 before, 13.0 after; up 0.8 (down 0.6 "
         "to "
         "up 2.2).",
         3, 6, "+0.8"},
        {"scatter",
         "Scores after against scores before on symptoms of depression, 92 "
         "people. Symptoms of depression fell.",
         "Marks below the line of no change are better.", 0, 1, "20"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        for (size_t k = 0; k < N_SAMPLE_FIGURES; k++) {
            if (strcmp(SAMPLE_FIGURES[k].name, rows[i].name) != 0)
                continue;
            struct pp_pool *pool = pp_pool_new();
            struct pp_figure f = SAMPLE_FIGURES[k].make(pool, &PP_PLOT_STYLE);
            assert_string_equal(f.alt, rows[i].alt);
            if (!strstr(f.description, rows[i].part))
                fail_msg("%s: no \"%s\" in \"%s\"", rows[i].name, rows[i].part,
                         f.description);
            assert_string_equal(pp_figure_cell(&f, rows[i].row, rows[i].column),
                                rows[i].cell);
            assert_string_equal(pp_figure_cell(&f, 9999, 0), "");
            /* Its axis says which way is better; so does its table. */
            if (strncmp(rows[i].name, "forest", 6) == 0)
                assert_non_null(strstr(f.table.caption, "; above 0 is better"));
            pp_pool_free(pool);
        }
}

/* What cannot be drawn is a sentence; what is extreme is drawn all the same. */
static void extremes_are_drawn_or_explained(void **state)
{
    static const struct {
        const char *label;
        size_t n;
        double spread;
        enum pp_plot_people people;
        const char *reason;
    } rows[] = {
        {"nobody", 0, 6, PP_PEOPLE_SHOWN,
         "Nothing is drawn: nobody answered both times."},
        {"one", 1, 6, PP_PEOPLE_SHOWN, NULL},
        {"three", 3, 6, PP_PEOPLE_SHOWN, NULL},
        {"three, hidden", 3, 6, PP_PEOPLE_HIDDEN, NULL},
        {"all at the ceiling", 50, 0, PP_PEOPLE_SHOWN, NULL},
        {"all at the ceiling, hidden", 50, 0, PP_PEOPLE_HIDDEN, NULL},
        {"300,000", 300000, 6, PP_PEOPLE_SHOWN, NULL},
    };
    char wrong[400];

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct pp_pool *pool = pp_pool_new();
        struct pp_figure f = sample_paired(pool, &PP_PLOT_STYLE, rows[i].n,
                                           rows[i].spread, rows[i].people);
        if (rows[i].reason)
            assert_string_equal(f.reason, rows[i].reason);
        else
            assert_null(f.reason);
        if (!figure_is_sound(&f, wrong))
            fail_msg("%s: %s", rows[i].label, wrong);
        struct pp_buffer out = svg(&f, "a");
        /* Bytes do not grow with people. */
        assert_in_range(out.length, 300, 60000);
        pp_buffer_clear(&out);
        pp_pool_free(pool);
    }
}

/* No per 100 under fifty people (shared/WORDING.md, section 5, point 9). */
static void fewer_than_fifty_are_counted(void **state)
{
    struct pp_pool *pool = pp_pool_new();
    const struct pp_likert_bar bars[] = {{"Before", {6, 15, 18, 6}},
                                         {"After", {5, 10, 22, 13}}};
    const struct pp_likert_item item = {
        .label = "I feel hopeful", .n_bars = 2, .bars = bars};
    struct pp_likert_input in = {
        .title = "Answers",
        .what = "Answers to one question",
        .n_answers = 4,
        .answers = {"Never", "Rarely", "Often", "Always"},
        .n_items = 1,
        .items = &item};
    struct pp_figure f = pp_plot_likert(pool, &in, &PP_PLOT_STYLE);
    struct pp_buffer out = svg(&f, "a");

    (void)state;
    assert_string_equal(f.alt, "Answers to one question, as bars of the people "
                               "who answered.");
    assert_non_null(strstr(f.description, "Before 24 of 45, After 35 of 50."));
    assert_string_equal(f.table.caption, "People");
    assert_string_equal(pp_figure_cell(&f, 0, 3), "15");
    assert_null(strstr(pp_buffer_text(&out), "every 100"));
    assert_non_null(strstr(pp_buffer_text(&out), ">People</text>"));
    pp_buffer_clear(&out);
    pp_pool_free(pool);
}

/* How dark a colour is in a photocopy, 0 to 255 (ITU-R BT.601, luma). */
static double grey_of(uint32_t rgb)
{
    return 0.299 * (double)(rgb >> 16) + 0.587 * (double)(rgb >> 8 & 0xFF) +
           0.114 * (double)(rgb & 0xFF);
}

/* Each answer keeps a grey of its own where a colour figure is copied. */
static void answers_are_told_apart_in_grey(void **state)
{
    static const char *const answers[] = {"a", "b", "c", "d", "e", "f", "g"};

    (void)state;
    for (size_t n = 2; n <= 7; n++) {
        struct pp_pool *pool = pp_pool_new();
        struct pp_likert_bar bar = {"Before", {90, 90, 90, 90, 90, 90, 90}};
        struct pp_likert_item item = {
            .label = "I feel hopeful", .n_bars = 1, .bars = &bar};
        struct pp_likert_input in = {
            .title = "Answers", .n_answers = n, .n_items = 1, .items = &item};
        double greys[64];
        size_t n_greys = 0;
        memcpy(in.answers, answers, sizeof answers);
        struct pp_figure f = pp_plot_likert(pool, &in, &PP_PLOT_STYLE);
        for (size_t i = 0; i < f.scene->n_items; i++) {
            const struct pp_scene_item *t = &f.scene->items[i];
            double width = t->n_points < 3 || t->kind != PP_ITEM_POLYGON
                               ? 0
                               : fabs(t->points[1].x - t->points[0].x);
            if (width > 30) /* a part of the bar, not the list's squares */
                greys[n_greys++] = grey_of(t->pen.ink.rgb);
        }
        assert_int_equal(n_greys, n);
        for (size_t i = 0; i < n; i++)
            for (size_t k = 0; k < i; k++)
                if (fabs(greys[i] - greys[k]) < 20)
                    fail_msg("%zu answers: %.0f and %.0f", n, greys[i],
                             greys[k]);
        pp_pool_free(pool);
    }
}

static size_t n_words(const struct pp_figure *f, const char *word)
{
    size_t n = 0;

    for (size_t i = 0; i < f->scene->n_items; i++)
        n += f->scene->items[i].kind == PP_ITEM_TEXT &&
             strstr(f->scene->items[i].text, word) != NULL;
    return n;
}

/* A list of nothing but [c] would only take room; that it is hidden is said. */
static void a_flow_lists_what_it_may_tell(void **state)
{
    static const char *const note = "How some of these people divide is not";
    struct pp_pool *pool = pp_pool_new();
    struct pp_flow_line all[] = {{"Eastshire", 139}, {"Westshire", 102}};
    struct pp_flow_line none[] = {{"Eastshire", -1}, {"Westshire", -1}};
    struct pp_flow_line some[] = {{"Eastshire", 139}, {"Westshire", -1}};
    struct pp_flow_step steps[] = {
        {{"Answered first", 241, 2, all}, {"Did not again", 73, 2, none}},
        {{"Answered both times", 168, 2, none}, {NULL, 0, 0, NULL}}};
    struct pp_flow_input in = {
        .title = "Who answered", .n_steps = 2, .steps = steps};
    struct pp_figure f = pp_plot_flow(pool, &in, &PP_PLOT_STYLE);

    (void)state;
    assert_int_equal(n_words(&f, "[c]"), 0);
    assert_int_equal(n_words(&f, "Eastshire"), 1);
    assert_int_equal(n_words(&f, note), 1);
    assert_string_equal(
        f.description,
        "Answered first: 241 (Eastshire: 139, Westshire: 102). Did not again: "
        "73. Answered both times: 168.");
    assert_string_equal(pp_figure_cell(&f, 4, 2), "[c]");
    steps[0].aside.lines = some;
    f = pp_plot_flow(pool, &in, &PP_PLOT_STYLE);
    assert_int_equal(n_words(&f, "[c]"), 2); /* the number, and what it means */
    assert_int_equal(n_words(&f, "Eastshire"), 2);
    pp_pool_free(pool);
}

/* Thirty regions all stand in a box; of sixty it is said that some do not. */
static void what_is_not_drawn_is_said(void **state)
{
    static const struct {
        size_t n, drawn, notes;
    } rows[] = {{30, 30, 0}, {40, 40, 0}, {41, 40, 1}, {60, 40, 1}};

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct pp_pool *pool = pp_pool_new();
        struct pp_flow_line lines[60];
        for (size_t k = 0; k < 60; k++)
            lines[k] = (struct pp_flow_line){"Region", 10};
        const struct pp_flow_step step = {
            .box = {"Answered", 600, rows[i].n, lines}};
        const struct pp_flow_input in = {
            .title = "Flow", .n_steps = 1, .steps = &step};
        struct pp_figure f = pp_plot_flow(pool, &in, &PP_PLOT_STYLE);
        assert_int_equal(n_words(&f, "Region"), rows[i].drawn);
        assert_int_equal(n_words(&f, "the rest are in the table"),
                         rows[i].notes);
        pp_pool_free(pool);
    }
}

/* Where people are hidden no shape may stand at a person's score. */
static void hidden_people_leave_no_trace(void **state)
{
    struct pp_pool *pool = pp_pool_new();
    struct pp_figure f =
        sample_paired(pool, &PP_PLOT_STYLE, 168, 6, PP_PEOPLE_HIDDEN);
    size_t circles = 0, thin_lines = 0;

    (void)state;
    for (size_t i = 0; i < f.scene->n_items; i++) {
        const struct pp_scene_item *t = &f.scene->items[i];
        circles += t->kind == PP_ITEM_CIRCLE;
        thin_lines += t->kind == PP_ITEM_LINE && t->pen.ink.alpha < 1;
    }
    assert_int_equal(circles, 2); /* the average change and its rim */
    assert_int_equal(thin_lines, 0);
    assert_null(strstr(f.description, "lowest"));
    pp_pool_free(pool);
}

/* --- bytes ---------------------------------------------------------------- */

static void check_golden(const char *name, const struct pp_buffer *made)
{
    struct pp_buffer kept = PP_BUFFER_INIT;
    struct pp_error err = {0};
    struct pp_pool *pool = pp_pool_new();
    const char *path = pp_pool_printf(pool, "tests/golden/plot/%s.svg", name);

    if (getenv("GOLDEN_UPDATE") && pp_file_write(path, made->data, made->length,
                                                 PP_FILE_SHARED, &err) != 0)
        fail_msg("%s", err.text);
    if (pp_file_read(path, 1 << 20, &kept, &err) != 0)
        fail_msg("%s", err.text);
    if (kept.length != made->length ||
        memcmp(kept.data, made->data, kept.length) != 0)
        fail_msg("%s: has changed; if that is meant, make golden-update and "
                 "look at the difference",
                 path);
    pp_buffer_clear(&kept);
    pp_pool_free(pool);
}

static void svg_bytes_are_as_kept(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_SAMPLE_FIGURES; i++) {
        struct pp_pool *pool = pp_pool_new();
        struct pp_figure f = SAMPLE_FIGURES[i].make(pool, &PP_PLOT_STYLE);
        struct pp_buffer out = svg(&f, SAMPLE_FIGURES[i].name);
        check_golden(SAMPLE_FIGURES[i].name, &out);
        pp_buffer_clear(&out);
        pp_pool_free(pool);
    }
    struct pp_pool *pool = pp_pool_new();
    struct pp_plot_style phone = {PP_THEME_MONOCHROME, 360, PP_NUMBERS_NEUTRAL,
                                  PP_HEADING_LEFT_OUT};
    struct pp_figure f = sample_paired(pool, &phone, 46, 6, PP_PEOPLE_SHOWN);
    struct pp_buffer out = svg(&f, "paired");
    check_golden("paired-phone-monochrome", &out);
    pp_buffer_clear(&out);
    pp_pool_free(pool);
}

static void every_format_repeats_its_bytes(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_SAMPLE_FIGURES; i++) {
        struct pp_pool *pool = pp_pool_new();
        struct pp_figure f = SAMPLE_FIGURES[i].make(pool, &PP_PLOT_STYLE);
        struct pp_buffer a = PP_BUFFER_INIT, b = PP_BUFFER_INIT;
        struct pp_error err = {0};
        for (int k = 0; k < 2; k++) {
            struct pp_buffer *out = k ? &b : &a;
            if (pp_figure_png(&f, 1, out, &err) != 0 ||
                pp_figure_pdf(&f, out, &err) != 0)
                fail_msg("%s", err.text);
        }
        assert_int_equal(a.length, b.length);
        assert_memory_equal(a.data, b.data, a.length);
        pp_buffer_clear(&a);
        pp_buffer_clear(&b);
        pp_pool_free(pool);
    }
}

/* Processor time, so that a busy machine does not count; the best of several,
 * as the first draws warm the caches. `make bench-figure` has the median. */
static void a_paired_figure_is_quick(void **state)
{
    double best = 1e9;

    (void)state;
    for (int i = 0; i < 9; i++) {
        struct timespec t0, t1;
        struct pp_pool *pool = pp_pool_new();
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t0);
        struct pp_figure f =
            sample_paired(pool, &PP_PLOT_STYLE, 168, 6, PP_PEOPLE_SHOWN);
        struct pp_buffer out = svg(&f, "a");
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t1);
        double ms = (double)(t1.tv_sec - t0.tv_sec) * 1e3 +
                    (double)(t1.tv_nsec - t0.tv_nsec) / 1e6;
        best = ms < best ? ms : best;
        pp_buffer_clear(&out);
        pp_pool_free(pool);
    }
    print_message("# a paired figure of 168 people as SVG: %.1f ms\n", best);
#ifndef __SANITIZE_ADDRESS__
    if (!getenv("PP_VALGRIND"))
        assert_true(best < 15);
#endif
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_is_sound_in_every_theme),
        cmocka_unit_test(every_kind_is_listed),
        cmocka_unit_test(words_follow_from_the_numbers),
        cmocka_unit_test(extremes_are_drawn_or_explained),
        cmocka_unit_test(fewer_than_fifty_are_counted),
        cmocka_unit_test(answers_are_told_apart_in_grey),
        cmocka_unit_test(a_flow_lists_what_it_may_tell),
        cmocka_unit_test(what_is_not_drawn_is_said),
        cmocka_unit_test(hidden_people_leave_no_trace),
        cmocka_unit_test(svg_bytes_are_as_kept),
        cmocka_unit_test(every_format_repeats_its_bytes),
        cmocka_unit_test(a_paired_figure_is_quick),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
