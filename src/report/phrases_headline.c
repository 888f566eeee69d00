#include "prepost/report/phrases.h"

#include <string.h>

#include "prepost/report/number_style.h"

/* Where lower is better, "fell" alone does not say that this is good. */
static const char *tag(const struct pp_finding *f)
{
    return f->direction == PP_LOWER_IS_BETTER ? ", which is better" : "";
}

static const char *amount(struct pp_pool *pool, const struct pp_finding *f)
{
    return pp_phrase_points(pool, f->change, pp_finding_decimals(f));
}

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

const char *pp_phrase_label_at(enum pp_verdict_code code,
                               enum pp_evidence level)
{
    if (code == PP_VERDICT_NO_MEANINGFUL_CHANGE &&
        (level == PP_EVIDENCE_COMPARISON || level == PP_EVIDENCE_RANDOMISED))
        return "No difference that matters";
    return pp_phrase_label(code);
}

const char *pp_phrase_why_not(enum pp_no_finding why, size_t n)
{
    bool is_one = n == 1;

    switch (why) {
    case PP_NO_FINDING_NO_ANSWERS:
        return is_one ? "No complete answers to it were imported."
                      : "No complete answers to them were imported.";
    case PP_NO_FINDING_TOO_FEW:
        return is_one ? "Too few people answered it both times."
                      : "Too few people answered them both times.";
    case PP_NO_FINDING_HIDDEN:
        return is_one ? "It is not shown, to protect people's privacy."
                      : "They are not shown, to protect people's privacy.";
    case PP_NO_FINDING_KEY:
        return is_one ? "Its scoring is not settled, so no score was made."
                      : "Their scoring is not settled, so no score was made.";
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
    enum pp_way way = pp_finding_is_better(f) ? PP_FOR_BETTER : PP_FOR_WORSE;
    const struct pp_words *w = pp_words_for(f->direction, way);
    const char *worse = way == PP_FOR_WORSE ? ", which is worse" : "";
    const char *small =
        pp_finding_is_small(f) ? ", by less than would matter" : "";
    const char *by = pp_finding_is_small(f) ? ":"
                     : way == PP_FOR_WORSE  ? ", by"
                                            : " by";
    const char *good = way == PP_FOR_BETTER ? tag(f) : "";
    const char *o = f->words.outcome;
    const char *x = amount(pool, f);
    struct pp_headline h = {
        "", pp_pool_printf(pool, "%s %s on average%s.", by, x, good)};

    switch (f->level) {
    case PP_EVIDENCE_BEFORE_AFTER:
        h.bold =
            pp_pool_printf(pool, "%s %s%s%s", pp_phrase_capitalised(pool, o),
                           w->moved, worse, small);
        break;
    case PP_EVIDENCE_LOOKING_BACK:
        h.bold = pp_pool_printf(
            pool, "Looking back, people rated %s %s now%s%s%s", o, w->side,
            pp_finding_is_small(f) ? "" : " than before", worse, small);
        if (!pp_finding_is_small(f))
            h.rest = pp_pool_printf(pool, ", by %s on average%s.", x, good);
        break;
    case PP_EVIDENCE_COMPARISON:
        h.bold = pp_pool_printf(
            pool, "%s had %s %ss than %s%s%s",
            pp_phrase_capitalised(pool, pp_finding_people(pool, f)), w->side,
            f->words.score, pp_finding_others(f), worse, small);
        if (!pp_finding_is_small(f))
            h.rest = pp_pool_printf(pool,
                                    ", by %s on average, allowing for where "
                                    "each person started%s.",
                                    x, good);
        break;
    case PP_EVIDENCE_RANDOMISED:
        h.bold = pp_pool_printf(pool, "Being offered %s %s %s%s%s",
                                pp_finding_offer(f), w->offer, o, worse, small);
        if (!pp_finding_is_small(f))
            h.rest = pp_pool_printf(pool, "%s %s on average, against %s%s.", by,
                                    x, pp_finding_others(f), good);
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
            pp_pool_printf(pool, " between %s and %s.",
                           pp_finding_people(pool, f), pp_finding_others(f))};
    case PP_EVIDENCE_RANDOMISED:
        return (struct pp_headline){
            pp_pool_printf(
                pool, "Being offered %s made no difference that matters to %s.",
                pp_finding_offer(f), o),
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
            pp_pool_printf(
                pool, " between %s and %s%s.", pp_finding_people(pool, f),
                pp_finding_others(f),
                f->reason == PP_REASON_METHODS_DISAGREE
                    ? ": two fair ways to compare them give two answers"
                : f->reason == PP_REASON_START_APART
                    ? ": they started too far apart"
                    : "")};
    case PP_EVIDENCE_RANDOMISED:
        return (struct pp_headline){
            pp_pool_printf(
                pool, "We cannot tell whether being offered %s changed %s.",
                pp_finding_offer(f), o),
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
            pp_pool_printf(pool, " %s", pp_phrase_why_not(f->why, 1))};
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
