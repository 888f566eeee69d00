#include "prepost/stats/standardised_change.h"

#include <gsl/gsl_sf_gamma.h>

#include "prepost/stats/noncentral_t.h"

static const char method_nct[] = "noncentral-t";
static const char method_ak[] = "noncentral-t (Algina-Keselman 2003)";
static const char method_nct_groups[] = "noncentral-t, CR2";
static const char method_ak_groups[] =
    "noncentral-t (Algina-Keselman 2003), CR2";

double pp_hedges_j(double df)
{
    if (!(df > 1 + 1e-9)) /* of two people: 1 but for rounding */
        return NAN;
    /* Gamma(a) / (sqrt(a) Gamma(a - 1/2)) by Gamma(a) = sqrt(2 pi) a^(a - 1/2)
     * e^-a Gammastar(a): the difference of two lgamma() of thousands would
     * leave four digits fewer */
    double a = 0.5 * df, b = a - 0.5;
    return exp(-(a - 1) * log1p(-0.5 / a) - 0.5) * gsl_sf_gammastar(a) /
           gsl_sf_gammastar(b);
}

static struct pp_estimate none(enum pp_status status, const char *method)
{
    return (struct pp_estimate){NAN, PP_INTERVAL_NONE, method, status};
}

/* The mean change over `unit`, with the limits of the noncentrality. */
static struct pp_estimate over(const struct pp_paired_t *test,
                               struct pp_interval ncp, double unit,
                               const char *method)
{
    if (!(unit > 0))
        return none(PP_STATUS_NO_VARIANCE, method);
    double scale = test->se / unit;
    return (struct pp_estimate){test->mean / unit,
                                {ncp.lo * scale, ncp.hi * scale},
                                method,
                                PP_STATUS_OK};
}

/* Times J, with the limits left as they are. */
static struct pp_estimate unbiased(struct pp_estimate d, double df)
{
    double j = pp_hedges_j(df);
    if (d.status != PP_STATUS_OK)
        return d;
    if (isnan(j))
        return none(PP_STATUS_TOO_FEW, d.method);
    d.estimate *= j;
    return d;
}

/* Degrees of freedom of the average of two correlated variances. */
static double df_of_average(double n, double sd_pre, double sd_post, double r)
{
    double v1 = sd_pre * sd_pre, v2 = sd_post * sd_post;
    return (n - 1) * (v1 + v2) * (v1 + v2) /
           (v1 * v1 + v2 * v2 + 2 * r * r * v1 * v2);
}

/*
 * The sd of changes as if scores did not correlate: 0/0 where they correlate
 * perfectly, as when all change by the same share. The formula d_z sqrt(2 (1 -
 * r)) has 0 there, with limits of 0, whatever p is.
 */
static struct pp_estimate as_if_uncorrelated(const struct pp_paired_t *test,
                                             struct pp_interval ncp, double r,
                                             const char *method)
{
    static const double ROUNDING = 1e-12;

    if (1 - r <= ROUNDING)
        return none(PP_STATUS_BOUNDARY, method);
    return over(test, ncp, test->sd / sqrt(2 * (1 - r)), method);
}

struct pp_standardised_change
pp_standardised_change_make(const struct pp_paired_t *test, double sd_pre,
                            double sd_post, double correlation, double level)
{
    const char *nct = test->clustered ? method_nct_groups : method_nct;
    const char *ak = test->clustered ? method_ak_groups : method_ak;
    struct pp_standardised_change out;

    if (test->status != PP_STATUS_OK) {
        out.d_z = out.d_rm = out.d_pre = out.g_z = none(test->status, nct);
        out.d_av = out.g_av = none(test->status, ak);
        return out;
    }
    struct pp_interval ncp = pp_nct_limits(test->t, test->df, level);
    double average = sqrt(0.5 * (sd_pre * sd_pre + sd_post * sd_post));
    double df_average =
        df_of_average((double)test->n, sd_pre, sd_post, correlation);

    out.d_z = over(test, ncp, test->sd, nct);
    out.d_av = over(test, ncp, average, ak);
    out.d_rm = as_if_uncorrelated(test, ncp, correlation, nct);
    out.d_pre = over(test, ncp, sd_pre, nct);
    out.g_z = unbiased(out.d_z, (double)(test->n - 1));
    out.g_av = isnan(correlation) ? none(PP_STATUS_NO_VARIANCE, ak)
                                  : unbiased(out.d_av, df_average);
    return out;
}
