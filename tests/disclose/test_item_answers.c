/*
 * What a reader could work out of the answers to single questions: parts that
 * are too small, and answers within a joined part that the average score
 * gives back. The latter is looked for by trying every number of people for
 * every answer, over all ways in which the others could make up for it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <math.h>

#include "prepost/base/rng.h"
#include "prepost/disclose/item_answers.h"

enum { MOST_ITEMS = 4, MOST_ANSWERS = 5, MOST_SUM = 1000 };

/* A scale of made-up questions. */
struct made {
    struct pp_item items[MOST_ITEMS];
    struct pp_instrument instrument;
    struct pp_answer_part parts[MOST_ITEMS][MOST_ANSWERS];
    struct pp_item_answers answers[MOST_ITEMS];
    struct pp_outcome outcome;
};

static void make(struct made *m, size_t n_items, size_t n_answers)
{
    memset(m, 0, sizeof *m);
    m->instrument.items = m->items;
    m->instrument.n_items = n_items;
    m->outcome.instrument = &m->instrument;
    m->outcome.answers =
        (struct pp_outcome_answers){m->answers, n_items, false};
    for (size_t i = 0; i < n_items; i++) {
        m->answers[i] = (struct pp_item_answers){i, 0, m->parts[i], n_answers};
        for (size_t a = 0; a < n_answers; a++)
            m->parts[i][a] = (struct pp_answer_part){a, a, 0, 0};
    }
}

static void set(struct made *m, size_t item, const long *before,
                const long *after)
{
    m->answers[item].n = 0;
    for (size_t a = 0; a < m->answers[item].n_parts; a++) {
        m->parts[item][a].before = before[a];
        m->parts[item][a].after = after[a];
        m->answers[item].n += before[a];
    }
}

static struct pp_disclosure_rules rules_of(const char *preset)
{
    struct pp_plan plan = {.disclosure = {preset, 0, 0}};

    return pp_disclosure_rules_of(&plan);
}

/* Of one outcome by itself. */
static struct pp_outcome_answers
disclosed_alone(const struct made *m, const struct pp_disclosure_rules *rules,
                bool hidden, struct pp_pool *pool)
{
    return pp_disclose_item_answers(&m->outcome, &hidden, 1, 1, rules, pool)[0];
}

/* "0-1 2 3", "" where the question is left out. */
static const char *shown(const struct pp_item_answers *item, char *out)
{
    char *at = out;

    *out = '\0';
    for (size_t i = 0; i < item->n_parts; i++) {
        const struct pp_answer_part *p = &item->parts[i];
        at += snprintf(at, 20, "%s%zu", i > 0 ? " " : "", p->first);
        if (p->last > p->first)
            at += snprintf(at, 20, "-%zu", p->last);
    }
    return out;
}

/* --- joining -------------------------------------------------------------- */

static void few_are_joined(void **state)
{
    static const struct {
        const char *label, *preset;
        long before[4], after[4];
        const char *expected;
    } rows[] = {
        {"enough", "charity-5", {10, 20, 30, 40}, {5, 5, 40, 50}, "0 1 2 3"},
        {"few before", "charity-5", {4, 20, 36, 40}, {9, 9, 40, 42}, "0-1 2 3"},
        {"few after", "charity-5", {9, 20, 31, 40}, {10, 46, 40, 4}, "0 1 2-3"},
        {"no one", "charity-5", {0, 20, 40, 40}, {9, 9, 40, 42}, "0-1 2 3"},
        {"no one may stand",
         "nhs-secondary",
         {0, 20, 40, 40},
         {9, 9, 40, 42},
         "0 1 2 3"},
        {"two few", "charity-5", {1, 2, 57, 40}, {9, 9, 40, 42}, "0-2 3"},
        {"together enough",
         "charity-5",
         {3, 2, 55, 40},
         {9, 9, 40, 42},
         "0-1 2 3"},
        {"everyone alike", "charity-5", {0, 0, 0, 100}, {9, 9, 40, 42}, ""},
        {"everyone alike, no one may stand",
         "nhs-secondary",
         {0, 0, 0, 100},
         {9, 9, 40, 42},
         ""},
        {"few people", "charity-5", {0, 0, 4, 5}, {1, 1, 2, 5}, ""},
        {"public", "none", {1, 0, 4, 5}, {1, 1, 3, 5}, "0 1 2 3"},
    };
    struct pp_pool *pool = pp_pool_new();
    const long full[] = {30, 30, 20, 20};
    char text[80];

    (void)state;
    for (size_t k = 0; k < sizeof rows / sizeof rows[0]; k++) {
        struct pp_disclosure_rules rules = rules_of(rows[k].preset);
        struct made m;
        make(&m, 3, 4);
        set(&m, 0, rows[k].before, rows[k].after);
        /* One more that is joined, and turned round, so that the average
         * gives nothing back. */
        m.items[1].reverse = true;
        set(&m, 1, (long[]){40, 3, 30, 27}, (long[]){40, 3, 30, 27});
        set(&m, 2, full, full);
        struct pp_outcome_answers is = disclosed_alone(&m, &rules, false, pool);
        if (strcmp(shown(&is.items[0], text), rows[k].expected) != 0)
            fail_msg("%s: %s", rows[k].label, text);
    }
    pp_pool_free(pool);
}

static void some_are_left_out(void **state)
{
    struct pp_disclosure_rules rules = rules_of("charity-5");
    struct pp_pool *pool = pp_pool_new();
    const long full[] = {30, 30, 20, 20}, few[] = {2, 58, 20, 20};
    struct made m;

    (void)state;
    /* The average of a single question would give the 2 back. */
    make(&m, 1, 4);
    set(&m, 0, few, full);
    assert_int_equal(disclosed_alone(&m, &rules, false, pool).items[0].n_parts,
                     0);
    /* So it would where the other questions are all shown whole; and leaving
     * out this one is not enough: it has four answers and a known average. */
    make(&m, 2, 4);
    set(&m, 0, few, full);
    set(&m, 1, full, full);
    assert_int_equal(disclosed_alone(&m, &rules, false, pool).items[0].n_parts,
                     0);
    /* Harm is never shown, however many people. */
    make(&m, 2, 4);
    set(&m, 0, full, full);
    set(&m, 1, full, full);
    m.items[1].risk = true;
    struct pp_outcome_answers is = disclosed_alone(&m, &rules, false, pool);
    assert_int_equal(is.items[0].n_parts, 4);
    assert_int_equal(is.items[1].n_parts, 0);
    /* What is hidden as a whole has no answers; twice is as once. */
    assert_int_equal(disclosed_alone(&m, &rules, true, pool).n_items, 0);
    m.outcome.answers = is;
    assert_ptr_equal(disclosed_alone(&m, &rules, false, pool).items, is.items);
    pp_pool_free(pool);
}

static void counts_are_rounded(void **state)
{
    struct pp_disclosure_rules rules = rules_of("opensafely");
    struct pp_pool *pool = pp_pool_new();
    struct made m;

    (void)state;
    make(&m, 2, 4);
    set(&m, 0, (long[]){31, 29, 22, 18}, (long[]){33, 27, 23, 17});
    set(&m, 1, (long[]){31, 29, 22, 18}, (long[]){33, 27, 23, 17});
    struct pp_outcome_answers is = disclosed_alone(&m, &rules, false, pool);
    const long before[] = {30, 30, 20, 20}, after[] = {35, 25, 25, 15};
    for (size_t a = 0; a < 4; a++) {
        assert_int_equal(is.items[0].parts[a].before, before[a]);
        assert_int_equal(is.items[0].parts[a].after, after[a]);
    }
    pp_pool_free(pool);
}

/* --- looking for what can be had back ------------------------------------- */

/* The people of answers first to last, of whom `fixed` gave answer `which`
 * (none fixed: which > last), could have these sums of answers. */
static void sums(size_t first, size_t last, long left, size_t which, long fixed,
                 long so_far, bool *can)
{
    if (first == last) {
        if (which == first && left != fixed)
            return;
        can[so_far + left * (long)first] = true;
        return;
    }
    for (long x = 0; x <= left; x++)
        if (which != first || x == fixed)
            sums(first + 1, last, left - x, which, fixed,
                 so_far + x * (long)first, can);
}

static void add_sums(bool *can, const bool *more)
{
    bool out[MOST_SUM] = {false};

    for (size_t i = 0; i < MOST_SUM; i++)
        for (size_t k = 0; can[i] && k + i < MOST_SUM; k++)
            out[i + k] |= more[k];
    memcpy(can, out, sizeof out);
}

static long people(const struct pp_answer_part *p, bool is_after)
{
    return is_after ? p->after : p->before;
}

/* Whether `fixed` people could have given that answer to that question. */
static bool could_be(const struct made *m, const struct pp_item_answers *shown,
                     bool is_after, size_t item, size_t answer, long fixed)
{
    bool can[MOST_SUM] = {true};
    long target = 0;

    for (size_t i = 0; i < m->outcome.answers.n_items; i++) {
        const struct pp_item_answers *own = &m->answers[i];
        struct pp_answer_part whole = {0, own->n_parts - 1, own->n, own->n};
        size_t n = shown[i].n_parts > 0 ? shown[i].n_parts : 1;
        for (size_t a = 0; a < own->n_parts; a++)
            target += (long)a * people(&own->parts[a], is_after);
        for (size_t k = 0; k < n; k++) {
            const struct pp_answer_part *p =
                shown[i].n_parts > 0 ? &shown[i].parts[k] : &whole;
            bool more[MOST_SUM] = {false};
            sums(p->first, p->last, people(p, is_after),
                 i == item ? answer : MOST_ANSWERS, fixed, 0, more);
            add_sums(can, more);
        }
    }
    return can[target];
}

static void check_wave(const struct made *m,
                       const struct pp_item_answers *shown, bool is_after)
{
    size_t n_shown = 0;

    for (size_t i = 0; i < m->outcome.answers.n_items; i++)
        n_shown += shown[i].n_parts > 0;
    for (size_t i = 0; i < m->outcome.answers.n_items && n_shown > 0; i++)
        for (size_t a = 0; a < m->answers[i].n_parts; a++) {
            long is = people(&m->parts[i][a], is_after), least = 99, most = -1;
            if (is >= 5)
                continue;
            for (long x = 0; x <= m->answers[i].n; x++)
                if (could_be(m, shown, is_after, i, a, x)) {
                    least = x < least ? x : least;
                    most = x;
                }
            assert_in_range(is, least, most);
            if (most - least < 5)
                fail_msg("question %zu, answer %zu: %ld lies between %ld and "
                         "%ld",
                         i, a, is, least, most);
        }
}

static void nothing_can_be_had_back(void **state)
{
    struct pp_disclosure_rules rules = rules_of("charity-5");
    size_t n_joined = 0, n_whole = 0, n_out = 0;

    (void)state;
    for (uint64_t seed = 1; seed <= 100; seed++) {
        struct pp_pool *pool = pp_pool_new();
        struct pp_rng rng = pp_rng_at(seed, PP_STREAM_SIMULATION, 0);
        struct made m;
        size_t n_items = 2 + seed % 2, n_answers = 3 + seed % 2;
        make(&m, n_items, n_answers);
        for (size_t i = 0; i < n_items; i++) {
            long wave[2][MOST_ANSWERS] = {{0}};
            for (int person = 0; person < 40; person++)
                for (int w = 0; w < 2; w++) {
                    double u = pp_rng_uniform(&rng);
                    u = seed % 5 == 0 ? u : sqrt(u);
                    wave[w][(size_t)(u * (double)n_answers)]++;
                }
            set(&m, i, wave[0], wave[1]);
        }
        struct pp_outcome_answers is = disclosed_alone(&m, &rules, false, pool);
        for (size_t i = 0; i < n_items; i++) {
            n_out += is.items[i].n_parts == 0;
            n_whole += is.items[i].n_parts == n_answers;
            n_joined +=
                is.items[i].n_parts > 0 && is.items[i].n_parts < n_answers;
        }
        check_wave(&m, is.items, false);
        check_wave(&m, is.items, true);
        pp_pool_free(pool);
    }
    print_message("# %zu joined, %zu left out, %zu whole\n", n_joined, n_out,
                  n_whole);
    assert_true(n_joined > 20 && n_out > 20 && n_whole > 20);
}

/* --- a total and a part of it --------------------------------------------- */

enum { TOTAL, PART };

/*
 * A total of n_total questions, and a part of it, the first n_part of them.
 * They are of one questionnaire; the outcomes are lent.
 */
static void make_two(struct made m[2], struct pp_outcome two[2], size_t n_total,
                     size_t n_part, size_t n_answers)
{
    make(&m[TOTAL], n_total, n_answers);
    make(&m[PART], n_part, n_answers);
    two[TOTAL] = m[TOTAL].outcome;
    two[PART] = m[PART].outcome;
    two[PART].instrument = two[TOTAL].instrument;
}

static void shown_of_two(const struct pp_outcome two[2], const char *preset,
                         struct pp_pool *pool, size_t item, char text[2][80])
{
    struct pp_disclosure_rules rules = rules_of(preset);
    const bool hidden[2] = {false, false};
    const struct pp_outcome_answers *is =
        pp_disclose_item_answers(two, hidden, 2, 1, &rules, pool);

    shown(&is[TOTAL].items[item], text[TOTAL]);
    shown(&is[PART].items[item], text[PART]);
}

/*
 * The last question of the total was left blank by some, who have a score of
 * the part only: their answers to the first are the one table less the other.
 */
static void two_tables_are_not_subtracted(void **state)
{
    static const struct {
        const char *label, *preset;
        long total[4], part[4], part_after[4];
        const char *expected; /* of the part */
    } rows[] = {
        {"the same people",
         "charity-5",
         {10, 10, 10, 10},
         {10, 10, 10, 10},
         {10, 10, 10, 10},
         "0 1 2 3"},
        {"three more: 1 and 2 of them",
         "charity-5",
         {10, 10, 10, 10},
         {11, 12, 10, 10},
         {11, 12, 10, 10},
         ""},
        {"ten more, one of whom is alone",
         "charity-5",
         {10, 10, 10, 10},
         {11, 19, 10, 10},
         {15, 15, 10, 10},
         ""},
        {"ten more, one of whom is alone after",
         "charity-5",
         {10, 10, 10, 10},
         {15, 15, 10, 10},
         {11, 19, 10, 10},
         ""},
        {"twenty more, five and five and five and five",
         "charity-5",
         {10, 10, 10, 10},
         {15, 15, 15, 15},
         {15, 15, 15, 15},
         "0 1 2 3"},
        {"ten more, and nobody of them may be told of",
         "charity-5",
         {10, 10, 10, 10},
         {15, 15, 10, 10},
         {15, 15, 10, 10},
         ""},
        {"ten more, and nobody of them is no secret",
         "nhs-secondary",
         {30, 30, 30, 30},
         {40, 40, 30, 30},
         {40, 40, 30, 30},
         "0 1 2 3"},
        {"ten more, all alike",
         "nhs-secondary",
         {30, 30, 30, 30},
         {40, 30, 30, 30},
         {40, 30, 30, 30},
         ""},
        {"public",
         "none",
         {10, 10, 10, 10},
         {11, 12, 10, 10},
         {11, 12, 10, 10},
         "0 1 2 3"},
    };
    struct pp_pool *pool = pp_pool_new();

    (void)state;
    for (size_t k = 0; k < sizeof rows / sizeof rows[0]; k++) {
        struct made m[2];
        struct pp_outcome two[2];
        char text[2][80];
        make_two(m, two, 3, 2, 4);
        for (size_t i = 0; i < 3; i++)
            set(&m[TOTAL], i, rows[k].total, rows[k].total);
        for (size_t i = 0; i < 2; i++)
            set(&m[PART], i, rows[k].part, rows[k].part_after);
        shown_of_two(two, rows[k].preset, pool, 0, text);
        assert_string_equal(text[TOTAL], "0 1 2 3");
        if (strcmp(text[PART], rows[k].expected) != 0)
            fail_msg("%s: %s", rows[k].label, text[PART]);
        /* Of another questionnaire, arm or wave it would be shown. */
        two[PART].instrument = &m[PART].instrument;
        shown_of_two(two, rows[k].preset, pool, 0, text);
        assert_string_equal(text[PART], "0 1 2 3");
    }
    pp_pool_free(pool);
}

/* One outcome at two waves: its answers at the first, of those who answered at
 * the second, and at the third. The third's are told. */
static void two_waves_are_not_subtracted(void **state)
{
    const long first[] = {10, 10, 10, 10}, more[] = {11, 12, 10, 10},
               enough[] = {15, 15, 15, 15}, other[] = {12, 8, 7, 13};
    struct pp_disclosure_rules rules = rules_of("charity-5");
    const bool hidden[2] = {false, false}, last_hidden[2] = {false, true};
    struct pp_pool *pool = pp_pool_new();
    struct made m[2];
    struct pp_outcome two[2];

    (void)state;
    make_two(m, two, 2, 2, 4);
    two[0].wave = 1;
    two[1].wave = 2;
    for (size_t i = 0; i < 2; i++) {
        set(&m[0], i, more, more);
        set(&m[1], i, first, other);
    }
    const struct pp_outcome_answers *is =
        pp_disclose_item_answers(two, hidden, 2, 1, &rules, pool);
    assert_int_equal(is[0].items[0].n_parts, 0);
    assert_int_equal(is[1].items[0].n_parts, 4);
    /* Where the later is hidden as a whole there is nothing to subtract. */
    is = pp_disclose_item_answers(two, last_hidden, 2, 1, &rules, pool);
    assert_int_equal(is[0].items[0].n_parts, 4);
    assert_int_equal(is[1].n_items, 0);
    /* Two arms are other people. */
    is = pp_disclose_item_answers(two, hidden, 2, 2, &rules, pool);
    assert_int_equal(is[0].items[0].n_parts, 4);
    /* Five more of each: of who they are the average is told. */
    for (size_t i = 0; i < 2; i++)
        set(&m[0], i, enough, (long[]){13, 12, 17, 18});
    is = pp_disclose_item_answers(two, hidden, 2, 1, &rules, pool);
    assert_int_equal(is[0].items[0].n_parts, 0);
    /* Nobody left; answers after are of another day. */
    for (size_t i = 0; i < 2; i++)
        set(&m[0], i, first, (long[]){7, 13, 8, 12});
    is = pp_disclose_item_answers(two, hidden, 2, 1, &rules, pool);
    assert_int_equal(is[0].items[0].n_parts, 4);
    pp_pool_free(pool);
}

/*
 * Questions 1 and 2 make the part, and with 3 and 4 the total, all of the same
 * people. The total leaves 3 who answered 0 to question 1 enough room, since
 * question 3 could make up for them; but the part's average and the answers to
 * question 2, which are shown whole, give them back: 1 * (12 - x) is known.
 */
static void averages_of_both_are_read_together(void **state)
{
    const long few[] = {3, 9, 14, 14}, whole[] = {10, 10, 10, 10},
               joined[] = {4, 8, 14, 14};
    struct pp_pool *pool = pp_pool_new();
    struct made m[2];
    struct pp_outcome two[2];
    char text[2][80];

    (void)state;
    make_two(m, two, 4, 2, 4);
    set(&m[TOTAL], 0, few, few);
    set(&m[TOTAL], 1, whole, whole);
    set(&m[TOTAL], 2, joined, joined);
    set(&m[TOTAL], 3, joined, joined);
    m[TOTAL].items[3].reverse = true;
    set(&m[PART], 0, few, few);
    set(&m[PART], 1, whole, whole);
    struct pp_disclosure_rules rules = rules_of("charity-5");
    assert_int_equal(
        disclosed_alone(&m[TOTAL], &rules, false, pool).items[0].n_parts, 3);
    shown_of_two(two, "charity-5", pool, 0, text);
    assert_string_equal(text[TOTAL], "");
    assert_string_equal(text[PART], "");
    pp_pool_free(pool);
}

/* Random answers of the same people to a total and its part; what either
 * average gives, and the one less the other, by trying every number. */
static void nothing_of_two_can_be_had_back(void **state)
{
    struct pp_disclosure_rules rules = rules_of("charity-5");
    const bool hidden[2] = {false, false};
    size_t n_joined = 0;

    (void)state;
    for (uint64_t seed = 1; seed <= 60; seed++) {
        struct pp_pool *pool = pp_pool_new();
        struct pp_rng rng = pp_rng_at(seed, PP_STREAM_SIMULATION, 1);
        struct made m[2], rest;
        struct pp_outcome two[2];
        struct pp_item_answers seen[2][2];
        make_two(m, two, 4, 2, 3);
        make(&rest, 2, 3);
        for (size_t i = 0; i < 4; i++) {
            long wave[2][MOST_ANSWERS] = {{0}};
            for (int person = 0; person < 40; person++)
                for (int w = 0; w < 2; w++)
                    wave[w][(size_t)(sqrt(pp_rng_uniform(&rng)) * 3)]++;
            set(&m[TOTAL], i, wave[0], wave[1]);
            set(i < 2 ? &m[PART] : &rest, i % 2, wave[0], wave[1]);
        }
        const struct pp_outcome_answers *is =
            pp_disclose_item_answers(two, hidden, 2, 1, &rules, pool);
        for (size_t i = 0; i < 4; i++) {
            const struct pp_item_answers *a = &is[TOTAL].items[i];
            seen[i / 2][i % 2] =
                a->n_parts == 0 && i < 2 ? is[PART].items[i] : *a;
            n_joined += a->n_parts == 2;
        }
        for (int w = 0; w < 2; w++) {
            check_wave(&m[PART], seen[0], w == 1);
            check_wave(&rest, seen[1], w == 1);
        }
        pp_pool_free(pool);
    }
    print_message("# %zu joined\n", n_joined);
    assert_true(n_joined > 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(few_are_joined),
        cmocka_unit_test(some_are_left_out),
        cmocka_unit_test(counts_are_rounded),
        cmocka_unit_test(nothing_can_be_had_back),
        cmocka_unit_test(two_tables_are_not_subtracted),
        cmocka_unit_test(two_waves_are_not_subtracted),
        cmocka_unit_test(averages_of_both_are_read_together),
        cmocka_unit_test(nothing_of_two_can_be_had_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
