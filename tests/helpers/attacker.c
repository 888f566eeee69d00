#include "attacker.h"

#include <math.h>
#include <string.h>

#include "prepost/base/alloc.h"

/* Bounds are tightened only by whole people, so this ends; the limit is for
 * chains that creep up by one person a round. */
enum { MOST_ROUNDS = 400 };
#define SLACK 1e-6

struct attacker *attacker_new(struct pp_pool *pool)
{
    struct attacker *a = pp_pool_alloc(pool, sizeof *a);

    *a = (struct attacker){.pool = pool};
    return a;
}

/* The array with room for one more; what it was stays the pool's. */
static void *grown(struct pp_pool *pool, void *items, size_t n,
                   size_t *capacity, size_t size)
{
    if (n < *capacity)
        return items;
    *capacity = *capacity == 0 ? 256 : 2 * *capacity;
    void *more = pp_pool_array(pool, *capacity, size);
    if (n > 0)
        memcpy(more, items, n * size);
    return more;
}

size_t attacker_cells(struct attacker *a, size_t n)
{
    size_t first = a->n_cells;

    for (size_t i = 0; i < n; i++) {
        a->cells = grown(a->pool, a->cells, a->n_cells, &a->cells_capacity,
                         sizeof *a->cells);
        a->cells[a->n_cells++] = (struct attacker_interval){0, INFINITY};
    }
    return first;
}

static void check(struct attacker *a, double lo, double is, double hi,
                  size_t cell)
{
    if (a->truth == NULL || a->wrong != NULL || !isfinite(is) ||
        (is >= lo - SLACK && is <= hi + SLACK))
        return;
    a->wrong = pp_pool_printf(
        a->pool, "read as %g to %g, but it is %g (cell %zu): %s", lo, hi, is,
        cell, a->reading != NULL ? a->reading : "how counts hang together");
}

void attacker_know(struct attacker *a, size_t cell, double lo, double hi)
{
    if (a->truth != NULL)
        check(a, lo, a->truth[cell], hi, cell);
    a->cells[cell].lo = fmax(a->cells[cell].lo, ceil(lo - SLACK));
    a->cells[cell].hi = fmin(a->cells[cell].hi, floor(hi + SLACK));
}

void attacker_fact(struct attacker *a, const struct attacker_term *terms,
                   size_t n, double lo, double hi)
{
    a->facts = grown(a->pool, a->facts, a->n_facts, &a->facts_capacity,
                     sizeof *a->facts);
    a->facts[a->n_facts++] = (struct attacker_fact){a->n_terms, n, lo, hi};
    for (size_t i = 0; i < n; i++) {
        a->terms = grown(a->pool, a->terms, a->n_terms, &a->terms_capacity,
                         sizeof *a->terms);
        a->terms[a->n_terms++] = terms[i];
    }
    double sum = 0;
    for (size_t i = 0; a->truth != NULL && i < n; i++)
        sum += terms[i].weight * a->truth[terms[i].cell];
    check(a, lo, sum, hi, terms[0].cell);
}

void attacker_sum(struct attacker *a, size_t total, const size_t *parts,
                  size_t n)
{
    struct attacker_term *terms = pp_pool_array(a->pool, n + 1, sizeof *terms);

    for (size_t i = 0; i < n; i++)
        terms[i] = (struct attacker_term){parts[i], 1};
    terms[n] = (struct attacker_term){total, -1};
    attacker_fact(a, terms, n + 1, 0, 0);
}

void attacker_within(struct attacker *a, size_t small, size_t big)
{
    attacker_fact(a, (struct attacker_term[]){{big, 1}, {small, -1}}, 2, 0,
                  INFINITY);
}

void attacker_share(struct attacker *a, size_t part, size_t whole, double lo,
                    double hi)
{
    attacker_fact(a, (struct attacker_term[]){{part, 1}, {whole, -lo}}, 2, 0,
                  INFINITY);
    attacker_fact(a, (struct attacker_term[]){{part, 1}, {whole, -hi}}, 2,
                  -INFINITY, 0);
}

/* The most, or the least, that a term can add. */
static double end_of(const struct attacker_interval *x, double weight,
                     bool is_most)
{
    double end = (weight > 0) == is_most ? x->hi : x->lo;

    return weight == 0 ? 0 : weight * end;
}

/* 1: something moved; 0: nothing; -1: a contradiction. */
static int tighten(const struct attacker *a, const struct attacker_fact *f,
                   struct attacker_interval *cells)
{
    const struct attacker_term *terms = a->terms + f->first;
    int moved = 0;

    for (size_t i = 0; i < f->n; i++) {
        struct attacker_interval *x = &cells[terms[i].cell];
        double least = 0, most = 0, w = terms[i].weight;
        for (size_t k = 0; k < f->n; k++) {
            if (k == i)
                continue;
            const struct attacker_interval *y = &cells[terms[k].cell];
            least += end_of(y, terms[k].weight, false);
            most += end_of(y, terms[k].weight, true);
        }
        double lo = (w > 0 ? f->lo - most : f->hi - least) / w;
        double hi = (w > 0 ? f->hi - least : f->lo - most) / w;
        if (ceil(lo - SLACK) > x->lo) {
            x->lo = ceil(lo - SLACK);
            moved = 1;
        }
        if (floor(hi + SLACK) < x->hi) {
            x->hi = floor(hi + SLACK);
            moved = 1;
        }
        if (x->lo > x->hi)
            return -1;
    }
    return moved;
}

static bool propagate(const struct attacker *a, struct attacker_interval *cells)
{
    int moved = 1;

    for (int round = 0; moved > 0 && round < MOST_ROUNDS; round++) {
        moved = 0;
        for (size_t i = 0; i < a->n_facts; i++) {
            int now = tighten(a, &a->facts[i], cells);
            if (now < 0)
                return false;
            moved |= now;
        }
    }
    return true;
}

bool attacker_think(struct attacker *a)
{
    return propagate(a, a->cells);
}

static bool is_possible(const struct attacker *a, size_t cell, double value,
                        struct attacker_interval *scratch)
{
    memcpy(scratch, a->cells, a->n_cells * sizeof *scratch);
    scratch[cell] = (struct attacker_interval){value, value};
    return propagate(a, scratch);
}

struct attacker_interval attacker_narrow(const struct attacker *a, size_t cell,
                                         int width)
{
    struct attacker_interval *scratch =
        pp_alloc_array(a->n_cells, sizeof *scratch);
    struct attacker_interval x = a->cells[cell];

    for (int i = 0; i < width && x.lo < x.hi; i++) {
        if (is_possible(a, cell, x.lo, scratch))
            break;
        x.lo++;
    }
    for (int i = 0; i < width && isfinite(x.hi) && x.hi > x.lo; i++) {
        if (is_possible(a, cell, x.hi, scratch))
            break;
        x.hi--;
    }
    pp_free(scratch);
    return x;
}
