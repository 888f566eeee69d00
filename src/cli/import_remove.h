#ifndef PREPOST_CLI_IMPORT_REMOVE_H
#define PREPOST_CLI_IMPORT_REMOVE_H

#include <stdio.h>

#include "prepost/base/text_list.h"
#include "prepost/cli/evaluation.h"

/*
 * Files out of the store again, all of them or none, by their names; what was
 * taken out and what is left to do goes to `out`, in words or as JSON.
 */
struct pp_import_removal {
    struct pp_text_list files;
    bool is_dry_run, is_quiet, is_json;
};

/* The exit status, or -1. */
int pp_import_remove(struct pp_evaluation *evaluation,
                     const struct pp_import_removal *removal, FILE *out,
                     struct pp_error *err);

#endif
