#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "prepost/base/error.h"
#include "prepost/base/text.h"

static void test_context_comes_first(void **state)
{
    struct pp_error err = {.code = PP_OK};

    (void)state;
    assert_int_equal(pp_fail(&err, PP_EDATA, "row %d", 17), -1);
    assert_int_equal(pp_wrap(&err, "import %s", "spring.csv"), -1);
    assert_int_equal(err.code, PP_EDATA);
    assert_string_equal(err.text, "import spring.csv: row 17");
}

/* Two bytes a character, so that one of both starts is cut within one. */
static void test_cut_at_a_whole_character(void **state)
{
    char long_name[2 * sizeof(struct pp_error) + 1] = "";
    struct pp_error err;

    (void)state;
    for (size_t i = 0; i < sizeof(struct pp_error); i++)
        memcpy(long_name + 2 * i, "\xc3\xa9", 2);
    for (size_t skip = 0; skip < 2; skip++) {
        pp_fail(&err, PP_EIO, "%s%s", skip == 1 ? "x" : "", long_name);
        assert_in_range(strlen(err.text), sizeof err.text - 2,
                        sizeof err.text - 1);
        assert_int_equal(pp_text_valid(err.text, strlen(err.text)),
                         strlen(err.text));
        pp_wrap(&err, "x");
        assert_in_range(strlen(err.text), sizeof err.text - 2,
                        sizeof err.text - 1);
        assert_int_equal(pp_text_valid(err.text, strlen(err.text)),
                         strlen(err.text));
    }
    /* Bytes that never were text stay as they are. */
    pp_fail(&err, PP_EIO, "sp\xe9");
    assert_string_equal(err.text, "sp\xe9");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_context_comes_first),
        cmocka_unit_test(test_cut_at_a_whole_character),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
