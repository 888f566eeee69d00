#ifndef PREPOST_REPORT_PLANNING_DOCUMENT_H
#define PREPOST_REPORT_PLANNING_DOCUMENT_H

#include "prepost/base/json.h"
#include "prepost/model/instrument.h"
#include "prepost/report/document.h"
#include "prepost/stats/planning.h"

/*
 * What `prepost power` says: how many people are needed, outcome by outcome,
 * what that rests on, and what a given number would be able to say.
 */
struct pp_planned {
    const char *id;               /* "phq9.total", or "the outcome" */
    const struct pp_scale *scale; /* NULL: numbers alone */
    const struct pp_norm *norm;   /* where the SD is from; NULL: it was given */
    bool is_from_store;           /* or it is that of the first answers there */
    double sesoi, sd, correlation; /* sd NaN: the SD of changes was given */
    bool is_usual_correlation;     /* nobody said another */
    bool is_stored_correlation;    /* of those who answered twice so far */
    double sd_change;              /* two arms: the residual SD */
    bool are_groups_from_store;    /* their size and likeness are */
    struct pp_planning planning;
};

struct pp_planning_page {
    const struct pp_planned *planned;
    size_t n;
    double power, dropout;
    bool is_dropout_from_store;
    /* On how many outcomes regions are compared, main or not: they are one
     * family. 0: they are not. */
    size_t n_by_region;
    bool leaves_groups_out; /* of an outcome, though the plan names groups */
    bool has_more_times;    /* than one after the first: each a family */
    long pairs;             /* two arms: in each; 0: not asked */
};

void pp_planning_document(struct pp_document *d,
                          const struct pp_planning_page *page);

/*
 * {"power","level","dropout","outcomes":[{"outcome","sesoi","sd","sd_source",
 * "correlation","correlation_source","sd_change","family_size","group_size","icc",
 * "groups_source","design_effect",
 * "two_arms","pairs":{"change","no_meaningful_change","never_inconclusive"},
 * "asked":{same},"per_region":{"family_size","change","no_meaningful_change"}|null,"with":{"pairs","power_change","power_no_meaningful_change",
 * "detectable_change","never_inconclusive","reason"}|null}]}; 0 people: null.
 * reason: why so many might not tell, "too-few" or "multiplicity"; or null.
 */
json_t *pp_planning_json(const struct pp_planning_page *page);

#endif
