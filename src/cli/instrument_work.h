#ifndef PREPOST_CLI_INSTRUMENT_WORK_H
#define PREPOST_CLI_INSTRUMENT_WORK_H

#include <stdio.h>

#include "prepost/base/buffer.h"
#include "prepost/base/notes.h"
#include "prepost/cli/command.h"
#include "prepost/model/catalogue.h"
#include "prepost/model/instrument_draft.h"

/*
 * What the actions of `prepost instrument` share: cmd_instrument.c has all of
 * them but `new`, which is instrument_new.c.
 */
struct instrument_settings {
    struct pp_common common;
    const char *output;
    bool large_print;
    const char *title, *wave, *help_line, *code_heading;
    const char *id, *name, *answers, *labels, *score, *better, *reverse;
    const char *from;
    long items, missing;
};

struct instrument_work {
    const struct instrument_settings *settings;
    struct pp_pool *pool;
    struct pp_notes notes;
    struct pp_catalogue *catalogue;
    char **arguments;
    int n_arguments;
    struct pp_buffer out;
};

/* The result, w->out, goes to the file, or to the screen ("-", NULL). */
int pp_instrument_deliver(struct instrument_work *w, const char *to, FILE *out,
                          struct pp_error *err);

/* Writes a commented definition of somebody's own questionnaire. */
int pp_instrument_new(struct instrument_work *w, FILE *out,
                      struct pp_error *err);

#endif
