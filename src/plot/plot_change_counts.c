#include <ctype.h>
#include <math.h>

#include "change_parts.h"

static int has_amount(const struct pp_change_input *in)
{
    return isfinite(in->threshold) && in->threshold > 0;
}

/* --- the words ------------------------------------------------------------ */

const char *change_part_name(struct pp_pool *pool,
                             const struct pp_change_input *in,
                             enum change_part part)
{
    const char *amount = pp_lettering_safe(pool, in->threshold_name);
    const char *way = part == CHANGE_BETTER ? "better" : "worse";

    if (part == CHANGE_BETWEEN)
        return has_amount(in) ? "in between" : "no change";
    return has_amount(in) && *amount
               ? pp_pool_printf(pool, "%s by %s or more", way, amount)
               : way;
}

void change_describe_counts(struct pp_buffer *b, struct pp_pool *pool,
                            const struct pp_plot_style *style,
                            const struct pp_change_input *in,
                            const long counts[CHANGE_N_PARTS])
{
    for (int k = 0; k < CHANGE_N_PARTS; k++) {
        const char *name = change_part_name(pool, in, (enum change_part)k);
        pp_buffer_printf(b, " %c%s: %s.", toupper((unsigned char)name[0]),
                         name + 1,
                         pp_figure_number(pool, style, (double)counts[k], 0));
    }
}

static const char *average(struct pp_pool *pool,
                           const struct pp_plot_style *style,
                           const struct pp_change_input *in)
{
    if (!isfinite(in->mean))
        return "";
    return pp_pool_printf(pool, "The average change was %s.",
                          pp_figure_change_range(pool, style, in->mean,
                                                 in->mean_ci.lo, in->mean_ci.hi,
                                                 in->decimals));
}

static const char *why(const struct pp_change_input *in)
{
    return has_amount(in)
               ? "By how much each changed is not drawn, to protect people's "
                 "privacy."
               : "By how much people changed is not drawn, to protect their "
                 "privacy.";
}

static const char *describe(struct pp_pool *pool,
                            const struct pp_plot_style *style,
                            const struct pp_change_input *in,
                            const long counts[CHANGE_N_PARTS])
{
    struct pp_buffer b = PP_BUFFER_INIT;

    pp_buffer_puts(&b, "A bar for each part counts its people.");
    change_describe_counts(&b, pool, style, in, counts);
    if (isfinite(in->mean))
        pp_buffer_printf(&b, " %s", average(pool, style, in));
    pp_buffer_printf(&b, " %s", why(in));
    return pp_pool_adopt(pool, pp_buffer_take(&b));
}

static void fill_table(struct pp_figure *f, struct pp_pool *pool,
                       const struct pp_plot_style *style,
                       const struct pp_change_input *in,
                       const long counts[CHANGE_N_PARTS])
{
    const char *columns[] = {"Change", "People"};

    pp_figure_table_begin(f, pool,
                          pp_pool_printf(pool, "People by change in %s",
                                         pp_lettering_safe(pool, in->outcome)),
                          columns, 2, CHANGE_N_PARTS);
    for (int k = 0; k < CHANGE_N_PARTS; k++)
        pp_figure_row(f,
                      (const char *[]){
                          change_part_name(pool, in, (enum change_part)k),
                          pp_figure_number(pool, style, (double)counts[k], 0)});
}

/* --- draw ----------------------------------------------------------------- */

enum { TALL = 30, APART = 14 }; /* px, of and between bars */

/* On a narrow sheet a bar's name stands over it, otherwise at its left. */
struct layout {
    double name_width, left, right; /* of names; of bars */
};

static struct layout layout_of(const struct pp_sheet *s,
                               const struct pp_change_input *in)
{
    struct layout l = {s->right - s->left, s->left, s->right - 46};

    if (s->is_narrow)
        return l;
    l.name_width = 0;
    for (int k = 0; k < CHANGE_N_PARTS; k++)
        l.name_width =
            fmax(l.name_width,
                 pp_lettering_width(
                     change_part_name(s->pool, in, (enum change_part)k),
                     s->theme->label));
    l.name_width = fmin(l.name_width + 2, 0.36 * (s->right - s->left));
    l.left += l.name_width + 14;
    return l;
}

/* Returns the y under the bar. */
static double draw_part(struct pp_sheet *s, const struct pp_change_input *in,
                        enum change_part part, const struct layout *l,
                        const struct pp_axis *x, double count, double y)
{
    const char *name = change_part_name(s->pool, in, part);
    struct pp_lines lines =
        pp_lettering_wrap(s->pool, name, s->theme->label, l->name_width, 4);
    double tall = TALL, end = pp_axis_at(x, count);

    if (s->is_narrow) {
        y = pp_sheet_paragraph(s, s->theme->label, s->left, y, l->name_width,
                               PP_LEFT, name, 4) +
            3;
    } else {
        tall =
            fmax(tall, (double)lines.n * pp_lettering_leading(s->theme->label));
        pp_sheet_lines(s, s->theme->label, s->left, y + tall / 2, PP_LEFT,
                       &lines);
    }
    double middle = y + tall / 2;
    if (count > 0)
        change_draw_bar(s, part,
                        (struct pp_box){l->left, middle - TALL / 2.0, end,
                                        middle + TALL / 2.0});
    pp_scene_text(s->scene, s->theme->strong, end + 7,
                  pp_sheet_baseline(s->theme->strong, middle), PP_LEFT,
                  pp_figure_number(s->pool, s->style, count, 0));
    return y + tall + APART;
}

static struct pp_scene *draw(struct pp_pool *pool,
                             const struct pp_plot_style *style,
                             const struct pp_change_input *in,
                             const long counts[CHANGE_N_PARTS],
                             const char *title, const char *subtitle)
{
    struct pp_sheet s = pp_sheet_open(pool, style, title, subtitle);
    struct layout l = layout_of(&s, in);
    struct pp_pen base = {s.theme->baseline, 1, 0, 0};
    double most = 1;

    for (int k = 0; k < CHANGE_N_PARTS; k++)
        most = fmax(most, (double)counts[k]);
    struct pp_axis x = {0, most, l.left, l.right};
    s.y = pp_sheet_paragraph(&s, s.theme->strong, l.left, s.y, s.right - l.left,
                             PP_LEFT, "People", 1) +
          8;
    double top = s.y;
    for (int k = 0; k < CHANGE_N_PARTS; k++)
        s.y = draw_part(&s, in, (enum change_part)k, &l, &x, (double)counts[k],
                        s.y);
    if (!s.is_narrow)
        pp_scene_line(s.scene, base, l.left, top - 4, l.left, s.y - APART + 4);
    const char *notes[] = {average(pool, style, in), why(in),
                           pp_lettering_safe(pool, in->note)};
    pp_sheet_close(&s, notes, 3);
    return s.scene;
}

struct pp_figure change_of_counts(struct pp_pool *pool,
                                  const struct pp_change_input *in,
                                  const struct pp_plot_style *style)
{
    struct pp_figure f =
        pp_figure_begin("change", pool, in->title, in->subtitle);
    const long counts[CHANGE_N_PARTS] = {in->n_better, in->n_between,
                                         in->n_worse};
    int would_tell = 0;

    for (int k = 0; k < CHANGE_N_PARTS; k++)
        would_tell |= counts[k] < 0;
    if (pp_figure_is_left_out(&f, pool, style, in->n, would_tell))
        return f;
    f.alt = pp_figure_alt_of(
        pool, pp_pool_printf(pool, "Bars: how %s changed on %s. %s.",
                             pp_figure_people(pool, style, in->n),
                             pp_lettering_safe(pool, in->outcome), f.title));
    f.description = describe(pool, style, in, counts);
    fill_table(&f, pool, style, in, counts);
    f.scene = draw(pool, style, in, counts, f.title, f.subtitle);
    return f;
}
