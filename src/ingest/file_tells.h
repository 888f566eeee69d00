#ifndef PREPOST_INGEST_FILE_TELLS_H
#define PREPOST_INGEST_FILE_TELLS_H

#include "prepost/base/error.h"
#include "prepost/ingest/key.h"
#include "prepost/model/batch.h"

/*
 * Of a file its name and the hash of its bytes are kept, and reports print
 * them. Either can tell of a person in it.
 */

/*
 * PP_EDATA: the name holds the code of somebody in the file, as a page's that
 * was called after who filled it in. Not looked for: codes of fewer than four
 * letters and digits, of several parts, and, in a file of more than few, of
 * digits alone, which a year in the name would be like.
 */
int pp_file_name_check(const struct pp_key *key, const struct pp_batch *batch,
                       struct pp_error *err);

/*
 * With everything in a file known but for one person's few answers, these can
 * be tried until the hash fits: of a file of few rows it becomes a hash under
 * the key (base/hash.h), the same for the same bytes. The batch has the other
 * form too, for a store may know the file by that one.
 */
void pp_file_hash_guard(const struct pp_key *key, struct pp_batch *batch);

#endif
