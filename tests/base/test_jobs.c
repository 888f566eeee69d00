#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <pthread.h>

#include "prepost/base/jobs.h"

struct count {
    size_t from, sum;
    int times;
};

static void add_up(void *ctx)
{
    struct count *c = ctx;

    for (size_t i = 0; i < 1000; i++)
        c->sum += c->from + i;
    c->times++;
}

/* Each job is done once, whatever the number of threads. */
static void test_each_once(void **state)
{
    (void)state;
    enum { MOST = 100 };

    for (size_t n = 0; n <= MOST; n += n < 5 ? 1 : 19)
        for (unsigned n_threads = 0; n_threads < 80; n_threads += 7) {
            struct count counts[MOST] = {{0}};
            struct pp_job jobs[MOST];
            for (size_t i = 0; i < n; i++) {
                counts[i].from = i;
                jobs[i] = (struct pp_job){add_up, &counts[i]};
            }
            pp_jobs_run(jobs, n, n_threads);
            for (size_t i = 0; i < n; i++) {
                assert_int_equal(counts[i].times, 1);
                assert_int_equal(counts[i].sum, 1000 * i + 999 * 500);
            }
        }
}

/* Two jobs that wait for each other end only if they run at once. */
static void meet(void *ctx)
{
    pthread_barrier_wait(ctx);
}

static void test_at_once(void **state)
{
    (void)state;
    pthread_barrier_t both;

    pthread_barrier_init(&both, NULL, 2);
    struct pp_job jobs[] = {{meet, &both}, {meet, &both}};
    pp_jobs_run(jobs, 2, 2);
    pthread_barrier_destroy(&both);
}

static void remember(void *ctx)
{
    *(pthread_t *)ctx = pthread_self();
}

/* One thread is the caller's. */
static void test_alone(void **state)
{
    (void)state;
    pthread_t ran[3];
    struct pp_job jobs[] = {
        {remember, &ran[0]}, {remember, &ran[1]}, {remember, &ran[2]}};

    for (unsigned n_threads = 0; n_threads <= 1; n_threads++) {
        pp_jobs_run(jobs, 3, n_threads);
        for (size_t i = 0; i < 3; i++)
            assert_true(pthread_equal(ran[i], pthread_self()));
    }
    assert_true(pp_jobs_threads() >= 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_once),
        cmocka_unit_test(test_at_once),
        cmocka_unit_test(test_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
