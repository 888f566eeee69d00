#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../helpers/evaluated.h"
#include "prepost/disclose/disclose.h"

/*
 * The average at the start of one wave's people, less that of another's whom
 * they have among them, is that of those over. The rule is charity-5's: ten
 * people for an average, and the most that are too few and the least that are
 * enough are tried.
 */
enum { MIN_AVERAGE = 10, FEW = MIN_AVERAGE - 1 };

static struct evaluated_options three_waves(void)
{
    struct evaluated_options o = EVALUATED_OPTIONS;

    o.n_waves = 3;
    o.n_first = 120;
    o.again = 0.6;
    return o;
}

/* So many of the first outcome's people are missing at the second wave, and at
 * the third. */
static struct pp_results *left_by(struct pp_pool *pool,
                                  const struct evaluated_options *o,
                                  size_t second, size_t third)
{
    struct pp_results *r = evaluated(pool, o);

    assert_int_equal(r->outcomes[0].missing.n_left, second);
    assert_int_equal(r->outcomes[r->n_per_wave].missing.n_left, third);
    return r;
}

static void assert_left_is_told(const struct pp_outcome *o, bool is_told)
{
    const struct pp_missing_data *m = &o->missing;

    assert_int_equal(isfinite(m->left_mean), is_told);
    assert_int_equal(isfinite(m->mar_likelihood.estimate), is_told);
    assert_int_equal(isfinite(m->multiple_imputation.estimate), is_told);
    assert_true(isfinite(o->paired.pre.mean));
}

/* --- all who answered first ------------------------------------------------
 */

/* By the last wave's numbers, all who answered first; less the pairs of the
 * second, those missing there. */
static double worked_out(const struct pp_results *r)
{
    const struct pp_outcome *second = &r->outcomes[0];
    const struct pp_outcome *last = &r->outcomes[r->n_per_wave];
    const struct pp_missing_data *m = &last->missing;
    double all = (double)last->n_pairs * last->paired.pre.mean +
                 (double)m->n_left * m->left_mean;

    return (all - (double)second->n_pairs * second->paired.pre.mean) /
           (double)second->missing.n_left;
}

static void few_are_missing_at_one_wave(void **state)
{
    (void)state;
    for (size_t n = FEW; n <= MIN_AVERAGE; n++) {
        struct pp_pool *pool = pp_pool_new();
        struct evaluated_options o = three_waves();
        o.seed = n == FEW ? 7 : 6;
        o.between = 0.92;
        struct pp_results *was = left_by(pool, &o, n, n == FEW ? 49 : 43);
        size_t last = was->n_per_wave;
        /* The true one: of those people's scores, before anything is hidden. */
        assert_float_equal(worked_out(was), was->outcomes[0].missing.left_mean,
                           1e-9);
        const struct pp_results *is = disclosed(was, pool);
        assert_false(is->outcomes[0].hidden);
        assert_false(is->outcomes[last].hidden);
        assert_left_is_told(&is->outcomes[0], n >= MIN_AVERAGE);
        assert_left_is_told(&is->outcomes[last], n >= MIN_AVERAGE);
        assert_true(isnan(worked_out(is)) == (n < MIN_AVERAGE));
        assert_int_equal(is->growth[0].n_waves, n >= MIN_AVERAGE ? 3 : 0);
        pp_pool_free(pool);
    }
}

/* Nothing is taken from a wave that is hidden. */
static void of_a_hidden_wave(void **state)
{
    (void)state;
    struct pp_pool *pool = pp_pool_new();
    struct evaluated_options o = three_waves();

    o.seed = 7;
    o.between = 0.92;
    struct pp_results *was = left_by(pool, &o, FEW, 49);
    ((struct pp_outcome *)&was->outcomes[0])->n_unlike = 0;
    const struct pp_results *is = disclosed(was, pool);
    assert_true(is->outcomes[0].hidden);
    assert_left_is_told(&is->outcomes[was->n_per_wave], true);
    pp_pool_free(pool);
}

/* An arm of 200 people's and its comparison. */
static struct evaluated_options of_two_arms(void)
{
    struct evaluated_options o = three_waves();

    o.n_first = 200;
    o.n_arms = 1;
    o.evidence = PP_EVIDENCE_COMPARISON;
    o.comparison_again = 0.6;
    return o;
}

static void few_of_the_comparison_are_missing(void **state)
{
    (void)state;
    for (long n = FEW; n <= MIN_AVERAGE; n++) {
        struct pp_pool *pool = pp_pool_new();
        struct evaluated_options o = of_two_arms();
        o.seed = n == FEW ? 72 : 24;
        o.between = 0.91;
        struct pp_results *was = evaluated(pool, &o);
        size_t last = was->n_per_wave;
        assert_true(was->outcomes[0].missing.n_left >= MIN_AVERAGE);
        assert_int_equal(was->outcomes[0].contrast.comparison.n_left, n);
        assert_true(was->outcomes[last].contrast.comparison.n_left >=
                    MIN_AVERAGE);
        const struct pp_contrast *is =
            &disclosed(was, pool)->outcomes[last].contrast;
        bool is_told = n >= MIN_AVERAGE;
        assert_true(isfinite(is->adjusted.estimate));
        assert_true(isfinite(is->arm.left_mean));
        assert_int_equal(isfinite(is->comparison.left_mean), is_told);
        assert_int_equal(isfinite(is->imputed.estimate), is_told);
        pp_pool_free(pool);
    }
}

/* --- pairs of two waves -----------------------------------------------------
 */

/* Nobody is missing at one wave, and few are at the other: of the two, the last
 * stays. */
static void few_of_all_are_missing(void **state)
{
    (void)state;
    for (int is_last = 0; is_last < 2; is_last++)
        for (size_t n = FEW; n <= MIN_AVERAGE; n++) {
            struct pp_pool *pool = pp_pool_new();
            struct evaluated_options o = three_waves();
            o.seed = is_last ? (n == FEW ? 12 : 2) : n == FEW ? 7 : 6;
            o.between = is_last ? 1 : 0.92;
            o.again = is_last ? 0.92 : 1;
            struct pp_results *was =
                left_by(pool, &o, is_last ? 0 : n, is_last ? n : 0);
            const struct pp_results *is = disclosed(was, pool);
            assert_int_equal(is->outcomes[0].hidden, n < MIN_AVERAGE);
            assert_false(is->outcomes[was->n_per_wave].hidden);
            pp_pool_free(pool);
        }
}

/* Or nobody of the comparison, though many of the arm are later. */
static void few_of_the_comparison_are_missing_later(void **state)
{
    (void)state;
    bool is_seen[2] = {false, false};

    for (uint64_t seed = 1; seed <= 6; seed++) {
        struct pp_pool *pool = pp_pool_new();
        struct evaluated_options o = of_two_arms();
        o.seed = seed;
        o.between = 1;
        o.comparison_again = 0.9;
        struct pp_results *was = evaluated(pool, &o);
        size_t last = was->n_per_wave;
        const struct pp_arm *other = &was->outcomes[last].contrast.comparison;
        bool are_few = other->n_left < MIN_AVERAGE;
        const struct pp_results *is = disclosed(was, pool);
        assert_true(was->outcomes[last].missing.n_left >= MIN_AVERAGE);
        assert_true(other->n_left > 0);
        assert_int_equal(is->outcomes[0].hidden, are_few);
        assert_false(is->outcomes[last].hidden);
        is_seen[are_few] = true;
        pp_pool_free(pool);
    }
    assert_true(is_seen[false] && is_seen[true]);
}

/* A region has left altogether, so that all the pairs are of the other: those
 * of the last wave are among those of the second, from which nobody of that
 * region was missing. */
static void few_of_a_region_are_missing(void **state)
{
    (void)state;
    enum { GONE = 20 };

    for (size_t n = FEW; n <= MIN_AVERAGE; n++) {
        struct pp_pool *pool = pp_pool_new();
        struct evaluated_options o = three_waves();
        o.seed = n == FEW ? 7 : 11;
        o.n_regions = 2;
        o.n_gone = GONE;
        o.between = 1;
        o.again = 0.92;
        struct pp_results *was = left_by(pool, &o, GONE, GONE + n);
        const struct pp_results *is = disclosed(was, pool);
        assert_int_equal(is->outcomes[0].hidden, n < MIN_AVERAGE);
        assert_false(is->outcomes[was->n_per_wave].hidden);
        pp_pool_free(pool);
    }
}

/* By gender: nobody of one was missing at the second wave, and few were of the
 * other. Reports tell of everyone at both waves, so that neither is told of by
 * gender. */
static void few_by_another_column(void **state)
{
    (void)state;
    struct pp_pool *pool = pp_pool_new();
    struct evaluated_options o = three_waves();
    struct pp_results *reports;
    struct pp_error err;

    o.seed = 81;
    o.n_first = 30;
    o.n_regions = 2;
    o.by = "gender";
    o.between = 0.95;
    o.again = 0.9;
    struct pp_results *was = evaluated(pool, &o);
    size_t last = was->n_per_wave, n_all = 0;
    long n_over = (long)was->outcomes[0].n_pairs;
    for (size_t k = 0; k < 2; k++) {
        const struct pp_flow_row *of =
            &was->outcomes[0].comparison.cohorts[k].flow;
        bool is_all = of->n_both == of->n_before;
        n_all += is_all;
        if (is_all)
            n_over -= was->outcomes[last].comparison.cohorts[k].flow.n_both;
    }
    assert_int_equal(n_all, 1);
    assert_in_range(n_over, 1, FEW);
    const struct pp_results *is = disclosed(was, pool);
    assert_int_equal(pp_disclose(was->beside, pool, &reports, &err), 0);
    for (size_t i = 0; i <= last; i += last) {
        assert_false(reports->outcomes[i].hidden);
        assert_true(is->outcomes[i].hidden);
    }
    pp_pool_free(pool);
}

/* --- cohorts ---------------------------------------------------------------
 */

static void assert_cohorts_are_told(const struct pp_results *is, size_t i,
                                    bool is_told)
{
    const struct pp_comparison *c = &is->outcomes[i].comparison;

    assert_false(is->outcomes[i].hidden);
    assert_true(c->n_cohorts > 0);
    for (size_t k = 0; k < c->n_cohorts; k++) {
        assert_int_equal(c->cohorts[k].shown, is_told);
        assert_int_equal(isfinite(c->cohorts[k].pre_mean), is_told);
        assert_int_equal(isfinite(c->cohorts[k].change), is_told);
    }
    assert_int_equal(isfinite(c->p), is_told && c->n_cohorts > 1);
}

/* Nobody of a region was missing at the second wave, and some were at the
 * third. */
static void a_region_that_some_left_later(void **state)
{
    (void)state;
    static const struct {
        double between;
        size_t n_regions;
        bool is_told;
    } cases[] = {{1, 2, false}, {1, 1, true}, {0.8, 2, true}};

    for (size_t k = 0; k < sizeof cases / sizeof cases[0]; k++) {
        struct pp_pool *pool = pp_pool_new();
        struct evaluated_options o = three_waves();
        o.n_first = 240;
        o.between = cases[k].between;
        o.n_regions = cases[k].n_regions;
        struct pp_results *was = evaluated(pool, &o);
        const struct pp_results *is = disclosed(was, pool);
        assert_cohorts_are_told(is, 0, cases[k].is_told);
        assert_cohorts_are_told(is, was->n_per_wave, true);
        pp_pool_free(pool);
    }
}

/* A region of the same people at every wave: they are known where another
 * region's average may not be, which everyone's less theirs would give. */
static void a_region_of_the_same_people(void **state)
{
    (void)state;
    struct pp_pool *pool = pp_pool_new();
    struct evaluated_options o = three_waves();

    o.n_first = 240;
    o.n_regions = 3;
    o.between = 1;
    o.again = 1;
    struct pp_results *was = evaluated(pool, &o);
    size_t last = was->n_per_wave;
    const struct pp_results *is = disclosed(was, pool);
    assert_cohorts_are_told(is, 0, true);
    assert_cohorts_are_told(is, last, true);
    struct pp_cohort *cohorts =
        (struct pp_cohort *)was->outcomes[last].comparison.cohorts;
    cohorts[2].n_unlike = 0;
    is = disclosed(was, pool);
    assert_cohorts_are_told(is, 0, false);
    assert_true(is->outcomes[last].comparison.cohorts[0].shown);
    pp_pool_free(pool);
}

/* --- who left by one wave and not by another --------------------------------
 *
 * What each wave tells of how its people had started, less what the last tells:
 * of 60, 44 were beyond a cut-off, and of the 48 of them who were left at the
 * last wave 32, so that of the twelve who left three had not been.
 */

static struct pp_results *nobody_left(struct pp_pool *pool)
{
    struct evaluated_options o = three_waves();

    o.between = o.again = 1;
    return left_by(pool, &o, 0, 0);
}

static size_t n_cut_off(const struct pp_results *r, size_t first)
{
    size_t n = 0;

    for (size_t i = first; i < first + r->n_per_wave; i++)
        n += !r->outcomes[i].hidden && r->outcomes[i].recovery.cutoff != NULL;
    return n;
}

static void cut_offs_of_others(void **state)
{
    (void)state;
    struct pp_pool *pool = pp_pool_new();
    struct evaluated_options o = three_waves();
    struct pp_results *was = evaluated(pool, &o);
    const struct pp_results *is = disclosed(was, pool);
    size_t last = was->n_per_wave, n = n_cut_off(was, 0);

    assert_true(n > 1);
    for (size_t i = 0; i < last; i++)
        assert_true(was->outcomes[i].n_pairs !=
                    was->outcomes[i + last].n_pairs);
    assert_int_equal(n_cut_off(is, 0), 0);
    assert_int_equal(n_cut_off(is, last), n);
    pp_pool_free(pool);
}

/* Nobody left by either wave; then as many did, of whom one more had been
 * beyond the first cut-off. */
static void cut_offs_of_as_many(void **state)
{
    (void)state;
    struct pp_pool *pool = pp_pool_new();
    struct pp_results *was = nobody_left(pool);
    size_t last = was->n_per_wave, n = n_cut_off(was, 0), i = 0;

    assert_true(n > 1);
    assert_int_equal(n_cut_off(disclosed(was, pool), 0), n);
    while (was->outcomes[i].recovery.cutoff == NULL)
        i++;
    ((struct pp_outcome *)was->outcomes)[i].recovery.n_beyond--;
    const struct pp_results *is = disclosed(was, pool);
    assert_null(is->outcomes[i].recovery.cutoff);
    assert_int_equal(n_cut_off(is, 0), n - 1);
    assert_int_equal(n_cut_off(is, last), n);
    pp_pool_free(pool);
}

/* Of how many the dose is known: at the second wave, and at the last. */
static void doses_at(struct pp_results *was, struct pp_dose doses[2],
                     long second, long last)
{
    for (int k = 0; k < 2; k++) {
        struct pp_outcome *o =
            (struct pp_outcome *)&was->outcomes[k == 0 ? 0 : was->n_per_wave];
        doses[k] = (struct pp_dose){.name = "sessions",
                                    .n = k == 0 ? second : last,
                                    .n_other = 20,
                                    .median = 6};
        doses[k].slope.df = doses[k].adjusted.df = (double)doses[k].n - 2;
        o->doses = &doses[k];
        o->n_doses = 1;
    }
}

static void assert_dose_is_known_of(const struct pp_outcome *o, long n)
{
    assert_int_equal(o->n_doses, 1);
    assert_true(o->doses[0].median == 6);
    assert_int_equal(o->doses[0].n, n);
    assert_int_equal(isfinite(o->doses[0].slope.df), n != PP_COUNT_HIDDEN);
    assert_int_equal(isfinite(o->doses[0].adjusted.df), n != PP_COUNT_HIDDEN);
}

/* Of 100 who stayed for both it is known of as many, or of eight fewer of those
 * of the second wave; of others it is of as many by chance. */
static void doses_of_others(void **state)
{
    (void)state;
    static const struct {
        bool are_others;
        long second, last, is;
    } cases[] = {{false, 100, 100, 100},
                 {false, 100, 92, PP_COUNT_HIDDEN},
                 {true, 50, 50, PP_COUNT_HIDDEN}};

    for (size_t k = 0; k < sizeof cases / sizeof cases[0]; k++) {
        struct pp_pool *pool = pp_pool_new();
        struct evaluated_options o = three_waves();
        struct pp_dose doses[2];
        struct pp_results *was =
            cases[k].are_others ? evaluated(pool, &o) : nobody_left(pool);
        size_t last = was->n_per_wave;
        assert_int_equal(was->outcomes[0].n_pairs !=
                             was->outcomes[last].n_pairs,
                         cases[k].are_others);
        doses_at(was, doses, cases[k].second, cases[k].last);
        const struct pp_results *is = disclosed(was, pool);
        assert_dose_is_known_of(&is->outcomes[0], cases[k].is);
        assert_dose_is_known_of(&is->outcomes[last], cases[k].last);
        pp_pool_free(pool);
    }
}

/* Who answered a questionnaire at any time, less those of the first and of
 * this: of 80 people 60 did first, and 17 of the others at the last; three did
 * at the second only. */
static void people_of_three_times(void **state)
{
    (void)state;
    for (size_t n_waves = 2; n_waves <= 3; n_waves++) {
        struct pp_pool *pool = pp_pool_new();
        struct evaluated_options o = three_waves();
        size_t n_both = 0, n_rows = 0;
        o.n_waves = n_waves;
        const struct pp_results *is = disclosed(evaluated(pool, &o), pool);
        for (size_t i = 0; i < is->n_outcomes; i++) {
            const struct pp_paired *p = &is->outcomes[i].paired;
            n_both += p->n_pre != PP_SIZE_HIDDEN && p->n_post != PP_SIZE_HIDDEN;
            n_rows += p->n_rows != PP_SIZE_HIDDEN;
        }
        assert_true(n_both > 0);
        assert_int_equal(n_rows, n_waves == 2 ? n_both : 0);
        pp_pool_free(pool);
    }
}

/* The model by slope needs ten people with three scores: that it is there
 * beside a time of ten to nineteen pairs would bound who of them missed one,
 * and that it is for being too few that it is not, how many did not. So why it
 * is not is never told. */
static void by_slope(void **state)
{
    (void)state;
    static const struct {
        size_t n_first;
        bool is_counted;
        enum pp_status status;
        bool is_told;
    } cases[] = {{24, true, PP_STATUS_OK, false},
                 {24, false, PP_STATUS_BOUNDARY, false},
                 {120, false, PP_STATUS_BOUNDARY, false},
                 {120, false, PP_STATUS_TOO_FEW, false},
                 {120, true, PP_STATUS_OK, true}};

    for (size_t k = 0; k < sizeof cases / sizeof cases[0]; k++) {
        struct pp_pool *pool = pp_pool_new();
        struct evaluated_options o = three_waves();
        o.n_first = cases[k].n_first;
        struct pp_results *was = evaluated(pool, &o);
        size_t last = was->n_per_wave;
        struct pp_outcome *out = (struct pp_outcome *)&was->outcomes[last];
        long n = (long)out->n_pairs;
        assert_true(n >= MIN_AVERAGE && (n < 20) == (o.n_first == 24));
        out->by_slope = (struct pp_by_slope){
            .is_made = true,
            .is_counted = cases[k].is_counted,
            .status = cases[k].status,
            .people = {.n = n, .n_better = n / 2, .n_worse = n - n / 2}};
        const struct pp_by_slope *is =
            &disclosed(was, pool)->outcomes[last].by_slope;
        assert_true(is->is_made);
        assert_int_equal(is->is_counted, cases[k].is_told);
        assert_int_equal(is->status,
                         cases[k].is_told ? PP_STATUS_OK : PP_STATUS_TOO_FEW);
        pp_pool_free(pool);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(few_are_missing_at_one_wave),
        cmocka_unit_test(of_a_hidden_wave),
        cmocka_unit_test(few_of_the_comparison_are_missing),
        cmocka_unit_test(few_of_all_are_missing),
        cmocka_unit_test(few_of_the_comparison_are_missing_later),
        cmocka_unit_test(few_of_a_region_are_missing),
        cmocka_unit_test(few_by_another_column),
        cmocka_unit_test(a_region_that_some_left_later),
        cmocka_unit_test(a_region_of_the_same_people),
        cmocka_unit_test(cut_offs_of_others),
        cmocka_unit_test(cut_offs_of_as_many),
        cmocka_unit_test(doses_of_others),
        cmocka_unit_test(people_of_three_times),
        cmocka_unit_test(by_slope),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
