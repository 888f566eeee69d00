#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>
#include <expat.h>

#include "../helpers/evaluated.h"
#include "../helpers/often.h"
#include "../helpers/readability.h"
#include "prepost/base/file.h"
#include "prepost/base/text.h"
#include "prepost/model/words.h"
#include "prepost/report/backend.h"
#include "prepost/report/report.h"
#include "prepost/report/template.h"

/*
 * Whole reports, of made-up evaluations: what must be true of every one of
 * them, in every format.
 */
static const char *const EDITIONS[] = {"funder", "technical", "regions"};
enum { N_EDITIONS = 3 };

static struct pp_document *made(struct pp_pool *pool, const char *edition,
                                const struct pp_results *results)
{
    struct pp_buffer text = PP_BUFFER_INIT;
    struct pp_document *d = NULL;
    struct pp_error err;
    char path[64];

    snprintf(path, sizeof path, "reports/%s.md", edition);
    if (pp_file_read(path, PP_TEMPLATE_MAX_BYTES, &text, &err) != 0 ||
        pp_report_make(edition, path, pp_buffer_text(&text), text.length,
                       results, pool, &d, &err) != 0)
        fail_msg("%s", err.text);
    pp_buffer_clear(&text);
    return d;
}

static struct pp_document *report(struct pp_pool *pool, const char *edition,
                                  const struct evaluated_options *options)
{
    return made(pool, edition, evaluated(pool, options));
}

static void render(const struct pp_document *d, const char *format,
                   struct pp_buffer *out)
{
    struct pp_buffer css = PP_BUFFER_INIT;
    struct pp_error err;

    if (pp_file_read("reports/style.css", 1 << 20, &css, &err) != 0 ||
        pp_backend_find(format)->write(
            d, &(struct pp_render){.css = pp_buffer_text(&css)}, out, &err) !=
            0)
        fail_msg("%s: %s", format, err.text);
    pp_buffer_clear(&css);
}

/* --- HTML: well-formed, headings in order, nothing from outside -------------
 */

struct page {
    int last_heading, n_h1, n_main;
    size_t n_tables, n_captions, n_figures;
    char ids[400][64];
    size_t n_ids;
    const char *problem;
};

static const char *attribute(const char **attributes, const char *name)
{
    for (; attributes[0] != NULL; attributes += 2) {
        if (strcmp(attributes[0], name) == 0)
            return attributes[1];
    }
    return NULL;
}

static void new_id(struct page *page, const char *id)
{
    for (size_t i = 0; i < page->n_ids; i++) {
        if (strcmp(page->ids[i], id) == 0)
            page->problem = "an id is there twice";
    }
    if (page->n_ids < 400)
        snprintf(page->ids[page->n_ids++], 64, "%s", id);
}

static void element(void *ctx, const char *name, const char **attributes)
{
    struct page *page = ctx;
    const char *id = attribute(attributes, "id");
    const char *href = attribute(attributes, "href");

    if (name[0] == 'h' && name[1] >= '1' && name[1] <= '6' && name[2] == 0) {
        int level = name[1] - '0';
        page->n_h1 += level == 1;
        if (level > page->last_heading + 1)
            page->problem = "a heading skips a level";
        page->last_heading = level;
    }
    page->n_main += strcmp(name, "main") == 0;
    page->n_tables += strcmp(name, "table") == 0;
    page->n_captions += strcmp(name, "caption") == 0;
    page->n_figures += strcmp(name, "figure") == 0;
    if (strcmp(name, "th") == 0 && attribute(attributes, "scope") == NULL)
        page->problem = "a header cell without scope";
    if (strcmp(name, "script") == 0 || attribute(attributes, "src") != NULL ||
        attribute(attributes, "style") != NULL ||
        attribute(attributes, "onclick") != NULL)
        page->problem = "a script, source or style attribute";
    if (href != NULL && href[0] != '#')
        page->problem = "a link out of the page";
    if (id != NULL)
        new_id(page, id);
}

static void check_page(const struct pp_buffer *html, const char *edition)
{
    struct page *page = calloc(1, sizeof *page);
    XML_Parser parser = XML_ParserCreate("UTF-8");

    XML_SetUserData(parser, page);
    XML_SetStartElementHandler(parser, element);
    if (XML_Parse(parser, html->data, (int)html->length, 1) != XML_STATUS_OK)
        fail_msg("%s.html:%lu: %s", edition, XML_GetCurrentLineNumber(parser),
                 XML_ErrorString(XML_GetErrorCode(parser)));
    XML_ParserFree(parser);
    if (page->problem != NULL)
        fail_msg("%s.html: %s", edition, page->problem);
    assert_int_equal(page->n_h1, 1);
    assert_int_equal(page->n_main, 1);
    assert_int_equal(page->n_tables, page->n_captions);
    assert_non_null(strstr(html->data, "default-src 'none'"));
    assert_non_null(strstr(html->data, "<html lang=\"en-GB\">"));
    free(page);
}

static void pages(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_EDITIONS; i++) {
        struct pp_pool *pool = pp_pool_new();
        struct pp_buffer out = PP_BUFFER_INIT;
        render(report(pool, EDITIONS[i], &EVALUATED_OPTIONS), "html", &out);
        check_page(&out, EDITIONS[i]);
        pp_buffer_clear(&out);
        pp_pool_free(pool);
    }
}

/* --- text: 80 columns, no control codes -------------------------------------
 */

static void text_widths(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_EDITIONS; i++) {
        struct pp_pool *pool = pp_pool_new();
        struct pp_buffer out = PP_BUFFER_INIT;
        render(report(pool, EDITIONS[i], &EVALUATED_OPTIONS), "text", &out);
        const char *line = pp_buffer_text(&out);
        while (*line != '\0') {
            size_t n = strcspn(line, "\n");
            if (pp_text_width(line, n) > 80)
                fail_msg("%s: %.*s", EDITIONS[i], (int)n, line);
            assert_true(n == 0 || line[n - 1] != ' ');
            for (size_t k = 0; k < n; k++)
                assert_true((unsigned char)line[k] >= 0x20);
            line += n + (line[n] == '\n');
        }
        pp_buffer_clear(&out);
        pp_pool_free(pool);
    }
}

/* --- the same in, the same out -----------------------------------------------
 */

static void same_bytes(void **state)
{
    (void)state;
    static const char *const formats[] = {"html", "text", "md", "odt"};
    for (size_t f = 0; f < 4; f++) {
        struct pp_buffer out[2] = {PP_BUFFER_INIT, PP_BUFFER_INIT};
        for (int k = 0; k < 2; k++) {
            struct pp_pool *pool = pp_pool_new();
            render(report(pool, "funder", &EVALUATED_OPTIONS), formats[f],
                   &out[k]);
            pp_pool_free(pool);
        }
        assert_int_equal(out[0].length, out[1].length);
        assert_memory_equal(out[0].data, out[1].data, out[0].length);
        pp_buffer_clear(&out[0]);
        pp_buffer_clear(&out[1]);
    }
}

/* --- time: 241 people, nine outcomes ----------------------------------------
 */

#ifndef __SANITIZE_ADDRESS__
static void quick(void **state)
{
    (void)state;
    static const struct {
        const char *format;
        double most_ms; /* of the processor; six times what it took */
    } rows[] = {{"html", 100}, {"text", 30}, {"md", 20}, {"odt", 200}};
    if (getenv("PP_VALGRIND") != NULL)
        skip(); /* it takes thirty times as long there */
    struct pp_pool *pool = pp_pool_new();
    const struct pp_results *results = evaluated(pool, &EVALUATED_OPTIONS);

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct pp_buffer out = PP_BUFFER_INIT;
        clock_t start = clock();
        render(made(pool, "funder", results), rows[i].format, &out);
        double ms = 1e3 * (double)(clock() - start) / CLOCKS_PER_SEC;
        printf("# %s: %.1f ms\n", rows[i].format, ms);
        if (ms > rows[i].most_ms)
            fail_msg("%s took %.1f ms", rows[i].format, ms);
        pp_buffer_clear(&out);
    }
    pp_pool_free(pool);
}
#endif

/* --- words: none that is banned, in any report of any plan -------------------
 */

/* Names of questionnaires and of methods may hold what sentences may not. */
static void assert_clean(const char *edition, const char *text,
                         enum pp_evidence level)
{
    static const char *const names[] = {"Example Charity",
                                        "Patient Health Questionnaire-9"};
    const struct pp_text_list list = {names, 2};
    size_t at, n;
    const struct pp_word *word =
        pp_words_find(text, strlen(text), level, &list, 0, &at, &n);

    if (word != NULL)
        fail_msg("%s: \"%.*s\" in \"...%.*s\"", edition, (int)n, text + at, 60,
                 text + (at > 30 ? at - 30 : 0));
}

static void no_banned_word(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= often(12); seed++) {
        struct evaluated_options o = EVALUATED_OPTIONS;
        o.seed = seed;
        o.n_first = seed % 3 == 0 ? 30 : 150 + 20 * seed;
        o.n_regions = 1 + seed % 3;
        o.evidence =
            seed % 2 == 0 ? PP_EVIDENCE_BEFORE_AFTER : PP_EVIDENCE_LOOKING_BACK;
        o.low_point = seed % 4 != 0;
        o.has_sesoi = seed % 5 != 0;
        o.locked_on = seed % 2 == 0 ? "2025-03-04" : NULL;
        for (int k = 0; k < 6; k++)
            o.shift[k] = (double)((seed * 7 + (uint64_t)k * 5) % 11) / 5 - 1;
        for (size_t i = 0; i < N_EDITIONS; i++) {
            struct pp_pool *pool = pp_pool_new();
            struct pp_buffer out = PP_BUFFER_INIT;
            /* It holds every word of the others, names in one piece. */
            render(report(pool, EDITIONS[i], &o), "md", &out);
            assert_clean(EDITIONS[i], pp_buffer_text(&out), o.evidence);
            pp_buffer_clear(&out);
            pp_pool_free(pool);
        }
    }
}

/* --- reading age
 * -------------------------------------------------------------- */

/* Counted by hand, by the rules. */
static void syllables(void **state)
{
    (void)state;
    const struct {
        const char *word;
        size_t n;
    } rows[] = {{"hope", 1},          {"rose", 1},     {"people", 2},
                {"answered", 2},      {"wanted", 2},   {"changes", 2},
                {"times", 1},         {"matter", 2},   {"average", 3},
                {"depression", 3},    {"table", 2},    {"the", 1},
                {"questionnaire", 3}, {"symptoms", 2}, {"later", 2}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        size_t n = pp_readability_syllables(rows[i].word, strlen(rows[i].word));
        if (n != rows[i].n)
            fail_msg("%s: %zu", rows[i].word, n);
    }
}

/* 6 words, 2 sentences, 8 syllables, none of three. */
static void formulas(void **state)
{
    (void)state;
    struct pp_readability r = {0};

    pp_readability_add_text(&r, "Hope rose by 2.6 points. It matters.");
    pp_readability_finish(&r);
    assert_int_equal(r.words, 7);
    assert_int_equal(r.sentences, 2);
    assert_int_equal(r.syllables, 8);
    assert_int_equal(r.long_words, 0);
    assert_int_equal(r.longest_sentence, 5);
    assert_true(fabs(r.fk_age - (0.39 * 3.5 + 11.8 * 8 / 7 - 10.59)) < 1e-12);
    assert_true(fabs(r.smog_age - 8.1291) < 1e-12);
}

/* Of several groups, a list of nine outcomes names some of them. */
static const struct {
    enum pp_evidence level;
    size_t n_arms, n_waves, longest;
} designs[] = {
    {PP_EVIDENCE_BEFORE_AFTER, 0, 2, 25}, {PP_EVIDENCE_LOOKING_BACK, 0, 2, 25},
    {PP_EVIDENCE_COMPARISON, 1, 2, 25},   {PP_EVIDENCE_RANDOMISED, 1, 2, 25},
    {PP_EVIDENCE_BEFORE_AFTER, 0, 3, 25}, {PP_EVIDENCE_COMPARISON, 2, 2, 30},
    {PP_EVIDENCE_RANDOMISED, 2, 2, 30},   {PP_EVIDENCE_COMPARISON, 1, 3, 25}};
enum { N_DESIGNS = sizeof designs / sizeof designs[0], SEEDS = 10 };

/* All pages but the technical box, which is for those who know the methods. */
static void every_page(void **state)
{
    enum { LONGEST = 35 };

    (void)state;
    for (uint64_t k = 0; k < N_DESIGNS * SEEDS; k++) {
        struct pp_pool *pool = pp_pool_new();
        struct evaluated_options o = EVALUATED_OPTIONS;
        struct pp_readability r = {0};
        o.seed = 1 + k % SEEDS;
        o.evidence = designs[k / SEEDS].level;
        o.n_arms = designs[k / SEEDS].n_arms;
        o.n_waves = designs[k / SEEDS].n_waves;
        o.n_regions = 2 + k % 3;
        o.second_only = k % 2 ? 0.05 : 0;
        o.has_sesoi = k % 5 != 0;
        o.locked_on = k % 3 ? "2025-03-04" : NULL;
        const struct pp_document *d = report(pool, "funder", &o);
        for (const struct pp_block *b = d->body.first; b != NULL; b = b->next)
            if (b->kind != PP_BLOCK_TECHNICAL)
                pp_readability_add_block(&r, b);
        if (r.longest_sentence > LONGEST)
            fail_msg("design %d, seed %d: %zu words: %s", (int)(k / SEEDS),
                     (int)o.seed, r.longest_sentence, r.longest);
        pp_pool_free(pool);
    }
}

/* The funder's first page: everything before the findings in words. */
static void first_page(void **state)
{
    (void)state;
    for (uint64_t k = 0; k < N_DESIGNS * SEEDS; k++) {
        struct pp_pool *pool = pp_pool_new();
        struct evaluated_options o = EVALUATED_OPTIONS;
        struct pp_readability r = {0};
        uint64_t seed = 1 + k % SEEDS;
        o.seed = seed;
        o.evidence = designs[k / SEEDS].level;
        o.n_arms = designs[k / SEEDS].n_arms;
        o.n_waves = designs[k / SEEDS].n_waves;
        const struct pp_document *d = report(pool, "funder", &o);
        for (const struct pp_block *b = d->body.first; b != NULL; b = b->next) {
            if (b->kind == PP_BLOCK_HEADING &&
                strstr(b->id, "findings-in-words") != NULL)
                break;
            pp_readability_add_block(&r, b);
        }
        pp_readability_finish(&r);
        printf("# design %d, seed %d: Flesch-Kincaid age %.1f, SMOG age %.1f, "
               "%.1f words "
               "a sentence, longest %zu\n",
               (int)(k / SEEDS), (int)seed, r.fk_age, r.smog_age,
               r.words_per_sentence, r.longest_sentence);
        assert_true(r.fk_age <= 12);
        assert_true(r.smog_age <= 14);
        assert_true(r.words_per_sentence <= 15);
        assert_in_range(r.longest_sentence, 1, designs[k / SEEDS].longest);
        pp_pool_free(pool);
    }
}

/* --- hostile names
 * -------------------------------------------------------------- */

static void hostile_names(void **state)
{
    (void)state;
    static const char *const names[] = {
        "<script>alert(1)</script>", "a\" onload=\"x",
        "](javascript:x) **b**",     "{{title}} {{#each outcomes}}",
        "</title><b>&amp;",          "| a | b |\n---",
        "\xE2\x80\xAE\x01\xFF",      "]]>--><!-- <![CDATA[",
        "# not a heading",
    };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct pp_pool *pool = pp_pool_new();
        struct pp_buffer out = PP_BUFFER_INIT;
        struct evaluated_options o = EVALUATED_OPTIONS;
        o.charity = names[i];
        struct pp_document *d = report(pool, "funder", &o);
        render(d, "html", &out);
        check_page(&out, "funder");
        assert_null(strstr(out.data, "<script"));
        assert_null(strstr(out.data, "<b>"));
        pp_buffer_clear(&out);
        render(d, "md", &out);
        const char *script = strstr(out.data, "<script");
        assert_true(script == NULL || script[-1] == '\\');
        assert_null(strstr(out.data, "\n# not"));
        assert_null(strstr(out.data, "\x01"));
        pp_buffer_clear(&out);
        render(d, "text", &out);
        assert_null(strstr(out.data, "\x01"));
        pp_buffer_clear(&out);
        pp_pool_free(pool);
    }
}

/* --- every planned outcome is there, in plan order
 * ------------------------------ */

static void all_outcomes(void **state)
{
    (void)state;
    static const char *const names[] = {
        "Hope (", "Empowerment (", "Symptoms of depression (",
        "Symptoms of anxiety (", "Loneliness ("};
    struct pp_pool *pool = pp_pool_new();
    struct pp_buffer out = PP_BUFFER_INIT;

    render(report(pool, "funder", &EVALUATED_OPTIONS), "md", &out);
    const char *at = strstr(out.data, "## Key findings");
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        assert_non_null(at);
        at = strstr(at, names[i]);
    }
    assert_non_null(at);
    pp_buffer_clear(&out);
    pp_pool_free(pool);
}

/* --- who they were ---------------------------------------------------------
 */

/* Everyone who gave an answer gave the one level that is told, or another: then
 * how many gave any is all that the sentence can say. */
static void any_answer(void **state)
{
    (void)state;
    static const struct {
        struct pp_people_level levels[2];
        const char *words;
    } rows[] = {
        {{{"woman", 76}, {"man", 4}},
         "Gender: 80 gave an answer and 20 gave none."},
        {{{"woman", 64}, {"man", 16}},
         "Gender: 64 \"woman\", 16 \"man\" and 20 gave no answer."},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct pp_pool *pool = pp_pool_new();
        struct pp_buffer out = PP_BUFFER_INIT;
        struct pp_results *results = evaluated(pool, &EVALUATED_OPTIONS);
        struct pp_people_table table = {"gender", rows[i].levels, 2, 20};
        results->people = &table;
        results->n_people_tables = 1;
        render(made(pool, "funder", results), "md", &out);
        assert_non_null(strstr(out.data, rows[i].words));
        pp_buffer_clear(&out);
        pp_pool_free(pool);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pages),         cmocka_unit_test(text_widths),
        cmocka_unit_test(same_bytes),    cmocka_unit_test(no_banned_word),
        cmocka_unit_test(syllables),     cmocka_unit_test(formulas),
        cmocka_unit_test(first_page),    cmocka_unit_test(every_page),
        cmocka_unit_test(hostile_names), cmocka_unit_test(all_outcomes),
        cmocka_unit_test(any_answer),
#ifndef __SANITIZE_ADDRESS__
        cmocka_unit_test(quick),
#endif
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
