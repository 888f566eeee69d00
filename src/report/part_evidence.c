#include "prepost/report/part.h"

static const char *comparison(const struct pp_report *r)
{
    switch (r->results->weaker_because) {
    case PP_WEAKER_CROSSED:
        return "A trial, in which people were not counted in the group that "
               "chance gave them; it is told as a comparison of groups that "
               "chance did not form.";
    case PP_WEAKER_MANY_LEFT:
        return "A trial, in which more than 20 in every 100 people did not "
               "answer again; it is told as a comparison of groups that chance "
               "did not form.";
    case PP_WEAKER_UNEVEN:
        return "A trial, in which 10 in every 100 more did not answer again in "
               "one group than in another; it is told as a comparison of "
               "groups that chance did not form.";
    default:
        return "A comparison group that chance did not form, asked before and "
               "after like the people who came.";
    }
}

static const char *level(const struct pp_report *r)
{
    switch (r->results->evidence) {
    case PP_EVIDENCE_LOOKING_BACK:
        return "One group, both ratings at the end, one of them from memory.";
    case PP_EVIDENCE_COMPARISON:
        return comparison(r);
    case PP_EVIDENCE_RANDOMISED:
        return "A trial: chance decided who was offered a place, and people "
               "are counted in the group that it gave them.";
    default:
        return r->results->weaker_because == PP_WEAKER_NO_ARMS
                   ? "The plan names people to compare with, but no answers of "
                     "theirs are here. This is told as one group, asked before "
                     "and after."
                   : "One group, asked before and after, with no comparison "
                     "group.";
    }
}

static int make(const struct pp_report *r, size_t item, struct pp_blocks *into,
                struct pp_error *err)
{
    struct pp_prose *p = pp_document_paragraph(r->d, into);

    (void)item;
    (void)err;
    pp_prose_text(r->d, p, level(r));
    if (pp_report_has_findings(r))
        pp_prose_printf(r->d, p, " %s",
                        pp_phrase_reason(r->pool, &r->findings[0]));
    return 0;
}

const struct pp_part pp_part_evidence = {
    "evidence", PP_NAME_PART, NULL,
    "the level of evidence and what it allows to be said", make};
