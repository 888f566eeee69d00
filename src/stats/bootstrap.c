#include "prepost/stats/bootstrap.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_cdf.h>

#include "prepost/base/alloc.h"
#include "prepost/base/jobs.h"
#include "prepost/base/rng.h"
#include "prepost/stats/abc.h"
#include "prepost/stats/bootstrap_units.h"

/* ---- Replicates -------------------------------------------------------- */

/* A value of the statistic and the weight of the resamples that give it. */
struct replicate {
    double value, weight;
};

struct replicates {
    struct replicate *mean, *d_av;
    size_t n;
};

static void record(struct replicates *r, size_t at, const struct pp_sums *s,
                   double weight)
{
    r->mean[at] = (struct replicate){pp_sums_mean_change(s), weight};
    r->d_av[at] = (struct replicate){pp_sums_d_av(s), weight};
}

static struct replicates replicates_new(size_t n)
{
    return (struct replicates){pp_alloc_array(n, sizeof(struct replicate)),
                               pp_alloc_array(n, sizeof(struct replicate)), n};
}

/* ---- All resamples there are ------------------------------------------- */

static const double MOST_MULTISETS = 200000.0;

/* C(n + K - 1, n), or more than MOST_MULTISETS. */
static double count_multisets(size_t n, size_t n_distinct)
{
    double ways = 1.0;
    double small = (double)(n < n_distinct - 1 ? n : n_distinct - 1);
    double large = (double)n + (double)n_distinct - 1.0 - small;
    for (double k = 1.0; k <= small && ways <= MOST_MULTISETS; k++)
        ways = nearbyint(ways * (large + k) / k);
    return ways;
}

struct enumeration {
    const struct pp_units *units;
    const double *log_factorial; /* [n + 1] */
    struct replicates *out;
    size_t at;
};

/* Gives unit k and those after it the places that are left. */
static void enumerate(struct enumeration *e, size_t k, size_t left,
                      const struct pp_sums *so_far, double log_weight)
{
    const struct pp_unit *u = &e->units->unit[k];
    double log_share = log(u->count / (double)e->units->n);
    size_t first = k + 1 == e->units->n_distinct ? left : 0;
    for (size_t m = first; m <= left; m++) {
        struct pp_sums s = *so_far;
        pp_sums_add(&s, &u->sums, (double)m);
        double w = log_weight + (double)m * log_share - e->log_factorial[m];
        if (k + 1 == e->units->n_distinct)
            record(e->out, e->at++, &s, exp(w));
        else
            enumerate(e, k + 1, left - m, &s, w);
    }
}

static struct replicates every_resample(const struct pp_units *u, size_t n_all)
{
    struct replicates r = replicates_new(n_all);
    double *log_factorial = pp_alloc_array(u->n + 1, sizeof *log_factorial);
    for (size_t m = 0; m <= u->n; m++)
        log_factorial[m] = lgamma((double)m + 1.0);
    struct enumeration e = {u, log_factorial, &r, 0};
    struct pp_sums none = {0};
    enumerate(&e, 0, u->n, &none, log_factorial[u->n]);
    r.n = e.at;
    pp_free(log_factorial);
    return r;
}

/* ---- Some resamples ---------------------------------------------------- */

/*
 * Units that many share are drawn as a count, one binomial after another out
 * of the draws that are left; what is left at the end falls on the rare ones,
 * each drawn by itself. Both are the same multinomial distribution. A binomial
 * costs about as much as a dozen single draws. What is done depends on the
 * counts alone, so exchanging or reordering rows changes nothing.
 */
enum { SHARED = 12 };

struct share {
    struct pp_sums sums;
    double chance; /* of each draw that the ones before have left */
};

struct sampler {
    const struct pp_units *units;
    const struct share *shared; /* [n_shared], most frequent first */
    size_t n_shared;
    const struct pp_sums *rare; /* [n_rare], every unit by itself */
    size_t n_rare;
    struct replicates *out;
    uint64_t seed;
    size_t from, to;
};

/* Several draws a word while n is small: three up to here, two up to there. */
enum { THREE_A_WORD = 400, TWO_A_WORD = 8192 };

/* pp_sums_add() written out: the innermost step of everything. */
static inline void add_one(struct pp_sums *to, const struct pp_sums *s)
{
    to->n += s->n;
    to->pre += s->pre;
    to->post += s->post;
    to->squares += s->squares;
}

/*
 * A word times n: the high half is a draw, the low half the word of the next.
 * Where the last low half tells that some sets of draws would be likelier than
 * others, all of them are turned away (Brackett-Rozinsky and Lemire 2024).
 * A sum each, so that an addition need not wait for the one before.
 */
__attribute__((always_inline)) /* one for each number of draws a word */
static inline void
draw_few(struct pp_rng *rng, const struct pp_sums *each, uint32_t n,
         uint32_t times, uint32_t per_word, struct pp_sums *s)
{
    uint32_t sets = per_word == 3 ? n * n * n : n * n, words[PP_RNG_WORDS];
    uint32_t turned_away = (0u - sets) % sets;
    struct pp_sums sums[3] = {*s};

    while (times > 0) {
        pp_rng_words(rng, words);
        for (size_t i = 0; i < PP_RNG_WORDS && times > 0; i++) {
            uint64_t first = (uint64_t)words[i] * n;
            uint64_t second = (first & UINT32_MAX) * n;
            uint64_t third = per_word == 3 ? (second & UINT32_MAX) * n : 0;
            if ((uint32_t)(per_word == 3 ? third : second) < turned_away)
                continue;
            add_one(&sums[0], &each[first >> 32]);
            if (times < per_word) { /* the last few */
                if (times > 1)
                    add_one(&sums[1], &each[second >> 32]);
                times = 0;
                break;
            }
            add_one(&sums[1], &each[second >> 32]);
            if (per_word == 3)
                add_one(&sums[2], &each[third >> 32]);
            times -= per_word;
        }
    }
    add_one(&sums[0], &sums[1]);
    add_one(&sums[0], &sums[2]);
    *s = sums[0];
}

static void draw_rare(struct pp_rng *rng, const struct pp_sums *each,
                      uint32_t n, uint32_t times, struct pp_sums *s)
{
    if (n <= THREE_A_WORD) {
        draw_few(rng, each, n, times, 3, s);
        return;
    }
    if (n <= TWO_A_WORD) {
        draw_few(rng, each, n, times, 2, s);
        return;
    }
    for (; times > 0; times--)
        pp_sums_add(s, &each[pp_rng_below(rng, n)], 1.0);
}

static void draw_resample(struct pp_rng *rng, const struct sampler *job,
                          struct pp_sums *s)
{
    uint32_t left = (uint32_t)job->units->n;
    for (size_t k = 0; k < job->n_shared && left > 0; k++) {
        const struct share *u = &job->shared[k];
        bool is_last = job->n_rare == 0 && k + 1 == job->n_shared;
        uint32_t times = is_last ? left : pp_rng_binomial(rng, left, u->chance);
        left -= times;
        pp_sums_add(s, &u->sums, (double)times);
    }
    if (left > 0)
        draw_rare(rng, job->rare, (uint32_t)job->n_rare, left, s);
}

static void draw_range(void *ctx)
{
    struct sampler *job = ctx;
    for (size_t b = job->from; b < job->to; b++) {
        struct pp_rng rng = pp_rng_at(job->seed, PP_STREAM_BOOTSTRAP, b);
        struct pp_sums s = {0};
        draw_resample(&rng, job, &s);
        record(job->out, b, &s, 1.0);
    }
}

static int by_count(const void *a, const void *b)
{
    const struct pp_unit *x = a, *y = b;
    if (x->count != y->count)
        return x->count > y->count ? -1 : 1;
    return pp_sums_compare(x, y);
}

/* Sorts the units into shared and rare ones; fills both arrays. */
static void sort_out(const struct pp_units *u, struct share *shared,
                     struct pp_sums *rare, struct sampler *job)
{
    struct pp_unit *frequent = pp_alloc_array(u->n_distinct, sizeof *frequent);
    for (size_t k = 0; k < u->n_distinct; k++) {
        if (u->unit[k].count >= SHARED) {
            frequent[job->n_shared++] = u->unit[k];
            continue;
        }
        for (double c = 0.0; c < u->unit[k].count; c++)
            rare[job->n_rare++] = u->unit[k].sums;
    }
    qsort(frequent, job->n_shared, sizeof *frequent, by_count);
    double left = (double)u->n;
    for (size_t k = 0; k < job->n_shared; k++) {
        shared[k] = (struct share){frequent[k].sums, frequent[k].count / left};
        left -= frequent[k].count;
    }
    pp_free(frequent);
    job->units = u;
    job->shared = shared;
    job->rare = rare;
}

/* Ranges of resamples, more than threads, so that none waits long. */
enum { RANGES = 64 };

static struct replicates some_resamples(const struct pp_units *u,
                                        const struct pp_bootstrap_options *o)
{
    struct replicates r = replicates_new(o->resamples);
    struct share *shared = pp_alloc_array(u->n_distinct, sizeof *shared);
    struct pp_sums *rare =
        pp_alloc_array(u->n_distinct * (SHARED - 1), sizeof *rare);
    struct sampler whole = {.out = &r, .seed = o->seed}, ranges[RANGES];
    struct pp_job jobs[RANGES];
    sort_out(u, shared, rare, &whole);

    for (size_t k = 0; k < RANGES; k++) {
        ranges[k] = whole;
        ranges[k].from = o->resamples * k / RANGES;
        ranges[k].to = o->resamples * (k + 1) / RANGES;
        jobs[k] = (struct pp_job){draw_range, &ranges[k]};
    }
    pp_jobs_run(jobs, RANGES, o->n_threads);
    pp_free(shared);
    pp_free(rare);
    return r;
}

/* ---- BCa --------------------------------------------------------------- */

/*
 * The inverse of the weighted distribution function at `level`; where it jumps
 * exactly there, the mean of both neighbours (Hyndman and Fan 1996, type 2).
 * Found by partitioning, which reorders the replicates.
 */
static double quantile(struct replicate *r, size_t n, double total,
                       double level)
{
    double wanted = level * total, tolerance = 1e-12 * total, before = 0.0;
    double next = INFINITY, last = NAN; /* neighbours above and below */

    for (size_t from = 0, to = n; from < to;) {
        double pivot = r[from + (to - from) / 2].value;
        size_t below = from, at = from, above = to;
        double w_below = 0.0, w_at = 0.0;
        while (at < above) { /* below | equal | not seen | above */
            struct replicate x = r[at];
            if (x.value < pivot) {
                r[at++] = r[below];
                r[below++] = x;
                w_below += x.weight;
            } else if (x.value > pivot) {
                r[at] = r[--above];
                r[above] = x;
            } else {
                w_at += x.weight;
                at++;
            }
        }
        double to_here = before + w_below + w_at;
        if (below > from && wanted <= before + w_below + tolerance) {
            to = below;
            next = pivot;
        } else if (wanted < to_here - tolerance) {
            return pivot;
        } else if (wanted <= to_here + tolerance) {
            for (size_t i = above; i < to; i++)
                next = fmin(next, r[i].value);
            return isinf(next) ? pivot : 0.5 * (pivot + next);
        } else {
            before = to_here;
            from = above;
            last = pivot;
        }
    }
    return last;
}

/*
 * Acceleration by leaving out one unit at a time, each distinct one once and
 * weighted by its count. NaN where a statistic without one unit is none.
 */
static double acceleration_of(const struct pp_units *u, pp_statistic *statistic)
{
    double n = (double)u->n, mean = 0.0, squares = 0.0, cubes = 0.0;
    double *without = pp_alloc_array(u->n_distinct, sizeof *without);
    for (size_t k = 0; k < u->n_distinct; k++) {
        struct pp_sums s = u->all;
        pp_sums_add(&s, &u->unit[k].sums, -1.0);
        without[k] = statistic(&s);
        mean += u->unit[k].count * without[k] / n;
    }
    for (size_t k = 0; k < u->n_distinct; k++) {
        double d = mean - without[k];
        squares += u->unit[k].count * d * d;
        cubes += u->unit[k].count * d * d * d;
    }
    pp_free(without);
    return squares == 0.0 ? 0.0 : cubes / (6.0 * squares * sqrt(squares));
}

/* Left-out resamples (NaN) go to the end; returns how many stay. */
static size_t gather(struct replicate *r, size_t n)
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++)
        if (!isnan(r[i].value))
            r[kept++] = r[i];
    return kept;
}

static double share_below(const struct replicate *r, size_t n, double total,
                          double estimate)
{
    /* Equal sums make equal numbers; a few last digits are allowed for what
     * is not on a lattice. */
    double tie = 1e-13 * fabs(estimate), below = 0.0;
    for (size_t i = 0; i < n; i++) {
        double difference = r[i].value - estimate;
        if (fabs(difference) <= tie)
            below += 0.5 * r[i].weight;
        else if (difference < 0.0)
            below += r[i].weight;
    }
    return below / total;
}

static double normal_quantile(double p)
{
    if (p <= 0.0 || p >= 1.0)
        return p <= 0.0 ? -INFINITY : INFINITY;
    return gsl_cdf_ugaussian_Pinv(p);
}

/* Efron 1987; `z` is what the options put in place of the normal deviate. */
static void set_levels(struct pp_bca *res, double z)
{
    double low = res->z0 - z, high = res->z0 + z;
    double divide_low = 1.0 - res->acceleration * low;
    double divide_high = 1.0 - res->acceleration * high;
    if (isfinite(res->z0) && divide_low > 0.0 && divide_high > 0.0) {
        res->level_lo = gsl_cdf_ugaussian_P(res->z0 + low / divide_low);
        res->level_hi = gsl_cdf_ugaussian_P(res->z0 + high / divide_high);
    } else {
        res->method = "percentile";
        res->level_lo = gsl_cdf_ugaussian_P(-z);
        res->level_hi = gsl_cdf_ugaussian_P(z);
    }
}

/* Hesterberg 2015, section 5.1: t in place of z, and n in place of n - 1
 * under the root undone, or the interval is too short for small n. */
static double deviate(size_t n, const struct pp_bootstrap_options *o)
{
    double tail = (1.0 - o->level) / 2.0, m = (double)n;
    if (o->levels == PP_BCA_PLAIN)
        return gsl_cdf_ugaussian_Qinv(tail);
    return sqrt(m / (m - 1.0)) * gsl_cdf_tdist_Qinv(tail, m - 1.0);
}

static const struct pp_bca NO_BCA = {
    .ci = {NAN, NAN},
    .method = "bca",
    .below = NAN,
    .z0 = NAN,
    .acceleration = NAN,
    .level_lo = NAN,
    .level_hi = NAN,
};

static const double MOST_LEFT_OUT = 0.01;

static struct pp_bca bca_of(const struct pp_units *u, struct replicate *r,
                            size_t n, pp_statistic *statistic,
                            const struct pp_bootstrap_options *o)
{
    struct pp_bca res = NO_BCA;
    double estimate = statistic(&u->all), all = 0.0, total = 0.0;
    for (size_t i = 0; i < n; i++)
        all += r[i].weight;
    size_t kept = gather(r, n);
    for (size_t i = 0; i < kept; i++)
        total += r[i].weight;
    res.n_left_out = n - kept;
    if (isnan(estimate) || all - total > MOST_LEFT_OUT * all) {
        res.status = PP_STATUS_NO_VARIANCE;
        return res;
    }
    res.below = share_below(r, kept, total, estimate);
    res.z0 = normal_quantile(res.below);
    res.acceleration = acceleration_of(u, statistic);
    set_levels(&res, deviate(u->n, o));
    res.ci.lo = quantile(r, kept, total, res.level_lo);
    res.ci.hi = quantile(r, kept, total, res.level_hi);
    if (u->is_turned)
        res.ci = (struct pp_interval){-res.ci.hi, -res.ci.lo};
    return res;
}

/* ---- All of it --------------------------------------------------------- */

/* Is drawing dear, and the closed form as good? By n and K alone. */
static bool is_large(const struct pp_units *u)
{
    return u->n > PP_BOOTSTRAP_MOST_UNITS &&
           u->n_distinct > PP_BOOTSTRAP_MOST_DISTINCT;
}

static struct pp_bca abc_of(const struct pp_units *u, pp_statistic *statistic,
                            const struct pp_bootstrap_options *o)
{
    struct pp_bca res = NO_BCA;
    double z = deviate(u->n, o);
    struct pp_abc abc;
    pp_abc_interval(u, statistic, z, &abc);
    res.method = "abc";
    res.status = abc.status;
    res.ci = abc.ci;
    res.z0 = abc.z0;
    res.acceleration = abc.acceleration;
    if (res.status != PP_STATUS_OK)
        return res;
    res.below = gsl_cdf_ugaussian_P(abc.z0);
    set_levels(&res, z);
    if (u->is_turned)
        res.ci = (struct pp_interval){-res.ci.hi, -res.ci.lo};
    return res;
}

static struct pp_bca interval_of(const struct pp_units *u, struct replicate *r,
                                 size_t n, pp_statistic *statistic,
                                 const struct pp_bootstrap_options *o)
{
    return r == NULL ? abc_of(u, statistic, o) : bca_of(u, r, n, statistic, o);
}

static void set_intervals(const struct pp_units *u,
                          const struct pp_bootstrap_options *o, double scale,
                          struct pp_bootstrap *res)
{
    struct replicates r = {0};
    double n_all = count_multisets(u->n, u->n_distinct);
    res->is_enumerated = n_all <= MOST_MULTISETS;
    if (res->is_enumerated) {
        r = every_resample(u, (size_t)n_all);
    } else if (!is_large(u)) {
        res->resamples = o->resamples;
        r = some_resamples(u, o);
    }
    res->d_av = interval_of(u, r.d_av, r.n, pp_sums_d_av, o);
    if (pp_units_change_alike(u)) {
        res->mean_change.status = PP_STATUS_NO_VARIANCE;
    } else {
        res->mean_change = interval_of(u, r.mean, r.n, pp_sums_mean_change, o);
        res->mean_change.ci.lo /= scale;
        res->mean_change.ci.hi /= scale;
    }
    pp_free(r.mean);
    pp_free(r.d_av);
}

void pp_bootstrap_paired(const struct pp_lattice *lattice,
                         const struct pp_bootstrap_options *options,
                         struct pp_bootstrap *res)
{
    *res = (struct pp_bootstrap){
        .seed = options->seed,
        .is_expanded = options->levels == PP_BCA_EXPANDED,
        .is_approximate = true,
        .mean_change = NO_BCA,
        .d_av = NO_BCA,
    };
    size_t least = options->group != NULL ? PP_BOOTSTRAP_MIN_GROUPS : 2;
    bool is_enough = false;
    if (lattice->n > 0) {
        struct pp_units u;
        pp_units_init(&u, lattice, options->group);
        res->n_units = u.n;
        res->n_distinct = u.n_distinct;
        res->is_approximate = u.n < PP_BOOTSTRAP_APPROXIMATE_BELOW;
        is_enough = u.n >= least;
        if (is_enough)
            set_intervals(&u, options, lattice->scale, res);
        pp_units_clear(&u);
    }
    if (!is_enough)
        res->mean_change.status = res->d_av.status = PP_STATUS_TOO_FEW;
}
