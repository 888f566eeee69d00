#include "published_inside.h"

#include <math.h>

/* Averages as they were printed, to the last digit where JSON has it. */

static size_t n_rows(const struct published *p)
{
    return p->n_rows + N_SPECIAL;
}

static double *new_means(struct published *p, size_t n)
{
    double *means = pp_pool_array(p->pool, n * N_MEANS + 1, sizeof *means);

    for (size_t i = 0; i < n * N_MEANS; i++)
        means[i] = NAN;
    return means;
}

void published_means_init(struct published *p)
{
    p->means = new_means(p, p->truth->n_outcomes * n_rows(p));
}

void published_means_view(struct published *p, struct published_view *v)
{
    v->means = new_means(p, v->truth->n_outcomes * v->n_rows);
}

double *published_means_at(const struct published *p,
                           const struct published_view *v, size_t i,
                           size_t row)
{
    return v == NULL ? p->means + (i * n_rows(p) + row) * N_MEANS
                     : v->means + (i * v->n_rows + row) * N_MEANS;
}

double *published_special(const struct published *p, size_t i, int which)
{
    size_t n = n_arms(p->truth);

    if (n > 0 && which >= COMPARISON) /* which its arms share */
        i = i / n * n;
    return published_means_at(p, NULL, i, p->n_rows + (size_t)which);
}

/* A view by arm is of the people of the reports: an arm's outcome, or the
 * comparison. */
void published_mean(struct published *p, const struct published_view *v,
                    size_t i, size_t row, enum published_mean_of of, double x)
{
    size_t n = n_arms(p->truth);
    double *to = v == NULL || !v->is_of_arms ? published_means_at(p, v, i, row)
                 : row < n ? published_means_at(p, NULL, i * n + row, 0)
                           : published_special(p, i * n, COMPARISON);

    /* A summary may have rounded it since. */
    if (isfinite(x) && !isfinite(to[of]))
        to[of] = x;
}

/* Of a few people's scores the average is not shown; here it is made from the
 * true ones, where what is shown gives it back. */
static double all_first(size_t n, double mean, size_t n_left, double left_mean)
{
    double left = n_left > 0 ? (double)n_left * left_mean : 0;

    return ((double)n * mean + left) / (double)(n + n_left);
}

static double first_of(const struct pp_outcome *o)
{
    return all_first(o->n_pairs, o->missing.stayed_mean, o->missing.n_left,
                     o->missing.left_mean);
}

static double first_of_comparison(const struct pp_outcome *o)
{
    const struct pp_arm *c = &o->contrast.comparison;

    return all_first((size_t)c->n_both, c->pre_mean, (size_t)c->n_left,
                     c->left_mean);
}

/* The change with everyone's first answers leans on how they all started: less
 * that of the pairs it is the difference of the two, times the slope. */
void published_mean_of_leavers(struct published *p, size_t i,
                               const json_t *missing)
{
    static const char *const from[] = {"mar_likelihood", "multiple_imputation"};

    published_mean(p, NULL, i, p->n_rows + THOSE_WHO_LEFT, OF_BEFORE,
                   published_number_at(missing, "left_mean", NULL));
    for (size_t k = 0; k < 2; k++)
        if (isfinite(published_number_at(missing, from[k], "estimate")))
            published_special(p, i, ALL_FIRST)[OF_BEFORE] =
                first_of(&p->truth->outcomes[i]);
}

void published_means_of_arms(struct published *p, size_t i, const json_t *o)
{
    static const char *const keys[] = {"pre_mean", "post_mean", "change"};
    const json_t *arm = json_object_get(o, "arm");
    const json_t *other = json_object_get(o, "comparison");

    for (int k = 0; k < N_MEANS; k++) {
        double x = published_number_at(other, keys[k], NULL);
        published_mean(p, NULL, i, 0, (enum published_mean_of)k,
                       published_number_at(arm, keys[k], NULL));
        if (isfinite(x))
            published_special(p, i, COMPARISON)[k] = x;
    }
    published_mean(p, NULL, i, p->n_rows + THOSE_WHO_LEFT, OF_BEFORE,
                   published_number_at(arm, "left_mean", NULL));
    double left = published_number_at(other, "left_mean", NULL);
    if (isfinite(left))
        published_special(p, i, LEFT_COMPARISON)[OF_BEFORE] = left;
    /* What allows for those who left leans on how both started. */
    if (isfinite(published_number_at(o, "imputed", "estimate"))) {
        const struct pp_outcome *was = &p->truth->outcomes[i];
        published_special(p, i, ALL_FIRST)[OF_BEFORE] = first_of(was);
        published_special(p, i, FIRST_COMPARISON)[OF_BEFORE] = first_of_comparison(was);
    }
}

