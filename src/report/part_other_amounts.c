#include <math.h>

#include "prepost/report/number_style.h"
#include "prepost/report/part.h"

/* One person's change by Jacobson and Truax with other reliabilities. */
static const struct pp_table_column COLUMNS[] = {
    {"Outcome", PP_COLUMN_TEXT}, {"Reliability", PP_COLUMN_TEXT},
    {"Value", PP_COLUMN_NUMBER}, {"Amount", PP_COLUMN_NUMBER},
    {"Better", PP_COLUMN_RANGE}, {"Worse", PP_COLUMN_RANGE},
};
enum { N_COLUMNS = sizeof COLUMNS / sizeof COLUMNS[0] };

static const char *kind_in_words(enum pp_reliability_kind kind)
{
    switch (kind) {
    case PP_RELIABILITY_HERE:
        return "alpha here";
    case PP_RELIABILITY_HERE_LOW:
        return "alpha here, lower end";
    case PP_RELIABILITY_HERE_HIGH:
        return "alpha here, upper end";
    case PP_RELIABILITY_ALPHA:
        return "published alpha";
    case PP_RELIABILITY_RETEST:
        return "published, two occasions";
    }
    return "";
}

static void add_row(const struct pp_report *r, struct pp_table *t, size_t i,
                    const struct pp_individual *p)
{
    struct pp_table_row *row = pp_table_row(r->d, t);

    pp_table_text(r->d, row, 0, pp_report_outcome_of_people(r, i));
    pp_table_text(r->d, row, 1, kind_in_words(p->kind));
    pp_table_text(r->d, row, 2, pp_style_number(r->pool, p->reliability, 2));
    pp_table_text(r->d, row, 3,
                  pp_style_plain(r->pool, pp_number_rounded(p->amount, 2)));
    pp_table_text(r->d, row, 4,
                  pp_report_share(r, t, p->n_better, p->n, p->better_ci));
    pp_table_text(r->d, row, 5,
                  pp_report_share(r, t, p->n_worse, p->n, p->worse_ci));
}

static int make(const struct pp_report *r, size_t item, struct pp_blocks *into,
                struct pp_error *err)
{
    struct pp_table *t = NULL;

    (void)item;
    (void)err;
    for (size_t i = 0; i < r->n_outcomes; i++) {
        const struct pp_outcome *o = &r->results->outcomes[i];
        for (size_t k = 0; k < o->n_other_amounts; k++) {
            if (!pp_report_has_averages(r, i))
                continue;
            if (t == NULL)
                t = pp_document_table(r->d, into,
                                      "how much hangs on the reliability",
                                      COLUMNS, N_COLUMNS);
            add_row(r, t, i, &o->other_amounts[k]);
        }
    }
    if (t != NULL)
        pp_table_note(r->d, t,
                      "Jacobson and Truax (1991) with the reliability of each "
                      "row. Alpha is within one occasion; over two occasions "
                      "a person's own ups and downs count as error too.");
    return 0;
}

const struct pp_part pp_part_other_amounts = {
    "other_amounts", PP_NAME_PART, NULL,
    "people who went better and worse, by other reliabilities", make};
