#include "prepost/analysis/unlike.h"

#include <math.h>
#include <stdint.h>

#include "prepost/base/alloc.h"
#include "prepost/base/tally.h"

/* Scores that are averages of items are fractions: the same change is not the
 * same to the last digit. */
static double without_last_digits(double x)
{
    return round(x * 1e9) / 1e9;
}

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

        pp_tally_add_many(
            &values, (uint64_t[]){pp_tally_number(without_last_digits(value))},
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

/* Most have the same scores as many others: what differs is looked at once. */
long pp_people_unlike(const double *pre, const double *post,
                      const size_t *count, size_t n_rows)
{
    struct pp_tally pairs;

    pp_tally_init(&pairs, 2);
    for (size_t i = 0; i < n_rows; i++)
        pp_tally_add_many(
            &pairs,
            (uint64_t[]){pp_tally_number(pre[i]), pp_tally_number(post[i])},
            count != NULL ? count[i] : 1);
    double *before = pp_alloc_array(pairs.n, sizeof *before);
    double *after = pp_alloc_array(pairs.n, sizeof *after);
    for (size_t i = 0; i < pairs.n; i++) {
        before[i] = pp_tally_value(pairs.keys[2 * i]);
        after[i] = pp_tally_value(pairs.keys[2 * i + 1]);
    }
    size_t least = others_than_most(before, NULL, pairs.count, pairs.n);
    size_t later = others_than_most(after, NULL, pairs.count, pairs.n);
    size_t change = others_than_most(after, before, pairs.count, pairs.n);
    pp_free(before);
    pp_free(after);
    pp_tally_clear(&pairs);
    least = later < least ? later : least;
    return (long)(change < least ? change : least);
}
