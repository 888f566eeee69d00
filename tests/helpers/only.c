#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

/* PP_TEST=name runs that test of a program alone; * and ? stand for others. */
__attribute__((constructor)) static void only(void)
{
    const char *name = getenv("PP_TEST");

    if (name != NULL)
        cmocka_set_test_filter(name);
}
