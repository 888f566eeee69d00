#include <math.h>

#include "prepost/report/arm_tables.h"
#include "prepost/report/number_style.h"
#include "prepost/report/part.h"

static const struct pp_table_column COLUMNS[] = {
    {"Outcome", PP_COLUMN_TEXT},
    {"Complete pairs", PP_COLUMN_RANGE},
    {"Likelihood", PP_COLUMN_RANGE},
    {"Imputation", PP_COLUMN_RANGE},
    {"If unchanged", PP_COLUMN_NUMBER},
    {"Would undo it", PP_COLUMN_NUMBER},
    {"Better, if those who left were not", PP_COLUMN_RANGE},
};
enum { N_COLUMNS = sizeof COLUMNS / sizeof COLUMNS[0] };

/* "15% (11% to 20%)" */
static const char *at_worst(const struct pp_report *r, struct pp_table *t,
                            const struct pp_outcome *o)
{
    const struct pp_estimate *e = &o->missing.improved_worst_case;

    if (o->individual.n_better == PP_COUNT_HIDDEN) {
        pp_table_note(r->d, t, pp_phrase_hidden_cell());
        return "[c]";
    }
    if (o->individual.source == PP_AMOUNT_NONE || !isfinite(e->estimate))
        return pp_report_number(r, t, NAN, 0);
    return pp_report_printf(
        r, "%d%% (%d%% to %d%%)", pp_style_share(e->estimate, 1),
        pp_style_share(e->ci.lo, 1), pp_style_share(e->ci.hi, 1));
}

static void add_row(const struct pp_report *r, struct pp_table *t, size_t i)
{
    const struct pp_outcome *o = &r->results->outcomes[i];
    const struct pp_missing_data *m = &o->missing;
    const struct pp_estimate *ways[] = {&m->complete_case, &m->mar_likelihood,
                                        &m->multiple_imputation};
    int d = r->findings[i].scale_decimals;
    struct pp_table_row *row = pp_table_row(r->d, t);

    pp_table_text(r->d, row, 0, pp_report_outcome_name(r, i));
    if (!pp_report_has_averages(r, i)) {
        pp_report_no_numbers(r, t, row, i, 1, N_COLUMNS);
        return;
    }
    if (o->verdict.fragile)
        pp_prose_mark(
            r->d, &row->cells[0],
            pp_table_marked_note(r->d, t,
                                 "Using everyone's first answers as well gives "
                                 "another finding."));
    const char *hidden = pp_report_left_hidden(r, t, i);
    for (size_t k = 0; k < 3; k++)
        pp_table_text(
            r->d, row, 1 + k,
            k > 0 && hidden != NULL
                ? hidden
                : pp_report_estimate(r, t, ways[k]->estimate, ways[k]->ci, d));
    pp_table_text(r->d, row, 4,
                  hidden != NULL ? hidden
                                 : pp_report_signed(r, t, m->if_unchanged, d));
    pp_table_text(r->d, row, 5,
                  hidden != NULL ? hidden
                                 : pp_report_signed(r, t, m->tipping, d));
    pp_table_text(r->d, row, 6, at_worst(r, t, o));
}

static int make(const struct pp_report *r, size_t item, struct pp_blocks *into,
                struct pp_error *err)
{
    if (pp_report_says_none(r, into))
        return 0;
    if (pp_report_has_arms(r)) {
        pp_arm_missing_table(r, into);
        return 0;
    }
    const char *no_score = pp_report_answering(r)->no_score;
    struct pp_table *t = pp_document_table(
        r->d, into,
        pp_report_printf(r,
                         "average change in points, allowing for those "
                         "with %s, with %s ranges",
                         no_score, pp_style_level(r->pool, r->results->level)),
        COLUMNS, N_COLUMNS);

    (void)item;
    (void)err;
    for (size_t i = 0; i < r->n_outcomes; i++)
        add_row(r, t, i);
    pp_table_note(
        r->d, t,
        pp_report_printf(
            r,
            "Would undo it: how much more or less those with %s "
            "would have to have changed than others who started alike, for the "
            "range to take in no change.",
            no_score));
    pp_table_note(
        r->d, t,
        pp_report_printf(
            r,
            "Better, if those who left were not: people who went better by the "
            "amount for one person, were none of those with %s to "
            "have done so.",
            no_score));
    if (pp_report_allows_for_groups(r))
        pp_table_note(r->d, t,
                      "Imputation does not allow for support groups, so its "
                      "ranges may be too narrow.");
    return 0;
}

const struct pp_part pp_part_missing_data = {
    "missing_data", PP_NAME_TABLE, NULL,
    "the change by every way of allowing for those who did not answer again",
    make};
