#include "prepost/report/part.h"

/* The charity's own words, in a box that says whose they are. */
static int make(const struct pp_report *r, size_t item, struct pp_blocks *into,
                struct pp_error *err)
{
    (void)item;
    (void)err;
    if (r->plan->own_words == NULL)
        return 0;
    struct pp_block *box = pp_document_block(r->d, into, PP_BLOCK_OWN_WORDS);
    pp_document_heading(
        r->d, &box->children, 2,
        r->plan->charity != NULL
            ? pp_report_printf(r, "In %s's own words", r->plan->charity)
            : "In the charity's own words");
    pp_document_say(r->d, &box->children, r->plan->own_words);
    return 0;
}

const struct pp_part pp_part_own_words = {
    "own_words", PP_NAME_PART, NULL,
    "a box with the charity's own words, where the plan has any", make};
