#ifndef PREPOST_STATS_BOOTSTRAP_UNITS_H
#define PREPOST_STATS_BOOTSTRAP_UNITS_H

#include <stdbool.h>
#include <stddef.h>

#include "prepost/stats/lattice.h"

/*
 * What the bootstrap draws: people, or whole groups, each distinct one once
 * with a count.
 *
 * Everything that the mean change and d_av need of a set of people is five
 * sums: how many, the scores before and after, and their squares. A unit that
 * is drawn is those sums; so is a resample, and so is all but one unit for the
 * jackknife. Scores are whole steps counted from the lowest one, so the sums
 * are exact and resamples that tie do so exactly.
 */
struct pp_sums {
    double n, pre, post, squares;
};

struct pp_unit {
    struct pp_sums sums;
    double count; /* how many units have just these sums */
};

struct pp_units {
    struct pp_unit *unit; /* [n_distinct], ascending */
    size_t n_distinct, n;
    struct pp_sums all;
    bool is_people; /* not groups: every n is 1 */
    bool is_turned; /* pre and post were exchanged */
};

/* A statistic of a set of people, in steps of the lattice. */
typedef double pp_statistic(const struct pp_sums *s);

double pp_sums_mean_change(const struct pp_sums *s);
double pp_sums_d_av(const struct pp_sums *s); /* NaN without spread */
/* Ascending, for qsort(); a unit compares as its sums. */
int pp_sums_compare(const void *a, const void *b);
void pp_sums_add(struct pp_sums *to, const struct pp_sums *s, double times);

/*
 * In         a lattice; group[n_rows]: labels, as given; NULL: people
 * Out        units in the orientation that makes the mean change positive (or
 *            that comes first in order): the same for exchanged input
 */
void pp_units_init(struct pp_units *units, const struct pp_lattice *lattice,
                   const size_t *group);
void pp_units_clear(struct pp_units *units);

/* Does every unit have the same mean change? */
bool pp_units_change_alike(const struct pp_units *units);

#endif
