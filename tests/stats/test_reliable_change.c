#include "prepost/stats/reliable_change.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../helpers/near.h"

/* Jacobson and Truax 1991, their example: S_E 3.354, S_diff 4.74, RC 3.16. */
static void the_example_of_the_paper(void **state)
{
    (void)state;
    static const double pre[] = {32.5}, post[] = {47.5};
    struct pp_rc_input in = PP_RC_INPUT;
    in.pre = pre;
    in.post = post;
    in.n = 1;
    in.direction = PP_HIGHER_IS_BETTER;
    in.sd = 7.5;
    in.reliability = .8;
    double index;
    struct pp_reliable_change res;
    pp_reliable_change(&in, &index, &res);
    assert_int_equal(res.status, PP_STATUS_OK);
    assert_true(near("S_E", res.se_measurement, 3.354101966, 1e-9));
    assert_true(near("S_diff", res.se_difference, 4.74341649, 1e-9));
    assert_true(near("RC", index, 3.16227766, 1e-9));
    assert_true(near("1.96", res.critical, 1.96, 0));
    assert_true(near("threshold", res.threshold, 1.96 * 4.74341649, 1e-9));
    assert_true(near("whole", res.whole_points, 10, 0));
    assert_int_equal(res.improved.n, 1);
    assert_string_equal(pp_rc_method_name(res.method), "jacobson-truax");
}

/* Cut-offs of the paper; b uses the FUNCTIONAL standard deviation, which one
 * R package got wrong (it gives 40). Lower is better: mirrored. */
static void cutoffs(void **state)
{
    (void)state;
    static const struct pp_norms paper = {40, 7.5, 60, 7.5};
    static const struct pp_norms unequal = {40, 10, 60, 5};
    static const struct pp_norms low = {60, 10, 40, 5};
    assert_true(near("a", pp_cutoff_a(&paper, PP_HIGHER_IS_BETTER), 55, 0));
    assert_true(near("b", pp_cutoff_b(&paper, PP_HIGHER_IS_BETTER), 45, 0));
    assert_true(near("c", pp_cutoff_c(&paper), 50, 0));
    assert_true(near("b", pp_cutoff_b(&unequal, PP_HIGHER_IS_BETTER), 50, 0));
    assert_true(near("a", pp_cutoff_a(&unequal, PP_HIGHER_IS_BETTER), 60, 0));
    /* (5 x 40 + 10 x 60) / 15 */
    assert_true(near("c", pp_cutoff_c(&unequal), 160 / 3.0, 1e-15));
    assert_true(near("b", pp_cutoff_b(&low, PP_LOWER_IS_BETTER), 50, 0));
    assert_true(near("a", pp_cutoff_a(&low, PP_LOWER_IS_BETTER), 40, 0));
}

static const double PRE[] = {22, 18, 25, 14, 20, 27, 16, 19, 23, 12};
static const double POST[] = {9, 17, 12, 13, 11, 26, 4, 21, 10, 12};

static struct pp_rc_input ten_people(enum pp_rc_method method)
{
    struct pp_rc_input in = PP_RC_INPUT;
    in.pre = PRE;
    in.post = POST;
    in.n = 10;
    in.direction = PP_LOWER_IS_BETTER;
    in.method = method;
    in.sd = 5.5;
    in.reliability = .84;
    in.reliability_post = .9;
    return in;
}

/* tests/oracle/reliable_change.py: formulas of the papers at 30 digits. */
static void each_method_person_by_person(void **state)
{
    (void)state;
    static const struct {
        enum pp_rc_method method;
        size_t improved, deteriorated;
        double index[10];
    } rows[] = {
        {PP_RC_JT,
         5,
         0,
         {-4.17835825246596, -0.321412173266613, -4.17835825246596,
          -0.321412173266613, -2.89270955939951, -0.321412173266613,
          -3.85694607919935, 0.642824346533225, -4.17835825246596, 0.0}},
        {PP_RC_GLN,
         5,
         0,
         {-4.22756299738678, -0.420879765751252, -4.06671722703598,
          -0.635340792885648, -2.994412091364, 0.0616575453011388,
          -4.21415918319088, 0.638021555724828, -4.17394774060318,
          -0.407475951555352}},
        {PP_RC_HLL,
         4,
         2,
         {-2.18348133251207, 1.62320189912346, -2.02263556216127,
          1.40874087198906, -0.950330426489292, 2.10573921017585,
          -2.17007751831617, 2.68210322059954, -2.12986607572847,
          1.63660571331936}},
        {PP_RC_EN,
         5,
         0,
         {-5.73454545454545, -0.570909090909091, -5.51636363636364,
          -0.861818181818182, -4.06181818181818, 0.0836363636363636,
          -5.71636363636364, 0.865454545454545, -5.66181818181818,
          -0.552727272727273}},
        {PP_RC_NK,
         5,
         0,
         {-4.63822359157865, -0.461763540822986, -4.46175344858898,
          -0.697057064809221, -3.2852858286578, 0.0676468881460425,
          -4.62351774632951, 0.699998233859049, -4.5794002105821,
          -0.447057695573846}},
        {PP_RC_HA,
         5,
         0,
         {-4.1818402621354, -0.813794028921028, -4.1818402621354,
          -0.813794028921028, -3.05915818439728, -0.813794028921028,
          -3.90116974270087, 0.0282175293825667, -4.1818402621354,
          -0.533123509486496}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct pp_rc_input in = ten_people(rows[i].method);
        struct pp_reliable_change res;
        const char *label = pp_rc_method_name(rows[i].method);
        double index[10];
        int states[10];
        pp_reliable_change(&in, index, &res);
        for (size_t k = 0; k < 10; k++)
            assert_true(near(label, index[k], rows[i].index[k], 1e-13));
        assert_int_equal(res.improved.n, rows[i].improved);
        assert_int_equal(res.deteriorated.n, rows[i].deteriorated);
        assert_int_equal(res.unchanged.n,
                         10 - rows[i].improved - rows[i].deteriorated);
        assert_true(near(label, res.critical,
                         rows[i].method == PP_RC_HA ? 1.65 : 1.96, 0));
        pp_reliable_change_states(&in, states);
        for (size_t k = 0; k < 10; k++)
            assert_int_equal(states[k], index[k] < -res.critical  ? 1
                                        : index[k] > res.critical ? -1
                                                                  : 0);
        /* the other direction: better and worse change places */
        in.direction = PP_HIGHER_IS_BETTER;
        pp_reliable_change(&in, NULL, &res);
        assert_int_equal(res.deteriorated.n, rows[i].improved);
    }
    struct pp_rc_input in = ten_people(PP_RC_HA);
    struct pp_reliable_change res;
    pp_reliable_change(&in, NULL, &res);
    assert_true(near("r_DD", res.r_dd, 0.762551103843009, 1e-13));
    in = ten_people(PP_RC_JT);
    pp_reliable_change(&in, NULL, &res);
    assert_true(near("threshold", res.threshold, 6.09808888095279, 1e-13));
    assert_true(near("whole", res.whole_points, 7, 0));
    assert_true(near("share", res.improved.share.estimate, .5, 0));
    /* Wilson, 5 of 10 */
    assert_true(near("lo", res.improved.share.ci.lo, .236593090512564, 1e-9));
    in = ten_people(PP_RC_NK);
    pp_reliable_change(&in, NULL, &res);
    assert_true(near("both SDs", res.sd, 5.5, 0) && res.sd_post > 6);
}

/* Speer and Greenbaum 1995: the fixed slope counts, which one R package
 * leaves out. */
static void slopes_with_the_common_one(void **state)
{
    (void)state;
    static const double random[] = {.5, -1, -3, 0}, se[] = {1, 1, 1, .5};
    struct pp_rc_input in = PP_RC_INPUT;
    in.pre = PRE;
    in.post = POST;
    in.n = 4;
    in.direction = PP_LOWER_IS_BETTER;
    in.method = PP_RC_HLM;
    in.slope_fixed = -1.5;
    in.slope_random = random;
    in.slope_se = se;
    double index[4];
    struct pp_reliable_change res;
    pp_reliable_change(&in, index, &res);
    static const double expected[] = {-1, -2.5, -4.5, -3};
    for (size_t i = 0; i < 4; i++)
        assert_true(near("slope", index[i], expected[i], 1e-15));
    assert_int_equal(res.improved.n, 3);
    in.slope_random = NULL;
    pp_reliable_change(&in, index, &res);
    assert_int_equal(res.status, PP_STATUS_NOT_DECLARED);
}

/* A published threshold wins, and its reading is kept: at least 6 (NHS
 * Talking Therapies, PHQ-9) is not more than 6. Decimals count as written. */
static void published_thresholds(void **state)
{
    (void)state;
    static const double pre[] = {16, 16, 10, 5, .9},
                        post[] = {10, 9, 16, 5, .3};
    struct pp_rc_input in = PP_RC_INPUT;
    in.pre = pre;
    in.post = post;
    in.n = 4;
    in.direction = PP_LOWER_IS_BETTER;
    in.sd = 100; /* not looked at */
    in.reliability = .1;
    in.published = 6;
    in.published_reading = PP_RC_AT_LEAST;
    struct pp_reliable_change res;
    double index[5];
    pp_reliable_change(&in, index, &res);
    assert_true(res.is_published && isnan(index[0]));
    assert_int_equal(res.improved.n, 2);
    assert_int_equal(res.deteriorated.n, 1);
    assert_true(near("whole", res.whole_points, 6, 0));
    in.published_reading = PP_RC_MORE_THAN;
    pp_reliable_change(&in, NULL, &res);
    assert_int_equal(res.improved.n, 1);
    assert_int_equal(res.deteriorated.n, 0);
    assert_true(near("whole", res.whole_points, 7, 0));
    in.pre += 4;
    in.post += 4;
    in.n = 1;
    in.published = .6; /* .9 - .3 is less than .6 in doubles */
    in.published_reading = PP_RC_AT_LEAST;
    pp_reliable_change(&in, NULL, &res);
    assert_int_equal(res.improved.n, 1);
}

/* A less reliable scale asks for more change. */
static void band_of_the_reliability(void **state)
{
    (void)state;
    struct pp_rc_input in = ten_people(PP_RC_JT);
    struct pp_reliable_change res, at;
    pp_reliable_change(&in, NULL, &res);
    assert_true(isnan(res.band.threshold[0]));
    in.reliability_ci = (struct pp_interval){.5, .93};
    pp_reliable_change(&in, NULL, &res);
    for (int e = 0; e < 2; e++) {
        in.reliability = e == 0 ? .5 : .93;
        pp_reliable_change(&in, NULL, &at);
        assert_true(near("band", res.band.threshold[e], at.threshold, 1e-15));
        assert_int_equal(res.band.improved[e], at.improved.n);
        assert_int_equal(res.band.deteriorated[e], at.deteriorated.n);
    }
    assert_true(res.band.threshold[0] > res.band.threshold[1]);
    assert_true(res.band.improved[0] <= res.band.improved[1]);
}

static void cannot_be_said(void **state)
{
    (void)state;
    static const struct {
        const char *label;
        enum pp_rc_method method;
        size_t n;
        double sd, reliability;
        enum pp_status status;
    } rows[] = {
        {"nobody", PP_RC_JT, 0, 5, .8, PP_STATUS_TOO_FEW},
        {"no reliability", PP_RC_JT, 10, 5, NAN, PP_STATUS_NOT_DECLARED},
        {"no sd", PP_RC_GLN, 10, NAN, .8, PP_STATUS_NOT_DECLARED},
        {"sd 0", PP_RC_JT, 10, 0, .8, PP_STATUS_NO_VARIANCE},
        {"perfect", PP_RC_JT, 10, 5, 1, PP_STATUS_NO_VARIANCE},
        {"one person's spread", PP_RC_NK, 1, 5, .8, PP_STATUS_TOO_FEW},
        {"r_DD below 0", PP_RC_HA, 10, 30, .1, PP_STATUS_NO_VARIANCE},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct pp_rc_input in = ten_people(rows[i].method);
        in.n = rows[i].n;
        in.sd = rows[i].sd;
        in.reliability = rows[i].reliability;
        struct pp_reliable_change res;
        double index[10];
        int states[10] = {9};
        pp_reliable_change(&in, index, &res);
        assert_int_equal(res.status, rows[i].status);
        assert_int_equal(res.improved.n + res.unchanged.n, 0);
        assert_true(isnan(res.improved.share.estimate));
        pp_reliable_change_states(&in, states);
        if (in.n > 0)
            assert_true(isnan(index[0]) && states[0] == 0);
    }
}

/* Everyone is in one class; at the cut-off is a case, on either side. */
static void clinical_change(void **state)
{
    (void)state;
    /*                          recov impr unch det  case at cut-off after */
    static const double pre[] = {18, 22, 12, 9, 16, 8};
    static const double post[] = {5, 13, 11, 17, 10, 1};
    static const int state_of[] = {1, 1, 0, -1, 1, 1};
    struct pp_rc_input in = PP_RC_INPUT;
    in.pre = pre;
    in.post = post;
    in.n = 6;
    in.direction = PP_LOWER_IS_BETTER;
    struct pp_clinical_change c = pp_clinical_change(&in, state_of, 10);
    assert_int_equal(c.n, 6);
    assert_int_equal(c.n_beyond, 4);
    assert_int_equal(c.crossed.n, 1);
    assert_int_equal(c.entered.n, 1);
    assert_int_equal(c.recovered.n, 1);
    assert_int_equal(c.improved.n, 3);
    assert_int_equal(c.unchanged.n, 1);
    assert_int_equal(c.deteriorated.n, 1);
    assert_true(near("of 4", c.recovered.share.estimate, .25, 0));
    assert_true(near("of the other 2", c.entered.share.estimate, .5, 0));
    assert_true(near("of 6", c.improved.share.estimate, .5, 0));

    double up[6], after[6]; /* the same people on a scale turned round */
    for (int i = 0; i < 6; i++) {
        up[i] = 27 - pre[i];
        after[i] = 27 - post[i];
    }
    in.pre = up;
    in.post = after;
    in.direction = PP_HIGHER_IS_BETTER;
    struct pp_clinical_change d = pp_clinical_change(&in, state_of, 17);
    assert_int_equal(d.recovered.n, 1);
    assert_int_equal(d.n_beyond, 4);
    assert_int_equal(d.improved.n, 3);

    /* rows of several people each; and nothing known of reliable change */
    static const size_t count[] = {2, 1, 1, 3, 1, 1};
    in.count = count;
    d = pp_clinical_change(&in, state_of, 17);
    assert_int_equal(d.n, 9);
    assert_int_equal(d.n_beyond, 5);
    assert_int_equal(d.recovered.n, 2);
    assert_int_equal(d.deteriorated.n, 3);
    assert_int_equal(d.entered.n, 3);
    d = pp_clinical_change(&in, NULL, 17);
    assert_int_equal(d.crossed.n, 2);
    assert_int_equal(d.recovered.share.status, PP_STATUS_NOT_DECLARED);
    assert_true(isnan(d.recovered.share.estimate));
    in.n = 0;
    d = pp_clinical_change(&in, state_of, 17);
    assert_int_equal(d.crossed.share.status, PP_STATUS_TOO_FEW);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_example_of_the_paper),
        cmocka_unit_test(cutoffs),
        cmocka_unit_test(each_method_person_by_person),
        cmocka_unit_test(slopes_with_the_common_one),
        cmocka_unit_test(published_thresholds),
        cmocka_unit_test(band_of_the_reliability),
        cmocka_unit_test(cannot_be_said),
        cmocka_unit_test(clinical_change),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
