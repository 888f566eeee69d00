#include "prepost/report/phrases.h"

#include <math.h>
#include <string.h>

#include "prepost/base/number.h"
#include "prepost/report/number_style.h"

/* --- the likely range ----------------------------------------------------- */

/* "a rise of 3.4 points", "no change" where it prints as nothing. */
static const char *end_as_change(struct pp_pool *pool, double x, int decimals)
{
    double rounded = pp_number_rounded(x, decimals);

    if (rounded == 0)
        return "no change";
    return pp_pool_printf(pool, "a %s of %s",
                          rounded > 0 ? PP_UP.noun : PP_DOWN.noun,
                          pp_phrase_points(pool, x, decimals));
}

/* "3.4 points higher", "nothing". */
static const char *end_as_difference(struct pp_pool *pool, double x,
                                     int decimals)
{
    double rounded = pp_number_rounded(x, decimals);

    if (rounded == 0)
        return "nothing";
    return pp_pool_printf(pool, "%s %s", pp_phrase_points(pool, x, decimals),
                          rounded > 0 ? PP_UP.side : PP_DOWN.side);
}

static const char *range_as_change(struct pp_pool *pool,
                                   struct pp_interval range, int decimals)
{
    if (range.lo > 0 || range.hi < 0) {
        bool is_up = range.lo > 0;
        const char *small =
            pp_style_size(pool, is_up ? range.lo : range.hi, decimals);
        const char *big =
            pp_style_size(pool, is_up ? range.hi : range.lo, decimals);
        return pp_pool_printf(
            pool, "is likely to be a %s of between %s and %s points",
            is_up ? PP_UP.noun : PP_DOWN.noun, small, big);
    }
    return pp_pool_printf(pool, "could be anything from %s to %s",
                          end_as_change(pool, range.lo, decimals),
                          end_as_change(pool, range.hi, decimals));
}

static const char *range_as_difference(struct pp_pool *pool,
                                       struct pp_interval range, int decimals,
                                       const char *now)
{
    if (range.lo > 0 || range.hi < 0) {
        bool is_up = range.lo > 0;
        return pp_pool_printf(
            pool, "is likely to be between %s and %s points %s%s",
            pp_style_size(pool, is_up ? range.lo : range.hi, decimals),
            pp_style_size(pool, is_up ? range.hi : range.lo, decimals),
            is_up ? PP_UP.side : PP_DOWN.side, now);
    }
    return pp_pool_printf(pool, "could be anything from %s to %s%s",
                          end_as_difference(pool, range.lo, decimals),
                          end_as_difference(pool, range.hi, decimals), now);
}

const char *pp_phrase_range(struct pp_pool *pool, const struct pp_finding *f)
{
    int decimals = pp_finding_decimals(f);

    if (f->level == PP_EVIDENCE_BEFORE_AFTER)
        return range_as_change(pool, f->range, decimals);
    return range_as_difference(pool, f->range, decimals,
                               f->level == PP_EVIDENCE_LOOKING_BACK ? " now"
                                                                    : "");
}

/* --- from where to where -------------------------------------------------- */

static const char *detail_change(struct pp_pool *pool,
                                 const struct pp_finding *f)
{
    int d = pp_finding_decimals(f);
    const char *pre = pp_style_number(pool, f->pre, d);
    const char *post = pp_style_number(pool, f->post, d);
    const char *went =
        strcmp(pre, post) == 0
            ? pp_pool_printf(pool, "was %s both times", pre)
            : pp_pool_printf(pool, "%s from %s to %s",
                             f->post > f->pre ? PP_UP.moved : PP_DOWN.moved,
                             pre, post);

    return pp_pool_printf(
        pool,
        "The average %s %s, on a scale from %s to %s where %s is better (%s). "
        "Allowing for chance, the true average change %s.",
        f->words.score, went, pp_style_plain(pool, f->scale_min),
        pp_style_plain(pool, f->scale_max),
        pp_words_for(f->direction, PP_FOR_BETTER)->side,
        pp_style_people(pool, f->n), pp_phrase_range(pool, f));
}

const char *pp_phrase_counted(struct pp_pool *pool, long n, const char *who)
{
    static const char people[] = "people ";

    if (strncmp(who, people, strlen(people)) == 0)
        who += strlen(people);
    return pp_pool_printf(pool, "%s %s", pp_style_people(pool, n), who);
}

static const char *counted(struct pp_pool *pool, const struct pp_finding *f)
{
    if (f->n == 1 && f->level == PP_EVIDENCE_RANDOMISED && f->arm == NULL)
        return "1 person who was offered a place";
    return pp_phrase_counted(pool, f->n, pp_finding_people(pool, f));
}

static const char *detail_difference(struct pp_pool *pool,
                                     const struct pp_finding *f)
{
    int d = pp_finding_decimals(f);

    return pp_pool_printf(
        pool,
        "The average %s went from %s to %s for %s, and from %s to %s for %s "
        "(%s). Allowing for where people started, and for chance, the true "
        "average difference %s.",
        f->words.score, pp_style_number(pool, f->pre, d),
        pp_style_number(pool, f->post, d), counted(pool, f),
        pp_style_number(pool, f->other_pre, d),
        pp_style_number(pool, f->other_post, d), pp_finding_others(f),
        pp_style_people(pool, f->n_other), pp_phrase_range(pool, f));
}

static const char *detail(struct pp_pool *pool, const struct pp_finding *f)
{
    int d = pp_finding_decimals(f);

    switch (f->level) {
    case PP_EVIDENCE_LOOKING_BACK:
        return pp_pool_printf(
            pool,
            "The average rating was %s now and, from memory, %s before (%s). "
            "Allowing for chance, the true average difference between the two "
            "%s.",
            pp_style_number(pool, f->post, d), pp_style_number(pool, f->pre, d),
            pp_style_people(pool, f->n), pp_phrase_range(pool, f));
    case PP_EVIDENCE_COMPARISON:
    case PP_EVIDENCE_RANDOMISED:
        return detail_difference(pool, f);
    default:
        return detail_change(pool, f);
    }
}

const char *pp_phrase_detail(struct pp_pool *pool, const struct pp_finding *f)
{
    if (f->code == PP_VERDICT_NOT_ESTIMABLE)
        return "";
    if (f->code != PP_VERDICT_INCONCLUSIVE)
        return detail(pool, f);
    return pp_pool_printf(
        pool, "%s This is not the same as %s.", detail(pool, f),
        pp_finding_is_difference(f) ? "saying that they are alike"
                                    : "\"no change\"");
}

/* --- what it means -------------------------------------------------------- */

static const char *sesoi_points(struct pp_pool *pool,
                                const struct pp_finding *f)
{
    return pp_pool_printf(pool, "%s %s", f->sesoi_text,
                          pp_style_points(f->sesoi_text));
}

/* A range turned so that better is positive. */
static struct pp_interval turned(const struct pp_finding *f,
                                 struct pp_interval range)
{
    if (f->direction == PP_HIGHER_IS_BETTER)
        return range;
    return (struct pp_interval){-range.hi, -range.lo};
}

static const char *says(const struct pp_finding *f)
{
    switch (f->sesoi_source) {
    case PP_SESOI_PUBLISHED_GROUP:
        return "Research on this questionnaire says that";
    case PP_SESOI_RULE_OF_THUMB:
        return "A rule of thumb says that";
    default:
        return "The plan said that";
    }
}

const char *pp_phrase_by_narrower(struct pp_pool *pool,
                                  const struct pp_finding *f)
{
    return f->code == PP_VERDICT_NO_MEANINGFUL_CHANGE &&
                   pp_finding_is_by_narrower(f)
               ? pp_pool_printf(pool, ", by the %s range",
                                pp_style_level(pool, 2 * f->confidence - 1))
               : "";
}

const char *pp_phrase_narrower(struct pp_pool *pool, const struct pp_finding *f)
{
    int d = pp_style_decimals(f->scale_decimals, f->change, f->equivalence,
                              f->sesoi);

    return pp_pool_printf(
        pool, "the %s range, %s", pp_style_level(pool, 2 * f->confidence - 1),
        pp_finding_is_difference(f)
            ? pp_style_difference_range(pool, f->equivalence, d)
            : pp_style_range(pool, f->equivalence, d));
}

static const char *meaning_moved(struct pp_pool *pool,
                                 const struct pp_finding *f)
{
    const char *c = pp_finding_noun(f);
    const char *rest;

    if (!pp_finding_has_sesoi(f))
        return "No smallest change that matters was set, so we cannot say "
               "whether this matters.";
    double end =
        pp_finding_is_small(f) ? pp_finding_far_end(f) : pp_finding_near_end(f);
    const char *just = pp_finding_is_hidden_side(f, end) ? "just " : "";
    if (!pp_finding_is_small(f) && end >= f->sesoi)
        rest = *just != '\0' ? "The near end of the range is just beyond that."
                             : "The whole range is beyond that.";
    else if (!pp_finding_is_small(f))
        rest = pp_pool_printf(pool,
                              "The near end of the range is %sshort of that, "
                              "so the true average %s may be too small to "
                              "matter.",
                              just, c);
    else if (end < f->sesoi)
        rest = pp_pool_printf(
            pool, "Even the far end of the range is %sshort of that.", just);
    else
        rest = pp_pool_printf(pool,
                              "The far end of the range %sreaches that, so a "
                              "%s that matters is not ruled out. \"Less than "
                              "would matter\" goes by %s.",
                              just, c, pp_phrase_narrower(pool, f));
    return pp_pool_printf(pool, "%s %s would matter. %s", says(f),
                          sesoi_points(pool, f), rest);
}

const char *pp_phrase_just_beside(struct pp_pool *pool,
                                  const struct pp_finding *f)
{
    bool is_far =
        pp_finding_is_small(f) || f->code == PP_VERDICT_NO_MEANINGFUL_CHANGE;
    double end = is_far ? pp_finding_far_end(f) : pp_finding_near_end(f);

    if (!pp_finding_is_hidden_side(f, end) ||
        f->code == PP_VERDICT_INCONCLUSIVE ||
        f->code == PP_VERDICT_NOT_ESTIMABLE ||
        (f->code == PP_VERDICT_NO_MEANINGFUL_CHANGE && end >= f->sesoi))
        return NULL;
    return pp_pool_printf(pool, "The %s end of this range is just %s %s.",
                          is_far ? "far" : "near",
                          end >= f->sesoi ? "beyond" : "short of",
                          f->sesoi_text);
}

static const char *meaning_no_change(struct pp_pool *pool,
                                     const struct pp_finding *f)
{
    const char *text = pp_pool_printf(
        pool, "An average %s of %s, up or down, does not fit these answers.",
        pp_finding_noun(f), sesoi_points(pool, f));

    if (pp_finding_is_by_narrower(f))
        text = pp_pool_printf(pool, "%s This uses %s.", text,
                              pp_phrase_narrower(pool, f));
    const char *but = pp_phrase_range_but(pool, f);
    return but != NULL ? pp_pool_printf(pool, "%s %s", text, but) : text;
}

/* "a rise of 2 points": what may be true as well. */
static const char *still_open(struct pp_pool *pool, const struct pp_finding *f,
                              enum pp_scope scope)
{
    struct pp_interval t = turned(f, f->equivalence);
    bool better = t.hi >= f->sesoi, worse = t.lo <= -f->sesoi;
    const char *s = sesoi_points(pool, f);

    if (scope == PP_BOTH_DIRECTIONS && better != worse)
        return pp_pool_printf(pool, "a %s of %s for the %s", pp_finding_noun(f),
                              s, better ? "better" : "worse");
    if (pp_finding_is_difference(f))
        return pp_pool_printf(pool, "a difference of %s%s", s,
                              better && worse ? ", up or down"
                              : better        ? " for the better"
                                              : " for the worse");
    if (better == worse)
        return pp_pool_printf(pool, "a rise or a fall of %s", s);
    return pp_pool_printf(
        pool, "a %s of %s",
        pp_words_for(f->direction, better ? PP_FOR_BETTER : PP_FOR_WORSE)->noun,
        s);
}

static const char *multiplicity(struct pp_pool *pool,
                                const struct pp_finding *f)
{
    return pp_pool_printf(
        pool,
        f->arm == NULL ? "we looked at %zu %s, and with that many,"
        : strcmp(f->family, "outcomes") == 0
            ? "we made %zu comparisons, and with that many,"
            : "we made %zu comparisons of %s, and with that many,",
        f->n_outcomes, f->family);
}

/* Of both ways of comparing groups; never fewer than the row prints. */
static int decimals_of_both(const struct pp_finding *f)
{
    int d = pp_style_decimals(f->scale_decimals, f->by_changes,
                              f->by_changes_range, NAN);

    return pp_finding_decimals(f) > d ? pp_finding_decimals(f) : d;
}

static const char *by_changes(struct pp_pool *pool, const struct pp_finding *f)
{
    return pp_style_difference(pool, f->by_changes, f->by_changes_range,
                               decimals_of_both(f));
}

static const char *averages_at_start(struct pp_pool *pool,
                                     const struct pp_finding *f)
{
    int d = decimals_of_both(f);

    return pp_pool_printf(pool,
                          "At the start the averages were %s and %s: more "
                          "than half the spread of scores apart.",
                          pp_style_number(pool, f->pre, d),
                          pp_style_number(pool, f->other_pre, d));
}

/* Groups that chance did not form: both ways of comparing them, with why
 * neither is a finding. */
static const char *unsettled(struct pp_pool *pool, const struct pp_finding *f)
{
    const char *both = pp_pool_printf(
        pool,
        "Allowing for where each person started, the difference is %s. By how "
        "far people changed, it is %s.",
        pp_style_difference(pool, f->change, f->range, decimals_of_both(f)),
        by_changes(pool, f));

    if (f->reason == PP_REASON_METHODS_DISAGREE)
        return pp_pool_printf(pool,
                              "%s Both are fair where chance did not form the "
                              "groups. We show both and choose neither.",
                              both);
    return pp_pool_printf(pool,
                          "%s %s No way of allowing for that much is sure.",
                          both, averages_at_start(pool, f));
}

const char *pp_phrase_note_on_range(struct pp_pool *pool,
                                    const struct pp_finding *f)
{
    const char *other =
        pp_pool_printf(pool, "By how far people changed, the difference is %s.",
                       by_changes(pool, f));

    if (f->reason == PP_REASON_METHODS_DISAGREE)
        return other;
    if (f->reason == PP_REASON_START_APART)
        return pp_pool_printf(pool, "%s %s", other, averages_at_start(pool, f));
    return pp_phrase_range_but(pool, f);
}

/*
 * A difference of zero is never called "no difference": that alone would say
 * that there is none.
 */
const char *pp_phrase_range_but(struct pp_pool *pool,
                                const struct pp_finding *f)
{
    if (f->reason == PP_REASON_METHODS_DISAGREE ||
        f->reason == PP_REASON_START_APART)
        return unsettled(pool, f);
    if (f->reason != PP_REASON_MULTIPLICITY && f->reason != PP_REASON_SKEWNESS)
        return NULL;
    return pp_pool_printf(pool, "%s But %s chance could do this.",
                          pp_finding_is_difference(f)
                              ? "The whole range lies on one side of zero."
                              : "The whole range lies on one side of \"no "
                                "change\".",
                          f->reason == PP_REASON_MULTIPLICITY
                              ? multiplicity(pool, f)
                              : "changes reach much further the other way, and "
                                "then");
}

static const char *meaning_unknown(struct pp_pool *pool,
                                   const struct pp_finding *f,
                                   enum pp_scope scope)
{
    int d = pp_finding_decimals(f);
    const char *noun = pp_finding_noun(f);
    const char *but = pp_phrase_range_but(pool, f);

    if (but != NULL)
        return but;
    if (pp_finding_has_sesoi(f))
        return pp_pool_printf(
            pool,
            "The true average %s may be nothing at all, or %s, which would "
            "matter.",
            noun, still_open(pool, f, scope));
    return pp_pool_printf(
        pool,
        "The true average %s may be nothing at all, or anything from %s to "
        "%s.",
        noun,
        pp_finding_is_difference(f) ? end_as_difference(pool, f->range.lo, d)
                                    : end_as_change(pool, f->range.lo, d),
        pp_finding_is_difference(f) ? end_as_difference(pool, f->range.hi, d)
                                    : end_as_change(pool, f->range.hi, d));
}

const char *pp_phrase_meaning(struct pp_pool *pool, const struct pp_finding *f,
                              enum pp_scope scope)
{
    switch (f->code) {
    case PP_VERDICT_NO_MEANINGFUL_CHANGE:
        return meaning_no_change(pool, f);
    case PP_VERDICT_INCONCLUSIVE:
        return meaning_unknown(pool, f, scope);
    case PP_VERDICT_NOT_ESTIMABLE:
        return "";
    default:
        return meaning_moved(pool, f);
    }
}

bool pp_phrase_can_say_of_several(const struct pp_finding *x,
                                  const struct pp_finding *y)
{
    struct pp_interval a = turned(x, x->equivalence);
    struct pp_interval b = turned(y, y->equivalence);

    if (x->reason == PP_REASON_METHODS_DISAGREE ||
        x->reason == PP_REASON_START_APART ||
        x->reason == PP_REASON_MULTIPLICITY || x->reason == PP_REASON_SKEWNESS)
        return false;
    if (!pp_finding_has_sesoi(x) && !pp_finding_has_sesoi(y))
        return x->code == PP_VERDICT_INCONCLUSIVE;
    return pp_finding_has_sesoi(x) && pp_finding_has_sesoi(y) &&
           (x->code != PP_VERDICT_INCONCLUSIVE ||
            ((a.hi >= x->sesoi) == (b.hi >= y->sesoi) &&
             (a.lo <= -x->sesoi) == (b.lo <= -y->sesoi)));
}

const char *pp_phrase_meaning_of_several(struct pp_pool *pool,
                                         const struct pp_finding *f)
{
    struct pp_interval t = turned(f, f->equivalence);
    bool better = t.hi >= f->sesoi, worse = t.lo <= -f->sesoi;
    const char *noun = pp_finding_noun(f);

    if (f->code == PP_VERDICT_NO_MEANINGFUL_CHANGE)
        return pp_pool_printf(pool,
                              "Average %ss as big as would matter, up or "
                              "down, do not fit these answers.",
                              noun);
    if (!pp_finding_has_sesoi(f))
        return pp_pool_printf(pool,
                              "The true average %ss may be nothing at all; the "
                              "likely ranges under Key findings say what "
                              "else.",
                              noun);
    return pp_pool_printf(pool,
                          "The true average %ss may be nothing at all, or as "
                          "big as would matter, %s.",
                          noun,
                          better == worse ? "up or down"
                          : better        ? "for the better"
                                          : "for the worse");
}

const char *pp_phrase_response(struct pp_pool *pool, const struct pp_finding *f,
                               size_t n)
{
    if (f->response != NULL)
        return f->response;
    return pp_pool_printf(pool, "%s has not yet said what it will do about %s.",
                          f->charity != NULL ? f->charity : "The charity",
                          n == 1 ? "this" : "these");
}
