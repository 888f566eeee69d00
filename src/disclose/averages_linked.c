#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "prepost/analysis/unlike.h"
#include "prepost/base/alloc.h"
#include "prepost/base/tally.h"
#include "prepost/disclose/eliminate.h"
#include "prepost/disclose/work.h"

/*
 * An average and its number of people are a sum, and a reader adds and takes
 * away such sums: of cohorts, of regions and of whatever else is told of the
 * same people. Sets of people none of whom those sums tell apart are the
 * unknowns; each sum has some of them once. With a set that is large and varied
 * enough a sum is too, whatever else is in it: only sums without any such set
 * are looked for, by elimination of all these first.
 */

/* Which levels of each membership have an average that is shown. */
struct shown {
    const struct pp_members *members;
    size_t *n_levels; /* of each of members->width */
    bool **is;
};

/* Where a reader finds the averages of such levels; NULL: nowhere. */
static const struct pp_results *told_in(const struct pp_work *w, size_t member)
{
    switch (member) {
    case PP_MEMBER_COHORT:
        return w->to;
    case PP_MEMBER_REGION:
        return w->beside;
    }
    return w->from->coarser != NULL ? w->coarser[member - PP_MEMBER_PARTS]
                                    : NULL;
}

static struct shown shown_of(const struct pp_work *w, size_t i)
{
    const struct pp_members *m = w->from->outcomes[i].comparison.members;
    struct shown s = {m, pp_alloc_array(m->width, sizeof *s.n_levels),
                      pp_alloc_array(m->width, sizeof *s.is)};

    for (size_t k = 0; k < m->width; k++) {
        const struct pp_results *r = told_in(w, k);
        bool is_told = r != NULL && i < r->n_outcomes;
        s.n_levels[k] = is_told ? r->outcomes[i].comparison.n_cohorts : 0;
        s.is[k] = pp_alloc_zero(s.n_levels[k] + 1, sizeof *s.is[k]);
        for (size_t level = 0; level < s.n_levels[k]; level++)
            s.is[k][level] = r->outcomes[i].comparison.cohorts[level].shown;
    }
    return s;
}

static void shown_clear(struct shown *s)
{
    for (size_t k = 0; k < s->members->width; k++)
        pp_free(s->is[k]);
    pp_free(s->is);
    pp_free(s->n_levels);
}

/* People whom no average that is shown tells apart. */
struct set {
    size_t number; /* as they were found */
    long n;
    bool is_varied, is_safe; /* not alike; nor few */
};

struct sets {
    const struct pp_work *w;
    const struct pp_members *members;
    struct pp_tally key;  /* for each set: levels that are shown */
    size_t *first, *next; /* rows of members, of each set; SIZE_MAX: no more */
    size_t n, n_safe;
    struct set *all; /* those that are safe first, then the large ones */
};

/* The people of some sets together. */
static bool are_alike(const struct sets *s, const size_t *numbers, size_t n)
{
    const struct pp_members *m = s->members;
    double *pre = pp_alloc_array(m->n + 1, sizeof *pre);
    double *post = pp_alloc_array(m->n + 1, sizeof *post);
    size_t *count = pp_alloc_array(m->n + 1, sizeof *count), n_rows = 0;

    for (size_t k = 0; k < n; k++)
        for (size_t i = s->first[numbers[k]]; i != SIZE_MAX; i = s->next[i]) {
            pre[n_rows] = m->pre[i];
            post[n_rows] = m->post[i];
            count[n_rows++] = m->count[i];
        }
    long n_unlike = pp_people_unlike(pre, post, count, n_rows);
    pp_free(pre);
    pp_free(post);
    pp_free(count);
    return pp_work_is_alike(s->w, n_unlike);
}

static int by_safety(const void *a, const void *b)
{
    const struct set *x = a, *y = b;

    if (x->is_safe != y->is_safe)
        return x->is_safe ? -1 : 1;
    if (x->n != y->n)
        return x->n > y->n ? -1 : 1;
    return x->number < y->number ? -1 : x->number > y->number;
}

static void find_sets(struct sets *s, const struct shown *shown)
{
    const struct pp_members *m = s->members;
    uint64_t *key = pp_alloc_array(m->width, sizeof *key);

    pp_tally_init(&s->key, m->width);
    for (size_t i = 0; i < m->n; i++) {
        for (size_t k = 0; k < m->width; k++) {
            uint16_t level = m->of[i * m->width + k];
            bool is = level < shown->n_levels[k] && shown->is[k][level];
            key[k] = is ? level : PP_NO_LEVEL;
        }
        size_t n = s->key.n;
        size_t set = pp_tally_add_many(&s->key, key, m->count[i]);
        s->next[i] = set < n ? s->first[set] : SIZE_MAX;
        s->first[set] = i;
    }
    s->n = s->key.n;
    pp_free(key);
}

static struct sets sets_of(const struct pp_work *w, const struct shown *shown)
{
    const struct pp_members *m = shown->members;
    struct sets s = {.w = w,
                     .members = m,
                     .first = pp_alloc_array(m->n + 1, sizeof *s.first),
                     .next = pp_alloc_array(m->n + 1, sizeof *s.next)};

    find_sets(&s, shown);
    s.all = pp_alloc_array(s.n + 1, sizeof *s.all);
    for (size_t k = 0; k < s.n; k++) {
        struct set *set = &s.all[k];
        *set = (struct set){.number = k, .n = (long)s.key.count[k]};
        set->is_varied = !are_alike(&s, &k, 1);
        set->is_safe = set->is_varied && set->n >= w->rules.min_average;
        s.n_safe += set->is_safe;
    }
    qsort(s.all, s.n, sizeof *s.all, by_safety);
    return s;
}

static void sets_clear(struct sets *s)
{
    pp_tally_clear(&s->key);
    pp_free(s->first);
    pp_free(s->next);
    pp_free(s->all);
}

/*
 * One row for each average: its sets; then, of a cohort's, itself, from the
 * last cohort to the first. Reduced, a row tells of some sets and from which
 * cohorts that follows, and needs none that it can do without; the last ones
 * least.
 */
struct told {
    size_t n_rows, width;
    double *rows;
};

static void put_average(const struct sets *s, size_t member, size_t level,
                        double *row)
{
    for (size_t k = 0; k < s->n; k++) {
        const uint64_t *key =
            s->key.keys + s->all[k].number * s->members->width;
        row[k] = member == SIZE_MAX || key[member] == level;
    }
}

static struct told told_of(const struct sets *s, const struct shown *shown)
{
    size_t n_cohorts = shown->n_levels[PP_MEMBER_COHORT], most = 1;
    struct told t = {.width = s->n + n_cohorts};

    for (size_t k = 0; k < shown->members->width; k++)
        most += shown->n_levels[k];
    t.rows = pp_alloc_zero(most * t.width + 1, sizeof *t.rows);
    put_average(s, SIZE_MAX, 0, t.rows); /* everyone */
    t.n_rows = 1;
    for (size_t k = 0; k < shown->members->width; k++)
        for (size_t level = 0; level < shown->n_levels[k]; level++) {
            double *row = t.rows + t.n_rows * t.width;
            if (!shown->is[k][level])
                continue;
            put_average(s, k, level, row);
            if (k == PP_MEMBER_COHORT)
                row[s->n + n_cohorts - 1 - level] = 1;
            t.n_rows++;
        }
    t.n_rows = pp_eliminate(t.rows, t.n_rows, t.width, t.width);
    return t;
}

static size_t first_of(const double *row, size_t width)
{
    size_t k = 0;

    while (k < width && row[k] == 0)
        k++;
    return k;
}

/* Whether its sets are few people together, or alike; what has a varied set in
 * it is varied. */
static bool gives_away(const struct sets *s, const double *row)
{
    size_t *number = pp_alloc_array(s->n + 1, sizeof *number), n = 0;
    long n_people = 0;
    bool is_varied = false;

    for (size_t k = 0; k < s->n; k++) {
        if (row[k] == 0)
            continue;
        n_people += s->all[k].n;
        is_varied |= s->all[k].is_varied;
        number[n++] = s->all[k].number;
    }
    bool gives = n > 0 && (n_people < s->w->rules.min_average ||
                           (!is_varied && are_alike(s, number, n)));
    pp_free(number);
    return gives;
}

/* The last cohort without which the row is not told; false: it is anyway. */
static bool last_cohort(const struct sets *s, const struct told *t,
                        const double *row, size_t *cohort)
{
    size_t k = first_of(row + s->n, t->width - s->n);

    *cohort = t->width - s->n - 1 - k;
    return s->n + k < t->width;
}

static bool is_leak(const struct sets *s, const struct told *t,
                    const double *row, size_t *cohort)
{
    return last_cohort(s, t, row, cohort) && gives_away(s, row);
}

/* The same of two rows, less whatever of the sets both have. */
static bool is_leak_of_two(const struct sets *s, const struct told *t,
                           const double *a, const double *b, double *row,
                           size_t *cohort)
{
    for (size_t k = s->n_safe; k < s->n; k++) {
        if (a[k] == 0 || b[k] == 0)
            continue;
        for (size_t c = 0; c < t->width; c++) {
            row[c] = a[c] - a[k] / b[k] * b[c];
            if (fabs(row[c]) < 1e-9)
                row[c] = 0;
        }
        if (is_leak(s, t, row, cohort))
            return true;
    }
    return false;
}

/*
 * Rows without any safe set, and every two of them. Not of three, which may
 * tell more: each has a set of its own that stays, the largest of the row, so
 * to be few together these three would have to be.
 */
static bool find_leak(const struct sets *s, const struct told *t,
                      size_t *cohort)
{
    double *row = pp_alloc_array(t->width + 1, sizeof *row);
    size_t first = 0, end;
    bool found = false;

    while (first < t->n_rows &&
           first_of(t->rows + first * t->width, t->width) < s->n_safe)
        first++;
    for (end = first; end < t->n_rows; end++)
        if (first_of(t->rows + end * t->width, t->width) >= s->n)
            break;
    for (size_t r = first; r < end && !found; r++)
        found = is_leak(s, t, t->rows + r * t->width, cohort);
    for (size_t r = first; r < end; r++)
        for (size_t q = r + 1; q < end && !found; q++)
            found = is_leak_of_two(s, t, t->rows + r * t->width,
                                   t->rows + q * t->width, row, cohort);
    pp_free(row);
    return found;
}

bool pp_averages_leak(const struct pp_work *w, size_t outcome, size_t *cohort)
{
    if (w->from->outcomes[outcome].comparison.members == NULL)
        return false; /* nothing is compared */
    struct shown shown = shown_of(w, outcome);
    struct sets sets = sets_of(w, &shown);
    struct told told = told_of(&sets, &shown);
    bool found = find_leak(&sets, &told, cohort);
    pp_free(told.rows);
    sets_clear(&sets);
    shown_clear(&shown);
    return found;
}
