#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../helpers/imported.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "prepost/ingest/source.h"

/*
 * Files that others wrote: every row arrives, or the file is refused with a
 * message that names it and says what was expected.
 */
#define PLAN                                                                   \
    "title: T\ncharity: C\nwaves: {before: on joining, after: later}\n"        \
    "instruments: [ucla3]\noutcomes: {ucla3.total: primary}\n"                 \
    "columns: {identifier: \"%s\"}\n"                                          \
    "files: [{path: '*', columns: {%s%s%s\"%s\": ucla3_1}}]\n"

/* Rows below the headings: counted with Python's csv and R's haven. */
static const struct {
    const char *file, *platform, *identifier, *item;
    size_t n_rows, n_columns;
} files[] = {
    {"platforms/538-flying-etiquette-1header.csv", "surveymonkey",
     "RespondentID", "How often do you travel by plane?", 1040, 27},
    {"platforms/538-religion-2header.csv", "surveymonkey",
     "Do you attend religious services",
     "Do you consider yourself to be an evangelical?", 1039, 48},
    {"platforms/QT-matrix-single-insights.csv", "qualtrics", "ResponseID",
     "Q2_1", 5, 30},
    {"platforms/REDCapR-longitudinal-data.csv", "redcap", "study_id", "height",
     18, 125},
    {"platforms/REDCapR-survey-data.csv", "redcap", "participant_id",
     "has_diabetes", 2, 33},
    {"platforms/briefcase-simple-form.csv", "kobo", "KEY", "some_text", 31, 4},
    {"platforms/briefcase-simple-form-commas.csv", "kobo", "KEY", "some_text",
     1, 4},
    {"platforms/briefcase-simple-form-double-quotes.csv", "kobo", "KEY",
     "some_text", 1, 4},
    {"platforms/briefcase-simple-form-empty.csv", "kobo", "KEY", "some_text", 1,
     4},
    {"platforms/briefcase-simple-form-newlines.csv", "kobo", "KEY", "some_text",
     1, 4},
    {"platforms/qualtRics-sample-3header.csv", "qualtrics", "ResponseId", "Q1",
     1, 20},
    {"platforms/qualtRics-sample-legacy-2header.csv", "qualtrics", "ResponseID",
     "Q1", 1, 16},
    {"platforms/rse2017-nl.csv", "limesurvey",
     "edu2. In which subject is your highest academic qualification?",
     "socio1. In which country do you work?", 77, 131},
    {"items/isixhosa-phq9.csv", "plain", "PID", "q1", 47, 42},
    {"items/ukm-phq9-gad7-pss10.csv", "plain", "D1", "D2", 223, 27},
    {"sav/haven-umlauts.sav", "plain", "var1", "var1", 4, 1},
    {"sav/haven-labelled-num-na.sav", "plain", "VAR00002", "VAR00002", 2, 1},
    {"sav/pyreadstat-sample.sav", "plain", "mychar", "mynum", 5, 7},
};

static void test_every_row_arrives(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct imported im;
        char plan[800];
        bool is_one_column = strcmp(files[i].identifier, files[i].item) == 0;
        /* Some are numbers of responses: believed for that very column. */
        snprintf(plan, sizeof plan, PLAN, files[i].identifier,
                 is_one_column ? "" : "\"",
                 is_one_column ? "" : files[i].identifier,
                 is_one_column ? "" : "\": identifier, ", files[i].item);
        imported_init(&im, plan);
        const char *path = imported_shared(&im, files[i].file);
        if (path == NULL) {
            imported_clear(&im);
            return;
        }
        im.options.wave = "before";
        imported_file(&im, path);
        if (is_one_column ? im.status == 0 : im.status != 0)
            fail_msg("%s: %s", files[i].file, im.err.text);
        if (strcmp(im.report.platform_id, files[i].platform) != 0)
            fail_msg("%s: taken for %s", files[i].file, im.report.platform_id);
        assert_int_equal(im.report.mapping.n_columns, files[i].n_columns);
        if (!is_one_column && im.batch.n_file_rows != files[i].n_rows)
            fail_msg("%s: %zu rows, expected %zu", files[i].file,
                     im.batch.n_file_rows, files[i].n_rows);
        /* Each row is taken, repeats one, or is rejected with its reason. */
        assert_int_equal(im.batch.n_rows_taken + im.batch.n_rows_repeated +
                             im.batch.n_rows_rejected,
                         im.batch.n_file_rows);
        imported_clear(&im);
    }
}

/* Reads a file to its end: rows with and without a problem. */
static int count_rows(const char *path, size_t *n_rows, struct pp_error *err)
{
    const struct pp_record *record;
    struct pp_source *source;
    struct pp_notes notes;
    struct pp_pool *pool = pp_pool_new();
    const struct pp_source_options options = {0};
    int got = -1;

    *n_rows = 0;
    pp_notes_init(&notes, pool, 100);
    if (pp_source_open(path, &options, &source, &notes, err) == 0) {
        while ((got = source->next(source, &record, err)) > 0)
            ++*n_rows;
        pp_source_close(source);
    }
    pp_pool_free(pool);
    return got;
}

/* Whether a message helps: it names the file, and what to do or expect. */
static bool is_helpful(const char *text, const char *path)
{
    static const char *const words[] = {"expected", "save it", "unpack",
                                        "name it"};
    bool helps = false;

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        helps = helps || strstr(text, words[i]) != NULL;
    return helps && strstr(text, path) != NULL;
}

static void read_or_refuse(const char *folder, size_t at_least)
{
    const char *shared = getenv("PP_SHARED_DATA");
    size_t n = 0, n_read = 0, n_rows;
    char path[1000];

    snprintf(path, sizeof path, "%s/%s",
             shared != NULL ? shared : "../shared/data", folder);
    DIR *dir = opendir(path);
    if (dir == NULL) {
        print_message("# skipped: %s is not there\n", path);
        return;
    }
    for (struct dirent *entry; (entry = readdir(dir)) != NULL;) {
        struct pp_error err = {0};
        struct imported im;
        char file[2000];
        if (entry->d_name[0] == '.')
            continue;
        snprintf(file, sizeof file, "%s/%s", path, entry->d_name);
        n++;
        if (count_rows(file, &n_rows, &err) == 0)
            n_read++;
        else if (!is_helpful(err.text, file))
            fail_msg("%s: refused with \"%s\"", file, err.text);
        /* As answers it is none of ours: said so, and what was expected. */
        char plan[400];
        snprintf(plan, sizeof plan, PLAN, "no such column", "", "", "",
                 "nor this one");
        imported_init(&im, plan);
        im.options.wave = "before";
        imported_file(&im, file);
        assert_int_equal(im.status, -1);
        if (!is_helpful(im.err.text, ""))
            fail_msg("%s: \"%s\"", file, im.err.text);
        imported_clear(&im);
    }
    closedir(dir);
    assert_true(n >= at_least);
    assert_true(n_read >= at_least * 9 / 10);
}

static void test_no_file_is_left_out(void **state)
{
    (void)state;
    read_or_refuse("platforms", 17);
    read_or_refuse("items", 2);
    read_or_refuse("sav", 4);
    read_or_refuse("csv-torture/csv-spectrum/csvs", 12);
    read_or_refuse("csv-torture/frictionless", 90);
    read_or_refuse("csv-torture/miller", 30);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_row_arrives),
        cmocka_unit_test(test_no_file_is_left_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
