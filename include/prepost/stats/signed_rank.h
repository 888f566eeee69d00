#ifndef PREPOST_STATS_SIGNED_RANK_H
#define PREPOST_STATS_SIGNED_RANK_H

#include <stdbool.h>
#include <stddef.h>

#include "prepost/stats/lattice.h"
#include "prepost/stats/types.h"

/*
 * Wilcoxon signed-rank test of post minus pre, with the Hodges-Lehmann
 * estimate of the typical change and the interval that belongs to the test.
 */

/* What becomes of people who did not change. */
enum pp_zero_policy {
    PP_ZERO_PRATT,    /* ranked with the rest, then given no sign (default) */
    PP_ZERO_WILCOXON, /* left out before ranking */
    PP_ZERO_SPLIT     /* ranked; half their rank to each side */
};

/* "pratt", "wilcoxon", "zsplit"; lent, static. */
const char *pp_zero_policy_name(enum pp_zero_policy policy);

/* The last n that is exact; above it the normal approximation is used. */
enum { PP_SIGNED_RANK_EXACT_MAX = 500 };

struct pp_signed_rank {
    double w_plus, w_minus;
    size_t n_zero;
    bool ties;     /* among the non-zero |D| */
    bool is_exact; /* "exact" or "normal" */
    enum pp_zero_policy zero_policy;
    double p;          /* two-sided */
    double smallest_p; /* that these many non-zero differences can reach */
    bool can_reject;   /* smallest_p < 1 - level */
    double hodges_lehmann;
    struct pp_interval ci;
    bool ci_includes[2];   /* does the end itself belong to the interval */
    double attained_level; /* 1 - what is rejected beyond each end */
    enum pp_status status;
};

/*
 * In         a lattice; policy; level in (0,1)
 * Out        *res. p is twice the smaller tail of the distribution over all
 *            sign flips given the midranks, exact with ties and zeros and to
 *            full relative accuracy for n <= 500; above, normal with the mean
 *            and variance of those same midranks, no continuity correction.
 *            hodges_lehmann: median of all n(n+1)/2 Walsh averages, zeros
 *            included under every policy. ci: all theta that the same test on
 *            D - theta does not reject at 1 - level; an end is a Walsh
 *            average, and ci_includes says whether it belongs, so that under
 *            Pratt 0 lies inside exactly when p > 1 - level. Under the other
 *            two policies the accepted set may have holes at single
 *            differences; ci is then its hull
 * Undefined  n = 0: TOO_FEW. All differences zero: ALL_TIED, only
 *            hodges_lehmann is given. An end that no theta reaches (n < 6 at
 *            0.95) is NaN with TOO_FEW; p and the estimate are still given
 * Errors     none
 * Source     Wilcoxon 1945; Pratt 1959; Streitberg and Roehmel 1986;
 *            Hodges and Lehmann 1963; Bauer 1972
 */
void pp_signed_rank_test(const struct pp_lattice *lattice,
                         enum pp_zero_policy policy, double level,
                         struct pp_signed_rank *res);

#endif
