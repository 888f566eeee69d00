#include <string.h>

#include "prepost/base/file.h"
#include "prepost/cli/reports.h"
#include "prepost/report/figures.h"

struct settings {
    struct pp_common common;
    const char *outcome, *output, *theme;
    double width;
};

static const struct settings defaults = {
    .output = "-", .theme = "colour", .width = 720};

static const struct pp_option options[] = {
    PP_OPTION_TEXT("outcome", "ID", struct settings, outcome,
                   "which outcome (default: the plan's first)"),
    {"output", 'o', "FILE", "FILE.svg, .png or .pdf (default: SVG to stdout)",
     PP_OPTION_IS_TEXT, offsetof(struct settings, output), 0, 0},
    PP_OPTION_TEXT("theme", "THEME", struct settings, theme,
                   "colour (the default), monochrome or large"),
    PP_OPTION_NUMBER("width", "PX", struct settings, width, 320, 1600,
                     "width in design pixels (default: 720)"),
    PP_OPTION_END};

static int unknown_kind(const char *kind, struct pp_error *err)
{
    struct pp_buffer known = PP_BUFFER_INIT;

    for (size_t i = 0; i < PP_N_RESULTS_FIGURES; i++)
        pp_buffer_printf(&known, "%s%s", i > 0 ? ", " : "",
                         PP_RESULTS_FIGURES[i].id);
    pp_fail(err, PP_EUSAGE, "there is no figure \"%s\"; there are: %s", kind,
            pp_buffer_text(&known));
    pp_buffer_clear(&known);
    return -1;
}

static int find_outcome(const struct pp_report *r, const char *id, size_t *i,
                        struct pp_error *err)
{
    *i = 0;
    if (id == NULL)
        return 0;
    for (; *i < r->n_outcomes; (*i)++)
        if (strcmp(r->results->outcomes[*i].plan->id, id) == 0)
            return 0;
    return pp_fail(err, PP_EUSAGE, "--outcome: the plan has no outcome \"%s\"",
                   id);
}

static int read_style(const struct settings *s, struct pp_plot_style *style,
                      struct pp_error *err)
{
    *style = PP_PLOT_STYLE;
    style->width_px = s->width;
    if (strcmp(s->theme, "monochrome") == 0) {
        style->theme = PP_THEME_MONOCHROME;
    } else if (strcmp(s->theme, "large") == 0) {
        style->theme = PP_THEME_LARGE;
    } else if (strcmp(s->theme, "colour") != 0) {
        return pp_fail(err, PP_EUSAGE,
                       "--theme: \"%s\" is not one of: colour monochrome large",
                       s->theme);
    }
    return 0;
}

static bool ends_in(const char *path, const char *ending)
{
    size_t n = strlen(path), m = strlen(ending);

    return n >= m && strcmp(path + n - m, ending) == 0;
}

static int draw(const struct pp_figure *figure, const char *path,
                struct pp_buffer *out, struct pp_error *err)
{
    if (ends_in(path, ".png"))
        return pp_figure_png(figure, 2, out, err);
    if (ends_in(path, ".pdf"))
        return pp_figure_pdf(figure, out, err);
    if (ends_in(path, ".svg") || strcmp(path, "-") == 0)
        return pp_figure_svg(figure, "figure", PP_SVG_FILE, out, err);
    return pp_fail(err, PP_EUSAGE,
                   "-o %s: a figure is written as .svg, .png or .pdf", path);
}

static int plot(const struct settings *s, const char *kind,
                const struct pp_results *results, struct pp_pool *pool,
                struct pp_error *err)
{
    const struct pp_results_figure *wanted = pp_results_figure_find(kind);
    const struct pp_report *r = pp_report_of(results, pool);
    struct pp_buffer out = PP_BUFFER_INIT;
    struct pp_plot_style style;
    size_t outcome;

    if (wanted == NULL)
        return unknown_kind(kind, err);
    if (find_outcome(r, s->outcome, &outcome, err) != 0 ||
        read_style(s, &style, err) != 0)
        return -1;
    const void *input = wanted->input(r, outcome);
    if (input == NULL)
        return pp_fail(err, PP_EDATA, "there is nothing to draw: %s",
                       "too few people answered, or it may not be shown");
    struct pp_figure figure = wanted->make(pool, input, &style);
    int status = draw(&figure, s->output, &out, err);
    if (status == 0)
        status = pp_file_write(s->output, pp_buffer_text(&out), out.length,
                               PP_FILE_SHARED, err);
    pp_buffer_clear(&out);
    return status;
}

static int run(const void *settings, char **arguments, int n_arguments,
               FILE *out, struct pp_error *err)
{
    const struct settings *s = settings;
    struct pp_evaluation evaluation;
    struct pp_results *results;

    (void)out;
    (void)n_arguments;
    if (pp_evaluation_open(&s->common, &evaluation, err) != 0)
        return -1;
    int status = pp_evaluation_results(&evaluation, &PP_EVALUATE_FOR_REPORTS,
                                       &results, err);
    if (status == 0)
        status = plot(s, arguments[0], results, evaluation.pool, err);
    pp_evaluation_close(&evaluation);
    return status;
}

const struct pp_command pp_command_is_plot = {
    .name = "plot",
    .synopsis = "KIND [--outcome ID] [-o FILE]",
    .summary = "a figure as SVG, PNG or PDF",
    .description =
        "KIND is paired, forest, icons, flow, change, scatter or missing.\n"
        "People are never drawn one by one unless the disclosure preset of\n"
        "the plan allows it.",
    .options = options,
    .settings_size = sizeof(struct settings),
    .defaults = &defaults,
    .min_arguments = 1,
    .max_arguments = 1,
    .run = run};
