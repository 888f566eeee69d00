#include "prepost/stats/paired_t.h"

#include <stdlib.h>

#include "prepost/base/alloc.h"
#include "prepost/base/tally.h"
#include "prepost/stats/describe.h"
#include "prepost/stats/grouping.h"
#include "prepost/stats/students_t.h"

struct pp_interval pp_paired_t_interval(const struct pp_paired_t *result,
                                        double level)
{
    if (!(result->df > 0) || !(level > 0 && level < 1))
        return PP_INTERVAL_NONE;
    double reach =
        pp_t_quantile_upper(0.5 * (1 - level), result->df) * result->se;
    return (struct pp_interval){result->mean - reach, result->mean + reach};
}

/* t, p and the interval from mean, se and df. */
static void finish(struct pp_paired_t *out, double level)
{
    out->ci = pp_paired_t_interval(out, level);
    if (!(out->se > 0)) {
        out->status = PP_STATUS_NO_VARIANCE;
        out->t = out->p = NAN;
        return;
    }
    out->t = out->mean / out->se;
    out->p = pp_t_two_sided(out->t, out->df);
}

struct pp_paired_t pp_paired_t_from_summary(double mean, double sd, size_t n,
                                            double level)
{
    struct pp_paired_t out = {
        .status = PP_STATUS_OK,
        .n = n,
        .mean = mean,
        .sd = sd,
        .se = NAN,
        .t = NAN,
        .df = NAN,
        .p = NAN,
        .ci = PP_INTERVAL_NONE,
    };
    if (n < 2 || isnan(sd)) {
        out.status = PP_STATUS_TOO_FEW;
        return out;
    }
    out.se = sd / sqrt((double)n);
    out.df = (double)(n - 1);
    finish(&out, level);
    return out;
}

struct pp_paired_t pp_paired_t_test(const double change[], size_t n,
                                    double level)
{
    struct pp_describe d = {
        .n = n, .mean = pp_mean(change, n), .sd = pp_sd(change, n)};
    return pp_paired_t_from_summary(d.mean, d.sd, n, level);
}

/* A group: who is in it, how many, and the sum of their deviations. */
struct group {
    size_t id, n;
    double sum;
};

/* So many members of a group whose changes are alike. */
struct member {
    size_t group, n;
    double deviation;
};

static int by_group(const void *a, const void *b)
{
    const struct member *x = a, *y = b;
    if (x->group != y->group)
        return x->group < y->group ? -1 : 1;
    /* So that the order of people cannot change the sum's last digit. */
    return (x->deviation > y->deviation) - (x->deviation < y->deviation);
}

/* So that the numbering of groups cannot change the last digit either. */
static int by_size_and_sum(const void *a, const void *b)
{
    const struct group *x = a, *y = b;
    if (x->n != y->n)
        return x->n < y->n ? -1 : 1;
    double x_sum = fabs(x->sum), y_sum = fabs(y->sum);
    return (x_sum > y_sum) - (x_sum < y_sum);
}

static size_t gather(struct group groups[], const double change[],
                     const size_t group[], const size_t count[], size_t k_rows,
                     double mean)
{
    struct pp_tally alike;
    pp_tally_init(&alike, 2);
    for (size_t i = 0; i < k_rows; i++)
        pp_tally_add_many(&alike,
                          (uint64_t[]){group[i], pp_tally_number(change[i])},
                          count != NULL ? count[i] : 1);
    struct member *members = pp_alloc_array(alike.n, sizeof *members);
    for (size_t i = 0; i < alike.n; i++)
        members[i] =
            (struct member){(size_t)alike.keys[2 * i], alike.count[i],
                            pp_tally_value(alike.keys[2 * i + 1]) - mean};
    qsort(members, alike.n, sizeof *members, by_group);

    size_t k = 0;
    for (size_t i = 0; i < alike.n; i++) {
        if (i == 0 || members[i].group != members[i - 1].group)
            groups[k++] = (struct group){members[i].group, 0, 0};
        groups[k - 1].n += members[i].n;
        groups[k - 1].sum += (double)members[i].n * members[i].deviation;
    }
    pp_tally_clear(&alike);
    pp_free(members);
    qsort(groups, k, sizeof *groups, by_size_and_sum);
    return k;
}

static size_t count_named(const struct group groups[], size_t k)
{
    size_t n_named = 0;

    for (size_t j = 0; j < k; j++)
        n_named += groups[j].id < PP_IN_NO_GROUP;
    return n_named;
}

/*
 * The mean is a regression on a constant, whose CR2 adjustment of a group of
 * m among n is a scalar, 1 / (1 - m / n) on the square of its sum.
 *
 * Satterthwaite: df = (tr G)^2 / sum of the squares of G, where, if people
 * were independent, G_ij = a_i a_j (m_i [i = j] - m_i m_j / n) and
 * a_i^2 = 1 / (1 - m_i / n). Its diagonal is m_i, and its squares sum in one
 * pass: sum m_i^2 - sum (a_i m_i / sqrt(n))^4 + (sum (a_i m_i)^2 / n)^2.
 */
static void allow_for_groups(struct pp_paired_t *out,
                             const struct group groups[], size_t k)
{
    double n = (double)out->n;
    double variance = 0, squares = 0, fourths = 0, crossed = 0;

    for (size_t j = 0; j < k; j++) {
        double m = (double)groups[j].n;
        double adjust = 1 / (1 - m / n);
        double part = adjust * m * m / n;
        variance += groups[j].sum * groups[j].sum * adjust;
        squares += m * m;
        fourths += part * part;
        crossed += part;
    }
    double se = sqrt(variance) / n;
    /* Groups whose sums of deviations are all 0 leave only rounding. */
    out->se = se > 1e-10 * out->se ? se : 0;
    out->df = n * n / (squares - fourths + crossed * crossed);
    out->clustered = true;
}

struct pp_paired_t pp_paired_t_counted(const double change[],
                                       const size_t group[],
                                       const size_t count[], size_t k,
                                       double level)
{
    size_t n = 0;
    for (size_t i = 0; i < k; i++)
        n += count != NULL ? count[i] : 1;
    struct pp_paired_t out =
        pp_paired_t_from_summary(pp_mean_counted(change, count, k),
                                 pp_sd_counted(change, count, k), n, level);
    if (k == 0 || group == NULL)
        return out;
    struct group *groups = pp_alloc_array(k, sizeof *groups);
    size_t n_clusters = gather(groups, change, group, count, k, out.mean);
    out.n_groups = count_named(groups, n_clusters);
    if (out.n_groups >= PP_FEWEST_GROUPS && out.sd > 0) {
        allow_for_groups(&out, groups, n_clusters);
        finish(&out, level);
    }
    pp_free(groups);
    return out;
}

struct pp_paired_t pp_paired_t_clustered(const double change[],
                                         const size_t group[], size_t n,
                                         double level)
{
    return pp_paired_t_counted(change, group, NULL, n, level);
}
