#include "prepost/stats/funnel.h"

#include "prepost/base/alloc.h"
#include "prepost/stats/describe.h"
#include "prepost/stats/students_t.h"

static const double inner_tail = .025, outer_tail = .001;
static const struct pp_funnel_limits no_limits = {{NAN, NAN}, {NAN, NAN}};

/* --- limits --------------------------------------------------------------- */

static struct pp_funnel_limits limits_around(double target, double se,
                                             double df)
{
    double inner = pp_t_quantile_upper(inner_tail, df) * se;
    double outer = pp_t_quantile_upper(outer_tail, df) * se;
    return (struct pp_funnel_limits){{target - inner, target + inner},
                                     {target - outer, target + outer}};
}

static struct pp_interval cut(struct pp_interval i)
{
    return (struct pp_interval){fmax(0, i.lo), fmin(1, i.hi)};
}

/*
 * How many of n people will say yes: binomial, or, when `total` of `people`
 * do and n are drawn from them, hypergeometric. Probabilities are built from
 * the mode outwards by their ratios and divided by their sum: no gamma
 * function loses digits, and the cost is a few standard deviations.
 */
struct counts {
    size_t n;
    double target;
    double total, people; /* people 0: binomial */
    double lowest;        /* the count that probability[0] belongs to */
    size_t n_counts;
    double *probability;
};

/* P(r + 1)/P(r) */
static double ratio_up(const struct counts *c, double r)
{
    double n = (double)c->n;
    if (c->people == 0)
        return (n - r) / (r + 1) * c->target / (1 - c->target);
    return (c->total - r) / (r + 1) * (n - r) /
           (c->people - c->total - n + r + 1);
}

/* Terms from `mode` in one direction until they no longer matter; written to
 * `out` from the mode outwards unless NULL. */
static size_t walk(const struct counts *c, double mode, int direction,
                   double *out)
{
    size_t steps = 0;
    double p = 1, r = mode;
    for (;;) {
        double ratio = direction > 0 ? ratio_up(c, r) : 1 / ratio_up(c, r - 1);
        p *= ratio;
        if (!(p > 1e-25))
            return steps;
        if (out)
            out[(ptrdiff_t)direction * (ptrdiff_t)(steps + 1)] = p;
        steps++;
        r += direction;
    }
}

static void counts_init(struct counts *c)
{
    double n = (double)c->n, mode = floor((n + 1) * c->target);
    if (c->people > 0) {
        mode = floor((n + 1) * (c->total + 1) / (c->people + 2));
        mode = fmax(mode, n - (c->people - c->total));
        mode = fmin(mode, c->total);
    }
    mode = fmin(fmax(mode, 0), n);
    size_t down = walk(c, mode, -1, NULL), up = walk(c, mode, 1, NULL);
    c->n_counts = down + 1 + up;
    c->lowest = mode - (double)down;
    c->probability = pp_alloc_array(c->n_counts, sizeof *c->probability);
    c->probability[down] = 1;
    walk(c, mode, -1, c->probability + down);
    walk(c, mode, 1, c->probability + down);
    double sum = 0;
    for (size_t i = 0; i < c->n_counts; i++)
        sum += c->probability[i];
    for (size_t i = 0; i < c->n_counts; i++)
        c->probability[i] /= sum;
}

enum side { FROM_BELOW, FROM_ABOVE };

/*
 * Spiegelhalter 2005, A.1.1: the smallest count r with P(R <= r) >= tail, less
 * the share of P(r) by which that overshoots. His upper limit is the same at
 * 1 - tail, which lets more than `tail` fall above it and moves when "yes"
 * becomes "no"; ours is the lower limit seen from the other end.
 */
static double quantile(const struct counts *c, double tail, enum side side)
{
    double sum = 0;
    for (size_t i = 0; i < c->n_counts; i++) {
        size_t at = side == FROM_ABOVE ? c->n_counts - 1 - i : i;
        double p = c->probability[at], r = c->lowest + (double)at;
        sum += p;
        if (sum < tail)
            continue;
        double overshoot = (sum - tail) / p;
        return (side == FROM_ABOVE ? r + overshoot : r - overshoot) /
               (double)c->n;
    }
    return NAN;
}

static struct pp_funnel_limits count_limits(const struct counts *c)
{
    struct pp_interval inner = {quantile(c, inner_tail, FROM_BELOW),
                                quantile(c, inner_tail, FROM_ABOVE)};
    struct pp_interval outer = {quantile(c, outer_tail, FROM_BELOW),
                                quantile(c, outer_tail, FROM_ABOVE)};
    return (struct pp_funnel_limits){cut(inner), cut(outer)};
}

struct pp_funnel_limits pp_funnel_proportion_limits(double target, size_t n)
{
    if (n == 0 || !(target > 0 && target < 1))
        return no_limits;
    struct counts c = {.n = n, .target = target};
    counts_init(&c);
    struct pp_funnel_limits limits = count_limits(&c);
    pp_free(c.probability);
    return limits;
}

/* --- places --------------------------------------------------------------- */

static bool is_below(double x, double limit)
{
    return x < limit - 1e-12 * fmax(1, fabs(limit));
}

static enum pp_funnel_place place(double y,
                                  const struct pp_funnel_limits *limits)
{
    if (isnan(y) || isnan(limits->inner.lo))
        return PP_FUNNEL_NO_PLACE;
    if (is_below(y, limits->outer.lo))
        return PP_FUNNEL_LOW_OUTER;
    if (is_below(y, limits->inner.lo))
        return PP_FUNNEL_LOW_INNER;
    if (is_below(-y, -limits->outer.hi))
        return PP_FUNNEL_HIGH_OUTER;
    if (is_below(-y, -limits->inner.hi))
        return PP_FUNNEL_HIGH_INNER;
    return PP_FUNNEL_INSIDE;
}

static void count_places(struct pp_funnel *f,
                         const struct pp_funnel_region *regions, size_t k)
{
    for (size_t i = 0; i < k; i++) {
        enum pp_funnel_place p = regions[i].place;
        bool outer = p == PP_FUNNEL_LOW_OUTER || p == PP_FUNNEL_HIGH_OUTER;
        bool inner = p == PP_FUNNEL_LOW_INNER || p == PP_FUNNEL_HIGH_INNER;
        f->n_outside_outer += outer;
        f->n_outside_inner += outer || inner;
    }
}

/* One region as the normal theory sees it. */
struct seen {
    double y, se, z;
};

/* Spiegelhalter 2005, section 4.1, and its additive random effects. */
static void measure_overdispersion(struct pp_funnel *f, const struct seen *seen)
{
    double *z = pp_alloc_array(f->k, sizeof *z), w = 0, w2 = 0;
    for (size_t i = 0; i < f->k; i++)
        z[i] = seen[i].z;
    double lo = pp_quantile(z, f->k, .1), hi = pp_quantile(z, f->k, .9);
    f->phi = 0;
    for (size_t i = 0; i < f->k; i++) {
        double drawn_in = fmin(fmax(z[i], lo), hi);
        double weight = 1 / (seen[i].se * seen[i].se);
        f->phi += drawn_in * drawn_in / (double)f->k;
        w += weight;
        w2 += weight * weight;
    }
    double k = (double)f->k;
    f->tau2 = fmax(0, (k * f->phi - (k - 1)) / (w - w2 / w));
    pp_free(z);
}

static struct pp_funnel nothing(struct pp_funnel_region *regions, size_t k)
{
    for (size_t i = 0; i < k; i++)
        regions[i] =
            (struct pp_funnel_region){no_limits, NAN, PP_FUNNEL_NO_PLACE};
    return (struct pp_funnel){.target = NAN,
                              .sd = NAN,
                              .df = NAN,
                              .phi = NAN,
                              .tau2 = NAN,
                              .expected_outside_inner = NAN,
                              .expected_outside_outer = NAN,
                              .status = PP_STATUS_TOO_FEW};
}

/* Places every region with people; `seen` has those, in their order. */
static void judge(struct pp_funnel *f, const size_t *n, const struct seen *seen,
                  size_t k, struct pp_funnel_region *regions)
{
    double tau2 = f->overdispersion ? f->tau2 : 0;
    for (size_t i = 0, at = 0; i < k; i++) {
        if (n[i] == 0)
            continue;
        const struct seen *s = &seen[at++];
        regions[i].z = s->z;
        if (isnan(regions[i].limits.inner.lo))
            regions[i].limits =
                limits_around(f->target, sqrt(s->se * s->se + tau2), f->df);
        regions[i].place = place(s->y, &regions[i].limits);
    }
    count_places(f, regions, k);
    f->status = PP_STATUS_OK;
}

/* --- means ---------------------------------------------------------------- */

struct pp_funnel pp_funnel_means(const size_t *n, const double *mean,
                                 const double *sd, size_t k, double target,
                                 enum pp_overdispersion overdispersion,
                                 struct pp_funnel_region *regions)
{
    struct pp_funnel f = nothing(regions, k);
    double people = 0, sum = 0, ss = 0, df = 0;
    for (size_t i = 0; i < k; i++) {
        if (n[i] == 0)
            continue;
        f.k++;
        people += (double)n[i];
        sum += (double)n[i] * mean[i];
        if (n[i] > 1) {
            ss += (double)(n[i] - 1) * sd[i] * sd[i];
            df += (double)(n[i] - 1);
        }
    }
    f.target_estimated = isnan(target);
    if (f.k < 2 || df == 0)
        return f;
    f.target = f.target_estimated ? sum / people : target;
    f.df = df;
    f.sd = sqrt(ss / df);
    f.overdispersion = overdispersion == PP_OVERDISPERSION_ALLOW;
    if (!(f.sd > 0)) {
        f.status = PP_STATUS_NO_VARIANCE;
        return f;
    }
    struct seen *seen = pp_alloc_array(f.k, sizeof *seen);
    for (size_t i = 0, at = 0; i < k; i++) {
        if (n[i] == 0)
            continue;
        /* The variance of a mean about an average that it is part of. */
        double share = 1 / (double)n[i] - (f.target_estimated ? 1 / people : 0);
        double se = f.sd * sqrt(share);
        seen[at++] = (struct seen){mean[i], se, (mean[i] - f.target) / se};
    }
    measure_overdispersion(&f, seen);
    f.expected_outside_inner = 2 * inner_tail * (double)f.k;
    f.expected_outside_outer = 2 * outer_tail * (double)f.k;
    judge(&f, n, seen, k, regions);
    pp_free(seen);
    return f;
}

/* --- proportions ---------------------------------------------------------- */

/* Chance that a count falls outside these limits. */
static double chance_outside(const struct counts *c, struct pp_interval limits)
{
    double chance = 0;
    for (size_t i = 0; i < c->n_counts; i++) {
        double y = (c->lowest + (double)i) / (double)c->n;
        if (is_below(y, limits.lo) || is_below(-y, -limits.hi))
            chance += c->probability[i];
    }
    return chance;
}

static void exact_limits(struct pp_funnel *f, size_t n, double total,
                         double people, struct pp_funnel_region *region)
{
    struct counts c = {.n = n,
                       .target = f->target,
                       .total = total,
                       .people = f->target_estimated ? people : 0};
    counts_init(&c);
    region->limits = count_limits(&c);
    f->expected_outside_inner += chance_outside(&c, region->limits.inner);
    f->expected_outside_outer += chance_outside(&c, region->limits.outer);
    pp_free(c.probability);
}

static struct seen see(const struct pp_funnel *f, size_t count, size_t n,
                       double people)
{
    double y = (double)count / (double)n, one = (double)n;
    double variance = f->target * (1 - f->target) / one;
    if (f->target_estimated)
        variance *= (people - one) / (people - 1);
    double se = sqrt(variance);
    return (struct seen){y, se, (y - f->target) / se};
}

struct pp_funnel pp_funnel_proportions(const size_t *count, const size_t *n,
                                       size_t k, double target,
                                       enum pp_overdispersion overdispersion,
                                       struct pp_funnel_region *regions)
{
    struct pp_funnel f = nothing(regions, k);
    double people = 0, total = 0;
    for (size_t i = 0; i < k; i++) {
        f.k += n[i] > 0;
        people += (double)n[i];
        total += (double)count[i];
    }
    f.target_estimated = isnan(target);
    if (f.k < 2)
        return f;
    f.target = f.target_estimated ? total / people : target;
    f.df = INFINITY;
    f.overdispersion = overdispersion == PP_OVERDISPERSION_ALLOW;
    if (!(f.target > 0 && f.target < 1)) {
        f.status = PP_STATUS_NO_VARIANCE;
        return f;
    }
    struct seen *seen = pp_alloc_array(f.k, sizeof *seen);
    for (size_t i = 0, at = 0; i < k; i++)
        if (n[i] > 0)
            seen[at++] = see(&f, count[i], n[i], people);
    measure_overdispersion(&f, seen);
    f.expected_outside_inner = f.expected_outside_outer = 0;
    for (size_t i = 0; i < k; i++)
        if (n[i] > 0 && !f.overdispersion)
            exact_limits(&f, n[i], total, people, &regions[i]);
    if (f.overdispersion) {
        f.expected_outside_inner = 2 * inner_tail * (double)f.k;
        f.expected_outside_outer = 2 * outer_tail * (double)f.k;
    }
    judge(&f, n, seen, k, regions);
    for (size_t i = 0; i < k; i++) {
        if (n[i] == 0)
            continue;
        regions[i].limits.inner = cut(regions[i].limits.inner);
        regions[i].limits.outer = cut(regions[i].limits.outer);
    }
    pp_free(seen);
    return f;
}
