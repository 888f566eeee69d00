#ifndef PREPOST_STATS_REGRESSION_H
#define PREPOST_STATS_REGRESSION_H

#include "prepost/stats/coefficient.h"

/*
 * Least squares with standard errors that hold when spread differs between
 * people (HC3) or people come in groups (CR2).
 *
 * In         design[n*p], a person a row, the column of ones included;
 *            y[n]; all finite; group[n] for CR2: any
 *            number that stands for the group; count[n]: how many people each
 *            row stands for, NULL: one. The numbers are those of as many rows
 * Out        coefficient[p]. Classic and HC3: n-p df. CR2: Satterthwaite df
 *            per coefficient, under equal independent errors.
 *            contrast[n_contrasts*p], a sum of coefficients a row: then
 *            coefficient[n_contrasts] are these sums; NULL: each on its own
 * Undefined  n <= p: TOO_FEW; columns that depend on one another, or a
 *            perfect fit: NO_VARIANCE; CR2 with fewer than 2 groups: TOO_FEW.
 *            HC3 with a person who alone decides a coefficient (leverage 1):
 *            that person's share is left out, as residual and weight are 0/0
 * Errors     none
 * Source     MacKinnon & White 1985; Bell & McCaffrey 2002; Pustejovsky &
 *            Tipton 2018; tests/oracle/cohorts
 */
enum pp_robust { PP_ROBUST_CLASSIC, PP_ROBUST_HC3, PP_ROBUST_CR2 };

struct pp_regression_in {
    const double *design, *y;
    size_t n, p;
    const size_t *group; /* CR2 only */
    const size_t *count;
    enum pp_robust robust;
    double level;
    const double *contrast;
    size_t n_contrasts;
};

struct pp_regression {
    size_t n, p; /* people, columns */
    double residual_sd, residual_ss;
    double r_squared; /* about the mean */
    enum pp_status status;
};

/* People in all rows. */
size_t pp_regression_people(const struct pp_regression_in *in);

struct pp_regression pp_regression_fit(const struct pp_regression_in *in,
                                       struct pp_coefficient *coefficient);

#endif
