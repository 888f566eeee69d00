#include "prepost/stats/bayes_factor.h"

/*
 * BF10 = integral over g of
 *
 *   (1 + n r^2 g)^-1/2 [(1 + t^2 / ((1 + n r^2 g) df)) / (1 + t^2 / df)]
 *   ^-(df + 1)/2 (2 pi)^-1/2 g^-3/2 exp(-1 / (2 g))
 *
 * taken over v = log g, where the integrand falls off exponentially to the
 * right and faster to the left: the trapezium rule then converges faster than
 * any power of its step. Heights are kept as logs until the largest is known,
 * so that neither t = 345 nor n = 700,000 overflows.
 */
struct jzs {
    double t, df, scale; /* scale: n r^2 */
};

static double log_height(const struct jzs *a, double v)
{
    double k = 1 + a->scale * exp(v);
    double square = a->t * a->t;

    /* (1 + t^2 / (k df)) / (1 + t^2 / df) = 1 - t^2 (1 - 1/k) / (df + t^2) */
    double shrink = log1p(-square * (1 - 1 / k) / (a->df + square));
    return -0.5 * log(k) - 0.5 * (a->df + 1) * shrink - 0.5 * log(2 * M_PI) -
           0.5 * v - 0.5 * exp(-v);
}
/* Log of the integral; a sum of exponentials in units of the largest yet. */
static double log_integral(const struct jzs *a)
{
    const double step = 0.2, first = -5.4, drop = 40;
    double last_rise = log((a->t * a->t + 1) / a->scale);
    double top = -INFINITY, sum = 0;

    for (int i = 0; i < 5000; i++) {
        double v = first + i * step, height = log_height(a, v);
        if (height > top) {
            sum = sum * exp(top - height) + 1;
            top = height;
        } else {
            sum += exp(height - top);
        }
        if (height < top - drop && v > 0 && v > last_rise)
            break;
    }
    return top + log(sum * step);
}

struct pp_bayes_factor pp_bayes_factor_jzs(double t, double df, double n,
                                           double r_scale)
{
    struct pp_bayes_factor out = {PP_STATUS_OK, NAN, NAN, r_scale};

    if (!isfinite(t) || !(df > 0) || !(n > 1) || !(r_scale > 0)) {
        out.status = PP_STATUS_TOO_FEW;
        return out;
    }
    struct jzs a = {t, df, n * r_scale * r_scale};
    out.log_bf10 = log_integral(&a);
    out.bf10 = exp(out.log_bf10);
    return out;
}
