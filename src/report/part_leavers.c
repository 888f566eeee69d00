#include <math.h>
#include <string.h>

#include "prepost/report/number_style.h"
#include "prepost/report/part.h"

/* Who they were: those who answered again beside those who did not. */
static const struct pp_table_column COLUMNS[] = {
    {"Who", PP_COLUMN_TEXT},
    {"Answered again", PP_COLUMN_NUMBER},
    {"Did not", PP_COLUMN_NUMBER},
    {"Difference in spreads", PP_COLUMN_NUMBER},
};
enum { N_COLUMNS = sizeof COLUMNS / sizeof COLUMNS[0] };

/* "98: 60%"; of a number its average. */
static const char *cell(const struct pp_report *r, struct pp_table *t,
                        const struct pp_leavers_row *row, long n, long of,
                        double mean)
{
    return row->name != NULL
               ? pp_report_share(r, t, n, of, PP_INTERVAL_NONE)
               : pp_report_printf(r, "average %s",
                                  pp_report_number(r, t, mean, 1));
}

static void add_rows(const struct pp_report *r, struct pp_table *t,
                     const struct pp_leavers_table *table)
{
    for (size_t i = 0; i < table->n_rows; i++) {
        const struct pp_leavers_row *from = &table->rows[i];
        struct pp_table_row *row = pp_table_row(r->d, t);
        pp_table_text(
            r->d, row, 0,
            from->name != NULL
                ? pp_report_printf(r, "%s: %s",
                                   pp_phrase_capitalised(r->pool, table->name),
                                   from->name)
                : pp_phrase_capitalised(r->pool, table->name));
        pp_table_text(r->d, row, 1,
                      cell(r, t, from, from->n_stayed, table->n_stayed,
                           from->mean_stayed));
        pp_table_text(
            r->d, row, 2,
            cell(r, t, from, from->n_left, table->n_left, from->mean_left));
        pp_table_text(r->d, row, 3,
                      pp_report_signed(r, t, from->difference, 2));
    }
}

/* "age group or gender": what is not told of anybody. NULL: nothing. */
static const char *hidden_names(const struct pp_report *r)
{
    size_t n_tables = r->results->n_leavers, n = 0;
    const char **names = pp_pool_array(r->pool, n_tables + 1, sizeof *names);

    for (size_t i = 0; i < n_tables; i++)
        if (r->results->leavers[i].n_rows == 0)
            names[n++] = r->results->leavers[i].name;
    return n > 0 ? pp_phrase_join(r->pool, names, n, "or") : NULL;
}

static bool is_any_shown(const struct pp_results *results)
{
    for (size_t i = 0; i < results->n_leavers; i++)
        if (results->leavers[i].n_rows > 0)
            return true;
    return false;
}

static int make(const struct pp_report *r, size_t item, struct pp_blocks *into,
                struct pp_error *err)
{
    (void)item;
    (void)err;
    if (r->results->n_leavers == 0 || r->results->flow.all.n_before_only == 0)
        return 0;
    struct pp_table_column columns[N_COLUMNS];
    bool looked_back = r->results->evidence == PP_EVIDENCE_LOOKING_BACK;
    bool is_often = r->plan->n_waves > 2;
    memcpy(columns, COLUMNS, sizeof COLUMNS);
    columns[1].heading = pp_report_answering(r)->by_both;
    columns[2].heading = pp_report_answering(r)->by_left;
    const char *hidden = hidden_names(r);
    const char *who = looked_back ? "who gave both ratings, and who did not"
                      : is_often ? "who answered the last time, and who did not"
                                 : "who answered again, and who did not";
    const char *not_told =
        hidden == NULL
            ? NULL
            : pp_report_printf(r,
                               "%s, is not shown by %s, to "
                               "protect people's privacy.",
                               pp_phrase_capitalised(r->pool, who), hidden);
    if (!is_any_shown(r->results)) {
        pp_document_say(r->d, into, not_told);
        return 0;
    }
    struct pp_table *t = pp_document_table(r->d, into, who, columns, N_COLUMNS);
    for (size_t i = 0; i < r->results->n_leavers; i++)
        add_rows(r, t, &r->results->leavers[i]);
    pp_table_note(
        r->d, t,
        looked_back ? "Difference in spreads: the share or average of those "
                      "who did not give both ratings less that of those who "
                      "did, divided by the spread of both."
        : is_often  ? "Difference in spreads: the share or average of those "
                      "who did not answer the last time less that of those "
                      "who did, divided by the spread of both."
                    : "Difference in spreads: the share or average of those "
                      "who did not answer again less that of those who did, "
                      "divided by the spread of both.");
    if (not_told != NULL)
        pp_table_note(r->d, t, not_told);
    return 0;
}

const struct pp_part pp_part_leavers = {
    "leavers", PP_NAME_PART, NULL,
    "who they were: those who answered again beside those who did not", make};
