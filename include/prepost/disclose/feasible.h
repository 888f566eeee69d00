#ifndef PREPOST_DISCLOSE_FEASIBLE_H
#define PREPOST_DISCLOSE_FEASIBLE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * What values unknowns can take that are not below zero and obey a set of
 * linear equations: the simplex method, for a few dozen unknowns.
 *
 *     struct pp_feasible f;
 *     if (pp_feasible_init(&f, a, n_rows, n_unknowns))
 *         pp_feasible_push(&f, 3, 1, x);   x[3] is as large as it can be
 *     pp_feasible_clear(&f);
 */
struct pp_feasible {
    size_t n_rows, n_unknowns,
        n_columns;   /* columns: at first, artificial ones too */
    double *tableau; /* rows x (columns + 1) */
    size_t *basis;   /* per row: its basic column */
    size_t *in_row;  /* columns of the pivot's row, while it is taken off */
    bool is_lost;    /* rounding got the better of it: nothing it says holds */
};

/*
 * In         a[n_rows * (n_unknowns + 1)]: row by row, the last column is the
 *            right-hand side; rows linearly independent
 * Out        false: nothing obeys them, or is_lost
 */
bool pp_feasible_init(struct pp_feasible *f, const double *a, size_t n_rows,
                      size_t n_unknowns);
void pp_feasible_clear(struct pp_feasible *f);

/*
 * Moves unknown c as far up (way 1) or down (way -1) as it goes; x[n_unknowns]
 * is where everything is then, if not is_lost. Returns false when it goes up
 * without end.
 */
bool pp_feasible_push(struct pp_feasible *f, size_t c, int way, double *x);

#endif
