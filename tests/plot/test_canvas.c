#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <expat.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "prepost/plot/canvas.h"
#include "prepost/plot/lettering.h"

/* --- what is tested on ---------------------------------------------------- */

static const struct pp_face FACE = {12, PP_REGULAR, PP_UPRIGHT, 0x222222};
static const struct pp_canvas_words WORDS = {"fig-1", "A <title>",
                                             "Alt & \"more\""};

static struct pp_scene *sample(struct pp_pool *pool)
{
    struct pp_scene *s = pp_scene_new(pool, 200);
    struct pp_pen pen = {PP_INK(0x0072B2), 2, 0, 0};
    struct pp_pen dashed = {PP_INK(0x0072B2), 2, 6, 4};

    s->height_px = 100;
    pp_scene_line(s, pen, 10, 10, 110, 10);
    pp_scene_line(s, dashed, 10, 20, 110, 20);
    pp_scene_rect(s, PP_INK_THIN(0xD55E00, 0.35), 10, 30, 40, 20);
    pp_scene_circle(s, PP_INK(0x009E73), 100, 50, 8);
    pp_scene_text(s, FACE, 20, 80, PP_LEFT, "Hope & #1 ŵ Жизнь 😀");
    pp_scene_text(s, FACE, 100, 95, PP_CENTRE, "in the middle");
    return s;
}

static char *svg(const struct pp_scene *s, const struct pp_canvas_words *words)
{
    struct pp_buffer out = PP_BUFFER_INIT;
    struct pp_error err = {0};

    if (pp_canvas_svg(s, words, PP_SVG_INLINE, &out, &err) != 0)
        fail_msg("%s", err.text);
    return pp_buffer_take(&out);
}

static void assert_well_formed(const char *xml, size_t n)
{
    XML_Parser p = XML_ParserCreate(NULL);

    if (XML_Parse(p, xml, (int)n, 1) != XML_STATUS_OK)
        fail_msg("line %lu: %s", XML_GetCurrentLineNumber(p),
                 XML_ErrorString(XML_GetErrorCode(p)));
    XML_ParserFree(p);
}

/* --- SVG ------------------------------------------------------------------ */

/* Coordinates are tenths of a pixel; the expected ones are worked by hand. */
static void svg_says_what_was_drawn(void **state)
{
    static const char *const expected[] = {
        "width=\"200\" height=\"100\" viewBox=\"0 0 2000 1000\"",
        "role=\"img\" aria-labelledby=\"fig-1-t fig-1-d\"",
        "<title id=\"fig-1-t\">A &lt;title&gt;.</title>",
        "<desc id=\"fig-1-d\">Alt &amp; &quot;more&quot;</desc>",
        "stroke=\"#0072B2\" stroke-width=\"20\"",
        "M100 100h1000M100 200h60M200 200h60", /* a line, then dashes */
        "<path fill=\"#D55E00\" fill-opacity=\".35\" "
        "d=\"M100 300h400v200h-400z\"/>",
        "<circle fill=\"#009E73\" cx=\"1000\" cy=\"500\" r=\"80\"/>",
        "<text x=\"200\" y=\"800\" font-size=\"120\" fill=\"#222\">"
        "Hope &amp; #1 ŵ Жизнь 😀</text>",
        "<text x=\"1000\" y=\"950\" font-size=\"120\" "
        "text-anchor=\"middle\" fill=\"#222\">in the middle</text>",
    };
    struct pp_pool *pool = pp_pool_new();
    char *text = svg(sample(pool), &WORDS);

    (void)state;
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++)
        if (!strstr(text, expected[i]))
            fail_msg("no %s in\n%s", expected[i], text);
    assert_well_formed(text, strlen(text));
    free(text);
    pp_pool_free(pool);
}

static void svg_repeats_its_bytes(void **state)
{
    struct pp_pool *pool = pp_pool_new();
    struct pp_scene *s = sample(pool);
    char *first = svg(s, &WORDS);

    (void)state;
    for (int i = 0; i < 60; i++) {
        char *again = svg(s, &WORDS);
        assert_string_equal(again, first);
        free(again);
    }
    free(first);
    pp_pool_free(pool);
}

static void ids_are_checked(void **state)
{
    static const char *const bad[] = {"",      "1a",  "-a", "a b",
                                      "a\"><", "a.b", "ŵ",  "a:b"};
    struct pp_pool *pool = pp_pool_new();
    struct pp_scene *s = sample(pool);

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct pp_canvas_words words = {bad[i], "t", "d"};
        struct pp_buffer out = PP_BUFFER_INIT;
        struct pp_error err = {0};
        assert_int_equal(pp_canvas_svg(s, &words, PP_SVG_INLINE, &out, &err),
                         -1);
        assert_int_equal(err.code, PP_EUSAGE);
        assert_non_null(strstr(err.text, "is not a letter followed by"));
        pp_buffer_clear(&out);
    }
    pp_pool_free(pool);
}

/* Text that has crashed or spoilt a driver before: see plot/lettering.h. */
static void hostile_text_is_safe(void **state)
{
    char *many = malloc(5001);
    memset(many, 'x', 5000);
    many[5000] = '\0';
    char *marks = malloc(2 * 300 + 2);
    strcpy(marks, "a");
    for (int i = 0; i < 300; i++)
        strcat(marks, "\xCC\x81");
    const struct {
        const char *label, *text, *shown;
    } rows[] = {
        {"hash", "#u#g#1", "#u#g#1"},
        {"control",
         "a\x01"
         "b\tc",
         "a b c"},
        {"markup", "</text><script>", "&lt;/text&gt;&lt;script&gt;"},
        {"malformed", "a\xC3(b\xFF", "a\xEF\xBF\xBD(b\xEF\xBF\xBD"},
        {"overlong", "a\xC0\xAF", "a\xEF\xBF\xBD\xEF\xBF\xBD"},
        {"non-character", "a\xEF\xBF\xBF", "a\xEF\xBF\xBD"},
        {"surrogate", "a\xED\xA0\x80", "a\xEF\xBF\xBD"},
        {"override",
         "a\xE2\x80\xAE"
         "b",
         ">ab<"},
        {"5,000 letters", many, "xxx…</text>"},
        {"300 accents", marks, "a\xCC\x81\xCC\x81\xCC\x81</text>"},
        {"per cent", "%s%n", "%s%n"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct pp_pool *pool = pp_pool_new();
        struct pp_scene *s = pp_scene_new(pool, 200);
        struct pp_canvas_words words = {"a", rows[i].text, rows[i].text};
        s->height_px = 50;
        pp_scene_text(s, FACE, 10, 20, PP_LEFT, rows[i].text);
        char *text = svg(s, &words);
        assert_well_formed(text, strlen(text));
        if (!strstr(text, rows[i].shown))
            fail_msg("%s: no \"%s\" in\n%s", rows[i].label, rows[i].shown,
                     text);
        free(text);
        pp_pool_free(pool);
    }
    free(many);
    free(marks);
}

/* Coordinates that are no numbers are left out; the rest is drawn. */
static void impossible_shapes_are_left_out(void **state)
{
    struct pp_pool *pool = pp_pool_new();
    struct pp_scene *s = pp_scene_new(pool, 200);
    struct pp_pen pen = {PP_INK(0), 1, 0, 0};

    (void)state;
    s->height_px = 50;
    pp_scene_line(s, pen, 0, 0, NAN, 10);
    pp_scene_line(s, pen, 0, 0, INFINITY, 10);
    pp_scene_circle(s, PP_INK(0), 10, 10, 0);
    pp_scene_circle(s, PP_INK(0), NAN, 10, 5);
    pp_scene_text(s, FACE, NAN, 10, PP_LEFT, "lost");
    pp_scene_text(s, FACE, 10, 10, PP_LEFT, "  ");
    assert_int_equal(s->n_items, 0);
    pp_scene_text(s, FACE, 10, 20, PP_LEFT, "kept");
    char *text = svg(s, &WORDS);
    assert_non_null(strstr(text, ">kept<"));
    assert_null(strstr(text, "nan"));
    free(text);
    pp_pool_free(pool);
}

/* --- the room that PLplot is kept in -------------------------------------- */

static void the_folder_and_stderr_are_as_before(void **state)
{
    char before[4096], after[4096], folder[] = "/tmp/pp-canvas-XXXXXX";
    struct pp_pool *pool = pp_pool_new();

    (void)state;
    assert_non_null(getcwd(before, sizeof before));
    assert_non_null(mkdtemp(folder));
    assert_int_equal(chdir(folder), 0);
    /* PLplot would read a font from the current folder first. */
    FILE *f = fopen("plxtnd5.fnt", "w");
    assert_non_null(f);
    fputs("not a font", f);
    fclose(f);
    setenv("PLPLOT_DRV_DIR", "/nowhere", 1);
    setenv("PLPLOT_LIB", "/nowhere", 1);
    char *text = svg(sample(pool), &WORDS);
    assert_non_null(strstr(text, "Hope"));
    free(text);
    char here[64];
    assert_non_null(getcwd(after, sizeof after));
    snprintf(here, sizeof here, "%s", folder);
    assert_non_null(strstr(after, here));
    assert_true(fcntl(STDERR_FILENO, F_GETFD) >= 0);
    unlink("plxtnd5.fnt");
    assert_int_equal(chdir(before), 0);
    rmdir(folder);
    pp_pool_free(pool);
}

/* --- PNG and PDF ---------------------------------------------------------- */

static void png_is_marked_and_repeats(void **state)
{
    struct pp_pool *pool = pp_pool_new();
    struct pp_scene *s = sample(pool);
    struct pp_buffer a = PP_BUFFER_INIT, b = PP_BUFFER_INIT;
    struct pp_error err = {0};

    (void)state;
    if (pp_canvas_png(s, 2, &a, &err) != 0)
        fail_msg("%s", err.text);
    assert_memory_equal(a.data, "\x89PNG\r\n\x1a\n", 8);
    /* 400 x 200 pixels, then 11,811 to the metre: 300 to the inch. */
    assert_memory_equal(a.data + 16, "\0\0\x01\x90\0\0\0\xC8", 8);
    assert_memory_equal(a.data + 33, "\0\0\0\x09pHYs\0\0\x2e\x23\0\0\x2e\x23\1",
                        17);
    assert_int_equal(pp_canvas_png(s, 2, &b, &err), 0);
    assert_int_equal(a.length, b.length);
    assert_memory_equal(a.data, b.data, a.length);
    pp_buffer_clear(&a);
    pp_buffer_clear(&b);
    pp_pool_free(pool);
}

static void png_scales_are_checked(void **state)
{
    static const double bad[] = {0, 0.5, 5, -1, NAN};
    struct pp_pool *pool = pp_pool_new();
    struct pp_scene *s = sample(pool);

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct pp_buffer out = PP_BUFFER_INIT;
        struct pp_error err = {0};
        assert_int_equal(pp_canvas_png(s, bad[i], &out, &err), -1);
        assert_int_equal(err.code, PP_EUSAGE);
        assert_non_null(strstr(err.text, "must lie between 1 and 4"));
    }
    pp_pool_free(pool);
}

static int holds(const struct pp_buffer *b, const char *text)
{
    return memmem(b->data, b->length, text, strlen(text)) != NULL;
}

static void pdf_has_fonts_and_no_clock(void **state)
{
    struct pp_pool *pool = pp_pool_new();
    struct pp_scene *s = sample(pool);
    struct pp_buffer a = PP_BUFFER_INIT, b = PP_BUFFER_INIT;
    struct pp_error err = {0};

    (void)state;
    if (pp_canvas_pdf(s, &WORDS, &a, &err) != 0)
        fail_msg("%s", err.text);
    assert_memory_equal(a.data, "%PDF-1.", 7);
    assert_true(holds(&a, "LiberationSans"));
    assert_true(holds(&a, "/MediaBox [ 0 0 150 75 ]"));
    assert_true(holds(&a, "/CreationDate (20000101000000Z)"));
    assert_int_equal(pp_canvas_pdf(s, &WORDS, &b, &err), 0);
    assert_int_equal(a.length, b.length);
    assert_memory_equal(a.data, b.data, a.length);
    pp_buffer_clear(&a);
    pp_buffer_clear(&b);
    pp_pool_free(pool);
}

/* "Hope" stays at the left of "(12 to 48)" in every format, whatever letters
 * the name has: with a mark that says so, or without, the same is drawn. */
static void lines_run_from_left_to_right(void **state)
{
    static const char *const texts[] = {"عزلة (12 to 48), 168 people",
                                        "תסמיני דיכאון rose by 2.6?"};

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct pp_pool *pool = pp_pool_new();
        struct pp_buffer drawn[2] = {PP_BUFFER_INIT, PP_BUFFER_INIT};
        struct pp_error err = {0};
        for (int k = 0; k < 2; k++) {
            struct pp_scene *s = pp_scene_new(pool, 300);
            s->height_px = 30;
            pp_scene_text(s, FACE, 10, 20, PP_LEFT, texts[i]);
            if (k == 1) /* which a scene does not take from a text */
                s->items[0].text = pp_pool_printf(pool, "\u200E%s", texts[i]);
            assert_int_equal(pp_canvas_png(s, 2, &drawn[k], &err), 0);
        }
        assert_int_equal(drawn[0].length, drawn[1].length);
        assert_memory_equal(drawn[0].data, drawn[1].data, drawn[0].length);
        pp_buffer_clear(&drawn[0]);
        pp_buffer_clear(&drawn[1]);
        pp_pool_free(pool);
    }
}

/* One driver's options must not reach the next. */
static void formats_can_be_mixed(void **state)
{
    struct pp_pool *pool = pp_pool_new();
    struct pp_scene *s = sample(pool);
    struct pp_error err = {0};
    char *first = svg(s, &WORDS);

    (void)state;
    for (int i = 0; i < 5; i++) {
        struct pp_buffer out = PP_BUFFER_INIT;
        assert_int_equal(pp_canvas_pdf(s, &WORDS, &out, &err), 0);
        assert_int_equal(pp_canvas_png(s, 1, &out, &err), 0);
        char *again = svg(s, &WORDS);
        assert_string_equal(again, first);
        free(again);
        pp_buffer_clear(&out);
    }
    free(first);
    pp_pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(svg_says_what_was_drawn),
        cmocka_unit_test(svg_repeats_its_bytes),
        cmocka_unit_test(ids_are_checked),
        cmocka_unit_test(hostile_text_is_safe),
        cmocka_unit_test(impossible_shapes_are_left_out),
        cmocka_unit_test(the_folder_and_stderr_are_as_before),
        cmocka_unit_test(png_is_marked_and_repeats),
        cmocka_unit_test(png_scales_are_checked),
        cmocka_unit_test(pdf_has_fonts_and_no_clock),
        cmocka_unit_test(lines_run_from_left_to_right),
        cmocka_unit_test(formats_can_be_mixed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
