#ifndef PREPOST_ANALYSIS_COHORT_COLUMN_H
#define PREPOST_ANALYSIS_COHORT_COLUMN_H

#include <stdbool.h>

#include "prepost/base/error.h"
#include "prepost/model/dataset.h"

/*
 * Which cohort each person is in: by a column that is kept of people, by the
 * year or quarter of their first answer, or by several of these at once
 * ("region,year": the same region's intakes beside each other).
 */
struct pp_cohort_column {
    struct pp_person_column column; /* levels in order */
    /* The same, called alike whichever of several columns was named first:
     * "gender,region" and "woman, South" also of "region,gender". */
    struct pp_person_column any_order;
    /* Of several at once, and of what lies within others (nested.h): the level
     * of each part that a level is of, and how many levels the part has. Sums
     * over a part can be had elsewhere. The first n_own are the columns that
     * are compared by, of several; then what these lie within, each alone or
     * with others: of "group,gender" also "region", "region,gender". */
    size_t n_parts, n_own;
    const struct pp_person_column *parts;
    const size_t *const *part; /* part[p][level] */
    const size_t *n_part_levels;
    const uint16_t *const *part_of; /* part_of[p][person]: level, or none */
    const bool *is_whole; /* [p] nobody of a level is of another, or none */
    size_t region_part;   /* which of them is the region; n_parts: none */
    /* Of what regions lie within, nations say: the level that (nearly) all
     * people of each region are of; the number of levels: none is known. NULL:
     * they do not. */
    const size_t *of_region;
};

/*
 * In         by: a list of columns (column_list.h)
 * Out        the column's name is that list without blanks around names
 * Errors     PP_EUSAGE: a name that is not kept, with those that are; a name
 *            twice; more than 60,000 combinations; so many columns that what
 *            they lie within is too much to guard
 */
int pp_cohort_column_find(const struct pp_dataset *dataset, const char *by,
                          struct pp_pool *pool, struct pp_cohort_column *out,
                          struct pp_error *err);

#endif
