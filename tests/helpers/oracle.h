#ifndef PREPOST_TESTS_ORACLE_H
#define PREPOST_TESTS_ORACLE_H

#include "prepost/base/pool.h"

/*
 * Numbers that another program found: lines "name,number" of a file under
 * tests/oracle. A name that is not there fails the test.
 */
struct oracle {
    struct oracle_line {
        const char *name;
        double value;
    } * lines;
    size_t n;
};

struct oracle oracle_read(struct pp_pool *pool, const char *file);

/* The number called by printf's words. */
double oracle_number(const struct oracle *o, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

#endif
