#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <jansson.h>
#include <math.h>
#include <string.h>

#include "prepost/base/schema.h"

/* A small kind of file that uses every type of field once. */
struct answer {
    long code;
    const char *label;
    struct pp_text_list aliases;
};

static const struct pp_field answer_fields[] = {
    PP_FIELD("code", WHOLE, struct answer, code, NULL, .is_key = true,
             .has_range = true, .min = -9, .max = 99),
    PP_FIELD("label", TEXT, struct answer, label, NULL),
    PP_FIELD("aliases", TEXTS, struct answer, aliases, NULL),
};
static const struct pp_schema answer_schema = {.name = "answer",
                                               PP_SCHEMA_FIELDS(answer_fields),
                                               .size = sizeof(struct answer),
                                               .shorthand = "label"};

struct item {
    const struct pp_yaml *at;
    const char *id, *text;
    bool risk;
};

static const struct pp_field item_fields[] = {
    PP_FIELD("id", TEXT, struct item, id, NULL, .is_name = true),
    PP_FIELD("text", TEXT, struct item, text, NULL, .required = true),
    PP_FIELD("risk", FLAG, struct item, risk, NULL),
};
static const struct pp_schema item_schema = {.name = "item",
                                             PP_SCHEMA_FIELDS(item_fields),
                                             .size = sizeof(struct item),
                                             .shorthand = "text",
                                             PP_SCHEMA_NODE(struct item, at)};

struct source {
    const char *paper;
    long year;
};

static const struct pp_field source_fields[] = {
    PP_FIELD("paper", TEXT, struct source, paper, NULL, .required = true),
    PP_FIELD("year", WHOLE, struct source, year, NULL, .has_range = true,
             .min = 1800, .max = 2100),
};
static const struct pp_schema source_schema = {.name = "source",
                                               PP_SCHEMA_FIELDS(source_fields),
                                               .size = sizeof(struct source)};

enum method { SUM, MEAN };
static const char *const methods[] = {"sum", "mean", NULL};

struct definition {
    const char *id;
    double factor, norm;
    bool shown;
    int method;
    struct pp_text_list headings;
    struct pp_number_list table;
    const struct source *source;
    struct pp_block_list items, answers;
    long n_items;
};

static const struct pp_field count_field =
    PP_FIELD("items", WHOLE, struct definition, n_items, NULL,
             .has_range = true, .min = 1, .max = 500);
static const struct pp_field definition_fields[] = {
    PP_FIELD("id", TEXT, struct definition, id, NULL, .required = true,
             .is_name = true),
    PP_FIELD("factor", NUMBER, struct definition, factor,
             "multiplies the score", .otherwise = 1, .has_range = true,
             .min = 0, .max = HUGE_VAL),
    PP_FIELD("norm", NUMBER, struct definition, norm, NULL, .otherwise = NAN),
    PP_FIELD("shown", FLAG, struct definition, shown, NULL, .otherwise = true),
    PP_FIELD("method", WORD, struct definition, method, NULL, .otherwise = SUM,
             .choices = methods),
    PP_FIELD("headings", TEXTS, struct definition, headings, NULL),
    PP_FIELD("table", NUMBERS, struct definition, table, NULL),
    PP_FIELD("source", BLOCK, struct definition, source, NULL,
             .sub = &source_schema),
    PP_FIELD("items", BLOCKS, struct definition, items, NULL,
             .sub = &item_schema, .scalar = &count_field, .has_range = true,
             .min = 1, .max = 3),
    PP_FIELD("answers", NAMED, struct definition, answers, NULL,
             .sub = &answer_schema),
};
static const struct pp_schema definition_schema = {
    .name = "definition",
    PP_SCHEMA_FIELDS(definition_fields),
    .size = sizeof(struct definition)};

struct fixture {
    struct pp_pool *pool;
    struct pp_notes notes;
    struct definition d;
    struct pp_buffer printed;
    int status;
};

static void read_text(struct fixture *f, const char *text)
{
    const struct pp_yaml *root;

    f->pool = pp_pool_new();
    pp_notes_init(&f->notes, f->pool, 20);
    f->printed = (struct pp_buffer)PP_BUFFER_INIT;
    assert_int_equal(
        pp_yaml_read(f->pool, "d.yaml", text, strlen(text), &root, &f->notes),
        0);
    f->status = pp_schema_read(f->pool, &definition_schema, root, "d.yaml",
                               &f->d, &f->notes);
    pp_notes_print(&f->notes, &f->printed);
}

static void clear(struct fixture *f)
{
    pp_buffer_clear(&f->printed);
    pp_pool_free(f->pool);
}

static void test_everything_is_filled(void **state)
{
    struct fixture f;

    (void)state;
    read_text(&f, "id: hope_2\n"
                  "factor: 2.5\n"
                  "norm: -1e-3\n"
                  "shown: no\n"
                  "method: mean\n"
                  "headings: [no, \"3\", 4]\n"
                  "table: [7, 9.51]\n"
                  "source: {paper: Herth 1992, year: 1992}\n"
                  "items:\n"
                  "  - I feel hopeful\n"
                  "  - {id: hope_x, text: I have goals, risk: yes}\n"
                  "answers:\n"
                  "  0: Never\n"
                  "  -1: {label: Often, aliases: A lot}\n");
    assert_string_equal(pp_buffer_text(&f.printed), "");
    assert_int_equal(f.status, 0);
    assert_string_equal(f.d.id, "hope_2");
    assert_true(f.d.factor == 2.5 && f.d.norm == -0.001);
    assert_false(f.d.shown);
    assert_int_equal(f.d.method, MEAN);
    assert_int_equal(f.d.headings.n, 3);
    assert_string_equal(f.d.headings.items[0], "no");
    assert_string_equal(f.d.headings.items[2], "4");
    assert_int_equal(f.d.table.n, 2);
    assert_true(f.d.table.items[1] == 9.51);
    assert_string_equal(f.d.source->paper, "Herth 1992");
    assert_int_equal(f.d.source->year, 1992);

    const struct item *items = f.d.items.items;

    assert_int_equal(f.d.items.n, 2);
    assert_string_equal(items[0].text, "I feel hopeful");
    assert_false(items[0].risk);
    assert_int_equal(items[0].at->line, 10);
    assert_string_equal(items[1].id, "hope_x");
    assert_true(items[1].risk);

    const struct answer *answers = f.d.answers.items;

    assert_int_equal(f.d.answers.n, 2);
    assert_int_equal(answers[1].code, -1);
    assert_string_equal(answers[0].label, "Never");
    assert_string_equal(answers[1].label, "Often");
    assert_string_equal(answers[1].aliases.items[0], "A lot");
    clear(&f);
}

static void test_what_is_absent(void **state)
{
    struct fixture f;

    (void)state;
    read_text(&f, "id: a\nitems: 24\n");
    assert_int_equal(f.status, 0);
    assert_true(f.d.factor == 1.0 && isnan(f.d.norm) && f.d.shown);
    assert_int_equal(f.d.method, SUM);
    assert_null(f.d.source);
    assert_int_equal(f.d.items.n, 0);
    assert_int_equal(f.d.n_items, 24);
    clear(&f);
}

/* One mistake a row: what a person would read. */
static void test_messages(void **state)
{
    static const struct {
        const char *text, *message;
    } rows[] = {
        {"id: a\nfacter: 2\n",
         "d.yaml:2:1: unknown key \"facter\"; did you mean \"factor\"?\n"},
        {"id: a\nbananas: 2\n",
         "d.yaml:2:1: unknown key \"bananas\"; known here: id, factor, norm, "
         "shown, method, headings, table, source, items, answers\n"},
        {"factor: 2\n", "d.yaml:1:1: key \"id\" is missing; expected a name of "
                        "small letters, digits and _\n"},
        {"id: Hope 2\n",
         "d.yaml:1:5: id: expected a name of small letters, digits and _, "
         "found \"Hope 2\"\n"},
        {"id:\n", "d.yaml:1:4: id: expected a name of small letters, digits "
                  "and _, found nothing\n"},
        {"id: a\nfactor: 2,5\n",
         "d.yaml:2:9: factor: expected a number of 0 or more, found \"2,5\"\n"},
        {"id: a\nfactor: 2.5kg\n", "d.yaml:2:9: factor: expected a number of 0 "
                                   "or more, found \"2.5kg\"\n"},
        {"id: a\nfactor: nan\n", "d.yaml:2:9: factor: expected a number of 0 "
                                 "or more, found \"nan\"\n"},
        {"id: a\nfactor: -1\n", "d.yaml:2:9: factor: expected a number of 0 or "
                                "more, found \"-1\"\n"},
        {"id: a\nfactor: \"2\"\n", "d.yaml:2:9: factor: expected a number of 0 "
                                   "or more, found \"2\"\n"},
        {"id: a\nnorm: [1]\n",
         "d.yaml:2:7: norm: expected a number, found a list\n"},
        {"id: a\nshown: maybe\n",
         "d.yaml:2:8: shown: expected yes or no, found \"maybe\"\n"},
        {"id: a\nmethod: maen\n",
         "d.yaml:2:9: method: expected one of sum, mean, found \"maen\"; did "
         "you mean \"mean\"?\n"},
        {"id: a\nheadings: {b: c}\n", "d.yaml:2:11: headings: expected a list "
                                      "of texts, found a block of keys\n"},
        {"id: a\nheadings: [b, [c]]\n",
         "d.yaml:2:15: headings[2]: expected text, found a list\n"},
        {"id: a\nheadings: [b, ]\nmethod: sum\ntable: [1, x]\n",
         "d.yaml:4:12: table[2]: expected a number, found \"x\"\n"},
        {"id: a\nsource: Herth\n",
         "d.yaml:2:9: source: expected a block of keys, found \"Herth\"\n"},
        {"id: a\nsource:\n  year: 1700\n",
         "d.yaml:3:9: source.year: expected a whole number from 1800 to 2100, "
         "found \"1700\"\n"
         "d.yaml:2:1: source: key \"paper\" is missing; expected text\n"},
        {"id: a\nsource: {paper: x, year: 1990.5}\n",
         "d.yaml:2:26: source.year: expected a whole number from 1800 to 2100, "
         "found \"1990.5\"\n"},
        {"id: a\nitems: 0\n", "d.yaml:2:8: items: expected a whole number from "
                              "1 to 500, found \"0\"\n"},
        {"id: a\nitems: {b: c}\n",
         "d.yaml:2:8: items: expected a whole number from 1 to 500 or a list, "
         "found a block of keys\n"},
        {"id: a\nitems: []\n",
         "d.yaml:2:8: items: expected 1 to 3 of them, found 0\n"},
        {"id: a\nitems:\n  - text: b\n    lables: c\n",
         "d.yaml:4:5: items[1]: unknown key \"lables\"; known here: id, text, "
         "risk\n"},
        {"id: a\nitems:\n  - [b]\n", "d.yaml:3:5: items[1]: expected text "
                                     "(text) or a block of keys, found a "
                                     "list\n"},
        {"id: a\nanswers:\n  never: 0\n",
         "d.yaml:3:3: answers: expected a whole number from -9 to 99, found "
         "\"never\"\n"},
        {"id: a\nanswers: {0: {lable: x}}\n",
         "d.yaml:2:15: answers.0: unknown key \"lable\"; did you mean "
         "\"label\"?\n"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct fixture f;

        read_text(&f, rows[i].text);
        assert_int_equal(f.status, -1);
        if (strcmp(pp_buffer_text(&f.printed), rows[i].message) != 0)
            fail_msg("%s\n%s", rows[i].text, pp_buffer_text(&f.printed));
        clear(&f);
    }
}

static void test_goes_on_up_to_twenty(void **state)
{
    struct pp_buffer text = PP_BUFFER_INIT;
    struct fixture f;

    (void)state;
    pp_buffer_puts(&text, "id: a\n");
    for (int i = 0; i < 25; i++)
        pp_buffer_printf(&text, "wrong%d: 1\n", i);
    read_text(&f, pp_buffer_text(&text));
    assert_int_equal(f.notes.n, 20);
    assert_non_null(strstr(pp_buffer_text(&f.printed), "and 5 more\n"));
    clear(&f);
    pp_buffer_clear(&text);
}

static void test_json_schema(void **state)
{
    struct pp_buffer out = PP_BUFFER_INIT;
    json_error_t error;

    (void)state;
    pp_schema_json(&definition_schema, "https://example.org/d.json", "A \"d\"",
                   &out);
    json_t *root = json_loads(pp_buffer_text(&out), 0, &error);

    if (root == NULL)
        fail_msg("line %d: %s\n%s", error.line, error.text,
                 pp_buffer_text(&out));
    json_t *defs = json_object_get(root, "$defs");

    assert_int_equal(json_object_size(defs), 4);
    assert_string_equal(json_string_value(json_object_get(root, "title")),
                        "A \"d\"");
    json_t *definition = json_object_get(defs, "definition");
    json_t *properties = json_object_get(definition, "properties");

    assert_int_equal(json_object_size(properties), 10);
    assert_int_equal(json_array_size(json_object_get(definition, "required")),
                     1);
    /* A code is a key, not a property; a lone label stands for an answer. */
    json_t *answer = json_object_get(json_object_get(defs, "answer"), "anyOf");

    assert_int_equal(json_array_size(answer), 2);
    assert_null(json_object_get(
        json_object_get(json_array_get(answer, 1), "properties"), "code"));
    json_decref(root);
    pp_buffer_clear(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_everything_is_filled),
        cmocka_unit_test(test_what_is_absent),
        cmocka_unit_test(test_messages),
        cmocka_unit_test(test_goes_on_up_to_twenty),
        cmocka_unit_test(test_json_schema),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
