#ifndef PREPOST_INGEST_READ_AHEAD_H
#define PREPOST_INGEST_READ_AHEAD_H

#include "prepost/ingest/source.h"

/*
 * A source that is read by a second thread, a few thousand rows ahead of
 * whoever takes them: rows, problems and errors come in the same order and
 * say the same. Memory is that of a few batches of rows, whatever the file.
 *
 *     im->source = pp_read_ahead(im->source);
 *
 * Takes the source over: nothing may be asked of it any more, and
 * pp_source_close() of the result closes it. Where no thread is to be had, or
 * the source is no large CSV, the source itself is returned.
 */
struct pp_source *pp_read_ahead(struct pp_source *source);

/* A file of so many bytes is worth a thread. */
enum { PP_READ_AHEAD_FROM = 1 << 20 };

#endif
