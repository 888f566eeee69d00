#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "prepost/analysis/results.h"
#include "prepost/base/rng.h"
#include "prepost/disclose/linked.h"

enum { THRESHOLD = 5, MOST = 6, HIDDEN = PP_COUNT_HIDDEN };

/* --- single rows, by hand --------------------------------------------------
 */

static void rows(void **state)
{
    (void)state;
    const struct {
        const char *label;
        enum pp_linked_kind kind;
        long parts[4];
        size_t n;
        const char *shown; /* per part: '+' shown, '-' hidden */
    } cases[] = {
        {"nothing small", PP_LINKED_PUBLISHED, {20, 30}, 2, "++"},
        {"a zero that says nothing", PP_LINKED_PUBLISHED, {20, 0}, 2, "++"},
        {"one small: the next smallest guards it",
         PP_LINKED_PUBLISHED,
         {3, 20, 40},
         3,
         "--+"},
        {"two small ones guard each other",
         PP_LINKED_PUBLISHED,
         {3, 4, 40},
         3,
         "--+"},
        {"too small together", PP_LINKED_PUBLISHED, {1, 2, 40}, 3, "---"},
        {"1 + 1 + 40 + 60", PP_LINKED_PUBLISHED, {1, 1, 40, 60}, 4, "---+"},
        {"no one is small too", PP_LINKED_ATTRIBUTE, {10, 90, 0}, 3, "-+-"},
        {"everyone", PP_LINKED_ATTRIBUTE, {0, 100, 0}, 3, "---"},
        {"a zero guards nothing",
         PP_LINKED_PUBLISHED,
         {4, 0, 9, 30},
         4,
         "-+-+"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct pp_linked l;
        long parts[4], total = 0;
        size_t cells[4];
        pp_linked_init(&l, THRESHOLD);
        for (size_t k = 0; k < cases[i].n; k++) {
            parts[k] = cases[i].parts[k];
            total += parts[k];
            cells[k] = pp_linked_cell(&l, &parts[k], cases[i].kind, 1);
        }
        size_t all = pp_linked_cell(&l, &total, PP_LINKED_PUBLISHED, 9);
        pp_linked_sum(&l, all, cells, cases[i].n);
        pp_linked_protect(&l);
        assert_int_not_equal(total, HIDDEN);
        for (size_t k = 0; k < cases[i].n; k++) {
            if ((parts[k] == HIDDEN) != (cases[i].shown[k] == '-'))
                fail_msg("%s: part %zu is %ld", cases[i].label, k, parts[k]);
        }
        pp_linked_clear(&l);
    }
}

/* A count that is only had by subtraction is guarded as well. */
static void implied(void **state)
{
    (void)state;
    long east = 30, west = 40, total = 72;
    struct pp_linked l;

    pp_linked_init(&l, THRESHOLD);
    size_t cells[] = {pp_linked_cell(&l, &east, PP_LINKED_PUBLISHED, 1),
                      pp_linked_cell(&l, &west, PP_LINKED_PUBLISHED, 1),
                      pp_linked_implied(&l, 2)};
    size_t all = pp_linked_cell(&l, &total, PP_LINKED_PUBLISHED, 9);
    pp_linked_sum(&l, all, cells, 3);
    assert_true(pp_linked_protect(&l));
    assert_int_equal(east, HIDDEN);
    assert_int_equal(west, 40);
    pp_linked_clear(&l);
}

/* Five rows, of somebody each, that make five are of one each: what guards them
 * is hidden too. Where they make eleven each is 1 to 7. */
static void a_row_is_of_somebody(void **state)
{
    (void)state;
    enum { ROWS = 5 };
    static const struct {
        long last;
        bool is_known, is_guard;
    } cases[] = {
        {1, false, false}, {1, true, true}, {3, true, true}, {7, true, false}};

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        long few[ROWS] = {1, 1, 1, 1, cases[i].last}, north = 30;
        long total = north + 4 + cases[i].last;
        size_t cells[ROWS + 1];
        struct pp_linked l;
        pp_linked_init(&l, THRESHOLD);
        cells[ROWS] = pp_linked_cell(&l, &north, PP_LINKED_PUBLISHED, 1);
        for (size_t k = 0; k < ROWS; k++) {
            cells[k] = pp_linked_cell(&l, &few[k], PP_LINKED_PUBLISHED, 1);
            if (cases[i].is_known)
                pp_linked_sum(&l, pp_linked_someone(&l, few[k]), &cells[k], 1);
        }
        pp_linked_sum(&l, pp_linked_cell(&l, &total, PP_LINKED_PUBLISHED, 9),
                      cells, ROWS + 1);
        pp_linked_protect(&l);
        for (size_t k = 0; k < 4; k++)
            assert_int_equal(few[k], HIDDEN);
        assert_int_equal(north == HIDDEN, cases[i].is_guard);
        assert_int_not_equal(total, HIDDEN);
        pp_linked_clear(&l);
    }
}

/* --- the attacker ----------------------------------------------------------
 *
 * A table with its totals is a grid in which every line adds up once totals
 * count as negative. What a reader can know of a hidden cell are exactly the
 * values that a flow through the other hidden cells can move it to (transport
 * problem; whole numbers because its matrix is totally unimodular). This is
 * another method than the one that hides, and an exact one.
 */
struct grid {
    size_t n_rows, n_columns; /* totals included: the last of each */
    long truth[MOST][MOST], shown[MOST][MOST];
};

static bool is_total(const struct grid *g, size_t r, size_t c)
{
    return (r == g->n_rows - 1) != (c == g->n_columns - 1);
}

/* How far cell (r, c) can move up (way 1) or down (way -1), in its own sign. */
static long room(const struct grid *g, long flow[MOST][MOST], size_t r,
                 size_t c, int way)
{
    long value =
        g->truth[r][c] + (is_total(g, r, c) ? -flow[r][c] : flow[r][c]);

    return (is_total(g, r, c) ? -way : way) > 0 ? 1000000 : value;
}

/*
 * One path of hidden cells, rows and columns in turn, along which 1 more can
 * be moved; marks the nodes it visits. From a row, cells go up; from a column
 * they go down.
 */
static bool push(const struct grid *g, long flow[MOST][MOST], size_t from_r,
                 size_t from_c, bool is_row, size_t at, bool want_row,
                 size_t goal, bool seen[2][MOST])
{
    if (is_row == want_row && at == goal)
        return true;
    if (seen[is_row][at])
        return false;
    seen[is_row][at] = true;
    size_t n = is_row ? g->n_columns : g->n_rows;
    for (size_t k = 0; k < n; k++) {
        size_t r = is_row ? at : k, c = is_row ? k : at;
        int way = is_row ? 1 : -1;
        if (g->shown[r][c] != HIDDEN || (r == from_r && c == from_c) ||
            room(g, flow, r, c, way) < 1)
            continue;
        flow[r][c] += way;
        if (push(g, flow, from_r, from_c, !is_row, k, want_row, goal, seen))
            return true;
        flow[r][c] -= way;
    }
    return false;
}

/* How far the grid lets the cell move, at most `limit`, up or down. */
static long movable(const struct grid *g, size_t r, size_t c, int way,
                    long limit)
{
    long flow[MOST][MOST] = {{0}}, moved = 0;
    bool up = (is_total(g, r, c) ? -way : way) > 0;

    while (moved < limit) {
        bool seen[2][MOST] = {{false}};
        /* The cell goes up by one: column c must give, row r must take. */
        bool done = up ? push(g, flow, r, c, false, c, true, r, seen)
                       : push(g, flow, r, c, true, r, false, c, seen);
        if (!done)
            break;
        moved++;
    }
    return moved;
}

static void fill(struct grid *g, struct pp_rng *rng)
{
    size_t last_r = g->n_rows - 1, last_c = g->n_columns - 1;

    memset(g->truth, 0, sizeof g->truth);
    for (size_t r = 0; r < last_r; r++)
        for (size_t c = 0; c < last_c; c++) {
            long n = pp_rng_below(rng, 3) == 0 ? pp_rng_below(rng, 5)
                                               : pp_rng_below(rng, 40);
            g->truth[r][c] = n;
            g->truth[r][last_c] += n;
            g->truth[last_r][c] += n;
            g->truth[last_r][last_c] += n;
        }
    memcpy(g->shown, g->truth, sizeof g->truth);
}

static void protect(struct grid *g)
{
    size_t cell[MOST][MOST], parts[MOST];
    struct pp_linked l;

    pp_linked_init(&l, THRESHOLD);
    for (size_t r = 0; r < g->n_rows; r++)
        for (size_t c = 0; c < g->n_columns; c++)
            cell[r][c] = pp_linked_cell(
                &l, &g->shown[r][c], PP_LINKED_PUBLISHED,
                1 + 5 * (r == g->n_rows - 1) + 5 * (c == g->n_columns - 1));
    for (size_t r = 0; r < g->n_rows; r++)
        pp_linked_sum(&l, cell[r][g->n_columns - 1], cell[r], g->n_columns - 1);
    for (size_t c = 0; c < g->n_columns; c++) {
        for (size_t r = 0; r + 1 < g->n_rows; r++)
            parts[r] = cell[r][c];
        pp_linked_sum(&l, cell[g->n_rows - 1][c], parts, g->n_rows - 1);
    }
    pp_linked_protect(&l);
    pp_linked_clear(&l);
}

static bool is_recovered(const struct grid *g, size_t r, size_t c)
{
    long value = g->truth[r][c];
    long down = movable(g, r, c, -1, value < THRESHOLD ? value : THRESHOLD);
    long up = movable(g, r, c, 1, THRESHOLD);

    return down + up < THRESHOLD;
}

/* 100,000 random tables; every small count must stay unknown. */
static void attacker_finds_nothing(void **state)
{
    (void)state;
    size_t n_hidden = 0, n_guards = 0, n_cells = 0;

    for (uint64_t i = 0; i < 100000; i++) {
        struct pp_rng rng = pp_rng_at(11, PP_STREAM_SIMULATION, i);
        struct grid g = {.n_rows = 3 + pp_rng_below(&rng, 3),
                         .n_columns = 3 + pp_rng_below(&rng, 3)};
        fill(&g, &rng);
        protect(&g);
        for (size_t r = 0; r < g.n_rows; r++)
            for (size_t c = 0; c < g.n_columns; c++) {
                long n = g.truth[r][c];
                bool is_small = n > 0 && n < THRESHOLD;
                bool is_hidden = g.shown[r][c] == HIDDEN;
                n_cells++;
                n_hidden += is_hidden;
                n_guards += is_hidden && !is_small;
                if (is_small && !is_hidden)
                    fail_msg("table %zu: %ld is shown", (size_t)i, n);
                if (is_small && is_recovered(&g, r, c))
                    fail_msg("table %zu: %ld in row %zu column %zu can be "
                             "worked out",
                             (size_t)i, n, r, c);
            }
    }
    /* It must not hide everything either. */
    assert_in_range(100 * n_hidden / n_cells, 10, 60);
    assert_true(n_guards > 0);
}

/* The attacker itself must find what primary hiding alone leaves open. */
static void attacker_is_able(void **state)
{
    (void)state;
    size_t n_found = 0;

    for (uint64_t i = 0; i < 1000; i++) {
        struct pp_rng rng = pp_rng_at(12, PP_STREAM_SIMULATION, i);
        struct grid g = {.n_rows = 4, .n_columns = 4};
        fill(&g, &rng);
        for (size_t r = 0; r < 4; r++)
            for (size_t c = 0; c < 4; c++)
                if (g.truth[r][c] > 0 && g.truth[r][c] < THRESHOLD)
                    g.shown[r][c] = HIDDEN;
        for (size_t r = 0; r < 4; r++)
            for (size_t c = 0; c < 4; c++)
                n_found += g.shown[r][c] == HIDDEN && is_recovered(&g, r, c);
    }
    assert_true(n_found > 500);
}

/* A relation that is false is found out, be it by one person. */
static void false_relations(void **state)
{
    (void)state;
    for (long n_east = 10; n_east <= 12; n_east++) {
        struct pp_linked l;
        long all = 31, east = n_east, west = 20;
        pp_linked_init(&l, THRESHOLD);
        size_t parts[] = {pp_linked_cell(&l, &east, PP_LINKED_PUBLISHED, 1),
                          pp_linked_cell(&l, &west, PP_LINKED_PUBLISHED, 1)};
        size_t total = pp_linked_cell(&l, &all, PP_LINKED_PUBLISHED, 1);
        pp_linked_say(&l, "all = east + west");
        pp_linked_sum(&l, total, parts, 2);
        struct pp_linked_fault wrong = pp_linked_false(&l);
        assert_int_equal(wrong.words == NULL, n_east == 11);
        if (wrong.words != NULL) {
            assert_string_equal(wrong.words, "all = east + west");
            assert_int_equal(wrong.sum, 1);
            assert_int_equal(wrong.below_zero, 0);
            assert_int_equal(wrong.is_more, n_east == 12);
        }
        pp_linked_clear(&l);
        pp_linked_within(&l, pp_linked_implied(&l, n_east),
                         pp_linked_implied(&l, 11));
        wrong = pp_linked_false(&l);
        assert_int_equal(wrong.words == NULL, n_east <= 11);
        assert_int_equal(wrong.below_zero, n_east == 12 ? 3 : 0);
        pp_linked_clear(&l);
    }
}

/* --- published tables (O23) -------------------------------------------------
 *
 * The small examples on which other programs agree, or were found wanting.
 */

static void count_up(struct grid *g, size_t n_rows, size_t n_columns,
                     const long *inside)
{
    memset(g, 0, sizeof *g);
    g->n_rows = n_rows + 1;
    g->n_columns = n_columns + 1;
    for (size_t r = 0; r < n_rows; r++)
        for (size_t c = 0; c < n_columns; c++) {
            long n = inside[r * n_columns + c];
            g->truth[r][c] = n;
            g->truth[r][n_columns] += n;
            g->truth[n_rows][c] += n;
            g->truth[n_rows][n_columns] += n;
        }
    memcpy(g->shown, g->truth, sizeof g->truth);
}

static void assert_nothing_found(const struct grid *g)
{
    for (size_t r = 0; r < g->n_rows; r++)
        for (size_t c = 0; c < g->n_columns; c++) {
            if (g->truth[r][c] == 0 || g->truth[r][c] >= THRESHOLD)
                continue;
            assert_int_equal(g->shown[r][c], HIDDEN);
            assert_false(is_recovered(g, r, c));
        }
}

/*
 * sdcTable, test-protectTable.r: 100 people by region and sex, of whom two are
 * women in A. OPT, HYPERCUBE, HITAS and SIMPLEHEURISTIC there all hide four
 * cells, 5, 6, 11 and 12 in its order: both sexes in A and in C.
 */
static void one_small_cell(void **state)
{
    (void)state;
    static const long men_then_women[2 * 4] = {18, 14, 12, 11, 2, 19, 10, 14};
    struct grid g;
    count_up(&g, 2, 4, men_then_women);
    protect(&g);
    for (size_t r = 0; r < g.n_rows; r++)
        for (size_t c = 0; c < g.n_columns; c++)
            assert_int_equal(g.shown[r][c] == HIDDEN,
                             r < 2 && (c == 0 || c == 2));
    assert_nothing_found(&g);
}

/* The same file: regions of 1, 2, 1 and 0 people. Where only ones are hidden,
 * a person who is one knows the other, and the 2 must be hidden as well; here
 * a person cannot know to be alone, and 1 to 4 are hidden, the total too. */
static void single_people(void **state)
{
    (void)state;
    long parts[] = {1, 2, 1, 0}, total = 4;
    size_t cells[4];
    struct pp_linked l;
    pp_linked_init(&l, THRESHOLD);
    for (size_t k = 0; k < 4; k++)
        cells[k] = pp_linked_cell(&l, &parts[k], PP_LINKED_PUBLISHED, 1);
    pp_linked_sum(&l, pp_linked_cell(&l, &total, PP_LINKED_PUBLISHED, 9), cells,
                  4);
    pp_linked_protect(&l);
    for (size_t k = 0; k < 3; k++)
        assert_int_equal(parts[k], HIDDEN);
    assert_int_equal(total, HIDDEN);
    pp_linked_clear(&l);
}

/* sdcTools UserSupport #135: three single people in a row, of whom the guard
 * against single people of the program asked about did not think. */
static void three_alone(void **state)
{
    (void)state;
    static const long two_by_five[2 * 5] = {1, 1, 7, 1, 0, 1, 0, 0, 2, 8};
    struct grid g;
    count_up(&g, 2, 5, two_by_five);
    protect(&g);
    assert_nothing_found(&g);
}

/* #194: 15 = 10 + 3 + 1 + 1 shown as 10 + 3 + x + x gives both x away, and so
 * does 15 = 10 + 5 + 0 + 0, where no one is small too, shown as 10 + 5 + x + x;
 * with the 3 or the 5 hidden too each could be 0 to 5. */
static void zeros_and_ones(void **state)
{
    (void)state;
    static const struct {
        enum pp_linked_kind kind;
        long parts[4];
        const char *shown;
    } cases[] = {
        {PP_LINKED_PUBLISHED, {10, 3, 1, 1}, "+---"},
        {PP_LINKED_ATTRIBUTE, {10, 5, 0, 0}, "+---"},
    };
    for (size_t i = 0; i < 2; i++) {
        struct pp_linked l;
        long parts[4], total = 15;
        size_t cells[4];
        pp_linked_init(&l, THRESHOLD);
        for (size_t k = 0; k < 4; k++) {
            parts[k] = cases[i].parts[k];
            cells[k] = pp_linked_cell(&l, &parts[k], cases[i].kind, 1);
        }
        pp_linked_sum(&l, pp_linked_cell(&l, &total, PP_LINKED_PUBLISHED, 9),
                      cells, 4);
        pp_linked_protect(&l);
        for (size_t k = 0; k < 4; k++)
            if ((parts[k] == HIDDEN) != (cases[i].shown[k] == '-'))
                fail_msg("case %zu: part %zu is %ld", i, k, parts[k]);
        pp_linked_clear(&l);
    }
}

/*
 * #133 and #136: two tables of the same five regions, by county (11 + 3, 9 + 4,
 * 7) and by size (11 + 7, 3 + 9 + 4). Protected one after the other, what is
 * hidden in one is worked out from the other: county 4 is one region.
 */
static void two_tables_of_the_same_people(void **state)
{
    (void)state;
    const long truth[5] = {11, 7, 3, 9, 4}; /* A B I J K */
    long n[5] = {11, 7, 3, 9, 4}, county[3] = {14, 13, 7}, size[2] = {18, 16};
    long total = 34;
    size_t cell[5], c[3], s[2];
    struct pp_linked l;
    pp_linked_init(&l, THRESHOLD);
    for (size_t k = 0; k < 5; k++)
        cell[k] = pp_linked_cell(&l, &n[k], PP_LINKED_PUBLISHED, 1);
    for (size_t k = 0; k < 3; k++)
        c[k] = pp_linked_cell(&l, &county[k], PP_LINKED_PUBLISHED, 6);
    for (size_t k = 0; k < 2; k++)
        s[k] = pp_linked_cell(&l, &size[k], PP_LINKED_PUBLISHED, 6);
    size_t all = pp_linked_cell(&l, &total, PP_LINKED_PUBLISHED, 11);
    pp_linked_sum(&l, c[0], (size_t[]){cell[0], cell[2]}, 2);
    pp_linked_sum(&l, c[1], (size_t[]){cell[3], cell[4]}, 2);
    pp_linked_sum(&l, c[2], &cell[1], 1);
    pp_linked_sum(&l, s[0], cell, 2);
    pp_linked_sum(&l, s[1], cell + 2, 3);
    pp_linked_sum(&l, all, c, 3);
    pp_linked_sum(&l, all, s, 2);
    pp_linked_protect(&l);
    pp_linked_clear(&l);

    /* By trying all: every hidden small one could be of five values or more. */
    long lowest[5] = {99, 99, 99, 99, 99}, highest[5] = {0};
    for (long i = 0; i <= 34; i++)
        for (long k = 0; k <= 34; k++) {
            for (long a = 0; a <= 34; a++)
                for (long b = 0; b <= 34; b++) {
                    long j = 34 - a - b - i - k;
                    const long x[5] = {a, b, i, j, k};
                    const long y[5] = {a + i, j + k, b, a + b, i + j + k};
                    bool fits = j >= 0;
                    for (size_t m = 0; m < 5; m++) {
                        long told = m < 3 ? county[m] : size[m - 3];
                        fits = fits && (n[m] == HIDDEN || n[m] == x[m]) &&
                               (told == HIDDEN || told == y[m]);
                    }
                    for (size_t m = 0; fits && m < 5; m++) {
                        lowest[m] = x[m] < lowest[m] ? x[m] : lowest[m];
                        highest[m] = x[m] > highest[m] ? x[m] : highest[m];
                    }
                }
        }
    for (size_t m = 0; m < 5; m++)
        if (truth[m] < THRESHOLD) {
            assert_int_equal(n[m], HIDDEN);
            assert_true(highest[m] - lowest[m] >= THRESHOLD - 1);
        }
    assert_true(total == 34);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows),
        cmocka_unit_test(false_relations),
        cmocka_unit_test(implied),
        cmocka_unit_test(a_row_is_of_somebody),
        cmocka_unit_test(one_small_cell),
        cmocka_unit_test(single_people),
        cmocka_unit_test(three_alone),
        cmocka_unit_test(zeros_and_ones),
        cmocka_unit_test(two_tables_of_the_same_people),
        cmocka_unit_test(attacker_is_able),
        cmocka_unit_test(attacker_finds_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
