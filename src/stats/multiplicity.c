#include "prepost/stats/multiplicity.h"

#include <math.h>
#include <stdbool.h>

#include "prepost/base/alloc.h"

static bool comes_after(double a, double b)
{
    if (isnan(a) || isnan(b))
        return isnan(a) && !isnan(b);
    return a > b;
}

/* Places in ascending order of p, missing ones last, equal ones as given. */
static size_t *ascending(const double *p, size_t n)
{
    size_t *order = pp_alloc_array(n, sizeof *order);
    for (size_t i = 0; i < n; i++) {
        size_t j = i;
        for (; j > 0 && comes_after(p[order[j - 1]], p[i]); j--)
            order[j] = order[j - 1];
        order[j] = i;
    }
    return order;
}

/* What p of rank i (from 1) out of m is multiplied by. */
static double factor(enum pp_adjustment method, double i, double m)
{
    double harmonic = 1.0;
    if (method == PP_ADJUST_HOLM || method == PP_ADJUST_HOCHBERG)
        return m - i + 1.0;
    for (double k = 2.0; method == PP_ADJUST_BY && k <= m; k++)
        harmonic += 1.0 / k;
    return harmonic * m / i;
}

void pp_adjust_p(enum pp_adjustment method, const double *p, size_t n,
                 double *adjusted)
{
    size_t *order = ascending(p, n);
    double m = (double)n, so_far = method == PP_ADJUST_HOLM ? 0.0 : 1.0;

    for (size_t k = 0; k < n; k++) {
        /* Holm goes up from the smallest, the others down from the largest;
         * a missing p stands for 1 there, which changes nothing. */
        size_t i = method == PP_ADJUST_HOLM ? k : n - 1 - k;
        double raw = p[order[i]];
        if (isnan(raw)) {
            adjusted[order[i]] = NAN;
            continue;
        }
        double scaled = raw * factor(method, (double)i + 1.0, m);
        so_far = method == PP_ADJUST_HOLM ? fmax(so_far, scaled)
                                          : fmin(so_far, scaled);
        adjusted[order[i]] = fmin(1.0, so_far);
    }
    pp_free(order);
}
