#include "prepost/base/number.h"

#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * strtod() and printf() follow LC_NUMERIC. prepost never calls setlocale(), so
 * the locale is "C" for the life of the process, and both are safe; they are
 * used in this file alone.
 */

static size_t digits(const char *s, size_t length)
{
    size_t n = 0;

    while (n < length && s[n] >= '0' && s[n] <= '9')
        n++;
    return n;
}

static int is_decimal(const char *s, size_t length)
{
    size_t i = length > 0 && (s[0] == '-' || s[0] == '+');
    size_t whole = digits(s + i, length - i);
    size_t fraction = 0;

    i += whole;
    if (i < length && s[i] == '.') {
        i++;
        fraction = digits(s + i, length - i);
        i += fraction;
    }
    if (whole + fraction == 0)
        return 0;
    if (i < length && (s[i] == 'e' || s[i] == 'E')) {
        i++;
        if (i < length && (s[i] == '-' || s[i] == '+'))
            i++;
        size_t exponent = digits(s + i, length - i);
        if (exponent == 0)
            return 0;
        i += exponent;
    }
    return i == length;
}

/*
 * Up to 15 digits are a whole number that a double holds exactly, and so are
 * the powers of ten up to 10^22: the one division rounds as strtod() does
 * (Clinger 1990). Most answers are such numbers. Returns whether it is one.
 */
static int short_decimal(const char *s, size_t length, double *out)
{
    static const double TEN_TO[] = {1e0,  1e1,  1e2,  1e3, 1e4,  1e5,
                                    1e6,  1e7,  1e8,  1e9, 1e10, 1e11,
                                    1e12, 1e13, 1e14, 1e15};
    size_t i = length > 0 && (s[0] == '-' || s[0] == '+'), n = 0, decimals = 0;
    int has_point = 0;
    uint64_t whole = 0;

    for (size_t at = i; at < length; at++) {
        if (s[at] == '.' && !has_point) {
            has_point = 1;
            continue;
        }
        if (s[at] < '0' || s[at] > '9' || ++n > 15)
            return 0;
        whole = 10 * whole + (uint64_t)(s[at] - '0');
        decimals += (size_t)has_point;
    }
    if (n == 0)
        return 0;
    double x = (double)whole / TEN_TO[decimals];
    *out = s[0] == '-' ? -x : x;
    return 1;
}

int pp_number_parse(const char *text, size_t length, double *out)
{
    char copy[400];

    if (short_decimal(text, length, out))
        return 0;
    if (length >= sizeof copy || !is_decimal(text, length))
        return -1;
    memcpy(copy, text, length);
    copy[length] = '\0';
    double x = strtod(copy, NULL);
    if (!isfinite(x))
        return -1;
    *out = x;
    return 0;
}

int pp_whole_parse(const char *text, size_t length, long *out)
{
    char copy[32];
    size_t sign = length > 0 && (text[0] == '-' || text[0] == '+');

    if (length >= sizeof copy || length == sign ||
        digits(text + sign, length - sign) != length - sign)
        return -1;
    memcpy(copy, text, length);
    copy[length] = '\0';
    errno = 0;
    long n = strtol(copy, NULL, 10);
    if (errno != 0)
        return -1;
    *out = n;
    return 0;
}

double pp_number_rounded(double x, int decimals)
{
    char text[PP_NUMBER_SIZE];
    double rounded = NAN;

    pp_number_fixed(text, x, decimals);
    if (text[0] != '\0')
        rounded = strtod(text, NULL);
    return rounded;
}

const char *pp_number_fixed(char out[PP_NUMBER_SIZE], double x, int decimals)
{
    if (!isfinite(x)) {
        out[0] = '\0';
        return out;
    }
    if (fabs(x) >= 1e15) { /* all its digits are before the point */
        snprintf(out, PP_NUMBER_SIZE, "%.17g", x);
        return out;
    }
    /*
     * "As written in decimal": a double within 15 significant digits of a
     * half counts as that half, and halves go away from zero.
     */
    double scale = pow(10, decimals);
    double magnitude = fabs(x) * scale;
    if (magnitude >= 1e13) { /* a half there is beyond the 15 digits */
        snprintf(out, PP_NUMBER_SIZE, "%.*f", decimals, x);
        return out;
    }
    double whole = floor(magnitude);
    double tolerance = fmax(magnitude, 1) * 4e-15;
    if (magnitude - whole >= 0.5 - tolerance)
        whole += 1;
    snprintf(out, PP_NUMBER_SIZE, "%s%.*f", x < 0 && whole > 0 ? "-" : "",
             decimals, whole / scale);
    return out;
}

const char *pp_number_shortest(char out[PP_NUMBER_SIZE], double x)
{
    out[0] = '\0';
    if (!isfinite(x))
        return out;
    int digits = 0; /* after the first */
    for (; digits <= 16; digits++) {
        snprintf(out, PP_NUMBER_SIZE, "%.*e", digits, x);
        if (strtod(out, NULL) == x)
            break;
    }
    /* 90 and not 9e+01, wherever that is no longer than it need be */
    long exponent = strtol(strchr(out, 'e') + 1, NULL, 10);
    if (exponent >= -5 && exponent < 15)
        snprintf(out, PP_NUMBER_SIZE, "%.*f",
                 digits > exponent ? digits - (int)exponent : 0, x);
    return out;
}

const char *pp_number_count(char out[PP_NUMBER_SIZE], size_t n)
{
    char plain[PP_NUMBER_SIZE];
    int length = snprintf(plain, sizeof plain, "%zu", n);
    char *p = out;

    for (int i = 0; i < length; i++) {
        if (i > 0 && (length - i) % 3 == 0)
            *p++ = ',';
        *p++ = plain[i];
    }
    *p = '\0';
    return out;
}
