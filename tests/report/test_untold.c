#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../helpers/evaluated.h"
#include "../helpers/kinds.h"
#include "prepost/base/alloc.h"
#include "prepost/disclose/disclose.h"
#include "prepost/disclose/summarise.h"
#include "prepost/report/backend.h"
#include "prepost/report/comparison_document.h"

/*
 * Answers of which no number may be shown have no row, so that nobody can count
 * them: everything that is written of twelve people who gave three of them is
 * what is written of the same twelve who gave four.
 */

enum { MOST_KINDS = 9 };

static const char *const FEW[] = {"p", "q", "r", "s", "t", "u", "v", "w"};

/* Women, men, and of `n` other answers so many each; by gender. */
static const struct pp_results *compared(struct pp_pool *pool, size_t women,
                                         size_t men, size_t n, size_t each)
{
    struct kind kinds[MOST_KINDS] = {{{"North", "Woman"}, women, 0, 0},
                                     {{"North", "Man"}, men, 0, 0}};
    size_t first = women > 0 ? 2 : 0;

    assert_true(first + n <= MOST_KINDS);
    for (size_t k = 0; k < n; k++)
        kinds[first + k] = (struct kind){{"North", FEW[k]}, each, 0, 0};
    const struct kinds of = {{"region", "gender"}, kinds, first + n, "gender"};
    return disclosed(kinds_evaluated(pool, &of), pool);
}

static const char *json_of(const struct pp_results *r, struct pp_pool *pool)
{
    struct pp_buffer text = PP_BUFFER_INIT;
    json_t *json = pp_comparison_json(r, NULL);

    pp_json_print(json, &text);
    json_decref(json);
    const char *copy = pp_pool_printf(pool, "%s", pp_buffer_text(&text));
    pp_buffer_clear(&text);
    return copy;
}

static const char *page_of(const struct pp_results *r, struct pp_pool *pool)
{
    struct pp_document *d = pp_document_new(pool, r->plan->title);
    struct pp_buffer text = PP_BUFFER_INIT;
    struct pp_error err;

    pp_comparison_document(d, r, NULL);
    if (pp_backend_find("md")->write(d, &(struct pp_render){""}, &text, &err) !=
        0)
        fail_msg("%s", err.text);
    const char *copy = pp_pool_printf(pool, "%s", pp_buffer_text(&text));
    pp_buffer_clear(&text);
    return copy;
}

static size_t n_of(const char *text, const char *words)
{
    size_t n = 0;

    while ((text = strstr(text, words)) != NULL) {
        text += strlen(words);
        n++;
    }
    return n;
}

static bool are_others(const struct pp_results *r)
{
    json_t *json = pp_comparison_json(r, NULL);
    const json_t *one = json_array_get(json_object_get(json, "outcomes"), 0);
    const json_t *others = json_object_get(one, "others_not_shown");

    assert_true(json_is_boolean(others));
    bool is = json_is_true(others);
    json_decref(json);
    return is;
}

static void rows_cannot_be_counted(void **state)
{
    (void)state;
    struct pp_pool *pool = pp_pool_new();
    const struct pp_results *three = compared(pool, 40, 30, 3, 4);
    const struct pp_results *four = compared(pool, 40, 30, 4, 3);
    const struct pp_comparison *c = &three->outcomes[0].comparison;
    size_t n_told = 0;

    assert_false(three->outcomes[0].hidden);
    for (size_t k = 0; k < c->n_cohorts; k++)
        n_told += !c->cohorts[k].is_untold;
    assert_int_equal(c->n_cohorts, 5);
    assert_int_equal(n_told, 2);
    assert_string_equal(json_of(three, pool), json_of(four, pool));
    assert_string_equal(page_of(three, pool), page_of(four, pool));
    assert_true(are_others(three));
    assert_int_equal(n_of(page_of(three, pool), "Others are not shown"), 2);
    assert_int_equal(n_of(page_of(three, pool), "another answer"), 0);
    for (int k = 0; k < 2; k++) {
        const struct pp_summary s = pp_summarise(k == 0 ? three : four, pool);
        assert_int_equal(s.outcomes[0].n_cohorts, 2);
        assert_string_equal(s.outcomes[0].cohorts[0].name, "Man");
        assert_string_equal(s.outcomes[0].cohorts[1].name, "Woman");
    }
    pp_pool_free(pool);
}

/* Women and men alone: there are no others, and that is known. */
static void none_are_left_out(void **state)
{
    (void)state;
    struct pp_pool *pool = pp_pool_new();
    const struct pp_results *r = compared(pool, 40, 30, 0, 0);

    assert_false(are_others(r));
    assert_int_equal(n_of(page_of(r, pool), "Others are not shown"), 0);
    pp_pool_free(pool);
}

/* Where nothing may be told of any there is no table, of six or of eight. */
static void no_rows(void **state)
{
    (void)state;
    struct pp_pool *pool = pp_pool_new();
    const struct pp_results *six = compared(pool, 0, 0, 6, 4);
    const struct pp_results *eight = compared(pool, 0, 0, 8, 3);

    assert_false(six->outcomes[0].hidden || eight->outcomes[0].hidden);
    assert_string_equal(json_of(six, pool), json_of(eight, pool));
    const char *page = page_of(six, pool);
    assert_string_equal(page, page_of(eight, pool));
    assert_int_equal(n_of(page, "Nothing to compare: too few people"), 1);
    assert_int_equal(n_of(page, "|"), 0);
    assert_int_equal(pp_summarise(six, pool).outcomes[0].n_cohorts, 0);
    pp_pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_cannot_be_counted),
        cmocka_unit_test(none_are_left_out),
        cmocka_unit_test(no_rows),
    };
    pp_json_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
