#include "prepost/report/figures.h"

#include <string.h>

#include "figure_inputs.h"
#include "prepost/plot/plot_caterpillar.h"
#include "prepost/plot/plot_change.h"
#include "prepost/plot/plot_flow.h"
#include "prepost/plot/plot_forest.h"
#include "prepost/plot/plot_funnel.h"
#include "prepost/plot/plot_icons.h"
#include "prepost/plot/plot_likert.h"
#include "prepost/plot/plot_missing.h"
#include "prepost/plot/plot_paired.h"
#include "prepost/plot/plot_panels.h"
#include "prepost/plot/plot_scatter.h"
#include "prepost/plot/plot_waves.h"
#include "prepost/report/number_style.h"

const struct pp_outcome *pp_figure_outcome(const struct pp_report *r, size_t i)
{
    return &r->results->outcomes[i];
}

enum pp_plot_people pp_figure_may_show(const struct pp_report *r)
{
    return r->rules->show_people ? PP_PEOPLE_SHOWN : PP_PEOPLE_HIDDEN;
}

const char *pp_figure_note(const struct pp_report *r, size_t i)
{
    return pp_figure_outcome(r, i)->provisional ? pp_phrase_provisional()
                                                : NULL;
}

const char *pp_figure_averages_note(const struct pp_report *r, size_t i)
{
    const char *note = pp_figure_note(r, i);
    const char *groups =
        pp_figure_outcome(r, i)->verdict.clustered
            ? pp_phrase_averages_ignore_groups(r->pool, &r->findings[i])
            : NULL;

    if (note == NULL || groups == NULL)
        return note != NULL ? note : groups;
    return pp_report_printf(r, "%s %s", note, groups);
}

/* "168 people", "57 people in CBT," */
static const char *people_of(const struct pp_report *r, size_t i)
{
    static const char people[] = "people ";
    const struct pp_outcome *o = pp_figure_outcome(r, i);
    const char *n = pp_style_people(r->pool, (long)o->n_pairs);

    if (!o->contrast.is_made)
        return n;
    const char *who = o->contrast.arm.people;
    if (strncmp(who, people, strlen(people)) == 0)
        who += strlen(people);
    return pp_report_printf(r, "%s %s,", n, who);
}

const char *pp_figure_subtitle(const struct pp_report *r, size_t i)
{
    const struct pp_plan *plan = r->plan;

    return pp_report_printf(
        r, "%s, %s who %s%s%s", pp_report_outcome_scale(r, i), people_of(r, i),
        pp_report_answering(r)->twice, plan->dates != NULL ? ", " : "",
        plan->dates != NULL ? plan->dates : "");
}

/* A drawing of one arm's people may not have the difference as its title. */
const char *pp_figure_title(const struct pp_report *r, size_t i)
{
    const struct pp_contrast *c = &pp_figure_outcome(r, i)->contrast;

    if (!c->is_made)
        return pp_phrase_title(r->pool, &r->findings[i]);
    return pp_report_printf(
        r, "%s, %s",
        pp_phrase_capitalised(r->pool, r->findings[i].words.outcome),
        c->arm.people);
}

const char *pp_figure_axis(const struct pp_report *r, size_t i)
{
    return pp_phrase_capitalised(r->pool,
                                 pp_figure_outcome(r, i)->scale->words.score);
}

bool pp_figure_has_averages(const struct pp_report *r, size_t i)
{
    return !pp_figure_outcome(r, i)->hidden &&
           pp_figure_outcome(r, i)->pre != NULL && pp_report_has_averages(r, i);
}

/* One maker for each kind, which knows what its input is. */
#define PLOT(kind, summary)                                                    \
    static struct pp_figure kind(struct pp_pool *pool, const void *input,      \
                                 const struct pp_plot_style *style)            \
    {                                                                          \
        return pp_plot_##kind(pool, input, style);                             \
    }
#include "../plot/plots.def"
#undef PLOT

const struct pp_results_figure PP_RESULTS_FIGURES[] = {
    {"paired", true, false, "before and after, and the average change", paired,
     pp_paired_input},
    {"forest", false, false, "the change in every outcome", forest,
     pp_forest_input},
    {"icons", true, false, "better, in between and worse, of every 100 people",
     icons, pp_icons_input},
    {"flow", false, false, "who answered, and who did not answer again", flow,
     pp_flow_input},
    {"change", true, false, "how many people changed by how much", change,
     pp_change_input},
    {"scatter", true, false, "after against before, with the band of chance",
     scatter, pp_scatter_input},
    {"likert", true, false, "the answers to each question, before and after",
     likert, pp_likert_input},
    {"regions", true, true, "the change in one outcome, by region", forest,
     pp_regions_input},
    {"region_paired", true, true,
     "before and after, a small panel for each region", panels,
     pp_region_paired_input},
    {"funnel", true, true, "regions against what chance would give", funnel,
     pp_funnel_input},
    {"caterpillar", true, true,
     "regions against their average, drawn towards it", caterpillar,
     pp_caterpillar_input},
    {"missing", true, false, "the finding if everyone's answers were known",
     missing, pp_missing_input},
    {"waves", true, false, "the average at each wave, with its likely range",
     waves, pp_waves_input}};

const size_t PP_N_RESULTS_FIGURES =
    sizeof PP_RESULTS_FIGURES / sizeof PP_RESULTS_FIGURES[0];

const struct pp_results_figure *pp_results_figure_find(const char *id)
{
    for (size_t i = 0; i < PP_N_RESULTS_FIGURES; i++)
        if (strcmp(PP_RESULTS_FIGURES[i].id, id) == 0)
            return &PP_RESULTS_FIGURES[i];
    return NULL;
}
