#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../helpers/evaluated.h"
#include "prepost/report/results_json.h"

/* Counts of people, and what they are of, wherever they stand. */
static const struct {
    const char *count, *of;
} CELLS[] = {{"n_better", "n"},
             {"n_better", "n_both"},
             {"n_beyond", "n"},
             {"n_crossed", "n_beyond"},
             {"n", "of"}};

struct found {
    size_t n_told, n_not;
};

/* No one or everyone is true of each: whoever reads the cell is told so. */
static void check_cells(const json_t *o, struct found *f)
{
    for (size_t i = 0; i < sizeof CELLS / sizeof CELLS[0]; i++) {
        const json_t *count = json_object_get(o, CELLS[i].count);
        const json_t *of = json_object_get(o, CELLS[i].of);
        const json_t *tells = json_object_get(o, "tells_of_each");
        if (!json_is_integer(count) || json_integer_value(of) == 0)
            continue;
        assert_true(json_is_boolean(tells));
        if (json_integer_value(count) > 0 && !json_equal(count, of)) {
            f->n_not += json_is_false(tells);
            continue;
        }
        assert_true(json_is_true(tells));
        f->n_told++;
    }
}

static void check_all(json_t *x, struct found *f)
{
    const char *key;
    json_t *inner;
    size_t i;

    check_cells(x, f);
    json_array_foreach(x, i, inner) check_all(inner, f);
    json_object_foreach(x, key, inner) check_all(inner, f);
}

static void says_where_a_count_tells_of_each(void **state)
{
    (void)state;
    struct found f = {0, 0};

    for (size_t n_arms = 0; n_arms < 2; n_arms++) {
        struct pp_pool *pool = pp_pool_new();
        struct evaluated_options o = EVALUATED_OPTIONS;
        o.n_arms = n_arms;
        o.shift[2] = o.shift[3] = n_arms == 0 ? -6 : 0; /* PHQ-9, GAD-7 */
        struct pp_results *was = evaluated(pool, &o);
        ((struct pp_plan *)was->plan)->disclosure.preset = "none";
        json_t *json = pp_results_json(disclosed(was, pool));
        check_all(json, &f);
        json_decref(json);
        pp_pool_free(pool);
    }
    assert_true(f.n_told > 3);
    assert_true(f.n_not > 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(says_where_a_count_tells_of_each)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
