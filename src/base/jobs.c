#include "prepost/base/jobs.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

enum { MOST_THREADS = 64 };

struct queue {
    const struct pp_job *jobs;
    size_t n;
    atomic_size_t next;
};

static void *do_jobs(void *ctx)
{
    struct queue *queue = ctx;
    size_t i;

    while ((i = atomic_fetch_add(&queue->next, 1)) < queue->n)
        queue->jobs[i].work(queue->jobs[i].ctx);
    return NULL;
}

void pp_jobs_run(const struct pp_job jobs[], size_t n, unsigned n_threads)
{
    struct queue queue = {.jobs = jobs, .n = n};
    pthread_t threads[MOST_THREADS];
    size_t most = n_threads < n ? n_threads : n, n_started = 0;

    while (n_started + 1 < most && n_started < MOST_THREADS &&
           pthread_create(&threads[n_started], NULL, do_jobs, &queue) == 0)
        n_started++;
    do_jobs(&queue);
    for (size_t t = 0; t < n_started; t++)
        pthread_join(threads[t], NULL);
}

unsigned pp_jobs_threads(void)
{
    cpu_set_t mine;

    if (sched_getaffinity(0, sizeof mine, &mine) != 0)
        return 1;
    return (unsigned)CPU_COUNT(&mine);
}
