#include "prepost/analysis/comparison.h"

#include <math.h>

#include "prepost/analysis/individual.h"
#include "prepost/base/alloc.h"
#include "prepost/stats/ancova.h"
#include "prepost/stats/average_of_regions.h"
#include "prepost/stats/describe.h"
#include "prepost/stats/meta.h"
#include "prepost/stats/multiplicity.h"
#include "prepost/stats/paired_t.h"
#include "prepost/stats/welch.h"

/* The pairs of one cohort, gathered from all pairs. */
struct part {
    size_t n;
    double *pre, *post, *change;
    size_t *group; /* NULL where none are named */
};

static struct part part_of(const struct pp_pairs *pairs,
                           const struct pp_person_column *column,
                           size_t level_index, const size_t *group)
{
    struct part part = {.pre = pp_alloc_array(pairs->n, sizeof(double)),
                        .post = pp_alloc_array(pairs->n, sizeof(double)),
                        .change = pp_alloc_array(pairs->n, sizeof(double)),
                        .group = group != NULL
                                     ? pp_alloc_array(pairs->n, sizeof(size_t))
                                     : NULL};

    for (size_t i = 0; i < pairs->n; i++) {
        size_t who = pairs->participant[i];
        if (column->level[who] != level_index)
            continue;
        part.pre[part.n] = pairs->pre[i];
        part.post[part.n] = pairs->post[i];
        part.change[part.n] = pairs->post[i] - pairs->pre[i];
        if (group != NULL)
            part.group[part.n] = group[who];
        part.n++;
    }
    return part;
}

static void part_clear(struct part *part)
{
    pp_free(part->pre);
    pp_free(part->post);
    pp_free(part->change);
    pp_free(part->group);
}

static struct pp_flow_row flow_of(const struct pp_scores *scores, size_t wave,
                                  const struct pp_person_column *column,
                                  size_t level_index)
{
    struct pp_flow_row flow = {.name = column->levels[level_index]};

    for (size_t i = 0; i < scores->n_participants; i++) {
        if (column->level[i] != level_index)
            continue;
        int before = !isnan(scores->at[0][i]);
        int after = !isnan(scores->at[wave][i]);
        flow.n_people++;
        flow.n_before += before;
        flow.n_after += after;
        flow.n_both += before && after;
        flow.n_before_only += before && !after;
        flow.n_after_only += after && !before;
    }
    return flow;
}

static struct pp_cohort cohort_of(const struct part *part, double level)
{
    struct pp_paired_t t =
        part->group != NULL
            ? pp_paired_t_clustered(part->change, part->group, part->n, level)
            : pp_paired_t_test(part->change, part->n, level);

    return (struct pp_cohort){.pre_mean = pp_mean(part->pre, part->n),
                              .pre_sd = pp_sd(part->pre, part->n),
                              .post_mean = pp_mean(part->post, part->n),
                              .change = t.mean,
                              .sd_change = t.sd,
                              .ci = t.ci,
                              .se = t.se,
                              .df = t.df,
                              .d_pre = t.mean / pp_sd(part->pre, part->n),
                              .shown = part->n >= PP_COHORT_MIN};
}

static struct pp_coefficient change_of(const struct pp_cohort *cohort,
                                       double level)
{
    return pp_coefficient_make(cohort->change, cohort->se, cohort->df, level);
}

static struct pp_estimate estimate_of(const struct pp_coefficient *c,
                                      const char *method)
{
    return (struct pp_estimate){.estimate = c->estimate,
                                .ci = c->ci,
                                .method = method,
                                .status = c->status};
}

/* Whether every difference between two shown cohorts lies within +-sesoi. */
static bool all_within(const struct pp_comparison *c, double sesoi,
                       double level)
{
    double level_90 = 1 - 2 * (1 - level);

    for (size_t i = 0; i < c->n_cohorts; i++) {
        for (size_t j = i + 1; j < c->n_cohorts; j++) {
            if (!c->cohorts[i].shown || !c->cohorts[j].shown)
                continue;
            struct pp_coefficient a = change_of(&c->cohorts[i], level);
            struct pp_coefficient b = change_of(&c->cohorts[j], level);
            struct pp_coefficient d = pp_welch_summary(&a, &b, level_90);
            if (!(d.ci.lo > -sesoi && d.ci.hi < sesoi))
                return false;
        }
    }
    return true;
}

/* The pairs of people whose cohort is known. */
struct compared {
    size_t n;
    double *pre, *post;
    size_t *cohort, *group;
};

static struct compared compared_of(const struct pp_pairs *pairs,
                                   const struct pp_person_column *column,
                                   const size_t *group)
{
    struct compared c = {.pre = pp_alloc_array(pairs->n, sizeof(double)),
                         .post = pp_alloc_array(pairs->n, sizeof(double)),
                         .cohort = pp_alloc_array(pairs->n, sizeof(size_t)),
                         .group = pp_alloc_array(pairs->n, sizeof(size_t))};

    for (size_t i = 0; i < pairs->n; i++) {
        size_t who = pairs->participant[i];
        if (column->level[who] == PP_NO_LEVEL)
            continue;
        c.cohort[c.n] = column->level[who];
        c.group[c.n] = group != NULL ? group[who] : 0;
        c.pre[c.n] = pairs->pre[i];
        c.post[c.n++] = pairs->post[i];
    }
    return c;
}

static void compared_clear(struct compared *c)
{
    pp_free(c->pre);
    pp_free(c->post);
    pp_free(c->cohort);
    pp_free(c->group);
}

/* The first of two cohorts minus the second: by changes and by ANCOVA. */
static void adjust(const struct pp_pairs *pairs,
                   const struct pp_person_column *column, const size_t *group,
                   double level, struct pp_comparison *out)
{
    struct compared c = compared_of(pairs, column, group);
    struct pp_ancova_cohort fitted[2];
    struct pp_ancova_in in = {.pre = c.pre,
                              .post = c.post,
                              .n = c.n,
                              .cohort = c.cohort,
                              .n_cohorts = 2,
                              .reference = 1,
                              .group = group != NULL ? c.group : NULL,
                              .pre_reliability = NAN,
                              .level = level};

    pp_ancova_fit(&in, fitted);
    if (in.group != NULL && fitted[0].change.status != PP_STATUS_OK) {
        in.group = NULL; /* too few groups to allow for */
        pp_ancova_fit(&in, fitted);
    }
    out->change_score =
        estimate_of(&fitted[0].change, in.group != NULL ? "cr2" : "welch");
    out->adjusted = estimate_of(&fitted[0].adjusted,
                                in.group != NULL ? "ancova-cr2" : "ancova-hc3");
    out->p = fitted[0].change.p;
    compared_clear(&c);
}

static bool leaves_out_zero(const struct pp_estimate *e)
{
    return e->ci.lo > 0 || e->ci.hi < 0;
}

/* Cochran's Q over the cohorts that are shown. */
static double heterogeneity_p(const struct pp_comparison *c, double level)
{
    double *y = pp_alloc_array(c->n_cohorts, sizeof *y);
    double *v = pp_alloc_array(c->n_cohorts, sizeof *v);
    size_t k = 0;

    for (size_t i = 0; i < c->n_cohorts; i++) {
        if (!c->cohorts[i].shown || !(c->cohorts[i].se > 0))
            continue;
        y[k] = c->cohorts[i].change;
        v[k++] = c->cohorts[i].se * c->cohorts[i].se;
    }
    double p = pp_meta_fit(y, v, k, PP_TAU2_REML, level).q_p;
    pp_free(y);
    pp_free(v);
    return p;
}

static void average(const struct pp_comparison *c, double level,
                    struct pp_estimate *out)
{
    struct pp_coefficient *region =
        pp_alloc_array(c->n_cohorts, sizeof *region);
    size_t *n = pp_alloc_array(c->n_cohorts, sizeof *n);

    for (size_t i = 0; i < c->n_cohorts; i++) {
        region[i] = change_of(&c->cohorts[i], level);
        n[i] = (size_t)c->cohorts[i].flow.n_both;
    }
    struct pp_coefficient a =
        pp_average_of_regions(region, n, c->n_cohorts, level);
    *out = estimate_of(&a, "average-of-these");
    pp_free(region);
    pp_free(n);
}

struct pp_comparison pp_comparison_of(
    const struct pp_plan *plan, const struct pp_plan_outcome *outcome,
    const struct pp_scores *scores, const struct pp_pairs *pairs, size_t wave,
    const struct pp_person_column *column, const size_t *group,
    const struct pp_individual *individual, struct pp_pool *pool)
{
    const struct pp_scale *scale = &plan->instruments[outcome->instrument]
                                        .instrument->scales[outcome->scale];
    struct pp_cohort *cohorts =
        pp_pool_array(pool, column->n_levels, sizeof *cohorts);
    struct pp_comparison c = {.by = column->name,
                              .cohorts = cohorts,
                              .n_cohorts = column->n_levels,
                              .p = NAN,
                              .p_holm = NAN};
    size_t n_shown = 0;

    for (size_t k = 0; k < column->n_levels; k++) {
        struct part part = part_of(pairs, column, k, group);
        cohorts[k] = cohort_of(&part, plan->level);
        cohorts[k].name = column->levels[k];
        cohorts[k].flow = flow_of(scores, wave, column, k);
        cohorts[k].individual = pp_individual_count(
            individual, scale, part.pre, part.post, part.n, plan->level);
        n_shown += cohorts[k].shown;
        part_clear(&part);
    }
    if (n_shown < 2)
        return c;
    average(&c, plan->level, &c.average);
    if (column->n_levels == 2) {
        adjust(pairs, column, group, plan->level, &c);
        c.methods_disagree =
            leaves_out_zero(&c.change_score) != leaves_out_zero(&c.adjusted);
    } else {
        c.p = heterogeneity_p(&c, plan->level);
    }
    return c;
}

void pp_comparisons_decide(struct pp_outcome *outcomes, size_t n, double level)
{
    double *p = pp_alloc_array(n, sizeof *p);

    for (size_t i = 0; i < n; i++)
        p[i] = outcomes[i].comparison.p;
    pp_adjust_p(PP_ADJUST_HOLM, p, n, p);
    for (size_t i = 0; i < n; i++) {
        struct pp_comparison *c = &outcomes[i].comparison;
        double sesoi = outcomes[i].plan->sesoi.value;
        c->p_holm = p[i];
        if (isnan(c->p)) {
            c->code = PP_DIFFERENCE_NONE;
        } else if (c->p_holm < 1 - level) {
            c->code = PP_DIFFERENCE_DIFFER;
        } else if (!isnan(sesoi) && all_within(c, sesoi, level)) {
            c->code = PP_DIFFERENCE_TOO_SMALL;
        } else {
            c->code = PP_DIFFERENCE_CANNOT_TELL;
        }
    }
    pp_free(p);
}
