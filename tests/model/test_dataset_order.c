#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdbool.h>
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

/* The rows of one person, and how many they are. */
static size_t rows_of(const struct world *w, uint32_t person, size_t *first)
{
    size_t n = 0;

    for (size_t row = w->responses.n_rows; row-- > 0;)
        if (w->participant[row] == person) {
            *first = row;
            n++;
        }
    return n;
}

static void assert_alike(const struct world *w, uint32_t i,
                         const struct world *v, uint32_t k)
{
    size_t a = 0, b = 0, n = rows_of(w, i, &a);

    assert_int_equal(w->level[i], v->level[k]);
    assert_true(w->number[i] == v->number[k] ||
                (isnan(w->number[i]) && isnan(v->number[k])));
    assert_int_equal(rows_of(v, k, &b), n);
    assert_memory_equal(w->wave + a, v->wave + b, n);
    assert_memory_equal(w->day + a, v->day + b, n * sizeof *w->day);
    assert_memory_equal(w->answers + a * ITEMS, v->answers + b * ITEMS,
                        n * ITEMS * sizeof *w->answers);
    for (size_t r = 0; r < n; r++)
        assert_true(w->totals[a + r] == v->totals[b + r]);
}

static void whatever_order_people_come_in(void **state)
{
    size_t who[N], turned[N];
    uint32_t first[N], other[N];
    bool is_there[N] = {false}, is_turned = false;
    struct world w, v;

    (void)state;
    for (size_t i = 0; i < N; i++) {
        who[i] = i;
        turned[i] = (i * 17 + 5) % N;
    }
    make(&w, who);
    make(&v, turned);
    pp_dataset_order(&w.dataset, first);
    pp_dataset_order(&v.dataset, other);
    for (size_t i = 0; i < N; i++) {
        assert_alike(&w, first[i], &v, other[i]);
        is_turned |= first[i] != other[i];
        is_there[first[i]] = true;
    }
    assert_true(is_turned);
    for (size_t i = 0; i < N; i++) /* everyone, once */
        assert_true(is_there[i]);
}

/* Rows of several people may come in any order. */
static void whatever_order_rows_come_in(void **state)
{
    size_t who[N];
    uint32_t first[N], other[N];
    struct world w, v;

    (void)state;
    for (size_t i = 0; i < N; i++)
        who[i] = i;
    make(&w, who);
    make(&v, who);
    size_t n = w.responses.n_rows, to = 0;
    for (int wave = 0; wave < 2; wave++)
        for (size_t row = 0; row < n; row++) {
            if (w.wave[row] != wave)
                continue;
            v.participant[to] = w.participant[row];
            v.wave[to] = w.wave[row];
            v.day[to] = w.day[row];
            v.totals[to] = w.totals[row];
            memcpy(v.answers + to++ * ITEMS, w.answers + row * ITEMS,
                   ITEMS * sizeof *v.answers);
        }
    assert_int_equal(to, n);
    pp_dataset_order(&w.dataset, first);
    pp_dataset_order(&v.dataset, other);
    assert_memory_equal(first, other, sizeof first);
}

static void nobody(void **state)
{
    struct pp_dataset empty = {0};
    uint32_t none = 7;

    (void)state;
    pp_dataset_order(&empty, &none);
    assert_int_equal(none, 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whatever_order_people_come_in),
        cmocka_unit_test(whatever_order_rows_come_in),
        cmocka_unit_test(nobody),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
