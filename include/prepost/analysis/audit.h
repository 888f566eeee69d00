#ifndef PREPOST_ANALYSIS_AUDIT_H
#define PREPOST_ANALYSIS_AUDIT_H

#include "prepost/model/dataset.h"
#include "prepost/model/plan.h"

/*
 * Whether the counts of a pairing add up: everybody who is known is in exactly
 * one of matched, first only, later only and neither, for each later wave.
 */
struct pp_audit_wave {
    long n_matched;    /* answered at the first wave and at this one */
    long n_first_only; /* at the first, not at this one */
    long n_this_only;  /* at this one, not at the first */
    long n_neither;    /* at another one, or at none */
};

struct pp_audit {
    long n_people;               /* known by a row of some file */
    long n_nowhere;              /* of whom no answer at any wave was taken */
    struct pp_audit_wave *waves; /* per wave; the first's is zeros */
    long n_at_two;               /* answered at two waves or more ... */
    long n_dated;  /* ... and dates are known at two: n_turned is of these */
    long n_turned; /* whose later answers are dated before earlier
                      ones */
};

struct pp_audit pp_audit_of(const struct pp_plan *plan,
                            const struct pp_dataset *dataset,
                            struct pp_pool *pool);

#endif
