/*
 * Every kind of figure over data at every extreme, in every style and format,
 * to be looked at: tests/gallery/sheets.sh makes contact sheets of them.
 *
 *     gallery DIR     writes DIR/KIND/STYLE/EXTREME.svg, .png and .pdf
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "../helpers/extreme_figures.h"
#include "../helpers/figure_check.h"
#include "prepost/base/file.h"

static const struct {
    const char *name;
    struct pp_plot_style style;
} STYLES[] = {
    {"a4", {PP_THEME_COLOUR, 720, PP_NUMBERS_ENGLISH, PP_HEADING_DRAWN}},
    {"phone", {PP_THEME_COLOUR, 360, PP_NUMBERS_ENGLISH, PP_HEADING_DRAWN}},
    {"mono", {PP_THEME_MONOCHROME, 720, PP_NUMBERS_NEUTRAL, PP_HEADING_DRAWN}},
    {"large", {PP_THEME_LARGE, 720, PP_NUMBERS_ENGLISH, PP_HEADING_DRAWN}},
};
enum { N_STYLES = sizeof STYLES / sizeof STYLES[0] };

static void fail(const char *what, const struct pp_error *err)
{
    fprintf(stderr, "%s: %s\n", what, err->text);
    exit(EXIT_FAILURE);
}

static void keep(const char *stem, const char *ending, struct pp_buffer *out)
{
    struct pp_error err = {0};
    char path[512];

    snprintf(path, sizeof path, "%s.%s", stem, ending);
    if (pp_file_write(path, pp_buffer_text(out), out->length, PP_FILE_SHARED,
                      &err) != 0)
        fail(path, &err);
    pp_buffer_clear(out);
}

static void write_figure(const struct pp_figure *f, const char *stem,
                         const char *id)
{
    struct pp_buffer out = PP_BUFFER_INIT;
    struct pp_error err = {0};

    if (pp_figure_svg(f, id, PP_SVG_FILE, &out, &err) != 0)
        fail(stem, &err);
    keep(stem, "svg", &out);
    if (pp_figure_png(f, 2, &out, &err) != 0)
        fail(stem, &err);
    keep(stem, "png", &out);
    if (pp_figure_pdf(f, &out, &err) != 0)
        fail(stem, &err);
    keep(stem, "pdf", &out);
}

static int draw(const char *dir, const struct extreme_figure *kind,
                size_t style)
{
    char stem[400], id[100], wrong[400];
    int n_unsound = 0;

    snprintf(stem, sizeof stem, "%s/%s", dir, kind->name);
    mkdir(stem, 0777);
    snprintf(stem, sizeof stem, "%s/%s/%s", dir, kind->name,
             STYLES[style].name);
    mkdir(stem, 0777);
    for (size_t i = 0; i < N_EXTREMES; i++) {
        struct pp_pool *pool = pp_pool_new();
        struct pp_figure f =
            kind->make(pool, &EXTREMES[i], &STYLES[style].style);
        snprintf(stem, sizeof stem, "%s/%s/%s/%s", dir, kind->name,
                 STYLES[style].name, EXTREMES[i].name);
        snprintf(id, sizeof id, "f-%s", EXTREMES[i].name);
        write_figure(&f, stem, id);
        if (!figure_is_sound(&f, wrong)) {
            n_unsound++;
            printf("%s: %s\n", stem, wrong);
        }
        pp_pool_free(pool);
    }
    return n_unsound;
}

int main(int argc, char **argv)
{
    int n_unsound = 0;

    if (argc < 2) {
        fprintf(stderr, "usage: gallery DIR [KIND]\n");
        return EXIT_FAILURE;
    }
    for (size_t k = 0; k < N_EXTREME_FIGURES; k++)
        for (size_t s = 0; s < N_STYLES; s++)
            if (argc < 3 || strcmp(argv[2], EXTREME_FIGURES[k].name) == 0)
                n_unsound += draw(argv[1], &EXTREME_FIGURES[k], s);
    printf("%zu figures in 3 formats, %d unsound\n",
           (argc < 3 ? N_EXTREME_FIGURES : 1) * N_STYLES * N_EXTREMES,
           n_unsound);
    return n_unsound > 0;
}
