#include "calibrate.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>

#include "prepost/analysis/verdict.h"
#include "prepost/base/alloc.h"
#include "prepost/stats/ancova.h"
#include "prepost/stats/paired_t.h"
#include "prepost/stats/ppc2.h"
#include "prepost/stats/regression_to_mean.h"
#include "prepost/stats/welch.h"

enum row { WELCH, ANCOVA, PPC2, MEE_CHUA, N_ROWS };

static const struct coverage_row ROWS[N_ROWS] = {
    [WELCH] = {"difference of changes, Welch", 93, 20},
    [ANCOVA] = {"difference adjusted for before, HC3", 93, 20},
    [PPC2] = {"d_ppc2", 93, 20},
    [MEE_CHUA] = {"change beyond regression to the mean, Mee-Chua", 93, 20},
};

static const size_t SIZES[] = {12, 20, 50, 100};
enum { N_SIZES = sizeof SIZES / sizeof SIZES[0], MOST = 300, CHEAPER = 3 };

/* The second cohort is twice as large and changed by `extra` more, the same
 * for each person, so that both truths are `extra` whatever the slope. */
static struct pp_interval adjusted(const double *pre, const double *post,
                                   size_t n_first, size_t n)
{
    size_t cohort[MOST];
    for (size_t i = 0; i < n; i++)
        cohort[i] = i >= n_first;
    struct pp_ancova_in in = {.pre = pre,
                              .post = post,
                              .n = n,
                              .cohort = cohort,
                              .n_cohorts = 2,
                              .reference = 0,
                              .pre_reliability = NAN,
                              .level = 0.95};
    struct pp_ancova_cohort cohorts[2];
    pp_ancova_fit(&in, cohorts);
    return cohorts[1].adjusted.ci;
}

static double sum_of(const double *x, size_t n)
{
    double sum = 0.0;
    for (size_t i = 0; i < n; i++)
        sum += x[i];
    return sum;
}

static double correlation_within(const double *x, const double *y, size_t a,
                                 size_t n)
{
    double xx = 0.0, yy = 0.0, xy = 0.0;
    for (size_t part = 0; part < 2; part++) {
        size_t from = part == 0 ? 0 : a, to = part == 0 ? a : n;
        double mx = sum_of(x + from, to - from) / (double)(to - from);
        double my = sum_of(y + from, to - from) / (double)(to - from);
        for (size_t i = from; i < to; i++) {
            xx += (x[i] - mx) * (x[i] - mx);
            yy += (y[i] - my) * (y[i] - my);
            xy += (x[i] - mx) * (y[i] - my);
        }
    }
    return xx > 0.0 && yy > 0.0 ? xy / sqrt(xx * yy) : NAN;
}

static double sd_of(const double *x, size_t n)
{
    return pp_paired_t_test(x, n, 0.95).sd;
}

static void sample(size_t job, void *ctx)
{
    const struct part *p = ctx;
    size_t n_populations = p->settings->n_populations;
    size_t a = SIZES[job / n_populations], n = 3 * a;
    const struct population *pop =
        p->settings->populations[job % n_populations];
    const struct truth *t = &pop->truth;
    double extra = rint(0.4 * t->sd_change);
    /* Morris's d is first minus second, over the SD before. */
    double truth[N_ROWS] = {[WELCH] = extra,
                            [ANCOVA] = extra,
                            [PPC2] = extra / t->sd_pre,
                            [MEE_CHUA] = t->change};
    for (size_t r = 0; r < CHEAPER * p->settings->repetitions; r++) {
        struct pp_rng rng = repetition_rng(p->settings, 5, job, r);
        double pre[MOST], post[MOST], change[MOST];
        population_draw(pop, &rng, n, pre, post);
        struct pp_mee_chua m = pp_rtm_mee_chua(pre, post, a, t->pre, 0.95);
        for (size_t i = 0; i < n; i++) {
            post[i] += i >= a ? extra : 0.0;
            change[i] = post[i] - pre[i];
        }
        double b = (double)(n - a);
        struct pp_cohort_summary first = {n - a, sum_of(pre + a, n - a) / b,
                                          sum_of(post + a, n - a) / b,
                                          sd_of(pre + a, n - a)};
        struct pp_cohort_summary second = {a, sum_of(pre, a) / (double)a,
                                           sum_of(post, a) / (double)a,
                                           sd_of(pre, a)};
        double within = correlation_within(pre, post, a, n);
        struct pp_interval ci[N_ROWS] = {
            [WELCH] = pp_welch(change + a, n - a, change, a, 0.95).ci,
            [ANCOVA] = adjusted(pre, post, a, n),
            [PPC2] = pp_ppc2(&first, &second, within, 0.95).ci,
            [MEE_CHUA] = m.effect.ci,
        };
        size_t n_changed = 0;
        for (size_t i = 0; i < a; i++)
            n_changed += change[i] != 0.0;
        bool is_claimed =
            a < PP_VERDICT_FEW_PEOPLE || n_changed >= PP_VERDICT_FEW_CHANGED;
        for (size_t row = 0; row < (is_claimed ? N_ROWS : MEE_CHUA); row++)
            coverage_count(&p->cells[row * N_SIZES * n_populations + job],
                           &ci[row], truth[row]);
    }
}

void calibrate_cohorts(const struct settings *settings)
{
    const char **labels = population_labels(settings);
    printf("## Two cohorts, the second twice as large\n\n"
           "%d times the repetitions. n: people in the smaller one (Mee-Chua: "
           "of one cohort of n, the\npopulation mean known; not where 20 or "
           "more answered of whom fewer than 10 changed).\n\n",
           CHEAPER);
    struct coverage_table table = {
        ROWS, N_ROWS, SIZES, N_SIZES, labels, settings->n_populations, sample};
    coverage_table_make(&table, &(struct part){.settings = settings});
    pp_free(labels);
}
