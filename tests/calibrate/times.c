#include "calibrate.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>

#include "prepost/analysis/growth.h"
#include "prepost/analysis/verdict.h"
#include "prepost/base/alloc.h"
#include "prepost/stats/mmrm.h"

/*
 * Three times, 0, 6 and 26 weeks from the first. Of those who answered at one,
 * about a fifth are missing from then on, those with high scores more often:
 * the odds of leaving double for each SD of the last answer (of the fresh
 * populations they halve).
 */
enum row { CHANGE, SLOPE, BY_CHANCE, AS_THEY_ARE, N_ROWS };

static const struct coverage_row ROWS[N_ROWS] = {
    [CHANGE] = {"change to the third time, mixed model", 93,
                PP_GROWTH_APPROXIMATE_BELOW},
    [SLOPE] = {"points a week, the same model", 93,
               PP_GROWTH_APPROXIMATE_BELOW},
    [BY_CHANCE] = {"arms by chance: difference at the third time", 93,
                   PP_GROWTH_APPROXIMATE_BELOW},
    [AS_THEY_ARE] = {"arms as they are: the same", 93,
                     PP_GROWTH_APPROXIMATE_BELOW},
};

static const size_t SIZES[] = {30, 50, 100, 200};
static const double WEEKS[] = {0, 6, 26};
enum { N_SIZES = sizeof SIZES / sizeof SIZES[0], MOST = 200, TIMES = 3 };

static void leave(enum set set, const struct truth *t, struct pp_rng *rng,
                  size_t n, double *y)
{
    for (size_t i = 0; i < n; i++) {
        double *row = y + TIMES * i;
        for (size_t w = 1; w < TIMES; w++) {
            double z = (row[w - 1] - t->pre) / t->sd_pre;
            double odds = 4.0 * pow(set == CHOSEN_ON ? 0.5 : 2.0, z);
            if (isnan(row[w - 1]) || pp_rng_uniform(rng) > odds / (1.0 + odds))
                row[w] = NAN;
        }
    }
}

/* As among the pairs of leavers.c, at the third time. */
static bool is_claimed(const double *y, size_t n)
{
    size_t n_last = 0, n_changed = 0;
    for (size_t i = 0; i < n; i++) {
        const double *row = y + TIMES * i;
        if (isnan(row[2]))
            continue;
        n_last++;
        n_changed += row[2] != row[0];
    }
    return n_last >= PP_VERDICT_FEW_PEOPLE &&
           n_changed >= PP_VERDICT_FEW_CHANGED;
}

static struct pp_interval difference(const double *y, size_t n,
                                     const size_t *arm,
                                     enum pp_baseline baseline)
{
    struct pp_mmrm_in in = {.y = y,
                            .n = n,
                            .n_waves = TIMES,
                            .cohort = arm,
                            .n_cohorts = 2,
                            .baseline = baseline};
    struct pp_mmrm *fit = pp_mmrm_new(&in);
    struct pp_coefficient c = pp_mmrm_change_difference(fit, 1, 0, 2, 0.95);
    pp_mmrm_free(fit);
    return c.ci;
}

/* Of the line through the true means, by least squares. */
static double slope_of(const struct truth *t)
{
    double mean[] = {t->pre, t->pre + t->change, t->later};
    double middle = (WEEKS[0] + WEEKS[1] + WEEKS[2]) / TIMES, xx = 0, xy = 0;
    for (size_t w = 0; w < TIMES; w++) {
        xx += (WEEKS[w] - middle) * (WEEKS[w] - middle);
        xy += (WEEKS[w] - middle) * mean[w];
    }
    return xy / xx;
}

/* One group of n, and two arms of n each, the second higher by `extra` after;
 * those as they are start higher by as much too. */
static void sample(size_t job, void *ctx)
{
    const struct part *p = ctx;
    size_t n = SIZES[job / p->n_kinds], per_row = N_SIZES * p->n_kinds;
    const struct population *pop = p->settings->populations[job % p->n_kinds];
    const struct truth *t = &pop->truth;
    double extra = rint(0.4 * t->sd_change), slope = slope_of(t);
    double *y = pp_alloc_array(2 * MOST * TIMES, sizeof *y);
    size_t arm[2 * MOST];
    for (size_t i = 0; i < 2 * n; i++)
        arm[i] = i / n;
    for (size_t r = 0; r < p->settings->repetitions; r++) {
        struct pp_rng rng = repetition_rng(p->settings, 10, job, r);
        population_draw_times(pop, &rng, 2 * n, y);
        leave(p->settings->set, t, &rng, 2 * n, y);
        if (!is_claimed(y, n) || !is_claimed(y + TIMES * n, n))
            continue;
        struct pp_mmrm_in in = {
            .y = y, .n = n, .n_waves = TIMES, .n_cohorts = 1};
        struct pp_mmrm *fit = pp_mmrm_new(&in);
        struct pp_interval ci[N_ROWS] = {
            [CHANGE] = pp_mmrm_change(fit, 0, 2, 0.95).ci,
            [SLOPE] = pp_mmrm_slope(fit, 0, WEEKS, 0.95).ci,
        };
        pp_mmrm_free(fit);
        for (size_t i = n; i < 2 * n; i++) {
            y[TIMES * i + 1] += extra;
            y[TIMES * i + 2] += extra;
        }
        ci[BY_CHANCE] = difference(y, 2 * n, arm, PP_BASELINE_SHARED);
        for (size_t i = n; i < 2 * n; i++)
            y[TIMES * i] += extra;
        ci[AS_THEY_ARE] = difference(y, 2 * n, arm, PP_BASELINE_OWN);
        const double truth[N_ROWS] = {t->later - t->pre, slope, extra, 0.0};
        for (size_t row = 0; row < N_ROWS; row++)
            coverage_count(&p->cells[row * per_row + job], &ci[row],
                           truth[row]);
    }
    pp_free(y);
}

void calibrate_times(const struct settings *settings)
{
    const char **labels = population_labels(settings);
    printf("## Three times, and at each a fifth fewer, those with %s scores "
           "more often missing\n\n"
           "n: people who answered first (in each arm). The truth is of all of "
           "them. Counted where 20 or more\nanswered at the third time, 10 or "
           "more of them otherwise than at first. From %d people on these are "
           "claimed;\nwith fewer they are said to be approximate.\n\n",
           settings->set == CHOSEN_ON ? "high" : "low",
           PP_GROWTH_APPROXIMATE_BELOW);
    struct coverage_table table = {
        ROWS, N_ROWS, SIZES, N_SIZES, labels, settings->n_populations, sample};
    coverage_table_make(&table, &(struct part){.settings = settings});
    pp_free(labels);
}
