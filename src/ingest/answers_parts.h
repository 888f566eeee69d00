#ifndef PREPOST_INGEST_ANSWERS_PARTS_H
#define PREPOST_INGEST_ANSWERS_PARTS_H

#include "prepost/ingest/answers.h"
#include "recall.h"

/*
 * What the files that read answers share: answers.c reads them one by one,
 * answers_file.c says what all of a file's together tell.
 */

enum {
    CACHE = 64, /* texts remembered for each key; a power of two */
    REMEMBERED = 56,
    ENOUGH = 200,     /* answers without the lowest code are suspicious */
    MOST_ANSWERS = 7, /* of a question whose lowest is seldom absent */
    FEW = 10,         /* ... beside a file that is numbered otherwise */
    NOT_ALLOWED = INT16_MIN,
    MEANS_MISSING = INT16_MIN + 1
};

/* A label or an alias of one. */
struct answer_label {
    const char *folded;
    int16_t canonical;
    bool chosen; /* of the chosen coding, which comes first */
};

/* What items with the same codings share. */
struct answer_key {
    const struct pp_coding *of;               /* the instrument's */
    const struct pp_coding *codings, *chosen; /* as the file numbers them */
    size_t n_codings;
    struct answer_label *labels; /* sorted by folded */
    size_t n_labels;
    struct pp_recall recall;
    struct pp_answer_codes codes; /* in the file, allowed or not ... */
    size_t n_beyond;              /* ... and beyond these */
    /* Of codes that come with a label, as "1. Never": */
    bool has_step; /* the first of them has told how they are numbered: */
    int step;      /* 1: one higher than by the coding; -1: lower; else 0 */
    bool agrees[PP_QUICK_CODES]; /* with a label that is its own */
    const struct answer_label
        *contradicts[PP_QUICK_CODES]; /* with another's; or NULL */
};

struct pp_answers {
    const struct pp_instrument *instrument;
    struct answer_key **of_item;
    struct answer_key **keys;
    size_t n_keys;
    const char *const *missing; /* folded */
    size_t n_missing;
    bool missing_declared;
    bool may_start[256]; /* whether a missing text begins with this byte */
};

/* The answer of a code in a coding; NULL if it has none. */
const struct pp_answer *answers_of_code(const struct pp_coding *coding,
                                        long code);
/* What a code means in the chosen coding, or NOT_ALLOWED. */
int16_t answers_code_meaning(const struct answer_key *key, long code);
/* The label, or alias, of that very text (folded); NULL: none. */
const struct answer_label *answers_find_label(const struct answer_key *key,
                                              const char *folded);

#endif
