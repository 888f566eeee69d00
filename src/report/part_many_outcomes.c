#include "prepost/report/number_style.h"
#include "prepost/report/part.h"

static const struct pp_table_column COLUMNS[] = {
    {"Outcome", PP_COLUMN_TEXT},
    {"Family", PP_COLUMN_TEXT},
    {"p", PP_COLUMN_NUMBER},
    {"p after Holm", PP_COLUMN_NUMBER},
};
enum { N_COLUMNS = sizeof COLUMNS / sizeof COLUMNS[0] };

static int make(const struct pp_report *r, size_t item, struct pp_blocks *into,
                struct pp_error *err)
{
    struct pp_table *t = pp_document_table(r->d, into, "outcomes as families",
                                           COLUMNS, N_COLUMNS);

    (void)item;
    (void)err;
    for (size_t i = 0; i < r->n_outcomes; i++) {
        const struct pp_outcome *o = &r->results->outcomes[i];
        struct pp_table_row *row = pp_table_row(r->d, t);
        pp_table_text(r->d, row, 0, pp_report_outcome_name(r, i));
        pp_table_text(
            r->d, row, 1,
            pp_report_printf(r, "%s, %zu outcome%s",
                             o->plan->role == PP_PRIMARY ? "main" : "other",
                             o->family_size, o->family_size == 1 ? "" : "s"));
        if (!pp_report_has_averages(r, i)) {
            pp_report_no_numbers(r, t, row, i, 2, N_COLUMNS);
            continue;
        }
        pp_table_text(r->d, row, 2,
                      pp_report_p(r, t,
                                  o->contrast.is_made ? o->contrast.adjusted.p
                                                      : o->paired.t_test.p));
        pp_table_text(r->d, row, 3, pp_report_p(r, t, o->p_holm));
    }
    if (pp_report_n_times(r) > 1)
        pp_table_note(r->d, t, "Each time has families of its own.");
    return 0;
}

const struct pp_part pp_part_many_outcomes = {
    "many_outcomes", PP_NAME_TABLE, NULL,
    "families of outcomes, p before and after Holm", make};
