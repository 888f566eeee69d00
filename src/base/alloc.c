#include "prepost/base/alloc.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* The one thing here that can change: whoever has silenced stderr for a
 * library's sake keeps a copy of it, and the last words go there. */
static int last_words = STDERR_FILENO;

void pp_out_of_memory_says_to(int fd)
{
    last_words = fd;
}

_Noreturn void pp_out_of_memory(void)
{
    static const char text[] =
        "prepost: out of memory; nothing was left half done\n";

    /* Neither stdio nor atexit handlers: both may want memory. */
    ssize_t written = write(last_words, text, sizeof text - 1);
    (void)written;
    _exit(1);
}

static size_t product(size_t n, size_t size)
{
    if (size != 0 && n > PTRDIFF_MAX / size)
        pp_out_of_memory();
    return n * size;
}

/*
 * A large array is gone through in an order of its own: in pages of 2 MB, where
 * the system has them, that is faster. Only pages that lie within it are asked
 * for; one that is touched is there whole, which takes some MB more. Whether
 * they come is the system's affair.
 */
static void *in_large_pages(void *p, size_t size)
{
    enum { LARGE = 2 << 20 };
    uintptr_t begin = ((uintptr_t)p + LARGE - 1) / LARGE * LARGE;
    uintptr_t end = ((uintptr_t)p + size) / LARGE * LARGE;

    if (size >= 2 * (size_t)LARGE && end > begin)
        (void)madvise((char *)p + (begin - (uintptr_t)p), end - begin,
                      MADV_HUGEPAGE);
    return p;
}

void *pp_alloc(size_t size)
{
    void *p = malloc(size > 0 ? size : 1);

    if (p == NULL)
        pp_out_of_memory();
    return in_large_pages(p, size);
}

void *pp_alloc_zero(size_t n, size_t size)
{
    void *p = calloc(n > 0 ? n : 1, size > 0 ? size : 1);

    if (p == NULL)
        pp_out_of_memory();
    return in_large_pages(p, n * size);
}

void *pp_alloc_array(size_t n, size_t size)
{
    return pp_alloc(product(n, size));
}

void *pp_realloc_array(void *p, size_t n, size_t size)
{
    size_t bytes = product(n, size);
    void *grown = realloc(p, bytes > 0 ? bytes : 1);

    if (grown == NULL)
        pp_out_of_memory();
    return in_large_pages(grown, bytes);
}

char *pp_strndup(const char *s, size_t length)
{
    char *copy = pp_alloc(length + 1);

    memcpy(copy, s, length);
    copy[length] = '\0';
    return copy;
}

char *pp_strdup(const char *s)
{
    return pp_strndup(s, strlen(s));
}

void pp_free(void *p)
{
    free(p);
}
