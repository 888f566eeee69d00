#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../helpers/evaluated.h"
#include "prepost/disclose/disclose.h"

/* Who they were, and who left, by a kept column. */

enum { HIDDEN = PP_COUNT_HIDDEN };

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(people),
        cmocka_unit_test(few_who_left),
        cmocka_unit_test(few_who_left_of_none_who_stayed),
        cmocka_unit_test(all_of_a_few_left),
        cmocka_unit_test(few_of_those_who_left),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
