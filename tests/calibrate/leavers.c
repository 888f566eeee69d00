#include "calibrate.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>

#include "prepost/analysis/verdict.h"
#include "prepost/base/alloc.h"
#include "prepost/stats/missing.h"
#include "prepost/stats/mmrm.h"
#include "prepost/stats/paired_t.h"

/* A third leave, those with high scores more often: the odds of leaving rise
 * threefold for each SD of the score before. Of the fresh populations a quarter
 * leave, and the odds fall by half. */
enum row {
    COMPLETE,
    LIKELIHOOD,
    MODEL,
    IMPUTATION,
    MMRM,
    SHIFTED,
    WORST,
    WORST_BOUND,
    N_ROWS
};

static const struct coverage_row ROWS[N_ROWS] = {
    [COMPLETE] = {"complete pairs alone, for all who answered before (not "
                  "claimed)",
                  0, 20},
    [LIKELIHOOD] = {"likelihood under missing at random", 93, 20},
    [MODEL] = {"the same with the model's standard error (not printed)", 0, 20},
    [IMPUTATION] = {"multiple imputation, 50 draws", 93, 20},
    [MMRM] = {"mixed model, two waves", 93, 20},
    [SHIFTED] = {"likelihood, those who left half an SD higher than foretold",
                 93, 20},
    [WORST] = {"share reliably better, nobody who left among them (Wilson)", 0,
               20},
    [WORST_BOUND] = {"its lower end is not above the share of all", 0, 20},
};

static const size_t SIZES[] = {30, 50, 100, 200};
enum { N_SIZES = sizeof SIZES / sizeof SIZES[0], MOST = 200 };

static const struct {
    double odds_of_staying, times_per_sd;
    const char *who;
} LEAVING[] = {
    [CHOSEN_ON] = {2.2255, 1. / 3,
                   "a third, those with high scores more often"},
    [FRESH] = {3.3, 2, "a quarter, those with low scores more often"},
};

static double chance_to_stay(enum set set, const struct truth *t, double pre)
{
    double z = (pre - t->pre) / t->sd_pre;
    double odds =
        LEAVING[set].odds_of_staying * pow(LEAVING[set].times_per_sd, z);
    return odds / (1.0 + odds);
}

static void leave(enum set set, const struct truth *t, struct pp_rng *rng,
                  size_t n, const double *pre, double *post)
{
    for (size_t i = 0; i < n; i++)
        if (pp_rng_uniform(rng) > chance_to_stay(set, t, pre[i]))
            post[i] = NAN;
}

/* Shares of the population: who leaves, and who stays and is reliably better.
 */
struct shares {
    double leave, stay_and_better;
};

static struct shares shares_of(enum set set, const struct population *pop)
{
    struct shares s = {0, 0};
    for (size_t i = 0; i < POPULATION; i++) {
        double stays = chance_to_stay(set, &pop->truth, pop->pre[i]);
        s.leave += (1.0 - stays) / POPULATION;
        if (pop->post[i] - pop->pre[i] >= pop->truth.threshold)
            s.stay_and_better += stays / POPULATION;
    }
    return s;
}

/* 20 people or more answered again, 10 or more of them otherwise than before:
 * with fewer it is the flags that speak. */
static bool is_claimed(const double *pre, const double *post, size_t n)
{
    size_t n_complete = 0, n_changed = 0;
    for (size_t i = 0; i < n; i++) {
        if (isnan(post[i]))
            continue;
        n_complete++;
        n_changed += post[i] != pre[i];
    }
    return n_complete >= PP_VERDICT_FEW_PEOPLE &&
           n_changed >= PP_VERDICT_FEW_CHANGED;
}

static struct pp_interval complete_ci(const double *pre, const double *post,
                                      size_t n)
{
    double change[MOST];
    size_t kept = 0;
    for (size_t i = 0; i < n; i++)
        if (!isnan(post[i]))
            change[kept++] = post[i] - pre[i];
    return pp_paired_t_test(change, kept, 0.95).ci;
}

/* The bound that analyse prints: see analysis/missing_data.c. */
static struct pp_interval worst_ci(const double *pre, const double *post,
                                   size_t n, double threshold)
{
    size_t n_better = 0, n_complete = 0;
    for (size_t i = 0; i < n; i++) {
        if (isnan(post[i]))
            continue;
        n_complete++;
        n_better += post[i] - pre[i] >= threshold;
    }
    return pp_missing_bounds(n_better, n_complete, n - n_complete, 0.95)
        .worst.ci;
}

static struct pp_interval mmrm_ci(const double *pre, const double *post,
                                  size_t n)
{
    double y[2 * MOST];
    for (size_t i = 0; i < n; i++) {
        y[2 * i] = pre[i];
        y[2 * i + 1] = post[i];
    }
    struct pp_mmrm_in in = {.y = y, .n = n, .n_waves = 2, .n_cohorts = 1};
    struct pp_mmrm *fit = pp_mmrm_new(&in);
    struct pp_coefficient c = pp_mmrm_change(fit, 0, 1, 0.95);
    pp_mmrm_free(fit);
    return c.ci;
}

static void sample(size_t job, void *ctx)
{
    const struct part *p = ctx;
    size_t n_populations = p->settings->n_populations;
    size_t n = SIZES[job / n_populations], per_row = N_SIZES * n_populations;
    const struct population *pop =
        p->settings->populations[job % n_populations];
    const struct truth *t = &pop->truth;
    struct shares shares = shares_of(p->settings->set, pop);
    double shift = 0.5 * t->sd_pre;
    const double truth[N_ROWS] = {[COMPLETE] = t->change,
                                  [LIKELIHOOD] = t->change,
                                  [MODEL] = t->change,
                                  [IMPUTATION] = t->change,
                                  [MMRM] = t->change,
                                  [SHIFTED] = t->change + shares.leave * shift,
                                  [WORST] = shares.stay_and_better,
                                  [WORST_BOUND] = t->reliably_better};
    for (size_t r = 0; r < p->settings->repetitions; r++) {
        struct pp_rng rng = repetition_rng(p->settings, 3, job, r);
        double pre[MOST], post[MOST];
        population_draw(pop, &rng, n, pre, post);
        leave(p->settings->set, t, &rng, n, pre, post);
        if (!is_claimed(pre, post, n))
            continue;
        struct pp_imputation_in in = {.pre = pre,
                                      .post = post,
                                      .n = n,
                                      .draws = 50,
                                      .seed = p->settings->first + r,
                                      .level = 0.95};
        struct pp_mar mar = pp_missing_mar(pre, post, n, 0.95);
        struct pp_interval ci[N_ROWS] = {
            [COMPLETE] = complete_ci(pre, post, n),
            [LIKELIHOOD] = mar.change.ci,
            [MODEL] = pp_coefficient_make(mar.change.estimate, mar.model_se,
                                          mar.change.df, 0.95)
                          .ci,
            [IMPUTATION] = pp_missing_impute(&in).pooled.pooled.ci,
            [MMRM] = mmrm_ci(pre, post, n),
            [SHIFTED] =
                pp_missing_shift(&mar.change, mar.share_left, shift, 0.95).ci,
            [WORST] = worst_ci(pre, post, n, t->threshold),
        };
        ci[WORST_BOUND] = (struct pp_interval){ci[WORST].lo, 1.0};
        for (size_t row = 0; row < N_ROWS; row++)
            coverage_count(&p->cells[row * per_row + job], &ci[row],
                           truth[row]);
    }
}

void calibrate_leavers(const struct settings *settings)
{
    const char **labels = population_labels(settings);
    printf(
        "## People who left: %s\n\n"
        "n: people who answered before. The truth is the mean change of "
        "all of them. Counted where 20 or more\nanswered again, 10 or more "
        "of them otherwise than before. Of shares Wilson's is a 95%% interval "
        "on average, as above.\n\n",
        LEAVING[settings->set].who);
    struct coverage_table table = {
        ROWS, N_ROWS, SIZES, N_SIZES, labels, settings->n_populations, sample};
    coverage_table_make(&table, &(struct part){.settings = settings});
    pp_free(labels);
}
