#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "prepost/base/alloc.h"
#include "prepost/stats/gsl.h"
#include "prepost/stats/omega.h"

#include "../helpers/near.h"

/* Sums for n people with these covariances (lower triangle, row by row). */
static struct pp_items with_covariance(const double *lower, size_t k, size_t n)
{
    struct pp_items items;
    pp_items_init(&items, k);
    items.n = n;
    for (size_t i = 0, at = 0; i < k; i++)
        for (size_t j = 0; j <= i; j++)
            items.product[i * k + j] = (double)(n - 1) * lower[at++];
    return items;
}

/* R's attitude and x1-x9 of Holzinger and Swineford 1939: covariances and
 * omega by EM to its last digits (lavaan and factanal agree to 7 and 6),
 * tests/oracle/reliability.R. */
static void test_two_published_sets(void **state)
{
    (void)state;
    static const double attitude[28] = {
        148.171264367816, 133.779310344828, 177.28275862069,  63.464367816092,
        90.951724137931,  149.705747126437, 89.1045977011494, 93.2551724137931,
        70.8459770114943, 137.757471264368, 74.6885057471264, 92.6413793103448,
        56.6712643678161, 78.1390804597701, 108.102298850575, 18.8425287356322,
        24.7310344827586, 17.8252873563218, 13.467816091954,  38.7735632183908,
        97.9091954022988, 19.4229885057471, 30.7655172413793, 43.216091954023,
        64.1977011494253, 61.4229885057471, 28.8459770114943, 105.857471264368};
    static const double abilities[45] = {
        1.36289774499779,   0.408729234586545,   1.38638981173865,
        0.581832320084842,  0.452567483388704,   1.279114410299,
        0.506517779495859,  0.20961978157046,    0.208863511622148,
        1.35516672288466,   0.442084255837265,   0.211794712070875,
        0.112670611849391,  1.10141195751168,    1.66531838316722,
        0.456324157747872,  0.248369719902796,   0.244922678128433,
        0.898500761763255,  1.01790578892339,    1.20034623928604,
        0.0850479859266197, -0.0970735209820044, 0.0886363107638427,
        0.220475065103346,  0.143476213267719,   0.144558650507976,
        1.18708326254085,   0.264717143301711,   0.110024916943522,
        0.21303038482835,   0.126011994480742,   0.181207225913621,
        0.165982441580498,  0.53702937198588,    1.02538942414175,
        0.459866342229125,  0.244822815733666,   0.375098746170127,
        0.244173946304369,  0.296225467421096,   0.236783605912182,
        0.374541543306881,  0.45884094830897,    1.01838721619292};
    struct pp_items items = with_covariance(attitude, 7, 30);
    struct pp_omega omega = pp_omega_fit(&items, NULL, NULL);
    assert_int_equal(omega.status, PP_STATUS_OK);
    assert_true(near("attitude", omega.omega, .85632679295387, 1e-11));
    pp_items_clear(&items);
    items = with_covariance(abilities, 9, 301);
    double loading[9], unique[9];
    omega = pp_omega_fit(&items, loading, unique);
    assert_int_equal(omega.status, PP_STATUS_OK);
    assert_true(near("abilities", omega.omega, .738068992149546, 1e-10));
    /* lavaan's covariances have n below, ours n - 1. */
    double more = 301. / 300;
    assert_true(near("loading", loading[3], .9851592971 * sqrt(more), 2e-5));
    assert_true(near("unique", unique[0], 1.0978434941 * more, 2e-5));
    pp_items_clear(&items);
}

/* A matrix that is of one factor must give that factor back, in raw units:
 * loadings 1 2 3 4, unique variances 4 3 2 1, so omega = 100/110. */
static void test_exact_factor(void **state)
{
    (void)state;
    double lower[10], loading[4], unique[4];
    for (size_t i = 0, at = 0; i < 4; i++)
        for (size_t j = 0; j <= i; j++)
            lower[at++] =
                (double)((i + 1) * (j + 1)) + (i == j ? (double)(4 - i) : 0);
    struct pp_items items = with_covariance(lower, 4, 100);
    struct pp_omega omega = pp_omega_fit(&items, loading, unique);
    assert_true(near("omega", omega.omega, 100. / 110, 1e-12));
    for (size_t i = 0; i < 4; i++) {
        assert_true(near("loading", loading[i], (double)(i + 1), 1e-9));
        assert_true(near("unique", unique[i], (double)(4 - i), 1e-9));
    }
    pp_items_clear(&items);
}

static void test_edges(void **state)
{
    (void)state;
    /* Correlations .8 .7 .4: the first loading squared would be 1.4. */
    static const double heywood[6] = {1, .8, 1, .7, .4, 1};
    static const double two[3] = {1, .5, 1};
    static const double fixed[6] = {1, 0, 0, .5, 0, 1};
    static const double copies[6] = {1, 1, 1, .5, .5, 1};
    static const double fine[6] = {1, .5, 1, .5, .5, 1};
    static const struct {
        const char *label;
        const double *lower;
        size_t k, n;
        enum pp_status status;
    } row[] = {
        {"heywood", heywood, 3, 50, PP_STATUS_HEYWOOD},
        {"two items", two, 2, 50, PP_STATUS_TOO_FEW},
        {"as many people as items", fine, 3, 3, PP_STATUS_TOO_FEW},
        {"nobody", fine, 3, 0, PP_STATUS_TOO_FEW},
        {"a fixed item", fixed, 3, 50, PP_STATUS_NO_VARIANCE},
        {"an item twice", copies, 3, 50, PP_STATUS_NO_VARIANCE},
        {"fine", fine, 3, 4, PP_STATUS_OK},
    };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct pp_items items =
            with_covariance(row[i].lower, row[i].k, row[i].n);
        struct pp_omega omega = pp_omega_fit(&items, NULL, NULL);
        print_message("# %s\n", row[i].label);
        assert_int_equal(omega.status, row[i].status);
        assert_true(isnan(omega.omega) == (omega.status != PP_STATUS_OK));
        pp_items_clear(&items);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_two_published_sets),
        cmocka_unit_test(test_exact_factor),
        cmocka_unit_test(test_edges),
    };
    pp_gsl_quiet();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
