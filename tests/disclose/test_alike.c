#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../helpers/evaluated.h"
#include "prepost/analysis/cohort_column.h"
#include "prepost/analysis/comparison.h"
#include "prepost/disclose/disclose.h"

/*
 * An average of people who are (nearly) all alike is what each of them said:
 * "27.0 of 27". So it is neither told nor left over. The rule is charity-5's:
 * fewer than five differ, and the least and the most that may are tried.
 */
enum { ENOUGH = 5, FEW = ENOUGH - 1, MIN_AVERAGE = 10 };

static struct pp_results *made(struct pp_pool *pool, size_t n_first,
                               size_t n_waves, size_t n_arms)
{
    struct evaluated_options o = EVALUATED_OPTIONS;

    o.n_first = n_first;
    o.n_waves = n_waves;
    o.n_arms = n_arms;
    if (n_arms > 0)
        o.evidence = PP_EVIDENCE_COMPARISON;
    return evaluated(pool, &o);
}

static struct pp_outcome *outcome_of(struct pp_results *r, size_t i)
{
    return (struct pp_outcome *)&r->outcomes[i];
}

/* --- those who left --------------------------------------------------------
 */

/* All that gives their average back, with the averages of those who stayed. */
static void assert_left_is_told(const struct pp_missing_data *m, bool is_told)
{
    const double of[] = {m->left_mean,
                         m->left_standardised_difference,
                         m->left_variance_ratio,
                         m->mar_likelihood.estimate,
                         m->mar_likelihood.ci.lo,
                         m->multiple_imputation.estimate,
                         m->mar_se,
                         m->mar_p};

    for (size_t k = 0; k < sizeof of / sizeof of[0]; k++)
        assert_int_equal(isfinite(of[k]), is_told);
    assert_int_equal(m->n_shifts > 0, is_told);
    assert_true(isfinite(m->stayed_mean));
}

static void those_who_left(void **state)
{
    (void)state;
    struct pp_pool *pool = pp_pool_new();
    struct pp_results *was = made(pool, 241, 2, 0);
    struct pp_outcome *o = outcome_of(was, 0);

    o->missing.n_left_unlike = ENOUGH;
    assert_left_is_told(&disclosed(was, pool)->outcomes[0].missing, true);
    o->missing.n_left_unlike = FEW;
    const struct pp_results *is = disclosed(was, pool);
    assert_left_is_told(&is->outcomes[0].missing, false);
    assert_true(isnan(is->outcomes[0].missing.tipping));
    assert_false(is->outcomes[0].hidden); /* those who stayed are not alike */
    assert_left_is_told(&is->outcomes[1].missing, true);
    pp_pool_free(pool);
}

/* All who answered first are the same at every wave. */
static void those_who_left_by_another_wave(void **state)
{
    (void)state;
    struct pp_pool *pool = pp_pool_new();
    struct pp_results *was = made(pool, 241, 3, 0);
    size_t n = was->n_per_wave;
    struct pp_growth_wave *waves =
        (struct pp_growth_wave *)was->growth[0].waves;

    const struct pp_results *is = disclosed(was, pool);
    assert_left_is_told(&is->outcomes[0].missing, true);
    assert_left_is_told(&is->outcomes[n].missing, true);
    assert_int_equal(is->growth[0].n_waves, 3);
    for (size_t wave = 0; wave < 2; wave++) {
        struct pp_missing_data *m = &outcome_of(was, wave * n)->missing;
        long was_unlike = m->n_left_unlike;
        m->n_left_unlike = FEW;
        is = disclosed(was, pool);
        assert_left_is_told(&is->outcomes[0].missing, false);
        assert_left_is_told(&is->outcomes[n].missing, false);
        assert_left_is_told(&is->outcomes[1].missing, true);
        m->n_left_unlike = was_unlike;
    }
    long *of_wave[] = {&waves[1].n_left_unlike, &waves[2].n_left_unlike};
    for (size_t k = 0; k < 2; k++) {
        long was_unlike = *of_wave[k];
        *of_wave[k] = FEW;
        is = disclosed(was, pool);
        assert_int_equal(is->growth[0].n_waves, 0);
        assert_int_equal(is->growth[1].n_waves, 3);
        *of_wave[k] = was_unlike;
    }
    pp_pool_free(pool);
}

/* Who came later only: the model over time is of them too. */
static void those_who_came_later(void **state)
{
    (void)state;
    struct pp_pool *pool = pp_pool_new();
    struct evaluated_options o = EVALUATED_OPTIONS;

    o.n_waves = 3;
    o.second_only = 0.3;
    struct pp_results *was = evaluated(pool, &o);
    struct pp_growth_wave *last =
        (struct pp_growth_wave *)&was->growth[0].waves[2];
    assert_true(last->n - last->n_both >= MIN_AVERAGE);
    assert_int_equal(disclosed(was, pool)->growth[0].n_waves, 3);
    last->n_joined_unlike = FEW;
    assert_int_equal(disclosed(was, pool)->growth[0].n_waves, 0);
    pp_pool_free(pool);
}

/* Nobody left by one wave, so that its averages are of all who answered first:
 * those of the other cannot stand beside them. The last wave's stay. */
static void nobody_left_by_another_wave(void **state)
{
    (void)state;
    for (size_t all = 1; all <= 2; all++) {
        struct pp_pool *pool = pp_pool_new();
        struct evaluated_options o = EVALUATED_OPTIONS;
        o.n_waves = 3;
        o.between = all == 1 ? 1 : 0.6;
        o.again = all == 2 ? 1 : 0.6;
        struct pp_results *was = evaluated(pool, &o);
        size_t n = was->n_per_wave;
        struct pp_outcome *some = outcome_of(was, all == 1 ? n : 0);
        assert_int_equal(was->outcomes[(all - 1) * n].missing.n_left, 0);
        const struct pp_results *is = disclosed(was, pool);
        assert_false(is->outcomes[0].hidden);
        some->missing.n_left_unlike = FEW;
        is = disclosed(was, pool);
        assert_true(is->outcomes[0].hidden);
        assert_false(is->outcomes[n].hidden);
        assert_int_equal(is->growth[0].n_waves, 0);
        assert_false(is->outcomes[1].hidden);
        pp_pool_free(pool);
    }
}

static void those_who_left_an_arm(void **state)
{
    (void)state;
    struct pp_pool *pool = pp_pool_new();
    struct pp_results *was = made(pool, 300, 2, 1);
    struct pp_outcome *o = outcome_of(was, 0);
    const struct pp_contrast *c = &disclosed(was, pool)->outcomes[0].contrast;

    assert_true(isfinite(c->arm.left_mean) && isfinite(c->imputed.estimate));
    assert_true(isfinite(c->comparison.left_mean));
    assert_true(isfinite(c->if_unchanged.estimate));
    o->contrast.comparison.n_left_unlike = FEW;
    c = &disclosed(was, pool)->outcomes[0].contrast;
    assert_true(isnan(c->comparison.left_mean));
    assert_true(isnan(c->comparison.left_difference));
    assert_true(isnan(c->imputed.estimate) && isnan(c->if_unchanged.estimate));
    assert_true(isnan(c->tipping) && isfinite(c->arm.left_mean));
    o->contrast.comparison.n_left_unlike = ENOUGH;
    o->missing.n_left_unlike = FEW;
    const struct pp_outcome *is = &disclosed(was, pool)->outcomes[0];
    assert_left_is_told(&is->missing, false);
    assert_true(isnan(is->contrast.arm.left_mean));
    assert_true(isnan(is->contrast.arm.left_difference));
    assert_true(isnan(is->contrast.imputed.estimate));
    assert_true(isfinite(is->contrast.comparison.left_mean));
    pp_pool_free(pool);
}

/* Of a number that is kept, such as their age. */
static void those_who_left_by_age(void **state)
{
    (void)state;
    struct pp_pool *pool = pp_pool_new();
    struct pp_results *was = made(pool, 241, 2, 0);
    struct pp_leavers_row row = {.n_stayed = was->flow.all.n_both,
                                 .n_left = was->flow.all.n_before_only,
                                 .mean_stayed = 45,
                                 .mean_left = 70.4321,
                                 .variance_ratio = 1.2345,
                                 .difference = -0.1234,
                                 .n_stayed_unlike = ENOUGH,
                                 .n_left_unlike = ENOUGH};
    struct pp_leavers_table table = {.name = "age",
                                     .n_stayed = row.n_stayed,
                                     .n_left = row.n_left,
                                     .rows = &row,
                                     .n_rows = 1};

    was->leavers = &table;
    was->n_leavers = 1;
    const struct pp_leavers_row *is = &disclosed(was, pool)->leavers[0].rows[0];
    /* As printed: with all digits the sums of a few dozen people's ages and of
     * their squares would follow. */
    assert_true(is->mean_stayed == 45 && is->mean_left == 70.4);
    assert_true(is->variance_ratio == 1.2 && is->difference == -0.12);
    row.n_left_unlike = FEW;
    assert_int_equal(disclosed(was, pool)->leavers[0].n_rows, 0);
    row.n_left_unlike = ENOUGH;
    row.n_stayed_unlike = FEW;
    assert_int_equal(disclosed(was, pool)->leavers[0].n_rows, 0);
    pp_pool_free(pool);
}

/* --- what averages that are shown leave over --------------------------------
 */

/* The regions of an evaluation, of the first outcome. */
static struct pp_results *in_regions(struct pp_pool *pool, const char *by,
                                     double no_region, double no_gender)
{
    struct evaluated_options o = EVALUATED_OPTIONS;

    o.n_first = 500;
    o.n_regions = 3;
    o.by = by;
    o.no_region = no_region;
    o.no_gender = no_gender;
    return evaluated(pool, &o);
}

enum what { BEFORE, AFTER };

/* Everyone of a cohort has that score. */
static void make_alike(struct pp_results *r, size_t cohort, enum what what,
                       double score)
{
    const struct pp_comparison *c = &r->outcomes[0].comparison;
    const struct pp_members *m = c->members;
    double *x = (double *)(what == BEFORE ? m->pre : m->post);

    for (size_t i = 0; i < m->n; i++)
        if (m->of[i * m->width + PP_MEMBER_COHORT] == cohort)
            x[i] = score;
    ((struct pp_cohort *)c->cohorts)[cohort].n_unlike = 0;
}

/* Whoever is of no cohort, of one level of a part or of all. */
enum { NO_PART = 99 };

static bool is_of_no_cohort(const struct pp_members *m, size_t row, size_t part,
                            size_t level)
{
    const uint16_t *of = m->of + row * m->width;

    return of[PP_MEMBER_COHORT] == PP_NO_LEVEL &&
           (part == NO_PART || of[PP_MEMBER_PARTS + part] == level);
}

static size_t n_of_no_cohort(const struct pp_results *r, size_t part,
                             size_t level)
{
    const struct pp_members *m = r->outcomes[0].comparison.members;
    size_t n = 0;

    for (size_t i = 0; i < m->n; i++)
        n += is_of_no_cohort(m, i, part, level) ? m->count[i] : 0;
    return n;
}

static void make_alike_of_no_cohort(struct pp_results *r, size_t part,
                                    size_t level)
{
    const struct pp_members *m = r->outcomes[0].comparison.members;

    for (size_t i = 0; i < m->n; i++)
        if (is_of_no_cohort(m, i, part, level))
            ((double *)m->pre)[i] = 20;
}

static void assert_shown(const struct pp_results *was, struct pp_pool *pool,
                         const bool shown[3])
{
    const struct pp_comparison *c =
        &disclosed(was, pool)->outcomes[0].comparison;

    assert_int_equal(c->n_cohorts, 3);
    for (size_t k = 0; k < 3; k++) {
        assert_int_equal(c->cohorts[k].shown, shown[k]);
        assert_int_equal(isfinite(c->cohorts[k].pre_mean), shown[k]);
        assert_int_equal(isfinite(c->cohorts[k].change), shown[k]);
    }
}

static void a_region_is_left_over(void **state)
{
    (void)state;
    for (enum what what = BEFORE; what <= AFTER; what++) {
        struct pp_pool *pool = pp_pool_new();
        struct pp_results *was = in_regions(pool, "region", 0, 0);
        assert_shown(was, pool, (bool[]){true, true, true});
        make_alike(was, 1, what, 20);
        assert_shown(was, pool, (bool[]){true, false, false});
        assert_false(disclosed(was, pool)->outcomes[0].hidden);
        pp_pool_free(pool);
    }
}

/* Two are alike by themselves: together they are if they have the same. */
static void two_are_left_over(void **state)
{
    (void)state;
    struct pp_pool *pool = pp_pool_new();
    struct pp_results *was = in_regions(pool, "region", 0, 0);

    make_alike(was, 1, BEFORE, 20);
    make_alike(was, 2, BEFORE, 12);
    assert_shown(was, pool, (bool[]){true, false, false});
    make_alike(was, 2, BEFORE, 20);
    assert_shown(was, pool, (bool[]){false, false, false});
    pp_pool_free(pool);
}

/* People whose region is not known. */
static void some_of_no_region_are_left_over(void **state)
{
    (void)state;
    struct pp_pool *pool = pp_pool_new();
    struct pp_results *was = in_regions(pool, "region", 0.1, 0);
    size_t n = n_of_no_cohort(was, NO_PART, 0);

    assert_true(n >= MIN_AVERAGE);
    size_t n_in = 0;
    for (size_t c = 0; c < 3; c++)
        n_in += (size_t)was->outcomes[0].comparison.cohorts[c].flow.n_both;
    assert_int_equal(n_in + n, was->outcomes[0].n_pairs);
    assert_shown(was, pool, (bool[]){true, true, true});
    make_alike_of_no_cohort(was, NO_PART, 0);
    assert_shown(was, pool, (bool[]){true, true, false});
    pp_pool_free(pool);
}

/* The averages of a region and of its men and women: of those of its people
 * whose gender is not known. Its women are hidden for them; and, since the
 * average of all women less the others would give theirs, so are the last. */
static void some_within_a_region_are_left_over(void **state)
{
    (void)state;
    struct pp_pool *pool = pp_pool_new();
    struct pp_results *was = in_regions(pool, "region,gender", 0, 0.2);
    const struct pp_comparison *c = &was->outcomes[0].comparison;
    size_t region = c->column->region_part;
    size_t n = n_of_no_cohort(was, region, 0);
    const struct pp_part_size *first = &c->part_sizes[region][0];
    const struct pp_comparison *is =
        &disclosed(was, pool)->outcomes[0].comparison;

    long n_in = 0;
    for (size_t k = 0; k < c->n_cohorts; k++) {
        assert_true(is->cohorts[k].shown);
        n_in += c->column->part[region][k] == 0 ? c->cohorts[k].flow.n_both : 0;
    }
    assert_true(n >= MIN_AVERAGE);
    assert_int_equal(n_in + (long)n, first->n_both);
    make_alike_of_no_cohort(was, region, 0);
    is = &disclosed(was, pool)->outcomes[0].comparison;
    for (size_t k = 0; k < c->n_cohorts; k++) {
        bool is_last =
            k + 1 == c->n_cohorts || (c->column->part[region][k] == 0 &&
                                      c->column->part[region][k + 1] != 0);
        assert_int_equal(is->cohorts[k].shown, !is_last);
    }
    pp_pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(those_who_left),
        cmocka_unit_test(those_who_left_by_another_wave),
        cmocka_unit_test(those_who_came_later),
        cmocka_unit_test(nobody_left_by_another_wave),
        cmocka_unit_test(those_who_left_an_arm),
        cmocka_unit_test(those_who_left_by_age),
        cmocka_unit_test(a_region_is_left_over),
        cmocka_unit_test(two_are_left_over),
        cmocka_unit_test(some_of_no_region_are_left_over),
        cmocka_unit_test(some_within_a_region_are_left_over),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
