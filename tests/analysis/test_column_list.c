#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "prepost/analysis/column_list.h"
#include "prepost/base/buffer.h"

/* The names as they come, each between bars. */
static void names(void **state)
{
    (void)state;
    static const struct {
        const char *list, *names;
    } rows[] = {
        {NULL, "|"},
        {"", "||"},
        {"region", "|region|"},
        {"region,year", "|region|year|"},
        {"  region , year  ", "|region|year|"},
        {"age band,first language", "|age band|first language|"},
        {"region,", "|region||"},
        {",region", "||region|"},
        {"region, ,year", "|region||year|"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct pp_buffer text = PP_BUFFER_INIT;
        const char *list = rows[i].list, *name;
        size_t length;
        pp_buffer_puts(&text, "|");
        while ((name = pp_column_list_next(&list, &length)) != NULL)
            pp_buffer_printf(&text, "%.*s|", (int)length, name);
        assert_string_equal(pp_buffer_text(&text), rows[i].names);
        pp_buffer_clear(&text);
    }
}

static void has(void **state)
{
    (void)state;
    static const struct {
        const char *list, *column;
        bool has;
    } rows[] = {
        {NULL, "region", false},
        {"region", "region", true},
        {"region,gender", "gender", true},
        {"region, gender", "gender", true},
        {"region ,gender", "region", true},
        {"region,age band", "age band", true},
        /* Not a column that begins with it, or ends so, or is part of it. */
        {"region code,gender", "region", false},
        {"home region,gender", "region", false},
        {"age", "age band", false},
        {"region,gender", "region,gender", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (pp_column_list_has(rows[i].list, rows[i].column) != rows[i].has)
            fail_msg("\"%s\" in \"%s\"", rows[i].column,
                     rows[i].list != NULL ? rows[i].list : "nothing");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(names),
                                       cmocka_unit_test(has)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
