#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "prepost/model/dataset.h"

enum { N = 40, ITEMS = 3, ROWS = 2 * N };

/* Everything of one dataset, its people in the order of `who`. */
struct world {
    struct pp_instrument instrument;
    uint16_t level[N];
    double number[N];
    uint32_t participant[ROWS];
    uint8_t wave[ROWS];
    int32_t day[ROWS];
    int16_t answers[ROWS * ITEMS];
    double totals[ROWS];
    struct pp_person_column column;
    struct pp_person_number numbers;
    struct pp_responses responses;
    struct pp_dataset dataset;
};

/* Person p: some alike but for one thing, every fifth without a second row. */
static void make(struct world *w, const size_t *who)
{
    size_t row = 0;

    memset(w, 0, sizeof *w);
    w->instrument.n_items = ITEMS;
    w->instrument.n_scales = 1;
    for (size_t i = 0; i < N; i++) {
        size_t p = who[i];
        w->level[i] = p % 7 == 0 ? PP_NO_LEVEL : (uint16_t)(p % 3);
        w->number[i] = p % 4 == 0 ? NAN : (double)(p % 2) - .5;
        for (uint8_t wave = 0; wave < (p % 5 == 0 ? 1 : 2); wave++, row++) {
            w->participant[row] = (uint32_t)i;
            w->wave[row] = wave;
            w->day[row] = p % 6 == 0 ? PP_NO_DAY : (int32_t)(100 * wave);
            for (size_t k = 0; k < ITEMS; k++)
                w->answers[row * ITEMS + k] = (int16_t)(p >> k & 3);
            w->totals[row] = p == 8 ? -0.0 : (double)(p / 10);
        }
    }
    w->column = (struct pp_person_column){"region", NULL, 3, w->level};
    w->numbers = (struct pp_person_number){"sessions", w->number};
    w->responses = (struct pp_responses){.instrument = &w->instrument,
                                         .n_rows = row,
                                         .participant = w->participant,
                                         .wave = w->wave,
                                         .day = w->day,
                                         .answers = w->answers,
                                         .totals = w->totals};
    w->dataset = (struct pp_dataset){.n_participants = N,
                                     .columns = &w->column,
                                     .n_columns = 1,
                                     .numbers = &w->numbers,
                                     .n_numbers = 1,
                                     .responses = &w->responses,
                                     .n_responses = 1};
}

static void assert_same(const struct pp_dataset *a, const struct pp_dataset *b)
{
    const struct pp_responses *r = &a->responses[0], *s = &b->responses[0];

    assert_memory_equal(a->columns[0].level, b->columns[0].level,
                        N * sizeof(uint16_t));
    for (size_t i = 0; i < N; i++)
        assert_true(
            a->numbers[0].value[i] == b->numbers[0].value[i] ||
            (isnan(a->numbers[0].value[i]) && isnan(b->numbers[0].value[i])));
    assert_int_equal(r->n_rows, s->n_rows);
    assert_memory_equal(r->participant, s->participant,
                        r->n_rows * sizeof *r->participant);
    assert_memory_equal(r->wave, s->wave, r->n_rows);
    assert_memory_equal(r->day, s->day, r->n_rows * sizeof *r->day);
    assert_memory_equal(r->answers, s->answers,
                        r->n_rows * ITEMS * sizeof *r->answers);
    for (size_t i = 0; i < r->n_rows; i++)
        assert_true(r->totals[i] == s->totals[i]);
}

static void whatever_order_people_come_in(void **state)
{
    size_t who[N], turned[N];
    struct world w, v;
    struct pp_pool *pool = pp_pool_new();

    (void)state;
    for (size_t i = 0; i < N; i++) {
        who[i] = i;
        turned[i] = (i * 17 + 5) % N;
    }
    make(&w, who);
    make(&v, turned);
    const struct pp_dataset *a = pp_dataset_in_order(&w.dataset, pool);
    const struct pp_dataset *b = pp_dataset_in_order(&v.dataset, pool);
    assert_same(a, b);
    for (size_t i = 0; i < N; i++) /* where they were */
        assert_int_equal(a->columns[0].level[i], w.level[a->stored[i]]);
    /* and everyone is still there, rows by person, then wave */
    const struct pp_responses *r = &a->responses[0];
    assert_int_equal(r->n_rows, w.responses.n_rows);
    long sum = 0, was = 0;
    for (size_t i = 0; i < r->n_rows; i++) {
        if (i > 0)
            assert_true(r->participant[i] > r->participant[i - 1] ||
                        (r->participant[i] == r->participant[i - 1] &&
                         r->wave[i] > r->wave[i - 1]));
        for (size_t k = 0; k < ITEMS; k++) {
            sum += r->answers[i * ITEMS + k] * (long)(k + 1);
            was += w.answers[i * ITEMS + k] * (long)(k + 1);
        }
    }
    assert_int_equal(sum, was);
    pp_pool_free(pool);
}

static void nobody(void **state)
{
    struct pp_dataset empty = {0};
    struct pp_pool *pool = pp_pool_new();

    (void)state;
    assert_int_equal(pp_dataset_in_order(&empty, pool)->n_participants, 0);
    pp_pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whatever_order_people_come_in),
        cmocka_unit_test(nobody),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
