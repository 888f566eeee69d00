#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plan_texts.h"
#include "prepost/base/file.h"
#include "prepost/model/catalogue.h"
#include "prepost/model/dataset.h"
#include "prepost/model/plan.h"
#include "prepost/model/score.h"

static void the_demo_is_read(void **state)
{
    struct pp_buffer text = PP_BUFFER_INIT;
    struct pp_error err = {0};

    (void)state;
    assert_int_equal(
        pp_file_read("surveys/demo/evaluation.yaml", 1 << 20, &text, &err), 0);
    struct reading r = read_plan(text.data);
    struct pp_buffer notes = PP_BUFFER_INIT;
    pp_notes_print(&r.notes, &notes);
    assert_string_equal(pp_buffer_text(&notes), "");
    assert_int_equal(r.result, 0);
    const struct pp_plan *plan = r.plan;
    assert_true(plan->made_up);
    assert_true(plan->low_point);
    assert_int_equal(plan->evidence, PP_EVIDENCE_BEFORE_AFTER);
    assert_int_equal(plan->n_waves, 2);
    assert_string_equal(plan->waves[1].name, "about 3 months later");
    assert_int_equal(plan->n_instruments, 6);
    assert_int_equal(plan->n_outcomes, 9);
    assert_string_equal(plan->outcomes[0].id, "hhi.total");
    assert_int_equal(plan->outcomes[0].role, PP_PRIMARY);
    assert_int_equal(plan->outcomes[1].role, PP_PRIMARY);
    assert_int_equal(plan->outcomes[2].role, PP_SECONDARY);
    assert_string_equal(plan->outcomes[1].sesoi.text, "0.1");
    assert_true(plan->outcomes[1].sesoi.value == 0.1);
    assert_int_equal(plan->outcomes[1].sesoi.source, PP_SESOI_DECLARED);
    assert_non_null(plan->outcomes[0].response);
    assert_int_equal(plan->identifier.n, 2);
    assert_string_equal(plan->date_format, "d/m/y");
    assert_int_equal(plan->n_columns, 2);
    assert_string_equal(plan->columns[0].name, "age band");
    assert_string_equal(plan->columns[0].headings.items[0], "Age");
    assert_int_equal(plan->n_files, 4);
    assert_string_equal(plan->files[3].region, "Westshire");
    assert_string_equal(plan->disclosure.preset, "charity-5");
    assert_true(plan->level == 0.95);
    assert_int_equal(plan->seed, 1);
    assert_int_equal(strlen(plan->hash), 64);
    pp_buffer_clear(&notes);
    pp_buffer_clear(&text);
    pp_pool_free(r.pool);
}

static void everything_can_be_said(void **state)
{
    static const char text[] =
        "title: T\n"
        "charity: C\n"
        "service: our groups\n"
        "design: comparison\n"
        "comparison: people on the waiting list\n"
        "arms:\n"
        "  comparison: waiting list\n"
        "  as_assigned: no\n"
        "  names: {tuesday: the Tuesday groups}\n"
        "low_point: no\n"
        "own_words: We helped everyone enormously.\n"
        "waves:\n"
        "  t0: {name: at the start, aliases: [0, pre]}\n"
        "  t1: {name: later, aliases: ['1'], weeks: 12.5}\n"
        "instruments:\n"
        "  - {id: phq9}\n"
        "outcomes:\n"
        "  phq9.total:\n"
        "    role: secondary\n"
        "    sesoi: {value: 1.7, source: published-group}\n"
        "    entry: {at_least: 10}\n"
        "columns:\n"
        "  wave: [occasion]\n"
        "  arm: Offer\n"
        "  keep:\n"
        "    sessions: {headings: [Sessions], dose: yes}\n"
        "files:\n"
        "  - path: a/*.csv\n"
        "    columns:\n"
        "      Question 1: phq9_1\n"
        "      Q total: {means: phq9.total, wave: t1}\n"
        "      Notes: ignore\n"
        "      Times: sessions\n"
        "    pre_marks: [_pre, \"before \"]\n"
        "    missing: [NA, '-99', '']\n"
        "    delimiter: ';'\n"
        "    decimal_comma: yes\n"
        "rules: {bad_cell: reject-row, same_twice: most-complete}\n"
        "disclosure: {preset: charity-5, threshold: 10}\n"
        "level: 0.9\n"
        "seed: 42\n";
    struct reading r = read_plan(text);
    struct pp_buffer notes = PP_BUFFER_INIT;

    (void)state;
    pp_notes_print(&r.notes, &notes);
    assert_string_equal(pp_buffer_text(&notes), "");
    assert_int_equal(r.result, 0);
    const struct pp_plan *plan = r.plan;
    assert_int_equal(plan->evidence, PP_EVIDENCE_COMPARISON);
    assert_string_equal(plan->comparison, "people on the waiting list");
    assert_string_equal(plan->arms.column, "arm");
    assert_string_equal(plan->arms.comparison, "waiting list");
    assert_false(plan->arms.as_assigned);
    assert_int_equal(plan->arms.n_names, 1);
    assert_string_equal(plan->arms.names[0].level, "tuesday");
    assert_string_equal(plan->arms.names[0].name, "the Tuesday groups");
    assert_string_equal(plan->columns[plan->n_columns - 1].name, "arm");
    assert_string_equal(plan->columns[plan->n_columns - 1].headings.items[0],
                        "Offer");
    assert_string_equal(plan->own_words, "We helped everyone enormously.");
    assert_false(plan->low_point);
    assert_int_equal(pp_plan_wave(plan, "0"), 0);
    assert_int_equal(pp_plan_wave(plan, "PRE "), 0);
    assert_int_equal(pp_plan_wave(plan, "later"), 1);
    assert_int_equal(pp_plan_wave(plan, "never"), -1);
    assert_int_equal(plan->outcomes[0].sesoi.source, PP_SESOI_PUBLISHED_GROUP);
    assert_true(plan->outcomes[0].entry.rule == PP_ENTRY_AT_LEAST);
    assert_true(plan->outcomes[0].entry.score == 10);
    assert_true(plan->waves[0].weeks == 0 && plan->waves[1].weeks == 12.5);
    assert_true(plan->columns[0].is_number && plan->columns[0].is_dose);
    assert_int_equal(plan->files[0].n_mappings, 4);
    assert_string_equal(plan->files[0].mappings[1].target, "phq9.total");
    assert_string_equal(plan->files[0].mappings[1].wave, "t1");
    assert_int_equal(plan->files[0].mappings[1].line, 31);
    assert_int_equal(plan->files[0].mappings[1].column, 7);
    assert_int_equal(plan->files[0].pre_marks.n, 2);
    assert_string_equal(plan->files[0].pre_marks.items[1], "before ");
    assert_int_equal(plan->files[0].missing.n, 3);
    assert_string_equal(plan->files[0].delimiter, ";");
    assert_true(plan->files[0].decimal_comma);
    assert_int_equal(plan->bad_cell, PP_BAD_CELL_REJECT_ROW);
    assert_int_equal(plan->same_twice, PP_TWICE_MOST_COMPLETE);
    assert_int_equal(plan->disclosure.threshold, 10);
    assert_true(plan->level == .9);
    assert_int_equal(plan->seed, 42);
    pp_buffer_clear(&notes);
    pp_pool_free(r.pool);
}

/* A hundred and twenty bytes, of which the last is one of two. */
static void the_hash_is_of_the_meaning(void **state)
{
    struct reading base = read_plan(TOP MID OUT);
    static const struct {
        const char *text;
        bool is_same;
    } rows[] = {
        {"# a comment\n" MID TOP OUT, true},
        {TOP MID OUT "level: 0.950\nseed: 1\n", true},
        {TOP MID OUT "files: [a.csv]\nown_words: More\n", true},
        {TOP MID "outcomes:\n  phq9.total: secondary\n", false},
        {TOP MID "outcomes:\n  phq9.total: primary\n  hhi.total: primary\n",
         false},
        {TOP MID "outcomes:\n  phq9.total: {role: primary, sesoi: {value: 2, "
                 "source: declared}}\n",
         false},
        {TOP MID "outcomes:\n  phq9.total: {role: primary, entry: {at_least: "
                 "10}}\n",
         false},
        {TOP MID OUT "level: 0.9\n", false},
        {TOP "instruments: [phq9]\n" OUT, false},
        {TOP MID OUT "rules: {same_twice: last}\n", false},
        {TOP MID OUT "design: comparison\n" CMP "columns: {arm: Offer}\n"
                     "arms: none\n",
         false},
    };

    (void)state;
    assert_int_equal(base.result, 0);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct reading r = read_plan(rows[i].text);

        assert_int_equal(r.result, 0);
        assert_int_equal(strcmp(r.plan->hash, base.plan->hash) == 0,
                         rows[i].is_same);
        pp_pool_free(r.pool);
    }
    pp_pool_free(base.pool);
}

/* Who is compared with whom is a commitment; what they are called is not. */
static void arms_are_committed_to(void **state)
{
    static const char start[] =
        TOP MID OUT "design: randomised\n" CMP "columns: {arm: Offer}\n";
    static const struct {
        const char *arms, *differences;
    } rows[] = {
        {"arms: none\n", ""},
        {"arms: {comparison: wait}\n",
         "changed: arms: told by arm, compared with wait, people counted as "
         "assigned (was told by arm, compared with none, people counted as "
         "assigned)\n"},
        {"arms: {comparison: none, as_assigned: no}\n",
         "changed: arms: told by arm, compared with none, people counted as "
         "they took part (was told by arm, compared with none, people counted "
         "as assigned)\n"},
        {"arms: {comparison: none, names: {t: Tuesdays}}\n",
         "added: arm t: compared\n"},
    };
    struct pp_buffer a = PP_BUFFER_INIT;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct pp_buffer text = PP_BUFFER_INIT, b = PP_BUFFER_INIT;
        struct pp_buffer out = PP_BUFFER_INIT;

        pp_buffer_printf(&text, "%s%s", start, rows[i].arms);
        struct reading r = read_plan(text.data);
        assert_int_equal(r.result, 0);
        pp_plan_commitments(r.plan, &b);
        if (i == 0)
            pp_buffer_puts(&a, b.data);
        pp_plan_differences(a.data, b.data, &out);
        assert_string_equal(pp_buffer_text(&out), rows[i].differences);
        pp_buffer_clear(&text);
        pp_buffer_clear(&b);
        pp_buffer_clear(&out);
        pp_pool_free(r.pool);
    }
    pp_buffer_clear(&a);
}

static void differences_are_named(void **state)
{
    struct reading before = read_plan(TOP MID OUT "level: 0.9\n");
    struct reading now =
        read_plan(TOP "instruments: [phq9, gad7]\n"
                      "outcomes:\n"
                      "  phq9.total: {role: primary, sesoi: {value: 2, source: "
                      "declared}}\n");
    struct pp_buffer a = PP_BUFFER_INIT, b = PP_BUFFER_INIT;
    struct pp_buffer out = PP_BUFFER_INIT;

    (void)state;
    pp_plan_commitments(before.plan, &a);
    pp_plan_commitments(now.plan, &b);
    assert_int_equal(pp_plan_differences(a.data, b.data, &out), 4);
    assert_string_equal(
        out.data,
        "added: questionnaire gad7: answers numbered as in its definition\n"
        "changed: change that matters, phq9.total: 2 (declared) (was none)\n"
        "changed: confidence level: 0.95 (was 0.9)\n"
        "taken out: questionnaire hhi: answers numbered as in its "
        "definition\n");
    assert_int_equal(pp_plan_differences(a.data, a.data, &out), 0);
    pp_buffer_clear(&a);
    pp_buffer_clear(&b);
    pp_buffer_clear(&out);
    pp_pool_free(before.pool);
    pp_pool_free(now.pool);
}

/*
 * K10 has no rule of its own; the Australian Longitudinal Study on Women's
 * Health has: INSTRUMENTS.md 6, T15. Nine answers that sum to 27, one missing:
 * round(10 / 9 * 27) is 30; with three missing there is no score.
 */
static void a_missing_rule_is_chosen(void **state)
{
    static const char plan[] = TOP "instruments: [{id: k10, coding: 1-5%s}]\n"
                                   "outcomes: {k10.total: primary}\n";
    static const struct {
        const char *key;
        double one, three;
        const char *committed;
    } cases[] = {
        {"", NAN, NAN, "up to 0 missing, complete answers"},
        {", missing: alswh", 30, NAN,
         "up to 2 missing, the rounded mean stands in"},
        {", missing: complete", NAN, NAN, "up to 0 missing, complete answers"},
    };
    const int16_t m = PP_ANSWER_MISSING;
    const int16_t answers[2][10] = {{3, 3, 3, 3, 3, 3, 3, 3, 3, m},
                                    {3, 3, 3, 3, 3, 3, 3, m, m, m}};
    const char *hashes[3];
    struct reading all[3];

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        char text[600];
        double score[2];
        struct pp_buffer said = PP_BUFFER_INIT;
        snprintf(text, sizeof text, plan, cases[i].key);
        all[i] = read_plan(text);
        assert_int_equal(all[i].result, 0);
        const struct pp_instrument *k10 =
            all[i].plan->instruments[0].instrument;
        pp_score_rows(k10, &k10->scales[0], answers[0], 2, score);
        assert_true(score[0] == cases[i].one ||
                    (isnan(score[0]) && isnan(cases[i].one)));
        assert_true(isnan(score[1]) && isnan(cases[i].three));
        pp_plan_commitments(all[i].plan, &said);
        assert_non_null(strstr(said.data, cases[i].committed));
        hashes[i] = all[i].plan->hash;
        pp_buffer_clear(&said);
    }
    assert_string_not_equal(hashes[0], hashes[1]);
    assert_string_equal(hashes[0], hashes[2]);
    for (size_t i = 0; i < 3; i++)
        pp_pool_free(all[i].pool);

    char text[600];
    snprintf(text, sizeof text, plan, ", missing: alswhh");
    struct reading r = read_plan(text);
    assert_int_equal(r.result, -1);
    assert_string_equal(r.notes.items[0].text,
                        "k10 has no rule \"alswhh\" for missing answers; did "
                        "you mean \"alswh\"?");
    assert_int_equal(r.notes.items[0].line, 4);
    pp_pool_free(r.pool);
}

/* K6 and CORE-10 measure the same; of one alone, its name needs no more. */
static void outcomes_of_one_name(void **state)
{
    struct reading r =
        read_plan(TOP "instruments: [{id: k6, coding: 0-4}, phq9, core10]\n"
                      "outcomes:\n  k6.total: primary\n"
                      "  phq9.total: primary\n"
                      "  core10.total: secondary\n");
    static const char *const words[][2] = {
        {"psychological distress (K6)", "K6 score"},
        {"symptoms of depression", "depression score"},
        {"psychological distress (CORE-10)", "CORE-10 score"}};

    (void)state;
    assert_int_equal(r.result, 0);
    assert_int_equal(r.plan->n_outcomes, 3);
    for (size_t i = 0; i < 3; i++) {
        const struct pp_plan_outcome *o = &r.plan->outcomes[i];
        const struct pp_scale *scale =
            &r.plan->instruments[o->instrument].instrument->scales[o->scale];
        assert_string_equal(scale->words.outcome, words[i][0]);
        assert_string_equal(scale->words.score, words[i][1]);
    }
    pp_pool_free(r.pool);
    /* Asked, and no outcome: nothing is said of it. */
    r = read_plan(TOP "instruments: [{id: k6, coding: 0-4}, core10]\n"
                      "outcomes:\n  k6.total: primary\n");
    assert_string_equal(
        r.plan->instruments[0].instrument->scales[0].words.outcome,
        "psychological distress");
    pp_pool_free(r.pool);
}

/* The published JSON Schema is the one that the reader's table makes. */
static void the_json_schema_is_current(void **state)
{
    static const char path[] = "surveys/schema/evaluation.schema.json";
    struct pp_buffer made = PP_BUFFER_INIT, kept = PP_BUFFER_INIT;
    struct pp_error err = {0};

    (void)state;
    pp_plan_json_schema(&made);
    if (getenv("GOLDEN_UPDATE") != NULL)
        assert_int_equal(
            pp_file_write(path, made.data, made.length, PP_FILE_SHARED, &err),
            0);
    if (pp_file_read(path, 1 << 20, &kept, &err) != 0)
        fail_msg("%s", err.text);
    assert_string_equal(pp_buffer_text(&made), pp_buffer_text(&kept));
    pp_buffer_clear(&made);
    pp_buffer_clear(&kept);
}

/* What `prepost init` writes has neither mistakes nor warnings. */
static void the_starter_is_read(void **state)
{
    struct pp_buffer text = PP_BUFFER_INIT;
    struct pp_error err = {0};

    (void)state;
    assert_int_equal(
        pp_file_read("reports/evaluation.yaml", 1 << 20, &text, &err), 0);
    struct reading r = read_plan(text.data);
    assert_int_equal(r.result, 0);
    assert_int_equal(r.notes.n, 0);
    assert_int_equal(r.plan->n_outcomes, 2);
    pp_buffer_clear(&text);
    pp_pool_free(r.pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_demo_is_read),
        cmocka_unit_test(everything_can_be_said),
        cmocka_unit_test(the_hash_is_of_the_meaning),
        cmocka_unit_test(arms_are_committed_to),
        cmocka_unit_test(differences_are_named),
        cmocka_unit_test(a_missing_rule_is_chosen),
        cmocka_unit_test(outcomes_of_one_name),
        cmocka_unit_test(the_json_schema_is_current),
        cmocka_unit_test(the_starter_is_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
