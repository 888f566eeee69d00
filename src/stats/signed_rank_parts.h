#ifndef PREPOST_STATS_SIGNED_RANK_PARTS_H
#define PREPOST_STATS_SIGNED_RANK_PARTS_H

#include "prepost/stats/sign_flip.h"
#include "prepost/stats/signed_rank.h"

/*
 * All of this is done on the lattice. A shift theta is held in quarter steps:
 * differences are multiples of 4 there, Walsh averages (half sums of two
 * differences) multiples of 2, and the midpoint between neighbouring Walsh
 * averages is a whole number too. The test changes only at Walsh averages, so
 * the whole numbers see every value that it takes.
 */
enum { QUARTERS = 4 };

/*
 * The ranks of |D - theta|, doubled so that midranks are whole: those that
 * get a random sign, ascending, and what W+ (doubled) is.
 */
struct ranking {
    struct pp_value_count *ranks; /* NULL: only the sums are wanted */
    size_t n_ranks;
    double sum, sum_squares; /* of the doubled ranks with a sign */
    double w_plus;           /* doubled */
    double w_signless;       /* doubled ranks of zeros, without a sign */
    size_t n_zero, n_signed;
    bool ties; /* among non-zero sizes */
};

/* One statistic asked many times, at many shifts. */
struct inversion {
    const struct pp_lattice *lattice;
    enum pp_zero_policy policy;
    double alpha;
    bool is_exact;
    struct ranking ranking; /* its array is used again at each shift */
    struct pp_sign_flip space;
    double *untied; /* tails without ties and zeros, once asked for */
};

enum side { LOWER_END, UPPER_END };

/* Ranks at a shift, into inv->ranking. */
void pp_signed_rank_around(struct inversion *inv, int64_t theta);

/* The tail that rejects at this end: large W+ below the interval, small W+
 * above it. By symmetry P(W+ >= w) = P(W+ <= sum - w). */
double pp_signed_rank_reach(const struct ranking *r, enum side side);

/* That tail, exact or normal as inv says, at a shift. */
double pp_signed_rank_tail(struct inversion *inv, int64_t theta,
                           enum side side);

/* Fills in the interval, its open ends and the attained level. */
void pp_signed_rank_interval(struct inversion *inv, struct pp_signed_rank *res);

#endif
