#ifndef PREPOST_CLI_REJECTS_FILE_H
#define PREPOST_CLI_REJECTS_FILE_H

#include <stdbool.h>

#include "prepost/base/buffer.h"
#include "prepost/base/error.h"
#include "prepost/base/pool.h"

/*
 * Where the rows that could not be taken go: rejects.csv beside the plan, or
 * rejects-NAME.csv (rejects-answers.xlsx.csv) where that holds another file's
 * or several files come at once. Each keeps its input's own columns, so that it
 * can be mended and imported; its rows name their file.
 *
 * Its last heading has a check sum of it all. One that somebody mended, or made
 * themselves, is theirs: it is neither written over nor taken away, and what
 * comes after it goes to rejects-NAME-2.csv.
 */
struct pp_rejects_kept {
    const char *path;    /* where they are; NULL: there are none */
    const char *changed; /* where somebody changed what was written; or NULL */
};

/*
 * `rejects`: all of this file's, with headings; empty: none. They take the
 * place of what an earlier import of a file of this name left there; other
 * files' stay.
 */
int pp_rejects_file_keep(const char *dir, const char *name, bool is_alone,
                         const struct pp_buffer *rejects, struct pp_pool *pool,
                         struct pp_rejects_kept *out, struct pp_error *err);

/* Those that an earlier import of a file of this name left; NULL: none. */
const char *pp_rejects_file_find(const char *dir, const char *name,
                                 struct pp_pool *pool);

/* Whether it is as it was written. */
bool pp_rejects_file_is_whole(const char *path);

/* Puts the check sum of rejects, with headings, in the place of what is there.
 */
void pp_rejects_file_seal(struct pp_buffer *rejects);

/* Takes it out: then somebody changed them, as far as anything tells. */
void pp_rejects_file_unseal(struct pp_buffer *rejects);

#endif
