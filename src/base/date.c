#include "prepost/base/date.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

struct reader {
    const char *text;
    size_t at, length;
};

/* --- the calendar --------------------------------------------------------- */

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int days_in(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    return days[month - 1] + (month == 2 && is_leap(year));
}

/* Days since 1970-01-01 in the Gregorian calendar, years counted from March
 * so that the leap day comes last. */
static int32_t day_number(int year, int month, int day)
{
    int y = year - (month <= 2);
    int era = (y >= 0 ? y : y - 399) / 400;
    int of_era = y - era * 400;
    int of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int of_cycle = of_era * 365 + of_era / 4 - of_era / 100 + of_year;

    return era * 146097 + of_cycle - 719468;
}

static bool make(int year, int month, int day, int32_t *out)
{
    if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 ||
        day > days_in(year, month))
        return false;
    *out = day_number(year, month, day);
    return true;
}

const char *pp_date_print(char out[PP_DATE_SIZE], int32_t day)
{
    int64_t z = (int64_t)day + 719468;
    int64_t era = (z >= 0 ? z : z - 146096) / 146097;
    int of_era = (int)(z - era * 146097);
    int year_of_era =
        (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int of_year =
        of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int m = (5 * of_year + 2) / 153;
    int month = m < 10 ? m + 3 : m - 9;
    int year = year_of_era + (int)era * 400 + (month <= 2);

    snprintf(out, PP_DATE_SIZE, "%04d-%02d-%02d", year, month,
             of_year - (153 * m + 2) / 5 + 1);
    return out;
}

/* --- reading -------------------------------------------------------------- */

static char peek(const struct reader *r)
{
    return r->at < r->length ? r->text[r->at] : '\0';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Up to four digits; how many there were, 0 for none or too many. */
static int read_number(struct reader *r, int *value)
{
    int n = 0;

    *value = 0;
    while (is_digit(peek(r)) && n < 5) {
        *value = *value * 10 + (r->text[r->at++] - '0');
        n++;
    }
    return n > 4 ? 0 : n;
}

static int read_month(struct reader *r)
{
    static const char *const months[] = {
        "january", "february", "march",     "april",   "may",      "june",
        "july",    "august",   "september", "october", "november", "december"};
    char word[12] = "";
    size_t n = 0, start = r->at;

    while ((peek(r) | 32) >= 'a' && (peek(r) | 32) <= 'z' &&
           n < sizeof word - 1)
        word[n++] = (char)(r->text[r->at++] | 32);
    if (n >= 3) {
        if (peek(r) == '.')
            r->at++;
        for (int m = 0; m < 12; m++)
            if (strncmp(word, months[m], n) == 0)
                return m + 1;
    }
    r->at = start;
    return 0;
}

static void skip(struct reader *r, const char *any)
{
    while (peek(r) != '\0' && strchr(any, peek(r)) != NULL)
        r->at++;
}

/* Whether what follows the date may be a time of day. */
static bool ends_as_time(const struct reader *r)
{
    if (r->at == r->length)
        return true;
    if (strchr(" T,", r->text[r->at]) == NULL || r->length - r->at > 40)
        return false;
    for (size_t i = r->at; i < r->length; i++)
        if (!is_digit(r->text[i]) &&
            strchr(" :.,+-/()TZAPMGUCESDWBapmn", r->text[i]) == NULL)
            return false;
    return true;
}

static int full_year(int year, int digits)
{
    if (digits > 2)
        return year;
    return year < 70 ? 2000 + year : 1900 + year;
}

/* Mar 31, 2025 */
static unsigned month_named_first(struct reader *r, int32_t *out)
{
    int day, year, month = read_month(r);

    if (month == 0)
        return 0;
    skip(r, " -");
    if (read_number(r, &day) == 0)
        return 0;
    skip(r, " ,-");
    int digits = read_number(r, &year);
    if (digits != 2 && digits != 4)
        return 0;
    return ends_as_time(r) && make(full_year(year, digits), month, day, out)
               ? PP_DATE_ANY
               : 0;
}

/* 31-Mar-2025, 31 March 2025, 31st of ... is not read. */
static unsigned month_named_second(struct reader *r, int day, int32_t *out)
{
    int year;

    skip(r, " -./");
    int month = read_month(r);
    skip(r, " -./,");
    int digits = month > 0 ? read_number(r, &year) : 0;
    if (digits != 2 && digits != 4)
        return 0;
    return ends_as_time(r) && make(full_year(year, digits), month, day, out)
               ? PP_DATE_ANY
               : 0;
}

static unsigned three_numbers(struct reader *r, int first, int n_first,
                              int32_t *day_first, int32_t *month_first)
{
    char mark = peek(r);
    int second, third;
    unsigned orders = 0;

    if (mark == '\0' || strchr("-/.", mark) == NULL)
        return 0;
    r->at++;
    int n_second = read_number(r, &second);
    if (n_second == 0 || n_second > 2 || peek(r) != mark)
        return 0;
    r->at++;
    int n_third = read_number(r, &third);
    if (n_third == 0 || n_third == 3 || !ends_as_time(r))
        return 0;
    if (n_first == 4)
        return n_third <= 2 && make(first, second, third, day_first)
                   ? PP_DATE_YMD
                   : 0;
    if (n_first > 2 || n_third == 1)
        return 0;
    int year = full_year(third, n_third);
    if (make(year, second, first, day_first))
        orders |= PP_DATE_DMY;
    if (make(year, first, second, month_first))
        orders |= PP_DATE_MDY;
    return orders;
}

unsigned pp_date_read(const char *text, size_t length, int32_t *day_first,
                      int32_t *month_first)
{
    struct reader r = {text, 0, length};
    int first;

    while (r.length > 0 && text[r.length - 1] == ' ')
        r.length--;
    skip(&r, " ");
    int n_first = read_number(&r, &first);
    unsigned orders;
    if (n_first == 0)
        orders = month_named_first(&r, day_first);
    else if (peek(&r) == ' ' ||
             (r.at + 1 < r.length && (r.text[r.at + 1] | 32) >= 'a' &&
              (r.text[r.at + 1] | 32) <= 'z'))
        orders = month_named_second(&r, first, day_first);
    else
        orders = three_numbers(&r, first, n_first, day_first, month_first);
    if (orders == 0)
        return 0;
    if ((orders & PP_DATE_MDY) == 0 || orders == PP_DATE_ANY)
        *month_first = *day_first;
    else if (orders == PP_DATE_MDY)
        *day_first = *month_first;
    return orders;
}

unsigned pp_date_order_of(const char *name)
{
    char letters[4] = "";
    size_t n = 0;

    for (const char *p = name; *p != '\0'; p++) {
        char c = (char)(*p | 32);
        if ((c == 'y' || c == 'm' || c == 'd') &&
            (n == 0 || letters[n - 1] != c)) {
            if (n == 3)
                return 0;
            letters[n++] = c;
        }
    }
    if (strcmp(letters, "ymd") == 0)
        return PP_DATE_YMD;
    if (strcmp(letters, "dmy") == 0)
        return PP_DATE_DMY;
    return strcmp(letters, "mdy") == 0 ? PP_DATE_MDY : 0;
}
