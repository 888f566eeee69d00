#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <string.h>

#include "prepost/plot/lettering.h"

static const struct pp_face PLAIN = {2048, PP_REGULAR, PP_UPRIGHT, 0};
static const struct pp_face BOLD = {2048, PP_BOLD, PP_UPRIGHT, 0};

/* Arial's advances as Adobe's Helvetica metrics (afm) give them in 1/1000 em:
 * A 667, i 222, space 278, W 944, 0 556; bold A 722, i 278. */
static void widths_are_arials(void **state)
{
    static const struct {
        const char *label, *text;
        int is_bold;
        double thousandths;
    } rows[] = {
        {"capital", "A", 0, 667},
        {"narrow", "i", 0, 222},
        {"blank", " ", 0, 278},
        {"wide", "W", 0, 944},
        {"digit", "0", 0, 556},
        {"bold capital", "A", 1, 722},
        {"bold narrow", "i", 1, 278},
        {"accent", "Ã", 0, 667},
        {"combining", "A\xCC\x81", 0, 667},
        {"nothing", "", 0, 0},
        {"circumflex w", "ŵ", 0, 722},
        {"minus", "−", 0, 584},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        double w =
            pp_lettering_width(rows[i].text, rows[i].is_bold ? BOLD : PLAIN);
        if (fabs(w / 2.048 - rows[i].thousandths) > 0.6)
            fail_msg("%s: %.1f", rows[i].label, w / 2.048);
    }
}

static void lines_fit_and_lose_nothing(void **state)
{
    static const struct {
        const char *label, *text;
        double ems;
        size_t most, n;
        const char *first, *last;
    } rows[] = {
        {"one line", "hope", 10, 3, 1, "hope", "hope"},
        {"two", "hope and fear", 4.3, 3, 2, "hope and", "fear"},
        {"long word", "wwwwwwwwww", 3, 9, 3, "wwww", "ww"},
        /* Ten of .722 em: 8 fit, but then two are left. */
        {"in two", "wwwwwwwwww", 6, 9, 2, "wwwwww", "wwww"},
        {"in two, and more", "wwwwwwwwww ww", 6, 9, 2, "wwwwww", "wwww ww"},
        {"cut", "one two three four", 4.1, 2, 2, "one two", "three f…"},
        {"empty", "", 4, 3, 1, "", ""},
        {"blanks", "   a   ", 4, 3, 1, "a", "a"},
        {"no room", "ab", 0.01, 5, 2, "a", "b"},
    };
    struct pp_face face = {12, PP_REGULAR, PP_UPRIGHT, 0};

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct pp_pool *pool = pp_pool_new();
        double width = 12 * rows[i].ems;
        struct pp_lines l =
            pp_lettering_wrap(pool, rows[i].text, face, width, rows[i].most);
        if (l.n != rows[i].n || strcmp(l.line[0], rows[i].first) != 0 ||
            strcmp(l.line[l.n - 1], rows[i].last) != 0)
            fail_msg("%s: %zu lines, \"%s\" to \"%s\"", rows[i].label, l.n,
                     l.line[0], l.line[l.n - 1]);
        for (size_t k = 0; k < l.n && rows[i].ems > 1; k++)
            assert_true(pp_lettering_width(l.line[k], face) <= width + 1e-9);
        pp_pool_free(pool);
    }
}

static void long_text_ends_with_an_ellipsis(void **state)
{
    struct pp_pool *pool = pp_pool_new();
    struct pp_face face = {10, PP_REGULAR, PP_UPRIGHT, 0};

    (void)state;
    assert_string_equal(pp_lettering_fit(pool, "hope", face, 100), "hope");
    assert_string_equal(pp_lettering_fit(pool, "hope", face, 20), "h…");
    assert_string_equal(pp_lettering_fit(pool, "hope", face, 0), "…");
    assert_string_equal(pp_lettering_safe(pool, NULL), "");
    pp_pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(widths_are_arials),
        cmocka_unit_test(lines_fit_and_lose_nothing),
        cmocka_unit_test(long_text_ends_with_an_ellipsis),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
