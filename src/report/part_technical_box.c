#include <math.h>
#include <string.h>

#include "prepost/analysis/comparison.h"
#include "prepost/report/number_style.h"
#include "prepost/report/part.h"

/* The box of methods at the end of the funder report: a bullet a topic. */

static const char *design_words(const struct pp_report *r)
{
    switch (r->findings[0].level) {
    case PP_EVIDENCE_LOOKING_BACK:
        return "one group, both ratings at the end; no comparison group.";
    case PP_EVIDENCE_COMPARISON:
        return r->plan->evidence == PP_EVIDENCE_RANDOMISED
                   ? "a trial, told as a comparison of groups."
                   : "a comparison group that chance did not form.";
    case PP_EVIDENCE_RANDOMISED:
        return "a trial, analysed as assigned.";
    default:
        return "one group, before and after; no comparison group.";
    }
}

static void design(const struct pp_report *r, struct pp_block *list)
{
    const struct pp_flow_row *all = &r->results->flow.all;
    struct pp_prose *p = pp_report_bullet(r, list, "Design:", design_words(r));

    if (all->n_after >= 0 && all->n_after_only >= 0 &&
        r->findings[0].level != PP_EVIDENCE_LOOKING_BACK)
        pp_prose_printf(
            r->d, p, " %s: %s, %s.",
            r->plan->n_waves > 2 ? "Questionnaires of the last time"
                                 : "Second questionnaires",
            pp_style_count(r->pool, all->n_after),
            all->n_after_only == 0
                ? "all matched"
                : pp_report_printf(r, "%s not matched",
                                   pp_style_count(r->pool, all->n_after_only)));
    size_t fewest = SIZE_MAX, most = 0;
    for (size_t i = 0; i < r->n_outcomes; i++) {
        if (!pp_report_has_averages(r, i))
            continue;
        const struct pp_finding *f = &r->findings[i];
        size_t n = r->results->outcomes[i].n_pairs;
        if (pp_finding_is_difference(f))
            n = (size_t)(f->n + f->n_other);
        fewest = n < fewest ? n : fewest;
        most = n > most ? n : most;
    }
    if (most > 0 && fewest == most)
        pp_prose_printf(r->d, p, " Pairs: %s on each.",
                        pp_style_count(r->pool, (long)most));
    else if (most > 0)
        pp_prose_printf(r->d, p, " Pairs: %s to %s.",
                        pp_style_count(r->pool, (long)fewest),
                        pp_style_count(r->pool, (long)most));
}

/* So many outcomes that two pages have room for this of the first ones only. */
static bool is_for_first(const struct pp_report *r)
{
    enum { A_FEW = 4 };

    return r->n_outcomes > A_FEW && strcmp(r->d->edition, "funder") == 0;
}

/* ": PHQ-9 -1.2 to 0.4 and GAD-7 -0.9 to 0.3"; NULL where none was used. */
static const char *equivalence(const struct pp_report *r)
{
    const char **parts = pp_pool_array(r->pool, r->n_outcomes, sizeof *parts);
    bool is_used = false, is_short = is_for_first(r);
    size_t n = 0;

    for (size_t i = 0; i < r->n_outcomes; i++) {
        const struct pp_finding *f = &r->findings[i];
        if (f->code != PP_VERDICT_NO_MEANINGFUL_CHANGE)
            continue;
        is_used = true;
        if (!is_short || pp_report_comes_first(r, i))
            parts[n++] = pp_report_printf(
                r, "%s %s", r->results->outcomes[i].instrument->short_name,
                pp_style_span(r->pool, f->equivalence,
                              pp_style_decimals(f->scale_decimals, f->change,
                                                f->equivalence, f->sesoi)));
    }
    if (n == 0)
        return is_used ? "" : NULL;
    return pp_report_printf(r, ": %s",
                            pp_phrase_join(r->pool, parts, n, "and"));
}

/* "over 2 main and over 7 other outcomes"; each time has families of its own,
 * of as many. */
static const char *families(const struct pp_report *r, size_t n_main,
                            size_t n_other)
{
    size_t n_times = pp_report_n_times(r); /* r has the outcomes of one */
    const char *each = n_times > 1 ? " of each time" : "";

    if (n_other == 0 || n_main == 0)
        return pp_report_printf(r, "over all %zu outcomes%s", n_main + n_other,
                                each);
    return pp_report_printf(r, "over %zu main and over %zu other outcome%s%s",
                            n_main, n_other, n_other == 1 ? "" : "s", each);
}

static bool rests_on_few_groups(const struct pp_report *r)
{
    for (size_t i = 0; i < r->n_outcomes; i++) {
        const struct pp_outcome *o = &r->results->outcomes[i];
        const struct pp_coefficient *c = &o->contrast.adjusted;
        const struct pp_paired_t *t = &o->paired.t_test;
        if (pp_report_has_averages(r, i) &&
            (o->contrast.is_made ? pp_range_is_unsure(c->se, c->df)
                                 : pp_range_is_unsure(t->se, t->df)))
            return true;
    }
    return false;
}

/* Of regions, beside the range of all. */
static bool some_ignore_groups(const struct pp_report *r)
{
    for (size_t i = 0; i < r->n_outcomes; i++)
        if (pp_report_has_averages(r, i) &&
            pp_comparison_ignores_groups(&r->results->outcomes[i].comparison))
            return true;
    return false;
}

static void likely_range(const struct pp_report *r, struct pp_block *list)
{
    bool is_clustered = pp_report_allows_for_groups(r);
    size_t n_main = 0;

    for (size_t i = 0; i < r->n_outcomes; i++)
        n_main += r->results->outcomes[i].plan->role == PP_PRIMARY;
    struct pp_prose *p = pp_report_bullet(
        r, list, "Likely range:",
        pp_report_printf(r, "%s t interval of the %s, for chance alone%s.",
                         pp_style_level(r->pool, r->results->level),
                         !pp_report_has_arms(r) ? "mean change"
                         : is_clustered
                             ? "difference after, allowing for the scores "
                               "before (analysis of covariance)"
                             : "difference after, allowing for the scores "
                               "before (analysis of covariance, HC3)",
                         !is_clustered ? ""
                         : some_ignore_groups(r)
                             ? ", allowing for four groups or more (CR2, "
                               "Satterthwaite)"
                             : ", allowing for groups (CR2, Satterthwaite)"));
    if (is_clustered && rests_on_few_groups(r))
        pp_prose_text(r->d, p, " With so few groups a range is itself unsure.");
    const char *ranges = equivalence(r);
    if (ranges != NULL)
        pp_prose_printf(
            r->d, p,
            " \"No %s that matters\": two one-sided tests at %s (%s "
            "range%s).",
            pp_finding_noun(&r->findings[0]),
            pp_style_level(r->pool, 1 - r->results->level),
            pp_style_level(r->pool, 2 * r->results->level - 1), ranges);
    if (r->n_outcomes < 2)
        return;
    if (strcmp(r->d->edition, "regions") != 0)
        pp_prose_printf(r->d, p, " Holm: %s.",
                        families(r, n_main, r->n_outcomes - n_main));
    else if (pp_report_regions_apart(r) > 1) /* it has no other p */
        pp_prose_printf(r->d, p, " Holm, of differences between regions: %s.",
                        pp_phrase_holm_of_regions(pp_report_n_times(r)));
}

/* Long names are not known better than their abbreviations. */
static const char *name_of(const struct pp_instrument *instrument)
{
    enum { LONG = 24 };

    return strlen(instrument->name) > LONG ? instrument->short_name
                                           : instrument->name;
}

static bool knows_alpha(const struct pp_outcome *o)
{
    return !o->hidden && (isfinite(o->reliability.alpha_pre.estimate) ||
                          isfinite(o->reliability.alpha_post.estimate));
}

/* "0.84, 0.86"; one of them may not be known. */
static const char *alphas(const struct pp_report *r, const struct pp_outcome *o)
{
    double before = o->reliability.alpha_pre.estimate;
    double after = o->reliability.alpha_post.estimate;

    if (!knows_alpha(o))
        return "not known";
    return pp_report_printf(
        r, "%s, %s",
        isfinite(before) ? pp_style_number(r->pool, before, 2) : "not known",
        isfinite(after) ? pp_style_number(r->pool, after, 2) : "not known");
}

/* "Herth Hope Index (0.84, 0.86)"; each scale once, as at the second wave.
 * Without the alphas where none is known. */
static void questionnaires(const struct pp_report *r, struct pp_block *list)
{
    const char **parts = pp_pool_array(r->pool, r->n_outcomes, sizeof *parts);
    size_t n = 0, n_single = 0;
    bool is_known = false;

    for (size_t i = 0; i < r->n_outcomes; i++)
        is_known |= knows_alpha(&r->results->outcomes[i]);
    for (size_t i = 0; i < r->n_outcomes; i++) {
        const struct pp_outcome *o = &r->results->outcomes[i];
        if (o->wave != r->results->outcomes[0].wave ||
            !pp_report_is_first_arm(r, i))
            continue;
        if (o->scale->n_items < 2) {
            n_single++;
            continue;
        }
        const char *name = name_of(o->instrument);
        const char *key = o->provisional ? "key unconfirmed" : "";
        if (is_known)
            name = pp_report_printf(r, "%s (%s%s%s)", name, alphas(r, o),
                                    *key != '\0' ? "; " : "", key);
        else if (*key != '\0')
            name = pp_report_printf(r, "%s (%s)", name, key);
        parts[n++] = name;
    }
    if (n_single > 0)
        parts[n++] = pp_report_printf(r, "%zu single question%s", n_single,
                                      n_single == 1 ? "" : "s");
    pp_report_bullet(
        r, list,
        is_known ? "Questionnaires (alpha before, after):"
                 : "Questionnaires (alpha not known):",
        pp_report_printf(r, "%s.", pp_phrase_join(r->pool, parts, n, "and")));
}

static const char *per_100_range(const struct pp_report *r,
                                 struct pp_interval ci)
{
    return pp_report_printf(r, "%d to %d", pp_style_share(ci.lo, 1),
                            pp_style_share(ci.hi, 1));
}

/* Every wave and arm has the same. */
static void add_once(const char **texts, size_t *n, const char *text)
{
    for (size_t i = 0; i < *n; i++)
        if (strcmp(texts[i], text) == 0)
            return;
    texts[(*n)++] = text;
}

/* Whether any number of people is told that the amount decides. */
static bool is_amount_used(const struct pp_report *r,
                           const struct pp_individual *p)
{
    return p->n_better >= 0 || p->n_worse >= 0 ||
           (p->n_between >= 0 && !pp_report_has_arms(r));
}

static void amounts(const struct pp_report *r, struct pp_block *list)
{
    const char **published =
        pp_pool_array(r->pool, r->n_outcomes, sizeof *published);
    const char **ranges = pp_pool_array(r->pool, r->n_outcomes, sizeof *ranges);
    size_t n_published = 0, n_ranges = 0, n_computed = 0, n_plan = 0;
    bool is_short = is_for_first(r), is_left_out = false;

    for (size_t i = 0; i < r->n_outcomes; i++) {
        const struct pp_outcome *o = &r->results->outcomes[i];
        const struct pp_individual *p = &o->individual;
        if (o->hidden || p->source == PP_AMOUNT_NONE || p->n < PP_MIN_AVERAGE ||
            !is_amount_used(r, p))
            continue;
        n_computed += p->source == PP_AMOUNT_COMPUTED;
        n_plan += p->source == PP_AMOUNT_SESOI;
        if (p->source == PP_AMOUNT_PUBLISHED)
            add_once(published, &n_published,
                     pp_report_printf(r, "%s %s", o->instrument->short_name,
                                      pp_style_plain(r->pool, p->amount)));
        if (!isfinite(p->better_ci.lo) || !isfinite(p->worse_ci.lo) ||
            p->n < PP_MIN_PER_100)
            continue;
        if (is_short && !pp_report_comes_first(r, i))
            is_left_out = true;
        else
            ranges[n_ranges++] = pp_report_printf(
                r, "%s %s, %s", r->findings[i].words.outcome,
                per_100_range(r, p->better_ci), per_100_range(r, p->worse_ci));
    }
    if (n_published + n_computed + n_plan == 0)
        return;
    struct pp_prose *p = pp_report_bullet(
        r, list,
        strcmp(r->d->edition, "funder") != 0 ? "Amounts for one person:"
        : r->results->evidence == PP_EVIDENCE_LOOKING_BACK
            ? "Amounts in \"How far people's ratings lay apart\":"
            : "Amounts in \"What changed for people\":",
        n_published > 0
            ? pp_report_printf(
                  r, "%s as published%s",
                  pp_phrase_join(r->pool, published, n_published, "and"),
                  n_computed > 0 ? "; others Jacobson-Truax from these "
                                   "answers."
                                 : ".")
        : n_computed > 0 ? "Jacobson-Truax from these answers."
                         : "as the plan set.");
    if (n_ranges == 0)
        return;
    pp_prose_printf(r->d, p, " %s ranges out of 100, better then worse:",
                    pp_style_level(r->pool, r->results->level));
    for (size_t i = 0; i < n_ranges; i++)
        pp_prose_printf(r->d, p, "%s %s", i > 0 ? ";" : "", ranges[i]);
    pp_prose_text(r->d, p, is_left_out ? "; others: technical report." : ".");
}

/* The first better or worse outcome, else the first. */
static size_t main_finding(const struct pp_report *r)
{
    for (size_t i = 0; i < r->n_outcomes; i++) {
        if (pp_finding_is_better(&r->findings[i]) ||
            pp_finding_is_worse(&r->findings[i]))
            return i;
    }
    return 0;
}

static void missing_arms(const struct pp_report *r, struct pp_block *list,
                         size_t i)
{
    const struct pp_coefficient *c =
        &r->results->outcomes[i].contrast.if_unchanged;
    const struct pp_finding *f = &r->findings[i];

    if (!pp_report_has_averages(r, i) || !isfinite(c->estimate))
        return;
    pp_report_bullet(
        r, list, "Missing:",
        pp_report_printf(
            r,
            "with everyone who did not answer again at their first score, %s "
            "%s (%s).",
            pp_report_outcome_words(r, i),
            pp_style_signed(r->pool, c->estimate, f->scale_decimals),
            pp_style_span(r->pool, c->ci, f->scale_decimals)));
}

/*
 * Where those who left would end on average: where others who started alike
 * did, and as much further as it takes to undo the finding. The average change
 * of all, by likelihood, is that of the pairs and theirs put together.
 */
static enum pp_room room_to_undo(const struct pp_outcome *o)
{
    const struct pp_missing_data *m = &o->missing;
    double left = (double)m->n_left, pairs = (double)o->n_pairs;
    double change = ((left + pairs) * m->mar_likelihood.estimate -
                     pairs * m->complete_case.estimate) /
                    left;
    double end = m->left_mean + change + m->tipping;

    return end < o->scale->min || end > o->scale->max ? PP_NO_ROOM_ON_SCALE
                                                      : PP_ROOM_ON_SCALE;
}

static void missing(const struct pp_report *r, struct pp_block *list)
{
    size_t i = main_finding(r);
    const struct pp_missing_data *m = &r->results->outcomes[i].missing;
    const struct pp_finding *f = &r->findings[i];

    if (pp_report_has_arms(r)) {
        missing_arms(r, list, i);
        return;
    }
    if (!pp_report_has_averages(r, i) || m->n_left < PP_MIN_AVERAGE ||
        !isfinite(m->mar_likelihood.estimate))
        return;
    struct pp_prose *p = pp_report_bullet(
        r, list, "Missing:",
        pp_report_printf(
            r,
            "using everyone's first answers as well, %s %s "
            "(%s).",
            f->words.outcome,
            pp_style_signed(r->pool, m->mar_likelihood.estimate,
                            f->scale_decimals),
            pp_style_span(r->pool, m->mar_likelihood.ci, f->scale_decimals)));
    if (isfinite(m->tipping) && f->code != PP_VERDICT_INCONCLUSIVE &&
        f->code != PP_VERDICT_NO_MEANINGFUL_CHANGE)
        pp_prose_printf(
            r->d, p, " %s",
            pp_phrase_tipping(r->pool, f, r->plan->n_waves, m->tipping,
                              room_to_undo(&r->results->outcomes[i])));
}

static bool has_moved(const struct pp_report *r, size_t i)
{
    return pp_report_has_averages(r, i) &&
           (pp_finding_is_better(&r->findings[i]) ||
            pp_finding_is_worse(&r->findings[i]));
}

/* What drifting back may give, of each outcome that went better or worse. */
static void low_point(const struct pp_report *r, struct pp_block *list)
{
    size_t *unknown = pp_pool_array(r->pool, r->n_outcomes, sizeof *unknown);
    size_t n_unknown = 0;

    if (pp_report_has_arms(r))
        return; /* it moves both groups, and the difference leaves it out */
    struct pp_prose *p = pp_report_bullet(
        r, list, r->plan->low_point ? "Low point:" : "Drifting back:", "");
    const char *space = "";
    bool is_short = false, is_left_out = false, is_norm_known = false;
    for (size_t i = 0; i < r->n_outcomes; i++)
        is_short |=
            is_for_first(r) && has_moved(r, i) && pp_report_comes_first(r, i);
    for (size_t i = 0; i < r->n_outcomes; i++) {
        const struct pp_finding *f = &r->findings[i];
        const struct pp_low_point *low = &r->results->outcomes[i].low_point;
        is_norm_known |=
            pp_report_has_averages(r, i) && isfinite(low->could_give);
        if (!has_moved(r, i))
            continue;
        if (is_short && !pp_report_comes_first(r, i)) {
            is_left_out = true;
            continue;
        }
        if (!isfinite(low->could_give)) {
            unknown[n_unknown++] = i;
            continue;
        }
        pp_prose_printf(r->d, p, "%s%s", space,
                        pp_phrase_drift(r->pool, f, low->could_give,
                                        low->further.ci,
                                        low->norm->population));
        space = " ";
    }
    struct pp_names names = pp_report_names(r, unknown, n_unknown);
    if (n_unknown > 0 && *space != '\0')
        pp_prose_printf(r->d, p, " For %s, this is not known.",
                        pp_phrase_join(r->pool, names.items, names.n, "or"));
    else if (*space == '\0')
        pp_prose_text(r->d, p,
                      n_unknown == 0 && is_norm_known
                          ? pp_report_printf(
                                r,
                                "nothing was better or worse%s. What it could "
                                "give all the same is in the technical report.",
                                r->plan->n_waves > 2 ? " the last time" : "")
                          : "how much of the change it explains is not "
                            "known.");
    if (is_left_out)
        pp_prose_text(r->d, p, " The technical report has the others.");
}

static int make(const struct pp_report *all, size_t item,
                struct pp_blocks *into, struct pp_error *err)
{
    const struct pp_report *r = pp_report_lead(all);
    struct pp_block *box = pp_document_block(r->d, into, PP_BLOCK_TECHNICAL);

    (void)item;
    (void)err;
    pp_document_heading(r->d, &box->children, 2, "Technical box");
    struct pp_block *list = pp_document_list(r->d, &box->children, false);
    design(r, list);
    if (pp_report_has_findings(r))
        likely_range(r, list);
    questionnaires(r, list);
    if (strcmp(r->d->edition, "funder") != 0) /* its key findings say so */
        pp_report_say_what_matters(r, list);
    amounts(r, list);
    missing(r, list);
    if (pp_report_has_findings(r))
        low_point(r, list);
    return 0;
}

const struct pp_part pp_part_technical_box = {
    "technical_box", PP_NAME_PART, NULL,
    "the methods in a few lines: design, ranges, questionnaires, missing data",
    make};
