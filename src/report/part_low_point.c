#include "prepost/report/part.h"

static int make(const struct pp_report *r, size_t item, struct pp_blocks *into,
                struct pp_error *err)
{
    struct pp_prose *p = pp_document_paragraph(r->d, into);

    (void)item;
    (void)err;
    pp_prose_printf(r->d, p, "%s %s", pp_phrase_low_point(r->plan->low_point),
                    pp_report_has_arms(r)
                        ? "That moves the people compared with as well, so the "
                          "difference between the two leaves it out where "
                          "they started alike."
                        : "We cannot say how much of the change this "
                          "explains.");
    return 0;
}

const struct pp_part pp_part_low_point = {
    "low_point", PP_NAME_PART, NULL, "what joining at a low point may explain",
    make};
