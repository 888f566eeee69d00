#include "signed_rank_parts.h"

#include <float.h>
#include <math.h>

#include <gsl/gsl_cdf.h>

#include "prepost/base/alloc.h"
#include "walsh_sums.h"

const char *pp_zero_policy_name(enum pp_zero_policy policy)
{
    switch (policy) {
    case PP_ZERO_PRATT:
        return "pratt";
    case PP_ZERO_WILCOXON:
        return "wilcoxon";
    case PP_ZERO_SPLIT:
        return "zsplit";
    }
    return "";
}

/* ---- Ranks ------------------------------------------------------------- */

static void rank_group(struct ranking *r, double doubled_rank, size_t n_minus,
                       size_t n_plus)
{
    double count = (double)(n_minus + n_plus);
    if (r->ranks != NULL)
        r->ranks[r->n_ranks] =
            (struct pp_value_count){(int64_t)doubled_rank, n_minus + n_plus};
    r->n_ranks++;
    r->n_signed += n_minus + n_plus;
    r->sum += doubled_rank * count;
    r->sum_squares += doubled_rank * doubled_rank * count;
    r->w_plus += doubled_rank * (double)n_plus;
}

/* What the policy makes of the n zeros; returns how many ranks they use. */
static size_t rank_zeros(struct ranking *r, size_t n,
                         enum pp_zero_policy policy)
{
    double doubled_rank = (double)n + 1.0;
    r->n_zero = n;
    if (n == 0 || policy == PP_ZERO_WILCOXON)
        return 0;
    if (policy == PP_ZERO_SPLIT) {
        rank_group(r, doubled_rank, n, 0);
        r->w_plus += doubled_rank * (double)n / 2.0;
    } else {
        r->w_signless = doubled_rank * (double)n;
    }
    return n;
}

/* Sums of doubled ranks, whole but for the squares. */
struct rank_sums {
    int64_t used, ranks, all, plus, ties;
    double squares;
};

static inline void add_rank(struct rank_sums *s, int64_t n_minus,
                            int64_t n_plus)
{
    int64_t count = n_minus + n_plus, rank = 2 * s->used + count + 1;
    s->used += count;
    s->ranks++;
    s->all += rank * count;
    s->plus += rank * n_plus;
    s->ties |= count >> 1;
    s->squares += (double)rank * (double)rank * (double)count;
}

/*
 * The same walk where only the sums are wanted, of many people: the squares of
 * rank_group() in the same order, without a branch that cannot be foreseen
 * while there are differences on both sides.
 */
static void sum_around(const struct pp_lattice *l, int64_t theta, size_t left,
                       size_t right, size_t used, struct ranking *r)
{
    const struct pp_value_count *d = l->differences;
    struct rank_sums s = {.used = (int64_t)used};

    while (left > 0 && right < l->n_differences) {
        const struct pp_value_count *below = &d[left - 1], *above = &d[right];
        /* theta - below against above - theta, both in quarter steps */
        int64_t sum = QUARTERS / 2 * (below->value + above->value);
        int64_t takes_below = sum >= theta, takes_above = sum <= theta;
        add_rank(&s, (int64_t)below->count * takes_below,
                 (int64_t)above->count * takes_above);
        left -= (size_t)takes_below;
        right += (size_t)takes_above;
    }
    while (left > 0)
        add_rank(&s, (int64_t)d[--left].count, 0);
    while (right < l->n_differences)
        add_rank(&s, 0, (int64_t)d[right++].count);
    r->n_signed += (size_t)s.used - used;
    r->n_ranks += (size_t)s.ranks;
    r->sum += (double)s.all;
    r->w_plus += (double)s.plus;
    r->sum_squares += s.squares;
    r->ties = s.ties != 0;
}

/* Walks outwards from theta, taking equal sizes on both sides together. */
static void rank_around(const struct pp_lattice *l, int64_t theta,
                        enum pp_zero_policy policy, struct ranking *r)
{
    const struct pp_value_count *d = l->differences;
    struct pp_value_count *ranks = r->ranks;
    *r = (struct ranking){.ranks = ranks};

    size_t right = 0, end = l->n_differences;
    while (right < end) { /* first difference at or above theta */
        size_t middle = right + (end - right) / 2;
        if (QUARTERS * d[middle].value < theta)
            right = middle + 1;
        else
            end = middle;
    }
    size_t left = right, used = 0; /* next below is left - 1 */
    if (right < l->n_differences && QUARTERS * d[right].value == theta)
        used = rank_zeros(r, d[right++].count, policy);
    if (ranks == NULL) {
        sum_around(l, theta, left, right, used, r);
        return;
    }

    while (left > 0 || right < l->n_differences) {
        int64_t below =
            left > 0 ? theta - QUARTERS * d[left - 1].value : INT64_MAX;
        int64_t above = right < l->n_differences
                            ? QUARTERS * d[right].value - theta
                            : INT64_MAX;
        size_t n_minus = below <= above ? d[--left].count : 0;
        size_t n_plus = above <= below ? d[right++].count : 0;
        size_t count = n_minus + n_plus;
        r->ties |= count > 1;
        rank_group(r, 2.0 * (double)used + (double)count + 1.0, n_minus,
                   n_plus);
        used += count;
    }
}

void pp_signed_rank_around(struct inversion *inv, int64_t theta)
{
    rank_around(inv->lattice, theta, inv->policy, &inv->ranking);
}

/* ---- Tails ------------------------------------------------------------- */

double pp_signed_rank_reach(const struct ranking *r, enum side side)
{
    return side == LOWER_END ? r->sum - r->w_plus : r->w_plus;
}

/* Without zeros and ties the ranks are 1 .. n at every shift: their tails are
 * made once, up to half the sum, and looked up. */
static double untied_tail(struct inversion *inv, int64_t reach)
{
    const struct ranking *r = &inv->ranking;
    int64_t sum = (int64_t)r->sum / 2, half = sum / 2;
    if (inv->untied == NULL) {
        struct pp_value_count *ones = pp_alloc_array(r->n_ranks, sizeof *ones);
        for (size_t g = 0; g < r->n_ranks; g++)
            ones[g] = (struct pp_value_count){(int64_t)g + 1, 1};
        inv->untied = pp_alloc_array((size_t)half + 1, sizeof(double));
        pp_sign_flip_lower_tails(&inv->space, ones, r->n_ranks, half,
                                 inv->untied);
        pp_free(ones);
    }
    if (reach <= half)
        return inv->untied[reach];
    return reach >= sum ? 1.0 : 1.0 - inv->untied[sum - reach - 1];
}

static double exact_tail(struct inversion *inv, double reach)
{
    const struct ranking *r = &inv->ranking;
    int64_t k = (int64_t)floor(reach);
    if (r->n_ranks == inv->lattice->n && k >= 0)
        return untied_tail(inv, k / 2);
    return pp_sign_flip_lower_tail(&inv->space, r->ranks, r->n_ranks, k);
}

static double normal_tail(const struct ranking *r, double reach)
{
    if (r->n_signed == 0)
        return 1.0;
    return gsl_cdf_ugaussian_P((reach - r->sum / 2.0) /
                               sqrt(r->sum_squares / 4.0));
}

double pp_signed_rank_tail(struct inversion *inv, int64_t theta, enum side side)
{
    struct ranking *r = &inv->ranking;
    pp_signed_rank_around(inv, theta);
    double reach = pp_signed_rank_reach(r, side);
    return inv->is_exact ? exact_tail(inv, reach) : normal_tail(r, reach);
}

/* ---- The test ---------------------------------------------------------- */

static void set_test(struct inversion *inv, struct pp_signed_rank *res)
{
    struct ranking *r = &inv->ranking;
    pp_signed_rank_around(inv, 0);
    double w_minus = r->sum - r->w_plus;
    double reach = fmin(r->w_plus, w_minus);

    res->w_plus = r->w_plus / 2.0;
    res->w_minus = w_minus / 2.0;
    res->n_zero = r->n_zero;
    res->ties = r->ties;
    size_t n_signed = r->n_signed;
    if (r->n_signed == 0 || inv->lattice->n == r->n_zero) {
        res->status = PP_STATUS_ALL_TIED;
        return;
    }
    double tail =
        inv->is_exact ? exact_tail(inv, reach) : normal_tail(r, reach);
    res->p = fmin(1.0, fmax(DBL_MIN, 2.0 * tail)); /* small is not none */
    res->smallest_p = fmin(1.0, exp2(1.0 - (double)n_signed));
    res->can_reject = res->smallest_p < inv->alpha;
}

void pp_signed_rank_test(const struct pp_lattice *lattice,
                         enum pp_zero_policy policy, double level,
                         struct pp_signed_rank *res)
{
    *res = (struct pp_signed_rank){
        .zero_policy = policy,
        .is_exact = lattice->n <= PP_SIGNED_RANK_EXACT_MAX,
        .w_plus = NAN,
        .w_minus = NAN,
        .p = NAN,
        .smallest_p = NAN,
        .hodges_lehmann = NAN,
        .ci = PP_INTERVAL_NONE,
        .attained_level = NAN,
    };
    if (lattice->n == 0) {
        res->status = PP_STATUS_TOO_FEW;
        return;
    }
    res->hodges_lehmann = pp_walsh_median(lattice);

    struct inversion inv = {
        .lattice = lattice,
        .policy = policy,
        .alpha = 1.0 - level,
        .is_exact = res->is_exact,
    };
    if (res->is_exact)
        inv.ranking.ranks = pp_alloc_array(lattice->n_differences + 1,
                                           sizeof *inv.ranking.ranks);
    set_test(&inv, res);
    if (res->status == PP_STATUS_OK)
        pp_signed_rank_interval(&inv, res);
    pp_free(inv.ranking.ranks);
    pp_sign_flip_clear(&inv.space);
    pp_free(inv.untied);
}
