#include "prepost/analysis/dose.h"

#include <math.h>

#include "prepost/base/alloc.h"
#include "prepost/stats/describe.h"
#include "prepost/stats/grouping.h"
#include "prepost/stats/regression.h"

enum { LEAST_PEOPLE = 4, LEAST_GROUPS = 4 };

/* The pairs whose dose is known. */
struct people {
    size_t n;
    double *dose, *pre, *change, *design;
    size_t *group;
    enum pp_robust robust;
};

static void people_init(struct people *p, const double *dose,
                        const struct pp_pairs *pairs, const size_t *group)
{
    *p = (struct people){.robust = PP_ROBUST_HC3};
    p->dose = pp_alloc_array(pairs->n, sizeof *p->dose);
    p->pre = pp_alloc_array(pairs->n, sizeof *p->pre);
    p->change = pp_alloc_array(pairs->n, sizeof *p->change);
    p->design = pp_alloc_array(pairs->n * 3, sizeof *p->design);
    p->group = pp_alloc_array(pairs->n, sizeof *p->group);
    for (size_t i = 0; i < pairs->n; i++) {
        size_t who = pairs->participant[i];
        if (isnan(dose[who]))
            continue;
        p->dose[p->n] = dose[who];
        p->pre[p->n] = pairs->pre[i];
        p->change[p->n] = pairs->post[i] - pairs->pre[i];
        p->group[p->n++] = group != NULL ? group[who] : 0;
    }
    if (group != NULL && pp_grouping_named(p->group, p->n) >= LEAST_GROUPS)
        p->robust = PP_ROBUST_CR2;
}

static void people_clear(struct people *p)
{
    pp_free(p->dose);
    pp_free(p->pre);
    pp_free(p->change);
    pp_free(p->design);
    pp_free(p->group);
}

/* The dose's coefficient; with the score before beside it when asked. */
static struct pp_coefficient slope_of(struct people *p, size_t n_columns,
                                      double level)
{
    struct pp_coefficient coefficient[3];

    for (size_t i = 0; i < p->n; i++) {
        double *row = p->design + i * n_columns;
        row[0] = 1;
        row[1] = p->dose[i];
        if (n_columns > 2)
            row[2] = p->pre[i];
    }
    struct pp_regression fit =
        pp_regression_fit(&(struct pp_regression_in){.design = p->design,
                                                     .y = p->change,
                                                     .n = p->n,
                                                     .p = n_columns,
                                                     .group = p->group,
                                                     .robust = p->robust,
                                                     .level = level},
                          coefficient);
    return fit.status == PP_STATUS_OK ? coefficient[1]
                                      : pp_coefficient_none(fit.status);
}

static struct pp_estimate correlation_of(const struct people *p, double level)
{
    double r = pp_correlation(p->dose, p->change, p->n);
    struct pp_estimate out = {r, PP_INTERVAL_NONE, "fisher-z",
                              PP_STATUS_NO_VARIANCE};

    if (isnan(r) || fabs(r) >= 1)
        return out;
    struct pp_coefficient z = pp_coefficient_make(
        atanh(r), 1 / sqrt((double)p->n - 3), INFINITY, level);
    out.ci = (struct pp_interval){tanh(z.ci.lo), tanh(z.ci.hi)};
    out.status = PP_STATUS_OK;
    return out;
}

struct pp_dose pp_dose_of(const char *name, const double *dose,
                          const struct pp_pairs *pairs, const size_t *group,
                          double level)
{
    struct people p;

    people_init(&p, dose, pairs, group);
    struct pp_dose out = {
        .name = name,
        .n = (long)p.n,
        .median = pp_quantile(p.dose, p.n, .5),
        .q1 = pp_quantile(p.dose, p.n, .25),
        .q3 = pp_quantile(p.dose, p.n, .75),
        .slope = pp_coefficient_none(PP_STATUS_TOO_FEW),
        .adjusted = pp_coefficient_none(PP_STATUS_TOO_FEW),
        .correlation = {NAN, PP_INTERVAL_NONE, "fisher-z", PP_STATUS_TOO_FEW}};

    if (p.n >= LEAST_PEOPLE) {
        out.slope = slope_of(&p, 2, level);
        out.adjusted = slope_of(&p, 3, level);
        out.correlation = correlation_of(&p, level);
    }
    people_clear(&p);
    return out;
}
