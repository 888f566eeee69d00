#include <math.h>
#include <string.h>

#include "prepost/base/number.h"
#include "prepost/report/number_style.h"
#include "prepost/report/part.h"

/* How much of the service people had, beside how they changed. */
static const struct pp_table_column COLUMNS[] = {
    {"Outcome", PP_COLUMN_TEXT},
    {"People", PP_COLUMN_NUMBER},
    {"Change for one more (range)", PP_COLUMN_RANGE},
    {"Allowing for the start (range)", PP_COLUMN_RANGE},
    {"Correlation (range)", PP_COLUMN_RANGE},
};
enum { N_COLUMNS = sizeof COLUMNS / sizeof COLUMNS[0] };

static const struct pp_dose *dose_of(const struct pp_report *r, size_t i,
                                     const char *name)
{
    const struct pp_outcome *o = &r->results->outcomes[i];

    for (size_t k = 0; k < o->n_doses; k++)
        if (strcmp(o->doses[k].name, name) == 0)
            return &o->doses[k];
    return NULL;
}

static void add_row(const struct pp_report *r, struct pp_table *t, size_t i,
                    const struct pp_dose *dose)
{
    int d = r->findings[i].scale_decimals + 1; /* of one more: small */
    struct pp_table_row *row = pp_table_row(r->d, t);

    pp_table_text(r->d, row, 0, pp_report_outcome_name(r, i));
    pp_table_text(r->d, row, 1, pp_report_count(r, dose->n));
    if (dose->n == PP_COUNT_HIDDEN)
        pp_table_note(r->d, t, pp_phrase_hidden_cell());
    pp_table_text(
        r->d, row, 2,
        pp_report_estimate(r, t, dose->slope.estimate, dose->slope.ci, d));
    pp_table_text(r->d, row, 3,
                  pp_report_estimate(r, t, dose->adjusted.estimate,
                                     dose->adjusted.ci, d));
    pp_table_text(r->d, row, 4,
                  pp_report_estimate(r, t, dose->correlation.estimate,
                                     dose->correlation.ci, 2));
}

/* Nobody had 8.4375 hours: two figures of what lies between the quartiles. */
static const char *amount(const struct pp_report *r, double x,
                          const struct pp_dose *dose)
{
    double width = dose->q3 > dose->q1 ? dose->q3 - dose->q1 : dose->q3;
    int decimals = width >= 10 ? 0 : width >= 1 ? 1 : width >= 0.1 ? 2 : 3;

    return pp_style_plain(r->pool, pp_number_rounded(x, decimals));
}

static void say_dose(const struct pp_report *r, struct pp_blocks *into,
                     const char *name)
{
    const struct pp_dose *first = NULL;
    struct pp_table *t = pp_document_table(
        r->d, into,
        pp_report_printf(r, "%s, beside the change in points, with %s ranges",
                         name, pp_style_level(r->pool, r->results->level)),
        COLUMNS, N_COLUMNS);

    for (size_t i = 0; i < r->n_outcomes; i++) {
        const struct pp_dose *dose = dose_of(r, i, name);
        if (dose == NULL || !pp_report_has_averages(r, i))
            continue;
        add_row(r, t, i, dose);
        if (first == NULL && isfinite(dose->median))
            first = dose;
    }
    if (first != NULL)
        pp_table_note(r->d, t,
                      pp_report_printf(r,
                                       "%s: half of the people had %s to %s.",
                                       pp_phrase_capitalised(r->pool, name),
                                       amount(r, first->q1, first),
                                       amount(r, first->q3, first)));
    pp_table_note(r->d, t,
                  "Least squares, with the larger of HC3 and equal-spread "
                  "standard errors, or CR2 where four or more support groups "
                  "are named; correlation with limits on Fisher's scale, by "
                  "the larger of his standard error and the jackknife's.");
    pp_document_say(r->d, into, pp_phrase_dose_reason());
}

static int make(const struct pp_report *r, size_t item, struct pp_blocks *into,
                struct pp_error *err)
{
    (void)item;
    (void)err;
    for (size_t k = 0; k < r->plan->n_columns; k++) {
        const char *name = r->plan->columns[k].name;
        bool is_any = false;
        for (size_t i = 0; i < r->n_outcomes; i++)
            is_any |= dose_of(r, i, name) != NULL;
        if (is_any)
            say_dose(r, into, name);
    }
    return 0;
}

const struct pp_part pp_part_dose = {
    "dose", PP_NAME_PART, NULL,
    "how much of the service people had, beside how they changed", make};
