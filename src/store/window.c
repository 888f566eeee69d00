#include "window.h"

#include <math.h>
#include <string.h>

#include "prepost/base/alloc.h"
#include "prepost/store/digest.h"

enum { WINDOW_BYTES = 12 << 20 };

static bool has_totals(const struct pp_window *w)
{
    return w->from->totals != NULL || w->from->aside_totals != 0;
}

static void reserve(struct pp_window *w)
{
    if (w->n < w->capacity)
        return;
    size_t bytes =
        sizeof(struct pp_window_row) + w->instrument->n_items * sizeof(int16_t);

    w->row_bytes =
        (bytes + sizeof(int64_t) - 1) / sizeof(int64_t) * sizeof(int64_t);
    w->capacity = w->capacity + w->capacity / 2 + 256;
    w->rows = pp_realloc_array(w->rows, w->capacity, w->row_bytes);
    w->order = pp_realloc_array(w->order, w->capacity, sizeof *w->order);
    if (has_totals(w))
        w->totals =
            pp_realloc_array(w->totals, w->capacity,
                             w->instrument->n_scales * sizeof *w->totals);
}

void pp_window_clear(struct pp_window *window)
{
    pp_free(window->rows);
    pp_free(window->order);
    pp_free(window->totals);
}

/* --- filling -------------------------------------------------------------- */

/*
 * The tables' own checks would stop a wrong answer too, but with 50 rows to a
 * statement they could not say which row it was.
 */
static int check_answers(const struct pp_window *w, const int16_t *answers,
                         uint32_t line, struct pp_error *err)
{
    for (size_t i = 0; i < w->instrument->n_items; i++) {
        const struct pp_item *item = &w->instrument->items[i];

        if (answers[i] != PP_ANSWER_MISSING &&
            (answers[i] < item->min || answers[i] > item->max))
            return pp_fail(err, PP_EBUG,
                           "%s: row %u: %d is no answer to %s (%d to %d)",
                           w->batch->file, line, answers[i], item->id,
                           item->min, item->max);
    }
    return 0;
}

/* Here it costs the thread that puts rows in no time. */
static void digest_row(const struct pp_window *w, struct pp_window_row *row,
                       const double *totals)
{
    const struct pp_window_names *names = w->names;
    size_t n_items = w->instrument->n_items, n_scales = w->instrument->n_scales;
    uint64_t base =
        pp_digest_row(names->table, row->number, w->waves[row->wave]);

    row->line_digest = pp_digest_line(base, row->line);
    row->digest = pp_digest_mix(base);
    if (row->day != PP_NO_DATE)
        row->digest += pp_digest_whole(base, names->day, row->day);
    for (size_t i = 0; i < n_items; i++)
        if (row->answers[i] != PP_ANSWER_MISSING)
            row->digest +=
                pp_digest_whole(base, names->columns[i], row->answers[i]);
    for (size_t i = 0; i < n_scales && totals != NULL; i++)
        if (!isnan(totals[i]))
            row->digest +=
                pp_digest_real(base, names->columns[n_items + i], totals[i]);
}

/* Row i of those in memory, whose person is known to be one. */
static int take_row(struct pp_window *w, const struct pp_batch_rows *rows,
                    size_t i, struct pp_error *err)
{
    size_t n_items = w->instrument->n_items, n_scales = w->instrument->n_scales;
    const int16_t *answers = rows->answers + i * n_items;

    if (check_answers(w, answers, rows->line[i], err) != 0)
        return -1;
    reserve(w);
    struct pp_window_row *row = (void *)(w->rows + w->n * w->row_bytes);
    row->person = w->from->person[rows->first + i];
    row->number = w->people->number[row->person];
    row->wave = w->from->wave[rows->first + i];
    row->line = rows->line[i];
    row->day = rows->day != NULL ? rows->day[i] : PP_NO_DATE;
    memcpy(row->answers, answers, n_items * sizeof *answers);
    double *totals = w->totals != NULL ? w->totals + w->n * n_scales : NULL;
    if (totals != NULL)
        memcpy(totals, rows->totals + i * n_scales, n_scales * sizeof *totals);
    digest_row(w, row, totals);
    w->n++;
    return 0;
}

static int take_rows(struct pp_window *w, const struct pp_batch_rows *rows,
                     size_t low, size_t high, struct pp_error *err)
{
    for (size_t i = 0; i < rows->n; i++) {
        uint32_t person = w->from->person[rows->first + i];

        if (pp_batch_is_absent(w->from, rows->first + i))
            continue;
        if (person >= w->people->n ||
            w->from->wave[rows->first + i] >= w->n_waves)
            return pp_fail(err, PP_EBUG, "%s: row %u is of nobody or no wave",
                           w->batch->file, rows->line[i]);
        if (w->rank[person] >= low && w->rank[person] < high &&
            take_row(w, rows, i, err) != 0)
            return -1;
    }
    return 0;
}

/* --- order ---------------------------------------------------------------- */

static bool goes_before(const struct pp_window *w, uint32_t a, uint32_t b)
{
    const struct pp_window_row *x = pp_window_row(w, a);
    const struct pp_window_row *y = pp_window_row(w, b);

    if (x->person != y->person)
        return false;
    if (w->waves[x->wave] != w->waves[y->wave])
        return w->waves[x->wave] < w->waves[y->wave];
    if (x->line != y->line)
        return x->line < y->line;
    return a < b;
}

/* People have few rows each: into bins, then by insertion within a bin. */
static void sort_rows(struct pp_window *w, size_t low, size_t high)
{
    uint32_t *next = pp_alloc_zero(high - low + 1, sizeof *next);

    for (uint32_t i = 0; i < w->n; i++)
        next[w->rank[pp_window_row(w, i)->person] - low + 1]++;
    for (size_t i = low; i < high; i++)
        next[i - low + 1] += next[i - low];
    for (uint32_t i = 0; i < w->n; i++)
        w->order[next[w->rank[pp_window_row(w, i)->person] - low]++] = i;
    for (size_t i = 1; i < w->n; i++) {
        uint32_t row = w->order[i];
        size_t k = i;

        for (; k > 0 && goes_before(w, row, w->order[k - 1]); k--)
            w->order[k] = w->order[k - 1];
        w->order[k] = row;
    }
    pp_free(next);
}

static int fill(struct pp_window *window, size_t low, size_t high,
                struct pp_error *err)
{
    const struct pp_batch_responses *from = window->from;
    struct pp_batch_rows rows = {0};
    int result = 0;

    window->n = 0;
    for (size_t at = 0; at < from->n_rows && result == 0; at += rows.n) {
        pp_batch_rows(from, window->instrument->n_items,
                      window->instrument->n_scales, at, &rows);
        result = take_rows(window, &rows, low, high, err);
    }
    pp_free(rows.room);
    if (result == 0)
        sort_rows(window, low, high);
    return result;
}

/* --- one after another ---------------------------------------------------- */

/* So many that one of them takes no more memory than it may. */
static size_t count_stretches(const struct pp_window *window)
{
    size_t row = sizeof(struct pp_window_row) + sizeof *window->order +
                 window->instrument->n_items * sizeof(int16_t);

    if (has_totals(window))
        row += window->instrument->n_scales * sizeof *window->totals;
    return window->from->n_rows * row / WINDOW_BYTES + 1;
}

void pp_windows_init(struct pp_windows *windows, const struct pp_window *window)
{
    *windows =
        (struct pp_windows){.ahead = *window, .n = count_stretches(window)};
}

static void *fill_ahead(void *ctx)
{
    struct pp_windows *w = ctx;

    w->result = fill(&w->ahead, w->low, w->high, &w->err);
    return NULL;
}

/* In its own thread, where there is one to be had. */
static void start(struct pp_windows *w)
{
    size_t n_people = w->ahead.people->n;

    w->low = w->at * n_people / w->n;
    w->high = (w->at + 1) * n_people / w->n;
    w->is_filling =
        w->at > 0 && pthread_create(&w->filler, NULL, fill_ahead, w) == 0;
    if (!w->is_filling)
        fill_ahead(w);
}

static void wait_for_filler(struct pp_windows *w)
{
    if (w->is_filling)
        pthread_join(w->filler, NULL);
    w->is_filling = false;
}

int pp_windows_next(struct pp_windows *windows, struct pp_window *window,
                    struct pp_error *err)
{
    struct pp_window used = *window;

    if (windows->at == windows->n)
        return 0;
    if (windows->at == 0)
        start(windows);
    wait_for_filler(windows);
    if (windows->result != 0) {
        *err = windows->err;
        return -1;
    }
    *window = windows->ahead;
    windows->ahead = used;
    if (++windows->at < windows->n)
        start(windows);
    return 1;
}

void pp_windows_clear(struct pp_windows *windows)
{
    wait_for_filler(windows);
    pp_window_clear(&windows->ahead);
}
