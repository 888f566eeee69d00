#include "prepost/plot/plot_forest.h"

#include <math.h>
#include <string.h>

#include "forest_parts.h"
#include "prepost/plot/sheet.h"

/* --- prepare -------------------------------------------------------------- */

static const struct pp_forest_mark *mark(const struct pp_forest_input *in,
                                         size_t row, size_t series)
{
    const struct pp_forest_row *r = &in->rows[row];

    return r->kind == PP_FOREST_HEADING || !r->marks ? NULL : &r->marks[series];
}

static int is_drawn(const struct pp_forest_mark *m)
{
    return m && isfinite(m->estimate);
}

struct reach {
    double furthest, widest; /* estimate from zero; half a range */
    double sum_of_widths;
    size_t n, n_ranges;
};

static struct reach reach_of(const struct pp_forest_input *in, size_t n_rows)
{
    struct reach r = {0, 0, 0, 0, 0};

    for (size_t i = 0; i < n_rows; i++)
        for (size_t k = 0; k < in->n_series; k++) {
            const struct pp_forest_mark *m = mark(in, i, k);
            if (!is_drawn(m))
                continue;
            r.n++;
            r.furthest = fmax(r.furthest, fabs(m->estimate));
            double half = (m->ci.hi - m->ci.lo) / 2;
            if (isfinite(half)) {
                r.n_ranges++;
                r.sum_of_widths += log(half + 1e-9);
                r.widest = fmax(r.widest, half);
            }
        }
    return r;
}

/*
 * One very wide range must not press all others flat: ranges end in an arrow
 * past three times the typical width (their geometric mean) beyond the
 * furthest estimate.
 */
static void choose_range(struct forest_prepared *p)
{
    const struct pp_forest_input *in = p->in;
    struct reach r = reach_of(in, p->n_rows);
    double typical = r.n_ranges ? exp(r.sum_of_widths / (double)r.n_ranges) : 0;
    double limit = r.furthest + fmax(3 * typical, 0.2 * r.furthest);

    p->lo = p->hi = 0;
    for (size_t i = 0; i < p->n_rows; i++) {
        for (size_t k = 0; k < in->n_series; k++) {
            const struct pp_forest_mark *m = mark(in, i, k);
            if (!is_drawn(m))
                continue;
            p->lo = fmin(p->lo, fmin(m->estimate, fmax(m->ci.lo, -limit)));
            p->hi = fmax(p->hi, fmax(m->estimate, fmin(m->ci.hi, limit)));
        }
        double sesoi = in->rows[i].sesoi;
        if (isfinite(sesoi) && sesoi < 2 * limit) {
            p->lo = fmin(p->lo, -1.1 * sesoi);
            p->hi = fmax(p->hi, 1.1 * sesoi);
        }
    }
    /* Both ways must be seen, or "worse" would have no room for its word. */
    double span = p->hi - p->lo;
    if (!(span > 0)) {
        p->lo = -1;
        p->hi = 1;
        return;
    }
    p->lo = fmin(p->lo, -0.25 * span) - 0.02 * span;
    p->hi = fmax(p->hi, 0.25 * span) + 0.02 * span;
}

static struct forest_prepared prepare(const struct pp_forest_input *in)
{
    struct forest_prepared p = {.in = in};

    p.n_rows = in->n_rows < FOREST_MOST_ROWS ? in->n_rows : FOREST_MOST_ROWS;
    choose_range(&p);
    for (size_t i = 0; i < p.n_rows; i++) {
        for (size_t k = 0; k < in->n_series; k++) {
            const struct pp_forest_mark *m = mark(in, i, k);
            if (is_drawn(m) && isfinite(m->weight) && m->weight > 0) {
                p.heaviest = fmax(p.heaviest, m->weight);
                p.lightest =
                    p.lightest > 0 ? fmin(p.lightest, m->weight) : m->weight;
            }
            p.has_verdicts |= m && m->verdict && *m->verdict;
            p.has_texts |= m && m->text && *m->text;
        }
        p.has_sesoi |= isfinite(in->rows[i].sesoi) && in->rows[i].sesoi > 0;
    }
    return p;
}

static int decimals_of(const struct pp_forest_input *in,
                       const struct pp_forest_mark *m)
{
    return m->decimals > in->decimals ? m->decimals : in->decimals;
}

/* Nothing is drawn finer than it is printed. */
static const struct pp_forest_input *
as_printed(struct pp_pool *pool, const struct pp_forest_input *in)
{
    struct pp_forest_input *out = pp_pool_alloc(pool, sizeof *out);
    struct pp_forest_row *rows =
        pp_pool_array(pool, in->n_rows + 1, sizeof *rows);

    *out = *in;
    out->rows = rows;
    for (size_t i = 0; i < in->n_rows; i++) {
        struct pp_forest_mark *marks =
            pp_pool_array(pool, in->n_series + 1, sizeof *marks);
        rows[i] = in->rows[i];
        for (size_t k = 0; mark(in, i, k) != NULL && k < in->n_series; k++) {
            marks[k] = *mark(in, i, k);
            int d = decimals_of(in, &marks[k]);
            marks[k].estimate = pp_figure_printed(marks[k].estimate, d);
            marks[k].ci = pp_figure_printed_range(marks[k].ci, d);
        }
        rows[i].marks = in->rows[i].marks != NULL ? marks : NULL;
    }
    return out;
}

/* --- the words ------------------------------------------------------------ */

/* Where a range lies: against no change first, then against what matters. */
enum side { RIGHT, WITHIN, ACROSS, CROSSING, LEFT, N_SIDES };

static enum side side_of(const struct pp_forest_mark *m, double sesoi)
{
    if (m->ci.lo > 0)
        return RIGHT;
    if (m->ci.hi < 0)
        return LEFT;
    if (!isfinite(sesoi))
        return CROSSING;
    return m->ci.lo > -sesoi && m->ci.hi < sesoi ? WITHIN : ACROSS;
}

static void add_name(struct pp_buffer *b, struct pp_pool *pool,
                     const struct pp_forest_input *in, size_t row,
                     size_t series)
{
    if (b->length > 0)
        pp_buffer_puts(b, ", ");
    pp_buffer_puts(b, pp_lettering_safe(pool, in->rows[row].label));
    if (in->n_series > 1)
        pp_buffer_printf(b, " in %s",
                         pp_lettering_safe(pool, in->series[series]));
}

static const char *describe(struct pp_pool *pool,
                            const struct forest_prepared *p)
{
    static const char *const of_change[N_SIDES] = {
        " Lines wholly right of no change: ",
        " Wholly among changes too small to matter: ",
        " Crossing no change and one that matters: ", " Crossing no change: ",
        " Wholly left: "};
    static const char *const of_difference[N_SIDES] = {
        " Lines wholly right of zero: ",
        " Wholly among differences too small to matter: ",
        " Crossing zero and a difference that matters: ", " Crossing zero: ",
        " Wholly left: "};
    const struct pp_forest_input *in = p->in;
    const char *const *lead = in->is_difference ? of_difference : of_change;
    struct pp_buffer names[N_SIDES] = {PP_BUFFER_INIT};
    struct pp_buffer all = PP_BUFFER_INIT;

    for (size_t i = 0; i < in->n_rows; i++)
        for (size_t k = 0; k < in->n_series; k++) {
            const struct pp_forest_mark *m = mark(in, i, k);
            if (is_drawn(m) && isfinite(m->ci.lo) && isfinite(m->ci.hi))
                add_name(&names[side_of(m, in->rows[i].sesoi)], pool, in, i, k);
        }
    if (in->n_rows == 1)
        pp_buffer_puts(&all, "A mark for the average, a line for the likely "
                             "range.");
    else
        pp_buffer_printf(&all,
                         "One row %s %s, in the table's order: a mark for the "
                         "average, a line for the likely range.",
                         strchr("aeiouAEIOU", p->row_heading[0]) ? "an" : "a",
                         p->row_name);
    for (int s = 0; s < N_SIDES; s++) {
        int is_said = names[s].length > 0 ||
                      (in->n_rows > 1 && (s == RIGHT || s == LEFT));
        if (is_said)
            pp_buffer_printf(&all, "%s%s.", lead[s],
                             names[s].length ? pp_buffer_text(&names[s])
                                             : "none");
        pp_buffer_clear(&names[s]);
    }
    return pp_pool_adopt(pool, pp_buffer_take(&all));
}

/* "2 better, 5 we cannot tell", in the order in which they first stand. */
static const char *count_verdicts(struct pp_pool *pool,
                                  const struct forest_prepared *p)
{
    const struct pp_forest_input *in = p->in;
    size_t most = in->n_rows * in->n_series + 1, n = 0;
    const char **name = pp_pool_array(pool, most, sizeof *name);
    size_t *count = pp_pool_array(pool, most, sizeof *count);
    struct pp_buffer b = PP_BUFFER_INIT;

    for (size_t i = 0; i < in->n_rows; i++)
        for (size_t k = 0; k < in->n_series; k++) {
            const struct pp_forest_mark *m = mark(in, i, k);
            if (!m || !m->verdict || !*m->verdict)
                continue;
            size_t v = 0;
            while (v < n && strcmp(name[v], m->verdict) != 0)
                v++;
            if (v == n)
                name[n++] = m->verdict;
            count[v]++;
        }
    for (size_t v = 0; v < n; v++) {
        char *word = pp_lettering_safe(pool, name[v]);
        if (word[0] >= 'A' && word[0] <= 'Z')
            word[0] = (char)(word[0] - 'A' + 'a');
        if (most == 2) /* one row, and room for a mark of the end */
            pp_buffer_printf(&b, "the finding is \"%s\"", word);
        else
            pp_buffer_printf(&b, "%s%zu %s", v ? ", " : "", count[v], word);
    }
    return pp_pool_adopt(pool, pp_buffer_take(&b));
}

static const char *alt(struct pp_pool *pool, const struct forest_prepared *p)
{
    const char *message = p->in->message
                              ? pp_lettering_safe(pool, p->in->message)
                              : count_verdicts(pool, p);

    return pp_figure_alt_of(pool,
                            pp_pool_printf(pool, "%s, better to the right%s%s.",
                                           pp_lettering_safe(pool, p->in->what),
                                           *message ? ": " : "", message));
}

static size_t has_verdicts(const struct pp_forest_input *in)
{
    for (size_t i = 0; i < in->n_rows; i++)
        for (size_t k = 0; k < in->n_series; k++) {
            const struct pp_forest_mark *m = mark(in, i, k);
            if (m && m->verdict && *m->verdict)
                return 1;
        }
    return 0;
}

static void fill_table(struct pp_figure *f, struct pp_pool *pool,
                       const struct pp_plot_style *style,
                       const struct forest_prepared *p)
{
    const struct pp_forest_input *in = p->in;
    int is_many = in->n_series > 1;
    const char *range = pp_pool_printf(
        pool, "Likely range (%s)", pp_figure_percent(pool, style, in->level));
    const char *columns[] = {p->row_heading,  "Series",
                             in->axis,        range,
                             p->text_heading, p->verdict_heading};

    /* One series needs no column of its own, nor do findings of no row. */
    if (!is_many)
        memmove(&columns[1], &columns[2], 4 * sizeof columns[0]);
    pp_figure_table_begin(f, pool,
                          pp_pool_printf(pool, "%s; above 0 is better",
                                         pp_lettering_safe(pool, in->what)),
                          columns, (is_many ? 5 : 4) + has_verdicts(in),
                          in->n_rows * in->n_series);
    for (size_t i = 0; i < in->n_rows; i++)
        for (size_t k = 0; k < in->n_series; k++) {
            const struct pp_forest_mark *m = mark(in, i, k);
            if (!m)
                continue;
            int d = decimals_of(in, m);
            const char *cells[] = {
                in->rows[i].label,
                is_many ? in->series[k] : "",
                pp_figure_number(pool, style, m->estimate, d),
                pp_figure_range(pool, style, m->ci.lo, m->ci.hi, d,
                                PP_RANGE_PLAIN),
                m->text,
                m->verdict};
            if (!is_many)
                memmove(&cells[1], &cells[2], 4 * sizeof cells[0]);
            pp_figure_row(f, cells);
        }
}

static const char *or_else(struct pp_pool *pool, const char *text,
                           const char *otherwise)
{
    return pp_lettering_safe(pool, text && *text ? text : otherwise);
}

struct pp_figure pp_plot_forest(struct pp_pool *pool,
                                const struct pp_forest_input *input,
                                const struct pp_plot_style *style)
{
    struct pp_figure f =
        pp_figure_begin("forest", pool, input->title, input->subtitle);
    struct pp_plot_style checked = pp_plot_style_checked(style);
    const struct pp_forest_input *drawn = as_printed(pool, input);
    struct forest_prepared p = prepare(drawn);

    p.in = input; /* words judge ranges as they are */
    p.row_heading = or_else(pool, input->row_heading, "Outcome");
    char *name = pp_pool_strdup(pool, p.row_heading);
    if (name[0] >= 'A' && name[0] <= 'Z')
        name[0] = (char)(name[0] - 'A' + 'a');
    p.row_name = name;
    p.text_heading =
        or_else(pool, input->text_heading, "Change (likely range)");
    p.verdict_heading = or_else(pool, input->verdict_heading, "Finding");
    fill_table(&f, pool, &checked, &p);
    if (reach_of(input, input->n_rows).n == 0) {
        pp_figure_undrawn(&f, pool, &checked,
                          "Nothing is drawn: no average change can be given.");
        return f;
    }
    f.alt = alt(pool, &p);
    f.description = input->description && *input->description
                        ? input->description
                        : describe(pool, &p);
    p.in = drawn;
    f.scene = forest_draw(pool, &checked, &p, f.title, f.subtitle);
    return f;
}
