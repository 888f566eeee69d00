#include <math.h>

#include "prepost/report/number_style.h"
#include "prepost/report/part.h"

static const char *start(const struct pp_report *r, struct pp_table *t,
                         const struct pp_cohort *c, int decimals)
{
    if (!c->shown) {
        pp_table_note(r->d, t, pp_phrase_hidden_cell());
        return "[c]";
    }
    return pp_report_printf(r, "%s (%s)",
                            pp_report_number(r, t, c->pre_mean, decimals),
                            pp_report_number(r, t, c->pre_sd, decimals));
}

static int make(const struct pp_report *r, size_t item, struct pp_blocks *into,
                struct pp_error *err)
{
    const struct pp_comparison *first =
        r->n_outcomes > 0 ? &r->results->outcomes[0].comparison : NULL;

    (void)item;
    (void)err;
    if (first == NULL || first->n_cohorts < 2)
        return 0;
    struct pp_table_column *columns =
        pp_pool_array(r->pool, first->n_cohorts + 1, sizeof *columns);
    columns[0] = (struct pp_table_column){"Outcome", PP_COLUMN_TEXT};
    for (size_t c = 0; c < first->n_cohorts; c++)
        columns[c + 1] =
            (struct pp_table_column){first->cohorts[c].name, PP_COLUMN_NUMBER};
    struct pp_table *t = pp_document_table(
        r->d, into, "average before, with its spread (SD), by region", columns,
        first->n_cohorts + 1);
    for (size_t i = 0; i < r->n_outcomes; i++) {
        const struct pp_comparison *c = &r->results->outcomes[i].comparison;
        if (!pp_report_has_averages(r, i) || c->n_cohorts != first->n_cohorts)
            continue;
        struct pp_table_row *row = pp_table_row(r->d, t);
        pp_table_text(r->d, row, 0, pp_report_outcome_name(r, i));
        for (size_t k = 0; k < c->n_cohorts; k++)
            pp_table_text(
                r->d, row, k + 1,
                start(r, t, &c->cohorts[k], r->findings[i].scale_decimals));
    }
    return 0;
}

const struct pp_part pp_part_region_start = {
    "region_start", PP_NAME_TABLE, NULL,
    "how alike people of the regions were at the start", make};
