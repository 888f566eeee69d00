#include "prepost/analysis/verdict.h"

#include <stdarg.h>
#include <stdio.h>

#include "prepost/base/number.h"
#include "prepost/stats/skewed_t.h"
#include "prepost/stats/students_t.h"

const char *pp_verdict_code_name(enum pp_verdict_code code)
{
    switch (code) {
    case PP_VERDICT_IMPROVED:
        return "improved";
    case PP_VERDICT_IMPROVED_SMALL:
        return "improved-small";
    case PP_VERDICT_WORSENED:
        return "worsened";
    case PP_VERDICT_WORSENED_SMALL:
        return "worsened-small";
    case PP_VERDICT_NO_MEANINGFUL_CHANGE:
        return "no-meaningful-change";
    case PP_VERDICT_INCONCLUSIVE:
        return "inconclusive";
    case PP_VERDICT_NOT_ESTIMABLE:
        return "not-estimable";
    }
    return NULL;
}

const char *pp_verdict_size_name(enum pp_verdict_size size)
{
    switch (size) {
    case PP_SIZE_AT_LEAST:
        return "at-least";
    case PP_SIZE_UNCLEAR:
        return "unclear";
    case PP_SIZE_LESS:
        return "less";
    case PP_SIZE_UNDECLARED:
        return "undeclared";
    case PP_SIZE_NONE:
        break;
    }
    return NULL;
}

const char *pp_verdict_reason_name(enum pp_verdict_reason reason)
{
    switch (reason) {
    case PP_REASON_TOO_FEW:
        return "too-few";
    case PP_REASON_NO_VARIANCE:
        return "no-variance";
    case PP_REASON_MULTIPLICITY:
        return "multiplicity";
    case PP_REASON_SKEWNESS:
        return "skewness";
    case PP_REASON_NO_ESTIMATE:
        return "no-estimate";
    case PP_REASON_METHODS_DISAGREE:
        return "methods-disagree";
    case PP_REASON_START_APART:
        return "start-apart";
    case PP_REASON_NONE:
        break;
    }
    return NULL;
}

/* --- the sentence */

struct writer {
    char *text;
    size_t length;
    int decimals;
};

__attribute__((format(printf, 2, 3))) static void say(struct writer *w,
                                                      const char *fmt, ...)
{
    size_t room = sizeof((struct pp_verdict *)0)->sentence - w->length;
    va_list args;
    va_start(args, fmt);
    int written = vsnprintf(w->text + w->length, room, fmt, args);
    va_end(args);
    if (written > 0 && (size_t)written < room)
        w->length += (size_t)written;
}

/* Whether a rounded end lies on the side of 0, and of S, where it is. */
static bool keeps_sides(double end, double sesoi, int decimals)
{
    double exact = fabs(end) < 1e-9 ? 0 : fabs(end);
    double shown = pp_number_rounded(exact, decimals);

    if (!isfinite(end))
        return true;
    return (exact > 0) == (shown > 0) &&
           (isnan(sesoi) || (exact < sesoi) == (shown < sesoi));
}

/*
 * Enough decimals for the spread of the mean, and more where rounding would
 * contradict the finding. An end under 1e-9 is 0.
 */
static int decimals_for(const struct pp_verdict *v, double se, double sesoi)
{
    enum { MOST = 6 };
    const double ends[] = {v->ci.lo, v->ci.hi, v->equivalence_ci.lo,
                           v->equivalence_ci.hi};
    int least = se >= 0.2 ? 1 : se >= 0.02 ? 2 : 3;

    for (int decimals = least; decimals < MOST; decimals++) {
        bool agrees = true;
        for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
            agrees &= keeps_sides(ends[i], sesoi, decimals);
        if (agrees)
            return decimals;
    }
    return isnan(sesoi) ? least : MOST;
}

/* What is found: a change of one group, or a difference of two. */
static const char *finding(const struct pp_verdict_input *in)
{
    return in->arm != NULL ? "difference" : "change";
}

static void say_who(struct writer *w, const struct pp_verdict_input *in,
                    bool better)
{
    if (in->arm == NULL) {
        say(w, "People who answered both times %s",
            better ? "improved" : "worsened");
        return;
    }
    say(w, "Allowing for where they started, %s ended %s than %s", in->arm,
        better ? "better" : "worse", in->others);
}

static void say_change(struct writer *w, const struct pp_verdict *v,
                       const struct pp_verdict_input *in)
{
    char x[PP_NUMBER_SIZE], lo[PP_NUMBER_SIZE], hi[PP_NUMBER_SIZE];
    bool better = v->estimate > 0;

    say_who(w, in, better);
    say(w, " by %s on average (%s to %s)",
        pp_number_fixed(x, fabs(v->estimate), w->decimals),
        pp_number_fixed(lo, better ? v->ci.lo : -v->ci.hi, w->decimals),
        pp_number_fixed(hi, better ? v->ci.hi : -v->ci.lo, w->decimals));
}

static const char no_sesoi[] =
    "; nobody set beforehand how much would matter, so this cannot say "
    "whether it is enough";

static void say_size(struct writer *w, enum pp_verdict_size size,
                     const char *sesoi)
{
    if (size == PP_SIZE_AT_LEAST)
        say(w, ", at least the %s that was said to matter", sesoi);
    else if (size == PP_SIZE_LESS)
        say(w, ", less than the %s that was said to matter", sesoi);
    else if (size == PP_SIZE_UNCLEAR)
        say(w,
            "; whether by the %s that was said to matter, these answers "
            "cannot tell",
            sesoi);
    else
        say(w, "%s", no_sesoi);
}

static void say_not_estimable(struct writer *w, const struct pp_verdict *v,
                              const struct pp_verdict_input *in)
{
    char x[PP_NUMBER_SIZE];

    if (v->reason == PP_REASON_TOO_FEW)
        say(w, "Too few pairs to say: %zu, and %d are needed", in->n,
            PP_VERDICT_MIN_PAIRS);
    else if (v->reason == PP_REASON_NO_VARIANCE && in->mean == 0)
        say(w, "Nobody's score changed, so nothing can be tested");
    else if (v->reason == PP_REASON_NO_VARIANCE)
        say(w, "Everyone changed by exactly %s, so nothing can be tested",
            pp_number_shortest(x, in->mean));
    else
        say(w, "How certain the average %s is could not be worked out",
            finding(in));
}

/* "between 8.9 better and 0.9 worse": no sign to be read the wrong way. */
static void say_range(struct writer *w, const struct pp_verdict *v,
                      const struct pp_verdict_input *in)
{
    char lo[PP_NUMBER_SIZE], hi[PP_NUMBER_SIZE];

    pp_number_fixed(lo, fabs(v->ci.lo), w->decimals);
    pp_number_fixed(hi, fabs(v->ci.hi), w->decimals);
    say(w, "We cannot tell: the average %s lies between ", finding(in));
    if (v->ci.lo >= 0)
        say(w, "%s and %s better", lo, hi);
    else if (v->ci.hi <= 0)
        say(w, "%s and %s worse", hi, lo);
    else
        say(w, "%s worse and %s better", lo, hi);
}

static void make_sentence(struct pp_verdict *v,
                          const struct pp_verdict_input *in)
{
    char sesoi[PP_NUMBER_SIZE];
    struct writer w = {v->sentence, 0, decimals_for(v, in->se, in->sesoi)};

    pp_number_shortest(sesoi, in->sesoi);
    switch (v->code) {
    case PP_VERDICT_NOT_ESTIMABLE:
        say_not_estimable(&w, v, in);
        say(&w, ".");
        return;
    case PP_VERDICT_NO_MEANINGFUL_CHANGE:
        say(&w, "Any average %s is smaller than %s, either way", finding(in),
            sesoi);
        break;
    case PP_VERDICT_INCONCLUSIVE:
        say_range(&w, v, in);
        if (v->size == PP_SIZE_UNDECLARED)
            say(&w, "%s", no_sesoi);
        break;
    default:
        say_change(&w, v, in);
        say_size(&w, v->size, sesoi);
    }
    if (v->few_people)
        say(&w, "; from only %zu people%s", in->n,
            in->arm != NULL ? " in one of the two" : "");
    if (v->few_changed)
        say(&w, "; few of them changed at all, so less sure than the range "
                "looks");
    say(&w, ".");
    if (v->reason == PP_REASON_MULTIPLICITY)
        say(&w, " On its own this would count as a %s; %zu %s were looked at.",
            finding(in), in->n_outcomes,
            in->family != NULL ? in->family : "outcomes");
    if (v->reason == PP_REASON_SKEWNESS)
        say(&w, " On its own this would count as a change, but changes reach "
                "much further the other way, and then chance could do this.");
    if (v->reason == PP_REASON_METHODS_DISAGREE)
        say(&w, " That is among people who started alike; comparing changes "
                "gives another answer, and chance did not form the groups.");
    if (v->reason == PP_REASON_START_APART)
        say(&w, " The groups, which chance did not form, started too far "
                "apart to allow for it.");
    if (v->fragile)
        say(&w, " Allowing for those who did not answer again, the finding "
                "would be another.");
}

/* --- the rule */

static const double SKEWNESS_FACTOR = 1.75;

static struct pp_interval around(double estimate, double tail,
                                 const struct pp_verdict_input *in)
{
    double reach = pp_t_quantile_upper(tail, in->df) * in->se;
    return (struct pp_interval){estimate - reach, estimate + reach};
}

static enum pp_verdict_reason not_estimable(const struct pp_verdict_input *in)
{
    if (in->n < PP_VERDICT_MIN_PAIRS)
        return PP_REASON_TOO_FEW;
    if (in->se <= 0)
        return PP_REASON_NO_VARIANCE;
    if (!isfinite(in->mean) || !isfinite(in->se) || !(in->df > 0) ||
        isnan(in->p))
        return PP_REASON_NO_ESTIMATE;
    return PP_REASON_NONE;
}

/* A change to one side: how large. `near` and `far` are the ends of the two
 * intervals towards and away from zero, turned to that side. */
static enum pp_verdict_size size_of(double near, double far, double sesoi)
{
    if (isnan(sesoi))
        return PP_SIZE_UNDECLARED;
    if (near >= sesoi)
        return PP_SIZE_AT_LEAST;
    return far < sesoi ? PP_SIZE_LESS : PP_SIZE_UNCLEAR;
}

/* p among its family; a family of one if none is known. */
static double adjusted(const struct pp_verdict_input *in)
{
    return isnan(in->p_holm) ? in->p : in->p_holm;
}

/*
 * p allowing for changes that reach further the other way than the mean went,
 * by more than the standard error of their skewness; NaN where they do not,
 * or where that is not known. In samples from a population of whom few change
 * far, skewness is smaller than it is in the population: hence the factor.
 * What it costs in power, and why it has no part with fewer people, is in
 * tests/calibrate/skewness.md.
 */
static double skewed_p(const struct pp_verdict_input *in)
{
    double against = in->mean > 0 ? -in->skewness : in->skewness;

    if (in->n < PP_VERDICT_SKEWED_FROM || in->clustered || in->arm != NULL ||
        !(against > pp_skewness_se(in->n)))
        return NAN;
    return pp_skewed_t_p(in->mean / in->se, in->df, in->n,
                         SKEWNESS_FACTOR * in->skewness);
}

/* Whether it is no longer below alpha, moved as far by Holm as p was. */
static bool is_too_skewed(const struct pp_verdict *v,
                          const struct pp_verdict_input *in)
{
    double moved = in->p > 0 ? fmax(1, adjusted(in) / in->p)
                             : fmax(1, (double)in->n_outcomes);

    return !isnan(v->p_skewed) && !(v->p_skewed * moved < 1 - in->level);
}

static void decide_by_range(struct pp_verdict *v,
                            const struct pp_verdict_input *in)
{
    double alpha = 1 - in->level, sesoi = in->sesoi;
    const struct pp_interval *eq = &v->equivalence_ci;
    bool is_change = adjusted(in) < alpha && !is_too_skewed(v, in);

    if (is_change && v->estimate > 0) {
        v->size = size_of(v->ci.lo, eq->hi, sesoi);
        v->code = v->size == PP_SIZE_LESS ? PP_VERDICT_IMPROVED_SMALL
                                          : PP_VERDICT_IMPROVED;
        return;
    }
    if (is_change && v->estimate < 0) {
        v->size = size_of(-v->ci.hi, -eq->lo, sesoi);
        v->code = v->size == PP_SIZE_LESS ? PP_VERDICT_WORSENED_SMALL
                                          : PP_VERDICT_WORSENED;
        return;
    }
    if (adjusted(in) < alpha)
        v->reason = PP_REASON_SKEWNESS;
    else if (in->p < alpha)
        v->reason = PP_REASON_MULTIPLICITY;
    if (eq->lo > -sesoi && eq->hi < sesoi) {
        v->code = PP_VERDICT_NO_MEANINGFUL_CHANGE;
        v->size = PP_SIZE_LESS;
    } else {
        v->code = PP_VERDICT_INCONCLUSIVE;
        v->size = isnan(sesoi) ? PP_SIZE_UNDECLARED : PP_SIZE_UNCLEAR;
    }
}

/* What the range says; or nothing, where the comparison itself is unsettled.
 * That groups started apart takes back a finding, and is no other reason for
 * having none. */
static void decide(struct pp_verdict *v, const struct pp_verdict_input *in)
{
    decide_by_range(v, in);
    if (in->unsettled == PP_REASON_NONE ||
        (in->unsettled == PP_REASON_START_APART &&
         v->code == PP_VERDICT_INCONCLUSIVE))
        return;
    v->code = PP_VERDICT_INCONCLUSIVE;
    v->size = isnan(in->sesoi) ? PP_SIZE_UNDECLARED : PP_SIZE_UNCLEAR;
    v->reason = in->unsettled;
}

static bool have_few_changed(const struct pp_verdict_input *in)
{
    return in->n >= PP_VERDICT_FEW_PEOPLE &&
           in->n < in->n_unchanged + PP_VERDICT_FEW_CHANGED;
}

struct pp_verdict pp_verdict_make(const struct pp_verdict_input *in)
{
    struct pp_verdict v = {.code = PP_VERDICT_NOT_ESTIMABLE,
                           .size = PP_SIZE_NONE,
                           .reason = not_estimable(in),
                           .fragile = in->fragile,
                           .clustered = in->clustered,
                           .few_changed = have_few_changed(in),
                           .few_people = in->n < PP_VERDICT_FEW_PEOPLE,
                           .estimate = NAN,
                           .p_skewed = NAN,
                           .ci = PP_INTERVAL_NONE,
                           .equivalence_ci = PP_INTERVAL_NONE};

    if (v.reason == PP_REASON_NONE) {
        double alpha = 1 - in->level;
        v.estimate = in->direction == PP_LOWER_IS_BETTER ? -in->mean : in->mean;
        v.ci = around(v.estimate, 0.5 * alpha, in);
        v.equivalence_ci = around(v.estimate, alpha, in);
        v.p_skewed = skewed_p(in);
        decide(&v, in);
    }
    make_sentence(&v, in);
    return v;
}
