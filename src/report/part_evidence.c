#include "prepost/report/part.h"

static const char *level(const struct pp_report *r)
{
    switch (r->plan->evidence) {
    case PP_EVIDENCE_LOOKING_BACK:
        return "One group, both ratings at the end, one of them from memory.";
    case PP_EVIDENCE_COMPARISON:
        return "The plan names a comparison group that chance did not form. "
               "This report tells of the people who came alone, before and "
               "after.";
    case PP_EVIDENCE_RANDOMISED:
        return "The plan names a trial. This report tells of the people who "
               "were offered a place alone, before and after.";
    default:
        return "One group, asked before and after, with no comparison group.";
    }
}

static int make(const struct pp_report *r, size_t item, struct pp_blocks *into,
                struct pp_error *err)
{
    struct pp_prose *p = pp_document_paragraph(r->d, into);

    (void)item;
    (void)err;
    pp_prose_text(r->d, p, level(r));
    if (r->n_outcomes > 0)
        pp_prose_printf(r->d, p, " %s",
                        pp_phrase_reason(r->pool, &r->findings[0]));
    return 0;
}

const struct pp_part pp_part_evidence = {
    "evidence", PP_NAME_PART, NULL,
    "the level of evidence and what it allows to be said", make};
