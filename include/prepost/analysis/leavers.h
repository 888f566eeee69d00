#ifndef PREPOST_ANALYSIS_LEAVERS_H
#define PREPOST_ANALYSIS_LEAVERS_H

#include "prepost/model/dataset.h"
#include "prepost/model/plan.h"

/*
 * Who left and who stayed, by what is kept of people: age band, gender, group
 * of any kind; and numbers such as age in years. To stay is to have answered
 * at the first wave and the last, to leave at the first only.
 *
 * In         plan, dataset; a dose is no table: it is had after the start
 * Out        a table for each kept column, a row for each level; of a number
 *            one row without a name
 * Method     standardised differences (Austin 2009): left less stayed, in
 *            pooled SDs; of a level, of the shares of people in it
 * Source     tests/oracle/leavers.R
 */
struct pp_leavers_row {
    const char *name; /* level; NULL: the number itself */
    long n_stayed, n_left;
    double mean_stayed, mean_left;       /* of a number; NaN for levels */
    double difference;                   /* in SDs; NaN: not known */
    double variance_ratio;               /* of a number: left over stayed */
    long n_stayed_unlike, n_left_unlike; /* of a number: unlike.h */
};

struct pp_leavers_table {
    const char *name;      /* "age band" */
    long n_stayed, n_left; /* of whom it is known */
    const struct pp_leavers_row *rows;
    size_t n_rows;
};

void pp_leavers_of(const struct pp_plan *plan, const struct pp_dataset *dataset,
                   struct pp_pool *pool, const struct pp_leavers_table **tables,
                   size_t *n_tables);

/* The difference of two shares, k of n each. */
double pp_leavers_difference(long k_stayed, long n_stayed, long k_left,
                             long n_left);

#endif
