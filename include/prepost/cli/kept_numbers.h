#ifndef PREPOST_CLI_KEPT_NUMBERS_H
#define PREPOST_CLI_KEPT_NUMBERS_H

#include "prepost/cli/evaluation.h"

/*
 * Warns, on stderr, of each kept column that is taken for answers to choose
 * from and holds more than PP_MOST_NUMBERED different whole numbers and nothing
 * else: ages, say, which want bands. Nothing under --quiet. The evaluation has
 * results.
 */
enum { PP_MOST_NUMBERED = 11 }; /* an answer of 0 to 10 is one to choose from */

void pp_kept_numbers_warn(const struct pp_evaluation *evaluation);

#endif
