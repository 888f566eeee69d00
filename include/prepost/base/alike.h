#ifndef PREPOST_BASE_ALIKE_H
#define PREPOST_BASE_ALIKE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Names that were probably meant to be one: "Leeds", "Leeds." and "Leads".
 *
 * They are alike but for case, blanks and marks, for one slip in one word, or
 * for words that are written short beside one that is not: Nth Devon, N. Devon.
 * A slip is looked for in words of four letters and more without a digit:
 * Ward 1 and Ward 2, or Team A and Team B, are different names on purpose.
 * Two names that are quite the same are not alike but equal: false.
 */
bool pp_alike(const char *a, const char *b);

/* Two of a list. */
struct pp_alike_pair {
    size_t a, b; /* a < b */
};

/*
 * The pairs among names[n], at most `most` of them, into pairs[]; returns how
 * many. Lists of more than PP_ALIKE_NAMES are not looked through: 0.
 */
enum { PP_ALIKE_NAMES = 400 };
size_t pp_alike_pairs(const char *const *names, size_t n,
                      struct pp_alike_pair *pairs, size_t most);

#endif
