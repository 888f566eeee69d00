#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "prepost/base/alloc.h"
#include "prepost/report/paired_json.h"
#include "prepost/stats/grouping.h"
#include "prepost/stats/gsl.h"
#include "prepost/stats/reliability.h"

/*
 * Random data of the kinds that people bring, as `paired --format json` sees
 * them: every number against R's, and the laws that tie numbers together.
 * Numbers and generator: tests/oracle/paired.R.
 */
enum { MOST = 300, N_KINDS = 6 };
enum kind { WHOLE, ITEM, CONTINUOUS, TENTHS, BILLION, FLOOR };

/* Lehmer 1951, constants of Park and Miller 1988: whole numbers below 2^31 in
 * doubles, so that R has the same. */
struct lehmer {
    double state;
};

static double uniform(struct lehmer *g)
{
    g->state = fmod(16807 * g->state, 2147483647);
    return g->state / 2147483647;
}

static double bell(struct lehmer *g)
{
    double a = uniform(g), b = uniform(g), c = uniform(g), d = uniform(g);
    return ((a + b) + c) + d - 2;
}

static double whole(double x)
{
    return floor(x + .5);
}

static double within(double x, double lo, double hi)
{
    return fmax(lo, fmin(hi, x));
}

static void person(struct lehmer *g, enum kind kind, double s, double *pre,
                   double *post)
{
    double a = bell(g), b = bell(g);
    bool stays = uniform(g) < .5;
    double x = 12 + 7 * a, y = 12 + s + 5 * a + 5 * b;
    switch (kind) {
    case WHOLE:
        *pre = within(whole(x), 0, 27);
        *post = within(whole(y), 0, 27);
        break;
    case ITEM:
        *pre = within(whole(2 + 1.5 * a), 0, 4);
        *post = stays ? *pre : within(whole(2 + s / 4 + a + b), 0, 4);
        break;
    case CONTINUOUS:
        *pre = x;
        *post = y;
        break;
    case TENTHS:
        *pre = whole(10 * x) / 10;
        *post = whole(10 * y) / 10;
        break;
    case BILLION:
        *pre = 1e9 + whole(x);
        *post = 1e9 + whole(y);
        break;
    case FLOOR:
        *pre = fmax(0, whole(2 + 5 * a));
        *post = fmax(0, whole(2 + s / 2 + 4 * a + 4 * b));
        break;
    }
}

static void draw(int set, enum kind kind, size_t n, double *pre, double *post)
{
    struct lehmer g = {fmod(7919.0 * set, 2147483647)};
    for (int i = 0; i < 5; i++)
        uniform(&g);
    double s = (uniform(&g) - .4) * 6;
    for (size_t i = 0; i < n; i++)
        person(&g, kind, s, &pre[i], &post[i]);
}

static void analyse(int set, enum kind kind, const double *pre,
                    const double *post, size_t n, struct pp_paired *p)
{
    struct pp_paired_options o = PP_PAIRED_OPTIONS;
    o.direction = set % 2 ? PP_LOWER_IS_BETTER : PP_HIGHER_IS_BETTER;
    o.sesoi = kind == ITEM ? .5 : 1;
    o.reliability = .8;
    o.in_full = true;
    o.reliability_ci = pp_alpha_interval(.8, 9, 250, .95);
    double better = o.direction == PP_LOWER_IS_BETTER ? -1 : 1;
    o.cutoff_kind = PP_CUTOFF_C;
    o.norms.mean_functional = kind == BILLION ? 1e9 + 12 + 4 * better
                              : kind == ITEM  ? 2 + better
                                              : 12 + 4 * better;
    o.norms.sd_functional = kind == ITEM ? 1 : 4;
    o.resamples = 0;
    pp_paired_analyse(pre, post, n, NULL, &o, p);
}

/* ---- Against R --------------------------------------------------------- */

enum { MOST_COLUMNS = 160, LINE = 8192 };

/* Cuts a line at its commas; returns how many parts. */
static size_t cut(char *line, char *part[])
{
    size_t n = 0;
    line[strcspn(line, "\n")] = '\0';
    while (n < MOST_COLUMNS) {
        part[n++] = line;
        char *comma = strchr(line, ',');
        if (comma == NULL)
            break;
        *comma = '\0';
        line = comma + 1;
    }
    return n;
}

/* "change.ci.0" -> that value. */
static const json_t *at(const json_t *json, const char *path)
{
    char name[64];
    while (*path != '\0' && json != NULL) {
        size_t length = strcspn(path, ".");
        memcpy(name, path, length);
        name[length] = '\0';
        json = json_is_array(json)
                   ? json_array_get(json, (size_t)(name[0] - '0'))
                   : json_object_get(json, name);
        path += length + (path[length] == '.');
    }
    return json;
}

/* Where r is 1 R's formula, d_z sqrt(2 (1 - r)), gives 0 or what rounding left
 * of it, with limits of 0 beside any p. We say that there is no such number:
 * its standardiser, s_change / sqrt(2 (1 - r)), is not one. */
static bool is_d_rm_at_one(const json_t *json, const char *path)
{
    const json_t *status = at(json, "effect_sizes.d_rm.status");
    return strncmp(path, "effect_sizes.d_rm.", 18) == 0 &&
           strcmp(json_string_value(status), "boundary") == 0;
}

static void compare_d_rm_at_one(int set, const json_t *json, const char *path,
                                const char *by_r)
{
    double r = json_number_value(at(json, "change.correlation"));
    if (!json_is_null(at(json, path)) || 1 - r > 1e-12 ||
        fabs(strtod(by_r, NULL)) > 1e-7)
        fail_msg("set %d: %s, r %.17g, by R %s", set, path, r, by_r);
}

static void compare(int set, const json_t *json, const char *path,
                    const char *expected, double tolerance)
{
    const json_t *found = at(json, path);
    if (found == NULL)
        fail_msg("set %d: no %s", set, path);
    if (strcmp(expected, "null") == 0) {
        if (!json_is_null(found))
            fail_msg("set %d: %s is %.12g, by R nothing", set, path,
                     json_number_value(found));
        return;
    }
    double by_r = strtod(expected, NULL), ours = json_number_value(found);
    if (!json_is_number(found) ||
        !(fabs(ours - by_r) <= tolerance * fmax(1e-3, fabs(by_r))))
        fail_msg("set %d: %s is %.12g, by R %.12g", set, path, ours, by_r);
}

static void every_number_against_r(void **state)
{
    (void)state;
    FILE *in = fopen("tests/oracle/paired.csv", "r");
    static char head[LINE], tolerances[LINE], line[LINE];
    char *name[MOST_COLUMNS], *tolerance[MOST_COLUMNS], *value[MOST_COLUMNS];
    int set = 0;
    size_t n_compared = 0;
    assert_non_null(in);
    assert_non_null(fgets(head, LINE, in));
    assert_non_null(fgets(tolerances, LINE, in));
    size_t n_columns = cut(head, name);
    assert_int_equal(cut(tolerances, tolerance), n_columns);
    while (fgets(line, LINE, in) != NULL) {
        double pre[MOST], post[MOST];
        struct pp_paired p;
        assert_int_equal(cut(line, value), n_columns);
        set++;
        enum kind kind = (enum kind)(value[0][0] - '0');
        size_t n = (size_t)strtol(value[1], NULL, 10);
        assert_true(n <= MOST);
        draw(set, kind, n, pre, post);
        analyse(set, kind, pre, post, n, &p);
        json_t *json = pp_paired_json(&p);
        for (size_t k = 2; k < n_columns; k++) {
            if (strcmp(value[k], "-") == 0)
                continue;
            if (is_d_rm_at_one(json, name[k]))
                compare_d_rm_at_one(set, json, name[k], value[k]);
            else
                compare(set, json, name[k], value[k],
                        strtod(tolerance[k], NULL));
            n_compared++;
        }
        json_decref(json);
    }
    fclose(in);
    assert_int_equal(set, 300);
    print_message("# %zu numbers\n", n_compared);
    assert_true(n_compared > 32500);
}

/* ---- Laws -------------------------------------------------------------- */

static bool leaves_out_zero(const struct pp_interval *ci)
{
    return ci->lo > 0 || ci->hi < 0;
}

/* The t test with its interval, that with all limits of d; TOST with its own
 * interval. */
static void check_t(int set, const struct pp_paired *p)
{
    const struct pp_standardised_change *d = &p->effect_sizes;
    const struct pp_estimate *const all[] = {&d->d_z,   &d->d_av, &d->d_rm,
                                             &d->d_pre, &d->g_z,  &d->g_av};
    bool is_out = leaves_out_zero(&p->t_test.ci);
    if (p->t_test.status != PP_STATUS_OK)
        return;
    if (is_out != (p->t_test.p < 1 - p->level))
        fail_msg("set %d: p %g and its interval", set, p->t_test.p);
    for (size_t k = 0; k < 6; k++)
        if (all[k]->status == PP_STATUS_OK &&
            leaves_out_zero(&all[k]->ci) != is_out)
            fail_msg("set %d: p %g and limits of d %zu", set, p->t_test.p, k);
    const struct pp_interval *e = &p->equivalence.ci;
    bool is_inside = e->lo > -p->sesoi && e->hi < p->sesoi;
    if (is_inside != (p->equivalence.p < 1 - p->level))
        fail_msg("set %d: TOST p %g", set, p->equivalence.p);
}

/* The verdict with the interval that decides it. */
static void check_verdict(int set, const struct pp_paired *p)
{
    enum pp_verdict_code c = p->verdict.code;
    bool is_change = c == PP_VERDICT_IMPROVED ||
                     c == PP_VERDICT_IMPROVED_SMALL ||
                     c == PP_VERDICT_WORSENED || c == PP_VERDICT_WORSENED_SMALL;
    bool is_better = c == PP_VERDICT_IMPROVED || c == PP_VERDICT_IMPROVED_SMALL;
    if (!is_change)
        return;
    if (!leaves_out_zero(&p->t_test.ci) ||
        is_better !=
            ((p->direction == PP_HIGHER_IS_BETTER) == (p->t_test.mean > 0)))
        fail_msg("set %d: verdict %s", set, pp_verdict_code_name(c));
}

static bool holds_zero(const struct pp_signed_rank *r)
{
    bool is_above_low =
        isnan(r->ci.lo) || r->ci.lo < 0 || (r->ci.lo == 0 && r->ci_includes[0]);
    bool is_below_high =
        isnan(r->ci.hi) || r->ci.hi > 0 || (r->ci.hi == 0 && r->ci_includes[1]);
    return is_above_low && is_below_high;
}

static void check_ranks(int set, const struct pp_paired *p)
{
    const struct pp_signed_rank *r = &p->wilcoxon;
    if (isnan(r->p) || (isnan(r->ci.lo) && isnan(r->ci.hi)))
        return;
    if (holds_zero(r) != (r->p > 1 - p->level))
        fail_msg("set %d: Wilcoxon p %g and its interval", set, r->p);
    if (r->ci.lo > r->hodges_lehmann || r->ci.hi < r->hodges_lehmann)
        fail_msg("set %d: Hodges-Lehmann outside its interval", set);
}

static void shuffle(struct lehmer *g, size_t n, double *pre, double *post)
{
    for (size_t i = n - 1; i > 0; i--) {
        size_t j = (size_t)(uniform(g) * (double)(i + 1));
        double x = pre[i], y = post[i];
        pre[i] = pre[j], pre[j] = x;
        post[i] = post[j], post[j] = y;
    }
}

static char *json_of(const struct pp_paired *p)
{
    struct pp_buffer out = PP_BUFFER_INIT;
    json_t *json = pp_paired_json(p);
    pp_json_print(json, &out);
    json_decref(json);
    return pp_buffer_take(&out);
}

/* 300 data sets, 2 to 61 people: nothing contradicts anything, and rows in
 * another order change no byte of the JSON. */
static void laws(void **state)
{
    (void)state;
    size_t n_changes = 0;
    for (int set = 1001; set <= 1300; set++) {
        struct lehmer g = {set};
        enum kind kind = (enum kind)(set % N_KINDS);
        size_t n = 2 + (size_t)set % 60;
        double pre[MOST], post[MOST];
        struct pp_paired p, other;
        draw(set, kind, n, pre, post);
        analyse(set, kind, pre, post, n, &p);
        check_t(set, &p);
        check_verdict(set, &p);
        check_ranks(set, &p);
        n_changes += p.t_test.p < .05;
        shuffle(&g, n, pre, post);
        analyse(set, kind, pre, post, n, &other);
        char *a = json_of(&p), *b = json_of(&other);
        if (strcmp(a, b) != 0)
            fail_msg("set %d: rows in another order change a number", set);
        pp_free(a);
        pp_free(b);
    }
    assert_in_range(n_changes, 50, 250);
}

/* n people in groups of seven or so, every ninth in none. */
static char *grouped_json(const double *pre, const double *post,
                          const size_t *who, size_t n)
{
    double x[MOST], y[MOST];
    size_t group[MOST];
    struct pp_paired p;
    struct pp_paired_options o = PP_PAIRED_OPTIONS;
    o.sesoi = 1;
    o.reliability = .8;
    o.in_full = true;
    o.resamples = 200;
    for (size_t i = 0; i < n; i++) {
        x[i] = pre[who[i]];
        y[i] = post[who[i]];
        group[i] = who[i] % 9 == 8 ? PP_IN_NO_GROUP + i : who[i] % (n / 7);
    }
    pp_paired_analyse(x, y, n, group, &o, &p);
    assert_true(p.clustered || n < 28 || p.t_test.sd == 0);
    return json_of(&p);
}

/* Bit for bit, groups and resamples of them included. */
static void order_of_rows_in_groups(void **state)
{
    (void)state;
    for (int set = 1; set <= 300; set++) {
        struct lehmer g = {set};
        enum kind kind = (enum kind)(set % N_KINDS);
        size_t n = 14 + (size_t)set % 46, who[MOST];
        double pre[MOST], post[MOST];
        draw(set, kind, n, pre, post);
        for (size_t i = 0; i < n; i++)
            who[i] = i;
        char *a = grouped_json(pre, post, who, n);
        for (size_t i = n - 1; i > 0; i--) {
            size_t j = (size_t)(uniform(&g) * (double)(i + 1)), x = who[i];
            who[i] = who[j], who[j] = x;
        }
        char *b = grouped_json(pre, post, who, n);
        if (strcmp(a, b) != 0)
            fail_msg("set %d: rows in another order change a number", set);
        pp_free(a);
        pp_free(b);
    }
}

/* ---- Edges ------------------------------------------------------------- */

/* What each statistic says of itself: o all is well, f too few, v no variance,
 * t all tied, - not declared, b at the edge of what is possible. By the
 * contracts in the headers. */
static const char *const STATED[] = {"t_test",
                                     "wilcoxon",
                                     "sign_test",
                                     "permutation_test",
                                     "normality",
                                     "effect_sizes.d_z",
                                     "effect_sizes.d_av",
                                     "effect_sizes.d_rm",
                                     "effect_sizes.d_pre",
                                     "effect_sizes.g_z",
                                     "effect_sizes.g_av",
                                     "effect_sizes.rank_biserial",
                                     "effect_sizes.probability_of_improvement",
                                     "bayes_factor",
                                     "equivalence",
                                     "reliable_change",
                                     "minimum_detectable_change",
                                     "reliable_change_by.0",
                                     "reliable_change_by.4",
                                     "reliable_change_by.5",
                                     "clinical_change"};
enum { N_STATED = sizeof STATED / sizeof STATED[0] };

static char letter_of(const char *status)
{
    static const char *const known[] = {
        "ok", "too-few", "no-variance", "all-tied", "not-declared", "boundary"};
    for (size_t i = 0; i < 6; i++)
        if (strcmp(status, known[i]) == 0)
            return "ofvt-b"[i];
    return '?';
}

/* A statistic that is not well has no estimate, p or t; one that is, has. Where
 * only the interval is wanting, the estimate stands. */
static void check_nulls(const char *label, const char *name,
                        const json_t *statistic, bool is_ok)
{
    static const char *const numbers[] = {"estimate", "p",         "bf10",
                                          "w",        "threshold", "raw"};
    bool may_stand = strcmp(name, "wilcoxon") == 0 ||
                     strcmp(name, "effect_sizes.rank_biserial") == 0;
    for (size_t i = 0; i < 6; i++) {
        const json_t *number = json_object_get(statistic, numbers[i]);
        if (is_ok && strncmp(name, "reliable_change_by", 18) == 0)
            break; /* its threshold is another for each person */
        if (number != NULL && json_is_null(number) == is_ok &&
            !(may_stand && !is_ok))
            fail_msg("%s: %s.%s", label, name, numbers[i]);
    }
}

static void edges(void **state)
{
    (void)state;
    static const struct {
        const char *label;
        size_t n;
        double pre[7], post[7];
        const char *stated;
    } row[] = {
        {"nobody", 0, {0}, {0}, "fffffffffffffffffffff"},
        {"all missing",
         3,
         {3, NAN, NAN},
         {NAN, 4, NAN},
         "fffffffffffffffffffff"},
        {"one", 1, {3}, {4}, "ffooffffffffoffffffff"},
        {"two", 2, {3, 5}, {4, 5}, "ofoofooboffooooooovfo"},
        {"three", 3, {3, 5, 4}, {4, 5, 6}, "ofooooooooooooooooofo"},
        {"no variance",
         7,
         {3, 5, 4, 9, 1, 2, 2},
         {4, 6, 5, 10, 2, 3, 3},
         "vooovvvvvvvoovvovovfo"},
        {"all tied",
         7,
         {3, 5, 4, 9, 1, 2, 2},
         {3, 5, 4, 9, 1, 2, 2},
         "vtttvvvvvvvoovvovovfo"},
        {"alike before",
         7,
         {3, 3, 3, 3, 3, 3, 3},
         {4, 5, 2, 3, 6, 7, 7},
         "ooooooovvovoooovovvfv"},
    };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct pp_paired p;
        char stated[N_STATED + 1] = {0};
        analyse(0, WHOLE, row[i].pre, row[i].post, row[i].n, &p);
        json_t *json = pp_paired_json(&p);
        for (size_t k = 0; k < N_STATED; k++) {
            const json_t *statistic = at(json, STATED[k]);
            stated[k] = letter_of(
                json_string_value(json_object_get(statistic, "status")));
            check_nulls(row[i].label, STATED[k], statistic, stated[k] == 'o');
        }
        json_decref(json);
        if (strcmp(stated, row[i].stated) != 0)
            fail_msg("%s: %s, not %s", row[i].label, stated, row[i].stated);
    }
}

/* Scores of a billion more: every number that has nothing to do with where the
 * scale begins is the same to the last digit. */
static void a_billion_more(void **state)
{
    (void)state;
    for (int set = 1; set <= 60; set++) {
        double pre[MOST], post[MOST];
        struct pp_paired p, q;
        draw(set, WHOLE, 20, pre, post);
        analyse(set, WHOLE, pre, post, 20, &p);
        for (size_t i = 0; i < 20; i++) {
            pre[i] += 1e9;
            post[i] += 1e9;
        }
        analyse(set, WHOLE, pre, post, 20, &q);
        assert_true(q.t_test.p == p.t_test.p);
        assert_true(q.t_test.ci.lo == p.t_test.ci.lo);
        assert_true(q.wilcoxon.p == p.wilcoxon.p);
        assert_true(q.wilcoxon.ci.lo == p.wilcoxon.ci.lo);
        assert_true(q.permutation.p == p.permutation.p);
        assert_true(q.normality.p == p.normality.p);
        assert_true(q.rank_biserial.ci.hi == p.rank_biserial.ci.hi);
        assert_true(q.bayes_factor.bf10 == p.bayes_factor.bf10);
        assert_true(fabs(q.effect_sizes.d_av.estimate -
                         p.effect_sizes.d_av.estimate) < 1e-12);
        assert_int_equal(q.verdict.code, p.verdict.code);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_number_against_r),  cmocka_unit_test(laws),
        cmocka_unit_test(order_of_rows_in_groups), cmocka_unit_test(edges),
        cmocka_unit_test(a_billion_more),
    };
    pp_gsl_quiet();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
