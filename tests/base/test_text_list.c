#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "prepost/base/text_list.h"

static void each_text_once_in_order(void **state)
{
    struct pp_pool *pool = pp_pool_new();
    struct pp_text_list list = {NULL, 0};
    char text[] = "b";

    (void)state;
    pp_text_list_add_once(&list, text, pool);
    text[0] = 'a'; /* a copy was made */
    pp_text_list_add_once(&list, text, pool);
    pp_text_list_add_once(&list, "b", pool);
    pp_text_list_add_once(&list, "", pool);
    assert_int_equal(list.n, 3);
    assert_string_equal(list.items[0], "b");
    assert_string_equal(list.items[1], "a");
    assert_string_equal(list.items[2], "");
    pp_pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_text_once_in_order)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
