#ifndef PREPOST_PLOT_SHEET_H
#define PREPOST_PLOT_SHEET_H

#include "prepost/plot/axis.h"
#include "prepost/plot/figure.h"
#include "prepost/plot/lettering.h"
#include "prepost/plot/theme.h"
#include "prepost/stats/types.h"

/*
 * The paper of a figure: margins, heading, notes, and what every kind does
 * alike. A kind opens a sheet, draws downwards from `y`, moves `y` on, and
 * closes the sheet, which sets the height of the page.
 *
 * Large print is a narrow sheet drawn larger, so that a phone and a large
 * page share one layout: kinds ask `is_narrow` and nothing else.
 */
struct pp_sheet {
    struct pp_pool *pool;
    const struct pp_plot_style *style;
    const struct pp_theme *theme;
    struct pp_scene *scene;
    double left, right, y; /* px; y is the first free line */
    int is_narrow;
};

struct pp_sheet pp_sheet_open(struct pp_pool *pool,
                              const struct pp_plot_style *style,
                              const char *title, const char *subtitle);

/* Text wrapped to `width`, `y` at its top; returns the y under it. */
double pp_sheet_paragraph(struct pp_sheet *sheet, struct pp_face face, double x,
                          double y, double width, enum pp_align align,
                          const char *text, size_t max_lines);

/* Lines that were wrapped before, centred on `middle` when it is one line or
 * several. */
void pp_sheet_lines(struct pp_sheet *sheet, struct pp_face face, double x,
                    double middle, enum pp_align align,
                    const struct pp_lines *lines);

/* The baseline of text whose capitals are centred on `middle`. */
double pp_sheet_baseline(struct pp_face face, double middle);

/*
 * Ticks of a horizontal axis, as many up to `wanted` as stand apart when
 * their labels are printed, with signs or without.
 */
enum pp_signs { PP_WITHOUT_SIGNS, PP_WITH_SIGNS };
struct pp_ticks pp_sheet_ticks(const struct pp_sheet *sheet,
                               const struct pp_axis *axis, size_t wanted,
                               enum pp_signs signs);

/* A panel of data: its edges, and where values lie in it. */
struct pp_panel {
    struct pp_box box;
    struct pp_axis x, y;
};

/* Horizontal lines with their numbers at the left; vertical lines, or none,
 * with their numbers underneath. Numbers stand outside the panel. */
enum pp_grid_lines { PP_NUMBERS_ONLY, PP_GRID_LINES };
void pp_sheet_y_grid(struct pp_sheet *sheet, const struct pp_panel *panel,
                     size_t wanted);
void pp_sheet_x_grid(struct pp_sheet *sheet, const struct pp_panel *panel,
                     size_t wanted, enum pp_grid_lines lines);

/* One number centred under a horizontal axis, unless it leaves the page. */
void pp_sheet_x_number(struct pp_sheet *sheet, double x, double y,
                       const char *text);

/* Room for the numbers of a vertical axis. */
double pp_sheet_y_room(const struct pp_sheet *sheet, double lo, double hi,
                       size_t wanted);

/* "← worse" and "better →" under the two ends of a horizontal axis, with the
 * axis's title between or under them; `y` is the top, returns the bottom. */
double pp_sheet_x_title(struct pp_sheet *sheet, const struct pp_panel *panel,
                        double y, const char *left, const char *title,
                        const char *right);

/* "Hope score (higher is better)" over a vertical axis of scores; returns the
 * y under it. */
double pp_sheet_score_title(struct pp_sheet *sheet, const char *axis,
                            enum pp_direction direction);

/* What averages with upright lines are, for the notes. */
const char *pp_sheet_averages_note(const struct pp_sheet *sheet, double level);

/* "The whole scale runs from 12 to 48."; NULL where it is not known. */
const char *pp_sheet_scale_note(const struct pp_sheet *sheet, double least,
                                double most);

/* Notes under the figure, one paragraph each, NULL left out; ends the page. */
void pp_sheet_close(struct pp_sheet *sheet, const char *const *notes, size_t n);

/*
 * A legend from x to the right, in as many rows as it needs, y at its top;
 * returns the y under it. Text and marker of each entry belong together.
 */
struct pp_legend {
    const char *text;
    enum pp_marker marker;
    uint32_t fill, face;
};
double pp_sheet_legend(struct pp_sheet *sheet, double x, double y, double width,
                       const struct pp_legend *entries, size_t n);

/*
 * A number, and a range, as it is printed in so many decimals: what is drawn
 * at it tells no more than the table does. What is not finite stays.
 */
double pp_figure_printed(double x, int decimals);
struct pp_interval pp_figure_printed_range(struct pp_interval range,
                                           int decimals);

/* --- the words beside the picture ----------------------------------------- */

/* Starts a figure's words; all texts are made safe, alt cut to fit. */
struct pp_figure pp_figure_begin(const char *kind, struct pp_pool *pool,
                                 const char *title, const char *subtitle);
const char *pp_figure_alt_of(struct pp_pool *pool, const char *text);
/* A description that ends with what is printed under the picture, if anything.
 */
const char *pp_figure_described(struct pp_pool *pool, const char *description,
                                const char *note);

/* The picture of a figure that is not drawn: heading and the reason. */
void pp_figure_undrawn(struct pp_figure *f, struct pp_pool *pool,
                       const struct pp_plot_style *style, const char *reason);

/*
 * Whether a figure of people is left undrawn, and then says so: nobody
 * answered, or the picture would tell what one of them answered (one sentence
 * for few people and for people who are alike: another would tell which).
 */
int pp_figure_is_left_out(struct pp_figure *f, struct pp_pool *pool,
                          const struct pp_plot_style *style, size_t n_people,
                          int would_tell);

/* A table with room for `max_rows`; rows are added one at a time. */
void pp_figure_table_begin(struct pp_figure *f, struct pp_pool *pool,
                           const char *caption, const char *const *columns,
                           size_t n_columns, size_t max_rows);
void pp_figure_row(struct pp_figure *f, const char *const *cells);

/* The style with every value inside its limits. */
struct pp_plot_style pp_plot_style_checked(const struct pp_plot_style *style);

#endif
