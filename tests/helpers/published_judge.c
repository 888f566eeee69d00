#include "published_inside.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* --- what can be had from it ---------------------------------------------- */

struct published_verdict {
    char *why;
    size_t size;
    bool is_safe;
    size_t n_hidden;
};

static void unsafe(struct published_verdict *v, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

static void unsafe(struct published_verdict *v, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    if (v->is_safe)
        vsnprintf(v->why, v->size, fmt, args);
    va_end(args);
    v->is_safe = false;
}

/* What a cell can be, and how many values that is, counted to the threshold. */
static double values_of(const struct published *p, size_t cell,
                        struct attacker_interval *x)
{
    double threshold = (double)p->rules->threshold;

    *x = attacker_narrow(p->attacker, cell, 2 * (int)threshold);
    double n = x->hi - x->lo + 1;
    if (p->attacker->has_gaps && n >= threshold)
        n = attacker_count(p->attacker, cell, *x, (int)threshold);
    return n;
}

static bool is_of_two_columns(const struct published *p, size_t cell)
{
    for (size_t k = 0; k < p->n_views; k++) {
        const struct published_view *v = &p->views[k];
        size_t n = v->truth->n_outcomes;
        if (!v->is_of_arms && published_is_by_parts(v) && cell >= v->first &&
            cell < rest_cell(v, n, 0, 0))
            return true;
    }
    return false;
}

/* A count by two columns at once that either alone leaves as few values. */
static bool is_bound_without(const struct published *p, size_t cell, double n)
{
    struct attacker_interval x;

    return n > 1 && p->untold != NULL && is_of_two_columns(p, cell) &&
           values_of(p->untold, cell, &x) <= n;
}

void published_judge(const struct published *p, size_t cell, long truth,
                     bool is_attribute, struct published_verdict *v,
                     const char *what)
{
    long threshold = p->rules->threshold;
    bool zero_counts = is_attribute && !p->rules->show_zero;

    if (truth >= threshold || truth < (zero_counts ? 0 : 1))
        return;
    struct attacker_interval x;
    double n = values_of(p, cell, &x);
    v->n_hidden++;
    if (x.lo > (double)truth || x.hi < (double)truth)
        unsafe(v, "%s is %ld, but was read as %g to %g", what, truth, x.lo,
               x.hi);
    else if (n < (double)threshold && !is_bound_without(p, cell, n))
        unsafe(v, "%s is %ld: it must be %g to %g (%g values)", what, truth,
               x.lo, x.hi, n);
}

void published_judged(struct published_verdict *v, bool is_safe,
                      const char *why)
{
    v->n_hidden++;
    if (!is_safe)
        unsafe(v, "%s", why);
}

static void judge_flow_row(const struct published *p,
                           const struct pp_flow_row *row, size_t first,
                           struct published_verdict *v)
{
    static const char *const kinds[N_FLOW] = {"both", "before", "after",
                                              "before only", "after only"};
    const long truth[N_FLOW] = {row->n_both, row->n_before, row->n_after,
                                row->n_before_only, row->n_after_only};

    bool are_few = false; /* that none came twice tells of each of them */
    for (int k = 1; k < N_FLOW; k++)
        are_few |= truth[k] > 0 && truth[k] < p->rules->threshold;
    for (int k = 0; k < N_FLOW; k++)
        published_judge(
            p, first + (size_t)k, truth[k], k == 0 && are_few, v,
            pp_pool_printf(p->pool, "%s: %s",
                           row->name == NULL ? "everyone" : row->name,
                           kinds[k]));
}

static void judge_flow(const struct published *p, struct published_verdict *v)
{
    const struct pp_flow *flow = &p->truth->flow;

    judge_flow_row(p, &flow->all, flow_cell(p, 0, 0), v);
    for (size_t r = 0; r < flow->n_regions; r++)
        judge_flow_row(p, &flow->regions[r], flow_cell(p, r + 1, 0), v);
    for (size_t a = 0; n_arms(p->truth) > 0 && a < flow->n_arms; a++)
        judge_flow_row(p, &flow->arms[a], arm_cell(p, a, 0), v);
}

static void judge_individual(const struct published *p, size_t i, size_t first,
                             const char *who, const struct pp_individual *t,
                             struct published_verdict *v)
{
    const long truth[] = {t->n_better, t->n_between, t->n_worse};
    static const char *const kinds[] = {"better", "in between", "worse"};

    for (int k = 0; k < 3; k++)
        published_judge(
            p, first + (size_t)(BETTER + k), truth[k], true, v,
            pp_pool_printf(p->pool, "%s, %s: %s", p->words[i], who, kinds[k]));
}

/* "Wolds", "Wolds, woman", "Wolds group 00" and "Wolds town 1" are of Wolds. */
static bool is_of_region(const char *who, const char *region)
{
    size_t n = strlen(region);

    return strncmp(who, region, n) == 0 &&
           (who[n] == '\0' || who[n] == ',' ||
            strncmp(who + n, " group", 6) == 0 ||
            strncmp(who + n, " town", 5) == 0);
}

/* Nobody of these answered again, and that they all left may be known: they are
 * enough. */
static bool are_known_to_have_left(const struct published *p,
                                   const struct pp_flow_row *row)
{
    long threshold = p->rules->threshold;

    return row->n_both == 0 && row->n_before_only >= threshold &&
           (row->n_after_only == 0 || row->n_after_only >= threshold);
}

/* Of all, or of a region, at the last wave. */
static bool is_known_to_have_left(const struct published *p, size_t i,
                                  const char *who)
{
    const struct pp_flow *flow = &p->truth->flow;

    if (p->truth->outcomes[i].wave + 1 != p->truth->plan->n_waves)
        return false;
    for (size_t r = 0; r < flow->n_regions; r++)
        if (is_of_region(who, flow->regions[r].name) &&
            flow->regions[r].n_both == 0)
            return are_known_to_have_left(p, &flow->regions[r]);
    return are_known_to_have_left(p, &flow->all);
}

/* The same of a level of a kept column, by its name. */
static bool has_level_left(const struct published *p, size_t i, const char *who)
{
    for (size_t k = 0; k < p->truth->n_leavers; k++) {
        const struct pp_leavers_table *t = &p->truth->leavers[k];
        for (size_t r = 0; r < t->n_rows; r++)
            if (t->rows[r].name != NULL && strcmp(t->rows[r].name, who) == 0)
                return t->rows[r].n_stayed == 0 &&
                       t->rows[r].n_left >= p->rules->threshold &&
                       p->truth->outcomes[i].wave + 1 ==
                           p->truth->plan->n_waves;
    }
    return false;
}

/*
 * Some of a region of which nobody answered again: where the region is not of a
 * few its nobody is shown, and says so of each part of it as well.
 */
static bool is_of_a_region_that_left(const struct published *p, size_t i,
                                     const char *who)
{
    const struct pp_comparison *c = &p->truth->outcomes[i].comparison;

    for (size_t k = 0; k < c->n_cohorts; k++) {
        const struct pp_cohort *region = &c->cohorts[k];
        size_t n = strlen(region->name), row = published_row(p, region->name);
        bool is_within =
            (strncmp(who, region->name, n) == 0 && who[n] == ',') ||
            published_row(p, who) == row;
        if (is_within && row < p->n_rows && strcmp(who, region->name) != 0 &&
            region->flow.n_before >= p->rules->threshold &&
            p->attacker->cells[outcome_cell(p, i, row, PAIRS)].hi < 0.5)
            return true;
    }
    return false;
}

/* So it is of a level of a coarser column that cohorts are compared by. */
static bool is_of_a_level_that_left(const struct published *p, size_t i,
                                    const char *who)
{
    for (size_t k = 0; k < p->n_views; k++) {
        const struct published_view *v = &p->views[k];
        const struct pp_comparison *c = &v->truth->outcomes[i].comparison;
        for (size_t r = 0; !v->is_of_arms && r < c->n_cohorts; r++) {
            const struct pp_cohort *level = &c->cohorts[r];
            size_t first, row;
            if (strcmp(level->name, who) != 0 &&
                published_is_within(who, level->name) &&
                published_cohort(p, v, i, level->name, &first, &row) &&
                level->flow.n_before >= p->rules->threshold &&
                p->attacker->cells[first + PAIRS].hi < 0.5)
                return true;
        }
    }
    return false;
}

/* How many of some people of an outcome there are, and how they changed. */
static void judge_people(const struct published *p, size_t i, size_t first,
                         const char *who, long pairs, long asked,
                         const struct pp_individual *individual,
                         struct published_verdict *v)
{
    bool are_few = asked > 0 && asked < p->rules->threshold &&
                   !is_known_to_have_left(p, i, who) &&
                   !has_level_left(p, i, who) &&
                   !is_of_a_region_that_left(p, i, who) &&
                   !is_of_a_level_that_left(p, i, who);
    published_judge(p, first + PAIRS, pairs, are_few, v,
                    pp_pool_printf(p->pool, "%s, %s: pairs", p->words[i], who));
    published_judge(p, first + ASKED, asked, false, v,
                    pp_pool_printf(p->pool, "%s, %s: asked", p->words[i], who));
    published_judge(p, first + LEFT, asked - pairs, false, v,
                    pp_pool_printf(p->pool, "%s, %s: left", p->words[i], who));
    if (isfinite(p->attacker->truth[first + SECOND_ONLY])) {
        published_judge(
            p, first + SECOND, (long)p->attacker->truth[first + SECOND], false,
            v, pp_pool_printf(p->pool, "%s, %s: second", p->words[i], who));
        published_judge(
            p, first + SECOND_ONLY,
            (long)p->attacker->truth[first + SECOND_ONLY], false, v,
            pp_pool_printf(p->pool, "%s, %s: second only", p->words[i], who));
    }
    if (individual->source != PP_AMOUNT_NONE && pairs > 0)
        judge_individual(p, i, first, who, individual, v);
}

static void judge_amounts(const struct published *p, size_t i,
                          struct published_verdict *v)
{
    const struct pp_outcome *o = &p->truth->outcomes[i];
    size_t n = o->n_other_amounts < MOST_OTHERS ? o->n_other_amounts
                                                : (size_t)MOST_OTHERS;
    int last = OTHER_AMOUNTS + 3 * (int)n;

    for (int k = o->recovery.cutoff != NULL ? BEYOND : BY_SLOPE;
         o->n_pairs > 0 && k < last; k++) {
        size_t cell = outcome_cell(p, i, 0, k);
        if (k >= BY_SLOPE && k < OTHER_AMOUNTS &&
            !o->by_slope.is_counted)
            continue;
        published_judge(p, cell, (long)p->attacker->truth[cell], true, v,
                        pp_pool_printf(p->pool, "%s: amount or cut-off %d",
                                       p->words[i], k));
    }
}

static void judge_outcome(const struct published *p, size_t i,
                          struct published_verdict *v)
{
    const struct pp_outcome *o = &p->truth->outcomes[i];
    const char *words = p->words[i];
    const struct {
        const char *name;
        int kind;
        size_t truth;
        bool is_attribute;
    } whole[] = {{"any better", ANY_BETTER, o->paired.n_better, true},
                 {"the same", ANY_SAME, o->paired.n_same, true},
                 {"any worse", ANY_WORSE, o->paired.n_worse, true}};

    for (size_t k = 0; k < sizeof whole / sizeof whole[0]; k++)
        published_judge(
            p, outcome_cell(p, i, 0, whole[k].kind), (long)whole[k].truth,
            whole[k].is_attribute && o->n_pairs > 0, v,
            pp_pool_printf(p->pool, "%s: %s", words, whole[k].name));
    long less_better = (long)o->paired.n_better - o->individual.n_better;
    long less_worse = (long)o->paired.n_worse - o->individual.n_worse;
    if (has_amount(p, i)) {
        published_judge(p, outcome_cell(p, i, 0, LESS_BETTER), less_better,
                        false, v,
                        pp_pool_printf(p->pool, "%s: better by less", words));
        published_judge(p, outcome_cell(p, i, 0, LESS_WORSE), less_worse, false,
                        v, pp_pool_printf(p->pool, "%s: worse by less", words));
    }
    judge_people(p, i, outcome_cell(p, i, 0, 0), "everyone", (long)o->n_pairs,
                 (long)o->missing.n_before, &o->individual, v);
    judge_amounts(p, i, v);
    const struct pp_arm *other = &o->contrast.comparison;
    if (o->contrast.is_made && i % n_arms(p->truth) == 0)
        judge_people(p, i, other_cell(p, i, 0), other->name, other->n_both,
                     other->n_before, &other->individual, v);
}

/*
 * Everyone's average less those of the cohorts shown is the average of the
 * others. A test of the differences is of the cohorts shown and no other
 * (tests/analysis/test_between: hidden), so there must be two of them.
 */
static void judge_cohorts(const struct published *p,
                          const struct published_view *view, size_t i,
                          struct published_verdict *v)
{
    const struct pp_comparison *c = view != NULL
                                        ? &view->truth->outcomes[i].comparison
                                        : &p->truth->outcomes[i].comparison;
    const bool *has_average = view != NULL
                                  ? &view->has_average[i * view->n_rows]
                                  : &p->has_average[i * p->n_rows];
    long dark = (long)p->truth->outcomes[i].n_pairs;
    size_t n_shown = 0, first, row;

    for (size_t k = 0; k < c->n_cohorts; k++) {
        const struct pp_cohort *cohort = &c->cohorts[k];
        if (!published_cohort(p, view, i, cohort->name, &first, &row))
            continue;
        judge_people(p, i, first, cohort->name, cohort->flow.n_both,
                     cohort->flow.n_before, &cohort->individual, v);
        if (!has_average[row])
            continue;
        dark -= cohort->flow.n_both;
        n_shown++;
        if (cohort->flow.n_both < p->rules->min_average)
            unsafe(v, "%s in %s: an average of %ld people", p->words[i],
                   cohort->name, cohort->flow.n_both);
    }
    if (view == NULL && p->has_p[i] && n_shown < 2)
        unsafe(v, "%s: a test of regions that are not shown", p->words[i]);
    if (n_shown > 0 && dark > 0 && dark < p->rules->min_average)
        unsafe(v, "%s: the average of %ld people is left over", p->words[i],
               dark);
}

/* An arm, and the comparison, of an outcome: their averages by themselves. */
static void judge_arm(const struct published *p,
                      const struct published_view *view, size_t i,
                      struct published_verdict *v)
{
    const struct pp_contrast *c = &p->truth->outcomes[i].contrast;
    size_t n = n_arms(p->truth);
    const bool *has_average = &view->has_average[i / n * view->n_rows];

    if (has_average[i % n] && c->arm.n_both < p->rules->min_average)
        unsafe(v, "%s, %s: an average of %ld people", p->words[i], c->arm.name,
               c->arm.n_both);
    if (has_average[n] && c->comparison.n_both < p->rules->min_average)
        unsafe(v, "%s, %s: an average of %ld people", p->words[i],
               c->comparison.name, c->comparison.n_both);
}

/* A region's average less those of its support groups that are shown, which
 * hold nobody else where everyone's region is known. */
static void judge_nested(const struct published *p,
                         const struct published_view *view, size_t i,
                         struct published_verdict *v)
{
    const struct pp_comparison *regions = &p->truth->outcomes[i].comparison;
    const struct pp_comparison *c = &view->truth->outcomes[i].comparison;

    if (p->attacker->cells[flow_cell(p, p->n_rows - 1, BEFORE)].hi > 0)
        return;
    for (size_t k = 0; k < regions->n_cohorts; k++) {
        const struct pp_cohort *region = &regions->cohorts[k];
        size_t r = published_row(p, region->name), n_shown = 0;
        long dark = region->flow.n_both;
        if (r >= p->n_rows || !p->has_average[i * p->n_rows + r])
            continue;
        for (size_t g = 0; g < c->n_cohorts; g++)
            if (published_row(p, c->cohorts[g].name) == r &&
                view->has_average[i * view->n_rows + g]) {
                dark -= c->cohorts[g].flow.n_both;
                n_shown++;
            }
        if (n_shown > 0 && dark > 0 && dark < p->rules->min_average)
            unsafe(v, "%s: the average of %ld people in groups of %s",
                   p->words[i], dark, region->name);
    }
}

/* A level's average less those of its cohorts of two columns that are shown. */
static void judge_rest_average(const struct published *p,
                               const struct published_view *v, size_t i,
                               size_t row, struct published_verdict *verdict)
{
    const struct published_view *both = published_parts_of(p, v);
    const struct pp_comparison *own = &v->truth->outcomes[i].comparison;
    const struct pp_comparison *c = &both->truth->outcomes[i].comparison;
    long dark = own->cohorts[row].flow.n_both;
    size_t n_shown = 0;

    if (!v->has_average[i * v->n_rows + row])
        return;
    for (size_t g = 0; g < c->n_cohorts; g++)
        if (published_is_of_level(c->cohorts[g].name, own->cohorts[row].name) &&
            both->has_average[i * both->n_rows + g]) {
            dark -= c->cohorts[g].flow.n_both;
            n_shown++;
        }
    if (n_shown > 0 && dark > 0 && dark < p->rules->min_average)
        unsafe(verdict, "%s: the average of %ld people by region of %s",
               p->words[i], dark, own->cohorts[row].name);
}

/* Those of one column who are in no cohort of two. */
static void judge_rests(const struct published *p,
                        const struct published_view *v, size_t i,
                        struct published_verdict *verdict)
{
    const struct pp_comparison *c = &v->truth->outcomes[i].comparison;
    bool is_both = strchr(c->by, ',') != NULL;

    for (size_t row = is_both; row < v->n_rests; row++) {
        for (size_t k = 0; k < N_REST; k++) {
            size_t cell = rest_cell(v, i, row, k);
            published_judge(p, cell, (long)p->attacker->truth[cell], false,
                            verdict,
                            pp_pool_printf(p->pool,
                                           "%s, by %s, row %zu, of another "
                                           "column not known: count %zu",
                                           p->words[i], c->by, row, k));
        }
        if (!is_both && row < c->n_cohorts)
            judge_rest_average(p, v, i, row, verdict);
    }
}

static void judge_growth(const struct published *p, size_t i,
                         struct published_verdict *v)
{
    size_t first = growth_cell(p, i), end = growth_cell(p, i + 1);

    for (size_t c = first; c < end; c++)
        published_judge(p, c, (long)p->attacker->truth[c], false, v,
                        pp_pool_printf(p->pool, "model %zu over time: cell %zu",
                                       i, c - first));
}

/* --- two reports ---------------------------------------------------------- */

void published_together(struct published *early, struct published *late,
                        size_t grown)
{
    for (size_t i = 0; i < early->truth->n_outcomes; i++)
        for (size_t row = 1; row < early->n_rows; row++) {
            bool *a = &early->has_average[i * early->n_rows + row];
            bool *b = &late->has_average[i * late->n_rows + row];
            if (row != grown + 1)
                *a = *b = *a || *b;
        }
}

bool published_is_safe(struct published *p, char *why, size_t size,
                       size_t *n_hidden)
{
    struct published_verdict v = {why, size, true, 0};

    why[0] = '\0';
    if (p->attacker->wrong != NULL)
        unsafe(&v, "%s", p->attacker->wrong);
    published_know_parts(p);
    published_relate_nested_views(p);
    if (!attacker_think(p->attacker))
        unsafe(&v, "what was published contradicts itself");
    if (p->untold != NULL)
        attacker_think(p->untold->attacker);
    judge_flow(p, &v);
    for (size_t i = 0; i < p->truth->n_outcomes; i++) {
        judge_outcome(p, i, &v);
        judge_cohorts(p, NULL, i, &v);
        published_judge_nested(p, i, &v);
        for (size_t k = 0; k < p->n_views; k++)
            if (p->views[k].is_of_arms)
                judge_arm(p, &p->views[k], i, &v);
            else {
                judge_cohorts(p, &p->views[k], i, &v);
                judge_nested(p, &p->views[k], i, &v);
                judge_rests(p, &p->views[k], i, &v);
            }
    }
    for (size_t i = 0; i < n_growth(p->truth); i++)
        judge_growth(p, i, &v);
    published_judge_measures(p, &v);
    published_judge_kept(p, &v);
    published_judge_answers(p, &v);
    published_judge_alike(p, &v);
    published_judge_waves(p, &v);
    *n_hidden = v.n_hidden;
    return v.is_safe;
}
