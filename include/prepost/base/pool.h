#ifndef PREPOST_BASE_POOL_H
#define PREPOST_BASE_POOL_H

#include <stdarg.h>
#include <stddef.h>

/*
 * A pool owns everything made in it: a plan, a dataset, a report. Things live
 * until pp_pool_free() and are never freed one by one.
 */
struct pp_pool;

struct pp_pool *pp_pool_new(void);
void pp_pool_free(struct pp_pool *pool); /* takes NULL */

/* Zeroed, aligned for any type; never NULL. */
void *pp_pool_alloc(struct pp_pool *pool, size_t size);
void *pp_pool_array(struct pp_pool *pool, size_t n, size_t size);

/* Gives memory of base/alloc.h to the pool; returns it. Takes NULL. */
void *pp_pool_adopt(struct pp_pool *pool, void *memory);

/* Calls free(thing) when the pool is freed; returns the thing. */
void *pp_pool_own(struct pp_pool *pool, void *thing, void (*free)(void *));

char *pp_pool_strdup(struct pp_pool *pool, const char *s);
char *pp_pool_strndup(struct pp_pool *pool, const char *s, size_t length);
char *pp_pool_printf(struct pp_pool *pool, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

#endif
