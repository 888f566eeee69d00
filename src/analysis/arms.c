#include "prepost/analysis/arms.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "prepost/analysis/individual.h"
#include "prepost/analysis/unlike.h"
#include "prepost/base/alloc.h"
#include "prepost/base/text.h"
#include "prepost/stats/ancova.h"
#include "prepost/stats/arm_imputation.h"
#include "prepost/stats/attrition.h"
#include "prepost/stats/describe.h"
#include "prepost/stats/equivalence.h"
#include "prepost/stats/paired_t.h"
#include "prepost/stats/ppc2.h"

/* --- who is in which arm -------------------------------------------------- */

static size_t level_named(const struct pp_person_column *column,
                          const char *text)
{
    for (size_t k = 0; k < column->n_levels; k++)
        if (pp_text_same(column->levels[k], text))
            return k;
    return column->n_levels;
}

/* Arms that the plan named come first, in its order. */
static void order_arms(const struct pp_plan *plan, struct pp_arm_split *split)
{
    size_t n = split->column->n_levels, n_named = 0;
    bool *is_in = pp_alloc_zero(n + 1, sizeof *is_in);

    is_in[split->comparison] = true;
    for (size_t i = 0; i < plan->arms.n_names; i++) {
        size_t k = level_named(split->column, plan->arms.names[i].level);
        if (k < n && !is_in[k]) {
            is_in[k] = true;
            split->arm[n_named++] = k;
        }
    }
    for (size_t k = 0; k < n; k++)
        if (!is_in[k])
            split->arm[n_named++] = k;
    split->n_arms = n_named;
    pp_free(is_in);
}

struct pp_arm_split pp_arm_split_of(const struct pp_plan *plan,
                                    const struct pp_dataset *dataset,
                                    struct pp_pool *pool)
{
    struct pp_arm_split split = {.column = NULL};
    const struct pp_person_column *column =
        plan->arms.column != NULL
            ? pp_dataset_column(dataset, plan->arms.column)
            : NULL;

    if (column == NULL)
        return split;
    size_t comparison = level_named(column, plan->arms.comparison);
    if (comparison == column->n_levels || column->n_levels < 2)
        return split;
    split.column = column;
    split.comparison = comparison;
    split.arm = pp_pool_array(pool, column->n_levels, sizeof *split.arm);
    order_arms(plan, &split);
    return split;
}

const char *pp_arm_name(const struct pp_plan *plan,
                        const struct pp_arm_split *split, size_t level,
                        struct pp_pool *pool)
{
    const char *text = split->column->levels[level];

    if (level == split->comparison)
        return plan->comparison != NULL ? plan->comparison : text;
    for (size_t i = 0; i < plan->arms.n_names; i++)
        if (pp_text_same(plan->arms.names[i].level, text))
            text = plan->arms.names[i].name;
    if (split->n_arms > 1)
        return pp_pool_strdup(pool, text);
    return plan->evidence == PP_EVIDENCE_RANDOMISED && plan->arms.as_assigned
               ? "people who were offered a place"
               : "people who came";
}

struct pp_scores pp_arm_scores(const struct pp_scores *scores,
                               const struct pp_arm_split *split, size_t level,
                               struct pp_pool *pool)
{
    struct pp_scores out = *scores;

    out.at = pp_pool_array(pool, scores->n_waves, sizeof *out.at);
    for (size_t w = 0; w < scores->n_waves; w++) {
        out.at[w] =
            pp_pool_array(pool, scores->n_participants, sizeof **out.at);
        for (size_t i = 0; i < scores->n_participants; i++)
            out.at[w][i] =
                split->column->level[i] == level ? scores->at[w][i] : NAN;
    }
    return out;
}

/* --- one arm -------------------------------------------------------------- */

/* People of one arm with a score before and after. */
struct part {
    size_t n;
    double *pre, *post, *change;
    size_t *group; /* NULL where none are named */
};

static struct part part_of(const struct pp_scores *scores, size_t wave,
                           const struct pp_arm_split *split, size_t level,
                           const size_t *group)
{
    size_t n = scores->n_participants;
    struct part part = {.pre = pp_alloc_array(n, sizeof(double)),
                        .post = pp_alloc_array(n, sizeof(double)),
                        .change = pp_alloc_array(n, sizeof(double))};

    if (group != NULL)
        part.group = pp_alloc_array(n, sizeof *part.group);
    for (size_t i = 0; i < n; i++) {
        double pre = scores->at[0][i], post = scores->at[wave][i];
        if (split->column->level[i] != level || isnan(pre) || isnan(post))
            continue;
        part.pre[part.n] = pre;
        part.post[part.n] = post;
        part.change[part.n] = post - pre;
        if (group != NULL)
            part.group[part.n] = group[i];
        part.n++;
    }
    return part;
}

static void part_clear(struct part *part)
{
    pp_free(part->pre);
    pp_free(part->post);
    pp_free(part->change);
    pp_free(part->group);
}

/* What is the same for all arms of an outcome. */
struct comparing {
    const struct pp_plan *plan;
    const struct pp_scale *scale;
    const struct pp_scores *scores;
    size_t wave;
    const struct pp_arm_split *split;
    const size_t *group;
    const struct pp_individual *individual;
    struct pp_pool *pool;
};

/* How those of an arm started who have no score after, against the others. */
static struct pp_attrition leavers_of(const struct comparing *c, size_t level,
                                      const struct part *stayed, long *n_unlike)
{
    size_t n = c->scores->n_participants, n_left = 0;
    double *left = pp_alloc_array(n, sizeof *left);

    for (size_t i = 0; i < n; i++)
        if (c->split->column->level[i] == level &&
            !isnan(c->scores->at[0][i]) && isnan(c->scores->at[c->wave][i]))
            left[n_left++] = c->scores->at[0][i];
    struct pp_attrition a = pp_attrition(stayed->pre, stayed->n, left, n_left);
    *n_unlike = pp_unlike_most(left, n_left);
    pp_free(left);
    return a;
}

static struct pp_arm arm_of(const struct comparing *c, size_t level)
{
    double of_interval = c->plan->level;
    struct part part = part_of(c->scores, c->wave, c->split, level, c->group);
    struct pp_paired_t t =
        part.group != NULL ? pp_paired_t_clustered(part.change, part.group,
                                                   part.n, of_interval)
                           : pp_paired_t_test(part.change, part.n, of_interval);
    long n_left_unlike;
    struct pp_attrition leavers = leavers_of(c, level, &part, &n_left_unlike);
    const char *name = pp_arm_name(c->plan, c->split, level, c->pool);
    bool is_one_of = c->split->n_arms > 1 && level != c->split->comparison;
    struct pp_arm arm = {
        .level = c->split->column->levels[level],
        .name = name,
        .people =
            is_one_of ? pp_pool_printf(c->pool, "people in %s", name) : name,
        .n_before = (long)(part.n + leavers.n_left),
        .n_both = (long)part.n,
        .n_left = (long)leavers.n_left,
        .pre_mean = pp_mean(part.pre, part.n),
        .pre_sd = pp_sd(part.pre, part.n),
        .post_mean = pp_mean(part.post, part.n),
        .post_sd = pp_sd(part.post, part.n),
        .change = t.mean,
        .sd_change = t.sd,
        .left_mean = leavers.mean_left,
        .left_difference = leavers.difference,
        .n_unlike = pp_people_unlike(part.pre, part.post, NULL, part.n),
        .n_left_unlike = n_left_unlike,
        .change_ci = t.ci,
        .individual = pp_individual_count(c->individual, c->scale, part.pre,
                                          part.post, part.n, of_interval)};

    part_clear(&part);
    return arm;
}

/* --- arms against each other ---------------------------------------------- */

enum leavers { LEFT_OUT, AS_THEY_STARTED, TO_IMPUTE };

enum { IMPUTATIONS = 50 };

/* Arms of which something can be said: too few tell nothing, and the degrees
 * of freedom of the others would tell how few. */
static bool *enough_in(const struct comparing *c)
{
    size_t n_levels = c->split->column->n_levels;
    size_t *n = pp_alloc_zero(n_levels, sizeof *n);
    bool *enough = pp_alloc_array(n_levels, sizeof *enough);

    for (size_t i = 0; i < c->scores->n_participants; i++) {
        size_t level = c->split->column->level[i];
        n[level < n_levels ? level : 0] += level < n_levels &&
                                           !isnan(c->scores->at[0][i]) &&
                                           !isnan(c->scores->at[c->wave][i]);
    }
    for (size_t k = 0; k < n_levels; k++)
        enough[k] = n[k] >= PP_VERDICT_MIN_PAIRS;
    pp_free(n);
    return enough;
}

/* Everyone in such an arm, in the shape that ANCOVA takes. */
struct rows {
    size_t n;
    double *pre, *post;
    size_t *arm, *group;
};

static struct rows rows_of(const struct comparing *c, enum leavers leavers)
{
    size_t n = c->scores->n_participants;
    struct rows r = {.pre = pp_alloc_array(n, sizeof(double)),
                     .post = pp_alloc_array(n, sizeof(double)),
                     .arm = pp_alloc_array(n, sizeof(size_t)),
                     .group = pp_alloc_array(n, sizeof(size_t))};

    bool *enough = enough_in(c);
    for (size_t i = 0; i < n; i++) {
        double pre = c->scores->at[0][i], post = c->scores->at[c->wave][i];
        size_t level = c->split->column->level[i];
        if (isnan(post) && leavers == AS_THEY_STARTED)
            post = pre;
        if (level == PP_NO_LEVEL || !enough[level] || isnan(pre) ||
            (isnan(post) && leavers != TO_IMPUTE))
            continue;
        r.pre[r.n] = pre;
        r.post[r.n] = post;
        r.arm[r.n] = level;
        r.group[r.n++] = c->group != NULL ? c->group[i] : 0;
    }
    pp_free(enough);
    return r;
}

static void rows_clear(struct rows *r)
{
    pp_free(r->pre);
    pp_free(r->post);
    pp_free(r->arm);
    pp_free(r->group);
}

static struct pp_ancova fit(const struct comparing *c, const struct rows *r,
                            struct pp_ancova_cohort *fitted)
{
    struct pp_ancova_in in = {.pre = r->pre,
                              .post = r->post,
                              .n = r->n,
                              .cohort = r->arm,
                              .n_cohorts = c->split->column->n_levels,
                              .reference = c->split->comparison,
                              .group = c->group != NULL ? r->group : NULL,
                              .pre_reliability = NAN,
                              .level = c->plan->level};

    return pp_ancova_fit(&in, fitted);
}

/* By level of the column; the caller frees them. */
static struct pp_rubin *impute(const struct comparing *c)
{
    size_t n_levels = c->split->column->n_levels;
    struct rows r = rows_of(c, TO_IMPUTE);
    struct pp_rubin *pooled = pp_alloc_array(n_levels, sizeof *pooled);
    struct pp_arm_imputation_in in = {.pre = r.pre,
                                      .post = r.post,
                                      .n = r.n,
                                      .arm = r.arm,
                                      .n_arms = n_levels,
                                      .reference = c->split->comparison,
                                      .group =
                                          c->group != NULL ? r.group : NULL,
                                      .draws = IMPUTATIONS,
                                      .seed = c->plan->seed,
                                      .level = c->plan->level};

    pp_arm_impute(&in, pooled);
    rows_clear(&r);
    return pooled;
}

/* Of before with after within two arms, their means taken out. */
static double correlation_within(const struct rows *r, size_t a, size_t b)
{
    const size_t levels[] = {a, b};
    double sxx = 0, syy = 0, sxy = 0;

    for (size_t k = 0; k < 2; k++) {
        double n = 0, x = 0, y = 0;
        for (size_t i = 0; i < r->n; i++) {
            if (r->arm[i] != levels[k])
                continue;
            n++;
            x += r->pre[i];
            y += r->post[i];
        }
        x /= n;
        y /= n;
        for (size_t i = 0; i < r->n; i++) {
            if (r->arm[i] != levels[k])
                continue;
            sxx += (r->pre[i] - x) * (r->pre[i] - x);
            syy += (r->post[i] - y) * (r->post[i] - y);
            sxy += (r->pre[i] - x) * (r->post[i] - y);
        }
    }
    return sxx > 0 && syy > 0 ? sxy / sqrt(sxx * syy) : NAN;
}

static struct pp_cohort_summary summary_of(const struct pp_arm *arm)
{
    return (struct pp_cohort_summary){.n = (size_t)arm->n_both,
                                      .mean_pre = arm->pre_mean,
                                      .mean_post = arm->post_mean,
                                      .sd_pre = arm->pre_sd};
}

static double pooled_sd(const struct pp_arm *a, const struct pp_arm *b)
{
    double df_a = (double)a->n_both - 1, df_b = (double)b->n_both - 1;

    if (!(df_a > 0) || !(df_b > 0))
        return NAN;
    return sqrt((df_a * a->pre_sd * a->pre_sd + df_b * b->pre_sd * b->pre_sd) /
                (df_a + df_b));
}

static bool leaves_out_zero(const struct pp_coefficient *c)
{
    return c->ci.lo > 0 || c->ci.hi < 0;
}

/* The nearer end, spread over those who left the arm. */
static double tipping_of(const struct pp_contrast *c)
{
    if (!leaves_out_zero(&c->adjusted) || c->arm.n_left == 0)
        return NAN;
    return fmin(fabs(c->adjusted.ci.lo), fabs(c->adjusted.ci.hi)) *
           (double)c->arm.n_before / (double)c->arm.n_left;
}

/* What follows from the two arms and the fitted differences. */
static void finish(const struct pp_plan *plan, double sesoi, double correlation,
                   struct pp_contrast *out)
{
    struct pp_cohort_summary first = summary_of(&out->arm),
                             second = summary_of(&out->comparison);
    double amount = isnan(sesoi) ? 1 : sesoi; /* the interval needs none */
    struct pp_equivalence equivalence =
        pp_equivalence_test(out->adjusted.estimate, out->adjusted.se,
                            out->adjusted.df, -amount, amount, plan->level);

    out->d_ppc2 = pp_ppc2(&first, &second, correlation, plan->level);
    out->pre_sd = pooled_sd(&out->arm, &out->comparison);
    out->start_difference =
        (out->arm.pre_mean - out->comparison.pre_mean) / out->pre_sd;
    out->equivalence_ci = equivalence.ci;
    out->equivalence_p = isnan(sesoi) ? NAN : equivalence.p;
    bool is_found = leaves_out_zero(&out->adjusted);
    out->methods_disagree =
        is_found != leaves_out_zero(&out->change_score) ||
        (is_found && out->adjusted.estimate * out->change_score.estimate < 0);
    out->tipping = tipping_of(out);
}

void pp_arms_compare(const struct pp_plan *plan,
                     const struct pp_plan_outcome *outcome,
                     const struct pp_scores *scores, size_t wave,
                     const struct pp_arm_split *split, const size_t *group,
                     const struct pp_individual *individual,
                     struct pp_pool *pool, struct pp_contrast *out)
{
    const struct pp_instrument *instrument =
        plan->instruments[outcome->instrument].instrument;
    struct comparing c = {.plan = plan,
                          .scale = &instrument->scales[outcome->scale],
                          .scores = scores,
                          .wave = wave,
                          .split = split,
                          .group = group,
                          .individual = individual,
                          .pool = pool};
    size_t n_levels = split->column->n_levels;
    struct pp_ancova_cohort *fitted = pp_alloc_array(n_levels, sizeof *fitted);
    struct pp_ancova_cohort *kept = pp_alloc_array(n_levels, sizeof *kept);
    struct rows answered = rows_of(&c, LEFT_OUT);
    struct rows all = rows_of(&c, AS_THEY_STARTED);
    struct pp_ancova ancova = fit(&c, &answered, fitted);
    struct pp_rubin *imputed = impute(&c);
    struct pp_arm comparison = arm_of(&c, split->comparison);

    fit(&c, &all, kept);
    for (size_t k = 0; k < split->n_arms; k++) {
        size_t level = split->arm[k];
        out[k] = (struct pp_contrast){.is_made = true,
                                      .is_one_of = split->n_arms > 1,
                                      .arm = arm_of(&c, level),
                                      .comparison = comparison,
                                      .method = ancova.robust == PP_ROBUST_CR2
                                                    ? "ancova-cr2"
                                                    : "ancova-hc3",
                                      .adjusted = fitted[level].adjusted,
                                      .change_score = fitted[level].change,
                                      .slope = ancova.slope,
                                      .imputed = imputed[level].pooled,
                                      .if_unchanged = kept[level].adjusted};
        finish(plan, outcome->sesoi.value,
               correlation_within(&answered, level, split->comparison),
               &out[k]);
    }
    rows_clear(&answered);
    rows_clear(&all);
    pp_free(fitted);
    pp_free(kept);
    pp_free(imputed);
}

/* --- how much may be said ------------------------------------------------- */

/* Of 100 who were asked, how many may be missing, and how unevenly. */
enum { MOST_LEFT = 20, MOST_UNEVEN = 10 };

struct attrition {
    long n, n_left, n_other, n_other_left;
};

/* Compared in whole numbers, so that 20 in 100 is not more than 20 in 100. */
static enum pp_weaker_because judge(const struct attrition *a)
{
    long n = a->n + a->n_other, left = a->n_left + a->n_other_left;
    long difference = a->n_left * a->n_other - a->n_other_left * a->n;

    if (n > 0 && 100 * left > MOST_LEFT * n)
        return PP_WEAKER_MANY_LEFT;
    if (100 * labs(difference) >= MOST_UNEVEN * a->n * a->n_other &&
        difference != 0)
        return PP_WEAKER_UNEVEN;
    return PP_WEAKER_NOT;
}

/* Of anything asked, then of each outcome. */
static enum pp_weaker_because judge_all(const struct pp_results *results)
{
    const struct pp_flow *flow = &results->flow;
    enum pp_weaker_because worst = PP_WEAKER_NOT;

    for (size_t i = 0; i + 1 < flow->n_arms && worst == PP_WEAKER_NOT; i++) {
        const struct pp_flow_row *arm = &flow->arms[i];
        const struct pp_flow_row *other = &flow->arms[flow->n_arms - 1];
        struct attrition a = {arm->n_before, arm->n_before_only,
                              other->n_before, other->n_before_only};
        worst = judge(&a);
    }
    for (size_t i = 0; i < results->n_outcomes && worst == PP_WEAKER_NOT; i++) {
        const struct pp_contrast *c = &results->outcomes[i].contrast;
        struct attrition a = {c->arm.n_before, c->arm.n_left,
                              c->comparison.n_before, c->comparison.n_left};
        worst = judge(&a);
    }
    return worst;
}

void pp_arms_judge(struct pp_results *results)
{
    const struct pp_plan *plan = results->plan;

    results->evidence = plan->evidence;
    results->weaker_because = PP_WEAKER_NOT;
    if (plan->evidence != PP_EVIDENCE_COMPARISON &&
        plan->evidence != PP_EVIDENCE_RANDOMISED)
        return;
    if (results->n_outcomes == 0 || !results->outcomes[0].contrast.is_made) {
        results->evidence = PP_EVIDENCE_BEFORE_AFTER;
        results->weaker_because = PP_WEAKER_NO_ARMS;
        return;
    }
    if (plan->evidence != PP_EVIDENCE_RANDOMISED)
        return;
    results->weaker_because =
        plan->arms.as_assigned ? judge_all(results) : PP_WEAKER_CROSSED;
    if (results->weaker_because != PP_WEAKER_NOT)
        results->evidence = PP_EVIDENCE_COMPARISON;
}
