#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "prepost/analysis/between.h"
#include "prepost/analysis/comparison.h"
#include "prepost/model/plan.h"

/*
 * When the two ways to compare cohorts, by changes and among people who
 * started alike, are said to give different answers: by the test of all
 * cohorts, after Holm, as the finding is; never by one cohort alone. Holm of
 * two p values by hand: the smaller twice, the larger no less than that.
 */
enum { MOST = 3 };

struct made {
    size_t k;
    double p, adjusted_p;
    /* each cohort by itself, three of them; the two of a pair stand first */
    double change[MOST], change_p[MOST], adjusted[MOST], one_p[MOST];
};

struct world {
    struct pp_plan_outcome plan;
    struct pp_against against[MOST];
    struct pp_between between;
};

static struct pp_outcome outcome_of(const struct made *m, struct world *w)
{
    struct pp_outcome o = {.plan = &w->plan};

    w->plan.sesoi.value = NAN;
    w->between = (struct pp_between){.k = m->k, .against = w->against};
    for (size_t i = 0; i < m->k; i++)
        w->against[i] = (struct pp_against){.change.estimate = m->change[i],
                                            .change_p_holm = m->change_p[i],
                                            .adjusted.estimate = m->adjusted[i],
                                            .adjusted_p_holm = m->one_p[i]};
    if (m->k == 2) {
        w->between.change.estimate = m->change[0];
        w->between.adjusted.estimate = m->adjusted[0];
        w->between.adjusted.p = m->adjusted_p;
        w->between.ancova.joint.p = NAN;
    } else {
        w->between.ancova.joint.p = m->adjusted_p;
    }
    o.comparison.n_cohorts = m->k;
    o.comparison.between = &w->between;
    o.comparison.p = m->k < 2 ? NAN : m->p;
    return o;
}

static void two_ways(void **state)
{
    static const struct {
        const char *label;
        struct made one, other;
        bool disagree;
    } cases[] = {
        {"neither differs, one cohort passes by itself one way",
         {3, .28, .10, {0}, {.46, .45, .46}, {0, 0, -1}, {.4, .1, .046}},
         {3, .5, .5, {0}, {1, 1, 1}, {0}, {1, 1, 1}},
         false},
        {"both differ, one cohort passes one way alone",
         {3,
          .0029,
          .0037,
          {0, -1, 2},
          {.9, .005, .026},
          {0, -1, 2},
          {.8, .007, .054}},
         {3, .5, .5, {0}, {1, 1, 1}, {0}, {1, 1, 1}},
         false},
        {"by changes alone",
         {3, .01, .8, {0}, {1, 1, 1}, {0}, {1, 1, 1}},
         {3, .5, .5, {0}, {1, 1, 1}, {0}, {1, 1, 1}},
         true},
        {"started alike alone",
         {2, .8, .01, {1}, {0}, {1}, {0}},
         {2, .5, .5, {1}, {0}, {1}, {0}},
         true},
        {"started alike alone, but not with the other outcome counted",
         {2, .8, .03, {1}, {0}, {1}, {0}},
         {2, .5, .5, {1}, {0}, {1}, {0}},
         false},
        {"both differ, a pair the other way round",
         {2, .001, .001, {1}, {0}, {-1}, {0}},
         {2, .5, .5, {1}, {0}, {1}, {0}},
         true},
        {"both differ, one of three the other way round",
         {3, .001, .001, {-2, 0, 2}, {.01, 1, .01}, {2, 0, -2}, {.01, 1, .01}},
         {3, .5, .5, {0}, {1, 1, 1}, {0}, {1, 1, 1}},
         true},
        {"people who started alike cannot be compared",
         {3, .001, NAN, {0}, {1, 1, 1}, {0}, {1, 1, 1}},
         {3, .5, .5, {0}, {1, 1, 1}, {0}, {1, 1, 1}},
         false},
        {"one cohort",
         {1, NAN, NAN, {0}, {1}, {0}, {1}},
         {1, NAN, NAN, {0}, {1}, {0}, {1}},
         false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct world w[2];
        struct pp_outcome outcomes[2];
        memset(w, 0, sizeof w);
        outcomes[0] = outcome_of(&cases[i].one, &w[0]);
        outcomes[1] = outcome_of(&cases[i].other, &w[1]);
        pp_comparisons_decide(outcomes, 2, .95);
        if (outcomes[0].comparison.methods_disagree != cases[i].disagree)
            fail_msg("%s", cases[i].label);
        assert_false(outcomes[1].comparison.methods_disagree);
    }
}

/* The test of three cohorts takes each person by itself, and has no say where
 * people of one group change alike: in a store, or as summaries name them. */
static void groups(void **state)
{
    struct made m = {3, .28, .0001, {0}, {1, 1, 1}, {0}, {1, 1, 1}};
    struct pp_cohort cohorts[3];

    (void)state;
    for (int by = 0; by < 3; by++) {
        struct world w;
        memset(&w, 0, sizeof w);
        memset(cohorts, 0, sizeof cohorts);
        struct pp_outcome o = outcome_of(&m, &w);
        o.comparison.cohorts = cohorts;
        w.between.groups.allowed_for = by == 1;
        cohorts[1].flow.n_groups = by == 2 ? 4 : 0;
        pp_comparisons_decide(&o, 1, .95);
        assert_int_equal(isnan(pp_comparison_adjusted_p(&o.comparison)) != 0,
                         by > 0);
        assert_int_equal(o.comparison.methods_disagree, by == 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(two_ways),
                                       cmocka_unit_test(groups)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
