#include "prepost/report/phrases.h"

#include <math.h>
#include <string.h>

#include "prepost/base/buffer.h"
#include "prepost/base/utf8.h"
#include "prepost/report/number_style.h"

/* --- words that the direction decides ------------------------------------- */

enum way { BETTER, WORSE };

struct words {
    const char *moved; /* rose, fell */
    const char *noun;  /* rise, fall */
    const char *side;  /* higher, lower */
    const char *offer; /* raised, reduced: level T alone */
};

static const struct words UP = {"rose", "rise", "higher", "raised"};
static const struct words DOWN = {"fell", "fall", "lower", "reduced"};

static const struct words *words_for(enum pp_direction direction, enum way way)
{
    bool is_up = (direction == PP_HIGHER_IS_BETTER) == (way == BETTER);

    return is_up ? &UP : &DOWN;
}

/* Where lower is better, "fell" alone does not say that this is good. */
static const char *tag(const struct pp_finding *f)
{
    return f->direction == PP_LOWER_IS_BETTER ? ", which is better" : "";
}

/* Levels A and R speak of a change, C and T of a difference. */
static bool is_difference(const struct pp_finding *f)
{
    return f->level == PP_EVIDENCE_COMPARISON ||
           f->level == PP_EVIDENCE_RANDOMISED;
}

static const char *change_word(const struct pp_finding *f)
{
    return is_difference(f) ? "difference" : "change";
}

static const char *others(const struct pp_finding *f)
{
    return f->comparison != NULL ? f->comparison : "the other people";
}

bool pp_finding_is_better(const struct pp_finding *f)
{
    return f->code == PP_VERDICT_IMPROVED ||
           f->code == PP_VERDICT_IMPROVED_SMALL;
}

bool pp_finding_is_worse(const struct pp_finding *f)
{
    return f->code == PP_VERDICT_WORSENED ||
           f->code == PP_VERDICT_WORSENED_SMALL;
}

static bool is_small(const struct pp_finding *f)
{
    return f->code == PP_VERDICT_IMPROVED_SMALL ||
           f->code == PP_VERDICT_WORSENED_SMALL;
}

static bool has_sesoi(const struct pp_finding *f)
{
    return isfinite(f->sesoi);
}

/* A range turned so that better is positive. */
static struct pp_interval turned(const struct pp_finding *f,
                                 struct pp_interval range)
{
    if (f->direction == PP_HIGHER_IS_BETTER)
        return range;
    return (struct pp_interval){-range.hi, -range.lo};
}

/* The near and the far end of a range that leaves out zero. */
static double near_end(const struct pp_finding *f)
{
    return fmin(fabs(f->range.lo), fabs(f->range.hi));
}

static double far_end(const struct pp_finding *f)
{
    return fmax(fabs(f->range.lo), fabs(f->range.hi));
}

bool pp_finding_is_near_short(const struct pp_finding *f)
{
    return (f->code == PP_VERDICT_IMPROVED || f->code == PP_VERDICT_WORSENED) &&
           has_sesoi(f) && near_end(f) < f->sesoi;
}

int pp_finding_decimals(const struct pp_finding *f)
{
    return pp_style_decimals(f->scale_decimals, f->change, f->range, f->sesoi);
}

/* "2.6 points" */
static const char *in_points(struct pp_pool *pool, double x, int decimals)
{
    const char *printed = pp_style_size(pool, x, decimals);

    return pp_pool_printf(pool, "%s %s", printed, pp_style_points(printed));
}

static const char *amount(struct pp_pool *pool, const struct pp_finding *f)
{
    return in_points(pool, f->change, pp_finding_decimals(f));
}

static const char *sesoi_points(struct pp_pool *pool,
                                const struct pp_finding *f)
{
    return pp_pool_printf(pool, "%s %s", f->sesoi_text,
                          pp_style_points(f->sesoi_text));
}

/* --- names ---------------------------------------------------------------- */

const char *pp_phrase_capitalised(struct pp_pool *pool, const char *text)
{
    struct pp_buffer out = PP_BUFFER_INIT;

    pp_utf8_capitalised(text, &out);
    const char *copy = pp_pool_strdup(pool, pp_buffer_text(&out));
    pp_buffer_clear(&out);
    return copy;
}

const char *pp_phrase_join(struct pp_pool *pool, const char *const names[],
                           size_t n, const char *conjunction)
{
    struct pp_buffer out = PP_BUFFER_INIT;

    for (size_t i = 0; i < n; i++) {
        if (i > 0 && i + 1 == n)
            pp_buffer_printf(&out, " %s ", conjunction);
        else if (i > 0)
            pp_buffer_puts(&out, ", ");
        pp_buffer_puts(&out, names[i]);
    }
    const char *copy =
        n > 0 ? pp_pool_strdup(pool, pp_buffer_text(&out)) : "nothing";
    pp_buffer_clear(&out);
    return copy;
}

/* --- labels and headlines ------------------------------------------------- */

const char *pp_phrase_label(enum pp_verdict_code code)
{
    switch (code) {
    case PP_VERDICT_IMPROVED:
        return "Better";
    case PP_VERDICT_IMPROVED_SMALL:
        return "Better, by less than matters";
    case PP_VERDICT_WORSENED:
        return "Worse";
    case PP_VERDICT_WORSENED_SMALL:
        return "Worse, by less than matters";
    case PP_VERDICT_NO_MEANINGFUL_CHANGE:
        return "No change that matters";
    case PP_VERDICT_INCONCLUSIVE:
        return "We cannot tell";
    case PP_VERDICT_NOT_ESTIMABLE:
        return "Not reported";
    }
    return "";
}

static const char *why_not(enum pp_no_finding why)
{
    switch (why) {
    case PP_NO_FINDING_TOO_FEW:
        return "Too few people answered it both times.";
    case PP_NO_FINDING_HIDDEN:
        return "It is not shown, to protect people's privacy.";
    case PP_NO_FINDING_KEY:
        return "Its scoring is not settled, so no score was made.";
    case PP_NO_FINDING_RANGE:
        return "No likely range can be worked out from these answers.";
    }
    return "";
}

/*
 * Better or worse, by level. The bold part holds the verb and, where it is
 * so, that this is worse or less than would matter; the rest holds the size.
 */
static struct pp_headline moved(struct pp_pool *pool,
                                const struct pp_finding *f)
{
    enum way way = pp_finding_is_better(f) ? BETTER : WORSE;
    const struct words *w = words_for(f->direction, way);
    const char *worse = way == WORSE ? ", which is worse" : "";
    const char *small = is_small(f) ? ", by less than would matter" : "";
    const char *by = is_small(f) ? ":" : way == WORSE ? ", by" : " by";
    const char *good = way == BETTER ? tag(f) : "";
    const char *o = f->words.outcome;
    const char *x = amount(pool, f);
    struct pp_headline h = {"", ""};

    switch (f->level) {
    case PP_EVIDENCE_BEFORE_AFTER:
        h.bold =
            pp_pool_printf(pool, "%s %s%s%s", pp_phrase_capitalised(pool, o),
                           w->moved, worse, small);
        h.rest = pp_pool_printf(pool, "%s %s on average%s.", by, x, good);
        break;
    case PP_EVIDENCE_LOOKING_BACK:
        h.bold = pp_pool_printf(
            pool, "Looking back, people rated %s %s now%s%s%s", o, w->side,
            is_small(f) ? "" : " than before", worse, small);
        h.rest = pp_pool_printf(pool, "%s %s on average%s.",
                                is_small(f) ? ":" : ", by", x, good);
        break;
    case PP_EVIDENCE_COMPARISON:
        h.bold =
            pp_pool_printf(pool, "People who came had %s %ss than %s%s%s",
                           w->side, f->words.score, others(f), worse, small);
        h.rest = is_small(f)
                     ? pp_pool_printf(pool, ": %s on average%s.", x, good)
                     : pp_pool_printf(pool,
                                      ", by %s on average, allowing for where "
                                      "each person started%s.",
                                      x, good);
        break;
    case PP_EVIDENCE_RANDOMISED:
        h.bold = pp_pool_printf(pool, "Being offered %s %s %s%s%s", f->service,
                                w->offer, o, worse, small);
        h.rest = is_small(f)
                     ? pp_pool_printf(pool, ": %s on average%s.", x, good)
                     : pp_pool_printf(pool, "%s %s on average, against %s%s.",
                                      by, x, others(f), good);
        break;
    }
    return h;
}

static struct pp_headline no_change(struct pp_pool *pool,
                                    const struct pp_finding *f)
{
    const char *o = f->words.outcome;

    switch (f->level) {
    case PP_EVIDENCE_LOOKING_BACK:
        return (struct pp_headline){
            pp_pool_printf(pool,
                           "Looking back, people rated %s about the same now "
                           "as before.",
                           o),
            ""};
    case PP_EVIDENCE_COMPARISON:
        return (struct pp_headline){
            pp_pool_printf(pool, "No difference that matters in %s", o),
            pp_pool_printf(pool, " between people who came and %s.",
                           others(f))};
    case PP_EVIDENCE_RANDOMISED:
        return (struct pp_headline){
            pp_pool_printf(
                pool, "Being offered %s made no difference that matters to %s.",
                f->service, o),
            ""};
    default:
        return (struct pp_headline){
            pp_pool_printf(pool, "No change that matters in %s.", o), ""};
    }
}

static struct pp_headline cannot_tell(struct pp_pool *pool,
                                      const struct pp_finding *f)
{
    const char *o = f->words.outcome;

    switch (f->level) {
    case PP_EVIDENCE_LOOKING_BACK:
        return (struct pp_headline){
            pp_pool_printf(pool,
                           "We cannot tell whether people, looking back, rated "
                           "%s differently.",
                           o),
            ""};
    case PP_EVIDENCE_COMPARISON:
        return (struct pp_headline){
            pp_pool_printf(pool, "We cannot tell whether %s differed", o),
            pp_pool_printf(pool, " between people who came and %s.",
                           others(f))};
    case PP_EVIDENCE_RANDOMISED:
        return (struct pp_headline){
            pp_pool_printf(
                pool, "We cannot tell whether being offered %s changed %s.",
                f->service, o),
            ""};
    default:
        return (struct pp_headline){
            pp_pool_printf(pool, "We cannot tell whether %s changed.", o), ""};
    }
}

struct pp_headline pp_phrase_headline(struct pp_pool *pool,
                                      const struct pp_finding *f)
{
    switch (f->code) {
    case PP_VERDICT_NO_MEANINGFUL_CHANGE:
        return no_change(pool, f);
    case PP_VERDICT_INCONCLUSIVE:
        return cannot_tell(pool, f);
    case PP_VERDICT_NOT_ESTIMABLE:
        return (struct pp_headline){
            pp_pool_printf(pool, "No finding for %s.", f->words.outcome),
            pp_pool_printf(pool, " %s", why_not(f->why))};
    default:
        return moved(pool, f);
    }
}

const char *pp_phrase_title(struct pp_pool *pool, const struct pp_finding *f)
{
    const char *bold = pp_phrase_headline(pool, f).bold;
    size_t n = strlen(bold);

    return pp_pool_strndup(pool, bold, n > 0 && bold[n - 1] == '.' ? n - 1 : n);
}

/* --- the likely range ----------------------------------------------------- */

/* "a rise of 3.4 points", "no change" where it prints as nothing. */
static const char *end_as_change(struct pp_pool *pool, double x, int decimals)
{
    double rounded = pp_number_rounded(x, decimals);

    if (rounded == 0)
        return "no change";
    return pp_pool_printf(pool, "a %s of %s", rounded > 0 ? UP.noun : DOWN.noun,
                          in_points(pool, x, decimals));
}

/* "3.4 points higher", "nothing". */
static const char *end_as_difference(struct pp_pool *pool, double x,
                                     int decimals)
{
    double rounded = pp_number_rounded(x, decimals);

    if (rounded == 0)
        return "nothing";
    return pp_pool_printf(pool, "%s %s", in_points(pool, x, decimals),
                          rounded > 0 ? UP.side : DOWN.side);
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
            is_up ? UP.noun : DOWN.noun, small, big);
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
            is_up ? UP.side : DOWN.side, now);
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
                             f->post > f->pre ? UP.moved : DOWN.moved, pre,
                             post);

    return pp_pool_printf(
        pool,
        "The average %s %s, on a scale from %s to %s where %s is better (%s). "
        "Allowing for chance, the true average change %s.",
        f->words.score, went, pp_style_plain(pool, f->scale_min),
        pp_style_plain(pool, f->scale_max),
        words_for(f->direction, BETTER)->side, pp_style_people(pool, f->n),
        pp_phrase_range(pool, f));
}

static const char *detail_difference(struct pp_pool *pool,
                                     const struct pp_finding *f)
{
    int d = pp_finding_decimals(f);
    bool is_trial = f->level == PP_EVIDENCE_RANDOMISED;

    return pp_pool_printf(
        pool,
        "The average %s went from %s to %s for %s who %s, and from %s to %s "
        "for %s (%s). Allowing for where people started, and for chance, the "
        "true average difference %s.",
        f->words.score, pp_style_number(pool, f->pre, d),
        pp_style_number(pool, f->post, d), pp_style_people(pool, f->n),
        !is_trial   ? "came"
        : f->n == 1 ? "was offered a place"
                    : "were offered a place",
        pp_style_number(pool, f->other_pre, d),
        pp_style_number(pool, f->other_post, d), others(f),
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
        is_difference(f) ? "saying that they are alike" : "\"no change\"");
}

/* --- what it means -------------------------------------------------------- */

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

static const char *meaning_moved(struct pp_pool *pool,
                                 const struct pp_finding *f)
{
    const char *c = change_word(f);
    const char *rest;

    if (!has_sesoi(f))
        return "No smallest change that matters was set, so we cannot say "
               "whether this matters.";
    if (!is_small(f) && near_end(f) >= f->sesoi)
        rest = "The whole range is beyond that.";
    else if (!is_small(f))
        rest = pp_pool_printf(pool,
                              "The near end of the range is short of that, so "
                              "the true average %s may be too small to matter.",
                              c);
    else if (far_end(f) < f->sesoi)
        rest = "Even the far end of the range is short of that.";
    else
        rest = pp_pool_printf(pool,
                              "The far end of the range reaches that, so a %s "
                              "that matters is not ruled out.",
                              c);
    return pp_pool_printf(pool, "%s %s would matter. %s", says(f),
                          sesoi_points(pool, f), rest);
}

static const char *meaning_no_change(struct pp_pool *pool,
                                     const struct pp_finding *f)
{
    const char *text = pp_pool_printf(
        pool, "An average %s of %s, up or down, does not fit these answers.",
        change_word(f), sesoi_points(pool, f));

    if (far_end(f) < f->sesoi)
        return text;
    int d = pp_style_decimals(f->scale_decimals, f->change, f->equivalence,
                              f->sesoi);
    return pp_pool_printf(pool, "%s This uses the %s range, %s.", text,
                          pp_style_level(pool, 2 * f->confidence - 1),
                          pp_style_range(pool, f->equivalence, d));
}

/* "a rise of 2 points": what the answers fit as well. */
static const char *still_open(struct pp_pool *pool, const struct pp_finding *f,
                              enum pp_scope scope)
{
    struct pp_interval t = turned(f, f->equivalence);
    bool better = t.hi >= f->sesoi, worse = t.lo <= -f->sesoi;
    const char *s = sesoi_points(pool, f);

    if (scope == PP_BOTH_DIRECTIONS && better != worse)
        return pp_pool_printf(pool, "a %s of %s for the %s", change_word(f), s,
                              better ? "better" : "worse");
    if (is_difference(f))
        return pp_pool_printf(pool, "a difference of %s%s", s,
                              better && worse ? ", up or down"
                              : better        ? " for the better"
                                              : " for the worse");
    if (better == worse)
        return pp_pool_printf(pool, "a rise or a fall of %s", s);
    return pp_pool_printf(
        pool, "a %s of %s",
        words_for(f->direction, better ? BETTER : WORSE)->noun, s);
}

/*
 * A difference of zero is never called "no difference": that alone would say
 * that there is none.
 */
const char *pp_phrase_multiplicity(struct pp_pool *pool,
                                   const struct pp_finding *f)
{
    return pp_pool_printf(
        pool,
        "%s But we looked at %zu outcomes, and with that many, chance could do "
        "this.",
        is_difference(f) ? "The whole range lies on one side of zero."
                         : "The range leaves out \"no change\".",
        f->n_outcomes);
}

static const char *meaning_unknown(struct pp_pool *pool,
                                   const struct pp_finding *f,
                                   enum pp_scope scope)
{
    int d = pp_finding_decimals(f);
    const char *none = is_difference(f) ? "groups that are alike" : "no change";

    if (f->reason == PP_REASON_MULTIPLICITY)
        return pp_phrase_multiplicity(pool, f);
    if (has_sesoi(f))
        return pp_pool_printf(
            pool, "The answers fit %s. They also fit %s, which would matter.",
            none, still_open(pool, f, scope));
    return pp_pool_printf(
        pool, "The answers fit %s. They also fit anything from %s to %s.", none,
        is_difference(f) ? end_as_difference(pool, f->range.lo, d)
                         : end_as_change(pool, f->range.lo, d),
        is_difference(f) ? end_as_difference(pool, f->range.hi, d)
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

const char *pp_phrase_reason(struct pp_pool *pool, const struct pp_finding *f)
{
    switch (f->level) {
    case PP_EVIDENCE_LOOKING_BACK:
        return "Both ratings were given at the end. Memory, and the wish to "
               "see progress, can make \"before\" look worse than it was. This "
               "does not show why.";
    case PP_EVIDENCE_COMPARISON:
        return "The two groups were not formed by chance. Other differences "
               "between them may explain some or all of this.";
    case PP_EVIDENCE_RANDOMISED:
        return pp_pool_printf(
            pool,
            "Chance decided who was offered a place, so the difference comes "
            "from the offer, give or take chance and the %d in every 100 who "
            "did not answer again.",
            f->left_per_100);
    default:
        return pp_pool_printf(pool,
                              "This shows what changed. It does not show why: "
                              "we asked no one who did not come to %s.",
                              f->service);
    }
}

const char *pp_phrase_response(struct pp_pool *pool, const struct pp_finding *f)
{
    if (f->response != NULL)
        return f->response;
    return pp_pool_printf(pool,
                          "%s has not yet said what it will do about this.",
                          f->charity != NULL ? f->charity : "The charity");
}

/* --- at a glance ---------------------------------------------------------- */

const char *pp_phrase_who(struct pp_pool *pool, long n_first, long n_both,
                          const char *first_wave, const char *gap)
{
    const char *later =
        gap != NULL ? pp_pool_printf(pool, " about %s later", gap) : "";

    if (n_both < 0)
        return "too few people answered both times to say how many.";
    if (n_first < 0)
        return pp_pool_printf(
            pool,
            "%s answered our questions both times, %s and%s. The findings are "
            "about those %s.",
            pp_style_people(pool, n_both), first_wave,
            gap != NULL ? later : " later", pp_style_count(pool, n_both));
    return pp_pool_printf(
        pool,
        "%s answered our questions %s. Of these, %s answered again%s. The "
        "findings are about those %s.",
        pp_style_people(pool, n_first), first_wave,
        pp_style_count(pool, n_both), later, pp_style_count(pool, n_both));
}

const char *pp_phrase_who_often(struct pp_pool *pool, long n_first, long n_last,
                                const char *first_wave, const char *last_wave)
{
    if (n_first < 0 || n_last < 0)
        return "people answered our questions several times. Each finding is "
               "about those who answered at both of its times.";
    return pp_pool_printf(
        pool,
        "%s answered our questions %s. Of these, %s answered again %s. Each "
        "finding is about those who answered at both of its times.",
        pp_style_people(pool, n_first), first_wave,
        pp_style_count(pool, n_last), last_wave);
}

const char *pp_phrase_may_be_too_small(struct pp_pool *pool,
                                       const struct pp_finding *findings,
                                       size_t n)
{
    const char **names = pp_pool_array(pool, n, sizeof *names);
    size_t n_short = 0;

    for (size_t i = 0; i < n; i++) {
        if (pp_finding_is_near_short(&findings[i]))
            names[n_short++] = findings[i].words.outcome;
    }
    if (n_short == 0)
        return "";
    const char *noun = change_word(&findings[0]);
    const char *plural = n_short > 1 ? "s" : "";
    if (n_short == n)
        return pp_pool_printf(
            pool, " The true %s%s may be too small to matter.", noun, plural);
    return pp_pool_printf(
        pool, " For %s, the true %s%s may be too small to matter.",
        pp_phrase_join(pool, names, n_short, "and"), noun, plural);
}

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

/* --- who answered --------------------------------------------------------- */

const char *pp_phrase_many_missing(struct pp_pool *pool, int per_100)
{
    if (per_100 < 20)
        return "";
    return pp_pool_printf(pool,
                          "Of every 100 who joined, %d did not answer again. "
                          "The findings may not hold for everyone who joined.",
                          per_100);
}

const char *pp_phrase_left_started(struct pp_pool *pool, long n_left,
                                   bool is_everyone,
                                   const struct pp_outcome_words *words,
                                   double left_mean, double stayed_mean,
                                   double standardised, int decimals)
{
    const char *those =
        !is_everyone
            ? pp_pool_printf(pool, "The %s of them who had answered about %s",
                             pp_style_count(pool, n_left), words->outcome)
        : n_left == 1 ? "That person"
                      : pp_pool_printf(pool, "Those %s people",
                                       pp_style_count(pool, n_left));
    const char *left = pp_style_number(pool, left_mean, decimals);
    const char *stayed = pp_style_number(pool, stayed_mean, decimals);

    if (fabs(standardised) <= 0.1 || strcmp(left, stayed) == 0)
        return pp_pool_printf(pool,
                              "%s started with %s at about the same level "
                              "(average %s, against %s).",
                              those, words->outcome, left, stayed);
    return pp_pool_printf(pool,
                          "%s started with %s %s (average %s, against %s).",
                          those, left_mean > stayed_mean ? UP.side : DOWN.side,
                          words->outcome, left, stayed);
}

/* Whether what is left of the change is still enough to matter. */
static const char *still_enough(struct pp_pool *pool,
                                const struct pp_finding *f, const double *z,
                                size_t n)
{
    const char **enough = pp_pool_array(pool, n, sizeof *enough);
    size_t n_enough = 0, n_set = 0;

    for (size_t i = 0; i < n; i++) {
        if (!has_sesoi(&f[i]))
            continue;
        n_set++;
        if (fabs(z[i]) >= f[i].sesoi)
            enough[n_enough++] = f[i].words.outcome;
    }
    if (n_set < n)
        return "";
    if (n_enough == n)
        return " That is still enough to matter.";
    if (n_enough == 0)
        return " That is short of what matters.";
    return pp_pool_printf(pool, " That is still enough to matter for %s alone.",
                          pp_phrase_join(pool, enough, n_enough, "and"));
}

const char *pp_phrase_if_unchanged(struct pp_pool *pool, long n_first,
                                   const struct pp_finding *f, const double *z,
                                   size_t n)
{
    if (n == 0)
        return "";
    const char **parts = pp_pool_array(pool, n, sizeof *parts);
    bool same_way = true;
    for (size_t i = 1; i < n; i++)
        same_way = same_way && (z[i] > 0) == (z[0] > 0);
    for (size_t i = 0; i < n; i++) {
        int d = pp_style_decimals(f[i].scale_decimals, z[i], PP_INTERVAL_NONE,
                                  f[i].sesoi);
        const char *noun = same_way   ? ""
                           : z[i] > 0 ? "a rise of "
                                      : "a fall of ";
        parts[i] = pp_pool_printf(pool, "%s%s for %s", noun,
                                  in_points(pool, z[i], d), f[i].words.outcome);
    }
    const char *all =
        n_first > 0
            ? pp_pool_printf(pool, "all %s", pp_style_count(pool, n_first))
            : "everyone who was asked";
    return pp_pool_printf(
        pool,
        "If they had not changed at all, the average %s over %s would be "
        "%s.%s",
        !same_way  ? "change"
        : z[0] > 0 ? UP.noun
                   : DOWN.noun,
        all, pp_phrase_join(pool, parts, n, "and"),
        still_enough(pool, f, z, n));
}

const char *pp_phrase_likelihood(struct pp_pool *pool, double estimate,
                                 struct pp_interval ci, int decimals)
{
    return pp_pool_printf(
        pool, "Using everyone's first answers as well gives %s points (%s).",
        pp_style_signed(pool, estimate, decimals),
        pp_style_span(pool, ci, decimals));
}

const char *pp_phrase_tipping(struct pp_pool *pool, const struct pp_finding *f,
                              double tipping)
{
    int d =
        pp_style_decimals(f->scale_decimals, tipping, PP_INTERVAL_NONE, NAN);

    return pp_pool_printf(
        pool,
        "The finding would change to \"%s\" if, on average, those who did not "
        "answer again had changed for the %s by %s or more, compared with "
        "those who did.",
        pp_phrase_label(PP_VERDICT_INCONCLUSIVE),
        pp_finding_is_better(f) ? "worse" : "better",
        in_points(pool, tipping, d));
}

/* --- chance, method, plan ------------------------------------------------- */

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

const char *pp_phrase_privacy(struct pp_pool *pool, int threshold)
{
    return pp_pool_printf(
        pool,
        "Names were turned into codes before the answers were stored. This "
        "report gives no one's own answers. No number rests on fewer than %d "
        "people, or lets such a number be worked out.",
        threshold);
}

const char *pp_phrase_provisional(void)
{
    return "Provisional: the scoring of this questionnaire has not yet been "
           "confirmed.";
}

const char *pp_phrase_hidden_cell(void)
{
    return "[c] not shown, to protect people's privacy";
}

const char *pp_phrase_no_findings(void)
{
    return "none yet. Too few people answered the same questions both times.";
}

const char *pp_phrase_too_few(void)
{
    return "Too few people for averages.";
}

size_t pp_phrase_key(const bool occurs[PP_VERDICT_NOT_ESTIMABLE + 1],
                     struct pp_key_line out[4])
{
    size_t n = 0;

    out[n++] = (struct pp_key_line){
        "Better, worse:",
        "the whole likely range lies on one side of no change."};
    if (occurs[PP_VERDICT_IMPROVED_SMALL] || occurs[PP_VERDICT_WORSENED_SMALL])
        out[n++] = (struct pp_key_line){
            "By less than matters:",
            "the range has no room for a change as big as the plan set."};
    out[n++] = (struct pp_key_line){
        "No change that matters:",
        "the range has no room for a change as big as the plan set."};
    out[n++] = (struct pp_key_line){
        "We cannot tell:",
        "neither of these. This is not the same as \"no change\"."};
    return n;
}

/* --- what it can and cannot show ------------------------------------------ */

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

/* --- people out of 100 ---------------------------------------------------- */

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

/* --- regions -------------------------------------------------------------- */

const char *pp_phrase_regions_differ(struct pp_pool *pool, const char *outcome,
                                     double difference,
                                     struct pp_interval range, int decimals,
                                     const char *first, const char *second)
{
    if (!isfinite(difference))
        return pp_pool_printf(
            pool,
            "The change in %s was not the same in every region. This does not "
            "say why. People, places and reasons for joining differ too.",
            outcome);
    bool is_first = difference > 0;
    struct pp_interval up =
        is_first ? range : (struct pp_interval){-range.hi, -range.lo};
    return pp_pool_printf(
        pool,
        "The change in %s was not the same in every region: %s more in %s than "
        "in %s (likely range %s). This does not say why. People, places and "
        "reasons for joining differ too.",
        outcome, in_points(pool, difference, decimals),
        is_first ? first : second, is_first ? second : first,
        pp_style_range(pool, up, decimals));
}

const char *pp_phrase_regions_alike(struct pp_pool *pool, const char *outcomes,
                                    const char *sesoi_text)
{
    if (sesoi_text == NULL)
        return pp_pool_printf(
            pool,
            "Any difference between regions in %s was too small to "
            "matter.",
            outcomes);
    return pp_pool_printf(pool,
                          "Any difference between regions in %s was too small "
                          "to matter (less than %s %s).",
                          outcomes, sesoi_text, pp_style_points(sesoi_text));
}

const char *pp_phrase_regions_unknown(struct pp_pool *pool,
                                      const char *outcomes)
{
    return pp_pool_printf(
        pool,
        "We cannot tell whether regions differed in %s. The answers fit "
        "regions that are alike. They also fit a difference that would matter.",
        outcomes);
}

const char *pp_phrase_regions_too_few(void)
{
    return "Too few people answered in each region to show regions apart.";
}

const char *pp_phrase_people_hidden(struct pp_pool *pool, const char *outcomes)
{
    return pp_pool_printf(pool,
                          "How many people changed in %s is not shown, to "
                          "protect their privacy.",
                          outcomes);
}

const char *pp_phrase_regions_other_way(struct pp_pool *pool,
                                        const char *outcomes)
{
    return pp_pool_printf(pool,
                          "Comparing people who started alike gives another "
                          "answer for %s: the regions report shows both.",
                          outcomes);
}

const char *pp_phrase_regions_methods(bool disagree)
{
    return disagree
               ? "Comparing changes and comparing people who started alike "
                 "give different answers here. We show both and choose neither."
               : "Allowing for where people started gives the same findings.";
}

const char *pp_phrase_few_groups(struct pp_pool *pool, long n_groups)
{
    return pp_pool_printf(
        pool,
        "With %ld groups, we cannot separate a region from the groups in it.",
        n_groups);
}

const char *pp_phrase_region_order(void)
{
    return "Regions stand in alphabetical order.";
}
