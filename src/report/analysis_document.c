#include "prepost/report/analysis_document.h"

#include <math.h>
#include <string.h>

#include "prepost/report/number_style.h"
#include "prepost/report/paired_document.h"
#include "prepost/report/part.h"
#include "prepost/report/phrases.h"

static const char *count(struct pp_document *d, long n)
{
    return n < 0 ? "[c]" : pp_style_count(d->pool, n);
}

static const char *or_dash(struct pp_document *d, double x, int decimals)
{
    return isnan(x) ? "-" : pp_style_number(d->pool, x, decimals);
}

static const char *outcome_name(struct pp_document *d,
                                const struct pp_results *results,
                                const struct pp_outcome *o)
{
    const char *name = pp_phrase_capitalised(d->pool, o->scale->words.outcome);

    if (results->plan->n_waves > 2)
        name = pp_pool_printf(d->pool, "%s, %s", name,
                              results->plan->waves[o->wave].id);
    if (o->contrast.is_one_of)
        name = pp_pool_printf(d->pool, "%s: %s", name, o->contrast.arm.name);
    return name;
}

/* "+2.8 (+2.1 to +3.5)" */
static const char *change_cell(struct pp_document *d, double change,
                               struct pp_interval ci, int decimals)
{
    if (isnan(change))
        return "-";
    return pp_pool_printf(d->pool, "%s (%s to %s)",
                          pp_style_signed(d->pool, change, decimals),
                          pp_style_signed(d->pool, ci.lo, decimals),
                          pp_style_signed(d->pool, ci.hi, decimals));
}

/* --- who answered --------------------------------------------------------- */

/* How long after the first wave people answered, where days are known. */
static void say_gaps(struct pp_document *d, struct pp_prose *p,
                     const struct pp_results *results)
{
    for (size_t w = 1; w < results->plan->n_waves; w++) {
        const struct pp_gap *gap = &results->flow.gaps[w];
        if (isnan(gap->median))
            continue;
        pp_prose_printf(d, p,
                        " From first answers to those of wave \"%s\": median "
                        "%s days, half between %s and %s.",
                        results->plan->waves[w].id,
                        pp_style_size(d->pool, gap->median, 0),
                        pp_style_size(d->pool, gap->q1, 0),
                        pp_style_size(d->pool, gap->q3, 0));
    }
}

static void say_flow(struct pp_document *d, const struct pp_results *results)
{
    const struct pp_flow_row *all = &results->flow.all;
    struct pp_prose *p = pp_document_paragraph(d, &d->body);

    pp_prose_printf(d, p,
                    "%s people answered the first time, %s the last time, "
                    "%s both times; %s did not answer again, %s answered "
                    "only later.",
                    count(d, all->n_before), count(d, all->n_after),
                    count(d, all->n_both), count(d, all->n_before_only),
                    count(d, all->n_after_only));
    const char *rounded = pp_phrase_rounded(d->pool, results);
    if (rounded != NULL)
        pp_prose_printf(d, p, " %s", rounded);
    say_gaps(d, p, results);
    if (results->flow.n_near_misses > 0)
        pp_prose_printf(d, p,
                        " %s pair%s of codes are nearly the same: "
                        "prepost status lists them.",
                        count(d, results->flow.n_near_misses),
                        results->flow.n_near_misses == 1 ? "" : "s");
}

/* Arm by arm; and where a design cannot be told as it was meant, why. */
static void say_arms(struct pp_document *d, const struct pp_results *results)
{
    static const char *const reasons[] = {
        [PP_WEAKER_NOT] = "",
        [PP_WEAKER_NO_ARMS] =
            "No arms can be compared, so this is told as one group.",
        [PP_WEAKER_CROSSED] =
            " People are not counted as assigned, so this is told as a "
            "comparison of groups that chance did not form.",
        [PP_WEAKER_MANY_LEFT] =
            " More than 20 in 100 did not answer again, so this is told as a "
            "comparison of groups that chance did not form.",
        [PP_WEAKER_UNEVEN] =
            " In one arm 10 in 100 more did not answer again than in another, "
            "so this is told as a comparison of groups that chance did not "
            "form."};
    const struct pp_flow *flow = &results->flow;
    const char *why = reasons[results->weaker_because];

    if (flow->n_arms == 0 && *why == '\0')
        return;
    struct pp_prose *p = pp_document_paragraph(d, &d->body);
    for (size_t a = 0; a < flow->n_arms; a++)
        pp_prose_printf(
            d, p, "%s%s: %s answered the first time, %s both times",
            a > 0 ? "; " : "",
            a > 0 ? flow->arms[a].name
                  : pp_phrase_capitalised(d->pool, flow->arms[a].name),
            count(d, flow->arms[a].n_before), count(d, flow->arms[a].n_both));
    if (flow->n_no_arm > 0)
        pp_prose_printf(d, p, "; %s with no arm told",
                        count(d, flow->n_no_arm));
    pp_prose_printf(d, p, "%s%s", flow->n_arms > 0 ? "." : "", why);
}

/* --- all outcomes --------------------------------------------------------- */

/* An arm against the comparison. */
static void arm_cells(struct pp_document *d, struct pp_table_row *row,
                      const struct pp_outcome *o)
{
    const struct pp_contrast *c = &o->contrast;
    int decimals = pp_style_decimals(o->scale->decimals, c->adjusted.estimate,
                                     c->adjusted.ci, o->plan->sesoi.value);

    pp_table_text(d, row, 1,
                  pp_pool_printf(d->pool, "%s, %s", count(d, c->arm.n_both),
                                 count(d, c->comparison.n_both)));
    pp_table_text(d, row, 2,
                  pp_pool_printf(d->pool, "%s, %s",
                                 or_dash(d, c->arm.pre_mean, decimals),
                                 or_dash(d, c->comparison.pre_mean, decimals)));
    pp_table_text(
        d, row, 3,
        change_cell(d, c->adjusted.estimate, c->adjusted.ci, decimals));
    pp_table_text(d, row, 4, or_dash(d, c->d_ppc2.estimate, 2));
}

static void group_cells(struct pp_document *d, struct pp_table_row *row,
                        const struct pp_outcome *o)
{
    const struct pp_paired *p = &o->paired;
    int decimals = pp_style_decimals(o->scale->decimals, p->change.mean,
                                     p->t_test.ci, o->plan->sesoi.value);

    pp_table_text(d, row, 1, count(d, (long)p->n_paired));
    pp_table_text(d, row, 2, or_dash(d, p->pre.mean, decimals));
    pp_table_text(d, row, 3,
                  change_cell(d, p->change.mean, p->t_test.ci, decimals));
    pp_table_text(d, row, 4, or_dash(d, p->effect_sizes.d_pre.estimate, 2));
}

static void outcome_row(const struct pp_report *r, struct pp_table *t, size_t i)
{
    struct pp_document *d = r->d;
    const struct pp_results *results = r->results;
    const struct pp_outcome *o = &results->outcomes[i];
    struct pp_table_row *row = pp_table_row(d, t);

    pp_prose_text(d, &row->cells[0], outcome_name(d, results, o));
    if (o->plan->role == PP_PRIMARY)
        pp_prose_mark(d, &row->cells[0],
                      pp_table_marked_note(d, t, "A main outcome."));
    pp_report_mark_read_with(r, t, row, i);
    if (o->hidden) {
        pp_report_no_numbers(r, t, row, i, 1, 7);
        return;
    }
    if (o->contrast.is_made)
        arm_cells(d, row, o);
    else
        group_cells(d, row, o);
    pp_table_text(d, row, 5,
                  isnan(o->p_holm) ? "-" : pp_style_p(d->pool, o->p_holm));
    pp_prose_text(d, &row->cells[6],
                  pp_phrase_label_at(o->verdict.code, results->evidence));
    if (o->verdict.fragile)
        pp_prose_mark(
            d, &row->cells[6],
            pp_table_marked_note(d, t,
                                 "Leans on those who answered twice: with "
                                 "everyone's first answers it would be another "
                                 "finding."));
}

static void say_changes(const struct pp_report *r)
{
    struct pp_document *d = r->d;
    const struct pp_results *results = r->results;
    bool has_arms = results->flow.n_arms > 0;
    const struct pp_table_column columns[] = {
        {"Outcome", PP_COLUMN_TEXT},
        {has_arms ? "n, n of comparison" : "n", PP_COLUMN_NUMBER},
        {has_arms ? "Before, comparison" : "Before", PP_COLUMN_NUMBER},
        {has_arms ? "Difference (range)" : "Change (range)", PP_COLUMN_NUMBER},
        {has_arms ? "in SDs" : "Change in SDs", PP_COLUMN_NUMBER},
        {"p (Holm)", PP_COLUMN_NUMBER},
        {"Finding", PP_COLUMN_TEXT}};
    struct pp_table *t = pp_document_table(
        d, &d->body,
        pp_pool_printf(d->pool, "%s by outcome, with %s ranges",
                       has_arms ? "difference from the comparison" : "change",
                       pp_style_level(d->pool, results->level)),
        columns, sizeof columns / sizeof *columns);

    for (size_t i = 0; i < results->n_outcomes; i++)
        outcome_row(r, t, i);
    pp_table_note(d, t,
                  has_arms ? "Difference: after, the arm less the comparison, "
                             "allowing for the scores before. SDs: the "
                             "difference of the changes in SDs of the scores "
                             "before (d_ppc2)."
                           : "SDs: of the scores before. Change: after minus "
                             "before, whichever is better.");
    for (size_t i = 0; i < results->n_outcomes; i++) {
        const struct pp_outcome *o = &results->outcomes[i];
        if (o->hidden)
            continue;
        struct pp_prose *p = pp_document_paragraph(d, &d->body);
        pp_prose_strong(d, p, outcome_name(d, results, o));
        pp_prose_printf(d, p, " (%s): %s", o->plan->id, o->verdict.sentence);
    }
}

int pp_analysis_document(struct pp_document *d,
                         const struct pp_results *results, struct pp_error *err)
{
    static const char *const beside[] = {
        "individuals", "recovery", "other_amounts", "talking_therapies",
        "growth",      "dose",     "missing_data",  "people_at_start",
        "leavers",     "low_point"};
    struct pp_report *r = pp_report_shown(results, d->pool);

    r->d = d;
    pp_document_heading(d, &d->body, 1, results->plan->title);
    if (results->plan->made_up)
        pp_document_say(d, &d->body, "Made-up data.");
    pp_report_warn_of_items(r, &d->body);
    say_flow(d, results);
    say_arms(d, results);
    if (pp_part_make(r, "questionnaires", &d->body, err) != 0)
        return -1;
    say_changes(r);
    for (size_t i = 0; i < sizeof beside / sizeof beside[0]; i++)
        if (pp_part_make(r, beside[i], &d->body, err) != 0)
            return -1;
    return 0;
}

void pp_analysis_outcome_document(struct pp_document *d,
                                  const struct pp_results *results,
                                  const struct pp_outcome *o)
{
    struct pp_paired_words words = {.before = results->plan->waves[0].id,
                                    .after = results->plan->waves[o->wave].id,
                                    .file = o->plan->id};

    pp_document_heading(d, &d->body, 1, o->scale->name);
    if (o->hidden) {
        pp_document_say(d, &d->body, pp_phrase_hidden_cell());
        return;
    }
    pp_paired_document(d, &d->body, &o->paired, &words);
}
