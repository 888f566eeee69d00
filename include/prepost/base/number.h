#ifndef PREPOST_BASE_NUMBER_H
#define PREPOST_BASE_NUMBER_H

#include <stddef.h>

/*
 * Numbers in and out, never through the locale.
 */

/* Room for any number printed here, its NUL included. */
enum { PP_NUMBER_SIZE = 40 };

/*
 * Reads a decimal number: optional sign, digits with an optional point, an
 * optional exponent, nothing else (no blanks, "nan", "inf", hex, comma).
 * Returns 0 and *out, or -1 with *out untouched: not a number, or one too
 * large for a double.
 */
int pp_number_parse(const char *text, size_t length, double *out);

/* The same for a whole number in a long. */
int pp_whole_parse(const char *text, size_t length, long *out);

/*
 * Prints with `decimals` (0 to 9) after the point. Rounds once, half away
 * from zero as written in decimal: 0.285 prints as 0.29 although the nearest
 * double lies below it. Never "-0.0". NaN prints as "".
 */
const char *pp_number_fixed(char out[PP_NUMBER_SIZE], double x, int decimals);

/* The value that pp_number_fixed() prints. */
double pp_number_rounded(double x, int decimals);

/* The fewest digits (at most 17) that read back as the same double. */
const char *pp_number_shortest(char out[PP_NUMBER_SIZE], double x);

/* Counts in prose and tables: 1,234,567. */
const char *pp_number_count(char out[PP_NUMBER_SIZE], size_t n);

#endif
