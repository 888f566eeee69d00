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
    size_t repetitions, first; /* how many, and the number of the first */
    unsigned n_threads;
    enum set { CHOSEN_ON, FRESH } set;
    struct population **populations;
    size_t n_populations;
    const char *program; /* a binary: evaluations by its commands; or NULL */
};

/* How often an interval held the true value. */
struct coverage {
    size_t n_held, n_missed, n_undefined;
    size_t n_unclaimed; /* left out: the program says that it is not sure */
};

void coverage_count(struct coverage *c, const struct pp_interval *ci,
                    double truth);
/* Percent of those defined; NaN when there were few, or few beside those that
 * were left out. */
double coverage_percent(const struct coverage *c);

/* Runs job(i, ctx) for i in 0 .. n-1 over the threads. */
void run_jobs(const struct settings *settings, size_t n,
              void (*job)(size_t i, void *ctx), void *ctx);

/* A random generator for the i-th repetition, counted from settings->first, of
 * cell `cell` of part `part`. */
struct pp_rng repetition_rng(const struct settings *settings, unsigned part,
                             size_t cell, size_t i);

/* What the jobs of a part share: cells[row][size][kind], a job being a size
 * and a kind (a population, mostly). */
struct part {
    const struct settings *settings;
    struct coverage *cells;
    const size_t *population; /* where not all are used: which */
    size_t n_kinds;
};

/*
 * A table of coverage: rows named, a column per number of people, in each
 * cell the median and (lowest) over the kinds; below it, where the claim of a
 * row is not met. The lowest of many cells is low by chance too: where one is
 * under its claim, its job is done again with five times the
 * repetitions, other ones, and those are the numbers that are listed.
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
    const char **kinds;
    size_t n_kinds;
    void (*sample)(size_t job, void *part); /* adds to part->cells */
};

/* Samples all cells over the threads and prints them. `part` has settings and
 * what else sample() needs; its cells are made and freed here. */
void coverage_table_make(const struct coverage_table *table, struct part *part);

/* Labels of the populations; the caller frees the array. */
const char **population_labels(const struct settings *settings);

void progress(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

void calibrate_outcome(const struct settings *settings);
void calibrate_verdicts(const struct settings *settings);
void calibrate_no_change(const struct settings *settings);
void calibrate_evaluations(const struct settings *settings);
void calibrate_leavers(const struct settings *settings);
void calibrate_times(const struct settings *settings);
void calibrate_doses(const struct settings *settings);
void calibrate_arms(const struct settings *settings);
void calibrate_groups(const struct settings *settings);
void calibrate_cohorts(const struct settings *settings);
void calibrate_regions(const struct settings *settings);
void calibrate_reliability(const struct settings *settings);
void calibrate_slopes(const struct settings *settings);

#endif
