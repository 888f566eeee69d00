#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../helpers/evaluated.h"
#include "../helpers/often.h"
#include "prepost/disclose/disclose.h"

enum { HIDDEN = PP_COUNT_HIDDEN };

/* charity-5: what is shown is no one or at least five. */
static void assert_not_small(const char *what, long n)
{
    if (n != HIDDEN && n > 0 && n < 5)
        fail_msg("%s: %ld is shown", what, n);
}

/* No one and everyone are hidden as well. */
static void assert_parts(const char *what, long a, long b, long c, long n)
{
    const long parts[] = {a, b, c};
    long shown = 0, n_hidden = 0;

    for (int i = 0; i < 3; i++) {
        if (parts[i] != HIDDEN && parts[i] < 5)
            fail_msg("%s: %ld is shown", what, parts[i]);
        shown += parts[i] == HIDDEN ? 0 : parts[i];
        n_hidden += parts[i] == HIDDEN;
    }
    if (n_hidden > 0 && n != HIDDEN && (n_hidden == 1 || n - shown < 5))
        fail_msg("%s: the hidden parts of %ld (%ld %ld %ld) are %ld", what, n,
                 a, b, c, n - shown);
}

static void check_outcome(const struct pp_outcome *o,
                          const struct pp_outcome *was)
{
    const struct pp_individual *p = &o->individual;
    const struct pp_comparison *c = &o->comparison;
    long dark = (long)was->n_pairs, n_shown = 0;

    if (was->n_pairs < 10)
        assert_true(o->hidden);
    if (o->hidden)
        return;
    assert_true(isnan(o->paired.pre.min) && isnan(o->paired.post.max));
    assert_not_small("left", (long)o->missing.n_left);
    if (was->missing.n_left < 10)
        assert_true(isnan(o->missing.left_mean));
    assert_parts("any change", (long)o->paired.n_better, (long)o->paired.n_same,
                 (long)o->paired.n_worse, (long)o->n_pairs);
    if (p->source != PP_AMOUNT_NONE) {
        assert_parts("amount", p->n_better, p->n_between, p->n_worse,
                     (long)o->n_pairs);
        assert_int_equal(isnan(p->better_ci.lo), p->n_better == HIDDEN);
    }
    for (size_t i = 0; i < c->n_cohorts; i++) {
        const struct pp_cohort *cohort = &c->cohorts[i];
        assert_not_small("region", cohort->flow.n_both);
        if (p->source != PP_AMOUNT_NONE)
            assert_parts("region's amount", cohort->individual.n_better,
                         cohort->individual.n_between,
                         cohort->individual.n_worse, cohort->flow.n_both);
        if (cohort->shown) {
            dark -= was->comparison.cohorts[i].flow.n_both;
            n_shown++;
        } else {
            assert_true(isnan(cohort->change) && isnan(cohort->ci.lo));
        }
    }
    /* Everyone's average less those shown is the average of the others. */
    if (n_shown > 0)
        assert_true(dark == 0 || dark >= 10);
    if (c->n_cohorts > 0 && n_shown < 2)
        assert_true(isnan(c->change_score.estimate));
}

/* A region's people in two tables, fewer than five apart: both are hidden or
 * neither, or the one would tell the other. */
static void check_ties(const struct pp_results *is,
                       const struct pp_results *was, size_t i)
{
    const struct pp_comparison *c = &was->outcomes[i].comparison;

    for (size_t k = 0; k < c->n_cohorts; k++) {
        for (size_t r = 0; r < was->flow.n_regions; r++) {
            const struct pp_flow_row *row = &was->flow.regions[r];
            if (strcmp(row->name, c->cohorts[k].name) == 0 &&
                labs(row->n_both - c->cohorts[k].flow.n_both) < 5)
                assert_int_equal(
                    is->flow.regions[r].n_both == HIDDEN,
                    is->outcomes[i].comparison.cohorts[k].flow.n_both ==
                        HIDDEN);
        }
    }
}

static void check(const struct pp_results *is, const struct pp_results *was)
{
    const struct pp_flow *f = &is->flow;

    assert_int_equal(f->n_groups, 0);
    assert_not_small("first", f->all.n_before);
    assert_not_small("not again", f->all.n_before_only);
    assert_not_small("not matched", f->all.n_after_only);
    for (size_t r = 0; r < f->n_regions; r++) {
        assert_not_small("region first", f->regions[r].n_before);
        assert_not_small("region both", f->regions[r].n_both);
        assert_not_small("region left", f->regions[r].n_before_only);
    }
    for (size_t t = 0; t < is->n_people_tables; t++) {
        assert_int_not_equal(is->people[t].n_levels, 1);
        for (size_t i = 0; i < is->people[t].n_levels; i++)
            assert_in_range(is->people[t].levels[i].n, 5, 100000);
    }
    for (size_t i = 0; i < is->n_outcomes; i++) {
        check_outcome(&is->outcomes[i], &was->outcomes[i]);
        check_ties(is, was, i);
    }
}

/* Codes joined by hand: none, or at least five, or not how many. */
static void joined_codes(void **state)
{
    static const struct {
        const char *preset;
        int threshold;
        long is, shown;
    } cases[] = {
        {"charity-5", 0, 0, 0},
        {"charity-5", 0, 1, HIDDEN},
        {"charity-5", 0, 4, HIDDEN},
        {"charity-5", 0, 5, 5},
        {"opensafely", 0, 0, 0},
        {"opensafely", 0, 7, HIDDEN},
        {"opensafely", 0, 12, 10},    /* rounded to fives */
        {"opensafely", 2, 2, HIDDEN}, /* some are not none */
        {"none", 0, 1, 1},
    };
    struct pp_pool *pool = pp_pool_new();
    struct pp_results *results = evaluated(pool, &EVALUATED_OPTIONS);
    struct pp_plan plan = *results->plan;

    (void)state;
    results->plan = &plan;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        plan.disclosure.preset = cases[i].preset;
        plan.disclosure.threshold = cases[i].threshold;
        results->flow.n_joined = cases[i].is;
        assert_int_equal(disclosed(results, pool)->flow.n_joined,
                         cases[i].shown);
    }
    pp_pool_free(pool);
}

static void evaluations(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= often(120); seed++) {
        struct pp_pool *pool = pp_pool_new();
        struct evaluated_options o = EVALUATED_OPTIONS;
        o.seed = seed;
        o.n_first = 8 + 3 * seed % 190;
        o.n_regions = 1 + seed % 4;
        o.again = seed % 3 == 0 ? 0.95 : 0.6;
        const struct pp_results *was = evaluated(pool, &o);
        const struct pp_results *is = disclosed(was, pool);
        check(is, was);
        check(disclosed(is, pool), was); /* and again changes nothing back */
        pp_pool_free(pool);
    }
}

/* Where there are enough people, nothing of the whole is hidden. */
static void enough_people(void **state)
{
    (void)state;
    struct pp_pool *pool = pp_pool_new();
    struct evaluated_options o = EVALUATED_OPTIONS;
    o.n_first = 2000;
    const struct pp_results *was = evaluated(pool, &o);
    const struct pp_results *is = disclosed(was, pool);

    assert_int_equal(is->flow.all.n_both, was->flow.all.n_both);
    assert_int_equal(is->flow.regions[0].n_both, was->flow.regions[0].n_both);
    for (size_t i = 0; i < 4; i++) {
        assert_false(is->outcomes[i].hidden);
        /* The least and the greatest are single people's, however many. */
        assert_true(isnan(is->outcomes[i].paired.pre.min));
        assert_true(isnan(is->outcomes[i].paired.change.max));
        assert_int_equal(is->outcomes[i].individual.n_better,
                         was->outcomes[i].individual.n_better);
        assert_true(is->outcomes[i].comparison.cohorts[0].shown);
    }
    pp_pool_free(pool);
}

/* What somebody may ask of two columns of his own is not for a report: these
 * counts are of other amounts than those that are protected. */
static void counts_by_other_amounts(void **state)
{
    (void)state;
    struct pp_pool *pool = pp_pool_new();
    struct evaluated_options o = EVALUATED_OPTIONS;
    o.n_first = 2000;
    struct pp_results *was = evaluated(pool, &o);

    for (size_t i = 0; i < was->n_outcomes; i++) {
        struct pp_paired *p = &((struct pp_outcome *)was->outcomes)[i].paired;
        assert_int_equal(p->n_reliable_change_by, 0); /* nor are they made */
        assert_int_equal(p->cutoffs.kind, PP_CUTOFF_NONE);
        assert_true(isnan(p->reliable_change.band.reliability[0]) ||
                    !p->has_reliable_change);
        p->n_reliable_change_by = PP_RC_METHODS;
        p->cutoffs.kind = PP_CUTOFF_C;
        p->has_study_change = true;
        p->reliable_change.band.reliability[0] = .7;
    }
    const struct pp_results *is = disclosed(was, pool);
    for (size_t i = 0; i < is->n_outcomes; i++) {
        const struct pp_paired *p = &is->outcomes[i].paired;
        assert_int_equal(p->n_reliable_change_by, 0);
        assert_int_equal(p->cutoffs.kind, PP_CUTOFF_NONE);
        assert_false(p->has_study_change);
        assert_true(isnan(p->reliable_change.band.reliability[0]));
    }
    pp_pool_free(pool);
}

static size_t n_hidden_of_wave(const struct pp_results *r, size_t wave)
{
    size_t n = 0;

    for (size_t i = 0; i < r->n_outcomes; i++)
        n += r->outcomes[i].wave == wave && r->outcomes[i].hidden;
    return n;
}

/*
 * Of three waves, more people have answered the one in between than the last:
 * what is known of the last says nothing of its pairs.
 */
static void three_waves(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 2; seed++) {
        struct pp_pool *pool = pp_pool_new();
        struct evaluated_options o = EVALUATED_OPTIONS;
        o.seed = seed;
        o.n_first = 200;
        o.n_waves = 3;
        o.between = 0.9;
        o.again = 0.6;
        const struct pp_results *was = evaluated(pool, &o);
        const struct pp_results *is = disclosed(was, pool);
        check(is, was);
        assert_int_equal(is->n_outcomes, 2 * is->n_per_wave);
        assert_true(was->outcomes[0].n_pairs > (size_t)was->flow.all.n_both);
        assert_int_equal(n_hidden_of_wave(is, 1), 0);
        assert_int_equal(n_hidden_of_wave(is, 2), 0);
        for (size_t i = 0; i < is->n_outcomes; i++)
            assert_int_equal(is->outcomes[i].n_pairs, was->outcomes[i].n_pairs);
        pp_pool_free(pool);
    }
}

/* The same of few people: check() says what may be shown. */
static void three_waves_of_few(void **state)
{
    (void)state;
    size_t n_hidden[3] = {0, 0, 0};

    for (uint64_t seed = 1; seed <= 6; seed++) {
        struct pp_pool *pool = pp_pool_new();
        struct evaluated_options o = EVALUATED_OPTIONS;
        o.seed = seed;
        o.n_first = 8 + 9 * seed;
        o.n_regions = 1 + seed % 3;
        o.n_waves = 3;
        const struct pp_results *was = evaluated(pool, &o);
        const struct pp_results *is = disclosed(was, pool);
        check(is, was);
        for (size_t wave = 1; wave < 3; wave++)
            n_hidden[wave] += n_hidden_of_wave(is, wave);
        pp_pool_free(pool);
    }
    assert_true(n_hidden[1] > 0 && n_hidden[2] > 0);
}

/* Everyone answered twice, and one of them left one questionnaire blank the
 * second time: how many answered first is hidden, and no finding is. */
static void one_blank(void **state)
{
    (void)state;
    struct pp_pool *pool = pp_pool_new();
    struct evaluated_options o = EVALUATED_OPTIONS;
    size_t n_seen = 0;

    o.n_first = 60;
    o.n_regions = 2;
    o.again = 1;
    for (size_t k = 0; k < 6; k++)
        o.asked[k] = 1;
    for (o.seed = 1; o.seed <= 40; o.seed++) {
        o.skipped = 0.003;
        const struct pp_results *was = evaluated(pool, &o);
        size_t n_left = 0;
        for (size_t i = 0; i < was->n_outcomes; i++)
            n_left += was->outcomes[i].missing.n_left;
        if (was->flow.all.n_both < 60 || n_left != 1)
            continue;
        const struct pp_results *is = disclosed(was, pool);
        n_seen++;
        assert_int_equal(is->flow.all.n_both, 60);
        for (size_t i = 0; i < is->n_outcomes; i++) {
            const struct pp_outcome *out = &is->outcomes[i];
            assert_false(out->hidden);
            assert_true((long)out->missing.n_left == HIDDEN ||
                        out->missing.n_left == 0);
            for (size_t c = 0; c < out->comparison.n_cohorts; c++)
                assert_true(out->comparison.cohorts[c].shown);
        }
    }
    assert_true(n_seen > 3);
    pp_pool_free(pool);
}

/* Of one outcome, one thing at a time that tells of everyone, or of a few. */
static void single_numbers(void **state)
{
    (void)state;
    struct pp_pool *pool = pp_pool_new();
    struct evaluated_options o = EVALUATED_OPTIONS;
    struct pp_results *was = evaluated(pool, &o);
    struct pp_outcome *outcome = (struct pp_outcome *)&was->outcomes[0];
    long n = (long)outcome->n_pairs;
    const long known[] = {9, 10, n - 4, n, n, n};
    const long other[] = {9, 10, n - 4, n, 9, 10}; /* than the commonest */
    struct pp_dose doses[6];
    struct pp_gap gaps[2] = {{0, NAN, NAN, NAN}, {9, 90.25, 79.75, 100}};

    for (size_t k = 0; k < 6; k++)
        doses[k] = (struct pp_dose){.name = "d",
                                    .n = known[k],
                                    .n_other = other[k],
                                    .median = 5.75,
                                    .slope.df = (double)n - 2};
    outcome->doses = doses;
    outcome->n_doses = 6;
    was->flow.gaps = gaps;
    was->flow.gap_days_median = 90.25;
    const struct pp_results *is = disclosed(was, pool);
    const struct pp_dose *shown = is->outcomes[0].doses;
    assert_true(isnan(shown[0].median) && shown[0].n == HIDDEN);
    assert_true(shown[1].median == 5.75 && shown[1].n == 10);
    /* How far between two people it lies would tell of how many. */
    assert_true(shown[2].median == 6 && shown[2].n == HIDDEN);
    assert_true(isnan(shown[2].slope.df) && shown[3].slope.df == n - 2);
    assert_true(shown[3].median == 5.75 && shown[3].n == n);
    assert_true(isnan(shown[4].median) && shown[4].n == HIDDEN);
    assert_true(shown[5].median == 5.75 && shown[5].n == n);
    assert_true(is->flow.gaps[1].n == HIDDEN && isnan(is->flow.gaps[1].q1));
    assert_true(isnan(is->flow.gap_days_median));
    gaps[1].n = 40; /* nor how many, less those of each arm */
    is = disclosed(was, pool);
    assert_true(is->flow.gaps[1].n == HIDDEN && is->flow.gaps[1].q1 == 80);
    assert_true(is->flow.gap_days_median == 90);

    assert_false(is->outcomes[0].hidden);
    /* All but four alike: the average and its spread say what each said. */
    assert_true(outcome->n_unlike > 5);
    outcome->n_unlike = 5;
    assert_false(disclosed(was, pool)->outcomes[0].hidden);
    outcome->n_unlike = 4;
    assert_true(disclosed(was, pool)->outcomes[0].hidden);
    pp_pool_free(pool);
}

/*
 * Counts that contradict each other are our own mistake: nothing is shown, and
 * it is said of which table. One person too many, wherever it is.
 */
static void counts_that_do_not_add_up(void **state)
{
    (void)state;
    const char *const says[] = {
        "(who answered: at a wave = at both + at this one only; sum ",
        "(who answered: all = the rows + people in none; sum ",
        "(hhi.total at after: answered again = better + in between + worse; ",
        "(hhi.total at after: answered again = higher + same + lower; sum ",
        "(hhi.total at after: asked = answered again + left; sum ",
    };
    for (size_t k = 0; k < sizeof says / sizeof says[0]; k++) {
        struct pp_pool *pool = pp_pool_new();
        struct evaluated_options o = EVALUATED_OPTIONS;
        struct pp_results *was = evaluated(pool, &o);
        struct pp_flow_row *regions = (struct pp_flow_row *)was->flow.regions;
        struct pp_outcome *outcome = (struct pp_outcome *)&was->outcomes[0];
        struct pp_results *is = was;
        struct pp_error err = {0};
        long more = was->flow.all.n_both;
        was->flow.all.n_both += k == 0;
        regions[0].n_people += k == 1 ? more : 0;
        regions[0].n_after_only += k == 1 ? more : 0;
        regions[0].n_after += k == 1 ? more : 0;
        outcome->individual.n_between += k == 2;
        outcome->paired.n_same += k == 3;
        outcome->missing.n_left += k == 4;
        assert_int_equal(pp_disclose(was, pool, &is, &err), -1);
        assert_null(is);
        assert_int_equal(err.code, PP_EBUG);
        if (strstr(err.text, says[k]) == NULL)
            fail_msg("%s: %s", says[k], err.text);
        assert_non_null(strstr(err.text, "nothing is shown or written"));
        pp_pool_free(pool);
    }
}

/* Thresholds and bases as their publishers state them. */
static void presets(void **state)
{
    (void)state;
    const struct {
        const char *name;
        long threshold;
        int base;
    } rows[] = {{"charity-5", 5, 1},  {"nhs-secondary", 8, 5},
                {"opensafely", 8, 5}, {"ons-10", 10, 1},
                {"hesa", 3, 5},       {"none", 1, 1}};
    size_t n;
    const struct pp_disclosure_rules *all = pp_disclosure_presets(&n);

    assert_int_equal(n, sizeof rows / sizeof rows[0]);
    for (size_t i = 0; i < n; i++) {
        struct pp_plan plan = {.disclosure = {rows[i].name, 0, 0}};
        struct pp_disclosure_rules r = pp_disclosure_rules_of(&plan);
        assert_string_equal(all[i].preset, rows[i].name);
        assert_int_equal(r.threshold, rows[i].threshold);
        assert_int_equal(r.base, rows[i].base);
        plan.disclosure.threshold = 20;
        assert_int_equal(pp_disclosure_rules_of(&plan).threshold, 20);
        plan.disclosure.rounding = 10;
        assert_int_equal(pp_disclosure_rules_of(&plan).base, 10);
        plan.disclosure.threshold = 3; /* 3 and 4 would be rounded to none */
        assert_int_equal(pp_disclosure_rules_of(&plan).threshold, 5);
    }
}

static void rounding(void **state)
{
    (void)state;
    struct pp_pool *pool = pp_pool_new();
    struct evaluated_options o = EVALUATED_OPTIONS;
    struct pp_results *was = evaluated(pool, &o);
    ((struct pp_plan *)was->plan)->disclosure.preset = "opensafely";
    const struct pp_results *is = disclosed(was, pool);

    for (size_t i = 0; i < is->n_inputs; i++) /* often of one region each */
        assert_int_equal(is->inputs[i].n_rows, HIDDEN);
    assert_int_equal(is->flow.all.n_before % 5, 0);
    assert_int_equal(is->flow.regions[0].n_both % 5, 0);
    for (size_t i = 0; i < is->n_outcomes; i++) {
        assert_int_equal(is->outcomes[i].n_pairs % 5, 0);
        if (is->outcomes[i].individual.n_better != HIDDEN)
            assert_int_equal(is->outcomes[i].individual.n_better % 5, 0);
        /* What would tell the count that was rounded. */
        assert_true(isnan(is->outcomes[i].individual.better_ci.lo));
        assert_true(isnan(is->outcomes[i].paired.t_test.df));
        assert_int_equal((long)is->outcomes[i].paired.n_rows, HIDDEN);
    }
    pp_pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(presets),
        cmocka_unit_test(rounding),
        cmocka_unit_test(enough_people),
        cmocka_unit_test(counts_by_other_amounts),
        cmocka_unit_test(evaluations),
        cmocka_unit_test(joined_codes),
        cmocka_unit_test(three_waves),
        cmocka_unit_test(three_waves_of_few),
        cmocka_unit_test(one_blank),
        cmocka_unit_test(single_numbers),
        cmocka_unit_test(counts_that_do_not_add_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
