#ifndef PREPOST_INGEST_STAT_FILE_H
#define PREPOST_INGEST_STAT_FILE_H

#include <stddef.h>

#include "prepost/base/error.h"
#include "prepost/base/record.h"
#include "prepost/ingest/source.h"

/*
 * The files of SPSS (.sav, .zsav) and Stata (.dta), read whole: variables'
 * names as a first record, then a record for each case. Values are text as a
 * CSV would have them; missing values, the system's and the user's, are no
 * value; dates are 2025-03-31.
 */
struct pp_stat_file;

enum pp_stat_kind { PP_STAT_SPSS, PP_STAT_STATA };

int pp_stat_open(const char *path, enum pp_stat_kind kind,
                 struct pp_stat_file **out, struct pp_error *err);
void pp_stat_close(struct pp_stat_file *file); /* takes NULL */

/* Record 0 is the names; NULL after the last case. Lent until the next. */
const struct pp_record *pp_stat_record(struct pp_stat_file *file, size_t index);
size_t pp_stat_rows(const struct pp_stat_file *file);

/* Per variable: what its values mean, and its label. */
const struct pp_value_labels *pp_stat_labels(const struct pp_stat_file *file);
const char *const *pp_stat_questions(const struct pp_stat_file *file,
                                     size_t *n);

#endif
