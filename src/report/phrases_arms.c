#include "prepost/report/phrases.h"

#include <math.h>

#include "prepost/report/number_style.h"

/* Sentences that only reports with a comparison group have. */

const char *pp_phrase_who_arms(struct pp_pool *pool, const char *const names[],
                               const long counts[], size_t n)
{
    const char **parts = pp_pool_array(pool, n, sizeof *parts);

    for (size_t i = 0; i < n; i++) {
        if (counts[i] < 0)
            return "";
        parts[i] = pp_pool_printf(pool, "%s %s",
                                  pp_style_count(pool, counts[i]), names[i]);
    }
    return pp_pool_printf(pool, " They are %s.",
                          pp_phrase_join(pool, parts, n, "and"));
}

const char *pp_phrase_each_group(void)
{
    return " A finding that names no group holds for each of them.";
}

const char *pp_phrase_ways_disagree(struct pp_pool *pool, const char *outcomes)
{
    if (outcomes == NULL)
        return "Two fair ways to compare the groups give two answers.";
    return pp_pool_printf(
        pool, "For %s, two fair ways to compare the groups give two answers.",
        outcomes);
}

const char *pp_phrase_key_unsettled(const struct pp_finding *findings, size_t n)
{
    bool two_answers = false, too_far_apart = false;

    for (size_t i = 0; i < n; i++) {
        two_answers |= findings[i].reason == PP_REASON_METHODS_DISAGREE;
        too_far_apart |= findings[i].reason == PP_REASON_START_APART;
    }
    if (two_answers && too_far_apart)
        return "We cannot tell either where two fair ways to compare the "
               "groups give two answers, or where these started too far apart.";
    if (two_answers)
        return "We cannot tell either where two fair ways to compare the "
               "groups give two answers.";
    return too_far_apart
               ? "We cannot tell either where the groups started too far apart."
               : NULL;
}

/* --- how groups that chance did not form started -------------------------- */

enum pp_start pp_phrase_start_of(double spreads)
{
    return fabs(spreads) > .5   ? PP_START_FAR_APART
           : fabs(spreads) > .1 ? PP_START_APART
                                : PP_START_ALIKE;
}

const char *pp_phrase_started(struct pp_pool *pool, const struct pp_finding *f,
                              const char *outcome, enum pp_start start)
{
    const char *name = f->arm == NULL
                           ? outcome
                           : pp_pool_printf(pool, "%s (%s)", outcome, f->arm);

    return start == PP_START_ALIKE
               ? name
               : pp_pool_printf(
                     pool, "%s (%s against %s)", name,
                     pp_style_number(pool, f->pre, f->scale_decimals),
                     pp_style_number(pool, f->other_pre, f->scale_decimals));
}

enum { A_FEW = 2 }; /* in a sentence: with their averages, more are hard */

/* " They started apart in a, b and 3 others": a table has those too, or the
 * technical report. */
static const char *started_apart(struct pp_pool *pool, const char *who,
                                 const char **parts, size_t n)
{
    const char *shown[A_FEW + 1];
    size_t n_shown = 0;

    if (n == 0)
        return "";
    while (n_shown < n && n_shown < A_FEW) {
        shown[n_shown] = parts[n_shown];
        n_shown++;
    }
    if (n > A_FEW)
        shown[n_shown++] = pp_pool_printf(pool, "%zu other%s", n - A_FEW,
                                          n - A_FEW > 1 ? "s" : "");
    return pp_pool_printf(pool, " %s started apart in %s.", who,
                          pp_phrase_join(pool, shown, n_shown, "and"));
}

/* " They started far apart in a and b. So it is with d." */
static const char *started_so(struct pp_pool *pool, const char *who,
                              const char *how, const char **parts, size_t n)
{
    const char *start = pp_pool_printf(pool, "%s started %s in", who, how);
    const char *text = "";

    for (size_t i = 0; i < n; i += A_FEW) {
        size_t n_here = n - i < A_FEW ? n - i : A_FEW;
        text = pp_pool_printf(pool, "%s %s %s.", text,
                              i == 0 ? start : "So it is with",
                              pp_phrase_join(pool, parts + i, n_here, "and"));
    }
    return text;
}

const char *pp_phrase_groups_started(struct pp_pool *pool,
                                     const struct pp_finding *f,
                                     const char **parts[PP_N_STARTS],
                                     const size_t n[PP_N_STARTS])
{
    const char *who = f->arm != NULL ? "They" : "The two";
    size_t n_alike = n[PP_START_ALIKE];
    const char *apart = pp_pool_printf(
        pool, "%s%s",
        started_so(pool, who, "far apart", parts[PP_START_FAR_APART],
                   n[PP_START_FAR_APART]),
        started_apart(pool, who, parts[PP_START_APART], n[PP_START_APART]));

    if (n_alike <= A_FEW)
        return pp_pool_printf(pool, "%s%s", apart,
                              started_so(pool, who, "about alike",
                                         parts[PP_START_ALIKE], n_alike));
    return pp_pool_printf(pool, "%s %s started about alike in %zu %s%s.", apart,
                          who, n_alike, *apart == '\0' ? "" : "other ",
                          f->arm != NULL ? "comparisons" : "outcomes");
}
