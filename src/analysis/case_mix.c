#include "prepost/analysis/case_mix.h"

#include <math.h>
#include <string.h>

#include "prepost/base/alloc.h"

static size_t people_in_row(const struct pp_between_people *people, size_t row)
{
    return people->count != NULL ? people->count[row] : 1;
}

/* --- one column of the plan as columns of numbers ------------------------- */

struct columns {
    double *x; /* column by column, n rows each */
    size_t n, n_columns;
};

/* Which level each person counts as, few ones joined; how many there are. */
static size_t join_levels(const struct pp_between_people *people,
                          const struct pp_case_mix_column *from, size_t *level)
{
    size_t n = people->n, least = people->min_level;
    size_t n_levels = from->n_levels + 1, largest = 0, joined = 0, n_kept = 0;
    size_t *count = pp_alloc_zero(n_levels, sizeof *count);
    size_t *now = pp_alloc_array(n_levels, sizeof *now);

    for (size_t i = 0; i < n; i++) {
        level[i] =
            from->level[i] < from->n_levels ? from->level[i] : from->n_levels;
        count[level[i]] += people_in_row(people, i);
    }
    for (size_t k = 0; k < n_levels; k++) {
        if (count[k] >= least)
            now[k] = n_kept++;
        else
            joined += count[k];
        if (count[k] > count[largest])
            largest = k;
    }
    size_t others = joined >= least || n_kept == 0 ? n_kept : now[largest];
    for (size_t k = 0; k < n_levels; k++)
        if (count[k] < least)
            now[k] = others;
    for (size_t i = 0; i < n; i++)
        level[i] = now[level[i]];
    pp_free(count);
    pp_free(now);
    return others == n_kept && joined > 0 ? n_kept + 1 : n_kept;
}

static struct columns columns_of_levels(const struct pp_between_people *people,
                                        const struct pp_case_mix_column *from)
{
    size_t n = people->n, *level = pp_alloc_array(n, sizeof *level);
    size_t n_levels = join_levels(people, from, level);
    struct columns c = {.n = n, .n_columns = n_levels > 0 ? n_levels - 1 : 0};

    c.x = pp_alloc_zero(n * c.n_columns + 1, sizeof *c.x);
    for (size_t i = 0; i < n; i++)
        if (level[i] > 0)
            c.x[(level[i] - 1) * n + i] = 1;
    pp_free(level);
    return c;
}

static struct columns columns_of_number(const struct pp_between_people *people,
                                        const struct pp_case_mix_column *from)
{
    size_t n = people->n, n_people = 0, n_blank = 0;
    struct columns c = {.n = n, .n_columns = 1};
    double sum = 0;

    for (size_t i = 0; i < n; i++) {
        size_t n_here = people_in_row(people, i);
        n_people += n_here;
        n_blank += isnan(from->number[i]) ? n_here : 0;
        sum += isnan(from->number[i]) ? 0 : (double)n_here * from->number[i];
    }
    double mean = sum / (double)(n_people - n_blank);
    c.x = pp_alloc_zero(2 * n + 1, sizeof *c.x);
    c.n_columns += n_blank >= people->min_level && n_blank < n_people;
    for (size_t i = 0; i < n; i++) {
        bool is_blank = isnan(from->number[i]);
        c.x[i] = is_blank ? mean : from->number[i];
        c.x[n + i] = is_blank;
    }
    if (n_blank == n_people)
        memset(c.x, 0, n * sizeof *c.x);
    return c;
}

/* --- what they add to the columns before ---------------------------------- */

/* Orthonormal columns so far, rows multiplied by root[n] of their people. */
struct basis {
    double *q, *root;
    size_t n, n_columns;
};

/* Takes x in if it is more than a sum of those there are. */
static bool basis_take(struct basis *b, const double *x)
{
    double *q = b->q + b->n_columns * b->n, before = 0, after = 0;

    for (size_t i = 0; i < b->n; i++) {
        q[i] = b->root[i] * x[i];
        before += q[i] * q[i];
    }
    for (size_t twice = 0; twice < 2; twice++) {
        for (size_t k = 0; k < b->n_columns; k++) {
            const double *other = b->q + k * b->n;
            double along = 0;
            for (size_t i = 0; i < b->n; i++)
                along += other[i] * q[i];
            for (size_t i = 0; i < b->n; i++)
                q[i] -= along * other[i];
        }
    }
    for (size_t i = 0; i < b->n; i++)
        after += q[i] * q[i];
    if (!(after > 1e-12 * before))
        return false;
    for (size_t i = 0; i < b->n; i++)
        q[i] /= sqrt(after);
    b->n_columns++;
    return true;
}

/* Cohorts, and where people started. */
static void basis_start(struct basis *b, const struct pp_between_people *people,
                        size_t n_cohorts)
{
    double *x = pp_alloc_array(b->n + 1, sizeof *x);

    for (size_t i = 0; i < b->n; i++)
        b->root[i] = sqrt((double)people_in_row(people, i));
    for (size_t c = 0; c < n_cohorts; c++) {
        for (size_t i = 0; i < b->n; i++)
            x[i] = people->cohort[i] == c;
        basis_take(b, x);
    }
    basis_take(b, people->pre);
    pp_free(x);
}

/* --- together ------------------------------------------------------------- */

static struct columns columns_of(const struct pp_between_people *people,
                                 size_t k)
{
    const struct pp_case_mix_column *from = &people->case_mix[k];

    return from->level != NULL ? columns_of_levels(people, from)
                               : columns_of_number(people, from);
}

/* Row by row, as regressions want it. */
static const double *by_person(const double *x, size_t n, size_t n_columns,
                               struct pp_pool *pool)
{
    double *out = pp_pool_array(pool, n * n_columns + 1, sizeof *out);

    for (size_t c = 0; c < n_columns; c++)
        for (size_t i = 0; i < n; i++)
            out[i * n_columns + c] = x[c * n + i];
    return out;
}

struct pp_case_mix pp_case_mix_of(const struct pp_between_people *people,
                                  size_t n_cohorts, struct pp_pool *pool)
{
    size_t n = people->n, most = n_cohorts + 1;
    const char **used = pp_pool_array(pool, people->n_case_mix, sizeof *used);
    const char **left = pp_pool_array(pool, people->n_case_mix, sizeof *left);
    struct pp_case_mix out = {.used = used, .left_out = left};

    if (people->n_case_mix == 0)
        return out;
    for (size_t k = 0; k < people->n_case_mix; k++)
        most += people->case_mix[k].n_levels + 2;
    double *taken = pp_alloc_array(n * most + 1, sizeof *taken);
    struct basis b = {.q = pp_alloc_array(n * most + 1, sizeof(double)),
                      .root = pp_alloc_array(n + 1, sizeof(double)),
                      .n = n};
    basis_start(&b, people, n_cohorts);
    for (size_t k = 0; k < people->n_case_mix; k++) {
        struct columns c = columns_of(people, k);
        size_t n_before = out.n_covariates;
        for (size_t j = 0; j < c.n_columns; j++)
            if (basis_take(&b, c.x + j * n))
                memcpy(taken + out.n_covariates++ * n, c.x + j * n,
                       n * sizeof *taken);
        pp_free(c.x);
        if (out.n_covariates > n_before)
            used[out.n_used++] = people->case_mix[k].name;
        else
            left[out.n_left_out++] = people->case_mix[k].name;
    }
    out.covariate = by_person(taken, n, out.n_covariates, pool);
    pp_free(b.q);
    pp_free(b.root);
    pp_free(taken);
    return out;
}
