#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../helpers/imported.h"
#include "../helpers/shared_table.h"

#include <math.h>
#include <string.h>

#include "prepost/ingest/identifier.h"

/* The row of a batch's responses that is a person's at a wave; or -1. */
static long find_row(const struct imported *im, size_t set, const char *id,
                     int wave)
{
    const struct pp_batch_responses *of = &im->batch.responses[set];
    struct pp_buffer normal = PP_BUFFER_INIT;
    unsigned char pseudonym[PP_PSEUDONYM_SIZE];

    pp_identifier_normalise(id, strlen(id), &normal);
    pp_identifier_pseudonym(&im->key, normal.data, normal.length, pseudonym);
    pp_buffer_clear(&normal);
    for (size_t i = 0; i < of->n_rows; i++)
        if (!pp_batch_is_absent(of, i) && of->wave[i] == wave &&
            memcmp(im->batch.pseudonyms[of->person[i]], pseudonym,
                   sizeof pseudonym) == 0)
            return (long)i;
    return -1;
}

/* The sum of a scale's answers, times its factor; NaN if one is missing. */
static double score(const struct imported *im, size_t set, const char *scale_id,
                    long row)
{
    const struct pp_batch_responses *of = &im->batch.responses[set];
    const struct pp_instrument *instrument =
        im->plan->instruments[of->instrument].instrument;
    const struct pp_scale *scale =
        pp_instrument_scale(instrument, scale_id, NULL);
    double sum = 0;

    for (size_t i = 0; i < scale->n_items; i++) {
        int16_t answer =
            of->answers[(size_t)row * instrument->n_items + scale->items[i]];
        sum += answer == PP_ANSWER_MISSING ? NAN : answer;
    }
    return sum * scale->factor;
}

/*
 * covid-gaming: three rows of headings, line breaks in them, the wave in the
 * column. The authors' own scores of 76 people are beside it.
 */
static void test_covid_gaming(void **state)
{
    static const struct {
        const char *file, *before, *during, *scale;
        size_t set;
    } cases[] = {
        {"covid-gaming/lockdown2-dass21-scores-wide.csv", "depression_before",
         "depression_during", "depression", 0},
        {"covid-gaming/lockdown2-dass21-scores-wide.csv", "anxiety_before",
         "anxiety_during", "anxiety", 0},
        {"covid-gaming/lockdown2-dass21-scores-wide.csv", "stress_before",
         "stress_during", "stress", 0},
        {"covid-gaming/lockdown2-ucla3-scores-wide.csv", "loneliness_before",
         "loneliness_during", "total", 1},
    };
    struct imported im;

    (void)state;
    imported_init_file(&im, "tests/data/covid-gaming/evaluation.yaml");
    const char *path =
        imported_shared(&im, "covid-gaming/lockdown2-qualtrics-raw.csv");
    if (path == NULL) {
        imported_clear(&im);
        return;
    }
    imported_file(&im, path);
    if (im.status != 0)
        fail_msg("%s", im.err.text);
    assert_string_equal(im.report.platform_id, "qualtrics");
    assert_int_equal(im.report.mapping.n_columns, 156);
    assert_int_equal(im.batch.n_file_rows, 210);
    assert_int_equal(im.batch.n_rows_rejected, 0);
    for (size_t c = 0; c < 4; c++) {
        struct shared_table *table = shared_table_read(cases[c].file);
        assert_int_equal(table->n_rows, 76);
        for (size_t i = 0; i < table->n_rows; i++) {
            const char *id = shared_text(table, i, "response_id");
            const char *const columns[] = {cases[c].before, cases[c].during};
            for (int wave = 0; wave < 2; wave++) {
                long row = find_row(&im, cases[c].set, id, wave);
                if (row < 0)
                    fail_msg("%s: no row", id);
                double found = score(&im, cases[c].set, cases[c].scale, row);
                double wanted = shared_number(table, i, columns[wave]);
                if (!(found == wanted))
                    fail_msg("%s %s: %g, expected %g", id, columns[wave], found,
                             wanted);
            }
        }
        shared_table_free(table);
    }
    imported_clear(&im);
}

/* PHQ-9 in isiXhosa: quoted, CR LF, dates year/month/day, stored totals. */
static void test_isixhosa(void **state)
{
    struct imported im;

    (void)state;
    imported_init(&im, "title: T\ncharity: C\n"
                       "waves: {before: on joining, after: later}\n"
                       "instruments: [phq9]\n"
                       "outcomes: {phq9.total: primary}\n"
                       "columns:\n"
                       "  identifier: PID\n  date: PHQ9.date\n"
                       "  keep: {gender: gender, age: {headings: age, "
                       "number: yes}}\n"
                       "files:\n- path: '*.csv'\n  wave: before\n"
                       "  columns: {q1: phq9_1, q2: phq9_2, q3: phq9_3, q4: "
                       "phq9_4, q5: phq9_5, q6: phq9_6, q7: phq9_7, q8: "
                       "phq9_8, q9: phq9_9, total: phq9.total}\n");
    const char *path = imported_shared(&im, "items/isixhosa-phq9.csv");
    if (path != NULL) {
        imported_file(&im, path);
        if (im.status != 0)
            fail_msg("%s", im.err.text);
        const struct pp_batch_responses *of = &im.batch.responses[0];
        assert_int_equal(im.batch.n_file_rows, 47);
        assert_int_equal(im.batch.n_rows_rejected, 0);
        assert_int_equal(of->n_rows, 47);
        assert_string_equal(im.report.date_order, "year-month-day");
        assert_int_equal(of->day[0], 19195); /* 2022-07-22 */
        for (size_t i = 0; i < of->n_rows; i++)
            assert_true(of->totals[i] == score(&im, 0, "total", (long)i));
        assert_true(im.batch.numbers[0].value[0] == 15);
    }
    imported_clear(&im);
}

/* PHQ-9, GAD-7 and PSS-10 in one file, no identifier: refused with a word on
 * what is missing. */
static void test_no_identifier(void **state)
{
    struct imported im;

    (void)state;
    imported_init(&im, "title: T\ncharity: C\n"
                       "waves: {before: on joining, after: later}\n"
                       "instruments: [phq9, gad7]\n"
                       "outcomes: {phq9.total: primary}\n");
    const char *path = imported_shared(&im, "items/ukm-phq9-gad7-pss10.csv");
    if (path != NULL) {
        im.options.wave = "before";
        imported_file(&im, path);
        assert_int_equal(im.status, -1);
        assert_non_null(strstr(im.err.text, "no column holds the person's "
                                            "identifier; expected \"id\""));
        assert_true(im.report.dialect.has_mark);
    }
    imported_clear(&im);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_covid_gaming),
        cmocka_unit_test(test_isixhosa),
        cmocka_unit_test(test_no_identifier),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
