#include "prepost/base/text_list.h"

#include <string.h>

void pp_text_list_add_once(struct pp_text_list *list, const char *text,
                           struct pp_pool *pool)
{
    for (size_t i = 0; i < list->n; i++)
        if (strcmp(list->items[i], text) == 0)
            return;
    const char **items = pp_pool_array(pool, list->n + 1, sizeof *items);
    for (size_t i = 0; i < list->n; i++)
        items[i] = list->items[i];
    items[list->n++] = pp_pool_strdup(pool, text);
    list->items = items;
}
