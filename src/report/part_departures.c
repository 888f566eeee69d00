#include "prepost/report/number_style.h"
#include "prepost/report/part.h"

static int make(const struct pp_report *r, size_t item, struct pp_blocks *into,
                struct pp_error *err)
{
    (void)item;
    (void)err;
    if (r->results->locked_on != NULL)
        pp_document_say(
            r->d, into,
            pp_report_printf(r,
                             "The plan was locked on %s, and this report was "
                             "made by it (plan %.12s). Departures: none.",
                             pp_style_date(r->pool, r->results->locked_on),
                             r->plan->hash != NULL ? r->plan->hash : ""));
    else
        pp_document_say(r->d, into,
                        "The plan was not locked before second answers were "
                        "read, so departures from it cannot be told.");
    return 0;
}

const struct pp_part pp_part_departures = {"departures", PP_NAME_PART, NULL,
                                           "departures from the plan, or none",
                                           make};
