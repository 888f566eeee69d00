#include "prepost/report/number_style.h"
#include "prepost/report/part.h"

/* Who crossed the cut-off of a scale, from either side. */
static const struct pp_table_column COLUMNS[] = {
    {"Outcome", PP_COLUMN_TEXT},
    {"Cut-off", PP_COLUMN_TEXT},
    {"Beyond it at the start", PP_COLUMN_NUMBER},
    {"Of these, no longer", PP_COLUMN_RANGE},
    {"and better by the amount", PP_COLUMN_RANGE},
    {"Of the others, now beyond it", PP_COLUMN_RANGE},
};
enum { N_COLUMNS = sizeof COLUMNS / sizeof COLUMNS[0] };

static void add_row(const struct pp_report *r, struct pp_table *t, size_t i)
{
    const struct pp_recovery *c = &r->results->outcomes[i].recovery;
    struct pp_table_row *row = pp_table_row(r->d, t);
    bool has_base = c->n_beyond != PP_COUNT_HIDDEN;
    long beyond = has_base ? c->n_beyond : PP_COUNT_HIDDEN;
    long others = has_base ? c->n - c->n_beyond : PP_COUNT_HIDDEN;

    if (has_base && (beyond == 0 || others == 0))
        pp_table_note(r->d, t, pp_phrase_tells_of_each());
    pp_table_text(r->d, row, 0, pp_report_outcome_of_people(r, i));
    pp_table_text(
        r->d, row, 1,
        pp_report_printf(
            r, "%s or %s: %s", pp_style_plain(r->pool, c->cutoff->value),
            c->cutoff->case_at_or_above ? "more" : "less", c->cutoff->name));
    pp_table_text(r->d, row, 2, pp_report_count(r, beyond));
    pp_table_text(r->d, row, 3,
                  pp_report_share(r, t, c->n_crossed, beyond, c->crossed_ci));
    pp_table_text(
        r->d, row, 4,
        pp_report_share(r, t, c->n_recovered, beyond, c->recovered_ci));
    pp_table_text(r->d, row, 5,
                  pp_report_share(r, t, c->n_entered, others, c->entered_ci));
}

static int make(const struct pp_report *r, size_t item, struct pp_blocks *into,
                struct pp_error *err)
{
    struct pp_table *t = NULL;

    (void)item;
    (void)err;
    for (size_t i = 0; i < r->n_outcomes; i++) {
        if (r->results->outcomes[i].recovery.cutoff == NULL ||
            !pp_report_has_averages(r, i))
            continue;
        if (t == NULL)
            t = pp_document_table(
                r->d, into,
                pp_report_printf(r, "cut-offs crossed, with %s Wilson ranges",
                                 pp_style_level(r->pool, r->results->level)),
                COLUMNS, N_COLUMNS);
        add_row(r, t, i);
    }
    if (t != NULL)
        pp_table_note(r->d, t,
                      "Who was not beyond a cut-off at the start is not among "
                      "those who could leave it. A cut-off can be crossed by a "
                      "point or two of chance; the fifth column asks for the "
                      "amount of the table above as well.");
    return 0;
}

const struct pp_part pp_part_recovery = {
    "recovery", PP_NAME_PART, NULL, "people who crossed a cut-off, both ways",
    make};
