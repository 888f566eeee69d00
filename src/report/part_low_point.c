#include <math.h>

#include "prepost/report/number_style.h"
#include "prepost/report/part.h"

/* What drifting back to where people usually are may explain. */
static const struct pp_table_column COLUMNS[] = {
    {"Outcome", PP_COLUMN_TEXT},
    {"Start against norm", PP_COLUMN_NUMBER},
    {"Change", PP_COLUMN_NUMBER},
    {"Drift could give", PP_COLUMN_NUMBER},
    {"Further than that (range)", PP_COLUMN_RANGE},
    {"Oldham's r", PP_COLUMN_NUMBER},
    {"p", PP_COLUMN_NUMBER},
    {"Spread after over before", PP_COLUMN_NUMBER},
};
enum { N_COLUMNS = sizeof COLUMNS / sizeof COLUMNS[0] };

static const struct pp_low_point *low_point_of(const struct pp_report *r,
                                               size_t i)
{
    return &r->results->outcomes[i].low_point;
}

static bool has_moved(const struct pp_finding *f)
{
    return pp_finding_is_better(f) || pp_finding_is_worse(f);
}

/* A sentence an outcome that went better or worse. */
static void say_drift(const struct pp_report *r, struct pp_blocks *into)
{
    struct pp_block *list = NULL;
    size_t *unknown = pp_pool_array(r->pool, r->n_outcomes, sizeof *unknown);
    size_t n_unknown = 0;

    for (size_t i = 0; i < r->n_outcomes; i++) {
        const struct pp_low_point *low = low_point_of(r, i);
        if (!pp_report_has_averages(r, i) || !has_moved(&r->findings[i]))
            continue;
        if (!isfinite(low->could_give)) {
            unknown[n_unknown++] = i;
            continue;
        }
        if (list == NULL)
            list = pp_document_list(r->d, into, false);
        pp_prose_text(r->d, pp_document_item(r->d, list),
                      pp_phrase_drift(r->pool, &r->findings[i], low->could_give,
                                      low->further.ci, low->norm->population));
    }
    if (n_unknown == 0)
        return;
    struct pp_names names = pp_report_names(r, unknown, n_unknown);
    const char *joined = pp_phrase_join(r->pool, names.items, names.n, "or");
    pp_document_say(r->d, into, pp_phrase_drift_unknown(r->pool, joined));
}

static void say_entries(const struct pp_report *r, struct pp_blocks *into)
{
    for (size_t i = 0; i < r->n_outcomes; i++) {
        const struct pp_outcome *o = &r->results->outcomes[i];
        const struct pp_low_point *low = &o->low_point;
        if (o->plan->entry.rule == PP_ENTRY_NONE ||
            !pp_report_has_averages(r, i))
            continue;
        pp_document_say(
            r->d, into,
            pp_phrase_entry(r->pool, &r->findings[i], &o->plan->entry,
                            low->expected, low->correlation, low->is_retest,
                            low->norm != NULL ? low->norm->population : NULL));
    }
}

static void add_row(const struct pp_report *r, struct pp_table *t, size_t i)
{
    const struct pp_outcome *o = &r->results->outcomes[i];
    const struct pp_low_point *low = &o->low_point;
    int d = pp_finding_decimals(&r->findings[i]);
    struct pp_table_row *row = pp_table_row(r->d, t);
    const char *ratio =
        pp_report_number(r, t, sqrt(low->oldham.variance_ratio), 2);

    pp_prose_text(r->d, &row->cells[0], pp_report_outcome_name(r, i));
    if (low->norm != NULL)
        pp_prose_mark(
            r->d, &row->cells[0],
            pp_table_marked_note(
                r->d, t,
                pp_report_printf(r, "Norm: %s, %s (%s).", low->norm->population,
                                 pp_style_plain(r->pool, low->norm->mean),
                                 low->norm->source != NULL ? low->norm->source
                                                           : "no source")));
    pp_table_text(
        r->d, row, 1,
        isfinite(low->start_in_sd)
            ? pp_report_printf(r, "%s SD",
                               pp_style_signed(r->pool, low->start_in_sd, 1))
            : pp_report_number(r, t, NAN, 1));
    pp_table_text(r->d, row, 2,
                  pp_report_signed(r, t, o->paired.change.mean, d));
    pp_table_text(r->d, row, 3, pp_report_signed(r, t, low->could_give, d));
    pp_table_text(
        r->d, row, 4,
        pp_report_estimate(r, t, low->further.estimate, low->further.ci, d));
    pp_table_text(r->d, row, 5, pp_report_number(r, t, low->oldham.r, 2));
    pp_table_text(r->d, row, 6, pp_report_p(r, t, low->oldham.p));
    pp_table_text(r->d, row, 7, ratio);
}

static int make(const struct pp_report *r, size_t item, struct pp_blocks *into,
                struct pp_error *err)
{
    (void)item;
    (void)err;
    pp_document_say(r->d, into, pp_phrase_low_point(r->plan->low_point));
    if (!pp_report_has_findings(r))
        return 0;
    if (pp_report_has_arms(r))
        pp_document_say(r->d, into, pp_phrase_drift_in_both());
    else
        say_drift(r, into);
    say_entries(r, into);
    struct pp_table *t = pp_document_table(
        r->d, into,
        pp_report_printf(r, "the start, and drifting back, with %s ranges",
                         pp_style_level(r->pool, r->results->level)),
        COLUMNS, N_COLUMNS);
    for (size_t i = 0; i < r->n_outcomes; i++)
        if (pp_report_has_averages(r, i))
            add_row(r, t, i);
    pp_table_note(r->d, t,
                  "Drift could give, further than that: the average change in "
                  "two (Mee and Chua 1991), were people to drift towards the "
                  "norm. Those who come may have a usual level of their own, "
                  "further from it; then less comes from drift.");
    pp_table_note(r->d, t,
                  "Oldham's r: of each person's change with the average of "
                  "both scores; above 0, those who scored higher changed "
                  "upwards more. Its p is also that of equal spread before and "
                  "after (Pitman and Morgan).");
    return 0;
}

const struct pp_part pp_part_low_point = {
    "low_point", PP_NAME_PART, NULL,
    "what drifting back from a low start may explain", make};
