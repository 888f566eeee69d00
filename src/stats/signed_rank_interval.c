#include "signed_rank_parts.h"

#include <math.h>

#include <gsl/gsl_cdf.h>

#include "bracket.h"
#include "prepost/base/alloc.h"
#include "prepost/base/jobs.h"
#include "walsh_sums.h"

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
    pp_signed_rank_around(s->inv, shift_at(s, place));
    return guessed_tail(r, pp_signed_rank_reach(r, s->side));
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
    double tail = pp_signed_rank_tail(s->inv, shift_at(s, place), s->side);
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

/* How far the normal tail is inside `deviate`, in standard deviations. */
struct normal_search {
    struct search *s;
    double deviate;
};

static double reach_inside(void *ctx, int64_t place)
{
    const struct normal_search *n = ctx;
    struct search *s = n->s;
    struct ranking *r = &s->inv->ranking;
    pp_signed_rank_around(s->inv, shift_at(s, place));
    if (r->n_signed == 0)
        return INFINITY;
    return (pp_signed_rank_reach(r, s->side) - r->sum / 2.0) /
               sqrt(r->sum_squares / 4.0) -
           n->deviate;
}

static struct pp_bracket everywhere(struct normal_search *n, int64_t inside)
{
    return (struct pp_bracket){0, inside, reach_inside(n, 0),
                               reach_inside(n, inside)};
}

/* z for which W+ is so much more of all ranks, of k people without ties. */
static double deviate_of_share(double share, double k)
{
    return share * sqrt(3.0 * k);
}

/* Looks where a sample has the end, a little outwards and a little inwards. */
static void look_near(struct pp_bracket *b, struct normal_search *n,
                      int64_t inside)
{
    struct pp_value_count space[PP_WALSH_SAMPLE];
    struct inversion inv = *n->s->inv;
    struct search s = *n->s;
    struct pp_lattice few;
    if (!pp_walsh_sample(inv.lattice, &few, space))
        return;
    double k = (double)few.n, people = (double)inv.lattice->n;
    inv.lattice = &few;
    s.inv = &inv;
    for (int side = -1; side <= 1; side += 2) {
        struct normal_search near = {
            &s, n->deviate * sqrt(k / people) +
                    deviate_of_share(side * PP_WALSH_SAMPLE_ERROR, k)};
        struct pp_bracket c = everywhere(&near, inside);
        if (c.f_low <= 0.0 && c.f_high > 0.0) {
            pp_bracket_narrow(&c, reach_inside, &near, 1e-5);
            pp_bracket_look(b, c.high, reach_inside, n);
        }
    }
}

/* Acceptance changes only at a Walsh average or just inside one: the places
 * from the outside inwards, two for each. */
struct averages {
    struct normal_search *n;
    const struct pp_value_count *sums;
    size_t n_sums;
};

static int64_t average_at(const struct averages *a, int64_t i)
{
    const struct search *s = a->n->s;
    size_t k = (size_t)i / 2;
    int64_t shift =
        2 * a->sums[s->side == LOWER_END ? k : a->n_sums - 1 - k].value;
    int64_t place =
        s->side == LOWER_END ? shift - s->outside : s->outside - shift;
    return place + i % 2;
}

static double reach_inside_average(void *ctx, int64_t i)
{
    const struct averages *a = ctx;
    return reach_inside(a->n, average_at(a, i));
}

/*
 * Where few lie between two places, those alone are looked at: low becomes the
 * last place rejected, high the first accepted.
 */
static void search_averages(struct normal_search *n, struct pp_bracket *b)
{
    const struct search *s = n->s;
    const struct pp_lattice *l = s->inv->lattice;
    int64_t one = shift_at(s, b->low), other = shift_at(s, b->high);
    /* A shift is two quarter steps for each step of a sum. */
    int64_t low = (one < other ? one : other) / 2 - 2;
    int64_t high = (one < other ? other : one) / 2 + 2;
    uint64_t most = pp_walsh_count(l, high) - pp_walsh_count(l, low);
    if (most > PP_WALSH_FEW)
        return;
    struct pp_value_count *sums = pp_alloc_array((size_t)most, sizeof *sums);
    struct averages a = {n, sums, pp_walsh_between(l, low, high, sums)};
    struct pp_bracket c = {-1, 2 * (int64_t)a.n_sums, b->f_low, b->f_high};
    while (c.low + 1 < c.high && average_at(&a, c.low + 1) <= b->low)
        c.low++;
    while (c.low + 1 < c.high && average_at(&a, c.high - 1) >= b->high)
        c.high--;
    pp_bracket_narrow(&c, reach_inside_average, &a, 0.0);
    if (c.low >= 0 && average_at(&a, c.low) > b->low)
        b->low = average_at(&a, c.low);
    if (c.high < 2 * (int64_t)a.n_sums && average_at(&a, c.high) < b->high)
        b->high = average_at(&a, c.high);
    b->low = b->high - 1;
    pp_free(sums);
}

static int64_t search_normal(struct search *s, int64_t inside)
{
    struct normal_search n = {s, gsl_cdf_ugaussian_Pinv(s->inv->alpha / 2.0)};
    struct pp_bracket b = everywhere(&n, inside);
    double people = (double)s->inv->lattice->n;
    double one_sum = 3.5 / (people * sqrt(people));
    if (b.f_low <= 0.0 && b.f_high > 0.0) {
        look_near(&b, &n, inside);
        pp_bracket_narrow(&b, reach_inside, &n, 1000.0 * one_sum);
        search_averages(&n, &b);
        pp_bracket_narrow(&b, reach_inside, &n, 0.0);
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
 * Places further out than this are rejected, whichever `zeros` of the people
 * are dropped there. Of doubled ranks, W+ is then no nearer to its middle than
 * by `zeros` for each of the people, and no further from it than so many
 * standard deviations of all ranks; and under Pratt it only grows inwards.
 */
static int64_t rejected_before(struct search *s, int64_t place, double zeros)
{
    double n = (double)s->inv->lattice->n;
    double deviation = sqrt(n * (n + 1.0) * (2.0 * n + 1.0) / 6.0);
    double least = gsl_cdf_ugaussian_Pinv(s->inv->alpha / 2.0) * deviation -
                   zeros * n - 2.0;
    enum pp_zero_policy policy = s->inv->policy;
    int64_t low = 0, high = place;

    s->inv->policy = PP_ZERO_PRATT;
    while (high - low > 1) {
        int64_t middle = low + (high - low) / 2;
        const struct ranking *r = &s->inv->ranking;
        pp_signed_rank_around(s->inv, shift_at(s, middle));
        if (pp_signed_rank_reach(r, s->side) - r->sum / 2.0 >= least)
            high = middle;
        else
            low = middle;
    }
    s->inv->policy = policy;
    return high;
}

/*
 * Dropping zeros changes the test at single shifts only, those equal to a
 * difference. One of them may be accepted although all around it is rejected:
 * the interval is then drawn out to it. For how many zeros places were looked
 * at: up to 1, 2, 4, ...
 */
static int64_t drawn_out(struct search *s, int64_t place)
{
    const struct pp_lattice *l = s->inv->lattice;
    int64_t before[64];
    int n_before = 0;

    for (size_t i = 0; i < l->n_differences; i++) {
        size_t k = s->side == LOWER_END ? i : l->n_differences - 1 - i;
        int64_t shift = QUARTERS * l->differences[k].value;
        int64_t at =
            s->side == LOWER_END ? shift - s->outside : s->outside - shift;
        if (at >= place)
            break;
        int doublings = (int)ceil(log2((double)l->differences[k].count));
        for (; !s->inv->is_exact && n_before <= doublings; n_before++)
            before[n_before] = rejected_before(s, place, exp2(n_before));
        if (!s->inv->is_exact && at < before[doublings])
            continue;
        if (pp_signed_rank_tail(s->inv, shift, s->side) > s->inv->alpha / 2.0)
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
    bool is_included = !is_between && (policy == PP_ZERO_PRATT ||
                                       pp_signed_rank_tail(inv, shift, side) >
                                           inv->alpha / 2.0);
    return (struct end){(double)shift, is_included, s.rejected};
}

struct quest {
    struct inversion *inv;
    enum side side;
    struct end end;
};

static void look_for(void *ctx)
{
    struct quest *quest = ctx;
    quest->end = find_end(quest->inv, quest->side);
}

/* From so many differences on a thread for each end saves more than it costs.
 * Exact tails are of few people, and share what they have worked out. */
enum { MANY = 20000 };

void pp_signed_rank_interval(struct inversion *inv, struct pp_signed_rank *res)
{
    bool is_long = !inv->is_exact && inv->lattice->n_differences >= MANY;
    struct inversion beside = *inv;
    struct quest low = {.inv = inv, .side = LOWER_END};
    struct quest high = {.inv = is_long ? &beside : inv, .side = UPPER_END};
    struct pp_job jobs[] = {{look_for, &low}, {look_for, &high}};
    pp_jobs_run(jobs, 2, is_long ? pp_jobs_threads() : 1);

    double quarters = QUARTERS * inv->lattice->scale;
    res->ci.lo = low.end.theta / quarters;
    res->ci.hi = high.end.theta / quarters;
    res->ci_includes[0] = low.end.is_included;
    res->ci_includes[1] = high.end.is_included;
    res->attained_level = 1.0 - low.end.rejected - high.end.rejected;
    if (isnan(low.end.theta) || isnan(high.end.theta))
        res->status = PP_STATUS_TOO_FEW;
}
