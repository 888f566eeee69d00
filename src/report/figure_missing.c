#include <math.h>

#include "figure_inputs.h"
#include "prepost/plot/plot_missing.h"
#include "prepost/report/number_style.h"

/* Imputed answers are a check: findings are not judged by them. */
static const char *note_of(const struct pp_report *r, size_t i,
                           const struct pp_missing_row *imputed)
{
    const char *note = pp_figure_note(r, i);

    if (!isfinite(imputed->change))
        return note;
    return pp_report_printf(r,
                            "Imputation checks the row over it and has no "
                            "finding of its own.%s%s",
                            note != NULL ? " " : "", note != NULL ? note : "");
}

enum { N_ROWS = 3 };

static const void *input_of(const struct pp_report *r, size_t i,
                            const struct pp_missing_row *rows,
                            const struct pp_missing_row *imputed)
{
    const struct pp_outcome *o = pp_figure_outcome(r, i);
    struct pp_missing_input *in = pp_pool_alloc(r->pool, sizeof *in);

    *in = (struct pp_missing_input){
        .title = pp_report_printf(r, "%s: would everyone's answers change it?",
                                  pp_report_outcome_name(r, i)),
        .subtitle = pp_report_outcome_scale(r, i),
        .outcome = o->scale->words.outcome,
        .note = note_of(r, i, imputed),
        .is_difference = o->contrast.is_made,
        .direction = o->paired.direction,
        .decimals = pp_finding_decimals(&r->findings[i]),
        .level = r->results->level,
        .sesoi = o->plan->sesoi.value,
        .n_rows = N_ROWS,
        .rows = rows};
    return in;
}

/* A row of everyone in both groups. */
static struct pp_missing_row everyone(const struct pp_report *r, size_t i,
                                      const struct pp_coefficient *difference,
                                      const char *label)
{
    const struct pp_contrast *c = &pp_figure_outcome(r, i)->contrast;
    bool is_known = c->arm.n_before >= 0 && c->comparison.n_before >= 0;
    int decimals = pp_finding_decimals(&r->findings[i]);

    return (struct pp_missing_row){
        .label = label,
        .change = difference->estimate,
        .ci = difference->ci,
        .n =
            is_known ? (double)(c->arm.n_before + c->comparison.n_before) : NAN,
        .text = isfinite(difference->estimate)
                    ? pp_style_difference(r->pool, difference->estimate,
                                          difference->ci, decimals)
                    : ""};
}

/* Of the difference with the comparison. */
static const void *arm_missing_input(const struct pp_report *r, size_t i)
{
    const struct pp_outcome *o = pp_figure_outcome(r, i);
    const struct pp_contrast *c = &o->contrast;
    struct pp_missing_row *rows = pp_pool_array(r->pool, N_ROWS, sizeof *rows);
    int decimals = pp_finding_decimals(&r->findings[i]);

    rows[0] = (struct pp_missing_row){
        .label = "People who answered both times, allowing for their start",
        .change = c->adjusted.estimate,
        .ci = c->adjusted.ci,
        .n = (double)(c->arm.n_both + c->comparison.n_both),
        .text = pp_style_difference(r->pool, c->adjusted.estimate,
                                    c->adjusted.ci, decimals),
        .verdict =
            pp_phrase_label_at(r->findings[i].code, r->findings[i].level)};
    rows[1] = everyone(r, i, &c->imputed, "Everyone else too (imputation)");
    rows[2] = everyone(r, i, &c->if_unchanged,
                       "Everyone else too, with their first score again");
    return input_of(r, i, rows, &rows[1]);
}

static const char *first_answers(const struct pp_report *r)
{
    return r->results->evidence == PP_EVIDENCE_LOOKING_BACK
               ? "ratings of before"
               : "first answers";
}

const void *pp_missing_input(const struct pp_report *r, size_t i)
{
    const struct pp_outcome *o = pp_figure_outcome(r, i);
    const struct pp_missing_data *m = &o->missing;
    struct pp_missing_row *rows = pp_pool_array(r->pool, N_ROWS, sizeof *rows);

    if (o->hidden || !pp_report_has_averages(r, i))
        return NULL;
    if (o->contrast.is_made)
        return arm_missing_input(r, i);
    double n_all = (long)m->n_before < 0 ? NAN : (double)m->n_before;
    rows[0] = (struct pp_missing_row){
        .label = pp_report_printf(r, "People who %s",
                                  pp_report_answering(r)->answered),
        .change = o->paired.change.mean,
        .ci = o->paired.t_test.ci,
        .n = (double)o->n_pairs,
        .verdict = pp_phrase_label(o->verdict.code)};
    rows[1] = (struct pp_missing_row){
        .label = pp_report_printf(r, "Everyone's %s as well (likelihood)",
                                  first_answers(r)),
        .change = m->mar_likelihood.estimate,
        .ci = m->mar_likelihood.ci,
        .n = n_all,
        .verdict = isfinite(m->mar_likelihood.estimate)
                       ? pp_phrase_label(m->mar_verdict.code)
                       : ""};
    rows[2] = (struct pp_missing_row){
        .label = pp_report_printf(r, "Everyone's %s as well (imputation)",
                                  first_answers(r)),
        .change = m->multiple_imputation.estimate,
        .ci = m->multiple_imputation.ci,
        .n = n_all};
    return input_of(r, i, rows, &rows[2]);
}
