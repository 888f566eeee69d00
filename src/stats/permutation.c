#include "prepost/stats/permutation.h"

#include <float.h>
#include <math.h>

#include "prepost/base/alloc.h"
#include "prepost/base/rng.h"
#include "prepost/stats/sign_flip.h"

/* Sums of continuous differences in fine steps need more than 64 bits. */
__extension__ typedef __int128 wide;

static const double MOST_WORK = 1e8;

/* Monte Carlo: at most this many coin groups in all, at least this many
 * resamples. Only values without a lattice, all different, come near it. */
static const double MOST_GROUPS = 4e8;
enum { LEAST_RESAMPLES = 999 };

/* Sizes of the differences, ascending, zeros left out. */
static size_t sizes_of(const struct pp_lattice *l, struct pp_value_count *sizes)
{
    const struct pp_value_count *d = l->differences;
    size_t right = 0, n = 0;
    while (right < l->n_differences && d[right].value < 0)
        right++;
    size_t left = right;
    if (right < l->n_differences && d[right].value == 0)
        right++;
    while (left > 0 || right < l->n_differences) {
        int64_t below = left > 0 ? -d[left - 1].value : INT64_MAX;
        int64_t above = right < l->n_differences ? d[right].value : INT64_MAX;
        struct pp_value_count size = {below < above ? below : above, 0};
        if (below <= above)
            size.count += d[--left].count;
        if (above <= below)
            size.count += d[right++].count;
        sizes[n++] = size;
    }
    return n;
}

static wide sum_of_changes(const struct pp_lattice *l)
{
    wide sum = 0;
    for (size_t k = 0; k < l->n_differences; k++)
        sum += (wide)l->differences[k].value * (wide)l->differences[k].count;
    return sum < 0 ? -sum : sum;
}

/* Random bits, handed out in small lots. */
struct bits {
    struct pp_rng rng;
    uint64_t word;
    size_t n_left;
};

static uint32_t heads(struct bits *bits, size_t n)
{
    if (n > 64)
        return pp_rng_binomial(&bits->rng, (uint32_t)n, 0.5);
    if (n > bits->n_left) {
        bits->word = pp_rng_u64(&bits->rng);
        bits->n_left = 64;
    }
    uint64_t taken = n == 64 ? bits->word : bits->word & ((1ull << n) - 1);
    bits->word = n == 64 ? 0 : bits->word >> n;
    bits->n_left -= n;
    return (uint32_t)__builtin_popcountll(taken);
}

static void by_resampling(const struct pp_value_count *sizes, size_t n_sizes,
                          wide observed, uint64_t seed,
                          struct pp_permutation *res)
{
    size_t extreme = 0;
    for (size_t b = 0; b < res->resamples; b++) {
        struct bits bits = {pp_rng_at(seed, PP_STREAM_PERMUTATION, b), 0, 0};
        wide sum = 0;
        for (size_t g = 0; g < n_sizes; g++) {
            int64_t up = heads(&bits, sizes[g].count);
            sum += (wide)sizes[g].value * (2 * up - (int64_t)sizes[g].count);
        }
        extreme += (sum < 0 ? -sum : sum) >= observed;
    }
    double n = (double)res->resamples;
    res->p = (1.0 + (double)extreme) / (1.0 + n);
    res->p_error = sqrt(res->p * (1.0 - res->p) / n);
}

/* |sum| >= observed at both ends: the sizes that count as positive add to at
 * most (total - observed) / 2, or, by symmetry, at least the mirror. */
static void exactly(const struct pp_value_count *sizes, size_t n_sizes,
                    double total, wide observed, struct pp_permutation *res)
{
    struct pp_sign_flip space = {0};
    int64_t reach = ((int64_t)total - (int64_t)observed) / 2;
    double tail = pp_sign_flip_lower_tail(&space, sizes, n_sizes, reach);
    /* A tail below the smallest double is not nothing. */
    res->p = observed == 0 ? 1.0 : fmax(DBL_MIN, 2.0 * tail);
    pp_sign_flip_clear(&space);
}

void pp_permutation_test(const struct pp_lattice *lattice, uint64_t seed,
                         size_t resamples, struct pp_permutation *res)
{
    *res = (struct pp_permutation){.p = NAN, .p_error = NAN};
    if (lattice->n == 0) {
        res->status = PP_STATUS_TOO_FEW;
        return;
    }
    struct pp_value_count *sizes =
        pp_alloc_array(lattice->n_differences, sizeof *sizes);
    size_t n_sizes = sizes_of(lattice, sizes);
    double total = 0.0;
    for (size_t g = 0; g < n_sizes; g++)
        total += (double)sizes[g].value * (double)sizes[g].count;
    wide observed = sum_of_changes(lattice);

    if (n_sizes == 0) {
        res->status = PP_STATUS_ALL_TIED;
    } else if ((double)lattice->n * total <= MOST_WORK) {
        res->is_exact = true;
        res->p_error = 0.0;
        exactly(sizes, n_sizes, total, observed, res);
    } else {
        double most = fmax(LEAST_RESAMPLES, MOST_GROUPS / (double)n_sizes);
        res->resamples = (double)resamples < most ? resamples : (size_t)most;
        by_resampling(sizes, n_sizes, observed, seed, res);
    }
    pp_free(sizes);
}
