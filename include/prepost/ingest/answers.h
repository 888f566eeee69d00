#ifndef PREPOST_INGEST_ANSWERS_H
#define PREPOST_INGEST_ANSWERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "prepost/base/buffer.h"
#include "prepost/base/pool.h"
#include "prepost/base/text_list.h"
#include "prepost/model/instrument.h"

/*
 * From the text of a cell to the canonical code of an answer.
 *
 * An answer may be written as its code in the coding that the plan chose, as
 * its label or an alias of it (folded: case, blanks, typographic marks), or as
 * both where they agree ("2 - Several days"). Nothing else is taken: a text
 * that is nearly a label is not that label.
 */
struct pp_answers;

/*
 * For one instrument. `step`: what the file adds to the numbers of the coding,
 * by the plan. `missing`: the texts that mean no answer, whatever the
 * instrument allows. NULL or empty: NA, N/A, #N/A, #NULL!, NULL, NaN and a
 * point, unless they are allowed answers. Everything lives in `pool`.
 */
struct pp_answers *pp_answers_new(struct pp_pool *pool,
                                  const struct pp_instrument *instrument,
                                  size_t coding, int step,
                                  const struct pp_text_list *missing);

enum pp_answer_read {
    PP_ANSWER_IS, /* *code is its canonical code */
    PP_ANSWER_NONE,
    PP_ANSWER_BAD
};

/* text NULL is a cell with nothing in it. Not thread-safe: it remembers. */
enum pp_answer_read pp_answers_read(struct pp_answers *answers, size_t item,
                                    const char *text, size_t length,
                                    int16_t *code);

/*
 * The same for what nearly every cell of a large file is: a single digit that
 * is an answer. False is no verdict; pp_answers_read() has to look.
 */
enum { PP_QUICK_CODES = 128 }; /* 0 to 127 are looked up in a table */
struct pp_answer_codes {
    int16_t meaning[PP_QUICK_CODES]; /* below PP_FIRST_ANSWER: it has none */
    size_t seen[PP_QUICK_CODES];
};
enum { PP_FIRST_ANSWER = INT16_MIN + 2 };

struct pp_answer_codes *pp_answers_codes(const struct pp_answers *answers,
                                         size_t item);

static inline bool pp_answers_read_digit(struct pp_answer_codes *codes,
                                         const char *text, size_t length,
                                         int16_t *code)
{
    unsigned digit = length == 1 ? (unsigned)text[0] - '0' : 10;

    if (digit > 9 || codes->meaning[digit] < PP_FIRST_ANSWER)
        return false;
    codes->seen[digit]++;
    *code = codes->meaning[digit];
    return true;
}

/* Appends why a text is bad and what was expected. */
void pp_answers_explain(const struct pp_answers *answers, size_t item,
                        const char *text, size_t length, struct pp_buffer *out);

/* A code that stands with another label than it has by the questionnaire. */
struct pp_answers_pair {
    long code;
    const char *label, *own; /* "none of its answers" where there is none */
    int step; /* how the file numbers its answers, as in pp_answers_step() */
};

/*
 * After a file of texts such as "1. Never": a code that never came with its
 * own label, but with another's. Either the numbers or the words are wrong.
 */
bool pp_answers_contradiction(const struct pp_answers *answers,
                              struct pp_answers_pair *out);

/*
 * After such a file: 1 where its numbers are one higher than the questionnaire
 * has beside the same words, -1 where they are lower; else 0. *is_mixed: there
 * were numbers without words as well.
 */
int pp_answers_step(const struct pp_answers *answers, bool *is_mixed);

/*
 * What the file itself says of the codes in an item's column: as the
 * questionnaire has them; numbered otherwise, but in the same order; or in
 * another one. *out: the first that differs.
 */
struct pp_value_labels;
enum pp_answers_labelled {
    PP_LABELS_AGREE,
    PP_LABELS_RENUMBER,
    PP_LABELS_TURN
};
enum pp_answers_labelled
pp_answers_check_labels(const struct pp_answers *answers, size_t item,
                        const struct pp_value_labels *labels,
                        struct pp_answers_pair *out);

/*
 * After a file: the coding that all codes in it seem to follow instead of the
 * chosen one; NULL if there is none. *is_certain: some codes are not allowed
 * in the chosen coding; otherwise its lowest never came up in 200 answers.
 */
const struct pp_coding *
pp_answers_other_coding(const struct pp_answers *answers, bool *is_certain);

/* Codes one step off: as many `outside` as the chosen coding has no room for,
 * and none at its other end. */
struct pp_answers_shift {
    int step;            /* 1: numbered one higher; -1: lower; 0: not so */
    int absent, outside; /* the two codes */
    int first, last;     /* how the file seems to be numbered */
    size_t n_outside;
};

/*
 * After a file: whether it seems to be numbered from 1 where the chosen coding
 * is from 0, or the other way round. Then every code that is allowed is
 * another answer.
 */
struct pp_answers_shift pp_answers_shift_of(const struct pp_answers *answers);

/*
 * After a file that nothing speaks of how it is numbered: whether its codes,
 * all of them allowed in a coding from 0, may be a coding from 1, for there is
 * no 0 among them. With `has_sister`, another file is known to be numbered
 * otherwise, and ten such answers are enough; without, 200 that go up to the
 * highest, of questions with seven answers or fewer (of eleven, 0 is rare).
 *
 * How often a file rightly numbered is doubted, by 10,000 draws of people from
 * the published answers of 223 students to PHQ-9 and GAD-7: with a sister, two
 * people (18 and 14 answers) in 4 and 9 of 100, five in fewer than 1; of those
 * with 10 points or more, two in 22 and 82. Without, 23 and 29 people: never;
 * of those with 10 or more, in 0 and 6 of 100.
 */
struct pp_answers_doubt {
    size_t n;                  /* answers; 0: there is no doubt */
    int lowest, highest, last; /* that came up; that the coding has */
};
struct pp_answers_doubt pp_answers_doubt_of(const struct pp_answers *answers,
                                            bool has_sister);

/*
 * Whether a missing text is something that people say ("Prefer not to say"):
 * the plan's, in words, and none of the usual marks such as NA.
 */
bool pp_answers_is_said(const struct pp_answers *answers, const char *text,
                        size_t length);

/* Whether a text is one of the missing ones, or blank. */
bool pp_answers_is_missing(const struct pp_answers *answers, const char *text,
                           size_t length);

#endif
