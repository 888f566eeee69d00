#include "prepost/stats/grouping.h"

#include <stdlib.h>
#include <string.h>

#include "prepost/base/alloc.h"

static int ascending(const void *a, const void *b)
{
    size_t x = *(const size_t *)a, y = *(const size_t *)b;
    return (x > y) - (x < y);
}

/* Labels that are small numbers, as levels of a column are, need no sorting:
 * place[l] becomes 1 where l occurs, then its number. */
static size_t by_place(const size_t *label, size_t n, size_t greatest,
                       size_t *number)
{
    size_t *place = pp_alloc_zero(greatest + 1, sizeof *place), n_groups = 0;

    for (size_t i = 0; i < n; i++)
        place[label[i]] = 1;
    for (size_t l = 0; l <= greatest; l++)
        if (place[l] != 0)
            place[l] = n_groups++;
    for (size_t i = 0; i < n; i++)
        number[i] = place[label[i]];
    pp_free(place);
    return n_groups;
}

size_t pp_grouping(const size_t *label, size_t n, size_t *number)
{
    size_t greatest = 0;

    if (n == 0)
        return 0;
    for (size_t i = 0; i < n; i++)
        greatest = label[i] > greatest ? label[i] : greatest;
    if (greatest / 4 < n)
        return by_place(label, n, greatest, number);
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

size_t pp_grouping_named(const size_t *label, size_t n)
{
    size_t *named = pp_alloc_array(n + 1, sizeof *named);
    size_t *number = pp_alloc_array(n + 1, sizeof *number), n_named = 0;

    for (size_t i = 0; i < n; i++)
        if (label[i] < PP_IN_NO_GROUP)
            named[n_named++] = label[i];
    size_t n_groups = pp_grouping(named, n_named, number);
    pp_free(named);
    pp_free(number);
    return n_groups;
}
