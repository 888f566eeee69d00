#include "prepost/stats/cohort_sums.h"

#include <gsl/gsl_cdf.h>

#include "prepost/stats/describe.h"

struct pp_cohort_sums pp_cohort_sums_counted(const double *pre,
                                             const double *post,
                                             const size_t *count, size_t k)
{
    struct pp_cohort_sums s = {.pre_mean = pp_mean_counted(pre, count, k),
                               .post_mean = pp_mean_counted(post, count, k)};

    for (size_t i = 0; i < k; i++) {
        double x = pre[i] - s.pre_mean, y = post[i] - s.post_mean;
        size_t people = count != NULL ? count[i] : 1;
        s.n += people;
        s.pre_ss += (double)people * x * x;
        s.post_ss += (double)people * y * y;
        s.cross += (double)people * x * y;
    }
    return s;
}

struct pp_cohort_sums pp_cohort_sums_of(const double *pre, const double *post,
                                        size_t n)
{
    return pp_cohort_sums_counted(pre, post, NULL, n);
}

double pp_cohort_sums_change_sd(const struct pp_cohort_sums *s)
{
    double ss = s->pre_ss + s->post_ss - 2 * s->cross;

    return s->n < 2 ? NAN : sqrt(fmax(0, ss) / (double)(s->n - 1));
}

/* All cohorts together: within them, and between them (about everyone's). */
struct whole {
    double n, k, pre_mean, post_mean;
    double pre_ss, post_ss, cross;
    double pre_between, post_between, cross_between;
};

static struct whole add_up(const struct pp_cohort_sums *sums, size_t k)
{
    struct whole w = {0};

    for (size_t i = 0; i < k; i++) {
        double n = (double)sums[i].n;
        if (sums[i].n == 0)
            continue;
        w.k++;
        w.n += n;
        w.pre_mean += n * sums[i].pre_mean;
        w.post_mean += n * sums[i].post_mean;
        w.pre_ss += sums[i].pre_ss;
        w.post_ss += sums[i].post_ss;
        w.cross += sums[i].cross;
    }
    w.pre_mean /= w.n;
    w.post_mean /= w.n;
    for (size_t i = 0; i < k; i++) {
        double n = (double)sums[i].n, x = sums[i].pre_mean - w.pre_mean;
        double y = sums[i].post_mean - w.post_mean;
        if (sums[i].n == 0)
            continue;
        w.pre_between += n * x * x;
        w.post_between += n * y * y;
        w.cross_between += n * x * y;
    }
    return w;
}

/*
 * A cohort's distance from everyone's, less what where it started would give.
 * With pre drawn to its cohort's mean by `reliability` the slope is steeper by
 * as much and the spread of pre smaller; the residuals are the same.
 */
static struct pp_coefficient
deviation(const struct whole *w, const struct pp_cohort_sums *s, double slope,
          double residual_sd, double df, double reliability, double level)
{
    double x = s->pre_mean - w->pre_mean, y = s->post_mean - w->post_mean;
    double variance = 1 / (double)s->n - 1 / w->n +
                      x * x / (reliability * reliability * w->pre_ss);

    return pp_coefficient_make(y - slope / reliability * x,
                               residual_sd * sqrt(variance), df, level);
}

static struct pp_f_test test_jointly(const struct whole *w, double ss,
                                     double df)
{
    double cross = w->cross + w->cross_between;
    double without = w->post_ss + w->post_between -
                     cross * cross / (w->pre_ss + w->pre_between);
    struct pp_f_test t = {.df1 = w->k - 1, .df2 = df};

    t.f = (without - ss) / t.df1 / (ss / df);
    t.p = gsl_cdf_fdist_Q(fmax(0, t.f), t.df1, t.df2);
    return t;
}

static void say_nothing(const struct pp_cohort_sums *sums, size_t k,
                        enum pp_status status, struct pp_ancova_cohort *cohorts)
{
    if (status == PP_STATUS_OK) /* numbers follow where there are people */
        status = PP_STATUS_TOO_FEW;
    for (size_t i = 0; i < k; i++)
        cohorts[i] = (struct pp_ancova_cohort){
            .n = sums[i].n,
            .pre_mean = sums[i].n > 0 ? sums[i].pre_mean : NAN,
            .post_mean = sums[i].n > 0 ? sums[i].post_mean : NAN,
            .adjusted_mean = NAN,
            .adjusted = pp_coefficient_none(status),
            .change = pp_coefficient_none(status),
            .corrected = pp_coefficient_none(status)};
}

struct pp_ancova pp_ancova_from_sums(const struct pp_cohort_sums *sums,
                                     size_t k, double pre_reliability,
                                     double level,
                                     struct pp_ancova_cohort *cohorts)
{
    struct whole w = add_up(sums, k);
    struct pp_ancova out = {.robust = PP_ROBUST_CLASSIC,
                            .slope = pp_coefficient_none(PP_STATUS_TOO_FEW),
                            .residual_sd = NAN,
                            .joint = {NAN, NAN, NAN, NAN},
                            .status = PP_STATUS_TOO_FEW};
    double df = w.n - w.k - 1;

    if (w.k >= 2 && df > 0)
        out.status = w.pre_ss > 0 ? PP_STATUS_OK : PP_STATUS_NO_VARIANCE;
    say_nothing(sums, k, out.status, cohorts);
    out.n = (size_t)fmax(0, w.n);
    if (out.status != PP_STATUS_OK)
        return out;
    double slope = w.cross / w.pre_ss, ss = w.post_ss - slope * w.cross;
    if (!(ss > 1e-20 * (w.post_ss + w.post_between))) {
        out.status = PP_STATUS_NO_VARIANCE;
        say_nothing(sums, k, out.status, cohorts);
        return out;
    }
    out.residual_sd = sqrt(ss / df);
    out.slope =
        pp_coefficient_make(slope, out.residual_sd / sqrt(w.pre_ss), df, level);
    out.joint = test_jointly(&w, ss, df);
    for (size_t i = 0; i < k; i++) {
        if (sums[i].n == 0)
            continue;
        cohorts[i].adjusted =
            deviation(&w, &sums[i], slope, out.residual_sd, df, 1, level);
        cohorts[i].adjusted_mean = w.post_mean + cohorts[i].adjusted.estimate;
        if (pre_reliability > 0 && pre_reliability <= 1)
            cohorts[i].corrected =
                deviation(&w, &sums[i], slope, out.residual_sd, df,
                          pre_reliability, level);
    }
    return out;
}
