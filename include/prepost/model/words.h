#ifndef PREPOST_MODEL_WORDS_H
#define PREPOST_MODEL_WORDS_H

#include <stddef.h>

#include "prepost/base/pool.h"
#include "prepost/base/text_list.h"
#include "prepost/model/plan.h"

/*
 * Words that a report may not use, by what the evaluation's design allows to
 * be said. One table, for the plan's own texts and for the tests that read
 * finished reports. There are no exceptions for negations: "did not cause"
 * still speaks of causes.
 */

enum pp_word_kind {
    PP_WORD_EXACT,       /* the whole word or words */
    PP_WORD_STEM,        /* words that begin so */
    PP_WORD_WITH_OBJECT, /* "reduced loneliness", not "reduced by 2 points" */
    PP_WORD_WITH_NUMBER, /* "only 12" */
    PP_WORD_BARE         /* "no difference", not "no difference that matters" */
};

struct pp_word {
    const char *text; /* in small letters */
    enum pp_word_kind kind;
    unsigned designs;    /* bit (1 << enum pp_evidence) where it is banned */
    const char *instead; /* what to write */
};

extern const struct pp_word pp_words[];
extern const size_t pp_n_words;

/*
 * The first banned word of a text at or after `from`, or NULL; *at and *n say
 * where it stands and how long it is. Case does not matter. `names` are left
 * out of the search wherever they occur: a charity may be called Self Help.
 * So are names of methods ("random-effects", "signed-rank").
 */
const struct pp_word *pp_words_find(const char *text, size_t length,
                                    enum pp_evidence evidence,
                                    const struct pp_text_list *names,
                                    size_t from, size_t *at, size_t *n);

/* "one group asked before and after": of what words are not said. */
const char *pp_words_said_of(enum pp_evidence evidence);

/* The charity and the service may be called anything; so may questionnaires. */
struct pp_text_list pp_words_names(const struct pp_plan *plan,
                                   struct pp_pool *pool);

#endif
