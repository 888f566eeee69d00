#ifndef PREPOST_BASE_TEXT_LIST_H
#define PREPOST_BASE_TEXT_LIST_H

#include <stddef.h>

#include "prepost/base/pool.h"

/* Several texts, in order: aliases, headings, choices. */
struct pp_text_list {
    const char *const *items;
    size_t n;
};

/* A copy of `text`, made in `pool`, unless it is there already. Meant for a few
 * texts: the list is copied too. */
void pp_text_list_add_once(struct pp_text_list *list, const char *text,
                           struct pp_pool *pool);

#endif
