#ifndef PREPOST_TESTS_IMPORTED_H
#define PREPOST_TESTS_IMPORTED_H

#include "prepost/base/buffer.h"
#include "prepost/base/notes.h"
#include "prepost/base/pool.h"
#include "prepost/ingest/import.h"

/* A file read by a plan, both given as text or by path; all in one pool. */
struct imported {
    struct pp_pool *pool;
    struct pp_notes notes;
    const struct pp_plan *plan;
    struct pp_key key;
    struct pp_ingest_options options;
    struct pp_ingest_report report;
    struct pp_batch batch;
    struct pp_buffer rejects, said; /* said: the notes, printed */
    struct pp_error err;
    int status;
};

/* Reads the plan; fails the test if it has mistakes. */
void imported_init(struct imported *im, const char *plan_text);
/* Instruments are looked for beside the plan file first. */
void imported_init_file(struct imported *im, const char *plan_path);
void imported_clear(struct imported *im);

/* Imports; may be called again for another file. */
void imported_file(struct imported *im, const char *path);
/* Writes the bytes to a file of that ending first. */
void imported_bytes(struct imported *im, const char *ending, const char *bytes,
                    size_t n);
void imported_text(struct imported *im, const char *text);

/* The path of shared data; NULL, with a word that it is skipped, if absent. */
const char *imported_shared(struct imported *im, const char *name);

/* How many rows of an instrument there are; the index of the kth of them. */
size_t imported_rows(const struct imported *im, size_t set);
size_t imported_row(const struct imported *im, size_t set, size_t k);

/* The answer to an item (by id) on a line of the file; -999 if none. */
int imported_answer(const struct imported *im, const char *item, size_t line,
                    int wave);

#endif
