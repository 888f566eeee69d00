#ifndef PREPOST_CLI_EXPORT_H
#define PREPOST_CLI_EXPORT_H

#include "prepost/base/frame.h"
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
    const char *format; /* one of the kind's; found by cmd_export.c */
    const char *person; /* whose: the code as given; NULL: not given */
};

/* Whose answers it holds. */
enum pp_export_of {
    PP_EXPORT_OF_NOBODY, /* what it holds has passed disclose/ */
    PP_EXPORT_OF_PEOPLE, /* one by one: said on stderr, for the owner alone */
    PP_EXPORT_OF_ONE     /* who asked for what is held of them: likewise */
};

struct pp_export {
    const char *name;
    const char *summary; /* one line */
    const char *formats; /* "csv json sav"; the first where none is said */
    enum pp_export_of of;
    /* Appends the file to *out. */
    int (*make)(struct pp_evaluation *evaluation,
                const struct pp_export_request *request, struct pp_buffer *out,
                struct pp_error *err);
};

extern const struct pp_export *const pp_exports[]; /* ends with NULL */

/* A table in the request's format. */
int pp_export_frame(const struct pp_frame *frame,
                    const struct pp_export_request *request,
                    struct pp_buffer *out, struct pp_error *err);

/* Everyone's answers and codes. */
int pp_export_people(struct pp_evaluation *evaluation,
                     const struct pp_dataset **dataset,
                     const char *const **codes, struct pp_error *err);

/* A table of theirs in the request's format. */
int pp_export_of_people(struct pp_evaluation *evaluation,
                        struct pp_frame *(*frame)(const struct pp_plan *,
                                                  const struct pp_dataset *,
                                                  const char *const *codes,
                                                  struct pp_pool *),
                        const struct pp_export_request *request,
                        struct pp_buffer *out, struct pp_error *err);

/*
 * The results with an R script that works them out again from everyone's
 * answers, and those answers, into the folder request->output that only its
 * owner may enter.
 */
int pp_export_for_r(struct pp_evaluation *evaluation,
                    const struct pp_export_request *request, FILE *out,
                    struct pp_error *err);

#endif
