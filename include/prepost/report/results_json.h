#ifndef PREPOST_REPORT_RESULTS_JSON_H
#define PREPOST_REPORT_RESULTS_JSON_H

#include "prepost/analysis/results.h"
#include "prepost/base/json.h"

/*
 * The result tree as JSON: what `prepost analyse --format json` prints. Field
 * names are a contract with other programs; a number that is missing or not to
 * be shown is null.
 *
 * The caller json_decref()s what is returned.
 */
json_t *pp_results_json(const struct pp_results *results);

/* Every number of an outcome that the answers gave, as reports print it
 * (disclose/scores.h); counts, and what the plan gave, stay. */
void pp_json_as_printed(json_t *value, int decimals);

/* So where the outcome is coarse. Where it is guarded but not coarse, numbers
 * are as printed, or with two figures, but for these: averages, spreads and
 * correlation of the pairs, or what follows from them without support groups
 * too. Adds "as_printed", whether it is coarse. */
enum pp_json_kept { PP_KEEPS_NOTHING, PP_KEEPS_MOMENTS, PP_KEEPS_WHAT_FOLLOWS };
void pp_json_guard(json_t *value, const struct pp_outcome *outcome,
                   enum pp_json_kept kept);

/* Parts of it that other documents have too. */
json_t *pp_flow_row_json(const struct pp_flow_row *row);
json_t *pp_individual_json(const struct pp_individual *individual);

#endif
