#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "prepost/base/file.h"
#include "prepost/model/catalogue.h"
#include "prepost/model/dataset.h"
#include "prepost/model/plan.h"
#include "prepost/model/score.h"

/* Parts of a plan without mistakes, to which a row adds or changes one. */
#define TOP                                                                    \
    "title: Peer groups\n"                                                     \
    "charity: Self Help Achievers\n"                                           \
    "waves: {before: when they joined, after: 3 months later}\n"
#define MID "instruments: [phq9, hhi]\n"
#define CMP "comparison: people on the list\n"
#define OUT "outcomes:\n  phq9.total: primary\n"

struct reading {
    struct pp_pool *pool;
    struct pp_notes notes;
    const struct pp_plan *plan;
    int result;
};

static struct reading read_plan(const char *text)
{
    struct reading out = {.pool = pp_pool_new()};
    struct pp_catalogue *catalogue = pp_catalogue_new(out.pool, "surveys");

    pp_notes_init(&out.notes, out.pool, 20);
    out.result =
        pp_plan_read(out.pool, "evaluation.yaml", text, strlen(text),
                     pp_catalogue_find, catalogue, &out.plan, &out.notes);
    return out;
}

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
#define THIRTY    "A name of thirty bytes, of it "
#define LONG_NAME THIRTY THIRTY THIRTY "A name of thirty bytes, and \xc3\xa9"
#define TOO_LONG  "\"" LONG_NAME "x\""
#define LONG_TITLE                                                             \
    "\"" LONG_NAME LONG_NAME LONG_NAME LONG_NAME "twenty-one bytes more\""

static void mistakes_have_their_place(void **state)
{
    static const struct {
        const char *label, *text, *note; /* one of the notes begins so */
    } rows[] = {
        {"unknown questionnaire", TOP "instruments: [phq99]\n" OUT,
         "evaluation.yaml:4:15: there is no questionnaire \"phq99\"; did you "
         "mean \"phq9\"?"},
        {"nothing near", TOP "instruments: [rosenberg_self_esteem]\n" OUT,
         "evaluation.yaml:4:15: there is no questionnaire "
         "\"rosenberg_self_esteem\"; there are: "},
        {"questionnaire twice", TOP "instruments: [phq9, phq9]\n" OUT,
         "evaluation.yaml:4:21: \"phq9\" is named twice"},
        {"unknown scale", TOP MID "outcomes:\n  phq9.totl: primary\n",
         "evaluation.yaml:6:3: the plan's questionnaires have no scale "
         "\"phq9.totl\"; did you mean \"phq9.total\"?"},
        {"scale of another", TOP MID "outcomes:\n  gad7.total: primary\n",
         "evaluation.yaml:6:3: the plan's questionnaires have no scale "
         "\"gad7.total\""},
        {"outcome twice",
         TOP MID "outcomes:\n  phq9.total: primary\n  phq9.total: secondary\n",
         "evaluation.yaml:7:3: "},
        {"two roles",
         TOP MID "outcomes:\n  phq9.total: {role: [primary, "
                 "secondary]}\n",
         "evaluation.yaml:6:22: outcomes.phq9.total.role: expected one of "
         "primary, secondary, found a list"},
        {"no role", TOP MID "outcomes:\n  phq9.total: {if_worse: we ask}\n",
         "evaluation.yaml:6:3: outcomes.phq9.total: key \"role\" is missing"},
        {"unknown role", TOP MID "outcomes:\n  phq9.total: main\n",
         "evaluation.yaml:6:15: "},
        {"no source",
         TOP MID "outcomes:\n  hhi.total: {role: primary, sesoi: "
                 "2}\n",
         "evaluation.yaml:6:37: where does this amount come from? write "
         "{value: 2, source: declared, because: ...}"},
        {"no source in a block",
         TOP MID "outcomes:\n  hhi.total:\n    role: primary\n    sesoi:\n"
                 "      value: 2\n",
         "evaluation.yaml:8:5: outcomes.hhi.total.sesoi: key \"source\" is "
         "missing"},
        {"decimal comma",
         TOP MID "outcomes:\n  hhi.total:\n    role: primary\n    sesoi:\n"
                 "      {value: '2,5', source: declared}\n",
         "evaluation.yaml:9:15: outcomes.hhi.total.sesoi.value: expected a "
         "number, found \"2,5\""},
        {"reliable change of a person",
         TOP MID "outcomes:\n  phq9.total:\n    role: primary\n    sesoi: "
                 "{value: 6, source: declared}\n",
         "evaluation.yaml:8:20: 6 points is the reliable change of one person "
         "on PHQ-9 total ("},
        {"important change of a person",
         TOP MID "outcomes:\n  phq9.total:\n    role: primary\n    sesoi: "
                 "{value: 5.0, source: declared}\n",
         "evaluation.yaml:8:20: 5.0 points is the important change of one "
         "person on PHQ-9 total ("},
        {"a cut-off",
         TOP MID "outcomes:\n  phq9.total:\n    role: primary\n    sesoi: "
                 "{value: 10, source: declared}\n",
         "evaluation.yaml:8:20: 10 is a cut-off of PHQ-9 total (caseness)"},
        {"not published for groups",
         TOP MID "outcomes:\n  hhi.total:\n    role: primary\n    sesoi: "
                 "{value: 2, source: published-group}\n",
         "evaluation.yaml:8:20: no change of group averages is published for "},
        {"another amount is published",
         TOP MID "outcomes:\n  phq9.total:\n    role: primary\n    sesoi: "
                 "{value: 2, source: published-group}\n",
         "evaluation.yaml:8:20: the value must be 1.7, or say source: "
         "declared; "
         "published for averages on PHQ-9 total: 1.7 (Kounali"},
        {"entry without a score",
         TOP MID "outcomes:\n  phq9.total: {role: primary, entry: {}}\n",
         "evaluation.yaml:6:31: expected either at_least or at_most"},
        {"entry by both ends",
         TOP MID "outcomes:\n  phq9.total: {role: primary, entry: {at_least: "
                 "10, at_most: 20}}\n",
         "evaluation.yaml:6:31: expected either at_least or at_most"},
        {"entry that nobody scores",
         TOP MID "outcomes:\n  phq9.total: {role: primary, entry: {at_least: "
                 "28}}\n",
         "evaluation.yaml:6:49: nobody can score 28 on PHQ-9 total, which goes "
         "from 0 to 27"},
        {"waves in another order of time",
         "title: T\ncharity: C\nwaves: {before: b, after: {name: a, weeks: 8}, "
         "late: {name: l, weeks: 6}}\n" MID OUT,
         "evaluation.yaml:3:71: waves stand in the order of time, so expected "
         "more than the 8 weeks "
         "of \"after\""},
        {"thumb without a rule",
         TOP MID "outcomes:\n  hhi.total:\n    role: primary\n    sesoi: "
                 "{value: 0.84, source: rule-of-thumb}\n",
         "evaluation.yaml:8:34: a rule of thumb needs because"},
        {"nothing matters",
         TOP MID "outcomes:\n  hhi.total:\n    role: primary\n    sesoi: "
                 "{value: 0, source: declared}\n",
         "evaluation.yaml:8:20: expected a change above 0 and below 36 points"},
        {"more than the scale",
         TOP MID "outcomes:\n  hhi.total:\n    role: primary\n    sesoi: "
                 "{value: 36, source: declared}\n",
         "evaluation.yaml:8:20: expected a change above 0 and below 36 points"},
        {"one wave", "title: T\ncharity: C\nwaves: {before: b}\n" MID OUT,
         "evaluation.yaml:3:8: waves: expected 2 to 20 of them, found 1"},
        {"wave twice",
         "title: T\ncharity: C\nwaves: {before: start, after: Start}\n" MID OUT,
         "evaluation.yaml:3:31: two waves are called \"Start\""},
        {"a title that no page has room for",
         "title: " LONG_TITLE "\ncharity: C\nwaves: {b: b, a: a}\n" MID OUT,
         "evaluation.yaml:1:8: title: expected text of 500 bytes at most"},
        {"a region's name that is too long",
         TOP MID OUT "regions: {" TOO_LONG ": [N]}\n",
         "evaluation.yaml:7:11: regions: expected text of 120 bytes at most, "
         "found \"A name of thirty bytes, of "},
        {"a group's", TOP MID OUT "groups: {" TOO_LONG ": [N]}\n",
         "evaluation.yaml:7:10: groups: expected text of 120 bytes at most"},
        {"a file's region",
         TOP MID OUT "files: [{path: a.csv, region: " TOO_LONG "}]\n",
         "evaluation.yaml:7:31: files[1].region: expected text of 120 bytes"},
        {"a file's group",
         TOP MID OUT "files: [{path: a.csv, group: " TOO_LONG "}]\n",
         "evaluation.yaml:7:30: files[1].group: expected text of 120 bytes"},
        {"a file's arm",
         TOP MID OUT "files: [{path: a.csv, arm: " TOO_LONG "}]\n",
         "evaluation.yaml:7:28: files[1].arm: expected text of 120 bytes"},
        {"the comparison arm", TOP MID OUT "arms: " TOO_LONG "\n",
         "evaluation.yaml:7:7: arms: expected text of 120 bytes at most"},
        {"an arm's name in reports",
         TOP MID OUT "arms: {comparison: w, names: {a: " TOO_LONG "}}\n",
         "evaluation.yaml:7:34: arms.names.a: expected text of 120 bytes at "
         "most"},
        {"alias of another wave",
         "title: T\ncharity: C\nwaves: {before: b, after: {name: a, aliases: "
         "[before]}}\n" MID OUT,
         "evaluation.yaml:3:46: \"before\" means the wave \"before\" already"},
        {"unknown wave of a file",
         TOP MID OUT "files:\n  - {path: a.csv, wave: afer}\n",
         "evaluation.yaml:8:25: there is no wave \"afer\"; did you mean "
         "\"after\"?"},
        {"unknown wave of a column",
         TOP MID OUT "files:\n  - path: a.csv\n    columns:\n      Q1: {means: "
                     "phq9_1, wave: third}\n",
         "evaluation.yaml:10:33: there is no wave \"third\"; there are: "
         "before, "
         "after"},
        {"unknown meaning of a column",
         TOP MID OUT "files:\n  - path: a.csv\n    columns: {Q1: phq9_q1}\n",
         "evaluation.yaml:9:19: \"phq9_q1\" is no item, total or kept column; "
         "did you mean \"phq9_1\"?"},
        {"a star with nothing to stand for",
         TOP MID OUT "files:\n  - path: a.csv\n    columns:\n      Q1: "
                     "phq9_*\n",
         "evaluation.yaml:10:11: \"Q1\" is to mean \"phq9_*\"; expected one "
         "star in each of the two, for the number that both have: Emp_*: "
         "phq9_*"},
        {"a star where no item has a number",
         TOP MID OUT "files:\n  - path: a.csv\n    columns:\n      Q_*: "
                     "phq_*\n",
         "evaluation.yaml:10:12: \"phq_*\" is no item, total or kept column; "
         "expected one of those, identifier, wave, date, region, group, arm or "
         "ignore"},
        {"a questionnaire that is none",
         TOP MID OUT "files:\n  - {path: a.csv, numbered_from: {phq: 1}}\n",
         "evaluation.yaml:8:35: there is no questionnaire \"phq\" in this "
         "plan; did you mean \"phq9\"?"},
        {"kept column with a taken name",
         TOP MID OUT "columns:\n  keep: {Import: i}\n",
         "evaluation.yaml:8:10: a kept column cannot be called \"Import\""},
        {"comparison without others", TOP MID OUT "design: comparison\n",
         "evaluation.yaml:7:9: this design has somebody to compare with: say "
         "who, as in comparison: people on the waiting list"},
        {"comparison without arms", TOP MID OUT "design: randomised\n" CMP,
         "evaluation.yaml:7:9: this design has somebody to compare with: say "
         "which people those are, as in arms: {comparison: waiting list}"},
        {"arms that stand nowhere",
         TOP MID OUT "design: randomised\n" CMP "arms: waiting list\n",
         "evaluation.yaml:9:7: which arm a person is in is told nowhere"},
        {"arms in a column that is not kept",
         TOP MID OUT "design: randomised\n" CMP
                     "columns: {keep: {offer: Offer}}\n"
                     "arms: {comparison: none, column: ofer}\n",
         "evaluation.yaml:10:34: no column called \"ofer\" is kept; did you "
         "mean \"offer\"?"},
        {"arms in a column of numbers",
         TOP MID OUT
         "design: randomised\n" CMP
         "columns: {keep: {offer: {headings: Offer, number: yes}}}\n"
         "arms: {comparison: none, column: offer}\n",
         "evaluation.yaml:10:34: no column called \"offer\" is kept; there "
         "are: region"},
        {"arms without a comparison",
         TOP MID OUT "design: randomised\n" CMP "arms: {column: region}\n",
         "evaluation.yaml:9:1: arms: key \"comparison\" is missing"},
        {"arms of one group",
         TOP MID OUT "columns: {arm: Offer}\narms: waiting list\n",
         "evaluation.yaml:8:7: only a design with a comparison has arms: write "
         "design: comparison, or design: randomised"},
        {"arm of a file, and no arms",
         TOP MID OUT "files: [{path: a.csv, arm: b}]\n",
         "evaluation.yaml:7:28: the plan has no arms: say who is compared"},
        {"arm of a file, and a column for it",
         TOP MID OUT "design: comparison\n" CMP
                     "columns: {keep: {offer: Offer}}\n"
                     "arms: {comparison: none, column: offer}\n"
                     "files: [{path: a.csv, arm: b}]\n",
         "evaluation.yaml:11:28: arms says that the arm stands in \"offer\": "
         "leave out one of the two"},
        {"two columns for the arm",
         TOP MID OUT "design: comparison\n" CMP "arms: none\n"
                     "columns: {arm: Offer, keep: {arm: Arm}}\n",
         "evaluation.yaml:10:16: two columns are called \"arm\""},
        {"the comparison among the others",
         TOP MID OUT "design: comparison\n" CMP "columns: {arm: Offer}\n"
                     "arms: {comparison: none, names: {None: nobody}}\n",
         "evaluation.yaml:10:34: \"None\" is the comparison: what it is called "
         "stands in comparison: people on the list"},
        {"causal name of an arm",
         TOP MID OUT "design: comparison\n" CMP "columns: {arm: Offer}\n"
                     "arms: {comparison: none, names: {a: proven care}}\n",
         "evaluation.yaml:10:37: the arm's name: \"proven\" may not be said of "
         "groups that were not made by chance"},
        {"unknown key", TOP MID OUT "made-up: yes\n",
         "evaluation.yaml:7:1: unknown key \"made-up\"; did you mean "
         "\"made_up\"?"},
        {"missing key", "charity: C\nwaves: {a: b, c: d}\n" MID OUT,
         "evaluation.yaml:1:1: key \"title\" is missing"},
        {"flag", TOP MID OUT "made_up: perhaps\n",
         "evaluation.yaml:7:10: made_up: expected yes or no, found "
         "\"perhaps\""},
        {"level in percent", TOP MID OUT "level: 95\n",
         "evaluation.yaml:7:8: level: expected a number from 0.5 to 0.999, "
         "found \"95\""},
        {"causal title",
         "title: The impact of groups\ncharity: C\nwaves: {a: "
         "b, c: d}\n" MID OUT,
         "evaluation.yaml:1:8: title: \"impact\" may not be said of one group "
         "asked before and after; write name the two times"},
        {"causal text",
         TOP MID "outcomes:\n  hhi.total:\n    role: primary\n    if_worse: "
                 "this shows that it works\n",
         "evaluation.yaml:8:15: if_worse: \"shows that\" may not be said of"},
        {"words about people",
         TOP MID "outcomes:\n  hhi.total:\n    role: primary\n    sesoi: "
                 "{value: 2, source: declared, because: clients say so}\n",
         "evaluation.yaml:8:50: because: \"clients\" may not be said of"},
        {"not YAML", "title: [\n", "evaluation.yaml:"},
        {"a list", "- title\n", "evaluation.yaml:1:1: "},
        {"nothing", "", "evaluation.yaml"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct reading r = read_plan(rows[i].text);
        struct pp_buffer notes = PP_BUFFER_INIT;

        pp_notes_print(&r.notes, &notes);
        const char *found = strstr(pp_buffer_text(&notes), rows[i].note);
        if (r.result != -1 || r.plan != NULL || found == NULL ||
            (found != notes.data && found[-1] != '\n'))
            fail_msg("%s: expected\n%s\nfound\n%s", rows[i].label, rows[i].note,
                     pp_buffer_text(&notes));
        pp_buffer_clear(&notes);
        pp_pool_free(r.pool);
    }
}

/* Names may hold any word; a warning is no mistake. */
static void what_is_allowed(void **state)
{
    static const char *const rows[] = {
        TOP MID OUT,
        "title: Self Help Achievers and its groups\ncharity: Self Help "
        "Achievers\nwaves: {a: b, c: d}\n" MID OUT,
        "title: The impact of chance\ncharity: C\ndesign: randomised\n"
        "comparison: people on the waiting list\narms: waiting list\n"
        "columns: {arm: Offer}\nwaves: {a: b, c: d}\n" MID OUT,
        TOP MID OUT "design: comparison\n" CMP
                    "arms: {comparison: Westshire, column: Region}\n",
        TOP MID OUT "design: comparison\n" CMP "arms: w\n"
                    "files: [{path: a, arm: w}, {path: b, arm: g}]\n",
        TOP MID OUT "own_words: We transformed lives, thanks to you.\n",
        TOP MID "outcomes:\n  phq9.total:\n    role: primary\n    sesoi: "
                "{value: 4, source: declared}\n",
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct reading r = read_plan(rows[i]);
        struct pp_buffer notes = PP_BUFFER_INIT;

        pp_notes_print(&r.notes, &notes);
        if (r.result != 0)
            fail_msg("row %zu: %s", i, pp_buffer_text(&notes));
        assert_int_equal(r.notes.n_by_severity[PP_NOTE_WARNING], i == 6);
        pp_buffer_clear(&notes);
        pp_pool_free(r.pool);
    }
}

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
        cmocka_unit_test(mistakes_have_their_place),
        cmocka_unit_test(what_is_allowed),
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
