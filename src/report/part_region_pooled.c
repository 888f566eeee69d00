#include "prepost/report/number_style.h"
#include "prepost/report/part.h"

static const struct pp_table_column COLUMNS[] = {
    {"Outcome", PP_COLUMN_TEXT},      {"Average of these", PP_COLUMN_RANGE},
    {"Another mix", PP_COLUMN_RANGE}, {"Q, p", PP_COLUMN_NUMBER},
    {"SD between", PP_COLUMN_RANGE},  {"I²", PP_COLUMN_NUMBER},
};
enum { N_COLUMNS = sizeof COLUMNS / sizeof COLUMNS[0], N_WITHOUT_SPREAD = 4 };

static void add_spread(const struct pp_report *r, struct pp_table *t,
                       struct pp_table_row *row, const struct pp_meta *m, int d)
{
    struct pp_interval sd = {sqrt(m->tau2_ci.lo), sqrt(m->tau2_ci.hi)};

    pp_table_text(
        r->d, row, 4,
        isfinite(m->tau2)
            ? pp_report_printf(r, "%s (%s)",
                               pp_style_number(r->pool, sqrt(m->tau2), d + 1),
                               pp_style_span(r->pool, sd, d + 1))
            : pp_report_number(r, t, NAN, d));
    pp_table_text(r->d, row, 5,
                  isfinite(m->i2_tau2)
                      ? pp_report_printf(
                            r, "%s%%", pp_style_number(r->pool, m->i2_tau2, 0))
                      : pp_report_number(r, t, NAN, d));
}

static void add_row(const struct pp_report *r, struct pp_table *t, size_t i,
                    bool has_spread)
{
    const struct pp_between *b = r->results->outcomes[i].comparison.between;
    int d = r->findings[i].scale_decimals;
    struct pp_table_row *row = pp_table_row(r->d, t);

    pp_table_text(r->d, row, 0, pp_report_outcome_name(r, i));
    pp_table_text(
        r->d, row, 1,
        pp_report_estimate(r, t, b->average.estimate, b->average.ci, d));
    pp_table_text(
        r->d, row, 2,
        pp_report_estimate(r, t, b->meta.mean.estimate, b->meta.mean.ci, d));
    pp_table_text(r->d, row, 3,
                  isfinite(b->meta.q)
                      ? pp_report_printf(r, "%s, %s",
                                         pp_style_number(r->pool, b->meta.q, 1),
                                         pp_style_p(r->pool, b->meta.q_p))
                      : pp_report_number(r, t, NAN, 1));
    if (has_spread)
        add_spread(r, t, row, &b->meta, d);
}

static int make(const struct pp_report *r, size_t item, struct pp_blocks *into,
                struct pp_error *err)
{
    struct pp_table *t = NULL;
    bool has_spread = false;

    (void)item;
    (void)err;
    for (size_t i = 0; i < r->n_outcomes; i++) {
        const struct pp_between *b = r->results->outcomes[i].comparison.between;
        has_spread |= b != NULL && b->rule.spread;
    }
    for (size_t i = 0; i < r->n_outcomes; i++) {
        const struct pp_between *b = r->results->outcomes[i].comparison.between;
        if (!pp_report_has_averages(r, i) || b == NULL ||
            !b->rule.heterogeneity)
            continue;
        if (t == NULL)
            t = pp_document_table(r->d, into, "regions as a sample of regions",
                                  COLUMNS,
                                  has_spread ? N_COLUMNS : N_WITHOUT_SPREAD);
        add_row(r, t, i, has_spread);
    }
    if (t != NULL)
        pp_table_note(
            r->d, t,
            has_spread
                ? "Another mix: REML with Hartung-Knapp, never narrower than "
                  "by chance alone. SD between: Q profile. I²: from tau²."
                : "Another mix: REML with Hartung-Knapp, never narrower than "
                  "by chance alone.");
    return 0;
}

const struct pp_part pp_part_region_pooled = {
    "region_pooled", PP_NAME_TABLE, NULL,
    "regions as a sample of regions: pooled, and how they spread", make};
