#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <expat.h>

#include "../helpers/evaluated.h"
#include "../helpers/sample.h"
#include "prepost/base/file.h"
#include "prepost/base/zip_reader.h"
#include "prepost/model/words.h"
#include "prepost/report/analysis_document.h"
#include "prepost/report/backend.h"
#include "prepost/report/figures.h"
#include "prepost/report/report.h"
#include "prepost/report/results_json.h"
#include "prepost/report/template.h"

/*
 * No report of a design without chance says, in any format, what made a
 * change: every template, every way an evaluation can be designed and can
 * turn out otherwise than designed, every verdict. Read is all that a person
 * is told: running text, tables, texts that stand for pictures, texts inside
 * pictures, titles. Names of elements and of styles are not told to anybody.
 */

/* --- designs -------------------------------------------------------------- */

static const struct design {
    const char *label;
    enum pp_evidence evidence;
    size_t n_arms;
    double again, comparison_again;
    bool crossed;
    size_t n_waves;
    enum pp_evidence says;
} DESIGNS[] = {
    {"one group", PP_EVIDENCE_BEFORE_AFTER, 0, .7, .7, false, 2,
     PP_EVIDENCE_BEFORE_AFTER},
    {"looking back", PP_EVIDENCE_LOOKING_BACK, 0, .7, .7, false, 2,
     PP_EVIDENCE_LOOKING_BACK},
    {"comparison", PP_EVIDENCE_COMPARISON, 1, .7, .7, false, 2,
     PP_EVIDENCE_COMPARISON},
    {"comparison of three", PP_EVIDENCE_COMPARISON, 2, .7, .7, false, 2,
     PP_EVIDENCE_COMPARISON},
    {"comparison without answers", PP_EVIDENCE_COMPARISON, 0, .7, .7, false, 2,
     PP_EVIDENCE_BEFORE_AFTER},
    {"trial", PP_EVIDENCE_RANDOMISED, 1, .94, .94, false, 2,
     PP_EVIDENCE_RANDOMISED},
    {"trial of three", PP_EVIDENCE_RANDOMISED, 2, .94, .94, false, 2,
     PP_EVIDENCE_RANDOMISED},
    {"trial, not as assigned", PP_EVIDENCE_RANDOMISED, 1, .94, .94, true, 2,
     PP_EVIDENCE_COMPARISON},
    {"trial that many left", PP_EVIDENCE_RANDOMISED, 1, .6, .6, false, 2,
     PP_EVIDENCE_COMPARISON},
    {"trial that was left unevenly", PP_EVIDENCE_RANDOMISED, 2, .98, .75, false,
     2, PP_EVIDENCE_COMPARISON},
    {"trial without answers", PP_EVIDENCE_RANDOMISED, 0, .7, .7, false, 2,
     PP_EVIDENCE_BEFORE_AFTER},
    {"one group, three waves", PP_EVIDENCE_BEFORE_AFTER, 0, .7, .7, false, 3,
     PP_EVIDENCE_BEFORE_AFTER},
    {"comparison, three waves", PP_EVIDENCE_COMPARISON, 1, .7, .7, false, 3,
     PP_EVIDENCE_COMPARISON},
    {"trial that many left, three waves", PP_EVIDENCE_RANDOMISED, 1, .6, .6,
     false, 3, PP_EVIDENCE_COMPARISON},
};
enum { N_DESIGNS = sizeof DESIGNS / sizeof DESIGNS[0] };

static struct pp_results *results_of(struct pp_pool *pool,
                                     const struct design *design, size_t k)
{
    struct evaluated_options o = EVALUATED_OPTIONS;

    o.seed = 11 + k;
    o.n_first = 260;
    o.evidence = design->evidence;
    o.n_arms = design->n_arms;
    o.again = design->again;
    o.comparison_again = design->comparison_again;
    o.as_assigned = !design->crossed;
    o.n_waves = design->n_waves;
    o.between = .8;
    o.low_point = k % 2 == 0;
    o.locked_on = k % 3 == 0 ? NULL : "2025-03-04";
    struct pp_results *results = evaluated(pool, &o);
    static const struct pp_input some_refused = {"answers.csv", "9f86d081", 90,
                                                 83, 7};
    results->flow.n_joined = k % 2 == 0 ? 12 : 3; /* said, and not how many */
    results->inputs = &some_refused;
    results->n_inputs = 1;
    return results;
}

static const struct verdict {
    enum pp_verdict_code code;
    enum pp_verdict_reason reason;
} VERDICTS[] = {
    {PP_VERDICT_IMPROVED, PP_REASON_NONE},
    {PP_VERDICT_IMPROVED_SMALL, PP_REASON_NONE},
    {PP_VERDICT_WORSENED, PP_REASON_NONE},
    {PP_VERDICT_WORSENED_SMALL, PP_REASON_NONE},
    {PP_VERDICT_NO_MEANINGFUL_CHANGE, PP_REASON_NONE},
    {PP_VERDICT_INCONCLUSIVE, PP_REASON_NONE},
    {PP_VERDICT_INCONCLUSIVE, PP_REASON_MULTIPLICITY},
    {PP_VERDICT_INCONCLUSIVE, PP_REASON_SKEWNESS},
    {PP_VERDICT_NOT_ESTIMABLE, PP_REASON_TOO_FEW},
    {PP_VERDICT_NOT_ESTIMABLE, PP_REASON_NO_VARIANCE},
    {PP_VERDICT_NOT_ESTIMABLE, PP_REASON_NO_ESTIMATE},
};
enum { N_VERDICTS = sizeof VERDICTS / sizeof VERDICTS[0] };

/*
 * The outcomes as if they had been found so: one verdict after the other, from
 * `first` on, so that two reports hold them all; or all the same.
 */
enum spread { ALL_ALIKE, IN_TURN };

static void find(struct pp_results *r, size_t first, enum spread spread)
{
    struct pp_outcome *outcomes = (struct pp_outcome *)r->outcomes;

    for (size_t i = 0; i < r->n_outcomes; i++) {
        size_t v = (first + (spread == IN_TURN ? i : 0)) % N_VERDICTS;
        outcomes[i].verdict.code = VERDICTS[v].code;
        outcomes[i].verdict.reason = VERDICTS[v].reason;
    }
}

/* --- what a file tells a person ------------------------------------------- */

struct told {
    struct pp_buffer text;
    int untold; /* within a style sheet */
};

static bool is_told(const char *attribute)
{
    static const char *const names[] = {
        "alt",   "title",     "aria-label", "content", "summary",    "caption",
        "label", "svg:title", "svg:desc",   "abbr",    "placeholder"};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcmp(attribute, names[i]) == 0)
            return true;
    return false;
}

/* Words that stand in one line may be in several elements. */
static bool is_inline(const char *element)
{
    static const char *const names[] = {"strong", "em",    "a",         "span",
                                        "sup",    "tspan", "text:span", "abbr",
                                        "small",  "b",     "i"};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcmp(element, names[i]) == 0)
            return true;
    return false;
}

static void begin(void *ctx, const char *name, const char **attributes)
{
    struct told *told = ctx;

    if (strcmp(name, "style") == 0 || strcmp(name, "script") == 0)
        told->untold++;
    if (!is_inline(name))
        pp_buffer_puts(&told->text, "\n\n");
    for (; attributes[0] != NULL; attributes += 2)
        if (is_told(attributes[0]))
            pp_buffer_printf(&told->text, "\n\n%s\n\n", attributes[1]);
}

static void end(void *ctx, const char *name)
{
    struct told *told = ctx;

    if (strcmp(name, "style") == 0 || strcmp(name, "script") == 0)
        told->untold--;
    if (!is_inline(name))
        pp_buffer_puts(&told->text, "\n\n");
}

static void letters(void *ctx, const char *s, int n)
{
    struct told *told = ctx;

    if (told->untold == 0)
        pp_buffer_append(&told->text, s, (size_t)n);
}

static void tell_xml(const char *xml, size_t n, struct told *told)
{
    XML_Parser parser = XML_ParserCreate("UTF-8");

    XML_SetUserData(parser, told);
    XML_SetElementHandler(parser, begin, end);
    XML_SetCharacterDataHandler(parser, letters);
    if (XML_Parse(parser, xml, (int)n, 1) != XML_STATUS_OK)
        fail_msg("not well-formed: %s",
                 XML_ErrorString(XML_GetErrorCode(parser)));
    XML_ParserFree(parser);
}

static void tell_odt(const struct pp_buffer *odt, const char *path,
                     struct told *told)
{
    static const char *const parts[] = {"content.xml", "styles.xml",
                                        "meta.xml"};
    struct pp_zip_reader *zip;
    struct pp_error err;

    if (pp_file_write(path, odt->data, odt->length, PP_FILE_SHARED, &err) !=
            0 ||
        pp_zip_open(path, &zip, &err) != 0)
        fail_msg("%s", err.text);
    for (size_t i = 0; i < 3; i++) {
        struct pp_buffer xml = PP_BUFFER_INIT;
        char bytes[4096];
        size_t got = 1;
        if (pp_zip_begin(zip, parts[i], &err) != 0)
            fail_msg("%s", err.text);
        while (got > 0) {
            if (pp_zip_read(zip, bytes, sizeof bytes, &got, &err) != 0)
                fail_msg("%s", err.text);
            pp_buffer_append(&xml, bytes, got);
        }
        tell_xml(pp_buffer_text(&xml), xml.length, told);
        pp_buffer_clear(&xml);
    }
    pp_zip_close(zip);
}

static void tell(const struct pp_document *d, const char *format,
                 const char *path, struct told *told)
{
    struct pp_buffer out = PP_BUFFER_INIT;
    struct pp_error err;

    if (pp_backend_find(format)->write(d, &(struct pp_render){.css = ""}, &out,
                                       &err) != 0)
        fail_msg("%s: %s", format, err.text);
    if (strcmp(format, "html") == 0) {
        const char *html = strstr(pp_buffer_text(&out), "<html");
        assert_non_null(html);
        tell_xml(html, out.length - (size_t)(html - out.data), told);
    } else if (strcmp(format, "odt") == 0) {
        tell_odt(&out, path, told);
    } else {
        pp_buffer_puts(&told->text, pp_buffer_text(&out));
    }
    pp_buffer_clear(&out);
}

/* --- the scan ------------------------------------------------------------- */

/*
 * Names of questionnaires may hold any word. In 80 columns the words of a cell
 * stand on several lines with other cells between them: there the beginnings
 * of two that are allowed whole are let pass. The other formats have them in
 * one piece.
 */
static const struct pp_word *scan(const char *text, enum pp_evidence level,
                                  size_t *at, size_t *n)
{
    static const char *const names[] = {"Example Charity",
                                        "Patient Health Questionnaire-9",
                                        "Patient Health", "No difference"};
    bool is_in_columns = strstr(text, "--------------------") != NULL;
    const struct pp_text_list list = {names, is_in_columns ? 4 : 2};

    return pp_words_find(text, strlen(text), level, &list, 0, at, n);
}

static void assert_clean(const char *what, const char *text,
                         enum pp_evidence level)
{
    size_t at, n;
    const struct pp_word *word = scan(text, level, &at, &n);

    if (word != NULL)
        fail_msg("%s: \"%.*s\" in \"...%.*s\"", what, (int)n, text + at, 90,
                 text + (at > 40 ? at - 40 : 0));
}

static const char *const EDITIONS[] = {"funder", "technical", "regions"};
static const char *const FORMATS[] = {"html", "text", "md", "odt"};

/* Read once: three files. */
static struct pp_buffer templates[3];

static struct pp_document *report(struct pp_pool *pool, size_t edition,
                                  const struct pp_results *results)
{
    struct pp_document *d = NULL;
    struct pp_error err;
    char path[64];

    snprintf(path, sizeof path, "reports/%s.md", EDITIONS[edition]);
    if (templates[edition].length == 0 &&
        pp_file_read(path, PP_TEMPLATE_MAX_BYTES, &templates[edition], &err) !=
            0)
        fail_msg("%s", err.text);
    if (pp_report_make(EDITIONS[edition], path,
                       pp_buffer_text(&templates[edition]),
                       templates[edition].length, results, pool, &d, &err) != 0)
        fail_msg("%s", err.text);
    return d;
}

/*
 * Every day the Markdown of each, which has every word of the others in one
 * piece, and of the other formats some, so that each has met each design;
 * PP_WORDING=all reads all of them (a minute).
 */
static bool is_read(size_t format, size_t design, size_t edition, size_t turn)
{
    if (getenv("PP_WORDING") != NULL || strcmp(FORMATS[format], "md") == 0)
        return true;
    if (strcmp(FORMATS[format], "odt") == 0) /* with a PNG for each figure */
        return turn == 0 && edition == 0 && design % 3 == 2;
    return edition == 0 ? turn == format : turn == 2 && design % 3 == edition;
}

static void scan_reports(struct pp_results *results,
                         const struct design *design, size_t turn,
                         const char *path)
{
    for (size_t e = 0; e < 3; e++) {
        struct pp_pool *pool = pp_pool_new();
        const struct pp_document *d = report(pool, e, results);
        for (size_t f = 0; f < 4; f++) {
            struct told told = {PP_BUFFER_INIT, 0};
            char what[128];
            if (!is_read(f, (size_t)(design - DESIGNS), e, turn))
                continue;
            snprintf(what, sizeof what, "%s, turn %zu, %s, %s", design->label,
                     turn, EDITIONS[e], FORMATS[f]);
            tell(d, FORMATS[f], path, &told);
            assert_clean(what, pp_buffer_text(&told.text), design->says);
            pp_buffer_clear(&told.text);
        }
        pp_pool_free(pool);
    }
}

static void no_report_says_what_made_it(void **state)
{
    char *folder = sample_folder();
    char path[300];

    (void)state;
    snprintf(path, sizeof path, "%s/report.odt", folder);
    for (size_t k = 0; k < N_DESIGNS; k++) {
        struct pp_pool *pool = pp_pool_new();
        struct pp_results *r = results_of(pool, &DESIGNS[k], k);
        if (r->evidence != DESIGNS[k].says)
            fail_msg("%s: says %d", DESIGNS[k].label, (int)r->evidence);
        find(r, 0, IN_TURN);
        scan_reports(r, &DESIGNS[k], 0, path);
        find(r, 5, IN_TURN);
        scan_reports(r, &DESIGNS[k], 1, path);
        find(r, k % N_VERDICTS, ALL_ALIKE); /* each once, with some design */
        scan_reports(r, &DESIGNS[k], 2, path);
        pp_pool_free(pool);
    }
    sample_remove_folder(folder);
}

/* What `prepost analyse` prints of the same, and every figure. */
static void no_table_and_no_figure_does(void **state)
{
    const struct pp_plot_style style = PP_PLOT_STYLE;

    (void)state;
    for (size_t k = 0; k < N_DESIGNS; k++) {
        struct pp_pool *pool = pp_pool_new();
        struct pp_results *results = results_of(pool, &DESIGNS[k], k);
        struct pp_document *d = pp_document_new(pool, "analysis");
        struct told told = {PP_BUFFER_INIT, 0};
        struct pp_error wrong;
        if (pp_analysis_document(d, disclosed(results, pool), &wrong) != 0)
            fail_msg("%s", wrong.text);
        tell(d, "text", NULL, &told);
        assert_clean(DESIGNS[k].label, pp_buffer_text(&told.text),
                     DESIGNS[k].says);
        pp_buffer_clear(&told.text);
        for (size_t v = 0; v < N_VERDICTS; v += 3) {
            find(results, v, ALL_ALIKE);
            struct pp_report *r;
            assert_int_equal(pp_report_of(results, pool, &r, &wrong), 0);
            for (size_t f = 0; f < PP_N_RESULTS_FIGURES; f++) {
                const struct pp_results_figure *kind = &PP_RESULTS_FIGURES[f];
                const void *input = kind->input(r, 0);
                struct pp_buffer svg = PP_BUFFER_INIT;
                struct pp_error err;
                if (input == NULL)
                    continue;
                struct pp_figure figure = kind->make(pool, input, &style);
                if (pp_figure_svg(&figure, "figure", PP_SVG_FILE, &svg, &err) !=
                    0)
                    fail_msg("%s", err.text);
                struct told drawn = {PP_BUFFER_INIT, 0};
                const char *xml = strstr(pp_buffer_text(&svg), "<svg");
                tell_xml(xml, strlen(xml), &drawn);
                assert_clean(kind->id, pp_buffer_text(&drawn.text),
                             DESIGNS[k].says);
                pp_buffer_clear(&drawn.text);
                pp_buffer_clear(&svg);
            }
        }
        pp_pool_free(pool);
    }
}

/*
 * The scan can fail: what a trial may say is found, in every format, if it is
 * read as a report of one group; and so is one word in one place that only
 * that format has.
 */
static void the_scan_finds_what_is_there(void **state)
{
    char *folder = sample_folder();
    char path[300];

    (void)state;
    snprintf(path, sizeof path, "%s/report.odt", folder);
    struct pp_pool *pool = pp_pool_new();
    struct pp_results *r = results_of(pool, &DESIGNS[5], 5);
    find(r, 0, ALL_ALIKE);
    for (size_t e = 0; e < 2; e++) {
        const struct pp_document *d = report(pool, e, r);
        for (size_t f = 0; f < 4; f++) {
            struct told told = {PP_BUFFER_INIT, 0};
            size_t at, n;
            tell(d, FORMATS[f], path, &told);
            const char *text = pp_buffer_text(&told.text);
            assert_null(scan(text, PP_EVIDENCE_RANDOMISED, &at, &n));
            if (scan(text, PP_EVIDENCE_BEFORE_AFTER, &at, &n) == NULL)
                fail_msg("%s, %s: nothing found", EDITIONS[e], FORMATS[f]);
            pp_buffer_clear(&told.text);
        }
    }
    static const char *const hidden[] = {
        "<p><img alt='hope rose because of us' src='a'/></p>",
        "<svg><title>proof</title></svg>",
        "<svg><text>Thanks <tspan>to</tspan> the groups</text></svg>",
        "<p>This <strong>led</strong> to hope</p>",
        "<html><head><meta name='d' content='impact of it'/></head></html>"};
    for (size_t i = 0; i < sizeof hidden / sizeof hidden[0]; i++) {
        struct told told = {PP_BUFFER_INIT, 0};
        size_t at, n;
        tell_xml(hidden[i], strlen(hidden[i]), &told);
        if (scan(pp_buffer_text(&told.text), PP_EVIDENCE_BEFORE_AFTER, &at,
                 &n) == NULL)
            fail_msg("not found: %s", hidden[i]);
        pp_buffer_clear(&told.text);
    }
    pp_pool_free(pool);
    sample_remove_folder(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_report_says_what_made_it),
        cmocka_unit_test(no_table_and_no_figure_does),
        cmocka_unit_test(the_scan_finds_what_is_there),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);

    for (size_t e = 0; e < 3; e++)
        pp_buffer_clear(&templates[e]);
    return failed;
}
