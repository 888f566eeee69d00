#include <math.h>

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
        else if (r->results->outcomes[i].plan->role == PP_PRIMARY)
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
    pp_prose_printf(r->d, p, " %s",
                    pp_phrase_plan(r->pool, r->findings[0].level, mains.items,
                                   mains.n, r->results->locked_on));
    if (r->results->is_locked_after_given && mains.n > 0)
        pp_prose_printf(r->d, p, " %s",
                        pp_phrase_given_by_then(r->findings[0].level));
    if (n_changed > 0 && mains.n > 0) {
        struct pp_names names = planned_names(r, changed, n_changed);
        pp_prose_printf(
            r->d, p, " %s",
            pp_phrase_changed_since(
                r->pool, pp_phrase_join(r->pool, names.items, names.n, "and")));
    }
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
