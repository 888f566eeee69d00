#include <string.h>

#include "prepost/report/number_style.h"
#include "prepost/report/part.h"

/*
 * One bullet an outcome; outcomes of which the same is said share one. "No
 * change that matters" and "we cannot tell" share a sentence too, and of the
 * outcomes that are not main ones do so whatever would matter: the others carry
 * numbers of their own.
 */
static bool is_same_arm(const struct pp_finding *x, const struct pp_finding *y)
{
    return x->arm == NULL || y->arm == NULL ? x->arm == y->arm
                                            : strcmp(x->arm, y->arm) == 0;
}

static bool is_same_meaning(const struct pp_report *r,
                            const struct pp_finding *x,
                            const struct pp_finding *y)
{
    return strcmp(pp_phrase_meaning(r->pool, x, PP_BOTH_DIRECTIONS),
                  pp_phrase_meaning(r->pool, y, PP_BOTH_DIRECTIONS)) == 0;
}

static bool can_share(const struct pp_report *r, size_t a, size_t b)
{
    const struct pp_finding *x = &r->findings[a], *y = &r->findings[b];

    if (x->code == PP_VERDICT_NOT_ESTIMABLE && y->code == x->code)
        return x->why == y->why && is_same_arm(x, y);
    if (x->code != y->code || x->reason != y->reason || !is_same_arm(x, y) ||
        (x->code != PP_VERDICT_NO_MEANINGFUL_CHANGE &&
         x->code != PP_VERDICT_INCONCLUSIVE))
        return false;
    return is_same_meaning(r, x, y) ||
           (r->results->outcomes[a].plan->role != PP_PRIMARY &&
            r->results->outcomes[b].plan->role != PP_PRIMARY &&
            pp_phrase_can_say_of_several(x, y));
}

/* Better, and whether it matters cannot be said: each has a sentence of its
 * own, and what it means is said once for all. */
static bool is_without_amount(const struct pp_finding *f)
{
    return pp_finding_is_better(f) && !pp_finding_has_sesoi(f);
}

static void bullet_without_amount(const struct pp_report *r,
                                  struct pp_block *list, size_t from,
                                  bool *is_said)
{
    struct pp_prose *p = pp_document_item(r->d, list);

    for (size_t i = from; i < r->n_outcomes; i++) {
        if (is_said[i] || !is_without_amount(&r->findings[i]))
            continue;
        struct pp_headline h = pp_phrase_headline(r->pool, &r->findings[i]);
        pp_prose_text(r->d, p, i > from ? " " : "");
        pp_prose_strong(r->d, p, h.bold);
        pp_prose_text(r->d, p, h.rest);
        is_said[i] = true;
    }
    pp_prose_printf(
        r->d, p, " %s",
        pp_phrase_meaning(r->pool, &r->findings[from], PP_ONE_DIRECTION));
}

/* The headline of outcomes that share one; *f: the first of them, named as
 * all. */
static void say_headline(const struct pp_report *r, struct pp_prose *p,
                         const size_t *which, size_t n, struct pp_finding *f)
{
    struct pp_names names = pp_report_names(r, which, n);

    *f = r->findings[which[0]];
    f->words.outcome = pp_phrase_join(r->pool, names.items, names.n, "or");
    struct pp_headline h = pp_phrase_headline(r->pool, f);
    pp_prose_text(r->d, p, pp_prose_is_empty(p) ? "" : " ");
    pp_prose_strong(r->d, p, h.bold);
    if (f->code == PP_VERDICT_NOT_ESTIMABLE)
        pp_prose_printf(r->d, p, " %s", pp_phrase_why_not(f->why, n));
    else
        pp_prose_text(r->d, p, h.rest);
}

static void bullet(const struct pp_report *r, struct pp_block *list,
                   const size_t *which, size_t n)
{
    struct pp_finding f = r->findings[which[0]];
    enum pp_scope scope = PP_ONE_DIRECTION;
    bool is_same = true;

    for (size_t i = 1; i < n; i++) {
        is_same &= is_same_meaning(r, &f, &r->findings[which[i]]);
        if (r->findings[which[i]].direction != f.direction)
            scope = PP_BOTH_DIRECTIONS;
    }
    struct pp_prose *p = pp_document_item(r->d, list);
    say_headline(r, p, which, n, &f);
    if (f.code == PP_VERDICT_NOT_ESTIMABLE)
        return;
    pp_prose_printf(r->d, p, " %s",
                    is_same ? pp_phrase_meaning(r->pool, &f, scope)
                            : pp_phrase_meaning_of_several(r->pool, &f));
    if (pp_finding_is_worse(&f))
        pp_prose_printf(r->d, p, " %s", pp_phrase_response(r->pool, &f, n));
}

/* --- which share a sentence -------------------------------------------------
 */

static size_t words_in(const char *text)
{
    size_t n = *text != '\0';

    for (; *text != '\0'; text++)
        n += *text == ' ';
    return n;
}

/* The outcome i, and those after it that share its sentence: as many as leave
 * it one that can be read. */
static size_t gather(const struct pp_report *r, size_t i, bool *is_said,
                     size_t *which)
{
    enum { MOST_WORDS = 30 };
    struct pp_headline h = pp_phrase_headline(r->pool, &r->findings[i]);
    size_t n = 0, n_words = words_in(h.bold) + words_in(h.rest);

    which[n++] = i;
    is_said[i] = true;
    for (size_t j = i + 1; j < r->n_outcomes; j++) {
        size_t more = words_in(r->findings[j].words.outcome);
        if (is_said[j] || !can_share(r, i, j) || n_words + more > MOST_WORDS)
            continue;
        n_words += more;
        which[n++] = j;
        is_said[j] = true;
    }
    return n;
}

/* --- worse, and told of in short -------------------------------------------
 */

static bool is_worse_in_short(const struct pp_report *r, size_t i)
{
    return pp_finding_is_worse(&r->findings[i]) &&
           !pp_report_tells_in_full(r, i);
}

static void bullet_in_short(const struct pp_report *r, struct pp_block *list,
                            const size_t *which, size_t n)
{
    const char **names = pp_pool_array(r->pool, n, sizeof *names);

    for (size_t k = 0; k < n; k++)
        names[k] = pp_report_outcome_words(r, which[k]);
    pp_report_bullet(
        r, list, "Also worse on average:",
        pp_report_printf(
            r, "%s. %s", pp_phrase_join(r->pool, names, n, "and"),
            pp_phrase_response(r->pool, &r->findings[which[0]], n)));
}

/* They are named, and what the charity does about them is said, as of those
 * that have sentences: one by one where the plan says it, else once. */
static void worse_in_short(const struct pp_report *r, struct pp_block *list)
{
    size_t *unanswered =
        pp_pool_array(r->pool, r->n_outcomes, sizeof *unanswered);
    size_t n = 0;

    for (size_t i = 0; i < r->n_outcomes; i++) {
        if (!is_worse_in_short(r, i))
            continue;
        if (r->findings[i].response != NULL)
            bullet_in_short(r, list, &i, 1);
        else
            unanswered[n++] = i;
    }
    if (n > 0)
        bullet_in_short(r, list, unanswered, n);
}

/* --- several times ---------------------------------------------------------
 */

/* "6 weeks later: anxiety down 0.6 (0.1 to 1.1)": what was better or worse
 * before the last time, where no table beside it says how much; of what is told
 * of in full. */
static void earlier_bullet(const struct pp_report *all, size_t time,
                           struct pp_block *list)
{
    const struct pp_report *r = pp_report_at_time(all, time);
    const char **parts = pp_pool_array(r->pool, r->n_outcomes, sizeof *parts);
    bool is_left_out = false;
    size_t n = 0;

    for (size_t i = 0; i < r->n_outcomes; i++) {
        const struct pp_finding *f = &r->findings[i];
        int d = pp_finding_decimals(f);
        if (pp_report_is_in_earlier_table(all, i) ||
            !(pp_finding_is_better(f) || pp_finding_is_worse(f)))
            continue;
        if (!pp_report_tells_in_full(pp_report_lead(all), i)) {
            is_left_out = true;
            continue;
        }
        parts[n++] = pp_report_printf(
            r, "%s %s", pp_report_outcome_words(r, i),
            pp_finding_is_difference(f)
                ? pp_style_difference(r->pool, f->change, f->range, d)
                : pp_style_change(r->pool, f->change, f->range, d));
    }
    if (n > 0)
        pp_report_bullet(
            r, list,
            pp_report_printf(
                r, "%s:",
                pp_phrase_capitalised(r->pool, pp_report_when(all, time + 1))),
            pp_report_printf(
                r, "%s.%s", pp_phrase_join(r->pool, parts, n, "and"),
                is_left_out ? " The technical report has the others." : ""));
}

static int make(const struct pp_report *all, size_t item,
                struct pp_blocks *into, struct pp_error *err)
{
    const struct pp_report *r = pp_report_lead(all);
    size_t n_times = pp_report_n_times(all);
    bool *is_said = pp_pool_array(r->pool, r->n_outcomes, sizeof *is_said);
    bool some_are_left = false;
    size_t *which = pp_pool_array(r->pool, r->n_outcomes, sizeof *which);

    (void)item;
    (void)err;
    if (n_times > 1)
        pp_document_say(r->d, into,
                        pp_phrase_last_time(
                            r->pool, pp_report_when(r, r->plan->n_waves - 1),
                            pp_report_when(r, 0)));
    struct pp_block *list = pp_document_list(r->d, into, false);
    for (size_t i = 0; i < r->n_outcomes; i++) {
        is_said[i] = !pp_report_tells_in_full(r, i);
        some_are_left |= is_said[i];
    }
    for (size_t i = 0; i < r->n_outcomes; i++) {
        if (is_said[i])
            continue;
        if (is_without_amount(&r->findings[i])) {
            bullet_without_amount(r, list, i, is_said);
            continue;
        }
        bullet(r, list, which, gather(r, i, is_said, which));
    }
    worse_in_short(r, list);
    for (size_t time = 0; time + 1 < n_times; time++)
        earlier_bullet(all, time, list);
    if (some_are_left)
        pp_document_say(r->d, into,
                        "Each outcome has a row under Key findings.");
    if (pp_report_has_arms(r) && pp_report_has_findings(r))
        pp_document_say(r->d, into, pp_phrase_reason(r->pool, &r->findings[0]));
    return 0;
}

const struct pp_part pp_part_findings_in_words = {
    "findings_in_words", PP_NAME_PART, NULL,
    "each finding as a sentence, and what it means", make};
