#ifndef PREPOST_STATS_PAIRED_T_H
#define PREPOST_STATS_PAIRED_T_H

#include "prepost/stats/types.h"

#include <stdbool.h>

/*
 * The paired t test of a mean change, and its interval: the one that decides
 * every verdict. Where people came in support groups,
 * pp_paired_t_clustered() allows for the members of a group being alike.
 *
 * What stands on it (equivalence, limits of standardised changes, detectable
 * change) takes `se` and `df` from here and so allows for groups as well.
 */
struct pp_paired_t {
    enum pp_status status; /* of t and p; mean, sd stand on their own */
    size_t n;
    size_t n_groups;     /* named; 0: none were given */
    bool clustered;      /* se and df allow for the groups */
    double mean, sd;     /* of the changes; sd: divisor n - 1 */
    double se, t, df, p; /* p two-sided */
    struct pp_interval ci;
};

/*
 * In         change[n]: post minus pre in scale points, finite; level in (0,1)
 * Missing    none accepted
 * Undefined  n < 2: TOO_FEW, all but n and mean NaN; no spread: NO_VARIANCE,
 *            t and p NaN, se 0, the interval a point
 * Errors     none; allocates nothing, keeps no pointer
 * Source     Student 1908
 */
struct pp_paired_t pp_paired_t_test(const double change[], size_t n,
                                    double level);

/*
 * The same mean with the CR2 ("bias-reduced linearisation") standard error and
 * Satterthwaite degrees of freedom, which need not be whole.
 *
 * In         group[n]: any number that stands for the person's group; a person
 *            without one is given a number of its own from PP_IN_NO_GROUP up
 *            (grouping.h): a group of one that n_groups does not count
 * Undefined  up to 3 groups are too few to allow for: the result is that of
 *            pp_paired_t_test() with n_groups set and clustered false
 * Errors     none; the order of people and the numbering of groups do not
 *            matter; time n log(groups), memory a few words per group
 * Source     Bell and McCaffrey 2002; Pustejovsky and Tipton 2018
 */
struct pp_paired_t pp_paired_t_clustered(const double change[],
                                         const size_t group[], size_t n,
                                         double level);

/* Either, of k changes that count[k] people made; group NULL: not clustered.
 * Rows of one group may be several. */
struct pp_paired_t pp_paired_t_counted(const double change[],
                                       const size_t group[],
                                       const size_t count[], size_t k,
                                       double level);

/* The t interval at another level; `ci` of a result is that at its own. */
struct pp_interval pp_paired_t_interval(const struct pp_paired_t *result,
                                        double level);

/* From a mean, sd and n known only as such (a published table, a pooled
 * region): what pp_paired_t_test() makes of the people. */
struct pp_paired_t pp_paired_t_from_summary(double mean, double sd, size_t n,
                                            double level);

#endif
