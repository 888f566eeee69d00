#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "plan_texts.h"

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
        {"outcome without a name", TOP MID "outcomes:\n  ? \n  : primary\n",
         "evaluation.yaml:6:4: outcomes: expected text, found nothing"},
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mistakes_have_their_place),
        cmocka_unit_test(what_is_allowed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
