#include "prepost/cli/forget_rejects.h"

#include "rejects_file.h"

#include <errno.h>
#include <glob.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "prepost/base/csv.h"
#include "prepost/base/file.h"

static const char mark_heading[] = "prepost: mark";
static const char file_heading[] = "prepost: file"; /* a check sum follows */

/* One file while it is gone through. */
struct filter {
    enum pp_forget_rejects_how how;
    const char (*marks)[PP_MARK_SIZE];
    size_t n_marks;
    size_t column; /* of marks; SIZE_MAX: an older file has none */
    size_t file_column;
    struct pp_pool *pool;
    struct pp_buffer kept;
    size_t n_kept;
};

static const char *text_at(const struct pp_record *row, size_t column)
{
    return column < row->n_fields && row->fields[column].text != NULL
               ? row->fields[column].text
               : "";
}

static bool is_marked(const struct filter *f, const char *mark)
{
    for (size_t i = 0; i < f->n_marks; i++)
        if (strcmp(f->marks[i], mark) == 0)
            return true;
    return false;
}

static void keep(struct filter *f, const struct pp_record *row)
{
    for (size_t i = 0; i < row->n_fields; i++) {
        if (i > 0)
            pp_buffer_putc(&f->kept, ',');
        pp_csv_write(&f->kept, row->fields[i].text, row->fields[i].length, ',',
                     PP_CSV_GUARDED);
    }
    pp_buffer_puts(&f->kept, "\r\n");
}

static void take_headings(struct filter *f, const struct pp_record *row)
{
    f->column = f->file_column = SIZE_MAX;
    for (size_t i = 0; i < row->n_fields; i++) {
        if (strcmp(text_at(row, i), mark_heading) == 0)
            f->column = i;
        if (strncmp(text_at(row, i), file_heading, sizeof file_heading - 1) ==
            0)
            f->file_column = i;
    }
    keep(f, row);
}

static void take_row(struct filter *f, const struct pp_record *row,
                     struct pp_forgotten_rejects *out)
{
    const char *mark = text_at(row, f->column);

    if (is_marked(f, mark)) {
        const char *file = text_at(row, f->file_column);
        out->n_rows++;
        if (file[0] != '\0')
            pp_text_list_add_once(&out->files, file, f->pool);
        return;
    }
    out->n_unknown += mark[0] == '\0';
    f->n_kept++;
    keep(f, row);
}

static int filter_file(const char *path, struct filter *f,
                       struct pp_forgotten_rejects *out, struct pp_error *err)
{
    const struct pp_csv_options options = {.delimiter = ','};
    const size_t before = out->n_rows;
    const bool is_whole = pp_rejects_file_is_whole(path);
    const struct pp_record *row;
    struct pp_csv *csv;
    int got;

    if (pp_csv_open(path, &options, &csv, err) != 0)
        return -1;
    if ((got = pp_csv_next(csv, &row, err)) > 0)
        take_headings(f, row);
    while (got > 0 && (got = pp_csv_next(csv, &row, err)) > 0)
        take_row(f, row, out);
    pp_csv_close(csv);
    if (got < 0 || out->n_rows == before || f->how == PP_REJECTS_LOOK)
        return got;
    /* The old check sum is of what the person said too, were it of a file that
     * somebody has changed since. */
    if (is_whole)
        pp_rejects_file_seal(&f->kept);
    else
        pp_rejects_file_unseal(&f->kept);
    if (f->n_kept > 0)
        return pp_file_write(path, f->kept.data, f->kept.length,
                             PP_FILE_PRIVATE, err);
    return unlink(path) == 0 ? 0 : pp_file_fail(err, "remove", path, errno);
}

int pp_forget_rejects(const char *dir, enum pp_forget_rejects_how how,
                      const char (*marks)[PP_MARK_SIZE], size_t n_marks,
                      struct pp_pool *pool, struct pp_forgotten_rejects *out,
                      struct pp_error *err)
{
    static const char *const names[] = {"rejects.csv", "rejects-*.csv"};
    struct pp_buffer pattern = PP_BUFFER_INIT;
    glob_t found = {.gl_pathc = 0};
    int result = 0;

    *out = (struct pp_forgotten_rejects){0};
    for (size_t i = 0; i < 2; i++) {
        pp_buffer_clear(&pattern);
        pp_file_pattern(dir, &pattern);
        pp_buffer_printf(&pattern, "/%s", names[i]);
        glob(pattern.data, i > 0 ? GLOB_APPEND : 0, NULL, &found);
    }
    for (size_t i = 0; i < found.gl_pathc && result == 0; i++) {
        struct filter f = {
            .how = how, .marks = marks, .n_marks = n_marks, .pool = pool};
        result = filter_file(found.gl_pathv[i], &f, out, err);
        pp_buffer_clear(&f.kept);
    }
    globfree(&found);
    pp_buffer_clear(&pattern);
    return result;
}
