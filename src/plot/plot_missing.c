#include "prepost/plot/plot_missing.h"

#include <math.h>

#include "prepost/plot/plot_forest.h"
#include "prepost/plot/sheet.h"

/*
 * A forest of one outcome with a row for each method. The axis is in scale
 * points, turned so that better is to the right; the printed changes keep
 * their own direction.
 */

static struct pp_forest_mark mark_of(struct pp_pool *pool,
                                     const struct pp_plot_style *style,
                                     const struct pp_missing_input *in,
                                     const struct pp_missing_row *row)
{
    int is_turned = in->direction == PP_LOWER_IS_BETTER;
    struct pp_forest_mark m = {
        .estimate = is_turned ? -row->change : row->change,
        .ci = is_turned ? (struct pp_interval){-row->ci.hi, -row->ci.lo}
                        : row->ci,
        .weight = 0,
        .text = row->text != NULL ? row->text
                                  : pp_figure_change_range(
                                        pool, style, row->change, row->ci.lo,
                                        row->ci.hi, in->decimals),
        .verdict = row->verdict};

    return m;
}

static struct pp_forest_row *rows_of(struct pp_pool *pool,
                                     const struct pp_plot_style *style,
                                     const struct pp_missing_input *in)
{
    struct pp_forest_row *rows =
        pp_pool_array(pool, in->n_rows + 1, sizeof *rows);

    for (size_t i = 0; i < in->n_rows; i++) {
        const struct pp_missing_row *r = &in->rows[i];
        struct pp_forest_mark *m = pp_pool_alloc(pool, sizeof *m);
        const char *label = pp_lettering_safe(pool, r->label);
        *m = mark_of(pool, style, in, r);
        if (isfinite(r->n) && r->n >= 0)
            label = pp_pool_printf(pool, "%s (%s)", label,
                                   pp_figure_people(pool, style, (size_t)r->n));
        rows[i] = (struct pp_forest_row){label, PP_FOREST_ROW, in->sesoi, m};
    }
    return rows;
}

static const char *describe(struct pp_pool *pool,
                            const struct pp_plot_style *style,
                            const struct pp_missing_input *in)
{
    struct pp_buffer b = PP_BUFFER_INIT;

    pp_buffer_puts(&b, "One row a way of allowing for answers that are "
                       "missing.");
    for (size_t i = 0; i < in->n_rows; i++) {
        const struct pp_missing_row *r = &in->rows[i];
        const char *text =
            r->text != NULL
                ? r->text
                : pp_figure_change_range(pool, style, r->change, r->ci.lo,
                                         r->ci.hi, in->decimals);
        const char *verdict = pp_lettering_safe(pool, r->verdict);
        pp_buffer_printf(&b, " %s: %s%s%s.", pp_lettering_safe(pool, r->label),
                         *text ? text : "not shown", *verdict ? ", " : "",
                         verdict);
    }
    return pp_pool_adopt(pool, pp_buffer_take(&b));
}

struct pp_figure pp_plot_missing(struct pp_pool *pool,
                                 const struct pp_missing_input *input,
                                 const struct pp_plot_style *style)
{
    struct pp_plot_style checked = pp_plot_style_checked(style);
    const char *outcome = pp_lettering_safe(pool, input->outcome);
    const char *noun = input->is_difference ? "Difference" : "Change";
    struct pp_forest_input forest = {
        .title = input->title,
        .subtitle = input->subtitle,
        .what = pp_pool_printf(
            pool, "%s in %s, with missing answers allowed for", noun, outcome),
        .message = input->message,
        .description = describe(pool, &checked, input),
        .axis = pp_pool_printf(pool, "%s in %s", noun, outcome),
        .is_difference = input->is_difference,
        .text_heading =
            input->is_difference ? "Difference (likely range)" : NULL,
        .row_heading = "Using",
        .note = input->note,
        .decimals = input->decimals,
        .level = input->level,
        .n_series = 1,
        .n_rows = input->n_rows,
        .rows = rows_of(pool, &checked, input)};
    struct pp_figure f = pp_plot_forest(pool, &forest, &checked);

    f.kind = "missing";
    return f;
}
