#include "prepost/stats/grouping.h"

#include <stdlib.h>
#include <string.h>

#include "prepost/base/alloc.h"

static int ascending(const void *a, const void *b)
{
    size_t x = *(const size_t *)a, y = *(const size_t *)b;
    return (x > y) - (x < y);
}

size_t pp_grouping(const size_t *label, size_t n, size_t *number)
{
    if (n == 0)
        return 0;
    size_t *sorted = pp_alloc_array(n, sizeof *sorted), n_groups = 0;
    memcpy(sorted, label, n * sizeof *sorted);
    qsort(sorted, n, sizeof *sorted, ascending);
    for (size_t i = 0; i < n; i++)
        if (i == 0 || sorted[i] != sorted[i - 1])
            sorted[n_groups++] = sorted[i];
    for (size_t i = 0; i < n; i++) {
        size_t *at =
            bsearch(&label[i], sorted, n_groups, sizeof *sorted, ascending);
        number[i] = (size_t)(at - sorted);
    }
    pp_free(sorted);
    return n_groups;
}
