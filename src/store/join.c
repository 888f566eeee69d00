#include "prepost/store/join.h"

#include "prepost/base/alloc.h"
#include "prepost/store/sql.h"

int64_t pp_sql_joined(const struct pp_store *store, int64_t number)
{
    for (size_t i = 0; i < store->n_joins; i++)
        if (store->joins[i].number == number)
            return store->joins[i].to;
    return number;
}

static void add(struct pp_store *store, int64_t number, int64_t to)
{
    store->joins = pp_realloc_array(store->joins, store->n_joins + 1,
                                    sizeof *store->joins);
    store->joins[store->n_joins++] = (struct pp_sql_join){number, to};
}

int pp_store_join(struct pp_store *store,
                  const unsigned char (*pseudonyms)[PP_PSEUDONYM_SIZE],
                  size_t n, size_t *n_found, struct pp_error *err)
{
    sqlite3_stmt *look;
    int64_t first = 0;
    int found = 0;

    *n_found = 0;
    if (!store->is_ready && !store->in_transaction)
        return 0;
    if (pp_sql_prepare(store,
                       "SELECT participant FROM participants WHERE pseudonym "
                       "= ?",
                       &look, err) != 0)
        return -1;
    for (size_t i = 0; i < n && found >= 0; i++) {
        sqlite3_bind_blob(look, 1, pseudonyms[i], PP_PSEUDONYM_SIZE,
                          SQLITE_STATIC);
        found = pp_sql_step(store, look, err);
        int64_t number = found == 1 ? sqlite3_column_int64(look, 0) : 0;
        sqlite3_reset(look);
        if (number == 0)
            continue;
        if (first == 0)
            first = number;
        else if (number != first)
            add(store, number, first);
        ++*n_found;
    }
    sqlite3_finalize(look);
    return found < 0 ? -1 : 0;
}
