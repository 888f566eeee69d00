#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../../src/model/instrument_file.h"
#include "prepost/base/buffer.h"
#include "prepost/base/data_dir.h"
#include "prepost/base/file.h"
#include "prepost/model/dataset.h"
#include "prepost/model/instrument.h"
#include "prepost/model/score.h"

struct fixture {
    struct pp_pool *pool;
    struct pp_notes notes;
    struct pp_buffer printed;
    const struct pp_instrument *instrument;
    int status;
};

static void read_text(struct fixture *f, const char *text)
{
    f->pool = pp_pool_new();
    pp_notes_init(&f->notes, f->pool, 20);
    f->printed = (struct pp_buffer)PP_BUFFER_INIT;
    f->status = pp_instrument_read(f->pool, "a.yaml", text, strlen(text),
                                   &f->instrument, &f->notes);
    pp_notes_print(&f->notes, &f->printed);
}

static void clear(struct fixture *f)
{
    pp_buffer_clear(&f->printed);
    pp_pool_free(f->pool);
}

/* A name starts small in mid-sentence, if it is no acronym and no title. */
static void test_names_in_mid_sentence(void **state)
{
    static const struct {
        const char *name, *outcome;
    } rows[] = {{"Belonging in our town", "belonging in our town"},
                {"belonging", "belonging"},
                {"Belonging scale", "belonging"},
                {"belonging scale", "belonging"},
                {"Scale", "scale"},
                {"Belonging Scale", "Belonging Scale"},
                {"Pride in Eastshire", "Pride in Eastshire"},
                {"WEMWBS", "WEMWBS"},
                {"Herth Hope Index", "Herth Hope Index"},
                {"K10", "K10"}};

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct fixture f;
        char text[200];
        snprintf(text, sizeof text,
                 "id: own\nname: %s\nanswers: 1-5\nitems: 4\n"
                 "better: higher\n",
                 rows[i].name);
        read_text(&f, text);
        assert_int_equal(f.status, 0);
        assert_string_equal(
            pp_instrument_scale(f.instrument, "total", NULL)->words.outcome,
            rows[i].outcome);
        clear(&f);
    }
}

static void test_a_word_is_no_abbreviation(void **state)
{
    struct fixture f;

    (void)state;
    read_text(&f, "id: togetherness\nname: Our Togetherness Scale\n"
                  "answers: 1-5\nitems: 4\nbetter: higher\n");
    assert_int_equal(f.status, 0);
    assert_string_equal(
        pp_instrument_scale(f.instrument, "total", NULL)->words.score,
        "Our Togetherness Scale score");
    clear(&f);
}

/* What a person writes who has never seen the format: the Authentic Happiness
   Inventory, 24 items answered 1 to 5 and summed. */
static void test_the_common_case(void **state)
{
    struct fixture f;
    int16_t answers[24];

    (void)state;
    read_text(&f, "id: ahi\n"
                  "name: Authentic Happiness Inventory\n"
                  "answers: 1-5\n"
                  "items: 24\n"
                  "better: higher\n");
    assert_string_equal(pp_buffer_text(&f.printed), "");
    assert_int_equal(f.status, 0);

    const struct pp_instrument *ins = f.instrument;
    const struct pp_scale *total = pp_instrument_scale(ins, "total", NULL);

    assert_string_equal(ins->short_name, "AHI");
    assert_int_equal(ins->wording, PP_WORDING_FREE);
    assert_int_equal(ins->n_items, 24);
    assert_string_equal(ins->items[23].id, "ahi_24");
    assert_int_equal(ins->items[0].codings[0].n_answers, 5);
    assert_string_equal(ins->items[0].codings[0].id, "1-5");
    assert_int_equal(ins->n_scales, 1);
    assert_int_equal(total->n_items, 24);
    assert_true(total->min == 24 && total->max == 120);
    assert_false(total->lower_is_better);
    assert_int_equal(total->treatment, PP_MISSING_NONE);
    assert_int_equal(total->decimals, 1);
    assert_string_equal(total->name, "AHI total");
    assert_string_equal(total->words.outcome, "Authentic Happiness Inventory");
    assert_string_equal(total->words.score, "AHI score");
    for (size_t i = 0; i < 24; i++)
        answers[i] = (int16_t)(1 + i % 5);
    assert_true(pp_score_row(ins, total, answers) == 70);
    answers[0] = PP_ANSWER_MISSING;
    assert_true(isnan(pp_score_row(ins, total, answers)));
    clear(&f);
}

/* For two reasons or for one, an item that does not apply is out once. */
static void test_left_out_once(void **state)
{
    struct fixture f;

    (void)state;
    read_text(&f, "id: a\nname: A\nanswers: 0-3\nitems: 5\nbetter: higher\n"
                  "not_scored: [1, 2]\nscales:\n  total:\n"
                  "    items: [3, 4, 5]\n    without:\n"
                  "      - {when: 1, is: [1], items: [5]}\n"
                  "      - {when: 2, is: [1], items: [4, 5]}\n");
    assert_string_equal(pp_buffer_text(&f.printed), "");
    const struct pp_scale *total =
        pp_instrument_scale(f.instrument, "total", NULL);
    const struct {
        int16_t answers[5];
        double score; /* by hand */
    } cases[] = {{{0, 0, 1, 2, 3}, 6},
                 {{1, 0, 1, 2, 3}, 3},
                 {{0, 1, 1, 2, 3}, 1},
                 {{1, 1, 1, 2, 3}, 1},
                 {{1, 1, 1, 2, PP_ANSWER_MISSING}, 1}};

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_true(pp_score_row(f.instrument, total, cases[i].answers) ==
                    cases[i].score);
    clear(&f);
}

/* An item that counts adds 0 or 1, whatever its numbers are. */
static void test_reach_of_counts_without_an_item(void **state)
{
    struct fixture f;

    (void)state;
    read_text(&f, "id: a\nname: A\nanswers: 1-3\nitems: 4\nbetter: higher\n"
                  "not_scored: [1]\nscales:\n  total:\n    score: count\n"
                  "    items: [2-4]\n"
                  "    counts: [{items: [2-4], answers: [3]}]\n"
                  "    without: [{when: 1, is: [1], items: [2]}]\n");
    assert_string_equal(pp_buffer_text(&f.printed), "");
    const struct pp_scale *total =
        pp_instrument_scale(f.instrument, "total", NULL);

    assert_true(total->conditions[0].min == 0);
    assert_true(total->conditions[0].max == 2);
    clear(&f);
}

static bool has(const struct pp_text_list *list, const char *text)
{
    for (size_t i = 0; i < list->n; i++)
        if (strcmp(list->items[i], text) == 0)
            return true;
    return false;
}

static void test_headings(void **state)
{
    struct fixture f;

    (void)state;
    read_text(&f, "id: hhi\n"
                  "name: Herth Hope Index\n"
                  "short_name: HHI\n"
                  "stem: How much do you agree?\n"
                  "answers: 1-4\n"
                  "items:\n"
                  "  - I have goals\n"
                  "  - {text: I feel alone, aliases: alone}\n"
                  "  - {id: hhi_faith, text: I have faith}\n"
                  "better: higher\n");
    assert_string_equal(pp_buffer_text(&f.printed), "");

    const struct pp_item *items = f.instrument->items;
    const struct pp_scale *total = &f.instrument->scales[0];

    assert_string_equal(items[1].id, "hhi_2");
    assert_true(has(&items[1].aliases, "alone"));
    assert_true(has(&items[1].aliases, "hhi_02"));
    assert_true(has(&items[1].aliases, "HHI Q2"));
    assert_true(has(&items[1].aliases, "HHI item 2"));
    assert_true(has(&items[1].aliases, "Herth Hope Index 2"));
    assert_true(
        has(&items[1].aliases, "How much do you agree? [I feel alone]"));
    /* An item with an id of its own has no number. */
    assert_false(has(&items[2].aliases, "HHI Q3"));
    assert_true(has(&total->total_aliases, "hhi_total"));
    assert_true(has(&total->total_aliases, "HHI total"));
    assert_true(has(&total->total_aliases, "HHI score"));
    clear(&f);
}

static void test_codings(void **state)
{
    struct fixture f;

    (void)state;
    read_text(&f, "id: a\n"
                  "name: A\n"
                  "coding: {id: agree-is-4, name: Agree is 4}\n"
                  "answers: {4: Agree, 1: {label: Disagree, aliases: [\"No\"]},"
                  " 2: Rather not, 3: Rather}\n"
                  "other_codings:\n"
                  "  agree-is-1: {codes: {1: 4, 2: 3, 3: 2, 4: 1}}\n"
                  "items: [One, {text: Two, answers: {1: Low, 4: High}}]\n"
                  "better: lower\n"
                  "score: mean\n");
    assert_string_equal(pp_buffer_text(&f.printed), "");

    const struct pp_item *one = &f.instrument->items[0], *two = one + 1;

    assert_int_equal(one->n_codings, 2);
    assert_string_equal(one->codings[0].id, "agree-is-4");
    assert_int_equal(one->codings[0].answers[0].code, 1);
    assert_string_equal(one->codings[0].answers[0].aliases.items[0], "No");
    assert_string_equal(one->codings[1].answers[0].label, "Agree");
    assert_int_equal(one->codings[1].answers[0].canonical, 4);
    assert_int_equal(two->codings[1].n_answers, 2);
    assert_string_equal(two->codings[1].answers[0].label, "High");
    assert_int_equal(two->min, 1);
    assert_int_equal(two->max, 4);
    assert_int_equal(f.instrument->scales[0].decimals, 2);
    assert_true(f.instrument->scales[0].lower_is_better);
    clear(&f);
}

/* --- mistakes --------------------------------------------------------------*/

#define HEAD "id: a\nname: A\nanswers: 0-3\nitems: 4\nbetter: lower\n"

struct mistake {
    const char *text, *message;
};

static const struct mistake mistakes[] = {
    {"id: a\nname: A\nitems: 4\nbetter: lower\n",
     "a.yaml:1:1: key \"answers\" is missing; expected codes and labels, or a "
     "range as in 1-5\n"},
    {"id: a\nname: A\nanswers: 0-3\nitems: 4\n",
     "a.yaml:1:1: key \"better\" is missing; expected higher, lower or "
     "neither\n"},
    {"id: a\nname: A\nanswers: five\nitems: 4\nbetter: lower\n",
     "a.yaml:3:10: expected first and last as in 0-27, found \"five\"\n"},
    {"id: a\nname: A\nanswers: 3-3\nitems: 4\nbetter: lower\n",
     "a.yaml:3:10: expected first and last code as in 1-5, found \"3-3\"\n"},
    {"id: a\nname: A\nanswers: {0: Never}\nitems: 4\nbetter: lower\n",
     "a.yaml:3:10: answers: expected at least two codes\n"},
    {HEAD "reverse: [2, 5]\n",
     "a.yaml:6:14: reverse: \"5\" is no item; there are items 1 to 4\n"},
    {HEAD "reverse: [a_2, a_2]\n",
     "a.yaml:6:16: reverse: item 2 (a_2) is listed twice\n"},
    {HEAD "reverse: [a_22]\n",
     "a.yaml:6:11: reverse: \"a_22\" is no item; did you mean \"a_2\"?\n"},
    {HEAD "risk: 0\n",
     "a.yaml:6:7: risk: \"0\" is no item; there are items 1 to 4\n"},
    {"id: a\nname: A\nanswers: {0: No, 1: Some, 3: Yes}\nitems: 2\n"
     "better: lower\nreverse: 1\n",
     "a.yaml:6:10: reverse: a_1 cannot be turned round: 1 would become 2, "
     "which "
     "is not under answers\n"},
    {HEAD "scales:\n  x:\n    items: [1, 2]\n  y:\n    items: [2-4]\n",
     "a.yaml:10:12: scales.y.items: a_2 is in scales.x too; if that is meant, "
     "say \"overlap: yes\"\n"},
    {HEAD "scales:\n  x:\n    items: [1, 2, 2, 3-4]\n",
     "a.yaml:8:19: scales.x.items: item 2 (a_2) is listed twice\n"},
    {HEAD "scales:\n  x:\n    items: [1-3]\n",
     "a.yaml:7:3: items: a_4 is in no scale; if that is meant, list it under "
     "\"not_scored\"\n"},
    {HEAD "not_scored: 4\nreverse: 4\n",
     "a.yaml:7:10: reverse: a_4 is not scored, so there is nothing to turn "
     "round\n"},
    {HEAD "not_scored: 4\nscales: {x: {items: [1-4]}}\n",
     "a.yaml:7:21: scales.x.items: item a_4 is under not_scored too\n"},
    {HEAD "scales: {x: {range: 0-16}}\n",
     "a.yaml:6:21: scales.x.range: 0 to 16, but the items reach 0 to 12\n"},
    {HEAD "scales: {x: {missing: 4}}\n",
     "a.yaml:6:23: scales.x.missing: up to 4 of 4 answers may be missing; "
     "expected fewer than all\n"},
    {HEAD
     "scales: {x: {bands: [{source: S, bands: {low: 0-3, high: 6-12}}]}}\n",
     "a.yaml:6:41: scales.x.bands: no band holds 4 to 5\n"},
    {HEAD
     "scales: {x: {bands: [{source: S, bands: {low: 0-6, high: 6-12}}]}}\n",
     "a.yaml:6:41: scales.x.bands: low and another band both hold 6\n"},
    {HEAD
     "scales: {x: {bands: [{source: S, bands: {low: 0-6, high: 5-12}}]}}\n",
     "a.yaml:6:41: scales.x.bands: low and another band both hold 5 to 6\n"},
    {HEAD
     "scales: {x: {bands: [{source: S, bands: {low: 0-6, high: 7-13}}]}}\n",
     "a.yaml:6:58: scales.x.bands: high is 7 to 13, but the scores reach 0 to "
     "12\n"},
    {HEAD
     "scales: {x: {bands: [{source: S, bands: {high: 7-12, low: 0-6}}]}}\n",
     "a.yaml:6:59: scales.x.bands: low begins below the band before it; "
     "expected them from low to high\n"},
    {HEAD "scales: {x: {bands: [{source: S, bands: {low: few}}]}}\n",
     "a.yaml:6:47: expected first and last as in 0-27, found \"few\"\n"},
    {HEAD "scales: {x: {cutoffs: [{name: c, at_or_above: 13, source: S}]}}\n",
     "a.yaml:6:24: scales.x.cutoffs: 13 is outside what the scores reach, 0 to "
     "12\n"},
    {HEAD "scales: {x: {cutoffs: [{name: c, source: S}]}}\n",
     "a.yaml:6:24: scales.x.cutoffs: expected \"at_or_above\" or "
     "\"at_or_below\", one of them\n"},
    {HEAD "scales: {x: {changes: [{kind: group, value: 13, source: S}]}}\n",
     "a.yaml:6:24: scales.x.changes: a change of 13; expected more than 0 and "
     "at most 12\n"},
    {HEAD "scales: {x: {norms: [{population: P, mean: 20, source: S}]}}\n",
     "a.yaml:6:22: scales.x.norms: a mean of 20 is outside what the scores "
     "reach, 0 to 12\n"},
    {"id: a\nname: A\nanswers: 0-1\nitems: 3\nbetter: lower\n"
     "scales: {x: {score: lookup, lookup: {0: 0, 3: 9}}}\n",
     "a.yaml:6:37: scales.x.lookup: no score for sums of 1 to 2\n"},
    {"id: a\nname: A\nanswers: 0-1\nitems: 3\nbetter: lower\n"
     "scales: {x: {score: lookup, lookup: {0: 0, 1: 5, 2: 4, 3: 9, 4: 1}}}\n",
     "a.yaml:6:53: scales.x.lookup: the score falls from 5 at 1 to 4 at 2\n"
     "a.yaml:6:65: scales.x.lookup: 4 is no sum of its items, which reach 0 to "
     "3\n"
     "a.yaml:6:65: scales.x.lookup: the score falls from 9 at 3 to 1 at 4\n"},
    {HEAD "scales: {x: {lookup: {0: 0}}}\n",
     "a.yaml:6:22: scales.x: a lookup table, but score is not \"lookup\"\n"},
    {HEAD
     "scales: {x: {score: count, counts: [{items: [1-3], answers: [1, 4]}]}}"
     "\n",
     "a.yaml:6:61: counts: 4 is no answer to a_1\n"
     "a.yaml:6:61: counts: 4 is no answer to a_2\n"
     "a.yaml:6:61: counts: 4 is no answer to a_3\n"
     "a.yaml:6:36: scales.x.counts: does not say which answers to a_4 "
     "count\n"},
    {HEAD "scales: {x: {without: [{items: [1], when: a_2, is: [1]}]}}\n",
     "a.yaml:6:43: scales.x.without: a_2 decides which items apply and cannot "
     "be one of them\n"},
    {HEAD "not_scored: [1]\nscales: {x: {items: [2-4], without: [{items: [2], "
          "when: 1, is: [7, 1.5]}]}}\n",
     "a.yaml:7:64: scales.x.without: 7 is no answer to a_1\n"
     "a.yaml:7:64: scales.x.without: 1.5 is no answer to a_1\n"},
    {HEAD "not_scored: [1, 2, 3]\nscales: {x: {score: lookup, items: [4], "
          "lookup: {0: 0, 1: 1, 2: 2, 3: 3}, without: [{items: [4], when: 1, "
          "is: [1]}]}}\n",
     "a.yaml:7:84: scales.x.without: a lookup takes the sum of all its items; "
     "none can be left out\n"},
    {HEAD "not_scored: [1, 2]\nscales: {x: {items: [3, 4], without: "
          "[{items: [3], when: 1-2, is: [1]}]}}\n",
     "a.yaml:7:58: scales.x.without: \"1-2\" is 2 items; expected the one "
     "whose answer decides\n"},
    {HEAD "other_codings: {b: {codes: {1: 0, 2: 1, 3: 2, 4: 9}}}\n",
     "a.yaml:6:50: other_codings.b: 4 stands for 9, which is not under "
     "answers\n"
     "a.yaml:6:28: other_codings.b: expected one code that stands for 3, found "
     "0\n"},
    {"id: a\nname: A\nanswers: 0-3\nitems: [{id: x, text: One}, {id: x, text: "
     "Two}]\nbetter: lower\n",
     "a.yaml:4:34: items: \"x\" is the id of two items, 1 and 2\n"},
    {"id: a\nname: A\nanswers: 0-3\nitems: [{id: wave, text: One}]\nbetter: "
     "lower\n",
     "a.yaml:4:14: items: \"wave\" is a column of every store; put the "
     "questionnaire's id before it\n"},
    {"id: a\nname: A\nanswers: 0-3\nitems: [One]\nbetter: lower\n"
     "wording: {show: none, licence: L}\n",
     "a.yaml:4:9: items: item 1 has a text, but wording says that none may be "
     "shown; give a \"theme\" instead\n"},
    {HEAD "status: unconfirmed\n",
     "a.yaml:6:9: status: an unconfirmed key needs a \"status_note\" that says "
     "what is not confirmed\n"},
    {HEAD "scales: {x: {better: hihger}}\n",
     "a.yaml:6:22: scales.x.better: expected one of higher, lower, neither, "
     "found \"hihger\"; did you mean \"higher\"?\n"},
};

static void test_each_mistake(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++) {
        struct fixture f;

        read_text(&f, mistakes[i].text);
        if (f.status != -1 || f.instrument != NULL)
            fail_msg("taken:\n%s", mistakes[i].text);
        if (strcmp(pp_buffer_text(&f.printed), mistakes[i].message) != 0)
            fail_msg("%s\n--- says\n%s--- not\n%s", mistakes[i].text,
                     pp_buffer_text(&f.printed), mistakes[i].message);
        clear(&f);
    }
}

/* One run finds them all, those of the form and those of the sense. */
static void test_all_mistakes_in_one_run(void **state)
{
    struct fixture f;

    (void)state;
    read_text(&f, "id: mine\n"
                  "name: My questionnaire\n"
                  "answers: 0-3\n"
                  "items: 6\n"
                  "reverse: [2, 9]\n"
                  "bettr: lower\n"
                  "scales:\n"
                  "  mood:\n"
                  "    better: lower\n"
                  "    items: [1-3]\n"
                  "    range: 0-12\n"
                  "  sleep:\n"
                  "    better: lower\n"
                  "    items: [3-6]\n"
                  "    bands:\n"
                  "      - source: mine\n"
                  "        bands: {good: 0-4, poor: 6-12}\n");
    assert_string_equal(
        pp_buffer_text(&f.printed),
        "a.yaml:6:1: unknown key \"bettr\"; did you mean \"better\"?\n"
        "a.yaml:5:14: reverse: \"9\" is no item; there are items 1 to 6\n"
        "a.yaml:11:12: scales.mood.range: 0 to 12, but the items reach 0 to 9\n"
        "a.yaml:17:16: scales.sleep.bands: no band holds 5\n"
        "a.yaml:14:12: scales.sleep.items: mine_3 is in scales.mood too; if "
        "that is meant, say \"overlap: yes\"\n");
    assert_int_equal(f.status, -1);
    clear(&f);
}

/* Half a definition, cut anywhere, is refused or read, and never more. */
static void test_cut_anywhere(void **state)
{
    static const char text[] =
        "id: a\nname: A\nanswers: {0: No, 1: \"Yes\"}\nitems: [One, Two]\n"
        "reverse: [1]\nbetter: lower\nscales:\n  x:\n    score: lookup\n"
        "    lookup: {0: 0, 1: 2, 2: 3}\n    bands: [{source: S, bands: {low: "
        "0-2, high: 3-3}}]\n    without: [{items: [1], when: 2, is: [1]}]\n";

    (void)state;
    for (size_t n = 0; n < sizeof text; n++) {
        struct fixture f;
        char cut[sizeof text];

        memcpy(cut, text, n);
        cut[n] = '\0';
        read_text(&f, cut);
        assert_true((f.status == 0) == (f.instrument != NULL));
        assert_true(f.status == 0 || f.notes.n > 0);
        clear(&f);
    }
}

static void test_overlap_that_is_meant(void **state)
{
    struct fixture f;

    (void)state;
    read_text(&f, HEAD "scales:\n  x:\n    items: [1, 2]\n  y:\n"
                       "    items: [2-4]\n    overlap: yes\n");
    assert_string_equal(pp_buffer_text(&f.printed), "");
    clear(&f);
    /* A part lies within its whole; nothing needs to be said. */
    read_text(&f, HEAD "scales:\n  total: {}\n  x: {items: [1, 2]}\n"
                       "  y: {items: [3, 4]}\n");
    assert_string_equal(pp_buffer_text(&f.printed), "");
    clear(&f);
}

/* The published JSON Schema is the one that the reader's table makes. */
static void test_json_schema_is_current(void **state)
{
    struct pp_pool *pool = pp_pool_new();
    struct pp_buffer made = PP_BUFFER_INIT, kept = PP_BUFFER_INIT;
    struct pp_error err;
    const char *path = pp_pool_printf(pool, "%s/schema/instrument.schema.json",
                                      pp_data_dir(pool, "surveys"));

    (void)state;
    pp_instrument_json_schema(&made);
    if (getenv("GOLDEN_UPDATE") != NULL)
        assert_int_equal(pp_file_write(path, pp_buffer_text(&made), made.length,
                                       PP_FILE_SHARED, &err),
                         0);
    if (pp_file_read(path, 1 << 20, &kept, &err) != 0)
        fail_msg("%s", err.text);
    if (strcmp(pp_buffer_text(&made), pp_buffer_text(&kept)) != 0)
        fail_msg("%s: write it anew with make golden-update", path);
    pp_buffer_clear(&made);
    pp_buffer_clear(&kept);
    pp_pool_free(pool);
}

/* The reader's own table takes and refuses what python-jsonschema takes and
   refuses by the published schema (tests/oracle/instrument_schema.py). */
static void test_agrees_with_json_schema(void **state)
{
    struct pp_buffer rows = PP_BUFFER_INIT;
    struct pp_error err;
    size_t n[2] = {0};

    (void)state;
    if (pp_file_read("tests/oracle/instrument_schema.tsv", 4 << 20, &rows,
                     &err) != 0)
        fail_msg("%s", err.text);
    for (char *line = rows.data, *end; (end = strchr(line, '\n')) != NULL;
         line = end + 1) {
        struct pp_pool *pool = pp_pool_new();
        struct pp_notes notes;
        struct def_instrument def;
        const struct pp_yaml *root;
        bool wanted = line[0] == '1', taken;

        *end = '\0';
        pp_notes_init(&notes, pool, 20);
        taken = pp_yaml_read(pool, "json", line + 2, strlen(line + 2), &root,
                             &notes) == 0 &&
                pp_schema_read(pool, &def_instrument_schema, root, "json", &def,
                               &notes) == 0;
        if (taken != wanted) {
            struct pp_buffer text = PP_BUFFER_INIT;

            pp_notes_print(&notes, &text);
            fail_msg("line %zu is %s\n%s", n[0] + n[1] + 1,
                     taken ? "taken" : "refused", pp_buffer_text(&text));
        }
        n[wanted]++;
        pp_pool_free(pool);
    }
    assert_true(n[0] > 100 && n[1] > 50);
    pp_buffer_clear(&rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names_in_mid_sentence),
        cmocka_unit_test(test_a_word_is_no_abbreviation),
        cmocka_unit_test(test_the_common_case),
        cmocka_unit_test(test_headings),
        cmocka_unit_test(test_codings),
        cmocka_unit_test(test_each_mistake),
        cmocka_unit_test(test_all_mistakes_in_one_run),
        cmocka_unit_test(test_left_out_once),
        cmocka_unit_test(test_reach_of_counts_without_an_item),
        cmocka_unit_test(test_cut_anywhere),
        cmocka_unit_test(test_overlap_that_is_meant),
        cmocka_unit_test(test_json_schema_is_current),
        cmocka_unit_test(test_agrees_with_json_schema),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
