#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "prepost/stats/gsl.h"
#include "prepost/stats/meta.h"

#include "../helpers/near.h"

/* Log risk ratios of 13 trials of the BCG vaccine (Colditz et al. 1994), four
 * that agree too well, three that disagree: estimate and variance. */
static const double bcg[][2] = {{-0.889311333920205, 0.325584765003961},
                                {-1.58538865720143, 0.194581121398144},
                                {-1.34807314829969, 0.415367965367965},
                                {-1.44155119002131, 0.0200100319022476},
                                {-0.217547322211296, 0.0512101721696309},
                                {-0.786115585818864, 0.00690561845590876},
                                {-1.62089822359839, 0.223017247572315},
                                {0.0119523335238405, 0.00396157929781773},
                                {-0.469417648738149, 0.056434210463249},
                                {-1.37134480347278, 0.0730247936130289},
                                {-0.339358828338391, 0.0124122139715597},
                                {0.445913400571379, 0.532505845200153},
                                {-0.0173139482168798, 0.0714046596839863}};
static const double same[][2] = {
    {.30, .02}, {.31, .03}, {.29, .025}, {.30, .02}};
static const double three[][2] = {{1.2, .3}, {2.9, .5}, {-.4, .2}};

/* R's metafor 3.8: rma(), its test = "knha" and "adhoc", confint() (which
 * stops at 100: NaN here), blup(). tests/oracle/meta.R. */
enum {
    TAU2,
    I2,
    MEAN,
    SE,
    LO,
    HI,
    SE_HKSJ,
    LO_HKSJ,
    HI_HKSJ,
    SE_ADHOC,
    LO_ADHOC,
    HI_ADHOC,
    Q,
    Q_P,
    TAU2_LO,
    TAU2_HI,
    PI_Z,
    PI_Z_HI,
    PI_K1_HKSJ,
    PI_K1_HKSJ_HI,
    PI_K2,
    PI_K2_HI,
    PI_K2_HKSJ,
    PI_K2_HKSJ_HI,
    N_NUMBERS
};

static const struct {
    const char *label;
    const double (*set)[2];
    size_t k;
    enum pp_tau2_method method;
    double number[N_NUMBERS];
    double blup[3]; /* of the first and last; se, first */
} row[] = {
    {"bcg_REML",
     bcg,
     13,
     PP_TAU2_REML,
     {0.313243258136481, 92.221384521269,      -0.714532342158139,
      0.179781516105206, -1.06689763881035,    -0.362167045505929,
      0.180791744092848, -1.10844371368555,    -0.320620970630728,
      0.180791744092848, -1.10844371368555,    -0.320620970630728,
      152.233008082373,  1.99676459084597e-26, 0.119718361141261,
      1.11147908406093,  -1.86669221790289,    0.437627533586607,
      -1.9960168341962,  0.566952149879923,    -2.00837590692258,
      0.579311222606298, -2.00905765037111,    0.579992966054833},
     {-0.80023356197035, -0.146743069858526, 0.410045838503633}},
    {"bcg_DL",
     bcg,
     13,
     PP_TAU2_DL,
     {0.308760262862376, 92.1173468545621,     -0.714117222073227,
      0.178742089535403, -1.06444528008405,    -0.363789164062403,
      0.180696628335547, -1.10782135416833,    -0.320413089978125,
      0.180696628335547, -1.10782135416833,    -0.320413089978125,
      152.233008082373,  1.99676459084597e-26, 0.119718361141261,
      1.11147908406093,  -1.85815375273217,    0.429919308585714,
      -1.98720696343074, 0.558972519284285,    -1.99883849575212,
      0.570604051605664, -2.00016235180598,    0.57192790765953},
     {-0.799390973185865, -0.14819135874476, 0.40874962792741}},
    {"bcg_PM",
     bcg,
     13,
     PP_TAU2_PM,
     {0.318068452205024, 92.3303379541533,     -0.714968153493444,
      0.180892191537624, -1.06951033399171,    -0.360425972995181,
      0.180892191537624, -1.10909838120224,    -0.320837925784648,
      0.180892191537624, -1.10909838120224,    -0.320837925784648,
      152.233008082373,  1.99676459084597e-26, 0.119718361141261,
      1.11147908406093,  -1.87580708248402,    0.445870775497128,
      -2.0054259229281,  0.575489615941215,    -2.01855805418466,
      0.588621747197768, -2.01855805418466,    0.588621747197768},
     {-0.80112179037154, -0.145219468737308, 0.411417099565412}},
    {"same_REML",
     same,
     4,
     PP_TAU2_REML,
     {0,
      0,
      0.299615384615385,
      0.075955452531275,
      0.150745433224644,
      0.448485336006125,
      0.00374876705569576,
      0.287685134749616,
      0.311545634481153,
      0.075955452531275,
      0.0578912353410763,
      0.541339533889693,
      0.00730769230769232,
      0.999834218036935,
      0,
      0,
      0.150745433224644,
      0.448485336006125,
      0.287685134749616,
      0.311545634481153,
      -0.0271945505576615,
      0.626425319788431,
      0.28348574181,
      0.315745027420769},
     {0.299615384615385, 0.299615384615385, 0.075955452531275}},
    {"same_DL",
     same,
     4,
     PP_TAU2_DL,
     {0,
      0,
      0.299615384615385,
      0.075955452531275,
      0.150745433224644,
      0.448485336006125,
      0.00374876705569576,
      0.287685134749616,
      0.311545634481153,
      0.075955452531275,
      0.0578912353410763,
      0.541339533889693,
      0.00730769230769232,
      0.999834218036935,
      0,
      0,
      0.150745433224644,
      0.448485336006125,
      0.287685134749616,
      0.311545634481153,
      -0.0271945505576615,
      0.626425319788431,
      0.28348574181,
      0.315745027420769},
     {0.299615384615385, 0.299615384615385, 0.075955452531275}},
    {"same_PM",
     same,
     4,
     PP_TAU2_PM,
     {0,
      0,
      0.299615384615385,
      0.075955452531275,
      0.150745433224644,
      0.448485336006125,
      0.00374876705569576,
      0.287685134749616,
      0.311545634481153,
      0.075955452531275,
      0.0578912353410763,
      0.541339533889693,
      0.00730769230769232,
      0.999834218036935,
      0,
      0,
      0.150745433224644,
      0.448485336006125,
      0.287685134749616,
      0.311545634481153,
      -0.0271945505576615,
      0.626425319788431,
      0.28348574181,
      0.315745027420769},
     {0.299615384615385, 0.299615384615385, 0.075955452531275}},
    {"three_REML",
     three,
     3,
     PP_TAU2_REML,
     {2.3559507178352,    88.3718780723852,
      1.17250048084491,   0.945797032871281,
      -0.681227640267646, 3.02622860195747,
      0.94878601649466,   -2.90979626297396,
      5.25479722466378,   0.94878601649466,
      -2.90979626297396,  5.25479722466378,
      16.5322580645161,   0.000257078510277936,
      0.395654759949249,  NAN,
      -2.36113725004265,  4.70613821173247,
      -6.59154739902598,  8.9365483607158,
      -21.7356370289704,  24.0806379906602,
      -21.7555832245874,  24.1005841862773},
     {1.19689382197827, -0.276953771457944, 0.526876685370312}},
    {"three_DL",
     three,
     3,
     PP_TAU2_DL,
     {2.2525,
      87.9024390243902,
      1.17009426343415,
      0.927347751021825,
      -0.64747392971284,
      2.98766245658115,
      0.948606364644653,
      -2.91142950086188,
      5.25161802773018,
      0.948606364644653,
      -2.91142950086188,
      5.25161802773018,
      16.5322580645161,
      0.000257078510277936,
      0.395654759949249,
      NAN,
      -2.28771430997663,
      4.62790283684494,
      -6.469209660592,
      8.80939818746031,
      -21.2464521725291,
      23.5866406993974,
      -21.3896068784684,
      23.7297954053367},
     {1.19648512400793, -0.271959693094055, 0.526470124983498}},
    {"three_PM",
     three,
     3,
     PP_TAU2_PM,
     {2.37306482243358,   88.4460488092559,
      1.17288098920266,   0.948814275380493,
      -0.686760818560573, 3.0325227969659,
      0.948814275380493,  -2.90953734278848,
      5.2552993211938,    0.948814275380493,
      -2.90953734278848,  5.2552993211938,
      16.5322580645161,   0.000257078510277936,
      0.395654759949249,  NAN,
      -2.37314473650737,  4.71890671491269,
      -6.61160759774886,  8.95736957615418,
      -21.8155663628988,  24.1613283413041,
      -21.8155663628988,  24.1613283413041},
     {1.1969564137873, -0.277742606755235, 0.526944091045691}},
};

static void split(const double (*set)[2], size_t k, double *y, double *v)
{
    for (size_t i = 0; i < k; i++) {
        y[i] = set[i][0];
        v[i] = set[i][1];
    }
}

static void check_interval(const char *label, struct pp_interval actual,
                           const double *expected)
{
    assert_true(near(label, actual.lo, expected[0], 1e-9));
    assert_true(near(label, actual.hi, expected[1], 1e-9));
}

static void test_against_metafor(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        const double *e = row[i].number;
        double y[13], v[13];
        print_message("# %s\n", row[i].label);
        split(row[i].set, row[i].k, y, v);
        struct pp_meta m = pp_meta_fit(y, v, row[i].k, row[i].method, .95);
        assert_int_equal(m.status, PP_STATUS_OK);
        assert_true(near("tau2", m.tau2, e[TAU2], 1e-9));
        assert_true(m.tau2_at_zero == (e[TAU2] == 0));
        assert_true(near("I2", m.i2_tau2, e[I2], 1e-10));
        assert_true(near("Q", m.q, e[Q], 1e-11));
        assert_true(near("p of Q", m.q_p, e[Q_P], 1e-9));
        assert_true(near("mean", m.normal.estimate, e[MEAN], 1e-10));
        assert_true(near("se", m.normal.se, e[SE], 1e-10));
        check_interval("z", m.normal.ci, e + LO);
        assert_true(near("hksj", m.hksj.se, e[SE_HKSJ], 1e-9));
        check_interval("hksj", m.hksj.ci, e + LO_HKSJ);
        assert_true(near("adhoc", m.mean.se, e[SE_ADHOC], 1e-9));
        check_interval("adhoc", m.mean.ci, e + LO_ADHOC);
        assert_true(near("tau2 from", m.tau2_ci.lo, e[TAU2_LO], 1e-9));
        if (!isnan(e[TAU2_HI]))
            assert_true(near("tau2 to", m.tau2_ci.hi, e[TAU2_HI], 1e-9));
        check_interval("prediction z", m.prediction_z, e + PI_Z);
        check_interval("prediction k-1 hksj", m.prediction_t_k1_hksj,
                       e + PI_K1_HKSJ);
        check_interval("prediction k-2", m.prediction_t_k2, e + PI_K2);
        check_interval("prediction k-2 hksj", m.prediction_t_k2_hksj,
                       e + PI_K2_HKSJ);
        struct pp_coefficient s[13];
        pp_meta_shrink(&m, y, v, .95, s);
        assert_true(near("first", s[0].estimate, row[i].blup[0], 1e-9));
        assert_true(
            near("last", s[row[i].k - 1].estimate, row[i].blup[1], 1e-9));
        assert_true(near("se", s[0].se, row[i].blup[2], 1e-9));
    }
}

/* The ends of the Q profile are where Q is at its quantiles. */
static void test_q_profile(void **state)
{
    (void)state;
    static const double quantile[2] = {7.377758908227871,
                                       .0506356159685798}; /* 2 df */
    double y[3], v[3];
    split(three, 3, y, v);
    struct pp_meta m = pp_meta_fit(y, v, 3, PP_TAU2_REML, .95);
    double end[2] = {m.tau2_ci.lo, m.tau2_ci.hi};
    assert_true(end[1] > 100);
    for (size_t e = 0; e < 2; e++) {
        double w = 0, mean = 0, q = 0;
        for (size_t i = 0; i < 3; i++) {
            w += 1 / (v[i] + end[e]);
            mean += y[i] / (v[i] + end[e]);
        }
        for (size_t i = 0; i < 3; i++)
            q += pow(y[i] - mean / w, 2) / (v[i] + end[e]);
        assert_true(near("Q", q, quantile[e], 1e-10));
    }
}

static void test_edges(void **state)
{
    (void)state;
    double y[3] = {1, 2, 3}, v[3] = {1, 1, 1}, none[3] = {1, 0, 1};
    double equal[2] = {2, 2};
    struct pp_coefficient s[3];
    struct pp_meta m = pp_meta_fit(y, v, 0, PP_TAU2_REML, .95);
    assert_int_equal(m.status, PP_STATUS_TOO_FEW);
    m = pp_meta_fit(y, v, 1, PP_TAU2_REML, .95);
    assert_int_equal(m.status, PP_STATUS_TOO_FEW);
    assert_true(isnan(m.mean.estimate));
    pp_meta_shrink(&m, y, v, .95, s);
    assert_int_equal(s[0].status, PP_STATUS_TOO_FEW);
    m = pp_meta_fit(y, none, 3, PP_TAU2_DL, .95);
    assert_int_equal(m.status, PP_STATUS_TOO_FEW);
    /* Two regions: no t(k-2); equal ones: no spread but an answer. */
    m = pp_meta_fit(equal, v, 2, PP_TAU2_REML, .95);
    assert_int_equal(m.status, PP_STATUS_OK);
    assert_true(m.tau2_at_zero && isnan(m.prediction_t_k2.lo));
    assert_true(near("se", m.mean.se, sqrt(.5), 1e-14));
    /* 96 and 74 people, 2.4 (.40) and 1.1 (.55): HKSJ says nothing. */
    double two[2] = {2.4, 1.1}, squares[2] = {.16, .3025};
    m = pp_meta_fit(two, squares, 2, PP_TAU2_REML, .95);
    assert_true(near("lo", m.mean.ci.lo, -6.42, 1e-3));
    assert_true(near("hi", m.mean.ci.hi, 10.03, 1e-3));
    /* Equal variances: REML has a closed form, s^2 - v. */
    double far[3] = {1e9 + 1, 1e9 + 3, 1e9 + 8};
    m = pp_meta_fit(far, v, 3, PP_TAU2_REML, .95);
    assert_true(near("closed form", m.tau2, 13 - 1, 1e-9));
}

/* The mixture by adaptive quadrature in R: oracle/robust. */
static void test_prediction(void **state)
{
    (void)state;
    static const struct {
        const char *label;
        size_t k;
        double y[13], v[13];
        struct pp_interval ci, first; /* of the first, drawn to the mean */
        double p;
    } mix[] = {
        {"five",
         5,
         {-2.1, -3.4, -1.2, -2.8, -0.9},
         {.30, .22, .41, .18, .35},
         {-5.15697925474, 0.94793082228},
         {-3.45871787059, -0.764134137789},
         .0121461944446},
        {"alike",
         4,
         {.30, .31, .29, .30},
         {.02, .03, .025, .02},
         {0.150745433225, 0.448485336006},
         {0.0578912353411, 0.54133953389},
         .0290475090508},
    };
    for (size_t i = 0; i < sizeof mix / sizeof mix[0]; i++) {
        struct pp_meta m =
            pp_meta_fit(mix[i].y, mix[i].v, mix[i].k, PP_TAU2_REML, .95);
        double width = mix[i].ci.hi - mix[i].ci.lo;
        assert_true(fabs(m.prediction.lo - mix[i].ci.lo) < 1e-3 * width);
        assert_true(fabs(m.prediction.hi - mix[i].ci.hi) < 1e-3 * width);
        struct pp_coefficient s[13];
        pp_meta_shrink(&m, mix[i].y, mix[i].v, .95, s);
        width = mix[i].first.hi - mix[i].first.lo;
        assert_true(fabs(s[0].ci.lo - mix[i].first.lo) < 1e-3 * width);
        assert_true(fabs(s[0].ci.hi - mix[i].first.hi) < 1e-3 * width);
        assert_true(near("p", s[0].p, mix[i].p, 1e-3));
        /* p and interval agree at any level */
        pp_meta_shrink(&m, mix[i].y, mix[i].v, 1 - s[0].p, s);
        assert_true(fabs(fmin(fabs(s[0].ci.lo), fabs(s[0].ci.hi))) <
                    1e-6 * width);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_against_metafor),
        cmocka_unit_test(test_q_profile),
        cmocka_unit_test(test_edges),
        cmocka_unit_test(test_prediction),
    };
    pp_gsl_quiet();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
