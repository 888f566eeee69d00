#include "prepost/report/number_style.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* U+2212: screen readers say "minus", and it is as wide as a plus. */
#define MINUS "\xE2\x88\x92"

enum { MAX_DECIMALS = 6 };

static int compare(double x, double with)
{
    if (fabs(x - with) <= 1e-9 * fmax(1, fabs(with)))
        return 0;
    return x < with ? -1 : 1;
}

bool pp_style_keeps_side(double x, double with, int decimals)
{
    return compare(x, with) == compare(pp_number_rounded(x, decimals), with);
}

static bool agrees(double change, struct pp_interval range, double sesoi,
                   int decimals)
{
    const double values[] = {change, range.lo, range.hi};
    bool has_zero = range.lo <= 0 && range.hi >= 0;

    if (isfinite(range.lo) && compare(range.lo, range.hi) != 0 &&
        pp_number_rounded(range.lo, decimals) ==
            pp_number_rounded(range.hi, decimals))
        return false;
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        double x = values[i];
        if (!isfinite(x))
            continue;
        if (!has_zero && !pp_style_keeps_side(x, 0, decimals))
            return false;
        if (isfinite(sesoi) && (!pp_style_keeps_side(x, sesoi, decimals) ||
                                !pp_style_keeps_side(x, -sesoi, decimals)))
            return false;
    }
    return true;
}

int pp_style_decimals(int scale_decimals, double change,
                      struct pp_interval range, double sesoi)
{
    for (int d = scale_decimals; d <= MAX_DECIMALS; d++) {
        if (agrees(change, range, sesoi, d))
            return d;
    }
    return scale_decimals;
}

const char *pp_style_size(struct pp_pool *pool, double x, int decimals)
{
    char text[PP_NUMBER_SIZE];

    return pp_pool_strdup(pool, pp_number_fixed(text, fabs(x), decimals));
}

const char *pp_style_number(struct pp_pool *pool, double x, int decimals)
{
    char text[PP_NUMBER_SIZE];

    pp_number_fixed(text, x, decimals);
    return text[0] == '-' ? pp_pool_printf(pool, MINUS "%s", text + 1)
                          : pp_pool_strdup(pool, text);
}

const char *pp_style_plain(struct pp_pool *pool, double x)
{
    int decimals = 0;

    while (decimals < MAX_DECIMALS &&
           compare(x, pp_number_rounded(x, decimals)) != 0)
        decimals++;
    return pp_style_number(pool, x, decimals);
}

const char *pp_style_signed(struct pp_pool *pool, double x, int decimals)
{
    const char *sign = pp_number_rounded(x, decimals) > 0 ? "+" : "";

    return pp_pool_printf(pool, "%s%s", sign,
                          pp_style_number(pool, x, decimals));
}

const char *pp_style_span(struct pp_pool *pool, struct pp_interval range,
                          int decimals)
{
    if (!isfinite(range.lo) || !isfinite(range.hi))
        return "not known";
    return pp_pool_printf(pool, "%s to %s",
                          pp_style_number(pool, range.lo, decimals),
                          pp_style_number(pool, range.hi, decimals));
}

const char *pp_style_direction(struct pp_pool *pool, double x, int decimals)
{
    double rounded = pp_number_rounded(x, decimals);
    const char *word = rounded > 0 ? "up " : rounded < 0 ? "down " : "";

    return pp_pool_printf(pool, "%s%s", word, pp_style_size(pool, x, decimals));
}

const char *pp_style_range(struct pp_pool *pool, struct pp_interval range,
                           int decimals)
{
    double lo = pp_number_rounded(range.lo, decimals);
    double hi = pp_number_rounded(range.hi, decimals);

    if (!isfinite(lo) || !isfinite(hi))
        return "not known";
    if (lo < 0 && hi > 0)
        return pp_pool_printf(pool, "%s to %s",
                              pp_style_direction(pool, lo, decimals),
                              pp_style_direction(pool, hi, decimals));
    bool is_down = lo < 0;
    return pp_pool_printf(pool, "%s to %s",
                          pp_style_size(pool, is_down ? hi : lo, decimals),
                          pp_style_size(pool, is_down ? lo : hi, decimals));
}

const char *pp_style_change(struct pp_pool *pool, double x,
                            struct pp_interval range, int decimals)
{
    double lo = pp_number_rounded(range.lo, decimals);
    double hi = pp_number_rounded(range.hi, decimals);

    /* A change that prints as nothing lends its range no direction. */
    if (pp_number_rounded(x, decimals) == 0 && !(lo < 0 && hi > 0))
        return pp_pool_printf(pool, "%s (%s to %s)",
                              pp_style_size(pool, x, decimals),
                              pp_style_direction(pool, lo, decimals),
                              pp_style_direction(pool, hi, decimals));
    return pp_pool_printf(pool, "%s (%s)",
                          pp_style_direction(pool, x, decimals),
                          pp_style_range(pool, range, decimals));
}

/* "2.6 higher", "0.4 lower", "0.0" */
static const char *beside(struct pp_pool *pool, double x, int decimals)
{
    double rounded = pp_number_rounded(x, decimals);
    const char *size = pp_style_size(pool, x, decimals);

    return rounded == 0 ? size
                        : pp_pool_printf(pool, "%s %s", size,
                                         rounded > 0 ? "higher" : "lower");
}

const char *pp_style_difference_range(struct pp_pool *pool,
                                      struct pp_interval range, int decimals)
{
    double lo = pp_number_rounded(range.lo, decimals);
    double hi = pp_number_rounded(range.hi, decimals);

    if ((lo >= 0 && hi > 0) || (lo < 0 && hi <= 0))
        return pp_style_range(pool, range, decimals);
    return pp_pool_printf(pool, "%s to %s", beside(pool, range.lo, decimals),
                          beside(pool, range.hi, decimals));
}

const char *pp_style_difference(struct pp_pool *pool, double x,
                                struct pp_interval range, int decimals)
{
    double lo = pp_number_rounded(range.lo, decimals);
    double hi = pp_number_rounded(range.hi, decimals);
    bool is_one_side = (lo >= 0 && hi > 0) || (lo < 0 && hi <= 0);

    if (is_one_side && pp_number_rounded(x, decimals) != 0)
        return pp_pool_printf(
            pool, "%s (%s to %s)", beside(pool, x, decimals),
            pp_style_size(pool, lo >= 0 ? range.lo : range.hi, decimals),
            pp_style_size(pool, lo >= 0 ? range.hi : range.lo, decimals));
    return pp_pool_printf(pool, "%s (%s to %s)", beside(pool, x, decimals),
                          beside(pool, range.lo, decimals),
                          beside(pool, range.hi, decimals));
}

const char *pp_style_points(const char *printed)
{
    return strcmp(printed, "1") == 0 ? "point" : "points";
}

const char *pp_style_count(struct pp_pool *pool, long n)
{
    char text[PP_NUMBER_SIZE];

    return pp_pool_strdup(pool, pp_number_count(text, n < 0 ? 0 : (size_t)n));
}

const char *pp_style_people(struct pp_pool *pool, long n)
{
    return pp_pool_printf(pool, "%s %s", pp_style_count(pool, n),
                          n == 1 ? "person" : "people");
}

void pp_style_per_100(const long counts[], size_t n, int out[])
{
    long total = 0;
    int left = 100;

    for (size_t i = 0; i < n; i++)
        total += counts[i];
    for (size_t i = 0; i < n; i++) {
        out[i] = total > 0 ? (int)(100 * counts[i] / total) : 0;
        left -= out[i];
    }
    if (total <= 0)
        return;
    /* out[i] is still the floor where this part was given nothing yet. */
    for (; left > 0; left--) {
        size_t next = n;
        long most = -1;
        for (size_t i = 0; i < n; i++) {
            long over = 100 * counts[i] - total * out[i];
            if (over > most) {
                most = over;
                next = i;
            }
        }
        out[next]++;
    }
}

int pp_style_share(double part, double whole)
{
    return whole > 0 ? (int)pp_number_rounded(100 * part / whole, 0) : 0;
}

const char *pp_style_p(struct pp_pool *pool, double p)
{
    if (!isfinite(p))
        return "not known";
    if (p < 0.001)
        return "below 0.001";
    if (p > 0.99)
        return "above 0.99";
    int decimals = 2;
    for (double least = 0.1;
         decimals < MAX_DECIMALS && (pp_number_rounded(p, decimals) < least ||
                                     !pp_style_keeps_side(p, 0.05, decimals));
         least /= 10)
        decimals++;
    return pp_style_size(pool, p, decimals);
}

const char *pp_style_level(struct pp_pool *pool, double level)
{
    return pp_pool_printf(pool, "%s%%", pp_style_plain(pool, 100 * level));
}

const char *pp_style_likely_range(struct pp_pool *pool, double level)
{
    return fabs(level - 0.95) < 1e-9
               ? "likely range"
               : pp_pool_printf(pool, "%s likely range",
                                pp_style_level(pool, level));
}

const char *pp_style_date(struct pp_pool *pool, const char *iso)
{
    static const char *const months[] = {
        "January", "February", "March",     "April",   "May",      "June",
        "July",    "August",   "September", "October", "November", "December"};
    int year, month, day;

    if (strlen(iso) < 10 ||
        sscanf(iso, "%4d-%2d-%2d", &year, &month, &day) != 3 || month < 1 ||
        month > 12)
        return pp_pool_strdup(pool, iso);
    return pp_pool_printf(pool, "%d %s %d", day, months[month - 1], year);
}
