#include "prepost/cli/export.h"
#include "prepost/report/findings_frame.h"

static int make(struct pp_evaluation *e,
                const struct pp_export_request *request, struct pp_buffer *out,
                struct pp_error *err)
{
    struct pp_results *all;
    struct pp_report *report;

    if (pp_evaluation_results(e, &PP_EVALUATE_FOR_REPORTS, &all, err) != 0 ||
        pp_report_of(all, e->pool, &report, err) != 0)
        return -1;
    return pp_export_frame(pp_findings_frame(report), request, out, err);
}

const struct pp_export pp_export_is_table = {
    .name = "table",
    .summary = "the findings, a row an outcome, as the funder report has them",
    .formats = "csv json sav",
    .of = PP_EXPORT_OF_NOBODY,
    .make = make};
