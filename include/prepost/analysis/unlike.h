#ifndef PREPOST_ANALYSIS_UNLIKE_H
#define PREPOST_ANALYSIS_UNLIKE_H

#include <stddef.h>

/* People with another value than the commonest; no NaN. */
long pp_unlike_most(const double *x, size_t n);

/*
 * People who are not like most: who have another score before than the
 * commonest one, another after, or another change; the fewest of the three.
 * Where they are few, an average with its spread says what each of the others
 * said, and disclose/ hides both.
 *
 * In         scores of those with both, no NaN, raw points; count[i] people
 *            share row i (NULL: one each)
 * Errors     none
 */
long pp_people_unlike(const double *pre, const double *post,
                      const size_t *count, size_t n_rows);

#endif
