#include "prepost/stats/shapiro_wilk.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "../helpers/near.h"

enum { MOST = 5001 };

/* x_i = (a i i + b i + c) mod m, i = 1 .. n; kind 2: exp(2 x_i / m). */
static void generate(double *x, int n, int a, int b, int c, int m, int kind)
{
    for (int i = 1; i <= n; i++) {
        double value = fmod((double)a * i * i + (double)b * i + c, m);
        x[i - 1] = kind == 1 ? value : exp(value / m * 2);
    }
}

/* R's shapiro.test, tests/oracle/small_statistics.R: both sides of each
 * change of method (3, 4, 5 | 6, 11 | 12), with and without ties. */
static void against_r(void **state)
{
    (void)state;
    static const struct {
        int n, a, b, c, m, kind;
        double w, p;
    } rows[] = {
        {3, 1, 3, 1, 17, 1, 0.964285714285715, 0.636886845028965},
        {3, 1, 3, 1, 17, 2, 0.908266921077530, 0.412321804340803},
        {3, 0, 1, 0, 100, 1, 1.000000000000000, 0.999999999999993},
        {3, 0, 1, 0, 100, 2, 0.999966669999689, 0.988973912132278},
        {4, 1, 3, 1, 17, 1, 0.897787095743116, 0.420150548124916},
        {4, 1, 3, 1, 17, 2, 0.888857455229683, 0.377845878411445},
        {5, 1, 3, 1, 17, 1, 0.946846570092072, 0.714652295545383},
        {5, 1, 3, 1, 17, 2, 0.924983455350390, 0.562583724173385},
        {6, 1, 3, 1, 17, 1, 0.931909710340816, 0.594928419855184},
        {6, 1, 3, 1, 17, 2, 0.883960511602741, 0.287742188941753},
        {11, 1, 3, 1, 17, 1, 0.8712692813443270, 0.0804872425048607},
        {11, 1, 3, 1, 17, 2, 0.8103831501558653, 0.0128865590719658},
        {12, 1, 3, 1, 17, 1, 0.8718396783370307, 0.0689601462007739},
        {12, 1, 3, 1, 17, 2, 0.8298380669798845, 0.0208800458482712},
        {20, 3, 5, 2, 31, 1, 0.938368544774865, 0.223306014561132},
        {20, 3, 5, 2, 31, 2, 0.81040756070097575, 0.00124026761865449},
        {20, 0, 1, 0, 5, 1, 0.8958835120803493, 0.0345483258610137},
        {20, 0, 1, 0, 5, 2, 0.85567129854803448, 0.00664395222972044},
        {50, 7, 11, 3, 101, 1, 0.939471012668550, 0.012839574243845},
        {50, 7, 11, 3, 101, 2, 0.892971350296873245, 0.000283870966481696},
        {500, 7, 11, 3, 101, 1, 9.39613726987890e-01, 2.26584097996074e-13},
        {500, 7, 11, 3, 101, 2, 8.80401413342753e-01, 3.30157763021903e-19},
        {5000, 7, 11, 3, 1009, 1, 9.56700418825279e-01, 3.61683371584960e-36},
        {5000, 7, 11, 3, 1009, 2, 9.04886661847456e-01, 2.26754298457882e-48},
    };
    static double x[MOST];
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct pp_shapiro_wilk res;
        char label[20];
        snprintf(label, sizeof label, "n = %d", rows[i].n);
        generate(x, rows[i].n, rows[i].a, rows[i].b, rows[i].c, rows[i].m,
                 rows[i].kind);
        pp_shapiro_wilk_test(x, (size_t)rows[i].n, &res);
        assert_int_equal(res.status, PP_STATUS_OK);
        assert_true(near(label, res.w, rows[i].w, 1e-12));
        assert_true(near(label, res.p, rows[i].p, 1e-7));
    }
}

/* Student's sleep data and Thomason1, differences: R. */
static void published_sets(void **state)
{
    (void)state;
    static const double sleep[] = {1.2, 2.4, 1.3, 1.3, 0.0,
                                   1.0, 1.8, 0.8, 4.6, 1.4};
    static const double thomason[] = {1, 1, 4, 3, 1, 1, -1, 1, 4, 1, 3, 1};
    struct pp_shapiro_wilk res;
    pp_shapiro_wilk_test(sleep, 10, &res);
    assert_true(near("W", res.w, .8298713319, 1e-9));
    assert_true(near("p", res.p, .03334160863, 1e-8));
    pp_shapiro_wilk_test(thomason, 12, &res);
    assert_true(near("W", res.w, .828883, 1e-6));
    assert_true(near("p", res.p, .0203385, 1e-5));
}

static void sizes_and_spread(void **state)
{
    (void)state;
    static double x[MOST];
    struct pp_shapiro_wilk res;
    for (int n = 0; n <= 2; n++) {
        generate(x, n, 1, 3, 1, 17, 1);
        pp_shapiro_wilk_test(x, (size_t)n, &res);
        assert_int_equal(res.status, PP_STATUS_TOO_FEW);
        assert_true(isnan(res.w) && isnan(res.p));
    }
    generate(x, 5001, 7, 11, 3, 1009, 1);
    pp_shapiro_wilk_test(x, 5000, &res);
    assert_int_equal(res.status, PP_STATUS_OK);
    pp_shapiro_wilk_test(x, 5001, &res);
    assert_int_equal(res.status, PP_STATUS_TOO_MANY);
    for (int i = 0; i < 8; i++)
        x[i] = 1e9 + 0.1;
    pp_shapiro_wilk_test(x, 8, &res);
    assert_int_equal(res.status, PP_STATUS_NO_VARIANCE);
}

static void order_place_and_unit_do_not_matter(void **state)
{
    (void)state;
    double x[20], y[20];
    struct pp_shapiro_wilk res, other;
    generate(x, 20, 3, 5, 2, 31, 2);
    for (int i = 0; i < 20; i++)
        y[i] = 1e6 - 4 * x[(7 * i + 3) % 20];
    pp_shapiro_wilk_test(x, 20, &res);
    pp_shapiro_wilk_test(y, 20, &other);
    assert_true(near("W", other.w, res.w, 1e-8));
    assert_true(near("p", other.p, res.p, 1e-6));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(against_r),
        cmocka_unit_test(published_sets),
        cmocka_unit_test(sizes_and_spread),
        cmocka_unit_test(order_place_and_unit_do_not_matter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
