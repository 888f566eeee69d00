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

/* Parts of it that other documents have too. */
json_t *pp_flow_row_json(const struct pp_flow_row *row);
json_t *pp_individual_json(const struct pp_individual *individual);

#endif
