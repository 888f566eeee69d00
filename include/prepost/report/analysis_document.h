#ifndef PREPOST_REPORT_ANALYSIS_DOCUMENT_H
#define PREPOST_REPORT_ANALYSIS_DOCUMENT_H

#include "prepost/analysis/results.h"
#include "prepost/report/document.h"

/*
 * The findings as an evaluator reads them at a terminal: what `prepost
 * analyse` prints. The results are disclosed already.
 */

/*
 * Who answered, how well the questionnaires measured, every outcome in one
 * table, and what stands beside: people one by one, waves, dose, missing data,
 * who left, drifting back.
 */
int pp_analysis_document(struct pp_document *d,
                         const struct pp_results *results,
                         struct pp_error *err);

/* One outcome with every statistic. */
void pp_analysis_outcome_document(struct pp_document *d,
                                  const struct pp_results *results,
                                  const struct pp_outcome *outcome);

#endif
