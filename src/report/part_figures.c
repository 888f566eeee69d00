#include "figure_inputs.h"
#include "prepost/report/figures.h"

/*
 * {{figure paired}}, {{figure forest}} ...: the figures of report/figures.h
 * for templates. One that cannot be drawn from these results is left out.
 */
static int put(const char *id, const struct pp_report *r, size_t item,
               struct pp_blocks *into)
{
    const struct pp_results_figure *figure = pp_results_figure_find(id);
    const void *input = figure->input(r, item);

    if (input != NULL)
        pp_report_figure(r, into, PP_FIGURE_ALONE, figure->make, input);
    return 0;
}

#define FIGURE(id, list, summary)                                              \
    static int make_##id(const struct pp_report *r, size_t item,               \
                         struct pp_blocks *into, struct pp_error *err)         \
    {                                                                          \
        (void)err;                                                             \
        return put(#id, r, item, into);                                        \
    }                                                                          \
    const struct pp_part pp_part_##id = {#id, PP_NAME_FIGURE, list, summary,   \
                                         make_##id};

FIGURE(paired, "outcomes", "before and after, and the average change")
FIGURE(flow, NULL, "who answered, and who did not answer again")
FIGURE(change, "outcomes", "how many people changed by how much")
FIGURE(scatter, "outcomes", "after against before, with the band of chance")
FIGURE(likert, "outcomes", "the answers to each question, before and after")
FIGURE(missing, "outcomes", "the finding if everyone's answers were known")

/* Without findings it would say of each outcome that there is none. */
static int make_forest(const struct pp_report *r, size_t item,
                       struct pp_blocks *into, struct pp_error *err)
{
    (void)err;
    return pp_report_has_findings(r) ? put("forest", r, item, into) : 0;
}
const struct pp_part pp_part_forest = {
    "forest", PP_NAME_FIGURE, NULL, "the change in every outcome", make_forest};

static int make_region_figure(const struct pp_report *r, size_t item,
                              struct pp_blocks *into, struct pp_error *err)
{
    (void)err;
    return put("regions", r, item, into);
}
const struct pp_part pp_part_region_figure = {
    "region_figure", PP_NAME_FIGURE, "outcomes",
    "the change in one outcome by region", make_region_figure};

/* With two waves it would say what {{figure paired}} says. */
static int make_waves(const struct pp_report *r, size_t item,
                      struct pp_blocks *into, struct pp_error *err)
{
    (void)err;
    return r->plan->n_waves > 2 || pp_report_has_arms(r)
               ? put("waves", r, item, into)
               : 0;
}
const struct pp_part pp_part_waves = {
    "waves", PP_NAME_FIGURE, "outcomes",
    "the average at each wave, where there are more than two, or two groups",
    make_waves};

/* {{part people_per_100}} has a picture of its own. */
static int make_main_forest(const struct pp_report *r, size_t item,
                            struct pp_blocks *into, struct pp_error *err)
{
    const struct pp_report *lead = pp_report_lead(r);

    (void)item;
    (void)err;
    if (!pp_report_has_individuals(lead))
        pp_figure_put_main_forest(lead, into, PP_FIGURE_ALONE);
    return 0;
}
const struct pp_part pp_part_main_forest = {
    "main_forest", PP_NAME_FIGURE, NULL,
    "the change in the main outcomes, where {{part people_per_100}} has "
    "nothing to say",
    make_main_forest};

/* One for each main outcome: of all of them it would be too many. */
static int put_main(const char *id, const struct pp_report *r,
                    struct pp_blocks *into)
{
    for (size_t i = 0; i < r->n_outcomes; i++)
        if (r->results->outcomes[i].plan->role == PP_PRIMARY)
            put(id, r, i, into);
    return 0;
}

/* Where single people may not be shown, how many went which way. */
static int make_main_scatter(const struct pp_report *r, size_t item,
                             struct pp_blocks *into, struct pp_error *err)
{
    (void)item;
    (void)err;
    return put_main(pp_figure_may_show(r) == PP_PEOPLE_SHOWN ? "scatter"
                                                             : "change",
                    r, into);
}
const struct pp_part pp_part_main_scatter = {
    "main_scatter", PP_NAME_FIGURE, NULL,
    "after against before, for each main outcome; how many changed, where "
    "single people may not be shown",
    make_main_scatter};

#define FIGURES(id, figure, summary)                                           \
    static int make_##id(const struct pp_report *r, size_t item,               \
                         struct pp_blocks *into, struct pp_error *err)         \
    {                                                                          \
        (void)item;                                                            \
        (void)err;                                                             \
        return put_main(figure, r, into);                                      \
    }                                                                          \
    const struct pp_part pp_part_##id = {#id, PP_NAME_FIGURE, NULL, summary,   \
                                         make_##id};

FIGURES(main_missing, "missing",
        "the finding if everyone's answers were known, for each main outcome")
FIGURES(region_funnel, "funnel",
        "regions against what chance would give, for each main outcome")
FIGURES(region_caterpillar, "caterpillar",
        "regions against their average, for each main outcome")
FIGURES(region_paired, "region_paired",
        "before and after by region, for each main outcome")
