#ifndef PREPOST_REPORT_CONTRAST_JSON_H
#define PREPOST_REPORT_CONTRAST_JSON_H

#include "prepost/analysis/results.h"
#include "prepost/base/json.h"

/*
 * What JSON says of an arm against the comparison; null where the design has
 * no arms. From disclosed results: null where a number may not be shown.
 *
 * {"arm":{…},"comparison":{…},"method","ancova":{"estimate","se","df","t","p",
 * "ci","status"},"change_score":{…},"slope":{…},"d_ppc2":{…},
 * "start_difference","equivalence":{"sesoi","p","ci"},"methods_disagree",
 * "multiple_imputation":{…},"if_unchanged":{…},"tipping_shift"}
 */
json_t *pp_contrast_json(const struct pp_outcome *outcome);

/* {"design","says","weaker_because"} */
json_t *pp_evidence_json(const struct pp_results *results);

#endif
