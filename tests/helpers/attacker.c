#include "attacker.h"

#include <math.h>
#include <string.h>

#include "prepost/base/alloc.h"

/* Bounds are tightened only by whole people, so this ends; the limit is for
 * chains that creep up by one person a round. */
enum { MOST_ROUNDS = 400, MOST_TRIES = 200 };
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
        a->steps = grown(a->pool, a->steps, a->n_cells, &a->steps_capacity,
                         sizeof *a->steps);
        a->steps[a->n_cells] = 1;
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

/* Takes in new bounds, as whole multiples of the cell's step. */
static void within_steps(const struct attacker *a, size_t cell, double lo,
                         double hi, struct attacker_interval *x)
{
    double step = a->steps[cell];

    x->lo = fmax(x->lo, step * ceil(lo / step - SLACK));
    x->hi = fmin(x->hi, step * floor(hi / step + SLACK));
    if (step > 1) {
        x->lo = step * ceil(x->lo / step);
        x->hi = step * floor(x->hi / step);
    }
}

void attacker_know(struct attacker *a, size_t cell, double lo, double hi)
{
    if (a->truth != NULL)
        check(a, lo, a->truth[cell], hi, cell);
    within_steps(a, cell, lo, hi, &a->cells[cell]);
}

static double common_divisor(double x, double y)
{
    while (y > 0) {
        double rest = fmod(x, y);
        x = y;
        y = rest;
    }
    return x;
}

void attacker_multiple(struct attacker *a, size_t cell, double step)
{
    double was = a->steps[cell];

    if (a->truth != NULL && isfinite(a->truth[cell]))
        check(a, 0, fmod(a->truth[cell], step), 0, cell);
    a->steps[cell] = was / common_divisor(was, step) * step;
    within_steps(a, cell, 0, INFINITY, &a->cells[cell]);
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

/* What a fact's terms add up to at least, or at most. Ends without bound are
 * counted apart, so that one can be taken out again. */
struct total {
    double sum;
    size_t n_endless;
};

static struct total total_of(const struct attacker *a,
                             const struct attacker_fact *f,
                             const struct attacker_interval *cells,
                             bool is_most)
{
    const struct attacker_term *terms = a->terms + f->first;
    struct total t = {0, 0};

    for (size_t k = 0; k < f->n; k++) {
        double end = end_of(&cells[terms[k].cell], terms[k].weight, is_most);
        if (isinf(end))
            t.n_endless++;
        else
            t.sum += end;
    }
    return t;
}

/* The total without one of its terms; `endless` where others have no bound. */
static double without(const struct total *t, double end, double endless)
{
    bool is_endless = isinf(end);

    if (t->n_endless > (is_endless ? 1 : 0))
        return endless;
    return is_endless ? t->sum : t->sum - end;
}

/* The facts whose cells moved, each once, in the order they came. */
struct queue {
    size_t *facts, first, n;
    bool *is_in;
};

static void put(struct queue *q, const struct attacker *a, size_t fact)
{
    if (q->is_in[fact])
        return;
    q->is_in[fact] = true;
    q->facts[(q->first + q->n++) % a->n_facts] = fact;
}

static size_t take(struct queue *q, const struct attacker *a)
{
    size_t fact = q->facts[q->first];

    q->first = (q->first + 1) % a->n_facts;
    q->n--;
    q->is_in[fact] = false;
    return fact;
}

static void put_facts_of(struct queue *q, const struct attacker *a, size_t cell)
{
    for (size_t i = a->of_first[cell]; i < a->of_first[cell + 1]; i++)
        put(q, a, a->of[i]);
}

/* Tightens every cell of one fact; false: a contradiction. */
static bool tighten(const struct attacker *a, const struct attacker_fact *f,
                    struct attacker_interval *cells, struct queue *q)
{
    const struct attacker_term *terms = a->terms + f->first;
    struct total least = total_of(a, f, cells, false);
    struct total most = total_of(a, f, cells, true);

    for (size_t i = 0; i < f->n; i++) {
        struct attacker_interval *x = &cells[terms[i].cell], was = *x;
        double w = terms[i].weight;
        if (w == 0)
            continue;
        double low = without(&least, end_of(x, w, false), -INFINITY);
        double high = without(&most, end_of(x, w, true), INFINITY);
        x->lo =
            fmax(x->lo, ceil((w > 0 ? f->lo - high : f->hi - low) / w - SLACK));
        x->hi = fmin(x->hi,
                     floor((w > 0 ? f->hi - low : f->lo - high) / w + SLACK));
        if (x->lo > x->hi)
            return false;
        if (x->lo == was.lo && x->hi == was.hi)
            continue;
        put_facts_of(q, a, terms[i].cell);
        least = total_of(a, f, cells, false);
        most = total_of(a, f, cells, true);
    }
    return true;
}

/* Follows what moved to its end, or for as long as so many rounds over every
 * fact would take. */
static bool propagate(const struct attacker *a, struct attacker_interval *cells,
                      struct queue *q)
{
    size_t most = MOST_ROUNDS * a->n_facts;

    for (size_t i = 0; q->n > 0 && i < most; i++)
        if (!tighten(a, &a->facts[take(q, a)], cells, q))
            return false;
    return true;
}

static struct queue queue_new(const struct attacker *a)
{
    return (struct queue){.facts =
                              pp_alloc_array(a->n_facts + 1, sizeof(size_t)),
                          .is_in = pp_alloc_zero(a->n_facts + 1, sizeof(bool))};
}

static void queue_clear(struct queue *q)
{
    pp_free(q->facts);
    pp_free(q->is_in);
}

/* Which facts each cell is in. */
static void index_facts(struct attacker *a)
{
    size_t *next = pp_alloc_zero(a->n_cells + 1, sizeof *next);

    a->of_first = pp_pool_array(a->pool, a->n_cells + 2, sizeof *a->of_first);
    a->of = pp_pool_array(a->pool, a->n_terms + 1, sizeof *a->of);
    for (size_t i = 0; i < a->n_terms; i++)
        next[a->terms[i].cell]++;
    a->of_first[0] = 0;
    for (size_t c = 0; c < a->n_cells; c++) {
        a->of_first[c + 1] = a->of_first[c] + next[c];
        next[c] = a->of_first[c];
    }
    for (size_t i = 0; i < a->n_facts; i++)
        for (size_t k = 0; k < a->facts[i].n; k++)
            a->of[next[a->terms[a->facts[i].first + k].cell]++] = i;
    pp_free(next);
}

bool attacker_think(struct attacker *a)
{
    index_facts(a);
    struct queue q = queue_new(a);

    for (size_t i = 0; i < a->n_facts; i++)
        put(&q, a, i);
    bool is_possible = propagate(a, a->cells, &q);
    queue_clear(&q);
    for (size_t c = 0; c < a->n_cells; c++)
        a->has_gaps |= a->steps[c] > 1 && a->cells[c].lo < a->cells[c].hi;
    return is_possible;
}

static bool is_possible(const struct attacker *a, size_t cell, double value,
                        struct attacker_interval *scratch)
{
    if (fmod(value, a->steps[cell]) != 0)
        return false;
    struct queue q = queue_new(a);

    memcpy(scratch, a->cells, a->n_cells * sizeof *scratch);
    scratch[cell] = (struct attacker_interval){value, value};
    put_facts_of(&q, a, cell);
    bool is_possible = propagate(a, scratch, &q);
    queue_clear(&q);
    return is_possible;
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

int attacker_count(const struct attacker *a, size_t cell,
                   struct attacker_interval x, int most)
{
    struct attacker_interval *scratch =
        pp_alloc_array(a->n_cells, sizeof *scratch);
    int n = 0;

    for (int i = 0; x.lo <= x.hi && n < most && i < MOST_TRIES; i++) {
        n += is_possible(a, cell, x.lo, scratch);
        x.lo += a->steps[cell];
    }
    pp_free(scratch);
    return n;
}
