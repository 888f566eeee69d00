#include <string.h>
#include <unistd.h>

#include "prepost/base/file.h"
#include "prepost/cli/export.h"
#include "prepost/disclose/disclose.h"
#include "prepost/disclose/summarise.h"
#include "prepost/report/summary_file.h"

enum { MAX_SUMMARY_BYTES = 64 << 20 };

/* An earlier summary in the place of this one, which may be out already. */
static int check_earlier(const struct pp_evaluation *evaluation,
                         const struct pp_export_request *request,
                         const struct pp_summary *now, struct pp_error *err)
{
    struct pp_buffer text = PP_BUFFER_INIT;
    struct pp_summary then;
    const char *told = NULL;
    struct pp_error ignored;

    if (request->output == NULL || request->force ||
        access(request->output, F_OK) != 0)
        return 0;
    if (pp_file_read(request->output, MAX_SUMMARY_BYTES, &text, err) != 0)
        return -1;
    if (pp_summary_read(request->output, text.data, text.length,
                        evaluation->pool, &then, &ignored) == 0)
        told = pp_summaries_tell(&then, now, evaluation->pool);
    pp_buffer_clear(&text);
    if (told == NULL)
        return 0;
    return pp_fail(err, PP_EDATA,
                   "%s holds an earlier summary, and the two together tell of "
                   "a few people (%s); if nobody has the earlier one, add "
                   "--force",
                   request->output, told);
}

static int make(struct pp_evaluation *evaluation,
                const struct pp_export_request *request, struct pp_buffer *out,
                struct pp_error *err)
{
    struct pp_evaluate_options evaluate = {
        .by = request->by != NULL ? request->by : "region"};
    struct pp_results *results, *shown;

    if (evaluation->plan->arms.column != NULL)
        /* Sums of each arm in each cohort would need a disclosure check of
         * their own: the two tables give away the people of a small arm. */
        return pp_fail(err, PP_EUSAGE,
                       "the plan compares arms, so there is no summary: the "
                       "sums of a %s would mix people who were offered a place "
                       "with those who were not, and what they pool to would "
                       "compare nobody. Each place can share what it found, "
                       "prepost export results, or prepost compare --by %s",
                       evaluate.by, evaluation->plan->arms.column);
    if (pp_evaluation_results(evaluation, &evaluate, &results, err) != 0)
        return -1;
    if (results->n_outcomes == 0 || results->outcomes[0].comparison.by == NULL)
        return pp_fail(err, PP_EUSAGE,
                       "no region is kept of people; --by says what else a "
                       "summary's cohorts are");
    if (pp_disclose(results, evaluation->pool, &shown, err) != 0)
        return -1;
    struct pp_summary summary = pp_summarise(shown, evaluation->pool);
    if (check_earlier(evaluation, request, &summary, err) != 0)
        return -1;
    json_t *json = pp_summary_json(&summary);
    pp_json_print(json, out);
    json_decref(json);
    return 0;
}

const struct pp_export pp_export_is_summary = {
    .name = "summary",
    .summary = "sums of each cohort, for prepost pool",
    .formats = "json",
    .of = PP_EXPORT_OF_NOBODY,
    .make = make};
