#include "prepost/plot/plot_paired.h"

#include <math.h>
#include <string.h>

#include "paired_parts.h"
#include "prepost/plot/sheet.h"

/* --- prepare: everything that will be drawn, and the words ---------------- */

enum { LEAST_FOR_CURVE = 10, KEPT_PEOPLE = 150, MOST_CELLS = 240 };

static const char *range_name(struct pp_pool *pool,
                              const struct pp_plot_style *style, double level)
{
    return pp_pool_printf(pool, "likely range (%s)",
                          pp_figure_percent(pool, style, level));
}

static void include_wave(double *lo, double *hi, const struct pp_paired_wave *w)
{
    pp_range_include(lo, hi, w->mean);
    pp_range_include(lo, hi, w->mean_ci.lo);
    pp_range_include(lo, hi, w->mean_ci.hi);
    pp_range_include(lo, hi, w->median);
    pp_range_include(lo, hi, w->q1);
    pp_range_include(lo, hi, w->q3);
}

static void include_people(double *lo, double *hi,
                           const struct pp_paired_input *in)
{
    for (size_t i = 0; i < in->n; i++)
        if (isfinite(in->pre[i]) && isfinite(in->post[i])) {
            pp_range_include(lo, hi, in->pre[i]);
            pp_range_include(lo, hi, in->post[i]);
        }
}

static int has_scale(const struct pp_paired_input *in)
{
    return isfinite(in->scale_min) && isfinite(in->scale_max) &&
           in->scale_max > in->scale_min;
}

/*
 * The whole scale where it is known and not mostly empty: a change then looks
 * as large as it is. Who may not be shown may not set the ends of an axis
 * either.
 */
static void choose_range(struct paired_prepared *p)
{
    const struct pp_paired_input *in = p->in;
    int is_hidden = in->people == PP_PEOPLE_HIDDEN;
    double lo = INFINITY, hi = -INFINITY;

    include_wave(&lo, &hi, &in->before);
    include_wave(&lo, &hi, &in->after);
    if (!is_hidden)
        include_people(&lo, &hi, in);
    double spread = hi - lo;
    double whole = in->scale_max - in->scale_min;
    if (has_scale(in) &&
        (is_hidden || !(spread > 1e-6 * whole) || whole <= 4 * spread)) {
        pp_range_include(&lo, &hi, in->scale_min);
        pp_range_include(&lo, &hi, in->scale_max);
    } else {
        lo -= is_hidden ? 0.75 * spread : 0;
        hi += is_hidden ? 0.75 * spread : 0;
        pp_range_on_scale(&lo, &hi, in->scale_min, in->scale_max);
    }
    pp_range_open(&lo, &hi);
    p->lo = lo;
    p->hi = hi;
}

/*
 * Of people who may be shown only: of whole numbers, and with a bandwidth that
 * follows from what is printed, the curve could be taken apart into how many
 * people have each score.
 */
static struct pp_curve density(const struct paired_prepared *p, const double *x)
{
    const struct pp_paired_input *in = p->in;
    double least = (p->hi - p->lo) / 60;
    struct pp_curve none = {0, 0, {0}, 0};

    if (in->people == PP_PEOPLE_HIDDEN || in->n < LEAST_FOR_CURVE)
        return none;
    return pp_spread_density(x, in->n, least, in->scale_min, in->scale_max);
}

static void round_wave(struct pp_paired_wave *w, int decimals)
{
    struct pp_interval half =
        pp_figure_printed_range((struct pp_interval){w->q1, w->q3}, decimals);

    w->mean = pp_figure_printed(w->mean, decimals);
    w->mean_ci = pp_figure_printed_range(w->mean_ci, decimals);
    w->median = pp_figure_printed(w->median, decimals);
    w->q1 = half.lo;
    w->q3 = half.hi;
}

/* Of hidden people nothing is drawn finer than it is printed. The standard
 * error of the change goes with the width of its range. */
static const struct pp_paired_input *
as_printed(struct pp_pool *pool, const struct pp_paired_input *in)
{
    if (in->people == PP_PEOPLE_SHOWN)
        return in;
    struct pp_paired_input *out = pp_pool_alloc(pool, sizeof *out);
    *out = *in;
    int d = in->decimals;
    round_wave(&out->before, d);
    round_wave(&out->after, d);
    d = pp_figure_decimals(in->change_ci.lo, in->change_ci.hi, d);
    out->change = pp_figure_printed(in->change, d);
    out->change_ci = pp_figure_printed_range(in->change_ci, in->decimals);
    double width = in->change_ci.hi - in->change_ci.lo;
    if (width > 0)
        out->change_se *= (out->change_ci.hi - out->change_ci.lo) / width;
    return out;
}

static struct paired_prepared prepare(struct pp_pool *pool,
                                      const struct pp_plot_style *style,
                                      const struct pp_paired_input *in)
{
    struct paired_prepared p = {.in = in};

    p.axis = pp_lettering_safe(pool, in->axis);
    p.outcome = pp_lettering_safe(pool, in->outcome);
    p.verdict = pp_lettering_safe(pool, in->verdict);
    p.cutoff = pp_lettering_safe(pool, in->cutoff_name);
    p.range_name = range_name(pool, style, in->level);
    p.change_text = pp_figure_change(
        pool, style, in->change,
        pp_figure_decimals(in->change_ci.lo, in->change_ci.hi, in->decimals));
    p.change_range =
        in->change_ci.lo * in->change_ci.hi > 0 && in->change_ci.hi < 0
            ? pp_figure_range(pool, style, -in->change_ci.hi, -in->change_ci.lo,
                              in->decimals, PP_RANGE_PLAIN)
        : in->change_ci.lo * in->change_ci.hi > 0
            ? pp_figure_range(pool, style, in->change_ci.lo, in->change_ci.hi,
                              in->decimals, PP_RANGE_PLAIN)
            : pp_figure_range(pool, style, in->change_ci.lo, in->change_ci.hi,
                              in->decimals, PP_RANGE_OF_CHANGE);
    choose_range(&p);
    p.before = density(&p, in->pre);
    p.after = density(&p, in->post);
    /* Of very many people the curve would be thinner than its outline. */
    if (in->change_se > 0.0015 * (p.hi - p.lo))
        p.change = pp_spread_of_mean(in->change, in->change_se, in->change_df);
    if (in->people == PP_PEOPLE_SHOWN && in->n > 0)
        p.people = pp_spread_cells(
            pool, in->pre, in->post, in->n,
            &(struct pp_cell_rule){p.lo, p.hi, KEPT_PEOPLE, 24, MOST_CELLS});
    return p;
}

/* --- the words ------------------------------------------------------------ */

int paired_has_half(const struct pp_paired_wave *w)
{
    return isfinite(w->q1) && isfinite(w->q3);
}

static void describe_medians(struct pp_buffer *b, struct pp_pool *pool,
                             const struct pp_plot_style *style,
                             const struct paired_prepared *p)
{
    double before = p->in->before.median, after = p->in->after.median;

    if (!isfinite(before) || !isfinite(after))
        return;
    pp_buffer_printf(b, " The middle person scored %s before and %s after.",
                     pp_figure_number(pool, style, before, p->in->decimals),
                     pp_figure_number(pool, style, after, p->in->decimals));
}

static void describe_halves(struct pp_buffer *b, struct pp_pool *pool,
                            const struct pp_plot_style *style,
                            const struct paired_prepared *p)
{
    const struct pp_paired_wave *w = &p->in->before, *v = &p->in->after;
    int d = p->in->decimals;

    if (!paired_has_half(w) || !paired_has_half(v)) {
        describe_medians(b, pool, style, p);
        return;
    }
    pp_buffer_printf(b,
                     " The middle half of scores lay between %s and %s "
                     "before, and between ",
                     pp_figure_number(pool, style, w->q1, d),
                     pp_figure_number(pool, style, w->q3, d));
    pp_buffer_printf(b, "%s and %s after.",
                     pp_figure_number(pool, style, v->q1, d),
                     pp_figure_number(pool, style, v->q3, d));
}

static int has_counts(const struct pp_paired_input *in)
{
    return in->n_better >= 0 && in->n_same >= 0 && in->n_worse >= 0;
}

static const char *describe(struct pp_pool *pool,
                            const struct pp_plot_style *style,
                            const struct paired_prepared *p)
{
    const struct pp_paired_input *in = p->in;
    struct pp_buffer b = PP_BUFFER_INIT;

    const char *before =
        pp_figure_number(pool, style, in->before.mean, in->decimals);
    const char *after =
        pp_figure_number(pool, style, in->after.mean, in->decimals);
    if (strcmp(before, after) == 0)
        pp_buffer_printf(&b, "The average was %s before and after.", before);
    else
        pp_buffer_printf(&b, "The average went from %s to %s.", before, after);
    describe_halves(&b, pool, style, p);
    if (*p->change_text)
        pp_buffer_printf(
            &b, " The average change was %s%s%s.",
            *p->change_range || p->change_text[0] != '0' ? p->change_text
                                                         : "nothing",
            *p->change_range ? ", likely range " : "", p->change_range);
    if (has_counts(in)) {
        pp_buffer_printf(&b, " %s went better, ",
                         pp_figure_people(pool, style, (size_t)in->n_better));
        pp_buffer_printf(&b, "%s stayed the same, %s went worse.",
                         pp_figure_number(pool, style, (double)in->n_same, 0),
                         pp_figure_number(pool, style, (double)in->n_worse, 0));
    }
    return pp_pool_adopt(pool, pp_buffer_take(&b));
}

static const char *wave_cell(struct pp_pool *pool,
                             const struct pp_plot_style *style,
                             const struct pp_interval *i, int decimals)
{
    return pp_figure_range(pool, style, i->lo, i->hi, decimals, PP_RANGE_PLAIN);
}

static void fill_table(struct pp_figure *f, struct pp_pool *pool,
                       const struct pp_plot_style *style,
                       const struct paired_prepared *p)
{
    const struct pp_paired_input *in = p->in;
    const struct pp_paired_wave *w = &in->before, *v = &in->after;
    int d = in->decimals;
    const char *columns[] = {"Scores", w->label, v->label, "Change"};
    struct pp_interval half_w = {w->q1, w->q3}, half_v = {v->q1, v->q3};

    pp_figure_table_begin(
        f, pool,
        pp_pool_printf(pool, "Scores before and after: %s", p->outcome),
        columns, 4, 8);
    pp_figure_row(f, (const char *[]){"Average",
                                      pp_figure_number(pool, style, w->mean, d),
                                      pp_figure_number(pool, style, v->mean, d),
                                      p->change_text});
    pp_figure_row(
        f, (const char *[]){pp_pool_printf(pool, "Average, %s", p->range_name),
                            wave_cell(pool, style, &w->mean_ci, d),
                            wave_cell(pool, style, &v->mean_ci, d),
                            p->change_range});
    if (isfinite(w->median) || isfinite(v->median))
        pp_figure_row(f, (const char *[]){
                             "Middle person",
                             pp_figure_number(pool, style, w->median, d),
                             pp_figure_number(pool, style, v->median, d), ""});
    if (paired_has_half(w) || paired_has_half(v))
        pp_figure_row(f, (const char *[]){
                             "Middle half", wave_cell(pool, style, &half_w, d),
                             wave_cell(pool, style, &half_v, d), ""});
    if (!has_counts(in))
        return;
    const char *names[] = {"People who went better",
                           "People who stayed the same",
                           "People who went worse"};
    long counts[] = {in->n_better, in->n_same, in->n_worse};
    for (size_t i = 0; i < 3; i++)
        pp_figure_row(f,
                      (const char *[]){
                          names[i], "", "",
                          pp_figure_number(pool, style, (double)counts[i], 0)});
}

struct pp_figure pp_plot_paired(struct pp_pool *pool,
                                const struct pp_paired_input *input,
                                const struct pp_plot_style *style)
{
    struct pp_figure f =
        pp_figure_begin("paired", pool, input->title, input->subtitle);
    struct pp_plot_style checked = pp_plot_style_checked(style);

    if (!isfinite(input->before.mean) || !isfinite(input->after.mean) ||
        !isfinite(input->change)) {
        pp_figure_undrawn(&f, pool, &checked,
                          input->n == 0
                              ? "Nothing is drawn: nobody answered both times."
                              : "Nothing is drawn: no averages can be given.");
        return f;
    }
    input = as_printed(pool, input);
    struct paired_prepared p = prepare(pool, &checked, input);
    f.alt = pp_figure_alt_of(
        pool,
        pp_pool_printf(pool, "Before and after scores of %s: %s.",
                       pp_figure_people(pool, &checked, input->n), f.title));
    f.description =
        pp_figure_described(pool, describe(pool, &checked, &p), input->note);
    fill_table(&f, pool, &checked, &p);
    f.scene = paired_draw(pool, &checked, &p, f.title, f.subtitle);
    return f;
}
