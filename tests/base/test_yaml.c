#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "prepost/base/alloc.h"
#include "prepost/base/buffer.h"
#include "prepost/base/yaml.h"

struct fixture {
    struct pp_pool *pool;
    struct pp_notes notes;
    const struct pp_yaml *root;
    struct pp_buffer printed;
    int status;
};

static void read_bytes(struct fixture *f, const char *text, size_t length)
{
    f->pool = pp_pool_new();
    pp_notes_init(&f->notes, f->pool, 20);
    f->printed = (struct pp_buffer)PP_BUFFER_INIT;
    f->status =
        pp_yaml_read(f->pool, "a.yaml", text, length, &f->root, &f->notes);
    pp_notes_print(&f->notes, &f->printed);
}

static void clear(struct fixture *f)
{
    pp_buffer_clear(&f->printed);
    pp_pool_free(f->pool);
}

static void test_tree_knows_its_places(void **state)
{
    struct fixture f;
    static const char text[] = "\xEF\xBB\xBFtitle: Peer support\n"
                               "waves:\n"
                               "  - before\n"
                               "  - \"after \\u00e9\"\n"
                               "labels: {0: Never, 1: Often}\n"
                               "empty:\n";

    (void)state;
    read_bytes(&f, text, sizeof text - 1);
    assert_int_equal(f.status, 0);
    assert_int_equal(f.root->kind, PP_YAML_MAP);
    assert_int_equal(f.root->n, 4);

    const struct pp_yaml *waves = pp_yaml_get(f.root, "waves");

    assert_int_equal(waves->kind, PP_YAML_LIST);
    assert_int_equal(waves->key->line, 2);
    assert_int_equal(waves->key->column, 1);
    assert_int_equal(waves->line, 3);
    assert_int_equal(waves->n, 2);
    assert_string_equal(pp_yaml_at(waves, 0)->text, "before");
    assert_true(pp_yaml_at(waves, 0)->is_plain);
    assert_string_equal(pp_yaml_at(waves, 1)->text, "after \xC3\xA9");
    assert_false(pp_yaml_at(waves, 1)->is_plain);
    assert_int_equal(pp_yaml_at(waves, 1)->line, 4);
    assert_int_equal(pp_yaml_at(waves, 1)->column, 5);
    assert_null(pp_yaml_at(waves, 2));

    const struct pp_yaml *labels = pp_yaml_get(f.root, "labels");

    assert_string_equal(labels->first->key->text, "0");
    assert_string_equal(labels->first->next->text, "Often");
    assert_int_equal(labels->first->next->column, 23);
    assert_true(pp_yaml_is_empty(pp_yaml_get(f.root, "empty")));
    assert_null(pp_yaml_get(f.root, "no such key"));
    assert_null(pp_yaml_get(waves, "before"));
    assert_null(pp_yaml_get(NULL, "before"));
    clear(&f);
}

struct refusal {
    const char *label, *text;
    size_t length; /* 0: strlen */
    const char *message;
};

static const struct refusal refusals[] = {
    {"nothing", "", 0, "a.yaml:1:1: nothing in it; expected keys and values\n"},
    {"comment only", "# hello\n", 0,
     "a.yaml:1:1: nothing in it; expected keys and values\n"},
    {"empty document", "---\n", 0,
     "a.yaml:1:1: nothing in it; expected keys and values\n"},
    {"anchor", "a: 1\nb: &x 2\n", 0,
     "a.yaml:2:4: anchors (&name) are not allowed; put text that begins with & "
     "in quotes\n"},
    {"alias", "a: 1\nb: *x\n", 0,
     "a.yaml:2:4: aliases (*name) are not allowed; write the value out, or put "
     "text that begins with * in quotes\n"},
    {"tag", "a: !!str 1\n", 0,
     "a.yaml:1:4: tags (!name) are not allowed; put text that begins with ! in "
     "quotes\n"},
    {"anchor on a list", "a: &x [1]\n", 0,
     "a.yaml:1:4: anchors (&name) are not allowed; put text that begins with & "
     "in quotes\n"},
    {"tag on a map", "a: !x {b: 1}\n", 0,
     "a.yaml:1:4: tags (!name) are not allowed; put text that begins with ! in "
     "quotes\n"},
    {"second document", "a: 1\n---\nb: 2\n", 0,
     "a.yaml:2:1: a second document begins here; one is allowed\n"},
    {"key twice", "a: 1\nb: 2\na: 3\n", 0,
     "a.yaml:3:1: key \"a\" is given twice; the first is on line 1\n"},
    {"two keys twice", "{a: 1, b: 2, b: 3, a: 4}\n", 0,
     "a.yaml:1:20: key \"a\" is given twice; the first is on line 1\n"
     "a.yaml:1:14: key \"b\" is given twice; the first is on line 1\n"},
    {"list as key", "a: 1\n? [b, c]\n: 2\n", 0,
     "a.yaml:2:3: a key must be text or a number, not a list or block\n"},
    {"NUL in quotes", "a: \"x\\0y\"\n", 0,
     "a.yaml:1:4: a NUL character is not allowed in text\n"},
    {"raw NUL", "a: 1\nb: x\0y\n", 11,
     "a.yaml:2:5: not YAML: control characters are not allowed (0x00)\n"},
    {"Latin-1", "a: 1\nb: caf\xE9 au lait\n", 0,
     "a.yaml:2:7: byte 0xE9 is not UTF-8; save the file as UTF-8\n"},
    {"UTF-16, little end first",
     "\xFF\xFE"
     "a\0:\0",
     6, "a.yaml:1:1: this is UTF-16; save the file as UTF-8\n"},
    {"UTF-16, big end first", "\xFE\xFF\0a\0:", 6,
     "a.yaml:1:1: this is UTF-16; save the file as UTF-8\n"},
    {"UTF-16 without a mark",
     "a\0:\0 \0"
     "1\0",
     8, "a.yaml:1:2: not YAML: control characters are not allowed (0x00)\n"},
    {"tab", "a:\n\tb: 1\n", 0,
     "a.yaml:2:1: not YAML: a tab cannot indent; use spaces\n"},
    {"curly quotes", "a: 1\nb: \u201cOur groups\u201d\n", 0,
     "a.yaml:2:4: its quotes are curly, as word processors make them, and "
     "would be part of the text; expected straight ones (\")\n"},
    {"curly quotes in a list", "a: [\u201cpre\u201d, \u2018T1\u2019]\n", 0,
     "a.yaml:1:5: its quotes are curly, as word processors make them, and "
     "would be part of the text; expected straight ones (\")\n"},
    {"a list's long dash", "a:\n  \u2013 path\n", 0,
     "a.yaml:2:3: its dash is a long one, as word processors make it; expected "
     "a short one (-) before what is in a list\n"},
    {"a long dash further on", "a:\n  - path: b\n  \u2013 path: c\n", 0,
     "a.yaml:3:1: not YAML: the dash is a long one, as word processors make "
     "it; expected a short one (-)\n"},
    {"list never closed", "a: [1, 2\nb: 3\n", 0, NULL},
    {"a last line that does not end", "id: a\nname: b\nc", 0, NULL},
    {"quote never closed", "a: \"b\n", 0, NULL},
    {"wrong indent", "a:\n  b: 1\n c: 2\n", 0, NULL},
    {"colon in text", "a: b: c\n", 0,
     "a.yaml:1:5: not YAML: mapping values are not allowed in this context\n"},
};

static void test_refusals(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        const struct refusal *row = &refusals[i];
        size_t length = row->length > 0 ? row->length : strlen(row->text);
        struct fixture f;

        read_bytes(&f, row->text, length);
        const char *printed = pp_buffer_text(&f.printed);

        if (f.status != -1 || f.root != NULL)
            fail_msg("%s: was taken", row->label);
        if (row->message != NULL && strcmp(printed, row->message) != 0)
            fail_msg("%s: %s", row->label, printed);
        if (strncmp(printed, "a.yaml:", 7) != 0)
            fail_msg("%s: no place: %s", row->label, printed);
        clear(&f);
    }
}

/* Files made to exhaust a reader end quickly and small. */
static void attack(const char *label, const struct pp_buffer *text,
                   const char *message)
{
    struct fixture f;
    clock_t start = clock();

    read_bytes(&f, pp_buffer_text(text), text->length);
    double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;

    if (f.status != -1)
        fail_msg("%s: was taken", label);
    if (strstr(pp_buffer_text(&f.printed), message) == NULL)
        fail_msg("%s: %s", label, pp_buffer_text(&f.printed));
    /* 0.2 s measured; sanitizers are slower */
    if (seconds > 2.0 && getenv("PP_VALGRIND") == NULL)
        fail_msg("%s: %.2f s", label, seconds);
    clear(&f);
}

static void test_attacks(void **state)
{
    struct pp_buffer text = PP_BUFFER_INIT;

    (void)state;
    pp_buffer_repeat(&text, '[', 100000);
    attack("brackets", &text, "too deep");
    pp_buffer_clear(&text);

    pp_buffer_repeat(&text, '{', 200000);
    attack("braces", &text, "not a list or block");
    pp_buffer_clear(&text);

    pp_buffer_puts(&text, "a: &a [x, x, x, x]\n");
    for (char c = 'b'; c < 'm'; c++)
        pp_buffer_printf(&text, "%c: &%c [*%c, *%c, *%c, *%c]\n", c, c, c - 1,
                         c - 1, c - 1, c - 1);
    attack("a billion laughs", &text, "anchors");
    pp_buffer_clear(&text);

    pp_buffer_puts(&text, "a: [");
    for (int i = 0; i < 200001; i++)
        pp_buffer_puts(&text, "1,");
    pp_buffer_puts(&text, "1]\n");
    attack("many values", &text, "too many values");
    pp_buffer_clear(&text);

    pp_buffer_puts(&text, "a: \"");
    pp_buffer_repeat(&text, 'x', 20 * 1024 * 1024);
    pp_buffer_puts(&text, "\"\n");
    attack("20 MB", &text, "a file may have 4 MB");
    pp_buffer_clear(&text);

    for (int i = 0; i < 99990; i++)
        pp_buffer_puts(&text, "k: 1\n");
    attack("one key many times", &text, "and 99969 more");
    pp_buffer_clear(&text);
}

static void test_depth_at_the_limit(void **state)
{
    (void)state;
    for (size_t depth = PP_YAML_MAX_DEPTH; depth <= PP_YAML_MAX_DEPTH + 1;
         depth++) {
        struct pp_buffer text = PP_BUFFER_INIT;
        struct fixture f;

        pp_buffer_repeat(&text, '[', depth);
        pp_buffer_repeat(&text, ']', depth);
        read_bytes(&f, pp_buffer_text(&text), text.length);
        assert_int_equal(f.status, depth <= PP_YAML_MAX_DEPTH ? 0 : -1);
        clear(&f);
        pp_buffer_clear(&text);
    }
}

static void assert_same(const struct pp_yaml *a, const struct pp_yaml *b)
{
    assert_int_equal(a->kind, b->kind);
    assert_int_equal(a->n, b->n);
    assert_int_equal(pp_yaml_is_empty(a), pp_yaml_is_empty(b));
    if (a->kind == PP_YAML_SCALAR)
        assert_string_equal(a->text, b->text);
    if (a->key != NULL)
        assert_string_equal(a->key->text, b->key->text);
    b = b->first;
    for (a = a->first; a != NULL; a = a->next, b = b->next)
        assert_same(a, b);
}

/* What is written says the same when it is read, and no comment is in it. */
static void test_written(void **state)
{
    (void)state;
    static const char text[] =
        "# AB12\n"
        "title: \"a: # b\"   # is Mrs Smith\n"
        "people:\n  - [AB12, AB21]\n  # AB13\n"
        "empty:\n"
        "list: [1, \"2\", ~, {a: \"x\\ty\", b: 'it''s'}]\n"
        "long: >\n  two # lines\n  as one\n\n  and another\n"
        "kept: |\n  # no comment\n   indented\n"
        "\"yes\": \"\"\n"
        "\u00fc: \u00e9 \u2013 \U0001F600\n"
        "# the end AB12\n";
    static const char *const without[] = {NULL, "people"};

    for (size_t i = 0; i < 2; i++) {
        struct pp_buffer once = PP_BUFFER_INIT, again = PP_BUFFER_INIT;
        struct fixture f, g;
        read_bytes(&f, text, strlen(text));
        assert_int_equal(f.notes.n, 0);
        pp_yaml_write(f.root, without[i], &once);
        assert_null(strstr(once.data, "Smith"));
        assert_null(strstr(once.data, "AB13"));
        assert_int_equal(strstr(once.data, "AB12") != NULL, i == 0);
        read_bytes(&g, once.data, once.length);
        assert_int_equal(g.notes.n, 0);
        const struct pp_yaml *was = f.root->first, *is = g.root->first;
        for (; was != NULL; was = was->next) {
            if (i == 1 && strcmp(was->key->text, "people") == 0)
                continue;
            assert_non_null(is);
            assert_same(was, is);
            is = is->next;
        }
        assert_null(is);
        pp_yaml_write(g.root, NULL, &again);
        assert_string_equal(once.data, again.data);
        pp_buffer_clear(&once);
        pp_buffer_clear(&again);
        clear(&f);
        clear(&g);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tree_knows_its_places),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_attacks),
        cmocka_unit_test(test_depth_at_the_limit),
        cmocka_unit_test(test_written),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
