#include "random_slope_parts.h"

#include <math.h>
#include <string.h>

/* --- the deviance --------------------------------------------------------- */

/* K and I - AK of a cell; returns |I + L'AL|. */
static double shrinkage(struct random_slope_cell *c, const double *l)
{
    double turned[4], m[4], inverse[4], ak[4];
    two_transpose(l, turned);
    two_sandwich(turned, c->a, m);
    m[0] += 1;
    m[3] += 1;
    if (two_invert(m, inverse) != 0)
        return NAN;
    two_sandwich(l, inverse, c->k);
    two_multiply(c->a, c->k, ak);
    for (size_t k = 0; k < 4; k++)
        c->shrink[k] = (k % 3 == 0) - ak[k];
    return two_determinant(m);
}

double pp_random_slope_deviance(struct random_slope *f, const double theta[3])
{
    double g[4] = {0}, h[2] = {0}, log_determinant = 0;
    const double l[4] = {theta[0], 0, theta[1], theta[2]};
    memcpy(f->l, l, sizeof f->l);
    f->rss = f->ss;
    for (size_t i = 0; i < f->n_cells; i++) {
        struct random_slope_cell *c = &f->cells[i];
        double b[4];
        log_determinant += c->n * log(shrinkage(c, f->l));
        two_multiply(c->shrink, c->a, b);
        for (size_t k = 0; k < 4; k++) {
            g[k] += c->n * b[k];
            h[k / 2] += c->n * c->shrink[k] * c->mean[k % 2];
            f->rss -= c->k[k] *
                      (c->product[k] + c->n * c->mean[k / 2] * c->mean[k % 2]);
        }
    }
    f->deviance = INFINITY;
    if (!isfinite(log_determinant) || two_invert(g, f->inverse) != 0)
        return f->deviance;
    pp_matrix_multiply(f->inverse, h, 2, 2, 1, f->beta);
    f->rss -= h[0] * f->beta[0] + h[1] * f->beta[1];
    f->log_determinant = log_determinant + log(two_determinant(g));
    if (f->rss > 0)
        f->deviance =
            f->log_determinant + (double)(f->n_answers - 2) * log(f->rss);
    return f->deviance;
}

/*
 * Its gradient at the latest L, 2 Gamma L. Gamma is the derivative by D:
 * sum n (B - B G^-1 B) - (N - 2)/rss sum r r', with B = Z'V^-1 Z, G their sum
 * and r = Z'V^-1 (y - X beta) of each person.
 */
static void gradient(const struct random_slope *f, double out[3])
{
    double gamma[4] = {0}, weight = (double)(f->n_answers - 2) / f->rss;
    for (size_t i = 0; i < f->n_cells; i++) {
        const struct random_slope_cell *c = &f->cells[i];
        double b[4], b_in[4], products[4], r[4], off[2];
        two_multiply(c->shrink, c->a, b);
        two_sandwich(b, f->inverse, b_in);
        for (size_t k = 0; k < 2; k++)
            off[k] = c->mean[k] - c->a[2 * k] * f->beta[0] -
                     c->a[2 * k + 1] * f->beta[1];
        for (size_t k = 0; k < 4; k++)
            products[k] = c->product[k] + c->n * off[k / 2] * off[k % 2];
        two_sandwich(c->shrink, products, r);
        for (size_t k = 0; k < 4; k++)
            gamma[k] += c->n * (b[k] - b_in[k]) - weight * r[k];
    }
    out[0] = 2 * (gamma[0] * f->l[0] + gamma[1] * f->l[2]);
    out[1] = 2 * (gamma[2] * f->l[0] + gamma[3] * f->l[2]);
    out[2] = 2 * gamma[3] * f->l[3];
}

/* --- its least ------------------------------------------------------------ */

/* By central differences of the gradient; leaves L at theta. */
static void curvature(struct random_slope *f, const double theta[3],
                      double out[9])
{
    for (size_t k = 0; k < 3; k++) {
        double h = 1e-4 * fmax(fabs(theta[k]), .1), moved[3], up[3], down[3];
        memcpy(moved, theta, sizeof moved);
        moved[k] = theta[k] + h;
        pp_random_slope_deviance(f, moved);
        gradient(f, up);
        moved[k] = theta[k] - h;
        pp_random_slope_deviance(f, moved);
        gradient(f, down);
        for (size_t j = 0; j < 3; j++)
            out[3 * j + k] = (up[j] - down[j]) / (2 * h);
    }
    for (size_t j = 0; j < 3; j++)
        for (size_t k = 0; k < j; k++)
            out[3 * j + k] = out[3 * k + j] =
                (out[3 * j + k] + out[3 * k + j]) / 2;
    pp_random_slope_deviance(f, theta);
}

/*
 * One step of Newton's, with as much added to the diagonal as makes the
 * deviance not rise (Levenberg). Returns how much it was to fall by; a step
 * that only a large addition allowed says nothing of that: INFINITY. NAN: none
 * is left.
 */
static double step(struct random_slope *f, double theta[3])
{
    double was = pp_random_slope_deviance(f, theta), g[3], h[9], largest = 0,
           added = 0;
    gradient(f, g);
    curvature(f, theta, h);
    for (size_t k = 0; k < 3; k++)
        largest = fmax(largest, fabs(h[4 * k]));
    while (largest > 0 && added <= 1e12 * largest) {
        double factor[9], by[3], to[3], fall = 0;
        memcpy(factor, h, sizeof factor);
        memcpy(by, g, sizeof by);
        for (size_t k = 0; k < 3; k++)
            factor[4 * k] += added;
        if (pp_matrix_cholesky(factor, 3) == 0) {
            pp_matrix_cholesky_solve(factor, 3, by);
            for (size_t k = 0; k < 3; k++) {
                to[k] = theta[k] - by[k];
                fall += g[k] * by[k];
            }
            if (pp_random_slope_deviance(f, to) <= was + 1e-12 * fabs(was)) {
                memcpy(theta, to, sizeof to);
                return added <= largest ? fall : INFINITY;
            }
        }
        added = added > 0 ? 10 * added : 1e-6 * largest;
    }
    return NAN;
}

/* From theta to a least deviance near it; -1 if there is no arriving. */
static int descend(struct random_slope *f, double theta[3])
{
    for (int i = 0; i < 500; i++) {
        double fall = step(f, theta);
        if (isnan(fall))
            return -1;
        if (fall < 1e-14) {
            pp_random_slope_deviance(f, theta);
            return 0;
        }
    }
    return -1;
}

/* How lines of people's own spread, less what chance adds: SDs in units of that
 * of the residuals. */
static void spread_of_lines(const struct random_slope *f, double own_df,
                            double sd[2])
{
    double s2 = f->own_ss / own_df, n = 0, of[2] = {0};
    for (size_t i = 0; i < f->n_cells; i++) {
        const struct random_slope_cell *c = &f->cells[i];
        double inverse[4], products[4], lines[4];
        if (two_invert(c->a, inverse) != 0)
            continue;
        for (size_t k = 0; k < 4; k++)
            products[k] =
                c->product[k] + c->n * c->mean[k / 2] * c->mean[k % 2];
        two_sandwich(inverse, products, lines);
        n += c->n;
        of[0] += lines[0] - c->n * s2 * inverse[0];
        of[1] += lines[3] - c->n * s2 * inverse[3];
    }
    for (size_t k = 0; k < 2; k++)
        sd[k] = sqrt(fmax(of[k] / n / s2, .01));
}

/* One for each sign of the correlation, from the best of a few spreads. */
int pp_random_slope_minimise(struct random_slope *f, double own_df,
                             double best[3])
{
    double sd[2], lowest = INFINITY;
    spread_of_lines(f, own_df, sd);
    for (int sign = -1; sign <= 1; sign++) {
        double from = INFINITY, theta[3] = {0};
        for (int i = 0; i < 6; i++) {
            double slope = sd[1] * pow(.3, i % 3), r = .6 * sign;
            double at[3] = {sd[0] * (i < 3 ? 1 : .3), r * slope,
                            sqrt(1 - r * r) * slope};
            if (pp_random_slope_deviance(f, at) < from) {
                from = f->deviance;
                memcpy(theta, at, sizeof theta);
            }
        }
        if (descend(f, theta) == 0 && f->deviance < lowest) {
            lowest = f->deviance;
            memcpy(best, theta, sizeof theta);
        }
    }
    return isfinite(lowest) ? 0 : -1;
}
