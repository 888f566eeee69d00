#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../helpers/imported.h"

#include <string.h>

#define HEAD                                                                   \
    "title: T\ncharity: C\n"                                                   \
    "waves: {before: {name: on joining, aliases: [enrollment_arm_1]}, "        \
    "after: {name: later, aliases: [final_visit_arm_1]}}\n"                    \
    "instruments: [ucla3, phq9]\n"                                             \
    "outcomes: {ucla3.total: primary}\n"
#define PLAN HEAD "columns: {identifier: Your code}\n"

/* Made-up exports in each platform's own form; one participant, three answers
 * that are 1, 2, 3. */
static void test_platforms(void **state)
{
    static const struct {
        const char *id, *text;
        size_t line; /* of the response */
        int32_t day;
    } cases[] = {
        {"google-forms",
         "Timestamp,Email address,Your code,How often? [lack companionship],"
         "How often? [left out],How often? [isolated from others]\n"
         "2025/03/31 9:05:00 am GMT,x@y.org,a,Hardly ever,Sometimes,Often\n",
         2, 20178},
        {"ms-forms",
         "ID,Start time,Completion time,Email,Name,Your code,ucla3_1,ucla3_2,"
         "ucla3_3\n7,3/31/25 9:00:00,3/31/25 9:05:00,anonymous,,a,1,2,3\n",
         2, 20178},
        {"surveymonkey",
         "Respondent ID,Collector ID,Start Date,End Date,IP Address,Your code,"
         "How often do you feel,,\n"
         ",,,,,Open-Ended Response,Left out,Lack companionship,Isolated from "
         "others\n"
         "11,12,03/31/2025 09:00:00 AM,03/31/2025 09:05:00 AM,10.0.0.1,a,"
         "Sometimes,Hardly ever,Often\n",
         3, 20178},
        {"qualtrics",
         "StartDate,EndDate,Status,IPAddress,ResponseId,Q1,Q2_1,Q2_2,Q2_3,"
         "DistributionChannel\n"
         "Start Date,End Date,Response Type,IP Address,Response ID,Your code,"
         "How often - lack companionship,How often - left out,How often - "
         "isolated from others,Distribution Channel\n"
         "\"{\"\"ImportId\"\":\"\"startDate\"\"}\",x,x,x,x,x,x,x,x,x\n"
         "2025-03-31 09:00:00,2025-03-31 09:05:00,IP Address,10.0.0.1,R_1,a,1,"
         "2,3,anonymous\n"
         "2025-03-31 09:00:00,2025-03-31 09:05:00,Survey Preview,10.0.0.1,R_2,"
         "a,1,1,1,preview\n",
         4, 20178},
        {"limesurvey",
         "\xEF\xBB\xBFid. Response ID;submitdate. Date submitted;lastpage. "
         "Last page;code. Your code;ucla3[1]. How often? [lack companionship];"
         "ucla3[2]. How often? [left out];ucla3[3]. How often? [isolated from "
         "others]\n\"1\";\"2025-03-31 "
         "09:05:00\";\"2\";\"a\";\"1\";\"2\";\"3\"\n",
         2, 20178},
        {"redcap",
         "record_id,redcap_event_name,ucla3_1,ucla3_2,ucla3_3,loneliness_"
         "complete\na,enrollment_arm_1,1,2,3,2\n",
         2, PP_NO_DATE},
        {"kobo",
         "start,end,your_code,lonely/ucla3_1,lonely/ucla3_2,lonely/ucla3_3,_id,"
         "_uuid,_submission_time\n,,#code,#i+a,#i+b,#i+c,,,\n"
         "x,y,a,1,2,3,9,u,2025-03-31T09:05:00\n",
         3, 20178},
        {"impactasaurus",
         "Beneficiary,Conducted,Questionnaire,ucla3_1,ucla3_2,ucla3_3\n"
         "a,2025-03-31,Loneliness,1,2,3\n",
         2, 20178},
        {"plain",
         "Our survey of spring,,,\n\nYour code,ucla3_1,ucla3_2,ucla3_3\n"
         "a,1,2,3\n",
         4, PP_NO_DATE},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct imported im;
        print_message("# %s\n", cases[i].id);
        imported_init(&im, PLAN);
        im.options.wave = strcmp(cases[i].id, "redcap") == 0 ? NULL : "before";
        imported_text(&im, cases[i].text);
        if (im.status != 0)
            fail_msg("%s", im.err.text);
        assert_string_equal(im.report.platform_id, cases[i].id);
        assert_int_equal(im.batch.n_people, 1);
        assert_int_equal(im.batch.responses[0].n_rows, 1);
        assert_int_equal(im.batch.responses[0].day[0], cases[i].day);
        assert_int_equal(imported_answer(&im, "ucla3_1", cases[i].line, 0), 1);
        assert_int_equal(imported_answer(&im, "ucla3_2", cases[i].line, 0), 2);
        assert_int_equal(imported_answer(&im, "ucla3_3", cases[i].line, 0), 3);
        imported_clear(&im);
    }
}

/* What is said may be overridden. */
static void test_override(void **state)
{
    struct imported im;

    (void)state;
    imported_init(&im, PLAN);
    im.options.wave = "before";
    im.options.platform = "plain";
    imported_text(&im, "Timestamp,Your code,ucla3_1,ucla3_2,ucla3_3\n"
                       "2025-03-31,a,1,2,3\n");
    assert_int_equal(im.status, 0);
    assert_string_equal(im.report.platform_id, "plain");
    assert_int_equal(im.batch.responses[0].day[0], PP_NO_DATE);
    imported_clear(&im);
}

/* Real exports hold none of the plan's questions: each is recognised, and
 * refused with the headings that were not understood. */
static void test_real_exports(void **state)
{
    static const struct {
        const char *file, *id;
    } cases[] = {
        {"538-flying-etiquette-1header.csv", "surveymonkey"},
        {"538-religion-2header.csv", "surveymonkey"},
        {"QT-matrix-single-insights.csv", "qualtrics"},
        {"qualtRics-sample-3header.csv", "qualtrics"},
        {"qualtRics-sample-legacy-2header.csv", "qualtrics"},
        {"REDCapR-longitudinal-data.csv", "redcap"},
        {"REDCapR-survey-data.csv", "redcap"},
        {"briefcase-simple-form.csv", "kobo"},
        {"briefcase-simple-form-newlines.csv", "kobo"},
        {"rse2017-nl.csv", "limesurvey"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct imported im;
        char name[100] = "platforms/";
        imported_init(&im, PLAN);
        const char *path = imported_shared(&im, strcat(name, cases[i].file));
        if (path != NULL) {
            imported_file(&im, path);
            assert_int_equal(im.status, -1);
            assert_int_equal(im.err.code, PP_EDATA);
            assert_string_equal(im.report.platform_id, cases[i].id);
            assert_true(im.report.mapping.n_columns >= 4);
        }
        imported_clear(&im);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_platforms),
        cmocka_unit_test(test_override),
        cmocka_unit_test(test_real_exports),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
