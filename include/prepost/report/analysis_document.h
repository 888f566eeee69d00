#ifndef PREPOST_REPORT_ANALYSIS_DOCUMENT_H
#define PREPOST_REPORT_ANALYSIS_DOCUMENT_H

#include "prepost/analysis/results.h"
#include "prepost/report/document.h"

/*
 * The findings as an evaluator reads them at a terminal: what `prepost
 * analyse` prints. The results are disclosed already.
 */

/* Who answered, and every outcome in one table. */
void pp_analysis_document(struct pp_document *d,
                          const struct pp_results *results);

/* One outcome with every statistic. */
void pp_analysis_outcome_document(struct pp_document *d,
                                  const struct pp_results *results,
                                  const struct pp_outcome *outcome);

#endif
