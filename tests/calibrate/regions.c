#include "calibrate.h"

#include <math.h>
#include <stdio.h>

#include "prepost/base/alloc.h"
#include "prepost/stats/ancova.h"
#include "prepost/stats/average_of_regions.h"
#include "prepost/stats/meta.h"
#include "prepost/stats/paired_t.h"

enum row {
    THESE,
    ANOTHER_MIX,
    PUBLISHED_HKSJ,
    A_NEW_REGION,
    TAU2,
    SHRUNKEN,
    FROM_AVERAGE,
    ADJUSTED_FROM_AVERAGE,
    N_ROWS
};

static const struct coverage_row ROWS[N_ROWS] = {
    [THESE] = {"average over the people of these regions", 93, 2},
    [ANOTHER_MIX] = {"mean of another mix of regions, HKSJ max(1, q)", 93, 2},
    [PUBLISHED_HKSJ] = {"the same, HKSJ as published (not printed)", 0, 2},
    [A_NEW_REGION] = {"a new region (prediction interval)", 93, 5},
    [TAU2] = {"variance between regions, Q profile", 93, 5},
    [SHRUNKEN] = {"each region, drawn to the mean", 93, 5},
    [FROM_AVERAGE] = {"each region less the average", 93, 2},
    [ADJUSTED_FROM_AVERAGE] = {"the same, adjusted for before, HC3", 93, 2},
};

static const size_t SIZES[] = {2, 3, 4, 5, 7, 10, 20};
enum {
    N_SIZES = sizeof SIZES / sizeof SIZES[0],
    MOST = 20, /* regions */
    LEAST_PEOPLE = 20,
    MOST_PEOPLE = LEAST_PEOPLE + 99,
    CHEAPER = 3
};

static const struct {
    const char *label;
    double ratio; /* SD between regions over the SD of change */
    size_t population;
} KINDS[] = {
    {"regions alike", 0, 1},
    {"regions differ a little", .15, 1},
    {"regions differ much", .4, 9},
    {"regions differ a little, at the floor", .15, 5},
};

enum { N_KINDS = sizeof KINDS / sizeof KINDS[0] };

/* Everyone of every region, a region after the other. */
struct people {
    double pre[MOST * MOST_PEOPLE], post[MOST * MOST_PEOPLE];
    size_t region[MOST * MOST_PEOPLE], n;
};

/* Regions as a sample, and what is true of them. */
struct regions {
    size_t k, n[MOST];
    double mean[MOST], variance[MOST], truth[MOST];
    struct pp_coefficient change[MOST];
    double these, next; /* true: of all their people; of a region to come */
};

static void draw_regions(const struct population *pop, double tau,
                         struct pp_rng *rng, struct people *all,
                         struct regions *out)
{
    double sum = 0.0;
    all->n = 0;
    for (size_t i = 0; i < out->k; i++) {
        double *pre = all->pre + all->n, *post = all->post + all->n;
        double shift = tau * pp_rng_normal(rng), change[MOST_PEOPLE];
        size_t n =
            LEAST_PEOPLE + pp_rng_below(rng, MOST_PEOPLE - LEAST_PEOPLE + 1);
        population_draw(pop, rng, n, pre, post);
        for (size_t j = 0; j < n; j++) {
            post[j] += shift;
            change[j] = post[j] - pre[j];
            all->region[all->n + j] = i;
        }
        struct pp_paired_t t = pp_paired_t_test(change, n, 0.95);
        out->change[i] = pp_coefficient_make(t.mean, t.se, t.df, 0.95);
        out->n[i] = n;
        out->mean[i] = t.mean;
        out->variance[i] = t.se * t.se;
        out->truth[i] = pop->truth.change + shift;
        sum += (double)n * out->truth[i];
        all->n += n;
    }
    out->these = sum / (double)all->n;
    out->next = pop->truth.change + tau * pp_rng_normal(rng);
}

/* Intervals of each region: all of them count. */
static void count_each(const struct regions *r, const struct people *all,
                       const struct pp_meta *m, struct coverage *rows[N_ROWS])
{
    struct pp_coefficient drawn[MOST];
    struct pp_ancova_cohort adjusted[MOST];
    struct pp_ancova_in in = {.pre = all->pre,
                              .post = all->post,
                              .n = all->n,
                              .cohort = all->region,
                              .n_cohorts = r->k,
                              .reference = PP_ANCOVA_AVERAGE,
                              .pre_reliability = NAN,
                              .level = 0.95};
    pp_meta_shrink(m, r->mean, r->variance, 0.95, drawn);
    pp_ancova_fit(&in, adjusted);
    for (size_t i = 0; i < r->k; i++) {
        double away = r->truth[i] - r->these;
        struct pp_coefficient c =
            pp_difference_from_average(r->change, r->n, r->k, i, 0.95);
        coverage_count(rows[SHRUNKEN], &drawn[i].ci, r->truth[i]);
        coverage_count(rows[FROM_AVERAGE], &c.ci, away);
        coverage_count(rows[ADJUSTED_FROM_AVERAGE], &adjusted[i].adjusted.ci,
                       away);
    }
}

static void sample(size_t job, void *ctx)
{
    const struct part *p = ctx;
    size_t kind = job % N_KINDS;
    const struct population *pop =
        p->settings->populations[KINDS[kind].population];
    double tau = KINDS[kind].ratio * pop->truth.sd_change;
    struct people *all = pp_alloc_zero(1, sizeof *all);
    struct regions r = {.k = SIZES[job / N_KINDS]};
    struct coverage *rows[N_ROWS];
    for (size_t row = 0; row < N_ROWS; row++)
        rows[row] = &p->cells[row * N_SIZES * N_KINDS + job];
    for (size_t i = 0; i < CHEAPER * p->settings->repetitions; i++) {
        struct pp_rng rng = repetition_rng(p->settings, 6, job, i);
        draw_regions(pop, tau, &rng, all, &r);
        struct pp_meta m =
            pp_meta_fit(r.mean, r.variance, r.k, PP_TAU2_REML, 0.95);
        struct pp_interval these =
            pp_average_of_regions(r.change, r.n, r.k, 0.95).ci;
        coverage_count(rows[THESE], &these, r.these);
        coverage_count(rows[ANOTHER_MIX], &m.mean.ci, pop->truth.change);
        coverage_count(rows[PUBLISHED_HKSJ], &m.hksj.ci, pop->truth.change);
        coverage_count(rows[A_NEW_REGION], &m.prediction, r.next);
        coverage_count(rows[TAU2], &m.tau2_ci, tau * tau);
        if (i % CHEAPER == 0)
            count_each(&r, all, &m, rows);
    }
    pp_free(all);
}

void calibrate_regions(const struct settings *settings)
{
    const char *labels[N_KINDS];
    for (size_t i = 0; i < N_KINDS; i++)
        labels[i] = KINDS[i].label;
    printf("## Regions of 20 to 119 people\n\n"
           "%d times the repetitions, but for those of each region. n: the "
           "number of "
           "regions. Prediction and "
           "variance between regions\nare printed from 5 regions on.\n\n",
           CHEAPER);
    struct coverage_table table = {ROWS,   N_ROWS,  SIZES, N_SIZES,
                                   labels, N_KINDS, sample};
    coverage_table_make(&table, &(struct part){.settings = settings});
}
