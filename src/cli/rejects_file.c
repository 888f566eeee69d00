#include "rejects_file.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "prepost/base/csv.h"
#include "prepost/base/file.h"

static const char file_heading[] = "prepost: file";

static bool is_text(const struct pp_record *row, size_t i, const char *text)
{
    return i < row->n_fields && row->fields[i].text != NULL &&
           strcmp(row->fields[i].text, text) == 0;
}

/*
 * Whether the rejects there are of the file of this name. What cannot be read,
 * or does not say, is somebody else's: nothing of it is touched.
 */
static bool is_of(const char *path, const char *name)
{
    const struct pp_csv_options options = {.delimiter = ','};
    const struct pp_record *row;
    struct pp_error ignored = {0};
    struct pp_csv *csv;
    size_t column = 0;
    bool is_it = false;

    if (pp_csv_open(path, &options, &csv, &ignored) != 0)
        return false;
    if (pp_csv_next(csv, &row, &ignored) > 0) {
        while (column < row->n_fields && !is_text(row, column, file_heading))
            column++;
        is_it =
            pp_csv_next(csv, &row, &ignored) > 0 && is_text(row, column, name);
    }
    pp_csv_close(csv);
    return is_it;
}

static int discard(const char *path, const char *name, struct pp_error *err)
{
    if (access(path, F_OK) != 0 || !is_of(path, name))
        return 0;
    return unlink(path) == 0 ? 0 : pp_file_fail(err, "remove", path, errno);
}

/* What is in it is CSV, whatever the file was. */
static const char *ending(const char *name)
{
    size_t n = strlen(name);

    return n > 4 && strcmp(name + n - 4, ".csv") == 0 ? "" : ".csv";
}

int pp_rejects_file_keep(const char *dir, const char *name, bool is_alone,
                         const struct pp_buffer *rejects, struct pp_pool *pool,
                         const char **out, struct pp_error *err)
{
    const char *shared = pp_pool_printf(pool, "%s/rejects.csv", dir);
    const char *own =
        pp_pool_printf(pool, "%s/rejects-%s%s", dir, name, ending(name));

    *out = NULL;
    if (rejects->length > 0) {
        bool is_free = access(shared, F_OK) != 0 || is_of(shared, name);
        *out = is_alone && is_free ? shared : own;
        if (pp_file_write(*out, rejects->data, rejects->length, PP_FILE_PRIVATE,
                          err) != 0)
            return -1;
    }
    if (*out != shared && discard(shared, name, err) != 0)
        return -1;
    return *out == own ? 0 : discard(own, name, err);
}
