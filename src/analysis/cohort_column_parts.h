#ifndef PREPOST_ANALYSIS_COHORT_COLUMN_PARTS_H
#define PREPOST_ANALYSIS_COHORT_COLUMN_PARTS_H

#include "prepost/analysis/cohort_column.h"

/* Inside cohort_column.h: by columns as they are, and what these lie within. */

enum { MOST_PARTS = 8 };

/* A column of the plan, or else the year or quarter of the first answer. */
int pp_cohort_column_one(const struct pp_dataset *dataset, const char *name,
                         struct pp_pool *pool, struct pp_person_column *out,
                         struct pp_error *err);

/* Without what they lie within. */
int pp_cohort_column_plain(const struct pp_dataset *dataset, const char *by,
                           struct pp_pool *pool, struct pp_cohort_column *out,
                           struct pp_error *err);

/* cohort_within.c: adds that. */
int pp_cohort_column_nest(const struct pp_dataset *dataset,
                          struct pp_pool *pool, struct pp_cohort_column *out,
                          struct pp_error *err);

#endif
