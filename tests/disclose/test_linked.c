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
        pp_linked_sum(&l, total, parts, 2);
        assert_int_equal(pp_linked_holds(&l), n_east == 11);
        pp_linked_clear(&l);
        pp_linked_within(&l, pp_linked_implied(&l, n_east),
                         pp_linked_implied(&l, 11));
        assert_int_equal(pp_linked_holds(&l), n_east <= 11);
        pp_linked_clear(&l);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows),
        cmocka_unit_test(false_relations),
        cmocka_unit_test(implied),
        cmocka_unit_test(attacker_is_able),
        cmocka_unit_test(attacker_finds_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
