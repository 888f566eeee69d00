#include "prepost/plot/figure.h"

#include "prepost/plot/sheet.h"

const struct pp_plot_style PP_PLOT_STYLE = {
    PP_THEME_COLOUR, 720, PP_NUMBERS_ENGLISH, PP_HEADING_DRAWN};

#define PLOT(id, summary) {#id, summary},
const struct pp_plot_kind PP_PLOT_KINDS[] = {
#include "plots.def"
};
#undef PLOT
const size_t PP_N_PLOT_KINDS = sizeof PP_PLOT_KINDS / sizeof PP_PLOT_KINDS[0];

const char *pp_figure_cell(const struct pp_figure *f, size_t r, size_t c)
{
    const struct pp_figure_table *t = &f->table;

    if (r >= t->n_rows || c >= t->n_columns)
        return "";
    return t->cells[r * t->n_columns + c];
}

static struct pp_canvas_words words_of(const struct pp_figure *f,
                                       const char *id)
{
    return (struct pp_canvas_words){id, f->title, f->alt};
}

int pp_figure_svg(const struct pp_figure *f, const char *id,
                  enum pp_svg_use use, struct pp_buffer *out,
                  struct pp_error *err)
{
    struct pp_canvas_words words = words_of(f, id);

    return pp_canvas_svg(f->scene, &words, use, out, err);
}

int pp_figure_png(const struct pp_figure *f, double scale,
                  struct pp_buffer *out, struct pp_error *err)
{
    return pp_canvas_png(f->scene, scale, out, err);
}

int pp_figure_pdf(const struct pp_figure *f, struct pp_buffer *out,
                  struct pp_error *err)
{
    struct pp_canvas_words words = words_of(f, f->kind);

    return pp_canvas_pdf(f->scene, &words, out, err);
}
