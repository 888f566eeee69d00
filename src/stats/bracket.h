#ifndef PREPOST_STATS_BRACKET_H
#define PREPOST_STATS_BRACKET_H

#include <stdint.h>

/*
 * Whole numbers low < high with f(low) <= 0 < f(high), f rising. Scores on no
 * lattice have 2^50 places between them, and each look costs a walk over all
 * people: bisection would take fifty. Interpolation, and a step as far beyond
 * the zero as it was missed, take about ten.
 */
struct pp_bracket {
    int64_t low, high;
    double f_low, f_high;
};

/* Looks at one place more; the bracket is smaller then. */
void pp_bracket_look(struct pp_bracket *b, int64_t at,
                     double (*f)(void *ctx, int64_t at), void *ctx);

/* Until they are neighbours, or f grows by no more than `enough` between. */
void pp_bracket_narrow(struct pp_bracket *b, double (*f)(void *ctx, int64_t at),
                       void *ctx, double enough);

#endif
