#include "prepost/ingest/import.h"

#include <fnmatch.h>
#include <string.h>

#include "prepost/base/alloc.h"
#include "prepost/base/delimiter.h"
#include "prepost/base/file.h"
#include "prepost/base/text.h"
#include "prepost/ingest/platform.h"
#include "prepost/ingest/source.h"
#include "redcap_dictionary.h"
#include "rows.h"
#include "sheet.h"

/* So many rows tell the platform, the headings and the decimal comma. */
enum { HEAD_ROWS = 12, PROGRESS_ROWS = 8192 };

struct importer {
    struct pp_ingest ingest; /* what the plan says already filled in */
    struct pp_ingest_report report;
    const char *path, *name;
    struct pp_source *source;
    struct pp_head head;
    size_t n_read; /* rows of the head taken from the source */
    const struct pp_platform *platform;
    struct pp_sheet sheet;
    int wave;
};

/* --- the plan's word on a file -------------------------------------------- */

static bool matches(const struct pp_plan *plan, const char *pattern,
                    const char *path)
{
    struct pp_buffer full = PP_BUFFER_INIT;
    const char *slash = plan->file != NULL ? strrchr(plan->file, '/') : NULL;

    if (fnmatch(pattern, path, 0) == 0 ||
        fnmatch(pattern, pp_file_name(path), 0) == 0)
        return true;
    if (slash != NULL)
        pp_buffer_append(&full, plan->file, (size_t)(slash - plan->file) + 1);
    pp_buffer_puts(&full, pattern);
    bool found = fnmatch(full.data, path, 0) == 0;
    pp_buffer_clear(&full);
    return found;
}

const struct pp_plan_file *pp_ingest_plan_file(const struct pp_plan *plan,
                                               const char *path)
{
    for (size_t i = 0; i < plan->n_files; i++)
        if (plan->files[i].path != NULL &&
            matches(plan, plan->files[i].path, path))
            return &plan->files[i];
    return NULL;
}

/* --- options -------------------------------------------------------------- */

static const char *either(const char *first, const char *second)
{
    return first != NULL ? first : second;
}

static void merge_options(struct importer *im)
{
    struct pp_ingest_options *options = &im->ingest.options;
    const struct pp_plan_file *file =
        pp_ingest_plan_file(im->ingest.plan, im->path);

    im->report.file = file;
    if (file == NULL)
        return;
    options->wave = either(options->wave, file->wave);
    options->region = either(options->region, file->region);
    options->group = either(options->group, file->group);
    options->arm = either(options->arm, file->arm);
    options->platform = either(options->platform, file->platform);
    options->delimiter = either(options->delimiter, file->delimiter);
    options->encoding = either(options->encoding, file->encoding);
    options->sheet = either(options->sheet, file->sheet);
}

static int find_wave(struct importer *im, struct pp_error *err)
{
    const struct pp_plan *plan = im->ingest.plan;
    const char *wave = im->ingest.options.wave;
    const char *ids[64];
    size_t n = 0;

    im->wave = -1;
    if (wave == NULL)
        return 0;
    im->wave = pp_plan_wave(plan, wave);
    if (im->wave >= 0)
        return 0;
    for (; n < plan->n_waves && n < 64; n++)
        ids[n] = plan->waves[n].id;
    struct pp_buffer text = PP_BUFFER_INIT;
    const char *closest = pp_text_closest(wave, ids, n);
    pp_buffer_printf(&text, "\"%s\" is not a wave of the plan; expected ",
                     wave);
    for (size_t i = 0; i < n; i++)
        pp_buffer_printf(&text, "%s%s",
                         i == 0 ? "" : (i + 1 < n ? ", " : " or "), ids[i]);
    if (closest != NULL)
        pp_buffer_printf(&text, "; did you mean \"%s\"?", closest);
    pp_fail(err, PP_EUSAGE, "%s", text.data);
    pp_buffer_clear(&text);
    return -1;
}

/* --region and --group: where the plan's files name some, one of those. */
static int check_place(const struct pp_plan *plan, const char *what,
                       const char *(*of)(const struct pp_plan_file *),
                       const char **place, struct pp_error *err)
{
    const char **known = pp_alloc_array(plan->n_files + 1, sizeof *known);
    const char *same = NULL;
    size_t n = 0;

    for (size_t i = 0; i < plan->n_files; i++) {
        const char *name = of(&plan->files[i]);
        bool is_known = name == NULL;
        for (size_t k = 0; k < n; k++)
            is_known = is_known || strcmp(known[k], name) == 0;
        if (!is_known)
            known[n++] = name;
    }
    for (size_t i = 0; i < n && *place != NULL; i++)
        same = pp_text_same(known[i], *place) ? known[i] : same;
    if (*place != NULL && n > 0 && same == NULL) {
        struct pp_buffer text = PP_BUFFER_INIT;
        const char *closest = pp_text_closest(*place, known, n);
        pp_buffer_printf(&text,
                         "\"%s\" is not a %s that the plan names for its "
                         "files; expected ",
                         *place, what);
        for (size_t i = 0; i < n; i++)
            pp_buffer_printf(&text, "%s\"%s\"",
                             i == 0 ? "" : (i + 1 < n ? ", " : " or "),
                             known[i]);
        if (closest != NULL)
            pp_buffer_printf(&text, "; did you mean \"%s\"?", closest);
        pp_buffer_puts(&text, closest != NULL ? " A" : ". A");
        pp_buffer_printf(&text,
                         " new %s is named in the plan, under files:", what);
        pp_fail(err, PP_EUSAGE, "%s", text.data);
        pp_buffer_clear(&text);
        pp_free(known);
        return -1;
    }
    if (same != NULL)
        *place = same; /* written as in the plan */
    pp_free(known);
    return 0;
}

static const char *region_of(const struct pp_plan_file *file)
{
    return file->region;
}

static const char *group_of(const struct pp_plan_file *file)
{
    return file->group;
}

static int check_places(struct importer *im, struct pp_error *err)
{
    struct pp_ingest_options *options = &im->ingest.options;

    if (check_place(im->ingest.plan, "region", region_of, &options->region,
                    err) != 0)
        return -1;
    return check_place(im->ingest.plan, "group", group_of, &options->group,
                       err);
}

static int open_source(struct importer *im, struct pp_error *err)
{
    const struct pp_ingest_options *options = &im->ingest.options;
    const struct pp_plan_file *file = im->report.file;
    struct pp_source_options wanted = {.sheet = options->sheet};

    if (file != NULL && file->comment != NULL)
        wanted.comment = file->comment[0];

    if (options->delimiter != NULL) {
        wanted.delimiter = pp_delimiter_of(options->delimiter);
        if (wanted.delimiter == 0)
            return pp_fail(err, PP_EUSAGE,
                           "\"%s\" is not a delimiter; expected comma, "
                           "semicolon, tab, bar or one sign",
                           options->delimiter);
    }
    if (options->encoding != NULL) {
        wanted.encoding = pp_encoding_of(options->encoding);
        if (wanted.encoding == PP_ENCODING_FIND)
            return pp_fail(err, PP_EUSAGE,
                           "\"%s\" is not an encoding that is known; expected "
                           "utf-8, utf-16 or windows-1252",
                           options->encoding);
    }
    return pp_source_open(im->path, &wanted, &im->source, im->ingest.notes,
                          err);
}

/* --- the head ------------------------------------------------------------- */

static struct pp_record copy_record(struct pp_pool *pool,
                                    const struct pp_record *record)
{
    struct pp_record copy = *record;
    struct pp_text_field *fields =
        pp_pool_array(pool, record->n_fields, sizeof *fields);

    for (size_t i = 0; i < record->n_fields; i++) {
        fields[i].length = record->fields[i].length;
        if (record->fields[i].text != NULL)
            fields[i].text = pp_pool_strndup(pool, record->fields[i].text,
                                             record->fields[i].length);
    }
    copy.fields = fields;
    if (record->problem != NULL)
        copy.problem = pp_pool_strdup(pool, record->problem);
    return copy;
}

static int read_head(struct importer *im, struct pp_error *err)
{
    struct pp_record *rows =
        pp_pool_array(im->ingest.pool, HEAD_ROWS, sizeof *rows);
    const struct pp_record *record;
    int got = 0;

    while (im->head.n < HEAD_ROWS &&
           (got = im->source->next(im->source, &record, err)) > 0)
        rows[im->head.n++] = copy_record(im->ingest.pool, record);
    im->head.rows = rows;
    if (got < 0)
        return -1;
    if (im->head.n == 0)
        return pp_fail(err, PP_EDATA,
                       "%s holds nothing but blank lines; a row of headings "
                       "was expected",
                       im->name);
    return 0;
}

static int find_platform(struct importer *im, struct pp_error *err)
{
    const char *id = im->ingest.options.platform;

    im->platform =
        id != NULL ? pp_platform_of(id) : pp_platform_find(&im->head);
    if (im->platform != NULL)
        return 0;
    struct pp_buffer known = PP_BUFFER_INIT;
    for (size_t i = 0; pp_platforms[i] != NULL; i++)
        pp_buffer_printf(&known, "%s%s", i > 0 ? ", " : "",
                         pp_platforms[i]->id);
    pp_fail(err, PP_EUSAGE, "\"%s\" is not a platform; expected one of %s", id,
            known.data);
    pp_buffer_clear(&known);
    return -1;
}

static bool is_decimal_comma(const char *text)
{
    size_t sign = text[0] == '-';
    size_t whole = strspn(text + sign, "0123456789");
    size_t fraction;

    if (whole == 0 || text[sign + whole] != ',')
        return false;
    fraction = strspn(text + sign + whole + 1, "0123456789");
    return fraction > 0 && text[sign + whole + 1 + fraction] == '\0';
}

/* Declared, or: fields are not cut at commas, and a number in the head has
 * one. */
static bool has_decimal_comma(const struct importer *im)
{
    const struct pp_csv_dialect *dialect = im->source->dialect;

    if (im->report.file != NULL && im->report.file->decimal_comma)
        return true;
    if (dialect == NULL || dialect->delimiter != ';')
        return false;
    for (size_t r = im->sheet.n_rows; r < im->head.n; r++)
        for (size_t f = 0; f < im->head.rows[r].n_fields; f++)
            if (im->head.rows[r].fields[f].text != NULL &&
                is_decimal_comma(im->head.rows[r].fields[f].text))
                return true;
    return false;
}

static void mark_reject_columns(struct pp_sheet *sheet)
{
    for (size_t i = 0; i < sheet->n_headings; i++) {
        if (strcmp(sheet->headings[i].name, PP_REJECT_ROW) != 0 &&
            strcmp(sheet->headings[i].name, PP_REJECT_REASON) != 0 &&
            strcmp(sheet->headings[i].name, PP_REJECT_WHOSE) != 0)
            continue;
        sheet->headings[i].role = PP_COLUMN_IGNORED;
        sheet->headings[i].why = "written by an earlier import";
    }
}

/* SPSS and Stata keep the question beside the variable's name. */
static void take_questions(const struct pp_source *source,
                           struct pp_sheet *sheet)
{
    for (size_t i = 0; source->questions != NULL && i < sheet->n_headings &&
                       i < source->n_columns;
         i++)
        if (sheet->headings[i].question == NULL)
            sheet->headings[i].question = source->questions[i];
}

/* A path as the plan has it, seen from its folder. */
static const char *beside_plan(const struct importer *im, const char *path)
{
    const char *plan = im->ingest.plan->file;
    const char *slash = plan != NULL ? strrchr(plan, '/') : NULL;

    if (path[0] == '/' || slash == NULL)
        return path;
    return pp_pool_printf(im->ingest.pool, "%.*s/%s", (int)(slash - plan), plan,
                          path);
}

static int read_dictionary(struct importer *im, struct pp_error *err)
{
    const struct pp_plan_file *file = im->report.file;
    const char *path = NULL;

    if (file != NULL && file->dictionary != NULL)
        path = beside_plan(im, file->dictionary);
    else if (strcmp(im->platform->id, "redcap") == 0)
        path = pp_redcap_dictionary_find(im->ingest.pool, im->path,
                                         im->ingest.notes);
    im->report.dictionary = path;
    return path == NULL
               ? 0
               : pp_redcap_dictionary_apply(im->ingest.pool, path, &im->sheet,
                                            im->source, im->ingest.notes, err);
}

static int read_sheet(struct importer *im, struct pp_error *err)
{
    im->platform->read(&im->head, im->ingest.pool, &im->sheet);
    take_questions(im->source, &im->sheet);
    if (read_dictionary(im, err) != 0)
        return -1;
    if (pp_head_is_tags(&im->head, im->sheet.n_rows))
        im->sheet.n_rows++;
    mark_reject_columns(&im->sheet);
    const struct pp_record *headings = &im->head.rows[im->sheet.at];
    im->report.platform_id = im->platform->id;
    im->report.platform_name = im->platform->name;
    im->report.heading_line = headings->line;
    if (headings->problem != NULL)
        return pp_fail(err, PP_EPARSE, "%s: row %zu, the headings: %s",
                       im->name, headings->line, headings->problem);
    if (im->sheet.note != NULL)
        pp_notes_add(im->ingest.notes, PP_NOTE_INFO, im->name, headings->line,
                     0, NULL, "%s", im->sheet.note);
    if (im->sheet.n_rows >= im->head.n && im->head.n < HEAD_ROWS)
        pp_notes_add(im->ingest.notes, PP_NOTE_WARNING, im->name,
                     headings->line, 0, NULL,
                     "there are headings and no rows under them, so there is "
                     "nothing to take in");
    im->report.decimal_comma = has_decimal_comma(im);
    return 0;
}

/* --- mapping -------------------------------------------------------------- */

static const struct pp_note *first_error(const struct pp_notes *notes,
                                         size_t from)
{
    for (size_t i = from; i < notes->n; i++)
        if (notes->items[i].severity == PP_NOTE_ERROR)
            return &notes->items[i];
    return NULL;
}

static int map(struct importer *im, struct pp_error *err)
{
    struct pp_notes *notes = im->ingest.notes;
    size_t before = notes->n;

    const struct pp_every_row every = {
        .has_wave = im->wave >= 0,
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

static void tell_progress(const struct importer *im, size_t n_rows)
{
    const struct pp_ingest_options *options = &im->ingest.options;

    if (options->progress != NULL && n_rows % PROGRESS_ROWS == 0)
        options->progress(im->source->bytes_read(im->source),
                          im->source->n_bytes, n_rows, options->ctx);
}

static int take_row(struct importer *im, struct pp_rows *rows,
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

static int take_rows(struct importer *im, struct pp_rows *rows,
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
static int complete_rejects(struct importer *im, struct pp_rows *rows,
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
    int opened = open_source(im, err);
    im->ingest.notes = notes;
    if (opened != 0)
        return -1;
    im->source->expect(im->source, im->sheet.n_headings);
    while ((got = im->source->next(im->source, &record, err)) > 0)
        if ((reject = pp_rejects_open(&rows->rejects, record->line)) != NULL)
            pp_rejects_complete(&rows->rejects, reject, record);
    return got;
}

static void describe_batch(const struct importer *im, struct pp_batch *batch)
{
    struct pp_pool *pool = im->ingest.pool;

    batch->file = pp_pool_strdup(pool, pp_file_name(im->name));
    batch->platform = im->platform->id;
    batch->key_check = pp_pool_strdup(pool, im->ingest.key->fingerprint);
    memcpy(batch->hash, im->source->hash, sizeof batch->hash);
}

static int take_file(struct importer *im, struct pp_batch *batch,
                     struct pp_error *err)
{
    struct pp_rows *rows = pp_alloc_zero(1, sizeof *rows);

    rows->ingest = &im->ingest;
    rows->plan = im->ingest.plan;
    rows->name = im->name;
    rows->mapping = &im->report.mapping;
    rows->source = im->source;
    rows->wave = im->wave;
    rows->decimal_comma = im->report.decimal_comma;
    rows->is_by_event = strcmp(im->platform->id, "redcap") == 0;
    im->source->expect(im->source, im->sheet.n_headings);
    pp_rows_init(rows, im->ingest.rows);
    int status = take_rows(im, rows, err);
    if (im->source->dialect != NULL)
        im->report.dialect = *im->source->dialect;
    if (status == 0)
        status = pp_rows_check_codings(rows, err);
    if (status == 0) {
        describe_batch(im, batch);
        status = complete_rejects(im, rows, err);
    }
    if (status == 0) {
        if (im->ingest.rejects != NULL)
            pp_rejects_write(&rows->rejects, &im->report.mapping,
                             im->ingest.rejects);
        pp_rows_give(rows, batch);
        status = pp_batch_check(batch, err);
    }
    pp_rows_clear(rows);
    pp_free(rows);
    return status;
}

static int import(struct importer *im, struct pp_batch *batch,
                  struct pp_error *err)
{
    if (check_places(im, err) != 0)
        return -1;
    merge_options(im);
    if (find_wave(im, err) != 0 || open_source(im, err) != 0)
        return -1;
    im->report.kind = im->source->kind;
    im->report.sheet = im->source->sheet;
    im->report.has_dialect = im->source->dialect != NULL;
    if (im->report.has_dialect)
        im->report.dialect = *im->source->dialect;
    if (read_head(im, err) != 0 || find_platform(im, err) != 0 ||
        read_sheet(im, err) != 0 || map(im, err) != 0)
        return -1;
    return take_file(im, batch, err);
}

int pp_ingest_file(const struct pp_ingest *ingest, const char *path,
                   struct pp_batch *batch, struct pp_error *err)
{
    struct importer im = {.ingest = *ingest,
                          .path = path,
                          .name = strcmp(path, "-") == 0 ? "stdin" : path};

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

/* --- the report ----------------------------------------------------------- */

static void print_dialect(const struct pp_csv_dialect *dialect,
                          struct pp_buffer *out)
{
    pp_buffer_printf(out, "dialect: %s%s, delimiter %s (%c), line ends %s",
                     pp_encoding_name(dialect->encoding),
                     dialect->has_mark ? " with a byte order mark" : "",
                     pp_delimiter_name(dialect->delimiter),
                     dialect->delimiter == '\t' ? ' ' : dialect->delimiter,
                     dialect->line_ends);
    if (dialect->n_blank > 0)
        pp_buffer_printf(out, ", %zu blank lines left out", dialect->n_blank);
    if (dialect->n_mended > 0)
        pp_buffer_printf(out, ", %zu rows with wrong quotes mended",
                         dialect->n_mended);
    pp_buffer_putc(out, '\n');
}

void pp_ingest_report_print(const struct pp_plan *plan,
                            const struct pp_ingest_report *report,
                            struct pp_buffer *out)
{
    if (report->kind != NULL)
        pp_buffer_printf(out, "file: %s%s%s\n", report->kind,
                         report->sheet != NULL ? ", sheet " : "",
                         report->sheet != NULL ? report->sheet : "");
    if (report->has_dialect)
        print_dialect(&report->dialect, out);
    if (report->platform_name != NULL)
        pp_buffer_printf(out, "platform: %s (%s)", report->platform_name,
                         report->platform_id);
    if (report->heading_line > 0)
        pp_buffer_printf(out, ", headings in row %zu", report->heading_line);
    if (report->platform_name != NULL)
        pp_buffer_putc(out, '\n');
    if (report->dictionary != NULL)
        pp_buffer_printf(out, "data dictionary: %s\n", report->dictionary);
    if (report->decimal_comma)
        pp_buffer_puts(out, "numbers: with a decimal comma\n");
    if (report->date_order != NULL)
        pp_buffer_printf(out, "dates: %s\n", report->date_order);
    if (report->mapping.n_columns > 0)
        pp_buffer_puts(out, "columns:\n");
    pp_mapping_print(plan, &report->mapping, out);
}
