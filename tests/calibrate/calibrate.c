#include "calibrate.h"

#include <math.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
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
    bool is_for_chosen, is_for_fresh; /* which populations */
} PARTS[] = {
    {"outcome", calibrate_outcome, true, true},
    {"verdicts", calibrate_verdicts, true, false},
    {"no-change", calibrate_no_change, true, true},
    {"leavers", calibrate_leavers, true, true},
    {"arms", calibrate_arms, true, true},
    {"times", calibrate_times, true, true},
    {"doses", calibrate_doses, true, true},
    {"groups", calibrate_groups, true, false},
    {"cohorts", calibrate_cohorts, true, false},
    {"regions", calibrate_regions, true, false},
    {"reliability", calibrate_reliability, true, true},
    {"slopes", calibrate_slopes, true, false},
};

/* ---- What people bring ------------------------------------------------- */

/* label, items, answers, mean, loading, r, change, still, few, far */
static const struct design DESIGNS[] = {
    {"9 items 0-3, no change, r .6", 9, 0, 3, 12, .75, .6, 0, 0, 0, 0},
    {"9 items 0-3, -2.5, r .3", 9, 0, 3, 12, .75, .3, -2.5, 0, 0, 0},
    {"9 items 0-3, -5, r .8", 9, 0, 3, 13, .75, .8, -5, 0, 0, 0},
    {"9 items 0-3, -7, r .6", 9, 0, 3, 14, .75, .6, -7, 0, 0, 0},
    {"9 items 0-3 at the floor, no change, r .6", 9, 0, 3, 5, .75, .6, 0, 0, 0,
     0},
    {"9 items 0-3 at the floor, -1.5, r .3", 9, 0, 3, 5, .75, .3, -1.5, 0, 0,
     0},
    {"9 items 0-3 at the floor, -2.5, r .7", 9, 0, 3, 5, .75, .7, -2.5, 0, 0,
     0},
    {"12 items 1-4, no change, r .6", 12, 1, 4, 30, .6, .6, 0, 0, 0, 0},
    {"12 items 1-4, +2, r .3", 12, 1, 4, 30, .6, .3, 2, 0, 0, 0},
    {"12 items 1-4, +6, r .8", 12, 1, 4, 30, .6, .8, 6, 0, 0, 0},
    {"10 items 1-5 at the ceiling, no change, r .3", 10, 1, 5, 43, .75, .3, 0,
     0, 0, 0},
    {"10 items 1-5 at the ceiling, +2, r .6", 10, 1, 5, 43, .75, .6, 2, 0, 0,
     0},
    {"7 items 1-5, +3, r .8", 7, 1, 5, 22, .7, .8, 3, 0, 0, 0},
    {"one item 1-5, no change, r .3", 1, 1, 5, 3, .9, .3, 0, 0, 0, 0},
    {"one item 1-5, +.6, r .6", 1, 1, 5, 3, .9, .6, .6, 0, 0, 0},
    {"one item 0-10, +1, r .5", 1, 0, 10, 5, .9, .5, 1, 0, 0, 0},
    {"9 items 0-3, half stay, no change", 9, 0, 3, 12, .75, .8, 0, .5, 0, 0},
    {"9 items 0-3, 7 in 10 stay, -1", 9, 0, 3, 12, .75, .8, -1, .7, 0, 0},
    {"9 items 0-3, few fall far, no change", 9, 0, 3, 12, .75, .5, 0, 0, .12,
     0},
    {"12 items 1-4, few fall far, -1", 12, 1, 4, 30, .6, .6, -1, 0, .1, 0},
};

/* The rules were not chosen on these: other numbers of items, other answers,
 * other shapes. The last number: how many SD those few fall (0: three). */
static const struct design FRESH_DESIGNS[] = {
    {"7 items 0-3, no change, r .45", 7, 0, 3, 8, .8, .45, 0, 0, 0, 0},
    {"7 items 0-3, -3, r .6", 7, 0, 3, 11, .8, .6, -3, 0, 0, 0},
    {"7 items 0-3 at the floor, -1, r .5", 7, 0, 3, 3, .8, .5, -1, 0, 0, 0},
    {"7 items 0-3, 15% fall 2.5 SD, no change", 7, 0, 3, 9, .8, .6, 0, 0, .15,
     2.5},
    {"12 items 1-5, no change, r .7", 12, 1, 5, 36, .65, .7, 0, 0, 0, 0},
    {"12 items 1-5 at the ceiling, +3, r .4", 12, 1, 5, 50, .65, .4, 3, 0, 0,
     0},
    {"12 items 1-5, 8% fall 4 SD, no change", 12, 1, 5, 36, .65, .4, 0, 0, .08,
     4},
    {"10 items 0-4, +4, r .75", 10, 0, 4, 18, .75, .75, 4, 0, 0, 0},
    {"10 items 0-4, 10% fall 2 SD, no change", 10, 0, 4, 20, .75, .7, 0, 0, .1,
     2},
    {"5 items 0-1, +.8, r .5", 5, 0, 1, 2, .8, .5, .8, 0, 0, 0},
    {"6 items 1-4, 4 in 10 stay, no change", 6, 1, 4, 15, .7, .7, 0, .4, 0, 0},
    {"one item 0-10 at the ceiling, +.5, r .4", 1, 0, 10, 8, .9, .4, .5, 0, 0,
     0},
    {"one item 0-10, 12% fall 3 SD, no change", 1, 0, 10, 6, .9, .5, 0, 0, .12,
     0},
};

enum {
    N_DESIGNS = sizeof DESIGNS / sizeof DESIGNS[0],
    N_FRESH = sizeof FRESH_DESIGNS / sizeof FRESH_DESIGNS[0]
};

static void make_one(size_t i, void *ctx)
{
    struct population **populations = ctx;
    populations[i] = population_new(
        i < N_DESIGNS ? &DESIGNS[i] : &FRESH_DESIGNS[i - N_DESIGNS]);
}

const char **population_labels(const struct settings *s)
{
    const char **labels = pp_alloc_array(s->n_populations, sizeof *labels);
    for (size_t i = 0; i < s->n_populations; i++)
        labels[i] = s->populations[i]->design.label;
    return labels;
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

/* Of fewer samples than this nothing is said. Nor where more than nine in ten
 * were left out: the rest are those that chance has made unlike the others, by
 * what was measured, and an interval for all of them is not one for these. */
enum { LEAST_SAMPLES = 50, LEFT_OUT = 9 };

double coverage_percent(const struct coverage *c)
{
    size_t n = c->n_held + c->n_missed;
    bool is_rare = c->n_unclaimed > LEFT_OUT * (n + c->n_undefined);
    return n < LEAST_SAMPLES || is_rare ? NAN
                                        : 100.0 * (double)c->n_held / (double)n;
}

struct pp_rng repetition_rng(const struct settings *settings, unsigned part,
                             size_t cell, size_t i)
{
    uint64_t seed = (uint64_t)(part + 100 * settings->set) << 32 | cell;
    return pp_rng_at(seed, PP_STREAM_SIMULATION, 1 + settings->first + i);
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

static struct coverage *cell_of(const struct coverage_table *t,
                                struct coverage *cells, size_t row, size_t job)
{
    return &cells[row * t->n_sizes * t->n_kinds + job];
}

static void print_cell(const struct coverage_table *t, struct coverage *cells,
                       size_t row, size_t size)
{
    double *percent = pp_alloc_array(t->n_kinds, sizeof *percent);
    size_t n = 0, n_undefined = 0, n_all = 0;
    for (size_t k = 0; k < t->n_kinds; k++) {
        const struct coverage *c =
            cell_of(t, cells, row, size * t->n_kinds + k);
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

static void print_table(const struct coverage_table *t, struct coverage *cells)
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
            print_cell(t, cells, row, s);
        printf("\n");
    }
    printf("\n");
}

/* ---- Under what they claim --------------------------------------------- */

enum { TIMES_AGAIN = 5, FIRST_AGAIN = 1000000 };

struct again {
    const struct coverage_table *table;
    struct part *part;
    size_t *jobs, n_jobs;
};

static bool is_low(const struct coverage_table *t, struct coverage *cells,
                   size_t row, size_t job)
{
    double x = coverage_percent(cell_of(t, cells, row, job));
    return t->sizes[job / t->n_kinds] >= t->rows[row].from &&
           x < t->rows[row].least; /* NaN is not */
}

static void sample_again(size_t i, void *ctx)
{
    const struct again *a = ctx;
    a->table->sample(a->jobs[i], a->part);
}

/* Does the low jobs again; returns the new cells, which the caller frees. */
static struct coverage *look_again(const struct coverage_table *t,
                                   const struct part *part)
{
    size_t n_jobs = t->n_sizes * t->n_kinds;
    struct settings more = *part->settings;
    struct part second = *part;
    struct again a = {t, &second, pp_alloc_array(n_jobs, sizeof *a.jobs), 0};
    more.repetitions *= TIMES_AGAIN;
    more.first = FIRST_AGAIN;
    second.settings = &more;
    second.cells = pp_alloc_zero(t->n_rows * n_jobs, sizeof *second.cells);
    for (size_t job = 0; job < n_jobs; job++)
        for (size_t row = 0; row < t->n_rows; row++)
            if (is_low(t, part->cells, row, job)) {
                a.jobs[a.n_jobs++] = job;
                break;
            }
    progress("  %zu of %zu cells again", a.n_jobs, n_jobs);
    run_jobs(&more, a.n_jobs, sample_again, &a);
    pp_free(a.jobs);
    return second.cells;
}

/* How many were looked at again, and the lowest that was found then. */
static void print_second(const struct coverage_table *t, struct coverage *first,
                         struct coverage *second)
{
    size_t n = 0, n_still = 0;
    double lowest = 100;
    for (size_t row = 0; row < t->n_rows; row++)
        for (size_t job = 0; job < t->n_sizes * t->n_kinds; job++)
            if (is_low(t, first, row, job)) {
                double x = coverage_percent(cell_of(t, second, row, job));
                lowest = fmin(lowest, x);
                n_still += is_low(t, second, row, job);
                n++;
            }
    if (n == 0)
        printf("No cell is under its claim.\n\n");
    else
        printf("Under their claim: %zu cells, looked at again; the lowest is "
               "%.1f then. Under it still:%s\n\n",
               n, lowest, n_still == 0 ? " none." : "");
}

/* One line a row: at which n, and for whom. Returns whether there was any. */
static bool print_row_low(const struct coverage_table *t,
                          struct coverage *first, struct coverage *second,
                          size_t row)
{
    bool is_any = false;
    for (size_t s = 0; s < t->n_sizes; s++) {
        bool is_here = false;
        for (size_t k = 0; k < t->n_kinds; k++) {
            size_t job = s * t->n_kinds + k;
            if (!is_low(t, first, row, job) || !is_low(t, second, row, job))
                continue;
            if (!is_any)
                printf("- %s.", t->rows[row].label);
            if (!is_here)
                printf(" n %zu:", t->sizes[s]);
            printf("%s %.1f (%s)", is_here ? ";" : "",
                   coverage_percent(cell_of(t, second, row, job)), t->kinds[k]);
            is_any = is_here = true;
        }
        if (is_here)
            printf(".");
    }
    if (is_any)
        printf("\n");
    return is_any;
}

void coverage_table_make(const struct coverage_table *t, struct part *part)
{
    size_t n_jobs = t->n_sizes * t->n_kinds;
    bool is_any = false;
    part->n_kinds = t->n_kinds;
    part->cells = pp_alloc_zero(t->n_rows * n_jobs, sizeof *part->cells);
    run_jobs(part->settings, n_jobs, t->sample, part);
    print_table(t, part->cells);

    struct coverage *second = look_again(t, part);
    print_second(t, part->cells, second);
    for (size_t row = 0; row < t->n_rows; row++)
        is_any |= print_row_low(t, part->cells, second, row);
    if (is_any)
        printf("\n");
    fflush(stdout);
    pp_free(second);
    pp_free(part->cells);
}

/* ---- All of it --------------------------------------------------------- */

void progress(const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    vfprintf(stderr, fmt, args);
    va_end(args);
    fputc('\n', stderr);
}

static void run_parts(const struct settings *s, const char *only)
{
    for (size_t i = 0; i < sizeof PARTS / sizeof PARTS[0]; i++) {
        if ((only != NULL && strcmp(only, PARTS[i].name) != 0) ||
            (s->set == FRESH && !PARTS[i].is_for_fresh) ||
            (s->set == CHOSEN_ON && !PARTS[i].is_for_chosen))
            continue;
        time_t start = time(NULL);
        progress("%s%s", PARTS[i].name, s->set == FRESH ? ", fresh" : "");
        PARTS[i].run(s);
        progress("  %.0f s", difftime(time(NULL), start));
    }
}

static void print_head(size_t repetitions)
{
    printf("# What the intervals and verdicts do\n\n"
           "Made by `make calibrate` (%zu repetitions a cell, standard error "
           "of a 95%% cell %.1f points).\n"
           "In each cell: the median over the populations (the lowest). `*`: "
           "more than 2%% of samples gave no\ninterval. A 95%% interval claims "
           "to cover 93%% or more from n = 20 on (where not said\notherwise). "
           "The lowest of many cells is low by chance too: where one comes "
           "under 93%% it is\nlooked at again with %d times the repetitions, "
           "other ones, and what is under 93%% then is listed.\n\n",
           repetitions, 100.0 * sqrt(0.95 * 0.05 / (double)repetitions),
           TIMES_AGAIN);
}

int main(int argc, char **argv)
{
    long asked = 600;
    if (argc > 1 && pp_whole_parse(argv[1], strlen(argv[1]), &asked) != 0) {
        fprintf(stderr, "usage: calibrate [REPETITIONS [PART]]\n");
        return 2;
    }
    const char *only = argc > 2 ? argv[2] : NULL;
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    struct population *populations[N_DESIGNS + N_FRESH];
    struct settings s = {
        .repetitions = (size_t)asked,
        .n_threads = cores > 1 ? (unsigned)cores : 1,
        .set = CHOSEN_ON,
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
    progress("%d populations", N_DESIGNS + N_FRESH);
    run_jobs(&s, N_DESIGNS + N_FRESH, make_one, populations);

    print_head(s.repetitions);
    print_populations(&s);
    run_parts(&s, only);
    s.set = FRESH;
    s.populations += N_DESIGNS;
    s.n_populations = N_FRESH;
    printf("# The same on populations that no rule was chosen on\n\n");
    print_populations(&s);
    run_parts(&s, only);
    for (size_t i = 0; i < N_DESIGNS + N_FRESH; i++)
        population_free(populations[i]);
    return 0;
}
