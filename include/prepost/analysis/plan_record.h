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
 *
 * Each time after the first is judged by itself: what was fixed before its own
 * answers were in stays fixed, whenever other times were added or answered. A
 * lock knows nothing of a time that its plan did not have.
 */

/* A plan as it was locked. */
struct pp_fixed_plan {
    const char *day, *commitments;
    long answers_after;          /* later answers that were in by then */
    const char *answers_by_wave; /* store/lock.h; NULL: not known */
};

struct pp_departure {
    struct pp_plan_difference what;
    const char *day; /* NULL: not known */
    long outcome;    /* of the plan; -1: of all */
};

/* What was fixed of one wave before its own answers were in. */
struct pp_wave_record {
    const char *fixed_on;      /* NULL: nothing was in time */
    bool is_given_before;      /* answers of it are dated before that day */
    const bool *is_first_look; /* [n_outcomes of the plan]; NULL: all are */
};

struct pp_plan_record {
    const char *fixed_on; /* NULL: nothing was fixed in time */
    const char *late_on;  /* first fixed when later answers were in; or NULL */
    const struct pp_departure *departures;
    size_t n_departures;
    struct pp_wave_record *waves; /* [n_waves of the plan]; the first: none */
    size_t n_waves;               /* 0: nothing was ever fixed */
};

/* In: locks[n], oldest first. Out: in `pool`. */
struct pp_plan_record pp_plan_record_of(const struct pp_plan *plan,
                                        const struct pp_fixed_plan *locks,
                                        size_t n, struct pp_pool *pool);

/* Whether the plan's outcome i is a first look at a wave of the plan. */
bool pp_plan_record_is_first_look(const struct pp_plan_record *record,
                                  size_t wave, size_t i);

/* The day on which the wave was fixed in time; or NULL. */
const char *pp_plan_record_fixed_on(const struct pp_plan_record *record,
                                    size_t wave);

/* Whether every wave after the first was fixed in time. */
bool pp_plan_record_is_all_fixed(const struct pp_plan_record *record);

#endif
