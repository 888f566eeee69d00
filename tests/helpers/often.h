#ifndef PREPOST_TESTS_OFTEN_H
#define PREPOST_TESTS_OFTEN_H

#include <stddef.h>
#include <stdlib.h>

/*
 * How often something is tried that chance makes: `n` times, or a thirtieth
 * of it under valgrind, where all takes some thirty times as long and what
 * is looked for, a wrong use of memory, is the same from draw to draw
 * (`make valgrind` sets PP_VALGRIND). Not for a test that counts what it met.
 */
static inline size_t often(size_t n)
{
    return getenv("PP_VALGRIND") != NULL ? (n + 29) / 30 : n;
}

#endif
