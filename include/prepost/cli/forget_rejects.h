#ifndef PREPOST_CLI_FORGET_REJECTS_H
#define PREPOST_CLI_FORGET_REJECTS_H

#include <stddef.h>

#include "prepost/base/error.h"
#include "prepost/base/pool.h"
#include "prepost/base/text_list.h"
#include "prepost/ingest/identifier.h"

/*
 * Takes a person's rows out of the rejected ones beside the plan (rejects.csv,
 * rejects-NAME.csv), by the mark that an import gave each. A file of which
 * nothing is left is removed.
 */
enum pp_forget_rejects_how {
    PP_REJECTS_LOOK, /* says what would be done */
    PP_REJECTS_ERASE
};

struct pp_forgotten_rejects {
    size_t n_rows;             /* taken out */
    size_t n_unknown;          /* left there: whose they are cannot be told */
    struct pp_text_list files; /* from which those taken out came */
};

int pp_forget_rejects(const char *dir, enum pp_forget_rejects_how how,
                      const char (*marks)[PP_MARK_SIZE], size_t n_marks,
                      struct pp_pool *pool, struct pp_forgotten_rejects *out,
                      struct pp_error *err);

#endif
