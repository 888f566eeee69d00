#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "prepost/analysis/results.h"
#include "prepost/model/words.h"
#include "prepost/report/phrases.h"

/*
 * Expected sentences were read, one by one, against the table of phrases that
 * the reports are written by: verdict by level of evidence by direction.
 */
static struct pp_pool *pool;

static int set_up(void **state)
{
    (void)state;
    pool = pp_pool_new();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    pp_pool_free(pool);
    return 0;
}

/* A change and range, better positive, that fit each verdict beside S = 2. */
static const struct {
    double change, lo, hi;
} FITTING[] = {
    [PP_VERDICT_IMPROVED] = {2.6, 1.8, 3.4},
    [PP_VERDICT_IMPROVED_SMALL] = {1.2, 0.6, 1.8},
    [PP_VERDICT_WORSENED] = {-2.6, -3.4, -1.8},
    [PP_VERDICT_WORSENED_SMALL] = {-1.2, -1.8, -0.6},
    [PP_VERDICT_NO_MEANINGFUL_CHANGE] = {0.4, -0.5, 1.3},
    [PP_VERDICT_INCONCLUSIVE] = {0.3, -2.1, 2.7},
    [PP_VERDICT_NOT_ESTIMABLE] = {0, 0, 0},
};

static struct pp_interval raw(enum pp_direction direction, double lo, double hi)
{
    return direction == PP_HIGHER_IS_BETTER ? (struct pp_interval){lo, hi}
                                            : (struct pp_interval){-hi, -lo};
}

static struct pp_finding finding(enum pp_verdict_code code,
                                 enum pp_evidence level,
                                 enum pp_direction direction)
{
    bool is_up = direction == PP_HIGHER_IS_BETTER;
    double change = (is_up ? 1 : -1) * FITTING[code].change;
    struct pp_finding f = {
        .level = level,
        .words = is_up ? (struct pp_outcome_words){"hope", "hope score", NULL}
                       : (struct pp_outcome_words){"symptoms of depression",
                                                   "depression score", NULL},
        .direction = direction,
        .code = code,
        .change = change,
        .range = raw(direction, FITTING[code].lo, FITTING[code].hi),
        .equivalence = raw(direction, FITTING[code].lo, FITTING[code].hi),
        .confidence = 0.95,
        .scale_decimals = 1,
        .scale_min = is_up ? 12 : 0,
        .scale_max = is_up ? 48 : 27,
        .pre = 20,
        .post = 20 + change,
        .n = 168,
        .other_pre = 20.1,
        .other_post = 20.5,
        .n_other = 80,
        .left_per_100 = 12,
        .sesoi = 2,
        .sesoi_text = "2",
        .sesoi_source = PP_SESOI_DECLARED,
        .n_outcomes = 9,
        .family = "outcomes",
        .service = "the groups",
        .comparison = "people on the waiting list",
        .charity = "Example Charity"};
    return f;
}

static const struct {
    enum pp_verdict_code code;
    enum pp_evidence level;
    enum pp_direction direction;
    const char *headline; /* with its bold part between asterisks */
} HEADLINES[] = {
    {PP_VERDICT_IMPROVED, PP_EVIDENCE_BEFORE_AFTER, PP_HIGHER_IS_BETTER,
     "**Hope rose** by 2.6 points on average."},
    {PP_VERDICT_IMPROVED, PP_EVIDENCE_BEFORE_AFTER, PP_LOWER_IS_BETTER,
     "**Symptoms of depression fell** by 2.6 points on average, which is "
     "better."},
    {PP_VERDICT_IMPROVED, PP_EVIDENCE_LOOKING_BACK, PP_HIGHER_IS_BETTER,
     "**Looking back, people rated hope higher now than before**, by 2.6 "
     "points on average."},
    {PP_VERDICT_IMPROVED, PP_EVIDENCE_LOOKING_BACK, PP_LOWER_IS_BETTER,
     "**Looking back, people rated symptoms of depression lower now than "
     "before**, by 2.6 points on average, which is better."},
    {PP_VERDICT_IMPROVED, PP_EVIDENCE_COMPARISON, PP_HIGHER_IS_BETTER,
     "**People who came had higher hope scores than people on the waiting "
     "list**, by 2.6 points on average, allowing for where each person "
     "started."},
    {PP_VERDICT_IMPROVED, PP_EVIDENCE_COMPARISON, PP_LOWER_IS_BETTER,
     "**People who came had lower depression scores than people on the waiting "
     "list**, by 2.6 points on average, allowing for where each person "
     "started, which is better."},
    {PP_VERDICT_IMPROVED, PP_EVIDENCE_RANDOMISED, PP_HIGHER_IS_BETTER,
     "**Being offered the groups raised hope** by 2.6 points on average, "
     "against people on the waiting list."},
    {PP_VERDICT_IMPROVED, PP_EVIDENCE_RANDOMISED, PP_LOWER_IS_BETTER,
     "**Being offered the groups reduced symptoms of depression** by 2.6 "
     "points on average, against people on the waiting list, which is better."},
    {PP_VERDICT_IMPROVED_SMALL, PP_EVIDENCE_BEFORE_AFTER, PP_HIGHER_IS_BETTER,
     "**Hope rose, by less than would matter**: 1.2 points on average."},
    {PP_VERDICT_IMPROVED_SMALL, PP_EVIDENCE_BEFORE_AFTER, PP_LOWER_IS_BETTER,
     "**Symptoms of depression fell, by less than would matter**: 1.2 points "
     "on average, which is better."},
    {PP_VERDICT_IMPROVED_SMALL, PP_EVIDENCE_LOOKING_BACK, PP_HIGHER_IS_BETTER,
     "**Looking back, people rated hope higher now, by less than would "
     "matter**: 1.2 points on average."},
    {PP_VERDICT_IMPROVED_SMALL, PP_EVIDENCE_LOOKING_BACK, PP_LOWER_IS_BETTER,
     "**Looking back, people rated symptoms of depression lower now, by less "
     "than would matter**: 1.2 points on average, which is better."},
    {PP_VERDICT_IMPROVED_SMALL, PP_EVIDENCE_COMPARISON, PP_HIGHER_IS_BETTER,
     "**People who came had higher hope scores than people on the waiting "
     "list, by less than would matter**: 1.2 points on average."},
    {PP_VERDICT_IMPROVED_SMALL, PP_EVIDENCE_COMPARISON, PP_LOWER_IS_BETTER,
     "**People who came had lower depression scores than people on the waiting "
     "list, by less than would matter**: 1.2 points on average, which is "
     "better."},
    {PP_VERDICT_IMPROVED_SMALL, PP_EVIDENCE_RANDOMISED, PP_HIGHER_IS_BETTER,
     "**Being offered the groups raised hope, by less than would matter**: 1.2 "
     "points on average."},
    {PP_VERDICT_IMPROVED_SMALL, PP_EVIDENCE_RANDOMISED, PP_LOWER_IS_BETTER,
     "**Being offered the groups reduced symptoms of depression, by less than "
     "would matter**: 1.2 points on average, which is better."},
    {PP_VERDICT_WORSENED, PP_EVIDENCE_BEFORE_AFTER, PP_HIGHER_IS_BETTER,
     "**Hope fell, which is worse**, by 2.6 points on average."},
    {PP_VERDICT_WORSENED, PP_EVIDENCE_BEFORE_AFTER, PP_LOWER_IS_BETTER,
     "**Symptoms of depression rose, which is worse**, by 2.6 points on "
     "average."},
    {PP_VERDICT_WORSENED, PP_EVIDENCE_LOOKING_BACK, PP_HIGHER_IS_BETTER,
     "**Looking back, people rated hope lower now than before, which is "
     "worse**, by 2.6 points on average."},
    {PP_VERDICT_WORSENED, PP_EVIDENCE_LOOKING_BACK, PP_LOWER_IS_BETTER,
     "**Looking back, people rated symptoms of depression higher now than "
     "before, which is worse**, by 2.6 points on average."},
    {PP_VERDICT_WORSENED, PP_EVIDENCE_COMPARISON, PP_HIGHER_IS_BETTER,
     "**People who came had lower hope scores than people on the waiting list, "
     "which is worse**, by 2.6 points on average, allowing for where each "
     "person started."},
    {PP_VERDICT_WORSENED, PP_EVIDENCE_COMPARISON, PP_LOWER_IS_BETTER,
     "**People who came had higher depression scores than people on the "
     "waiting list, which is worse**, by 2.6 points on average, allowing for "
     "where each person started."},
    {PP_VERDICT_WORSENED, PP_EVIDENCE_RANDOMISED, PP_HIGHER_IS_BETTER,
     "**Being offered the groups reduced hope, which is worse**, by 2.6 points "
     "on average, against people on the waiting list."},
    {PP_VERDICT_WORSENED, PP_EVIDENCE_RANDOMISED, PP_LOWER_IS_BETTER,
     "**Being offered the groups raised symptoms of depression, which is "
     "worse**, by 2.6 points on average, against people on the waiting list."},
    {PP_VERDICT_WORSENED_SMALL, PP_EVIDENCE_BEFORE_AFTER, PP_HIGHER_IS_BETTER,
     "**Hope fell, which is worse, by less than would matter**: 1.2 points on "
     "average."},
    {PP_VERDICT_WORSENED_SMALL, PP_EVIDENCE_BEFORE_AFTER, PP_LOWER_IS_BETTER,
     "**Symptoms of depression rose, which is worse, by less than would "
     "matter**: 1.2 points on average."},
    {PP_VERDICT_WORSENED_SMALL, PP_EVIDENCE_LOOKING_BACK, PP_HIGHER_IS_BETTER,
     "**Looking back, people rated hope lower now, which is worse, by less "
     "than would matter**: 1.2 points on average."},
    {PP_VERDICT_WORSENED_SMALL, PP_EVIDENCE_LOOKING_BACK, PP_LOWER_IS_BETTER,
     "**Looking back, people rated symptoms of depression higher now, which is "
     "worse, by less than would matter**: 1.2 points on average."},
    {PP_VERDICT_WORSENED_SMALL, PP_EVIDENCE_COMPARISON, PP_HIGHER_IS_BETTER,
     "**People who came had lower hope scores than people on the waiting list, "
     "which is worse, by less than would matter**: 1.2 points on average."},
    {PP_VERDICT_WORSENED_SMALL, PP_EVIDENCE_COMPARISON, PP_LOWER_IS_BETTER,
     "**People who came had higher depression scores than people on the "
     "waiting list, which is worse, by less than would matter**: 1.2 points on "
     "average."},
    {PP_VERDICT_WORSENED_SMALL, PP_EVIDENCE_RANDOMISED, PP_HIGHER_IS_BETTER,
     "**Being offered the groups reduced hope, which is worse, by less than "
     "would matter**: 1.2 points on average."},
    {PP_VERDICT_WORSENED_SMALL, PP_EVIDENCE_RANDOMISED, PP_LOWER_IS_BETTER,
     "**Being offered the groups raised symptoms of depression, which is "
     "worse, by less than would matter**: 1.2 points on average."},
    {PP_VERDICT_NO_MEANINGFUL_CHANGE, PP_EVIDENCE_BEFORE_AFTER,
     PP_HIGHER_IS_BETTER, "**No change that matters in hope.**"},
    {PP_VERDICT_NO_MEANINGFUL_CHANGE, PP_EVIDENCE_BEFORE_AFTER,
     PP_LOWER_IS_BETTER,
     "**No change that matters in symptoms of depression.**"},
    {PP_VERDICT_NO_MEANINGFUL_CHANGE, PP_EVIDENCE_LOOKING_BACK,
     PP_HIGHER_IS_BETTER,
     "**Looking back, people rated hope about the same now as before.**"},
    {PP_VERDICT_NO_MEANINGFUL_CHANGE, PP_EVIDENCE_LOOKING_BACK,
     PP_LOWER_IS_BETTER,
     "**Looking back, people rated symptoms of depression about the same now "
     "as before.**"},
    {PP_VERDICT_NO_MEANINGFUL_CHANGE, PP_EVIDENCE_COMPARISON,
     PP_HIGHER_IS_BETTER,
     "**No difference that matters in hope** between people who came and "
     "people on the waiting list."},
    {PP_VERDICT_NO_MEANINGFUL_CHANGE, PP_EVIDENCE_COMPARISON,
     PP_LOWER_IS_BETTER,
     "**No difference that matters in symptoms of depression** between people "
     "who came and people on the waiting list."},
    {PP_VERDICT_NO_MEANINGFUL_CHANGE, PP_EVIDENCE_RANDOMISED,
     PP_HIGHER_IS_BETTER,
     "**Being offered the groups made no difference that matters to hope.**"},
    {PP_VERDICT_NO_MEANINGFUL_CHANGE, PP_EVIDENCE_RANDOMISED,
     PP_LOWER_IS_BETTER,
     "**Being offered the groups made no difference that matters to symptoms "
     "of depression.**"},
    {PP_VERDICT_INCONCLUSIVE, PP_EVIDENCE_BEFORE_AFTER, PP_HIGHER_IS_BETTER,
     "**We cannot tell whether hope changed.**"},
    {PP_VERDICT_INCONCLUSIVE, PP_EVIDENCE_BEFORE_AFTER, PP_LOWER_IS_BETTER,
     "**We cannot tell whether symptoms of depression changed.**"},
    {PP_VERDICT_INCONCLUSIVE, PP_EVIDENCE_LOOKING_BACK, PP_HIGHER_IS_BETTER,
     "**We cannot tell whether people, looking back, rated hope "
     "differently.**"},
    {PP_VERDICT_INCONCLUSIVE, PP_EVIDENCE_LOOKING_BACK, PP_LOWER_IS_BETTER,
     "**We cannot tell whether people, looking back, rated symptoms of "
     "depression differently.**"},
    {PP_VERDICT_INCONCLUSIVE, PP_EVIDENCE_COMPARISON, PP_HIGHER_IS_BETTER,
     "**We cannot tell whether hope differed** between people who came and "
     "people on the waiting list."},
    {PP_VERDICT_INCONCLUSIVE, PP_EVIDENCE_COMPARISON, PP_LOWER_IS_BETTER,
     "**We cannot tell whether symptoms of depression differed** between "
     "people who came and people on the waiting list."},
    {PP_VERDICT_INCONCLUSIVE, PP_EVIDENCE_RANDOMISED, PP_HIGHER_IS_BETTER,
     "**We cannot tell whether being offered the groups changed hope.**"},
    {PP_VERDICT_INCONCLUSIVE, PP_EVIDENCE_RANDOMISED, PP_LOWER_IS_BETTER,
     "**We cannot tell whether being offered the groups changed symptoms of "
     "depression.**"},
    {PP_VERDICT_NOT_ESTIMABLE, PP_EVIDENCE_BEFORE_AFTER, PP_HIGHER_IS_BETTER,
     "**No finding for hope.** Too few people answered it both times."},
};

static void headlines(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof HEADLINES / sizeof HEADLINES[0]; i++) {
        struct pp_finding f = finding(HEADLINES[i].code, HEADLINES[i].level,
                                      HEADLINES[i].direction);
        struct pp_headline h = pp_phrase_headline(pool, &f);
        assert_string_equal(pp_pool_printf(pool, "**%s**%s", h.bold, h.rest),
                            HEADLINES[i].headline);
        const char *title = pp_phrase_title(pool, &f);
        assert_int_equal(strncmp(title, h.bold, strlen(title)), 0);
        assert_true(title[strlen(title) - 1] != '.');
    }
}

static void no_findings(void **state)
{
    assert_string_equal(
        pp_phrase_no_findings(false),
        "none yet. Too few people answered the same questions both times.");
    assert_string_equal(pp_phrase_no_findings(true),
                        "none is shown, to protect people's privacy.");
    (void)state;
    const struct {
        enum pp_no_finding why;
        const char *rest;
    } rows[] = {
        {PP_NO_FINDING_TOO_FEW, " Too few people answered it both times."},
        {PP_NO_FINDING_NO_ANSWERS, " No complete answers to it were imported."},
        {PP_NO_FINDING_HIDDEN,
         " It is not shown, to protect people's privacy."},
        {PP_NO_FINDING_KEY,
         " Its scoring is not settled, so no score was made."},
        {PP_NO_FINDING_RANGE,
         " No likely range can be worked out from these answers."},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct pp_finding f =
            finding(PP_VERDICT_NOT_ESTIMABLE, PP_EVIDENCE_BEFORE_AFTER,
                    PP_HIGHER_IS_BETTER);
        f.why = rows[i].why;
        assert_string_equal(pp_phrase_headline(pool, &f).rest, rows[i].rest);
        assert_string_equal(pp_phrase_detail(pool, &f), "");
        assert_string_equal(pp_phrase_meaning(pool, &f, PP_ONE_DIRECTION), "");
    }
}

static void labels(void **state)
{
    (void)state;
    const char *const rows[] = {
        [PP_VERDICT_IMPROVED] = "Better",
        [PP_VERDICT_IMPROVED_SMALL] = "Better, by less than matters",
        [PP_VERDICT_WORSENED] = "Worse",
        [PP_VERDICT_WORSENED_SMALL] = "Worse, by less than matters",
        [PP_VERDICT_NO_MEANINGFUL_CHANGE] = "No change that matters",
        [PP_VERDICT_INCONCLUSIVE] = "We cannot tell",
        [PP_VERDICT_NOT_ESTIMABLE] = "Not reported"};
    for (int i = 0; i <= (int)PP_VERDICT_NOT_ESTIMABLE; i++)
        assert_string_equal(pp_phrase_label((enum pp_verdict_code)i), rows[i]);
}

static void ranges(void **state)
{
    (void)state;
    const struct {
        enum pp_evidence level;
        double lo, hi;
        const char *text;
    } rows[] = {
        {PP_EVIDENCE_BEFORE_AFTER, 1.8, 3.4,
         "is likely to be a rise of between 1.8 and 3.4 points"},
        {PP_EVIDENCE_BEFORE_AFTER, -3.4, -1.8,
         "is likely to be a fall of between 1.8 and 3.4 points"},
        {PP_EVIDENCE_BEFORE_AFTER, -0.5, 1.3,
         "could be anything from a fall of 0.5 points to a rise of 1.3 points"},
        {PP_EVIDENCE_BEFORE_AFTER, -0.04, 1.3,
         "could be anything from no change to a rise of 1.3 points"},
        {PP_EVIDENCE_BEFORE_AFTER, -1.3, 0.04,
         "could be anything from a fall of 1.3 points to no change"},
        {PP_EVIDENCE_LOOKING_BACK, 0.8, 2.4,
         "is likely to be between 0.8 and 2.4 points higher now"},
        {PP_EVIDENCE_COMPARISON, 0.8, 2.4,
         "is likely to be between 0.8 and 2.4 points higher"},
        {PP_EVIDENCE_RANDOMISED, -0.5, 1.2,
         "could be anything from 0.5 points lower to 1.2 points higher"},
        {PP_EVIDENCE_RANDOMISED, -2.4, -0.8,
         "is likely to be between 0.8 and 2.4 points lower"},
        {PP_EVIDENCE_COMPARISON, -0.04, 1.2,
         "could be anything from nothing to 1.2 points higher"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct pp_finding f = finding(PP_VERDICT_INCONCLUSIVE, rows[i].level,
                                      PP_HIGHER_IS_BETTER);
        f.change = (rows[i].lo + rows[i].hi) / 2;
        f.range = (struct pp_interval){rows[i].lo, rows[i].hi};
        assert_string_equal(pp_phrase_range(pool, &f), rows[i].text);
    }
}

static void details(void **state)
{
    (void)state;
    const struct {
        enum pp_verdict_code code;
        enum pp_evidence level;
        enum pp_direction direction;
        const char *text;
    } rows[] = {
        {PP_VERDICT_IMPROVED, PP_EVIDENCE_BEFORE_AFTER, PP_HIGHER_IS_BETTER,
         "The average hope score rose from 20.0 to 22.6, on a scale from 12 to "
         "48 where higher is better (168 people). Allowing for chance, the "
         "true average change is likely to be a rise of between 1.8 and 3.4 "
         "points."},
        {PP_VERDICT_NO_MEANINGFUL_CHANGE, PP_EVIDENCE_BEFORE_AFTER,
         PP_LOWER_IS_BETTER,
         "The average depression score fell from 20.0 to 19.6, on a scale from "
         "0 to 27 where lower is better (168 people). Allowing for chance, the "
         "true average change could be anything from a fall of 1.3 points to a "
         "rise of 0.5 points."},
        {PP_VERDICT_IMPROVED, PP_EVIDENCE_LOOKING_BACK, PP_HIGHER_IS_BETTER,
         "The average rating was 22.6 now and, from memory, 20.0 before (168 "
         "people). Allowing for chance, the true average difference between "
         "the two is likely to be between 1.8 and 3.4 points higher now."},
        {PP_VERDICT_WORSENED, PP_EVIDENCE_COMPARISON, PP_HIGHER_IS_BETTER,
         "The average hope score went from 20.0 to 17.4 for 168 people who "
         "came, and from 20.1 to 20.5 for people on the waiting list (80 "
         "people). Allowing for where people started, and for chance, the true "
         "average difference is likely to be between 1.8 and 3.4 points "
         "lower."},
        {PP_VERDICT_INCONCLUSIVE, PP_EVIDENCE_RANDOMISED, PP_HIGHER_IS_BETTER,
         "The average hope score went from 20.0 to 20.3 for 168 people who "
         "were offered a place, and from 20.1 to 20.5 for people on the "
         "waiting list (80 people). Allowing for where people started, and for "
         "chance, the true average difference could be anything from 2.1 "
         "points lower to 2.7 points higher. This is not the same as saying "
         "that they are alike."},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct pp_finding f =
            finding(rows[i].code, rows[i].level, rows[i].direction);
        assert_string_equal(pp_phrase_detail(pool, &f), rows[i].text);
    }
    struct pp_finding same = finding(
        PP_VERDICT_INCONCLUSIVE, PP_EVIDENCE_BEFORE_AFTER, PP_HIGHER_IS_BETTER);
    same.post = same.pre + 0.01;
    assert_string_equal(
        pp_phrase_detail(pool, &same),
        "The average hope score was 20.0 both times, on a scale from 12 to 48 "
        "where higher is better (168 people). Allowing for chance, the true "
        "average change could be anything from a fall of 2.1 points to a rise "
        "of 2.7 points. This is not the same as \"no change\".");
}

/* Higher is better; ranges at 95% and 90%. NaN: no SESOI. */
static void meanings(void **state)
{
    (void)state;
    const struct {
        const char *label;
        enum pp_verdict_code code;
        enum pp_verdict_reason reason;
        enum pp_evidence level;
        enum pp_direction direction;
        enum pp_scope scope;
        double change, lo, hi, lo90, hi90, sesoi;
        const char *text;
    } rows[] = {
#define A    PP_EVIDENCE_BEFORE_AFTER
#define C    PP_EVIDENCE_COMPARISON
#define UP   PP_HIGHER_IS_BETTER
#define DOWN PP_LOWER_IS_BETTER
        {"whole range beyond", PP_VERDICT_IMPROVED, PP_REASON_NONE, A, UP,
         PP_ONE_DIRECTION, 3.1, 2.2, 4.0, 2.3, 3.9, 2,
         "The plan said that 2 points would matter. The whole range is beyond "
         "that."},
        {"near end short", PP_VERDICT_WORSENED, PP_REASON_NONE, A, DOWN,
         PP_ONE_DIRECTION, 2.6, 1.8, 3.4, 1.9, 3.3, 2,
         "The plan said that 2 points would matter. The near end of the range "
         "is short of that, so the true average change may be too small to "
         "matter."},
        {"near end short, difference", PP_VERDICT_IMPROVED, PP_REASON_NONE, C,
         UP, PP_ONE_DIRECTION, 2.6, 1.8, 3.4, 1.9, 3.3, 2,
         "The plan said that 2 points would matter. The near end of the range "
         "is short of that, so the true average difference may be too small to "
         "matter."},
        {"small, far end short", PP_VERDICT_IMPROVED_SMALL, PP_REASON_NONE, A,
         UP, PP_ONE_DIRECTION, 1.2, 0.6, 1.8, 0.7, 1.7, 2,
         "The plan said that 2 points would matter. Even the far end of the "
         "range is short of that."},
        {"small, far end reaches", PP_VERDICT_WORSENED_SMALL, PP_REASON_NONE, A,
         UP, PP_ONE_DIRECTION, -1.2, -2.2, -0.2, -1.9, -0.4, 2,
         "The plan said that 2 points would matter. The far end of the range "
         "reaches that, so a change that matters is not ruled out. \"Less than "
         "would matter\" goes by the 90% range, 0.4 to 1.9."},
        {"no SESOI", PP_VERDICT_IMPROVED, PP_REASON_NONE, A, UP,
         PP_ONE_DIRECTION, 3.1, 2.2, 4.0, 2.3, 3.9, NAN,
         "No smallest change that matters was set, so we cannot say whether "
         "this matters."},
        {"no change that matters", PP_VERDICT_NO_MEANINGFUL_CHANGE,
         PP_REASON_NONE, A, DOWN, PP_ONE_DIRECTION, -0.4, -1.3, 0.5, -1.2, 0.4,
         2,
         "An average change of 2 points, up or down, does not fit these "
         "answers."},
        {"no change that matters, 95% pokes out",
         PP_VERDICT_NO_MEANINGFUL_CHANGE, PP_REASON_NONE, A, DOWN,
         PP_ONE_DIRECTION, -0.9, -2.1, 0.3, -1.9, 0.1, 2,
         "An average change of 2 points, up or down, does not fit these "
         "answers. This uses the 90% range, down 1.9 to up 0.1."},
        {"no difference that matters, 95% pokes out",
         PP_VERDICT_NO_MEANINGFUL_CHANGE, PP_REASON_NONE, C, DOWN,
         PP_ONE_DIRECTION, -0.5, -2.1, 1.0, -1.8, 0.8, 2,
         "An average difference of 2 points, up or down, does not fit these "
         "answers. This uses the 90% range, 1.8 lower to 0.8 higher."},
        {"no change that matters, Holm", PP_VERDICT_NO_MEANINGFUL_CHANGE,
         PP_REASON_MULTIPLICITY, A, DOWN, PP_ONE_DIRECTION, -0.7, -1.4, -0.1,
         -1.3, -0.2, 2,
         "An average change of 2 points, up or down, does not fit these "
         "answers. The whole range lies on one side of \"no change\". But we "
         "looked at 9 outcomes, and with that many, chance could do this."},
        {"cannot tell, better open", PP_VERDICT_INCONCLUSIVE, PP_REASON_NONE, A,
         UP, PP_ONE_DIRECTION, 1, -0.5, 2.5, -0.2, 2.2, 2,
         "The true average change may be nothing at all, or a rise "
         "of 2 points, which would matter."},
        {"cannot tell, worse open, lower is better", PP_VERDICT_INCONCLUSIVE,
         PP_REASON_NONE, A, DOWN, PP_ONE_DIRECTION, 1, -0.5, 2.5, -0.2, 2.2, 2,
         "The true average change may be nothing at all, or a rise "
         "of 2 points, which would matter."},
        {"cannot tell, both open", PP_VERDICT_INCONCLUSIVE, PP_REASON_NONE, A,
         UP, PP_ONE_DIRECTION, 0.3, -2.5, 3.1, -2.1, 2.7, 2,
         "The true average change may be nothing at all, or a rise "
         "or a fall of 2 points, which would matter."},
        {"cannot tell, scales of both directions", PP_VERDICT_INCONCLUSIVE,
         PP_REASON_NONE, A, DOWN, PP_BOTH_DIRECTIONS, -1, -2.5, 0.5, -2.2, 0.2,
         2,
         "The true average change may be nothing at all, or a "
         "change of 2 points for the better, which would matter."},
        {"cannot tell, no SESOI", PP_VERDICT_INCONCLUSIVE, PP_REASON_NONE, A,
         UP, PP_ONE_DIRECTION, 0.3, -0.1, 0.7, -0.05, 0.6, NAN,
         "The true average change may be nothing at all, or "
         "anything from a fall of 0.1 points to a rise of 0.7 points."},
        {"cannot tell, difference", PP_VERDICT_INCONCLUSIVE, PP_REASON_NONE, C,
         DOWN, PP_ONE_DIRECTION, -1, -2.5, 0.5, -2.2, 0.2, 2,
         "The true average difference may be nothing at all, or a "
         "difference of 2 points for the better, which would matter."},
        {"cannot tell, Holm", PP_VERDICT_INCONCLUSIVE, PP_REASON_MULTIPLICITY,
         A, UP, PP_ONE_DIRECTION, 0.9, 0.1, 1.7, 0.2, 1.6, 1,
         "The whole range lies on one side of \"no change\". But we looked at "
         "9 outcomes, and with that many, chance could do this."},
        {"cannot tell, skewed", PP_VERDICT_INCONCLUSIVE, PP_REASON_SKEWNESS, A,
         UP, PP_ONE_DIRECTION, 0.9, 0.1, 1.7, 0.2, 1.6, 1,
         "The whole range lies on one side of \"no change\". But changes reach "
         "much further the other way, and then chance could do this."},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct pp_finding f =
            finding(rows[i].code, rows[i].level, rows[i].direction);
        f.reason = rows[i].reason;
        f.change = rows[i].change;
        f.range = (struct pp_interval){rows[i].lo, rows[i].hi};
        f.equivalence = (struct pp_interval){rows[i].lo90, rows[i].hi90};
        f.sesoi = rows[i].sesoi;
        if (isnan(f.sesoi))
            f.sesoi_text = NULL;
        const char *text = pp_phrase_meaning(pool, &f, rows[i].scope);
        if (strcmp(text, rows[i].text) != 0)
            fail_msg("%s: %s", rows[i].label, text);
    }
}

static void sources(void **state)
{
    (void)state;
    struct pp_finding f =
        finding(PP_VERDICT_IMPROVED_SMALL, PP_EVIDENCE_BEFORE_AFTER,
                PP_HIGHER_IS_BETTER);

    f.sesoi_text = "1";
    f.sesoi = 1.9;
    f.sesoi_source = PP_SESOI_PUBLISHED_GROUP;
    assert_string_equal(
        pp_phrase_meaning(pool, &f, PP_ONE_DIRECTION),
        "Research on this questionnaire says that 1 point would matter. Even "
        "the far end of the range is short of that.");
    f.sesoi_source = PP_SESOI_RULE_OF_THUMB;
    f.sesoi_text = "0.5";
    assert_string_equal(
        pp_phrase_meaning(pool, &f, PP_ONE_DIRECTION),
        "A rule of thumb says that 0.5 points would matter. Even the far end "
        "of the range is short of that.");
}

/* An end that one decimal does not tell from what would matter is told in
 * words, and makes no other number longer. */
static void ends_beside_what_matters(void **state)
{
    static const struct {
        enum pp_verdict_code code;
        double lo, hi;
        const char *meaning, *note;
    } rows[] = {
        {PP_VERDICT_IMPROVED, 2.002, 3.348,
         "The plan said that 2 points would matter. The near end of the range "
         "is just beyond that.",
         "The near end of this range is just beyond 2."},
        {PP_VERDICT_IMPROVED, 1.96, 3.348,
         "The plan said that 2 points would matter. The near end of the range "
         "is just short of that, so the true average change may be too small "
         "to matter.",
         "The near end of this range is just short of 2."},
        {PP_VERDICT_IMPROVED, 2.06, 3.348,
         "The plan said that 2 points would matter. The whole range is beyond "
         "that.",
         NULL},
        {PP_VERDICT_IMPROVED_SMALL, 0.6, 1.96,
         "The plan said that 2 points would matter. Even the far end of the "
         "range is just short of that.",
         "The far end of this range is just short of 2."},
        {PP_VERDICT_IMPROVED_SMALL, 0.6, 2.04,
         "The plan said that 2 points would matter. The far end of the range "
         "just reaches that, so a change that matters is not ruled out. \"Less "
         "than would matter\" goes by the 90% range, 0.7 to 1.9.",
         "The far end of this range is just beyond 2."},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct pp_finding f = finding(rows[i].code, PP_EVIDENCE_BEFORE_AFTER,
                                      PP_HIGHER_IS_BETTER);
        f.change = (rows[i].lo + rows[i].hi) / 2;
        f.range = (struct pp_interval){rows[i].lo, rows[i].hi};
        f.equivalence =
            (struct pp_interval){rows[i].lo + 0.1, rows[i].hi - 0.14};
        const char *note = pp_phrase_just_beside(pool, &f);
        assert_int_equal(pp_finding_decimals(&f), 1);
        assert_string_equal(pp_phrase_meaning(pool, &f, PP_ONE_DIRECTION),
                            rows[i].meaning);
        assert_string_equal(note != NULL ? note : "none",
                            rows[i].note != NULL ? rows[i].note : "none");
    }
    struct pp_finding f =
        finding(PP_VERDICT_IMPROVED_SMALL, PP_EVIDENCE_BEFORE_AFTER,
                PP_HIGHER_IS_BETTER);
    f.change = 1.96; /* "2.0, by less than 2" would not do */
    f.range = (struct pp_interval){1.91, 2.01};
    assert_int_equal(pp_finding_decimals(&f), 2);
    /* An end that would print as zero still takes all to more decimals. */
    f.range = (struct pp_interval){0.002, 1.91};
    f.change = 0.956;
    assert_int_equal(pp_finding_decimals(&f), 3);
}

/* What is said of the reason where a trial is told as a comparison. */
static void a_spoilt_trial_says_so(void)
{
    static const struct {
        enum pp_weaker_because weaker;
        const char *reason, *glance, *cannot;
    } rows[] = {
        {PP_WEAKER_CROSSED,
         "Chance decided who was offered a place, but people were counted in "
         "the group they took part in, not the one that chance gave them. "
         "Other differences between those who did answer may explain some or "
         "all of this.",
         "not settled. Chance made the groups, but people were counted in the "
         "group they took part in, not the one that chance gave them.",
         "that the groups were the reason: people were counted in the group "
         "they took part in, not the one that chance gave them"},
        {PP_WEAKER_MANY_LEFT,
         "Chance decided who was offered a place, but too many did not answer "
         "again. Other differences between those who did answer may explain "
         "some or all of this.",
         "not settled. Chance made the groups, but too many did not answer "
         "again.",
         "that the groups were the reason: too many did not answer again"},
        {PP_WEAKER_UNEVEN,
         "Chance decided who was offered a place, but more did not answer "
         "again in one group than in the other. Other differences between "
         "those who did answer may explain some or all of this.",
         "not settled. Chance made the groups, but more did not answer again "
         "in one group than in the other.",
         "that the groups were the reason: more did not answer again in one "
         "group than in the other"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct pp_finding f = finding(
            PP_VERDICT_IMPROVED, PP_EVIDENCE_COMPARISON, PP_HIGHER_IS_BETTER);
        f.weaker = rows[i].weaker;
        assert_string_equal(pp_phrase_reason(pool, &f), rows[i].reason);
        assert_string_equal(pp_phrase_reason_at_a_glance(pool, &f),
                            rows[i].glance);
        assert_string_equal(pp_phrase_can_show(pool, &f, 2, 168, 73, 0, NULL,
                                               PP_DRIFT_FROM_LOW_POINT)
                                .cannot[0],
                            rows[i].cannot);
    }
}

static void reasons(void **state)
{
    (void)state;
    const struct {
        enum pp_evidence level;
        const char *reason, *glance;
    } rows[] = {
        {PP_EVIDENCE_BEFORE_AFTER,
         "This shows what changed. It does not show why: we asked no one who "
         "did not come to the groups.",
         "not known. We asked no one who did not come to the groups."},
        {PP_EVIDENCE_LOOKING_BACK,
         "Both ratings were given at the end. Memory, and the wish to see "
         "progress, can make \"before\" look worse than it was. This does not "
         "show why.",
         "not known. Both ratings were given at the end."},
        {PP_EVIDENCE_COMPARISON,
         "The two groups were not formed by chance. Other differences between "
         "them may explain some or all of this.",
         "not settled. The two groups were not formed by chance."},
        {PP_EVIDENCE_RANDOMISED,
         "Chance decided who was offered a place, so the difference comes from "
         "the offer, give or take chance and the 12 in every 100 who did not "
         "answer again.",
         "the offer of a place, as chance chose who got one."},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct pp_finding f =
            finding(PP_VERDICT_IMPROVED, rows[i].level, PP_HIGHER_IS_BETTER);
        assert_string_equal(pp_phrase_reason(pool, &f), rows[i].reason);
        assert_string_equal(pp_phrase_reason_at_a_glance(pool, &f),
                            rows[i].glance);
    }
    a_spoilt_trial_says_so();
    struct pp_finding worse = finding(
        PP_VERDICT_WORSENED, PP_EVIDENCE_BEFORE_AFTER, PP_HIGHER_IS_BETTER);
    assert_string_equal(
        pp_phrase_response(pool, &worse),
        "Example Charity has not yet said what it will do about this.");
    worse.response = "We will ask people why.";
    assert_string_equal(pp_phrase_response(pool, &worse),
                        "We will ask people why.");
}

static void names(void **state)
{
    (void)state;
    const char *const all[] = {"hope", "empowerment", "loneliness"};

    assert_string_equal(pp_phrase_join(pool, all, 0, "and"), "nothing");
    assert_string_equal(pp_phrase_join(pool, all, 1, "and"), "hope");
    assert_string_equal(pp_phrase_join(pool, all, 2, "or"),
                        "hope or empowerment");
    assert_string_equal(pp_phrase_join(pool, all, 3, "and"),
                        "hope, empowerment and loneliness");
}

static void at_a_glance(void **state)
{
    (void)state;
    assert_string_equal(
        pp_phrase_who(pool, 1241, 168, 0, "when they joined", "3 months"),
        "1,241 people answered our questions when they joined. Of these, 168 "
        "answered again about 3 months later.");
    assert_string_equal(
        pp_phrase_who_often(pool, 295, 120, "at the start", "at the end"),
        "295 people answered our questions at the start. Of these, 120 "
        "answered again at the end. Each finding is about those who answered "
        "at both of its times.");
    assert_string_equal(
        pp_phrase_who(pool, PP_COUNT_HIDDEN, 18, 0, "when they joined",
                      "3 months"),
        "18 people answered our questions both times, when they joined and "
        "about 3 months later.");
    const char *const names[] = {"hope", "wellbeing"}, *const less[] = {
                                                           "a", "b", "c"};
    assert_string_equal(pp_phrase_moved(pool, names, 0, less, 0), "nothing");
    assert_string_equal(pp_phrase_moved(pool, names, 2, less, 0),
                        "hope and wellbeing");
    assert_string_equal(pp_phrase_moved(pool, names, 2, less, 1),
                        "hope and wellbeing. By less than matters: a");
    assert_string_equal(pp_phrase_moved(pool, names, 0, less, 1),
                        "a, by less than matters");
    assert_string_equal(pp_phrase_moved(pool, names, 0, less, 2),
                        "a and b, both by less than matters");
    assert_string_equal(pp_phrase_moved(pool, names, 0, less, 3),
                        "a, b and c, all by less than matters");
    struct pp_finding two[2] = {
        finding(PP_VERDICT_IMPROVED, PP_EVIDENCE_BEFORE_AFTER,
                PP_HIGHER_IS_BETTER),
        finding(PP_VERDICT_IMPROVED, PP_EVIDENCE_BEFORE_AFTER,
                PP_LOWER_IS_BETTER)};
    assert_string_equal(pp_phrase_may_be_too_small(pool, two, 2),
                        " The true changes may be too small to matter.");
    assert_string_equal(pp_phrase_may_be_too_small(pool, two, 1),
                        " The true change may be too small to matter.");
    two[1].sesoi = 1;
    assert_string_equal(
        pp_phrase_may_be_too_small(pool, two, 2),
        " For hope, the true change may be too small to matter.");
    two[0].sesoi = NAN;
    assert_string_equal(pp_phrase_may_be_too_small(pool, two, 2), "");
}

static void joined_by_hand(void **state)
{
    (void)state;
    assert_string_equal(pp_phrase_joined(pool, 0), "");
    assert_string_equal(pp_phrase_joined(pool, PP_COUNT_HIDDEN),
                        " Some people had used more than one code; those were "
                        "joined by hand.");
    assert_string_equal(
        pp_phrase_joined(pool, 1),
        " One person had used two codes, which were joined by hand.");
    assert_string_equal(
        pp_phrase_joined(pool, 12),
        " In all, 12 codes were joined by hand to another of the same "
        "person.");
}

static void who_answered(void **state)
{
    (void)state;
    const struct pp_outcome_words hope = {"hope", "hope score", NULL};

    assert_string_equal(
        pp_phrase_many_missing(pool, PP_EVIDENCE_BEFORE_AFTER, 2, 19, 0), "");
    assert_string_equal(
        pp_phrase_many_missing(pool, PP_EVIDENCE_BEFORE_AFTER, 2, 30, 0),
        "Of every 100 who joined, 30 did not answer again. The findings may "
        "not hold for all who joined.");
    assert_string_equal(
        pp_phrase_left_started(pool, PP_EVIDENCE_BEFORE_AFTER, 2, 73, &hope,
                               30.1, 31.4, -0.3, 1),
        "The 73 people with a first score for hope but no second started "
        "lower (average 30.1, against 31.4).");
    assert_string_equal(
        pp_phrase_left_started(pool, PP_EVIDENCE_BEFORE_AFTER, 2, 73, &hope,
                               31.2, 31.4, -0.05, 1),
        "The 73 people with a first score for hope but no second started "
        "at about the same level (average 31.2, against 31.4).");
    assert_string_equal(
        pp_phrase_left_started(pool, PP_EVIDENCE_BEFORE_AFTER, 2, 70, &hope,
                               32.1, 30.9, 0.3, 1),
        "The 70 people with a first score for hope but no second started "
        "higher (average 32.1, against 30.9).");
    struct pp_finding f[2] = {
        finding(PP_VERDICT_IMPROVED, PP_EVIDENCE_BEFORE_AFTER,
                PP_HIGHER_IS_BETTER),
        finding(PP_VERDICT_IMPROVED, PP_EVIDENCE_BEFORE_AFTER,
                PP_HIGHER_IS_BETTER)};
    f[1].words.outcome = "empowerment";
    f[1].sesoi = 0.1;
    f[1].scale_decimals = 2;
    f[0].range.lo = 2.05;
    f[1].range.lo = 0.15;
    assert_string_equal(
        pp_phrase_if_unchanged(pool, 241, f, (double[]){1.8, 0.08}, 2),
        "If they had not changed at all, the average rise over all 241 would "
        "be 1.8 points for hope and 0.08 points for empowerment. That is less "
        "than would matter.");
    assert_string_equal(
        pp_phrase_if_unchanged(pool, 0, f, (double[]){2.1, 0.08}, 2),
        "If such people had not changed, the average rise "
        "over all with a first score would be 2.1 points for hope and "
        "0.08 points for empowerment. That is still enough to matter "
        "for hope. For empowerment, it is less than would matter.");
    assert_string_equal(
        pp_phrase_if_unchanged(pool, 0, f, (double[]){2.1}, 1),
        "If such people had not changed, the average rise over everyone with a "
        "first score for hope would be 2.1 points. That is still enough to "
        "matter.");
    /* Where it is not known of one what would matter, of the other it is. */
    f[0].sesoi = NAN;
    assert_non_null(
        strstr(pp_phrase_if_unchanged(pool, 241, f, (double[]){2.1, 0.08}, 2),
               "empowerment. For empowerment, it is less than would matter."));
    assert_non_null(
        strstr(pp_phrase_if_unchanged(pool, 241, f, (double[]){2.1, 0.2}, 2),
               "That is still enough to matter for empowerment."));
    f[0].sesoi = 2;
    assert_string_equal(
        pp_phrase_if_unchanged(pool, 241, f, (double[]){-2.1, 0.2}, 2),
        "If they had not changed at all, the average fall over all 241 would "
        "be 2.1 points for hope. The average rise would be 0.20 points for "
        "empowerment. That is still enough to matter.");
    /* Three in a sentence. */
    const struct pp_finding four[] = {f[0], f[1], f[0], f[1]};
    assert_non_null(strstr(
        pp_phrase_if_unchanged(pool, 241, four, (double[]){2.1, 0.2, 2.2, 0.3},
                               4),
        "would be 2.1 points for hope, 0.20 points for empowerment and 2.2 "
        "points for hope. The average rise would be 0.30 points for "
        "empowerment. That is still"));
    /* A range that begins short of what matters: not called enough. */
    f[0].range.lo = f[1].range.lo = 0.01;
    assert_non_null(
        strstr(pp_phrase_if_unchanged(pool, 241, f, (double[]){2.1, 0.2}, 2),
               "empowerment. That, too, may be too small to matter."));
    f[1].range.lo = 0.15;
    assert_non_null(
        strstr(pp_phrase_if_unchanged(pool, 241, f, (double[]){2.1, 0.2}, 2),
               "empowerment. That is still enough to matter for empowerment. "
               "For hope, it may be too small to matter."));
    assert_non_null(
        strstr(pp_phrase_if_unchanged(pool, 241, f, (double[]){2.1, 0.02}, 2),
               "empowerment. For hope, it may be too small to matter. For "
               "empowerment, it is less than would matter."));
}

static void methods(void **state)
{
    (void)state;
    const char *const mains[] = {"hope", "empowerment"};

    assert_string_equal(
        pp_phrase_would_matter(pool, "hope", "2", "one step on two questions",
                               PP_SESOI_DECLARED),
        " For hope, the plan set 2 points: one step on two questions.");
    assert_string_equal(
        pp_phrase_would_matter(pool, "symptoms of depression", "1.7",
                               "Kounali et al 2022", PP_SESOI_PUBLISHED_GROUP),
        " For symptoms of depression, 1.7 points comes from research on this "
        "questionnaire (Kounali et al 2022).");
    assert_string_equal(
        pp_phrase_would_matter(pool, "happiness", "0.5", "Norman 2003",
                               PP_SESOI_RULE_OF_THUMB),
        " For happiness, 0.5 points is a rule of thumb (Norman 2003).");
    assert_string_equal(
        pp_phrase_low_alpha(pool, .43, .05),
        "In these answers its questions did not hang together well (alpha 0.43 "
        "before, 0.05 after), so read this finding with care.");
    assert_string_equal(
        pp_phrase_low_alpha(pool, .8, .43),
        "In these answers its questions did not hang together well (alpha 0.43 "
        "after), so read this finding with care.");
    assert_string_equal(
        pp_phrase_low_alpha(pool, .59, NAN),
        "In these answers its questions did not hang together well (alpha 0.59 "
        "before), so read this finding with care.");
    assert_null(pp_phrase_low_alpha(pool, .6, .9));
    assert_null(pp_phrase_low_alpha(pool, NAN, NAN));
    assert_string_equal(
        pp_phrase_plan(pool, PP_EVIDENCE_BEFORE_AFTER, mains, 2, "2025-03-04"),
        "Hope and empowerment were chosen as main outcomes on 4 March 2025, "
        "before any second answers were imported.");
    assert_string_equal(
        pp_phrase_plan(pool, PP_EVIDENCE_BEFORE_AFTER, mains, 1, "2025-03-04"),
        "Hope was chosen as main outcome on 4 March 2025, "
        "before any second answers were imported.");
    assert_string_equal(
        pp_phrase_plan(pool, PP_EVIDENCE_BEFORE_AFTER, mains, 2, NULL),
        "The main outcomes were not fixed beforehand, so read these findings "
        "as a first look.");
    assert_string_equal(
        pp_phrase_many_outcomes(pool, 9, 1),
        "We looked at 9 outcomes. With that many, one can look like a change "
        "by chance. We allowed for that before saying \"better\" or "
        "\"worse\".");
    assert_string_equal(
        pp_phrase_privacy(pool, PP_IDENTITY_AS_CODES, 5),
        "Names were turned into codes before the answers were stored. This "
        "report gives no one's own answers. Counts under 5 of who answered, "
        "who they were and how they fared are hidden, and cannot be worked "
        "out. How many left questions blank is shown, however few.");
    assert_string_equal(
        pp_phrase_privacy(pool, PP_IDENTITY_AS_CODES, 1),
        "Names were turned into codes before the answers were stored. Small "
        "numbers are not hidden.");
    assert_string_equal(pp_phrase_low_point(true),
                        "People often join at a low point, and many feel "
                        "better later anyway.");
    assert_string_equal(pp_phrase_low_point(false),
                        "Wherever people start, many drift back to their usual "
                        "level later anyway.");
}

static struct pp_finding rise_of(double change)
{
    return (struct pp_finding){.level = PP_EVIDENCE_BEFORE_AFTER,
                               .words = {.outcome = "hope"},
                               .code = PP_VERDICT_IMPROVED,
                               .change = change,
                               .range = {change - 1, change + 1},
                               .scale_decimals = 1,
                               .sesoi = NAN};
}

static void key_of_what_occurs(void **state)
{
    const enum pp_evidence level = PP_EVIDENCE_BEFORE_AFTER;
    const enum pp_direction up = PP_HIGHER_IS_BETTER;
    struct pp_finding f[3] = {finding(PP_VERDICT_WORSENED, level, up),
                              finding(PP_VERDICT_INCONCLUSIVE, level, up),
                              finding(PP_VERDICT_IMPROVED_SMALL, level, up)};
    struct pp_key_line key[4];

    (void)state;
    assert_int_equal(pp_phrase_key(pool, f, 1, key), 1);
    assert_string_equal(key[0].term, "Better, worse:");
    /* Nothing was said to matter: a plan that "set" an amount is no line. */
    f[0].sesoi = f[1].sesoi = NAN;
    assert_int_equal(pp_phrase_key(pool, f, 2, key), 2);
    assert_string_equal(key[1].meaning, "anything else. This is not "
                                        "the same as \"no change\".");
    f[1].sesoi = 2;
    assert_int_equal(pp_phrase_key(pool, f, 2, key), 3);
    assert_string_equal(key[1].term, "No change that matters:");
    assert_string_equal(
        key[1].meaning,
        "the range has no room for a change as big as the plan set.");
    assert_string_equal(key[2].meaning, "neither of these. This is not the "
                                        "same as \"no change\".");
    /* Less than matters is better or worse; no change that matters is not. */
    assert_int_equal(pp_phrase_key(pool, f, 3, key), 4);
    assert_string_equal(key[1].term, "By less than matters:");
    assert_string_equal(key[1].meaning,
                        "better or worse, but the range has no room for a "
                        "change as big as the plan set.");
    /* Where the likely range has room for it, the narrower one decided. */
    f[2].range.hi = 2.04;
    pp_phrase_key(pool, f, 3, key);
    assert_string_equal(key[1].meaning,
                        "better or worse, but the 90% range has no room for a "
                        "change as big as the plan set.");
    assert_string_equal(
        key[2].meaning,
        "the 90% range has no room for a change as big as the plan set.");
    /* 95% is meant where no level is said. */
    f[0].confidence = 0.8;
    pp_phrase_key(pool, f, 1, key);
    assert_string_equal(
        key[0].meaning,
        "the whole 80% likely range lies on one side of no change.");
}

static void looking_back(void **state)
{
    (void)state;
    assert_string_equal(pp_phrase_who_looked_back(pool, 45),
                        "45 people rated how things were now and, from memory, "
                        "how they had been before.");
    /* Nobody answered again, and nothing was asked before. */
    enum pp_evidence level = PP_EVIDENCE_LOOKING_BACK;
    const struct pp_outcome_words hope = {"hope", "hope score", NULL};
    struct pp_finding f =
        finding(PP_VERDICT_IMPROVED, level, PP_HIGHER_IS_BETTER);
    assert_string_equal(
        pp_phrase_can_show(pool, &f, 2, 45, 0, 0, NULL, PP_DRIFT_TO_USUAL)
            .cannot[0],
        "what people would have said at the start: both ratings were given at "
        "the end. Memory, and the wish to see progress, can make \"before\" "
        "look worse than it was");
    assert_string_equal(pp_phrase_answering(level, 2)->twice,
                        "gave both ratings");
    assert_string_equal(pp_phrase_answering(PP_EVIDENCE_BEFORE_AFTER, 2)->twice,
                        "answered twice");
    assert_string_equal(
        pp_phrase_many_missing(pool, level, 2, 30, 0),
        "Of every 100 who rated how things had been, 30 did not rate how they "
        "were now. The findings may not hold for them.");
    assert_string_equal(
        pp_phrase_left_started(pool, level, 2, 12, &hope, 30.1, 31.4, -0.3, 1),
        "The 12 people with a score before for hope but none now had been "
        "lower (average 30.1, against 31.4).");
    assert_string_equal(
        pp_phrase_if_unchanged(pool, 45, &f, (double[]){1.8}, 1),
        "If their ratings now had been the same as before, the average rise "
        "over all 45 would be 1.8 points for hope. That is less than would "
        "matter.");
    assert_string_equal(
        pp_phrase_plan(pool, level, (const char *[]){"hope"}, 1, "2025-03-04"),
        "Hope was chosen as main outcome on 4 March 2025, before any answers "
        "were imported.");
    assert_string_equal(pp_phrase_given_by_then(level, 1),
                        "People had given their answers by then.");
    struct pp_can_show s = pp_phrase_can_show(
        pool, &f, 2, 45, 12, 0, "3 months", PP_DRIFT_FROM_LOW_POINT);
    assert_string_equal(s.can,
                        "It can show how 45 people rated things now and, from "
                        "memory, before, and how far chance may have moved "
                        "the ratings. It cannot show:");
    assert_string_equal(s.cannot[2],
                        "how people are doing who did not give both ratings, "
                        "or whether any change lasts.");
    assert_string_equal(
        pp_phrase_people_in_between(pool, level, "hope",
                                    "77 of every 100 people", "7 points"),
        "In hope, the two ratings of 77 of every 100 people lay less than 7 "
        "points apart.");
    assert_string_equal(
        pp_phrase_people_not_in_between(pool, level, 10),
        "Those of the others lay that far apart or more, for the better or "
        "for the worse. How many went which way is not shown: one of the "
        "numbers is under 10, or would let such a number be worked out.");
}

/* Second questionnaires that fit no first one may be of those who count as
 * not having answered again. */
static void not_matched(void **state)
{
    enum pp_evidence level = PP_EVIDENCE_BEFORE_AFTER;
    struct pp_finding f =
        finding(PP_VERDICT_IMPROVED, level, PP_HIGHER_IS_BETTER);

    (void)state;
    assert_string_equal(
        pp_phrase_who(pool, 126, 81, 17, "when they joined", "6 months"),
        "126 people answered our questions when they joined. Of these, 81 "
        "answered again about 6 months later, as far as we could match them.");
    assert_string_equal(
        pp_phrase_many_missing(pool, level, 2, 36, 17),
        "Of every 100 who joined, 36 did not answer again or were not matched. "
        "In all, "
        "17 second questionnaires fit no first one. The findings may "
        "not hold for all who joined.");
    assert_string_equal(
        pp_phrase_many_missing(pool, level, 2, 36, 1),
        "Of every 100 who joined, 36 did not answer again or were not matched. "
        "In all, "
        "1 second questionnaire fits no first one. The findings may "
        "not hold for all who joined.");
    assert_string_equal(
        pp_phrase_many_missing(pool, level, 2, 36, PP_COUNT_HIDDEN),
        "Of every 100 who joined, 36 did not answer again or were not matched. "
        "The findings may not hold for all who joined.");
    assert_string_equal(pp_phrase_unmatched(pool, 17, 2),
                        "In all, 17 second questionnaires fit no first one.");
    assert_string_equal(pp_phrase_unmatched(pool, 0, 2), "");
    assert_string_equal(pp_phrase_unmatched(pool, PP_COUNT_HIDDEN, 2), "");
    assert_string_equal(
        pp_phrase_can_show(pool, &f, 2, 81, 45, 17, "6 months",
                           PP_DRIFT_FROM_LOW_POINT)
            .cannot[2],
        "how the 45 people with no matched second answers are doing, or "
        "whether any change lasts beyond 6 months.");
    assert_string_equal(
        pp_phrase_arm_left(pool, "people who came", 2, 12, 9),
        "Of every 100 people who came, 12 did not answer again or were not "
        "matched. In all, 9 second questionnaires fit no first one.");
    /* Who all answered again are all matched. */
    assert_string_equal(
        pp_phrase_who(pool, 60, 60, PP_COUNT_HIDDEN, "when they joined", NULL),
        "60 people answered our questions when they joined. Of these, 60 "
        "answered again.");
}

/* Of three times, who did not answer the last may have answered the second. */
static void three_times(void **state)
{
    enum pp_evidence level = PP_EVIDENCE_BEFORE_AFTER;
    struct pp_finding f =
        finding(PP_VERDICT_IMPROVED, level, PP_HIGHER_IS_BETTER);

    (void)state;
    assert_string_equal(
        pp_phrase_many_missing(pool, level, 3, 36, 9),
        "Of every 100 who joined, 36 did not answer the last time or were not "
        "asked yet or were not "
        "matched. In all, 9 questionnaires of the last time fit no first one. "
        "The "
        "findings may not hold for all who joined.");
    assert_string_equal(
        pp_phrase_unmatched(pool, 1, 3),
        "In all, 1 questionnaire of the last time fits no first one.");
    assert_string_equal(
        pp_phrase_arm_left(pool, "people who came", 3, 12, 0),
        "Of every 100 people who came, 12 did not answer the last time "
        "or were not asked yet.");
    struct pp_can_show s =
        pp_phrase_can_show(pool, &f, 3, PP_COUNT_HIDDEN, 49, 9, "3 months",
                           PP_DRIFT_FROM_LOW_POINT);
    assert_string_equal(
        s.can, "It can show how the answers of these people differed between "
               "two times, and how far chance may have moved them. It "
               "cannot show:");
    assert_string_equal(s.cannot[2],
                        "how the 49 people with no answers the last time are "
                        "doing, or whether any change lasts beyond the last "
                        "time.");
    assert_string_equal(pp_phrase_answering(level, 3)->left,
                        "No answers the last time");
    assert_string_equal(pp_phrase_answering(level, 3)->no_score,
                        "no score that time");
    assert_string_equal(
        pp_phrase_left_started(pool, level, 3, 47, &f.words, 30.5, 30.1, 0.05,
                               1),
        "The 47 people with a first score for hope but none the last time "
        "started at about the same level (average 30.5, against 30.1).");
    assert_non_null(strstr(pp_phrase_tipping(pool, &f, 3, 7.9),
                           "those with no score the last time had changed for "
                           "the worse by 7.9 points"));
    assert_non_null(strstr(pp_phrase_tipping(pool, &f, 2, 7.9),
                           "those with no second score had changed"));
}

static void not_counted(void **state)
{
    (void)state;
    assert_string_equal(pp_phrase_refused(pool, PP_COUNT_HIDDEN),
                        "Some filled-in questionnaires were left out: they "
                        "came twice or could not be used.");
    assert_string_equal(pp_phrase_refused(pool, 1),
                        "1 filled-in questionnaire was left out: it came twice "
                        "or could not be used.");
    assert_string_equal(pp_phrase_refused(pool, 1200),
                        "In all, 1,200 filled-in questionnaires were left out: "
                        "they came twice or could not be used.");
    assert_string_equal(
        pp_phrase_people_in_between(pool, PP_EVIDENCE_BEFORE_AFTER, "hope",
                                    "77 of every 100 people", "7 points"),
        "In hope, 77 of every 100 people changed by less than 7 points.");
    assert_string_equal(
        pp_phrase_people_not_in_between(pool, PP_EVIDENCE_BEFORE_AFTER, 5),
        "The others changed by that much or more, for the better or for the "
        "worse. How many went which way is not shown: one of the numbers is "
        "under 5, or would let such a number be worked out.");
}

static void beside(void **state)
{
    static const struct {
        double change, could_give;
        struct pp_interval further;
        const char *part;
    } rows[] = {
        {2.6,
         1.84,
         {-0.3, 1.8},
         "up to about 1.8 of the 2.6 points in hope could come from this "
         "alone, and the rest from chance; less, were it nearer to where "
         "they started."},
        {2.6,
         1.84,
         {0.1, 1.4},
         "up to about 1.8 of the 2.6 points in hope could come from this "
         "alone; less, were it nearer to where they started."},
        {2.6,
         2.6,
         {-1, 1},
         "up to all of the 2.6 points in hope could come from this alone; "
         "less, were it nearer to where they started."},
        {2.6,
         4.0,
         {-1, 1},
         "up to all of the 2.6 points in hope could come from this alone; "
         "less, were it nearer to where they started."},
        {2.6,
         -0.3,
         {-1, 1},
         "none of the 2.6 points in hope would come from this."},
        {2.6,
         0.02,
         {-1, 1},
         "none of the 2.6 points in hope would come from this."},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct pp_finding f = rise_of(rows[i].change);
        const char *expected = pp_pool_printf(
            pool, "Were people's usual level that of Norway, %s", rows[i].part);
        assert_string_equal(pp_phrase_drift(pool, &f, rows[i].could_give,
                                            rows[i].further, "Norway"),
                            expected);
    }
    struct pp_finding f = rise_of(-2);
    struct pp_entry entry = {PP_ENTRY_AT_LEAST, 10};
    assert_string_equal(
        pp_phrase_entry(pool, &f, &entry, -1.42, .83, true, "Norway"),
        "People were taken who scored 10 or more on hope. Were they like "
        "Norway, their average would fall by 1.4 points anyway (correlation of "
        "two scores 0.83, as published).");
    entry.rule = PP_ENTRY_AT_MOST;
    assert_string_equal(
        pp_phrase_entry(pool, &f, &entry, NAN, NAN, false, NULL),
        "People were taken who scored 10 or less on hope. No average of people "
        "in general is known, so we cannot say how far their scores would "
        "drift back anyway.");
    assert_string_equal(
        pp_phrase_items_unreversed(pool, "PHQ-9 total", "phq9_3", 1),
        "PHQ-9 total: phq9_3 runs against the other questions. See whether its "
        "answers were turned round twice, or not at all, before reading any "
        "change in it.");
}

/* Of several, where all leave the same open whatever would matter. */
static void meaning_of_several(void **state)
{
    struct pp_finding a =
        finding(PP_VERDICT_NO_MEANINGFUL_CHANGE, PP_EVIDENCE_BEFORE_AFTER,
                PP_HIGHER_IS_BETTER);
    struct pp_finding b = a;

    (void)state;
    b.sesoi = 5;
    b.sesoi_text = "5";
    assert_true(pp_phrase_can_say_of_several(&a, &b));
    assert_string_equal(pp_phrase_meaning_of_several(pool, &a),
                        "Average changes as big as would matter, up or down, "
                        "do not fit these answers.");
    a.code = b.code = PP_VERDICT_INCONCLUSIVE;
    a.equivalence = (struct pp_interval){-1, 3}; /* 2 for the better */
    b.equivalence = (struct pp_interval){-5, 4}; /* 5 for the worse */
    assert_false(pp_phrase_can_say_of_several(&a, &b));
    b.equivalence = (struct pp_interval){-4, 5};
    assert_true(pp_phrase_can_say_of_several(&a, &b));
    assert_string_equal(pp_phrase_meaning_of_several(pool, &a),
                        "The true average changes may be nothing at all, or "
                        "as big as would matter, for the better.");
    /* Lower is better: a fall of 5 is for the better too. */
    b.direction = PP_LOWER_IS_BETTER;
    assert_false(pp_phrase_can_say_of_several(&a, &b));
    b.equivalence = (struct pp_interval){-5, 4};
    assert_true(pp_phrase_can_say_of_several(&a, &b));
    /* Nothing was set that would matter: of neither, or of one. */
    a.sesoi = NAN;
    assert_false(pp_phrase_can_say_of_several(&a, &b));
    b.sesoi = NAN;
    assert_true(pp_phrase_can_say_of_several(&a, &b));
    assert_string_equal(pp_phrase_meaning_of_several(pool, &a),
                        "The true average changes may be nothing at all; the "
                        "likely ranges in Table 1 say what else.");
    a.reason = PP_REASON_MULTIPLICITY;
    assert_false(pp_phrase_can_say_of_several(&a, &b));
}

/* By arm: those who left, and what the difference would be had they not
 * changed; a difference that turns is none that matters. */
static void those_who_left_arms(void **state)
{
    struct pp_finding f = finding(PP_VERDICT_IMPROVED, PP_EVIDENCE_COMPARISON,
                                  PP_HIGHER_IS_BETTER);
    const struct pp_arm arm = {.people = "people who came",
                               .n_left = 12,
                               .pre_mean = 31.4,
                               .left_mean = 30.1,
                               .left_difference = -0.2};
    struct pp_arm alike = arm;

    (void)state;
    assert_string_equal(
        pp_phrase_arm_left_started(pool, 2, &arm, &f.words, 1),
        "Of people who came, the 12 with a first score for hope but no second "
        "started lower (average 30.1, against 31.4).");
    alike.left_difference = -0.1;
    assert_string_equal(
        pp_phrase_arm_left_started(pool, 3, &alike, &f.words, 1),
        "Of people who came, the 12 with a first score for hope but none the "
        "last time started at about the same level (average 30.1, against "
        "31.4).");
    assert_string_equal(
        pp_phrase_arms_if_unchanged(pool, 2, &f, (double[]){1.8}, 1),
        "Had those with no second score ended as they started, the average "
        "difference would be 1.8 points higher for hope. That is less than "
        "would matter.");
    assert_string_equal(
        pp_phrase_arms_if_unchanged(pool, 3, &f, (double[]){-2.5}, 1),
        "Had those with no score the last time ended as they started, the "
        "average difference would be 2.5 points lower for hope. That is less "
        "than would matter.");
    assert_string_equal(pp_phrase_arms_if_unchanged(pool, 2, &f, NULL, 0), "");
    struct pp_can_show s = pp_phrase_can_show(pool, &f, 2, 168, 73, 0, NULL,
                                              PP_DRIFT_FROM_LOW_POINT);
    assert_string_equal(s.cannot[1],
                        "how much comes from the groups starting apart: people "
                        "often join at a low point, and many feel better "
                        "later");
    s = pp_phrase_can_show(pool, &f, 2, 168, 73, 0, NULL, PP_DRIFT_LEFT_OUT);
    assert_int_equal(s.n_cannot, 2);
}

/* Two outcomes in a sentence, and what is alike counted: no sentence is long.
 */
static void how_groups_started(void **state)
{
    struct pp_finding f = finding(PP_VERDICT_IMPROVED, PP_EVIDENCE_COMPARISON,
                                  PP_HIGHER_IS_BETTER);
    const char *far[] = {"hope (31 against 25)"};
    const char *apart[] = {"a (1 against 2)", "b (3 against 4)",
                           "c (5 against 6)"};
    const char *alike[] = {"d", "e", "g"};
    const char **parts[PP_N_STARTS] = {far, apart, alike};

    (void)state;
    assert_string_equal(
        pp_phrase_groups_started(pool, &f, parts, (size_t[]){1, 3, 3}),
        " The two started far apart in hope (31 against 25). The two started "
        "apart in a (1 against 2), b (3 against 4) and 1 other. The two "
        "started about alike in 3 other outcomes.");
    assert_string_equal(
        pp_phrase_groups_started(pool, &f, parts, (size_t[]){0, 0, 3}),
        " The two started about alike in 3 outcomes.");
    assert_string_equal(
        pp_phrase_groups_started(pool, &f, parts, (size_t[]){0, 0, 2}),
        " The two started about alike in d and e.");
    assert_string_equal(
        pp_phrase_groups_started(pool, &f, parts, (size_t[]){0, 0, 0}), "");
}

static void regions(void **state)
{
    (void)state;
    assert_string_equal(
        pp_phrase_regions_differ(pool, "hope", -1.3,
                                 (struct pp_interval){-2.5, -0.1}, 0.95, 1,
                                 "Eastshire", "Westshire"),
        "The change in hope was not the same in every region: 1.3 points more "
        "in Westshire than in Eastshire (likely range 0.1 to 2.5). This does "
        "not say why. People, places and reasons for joining differ too.");
    assert_string_equal(
        pp_phrase_regions_alike(pool, "hope", "2"),
        "Any difference between regions in hope was too small to matter (less "
        "than 2 points).");
    assert_string_equal(pp_phrase_regions_alike_too(pool, "anxiety", "1.5"),
                        "So was any difference in anxiety (less than 1.5 "
                        "points).");
    assert_string_equal(
        pp_phrase_regions_unknown(pool, "hope", 1, 1),
        "We cannot tell whether regions differed in hope. Any difference could "
        "be chance, or enough to matter.");
    assert_string_equal(pp_phrase_regions_unknown_means(3, 2),
                        "any difference could be chance. Where an amount that "
                        "would matter was set, it could also be as large as "
                        "that.");
    assert_string_equal(pp_phrase_regions_unknown_means(3, 0),
                        "any difference could be chance.");
    assert_string_equal(
        pp_phrase_regions_outside(pool, "regions", 2, 14, .7),
        "2 of 14 regions lie outside what chance would give; chance alone puts "
        "about 0.7 there.");
    assert_string_equal(pp_phrase_outside_alone(pool, "regions", 0), "");
    assert_string_equal(pp_phrase_outside_alone(pool, "regions", 1),
                        " Here each is looked at by itself: that does not tell "
                        "whether regions differ.");
    assert_string_equal(
        pp_phrase_region_prediction(pool, "hope",
                                    (struct pp_interval){-.5, 3.25}, 1, true),
        "In another region like these, the true average change in hope might "
        "lie between down 0.5 and up 3.3 points. With so few regions this is "
        "a rough range.");
    assert_string_equal(pp_phrase_region_prediction_none(pool, 2),
                        "With 2 regions, there is too little to say.");
    assert_string_equal(pp_cohorts_word("region", true), "regions");
    assert_string_equal(pp_cohorts_word("group", false), "group");
    assert_string_equal(pp_cohorts_word("age band", true), "cohorts");
    assert_string_equal(pp_cohorts_by(pool, "age band"), "age band");
    assert_string_equal(pp_cohorts_by(pool, "region,year"), "region and year");
    assert_string_equal(pp_cohorts_by(pool, "region, gender ,year"),
                        "region, gender and year");
}

/* --- banned words ----------------------------------------------------------
 */

static void assert_clean(enum pp_evidence level, const char *text)
{
    size_t at, n;
    const struct pp_word *word =
        pp_words_find(text, strlen(text), level, NULL, 0, &at, &n);

    if (word != NULL)
        fail_msg("\"%.*s\" in \"%s\"", (int)n, text + at, text);
}

static void assert_finding_clean(const struct pp_finding *f)
{
    struct pp_headline h = pp_phrase_headline(pool, f);

    assert_clean(f->level, pp_pool_printf(pool, "%s%s", h.bold, h.rest));
    assert_clean(f->level, pp_phrase_detail(pool, f));
    assert_clean(f->level, pp_phrase_meaning(pool, f, PP_ONE_DIRECTION));
    assert_clean(f->level, pp_phrase_meaning(pool, f, PP_BOTH_DIRECTIONS));
    assert_clean(f->level, pp_phrase_reason(pool, f));
    assert_clean(f->level, pp_phrase_response(pool, f));
    assert_clean(f->level, pp_phrase_title(pool, f));
}

/* Every verdict, level, direction, source of SESOI and reason. */
static void findings_are_clean(void **state)
{
    (void)state;
    for (int code = 0; code <= (int)PP_VERDICT_NOT_ESTIMABLE; code++)
        for (int level = 0; level <= (int)PP_EVIDENCE_RANDOMISED; level++)
            for (int way = 0; way < 2; way++)
                for (int variant = 0; variant < 20; variant++) {
                    struct pp_finding f = finding((enum pp_verdict_code)code,
                                                  (enum pp_evidence)level,
                                                  (enum pp_direction)way);
                    f.sesoi_source = (enum pp_sesoi_source)(variant % 4);
                    f.why = (enum pp_no_finding)(variant % 4);
                    if (variant >= 8)
                        f.sesoi = 0.5 + 0.3 * variant;
                    if (variant % 5 == 4)
                        f.sesoi = NAN;
                    if (variant % 3 == 2)
                        f.reason = variant % 2 ? PP_REASON_MULTIPLICITY
                                               : PP_REASON_SKEWNESS;
                    assert_finding_clean(&f);
                }
}

static void other_sentences_are_clean(void **state)
{
    (void)state;
    const struct pp_outcome_words hope = {"hope", "hope score", NULL};
    const char *const mains[] = {"hope", "empowerment"};

    for (int l = 0; l <= (int)PP_EVIDENCE_RANDOMISED; l++) {
        enum pp_evidence level = (enum pp_evidence)l;
        struct pp_finding f =
            finding(PP_VERDICT_IMPROVED, level, PP_HIGHER_IS_BETTER);
        struct pp_finding all[PP_VERDICT_NOT_ESTIMABLE];
        for (int c = 0; c < (int)PP_VERDICT_NOT_ESTIMABLE; c++)
            all[c] =
                finding((enum pp_verdict_code)c, level, PP_HIGHER_IS_BETTER);
        struct pp_key_line key[4];
        size_t n = pp_phrase_key(pool, all, PP_VERDICT_NOT_ESTIMABLE, key);
        assert_int_equal(n, 4);
        for (size_t i = 0; i < n; i++)
            assert_clean(level, pp_pool_printf(pool, "%s %s", key[i].term,
                                               key[i].meaning));
        for (int low = 0; low < 2; low++) {
            struct pp_can_show s = pp_phrase_can_show(
                pool, &f, 2, 168, 73, 0, "3 months",
                low ? PP_DRIFT_FROM_LOW_POINT : PP_DRIFT_TO_USUAL);
            assert_clean(level, s.can);
            for (size_t i = 0; i < s.n_cannot; i++)
                assert_clean(level, s.cannot[i]);
            assert_clean(level, pp_phrase_low_point(low));
            assert_clean(level, pp_phrase_dose_reason());
            assert_clean(level, pp_phrase_not_a_course());
        }
        struct pp_cohort few = {.shown = true, .change = 1, .df = 3};
        struct pp_cohort too_few = {
            .shown = true, .change = 1, .df = 39, .ignores_groups = true};
        const char *const texts[] = {
            pp_phrase_who(pool, 241, 168, 0, "when they joined", "3 months"),
            pp_phrase_reason_at_a_glance(pool, &f),
            pp_phrase_many_comparisons(pool, 9, 1),
            pp_phrase_arm_left(pool, "people who came", 2, 12, 9),
            pp_phrase_who_arms(pool, mains, (long[]){98, 70}, 2),
            pp_phrase_many_missing(pool, level, 2, 30, 17),
            pp_phrase_unmatched(pool, 17, 2),
            pp_phrase_left_started(pool, level, 2, 73, &hope, 30, 31, 0.5, 1),
            pp_phrase_if_unchanged(pool, 241, &f, (double[]){1.8}, 1),
            pp_phrase_tipping(pool, &f, 2, 0.6),
            pp_phrase_many_outcomes(pool, 9, 1),
            pp_phrase_plan(pool, level, mains, 2, "2025-03-04"),
            pp_phrase_plan(pool, level, mains, 2, NULL),
            pp_phrase_given_by_then(level, 1),
            pp_phrase_given_by_then(level, 2),
            pp_phrase_fixed_later(pool, "9 months later", "2025-03-04"),
            pp_phrase_fixed_later(pool, "9 months later", NULL),
            pp_phrase_not_fixed(pool, "9 months later"),
            pp_phrase_late_time(),
            pp_phrase_many_outcomes(pool, 5, 2),
            pp_phrase_many_comparisons(pool, 5, 2),
            pp_phrase_last_time(pool, "9 months later", "when they joined"),
            pp_phrase_ways_disagree(pool, "hope"),
            pp_phrase_key_unsettled(),
            pp_phrase_regions_not_compared(pool, "hope"),
            pp_phrase_nothing_to_compare(pool, "year", "2025"),
            pp_phrase_nothing_to_compare(pool, "region", NULL),
            pp_phrase_privacy(pool, PP_IDENTITY_AS_CODES, 5),
            pp_phrase_privacy(pool, PP_IDENTITY_NOT_KEPT, 5),
            pp_phrase_people_in_between(pool, level, "hope",
                                        "77 of every 100 people", "7 points"),
            pp_phrase_people_not_in_between(pool, level, 5),
            pp_phrase_provisional(),
            pp_phrase_hidden_cell(),
            pp_phrase_too_few(),
            pp_phrase_good_or_bad_day(level),
            pp_phrase_amount_from_plan(),
            pp_phrase_regions_differ(pool, "hope", 1.3,
                                     (struct pp_interval){0.1, 2.5}, 0.95, 1,
                                     "E", "W"),
            pp_phrase_regions_alike(pool, "hope", "2"),
            pp_phrase_regions_unknown(pool, "hope", 1, 1),
            pp_phrase_regions_outside(pool, "regions", 2, 14, .7),
            pp_phrase_region_prediction(
                pool, "hope", (struct pp_interval){-.5, 3.25}, 1, true),
            pp_phrase_region_prediction_none(pool, 2),
            pp_phrase_regions_methods(true),
            pp_phrase_regions_methods(false),
            pp_phrase_few_groups(pool, 12),
            pp_phrase_of_range(&few),
            pp_phrase_of_range(&too_few),
            pp_phrase_region_order(true)};
        for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
            assert_clean(level, texts[i]);
    }
}

/* The scan itself must find what is banned, or the two above prove nothing. */
static void scan_finds(void **state)
{
    (void)state;
    size_t at, n;
    const char *text = "The groups improved hope.";

    assert_non_null(pp_words_find(text, strlen(text), PP_EVIDENCE_BEFORE_AFTER,
                                  NULL, 0, &at, &n));
}

/* Each has to stand after "60 people answered our questions". */
static void test_when(void **state)
{
    static const struct {
        const char *name, *phrase;
        size_t wave;
    } cases[] = {
        {"when they joined", "when they joined", 0},
        {"When they joined", "when they joined", 0},
        {"3 months later", "3 months later", 1},
        {"three months on", "three months on", 1},
        {"later", "later", 1},
        {"Before", "before", 0},
        {"one month before the lockdown", "one month before the lockdown", 0},
        {"6 weeks into the course", "6 weeks into the course", 1},
        {"start", "in the first round (\"start\")", 0},
        {"End of the programme",
         "in the second round (\"End of the programme\")", 1},
        {"3 months", "in the second round (\"3 months\")", 1},
        {"In-take", "in the first round (\"In-take\")", 0},
        {"T12", "in round 12 (\"T12\")", 11},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_string_equal(pp_phrase_when(pool, cases[i].name, cases[i].wave),
                            cases[i].phrase);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(headlines),
        cmocka_unit_test(no_findings),
        cmocka_unit_test(labels),
        cmocka_unit_test(ranges),
        cmocka_unit_test(details),
        cmocka_unit_test(meanings),
        cmocka_unit_test(sources),
        cmocka_unit_test(ends_beside_what_matters),
        cmocka_unit_test(reasons),
        cmocka_unit_test(names),
        cmocka_unit_test(at_a_glance),
        cmocka_unit_test(meaning_of_several),
        cmocka_unit_test(who_answered),
        cmocka_unit_test(joined_by_hand),
        cmocka_unit_test(methods),
        cmocka_unit_test(beside),
        cmocka_unit_test(not_counted),
        cmocka_unit_test(key_of_what_occurs),
        cmocka_unit_test(looking_back),
        cmocka_unit_test(not_matched),
        cmocka_unit_test(three_times),
        cmocka_unit_test(regions),
        cmocka_unit_test(how_groups_started),
        cmocka_unit_test(findings_are_clean),
        cmocka_unit_test(other_sentences_are_clean),
        cmocka_unit_test(test_when),
        cmocka_unit_test(scan_finds),
        cmocka_unit_test(those_who_left_arms),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
