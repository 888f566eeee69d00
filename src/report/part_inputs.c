#include "prepost/report/number_style.h"
#include "prepost/report/part.h"

static const struct pp_table_column COLUMNS[] = {
    {"What", PP_COLUMN_TEXT},
    {"Which", PP_COLUMN_TEXT},
};

static int make(const struct pp_report *r, size_t item, struct pp_blocks *into,
                struct pp_error *err)
{
    const struct pp_results *results = r->results;
    struct pp_table *t =
        pp_document_table(r->d, into, "what this was made from", COLUMNS, 2);

    (void)item;
    (void)err;
    pp_report_pair(r, t, "Program",
                   pp_report_printf(r, "prepost %s",
                                    results->version != NULL ? results->version
                                                             : PP_VERSION));
    pp_report_pair(r, t, "Plan",
                   r->plan->hash != NULL ? r->plan->hash : "no hash");
    pp_report_pair(r, t, "Seed", pp_report_printf(r, "%lu", results->seed));
    pp_report_pair(r, t, "Level of ranges",
                   pp_style_level(r->pool, results->level));
    for (size_t i = 0; i < results->n_inputs; i++)
        pp_report_pair(r, t, results->inputs[i].file,
                       pp_report_printf(r, "%.32s", results->inputs[i].hash));
    return 0;
}

const struct pp_part pp_part_inputs = {
    "inputs", PP_NAME_TABLE, NULL,
    "version, plan, seed and the files that the answers came from", make};
