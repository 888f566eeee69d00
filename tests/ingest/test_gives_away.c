#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../../src/ingest/gives_away.h"

static void shapes(void **state)
{
    (void)state;
    /* Shapes of postcodes: A9 9AA, A99 9AA, AA9 9AA, AA99 9AA, A9A 9AA,
     * AA9A 9AA (Royal Mail, Programmers' Guide to the PAF). */
    const struct {
        const char *text, *expected;
    } rows[] = {
        {"M1 1AA", "a postcode"},
        {"M60 1NW", "a postcode"},
        {"CR2 6XH", "a postcode"},
        {"LL57 2FT", "a postcode"},
        {"ll572ft", "a postcode"},
        {"W1A 1HQ", "a postcode"},
        {"EC1A 1BB", "a postcode"},
        {"12 High Street, Bangor LL57 2FT.", "a postcode"},
        {"LL57", NULL},
        {"LL57 2", NULL},
        {"Band A1 to B2", NULL},
        {"ALL57 2FT", NULL},
        {"LL57 2FTs", NULL},
        {"nia@example.org", "an e-mail address"},
        {"write to nia.h@example.org please", "an e-mail address"},
        {"@home", NULL},
        {"tea @ 10.30", NULL},
        {"07700 900123", "a telephone number"},
        {"+44 (0)29 2018 0000", "a telephone number"},
        {"(029) 2018-0000", "a telephone number"},
        {"943 476 5919", "a telephone number"},
        {"10000-20000", NULL},
        {"2024/2025", NULL},
        {"0-100000", NULL},
        {"1200", NULL},
        {"18-34", NULL},
        {"12/03/1961", "a date"},
        {"1961-03-12", "a date"},
        {"12 March 1961", "a date"},
        {"March 1961", NULL},
        {"1961", NULL},
        {"65 or over", NULL},
        {"Dim byd i'w ddweud", NULL},
        {"", NULL},
    };
    for (size_t k = 0; k < sizeof rows / sizeof rows[0]; k++) {
        const char *is = pp_gives_away(rows[k].text, strlen(rows[k].text));
        if (is == NULL
                ? rows[k].expected != NULL
                : rows[k].expected == NULL || strcmp(is, rows[k].expected) != 0)
            fail_msg("\"%s\": %s", rows[k].text, is == NULL ? "nothing" : is);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(shapes)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
