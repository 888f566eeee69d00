#include "prepost/stats/sign_test.h"

#include <math.h>
#include <stdint.h>

/* Up to here every binomial coefficient and their sum fit 64 bits. */
enum { WHOLE_MAX = 60 };

static double tail_by_counting(size_t k, size_t n)
{
    uint64_t ways = 1, sum = 1;
    for (size_t j = 1; j <= k; j++) {
        /* C(n, j) = C(n, j-1) (n-j+1) / j; the product may need more than
         * 64 bits, the parts do not */
        uint64_t factor = n - j + 1;
        ways = ways / j * factor + ways % j * factor / j;
        sum += ways;
    }
    return ldexp((double)sum, -(int)n);
}

/* log n! less Stirling's formula. */
static double stirling_rest(double n)
{
    if (n < 16.0)
        return lgamma(n + 1.0) - (n + 0.5) * log(n) + n - 0.5 * log(2.0 * M_PI);
    double m = n * n;
    return (1.0 / 12.0 -
            (1.0 / 360.0 - (1.0 / 1260.0 - 1.0 / 1680.0 / m) / m) / m) /
           n;
}

/* Loader 2000: the mass at k from its distance to n/2, without the
 * cancellation of three large log-factorials. */
static double mass(double k, double n)
{
    if (k == 0.0)
        return exp2(-n);
    double x = (n - 2.0 * k) / n;
    double deviance = n / 2.0 * ((1.0 + x) * log1p(x) + (1.0 - x) * log1p(-x));
    return sqrt(n / (2.0 * M_PI * k * (n - k))) *
           exp(stirling_rest(n) - stirling_rest(k) - stirling_rest(n - k) -
               deviance);
}

static double tail_by_series(double k, double n)
{
    double sum = 1.0, term = 1.0;
    for (double j = k; j > 0.0 && term > 1e-18 * sum; j--) {
        term *= j / (n - j + 1.0);
        sum += term;
    }
    return sum * mass(k, n);
}

void pp_sign_test(size_t n_positive, size_t n_negative,
                  struct pp_sign_test *res)
{
    size_t n = n_positive + n_negative;
    size_t k = n_positive < n_negative ? n_positive : n_negative;
    *res = (struct pp_sign_test){n_positive, n_negative, NAN, PP_STATUS_OK};
    if (n == 0) {
        res->status = PP_STATUS_ALL_TIED;
        return;
    }
    double tail = n <= WHOLE_MAX ? tail_by_counting(k, n)
                                 : tail_by_series((double)k, (double)n);
    res->p = fmin(1.0, 2.0 * tail);
}
