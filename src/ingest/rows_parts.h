#ifndef PREPOST_INGEST_ROWS_PARTS_H
#define PREPOST_INGEST_ROWS_PARTS_H

#include "rows.h"

/*
 * What the files that take a row share: rows.c goes through it, rows_cells.c
 * reads its cells, rows_person.c finds whose it is.
 */

/* What became of the row so far; one that repeats an earlier one is no bad
 * one, but adds nothing to it. */
enum pp_fate { PP_ROW_FINE, PP_ROW_REPEATS, PP_ROW_BAD, PP_ROW_STOPS };

/* Counts the row as rejected, for a reason: BAD, or STOPS if strict. */
enum pp_fate pp_rows_reject(struct pp_rows *rows,
                            const struct pp_record *record, size_t column,
                            struct pp_error *err, const char *fmt, ...)
    __attribute__((format(printf, 5, 6)));

/* -1 where a strict import ends with this reason. */
int pp_rows_stop_if_strict(const struct pp_rows *rows, size_t line,
                           size_t column, const char *reason,
                           struct pp_error *err);

/* The mark of whoever has the row that is being taken; "" where unknown. */
void pp_rows_mark(const struct pp_rows *rows, char out[PP_MARK_SIZE]);

/* An empty field where the row is short. */
const struct pp_text_field *pp_rows_field(const struct pp_record *record,
                                          size_t column);

/*
 * The cells of a group, into an entry that does not count yet, by its place
 * in the block; *answered grows by what was answered.
 */
enum pp_fate pp_rows_take_items(struct pp_rows *rows,
                                const struct pp_cell_group *group, size_t place,
                                const struct pp_record *record,
                                size_t *answered, struct pp_error *err);
enum pp_fate pp_rows_take_totals(struct pp_rows *rows,
                                 const struct pp_cell_group *group,
                                 size_t place, const struct pp_record *record,
                                 size_t *answered, struct pp_error *err);
enum pp_fate pp_rows_take_date(struct pp_rows *rows,
                               const struct pp_cell_group *group, size_t place,
                               const struct pp_record *record,
                               struct pp_error *err);

/* A number as the file writes it; false with the reason in rows->reason. */
bool pp_rows_read_number(struct pp_rows *rows,
                         const struct pp_text_field *field, double *number);

/*
 * Gives the entries read to the person whose identifier is in rows->id, and
 * settles what holds where they answered at that wave before.
 */
enum pp_fate pp_rows_take_person(struct pp_rows *rows,
                                 const struct pp_record *record,
                                 size_t n_entries, struct pp_error *err);

/* A note for each value outside the limits of the data dictionary. */
void pp_rows_check_limits(struct pp_rows *rows, const struct pp_record *record);

#endif
