#ifndef PREPOST_CLI_EXPORT_H
#define PREPOST_CLI_EXPORT_H

#include "prepost/cli/evaluation.h"

/*
 * What `prepost export` can write. Each kind is one file,
 * src/cli/export_<name>.c with one const struct, pp_export_is_<name>, and one
 * line in exports.def, whose order is that of the help.
 */
struct pp_export_request {
    struct pp_common common;
    const char *by;     /* --by; NULL: not given */
    const char *output; /* -o; NULL: stdout */
    bool force;
};

struct pp_export {
    const char *name;
    const char *summary; /* one line */
    /* Appends the file to *out; what it holds has passed disclose/. */
    int (*make)(struct pp_evaluation *evaluation,
                const struct pp_export_request *request, struct pp_buffer *out,
                struct pp_error *err);
};

extern const struct pp_export *const pp_exports[]; /* ends with NULL */

#endif
