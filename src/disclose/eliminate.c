#include "prepost/disclose/eliminate.h"

#include <math.h>

#include "prepost/base/alloc.h"

static const double NOTHING = 1e-9; /* what rounding leaves of zero */

static void swap_rows(double *x, double *y, size_t width)
{
    for (size_t c = 0; x != y && c < width; c++) {
        double t = x[c];
        x[c] = y[c];
        y[c] = t;
    }
}

static size_t pivot_of(const double *rows, size_t from, size_t n_rows,
                       size_t width, size_t c)
{
    size_t pivot = from;

    for (size_t r = from; r < n_rows; r++)
        if (fabs(rows[r * width + c]) > fabs(rows[pivot * width + c]))
            pivot = r;
    return pivot;
}

/* Coefficients stay small whole numbers or simple fractions of them; most are
 * zero, and those of the pivot's row are passed over. */
size_t pp_eliminate(double *rows, size_t n_rows, size_t width,
                    size_t n_unknowns)
{
    size_t rank = 0, *in_row = pp_alloc_array(width + 1, sizeof *in_row);

    for (size_t c = 0; c < n_unknowns && rank < n_rows; c++) {
        size_t pivot = pivot_of(rows, rank, n_rows, width, c);
        if (fabs(rows[pivot * width + c]) < NOTHING)
            continue;
        double *row = rows + rank * width;
        swap_rows(row, rows + pivot * width, width);
        double scale = 1 / row[c];
        size_t n_in_row = 0;
        for (size_t k = c; k < width; k++) {
            row[k] *= scale;
            if (row[k] != 0)
                in_row[n_in_row++] = k;
        }
        for (size_t r = 0; r < n_rows; r++) {
            double *other = rows + r * width, factor = other[c];
            if (r == rank || fabs(factor) < NOTHING)
                continue;
            for (size_t i = 0; i < n_in_row; i++) {
                size_t k = in_row[i];
                other[k] -= factor * row[k];
                if (fabs(other[k]) < NOTHING)
                    other[k] = 0;
            }
        }
        rank++;
    }
    pp_free(in_row);
    return rank;
}
