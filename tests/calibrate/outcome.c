#include "calibrate.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>

#include "prepost/analysis/paired.h"
#include "prepost/base/alloc.h"

/* Every interval of a paired analysis of one outcome. */
enum row {
    MEAN,
    MEAN_FEW_CHANGED,
    MEAN_90,
    D_Z,
    D_AV,
    D_RM,
    D_PRE,
    BCA_MEAN,
    BCA_D_AV,
    HL,
    RANK_BISERIAL,
    IMPROVEMENT,
    RELIABLY_BETTER,
    N_ROWS
};

static const struct coverage_row ROWS[N_ROWS] = {
    [MEAN] = {"mean change, t", 93, 20},
    [MEAN_FEW_CHANGED] = {"the same where that is flagged (not claimed)", 0,
                          20},
    [MEAN_90] = {"mean change, t at 90% (equivalence)", 88, 20},
    [D_Z] = {"d_z, noncentral t", 93, 20},
    [D_AV] = {"d_av, Algina-Keselman", 93, 20},
    [D_RM] = {"d_rm", 93, 20},
    [D_PRE] = {"d_pre", 93, 20},
    [BCA_MEAN] = {"mean change, bootstrap (BCa; below 100: approximate)", 93,
                  PP_BOOTSTRAP_APPROXIMATE_BELOW},
    [BCA_D_AV] = {"d_av, bootstrap (expanded BCa)", 93, 20},
    [HL] = {"Hodges-Lehmann, for the pseudomedian", 93, 20},
    [RANK_BISERIAL] = {"rank-biserial", 93, 20},
    [IMPROVEMENT] = {"probability of improvement", 93, 20},
    [RELIABLY_BETTER] = {"share reliably better, Wilson (see below)", 0, 20},
};

static const size_t SIZES[] = {8, 12, 20, 50, 100, 200};
enum { N_SIZES = sizeof SIZES / sizeof SIZES[0], MOST = 200, CHEAPER = 5 };

static struct coverage *cell(const struct part *p, size_t row, size_t job)
{
    return &p->cells[row * N_SIZES * p->settings->n_populations + job];
}

static bool is_drawn(size_t r)
{
    return r == BCA_MEAN || r == BCA_D_AV;
}

/* Is the row about such a sample? */
static bool is_meant(size_t r, const struct pp_paired *res)
{
    return r > BCA_D_AV || res->verdict.few_changed == (r == MEAN_FEW_CHANGED);
}

static void count(const struct part *p, size_t job, const struct truth *t,
                  const struct pp_paired *res)
{
    const struct pp_standardised_change *d = &res->effect_sizes;
    struct {
        struct pp_interval ci;
        double truth;
    } rows[N_ROWS] = {
        [MEAN] = {res->t_test.ci, t->change},
        [MEAN_FEW_CHANGED] = {res->t_test.ci, t->change},
        [MEAN_90] = {res->equivalence.ci, t->change},
        [D_Z] = {d->d_z.ci, t->d_z},
        [D_AV] = {d->d_av.ci, t->d_av},
        [D_RM] = {d->d_rm.ci, t->d_rm},
        [D_PRE] = {d->d_pre.ci, t->d_pre},
        [BCA_MEAN] = {res->bootstrap.mean_change.ci, t->change},
        [BCA_D_AV] = {res->bootstrap.d_av.ci, t->d_av},
        [HL] = {res->wilcoxon.ci, t->pseudomedian},
        [RANK_BISERIAL] = {res->rank_biserial.ci, t->rank_biserial},
        [IMPROVEMENT] = {res->probability_of_improvement.ci, t->improvement},
        [RELIABLY_BETTER] = {res->reliable_change.improved.share.ci,
                             t->reliably_better},
    };
    for (size_t r = 0; r < N_ROWS; r++) {
        if (is_drawn(r) && !res->has_bootstrap)
            continue;
        if (is_meant(r, res))
            coverage_count(cell(p, r, job), &rows[r].ci, rows[r].truth);
        else
            cell(p, r, job)->n_unclaimed++;
    }
}

/* One number of people, one population. */
static void sample(size_t job, void *ctx)
{
    const struct part *p = ctx;
    size_t n = SIZES[job / p->settings->n_populations];
    const struct population *pop =
        p->settings->populations[job % p->settings->n_populations];
    struct pp_paired_options o = PP_PAIRED_OPTIONS;
    o.sesoi = 1.0;
    o.threshold = pop->truth.threshold;
    o.threshold_reading = PP_RC_AT_LEAST;
    size_t n_drawn = p->settings->repetitions;
    size_t cheaper = p->settings->first == 0 ? CHEAPER : 1; /* again: enough */
    for (size_t r = 0; r < cheaper * n_drawn; r++) {
        struct pp_rng rng = repetition_rng(p->settings, 1, job, r);
        double pre[MOST], post[MOST];
        struct pp_paired res;
        population_draw(pop, &rng, n, pre, post);
        o.seed = p->settings->first + r;
        o.resamples = r < n_drawn ? 2000 : 0;
        pp_paired_analyse(pre, post, n, NULL, &o, &res);
        /* everyone changed alike: the interval is that point */
        count(p, job, &pop->truth, &res);
    }
}

void calibrate_outcome(const struct settings *settings)
{
    const char **labels = population_labels(settings);
    printf("## One outcome: how often each 95%% interval holds the truth\n\n"
           "%d times the repetitions, but for the bootstrap (2,000 resamples). "
           "d's with 0 inside exactly\nwhen t's interval has it. Those of the "
           "change, down to the bootstrap, are counted where the\nprogram "
           "claims them: not where 20 people or more answered of whom fewer "
           "than 10 changed, which it\nflags (`few_changed`), nor any of "
           "a population of which nine in ten samples are left out so.\n"
           "Wilson's is a 95%% interval on average over shares; at one share "
           "it is some points off either\nway (Brown, Cai & DasGupta "
           "2001).\n\n",
           CHEAPER);
    struct coverage_table table = {
        ROWS, N_ROWS, SIZES, N_SIZES, labels, settings->n_populations, sample};
    coverage_table_make(&table, &(struct part){.settings = settings});
    pp_free(labels);
}
