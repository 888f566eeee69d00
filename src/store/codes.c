#include "prepost/store/codes.h"

#include <string.h>

#include "prepost/model/batch.h"
#include "prepost/store/sql.h"

enum { SHORTEST = 9, LONGEST = 2 * PP_PSEUDONYM_SIZE + 1 };

/* A letter first, so that no program takes it for a number. */
static char *code_of(struct pp_pool *pool, const unsigned char *bytes, size_t n)
{
    static const char digits[] = "0123456789abcdef";
    char *out = pp_pool_alloc(pool, 2 * n + 2);

    out[0] = 'p';
    for (size_t i = 0; i < n; i++) {
        out[2 * i + 1] = digits[bytes[i] >> 4];
        out[2 * i + 2] = digits[bytes[i] & 15];
    }
    out[2 * n + 1] = '\0';
    return out;
}

/* They are sorted: each must differ from the next within its first letters. */
static size_t length_of(char **codes, size_t n)
{
    size_t length = SHORTEST;

    for (size_t i = 0; i + 1 < n; i++) {
        size_t same = 0;
        while (same < LONGEST && codes[i][same] == codes[i + 1][same])
            same++;
        length = same + 1 > length ? same + 1 : length;
    }
    return length < LONGEST ? length : LONGEST;
}

int pp_store_codes(struct pp_store *store, struct pp_pool *pool,
                   const char *const **codes, size_t *n, struct pp_error *err)
{
    int64_t count;
    sqlite3_stmt *read;

    *n = 0;
    if (pp_sql_number(store, "SELECT count(*) FROM participants", 0, &count,
                      err) != 0 ||
        pp_sql_prepare(store,
                       "SELECT pseudonym, participant FROM participants ORDER "
                       "BY pseudonym",
                       &read, err) != 0)
        return -1;
    char **out = pp_pool_array(pool, (size_t)count + 1, sizeof *out);
    int found = 0;
    while (*n < (size_t)count && (found = pp_sql_step(store, read, err)) == 1) {
        int64_t number = sqlite3_column_int64(read, 1);

        /* Whoever was joined to another goes by the other's code. */
        if (pp_sql_joined(store, number) == number)
            out[(*n)++] = code_of(pool, sqlite3_column_blob(read, 0),
                                  (size_t)sqlite3_column_bytes(read, 0));
    }
    sqlite3_finalize(read);
    if (found < 0)
        return -1;
    size_t length = length_of(out, *n);
    for (size_t i = 0; i < *n; i++)
        out[i][length] = '\0';
    *codes = (const char *const *)out;
    return 0;
}
