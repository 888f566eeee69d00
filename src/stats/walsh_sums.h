#ifndef PREPOST_STATS_WALSH_SUMS_H
#define PREPOST_STATS_WALSH_SUMS_H

#include <stdbool.h>

#include "prepost/stats/lattice.h"

/*
 * The n(n+1)/2 sums D_i + D_j, i <= j, of the differences on a lattice: twice
 * the Walsh averages. They are counted, not made: time grows with the distinct
 * differences.
 */

/* How many are at most `sum`. */
uint64_t pp_walsh_count(const struct pp_lattice *l, int64_t sum);

/* The distinct ones in (low, high], ascending, with how many people make each;
 * returns how many. `sums` has room for pp_walsh_count(high) - (low). */
size_t pp_walsh_between(const struct pp_lattice *l, int64_t low, int64_t high,
                        struct pp_value_count *sums);

/*
 * A few thousand of many people, evenly over their differences: what these say
 * is near what all say, and tells where to look. `few` has differences alone,
 * in `space`. False, and nothing done, where it would not be worth it.
 */
enum { PP_WALSH_SAMPLE = 4096 };
bool pp_walsh_sample(const struct pp_lattice *l, struct pp_lattice *few,
                     struct pp_value_count space[PP_WALSH_SAMPLE]);

/* By so much the share of their sums up to a place may differ from that of
 * all. Where it differs by more, only time is lost. */
#define PP_WALSH_SAMPLE_ERROR 1e-4

/* So many are sorted rather than narrowed down further. */
enum { PP_WALSH_FEW = 4000 };

/* The median of the Walsh averages, in scale points; n >= 1. */
double pp_walsh_median(const struct pp_lattice *l);

#endif
