#include "prepost/disclose/linked.h"

#include <string.h>

#include "prepost/analysis/results.h"
#include "prepost/base/alloc.h"
#include "prepost/disclose/exposed.h"

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

size_t pp_linked_someone(struct pp_linked *l, long value)
{
    size_t cell = pp_linked_elsewhere(l, value, true);

    l->cells[cell].is_someone = value > 0;
    return cell;
}

void pp_linked_within(struct pp_linked *l, size_t small, size_t big)
{
    long slack = l->cells[big].value - l->cells[small].value;

    pp_linked_sum(l, big,
                  (size_t[]){small, pp_linked_elsewhere(l, slack, true)}, 2);
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
            cell->kind != PP_LINKED_ELSEWHERE &&
            !pp_linked_is_sensitive(l, cell) &&
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
        if (pp_linked_exposed(l, exposed) > 0)
            l->cells[c].is_hidden = true;
    }
    pp_free(tried);
}

struct pp_linked_fault pp_linked_false(const struct pp_linked *l)
{
    for (size_t s = 0; s < l->n_sums; s++) {
        const struct pp_linked_sum *sum = &l->sums[s];
        long rest = 0;
        size_t below_zero = 0;
        for (size_t i = 0; i < sum->n; i++) {
            long value = l->cells[sum->cells[i]].value;
            rest += i == 0 ? value : -value;
            if (value < 0)
                below_zero = i + 1;
        }
        if (below_zero > 0 || rest != 0)
            return (struct pp_linked_fault){sum->words != NULL ? sum->words
                                                               : "a sum",
                                            s + 1, below_zero, rest < 0};
    }
    return (struct pp_linked_fault){NULL, 0, 0, false};
}

bool pp_linked_protect(struct pp_linked *l)
{
    bool *exposed = pp_alloc_zero(l->n_cells + 1, sizeof *exposed);
    bool changed = false;

    for (size_t c = 0; c < l->n_cells; c++) {
        if (pp_linked_is_sensitive(l, &l->cells[c]))
            l->cells[c].is_hidden = true;
    }
    while (pp_linked_exposed(l, exposed) > 0) {
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
