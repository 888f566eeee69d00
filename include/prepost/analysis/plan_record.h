#ifndef PREPOST_ANALYSIS_PLAN_RECORD_H
#define PREPOST_ANALYSIS_PLAN_RECORD_H

#include <stdbool.h>
#include <stddef.h>

#include "prepost/base/pool.h"
#include "prepost/model/plan.h"

/*
 * What was fixed before later answers were in, and what was done otherwise
 * since: the difference between a finding that was looked for and a first
 * look.
 *
 * The plan of record is the one that was fixed in time and that agrees with
 * the plan that the analysis follows; else the last that was fixed in time.
 * Every commitment that differs from it is a departure, with the day of the
 * first later lock that has it as it is now; without such a lock its day is
 * not known. An outcome is a first look where a commitment of its own (that
 * it is one, its role, amount, scoring) or one of all outcomes was changed;
 * and all are where nothing was fixed in time. Departures are then told from
 * the first lock, late as it was.
 */

/* A plan as it was locked. */
struct pp_fixed_plan {
    const char *day, *commitments;
    long answers_after; /* later answers that were in by then */
};

struct pp_departure {
    struct pp_plan_difference what;
    const char *day; /* NULL: not known */
    long outcome;    /* of the plan; -1: of all */
};

struct pp_plan_record {
    const char *fixed_on; /* NULL: nothing was fixed in time */
    const char *late_on;  /* first fixed when later answers were in; or NULL */
    const struct pp_departure *departures;
    size_t n_departures;
    const bool *is_first_look; /* [n_outcomes of the plan]; NULL: all are */
};

/* In: locks[n], oldest first. Out: in `pool`. */
struct pp_plan_record pp_plan_record_of(const struct pp_plan *plan,
                                        const struct pp_fixed_plan *locks,
                                        size_t n, struct pp_pool *pool);

/* Whether the plan's outcome i is a first look. */
bool pp_plan_record_is_first_look(const struct pp_plan_record *record,
                                  size_t i);

#endif
