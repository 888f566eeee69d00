#ifndef PREPOST_REPORT_SUMMARY_FILE_H
#define PREPOST_REPORT_SUMMARY_FILE_H

#include "prepost/analysis/summary.h"
#include "prepost/base/hash.h"
#include "prepost/base/json.h"

/*
 * A summary as a file: JSON that a person can read through, with a hash of
 * what it says at its end. Whoever changes a number has to change the hash as
 * well, so a slip or a damaged file is noticed; it is no proof against someone
 * who means to deceive.
 */

enum { PP_SUMMARY_FORMAT = 1 };

/* The whole file with its hash; a new reference. */
json_t *pp_summary_json(const struct pp_summary *summary);

/* Of everything in it but "hash", as pp_json_print() writes it: spaces and
 * line ends may differ. */
void pp_summary_hash(const json_t *summary, char hex[PP_HASH_SIZE]);

/*
 * In         the bytes of a file; `file` names it in messages
 * Out        *out in `pool`, checked: every member there and of its kind, no
 *            number that cannot be, counts that add up
 * Errors     PP_EPARSE: no JSON, or no summary; PP_EDATA: made by a newer
 *            prepost, changed since it was written, or numbers that cannot be
 */
int pp_summary_read(const char *file, const char *text, size_t length,
                    struct pp_pool *pool, struct pp_summary *out,
                    struct pp_error *err);

#endif
