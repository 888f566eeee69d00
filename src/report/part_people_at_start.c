#include <math.h>
#include <string.h>

#include "prepost/report/arm_tables.h"
#include "prepost/report/number_style.h"
#include "prepost/report/part.h"

static const struct pp_table_column COLUMNS[] = {
    {"Outcome", PP_COLUMN_TEXT},
    {"", PP_COLUMN_NUMBER}, /* those with none the second time */
    {"Their average", PP_COLUMN_NUMBER},
    {"Average of those with both", PP_COLUMN_NUMBER},
    {"Difference in spreads", PP_COLUMN_NUMBER},
    {"Ratio of variances", PP_COLUMN_NUMBER},
};
enum { N_COLUMNS = sizeof COLUMNS / sizeof COLUMNS[0] };

static int make(const struct pp_report *r, size_t item, struct pp_blocks *into,
                struct pp_error *err)
{
    bool looked_back = r->results->evidence == PP_EVIDENCE_LOOKING_BACK;

    (void)item;
    (void)err;
    if (pp_report_says_none(r, into))
        return 0;
    if (pp_report_has_arms(r))
        pp_arm_start_table(r, into);
    struct pp_table_column columns[N_COLUMNS];
    const char *no_score =
        pp_phrase_capitalised(r->pool, pp_report_answering(r)->no_score);
    memcpy(columns, COLUMNS, sizeof COLUMNS);
    columns[1].heading = no_score;
    struct pp_table *t =
        pp_document_table(r->d, into, "how people started", columns, N_COLUMNS);
    for (size_t i = 0; i < r->n_outcomes; i++) {
        const struct pp_missing_data *m = &r->results->outcomes[i].missing;
        int d = r->findings[i].scale_decimals;
        struct pp_table_row *row = pp_table_row(r->d, t);
        pp_table_text(r->d, row, 0, pp_report_outcome_name(r, i));
        if (!pp_report_has_averages(r, i)) {
            pp_report_no_numbers(r, t, row, i, 1, N_COLUMNS);
            continue;
        }
        pp_table_text(r->d, row, 1, pp_report_count(r, (long)m->n_left));
        if (m->n_left == PP_SIZE_HIDDEN)
            pp_table_note(r->d, t, pp_phrase_hidden_cell());
        const char *hidden = pp_report_left_hidden(r, t, i);
        pp_table_text(r->d, row, 2,
                      hidden != NULL ? hidden
                                     : pp_report_number(r, t, m->left_mean, d));
        pp_table_text(r->d, row, 3, pp_report_number(r, t, m->stayed_mean, d));
        pp_table_text(
            r->d, row, 4,
            hidden != NULL
                ? hidden
                : pp_report_signed(r, t, m->left_standardised_difference, 2));
        pp_table_text(r->d, row, 5,
                      hidden != NULL
                          ? hidden
                          : pp_report_number(r, t, m->left_variance_ratio, 2));
    }
    pp_table_note(
        r->d, t,
        pp_report_printf(
            r,
            "%s: %s, or left too much of this questionnaire blank. "
            "Difference in spreads: their average less that of "
            "those with both scores, divided by the spread %s.",
            no_score,
            looked_back ? "they did not rate how things were now"
            : r->plan->n_waves > 2
                ? "they did not answer then, were not asked yet, could not "
                  "be matched"
            : pp_report_unmatched(r) == 0
                ? "they did not answer again"
                : "they did not answer again, could not be matched",
            looked_back ? "before" : "at the start"));
    if (pp_report_has_arms(r))
        pp_table_note(r->d, t,
                      "Of the arm alone: people of the comparison are not "
                      "among these.");
    return 0;
}

const struct pp_part pp_part_people_at_start = {
    "people_at_start", PP_NAME_TABLE, NULL,
    "those with both scores beside those with the first alone, at the start",
    make};
