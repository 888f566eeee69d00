#ifndef PREPOST_STATS_TYPES_H
#define PREPOST_STATS_TYPES_H

#include <math.h>
#include <stddef.h>

/*
 * What every statistic shares.
 *
 * Statistics are pure functions: arrays of double in, a struct out; no files,
 * no clock, no locale, no knowledge of surveys. Change is always post minus
 * pre in raw scale points, whichever direction is better.
 *
 * A statistic that cannot be computed is a result, not an error: its status
 * says why and its numbers are NaN (printed as null).
 */
enum pp_status {
    PP_STATUS_OK,
    PP_STATUS_TOO_FEW,      /* fewer values than the statistic needs */
    PP_STATUS_TOO_MANY,     /* more than its method is defined for */
    PP_STATUS_NO_VARIANCE,  /* all values alike where spread is needed */
    PP_STATUS_ALL_TIED,     /* nothing but zeros or ties to rank */
    PP_STATUS_NOT_DECLARED, /* needs something that the plan leaves open */
    PP_STATUS_NO_CONVERGENCE,
    PP_STATUS_BOUNDARY, /* estimated at the edge of what is possible */
    PP_STATUS_HEYWOOD   /* a factor model's unique variance hit zero */
};

/* "ok", "too-few", "no-variance" ... as printed in JSON; lent, static. */
const char *pp_status_name(enum pp_status status);

/* An end that is never reached is NaN. */
struct pp_interval {
    double lo, hi;
};

#define PP_INTERVAL_NONE ((struct pp_interval){NAN, NAN})

/* An estimate with its interval; `method` names how the interval was made. */
struct pp_estimate {
    double estimate;
    struct pp_interval ci;
    const char *method; /* static text */
    enum pp_status status;
};

/* Which way is better on a scale. */
enum pp_direction { PP_HIGHER_IS_BETTER, PP_LOWER_IS_BETTER };

#endif
