#include <math.h>
#include <string.h>

#include "prepost/report/number_style.h"
#include "prepost/report/part.h"

/* " (half of them between 11 and 16 weeks)", or in days where these are the
 * same weeks; "" where no dates are known. From the first to the last time. */
static const char *spread(const struct pp_report *r)
{
    const struct pp_flow *f = &r->results->flow;

    if (!isfinite(f->gap_days_q1) || !isfinite(f->gap_days_q3))
        return "";
    bool in_weeks = f->gap_days_q1 >= 28 &&
                    round(f->gap_days_q1 / 7) != round(f->gap_days_q3 / 7);
    double unit = in_weeks ? 7 : 1;
    const char *from = pp_style_size(r->pool, f->gap_days_q1 / unit, 0);
    const char *to = pp_style_size(r->pool, f->gap_days_q3 / unit, 0);
    const char *last = r->plan->n_waves > 2 ? "from first to last, " : "";
    if (round(f->gap_days_q1) == round(f->gap_days_q3))
        return pp_report_printf(r, " (%s%s days for at least half of them)",
                                last, from);
    return pp_report_printf(r, " (%shalf of them between %s and %s %s)", last,
                            from, to, in_weeks ? "weeks" : "days");
}

/* As the plan has them: once, whatever the number of times. */
static struct pp_names planned_names(const struct pp_report *r,
                                     const size_t *which, size_t n)
{
    struct pp_names names = {pp_pool_array(r->pool, n + 1, sizeof *names.items),
                             0};

    for (size_t k = 0; k < n; k++) {
        const struct pp_outcome *o = &r->results->outcomes[which[k]];
        bool is_there = false;
        for (size_t i = 0; i < k; i++)
            is_there |= r->results->outcomes[which[i]].plan == o->plan;
        if (!is_there)
            names.items[names.n++] = o->scale->words.outcome;
    }
    return names;
}

/* Of the times that have a lock of their own, or none: each day once. */
static void say_later_locks(const struct pp_report *r, struct pp_prose *p)
{
    const struct pp_plan_record *record = &r->results->record;
    const char *first = pp_plan_record_fixed_on(record, 1);
    size_t n_waves = r->plan->n_waves, n_told;
    const char **told = pp_pool_array(r->pool, n_waves, sizeof *told);
    bool *is_told = pp_pool_array(r->pool, n_waves, sizeof *is_told);

    for (size_t w = 1; w < n_waves; w++) {
        const char *day = record->waves[w].fixed_on;
        bool is_given = false;
        if (is_told[w] ||
            (first != NULL && day != NULL && strcmp(day, first) == 0))
            continue;
        n_told = 0;
        for (size_t v = w; v < n_waves; v++) {
            const char *other = record->waves[v].fixed_on;
            if (day == NULL ? other != NULL
                            : other == NULL || strcmp(day, other) != 0)
                continue;
            is_told[v] = true;
            is_given |= record->waves[v].is_given_before;
            told[n_told++] = pp_report_when(r, v);
        }
        pp_prose_printf(
            r->d, p, " %s",
            pp_phrase_fixed_later(
                r->pool, pp_phrase_join(r->pool, told, n_told, "and"), day));
        if (is_given)
            pp_prose_printf(r->d, p, " %s",
                            pp_phrase_given_by_then(r->findings[0].level, 2));
    }
}

/* Outcomes that are planned otherwise than was fixed, each with its time where
 * that is so of some times only. */
static const char *changed_names(const struct pp_report *r, const size_t *which,
                                 size_t n)
{
    const char **names = pp_pool_array(r->pool, n + 1, sizeof *names);
    size_t n_names = 0, n_times = pp_report_n_times(r);

    for (size_t k = 0; k < n; k++) {
        const struct pp_outcome *o = &r->results->outcomes[which[k]];
        size_t n_same = 0, n_before = 0;
        for (size_t i = 0; i < n; i++) {
            bool is_same = r->results->outcomes[which[i]].plan == o->plan;
            n_same += is_same;
            n_before += is_same && i < k;
        }
        if (n_same >= n_times && n_before > 0)
            continue;
        names[n_names++] = n_same >= n_times
                               ? o->scale->words.outcome
                               : r->findings[which[k]].words.outcome;
    }
    return pp_phrase_join(r->pool, names, n_names, "and");
}

/* What was fixed, when, and what was changed since. */
static void say_plan(const struct pp_report *r, struct pp_prose *p,
                     const struct pp_names *mains, const size_t *changed,
                     size_t n_changed)
{
    const struct pp_plan_record *record = &r->results->record;
    const char *first = pp_plan_record_fixed_on(record, 1);
    bool is_any = false;

    for (size_t w = 1; w < record->n_waves; w++)
        is_any |= record->waves[w].fixed_on != NULL;
    if (!is_any && !pp_report_has_findings(r)) {
        pp_prose_printf(
            r->d, p, " %s",
            pp_phrase_capitalised(r->pool, pp_phrase_not_fixed(r->pool, NULL)));
        return;
    }
    if (first != NULL || !is_any) {
        pp_prose_printf(r->d, p, " %s",
                        pp_phrase_plan(r->pool, r->findings[0].level,
                                       mains->items, mains->n, first));
        if (first != NULL && record->waves[1].is_given_before && mains->n > 0)
            pp_prose_printf(r->d, p, " %s",
                            pp_phrase_given_by_then(r->findings[0].level, 1));
    }
    if (is_any && (mains->n > 0 || first == NULL))
        say_later_locks(r, p);
    if (n_changed > 0 && mains->n > 0)
        pp_prose_printf(r->d, p, " %s",
                        pp_phrase_changed_since(
                            r->pool, changed_names(r, changed, n_changed)));
}

static int make(const struct pp_report *r, size_t item, struct pp_blocks *into,
                struct pp_error *err)
{
    size_t *which = pp_pool_array(r->pool, r->n_outcomes, sizeof *which);
    size_t n = 0;
    size_t last = r->plan->n_waves - 1;
    const char **times = pp_pool_array(r->pool, last + 1, sizeof *times);

    for (size_t w = 0; w <= last; w++)
        times[w] = pp_phrase_when(r->pool, r->plan->waves[w].name, w);
    if (r->plan->gap != NULL && last == 1)
        times[last] = pp_report_printf(r, "about %s later", r->plan->gap);

    (void)item;
    (void)err;
    size_t *changed = pp_pool_array(r->pool, r->n_outcomes, sizeof *changed);
    size_t n_changed = 0;
    for (size_t i = 0; i < r->n_outcomes; i++) {
        if (pp_report_is_first_look(r, i))
            changed[n_changed++] = i;
        else if (r->results->outcomes[i].plan->role == PP_PRIMARY &&
                 r->results->outcomes[i].wave == 1)
            which[n++] = i;
    }
    struct pp_names mains = planned_names(r, which, n);
    struct pp_prose *p = pp_document_paragraph(r->d, into);
    if (r->findings[0].level == PP_EVIDENCE_LOOKING_BACK)
        pp_prose_text(r->d, p,
                      "At the end, people rated how things were now and, from "
                      "memory, how they had been before.");
    else
        pp_prose_printf(r->d, p,
                        "People filled in the same questionnaires %s%s. We "
                        "matched %s by a code.%s",
                        pp_phrase_join(r->pool, times, last + 1, "and"),
                        spread(r), last > 1 ? "them" : "the two",
                        pp_phrase_joined(r->pool, r->results->flow.n_joined));
    say_plan(r, p, &mains, changed, n_changed);
    if (!pp_report_has_findings(r))
        return 0;
    size_t n_times = pp_report_n_times(r);
    pp_prose_printf(r->d, p, " %s",
                    pp_report_has_arms(r)
                        ? pp_phrase_many_comparisons(
                              r->pool, r->n_outcomes / n_times, n_times)
                        : pp_phrase_many_outcomes(
                              r->pool, r->n_outcomes / n_times, n_times));
    return 0;
}

const struct pp_part pp_part_how_we_did_it = {
    "how_we_did_it", PP_NAME_PART, NULL,
    "times, matching, main outcomes, and how many outcomes were looked at",
    make};
