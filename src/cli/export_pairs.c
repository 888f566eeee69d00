#include "prepost/analysis/frames.h"
#include "prepost/cli/export.h"

static int make(struct pp_evaluation *e,
                const struct pp_export_request *request, struct pp_buffer *out,
                struct pp_error *err)
{
    return pp_export_of_people(e, pp_pairs_frame, request, out, err);
}

const struct pp_export pp_export_is_pairs = {
    .name = "pairs",
    .summary = "scores before and after, a row a person and outcome",
    .formats = "csv json sav",
    .of = PP_EXPORT_OF_PEOPLE,
    .make = make};
