#include "import_parts.h"

#include <string.h>

#include "redcap_dictionary.h"
#include "rejects.h"
#include "sheet.h"

/* So many rows tell the platform, the headings and the decimal comma. */
enum { HEAD_ROWS = 12 };

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

/* Rows up to HEAD_ROWS; 0 at the end of the file, or -1. */
static int fill_head(struct pp_importer *im, struct pp_record *rows,
                     struct pp_error *err)
{
    const struct pp_record *record;
    int got = 1;

    while (im->head.n < HEAD_ROWS &&
           (got = im->source->next(im->source, &record, err)) > 0)
        rows[im->head.n++] = copy_record(im->ingest.pool, record);
    return got;
}

static size_t n_filled(const struct pp_record *record)
{
    size_t n = 0;

    for (size_t i = 0; i < record->n_fields; i++)
        n += record->fields[i].length > 0;
    return n;
}

/*
 * Rows of remarks at the top begin with # and have fewer cells than the row of
 * headings under them. A heading that is called "#" is no remark, nor are
 * HXL's tags, which stand under the headings.
 */
static size_t count_remarks(const struct pp_head *head)
{
    size_t n = 0;

    for (; n < head->n; n++) {
        const struct pp_record *row = &head->rows[n];
        if (row->n_fields == 0 || row->fields[0].length < 2 ||
            row->fields[0].text[0] != '#')
            break;
    }
    for (size_t i = 0; i < n; i++)
        if (n == head->n ||
            n_filled(&head->rows[i]) >= n_filled(&head->rows[n]))
            return 0;
    return n;
}

static int read_head(struct pp_importer *im, struct pp_error *err)
{
    struct pp_record *rows =
        pp_pool_array(im->ingest.pool, HEAD_ROWS, sizeof *rows);
    int got = fill_head(im, rows, err);

    im->head.rows = rows;
    size_t n_remarks = got < 0 ? 0 : count_remarks(&im->head);
    if (n_remarks > 0) {
        pp_notes_add(
            im->ingest.notes, PP_NOTE_INFO, im->name, rows[0].line, 0, NULL,
            "%zu row%s at the top begin%s with # and %s left out as "
            "remarks; comment: \"#\" for this file in the plan leaves "
            "out such rows anywhere",
            n_remarks, n_remarks == 1 ? "" : "s", n_remarks == 1 ? "s" : "",
            n_remarks == 1 ? "was" : "were");
        im->head.n -= n_remarks;
        memmove(rows, rows + n_remarks, im->head.n * sizeof *rows);
        got = fill_head(im, rows, err);
    }
    if (got < 0)
        return -1;
    if (im->head.n == 0)
        return pp_fail(err, PP_EDATA,
                       "%s holds nothing but blank lines; a row of headings "
                       "was expected",
                       im->name);
    return 0;
}

static int find_platform(struct pp_importer *im, struct pp_error *err)
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
static bool has_decimal_comma(const struct pp_importer *im)
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
            strcmp(sheet->headings[i].name, PP_REJECT_WHOSE) != 0 &&
            strncmp(sheet->headings[i].name, PP_REJECT_FILE,
                    strlen(PP_REJECT_FILE)) != 0)
            continue;
        sheet->headings[i].role = PP_COLUMN_IGNORED;
        sheet->headings[i].why = "written by an earlier import";
    }
}

/* SPSS and Stata keep the question beside the variable's name. */
static void take_questions(struct pp_pool *pool, const struct pp_source *source,
                           struct pp_sheet *sheet)
{
    for (size_t i = 0; source->questions != NULL && i < sheet->n_headings &&
                       i < source->n_columns;
         i++)
        if (sheet->headings[i].question == NULL && source->questions[i] != NULL)
            sheet->headings[i].question = /* it outlives the source */
                pp_pool_strdup(pool, source->questions[i]);
}

/* A path as the plan has it, seen from its folder. */
static const char *beside_plan(const struct pp_importer *im, const char *path)
{
    const char *plan = im->ingest.plan->file;
    const char *slash = plan != NULL ? strrchr(plan, '/') : NULL;

    if (path[0] == '/' || slash == NULL)
        return path;
    return pp_pool_printf(im->ingest.pool, "%.*s/%s", (int)(slash - plan), plan,
                          path);
}

static int read_dictionary(struct pp_importer *im, struct pp_error *err)
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

static int read_sheet(struct pp_importer *im, struct pp_error *err)
{
    im->platform->read(&im->head, im->ingest.pool, &im->sheet);
    take_questions(im->ingest.pool, im->source, &im->sheet);
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

int pp_importer_read_head(struct pp_importer *im, struct pp_error *err)
{
    if (read_head(im, err) != 0 || find_platform(im, err) != 0)
        return -1;
    return read_sheet(im, err);
}
