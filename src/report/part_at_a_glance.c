#include <string.h>

#include "prepost/report/number_style.h"
#include "prepost/report/part.h"

/*
 * Five bullets at most. "Better" and "worse" share one, so that neither can be
 * read without the other, and say "nothing" where that is so; the others are
 * there where there is something to say.
 */

enum in_words { NAME_ALONE, IN_EASY_WORDS };

/* The outcome's name; for a main outcome that is told of in full what it means
 * in easy words, if that is asked for; and whether its scoring is provisional,
 * as a bullet is read without the notes of the table. */
static const char *explained(const struct pp_report *r, size_t i,
                             const char *name, enum in_words words)
{
    const struct pp_outcome *o = &r->results->outcomes[i];
    const char *plain = r->findings[i].words.plain;
    bool is_provisional = o->provisional && pp_report_has_averages(r, i);

    /* given once, whatever the number of waves and arms */
    if (words == NAME_ALONE || o->plan->role != PP_PRIMARY ||
        o->wave != r->results->outcomes[0].wave ||
        !pp_report_tells_in_full(r, i))
        plain = NULL;
    if (plain == NULL && !is_provisional)
        return name;
    return pp_report_printf(r, "%s (%s%s%s)", name, plain != NULL ? plain : "",
                            plain != NULL && is_provisional ? "; " : "",
                            is_provisional ? pp_phrase_provisional_in_brief()
                                           : "");
}

static struct pp_names explained_names(const struct pp_report *r,
                                       const size_t *which, size_t n,
                                       enum in_words words)
{
    struct pp_names names = {pp_pool_array(r->pool, n, sizeof *names.items), 0};

    for (size_t k = 0; k < n; k++) {
        const char *name = pp_report_name_with_arms(r, which, n, k);
        if (name != NULL)
            names.items[names.n++] = explained(r, which[k], name, words);
    }
    return names;
}

static struct pp_names explained_with(const struct pp_report *r,
                                      enum pp_verdict_code code,
                                      enum in_words words)
{
    size_t *which = pp_pool_array(r->pool, r->n_outcomes, sizeof *which);
    size_t n = pp_report_outcomes_with(r, code, which);

    return explained_names(r, which, n, words);
}

/* Names of the outcomes of two codes, the second marked as less. */
static const char *moved(const struct pp_report *r, enum pp_verdict_code code,
                         enum pp_verdict_code small)
{
    struct pp_names names = explained_with(r, code, IN_EASY_WORDS);
    struct pp_names less = explained_with(r, small, IN_EASY_WORDS);
    struct pp_finding *f = pp_pool_array(r->pool, r->n_outcomes, sizeof *f);
    size_t n = 0;

    for (size_t i = 0; i < r->n_outcomes; i++)
        if (r->findings[i].code == code || r->findings[i].code == small) {
            f[n] = r->findings[i];
            f[n++].words.outcome = pp_report_outcome_words(r, i);
        }
    return pp_report_printf(
        r, "%s.%s",
        pp_phrase_moved(r->pool, names.items, names.n, less.items, less.n),
        pp_phrase_may_be_too_small(r->pool, f, n));
}

/* The outcomes of which this was found; no bullet where there are none. */
static struct pp_prose *bullet_with(const struct pp_report *r,
                                    struct pp_block *list, const char *label,
                                    enum pp_verdict_code code)
{
    struct pp_names names = explained_with(r, code, NAME_ALONE);

    if (names.n == 0)
        return NULL;
    return pp_report_bullet(
        r, list, label,
        pp_report_printf(r, "%s.",
                         pp_phrase_join(r->pool, names.items, names.n, "and")));
}

/* How many of those are in which group. */
static const char *who_by_arm(const struct pp_report *r)
{
    const struct pp_flow *flow = &r->results->flow;
    const char **names = pp_pool_array(r->pool, flow->n_arms, sizeof *names);
    long *counts = pp_pool_array(r->pool, flow->n_arms, sizeof *counts);

    for (size_t a = 0; a < flow->n_arms; a++) {
        bool is_named = flow->n_arms > 2 && a + 1 < flow->n_arms;
        names[a] = is_named ? pp_report_printf(r, "in %s", flow->arms[a].name)
                            : flow->arms[a].name;
        counts[a] = flow->arms[a].n_both;
    }
    return r->plan->n_waves > 2
               ? ""
               : pp_phrase_who_arms(r->pool, names, counts, flow->n_arms);
}

/* Main outcomes that some of those who answered both times have no score of,
 * where that is many for one of them; the table says how many of the others.
 */
static void fewer_for(const struct pp_report *r, struct pp_prose *p)
{
    const char **parts = pp_pool_array(r->pool, r->n_outcomes, sizeof *parts);
    double n_both = (double)r->results->flow.all.n_both;
    size_t n = 0;
    bool are_many = false;

    for (size_t i = 0; i < r->n_outcomes; i++) {
        const struct pp_outcome *o = &r->results->outcomes[i];
        if (o->plan->role != PP_PRIMARY || !pp_report_has_averages(r, i) ||
            (double)o->n_pairs >= n_both)
            continue;
        are_many |= (double)o->n_pairs < 0.9 * n_both;
        parts[n++] = pp_report_printf(r, "%s for %s",
                                      pp_style_count(r->pool, (long)o->n_pairs),
                                      r->findings[i].words.outcome);
    }
    if (are_many)
        pp_prose_printf(r->d, p, " %s",
                        pp_phrase_fewer_for(
                            r->pool, pp_phrase_join(r->pool, parts, n, "and")));
}

/* From 40 in 100 who did not answer again, that is the first bullet. */
static void who(const struct pp_report *r, struct pp_block *list)
{
    const struct pp_flow_row *all = &r->results->flow.all;
    int left =
        pp_style_share((double)all->n_before_only, (double)all->n_before);
    long unmatched = pp_report_unmatched(r);

    if (left >= 40 && all->n_before_only >= 0 &&
        all->n_before >= PP_MIN_PER_100)
        pp_report_bullet(r, list,
                         unmatched == 0 && r->plan->n_waves == 2
                             ? "Many did not answer again:"
                             : "Many are not in the findings:",
                         pp_phrase_many_missing(r->pool, r->results->evidence,
                                                r->results->flow.n_arms > 0,
                                                r->plan->n_waves, left,
                                                unmatched));
    const struct pp_plan *plan = r->plan;
    size_t last = plan->n_waves - 1;
    const char *first = pp_phrase_when(r->pool, plan->waves[0].name, 0);
    bool looked_back =
        plan->n_waves == 2 && r->results->evidence == PP_EVIDENCE_LOOKING_BACK;
    struct pp_prose *p = pp_report_bullet(
        r, list, "Who:",
        looked_back ? pp_phrase_who_looked_back(r->pool, all->n_both)
        : plan->n_waves > 2
            ? pp_phrase_who_often(
                  r->pool, all->n_before, all->n_both, first,
                  pp_phrase_when(r->pool, plan->waves[last].name, last))
            : pp_phrase_who(r->pool, all->n_before, all->n_both, unmatched,
                            first, plan->gap));
    if (plan->n_waves == 2 && all->n_both >= 0 && pp_report_has_findings(r))
        pp_prose_printf(r->d, p, " The findings are about those %s.",
                        pp_style_count(r->pool, all->n_both));
    if (pp_report_has_arms(r))
        pp_prose_text(r->d, p, who_by_arm(r));
    else
        fewer_for(r, p);
    if (r->n_outcomes > 0 && r->findings[0].arm != NULL &&
        pp_report_has_findings(r))
        pp_prose_text(r->d, p, pp_phrase_each_group());
}

/* Of which outcomes two fair ways of comparing groups disagree. */
static void say_disagreement(const struct pp_report *r, struct pp_prose *p)
{
    size_t *which = pp_pool_array(r->pool, r->n_outcomes, sizeof *which);
    size_t n = 0, n_unknown = 0;

    for (size_t i = 0; i < r->n_outcomes; i++) {
        if (r->findings[i].code != PP_VERDICT_INCONCLUSIVE)
            continue;
        n_unknown++;
        if (r->findings[i].reason == PP_REASON_METHODS_DISAGREE)
            which[n++] = i;
    }
    struct pp_names names = pp_report_full_names(r, which, n);
    if (n > 0)
        pp_prose_printf(r->d, p, " %s",
                        pp_phrase_ways_disagree(
                            r->pool, n < n_unknown
                                         ? pp_phrase_join(r->pool, names.items,
                                                          names.n, "and")
                                         : NULL));
}

/* How the groups differed when they started, where chance did not form
 * them. */
static void say_start(const struct pp_report *r, struct pp_prose *p)
{
    const char **parts[PP_N_STARTS];
    size_t n[PP_N_STARTS] = {0};

    for (size_t k = 0; k < PP_N_STARTS; k++)
        parts[k] = pp_pool_array(r->pool, r->n_outcomes, sizeof *parts[k]);
    for (size_t i = 0; i < r->n_outcomes; i++) {
        const struct pp_outcome *o = &r->results->outcomes[i];
        if (!pp_report_has_averages(r, i) || !o->contrast.is_made ||
            o->wave != r->results->outcomes[0].wave)
            continue;
        enum pp_start start = pp_phrase_start_of(o->contrast.start_difference);
        parts[start][n[start]++] = pp_phrase_started(
            r->pool, &r->findings[i], o->scale->words.outcome, start);
    }
    pp_prose_text(r->d, p,
                  pp_phrase_groups_started(r->pool, &r->findings[0], parts, n));
}

/* Of the outcomes, those of which the last time says something else. */
static size_t not_as_last(const struct pp_report *r,
                          const struct pp_report *last, size_t *which, size_t n)
{
    size_t n_other = 0;

    for (size_t k = 0; k < n; k++)
        if (last->findings[which[k]].code != r->findings[which[k]].code)
            which[n_other++] = which[k];
    return n_other;
}

/* "Better on average: a and b. Worse on average: nothing. We cannot tell: c.
 * The rest was found as above." What was better or worse is always said. */
static const char *found_at(const struct pp_report *r,
                            const struct pp_report *last)
{
    static const enum pp_verdict_code codes[][2] = {
        {PP_VERDICT_IMPROVED, PP_VERDICT_IMPROVED_SMALL},
        {PP_VERDICT_WORSENED, PP_VERDICT_WORSENED_SMALL},
        {PP_VERDICT_NO_MEANINGFUL_CHANGE, PP_VERDICT_NO_MEANINGFUL_CHANGE},
        {PP_VERDICT_INCONCLUSIVE, PP_VERDICT_INCONCLUSIVE},
        {PP_VERDICT_NOT_ESTIMABLE, PP_VERDICT_NOT_ESTIMABLE}};
    enum { N = sizeof codes / sizeof codes[0] };
    size_t *which = pp_pool_array(r->pool, 2 * r->n_outcomes, sizeof *which);
    const char *text = "";
    bool is_rest = false;

    for (size_t k = 0; k < N; k++) {
        size_t n = pp_report_outcomes_with(r, codes[k][0], which);
        if (k >= 2) {
            size_t n_all = n;
            n = not_as_last(r, last, which, n_all);
            is_rest |= n < n_all;
        }
        struct pp_names names = explained_names(r, which, n, NAME_ALONE);
        n = codes[k][1] != codes[k][0]
                ? pp_report_outcomes_with(r, codes[k][1], which)
                : 0;
        struct pp_names less = explained_names(r, which, n, NAME_ALONE);
        if (names.n + less.n == 0 && k >= 2)
            continue; /* better and worse are always said */
        text = pp_report_printf(
            r, "%s%s%s%s: %s.", text, *text == '\0' ? "" : " ",
            pp_phrase_label_at(codes[k][0], r->results->evidence),
            k < 2 ? " on average" : "",
            pp_phrase_moved(r->pool, names.items, names.n, less.items, less.n));
    }
    return is_rest
               ? pp_report_printf(r, "%s The rest was found as above.", text)
               : text;
}

/* The times before the last; of which the same is said share a bullet. */
static void earlier_times(const struct pp_report *all, struct pp_block *list)
{
    size_t n = pp_report_n_times(all) - 1;
    const char **found = pp_pool_array(all->pool, n + 1, sizeof *found);
    const char **when = pp_pool_array(all->pool, n + 1, sizeof *when);

    for (size_t time = 0; time < n; time++)
        found[time] =
            found_at(pp_report_at_time(all, time), pp_report_lead(all));
    for (size_t time = 0; time < n; time++) {
        size_t n_when = 0;
        for (size_t same = time; same < n && found[time] != NULL; same++) {
            if (found[same] == NULL || strcmp(found[same], found[time]) != 0)
                continue;
            when[n_when++] = pp_report_when(all, same + 1);
            if (same > time)
                found[same] = NULL; /* said */
        }
        if (n_when > 0)
            pp_report_bullet(
                all, list,
                pp_report_printf(all, "%s:",
                                 pp_phrase_capitalised(
                                     all->pool, pp_phrase_join(all->pool, when,
                                                               n_when, "and"))),
                found[time]);
    }
}

static int make(const struct pp_report *all, size_t item,
                struct pp_blocks *into, struct pp_error *err)
{
    const struct pp_report *r = pp_report_lead(all);
    struct pp_block *list = pp_document_list(r->d, into, false);

    (void)item;
    (void)err;
    who(r, list);
    if (!pp_report_has_findings(r)) {
        bool is_hidden = false;
        for (size_t i = 0; i < r->n_outcomes; i++)
            is_hidden |= r->findings[i].why == PP_NO_FINDING_HIDDEN;
        pp_report_bullet(r, list,
                         "Findings:", pp_phrase_no_findings(is_hidden));
        return 0;
    }
    pp_report_say_first_look(all, into);
    struct pp_prose *p = pp_report_bullet(
        r, list,
        r->plan->n_waves > 2
            ? pp_report_printf(r, "Better on average, %s:",
                               pp_report_when(r, r->plan->n_waves - 1))
            : "Better on average:",
        moved(r, PP_VERDICT_IMPROVED, PP_VERDICT_IMPROVED_SMALL));
    pp_prose_text(r->d, p, " ");
    pp_prose_strong(r->d, p, "Worse on average:");
    pp_prose_printf(r->d, p, " %s",
                    moved(r, PP_VERDICT_WORSENED, PP_VERDICT_WORSENED_SMALL));
    bullet_with(r, list,
                pp_report_has_arms(r) ? "No difference that matters:"
                                      : "No change that matters:",
                PP_VERDICT_NO_MEANINGFUL_CHANGE);
    struct pp_prose *unknown =
        bullet_with(r, list, "We cannot tell:", PP_VERDICT_INCONCLUSIVE);
    if (unknown != NULL)
        say_disagreement(r, unknown);
    bullet_with(r, list, "Not reported:", PP_VERDICT_NOT_ESTIMABLE);
    earlier_times(all, list);
    p = pp_report_bullet(
        r, list,
        "The reason:", pp_phrase_reason_at_a_glance(r->pool, &r->findings[0]));
    if (r->results->evidence == PP_EVIDENCE_COMPARISON)
        say_start(r, p);
    return 0;
}

const struct pp_part pp_part_at_a_glance = {
    "at_a_glance", PP_NAME_PART, NULL,
    "who answered, what was better, worse, the same, or not to be told", make};
