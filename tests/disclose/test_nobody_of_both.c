#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../helpers/evaluated.h"
#include "../helpers/published.h"

/*
 * Nobody in Westshire is a woman. Of how many were asked, two tables tell: by
 * region, of Eastshire; by gender, of women. Who knows that all women are in
 * Eastshire subtracts, and has its men; who does not, has no more than that
 * they are that many or more. A table by both has no row of women of Westshire,
 * and says so where its rows have names.
 */
enum { THRESHOLD = 11 };

static const char EAST_MEN[] = "Eastshire, man or another answer",
                  EAST_WOMEN[] = "Eastshire, woman",
                  WEST_MEN[] = "Westshire, man or another answer";

struct three {
    struct pp_pool *pool;
    const struct pp_results *region, *gender, *both;
};

static struct three three_of(uint64_t seed)
{
    struct three t = {.pool = pp_pool_new()};
    struct evaluated_options o = EVALUATED_OPTIONS;

    o.seed = seed;
    o.n_first = 24;
    o.n_regions = 2;
    o.uneven = 1.5;
    o.by = "region";
    t.region = evaluated(t.pool, &o);
    o.by = "gender";
    t.gender = evaluated(t.pool, &o);
    o.by = "region,gender";
    t.both = evaluated(t.pool, &o);
    return t;
}

/* How many were asked the first questionnaire. */
static long asked(const struct pp_results *r, const char *name)
{
    const struct pp_comparison *c = &r->outcomes[0].comparison;

    for (size_t k = 0; k < c->n_cohorts; k++)
        if (strcmp(c->cohorts[k].name, name) == 0)
            return c->cohorts[k].flow.n_before;
    return 0;
}

/* Fewer men of Eastshire than may be told, some women there, and none of
 * Westshire. */
static struct three few_men(void)
{
    for (uint64_t seed = 1; seed < 200; seed++) {
        struct three t = three_of(seed);
        if (t.both->outcomes[0].comparison.n_cohorts == 3 &&
            asked(t.both, EAST_WOMEN) > 0 && asked(t.both, EAST_MEN) > 0 &&
            asked(t.both, EAST_MEN) < THRESHOLD && asked(t.both, WEST_MEN) > 0)
            return t;
        pp_pool_free(t.pool);
    }
    fail_msg("no such people were made up");
    return (struct three){.pool = NULL};
}

static json_t *table(const char *const *names, size_t n, const char *of,
                     long count)
{
    json_t *cohorts = json_array();

    for (size_t k = 0; k < n; k++) {
        json_t *row = json_pack("{s:s}", "name", names[k]);
        if (strcmp(names[k], of) == 0)
            json_object_set_new(row, "n_before", json_integer(count));
        json_array_append_new(cohorts, row);
    }
    return json_pack("{s:[{s:o}]}", "outcomes", "cohorts", cohorts);
}

static void read(struct published *p, struct published_view *view, json_t *told)
{
    published_read_comparison(p, view, told);
    json_decref(told);
}

static bool is_safe(const struct three *t, const char *const names[3],
                    char *why, size_t size)
{
    static const char *const regions[] = {"Eastshire", "Westshire"};
    static const char *const genders[] = {"another answer (1)", "woman"};
    struct pp_disclosure_rules rules = pp_disclosure_rules_of(t->region->plan);
    rules.threshold = THRESHOLD;
    struct published *p = published_new(t->pool, t->region, &rules);
    size_t n;

    read(p, NULL, table(regions, 2, regions[0], asked(t->region, regions[0])));
    published_add_view(p, t->both);
    read(p, &p->views[0], table(names, 3, "", 0));
    published_add_view(p, t->gender);
    read(p, &p->views[1],
         table(genders, 2, "woman", asked(t->gender, "woman")));
    return published_is_safe(p, why, size, &n);
}

/* Rows stand by region and then by gender: after the last name there is no
 * other, after the first there is. */
static void names_of_the_others(void **state)
{
    (void)state;
    static const char *const other[] = {
        "another answer (1)", "another answer (2)", "another answer (3)"};
    const struct {
        const char *names[3];
        bool is_safe;
    } rows[] = {{{other[0], other[1], other[2]}, true},
                {{EAST_MEN, other[0], other[1]}, true},
                {{other[0], other[1], WEST_MEN}, false},
                {{EAST_MEN, EAST_WOMEN, WEST_MEN}, false}};
    struct three t = few_men();

    assert_int_equal(asked(t.region, "Eastshire") - asked(t.gender, "woman"),
                     asked(t.both, EAST_MEN));
    for (size_t k = 0; k < sizeof rows / sizeof rows[0]; k++) {
        char why[400];
        if (is_safe(&t, rows[k].names, why, sizeof why) != rows[k].is_safe ||
            (!rows[k].is_safe && strstr(why, EAST_MEN) == NULL))
            fail_msg("row %zu: %s", k, why);
    }
    pp_pool_free(t.pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_of_the_others),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
