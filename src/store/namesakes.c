#include "prepost/store/namesakes.h"

#include "prepost/base/alloc.h"
#include "prepost/store/sql.h"
#include "prepost/store/tables.h"

struct namesake {
    int64_t number;
    size_t n_people, n_shared;
};

struct namesakes {
    struct namesake *items;
    size_t n;
};

static int list_all(struct pp_store *store, const char *file,
                    struct namesakes *all, struct pp_error *err)
{
    sqlite3_stmt *read;
    int found;

    if (pp_sql_prepare(store,
                       "SELECT import, (SELECT count(*) FROM background AS b "
                       "WHERE b.import = i.import) FROM imports AS i WHERE "
                       "file = ? ORDER BY import",
                       &read, err) != 0)
        return -1;
    sqlite3_bind_text(read, 1, file, -1, SQLITE_STATIC);
    while ((found = pp_sql_step(store, read, err)) == 1) {
        all->items =
            pp_realloc_array(all->items, all->n + 1, sizeof *all->items);
        all->items[all->n++] = (struct namesake){
            .number = sqlite3_column_int64(read, 0),
            .n_people = (size_t)sqlite3_column_int64(read, 1)};
    }
    sqlite3_finalize(read);
    return found;
}

/* In which of them each of the batch's people is. */
static int count_shared(struct pp_store *store, const struct pp_batch *batch,
                        struct namesakes *all, struct pp_error *err)
{
    sqlite3_stmt *look;
    int found = 0;

    if (pp_sql_prepare(store,
                       "SELECT b.import FROM participants AS p JOIN background "
                       "AS b ON b.participant = p.participant WHERE "
                       "p.pseudonym = ?",
                       &look, err) != 0)
        return -1;
    for (size_t p = 0; p < batch->n_people && found >= 0; p++) {
        sqlite3_reset(look);
        sqlite3_bind_blob(look, 1, batch->pseudonyms[p], PP_PSEUDONYM_SIZE,
                          SQLITE_STATIC);
        while ((found = pp_sql_step(store, look, err)) == 1)
            for (size_t i = 0; i < all->n; i++)
                all->items[i].n_shared +=
                    all->items[i].number == sqlite3_column_int64(look, 0);
    }
    sqlite3_finalize(look);
    return found < 0 ? -1 : 0;
}

/* 1: it holds answers at a wave of the batch's, or none at all; 0; or -1. */
static int fits_waves(struct pp_store *store, const struct pp_batch *batch,
                      const int64_t *waves, int64_t number,
                      struct pp_error *err)
{
    bool held[UINT8_MAX + 1], any = false;

    if (pp_imports_waves(store, number, held, err) != 0)
        return -1;
    for (size_t w = 0; w <= UINT8_MAX; w++)
        any = any || held[w];
    for (size_t i = 0; i < batch->n_responses; i++)
        for (size_t k = 0; k < batch->responses[i].n_rows; k++) {
            int64_t wave = waves[batch->responses[i].wave[k]];
            if (wave >= 0 && held[wave])
                return 1;
        }
    return !any;
}

static int reduce(struct pp_store *store, const struct pp_batch *batch,
                  const int64_t *waves, const struct namesakes *all,
                  int64_t *number, struct pp_error *err)
{
    for (size_t i = 0; i < all->n; i++) {
        const struct namesake *one = &all->items[i];

        if (one->n_shared * 2 <= one->n_people)
            continue;
        int fits = fits_waves(store, batch, waves, one->number, err);
        if (fits < 0)
            return -1;
        if (fits == 0)
            continue;
        if (pp_imports_log_replaced(store, one->number, batch, err) != 0)
            return -1;
        if (*number == 0)
            *number = one->number;
        else if (pp_imports_remove(store, one->number, err) != 0)
            return -1;
    }
    if (*number == 0)
        return pp_fail(err, PP_EDATA,
                       "%s: %zu files of this name were imported, and none "
                       "has mostly the people and the wave of this one; which "
                       "one it replaces cannot be told. To take it in beside "
                       "them, leave --replace out",
                       batch->file, all->n);
    return 0;
}

int pp_namesakes_reduce(struct pp_store *store, const struct pp_plan *plan,
                        const struct pp_batch *batch, int64_t *number,
                        struct pp_error *err)
{
    struct namesakes all = {.n = 0};
    int64_t waves[UINT8_MAX + 1];

    *number = 0;
    int result = pp_tables_waves(store, plan, waves, err);
    if (result == 0)
        result = list_all(store, batch->file, &all, err);
    if (result == 0)
        result = count_shared(store, batch, &all, err);
    if (result == 0)
        result = reduce(store, batch, waves, &all, number, err);
    pp_free(all.items);
    return result;
}
