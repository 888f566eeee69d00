#ifndef PREPOST_REPORT_RESULTS_FRAME_H
#define PREPOST_REPORT_RESULTS_FRAME_H

#include "prepost/base/frame.h"
#include "prepost/base/json.h"

/*
 * Results as one long table: a row for each number or word of the JSON, called
 * by its way through it ("effect_sizes.d_av.ci.lo"), with the outcome and the
 * wave that it is of. What is null has a row with nothing in it.
 *
 * In         results: pp_results_json(); comparison: pp_comparison_json(),
 *            whose names begin with "comparison."; either may be NULL
 */
struct pp_frame *pp_results_frame(const json_t *results,
                                  const json_t *comparison,
                                  struct pp_pool *pool);

#endif
