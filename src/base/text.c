#include "prepost/base/text.h"

#include <stdint.h>
#include <string.h>
#include <utf8proc.h>

#include "prepost/base/alloc.h"
#include "prepost/base/number.h"

static const char replacement[] = "\xEF\xBF\xBD";

static bool is_ascii(const char *text, size_t length)
{
    unsigned char all = 0;

    for (size_t i = 0; i < length; i++)
        all |= (unsigned char)text[i];
    return all < 0x80;
}

static size_t ascii_run(const char *text, size_t length)
{
    size_t i = 0;

    for (uint64_t eight; i + 8 <= length; i += 8) {
        memcpy(&eight, text + i, 8);
        if (eight & UINT64_C(0x8080808080808080))
            break;
    }
    while (i < length && (unsigned char)text[i] < 0x80)
        i++;
    return i;
}

/* The character at the start, its bytes; 0xFFFD and 1 if it is none. */
static size_t next_character(const char *text, size_t length, int32_t *c)
{
    utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)text,
                                          (utf8proc_ssize_t)length, c);

    if (n > 0)
        return (size_t)n;
    *c = 0xFFFD;
    return 1;
}

void pp_text_end_whole(char *text, size_t size, int wanted)
{
    enum { LONGEST = 4 }; /* bytes of a character */

    if (wanted < 0 || (size_t)wanted < size)
        return;
    size_t length = strlen(text), good = pp_text_valid(text, length);
    if (length - good < LONGEST)
        text[good] = '\0';
}

void pp_text_tame(char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)text[i];
        /* U+0080 to U+009F, of two bytes, are controls too. */
        bool is_second =
            i > 0 && text[i - 1] == '\xC2' && c >= 0x80 && c < 0xA0;

        if (is_second)
            text[i - 1] = '?';
        if (is_second || (c < 0x20 && c != '\n' && c != '\t') || c == 0x7F)
            text[i] = '?';
    }
}

size_t pp_text_valid(const char *text, size_t length)
{
    size_t i = ascii_run(text, length);

    while (i < length) {
        int32_t c;
        if (utf8proc_iterate((const utf8proc_uint8_t *)text + i,
                             (utf8proc_ssize_t)(length - i), &c) <= 0)
            return i;
        i += next_character(text + i, length - i, &c);
        i += ascii_run(text + i, length - i);
    }
    return length;
}

void pp_text_repair(const char *text, size_t length, struct pp_buffer *out)
{
    while (length > 0) {
        size_t good = pp_text_valid(text, length);

        pp_buffer_append(out, text, good);
        if (good < length) {
            pp_buffer_puts(out, replacement);
            good++;
        }
        text += good;
        length -= good;
    }
}

/* --- folding -------------------------------------------------------------- */

static bool is_letter_or_digit(int32_t c)
{
    switch (utf8proc_category(c)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
        return true;
    default:
        return false;
    }
}

static int32_t plain(int32_t c)
{
    switch (utf8proc_category(c)) {
    case UTF8PROC_CATEGORY_PD:
        return '-';
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
    case UTF8PROC_CATEGORY_CC:
        return ' ';
    default:
        break;
    }
    switch (c) {
    case 0x2018:
    case 0x2019:
    case 0x201A:
    case 0x201B:
    case 0x2032:
        return '\'';
    case 0x201C:
    case 0x201D:
    case 0x201E:
    case 0x00AB:
    case 0x00BB:
        return '"';
    case 0x2212:
        return '-';
    default:
        return c;
    }
}

/* Ends of words: blanks always, anything but letters and digits in a key. */
enum words { WORDS_BY_BLANKS, WORDS_OF_LETTERS };

static void append_character(struct pp_buffer *out, int32_t c)
{
    char bytes[4];
    utf8proc_ssize_t n = utf8proc_encode_char(c, (utf8proc_uint8_t *)bytes);

    pp_buffer_append(out, bytes, (size_t)n);
}

static void fold_ascii(const char *text, size_t length, enum words words,
                       struct pp_buffer *out)
{
    bool gap = false;

    for (size_t i = 0; i < length; i++) {
        char c = text[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                      (c >= '0' && c <= '9');
        if (words == WORDS_OF_LETTERS ? !letter : c <= ' ' || c == 0x7F) {
            gap = true;
            continue;
        }
        if (gap && out->length > 0)
            pp_buffer_putc(out, ' ');
        gap = false;
        pp_buffer_putc(out, c >= 'A' && c <= 'Z' ? (char)(c + 32) : c);
    }
}

/* Appends the characters c[n] with the words told apart by one space. */
static void append_words(const int32_t *c, size_t n, enum words words,
                         struct pp_buffer *out)
{
    bool gap = false;

    for (size_t i = 0; i < n; i++) {
        int32_t character = plain(c[i]);
        bool ends = words == WORDS_OF_LETTERS ? !is_letter_or_digit(character)
                                              : character == ' ';
        if (ends) {
            gap = true;
            continue;
        }
        if (gap && out->length > 0)
            pp_buffer_putc(out, ' ');
        gap = false;
        append_character(out, character);
    }
}

static void fold_unicode(const char *text, size_t length, enum words words,
                         struct pp_buffer *out)
{
    const utf8proc_option_t options = UTF8PROC_STABLE | UTF8PROC_COMPOSE |
                                      UTF8PROC_COMPAT | UTF8PROC_CASEFOLD |
                                      UTF8PROC_IGNORE;
    utf8proc_ssize_t n =
        utf8proc_decompose((const utf8proc_uint8_t *)text,
                           (utf8proc_ssize_t)length, NULL, 0, options);

    if (n < 0) { /* not UTF-8 */
        struct pp_buffer repaired = PP_BUFFER_INIT;
        pp_text_repair(text, length, &repaired);
        fold_unicode(repaired.data, repaired.length, words, out);
        pp_buffer_clear(&repaired);
        return;
    }
    int32_t *c = pp_alloc_array((size_t)n + 1, sizeof *c);
    utf8proc_decompose((const utf8proc_uint8_t *)text, (utf8proc_ssize_t)length,
                       c, n, options);
    n = utf8proc_normalize_utf32(c, n, options);
    append_words(c, n > 0 ? (size_t)n : 0, words, out);
    pp_free(c);
}

static void fold(const char *text, size_t length, enum words words,
                 struct pp_buffer *out)
{
    out->length = 0;
    pp_buffer_append(out, "", 0);
    if (is_ascii(text, length))
        fold_ascii(text, length, words, out);
    else
        fold_unicode(text, length, words, out);
}

void pp_text_fold(const char *text, size_t length, struct pp_buffer *out)
{
    fold(text, length, WORDS_BY_BLANKS, out);
}

void pp_text_key(const char *text, size_t length, struct pp_buffer *out)
{
    fold(text, length, WORDS_OF_LETTERS, out);
}

void pp_text_bare(const char *text, size_t length, struct pp_buffer *out)
{
    const utf8proc_option_t options = UTF8PROC_STABLE | UTF8PROC_DECOMPOSE |
                                      UTF8PROC_COMPAT | UTF8PROC_CASEFOLD |
                                      UTF8PROC_IGNORE | UTF8PROC_STRIPMARK;
    struct pp_buffer key = PP_BUFFER_INIT;

    pp_text_key(text, length, &key); /* UTF-8 in any case */
    utf8proc_ssize_t n =
        is_ascii(key.data, key.length)
            ? -1
            : utf8proc_decompose((const utf8proc_uint8_t *)key.data,
                                 (utf8proc_ssize_t)key.length, NULL, 0,
                                 options);
    out->length = 0;
    pp_buffer_append(out, "", 0);
    if (n < 0) {
        pp_buffer_append(out, key.data, key.length);
    } else {
        int32_t *c = pp_alloc_array((size_t)n + 1, sizeof *c);
        utf8proc_decompose((const utf8proc_uint8_t *)key.data,
                           (utf8proc_ssize_t)key.length, c, n, options);
        append_words(c, (size_t)n, WORDS_OF_LETTERS, out);
        pp_free(c);
    }
    pp_buffer_clear(&key);
}

bool pp_text_same(const char *a, const char *b)
{
    struct pp_buffer x = PP_BUFFER_INIT, y = PP_BUFFER_INIT;

    pp_text_fold(a, strlen(a), &x);
    pp_text_fold(b, strlen(b), &y);
    bool same = strcmp(x.data, y.data) == 0;
    pp_buffer_clear(&x);
    pp_buffer_clear(&y);
    return same;
}

/* --- likeness ------------------------------------------------------------- */

static int32_t *characters(const char *text, size_t *n)
{
    size_t length = strlen(text);
    int32_t *c = pp_alloc_array(length + 1, sizeof *c);

    *n = 0;
    for (size_t i = 0; i < length;)
        i += next_character(text + i, length - i, &c[(*n)++]);
    return c;
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Three rows of the table of optimal string alignment (Boytsov 2011). */
static size_t aligned(const int32_t *a, size_t n_a, const int32_t *b,
                      size_t n_b, size_t limit)
{
    size_t *rows = pp_alloc_array(3 * (n_b + 1), sizeof *rows);
    size_t *before = rows, *above = rows + n_b + 1, *row = above + n_b + 1;
    size_t result = limit + 1;

    for (size_t j = 0; j <= n_b; j++)
        above[j] = j;
    for (size_t i = 1; i <= n_a; i++) {
        size_t smallest = row[0] = i;
        for (size_t j = 1; j <= n_b; j++) {
            size_t d = above[j - 1] + (a[i - 1] != b[j - 1]);
            d = least(d, least(above[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                d = least(d, before[j - 2] + 1);
            row[j] = d;
            smallest = least(smallest, d);
        }
        if (smallest > limit) /* it can only grow */
            goto out;
        size_t *spare = before;
        before = above;
        above = row;
        row = spare;
    }
    result = least(above[n_b], limit + 1);
out:
    pp_free(rows);
    return result;
}

size_t pp_text_distance(const char *a, const char *b, size_t limit)
{
    size_t n_a, n_b;
    int32_t *x = characters(a, &n_a), *y = characters(b, &n_b);
    size_t apart = n_a > n_b ? n_a - n_b : n_b - n_a;
    size_t distance =
        apart > limit ? limit + 1 : aligned(x, n_a, y, n_b, limit);

    pp_free(x);
    pp_free(y);
    return distance;
}

static size_t count_characters(const char *text)
{
    size_t n = 0;

    for (; *text != '\0'; text++)
        n += ((unsigned char)*text & 0xC0) != 0x80;
    return n;
}

const char *pp_text_closest(const char *text, const char *const *candidates,
                            size_t n)
{
    struct pp_buffer wanted = PP_BUFFER_INIT, other = PP_BUFFER_INIT;
    const char *closest = NULL;

    pp_text_fold(text, strlen(text), &wanted);
    size_t length = count_characters(wanted.data);
    size_t limit = length < 3 ? 1 : length / 3;
    for (size_t i = 0; i < n && length > 0; i++) {
        pp_text_fold(candidates[i], strlen(candidates[i]), &other);
        size_t distance = pp_text_distance(wanted.data, other.data, limit);
        if (distance > limit || distance >= count_characters(other.data))
            continue;
        closest = candidates[i];
        if (distance == 0)
            break;
        limit = distance - 1; /* only a closer one replaces it */
    }
    pp_buffer_clear(&wanted);
    pp_buffer_clear(&other);
    return closest;
}

/* --- width ---------------------------------------------------------------- */

static size_t character_width(int32_t c)
{
    if (c < 0x20 || c == 0x7F)
        return 0;
    if (c < 0x7F)
        return 1;
    int width = utf8proc_charwidth(c);
    return width > 0 ? (size_t)width : 0;
}

size_t pp_text_width(const char *text, size_t length)
{
    size_t width = 0;
    int32_t c;

    for (size_t i = 0; i < length;) {
        i += next_character(text + i, length - i, &c);
        width += character_width(c);
    }
    return width;
}

size_t pp_text_fit(const char *text, size_t length, size_t columns)
{
    size_t width = 0, i = 0;

    while (i < length) {
        int32_t c;
        size_t n = next_character(text + i, length - i, &c);
        width += character_width(c);
        if (width > columns)
            break;
        i += n;
    }
    return i;
}

const char *pp_text_quote(const char *text, size_t length, size_t columns,
                          struct pp_buffer *out)
{
    size_t fits = pp_text_fit(text, length, columns);

    out->length = 0;
    pp_buffer_append(out, "", 0);
    pp_text_repair(text, fits, out);
    for (size_t i = 0; i < out->length; i++)
        if ((unsigned char)out->data[i] < 0x20 || out->data[i] == 0x7F)
            out->data[i] = ' ';
    if (fits < length)
        pp_buffer_puts(out, "...");
    return out->data;
}

const char *pp_text_quote_ends(const char *text, size_t length, size_t columns,
                               struct pp_buffer *out)
{
    static const char cut[] = "...";

    if (pp_text_fit(text, length, columns) == length)
        return pp_text_quote(text, length, columns, out);
    size_t head = pp_text_fit(text, length, columns / 3), tail = length;
    while (tail > head && pp_text_width(text + tail - 1, length - tail + 1) <=
                              columns - columns / 3)
        tail--;
    while (tail < length && ((unsigned char)text[tail] & 0xC0) == 0x80)
        tail++; /* half a character */
    struct pp_buffer both = PP_BUFFER_INIT;
    pp_buffer_append(&both, text, head);
    pp_buffer_puts(&both, cut);
    pp_buffer_append(&both, text + tail, length - tail);
    pp_text_quote(both.data, both.length, both.length, out);
    pp_buffer_clear(&both);
    return out->data;
}

/* --- a star for a number -------------------------------------------------- */

long pp_text_star_number(const char *pattern, const char *text)
{
    struct pp_buffer like = PP_BUFFER_INIT, folded = PP_BUFFER_INIT;
    long number = -1;

    if (text == NULL || strchr(pattern, '*') == NULL)
        return -1;
    pp_text_fold(pattern, strlen(pattern), &like);
    pp_text_fold(text, strlen(text), &folded);
    size_t before = strcspn(like.data, "*"), after = like.length - before - 1;
    if (folded.length > before + after &&
        strncmp(folded.data, like.data, before) == 0 &&
        strcmp(folded.data + folded.length - after, like.data + before + 1) ==
            0) {
        size_t n = folded.length - before - after;
        if (strspn(folded.data + before, "0123456789") < n ||
            pp_whole_parse(folded.data + before, n, &number) != 0)
            number = -1;
    }
    pp_buffer_clear(&like);
    pp_buffer_clear(&folded);
    return number;
}
