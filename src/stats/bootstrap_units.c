#include "prepost/stats/bootstrap_units.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "prepost/base/alloc.h"
#include "prepost/base/radix_sort.h"

/* ---- The two statistics ------------------------------------------------ */

double pp_sums_mean_change(const struct pp_sums *s)
{
    return (s->post - s->pre) / s->n;
}

/* NaN without spread. n (sum of squares) - (sum)^2 - ... is whole where the
 * scores are, so that equal d_av are equal numbers. */
double pp_sums_d_av(const struct pp_sums *s)
{
    double spread = s->n * s->squares - s->pre * s->pre - s->post * s->post;
    if (s->n < 2.0 || spread <= 1e-12 * s->n * s->squares)
        return NAN;
    double change = s->post - s->pre;
    double square = change * change / spread * (2.0 * (s->n - 1.0) / s->n);
    return copysign(sqrt(square), change);
}

void pp_sums_add(struct pp_sums *to, const struct pp_sums *s, double times)
{
    to->n += times * s->n;
    to->pre += times * s->pre;
    to->post += times * s->post;
    to->squares += times * s->squares;
}

/* ---- Units ------------------------------------------------------------- */

int pp_sums_compare(const void *a, const void *b)
{
    const double *x = (const double *)&((const struct pp_unit *)a)->sums;
    const double *y = (const double *)&((const struct pp_unit *)b)->sums;
    for (int k = 0; k < 4; k++)
        if (x[k] != y[k])
            return x[k] < y[k] ? -1 : 1;
    return 0;
}

static bool are_sorted(const struct pp_unit *unit, size_t n)
{
    for (size_t k = 1; k < n; k++)
        if (pp_sums_compare(&unit[k - 1], &unit[k]) > 0)
            return false;
    return true;
}

/* People are many: by what they said before, then those who said the same. */
static void sort_people(struct pp_units *u)
{
    size_t n = u->n_distinct;
    struct pp_keyed *records = pp_alloc_array(n, sizeof *records);
    struct pp_keyed *spare = pp_alloc_array(n, sizeof *spare);
    for (size_t k = 0; k < n; k++)
        records[k] = (struct pp_keyed){pp_radix_key(u->unit[k].sums.pre), k};
    const struct pp_keyed *sorted = pp_radix_sort(records, spare, n);
    struct pp_unit *unit = pp_alloc_array(n, sizeof *unit);
    for (size_t k = 0; k < n; k++)
        unit[k] = u->unit[sorted[k].row];
    for (size_t k = 0, end = 0; k < n; k = end) {
        for (end = k + 1; end < n && unit[end].sums.pre == unit[k].sums.pre;)
            end++;
        if (!are_sorted(unit + k, end - k))
            qsort(unit + k, end - k, sizeof *unit, pp_sums_compare);
    }
    pp_free(records);
    pp_free(spare);
    pp_free(u->unit);
    u->unit = unit;
}

/* Turned, the order of two units need not be the mirror of what it was:
 * sorting anew makes the draws the same as for exchanged input. */
static void sort_units(struct pp_units *u)
{
    if (!are_sorted(u->unit, u->n_distinct)) { /* people come sorted */
        if (u->is_people)
            sort_people(u);
        else
            qsort(u->unit, u->n_distinct, sizeof *u->unit, pp_sums_compare);
    }
    size_t kept = 0;
    for (size_t k = 0; k < u->n_distinct; k++) {
        if (kept > 0 && pp_sums_compare(&u->unit[kept - 1], &u->unit[k]) == 0)
            u->unit[kept - 1].count += u->unit[k].count;
        else
            u->unit[kept++] = u->unit[k];
    }
    u->n_distinct = kept;
}

static int64_t lowest_step(const struct pp_lattice *l)
{
    int64_t low = INT64_MAX;
    for (size_t k = 0; k < l->n_pairs; k++) {
        low = l->pairs[k].pre < low ? l->pairs[k].pre : low;
        low = l->pairs[k].post < low ? l->pairs[k].post : low;
    }
    return low;
}

static struct pp_sums sums_of_pair(int64_t pre, int64_t post, int64_t low)
{
    double x = (double)(pre - low), y = (double)(post - low);
    return (struct pp_sums){1.0, x, y, x * x + y * y};
}

static void set_people(struct pp_units *u, const struct pp_lattice *l,
                       int64_t low)
{
    u->is_people = true;
    u->n = l->n;
    u->n_distinct = l->n_pairs;
    u->unit = pp_alloc_array(l->n_pairs, sizeof *u->unit);
    for (size_t k = 0; k < l->n_pairs; k++)
        u->unit[k] = (struct pp_unit){
            sums_of_pair(l->pairs[k].pre, l->pairs[k].post, low),
            (double)l->pairs[k].count};
}

struct member {
    size_t group, row;
};

static int by_group(const void *a, const void *b)
{
    size_t x = ((const struct member *)a)->group;
    size_t y = ((const struct member *)b)->group;
    return (x > y) - (x < y);
}

static void set_groups(struct pp_units *u, const struct pp_lattice *l,
                       int64_t low, const size_t *group)
{
    struct member *members = pp_alloc_array(l->n_rows, sizeof *members);
    for (size_t i = 0; i < l->n_rows; i++)
        members[i] = (struct member){group[i], i};
    qsort(members, l->n_rows, sizeof *members, by_group);

    u->unit = pp_alloc_zero(l->n_rows, sizeof *u->unit);
    for (size_t m = 0; m < l->n_rows; m++) {
        if (m == 0 || members[m].group != members[m - 1].group)
            u->unit[u->n++].count = 1.0;
        size_t i = members[m].row;
        struct pp_sums person = sums_of_pair(l->pre[i], l->post[i], low);
        pp_sums_add(&u->unit[u->n - 1].sums, &person, (double)l->count[i]);
    }
    u->n_distinct = u->n;
    pp_free(members);
}

static void turn(struct pp_units *u)
{
    for (size_t k = 0; k < u->n_distinct; k++) {
        struct pp_sums *s = &u->unit[k].sums;
        double pre = s->pre;
        s->pre = s->post;
        s->post = pre;
    }
    double pre = u->all.pre;
    u->all.pre = u->all.post;
    u->all.post = pre;
    u->is_turned = !u->is_turned;
}

/* Is the mirror image of the units the one to work on: the mean change is
 * negative, or it is 0 and the mirror comes first in order. */
static bool wants_turning(struct pp_units *u)
{
    double change = u->all.post - u->all.pre;
    if (change != 0.0)
        return change < 0.0;
    struct pp_units mirror = *u;
    mirror.unit = pp_alloc_array(u->n_distinct, sizeof *mirror.unit);
    memcpy(mirror.unit, u->unit, u->n_distinct * sizeof *mirror.unit);
    turn(&mirror);
    sort_units(&mirror);
    int order = 0;
    for (size_t k = 0; k < u->n_distinct && order == 0; k++) {
        order = pp_sums_compare(&mirror.unit[k], &u->unit[k]);
        if (order == 0 && mirror.unit[k].count != u->unit[k].count)
            order = mirror.unit[k].count < u->unit[k].count ? -1 : 1;
    }
    pp_free(mirror.unit);
    return order < 0;
}

void pp_units_init(struct pp_units *units, const struct pp_lattice *lattice,
                   const size_t *group)
{
    *units = (struct pp_units){0};
    int64_t low = lowest_step(lattice);
    if (group == NULL)
        set_people(units, lattice, low);
    else
        set_groups(units, lattice, low, group);
    sort_units(units);
    for (size_t k = 0; k < units->n_distinct; k++)
        pp_sums_add(&units->all, &units->unit[k].sums, units->unit[k].count);
    if (wants_turning(units)) {
        turn(units);
        sort_units(units);
    }
}

void pp_units_clear(struct pp_units *units)
{
    pp_free(units->unit);
    *units = (struct pp_units){0};
}

bool pp_units_change_alike(const struct pp_units *u)
{
    const struct pp_sums *first = &u->unit[0].sums;
    for (size_t k = 1; k < u->n_distinct; k++) {
        const struct pp_sums *s = &u->unit[k].sums;
        if ((s->post - s->pre) * first->n != (first->post - first->pre) * s->n)
            return false;
    }
    return true;
}
