#include "prepost/stats/lattice.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "prepost/base/alloc.h"
#include "prepost/base/radix_sort.h"

/* Steps stay below this, so that sums of two differences are exact in a
 * double as well as in an int64_t. */
static const double MAX_STEPS = 0x1p51;

/* ---- Which lattice ----------------------------------------------------- */

/* Whole, but for the rounding of the decimal that it was read from. */
static bool is_whole(double x)
{
    double tolerance = fmax(1e-9, fabs(x) * 4.0 * DBL_EPSILON);
    return fabs(x) < MAX_STEPS && fabs(x - nearbyint(x)) <= tolerance;
}

/* The smallest power of ten, up to 10^4, that makes all values whole; 0 when
 * there is none. What is whole at one power stays so at the next. */
static double decimal_scale(double scale, const double *x, size_t n)
{
    for (size_t i = 0; i < n && scale > 0.0; i++)
        while (scale > 0.0 && !is_whole(x[i] * scale))
            scale = scale < 1e4 ? scale * 10.0 : 0.0;
    return scale;
}

enum { MAX_DENOMINATOR = 1000, MAX_COMMON_DENOMINATOR = 1000000 };

/* The denominator of a fraction that x is to the last digits, by continued
 * fractions; 0 when there is none up to MAX_DENOMINATOR. */
static long denominator(double x)
{
    double tolerance = fmax(1e-13, fabs(x) * 4.0 * DBL_EPSILON);
    double rest = x - floor(x), whole = floor(x), fraction = rest;
    long before = 0, now = 1;

    for (int depth = 0; depth < 20; depth++) {
        double numerator = nearbyint(fraction * (double)now);
        if (fabs(whole + numerator / (double)now - x) <= tolerance)
            return now;
        if (rest < 1e-12)
            return 0;
        rest = 1.0 / rest;
        double term = floor(rest);
        rest -= term;
        if (term > MAX_DENOMINATOR)
            return 0;
        long next = (long)term * now + before;
        if (next > MAX_DENOMINATOR)
            return 0;
        before = now;
        now = next;
    }
    return 0;
}

static long greatest_common_divisor(long a, long b)
{
    while (b != 0) {
        long rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

/* Prorated scores are thirds, sevenths ...: a common denominator makes them
 * whole. 0 when there is none worth the name. */
static double rational_scale(double scale, const double *x, size_t n)
{
    long common = (long)scale;
    for (size_t i = 0; i < n && common > 0; i++) {
        if (is_whole(x[i] * (double)common))
            continue;
        long d = denominator(x[i]);
        common = d == 0 ? 0 : common / greatest_common_divisor(common, d) * d;
        if (common > MAX_COMMON_DENOMINATOR ||
            (common > 0 && !is_whole(x[i] * (double)common)))
            common = 0;
    }
    return (double)common;
}

/* ---- Steps ------------------------------------------------------------- */

static double smallest(const double *x, size_t n, double so_far)
{
    for (size_t i = 0; i < n; i++)
        so_far = x[i] < so_far ? x[i] : so_far;
    return so_far;
}

static double largest(const double *x, size_t n, double so_far)
{
    for (size_t i = 0; i < n; i++)
        so_far = x[i] > so_far ? x[i] : so_far;
    return so_far;
}

static void set_whole_steps(struct pp_lattice *l, const double *pre,
                            const double *post, double scale)
{
    l->scale = scale;
    for (size_t i = 0; i < l->n_rows; i++) {
        l->pre[i] = (int64_t)nearbyint(pre[i] * scale);
        l->post[i] = (int64_t)nearbyint(post[i] * scale);
    }
}

/*
 * Neither decimal nor a fraction: a grid finer than the numbers themselves,
 * after sizes of differences that tie have been made equal. Ranks compare
 * sizes, so sizes are what is gathered, and zero is one of them.
 */
static void set_fine_steps(struct pp_lattice *l, const double *pre,
                           const double *post, struct pp_keyed *sizes,
                           struct pp_keyed *spare)
{
    size_t n = l->n_rows;
    double low = smallest(post, n, smallest(pre, n, INFINITY));
    double high = largest(post, n, largest(pre, n, -INFINITY));
    double size = fmax(fabs(low), fabs(high));
    int exponent = 0;
    frexp(high - low, &exponent);
    l->scale = ldexp(1.0, 50 - exponent);
    l->offset = low;

    for (size_t i = 0; i < n; i++) {
        sizes[i] = (struct pp_keyed){pp_radix_key(fabs(post[i] - pre[i])), i};
        l->pre[i] = (int64_t)nearbyint((pre[i] - low) * l->scale);
    }
    const struct pp_keyed *sorted = pp_radix_sort(sizes, spare, n);

    double anchor = 0.0;
    for (size_t k = 0; k < n; k++) {
        double d = pp_radix_value(sorted[k].key);
        double tolerance = fmax(1e-9 * fmax(1.0, d), 4.0 * DBL_EPSILON * size);
        if (d - anchor > tolerance)
            anchor = d;
        l->post[sorted[k].row] = (int64_t)nearbyint(anchor * l->scale);
    }
    for (size_t i = 0; i < n; i++)
        l->post[i] = l->pre[i] + (post[i] < pre[i] ? -l->post[i] : l->post[i]);
}

/* ---- Counting ---------------------------------------------------------- */

static int64_t lowest(const int64_t *x, size_t n, int64_t so_far)
{
    for (size_t i = 0; i < n; i++)
        so_far = x[i] < so_far ? x[i] : so_far;
    return so_far;
}

/* Rows with the same pre, by post. */
static void sort_by_post(const struct pp_lattice *l, int64_t base,
                         struct pp_keyed *rows, struct pp_keyed *spare,
                         size_t n)
{
    for (size_t k = 0; k < n; k++)
        rows[k].key = (uint64_t)(l->post[rows[k].row] - base);
    const struct pp_keyed *sorted = pp_radix_sort(rows, spare, n);
    if (sorted != rows)
        memcpy(rows, sorted, n * sizeof *rows);
}

/* By pre, then post: few share a pre where there are many, and sorting these
 * by post is quicker than sorting all by both. */
static void count_pairs(struct pp_lattice *l, struct pp_keyed *records,
                        struct pp_keyed *spare)
{
    size_t n = l->n_rows;
    int64_t base = lowest(l->post, n, lowest(l->pre, n, INT64_MAX));
    for (size_t i = 0; i < n; i++)
        records[i] = (struct pp_keyed){(uint64_t)(l->pre[i] - base), i};
    struct pp_keyed *sorted = pp_radix_sort(records, spare, n);
    spare = sorted == records ? spare : records;

    for (size_t i = 0, end = 0; i < n; i = end) {
        int64_t pre = (int64_t)sorted[i].key + base;
        for (end = i + 1; end < n && sorted[end].key == sorted[i].key;)
            end++;
        if (end - i > 1)
            sort_by_post(l, base, sorted + i, spare + i, end - i);
        struct pp_pair_count *last = NULL;
        for (size_t k = i; k < end; k++) {
            size_t row = sorted[k].row;
            l->order[k] = row;
            if (last == NULL || last->post != l->post[row]) {
                last = &l->pairs[l->n_pairs++];
                *last = (struct pp_pair_count){pre, l->post[row], 0};
            }
            last->count += l->count[row];
            l->n += l->count[row];
        }
    }
}

static void count_differences(struct pp_lattice *l, struct pp_keyed *records,
                              struct pp_keyed *spare)
{
    int64_t base = INT64_MAX;
    for (size_t k = 0; k < l->n_pairs; k++) {
        int64_t d = l->pairs[k].post - l->pairs[k].pre;
        base = d < base ? d : base;
    }
    for (size_t k = 0; k < l->n_pairs; k++)
        records[k] = (struct pp_keyed){
            (uint64_t)(l->pairs[k].post - l->pairs[k].pre - base),
            l->pairs[k].count};
    const struct pp_keyed *sorted = pp_radix_sort(records, spare, l->n_pairs);

    for (size_t k = 0; k < l->n_pairs; k++) {
        int64_t d = (int64_t)sorted[k].key + base;
        size_t count = sorted[k].row;
        if (l->n_differences > 0 &&
            l->differences[l->n_differences - 1].value == d)
            l->differences[l->n_differences - 1].count += count;
        else
            l->differences[l->n_differences++] =
                (struct pp_value_count){d, count};
    }
}

struct pp_lattice *pp_lattice_new(const double *pre, const double *post,
                                  size_t n)
{
    return pp_lattice_new_counted(pre, post, NULL, n);
}

struct pp_lattice *pp_lattice_new_counted(const double *pre, const double *post,
                                          const size_t *count, size_t n)
{
    struct pp_lattice *l = pp_alloc_zero(1, sizeof *l);
    l->n_rows = n;
    l->scale = 1.0;
    if (n == 0)
        return l;
    l->count = pp_alloc_array(n, sizeof *l->count);
    for (size_t i = 0; i < n; i++)
        l->count[i] = count != NULL ? count[i] : 1;
    l->pre = pp_alloc_array(n, sizeof *l->pre);
    l->post = pp_alloc_array(n, sizeof *l->post);
    l->pairs = pp_alloc_array(n, sizeof *l->pairs);
    l->order = pp_alloc_array(n, sizeof *l->order);
    l->differences = pp_alloc_array(n, sizeof *l->differences);

    struct pp_keyed *records = pp_alloc_array(n, sizeof *records);
    struct pp_keyed *spare = pp_alloc_array(n, sizeof *spare);
    double scale = decimal_scale(decimal_scale(1.0, pre, n), post, n);
    if (scale == 0.0) {
        l->kind = PP_LATTICE_RATIONAL;
        scale = rational_scale(rational_scale(1.0, pre, n), post, n);
    }
    if (scale > 0.0) {
        set_whole_steps(l, pre, post, scale);
    } else {
        l->kind = PP_LATTICE_CONTINUOUS;
        set_fine_steps(l, pre, post, records, spare);
    }
    count_pairs(l, records, spare);
    count_differences(l, records, spare);
    pp_free(records);
    pp_free(spare);
    return l;
}

void pp_lattice_sort(struct pp_lattice *l)
{
    int64_t *pre = pp_alloc_array(l->n_rows, sizeof *pre);
    int64_t *post = pp_alloc_array(l->n_rows, sizeof *post);
    size_t *count = pp_alloc_array(l->n_rows, sizeof *count);

    for (size_t k = 0, i = 0; k < l->n_pairs; k++)
        for (size_t people = 0; people < l->pairs[k].count; i++) {
            pre[i] = l->pairs[k].pre;
            post[i] = l->pairs[k].post;
            people += count[i] = l->count[l->order[i]];
            l->order[i] = i;
        }
    pp_free(l->pre);
    pp_free(l->post);
    pp_free(l->count);
    l->pre = pre;
    l->post = post;
    l->count = count;
}

void pp_lattice_free(struct pp_lattice *lattice)
{
    if (lattice == NULL)
        return;
    pp_free(lattice->pre);
    pp_free(lattice->post);
    pp_free(lattice->count);
    pp_free(lattice->pairs);
    pp_free(lattice->order);
    pp_free(lattice->differences);
    pp_free(lattice);
}

struct pp_sign_counts pp_lattice_signs(const struct pp_lattice *lattice)
{
    struct pp_sign_counts signs = {0};
    for (size_t k = 0; k < lattice->n_differences; k++) {
        const struct pp_value_count *d = &lattice->differences[k];
        if (d->value < 0)
            signs.n_negative += d->count;
        else if (d->value == 0)
            signs.n_zero += d->count;
        else
            signs.n_positive += d->count;
    }
    return signs;
}
