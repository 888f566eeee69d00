#include "prepost/disclose/exposed.h"

#include <math.h>
#include <string.h>

#include "prepost/analysis/results.h"
#include "prepost/base/alloc.h"
#include "prepost/disclose/eliminate.h"
#include "prepost/disclose/feasible.h"

/* What is known of a hidden cell whatever is shown. */
static long least_of(const struct pp_linked_cell *c)
{
    return c->is_someone ? 1 : 0;
}

/*
 * The sums as equations in the hidden cells, each less the least that it can
 * be: row r says that the sum of a[r][c] * hidden[c] is b[r]. Brought to
 * reduced row echelon form, they hold every combination by which a hidden cell
 * could be had exactly.
 */
struct equations {
    size_t n_rows, n_unknowns;
    double *a; /* n_rows x (n_unknowns + 1), the last column is b */
    size_t *cell;
};

static double *row_of(const struct equations *e, size_t r)
{
    return e->a + r * (e->n_unknowns + 1);
}

static struct equations equations_of(const struct pp_linked *l)
{
    struct equations e = {.n_rows = l->n_sums};
    size_t *unknown = pp_alloc_array(l->n_cells + 1, sizeof *unknown);

    e.cell = pp_alloc_array(l->n_cells + 1, sizeof *e.cell);
    for (size_t c = 0; c < l->n_cells; c++) {
        unknown[c] = e.n_unknowns;
        if (l->cells[c].is_hidden)
            e.cell[e.n_unknowns++] = c;
    }
    e.a = pp_alloc_zero(e.n_rows * (e.n_unknowns + 1) + 1, sizeof *e.a);
    for (size_t s = 0; s < l->n_sums; s++) {
        double *row = row_of(&e, s);
        for (size_t i = 0; i < l->sums[s].n; i++) {
            size_t c = l->sums[s].cells[i];
            double sign = i == 0 ? -1 : 1;
            if (l->cells[c].is_hidden)
                row[unknown[c]] += sign;
            row[e.n_unknowns] -=
                sign * (double)(l->cells[c].is_hidden ? least_of(&l->cells[c])
                                                      : l->cells[c].value);
        }
    }
    pp_free(unknown);
    return e;
}

static void equations_clear(struct equations *e)
{
    pp_free(e->a);
    pp_free(e->cell);
}

static struct equations equations_like(const struct equations *from)
{
    struct equations e = *from;
    size_t n = e.n_rows * (e.n_unknowns + 1) + 1;

    e.a = pp_alloc_array(n, sizeof *e.a);
    memcpy(e.a, from->a, n * sizeof *e.a);
    e.cell = pp_alloc_array(e.n_unknowns + 1, sizeof *e.cell);
    memcpy(e.cell, from->cell, e.n_unknowns * sizeof *e.cell);
    return e;
}

/* The same without the zeros, of which there are many: row by row. */
struct term {
    size_t unknown;
    double weight;
};

struct terms {
    struct term *all;
    size_t *first; /* n_rows + 1 */
};

static struct terms terms_of(const struct equations *e)
{
    size_t n = 0;
    struct terms t = {
        pp_alloc_array(e->n_rows * e->n_unknowns + 1, sizeof *t.all),
        pp_alloc_array(e->n_rows + 1, sizeof *t.first)};

    for (size_t r = 0; r < e->n_rows; r++) {
        const double *row = row_of(e, r);
        t.first[r] = n;
        for (size_t c = 0; c < e->n_unknowns; c++)
            if (row[c] != 0)
                t.all[n++] = (struct term){c, row[c]};
    }
    t.first[e->n_rows] = n;
    return t;
}

static void terms_clear(struct terms *t)
{
    pp_free(t->all);
    pp_free(t->first);
}

struct bounds {
    double *lo, *hi; /* per unknown */
};

/* Tightens the bounds by one equation, of `total`; whether any moved. */
static bool tighten(const struct term *first, const struct term *end,
                    double total, struct bounds *b)
{
    bool moved = false;

    for (const struct term *t = first; t < end; t++) {
        double least = total, most = total;
        for (const struct term *k = first; k < end; k++) {
            if (k == t)
                continue;
            double lo = b->lo[k->unknown], hi = b->hi[k->unknown];
            least -= k->weight * (k->weight > 0 ? hi : lo);
            most -= k->weight * (k->weight > 0 ? lo : hi);
        }
        double lo = (t->weight > 0 ? least : most) / t->weight;
        double hi = (t->weight > 0 ? most : least) / t->weight;
        lo = ceil(lo - 1e-6); /* people come whole */
        hi = floor(hi + 1e-6);
        if (lo > b->lo[t->unknown]) {
            b->lo[t->unknown] = lo;
            moved = true;
        }
        if (hi < b->hi[t->unknown]) {
            b->hi[t->unknown] = hi;
            moved = true;
        }
    }
    return moved;
}

/* Enough rounds for any chain of sums; bounds only ever tighten. */
enum { MOST_ROUNDS = 200 };

static void narrow(const struct equations *e, struct bounds *b)
{
    struct terms t = terms_of(e);
    bool moved = true;

    for (int round = 0; moved && round < MOST_ROUNDS; round++) {
        moved = false;
        for (size_t r = 0; r < e->n_rows; r++)
            moved |= tighten(t.all + t.first[r], t.all + t.first[r + 1],
                             row_of(e, r)[e->n_unknowns], b);
    }
    terms_clear(&t);
}

bool pp_linked_is_sensitive(const struct pp_linked *l,
                            const struct pp_linked_cell *c)
{
    if (c->value == PP_COUNT_HIDDEN || c->kind == PP_LINKED_ELSEWHERE ||
        c->kind == PP_LINKED_OTHER)
        return false; /* hidden elsewhere; its value is not known here */
    return c->is_guarded || (c->value < l->threshold &&
                             (c->value > 0 || c->kind == PP_LINKED_ATTRIBUTE));
}

/*
 * Worlds that agree with everything shown, whole numbers all: the least and
 * the most that each hidden cell is in one of them.
 */
struct worlds {
    double *least, *most, *x;
    size_t n;
};

/* Found by many turns of arithmetic: whether it is one after all. */
static bool is_world(const struct equations *e, const double *x)
{
    for (size_t c = 0; c < e->n_unknowns; c++)
        if (x[c] < -1e-6 || fabs(x[c] - round(x[c])) > 1e-6)
            return false;
    for (size_t r = 0; r < e->n_rows; r++) {
        const double *row = row_of(e, r);
        double rest = row[e->n_unknowns];
        for (size_t c = 0; c < e->n_unknowns; c++)
            rest -= row[c] * round(x[c]);
        if (fabs(rest) > 1e-6)
            return false;
    }
    return true;
}

static void see_world(const struct equations *e, struct worlds *w)
{
    if (!is_world(e, w->x))
        return;
    for (size_t c = 0; c < w->n; c++) {
        w->least[c] = fmin(w->least[c], round(w->x[c]));
        w->most[c] = fmax(w->most[c], round(w->x[c]));
    }
}

/*
 * Whether worlds can be found in which cell c lies `width` apart. Intervals
 * alone, sum by sum, would say so too often: several sums together can pin a
 * cell that no one of them pins.
 */
static bool is_open(struct pp_feasible *f, const struct equations *e,
                    struct worlds *w, size_t c, double width)
{
    for (int way = 1; way >= -1 && w->most[c] - w->least[c] < width; way -= 2) {
        if (!pp_feasible_push(f, c, way, w->x))
            return true; /* without end */
        if (f->is_lost)
            return false; /* not known, so taken for exposed */
        see_world(e, w);
    }
    return w->most[c] - w->least[c] >= width;
}

static struct worlds truth_of(const struct pp_linked *l,
                              const struct equations *e)
{
    struct worlds w = {.n = e->n_unknowns};

    w.least = pp_alloc_array(w.n + 1, sizeof *w.least);
    w.most = pp_alloc_array(w.n + 1, sizeof *w.most);
    w.x = pp_alloc_array(w.n + 1, sizeof *w.x);
    for (size_t c = 0; c < w.n; c++) {
        const struct pp_linked_cell *cell = &l->cells[e->cell[c]];
        long value = cell->value >= 0 ? cell->value - least_of(cell) : -1;
        w.least[c] = value >= 0 ? (double)value : INFINITY;
        w.most[c] = value >= 0 ? (double)value : -INFINITY;
    }
    return w;
}

/* Intervals are quick and find most; only when they find none are worlds looked
 * for. */
size_t pp_linked_exposed(const struct pp_linked *l, bool *exposed)
{
    struct equations plain = equations_of(l), reduced = equations_like(&plain);
    size_t n = plain.n_unknowns, n_exposed = 0;
    double width = (double)l->threshold;
    struct bounds b = {pp_alloc_array(n + 1, sizeof(double)),
                       pp_alloc_array(n + 1, sizeof(double))};

    for (size_t c = 0; c < n; c++) {
        b.lo[c] = 0;
        b.hi[c] = 1e12;
    }
    reduced.n_rows = pp_eliminate(reduced.a, reduced.n_rows, n + 1, n);
    narrow(&plain, &b);
    narrow(&reduced, &b);
    memset(exposed, 0, l->n_cells * sizeof *exposed);
    for (size_t c = 0; c < n; c++) {
        bool is_exposed = pp_linked_is_sensitive(l, &l->cells[plain.cell[c]]) &&
                          b.hi[c] - b.lo[c] < width;
        exposed[plain.cell[c]] = is_exposed;
        n_exposed += is_exposed;
    }
    if (n_exposed == 0) {
        struct worlds w = truth_of(l, &plain);
        struct pp_feasible f;
        bool is_feasible = pp_feasible_init(&f, reduced.a, reduced.n_rows, n);
        for (size_t c = 0; c < n; c++) {
            bool is_exposed =
                pp_linked_is_sensitive(l, &l->cells[plain.cell[c]]) &&
                !(is_feasible && is_open(&f, &plain, &w, c, width));
            exposed[plain.cell[c]] = is_exposed;
            n_exposed += is_exposed;
        }
        pp_feasible_clear(&f);
        pp_free(w.least);
        pp_free(w.most);
        pp_free(w.x);
    }
    pp_free(b.lo);
    pp_free(b.hi);
    equations_clear(&plain);
    equations_clear(&reduced);
    return n_exposed;
}
