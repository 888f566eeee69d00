#include "calibrate.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>

#include "prepost/base/alloc.h"
#include "prepost/stats/ancova.h"
#include "prepost/stats/arm_imputation.h"

/*
 * Two arms of n people each, who start alike. The second ends higher by
 * `extra`: each by as much, or, where the lines of the arms differ, by half a
 * point less for each point that they started higher. The truth is `extra`,
 * for all who answered before.
 */
enum row { COMPLETE, OWN_LINES, IMPUTED, N_ROWS };

static const struct coverage_row ROWS[N_ROWS] = {
    [COMPLETE] = {"complete pairs, HC3; arms of one line", 93, 20},
    [OWN_LINES] = {"the same; arms whose lines differ (not claimed)", 0, 20},
    [IMPUTED] = {"leavers imputed within their arm, 50 draws", 93, 20},
};

static const size_t SIZES[] = {20, 40, 80};
enum { N_SIZES = sizeof SIZES / sizeof SIZES[0], MOST = 160, DRAWS = 50 };

enum share { A_FIFTH, TWO_FIFTHS };

static const struct {
    const char *label;
    enum share leave[2];
    double turn; /* of the second arm's line */
} KINDS[] = {
    {"a fifth and two fifths leave", {A_FIFTH, TWO_FIFTHS}, 0},
    {"two fifths leave", {TWO_FIFTHS, TWO_FIFTHS}, 0},
    {"a fifth and two fifths leave, lines differ", {A_FIFTH, TWO_FIFTHS}, -.5},
};
enum { N_KINDS = sizeof KINDS / sizeof KINDS[0] };

/* The odds of staying, at the mean and times what for each SD above: so that a
 * fifth or two fifths leave where scores are normal. */
static const struct {
    double odds[2], times_per_sd;
} LEAVING[] = {
    [CHOSEN_ON] = {{5.4603, 1.6565}, 1. / 3},
    [FRESH] = {{4.5759, 1.5670}, 2},
};

static const struct population *population_of(const struct part *p, size_t kind)
{
    return p->settings->populations[kind / N_KINDS];
}

/* Two arms, answers after of those who left NaN. */
static void draw_arms(const struct part *p, size_t kind, double extra,
                      struct pp_rng *rng, size_t n, double *pre, double *post)
{
    const struct population *pop = population_of(p, kind);
    double times = LEAVING[p->settings->set].times_per_sd;

    population_draw(pop, rng, 2 * n, pre, post);
    for (size_t i = 0; i < 2 * n; i++) {
        double above = pre[i] - pop->truth.pre;
        enum share leave = KINDS[kind % N_KINDS].leave[i / n];
        double odds = LEAVING[p->settings->set].odds[leave] *
                      pow(times, above / pop->truth.sd_pre);
        if (i >= n)
            post[i] += extra + KINDS[kind % N_KINDS].turn * above;
        if (pp_rng_uniform(rng) > odds / (1 + odds))
            post[i] = NAN;
    }
}

static struct pp_interval complete_ci(const double *pre, const double *post,
                                      const size_t *arm, size_t n)
{
    double x[MOST], y[MOST];
    size_t cohort[MOST], kept = 0;

    for (size_t i = 0; i < n; i++) {
        if (isnan(post[i]))
            continue;
        x[kept] = pre[i];
        y[kept] = post[i];
        cohort[kept++] = arm[i];
    }
    struct pp_ancova_in in = {.pre = x,
                              .post = y,
                              .n = kept,
                              .cohort = cohort,
                              .n_cohorts = 2,
                              .pre_reliability = NAN,
                              .level = 0.95};
    struct pp_ancova_cohort cohorts[2];
    pp_ancova_fit(&in, cohorts);
    return cohorts[1].adjusted.ci;
}

static struct pp_interval imputed_ci(const double *pre, const double *post,
                                     const size_t *arm, size_t n, uint64_t seed)
{
    struct pp_arm_imputation_in in = {.pre = pre,
                                      .post = post,
                                      .n = n,
                                      .arm = arm,
                                      .n_arms = 2,
                                      .draws = DRAWS,
                                      .seed = seed,
                                      .level = 0.95};
    struct pp_rubin pooled[2];
    pp_arm_impute(&in, pooled);
    return pooled[1].pooled.ci;
}

static void sample(size_t job, void *ctx)
{
    const struct part *p = ctx;
    size_t n = SIZES[job / p->n_kinds], kind = job % p->n_kinds;
    double extra = rint(0.4 * population_of(p, kind)->truth.sd_change);
    bool is_one_line = KINDS[kind % N_KINDS].turn == 0;

    for (size_t r = 0; r < p->settings->repetitions; r++) {
        struct pp_rng rng = repetition_rng(p->settings, 8, job, r);
        double pre[MOST], post[MOST];
        size_t arm[MOST];
        draw_arms(p, kind, extra, &rng, n, pre, post);
        for (size_t i = 0; i < 2 * n; i++)
            arm[i] = i / n;
        struct pp_interval complete = complete_ci(pre, post, arm, 2 * n),
                           imputed = imputed_ci(pre, post, arm, 2 * n,
                                                p->settings->first + r);
        enum row row = is_one_line ? COMPLETE : OWN_LINES;
        size_t per_row = N_SIZES * p->n_kinds;
        coverage_count(&p->cells[row * per_row + job], &complete, extra);
        coverage_count(&p->cells[IMPUTED * per_row + job], &imputed, extra);
    }
}

void calibrate_arms(const struct settings *settings)
{
    size_t n = settings->n_populations * N_KINDS;
    char(*text)[128] = pp_alloc_array(n, sizeof *text);
    const char **labels = pp_alloc_array(n, sizeof *labels);

    for (size_t i = 0; i < n; i++) {
        snprintf(text[i], sizeof text[i], "%s; %s",
                 settings->populations[i / N_KINDS]->design.label,
                 KINDS[i % N_KINDS].label);
        labels[i] = text[i];
    }
    printf("## Two arms, of whom many left: those with %s scores more often\n\n"
           "n: people in each arm who answered before. The truth is the "
           "difference among all of them.\n\n",
           settings->set == CHOSEN_ON ? "high" : "low");
    struct coverage_table table = {ROWS,   N_ROWS, SIZES, N_SIZES,
                                   labels, n,      sample};
    coverage_table_make(&table, &(struct part){.settings = settings});
    pp_free(labels);
    pp_free(text);
}
