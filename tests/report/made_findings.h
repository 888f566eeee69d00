#ifndef PREPOST_TESTS_MADE_FINDINGS_H
#define PREPOST_TESTS_MADE_FINDINGS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "prepost/analysis/results.h"
#include "prepost/report/phrases.h"

/*
 * A finding of every kind, for tests of the sentences that say it; and a pool
 * for them. Expected sentences were read, one by one, against the table of
 * phrases that the reports are written by: verdict by level of evidence by
 * direction.
 */
static struct pp_pool *pool;

static inline int set_up(void **state)
{
    (void)state;
    pool = pp_pool_new();
    return 0;
}

static inline int tear_down(void **state)
{
    (void)state;
    pp_pool_free(pool);
    return 0;
}

/* A change and range, better positive, that fit each verdict beside S = 2. */
static const struct {
    double change, lo, hi;
} FITTING[] = {
    [PP_VERDICT_IMPROVED] = {2.6, 1.8, 3.4},
    [PP_VERDICT_IMPROVED_SMALL] = {1.2, 0.6, 1.8},
    [PP_VERDICT_WORSENED] = {-2.6, -3.4, -1.8},
    [PP_VERDICT_WORSENED_SMALL] = {-1.2, -1.8, -0.6},
    [PP_VERDICT_NO_MEANINGFUL_CHANGE] = {0.4, -0.5, 1.3},
    [PP_VERDICT_INCONCLUSIVE] = {0.3, -2.1, 2.7},
    [PP_VERDICT_NOT_ESTIMABLE] = {0, 0, 0},
};

static inline struct pp_interval raw(enum pp_direction direction, double lo,
                                     double hi)
{
    return direction == PP_HIGHER_IS_BETTER ? (struct pp_interval){lo, hi}
                                            : (struct pp_interval){-hi, -lo};
}

static inline struct pp_finding finding(enum pp_verdict_code code,
                                        enum pp_evidence level,
                                        enum pp_direction direction)
{
    bool is_up = direction == PP_HIGHER_IS_BETTER;
    double change = (is_up ? 1 : -1) * FITTING[code].change;
    struct pp_finding f = {
        .level = level,
        .words = is_up ? (struct pp_outcome_words){"hope", "hope score", NULL}
                       : (struct pp_outcome_words){"symptoms of depression",
                                                   "depression score", NULL},
        .direction = direction,
        .code = code,
        .change = change,
        .range = raw(direction, FITTING[code].lo, FITTING[code].hi),
        .equivalence = raw(direction, FITTING[code].lo, FITTING[code].hi),
        .confidence = 0.95,
        .scale_decimals = 1,
        .scale_min = is_up ? 12 : 0,
        .scale_max = is_up ? 48 : 27,
        .pre = 20,
        .post = 20 + change,
        .n = 168,
        .other_pre = 20.1,
        .other_post = 20.5,
        .n_other = 80,
        .left_per_100 = 12,
        .sesoi = 2,
        .sesoi_text = "2",
        .sesoi_source = PP_SESOI_DECLARED,
        .n_outcomes = 9,
        .family = "outcomes",
        .service = "the groups",
        .comparison = "people on the waiting list",
        .charity = "Example Charity"};
    return f;
}

#endif
