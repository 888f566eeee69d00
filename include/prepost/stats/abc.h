#ifndef PREPOST_STATS_ABC_H
#define PREPOST_STATS_ABC_H

#include "prepost/stats/bootstrap_units.h"
#include "prepost/stats/types.h"

/*
 * ABC: the interval that BCa tends to as resamples become many, from the
 * first and second derivatives of the statistic. It differs from BCa by terms
 * of order n^-1.5; for ten thousand people and more that is far less than two
 * runs of 10,000 resamples differ from each other.
 *
 * In         units; a smooth statistic; z: normal deviate of the level, or
 *            what is put in its place
 * Out        *res: the interval in the orientation of the units
 * Undefined  no statistic of all units, or no unit moves it: NO_VARIANCE
 * Errors     none; time a few evaluations for each distinct unit
 * Source     DiCiccio and Efron 1992; Davison and Hinkley 1997; checked
 *            against R boot::abc.ci, tests/oracle/abc
 */
struct pp_abc {
    struct pp_interval ci;
    double z0, acceleration;
    enum pp_status status;
};

void pp_abc_interval(const struct pp_units *units, pp_statistic *statistic,
                     double z, struct pp_abc *res);

#endif
