#include "prepost/base/buffer.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "prepost/base/alloc.h"

static void reserve(struct pp_buffer *b, size_t more)
{
    if (more >= PTRDIFF_MAX - b->length)
        pp_out_of_memory();
    size_t wanted = b->length + more + 1;
    if (wanted <= b->capacity)
        return;
    size_t capacity = b->capacity + b->capacity / 2;
    if (capacity < wanted)
        capacity = wanted < 64 ? 64 : wanted;
    b->data = pp_realloc_array(b->data, capacity, 1);
    b->capacity = capacity;
}

void pp_buffer_clear(struct pp_buffer *b)
{
    pp_free(b->data);
    *b = (struct pp_buffer)PP_BUFFER_INIT;
}

void pp_buffer_append(struct pp_buffer *b, const char *bytes, size_t n)
{
    reserve(b, n);
    if (n > 0)
        memcpy(b->data + b->length, bytes, n);
    b->length += n;
    b->data[b->length] = '\0';
}

void pp_buffer_puts(struct pp_buffer *b, const char *s)
{
    pp_buffer_append(b, s, strlen(s));
}

void pp_buffer_putc(struct pp_buffer *b, char c)
{
    pp_buffer_append(b, &c, 1);
}

void pp_buffer_repeat(struct pp_buffer *b, char c, size_t n)
{
    reserve(b, n);
    memset(b->data + b->length, c, n);
    b->length += n;
    b->data[b->length] = '\0';
}

void pp_buffer_printf(struct pp_buffer *b, const char *fmt, ...)
{
    va_list args, again;

    va_start(args, fmt);
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    if (n > 0) {
        reserve(b, (size_t)n);
        vsnprintf(b->data + b->length, (size_t)n + 1, fmt, again);
        b->length += (size_t)n;
    }
    va_end(again);
}

const char *pp_buffer_text(const struct pp_buffer *b)
{
    return b->data != NULL ? b->data : "";
}

char *pp_buffer_take(struct pp_buffer *b)
{
    if (b->data == NULL)
        pp_buffer_puts(b, "");
    char *data = b->data;

    *b = (struct pp_buffer)PP_BUFFER_INIT;
    return data;
}
