#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "prepost/report/backend.h"
#include "prepost/report/template.h"

/* A small source: a title, a list of two outcomes, a condition, one part. */
static const char *const OUTCOMES[] = {"hope", "a <b>|*loneliness*"};

static const char *text(void *ctx, const char *name, size_t item)
{
    (void)ctx;
    if (strcmp(name, "title") == 0)
        return "Hope & <i>more</i> *here* {{title}}";
    return OUTCOMES[item];
}

static bool holds(void *ctx, const char *name, size_t item)
{
    (void)ctx;
    (void)item;
    return strcmp(name, "yes") == 0;
}

static size_t count(void *ctx, const char *list)
{
    (void)ctx;
    return strcmp(list, "none") == 0 ? 0 : 2;
}

static int part(void *ctx, const char *name, size_t item, struct pp_document *d,
                struct pp_blocks *into, struct pp_error *err)
{
    (void)ctx;
    (void)item;
    if (strcmp(name, "broken") == 0)
        return pp_fail(err, PP_EBUG, "no paper");
    pp_document_say(d, into, "(the part)");
    return 0;
}

static const struct pp_template_name NAMES[] = {
    {PP_NAME_TEXT, "title", NULL, ""},
    {PP_NAME_TEXT, "outcome.name", "outcomes", ""},
    {PP_NAME_CONDITION, "yes", NULL, ""},
    {PP_NAME_CONDITION, "no", NULL, ""},
    {PP_NAME_LIST, "outcomes", NULL, ""},
    {PP_NAME_LIST, "none", NULL, ""},
    {PP_NAME_PART, "part", NULL, ""},
    {PP_NAME_PART, "broken", NULL, ""},
    {PP_NAME_TABLE, "key_findings", NULL, ""},
};

static const struct pp_template_source SOURCE = {
    NAMES, sizeof NAMES / sizeof NAMES[0], NULL, text, holds, count, part,
    NULL};

static int fill(const char *template, struct pp_buffer *out,
                struct pp_error *err)
{
    struct pp_pool *pool = pp_pool_new();
    struct pp_document *d = pp_document_new(pool, "");
    int status =
        pp_template_fill("t.md", template, strlen(template), &SOURCE, d, err);

    if (status == 0)
        status = pp_backend_find("text")->write(
            d, &(struct pp_render){.css = ""}, out, err);
    pp_pool_free(pool);
    return status;
}

static void filled(void **state)
{
    (void)state;
    const struct {
        const char *label, *template, *text;
    } rows[] = {
        {"nothing", "", ""},
        {"words", "one\n*two*\n", "one two\n"},
        {"what fills is no markup and no placeholder", "# {{title}}\n",
         "Hope & <i>more</i> *here* {{title}}\n"
         "===================================\n"},
        {"in bold", "**{{ title }}!**\n",
         "Hope & <i>more</i> *here* {{title}}!\n"},
        {"a loop over a list, no blank lines",
         "{{#each outcomes}}\n- {{outcome.name}}\n{{/each}}\n",
         "- hope\n- a <b>|*loneliness*\n"},
        {"an empty loop", "a\n\n{{#each none}}\nb\n{{/each}}\n", "a\n"},
        {"a condition that holds", "{{#if yes}}\na\n{{else}}\nb\n{{/if}}\n",
         "a\n"},
        {"one that does not", "{{#if no}}\na\n{{else}}\nb\n{{/if}}\n", "b\n"},
        {"not", "{{#if not no}}\na\n{{/if}}\n", "a\n"},
        {"nested",
         "{{#each outcomes}}\n{{#if yes}}\n{{#if no}}\na\n{{else}}\n"
         "{{outcome.name}}\n{{/if}}\n{{/if}}\n{{/each}}\n",
         "hope\n\na <b>|*loneliness*\n"},
        {"a part, and a table as a part",
         "{{part part}}\n{{part key_findings}}\n",
         "(the part)\n\n(the part)\n"},
        {"comments", "a<!-- {{x}} -->\n\n<!-- not\nseen -->\n", "a\n"},
        {"code is left alone", "`{{x}}`\n", "{{x}}\n"},
        {"a table", "Table: Some\n\n| a | b |\n|---|--:|\n| {{title}} | 2 |\n",
         "Table 1: Some\n"
         "--------------------------------------\n"
         "a                                    b\n"
         "--------------------------------------\n"
         "Hope & <i>more</i> *here* {{title}}  2\n"
         "--------------------------------------\n"},
        {"a footnote referred to twice", "a[^1] b[^1]\n\n[^1]: {{title}}\n",
         "a [note 1] b [note 2]\n\n"
         "[note 1] Hope & <i>more</i> *here* {{title}}\n\n"
         "[note 2] Hope & <i>more</i> *here* {{title}}\n"},
        {"head", "---\ntitle: x {{title}}\nsummary: y\n---\na\n", "a\n"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct pp_buffer out = PP_BUFFER_INIT;
        struct pp_error err = {PP_OK, ""};
        if (fill(rows[i].template, &out, &err) != 0)
            fail_msg("%s: %s", rows[i].label, err.text);
        if (strcmp(pp_buffer_text(&out), rows[i].text) != 0)
            fail_msg("%s:\n%s", rows[i].label, pp_buffer_text(&out));
        pp_buffer_clear(&out);
    }
}

static void refused(void **state)
{
    (void)state;
    const struct {
        const char *template, *message;
    } rows[] = {
        {"a\n\nb {{titel}}\n",
         "t.md:3: unknown placeholder {{titel}}; did you mean {{title}}?"},
        {"a\nb\nc {{xyzzy}}\n", "t.md:3: unknown placeholder {{xyzzy}}"},
        {"---\ntitle: a\n---\n\n{{part prt}}\n",
         "t.md:5: unknown placeholder {{part prt}}; did you mean "
         "{{part part}}?"},
        {"{{#if no}}\n{{#each outcomes}}\nx {{outcome.nme}}\n{{/each}}\n"
         "{{/if}}\n",
         "t.md:3: unknown placeholder {{outcome.nme}}; did you mean "
         "{{outcome.name}}?"},
        {"{{table part}}\n", "t.md:1: unknown placeholder {{table part}}"},
        {"{{outcome.name}}\n",
         "t.md:1: {{outcome.name}} stands only between {{#each outcomes}} "
         "and {{/each}}"},
        {"a\n\n{{#each outcomes}}\n", "t.md:3: {{#each outcomes}} without "
                                      "{{/each}}"},
        {"{{/if}}\n", "t.md:1: {{/if}} closes nothing that was opened"},
        {"{{else}}\n", "t.md:1: {{else}} closes nothing that was opened"},
        {"{{#if yes}}\n{{/each}}\n",
         "t.md:2: {{/each}}: expected {{/if}}, which closes line 1"},
        {"{{#unless yes}}\n",
         "t.md:1: unknown {{#unless yes}}; known are {{#each list}} and "
         "{{#if condition}}"},
        {"{{#each outcomes}}\n{{#each outcomes}}\n{{/each}}\n{{/each}}\n",
         "t.md:2: {{#each}} inside {{#each}}"},
        {"{{#each outcomes}}\n{{else}}\n{{/each}}\n",
         "t.md:2: {{else}} belongs to {{#if}}"},
        {"a {{#if yes}} b\n",
         "t.md:1: {{#if yes}} must stand on a line of its own, with no other "
         "text in its paragraph"},
        {"a {{title\n", "t.md:1: \"{{\" without \"}}\""},
        {"a\n\n<div>x</div>\n",
         "t.md:3: HTML is not allowed in a template: \"<div>x</div>\""},
        {"a\n\nb <b>x</b>\n",
         "t.md:3: HTML is not allowed in a template: \"<b>\""},
        {"![a](b.png)\n", "t.md:1: pictures are put in with {{figure name}}"},
        {"[a](javascript:alert)\n",
         "t.md:1: the address \"javascript:alert\" does not begin with "
         "https:, http:, mailto: or #"},
        {"| a |\n|---|\n| b |\n",
         "t.md:1: a table needs a paragraph \"Table: its caption\" right "
         "above it"},
        {"Table: a\n\nb\n",
         "t.md:1: \"Table: ...\" with no table right under it"},
        {"Table: a\n", "t.md:1: \"Table: ...\" with no table right under it"},
        {"---\ntitel: a\n---\n",
         "t.md:2: \"titel: a\": expected \"title: ...\" or \"summary: ...\""},
        {"---\ntitle: a\n",
         "t.md:1: \"---\" opens a head that no second \"---\" closes"},
        {"---\ntitle: {{tilte}}\n---\n",
         "t.md:2: unknown placeholder {{tilte}}; did you mean {{title}}?"},
        {"a\n\xFF\n", "t.md:2: not UTF-8"},
        {"a[^1]\n\n[^1]: b[^1]\n", "t.md:3: a footnote inside a footnote"},
        {"a\rb\r\n\r<div>\n",
         "t.md:4: HTML is not allowed in a template: \"<div>\""},
        {"a\n\n{{part broken}}\n", "t.md:3: {{part broken}}: no paper"},
        {"# A\n\n### B\n", "t.md:3: a heading of 3 # under one of fewer: "
                           "expected 2 #, for no level may be left out"},
        {"### A\n", "t.md:1: a heading of 3 # comes first: expected 1 #, for "
                    "no level may be left out"},
        {"# A\n\n## B\n\n# C\n",
         "t.md:5: a second heading of one #: a report has one, its title; "
         "expected ##"},
        {"a\n\n{{part }}\n", "t.md:3: unknown placeholder {{part}}"},
        {"{{ table  }}\n", "t.md:1: unknown placeholder {{table}}"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct pp_buffer out = PP_BUFFER_INIT;
        struct pp_error err = {PP_OK, ""};
        if (fill(rows[i].template, &out, &err) == 0)
            fail_msg("taken: %s", rows[i].template);
        assert_string_equal(err.text, rows[i].message);
        pp_buffer_clear(&out);
    }
}

/* However it is done, what is nested does not nest without end. */
static void depths(void **state)
{
    (void)state;
    static const struct {
        const char *open, *close, *message;
    } rows[] = {
        {"> ", "", "t.md:1: too deeply nested"},
        {"{{#if yes}}\n\n", "{{/if}}\n\n", "t.md:65: too deeply nested"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        for (size_t n = 31; n <= 32; n++) {
            struct pp_buffer text = PP_BUFFER_INIT, out = PP_BUFFER_INIT;
            struct pp_error err = {PP_OK, ""};
            for (size_t k = 0; k < n; k++)
                pp_buffer_puts(&text, rows[i].open);
            pp_buffer_puts(&text, "x\n\n");
            for (size_t k = 0; k < n; k++)
                pp_buffer_puts(&text, rows[i].close);
            assert_int_equal(fill(text.data, &out, &err), n < 32 ? 0 : -1);
            assert_string_equal(err.text, n < 32 ? "" : rows[i].message);
            pp_buffer_clear(&text);
            pp_buffer_clear(&out);
        }
    }
}

static void sizes(void **state)
{
    (void)state;
    struct pp_buffer big = PP_BUFFER_INIT, out = PP_BUFFER_INIT;
    struct pp_error err = {PP_OK, ""};

    pp_buffer_repeat(&big, '|', 4097);
    assert_int_equal(fill(pp_buffer_text(&big), &out, &err), -1);
    assert_string_equal(err.text,
                        "t.md:1: a line of 4097 bytes; the limit is 4096");
    pp_buffer_clear(&big);
    for (int i = 0; i < 2622; i++)
        pp_buffer_printf(&big, "%099d\n", i);
    assert_int_equal(fill(pp_buffer_text(&big), &out, &err), -1);
    assert_string_equal(
        err.text, "t.md: a template of 262200 bytes; the limit is 262144");
    pp_buffer_clear(&big);
    pp_buffer_repeat(&big, '>', 4000);
    pp_buffer_puts(&big, " a\n");
    assert_int_equal(fill(pp_buffer_text(&big), &out, &err), -1);
    assert_string_equal(err.text, "t.md:1: too deeply nested");
    pp_buffer_clear(&big);
    pp_buffer_clear(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(filled),
        cmocka_unit_test(refused),
        cmocka_unit_test(depths),
        cmocka_unit_test(sizes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
