#include "prepost/report/arm_tables.h"

#include <math.h>

#include "prepost/report/number_style.h"

static const struct pp_contrast *contrast_of(const struct pp_report *r,
                                             size_t i)
{
    return &r->results->outcomes[i].contrast;
}

/* "29, 26": of the arm, of the comparison. */
static const char *two_counts(const struct pp_report *r, long a, long b)
{
    return pp_report_printf(r, "%s, %s", pp_report_count(r, a),
                            pp_report_count(r, b));
}

static const char *mean_sd(const struct pp_report *r, struct pp_table *t,
                           double mean, double sd, int decimals)
{
    return pp_report_printf(r, "%s (%s)",
                            pp_report_number(r, t, mean, decimals),
                            pp_report_number(r, t, sd, decimals));
}

static const char *coefficient(const struct pp_report *r, struct pp_table *t,
                               const struct pp_coefficient *c, int decimals)
{
    return pp_report_estimate(r, t, c->estimate, c->ci, decimals);
}

static void name_cell(const struct pp_report *r, struct pp_table *t,
                      struct pp_table_row *row, size_t i)
{
    pp_table_text(r->d, row, 0, pp_report_outcome_name(r, i));
    pp_report_mark_read_with(r, t, row, i);
}

/* --- every outcome --------------------------------------------------------
 */

void pp_arm_findings_table(const struct pp_report *r, struct pp_blocks *into)
{
    static const struct pp_table_column columns[] = {
        {"Outcome", PP_COLUMN_TEXT},     {"Pairs", PP_COLUMN_NUMBER},
        {"Arm after", PP_COLUMN_NUMBER}, {"Comparison after", PP_COLUMN_NUMBER},
        {"Difference", PP_COLUMN_RANGE}, {"Standardised", PP_COLUMN_RANGE},
        {"p (Holm)", PP_COLUMN_NUMBER},  {"Finding", PP_COLUMN_TEXT}};
    enum { N = sizeof columns / sizeof columns[0] };
    struct pp_table *t = pp_document_table(
        r->d, into,
        pp_report_printf(r,
                         "findings: the arm against the comparison, with %s "
                         "ranges and differences in scale points",
                         pp_style_level(r->pool, r->results->level)),
        columns, N);

    for (size_t i = 0; i < r->n_outcomes; i++) {
        const struct pp_contrast *c = contrast_of(r, i);
        const struct pp_finding *f = &r->findings[i];
        int d = pp_finding_decimals(f);
        struct pp_table_row *row = pp_table_row(r->d, t);
        name_cell(r, t, row, i);
        if (!pp_report_has_averages(r, i)) {
            pp_report_no_numbers(r, t, row, i, 1, N - 1);
        } else {
            pp_table_text(r->d, row, 1,
                          two_counts(r, c->arm.n_both, c->comparison.n_both));
            pp_table_text(r->d, row, 2,
                          pp_report_number(r, t, c->arm.post_mean, d));
            pp_table_text(r->d, row, 3,
                          pp_report_number(r, t, c->comparison.post_mean, d));
            pp_table_text(r->d, row, 4, coefficient(r, t, &c->adjusted, d));
            pp_table_text(
                r->d, row, 5,
                pp_report_estimate(r, t, c->d_ppc2.estimate, c->d_ppc2.ci, 2));
            pp_table_text(r->d, row, 6,
                          pp_report_p(r, t, r->results->outcomes[i].p_holm));
        }
        pp_prose_strong(r->d, &row->cells[7],
                        pp_phrase_label_at(f->code, f->level));
    }
    pp_table_note(r->d, t,
                  "Pairs: of the arm, and of the comparison. Difference: the "
                  "arm less the comparison after, allowing for "
                  "the scores before (analysis of covariance). Standardised: "
                  "the difference of the changes divided by the spread before "
                  "(d_ppc2). p: two-sided, adjusted by Holm within main and "
                  "other outcomes, every arm counted.");
}

/* --- one outcome ----------------------------------------------------------
 */

static const struct pp_table_column PAIR_COLUMNS[] = {
    {"Statistic", PP_COLUMN_TEXT}, {"Value", PP_COLUMN_TEXT}};

static void arm_rows(const struct pp_report *r, struct pp_table *t,
                     const struct pp_arm *arm, int d)
{
    const char *who = pp_phrase_capitalised(r->pool, arm->people);

    pp_report_pair(
        r, t, who,
        pp_report_printf(r, "%s pairs; %s before, %s after (average, SD)",
                         pp_report_count(r, arm->n_both),
                         mean_sd(r, t, arm->pre_mean, arm->pre_sd, d),
                         mean_sd(r, t, arm->post_mean, arm->post_sd, d)));
    pp_report_pair(r, t, "their average change",
                   pp_report_estimate(r, t, arm->change, arm->change_ci, d));
}

static void difference_rows(const struct pp_report *r, struct pp_table *t,
                            const struct pp_outcome *o, int d)
{
    const struct pp_contrast *c = &o->contrast;

    pp_report_pair(r, t,
                   r->plan->evidence == PP_EVIDENCE_RANDOMISED
                       ? "Difference after, allowing for before (decides)"
                       : "Difference after, allowing for before",
                   coefficient(r, t, &c->adjusted, d));
    pp_report_pair(
        r, t, "its t, degrees of freedom, p, p after Holm",
        pp_report_printf(
            r, "%s, %s, %s, %s",
            pp_report_signed(r, t, c->adjusted.t, pp_report_t_decimals(o)),
            pp_report_df(r, t, c->adjusted.t, c->adjusted.df),
            pp_report_p(r, t, c->adjusted.p), pp_report_p(r, t, o->p_holm)));
    pp_report_pair(r, t, "Difference of the changes",
                   coefficient(r, t, &c->change_score, d));
    pp_report_pair(
        r, t, "the same divided by the spread before, d_ppc2",
        pp_report_estimate(r, t, c->d_ppc2.estimate, c->d_ppc2.ci, 2));
    pp_report_pair(r, t, "Slope of after on before, within arms",
                   coefficient(r, t, &c->slope, 2));
    pp_report_pair(r, t, "Difference before, in spreads before",
                   pp_report_signed(r, t, c->start_difference, 2));
    if (isfinite(c->equivalence_p))
        pp_report_pair_equivalence(r, t, c->equivalence_ci, c->equivalence_p,
                                   d);
}

/* By the design: in a trial, and whether that was fixed. */
static const char *which_decides(const struct pp_report *r, size_t i)
{
    if (r->plan->evidence != PP_EVIDENCE_RANDOMISED)
        return "neither decides, as chance did not form the groups";
    return pp_plan_record_fixed_on(&r->results->record,
                                   r->results->outcomes[i].wave) != NULL &&
                   !pp_report_is_first_look(r, i)
               ? "the one that allows for the scores before decides, as was "
                 "fixed beforehand"
               : "the one that allows for the scores before decides: that is "
                 "the rule of this program, and was not fixed beforehand";
}

void pp_arm_numbers_table(const struct pp_report *r, size_t i,
                          struct pp_blocks *into)
{
    const struct pp_outcome *o = &r->results->outcomes[i];
    const struct pp_contrast *c = &o->contrast;
    int d = pp_finding_decimals(&r->findings[i]);
    struct pp_table *t = pp_document_table(
        r->d, into,
        pp_report_printf(r, "%s: both groups (%s ranges)",
                         pp_report_outcome_words(r, i),
                         pp_style_level(r->pool, r->results->level)),
        PAIR_COLUMNS, 2);

    arm_rows(r, t, &c->arm, d);
    arm_rows(r, t, &c->comparison, d);
    difference_rows(r, t, o, d);
    if (c->methods_disagree)
        pp_table_note(
            r->d, t,
            pp_report_printf(r,
                             "The two differences do not agree on whether zero "
                             "is left out. Both are shown; %s.",
                             which_decides(r, i)));
}

/* --- those who left -------------------------------------------------------
 */

static bool is_left_hidden(const struct pp_arm *arm)
{
    return arm->n_left != 0 && !isfinite(arm->left_mean);
}

/* What leans on how those who left had started. */
static void left_cells(const struct pp_report *r, struct pp_table *t,
                       struct pp_table_row *row, size_t i)
{
    const struct pp_contrast *c = contrast_of(r, i);
    int d = r->findings[i].scale_decimals;

    if (is_left_hidden(&c->arm) || is_left_hidden(&c->comparison)) {
        for (size_t k = 3; k <= 5; k++)
            pp_table_text(r->d, row, k, "[c]");
        pp_table_note(r->d, t, pp_phrase_hidden_cell());
        return;
    }
    pp_table_text(r->d, row, 3, coefficient(r, t, &c->imputed, d));
    pp_table_text(r->d, row, 4, coefficient(r, t, &c->if_unchanged, d));
    pp_table_text(r->d, row, 5, pp_report_number(r, t, c->tipping, d));
}

void pp_arm_missing_table(const struct pp_report *r, struct pp_blocks *into)
{
    static const struct pp_table_column columns[] = {
        {"Outcome", PP_COLUMN_TEXT},
        {"Left: arm, comparison", PP_COLUMN_NUMBER},
        {"Answered both times", PP_COLUMN_RANGE},
        {"Imputed", PP_COLUMN_RANGE},
        {"If unchanged", PP_COLUMN_RANGE},
        {"Would undo it", PP_COLUMN_NUMBER}};
    enum { N = sizeof columns / sizeof columns[0] };
    struct pp_table *t = pp_document_table(
        r->d, into,
        pp_report_printf(r, "difference in points, with %s ranges",
                         pp_style_level(r->pool, r->results->level)),
        columns, N);

    for (size_t i = 0; i < r->n_outcomes; i++) {
        const struct pp_contrast *c = contrast_of(r, i);
        int d = r->findings[i].scale_decimals;
        struct pp_table_row *row = pp_table_row(r->d, t);
        name_cell(r, t, row, i);
        if (!pp_report_has_averages(r, i)) {
            pp_report_no_numbers(r, t, row, i, 1, N);
            continue;
        }
        pp_table_text(r->d, row, 1,
                      two_counts(r, c->arm.n_left, c->comparison.n_left));
        pp_table_text(r->d, row, 2, coefficient(r, t, &c->adjusted, d));
        left_cells(r, t, row, i);
    }
    pp_table_note(r->d, t,
                  "All allow for the scores before. Answered both times: the "
                  "difference that decides; those who left need no more, if "
                  "they differ only in ways that arm and first score tell, "
                  "and after goes with before alike in every arm. Imputed: "
                  "everyone, those who left with scores drawn from the line "
                  "of their own arm, 50 times. If unchanged: everyone, those "
                  "who left with their first score. Would undo it: how much "
                  "worse those who left the arm would have to have ended for "
                  "the range to take in zero.");
    if (pp_report_allows_for_groups(r))
        pp_table_note(r->d, t,
                      "Imputation draws without regard to support groups, so "
                      "its ranges may be too narrow.");
}

/* --- who answered, and how they started -----------------------------------
 */

void pp_arm_flow_table(const struct pp_report *r, struct pp_blocks *into)
{
    static const struct pp_table_column columns[] = {
        {"Who", PP_COLUMN_TEXT},
        {"Answered first", PP_COLUMN_NUMBER},
        {"Answered both times", PP_COLUMN_NUMBER},
        {"Out of every 100", PP_COLUMN_NUMBER}};
    const struct pp_flow *flow = &r->results->flow;
    struct pp_table *t = pp_document_table(
        r->d, into, "people who answered, by who they are compared with",
        columns, sizeof columns / sizeof columns[0]);

    for (size_t a = 0; a < flow->n_arms; a++) {
        const struct pp_flow_row *arm = &flow->arms[a];
        struct pp_table_row *row = pp_table_row(r->d, t);
        pp_table_text(r->d, row, 0, pp_phrase_capitalised(r->pool, arm->name));
        pp_table_text(r->d, row, 1, pp_report_count(r, arm->n_before));
        pp_table_text(r->d, row, 2, pp_report_count(r, arm->n_both));
        pp_table_text(r->d, row, 3,
                      pp_out_of_100(r->d, t, arm->n_both, arm->n_before, ""));
    }
}

void pp_arm_start_table(const struct pp_report *r, struct pp_blocks *into)
{
    static const struct pp_table_column columns[] = {
        {"Outcome", PP_COLUMN_TEXT},
        {"Arm before (SD)", PP_COLUMN_NUMBER},
        {"Comparison before (SD)", PP_COLUMN_NUMBER},
        {"Difference in spreads", PP_COLUMN_NUMBER}};
    enum { N = sizeof columns / sizeof columns[0] };
    struct pp_table *t =
        pp_document_table(r->d, into, "how the groups started", columns, N);

    for (size_t i = 0; i < r->n_outcomes; i++) {
        const struct pp_contrast *c = contrast_of(r, i);
        int d = r->findings[i].scale_decimals;
        struct pp_table_row *row = pp_table_row(r->d, t);
        name_cell(r, t, row, i);
        if (!pp_report_has_averages(r, i)) {
            pp_report_no_numbers(r, t, row, i, 1, N);
            continue;
        }
        pp_table_text(r->d, row, 1,
                      mean_sd(r, t, c->arm.pre_mean, c->arm.pre_sd, d));
        pp_table_text(
            r->d, row, 2,
            mean_sd(r, t, c->comparison.pre_mean, c->comparison.pre_sd, d));
        pp_table_text(r->d, row, 3,
                      pp_report_signed(r, t, c->start_difference, 2));
    }
    pp_table_note(r->d, t,
                  "People with a score before and after. Difference in "
                  "spreads: the arm less the comparison, divided by the spread "
                  "within both.");
}
