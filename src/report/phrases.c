#include "prepost/report/phrases.h"

#include "prepost/base/buffer.h"
#include "prepost/base/utf8.h"
#include "prepost/disclose/rules.h"
#include "prepost/report/number_style.h"

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

const char *pp_phrase_moved(struct pp_pool *pool, const char *const names[],
                            size_t n, const char *const less[], size_t n_less)
{
    const char *small = pp_phrase_join(pool, less, n_less, "and");

    if (n_less == 0)
        return pp_phrase_join(pool, names, n, "and");
    if (n == 0)
        return pp_pool_printf(pool, "%s, %sby less than matters", small,
                              n_less == 1   ? ""
                              : n_less == 2 ? "both "
                                            : "all ");
    return pp_pool_printf(pool, "%s. By less than matters: %s",
                          pp_phrase_join(pool, names, n, "and"), small);
}

/* "2.6 points" */
const char *pp_phrase_points(struct pp_pool *pool, double x, int decimals)
{
    const char *printed = pp_style_size(pool, x, decimals);

    return pp_pool_printf(pool, "%s %s", printed, pp_style_points(printed));
}

/* --- beside findings ------------------------------------------------------ */

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
    const char *noun = pp_finding_noun(&findings[0]);
    const char *plural = n_short > 1 ? "s" : "";
    if (n_short == n)
        return pp_pool_printf(
            pool, " The true %s%s may be too small to matter.", noun, plural);
    return pp_pool_printf(
        pool, " For %s, the true %s%s may be too small to matter.",
        pp_phrase_join(pool, names, n_short, "and"), noun, plural);
}

/* What "we cannot tell" is, after the other lines of the key. */
static const char *neither(bool is_difference, bool has_sesoi)
{
    if (!has_sesoi)
        return is_difference ? "anything else. This is not the same as "
                               "saying that they are alike."
                             : "anything else. This is not the same as "
                               "\"no change\".";
    return is_difference ? "neither of these. This is not the same as saying "
                           "that they are alike."
                         : "neither of these. This is not the same as \"no "
                           "change\".";
}

/* "the range"; where one of these is judged by a narrower one, that. */
static const char *range_of_size(struct pp_pool *pool,
                                 const struct pp_finding *findings, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (pp_finding_is_by_narrower(&findings[i]))
            return pp_pool_printf(
                pool, "the %s range",
                pp_style_level(pool, 2 * findings[i].confidence - 1));
    return "the range";
}

size_t pp_phrase_key(struct pp_pool *pool, const struct pp_finding *findings,
                     size_t n, struct pp_key_line out[4])
{
    bool occurs[PP_VERDICT_NOT_ESTIMABLE + 1] = {false};
    bool has_sesoi = false;
    bool is_difference = n > 0 && pp_finding_is_difference(&findings[0]);
    size_t k = 0;

    for (size_t i = 0; i < n; i++) {
        occurs[findings[i].code] = true;
        has_sesoi |= pp_finding_has_sesoi(&findings[i]);
    }
    bool is_unsure = occurs[PP_VERDICT_INCONCLUSIVE];
    const char *no_room =
        pp_pool_printf(pool, "%s has no room for a %s as big as the plan set.",
                       range_of_size(pool, findings, n),
                       is_difference ? "difference" : "change");
    out[k++] = (struct pp_key_line){
        "Better, worse:",
        pp_pool_printf(pool, "the whole %s lies on one side of %s.",
                       n > 0
                           ? pp_style_likely_range(pool, findings[0].confidence)
                           : "likely range",
                       is_difference ? "zero" : "no change")};
    if (occurs[PP_VERDICT_IMPROVED_SMALL] || occurs[PP_VERDICT_WORSENED_SMALL])
        out[k++] = (struct pp_key_line){
            "By less than matters:",
            pp_pool_printf(pool, "better or worse, but %s", no_room)};
    if (occurs[PP_VERDICT_NO_MEANINGFUL_CHANGE] || (is_unsure && has_sesoi))
        out[k++] =
            (struct pp_key_line){is_difference ? "No difference that matters:"
                                               : "No change that matters:",
                                 no_room};
    if (is_unsure)
        out[k++] = (struct pp_key_line){"We cannot tell:",
                                        neither(is_difference, has_sesoi)};
    return k;
}

const char *pp_phrase_would_matter(struct pp_pool *pool, const char *outcome,
                                   const char *sesoi_text, const char *because,
                                   enum pp_sesoi_source source)
{
    if (source == PP_SESOI_PUBLISHED_GROUP)
        return pp_pool_printf(pool,
                              " For %s, %s %s comes from research on this "
                              "questionnaire (%s).",
                              outcome, sesoi_text, pp_style_points(sesoi_text),
                              because);
    if (source == PP_SESOI_RULE_OF_THUMB)
        return pp_pool_printf(pool, " For %s, %s %s is a rule of thumb (%s).",
                              outcome, sesoi_text, pp_style_points(sesoi_text),
                              because);
    return pp_pool_printf(pool, " For %s, the plan set %s %s: %s.", outcome,
                          sesoi_text, pp_style_points(sesoi_text), because);
}

/* --- where something is not shown ----------------------------------------- */

/* Not more than include/prepost/disclose/disclose.h guards. */
const char *pp_phrase_privacy(struct pp_pool *pool, enum pp_identity identity,
                              int threshold)
{
    const char *codes =
        identity == PP_IDENTITY_NOT_KEPT
            ? "No names were stored with the answers."
            : "Names were turned into codes before the answers were stored.";

    if (threshold <= 1)
        return pp_pool_printf(pool, "%s Small numbers are not hidden.", codes);
    return pp_pool_printf(
        pool,
        "%s This report gives no one's own answers. Counts under %d of who "
        "answered, who they were and how they fared are hidden, and cannot be "
        "worked out. How many left questions blank is shown, however few.",
        codes, threshold);
}

const char *pp_phrase_averages_ignore_groups(struct pp_pool *pool,
                                             const struct pp_finding *f)
{
    return pp_pool_printf(pool,
                          "The ranges of averages do not allow for support "
                          "groups; that of the %s does.",
                          pp_finding_is_difference(f) ? "difference"
                                                      : "change");
}

const char *pp_phrase_provisional(void)
{
    return "Provisional: the scoring of this questionnaire has not yet been "
           "confirmed.";
}

const char *pp_phrase_provisional_in_brief(void)
{
    return "provisional";
}

const char *pp_phrase_low_alpha(struct pp_pool *pool, double before,
                                double after)
{
    bool is_low_before = before < PP_LEAST_ALPHA;
    bool is_low_after = after < PP_LEAST_ALPHA;
    const char *alpha = "";

    if (!is_low_before && !is_low_after)
        return NULL;
    if (is_low_before && is_low_after)
        alpha = pp_pool_printf(pool, "alpha %s before, %s after",
                               pp_style_number(pool, before, 2),
                               pp_style_number(pool, after, 2));
    else
        alpha = pp_pool_printf(
            pool, "alpha %s %s",
            pp_style_number(pool, is_low_before ? before : after, 2),
            is_low_before ? "before" : "after");
    return pp_pool_printf(pool,
                          "In these answers its questions did not hang "
                          "together well (%s), so read this finding with care.",
                          alpha);
}

int pp_phrase_rounded_to(const struct pp_results *results)
{
    /* Of results as they are, how many people there are is known. */
    bool is_disclosed = results->flow.all.n_people == PP_COUNT_HIDDEN;

    return is_disclosed ? pp_disclosure_rules_of(results->plan).base : 1;
}

const char *pp_phrase_rounded(struct pp_pool *pool,
                              const struct pp_results *results)
{
    int base = pp_phrase_rounded_to(results);

    if (base <= 1)
        return NULL;
    return pp_pool_printf(pool, "Numbers of people are to the nearest %d.",
                          base);
}

const char *pp_phrase_hidden_cell(void)
{
    return "[c] not shown, to protect people's privacy";
}

const char *pp_phrase_others_untold(void)
{
    return "Others are not shown, to protect people's privacy.";
}

const char *pp_phrase_too_few_for_100(void)
{
    return "[x] out of 100: not given here for fewer than 50 people";
}

const char *pp_phrase_tells_of_each(void)
{
    return "Where a count is no one, or everyone, it is true of each person in "
           "that row.";
}

const char *pp_phrase_no_finding_cell(enum pp_no_finding why)
{
    switch (why) {
    case PP_NO_FINDING_NO_ANSWERS:
        return "[x] not available: no complete answers were imported";
    case PP_NO_FINDING_HIDDEN:
        return pp_phrase_hidden_cell();
    case PP_NO_FINDING_TOO_FEW:
    case PP_NO_FINDING_KEY:
    case PP_NO_FINDING_RANGE:
        break;
    }
    return "[x] not available: too few people answered both times";
}

const char *pp_phrase_no_findings(bool is_hidden)
{
    return is_hidden
               ? "none is shown, to protect people's privacy."
               : "none yet. Too few people answered the same questions both "
                 "times.";
}

const char *pp_phrase_too_few(void)
{
    return "Too few people for averages.";
}

const char *pp_phrase_people_in_between(struct pp_pool *pool,
                                        enum pp_evidence level,
                                        const char *outcome,
                                        const char *in_between,
                                        const char *amount)
{
    return pp_pool_printf(pool,
                          level == PP_EVIDENCE_LOOKING_BACK
                              ? "In %s, the two ratings of %s lay less than %s "
                                "apart."
                              : "In %s, %s changed by less than %s.",
                          outcome, in_between, amount);
}

const char *pp_phrase_people_not_in_between(struct pp_pool *pool,
                                            enum pp_evidence level,
                                            int threshold)
{
    return pp_pool_printf(
        pool,
        "%s, for better or worse. How many went which way is not shown: "
        "one number is under %d, or would give one away.",
        level == PP_EVIDENCE_LOOKING_BACK
            ? "Those of the others lay that far apart or more"
            : "The others changed by that much or more",
        threshold);
}

const char *pp_phrase_people_hidden(struct pp_pool *pool, const char *outcomes)
{
    return pp_pool_printf(pool,
                          "How many people changed in %s is not shown, to "
                          "protect their privacy.",
                          outcomes);
}
