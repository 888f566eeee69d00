#include "prepost/disclose/linked.h"

#include <limits.h>
#include <math.h>
#include <string.h>

#include "prepost/analysis/results.h"
#include "prepost/base/alloc.h"
#include "prepost/disclose/feasible.h"

void pp_linked_init(struct pp_linked *l, long threshold)
{
    *l = (struct pp_linked){.threshold = threshold};
}

void pp_linked_clear(struct pp_linked *l)
{
    for (size_t i = 0; i < l->n_sums; i++)
        pp_free(l->sums[i].cells);
    pp_free(l->sums);
    pp_free(l->cells);
    *l = (struct pp_linked){.threshold = l->threshold};
}

static size_t add_cell(struct pp_linked *l, struct pp_linked_cell cell)
{
    if (l->n_cells == l->cells_capacity) {
        l->cells_capacity = l->cells_capacity == 0 ? 32 : 2 * l->n_cells;
        l->cells =
            pp_realloc_array(l->cells, l->cells_capacity, sizeof *l->cells);
    }
    l->cells[l->n_cells] = cell;
    return l->n_cells++;
}

size_t pp_linked_cell(struct pp_linked *l, long *count,
                      enum pp_linked_kind kind, int cost)
{
    return add_cell(
        l, (struct pp_linked_cell){.value = *count,
                                   .count = count,
                                   .kind = kind,
                                   .cost = cost,
                                   .is_hidden = *count == PP_COUNT_HIDDEN});
}

size_t pp_linked_implied(struct pp_linked *l, long value)
{
    return add_cell(l, (struct pp_linked_cell){.value = value,
                                               .kind = PP_LINKED_IMPLIED,
                                               .is_hidden = true});
}

size_t pp_linked_known(struct pp_linked *l, long value)
{
    return add_cell(
        l, (struct pp_linked_cell){.value = value, .kind = PP_LINKED_IMPLIED});
}

void pp_linked_say(struct pp_linked *l, const char *words)
{
    l->words = words;
}

void pp_linked_sum(struct pp_linked *l, size_t total, const size_t *parts,
                   size_t n)
{
    if (l->n_sums == l->sums_capacity) {
        l->sums_capacity = l->sums_capacity == 0 ? 16 : 2 * l->n_sums;
        l->sums = pp_realloc_array(l->sums, l->sums_capacity, sizeof *l->sums);
    }
    size_t *cells = pp_alloc_array(n + 1, sizeof *cells);
    cells[0] = total;
    memcpy(cells + 1, parts, n * sizeof *cells);
    l->sums[l->n_sums].cells = cells;
    l->sums[l->n_sums].words = l->words;
    l->sums[l->n_sums++].n = n + 1;
}

size_t pp_linked_elsewhere(struct pp_linked *l, long value, bool is_hidden)
{
    return add_cell(l, (struct pp_linked_cell){.value = value,
                                               .kind = PP_LINKED_ELSEWHERE,
                                               .is_hidden = is_hidden});
}

size_t pp_linked_other(struct pp_linked *l, long *count, long value, int cost)
{
    return add_cell(
        l, (struct pp_linked_cell){.value = value,
                                   .count = count,
                                   .kind = PP_LINKED_OTHER,
                                   .cost = cost,
                                   .is_hidden = *count == PP_COUNT_HIDDEN,
                                   .is_fixed = *count == PP_COUNT_HIDDEN});
}

void pp_linked_within(struct pp_linked *l, size_t small, size_t big)
{
    long slack = l->cells[big].value - l->cells[small].value;

    pp_linked_sum(l, big,
                  (size_t[]){small, pp_linked_elsewhere(l, slack, true)}, 2);
}

void pp_linked_hide(struct pp_linked *l, size_t cell)
{
    l->cells[cell].is_hidden = l->cells[cell].is_fixed = true;
}

/* --- what a reader can still know ------------------------------------------
 */

/*
 * The sums as equations in the hidden cells: row r says that the sum of
 * a[r][c] * hidden[c] is b[r]. Brought to reduced row echelon form, they hold
 * every combination by which a hidden cell could be had exactly.
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
            else
                row[e.n_unknowns] -= sign * (double)l->cells[c].value;
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

static void swap_rows(struct equations *e, size_t p, size_t q)
{
    double *x = row_of(e, p), *y = row_of(e, q);

    for (size_t c = 0; p != q && c <= e->n_unknowns; c++) {
        double t = x[c];
        x[c] = y[c];
        y[c] = t;
    }
}

/* Coefficients stay small whole numbers or simple fractions of them; most are
 * zero, and those of the pivot's row are passed over. */
static void reduce(struct equations *e)
{
    size_t rank = 0,
           *in_row = pp_alloc_array(e->n_unknowns + 1, sizeof *in_row);

    for (size_t c = 0; c < e->n_unknowns && rank < e->n_rows; c++) {
        size_t pivot = rank;
        for (size_t r = rank; r < e->n_rows; r++) {
            if (fabs(row_of(e, r)[c]) > fabs(row_of(e, pivot)[c]))
                pivot = r;
        }
        if (fabs(row_of(e, pivot)[c]) < 1e-9)
            continue;
        swap_rows(e, rank, pivot);
        double *row = row_of(e, rank), scale = 1 / row[c];
        size_t n_in_row = 0;
        for (size_t k = c; k <= e->n_unknowns; k++) {
            row[k] *= scale;
            if (row[k] != 0)
                in_row[n_in_row++] = k;
        }
        for (size_t r = 0; r < e->n_rows; r++) {
            double *other = row_of(e, r), factor = other[c];
            if (r == rank || fabs(factor) < 1e-9)
                continue;
            for (size_t i = 0; i < n_in_row; i++) {
                size_t k = in_row[i];
                other[k] -= factor * row[k];
                if (fabs(other[k]) < 1e-9)
                    other[k] = 0;
            }
        }
        rank++;
    }
    e->n_rows = rank;
    pp_free(in_row);
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

static bool is_sensitive(const struct pp_linked *l,
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

static void see_world(struct worlds *w)
{
    for (size_t c = 0; c < w->n; c++) {
        if (fabs(w->x[c] - round(w->x[c])) > 1e-6)
            return;
    }
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
static bool is_open(struct pp_feasible *f, struct worlds *w, size_t c,
                    double width)
{
    for (int way = 1; way >= -1 && w->most[c] - w->least[c] < width; way -= 2) {
        if (!pp_feasible_push(f, c, way, w->x))
            return true; /* without end */
        see_world(w);
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
        long value = l->cells[e->cell[c]].value;
        w.least[c] = value >= 0 ? (double)value : INFINITY;
        w.most[c] = value >= 0 ? (double)value : -INFINITY;
    }
    return w;
}

/*
 * Fills exposed[cell] for sensitive cells that a reader could place within
 * fewer than `threshold` steps; returns how many there are. Intervals are
 * quick and find most; only when they find none are worlds looked for.
 */
static size_t find_exposed(const struct pp_linked *l, bool *exposed)
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
    reduce(&reduced);
    narrow(&plain, &b);
    narrow(&reduced, &b);
    memset(exposed, 0, l->n_cells * sizeof *exposed);
    for (size_t c = 0; c < n; c++) {
        bool is_exposed = is_sensitive(l, &l->cells[plain.cell[c]]) &&
                          b.hi[c] - b.lo[c] < width;
        exposed[plain.cell[c]] = is_exposed;
        n_exposed += is_exposed;
    }
    if (n_exposed == 0) {
        struct worlds w = truth_of(l, &plain);
        struct pp_feasible f;
        bool is_feasible = pp_feasible_init(&f, reduced.a, reduced.n_rows, n);
        for (size_t c = 0; c < n; c++) {
            bool is_exposed = is_sensitive(l, &l->cells[plain.cell[c]]) &&
                              !(is_feasible && is_open(&f, &w, c, width));
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

/* --- what to hide next -----------------------------------------------------
 */

static bool can_hide(const struct pp_linked_cell *c)
{
    return !c->is_hidden && c->kind != PP_LINKED_IMPLIED &&
           c->kind != PP_LINKED_ELSEWHERE;
}

static bool is_better(const struct pp_linked_cell *a,
                      const struct pp_linked_cell *b)
{
    if (a->cost != b->cost)
        return a->cost < b->cost;
    if ((a->value > 0) != (b->value > 0))
        return a->value > 0; /* hiding a zero guards nothing */
    return a->value < b->value;
}

static void offer(const struct pp_linked *l, const struct pp_linked_sum *sum,
                  size_t *best)
{
    for (size_t i = 0; i < sum->n; i++) {
        size_t c = sum->cells[i];
        if (can_hide(&l->cells[c]) &&
            (*best == l->n_cells || is_better(&l->cells[c], &l->cells[*best])))
            *best = c;
    }
}

static bool holds_any(const struct pp_linked_sum *sum, const bool *cells)
{
    for (size_t i = 0; i < sum->n; i++) {
        if (cells[sum->cells[i]])
            return true;
    }
    return false;
}

/* Hidden cells in sums with one of these. */
static void spread(const struct pp_linked *l, const bool *from, bool *to)
{
    for (size_t s = 0; s < l->n_sums; s++) {
        if (!holds_any(&l->sums[s], from))
            continue;
        for (size_t i = 0; i < l->sums[s].n; i++) {
            size_t c = l->sums[s].cells[i];
            to[c] = to[c] || l->cells[c].is_hidden;
        }
    }
}

static size_t n_set(const struct pp_linked *l, const bool *cells)
{
    size_t n = 0;

    for (size_t c = 0; c < l->n_cells; c++)
        n += cells[c];
    return n;
}

/* Hidden cells that any chain of sums leads to. */
static void spread_to_the_end(const struct pp_linked *l, bool *near)
{
    for (size_t before = 0, now = n_set(l, near); now > before;) {
        before = now;
        spread(l, near, near);
        now = n_set(l, near);
    }
}

static void offer_near(const struct pp_linked *l, const bool *near,
                       size_t *best)
{
    for (size_t s = 0; s < l->n_sums; s++)
        if (holds_any(&l->sums[s], near))
            offer(l, &l->sums[s], best);
}

static bool is_last_resort(const struct pp_linked *l, size_t c)
{
    return c == l->n_cells || l->cells[c].cost >= PP_LINKED_LAST_RESORT;
}

/*
 * The cheapest cell that stands in a sum with an exposed one, or with a hidden
 * one beside it: where that is known from its own sum, it guards nothing. Else,
 * or where only a last resort is left there, one further along; else one in a
 * sum with any hidden one; else any. n_cells: everything is hidden.
 */
static size_t next_to_hide(const struct pp_linked *l, const bool *exposed)
{
    size_t best = l->n_cells;
    bool *near = pp_alloc_zero(l->n_cells + 1, sizeof *near);

    memcpy(near, exposed, l->n_cells * sizeof *near);
    spread(l, exposed, near);
    offer_near(l, near, &best);
    if (is_last_resort(l, best)) {
        spread_to_the_end(l, near);
        offer_near(l, near, &best);
    }
    for (size_t c = 0; best == l->n_cells && c < l->n_cells; c++)
        near[c] = l->cells[c].is_hidden;
    if (best == l->n_cells)
        offer_near(l, near, &best);
    for (size_t c = 0; best == l->n_cells && c < l->n_cells; c++) {
        if (can_hide(&l->cells[c]))
            best = c;
    }
    pp_free(near);
    return best;
}

/* The dearest cell hidden just now to guard others that was not tried yet:
 * what was hidden before stays so, whatever comes of it here. */
static size_t next_to_show(const struct pp_linked *l, const bool *tried)
{
    size_t best = l->n_cells;

    for (size_t c = 0; c < l->n_cells; c++) {
        const struct pp_linked_cell *cell = &l->cells[c];
        bool is_new = cell->is_hidden && cell->count != NULL &&
                      *cell->count != PP_COUNT_HIDDEN;
        if (is_new && !cell->is_fixed && !tried[c] &&
            cell->kind != PP_LINKED_ELSEWHERE && !is_sensitive(l, cell) &&
            (best == l->n_cells || is_better(&l->cells[best], cell)))
            best = c;
    }
    return best;
}

static void show_what_is_not_needed(struct pp_linked *l, bool *exposed)
{
    bool *tried = pp_alloc_zero(l->n_cells + 1, sizeof *tried);

    for (size_t c = next_to_show(l, tried); c < l->n_cells;
         c = next_to_show(l, tried)) {
        tried[c] = true;
        l->cells[c].is_hidden = false;
        if (find_exposed(l, exposed) > 0)
            l->cells[c].is_hidden = true;
    }
    pp_free(tried);
}

static bool adds_up(const struct pp_linked *l, const struct pp_linked_sum *sum)
{
    long rest = l->cells[sum->cells[0]].value;
    bool is_negative = rest < 0;

    for (size_t i = 1; i < sum->n; i++) {
        long value = l->cells[sum->cells[i]].value;
        is_negative |= value < 0;
        rest -= value;
    }
    return !is_negative && rest == 0;
}

const char *pp_linked_false(const struct pp_linked *l)
{
    for (size_t s = 0; s < l->n_sums; s++) {
        if (!adds_up(l, &l->sums[s]))
            return l->sums[s].words != NULL ? l->sums[s].words : "a sum";
    }
    return NULL;
}

bool pp_linked_protect(struct pp_linked *l)
{
    bool *exposed = pp_alloc_zero(l->n_cells + 1, sizeof *exposed);
    bool changed = false;

    for (size_t c = 0; c < l->n_cells; c++) {
        if (is_sensitive(l, &l->cells[c]))
            l->cells[c].is_hidden = true;
    }
    while (find_exposed(l, exposed) > 0) {
        size_t next = next_to_hide(l, exposed);
        if (next == l->n_cells)
            break;
        l->cells[next].is_hidden = true;
    }
    show_what_is_not_needed(l, exposed);
    for (size_t c = 0; c < l->n_cells; c++) {
        struct pp_linked_cell *cell = &l->cells[c];
        if (cell->is_hidden && cell->count != NULL &&
            *cell->count != PP_COUNT_HIDDEN) {
            *cell->count = PP_COUNT_HIDDEN;
            changed = true;
        }
    }
    pp_free(exposed);
    return changed;
}
