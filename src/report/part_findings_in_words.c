#include <string.h>

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
    struct pp_names names = pp_report_names(r, which, n);
    f.words.outcome = pp_phrase_join(r->pool, names.items, names.n, "or");
    struct pp_headline h = pp_phrase_headline(r->pool, &f);
    struct pp_prose *p = pp_document_item(r->d, list);
    pp_prose_strong(r->d, p, h.bold);
    pp_prose_text(r->d, p, h.rest);
    pp_prose_printf(r->d, p, " %s",
                    is_same ? pp_phrase_meaning(r->pool, &f, scope)
                            : pp_phrase_meaning_of_several(r->pool, &f));
    if (pp_finding_is_worse(&f))
        pp_prose_printf(r->d, p, " %s", pp_phrase_response(r->pool, &f));
}

static int make(const struct pp_report *all, size_t item,
                struct pp_blocks *into, struct pp_error *err)
{
    const struct pp_report *r = pp_report_lead(all);
    bool is_several = pp_report_n_times(all) > 1, has_main = false;

    for (size_t i = 0; i < r->n_outcomes && is_several; i++)
        has_main |= r->results->outcomes[i].plan->role == PP_PRIMARY;
    bool *is_said = pp_pool_array(r->pool, r->n_outcomes, sizeof *is_said);
    size_t *which = pp_pool_array(r->pool, r->n_outcomes, sizeof *which);
    struct pp_block *list = pp_document_list(r->d, into, false);

    (void)item;
    (void)err;
    /* Several times leave room for the main outcomes, and for what went
     * worse; the others stand in the table. */
    bool worse_told = false;
    for (size_t i = 0; i < r->n_outcomes; i++) {
        bool is_main = r->results->outcomes[i].plan->role == PP_PRIMARY;
        bool is_worse = pp_finding_is_worse(&r->findings[i]);
        is_said[i] = has_main && !is_main && !is_worse;
        worse_told |= !is_main && is_worse;
    }
    for (size_t i = 0; i < r->n_outcomes; i++) {
        size_t n = 0;
        if (is_said[i])
            continue;
        if (is_without_amount(&r->findings[i])) {
            bullet_without_amount(r, list, i, is_said);
            continue;
        }
        which[n++] = i;
        for (size_t j = i + 1; j < r->n_outcomes; j++) {
            if (!is_said[j] && can_share(r, i, j)) {
                which[n++] = j;
                is_said[j] = true;
            }
        }
        bullet(r, list, which, n);
    }
    if (pp_report_has_arms(r))
        pp_document_say(r->d, into, pp_phrase_reason(r->pool, &r->findings[0]));
    if (is_several)
        pp_document_say(r->d, into,
                        pp_phrase_last_time(
                            r->pool, pp_report_when(r, r->plan->n_waves - 1),
                            pp_report_when(r, 0),
                            !has_main    ? PP_TOLD_ALL
                            : worse_told ? PP_TOLD_MAIN_AND_WORSE
                                         : PP_TOLD_MAIN));
    return 0;
}

const struct pp_part pp_part_findings_in_words = {
    "findings_in_words", PP_NAME_PART, NULL,
    "each finding as a sentence, and what it means", make};
