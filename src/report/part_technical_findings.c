#include <math.h>
#include <stdbool.h>

#include "prepost/report/arm_tables.h"
#include "prepost/report/number_style.h"
#include "prepost/report/part.h"

/* Estimate, interval and n come before any p. */
static const struct pp_table_column COLUMNS[] = {
    {"Outcome", PP_COLUMN_TEXT},       {"Pairs", PP_COLUMN_NUMBER},
    {"Before (SD)", PP_COLUMN_NUMBER}, {"After (SD)", PP_COLUMN_NUMBER},
    {"Change", PP_COLUMN_RANGE},       {"Standardised", PP_COLUMN_RANGE},
    {"p (Holm)", PP_COLUMN_NUMBER},    {"Finding", PP_COLUMN_TEXT},
};
enum { N_COLUMNS = sizeof COLUMNS / sizeof COLUMNS[0] };

static const char *mean_sd(const struct pp_report *r, struct pp_table *t,
                           const struct pp_describe *d, int decimals)
{
    return pp_report_printf(r, "%s (%s)",
                            pp_report_number(r, t, d->mean, decimals),
                            pp_report_number(r, t, d->sd, decimals));
}

/* p is small and yet nothing was found: why. */
static const char *skewness_note(const struct pp_report *r, struct pp_table *t,
                                 const struct pp_outcome *o)
{
    return pp_table_marked_note(
        r->d, t,
        pp_report_printf(r,
                         "Changes reach much further the other way. Allowing "
                         "for that (Hall 1992), p for this outcome alone is "
                         "%s.",
                         pp_style_p(r->pool, o->verdict.p_skewed)));
}

/* Found, by fewer people than can show that some of all went far the other
 * way (tests/calibrate/skewness.md). */
static bool is_from_too_few_to_show(const struct pp_report *r, size_t i)
{
    const struct pp_outcome *o = &r->results->outcomes[i];

    switch (o->verdict.code) {
    case PP_VERDICT_IMPROVED:
    case PP_VERDICT_IMPROVED_SMALL:
    case PP_VERDICT_WORSENED:
    case PP_VERDICT_WORSENED_SMALL:
        return pp_report_has_averages(r, i) &&
               o->n_pairs < PP_VERDICT_SKEWED_FROM;
    default:
        return false;
    }
}

static const char *too_few_note(const struct pp_report *r, struct pp_table *t)
{
    return pp_table_marked_note(
        r->d, t,
        pp_report_printf(
            r,
            "Fewer than %d pairs. Where a few of all people went far the other "
            "way, so small a sample can by chance hold none of them; then this "
            "finding can be wrong, and nothing in these answers shows it.",
            PP_VERDICT_SKEWED_FROM));
}

static void add_row(const struct pp_report *r, struct pp_table *t, size_t i)
{
    const struct pp_outcome *o = &r->results->outcomes[i];
    const struct pp_finding *f = &r->findings[i];
    const struct pp_paired *p = &o->paired;
    int d = pp_finding_decimals(f);
    struct pp_table_row *row = pp_table_row(r->d, t);

    pp_table_text(r->d, row, 0, pp_report_outcome_name(r, i));
    pp_report_mark_read_with(r, t, row, i);
    pp_prose_strong(r->d, &row->cells[7],
                    pp_phrase_label_at(f->code, f->level));
    pp_prose_text(r->d, &row->cells[7], pp_phrase_by_narrower(r->pool, f));
    if (is_from_too_few_to_show(r, i))
        pp_prose_mark(r->d, &row->cells[7], too_few_note(r, t));
    if (!pp_report_has_averages(r, i)) {
        pp_report_no_numbers(r, t, row, i, 1, 7);
        return;
    }
    pp_table_text(r->d, row, 1, pp_style_count(r->pool, (long)o->n_pairs));
    pp_table_text(r->d, row, 2, mean_sd(r, t, &p->pre, d));
    pp_table_text(r->d, row, 3, mean_sd(r, t, &p->post, d));
    pp_table_text(r->d, row, 4,
                  pp_report_estimate(r, t, p->change.mean, p->t_test.ci, d));
    if (!pp_finding_adds_up(f))
        pp_table_note(r->d, t, "Rounded, so may not add up.");
    pp_table_text(r->d, row, 5,
                  pp_report_estimate(r, t, p->effect_sizes.d_av.estimate,
                                     p->effect_sizes.d_av.ci, 2));
    pp_table_text(
        r->d, row, 6,
        pp_report_p(r, t, isfinite(o->p_holm) ? o->p_holm : p->t_test.p));
    if (o->verdict.reason == PP_REASON_SKEWNESS)
        pp_prose_mark(r->d, &row->cells[6], skewness_note(r, t, o));
}

static int make(const struct pp_report *r, size_t item, struct pp_blocks *into,
                struct pp_error *err)
{
    if (pp_report_has_arms(r)) {
        pp_arm_findings_table(r, into);
        return 0;
    }
    struct pp_table *t = pp_document_table(
        r->d, into,
        pp_report_printf(r,
                         "findings, with %s ranges and changes in scale points",
                         pp_style_level(r->pool, r->results->level)),
        COLUMNS, N_COLUMNS);

    (void)item;
    (void)err;
    for (size_t i = 0; i < r->n_outcomes; i++)
        add_row(r, t, i);
    pp_table_note(r->d, t,
                  pp_report_printf(
                      r,
                      "Standardised: the average change divided by the average "
                      "spread (d_av). p: two-sided paired t, adjusted by Holm "
                      "within main and other outcomes%s.",
                      pp_report_n_times(r) > 1 ? " of the same time" : ""));
    return 0;
}

const struct pp_part pp_part_technical_findings = {
    "technical_findings", PP_NAME_TABLE, NULL,
    "every outcome with its numbers: averages, change, size, p", make};
