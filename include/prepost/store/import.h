#ifndef PREPOST_STORE_IMPORT_H
#define PREPOST_STORE_IMPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "prepost/base/error.h"
#include "prepost/base/hash.h"
#include "prepost/base/notes.h"
#include "prepost/model/batch.h"
#include "prepost/model/plan.h"
#include "prepost/store/store.h"

/*
 * One file's answers into the store, all of them or none.
 */
struct pp_import_options {
    bool is_dry_run;        /* find out everything, change nothing */
    bool is_strict;         /* a row that has to be left out is an error */
    bool replace;           /* take out first what an earlier file of this name
                               brought */
    const char *day;        /* "2025-03-04", kept with the import; NULL: none */
    struct pp_notes *notes; /* gets what was found; not NULL */
    void (*progress)(size_t done, size_t total, void *ctx); /* NULL: none */
    void *ctx;
};

struct pp_import_summary {
    const char *same_as;    /* the very same bytes were imported before, under
                               this name: nothing was done; lives in the notes'
                               pool. NULL: it is new */
    const char *same_waves; /* at which they are in: "before, after"; NULL: at
                               none */
    bool is_read_better;    /* of its rows or cells fewer would be left out now,
                               as when the plan was mended since */
    bool has_gained;        /* or more of its columns are understood now */
    bool is_read_otherwise; /* or other answers or days are read from it */
    bool is_other_wave;     /* and none of these is a wave it was read as now */
    bool has_replaced;      /* an earlier import was taken out, which the
                               store's log says; not the very same file, read
                               as it was */
    const char *replaced;   /* its name, where the very same bytes were in under
                               another; else NULL; in the notes' pool */
    int64_t number;         /* of the import; 0: nothing was done */
    char hash[PP_HASH_SIZE]; /* that the store knows the file by */
    size_t n_people, n_new_people;
    size_t n_erased;    /* people erased from the store before: whether the new
                           ones are they, nothing that is kept could tell */
    size_t n_responses; /* put in: a person's answers to an instrument */
    size_t n_unchanged; /* were there already, answer for answer */
    size_t n_displaced; /* earlier ones that gave way, as the plan says */
    struct pp_import_met {
        const char *wave;   /* the plan's id; NULL: nobody was met */
        size_t n_people;    /* of the file, at that wave */
        size_t n_otherwise; /* whose answers at it are in already, and differ */
        size_t n_namesake;  /* who are in an earlier file of this name */
        const char *file;   /* of another name, which has most of these people
                               at that wave, some with other answers, and was
                               left as it was; NULL: none has */
        size_t n_in_file;   /* whom it has */
    } met;                  /* at the wave where most were */
    size_t n_rows_rejected; /* rows of which something was left out here */
};

/*
 * Puts `batch`, which was read following `plan`, into the store.
 *
 * A person who answered an instrument at a wave already is dealt with as the
 * plan says (same_twice), and each such row is named in options->notes:
 * PP_NOTE_REJECT where the plan refuses, PP_NOTE_INFO where it chooses.
 * "First" and "last" go by the day of answering where both rows have one,
 * else by file and row. The same answers again are no second response, and a
 * response without any answer never stands against one with answers.
 *
 * Errors     EDATA: strict and a row was left out; the key of the pseudonyms
 *            is another one; the name to replace is ambiguous; an instrument
 *            does not fit the store. EIO, ESTORE: store.h. The store is then
 *            as before
 */
int pp_store_import(struct pp_store *store, const struct pp_plan *plan,
                    const struct pp_batch *batch,
                    const struct pp_import_options *options,
                    struct pp_import_summary *summary, struct pp_error *err);

#endif
