#ifndef PREPOST_CLI_FORGET_EXPORTS_H
#define PREPOST_CLI_FORGET_EXPORTS_H

#include "prepost/base/pool.h"
#include "prepost/base/text_list.h"

/*
 * What `prepost export` wrote and is still there, beside the plan and in the
 * folders there: known by how it begins, whatever it is called. The paths, by
 * name, up to 200 of each.
 */
struct pp_forget_exports {
    struct pp_text_list people;   /* what people said, one by one */
    struct pp_text_list results;  /* results and summaries of them together */
    struct pp_text_list pictures; /* PNG, SVG and PDF, whoever drew them */
};

struct pp_forget_exports pp_forget_exports_find(struct pp_pool *pool,
                                                const char *dir);

#endif
