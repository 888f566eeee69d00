#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../helpers/imported.h"

#include <stdio.h>
#include <string.h>

#include "prepost/ingest/identifier.h"

#define PLAN(parts)                                                            \
    "title: T\ncharity: C\nwaves: {before: on joining, after: later}\n"        \
    "instruments: [ucla3]\noutcomes: {ucla3.total: primary}\n"                 \
    "columns: {identifier_from: [" parts "], region: Site, wave: When}\n"

#define HEAD "Site,No,When,ucla3_1,ucla3_2,ucla3_3\n"

static void import(struct imported *im, const char *plan, const char *text)
{
    imported_init(im, plan);
    imported_text(im, text);
}

/* How many people there are when codes have parts. */
static void test_people(void **state)
{
    static const struct {
        const char *label, *rows;
        size_t n_people, n_rejected;
    } cases[] = {
        {"one person twice", "Leeds,1,before,1,2,3\nleeds,1.,after,1,1,1\n", 1,
         0},
        {"a number in two places",
         "Leeds,1,before,1,2,3\nYork,1,before,1,1,1\n", 2, 0},
        {"a cut in another place is another code",
         "ab,c,before,1,2,3\na,bc,before,1,1,1\n", 2, 0},
        {"digits too", "A1,2,before,1,2,3\nA,12,before,1,1,1\n", 2, 0},
        {"a blank part is no code", "Leeds,,before,1,2,3\n,1,after,1,1,1\n", 0,
         2},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct imported im;
        char text[400];
        snprintf(text, sizeof text, "%s%s", HEAD, cases[i].rows);
        import(&im, PLAN("Site, No"), text);
        if (im.status != 0 || im.batch.n_people != cases[i].n_people ||
            im.batch.n_rows_rejected != cases[i].n_rejected)
            fail_msg("%s: %zu people, %zu rejected; %s", cases[i].label,
                     im.batch.n_people, im.batch.n_rows_rejected, im.err.text);
        imported_clear(&im);
    }
}

/* A part can be the region that is said of the whole file. */
static void test_region_of_the_file(void **state)
{
    unsigned char leeds[PP_PSEUDONYM_SIZE];
    struct pp_buffer id = PP_BUFFER_INIT;
    struct imported im;

    (void)state;
    imported_init(&im, PLAN("region, No"));
    im.options.region = "Leeds";
    imported_text(&im, "No,When,ucla3_1,ucla3_2,ucla3_3\n7,before,1,2,3\n");
    assert_int_equal(im.status, 0);
    assert_int_equal(pp_identifier_read(" Leeds + 7", 10, &id), 2);
    pp_identifier_pseudonym(&im.key, id.data, id.length, leeds);
    assert_memory_equal(im.batch.pseudonyms[0], leeds, sizeof leeds);
    /* Without it the part is missing, and that is said. */
    im.options.region = NULL;
    imported_text(&im, "No,When,ucla3_1,ucla3_2,ucla3_3\n7,before,1,2,3\n");
    assert_int_equal(im.status, -1);
    assert_non_null(strstr(im.err.text, "there is no column \"region\", which "
                                        "is part of the person's code"));
    pp_buffer_clear(&id);
    imported_clear(&im);
}

static void test_mistakes(void **state)
{
    struct imported im;

    (void)state;
    import(&im, PLAN("Site, Nummer"), HEAD "Leeds,1,before,1,2,3\n");
    assert_int_equal(im.status, -1);
    assert_non_null(strstr(im.err.text, "there is no column \"Nummer\""));
    imported_clear(&im);
    import(&im,
           PLAN("Site, No") "files: [{path: '*', columns: {ucla3_3: "
                            "identifier}}]\n",
           HEAD "Leeds,1,before,1,2,3\n");
    assert_int_equal(im.status, -1);
    assert_non_null(strstr(im.err.text, "it is mapped to identifier, but"));
    imported_clear(&im);
}

/* What the dry run says of such columns. */
static void test_shown(void **state)
{
    struct pp_buffer shown = PP_BUFFER_INIT;
    struct imported im;

    (void)state;
    import(&im, PLAN("Site, No"), HEAD "Leeds,1,before,1,2,3\n");
    pp_mapping_print(im.plan, &im.report.mapping, &shown);
    assert_non_null(strstr(shown.data, "\"Site\" -> region (by the plan's "
                                       "heading), and part of the person's "
                                       "code\n"));
    assert_non_null(strstr(shown.data, "\"No\" -> identifier (part of the "
                                       "person's code)\n"));
    pp_buffer_clear(&shown);
    imported_clear(&im);
}

static void test_reading(void **state)
{
    static const struct {
        const char *text, *is;
        size_t n_parts;
    } cases[] = {
        {"A-1 7", "a1-7", 1},  {"Leeds + 17", "leeds+17", 2},
        {"a+b+c", "a+b+c", 3}, {"a + ", "", 0},
        {"+ a", "", 0},        {"", "", 0},
        {"Ab + C", "ab+c", 2},
    };
    struct pp_buffer out = PP_BUFFER_INIT;

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t n =
            pp_identifier_read(cases[i].text, strlen(cases[i].text), &out);
        if (n != cases[i].n_parts ||
            (n > 0 && strcmp(out.data, cases[i].is) != 0))
            fail_msg("\"%s\": %zu parts, %s", cases[i].text, n, out.data);
    }
    pp_buffer_clear(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_people),
        cmocka_unit_test(test_region_of_the_file),
        cmocka_unit_test(test_mistakes),
        cmocka_unit_test(test_shown),
        cmocka_unit_test(test_reading),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
