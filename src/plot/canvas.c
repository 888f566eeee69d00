#include "prepost/plot/canvas.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <plplot/plplot.h>
#include <setjmp.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "canvas_parts.h"
#include "prepost/base/alloc.h"
#include "prepost/base/libraries.h"
#include "prepost/base/utf8.h"
#include "prepost/plot/lettering.h"

/*
 * PLplot 5.15 keeps one global stream and hands its handlers no context, so
 * what they need stands here. It is the one mutable state of the floor.
 */
static struct {
    jmp_buf escape;
    int is_inside, is_broken, has_drivers;
    char message[512];
    PLINT code;
    char text[4096]; /* PLplot prints its last message in here, unbounded */
} plplot;

struct canvas_page canvas_page(const struct pp_scene *scene)
{
    return (struct canvas_page){ceil(scene->width_px * scene->magnify),
                                ceil(scene->height_px * scene->magnify)};
}

/* --- keeping PLplot in its room ------------------------------------------- */

/* PLplot is about to end the process: leave it where it stands instead. */
static int on_exit_of_plplot(const char *message)
{
    strncpy(plplot.message, message ? message : "", sizeof plplot.message - 1);
    if (plplot.is_inside) {
        plplot.is_broken = 1;
        longjmp(plplot.escape, 1);
    }
    return 0;
}

static void on_abort_of_plplot(const char *message)
{
    if (plplot.message[0] == '\0')
        strncpy(plplot.message, message ? message : "",
                sizeof plplot.message - 1);
}

/*
 * While PLplot runs, stderr goes nowhere (its warnings cannot be turned off)
 * and the working directory is the root: PLplot reads fonts and palettes from
 * the current directory first, and that may hold somebody's data.
 */
struct surroundings {
    int stderr_copy, directory;
};

static struct surroundings leave_surroundings(void)
{
    struct surroundings was = {-1, -1};
    int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);

    fflush(stderr);
    if (nowhere >= 0) {
        was.stderr_copy = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
        if (was.stderr_copy >= 0) {
            dup2(nowhere, STDERR_FILENO);
            pp_out_of_memory_says_to(was.stderr_copy);
        }
        close(nowhere);
    }
    was.directory = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (was.directory >= 0 && chdir("/") != 0) {
        close(was.directory);
        was.directory = -1;
    }
    return was;
}

static void restore_surroundings(struct surroundings was)
{
    fflush(stderr);
    if (was.stderr_copy >= 0) {
        dup2(was.stderr_copy, STDERR_FILENO);
        pp_out_of_memory_says_to(STDERR_FILENO);
        close(was.stderr_copy);
    }
    if (was.directory >= 0) {
        if (fchdir(was.directory) != 0)
            plplot.is_broken = 1;
        close(was.directory);
    }
}

/* A wrong value in one of these would end in a menu on the terminal. */
static void clear_environment(void)
{
    unsetenv("PLPLOT_LIB");
    unsetenv("PLPLOT_HOME");
    unsetenv("PLPLOT_DRV_DIR");
    setenv("PLPLOT_FREETYPE_SANS_FAMILY", "Liberation Sans", 1);
}

/* 0: a file can be made in it and takes what PLplot writes; else why not. */
static int try_scratch(const char *folder)
{
    char path[4200], some[1 << 14] = "";
    int n = snprintf(path, sizeof path, "%s/prepost-XXXXXX", folder);
    int fd = n > 0 && (size_t)n < sizeof path ? mkstemp(path) : -1;

    if (fd < 0)
        return errno;
    unlink(path);
    ssize_t written = write(fd, some, sizeof some);
    int reason = written < 0 ? errno : 0;
    close(fd);
    return written == (ssize_t)sizeof some ? 0 : reason ? reason : ENOSPC;
}

/*
 * PLplot makes a file of no name for itself in TMPDIR or /tmp when it is first
 * used, a list of its drivers. Where neither takes one, another place is named
 * for that time: without the list it finds no driver, and ends the process.
 */
static int find_room_for_scratch(const char *asked, struct pp_error *err)
{
    const char *const places[] = {asked,
                                  "/tmp",
                                  "/var/tmp",
                                  "/dev/shm",
                                  getenv("XDG_RUNTIME_DIR"),
                                  getenv("HOME")};
    int reason = 0;

    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        if (places[i] == NULL || places[i][0] != '/')
            continue;
        int failed = try_scratch(places[i]);
        if (failed == 0) {
            setenv("TMPDIR", places[i], 1);
            return 0;
        }
        if (reason == 0) {
            asked = places[i];
            reason = failed;
        }
    }
    return pp_fail(err, PP_EIO,
                   "no figure can be drawn: nothing can be written in %s (%s); "
                   "TMPDIR can name another folder",
                   asked,
                   reason == ENOSPC ? "the disk is full" : strerror(reason));
}

/* What else is written goes where it was asked to go. */
static void restore_scratch(char *asked)
{
    if (asked != NULL)
        setenv("TMPDIR", asked, 1);
    else
        unsetenv("TMPDIR");
    pp_free(asked);
}

/* Asked before plinit(), which shows a menu for a device that it lacks. */
static int has_device(const char *name)
{
    const char *titles[64], *names[64];
    const char **title = titles, **device = names;
    PLINT n = 64;

    plgDevs(&title, &device, &n);
    for (PLINT i = 0; i < n; i++)
        if (device[i] && strcmp(device[i], name) == 0)
            return 1;
    return 0;
}

/* --- shapes --------------------------------------------------------------- */

struct pen_box {
    const struct canvas_run *run;
    double magnify, width, height; /* the page, y up */
};

static void set_ink(struct pp_ink ink)
{
    plscol0a(1, (PLINT)(ink.rgb >> 16 & 0xFF), (PLINT)(ink.rgb >> 8 & 0xFF),
             (PLINT)(ink.rgb & 0xFF), ink.alpha < 1 ? ink.alpha : 1);
    plcol0(1);
}

/* PLplot's page runs up; far-off points would overflow its integers. */
static PLFLT page_x(const struct pen_box *p, double x)
{
    return fmin(fmax(x * p->magnify, -1e5), 1e5);
}

static PLFLT page_y(const struct pen_box *p, double y)
{
    return p->height - fmin(fmax(y * p->magnify, -1e5), 1e5);
}

/* Two points get a third between them: cairo would round their ends. */
static void stroke(const struct pen_box *p, struct pp_point a,
                   struct pp_point b)
{
    PLFLT x[] = {page_x(p, a.x), page_x(p, (a.x + b.x) / 2), page_x(p, b.x)};
    PLFLT y[] = {page_y(p, a.y), page_y(p, (a.y + b.y) / 2), page_y(p, b.y)};

    plline(3, x, y);
}

static void draw_solid(const struct pen_box *p,
                       const struct pp_scene_item *item)
{
    PLFLT x[256], y[256];

    if (item->n_points == 2) {
        stroke(p, item->points[0], item->points[1]);
        return;
    }
    for (size_t at = 0; at + 1 < item->n_points; at += 249) {
        size_t n = item->n_points - at < 250 ? item->n_points - at : 250;
        for (size_t i = 0; i < n; i++) {
            x[i] = page_x(p, item->points[at + i].x);
            y[i] = page_y(p, item->points[at + i].y);
        }
        plline((PLINT)n, x, y);
    }
}

/* PLplot's own dashes have real micrometres for a unit. */
static void draw_dashed(const struct pen_box *p,
                        const struct pp_scene_item *item)
{
    double period = item->pen.dash_px + item->pen.gap_px, at = 0;

    for (size_t i = 0; i + 1 < item->n_points; i++) {
        struct pp_point a = item->points[i], b = item->points[i + 1];
        double length = hypot(b.x - a.x, b.y - a.y);
        for (double s = -at; s < length; s += period) {
            double from = fmax(s, 0), to = fmin(s + item->pen.dash_px, length);
            double u = from / length, v = to / length;
            if (to - from > 0.05)
                stroke(p,
                       (struct pp_point){a.x + u * (b.x - a.x),
                                         a.y + u * (b.y - a.y)},
                       (struct pp_point){a.x + v * (b.x - a.x),
                                         a.y + v * (b.y - a.y)});
        }
        at = fmod(at + length, period);
    }
}

static void draw_line(const struct pen_box *p, const struct pp_scene_item *item)
{
    set_ink(item->pen.ink);
    plwidth(item->pen.width_px * p->magnify * p->run->fold);
    if (item->pen.dash_px > 0 && item->pen.gap_px > 0)
        draw_dashed(p, item);
    else
        draw_solid(p, item);
}

/* PLplot cuts polygons at the page's edge wrongly: none may reach over it. */
static void fill(const struct pen_box *p, const struct pp_point *points,
                 size_t n)
{
    PLFLT *x = pp_alloc_array(2 * n, sizeof *x);

    for (size_t i = 0; i < n; i++) {
        x[i] = fmin(fmax(points[i].x * p->magnify, 0), p->width);
        x[n + i] =
            p->height - fmin(fmax(points[i].y * p->magnify, 0), p->height);
    }
    plwidth(0.001); /* the driver outlines its fills; 0 would become 1 */
    plfill((PLINT)n, x, x + n);
    pp_free(x);
}

/*
 * An arc of cairo's is exact. The svg driver would make a polygon of 255
 * corners of it; canvas_svg.c knows our 24 for a circle.
 */
static void draw_circle(const struct pen_box *p,
                        const struct pp_scene_item *item)
{
    struct pp_point c = item->points[0], corner[24];

    set_ink(item->pen.ink);
    if (p->run->cairo) {
        plwidth(0.001);
        plarc(page_x(p, c.x), page_y(p, c.y), item->radius * p->magnify,
              item->radius * p->magnify, 0, 360, 0, 1);
        return;
    }
    for (int i = 0; i < 24; i++)
        corner[i] = (struct pp_point){
            c.x + item->radius * cos(i * 3.14159265358979 / 12),
            c.y + item->radius * sin(i * 3.14159265358979 / 12)};
    fill(p, corner, 24);
}

/* --- text ----------------------------------------------------------------- */

/* Hebrew, Arabic and their neighbours. */
static bool has_right_to_left(const char *text)
{
    uint32_t c = 0;

    for (size_t left = strlen(text), n; left > 0; text += n, left -= n) {
        n = pp_utf8_next(text, left, &c);
        if ((c >= 0x590 && c <= 0x8FF) || (c >= 0xFB1D && c <= 0xFEFC))
            return true;
    }
    return false;
}

/*
 * Every '#' doubled: one alone begins an escape of PLplot's. Pango would let
 * the first letter turn the whole line round, "(12 to 48)" with it; a mark
 * before it keeps the line from left to right, as the SVG has it.
 */
static char *escape(const char *text, bool is_for_pango)
{
    struct pp_buffer out = PP_BUFFER_INIT;

    if (is_for_pango && has_right_to_left(text))
        pp_buffer_puts(&out, "\u200E"); /* left-to-right mark */
    for (; *text; text++) {
        if (*text == '#')
            pp_buffer_putc(&out, '#');
        pp_buffer_putc(&out, *text);
    }
    pp_buffer_putc(&out, '\0');
    return pp_buffer_take(&out);
}

/*
 * The drivers disagree about the size and the place of text; these constants
 * bring both to the asked size with its baseline at y. (Pango lays out at 96
 * dots an inch while PLplot counts 72; svg cuts sizes to whole units.)
 */
static void draw_text(const struct pen_box *p, const struct pp_scene_item *item)
{
    double px = item->face.size_px * p->magnify, fold = p->run->fold;
    double lift = p->run->cairo ? 0.375 * px : 0.3525 * px + 0.5 / fold;
    char *text = escape(item->text, p->run->cairo != NULL);

    set_ink(PP_INK(item->face.rgb));
    plsfont(PL_FCI_SANS,
            item->face.slant == PP_ITALIC ? PL_FCI_ITALIC : PL_FCI_UPRIGHT,
            item->face.weight == PP_BOLD ? PL_FCI_BOLD : PL_FCI_MEDIUM);
    plschr(p->run->cairo ? px * fold * 25.4 / 96
                         : (px * fold + 0.02) / 1.34 * 25.4 / 72,
           1);
    plptex(page_x(p, item->points[0].x), page_y(p, item->points[0].y) + lift, 1,
           0, 0.5 * (double)item->align, text);
    pp_free(text);
}

/* --- a run ---------------------------------------------------------------- */

static void draw_item(const struct pen_box *p, const struct pp_scene_item *item)
{
    switch (item->kind) {
    case PP_ITEM_LINE:
        draw_line(p, item);
        break;
    case PP_ITEM_POLYGON:
        set_ink(item->pen.ink);
        fill(p, item->points, item->n_points);
        break;
    case PP_ITEM_CIRCLE:
        draw_circle(p, item);
        break;
    case PP_ITEM_TEXT:
        draw_text(p, item);
        break;
    }
}

/* The order is PLplot's: all before plinit() is forgotten at plend1(). */
static void open_page(const struct canvas_run *run, struct canvas_page page)
{
    plsdev(run->device);
    if (run->file)
        plsfile(run->file);
    plspage(0, 0, (PLINT)(page.width * run->fold),
            (PLINT)(page.height * run->fold), 0, 0);
    plscmap0n(16);
    plscolbga(255, 255, 255, 1.0);
    plsetopt("drvopt", run->options);
    plinit();
    if (run->cairo)
        pl_cmd(PLESC_DEVINIT, run->cairo);
    pladv(0);
    plvpor(0, 1, 0, 1);
    plwind(0, page.width, 0, page.height);
}

static void draw_scene(const struct canvas_run *run)
{
    struct canvas_page page = canvas_page(run->scene);
    struct pen_box p = {run, run->scene->magnify, page.width, page.height};

    open_page(run, page);
    for (size_t i = 0; i < run->scene->n_items; i++)
        draw_item(&p, &run->scene->items[i]);
    plend1();
}

enum outcome { DRAWN, NO_DEVICE, ESCAPED };

static enum outcome draw_guarded(const struct canvas_run *run)
{
    plplot.message[0] = '\0';
    plplot.code = 0;
    plplot.text[0] = '\0';
    plsexit(on_exit_of_plplot);
    plsabort(on_abort_of_plplot);
    plsError(&plplot.code, plplot.text);
    if (setjmp(plplot.escape) != 0)
        return ESCAPED;
    plplot.is_inside = 1;
    if (!has_device(run->device))
        return NO_DEVICE;
    plplot.code = 0; /* plsError() before plinit() sets it */
    draw_scene(run);
    return DRAWN;
}

int canvas_draw(const struct canvas_run *run, struct pp_error *err)
{
    if (plplot.is_broken) {
        if (run->file)
            fclose(run->file);
        return pp_fail(err, PP_EIO,
                       "no figure can be drawn: PLplot stopped before (%s)",
                       plplot.message);
    }
    char *asked = getenv("TMPDIR") != NULL ? pp_strdup(getenv("TMPDIR")) : NULL;
    if (!plplot.has_drivers && find_room_for_scratch(asked, err) != 0) {
        pp_free(asked);
        if (run->file)
            fclose(run->file);
        return -1;
    }
    clear_environment();
    struct surroundings was = leave_surroundings();
    enum outcome outcome = draw_guarded(run);
    plplot.is_inside = 0;
    restore_surroundings(was);
    restore_scratch(asked);
    plplot.has_drivers |= outcome == DRAWN;
    if (outcome == NO_DEVICE) {
        if (run->file)
            fclose(run->file);
        return pp_fail(
            err, PP_EIO, "PLplot has no driver \"%s\" on this machine%s",
            run->device,
            run->cairo ? " (Debian package plplot-driver-cairo)" : "");
    }
    if (outcome == ESCAPED)
        return pp_fail(err, PP_EIO, "PLplot stopped: %s", plplot.message);
    if (plplot.message[0] != '\0')
        return pp_fail(err, PP_EBUG, "PLplot refused a shape: %s",
                       plplot.message);
    return 0;
}

/* --- SVG ------------------------------------------------------------------ */

static int is_id(const char *id)
{
    size_t n = strlen(id);

    return n > 0 && n <= 200 &&
           ((*id >= 'a' && *id <= 'z') || (*id >= 'A' && *id <= 'Z')) &&
           strspn(id, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                      "0123456789-_") == n;
}

int pp_canvas_svg(const struct pp_scene *scene,
                  const struct pp_canvas_words *words, enum pp_svg_use use,
                  struct pp_buffer *out, struct pp_error *err)
{
    const double fold = 10; /* whole units are then a tenth of a pixel */
    char *raw = NULL;
    size_t length = 0;

    if (!is_id(words->id))
        return pp_fail(err, PP_EUSAGE,
                       "figure id \"%s\" is not a letter followed by letters, "
                       "digits, '-' and '_'",
                       words->id);
    FILE *file = open_memstream(&raw, &length);
    if (!file)
        pp_out_of_memory();
    struct canvas_run run = {scene, "svg", "text_clipping=0", fold, file, NULL};
    int status = canvas_draw(&run, err);
    if (status == 0) {
        struct pp_canvas_words safe = {
            words->id, pp_lettering_safe(scene->pool, words->title),
            pp_lettering_safe(scene->pool, words->description)};
        canvas_rewrite(raw, scene, fold, &safe, use, out);
    }
    free(raw);
    return status;
}

void pp_plot_libraries(struct pp_libraries *all)
{
    char version[80]; /* PLplot says at most 80 */

    plgver(version);
    pp_libraries_add(all, "PLplot", version);
    canvas_cairo_library(all);
}
