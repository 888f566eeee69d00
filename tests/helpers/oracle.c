#include "oracle.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct oracle oracle_read(struct pp_pool *pool, const char *file)
{
    enum { MOST = 20000 };
    struct oracle o = {pp_pool_array(pool, MOST, sizeof *o.lines), 0};
    FILE *in = fopen(file, "r");
    char line[256];

    if (in == NULL)
        fail_msg("cannot read %s", file);
    while (o.n < MOST && fgets(line, sizeof line, in) != NULL) {
        char *comma = strrchr(line, ',');
        if (comma == NULL)
            continue;
        o.lines[o.n].name = pp_pool_strndup(pool, line, (size_t)(comma - line));
        o.lines[o.n++].value = strtod(comma + 1, NULL);
    }
    fclose(in);
    return o;
}

double oracle_number(const struct oracle *o, const char *fmt, ...)
{
    char name[256];
    va_list list;

    va_start(list, fmt);
    vsnprintf(name, sizeof name, fmt, list);
    va_end(list);
    for (size_t i = 0; i < o->n; i++)
        if (strcmp(o->lines[i].name, name) == 0)
            return o->lines[i].value;
    fail_msg("the oracle has no %s", name);
    return 0;
}
