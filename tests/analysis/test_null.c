#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include <math.h>

#include "../helpers/six_outcomes.h"
#include "prepost/base/rng.h"
#include "prepost/stats/gsl.h"

/*
 * Nothing changed, six times over, through the whole program: how often it
 * says that something did. The rule promises "improved" in one of 40
 * evaluations, and "worsened" in one of 40; `make calibrate` has 1,000
 * evaluations and more sizes.
 */
enum { N_PEOPLE = 24, N_EVALUATIONS = 200 };

/* The sum of nine answers 0 to 3 of someone whose days are good or bad. */
static double sum_of(struct pp_rng *rng, double trait)
{
    double sum = 0;

    for (int q = 0; q < 9; q++) {
        double x = 1.33 + 1.1 * (.7 * trait + .7 * pp_rng_normal(rng));
        sum += fmin(fmax(round(x), 0), 3);
    }
    return sum;
}

/* Before and after are made alike: no average changes. */
static void draw(uint64_t seed, double shift, double pre[SIX][N_PEOPLE],
                 double post[SIX][N_PEOPLE])
{
    struct pp_rng rng = pp_rng_at(seed, PP_STREAM_SIMULATION, 0);

    for (size_t k = 0; k < SIX; k++)
        for (size_t i = 0; i < N_PEOPLE; i++) {
            double usual = sqrt(.6) * pp_rng_normal(&rng);
            pre[k][i] = sum_of(&rng, usual + sqrt(.4) * pp_rng_normal(&rng));
            post[k][i] =
                sum_of(&rng, usual + sqrt(.4) * pp_rng_normal(&rng) + shift);
        }
}

static void count(double shift, size_t n, size_t *n_improved,
                  size_t *n_worsened)
{
    static double pre[SIX][N_PEOPLE], post[SIX][N_PEOPLE];

    *n_improved = *n_worsened = 0;
    for (uint64_t seed = 1; seed <= n; seed++) {
        struct pp_pool *pool = pp_pool_new();
        struct six_outcomes in = {.n = N_PEOPLE, .sesoi = 3};
        bool improved = false, worsened = false;
        draw(seed, shift, pre, post);
        for (size_t k = 0; k < SIX; k++) {
            in.pre[k] = pre[k];
            in.post[k] = post[k];
        }
        const struct pp_results *r = six_evaluated(pool, &in);
        for (size_t k = 0; k < SIX; k++) {
            enum pp_verdict_code code = r->outcomes[k].verdict.code;
            assert_int_equal(r->outcomes[k].family_size, SIX);
            improved |= code == PP_VERDICT_IMPROVED ||
                        code == PP_VERDICT_IMPROVED_SMALL;
            worsened |= code == PP_VERDICT_WORSENED ||
                        code == PP_VERDICT_WORSENED_SMALL;
        }
        *n_improved += improved;
        *n_worsened += worsened;
        pp_pool_free(pool);
    }
}

/* More than 11 of 200 where 1 in 40 is true happens once in 300 times; the
 * seeds are fixed, so it happens or it does not. */
static void nothing_is_found_where_nothing_is(void **state)
{
    size_t improved, worsened;

    (void)state;
    count(0, N_EVALUATIONS, &improved, &worsened);
    printf("# of %d evaluations without change: improved %zu, worsened %zu\n",
           N_EVALUATIONS, improved, worsened);
    assert_in_range(improved, 0, 11);
    assert_in_range(worsened, 0, 11);
}

/* The same people, were they all half an SD better: it is found. */
static void what_is_there_is_found(void **state)
{
    size_t improved, worsened;

    (void)state;
    count(.8, 20, &improved, &worsened);
    assert_int_equal(improved, 20);
    assert_int_equal(worsened, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_found_where_nothing_is),
        cmocka_unit_test(what_is_there_is_found),
    };

    pp_gsl_quiet();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
