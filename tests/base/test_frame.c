#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>

#include "prepost/base/frame.h"
#include "prepost/base/json.h"

static struct pp_frame *sample(struct pp_pool *pool)
{
    struct pp_frame *f = pp_frame_new(pool, "sample", 4);
    const char **who = pp_frame_texts(f, "who", "code");
    double *x = pp_frame_numbers(f, "x.total", "the score", 1);

    who[0] = "a";
    who[1] = "say \"no\", twice";
    who[2] = "=1+1";
    x[0] = -3;
    x[1] = 0.1;
    x[3] = 1e300;
    return f;
}

/* RFC 4180; what a spreadsheet would run has an apostrophe, numbers do not;
 * missing cells are empty. */
static void csv(void **state)
{
    struct pp_pool *pool = pp_pool_new();
    struct pp_buffer out = PP_BUFFER_INIT;

    (void)state;
    pp_frame_csv(sample(pool), &out);
    assert_string_equal(pp_buffer_text(&out),
                        "who,x.total\r\n"
                        "a,-3\r\n"
                        "\"say \"\"no\"\", twice\",0.1\r\n"
                        "'=1+1,\r\n"
                        ",1e+300\r\n");
    pp_buffer_clear(&out);
    pp_pool_free(pool);
}

static void json(void **state)
{
    struct pp_pool *pool = pp_pool_new();
    json_t *rows = pp_frame_json(sample(pool));

    (void)state;
    assert_int_equal(json_array_size(rows), 4);
    json_t *row = json_array_get(rows, 2);
    assert_string_equal(json_string_value(json_object_get(row, "who")), "=1+1");
    assert_true(json_is_null(json_object_get(row, "x.total")));
    row = json_array_get(rows, 1);
    assert_true(json_number_value(json_object_get(row, "x.total")) == 0.1);
    json_decref(rows);
    pp_pool_free(pool);
}

/* Columns past the first block of memory, and none at all. */
static void sizes(void **state)
{
    struct pp_pool *pool = pp_pool_new();
    struct pp_frame *wide = pp_frame_new(pool, "wide", 1),
                    *empty = pp_frame_new(pool, "empty", 0);
    struct pp_buffer out = PP_BUFFER_INIT;

    (void)state;
    for (int i = 0; i < 1000; i++)
        pp_frame_numbers(wide, pp_pool_printf(pool, "x%d", i), NULL, 0)[0] = i;
    assert_int_equal(wide->n_columns, 1000);
    for (int i = 0; i < 1000; i++)
        assert_true(wide->columns[i].numbers[0] == i);
    pp_frame_csv(empty, &out);
    assert_string_equal(pp_buffer_text(&out), "\r\n");
    pp_buffer_clear(&out);
    pp_pool_free(pool);
}

int main(void)
{
    pp_json_init();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(csv),
        cmocka_unit_test(json),
        cmocka_unit_test(sizes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
