#ifndef PREPOST_REPORT_PAIRED_DOCUMENT_H
#define PREPOST_REPORT_PAIRED_DOCUMENT_H

#include "prepost/analysis/paired.h"
#include "prepost/report/document.h"

/*
 * The paired analysis of two columns as a document to read, in plain words
 * with every number beside them: what `prepost paired` prints. The reports of
 * an evaluation are made elsewhere and say less.
 */

/* What the analysis is of; lent. */
struct pp_paired_words {
    const char *before, *after; /* the columns' headings */
    const char *file;
};

/* Everyone: finding, scores, people, certainty, tests, sizes, notes. */
void pp_paired_document(struct pp_document *d, struct pp_blocks *into,
                        const struct pp_paired *p,
                        const struct pp_paired_words *words);

/* One part of the people, and p among all the parts. */
struct pp_paired_part {
    const char *name; /* NULL: their cell was empty */
    struct pp_paired paired;
    struct pp_verdict verdict; /* as one of so many */
    double p_holm;
};

/* The parts side by side, in the order given. */
void pp_paired_parts_document(struct pp_document *d, struct pp_blocks *into,
                              const struct pp_paired_part parts[], size_t n,
                              const char *by);

#endif
