#include "prepost/stats/lattice.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "prepost/base/alloc.h"
#include "prepost/base/rng.h"

#include "../helpers/near.h"

/* Which lattice, and how many steps there are in a point. */
static void finds_the_lattice(void **state)
{
    (void)state;
    static const struct {
        const char *label;
        size_t n;
        double pre[4], post[4];
        enum pp_lattice_kind kind;
        double scale; /* 0: not looked at */
    } rows[] = {
        {"whole", 3, {0, 27, 5}, {1, 2, 3}, PP_LATTICE_DECIMAL, 1},
        {"negative", 2, {-3, 4}, {0, -7}, PP_LATTICE_DECIMAL, 1},
        {"tenths", 3, {.1, .2, .3}, {.4, 1, 1.7}, PP_LATTICE_DECIMAL, 10},
        {"by sums", 1, {.1 + .2}, {.3}, PP_LATTICE_DECIMAL, 10},
        {"mixed", 2, {1, 2.25}, {3.5, 4}, PP_LATTICE_DECIMAL, 100},
        {"four places", 1, {1.2345}, {2}, PP_LATTICE_DECIMAL, 10000},
        {"five places", 1, {1.23456}, {2}, PP_LATTICE_CONTINUOUS, 0},
        {"1e9", 2, {1e9 + 1, 1e9}, {1e9 + 3, 1e9}, PP_LATTICE_DECIMAL, 1},
        {"1e9 and tenths", 1, {1e9 + .1}, {1e9}, PP_LATTICE_DECIMAL, 10},
        {"thirds", 2, {10.0 / 3, 20.0 / 3}, {7, 1}, PP_LATTICE_RATIONAL, 3},
        {"prorated: 9 items from 8, and from 7",
         2,
         {13.0 * 9 / 8, 5},
         {11.0 * 9 / 7, 4},
         PP_LATTICE_RATIONAL,
         56},
        {"means of 34, 33 and 31 answers",
         2,
         {25.0 / 34, 40.0 / 33},
         {17.0 / 31, 2},
         PP_LATTICE_RATIONAL,
         34782},
        {"irrational", 2, {M_PI, 2}, {M_E, 1}, PP_LATTICE_CONTINUOUS, 0},
        {"all alike", 2, {M_PI, M_PI}, {M_PI, M_PI}, PP_LATTICE_CONTINUOUS, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct pp_lattice *l =
            pp_lattice_new(rows[i].pre, rows[i].post, rows[i].n);
        assert_int_equal(l->kind, rows[i].kind);
        if (rows[i].scale > 0)
            assert_true(near(rows[i].label, l->scale, rows[i].scale, 0));
        for (size_t k = 0; k < rows[i].n; k++) {
            double x = l->offset + (double)l->pre[k] / l->scale;
            double d = (double)(l->post[k] - l->pre[k]) / l->scale;
            assert_true(near(rows[i].label, x, rows[i].pre[k], 1e-12));
            assert_true(fabs(d - (rows[i].post[k] - rows[i].pre[k])) < 1e-6);
        }
        pp_lattice_free(l);
    }
}

/* 2.4 - 2.1 is not 3.4 - 3.1 in doubles; nearly equal sizes of a continuous
 * scale tie, on either side of zero, and what nearly is zero is zero. */
static void ties(void **state)
{
    (void)state;
    static const double a[] = {2.1, 3.1, 3.8}, b[] = {2.4, 3.4, 3.5};
    struct pp_lattice *l = pp_lattice_new(a, b, 3);
    assert_int_equal(l->n_differences, 2);
    assert_true(l->differences[0].value == -3);
    assert_true(l->differences[1].value == 3);
    assert_int_equal(l->differences[1].count, 2);
    pp_lattice_free(l);

    double pre[] = {M_PI, M_PI, M_PI, M_PI, M_PI};
    double post[] = {M_PI + 1, M_PI + 1 + 5e-10, M_PI - 1 - 2e-10, M_PI + 3e-10,
                     M_PI + 1 + 1e-7};
    l = pp_lattice_new(pre, post, 5);
    assert_int_equal(l->kind, PP_LATTICE_CONTINUOUS);
    assert_int_equal(l->n_differences, 4);
    assert_true(l->differences[0].value == -l->differences[2].value);
    assert_true(l->differences[1].value == 0);
    assert_int_equal(l->differences[2].count, 2);
    struct pp_sign_counts s = pp_lattice_signs(l);
    assert_int_equal(s.n_negative, 1);
    assert_int_equal(s.n_zero, 1);
    assert_int_equal(s.n_positive, 3);
    pp_lattice_free(l);
}

static void nobody(void **state)
{
    (void)state;
    struct pp_lattice *l = pp_lattice_new(NULL, NULL, 0);
    assert_int_equal(l->n, 0);
    assert_int_equal(l->n_pairs, 0);
    struct pp_sign_counts s = pp_lattice_signs(l);
    assert_int_equal(s.n_negative + s.n_zero + s.n_positive, 0);
    pp_lattice_free(l);
    pp_lattice_free(NULL);
}

/* Counts against a plain search, order, and no trace of the order of rows. */
static void counts_distinct_pairs(void **state)
{
    (void)state;
    enum { N = 500 };
    struct pp_rng rng = pp_rng_at(61, PP_STREAM_SIMULATION, 0);
    for (int trial = 0; trial < 20; trial++) {
        double pre[N], post[N], x[N], y[N];
        uint32_t width = 3 + (uint32_t)trial * 40;
        for (size_t i = 0; i < N; i++) {
            pre[i] = (int)pp_rng_below(&rng, width) - 300;
            post[i] = (int)pp_rng_below(&rng, width) - 300;
        }
        for (size_t i = 0; i < N; i++) {
            x[i] = pre[(i * 7 + 3) % N];
            y[i] = post[(i * 7 + 3) % N];
        }
        struct pp_lattice *l = pp_lattice_new(pre, post, N);
        struct pp_lattice *m = pp_lattice_new(x, y, N);
        size_t total = 0, changes = 0;
        assert_int_equal(l->n_pairs, m->n_pairs);
        for (size_t k = 0; k < l->n_pairs; k++) {
            const struct pp_pair_count *p = &l->pairs[k];
            size_t count = 0;
            for (size_t i = 0; i < N; i++)
                count += pre[i] == (double)p->pre && post[i] == (double)p->post;
            assert_int_equal(count, p->count);
            assert_memory_equal(p, &m->pairs[k], sizeof *p);
            assert_true(k == 0 || p[-1].pre < p->pre ||
                        (p[-1].pre == p->pre && p[-1].post < p->post));
            total += count;
        }
        for (size_t k = 0; k < l->n_differences; k++) {
            const struct pp_value_count *d = &l->differences[k];
            size_t count = 0;
            for (size_t i = 0; i < N; i++)
                count += post[i] - pre[i] == (double)d->value;
            assert_int_equal(count, d->count);
            assert_true(k == 0 || d[-1].value < d->value);
            changes += count;
        }
        assert_int_equal(total, N);
        assert_int_equal(changes, N);
        pp_lattice_free(l);
        pp_lattice_free(m);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_the_lattice),
        cmocka_unit_test(ties),
        cmocka_unit_test(nobody),
        cmocka_unit_test(counts_distinct_pairs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
