#ifndef PREPOST_CLI_REJECTS_FILE_H
#define PREPOST_CLI_REJECTS_FILE_H

#include <stdbool.h>

#include "prepost/base/buffer.h"
#include "prepost/base/error.h"
#include "prepost/base/pool.h"

/*
 * Where the rows that could not be taken go: rejects.csv beside the plan, or
 * rejects-NAME.csv (rejects-answers.xlsx.csv) where that holds another file's
 * or several files come at once. Each keeps its input's own columns, so that it can be mended and
 * imported; its rows name their file.
 */

/*
 * `rejects`: all of this file's, with headings; empty: none. They take the
 * place of what an earlier import of a file of this name left there; other
 * files' stay. *out is where they are; NULL where there are none.
 */
int pp_rejects_file_keep(const char *dir, const char *name, bool is_alone,
                         const struct pp_buffer *rejects, struct pp_pool *pool,
                         const char **out, struct pp_error *err);

#endif
