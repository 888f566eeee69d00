#include <math.h>
#include <string.h>

#include "prepost/report/number_style.h"
#include "prepost/report/part.h"

static const struct pp_table_column COLUMNS[] = {
    {"Outcome", PP_COLUMN_TEXT},
    {"Amount", PP_COLUMN_NUMBER},
    {"Where it comes from", PP_COLUMN_TEXT},
    {"People", PP_COLUMN_NUMBER},
    {"Better", PP_COLUMN_RANGE},
    {"In between", PP_COLUMN_NUMBER},
    {"Worse", PP_COLUMN_RANGE},
};
enum { N_COLUMNS = sizeof COLUMNS / sizeof COLUMNS[0] };

static const char *source(const struct pp_report *r,
                          const struct pp_individual *p)
{
    switch (p->source) {
    case PP_AMOUNT_PUBLISHED:
        return "published";
    case PP_AMOUNT_COMPUTED:
        return pp_report_printf(r, "Jacobson-Truax, %s, reliability %s",
                                pp_style_number(r->pool, p->threshold, 2),
                                pp_style_number(r->pool, p->reliability, 2));
    default:
        return "the plan";
    }
}

/* Shares that are printed, and do not make 100 as they are. */
static bool is_off_100(const struct pp_individual *p)
{
    if (p->n_better < 0 || p->n_between < 0 || p->n_worse < 0 || p->n <= 0)
        return false;
    return pp_style_share((double)p->n_better, (double)p->n) +
               pp_style_share((double)p->n_between, (double)p->n) +
               pp_style_share((double)p->n_worse, (double)p->n) !=
           100;
}

/* `who` NULL: everyone who answered twice. */
static void add_row(const struct pp_report *r, struct pp_table *t, size_t i,
                    const struct pp_individual *p, const char *who)
{
    struct pp_table_row *row = pp_table_row(r->d, t);
    const char *name =
        pp_phrase_capitalised(r->pool, r->findings[i].words.outcome);

    pp_table_text(r->d, row, 0,
                  who == NULL ? name
                              : pp_report_printf(r, "%s, %s", name, who));
    pp_table_text(r->d, row, 1,
                  pp_style_plain(r->pool, pp_number_rounded(p->amount, 2)));
    pp_table_text(r->d, row, 2, source(r, p));
    pp_table_text(r->d, row, 3, pp_report_count(r, p->n));
    pp_table_text(r->d, row, 4,
                  pp_report_share(r, t, p->n_better, p->n, p->better_ci));
    pp_table_text(r->d, row, 5,
                  pp_report_share(r, t, p->n_between, p->n, PP_INTERVAL_NONE));
    pp_table_text(r->d, row, 6,
                  pp_report_share(r, t, p->n_worse, p->n, p->worse_ci));
    if (is_off_100(p))
        pp_table_note(r->d, t, "Rounded, so may not add up.");
}

static bool has_row(const struct pp_report *r, size_t i)
{
    return pp_report_has_averages(r, i) &&
           r->results->outcomes[i].individual.source != PP_AMOUNT_NONE;
}

static bool has_rows(const struct pp_report *r)
{
    for (size_t i = 0; i < r->n_outcomes; i++)
        if (has_row(r, i))
            return true;
    return false;
}

static int make(const struct pp_report *r, size_t item, struct pp_blocks *into,
                struct pp_error *err)
{
    if (!has_rows(r))
        return 0;
    struct pp_table *t = pp_document_table(
        r->d, into,
        pp_report_printf(r, "reliable change both ways, with %s Wilson ranges",
                         pp_style_level(r->pool, r->results->level)),
        COLUMNS, N_COLUMNS);

    (void)item;
    (void)err;
    for (size_t i = 0; i < r->n_outcomes; i++) {
        const struct pp_outcome *o = &r->results->outcomes[i];
        if (!has_row(r, i))
            continue;
        add_row(r, t, i, &o->individual,
                o->contrast.is_made ? o->contrast.arm.people : NULL);
        if (o->contrast.is_made)
            add_row(r, t, i, &o->contrast.comparison.individual,
                    o->contrast.comparison.people);
    }
    return 0;
}

const struct pp_part pp_part_individuals = {
    "individuals", PP_NAME_TABLE, NULL,
    "people who went better and worse by an amount that counts for one person",
    make};
