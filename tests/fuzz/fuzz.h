#ifndef PREPOST_TESTS_FUZZ_H
#define PREPOST_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>

#include "prepost/base/pool.h"
#include "prepost/model/plan.h"

/*
 * One reader of foreign bytes a file: fuzz_<reader>.c defines the function
 * below, which reads the bytes as that reader would and asserts what must hold
 * whatever they are.
 *
 *     make fuzz FUZZ_TIME=900            every reader so many seconds
 *     make fuzz FUZZ_TIME=60 FUZZ=csv    one of them
 *     make test                          each reader over its corpus
 *
 * What fuzzing finds goes into tests/fuzz/corpus/<reader>, named for what was
 * wrong, and `make test` reads it ever after.
 */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

/* Ends the program where something that must hold does not. */
#define FUZZ_CHECK(what) fuzz_check((what), #what, __FILE__, __LINE__)
void fuzz_check(int holds, const char *what, const char *file, int line);

/* The path of a file that holds the bytes; one at a time. */
const char *fuzz_file(const uint8_t *bytes, size_t n);

/* A pool for what is read once and kept for the whole run. */
struct pp_pool *fuzz_kept(void);

/* A plan with two waves, two questionnaires and columns about people; read
 * once, and there for the whole run. */
const struct pp_plan *fuzz_plan(void);

/* Finds no questionnaire but those that come with prepost. */
const struct pp_instrument *
fuzz_find_instrument(const char *id, struct pp_notes *notes, void *ctx);

#endif
