#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../helpers/evaluated.h"
#include "prepost/disclose/disclose.h"
#include "prepost/report/backend.h"
#include "prepost/report/phrases.h"
#include "prepost/report/report.h"

/* A count of no one, or of everyone, says of each what they answered. */

enum { HIDDEN = PP_COUNT_HIDDEN };

/* No one or everyone: true of each. What is hidden is neither. */
static void no_one_or_everyone(void **state)
{
    (void)state;
    static const struct {
        long better, between, worse;
        bool tells;
    } rows[] = {{8, 20, 12, false},          {40, 0, 0, true},
                {25, 15, 0, true},           {0, 25, 15, true},
                {HIDDEN, 30, HIDDEN, false}, {HIDDEN, HIDDEN, HIDDEN, false}};

    for (size_t k = 0; k < sizeof rows / sizeof rows[0]; k++) {
        struct pp_individual p = {.source = PP_AMOUNT_PUBLISHED,
                                  .n = 40,
                                  .n_better = rows[k].better,
                                  .n_between = rows[k].between,
                                  .n_worse = rows[k].worse};
        assert_int_equal(pp_tells_of_each(&p), rows[k].tells);
        p.source = PP_AMOUNT_NONE;
        assert_false(pp_tells_of_each(&p));
    }
    assert_false(pp_tells_of_each(
        &(struct pp_individual){.source = PP_AMOUNT_PUBLISHED}));
}

static bool says_of_each(struct pp_pool *pool, const struct pp_results *was)
{
    static const char template[] =
        "{{part people_per_100}}\n\n{{table individuals}}\n";
    struct pp_document *d;
    struct pp_buffer out = PP_BUFFER_INIT;
    struct pp_render render = {""};
    struct pp_error err;

    if (pp_report_make("e", "e.md", template, sizeof template - 1, was, pool,
                       &d, &err) != 0 ||
        pp_backend_find("md")->write(d, &render, &out, &err) != 0)
        fail_msg("%s", err.text);
    size_t n = 0;
    for (const char *p = pp_buffer_text(&out);
         (p = strstr(p, pp_phrase_tells_of_each())) != NULL; p++)
        n++;
    pp_buffer_clear(&out);
    assert_true(n == 0 || n == 2); /* under either table, once */
    return n > 0;
}

/* The same of tables whose counts are out of some: a part of a report. */
static bool part_says_of_each(struct pp_pool *pool, const char *part,
                              const struct pp_results *was)
{
    const char *template = pp_pool_printf(pool, "{{part %s}}\n", part);
    struct pp_document *d;
    struct pp_buffer out = PP_BUFFER_INIT;
    struct pp_render render = {""};
    struct pp_error err;

    if (pp_report_make("e", "e.md", template, strlen(template), was, pool, &d,
                       &err) != 0 ||
        pp_backend_find("md")->write(d, &render, &out, &err) != 0)
        fail_msg("%s", err.text);
    bool says = strstr(pp_buffer_text(&out), pp_phrase_tells_of_each()) != NULL;
    pp_buffer_clear(&out);
    return says;
}

/* Everyone rises on everything, so nobody goes worse, nor beyond a cut-off. */
static void zeros_of_other_tables(void **state)
{
    static const char *const parts[] = {"recovery", "other_amounts",
                                        "talking_therapies"};
    static const struct {
        const char *preset;
        double shift;
        bool says;
    } rows[] = {{"charity-5", 2, false}, {"nhs-secondary", 2, true}};

    (void)state;
    for (size_t k = 0; k < sizeof rows / sizeof rows[0]; k++) {
        struct pp_pool *pool = pp_pool_new();
        struct evaluated_options o = EVALUATED_OPTIONS;
        for (size_t i = 0; i < 6; i++)
            o.shift[i] = i == 2 || i == 3 ? -rows[k].shift : rows[k].shift;
        o.asked[2] = o.asked[3] = 1;
        struct pp_results *was = evaluated(pool, &o);
        ((struct pp_plan *)was->plan)->disclosure.preset = rows[k].preset;
        for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
            if (part_says_of_each(pool, parts[i], was) != rows[k].says)
                fail_msg("%s, %s, %g", parts[i], rows[k].preset, rows[k].shift);
        pp_pool_free(pool);
    }
}

/* Zeros are hidden under charity-5 (WORDING 2.4), and shown, and said to tell
 * of each, under a preset that shows them. */
static void zeros(void **state)
{
    (void)state;
    static const struct {
        const char *preset;
        bool shows;
    } rows[] = {{"charity-5", false}, {"hesa", true}};

    for (size_t k = 0; k < 2; k++) {
        struct pp_pool *pool = pp_pool_new();
        struct evaluated_options o = EVALUATED_OPTIONS;
        size_t n_zero = 0, n_told = 0;

        o.shift[0] = 6; /* hope of everyone rises */
        struct pp_results *was = evaluated(pool, &o);
        ((struct pp_plan *)was->plan)->disclosure.preset = rows[k].preset;
        const struct pp_results *is = disclosed(was, pool);
        for (size_t i = 0; i < is->n_outcomes; i++) {
            n_zero += was->outcomes[i].individual.n_worse == 0;
            n_told += pp_tells_of_each(&is->outcomes[i].individual);
        }
        assert_true(n_zero > 0);
        assert_int_equal(n_told > 0, rows[k].shows);
        assert_int_equal(says_of_each(pool, was), rows[k].shows);
        pp_pool_free(pool);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_one_or_everyone),
        cmocka_unit_test(zeros_of_other_tables),
        cmocka_unit_test(zeros),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
