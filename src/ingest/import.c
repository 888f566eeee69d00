#include "import_parts.h"

#include <string.h>

#include "file_tells.h"
#include "prepost/base/alloc.h"
#include "prepost/base/file.h"
#include "read_ahead.h"
#include "rows.h"

enum { PROGRESS_ROWS = 8192 };

/* --- mapping -------------------------------------------------------------- */

static const struct pp_note *first_error(const struct pp_notes *notes,
                                         size_t from)
{
    for (size_t i = from; i < notes->n; i++)
        if (notes->items[i].severity == PP_NOTE_ERROR)
            return &notes->items[i];
    return NULL;
}

static int map(struct pp_importer *im, struct pp_error *err)
{
    struct pp_notes *notes = im->ingest.notes;
    size_t before = notes->n;

    const struct pp_every_row every = {
        .has_wave = im->wave >= 0,
        .wave = im->wave,
        .region = im->ingest.options.region,
        .group = im->ingest.options.group,
    };
    if (pp_mapping_make(im->ingest.pool, im->ingest.plan, im->report.file,
                        im->name, im->sheet.headings, im->sheet.n_headings,
                        &every, &im->report.mapping, notes) == 0)
        return 0;
    const struct pp_note *note = first_error(notes, before);
    if (note == NULL)
        return pp_fail(err, PP_EDATA, "%s: its columns cannot be used",
                       im->name);
    return pp_fail(err, PP_EDATA, "%s%s%s%s: %s", note->file,
                   note->field != NULL ? ": column \"" : "",
                   note->field != NULL ? note->field : "",
                   note->field != NULL ? "\"" : "", note->text);
}

/* --- rows ----------------------------------------------------------------- */

static void tell_progress(const struct pp_importer *im, size_t n_rows)
{
    const struct pp_ingest_options *options = &im->ingest.options;

    if (options->progress != NULL && n_rows % PROGRESS_ROWS == 0)
        options->progress(im->source->bytes_read(im->source),
                          im->source->n_bytes, n_rows, options->ctx);
}

static int take_row(struct pp_importer *im, struct pp_rows *rows,
                    const struct pp_record *record, struct pp_error *err)
{
    const char *why = im->platform->leave_out != NULL
                          ? im->platform->leave_out(&im->sheet, record)
                          : NULL;

    if (why != NULL) {
        pp_notes_add(im->ingest.notes, PP_NOTE_INFO, im->name, record->line, 0,
                     NULL, "%s; it was left out", why);
        return 0;
    }
    return pp_rows_take(rows, record, err);
}

static int take_rows(struct pp_importer *im, struct pp_rows *rows,
                     struct pp_error *err)
{
    const struct pp_record *record;
    int got;

    for (size_t i = im->sheet.n_rows; i < im->head.n; i++)
        if (take_row(im, rows, &im->head.rows[i], err) != 0)
            return -1;
    while ((got = im->source->next(im->source, &record, err)) > 0) {
        if (take_row(im, rows, record, err) != 0)
            return -1;
        tell_progress(im, rows->n_rows);
    }
    return got;
}

/*
 * Rows that were taken first and rejected later are read once more, for
 * rejects.csv shows rejected rows as they stand. What came through a pipe
 * cannot be read again: there the reason stands alone.
 */
static int complete_rejects(struct pp_importer *im, struct pp_rows *rows,
                            struct pp_error *err)
{
    const struct pp_record *record;
    struct pp_reject *reject;
    int got = 0;

    if (rows->n_withdrawn == 0 || !rows->rejects.are_kept ||
        strcmp(im->path, "-") == 0)
        return 0;
    pp_rejects_sort(&rows->rejects);
    for (size_t i = im->sheet.n_rows; i < im->head.n; i++)
        if ((reject = pp_rejects_open(&rows->rejects, im->head.rows[i].line)) !=
            NULL)
            pp_rejects_complete(&rows->rejects, reject, &im->head.rows[i]);
    pp_source_close(im->source);
    im->source = NULL;
    struct pp_notes *notes = im->ingest.notes;
    struct pp_notes unheard = {.pool = im->ingest.pool, .limit = 1};
    im->ingest.notes = &unheard; /* what it says has been said */
    int opened = pp_importer_open(im, err);
    im->ingest.notes = notes;
    if (opened != 0)
        return -1;
    im->source->expect(im->source, im->sheet.n_headings);
    while ((got = im->source->next(im->source, &record, err)) > 0)
        if ((reject = pp_rejects_open(&rows->rejects, record->line)) != NULL)
            pp_rejects_complete(&rows->rejects, reject, record);
    return got;
}

/* A line of its own, whatever line ends a form has put into the heading. */
static void add_heading(struct pp_buffer *text, const char *heading)
{
    if (text->length > 0)
        pp_buffer_putc(text, '\n');
    for (; *heading != '\0'; heading++)
        pp_buffer_putc(text,
                       *heading == '\n' || *heading == '\r' ? ' ' : *heading);
}

/* The plan's words for the parts, or the heading of the one column. */
static const char *made_of(const struct pp_importer *im)
{
    const struct pp_mapping *mapping = &im->report.mapping;
    const struct pp_text_list *parts = &im->ingest.plan->identifier_from;
    struct pp_buffer text = PP_BUFFER_INIT;

    for (size_t i = 0; i < mapping->n_id_parts && i < parts->n; i++)
        add_heading(&text, parts->items[i]);
    for (size_t c = 0; mapping->n_id_parts == 0 && c < mapping->n_columns; c++)
        if (mapping->columns[c].role == PP_COLUMN_IDENTIFIER)
            add_heading(&text, mapping->columns[c].heading.name);
    const char *out =
        text.length > 0 ? pp_pool_strdup(im->ingest.pool, text.data) : NULL;
    pp_buffer_clear(&text);
    return out;
}

static void describe_batch(const struct pp_importer *im, struct pp_batch *batch)
{
    struct pp_pool *pool = im->ingest.pool;

    batch->file = pp_pool_strdup(pool, pp_file_name(im->name));
    batch->platform = im->platform->id;
    batch->made_of = made_of(im);
    batch->key_check = pp_pool_strdup(pool, im->ingest.key->fingerprint);
    memcpy(batch->hash, im->source->hash, sizeof batch->hash);
}

static int take_file(struct pp_importer *im, struct pp_batch *batch,
                     struct pp_error *err)
{
    struct pp_rows *rows = pp_alloc_zero(1, sizeof *rows);

    rows->ingest = &im->ingest;
    rows->plan = im->ingest.plan;
    rows->name = im->name;
    rows->mapping = &im->report.mapping;
    rows->wave = im->wave;
    rows->decimal_comma = im->report.decimal_comma;
    rows->is_by_event = strcmp(im->platform->id, "redcap") == 0;
    im->source->expect(im->source, im->sheet.n_headings);
    im->source = pp_read_ahead(im->source);
    rows->source = im->source;
    pp_rows_init(rows, im->ingest.rows);
    int status = take_rows(im, rows, err);
    if (im->source->dialect != NULL)
        im->report.dialect = *im->source->dialect;
    if (status == 0)
        status = pp_rows_check_kept(rows, err);
    if (status == 0)
        status = pp_rows_check_codings(rows, err);
    if (status == 0) {
        describe_batch(im, batch);
        status = complete_rejects(im, rows, err);
    }
    if (status == 0) {
        if (im->ingest.rejects != NULL)
            pp_rejects_write(&rows->rejects, batch->file, &im->report.mapping,
                             im->ingest.rejects);
        pp_rows_give(rows, batch);
        pp_file_hash_guard(im->ingest.key, batch);
        status = pp_batch_check(batch, err);
    }
    if (status == 0)
        status = pp_file_name_check(im->ingest.key, batch, err);
    pp_rows_clear(rows);
    pp_free(rows);
    return status;
}

static int import(struct pp_importer *im, struct pp_batch *batch,
                  struct pp_error *err)
{
    if (pp_importer_settle(im, err) != 0 || pp_importer_open(im, err) != 0)
        return -1;
    im->report.kind = im->source->kind;
    im->report.sheet = im->source->sheet;
    im->report.has_dialect = im->source->dialect != NULL;
    if (im->report.has_dialect)
        im->report.dialect = *im->source->dialect;
    if (pp_importer_read_head(im, err) != 0 || map(im, err) != 0)
        return -1;
    return take_file(im, batch, err);
}

int pp_ingest_file(const struct pp_ingest *ingest, const char *path,
                   struct pp_batch *batch, struct pp_error *err)
{
    struct pp_importer im = {
        .ingest = *ingest, .path = path, .name = pp_file_called(path)};

    memset(batch, 0, sizeof *batch);
    if (im.ingest.rows == NULL)
        im.ingest.rows = im.ingest.pool;
    im.ingest.report = &im.report;
    int status = import(&im, batch, err);
    if (ingest->report != NULL)
        *ingest->report = im.report;
    pp_source_close(im.source);
    return status;
}
