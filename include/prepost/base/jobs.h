#ifndef PREPOST_BASE_JOBS_H
#define PREPOST_BASE_JOBS_H

#include <stddef.h>

/*
 * Work that may be done at once, on as many threads as are worth it.
 *
 *     struct pp_job jobs[] = {{count_words, &book}, {count_pages, &book}};
 *     pp_jobs_run(jobs, 2, pp_jobs_threads());
 *
 * No job may read what another writes: then how many threads there are, and
 * which of them does what, changes nothing in the results.
 */
struct pp_job {
    void (*work)(void *ctx);
    void *ctx;
};

/*
 * In         jobs[n], begun in their order; n_threads: at most so many, the
 *            caller's own among them; 0 or 1: none besides it
 * Out        returns when all are done. Does with fewer threads where the
 *            system has no more
 * Errors     none: a job keeps its own
 */
void pp_jobs_run(const struct pp_job jobs[], size_t n, unsigned n_threads);

/* People from whom on a second thread is worth starting. */
enum { PP_JOBS_WORTH = 20000 };

/* The processors that this process may use. */
unsigned pp_jobs_threads(void);

#endif
