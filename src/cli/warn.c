#include "prepost/cli/warn.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "prepost/base/alloc.h"
#include "prepost/base/text.h"

enum { COLUMNS = 80 };

static void print_wrapped(const char *text, size_t at, FILE *out)
{
    for (const char *p = text; *p != '\0';) {
        size_t n = strcspn(p, " ");
        size_t width = pp_text_width(p, n);
        bool fits = at + 1 + width <= COLUMNS;

        fputs(fits ? " " : "\n  ", out);
        fwrite(p, 1, n, out);
        at = (fits ? at + 1 : 2) + width;
        p += n + strspn(p + n, " ");
    }
    fputc('\n', out);
}

void pp_warn(const char *format, ...)
{
    va_list arguments, again;

    va_start(arguments, format);
    va_copy(again, arguments);
    int n = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (n > 0) {
        char *text = pp_alloc_array((size_t)n + 1, 1);
        vsnprintf(text, (size_t)n + 1, format, again);
        fputs("prepost:", stderr);
        print_wrapped(text, strlen("prepost:"), stderr);
        pp_free(text);
    }
    va_end(again);
}
