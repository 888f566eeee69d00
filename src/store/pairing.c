#include "prepost/store/pairing.h"

#include <stdlib.h>
#include <string.h>

#include "levels.h"
#include "prepost/base/alloc.h"
#include "prepost/base/text.h"
#include "prepost/model/dataset.h"
#include "prepost/store/sql.h"
#include "prepost/store/tables.h"

/* --- later waves that are dated before earlier ones ----------------------- */

/* An instrument's dated answers, by ascending participant. */
struct stream {
    sqlite3_stmt *read;
    int64_t participant; /* of the row that is next; -1: no more */
};

enum { PARTICIPANT, WAVE, DAY, IMPORT };

struct search {
    struct pp_store *store;
    const struct pp_plan *plan;
    const int64_t *imports;
    size_t n_imports, *n;
    int64_t waves[UINT8_MAX + 1]; /* the store's number of each of the plan's */
    struct stream *streams;
    size_t n_streams;
    int32_t *first, *last; /* of one person, per wave of the plan */
    bool *is_of;           /* whether that person is of each import */
};

static int step(struct search *s, struct stream *stream, struct pp_error *err)
{
    int found = pp_sql_step(s->store, stream->read, err);

    stream->participant =
        found == 1 ? sqlite3_column_int64(stream->read, PARTICIPANT) : -1;
    return found < 0 ? -1 : 0;
}

static void write_is_null(struct pp_buffer *sql, const char *prefix,
                          const char *id)
{
    struct pp_buffer name = PP_BUFFER_INIT;

    pp_buffer_printf(&name, "%s%s", prefix, id);
    pp_buffer_puts(sql, " AND ");
    pp_sql_name(sql, name.data);
    pp_buffer_puts(sql, " IS NULL");
    pp_buffer_clear(&name);
}

/* A row without any answer was never filled in: its day says nothing. */
static void write_query(const struct pp_instrument *instrument,
                        struct pp_buffer *sql)
{
    pp_buffer_puts(sql, "SELECT participant, wave, day, import FROM ");
    pp_sql_name(sql, instrument->id);
    pp_buffer_puts(sql, " WHERE day IS NOT NULL AND NOT (1");
    for (size_t i = 0; i < instrument->n_items; i++)
        write_is_null(sql, "", instrument->items[i].id);
    for (size_t i = 0; i < instrument->n_scales; i++)
        write_is_null(sql, "given_", instrument->scales[i].id);
    pp_buffer_puts(sql, ") ORDER BY participant");
}

static int open_streams(struct search *s, struct pp_error *err)
{
    int result = 0;

    for (size_t i = 0; i < s->plan->n_instruments && result == 0; i++) {
        struct stream *stream = &s->streams[s->n_streams++];
        struct pp_buffer sql = PP_BUFFER_INIT;

        write_query(s->plan->instruments[i].instrument, &sql);
        result = pp_sql_prepare(s->store, sql.data, &stream->read, err);
        pp_buffer_clear(&sql);
        if (result == 0)
            result = step(s, stream, err);
    }
    return result;
}

static void see(struct search *s, const struct stream *stream)
{
    int64_t number = sqlite3_column_int64(stream->read, WAVE);
    int64_t import = sqlite3_column_int64(stream->read, IMPORT);
    int32_t day = sqlite3_column_int(stream->read, DAY);

    for (size_t w = 0; w < s->plan->n_waves; w++) {
        if (s->waves[w] != number)
            continue;
        if (s->first[w] == PP_NO_DAY || day < s->first[w])
            s->first[w] = day;
        if (s->last[w] == PP_NO_DAY || day > s->last[w])
            s->last[w] = day;
    }
    for (size_t i = 0; i < s->n_imports; i++)
        s->is_of[i] = s->is_of[i] || s->imports[i] == import;
}

static bool is_turned(const struct search *s)
{
    for (size_t w = 1; w < s->plan->n_waves; w++)
        for (size_t e = 0; e < w; e++)
            if (s->last[w] != PP_NO_DAY && s->first[e] != PP_NO_DAY &&
                s->last[w] < s->first[e])
                return true;
    return false;
}

/* All that one person answered, in every table. */
static int take_person(struct search *s, int64_t participant,
                       struct pp_error *err)
{
    for (size_t w = 0; w < s->plan->n_waves; w++)
        s->first[w] = s->last[w] = PP_NO_DAY;
    memset(s->is_of, 0, s->n_imports * sizeof *s->is_of);
    for (size_t i = 0; i < s->n_streams; i++)
        while (s->streams[i].participant == participant) {
            see(s, &s->streams[i]);
            if (step(s, &s->streams[i], err) != 0)
                return -1;
        }
    for (size_t i = 0; i < s->n_imports && is_turned(s); i++)
        s->n[i] += s->is_of[i];
    return 0;
}

static int take_all(struct search *s, struct pp_error *err)
{
    for (;;) {
        int64_t next = -1;

        for (size_t i = 0; i < s->n_streams; i++) {
            int64_t here = s->streams[i].participant;
            next = here >= 0 && (next < 0 || here < next) ? here : next;
        }
        if (next < 0)
            return 0;
        if (take_person(s, next, err) != 0)
            return -1;
    }
}

int pp_pairing_people(struct pp_store *store, size_t *n, struct pp_error *err)
{
    int64_t count = 0;
    int result = pp_sql_number(store, "SELECT count(*) FROM participants", 0,
                               &count, err);

    *n = (size_t)count;
    return result;
}

int pp_pairing_turned(struct pp_store *store, const struct pp_plan *plan,
                      const int64_t *imports, size_t n_imports, size_t *n,
                      struct pp_error *err)
{
    struct search s = {.store = store,
                       .plan = plan,
                       .imports = imports,
                       .n_imports = n_imports,
                       .n = n};

    memset(n, 0, n_imports * sizeof *n);
    s.streams = pp_alloc_zero(plan->n_instruments, sizeof *s.streams);
    s.first = pp_alloc_array(plan->n_waves, sizeof *s.first);
    s.last = pp_alloc_array(plan->n_waves, sizeof *s.last);
    s.is_of = pp_alloc_array(n_imports, sizeof *s.is_of);
    int result = pp_tables_waves(store, plan, s.waves, err);
    if (result == 0)
        result = open_streams(&s, err);
    if (result == 0)
        result = take_all(&s, err);
    for (size_t i = 0; i < s.n_streams; i++)
        sqlite3_finalize(s.streams[i].read);
    pp_free(s.streams);
    pp_free(s.first);
    pp_free(s.last);
    pp_free(s.is_of);
    return result;
}

/* --- names ---------------------------------------------------------------- */

struct name {
    const char *text;
    size_t n_told; /* once by a person and file */
};

/* Names that the plan joins are one; sorted, each once. */
struct name_list {
    const struct pp_plan_places *places;
    struct pp_pool *pool;
    struct name *items;
    size_t n, capacity;
};

static void add_name(struct name_list *list, const char *text, size_t n_told)
{
    if (list->n == list->capacity) {
        list->capacity = 2 * list->capacity + 16;
        list->items =
            pp_realloc_array(list->items, list->capacity, sizeof *list->items);
    }
    list->items[list->n++] = (struct name){
        pp_pool_strdup(list->pool, pp_plan_place_name(list->places, text)),
        n_told};
}

static int by_text(const void *a, const void *b)
{
    return strcmp(((const struct name *)a)->text,
                  ((const struct name *)b)->text);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Sorted, so that of several cases the one with capitals is kept. */
static void sort_names(struct name_list *list)
{
    enum { MOST = 2000 }; /* of more nobody reads a list */
    size_t n = 0;

    if (list->n > 0)
        qsort(list->items, list->n, sizeof *list->items, by_text);
    for (size_t i = 0; i < list->n; i++) {
        struct name name = list->items[i];
        size_t k = list->n <= MOST || n == 0 ? 0 : n - 1;
        while (k < n && !pp_text_same(list->items[k].text, name.text))
            k++;
        if (k == n)
            list->items[n++] = (struct name){name.text, 0};
        list->items[k].n_told += name.n_told;
    }
    list->n = n;
}

static void give_names(const struct name_list *list, const char *const **names,
                       const size_t **n_told)
{
    const char **texts = pp_pool_array(list->pool, list->n, sizeof *texts);
    size_t *counts = pp_pool_array(list->pool, list->n, sizeof *counts);

    for (size_t i = 0; i < list->n; i++) {
        texts[i] = list->items[i].text;
        counts[i] = list->items[i].n_told;
    }
    *names = texts;
    if (n_told != NULL)
        *n_told = counts;
}

int pp_pairing_names(struct pp_store *store, const struct pp_plan *plan,
                     const char *column, struct pp_pool *pool,
                     const char *const **names, const size_t **n_told,
                     size_t *n, struct pp_error *err)
{
    struct pp_buffer sql = PP_BUFFER_INIT;
    struct name_list list = {pp_plan_places_of(plan, column), pool, NULL, 0, 0};
    sqlite3_stmt *read;

    *n = 0;
    give_names(&list, names, n_told);
    int found = pp_tables_has_column(store, "background", column, err);
    if (found <= 0)
        return found;
    pp_buffer_puts(&sql, "SELECT ");
    pp_sql_name(&sql, column);
    pp_buffer_puts(&sql, ", count(*) FROM background WHERE ");
    pp_sql_name(&sql, column);
    pp_buffer_puts(&sql, " IS NOT NULL GROUP BY 1");
    found = pp_sql_prepare(store, sql.data, &read, err);
    pp_buffer_clear(&sql);
    if (found != 0)
        return -1;
    while ((found = pp_sql_step(store, read, err)) == 1)
        add_name(&list, pp_sql_text_in(read, 0),
                 (size_t)sqlite3_column_int64(read, 1));
    sqlite3_finalize(read);
    sort_names(&list);
    give_names(&list, names, n_told);
    *n = list.n;
    pp_free(list.items);
    return found < 0 ? -1 : 0;
}

/* Where each group is met first, and which are met elsewhere too. */
struct groups {
    struct pp_levels names, regions;
    size_t *region; /* of the names; SIZE_MAX: in several */
    size_t capacity;
};

static void see_group(struct groups *groups, struct pp_pool *pool,
                      const char *name, const char *region)
{
    size_t n = groups->names.n;
    size_t g = pp_levels_of(&groups->names, pool, name);
    size_t r = pp_levels_of(&groups->regions, pool, region);

    if (groups->capacity < groups->names.capacity) {
        groups->capacity = groups->names.capacity;
        groups->region = pp_realloc_array(groups->region, groups->capacity,
                                          sizeof *groups->region);
    }
    if (g == n)
        groups->region[g] = r;
    else if (groups->region[g] != r)
        groups->region[g] = SIZE_MAX;
}

/* Not by DISTINCT, which takes as long again as reading everybody. */
int pp_pairing_groups_in_several(struct pp_store *store,
                                 const struct pp_plan *plan,
                                 struct pp_pool *pool,
                                 const char *const **names, size_t *n,
                                 struct pp_error *err)
{
    struct groups groups = {0};
    sqlite3_stmt *read;
    int found;

    *names = NULL;
    *n = 0;
    if (pp_sql_prepare(store,
                       "SELECT \"group\", \"region\" FROM background WHERE "
                       "\"group\" IS NOT NULL AND \"region\" IS NOT NULL",
                       &read, err) != 0)
        return -1;
    while ((found = pp_sql_step(store, read, err)) == 1)
        see_group(&groups, pool,
                  pp_plan_place_name(&plan->groups, pp_sql_text_in(read, 0)),
                  pp_plan_place_name(&plan->regions, pp_sql_text_in(read, 1)));
    sqlite3_finalize(read);
    const char **list = pp_pool_array(pool, groups.names.n, sizeof *list);
    for (size_t g = 0; g < groups.names.n; g++)
        if (groups.region[g] == SIZE_MAX)
            list[(*n)++] = groups.names.texts[g];
    if (*n > 0)
        qsort(list, *n, sizeof *list, by_name);
    *names = list;
    pp_levels_clear(&groups.names);
    pp_levels_clear(&groups.regions);
    pp_free(groups.region);
    return found < 0 ? -1 : 0;
}
