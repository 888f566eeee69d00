#include "prepost/base/pool.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "prepost/base/alloc.h"

/* Small things share blocks of this size; larger ones get their own. */
enum { BLOCK_SIZE = 16 * 1024 };

struct block {
    struct block *next;
    size_t used, size;
    alignas(max_align_t) unsigned char bytes[];
};

struct adopted {
    struct adopted *next;
    void *thing;
    void (*free)(void *);
};

struct pp_pool {
    struct block *blocks;    /* the first is the one being filled */
    struct adopted *adopted; /* the list itself lies in the blocks */
};

struct pp_pool *pp_pool_new(void)
{
    return pp_alloc_zero(1, sizeof(struct pp_pool));
}

void pp_pool_free(struct pp_pool *pool)
{
    if (pool == NULL)
        return;
    for (struct adopted *a = pool->adopted; a != NULL; a = a->next)
        a->free(a->thing);
    for (struct block *b = pool->blocks, *next; b != NULL; b = next) {
        next = b->next;
        pp_free(b);
    }
    pp_free(pool);
}

static struct block *block_new(size_t size)
{
    if (size > PTRDIFF_MAX - sizeof(struct block))
        pp_out_of_memory();
    struct block *b = pp_alloc_zero(1, sizeof(struct block) + size);

    b->size = size;
    return b;
}

void *pp_pool_alloc(struct pp_pool *pool, size_t size)
{
    if (size > PTRDIFF_MAX - alignof(max_align_t))
        pp_out_of_memory();
    size = (size + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);

    struct block *first = pool->blocks;
    if (first == NULL || size > first->size - first->used) {
        struct block *b = block_new(size > BLOCK_SIZE / 4 ? size : BLOCK_SIZE);

        if (first != NULL && size > BLOCK_SIZE / 4) {
            /* Keep filling the block that is open. */
            b->next = first->next;
            first->next = b;
        } else {
            b->next = first;
            pool->blocks = b;
        }
        first = b;
    }
    void *p = first->bytes + first->used;

    first->used += size;
    return p;
}

void *pp_pool_array(struct pp_pool *pool, size_t n, size_t size)
{
    if (size != 0 && n > PTRDIFF_MAX / size)
        pp_out_of_memory();
    return pp_pool_alloc(pool, n * size);
}

void *pp_pool_own(struct pp_pool *pool, void *thing, void (*free)(void *))
{
    struct adopted *adopted = pp_pool_alloc(pool, sizeof *adopted);

    *adopted = (struct adopted){pool->adopted, thing, free};
    pool->adopted = adopted;
    return thing;
}

void *pp_pool_adopt(struct pp_pool *pool, void *memory)
{
    return pp_pool_own(pool, memory, pp_free);
}

char *pp_pool_strndup(struct pp_pool *pool, const char *s, size_t length)
{
    char *copy = pp_pool_alloc(pool, length + 1);

    memcpy(copy, s, length);
    return copy;
}

char *pp_pool_strdup(struct pp_pool *pool, const char *s)
{
    return pp_pool_strndup(pool, s, strlen(s));
}

char *pp_pool_printf(struct pp_pool *pool, const char *fmt, ...)
{
    va_list args, again;

    va_start(args, fmt);
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    char *text = pp_pool_alloc(pool, n < 0 ? 1 : (size_t)n + 1);
    if (n >= 0)
        vsnprintf(text, (size_t)n + 1, fmt, again);
    va_end(again);
    return text;
}
