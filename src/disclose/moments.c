#include "prepost/disclose/moments.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "prepost/base/alloc.h"
#include "prepost/base/rng.h"
#include "prepost/stats/sort.h"

/* People moved at once, how far, and how often it is tried. */
enum { MOVED = 4, REACH = 2, TRIES = 300, MOST_MOVES = 96 };
enum { N_PLACES = 6 };

/* Sums of whole steps are exact; those of prorated scores nearly so. */
static const double tiny = 1e-6;

/* Scores in steps, as they are at the moment. */
struct world {
    const struct pp_moments *m;
    size_t n;
    double *x, *y;
    double lo, hi, amount;
    double order[3][N_PLACES]; /* what medians and quartiles are read off */
    struct pp_rng rng;
};

enum what { BEFORE, AFTER, CHANGE };

static double value_of(double x, double y, enum what what)
{
    return what == BEFORE ? x : what == AFTER ? y : y - x;
}

static bool is_same(double a, double b)
{
    return fabs(a - b) < tiny;
}

/* -1, 0, 1: got worse or better by the amount, or neither; sign is the raw. */
static int kind_of(const struct world *w, double x, double y)
{
    if (isnan(w->amount))
        return 0;
    return y - x >= w->amount - tiny ? 1 : y - x <= -w->amount + tiny ? -1 : 0;
}

/* --- ways to move four scores that keep their sum and that of squares ------
 */

struct moves {
    int by[MOST_MOVES][MOVED];
    size_t n;
};

enum { N_STEPS = 2 * REACH + 1 };

/* What a step of each adds to the sum of squares; endless: out of range. */
struct steps {
    double squares[MOVED][N_STEPS];
};

static struct steps steps_of(const struct world *w, const double value[MOVED])
{
    struct steps s;

    for (size_t i = 0; i < MOVED; i++)
        for (int by = -REACH; by <= REACH; by++) {
            double now = value[i] + by;
            bool is_within = now >= w->lo - tiny && now <= w->hi + tiny;
            s.squares[i][by + REACH] =
                is_within ? by * (2 * value[i] + by) : INFINITY;
        }
    return s;
}

static void find_moves(const struct world *w, const double value[MOVED],
                       struct moves *out)
{
    const struct steps s = steps_of(w, value);

    out->n = 0;
    for (int a = -REACH; a <= REACH; a++)
        for (int b = -REACH; b <= REACH; b++) {
            int least = a + b > 0 ? -REACH : -REACH - a - b;
            int most = a + b > 0 ? REACH - a - b : REACH;
            for (int c = least; c <= most; c++) {
                int first = -a - b - c;
                double squares =
                    s.squares[0][first + REACH] + s.squares[1][a + REACH] +
                    s.squares[2][b + REACH] + s.squares[3][c + REACH];
                if (fabs(squares) < tiny && out->n < MOST_MOVES)
                    memcpy(out->by[out->n++], (int[MOVED]){first, a, b, c},
                           sizeof out->by[0]);
            }
        }
}

/* --- away from one score ---------------------------------------------------
 */

/* Whether both moves together keep products and kinds, take the first person
 * away from `from` and nobody to it. */
static bool is_way_out(const struct world *w, const size_t who[MOVED],
                       const int *dx, const int *dy, enum what what,
                       double from)
{
    double products = 0;

    for (size_t i = 0; i < MOVED; i++) {
        double x = w->x[who[i]], y = w->y[who[i]];
        double now_x = x + dx[i], now_y = y + dy[i];
        products += x * dy[i] + y * dx[i] + (double)(dx[i] * dy[i]);
        if (is_same(value_of(now_x, now_y, what), from))
            return false;
        if (kind_of(w, x, y) != kind_of(w, now_x, now_y))
            return false;
    }
    return fabs(products) < tiny;
}

/* --- medians and quartiles ------------------------------------------------
 */

/* The places that quartiles are read off, two for each. */
static size_t place_of(size_t n, int k)
{
    size_t at = (n - 1) * (size_t)(k / 2 + 1) / 4;

    return k % 2 == 1 && at + 1 < n ? at + 1 : at;
}

static void note_order(struct world *w, enum what what)
{
    double *value = pp_alloc_array(w->n, sizeof *value);

    for (size_t i = 0; i < w->n; i++)
        value[i] = value_of(w->x[i], w->y[i], what);
    pp_sort(value, w->n);
    for (int k = 0; k < N_PLACES; k++)
        w->order[what][k] = value[place_of(w->n, k)];
    pp_free(value);
}

/* Whether the score in that place is the same still. */
static bool keeps_place(const struct world *w, enum what what, int k)
{
    double from = w->order[what][k];
    size_t below = 0, with = 0, at = place_of(w->n, k);

    for (size_t i = 0; i < w->n; i++) {
        double is = value_of(w->x[i], w->y[i], what);
        below += is < from - tiny;
        with += is <= from + tiny;
    }
    return below <= at && at < with;
}

static bool keeps_order(const struct world *w)
{
    for (enum what what = BEFORE; w->m->has_order && what <= CHANGE; what++)
        for (int k = 0; k < N_PLACES; k++)
            if (!keeps_place(w, what, k))
                return false;
    return true;
}

static void move(struct world *w, const size_t who[MOVED], const int *dx,
                 const int *dy, int sign)
{
    for (size_t i = 0; i < MOVED; i++) {
        w->x[who[i]] += sign * dx[i];
        w->y[who[i]] += sign * dy[i];
    }
}

static bool move_four(struct world *w, const size_t who[MOVED], enum what what,
                      double from)
{
    double x[MOVED], y[MOVED];
    struct moves in_x, in_y;

    for (size_t i = 0; i < MOVED; i++) {
        x[i] = w->x[who[i]];
        y[i] = w->y[who[i]];
    }
    find_moves(w, x, &in_x);
    find_moves(w, y, &in_y);
    for (size_t a = 0; a < in_x.n; a++) {
        for (size_t b = 0; b < in_y.n; b++) {
            if (!is_way_out(w, who, in_x.by[a], in_y.by[b], what, from))
                continue;
            move(w, who, in_x.by[a], in_y.by[b], 1);
            if (keeps_order(w))
                return true;
            move(w, who, in_x.by[a], in_y.by[b], -1);
        }
    }
    return false;
}

/* Three others who do not have that score themselves; false: there are not. */
static bool choose_others(struct world *w, enum what what, double from,
                          size_t who[MOVED])
{
    for (size_t i = 1, tried = 0; i < MOVED; tried++) {
        size_t next = pp_rng_below(&w->rng, (uint32_t)w->n);
        bool is_free = !is_same(value_of(w->x[next], w->y[next], what), from);
        for (size_t k = 0; k < i; k++)
            is_free &= who[k] != next;
        if (is_free)
            who[i++] = next;
        if (tried > 50 * MOVED)
            return false;
    }
    return true;
}

static bool move_away(struct world *w, size_t holder, enum what what,
                      double from)
{
    size_t who[MOVED] = {holder};

    for (size_t t = 0; t < TRIES; t++)
        if (choose_others(w, what, from, who) && move_four(w, who, what, from))
            return true;
    return false;
}

static void start_again(struct world *w)
{
    for (size_t i = 0; i < w->n; i++) {
        w->x[i] = w->m->pre[i] / w->m->step;
        w->y[i] = w->m->post[i] / w->m->step;
    }
}

/* Whether everyone who has the score `from` can have another. */
static bool has_way_out(struct world *w, enum what what, double from)
{
    start_again(w);
    for (size_t i = 0; i < w->n; i++)
        if (is_same(value_of(w->x[i], w->y[i], what), from) &&
            !move_away(w, i, what, from))
            return false;
    return true;
}

/* --- every score that a handful have ---------------------------------------
 */

static bool scores_are_safe(struct world *w, enum what what)
{
    double *value = pp_alloc_array(w->n, sizeof *value);
    bool is_safe = true;

    start_again(w);
    for (size_t i = 0; i < w->n; i++)
        value[i] = value_of(w->x[i], w->y[i], what);
    pp_sort(value, w->n);
    for (size_t i = 0, end = 0; i < w->n && is_safe; i = end) {
        for (end = i; end < w->n && is_same(value[end], value[i]);)
            end++;
        if ((long)(end - i) < w->m->threshold)
            is_safe = has_way_out(w, what, value[i]);
    }
    pp_free(value);
    return is_safe;
}

bool pp_moments_are_safe(const struct pp_moments *m)
{
    struct world w = {.m = m,
                      .n = m->n,
                      .lo = m->min / m->step,
                      .hi = m->max / m->step,
                      .amount = m->amount / m->step,
                      .rng = pp_rng_at(1, PP_STREAM_SIMULATION, m->n)};

    if (m->threshold <= 1)
        return true;
    if (!(m->step > 0) || m->n < 2 * MOVED || m->n > UINT32_MAX)
        return false;
    w.x = pp_alloc_array(m->n, sizeof *w.x);
    w.y = pp_alloc_array(m->n, sizeof *w.y);
    bool is_safe = true;
    start_again(&w);
    for (enum what what = BEFORE; what <= CHANGE; what++)
        note_order(&w, what);
    for (enum what what = BEFORE; what <= CHANGE && is_safe; what++)
        is_safe = scores_are_safe(&w, what);
    pp_free(w.x);
    pp_free(w.y);
    return is_safe;
}
