#include "gives_away.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "prepost/base/date.h"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/*
 * LL57 2FT, ll572ft: one or two letters, a digit, perhaps another digit or a
 * letter; then a digit and two letters. Returns how many bytes it is, or 0.
 */
static size_t postcode_at(const char *s, size_t n)
{
    size_t at = 0;

    while (at < n && at < 2 && is_letter(s[at]))
        at++;
    if (at == 0 || at == n || !is_digit(s[at]))
        return 0;
    at++;
    for (int more = 1; more >= 0; more--) {
        size_t in = at + (size_t)more;
        bool fits =
            more == 0 || (at < n && (is_digit(s[at]) || is_letter(s[at])));
        if (fits && in < n && s[in] == ' ')
            in++;
        if (fits && in + 3 <= n && is_digit(s[in]) && is_letter(s[in + 1]) &&
            is_letter(s[in + 2]))
            return in + 3;
    }
    return 0;
}

static bool is_in_word(char c)
{
    return is_letter(c) || is_digit(c) || (unsigned char)c >= 0x80;
}

static bool has_postcode(const char *s, size_t n)
{
    for (size_t at = 0; at < n; at++) {
        size_t length =
            at > 0 && is_in_word(s[at - 1]) ? 0 : postcode_at(s + at, n - at);
        if (length > 0 && (at + length == n || !is_in_word(s[at + length])))
            return true;
    }
    return false;
}

static bool has_address(const char *s, size_t n)
{
    for (size_t at = 1; at + 1 < n; at++) {
        size_t dot = at + 2;
        if (s[at] != '@' || !is_in_word(s[at - 1]) || !is_in_word(s[at + 1]))
            continue;
        while (dot < n && s[dot] != '.' && s[dot] != ' ')
            dot++;
        if (dot + 1 < n && s[dot] == '.' && is_letter(s[dot + 1]))
            return true;
    }
    return false;
}

/* Digits, and what people write between them; 10000-20000 is a band. */
static bool is_long_number(const char *s, size_t n)
{
    enum { SHORTEST = 7 };
    bool is_dialled = n > 1 && (s[0] == '+' || s[0] == '(' ||
                                (s[0] == '0' && is_digit(s[1])));
    const char *between = is_dialled ? " +-()/" : " ";
    size_t n_digits = 0;

    for (size_t at = 0; at < n; at++) {
        if (is_digit(s[at]))
            n_digits++;
        else if (strchr(between, s[at]) == NULL)
            return false;
    }
    return n_digits >= SHORTEST;
}

const char *pp_gives_away(const char *text, size_t length)
{
    int32_t day_first, month_first;

    if (has_postcode(text, length))
        return "a postcode";
    if (has_address(text, length))
        return "an e-mail address";
    if (pp_date_read(text, length, &day_first, &month_first) != 0)
        return "a date";
    if (is_long_number(text, length))
        return "a telephone number";
    return NULL;
}
