#include "prepost/analysis/unlike.h"

#include <stdint.h>

#include "prepost/base/tally.h"

/* People with another value than the commonest one, of x or of its rise since
 * `before`. */
static size_t others_than_most(const double *x, const double *before,
                               const size_t *count, size_t n_rows)
{
    struct pp_tally values;
    size_t most = 0, n = 0;

    pp_tally_init(&values, 1);
    for (size_t i = 0; i < n_rows; i++) {
        double value = before != NULL ? x[i] - before[i] : x[i];
        size_t people = count != NULL ? count[i] : 1;

        pp_tally_add_many(&values, (uint64_t[]){pp_tally_number(value)},
                          people);
        n += people;
    }
    for (size_t i = 0; i < values.n; i++)
        most = values.count[i] > most ? values.count[i] : most;
    pp_tally_clear(&values);
    return n - most;
}

long pp_unlike_most(const double *x, size_t n)
{
    return (long)others_than_most(x, NULL, NULL, n);
}

long pp_people_unlike(const double *pre, const double *post,
                      const size_t *count, size_t n_rows)
{
    size_t before = others_than_most(pre, NULL, count, n_rows);
    size_t after = others_than_most(post, NULL, count, n_rows);
    size_t change = others_than_most(post, pre, count, n_rows);
    size_t least = before < after ? before : after;

    return (long)(least < change ? least : change);
}
