#include "draft_columns.h"

#include <string.h>

#include "prepost/base/number.h"
#include "prepost/ingest/platform.h"
#include "prepost/ingest/source.h"

enum {
    MAX_COLUMNS = 2000,
    MAX_ROWS = 2000, /* enough to see what a column holds */
    HEAD_ROWS = 12   /* ... and so many to know the platform */
};

static bool is_whole(const char *text, long *value)
{
    return pp_whole_parse(text, strlen(text), value) == 0 && *value >= 0 &&
           *value <= 10;
}

static void look_at_cell(struct draft_column *c,
                         const struct pp_text_field *cell, size_t line,
                         struct pp_pool *pool)
{
    long value;

    if (!c->is_question || cell->text == NULL || cell->length == 0)
        return;
    if (is_whole(cell->text, &value)) {
        c->min = c->n_whole == 0 || value < c->min ? value : c->min;
        c->max = c->n_whole == 0 || value > c->max ? value : c->max;
        c->n_whole++;
    } else if (c->odd == NULL) {
        c->odd = pp_pool_strdup(pool, cell->text);
        c->odd_line = line;
    }
    c->n_cells++;
    for (size_t i = 0; i < c->n_values; i++)
        if (strcmp(c->values[i], cell->text) == 0)
            return;
    if (c->n_values == DRAFT_MAX_VALUES || cell->length > 100)
        c->is_question = false;
    else
        c->values[c->n_values++] = pp_pool_strdup(pool, cell->text);
}

static struct pp_record copy_row(struct pp_pool *pool,
                                 const struct pp_record *row)
{
    struct pp_record copy = *row;
    struct pp_text_field *fields =
        pp_pool_array(pool, row->n_fields + 1, sizeof *fields);

    for (size_t i = 0; i < row->n_fields; i++) {
        fields[i].length = row->fields[i].length;
        if (row->fields[i].text != NULL)
            fields[i].text = pp_pool_strndup(pool, row->fields[i].text,
                                             row->fields[i].length);
    }
    copy.fields = fields;
    copy.problem = NULL;
    return copy;
}

/* A form as its platform writes it. */
struct form {
    struct pp_head head;
    struct pp_sheet sheet;
    const struct pp_platform *platform;
    struct draft_column *columns;
    size_t n;
};

static int read_head(struct pp_source *source, const char *path,
                     struct pp_pool *pool, struct form *form,
                     struct pp_error *err)
{
    struct pp_record *rows = pp_pool_array(pool, HEAD_ROWS, sizeof *rows);
    const struct pp_record *row;
    int got = 1;

    while (form->head.n < HEAD_ROWS &&
           (got = source->next(source, &row, err)) > 0)
        rows[form->head.n++] = copy_row(pool, row);
    if (got < 0)
        return -1;
    if (form->head.n == 0)
        return pp_fail(err, PP_EPARSE, "%s: empty; expected a row of headings",
                       path);
    form->head.rows = rows;
    form->platform = pp_platform_find(&form->head);
    form->platform->read(&form->head, pool, &form->sheet);
    return 0;
}

static void make_columns(const struct pp_source *source, struct pp_pool *pool,
                         struct form *form)
{
    size_t n = form->sheet.n_headings;

    form->n = n < MAX_COLUMNS ? n : MAX_COLUMNS;
    form->columns = pp_pool_array(pool, form->n + 1, sizeof *form->columns);
    for (size_t i = 0; i < form->n; i++) {
        const struct pp_heading *heading = &form->sheet.headings[i];
        struct draft_column *c = &form->columns[i];
        c->heading = pp_pool_strdup(pool, heading->name);
        c->question = heading->question;
        if (c->question == NULL && source->questions != NULL &&
            i < source->n_columns && source->questions[i] != NULL)
            c->question = pp_pool_strdup(pool, source->questions[i]);
        c->is_question =
            c->heading[0] != '\0' && heading->role == PP_COLUMN_UNKNOWN;
    }
}

static void look_at_row(struct form *form, const struct pp_record *row,
                        struct pp_pool *pool)
{
    if (form->platform->leave_out != NULL &&
        form->platform->leave_out(&form->sheet, row) != NULL)
        return;
    for (size_t i = 0; i < form->n && i < row->n_fields; i++)
        look_at_cell(&form->columns[i], &row->fields[i], row->line, pool);
}

static int read_form(struct pp_source *source, const char *path,
                     struct pp_pool *pool, struct form *form,
                     struct pp_error *err)
{
    const struct pp_record *row;
    int got = 0;

    if (read_head(source, path, pool, form, err) != 0)
        return -1;
    make_columns(source, pool, form);
    for (size_t r = form->sheet.n_rows; r < form->head.n; r++)
        look_at_row(form, &form->head.rows[r], pool);
    for (size_t r = 0; r < MAX_ROWS && form->head.n == HEAD_ROWS; r++) {
        got = source->next(source, &row, err);
        if (got <= 0)
            break;
        look_at_row(form, row, pool);
    }
    return got < 0 ? -1 : 0;
}

int draft_columns_read(const char *path, struct pp_pool *pool,
                       struct draft_column **out, size_t *n,
                       struct pp_error *err)
{
    const struct pp_source_options options = {.sheet = NULL};
    struct form form = {.n = 0};
    struct pp_source *source;
    struct pp_notes notes;

    pp_notes_init(&notes, pool, 1); /* an import will tell them */
    if (pp_source_open(path, &options, &source, &notes, err) != 0)
        return -1;
    int status = read_form(source, path, pool, &form, err);
    pp_source_close(source);
    /* A cell in ten that is no number is a slip, not another question. */
    for (size_t i = 0; i < form.n; i++) {
        struct draft_column *c = &form.columns[i];
        c->is_whole = 10 * (c->n_cells - c->n_whole) <= c->n_cells;
    }
    *out = form.columns;
    *n = form.n;
    return status;
}
