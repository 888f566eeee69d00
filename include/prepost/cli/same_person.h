#ifndef PREPOST_CLI_SAME_PERSON_H
#define PREPOST_CLI_SAME_PERSON_H

#include "prepost/cli/evaluation.h"
#include "prepost/ingest/key.h"

/*
 * The plan's list of codes that are one person's: turned into pseudonyms with
 * the key, as codes in files are, and joined in the open store.
 */

/*
 * Joins them, with the evaluation's key or, where it is not NULL, with `key`.
 * What was found goes to evaluation->same, an entry for each of the plan's.
 *
 * Errors     EIO: the plan names people, but the key is not there; EDATA: it
 *            is another key; a code is blank, has the wrong number of parts,
 *            or reads like another person's
 */
int pp_same_person_join(struct pp_evaluation *evaluation,
                        const struct pp_key *key, struct pp_error *err);

/* Tells on stderr of those of which not all codes are known. */
void pp_same_person_warn(const struct pp_evaluation *evaluation);

/* Appends a line for each: which line of the plan, how many codes are known. */
void pp_same_person_print(const struct pp_evaluation *evaluation,
                          struct pp_buffer *out);

#endif
