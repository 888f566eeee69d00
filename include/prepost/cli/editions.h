#ifndef PREPOST_CLI_EDITIONS_H
#define PREPOST_CLI_EDITIONS_H

#include "prepost/cli/evaluation.h"

/*
 * After results were written that may be handed on: warns, on stderr, where
 * these and earlier ones together tell what a few people answered, and keeps
 * in the store that there are these (store/editions.h). Closes the store.
 *
 * Returns 0; PP_EXIT_ATTENTION where somebody was erased since; -1.
 */
int pp_editions_tell(struct pp_evaluation *evaluation, struct pp_error *err);

#endif
