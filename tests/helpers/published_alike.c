#include "published_inside.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "prepost/analysis/individual.h"

/*
 * Averages of people who are (nearly) all alike say what each of them said. So
 * the reader takes averages that are published, with how many people each is
 * of, and subtracts: of everyone and of cohorts, of all who answered first and
 * of those who answered twice.
 */

/* --- groups of people ------------------------------------------------------
 */

struct group {
    const char *what;
    size_t n, n_unlike; /* where the scores are not known here */
    const double *x;    /* the scores, sorted; NULL: not known here */
    double mean;        /* the true one */
    double had;         /* the one worked out; NaN: not yet */
};

struct sums {
    struct published *p;
    struct published_verdict *v;
    size_t outcome;
    enum published_mean_of of;
    struct group *groups;
    size_t n, capacity;
};

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static double value(double pre, double post, enum published_mean_of of)
{
    double x = of == OF_BEFORE ? pre : of == OF_AFTER ? post : post - pre;

    return round(x * 1e9) / 1e9; /* changes that are the same */
}

static double mean_of(const double *x, size_t n)
{
    double sum = 0;

    for (size_t i = 0; i < n; i++)
        sum += x[i];
    return sum / (double)n;
}

static size_t add(struct sums *s, struct group g)
{
    if (s->n == s->capacity) {
        size_t more = 2 * s->capacity + 32;
        struct group *to = pp_pool_array(s->p->pool, more, sizeof *to);
        if (s->n > 0)
            memcpy(to, s->groups, s->n * sizeof *to);
        s->groups = to;
        s->capacity = more;
    }
    s->groups[s->n] = g;
    return s->n++;
}

static size_t add_scores(struct sums *s, const char *what, double *x, size_t n,
                         double had)
{
    qsort(x, n, sizeof *x, by_size);
    return add(s, (struct group){what, n, 0, x, mean_of(x, n), had});
}

static size_t add_everyone(struct sums *s)
{
    const struct pp_outcome *o = &s->p->truth->outcomes[s->outcome];
    double *x = pp_pool_array(s->p->pool, o->n_pairs + 1, sizeof *x);

    for (size_t i = 0; i < o->n_pairs; i++)
        x[i] = value(o->pre[i], o->post[i], s->of);
    return add_scores(s, "everyone", x, o->n_pairs,
                      published_means_at(s->p, NULL, s->outcome, 0)[s->of]);
}

static size_t add_cohort(struct sums *s, const struct published_view *v,
                         size_t k)
{
    const struct pp_results *truth = v != NULL ? v->truth : s->p->truth;
    const struct pp_comparison *c = &truth->outcomes[s->outcome].comparison;
    const struct pp_between_people *people = c->people;
    size_t n_of = (size_t)c->cohorts[k].flow.n_both, n = 0, first, row;
    double *x = pp_pool_array(s->p->pool, n_of + 1, sizeof *x);

    for (size_t i = 0; i < people->n; i++)
        for (size_t m = 0; people->cohort[i] == k && m < people->count[i]; m++)
            x[n++] = value(people->pre[i], people->post[i], s->of);
    const char *name = c->cohorts[k].name;
    bool is_read = published_cohort(s->p, v, s->outcome, name, &first, &row);
    return add_scores(s, name, x, n,
                      is_read ? published_means_at(s->p, v, s->outcome, row)[s->of]
                              : NAN);
}

/* --- what follows from what ------------------------------------------------
 */

/* Fewer differ from the commonest than the rule asks for. */
static bool is_alike(const struct sums *s, const double *x, size_t n)
{
    size_t most = 0;

    for (size_t i = 0, end = 0; i < n; i = end) {
        for (end = i; end < n && x[end] == x[i];)
            end++;
        most = end - i > most ? end - i : most;
    }
    return n > 0 && (long)(n - most) < s->p->rules->threshold;
}

/* How near to the truth it must come to tell: half a step of the scores. */
static bool tells(const struct sums *s, double had, double mean)
{
    double step = pp_scale_step(s->p->truth->outcomes[s->outcome].scale);

    return fabs(had - mean) < (isfinite(step) ? step / 2 : 1e-6);
}

static void judge(const struct sums *s, const struct group *g)
{
    static const char *const kinds[N_MEANS] = {"before", "after", "change"};
    bool alike = g->x != NULL ? is_alike(s, g->x, g->n)
                              : (long)g->n_unlike < s->p->rules->threshold;

    if (g->n == 0 || !alike)
        return;
    s->p->n_read[PUBLISHED_ALIKE] += (long)g->n >= s->p->rules->min_average;
    published_judged(
        s->v, !isfinite(g->had) || !tells(s, g->had, g->mean),
        pp_pool_printf(s->p->pool,
                       "%s, %s: the average %s of %zu people alike is %.4g, "
                       "worked out as %.4g",
                       s->p->words[s->outcome], g->what, kinds[s->of], g->n,
                       g->mean, g->had));
}

/* The scores of the whole that none of the parts has; both sorted. */
static size_t add_rest(struct sums *s, size_t whole, const size_t *parts,
                       size_t n)
{
    size_t most = s->groups[whole].n, n_in = 0, n_rest = 0;

    for (size_t k = 0; k < n; k++)
        n_in += s->groups[parts[k]].n;
    double *in = pp_pool_array(s->p->pool, n_in + 1, sizeof *in);
    double *rest = pp_pool_array(s->p->pool, most + 1, sizeof *rest);
    n_in = 0;
    for (size_t k = 0; k < n; k++) {
        const struct group *g = &s->groups[parts[k]];
        if (g->n > 0)
            memcpy(in + n_in, g->x, g->n * sizeof *in);
        n_in += g->n;
    }
    qsort(in, n_in, sizeof *in, by_size);
    const double *x = s->groups[whole].x;
    for (size_t i = 0, k = 0; i < most; i++) {
        if (k < n_in && in[k] == x[i])
            k++;
        else
            rest[n_rest++] = x[i];
    }
    return add_scores(s,
                      pp_pool_printf(s->p->pool, "%s, the rest",
                                     s->groups[whole].what),
                      rest, n_rest, NAN);
}

/*
 * A whole, less those parts whose average is known, is the average of the
 * others together. They are a group by themselves then.
 */
static void subtract(struct sums *s, size_t whole, size_t *parts, size_t n)
{
    size_t n_dark = 0, which = 0;

    if (s->groups[whole].n == 0)
        return;
    parts[n] = add_rest(s, whole, parts, n);
    n++;
    double sum = (double)s->groups[whole].n * s->groups[whole].had;
    double *x = pp_pool_array(s->p->pool, s->groups[whole].n + 1, sizeof *x);
    for (size_t k = 0; k < n; k++) {
        const struct group *g = &s->groups[parts[k]];
        if (g->n == 0)
            continue;
        if (isfinite(g->had)) {
            sum -= (double)g->n * g->had;
        } else {
            memcpy(x + n_dark, g->x, g->n * sizeof *x);
            n_dark += g->n;
            which = parts[k];
        }
    }
    if (n_dark == 0 || !isfinite(sum))
        return;
    if (n_dark == s->groups[which].n) /* the only one */
        s->groups[which].had = sum / (double)n_dark;
    else
        add_scores(s,
                   pp_pool_printf(s->p->pool, "%s, those left out",
                                  s->groups[whole].what),
                   x, n_dark, sum / (double)n_dark);
}

static size_t n_cohorts(const struct sums *s, const struct published_view *v)
{
    const struct pp_results *truth = v != NULL ? v->truth : s->p->truth;

    return truth->outcomes[s->outcome].comparison.n_cohorts;
}

/* The groups of a view's cohorts begin at `first`. */
struct cohorts {
    const struct published_view *view; /* NULL: regions */
    size_t first, n;
};

/* What is within each region, or each level: cohorts of two columns, and, where
 * everyone's region is known, support groups. */
static void subtract_within(struct sums *s, const struct cohorts *of,
                            const struct cohorts *in)
{
    const struct published *p = s->p;
    size_t *parts = pp_pool_array(p->pool, in->n + 1, sizeof *parts);

    for (size_t r = of->first; r < of->first + of->n; r++) {
        const char *name = s->groups[r].what;
        size_t n = 0;
        for (size_t c = in->first; c < in->first + in->n; c++) {
            const char *cohort = s->groups[c].what;
            bool is_in = in->view == NULL
                             ? published_is_within(cohort, name)
                         : of->view != NULL
                             ? published_is_of_level(cohort, name)
                             : published_row(p, cohort) ==
                                   published_row(p, name);
            if (is_in)
                parts[n++] = c;
        }
        subtract(s, r, parts, n);
    }
}

static bool is_within(const struct sums *s, const struct cohorts *of,
                      const struct cohorts *in)
{
    const struct published *p = s->p;

    if (in->view == NULL && of->view != NULL)
        return strcmp(of->view->truth->outcomes[0].comparison.by, "nation") ==
               0;
    if (in->view == NULL || of->view == in->view)
        return false;
    if (published_is_by_parts(in->view))
        return of->view == NULL || published_parts_of(p, of->view) == in->view;
    return of->view == NULL &&
           strcmp(in->view->truth->outcomes[0].comparison.by, "group") == 0 &&
           p->attacker->cells[flow_cell(p, p->n_rows - 1, BEFORE)].hi == 0;
}

static void subtract_all(struct sums *s, size_t everyone,
                         const struct cohorts *in)
{
    size_t *parts = pp_pool_array(s->p->pool, in->n + 1, sizeof *parts);

    for (size_t c = 0; c < in->n; c++)
        parts[c] = in->first + c;
    subtract(s, everyone, parts, in->n);
}

/* Everyone, by one column and by another, and those within each other: what was
 * worked out by one is known to the next. */
enum { PASSES = 3 };
static void judge_cohorts(struct sums *s)
{
    const struct published *p = s->p;
    struct cohorts cohorts[PUBLISHED_VIEWS + 1];
    size_t everyone = add_everyone(s);
    size_t n_views = n_arms(p->truth) > 0 ? 0 : p->n_views + 1;

    for (size_t k = 0; k < n_views; k++) {
        const struct published_view *view = k > 0 ? &p->views[k - 1] : NULL;
        cohorts[k] = (struct cohorts){view, s->n, n_cohorts(s, view)};
        for (size_t c = 0; c < cohorts[k].n; c++)
            add_cohort(s, view, c);
    }
    for (int pass = 0; pass < PASSES; pass++)
        for (size_t in = 0; in < n_views; in++) {
            subtract_all(s, everyone, &cohorts[in]);
            for (size_t of = 0; of < n_views; of++)
                if (is_within(s, &cohorts[of], &cohorts[in]))
                    subtract_within(s, &cohorts[of], &cohorts[in]);
        }
    for (size_t g = 0; g < s->n; g++)
        judge(s, &s->groups[g]);
}

/* By itself: nothing else is part of it. */
static void judge_comparison(struct sums *s)
{
    const struct pp_arm *c =
        &s->p->truth->outcomes[s->outcome].contrast.comparison;
    const double mean[N_MEANS] = {c->pre_mean, c->post_mean, c->change};
    struct group group = {c->name,
                          (size_t)c->n_both,
                          (size_t)c->n_unlike,
                          NULL,
                          mean[s->of],
                          published_special(s->p, s->outcome, COMPARISON)[s->of]};

    judge(s, &group);
}

void published_judge_alike(struct published *p, struct published_verdict *v)
{
    size_t n = p->truth->n_outcomes, n_each = n_arms(p->truth);

    for (size_t i = 0; i < n; i++) {
        for (int of = 0; of < N_MEANS; of++) {
            struct sums s = {.p = p,
                             .v = v,
                             .outcome = i,
                             .of = (enum published_mean_of)of};
            judge_cohorts(&s);
            if (n_each > 0 && i % n_each == 0)
                judge_comparison(&s);
        }
    }
}
