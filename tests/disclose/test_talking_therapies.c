#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

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
    struct pp_sizes sizes[2];
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

/* Whoever changed did so by the amount; how many changed at all is not shown.
 */
static void set_people(struct world *w, int k, const long *count)
{
    struct pp_outcome *was = &w->was[k];

    was->n_pairs = (size_t)(count[0] + count[1] + count[2]);
    was->individual = (struct pp_individual){.source = PP_AMOUNT_PUBLISHED,
                                             .n = (long)was->n_pairs,
                                             .n_better = count[0],
                                             .n_between = count[1],
                                             .n_worse = count[2]};
    was->paired.n_better = (size_t)count[0];
    was->paired.n_same = (size_t)count[1];
    was->paired.n_worse = (size_t)count[2];
    w->sizes[k] = (struct pp_sizes){.n_better = PP_COUNT_HIDDEN,
                                    .n_same = PP_COUNT_HIDDEN,
                                    .n_worse = PP_COUNT_HIDDEN};
    w->is[k] = *was;
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
    w->measures.cases[1][1][0][0] = 5;
    w->measures.cases[1][1][1][1] = PEOPLE - 5;
    w->measures.n_none = PEOPLE - count[6] - count[7] - count[8];
    for (int k = 0; k < 2; k++) {
        w->planned[k].id = ids[k];
        w->was[k] = (struct pp_outcome){.plan = &w->planned[k], .wave = 1};
        set_people(w, k, count + 3 * k);
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
                               .outcomes = w->is,
                               .sizes = w->sizes};
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
    const struct world *world; /* NULL: nobody is counted by other amounts */
    bool can[N_COUNTS][PEOPLE + 1];
    long t[N_STATES][N_STATES];
};

/* Who changed by the amount changed. */
static bool fits_any_change(const struct pp_sizes *told, const long *count)
{
    return (told->n_better == PP_COUNT_HIDDEN || told->n_better >= count[0]) &&
           (told->n_same == PP_COUNT_HIDDEN || told->n_same <= count[1]) &&
           (told->n_worse == PP_COUNT_HIDDEN || told->n_worse >= count[2]);
}

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
    for (int k = 0; s->world != NULL && k < 2; k++)
        if (!fits_any_change(&s->world->sizes[k], count + 3 * k))
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

/* Some of those who did not change by the amount changed by less. Where any of
 * the three is few, the outcome's own counts have hidden them already. */
static void add_any_change(struct world *w, struct pp_rng *rng)
{
    for (int k = 0; k < 2; k++) {
        const struct pp_individual *own = &w->was[k].individual;
        long any[N_STATES] = {own->n_better, own->n_between, own->n_worse};
        for (long i = 0; i < own->n_between; i++) {
            uint32_t chance = pp_rng_below(rng, 6);
            int to = chance < 2 ? (int)chance * 2 : SAME;
            any[SAME]--;
            any[to]++;
        }
        w->was[k].paired.n_better = (size_t)any[BETTER];
        w->was[k].paired.n_same = (size_t)any[SAME];
        w->was[k].paired.n_worse = (size_t)any[WORSE];
        if (any[0] >= THRESHOLD && any[1] >= THRESHOLD && any[2] >= THRESHOLD)
            w->sizes[k] = (struct pp_sizes){.n_better = any[BETTER],
                                            .n_same = any[SAME],
                                            .n_worse = any[WORSE]};
    }
}

/* A small count that is hidden can be as many values as the threshold. */
static void check_hidden(int world, const struct search *s, const long *was)
{
    for (int k = 0; k < N_COUNTS; k++) {
        int values = 0;
        for (int v = 0; v <= PEOPLE; v++)
            values += s->can[k][v];
        if (s->shown[k] != PP_COUNT_HIDDEN)
            assert_true(s->shown[k] >= THRESHOLD);
        else if (was[k] < THRESHOLD && values < THRESHOLD)
            fail_msg("world %d: count %d of %ld has %d values", world, k,
                     was[k], values);
    }
}

static void search_worlds(bool with_any)
{
    struct pp_rng rng = pp_rng_at(20251128, PP_STREAM_BOOTSTRAP, 0);
    size_t n_hidden = 0, n_shown = 0;

    for (int i = 0; i < WORLDS; i++) {
        long t[N_STATES][N_STATES], was[N_COUNTS], shown[N_COUNTS];
        struct world w;
        random_table(&rng, t);
        count_table(t, was);
        world_init(&w, t);
        if (with_any)
            add_any_change(&w, &rng);
        while (pp_protect_measures(&w.work))
            ;
        what_is_shown(&w, shown);
        struct search s = {.shown = shown, .world = with_any ? &w : NULL};
        search(&s, 0, PEOPLE);
        check_hidden(i, &s, was);
        for (int k = 0; k < N_COUNTS; k++) {
            n_shown += shown[k] != PP_COUNT_HIDDEN;
            n_hidden += shown[k] == PP_COUNT_HIDDEN;
        }
    }
    /* It hides, and it does not hide everything. */
    assert_true(n_hidden > 50 && n_shown > 100);
}

static void nobody_can_be_worked_out(void **state)
{
    (void)state;
    search_worlds(false);
}

static void nor_beside_any_change(void **state)
{
    (void)state;
    search_worlds(true);
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

/*
 * Four people changed by PHQ-9 and gave no two GAD-7: 1 better, 2 the same, 1
 * worse. They are few, and no secret that hiding could keep: none of the counts
 * that are not small goes for their sake.
 */
static void who_answered_one_alone_hides_nothing(void **state)
{
    long t[N_STATES][N_STATES] = {{20, 15, 12}, {18, 90, 16}, {11, 13, 21}};
    static const long alone[N_STATES] = {1, 2, 1};
    long was[N_COUNTS], shown[N_COUNTS];
    struct world w;

    (void)state;
    count_table(t, was);
    world_init(&w, t);
    w.work.rules.threshold = 5;
    w.measures.n = w.measures.n_could = was[6] + was[7] + was[8] + 12 + 11;
    w.measures.n_recovered = 50;
    w.measures.cases[1][1][0][0] = 50;
    w.measures.cases[1][1][1][1] = w.measures.n - 50;
    w.shown = w.measures;
    for (int k = 0; k < N_STATES; k++) {
        w.measures.cell[k][N_STATES] = alone[k];
        was[k] += alone[k];
    }
    set_people(&w, 0, was);
    set_people(&w, 1, was + N_STATES);
    while (pp_protect_measures(&w.work))
        ;
    what_is_shown(&w, shown);
    for (int k = 0; k < N_COUNTS; k++)
        assert_int_equal(shown[k], was[k]);
    assert_int_equal(w.shown.n_recovered, 50);
}

/* --- cases on either, beside the cut-offs of each --------------------------
 */

static const struct pp_cutoff PHQ9 = {"caseness", 10, true, "made up"},
                              GAD7 = {"caseness", 8, true, "made up"};

/* What is printed of them: beyond, crossed and entered on PHQ-9, and on
 * GAD-7; no case, could recover, recovered. */
enum { N_PRINTED = 9, FEW_PEOPLE = 7, CASE_WORLDS = 25, LEAST = 2 };

static void count_cases(const long *cases, long count[N_PRINTED])
{
    for (int k = 0; k < N_PRINTED; k++)
        count[k] = 0;
    for (int c = 0; c < 16; c++) {
        const bool on[2][2] = {{c / 8 % 2, c / 2 % 2}, {c / 4 % 2, c % 2}};
        for (int k = 0; k < 2; k++) {
            count[3 * k] += on[k][0] ? cases[c] : 0;
            count[3 * k + 1] += on[k][0] && !on[k][1] ? cases[c] : 0;
            count[3 * k + 2] += !on[k][0] && on[k][1] ? cases[c] : 0;
        }
        bool was = on[0][0] || on[1][0], is = on[0][1] || on[1][1];
        count[6] += was ? 0 : cases[c];
        count[7] += was ? cases[c] : 0;
        count[8] += was && !is ? cases[c] : 0;
    }
}

/* Everyone answers all, nobody changes by an amount for one person. */
static void cases_init(struct world *w, const long *cases, long people,
                       long threshold)
{
    long still[N_STATES][N_STATES] = {{0}}, count[N_PRINTED];

    count_cases(cases, count);
    still[SAME][SAME] = people;
    world_init(w, still);
    memcpy(w->measures.cases, cases, sizeof w->measures.cases);
    w->measures.n = people;
    w->measures.n_not_case = count[6];
    w->measures.n_could = count[7];
    w->measures.n_recovered = count[8];
    w->shown = w->measures;
    w->work.rules.threshold = threshold;
    w->work.rules.show_zero = true;
    for (int k = 0; k < 2; k++) {
        set_people(w, k, (const long[]){0, people, 0});
        w->was[k].individual.source = PP_AMOUNT_NONE;
        w->was[k].recovery =
            (struct pp_recovery){.cutoff = k == 0 ? &PHQ9 : &GAD7,
                                 .n = people,
                                 .n_beyond = count[3 * k],
                                 .n_crossed = count[3 * k + 1],
                                 .n_entered = count[3 * k + 2]};
        w->is[k] = w->was[k];
    }
}

static void shown_of_cases(const struct world *w, long count[N_PRINTED])
{
    for (int k = 0; k < 2; k++) {
        const struct pp_recovery *r = &w->is[k].recovery;
        count[3 * k] = r->n_beyond;
        count[3 * k + 1] = r->n_crossed;
        count[3 * k + 2] = r->n_entered;
    }
    count[6] = w->shown.n_not_case;
    count[7] = w->shown.n_could;
    count[8] = w->shown.n_recovered;
}

/*
 * Of 40 people 30 are a case, 28 of them on GAD-7: the other 2 on PHQ-9 alone.
 * No count is small, but one less the other is.
 */
static void a_case_on_one_alone_is_not_told(void **state)
{
    long cases[16] = {0};
    struct world w;

    (void)state;
    cases[0] = 10;
    cases[8 + 4 + 2 + 1] = 28 - 12;
    cases[4 + 1] = 12;
    cases[8 + 2] = 2;
    cases_init(&w, cases, 40, 5);
    assert_int_equal(w.shown.n_could - w.is[1].recovery.n_beyond, 2);
    while (pp_protect_measures(&w.work))
        ;
    bool is_could_known = w.shown.n_could != PP_COUNT_HIDDEN ||
                          w.shown.n_not_case != PP_COUNT_HIDDEN;
    assert_false(is_could_known &&
                 w.is[1].recovery.n_beyond != PP_COUNT_HIDDEN);
    /* By another cut-off it is no difference of the two. */
    const struct pp_cutoff other = {"caseness", 9, true, "made up"};
    cases_init(&w, cases, 40, 5);
    w.was[0].recovery.cutoff = w.was[1].recovery.cutoff = &other;
    while (pp_protect_measures(&w.work))
        ;
    assert_int_equal(w.shown.n_could, 30);
    assert_int_equal(w.is[1].recovery.n_beyond, 28);
}

/* Every table of cases that fits what is shown, as above. */
struct case_search {
    const long *shown;
    long cases[16];
    bool can[16][FEW_PEOPLE + 1];
};

static void search_cases(struct case_search *s, int cell, long left)
{
    long count[N_PRINTED];

    if (cell < 15) {
        for (long n = 0; n <= left; n++) {
            s->cases[cell] = n;
            search_cases(s, cell + 1, left - n);
        }
        return;
    }
    s->cases[15] = left;
    count_cases(s->cases, count);
    for (int k = 0; k < N_PRINTED; k++)
        if (s->shown[k] != PP_COUNT_HIDDEN && s->shown[k] != count[k])
            return;
    for (int c = 0; c < 16; c++)
        s->can[c][s->cases[c]] = true;
}

static void no_kind_of_case_can_be_worked_out(void **state)
{
    struct pp_rng rng = pp_rng_at(20251128, PP_STREAM_BOOTSTRAP, 1);
    size_t n_hidden = 0, n_shown = 0;

    (void)state;
    for (int i = 0; i < CASE_WORLDS; i++) {
        long cases[16] = {0}, shown[N_PRINTED];
        struct world w;
        for (int k = 0; k < FEW_PEOPLE; k++) /* of a few kinds */
            cases[(pp_rng_below(&rng, 3) * 5 + (uint32_t)i) % 16]++;
        cases_init(&w, cases, FEW_PEOPLE, LEAST);
        while (pp_protect_measures(&w.work))
            ;
        shown_of_cases(&w, shown);
        struct case_search s = {.shown = shown};
        search_cases(&s, 0, FEW_PEOPLE);
        for (int k = 0; k < N_PRINTED; k++) {
            n_hidden += shown[k] == PP_COUNT_HIDDEN;
            n_shown += shown[k] != PP_COUNT_HIDDEN;
        }
        for (int c = 0; c < 16; c++) {
            int values = 0;
            for (int v = 0; v <= FEW_PEOPLE; v++)
                values += s.can[c][v];
            if (cases[c] > 0 && cases[c] < LEAST && values < LEAST)
                fail_msg("world %d: kind %d of %ld has %d values", i, c,
                         cases[c], values);
        }
    }
    print_message("# %zu hidden, %zu shown\n", n_hidden, n_shown);
    assert_true(n_hidden > 20 && n_shown > 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nobody_can_be_worked_out),
        cmocka_unit_test(nor_beside_any_change),
        cmocka_unit_test(shares_go_with_their_counts),
        cmocka_unit_test(who_answered_one_alone_hides_nothing),
        cmocka_unit_test(a_case_on_one_alone_is_not_told),
        cmocka_unit_test(no_kind_of_case_can_be_worked_out)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
