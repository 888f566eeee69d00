#ifndef PREPOST_BASE_XLSX_H
#define PREPOST_BASE_XLSX_H

#include <stddef.h>

#include "prepost/base/error.h"
#include "prepost/base/record.h"

/*
 * One sheet of an .xlsx workbook, row by row, as text: numbers as they would
 * be written in a CSV, dates as 2025-03-31 or 2025-03-31 14:05:00, formulas as
 * their last result. Blank rows are left out; text is trimmed of blanks.
 */
struct pp_xlsx;

struct pp_xlsx_facts {
    const char *sheet;   /* its name */
    size_t n_sheets;     /* visible ones */
    size_t n_errors;     /* cells such as #DIV/0! */
    size_t n_unfinished; /* formulas without a stored result */
    size_t n_bytes_read; /* of the sheet, unpacked */
};

/*
 * `sheet`: its name (case ignored); NULL: the first that is not hidden.
 * PP_EPARSE: no workbook, damaged, or there is no such sheet.
 */
int pp_xlsx_open(const char *path, const char *sheet, struct pp_xlsx **out,
                 struct pp_error *err);
void pp_xlsx_close(struct pp_xlsx *xlsx); /* takes NULL */

/* The next row with something in it: 1, 0 at the end, or -1. */
int pp_xlsx_next(struct pp_xlsx *xlsx, const struct pp_record **record,
                 struct pp_error *err);

const struct pp_xlsx_facts *pp_xlsx_facts(const struct pp_xlsx *xlsx);

#endif
