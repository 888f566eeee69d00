#include "extremes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define NAMES(array) array, sizeof(array) / sizeof(array)[0]

static const char *const PLAIN[] = {
    "Hope",       "Symptoms of depression", "Empowerment",
    "Loneliness", "Symptoms of anxiety",    "Satisfaction with life",
    "Happiness"};
static const char *const LONG[] = {
    "The feeling that the things one does in life are worthwhile, for oneself "
    "and for those one lives with",
    "Symptoms of depression as people reported them over the last two weeks, "
    "without the question about self-harm",
    "Having a say in what happens in the place where one lives"};
static const char *const WELSH[] = {
    "Gobaith", "Ymdeimlad o berthyn i’r gymuned (ŵ, ŷ)",
    "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch", "Unigrwydd",
    "Symptomau iselder"};
static const char *const CYRILLIC[] = {"Надежда", "Одиночество и тревога",
                                       "Симптомы депрессии",
                                       "Удовлетворённость жизнью"};
static const char *const EMOJI[] = {
    "😀 Happy", "👩‍👩‍👧 Family and friends", "Hope 🌈❤️",
    "🏴󠁧󠁢󠁷󠁬󠁳󠁿 Cymru 👍🏽"};
static const char *const MARKUP[] = {
    "#1 & <b>\"hope\"</b>", "tab\there\nnew line \x01\x1b[31m",
    "100 % {{x}} #d #u ## \\n 'quoted'", "\xff\xfe broken", "a#"};
static const char *const RIGHT_TO_LEFT[] = {
    "عزلة اجتماعية", "תסמיני דיכאון", "Hope (أمل)", "الرضا عن الحياة 2025"};

const struct extreme EXTREMES[] = {
    {"ordinary", "168 people, 6 rows", 168, 6, 6, false, 1, NAMES(PLAIN),
     false},
    {"one", "one outcome, region or question", 168, 1, 6, false, 1,
     NAMES(PLAIN), false},
    {"thirty", "30 outcomes, regions or questions", 168, 30, 6, false, 1,
     NAMES(PLAIN), false},
    {"three-people", "3 people", 3, 3, 6, false, 1, NAMES(PLAIN), false},
    {"crowd", "300,000 people", 300000, 4, 6, false, 1, NAMES(PLAIN), false},
    {"ceiling", "everyone at the ceiling", 60, 4, 0, true, 1, NAMES(PLAIN),
     false},
    {"no-variance", "everyone changed alike", 60, 4, 0, false, 1, NAMES(PLAIN),
     false},
    {"nobody", "nobody", 0, 0, 6, false, 1, NAMES(PLAIN), false},
    {"wide-scale", "a scale of 900 points", 168, 4, 6, false, 25, NAMES(PLAIN),
     false},
    {"long", "long names", 168, 6, 6, false, 1, NAMES(LONG), false},
    {"welsh", "Welsh", 168, 5, 6, false, 1, NAMES(WELSH), false},
    {"cyrillic", "Cyrillic", 168, 4, 6, false, 1, NAMES(CYRILLIC), false},
    {"emoji", "emoji", 168, 4, 6, false, 1, NAMES(EMOJI), false},
    {"5000-letters", "names of 5,000 letters", 168, 3, 6, false, 1,
     NAMES(PLAIN), true},
    {"markup", "#, control characters, markup, broken UTF-8", 168, 5, 6, false,
     1, NAMES(MARKUP), false},
    {"right-to-left", "Arabic and Hebrew", 168, 4, 6, false, 1,
     NAMES(RIGHT_TO_LEFT), false},
};
const size_t N_EXTREMES = sizeof EXTREMES / sizeof EXTREMES[0];

const char *extreme_name(struct pp_pool *pool, const struct extreme *x,
                         size_t i)
{
    enum { LETTERS = 5000 };

    if (!x->is_long)
        return i < x->n_names
                   ? x->names[i]
                   : pp_pool_printf(pool, "%s %zu", x->names[i % x->n_names],
                                    i / x->n_names + 1);
    char *name = pp_pool_alloc(pool, LETTERS + 1);
    for (size_t k = 0; k < LETTERS; k++)
        name[k] = (k + i) % 11 == 10 ? ' ' : (char)('a' + (k + i) % 13);
    return name;
}

/* A bell-shaped number for index i: the sum of twelve fractions less six
 * (Weyl sequences, so the same everywhere). */
static double bell(size_t i, double turn)
{
    double sum = -6;

    for (int k = 1; k <= 12; k++) {
        double x = (double)(i + 1) * turn * sqrt((double)(k * k + 1));
        sum += x - floor(x);
    }
    return sum;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static void quartiles(struct pp_pool *pool, const double *x, size_t n,
                      double q[5])
{
    double *sorted = pp_pool_array(pool, n + 1, sizeof *sorted);

    memcpy(sorted, x, n * sizeof *x);
    qsort(sorted, n, sizeof *sorted, by_value);
    for (int k = 0; k < 5; k++)
        q[k] = n > 0 ? sorted[(size_t)(0.25 * k * (double)(n - 1))] : NAN;
}

static double mean_of(const double *x, size_t n)
{
    double sum = 0;

    for (size_t i = 0; i < n; i++)
        sum += x[i];
    return sum / (double)n; /* NaN where there is nobody */
}

static double sd_of(const double *x, size_t n)
{
    double mean = mean_of(x, n), sum = 0;

    for (size_t i = 0; i < n; i++)
        sum += (x[i] - mean) * (x[i] - mean);
    return n > 1 ? sqrt(sum / (double)(n - 1)) : NAN;
}

struct crowd extreme_crowd(struct pp_pool *pool, const struct extreme *x)
{
    size_t n = x->n_people;
    struct crowd c = {.lo = 12 * x->step, .hi = 48 * x->step};

    c.pre = pp_pool_array(pool, n + 1, sizeof *c.pre);
    c.post = pp_pool_array(pool, n + 1, sizeof *c.post);
    c.change = pp_pool_array(pool, n + 1, sizeof *c.change);
    for (size_t i = 0; i < n; i++) {
        double base = 31 + x->spread * bell(i, 0.618034);
        double next =
            31 + 0.7 * (base - 31) + 2.6 + 0.7 * x->spread * bell(i, 0.414214);
        c.pre[i] = fmin(c.hi, fmax(c.lo, round(base * x->step)));
        c.post[i] = fmin(c.hi, fmax(c.lo, round(next * x->step)));
        if (x->is_ceiling)
            c.pre[i] = c.post[i] = c.hi;
        c.change[i] = c.post[i] - c.pre[i];
        c.better += c.change[i] > 0;
        c.same += c.change[i] == 0;
        c.worse += c.change[i] < 0;
    }
    c.pre_mean = mean_of(c.pre, n);
    c.post_mean = mean_of(c.post, n);
    c.pre_sd = sd_of(c.pre, n);
    c.post_sd = sd_of(c.post, n);
    c.mean = c.post_mean - c.pre_mean;
    c.se = sd_of(c.change, n) / sqrt((double)n);
    quartiles(pool, c.pre, n, c.q[0]);
    quartiles(pool, c.post, n, c.q[1]);
    return c;
}
