#ifndef PREPOST_CLI_PROGRESS_H
#define PREPOST_CLI_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

/*
 * A bar on the terminal, with rows per second, for a file that takes more
 * than a second: first while it is read, then while its answers are stored.
 * Whoever has no terminal gets nothing at all.
 */
struct pp_progress {
    struct timespec start;   /* of the file; the first second is silent */
    long phase_ms, shown_ms; /* since then: phase begun, bar drawn last */
    size_t n_rows;           /* of the file, once it is read */
    bool is_wanted;
};

void pp_progress_start(struct pp_progress *progress, bool is_wanted);

/* Callbacks; ctx is the struct pp_progress. total 0: not known beforehand. */
void pp_progress_read(size_t bytes, size_t total, size_t rows, void *ctx);
void pp_progress_store(size_t done, size_t total, void *ctx);

/* The first phase is over, and the file has so many rows. */
void pp_progress_next(struct pp_progress *progress, size_t n_rows);

/* Leaves the line empty. */
void pp_progress_end(const struct pp_progress *progress);

#endif
