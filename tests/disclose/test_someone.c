#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../helpers/evaluated.h"
#include "../helpers/kinds.h"
#include "prepost/disclose/disclose.h"

/*
 * A region or a group that there is a row of is of one person at least, and of
 * no fewer than it has support groups. Numbers of people are those of the
 * tables below; what may be known of them is added by hand.
 */

enum { HIDDEN = PP_COUNT_HIDDEN, THRESHOLD = 5, MOST_KINDS = 32 };

/* --- rows ------------------------------------------------------------------
 */

/* 30 of the North; five other regions that make five are of one each, so that
 * the North is hidden too. Of those that make eleven each is of 1 to 7. */
static void regions_in_the_flow(void **state)
{
    (void)state;
    static const char *const names[] = {"Arran", "Bute", "Cowal", "Dunoon",
                                        "Ely"};

    for (size_t last = 1; last <= 7; last += 6) {
        struct pp_pool *pool = pp_pool_new();
        struct kind kinds[6] = {{{"North"}, 30, 0, 0}};
        for (size_t k = 0; k < 5; k++)
            kinds[k + 1] = (struct kind){{names[k]}, k < 4 ? 1 : last, 0, 0};
        const struct kinds of = {{"region"}, kinds, 6, "region"};
        struct pp_results *was = kinds_evaluated(pool, &of);
        /* Who answered alone: that they are compared would hide it as well. */
        ((struct pp_outcome *)was->outcomes)[0].comparison.n_cohorts = 0;
        const struct pp_flow *f = &disclosed(was, pool)->flow;
        assert_int_equal(f->n_regions, 6);
        for (size_t k = 0; k < 4; k++)
            assert_int_equal(f->regions[k].n_before, HIDDEN);
        assert_string_equal(f->regions[5].name, "North");
        assert_int_equal(f->regions[5].n_before, last == 1 ? HIDDEN : 30);
        assert_int_equal(f->regions[5].n_both, last == 1 ? HIDDEN : 30);
        assert_int_equal(f->all.n_before, 34 + last);
        pp_pool_free(pool);
    }
}

/* So many more of the North answered the last time only. */
static void add_later(struct pp_results *r, struct pp_flow_row *rows, long n)
{
    struct pp_outcome *o = (struct pp_outcome *)&r->outcomes[0];
    struct pp_flow_row *of[] = {&r->flow.all, &rows[5]};

    memcpy(rows, r->flow.regions, 6 * sizeof *rows);
    r->flow.regions = rows;
    for (size_t k = 0; k < 2; k++) {
        of[k]->n_people += n;
        of[k]->n_after += n;
        of[k]->n_after_only += n;
    }
    o->paired.n_post += (size_t)n;
    o->paired.n_rows += (size_t)n;
    o->reliability.n_post += (size_t)n;
    o->comparison.n_cohorts = 0;
}

/*
 * The same, and ten of the North who came later, more than there are regions.
 * Where it is told that these are all who did, nobody of the others did, and
 * the five are of one each all the same: so something of the North is not told.
 * Of eleven in five regions it may be.
 */
static void regions_that_nobody_joined_later(void **state)
{
    (void)state;
    static const char *const names[] = {"Arran", "Bute", "Cowal", "Dunoon",
                                        "Ely"};
    enum { LATER = 10 };

    for (size_t last = 1; last <= 7; last += 6) {
        struct pp_pool *pool = pp_pool_new();
        struct kind kinds[6] = {{{"North"}, 30, 0, 0}};
        struct pp_flow_row rows[6];
        for (size_t k = 0; k < 5; k++)
            kinds[k + 1] = (struct kind){{names[k]}, k < 4 ? 1 : last, 0, 0};
        const struct kinds of = {{"region"}, kinds, 6, "region"};
        struct pp_results *was = kinds_evaluated(pool, &of);
        add_later(was, rows, LATER);
        const struct pp_flow *f = &disclosed(was, pool)->flow;
        const struct pp_flow_row *north = &f->regions[5];
        bool is_first_told = f->all.n_before != HIDDEN &&
                             north->n_before != HIDDEN &&
                             north->n_both != HIDDEN;
        bool is_later_told =
            f->all.n_after_only != HIDDEN && north->n_after_only != HIDDEN;
        assert_int_equal(f->regions[0].n_before, HIDDEN);
        assert_int_equal(is_first_told && is_later_told, last > 1);
        pp_pool_free(pool);
    }
}

static const struct pp_cohort *cohort_of(const struct pp_results *r,
                                         const char *name)
{
    const struct pp_comparison *c = &r->outcomes[0].comparison;

    for (size_t k = 0; k < c->n_cohorts; k++)
        if (strstr(c->cohorts[k].name, name) != NULL)
            return &c->cohorts[k];
    fail_msg("no %s", name);
    return NULL;
}

/* 30 and 12 of two groups, and of five others six: one of these is of two, the
 * others of one each. Together with the twelve they are of more. */
static void cohorts_by_group(void **state)
{
    (void)state;
    for (size_t last = 1; last <= 8; last += 7) {
        struct pp_pool *pool = pp_pool_new();
        const struct kind kinds[] = {
            {{"North", "Mon"}, 30, 0, 0},  {{"North", "Tue"}, 12, 0, 0},
            {{"North", "Wed"}, 1, 0, 0},   {{"North", "Thu"}, 1, 0, 0},
            {{"North", "Fri"}, 2, 0, 0},   {{"North", "Sat"}, 1, 0, 0},
            {{"North", "Sun"}, last, 0, 0}};
        const struct kinds of = {{"region", "group"}, kinds, 7, "group"};
        const struct pp_results *is =
            disclosed(kinds_evaluated(pool, &of), pool);
        assert_false(is->outcomes[0].hidden);
        assert_int_equal(is->outcomes[0].comparison.n_cohorts, 7);
        assert_int_equal(cohort_of(is, "Wed")->flow.n_both, HIDDEN);
        assert_int_equal(cohort_of(is, "Fri")->flow.n_both, HIDDEN);
        assert_int_equal(cohort_of(is, "Mon")->flow.n_both, 30);
        assert_int_equal(cohort_of(is, "Tue")->flow.n_both,
                         last == 1 ? HIDDEN : 12);
        pp_pool_free(pool);
    }
}

/* --- support groups ---------------------------------------------------------
 */

/* So many groups of so many people each, of a region. */
struct groups {
    const char *region;
    size_t n, each;
};

static const struct pp_flow *flow_of(struct pp_pool *pool,
                                     const struct groups of[2])
{
    struct kind kinds[MOST_KINDS];
    size_t n = 0;

    for (size_t r = 0; r < 2; r++)
        for (size_t g = 0; g < of[r].n; g++)
            kinds[n++] = (struct kind){
                {of[r].region, pp_pool_printf(pool, "mentor %zu", n)},
                of[r].each,
                0,
                0};
    const struct kinds all = {{"region", "group"}, kinds, n, "region"};
    return &disclosed(kinds_evaluated(pool, &all), pool)->flow;
}

static void support_groups(void **state)
{
    (void)state;
    static const struct {
        const char *what;
        struct groups of[2];
        long are[2], all;
    } cases[] = {
        {"40 and 32 people", {{"Bute", 5, 8}, {"Fife", 4, 8}}, {5, 4}, 9},
        {"five people a group", {{"Bute", 8, 5}, {"Fife", 4, 8}}, {8, 4}, 12},
        {"fewer than five", {{"Bute", 9, 4}, {"Fife", 4, 16}}, {0, 0}, 0},
        {"four people, hidden", {{"Bute", 4, 1}, {"Fife", 5, 20}}, {0, 0}, 0},
        {"so few of all", {{"Bute", 10, 1}, {"Fife", 5, 8}}, {0, 0}, 0},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct pp_pool *pool = pp_pool_new();
        const struct pp_flow *f = flow_of(pool, cases[i].of);
        for (size_t r = 0; r < 2; r++)
            if (f->regions[r].n_groups != cases[i].are[r])
                fail_msg("%s: region %zu has %ld groups", cases[i].what, r,
                         f->regions[r].n_groups);
        if (f->all.n_groups != cases[i].all)
            fail_msg("%s: %ld groups", cases[i].what, f->all.n_groups);
        pp_pool_free(pool);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(regions_in_the_flow),
        cmocka_unit_test(regions_that_nobody_joined_later),
        cmocka_unit_test(cohorts_by_group),
        cmocka_unit_test(support_groups),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
