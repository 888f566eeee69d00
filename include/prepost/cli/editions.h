#ifndef PREPOST_CLI_EDITIONS_H
#define PREPOST_CLI_EDITIONS_H

#include "prepost/cli/evaluation.h"
#include "prepost/store/editions.h"

/*
 * After results were written that may be handed on: warns, on stderr, where
 * these and any earlier ones together tell what a few people answered, and
 * keeps in the store that there are these (store/editions.h). Each figure is
 * set beside the same one of each earlier state, and so are regions or what
 * else the results set apart; where these were written before, it is said
 * shorter. Where the store cannot be written, it warns of that: later ones will
 * not be compared with these. Closes the store.
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

/*
 * In which outcomes and regions `then` and `now` differ by fewer people than
 * the threshold, in words: "everyone together (gad7.total); Cornwall
 * (gad7.total)"; NULL: in none, or somebody was erased in between, which is
 * said otherwise.
 */
const char *pp_editions_few(const struct pp_evaluation *evaluation,
                            const struct pp_edition *then,
                            const struct pp_edition *now);

#endif
