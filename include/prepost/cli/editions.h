#ifndef PREPOST_CLI_EDITIONS_H
#define PREPOST_CLI_EDITIONS_H

#include "prepost/cli/evaluation.h"
#include "prepost/store/editions.h"

/*
 * After results were written that may be handed on: warns, on stderr, where
 * these and earlier ones together tell what a few people answered, and keeps
 * in the store that there are these (store/editions.h). Where the store cannot
 * be written, it warns of that: later ones will not be compared with these.
 * Closes the store.
 *
 * Returns 0; PP_EXIT_ATTENTION where it warned, or would but for --quiet; -1.
 */
int pp_editions_tell(struct pp_evaluation *evaluation, struct pp_error *err);

/*
 * The same of what people said one by one: with earlier results it tells what
 * somebody answered who was erased. It is not to be handed on, so that it is
 * no result to be kept, and tells nothing more of a few who came in.
 */
int pp_editions_tell_of_people(struct pp_evaluation *evaluation,
                               struct pp_error *err);

/* What the evaluation's latest results are made of; needs the open store. */
int pp_editions_now(struct pp_evaluation *evaluation, struct pp_edition *out,
                    struct pp_error *err);

#endif
