#include <string.h>

#include "prepost/cli/plan_fit.h"
#include "prepost/cli/reports.h"
#include "prepost/disclose/disclose.h"
#include "prepost/report/analysis_document.h"
#include "prepost/report/results_json.h"

struct settings {
    struct pp_common common;
    const char *outcome;
    long resamples;
    bool small_counts;
};

static const struct settings defaults = {.resamples = 10000};

static const struct pp_option options[] = {
    PP_OPTION_TEXT("outcome", "ID", struct settings, outcome,
                   "one outcome with every statistic (and small counts)"),
    PP_OPTION_WHOLE("resamples", "N", struct settings, resamples, 0, 1000000,
                    "of the bootstrap (default: 10000; 0: none)"),
    PP_OPTION_FLAG("show-small-counts", struct settings, small_counts,
                   "for your eyes alone: nothing is taken out"),
    PP_OPTION_END};

static int show(const struct settings *s, const struct pp_results *results,
                struct pp_pool *pool, FILE *out, struct pp_error *err)
{
    struct pp_document *d = pp_document_new(pool, results->plan->title);
    const struct pp_outcome *all = results->outcomes;

    if (s->common.format != NULL && strcmp(s->common.format, "json") == 0) {
        struct pp_buffer text = PP_BUFFER_INIT;
        json_t *o = pp_results_json(results);
        pp_json_print(o, &text);
        fputs(pp_buffer_text(&text), out);
        json_decref(o);
        pp_buffer_clear(&text);
        return 0;
    }
    if (s->outcome == NULL && pp_analysis_document(d, results, err) != 0)
        return -1;
    for (size_t i = 0; s->outcome != NULL && i < results->n_outcomes; i++)
        if (strcmp(all[i].plan->id, s->outcome) == 0)
            pp_analysis_outcome_document(d, results, &all[i]);
    return pp_document_show(d, out, err);
}

/* Questions that run against the others of their scale. */
static bool needs_attention(const struct pp_results *results)
{
    for (size_t i = 0; i < results->n_outcomes; i++)
        if (results->outcomes[i].reliability.n_unreversed > 0)
            return true;
    return false;
}

static int run(const void *settings, char **arguments, int n_arguments,
               FILE *out, struct pp_error *err)
{
    const struct settings *s = settings;
    struct pp_evaluate_options evaluate = {.resamples = (size_t)s->resamples,
                                           .by = "region"};
    struct pp_evaluation evaluation;
    struct pp_results *results, *shown;

    (void)arguments;
    (void)n_arguments;
    if (s->outcome != NULL && !s->small_counts)
        return pp_fail(err, PP_EUSAGE,
                       "a page with every statistic of one outcome has counts "
                       "of a few people on it; for your eyes alone, add "
                       "--show-small-counts");
    if (pp_evaluation_open(&s->common, &evaluation, err) != 0)
        return -1;
    int status = 0;
    if (s->outcome != NULL)
        status = pp_evaluation_check_outcome(&evaluation, s->outcome, err);
    if (status == 0)
        status = pp_evaluation_results(&evaluation, &evaluate, &results, err);
    if (status == 0 && !s->small_counts)
        status = pp_disclose(results, evaluation.pool, &shown, err);
    if (status == 0)
        status = show(s, s->small_counts ? results : shown, evaluation.pool,
                      out, err);
    if (status == 0)
        pp_plan_fit_warn(&evaluation);
    if (status == 0 && needs_attention(results))
        status = PP_EXIT_ATTENTION;
    pp_evaluation_close(&evaluation);
    return status;
}

const struct pp_command pp_command_is_analyse = {
    .name = "analyse",
    .synopsis = "[--outcome ID]",
    .summary = "all outcomes: the numbers and the findings",
    .description =
        "Prints the findings of all outcomes in one table, what may be said "
        "of\n"
        "each, and after it a table each of what stands behind them: who\n"
        "changed reliably, missing answers, who left and the like. --format\n"
        "json has every number. Small counts are taken out as the plan's\n"
        "disclosure preset says. Warns of a column under keep that holds many\n"
        "different numbers, such as ages, which want bands, and of a gap in\n"
        "the plan that is not how long people took.\n"
        "\n"
        "Of three times or more, JSON has individuals_by_slope at the last: "
        "who\n"
        "went reliably better or worse by the hierarchical linear model (Speer "
        "and\n"
        "Greenbaum), which is a straight line for each person through all "
        "times\n"
        "and its slope more than 1.96 times its standard error. Everyone with "
        "a\n"
        "score is in the model; counted are those with a first and a last. It\n"
        "takes ten people with three scores, and an amount for one person that "
        "is\n"
        "a reliable change. Status boundary: slopes do not differ, or follow "
        "from\n"
        "where people stood, and nobody is counted. The standard error is "
        "short\n"
        "where times or people are few: of three times, 1.96 of it either way\n"
        "held the slope of made-up people in 86 to 92 of 100, not 95. All\n"
        "share one fit, so of three times the counts swing much between\n"
        "samples of one population: where 47 in 100 of it go better, nine in\n"
        "ten samples of 60 people said from 23 to 100. So they have no likely\n"
        "range, decide nothing, and no report prints them.",
    .options = options,
    .formats = "text json",
    .settings_size = sizeof(struct settings),
    .defaults = &defaults,
    .max_arguments = 0,
    .run = run};
