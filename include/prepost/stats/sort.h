#ifndef PREPOST_STATS_SORT_H
#define PREPOST_STATS_SORT_H

#include <stddef.h>

/* Ascending, in place: GSL's heap sort (Williams 1964, Algorithm 232). x[n]
 * holds no NAN. */
void pp_sort(double x[], size_t n);

#endif
