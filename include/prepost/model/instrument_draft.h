#ifndef PREPOST_MODEL_INSTRUMENT_DRAFT_H
#define PREPOST_MODEL_INSTRUMENT_DRAFT_H

#include <stdbool.h>
#include <stddef.h>

#include "prepost/base/buffer.h"
#include "prepost/base/text_list.h"

/*
 * A definition file for somebody's own questionnaire, commented, from what
 * they know of it. What comes out is read like any other file: mistakes in
 * what was given are found there.
 */
struct pp_instrument_draft {
    const char *id, *name;
    size_t n_items;             /* when there are no questions or headings */
    struct pp_text_list items;  /* questions, or headings of columns */
    struct pp_text_list labels; /* answers, from the first code on */
    int first_code;             /* of the labels */
    const char *answers;        /* "1-5", when there are no labels */
    const char *score;          /* "sum", "mean" */
    const char *better;         /* "higher", "lower" */
    const char *reverse;        /* "3, 6"; NULL: none */
    long missing;               /* answers that may be missing */
    bool check_labels; /* they came from answers: their order is a guess */
};

void pp_instrument_draft(const struct pp_instrument_draft *draft,
                         struct pp_buffer *out);

/* An id made of a name: small letters, digits and _; appended. */
void pp_instrument_draft_id(const char *name, struct pp_buffer *out);

#endif
