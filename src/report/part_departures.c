#include <string.h>

#include "prepost/report/number_style.h"
#include "prepost/report/part.h"

/* "4 April 2025: changed: confidence level: 0.9 (was 0.95)." */
static const char *told(const struct pp_report *r, const struct pp_departure *d)
{
    struct pp_buffer text = PP_BUFFER_INIT;

    pp_plan_difference_print(&d->what, &text);
    const char *out =
        pp_report_printf(r, "%s: %s.",
                         d->day != NULL ? pp_style_date(r->pool, d->day)
                                        : "on a day that was not kept",
                         pp_buffer_text(&text));
    pp_buffer_clear(&text);
    return pp_phrase_capitalised(r->pool, out);
}

static const char *never_fixed(const struct pp_report *r)
{
    return pp_report_printf(
        r,
        "The plan was not locked before %sanswers were imported, so "
        "departures from it cannot be told.",
        r->results->evidence == PP_EVIDENCE_LOOKING_BACK ? ""
        : r->plan->n_waves > 2                           ? "later "
                                                         : "second ");
}

/* How many they were, less the pairs, would tell of a few. */
static const char *locked_late(const struct pp_report *r)
{
    return pp_report_printf(r,
                            "The plan was first locked on %s, when "
                            "questionnaires filled in later were imported "
                            "already. What was changed before that day cannot "
                            "be told.",
                            pp_style_date(r->pool, r->results->record.late_on));
}

static const char *locked_in_time(const struct pp_report *r)
{
    const struct pp_plan_record *record = &r->results->record;
    bool is_given = false;

    for (size_t w = 1; w < record->n_waves; w++)
        is_given |= record->waves[w].is_given_before &&
                    strcmp(record->waves[w].fixed_on, record->fixed_on) == 0;
    return pp_report_printf(
        r,
        "The plan was locked on %s, before any later answers were "
        "imported.%s%s",
        pp_style_date(r->pool, record->fixed_on), is_given ? " " : "",
        is_given ? pp_phrase_given_by_then(r->results->evidence, 1) : "");
}

/* Times that were fixed by another lock than the plan, or by none. */
static void other_times(const struct pp_report *r, struct pp_blocks *into)
{
    const struct pp_plan_record *record = &r->results->record;
    bool is_any = false;

    for (size_t w = 1; w < record->n_waves; w++)
        is_any |= record->waves[w].fixed_on != NULL;
    for (size_t w = 1; is_any && w < record->n_waves; w++) {
        const char *day = record->waves[w].fixed_on;
        if (day == NULL || record->fixed_on == NULL ||
            strcmp(day, record->fixed_on) != 0)
            pp_document_say(
                r->d, into,
                pp_phrase_fixed_later(r->pool, pp_report_when(r, w), day));
    }
}

static int make(const struct pp_report *r, size_t item, struct pp_blocks *into,
                struct pp_error *err)
{
    const struct pp_plan_record *record = &r->results->record;

    (void)item;
    (void)err;
    if (record->fixed_on == NULL && record->late_on == NULL) {
        pp_document_say(r->d, into, never_fixed(r));
        return 0;
    }
    const char *start =
        record->fixed_on != NULL ? locked_in_time(r) : locked_late(r);
    const char *since = record->fixed_on != NULL ? "" : " since";
    if (record->n_departures == 0) {
        pp_document_say(
            r->d, into,
            pp_report_printf(r,
                             "%s This report was made by it (plan %.12s). "
                             "Departures%s: none.",
                             start, r->plan->hash != NULL ? r->plan->hash : "",
                             since));
        other_times(r, into);
        return 0;
    }
    pp_document_say(r->d, into,
                    pp_report_printf(r,
                                     "%s Departures%s, by the day on which "
                                     "each was fixed:",
                                     start, since));
    struct pp_block *list = pp_document_list(r->d, into, false);
    for (size_t i = 0; i < record->n_departures; i++)
        pp_prose_text(r->d, pp_document_item(r->d, list),
                      told(r, &record->departures[i]));
    other_times(r, into);
    return 0;
}

const struct pp_part pp_part_departures = {"departures", PP_NAME_PART, NULL,
                                           "departures from the plan, or none",
                                           make};
