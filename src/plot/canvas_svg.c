#include "canvas_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "prepost/base/alloc.h"
#include "prepost/base/number.h"
#include "prepost/plot/lettering.h"

/*
 * PLplot's svg driver writes one element a shape, with every attribute spelled
 * out, text in nested spans, and coordinates of a page that is ten times the
 * picture. This reads those bytes and writes the same picture small: integers
 * (a tenth of a pixel), paths that share their pen, circles and rectangles
 * that say so, and text as text.
 */
struct writer {
    struct pp_buffer *out;
    double height; /* of the driver's page, which runs upwards */

    /* The element that is being gathered: its attributes, and its path. */
    struct pp_buffer attributes, path;
    int is_stroke; /* strokes of one pen that hides nothing are one path */
};

struct dot {
    long x, y;
};

/* --- reading -------------------------------------------------------------- */

/* One element of the driver's output: from its '<' to its end. */
struct element {
    const char *text, *end;
};

/* The value of an attribute, or "" with length 0. */
static const char *attribute(struct element e, const char *name, size_t *length)
{
    size_t n = strlen(name);

    for (const char *s = e.text; (s = strstr(s, name)) && s < e.end; s += n)
        if (s[-1] == ' ' && s[n] == '=' && s[n + 1] == '"') {
            const char *value = s + n + 2;
            *length = strcspn(value, "\"");
            return value;
        }
    *length = 0;
    return "";
}

static double number(struct element e, const char *name, double otherwise)
{
    size_t n;
    const char *value = attribute(e, name, &n);
    double x;

    return pp_number_parse(value, n, &x) == 0 ? x : otherwise;
}

static int attribute_is(struct element e, const char *name, const char *value)
{
    size_t n;
    const char *found = attribute(e, name, &n);

    return n == strlen(value) && memcmp(found, value, n) == 0;
}

/* The points "x,y x,y ", y turned down; pp_free() them. */
static double *points(const struct writer *w, struct element e, size_t *n)
{
    size_t length;
    const char *s = attribute(e, "points", &length), *end = s + length;
    double *xy = pp_alloc_array(length + 2, sizeof *xy);

    *n = 0;
    while (s < end) {
        size_t x = strspn(s, "+-.0123456789eE"), y = 0;
        if (s[x] == ',')
            y = strspn(s + x + 1, "+-.0123456789eE");
        if (y == 0 || pp_number_parse(s, x, &xy[2 * *n]) != 0 ||
            pp_number_parse(s + x + 1, y, &xy[2 * *n + 1]) != 0)
            break;
        xy[2 * *n + 1] = w->height - xy[2 * *n + 1];
        ++*n;
        s += x + 1 + y;
        s += strspn(s, " \n");
    }
    return xy;
}

/* --- writing -------------------------------------------------------------- */

static void put_escaped(struct pp_buffer *out, const char *s, size_t n)
{
    for (size_t i = 0; i < n; i++)
        switch (s[i]) {
        case '<':
            pp_buffer_puts(out, "&lt;");
            break;
        case '>':
            pp_buffer_puts(out, "&gt;");
            break;
        case '&':
            pp_buffer_puts(out, "&amp;");
            break;
        case '"':
            pp_buffer_puts(out, "&quot;");
            break;
        default:
            pp_buffer_putc(out, s[i]);
        }
}

/* "0.350000" as ".35", "110.000" as "110". */
static void put_fraction(struct pp_buffer *out, double x)
{
    char b[PP_NUMBER_SIZE];
    const char *s = pp_number_fixed(b, x, 3);
    size_t n = strlen(s);

    while (s[n - 1] == '0')
        n--;
    if (s[n - 1] == '.')
        n--;
    if (n > 1 && s[0] == '0' && s[1] == '.') {
        s++;
        n--;
    }
    pp_buffer_append(out, s, n);
}

static void empty(struct pp_buffer *b)
{
    b->length = 0;
    if (b->data)
        b->data[0] = '\0';
}

static void flush(struct writer *w)
{
    if (w->path.length > 0)
        pp_buffer_printf(w->out, "<path%s d=\"%s\"/>\n",
                         pp_buffer_text(&w->attributes),
                         pp_buffer_text(&w->path));
    empty(&w->attributes);
    empty(&w->path);
    w->is_stroke = 0;
}

/* Coordinates after a command letter: a minus sign separates by itself. */
static void put_pair(struct pp_buffer *out, char command, struct dot d)
{
    pp_buffer_printf(out, d.y < 0 ? "%c%ld%ld" : "%c%ld %ld", command, d.x,
                     d.y);
}

/* One leg of a path, relative to where it starts. */
static void put_leg(struct pp_buffer *out, struct dot from, struct dot to)
{
    struct dot d = {to.x - from.x, to.y - from.y};

    if (d.y == 0 && d.x != 0)
        pp_buffer_printf(out, "h%ld", d.x);
    else if (d.x == 0 && d.y != 0)
        pp_buffer_printf(out, "v%ld", d.y);
    else if (d.x != 0)
        put_pair(out, 'l', d);
}

static struct dot dot(const double *xy, size_t i)
{
    return (struct dot){lround(xy[2 * i]), lround(xy[2 * i + 1])};
}

static void put_path(struct pp_buffer *out, const double *xy, size_t n)
{
    struct dot at = dot(xy, 0);

    put_pair(out, 'M', at);
    for (size_t i = 1; i < n; i++) {
        struct dot to = dot(xy, i);
        put_leg(out, at, to);
        at = to;
    }
}

/* A point half way along a straight line was put in against round ends. */
static size_t without_middle(double *xy, size_t n)
{
    if (n == 3 && fabs(xy[0] + xy[4] - 2 * xy[2]) < 1 &&
        fabs(xy[1] + xy[5] - 2 * xy[3]) < 1) {
        xy[2] = xy[4];
        xy[3] = xy[5];
        return 2;
    }
    return n;
}

static void put_colour(struct pp_buffer *out, struct element e,
                       const char *name)
{
    size_t n;
    const char *c = attribute(e, name, &n);

    if (n == 7 && c[1] == c[2] && c[3] == c[4] && c[5] == c[6])
        pp_buffer_printf(out, " %s=\"#%c%c%c\"", name, c[1], c[3], c[5]);
    else
        pp_buffer_printf(out, " %s=\"%.*s\"", name, (int)n, c);
}

static void put_opacity(struct pp_buffer *out, struct element e,
                        const char *name)
{
    double alpha = number(e, name, 1);

    if (alpha < 0.995) {
        pp_buffer_printf(out, " %s=\"", name);
        put_fraction(out, alpha);
        pp_buffer_putc(out, '"');
    }
}

/* Strokes of one opaque pen in a row become one path. */
static void put_stroke(struct writer *w, struct element e)
{
    struct pp_buffer pen = PP_BUFFER_INIT;
    size_t n;
    double *xy = points(w, e, &n);

    pp_buffer_puts(&pen, " fill=\"none\"");
    put_colour(&pen, e, "stroke");
    put_opacity(&pen, e, "stroke-opacity");
    pp_buffer_puts(&pen, " stroke-width=\"");
    put_fraction(&pen, number(e, "stroke-width", 1));
    pp_buffer_putc(&pen, '"');
    if (!w->is_stroke || number(e, "stroke-opacity", 1) < 0.995 ||
        strcmp(pp_buffer_text(&pen), pp_buffer_text(&w->attributes)) != 0) {
        flush(w);
        pp_buffer_puts(&w->attributes, pp_buffer_text(&pen));
        w->is_stroke = 1;
    }
    if (n > 1)
        put_path(&w->path, xy, without_middle(xy, n));
    pp_buffer_clear(&pen);
    pp_free(xy);
}

/* Is it the polygon of 24 corners that canvas.c draws for a circle? */
static int is_circle(const double *xy, size_t n, double *cx, double *cy,
                     double *r)
{
    if (n != 25)
        return 0;
    *cx = *cy = *r = 0;
    for (size_t i = 0; i < 24; i++) {
        *cx += xy[2 * i] / 24;
        *cy += xy[2 * i + 1] / 24;
    }
    for (size_t i = 0; i < 24; i++)
        *r += hypot(xy[2 * i] - *cx, xy[2 * i + 1] - *cy) / 24;
    for (size_t i = 0; i < 24; i++)
        if (fabs(hypot(xy[2 * i] - *cx, xy[2 * i + 1] - *cy) - *r) > 0.5)
            return 0;
    return 1;
}

static void put_fill(struct writer *w, struct element e)
{
    struct pp_buffer ink = PP_BUFFER_INIT;
    size_t n;
    double *xy = points(w, e, &n), cx, cy, r;

    put_colour(&ink, e, "fill");
    put_opacity(&ink, e, "fill-opacity");
    if (is_circle(xy, n, &cx, &cy, &r)) {
        flush(w);
        pp_buffer_printf(w->out, "<circle%s cx=\"%ld\" cy=\"%ld\" r=\"",
                         pp_buffer_text(&ink), lround(cx), lround(cy));
        put_fraction(w->out, pp_number_rounded(r, 0));
        pp_buffer_puts(w->out, "\"/>\n");
    } else if (n > 3) {
        flush(w);
        pp_buffer_puts(&w->attributes, pp_buffer_text(&ink));
        put_path(&w->path, xy, n - 1); /* the last point is the first */
        pp_buffer_putc(&w->path, 'z');
        flush(w);
    }
    pp_buffer_clear(&ink);
    pp_free(xy);
}

/* --- text ----------------------------------------------------------------- */

/* The driver writes each letter as "&#x48;". */
static void put_letters(struct pp_buffer *out, const char *s, const char *end)
{
    while (s < end) {
        if (strncmp(s, "&#x", 3) == 0) {
            char *after, b[4];
            uint32_t c = (uint32_t)strtoul(s + 3, &after, 16);
            put_escaped(out, b, pp_lettering_encode(c, b));
            s = *after == ';' ? after + 1 : after;
        } else {
            pp_buffer_putc(out, *s++);
        }
    }
}

/* Where the baseline starts. */
static void put_place(const struct writer *w, struct element e)
{
    size_t n;
    const char *s = attribute(e, "transform", &n);
    double m[6] = {1, 0, 0, 1, 0, 0}, x = number(e, "x", 0),
           y = number(e, "y", 0);

    s += strcspn(s, "(") + 1;
    for (int i = 0; i < 6; i++) {
        size_t digits = strspn(s, "+-.0123456789eE");
        if (pp_number_parse(s, digits, &m[i]) != 0)
            break;
        s += digits;
        s += strspn(s, " ,");
    }
    double px = m[0] * x + m[2] * y + m[4];
    double py = w->height - (m[1] * x + m[3] * y + m[5]);
    pp_buffer_printf(w->out, " x=\"%ld\" y=\"%ld\"", lround(px), lround(py));
}

static void put_text(struct writer *w, struct element e)
{
    size_t n;
    const char *anchor = attribute(e, "text-anchor", &n);

    flush(w);
    pp_buffer_puts(w->out, "<text");
    put_place(w, e);
    pp_buffer_puts(w->out, " font-size=\"");
    put_fraction(w->out, number(e, "font-size", 0));
    pp_buffer_puts(w->out, "\"");
    if (n != 5 || strncmp(anchor, "start", 5) != 0)
        pp_buffer_printf(w->out, " text-anchor=\"%.*s\"", (int)n, anchor);
    if (attribute_is(e, "font-weight", "bold"))
        pp_buffer_puts(w->out, " font-weight=\"bold\"");
    if (attribute_is(e, "font-style", "italic"))
        pp_buffer_puts(w->out, " font-style=\"italic\"");
    put_colour(w->out, e, "fill");
    const char *open = strstr(e.text, "<tspan"), *close = e.end;
    const char *letters = open ? strchr(open, '>') : NULL;
    const char *stop = letters ? strstr(letters, "</tspan>") : NULL;
    pp_buffer_putc(w->out, '>');
    if (stop && stop < close)
        put_letters(w->out, letters + 1, stop);
    pp_buffer_puts(w->out, "</text>\n");
}

/* --- the document --------------------------------------------------------- */

/* A reader and a PDF join title and description: a stop stands between. */
static void put_sentence(struct pp_buffer *out, const char *text)
{
    size_t n = strlen(text);

    put_escaped(out, text, n);
    if (n > 0 && strchr(".!?", text[n - 1]) == NULL)
        pp_buffer_putc(out, '.');
}

static void put_head(struct pp_buffer *out, const struct pp_scene *scene,
                     double fold, const struct pp_canvas_words *words,
                     enum pp_svg_use use)
{
    struct canvas_page page = canvas_page(scene);
    long w = lround(page.width), h = lround(page.height);
    long wide = lround(page.width * fold), high = lround(page.height * fold);

    if (use == PP_SVG_FILE)
        pp_buffer_puts(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    pp_buffer_printf(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" "
        "aria-labelledby=\"%s-t %s-d\" width=\"%ld\" height=\"%ld\" "
        "viewBox=\"0 0 %ld %ld\" font-family=\"Arial,Helvetica,"
        "'Liberation Sans',sans-serif\">\n<title id=\"%s-t\">",
        words->id, words->id, w, h, wide, high, words->id);
    put_sentence(out, words->title);
    pp_buffer_printf(out, "</title>\n<desc id=\"%s-d\">", words->id);
    put_escaped(out, words->description, strlen(words->description));
    pp_buffer_printf(out,
                     "</desc>\n<path fill=\"#fff\" d=\"M0 0h%ldv%ldh-%ldz\"/>"
                     "\n",
                     wide, high, wide);
}

/* The next element inside the driver's group, or one with text NULL. */
static struct element next_element(const char *s)
{
    const char *line = strstr(s, "<polyline"), *text = strstr(s, "<text");
    struct element e = {NULL, NULL};

    if (text && (!line || text < line)) {
        e.text = text;
        e.end = strstr(text, "</text>");
    } else if (line) {
        e.text = line;
        e.end = strstr(line, "/>");
    }
    if (!e.end)
        e.text = NULL;
    return e;
}

void canvas_rewrite(const char *raw, const struct pp_scene *scene, double fold,
                    const struct pp_canvas_words *words, enum pp_svg_use use,
                    struct pp_buffer *out)
{
    struct writer w = {out, canvas_page(scene).height * fold, PP_BUFFER_INIT,
                       PP_BUFFER_INIT, 0};

    put_head(out, scene, fold, words, use);
    for (struct element e = next_element(raw); e.text;
         e = next_element(e.end)) {
        if (e.text[1] == 't')
            put_text(&w, e);
        else if (attribute_is(e, "fill", "none"))
            put_stroke(&w, e);
        else
            put_fill(&w, e);
    }
    flush(&w);
    pp_buffer_puts(out, "</svg>\n");
    pp_buffer_clear(&w.attributes);
    pp_buffer_clear(&w.path);
}
