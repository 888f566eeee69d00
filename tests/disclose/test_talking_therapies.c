#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "prepost/base/rng.h"
#include "prepost/disclose/work.h"

/*
 * The measures of NHS Talking Therapies beside better, in between and worse on
 * PHQ-9 and on GAD-7: someone who has all that is shown goes through every
 * table of both together that fits it. Small counts that are hidden must be
 * able to be as many values as the threshold, or to be no small count.
 */
enum { BETTER, SAME, WORSE, N_STATES };
enum { THRESHOLD = 3, PEOPLE = 13, WORLDS = 60, N_COUNTS = 9 };
/* PHQ-9's three, GAD-7's three, reliably better, unchanged, worse. */

struct world {
    struct pp_results from, to;
    struct pp_plan plan;
    struct pp_plan_outcome planned[2];
    struct pp_outcome was[2], is[2];
    struct pp_talking_therapies measures, shown;
    struct pp_work work;
};

static void count_table(long t[N_STATES][N_STATES], long count[N_COUNTS])
{
    for (int k = 0; k < N_COUNTS; k++)
        count[k] = 0;
    for (int i = 0; i < N_STATES; i++)
        for (int j = 0; j < N_STATES; j++) {
            count[i] += t[i][j];
            count[3 + j] += t[i][j];
        }
    count[6] = t[BETTER][BETTER] + t[BETTER][SAME] + t[SAME][BETTER];
    count[7] = t[SAME][SAME];
    count[8] = t[WORSE][WORSE] + t[WORSE][SAME] + t[SAME][WORSE];
}

static void set_individual(struct pp_individual *p, const long *count)
{
    *p = (struct pp_individual){.source = PP_AMOUNT_PUBLISHED,
                                .n = PEOPLE,
                                .n_better = count[0],
                                .n_between = count[1],
                                .n_worse = count[2]};
}

static void world_init(struct world *w, long t[N_STATES][N_STATES])
{
    static const char *const ids[] = {"phq9.total", "gad7.total"};
    long count[N_COUNTS];

    count_table(t, count);
    *w = (struct world){.plan = {.n_waves = 2}};
    w->measures = (struct pp_talking_therapies){.n = PEOPLE,
                                                .n_could = PEOPLE,
                                                .n_recovered = 5,
                                                .n_improved = count[6],
                                                .n_unchanged = count[7],
                                                .n_worse = count[8]};
    for (int i = 0; i < N_STATES; i++)
        for (int j = 0; j < N_STATES; j++)
            w->measures.cell[i][j] = t[i][j];
    w->measures.n_none = PEOPLE - count[6] - count[7] - count[8];
    for (int k = 0; k < 2; k++) {
        w->planned[k].id = ids[k];
        w->was[k] = (struct pp_outcome){.plan = &w->planned[k], .wave = 1};
        set_individual(&w->was[k].individual, count + 3 * k);
        w->is[k] = w->was[k];
    }
    w->from = (struct pp_results){.plan = &w->plan,
                                  .outcomes = w->was,
                                  .n_outcomes = 2,
                                  .talking_therapies = &w->measures};
    w->to = w->from;
    w->shown = w->measures;
    w->to.talking_therapies = &w->shown;
    w->work = (struct pp_work){.rules = {.threshold = THRESHOLD, .base = 1},
                               .from = &w->from,
                               .to = &w->to,
                               .outcomes = w->is};
}

static void what_is_shown(const struct world *w, long count[N_COUNTS])
{
    for (int k = 0; k < 2; k++) {
        const struct pp_individual *p = &w->is[k].individual;
        count[3 * k] = p->n_better;
        count[3 * k + 1] = p->n_between;
        count[3 * k + 2] = p->n_worse;
    }
    count[6] = w->shown.n_improved;
    count[7] = w->shown.n_unchanged;
    count[8] = w->shown.n_worse;
}

/* All tables of PEOPLE that fit what is shown; which values each count has. */
struct search {
    const long *shown;
    bool can[N_COUNTS][PEOPLE + 1];
    long t[N_STATES][N_STATES];
};

static void search(struct search *s, int cell, long left)
{
    long count[N_COUNTS];

    if (cell < 8) {
        for (long n = 0; n <= left; n++) {
            s->t[cell / 3][cell % 3] = n;
            search(s, cell + 1, left - n);
        }
        return;
    }
    s->t[2][2] = left;
    count_table(s->t, count);
    for (int k = 0; k < N_COUNTS; k++)
        if (s->shown[k] != PP_COUNT_HIDDEN && s->shown[k] != count[k])
            return;
    for (int k = 0; k < N_COUNTS; k++)
        s->can[k][count[k]] = true;
}

static void random_table(struct pp_rng *rng, long t[N_STATES][N_STATES])
{
    for (int i = 0; i < 9; i++)
        t[i / 3][i % 3] = 0;
    for (int i = 0; i < PEOPLE; i++) {
        /* Most stay as they are on one or both. */
        uint32_t a = pp_rng_below(rng, 6), b = pp_rng_below(rng, 6);
        t[a < 2 ? a * 2 : SAME][b < 2 ? b * 2 : SAME]++;
    }
}

static void nobody_can_be_worked_out(void **state)
{
    struct pp_rng rng = pp_rng_at(20251128, PP_STREAM_BOOTSTRAP, 0);
    size_t n_hidden = 0, n_shown = 0;

    (void)state;
    for (int i = 0; i < WORLDS; i++) {
        long t[N_STATES][N_STATES], was[N_COUNTS], shown[N_COUNTS];
        struct world w;
        random_table(&rng, t);
        count_table(t, was);
        world_init(&w, t);
        while (pp_protect_measures(&w.work))
            ;
        what_is_shown(&w, shown);
        struct search s = {.shown = shown};
        search(&s, 0, PEOPLE);
        for (int k = 0; k < N_COUNTS; k++) {
            int values = 0;
            for (int v = 0; v <= PEOPLE; v++)
                values += s.can[k][v];
            n_shown += shown[k] != PP_COUNT_HIDDEN;
            if (shown[k] != PP_COUNT_HIDDEN) {
                assert_true(shown[k] >= THRESHOLD);
                continue;
            }
            n_hidden++;
            if (was[k] < THRESHOLD && values < THRESHOLD)
                fail_msg("world %d: count %d of %ld has %d values", i, k,
                         was[k], values);
        }
    }
    /* It hides, and it does not hide everything. */
    assert_true(n_hidden > 50 && n_shown > 100);
}

static void shares_go_with_their_counts(void **state)
{
    long t[N_STATES][N_STATES] = {{4, 0, 0}, {0, 7, 0}, {0, 0, 2}};
    struct world w;

    (void)state;
    world_init(&w, t);
    pp_talking_therapies_shares(&w.measures, .95);
    w.shown = w.measures;
    while (pp_protect_measures(&w.work))
        ;
    pp_clean_measures(&w.work);
    assert_int_equal(w.shown.n_worse, PP_COUNT_HIDDEN);
    assert_true(isnan(w.shown.worse.estimate));
    assert_true(isnan(w.shown.worse.ci.lo) && isnan(w.shown.worse.ci.hi));
    assert_int_equal(w.shown.cell[WORSE][WORSE], 0); /* never handed on */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nobody_can_be_worked_out),
        cmocka_unit_test(shares_go_with_their_counts)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
