#include "prepost/stats/reliable_change.h"

#include <float.h>
#include <math.h>

#include "prepost/stats/proportion.h"

const char *pp_rc_method_name(enum pp_rc_method method)
{
    static const char *const names[PP_RC_METHODS] = {
        [PP_RC_JT] = "jacobson-truax",
        [PP_RC_GLN] = "gulliksen-lord-novick",
        [PP_RC_HLL] = "hsu-linn-lord",
        [PP_RC_EN] = "edwards-nunnally",
        [PP_RC_NK] = "nunnally-kotsch",
        [PP_RC_HA] = "hageman-arrindell",
        [PP_RC_HLM] = "hierarchical-linear-model",
    };
    return names[method];
}

/* Scores are decimals: 0.6 reached by subtraction is still 0.6. */
static const double SAME = 1e-9;

static bool exceeds(double x, double limit)
{
    return x - limit > SAME * fmax(1.0, fabs(limit));
}

static bool reaches(double x, double limit)
{
    return x - limit > -SAME * fmax(1.0, fabs(limit));
}

static double sense(enum pp_direction direction)
{
    return direction == PP_HIGHER_IS_BETTER ? 1.0 : -1.0;
}

/* ---- What the people themselves supply --------------------------------- */

static size_t people_in(const struct pp_rc_input *in)
{
    size_t people = 0;
    for (size_t i = 0; i < in->n; i++)
        people += in->count != NULL ? in->count[i] : 1;
    return people;
}

static double mean_of(const double *x, const struct pp_rc_input *in)
{
    double sum = 0.0;
    for (size_t i = 0; i < in->n; i++)
        sum += (in->count != NULL ? (double)in->count[i] : 1.0) * x[i];
    return sum / (double)people_in(in);
}

/* Of x, or of x - from. */
static double sd_of(const double *x, const double *from,
                    const struct pp_rc_input *in)
{
    double mean = mean_of(x, in) - (from != NULL ? mean_of(from, in) : 0.0);
    double squares = 0.0, n = (double)people_in(in);
    for (size_t i = 0; i < in->n; i++) {
        double d = x[i] - (from != NULL ? from[i] : 0.0) - mean;
        squares += (in->count != NULL ? (double)in->count[i] : 1.0) * d * d;
    }
    return n < 2.0 ? NAN : sqrt(squares / (n - 1.0));
}

/* A method with all its numbers: the index of a person is
 * (post - from - slope * (pre - centre)) / denominator, except HLM. */
struct rule {
    const struct pp_rc_input *in;
    double slope, centre, from, denominator;
    double critical, threshold;
    double se_measurement, se_difference, r_dd, sd_post;
    enum pp_status status;
};

/*
 * Hageman and Arrindell 1999: the group's mean change is known better than a
 * person's, so a person's change is drawn towards it by the reliability of
 * the differences; written here as a slope of 1 and a shift.
 */
static void set_hageman_arrindell(struct rule *rule, double mean_pre,
                                  double mean_post)
{
    const struct pp_rc_input *in = rule->in;
    double sd_change =
        isnan(in->sd_change) ? sd_of(in->post, in->pre, in) : in->sd_change;
    double se2 = rule->se_measurement * rule->se_measurement;
    rule->critical = 1.65;
    rule->se_difference = M_SQRT2 * rule->se_measurement;
    if (sd_change > 0.0)
        rule->r_dd = 1.0 - 2.0 * se2 / (sd_change * sd_change);
    if (isnan(sd_change))
        rule->status = PP_STATUS_TOO_FEW;
    else if (!(rule->r_dd > 0.0))
        rule->status = PP_STATUS_NO_VARIANCE;
    rule->centre = 0.0;
    rule->slope = 1.0;
    /* D r_dd + (M2 - M1)(1 - r_dd) over sqrt(r_dd) S_diff */
    rule->from = -(mean_post - mean_pre) * (1.0 - rule->r_dd) / rule->r_dd;
    rule->denominator = rule->se_difference / sqrt(rule->r_dd);
}

/* Nunnally and Kotsch 1983: the error of the predicted score before and of
 * the score seen after, each with its own SD. */
static void set_nunnally_kotsch(struct rule *rule)
{
    const struct pp_rc_input *in = rule->in;
    double r = in->reliability;
    double r_post = isnan(in->reliability_post) ? r : in->reliability_post;
    rule->sd_post =
        isnan(in->sd_post) ? sd_of(in->post, NULL, in) : in->sd_post;
    rule->denominator = sqrt(r * r * in->sd * in->sd * (1.0 - r) +
                             rule->sd_post * rule->sd_post * (1.0 - r_post));
    if (isnan(rule->sd_post))
        rule->status = PP_STATUS_TOO_FEW;
}

static void set_formula(struct rule *rule)
{
    const struct pp_rc_input *in = rule->in;
    double r = in->reliability;
    double mean_pre = isnan(in->mean_pre) ? mean_of(in->pre, in) : in->mean_pre;
    double mean_post =
        isnan(in->mean_post) ? mean_of(in->post, in) : in->mean_post;

    rule->se_measurement = in->sd * sqrt(1.0 - r);
    rule->slope = r;
    rule->centre = rule->from = mean_pre;
    switch (in->method) {
    case PP_RC_JT:
        rule->slope = 1.0;
        rule->centre = rule->from = 0.0;
        rule->denominator = M_SQRT2 * rule->se_measurement;
        rule->threshold = rule->critical * rule->denominator;
        break;
    case PP_RC_HLL:
        rule->from = mean_post;
        rule->denominator = in->sd * sqrt(1.0 - r * r);
        break;
    case PP_RC_GLN:
        rule->denominator = in->sd * sqrt(1.0 - r * r);
        break;
    case PP_RC_EN:
        rule->denominator = rule->se_measurement;
        break;
    case PP_RC_NK:
        set_nunnally_kotsch(rule);
        break;
    case PP_RC_HA:
        set_hageman_arrindell(rule, mean_pre, mean_post);
        break;
    case PP_RC_HLM:
        break;
    }
    if (in->method != PP_RC_HA)
        rule->se_difference = rule->denominator;
}

static struct rule rule_of(const struct pp_rc_input *in)
{
    struct rule rule = {
        .in = in,
        .critical = 1.96,
        .threshold = NAN,
        .se_measurement = NAN,
        .se_difference = NAN,
        .r_dd = NAN,
        .sd_post = NAN,
    };
    if (!isnan(in->published)) {
        rule.threshold = in->published;
        rule.critical = NAN;
    } else if (in->method == PP_RC_HLM) {
        if (in->slope_random == NULL || in->slope_se == NULL)
            rule.status = PP_STATUS_NOT_DECLARED;
    } else if (isnan(in->sd) || isnan(in->reliability)) {
        rule.status = PP_STATUS_NOT_DECLARED;
    } else if (in->sd <= 0.0 || in->reliability >= 1.0) {
        rule.status = PP_STATUS_NO_VARIANCE;
    } else {
        set_formula(&rule);
        if (rule.status == PP_STATUS_OK && in->n > 0 &&
            !(rule.denominator > 0.0))
            rule.status = PP_STATUS_NO_VARIANCE;
    }
    return rule;
}

/* ---- People ------------------------------------------------------------ */

static double index_of(const struct rule *rule, size_t i)
{
    const struct pp_rc_input *in = rule->in;
    if (!isnan(in->published))
        return NAN;
    if (in->method == PP_RC_HLM)
        return (in->slope_fixed + in->slope_random[i]) / in->slope_se[i];
    return (in->post[i] - rule->from -
            rule->slope * (in->pre[i] - rule->centre)) /
           rule->denominator;
}

/* -1, 0, +1: reliably worse, neither, reliably better. */
static int state_of(const struct rule *rule, size_t i)
{
    const struct pp_rc_input *in = rule->in;
    double change = in->post[i] - in->pre[i], size = fabs(change);
    bool is_reliable;

    if (!isnan(in->published)) {
        is_reliable = in->published_reading == PP_RC_AT_LEAST
                          ? reaches(size, in->published) && size > SAME
                          : exceeds(size, in->published);
    } else {
        change = index_of(rule, i);
        is_reliable = exceeds(fabs(change), rule->critical);
    }
    if (!is_reliable)
        return 0;
    return sense(in->direction) * change > 0.0 ? 1 : -1;
}

void pp_reliable_change_states(const struct pp_rc_input *in, int *state)
{
    struct rule rule = rule_of(in);
    for (size_t i = 0; i < in->n; i++)
        state[i] = rule.status == PP_STATUS_OK ? state_of(&rule, i) : 0;
}

/* Counts worse, neither, better in that order. */
static void count_states(const struct rule *rule, size_t counts[3])
{
    counts[0] = counts[1] = counts[2] = 0;
    for (size_t i = 0; i < rule->in->n; i++)
        counts[state_of(rule, i) + 1] +=
            rule->in->count != NULL ? rule->in->count[i] : 1;
}

/* ---- The result -------------------------------------------------------- */

static struct pp_rc_count share_of(size_t count, const struct pp_rc_input *in)
{
    return (struct pp_rc_count){
        count, pp_proportion_wilson(count, people_in(in), in->level)};
}

/* The reliability is itself an estimate: what its interval would make. */
static void set_band(const struct pp_rc_input *in,
                     struct pp_reliable_change *res)
{
    double ends[2] = {in->reliability_ci.lo, in->reliability_ci.hi};
    if (isnan(ends[0]) || isnan(ends[1]) || !isnan(in->published) ||
        in->method == PP_RC_HLM)
        return;
    for (int e = 0; e < 2; e++) {
        struct pp_rc_input other = *in;
        other.reliability = ends[e];
        struct rule rule = rule_of(&other);
        res->band.reliability[e] = ends[e];
        res->band.threshold[e] = rule.threshold;
        if (rule.status != PP_STATUS_OK)
            continue;
        size_t counts[3];
        count_states(&rule, counts);
        res->band.deteriorated[e] = counts[0];
        res->band.improved[e] = counts[2];
    }
}

static double whole_points(const struct rule *rule, enum pp_rc_reading reading)
{
    if (reading == PP_RC_AT_LEAST)
        return ceil(rule->threshold - SAME);
    return floor(rule->threshold + SAME) + 1.0;
}

void pp_reliable_change(const struct pp_rc_input *in, double *index,
                        struct pp_reliable_change *res)
{
    struct rule rule = rule_of(in);
    bool is_published = !isnan(in->published);
    *res = (struct pp_reliable_change){
        .method = in->method,
        .is_published = is_published,
        .reading = is_published ? in->published_reading : PP_RC_MORE_THAN,
        .sd = in->sd,
        .sd_post = rule.sd_post,
        .reliability = in->reliability,
        .se_measurement = rule.se_measurement,
        .se_difference = rule.se_difference,
        .critical = rule.critical,
        .threshold = rule.threshold,
        .r_dd = rule.r_dd,
        .band.reliability = {NAN, NAN},
        .band.threshold = {NAN, NAN},
        .status = rule.status,
    };
    res->whole_points = whole_points(&rule, res->reading);
    if (res->status == PP_STATUS_OK && in->n == 0)
        res->status = PP_STATUS_TOO_FEW;

    size_t counts[3] = {0};
    struct pp_rc_input nobody = *in;
    nobody.n = 0;
    bool is_counted = res->status == PP_STATUS_OK;
    if (is_counted) {
        count_states(&rule, counts);
        set_band(in, res);
    }
    const struct pp_rc_input *of = is_counted ? in : &nobody;
    res->deteriorated = share_of(counts[0], of);
    res->unchanged = share_of(counts[1], of);
    res->improved = share_of(counts[2], of);
    for (size_t i = 0; index != NULL && i < in->n; i++)
        index[i] = is_counted ? index_of(&rule, i) : NAN;
}

/* ---- Cut-offs ---------------------------------------------------------- */

double pp_cutoff_a(const struct pp_norms *norms, enum pp_direction direction)
{
    return norms->mean_clinical + sense(direction) * 2.0 * norms->sd_clinical;
}

double pp_cutoff_b(const struct pp_norms *norms, enum pp_direction direction)
{
    return norms->mean_functional -
           sense(direction) * 2.0 * norms->sd_functional;
}

double pp_cutoff_c(const struct pp_norms *norms)
{
    return (norms->sd_functional * norms->mean_clinical +
            norms->sd_clinical * norms->mean_functional) /
           (norms->sd_functional + norms->sd_clinical);
}

/* A score at the cut-off is beyond it: 0.3 is, where it was added up from
 * tenths, and so is 1e9 + 10 of 1e9 + 10, but not 1e9 + 9. */
static bool is_beyond(double score, double cutoff, enum pp_direction direction)
{
    double last_digits = 4.0 * DBL_EPSILON * fabs(cutoff);
    return -sense(direction) * (score - cutoff) > -fmax(SAME, last_digits);
}

static struct pp_rc_count count_of(size_t n, size_t of, double level)
{
    return (struct pp_rc_count){n, pp_proportion_wilson(n, of, level)};
}

static void set_states(struct pp_clinical_change *res, const size_t n[3],
                       size_t n_recovered, double level)
{
    res->recovered = count_of(n_recovered, res->n_beyond, level);
    res->improved = count_of(n[2] - n_recovered, res->n, level);
    res->unchanged = count_of(n[1], res->n, level);
    res->deteriorated = count_of(n[0], res->n, level);
}

static void set_not_declared(struct pp_clinical_change *res)
{
    const struct pp_rc_count none = {
        .share = {NAN, PP_INTERVAL_NONE, NULL, PP_STATUS_NOT_DECLARED}};
    res->recovered = res->improved = res->unchanged = res->deteriorated = none;
}

struct pp_clinical_change pp_clinical_change(const struct pp_rc_input *in,
                                             const int *state, double cutoff)
{
    struct pp_clinical_change res = {.n = people_in(in)};
    size_t n_crossed = 0, n_entered = 0, n_recovered = 0, n_state[3] = {0};

    for (size_t i = 0; i < in->n; i++) {
        size_t people = in->count != NULL ? in->count[i] : 1;
        bool before = is_beyond(in->pre[i], cutoff, in->direction);
        bool after = is_beyond(in->post[i], cutoff, in->direction);
        res.n_beyond += before ? people : 0;
        n_crossed += before && !after ? people : 0;
        n_entered += after && !before ? people : 0;
        if (state == NULL)
            continue;
        n_state[state[i] + 1] += people;
        n_recovered += before && !after && state[i] > 0 ? people : 0;
    }
    res.crossed = count_of(n_crossed, res.n_beyond, in->level);
    res.entered = count_of(n_entered, res.n - res.n_beyond, in->level);
    if (state != NULL)
        set_states(&res, n_state, n_recovered, in->level);
    else
        set_not_declared(&res);
    return res;
}
