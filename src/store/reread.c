#include "prepost/store/reread.h"

#include <math.h>

#include "prepost/base/alloc.h"
#include "prepost/store/sql.h"
#include "prepost/store/tables.h"

enum { ENOUGH = 5000 }; /* rows of one questionnaire */

/* One questionnaire's rows of the batch, beside what is in the store. */
struct pair {
    const struct pp_batch *batch;
    const struct pp_batch_responses *of;
    const struct pp_instrument *instrument;
    const int64_t *waves; /* as the store numbers them */
    int64_t number;
    sqlite3_stmt *look;
};

static int prepare(struct pp_store *store, struct pair *pair,
                   struct pp_error *err)
{
    struct pp_buffer sql = PP_BUFFER_INIT;

    pp_buffer_puts(&sql, "SELECT day");
    pp_tables_value_columns(pair->instrument, &sql);
    pp_buffer_puts(&sql, " FROM ");
    pp_sql_name(&sql, pair->instrument->id);
    pp_buffer_puts(&sql, " JOIN participants USING (participant) WHERE "
                         "pseudonym = ? AND wave = ? AND import = ? AND "
                         "line = ?");
    int result = pp_sql_prepare(store, sql.data, &pair->look, err);
    pp_buffer_clear(&sql);
    return result;
}

/* Whether a cell of the store is this number; NaN: it should be empty. */
static bool is_cell(sqlite3_stmt *look, int at, double value)
{
    if (sqlite3_column_type(look, at) == SQLITE_NULL)
        return isnan(value);
    return sqlite3_column_double(look, at) == value;
}

static bool is_row(const struct pair *pair, const struct pp_batch_rows *rows,
                   size_t k)
{
    size_t n_items = pair->instrument->n_items;
    size_t n_scales = pair->instrument->n_scales;
    int32_t day = rows->day != NULL ? rows->day[k] : PP_NO_DATE;

    if (!is_cell(pair->look, 0, day != PP_NO_DATE ? (double)day : (double)NAN))
        return false;
    for (size_t i = 0; i < n_items; i++) {
        int16_t answer = rows->answers[k * n_items + i];
        if (!is_cell(pair->look, (int)i + 1,
                     answer != PP_ANSWER_MISSING ? answer : (double)NAN))
            return false;
    }
    for (size_t i = 0; i < n_scales; i++)
        if (!is_cell(pair->look, (int)(n_items + i) + 1,
                     rows->totals != NULL ? rows->totals[k * n_scales + i]
                                          : NAN))
            return false;
    return true;
}

/* 1: the store has this row, and it is another one; 0; -1. */
static int differs_at(struct pp_store *store, const struct pair *pair,
                      const struct pp_batch_rows *rows, size_t k,
                      struct pp_error *err)
{
    const struct pp_batch_responses *of = pair->of;
    size_t row = rows->first + k;

    sqlite3_bind_blob(pair->look, 1, pair->batch->pseudonyms[of->person[row]],
                      PP_PSEUDONYM_SIZE, SQLITE_STATIC);
    sqlite3_bind_int64(pair->look, 2, pair->waves[of->wave[row]]);
    sqlite3_bind_int64(pair->look, 3, pair->number);
    sqlite3_bind_int64(pair->look, 4, rows->line[k]);
    int found = pp_sql_step(store, pair->look, err);
    if (found == 1)
        found = !is_row(pair, rows, k);
    sqlite3_reset(pair->look);
    return found;
}

static int differs_in(struct pp_store *store, const struct pair *pair,
                      struct pp_error *err)
{
    const struct pp_batch_responses *of = pair->of;
    struct pp_batch_rows rows = {0};
    size_t step = of->n_rows / ENOUGH + 1;
    int found = 0;

    for (size_t row = 0; row < of->n_rows && found == 0; row += step) {
        if (pp_batch_is_absent(of, row))
            continue;
        if (row >= rows.first + rows.n)
            pp_batch_rows(of, pair->instrument->n_items,
                          pair->instrument->n_scales, row, &rows);
        found = differs_at(store, pair, &rows, row - rows.first, err);
    }
    pp_free(rows.room);
    return found;
}

int pp_reread_differs(struct pp_store *store, const struct pp_plan *plan,
                      const struct pp_batch *batch, int64_t number,
                      bool *differs, struct pp_error *err)
{
    int64_t waves[UINT8_MAX + 1];
    int found = 0;

    *differs = false;
    if (pp_tables_waves(store, plan, waves, err) != 0)
        return -1;
    for (size_t i = 0; i < batch->n_responses && found == 0; i++) {
        const struct pp_batch_responses *of = &batch->responses[i];
        struct pair pair = {
            batch, of,     plan->instruments[of->instrument].instrument,
            waves, number, NULL};

        found = prepare(store, &pair, err) == 0 ? differs_in(store, &pair, err)
                                                : -1;
        sqlite3_finalize(pair.look);
    }
    *differs = found == 1;
    return found < 0 ? -1 : pp_batch_check(batch, err);
}
