#ifndef PREPOST_TESTS_WORKED_SETS_H
#define PREPOST_TESTS_WORKED_SETS_H

#include <stddef.h>

/*
 * Paired data whose numbers were found by two independent routes, used by
 * many tests. Each is static in a header so that a test names what it uses.
 */

/* Student's sleep data (Cushny and Peebles 1905; R's `sleep`). */
#define SLEEP_N 10
#define SLEEP_PRE                                                              \
    {                                                                          \
        0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0                   \
    }
#define SLEEP_POST                                                             \
    {                                                                          \
        1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4                      \
    }

/* Thomason 1 (Cumming 2012; in the R package esci). */
#define THOMASON_N 12
#define THOMASON_PRE                                                           \
    {                                                                          \
        13, 12, 12, 9, 14, 17, 14, 9, 6, 7, 11, 15                             \
    }
#define THOMASON_POST                                                          \
    {                                                                          \
        14, 13, 16, 12, 15, 18, 13, 10, 10, 8, 14, 16                          \
    }

/* A: higher is better, smallest change that matters 2; in four groups. */
#define SET_A_N 12
#define SET_A_PRE                                                              \
    {                                                                          \
        30, 34, 28, 37, 31, 33, 29, 36, 32, 35, 24, 33                         \
    }
#define SET_A_POST                                                             \
    {                                                                          \
        32, 34, 32, 36, 32, 36, 31, 36, 37, 32, 26, 34                         \
    }
#define SET_A_GROUP                                                            \
    {                                                                          \
        1, 1, 1, 2, 2, 2, 2, 3, 3, 4, 4, 4                                     \
    }

/* B: lower is better, smallest change that matters 3. */
#define SET_B_N 16
#define SET_B_PRE                                                              \
    {                                                                          \
        14, 9, 17, 6, 11, 20, 3, 12, 8, 15, 10, 5, 18, 7, 13, 16               \
    }
#define SET_B_POST                                                             \
    {                                                                          \
        11, 9, 11, 5, 9, 16, 3, 13, 8, 12, 9, 4, 16, 7, 11, 16                 \
    }

/* C: decimals, on which ranks of doubles go wrong. */
#define SET_C_N 8
#define SET_C_PRE                                                              \
    {                                                                          \
        2.1, 3.4, 1.3, 4.0, 2.7, 3.1, 2.2, 3.8                                 \
    }
#define SET_C_POST                                                             \
    {                                                                          \
        2.4, 3.6, 1.0, 4.3, 2.7, 3.6, 2.4, 3.9                                 \
    }

/* post - pre of any of them. */
static inline void worked_changes(double change[], const double pre[],
                                  const double post[], size_t n)
{
    for (size_t i = 0; i < n; i++)
        change[i] = post[i] - pre[i];
}

#endif
