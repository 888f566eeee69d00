#ifndef PREPOST_CLI_FORGET_CODES_H
#define PREPOST_CLI_FORGET_CODES_H

#include <stdbool.h>
#include <stddef.h>

#include "prepost/base/buffer.h"
#include "prepost/base/error.h"
#include "prepost/base/pool.h"
#include "prepost/model/plan.h"

/*
 * The codes under which a person to be erased is known: where the plan's
 * same_person names the code that was given, all of that list. The plan may
 * have mistakes by now: only that list is read.
 */
struct pp_forget_codes {
    const struct pp_plan_person *person; /* NULL: no list names the code */
    size_t n_parts;                      /* of each code */
    bool is_unread; /* there is a plan, but it cannot be read */
};

/* The code that was given, appended to *out. "-": one line of stdin, so that no
 * code stays in the shell's history. */
int pp_forget_codes_read(const char *argument, struct pp_buffer *out,
                         struct pp_error *err);

/* `plan` is its path; there may be none. `code`: as people write it. */
struct pp_forget_codes pp_forget_codes_find(const char *plan, const char *code,
                                            size_t length,
                                            struct pp_pool *pool);

/* A code of so many parts, normalised; its length is 0 if it has not. */
void pp_forget_codes_normalise(const char *code, size_t length, size_t n_parts,
                               struct pp_buffer *out);

#endif
