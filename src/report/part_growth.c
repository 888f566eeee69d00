#include <math.h>

#include "prepost/report/number_style.h"
#include "prepost/report/part.h"

/* More than two waves: averages of each, from everyone who answered. */
static const struct pp_table_column COLUMNS[] = {
    {"Outcome", PP_COLUMN_TEXT},
    {"When", PP_COLUMN_TEXT},
    {"People", PP_COLUMN_NUMBER},
    {"Average (range)", PP_COLUMN_RANGE},
    {"Change from the first (range)", PP_COLUMN_RANGE},
    {"Less that of the others (range)", PP_COLUMN_RANGE},
};
/* The last where arms are compared. */
enum { N_COLUMNS = sizeof COLUMNS / sizeof COLUMNS[0] };

static const char *name_of(const struct pp_report *r,
                           const struct pp_scale *scale,
                           const struct pp_growth *growth)
{
    const char *name = pp_phrase_capitalised(r->pool, scale->words.outcome);

    return growth->people == NULL
               ? name
               : pp_report_printf(r, "%s, %s", name, growth->people);
}

static void add_wave(const struct pp_report *r, struct pp_table *t,
                     const struct pp_scale *scale,
                     const struct pp_growth *growth, size_t w)
{
    const struct pp_growth_wave *wave = &growth->waves[w];
    struct pp_table_row *row = pp_table_row(r->d, t);
    int d = scale->decimals;

    pp_table_text(r->d, row, 0, name_of(r, scale, growth));
    pp_table_text(r->d, row, 1, r->plan->waves[w].name);
    pp_table_text(r->d, row, 2, pp_report_count(r, wave->n));
    pp_table_text(
        r->d, row, 3,
        pp_report_printf(r, "%s (%s)",
                         pp_report_number(r, t, wave->mean.estimate, d),
                         pp_style_span(r->pool, wave->mean.ci, d)));
    if (w > 0)
        pp_table_text(r->d, row, 4,
                      pp_report_estimate(r, t, wave->change.estimate,
                                         wave->change.ci, d));
    if (wave->difference.status != PP_STATUS_NOT_DECLARED)
        pp_table_text(r->d, row, 5,
                      pp_report_estimate(r, t, wave->difference.estimate,
                                         wave->difference.ci, d));
}

static void add_outcome(const struct pp_report *r, struct pp_table *t, size_t i,
                        const struct pp_growth *growth)
{
    const struct pp_plan_outcome *planned = &r->plan->outcomes[i];
    const struct pp_scale *scale = &r->plan->instruments[planned->instrument]
                                        .instrument->scales[planned->scale];

    if (growth->n_waves == 0 || growth->status != PP_STATUS_OK) {
        struct pp_table_row *row = pp_table_row(r->d, t);
        pp_table_text(r->d, row, 0, name_of(r, scale, growth));
        pp_table_text(r->d, row, 3, growth->n < 0 ? "[c]" : "[x]");
        pp_table_note(r->d, t,
                      growth->n < 0 ? pp_phrase_hidden_cell()
                                    : "[x] not available");
        return;
    }
    for (size_t w = 0; w < growth->n_waves; w++)
        add_wave(r, t, scale, growth, w);
    if (isfinite(growth->slope.estimate))
        pp_table_note(
            r->d, t,
            pp_report_printf(
                r,
                "%s, the straight line through these averages: %s points a "
                "week.",
                name_of(r, scale, growth),
                pp_report_estimate(r, t, growth->slope.estimate,
                                   growth->slope.ci, scale->decimals + 1)));
}

/* Hidden numbers of people, which are below 0, are few too. */
static bool is_of_few(const struct pp_growth *growth, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (growth[i].n_waves > 0 && growth[i].n < PP_GROWTH_APPROXIMATE_BELOW)
            return true;
    return false;
}

static int make(const struct pp_report *r, size_t item, struct pp_blocks *into,
                struct pp_error *err)
{
    (void)item;
    (void)err;
    bool has_arms = r->results->arm_growth != NULL;
    const struct pp_growth *growth =
        has_arms ? r->results->arm_growth : r->results->growth;
    size_t n_each = has_arms ? r->results->n_growth_arms : 1;

    if (growth == NULL)
        return 0;
    struct pp_table *t = pp_document_table(
        r->d, into,
        pp_report_printf(r,
                         "every wave, from everyone who answered at least "
                         "once, with %s ranges",
                         pp_style_level(r->pool, r->results->level)),
        COLUMNS, has_arms ? N_COLUMNS : N_COLUMNS - 1);
    for (size_t i = 0; i < r->plan->n_outcomes * n_each; i++)
        add_outcome(r, t, i / n_each, &growth[i]);
    if (has_arms)
        pp_table_note(
            r->d, t,
            r->plan->evidence == PP_EVIDENCE_RANDOMISED
                ? "All arms share one average at the start, as chance "
                  "made them."
                : "Each group has an average of its own at the "
                  "start.");
    if (is_of_few(growth, r->plan->n_outcomes * n_each))
        pp_table_note(
            r->d, t,
            pp_report_printf(r,
                             "From fewer than %d people these ranges are "
                             "approximate.",
                             PP_GROWTH_APPROXIMATE_BELOW));
    pp_table_note(
        r->d, t,
        pp_report_printf(
            r,
            "A mixed model for repeated measures: REML, any spread at "
            "and between the waves; standard errors the larger of "
            "Kenward and Roger's and one from residuals as they are, "
            "Satterthwaite's "
            "degrees of freedom.%s It stands beside the pairs, which decide "
            "the findings.",
            pp_report_allows_for_groups(r)
                ? " It does not allow for support groups, so its ranges may "
                  "be too narrow."
                : ""));
    return 0;
}

const struct pp_part pp_part_growth = {
    "growth", PP_NAME_PART, NULL,
    "more than two waves: the average of each, from everyone who answered",
    make};
