#include "prepost/stats/signed_rank.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_cdf.h>

#include "prepost/base/alloc.h"
#include "prepost/stats/sign_flip.h"

/*
 * All of this is done on the lattice. A shift theta is held in quarter steps:
 * differences are multiples of 4 there, Walsh averages (half sums of two
 * differences) multiples of 2, and the midpoint between neighbouring Walsh
 * averages is a whole number too. The test changes only at Walsh averages, so
 * the whole numbers see every value that it takes.
 */
enum { QUARTERS = 4 };

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

/*
 * The ranks of |D - theta|, doubled so that midranks are whole: those that
 * get a random sign, ascending, and what W+ (doubled) is.
 */
struct ranking {
    struct pp_value_count *ranks; /* NULL: only the sums are wanted */
    size_t n_ranks;
    double sum, sum_squares; /* of the doubled ranks with a sign */
    double w_plus;           /* doubled */
    double w_signless;       /* doubled ranks of zeros, without a sign */
    size_t n_zero, n_signed;
    bool ties; /* among non-zero sizes */
};

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

/* ---- Tails ------------------------------------------------------------- */

/* One statistic asked many times, at many shifts. */
struct inversion {
    const struct pp_lattice *lattice;
    enum pp_zero_policy policy;
    double alpha;
    bool is_exact;
    struct ranking ranking; /* its array is used again at each shift */
    struct pp_sign_flip space;
    double *untied; /* tails without ties and zeros, once asked for */
};

enum side { LOWER_END, UPPER_END };

/* The tail that rejects at this end: large W+ below the interval, small W+
 * above it. By symmetry P(W+ >= w) = P(W+ <= sum - w). */
static double tail_reach(const struct ranking *r, enum side side)
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

/*
 * A good guess at the exact tail (Edgeworth's kurtosis term and half a step):
 * it only says where to look; the exact tail decides.
 */
static double guessed_tail(const struct ranking *r, double reach)
{
    double variance = r->sum_squares / 4.0, fourth = 0.0;
    for (size_t g = 0; g < r->n_ranks; g++) {
        double rank = (double)r->ranks[g].value;
        fourth += rank * rank * rank * rank * (double)r->ranks[g].count;
    }
    double z = (reach + 0.5 - r->sum / 2.0) / sqrt(variance);
    double excess = -fourth / 8.0 / (variance * variance);
    return gsl_cdf_ugaussian_P(z) - exp(-0.5 * z * z) * M_SQRT1_2 * M_2_SQRTPI /
                                        2.0 * excess / 24.0 *
                                        (z * z * z - 3.0 * z);
}

static double tail_at(struct inversion *inv, int64_t theta, enum side side)
{
    struct ranking *r = &inv->ranking;
    rank_around(inv->lattice, theta, inv->policy, r);
    double reach = tail_reach(r, side);
    return inv->is_exact ? exact_tail(inv, reach) : normal_tail(r, reach);
}

/* ---- Narrowing --------------------------------------------------------- */

/*
 * Whole numbers low < high with f(low) <= 0 < f(high), f rising. Scores on no
 * lattice have 2^50 places between them, and each look costs a walk over all
 * people: bisection would take fifty. Interpolation, and a step as far beyond
 * the zero as it was missed, take about ten.
 */
struct bracket {
    int64_t low, high;
    double f_low, f_high;
};

static void look(struct bracket *b, int64_t at,
                 double (*f)(void *ctx, int64_t at), void *ctx)
{
    if (at <= b->low || at >= b->high)
        return;
    double y = f(ctx, at);
    if (y > 0.0) {
        b->high = at;
        b->f_high = y;
    } else {
        b->low = at;
        b->f_low = y;
    }
}

/* Until they are neighbours, or f grows by no more than `enough` between. */
static void narrow(struct bracket *b, double (*f)(void *ctx, int64_t at),
                   void *ctx, double enough)
{
    while (b->high - b->low > 1 && b->f_high - b->f_low > enough) {
        double width = (double)(b->high - b->low);
        double rise = (b->f_high - b->f_low) / width;
        int64_t low = b->low;
        double miss = -b->f_low / rise;
        int64_t at = low + (int64_t)fmin(fmax(miss, 1.0), width - 1.0);
        look(b, at, f, ctx);
        double left = at == b->low ? -b->f_low : -b->f_high;
        look(b, at + (int64_t)(2.0 * left / rise), f, ctx);
        if ((double)(b->high - b->low) > width / 4.0)
            look(b, b->low + (b->high - b->low) / 2, f, ctx);
    }
}

/* ---- Walsh sums -------------------------------------------------------- */

/* How many of the n(n+1)/2 sums D_i + D_j, i <= j, are at most `sum`: half
 * of all ordered pairs and the pairs of a person with themselves. */
static uint64_t count_sums(const struct pp_lattice *l, int64_t sum)
{
    const struct pp_value_count *d = l->differences;
    uint64_t ordered = 0, selves = 0, people = l->n;
    size_t j = l->n_differences;
    for (size_t i = 0; i < l->n_differences; i++) {
        while (j > 0 && d[i].value + d[j - 1].value > sum)
            people -= d[--j].count;
        ordered += d[i].count * people;
        if (2 * d[i].value <= sum)
            selves += d[i].count;
    }
    return (ordered + selves) / 2;
}

static int by_value(const void *a, const void *b)
{
    int64_t x = ((const struct pp_value_count *)a)->value;
    int64_t y = ((const struct pp_value_count *)b)->value;
    return (x > y) - (x < y);
}

/* The distinct sums in (low, high], ascending; returns how many. */
static size_t sums_between(const struct pp_lattice *l, int64_t low,
                           int64_t high, struct pp_value_count *sums)
{
    const struct pp_value_count *d = l->differences;
    size_t n = 0, from = l->n_differences, to = from, kept = 0;
    for (size_t i = 0; i < l->n_differences; i++) {
        while (from > 0 && d[i].value + d[from - 1].value > low)
            from--;
        while (to > 0 && d[i].value + d[to - 1].value > high)
            to--;
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

/* So many sums are sorted rather than narrowed down further. */
enum { FEW_SUMS = 4000 };

/* ---- The interval ------------------------------------------------------ */

/*
 * Looking from outside inwards, the tail grows; the end of the interval is
 * where it first exceeds alpha / 2. Places are counted inwards from a shift
 * beyond all differences, so that both ends are searched alike.
 */
struct search {
    struct inversion *inv;
    enum side side;
    int64_t outside; /* shift at place 0 */
    double rejected; /* largest rejected tail seen */
};

static int64_t shift_at(const struct search *s, int64_t place)
{
    return s->side == LOWER_END ? s->outside + place : s->outside - place;
}

static double guess_at(struct search *s, int64_t place)
{
    struct ranking *r = &s->inv->ranking;
    rank_around(s->inv->lattice, shift_at(s, place), s->inv->policy, r);
    return guessed_tail(r, tail_reach(r, s->side));
}

static bool probably_accepts(struct search *s, int64_t place)
{
    return guess_at(s, place) > s->inv->alpha / 2.0;
}

/* From this many signs on, the guess is within a few per cent: at twice
 * alpha / 2 there is no doubt left, and the exact tail is not asked for. */
enum { SURE_FROM = 60 };

static bool surely_accepts(struct search *s, int64_t place)
{
    return s->inv->is_exact && s->inv->lattice->n >= SURE_FROM &&
           guess_at(s, place) > s->inv->alpha &&
           s->inv->ranking.n_signed >= SURE_FROM;
}

static bool accepts(struct search *s, int64_t place)
{
    if (surely_accepts(s, place))
        return true;
    double tail = tail_at(s->inv, shift_at(s, place), s->side);
    if (tail > s->inv->alpha / 2.0)
        return true;
    s->rejected = fmax(s->rejected, tail);
    return false;
}

/* Bisection: `low` is rejected, `high` accepted; ends with neighbours. */
static int64_t bisect(struct search *s, int64_t low, int64_t high,
                      bool (*accept)(struct search *, int64_t))
{
    while (high - low > 1) {
        int64_t middle = low + (high - low) / 2;
        if (accept(s, middle))
            high = middle;
        else
            low = middle;
    }
    return high;
}

/* Below this many people every tail is cheap. */
enum { GUESS_FROM = 30 };

/* Exact tails are dear for many people: start where the guess says, step
 * away in doubling steps until the truth is enclosed, then bisect. */
static int64_t search_near(struct search *s, int64_t guess, int64_t inside)
{
    int64_t low = guess - 1, high = guess;
    if (accepts(s, high)) {
        for (int64_t step = 1; low > 0 && accepts(s, low); step *= 2) {
            high = low;
            low = high - step > 0 ? high - step : 0;
        }
    } else {
        low = high;
        high = low + 1;
        for (int64_t step = 2; high < inside && !accepts(s, high); step *= 2) {
            low = high;
            high = low + step < inside ? low + step : inside;
        }
    }
    return bisect(s, low, high, accepts);
}

/* How far the normal tail is inside alpha / 2, in standard deviations. */
static double reach_inside(void *ctx, int64_t place)
{
    struct search *s = ctx;
    struct ranking *r = &s->inv->ranking;
    rank_around(s->inv->lattice, shift_at(s, place), s->inv->policy, r);
    if (r->n_signed == 0)
        return INFINITY;
    return (tail_reach(r, s->side) - r->sum / 2.0) /
               sqrt(r->sum_squares / 4.0) -
           gsl_cdf_ugaussian_Pinv(s->inv->alpha / 2.0);
}

/*
 * Acceptance changes only at a Walsh average or just inside one. Where few lie
 * between two places, those alone are looked at: low becomes the last place
 * rejected, high the first accepted.
 */
static void search_averages(struct search *s, struct bracket *b)
{
    const struct pp_lattice *l = s->inv->lattice;
    int64_t one = shift_at(s, b->low), other = shift_at(s, b->high);
    /* A shift is two quarter steps for each step of a sum. */
    int64_t low = (one < other ? one : other) / 2 - 2;
    int64_t high = (one < other ? other : one) / 2 + 2;
    uint64_t n_sums = count_sums(l, high) - count_sums(l, low);
    if (n_sums > FEW_SUMS)
        return;
    struct pp_value_count *sums = pp_alloc_array((size_t)n_sums, sizeof *sums);
    size_t n = sums_between(l, low, high, sums), first = 0, last = 2 * n;
    while (first < last) { /* places: at each average, just inside it */
        size_t middle = first + (last - first) / 2, k = middle / 2;
        int64_t shift = 2 * sums[s->side == LOWER_END ? k : n - 1 - k].value;
        int64_t at =
            (s->side == LOWER_END ? shift - s->outside : s->outside - shift) +
            (int64_t)(middle % 2);
        look(b, at, reach_inside, s);
        if (at >= b->high)
            last = middle;
        else
            first = middle + 1;
    }
    b->low = b->high - 1;
    pp_free(sums);
}

static int64_t search_normal(struct search *s, int64_t inside)
{
    struct bracket b = {0, inside, reach_inside(s, 0), reach_inside(s, inside)};
    double n = (double)s->inv->lattice->n, one_sum = 3.5 / (n * sqrt(n));
    if (b.f_low <= 0.0 && b.f_high > 0.0) {
        narrow(&b, reach_inside, s, 30.0 * one_sum);
        search_averages(s, &b);
        narrow(&b, reach_inside, s, 0.0);
    }
    if (b.high - b.low == 1 && !accepts(s, b.low) && accepts(s, b.high))
        return b.high;
    return bisect(s, 0, inside, accepts); /* a tie with alpha / 2 itself */
}

static int64_t first_accepted(struct search *s, int64_t inside)
{
    if (!s->inv->is_exact)
        return search_normal(s, inside);
    if (s->inv->lattice->n < GUESS_FROM)
        return bisect(s, 0, inside, accepts);
    return search_near(s, bisect(s, 0, inside, probably_accepts), inside);
}

/*
 * Dropping zeros changes the test at single shifts only, those equal to a
 * difference. One of them may be accepted although all around it is rejected:
 * the interval is then drawn out to it.
 */
static int64_t drawn_out(struct search *s, int64_t place)
{
    const struct pp_lattice *l = s->inv->lattice;
    for (size_t i = 0; i < l->n_differences; i++) {
        size_t k = s->side == LOWER_END ? i : l->n_differences - 1 - i;
        int64_t shift = QUARTERS * l->differences[k].value;
        int64_t at =
            s->side == LOWER_END ? shift - s->outside : s->outside - shift;
        if (at >= place)
            break;
        if (tail_at(s->inv, shift, s->side) > s->inv->alpha / 2.0)
            return at;
    }
    return place;
}

struct end {
    double theta; /* quarter steps; NaN when never reached */
    bool is_included;
    double rejected;
};

static struct end find_end(struct inversion *inv, enum side side)
{
    const struct pp_lattice *l = inv->lattice;
    int64_t lowest = QUARTERS * l->differences[0].value - 2;
    int64_t highest = QUARTERS * l->differences[l->n_differences - 1].value + 2;
    struct search s = {.inv = inv,
                       .side = side,
                       .outside = side == LOWER_END ? lowest : highest};

    if (accepts(&s, 0))
        return (struct end){.theta = NAN};
    /* From the far side, the tail is 1. Pratt's test is monotone (theta moves
     * each sign and rank one way), so bisection is sound for it. */
    enum pp_zero_policy policy = inv->policy;
    inv->policy = PP_ZERO_PRATT;
    int64_t place = first_accepted(&s, highest - lowest);
    inv->policy = policy;
    if (policy != PP_ZERO_PRATT)
        place = drawn_out(&s, place);

    /* An odd place lies between two Walsh averages: the end is the one just
     * outside it, itself rejected. */
    int64_t shift = shift_at(&s, place);
    bool is_between = shift % 2 != 0;
    if (is_between)
        shift = shift_at(&s, place - 1);
    /* Under Pratt the place was found to be accepted; the other two were
     * searched as if they were Pratt, and are asked. */
    bool is_included =
        !is_between && (policy == PP_ZERO_PRATT ||
                        tail_at(inv, shift, side) > inv->alpha / 2.0);
    return (struct end){(double)shift, is_included, s.rejected};
}

static void set_interval(struct inversion *inv, struct pp_signed_rank *res)
{
    double quarters = QUARTERS * inv->lattice->scale;
    struct end low = find_end(inv, LOWER_END);
    struct end high = find_end(inv, UPPER_END);
    res->ci.lo = low.theta / quarters;
    res->ci.hi = high.theta / quarters;
    res->ci_includes[0] = low.is_included;
    res->ci_includes[1] = high.is_included;
    res->attained_level = 1.0 - low.rejected - high.rejected;
    if (isnan(low.theta) || isnan(high.theta))
        res->status = PP_STATUS_TOO_FEW;
}

/* ---- Hodges-Lehmann ---------------------------------------------------- */

struct sum_rank {
    const struct pp_lattice *lattice;
    double rank;
};

/* Above 0 where the rank-th sum is at most `sum`. */
static double sums_beyond(void *ctx, int64_t sum)
{
    const struct sum_rank *r = ctx;
    return (double)count_sums(r->lattice, sum) - r->rank + 0.5;
}

/* The rank-th smallest sum, counted from 1, and how many are at most that. */
static struct pp_value_count nth_sum(const struct pp_lattice *l, uint64_t rank)
{
    double n = (double)l->n;
    struct sum_rank wanted = {l, (double)rank};
    struct bracket b = {
        .low = 2 * l->differences[0].value - 1,
        .high = 2 * l->differences[l->n_differences - 1].value,
        .f_low = 0.5 - wanted.rank,
        .f_high = n * (n + 1.0) / 2.0 - wanted.rank + 0.5,
    };
    narrow(&b, sums_beyond, &wanted, FEW_SUMS);
    if (b.high - b.low == 1)
        return (struct pp_value_count){b.high, count_sums(l, b.high)};
    struct pp_value_count sums[FEW_SUMS];
    size_t k = 0, at_most = count_sums(l, b.low);
    sums_between(l, b.low, b.high, sums);
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
    }
    return next;
}

static double hodges_lehmann(const struct pp_lattice *l)
{
    uint64_t n = l->n, n_sums = n * (n + 1) / 2;
    struct pp_value_count low = nth_sum(l, (n_sums + 1) / 2);
    int64_t high =
        low.count >= n_sums / 2 + 1 ? low.value : next_sum(l, low.value);
    return ((double)low.value + (double)high) / (4.0 * l->scale);
}

/* ---- The test ---------------------------------------------------------- */

static void set_test(struct inversion *inv, struct pp_signed_rank *res)
{
    struct ranking *r = &inv->ranking;
    rank_around(inv->lattice, 0, inv->policy, r);
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
    res->hodges_lehmann = hodges_lehmann(lattice);

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
        set_interval(&inv, res);
    pp_free(inv.ranking.ranks);
    pp_sign_flip_clear(&inv.space);
    pp_free(inv.untied);
}
