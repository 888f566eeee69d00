#include "prepost/analysis/frames.h"
#include "prepost/cli/export.h"

static int make(struct pp_evaluation *e,
                const struct pp_export_request *request, struct pp_buffer *out,
                struct pp_error *err)
{
    const struct pp_dataset *dataset;
    const char *const *codes;

    if (pp_export_people(e, &dataset, &codes, err) != 0)
        return -1;
    return pp_export_frame(pp_pairs_frame(e->plan, dataset, codes, e->pool),
                           request, out, err);
}

const struct pp_export pp_export_is_pairs = {
    .name = "pairs",
    .summary = "scores before and after, a row a person and outcome",
    .formats = "csv json sav",
    .of = PP_EXPORT_OF_PEOPLE,
    .make = make};
