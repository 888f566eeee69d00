#include <string.h>

#include "prepost/cli/export.h"
#include "prepost/disclose/disclose.h"
#include "prepost/report/comparison_document.h"
#include "prepost/report/results_frame.h"
#include "prepost/report/results_json.h"

static int make(struct pp_evaluation *e,
                const struct pp_export_request *request, struct pp_buffer *out,
                struct pp_error *err)
{
    struct pp_results *all, *shown;
    int status = 0;

    if (pp_evaluation_results(e, &PP_EVALUATE_FOR_REPORTS, &all, err) != 0 ||
        pp_disclose(all, e->pool, &shown, err) != 0)
        return -1;
    json_t *analysis = pp_results_json(shown),
           *comparison = pp_comparison_json(shown, NULL);
    if (strcmp(request->format, "json") == 0) {
        pp_json_add(analysis, "comparison", json_incref(comparison));
        pp_json_print(analysis, out);
    } else {
        status = pp_export_frame(
            pp_results_frame(analysis, comparison, e->pool), request, out, err);
    }
    json_decref(analysis);
    json_decref(comparison);
    return status;
}

const struct pp_export pp_export_is_results = {
    .name = "results",
    .summary = "every number of the findings, as reports may have them",
    .formats = "csv json sav r",
    .of = PP_EXPORT_OF_NOBODY,
    .make = make};
