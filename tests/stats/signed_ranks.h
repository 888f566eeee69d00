#ifndef PREPOST_TESTS_SIGNED_RANKS_H
#define PREPOST_TESTS_SIGNED_RANKS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../helpers/near.h"
#include "prepost/stats/signed_rank.h"

/* The signed-rank test of some people, and whether it says what is expected. */
enum { MOST = 600 };

static inline struct pp_signed_rank test_of(const double *pre,
                                            const double *post, size_t n,
                                            enum pp_zero_policy policy)
{
    struct pp_lattice *l = pp_lattice_new(pre, post, n);
    struct pp_signed_rank res;
    pp_signed_rank_test(l, policy, 0.95, &res);
    pp_lattice_free(l);
    return res;
}

static inline struct pp_signed_rank test_of_changes(const double *d, size_t n,
                                                    enum pp_zero_policy policy)
{
    static const double zeros[MOST];
    return test_of(zeros, d, n, policy);
}

struct expected {
    double w_plus, w_minus, p, hl, lo, hi, attained;
    bool includes[2];
};

static inline bool agrees(const char *label, const struct pp_signed_rank *res,
                          const struct expected *e, double tolerance)
{
    return near(label, res->w_plus, e->w_plus, 0) &&
           near(label, res->w_minus, e->w_minus, 0) &&
           near(label, res->p, e->p, tolerance) &&
           near(label, res->hodges_lehmann, e->hl, tolerance) &&
           near(label, res->ci.lo, e->lo, tolerance) &&
           near(label, res->ci.hi, e->hi, tolerance) &&
           near(label, res->attained_level, e->attained, tolerance) &&
           (res->ci_includes[0] == e->includes[0]) &&
           (res->ci_includes[1] == e->includes[1]);
}

#endif
