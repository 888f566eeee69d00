#include "prepost/store/remarks.h"

#include "prepost/store/sql.h"
#include "prepost/store/tables.h"

static const char *const names[] = {"twice", "regions"};

static int put(const struct pp_answers *run, sqlite3_stmt *insert,
               const struct pp_batch_remark *remark, struct pp_error *err)
{
    sqlite3_bind_int64(insert, 1, run->people->number[remark->person]);
    sqlite3_bind_int64(insert, 2, run->import);
    sqlite3_bind_int64(insert, 3, remark->line);
    sqlite3_bind_int64(insert, 4, run->waves[remark->wave]);
    sqlite3_bind_text(insert, 5, names[remark->what], -1, SQLITE_STATIC);
    return pp_sql_step(run->store, insert, err);
}

int pp_remarks_enter(const struct pp_answers *answers, struct pp_error *err)
{
    const struct pp_batch *batch = answers->batch;
    sqlite3_stmt *insert;
    int result = 0;

    if (batch->n_remarks + answers->n_clashes == 0)
        return 0;
    /* Instruments of one row meet others together: that is one remark. */
    if (pp_sql_prepare(answers->store,
                       "INSERT OR IGNORE INTO remarks (participant, import, "
                       "line, wave, what) VALUES (?, ?, ?, ?, ?)",
                       &insert, err) != 0)
        return -1;
    for (size_t i = 0; i < batch->n_remarks && result == 0; i++)
        result = put(answers, insert, &batch->remarks[i], err);
    for (size_t i = 0; i < answers->n_clashes && result == 0; i++) {
        const struct pp_clash *clash = &answers->clashes[i];
        const struct pp_batch_remark remark = {
            clash->person, clash->line, (uint8_t)clash->wave, PP_REMARK_TWICE};

        result = put(answers, insert, &remark, err);
    }
    sqlite3_finalize(insert);
    return result;
}

/* --- counting ------------------------------------------------------------- */

static int count(struct pp_store *store, const char *sql, long *out,
                 struct pp_error *err)
{
    int64_t n;
    int result = pp_sql_number(store, sql, 0, &n, err);

    *out = (long)n;
    return result;
}

/* Who answered twice at a wave, and has nothing in any table there. */
static int count_none(struct pp_store *store, long *out, struct pp_error *err)
{
    struct pp_pool *pool = pp_pool_new();
    struct pp_buffer sql = PP_BUFFER_INIT;
    const char *const *tables;
    size_t n;
    int result = pp_tables_instruments(store, pool, &tables, &n, err);

    pp_buffer_puts(&sql, "SELECT count(DISTINCT participant) FROM (SELECT "
                         "participant, wave FROM remarks WHERE what = 'twice'");
    for (size_t i = 0; i < n && result == 0; i++) {
        pp_buffer_puts(&sql, " EXCEPT SELECT participant, wave FROM ");
        pp_sql_name(&sql, tables[i]);
    }
    pp_buffer_puts(&sql, ")");
    if (result == 0)
        result = count(store, sql.data, out, err);
    pp_buffer_clear(&sql);
    pp_pool_free(pool);
    return result;
}

int pp_remarks_count(struct pp_store *store, struct pp_remarks *out,
                     struct pp_error *err)
{
    *out = (struct pp_remarks){0};
    int has = pp_tables_has_column(store, "remarks", "participant", err);
    if (has <= 0)
        return has;
    if (count(store,
              "SELECT count(DISTINCT participant) FROM remarks WHERE what = "
              "'twice'",
              &out->n_twice, err) != 0 ||
        count(store, "SELECT count(*) FROM remarks WHERE what = 'twice'",
              &out->n_times, err) != 0 ||
        count(store,
              "SELECT count(*) FROM (SELECT r.participant FROM remarks AS r "
              "JOIN imports AS i USING (import) WHERE what = 'twice' GROUP BY "
              "r.participant HAVING min(EXISTS (SELECT 1 FROM imports AS e "
              "JOIN background AS b ON b.import = e.import WHERE e.file = "
              "i.file AND e.import < i.import AND b.participant = "
              "r.participant)))",
              &out->n_twice_copy, err) != 0 ||
        count(store,
              "SELECT count(*) FROM (SELECT participant FROM background WHERE "
              "\"region\" IS NOT NULL GROUP BY participant HAVING "
              "count(DISTINCT \"region\") > 1 UNION SELECT participant FROM "
              "remarks WHERE what = 'regions')",
              &out->n_two_regions, err) != 0)
        return -1;
    return count_none(store, &out->n_twice_none, err);
}
