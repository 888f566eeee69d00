#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <expat.h>

#include "../helpers/evaluated.h"
#include "prepost/base/file.h"
#include "prepost/report/backend.h"
#include "prepost/report/report.h"
#include "prepost/report/template.h"

/*
 * What WCAG 2.2 AA asks of a page, as far as it can be seen without a browser:
 * the rules of axe-core that such pages could break. axe-core itself is
 * tests/cli/accessibility.bats, where a browser is.
 */

static const char *const EDITIONS[] = {"funder", "technical", "regions"};
enum { N_EDITIONS = 3 };

static void read_file(const char *path, struct pp_buffer *out)
{
    struct pp_error err;

    if (pp_file_read(path, PP_TEMPLATE_MAX_BYTES, out, &err) != 0)
        fail_msg("%s", err.text);
}

static void page_of(const char *edition, struct pp_buffer *out)
{
    struct pp_pool *pool = pp_pool_new();
    struct pp_buffer text = PP_BUFFER_INIT;
    struct pp_render render = {""};
    struct pp_document *d;
    struct pp_error err;
    char path[64];

    snprintf(path, sizeof path, "reports/%s.md", edition);
    read_file(path, &text);
    if (pp_report_make(edition, path, pp_buffer_text(&text), text.length,
                       evaluated(pool, &EVALUATED_OPTIONS), pool, &d,
                       &err) != 0 ||
        pp_backend_find("html")->write(d, &render, out, &err) != 0)
        fail_msg("%s", err.text);
    pp_buffer_clear(&text);
    pp_pool_free(pool);
}

/* --- the page ------------------------------------------------------------- */

enum { MOST = 2000, DEEP = 64 };

struct page {
    const char *edition;
    char *ids[MOST], *wanted[MOST], *regions[MOST];
    size_t n_ids, n_wanted, n_regions;
    char stack[DEEP][16];
    size_t depth;
    bool has_lang, has_title, has_viewport, skip_is_first, saw_stop;
    size_t in_landmark; /* how deep in main, header, footer, nav */
    char text[64];      /* of the innermost element, to see that it has any */
};

static void problem(const struct page *p, const char *what, const char *where)
{
    fail_msg("%s.html: %s (%s)", p->edition, what, where);
}

static const char *get(const char **attributes, const char *name)
{
    for (; attributes[0] != NULL; attributes += 2) {
        if (strcmp(attributes[0], name) == 0)
            return attributes[1];
    }
    return NULL;
}

static bool is_one_of(const char *name, const char *const *names)
{
    for (; *names != NULL; names++) {
        if (strcmp(name, *names) == 0)
            return true;
    }
    return false;
}

static const char *const LANDMARKS[] = {"main", "header", "footer", "nav",
                                        NULL};

/* What has to be there once in the page: ids that others point to. */
static void references(struct page *p, const char **attributes)
{
    static const char *const pointing[] = {"aria-labelledby",
                                           "aria-describedby"};
    const char *href = get(attributes, "href");

    for (size_t i = 0; i < 2; i++) {
        const char *ids = get(attributes, pointing[i]);
        while (ids != NULL && *ids != '\0') {
            size_t n = strcspn(ids, " ");
            p->wanted[p->n_wanted++ % MOST] = strndup(ids, n);
            ids += n + strspn(ids + n, " ");
        }
    }
    if (href != NULL && href[0] == '#')
        p->wanted[p->n_wanted++ % MOST] = strdup(href + 1);
}

static void focus(struct page *p, const char *name, const char **attributes)
{
    const char *index = get(attributes, "tabindex");
    bool is_stop = (strcmp(name, "a") == 0 && get(attributes, "href")) ||
                   strcmp(name, "summary") == 0 ||
                   (index != NULL && strcmp(index, "0") == 0);

    if (index != NULL && strcmp(index, "0") != 0 && strcmp(index, "-1") != 0)
        problem(p, "a tab stop out of order", name);
    if (is_stop && !p->saw_stop) {
        const char *class = get(attributes, "class");
        p->skip_is_first = class != NULL && strcmp(class, "skip") == 0;
        p->saw_stop = true;
    }
}

static void region(struct page *p, const char **attributes)
{
    const char *role = get(attributes, "role");
    const char *label = get(attributes, "aria-labelledby");

    if (role == NULL || strcmp(role, "region") != 0)
        return;
    if (label == NULL && get(attributes, "aria-label") == NULL)
        problem(p, "a region without a name", "div");
    if (label != NULL)
        p->regions[p->n_regions++ % MOST] = strdup(label);
}

static void open_element(void *ctx, const char *name, const char **attributes)
{
    struct page *p = ctx;
    const char *id = get(attributes, "id");
    const char *content = get(attributes, "content");

    if (strcmp(name, "html") == 0)
        p->has_lang = get(attributes, "lang") != NULL;
    if (strcmp(name, "meta") == 0 && content != NULL &&
        strstr(content, "width=device-width") != NULL)
        p->has_viewport = strstr(content, "maximum-scale") == NULL &&
                          strstr(content, "user-scalable") == NULL;
    if (strcmp(name, "svg") == 0 &&
        (get(attributes, "role") == NULL ||
         strcmp(get(attributes, "role"), "img") != 0 ||
         get(attributes, "aria-labelledby") == NULL))
        problem(p, "a picture without a name", id != NULL ? id : "svg");
    if (strcmp(name, "th") == 0 && get(attributes, "scope") == NULL)
        problem(p, "a header cell without scope", "th");
    if (strcmp(name, "li") == 0 && p->depth > 0 &&
        strcmp(p->stack[p->depth - 1], "ul") != 0 &&
        strcmp(p->stack[p->depth - 1], "ol") != 0)
        problem(p, "an item outside of a list", "li");
    if (id != NULL) {
        for (size_t i = 0; i < p->n_ids; i++) {
            if (strcmp(p->ids[i], id) == 0)
                problem(p, "an id is there twice", id);
        }
        p->ids[p->n_ids++ % MOST] = strdup(id);
    }
    references(p, attributes);
    focus(p, name, attributes);
    region(p, attributes);
    p->in_landmark += is_one_of(name, LANDMARKS);
    snprintf(p->stack[p->depth++ % DEEP], 16, "%s", name);
    p->text[0] = '\0';
}

/* Elements that say nothing without words of their own. */
static const char *const SPEAKING[] = {"a",  "summary", "h1",    "h2", "h3",
                                       "h4", "caption", "title", NULL};

static void close_element(void *ctx, const char *name)
{
    struct page *p = ctx;

    if (is_one_of(name, SPEAKING) && p->text[0] == '\0')
        problem(p, "no words in it", name);
    p->has_title |= strcmp(name, "title") == 0;
    p->in_landmark -= is_one_of(name, LANDMARKS);
    p->depth--;
}

static void words(void *ctx, const char *text, int length)
{
    struct page *p = ctx;
    bool is_blank = true;

    for (int i = 0; i < length; i++)
        is_blank = is_blank && strchr(" \n\t", text[i]) != NULL;
    if (is_blank)
        return;
    snprintf(p->text, sizeof p->text, "%.*s", length, text);
    bool is_head = false, is_skip = false;
    for (size_t i = 0; i < p->depth; i++) {
        is_head |= strcmp(p->stack[i], "head") == 0;
        is_skip |= strcmp(p->stack[i], "a") == 0;
    }
    if (!is_head && !is_skip && p->in_landmark == 0)
        problem(p, "words outside of every landmark", p->text);
}

static void check(const char *edition)
{
    struct page *p = calloc(1, sizeof *p);
    struct pp_buffer html = PP_BUFFER_INIT;
    XML_Parser parser = XML_ParserCreate("UTF-8");

    p->edition = edition;
    page_of(edition, &html);
    XML_SetUserData(parser, p);
    XML_SetElementHandler(parser, open_element, close_element);
    XML_SetCharacterDataHandler(parser, words);
    if (XML_Parse(parser, html.data, (int)html.length, 1) != XML_STATUS_OK)
        fail_msg("%s", XML_ErrorString(XML_GetErrorCode(parser)));
    assert_true(p->n_ids < MOST && p->n_wanted < MOST && p->n_regions < MOST);
    assert_true(p->has_lang && p->has_title && p->has_viewport);
    assert_true(p->skip_is_first);
    for (size_t i = 0; i < p->n_wanted; i++) {
        bool is_there = false;
        for (size_t k = 0; k < p->n_ids && !is_there; k++)
            is_there = strcmp(p->ids[k], p->wanted[i]) == 0;
        if (!is_there)
            problem(p, "points to what is not there", p->wanted[i]);
    }
    for (size_t i = 0; i < p->n_regions; i++)
        for (size_t k = 0; k < i; k++)
            if (strcmp(p->regions[i], p->regions[k]) == 0)
                problem(p, "two regions of one name", p->regions[i]);
    for (size_t i = 0; i < p->n_ids; i++)
        free(p->ids[i]);
    for (size_t i = 0; i < p->n_wanted; i++)
        free(p->wanted[i]);
    for (size_t i = 0; i < p->n_regions; i++)
        free(p->regions[i]);
    XML_ParserFree(parser);
    pp_buffer_clear(&html);
    free(p);
}

static void pages(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_EDITIONS; i++)
        check(EDITIONS[i]);
}

/* --- contrast ------------------------------------------------------------- */

/* Relative luminance, WCAG 2.2. */
static double luminance(const char *hex)
{
    const double weights[] = {0.2126, 0.7152, 0.0722};
    double sum = 0;

    for (int k = 0; k < 3; k++) {
        char digits[3] = {hex[1 + 2 * k], hex[2 + 2 * k], '\0'};
        double c = (double)strtol(digits, NULL, 16) / 255;
        sum += weights[k] *
               (c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4));
    }
    return sum;
}

static double contrast(const char *a, const char *b)
{
    double x = luminance(a), y = luminance(b);

    return (fmax(x, y) + 0.05) / (fmin(x, y) + 0.05);
}

/* The nth time that the variable is set; false: it is not. */
static bool variable(const char *css, const char *name, size_t nth,
                     char colour[8])
{
    char declared[40];

    snprintf(declared, sizeof declared, "%s: #", name);
    for (const char *at = css; (at = strstr(at, declared)) != NULL; at++) {
        if (nth-- > 0)
            continue;
        snprintf(colour, 8, "%s", at + strlen(declared) - 1);
        return true;
    }
    return false;
}

/* Screen, dark, paper: in the order of the style sheet. */
static void contrasts(void **state)
{
    (void)state;
    static const struct {
        const char *front, *back;
        double least;
    } pairs[] = {{"--ink", "--paper", 7},        {"--soft", "--paper", 4.5},
                 {"--accent", "--paper", 4.5},   {"--ink", "--tint", 7},
                 {"--soft", "--tint", 4.5},      {"--ink", "--accent-tint", 7},
                 {"--accent", "--tint", 4.5},    {"--warn", "--warn-tint", 4.5},
                 {"--strong-line", "--paper", 3}};
    struct pp_buffer css = PP_BUFFER_INIT;

    read_file("reports/style.css", &css);
    for (size_t theme = 0; theme < 3; theme++) {
        for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
            char front[8], back[8];
            assert_true(
                variable(pp_buffer_text(&css), pairs[i].front, theme, front));
            assert_true(
                variable(pp_buffer_text(&css), pairs[i].back, theme, back));
            if (contrast(front, back) < pairs[i].least)
                fail_msg("theme %zu: %s on %s has %.2f, needs %.1f", theme,
                         pairs[i].front, pairs[i].back, contrast(front, back),
                         pairs[i].least);
        }
    }
    pp_buffer_clear(&css);
}

/* Black on white; and the grey that is just enough (webaim.org). */
static void formula(void **state)
{
    (void)state;
    assert_true(fabs(contrast("#000000", "#ffffff") - 21) < 1e-9);
    assert_true(fabs(contrast("#767676", "#ffffff") - 4.54) < 0.005);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(formula),
        cmocka_unit_test(contrasts),
        cmocka_unit_test(pages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
