#include "prepost/stats/sign_flip.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "prepost/base/alloc.h"

/*
 * Masses are carried times 2^500, so that two of them multiply without
 * overflow and the rarest of 1,500 coins is still a normal number.
 */
enum { MASS_EXPONENT = 500, BLOCK = 2, FEW = 20 };

/* Two masses in one vector register; the additions are the same as one by
 * one, so results do not depend on the machine. */
typedef double block __attribute__((vector_size(16)));

static inline block at(const double *x)
{
    block b;
    memcpy(&b, x, sizeof b);
    return b;
}

static inline void put(double *x, block b)
{
    memcpy(x, &b, sizeof b);
}

/*
 * The masses of W = 0 .. top over some of the values; two buffers in turn,
 * each with zeros before its start for terms that reach below 0. Whatever the
 * coins, W is spread alike around half of their sum, to the last digit, as
 * additions do not mind which of two comes first: only the lower half is
 * worked out, the rest is its mirror where it is needed.
 */
struct masses {
    double *now, *next;
    int64_t top, sum; /* last state kept; largest sum so far */
    int64_t known;    /* last state worked out */
};

static size_t masses_size(int64_t top)
{
    return 2 * (2 * (size_t)top + 1 + BLOCK);
}

static struct masses masses_in(double *memory, int64_t top)
{
    size_t padding = (size_t)top;
    memset(memory, 0, masses_size(top) * sizeof *memory);
    double *now = memory + padding;
    now[0] = ldexp(1.0, MASS_EXPONENT);
    return (struct masses){
        .now = now, .next = now + masses_size(top) / 2, .top = top};
}

/* The masses of the states up to `last` that are not known yet. */
static void mirror(struct masses *m, int64_t last)
{
    if (m->known == m->top)
        return;
    int64_t end = last < m->sum ? last : m->sum;
    for (int64_t i = m->known + 1; i <= end; i++)
        m->now[i] = m->now[m->sum - i];
    for (int64_t i = m->sum + 1; i <= last; i++)
        m->now[i] = 0.0;
}

/* Before the buffers are turned over: how many states are to be worked out,
 * the sum being larger by so much. */
static size_t grown(struct masses *m, int64_t by)
{
    int64_t half = (m->sum + by) / 2, last = half < m->top ? half : m->top;
    mirror(m, last + BLOCK - 1); /* the last block may run past the end */
    m->sum += by;
    m->known = last;
    return (size_t)last + 1;
}

static void turn_over(struct masses *m)
{
    double *now = m->now;
    m->now = m->next;
    m->next = now;
}

/* One coin. */
static void add_one(struct masses *m, int64_t v)
{
    size_t length = grown(m, v);
    const double *a = m->now, *b = a - v;
    for (size_t i = 0; i < length; i += BLOCK)
        put(m->next + i, 0.5 * (at(a + i) + at(b + i)));
    turn_over(m);
}

static void add_two(struct masses *m, int64_t v, int64_t w)
{
    size_t length = grown(m, v + w);
    const double *a = m->now, *b = a - v, *c = a - w, *d = b - w;
    for (size_t i = 0; i < length; i += BLOCK)
        put(m->next + i,
            0.25 * ((at(a + i) + at(b + i)) + (at(c + i) + at(d + i))));
    turn_over(m);
}

static void add_four_alike(struct masses *m, int64_t v)
{
    size_t length = grown(m, 4 * v);
    const double *a = m->now, *b = a - v, *c = b - v, *d = c - v, *e = d - v;
    for (size_t i = 0; i < length; i += BLOCK)
        put(m->next + i,
            0.0625 * ((at(a + i) + at(e + i)) + 4.0 * (at(b + i) + at(d + i)) +
                      6.0 * at(c + i)));
    turn_over(m);
}

/* All coins, small values first, so that the arrays grow late. A coin whose
 * value exceeds the last state kept must fall on the side that does not
 * count: half the mass. */
static void add_all(struct masses *m, const struct pp_value_count *values,
                    size_t n_values)
{
    double halves = 0.0;
    int64_t waiting = 0;

    for (size_t g = 0; g < n_values; g++) {
        int64_t value = values[g].value;
        size_t left = values[g].count;
        if (value > m->top) {
            halves += (double)left;
            continue;
        }
        for (; left >= 4 && 4 * value <= m->top; left -= 4)
            add_four_alike(m, value);
        for (; left > 0; left--) {
            if (waiting == 0) {
                waiting = value;
            } else if (waiting + value <= m->top) {
                add_two(m, waiting, value);
                waiting = 0;
            } else {
                add_one(m, value);
            }
        }
    }
    if (waiting > 0)
        add_one(m, waiting);
    mirror(m, m->top);
    if (halves > 0.0) {
        double factor = ldexp(1.0, -(int)fmin(halves, 5000.0));
        for (int64_t i = 0; i <= m->top; i++)
            m->now[i] *= factor;
    }
}

/* The masses of 0 .. top. The distribution is symmetric: states above half of
 * the sum of all are the mirror of those below. */
static const double *masses_of(const struct pp_value_count *values,
                               size_t n_values, int64_t sum, int64_t top,
                               double *memory)
{
    int64_t half = sum / 2 < top ? sum / 2 : top;
    struct masses m = masses_in(memory, half);
    add_all(&m, values, n_values);
    if (top == half)
        return m.now;
    double *whole = memory + masses_size(half);
    memcpy(whole, m.now, ((size_t)half + 1) * sizeof *whole);
    for (int64_t i = half + 1; i <= top; i++)
        whole[i] = whole[sum - i];
    return whole;
}

/* Doubles that masses_of() may use. */
static size_t space_of(int64_t sum, int64_t top)
{
    int64_t half = sum / 2 < top ? sum / 2 : top;
    return masses_size(half) + (size_t)top + 1;
}

/* ---- Where to cut ------------------------------------------------------ */

/* The tail of a sum of two independent parts needs only one pass over both:
 * cutting the values in two halves the work. The cheapest cut is searched. */
static size_t cheapest_cut(const struct pp_value_count *values, size_t n)
{
    double sum = 0.0, behind_cost = 0.0, behind_n = 0.0;
    for (size_t g = 0; g < n; g++) {
        sum += (double)values[g].value * (double)values[g].count;
        behind_cost += sum * (double)values[g].count;
        behind_n += (double)values[g].count;
    }
    /* behind_cost: the cost of the part behind the cut, were it not for what
     * lies before: that sum is taken off each of its coins. */
    size_t best_cut = n;
    double best = INFINITY, before_cost = 0.0, before_sum = 0.0;
    for (size_t g = 0; g <= n; g++) {
        double cost = before_cost + behind_cost - before_sum * behind_n + sum;
        if (cost < best) {
            best = cost;
            best_cut = g;
        }
        if (g == n)
            break;
        double count = (double)values[g].count;
        before_sum += (double)values[g].value * count;
        before_cost += before_sum * count;
        behind_cost -= before_sum * count;
        behind_n -= count;
    }
    return best_cut;
}

static int64_t sum_of(const struct pp_value_count *values, size_t n)
{
    int64_t sum = 0;
    for (size_t g = 0; g < n; g++)
        sum += values[g].value * (int64_t)values[g].count;
    return sum;
}

static double *space_for(struct pp_sign_flip *space, size_t n)
{
    if (space->capacity < n) {
        pp_free(space->memory);
        space->memory = pp_alloc_array(n, sizeof *space->memory);
        space->capacity = n;
    }
    return space->memory;
}

/* P(W <= k) for each k, descending; the first is the largest. */
static void tails_by_parts(struct pp_sign_flip *space,
                           const struct pp_value_count *values, size_t n,
                           const int64_t *k, size_t n_k, double *result)
{
    size_t cut = cheapest_cut(values, n);
    int64_t low_sum = sum_of(values, cut);
    int64_t high_sum = sum_of(values + cut, n - cut);
    int64_t low_top = low_sum < k[0] ? low_sum : k[0];
    int64_t high_top = high_sum < k[0] ? high_sum : k[0];
    size_t low_size = space_of(low_sum, low_top), top = (size_t)high_top;
    double *memory =
        space_for(space, low_size + space_of(high_sum, high_top) + top + 1);
    double *tails = memory + low_size + space_of(high_sum, high_top);

    const double *low = masses_of(values, cut, low_sum, low_top, memory);
    const double *high =
        masses_of(values + cut, n - cut, high_sum, high_top, memory + low_size);
    double sum = 0.0;
    for (int64_t i = 0; i <= high_top; i++)
        tails[i] = sum += high[i];
    for (size_t q = 0; q < n_k; q++) {
        double tail = 0.0;
        for (int64_t i = 0; i <= low_top && i <= k[q]; i++)
            tail += low[i] * tails[k[q] - i < high_top ? k[q] - i : high_top];
        result[q] = ldexp(tail, -2 * MASS_EXPONENT);
    }
}

/* ---- One tie ----------------------------------------------------------- */

/*
 * Doubled ranks are even but for midranks. Where one tie alone has such, as at
 * a Walsh average of values that are all different, it is left out: the others
 * are halved, and so is the work, and the tail is the mean of theirs over the
 * falls of the few that tie.
 */
enum { MOST_TIED = 4 };

/* The only group with an odd value; n where there is none, several, or it has
 * too many coins. */
static size_t only_odd(const struct pp_value_count *values, size_t n)
{
    size_t odd = n;
    for (size_t g = 0; g < n; g++) {
        if (values[g].value % 2 == 0)
            continue;
        if (odd < n || values[g].count > MOST_TIED)
            return n;
        odd = g;
    }
    return odd;
}

static double tail_beside(struct pp_sign_flip *space,
                          const struct pp_value_count *values, size_t n,
                          size_t odd, int64_t k)
{
    struct pp_value_count *others = pp_alloc_array(n, sizeof *others);
    int64_t reach[MOST_TIED + 1];
    double tails[MOST_TIED + 1], count = (double)values[odd].count;
    size_t n_others = 0, n_reach = 0;

    for (size_t g = 0; g < n; g++)
        if (g != odd)
            others[n_others++] =
                (struct pp_value_count){values[g].value / 2, values[g].count};
    for (; n_reach <= values[odd].count && k >= 0; k -= values[odd].value)
        reach[n_reach++] = k / 2;
    tails_by_parts(space, others, n_others, reach, n_reach, tails);
    double chance = ldexp(1.0, -(int)values[odd].count), tail = 0.0;
    for (size_t j = 0; j < n_reach; j++) {
        tail += chance * tails[j];
        chance *= (count - (double)j) / ((double)j + 1.0);
    }
    pp_free(others);
    return tail;
}

/* ---- Few coins --------------------------------------------------------- */

/* All 2^n falls, each differing from the last by one coin (Gray's order). */
static double tail_by_counting(const struct pp_value_count *values, size_t n,
                               int64_t k)
{
    int64_t coins[FEW];
    unsigned n_coins = 0;
    for (size_t g = 0; g < n; g++)
        for (size_t j = 0; j < values[g].count; j++)
            coins[n_coins++] = values[g].value;

    uint32_t falls = UINT32_C(1) << n_coins, up = 0, within = 0;
    int64_t sum = 0;
    for (uint32_t fall = 0; fall < falls; fall++) {
        if (fall > 0) {
            unsigned coin = (unsigned)__builtin_ctz(fall);
            up ^= UINT32_C(1) << coin;
            sum += up >> coin & 1 ? coins[coin] : -coins[coin];
        }
        within += sum <= k;
    }
    return (double)within / (double)falls;
}

/* ---- The tail ---------------------------------------------------------- */

static int64_t common_divisor(int64_t a, int64_t b)
{
    while (b != 0) {
        int64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

static double reduced_tail(struct pp_sign_flip *space,
                           const struct pp_value_count *values, size_t n,
                           int64_t sum, int64_t k)
{
    if (k < 0)
        return 0.0;
    if (k >= sum)
        return 1.0;
    if (k > sum - k - 1) /* the other tail is the shorter one */
        return 1.0 - reduced_tail(space, values, n, sum, sum - k - 1);

    size_t n_coins = 0;
    for (size_t g = 0; g < n; g++)
        n_coins += values[g].count;
    if (n_coins <= FEW &&
        ldexp(1.0, (int)n_coins) < (double)n_coins * (double)k)
        return tail_by_counting(values, n, k);
    size_t odd = only_odd(values, n);
    if (odd < n && n > 1)
        return tail_beside(space, values, n, odd, k);
    double tail;
    tails_by_parts(space, values, n, &k, 1, &tail);
    return tail;
}

double pp_sign_flip_lower_tail(struct pp_sign_flip *space,
                               const struct pp_value_count *values,
                               size_t n_values, int64_t k)
{
    int64_t divisor = 0;
    for (size_t g = 0; g < n_values; g++)
        divisor = common_divisor(divisor, values[g].value);
    if (divisor <= 1 || k < 0)
        return reduced_tail(space, values, n_values, sum_of(values, n_values),
                            k);

    struct pp_value_count *reduced = pp_alloc_array(n_values, sizeof *reduced);
    for (size_t g = 0; g < n_values; g++)
        reduced[g] =
            (struct pp_value_count){values[g].value / divisor, values[g].count};
    double tail = reduced_tail(space, reduced, n_values,
                               sum_of(reduced, n_values), k / divisor);
    pp_free(reduced);
    return tail;
}

void pp_sign_flip_lower_tails(struct pp_sign_flip *space,
                              const struct pp_value_count *values,
                              size_t n_values, int64_t k, double *tails)
{
    int64_t total = sum_of(values, n_values);
    double *memory = space_for(space, space_of(total, k)), sum = 0.0;
    const double *masses = masses_of(values, n_values, total, k, memory);
    for (int64_t i = 0; i <= k; i++) {
        sum += masses[i];
        tails[i] = ldexp(sum, -MASS_EXPONENT);
    }
}

void pp_sign_flip_clear(struct pp_sign_flip *space)
{
    pp_free(space->memory);
    *space = (struct pp_sign_flip){0};
}
