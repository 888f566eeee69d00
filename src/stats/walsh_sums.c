#include "walsh_sums.h"

#include <stdlib.h>

#include "bracket.h"

/*
 * How many of the n(n+1)/2 sums D_i + D_j, i <= j, are at most `sum`. From
 * both ends inwards: where the outermost two add up to no more, so does the
 * lower one with all between; where they do, the upper one is too large for
 * all that are left. Without a branch that cannot be foreseen.
 */
uint64_t pp_walsh_count(const struct pp_lattice *l, int64_t sum)
{
    const struct pp_value_count *d = l->differences;
    uint64_t n_sums = 0, people = l->n; /* from i to j */
    size_t i = 0, j = l->n_differences - 1;
    while (i < j) {
        uint64_t fits = d[i].value + d[j].value <= sum, lower = d[i].count;
        uint64_t with_others = lower * (people - lower);
        uint64_t among_them = lower * (lower + 1) / 2;
        n_sums += (with_others + among_them) * fits;
        people -= fits ? lower : d[j].count;
        i += fits;
        j -= 1 - fits;
    }
    return n_sums + (2 * d[i].value <= sum ? people * (people + 1) / 2 : 0);
}

static int by_value(const void *a, const void *b)
{
    int64_t x = ((const struct pp_value_count *)a)->value;
    int64_t y = ((const struct pp_value_count *)b)->value;
    return (x > y) - (x < y);
}

/* The distinct sums in (low, high], ascending; returns how many. */
size_t pp_walsh_between(const struct pp_lattice *l, int64_t low, int64_t high,
                        struct pp_value_count *sums)
{
    const struct pp_value_count *d = l->differences;
    size_t n = 0, from = l->n_differences, to = from, kept = 0;
    for (size_t i = 0; i < l->n_differences; i++) {
        while (from > 0 && d[i].value + d[from - 1].value > low)
            from--;
        while (to > 0 && d[i].value + d[to - 1].value > high)
            to--;
        if (to <= i)
            break;
        for (size_t j = from > i ? from : i; j < to; j++)
            sums[n++] = (struct pp_value_count){
                d[i].value + d[j].value, i == j
                                             ? d[i].count * (d[i].count + 1) / 2
                                             : d[i].count * d[j].count};
    }
    qsort(sums, n, sizeof *sums, by_value);
    for (size_t k = 0; k < n; k++) {
        if (kept > 0 && sums[kept - 1].value == sums[k].value)
            sums[kept - 1].count += sums[k].count;
        else
            sums[kept++] = sums[k];
    }
    return kept;
}

struct sum_rank {
    const struct pp_lattice *lattice;
    double rank;
};

/* Above 0 where the rank-th sum is at most `sum`. */
static double sums_beyond(void *ctx, int64_t sum)
{
    const struct sum_rank *r = ctx;
    return (double)pp_walsh_count(r->lattice, sum) - r->rank + 0.5;
}

enum { WORTH_SAMPLING = 16 * PP_WALSH_SAMPLE };

bool pp_walsh_sample(const struct pp_lattice *l, struct pp_lattice *few,
                     struct pp_value_count space[PP_WALSH_SAMPLE])
{
    if (l->n_differences < WORTH_SAMPLING)
        return false;
    double step = (double)l->n / PP_WALSH_SAMPLE;
    size_t people = 0;
    *few = (struct pp_lattice){.differences = space, .scale = l->scale};
    for (size_t i = 0; i < l->n_differences; i++) {
        size_t before = few->n;
        people += l->differences[i].count;
        while (few->n < PP_WALSH_SAMPLE &&
               ((double)few->n + 0.5) * step < (double)people)
            few->n++;
        if (few->n > before)
            space[few->n_differences++] = (struct pp_value_count){
                l->differences[i].value, few->n - before};
    }
    return true;
}

static struct pp_bracket everywhere(const struct sum_rank *wanted)
{
    const struct pp_lattice *l = wanted->lattice;
    double n = (double)l->n;
    return (struct pp_bracket){
        .low = 2 * l->differences[0].value - 1,
        .high = 2 * l->differences[l->n_differences - 1].value,
        .f_low = 0.5 - wanted->rank,
        .f_high = n * (n + 1.0) / 2.0 - wanted->rank + 0.5,
    };
}

/* Looks where a sample has a slightly lower rank, and a slightly higher. */
static void look_near(struct pp_bracket *b, struct sum_rank *wanted)
{
    struct pp_value_count space[PP_WALSH_SAMPLE];
    struct pp_lattice few;
    if (!pp_walsh_sample(wanted->lattice, &few, space))
        return;
    double n = (double)wanted->lattice->n, k = (double)few.n;
    double share = wanted->rank / (n * (n + 1.0) / 2.0);
    for (int side = -1; side <= 1; side += 2) {
        struct sum_rank near = {&few, (share + side * PP_WALSH_SAMPLE_ERROR) *
                                          k * (k + 1.0) / 2.0};
        struct pp_bracket c = everywhere(&near);
        pp_bracket_narrow(&c, sums_beyond, &near, 1.0);
        pp_bracket_look(b, c.low, sums_beyond, wanted);
    }
}

/* The rank-th smallest sum, counted from 1, and how many are at most that. */
static struct pp_value_count nth_sum(const struct pp_lattice *l, uint64_t rank)
{
    struct sum_rank wanted = {l, (double)rank};
    struct pp_bracket b = everywhere(&wanted);
    look_near(&b, &wanted);
    pp_bracket_narrow(&b, sums_beyond, &wanted, PP_WALSH_FEW);
    if (b.high - b.low == 1)
        return (struct pp_value_count){b.high, pp_walsh_count(l, b.high)};
    struct pp_value_count sums[PP_WALSH_FEW];
    size_t k = 0, at_most = pp_walsh_count(l, b.low);
    pp_walsh_between(l, b.low, b.high, sums);
    while (at_most + sums[k].count < rank)
        at_most += sums[k++].count;
    return (struct pp_value_count){sums[k].value, at_most + sums[k].count};
}

/* The smallest sum above `sum`; there is one. */
static int64_t next_sum(const struct pp_lattice *l, int64_t sum)
{
    const struct pp_value_count *d = l->differences;
    size_t above = l->n_differences;
    int64_t next = INT64_MAX;
    for (size_t i = 0; i < l->n_differences; i++) {
        while (above > 0 && d[i].value + d[above - 1].value > sum)
            above--;
        size_t j = above > i ? above : i;
        if (j < l->n_differences && d[i].value + d[j].value < next)
            next = d[i].value + d[j].value;
        if (above <= i)
            break;
    }
    return next;
}

double pp_walsh_median(const struct pp_lattice *l)
{
    uint64_t n = l->n, n_sums = n * (n + 1) / 2;
    struct pp_value_count low = nth_sum(l, (n_sums + 1) / 2);
    int64_t high =
        low.count >= n_sums / 2 + 1 ? low.value : next_sum(l, low.value);
    return ((double)low.value + (double)high) / (4.0 * l->scale);
}
