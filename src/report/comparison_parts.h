#ifndef PREPOST_REPORT_COMPARISON_PARTS_H
#define PREPOST_REPORT_COMPARISON_PARTS_H

#include "prepost/analysis/results.h"
#include "prepost/report/document.h"

/*
 * Inside report/comparison_document.h: comparison_document.c writes the page
 * and its sentences, comparison_tables.c its tables.
 */

/* What is being written: one outcome of the results. */
struct pp_comparison_page {
    struct pp_document *d;
    const struct pp_results *results;
    const struct pp_outcome *o;
    const struct pp_comparison *c;
    const struct pp_between *b;
    const char *one, *many; /* "region", "regions" */
    int decimals;
};

/* Whether any cohort has a row; else there is no table. */
bool pp_comparison_has_rows(const struct pp_comparison *c);
/* Who, and how much they changed. */
void pp_comparison_change_table(const struct pp_comparison_page *g);
/* How many went better and worse by the outcome's amount; none: nothing. */
void pp_comparison_individual_table(const struct pp_comparison_page *g);
/* Each against the average of all, where that is shown. */
void pp_comparison_against_table(const struct pp_comparison_page *g);

/* "+2.8 (+2.1 to +3.5)" */
const char *pp_comparison_coefficient(const struct pp_comparison_page *g,
                                      const struct pp_coefficient *c);
/* "-" where there is none */
const char *pp_comparison_p(const struct pp_comparison_page *g, double p);

#endif
