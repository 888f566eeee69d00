#ifndef PREPOST_INGEST_SAV_WRITER_H
#define PREPOST_INGEST_SAV_WRITER_H

#include "prepost/base/error.h"
#include "prepost/base/frame.h"

/*
 * A table as a file of SPSS (.sav), which R, Stata, PSPP and prepost itself
 * read too: variable and value labels, text as UTF-8. The same table gives the
 * same bytes at any time, in any time zone: the file bears no date.
 *
 * Errors     EBUG: a name that SPSS does not take; ENOMEM
 */
int pp_sav_write(const struct pp_frame *frame, struct pp_buffer *out,
                 struct pp_error *err);

#endif
