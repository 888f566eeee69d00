#include "prepost/report/phrases.h"

#include "prepost/report/number_style.h"

/* --- the reason, and what it can and cannot show -------------------------- */

const char *pp_phrase_reason_at_a_glance(struct pp_pool *pool,
                                         enum pp_evidence level,
                                         const char *service)
{
    switch (level) {
    case PP_EVIDENCE_LOOKING_BACK:
        return "not known. Both ratings were given at the end.";
    case PP_EVIDENCE_COMPARISON:
        return "not settled. The two groups were not formed by chance.";
    case PP_EVIDENCE_RANDOMISED:
        return "the offer of a place, as chance decided who got one.";
    default:
        return pp_pool_printf(
            pool, "not known. We asked no one who did not come to %s.",
            service);
    }
}

static const char *first_cannot(struct pp_pool *pool, enum pp_evidence level,
                                const char *service)
{
    switch (level) {
    case PP_EVIDENCE_LOOKING_BACK:
        return "what people would have said at the start: both ratings were "
               "given at the end";
    case PP_EVIDENCE_COMPARISON:
        return pp_pool_printf(pool,
                              "that %s were the reason: the two groups were "
                              "not formed by chance",
                              service);
    case PP_EVIDENCE_RANDOMISED:
        return "what happened to people who were not part of this trial";
    default:
        return pp_pool_printf(pool,
                              "that %s were the reason: we asked no one who "
                              "did not come to %s",
                              service, service);
    }
}

struct pp_can_show pp_phrase_can_show(struct pp_pool *pool,
                                      enum pp_evidence level, long n_both,
                                      long n_left, const char *service,
                                      const char *gap, bool is_low_point)
{
    struct pp_can_show s = {.n_cannot = 0};
    const char *lasts =
        gap != NULL
            ? pp_pool_printf(pool, "whether any change lasts beyond %s", gap)
            : "whether any change lasts";

    s.can = pp_pool_printf(
        pool,
        "It can show how the answers of %s differed between two times, and how "
        "far chance may have moved the averages. It cannot show:",
        n_both < 0 ? "these people" : pp_style_people(pool, n_both));
    s.cannot[s.n_cannot++] = first_cannot(pool, level, service);
    if (level == PP_EVIDENCE_BEFORE_AFTER || level == PP_EVIDENCE_LOOKING_BACK)
        s.cannot[s.n_cannot++] =
            is_low_point
                ? "how much would have changed anyway: people often join at a "
                  "low point, and many feel better later"
                : "how much would have changed anyway: people often join at a "
                  "high point, and many feel less well later";
    s.cannot[s.n_cannot++] =
        n_left == 1
            ? pp_pool_printf(pool, "how the 1 other person is doing, or %s.",
                             lasts)
        : n_left > 1
            ? pp_pool_printf(pool, "how the other %s people are doing, or %s.",
                             pp_style_count(pool, n_left), lasts)
        : n_left < 0
            ? pp_pool_printf(
                  pool, "how people are doing who did not answer again, or %s.",
                  lasts)
            : pp_pool_printf(pool, "%s.", lasts);
    return s;
}

const char *pp_phrase_good_or_bad_day(enum pp_evidence level)
{
    if (level == PP_EVIDENCE_RANDOMISED || level == PP_EVIDENCE_COMPARISON)
        return "A smaller change can come from filling in the form on a good "
               "or a bad day.";
    return "A smaller change can come from filling in the form on a good or a "
           "bad day. Some people would have changed this much anyway. We do "
           "not know how many.";
}

const char *pp_phrase_amount_from_plan(void)
{
    return "This is the amount the plan set.";
}

/* --- chance and the plan -------------------------------------------------- */

const char *pp_phrase_many_outcomes(struct pp_pool *pool, size_t n)
{
    if (n < 2)
        return "We looked at 1 outcome.";
    return pp_pool_printf(
        pool,
        "We looked at %zu outcomes. With that many, one can look like a change "
        "by chance. We allowed for that before saying \"better\" or \"worse\".",
        n);
}

const char *pp_phrase_plan(struct pp_pool *pool, const char *const names[],
                           size_t n, const char *date)
{
    if (date == NULL || n == 0)
        return "The main outcomes were not fixed beforehand, so read these "
               "findings as a first look.";
    return pp_pool_printf(
        pool,
        "%s %s chosen as main outcome%s on %s, before any second answers were "
        "read.",
        pp_phrase_capitalised(pool, pp_phrase_join(pool, names, n, "and")),
        n == 1 ? "was" : "were", n == 1 ? "" : "s", pp_style_date(pool, date));
}

const char *pp_phrase_low_point(bool is_low_point)
{
    return is_low_point
               ? "People often join at a low point, and many feel better "
                 "later anyway."
               : "People often join at a high point, and many feel less well "
                 "later anyway.";
}
