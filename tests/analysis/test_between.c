#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "prepost/analysis/between.h"
#include "prepost/base/alloc.h"
#include "prepost/base/rng.h"
#include "prepost/stats/gsl.h"
#include "prepost/stats/paired_t.h"

#include "../helpers/near.h"
#include "../helpers/oracle.h"
#include "../helpers/shared_table.h"

enum { MOST_COHORTS = 40 };

/* People in cohorts. */
struct crowd {
    struct pp_pool *pool;
    size_t n, k;
    double *pre, *post;
    size_t *cohort, *group;
};

static struct crowd crowd_new(size_t n, size_t k)
{
    struct crowd c = {.pool = pp_pool_new(), .n = n, .k = k};

    c.pre = pp_pool_array(c.pool, n, sizeof *c.pre);
    c.post = pp_pool_array(c.pool, n, sizeof *c.post);
    c.cohort = pp_pool_array(c.pool, n, sizeof *c.cohort);
    c.group = pp_pool_array(c.pool, n, sizeof *c.group);
    return c;
}

static void cohorts_of(const struct crowd *c, struct pp_between_cohort *cohorts)
{
    double *pre = pp_alloc_array(c->n, sizeof *pre);
    double *post = pp_alloc_array(c->n, sizeof *post);
    double *change = pp_alloc_array(c->n, sizeof *change);

    for (size_t k = 0; k < c->k; k++) {
        size_t n = 0;
        for (size_t i = 0; i < c->n; i++) {
            if (c->cohort[i] != k)
                continue;
            pre[n] = c->pre[i];
            post[n] = c->post[i];
            change[n] = post[n] - pre[n];
            n++;
        }
        struct pp_paired_t t = pp_paired_t_test(change, n, .95);
        cohorts[k] = (struct pp_between_cohort){
            .shown = true,
            .sums = pp_cohort_sums_of(pre, post, n),
            .change = pp_coefficient_make(t.mean, t.se, t.df, .95)};
    }
    pp_free(pre);
    pp_free(post);
    pp_free(change);
}

enum what { SUMS_ALONE, PEOPLE, PEOPLE_IN_GROUPS };

static struct pp_between *compare(const struct crowd *c, enum what what)
{
    struct pp_between_cohort cohorts[MOST_COHORTS];
    struct pp_between_people people = {
        .n = c->n, .pre = c->pre, .post = c->post, .cohort = c->cohort};

    cohorts_of(c, cohorts);
    if (what == PEOPLE_IN_GROUPS)
        people.group = c->group;
    return pp_between_of(cohorts, c->k, what == SUMS_ALONE ? NULL : &people, .8,
                         .95, c->pool);
}

/* --- against R ------------------------------------------------------------ */

#define OF(what, ...) oracle_number(o, "%s." what, name, __VA_ARGS__)
#define ALL(what)     oracle_number(o, "%s." what, name)

static void check_changes(const struct oracle *o, const char *name,
                          const struct pp_between *b, size_t k)
{
    assert_true(near("F", b->test.f, ALL("welch1"), 1e-10));
    assert_true(near("df", b->test.df2, ALL("welch3"), 1e-10));
    assert_true(near("p", b->test.p, ALL("welch4"), 1e-9));
    assert_true(near("average", b->average.estimate, ALL("average1"), 1e-11));
    assert_true(near("average se", b->average.se, ALL("average2"), 1e-11));
    assert_true(near("average df", b->average.df, ALL("average3"), 1e-10));
    for (size_t i = 0; i < k; i++) {
        const struct pp_against *a = &b->against[i];
        assert_true(near("off", a->change.estimate,
                         OF("change_off%zu_1", i + 1), 1e-9));
        assert_true(
            near("off se", a->change.se, OF("change_off%zu_2", i + 1), 1e-11));
        assert_true(
            near("off df", a->change.df, OF("change_off%zu_3", i + 1), 1e-10));
        assert_true(near("z", a->funnel.z, OF("funnel_z%zu", i + 1), 1e-9));
    }
}

static void check_ancova(const struct oracle *o, const char *name,
                         const struct pp_between *b, size_t k, enum what what)
{
    const char *se = what == SUMS_ALONE ? "equal"
                     : what == PEOPLE   ? "hc3"
                                        : "cr2";

    assert_true(near("slope", b->ancova.slope.estimate, ALL("slope1"), 1e-11));
    assert_true(
        near("slope se", b->ancova_equal.slope.se, ALL("slope2"), 1e-11));
    assert_true(near("steeper", b->slope_corrected, ALL("slope1") / .8, 1e-11));
    assert_true(near("joint", b->ancova.joint.f, ALL("joint1"), 1e-9));
    assert_true(near("joint", b->ancova_equal.joint.f, ALL("joint1"), 1e-9));
    assert_true(near("joint p", b->ancova.joint.p, ALL("joint4"), 1e-8));
    for (size_t i = 0; i < k; i++) {
        const struct pp_against *a = &b->against[i];
        assert_true(near("adjusted", a->adjusted.estimate,
                         OF("adjusted_off%zu", i + 1), 1e-9));
        assert_true(near("adjusted se", a->adjusted.se,
                         OF("adjusted_off_%s%zu", se, i + 1), 1e-9));
        if (what == PEOPLE_IN_GROUPS)
            assert_true(near("adjusted df", a->adjusted.df,
                             OF("adjusted_off_cr2_df%zu", i + 1), 1e-9));
        assert_true(near("equal", a->equal_spread.estimate,
                         OF("adjusted_off%zu", i + 1), 1e-9));
        assert_true(near("equal se", a->equal_spread.se,
                         OF("adjusted_off_equal%zu", i + 1), 1e-10));
        assert_true(near("corrected", a->corrected.estimate,
                         OF("corrected_off%zu", i + 1), 1e-9));
        if (what == SUMS_ALONE)
            assert_true(near("corrected se", a->corrected.se,
                             OF("corrected_off_equal%zu", i + 1), 1e-10));
    }
}

/* rma() stops when tau2 moves by 1e-13; its own digits are the tolerance. */
static void check_meta(const struct oracle *o, const char *name,
                       const struct pp_between *b, size_t k)
{
    const struct pp_meta *m = &b->meta;

    assert_true(near("Q", m->q, ALL("q1"), 1e-10));
    assert_true(near("Q p", m->q_p, ALL("q2"), 1e-9));
    assert_true(near("mean", m->mean.estimate, ALL("mean1"), 1e-9));
    assert_true(near("mean se", m->mean.se, ALL("mean2"), 1e-9));
    assert_true(near("mean lo", m->mean.ci.lo, ALL("mean3"), 1e-8));
    if (!b->rule.spread)
        return;
    assert_true(near("tau2", m->tau2, ALL("tau2"), 1e-9));
    assert_true(near("tau2 lo", m->tau2_ci.lo, ALL("tau2_ci1"), 1e-8));
    assert_true(near("tau2 hi", m->tau2_ci.hi, ALL("tau2_ci2"), 1e-8));
    assert_true(near("I2", m->i2_tau2, ALL("i2"), 1e-9));
    assert_true(
        near("new lo", m->prediction_rough.lo, ALL("prediction1"), 1e-8));
    assert_true(
        near("new hi", m->prediction_rough.hi, ALL("prediction2"), 1e-8));
    for (size_t i = 0; i < k; i++)
        assert_true(near("shrunken", b->against[i].shrunken.estimate,
                         OF("shrunken%zu", i + 1), 1e-8));
}

static bool read_girls(struct crowd *c)
{
    static const char *const names[] = {"Cont", "CBT", "FT"};
    struct shared_table *t = shared_table_read("r-packages/MASS_anorexia.csv");

    if (t == NULL)
        return false;
    *c = crowd_new(t->n_rows, 3);
    for (size_t i = 0; i < c->n; i++) {
        c->pre[i] = shared_number(t, i, "Prewt");
        c->post[i] = shared_number(t, i, "Postwt");
        c->group[i] = (size_t)shared_number(t, i, "id") % 9;
        while (strcmp(shared_text(t, i, "Treat"), names[c->cohort[i]]) != 0)
            c->cohort[i]++;
    }
    shared_table_free(t);
    return true;
}

/* R's oneway.test, lm, sandwich and metafor; CR2 by matrices written out:
 * tests/oracle/regions.R. */
static void three_arms(void **state)
{
    (void)state;
    struct crowd c = {.n = 0};
    if (!read_girls(&c))
        skip();
    struct oracle o = oracle_read(c.pool, "tests/oracle/regions.csv");
    static const char *const name[] = {"anorexia", "anorexia", "grouped"};

    for (int what = SUMS_ALONE; what <= PEOPLE_IN_GROUPS; what++) {
        struct pp_between *b = compare(&c, (enum what)what);
        check_ancova(&o, name[what], b, 3, (enum what)what);
        if (what == PEOPLE_IN_GROUPS) {
            assert_true(near("icc", b->groups.icc,
                             oracle_number(&o, "grouped.icc"), 1e-6));
            assert_true(b->groups.allowed_for);
            continue;
        }
        check_changes(&o, name[what], b, 3);
        check_meta(&o, name[what], b, 3);
    }
    pp_pool_free(c.pool);
}

struct visit {
    const char *study;
    double id, time, total;
};

static int by_study(const void *a, const void *b)
{
    const struct visit *x = a, *y = b;
    int study = strcmp(x->study, y->study);

    return study != 0           ? study
           : x->id != y->id     ? (x->id > y->id) - (x->id < y->id)
           : x->time != y->time ? (x->time > y->time) - (x->time < y->time)
                                : 0;
}

/* Everyone's first two occasions, as regions.R says. */
static void pair_visits(struct visit *v, size_t n, struct crowd *c)
{
    const char *last = NULL;

    qsort(v, n, sizeof *v, by_study);
    *c = crowd_new(n, 0);
    c->n = 0;
    for (size_t i = 0; i + 1 < n; i++) {
        const struct visit *next = &v[i + 1];
        if (v[i].time != 1 || strcmp(next->study, v[i].study) != 0 ||
            next->id != v[i].id || next->time == 1)
            continue;
        if (last == NULL || strcmp(last, v[i].study) != 0)
            c->k++;
        last = v[i].study;
        c->cohort[c->n] = c->k - 1;
        c->pre[c->n] = v[i].total;
        c->post[c->n++] = next->total;
    }
}

static bool read_studies(struct crowd *c)
{
    struct shared_table *t = shared_table_read("r-packages/psychTools_sai.csv");
    size_t n = 0;

    if (t == NULL)
        return false;
    struct visit *v = pp_alloc_array(t->n_rows, sizeof *v);
    for (size_t i = 0; i < t->n_rows; i++) {
        v[n] = (struct visit){.study = shared_text(t, i, "study"),
                              .id = shared_number(t, i, "id"),
                              .time = shared_number(t, i, "time")};
        for (size_t j = 3; j < t->n_columns; j++)
            v[n].total += shared_number(t, i, t->cells[j]);
        n += isnan(v[n].total) ? 0 : 1;
    }
    pair_visits(v, n, c);
    pp_free(v);
    shared_table_free(t);
    return true;
}

static void many_studies(void **state)
{
    (void)state;
    struct crowd c = {.n = 0};
    if (!read_studies(&c))
        skip();
    struct oracle o = oracle_read(c.pool, "tests/oracle/regions.csv");

    assert_int_equal(c.n, (size_t)oracle_number(&o, "sai.people"));
    assert_int_equal(c.k, 16);
    for (int what = SUMS_ALONE; what <= PEOPLE; what++) {
        struct pp_between *b = compare(&c, (enum what)what);
        check_changes(&o, "sai", b, c.k);
        check_ancova(&o, "sai", b, c.k, (enum what)what);
        check_meta(&o, "sai", b, c.k);
        assert_true(b->funnel.overdispersion);
    }
    pp_pool_free(c.pool);
}

/* covid-gaming: depression before and during, by loneliness before. */
static bool read_lockdown(struct crowd *c)
{
    struct shared_table *scores =
        shared_table_read("covid-gaming/lockdown2-dass21-scores-wide.csv");
    struct shared_table *lonely =
        shared_table_read("covid-gaming/lockdown2-ucla3-scores-wide.csv");

    if (scores == NULL || lonely == NULL)
        return false;
    *c = crowd_new(scores->n_rows, 2);
    for (size_t i = 0; i < c->n; i++) {
        const char *id = shared_text(scores, i, "response_id");
        for (size_t k = 0; k < lonely->n_rows; k++)
            if (strcmp(shared_text(lonely, k, "response_id"), id) == 0)
                c->cohort[i] =
                    shared_number(lonely, k, "loneliness_before") >= 6;
        c->pre[i] = shared_number(scores, i, "depression_before");
        c->post[i] = shared_number(scores, i, "depression_during");
    }
    shared_table_free(scores);
    shared_table_free(lonely);
    return true;
}

static void two_cohorts(void **state)
{
    (void)state;
    struct crowd c = {.n = 0};
    if (!read_lockdown(&c))
        skip();
    struct oracle o = oracle_read(c.pool, "tests/oracle/regions.csv");
    const struct pp_between *b = compare(&c, PEOPLE);

    assert_int_equal(c.n, (size_t)oracle_number(&o, "covid.people"));
    check_changes(&o, "covid", b, 0);
    check_ancova(&o, "covid", b, 2, PEOPLE);
    assert_true(near("difference", b->change.estimate,
                     oracle_number(&o, "covid.difference1"), 1e-10));
    assert_true(near("difference se", b->change.se,
                     oracle_number(&o, "covid.difference2"), 1e-11));
    assert_true(near("difference df", b->change.df,
                     oracle_number(&o, "covid.difference3"), 1e-10));
    assert_true(near("difference p", b->test.p,
                     oracle_number(&o, "covid.difference4"), 1e-10));
    assert_true(near("adjusted", b->adjusted.estimate,
                     oracle_number(&o, "covid.adjusted"), 1e-9));
    assert_true(near("adjusted se", b->adjusted.se,
                     oracle_number(&o, "covid.adjusted_hc3"), 1e-9));
    assert_true(isnan(b->meta.q) && b->funnel.status != PP_STATUS_OK);
    pp_pool_free(c.pool);
}

/* --- what so many cohorts can say ----------------------------------------- */

/* n people in each of k cohorts that are alike. */
static struct crowd alike(size_t n, size_t k, uint64_t seed)
{
    struct pp_rng rng = pp_rng_at(seed, PP_STREAM_SIMULATION, 0);
    struct crowd c = crowd_new(n * k, k);

    for (size_t i = 0; i < c.n; i++) {
        c.cohort[i] = i % k;
        c.group[i] = i % (3 * k);
        c.pre[i] = 12 + 5 * pp_rng_normal(&rng);
        c.post[i] = 4 + .6 * c.pre[i] + 4 * pp_rng_normal(&rng);
    }
    return c;
}

/* CONVENTIONS section 6, on both sides of every step. */
static void what_may_be_printed(void **state)
{
    (void)state;
    static const struct {
        size_t k;
        bool compared, heterogeneity, spread, overdispersion;
    } rows[] = {{1, 0, 0, 0, 0},  {2, 1, 0, 0, 0}, {3, 1, 1, 0, 0},
                {4, 1, 1, 0, 0},  {5, 1, 1, 1, 0}, {9, 1, 1, 1, 0},
                {10, 1, 1, 1, 1}, {28, 1, 1, 1, 1}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct crowd c = alike(12, rows[i].k, 3);
        const struct pp_between *b = compare(&c, PEOPLE);
        const struct pp_meta *m = &b->meta;
        const struct pp_against *a = &b->against[0];
        assert_int_equal(!isnan(b->average.estimate), rows[i].compared);
        assert_int_equal(!isnan(a->adjusted.estimate), rows[i].compared);
        assert_int_equal(!isnan(b->adjusted.estimate), rows[i].k == 2);
        assert_int_equal(!isnan(m->q), rows[i].heterogeneity);
        assert_int_equal(!isnan(m->mean.estimate), rows[i].heterogeneity);
        assert_int_equal(!isnan(a->funnel.limits.inner.lo),
                         rows[i].heterogeneity);
        assert_int_equal(!isnan(m->tau2), rows[i].spread);
        assert_int_equal(!isnan(m->tau2_ci.hi), rows[i].spread);
        assert_int_equal(!isnan(m->i2_tau2), rows[i].spread);
        assert_int_equal(!isnan(m->prediction.lo), rows[i].spread);
        assert_int_equal(!isnan(m->prediction_rough.lo), rows[i].spread);
        assert_int_equal(!isnan(a->shrunken.estimate), rows[i].spread);
        assert_int_equal(b->funnel.overdispersion, rows[i].overdispersion);
        assert_int_equal(!isnan(b->funnel.phi), rows[i].overdispersion);
        assert_true(isnan(m->normal.estimate) && isnan(m->hksj.estimate));
        pp_pool_free(c.pool);
    }
}

/* A hidden cohort is as if it had never been. */
static void hidden(void **state)
{
    (void)state;
    struct crowd c = alike(15, 6, 5), five = alike(15, 6, 5);
    struct pp_between_cohort cohorts[MOST_COHORTS];
    struct pp_between_people people = {c.n,  c.pre, c.post, c.cohort, NULL,
                                       NULL, 0,     0,      NULL};
    size_t n = 0;

    cohorts_of(&c, cohorts);
    cohorts[2].shown = false;
    const struct pp_between *is =
        pp_between_of(cohorts, 6, &people, .8, .95, c.pool);
    for (size_t i = 0; i < five.n; i++) {
        if (five.cohort[i] == 2)
            continue;
        five.pre[n] = five.pre[i];
        five.post[n] = five.post[i];
        five.cohort[n++] = five.cohort[i] - (five.cohort[i] > 2);
    }
    five.n = n;
    five.k = 5;
    const struct pp_between *want = compare(&five, PEOPLE);
    assert_int_equal(is->k, 5);
    assert_true(isnan(is->against[2].change.estimate));
    assert_true(
        near("average", is->average.estimate, want->average.estimate, 1e-14));
    assert_true(near("tau2", is->meta.tau2, want->meta.tau2, 1e-12));
    assert_true(near("F", is->ancova.joint.f, want->ancova.joint.f, 1e-12));
    for (size_t i = 0; i < 6; i++) {
        if (i == 2)
            continue;
        size_t j = i - (i > 2);
        assert_true(near("adjusted", is->against[i].adjusted.se,
                         want->against[j].adjusted.se, 1e-12));
        assert_true(near("funnel", is->against[i].funnel.z,
                         want->against[j].funnel.z, 1e-12));
    }
    pp_pool_free(c.pool);
    pp_pool_free(five.pool);
}

/* O13: cohorts more alike than chance makes them must not make the average
 * better known than if one true value were behind them all. */
static void homogeneous(void **state)
{
    (void)state;
    static const double y[] = {.30, .31, .29, .30}, v[] = {.02, .03, .025, .02};
    struct pp_pool *pool = pp_pool_new();
    struct pp_between_cohort cohorts[4];

    for (size_t i = 0; i < 4; i++)
        cohorts[i] = (struct pp_between_cohort){
            .shown = true,
            .sums = {20, 1, 1 + y[i], 19, 19, 10},
            .change = pp_coefficient_make(y[i], sqrt(v[i]), 19, .95)};
    const struct pp_between *b =
        pp_between_of(cohorts, 4, NULL, NAN, .95, pool);
    assert_true(near("lo", b->meta.mean.ci.lo, .05789123534, 1e-9));
    assert_true(near("hi", b->meta.mean.ci.hi, .5413395339, 1e-9));
    assert_true(b->meta.mean.ci.hi - b->meta.mean.ci.lo >
                b->meta.common.ci.hi - b->meta.common.ci.lo);
    pp_pool_free(pool);
}

/* Group = region: nothing can be said of groups within them. */
static void groups(void **state)
{
    (void)state;
    struct crowd c = alike(20, 5, 9);
    const struct pp_between *b = compare(&c, PEOPLE_IN_GROUPS);

    assert_int_equal(b->groups.n_groups, 15);
    assert_int_equal(b->against[0].n_groups, 3);
    assert_true(b->groups.allowed_for);
    assert_int_equal(b->ancova.robust, PP_ROBUST_CR2);
    memcpy(c.group, c.cohort, c.n * sizeof *c.group);
    b = compare(&c, PEOPLE_IN_GROUPS);
    assert_false(b->groups.allowed_for);
    assert_int_equal(b->ancova.robust, PP_ROBUST_HC3);
    pp_pool_free(c.pool);
}

/* Levels with few people join others; what cohorts say already is left out. */
static void case_mix(void **state)
{
    (void)state;
    struct crowd c = alike(30, 3, 4);
    struct pp_between_cohort cohorts[MOST_COHORTS];
    size_t *age = pp_pool_array(c.pool, c.n, sizeof *age);
    double *dose = pp_pool_array(c.pool, c.n, sizeof *dose);

    for (size_t i = 0; i < c.n; i++) {
        age[i] = i == 7 ? 2 : i % 2; /* one person alone in level 2 */
        dose[i] = i % 10 == 0 ? NAN : (double)(i % 7);
    }
    struct pp_case_mix_column columns[] = {{"age band", age, 3, NULL},
                                           {"region", c.cohort, 3, NULL},
                                           {"sessions", NULL, 0, dose}};
    struct pp_between_people people = {c.n,     c.pre, c.post, c.cohort, NULL,
                                       columns, 3,     10,     NULL};
    cohorts_of(&c, cohorts);
    const struct pp_between *one =
        pp_between_of(cohorts, 3, &people, .8, .95, c.pool);
    assert_int_equal(one->n_case_mix, 2);
    assert_string_equal(one->case_mix[0], "age band");
    assert_string_equal(one->case_mix[1], "sessions");
    assert_int_equal(one->n_left_out, 1);
    assert_string_equal(one->left_out[0], "region");
    age[7] = 0; /* into the largest level: as if it had always been there */
    const struct pp_between *two =
        pp_between_of(cohorts, 3, &people, .8, .95, c.pool);
    assert_true(near("joined", one->against[1].adjusted.estimate,
                     two->against[1].adjusted.estimate, 1e-12));
    /* Everybody twice, written out and as a count: blank doses among them. */
    struct crowd twice = alike(30, 3, 4), again = alike(60, 3, 4);
    size_t *count = pp_pool_array(c.pool, c.n, sizeof *count);
    size_t *age2 = pp_pool_array(c.pool, 2 * c.n, sizeof *age2);
    double *dose2 = pp_pool_array(c.pool, 2 * c.n, sizeof *dose2);
    for (size_t i = 0; i < c.n; i++) {
        count[i] = 2;
        for (size_t k = 2 * i; k < 2 * i + 2; k++) {
            again.pre[k] = twice.pre[i];
            again.post[k] = twice.post[i];
            again.cohort[k] = twice.cohort[i];
            age2[k] = age[i];
            dose2[k] = dose[i];
        }
    }
    people.count = count;
    people.min_level = 40;
    const struct pp_between *counted =
        pp_between_of(cohorts, 3, &people, .8, .95, c.pool);
    struct pp_case_mix_column written[] = {{"age band", age2, 3, NULL},
                                           {"region", again.cohort, 3, NULL},
                                           {"sessions", NULL, 0, dose2}};
    struct pp_between_people all = {
        again.n, again.pre, again.post, again.cohort, NULL,
        written, 3,         40,         NULL};
    const struct pp_between *repeated =
        pp_between_of(cohorts, 3, &all, .8, .95, c.pool);
    assert_int_equal(counted->n_case_mix, repeated->n_case_mix);
    assert_int_equal(counted->ancova.n, 2 * c.n);
    assert_true(near("counted", counted->against[1].adjusted.estimate,
                     repeated->against[1].adjusted.estimate, 1e-11));
    assert_true(near("counted", counted->against[1].adjusted.se,
                     repeated->against[1].adjusted.se, 1e-11));
    pp_pool_free(twice.pool);
    pp_pool_free(again.pool);
    people.count = NULL;
    people.min_level = 10;
    /* The change score and what comes from sums know nothing of case mix. */
    people.n_case_mix = 0;
    const struct pp_between *none =
        pp_between_of(cohorts, 3, &people, .8, .95, c.pool);
    assert_true(fabs(none->against[1].adjusted.estimate -
                     one->against[1].adjusted.estimate) > 1e-6);
    assert_true(near("change", none->against[1].change.estimate,
                     one->against[1].change.estimate, 1e-14));
    pp_pool_free(c.pool);
}

/* Regions that are alike, their labels dealt anew 200 times: about 5 in 100
 * lie outside the 95% limits, and the test says "they differ" about as often.
 * Cochran's Q says it more often than it should: from 10 regions of 12. */
static void null_sets(void **state)
{
    (void)state;
    enum { TIMES = 200, REGIONS = 10 };
    struct crowd c = alike(12, REGIONS, 11);
    struct pp_rng rng = pp_rng_at(12, PP_STREAM_SIMULATION, 1);
    struct pp_between_cohort cohorts[MOST_COHORTS];
    size_t outside = 0, differ = 0, q_differ = 0;

    for (size_t t = 0; t < TIMES; t++) {
        struct pp_pool *pool = pp_pool_new();
        for (size_t i = c.n; i > 1; i--) {
            size_t j = pp_rng_below(&rng, (uint32_t)i);
            size_t label = c.cohort[i - 1];
            c.cohort[i - 1] = c.cohort[j];
            c.cohort[j] = label;
        }
        cohorts_of(&c, cohorts);
        /* Nine at a time, so that overdispersion does not widen the limits. */
        cohorts[t % REGIONS].shown = false;
        const struct pp_between *b =
            pp_between_of(cohorts, REGIONS, NULL, NAN, .95, pool);
        outside += b->funnel.n_outside_inner;
        differ += b->test.p < .05;
        q_differ += b->meta.q_p < .05;
        pp_pool_free(pool);
    }
    /* 1,800 regions: 5% give 90, SD about 9; 200 tests: 10, SD 3. */
    printf("# outside %zu of 1800, differ %zu of 200, by Q %zu\n", outside,
           differ, q_differ);
    assert_in_range(outside, 63, 117);
    assert_in_range(differ, 2, 19);
    assert_true(q_differ > differ);
    pp_pool_free(c.pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(three_arms),   cmocka_unit_test(two_cohorts),
        cmocka_unit_test(many_studies), cmocka_unit_test(what_may_be_printed),
        cmocka_unit_test(hidden),       cmocka_unit_test(homogeneous),
        cmocka_unit_test(groups),       cmocka_unit_test(case_mix),
        cmocka_unit_test(null_sets),
    };
    pp_gsl_quiet();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
