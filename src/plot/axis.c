#include "prepost/plot/axis.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "prepost/base/buffer.h"
#include "prepost/base/number.h"

double pp_axis_at(const struct pp_axis *axis, double x)
{
    if (axis->hi == axis->lo)
        return (axis->at_lo + axis->at_hi) / 2;
    return axis->at_lo +
           (x - axis->lo) / (axis->hi - axis->lo) * (axis->at_hi - axis->at_lo);
}

/* --- ticks ---------------------------------------------------------------- */

/* The step of 1, 2 or 5 times ten to `power` that gives about `wanted`. */
static double choose_step(double span, size_t wanted, int *power)
{
    static const double nice[] = {1, 2, 5, 10};
    double raw = span / (double)(wanted > 0 ? wanted : 1);

    *power = (int)floor(log10(raw));
    double unit = pow(10, *power);
    size_t i = 0;
    while (i < 3 && nice[i] * unit * 1.4 < raw)
        i++;
    if (nice[i] == 10)
        ++*power;
    return nice[i] * unit;
}

static int is_span(double lo, double hi)
{
    return isfinite(lo) && isfinite(hi) && hi - lo > 1e-12 * fabs(lo + hi) &&
           hi > lo;
}

struct pp_ticks pp_ticks_in(double lo, double hi, size_t wanted)
{
    struct pp_ticks t = {{0}, 0, 0, 0};
    int power;

    if (!is_span(lo, hi))
        return t;
    t.step = choose_step(hi - lo, wanted, &power);
    t.decimals = power < 0 ? (power < -9 ? 9 : -power) : 0;
    double slack = 1e-9 * (hi - lo);
    for (double k = ceil((lo - slack) / t.step);
         k * t.step <= hi + slack && t.n < PP_MAX_TICKS; k++)
        t.at[t.n++] = k * t.step;
    return t;
}

void pp_ticks_widen(double *lo, double *hi, size_t wanted)
{
    int power;

    if (!is_span(*lo, *hi))
        return;
    double step = choose_step(*hi - *lo, wanted, &power);
    *lo = floor(*lo / step + 1e-9) * step;
    *hi = ceil(*hi / step - 1e-9) * step;
}

void pp_range_include(double *lo, double *hi, double x)
{
    if (!isfinite(x))
        return;
    *lo = fmin(*lo, x);
    *hi = fmax(*hi, x);
}

void pp_range_open(double *lo, double *hi)
{
    double room = fmax(1, fabs(*lo) * 0.1);

    if (*hi - *lo > 1e-9 * fabs(*hi + *lo))
        return;
    *lo -= room;
    *hi += room;
}

void pp_range_on_scale(double *lo, double *hi, double least, double most)
{
    double from = *lo, to = *hi;
    int is_known = is_span(least, most);
    double room = is_known ? (most - least) / 3 - (to - from) : 0;

    if (room > 0) {
        *lo -= room / 2;
        *hi += room / 2;
    }
    /* What does not fit at one end of the scale goes to the other. */
    if (room > 0 && *lo < least && from >= least) {
        *hi += least - *lo;
        *lo = least;
    }
    if (room > 0 && *hi > most && to <= most) {
        *lo -= *hi - most;
        *hi = most;
    }
    pp_ticks_widen(lo, hi, 6);
    if (is_known) {
        *lo = fmax(*lo, fmin(from, least));
        *hi = fmin(*hi, fmax(to, most));
    }
}

/* --- numbers -------------------------------------------------------------- */

#define MINUS "\xE2\x88\x92" /* U+2212 */
#define BLANK "\xC2\xA0"     /* U+00A0, which does not break */

/* Digits with their thousands apart; `s` has no sign. */
static void put_grouped(struct pp_buffer *out, const char *s, const char *mark)
{
    size_t whole = strspn(s, "0123456789");

    for (size_t i = 0; i < whole; i++) {
        if (i > 0 && (whole - i) % 3 == 0 && whole > 3)
            pp_buffer_puts(out, mark);
        pp_buffer_putc(out, s[i]);
    }
    pp_buffer_puts(out, s + whole);
}

static const char *number(struct pp_pool *pool,
                          const struct pp_plot_style *style, double x,
                          int decimals, const char *plus)
{
    struct pp_buffer out = PP_BUFFER_INIT;
    char b[PP_NUMBER_SIZE];

    if (!isfinite(x))
        return "";
    const char *s = pp_number_fixed(b, x, decimals < 0 ? 0 : decimals);
    if (*s == '-') {
        pp_buffer_puts(&out, MINUS);
        s++;
    } else if (pp_number_rounded(x, decimals) > 0) {
        pp_buffer_puts(&out, plus);
    }
    put_grouped(&out, s, style->numbers == PP_NUMBERS_ENGLISH ? "," : BLANK);
    char *text = pp_pool_strdup(pool, pp_buffer_text(&out));
    pp_buffer_clear(&out);
    return text;
}

const char *pp_figure_number(struct pp_pool *pool,
                             const struct pp_plot_style *style, double x,
                             int decimals)
{
    return number(pool, style, x, decimals, "");
}

const char *pp_figure_signed(struct pp_pool *pool,
                             const struct pp_plot_style *style, double x,
                             int decimals)
{
    return number(pool, style, x, decimals, "+");
}

const char *pp_figure_people(struct pp_pool *pool,
                             const struct pp_plot_style *style, size_t n)
{
    return pp_pool_printf(pool, "%s %s", number(pool, style, (double)n, 0, ""),
                          n == 1 ? "person" : "people");
}

const char *pp_figure_change(struct pp_pool *pool,
                             const struct pp_plot_style *style, double x,
                             int decimals)
{
    if (!isfinite(x))
        return "";
    double printed = pp_number_rounded(x, decimals);
    const char *size = number(pool, style, fabs(printed), decimals, "");
    if (printed == 0)
        return size;
    return pp_pool_printf(pool, "%s %s", printed > 0 ? "up" : "down", size);
}

int pp_figure_decimals(double lo, double hi, int decimals)
{
    enum { MOST = 6 };

    if (!(hi - lo > 1e-9 * fmax(1, fabs(hi))))
        return decimals;
    while (decimals < MOST &&
           pp_number_rounded(lo, decimals) == pp_number_rounded(hi, decimals))
        decimals++;
    return decimals;
}

/* Both ends on one side need the word only once, and that is before it. */
const char *pp_figure_range(struct pp_pool *pool,
                            const struct pp_plot_style *style, double lo,
                            double hi, int decimals, enum pp_range_words words)
{
    if (!isfinite(lo) || !isfinite(hi))
        return "";
    decimals = pp_figure_decimals(lo, hi, decimals);
    if (words == PP_RANGE_PLAIN)
        return pp_pool_printf(pool, "%s to %s",
                              number(pool, style, lo, decimals, ""),
                              number(pool, style, hi, decimals, ""));
    return pp_pool_printf(pool, "%s to %s",
                          pp_figure_change(pool, style, lo, decimals),
                          pp_figure_change(pool, style, hi, decimals));
}

const char *pp_figure_change_range(struct pp_pool *pool,
                                   const struct pp_plot_style *style, double x,
                                   double lo, double hi, int decimals)
{
    if (!isfinite(lo) || !isfinite(hi))
        return pp_figure_change(pool, style, x, decimals);
    decimals = pp_figure_decimals(lo, hi, decimals);
    const char *change = pp_figure_change(pool, style, x, decimals);
    double a = pp_number_rounded(lo, decimals),
           b = pp_number_rounded(hi, decimals),
           c = pp_number_rounded(x, decimals);
    const char *range;
    if (a >= 0 && c > 0)
        range = pp_figure_range(pool, style, a, b, decimals, PP_RANGE_PLAIN);
    else if (b <= 0 && c < 0)
        range =
            pp_figure_range(pool, style, 0 - b, -a, decimals, PP_RANGE_PLAIN);
    else
        range =
            pp_figure_range(pool, style, a, b, decimals, PP_RANGE_OF_CHANGE);
    return pp_pool_printf(pool, "%s (%s)", change, range);
}

const char *pp_figure_percent(struct pp_pool *pool,
                              const struct pp_plot_style *style, double share)
{
    double percent = 100 * share;
    int decimals = fabs(percent - pp_number_rounded(percent, 0)) < 1e-6 ? 0 : 1;

    return pp_pool_printf(pool, "%s%%",
                          number(pool, style, percent, decimals, ""));
}

int pp_figure_whole_percents(const double *share, size_t n, int *out)
{
    double rest[PP_MOST_SHARES], total = 0;
    int left = 100;

    assert(n <= PP_MOST_SHARES);
    for (size_t i = 0; i < n; i++) {
        out[i] = 0;
        total += share[i] >= 0 ? share[i] : NAN;
    }
    if (!(total > 0) || !isfinite(total))
        return -1;
    for (size_t i = 0; i < n; i++) {
        double exact = 100 * share[i] / total;
        out[i] = (int)floor(exact + 1e-9);
        rest[i] = exact - out[i];
        left -= out[i];
    }
    for (; left > 0; left--) {
        size_t most = 0;
        for (size_t i = 1; i < n; i++)
            if (rest[i] > rest[most] + 1e-9)
                most = i;
        out[most]++;
        rest[most] = -1;
    }
    return 0;
}
