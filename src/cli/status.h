#ifndef PREPOST_CLI_STATUS_H
#define PREPOST_CLI_STATUS_H

#include <stdio.h>

#include "prepost/analysis/audit.h"
#include "prepost/cli/evaluation.h"
#include "prepost/store/identity.h"
#include "prepost/store/imports.h"
#include "prepost/store/lock.h"
#include "prepost/store/near_miss.h"
#include "prepost/store/remarks.h"

/* What is known, before it is written in some format. */
struct pp_standing {
    const struct pp_plan *plan;
    struct pp_pool *pool;
    const struct pp_import_record *imports;
    size_t n_imports;
    const struct pp_dataset *dataset;
    const struct pp_evaluation *evaluation;
    struct pp_flow flow;
    struct pp_audit audit;
    struct pp_remarks remarks;
    const long *answered; /* people, by instrument and wave */
    struct pp_near_misses near;
    struct pp_lock_status lock;
    const char *given; /* last later answers before the lock, or "" */
    size_t n_forgotten;
    const char *const *replaced; /* the log's words, by file */
    size_t n_replaced;
    struct pp_standing_alike {
        const char *column, *a, *b; /* names of regions or groups */
    } * alike;
    size_t n_alike;
    const char *arms; /* why an arm of the plan has nobody; NULL: none has */
    const struct pp_identity *counted; /* files whose codes count their rows */
    size_t n_counted;
    const char *const *groups; /* names that stand in several regions */
    size_t n_groups;
    struct pp_standing_against {
        const char *outcome, *wave; /* ids */
        size_t n;
        double correlation; /* of scores before and then */
    } * against;            /* where those who scored high before scored low */
    size_t n_against;
};

/* For people: as text or Markdown; for programs. */
int pp_status_write_document(const struct pp_standing *s, const char *format,
                             FILE *out, struct pp_error *err);
void pp_status_write_json(const struct pp_standing *s, FILE *out);

#endif
