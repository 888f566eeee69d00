#ifndef PREPOST_DISCLOSE_ELIMINATE_H
#define PREPOST_DISCLOSE_ELIMINATE_H

#include <stddef.h>

/*
 * What follows from sums: brings rows to reduced row echelon form, by
 * Gauss-Jordan elimination with the largest pivot of each column.
 *
 * In         rows[n_rows*width]: whole numbers, small; n_unknowns: columns from
 *            the first in which pivots are looked for (a column beyond them is
 *            what a row comes to)
 * Out        rows; those that are left, which is their rank, come first
 * Errors     none
 */
size_t pp_eliminate(double *rows, size_t n_rows, size_t width,
                    size_t n_unknowns);

#endif
