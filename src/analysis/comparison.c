#include "prepost/analysis/comparison.h"

#include <math.h>
#include <string.h>

#include "prepost/analysis/column_list.h"
#include "prepost/analysis/individual.h"
#include "prepost/analysis/members.h"
#include "prepost/analysis/unlike.h"
#include "prepost/base/alloc.h"
#include "prepost/base/tally.h"
#include "prepost/stats/describe.h"
#include "prepost/stats/grouping.h"
#include "prepost/stats/multiplicity.h"
#include "prepost/stats/paired_t.h"
#include "prepost/stats/welch.h"

/* The pairs of one cohort, those alike in one row with their number. */
struct part {
    size_t n_rows, n;
    double *pre, *post, *change;
    size_t *count;
    size_t *group; /* NULL where none are named */
};

static struct part part_of(const struct pp_between_people *people,
                           size_t cohort)
{
    size_t n = people->n;
    struct part part = {.pre = pp_alloc_array(n, sizeof(double)),
                        .post = pp_alloc_array(n, sizeof(double)),
                        .change = pp_alloc_array(n, sizeof(double)),
                        .count = pp_alloc_array(n, sizeof(size_t)),
                        .group = people->group != NULL
                                     ? pp_alloc_array(n, sizeof(size_t))
                                     : NULL};

    for (size_t i = 0; i < n; i++) {
        if (people->cohort[i] != cohort)
            continue;
        size_t row = part.n_rows++;
        part.pre[row] = people->pre[i];
        part.post[row] = people->post[i];
        part.change[row] = people->post[i] - people->pre[i];
        part.count[row] = people->count[i];
        if (people->group != NULL)
            part.group[row] = people->group[i];
        part.n += people->count[i];
    }
    return part;
}

static void part_clear(struct part *part)
{
    pp_free(part->pre);
    pp_free(part->post);
    pp_free(part->change);
    pp_free(part->count);
    pp_free(part->group);
}

static void count_flow(const struct pp_scores *scores, size_t wave,
                       const struct pp_person_column *column,
                       struct pp_cohort *cohorts)
{
    for (size_t i = 0; i < scores->n_participants; i++) {
        if (column->level[i] == PP_NO_LEVEL)
            continue;
        struct pp_flow_row *flow = &cohorts[column->level[i]].flow;
        int before = !isnan(scores->at[0][i]);
        int after = !isnan(scores->at[wave][i]);
        flow->n_people++;
        flow->n_before += before;
        flow->n_after += after;
        flow->n_both += before && after;
        flow->n_before_only += before && !after;
        flow->n_after_only += after && !before;
    }
}

static const struct pp_part_size *const *
count_parts(const struct pp_comparison_in *in, struct pp_pool *pool)
{
    const struct pp_cohort_column *by = in->column;
    const struct pp_scores *scores = in->scores;
    const struct pp_part_size **sizes =
        pp_pool_array(pool, by->n_parts + 1, sizeof *sizes);

    for (size_t p = 0; p < by->n_parts; p++) {
        struct pp_part_size *of =
            pp_pool_array(pool, by->n_part_levels[p] + 1, sizeof *of);
        memset(of, 0, (by->n_part_levels[p] + 1) * sizeof *of);
        for (size_t i = 0; i < scores->n_participants; i++) {
            uint16_t level = by->part_of[p][i];
            if (level == PP_NO_LEVEL || isnan(scores->at[0][i]))
                continue;
            of[level].n_before++;
            of[level].n_both += !isnan(scores->at[in->wave][i]);
        }
        sizes[p] = of;
    }
    return sizes;
}

static void fill_cohort(struct pp_cohort *cohort, const struct part *part,
                        double level)
{
    struct pp_paired_t t = pp_paired_t_counted(
        part->change, part->group, part->count, part->n_rows, level);
    struct pp_cohort_sums sums = pp_cohort_sums_counted(
        part->pre, part->post, part->count, part->n_rows);
    double pre_sd = pp_sd_counted(part->pre, part->count, part->n_rows);

    cohort->pre_mean = sums.pre_mean;
    cohort->pre_sd = pre_sd;
    cohort->post_mean = sums.post_mean;
    cohort->change = t.mean;
    cohort->sd_change = t.sd;
    cohort->ci = t.ci;
    cohort->se = t.se;
    cohort->df = t.df;
    cohort->d_pre = t.mean / pre_sd;
    cohort->sums = sums;
    cohort->ignores_groups = t.n_groups > 0 && !t.clustered && t.sd > 0;
    cohort->n_unlike =
        pp_people_unlike(part->pre, part->post, part->count, part->n_rows);
    cohort->shown = part->n >= PP_COHORT_MIN;
}

static struct pp_coefficient change_of(const struct pp_cohort *cohort,
                                       double level)
{
    return pp_coefficient_make(cohort->change, cohort->se, cohort->df, level);
}

/* Whether every difference between two shown cohorts lies within +-sesoi. */
static bool all_within(const struct pp_comparison *c, double sesoi,
                       double level)
{
    double level_90 = 1 - 2 * (1 - level);

    for (size_t i = 0; i < c->n_cohorts; i++) {
        for (size_t j = i + 1; j < c->n_cohorts; j++) {
            if (!c->cohorts[i].shown || !c->cohorts[j].shown)
                continue;
            struct pp_coefficient a = change_of(&c->cohorts[i], level);
            struct pp_coefficient b = change_of(&c->cohorts[j], level);
            struct pp_coefficient d = pp_welch_summary(&a, &b, level_90);
            if (!(d.ci.lo > -sesoi && d.ci.hi < sesoi))
                return false;
        }
    }
    return true;
}

/* --- the people behind the cohorts ---------------------------------------- */

/* How they are told apart: cohort, scores, support group, case mix. */
static void key_of(const struct pp_comparison_in *in, size_t pair,
                   uint64_t *key)
{
    size_t who = in->pairs->participant[pair], n = 0;

    key[n++] = in->column->column.level[who];
    key[n++] = pp_tally_number(in->pairs->pre[pair]);
    key[n++] = pp_tally_number(in->pairs->post[pair]);
    key[n++] = in->group != NULL ? in->group[who] : 0;
    for (size_t k = 0; k < in->n_case_mix; k++)
        key[n++] = in->case_mix[k].level != NULL
                       ? in->case_mix[k].level[who]
                       : pp_tally_number(in->case_mix[k].number[who]);
}

enum { N_FIXED = 4 }; /* of a key, before the case mix */

static struct pp_tally tally_of(const struct pp_comparison_in *in)
{
    struct pp_tally t;
    uint64_t *key = pp_alloc_array(N_FIXED + in->n_case_mix, sizeof *key);

    pp_tally_init(&t, N_FIXED + in->n_case_mix);
    for (size_t i = 0; i < in->pairs->n; i++) {
        key_of(in, i, key);
        if (key[0] != PP_NO_LEVEL)
            pp_tally_add(&t, key);
    }
    pp_free(key);
    return t;
}

static const size_t *labels_of(const struct pp_tally *t, size_t part,
                               struct pp_pool *pool)
{
    size_t *to = pp_pool_array(pool, t->n + 1, sizeof *to);

    for (size_t i = 0; i < t->n; i++)
        to[i] = (size_t)t->keys[i * t->width + part];
    return to;
}

static const double *values_of(const struct pp_tally *t, size_t part,
                               struct pp_pool *pool)
{
    double *to = pp_pool_array(pool, t->n + 1, sizeof *to);

    for (size_t i = 0; i < t->n; i++)
        to[i] = pp_tally_value(t->keys[i * t->width + part]);
    return to;
}

/* The pairs of people whose cohort is known, those alike in one row. */
static const struct pp_between_people *
people_of(const struct pp_comparison_in *in, struct pp_pool *pool)
{
    struct pp_tally t = tally_of(in);
    struct pp_between_people *p = pp_pool_alloc(pool, sizeof *p);
    size_t *count = pp_pool_array(pool, t.n + 1, sizeof *count);
    struct pp_case_mix_column *case_mix =
        pp_pool_array(pool, in->n_case_mix + 1, sizeof *case_mix);

    for (size_t i = 0; i < t.n; i++)
        count[i] = t.count[i];
    for (size_t k = 0; k < in->n_case_mix; k++) {
        case_mix[k] = in->case_mix[k];
        if (case_mix[k].level != NULL)
            case_mix[k].level = labels_of(&t, N_FIXED + k, pool);
        else
            case_mix[k].number = values_of(&t, N_FIXED + k, pool);
    }
    *p = (struct pp_between_people){
        .n = t.n,
        .count = count,
        .cohort = labels_of(&t, 0, pool),
        .pre = values_of(&t, 1, pool),
        .post = values_of(&t, 2, pool),
        .group = in->group != NULL ? labels_of(&t, 3, pool) : NULL,
        .case_mix = case_mix,
        .n_case_mix = in->n_case_mix,
        .min_level = in->min_level};
    pp_tally_clear(&t);
    return p;
}

/* --- against each other --------------------------------------------------- */

static const char *change_method(const struct pp_comparison *c)
{
    return c->people != NULL && c->between->groups.allowed_for ? "cr2"
                                                               : "welch";
}

/* "ancova-hc3", "ancova-cr2"; "ancova-equal-spread": from sums alone. */
static const char *ancova_method(const struct pp_comparison *c)
{
    switch (c->between->ancova.robust) {
    case PP_ROBUST_CR2:
        return "ancova-cr2";
    case PP_ROBUST_HC3:
        return "ancova-hc3";
    case PP_ROBUST_CLASSIC:
        break;
    }
    return "ancova-equal-spread";
}

void pp_comparison_settle(struct pp_comparison *c, double level,
                          struct pp_pool *pool)
{
    struct pp_between_cohort *cohorts =
        pp_pool_array(pool, c->n_cohorts + 1, sizeof *cohorts);

    for (size_t i = 0; i < c->n_cohorts; i++)
        cohorts[i] = (struct pp_between_cohort){
            .shown = c->cohorts[i].shown && c->cohorts[i].se > 0,
            .sums = c->cohorts[i].sums,
            .change = change_of(&c->cohorts[i], level)};
    struct pp_between *b = pp_between_of(cohorts, c->n_cohorts, c->people,
                                         c->reliability, level, pool);
    c->between = b;
    c->change_score = pp_coefficient_estimate(&b->change, change_method(c));
    c->adjusted = pp_coefficient_estimate(&b->adjusted, ancova_method(c));
    c->average = pp_coefficient_estimate(&b->average, "average-of-these");
    c->p = b->k == 2 ? b->change.p : b->test.p;
    c->p_holm = NAN;
}

struct pp_comparison pp_comparison_of(const struct pp_comparison_in *in,
                                      struct pp_pool *pool)
{
    const struct pp_scale *scale =
        &in->plan->instruments[in->outcome->instrument]
             .instrument->scales[in->outcome->scale];
    const struct pp_person_column *column = &in->column->column;
    struct pp_cohort *cohorts =
        pp_pool_array(pool, column->n_levels, sizeof *cohorts);
    struct pp_comparison c = {.by = column->name,
                              .cohorts = cohorts,
                              .n_cohorts = column->n_levels,
                              .column = in->column,
                              .part_sizes = count_parts(in, pool),
                              .people = people_of(in, pool),
                              .members = pp_members_of(in, pool),
                              .reliability = in->reliability};

    count_flow(in->scores, in->wave, column, cohorts);
    for (size_t k = 0; k < column->n_levels; k++) {
        struct part part = part_of(c.people, k);
        fill_cohort(&cohorts[k], &part, in->plan->level);
        cohorts[k].ignores_groups &= !pp_column_list_has(c.by, "group");
        cohorts[k].name = cohorts[k].flow.name = column->levels[k];
        cohorts[k].individual =
            pp_individual_counted(in->individual, scale, part.pre, part.post,
                                  part.count, part.n_rows, in->plan->level);
        part_clear(&part);
    }
    pp_comparison_settle(&c, in->plan->level, pool);
    return c;
}

bool pp_comparison_has_groups(const struct pp_comparison *c)
{
    bool has_groups = c->between->groups.allowed_for;

    for (size_t i = 0; i < c->n_cohorts; i++) /* of summaries, named there */
        has_groups |= c->cohorts != NULL && c->cohorts[i].flow.n_groups > 0;
    return has_groups;
}

double pp_comparison_adjusted_p(const struct pp_comparison *c)
{
    if (c->between == NULL || c->between->k < 2)
        return NAN;
    if (c->between->k == 2)
        return c->between->adjusted.p;
    return pp_comparison_has_groups(c) ? NAN : c->between->ancova.joint.p;
}

/* Below the average by one way and above it by the other. */
static bool are_opposite(const struct pp_coefficient *a, double p_a,
                         const struct pp_coefficient *b, double p_b,
                         double alpha)
{
    return p_a < alpha && p_b < alpha && (a->estimate > 0) != (b->estimate > 0);
}

static bool some_are_opposite(const struct pp_comparison *c, double alpha)
{
    const struct pp_between *b = c->between;

    if (b->k == 2)
        return (b->change.estimate > 0) != (b->adjusted.estimate > 0);
    for (size_t i = 0; i < c->n_cohorts; i++) {
        const struct pp_against *a = &b->against[i];
        if (are_opposite(&a->change, a->change_p_holm, &a->adjusted,
                         a->adjusted_p_holm, alpha))
            return true;
    }
    return false;
}

/*
 * Two ways to compare, two answers (Lord 1967): one says that cohorts differ
 * and the other does not, or both do and in opposite directions. That is asked
 * of the test of all cohorts, never of one cohort by itself.
 */
static bool disagree(const struct pp_comparison *c, double adjusted_p_holm,
                     double alpha)
{
    bool by_changes = c->p_holm < alpha, adjusted = adjusted_p_holm < alpha;

    if (isnan(c->p_holm) || isnan(adjusted_p_holm))
        return false;
    return by_changes != adjusted ||
           (by_changes && some_are_opposite(c, alpha));
}

void pp_comparisons_decide(struct pp_outcome *outcomes, size_t n, double level)
{
    double *p = pp_alloc_array(2 * n, sizeof *p), *adjusted = p + n;

    for (size_t i = 0; i < n; i++) {
        p[i] = outcomes[i].comparison.p;
        adjusted[i] = pp_comparison_adjusted_p(&outcomes[i].comparison);
    }
    pp_adjust_p(PP_ADJUST_HOLM, p, n, p);
    pp_adjust_p(PP_ADJUST_HOLM, adjusted, n, adjusted);
    for (size_t i = 0; i < n; i++) {
        struct pp_comparison *c = &outcomes[i].comparison;
        double sesoi = outcomes[i].plan->sesoi.value;
        c->p_holm = p[i];
        c->methods_disagree = disagree(c, adjusted[i], 1 - level);
        if (isnan(c->p)) {
            c->code = PP_DIFFERENCE_NONE;
        } else if (c->p_holm < 1 - level) {
            c->code = PP_DIFFERENCE_DIFFER;
        } else if (!isnan(sesoi) && all_within(c, sesoi, level)) {
            c->code = PP_DIFFERENCE_TOO_SMALL;
        } else {
            c->code = PP_DIFFERENCE_CANNOT_TELL;
        }
    }
    pp_free(p);
}

bool pp_range_is_unsure(double se, double df)
{
    return isfinite(se) && !(df >= PP_FEW_DF + 1e-6);
}

bool pp_cohort_is_unsure(const struct pp_cohort *cohort)
{
    return cohort->shown && isfinite(cohort->change) &&
           pp_range_is_unsure(cohort->se, cohort->df);
}

bool pp_cohort_ignores_groups(const struct pp_cohort *cohort)
{
    return cohort->shown && isfinite(cohort->change) && cohort->ignores_groups;
}

bool pp_comparison_ignores_groups(const struct pp_comparison *c)
{
    for (size_t i = 0; i < c->n_cohorts; i++)
        if (pp_cohort_ignores_groups(&c->cohorts[i]))
            return true;
    return false;
}

bool pp_comparison_allows_for_some(const struct pp_comparison *c)
{
    for (size_t i = 0; i < c->n_cohorts; i++)
        if (c->cohorts[i].shown &&
            c->between->against[i].n_groups >= PP_FEWEST_GROUPS)
            return true;
    return false;
}
