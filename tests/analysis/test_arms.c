#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "../helpers/evaluated.h"
#include "../helpers/near.h"
#include "../helpers/oracle.h"
#include "../helpers/shared_table.h"
#include "prepost/analysis/arms.h"
#include "prepost/base/pool.h"
#include "prepost/disclose/disclose.h"
#include "prepost/stats/gsl.h"

/*
 * Arms against a comparison. Numbers by tests/oracle/arms.R (sandwich's HC3
 * and the formula's; t.test; CR2 by formula, clubSandwich agreeing); the
 * anorexia ones are those of CONVENTIONS and O15 as well.
 */

/* --- scores of published people, put in by hand --------------------------- */

enum { MAX = 320, MAX_LEVELS = 4 };

struct world {
    struct pp_pool *pool;
    struct pp_plan plan;
    struct pp_plan_outcome outcome;
    struct pp_plan_instrument used;
    struct pp_instrument instrument;
    struct pp_scale scale;
    struct pp_person_column column;
    uint16_t level[MAX];
    size_t group[MAX];
    double pre[MAX], post[MAX], *at[2];
    struct pp_scores scores;
};

static void world_init(struct world *w, const char *const *levels,
                       size_t n_levels, const char *comparison)
{
    memset(w, 0, sizeof *w);
    pp_gsl_quiet();
    w->pool = pp_pool_new();
    w->scale = (struct pp_scale){.min = 0, .max = 200};
    w->instrument = (struct pp_instrument){.scales = &w->scale, .n_scales = 1};
    w->used.instrument = &w->instrument;
    w->outcome = (struct pp_plan_outcome){.sesoi.value = NAN};
    w->plan = (struct pp_plan){.instruments = &w->used,
                               .n_instruments = 1,
                               .outcomes = &w->outcome,
                               .n_outcomes = 1,
                               .level = .95,
                               .comparison = "people who waited",
                               .evidence = PP_EVIDENCE_RANDOMISED,
                               .arms = {.column = "arm",
                                        .comparison = comparison,
                                        .as_assigned = true}};
    w->column = (struct pp_person_column){"arm", levels, n_levels, w->level};
    w->at[0] = w->pre;
    w->at[1] = w->post;
    w->scores = (struct pp_scores){.n_waves = 2, .at = w->at};
}

static struct pp_arm_split split_of(struct world *w)
{
    const struct pp_dataset dataset = {.n_participants =
                                           w->scores.n_participants,
                                       .columns = &w->column,
                                       .n_columns = 1};

    return pp_arm_split_of(&w->plan, &dataset, w->pool);
}

static size_t compare(struct world *w, const size_t *group,
                      struct pp_contrast *out)
{
    static const struct pp_individual none = {.source = PP_AMOUNT_NONE};
    struct pp_arm_split split = split_of(w);

    assert_non_null(split.column);
    pp_arms_compare(&w->plan, &w->outcome, &w->scores, 1, &split, group, &none,
                    w->pool, out);
    return split.n_arms;
}

static bool near_coefficient(const char *key, const struct pp_coefficient *c,
                             const struct oracle *o)
{
    const double found[] = {c->estimate, c->se,    c->df,   c->t,
                            c->p,        c->ci.lo, c->ci.hi};
    bool is_near = true;

    for (int i = 0; i < 7; i++)
        is_near &=
            near(key, found[i], oracle_number(o, "%s.%d", key, i + 1), 1e-9);
    return is_near;
}

static void check_arm(const char *key, const struct pp_arm *arm,
                      const struct oracle *o)
{
    assert_int_equal(arm->n_before, (long)oracle_number(o, "%s.n_before", key));
    assert_int_equal(arm->n_both, (long)oracle_number(o, "%s.n", key));
    assert_true(
        near(key, arm->pre_mean, oracle_number(o, "%s.pre_mean", key), 1e-12));
    assert_true(
        near(key, arm->pre_sd, oracle_number(o, "%s.pre_sd", key), 1e-12));
    assert_true(near(key, arm->post_mean, oracle_number(o, "%s.post_mean", key),
                     1e-12));
    assert_true(
        near(key, arm->change, oracle_number(o, "%s.change.1", key), 1e-10));
    assert_true(near(key, arm->change_ci.lo,
                     oracle_number(o, "%s.change.4", key), 1e-9));
    assert_true(near(key, arm->change_ci.hi,
                     oracle_number(o, "%s.change.5", key), 1e-9));
}

static void check(struct world *w, const char *name, const char *reference)
{
    struct oracle o = oracle_read(w->pool, "tests/oracle/arms.csv");
    struct pp_contrast contrast[MAX_LEVELS];
    size_t n = compare(w, NULL, contrast);

    for (size_t k = 0; k < n; k++) {
        const struct pp_contrast *c = &contrast[k];
        const char *key = pp_pool_printf(w->pool, "%s.%s", name, c->arm.level);
        check_arm(key, &c->arm, &o);
        check_arm(pp_pool_printf(w->pool, "%s.%s", name, reference),
                  &c->comparison, &o);
        assert_true(near_coefficient(pp_pool_printf(w->pool, "%s.ancova", key),
                                     &c->adjusted, &o));
        assert_true(near_coefficient(pp_pool_printf(w->pool, "%s.welch", key),
                                     &c->change_score, &o));
        assert_true(
            near_coefficient(pp_pool_printf(w->pool, "%s.as_started", key),
                             &c->if_unchanged, &o));
        assert_true(near(key, c->slope.estimate,
                         oracle_number(&o, "%s.slope", name), 1e-10));
        assert_true(near(key, c->d_ppc2.estimate,
                         oracle_number(&o, "%s.d_ppc2", key), 1e-10));
        assert_true(near(key, c->start_difference,
                         oracle_number(&o, "%s.start", key), 1e-9));
        assert_string_equal(c->method, "ancova-hc3");
    }
}

static size_t level_of(const struct world *w, const char *text)
{
    for (size_t k = 0; k < w->column.n_levels; k++)
        if (strcmp(w->column.levels[k], text) == 0)
            return k;
    fail_msg("no arm %s", text);
    return 0;
}

static bool read_anorexia(struct world *w)
{
    static const char *const levels[] = {"CBT", "Cont", "FT"};
    struct shared_table *table =
        shared_table_read("r-packages/MASS_anorexia.csv");

    world_init(w, levels, 3, "Cont");
    if (table == NULL)
        return false;
    w->scores.n_participants = table->n_rows;
    for (size_t i = 0; i < table->n_rows; i++) {
        w->pre[i] = shared_number(table, i, "Prewt");
        w->post[i] = shared_number(table, i, "Postwt");
        w->group[i] = (size_t)shared_number(table, i, "id") % 9;
        w->level[i] = (uint16_t)level_of(w, shared_text(table, i, "Treat"));
    }
    shared_table_free(table);
    return true;
}

static void anorexia(void **state)
{
    struct world w;

    (void)state;
    if (read_anorexia(&w))
        check(&w, "anorexia", "Cont");
    pp_pool_free(w.pool);
}

/* Groups with members in several arms: CR2, Satterthwaite. */
static void anorexia_in_groups(void **state)
{
    struct pp_contrast c[2];
    struct world w;

    (void)state;
    if (read_anorexia(&w)) {
        struct oracle o = oracle_read(w.pool, "tests/oracle/arms.csv");
        assert_int_equal(compare(&w, w.group, c), 2);
        assert_string_equal(c[0].method, "ancova-cr2");
        assert_true(near_coefficient("anorexia.CBT.cr2", &c[0].adjusted, &o));
        assert_true(near_coefficient("anorexia.FT.cr2", &c[1].adjusted, &o));
        assert_true(near_coefficient("anorexia.CBT.change_cr2",
                                     &c[0].change_score, &o));
        assert_true(
            near_coefficient("anorexia.FT.change_cr2", &c[1].change_score, &o));
    }
    pp_pool_free(w.pool);
}

/* Four follow-ups, each with its own people. */
static void beat_the_blues(void **state)
{
    static const char *const levels[] = {"BtheB", "TAU"};
    static const char *const months[] = {"2m", "3m", "5m", "8m"};
    struct shared_table *table =
        shared_table_read("r-packages/HSAUR3_BtheB.csv");

    (void)state;
    for (size_t m = 0; table != NULL && m < 4; m++) {
        struct world w;
        world_init(&w, levels, 2, "tau"); /* as a person would write it */
        w.scores.n_participants = table->n_rows;
        for (size_t i = 0; i < table->n_rows; i++) {
            char column[16];
            snprintf(column, sizeof column, "bdi.%s", months[m]);
            w.pre[i] = shared_number(table, i, "bdi.pre");
            w.post[i] = shared_number(table, i, column);
            w.level[i] =
                (uint16_t)level_of(&w, shared_text(table, i, "treatment"));
        }
        check(&w, pp_pool_printf(w.pool, "btheb.%s", months[m]), "TAU");
        pp_pool_free(w.pool);
    }
    if (table != NULL)
        shared_table_free(table);
}

/* --- who is in which arm --------------------------------------------------
 */

static void the_plan_orders_the_arms(void **state)
{
    static const char *const levels[] = {"a", "b", "c", "None"};
    static const struct pp_plan_arm names[] = {{"C", "the third"},
                                               {"nobody", "nothing"}};
    struct world w;

    (void)state;
    world_init(&w, levels, 4, " none ");
    w.plan.arms.names = names;
    w.plan.arms.n_names = 2;
    struct pp_arm_split split = split_of(&w);
    assert_int_equal(split.comparison, 3);
    assert_int_equal(split.n_arms, 3);
    assert_int_equal(split.arm[0], 2);
    assert_int_equal(split.arm[1], 0);
    assert_int_equal(split.arm[2], 1);
    assert_string_equal(pp_arm_name(&w.plan, &split, 2, w.pool), "the third");
    assert_string_equal(pp_arm_name(&w.plan, &split, 0, w.pool), "a");
    assert_string_equal(pp_arm_name(&w.plan, &split, 3, w.pool),
                        "people who waited");
    w.plan.arms.comparison = "someone else";
    assert_null(split_of(&w).column);
    pp_pool_free(w.pool);
}

/* --- properties -----------------------------------------------------------
 */

static void fill(struct world *w, size_t n)
{
    w->scores.n_participants = n;
    for (size_t i = 0; i < n; i++) {
        w->level[i] = (uint16_t)(i % w->column.n_levels);
        w->pre[i] = 20 + (double)((i * 7) % 13);
        w->post[i] = .6 * w->pre[i] + 9 + (double)((i * 11) % 7) +
                     3 * (double)w->level[i];
        if (i % 9 == 4)
            w->post[i] = NAN;
    }
}

/* The comparison as the arm, and the other way round: every sign flips. */
static void swapped_arms_flip_the_sign(void **state)
{
    static const char *const levels[] = {"a", "b"};
    struct pp_contrast c, d;
    struct world w;

    (void)state;
    world_init(&w, levels, 2, "a");
    fill(&w, 60);
    compare(&w, NULL, &c);
    w.plan.arms.comparison = "b";
    compare(&w, NULL, &d);
    assert_true(
        near("ancova", d.adjusted.estimate, -c.adjusted.estimate, 1e-12));
    assert_true(near("se", d.adjusted.se, c.adjusted.se, 1e-12));
    assert_true(near("lower", d.adjusted.ci.lo, -c.adjusted.ci.hi, 1e-12));
    assert_true(near("changes", d.change_score.estimate,
                     -c.change_score.estimate, 1e-12));
    assert_true(near("d", d.d_ppc2.estimate, -c.d_ppc2.estimate, 1e-12));
    assert_true(near("start", d.start_difference, -c.start_difference, 1e-12));
    pp_pool_free(w.pool);
}

/* By hand: those of "b" who left started at 10, 12 and 14 (mean 12, SD 2), the
 * others at 14, 16 and 18 (mean 16, SD 2). */
static void how_those_who_left_started(void **state)
{
    static const char *const levels[] = {"a", "b"};
    struct pp_contrast c;
    struct world w;

    (void)state;
    world_init(&w, levels, 2, "a");
    fill(&w, 60);
    for (size_t i = 0, k = 0; i < 60; i++)
        if (w.level[i] == 1) {
            w.pre[i] =
                k < 6 ? 10 + 2 * (double)(k % 3) + 4 * (double)(k / 3) : NAN;
            w.post[i] = k < 3 ? NAN : (double)k;
            k++;
        }
    compare(&w, NULL, &c);
    assert_int_equal(c.arm.n_before, 6);
    assert_int_equal(c.arm.n_left, 3);
    assert_true(near("left", c.arm.left_mean, 12, 1e-12));
    assert_int_equal(c.arm.n_left_unlike, 2); /* all but one of the three */
    assert_true(near("spreads", c.arm.left_difference, -2, 1e-12));
    pp_pool_free(w.pool);
}

/*
 * Shifting everyone who left the arm by the tipping shift, after they have
 * been given what the model expects of them, brings the near end to zero.
 */
static void the_tipping_shift_tips(void **state)
{
    static const char *const levels[] = {"a", "b"};
    struct pp_contrast c;
    struct world w;

    (void)state;
    world_init(&w, levels, 2, "a");
    fill(&w, 90);
    compare(&w, NULL, &c);
    assert_true(c.adjusted.ci.lo > 0);
    assert_true(c.arm.n_left > 0);
    double share = (double)c.arm.n_left / (double)c.arm.n_before;
    assert_true(near("tips", c.adjusted.ci.lo - c.tipping * share, 0, 1e-12));
    for (size_t i = 0; i < 90; i++) /* nothing to tip where zero is inside */
        w.post[i] -= 3 * (double)w.level[i];
    compare(&w, NULL, &c);
    assert_true(c.adjusted.ci.lo < 0 && c.adjusted.ci.hi > 0);
    assert_true(isnan(c.tipping));
    pp_pool_free(w.pool);
}

/* Five people tell nothing, and no degree of freedom tells of them. */
static void a_small_arm_is_in_no_model(void **state)
{
    static const char *const levels[] = {"a", "b", "few"};
    struct pp_contrast with[2], without[2];
    struct world w;

    (void)state;
    world_init(&w, levels, 2, "a");
    fill(&w, 60);
    compare(&w, NULL, without);
    w.column.n_levels = 3;
    w.scores.n_participants = 65;
    for (size_t i = 60; i < 65; i++) {
        w.level[i] = 2;
        w.pre[i] = 30 + (double)i;
        w.post[i] = 10;
    }
    assert_int_equal(compare(&w, NULL, with), 2);
    assert_true(with[0].adjusted.df == without[0].adjusted.df);
    assert_true(with[0].adjusted.estimate == without[0].adjusted.estimate);
    assert_int_equal(with[1].adjusted.status, PP_STATUS_TOO_FEW);
    assert_true(isnan(with[1].adjusted.p));
    pp_pool_free(w.pool);
}

/* --- from a plan to findings ----------------------------------------------
 */

static struct evaluated_options trial(size_t n_arms)
{
    struct evaluated_options o = EVALUATED_OPTIONS;

    o.n_arms = n_arms;
    o.evidence = PP_EVIDENCE_RANDOMISED;
    o.n_first = 300;
    o.again = o.comparison_again = 0.9;
    return o;
}

/* One row an outcome and arm; Holm counts every arm of every outcome. */
static void every_arm_has_its_row(void **state)
{
    struct pp_pool *pool = pp_pool_new();
    struct evaluated_options o = trial(2);
    const struct pp_results *r = evaluated(pool, &o);

    (void)state;
    assert_int_equal(r->n_outcomes, 18);
    assert_int_equal(r->n_per_wave, 18);
    assert_int_equal(r->flow.n_arms, 3);
    assert_int_equal(r->flow.arms[0].n_before + r->flow.arms[1].n_before +
                         r->flow.arms[2].n_before,
                     r->flow.all.n_before);
    assert_string_equal(r->flow.arms[2].name, "people on the waiting list");
    for (size_t i = 0; i < 18; i++) {
        const struct pp_outcome *out = &r->outcomes[i];
        assert_int_equal(out->family_size, i < 4 ? 4 : 14);
        assert_true(out->contrast.is_made && out->contrast.is_one_of);
        /* levels are in the order of the store; the comparison is left out */
        assert_string_equal(out->contrast.arm.level,
                            i % 2 == 0 ? "Tuesdays" : "Thursdays");
        assert_int_equal(out->n_pairs, out->contrast.arm.n_both);
        assert_true(out->verdict.clustered); /* groups are named */
        double turned = out->scale->lower_is_better ? -1 : 1;
        assert_true(near("verdict", out->verdict.estimate,
                         turned * out->contrast.adjusted.estimate, 0));
        assert_true(out->p_holm >= out->contrast.adjusted.p);
        assert_int_equal(out->comparison.n_cohorts, 0); /* no regions */
    }
    /* Hope rose in both arms, and not in the comparison. */
    assert_int_equal(r->outcomes[0].verdict.code, PP_VERDICT_IMPROVED);
    assert_int_equal(r->outcomes[1].verdict.code, PP_VERDICT_IMPROVED);
    assert_non_null(strstr(r->outcomes[0].verdict.sentence,
                           "Allowing for where they started, people in "
                           "Tuesdays ended better than people on the waiting "
                           "list by "));
    pp_pool_free(pool);
}

/* One group, whatever it does, has no arms. */
static void one_group_has_none(void **state)
{
    struct pp_pool *pool = pp_pool_new();
    struct evaluated_options o = EVALUATED_OPTIONS;
    const struct pp_results *r = evaluated(pool, &o);

    (void)state;
    assert_int_equal(r->n_outcomes, 9);
    assert_int_equal(r->flow.n_arms, 0);
    assert_false(r->outcomes[0].contrast.is_made);
    assert_int_equal(r->evidence, PP_EVIDENCE_BEFORE_AFTER);
    assert_int_equal(r->weaker_because, PP_WEAKER_NOT);
    o.evidence = PP_EVIDENCE_RANDOMISED; /* planned, but nobody to compare */
    r = evaluated(pool, &o);
    assert_int_equal(r->evidence, PP_EVIDENCE_BEFORE_AFTER);
    assert_int_equal(r->weaker_because, PP_WEAKER_NO_ARMS);
    pp_pool_free(pool);
}

static void set_left(struct pp_results *r, long n, long left, long n_other,
                     long left_other)
{
    struct pp_flow_row *arms = (struct pp_flow_row *)r->flow.arms;
    struct pp_outcome *outcomes = (struct pp_outcome *)r->outcomes;

    arms[0].n_before = n;
    arms[0].n_before_only = left;
    arms[1].n_before = n_other;
    arms[1].n_before_only = left_other;
    for (size_t i = 0; i < r->n_outcomes; i++) {
        struct pp_contrast *c = &outcomes[i].contrast;
        c->arm.n_before = n;
        c->comparison.n_before = n_other;
        c->arm.n_left = c->comparison.n_left = 0;
    }
}

/* A trial is told as one only while it is: WORDING 2.2. */
static void when_a_trial_is_none(void **state)
{
    static const struct {
        long n, left, n_other, left_other;
        enum pp_weaker_because why;
    } rows[] = {
        {100, 0, 100, 0, PP_WEAKER_NOT},
        {100, 20, 100, 20, PP_WEAKER_NOT}, /* 20 is not more than 20 */
        {100, 21, 100, 20, PP_WEAKER_MANY_LEFT},
        {100, 18, 100, 9, PP_WEAKER_NOT},
        {100, 19, 100, 9, PP_WEAKER_UNEVEN},
        {100, 9, 100, 19, PP_WEAKER_UNEVEN},
        {30, 3, 50, 0, PP_WEAKER_UNEVEN}, /* exactly 10 in 100 more */
        {31, 3, 50, 0, PP_WEAKER_NOT},
        {30, 30, 50, 50, PP_WEAKER_MANY_LEFT},
    };
    struct pp_pool *pool = pp_pool_new();
    struct evaluated_options o = trial(1);
    struct pp_results *r = evaluated(pool, &o);

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        set_left(r, rows[i].n, rows[i].left, rows[i].n_other,
                 rows[i].left_other);
        pp_arms_judge(r);
        if (r->weaker_because != rows[i].why)
            fail_msg("row %zu: %d", i, (int)r->weaker_because);
        assert_int_equal(r->evidence, rows[i].why == PP_WEAKER_NOT
                                          ? PP_EVIDENCE_RANDOMISED
                                          : PP_EVIDENCE_COMPARISON);
    }
    /* One outcome that too many left out is enough. */
    set_left(r, 100, 0, 100, 0);
    ((struct pp_outcome *)r->outcomes)[5].contrast.arm.n_left = 11;
    pp_arms_judge(r);
    assert_int_equal(r->weaker_because, PP_WEAKER_UNEVEN);
    pp_pool_free(pool);
}

static void not_as_assigned_is_a_comparison(void **state)
{
    struct pp_pool *pool = pp_pool_new();
    struct evaluated_options o = trial(1);
    o.as_assigned = false;
    const struct pp_results *r = evaluated(pool, &o);

    (void)state;
    assert_int_equal(r->evidence, PP_EVIDENCE_COMPARISON);
    assert_int_equal(r->weaker_because, PP_WEAKER_CROSSED);
    o.evidence = PP_EVIDENCE_COMPARISON; /* which says nothing of chance */
    r = evaluated(pool, &o);
    assert_int_equal(r->evidence, PP_EVIDENCE_COMPARISON);
    assert_int_equal(r->weaker_because, PP_WEAKER_NOT);
    pp_pool_free(pool);
}

/* --- what may be shown ---------------------------------------------------- */

static bool is_small(long n)
{
    return n > 0 && n < 5;
}

/*
 * No count of an arm from 1 to 4 is shown, nor one that another gives back;
 * and no average of fewer than ten. Small trials, many seeds.
 */
static void small_arms_are_guarded(void **state)
{
    size_t n_hidden = 0, n_shown = 0;

    (void)state;
    for (uint64_t seed = 1; seed <= 40; seed++) {
        struct pp_pool *pool = pp_pool_new();
        struct evaluated_options o = trial(1 + seed % 2);
        o.seed = seed;
        o.n_first = 20 + seed * 2;
        o.again = o.comparison_again = 0.8;
        struct pp_results *raw = evaluated(pool, &o);
        const struct pp_results *r = disclosed(raw, pool);
        for (size_t i = 0; i < r->n_outcomes; i++) {
            const struct pp_outcome *out = &r->outcomes[i];
            const struct pp_contrast *was = &raw->outcomes[i].contrast;
            const struct pp_contrast *c = &out->contrast;
            n_hidden += out->hidden;
            n_shown += !out->hidden;
            if (was->arm.n_both < 10 || was->comparison.n_both < 10)
                assert_true(out->hidden);
            if (out->hidden)
                continue;
            const struct pp_arm *arms[] = {&c->arm, &c->comparison};
            const struct pp_arm *truth[] = {&was->arm, &was->comparison};
            for (int a = 0; a < 2; a++) {
                assert_false(is_small(arms[a]->n_before));
                assert_false(is_small(arms[a]->n_both));
                assert_false(is_small(arms[a]->n_left));
                /* before less both is who left */
                if (is_small(truth[a]->n_left))
                    assert_true(arms[a]->n_before < 0 || arms[a]->n_both < 0);
                const struct pp_individual *p = &arms[a]->individual;
                assert_false(is_small(p->n_better));
                assert_false(is_small(p->n_between));
                assert_false(is_small(p->n_worse));
                int n_gone =
                    (p->n_better < 0) + (p->n_between < 0) + (p->n_worse < 0);
                assert_true(p->source == PP_AMOUNT_NONE || n_gone != 1);
                assert_int_equal(isnan(arms[a]->left_mean),
                                 truth[a]->n_left < 10 || arms[a]->n_left < 0);
                if (truth[a]->n_left < 10)
                    assert_true(isnan(c->if_unchanged.estimate) &&
                                isnan(c->tipping));
            }
        }
        for (size_t a = 0; a < r->flow.n_arms; a++) {
            const struct pp_flow_row *row = &r->flow.arms[a];
            assert_true(row->n_people < 0);
            assert_false(is_small(row->n_before));
            assert_false(is_small(row->n_both));
            assert_false(is_small(row->n_before_only));
            assert_false(is_small(row->n_after_only));
        }
        pp_pool_free(pool);
    }
    assert_true(n_hidden > 20 && n_shown > 20); /* both happen */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(anorexia),
        cmocka_unit_test(anorexia_in_groups),
        cmocka_unit_test(beat_the_blues),
        cmocka_unit_test(the_plan_orders_the_arms),
        cmocka_unit_test(swapped_arms_flip_the_sign),
        cmocka_unit_test(the_tipping_shift_tips),
        cmocka_unit_test(how_those_who_left_started),
        cmocka_unit_test(a_small_arm_is_in_no_model),
        cmocka_unit_test(every_arm_has_its_row),
        cmocka_unit_test(one_group_has_none),
        cmocka_unit_test(when_a_trial_is_none),
        cmocka_unit_test(not_as_assigned_is_a_comparison),
        cmocka_unit_test(small_arms_are_guarded),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
