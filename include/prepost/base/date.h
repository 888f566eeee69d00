#ifndef PREPOST_BASE_DATE_H
#define PREPOST_BASE_DATE_H

#include <stddef.h>
#include <stdint.h>

/*
 * Dates as programs and people write them, with or without a time after them:
 * 2025-03-31, 2025/3/31, 31/03/2025, 31.3.25, 31 Mar 2025, Mar 31, 2025.
 *
 * 03/04/2025 is two dates. Nothing here guesses which: pp_date_read() gives
 * both, and says under which orders the text is a date at all, so that a whole
 * column can be read under the one order that fits every row of it.
 */

/* Orders, as bits. A date with the month in letters fits all of them. */
enum {
    PP_DATE_YMD = 1, /* 2025-03-31 */
    PP_DATE_DMY = 2, /* 31/03/2025 */
    PP_DATE_MDY = 4, /* 03/31/2025 */
    PP_DATE_ANY = 7
};

/*
 * The orders under which the text is a date; 0: none. *day_first: days since
 * 1970-01-01 read year-month-day or day-month-year; *month_first: read
 * month-day-year. Both are the same where only one order fits. Years 0 to 69
 * are 2000 to 2069, 70 to 99 the 1900s.
 */
unsigned pp_date_read(const char *text, size_t length, int32_t *day_first,
                      int32_t *month_first);

/* The order that a plan names: "y-m-d", "d/m/y", "m/d/y"; 0: not known. */
unsigned pp_date_order_of(const char *name);

/* Prints as 2025-03-31. */
enum { PP_DATE_SIZE = 40 };
const char *pp_date_print(char out[PP_DATE_SIZE], int32_t day);

#endif
