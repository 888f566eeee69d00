#ifndef PREPOST_CLI_FORGET_EXPORTS_H
#define PREPOST_CLI_FORGET_EXPORTS_H

#include <stdbool.h>
#include <stddef.h>

#include "prepost/base/pool.h"
#include "prepost/base/text_list.h"

/*
 * What `prepost report`, `export` and `plot` wrote and is still there, beside
 * the plan and in the folders there, up to four down: known by how it begins
 * or by a report's foot, whatever it is called. All that stands in reports/
 * under the ending of a report counts as one. The paths are by name, up to 200
 * of each kind. Links to folders are not followed.
 */
struct pp_forget_list {
    struct pp_text_list paths;
    size_t n_more; /* that are there too */
};

struct pp_forget_exports {
    struct pp_forget_list people;   /* what people said, one by one */
    struct pp_forget_list results;  /* of them together: reports, tables */
    struct pp_forget_list pictures; /* PNG, SVG and PDF, whoever drew them */
    bool is_unfinished; /* there are so many files that not all were read */
};

struct pp_forget_exports pp_forget_exports_find(struct pp_pool *pool,
                                                const char *dir);

#endif
