#include "prepost/stats/lattice.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "prepost/base/alloc.h"

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

/* ---- Sorting ----------------------------------------------------------- */

/* Radix sort by `first`, then `second`, both not negative: linear in n, and
 * one pass for each digit that differs, so one or two passes for answers. A
 * digit is a byte, or 11 bits where there are many to sort. */
enum { SMALL_DIGIT = 8, LARGE_DIGIT = 11, MANY = 20000 };

struct record {
    uint64_t first, second;
    size_t row;
};

static uint64_t key_of(const struct record *r, bool by_first)
{
    return by_first ? r->first : r->second;
}

static void sort_by(struct record **records, struct record **spare, size_t n,
                    bool by_first)
{
    int bits = n < MANY ? SMALL_DIGIT : LARGE_DIGIT;
    uint64_t differ = 0, mask = (UINT64_C(1) << bits) - 1;
    for (size_t i = 1; i < n; i++)
        differ |=
            key_of(&(*records)[i], by_first) ^ key_of(&(*records)[0], by_first);

    for (int shift = 0; shift < 64 && differ >> shift != 0; shift += bits) {
        if ((differ >> shift & mask) == 0)
            continue;
        size_t start[1 << LARGE_DIGIT] = {0}, at = 0;
        for (size_t i = 0; i < n; i++)
            start[key_of(&(*records)[i], by_first) >> shift & mask]++;
        for (size_t d = 0; d <= mask; d++) {
            size_t count = start[d];
            start[d] = at;
            at += count;
        }
        for (size_t i = 0; i < n; i++) {
            uint64_t digit = key_of(&(*records)[i], by_first) >> shift & mask;
            (*spare)[start[digit]++] = (*records)[i];
        }
        struct record *sorted = *spare;
        *spare = *records;
        *records = sorted;
    }
}

static int by_second(const void *a, const void *b)
{
    const struct record *x = a, *y = b;
    if (x->second != y->second)
        return x->second < y->second ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

/* By both: where `first` has many values few share one, and sorting those few
 * is quicker than eight passes over all. */
static void sort_by_both(struct record **records, struct record **spare,
                         size_t n)
{
    uint64_t first = 0, second = 0;
    for (size_t i = 0; i < n; i++) {
        first |= (*records)[i].first;
        second |= (*records)[i].second;
    }
    bool is_fine = first >> 24 != 0 && second >> 24 != 0;
    if (!is_fine)
        sort_by(records, spare, n, false);
    sort_by(records, spare, n, true);
    for (size_t i = 0, end = 0; is_fine && i < n; i = end) {
        struct record *r = *records;
        for (end = i + 1; end < n && r[end].first == r[i].first;)
            end++;
        if (end - i > 1)
            qsort(r + i, end - i, sizeof *r, by_second);
    }
}

/* ---- Steps ------------------------------------------------------------- */

static double smallest(const double *x, size_t n, double so_far)
{
    for (size_t i = 0; i < n; i++)
        so_far = fmin(so_far, x[i]);
    return so_far;
}

static double largest_size(const double *x, size_t n, double so_far)
{
    for (size_t i = 0; i < n; i++)
        so_far = fmax(so_far, fabs(x[i]));
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

static double bits_as_double(uint64_t bits)
{
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

static uint64_t double_as_bits(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

/*
 * Neither decimal nor a fraction: a grid finer than the numbers themselves,
 * after sizes of differences that tie have been made equal. Ranks compare
 * sizes, so sizes are what is gathered, and zero is one of them.
 */
static void set_fine_steps(struct pp_lattice *l, const double *pre,
                           const double *post)
{
    size_t n = l->n_rows;
    double low = smallest(post, n, smallest(pre, n, INFINITY));
    double size = largest_size(post, n, largest_size(pre, n, 0.0));
    double range = 0.0;
    for (size_t i = 0; i < n; i++)
        range = fmax(range, fmax(pre[i], post[i]) - low);
    int exponent;
    frexp(range, &exponent);
    l->scale = ldexp(1.0, 50 - exponent);
    l->offset = low;

    struct record *sizes = pp_alloc_array(n, sizeof *sizes);
    struct record *spare = pp_alloc_array(n, sizeof *spare);
    for (size_t i = 0; i < n; i++) /* bits of doubles >= 0 sort as they do */
        sizes[i] =
            (struct record){double_as_bits(fabs(post[i] - pre[i])), 0, i};
    sort_by(&sizes, &spare, n, true);

    double anchor = 0.0;
    for (size_t k = 0; k < n; k++) {
        double d = bits_as_double(sizes[k].first);
        double tolerance = fmax(1e-9 * fmax(1.0, d), 4.0 * DBL_EPSILON * size);
        if (d - anchor > tolerance)
            anchor = d;
        size_t i = sizes[k].row;
        int64_t steps = (int64_t)nearbyint(anchor * l->scale);
        l->pre[i] = (int64_t)nearbyint((pre[i] - low) * l->scale);
        l->post[i] = l->pre[i] + (post[i] < pre[i] ? -steps : steps);
    }
    pp_free(sizes);
    pp_free(spare);
}

/* ---- Counting ---------------------------------------------------------- */

static int64_t lowest(const int64_t *x, size_t n, int64_t so_far)
{
    for (size_t i = 0; i < n; i++)
        so_far = x[i] < so_far ? x[i] : so_far;
    return so_far;
}

static void count_pairs(struct pp_lattice *l, struct record **records,
                        struct record **spare)
{
    size_t n = l->n_rows;
    int64_t base = lowest(l->post, n, lowest(l->pre, n, INT64_MAX));
    for (size_t i = 0; i < n; i++)
        (*records)[i] = (struct record){(uint64_t)(l->pre[i] - base),
                                        (uint64_t)(l->post[i] - base), i};
    sort_by_both(records, spare, n);

    for (size_t i = 0; i < n; i++) {
        const struct record *r = &(*records)[i];
        size_t people = l->count[r->row];
        l->order[i] = r->row;
        l->n += people;
        if (i > 0 && r->first == r[-1].first && r->second == r[-1].second) {
            l->pairs[l->n_pairs - 1].count += people;
            continue;
        }
        l->pairs[l->n_pairs++] = (struct pp_pair_count){
            (int64_t)r->first + base, (int64_t)r->second + base, people};
    }
}

static void count_differences(struct pp_lattice *l, struct record **records,
                              struct record **spare)
{
    int64_t base = INT64_MAX;
    for (size_t k = 0; k < l->n_pairs; k++) {
        int64_t d = l->pairs[k].post - l->pairs[k].pre;
        base = d < base ? d : base;
    }
    for (size_t k = 0; k < l->n_pairs; k++)
        (*records)[k] = (struct record){
            (uint64_t)(l->pairs[k].post - l->pairs[k].pre - base),
            l->pairs[k].count, 0};
    sort_by(records, spare, l->n_pairs, true);

    for (size_t k = 0; k < l->n_pairs; k++) {
        int64_t d = (int64_t)(*records)[k].first + base;
        size_t count = (size_t)(*records)[k].second;
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

    double scale = decimal_scale(decimal_scale(1.0, pre, n), post, n);
    if (scale == 0.0) {
        l->kind = PP_LATTICE_RATIONAL;
        scale = rational_scale(rational_scale(1.0, pre, n), post, n);
    }
    if (scale > 0.0) {
        set_whole_steps(l, pre, post, scale);
    } else {
        l->kind = PP_LATTICE_CONTINUOUS;
        set_fine_steps(l, pre, post);
    }

    struct record *records = pp_alloc_array(n, sizeof *records);
    struct record *spare = pp_alloc_array(n, sizeof *spare);
    count_pairs(l, &records, &spare);
    count_differences(l, &records, &spare);
    pp_free(records);
    pp_free(spare);
    return l;
}

void pp_lattice_sort(struct pp_lattice *l)
{
    struct record *rows = pp_alloc_array(l->n_rows, sizeof *rows);

    for (size_t i = 0; i < l->n_rows; i++) {
        size_t from = l->order[i];
        rows[i] = (struct record){(uint64_t)l->pre[from],
                                  (uint64_t)l->post[from], l->count[from]};
    }
    for (size_t i = 0; i < l->n_rows; i++) {
        l->pre[i] = (int64_t)rows[i].first;
        l->post[i] = (int64_t)rows[i].second;
        l->count[i] = rows[i].row;
        l->order[i] = i;
    }
    pp_free(rows);
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
