#ifndef PREPOST_REPORT_PAIRED_CELLS_H
#define PREPOST_REPORT_PAIRED_CELLS_H

#include "prepost/report/document.h"
#include "prepost/stats/types.h"

/*
 * Numbers of a paired analysis as the text of a table's cells, in the
 * document's pool; "-" where there is none.
 */

/* printf-like. */
#define PP_CELL_TEXT(d, ...) pp_pool_printf((d)->pool, __VA_ARGS__)

const char *pp_cell_fixed(struct pp_document *d, double x, int decimals);
const char *pp_cell_count(struct pp_document *d, size_t n);
const char *pp_cell_p(struct pp_document *d, double p); /* or "<0.001" */
const char *pp_cell_percent(struct pp_document *d, double share);

/* "95%" of 0.95, "99.5%" of 0.995. */
const char *pp_cell_level(struct pp_document *d, double level);

/* Why a statistic has no number; "" where it has. */
const char *pp_cell_why(enum pp_status status);

/* Cells of one row, the first names it; NULL ends them. */
void pp_cell_row(struct pp_document *d, struct pp_table *table, ...);

#endif
