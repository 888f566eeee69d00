#include "published_inside.h"

#include <math.h>
#include <stdint.h>

#include "prepost/analysis/individual.h"

/*
 * Averages of several waves. All who answered an outcome first are the same
 * people at every wave, in all and of each cohort: those of a wave's pairs and
 * those who left by then. So the reader has sums of first scores of parts of
 * them, wave by wave, and adds and subtracts: whatever follows from what was
 * published by linear algebra is found.
 */

/* Whom sums are of: the cohorts of a view and people in none; or all, who may
 * be the comparison arm. */
struct side {
    struct published *p;
    struct published_verdict *v;
    const struct published_view *view; /* NULL: regions */
    bool is_comparison, has_cohorts;
    size_t base, n_waves, n_parts; /* first outcome; later waves */
};

/* The scores before, added up, of all of a part who answered first, and of
 * those in its pairs at each later wave. */
static size_t all_of(const struct side *s, size_t part)
{
    return part * (s->n_waves + 1);
}

static size_t pairs_of(const struct side *s, size_t part, size_t w)
{
    return all_of(s, part) + 1 + w;
}

/* --- who they are -----------------------------------------------------------
 */

static size_t outcome_at(const struct side *s, size_t w)
{
    return s->base + w * s->p->truth->n_per_wave;
}

static const struct pp_outcome *true_outcome(const struct side *s, size_t w)
{
    const struct pp_results *truth =
        s->view != NULL ? s->view->truth : s->p->truth;

    return &truth->outcomes[outcome_at(s, w)];
}

static long n_pairs(const struct side *s, size_t w, size_t part)
{
    const struct pp_outcome *o = true_outcome(s, w);
    long rest = (long)o->n_pairs;

    if (s->is_comparison)
        return o->contrast.comparison.n_both;
    if (!s->has_cohorts)
        return rest;
    if (part + 1 < s->n_parts)
        return o->comparison.cohorts[part].flow.n_both;
    for (size_t c = 0; c + 1 < s->n_parts; c++)
        rest -= o->comparison.cohorts[c].flow.n_both;
    return rest;
}

static long n_asked(const struct side *s, size_t w, size_t part)
{
    const struct pp_outcome *o = true_outcome(s, w);
    long rest = (long)o->missing.n_before;

    if (s->is_comparison)
        return o->contrast.comparison.n_before;
    if (!s->has_cohorts)
        return rest;
    if (part + 1 < s->n_parts)
        return o->comparison.cohorts[part].flow.n_before;
    for (size_t c = 0; c + 1 < s->n_parts; c++)
        rest -= o->comparison.cohorts[c].flow.n_before;
    return rest;
}

static long n_left(const struct side *s, size_t w, size_t part)
{
    return n_asked(s, w, part) - n_pairs(s, w, part);
}

/* That nobody of a part left: of a cohort, by what is told of it and others. */
static bool is_known_to_stay(const struct side *s, size_t w, size_t part)
{
    size_t first, at;

    if (n_left(s, w, part) != 0)
        return false;
    if (!s->has_cohorts || part + 1 == s->n_parts)
        return true;
    const char *name = true_outcome(s, w)->comparison.cohorts[part].name;
    return published_cohort(s->p, s->view, outcome_at(s, w), name, &first,
                            &at) &&
           s->p->attacker->cells[first + LEFT].hi < 0.5;
}

static double true_sum(const struct side *s, size_t w, size_t part)
{
    const struct pp_outcome *o = true_outcome(s, w);
    const struct pp_comparison *c = &o->comparison;
    double sum = 0;

    if (s->is_comparison)
        return (double)o->contrast.comparison.n_both *
               o->contrast.comparison.pre_mean;
    for (size_t i = 0; !s->has_cohorts && i < o->n_pairs; i++)
        sum += o->pre[i];
    for (size_t i = 0; s->has_cohorts && i < c->people->n; i++)
        if (c->people->cohort[i] == part)
            sum += c->people->pre[i] * (double)c->people->count[i];
    const struct pp_members *m = c->members;
    for (size_t i = 0;
         s->has_cohorts && part + 1 == s->n_parts && i < m->n; i++)
        if (m->of[i * m->width + PP_MEMBER_COHORT] == PP_NO_LEVEL)
            sum += m->pre[i] * (double)m->count[i];
    return sum;
}

/* --- what is known ----------------------------------------------------------
 */

/* Equations in echelon form: n coefficients, then what they give by what was
 * published, and in truth. */
struct equations {
    const struct side *s;
    size_t n, n_rows;
    double **rows;
    size_t *pivots;
};

enum { PUBLISHED_SUM, TRUE_SUM, N_SUMS };

static double *new_row(const struct equations *e)
{
    double *row = pp_pool_array(e->s->p->pool, e->n + N_SUMS, sizeof *row);

    for (size_t k = 0; k < e->n + N_SUMS; k++)
        row[k] = 0;
    return row;
}

/* What is over of a row when what is known is taken off; its greatest
 * coefficient, n: none is over. */
static size_t take_off(const struct equations *e, double *row)
{
    size_t most = e->n;

    for (size_t r = 0; r < e->n_rows; r++) {
        double factor = row[e->pivots[r]];
        for (size_t k = 0; factor != 0 && k < e->n + N_SUMS; k++)
            row[k] -= factor * e->rows[r][k];
        row[e->pivots[r]] = 0;
    }
    for (size_t k = 0; k < e->n; k++)
        if (fabs(row[k]) > 1e-9 && (most == e->n || fabs(row[k]) > fabs(row[most])))
            most = k;
    return most;
}

static void know(struct equations *e, double *row, double published,
                 double truth)
{
    row[e->n + PUBLISHED_SUM] = published;
    row[e->n + TRUE_SUM] = truth;
    size_t pivot = isfinite(published) ? take_off(e, row) : e->n;
    if (pivot == e->n)
        return;
    double by = row[pivot];
    for (size_t k = 0; k < e->n + N_SUMS; k++)
        row[k] /= by;
    e->rows[e->n_rows] = row;
    e->pivots[e->n_rows++] = pivot;
}

/* Before, or after less the change. */
static double before_of(const double *means)
{
    return isfinite(means[OF_BEFORE]) ? means[OF_BEFORE]
                                      : means[OF_AFTER] - means[OF_CHANGE];
}

static double special(const struct side *s, size_t w, int own, int comparison)
{
    return published_special(s->p, outcome_at(s, w),
                             s->is_comparison ? comparison
                                              : own)[OF_BEFORE];
}

static double mean_of_left(const struct side *s, size_t w)
{
    const struct pp_outcome *o = true_outcome(s, w);

    return s->is_comparison ? o->contrast.comparison.left_mean
                            : o->missing.left_mean;
}

/* Of all together: those of the pairs, those who left, and all. */
static void know_all(struct equations *e, size_t w)
{
    const struct side *s = e->s;
    double *pairs = new_row(e), *left = new_row(e), *all = new_row(e);
    double n = 0, n_gone = 0, sum = 0;

    for (size_t c = 0; c < s->n_parts; c++) {
        pairs[pairs_of(s, c, w)] = 1;
        left[pairs_of(s, c, w)] = -1;
        left[all_of(s, c)] = all[all_of(s, c)] = 1;
        n += (double)n_pairs(s, w, c);
        n_gone += (double)n_left(s, w, c);
        sum += true_sum(s, w, c);
    }
    double gone = n_gone > 0 ? n_gone * mean_of_left(s, w) : 0;
    double mean =
        s->is_comparison
            ? special(s, w, COMPARISON, COMPARISON)
            : before_of(published_means_at(s->p, NULL, outcome_at(s, w), 0));
    know(e, pairs, n * mean, sum);
    know(e, left, n_gone * special(s, w, THOSE_WHO_LEFT, LEFT_COMPARISON),
         gone);
    know(e, all, (n + n_gone) * special(s, w, ALL_FIRST, FIRST_COMPARISON),
         sum + gone);
}

/* Nobody of a part left, which is known, or everybody did; and what was
 * published of it. */
static void know_part(struct equations *e, size_t w, size_t c)
{
    const struct side *s = e->s;
    double *row = new_row(e), *pairs = new_row(e);
    size_t first, at;

    row[all_of(s, c)] = 1;
    row[pairs_of(s, c, w)] = -1;
    if (is_known_to_stay(s, w, c))
        know(e, row, 0, 0);
    pairs[pairs_of(s, c, w)] = 1;
    if (n_pairs(s, w, c) == 0)
        know(e, pairs, 0, 0);
    if (n_pairs(s, w, c) == 0 || !s->has_cohorts || c + 1 == s->n_parts)
        return;
    const char *name = true_outcome(s, w)->comparison.cohorts[c].name;
    if (published_cohort(s->p, s->view, outcome_at(s, w), name, &first, &at))
        know(e, pairs,
             (double)n_pairs(s, w, c) *
                 before_of(published_means_at(s->p, s->view, outcome_at(s, w),
                                              at)),
             true_sum(s, w, c));
}

/* --- what follows -----------------------------------------------------------
 */

/* Of so few people, or so alike, nobody may have the average: half a step of
 * the scores tells. */
static void judge_row(const struct equations *e, double *row, long n,
                      const char *who)
{
    const struct side *s = e->s;
    const struct pp_outcome *o = true_outcome(s, 0);
    double step = pp_scale_step(o->scale);
    bool is_had = take_off(e, row) == e->n;
    double had = -row[e->n + PUBLISHED_SUM] / (double)n;
    double truth = -row[e->n + TRUE_SUM] / (double)n;

    published_judged(
        s->v,
        !is_had || fabs(had - truth) >= (isfinite(step) ? step / 2 : 1e-6),
        pp_pool_printf(s->p->pool,
                       "%s, %s: the average before of %ld people %s is %.4g, "
                       "worked out as %.4g",
                       s->p->words[s->base],
                       s->view != NULL ? "by another column" : "waves", n, who,
                       truth, had));
}

static bool are_few(const struct side *s, long n)
{
    return n > 0 && n < s->p->rules->min_average;
}

/* All who left by a wave: few, or most of them the same. */
static void judge_left(const struct equations *e, size_t w)
{
    const struct side *s = e->s;
    const struct pp_outcome *o = true_outcome(s, w);
    const struct pp_missing_data *m = &o->missing;
    long n_unlike = s->is_comparison ? o->contrast.comparison.n_left_unlike
                    : m->left_variance_ratio == 0 ? 0
                                                  : m->n_left_unlike;
    double *row = new_row(e);
    long n = 0;

    for (size_t c = 0; c < s->n_parts; c++) {
        n += n_left(s, w, c);
        row[all_of(s, c)] = 1;
        row[pairs_of(s, c, w)] = -1;
    }
    bool are_alike =
        n_unlike < s->p->rules->threshold && 2 * n_unlike < n && n > 0;
    s->p->n_read[PUBLISHED_ALIKE] +=
        are_alike && n >= s->p->rules->min_average;
    if (are_alike || are_few(s, n))
        judge_row(e, row, n, "who left");
}

/* Parts are chosen by a bit each. */
enum { MOST_CHOSEN = 32 };
static const uint32_t ALL_PARTS = UINT32_MAX;

static bool is_chosen(uint32_t parts, size_t c)
{
    return parts == ALL_PARTS || (c < MOST_CHOSEN && (parts >> c & 1) != 0);
}

/* Those of some parts together: in the pairs, and who left. */
static void judge_parts(const struct equations *e, size_t w, uint32_t parts)
{
    const struct side *s = e->s;
    double *pairs = new_row(e), *left = new_row(e);
    long n = 0, n_gone = 0;

    for (size_t c = 0; c < s->n_parts; c++) {
        if (!is_chosen(parts, c))
            continue;
        n += n_pairs(s, w, c);
        n_gone += n_left(s, w, c);
        pairs[pairs_of(s, c, w)] = left[all_of(s, c)] = 1;
        left[pairs_of(s, c, w)] = -1;
    }
    if (are_few(s, n))
        judge_row(e, pairs, n, "of some cohorts");
    if (are_few(s, n_gone))
        judge_row(e, left, n_gone, "who left some cohorts");
}

/* Those of some parts less those who were in the pairs of another wave, of
 * parts of which nobody had left: the ones are among the others for certain. */
static void judge_over(const struct equations *e, size_t w, size_t other,
                       uint32_t parts)
{
    const struct side *s = e->s;
    double *row = new_row(e);
    long n = 0;

    for (size_t c = 0; c < s->n_parts; c++) {
        n += n_pairs(s, w, c);
        row[pairs_of(s, c, w)] += 1;
        if (!is_known_to_stay(s, w, c) || !is_chosen(parts, c))
            continue;
        n -= n_pairs(s, other, c);
        row[pairs_of(s, c, other)] -= 1;
    }
    if (are_few(s, n))
        judge_row(e, row, n, "over from another time");
}

enum { MOST_TOGETHER = 6 }; /* parts of which every choice is tried */

static void judge(const struct equations *e, size_t w)
{
    const struct side *s = e->s;
    bool is_few = s->n_parts <= MOST_TOGETHER;
    uint32_t n = (uint32_t)1 << s->n_parts % MOST_CHOSEN;

    judge_left(e, w);
    for (uint32_t k = 1; is_few && k < n; k++) {
        judge_parts(e, w, k);
        for (size_t other = 0; other < s->n_waves; other++)
            if (other != w)
                judge_over(e, w, other, k);
    }
    for (size_t c = 0; !is_few && c < s->n_parts && c < MOST_CHOSEN; c++)
        judge_parts(e, w, (uint32_t)1 << c);
    for (size_t other = 0; !is_few && other < s->n_waves; other++)
        if (other != w)
            judge_over(e, w, other, ALL_PARTS);
}

static void judge_side(struct side s)
{
    const struct pp_results *truth = s.p->truth;

    s.n_waves = (truth->n_outcomes - s.base - 1) / truth->n_per_wave + 1;
    s.n_parts =
        s.has_cohorts ? true_outcome(&s, 0)->comparison.n_cohorts + 1 : 1;
    struct equations e = {.s = &s, .n = s.n_parts * (s.n_waves + 1)};
    e.rows = pp_pool_array(s.p->pool, e.n, sizeof *e.rows);
    e.pivots = pp_pool_array(s.p->pool, e.n, sizeof *e.pivots);
    for (size_t w = 0; w < s.n_waves; w++) {
        know_all(&e, w);
        for (size_t c = 0; c < s.n_parts; c++)
            know_part(&e, w, c);
    }
    for (size_t w = 0; w < s.n_waves; w++)
        judge(&e, w);
}

void published_judge_waves(struct published *p, struct published_verdict *v)
{
    size_t n_each = n_arms(p->truth);

    for (size_t i = 0; i < p->truth->n_per_wave; i++) {
        struct side s = {.p = p, .v = v, .base = i};
        judge_side(s);
        if (n_each > 0 && i % n_each == 0) {
            s.is_comparison = true;
            judge_side(s);
        }
        if (n_each > 0)
            continue;
        s.has_cohorts = true;
        judge_side(s);
        for (size_t k = 0; k < p->n_views; k++) {
            s.view = &p->views[k];
            judge_side(s);
        }
    }
}
