#include "prepost/report/number_style.h"
#include "prepost/report/part.h"

static const struct pp_table_column COLUMNS[] = {
    {"Outcome", PP_COLUMN_TEXT},     {"Questionnaire", PP_COLUMN_TEXT},
    {"Role", PP_COLUMN_TEXT},        {"Would matter", PP_COLUMN_NUMBER},
    {"Who says so", PP_COLUMN_TEXT},
};
enum { N_COLUMNS = sizeof COLUMNS / sizeof COLUMNS[0] };

static const char *source(const struct pp_sesoi *s)
{
    switch (s->source) {
    case PP_SESOI_DECLARED:
        return s->because != NULL ? s->because : "the plan";
    case PP_SESOI_PUBLISHED_GROUP:
        return s->because != NULL ? s->because : "published for groups";
    case PP_SESOI_RULE_OF_THUMB:
        return s->because != NULL ? s->because : "a rule of thumb";
    default:
        return "no one: it was not set";
    }
}

static int make(const struct pp_report *r, size_t item, struct pp_blocks *into,
                struct pp_error *err)
{
    struct pp_table *t = pp_document_table(r->d, into, "outcomes in the plan",
                                           COLUMNS, N_COLUMNS);

    (void)item;
    (void)err;
    for (size_t i = 0; i < r->n_outcomes; i++) {
        const struct pp_outcome *o = &r->results->outcomes[i];
        if (!pp_report_is_first_arm(r, i))
            continue;
        struct pp_table_row *row = pp_table_row(r->d, t);
        pp_table_text(
            r->d, row, 0,
            pp_report_printf(
                r, "%s (%s to %s)",
                pp_phrase_capitalised(r->pool, r->findings[i].words.outcome),
                pp_style_plain(r->pool, o->scale->min),
                pp_style_plain(r->pool, o->scale->max)));
        pp_table_text(r->d, row, 1, o->instrument->name);
        pp_table_text(r->d, row, 2,
                      o->plan->role == PP_PRIMARY ? "main" : "other");
        pp_table_text(r->d, row, 3,
                      o->plan->sesoi.text != NULL ? o->plan->sesoi.text
                                                  : "not set");
        pp_table_text(r->d, row, 4, source(&o->plan->sesoi));
    }
    return 0;
}

const struct pp_part pp_part_planned_outcomes = {
    "planned_outcomes", PP_NAME_TABLE, NULL,
    "outcomes, roles, and the change that would matter with its source", make};
