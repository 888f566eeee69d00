#include "prepost/stats/arm_imputation.h"

#include <math.h>
#include <stdlib.h>

#include "prepost/base/alloc.h"
#include "prepost/base/rng.h"
#include "prepost/stats/ancova.h"

/* One person. Sorted, so that the order in which people came cannot change
 * who is given which random number. */
struct person {
    double pre, post;
    size_t arm, group;
};

static int compare(double a, double b)
{
    return (a > b) - (a < b);
}

static int by_answers(const void *a, const void *b)
{
    const struct person *x = a, *y = b;

    if (x->arm != y->arm)
        return x->arm < y->arm ? -1 : 1;
    if (x->pre != y->pre)
        return compare(x->pre, y->pre);
    if (x->group != y->group)
        return x->group < y->group ? -1 : 1;
    if (isnan(x->post) != isnan(y->post))
        return isnan(x->post) - isnan(y->post);
    return compare(x->post, y->post);
}

/* The line of one arm, through its complete pairs. */
struct line {
    size_t n_complete, n_left;
    double x, y, ssx, sxy, ssy;
    double slope, residual_ss;
    double x_all, ss_all; /* pre of all who answered before */
};

static void fit_lines(const struct person *people, size_t n, struct line *lines,
                      size_t n_arms)
{
    for (size_t i = 0; i < n; i++) {
        struct line *l = &lines[people[i].arm];
        l->x_all += people[i].pre;
        if (isnan(people[i].post)) {
            l->n_left++;
            continue;
        }
        l->n_complete++;
        l->x += people[i].pre;
        l->y += people[i].post;
    }
    for (size_t k = 0; k < n_arms; k++) {
        lines[k].x /= (double)lines[k].n_complete;
        lines[k].y /= (double)lines[k].n_complete;
        lines[k].x_all /= (double)(lines[k].n_complete + lines[k].n_left);
    }
    for (size_t i = 0; i < n; i++) {
        struct line *l = &lines[people[i].arm];
        double x = people[i].pre - l->x, y = people[i].post - l->y;
        l->ss_all += (people[i].pre - l->x_all) * (people[i].pre - l->x_all);
        if (isnan(y))
            continue;
        l->ssx += x * x;
        l->sxy += x * y;
        l->ssy += y * y;
    }
    for (size_t k = 0; k < n_arms; k++) {
        lines[k].slope = lines[k].ssx > 0 ? lines[k].sxy / lines[k].ssx : 0;
        lines[k].residual_ss =
            fmax(0, lines[k].ssy - lines[k].slope * lines[k].sxy);
    }
}

static enum pp_status can_impute(const struct line *lines, size_t n_arms)
{
    for (size_t k = 0; k < n_arms; k++)
        if (lines[k].n_left > 0 && lines[k].n_complete < 3)
            return PP_STATUS_TOO_FEW;
    for (size_t k = 0; k < n_arms; k++)
        if (lines[k].n_left > 0 && !(lines[k].ssx > 0))
            return PP_STATUS_NO_VARIANCE;
    return PP_STATUS_OK;
}

/* Rubin 1987, example 5.1: the variance from its scaled inverse chi-square,
 * height (at the mean of pre) and slope around the least squares ones. */
static void draw(const struct person *people, size_t n,
                 const struct line *lines, struct pp_rng *rng, double *post)
{
    double height = 0, slope = 0, sigma = 0;

    for (size_t i = 0; i < n; i++) {
        const struct line *l = &lines[people[i].arm];
        post[i] = people[i].post;
        if (l->n_left == 0)
            continue;
        if (i == 0 || people[i].arm != people[i - 1].arm) {
            double df = (double)l->n_complete - 2;
            sigma = sqrt(l->residual_ss / (2 * pp_rng_gamma(rng, df / 2)));
            height =
                l->y + sigma / sqrt((double)l->n_complete) * pp_rng_normal(rng);
            slope = l->slope + sigma / sqrt(l->ssx) * pp_rng_normal(rng);
        }
        if (isnan(post[i]))
            post[i] = height + slope * (people[i].pre - l->x) +
                      sigma * pp_rng_normal(rng);
    }
}

/* Each completed set's difference and squared standard error, arm by arm. */
struct sets {
    double *estimate, *variance; /* [n_arms * draws] */
    double *df;                  /* [n_arms]: sums over the draws */
};

static void analyse_sets(const struct pp_arm_imputation_in *in,
                         const struct person *people, const struct line *lines,
                         struct sets *sets)
{
    double *pre = pp_alloc_array(in->n, sizeof *pre);
    double *post = pp_alloc_array(in->n, sizeof *post);
    size_t *arm = pp_alloc_array(in->n, sizeof *arm);
    size_t *group = pp_alloc_array(in->n, sizeof *group);
    struct pp_ancova_cohort *fitted =
        pp_alloc_array(in->n_arms, sizeof *fitted);
    struct pp_ancova_in each = {.pre = pre,
                                .post = post,
                                .n = in->n,
                                .cohort = arm,
                                .n_cohorts = in->n_arms,
                                .reference = in->reference,
                                .group = in->group != NULL ? group : NULL,
                                .pre_reliability = NAN,
                                .level = NAN}; /* estimates alone: time */

    for (size_t i = 0; i < in->n; i++) {
        pre[i] = people[i].pre;
        arm[i] = people[i].arm;
        group[i] = people[i].group;
    }
    for (size_t d = 0; d < in->draws; d++) {
        struct pp_rng rng = pp_rng_at(in->seed, PP_STREAM_IMPUTATION, d);
        draw(people, in->n, lines, &rng, post);
        pp_ancova_fit(&each, fitted);
        for (size_t k = 0; k < in->n_arms; k++) {
            const struct pp_coefficient *c = &fitted[k].adjusted;
            sets->estimate[k * in->draws + d] = c->estimate;
            sets->variance[k * in->draws + d] = c->se * c->se;
            sets->df[k] += c->df;
        }
    }
    pp_free(fitted);
    pp_free(group);
    pp_free(arm);
    pp_free(post);
    pp_free(pre);
}

/* ---- Where people are not spread alike --------------------------------- */

/*
 * With many draws the difference of an arm from the reference is
 *     (Y - Y_ref) - slope (X - X_ref),
 * X the mean of pre of all in the arm, Y the height of its line there, `slope`
 * the mean of the lines' slopes, each by how far pre spreads in its arm. Of
 * an arm, then, it takes `height` times its line at the mean of its complete
 * pairs, and `slope` times its slope.
 */
struct share {
    double height, slope;
    double turn; /* its own slope less that of all */
};

static struct share share_of(const struct line *lines, size_t n_arms, size_t a,
                             size_t arm, size_t reference)
{
    const struct line *l = &lines[a];
    double ss = 0, slope = 0;
    struct share s = {.height = (a == arm) - (double)(a == reference)};

    for (size_t k = 0; k < n_arms; k++) {
        if (lines[k].n_complete + lines[k].n_left == 0)
            continue;
        ss += lines[k].ss_all;
        slope += lines[k].ss_all * lines[k].slope;
    }
    s.slope = -(lines[arm].x_all - lines[reference].x_all) * l->ss_all / ss;
    if (s.height != 0)
        s.slope += s.height * (l->x_all - l->x);
    s.turn = l->slope - slope / ss;
    return s;
}

/* How far one person moves it, the residual being what it would be had the
 * person not been in the regression (HC3). */
static double moved_by(const struct person *person, const struct line *l,
                       const struct share *s)
{
    double n = (double)(l->n_complete + l->n_left);
    double moved = s->height * s->turn * (person->pre - l->x_all) / n;
    if (isnan(person->post))
        return moved;
    double x = person->pre - l->x;
    double per_x = l->ssx > 0 ? x / l->ssx : 0;
    double residual = person->post - l->y - l->slope * x;
    double rest = 1 - 1 / (double)l->n_complete - x * per_x;
    if (rest > 1e-9) /* else the line goes through this person anyway */
        residual /= rest;
    return moved +
           (s->height / (double)l->n_complete + s->slope * per_x) * residual;
}

static double variance_by_model(const struct line *l, const struct share *s)
{
    double n = (double)(l->n_complete + l->n_left);
    double residual = l->residual_ss / ((double)l->n_complete - 2);
    double height = s->height * s->height;

    return residual *
               (height / (double)l->n_complete + s->slope * s->slope / l->ssx) +
           height * s->turn * s->turn * l->ss_all / (n - 1) / n;
}

/*
 * The draws take residuals to be alike at all scores, and are too sure where
 * they are not: where those who left were those whose scores spread most, as
 * at a floor. By how much the standard error is to be widened, 1 at least: as
 * in pp_missing_impute(), what people do to the estimate against what the
 * model says that they do. Arms that nobody left take no draws.
 */
static double widening(const struct person *people, size_t n,
                       const struct line *lines, size_t n_arms, size_t arm,
                       size_t reference)
{
    double *robust = pp_alloc_zero(n_arms, sizeof *robust);
    struct share *share = pp_alloc_array(n_arms, sizeof *share);
    double by_people = 0, by_model = 0;

    for (size_t a = 0; a < n_arms; a++)
        share[a] = share_of(lines, n_arms, a, arm, reference);
    for (size_t i = 0; i < n; i++) {
        size_t a = people[i].arm;
        double moved = moved_by(&people[i], &lines[a], &share[a]);
        robust[a] += moved * moved;
    }
    for (size_t a = 0; a < n_arms; a++) {
        by_people += robust[a];
        by_model += lines[a].n_left > 0
                        ? variance_by_model(&lines[a], &share[a])
                        : robust[a];
    }
    pp_free(share);
    pp_free(robust);
    return by_people > by_model ? sqrt(by_people / by_model) : 1;
}

static void widen(const struct pp_arm_imputation_in *in,
                  const struct person *people, const struct line *lines,
                  size_t arm, struct pp_rubin *r)
{
    r->pooled = pp_coefficient_make(r->pooled.estimate,
                                    r->pooled.se * widening(people, in->n,
                                                            lines, in->n_arms,
                                                            arm, in->reference),
                                    r->pooled.df, in->level);
}

/* ---- All of it --------------------------------------------------------- */

static void pool(const struct pp_arm_imputation_in *in,
                 const struct person *people, const struct line *lines,
                 struct pp_rubin *pooled)
{
    struct sets sets = {pp_alloc_array(in->n_arms * in->draws, sizeof(double)),
                        pp_alloc_array(in->n_arms * in->draws, sizeof(double)),
                        pp_alloc_zero(in->n_arms, sizeof(double))};

    analyse_sets(in, people, lines, &sets);
    for (size_t k = 0; k < in->n_arms; k++) {
        if (!isfinite(sets.df[k]))
            continue;
        pooled[k] = pp_rubin_pool(sets.estimate + k * in->draws,
                                  sets.variance + k * in->draws, in->draws,
                                  sets.df[k] / (double)in->draws, in->level);
        widen(in, people, lines, k, &pooled[k]);
    }
    pp_free(sets.estimate);
    pp_free(sets.variance);
    pp_free(sets.df);
}

void pp_arm_impute(const struct pp_arm_imputation_in *in,
                   struct pp_rubin *pooled)
{
    struct person *people = pp_alloc_array(in->n, sizeof *people);
    struct line *lines = pp_alloc_zero(in->n_arms, sizeof *lines);

    for (size_t i = 0; i < in->n; i++)
        people[i] = (struct person){in->pre[i], in->post[i], in->arm[i],
                                    in->group != NULL ? in->group[i] : 0};
    qsort(people, in->n, sizeof *people, by_answers);
    fit_lines(people, in->n, lines, in->n_arms);
    enum pp_status status = can_impute(lines, in->n_arms);
    for (size_t k = 0; k < in->n_arms; k++) {
        pooled[k] = pp_rubin_pool(NULL, NULL, 0, 0, in->level);
        if (status != PP_STATUS_OK)
            pooled[k].pooled.status = status;
    }
    if (status == PP_STATUS_OK && in->draws > 0)
        pool(in, people, lines, pooled);
    pp_free(lines);
    pp_free(people);
}
