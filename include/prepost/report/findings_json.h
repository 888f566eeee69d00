#ifndef PREPOST_REPORT_FINDINGS_JSON_H
#define PREPOST_REPORT_FINDINGS_JSON_H

#include "prepost/analysis/results.h"
#include "prepost/base/json.h"

/*
 * What `prepost analyse --format json` says beside the pairs of each outcome.
 * Written from disclosed results: null where a number may not be shown.
 */

/* [{"outcome","n","status","waves":[{"wave","n","weeks","mean":{…},
 * "change":{…}}],"slope_per_week":{…},"method"}]; of arms also "people" and
 * each wave's "difference"; null where there are two waves only. */
json_t *pp_growth_json(const struct pp_results *results);

/* {"norm","start_in_sd","starts_beyond","slope","could_give","further":{…},
 * "oldham":{…},"entry":{…}|null} */
json_t *pp_low_point_json(const struct pp_outcome *outcome);

/* [{"dose","n","median","q1","q3","slope":{…},"adjusted":{…},
 * "correlation":{…}}] */
json_t *pp_doses_json(const struct pp_outcome *outcome);

/* [{"reliability_of","reliability","amount","n_better",…}]; and the cut-off,
 * {"cutoff","value","n","n_beyond","n_crossed",…}, or null. */
json_t *pp_other_amounts_json(const struct pp_outcome *outcome);
json_t *pp_recovery_json(const struct pp_outcome *outcome);

/* {"method","status","time","n","n_better","n_between","n_worse",…}; null where
 * not asked (analysis/by_slope.h). */
json_t *pp_by_slope_json(const struct pp_outcome *outcome);

/* The measures of NHS Talking Therapies with their denominators; or null. */
json_t *pp_talking_therapies_json(const struct pp_results *results);

/* [{"column","n_stayed","n_left","levels":[{"level","n_stayed","n_left",
 * "difference"}]}] */
json_t *pp_leavers_json(const struct pp_results *results);

#endif
