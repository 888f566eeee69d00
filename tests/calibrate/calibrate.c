#include "calibrate.h"

#include <math.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "prepost/base/alloc.h"
#include "prepost/base/number.h"
#include "prepost/stats/gsl.h"

/*
 *     calibrate [REPETITIONS [PART]]
 *
 * PART is one of the names below: that part alone.
 */
static const struct {
    const char *name;
    void (*run)(const struct settings *settings);
} PARTS[] = {
    {"outcome", calibrate_outcome},
    {"verdicts", calibrate_verdicts},
    {"leavers", calibrate_leavers},
    {"groups", calibrate_groups},
    {"cohorts", calibrate_cohorts},
    {"reliability", calibrate_reliability},
    {"evaluations", calibrate_evaluations},
};

/* ---- What people bring ------------------------------------------------- */

/* label, items, answers, mean, loading, r, change, still, few */
static const struct design DESIGNS[] = {
    {"9 items 0-3, no change, r .6", 9, 0, 3, 12, .75, .6, 0, 0, 0},
    {"9 items 0-3, -2.5, r .3", 9, 0, 3, 12, .75, .3, -2.5, 0, 0},
    {"9 items 0-3, -5, r .8", 9, 0, 3, 13, .75, .8, -5, 0, 0},
    {"9 items 0-3, -7, r .6", 9, 0, 3, 14, .75, .6, -7, 0, 0},
    {"9 items 0-3 at the floor, no change, r .6", 9, 0, 3, 5, .75, .6, 0, 0, 0},
    {"9 items 0-3 at the floor, -1.5, r .3", 9, 0, 3, 5, .75, .3, -1.5, 0, 0},
    {"9 items 0-3 at the floor, -2.5, r .7", 9, 0, 3, 5, .75, .7, -2.5, 0, 0},
    {"12 items 1-4, no change, r .6", 12, 1, 4, 30, .6, .6, 0, 0, 0},
    {"12 items 1-4, +2, r .3", 12, 1, 4, 30, .6, .3, 2, 0, 0},
    {"12 items 1-4, +6, r .8", 12, 1, 4, 30, .6, .8, 6, 0, 0},
    {"10 items 1-5 at the ceiling, no change, r .3", 10, 1, 5, 43, .75, .3, 0,
     0, 0},
    {"10 items 1-5 at the ceiling, +2, r .6", 10, 1, 5, 43, .75, .6, 2, 0, 0},
    {"7 items 1-5, +3, r .8", 7, 1, 5, 22, .7, .8, 3, 0, 0},
    {"one item 1-5, no change, r .3", 1, 1, 5, 3, .9, .3, 0, 0, 0},
    {"one item 1-5, +.6, r .6", 1, 1, 5, 3, .9, .6, .6, 0, 0},
    {"one item 0-10, +1, r .5", 1, 0, 10, 5, .9, .5, 1, 0, 0},
    {"9 items 0-3, half stay, no change", 9, 0, 3, 12, .75, .8, 0, .5, 0},
    {"9 items 0-3, 7 in 10 stay, -1", 9, 0, 3, 12, .75, .8, -1, .7, 0},
    {"9 items 0-3, few fall far, no change", 9, 0, 3, 12, .75, .5, 0, 0, .12},
    {"12 items 1-4, few fall far, -1", 12, 1, 4, 30, .6, .6, -1, 0, .1},
};

enum { N_DESIGNS = sizeof DESIGNS / sizeof DESIGNS[0] };

static void make_one(size_t i, void *ctx)
{
    struct population **populations = ctx;
    populations[i] = population_new(&DESIGNS[i]);
}

static void print_populations(const struct settings *s)
{
    printf("## What people bring\n\n"
           "Populations of %d people each, from which samples are drawn with "
           "replacement; the true\nvalue of everything below is the "
           "population's own.\n\n"
           "| population | mean before | SD before, after | r | change, SD | "
           "skew of change | d_z | alpha |\n"
           "|---|---|---|---|---|---|---|---|\n",
           POPULATION);
    for (size_t i = 0; i < s->n_populations; i++) {
        const struct truth *t = &s->populations[i]->truth;
        printf("| %s | %.1f | %.1f, %.1f | %.2f | %.2f, %.1f | %.2f | %.2f | ",
               s->populations[i]->design.label, t->pre, t->sd_pre, t->sd_post,
               t->r, t->change, t->sd_change, t->skew_change, t->d_z);
        printf(isnan(t->alpha) ? "- |\n" : "%.2f |\n", t->alpha);
    }
    printf("\n");
}

/* ---- Counting ---------------------------------------------------------- */

void coverage_count(struct coverage *c, const struct pp_interval *ci,
                    double truth)
{
    /* An end within rounding of the truth holds it. */
    double slack = 1e-9 * (1.0 + fabs(truth));
    if (isnan(ci->lo) || isnan(ci->hi))
        c->n_undefined++;
    else if (truth >= ci->lo - slack && truth <= ci->hi + slack)
        c->n_held++;
    else
        c->n_missed++;
}

/* Of fewer samples than this nothing is said. */
enum { LEAST_SAMPLES = 50 };

double coverage_percent(const struct coverage *c)
{
    size_t n = c->n_held + c->n_missed;
    return n < LEAST_SAMPLES ? NAN : 100.0 * (double)c->n_held / (double)n;
}

struct pp_rng repetition_rng(unsigned part, size_t cell, size_t r)
{
    uint64_t seed = (uint64_t)part << 32 | (uint64_t)cell;
    return pp_rng_at(seed, PP_STREAM_SIMULATION, 1 + (uint64_t)r);
}

/* ---- Threads ----------------------------------------------------------- */

struct queue {
    pthread_mutex_t lock;
    size_t next, n;
    void (*job)(size_t, void *);
    void *ctx;
};

static void *work(void *ctx)
{
    struct queue *q = ctx;
    for (;;) {
        pthread_mutex_lock(&q->lock);
        size_t i = q->next++;
        pthread_mutex_unlock(&q->lock);
        if (i >= q->n)
            return NULL;
        q->job(i, q->ctx);
    }
}

void run_jobs(const struct settings *settings, size_t n,
              void (*job)(size_t i, void *ctx), void *ctx)
{
    struct queue q = {.n = n, .job = job, .ctx = ctx};
    pthread_t threads[16];
    unsigned started = 0;
    pthread_mutex_init(&q.lock, NULL);
    while (started + 1 < settings->n_threads && started < 16 &&
           pthread_create(&threads[started], NULL, work, &q) == 0)
        started++;
    work(&q);
    for (unsigned t = 0; t < started; t++)
        pthread_join(threads[t], NULL);
    pthread_mutex_destroy(&q.lock);
}

/* ---- Tables ------------------------------------------------------------ */

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static const struct coverage *cell_of(const struct coverage_table *t,
                                      size_t row, size_t size,
                                      size_t population)
{
    return &t->cells[(row * t->n_sizes + size) * t->n_populations + population];
}

static void print_cell(const struct coverage_table *t, size_t row, size_t size)
{
    double *percent = pp_alloc_array(t->n_populations, sizeof *percent);
    size_t n = 0, n_undefined = 0, n_all = 0;
    for (size_t p = 0; p < t->n_populations; p++) {
        const struct coverage *c = cell_of(t, row, size, p);
        double x = coverage_percent(c);
        if (!isnan(x))
            percent[n++] = x;
        n_undefined += c->n_undefined;
        n_all += c->n_held + c->n_missed + c->n_undefined;
    }
    qsort(percent, n, sizeof *percent, ascending);
    if (n == 0)
        printf(" - |");
    else
        printf(" %.1f (%.1f)%s |",
               0.5 * (percent[(n - 1) / 2] + percent[n / 2]), percent[0],
               50 * n_undefined > n_all ? "*" : "");
    pp_free(percent);
}

/* One line a row: at which n, and for whom. Returns whether there was any. */
static bool print_row_low(const struct coverage_table *t, size_t row)
{
    bool is_any = false;
    for (size_t s = 0; s < t->n_sizes; s++) {
        bool is_here = false;
        if (t->sizes[s] < t->rows[row].from)
            continue;
        for (size_t p = 0; p < t->n_populations; p++) {
            double x = coverage_percent(cell_of(t, row, s, p));
            if (isnan(x) || x >= t->rows[row].least)
                continue;
            if (!is_any)
                printf("- %s.", t->rows[row].label);
            if (!is_here)
                printf(" n %zu:", t->sizes[s]);
            printf("%s %.1f (%s)", is_here ? ";" : "", x, t->populations[p]);
            is_any = is_here = true;
        }
        if (is_here)
            printf(".");
    }
    if (is_any)
        printf("\n");
    return is_any;
}

static void print_low(const struct coverage_table *t)
{
    bool is_any = false;
    printf("Under what they claim:\n\n");
    for (size_t row = 0; row < t->n_rows; row++)
        is_any |= print_row_low(t, row);
    printf(is_any ? "\n" : "- none\n\n");
}

void coverage_print(const struct coverage_table *t)
{
    printf("| interval |");
    for (size_t s = 0; s < t->n_sizes; s++)
        printf(" n %zu |", t->sizes[s]);
    printf("\n|---|");
    for (size_t s = 0; s < t->n_sizes; s++)
        printf("---|");
    printf("\n");
    for (size_t row = 0; row < t->n_rows; row++) {
        printf("| %s |", t->rows[row].label);
        for (size_t s = 0; s < t->n_sizes; s++)
            print_cell(t, row, s);
        printf("\n");
    }
    printf("\n");
    print_low(t);
}

/* ---- All of it --------------------------------------------------------- */

int main(int argc, char **argv)
{
    long asked = 600;
    if (argc > 1 && pp_whole_parse(argv[1], strlen(argv[1]), &asked) != 0) {
        fprintf(stderr, "usage: calibrate [REPETITIONS [PART]]\n");
        return 2;
    }
    const char *only = argc > 2 ? argv[2] : NULL;
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    struct population *populations[N_DESIGNS];
    struct settings s = {
        .repetitions = (size_t)asked,
        .n_threads = cores > 1 ? (unsigned)cores : 1,
        .populations = populations,
        .n_populations = N_DESIGNS,
        .program = getenv("PP_PROGRAM"),
    };
    pp_gsl_quiet();
    if (s.program != NULL) {
        printf("# What reports say\n\nMade by `make operating`: %ld "
               "evaluations a cell, each from a file and a plan by the\n"
               "commands import and analyse.\n\n",
               asked);
        calibrate_evaluations(&s);
        return 0;
    }
    run_jobs(&s, N_DESIGNS, make_one, populations);

    printf("# What the intervals and verdicts do\n\n"
           "Made by `make calibrate` (%ld repetitions a cell, standard error "
           "of a 95%% cell %.1f points).\n"
           "In each cell: the median over the populations (the lowest). `*`: "
           "more than 2%% of samples gave no\ninterval. A 95%% interval claims "
           "to cover 93%% "
           "or more from n = 20 on (where not said\notherwise): what does not "
           "is listed.\n\n",
           asked, 100.0 * sqrt(0.95 * 0.05 / (double)asked));
    print_populations(&s);
    for (size_t i = 0; i < sizeof PARTS / sizeof PARTS[0]; i++)
        if (only == NULL || strcmp(only, PARTS[i].name) == 0)
            PARTS[i].run(&s);
    for (size_t i = 0; i < N_DESIGNS; i++)
        population_free(populations[i]);
    return 0;
}
