#include "prepost/report/phrases.h"

#include "prepost/report/number_style.h"

/* --- the reason, and what it can and cannot show -------------------------- */

const char *pp_phrase_good_or_bad_day(enum pp_evidence level)
{
    if (level == PP_EVIDENCE_LOOKING_BACK)
        return "Two ratings of the same person can lie less far apart than "
               "that by chance alone.";
    if (level == PP_EVIDENCE_RANDOMISED || level == PP_EVIDENCE_COMPARISON)
        return "A smaller change can come from filling in the form on a good "
               "or a bad day.";
    return "A smaller change can come from filling in the form on a good or a "
           "bad day. Some people would have changed this much in any case. "
           "We do not know how many.";
}

const char *pp_phrase_amount_from_plan(void)
{
    return "This is the amount the plan set.";
}

/* --- chance and the plan -------------------------------------------------- */

const char *pp_phrase_last_time(struct pp_pool *pool, const char *last,
                                const char *first)
{
    return pp_pool_printf(
        pool, "These findings are of the last time, %s, against %s.", last,
        first);
}

/* Of each time by itself: Holm's families are of one time. */
static const char *many_times(struct pp_pool *pool, const char *did, size_t n,
                              const char *noun, const char *one, size_t n_times)
{
    if (n < 2)
        return pp_pool_printf(pool,
                              "%s 1 %s at each of %zu times, and did not allow "
                              "for there being %zu.",
                              did, noun, n_times, n_times);
    return pp_pool_printf(
        pool,
        "%s %zu %ss at each of %zu times. With that many, one can look like a "
        "%s by chance. We allowed for the %zu of each time before saying "
        "\"better\" or \"worse\", but not for there being %zu times.",
        did, n, noun, n_times, one, n, n_times);
}

static const char *many(struct pp_pool *pool, const char *did, size_t n,
                        const char *noun, const char *one, size_t n_times)
{
    if (n_times > 1)
        return many_times(pool, did, n, noun, one, n_times);
    if (n < 2)
        return pp_pool_printf(pool, "%s 1 %s.", did, noun);
    return pp_pool_printf(
        pool,
        "%s %zu %ss. With that many, one can look like a %s by chance. We "
        "allowed for that before saying \"better\" or \"worse\".",
        did, n, noun, one);
}

const char *pp_phrase_many_outcomes(struct pp_pool *pool, size_t n,
                                    size_t n_times)
{
    return many(pool, "We looked at", n, "outcome", "change", n_times);
}

const char *pp_phrase_many_comparisons(struct pp_pool *pool, size_t n,
                                       size_t n_times)
{
    return many(pool, "We made", n, "comparison", "difference", n_times);
}

const char *pp_phrase_plan(struct pp_pool *pool, enum pp_evidence level,
                           const char *const names[], size_t n,
                           const char *date)
{
    if (date == NULL || n == 0)
        return "The main outcomes were not fixed beforehand, so read these "
               "findings as a first look.";
    /* One name may be plural: "symptoms of depression". */
    const char *chosen =
        n == 1
            ? pp_pool_printf(pool, "The main outcome, %s, was chosen", names[0])
            : pp_pool_printf(pool, "%s were chosen as main outcomes",
                             pp_phrase_capitalised(
                                 pool, pp_phrase_join(pool, names, n, "and")));
    return pp_pool_printf(pool, "%s on %s, before any %sanswers were imported.",
                          chosen, pp_style_date(pool, date),
                          level == PP_EVIDENCE_LOOKING_BACK ? "" : "second ");
}

const char *pp_phrase_given_by_then(enum pp_evidence level, size_t wave)
{
    if (wave > 1)
        return "People had given answers of that time by then.";
    return level == PP_EVIDENCE_LOOKING_BACK
               ? "People had given their answers by then."
               : "People had given second answers by then.";
}

const char *pp_phrase_fixed_later(struct pp_pool *pool, const char *times,
                                  const char *date)
{
    if (date == NULL)
        return pp_pool_printf(pool,
                              "What to look at %s was not fixed beforehand, so "
                              "read those findings as a first look.",
                              times);
    return pp_pool_printf(pool,
                          "What to look at %s was fixed on %s, before any "
                          "answers of that time were imported.",
                          times, pp_style_date(pool, date));
}

const char *pp_phrase_not_fixed(struct pp_pool *pool, const char *times)
{
    if (times == NULL)
        return "the main outcomes were not fixed ahead of time.";
    return pp_pool_printf(
        pool, "what to look at %s was not fixed ahead of time.", times);
}

const char *pp_phrase_changed_since(struct pp_pool *pool, const char *outcomes)
{
    return pp_pool_printf(pool,
                          "What the plan says of %s was changed after that, so "
                          "read those findings as a first look.",
                          outcomes);
}

const char *pp_phrase_first_look(void)
{
    return "A first look: this was changed after the plan was fixed.";
}

const char *pp_phrase_late_time(void)
{
    return "A first look: what to look at this time was not fixed beforehand.";
}

const char *pp_phrase_low_point(bool is_low_point)
{
    return is_low_point
               ? "People often join at a low point, and many feel better "
                 "later anyway."
               : "Wherever people start, many drift back to their usual level "
                 "later anyway.";
}
