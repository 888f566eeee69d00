#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "prepost/analysis/plan_record.h"
#include "prepost/model/catalogue.h"

/* What was fixed in time, what was changed since, and of which outcomes. */

#define TOP                                                                    \
    "title: Peer groups\ncharity: A charity\n"                                 \
    "waves: {before: when they joined, after: 3 months later}\n"               \
    "instruments: [phq9, hhi]\n"
#define PHQ "  phq9.total: primary\n"
#define HHI "  hhi.total: secondary\n"

static struct pp_pool *pool;

static const struct pp_plan *read_plan(const char *text)
{
    struct pp_notes notes;
    const struct pp_plan *plan;

    pp_notes_init(&notes, pool, 20);
    if (pp_plan_read(pool, "evaluation.yaml", text, strlen(text),
                     pp_catalogue_find, pp_catalogue_new(pool, "surveys"),
                     &plan, &notes) != 0)
        fail_msg("not read: %s", text);
    return plan;
}

static const char *commitments(const char *text)
{
    struct pp_buffer out = PP_BUFFER_INIT;

    pp_plan_commitments(read_plan(text), &out);
    const char *copy = pp_pool_strdup(pool, out.data);
    pp_buffer_clear(&out);
    return copy;
}

static void nothing_was_fixed(void **state)
{
    const struct pp_plan *plan = read_plan(TOP "outcomes:\n" PHQ);
    struct pp_plan_record record = pp_plan_record_of(plan, NULL, 0, pool);

    (void)state;
    assert_null(record.fixed_on);
    assert_null(record.late_on);
    assert_true(pp_plan_record_is_first_look(&record, 1, 0));
    /* Too late is not in time, though it agrees. */
    const struct pp_fixed_plan late = {
        "2025-05-01", commitments(TOP "outcomes:\n" PHQ), 40, NULL};
    record = pp_plan_record_of(plan, &late, 1, pool);
    assert_null(record.fixed_on);
    assert_string_equal(record.late_on, "2025-05-01");
    assert_true(pp_plan_record_is_first_look(&record, 1, 0));
    assert_int_equal(record.n_departures, 0);
    /* What was changed since is told, from the first of late locks; a first
     * look all the same. */
    const struct pp_fixed_plan two[] = {
        {"2025-05-01", commitments(TOP "outcomes:\n" PHQ HHI), 40, NULL},
        {"2025-06-01", commitments(TOP "outcomes:\n" PHQ), 40, NULL}};
    record = pp_plan_record_of(plan, two, 2, pool);
    assert_null(record.fixed_on);
    assert_string_equal(record.late_on, "2025-05-01");
    assert_true(record.n_departures >= 1);
    assert_string_equal(record.departures[0].what.name, "outcome hhi.total");
    assert_string_equal(record.departures[0].day, "2025-06-01");
    assert_true(pp_plan_record_is_first_look(&record, 1, 0));
}

static void all_is_as_it_was(void **state)
{
    const char *text = TOP "outcomes:\n" PHQ HHI;
    const struct pp_fixed_plan locks[] = {
        {"2025-03-04", commitments(text), 0, NULL},
        {"2025-03-05", commitments(TOP "outcomes:\n" PHQ), 0, NULL},
        {"2025-05-01", commitments(TOP "outcomes:\n" HHI), 12, NULL}};
    struct pp_plan_record record =
        pp_plan_record_of(read_plan(text), locks, 3, pool);

    (void)state;
    assert_string_equal(record.fixed_on, "2025-03-04");
    assert_int_equal(record.n_departures, 0);
    assert_false(pp_plan_record_is_first_look(&record, 1, 0));
    assert_false(pp_plan_record_is_first_look(&record, 1, 1));
}

struct change {
    const char *label, *now, *departure;
    bool phq_is_first_look, hhi_is_first_look;
};

static void what_was_changed(void **state)
{
    static const struct change rows[] = {
        {"role", TOP "outcomes:\n" PHQ "  hhi.total: primary\n",
         "changed: outcome hhi.total: number 2, primary (was number 2, "
         "secondary)",
         false, true},
        {"amount",
         TOP "outcomes:\n  phq9.total: {role: primary, sesoi: {value: 2, "
             "source: declared}}\n" HHI,
         "changed: change that matters, phq9.total: 2 (declared) (was none)",
         true, false},
        {"order alone", TOP "outcomes:\n" HHI PHQ,
         "changed: outcome hhi.total: number 1, secondary (was number 2, "
         "secondary)",
         false, false},
        {"level", TOP "outcomes:\n" PHQ HHI "level: 0.9\n",
         "changed: confidence level: 0.9 (was 0.95)", true, true},
        {"design", TOP "outcomes:\n" PHQ HHI "design: looking-back\n",
         "changed: design: looking back (was before and after)", true, true},
        {"an outcome less", TOP "outcomes:\n" PHQ,
         "taken out: outcome hhi.total: number 2, secondary", false, false},
    };
    const struct pp_fixed_plan lock = {
        "2025-03-04", commitments(TOP "outcomes:\n" PHQ HHI), 0, NULL};

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct pp_plan *plan = read_plan(rows[i].now);
        struct pp_plan_record record = pp_plan_record_of(plan, &lock, 1, pool);
        struct pp_buffer text = PP_BUFFER_INIT;

        assert_string_equal(record.fixed_on, "2025-03-04");
        assert_true(record.n_departures > 0);
        pp_plan_difference_print(&record.departures[0].what, &text);
        assert_string_equal(pp_buffer_text(&text), rows[i].departure);
        assert_null(record.departures[0].day);
        for (size_t k = 0; k < plan->n_outcomes; k++) {
            bool is_phq = strcmp(plan->outcomes[k].id, "phq9.total") == 0;
            if (pp_plan_record_is_first_look(&record, 1, k) !=
                (is_phq ? rows[i].phq_is_first_look
                        : rows[i].hhi_is_first_look))
                fail_msg("%s: %s", rows[i].label, plan->outcomes[k].id);
        }
        pp_buffer_clear(&text);
    }
}

/* The day of the first later lock that has it as it is now. */
static void when_it_was_changed(void **state)
{
    static const char added[] = TOP "outcomes:\n" PHQ HHI "level: 0.9\n";
    const struct pp_fixed_plan locks[] = {
        {"2025-03-04", commitments(TOP "outcomes:\n" PHQ), 0, NULL},
        {"2025-05-01", commitments(TOP "outcomes:\n" PHQ HHI), 30, NULL},
        {"2025-06-01", commitments(TOP "outcomes:\n" PHQ HHI), 60, NULL}};
    const struct pp_plan *plan = read_plan(added);
    struct pp_plan_record record = pp_plan_record_of(plan, locks, 3, pool);
    size_t n_dated = 0;

    (void)state;
    for (size_t i = 0; i < record.n_departures; i++) {
        const struct pp_departure *d = &record.departures[i];
        if (strcmp(d->what.name, "outcome hhi.total") == 0) {
            assert_string_equal(d->day, "2025-05-01");
            assert_int_equal(d->outcome, 1);
            n_dated++;
        } else if (strcmp(d->what.name, "confidence level") == 0) {
            assert_null(d->day); /* no lock has it */
            assert_int_equal(d->outcome, -1);
            n_dated++;
        }
    }
    assert_int_equal(n_dated, 2);
}

/* Each time by itself: what was locked before its own answers stays fixed. */
#define MORE                                                                   \
    "title: Peer groups\ncharity: A charity\n"                                 \
    "waves: {before: when they joined, after: 3 months later, later: a year "  \
    "later}\ninstruments: [phq9, hhi]\n"

static void a_wave_was_added(void **state)
{
    const char *text = MORE "outcomes:\n" PHQ HHI;
    const char *other = MORE "outcomes:\n" PHQ "  hhi.total: primary\n";
    struct pp_fixed_plan locks[] = {
        {"2025-03-04", commitments(TOP "outcomes:\n" PHQ HHI), 0, NULL},
        {"2026-01-10", commitments(text), 350, "after: 350\nlater: 0\n"}};
    const struct pp_plan *plan = read_plan(text);
    struct pp_plan_record record = pp_plan_record_of(plan, locks, 2, pool);

    (void)state;
    assert_string_equal(record.fixed_on, "2025-03-04");
    assert_string_equal(pp_plan_record_fixed_on(&record, 1), "2025-03-04");
    assert_string_equal(pp_plan_record_fixed_on(&record, 2), "2026-01-10");
    assert_true(pp_plan_record_is_all_fixed(&record));
    for (size_t wave = 1; wave < 3; wave++)
        for (size_t i = 0; i < 2; i++)
            assert_false(pp_plan_record_is_first_look(&record, wave, i));
    assert_int_equal(record.n_departures, 1); /* told all the same */
    assert_string_equal(record.departures[0].day, "2026-01-10");

    /* Never locked with it, or when some of its answers were in, or how many
     * was not kept: that time alone is a first look. */
    const char *const late[] = {"after: 350\nlater: 3\n", NULL};
    for (size_t n = 1; n < 4; n++) {
        if (n > 1)
            locks[1].answers_by_wave = late[n - 2];
        record = pp_plan_record_of(plan, locks, n > 1 ? 2 : 1, pool);
        assert_false(pp_plan_record_is_all_fixed(&record));
        assert_false(pp_plan_record_is_first_look(&record, 1, 0));
        assert_null(pp_plan_record_fixed_on(&record, 2));
        assert_true(pp_plan_record_is_first_look(&record, 2, 0));
    }
    /* Changed with it: a first look at the time that had been answered. */
    plan = read_plan(other);
    locks[1] = (struct pp_fixed_plan){"2026-01-10", commitments(other), 350,
                                      "after: 350\nlater: 0\n"};
    record = pp_plan_record_of(plan, locks, 2, pool);
    assert_true(pp_plan_record_is_first_look(&record, 1, 1));
    assert_false(pp_plan_record_is_first_look(&record, 1, 0));
    assert_false(pp_plan_record_is_first_look(&record, 2, 1));
    /* A time that was taken out is not one that was added. */
    plan = read_plan(TOP "outcomes:\n" PHQ HHI);
    locks[0].commitments = commitments(text);
    record = pp_plan_record_of(plan, locks, 1, pool);
    assert_true(pp_plan_record_is_first_look(&record, 1, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_was_fixed),
        cmocka_unit_test(all_is_as_it_was),
        cmocka_unit_test(what_was_changed),
        cmocka_unit_test(when_it_was_changed),
        cmocka_unit_test(a_wave_was_added),
    };

    pool = pp_pool_new();
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    pp_pool_free(pool);
    return failed;
}
