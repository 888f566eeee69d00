#ifndef PREPOST_PLOT_FIGURE_H
#define PREPOST_PLOT_FIGURE_H

#include <stddef.h>

#include "prepost/base/buffer.h"
#include "prepost/base/error.h"
#include "prepost/base/pool.h"
#include "prepost/plot/scene.h"

/*
 * A finished figure: what is drawn, and the same in words and as a table.
 *
 * Each kind of figure has a function of its own in plot/plot_<kind>.h that
 * turns an input of plain numbers and words into one of these; then
 *
 *     struct pp_figure f = pp_plot_paired(pool, &input, &PP_PLOT_STYLE);
 *     if (pp_figure_svg(&f, "fig-hope", PP_SVG_INLINE, &out, err) != 0) ...
 *
 * Making a figure cannot fail. Where the numbers cannot be drawn (nobody
 * answered, say) `reason` is a sentence that says why not, and the picture
 * holds that sentence. Words about the findings (title, verdicts, "rose") come
 * in with the input; what may be shown is decided before (disclose/). All
 * text is plain text, not markup, and everything is the pool's.
 */

/* Colours and sizes. */
enum pp_plot_theme {
    PP_THEME_COLOUR,
    PP_THEME_MONOCHROME, /* greys only, for photocopies */
    PP_THEME_LARGE       /* large print: no text under 16 pt on A4 */
};

/* 1,234.5 or, without regard to language, 1 234.5 (ISO 80000-1). */
enum pp_plot_numbers { PP_NUMBERS_ENGLISH, PP_NUMBERS_NEUTRAL };

/* Whether title and subtitle stand in the picture or only beside it. */
enum pp_plot_heading { PP_HEADING_DRAWN, PP_HEADING_LEFT_OUT };

struct pp_plot_style {
    enum pp_plot_theme theme;
    double width_px; /* 220 to 1600; 720 fills an A4 column, 360 a phone */
    enum pp_plot_numbers numbers;
    enum pp_plot_heading heading;
};

/* Colour, 720 px, English numbers, heading drawn. */
extern const struct pp_plot_style PP_PLOT_STYLE;

/* Whether a person may be a dot: the disclosure preset decides. */
enum pp_plot_people { PP_PEOPLE_HIDDEN, PP_PEOPLE_SHOWN };

/* Rows of cells; the first column names the row. */
struct pp_figure_table {
    const char *caption;
    size_t n_columns, n_rows;
    const char **columns; /* n_columns headings */
    const char **cells;   /* n_rows * n_columns, row by row */
    struct pp_pool *pool; /* that owns the texts */
};

/* Nothing is said of every 100 where fewer people stand for them. */
enum { PP_MIN_PER_100 = 50 };

struct pp_figure {
    const char *kind; /* "paired"; a line of src/plot/plots.def */
    const char *title, *subtitle;
    const char *alt;         /* 150 characters at most */
    const char *description; /* sentences, drawn from the same numbers */
    const char *reason;      /* why nothing is drawn; NULL: it is */
    struct pp_figure_table table;
    struct pp_scene *scene;
};

/* The cell in row r and column c, "" when it has no text. */
const char *pp_figure_cell(const struct pp_figure *f, size_t r, size_t c);

#include "prepost/plot/canvas.h"

/*
 * The figure drawn. The SVG's title is the figure's title, its description
 * the alt text; long description and table belong beside it.
 *
 * Errors     those of plot/canvas.h
 */
int pp_figure_svg(const struct pp_figure *f, const char *id,
                  enum pp_svg_use use, struct pp_buffer *out,
                  struct pp_error *err);
int pp_figure_png(const struct pp_figure *f, double scale,
                  struct pp_buffer *out, struct pp_error *err);
int pp_figure_pdf(const struct pp_figure *f, struct pp_buffer *out,
                  struct pp_error *err);

/* The kinds, in the order of src/plot/plots.def. */
struct pp_plot_kind {
    const char *id, *summary;
};
extern const struct pp_plot_kind PP_PLOT_KINDS[];
extern const size_t PP_N_PLOT_KINDS;

#endif
