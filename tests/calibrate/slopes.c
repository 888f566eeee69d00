#include "calibrate.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "prepost/analysis/by_slope.h"
#include "prepost/base/alloc.h"

/*
 * How many went better by their slope (PP_RC_HLM), from sample to sample of one
 * population: a level and a slope for each, apart from each other, and a
 * residual; whole points of 0 to 27. No coverage: it has no interval.
 */
static const struct {
    const char *label;
    size_t n_waves;
    double change, sd_change; /* of true scores, over all of the time */
} KINDS[] = {
    {"3 times, -3 points (SD 1)", 3, -3, 1},
    {"3 times, -3 points (SD 2)", 3, -3, 2},
    {"3 times, -3 points (SD 4)", 3, -3, 4},
    {"5 times, -3 points (SD 1)", 5, -3, 1},
    {"5 times, -3 points (SD 2)", 5, -3, 2},
    {"5 times, -3 points (SD 4)", 5, -3, 4},
};

static const size_t SIZES[] = {30, 60, 200, 20000};
enum {
    N_KINDS = sizeof KINDS / sizeof KINDS[0],
    N_SIZES = sizeof SIZES / sizeof SIZES[0],
    MOST_TIMES = 5
};
/* The last size stands for the population: its shares hardly swing. */
enum { ONCE = N_SIZES - 1 };

static const double LEVEL = 14, SD_LEVEL = 4, SD_RESIDUAL = 2, HIGHEST = 27;

struct swings {
    const struct settings *settings;
    double *percent; /* [job * repetitions]; NaN: nobody is counted */
};

static size_t repetitions_of(const struct settings *s, size_t job)
{
    return job / N_KINDS == ONCE ? 1 : s->repetitions;
}

static void draw(size_t kind, struct pp_rng *rng, const struct pp_scores *to)
{
    size_t last = to->n_waves - 1;
    for (size_t i = 0; i < to->n_participants; i++) {
        double level = LEVEL + SD_LEVEL * pp_rng_normal(rng);
        double change =
            KINDS[kind].change + KINDS[kind].sd_change * pp_rng_normal(rng);
        for (size_t w = 0; w <= last; w++) {
            double y = rint(level + change * (double)w / (double)last +
                            SD_RESIDUAL * pp_rng_normal(rng));
            to->at[w][i] = fmin(fmax(y, 0), HIGHEST);
        }
    }
}

static void sample(size_t job, void *ctx)
{
    static const struct pp_individual rule = {.source = PP_AMOUNT_COMPUTED};
    static const double weeks[MOST_TIMES] = {0, 1, 2, 3, 4};
    const struct swings *s = ctx;
    size_t n = SIZES[job / N_KINDS], kind = job % N_KINDS;
    double *at[MOST_TIMES];
    struct pp_scores scores = {n, KINDS[kind].n_waves, at};
    double *block = pp_alloc_array(n * MOST_TIMES, sizeof *block);

    for (size_t w = 0; w < MOST_TIMES; w++)
        at[w] = block + w * n;
    for (size_t r = 0; r < repetitions_of(s->settings, job); r++) {
        struct pp_rng rng = repetition_rng(s->settings, 11, job, r);
        draw(kind, &rng, &scores);
        struct pp_by_slope by = pp_by_slope_of(&scores, weeks, &rule, true);
        s->percent[job * s->settings->repetitions + r] =
            by.is_counted
                ? 100.0 * (double)by.people.n_better / (double)by.people.n
                : NAN;
    }
    pp_free(block);
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Of those samples in which people are counted. */
static void print_cell(const struct settings *s, double *percent)
{
    size_t n = 0;
    for (size_t r = 0; r < s->repetitions; r++)
        if (!isnan(percent[r]))
            percent[n++] = percent[r];
    qsort(percent, n, sizeof *percent, ascending);
    if (n == 0) {
        printf(" - |");
        return;
    }
    size_t twentieth = n / 20;
    printf(" %.0f (%.0f to %.0f), %.0f |", percent[n / 2], percent[twentieth],
           percent[n - 1 - twentieth],
           100.0 * (double)(s->repetitions - n) / (double)s->repetitions);
}

static void print_head(void)
{
    printf("## Who went better by the slope of all times, from sample to "
           "sample\n\n"
           "People in 100, of those counted: the median of the samples (a "
           "twentieth lie under, a twentieth\nover), and in how many samples "
           "of 100 nobody is counted (boundary). Levels have a mean of %.0f\n"
           "points and an SD of %.0f, residuals an SD of %.0f. Last: one "
           "sample of %zu people, for the\npopulation.\n\n"
           "| population |",
           LEVEL, SD_LEVEL, SD_RESIDUAL, SIZES[ONCE]);
    for (size_t k = 0; k < N_SIZES; k++)
        printf(" n %zu |", SIZES[k]);
    printf("\n|---|");
    for (size_t k = 0; k < N_SIZES; k++)
        printf("---|");
    printf("\n");
}

void calibrate_slopes(const struct settings *settings)
{
    size_t each = settings->repetitions;
    struct swings s = {settings, pp_alloc_array(N_SIZES * N_KINDS * each,
                                                sizeof *s.percent)};
    run_jobs(settings, N_SIZES * N_KINDS, sample, &s);
    print_head();
    for (size_t kind = 0; kind < N_KINDS; kind++) {
        printf("| %s |", KINDS[kind].label);
        for (size_t size = 0; size < ONCE; size++)
            print_cell(settings, s.percent + (size * N_KINDS + kind) * each);
        printf(" %.0f |\n", s.percent[(ONCE * N_KINDS + kind) * each]);
    }
    printf("\n");
    fflush(stdout);
    pp_free(s.percent);
}
