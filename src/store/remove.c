#include "prepost/store/remove.h"

#include <string.h>

#include "prepost/base/buffer.h"
#include "prepost/base/text.h"
#include "prepost/store/imports.h"
#include "prepost/store/sql.h"

enum { LEAST_OF_HASH = 8, MOST_NAMED = 10 };

static bool is_meant(const struct pp_import_record *import, const char *name)
{
    size_t n = strlen(name);

    return strcmp(import->file, name) == 0 ||
           (n >= LEAST_OF_HASH && strncmp(import->hash, name, n) == 0);
}

static int fail_to_find(const struct pp_import_record *all, size_t n,
                        const char *name, struct pp_error *err)
{
    struct pp_buffer text = PP_BUFFER_INIT;

    for (size_t i = 0; i < n && i < MOST_NAMED; i++)
        pp_buffer_printf(&text, "%s%s", i > 0 ? ", " : "", all[i].file);
    if (n > MOST_NAMED)
        pp_buffer_printf(&text, " and %zu more", n - MOST_NAMED);
    pp_fail(err, PP_EDATA, "%s: no file of that name is in; %s%s", name,
            n > 0 ? "there are: " : "there is none", pp_buffer_text(&text));
    pp_buffer_clear(&text);
    return -1;
}

static int find(const struct pp_import_record *all, size_t n, const char *name,
                const struct pp_import_record **out, struct pp_error *err)
{
    struct pp_buffer sums = PP_BUFFER_INIT;
    size_t n_found = 0;

    for (size_t i = 0; i < n; i++) {
        if (!is_meant(&all[i], name))
            continue;
        *out = &all[i];
        pp_buffer_printf(&sums, "%s%.8s (%ld rows)", n_found++ > 0 ? ", " : "",
                         all[i].hash, all[i].n_rows);
    }
    int status = n_found == 1 ? 0
                 : n_found == 0
                     ? fail_to_find(all, n, name, err)
                     : pp_fail(err, PP_EDATA,
                               "%s: %zu files of that name are in; expected "
                               "the check sum of the one that is meant: %s",
                               name, n_found, sums.data);
    pp_buffer_clear(&sums);
    return status;
}

static int count_people(struct pp_store *store, int64_t *n,
                        struct pp_error *err)
{
    return pp_sql_number(store, "SELECT count(*) FROM participants", 0, n, err);
}

static int take_out(struct pp_store *store, const char *name,
                    struct pp_pool *pool, struct pp_removed *out,
                    struct pp_error *err)
{
    const struct pp_import_record *all, *one = NULL;
    int64_t before, after;
    size_t n;

    if (pp_imports_list(store, pool, &all, &n, err) != 0 ||
        find(all, n, name, &one, err) != 0 ||
        count_people(store, &before, err) != 0 ||
        pp_imports_log_removed(store, one->number, err) != 0 ||
        pp_imports_remove(store, one->number, err) != 0 ||
        pp_imports_drop_strangers(store, err) != 0 ||
        count_people(store, &after, err) != 0)
        return -1;
    *out = (struct pp_removed){.file = one->file,
                               .n_rows = one->n_rows,
                               .n_responses = one->n_held,
                               .n_people = (long)(before - after)};
    return 0;
}

int pp_store_remove(struct pp_store *store, const char *name,
                    struct pp_pool *pool, struct pp_removed *out,
                    struct pp_error *err)
{
    bool is_inner;

    *out = (struct pp_removed){.file = NULL};
    if (pp_sql_begin(store, &is_inner, err) != 0)
        return -1;
    int result = take_out(store, name, pool, out, err);
    return pp_sql_end(store, is_inner, result, err);
}
