#include <math.h>
#include <string.h>

#include "prepost/report/number_style.h"
#include "prepost/report/part.h"

static const struct pp_table_column COLUMNS[] = {
    {"Questionnaire", PP_COLUMN_TEXT},  {"Items", PP_COLUMN_NUMBER},
    {"Score", PP_COLUMN_TEXT},          {"Key", PP_COLUMN_TEXT},
    {"Alpha before", PP_COLUMN_RANGE},  {"Alpha after", PP_COLUMN_RANGE},
    {"Omega before", PP_COLUMN_NUMBER},
};
enum { N_COLUMNS = sizeof COLUMNS / sizeof COLUMNS[0] };

static const char *method(const struct pp_scale *s)
{
    switch (s->method) {
    case PP_SCORE_SUM:
        return "sum";
    case PP_SCORE_MEAN:
        return "mean";
    case PP_SCORE_PERCENT:
        return "percent of range";
    case PP_SCORE_LOOKUP:
        return "table";
    case PP_SCORE_COUNT:
        return "count";
    }
    return "";
}

static const char *alpha(const struct pp_report *r, struct pp_table *t,
                         const struct pp_estimate *e)
{
    if (!isfinite(e->estimate))
        return pp_report_number(r, t, NAN, 2);
    return pp_report_printf(r, "%s (%s)",
                            pp_style_number(r->pool, e->estimate, 2),
                            pp_style_span(r->pool, e->ci, 2));
}

/* What stands in place of the reliability of what has no numbers. */
static const char *no_reliability(const struct pp_report *r, struct pp_table *t,
                                  enum pp_no_finding why)
{
    if (why == PP_NO_FINDING_NO_ANSWERS)
        return "no answers";
    if (why != PP_NO_FINDING_HIDDEN)
        return pp_report_number(r, t, NAN, 2);
    pp_table_note(r->d, t, pp_phrase_hidden_cell());
    return "[c]";
}

static const char *key_of(const struct pp_outcome *o)
{
    if (o->instrument->status == PP_KEY_OWN)
        return "own";
    return o->provisional ? "not confirmed" : "confirmed";
}

static void add_row(const struct pp_report *r, struct pp_table *t, size_t i)
{
    const struct pp_outcome *o = &r->results->outcomes[i];
    enum pp_no_finding why = r->findings[i].why;
    struct pp_table_row *row = pp_table_row(r->d, t);
    const struct pp_scale_reliability *rel = &o->reliability;

    pp_table_text(r->d, row, 0,
                  o->instrument->n_scales > 1 ? o->scale->name
                                              : o->instrument->name);
    pp_table_text(r->d, row, 1, pp_report_printf(r, "%zu", o->scale->n_items));
    pp_table_text(r->d, row, 2,
                  pp_report_printf(r, "%s, %s to %s", method(o->scale),
                                   pp_style_plain(r->pool, o->scale->min),
                                   pp_style_plain(r->pool, o->scale->max)));
    pp_table_text(r->d, row, 3, key_of(o));
    if (o->instrument->status == PP_KEY_OWN)
        pp_table_note(r->d, t,
                      "Own: a questionnaire of one's own, whose key nobody "
                      "else has confirmed.");
    if (o->scale->n_items < 2 || o->hidden) {
        bool is_single = o->scale->n_items < 2;
        const char *mark = is_single ? "[z]" : no_reliability(r, t, why);
        for (size_t c = 4; c < N_COLUMNS; c++)
            pp_table_text(r->d, row, c, mark);
        if (is_single)
            pp_table_note(r->d, t, "[z] does not apply to single questions");
        return;
    }
    pp_table_text(r->d, row, 4, alpha(r, t, &rel->alpha_pre));
    pp_table_text(r->d, row, 5, alpha(r, t, &rel->alpha_post));
    pp_table_text(r->d, row, 6,
                  pp_report_number(r, t, rel->omega_pre.estimate, 2));
    if (rel->n_unreversed > 0)
        pp_table_note(r->d, t,
                      pp_report_printf(r,
                                       "%s: %zu items run against the "
                                       "others; see whether the key was "
                                       "turned round.",
                                       o->instrument->short_name,
                                       rel->n_unreversed));
}

static int make(const struct pp_report *r, size_t item, struct pp_blocks *into,
                struct pp_error *err)
{
    struct pp_table *t = pp_document_table(
        r->d, into,
        pp_report_printf(r,
                         "questionnaires, and how well each measured in these "
                         "answers (%s ranges)",
                         pp_style_level(r->pool, r->results->level)),
        COLUMNS, N_COLUMNS);

    (void)item;
    (void)err;
    for (size_t i = 0; i < r->n_outcomes; i++) {
        if (r->results->outcomes[i].wave == r->results->outcomes[0].wave &&
            pp_report_is_first_arm(r, i))
            add_row(r, t, i);
    }
    return 0;
}

const struct pp_part pp_part_questionnaires = {
    "questionnaires", PP_NAME_TABLE, NULL,
    "questionnaires: items, scoring, key, reliability before and after", make};
