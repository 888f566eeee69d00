#ifndef PREPOST_STORE_ANSWERS_H
#define PREPOST_STORE_ANSWERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "prepost/base/error.h"
#include "prepost/model/batch.h"
#include "prepost/model/plan.h"
#include "prepost/store/people.h"
#include "prepost/store/store.h"

/*
 * The answers of a batch into the tables of their instruments, and what is
 * done with those who answered the same thing twice.
 */

/* A row of the batch that met another answer of the same person and wave. */
struct pp_clash {
    uint32_t person; /* of the batch */
    uint32_t line; /* of the batch's row that lost, or won over an older one */
    size_t instrument;
    size_t wave;
    int64_t other_import; /* of the row that it met; 0: of this batch */
    uint32_t other_line;
    bool is_won; /* it took the other's place */
};

/* Waves, as bits, at which earlier imports have answers of a person. */
struct pp_meeting {
    int64_t import;     /* the last of these */
    uint32_t any;       /* the batch's answers or others */
    uint32_t otherwise; /* other answers than the batch's */
    uint32_t namesake;  /* any, in a file of the batch's name */
};

/* What goes on while a batch is entered. */
struct pp_answers {
    struct pp_store *store;
    const struct pp_plan *plan;
    const struct pp_batch *batch;
    const struct pp_people *people;
    const int64_t *waves; /* the store's number of each of the plan's */
    const uint32_t *rank; /* each person's place in people->order */
    int64_t import;
    void (*progress)(size_t done, size_t total, void *ctx);
    void *ctx;
    size_t n_done, n_total;

    int64_t n_held; /* responses put in, less those displaced later */
    uint64_t digest, lines;
    int64_t namesake;       /* an import of a file of the same name; 0: none */
    struct pp_meeting *met; /* per person of the batch; NULL: nobody was met */
    size_t n_responses, n_unchanged, n_displaced;
    struct pp_clash *clashes;
    size_t n_clashes, clash_capacity;
};

/* Puts everything in; the counts and clashes are kept in `answers`. */
int pp_answers_enter(struct pp_answers *answers, struct pp_error *err);
void pp_answers_clear(struct pp_answers *answers);

#endif
