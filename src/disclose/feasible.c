#include "prepost/disclose/feasible.h"

#include <math.h>
#include <string.h>

#include "prepost/base/alloc.h"

#define NEAR_ZERO 1e-9
/* What is divided by is no remainder of rounding. */
#define LEAST_PIVOT 1e-6
/* Turns for each row and column: no set of counts took one, and where rounding
 * has got the better of the tableau there would be no end. */
enum { MOST_TURNS = 20 };

static double *row_of(const struct pp_feasible *f, size_t r)
{
    return f->tableau + r * (f->n_columns + 1);
}

/* Most of a row is zero, and is passed over. */
static void pivot(struct pp_feasible *f, size_t row, size_t column,
                  double *objective)
{
    double *p = row_of(f, row), scale = 1 / p[column];
    size_t n_in_row = 0;

    for (size_t k = 0; k <= f->n_columns; k++) {
        p[k] *= scale;
        if (p[k] != 0)
            f->in_row[n_in_row++] = k;
    }
    for (size_t r = 0; r <= f->n_rows; r++) {
        double *q = r == f->n_rows ? objective : row_of(f, r);
        double factor = q[column];
        if (r == row || fabs(factor) < NEAR_ZERO)
            continue;
        for (size_t i = 0; i < n_in_row; i++) {
            size_t k = f->in_row[i];
            q[k] -= factor * p[k];
            if (fabs(q[k]) < NEAR_ZERO)
                q[k] = 0;
        }
    }
    f->basis[row] = column;
}

/*
 * Raises the objective (held as its negated coefficients, reduced by the
 * basis) over the first `n_open` columns. Bland's rule (1977): the first
 * column that helps, and of the rows that limit it the one with the first
 * basic column, so that it ends.
 */
static bool climb(struct pp_feasible *f, double *objective, size_t n_open)
{
    size_t most = MOST_TURNS * (f->n_rows + f->n_columns + 1);

    for (size_t turns = 0;; turns++) {
        if (turns == most)
            f->is_lost = true;
        if (f->is_lost)
            return true;
        size_t enters = n_open, leaves = f->n_rows;
        double least = INFINITY;
        for (size_t c = 0; c < n_open && enters == n_open; c++)
            enters = objective[c] < -NEAR_ZERO ? c : n_open;
        if (enters == n_open)
            return true;
        for (size_t r = 0; r < f->n_rows; r++) {
            const double *row = row_of(f, r);
            if (row[enters] <= LEAST_PIVOT)
                continue;
            double ratio = row[f->n_columns] / row[enters];
            bool is_first =
                leaves == f->n_rows || f->basis[r] < f->basis[leaves];
            if (ratio < least - NEAR_ZERO ||
                (ratio <= least + NEAR_ZERO && is_first)) {
                least = ratio < least ? ratio : least;
                leaves = r;
            }
        }
        if (leaves == f->n_rows)
            return false;
        pivot(f, leaves, enters, objective);
    }
}

/* The objective row with the basic columns taken out. */
static void reduce(const struct pp_feasible *f, double *objective)
{
    for (size_t r = 0; r < f->n_rows; r++) {
        const double *row = row_of(f, r);
        double factor = objective[f->basis[r]];
        for (size_t k = 0; factor != 0 && k <= f->n_columns; k++)
            objective[k] -= factor * row[k];
    }
}

/* An artificial unknown that is still basic (at zero) makes way if it can. */
static void drive_out(struct pp_feasible *f, double *objective)
{
    for (size_t r = 0; r < f->n_rows; r++) {
        const double *row = row_of(f, r);
        for (size_t c = 0; f->basis[r] >= f->n_unknowns && c < f->n_unknowns;
             c++) {
            if (fabs(row[c]) > LEAST_PIVOT)
                pivot(f, r, c, objective);
        }
    }
}

/* No artificial unknown is wanted any more: none may come back. */
static void leave_artificial(struct pp_feasible *f)
{
    size_t n = f->n_unknowns;

    for (size_t r = 0; r < f->n_rows; r++) {
        const double *from = row_of(f, r);
        double *to = f->tableau + r * (n + 1), end = from[f->n_columns];
        memmove(to, from, n * sizeof *to);
        to[n] = end;
    }
    f->n_columns = n;
}

bool pp_feasible_init(struct pp_feasible *f, const double *a, size_t n_rows,
                      size_t n_unknowns)
{
    *f = (struct pp_feasible){.n_rows = n_rows,
                              .n_unknowns = n_unknowns,
                              .n_columns = n_unknowns + n_rows};
    f->tableau =
        pp_alloc_zero(n_rows * (f->n_columns + 1) + 1, sizeof *f->tableau);
    f->basis = pp_alloc_array(n_rows + 1, sizeof *f->basis);
    f->in_row = pp_alloc_array(f->n_columns + 1, sizeof *f->in_row);
    double *objective = pp_alloc_zero(f->n_columns + 1, sizeof *objective);
    for (size_t r = 0; r < n_rows; r++) {
        const double *from = a + r * (n_unknowns + 1);
        double *to = row_of(f, r), sign = from[n_unknowns] < 0 ? -1 : 1;
        for (size_t c = 0; c < n_unknowns; c++)
            to[c] = sign * from[c];
        to[n_unknowns + r] = 1;
        to[f->n_columns] = sign * from[n_unknowns];
        f->basis[r] = n_unknowns + r;
        objective[n_unknowns + r] = 1;
    }
    reduce(f, objective);
    climb(f, objective, f->n_columns);
    bool is_feasible = !f->is_lost && objective[f->n_columns] > -1e-6;
    drive_out(f, objective);
    leave_artificial(f);
    pp_free(objective);
    return is_feasible;
}

void pp_feasible_clear(struct pp_feasible *f)
{
    pp_free(f->tableau);
    pp_free(f->basis);
    pp_free(f->in_row);
    *f = (struct pp_feasible){0};
}

bool pp_feasible_push(struct pp_feasible *f, size_t c, int way, double *x)
{
    double *objective = pp_alloc_zero(f->n_columns + 1, sizeof *objective);

    objective[c] = -way;
    reduce(f, objective);
    bool ends = climb(f, objective, f->n_unknowns);
    memset(x, 0, f->n_unknowns * sizeof *x);
    for (size_t r = 0; r < f->n_rows; r++) {
        if (f->basis[r] < f->n_unknowns)
            x[f->basis[r]] = row_of(f, r)[f->n_columns];
    }
    pp_free(objective);
    return ends;
}
