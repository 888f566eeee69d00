#include <math.h>

#include "prepost/analysis/comparison.h"
#include "prepost/report/number_style.h"
#include "prepost/report/part.h"

static const struct pp_table_column OF_TWO[] = {
    {"Outcome", PP_COLUMN_TEXT},
    {"Difference in change", PP_COLUMN_RANGE},
    {"Allowing for the start", PP_COLUMN_RANGE},
    {"p", PP_COLUMN_NUMBER},
    {"p after Holm", PP_COLUMN_NUMBER},
    {"Finding", PP_COLUMN_TEXT},
};
static const struct pp_table_column OF_SEVERAL[] = {
    {"Outcome", PP_COLUMN_TEXT},
    {"p, changes", PP_COLUMN_NUMBER},
    {"p after Holm", PP_COLUMN_NUMBER},
    {"p, allowing for the start", PP_COLUMN_NUMBER},
    {"Finding", PP_COLUMN_TEXT},
};

/* Two regions that are shown, and so one difference. */
static bool is_pair(const struct pp_comparison *c)
{
    return c->between != NULL && c->between->k == 2;
}

static const char *finding(enum pp_difference_code code)
{
    switch (code) {
    case PP_DIFFERENCE_DIFFER:
        return "They differ";
    case PP_DIFFERENCE_TOO_SMALL:
        return "Too small to matter";
    case PP_DIFFERENCE_CANNOT_TELL:
        return "We cannot tell";
    default:
        return "Not reported";
    }
}

static void add_row(const struct pp_report *r, struct pp_table *t, size_t i,
                    bool of_two)
{
    const struct pp_comparison *c = &r->results->outcomes[i].comparison;
    int d = r->findings[i].scale_decimals;
    struct pp_table_row *row = pp_table_row(r->d, t);
    size_t finding_at = of_two ? 5 : 4, at = 1;

    pp_table_text(r->d, row, 0, pp_report_outcome_name(r, i));
    if (!pp_report_has_averages(r, i)) {
        pp_report_no_numbers(r, t, row, i, 1, finding_at);
        pp_prose_strong(r->d, &row->cells[finding_at],
                        finding(PP_DIFFERENCE_NONE));
        return;
    }
    bool is_shown = c->n_cohorts > 1;
    if (is_shown && (c->between == NULL || c->between->k < 2)) {
        for (; at < finding_at; at++)
            pp_table_text(r->d, row, at, "[c]");
        pp_table_note(r->d, t, pp_phrase_hidden_cell());
        pp_prose_strong(r->d, &row->cells[finding_at],
                        finding(PP_DIFFERENCE_NONE));
        return;
    }
    bool has_two = is_shown && is_pair(c);
    if (of_two) {
        pp_table_text(
            r->d, row, at++,
            pp_report_estimate(r, t, has_two ? c->change_score.estimate : NAN,
                               c->change_score.ci, d));
        pp_table_text(r->d, row, at++,
                      pp_report_estimate(r, t,
                                         has_two ? c->adjusted.estimate : NAN,
                                         c->adjusted.ci, d));
    }
    pp_table_text(r->d, row, at++, pp_report_p(r, t, is_shown ? c->p : NAN));
    pp_table_text(r->d, row, at++,
                  pp_report_p(r, t, is_shown ? c->p_holm : NAN));
    if (!of_two)
        pp_table_text(
            r->d, row, at++,
            pp_report_p(r, t, is_shown ? pp_comparison_adjusted_p(c) : NAN));
    if (!of_two && is_shown && c->between != NULL &&
        c->between->groups.allowed_for)
        pp_table_note(r->d, t,
                      "No p allowing for the start: this test cannot allow for "
                      "support groups as well.");
    pp_prose_strong(r->d, &row->cells[finding_at],
                    finding(is_shown ? c->code : PP_DIFFERENCE_NONE));
}

/* A p below the line by itself, and not among so many outcomes. */
static void add_two_ways(const struct pp_report *r, struct pp_table *t)
{
    for (size_t i = 0; i < r->n_outcomes; i++) {
        const struct pp_comparison *c = &r->results->outcomes[i].comparison;
        if (r->n_outcomes < 2 || !pp_report_has_averages(r, i) ||
            isnan(pp_comparison_adjusted_p(c)))
            continue;
        pp_table_note(r->d, t,
                      "The two ways agree where, after Holm, both say that "
                      "regions differ, or neither does.");
        return;
    }
}

/* How alike people of one group changed, and what the start is worth: of the
 * first main outcome that has averages. */
static void add_notes(const struct pp_report *r, struct pp_table *t)
{
    for (size_t i = 0; i < r->n_outcomes; i++) {
        const struct pp_outcome *o = &r->results->outcomes[i];
        const struct pp_between *b = o->comparison.between;
        const char *words = r->findings[i].words.outcome;
        if (o->plan->role != PP_PRIMARY || !pp_report_has_averages(r, i) ||
            b == NULL || b->k < 2)
            continue;
        if (isfinite(b->ancova.slope.estimate))
            pp_table_note(
                r->d, t,
                pp_report_printf(
                    r,
                    "Two people of one region who were a point apart in %s "
                    "before were %s points apart after, on average%s.",
                    words,
                    pp_style_number(r->pool, b->ancova.slope.estimate, 2),
                    isfinite(b->slope_corrected)
                        ? pp_report_printf(
                              r, " (%s if scores before had no error)",
                              pp_style_number(r->pool, b->slope_corrected, 2))
                        : ""));
        if (b->groups.allowed_for && isfinite(b->groups.icc))
            pp_table_note(
                r->d, t,
                pp_report_printf(
                    r,
                    "Ranges allow for %zu support groups (CR2, "
                    "Satterthwaite)%s. How alike a group's people changed, "
                    "%s: ICC %s.",
                    b->groups.n_groups,
                    b->k > 2 && pp_comparison_ignores_groups(&o->comparison)
                        ? " where a region has four or more"
                        : "",
                    words, pp_style_number(r->pool, b->groups.icc, 2)));
        return;
    }
}

static int make(const struct pp_report *r, size_t item, struct pp_blocks *into,
                struct pp_error *err)
{
    const struct pp_comparison *first =
        r->n_outcomes > 0 ? &r->results->outcomes[0].comparison : NULL;

    (void)item;
    (void)err;
    if (first == NULL || first->n_cohorts < 2 || !pp_report_has_findings(r))
        return 0;
    if (pp_report_regions_apart(r) < 2) /* said above the table */
        return 0;
    bool of_two = first->n_cohorts == 2;
    struct pp_table *t =
        pp_document_table(r->d, into,
                          of_two ? pp_report_printf(r, "%s less %s, in points",
                                                    first->cohorts[0].name,
                                                    first->cohorts[1].name)
                                 : "do regions differ in their average change",
                          of_two ? OF_TWO : OF_SEVERAL,
                          of_two ? sizeof OF_TWO / sizeof *OF_TWO
                                 : sizeof OF_SEVERAL / sizeof *OF_SEVERAL);
    for (size_t i = 0; i < r->n_outcomes; i++)
        add_row(r, t, i, of_two);
    if (r->n_outcomes > 1)
        pp_table_note(
            r->d, t,
            pp_report_printf(r, "After Holm: %s.",
                             pp_phrase_holm_of_regions(pp_report_n_times(r))));
    add_two_ways(r, t);
    add_notes(r, t);
    return 0;
}

const struct pp_part pp_part_region_differences = {
    "region_differences", PP_NAME_TABLE, NULL,
    "differences between regions, by changes and allowing for where people "
    "started",
    make};
