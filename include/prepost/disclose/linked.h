#ifndef PREPOST_DISCLOSE_LINKED_H
#define PREPOST_DISCLOSE_LINKED_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Counts that are published together: which of them must be hidden so that
 * none that is too small can be worked out from the others.
 *
 * Counts are cells; what is known to add up is a sum. A cell may be one that
 * is never printed but can be had by subtraction, such as people whose region
 * is not known. pp_linked_protect() hides every cell that is too small, works
 * out what a reader could then still know of it (every sum, all their
 * combinations, no count below zero, or one), and hides further cells, the
 * cheapest first, until each small one could be at least `threshold` values.
 * Cells that turn out not to be needed for that are shown again.
 *
 *     struct pp_linked l;
 *     pp_linked_init(&l, 5);
 *     size_t east = pp_linked_cell(&l, &n_east, PP_LINKED_PUBLISHED, 1);
 *     ...
 *     pp_linked_sum(&l, all, (size_t[]){east, west}, 2);
 *     pp_linked_protect(&l);   counts that are hidden are PP_COUNT_HIDDEN now
 *     pp_linked_clear(&l);
 */
enum pp_linked_kind {
    PP_LINKED_PUBLISHED, /* small: 1 to threshold - 1 */
    PP_LINKED_ATTRIBUTE, /* says something of people: no one is small too */
    PP_LINKED_IMPLIED,   /* never printed; small: 1 to threshold - 1 */
    PP_LINKED_ELSEWHERE, /* protected in another table, or no count at all */
    PP_LINKED_OTHER      /* likewise, but may be hidden for these */
};

/* A cell of this cost or more is hidden only when no cheaper one would do,
 * however far along the sums that is. */
enum { PP_LINKED_LAST_RESORT = 60 };

struct pp_linked_cell {
    long value;
    long *count; /* set to PP_COUNT_HIDDEN in the end; NULL: implied */
    enum pp_linked_kind kind;
    int cost; /* cells of lower cost are hidden first */
    bool is_hidden;
    bool is_fixed;   /* hidden for a reason that is not in these sums */
    bool is_guarded; /* small, whatever its value: it tells of another table */
    bool is_someone; /* known to be no fewer than one */
};

struct pp_linked {
    long threshold;
    struct pp_linked_cell *cells;
    size_t n_cells, cells_capacity;
    struct pp_linked_sum {
        size_t *cells; /* the total, then its parts */
        size_t n;
        const char *words;
    } * sums;
    size_t n_sums, sums_capacity;
    const char *words; /* of the sums that follow */
};

void pp_linked_init(struct pp_linked *l, long threshold);
void pp_linked_clear(struct pp_linked *l);

/* A cell; a count that is PP_COUNT_HIDDEN already stays so. */
size_t pp_linked_cell(struct pp_linked *l, long *count,
                      enum pp_linked_kind kind, int cost);
/* One that is never printed. */
size_t pp_linked_implied(struct pp_linked *l, long value);

/* One that is printed elsewhere, and hidden there where it is small. */
size_t pp_linked_known(struct pp_linked *l, long value);

/* What the sums that follow say, should they turn out to be false: lent. */
void pp_linked_say(struct pp_linked *l, const char *words);

/* cells[total] is the sum of the parts. */
void pp_linked_sum(struct pp_linked *l, size_t total, const size_t *parts,
                   size_t n);

/* A count of another table, which is protected there: shown, or hidden. */
size_t pp_linked_elsewhere(struct pp_linked *l, long value, bool is_hidden);

/* Such a count that may be hidden for what it says here. */
size_t pp_linked_other(struct pp_linked *l, long *count, long value, int cost);

/* People who have a row, whatever it hides: of nobody there would be none.
 * They are protected in another table; value: how many they are. */
size_t pp_linked_someone(struct pp_linked *l, long value);

/* It is known that the one is not above the other. */
void pp_linked_within(struct pp_linked *l, size_t small, size_t big);

/*
 * A sum that the true counts, all known here, do not obey, or in which one is
 * below zero; where there is one, a relation was stated that is false: no world
 * may agree with what is shown then, and what pp_linked_protect() hides would
 * be wrong. In words, without a count: it may be one that is hidden.
 */
struct pp_linked_fault {
    const char *words; /* what the sum says; NULL: all of them hold */
    size_t sum;        /* which of them, from 1 */
    size_t below_zero; /* which of its cells is, from 1: the total; 0: none */
    bool is_more;      /* its parts are more than the total */
};

struct pp_linked_fault pp_linked_false(const struct pp_linked *l);

/* Hides what must be; returns whether anything new was hidden. */
bool pp_linked_protect(struct pp_linked *l);

#endif
