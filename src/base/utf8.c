#include "prepost/base/utf8.h"

#include <string.h>

#include <utf8proc.h>

#define REPLACEMENT 0xFFFD

size_t pp_utf8_next(const char *s, size_t length, uint32_t *code)
{
    utf8proc_int32_t c = -1;

    if (length == 0)
        return 0;
    utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)s,
                                          (utf8proc_ssize_t)length, &c);
    if (n <= 0) {
        *code = REPLACEMENT;
        return 1;
    }
    *code = (uint32_t)c;
    return (size_t)n;
}

/* XML 1.0 allows none of these, or they turn the direction of the text. */
static int is_unfit(uint32_t c)
{
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || (c & 0xFFFE) == 0xFFFE ||
           (c >= 0xFDD0 && c <= 0xFDEF) || (c >= 0xD800 && c <= 0xDFFF) ||
           (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

void pp_utf8_clean(const char *s, size_t length, struct pp_buffer *out)
{
    uint32_t code;

    for (size_t i = 0, n; i < length; i += n) {
        n = pp_utf8_next(s + i, length - i, &code);
        if (code == '\t' || code == '\n' || code == '\r')
            pp_buffer_putc(out, ' ');
        else if (is_unfit(code) || (code == REPLACEMENT && n == 1))
            pp_buffer_puts(out, "\xEF\xBF\xBD");
        else
            pp_buffer_append(out, s + i, n);
    }
}

void pp_utf8_capitalised(const char *s, struct pp_buffer *out)
{
    utf8proc_uint8_t bytes[4];
    uint32_t code = 0;
    size_t n = pp_utf8_next(s, strlen(s), &code);

    if (n == 0)
        return;
    utf8proc_ssize_t size =
        utf8proc_encode_char(utf8proc_toupper((utf8proc_int32_t)code), bytes);
    pp_buffer_append(out, (const char *)bytes, (size_t)size);
    pp_buffer_puts(out, s + n);
}
