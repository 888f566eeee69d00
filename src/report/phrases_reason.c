#include "prepost/report/phrases.h"

#include "prepost/report/number_style.h"

/*
 * What the design allows to be said of the reason. A trial in which people
 * were not counted as assigned, or which too many left, is told as a
 * comparison of groups; its sentences say that chance made the groups, and why
 * that is not enough.
 */

/* What stands between the difference and the service, in a trial that is told
 * as a comparison; NULL: the groups were never made by chance. */
static const char *trial_spoilt_by(const struct pp_finding *f)
{
    switch (f->weaker) {
    case PP_WEAKER_CROSSED:
        return "people were counted in the group they took part in, not the "
               "one that chance gave them";
    case PP_WEAKER_MANY_LEFT:
        return "too many did not answer again";
    case PP_WEAKER_UNEVEN:
        return "more did not answer again in one group than in the other";
    case PP_WEAKER_NOT:
    case PP_WEAKER_NO_ARMS:
        break;
    }
    return NULL;
}

/* An arm among several has more than one group beside it. */
static const char *which_groups(const struct pp_finding *f)
{
    return f->arm != NULL ? "groups" : "two groups";
}

static const char *reason_comparison(struct pp_pool *pool,
                                     const struct pp_finding *f)
{
    const char *spoilt = trial_spoilt_by(f);

    if (spoilt == NULL)
        return pp_pool_printf(pool,
                              "The %s were not formed by chance. Other "
                              "differences between them may explain some or "
                              "all of this.",
                              which_groups(f));
    return pp_pool_printf(pool,
                          "Chance decided who was offered a place, but %s. "
                          "Other differences between those who did answer may "
                          "explain some or all of this.",
                          spoilt);
}

static const char *reason_trial(struct pp_pool *pool,
                                const struct pp_finding *f)
{
    static const char start[] =
        "Chance decided who was offered a place, so the difference comes from "
        "the offer, give or take chance";

    if (f->left_per_100 == 0)
        return pp_pool_printf(pool,
                              "%s: fewer than 1 in every 100 did not answer "
                              "again.",
                              start);
    if (f->left_per_100 < 0)
        return pp_pool_printf(pool, "%s and those who did not answer again.",
                              start);
    return pp_pool_printf(
        pool, "%s and the %d in every 100 who did not answer again.", start,
        f->left_per_100);
}

const char *pp_phrase_reason(struct pp_pool *pool, const struct pp_finding *f)
{
    switch (f->level) {
    case PP_EVIDENCE_LOOKING_BACK:
        return "Both ratings were given at the end. Memory, and the wish to "
               "see progress, can make \"before\" look worse than it was. This "
               "does not show why.";
    case PP_EVIDENCE_COMPARISON:
        return reason_comparison(pool, f);
    case PP_EVIDENCE_RANDOMISED:
        return reason_trial(pool, f);
    default:
        return pp_pool_printf(pool,
                              "This shows what changed. It does not show why: "
                              "we asked no one who did not come to %s.",
                              f->service);
    }
}

const char *pp_phrase_reason_at_a_glance(struct pp_pool *pool,
                                         const struct pp_finding *f)
{
    const char *spoilt = trial_spoilt_by(f);

    switch (f->level) {
    case PP_EVIDENCE_LOOKING_BACK:
        return "not known. Both ratings were given at the end.";
    case PP_EVIDENCE_COMPARISON:
        if (spoilt != NULL)
            return pp_pool_printf(
                pool, "not settled. Chance made the groups, but %s.", spoilt);
        return pp_pool_printf(pool,
                              "not settled. The %s were not formed by chance.",
                              which_groups(f));
    case PP_EVIDENCE_RANDOMISED:
        return "the offer of a place, as chance chose who got one.";
    default:
        return pp_pool_printf(
            pool, "not known. We asked no one who did not come to %s.",
            f->service);
    }
}

/* --- what it can and cannot show ------------------------------------------ */

static const char *can(struct pp_pool *pool, const struct pp_finding *f,
                       size_t n_waves, long n_both)
{
    if (pp_finding_is_difference(f))
        return pp_pool_printf(
            pool,
            "It can show how far the answers of %s lay from those of %s. That "
            "is at the %s time, and allows for where people started and for "
            "chance. It cannot show:",
            f->arm != NULL ? "people in each group"
                           : pp_finding_people(pool, f),
            pp_finding_others(f), n_waves > 2 ? "last" : "second");
    const char *people =
        n_both < 0 ? "these people" : pp_style_people(pool, n_both);
    return pp_pool_printf(
        pool,
        f->level == PP_EVIDENCE_LOOKING_BACK
            ? "It can show how %s rated things now and, from memory, before, "
              "and how far chance may have moved the ratings. It cannot show:"
            : "It can show how the answers of %s differed between two times, "
              "and how far chance may have moved them. It cannot show:",
        people);
}

/* A service may be one thing, "the café", or several, "the groups": no verb
 * has to agree with it. */
static const char *first_cannot(struct pp_pool *pool,
                                const struct pp_finding *f)
{
    const char *spoilt = trial_spoilt_by(f);

    switch (f->level) {
    case PP_EVIDENCE_LOOKING_BACK:
        return "what people would have said at the start: both ratings were "
               "given at the end. Memory, and the wish to see progress, can "
               "make \"before\" look worse than it was";
    case PP_EVIDENCE_COMPARISON:
        if (spoilt != NULL)
            return pp_pool_printf(pool, "that the reason was %s: %s",
                                  f->service, spoilt);
        return pp_pool_printf(pool,
                              "that the reason was %s: the %s were not formed "
                              "by chance",
                              f->service, which_groups(f));
    case PP_EVIDENCE_RANDOMISED:
        return "what happened to people who were not part of this trial";
    default:
        return pp_pool_printf(pool,
                              "that the reason was %s: we asked no one who "
                              "did not come to %s",
                              f->service, f->service);
    }
}

static const char *last_cannot(struct pp_pool *pool, enum pp_evidence level,
                               size_t n_waves, long n_left, long n_unmatched,
                               const char *gap)
{
    const char *lasts =
        n_waves > 2 ? "whether any change lasts beyond the last time"
        : gap != NULL && level != PP_EVIDENCE_LOOKING_BACK
            ? pp_pool_printf(pool, "whether any change lasts beyond %s", gap)
            : "whether any change lasts";

    if (level == PP_EVIDENCE_LOOKING_BACK)
        return pp_pool_printf(
            pool, "how people are doing who did not give both ratings, or %s.",
            lasts);
    if (n_left > 1 && n_waves > 2)
        return pp_pool_printf(pool,
                              "how the %s people with no answers the last time "
                              "are doing, or whether any change lasts beyond "
                              "that.",
                              pp_style_count(pool, n_left));
    if (n_left > 1 && n_unmatched != 0)
        return pp_pool_printf(pool,
                              "how the %s people with no matched second "
                              "answers are doing, or %s.",
                              pp_style_count(pool, n_left), lasts);
    if (n_left == 0)
        return pp_pool_printf(pool, "%s.", lasts);
    if (n_left == 1)
        return pp_pool_printf(pool, "how the 1 other person is doing, or %s.",
                              lasts);
    if (n_left > 1)
        return pp_pool_printf(pool, "how the other %s people are doing, or %s.",
                              pp_style_count(pool, n_left), lasts);
    return pp_pool_printf(
        pool, "how people are doing who did not answer again, or %s.", lasts);
}

const char *pp_phrase_can_show_none(void)
{
    return "It shows no finding. With more answers, it still could not show:";
}

struct pp_can_show pp_phrase_can_show(struct pp_pool *pool,
                                      const struct pp_finding *f,
                                      size_t n_waves, long n_both, long n_left,
                                      long n_unmatched, const char *gap,
                                      enum pp_drift drift)
{
    struct pp_can_show s = {.can = can(pool, f, n_waves, n_both),
                            .n_cannot = 0};

    s.cannot[s.n_cannot++] = first_cannot(pool, f);
    if (drift != PP_DRIFT_LEFT_OUT)
        s.cannot[s.n_cannot++] = pp_pool_printf(
            pool, "%s: %s",
            pp_finding_is_difference(f)
                ? "how much comes from the groups starting apart"
                : "how much would have changed in any case",
            drift == PP_DRIFT_FROM_LOW_POINT
                ? "people often join at a low point, and many feel better later"
                : "many people drift back to their usual level");
    s.cannot[s.n_cannot++] =
        last_cannot(pool, f->level, n_waves, n_left, n_unmatched, gap);
    return s;
}
