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
#include "prepost/report/backend.h"
#include "prepost/report/phrases.h"
#include "prepost/report/report.h"

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

/* Three who left of one level: it is joined, and so is the next smallest. */
static void few_who_left(void **state)
{
    (void)state;
    struct pp_pool *pool = pp_pool_new();
    struct evaluated_options o = EVALUATED_OPTIONS;
    struct pp_results *was = evaluated(pool, &o);
    const struct pp_flow_row *all = &was->flow.all;
    struct pp_people_level levels[3] = {
        {"a", all->n_both - 40}, {"b", 20}, {"c", 20}};
    struct pp_people_table people = {"gender", levels, 3, 0};
    struct pp_leavers_row rows[3] = {
        {.name = "a", all->n_both - 40, all->n_before_only - 23},
        {.name = "b", 20, 3},
        {.name = "c", 20, 20}};
    struct pp_leavers_table leavers = {"gender", all->n_both,
                                       all->n_before_only, rows, 3};

    assert_true(rows[0].n_stayed > 40 && rows[0].n_left > 23);
    was->people = &people;
    was->n_people_tables = 1;
    was->leavers = &leavers;
    was->n_leavers = 1;
    const struct pp_leavers_table *is = &disclosed(was, pool)->leavers[0];
    assert_int_equal(is->n_rows, 2);
    assert_int_equal(is->rows[0].n_left, rows[0].n_left);
    assert_string_equal(is->rows[1].name, "c or another answer");
    assert_int_equal(is->rows[1].n_stayed, 40);
    assert_int_equal(is->rows[1].n_left, 23);
    rows[1].n_left = 5;
    rows[2].n_left = 18;
    assert_int_equal(disclosed(was, pool)->leavers[0].n_rows, 3);
    pp_pool_free(pool);
}

/* Six who left, of a level of which nobody stayed: none is no small number
 * under this preset, and the six are. */
static void few_who_left_of_none_who_stayed(void **state)
{
    (void)state;
    struct pp_pool *pool = pp_pool_new();
    struct evaluated_options o = EVALUATED_OPTIONS;
    struct pp_results *was = evaluated(pool, &o);
    const struct pp_flow_row *all = &was->flow.all;
    long half = all->n_both / 2, gone = (all->n_before_only - 6) / 2;
    struct pp_people_level levels[3] = {
        {"a", half}, {"b", 0}, {"c", all->n_both - half}};
    struct pp_people_table people = {"gender", levels, 3, 0};
    struct pp_leavers_row rows[3] = {
        {.name = "a", half, gone},
        {.name = "b", 0, 6},
        {.name = "c", all->n_both - half, all->n_before_only - 6 - gone}};
    struct pp_leavers_table leavers = {"gender", all->n_both,
                                       all->n_before_only, rows, 3};

    ((struct pp_plan *)was->plan)->disclosure.preset = "nhs-secondary";
    was->people = &people;
    was->n_people_tables = 1;
    was->leavers = &leavers;
    was->n_leavers = 1;
    const struct pp_results *is = disclosed(was, pool);
    assert_int_equal(is->people[0].n_levels, 2);
    assert_int_equal(is->leavers[0].n_rows, 2);
    assert_string_equal(is->people[0].levels[0].name, "c");
    assert_string_equal(is->leavers[0].rows[0].name, "c");
    /* Those who stayed of "a", were they alone, would tell what joined them. */
    assert_string_equal(is->people[0].levels[1].name, "a or another answer");
    assert_string_equal(is->leavers[0].rows[1].name, "a or another answer");
    pp_pool_free(pool);
}

static bool is_any_hidden(const struct pp_flow_row *row)
{
    return row->n_both == PP_COUNT_HIDDEN || row->n_before == PP_COUNT_HIDDEN ||
           row->n_before_only == PP_COUNT_HIDDEN;
}

/*
 * A region of a few, none of whom answered again: that they all left is hidden,
 * beside one other region, and the findings of everyone are shown.
 */
static void all_of_a_few_left(void **state)
{
    (void)state;
    for (size_t n_gone = 1; n_gone <= 8; n_gone++) {
        struct pp_pool *pool = pp_pool_new();
        struct evaluated_options o = EVALUATED_OPTIONS;
        o.n_regions = 4;
        o.n_gone = n_gone;
        o.asked[4] = o.asked[5] = 1; /* or few of the few were */
        o.n_first = 160;
        const struct pp_results *is = disclosed(evaluated(pool, &o), pool);
        const struct pp_flow *flow = &is->flow;
        const struct pp_comparison *c = &is->outcomes[0].comparison;
        size_t n_hidden = 0, n_shown = 0;
        for (size_t r = 0; r < 4; r++) {
            n_hidden += is_any_hidden(&flow->regions[r]);
            n_shown += c->cohorts[r].shown;
        }
        assert_false(is->outcomes[0].hidden);
        assert_true(flow->all.n_both > 0);
        assert_int_equal(flow->regions[3].n_both == PP_COUNT_HIDDEN,
                         n_gone < 5);
        assert_int_equal(n_hidden, n_gone < 5 ? 2 : 0);
        assert_int_equal(n_shown, n_gone < 5 ? 2 : 3);
        pp_pool_free(pool);
    }
}

/* All of six left, and one or two of them had been asked about loneliness: that
 * they left is known of all six, and nothing is hidden for it. */
static void few_of_those_who_left(void **state)
{
    (void)state;
    struct pp_pool *pool = pp_pool_new();
    struct evaluated_options o = EVALUATED_OPTIONS;
    o.n_gone = 6;
    size_t n_few = 0;
    for (o.seed = 1; o.seed <= 12; o.seed++) {
        const struct pp_results *was = evaluated(pool, &o);
        const struct pp_results *is = disclosed(was, pool);
        for (size_t i = 0; i < was->n_outcomes; i++) {
            long n = was->outcomes[i].comparison.cohorts[1].flow.n_before;
            n_few += n > 0 && n < 5;
            assert_false(is->outcomes[i].hidden);
        }
    }
    assert_true(n_few > 10);
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
    const long known[] = {9, 10, n - 4, n};
    struct pp_dose doses[4];
    struct pp_gap gaps[2] = {{0, NAN, NAN, NAN}, {9, 90, 80, 100}};

    for (size_t k = 0; k < 4; k++)
        doses[k] = (struct pp_dose){.name = "d", .n = known[k], .median = 6};
    outcome->doses = doses;
    outcome->n_doses = 4;
    was->flow.gaps = gaps;
    was->flow.gap_days_median = 90;
    const struct pp_results *is = disclosed(was, pool);
    const struct pp_dose *shown = is->outcomes[0].doses;
    assert_true(isnan(shown[0].median) && shown[0].n == HIDDEN);
    assert_true(shown[1].median == 6 && shown[1].n == 10);
    assert_true(shown[2].median == 6 && shown[2].n == HIDDEN);
    assert_true(shown[3].median == 6 && shown[3].n == n);
    assert_true(is->flow.gaps[1].n == HIDDEN && isnan(is->flow.gaps[1].q1));
    assert_true(isnan(is->flow.gap_days_median));

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

/* Levels with few people are joined; nothing with one level is left. */
static void people(void **state)
{
    (void)state;
    const struct {
        const char *label;
        long levels[4], blank;
        const char *expected;
    } rows[] = {
        {"enough", {60, 30, 10, 8}, 0, "a60 b30 c10 d8"},
        {"one small", {60, 30, 10, 2}, 0, "a60 b30 c or another answer12"},
        {"two small", {60, 30, 3, 2}, 0, "a60 b30 another answer5"},
        {"a small blank",
         {60, 30, 10, 8},
         2,
         "a60 b30 c10 d or another answer10"},
        {"no one in a level", {60, 30, 10, 0}, 0, "a60 b30 c10"},
        {"everyone joined", {60, 3, 0, 0}, 0, ""},
        {"everyone alike", {60, 0, 0, 0}, 0, ""},
        {"a large blank", {60, 30, 0, 0}, 20, "a60 b30 blank20"},
    };
    static const char *const names[] = {"a", "b", "c", "d"};
    for (size_t k = 0; k < sizeof rows / sizeof rows[0]; k++) {
        struct pp_pool *pool = pp_pool_new();
        struct evaluated_options o = EVALUATED_OPTIONS;
        struct pp_results *r = evaluated(pool, &o);
        struct pp_people_level levels[4];
        struct pp_people_table table = {"gender", levels, 4, rows[k].blank};
        for (size_t i = 0; i < 4; i++)
            levels[i] = (struct pp_people_level){names[i], rows[k].levels[i]};
        r->people = &table;
        r->n_people_tables = 1;
        const struct pp_people_table *is = &disclosed(r, pool)->people[0];
        struct pp_buffer text = PP_BUFFER_INIT;
        for (size_t i = 0; i < is->n_levels; i++)
            pp_buffer_printf(&text, "%s%s%ld", i > 0 ? " " : "",
                             is->levels[i].name, is->levels[i].n);
        if (is->n_blank > 0)
            pp_buffer_printf(&text, " blank%ld", is->n_blank);
        if (strcmp(pp_buffer_text(&text), rows[k].expected) != 0)
            fail_msg("%s: %s", rows[k].label, pp_buffer_text(&text));
        pp_buffer_clear(&text);
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

/* No one or everyone: true of each. What is hidden is neither. */
static void no_one_or_everyone(void **state)
{
    (void)state;
    static const struct {
        long better, between, worse;
        bool tells;
    } rows[] = {{8, 20, 12, false},          {40, 0, 0, true},
                {25, 15, 0, true},           {0, 25, 15, true},
                {HIDDEN, 30, HIDDEN, false}, {HIDDEN, HIDDEN, HIDDEN, false}};

    for (size_t k = 0; k < sizeof rows / sizeof rows[0]; k++) {
        struct pp_individual p = {.source = PP_AMOUNT_PUBLISHED,
                                  .n = 40,
                                  .n_better = rows[k].better,
                                  .n_between = rows[k].between,
                                  .n_worse = rows[k].worse};
        assert_int_equal(pp_tells_of_each(&p), rows[k].tells);
        p.source = PP_AMOUNT_NONE;
        assert_false(pp_tells_of_each(&p));
    }
    assert_false(pp_tells_of_each(
        &(struct pp_individual){.source = PP_AMOUNT_PUBLISHED}));
}

static bool says_of_each(struct pp_pool *pool, const struct pp_results *was)
{
    static const char template[] =
        "{{part people_per_100}}\n\n{{table individuals}}\n";
    struct pp_document *d;
    struct pp_buffer out = PP_BUFFER_INIT;
    struct pp_render render = {""};
    struct pp_error err;

    if (pp_report_make("e", "e.md", template, sizeof template - 1, was, pool,
                       &d, &err) != 0 ||
        pp_backend_find("md")->write(d, &render, &out, &err) != 0)
        fail_msg("%s", err.text);
    size_t n = 0;
    for (const char *p = pp_buffer_text(&out);
         (p = strstr(p, pp_phrase_tells_of_each())) != NULL; p++)
        n++;
    pp_buffer_clear(&out);
    assert_true(n == 0 || n == 2); /* under either table, once */
    return n > 0;
}

/* The same of tables whose counts are out of some: a part of a report. */
static bool part_says_of_each(struct pp_pool *pool, const char *part,
                              const struct pp_results *was)
{
    const char *template = pp_pool_printf(pool, "{{part %s}}\n", part);
    struct pp_document *d;
    struct pp_buffer out = PP_BUFFER_INIT;
    struct pp_render render = {""};
    struct pp_error err;

    if (pp_report_make("e", "e.md", template, strlen(template), was, pool, &d,
                       &err) != 0 ||
        pp_backend_find("md")->write(d, &render, &out, &err) != 0)
        fail_msg("%s", err.text);
    bool says = strstr(pp_buffer_text(&out), pp_phrase_tells_of_each()) != NULL;
    pp_buffer_clear(&out);
    return says;
}

/* Everyone rises on everything, so nobody goes worse, nor beyond a cut-off. */
static void zeros_of_other_tables(void **state)
{
    static const char *const parts[] = {"recovery", "other_amounts",
                                        "talking_therapies"};
    static const struct {
        const char *preset;
        double shift;
        bool says;
    } rows[] = {{"charity-5", 2, false}, {"nhs-secondary", 2, true}};

    (void)state;
    for (size_t k = 0; k < sizeof rows / sizeof rows[0]; k++) {
        struct pp_pool *pool = pp_pool_new();
        struct evaluated_options o = EVALUATED_OPTIONS;
        for (size_t i = 0; i < 6; i++)
            o.shift[i] = i == 2 || i == 3 ? -rows[k].shift : rows[k].shift;
        o.asked[2] = o.asked[3] = 1;
        struct pp_results *was = evaluated(pool, &o);
        ((struct pp_plan *)was->plan)->disclosure.preset = rows[k].preset;
        for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
            if (part_says_of_each(pool, parts[i], was) != rows[k].says)
                fail_msg("%s, %s, %g", parts[i], rows[k].preset, rows[k].shift);
        pp_pool_free(pool);
    }
}

/* Zeros are hidden under charity-5 (WORDING 2.4), and shown, and said to tell
 * of each, under a preset that shows them. */
static void zeros(void **state)
{
    (void)state;
    static const struct {
        const char *preset;
        bool shows;
    } rows[] = {{"charity-5", false}, {"hesa", true}};

    for (size_t k = 0; k < 2; k++) {
        struct pp_pool *pool = pp_pool_new();
        struct evaluated_options o = EVALUATED_OPTIONS;
        size_t n_zero = 0, n_told = 0;

        o.shift[0] = 6; /* hope of everyone rises */
        struct pp_results *was = evaluated(pool, &o);
        ((struct pp_plan *)was->plan)->disclosure.preset = rows[k].preset;
        const struct pp_results *is = disclosed(was, pool);
        for (size_t i = 0; i < is->n_outcomes; i++) {
            n_zero += was->outcomes[i].individual.n_worse == 0;
            n_told += pp_tells_of_each(&is->outcomes[i].individual);
        }
        assert_true(n_zero > 0);
        assert_int_equal(n_told > 0, rows[k].shows);
        assert_int_equal(says_of_each(pool, was), rows[k].shows);
        pp_pool_free(pool);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(presets),
        cmocka_unit_test(people),
        cmocka_unit_test(rounding),
        cmocka_unit_test(no_one_or_everyone),
        cmocka_unit_test(zeros),
        cmocka_unit_test(zeros_of_other_tables),
        cmocka_unit_test(enough_people),
        cmocka_unit_test(counts_by_other_amounts),
        cmocka_unit_test(evaluations),
        cmocka_unit_test(joined_codes),
        cmocka_unit_test(three_waves),
        cmocka_unit_test(three_waves_of_few),
        cmocka_unit_test(one_blank),
        cmocka_unit_test(few_who_left),
        cmocka_unit_test(few_who_left_of_none_who_stayed),
        cmocka_unit_test(all_of_a_few_left),
        cmocka_unit_test(few_of_those_who_left),
        cmocka_unit_test(single_numbers),
        cmocka_unit_test(counts_that_do_not_add_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
