#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "prepost/base/alloc.h"
#include "prepost/stats/gsl.h"
#include "prepost/stats/reliability.h"

#include "../helpers/near.h"
#include "../helpers/shared_table.h"

/* Chatterjee and Price 1977; R's `attitude`. */
static const double attitude[30][7] = {
    {43, 51, 30, 39, 61, 92, 45}, {63, 64, 51, 54, 63, 73, 47},
    {71, 70, 68, 69, 76, 86, 48}, {61, 63, 45, 47, 54, 84, 35},
    {81, 78, 56, 66, 71, 83, 47}, {43, 55, 49, 44, 54, 49, 34},
    {58, 67, 42, 56, 66, 68, 35}, {71, 75, 50, 55, 70, 66, 41},
    {72, 82, 72, 67, 71, 83, 31}, {67, 61, 45, 47, 62, 80, 41},
    {64, 53, 53, 58, 58, 67, 34}, {67, 60, 47, 39, 59, 74, 41},
    {69, 62, 57, 42, 55, 63, 25}, {68, 83, 83, 45, 59, 77, 35},
    {77, 77, 54, 72, 79, 77, 46}, {81, 90, 50, 72, 60, 54, 36},
    {74, 85, 64, 69, 79, 79, 63}, {65, 60, 65, 75, 55, 80, 60},
    {65, 70, 46, 57, 75, 85, 46}, {50, 58, 68, 54, 64, 78, 52},
    {50, 40, 33, 34, 43, 64, 33}, {64, 61, 52, 62, 66, 80, 41},
    {53, 66, 52, 50, 63, 80, 37}, {40, 37, 42, 58, 50, 57, 49},
    {63, 54, 42, 48, 66, 75, 33}, {66, 77, 66, 63, 88, 76, 72},
    {78, 75, 58, 74, 80, 78, 49}, {48, 57, 44, 45, 51, 83, 38},
    {85, 85, 71, 71, 77, 74, 55}, {82, 82, 39, 59, 64, 78, 39}};

static struct pp_items items_of(const double *rows, size_t n, size_t k)
{
    struct pp_items items;
    pp_items_init(&items, k);
    for (size_t i = 0; i < n; i++)
        pp_items_add(&items, rows + i * k);
    return items;
}

/* tests/oracle/reliability.R: alpha, Feldt, cor() with the rest. */
static void test_alpha_of_attitude(void **state)
{
    (void)state;
    struct pp_items items = items_of(attitude[0], 30, 7);
    struct pp_alpha a = pp_reliability_alpha(&items, 0.95);
    assert_int_equal(a.status, PP_STATUS_OK);
    assert_true(near("alpha", a.alpha, 0.84314276956476, 1e-13));
    assert_true(near("lo", a.feldt.lo, 0.739375685643107, 1e-12));
    assert_true(near("hi", a.feldt.hi, 0.915773072159982, 1e-12));
    static const double rest[7] = {0.671262057223664, 0.742109710222239,
                                   0.560711111480256, 0.714445498133676,
                                   0.7862755938344,   0.265034339196676,
                                   0.460810549468496};
    static const double without[7] = {0.809760206308921, 0.79691745727414,
                                      0.827847765938659, 0.803030975022574,
                                      0.795386574198205, 0.863872311446437,
                                      0.840464868265457};
    struct pp_item_rest r[7];
    assert_int_equal(pp_items_rest(&items, r), 0);
    for (size_t i = 0; i < 7; i++) {
        assert_true(near("rest", r[i].correlation, rest[i], 1e-12));
        assert_true(near("without", r[i].alpha_without, without[i], 1e-12));
    }
    pp_items_clear(&items);
}

/* Holzinger and Swineford 1939, x1 to x9 of 301 children: the covariances,
 * lower triangle (tests/oracle/reliability.csv). */
static void test_alpha_of_nine_abilities(void **state)
{
    (void)state;
    static const double lower[45] = {
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
    struct pp_items items;
    pp_items_init(&items, 9);
    items.n = 301;
    for (size_t i = 0, at = 0; i < 9; i++)
        for (size_t j = 0; j <= i; j++)
            items.product[i * 9 + j] = 300 * lower[at++];
    static const double rest[9] = {
        0.52203672078405,  0.275243062370801, 0.370172120830561,
        0.580706642132906, 0.525385381035888, 0.595139019340964,
        0.245731644517825, 0.369055449278503, 0.494780997691849};
    struct pp_alpha a = pp_reliability_alpha(&items, 0.95);
    assert_true(near("alpha", a.alpha, 0.760488595824792, 1e-12));
    struct pp_item_rest r[9];
    assert_int_equal(pp_items_rest(&items, r), 0);
    for (size_t i = 0; i < 9; i++)
        assert_true(near("rest", r[i].correlation, rest[i], 1e-12));
    pp_items_clear(&items);
    struct pp_interval ci = a.feldt;
    assert_true(near("lo", ci.lo, 0.717716865952482, 1e-12));
    assert_true(near("hi", ci.hi, 0.799078832561648, 1e-12));
}

/* The example set of the Python package pingouin, which prints .592
 * [.195, .840] for it. Items 5 and 6 go against the rest: R's cor(). */
static const double ten_items[15][10] = {
    {3, 2, 4, 1, 4, 5, 1, 4, 3, 2}, {5, 4, 6, 3, 5, 1, 2, 5, 5, 5},
    {7, 3, 5, 5, 6, 4, 3, 3, 6, 5}, {2, 4, 3, 3, 2, 2, 2, 6, 6, 3},
    {6, 5, 6, 5, 4, 4, 4, 6, 7, 5}, {1, 2, 3, 4, 2, 5, 2, 3, 5, 2},
    {4, 3, 5, 3, 5, 2, 1, 2, 4, 3}, {2, 4, 4, 3, 7, 2, 2, 4, 6, 5},
    {6, 5, 5, 5, 1, 6, 5, 2, 3, 2}, {5, 4, 6, 4, 3, 5, 3, 1, 7, 2},
    {4, 3, 5, 2, 5, 3, 2, 3, 4, 1}, {4, 2, 3, 2, 5, 3, 4, 2, 3, 4},
    {5, 5, 6, 2, 3, 3, 2, 4, 4, 5}, {6, 5, 5, 4, 2, 2, 1, 4, 6, 5},
    {4, 3, 5, 5, 3, 1, 3, 2, 3, 4}};

static void test_ten_items(void **state)
{
    (void)state;
    struct pp_items items = items_of(ten_items[0], 15, 10);
    struct pp_alpha a = pp_reliability_alpha(&items, 0.95);
    assert_true(near("alpha", a.alpha, .592, 1e-3));
    assert_true(near("lo", a.feldt.lo, .195, 3e-3));
    assert_true(near("hi", a.feldt.hi, .840, 1e-3));
    struct pp_item_rest r[10];
    assert_int_equal(pp_items_rest(&items, r), 2);
    assert_true(near("item 5", r[4].correlation, -.1075830824926, 1e-11));
    assert_true(near("item 6", r[5].correlation, -.1572365196567, 1e-11));
    assert_true(r[4].looks_unreversed && r[5].looks_unreversed);
    pp_items_clear(&items);
}

static void test_feldt_from_a_number(void **state)
{
    (void)state;
    static const struct {
        double alpha;
        size_t k, n;
        double lo, hi;
    } row[] = {
        {.85, 7, 89, .797064879034911, .893166593737079},
        {.8, 10, 100, .736048459060734, .853691819091251},
    };
    for (size_t i = 0; i < 2; i++) {
        struct pp_interval ci =
            pp_alpha_interval(row[i].alpha, row[i].k, (double)row[i].n, 0.95);
        assert_true(near("lo", ci.lo, row[i].lo, 1e-12));
        assert_true(near("hi", ci.hi, row[i].hi, 1e-12));
    }
    assert_true(isnan(pp_alpha_interval(NAN, 5, 50, 0.95).lo));
    assert_true(isnan(pp_alpha_interval(.8, 1, 50, 0.95).lo));
    assert_true(isnan(pp_alpha_interval(.8, 5, 1, 0.95).lo));
}

/* Feldt 1980 by hand: .80, .86, rho .6, 60 people. */
static void test_two_alphas_of_the_same_people(void **state)
{
    (void)state;
    struct pp_alpha_difference d = pp_alpha_compare(.80, .86, .6, 60);
    assert_true(near("t", d.t, -1.7067356059365, 1e-13));
    assert_true(near("p", d.p, 0.0932204210837066, 1e-12));
    assert_true(d.df == 58);
    assert_int_equal(pp_alpha_compare(.8, .8, .6, 2).status, PP_STATUS_TOO_FEW);
    assert_int_equal(pp_alpha_compare(.8, .8, 1, 20).status,
                     PP_STATUS_NO_VARIANCE);
    assert_int_equal(pp_alpha_compare(.8, NAN, .5, 20).status,
                     PP_STATUS_NO_VARIANCE);
    assert_true(pp_alpha_compare(.8, .8, .6, 20).p == 1);
}

/* The first three of `attitude` before, the next three after; somebody who left
 * a question out counts for nothing. tests/oracle/reliability.R. */
static void test_alphas_of_items_before_and_after(void **state)
{
    (void)state;
    struct pp_items_twice items;
    double some[3] = {1, NAN, 3};

    pp_items_twice_init(&items, 3);
    for (size_t i = 0; i < 30; i++) {
        pp_items_twice_add(&items, attitude[i], attitude[i] + 3);
        pp_items_twice_add(&items, some, attitude[i] + 3);
        pp_items_twice_add(&items, attitude[i], some);
    }
    assert_int_equal(items.n, 30);
    struct pp_alpha_difference d = pp_alpha_change(&items);
    assert_int_equal(d.status, PP_STATUS_OK);
    assert_true(near("alphas", d.difference,
                     0.822201259442815 - 0.647017441119821, 1e-13));
    assert_true(near("t", d.t, 2.50923107465766, 1e-12));
    assert_true(near("p", d.p, 0.0181616188335117, 1e-12));
    pp_items_twice_clear(&items);
    pp_items_twice_init(&items, 3);
    for (size_t i = 0; i < 5; i++) /* the same all along: no alpha */
        pp_items_twice_add(&items, attitude[0], attitude[i]);
    assert_int_equal(pp_alpha_change(&items).status, PP_STATUS_NO_VARIANCE);
    pp_items_twice_clear(&items);
    pp_items_twice_init(&items, 3);
    pp_items_twice_add(&items, attitude[0], attitude[1]);
    pp_items_twice_add(&items, attitude[1], attitude[0]);
    assert_int_equal(pp_alpha_change(&items).status, PP_STATUS_TOO_FEW);
    pp_items_twice_clear(&items);
}

/* What is known without any program: k copies of one item have alpha 1; a
 * copy that was not turned round is found. */
static void test_unreversed_item(void **state)
{
    (void)state;
    double rows[30][4];
    for (size_t i = 0; i < 30; i++)
        for (size_t j = 0; j < 4; j++)
            rows[i][j] = (double)(i * 7 % 5) + (double)((i + 3 * j) % 2);
    struct pp_items items = items_of(rows[0], 30, 4);
    struct pp_item_rest r[4];
    assert_int_equal(pp_items_rest(&items, r), 0);
    pp_items_clear(&items);
    for (size_t i = 0; i < 30; i++)
        rows[i][2] = 5 - rows[i][2];
    items = items_of(rows[0], 30, 4);
    assert_int_equal(pp_items_rest(&items, r), 1);
    assert_true(r[2].looks_unreversed && r[2].correlation < 0);
    assert_false(r[0].looks_unreversed);
    pp_items_clear(&items);
    for (size_t i = 0; i < 30; i++)
        for (size_t j = 1; j < 4; j++)
            rows[i][j] = rows[i][0];
    items = items_of(rows[0], 30, 4);
    assert_true(
        near("alpha", pp_reliability_alpha(&items, .95).alpha, 1, 1e-14));
    pp_items_clear(&items);
}

static void test_edges(void **state)
{
    (void)state;
    static const double same[3][2] = {{1, 2}, {1, 2}, {1, 2}};
    static const double opposite[3][2] = {{1, 3}, {2, 2}, {3, 1}};
    static const double one_fixed[3][3] = {{1, 5, 2}, {2, 5, 3}, {4, 5, 3}};
    static const double missing[4][2] = {
        {1, NAN}, {NAN, 2}, {1, 2}, {NAN, NAN}};
    static const struct {
        const char *label;
        const double *rows;
        size_t n, k, n_used, n_incomplete;
        enum pp_status status;
    } row[] = {
        {"nobody", same[0], 0, 2, 0, 0, PP_STATUS_TOO_FEW},
        {"one person", same[0], 1, 2, 1, 0, PP_STATUS_TOO_FEW},
        {"no spread", same[0], 3, 2, 3, 0, PP_STATUS_NO_VARIANCE},
        {"items that cancel", opposite[0], 3, 2, 3, 0, PP_STATUS_NO_VARIANCE},
        {"a fixed item", one_fixed[0], 3, 3, 3, 0, PP_STATUS_OK},
        {"one item", same[0], 3, 1, 3, 0, PP_STATUS_TOO_FEW},
        {"missing", missing[0], 4, 2, 1, 3, PP_STATUS_TOO_FEW},
    };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct pp_items items = items_of(row[i].rows, row[i].n, row[i].k);
        struct pp_alpha a = pp_reliability_alpha(&items, .95);
        struct pp_item_rest r[3];
        print_message("# %s\n", row[i].label);
        assert_int_equal(a.status, row[i].status);
        assert_int_equal(a.n, row[i].n_used);
        assert_int_equal(items.n_incomplete, row[i].n_incomplete);
        assert_true(isnan(a.alpha) == (a.status != PP_STATUS_OK));
        pp_items_rest(&items, r);
        if (row[i].k == 3)
            assert_true(isnan(r[1].correlation) && !isnan(r[0].correlation));
        pp_items_clear(&items);
    }
}

/* A large constant takes nothing away, and order changes no digit. */
static void test_shift_and_order(void **state)
{
    (void)state;
    double rows[30][7], backward[30][7];
    for (size_t i = 0; i < 30; i++)
        for (size_t j = 0; j < 7; j++) {
            rows[i][j] = attitude[i][j] + 1e9;
            backward[29 - i][j] = attitude[i][j];
        }
    struct pp_items plain = items_of(attitude[0], 30, 7);
    struct pp_items shifted = items_of(rows[0], 30, 7);
    struct pp_items turned = items_of(backward[0], 30, 7);
    double alpha = pp_reliability_alpha(&plain, .95).alpha;
    assert_true(pp_reliability_alpha(&shifted, .95).alpha == alpha);
    assert_true(
        near("order", pp_reliability_alpha(&turned, .95).alpha, alpha, 1e-14));
    pp_items_clear(&plain);
    pp_items_clear(&shifted);
    pp_items_clear(&turned);
}

static double alpha_of_columns(const struct shared_table *table,
                               const char *const *column, size_t k)
{
    struct pp_items items;
    pp_items_init(&items, k);
    double answers[9];
    for (size_t i = 0; i < table->n_rows; i++) {
        for (size_t j = 0; j < k; j++)
            answers[j] = shared_number(table, i, column[j]);
        pp_items_add(&items, answers);
    }
    double alpha = pp_reliability_alpha(&items, .95).alpha;
    pp_items_clear(&items);
    return alpha;
}

/* The numbers to hit stand in the README of the shared data. */
static void test_real_questionnaires(void **state)
{
    (void)state;
    static const char *const phq[] = {"D1", "D2", "D3", "D4", "D5",
                                      "D6", "D7", "D8", "D9"};
    static const char *const gad[] = {"A1", "A2", "A3", "A4", "A5", "A6", "A7"};
    struct shared_table *table =
        shared_table_read("items/ukm-phq9-gad7-pss10.csv");
    if (!table)
        skip();
    assert_true(near("PHQ-9", alpha_of_columns(table, phq, 9), .9051, 6e-5));
    assert_true(near("GAD-7", alpha_of_columns(table, gad, 7), .9439, 6e-5));
    shared_table_free(table);
}

/*
 * The distribution-free variance from the whole matrix of fourth moments with a
 * numeric gradient: oracle/robust. Forty people, most at the floor.
 */
static void test_effective_n(void **state)
{
    (void)state;
    struct pp_items items, moved;
    pp_items_init(&items, 5);
    pp_items_init(&moved, 5);
    for (int i = 0; i < 40; i++) {
        double row[5], far[5];
        for (int j = 1; j <= 5; j++) {
            row[j - 1] =
                i % 10 == 3 ? 3 - (i + j) % 2 : (i * 7 + j * 5) % 11 == 0;
            far[j - 1] = row[j - 1] + 1e6;
        }
        pp_items_add(&items, row);
        pp_items_add(&moved, far);
    }
    struct pp_alpha a = pp_reliability_alpha(&items, .95);
    struct pp_alpha b = pp_reliability_alpha(&moved, .95);
    assert_true(near("alpha", a.alpha, 0.960952132062, 1e-11));
    assert_true(near("n", a.n_effective, 16.8430280737, 1e-6));
    assert_true(
        near("n, scores far from 0", b.n_effective, a.n_effective, 1e-12));
    struct pp_interval as_few =
        pp_alpha_interval(a.alpha, 5, a.n_effective, .95);
    assert_true(a.ci.lo == as_few.lo && a.ci.hi == as_few.hi);
    assert_true(a.ci.lo < a.feldt.lo && a.ci.hi > a.feldt.hi);
    pp_items_clear(&items);
    pp_items_clear(&moved);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_alpha_of_attitude),
        cmocka_unit_test(test_alpha_of_nine_abilities),
        cmocka_unit_test(test_ten_items),
        cmocka_unit_test(test_feldt_from_a_number),
        cmocka_unit_test(test_two_alphas_of_the_same_people),
        cmocka_unit_test(test_alphas_of_items_before_and_after),
        cmocka_unit_test(test_unreversed_item),
        cmocka_unit_test(test_edges),
        cmocka_unit_test(test_shift_and_order),
        cmocka_unit_test(test_real_questionnaires),
        cmocka_unit_test(test_effective_n),
    };
    pp_gsl_quiet();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
