#include <string.h>

#include "prepost/report/number_style.h"
#include "prepost/report/part.h"

/* The measures of NHS Talking Therapies, from PHQ-9 and GAD-7 together. */
static const struct pp_table_column COLUMNS[] = {
    {"Measure", PP_COLUMN_TEXT},
    {"Out of", PP_COLUMN_NUMBER},
    {"People (range)", PP_COLUMN_RANGE},
    {"England", PP_COLUMN_NUMBER},
    {"Peer support there", PP_COLUMN_NUMBER},
};
enum { N_COLUMNS = sizeof COLUMNS / sizeof COLUMNS[0] };

static void add_row(const struct pp_report *r, struct pp_table *t,
                    const char *measure, long n, long of,
                    const struct pp_estimate *share, const char *england,
                    const char *peer_support)
{
    struct pp_table_row *row = pp_table_row(r->d, t);

    pp_table_text(r->d, row, 0, measure);
    pp_table_text(r->d, row, 1, pp_report_count(r, of));
    pp_table_text(
        r->d, row, 2,
        pp_report_share(r, t, of < 0 ? PP_COUNT_HIDDEN : n, of, share->ci));
    pp_table_text(r->d, row, 3, england);
    pp_table_text(r->d, row, 4, peer_support);
}

static bool has_outcome(const struct pp_report *r, const char *id)
{
    for (size_t i = 0; i < r->plan->n_outcomes; i++)
        if (strcmp(r->plan->outcomes[i].id, id) == 0)
            return true;
    return false;
}

static int make(const struct pp_report *r, size_t item, struct pp_blocks *into,
                struct pp_error *err)
{
    const struct pp_talking_therapies *m = r->results->talking_therapies;

    (void)item;
    (void)err;
    if (m == NULL && pp_report_has_arms(r) && has_outcome(r, "phq9.total") &&
        has_outcome(r, "gad7.total"))
        pp_document_say(r->d, into, pp_phrase_no_course_in_arms());
    if (m == NULL)
        return 0;
    if (m->n < 0 && m->n_could < 0) {
        pp_document_say(r->d, into, pp_phrase_no_course_shown());
        return 0;
    }
    struct pp_table *t = pp_document_table(
        r->d, into,
        pp_report_printf(r,
                         "the measures of NHS Talking Therapies, with %s "
                         "Wilson ranges",
                         pp_style_level(r->pool, r->results->level)),
        COLUMNS, N_COLUMNS);
    add_row(r, t, "Recovered", m->n_recovered, m->n_could, &m->recovered,
            "50.5%", "31.5%");
    add_row(r, t, "Recovered, and reliably better", m->n_reliably, m->n_could,
            &m->reliably_recovered, "47.5%", "26.7%");
    add_row(r, t, "Reliably better", m->n_improved, m->n, &m->improved, "67.5%",
            "41.6%");
    add_row(r, t, "Reliably worse", m->n_worse, m->n, &m->worse, "5.8%",
            "8.2%");
    add_row(r, t, "No reliable change", m->n_unchanged, m->n, &m->unchanged,
            "25.4%", "45.0%");
    pp_table_note(
        r->d, t,
        "Reliable: 6 points on PHQ-9 or 4 on GAD-7, and not the other way "
        "round on the other questionnaire. Recovered: 10 or more on PHQ-9 or 8 "
        "or more on GAD-7 at the start, and neither at the end; out of all who "
        "have a first and a last form, less those below both at the start. "
        "Better, worse and no reliable change are out of all with both forms; "
        "someone better on one and worse on the other is none of the three.");
    pp_table_note(
        r->d, t,
        "England: NHS Talking Therapies annual report, April 2024 to March "
        "2025, 670,419 courses that ended after two sessions or more. Peer "
        "support there: 40,170 courses of psychoeducational peer support in "
        "the same report. For context.");
    pp_document_say(r->d, into, pp_phrase_not_a_course());
    return 0;
}

const struct pp_part pp_part_talking_therapies = {
    "talking_therapies", PP_NAME_PART, NULL,
    "PHQ-9 and GAD-7: the measures of NHS Talking Therapies", make};
