#include "prepost/base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "prepost/base/text.h"

int pp_fail(struct pp_error *err, enum pp_code code, const char *fmt, ...)
{
    va_list args;

    err->code = code;
    va_start(args, fmt);
    pp_text_end_whole(err->text, sizeof err->text,
                      vsnprintf(err->text, sizeof err->text, fmt, args));
    va_end(args);
    pp_text_tame(err->text, strlen(err->text));
    return -1;
}

int pp_wrap(struct pp_error *err, const char *fmt, ...)
{
    char cause[sizeof err->text];
    va_list args;

    memcpy(cause, err->text, sizeof cause);
    va_start(args, fmt);
    int n = vsnprintf(err->text, sizeof err->text, fmt, args);
    va_end(args);
    if (n >= 0 && (size_t)n < sizeof err->text) {
        size_t room = sizeof err->text - (size_t)n;
        /* What does not fit is the end of the cause. */
        n = snprintf(err->text + n, room, ": %s", cause);
        pp_text_end_whole(err->text, room, n);
    }
    pp_text_tame(err->text, strlen(err->text));
    return -1;
}
