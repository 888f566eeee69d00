#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "prepost/base/date.h"

#include <string.h>

/* Day numbers: GNU date -u -d DATE +%s, divided by 86,400. */
static void test_read(void **state)
{
    static const struct {
        const char *text;
        unsigned orders;
        int32_t day_first, month_first;
    } cases[] = {
        {"1970-01-01", PP_DATE_YMD, 0, 0},
        {"2018-03-06 15:52:43", PP_DATE_YMD, 17596, 17596},
        {"2018-05-06T10:10:10.000000", PP_DATE_YMD, 17657, 17657},
        {"2022/07/22", PP_DATE_YMD, 19195, 19195},
        {"2026/11/23 9:01:32 AM GMT", PP_DATE_YMD, 20780, 20780},
        {"31/03/2025", PP_DATE_DMY, 20178, 20178},
        {"3/31/2025 14:05", PP_DATE_MDY, 20178, 20178},
        {"03/04/2025", PP_DATE_DMY | PP_DATE_MDY, 20181, 20151},
        {"31.3.25", PP_DATE_DMY, 20178, 20178},
        {"Apr 1, 2018 12:00:00 AM", PP_DATE_ANY, 17622, 17622},
        {"1 April 2018", PP_DATE_ANY, 17622, 17622},
        {"01-Apr-18", PP_DATE_ANY, 17622, 17622},
        {"2000-02-29", PP_DATE_YMD, 11016, 11016},
        {"1583-01-01", PP_DATE_YMD, -141349, -141349},
        {"1900-02-29", 0, 0, 0},
        {"2025-13-01", 0, 0, 0},
        {"32/01/2025", 0, 0, 0},
        {"17/2025", 0, 0, 0},
        {"20250331", 0, 0, 0},
        {"31/03-2025", 0, 0, 0},
        {"31/03/2025 or so", 0, 0, 0},
        {"soon", 0, 0, 0},
        {"", 0, 0, 0},
        {"March", 0, 0, 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int32_t day_first = 0, month_first = 0;
        print_message("# %s\n", cases[i].text);
        assert_int_equal(pp_date_read(cases[i].text, strlen(cases[i].text),
                                      &day_first, &month_first),
                         cases[i].orders);
        if (cases[i].orders == 0)
            continue;
        assert_int_equal(day_first, cases[i].day_first);
        assert_int_equal(month_first, cases[i].month_first);
    }
}

static void test_orders(void **state)
{
    (void)state;
    assert_int_equal(pp_date_order_of("y-m-d"), PP_DATE_YMD);
    assert_int_equal(pp_date_order_of("DD/MM/YYYY"), PP_DATE_DMY);
    assert_int_equal(pp_date_order_of("m/d/y"), PP_DATE_MDY);
    assert_int_equal(pp_date_order_of("d/y"), 0);
    assert_int_equal(pp_date_order_of("y/d/m"), 0);
    assert_int_equal(pp_date_order_of(""), 0);
}

/* Every day of 1,200 years is read back as it was printed. */
static void test_print(void **state)
{
    char text[PP_DATE_SIZE];
    int32_t a, b;

    (void)state;
    assert_string_equal(pp_date_print(text, 17596), "2018-03-06");
    assert_string_equal(pp_date_print(text, -1), "1969-12-31");
    for (int32_t day = -200000; day < 240000; day++) {
        pp_date_print(text, day);
        if (pp_date_read(text, strlen(text), &a, &b) != PP_DATE_YMD || a != day)
            fail_msg("%s is not day %d", text, (int)day);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_read),
        cmocka_unit_test(test_orders),
        cmocka_unit_test(test_print),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
