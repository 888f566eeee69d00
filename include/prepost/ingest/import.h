#ifndef PREPOST_INGEST_IMPORT_H
#define PREPOST_INGEST_IMPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "prepost/base/buffer.h"
#include "prepost/base/csv.h"
#include "prepost/base/error.h"
#include "prepost/base/notes.h"
#include "prepost/base/pool.h"
#include "prepost/base/record.h"
#include "prepost/ingest/key.h"
#include "prepost/ingest/mapping.h"
#include "prepost/model/batch.h"
#include "prepost/model/plan.h"

/*
 * One file in, one batch out:
 *
 *     struct pp_ingest ingest = {.plan = plan, .key = &key, .pool = pool,
 *                                .notes = &notes};
 *     struct pp_batch batch;
 *     if (pp_ingest_file(&ingest, "spring.csv", &batch, err) != 0)
 *         return -1;
 *
 * Every data row is either taken or rejected, and a rejected one is written to
 * `rejects` with the reason. Nothing here touches the store: a dry run is this
 * call without the next one.
 */

enum pp_strictness {
    PP_LENIENT, /* what cannot be taken is reported, the rest is taken */
    PP_STRICT   /* the first thing that cannot be taken ends the import */
};

/* What the command line says; it overrides the plan, NULL leaves it to it. */
struct pp_ingest_options {
    const char *wave, *region, *group, *arm; /* of every row */
    const char *platform, *delimiter, *encoding, *sheet;
    enum pp_strictness strictness;
    /* Called now and then; bytes of the file done and in all, rows so far. */
    void (*progress)(size_t done, size_t total, size_t rows, void *ctx);
    void *ctx;
    /* Called with the code of each row, in its parts, as the file writes it;
     * lent. NULL: nobody wants to see them. */
    void (*see)(size_t line, const struct pp_text_field *parts, size_t n,
                void *ctx);
    void *see_ctx;
    size_t rows_in_memory; /* further ones are put aside; 0: as usual */
};

enum { PP_MOST_LIKELY_MISSING = 6, PP_MOST_OTHER_WORDS = 6 };

/* A text in cells of answers that is none of the questionnaire's. */
struct pp_other_words {
    const char *text, *instrument; /* the questionnaire's id */
    size_t n;                      /* cells */
};

/* What the file turned out to be; for a dry run, and to say it in any case. */
struct pp_ingest_report {
    const char *kind; /* "CSV", "xlsx", "SPSS", "Stata" */
    const char *platform_id, *platform_name;
    bool has_dialect;
    struct pp_csv_dialect dialect;
    const char *sheet;               /* xlsx */
    const char *dictionary;          /* REDCap's, where one was read */
    const struct pp_plan_file *file; /* what the plan says of it, or NULL */
    size_t heading_line;
    bool decimal_comma;
    const char *date_order;    /* "day/month/year" ...; NULL: no dates */
    size_t n_dates_left_out;   /* all that there were, for want of an order */
    const char *dates_problem; /* why, and how it is mended; NULL: nothing */
    size_t n_numbering_doubts; /* questionnaires that may be numbered from 1 */
    size_t n_bad_dates;        /* cells of a date column that are no date */
    /* Numbers in cells of answers that are allowed nowhere and are often
     * written for no answer: "-99". */
    const char *likely_missing[PP_MOST_LIKELY_MISSING];
    size_t n_likely_missing;
    struct pp_other_words other_words[PP_MOST_OTHER_WORDS];
    size_t n_other_words;
    struct pp_mapping mapping;
};

struct pp_ingest {
    const struct pp_plan *plan;
    const struct pp_key *key;
    struct pp_pool *pool; /* owns the report, and the batch unless rows do */
    struct pp_pool *rows; /* owns what is in the batch; NULL: the pool */
    const char *dir; /* where rows are put aside; NULL: with temporary files */
    struct pp_notes *notes;
    struct pp_ingest_options options;
    struct pp_buffer *rejects;       /* CSV is appended; NULL: not wanted */
    struct pp_ingest_report *report; /* filled as far as it goes; or NULL */
};

/*
 * Reads a file ("-": stdin). Returns 0 with *batch, also when rows were
 * rejected (batch->n_rows_rejected); -1 when nothing can be taken from it:
 * PP_EIO, PP_EPARSE, PP_EUSAGE (an option names an unknown wave, platform ...)
 * or PP_EDATA, whose text is the first of the errors in `notes`.
 */
int pp_ingest_file(const struct pp_ingest *ingest, const char *path,
                   struct pp_batch *batch, struct pp_error *err);

/* The plan's entry for a file, by its path or its name; or NULL. */
const struct pp_plan_file *pp_ingest_plan_file(const struct pp_plan *plan,
                                               const char *path);

/* The report in words: platform, dialect, each column. */
void pp_ingest_report_print(const struct pp_plan *plan,
                            const struct pp_ingest_report *report,
                            struct pp_buffer *out);

#endif
