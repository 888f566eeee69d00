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
 * Columns that lie within others: towns of regions, detailed answers of broad
 * ones, quarters of years, support groups of regions. What is told of the ones
 * less what is told of the others is nobody, or enough. Numbers of people are
 * those of the tables below, added by hand.
 */

enum { THRESHOLD = 5 };

/* --- who they were, and who left ------------------------------------------
 */

static long stayed_of(const struct pp_results *r, size_t table,
                      const char *level)
{
    const struct pp_people_table *t = &r->people[table];

    for (size_t k = 0; k < t->n_levels; k++)
        if (strcmp(t->levels[k].name, level) == 0)
            return t->levels[k].n;
    return PP_COUNT_HIDDEN;
}

static long left_of(const struct pp_results *r, size_t table, const char *level)
{
    const struct pp_leavers_table *t = &r->leavers[table];

    for (size_t k = 0; k < t->n_rows; k++)
        if (strcmp(t->rows[k].name, level) == 0)
            return t->rows[k].n_left;
    return PP_COUNT_HIDDEN;
}

static void is_none_or_enough(const char *what, long n)
{
    if (n != 0 && n < THRESHOLD)
        fail_msg("%s: %ld people", what, n);
}

/* 15 of the north, 12 of one of its towns: three are of the other. */
static const struct kind TOWNS[] = {
    {{"North", "Ashton"}, 3, 2, 0}, {{"North", "Barby"}, 12, 8, 0},
    {{"South", "Corby"}, 10, 7, 0}, {{"South", "Derby"}, 24, 9, 0},
    {{"South", "Dunby"}, 14, 6, 0}, {{"East", "Ely"}, 13, 8, 0},
    {{"East", "Fenny"}, 15, 11, 0}};

static void a_town_of_a_region(void **state)
{
    (void)state;
    struct pp_pool *pool = pp_pool_new();
    const struct pp_results *is = disclosed(
        kinds_evaluated(
            pool, &(struct kinds){{"region", "town"}, TOWNS, 7, "region"}),
        pool);

    assert_int_equal(is->flow.regions[1].n_both, 15);
    assert_int_equal(is->flow.regions[1].n_before_only, 10);
    assert_int_equal(stayed_of(is, 0, "Barby"), PP_COUNT_HIDDEN);
    assert_int_equal(left_of(is, 0, "Barby"), PP_COUNT_HIDDEN);
    assert_int_equal(stayed_of(is, 0, "Barby or another answer"), 15);
    assert_int_equal(left_of(is, 0, "Barby or another answer"), 10);
    /* Nothing is taken from other regions. */
    assert_int_equal(stayed_of(is, 0, "Corby"), 10);
    assert_int_equal(stayed_of(is, 0, "Ely"), 13);
    assert_int_equal(left_of(is, 0, "Fenny"), 11);
    pp_pool_free(pool);
}

/* Three left of one town of the north, and nine of its other. */
static void who_left_a_town(void **state)
{
    (void)state;
    static const struct kind kinds[] = {{{"North", "Ashton"}, 20, 3, 0},
                                        {{"North", "Barby"}, 12, 9, 0},
                                        {{"South", "Corby"}, 20, 6, 0},
                                        {{"South", "Derby"}, 14, 8, 0}};
    struct pp_pool *pool = pp_pool_new();
    const struct pp_results *is = disclosed(
        kinds_evaluated(
            pool, &(struct kinds){{"region", "town"}, kinds, 4, "region"}),
        pool);

    assert_int_equal(is->flow.regions[0].n_before_only, 12);
    assert_int_equal(stayed_of(is, 0, "Ashton"), 20);
    assert_int_equal(left_of(is, 0, "Ashton"), PP_COUNT_HIDDEN);
    assert_int_equal(left_of(is, 0, "Barby"), PP_COUNT_HIDDEN);
    assert_int_equal(left_of(is, 0, "Derby"), 8);
    pp_pool_free(pool);
}

/* Three of the north who left are of no known town, of ten in all: everyone who
 * stayed has one. */
static void who_left_without_a_town(void **state)
{
    (void)state;
    static const struct kind kinds[] = {{{"North", "Ashton"}, 20, 8, 0},
                                        {{"North", "Barby"}, 12, 9, 0},
                                        {{"North", NULL}, 0, 3, 0},
                                        {{"South", "Corby"}, 20, 9, 0},
                                        {{"South", NULL}, 0, 7, 0}};
    struct pp_pool *pool = pp_pool_new();
    const struct pp_results *is = disclosed(
        kinds_evaluated(
            pool, &(struct kinds){{"region", "town"}, kinds, 5, "region"}),
        pool);

    assert_int_equal(is->flow.regions[0].n_before_only, 20);
    assert_int_equal(stayed_of(is, 0, "Ashton"), 20);
    assert_int_equal(is->leavers[0].n_rows, 0);
    assert_int_equal(is->leavers[0].n_left, PP_COUNT_HIDDEN);
    pp_pool_free(pool);
}

/* Two regions are hidden, the one for the other's sake: no town of either is
 * told of, as 15 of the second would leave three for the first. */
static void a_town_of_a_hidden_region(void **state)
{
    (void)state;
    static const struct kind kinds[] = {{{"North", "Ashton"}, 3, 0, 0},
                                        {{"South", "Corby"}, 11, 8, 0},
                                        {{"South", "Derby"}, 12, 9, 0},
                                        {{"East", "Ely"}, 33, 8, 0},
                                        {{"East", "Fenny"}, 35, 11, 0}};
    struct pp_pool *pool = pp_pool_new();
    const struct pp_results *is = disclosed(
        kinds_evaluated(
            pool, &(struct kinds){{"region", "town"}, kinds, 5, "region"}),
        pool);

    assert_int_equal(is->flow.regions[1].n_both, PP_COUNT_HIDDEN);
    assert_int_equal(is->flow.regions[2].n_both, PP_COUNT_HIDDEN);
    assert_int_equal(stayed_of(is, 0, "Corby"), PP_COUNT_HIDDEN);
    assert_int_equal(stayed_of(is, 0, "Derby"), PP_COUNT_HIDDEN);
    assert_int_equal(stayed_of(is, 0, "Ely"), 33);
    assert_int_equal(stayed_of(is, 0, "Fenny"), 35);
    pp_pool_free(pool);
}

/*
 * Of 22 of the north all but two answered again: of a town of five, three to
 * five did. It is told of with the next town: nobody knows of which of their
 * people two are lacking. Of the south six are.
 */
static void few_lack_of_a_region(void **state)
{
    (void)state;
    static const struct kind kinds[] = {{{"North", "Ashton"}, 5, 6, 0},
                                        {{"North", "Barby"}, 17, 8, 0},
                                        {{"South", "Corby"}, 5, 9, 0},
                                        {{"South", "Derby"}, 14, 9, 0}};
    static const size_t silent[] = {1, 1, 0, 6};
    struct pp_pool *pool = pp_pool_new();
    const struct pp_results *is = disclosed(
        kinds_evaluated_silent(
            pool, &(struct kinds){{"region", "town"}, kinds, 4, "region"},
            silent),
        pool);

    assert_int_equal(is->flow.regions[0].n_both, 22);
    assert_int_equal(is->outcomes[0].comparison.cohorts[0].flow.n_both, 20);
    assert_int_equal(stayed_of(is, 0, "Ashton"), PP_COUNT_HIDDEN);
    assert_int_equal(stayed_of(is, 0, "Barby or another answer"), 22);
    assert_int_equal(stayed_of(is, 0, "Corby"), 5);
    pp_pool_free(pool);
}

/* All 21 of the north who stayed are of one town: the three of the other left.
 * All 12 of the east who left are of one: of the other nobody did. */
static void a_town_that_left(void **state)
{
    (void)state;
    static const struct kind kinds[] = {
        {{"North", "Ashton"}, 21, 13, 0}, {{"North", "Barby"}, 0, 3, 0},
        {{"South", "Corby"}, 22, 15, 0},  {{"South", "Derby"}, 24, 14, 0},
        {{"East", "Ely"}, 20, 12, 0},     {{"East", "Fenny"}, 18, 0, 0}};
    struct pp_pool *pool = pp_pool_new();
    const struct pp_results *is = disclosed(
        kinds_evaluated(
            pool, &(struct kinds){{"region", "town"}, kinds, 6, "region"}),
        pool);

    assert_int_equal(is->flow.regions[1].n_both, 21);
    assert_int_equal(is->flow.regions[0].n_before_only, 12);
    assert_int_equal(stayed_of(is, 0, "Ashton"), PP_COUNT_HIDDEN);
    assert_int_equal(stayed_of(is, 0, "Fenny"), 18);
    assert_int_equal(left_of(is, 0, "Ely"), PP_COUNT_HIDDEN);
    assert_int_equal(left_of(is, 0, "Corby"), 15);
    pp_pool_free(pool);
}

/* What regions lie within: 30 of the one nation's regions that is hidden. */
static void a_nation_of_regions(void **state)
{
    (void)state;
    static const struct kind kinds[] = {{{"Arfon", "Wales"}, 3, 0, 0},
                                        {{"Gwent", "Wales"}, 40, 12, 0},
                                        {{"Kent", "England"}, 20, 10, 0},
                                        {{"Surrey", "England"}, 44, 11, 0},
                                        {{"Fife", "Scotland"}, 46, 13, 0}};
    struct pp_pool *pool = pp_pool_new();
    const struct pp_results *is = disclosed(
        kinds_evaluated(
            pool, &(struct kinds){{"region", "nation"}, kinds, 5, "region"}),
        pool);
    const char *const nations[] = {"Wales", "Wales", "England", "England",
                                   "Scotland"};
    const char *const names[] = {"Arfon", "Gwent", "Kent", "Surrey", "Fife"};

    assert_int_equal(is->flow.n_regions, 5);
    for (size_t r = 0; r < 5; r++)
        for (size_t k = 0; k < 5; k++)
            if (strcmp(is->flow.regions[r].name, names[k]) == 0 &&
                is->flow.regions[r].n_both == PP_COUNT_HIDDEN)
                assert_int_equal(stayed_of(is, 0, nations[k]), PP_COUNT_HIDDEN);
    assert_int_equal(stayed_of(is, 0, "Scotland"), 46);
    pp_pool_free(pool);
}

/* Broad and detailed answers: of 30 who stayed and 13 who left, 27 and 13 gave
 * one of two answers; what is left of them is three, and nobody. */
static void a_detailed_answer_of_a_broad_one(void **state)
{
    (void)state;
    static const struct kind kinds[] = {
        {{"North", "White", "British"}, 40, 8, 0},
        {{"North", "White", "Irish"}, 14, 6, 0},
        {{"North", "Asian", "Indian"}, 15, 7, 0},
        {{"South", "Asian", "Chinese"}, 3, 0, 0},
        {{"South", "Asian", "Pakistani"}, 12, 6, 0},
        {{"South", "Black", "African"}, 16, 7, 0},
        {{"South", "Black", "Caribbean"}, 11, 6, 0}};
    struct pp_pool *pool = pp_pool_new();
    const struct pp_results *is =
        disclosed(kinds_evaluated(
                      pool,
                      &(struct kinds){
                          {"region", "broad", "detailed"}, kinds, 7, "region"}),
                  pool);
    long indian = stayed_of(is, 1, "Indian"), broad = stayed_of(is, 0, "Asian");

    assert_int_equal(broad, 30);
    assert_int_equal(left_of(is, 0, "Asian"), 13);
    assert_int_equal(indian, 15);
    assert_int_equal(stayed_of(is, 1, "Pakistani"), PP_COUNT_HIDDEN);
    assert_int_equal(left_of(is, 1, "Pakistani"), PP_COUNT_HIDDEN);
    assert_int_equal(stayed_of(is, 1, "African"), 16);
    assert_int_equal(left_of(is, 1, "Irish"), 6);
    pp_pool_free(pool);
}

/* Of a level told of, three gave no detail: with those of other levels, who do
 * not tell, they are the 10 of whom it is not known. */
static void few_without_detail(void **state)
{
    (void)state;
    static const struct kind kinds[] = {
        {{"North", "Ashton"}, 20, 8, 0}, {{"North", "Barby"}, 12, 8, 0},
        {{"North", NULL}, 3, 6, 0},      {{"South", "Corby"}, 20, 9, 0},
        {{"South", "Derby"}, 14, 8, 0},  {{"South", NULL}, 7, 6, 0}};
    struct pp_pool *pool = pp_pool_new();
    const struct pp_results *is = disclosed(
        kinds_evaluated(
            pool, &(struct kinds){{"region", "town"}, kinds, 6, "region"}),
        pool);
    const struct pp_people_table *t = &is->people[0];
    const char *const north[] = {"Ashton", "Barby"};
    long rest = is->flow.regions[0].n_both;

    for (size_t k = 0; k < 2; k++)
        rest -= stayed_of(is, 0, north[k]) > 0 ? stayed_of(is, 0, north[k]) : 0;
    is_none_or_enough("of the north, of other towns or none", rest);
    assert_int_equal(t->n_blank, 0);
    assert_int_equal(is->leavers[0].n_rows, 0);
    pp_pool_free(pool);
}

/* Three of a region are hidden beside the 19 of no known region, who are those
 * of no known town: all others are the 22 of a region that is shown, and they.
 */
static void nobody_of_no_town(void **state)
{
    (void)state;
    static const struct kind kinds[] = {{{"East", "Ashton"}, 57, 11, 0},
                                        {{"West", "Barby"}, 22, 6, 0},
                                        {{"Wolds", "Corby"}, 3, 6, 0},
                                        {{NULL, NULL}, 19, 6, 0}};
    struct pp_pool *pool = pp_pool_new();
    const struct pp_results *is = disclosed(
        kinds_evaluated(
            pool, &(struct kinds){{"region", "town"}, kinds, 4, "region"}),
        pool);

    assert_int_equal(is->flow.regions[2].n_both, PP_COUNT_HIDDEN);
    assert_int_equal(is->flow.regions[1].n_both, 22);
    assert_int_equal(is->people[0].n_blank, 0);
    assert_int_equal(is->leavers[0].n_rows, 0);
    pp_pool_free(pool);
}

/* Likewise of three who left, beside 12 of no known region. */
static void nobody_who_left_of_no_town(void **state)
{
    (void)state;
    static const struct kind kinds[] = {{{"East", "Ashton"}, 57, 11, 0},
                                        {{"West", "Barby"}, 22, 9, 0},
                                        {{"Wolds", "Corby"}, 14, 3, 0},
                                        {{NULL, NULL}, 0, 12, 0}};
    struct pp_pool *pool = pp_pool_new();
    const struct pp_results *is = disclosed(
        kinds_evaluated(
            pool, &(struct kinds){{"region", "town"}, kinds, 4, "region"}),
        pool);

    assert_int_equal(is->flow.regions[2].n_before_only, PP_COUNT_HIDDEN);
    assert_int_equal(is->flow.regions[1].n_before_only, 9);
    assert_int_equal(stayed_of(is, 0, "Corby"), 14);
    assert_int_equal(is->leavers[0].n_rows, 0);
    pp_pool_free(pool);
}

/* Towns lie within regions and are by the sea or not: of no region's kind is
 * the rest few. */
static void towns_within_two_columns(void **state)
{
    (void)state;
    static const struct kind kinds[] = {
        {{"North", "inland", "Ashton"}, 3, 3, 0},
        {{"North", "coast", "Barby"}, 12, 7, 0},
        {{"North", "inland", "Bury"}, 15, 7, 0},
        {{"South", "inland", "Corby"}, 14, 7, 0},
        {{"South", "coast", "Derby"}, 22, 9, 0},
        {{"East", "coast", "Ely"}, 23, 8, 0},
        {{"East", "inland", "Fenny"}, 25, 7, 0}};
    enum { N = sizeof kinds / sizeof kinds[0] };
    struct pp_pool *pool = pp_pool_new();
    const struct pp_results *is = disclosed(
        kinds_evaluated(
            pool,
            &(struct kinds){{"region", "kind", "town"}, kinds, N, "region"}),
        pool);

    assert_true(stayed_of(is, 0, "coast") > 0);
    for (size_t k = 0; k < N; k++) {
        long dark = 0;
        for (size_t i = 0; i < N; i++)
            if (strcmp(kinds[i].level[0], kinds[k].level[0]) == 0 &&
                strcmp(kinds[i].level[1], kinds[k].level[1]) == 0 &&
                stayed_of(is, 1, kinds[i].level[2]) == PP_COUNT_HIDDEN)
                dark += (long)kinds[i].stayed;
        is_none_or_enough(kinds[k].level[2], dark);
    }
    assert_int_equal(stayed_of(is, 1, "Ely"), 23);
    pp_pool_free(pool);
}

/* --- cohorts compared by the one, and by the other ------------------------
 */

enum { MIN_AVERAGE = 10 };

struct pair {
    const char *finer, *coarser;
};

static const struct pp_cohort *cohort_of(const struct pp_results *r,
                                         const char *name)
{
    const struct pp_comparison *c = &r->outcomes[0].comparison;

    for (size_t k = 0; k < c->n_cohorts; k++)
        if (strcmp(c->cohorts[k].name, name) == 0)
            return &c->cohorts[k];
    return NULL; /* not shown, nor what it is called */
}

static bool is_counted(const struct pp_cohort *c)
{
    return c != NULL && c->flow.n_both != PP_COUNT_HIDDEN;
}

static const struct pp_results *
compared(struct pp_pool *pool, const struct kinds *kinds, const char *by)
{
    struct kinds of = *kinds;

    of.by = by;
    return disclosed(kinds_evaluated(pool, &of), pool);
}

/* What a cohort has beside those within it that are shown, in people, and for
 * an average. How many of both tables are shown. */
static size_t take_from(const struct pp_results *finer,
                        const struct pp_results *coarser,
                        const struct pair *pairs, size_t n)
{
    size_t n_shown = 0;

    for (size_t k = 0; k < n; k++) {
        const struct pp_cohort *all = cohort_of(coarser, pairs[k].coarser);
        bool is_first =
            k == 0 || strcmp(pairs[k - 1].coarser, pairs[k].coarser) != 0;
        if (!is_counted(all) || !is_first)
            continue;
        long rest = all->flow.n_both, dark = rest;
        size_t n_averages = 0;
        n_shown++;
        for (size_t i = k; i < n; i++) {
            const struct pp_cohort *part = cohort_of(finer, pairs[i].finer);
            if (strcmp(pairs[i].coarser, pairs[k].coarser) != 0)
                break;
            if (!is_counted(part))
                continue;
            n_shown++;
            rest -= part->flow.n_both;
            dark -= part->shown ? part->flow.n_both : 0;
            n_averages += part->shown;
        }
        is_none_or_enough(pairs[k].coarser, rest);
        if (all->shown && n_averages > 0 && dark != 0 && dark < MIN_AVERAGE)
            fail_msg("%s: an average of %ld", pairs[k].coarser, dark);
    }
    return n_shown;
}

/* 28 of a year, 12 and 13 of two of its quarters. */
static void a_quarter_of_a_year(void **state)
{
    (void)state;
    static const struct kind kinds[] = {
        {{NULL}, 12, 0, 2},  {{NULL}, 14, 0, 8},  {{NULL}, 12, 0, 14},
        {{NULL}, 3, 0, 17},  {{NULL}, 13, 0, 20}, {{NULL}, 15, 0, 26},
        {{NULL}, 14, 0, 32}, {{NULL}, 17, 0, 35}};
    static const struct pair pairs[] = {
        {"2023 quarter 1", "2023"}, {"2023 quarter 3", "2023"},
        {"2024 quarter 1", "2024"}, {"2024 quarter 2", "2024"},
        {"2024 quarter 3", "2024"}, {"2025 quarter 1", "2025"},
        {"2025 quarter 3", "2025"}, {"2025 quarter 4", "2025"}};
    struct kinds of = {{NULL}, kinds, 8, NULL};
    struct pp_pool *pool = pp_pool_new();
    const struct pp_results *years = compared(pool, &of, "year");
    const struct pp_results *quarters = compared(pool, &of, "quarter");

    assert_int_equal(cohort_of(years, "2024")->flow.n_both, 28);
    assert_false(is_counted(cohort_of(quarters, "2024 quarter 2")));
    /* One quarter is hidden for the other's sake, no more. */
    assert_int_equal(take_from(quarters, years, pairs, 8), 3 + 6);
    pp_pool_free(pool);
}

/* Three of a year are hidden, and another year beside it: of both no quarter is
 * shown, which would give one of them, and those of the third are. */
static void a_quarter_of_a_hidden_year(void **state)
{
    (void)state;
    static const struct kind kinds[] = {{{NULL}, 3, 0, 2},
                                        {{NULL}, 14, 0, 14},
                                        {{NULL}, 16, 0, 20},
                                        {{NULL}, 35, 0, 26},
                                        {{NULL}, 34, 0, 32}};
    struct kinds of = {{NULL}, kinds, 5, NULL};
    struct pp_pool *pool = pp_pool_new();
    const struct pp_results *years = compared(pool, &of, "year");
    const struct pp_results *quarters = compared(pool, &of, "quarter");

    assert_false(is_counted(cohort_of(years, "2023")));
    assert_false(is_counted(cohort_of(years, "2024")));
    assert_false(is_counted(cohort_of(quarters, "2024 quarter 1")));
    assert_false(is_counted(cohort_of(quarters, "2024 quarter 3")));
    assert_int_equal(cohort_of(quarters, "2025 quarter 1")->flow.n_both, 35);
    assert_true(cohort_of(quarters, "2025 quarter 1")->shown);
    pp_pool_free(pool);
}

/* 14 men of the north, 11 of one of its two groups. */
static void a_group_beside_gender(void **state)
{
    (void)state;
    static const struct kind kinds[] = {{{"North", "N1", "Man"}, 3, 0, 0},
                                        {{"North", "N2", "Man"}, 11, 0, 0},
                                        {{"North", "N1", "Woman"}, 12, 0, 0},
                                        {{"North", "N2", "Woman"}, 13, 0, 0},
                                        {{"South", "S1", "Man"}, 10, 0, 0},
                                        {{"South", "S2", "Man"}, 12, 0, 0},
                                        {{"South", "S1", "Woman"}, 14, 0, 0},
                                        {{"South", "S2", "Woman"}, 11, 0, 0},
                                        {{"East", "E1", "Man"}, 11, 0, 0},
                                        {{"East", "E2", "Man"}, 13, 0, 0},
                                        {{"East", "E1", "Woman"}, 10, 0, 0},
                                        {{"East", "E2", "Woman"}, 14, 0, 0}};
    enum { N = sizeof kinds / sizeof kinds[0] };
    struct kinds of = {{"region", "group", "gender"}, kinds, N, NULL};
    struct pp_pool *pool = pp_pool_new();
    struct pair pairs[3][N];
    static const char *const finer[] = {"group,gender", "region,group,gender",
                                        "region,group,gender"};
    static const char *const coarser[] = {"region,gender", "region,gender",
                                          "group,gender"};

    for (size_t i = 0; i < N; i++) {
        const char *const *l = kinds[i].level;
        const char *group = pp_pool_printf(pool, "%s, %s", l[1], l[2]);
        const char *region = pp_pool_printf(pool, "%s, %s", l[0], l[2]);
        const char *all = pp_pool_printf(pool, "%s, %s, %s", l[0], l[1], l[2]);
        pairs[0][i] = (struct pair){group, region};
        pairs[1][i] = (struct pair){all, region};
        pairs[2][i] = (struct pair){all, group};
    }
    for (size_t k = 0; k < 3; k++) {
        const struct pp_results *is = compared(pool, &of, finer[k]);
        const struct pp_results *all = compared(pool, &of, coarser[k]);
        assert_true(take_from(is, all, pairs[k], N) >= N);
    }
    pp_pool_free(pool);
}

/* Of 30 who gave a broad answer, 15 and 12 gave two detailed ones. */
static void compared_by_detailed_answers(void **state)
{
    (void)state;
    static const struct kind kinds[] = {
        {{"White", "British"}, 40, 0, 0},   {{"White", "Irish"}, 14, 0, 0},
        {{"Asian", "Indian"}, 15, 0, 0},    {{"Asian", "Chinese"}, 3, 0, 0},
        {{"Asian", "Pakistani"}, 12, 0, 0}, {{"Black", "African"}, 16, 0, 0},
        {{"Black", "Caribbean"}, 11, 0, 0}, {{"Mixed", "Two"}, 9, 0, 0},
        {{"Mixed", "Other"}, 10, 0, 0}};
    struct kinds of = {{"broad", "detailed"}, kinds, 9, NULL};
    struct pp_pool *pool = pp_pool_new();
    struct pair pairs[9];

    for (size_t i = 0; i < 9; i++)
        pairs[i] = (struct pair){kinds[i].level[1], kinds[i].level[0]};
    assert_true(take_from(compared(pool, &of, "detailed"),
                          compared(pool, &of, "broad"), pairs, 9) > 6);
    pp_pool_free(pool);
}

/* 82 of the only region, 73 of three of its towns: nine of the other, of whom
 * there is no average. 15 people are of no known region. */
static void towns_of_the_only_region(void **state)
{
    (void)state;
    static const struct kind kinds[] = {{{"North", "Ashton"}, 35, 0, 0},
                                        {{"North", "Barby"}, 18, 0, 0},
                                        {{"North", "Corby"}, 20, 0, 0},
                                        {{"North", "Derby"}, 9, 0, 0},
                                        {{NULL, NULL}, 15, 0, 0}};
    static const struct pair pairs[] = {{"Ashton", "North"},
                                        {"Barby", "North"},
                                        {"Corby", "North"},
                                        {"Derby", "North"}};
    struct kinds of = {{"region", "town"}, kinds, 5, NULL};
    struct pp_pool *pool = pp_pool_new();
    const struct pp_results *regions = compared(pool, &of, "region");
    const struct pp_results *towns = compared(pool, &of, "town");

    assert_true(cohort_of(regions, "North")->shown);
    assert_true(cohort_of(towns, "Ashton")->shown);
    assert_int_equal(take_from(towns, regions, pairs, 4), 1 + 4);
    pp_pool_free(pool);
}

/* What regions lie within. Of a region of three nothing is told; of one of
 * eight there is no average, nor of the last beside it. */
static void a_nation_compared(void **state)
{
    (void)state;
    static const struct kind few[] = {{{"Arfon", "Wales"}, 3, 0, 0},
                                      {{"Gwent", "Wales"}, 40, 0, 0},
                                      {{"Kent", "England"}, 20, 0, 0},
                                      {{"Surrey", "England"}, 44, 0, 0},
                                      {{"Fife", "Scotland"}, 46, 0, 0}};
    static const struct kind eight[] = {{{"Arfon", "Wales"}, 8, 0, 0},
                                        {{"Gwent", "Wales"}, 40, 0, 0},
                                        {{"Kent", "England"}, 20, 0, 0},
                                        {{"Surrey", "England"}, 44, 0, 0},
                                        {{"Fife", "Scotland"}, 46, 0, 0}};
    static const struct pair pairs[] = {{"Arfon", "Wales"},
                                        {"Gwent", "Wales"},
                                        {"Kent", "England"},
                                        {"Surrey", "England"},
                                        {"Fife", "Scotland"}};
    struct pp_pool *pool = pp_pool_new();
    struct kinds of = {{"region", "nation"}, few, 5, NULL};
    const struct pp_results *regions = compared(pool, &of, "region");
    const struct pp_results *nations = compared(pool, &of, "nation");

    assert_false(is_counted(cohort_of(regions, "Arfon")));
    assert_true(is_counted(cohort_of(regions, "Gwent")));
    assert_true(is_counted(cohort_of(nations, "Scotland")));
    take_from(regions, nations, pairs, 5);
    of.kinds = eight;
    regions = compared(pool, &of, "region");
    nations = compared(pool, &of, "nation");
    assert_false(cohort_of(regions, "Arfon")->shown);
    assert_false(cohort_of(regions, "Surrey")->shown);
    assert_false(cohort_of(nations, "Wales")->shown);
    assert_false(cohort_of(nations, "England")->shown);
    assert_true(cohort_of(nations, "Scotland")->shown);
    assert_true(take_from(regions, nations, pairs, 5) > 5);
    pp_pool_free(pool);
}

/* Two columns that are one: each lies within the other, and what is hidden of
 * the first is of the second. */
static void the_same_by_another_name(void **state)
{
    (void)state;
    static const struct kind kinds[] = {{{"a", "z"}, 3, 2, 0},
                                        {{"b", "y"}, 12, 9, 0},
                                        {{"c", "x"}, 12, 9, 0},
                                        {{"d", "w"}, 30, 11, 0}};
    struct kinds of = {{"site", "place"}, kinds, 4, NULL};
    struct pp_pool *pool = pp_pool_new();
    const struct pp_results *sites = compared(pool, &of, "site");
    const struct pp_results *places = compared(pool, &of, "place");
    size_t n_hidden = 0;

    for (size_t k = 0; k < 4; k++) {
        bool is = is_counted(cohort_of(sites, kinds[k].level[0]));
        assert_true(is || !is_counted(cohort_of(places, kinds[k].level[1])));
        long n = stayed_of(sites, 0, kinds[k].level[0]);
        assert_int_equal(n, stayed_of(sites, 1, kinds[k].level[1]));
        n_hidden += !is;
    }
    assert_int_equal(n_hidden, 2);
    pp_pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_town_of_a_region),
        cmocka_unit_test(who_left_a_town),
        cmocka_unit_test(who_left_without_a_town),
        cmocka_unit_test(a_town_of_a_hidden_region),
        cmocka_unit_test(few_lack_of_a_region),
        cmocka_unit_test(a_town_that_left),
        cmocka_unit_test(a_nation_of_regions),
        cmocka_unit_test(a_detailed_answer_of_a_broad_one),
        cmocka_unit_test(few_without_detail),
        cmocka_unit_test(nobody_of_no_town),
        cmocka_unit_test(nobody_who_left_of_no_town),
        cmocka_unit_test(towns_within_two_columns),
        cmocka_unit_test(a_quarter_of_a_year),
        cmocka_unit_test(a_quarter_of_a_hidden_year),
        cmocka_unit_test(a_group_beside_gender),
        cmocka_unit_test(compared_by_detailed_answers),
        cmocka_unit_test(towns_of_the_only_region),
        cmocka_unit_test(a_nation_compared),
        cmocka_unit_test(the_same_by_another_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
