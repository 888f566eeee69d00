#include "prepost/stats/ancova.h"

#include <gsl/gsl_cdf.h>
#include <stdbool.h>

#include "prepost/base/alloc.h"
#include "prepost/stats/grouping.h"
#include "prepost/stats/welch.h"

/* Which column of the design says what. */
struct layout {
    size_t p;
    size_t base;    /* the cohort that has no column */
    size_t pre;     /* column; 0: there is none (change score) */
    size_t *cohort; /* column of each; 0: `base`, or nobody in it */
    size_t covariate;
};

/* What is asked of the fit: the mean at the reference, the slope, and each
 * cohort's difference from the reference. */
enum asked { ASKED_MEAN, ASKED_SLOPE, ASKED_COHORTS };

static size_t count_of(const struct pp_ancova_in *in, size_t row)
{
    return in->count ? in->count[row] : 1;
}

static size_t people_in(const struct pp_ancova_in *in)
{
    size_t people = 0;
    for (size_t i = 0; i < in->n; i++)
        people += count_of(in, i);
    return people;
}

static void sum_cohorts(const struct pp_ancova_in *in,
                        struct pp_ancova_cohort *cohorts)
{
    for (size_t c = 0; c < in->n_cohorts; c++)
        cohorts[c] = (struct pp_ancova_cohort){
            .adjusted_mean = NAN,
            .adjusted = pp_coefficient_none(PP_STATUS_TOO_FEW),
            .change = pp_coefficient_none(PP_STATUS_TOO_FEW),
            .corrected = pp_coefficient_none(PP_STATUS_TOO_FEW),
        };
    for (size_t i = 0; i < in->n; i++) {
        struct pp_ancova_cohort *c = &cohorts[in->cohort[i]];
        double people = (double)count_of(in, i);
        c->n += count_of(in, i);
        c->pre_mean += people * in->pre[i];
        c->post_mean += people * in->post[i];
    }
    for (size_t c = 0; c < in->n_cohorts; c++) {
        cohorts[c].pre_mean /= (double)cohorts[c].n;
        cohorts[c].post_mean /= (double)cohorts[c].n;
    }
}

enum with_pre { WITHOUT_PRE, WITH_PRE };

static struct layout lay_out(const struct pp_ancova_in *in,
                             const struct pp_ancova_cohort *cohorts,
                             enum with_pre with_pre)
{
    struct layout l = {.p = 1, .base = in->reference};
    l.cohort = pp_alloc_zero(in->n_cohorts, sizeof *l.cohort);
    for (size_t c = 0; l.base == PP_ANCOVA_AVERAGE; c++)
        if (cohorts[c].n > 0)
            l.base = c;
    if (with_pre == WITH_PRE)
        l.pre = l.p++;
    for (size_t c = 0; c < in->n_cohorts; c++)
        if (c != l.base && cohorts[c].n > 0)
            l.cohort[c] = l.p++;
    l.covariate = l.p;
    if (with_pre == WITH_PRE)
        l.p += in->covariate ? in->n_covariates : 0;
    return l;
}

static double mean_of(const struct pp_ancova_in *in, const double *x,
                      size_t stride)
{
    double mean = 0;
    for (size_t i = 0; i < in->n; i++)
        mean += (double)count_of(in, i) * x[i * stride];
    return mean / (double)people_in(in);
}

/* pre, centred, and drawn towards its cohort's mean by `reliability`. */
static void fill_pre(const struct pp_ancova_in *in,
                     const struct pp_ancova_cohort *cohorts,
                     const struct layout *l, double reliability, double *design)
{
    double centre = mean_of(in, in->pre, 1);
    for (size_t i = 0; i < in->n; i++) {
        double mean = cohorts[in->cohort[i]].pre_mean;
        design[i * l->p + l->pre] =
            mean - centre + reliability * (in->pre[i] - mean);
    }
}

static double *design_of(const struct pp_ancova_in *in,
                         const struct pp_ancova_cohort *cohorts,
                         const struct layout *l, double reliability)
{
    double *design = pp_alloc_zero(in->n * l->p, sizeof *design);
    for (size_t i = 0; i < in->n; i++) {
        design[i * l->p] = 1;
        if (l->cohort[in->cohort[i]])
            design[i * l->p + l->cohort[in->cohort[i]]] = 1;
    }
    if (l->pre)
        fill_pre(in, cohorts, l, reliability, design);
    for (size_t j = l->covariate; j < l->p; j++) {
        const double *x = in->covariate + (j - l->covariate);
        double centre = mean_of(in, x, in->n_covariates);
        for (size_t i = 0; i < in->n; i++)
            design[i * l->p + j] = x[i * in->n_covariates] - centre;
    }
    return design;
}

/*
 * Against the average each cohort counts by its people, so the mean at the
 * reference is that of all, and a difference takes off everyone's share.
 */
static double *contrasts_of(const struct pp_ancova_in *in,
                            const struct pp_ancova_cohort *cohorts,
                            const struct layout *l)
{
    size_t m = ASKED_COHORTS + in->n_cohorts;
    double *contrast = pp_alloc_zero(m * l->p, sizeof *contrast);
    double *average = pp_alloc_zero(l->p, sizeof *average);
    double people = (double)people_in(in);
    for (size_t c = 0; c < in->n_cohorts; c++)
        if (in->reference == PP_ANCOVA_AVERAGE && l->cohort[c])
            average[l->cohort[c]] = (double)cohorts[c].n / people;
    contrast[ASKED_MEAN * l->p] = 1;
    for (size_t j = 0; j < l->p; j++)
        contrast[ASKED_MEAN * l->p + j] += average[j];
    contrast[ASKED_SLOPE * l->p + l->pre] = 1;
    for (size_t c = 0; c < in->n_cohorts; c++) {
        double *row = contrast + (ASKED_COHORTS + c) * l->p;
        for (size_t j = 0; j < l->p; j++)
            row[j] = -average[j];
        if (l->cohort[c])
            row[l->cohort[c]] += 1;
    }
    pp_free(average);
    return contrast;
}

static struct pp_regression
regress(const struct pp_ancova_in *in, const struct layout *l,
        const double *design, const double *y, enum pp_robust robust,
        const double *contrast, struct pp_coefficient *coefficient)
{
    struct pp_regression_in regression = {.design = design,
                                          .y = y,
                                          .n = in->n,
                                          .p = l->p,
                                          .group = in->group,
                                          .count = in->count,
                                          .robust = robust,
                                          .level = in->level,
                                          .contrast = contrast,
                                          .n_contrasts =
                                              ASKED_COHORTS + in->n_cohorts};
    return pp_regression_fit(&regression, coefficient);
}

static bool has_difference(const struct pp_ancova_in *in,
                           const struct pp_ancova_cohort *cohorts, size_t c)
{
    return cohorts[c].n > 0 && c != in->reference;
}

/* The residual sum of squares without cohorts: post on pre and covariates. */
static double ss_without_cohorts(const struct pp_ancova_in *in)
{
    struct pp_ancova_cohort all = {.n = people_in(in)};
    size_t *none = pp_alloc_zero(in->n, sizeof *none);
    struct pp_ancova_in one = *in;
    one.cohort = none;
    one.n_cohorts = 1;
    one.reference = 0;
    struct layout l = lay_out(&one, &all, WITH_PRE);
    double *design = design_of(&one, &all, &l, 1);
    struct pp_coefficient *c = pp_alloc_array(l.p, sizeof *c);
    double ss = regress(&one, &l, design, in->post, PP_ROBUST_CLASSIC, NULL, c)
                    .residual_ss;
    pp_free(c);
    pp_free(design);
    pp_free(l.cohort);
    pp_free(none);
    return ss;
}

static void test_jointly(const struct pp_ancova_in *in, struct pp_ancova *out,
                         const struct pp_regression *fit, size_t n_with_people)
{
    double ss = ss_without_cohorts(in);
    struct pp_f_test *t = &out->joint;
    t->df1 = (double)(n_with_people - 1);
    t->df2 = (double)(fit->n - fit->p);
    t->f = (ss - fit->residual_ss) / t->df1 / (fit->residual_ss / t->df2);
    t->p = isnan(t->f) ? NAN : gsl_cdf_fdist_Q(fmax(0, t->f), t->df1, t->df2);
}

/* Post on pre and cohort; with reliability 1 the ANCOVA itself. */
static void adjust(const struct pp_ancova_in *in, struct pp_ancova *out,
                   struct pp_ancova_cohort *cohorts, double reliability)
{
    struct layout l = lay_out(in, cohorts, WITH_PRE);
    double *design = design_of(in, cohorts, &l, reliability);
    double *contrast = contrasts_of(in, cohorts, &l);
    struct pp_coefficient *c =
        pp_alloc_array(ASKED_COHORTS + in->n_cohorts, sizeof *c);
    struct pp_regression fit =
        regress(in, &l, design, in->post, out->robust, contrast, c);
    size_t n_with_people = 0;
    for (size_t j = 0; j < in->n_cohorts; j++) {
        const struct pp_coefficient *difference = &c[ASKED_COHORTS + j];
        bool has = has_difference(in, cohorts, j);
        n_with_people += cohorts[j].n > 0;
        if (has && reliability == 1)
            cohorts[j].adjusted = *difference;
        else if (has)
            cohorts[j].corrected = *difference;
        if (cohorts[j].n > 0 && reliability == 1)
            cohorts[j].adjusted_mean =
                c[ASKED_MEAN].estimate + (has ? difference->estimate : 0);
    }
    if (reliability == 1) {
        out->slope = c[ASKED_SLOPE];
        out->residual_sd = fit.residual_sd;
        out->status = fit.status;
        if (fit.status == PP_STATUS_OK && !isnan(in->level))
            test_jointly(in, out, &fit, n_with_people);
    }
    pp_free(c);
    pp_free(contrast);
    pp_free(design);
    pp_free(l.cohort);
}

static double *changes_of(const struct pp_ancova_in *in)
{
    double *change = pp_alloc_array(in->n, sizeof *change);
    for (size_t i = 0; i < in->n; i++)
        change[i] = in->post[i] - in->pre[i];
    return change;
}

/* Changes of each cohort against the reference's, by Welch. */
static void compare_changes(const struct pp_ancova_in *in,
                            struct pp_ancova_cohort *cohorts)
{
    double *change = changes_of(in);
    double *sorted = pp_alloc_array(people_in(in), sizeof *sorted);
    size_t *start = pp_alloc_zero(in->n_cohorts + 1, sizeof *start);
    for (size_t c = 0; c < in->n_cohorts; c++)
        start[c + 1] = start[c] + cohorts[c].n;
    for (size_t i = in->n; i-- > 0;) /* fills each cohort from its end */
        for (size_t k = 0; k < count_of(in, i); k++)
            sorted[--start[in->cohort[i] + 1]] = change[i];
    for (size_t c = 0; c < in->n_cohorts; c++)
        if (c != in->reference)
            cohorts[c].change = pp_welch(sorted + start[c + 1], cohorts[c].n,
                                         sorted + start[in->reference + 1],
                                         cohorts[in->reference].n, in->level);
    pp_free(start);
    pp_free(sorted);
    pp_free(change);
}

/* The same allowing for support groups, which may have members in both. */
static void compare_changes_clustered(const struct pp_ancova_in *in,
                                      struct pp_ancova_cohort *cohorts)
{
    struct layout l = lay_out(in, cohorts, WITHOUT_PRE);
    double *change = changes_of(in);
    double *design = design_of(in, cohorts, &l, 1);
    struct pp_coefficient *c = pp_alloc_array(l.p, sizeof *c);
    regress(in, &l, design, change, PP_ROBUST_CR2, NULL, c);
    for (size_t j = 0; j < in->n_cohorts; j++)
        if (l.cohort[j])
            cohorts[j].change = c[l.cohort[j]];
    pp_free(c);
    pp_free(design);
    pp_free(change);
    pp_free(l.cohort);
}

static enum pp_robust choose(const struct pp_ancova_in *in)
{
    if (!in->group)
        return PP_ROBUST_HC3;
    return pp_grouping_named(in->group, in->n) >= PP_FEWEST_GROUPS
               ? PP_ROBUST_CR2
               : PP_ROBUST_HC3;
}

struct pp_ancova pp_ancova_fit(const struct pp_ancova_in *in,
                               struct pp_ancova_cohort *cohorts)
{
    struct pp_ancova out = {.n = people_in(in),
                            .robust = choose(in),
                            .slope = pp_coefficient_none(PP_STATUS_TOO_FEW),
                            .residual_sd = NAN,
                            .joint = {NAN, NAN, NAN, NAN},
                            .status = PP_STATUS_TOO_FEW};
    sum_cohorts(in, cohorts);
    size_t n_with_people = 0;
    for (size_t c = 0; c < in->n_cohorts; c++)
        n_with_people += cohorts[c].n > 0;
    bool against_average = in->reference == PP_ANCOVA_AVERAGE;
    if (n_with_people < 2 ||
        (!against_average && cohorts[in->reference].n == 0))
        return out;
    adjust(in, &out, cohorts, 1);
    if (in->pre_reliability > 0 && in->pre_reliability <= 1) {
        if (in->pre_reliability < 1)
            adjust(in, &out, cohorts, in->pre_reliability);
        else
            for (size_t c = 0; c < in->n_cohorts; c++)
                cohorts[c].corrected = cohorts[c].adjusted;
    }
    if (against_average || isnan(in->level))
        return out;
    if (out.robust == PP_ROBUST_CR2)
        compare_changes_clustered(in, cohorts);
    else
        compare_changes(in, cohorts);
    return out;
}
