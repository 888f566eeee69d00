/*
 * Numbers of people printed elsewhere, and the bars of the change figure: the
 * difference of the two must not be a few people. Found from the printed table
 * alone: bars stand in order, so the sums from the left are what a reader has.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdlib.h>

#include "prepost/base/rng.h"
#include "prepost/plot/plot_change.h"

enum { MOST = 200, LEAST = 5 };

static size_t count_below(const double *x, size_t n, double limit)
{
    size_t below = 0;

    for (size_t i = 0; i < n; i++)
        below += x[i] < limit;
    return below;
}

/* The number of people is told where `is_known`; sums from the left are `sum`
 * people. */
static void assert_apart(bool is_known, size_t known, size_t sum, uint64_t seed)
{
    size_t apart = known > sum ? known - sum : sum - known;

    if (is_known && apart > 0 && apart < LEAST)
        fail_msg("seed %d: bars of %zu people beside %zu known", (int)seed, sum,
                 known);
}

static void check(const struct pp_change_input *in, const struct pp_figure *f,
                  uint64_t seed)
{
    const struct pp_change_known *k = &in->known;
    const double *x = in->change, t = in->threshold;
    size_t n = in->n, sum = 0, before = 0, n_same;

    n_same = count_below(x, n, 0.5) - count_below(x, n, 0);
    for (size_t r = 0; r < f->table.n_rows; r++) {
        size_t count = (size_t)atol(pp_figure_cell(f, r, 1));
        before = sum;
        sum += count;
        assert_true(count >= LEAST);
        assert_apart(k->worse, count_below(x, n, -t + 0.5), sum, seed);
        assert_apart(k->any_worse, count_below(x, n, 0), sum, seed);
        assert_apart(k->any_better, count_below(x, n, 0.5), sum, seed);
        assert_apart(k->better, count_below(x, n, t), sum, seed);
        /* The bar that holds those who stayed the same, without them. */
        size_t first = count_below(x, n, 0);
        if (before <= first && sum >= first + n_same && n_same > 0)
            assert_apart(k->same, n_same, count, seed);
    }
    assert_int_equal(sum, n);
}

static void bars_tell_nothing_of_few_people(void **state)
{
    size_t n_drawn = 0;

    (void)state;
    for (uint64_t seed = 1; seed <= 3000; seed++) {
        struct pp_rng rng = pp_rng_at(seed, PP_STREAM_SIMULATION, 0);
        struct pp_pool *pool = pp_pool_new();
        double change[MOST];
        size_t n = 10 + pp_rng_below(&rng, MOST - 10);
        double spread = 1 + 8 * pp_rng_uniform(&rng);
        unsigned known = pp_rng_below(&rng, 32);
        for (size_t i = 0; i < n; i++)
            change[i] = round(spread * pp_rng_normal(&rng));
        struct pp_change_input in = {
            .title = "",
            .outcome = "hope",
            .n = n,
            .change = change,
            .people = PP_PEOPLE_HIDDEN,
            .min_cell = LEAST,
            .known = {known & 1, known & 2, known & 4, known & 8, known & 16},
            .mean = NAN,
            .threshold = 1 + pp_rng_below(&rng, 9)};
        struct pp_figure f = pp_plot_change(pool, &in, &PP_PLOT_STYLE);
        n_drawn += f.reason == NULL;
        if (f.reason == NULL)
            check(&in, &f, seed);
        pp_pool_free(pool);
    }
    print_message("# %zu of 3,000 drawn\n", n_drawn);
    assert_in_range(n_drawn, 1000, 3000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bars_tell_nothing_of_few_people),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
