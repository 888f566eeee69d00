#ifndef PREPOST_REPORT_RESULTS_JSON_H
#define PREPOST_REPORT_RESULTS_JSON_H

#include "prepost/analysis/results.h"
#include "prepost/base/json.h"

/*
 * The result tree as JSON: what `prepost analyse --format json` prints, and
 * `compare` its part of. Field names are a contract with other programs; a
 * number that is missing or not to be shown is null.
 *
 * The caller json_decref()s what is returned.
 */
json_t *pp_results_json(const struct pp_results *results);
json_t *pp_comparison_json(const struct pp_results *results);

#endif
