/*
 * What all paired statistics of one outcome cost: 200 people without the
 * bootstrap and with it, and 700,000 with it, whose scores are whole numbers
 * or all different. The least of several runs, on the clock and as processor
 * time: what else the machine does only adds.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "prepost/analysis/paired.h"
#include "prepost/base/alloc.h"
#include "prepost/base/rng.h"

enum scores { WHOLE, ALL_DIFFERENT };

struct outcome {
    const char *label;
    size_t n;
    enum scores scores;
    size_t resamples;
    int runs;
    double most_ms; /* on the clock */
};

static const struct outcome outcomes[] = {
    {"200 people, no bootstrap", 200, WHOLE, 0, 200, 2},
    {"  all different", 200, ALL_DIFFERENT, 0, 200, 2},
    {"200 people", 200, WHOLE, 10000, 50, 25},
    {"  all different", 200, ALL_DIFFERENT, 10000, 50, 25},
    {"700,000 people", 700000, WHOLE, 10000, 5, 1000},
    {"  all different", 700000, ALL_DIFFERENT, 10000, 5, 1000},
};

static double ms_of(clockid_t clock)
{
    struct timespec t;

    clock_gettime(clock, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void answer(const struct outcome *o, double pre[], double post[])
{
    struct pp_rng rng = pp_rng_at(1, PP_STREAM_SIMULATION, o->n);

    for (size_t i = 0; i < o->n; i++) {
        pre[i] = 14 + 4 * pp_rng_normal(&rng);
        post[i] = pre[i] - 0.5 + 3 * pp_rng_normal(&rng);
        if (o->scores == WHOLE) {
            pre[i] = fmin(27, fmax(0, nearbyint(pre[i])));
            post[i] = fmin(27, fmax(0, nearbyint(post[i])));
        }
    }
}

static int measure(const struct outcome *o)
{
    double *pre = pp_alloc_array(o->n, sizeof *pre);
    double *post = pp_alloc_array(o->n, sizeof *post);
    double clock = INFINITY, cpu = INFINITY;
    struct pp_paired_options options = PP_PAIRED_OPTIONS;
    struct pp_paired result;

    answer(o, pre, post);
    options.resamples = o->resamples;
    for (int run = 0; run < o->runs; run++) {
        double clock_start = ms_of(CLOCK_MONOTONIC);
        double cpu_start = ms_of(CLOCK_PROCESS_CPUTIME_ID);
        pp_paired_analyse(pre, post, o->n, NULL, &options, &result);
        cpu = fmin(cpu, ms_of(CLOCK_PROCESS_CPUTIME_ID) - cpu_start);
        clock = fmin(clock, ms_of(CLOCK_MONOTONIC) - clock_start);
    }
    printf("%-26s %8.2f %8.2f %8.0f\n", o->label, clock, cpu, o->most_ms);
    pp_free(pre);
    pp_free(post);
    return clock <= o->most_ms;
}

int main(void)
{
    int is_met = 1;

    printf("%-26s %8s %8s %8s\n", "", "clock ms", "CPU ms", "bar");
    for (size_t i = 0; i < sizeof outcomes / sizeof *outcomes; i++)
        is_met &= measure(&outcomes[i]);
    return is_met ? EXIT_SUCCESS : EXIT_FAILURE;
}
