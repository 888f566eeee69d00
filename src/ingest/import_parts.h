#ifndef PREPOST_INGEST_IMPORT_PARTS_H
#define PREPOST_INGEST_IMPORT_PARTS_H

#include "prepost/ingest/import.h"
#include "prepost/ingest/platform.h"
#include "prepost/ingest/source.h"

/*
 * One file on its way in, and the steps that it goes through. For import.c
 * and its parts only.
 */
struct pp_importer {
    struct pp_ingest ingest; /* what the plan says already filled in */
    struct pp_ingest_report report;
    const char *path, *name;
    struct pp_source *source;
    struct pp_head head;
    const struct pp_platform *platform;
    struct pp_sheet sheet;
    int wave; /* of every row; -1: as a column says */
};

/* What the command line and the plan say of the file; import_options.c.
 * PP_EUSAGE where they name a wave, region, delimiter ... that is none. */
int pp_importer_settle(struct pp_importer *im, struct pp_error *err);

/* Opens the file as those say. */
int pp_importer_open(struct pp_importer *im, struct pp_error *err);

/* The first rows: platform, headings, data dictionary; import_head.c. */
int pp_importer_read_head(struct pp_importer *im, struct pp_error *err);

#endif
