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

/* Regions in columns, outcomes in rows: a page is as wide as a few of them. */
enum { MOST_REGIONS_WIDE = 4, MOST_OUTCOMES_WIDE = 4 };

static void wide(const struct pp_report *r, struct pp_blocks *into,
                 const struct pp_comparison *first, const char *caption)
{
    struct pp_table_column *columns =
        pp_pool_array(r->pool, first->n_cohorts + 1, sizeof *columns);

    columns[0] = (struct pp_table_column){"Outcome", PP_COLUMN_TEXT};
    for (size_t c = 0; c < first->n_cohorts; c++)
        columns[c + 1] =
            (struct pp_table_column){first->cohorts[c].name, PP_COLUMN_NUMBER};
    struct pp_table *t =
        pp_document_table(r->d, into, caption, columns, first->n_cohorts + 1);
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
}

/* Regions in rows, a few outcomes in the columns of each table. */
static void tall(const struct pp_report *r, struct pp_blocks *into,
                 const struct pp_comparison *first, const char *caption,
                 const size_t *which, size_t n)
{
    struct pp_table_column columns[MOST_OUTCOMES_WIDE + 1] = {
        {"Region", PP_COLUMN_TEXT}};

    for (size_t k = 0; k < n; k++)
        columns[k + 1] = (struct pp_table_column){
            pp_report_outcome_name(r, which[k]), PP_COLUMN_NUMBER};
    struct pp_table *t = pp_document_table(r->d, into, caption, columns, n + 1);
    for (size_t c = 0; c < first->n_cohorts; c++) {
        struct pp_table_row *row = pp_table_row(r->d, t);
        pp_table_text(r->d, row, 0, first->cohorts[c].name);
        for (size_t k = 0; k < n; k++)
            pp_table_text(
                r->d, row, k + 1,
                start(r, t,
                      &r->results->outcomes[which[k]].comparison.cohorts[c],
                      r->findings[which[k]].scale_decimals));
    }
}

static int make(const struct pp_report *r, size_t item, struct pp_blocks *into,
                struct pp_error *err)
{
    const char *caption = "average before, with its spread (SD), by region";
    const struct pp_comparison *first =
        r->n_outcomes > 0 ? &r->results->outcomes[0].comparison : NULL;
    size_t which[MOST_OUTCOMES_WIDE], n = 0;

    (void)item;
    (void)err;
    if (first == NULL || first->n_cohorts < 2)
        return 0;
    if (first->n_cohorts <= MOST_REGIONS_WIDE) {
        wide(r, into, first, caption);
        return 0;
    }
    for (size_t i = 0; i < r->n_outcomes; i++) {
        const struct pp_comparison *c = &r->results->outcomes[i].comparison;
        if (pp_report_has_averages(r, i) && c->n_cohorts == first->n_cohorts)
            which[n++] = i;
        if (n == MOST_OUTCOMES_WIDE || (i + 1 == r->n_outcomes && n > 0)) {
            tall(r, into, first, caption, which, n);
            n = 0;
        }
    }
    return 0;
}

const struct pp_part pp_part_region_start = {
    "region_start", PP_NAME_TABLE, NULL,
    "how alike people of the regions were at the start", make};
