#include <string.h>

#include "prepost/cli/editions.h"
#include "prepost/cli/reports.h"
#include "prepost/disclose/disclose.h"
#include "prepost/report/comparison_document.h"

struct settings {
    struct pp_common common;
    const char *by, *outcome, *adjusted;
};

static const struct settings defaults = {.by = NULL};

static const struct pp_option options[] = {
    PP_OPTION_TEXT("by", "COLUMNS", struct settings, by,
                   "region (the default), group, a column that is kept, year "
                   "or quarter of the first answer; or several: region,year. "
                   "Where the plan has arms: those, and nothing else"),
    PP_OPTION_TEXT("outcome", "ID", struct settings, outcome,
                   "one outcome of the plan (p values count the others)"),
    PP_OPTION_TEXT("baseline-adjusted", "COLUMNS", struct settings, adjusted,
                   "case mix: kept columns and numbers that the comparison of "
                   "people who started alike allows for as well"),
    PP_OPTION_END};

static int show(const struct settings *s, const struct pp_results *results,
                struct pp_pool *pool, FILE *out, struct pp_error *err)
{
    if (s->common.format != NULL && strcmp(s->common.format, "json") == 0) {
        struct pp_buffer text = PP_BUFFER_INIT;
        json_t *o = pp_comparison_json(results, s->outcome);
        pp_json_print(o, &text);
        fputs(pp_buffer_text(&text), out);
        json_decref(o);
        pp_buffer_clear(&text);
        return 0;
    }
    struct pp_document *d = pp_document_new(pool, results->plan->title);
    pp_comparison_document(d, results, s->outcome);
    return pp_document_show(d, out, err);
}

/* Regions of a trial would mix those who were offered a place with others. */
static int choose_by(const struct settings *s, const struct pp_plan *plan,
                     const char **by, struct pp_error *err)
{
    const char *arm = plan->arms.column;

    *by = s->by != NULL ? s->by : arm != NULL ? arm : "region";
    if (arm == NULL || strcmp(*by, arm) == 0)
        return 0;
    return pp_fail(err, PP_EUSAGE,
                   "--by %s: the plan compares arms, and a %s holds people of "
                   "several; leave --by out, or write --by %s",
                   *by, *by, arm);
}

static int run(const void *settings, char **arguments, int n_arguments,
               FILE *out, struct pp_error *err)
{
    const struct settings *s = settings;
    struct pp_evaluate_options evaluate = {.by = NULL};
    struct pp_evaluation evaluation;
    struct pp_results *results, *shown;

    (void)arguments;
    (void)n_arguments;
    if (pp_evaluation_open(&s->common, &evaluation, err) != 0)
        return -1;
    struct pp_disclosure_rules rules = pp_disclosure_rules_of(evaluation.plan);
    evaluate.case_mix = pp_evaluation_names(&evaluation, s->adjusted);
    evaluate.min_level =
        (size_t)(rules.threshold > rules.min_average ? rules.threshold
                                                     : rules.min_average);
    int status = choose_by(s, evaluation.plan, &evaluate.by, err);
    if (status == 0 && s->outcome != NULL)
        status = pp_evaluation_check_outcome(&evaluation, s->outcome, err);
    if (status == 0)
        status = pp_evaluation_results(&evaluation, &evaluate, &results, err);
    if (status == 0)
        status = pp_disclose(results, evaluation.pool, &shown, err);
    if (status == 0)
        status = show(s, shown, evaluation.pool, out, err);
    evaluation.only_outcome = s->outcome;
    if (status == 0)
        status = pp_editions_tell(&evaluation, err);
    pp_evaluation_close(&evaluation);
    return status;
}

const struct pp_command pp_command_is_compare = {
    .name = "compare",
    .synopsis = "[--by COLUMNS]",
    .summary = "regions or other cohorts side by side",
    .description =
        "Each outcome's change, cohort by cohort, and whether they differ, by\n"
        "changes and comparing people who started alike. How much is said\n"
        "depends on how many there are: two are compared; from three on each\n"
        "stands against the average and the limits of chance, and so does the\n"
        "share of people who went better by the amount for one person, where\n"
        "no count of them is hidden or rounded and no support groups are\n"
        "named; from five on there is a range for a new one, from ten on the\n"
        "limits allow for more spread than chance gives. Nobody is ranked.",
    .options = options,
    .formats = "text json",
    .settings_size = sizeof(struct settings),
    .defaults = &defaults,
    .max_arguments = 0,
    .run = run};
