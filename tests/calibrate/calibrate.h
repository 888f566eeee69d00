#ifndef PREPOST_TESTS_CALIBRATE_H
#define PREPOST_TESTS_CALIBRATE_H

#include <stddef.h>
#include <stdint.h>

#include "prepost/stats/types.h"

#include "population.h"

/*
 * Simulation of every interval and verdict that the program prints. Each
 * part makes the tables of one kind of result, in Markdown on stdout. All of
 * it is a function of the number of repetitions: seeds are fixed, and how
 * many threads share the work changes no number.
 */
struct settings {
    size_t repetitions;
    unsigned n_threads;
    struct population **populations;
    size_t n_populations;
    const char *program; /* a binary: evaluations by its commands; or NULL */
};

/* How often an interval held the true value. */
struct coverage {
    size_t n_held, n_missed, n_undefined;
};

void coverage_count(struct coverage *c, const struct pp_interval *ci,
                    double truth);
/* Percent of those defined; NaN when none was. */
double coverage_percent(const struct coverage *c);

/* Runs job(i, ctx) for i in 0 .. n-1 over the threads. */
void run_jobs(const struct settings *settings, size_t n,
              void (*job)(size_t i, void *ctx), void *ctx);

/* A random generator for repetition `r` of cell `cell` of part `part`. */
struct pp_rng repetition_rng(unsigned part, size_t cell, size_t r);

/*
 * A table of coverage: rows named, a column per number of people, in each
 * cell the median and (lowest) over the populations; below it, where the
 * claim of a row is not met. cells[row][column][population].
 */
struct coverage_row {
    const char *label;
    double least; /* percent that it claims to cover, less 2; 0: no claim */
    size_t from;  /* the smallest n that it claims this for */
};

struct coverage_table {
    const struct coverage_row *rows;
    size_t n_rows;
    const size_t *sizes;
    size_t n_sizes;
    const char **populations;
    size_t n_populations;
    const struct coverage *cells;
};

void coverage_print(const struct coverage_table *table);

void calibrate_outcome(const struct settings *settings);
void calibrate_verdicts(const struct settings *settings);
void calibrate_evaluations(const struct settings *settings);
void calibrate_leavers(const struct settings *settings);
void calibrate_groups(const struct settings *settings);
void calibrate_cohorts(const struct settings *settings);
void calibrate_reliability(const struct settings *settings);

#endif
