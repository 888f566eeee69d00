#ifndef PREPOST_BASE_BUFFER_H
#define PREPOST_BASE_BUFFER_H

#include <stddef.h>

/*
 * Bytes that grow. `data` always ends in a NUL that `length` does not count
 * (after the first append), so it can be used as a string.
 *
 *     struct pp_buffer out = PP_BUFFER_INIT;
 *     pp_buffer_printf(&out, "%d rows", n);
 *     pp_buffer_clear(&out);
 */
struct pp_buffer {
    char *data;
    size_t length, capacity;
};

#define PP_BUFFER_INIT                                                         \
    {                                                                          \
        NULL, 0, 0                                                             \
    }

void pp_buffer_clear(struct pp_buffer *b); /* frees; usable again */
void pp_buffer_append(struct pp_buffer *b, const char *bytes, size_t n);
void pp_buffer_puts(struct pp_buffer *b, const char *s);
void pp_buffer_putc(struct pp_buffer *b, char c);
void pp_buffer_repeat(struct pp_buffer *b, char c, size_t n);
void pp_buffer_printf(struct pp_buffer *b, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* The text so far, "" when nothing was appended; lent. */
const char *pp_buffer_text(const struct pp_buffer *b);

/* The bytes as a NUL-ended string that the caller pp_free()s; b is empty. */
char *pp_buffer_take(struct pp_buffer *b);

#endif
