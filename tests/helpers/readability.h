#ifndef PREPOST_TESTS_HELPERS_READABILITY_H
#define PREPOST_TESTS_HELPERS_READABILITY_H

#include <stddef.h>

#include "prepost/report/document.h"

/*
 * How hard a text is to read: Flesch-Kincaid and SMOG, as reading ages (US
 * grade plus 5 years).
 *
 * Both were made for running prose and know nothing of meaning, order or
 * layout; short bullets flatter them. So a pass is a floor under a report, and
 * five readers outrank it. Headings, tables and figures are left out; a bullet
 * ends a sentence; a numeral is one word of one syllable.
 *
 *     struct pp_readability r = {0};
 *     pp_readability_add_text(&r, "Hope rose. Nothing else did.");
 *     pp_readability_finish(&r);   r.fk_age, r.smog_age
 */
struct pp_readability {
    size_t words, sentences, syllables;
    size_t long_words;       /* of three syllables or more */
    size_t longest_sentence; /* in words */
    char longest[400];       /* how it begins */
    double words_per_sentence;
    double fk_age, smog_age; /* NaN without a sentence */
};

/* Text of whole sentences; a line break ends one too. */
void pp_readability_add_text(struct pp_readability *r, const char *text);

/* The prose of a block and of what is in it. */
void pp_readability_add_block(struct pp_readability *r,
                              const struct pp_block *b);

void pp_readability_finish(struct pp_readability *r);

/* Syllables of one word; letters other than a to z are left out. */
size_t pp_readability_syllables(const char *word, size_t length);

#endif
