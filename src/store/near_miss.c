#include "prepost/store/near_miss.h"

#include <stdlib.h>
#include <string.h>

#include "prepost/base/alloc.h"
#include "prepost/model/batch.h"
#include "prepost/store/sql.h"
#include "prepost/store/tables.h"

/* Somebody who did not answer at every wave. */
struct candidate {
    int64_t number;
    uint32_t waves; /* a bit for each of the plan's */
    int64_t import; /* of their first row */
    uint32_t line;
    uint8_t wave;
    const char *region;
};

/* One of a code's variants, as a number, and whose it is. */
struct variant {
    uint64_t hash;
    uint32_t candidate;
};

struct pair {
    uint32_t a, b;
};

struct search {
    struct pp_store *store;
    const struct pp_plan *plan;
    struct pp_pool *pool;
    int64_t *waves; /* the store's numbers */
    struct candidate *candidates;
    size_t n, capacity;
    struct variant *variants;
    size_t n_variants, variant_capacity;
    struct pair *pairs;
    size_t n_pairs, pair_capacity;
};

enum { MAX_PAIRS = 1000000, MAX_WAVES = 32 };

/* Doubles an array when it is full. */
#define GROW(array, n, capacity)                                               \
    do {                                                                       \
        if ((n) == (capacity)) {                                               \
            (capacity) = (capacity)*2 + 64;                                    \
            (array) = pp_realloc_array(array, capacity, sizeof *(array));      \
        }                                                                      \
    } while (0)

/* --- who answered when ---------------------------------------------------- */

static int plan_wave(const struct search *search, int64_t number)
{
    for (size_t i = 0; i < search->plan->n_waves && i < MAX_WAVES; i++)
        if (search->waves[i] == number)
            return (int)i;
    return -1;
}

static int read_everyone(struct search *search, struct pp_error *err)
{
    sqlite3_stmt *read;
    int found;

    if (pp_sql_prepare(search->store,
                       "SELECT participant FROM participants ORDER BY "
                       "participant",
                       &read, err) != 0)
        return -1;
    while ((found = pp_sql_step(search->store, read, err)) == 1) {
        GROW(search->candidates, search->n, search->capacity);
        search->candidates[search->n++] =
            (struct candidate){.number = sqlite3_column_int64(read, 0)};
    }
    sqlite3_finalize(read);
    return found;
}

static void see_row(struct candidate *who, int wave, int64_t import,
                    uint32_t line)
{
    if (who->waves == 0 || wave < who->wave) {
        who->wave = (uint8_t)wave;
        who->import = import;
        who->line = line;
    }
    who->waves |= UINT32_C(1) << wave;
}

/* Rows come by ascending participant, as the candidates are. */
static int read_table(struct search *search, const char *table,
                      struct pp_error *err)
{
    struct pp_buffer sql = PP_BUFFER_INIT;
    sqlite3_stmt *read;
    size_t at = 0;

    pp_buffer_puts(&sql, "SELECT participant, wave, import, line FROM ");
    pp_sql_name(&sql, table);
    pp_buffer_puts(&sql, " ORDER BY participant, wave");
    int found = pp_sql_prepare(search->store, sql.data, &read, err);
    pp_buffer_clear(&sql);
    if (found != 0)
        return -1;
    while ((found = pp_sql_step(search->store, read, err)) == 1) {
        int64_t number = sqlite3_column_int64(read, 0);
        int wave = plan_wave(search, sqlite3_column_int64(read, 1));

        while (at < search->n && search->candidates[at].number < number)
            at++;
        if (wave >= 0 && at < search->n &&
            search->candidates[at].number == number)
            see_row(&search->candidates[at], wave,
                    sqlite3_column_int64(read, 2),
                    (uint32_t)sqlite3_column_int64(read, 3));
    }
    sqlite3_finalize(read);
    return found;
}

/* Who is taken for another has answered as that other. */
static void join_candidates(struct search *search)
{
    for (size_t i = 0; i < search->store->n_joins; i++) {
        const struct pp_sql_join *join = &search->store->joins[i];
        struct candidate *from = NULL, *to = NULL;

        for (size_t k = 0; k < search->n; k++) {
            if (search->candidates[k].number == join->number)
                from = &search->candidates[k];
            if (search->candidates[k].number == join->to)
                to = &search->candidates[k];
        }
        if (from == NULL || to == NULL)
            continue;
        to->waves |= from->waves;
        from->waves = 0;
    }
}

/* Whoever answered at every wave has nobody to be matched with. */
static void drop_complete(struct search *search)
{
    size_t n_waves = search->plan->n_waves;
    uint32_t all =
        n_waves >= MAX_WAVES ? UINT32_MAX : (UINT32_C(1) << n_waves) - 1;
    size_t n = 0;

    for (size_t i = 0; i < search->n; i++)
        if (search->candidates[i].waves != all)
            search->candidates[n++] = search->candidates[i];
    search->n = n;
}

/* Nor has whoever never answered. */
static void drop_silent(struct search *search)
{
    size_t n = 0;

    for (size_t i = 0; i < search->n; i++)
        if (search->candidates[i].waves != 0)
            search->candidates[n++] = search->candidates[i];
    search->n = n;
}

static int find_candidates(struct search *search, struct pp_error *err)
{
    const char *const *tables;
    size_t n;

    if (pp_tables_instruments(search->store, search->pool, &tables, &n, err) !=
            0 ||
        read_everyone(search, err) != 0)
        return -1;
    for (size_t i = 0; i < n && search->n > 0; i++) {
        if (read_table(search, tables[i], err) != 0)
            return -1;
        /* Most are known to be complete after the first table. */
        if (search->store->n_joins == 0)
            drop_complete(search);
    }
    join_candidates(search);
    drop_complete(search);
    drop_silent(search);
    return 0;
}

/* --- whose codes are alike ------------------------------------------------ */

static void add_variants(struct search *search, uint32_t candidate,
                         const unsigned char *bytes, size_t n)
{
    for (size_t i = 0; i + PP_SLIP_SIZE <= n; i += PP_SLIP_SIZE) {
        uint64_t hash = 0;

        for (size_t k = 0; k < PP_SLIP_SIZE; k++)
            hash = hash << 8 | bytes[i + k];
        GROW(search->variants, search->n_variants, search->variant_capacity);
        search->variants[search->n_variants++] =
            (struct variant){hash, candidate};
    }
}

static int read_variants(struct search *search, struct pp_error *err)
{
    sqlite3_stmt *read;
    int found = 0;

    if (pp_sql_prepare(
            search->store,
            "SELECT p.slips, (SELECT b.\"region\" FROM background AS b WHERE "
            "b.participant = p.participant AND b.\"region\" IS NOT NULL ORDER "
            "BY b.import LIMIT 1) FROM participants AS p WHERE p.participant "
            "= ?",
            &read, err) != 0)
        return -1;
    for (size_t i = 0; i < search->n && found >= 0; i++) {
        sqlite3_bind_int64(read, 1, search->candidates[i].number);
        found = pp_sql_step(search->store, read, err);
        if (found == 1) {
            if (sqlite3_column_type(read, 1) != SQLITE_NULL)
                search->candidates[i].region = pp_pool_strdup(
                    search->pool, pp_plan_place_name(&search->plan->regions,
                                                     pp_sql_text_in(read, 1)));
            add_variants(search, (uint32_t)i, sqlite3_column_blob(read, 0),
                         (size_t)sqlite3_column_bytes(read, 0));
        }
        sqlite3_reset(read);
    }
    sqlite3_finalize(read);
    return found < 0 ? -1 : 0;
}

static int by_hash(const void *a, const void *b)
{
    const struct variant *x = a, *y = b;

    if (x->hash != y->hash)
        return x->hash < y->hash ? -1 : 1;
    return (x->candidate > y->candidate) - (x->candidate < y->candidate);
}

static int by_people(const void *a, const void *b)
{
    const struct pair *x = a, *y = b;

    if (x->a != y->a)
        return x->a < y->a ? -1 : 1;
    return (x->b > y->b) - (x->b < y->b);
}

static void pair_run(struct search *search, const struct variant *run, size_t n)
{
    for (size_t i = 0; i < n; i++)
        for (size_t k = i + 1; k < n && search->n_pairs < MAX_PAIRS; k++) {
            uint32_t a = run[i].candidate, b = run[k].candidate;

            if (search->candidates[a].waves & search->candidates[b].waves)
                continue;
            GROW(search->pairs, search->n_pairs, search->pair_capacity);
            search->pairs[search->n_pairs++] = (struct pair){a, b};
        }
}

static void find_pairs(struct search *search)
{
    const struct variant *variants = search->variants;
    size_t kept = 0;

    if (search->n_variants == 0)
        return;
    qsort(search->variants, search->n_variants, sizeof *variants, by_hash);
    for (size_t i = 0, n; i < search->n_variants; i += n) {
        for (n = 1; i + n < search->n_variants &&
                    variants[i + n].hash == variants[i].hash;)
            n++;
        pair_run(search, variants + i, n);
    }
    if (search->n_pairs == 0)
        return;
    qsort(search->pairs, search->n_pairs, sizeof *search->pairs, by_people);
    for (size_t i = 0; i < search->n_pairs; i++)
        if (kept == 0 ||
            by_people(&search->pairs[i], &search->pairs[kept - 1]) != 0)
            search->pairs[kept++] = search->pairs[i];
    search->n_pairs = kept;
}

/* --- in the words of the files -------------------------------------------- */

static int by_place(const void *a, const void *b)
{
    const struct pp_near_miss *x = a, *y = b;
    int order = pp_near_miss_order(&x->a, &y->a);

    return order != 0 ? order : pp_near_miss_order(&x->b, &y->b);
}

static int describe(struct search *search, sqlite3_stmt *look,
                    uint32_t candidate, struct pp_near_miss_side *out,
                    struct pp_error *err)
{
    const struct candidate *who = &search->candidates[candidate];

    sqlite3_bind_int64(look, 1, who->import);
    int found = pp_sql_step(search->store, look, err);
    *out = (struct pp_near_miss_side){
        .file = found == 1
                    ? pp_pool_strdup(search->pool, pp_sql_text_in(look, 0))
                    : "?",
        .import = who->import,
        .line = who->line,
        .wave = who->wave,
        .region = who->region};
    sqlite3_reset(look);
    return found < 0 ? -1 : 0;
}

static int describe_pairs(struct search *search, size_t limit,
                          struct pp_near_misses *out, struct pp_error *err)
{
    struct pp_near_miss *items =
        pp_pool_array(search->pool, search->n_pairs, sizeof *items);
    sqlite3_stmt *look;
    int result = pp_sql_prepare(
        search->store, "SELECT file FROM imports WHERE import = ?", &look, err);

    for (size_t i = 0; i < search->n_pairs && result == 0; i++) {
        const struct pair *pair = &search->pairs[i];
        bool is_turned =
            search->candidates[pair->a].wave > search->candidates[pair->b].wave;

        result = describe(search, look, is_turned ? pair->b : pair->a,
                          &items[i].a, err);
        if (result == 0)
            result = describe(search, look, is_turned ? pair->a : pair->b,
                              &items[i].b, err);
    }
    sqlite3_finalize(look);
    if (result == 0 && search->n_pairs > 0)
        qsort(items, search->n_pairs, sizeof *items, by_place);
    out->items = items;
    out->n_in_all = search->n_pairs;
    out->n = search->n_pairs < limit ? search->n_pairs : limit;
    out->n_candidates = search->n;
    return result;
}

int pp_store_near_misses(struct pp_store *store, const struct pp_plan *plan,
                         size_t limit, struct pp_pool *pool,
                         struct pp_near_misses *out, struct pp_error *err)
{
    struct search search = {.store = store, .plan = plan, .pool = pool};

    *out = (struct pp_near_misses){0};
    search.waves = pp_alloc_array(plan->n_waves, sizeof *search.waves);
    int result = pp_tables_waves(store, plan, search.waves, err);
    if (result == 0)
        result = find_candidates(&search, err);
    if (result == 0)
        result = read_variants(&search, err);
    if (result == 0) {
        find_pairs(&search);
        result = describe_pairs(&search, limit, out, err);
    }
    pp_free(search.waves);
    pp_free(search.candidates);
    pp_free(search.variants);
    pp_free(search.pairs);
    return result;
}

int pp_near_miss_order(const struct pp_near_miss_side *a,
                       const struct pp_near_miss_side *b)
{
    int order = strcmp(a->file, b->file);

    if (order == 0) /* files of one name, from several folders */
        order = (a->import > b->import) - (a->import < b->import);
    return order != 0 ? order : (a->line > b->line) - (a->line < b->line);
}

static int by_row(const void *a, const void *b)
{
    return pp_near_miss_order(a, b);
}

int pp_store_unmatched(struct pp_store *store, const struct pp_plan *plan,
                       struct pp_pool *pool,
                       const struct pp_near_miss_side **out, size_t *n,
                       struct pp_error *err)
{
    struct search search = {.store = store, .plan = plan, .pool = pool};
    sqlite3_stmt *look = NULL;

    search.waves = pp_alloc_array(plan->n_waves, sizeof *search.waves);
    int result = pp_tables_waves(store, plan, search.waves, err);
    if (result == 0)
        result = find_candidates(&search, err);
    if (result == 0)
        result = read_variants(&search, err); /* with regions */
    if (result == 0)
        result = pp_sql_prepare(
            store, "SELECT file FROM imports WHERE import = ?", &look, err);
    struct pp_near_miss_side *items =
        pp_pool_array(pool, search.n, sizeof *items);
    for (size_t i = 0; i < search.n && result == 0; i++)
        result = describe(&search, look, (uint32_t)i, &items[i], err);
    sqlite3_finalize(look);
    if (result == 0 && search.n > 0)
        qsort(items, search.n, sizeof *items, by_row);
    *out = items;
    *n = search.n;
    pp_free(search.waves);
    pp_free(search.candidates);
    pp_free(search.variants);
    return result;
}
