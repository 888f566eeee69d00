#include "prepost/report/part.h"

/* Under the title: made-up data is said first, then who ran the service. */
static int make(const struct pp_report *r, size_t item, struct pp_blocks *into,
                struct pp_error *err)
{
    const struct pp_plan *plan = r->plan;

    (void)item;
    (void)err;
    if (plan->made_up)
        pp_prose_text(r->d,
                      &pp_document_block(r->d, into, PP_BLOCK_BANNER)->prose,
                      "Made-up data: this is a sample report.");
    pp_report_warn_of_items(r, into);
    if (plan->charity == NULL && plan->dates == NULL)
        return 0;
    struct pp_prose *p = &pp_document_block(r->d, into, PP_BLOCK_LEAD)->prose;
    if (plan->charity != NULL)
        pp_prose_printf(r->d, p, "Run by %s%s", plan->charity,
                        plan->dates != NULL ? ", " : "");
    pp_prose_printf(r->d, p, "%s.", plan->dates != NULL ? plan->dates : "");
    return 0;
}

const struct pp_part pp_part_banner = {
    "banner", PP_NAME_PART, NULL,
    "who ran the service and when; says where data are made up", make};
