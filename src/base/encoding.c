#include "prepost/base/encoding.h"

#include <stdint.h>
#include <string.h>
#include <utf8proc.h>

#include "prepost/base/text.h"

static const char *const names[] = {
    [PP_ENCODING_FIND] = "found out",
    [PP_ENCODING_UTF8] = "UTF-8",
    [PP_ENCODING_UTF16_LE] = "UTF-16 (little-endian)",
    [PP_ENCODING_UTF16_BE] = "UTF-16 (big-endian)",
    [PP_ENCODING_WINDOWS_1252] = "Windows-1252",
};

const char *pp_encoding_name(enum pp_encoding encoding)
{
    return names[encoding];
}

enum pp_encoding pp_encoding_of(const char *name)
{
    static const struct {
        const char *key;
        enum pp_encoding encoding;
    } known[] = {
        {"utf 8", PP_ENCODING_UTF8},
        {"utf8", PP_ENCODING_UTF8},
        {"utf 16", PP_ENCODING_UTF16_LE},
        {"utf 16 le", PP_ENCODING_UTF16_LE},
        {"utf 16le", PP_ENCODING_UTF16_LE},
        {"utf 16 little endian", PP_ENCODING_UTF16_LE},
        {"utf 16 be", PP_ENCODING_UTF16_BE},
        {"utf 16be", PP_ENCODING_UTF16_BE},
        {"utf 16 big endian", PP_ENCODING_UTF16_BE},
        {"windows 1252", PP_ENCODING_WINDOWS_1252},
        {"cp1252", PP_ENCODING_WINDOWS_1252},
        {"latin 1", PP_ENCODING_WINDOWS_1252},
        {"latin1", PP_ENCODING_WINDOWS_1252},
        {"iso 8859 1", PP_ENCODING_WINDOWS_1252},
    };
    struct pp_buffer key = PP_BUFFER_INIT;
    enum pp_encoding found = PP_ENCODING_FIND;

    pp_text_key(name, strlen(name), &key);
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(key.data, known[i].key) == 0)
            found = known[i].encoding;
    pp_buffer_clear(&key);
    return found;
}

/* --- looking -------------------------------------------------------------- */

static size_t count_lines(const char *bytes, size_t n)
{
    const char *end = bytes + n;
    size_t lines = 0;

    while (bytes < end &&
           (bytes = memchr(bytes, '\n', (size_t)(end - bytes))) != NULL) {
        bytes++;
        lines++;
    }
    return lines;
}

static void look_at_zeros(struct pp_encoding_look *look, const char *bytes,
                          size_t n)
{
    for (const char *p = bytes, *end = bytes + n;
         (p = memchr(p, 0, (size_t)(end - p))) != NULL; p++) {
        size_t offset = look->n_bytes + (size_t)(p - bytes);
        if (look->n_zero++ == 0)
            look->first_zero = offset;
        look->n_zero_odd += offset & 1;
        if (p + 1 == end)
            break;
    }
}

/* How many bytes a character that begins with this byte has. */
static size_t expected_bytes(unsigned char first)
{
    if (first >= 0xF0)
        return 4;
    if (first >= 0xE0)
        return 3;
    return first >= 0xC0 ? 2 : 1;
}

static bool is_continuation(char byte)
{
    return ((unsigned char)byte & 0xC0) == 0x80;
}

/* Whether text[n], not valid at its start, may be the start of a character. */
static bool is_cut(const char *text, size_t n)
{
    size_t i = 1;

    while (i < n && is_continuation(text[i]))
        i++;
    return i == n && n < expected_bytes((unsigned char)text[0]);
}

/* Of eight bytes. */
static bool has_ascii_only(const char *bytes)
{
    uint64_t eight;

    memcpy(&eight, bytes, sizeof eight);
    return (eight & UINT64_C(0x8080808080808080)) == 0;
}

static size_t count_first_bytes(const char *bytes, size_t n)
{
    size_t characters = 0;

    for (size_t i = 0; i < n;) {
        if (n - i >= 8 && has_ascii_only(bytes + i)) {
            i += 8;
            continue;
        }
        characters += (unsigned char)bytes[i++] >= 0xC0;
    }
    return characters;
}

static void count_bad(struct pp_encoding_look *look, size_t line)
{
    look->n_bad++;
    if (look->first_bad_line == 0)
        look->first_bad_line = line;
}

/* Completes the character that the last piece cut; how many bytes it took. */
static size_t complete(struct pp_encoding_look *look, const char *bytes,
                       size_t n)
{
    size_t want = expected_bytes((unsigned char)look->rest[0]);
    size_t taken = 0;

    while (look->n_rest < want && taken < n && is_continuation(bytes[taken]))
        look->rest[look->n_rest++] = bytes[taken++];
    if (look->n_rest < want && taken == n)
        return taken;
    if (look->n_rest == want && pp_text_valid(look->rest, want) == want) {
        look->n_good++;
    } else {
        /* What follows a wrong first byte belongs to no character either. */
        count_bad(look, look->n_lines + 1);
        look->n_bad += look->n_rest - 1;
    }
    look->n_rest = 0;
    return taken;
}

static void look_at_validity(struct pp_encoding_look *look, const char *bytes,
                             size_t n)
{
    size_t i = look->n_rest > 0 ? complete(look, bytes, n) : 0;

    while (i < n) {
        size_t good = pp_text_valid(bytes + i, n - i);
        look->n_good += count_first_bytes(bytes + i, good);
        i += good;
        if (i == n)
            break;
        if (is_cut(bytes + i, n - i)) {
            look->n_rest = n - i;
            memcpy(look->rest, bytes + i, look->n_rest);
            break;
        }
        size_t line = look->first_bad_line == 0
                          ? look->n_lines + count_lines(bytes, i) + 1
                          : 0;
        count_bad(look, line);
        i++;
    }
}

void pp_encoding_look(struct pp_encoding_look *look, const char *bytes,
                      size_t n)
{
    for (size_t i = 0; i < n && look->n_bytes + i < PP_LOOK_HEAD; i++)
        look->head[look->n_bytes + i] = (unsigned char)bytes[i];
    if (n > 0)
        look_at_zeros(look, bytes, n);
    look_at_validity(look, bytes, n);
    look->n_lines += count_lines(bytes, n);
    look->n_bytes += n;
}

/* Western text in UTF-16 has a zero in nearly every second byte. */
static bool has_zeros_of_utf16(size_t n_zero, size_t n_bytes)
{
    return n_bytes >= 4 && n_zero > n_bytes / 2 * 7 / 10;
}

enum pp_encoding pp_encoding_found(struct pp_encoding_look *look, size_t *mark)
{
    const unsigned char *head = look->head;
    size_t n = look->n_bytes, n_even = look->n_zero - look->n_zero_odd;

    *mark = 0;
    if (look->n_rest > 0)
        count_bad(look, look->n_lines + 1);
    look->n_rest = 0;
    if (n >= 2 && head[0] == 0xFF && head[1] == 0xFE)
        return *mark = 2, PP_ENCODING_UTF16_LE;
    if (n >= 2 && head[0] == 0xFE && head[1] == 0xFF)
        return *mark = 2, PP_ENCODING_UTF16_BE;
    if (n >= 3 && memcmp(head, "\xEF\xBB\xBF", 3) == 0)
        return *mark = 3, PP_ENCODING_UTF8;
    if (has_zeros_of_utf16(look->n_zero_odd, n) && n_even == 0)
        return PP_ENCODING_UTF16_LE;
    if (has_zeros_of_utf16(n_even, n) && look->n_zero_odd == 0)
        return PP_ENCODING_UTF16_BE;
    return look->n_bad > look->n_good ? PP_ENCODING_WINDOWS_1252
                                      : PP_ENCODING_UTF8;
}

/* --- decoding ------------------------------------------------------------- */

static void append_character(struct pp_buffer *out, int32_t c)
{
    char bytes[4];
    utf8proc_ssize_t n = utf8proc_encode_char(c, (utf8proc_uint8_t *)bytes);

    pp_buffer_append(out, bytes, (size_t)n);
}

/* Bytes 0x80 to 0x9F (Unicode's bestfit tables; five of them mean nothing). */
static int32_t of_windows_1252(unsigned char byte)
{
    static const uint16_t high[32] = {
        0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
        0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD,
        0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
        0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178};

    return byte >= 0x80 && byte < 0xA0 ? high[byte - 0x80] : byte;
}

static void decode_windows_1252(const char *bytes, size_t n,
                                struct pp_buffer *out)
{
    size_t start = 0;

    for (size_t i = 0; i < n; i++) {
        if ((unsigned char)bytes[i] < 0x80)
            continue;
        pp_buffer_append(out, bytes + start, i - start);
        append_character(out, of_windows_1252((unsigned char)bytes[i]));
        start = i + 1;
    }
    pp_buffer_append(out, bytes + start, n - start);
}

static unsigned unit_at(const struct pp_decoder *decoder)
{
    const unsigned char *b = (const unsigned char *)decoder->rest;
    bool little = decoder->encoding == PP_ENCODING_UTF16_LE;

    return little ? b[0] | (unsigned)b[1] << 8 : b[1] | (unsigned)b[0] << 8;
}

/* One byte more; a unit or a pair of units is written when it is whole. */
static void feed_utf16(struct pp_decoder *decoder, char byte,
                       struct pp_buffer *out)
{
    decoder->rest[decoder->n_rest++] = byte;
    if (decoder->n_rest % 2 != 0)
        return;
    unsigned unit = unit_at(decoder);
    if (decoder->n_rest == 2) {
        if (unit >= 0xD800 && unit < 0xDC00)
            return; /* its other half comes next */
        bool lone = unit >= 0xDC00 && unit < 0xE000;
        append_character(out, lone ? 0xFFFD : (int32_t)unit);
        decoder->n_rest = 0;
        return;
    }
    struct pp_decoder second = *decoder;
    memcpy(second.rest, decoder->rest + 2, 2);
    unsigned low = unit_at(&second);
    decoder->n_rest = 0;
    if (low >= 0xDC00 && low < 0xE000) {
        append_character(
            out, (int32_t)(0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00)));
        return;
    }
    append_character(out, 0xFFFD);
    feed_utf16(decoder, second.rest[0], out);
    feed_utf16(decoder, second.rest[1], out);
}

void pp_decode(struct pp_decoder *decoder, const char *bytes, size_t n,
               struct pp_buffer *out)
{
    switch (decoder->encoding) {
    case PP_ENCODING_FIND:
    case PP_ENCODING_UTF8:
        pp_buffer_append(out, bytes, n);
        break;
    case PP_ENCODING_WINDOWS_1252:
        decode_windows_1252(bytes, n, out);
        break;
    case PP_ENCODING_UTF16_LE:
    case PP_ENCODING_UTF16_BE:
        for (size_t i = 0; i < n; i++)
            feed_utf16(decoder, bytes[i], out);
        break;
    }
}
