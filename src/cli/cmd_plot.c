#include <string.h>

#include "prepost/base/file.h"
#include "prepost/cli/editions.h"
#include "prepost/cli/reports.h"
#include "prepost/report/figures.h"

struct settings {
    struct pp_common common;
    const char *outcome, *wave, *output, *theme, *numbers;
    double width, scale;
    bool no_heading, words;
};

static const struct settings defaults = {.output = "-",
                                         .theme = "colour",
                                         .numbers = "english",
                                         .width = 720,
                                         .scale = 2};

static const struct pp_option options[] = {
    PP_OPTION_TEXT("outcome", "ID", struct settings, outcome,
                   "which outcome (default: the plan's first)"),
    PP_OPTION_TEXT("wave", "W", struct settings, wave,
                   "the later wave (default: the second)"),
    {"output", 'o', "FILE", "FILE.svg, .png or .pdf (default: SVG to stdout)",
     PP_OPTION_IS_TEXT, offsetof(struct settings, output), 0, 0},
    PP_OPTION_TEXT("theme", "THEME", struct settings, theme,
                   "colour (the default), monochrome or large (print)"),
    PP_OPTION_NUMBER("width", "PX", struct settings, width, 220, 1600,
                     "width in pixels of 1/96 inch: 720 (the default) fills "
                     "an A4 column, 360 a phone; the height follows"),
    PP_OPTION_NUMBER("scale", "S", struct settings, scale, 1, 4,
                     "image pixels to each of these in a PNG (default: 2)"),
    PP_OPTION_TEXT("numbers", "STYLE", struct settings, numbers,
                   "english (1,234.5) or neutral (1 234.5)"),
    PP_OPTION_FLAG("no-heading", struct settings, no_heading,
                   "leave title and subtitle out of the picture"),
    PP_OPTION_FLAG("words", struct settings, words,
                   "print the figure in words: alt text, description, table"),
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

static int find_wave(const struct pp_report *r, const char *name, size_t *wave,
                     struct pp_error *err)
{
    int found = name != NULL ? pp_plan_wave(r->plan, name) : 1;

    if (found == 0)
        return pp_fail(err, PP_EUSAGE,
                       "--wave: \"%s\" is the first wave; a later one is "
                       "compared with it",
                       name);
    if (found < 0)
        return pp_fail(err, PP_EUSAGE, "--wave: the plan has no wave \"%s\"",
                       name);
    *wave = (size_t)found;
    return 0;
}

static int find_outcome(const struct pp_report *r, const struct settings *s,
                        size_t *i, struct pp_error *err)
{
    const struct pp_outcome *all = r->results->outcomes;
    size_t wave = 0;

    if (find_wave(r, s->wave, &wave, err) != 0)
        return -1;
    for (*i = 0; *i < r->n_outcomes; (*i)++)
        if (all[*i].wave == wave &&
            (s->outcome == NULL || strcmp(all[*i].plan->id, s->outcome) == 0))
            return 0;
    if (s->outcome == NULL)
        return pp_fail(err, PP_EUSAGE,
                       "the plan names no outcome that could be drawn; put "
                       "one under \"outcomes:\"");
    struct pp_buffer known = PP_BUFFER_INIT;
    for (size_t k = 0; k < r->n_outcomes; k++)
        if (all[k].wave == wave)
            pp_buffer_printf(&known, " %s", all[k].plan->id);
    pp_fail(err, PP_EUSAGE,
            "--outcome: the plan has no outcome \"%s\"; it has:%s", s->outcome,
            pp_buffer_text(&known));
    pp_buffer_clear(&known);
    return -1;
}

/* The position of `name` in a list that ends with NULL; -1 with an error. */
static int choose(const char *option, const char *name,
                  const char *const *choices, struct pp_error *err)
{
    struct pp_buffer known = PP_BUFFER_INIT;

    for (int i = 0; choices[i] != NULL; i++) {
        if (strcmp(choices[i], name) == 0) {
            pp_buffer_clear(&known);
            return i;
        }
        pp_buffer_printf(&known, " %s", choices[i]);
    }
    pp_fail(err, PP_EUSAGE, "--%s: \"%s\" is not one of:%s", option, name,
            pp_buffer_text(&known));
    pp_buffer_clear(&known);
    return -1;
}

static int read_style(const struct settings *s, struct pp_plot_style *style,
                      struct pp_error *err)
{
    static const char *const themes[] = {[PP_THEME_COLOUR] = "colour",
                                         [PP_THEME_MONOCHROME] = "monochrome",
                                         [PP_THEME_LARGE] = "large",
                                         NULL};
    static const char *const numbers[] = {[PP_NUMBERS_ENGLISH] = "english",
                                          [PP_NUMBERS_NEUTRAL] = "neutral",
                                          NULL};
    int theme = choose("theme", s->theme, themes, err);
    int number = theme < 0 ? -1 : choose("numbers", s->numbers, numbers, err);

    if (number < 0)
        return -1;
    *style = (struct pp_plot_style){
        .theme = (enum pp_plot_theme)theme,
        .width_px = s->width,
        .numbers = (enum pp_plot_numbers)number,
        .heading = s->no_heading ? PP_HEADING_LEFT_OUT : PP_HEADING_DRAWN};
    return 0;
}

static bool ends_in(const char *path, const char *ending)
{
    size_t n = strlen(path), m = strlen(ending);

    return n >= m && strcmp(path + n - m, ending) == 0;
}

static int draw(const struct pp_figure *figure, const struct settings *s,
                struct pp_buffer *out, struct pp_error *err)
{
    const char *path = s->output;

    if (ends_in(path, ".png"))
        return pp_figure_png(figure, s->scale, out, err);
    if (ends_in(path, ".pdf"))
        return pp_figure_pdf(figure, out, err);
    if (ends_in(path, ".svg") || strcmp(path, "-") == 0)
        return pp_figure_svg(figure, "figure", PP_SVG_FILE, out, err);
    return pp_fail(err, PP_EUSAGE,
                   "-o %s: a figure is written as .svg, .png or .pdf", path);
}

/* Everything that the picture shows, for those who do not see it. */
static void print_words(const struct pp_figure *f, FILE *out)
{
    const struct pp_figure_table *t = &f->table;

    fprintf(out, "%s\n", f->title);
    if (*f->subtitle)
        fprintf(out, "%s\n", f->subtitle);
    fprintf(out, "\n%s\n\n%s\n\n%s\n", f->alt, f->description, t->caption);
    for (size_t c = 0; c < t->n_columns; c++)
        fprintf(out, "%s%s", c > 0 ? "\t" : "", t->columns[c]);
    fputc('\n', out);
    for (size_t r = 0; r < t->n_rows; r++) {
        for (size_t c = 0; c < t->n_columns; c++)
            fprintf(out, "%s%s", c > 0 ? "\t" : "", pp_figure_cell(f, r, c));
        fputc('\n', out);
    }
}

static int plot(const struct settings *s, const char *kind,
                const struct pp_results *results,
                struct pp_evaluation *evaluation, FILE *out,
                struct pp_error *err)
{
    const struct pp_results_figure *wanted = pp_results_figure_find(kind);
    struct pp_pool *pool = evaluation->pool;
    struct pp_report *r;
    struct pp_buffer drawn = PP_BUFFER_INIT;
    struct pp_plot_style style;
    size_t outcome;

    if (wanted == NULL)
        return unknown_kind(kind, err);
    if (pp_report_of(results, pool, &r, err) != 0 ||
        find_outcome(r, s, &outcome, err) != 0 ||
        read_style(s, &style, err) != 0)
        return -1;
    const void *input = wanted->input(r, outcome);
    if (input == NULL)
        return pp_fail(err, PP_EDATA, "there is nothing to draw: %s",
                       pp_results_figure_why_not(r, kind, outcome));
    evaluation->is_of_all = !wanted->by_region;
    if (wanted->per_outcome)
        evaluation->only_outcome = results->outcomes[outcome].plan->id;
    struct pp_figure figure = wanted->make(pool, input, &style);
    if (s->words)
        print_words(&figure, out);
    if (s->words && strcmp(s->output, "-") == 0)
        return PP_EXIT_DONE;
    int status = draw(&figure, s, &drawn, err);
    if (status == 0)
        status = pp_file_write(s->output, pp_buffer_text(&drawn), drawn.length,
                               PP_FILE_SHARED, err);
    pp_buffer_clear(&drawn);
    return status;
}

static int run(const void *settings, char **arguments, int n_arguments,
               FILE *out, struct pp_error *err)
{
    const struct settings *s = settings;
    struct pp_evaluation evaluation;
    struct pp_results *results;

    (void)n_arguments;
    if (pp_evaluation_open(&s->common, &evaluation, err) != 0)
        return -1;
    int status = pp_evaluation_results(&evaluation, &PP_EVALUATE_FOR_REPORTS,
                                       &results, err);
    if (status == 0)
        status = plot(s, arguments[0], results, &evaluation, out, err);
    if (status == 0)
        status = pp_editions_tell(&evaluation, err);
    pp_evaluation_close(&evaluation);
    return status;
}

const struct pp_command pp_command_is_plot = {
    .name = "plot",
    .synopsis = "KIND [--outcome ID] [--wave W] [-o FILE]",
    .summary = "a figure as SVG, PNG or PDF",
    .description =
        "KIND is one of:\n"
        "  paired         before and after, and the average change\n"
        "  forest         the change in every outcome\n"
        "  icons          better, in between and worse, of every 100 people\n"
        "  flow           who answered, and who did not answer again\n"
        "  change         how many people changed by how much\n"
        "  scatter        after against before, with the band of chance; only\n"
        "                 where single people may be shown\n"
        "  likert         the answers to each question, before and after\n"
        "  regions        the change in one outcome, by region\n"
        "  region_paired  before and after, a panel for each region\n"
        "  funnel         regions against what chance would give; from three "
        "on\n"
        "  caterpillar    regions against their average; from three on\n"
        "  missing        the finding if everyone's answers were known\n"
        "  waves          the average at each wave, with its likely range\n"
        "People are never drawn one by one unless the disclosure preset of\n"
        "the plan allows it; otherwise a figure holds no more than the\n"
        "numbers that are printed with it.\n"
        "A figure is a result like another: where it and earlier results tell\n"
        "together what a few people answered, it is said (status 3).",
    .options = options,
    .settings_size = sizeof(struct settings),
    .defaults = &defaults,
    .min_arguments = 1,
    .max_arguments = 1,
    .run = run};
