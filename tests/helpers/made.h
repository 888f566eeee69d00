#ifndef PREPOST_TESTS_HELPERS_MADE_H
#define PREPOST_TESTS_HELPERS_MADE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "prepost/analysis/results.h"
#include "prepost/base/pool.h"

/*
 * Evaluations of which each seed is another: few people and many, alike and
 * different, a region or several, and the rules of disclosure besides.
 */
enum shape {
    SOME_ALIKE, /* of a region, an arm or those who left, in some */
    NONE_ALIKE,
    WHOLE /* and nobody leaves one questionnaire blank at one wave */
};
struct made {
    uint64_t seed;
    size_t n_waves, n_arms;
    enum shape shape;
};

/* Of one in three, what is kept lies within regions or other columns. */
bool made_is_nested(const struct made *made);
/* And in one of three of these regions lie within nations. */
bool made_has_nations(const struct made *made);

/* Compared by `by`. */
struct pp_results *made_evaluation(struct pp_pool *pool,
                                   const struct made *made, const char *by);

#endif
