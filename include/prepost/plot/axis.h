#ifndef PREPOST_PLOT_AXIS_H
#define PREPOST_PLOT_AXIS_H

#include <stddef.h>

#include "prepost/base/pool.h"
#include "prepost/plot/figure.h"

/*
 * Scales and their ticks, and numbers as figures print them.
 */

/* Data from lo to hi lie from at_lo to at_hi px; either way round. */
struct pp_axis {
    double lo, hi, at_lo, at_hi;
};

double pp_axis_at(const struct pp_axis *axis, double x);

/*
 * Round values inside lo..hi, steps of 1, 2 or 5 times a power of ten, about
 * `wanted` of them; at most PP_MAX_TICKS. n is 0 when lo < hi does not hold.
 */
enum { PP_MAX_TICKS = 24 };

struct pp_ticks {
    double at[PP_MAX_TICKS], step;
    size_t n;
    int decimals; /* that print every tick without loss */
};
struct pp_ticks pp_ticks_in(double lo, double hi, size_t wanted);

/* lo and hi moved outwards to whole steps of such ticks. */
void pp_ticks_widen(double *lo, double *hi, size_t wanted);

/* lo..hi reaching to x too, if it is a number. */
void pp_range_include(double *lo, double *hi, double x);

/* Values that are all alike get room on either side. */
void pp_range_open(double *lo, double *hi);

/*
 * lo..hi as an axis of a scale that can be scored from least to most (NaN: not
 * known): at least a third of it, as a small change would look large on less,
 * ending at round values, and never beyond the scale unless the data are.
 */
void pp_range_on_scale(double *lo, double *hi, double least, double most);

/* "1,234.5" or "1 234.5", U+2212 for minus; "" for NaN. */
const char *pp_figure_number(struct pp_pool *pool,
                             const struct pp_plot_style *style, double x,
                             int decimals);

/* The same with a plus sign on what prints as more than zero. */
const char *pp_figure_signed(struct pp_pool *pool,
                             const struct pp_plot_style *style, double x,
                             int decimals);

/* "241 people", "1 person". */
const char *pp_figure_people(struct pp_pool *pool,
                             const struct pp_plot_style *style, size_t n);

/* "up 2.6", "down 0.4", "0.0". */
const char *pp_figure_change(struct pp_pool *pool,
                             const struct pp_plot_style *style, double x,
                             int decimals);

/* `decimals`, or more where the ends of a range, though they differ, would
 * print as one number. */
int pp_figure_decimals(double lo, double hi, int decimals);

/* "1.8 to 3.4", for changes "down 1.3 to up 0.5"; "" when an end is NaN. Ends
 * that differ print apart. */
enum pp_range_words { PP_RANGE_PLAIN, PP_RANGE_OF_CHANGE };
const char *pp_figure_range(struct pp_pool *pool,
                            const struct pp_plot_style *style, double lo,
                            double hi, int decimals, enum pp_range_words words);

/* "up 2.6 (1.8 to 3.4)", without brackets when there is no range. */
const char *pp_figure_change_range(struct pp_pool *pool,
                                   const struct pp_plot_style *style, double x,
                                   double lo, double hi, int decimals);

/* 0.95 as "95%", 0.998 as "99.8%". */
const char *pp_figure_percent(struct pp_pool *pool,
                              const struct pp_plot_style *style, double share);

/* Shares (at most PP_MOST_SHARES) as whole numbers that make 100, by largest
 * remainders; ties go to the earlier. Returns 0, or -1 with `out` zero: they
 * are all zero, or one is negative or not finite. */
enum { PP_MOST_SHARES = 16 };
int pp_figure_whole_percents(const double *share, size_t n, int *out);

#endif
