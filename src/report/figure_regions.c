#include <math.h>
#include <string.h>

#include "figure_inputs.h"
#include "prepost/plot/plot_forest.h"
#include "prepost/report/number_style.h"

static double turned(const struct pp_finding *f, double x)
{
    return f->direction == PP_HIGHER_IS_BETTER ? x : -x;
}

static struct pp_forest_row
row_of(const struct pp_report *r, const struct pp_finding *f, const char *label,
       double change, struct pp_interval ci, enum pp_forest_row_kind kind)
{
    struct pp_forest_mark *mark = pp_pool_alloc(r->pool, sizeof *mark);
    struct pp_interval better = f->direction == PP_HIGHER_IS_BETTER
                                    ? ci
                                    : (struct pp_interval){-ci.hi, -ci.lo};

    int d = pp_style_decimals(f->scale_decimals, change, ci, NAN);
    *mark = (struct pp_forest_mark){
        .estimate = turned(f, change),
        .ci = better,
        .text =
            isfinite(change) ? pp_style_change(r->pool, change, ci, d) : "[c]",
        .decimals = d};
    return (struct pp_forest_row){label, kind, f->sesoi, mark};
}

static const char *message(const struct pp_comparison *c, size_t n_shown)
{
    bool is_all = n_shown == c->n_cohorts;

    switch (c->code) {
    case PP_DIFFERENCE_DIFFER:
        return is_all ? "not the same in every region"
                      : "not the same in all that are shown";
    case PP_DIFFERENCE_TOO_SMALL:
        return is_all ? "differences too small to matter"
                      : "differences between those shown too small to matter";
    case PP_DIFFERENCE_CANNOT_TELL:
        return is_all ? "we cannot tell whether regions differed"
                      : "we cannot tell whether those shown differed";
    default:
        return "regions may not be shown apart";
    }
}

/* "Southshire: Rests on few groups ..", a sentence for those that share it. */
static const char *notes(const struct pp_report *r,
                         const struct pp_comparison *c)
{
    const char **names =
        pp_pool_array(r->pool, c->n_cohorts + 1, sizeof *names);
    const char *text = NULL, *first = NULL;

    for (size_t i = 0; i < c->n_cohorts; i++) {
        const char *note = pp_phrase_of_range(&c->cohorts[i]);
        size_t n = 0;
        if (note == NULL || (first != NULL && strcmp(note, first) == 0))
            continue;
        for (size_t k = i; k < c->n_cohorts; k++) {
            const char *other = pp_phrase_of_range(&c->cohorts[k]);
            if (other != NULL && strcmp(other, note) == 0)
                names[n++] = c->cohorts[k].name;
        }
        const char *said = pp_report_printf(
            r, "%s: %s", pp_phrase_join(r->pool, names, n, "and"), note);
        if (first != NULL)
            return pp_report_printf(r, "%s %s", text, said); /* both kinds */
        first = note;
        text = said;
    }
    return text;
}

const void *pp_regions_input(const struct pp_report *r, size_t item)
{
    const struct pp_comparison *c = &r->results->outcomes[item].comparison;
    const struct pp_finding *f = &r->findings[item];
    struct pp_forest_row *rows =
        pp_pool_array(r->pool, c->n_cohorts + 1, sizeof *rows);
    struct pp_forest_input *in = pp_pool_alloc(r->pool, sizeof *in);
    size_t n_shown = 0;

    for (size_t i = 0; i < c->n_cohorts; i++) {
        rows[i] = row_of(r, f, c->cohorts[i].name, c->cohorts[i].change,
                         c->cohorts[i].ci, PP_FOREST_ROW);
        n_shown += c->cohorts[i].shown;
    }
    if (!pp_report_has_averages(r, item) || n_shown < 2)
        return NULL;
    rows[c->n_cohorts] =
        row_of(r, f, "All together", f->change, f->range, PP_FOREST_POOLED);
    *in = (struct pp_forest_input){
        .title =
            pp_report_printf(r, "Change in %s by region", f->words.outcome),
        .subtitle = pp_report_printf(
            r, "%s, average change and %s, better to the right",
            pp_report_outcome_scale(r, item),
            pp_style_likely_range(r->pool, r->results->level)),
        .what = pp_report_printf(r, "Change in %s in %zu regions",
                                 f->words.outcome, n_shown),
        .message = message(c, n_shown),
        .axis = "Points for the better",
        .text_heading = "Change in points",
        .row_heading = "Region",
        .note = notes(r, c),
        .decimals = f->scale_decimals,
        .level = r->results->level,
        .n_series = 1,
        .n_rows = c->n_cohorts + 1,
        .rows = rows};
    return in;
}
