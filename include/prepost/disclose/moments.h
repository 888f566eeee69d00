#ifndef PREPOST_DISCLOSE_MOMENTS_H
#define PREPOST_DISCLOSE_MOMENTS_H

#include <stdbool.h>
#include <stddef.h>

/*
 * May exact averages, sums of squares and products of a cohort be handed on?
 *
 * Scores are whole numbers in a known range, so five exact sums (of scores
 * before, after, their squares and their products) are five equations that can
 * leave a rare score no way out: ten people with mean 20.1 and SD .316 are nine
 * times 20 and once 21. Rounding does not help there, and where there are many
 * ways out it is not needed.
 *
 * So the file's writer, who has the answers, looks for a way out of every score
 * that only a handful have: another set of answers, of as many people, in the
 * same range, with the same five sums and as many people better and worse, in
 * which nobody has that score before (or after, or that change). Sums are safe
 * if there is such a set for each rare score and change. Whoever reads the file
 * then cannot be sure of any one of them, however clever, since the file would
 * be the same, byte for byte, had nobody given it. Scores that many share say
 * of no one in particular that it is theirs. Where medians and quartiles are
 * told too, the other set has the same.
 *
 * The sets are found by moving four people at a time; when none is found after
 * many tries there may be one still, and the sums are kept back all the same.
 *
 * A standard error that allows for support groups is one number more. Who was
 * in which group is not in the file, so it bounds no one's score by itself.
 */
struct pp_moments {
    const double *pre, *post;
    size_t n;
    double step;     /* scores lie this far apart; NaN: not known, not safe */
    double min, max; /* of the scale */
    double amount;   /* that counts as better or worse; NaN: none counted */
    bool has_order;  /* medians and quartiles of all three are told */
    long threshold;  /* fewer people than this are a handful */
};

/* Errors     none; the answer is the same every time */
bool pp_moments_are_safe(const struct pp_moments *m);

#endif
