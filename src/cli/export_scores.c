#include "prepost/analysis/frames.h"
#include "prepost/cli/export.h"

static int make(struct pp_evaluation *e,
                const struct pp_export_request *request, struct pp_buffer *out,
                struct pp_error *err)
{
    return pp_export_of_people(e, pp_scores_frame, request, out, err);
}

const struct pp_export pp_export_is_scores = {
    .name = "scores",
    .summary = "each scale's score, a row a person and wave",
    .formats = "csv json sav",
    .of = PP_EXPORT_OF_PEOPLE,
    .make = make};
