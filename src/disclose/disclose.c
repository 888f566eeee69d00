#include "prepost/disclose/disclose.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "prepost/base/alloc.h"
#include "prepost/base/number.h"
#include "prepost/disclose/linked.h"

/* --- what is worked on -----------------------------------------------------
 */

/* How dear a count is: cheaper ones are hidden first to guard others. */
enum cost {
    COST_ANY_CHANGE = 4,
    COST_REGION_REST = 5,
    COST_REGION_INDIVIDUAL = 6,
    COST_INDIVIDUAL = 12,
    COST_REST = 20,
    COST_REGION_BEFORE = 25,
    COST_REGION_BOTH = 30,
    COST_BEFORE = 60,
    COST_BOTH = 100
};

/* The copy being made, beside the results that it is made from. */
struct work {
    struct pp_disclosure_rules rules;
    const struct pp_results *from;
    struct pp_results *to;
    struct pp_flow_row *regions;
    struct pp_outcome *outcomes;
    struct pp_pool *pool;
};

static size_t add(struct pp_linked *l, long *count, long value,
                  enum pp_linked_kind kind, enum cost cost)
{
    size_t cell = pp_linked_cell(l, count, kind, (int)cost);

    l->cells[cell].value = value;
    return cell;
}

static enum pp_linked_kind attribute(const struct work *w)
{
    return w->rules.show_zero ? PP_LINKED_PUBLISHED : PP_LINKED_ATTRIBUTE;
}

/* total = parts + people of whom the part is not known. */
static void sum_with_blank(struct pp_linked *l, size_t total, size_t *parts,
                           size_t n)
{
    long blank = l->cells[total].value;

    for (size_t i = 0; i < n; i++)
        blank -= l->cells[parts[i]].value;
    if (blank > 0)
        parts[n++] = pp_linked_implied(l, blank);
    pp_linked_sum(l, total, parts, n);
}

static void round_count(const struct work *w, long *n)
{
    long base = w->rules.base;

    if (base > 1 && *n != PP_COUNT_HIDDEN)
        *n = base * lround((double)*n / (double)base);
}

/* --- who answered ----------------------------------------------------------
 */

enum { BOTH, BEFORE, AFTER, BEFORE_ONLY, AFTER_ONLY, N_FLOW };

static long *flow_count(struct pp_flow_row *row, int which)
{
    return which == BOTH          ? &row->n_both
           : which == BEFORE      ? &row->n_before
           : which == AFTER       ? &row->n_after
           : which == BEFORE_ONLY ? &row->n_before_only
                                  : &row->n_after_only;
}

static long flow_value(const struct pp_flow_row *row, int which)
{
    struct pp_flow_row copy = *row;

    return *flow_count(&copy, which);
}

static void add_flow_row(struct pp_linked *l, const struct pp_flow_row *from,
                         struct pp_flow_row *to, size_t cell[N_FLOW])
{
    bool is_all = from->name == NULL;

    for (int k = 0; k < N_FLOW; k++) {
        enum cost cost = k == BOTH ? is_all ? COST_BOTH : COST_REGION_BOTH
                         : k == BEFORE
                             ? is_all ? COST_BEFORE : COST_REGION_BEFORE
                         : is_all ? COST_REST
                                  : COST_REGION_REST;
        cell[k] = add(l, flow_count(to, k), flow_value(from, k),
                      PP_LINKED_PUBLISHED, cost);
    }
    pp_linked_sum(l, cell[BEFORE], (size_t[]){cell[BOTH], cell[BEFORE_ONLY]},
                  2);
    pp_linked_sum(l, cell[AFTER], (size_t[]){cell[BOTH], cell[AFTER_ONLY]}, 2);
}

static bool protect_flow(struct work *w)
{
    const struct pp_flow *from = &w->from->flow;
    size_t n = from->n_regions, all[N_FLOW];
    size_t(*cells)[N_FLOW] = pp_alloc_array(n + 1, sizeof *cells);
    size_t *parts = pp_alloc_array(n + 1, sizeof *parts);
    struct pp_linked l;

    pp_linked_init(&l, w->rules.threshold);
    add_flow_row(&l, &from->all, &w->to->flow.all, all);
    for (size_t r = 0; r < n; r++)
        add_flow_row(&l, &from->regions[r], &w->regions[r], cells[r]);
    for (int k = 0; n > 0 && k < N_FLOW; k++) {
        for (size_t r = 0; r < n; r++)
            parts[r] = cells[r][k];
        sum_with_blank(&l, all[k], parts, n);
    }
    bool changed = pp_linked_protect(&l);
    pp_linked_clear(&l);
    pp_free(parts);
    pp_free(cells);
    return changed;
}

/* --- one outcome -----------------------------------------------------------
 */

/* Counts of people that an outcome prints as sizes, while they are worked on.
 */
struct sizes {
    long n_before, n_left, n_better, n_same, n_worse;
};

static struct sizes sizes_of(const struct pp_outcome *o)
{
    return (struct sizes){(long)o->missing.n_before, (long)o->missing.n_left,
                          (long)o->paired.n_better, (long)o->paired.n_same,
                          (long)o->paired.n_worse};
}

static void set_sizes(struct pp_outcome *o, const struct sizes *s)
{
    o->missing.n_before = (size_t)s->n_before;
    o->missing.n_left = (size_t)s->n_left;
    o->paired.n_better = (size_t)s->n_better;
    o->paired.n_same = (size_t)s->n_same;
    o->paired.n_worse = (size_t)s->n_worse;
}

/* Better, in between, worse, which add up to the people. */
static void add_individuals(const struct work *w, struct pp_linked *l,
                            const struct pp_individual *from,
                            struct pp_individual *to, enum cost cost,
                            size_t people, size_t cell[3])
{
    cell[0] = add(l, &to->n_better, from->n_better, attribute(w), cost);
    cell[1] = add(l, &to->n_between, from->n_between, attribute(w), cost);
    cell[2] = add(l, &to->n_worse, from->n_worse, attribute(w), cost);
    pp_linked_sum(l, people, cell, 3);
}

static struct pp_cohort *cohorts_of(struct pp_outcome *o)
{
    return (struct pp_cohort *)o->comparison.cohorts; /* the copy's own */
}

static bool protect_outcome(struct work *w, size_t i)
{
    const struct pp_outcome *from = &w->from->outcomes[i];
    struct pp_outcome *to = &w->outcomes[i];
    struct sizes was = sizes_of(from), is = sizes_of(to);
    size_t n = from->comparison.n_cohorts;
    bool has_amount = from->individual.source != PP_AMOUNT_NONE;
    size_t *parts = pp_alloc_array(n + 1, sizeof *parts);
    size_t(*cells)[5] = pp_alloc_array(n + 1, sizeof *cells);
    long n_pairs = to->hidden ? (long)PP_COUNT_HIDDEN : (long)from->n_pairs;
    struct pp_linked l;

    pp_linked_init(&l, w->rules.threshold);
    size_t both =
        add(&l, &n_pairs, (long)from->n_pairs, PP_LINKED_PUBLISHED, COST_BOTH);
    size_t before =
        add(&l, &is.n_before, was.n_before, PP_LINKED_PUBLISHED, COST_BEFORE);
    size_t left =
        add(&l, &is.n_left, was.n_left, PP_LINKED_PUBLISHED, COST_REST);
    pp_linked_sum(&l, before, (size_t[]){both, left}, 2);
    size_t any[3] = {
        add(&l, &is.n_better, was.n_better, attribute(w), COST_ANY_CHANGE),
        add(&l, &is.n_same, was.n_same, attribute(w), COST_ANY_CHANGE),
        add(&l, &is.n_worse, was.n_worse, attribute(w), COST_ANY_CHANGE)};
    pp_linked_sum(&l, both, any, 3);
    size_t amount[3];
    if (has_amount)
        add_individuals(w, &l, &from->individual, &to->individual,
                        COST_INDIVIDUAL, both, amount);
    for (size_t c = 0; c < n; c++) {
        const struct pp_cohort *a = &from->comparison.cohorts[c];
        struct pp_cohort *b = &cohorts_of(to)[c];
        cells[c][0] = add(&l, &b->flow.n_both, a->flow.n_both,
                          PP_LINKED_PUBLISHED, COST_REGION_BOTH);
        cells[c][1] = add(&l, &b->flow.n_before, a->flow.n_before,
                          PP_LINKED_PUBLISHED, COST_REGION_BEFORE);
        size_t rest = pp_linked_implied(&l, a->flow.n_before - a->flow.n_both);
        pp_linked_sum(&l, cells[c][1], (size_t[]){cells[c][0], rest}, 2);
        if (has_amount)
            add_individuals(w, &l, &a->individual, &b->individual,
                            COST_REGION_INDIVIDUAL, cells[c][0], &cells[c][2]);
    }
    for (int k = 0; n > 0 && k < (has_amount ? 5 : 2); k++) {
        for (size_t c = 0; c < n; c++)
            parts[c] = cells[c][k];
        sum_with_blank(&l,
                       k == 0   ? both
                       : k == 1 ? before
                                : amount[k - 2],
                       parts, n);
    }
    bool changed = pp_linked_protect(&l);
    set_sizes(to, &is);
    to->hidden = to->hidden || n_pairs == PP_COUNT_HIDDEN;
    pp_linked_clear(&l);
    pp_free(cells);
    pp_free(parts);
    return changed;
}

/* --- the same people in several tables -------------------------------------
 */

/* Counts so close that one gives the other away are hidden together. */
static bool tie(const struct work *w, long *a, long a_was, long *b, long b_was)
{
    if (labs(a_was - b_was) >= w->rules.threshold ||
        (*a == PP_COUNT_HIDDEN) == (*b == PP_COUNT_HIDDEN))
        return false;
    *a = *b = PP_COUNT_HIDDEN;
    return true;
}

static const struct pp_flow_row *region_named(const struct pp_flow_row *rows,
                                              size_t n, const char *name)
{
    for (size_t r = 0; r < n; r++) {
        if (strcmp(rows[r].name, name) == 0)
            return &rows[r];
    }
    return NULL;
}

static bool tie_to_flow(struct work *w, size_t i)
{
    const struct pp_comparison *from = &w->from->outcomes[i].comparison;
    const struct pp_flow *flow = &w->from->flow;
    bool changed = false;

    for (size_t c = 0; c < from->n_cohorts; c++) {
        const struct pp_flow_row *was =
            region_named(flow->regions, flow->n_regions, from->cohorts[c].name);
        if (was == NULL)
            continue;
        struct pp_flow_row *is = &w->regions[was - flow->regions];
        struct pp_flow_row *own = &cohorts_of(&w->outcomes[i])[c].flow;
        const struct pp_flow_row *own_was = &from->cohorts[c].flow;
        changed |=
            tie(w, &is->n_both, was->n_both, &own->n_both, own_was->n_both);
        changed |= tie(w, &is->n_before, was->n_before, &own->n_before,
                       own_was->n_before);
    }
    struct sizes is = sizes_of(&w->outcomes[i]),
                 was = sizes_of(&w->from->outcomes[i]);
    changed |= tie(w, &w->to->flow.all.n_before, flow->all.n_before,
                   &is.n_before, was.n_before);
    changed |= tie(w, &w->to->flow.all.n_before_only, flow->all.n_before_only,
                   &is.n_left, was.n_left);
    set_sizes(&w->outcomes[i], &is);
    return changed;
}

static bool tie_outcomes(struct work *w, size_t i, size_t j)
{
    const struct pp_comparison *a = &w->from->outcomes[i].comparison;
    const struct pp_comparison *b = &w->from->outcomes[j].comparison;
    bool changed = false;

    for (size_t c = 0; c < a->n_cohorts && a->n_cohorts == b->n_cohorts; c++) {
        struct pp_flow_row *x = &cohorts_of(&w->outcomes[i])[c].flow;
        struct pp_flow_row *y = &cohorts_of(&w->outcomes[j])[c].flow;
        changed |= tie(w, &x->n_both, a->cohorts[c].flow.n_both, &y->n_both,
                       b->cohorts[c].flow.n_both);
        changed |= tie(w, &x->n_before, a->cohorts[c].flow.n_before,
                       &y->n_before, b->cohorts[c].flow.n_before);
    }
    return changed;
}

static void protect_all(struct work *w)
{
    for (bool changed = true; changed;) {
        changed = protect_flow(w);
        for (size_t i = 0; i < w->to->n_outcomes; i++) {
            changed |= protect_outcome(w, i);
            changed |= tie_to_flow(w, i);
            for (size_t j = 0; j < i; j++)
                changed |= tie_outcomes(w, i, j);
        }
    }
}

/* --- averages --------------------------------------------------------------
 */

static void hide_cohort(struct pp_cohort *c)
{
    c->shown = false;
    c->pre_mean = c->pre_sd = c->post_mean = NAN;
    c->change = c->sd_change = c->se = c->df = c->d_pre = NAN;
    c->ci = PP_INTERVAL_NONE;
}

static struct pp_estimate no_estimate(void)
{
    return (struct pp_estimate){NAN, PP_INTERVAL_NONE, "", PP_STATUS_TOO_FEW};
}

/*
 * The averages of all cohorts and of everyone give that of those left out:
 * these must be none, or enough people together.
 */
static void hide_averages(const struct work *w, size_t i)
{
    const struct pp_outcome *from = &w->from->outcomes[i];
    struct pp_comparison *to = &w->outcomes[i].comparison;
    struct pp_cohort *cohorts = cohorts_of(&w->outcomes[i]);
    const struct pp_cohort *was = from->comparison.cohorts;
    long dark = (long)from->n_pairs;
    size_t n_shown = 0;

    for (size_t c = 0; c < to->n_cohorts; c++) {
        if (!cohorts[c].shown || was[c].flow.n_both < w->rules.min_average ||
            cohorts[c].flow.n_both == PP_COUNT_HIDDEN) {
            hide_cohort(&cohorts[c]);
            continue;
        }
        dark -= was[c].flow.n_both;
        n_shown++;
    }
    while (dark > 0 && dark < w->rules.min_average && n_shown > 0) {
        size_t least = to->n_cohorts;
        for (size_t c = 0; c < to->n_cohorts; c++) {
            if (cohorts[c].shown &&
                (least == to->n_cohorts ||
                 was[c].flow.n_both < was[least].flow.n_both))
                least = c;
        }
        hide_cohort(&cohorts[least]);
        dark += was[least].flow.n_both;
        n_shown--;
    }
    if (to->n_cohorts > 0 && n_shown < 2) {
        to->code = PP_DIFFERENCE_NONE;
        to->p = to->p_holm = NAN;
        to->change_score = to->adjusted = to->average = no_estimate();
    }
}

/* --- what hidden counts could be had back from -----------------------------
 */

static bool is_any_hidden(long a, long b, long c)
{
    return a == PP_COUNT_HIDDEN || b == PP_COUNT_HIDDEN || c == PP_COUNT_HIDDEN;
}

static void clean_individual(struct pp_individual *p)
{
    if (!is_any_hidden(p->n_better, p->n_between, p->n_worse))
        return;
    if (p->n_better == PP_COUNT_HIDDEN)
        p->better_ci = PP_INTERVAL_NONE;
    if (p->n_worse == PP_COUNT_HIDDEN)
        p->worse_ci = PP_INTERVAL_NONE;
}

static void clean_describe(const struct work *w, struct pp_describe *d)
{
    if (!w->rules.show_people)
        d->min = d->max = NAN;
}

/* Shares, counts and p values that counts could be worked out from. */
static void clean_outcome(const struct work *w, struct pp_outcome *o)
{
    struct sizes s = sizes_of(o);
    struct pp_missing_data *m = &o->missing;

    clean_describe(w, &o->paired.pre);
    clean_describe(w, &o->paired.post);
    clean_describe(w, &o->paired.change);
    if (is_any_hidden(s.n_better, s.n_same, s.n_worse)) {
        o->paired.probability_of_improvement = no_estimate();
        o->paired.rank_biserial = no_estimate();
        o->paired.sign_test.p = NAN;
    }
    clean_individual(&o->individual);
    if (o->individual.n_better == PP_COUNT_HIDDEN)
        m->improved_worst_case = no_estimate();
    if (s.n_left == PP_COUNT_HIDDEN || s.n_left < w->rules.min_average) {
        m->left_mean = m->left_standardised_difference = NAN;
        m->mar_likelihood = m->multiple_imputation = no_estimate();
        m->if_unchanged = m->tipping = NAN;
        m->improved_worst_case = no_estimate();
    }
    struct pp_cohort *cohorts = cohorts_of(o);
    for (size_t c = 0; c < o->comparison.n_cohorts; c++) {
        struct pp_flow_row *flow = &cohorts[c].flow;
        flow->n_people = flow->n_after = PP_COUNT_HIDDEN;
        flow->n_before_only = flow->n_after_only = PP_COUNT_HIDDEN;
        clean_individual(&cohorts[c].individual);
        if (flow->n_both == PP_COUNT_HIDDEN)
            cohorts[c].individual.n = PP_COUNT_HIDDEN;
    }
}

/*
 * The model's means are of people who are not in the pairs too: where those
 * are few, the two together would tell of them.
 */
static bool tells_of_few(const struct work *w, size_t i)
{
    const struct pp_results *r = w->from;

    for (size_t k = i; k < r->n_outcomes; k += r->plan->n_outcomes) {
        const struct pp_outcome *o = &r->outcomes[k];
        const struct pp_growth_wave *waves = r->growth[i].waves;
        long others[] = {waves[0].n - (long)o->n_pairs,
                         waves[o->wave].n - (long)o->n_pairs};
        if (w->outcomes[k].hidden || (long)o->n_pairs < w->rules.min_average)
            return true;
        for (size_t j = 0; j < 2; j++)
            if (others[j] > 0 && others[j] < w->rules.min_average)
                return true;
    }
    return false;
}

static const struct pp_growth *protect_growth(const struct work *w)
{
    size_t n = w->from->plan->n_outcomes;

    if (w->from->growth == NULL)
        return NULL;
    struct pp_growth *growth = pp_pool_array(w->pool, n, sizeof *growth);
    for (size_t i = 0; i < n; i++) {
        growth[i] = w->from->growth[i];
        if (growth[i].n_waves > 0 && tells_of_few(w, i))
            growth[i] = (struct pp_growth){
                .n = PP_COUNT_HIDDEN,
                .slope = pp_coefficient_none(PP_STATUS_TOO_FEW),
                .status = PP_STATUS_TOO_FEW};
        struct pp_growth_wave *waves =
            pp_pool_array(w->pool, growth[i].n_waves, sizeof *waves);
        for (size_t k = 0; k < growth[i].n_waves; k++) {
            waves[k] = growth[i].waves[k];
            round_count(w, &waves[k].n);
        }
        growth[i].waves = waves;
        round_count(w, &growth[i].n);
    }
    return growth;
}

/* Everyone alike says of each what they said. */
static bool is_uniform(const struct pp_outcome *o)
{
    return !(o->paired.pre.sd > 0) || !(o->paired.post.sd > 0) ||
           !(o->paired.change.sd > 0);
}

/* --- who they were ---------------------------------------------------------
 */

static const char OTHERS[] = "another answer";

/*
 * Levels with too few people become one; while that is still too few, the
 * next smallest joins it. Levels of nobody are left out. NULL: nothing of the
 * table can be shown.
 */
static struct pp_people_table join_levels(const struct work *w,
                                          const struct pp_people_table *from)
{
    struct pp_people_table to = *from;
    struct pp_people_level *levels =
        pp_pool_array(w->pool, from->n_levels + 1, sizeof *levels);
    long joined = from->n_blank > 0 && from->n_blank < w->rules.threshold
                      ? from->n_blank
                      : 0;

    to.levels = levels;
    to.n_levels = 0;
    to.n_blank = joined > 0 ? 0 : from->n_blank;
    for (size_t i = 0; i < from->n_levels; i++) {
        if (from->levels[i].n >= w->rules.threshold)
            levels[to.n_levels++] = from->levels[i];
        else if (from->levels[i].n > 0)
            joined += from->levels[i].n;
    }
    while (joined > 0 && joined < w->rules.threshold && to.n_levels > 0) {
        size_t least = 0;
        for (size_t i = 1; i < to.n_levels; i++)
            least = levels[i].n < levels[least].n ? i : least;
        joined += levels[least].n;
        memmove(&levels[least], &levels[least + 1],
                (to.n_levels - least - 1) * sizeof *levels);
        to.n_levels--;
    }
    if (joined > 0)
        levels[to.n_levels++] = (struct pp_people_level){OTHERS, joined};
    if (to.n_levels + (to.n_blank > 0) < 2) {
        to.n_levels = 0; /* everyone alike, or everyone joined */
        to.n_blank = 0;
    }
    return to;
}

/* --- rounding --------------------------------------------------------------
 */

static void round_individual(const struct work *w, struct pp_individual *p)
{
    long whole = p->n;

    round_count(w, &p->n);
    round_count(w, &p->n_better);
    round_count(w, &p->n_between);
    round_count(w, &p->n_worse);
    if (p->n != whole) /* an interval would give the counts back */
        p->better_ci = p->worse_ci = PP_INTERVAL_NONE;
}

static void round_flow_row(const struct work *w, struct pp_flow_row *row)
{
    for (int k = 0; k < N_FLOW; k++)
        round_count(w, flow_count(row, k));
}

static void round_all(const struct work *w, struct pp_people_table *people)
{
    if (w->rules.base <= 1)
        return;
    round_flow_row(w, &w->to->flow.all);
    for (size_t r = 0; r < w->to->flow.n_regions; r++)
        round_flow_row(w, &w->regions[r]);
    for (size_t t = 0; t < w->to->n_people_tables; t++) {
        struct pp_people_level *levels =
            (struct pp_people_level *)people[t].levels;
        for (size_t i = 0; i < people[t].n_levels; i++)
            round_count(w, &levels[i].n);
        round_count(w, &people[t].n_blank);
    }
    for (size_t i = 0; i < w->to->n_outcomes; i++) {
        struct pp_outcome *o = &w->outcomes[i];
        struct sizes s = sizes_of(o);
        long n_pairs = (long)o->n_pairs;
        round_count(w, &n_pairs);
        round_count(w, &s.n_before);
        round_count(w, &s.n_left);
        round_count(w, &s.n_better);
        round_count(w, &s.n_same);
        round_count(w, &s.n_worse);
        o->n_pairs = o->paired.n_paired = (size_t)n_pairs;
        set_sizes(o, &s);
        round_individual(w, &o->individual);
        for (size_t c = 0; c < o->comparison.n_cohorts; c++) {
            round_flow_row(w, &cohorts_of(o)[c].flow);
            round_individual(w, &cohorts_of(o)[c].individual);
        }
    }
}

/* --- the whole -------------------------------------------------------------
 */

static void copy_outcomes(struct work *w)
{
    const struct pp_results *from = w->from;

    w->outcomes = pp_pool_array(w->pool, from->n_outcomes, sizeof *w->outcomes);
    for (size_t i = 0; i < from->n_outcomes; i++) {
        const struct pp_comparison *c = &from->outcomes[i].comparison;
        struct pp_cohort *cohorts =
            pp_pool_array(w->pool, c->n_cohorts, sizeof *cohorts);
        w->outcomes[i] = from->outcomes[i];
        if (c->n_cohorts > 0)
            memcpy(cohorts, c->cohorts, c->n_cohorts * sizeof *cohorts);
        w->outcomes[i].comparison.cohorts = cohorts;
    }
    w->to->outcomes = w->outcomes;
}

static void copy_flow(struct work *w)
{
    const struct pp_flow *from = &w->from->flow;
    struct pp_flow *to = &w->to->flow;
    long *at_wave =
        pp_pool_array(w->pool, w->from->plan->n_waves, sizeof *at_wave);

    w->regions = pp_pool_array(w->pool, from->n_regions, sizeof *w->regions);
    if (from->n_regions > 0)
        memcpy(w->regions, from->regions, from->n_regions * sizeof *w->regions);
    for (size_t r = 0; r < from->n_regions; r++)
        w->regions[r].n_people = PP_COUNT_HIDDEN;
    for (size_t k = 0; k < w->from->plan->n_waves; k++)
        at_wave[k] = PP_COUNT_HIDDEN;
    struct pp_gap *gaps =
        pp_pool_array(w->pool, w->from->plan->n_waves, sizeof *gaps);
    for (size_t k = 0; k < w->from->plan->n_waves && from->gaps != NULL; k++) {
        gaps[k] = from->gaps[k];
        if (gaps[k].n < w->rules.min_average)
            gaps[k] = (struct pp_gap){PP_COUNT_HIDDEN, NAN, NAN, NAN};
        round_count(w, &gaps[k].n);
    }
    to->gaps = gaps;
    if (gaps[w->from->plan->n_waves - 1].n == PP_COUNT_HIDDEN)
        to->gap_days_median = to->gap_days_q1 = to->gap_days_q3 = NAN;
    to->regions = w->regions;
    to->groups = NULL; /* support groups are small */
    to->n_groups = 0;
    to->all.n_people = to->n_near_misses = PP_COUNT_HIDDEN;
    to->n_at_wave = at_wave;
}

struct pp_results *pp_disclose(const struct pp_results *results,
                               struct pp_pool *pool)
{
    struct pp_results *to = pp_pool_alloc(pool, sizeof *to);
    struct work w = {.rules = pp_disclosure_rules_of(results->plan),
                     .from = results,
                     .to = to,
                     .pool = pool};
    struct pp_people_table *people =
        pp_pool_array(pool, results->n_people_tables, sizeof *people);

    *to = *results;
    copy_flow(&w);
    copy_outcomes(&w);
    protect_all(&w);
    for (size_t i = 0; i < to->n_outcomes; i++) {
        struct pp_outcome *o = &w.outcomes[i];
        hide_averages(&w, i);
        clean_outcome(&w, o);
        if ((long)results->outcomes[i].n_pairs < w.rules.min_average ||
            (is_uniform(o) && w.rules.threshold > 1))
            o->hidden = true;
    }
    for (size_t t = 0; t < to->n_people_tables; t++)
        people[t] = join_levels(&w, &results->people[t]);
    to->people = people;
    to->growth = protect_growth(&w);
    round_all(&w, people);
    return to;
}
