#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "prepost/base/utf8.h"

static void cleaned(void **state)
{
    (void)state;
#define X "\xEF\xBF\xBD"
    const struct {
        const char *label, *text, *clean;
    } rows[] = {
        {"plain", "a <b> & c", "a <b> & c"},
        {"line breaks and tabs", "a\r\n\tb", "a   b"},
        {"control", "a\x01\x7F", "a" X X},
        {"C1 control", "\xC2\x85", X},
        {"direction override",
         "a\xE2\x80\xAE"
         "b",
         "a" X "b"},
        {"isolate", "\xE2\x81\xA6", X},
        {"non-character", "\xEF\xBF\xBE", X},
        {"cut in the middle", "a\xE2\x88", "a" X X},
        {"overlong", "\xC0\x80", X X},
        {"surrogate", "\xED\xA0\x80", X X X},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct pp_buffer out = PP_BUFFER_INIT;
        pp_utf8_clean(rows[i].text, strlen(rows[i].text), &out);
        if (strcmp(pp_buffer_text(&out), rows[i].clean) != 0)
            fail_msg("%s: \"%s\"", rows[i].label, pp_buffer_text(&out));
        pp_buffer_clear(&out);
    }
}

static void capitalised(void **state)
{
    (void)state;
    const char *const rows[][2] = {
        {"hope", "Hope"},
        {"", ""},
        {"\xC3\xA9lan", "\xC3\x89lan"},
        {"PHQ-9", "PHQ-9"},
        {"9 items", "9 items"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct pp_buffer out = PP_BUFFER_INIT;
        pp_utf8_capitalised(rows[i][0], &out);
        assert_string_equal(pp_buffer_text(&out), rows[i][1]);
        pp_buffer_clear(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cleaned),
        cmocka_unit_test(capitalised),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
