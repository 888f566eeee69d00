#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../helpers/evaluated.h"
#include "prepost/disclose/disclose.h"

/*
 * Counts of one outcome at two later waves, by region, made up by hand, in
 * which what is shown of one wave gives away what is hidden of the other: the
 * same people were asked at the start. Of a count that is hidden as many values
 * must be left as the threshold; how many there are follows from what is shown
 * by subtraction alone.
 */
enum { HIDDEN = PP_COUNT_HIDDEN, N_REGIONS = 3, N_LATER = 2, THRESHOLD = 4 };
enum { EAST, WEST, WOLDS, NO_REGION, N_ROWS };

/* Answered first, and at both times: of each region, and of no known one. */
struct by_hand {
    long before[N_ROWS], both[N_ROWS];          /* any questionnaire */
    long asked[N_ROWS], pairs[N_LATER][N_ROWS]; /* this one */
};

static long sum_of(const long n[N_ROWS])
{
    return n[EAST] + n[WEST] + n[WOLDS] + n[NO_REGION];
}

static void set_row(struct pp_flow_row *row, long before, long both)
{
    row->n_people = row->n_before = before;
    row->n_both = row->n_after = both;
    row->n_before_only = before - both;
    row->n_after_only = 0;
}

static void set_outcome(struct pp_outcome *o, const struct by_hand *h,
                        const long pairs[N_ROWS], struct pp_pool *pool)
{
    struct pp_cohort *cohorts = pp_pool_array(pool, N_REGIONS, sizeof *cohorts);
    size_t n = (size_t)sum_of(pairs), n_asked = (size_t)sum_of(h->asked);

    o->n_pairs = o->paired.n_paired = o->paired.n_post = n;
    o->n_unlike = (long)n;
    o->paired.n_same = o->paired.n_worse = THRESHOLD;
    o->paired.n_better = n - 2 * (size_t)THRESHOLD;
    o->paired.n_pre = o->missing.n_before = n_asked;
    o->missing.n_left = n_asked - n;
    o->individual = (struct pp_individual){.source = PP_AMOUNT_NONE};
    o->n_other_amounts = o->n_doses = 0;
    o->by_slope.is_counted = false;
    o->recovery.cutoff = NULL;
    o->answers = (struct pp_outcome_answers){0};
    for (size_t r = 0; r < N_REGIONS; r++) {
        cohorts[r] = o->comparison.cohorts[r];
        set_row(&cohorts[r].flow, h->asked[r], pairs[r]);
        cohorts[r].individual = o->individual;
    }
    o->comparison.cohorts = cohorts;
}

static const struct pp_results *shown(const struct by_hand *h,
                                      struct pp_pool *pool)
{
    struct evaluated_options o = EVALUATED_OPTIONS;

    o.n_first = 200;
    o.n_regions = N_REGIONS;
    o.n_waves = 1 + N_LATER;
    struct pp_results *r = evaluated(pool, &o);
    struct pp_plan *plan = (struct pp_plan *)r->plan;
    struct pp_flow_row *rows = pp_pool_array(pool, N_REGIONS, sizeof *rows);
    struct pp_outcome *outcomes =
        pp_pool_array(pool, N_LATER, sizeof *outcomes);

    for (size_t w = 0; w < N_LATER; w++) {
        outcomes[w] = r->outcomes[w * r->n_per_wave];
        set_outcome(&outcomes[w], h, h->pairs[w], pool);
    }
    for (size_t k = 0; k < N_REGIONS; k++) {
        rows[k] = r->flow.regions[k];
        set_row(&rows[k], h->before[k], h->both[k]);
    }
    set_row(&r->flow.all, sum_of(h->before), sum_of(h->both));
    r->flow.all.n_people += N_REGIONS; /* later: a region may be of them only */
    r->flow.regions = rows;
    r->n_people_tables = r->n_leavers = 0;
    r->talking_therapies = NULL;
    r->growth = NULL;
    r->outcomes = outcomes;
    r->n_outcomes = N_LATER;
    r->n_per_wave = plan->n_outcomes = 1;
    plan->disclosure.threshold = THRESHOLD;
    return disclosed(r, pool);
}

/*
 * 3 of the 15 people of the east who were asked did not answer at the last
 * wave; how many were asked is hidden for it, 12 pairs are not. 22 were asked
 * in all, 4 of them in the west. At the wave in between 10 of the east and no
 * more than 4 of the west are in pairs: the others are of the Wolds or of no
 * known region, were asked as well, and are no more than the 45 - 30 - 10 who
 * answered anything. Of 17 pairs that is 3 to 5, so that 1 to 3 of the east
 * left; of 15 it is 1 to 5, and 1 to 5 left. Ten or more are over from one wave
 * to the other, so that no average has to be hidden.
 */
static const struct pp_results *with_pairs_of_wolds(long n,
                                                    struct pp_pool *pool)
{
    struct by_hand h = {.before = {30, 10, 4, 1},
                        .both = {24, 9, 1, 1},
                        .asked = {15, 4, 2, 1},
                        .pairs = {{10, 4, n, 1}, {12, 4, 0, 1}}};

    return shown(&h, pool);
}

static void no_region_at_another_wave(void **state)
{
    (void)state;
    struct pp_pool *pool = pp_pool_new();

    for (long n = 0; n <= 2; n += 2) {
        const struct pp_results *is = with_pairs_of_wolds(n, pool);
        const struct pp_outcome *last = &is->outcomes[N_LATER - 1];
        const struct pp_cohort *regions = last->comparison.cohorts;
        assert_int_equal(regions[EAST].flow.n_before, HIDDEN);
        assert_int_equal(regions[EAST].flow.n_both, n == 0 ? 12 : HIDDEN);
        /* Nothing else has to go for it. */
        assert_int_equal(regions[WEST].flow.n_before, 4);
        assert_int_equal((long)last->missing.n_before, 22);
        assert_int_equal(last->n_pairs, 17);
        assert_int_equal(is->outcomes[0].n_pairs, 15 + n);
        assert_int_equal(is->flow.all.n_before, 45);
        assert_int_equal(is->flow.regions[EAST].n_before, 30);
        assert_int_equal(is->flow.regions[WEST].n_before, 10);
        for (size_t w = 0; w < N_LATER; w++)
            assert_false(is->outcomes[w].hidden);
    }
    pp_pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_region_at_another_wave),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
