#include "prepost/plot/lettering.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "prepost/base/buffer.h"

#include "arial_advances.inc"

enum { REPLACEMENT = 0xFFFD, ELLIPSIS = 0x2026, MAX_MARKS = 3 };

/* --- UTF-8 ---------------------------------------------------------------- */

/*
 * The next code point, and *s moved past it; 0 at the end. What is malformed
 * (overlong, a surrogate, beyond U+10FFFF, cut off) gives U+FFFD and moves one
 * byte on.
 */
static uint32_t next(const char **s)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    const unsigned char *p = (const unsigned char *)*s;

    if (*p == 0)
        return 0;
    if (*p < 0x80) {
        *s += 1;
        return *p;
    }
    size_t n = *p >= 0xF0 ? 4 : *p >= 0xE0 ? 3 : 2;
    uint32_t c = *p & (0xFFu >> (n + 1));
    size_t i = 1;
    while (i < n && (p[i] & 0xC0) == 0x80)
        c = c << 6 | (p[i++] & 0x3F);
    if (i < n || *p < 0xC0 || *p > 0xF7 || c < least[n] || c > 0x10FFFF ||
        (c >= 0xD800 && c <= 0xDFFF)) {
        *s += 1;
        return REPLACEMENT;
    }
    *s += n;
    return c;
}

size_t pp_lettering_encode(uint32_t c, char out[4])
{
    size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;

    for (size_t i = n - 1; i > 0; i--) {
        out[i] = (char)(0x80 | (c & 0x3F));
        c >>= 6;
    }
    out[0] = (char)(n == 1 ? c : (0xF00u >> n & 0xFF) | c);
    return n;
}

static void put(struct pp_buffer *out, uint32_t c)
{
    char b[4];

    pp_buffer_append(out, b, pp_lettering_encode(c, b));
}

/* --- what kind of character ------------------------------------------------
 */

struct range {
    uint32_t first, last;
};

static int is_in(uint32_t c, const struct range *r, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (c >= r[i].first && c <= r[i].last)
            return 1;
    return 0;
}

#define IS_IN(c, ranges) is_in(c, ranges, sizeof(ranges) / sizeof(ranges)[0])

/* Printed over or after another, without a width of its own. */
static int is_mark(uint32_t c)
{
    static const struct range marks[] = {
        {0x300, 0x36F},     {0x483, 0x489},     {0x591, 0x5BD},
        {0x610, 0x61A},     {0x64B, 0x65F},     {0x1AB0, 0x1AFF},
        {0x1DC0, 0x1DFF},   {0x200B, 0x200D},   {0x20D0, 0x20FF},
        {0xFE00, 0xFE0F},   {0xFE20, 0xFE2F},   {0x1F3FB, 0x1F3FF},
        {0xE0020, 0xE007F}, {0xE0100, 0xE01EF},
    };
    return c >= 0x300 && IS_IN(c, marks);
}

/* Marks that pile up; joiners and emoji modifiers do not. */
static int is_stacking(uint32_t c)
{
    return is_mark(c) && c < 0xFE00 && c != 0x200D;
}

static int is_emoji(uint32_t c)
{
    static const struct range emoji[] = {
        {0x231A, 0x23FF},
        {0x2600, 0x27BF},
        {0x2B00, 0x2BFF},
        {0x1F000, 0x1FAFF},
    };
    return IS_IN(c, emoji);
}

/*
 * What must not be drawn: direction overrides would turn the rest of a line
 * round, and U+FFFE and U+FFFF are no XML.
 */
static uint32_t made_safe(uint32_t c)
{
    static const struct range dropped[] = {
        {0x200E, 0x200F}, {0x202A, 0x202E}, {0x2060, 0x206F}, {0xFEFF, 0xFEFF}};

    if (c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029)
        return ' ';
    if ((c & 0xFFFE) == 0xFFFE || (c >= 0xFDD0 && c <= 0xFDEF))
        return REPLACEMENT;
    return IS_IN(c, dropped) ? 0 : c;
}

char *pp_lettering_safe(struct pp_pool *pool, const char *text)
{
    struct pp_buffer out = PP_BUFFER_INIT;
    size_t n = 0, marks = 0;
    uint32_t c;

    for (const char *s = text ? text : ""; (c = next(&s)) != 0;) {
        c = made_safe(c);
        marks = is_stacking(c) ? marks + 1 : 0;
        if (c == 0 || marks > MAX_MARKS)
            continue;
        if (++n == PP_LETTERING_MAX && *s != '\0') {
            put(&out, ELLIPSIS);
            break;
        }
        put(&out, c);
    }
    char *safe = pp_pool_strdup(pool, pp_buffer_text(&out));
    pp_buffer_clear(&out);
    return safe;
}

/* --- widths --------------------------------------------------------------- */

/* In 1/2048 em. */
static unsigned advance(uint32_t c, enum pp_weight weight)
{
    /* Hebrew and Arabic: few letters are wider, and most much narrower. */
    static const struct range narrow_ones[] = {{0x590, 0x6FF}, {0x750, 0x77F}};

    if (is_mark(c))
        return 0;
    for (size_t i = 0; i < sizeof RUNS / sizeof RUNS[0]; i++)
        if (c >= RUNS[i].first && c < (uint32_t)RUNS[i].first + RUNS[i].n) {
            size_t at = RUNS[i].at + (c - RUNS[i].first);
            return weight == PP_BOLD ? BOLD[at] : REGULAR[at];
        }
    return is_emoji(c) ? 2868 : IS_IN(c, narrow_ones) ? 1500 : 2150;
}

double pp_lettering_width(const char *text, struct pp_face face)
{
    double units = 0;
    uint32_t c;

    while ((c = next(&text)) != 0)
        units += advance(c, face.weight);
    return units * face.size_px / 2048;
}

double pp_lettering_leading(struct pp_face face)
{
    return 1.3 * face.size_px;
}

/* --- lines ---------------------------------------------------------------- */

/* How many bytes of s[length] fit, never between a letter and its marks. */
static size_t bytes_that_fit(const char *s, size_t length, struct pp_face face,
                             double width_px)
{
    double limit = width_px * 2048 / face.size_px, units = 0;
    const char *at = s, *cut = s;
    uint32_t before = 0;

    while (at < s + length) {
        const char *here = at;
        uint32_t c = next(&at);
        if (!is_mark(c) && before != 0x200D)
            cut = here;
        before = c;
        units += advance(c, face.weight);
        if (units > limit)
            return (size_t)(cut - s);
    }
    return length;
}

char *pp_lettering_fit(struct pp_pool *pool, const char *text,
                       struct pp_face face, double width_px)
{
    static const char dots[] = "…";

    if (pp_lettering_width(text, face) <= width_px)
        return pp_pool_strdup(pool, text);
    double room = width_px - pp_lettering_width(dots, face);
    size_t n = bytes_that_fit(text, strlen(text), face, room > 0 ? room : 0);
    while (n > 0 && text[n - 1] == ' ')
        n--;
    return pp_pool_printf(pool, "%.*s%s", (int)n, text, dots);
}

/* How much of a word that is wider than a line goes on this one: as much as on
 * each of the next, where that is possible, so that no letter is left alone. */
static size_t part_of_word(const char *s, size_t fit, struct pp_face face,
                           double width_px)
{
    const char *at = s, *end = s + strcspn(s, " ");
    double whole = 0;

    while (at < end)
        whole += advance(next(&at), face.weight) * face.size_px / 2048;
    double each = whole / ceil(whole / width_px) + face.size_px;
    size_t n = bytes_that_fit(s, fit, face, each);
    return n > 0 ? n : fit;
}

/* The end of the longest run of whole words that fits; at least one letter. */
static const char *line_end(const char *s, struct pp_face face, double width_px)
{
    size_t fit = bytes_that_fit(s, strlen(s), face, width_px);

    if (s[fit] == '\0' || s[fit] == ' ')
        return s + fit;
    for (size_t i = fit; i > 0; i--)
        if (s[i - 1] == ' ')
            return s + i - 1;
    if (fit > 0)
        return s + part_of_word(s, fit, face, width_px);
    next(&s);
    return s;
}

struct pp_lines pp_lettering_wrap(struct pp_pool *pool, const char *text,
                                  struct pp_face face, double width_px,
                                  size_t max_lines)
{
    struct pp_lines out = {pp_pool_array(pool, max_lines, sizeof(char *)), 0,
                           0};
    const char *s = text;

    while (*s == ' ')
        s++;
    do {
        const char *end = line_end(s, face, width_px);
        char *line = out.n + 1 == max_lines
                         ? pp_lettering_fit(pool, s, face, width_px)
                         : pp_pool_strndup(pool, s, (size_t)(end - s));
        size_t n = strlen(line);
        while (n > 0 && line[n - 1] == ' ')
            line[--n] = '\0';
        double width = pp_lettering_width(line, face);
        out.width_px = width > out.width_px ? width : out.width_px;
        out.line[out.n++] = line;
        s = end;
        while (*s == ' ')
            s++;
    } while (*s != '\0' && out.n < max_lines);
    return out;
}

double pp_lettering_balanced(struct pp_pool *pool, const char *text,
                             struct pp_face face, double width_px,
                             size_t max_lines)
{
    double enough = width_px, least = 0;
    size_t n = pp_lettering_wrap(pool, text, face, width_px, max_lines).n;

    /* Where lines are left out, narrower ones would leave out more. */
    if (n < 2 || pp_lettering_width(text, face) > (double)n * width_px)
        return width_px;
    while (enough - least > 1) {
        double width = (enough + least) / 2;
        if (pp_lettering_wrap(pool, text, face, width, max_lines + 1).n <= n)
            enough = width;
        else
            least = width;
    }
    return enough;
}
