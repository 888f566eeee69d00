#include "population.h"

#include <math.h>
#include <string.h>

#include "prepost/base/alloc.h"
#include "prepost/stats/describe.h"
#include "prepost/stats/omega.h"
#include "prepost/stats/rank_biserial.h"
#include "prepost/stats/reliability.h"
#include "prepost/stats/signed_rank.h"

/* What the search adjusts until the population is the one wanted. */
struct latent {
    double difficulty, correlation, shift;
};

/*
 * An answer is the number of thresholds below loading * trait + noise; the
 * thresholds are one apart, so that answers spread over the whole range.
 */
static int answer(const struct design *d, const struct latent *l, double trait,
                  double noise)
{
    double x = d->loading * trait +
               sqrt(1.0 - d->loading * d->loading) * noise - l->difficulty;
    int n_thresholds = d->highest - d->lowest;
    double step = 2.4 / n_thresholds, first = -1.2 + step / 2.0;
    int above = (int)ceil((x - first) / step);
    above = above < 0 ? 0 : above;
    return d->lowest + (above > n_thresholds ? n_thresholds : above);
}

/* As far from before as after is, and nearer to that. */
static double make_later(const struct design *d, const struct latent *l,
                         struct pp_rng *rng, double before, double other,
                         double fall)
{
    double trait = l->correlation * before + l->shift - fall +
                   sqrt(1.0 - l->correlation * l->correlation) *
                       (0.5 * other + sqrt(0.75) * pp_rng_normal(rng));
    double sum = 0.0;
    for (size_t k = 0; k < d->n_items; k++)
        sum += answer(d, l, trait, pp_rng_normal(rng));
    return sum;
}

/* `later` and `items` are made where they are not NULL. */
static void make_person(const struct design *d, const struct latent *l,
                        size_t i, double *pre, double *post, double *later,
                        unsigned char *items)
{
    struct pp_rng rng = pp_rng_at(2026, PP_STREAM_SIMULATION, i);
    double before = pp_rng_normal(&rng), other = pp_rng_normal(&rng);
    double u = pp_rng_uniform(&rng), v = pp_rng_uniform(&rng);
    double after = l->correlation * before + l->shift +
                   sqrt(1.0 - l->correlation * l->correlation) * other;
    double far = d->far != 0.0 ? d->far : 3.0;
    double fall = u < d->few ? far : 0.0;
    after -= fall;
    *pre = *post = 0.0;
    for (size_t k = 0; k < d->n_items; k++) {
        int a = answer(d, l, before, pp_rng_normal(&rng));
        int b = answer(d, l, after, pp_rng_normal(&rng));
        *pre += a;
        *post += v < d->still ? a : b;
        if (items != NULL)
            items[k] = (unsigned char)a;
    }
    if (later != NULL) {
        double made = make_later(d, l, &rng, before, other, fall);
        *later = v < d->still ? *pre : made;
    }
}

enum { TRIAL = 4000 };

static void try_out(const struct design *d, const struct latent *l,
                    double seen[3])
{
    static _Thread_local double pre[TRIAL], post[TRIAL];
    for (size_t i = 0; i < TRIAL; i++)
        make_person(d, l, i, &pre[i], &post[i], NULL, NULL);
    seen[0] = pp_mean(pre, TRIAL);
    seen[1] = pp_correlation(pre, post, TRIAL);
    seen[2] = pp_mean(post, TRIAL) - seen[0];
}

/* Bisects each of the three in turn, twice over: each moves mostly one of
 * mean, correlation and change, and all the same way. */
static struct latent search(const struct design *d)
{
    struct latent l = {0.0, d->r, 0.0};
    double *knob[3] = {&l.difficulty, &l.correlation, &l.shift};
    double low[3] = {-3.0, 0.0, -4.0}, high[3] = {3.0, 0.999, 4.0};
    double wanted[3] = {d->mean, d->r, d->change};
    for (int round = 0; round < 2; round++)
        for (int k = 0; k < 3; k++) {
            double a = low[k], b = high[k];
            double sense = k == 0 ? -1.0 : 1.0; /* difficult: low mean */
            for (int step = 0; step < 11; step++) {
                double seen[3];
                *knob[k] = 0.5 * (a + b);
                try_out(d, &l, seen);
                if (sense * (seen[k] - wanted[k]) < 0.0)
                    a = *knob[k];
                else
                    b = *knob[k];
            }
        }
    return l;
}

static void set_moments(struct population *p)
{
    struct truth *t = &p->truth;
    double *change = pp_alloc_array(POPULATION, sizeof *change);
    for (size_t i = 0; i < POPULATION; i++)
        change[i] = p->post[i] - p->pre[i];
    struct pp_describe d = pp_describe_values(change, POPULATION);
    t->pre = pp_mean(p->pre, POPULATION);
    t->later = pp_mean(p->later, POPULATION);
    t->sd_pre = pp_sd(p->pre, POPULATION);
    t->sd_post = pp_sd(p->post, POPULATION);
    t->r = pp_correlation(p->pre, p->post, POPULATION);
    t->change = d.mean;
    t->sd_change = d.sd;
    t->skew_change = d.skewness;
    t->d_z = d.mean / d.sd;
    t->d_av =
        d.mean / sqrt((t->sd_pre * t->sd_pre + t->sd_post * t->sd_post) / 2.0);
    t->d_rm = t->d_z * sqrt(2.0 * (1.0 - t->r));
    t->d_pre = d.mean / t->sd_pre;
    t->threshold = ceil(1.2 * d.sd);
    double better = 0.0, same = 0.0, reliably = 0.0;
    for (size_t i = 0; i < POPULATION; i++) {
        better += change[i] > 0.0;
        same += change[i] == 0.0;
        reliably += change[i] >= t->threshold;
    }
    t->improvement = (better + same / 2.0) / POPULATION;
    t->reliably_better = reliably / POPULATION;
    pp_free(change);
}

static void set_rank_truths(struct population *p)
{
    struct pp_lattice *l = pp_lattice_new(p->pre, p->post, POPULATION);
    struct pp_signed_rank w;
    pp_signed_rank_test(l, PP_ZERO_PRATT, 0.95, &w);
    p->truth.pseudomedian = w.hodges_lehmann;
    p->truth.rank_biserial = pp_rank_biserial(l, 0.95).estimate;
    pp_lattice_free(l);
}

static void set_reliability(struct population *p)
{
    size_t k = p->design.n_items;
    p->truth.alpha = p->truth.omega = NAN;
    if (k < 3)
        return;
    struct pp_items items;
    pp_items_init(&items, k);
    for (size_t i = 0; i < POPULATION; i++) {
        double row[MOST_ITEMS];
        for (size_t j = 0; j < k; j++)
            row[j] = p->items[i * k + j];
        pp_items_add(&items, row);
    }
    p->truth.alpha = pp_reliability_alpha(&items, 0.95).alpha;
    p->truth.omega = pp_omega_fit(&items, NULL, NULL).omega;
    pp_items_clear(&items);
}

struct population *population_new(const struct design *design)
{
    struct population *p = pp_alloc_zero(1, sizeof *p);
    p->design = *design;
    p->pre = pp_alloc_array(POPULATION, sizeof *p->pre);
    p->post = pp_alloc_array(POPULATION, sizeof *p->post);
    p->later = pp_alloc_array(POPULATION, sizeof *p->later);
    p->items = pp_alloc_array(POPULATION * design->n_items, 1);
    struct latent l = search(design);
    for (size_t i = 0; i < POPULATION; i++)
        make_person(design, &l, i, &p->pre[i], &p->post[i], &p->later[i],
                    p->items + i * design->n_items);
    set_moments(p);
    set_rank_truths(p);
    set_reliability(p);
    return p;
}

void population_free(struct population *population)
{
    pp_free(population->pre);
    pp_free(population->post);
    pp_free(population->later);
    pp_free(population->items);
    pp_free(population);
}

void population_draw(const struct population *population, struct pp_rng *rng,
                     size_t n, double *pre, double *post)
{
    for (size_t i = 0; i < n; i++) {
        uint32_t who = pp_rng_below(rng, POPULATION);
        pre[i] = population->pre[who];
        post[i] = population->post[who];
    }
}

void population_draw_times(const struct population *population,
                           struct pp_rng *rng, size_t n, double *rows)
{
    for (size_t i = 0; i < n; i++) {
        uint32_t who = pp_rng_below(rng, POPULATION);
        rows[3 * i] = population->pre[who];
        rows[3 * i + 1] = population->post[who];
        rows[3 * i + 2] = population->later[who];
    }
}

void population_draw_items(const struct population *population,
                           struct pp_rng *rng, size_t n, double *rows)
{
    size_t k = population->design.n_items;
    for (size_t i = 0; i < n; i++) {
        size_t who = pp_rng_below(rng, POPULATION);
        for (size_t j = 0; j < k; j++)
            rows[i * k + j] = population->items[who * k + j];
    }
}

void population_be_exact(struct population *p, double change)
{
    double n_changed = 0.0;
    for (size_t i = 0; i < POPULATION; i++)
        n_changed += p->post[i] != p->pre[i];
    double rest = (p->truth.change - change) * POPULATION / n_changed;
    for (size_t i = 0; i < POPULATION; i++)
        p->post[i] -= p->post[i] != p->pre[i] ? rest : 0.0;
    p->truth.change = change;
}
