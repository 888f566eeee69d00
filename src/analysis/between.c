#include "prepost/analysis/between.h"

#include <string.h>

#include "prepost/analysis/case_mix.h"
#include "prepost/base/alloc.h"
#include "prepost/stats/average_of_regions.h"
#include "prepost/stats/grouping.h"
#include "prepost/stats/multiplicity.h"
#include "prepost/stats/random_intercept.h"

struct pp_between_rule pp_between_allows(size_t k)
{
    return (struct pp_between_rule){.compared = k >= 2,
                                    .heterogeneity = k >= 3,
                                    .spread = k >= 5,
                                    .overdispersion = k >= 10};
}

/* The cohorts that are shown, side by side; `of` is where each came from. */
struct shown {
    size_t k;
    size_t *of;
    struct pp_coefficient *change;
    size_t *n;
    double *mean, *sd, *v;
    struct pp_cohort_sums *sums;
};

static struct shown shown_of(const struct pp_between_cohort *cohorts, size_t n)
{
    struct shown s = {.of = pp_alloc_array(n + 1, sizeof *s.of),
                      .change = pp_alloc_array(n + 1, sizeof *s.change),
                      .n = pp_alloc_array(n + 1, sizeof *s.n),
                      .mean = pp_alloc_array(n + 1, sizeof *s.mean),
                      .sd = pp_alloc_array(n + 1, sizeof *s.sd),
                      .v = pp_alloc_array(n + 1, sizeof *s.v),
                      .sums = pp_alloc_array(n + 1, sizeof *s.sums)};

    for (size_t i = 0; i < n; i++) {
        if (!cohorts[i].shown)
            continue;
        s.of[s.k] = i;
        s.change[s.k] = cohorts[i].change;
        s.n[s.k] = cohorts[i].sums.n;
        s.mean[s.k] = cohorts[i].change.estimate;
        s.sd[s.k] = pp_cohort_sums_change_sd(&cohorts[i].sums);
        s.v[s.k] = cohorts[i].change.se * cohorts[i].change.se;
        s.sums[s.k++] = cohorts[i].sums;
    }
    return s;
}

static void shown_clear(struct shown *s)
{
    pp_free(s->of);
    pp_free(s->change);
    pp_free(s->n);
    pp_free(s->mean);
    pp_free(s->sd);
    pp_free(s->v);
    pp_free(s->sums);
}

/* --- the people of cohorts that are shown --------------------------------- */

/* Everything of theirs, one after another; cohorts numbered as in `shown`. */
struct crowd {
    struct pp_between_people people;
    double *pre, *post;
    size_t *cohort, *group, *count;
    struct pp_case_mix_column *case_mix;
};

static void crowd_clear(struct crowd *c)
{
    for (size_t k = 0; k < c->people.n_case_mix; k++) {
        pp_free((void *)c->case_mix[k].level);
        pp_free((void *)c->case_mix[k].number);
    }
    pp_free(c->case_mix);
    pp_free(c->pre);
    pp_free(c->post);
    pp_free(c->cohort);
    pp_free(c->group);
    pp_free(c->count);
}

/* One column of those people. */
static struct pp_case_mix_column chosen(const struct pp_case_mix_column *from,
                                        const size_t *who, size_t n)
{
    struct pp_case_mix_column to = *from;
    size_t *level = from->level ? pp_alloc_array(n + 1, sizeof *level) : NULL;
    double *number =
        from->number ? pp_alloc_array(n + 1, sizeof *number) : NULL;

    for (size_t i = 0; i < n; i++) {
        if (level != NULL)
            level[i] = from->level[who[i]];
        if (number != NULL)
            number[i] = from->number[who[i]];
    }
    to.level = level;
    to.number = number;
    return to;
}

static struct crowd crowd_of(const struct pp_between_people *all,
                             const struct shown *s, size_t n_cohorts)
{
    struct crowd c = {
        .people = *all,
        .pre = pp_alloc_array(all->n + 1, sizeof *c.pre),
        .post = pp_alloc_array(all->n + 1, sizeof *c.post),
        .cohort = pp_alloc_array(all->n + 1, sizeof *c.cohort),
        .group = pp_alloc_array(all->n + 1, sizeof *c.group),
        .count = pp_alloc_array(all->n + 1, sizeof *c.count),
        .case_mix = pp_alloc_array(all->n_case_mix + 1, sizeof *c.case_mix)};
    size_t *at = pp_alloc_array(n_cohorts + 1, sizeof *at), n = 0;
    size_t *who = pp_alloc_array(all->n + 1, sizeof *who);

    for (size_t i = 0; i < n_cohorts; i++)
        at[i] = s->k;
    for (size_t i = 0; i < s->k; i++)
        at[s->of[i]] = i;
    for (size_t i = 0; i < all->n; i++) {
        if (at[all->cohort[i]] == s->k)
            continue;
        who[n] = i;
        c.pre[n] = all->pre[i];
        c.post[n] = all->post[i];
        c.group[n] = all->group != NULL ? all->group[i] : 0;
        c.count[n] = all->count != NULL ? all->count[i] : 1;
        c.cohort[n++] = at[all->cohort[i]];
    }
    for (size_t k = 0; k < all->n_case_mix; k++)
        c.case_mix[k] = chosen(&all->case_mix[k], who, n);
    c.people.n = n;
    c.people.pre = c.pre;
    c.people.post = c.post;
    c.people.cohort = c.cohort;
    c.people.count = c.count;
    c.people.group = all->group != NULL ? c.group : NULL;
    c.people.case_mix = c.case_mix;
    pp_free(who);
    pp_free(at);
    return c;
}

/* --- allowing for where people started ------------------------------------ */

static struct pp_ancova_in ancova_in(const struct pp_between *b,
                                     const struct crowd *c,
                                     const struct pp_case_mix *mix, size_t k,
                                     double level)
{
    bool has_groups = c->people.group != NULL && b->groups.allowed_for;

    return (struct pp_ancova_in){.pre = c->pre,
                                 .post = c->post,
                                 .n = c->people.n,
                                 .cohort = c->cohort,
                                 .n_cohorts = k,
                                 .reference = PP_ANCOVA_AVERAGE,
                                 .covariate =
                                     mix->n_covariates ? mix->covariate : NULL,
                                 .n_covariates = mix->n_covariates,
                                 .group = has_groups ? c->group : NULL,
                                 .count = c->count,
                                 .pre_reliability = b->reliability,
                                 .level = level};
}

static void adjust_from_people(struct pp_between *b, struct pp_against *against,
                               const struct shown *s, const struct crowd *c,
                               double level, struct pp_pool *pool)
{
    struct pp_case_mix mix = pp_case_mix_of(&c->people, s->k, pool);
    struct pp_ancova_in in = ancova_in(b, c, &mix, s->k, level);
    struct pp_ancova_cohort *fitted = pp_alloc_array(s->k, sizeof *fitted);

    b->case_mix = mix.used;
    b->n_case_mix = mix.n_used;
    b->left_out = mix.left_out;
    b->n_left_out = mix.n_left_out;
    b->ancova = pp_ancova_fit(&in, fitted);
    for (size_t i = 0; i < s->k; i++) {
        against[s->of[i]].adjusted = fitted[i].adjusted;
        against[s->of[i]].corrected = fitted[i].corrected;
    }
    if (s->k == 2) {
        in.reference = 1;
        pp_ancova_fit(&in, fitted);
        if (fitted[0].change.status == PP_STATUS_OK)
            b->change = fitted[0].change;
        b->adjusted = fitted[0].adjusted;
        b->corrected = fitted[0].corrected;
    }
    pp_free(fitted);
}

/* A difference of two from the first one's distance to their average. */
static struct pp_coefficient stretched(const struct pp_coefficient *off,
                                       const struct shown *s, double level)
{
    double times = (double)(s->n[0] + s->n[1]) / (double)s->n[1];

    return off->status == PP_STATUS_OK
               ? pp_coefficient_make(off->estimate * times, off->se * times,
                                     off->df, level)
               : *off;
}

static void adjust_from_sums(struct pp_between *b, struct pp_against *against,
                             const struct shown *s, bool is_all, double level)
{
    struct pp_ancova_cohort *fitted = pp_alloc_array(s->k, sizeof *fitted);

    b->ancova_equal =
        pp_ancova_from_sums(s->sums, s->k, b->reliability, level, fitted);
    for (size_t i = 0; i < s->k; i++)
        against[s->of[i]].equal_spread = fitted[i].adjusted;
    if (s->k == 2)
        b->equal_spread = stretched(&fitted[0].adjusted, s, level);
    if (is_all) {
        b->ancova = b->ancova_equal;
        for (size_t i = 0; i < s->k; i++) {
            against[s->of[i]].adjusted = fitted[i].adjusted;
            against[s->of[i]].corrected = fitted[i].corrected;
        }
        if (s->k == 2) {
            b->adjusted = b->equal_spread;
            b->corrected = stretched(&fitted[0].corrected, s, level);
        }
    }
    pp_free(fitted);
}

/* --- support groups ------------------------------------------------------- */

/* The groups of a cohort, and whether it is but one of them. */
static size_t count_groups(const size_t *group, const size_t *cohort, size_t n,
                           size_t only, bool *is_one)
{
    size_t *label = pp_alloc_array(n + 1, sizeof *label), m = 0;
    size_t *number = pp_alloc_array(n + 1, sizeof *number);

    for (size_t i = 0; i < n; i++)
        if (cohort[i] == only)
            label[m++] = group[i];
    size_t n_groups = pp_grouping_named(label, m);
    *is_one = pp_grouping(label, m, number) == 1;
    pp_free(label);
    pp_free(number);
    return n_groups;
}

/* Changes in cohorts, people in groups: how alike a group's members are. */
static void look_at_groups(struct pp_between *b, struct pp_against *against,
                           const struct shown *s, const struct crowd *c,
                           double level)
{
    size_t n = c->people.n;
    double *design = pp_alloc_zero(n * s->k + 1, sizeof *design);
    double *change = pp_alloc_array(n + 1, sizeof *change);
    struct pp_coefficient *mean = pp_alloc_array(s->k, sizeof *mean);

    for (size_t i = 0; i < n; i++) {
        design[i * s->k + c->cohort[i]] = 1;
        change[i] = c->post[i] - c->pre[i];
    }
    struct pp_regression_in in = {.design = design,
                                  .y = change,
                                  .n = n,
                                  .p = s->k,
                                  .group = c->people.group,
                                  .count = c->count,
                                  .robust = PP_ROBUST_CLASSIC,
                                  .level = level};
    struct pp_random_intercept fit = pp_random_intercept_fit(&in, mean);
    b->groups = (struct pp_between_groups){
        .n_groups = pp_grouping_named(c->people.group, n),
        .icc = fit.icc,
        .mean_size = fit.mean_size,
        .design_effect = fit.design_effect,
        .status = fit.status};
    b->groups.allowed_for = b->groups.n_groups >= PP_FEWEST_GROUPS;
    for (size_t i = 0; i < s->k; i++) {
        bool is_one; /* the cohort is its group */
        against[s->of[i]].n_groups =
            count_groups(c->people.group, c->cohort, n, i, &is_one);
        b->groups.allowed_for &= !is_one;
    }
    pp_free(mean);
    pp_free(change);
    pp_free(design);
}

/* --- as a sample of regions ----------------------------------------------- */

/* How much more the mean of a cohort varies because of its groups. */
static double design_effect(const struct pp_between *b)
{
    return b->groups.n_groups > 0 && b->groups.design_effect > 1
               ? b->groups.design_effect
               : 1;
}

static void take_out_spread(struct pp_meta *m)
{
    m->tau2 = m->i2_q = m->i2_tau2 = NAN;
    m->tau2_ci = m->prediction = m->prediction_rough = PP_INTERVAL_NONE;
}

/* Kinds of interval that are known to be wrong are nowhere to be printed. */
static void take_out_the_rest(struct pp_meta *m)
{
    struct pp_coefficient none = pp_coefficient_none(PP_STATUS_NOT_DECLARED);

    m->normal = m->hksj = none;
    m->prediction_z = m->prediction_t_k1_hksj = PP_INTERVAL_NONE;
    m->prediction_t_k2 = m->prediction_t_k2_hksj = PP_INTERVAL_NONE;
}

static void pool_cohorts(struct pp_between *b, struct pp_against *against,
                         const struct shown *s, double level)
{
    struct pp_coefficient *shrunken = pp_alloc_array(s->k, sizeof *shrunken);

    b->meta = pp_meta_fit(s->mean, s->v, s->k, PP_TAU2_REML, level);
    if (b->rule.spread && b->meta.status == PP_STATUS_OK) {
        pp_meta_shrink(&b->meta, s->mean, s->v, level, shrunken);
        for (size_t i = 0; i < s->k; i++)
            against[s->of[i]].shrunken = shrunken[i];
    } else {
        take_out_spread(&b->meta);
    }
    take_out_the_rest(&b->meta);
    pp_free(shrunken);
}

static void draw_funnel(struct pp_between *b, struct pp_against *against,
                        const struct shown *s)
{
    struct pp_funnel_region *regions = pp_alloc_array(s->k, sizeof *regions);
    double *sd = pp_alloc_array(s->k, sizeof *sd);

    for (size_t i = 0; i < s->k; i++)
        sd[i] = s->sd[i] * sqrt(design_effect(b));
    b->funnel =
        pp_funnel_means(s->n, s->mean, sd, s->k, NAN,
                        b->rule.overdispersion ? PP_OVERDISPERSION_ALLOW
                                               : PP_OVERDISPERSION_IGNORE,
                        regions);
    if (!b->rule.overdispersion)
        b->funnel.phi = b->funnel.tau2 = NAN;
    for (size_t i = 0; i < s->k; i++)
        against[s->of[i]].funnel = regions[i];
    pp_free(sd);
    pp_free(regions);
}

/* --- together ------------------------------------------------------------- */

static void holm(struct pp_against *against, const struct shown *s)
{
    double *p = pp_alloc_array(2 * s->k, sizeof *p), *q = p + s->k;

    for (size_t i = 0; i < s->k; i++) {
        p[i] = against[s->of[i]].change.p;
        q[i] = against[s->of[i]].adjusted.p;
    }
    pp_adjust_p(PP_ADJUST_HOLM, p, s->k, p);
    pp_adjust_p(PP_ADJUST_HOLM, q, s->k, q);
    for (size_t i = 0; i < s->k; i++) {
        against[s->of[i]].change_p_holm = p[i];
        against[s->of[i]].adjusted_p_holm = q[i];
    }
    pp_free(p);
}

static struct pp_against nothing_against(void)
{
    struct pp_coefficient none = pp_coefficient_none(PP_STATUS_TOO_FEW);

    return (struct pp_against){.change = none,
                               .adjusted = none,
                               .corrected = none,
                               .change_p_holm = NAN,
                               .adjusted_p_holm = NAN,
                               .equal_spread = none,
                               .shrunken = none,
                               .funnel = {{PP_INTERVAL_NONE, PP_INTERVAL_NONE},
                                          NAN,
                                          PP_FUNNEL_NO_PLACE}};
}

/* A fit of nothing: every number NaN. */
static void start(struct pp_between *b, struct pp_against *against, size_t n,
                  double reliability)
{
    struct pp_coefficient none = pp_coefficient_none(PP_STATUS_TOO_FEW);

    for (size_t i = 0; i < n; i++)
        against[i] = nothing_against();
    b->test = pp_welch_several(NULL, 0);
    b->average = b->change = b->adjusted = b->corrected = none;
    b->equal_spread = none;
    b->ancova = b->ancova_equal = pp_ancova_from_sums(NULL, 0, NAN, .95, NULL);
    b->reliability = reliability > 0 && reliability <= 1 ? reliability : NAN;
    b->slope_corrected = NAN;
    b->groups.icc = b->groups.mean_size = b->groups.design_effect = NAN;
    b->meta = pp_meta_fit(NULL, NULL, 0, PP_TAU2_REML, .95);
    b->funnel = pp_funnel_means(NULL, NULL, NULL, 0, NAN,
                                PP_OVERDISPERSION_IGNORE, NULL);
    b->against = against;
}

static void compare_changes(struct pp_between *b, struct pp_against *against,
                            const struct shown *s, double level)
{
    b->test = pp_welch_several(s->change, s->k);
    b->average = pp_average_of_regions(s->change, s->n, s->k, level);
    for (size_t i = 0; i < s->k; i++)
        against[s->of[i]].change =
            pp_difference_from_average(s->change, s->n, s->k, i, level);
    if (s->k == 2)
        b->change = pp_welch_summary(&s->change[0], &s->change[1], level);
}

struct pp_between *pp_between_of(const struct pp_between_cohort *cohorts,
                                 size_t n,
                                 const struct pp_between_people *people,
                                 double reliability, double level,
                                 struct pp_pool *pool)
{
    struct pp_between *b = pp_pool_alloc(pool, sizeof *b);
    struct pp_against *against = pp_pool_array(pool, n, sizeof *against);
    struct shown s = shown_of(cohorts, n);

    start(b, against, n, reliability);
    b->k = s.k;
    b->rule = pp_between_allows(s.k);
    if (b->rule.compared) {
        b->first = s.of[0];
        b->second = s.of[1];
        compare_changes(b, against, &s, level);
        adjust_from_sums(b, against, &s, people == NULL, level);
        if (people != NULL) {
            struct crowd c = crowd_of(people, &s, n);
            if (people->group != NULL)
                look_at_groups(b, against, &s, &c, level);
            adjust_from_people(b, against, &s, &c, level, pool);
            crowd_clear(&c);
        }
        b->slope_corrected = b->ancova.slope.estimate / b->reliability;
        holm(against, &s);
    } else if (s.k == 1 && people != NULL && people->group != NULL) {
        /* Its summary tells other places that groups are allowed for. */
        struct crowd c = crowd_of(people, &s, n);
        against[s.of[0]].n_groups = pp_grouping_named(c.group, c.people.n);
        crowd_clear(&c);
    }
    if (b->rule.heterogeneity) {
        pool_cohorts(b, against, &s, level);
        draw_funnel(b, against, &s);
    }
    shown_clear(&s);
    return b;
}
