#include "prepost/report/part.h"

static const struct pp_table_column COLUMNS[] = {
    {"Region", PP_COLUMN_TEXT},
    {"Change, less the average", PP_COLUMN_RANGE},
    {"p", PP_COLUMN_NUMBER},
    {"People who started alike, less the average", PP_COLUMN_RANGE},
    {"p", PP_COLUMN_NUMBER},
};
enum { N_COLUMNS = sizeof COLUMNS / sizeof COLUMNS[0] };

static void table(const struct pp_report *r, size_t i, struct pp_blocks *into)
{
    const struct pp_comparison *c = &r->results->outcomes[i].comparison;
    const struct pp_between *b = c->between;
    int d = r->findings[i].scale_decimals;
    struct pp_table *t = pp_document_table(
        r->d, into,
        pp_report_printf(r, "each region against the average of all, %s",
                         r->findings[i].words.outcome),
        COLUMNS, N_COLUMNS);

    for (size_t k = 0; k < c->n_cohorts; k++) {
        const struct pp_against *a = &b->against[k];
        struct pp_table_row *row = pp_table_row(r->d, t);
        pp_table_text(r->d, row, 0, c->cohorts[k].name);
        if (!c->cohorts[k].shown) {
            pp_table_note(r->d, t, pp_phrase_hidden_cell());
            for (size_t column = 1; column < N_COLUMNS; column++)
                pp_table_text(r->d, row, column, "[c]");
            continue;
        }
        pp_table_text(
            r->d, row, 1,
            pp_report_estimate(r, t, a->change.estimate, a->change.ci, d));
        pp_table_text(r->d, row, 2, pp_report_p(r, t, a->change_p_holm));
        pp_table_text(
            r->d, row, 3,
            pp_report_estimate(r, t, a->adjusted.estimate, a->adjusted.ci, d));
        pp_table_text(r->d, row, 4, pp_report_p(r, t, a->adjusted_p_holm));
    }
    pp_table_note(r->d, t,
                  pp_report_printf(r,
                                   "p: Holm over the %zu regions. A region is "
                                   "looked at by itself only where the table "
                                   "above says that regions differ.",
                                   b->k));
}

/* Under presets that round counts, nothing is said against an average. */
static bool has_any(const struct pp_comparison *c)
{
    for (size_t k = 0; k < c->n_cohorts; k++)
        if (isfinite(c->between->against[k].change.estimate))
            return true;
    return false;
}

static int make(const struct pp_report *r, size_t item, struct pp_blocks *into,
                struct pp_error *err)
{
    (void)item;
    (void)err;
    for (size_t i = 0; i < r->n_outcomes; i++) {
        const struct pp_outcome *o = &r->results->outcomes[i];
        if (o->plan->role == PP_PRIMARY && pp_report_has_averages(r, i) &&
            o->comparison.between != NULL &&
            o->comparison.between->rule.heterogeneity &&
            has_any(&o->comparison))
            table(r, i, into);
    }
    return 0;
}

const struct pp_part pp_part_region_against = {
    "region_against", PP_NAME_TABLE, NULL,
    "each region against the average of all, for each main outcome", make};
