#ifndef PREPOST_REPORT_COMPARISON_DOCUMENT_H
#define PREPOST_REPORT_COMPARISON_DOCUMENT_H

#include "prepost/analysis/results.h"
#include "prepost/base/json.h"
#include "prepost/report/document.h"

/*
 * Cohorts of each outcome side by side, as an evaluator reads them: what
 * `prepost compare` and `prepost pool` print. The results are disclosed
 * already. Nobody is ranked: cohorts stand in the order of their names.
 */

/* `only`: an outcome's id, or NULL for all of them. */
void pp_comparison_document(struct pp_document *d,
                            const struct pp_results *results, const char *only);

/* {"by", "outcomes": [{"outcome", "cohorts", "ancova", "change_score",
 * "pooled", "heterogeneity", "funnel", ...}]}; a new reference. */
json_t *pp_comparison_json(const struct pp_results *results, const char *only);

#endif
