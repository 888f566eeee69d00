#include "prepost/report/comparison_document.h"

#include <math.h>
#include <string.h>

#include "comparison_parts.h"
#include "prepost/analysis/comparison.h"
#include "prepost/analysis/share_funnel.h"
#include "prepost/report/number_style.h"
#include "prepost/report/part.h"
#include "prepost/report/phrases.h"

static struct pp_comparison_page page_of(struct pp_document *d,
                                         const struct pp_results *results,
                                         const struct pp_outcome *o)
{
    const char *by = o->comparison.by;

    return (struct pp_comparison_page){.d = d,
                                       .results = results,
                                       .o = o,
                                       .c = &o->comparison,
                                       .b = o->comparison.between,
                                       .one = pp_cohorts_word(by, false),
                                       .many = pp_cohorts_word(by, true),
                                       .decimals = o->scale->decimals};
}

static const char *outcome_name(const struct pp_comparison_page *g)
{
    const char *name =
        pp_phrase_capitalised(g->d->pool, g->o->scale->words.outcome);

    if (g->results->plan->n_waves > 2)
        name = pp_pool_printf(g->d->pool, "%s, %s", name,
                              g->results->plan->waves[g->o->wave].id);
    return name;
}

/* --- against each other --------------------------------------------------- */

/* "in hope": the sentence of WORDING.md 2.3, for whatever is compared. */
static void say_difference(const struct pp_comparison_page *g,
                           struct pp_prose *p)
{
    const struct pp_comparison *c = g->c;

    switch (c->code) {
    case PP_DIFFERENCE_NONE:
        pp_prose_text(
            g->d, p,
            c->n_cohorts < 2
                ? "There is one only, so nothing to compare."
                : "Nothing to compare: too few people, or not shown, to "
                  "protect people's privacy.");
        return;
    case PP_DIFFERENCE_DIFFER:
        pp_prose_printf(g->d, p,
                        "The change was not the same in every %s. This does "
                        "not say why: people, places and reasons for joining "
                        "differ too.",
                        g->one);
        break;
    case PP_DIFFERENCE_TOO_SMALL:
        pp_prose_printf(
            g->d, p, "Any difference between %s is too small to matter (%s).",
            g->many, pp_style_plain(g->d->pool, g->o->plan->sesoi.value));
        break;
    case PP_DIFFERENCE_CANNOT_TELL:
        pp_prose_printf(g->d, p, "We cannot tell whether %s differ.", g->many);
        break;
    }
    pp_prose_printf(g->d, p, " p %s", pp_comparison_p(g, c->p));
    if (g->results->n_outcomes > 1)
        pp_prose_printf(g->d, p, ", and %s with the other outcomes counted",
                        pp_comparison_p(g, c->p_holm));
    pp_prose_text(g->d, p, ".");
}

static void say_two(const struct pp_comparison_page *g, struct pp_prose *p)
{
    pp_prose_printf(g->d, p,
                    " %s less %s: %s by their changes; %s comparing "
                    "people who started alike",
                    g->c->cohorts[g->b->first].name,
                    g->c->cohorts[g->b->second].name,
                    pp_comparison_coefficient(g, &g->b->change),
                    pp_comparison_coefficient(g, &g->b->adjusted));
    if (isfinite(g->b->corrected.estimate))
        pp_prose_printf(g->d, p,
                        "; %s with the error of measurement at the start "
                        "allowed for as well",
                        pp_comparison_coefficient(g, &g->b->corrected));
    pp_prose_text(g->d, p, ".");
}

static void say_joint(const struct pp_comparison_page *g, struct pp_prose *p)
{
    double adjusted = pp_comparison_adjusted_p(g->c);

    if (isfinite(adjusted))
        pp_prose_printf(g->d, p,
                        " Comparing people who started alike, p is %s.",
                        pp_comparison_p(g, adjusted));
}

static void add_names(const struct pp_comparison_page *g, struct pp_prose *p,
                      const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        pp_prose_printf(g->d, p, "%s%s",
                        i == 0       ? ""
                        : i + 1 == n ? " and "
                                     : ", ",
                        names[i]);
}

static void say_slope(const struct pp_comparison_page *g)
{
    const struct pp_between *b = g->b;
    struct pp_prose *p;

    if (!isfinite(b->ancova.slope.estimate))
        return;
    p = pp_document_paragraph(g->d, &g->d->body);
    pp_prose_printf(
        g->d, p, "Within %s, one point more before went with %s more after",
        g->many, pp_style_number(g->d->pool, b->ancova.slope.estimate, 2));
    if (isfinite(b->slope_corrected))
        pp_prose_printf(g->d, p,
                        " (%s if scores before had no error; reliability %s)",
                        pp_style_number(g->d->pool, b->slope_corrected, 2),
                        pp_style_number(g->d->pool, b->reliability, 2));
    pp_prose_text(g->d, p, ".");
    if (b->n_case_mix > 0) {
        pp_prose_text(g->d, p, " Allowed for as well: ");
        add_names(g, p, b->case_mix, b->n_case_mix);
        pp_prose_text(g->d, p, ".");
    }
    if (b->n_left_out > 0) {
        pp_prose_text(g->d, p,
                      " Not allowed for, as it says nothing that the "
                      "rest does not: ");
        add_names(g, p, b->left_out, b->n_left_out);
        pp_prose_text(g->d, p, ".");
    }
}

/* Fewer than this, and robust ranges lean on few of them. */
enum { MANY_GROUPS = 40 };

static void say_groups(const struct pp_comparison_page *g)
{
    const struct pp_between_groups *s = &g->b->groups;
    struct pp_prose *p;

    if (s->n_groups == 0)
        return;
    p = pp_document_paragraph(g->d, &g->d->body);
    if (!s->allowed_for) {
        pp_prose_text(g->d, p,
                      pp_phrase_few_groups(g->d->pool, (long)s->n_groups));
        pp_prose_text(g->d, p,
                      pp_comparison_allows_for_some(g->c)
                          ? " Ranges allow for them only where they are four "
                            "or more."
                          : " Ranges are as if people had come singly.");
        return;
    }
    pp_prose_printf(g->d, p,
                    "People came in %zu support groups, which the ranges "
                    "allow for%s (CR2). ",
                    s->n_groups,
                    pp_comparison_ignores_groups(g->c)
                        ? " where there are four or more"
                        : "");
    if (s->status == PP_STATUS_OK || s->status == PP_STATUS_BOUNDARY)
        pp_prose_printf(
            g->d, p, "How alike a group's people changed: ICC %s%s. ",
            pp_style_number(g->d->pool, s->icc, 2),
            isfinite(s->design_effect)
                ? pp_pool_printf(
                      g->d->pool, ", design effect %s",
                      pp_style_number(g->d->pool, s->design_effect, 2))
                : "");
    if (s->n_groups < MANY_GROUPS && strcmp(g->c->by, "region") == 0)
        pp_prose_text(g->d, p,
                      pp_phrase_few_groups(g->d->pool, (long)s->n_groups));
}

/* --- together ------------------------------------------------------------- */

/* Of these cohorts alone; not under presets that round counts. */
static void say_average(const struct pp_comparison_page *g, struct pp_prose *p)
{
    if (isfinite(g->b->average.estimate))
        pp_prose_printf(
            g->d, p, "Average over the people of these %zu %s: %s. ", g->b->k,
            g->many, pp_comparison_coefficient(g, &g->b->average));
    if (!g->b->rule.heterogeneity)
        pp_prose_printf(g->d, p,
                        "That is the average of these two, and says nothing "
                        "of other %s: two are too few for that.",
                        g->many);
}

static void say_pooled(const struct pp_comparison_page *g)
{
    const struct pp_between *b = g->b;
    const struct pp_meta *m = &b->meta;

    if (!b->rule.heterogeneity && !isfinite(b->average.estimate))
        return;
    struct pp_prose *p = pp_document_paragraph(g->d, &g->d->body);
    say_average(g, p);
    if (!b->rule.heterogeneity)
        return;
    pp_prose_printf(g->d, p,
                    "Of another mix of such %s (REML, Hartung-Knapp, never "
                    "narrower than by chance alone): %s.",
                    g->many, pp_comparison_coefficient(g, &m->mean));
    if (isfinite(m->q))
        pp_prose_printf(g->d, p, " Q %s on %zu df, p %s.",
                        pp_style_number(g->d->pool, m->q, 1), b->k - 1,
                        pp_comparison_p(g, m->q_p));
    if (!b->rule.spread) {
        pp_prose_printf(g->d, p,
                        " With %zu %s there is too little to say what a new "
                        "one might expect.",
                        b->k, g->many);
        return;
    }
    pp_prose_printf(
        g->d, p,
        " SD between %s %s (%s to %s, Q profile); I2 %s%% (from tau2). A new "
        "%s might expect %s to %s%s.",
        g->many, pp_style_number(g->d->pool, sqrt(m->tau2), g->decimals + 1),
        pp_style_number(g->d->pool, sqrt(m->tau2_ci.lo), g->decimals + 1),
        pp_style_number(g->d->pool, sqrt(m->tau2_ci.hi), g->decimals + 1),
        pp_style_number(g->d->pool, m->i2_tau2, 0), g->one,
        pp_style_signed(g->d->pool, m->prediction.lo, g->decimals),
        pp_style_signed(g->d->pool, m->prediction.hi, g->decimals),
        b->rule.overdispersion ? "" : ": a rough range");
}

/* Which cohorts lie outside, if any does. */
static void say_outside(const struct pp_comparison_page *g, struct pp_prose *p,
                        const struct pp_funnel_region *const regions[])
{
    bool is_first = true;

    for (size_t i = 0; i < g->c->n_cohorts; i++) {
        enum pp_funnel_place place = regions[i]->place;
        if (place == PP_FUNNEL_INSIDE || place == PP_FUNNEL_NO_PLACE)
            continue;
        pp_prose_printf(g->d, p, "%s%s", is_first ? " Outside: " : ", ",
                        g->c->cohorts[i].name);
        if (place == PP_FUNNEL_LOW_OUTER || place == PP_FUNNEL_HIGH_OUTER)
            pp_prose_text(g->d, p, " (99.8% limits)");
        is_first = false;
    }
    if (!is_first)
        pp_prose_text(g->d, p, ".");
}

static void say_chance(const struct pp_comparison_page *g, struct pp_prose *p,
                       const struct pp_funnel *f)
{
    pp_prose_text(g->d, p,
                  pp_phrase_regions_outside(g->d->pool, g->many,
                                            f->n_outside_inner, f->k,
                                            f->expected_outside_inner));
}

static void say_widened(const struct pp_comparison_page *g, struct pp_prose *p,
                        const struct pp_funnel *f)
{
    if (f->overdispersion)
        pp_prose_text(g->d, p,
                      " The limits allow for more spread than chance gives "
                      "(overdispersion).");
}

static void say_funnel(const struct pp_comparison_page *g)
{
    const struct pp_funnel *f = &g->b->funnel;
    const struct pp_funnel_region **regions =
        pp_pool_array(g->d->pool, g->c->n_cohorts, sizeof *regions);

    if (f->status != PP_STATUS_OK)
        return;
    for (size_t i = 0; i < g->c->n_cohorts; i++)
        regions[i] = &g->b->against[i].funnel;
    struct pp_prose *p = pp_document_paragraph(g->d, &g->d->body);
    say_chance(g, p, f);
    say_outside(g, p, regions);
    if (g->c->code != PP_DIFFERENCE_DIFFER)
        pp_prose_text(
            g->d, p,
            pp_phrase_outside_alone(g->d->pool, g->many, f->n_outside_inner));
    say_widened(g, p, f);
}

/* The same of the shares in the table of people. */
static void say_share_funnel(const struct pp_comparison_page *g)
{
    const struct pp_share_funnel *s = g->c->better;
    const struct pp_funnel_region **regions =
        pp_pool_array(g->d->pool, g->c->n_cohorts, sizeof *regions);

    if (s == NULL || s->funnel.status != PP_STATUS_OK)
        return;
    for (size_t i = 0; i < g->c->n_cohorts; i++)
        regions[i] = &s->regions[i];
    struct pp_prose *p = pp_document_paragraph(g->d, &g->d->body);
    pp_prose_printf(g->d, p,
                    "By the share of people who went better by %s or more: ",
                    pp_style_plain(g->d->pool, g->o->individual.amount));
    say_chance(g, p, &s->funnel);
    say_outside(g, p, regions);
    say_widened(g, p, &s->funnel);
}

static void outcome_page(const struct pp_comparison_page *g)
{
    pp_document_heading(g->d, &g->d->body, 2, outcome_name(g));
    if (pp_comparison_has_rows(g->c)) {
        pp_comparison_change_table(g);
        pp_comparison_individual_table(g);
    }
    struct pp_prose *p = pp_document_paragraph(g->d, &g->d->body);
    say_difference(g, p);
    if (g->b->k < 2)
        return;
    if (g->b->k == 2)
        say_two(g, p);
    else
        say_joint(g, p);
    if (isfinite(pp_comparison_adjusted_p(g->c)))
        pp_prose_printf(g->d, p, " %s",
                        pp_phrase_regions_methods(g->c->methods_disagree));
    if (g->b->k > 2)
        pp_comparison_against_table(g);
    say_slope(g);
    say_groups(g);
    say_pooled(g);
    say_funnel(g);
    say_share_funnel(g);
}

/* Why an outcome has no page; summaries do not tell one from the other. */
static const char *why_no_page(const struct pp_outcome *o)
{
    if (o->is_unanswered)
        return pp_phrase_no_finding_cell(PP_NO_FINDING_NO_ANSWERS);
    if (o->comparison.n_cohorts == 0)
        return "[x] not available: too few people, or nobody answered all its "
               "questions";
    return pp_phrase_hidden_cell();
}

/* The comparison of which there is one cohort at most, for every outcome. */
static const struct pp_comparison *alone(const struct pp_results *results)
{
    const struct pp_comparison *widest = NULL;

    for (size_t i = 0; i < results->n_outcomes; i++) {
        const struct pp_comparison *c = &results->outcomes[i].comparison;
        if (results->outcomes[i].hidden || c->n_cohorts > 1)
            return NULL;
        if (widest == NULL || c->n_cohorts > widest->n_cohorts)
            widest = c;
    }
    return widest;
}

void pp_comparison_document(struct pp_document *d,
                            const struct pp_results *results, const char *only)
{
    pp_document_heading(d, &d->body, 1, results->plan->title);
    if (results->plan->made_up)
        pp_document_say(d, &d->body, "Made-up data.");
    const char *rounded = pp_phrase_rounded(d->pool, results);
    if (rounded != NULL)
        pp_document_say(d, &d->body, rounded);
    const struct pp_comparison *one = alone(results);
    if (one != NULL)
        pp_document_say(d, &d->body,
                        pp_phrase_nothing_to_compare(
                            d->pool, one->by,
                            one->n_cohorts > 0 ? one->cohorts[0].name : NULL));
    for (size_t i = 0; i < results->n_outcomes; i++) {
        const struct pp_outcome *o = &results->outcomes[i];
        if (only != NULL && strcmp(o->plan->id, only) != 0)
            continue;
        struct pp_comparison_page g = page_of(d, results, o);
        if (o->hidden) {
            pp_document_heading(d, &d->body, 2, outcome_name(&g));
            pp_document_say(d, &d->body, why_no_page(o));
        } else if (o->comparison.n_cohorts > 0) {
            outcome_page(&g);
        }
    }
    if (one != NULL)
        return;
    static const char order[] =
        "The order is the plan's, or that of the names: nobody is ranked.";
    pp_document_say(
        d, &d->body,
        results->n_outcomes > 1
            ? pp_pool_printf(d->pool,
                             "Looked at: %zu outcomes. Ranges are for one "
                             "number at a time; p values with the other "
                             "outcomes counted are adjusted by Holm. %s",
                             results->n_outcomes, order)
            : order);
}
