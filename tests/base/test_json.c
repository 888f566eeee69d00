#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "prepost/base/json.h"

static void test_numbers_read_back_and_missing_ones_are_null(void **state)
{
    static const double values[] = {0.1, 1.0 / 3, -2.5e-300, 4};
    struct pp_buffer out = PP_BUFFER_INIT;
    struct pp_error err;
    json_t *array = json_array(), *back;

    (void)state;
    for (size_t i = 0; i < 4; i++)
        pp_json_add(array, NULL, pp_json_number(values[i]));
    pp_json_add(array, NULL, pp_json_number(NAN));
    pp_json_add(array, NULL, pp_json_number(INFINITY));
    pp_json_add(array, NULL, pp_json_count(-1));
    pp_json_print(array, &out);
    assert_int_equal(pp_json_read("x", out.data, out.length, &back, &err), 0);
    for (size_t i = 0; i < 4; i++)
        assert_true(json_real_value(json_array_get(back, i)) == values[i]);
    for (size_t i = 4; i < 7; i++)
        assert_true(json_is_null(json_array_get(back, i)));
    json_decref(array);
    json_decref(back);
    pp_buffer_clear(&out);
}

static void test_order_and_text(void **state)
{
    struct pp_buffer out = PP_BUFFER_INIT;
    json_t *object = json_object();

    (void)state;
    pp_json_add(object, "z", pp_json_text("a \"b\"\n\xc5\xb5"));
    pp_json_add(object, "a", pp_json_text(NULL));
    pp_json_add(object, "file", pp_json_text("sp\xe9.csv")); /* Latin-1 */
    pp_json_add(object, "ci", pp_json_interval(NAN, 1));
    pp_json_print(object, &out);
    assert_string_equal(
        pp_buffer_text(&out),
        "{\n  \"z\": \"a \\\"b\\\"\\n\xc5\xb5\",\n"
        "  \"a\": null,\n"
        "  \"file\": \"sp\xef\xbf\xbd.csv\",\n  \"ci\": [\n    null,\n    1.0\n"
        "  ]\n}\n");
    json_decref(object);
    pp_buffer_clear(&out);
}

static void test_reading_names_the_place(void **state)
{
    static const char *const bad[] = {"{\"a\": 1, \"a\": 2}", "[1,\n 2", "",
                                      "[1] x", "\xff"};
    struct pp_error err;
    json_t *value;

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_equal(
            pp_json_read("s.json", bad[i], strlen(bad[i]), &value, &err), -1);
        assert_null(value);
        assert_int_equal(err.code, PP_EPARSE);
        assert_int_equal(strncmp(err.text, "s.json:", 7), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers_read_back_and_missing_ones_are_null),
        cmocka_unit_test(test_order_and_text),
        cmocka_unit_test(test_reading_names_the_place),
    };

    pp_json_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
