#ifndef PREPOST_CLI_UNMATCHED_H
#define PREPOST_CLI_UNMATCHED_H

#include <stdio.h>

#include "prepost/cli/evaluation.h"

/*
 * Whoever did not answer at every wave, by what they wrote as their code, read
 * from the files once more: pairs that are nearly the same as lines to paste
 * into the plan, and all others. It needs the key and the files, and names
 * people: for whoever holds both, and no file of the program's own.
 */
int pp_unmatched_print(struct pp_evaluation *evaluation, FILE *out,
                       struct pp_error *err);

#endif
