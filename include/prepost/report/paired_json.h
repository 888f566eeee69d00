#ifndef PREPOST_REPORT_PAIRED_JSON_H
#define PREPOST_REPORT_PAIRED_JSON_H

#include "prepost/analysis/paired.h"
#include "prepost/analysis/verdict.h"
#include "prepost/base/json.h"

/*
 * The paired analysis of one outcome as JSON, with the field names that other
 * programs rely on. A number that is missing is null and has a "status" beside
 * it that says why; names are added freely and never renamed.
 */

/* A new object with everything in *p. */
json_t *pp_paired_json(const struct pp_paired *p);

/* The same members added to an object that has some already. */
void pp_paired_json_add(json_t *object, const struct pp_paired *p);

/* {"estimate", "ci", "method", "status"} */
json_t *pp_estimate_json(const struct pp_estimate *estimate);

/* {"code", "size", "reason", "sentence", ...} */
json_t *pp_verdict_json(const struct pp_verdict *verdict);

#endif
