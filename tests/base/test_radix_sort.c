#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "prepost/base/radix_sort.h"
#include "prepost/base/rng.h"

enum { MOST = 30000 };

static int by_key_then_row(const void *a, const void *b)
{
    const struct pp_keyed *x = a, *y = b;

    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

/* As the C library sorts, those alike in the order in which they came. */
static void check(const char *label, const struct pp_keyed *r, size_t n)
{
    static struct pp_keyed mine[MOST], spare[MOST], theirs[MOST];

    for (size_t i = 0; i < n; i++)
        mine[i] = theirs[i] = (struct pp_keyed){r[i].key, i};
    qsort(theirs, n, sizeof *theirs, by_key_then_row);
    const struct pp_keyed *sorted = pp_radix_sort(mine, spare, n);
    assert_true(sorted == mine || sorted == spare);
    for (size_t i = 0; i < n; i++)
        if (sorted[i].key != theirs[i].key || sorted[i].row != theirs[i].row)
            fail_msg("%s, n = %zu: wrong at %zu", label, n, i);
}

static uint64_t spread(struct pp_rng *rng)
{
    return pp_rng_u64(rng);
}

static uint64_t answers(struct pp_rng *rng)
{
    return pp_rng_below(rng, 28);
}

static uint64_t alike(struct pp_rng *rng)
{
    (void)rng;
    return UINT64_MAX;
}

/* Three digits do not tell these apart: one is far away. */
static uint64_t one_far_away(struct pp_rng *rng)
{
    return pp_rng_below(rng, 1000) == 0 ? UINT64_C(1) << 63
                                        : pp_rng_below(rng, 5000);
}

/* Nor these: clusters within clusters, to the last bit. */
static uint64_t clusters(struct pp_rng *rng)
{
    uint64_t key = 0;

    for (int shift = 0; shift < 64; shift += 16)
        key |= (uint64_t)pp_rng_below(rng, 5) << shift;
    return key;
}

static uint64_t doubles(struct pp_rng *rng)
{
    return pp_radix_key(fabs(pp_rng_normal(rng)));
}

static void test_sorts(void **state)
{
    (void)state;
    static const struct {
        const char *label;
        uint64_t (*key)(struct pp_rng *rng);
    } kinds[] = {{"spread", spread},     {"answers", answers},
                 {"alike", alike},       {"far away", one_far_away},
                 {"clusters", clusters}, {"doubles", doubles}};
    /* both sides of each change of method */
    static const size_t sizes[] = {0,  1,   2,   3,     23,    24,
                                   25, 200, 999, 19999, 20000, MOST};
    static struct pp_keyed r[MOST];

    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
        for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
            struct pp_rng rng = pp_rng_at(k, PP_STREAM_SIMULATION, s);
            for (size_t i = 0; i < sizes[s]; i++)
                r[i].key = kinds[k].key(&rng);
            check(kinds[k].label, r, sizes[s]);
        }
}

static void test_keys(void **state)
{
    (void)state;
    static const double ascending[] = {0.0, 5e-324, 0.1,   0.3,     1.0,
                                       2.5, 1e9,    1e308, INFINITY};

    for (size_t i = 0; i < sizeof ascending / sizeof *ascending; i++) {
        uint64_t key = pp_radix_key(ascending[i]);
        assert_true(pp_radix_value(key) == ascending[i]);
        assert_true(i == 0 || key > pp_radix_key(ascending[i - 1]));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sorts),
        cmocka_unit_test(test_keys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
