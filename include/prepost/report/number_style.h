#ifndef PREPOST_REPORT_NUMBER_STYLE_H
#define PREPOST_REPORT_NUMBER_STYLE_H

#include <stdbool.h>
#include <stddef.h>

#include "prepost/base/number.h"
#include "prepost/base/pool.h"
#include "prepost/stats/types.h"

/*
 * How numbers are printed in reports.
 *
 * Rounded once, from full precision, half away from zero. A printed number
 * never contradicts the finding beside it: pp_style_decimals() adds decimals
 * until it does not. Prose and the tables of the short reports have no signs
 * (up, down); technical tables have a true minus (U+2212) and, on changes, a
 * plus. Texts are the pool's.
 */

/*
 * The decimals in which a change, its range and the averages it came from are
 * printed: those of the scale, and more where rounding would move the change
 * or an end of its range onto or over zero or the smallest change that
 * matters, or its two ends onto one number. `sesoi` NaN: none.
 */
/* Whether rounding leaves x on the side of `with` on which it is. */
bool pp_style_keeps_side(double x, double with, int decimals);

int pp_style_decimals(int scale_decimals, double change,
                      struct pp_interval range, double sesoi);

/* "2.6", without sign: the size of x. */
const char *pp_style_size(struct pp_pool *pool, double x, int decimals);

/* "31.4", with U+2212 when below zero. */
const char *pp_style_number(struct pp_pool *pool, double x, int decimals);

/* "12", "0.5": no more decimals than there are (at most 6). */
const char *pp_style_plain(struct pp_pool *pool, double x);

/* "+2.6", U+2212 and "1.2", "0.0": a change in technical tables. */
const char *pp_style_signed(struct pp_pool *pool, double x, int decimals);

/* "1.2 to 3.4" in technical tables, with U+2212; "not known" for NaN. */
const char *pp_style_span(struct pp_pool *pool, struct pp_interval range,
                          int decimals);

/* "up 2.6", "down 0.4", "0.0". */
const char *pp_style_direction(struct pp_pool *pool, double x, int decimals);

/* "1.8 to 3.4" or "down 1.3 to up 0.5": the range of a change in words. */
const char *pp_style_range(struct pp_pool *pool, struct pp_interval range,
                           int decimals);

/* "up 2.6 (1.8 to 3.4)", "down 0.4 (down 1.3 to up 0.5)": a table's cell. */
const char *pp_style_change(struct pp_pool *pool, double x,
                            struct pp_interval range, int decimals);
/* The same between two groups: "2.6 higher (1.8 to 3.4)", "0.4 lower (1.3 lower
 * to 0.5 higher)". */
const char *pp_style_difference_range(struct pp_pool *pool,
                                      struct pp_interval range, int decimals);
const char *pp_style_difference(struct pp_pool *pool, double x,
                                struct pp_interval range, int decimals);

/* "point" when the number is printed as exactly "1", else "points". */
const char *pp_style_points(const char *printed);

/* "1,234" */
const char *pp_style_count(struct pp_pool *pool, long n);

/* "1 person", "1,234 people" */
const char *pp_style_people(struct pp_pool *pool, long n);

/*
 * Whole numbers out of 100 that make 100 together: largest remainders, ties
 * to the earlier part. All zero when the counts are.
 */
void pp_style_per_100(const long counts[], size_t n, int out[]);

/* A share out of 100, rounded: 23. */
int pp_style_share(double part, double whole);

/* "0.034", "below 0.001", "above 0.99"; technical reports only. */
const char *pp_style_p(struct pp_pool *pool, double p);

/* "95%" of a level in (0,1): decimals only where it has any. */
const char *pp_style_level(struct pp_pool *pool, double level);

/* "likely range", which is 95%; of another level "80% likely range". */
const char *pp_style_likely_range(struct pp_pool *pool, double level);

/* "4 March 2025" of "2025-03-04" (a time after it is left out); other texts
 * as they are. */
const char *pp_style_date(struct pp_pool *pool, const char *iso);

#endif
