#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "../helpers/evaluated.h"
#include "../helpers/kinds.h"
#include "../helpers/often.h"
#include "prepost/base/rng.h"

/*
 * Averages are sums, once it is known of how many they are: what several of
 * them, added and taken from each other, tell of fewer than ten people. Who is
 * left is worked out by hand from the tables below.
 */
enum { MIN_AVERAGE = 10, N_BY = 3 };

static const char *const BY[N_BY] = {"region", "gender", "region,gender"};

/* The same people compared three times: by region, by gender, by both. */
struct three {
    const struct pp_results *by[N_BY];
};

static struct three compared(struct pp_pool *pool, const struct kind *kinds,
                             size_t n)
{
    struct three t;

    for (size_t k = 0; k < N_BY; k++)
        t.by[k] = disclosed(
            kinds_evaluated(
                pool, &(struct kinds){{"region", "gender"}, kinds, n, BY[k]}),
            pool);
    return t;
}

static bool is_shown(const struct pp_results *r, const char *name)
{
    const struct pp_comparison *c = &r->outcomes[0].comparison;

    for (size_t k = 0; k < c->n_cohorts; k++)
        if (strcmp(c->cohorts[k].name, name) == 0)
            return c->cohorts[k].shown;
    return false;
}

static size_t n_shown(const struct pp_results *r)
{
    const struct pp_comparison *c = &r->outcomes[0].comparison;
    size_t n = 0;

    for (size_t k = 0; k < c->n_cohorts; k++)
        n += c->cohorts[k].shown;
    return n;
}

/* All of the north are women: all women less the north are those of the south,
 * eight, or ten. */
static void two_comparisons(void **state)
{
    (void)state;
    struct kind kinds[] = {{{"North", "woman"}, 44, 0, 0},
                           {{"South", "man"}, 30, 0, 0},
                           {{"South", "woman"}, 8, 0, 0}};
    struct pp_pool *pool = pp_pool_new();
    struct three is = compared(pool, kinds, 3);

    assert_int_equal(n_shown(is.by[0]), 2);
    assert_int_equal(n_shown(is.by[1]), 0);
    kinds[2].stayed = 10;
    is = compared(pool, kinds, 3);
    assert_int_equal(n_shown(is.by[0]), 2);
    assert_int_equal(n_shown(is.by[1]), 2);
    assert_int_equal(n_shown(is.by[2]), 3);
    pp_pool_free(pool);
}

/* All of no known gender are of the south: everyone less men and women are 22,
 * and the south less these and its women are its five men. */
static void of_no_known_gender(void **state)
{
    (void)state;
    struct kind kinds[] = {
        {{"North", "woman"}, 30, 0, 0}, {{"North", "man"}, 25, 0, 0},
        {{"West", "woman"}, 25, 0, 0},  {{"West", "man"}, 28, 0, 0},
        {{"South", "woman"}, 32, 0, 0}, {{"South", "man"}, 5, 0, 0},
        {{"South", NULL}, 22, 0, 0}};
    struct pp_pool *pool = pp_pool_new();
    struct three is = compared(pool, kinds, 7);

    assert_int_equal(n_shown(is.by[0]), 3);
    assert_int_equal(n_shown(is.by[1]), 2);
    assert_false(is_shown(is.by[2], "South, woman"));
    assert_true(is_shown(is.by[2], "North, woman"));
    kinds[5].stayed = 10;
    is = compared(pool, kinds, 7);
    assert_int_equal(n_shown(is.by[2]), 6);
    pp_pool_free(pool);
}

/* Dumfries and Elgin, each less its others, are their men and women; all men
 * less those of the other three are their men: four and three women. */
static void of_two_regions(void **state)
{
    (void)state;
    static const struct kind kinds[] = {
        {{"Ayr", "man"}, 25, 0, 0},       {{"Ayr", "woman"}, 46, 0, 0},
        {{"Ayr", "other"}, 34, 0, 0},     {{"Bute", "man"}, 45, 0, 0},
        {{"Bute", "woman"}, 58, 0, 0},    {{"Bute", "other"}, 6, 0, 0},
        {{"Cupar", "man"}, 25, 0, 0},     {{"Cupar", "woman"}, 32, 0, 0},
        {{"Cupar", "other"}, 54, 0, 0},   {{"Dumfries", "man"}, 46, 0, 0},
        {{"Dumfries", "woman"}, 4, 0, 0}, {{"Dumfries", "other"}, 58, 0, 0},
        {{"Elgin", "man"}, 18, 0, 0},     {{"Elgin", "woman"}, 3, 0, 0},
        {{"Elgin", "other"}, 28, 0, 0}};
    struct pp_pool *pool = pp_pool_new();
    struct three is = compared(pool, kinds, 15);

    assert_int_equal(n_shown(is.by[0]), 5);
    assert_true(is_shown(is.by[1], "man"));
    assert_false(
        is_shown(is.by[2], "Dumfries, other") &&
        is_shown(is.by[2], "Elgin, other") && is_shown(is.by[2], "Ayr, man") &&
        is_shown(is.by[2], "Bute, man") && is_shown(is.by[2], "Cupar, man"));
    assert_true(n_shown(is.by[2]) >= 6);
    pp_pool_free(pool);
}

/* --- any sum ----------------------------------------------------------------
 *
 * Any sum of averages, with any weights, is of nobody or of ten. One of these
 * people alone exists where the averages without them have a lower rank than
 * all (what a linear map sends to nothing has the dimension that its rank
 * lacks). Every set of fewer than ten is tried. Ranks are modulo a prime: the
 * program has them in floating point.
 */
enum { REGIONS = 4, GENDERS = 3, MOST_KINDS = 20, MOST_ROWS = 32 };
enum { PRIME = 10007 };

struct sums {
    size_t n, n_rows;
    const struct kind *kinds;
    long rows[MOST_ROWS][MOST_KINDS];
};

static long inverse(long x)
{
    long y = 1;

    for (int k = PRIME - 2; k > 0; k /= 2, x = x * x % PRIME)
        if (k % 2 > 0)
            y = y * x % PRIME;
    return y;
}

static size_t rank_without(const struct sums *s, const bool *left_out)
{
    struct sums t = *s;
    size_t rank = 0;

    for (size_t c = 0; c < t.n; c++) {
        size_t r = rank;
        while (r < t.n_rows && t.rows[r][c] == 0)
            r++;
        if (left_out[c] || r == t.n_rows)
            continue;
        for (size_t k = 0; k < t.n; k++) {
            long x = t.rows[r][k];
            t.rows[r][k] = t.rows[rank][k];
            t.rows[rank][k] = x;
        }
        for (r = rank + 1; r < t.n_rows; r++) {
            long f = t.rows[r][c] * inverse(t.rows[rank][c]) % PRIME;
            for (size_t k = 0; k < t.n; k++)
                t.rows[r][k] =
                    (t.rows[r][k] + (PRIME - f) * t.rows[rank][k]) % PRIME;
        }
        rank++;
    }
    return rank;
}

static bool is_of(const struct kind *kind, size_t by, const char *name,
                  struct pp_pool *pool)
{
    const char *region = kind->level[0], *gender = kind->level[1];

    if ((by != 1 && region == NULL) || (by != 0 && gender == NULL))
        return false;
    const char *is = by == 0   ? region
                     : by == 1 ? gender
                               : pp_pool_printf(pool, "%s, %s", region, gender);
    return strcmp(is, name) == 0;
}

static struct sums sums_of(const struct three *t, const struct kind *kinds,
                           size_t n, struct pp_pool *pool)
{
    struct sums s = {.n = n, .kinds = kinds, .n_rows = 1};

    for (size_t k = 0; k < n; k++)
        s.rows[0][k] = 1;
    for (size_t by = 0; by < N_BY; by++) {
        const struct pp_comparison *c = &t->by[by]->outcomes[0].comparison;
        for (size_t i = 0; i < c->n_cohorts; i++) {
            if (!c->cohorts[i].shown)
                continue;
            assert_true(s.n_rows < MOST_ROWS);
            for (size_t k = 0; k < n; k++)
                s.rows[s.n_rows][k] =
                    is_of(&kinds[k], by, c->cohorts[i].name, pool);
            s.n_rows++;
        }
    }
    return s;
}

/* Every set of kinds from `from` on with so many people more. */
static void try_sets(const struct sums *s, size_t rank, size_t from, size_t n,
                     bool *left_out, uint64_t seed)
{
    for (size_t k = from; k < s->n; k++) {
        size_t more = n + s->kinds[k].stayed;
        if (more >= MIN_AVERAGE)
            continue;
        left_out[k] = true;
        if (rank_without(s, left_out) < rank)
            fail_msg("seed %d: a sum of averages is of %zu people", (int)seed,
                     more);
        try_sets(s, rank, k + 1, more, left_out, seed);
        left_out[k] = false;
    }
}

/* Some of each region and gender, and of whom one is not known. */
static size_t draw(struct pp_rng *rng, struct kind kinds[MOST_KINDS])
{
    static const char *const region[] = {"A", "B", "C", "D", NULL};
    static const char *const gender[] = {"f", "m", "o", NULL};
    static const size_t people[] = {0, 0, 2, 4, 5, 6, 8, 11, 14, 20, 27, 30};
    size_t n = 0;

    for (size_t r = 0; r <= REGIONS; r++)
        for (size_t g = 0; g <= GENDERS; g++) {
            bool is_blank = r == REGIONS || g == GENDERS;
            size_t stayed = people[pp_rng_below(rng, 12)];
            if (stayed == 0 || (is_blank && pp_rng_below(rng, 3) > 0))
                continue;
            kinds[n++] = (struct kind){{region[r], gender[g]}, stayed, 0, 0};
        }
    return n;
}

static void any_sum(void **state)
{
    (void)state;
    size_t n_seen = 0, n_seeds = often(120);

    for (uint64_t seed = 1; seed <= n_seeds; seed++) {
        struct pp_rng rng = pp_rng_at(seed, PP_STREAM_SIMULATION, 11);
        struct pp_pool *pool = pp_pool_new();
        struct kind kinds[MOST_KINDS];
        bool left_out[MOST_KINDS] = {false};
        size_t n = draw(&rng, kinds);
        struct three t = compared(pool, kinds, n);
        struct sums s = sums_of(&t, kinds, n, pool);
        try_sets(&s, rank_without(&s, left_out), 0, 0, left_out, seed);
        n_seen += s.n_rows - 1;
        pp_pool_free(pool);
    }
    printf("# %zu averages shown\n", n_seen);
    assert_true(n_seen > 4 * n_seeds);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_comparisons),
        cmocka_unit_test(of_no_known_gender),
        cmocka_unit_test(of_two_regions),
        cmocka_unit_test(any_sum),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
