#ifndef PREPOST_STATS_LATTICE_H
#define PREPOST_STATS_LATTICE_H

#include <stddef.h>
#include <stdint.h>

/*
 * Paired scores as whole numbers, so that signs, zeros, ties, ranks and sums
 * are exact: in doubles 0.3 - 0.1 and 0.2 are different numbers, and a rank
 * test that believes them gives a wrong p.
 *
 * pp_lattice_new() makes the form that the rank tests, the permutation test
 * and the bootstrap work on; make it once for each outcome. Answers are whole
 * numbers with few distinct differences, so all of them work on counts of
 * distinct values, and 700,000 people cost little more than 200.
 */
enum pp_lattice_kind {
    PP_LATTICE_DECIMAL,   /* all scores times 10^k, smallest k <= 4, whole */
    PP_LATTICE_RATIONAL,  /* a common denominator: prorated scores */
    PP_LATTICE_CONTINUOUS /* neither; near-equal values were made equal */
};

struct pp_value_count {
    int64_t value; /* steps of the lattice */
    size_t count;
};

struct pp_pair_count {
    int64_t pre, post;
    size_t count;
};

struct pp_lattice {
    enum pp_lattice_kind kind;
    double scale; /* steps in one scale point: score = offset + step / scale */
    double offset;
    size_t n;            /* people: pairs, counts added up */
    size_t n_rows;       /* n, unless rows came with counts */
    int64_t *pre, *post; /* [n_rows] as given */
    size_t *count;       /* [n_rows] people in each */
    size_t n_pairs;      /* distinct pairs, ascending by pre, then post */
    struct pp_pair_count *pairs;
    size_t *order; /* [n_rows] rows by pair: of pairs[0], of pairs[1], ... */
    size_t n_differences; /* distinct post - pre, ascending */
    struct pp_value_count *differences;
};

/*
 * In         pre[n], post[n]: scores, one participant per index, finite
 * Out        a new lattice, to be freed; n = 0 gives an empty one
 * Ties       decimal and rational: equal on the lattice. Otherwise two
 *            differences tie when |a - b| <= 1e-9 max(1, |a|, |b|) (or within
 *            the rounding of the scores, where these are large), and each
 *            takes the value of the smallest that it ties with
 * Missing    none accepted
 * Errors     none
 */
struct pp_lattice *pp_lattice_new(const double *pre, const double *post,
                                  size_t n);
/* The same of n rows, each of count[n] people, above 0; NULL: of one. */
struct pp_lattice *pp_lattice_new_counted(const double *pre, const double *post,
                                          const size_t *count, size_t n);

/* Puts the rows into the order that `order` gives, which becomes 0, 1, ... */
void pp_lattice_sort(struct pp_lattice *lattice);

void pp_lattice_free(struct pp_lattice *lattice); /* takes NULL */

/* Pairs whose difference is below, equal to and above zero. */
struct pp_sign_counts {
    size_t n_negative, n_zero, n_positive;
};

struct pp_sign_counts pp_lattice_signs(const struct pp_lattice *lattice);

#endif
