#include <cairo-pdf.h>
#include <dlfcn.h>
#include <math.h>
#include <string.h>

#include "canvas_parts.h"
#include "prepost/base/libraries.h"
#include "prepost/base/png_writer.h"
#include "prepost/plot/lettering.h"

/*
 * PNG and PDF. PLplot draws on a surface of cairo's that is ours, so that
 * scale, metadata and bytes are ours too. cairo is opened here and not linked:
 * a program that draws no PNG or PDF then starts without it.
 */
#define CAIRO_FUNCTIONS(X)                                                     \
    X(create)                                                                  \
    X(destroy)                                                                 \
    X(status)                                                                  \
    X(scale)                                                                   \
    X(paint)                                                                   \
    X(set_source_rgb)                                                          \
    X(set_source_surface)                                                      \
    X(show_page)                                                               \
    X(select_font_face)                                                        \
    X(set_font_size)                                                           \
    X(text_extents)                                                            \
    X(status_to_string)                                                        \
    X(surface_destroy)                                                         \
    X(surface_finish)                                                          \
    X(surface_status)                                                          \
    X(surface_flush)                                                           \
    X(image_surface_create)                                                    \
    X(image_surface_get_data)                                                  \
    X(image_surface_get_stride)                                                \
    X(recording_surface_create)                                                \
    X(pdf_surface_create_for_stream)                                           \
    X(pdf_surface_set_metadata)

struct cairo {
#define X(name) __typeof__(cairo_##name) *name;
    CAIRO_FUNCTIONS(X)
#undef X
};

static int open_cairo(struct cairo *c, struct pp_error *err)
{
    void *library = dlopen("libcairo.so.2", RTLD_NOW);

    if (!library)
        return pp_fail(err, PP_EIO,
                       "PNG and PDF need cairo, which is not on this machine "
                       "(Debian package libcairo2)");
#define X(name)                                                                \
    *(void **)&c->name = dlsym(library, "cairo_" #name);                       \
    if (!c->name)                                                              \
        return pp_fail(err, PP_EIO, "cairo on this machine has no %s",         \
                       "cairo_" #name);
    CAIRO_FUNCTIONS(X)
#undef X
    return 0;
}

void canvas_cairo_library(struct pp_libraries *all)
{
    void *library = dlopen("libcairo.so.2", RTLD_NOW);
    const char *(*version)(void) = NULL;

    if (library != NULL)
        *(void **)&version = dlsym(library, "cairo_version_string");
    if (version != NULL)
        pp_libraries_add(all, "cairo", version());
}

static cairo_status_t append(void *closure, const unsigned char *bytes,
                             unsigned int n)
{
    pp_buffer_append(closure, (const char *)bytes, n);
    return CAIRO_STATUS_SUCCESS;
}

/*
 * The layout was measured with Arial's widths. Another font would not fit it,
 * and without any font cairo draws boxes and reports nothing.
 */
static int check_font(const struct cairo *c, cairo_t *cr, struct pp_error *err)
{
    static const char sample[] = "Before and after 0123456789";
    const double size = 2048;
    struct pp_face face = {size, PP_REGULAR, PP_UPRIGHT, 0};
    cairo_text_extents_t e;

    c->select_font_face(cr, "Liberation Sans", CAIRO_FONT_SLANT_NORMAL,
                        CAIRO_FONT_WEIGHT_NORMAL);
    c->set_font_size(cr, size);
    c->text_extents(cr, sample, &e);
    double expected = pp_lettering_width(sample, face);
    if (!(fabs(e.x_advance - expected) < 0.01 * expected))
        return pp_fail(err, PP_EIO,
                       "PNG and PDF need the font Liberation Sans, which is "
                       "not on this machine (Debian package fonts-liberation)");
    return 0;
}

static int failed(const struct cairo *c, cairo_status_t status,
                  struct pp_error *err)
{
    return pp_fail(err, PP_EBUG, "cairo stopped drawing: %s",
                   c->status_to_string(status));
}

/* Draws the scene on a surface; fails when cairo has given up on the way. */
static int draw_on(const struct cairo *c, cairo_surface_t *surface,
                   const struct canvas_run *like, double scale,
                   struct pp_error *err)
{
    cairo_t *cr = c->create(surface);
    struct canvas_run run = *like;
    int status = check_font(c, cr, err);

    if (status == 0) {
        c->set_source_rgb(cr, 1, 1, 1);
        c->paint(cr);
        c->scale(cr, scale, scale);
        run.cairo = cr;
        status = canvas_draw(&run, err);
    }
    if (status == 0 && c->status(cr) != CAIRO_STATUS_SUCCESS)
        status = failed(c, c->status(cr), err);
    if (status == 0)
        c->show_page(cr);
    c->destroy(cr);
    return status;
}

/* --- PNG ------------------------------------------------------------------ */

enum { PIXELS_PER_METRE = 11811 }; /* 300 to the inch */

static void put_png(const struct cairo *c, cairo_surface_t *image, size_t width,
                    size_t height, struct pp_buffer *out)
{
    c->surface_flush(image);
    /* cairo's RGB24 is a word a pixel, each row aligned as words are. */
    const void *pixels = c->image_surface_get_data(image);
    struct pp_png png = {.pixels = pixels,
                         .width = width,
                         .height = height,
                         .stride = (size_t)c->image_surface_get_stride(image) /
                                   sizeof(uint32_t),
                         .pixels_per_metre = PIXELS_PER_METRE};

    pp_png_write(&png, out);
}

static int replay(const struct cairo *c, cairo_surface_t *recording,
                  struct canvas_page page, double scale, double fold,
                  struct pp_buffer *out, struct pp_error *err)
{
    int width = (int)lround(page.width * scale);
    int height = (int)lround(page.height * scale);
    cairo_surface_t *image =
        c->image_surface_create(CAIRO_FORMAT_RGB24, width, height);
    cairo_t *cr = c->create(image);

    c->set_source_rgb(cr, 1, 1, 1);
    c->paint(cr);
    c->scale(cr, scale / fold, scale / fold);
    c->set_source_surface(cr, recording, 0, 0);
    c->paint(cr);
    cairo_status_t status = c->status(cr);
    c->destroy(cr);
    if (status == CAIRO_STATUS_SUCCESS)
        put_png(c, image, (size_t)width, (size_t)height, out);
    c->surface_destroy(image);
    return status == CAIRO_STATUS_SUCCESS ? 0 : failed(c, status, err);
}

/*
 * Through a recording, eight times as large: hinted letters would else stand
 * unevenly. cairo rounds the scale of a replay to 1/256, so eight and whole
 * or half scales it must be.
 */
int pp_canvas_png(const struct pp_scene *scene, double scale,
                  struct pp_buffer *out, struct pp_error *err)
{
    const double fold = 8;
    struct cairo c;

    if (!(scale >= 1 && scale <= 4))
        return pp_fail(err, PP_EUSAGE,
                       "a PNG's scale must lie between 1 and 4, not %g", scale);
    scale = round(2 * scale) / 2;
    if (open_cairo(&c, err) != 0)
        return -1;
    struct canvas_page page = canvas_page(scene);
    cairo_rectangle_t extents = {0, 0, page.width * fold, page.height * fold};
    cairo_surface_t *recording =
        c.recording_surface_create(CAIRO_CONTENT_COLOR_ALPHA, &extents);
    struct canvas_run run = {scene, "extcairo", "text_clipping=0",
                             fold,  NULL,       NULL};
    int status = draw_on(&c, recording, &run, 1, err);
    if (status == 0)
        status = replay(&c, recording, page, scale, fold, out, err);
    c.surface_destroy(recording);
    return status;
}

/* --- PDF ------------------------------------------------------------------ */

int pp_canvas_pdf(const struct pp_scene *scene,
                  const struct pp_canvas_words *words, struct pp_buffer *out,
                  struct pp_error *err)
{
    const double fold = 8, points = 0.75; /* 72 to 96 px */
    struct pp_buffer pdf = PP_BUFFER_INIT;
    struct cairo c;

    if (open_cairo(&c, err) != 0)
        return -1;
    struct canvas_page page = canvas_page(scene);
    cairo_surface_t *surface = c.pdf_surface_create_for_stream(
        append, &pdf, page.width * points, page.height * points);
    c.pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE,
                               pp_lettering_safe(scene->pool, words->title));
    c.pdf_surface_set_metadata(
        surface, CAIRO_PDF_METADATA_SUBJECT,
        pp_lettering_safe(scene->pool, words->description));
    c.pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "prepost");
    c.pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE,
                               "2000-01-01T00:00:00Z");
    /* Without antialiasing a fill has no hairline round it; in a PDF the
     * viewer smooths edges anyway. */
    struct canvas_run run = {
        scene, "extcairo", "text_clipping=0,graphics_anti_aliasing=1",
        fold,  NULL,       NULL};
    int status = draw_on(&c, surface, &run, points / fold, err);
    c.surface_finish(surface);
    if (status == 0 && c.surface_status(surface) != CAIRO_STATUS_SUCCESS)
        status = failed(&c, c.surface_status(surface), err);
    c.surface_destroy(surface);
    if (status == 0)
        pp_buffer_append(out, pdf.data, pdf.length);
    pp_buffer_clear(&pdf);
    return status;
}
