#include "prepost/analysis/column_list.h"

#include <string.h>

const char *pp_column_list_next(const char **list, size_t *length)
{
    const char *name = *list;

    if (name == NULL)
        return NULL;
    const char *end = name + strcspn(name, ",");
    *list = *end == ',' ? end + 1 : NULL;
    while (*name == ' ')
        name++;
    while (end > name && end[-1] == ' ')
        end--;
    *length = (size_t)(end - name);
    return name;
}

bool pp_column_list_has(const char *list, const char *column)
{
    const char *name;
    size_t n;

    while ((name = pp_column_list_next(&list, &n)) != NULL)
        if (strlen(column) == n && strncmp(name, column, n) == 0)
            return true;
    return false;
}
