#include "prepost/report/phrases.h"

#include <math.h>

#include "prepost/report/number_style.h"

/* What stands beside a change: drifting back, how much people came, waves. */

const char *pp_phrase_drift(struct pp_pool *pool, const struct pp_finding *f,
                            double could_give, struct pp_interval further,
                            const char *population)
{
    bool is_rest_chance = further.lo <= 0 && further.hi >= 0;
    int d = pp_finding_decimals(f);
    double change = pp_number_rounded(f->change, d);
    double drift = pp_number_rounded(could_give, d);
    const char *x = pp_style_size(pool, f->change, d);
    const char *points = pp_pool_printf(pool, "the %s %s in %s", x,
                                        pp_style_points(x), f->words.outcome);
    const char *part = pp_pool_printf(
        pool, "about %s of %s", pp_style_size(pool, could_give, d), points);

    if (drift * change <= 0)
        return pp_pool_printf(
            pool,
            "Were people's usual level that of others (%s), none of "
            "%s would come from this.",
            population, points);
    if (fabs(drift) >= fabs(change)) {
        part = pp_pool_printf(pool, "all of %s", points);
        is_rest_chance = false;
    }
    return pp_pool_printf(
        pool,
        "Were people's usual level that of others (%s), up to %s "
        "could come from this alone%s; less, were it nearer "
        "to where they started.",
        population, part, is_rest_chance ? ", and the rest from chance" : "");
}

const char *pp_phrase_drift_in_both(void)
{
    return "That moves the people compared with as well, so the difference "
           "between the two leaves it out where they started alike.";
}

const char *pp_phrase_drift_unknown(struct pp_pool *pool, const char *outcomes)
{
    return pp_pool_printf(
        pool,
        "For %s, no average of people in general is known. We cannot say how "
        "much of the change this explains.",
        outcomes);
}

const char *pp_phrase_entry(struct pp_pool *pool, const struct pp_finding *f,
                            const struct pp_entry *entry, double expected,
                            double correlation, bool is_retest,
                            const char *population)
{
    const char *taken = pp_pool_printf(
        pool, "People were taken who scored %s or %s on %s.",
        pp_style_plain(pool, entry->score),
        entry->rule == PP_ENTRY_AT_LEAST ? "more" : "less", f->words.outcome);
    int d = pp_finding_decimals(f);

    if (!isfinite(expected))
        return pp_pool_printf(
            pool,
            "%s No average of people in general is known, so we cannot say "
            "how far their scores would drift back anyway.",
            taken);
    return pp_pool_printf(
        pool,
        "%s Were they like %s, their average would %s by %s points anyway "
        "(correlation of two scores %s, %s).",
        taken, population, expected > 0 ? "rise" : "fall",
        pp_style_size(pool, expected, d), pp_style_size(pool, correlation, 2),
        is_retest ? "as published" : "from these answers");
}

const char *pp_phrase_dose_reason(void)
{
    return "This does not say why. People who feel better may come more often, "
           "and those who come often may differ in other ways.";
}

const char *pp_phrase_no_course_in_arms(void)
{
    return "The measures of NHS Talking Therapies count the people of one "
           "service, so they are not worked out where groups of people are "
           "set against each other.";
}

const char *pp_phrase_no_course_shown(void)
{
    return "The measures of NHS Talking Therapies are not shown, to protect "
           "people's privacy.";
}

const char *pp_phrase_not_a_course(void)
{
    return "A peer group is not a course of treatment: the figures for England "
           "are of people who were assessed and treated, and are no target.";
}

const char *pp_phrase_items_unreversed(struct pp_pool *pool,
                                       const char *instrument,
                                       const char *items, size_t n)
{
    return pp_pool_printf(
        pool,
        "%s: %s %s against the other questions. See whether %s answers were "
        "turned round twice, or not at all, before reading any change in it.",
        instrument, items, n == 1 ? "runs" : "run", n == 1 ? "its" : "their");
}
