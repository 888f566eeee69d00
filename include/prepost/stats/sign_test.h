#ifndef PREPOST_STATS_SIGN_TEST_H
#define PREPOST_STATS_SIGN_TEST_H

#include <stddef.h>

#include "prepost/stats/types.h"

struct pp_sign_test {
    size_t n_positive, n_negative; /* zeros are left out */
    double p;                      /* two-sided */
    enum pp_status status;
};

/*
 * Sign test: did more people go up than down.
 *
 * In         the numbers of people with a positive and a negative change
 * Out        *res: p = min(1, twice the smaller binomial(1/2) tail)
 * Undefined  both 0: ALL_TIED
 * Errors     none
 * Source     Arbuthnott 1710; Conover 1999, section 3.4
 */
void pp_sign_test(size_t n_positive, size_t n_negative,
                  struct pp_sign_test *res);

#endif
