#include <math.h>

#include "prepost/report/arm_tables.h"
#include "prepost/report/number_style.h"
#include "prepost/report/part.h"

static const struct pp_table_column COLUMNS[] = {
    {"Statistic", PP_COLUMN_TEXT},
    {"Value", PP_COLUMN_TEXT},
};

static void sizes(const struct pp_report *r, struct pp_table *t,
                  const struct pp_paired *p)
{
    const struct pp_standardised_change *e = &p->effect_sizes;

    pp_report_pair(r, t, "Standardised change, d_av",
                   pp_report_estimate(r, t, e->d_av.estimate, e->d_av.ci, 2));
    pp_report_pair(r, t, "divided by the spread before, d_pre",
                   pp_report_estimate(r, t, e->d_pre.estimate, e->d_pre.ci, 2));
    pp_report_pair(r, t, "divided by the spread of changes, d_z",
                   pp_report_estimate(r, t, e->d_z.estimate, e->d_z.ci, 2));
    if (isfinite(p->probability_of_improvement.estimate))
        pp_report_pair(
            r, t, "Chance that a person went better (same counts half)",
            pp_report_printf(
                r, "%s (%s)",
                pp_style_number(r->pool, p->probability_of_improvement.estimate,
                                2),
                pp_style_span(r->pool, p->probability_of_improvement.ci, 2)));
}

/* Of ranks, p would give back how many went better: hidden where they are. */
static const char *signed_rank(const struct pp_report *r, struct pp_table *t,
                               const struct pp_paired *p)
{
    bool is_hidden = p->n_better == PP_SIZE_HIDDEN ||
                     p->n_same == PP_SIZE_HIDDEN ||
                     p->n_worse == PP_SIZE_HIDDEN;

    if (isfinite(p->wilcoxon.p) || !is_hidden)
        return pp_report_p(r, t, p->wilcoxon.p);
    pp_table_note(r->d, t, pp_phrase_hidden_cell());
    return "[c]";
}

/* Where too few people are behind it, it would tell of single ones. */
static const char *ordered(const struct pp_report *r, struct pp_table *t,
                           const struct pp_outcome *o, const char *text)
{
    if (!o->hides_order)
        return text;
    pp_table_note(r->d, t, pp_phrase_hidden_cell());
    return "[c]";
}

static void described(const struct pp_report *r, struct pp_table *t,
                      const struct pp_outcome *o, const char *when,
                      const struct pp_describe *about, int d)
{
    const char *half =
        o->hides_order ? ""
                       : pp_report_printf(r, "%s to %s",
                                          pp_report_number(r, t, about->q1, d),
                                          pp_report_number(r, t, about->q3, d));

    pp_report_pair(r, t,
                   pp_report_printf(r, "%s: average (SD), middle half", when),
                   pp_report_printf(r, "%s (%s), %s",
                                    pp_report_number(r, t, about->mean, d),
                                    pp_report_number(r, t, about->sd, d),
                                    ordered(r, t, o, half)));
}

/* Its ends are averages of two changes, which may be 0 and yet be outside. */
static const char *typical_change(const struct pp_report *r, struct pp_table *t,
                                  const struct pp_outcome *o, int d)
{
    const struct pp_paired *p = &o->paired;
    const struct pp_interval *ci = &p->wilcoxon.ci;

    if (o->hides_order)
        return ordered(r, t, o, NULL);
    const char *text =
        pp_report_estimate(r, t, p->wilcoxon.hodges_lehmann, *ci, d);
    bool is_outside = (ci->lo == 0 && !p->wilcoxon.ci_includes[0]) ||
                      (ci->hi == 0 && !p->wilcoxon.ci_includes[1]);

    return is_outside ? pp_report_printf(r, "%s, 0 itself outside", text)
                      : text;
}

static void tests(const struct pp_report *r, struct pp_table *t,
                  const struct pp_outcome *o, int d)
{
    const struct pp_paired *p = &o->paired;

    pp_report_pair(
        r, t, "t, degrees of freedom, p",
        pp_report_printf(
            r, "%s, %s, %s",
            pp_report_signed(r, t, p->t_test.t, pp_report_t_decimals(o)),
            pp_report_df(r, t, p->t_test.t, p->t_test.df),
            pp_report_p(r, t, p->t_test.p)));
    if (!o->contrast.is_made) /* there it is the difference's */
        pp_report_pair(r, t, "p after Holm", pp_report_p(r, t, o->p_holm));
    pp_report_pair(r, t, "Typical change (Hodges-Lehmann)",
                   typical_change(r, t, o, d));
    pp_report_pair(r, t, "Signed-rank test (Pratt), p", signed_rank(r, t, p));
    if (isfinite(p->equivalence.ci.lo))
        pp_report_pair_equivalence(r, t, p->equivalence.ci, p->equivalence.p,
                                   d);
    pp_report_pair(r, t, "Smallest change that would probably show",
                   pp_report_number(r, t, p->minimum_detectable_change.raw, d));
}

static int make(const struct pp_report *r, size_t item, struct pp_blocks *into,
                struct pp_error *err)
{
    const struct pp_outcome *o = &r->results->outcomes[item];
    const struct pp_paired *p = &o->paired;
    int d = pp_finding_decimals(&r->findings[item]);

    (void)err;
    if (!pp_report_has_averages(r, item))
        return 0;
    if (o->contrast.is_made)
        pp_arm_numbers_table(r, item, into);
    struct pp_table *t = pp_document_table(
        r->d, into,
        pp_report_printf(r, "numbers of %s%s%s (%s ranges)",
                         r->findings[item].words.outcome,
                         o->contrast.is_made ? ", " : "",
                         o->contrast.is_made ? o->contrast.arm.people : "",
                         pp_style_level(r->pool, r->results->level)),
        COLUMNS, 2);
    pp_report_pair(r, t, "Pairs", pp_style_count(r->pool, (long)o->n_pairs));
    described(r, t, o, "Before", &p->pre, d);
    described(r, t, o, "After", &p->post, d);
    pp_report_pair(r, t, "Average change",
                   pp_report_estimate(r, t, p->change.mean, p->t_test.ci, d));
    pp_report_pair(r, t, "SD of changes, correlation of before and after",
                   pp_report_printf(r, "%s, %s",
                                    pp_report_number(r, t, p->change.sd, d),
                                    pp_report_number(r, t, p->correlation, 2)));
    sizes(r, t, p);
    tests(r, t, o, d);
    return 0;
}

const struct pp_part pp_part_outcome_numbers = {
    "outcome_numbers", PP_NAME_TABLE, "outcomes",
    "one outcome: averages, change, intervals, tests, sizes", make};
