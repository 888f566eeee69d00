#include "calibrate.h"

#include <math.h>
#include <stdio.h>

#include "prepost/analysis/dose.h"
#include "prepost/analysis/paired.h"
#include "prepost/base/alloc.h"
#include "prepost/stats/ancova.h"
#include "prepost/stats/missing.h"

/* People in support groups whose members change alike: a shift for each group
 * with a share ICC of the variance of change. */
enum row {
    IGNORED,
    MEAN,
    D_Z,
    D_AV,
    BCA_MEAN,
    LIKELIHOOD,
    DIFFERENCE,
    ADJUSTED,
    SESSIONS,
    SESSIONS_ADJUSTED,
    CORRELATION,
    N_ROWS
};

static const struct coverage_row ROWS[N_ROWS] = {
    [IGNORED] = {"mean change, groups ignored (not claimed)", 0, 4},
    [MEAN] = {"mean change, CR2", 93, 4},
    [D_Z] = {"d_z, CR2", 93, 4},
    [D_AV] = {"d_av, CR2", 93, 4},
    [BCA_MEAN] = {"mean change, groups drawn again (approximate)", 93,
                  PP_BOOTSTRAP_APPROXIMATE_BELOW},
    [LIKELIHOOD] = {"missing at random, CR2, a quarter left", 93, 4},
    [DIFFERENCE] = {"two cohorts: difference of changes, CR2", 93, 4},
    [ADJUSTED] = {"the same adjusted for before, CR2", 93, 4},
    [SESSIONS] = {"change for one session more, CR2", 93, 4},
    [SESSIONS_ADJUSTED] = {"the same allowing for the score before, CR2", 93,
                           4},
    [CORRELATION] = {"correlation of sessions and change", 93, 4},
};

/* Columns are numbers of groups here. */
static const size_t SIZES[] = {4, 6, 10, 20, 30};
enum { N_SIZES = sizeof SIZES / sizeof SIZES[0], MOST = 30 * 18 };

static const struct {
    const char *label;
    double icc;
    size_t smallest, largest; /* people in a group */
    size_t population;
} KINDS[] = {
    {"ICC 0, groups of 8 to 12", 0, 8, 12, 0},
    {"ICC .05, groups of 12", .05, 12, 12, 0},
    {"ICC .05, groups of 4 to 18", .05, 4, 18, 7},
    {"ICC .10, groups of 8 to 12, at the floor", .10, 8, 12, 5},
    {"ICC .10, groups of 4 to 18, 7 in 10 stay", .10, 4, 18, 17},
    {"ICC .20, groups of 6 to 10", .20, 6, 10, 11},
};

enum { N_KINDS = sizeof KINDS / sizeof KINDS[0] };

static size_t draw_groups(size_t kind, size_t n_groups,
                          const struct population *pop, struct pp_rng *rng,
                          double *pre, double *post, size_t *group)
{
    size_t n = 0;
    double icc = KINDS[kind].icc;
    double sd = pop->truth.sd_change * sqrt(icc / (1.0 - icc));
    for (size_t g = 0; g < n_groups; g++) {
        uint32_t span =
            (uint32_t)(KINDS[kind].largest - KINDS[kind].smallest + 1);
        size_t size = KINDS[kind].smallest + pp_rng_below(rng, span);
        double shift = sd * pp_rng_normal(rng);
        population_draw(pop, rng, size, pre + n, post + n);
        for (size_t i = n; i < n + size; i++) {
            post[i] += rint(shift * 16.0) / 16.0;
            group[i] = g;
        }
        n += size;
    }
    return n;
}

static struct pp_interval without_some(struct pp_rng *rng, size_t n,
                                       const double *pre, const double *post,
                                       const size_t *group)
{
    double seen[MOST];
    for (size_t i = 0; i < n; i++)
        seen[i] = pp_rng_below(rng, 4) == 0 ? NAN : post[i];
    return pp_missing_mar_clustered(pre, seen, group, n, 0.95).change.ci;
}

/* Every other group is of the second cohort, which changed by `extra` more. */
static struct pp_ancova_cohort second_cohort(const double *pre,
                                             const double *post,
                                             const size_t *group, size_t n,
                                             double extra)
{
    double after[MOST];
    size_t cohort[MOST];
    for (size_t i = 0; i < n; i++) {
        cohort[i] = group[i] % 2;
        after[i] = post[i] + extra * (double)cohort[i];
    }
    struct pp_ancova_in in = {.pre = pre,
                              .post = after,
                              .n = n,
                              .cohort = cohort,
                              .n_cohorts = 2,
                              .group = group,
                              .pre_reliability = NAN,
                              .level = 0.95};
    struct pp_ancova_cohort cohorts[2];
    pp_ancova_fit(&in, cohorts);
    return cohorts[1];
}

/* Sessions that came about half by group (1 to 6 for all of one) and half by
 * person (0 to 5 more), each worth `slope`: of variance 35/6. */
static struct pp_dose sessions(const double *pre, const double *post,
                               const size_t *group, size_t n, double slope,
                               struct pp_rng *rng)
{
    double after[MOST], dose[MOST], of_group = 0.0;
    size_t who[MOST];
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || group[i] != group[i - 1])
            of_group = 1.0 + pp_rng_below(rng, 6);
        dose[i] = of_group + pp_rng_below(rng, 6);
        after[i] = post[i] + slope * dose[i];
        who[i] = i;
    }
    struct pp_pairs pairs = {n, who, (double *)pre, after};
    return pp_dose_of("sessions", dose, &pairs, group, 0.95);
}

static void sample(size_t job, void *ctx)
{
    const struct part *p = ctx;
    size_t n_groups = SIZES[job / N_KINDS], kind = job % N_KINDS;
    const struct population *pop =
        p->settings->populations[KINDS[kind].population];
    const struct truth *t = &pop->truth;
    double spread = 1.0 / (1.0 - KINDS[kind].icc); /* of the whole change */
    double extra = t->sd_change * t->sd_change * (spread - 1.0);
    double d_z = t->change / (t->sd_change * sqrt(spread));
    double more = rint(0.4 * t->sd_change), slope = 0.1 * t->sd_change;
    double of_sessions = slope * slope * 35.0 / 6.0;
    double d_av =
        t->change /
        sqrt((t->sd_pre * t->sd_pre + t->sd_post * t->sd_post + extra) / 2.0);
    struct pp_paired_options o = PP_PAIRED_OPTIONS;
    o.resamples = 2000;
    for (size_t r = 0; r < p->settings->repetitions; r++) {
        struct pp_rng rng = repetition_rng(p->settings, 4, job, r);
        double pre[MOST], post[MOST], change[MOST];
        size_t group[MOST];
        struct pp_paired res;
        size_t n = draw_groups(kind, n_groups, pop, &rng, pre, post, group);
        for (size_t i = 0; i < n; i++)
            change[i] = post[i] - pre[i];
        o.seed = p->settings->first + r;
        pp_paired_analyse(pre, post, n, group, &o, &res);
        struct pp_ancova_cohort second =
            second_cohort(pre, post, group, n, more);
        struct pp_interval likelihood = without_some(&rng, n, pre, post, group);
        struct pp_dose dose = sessions(pre, post, group, n, slope, &rng);
        struct {
            struct pp_interval ci;
            double truth;
        } rows[N_ROWS] = {
            [IGNORED] = {pp_paired_t_test(change, n, 0.95).ci, t->change},
            [MEAN] = {res.t_test.ci, t->change},
            [D_Z] = {res.effect_sizes.d_z.ci, d_z},
            [D_AV] = {res.effect_sizes.d_av.ci, d_av},
            [BCA_MEAN] = {res.bootstrap.mean_change.ci, t->change},
            [LIKELIHOOD] = {likelihood, t->change},
            [DIFFERENCE] = {second.change.ci, more},
            [ADJUSTED] = {second.adjusted.ci, more},
            [SESSIONS] = {dose.slope.ci, slope},
            [SESSIONS_ADJUSTED] = {dose.adjusted.ci, slope},
            [CORRELATION] = {dose.correlation.ci,
                             sqrt(of_sessions /
                                  (of_sessions +
                                   t->sd_change * t->sd_change * spread))},
        };
        for (size_t row = 0; row < N_ROWS; row++)
            coverage_count(&p->cells[row * N_SIZES * N_KINDS + job],
                           &rows[row].ci, rows[row].truth);
    }
}

void calibrate_groups(const struct settings *settings)
{
    struct settings fewer = *settings; /* a tenth as fast as without groups */
    const char *labels[N_KINDS];
    fewer.repetitions = settings->repetitions / 2 + 1;
    for (size_t k = 0; k < N_KINDS; k++)
        labels[k] = KINDS[k].label;
    printf("## Support groups whose members change alike\n\n"
           "n: the number of groups (half the repetitions).\n\n");
    struct coverage_table table = {ROWS,   N_ROWS,  SIZES, N_SIZES,
                                   labels, N_KINDS, sample};
    coverage_table_make(&table, &(struct part){.settings = &fewer});
}
