#ifndef PREPOST_REPORT_FINDINGS_JSON_H
#define PREPOST_REPORT_FINDINGS_JSON_H

#include "prepost/analysis/results.h"
#include "prepost/base/json.h"

/*
 * What `prepost analyse --format json` says beside the pairs of each outcome.
 * Written from disclosed results: null where a number may not be shown.
 */

/* {"n","status","waves":[{"wave","n","weeks","mean":{…},"change":{…}}],
 * "slope_per_week":{…},"method"} of an outcome of the plan; null where there
 * are two waves only. */
json_t *pp_growth_json(const struct pp_results *results, size_t outcome);

#endif
