#include "prepost/ingest/number_columns.h"

#include <math.h>
#include <string.h>

#include "prepost/base/alloc.h"
#include "prepost/base/file.h"
#include "prepost/base/number.h"
#include "prepost/base/text.h"
#include "prepost/ingest/source.h"

/* Beyond this a sum of squares of a million scores loses its digits. */
static const double largest_score = 1e12;

struct reader {
    struct pp_pool *pool;
    const char *file; /* its name, for messages */
    const struct pp_number_columns_wanted *wanted;
    struct pp_number_columns *out;
    struct pp_source *source;
    char **headings;
    size_t n_headings;
    size_t *number_at, *text_at; /* column of each wanted one */
    size_t capacity;
    size_t n_bad; /* cells that are no number; the first is in `bad` */
    struct pp_error bad;
};

/* --- headings ------------------------------------------------------------- */

static void keep_headings(struct reader *r, const struct pp_record *record)
{
    r->n_headings = record->n_fields;
    r->headings = pp_pool_array(r->pool, record->n_fields, sizeof *r->headings);
    for (size_t c = 0; c < record->n_fields; c++) {
        const struct pp_text_field *field = &record->fields[c];
        r->headings[c] =
            field->text == NULL
                ? pp_pool_strdup(r->pool, "")
                : pp_pool_strndup(r->pool, field->text, field->length);
    }
}

static int no_such_column(const struct reader *r, const char *heading,
                          struct pp_error *err)
{
    const char *const *names = (const char *const *)r->headings;
    const char *near = pp_text_closest(heading, names, r->n_headings);

    if (near != NULL && *near != '\0')
        return pp_fail(err, PP_EDATA,
                       "%s: no column \"%s\"; did you mean \"%s\"?", r->file,
                       heading, near);
    struct pp_buffer list = PP_BUFFER_INIT;
    for (size_t c = 0; c < r->n_headings && list.length < 300; c++)
        pp_buffer_printf(&list, "%s%s", c > 0 ? ", " : "", r->headings[c]);
    struct pp_buffer shown = PP_BUFFER_INIT;
    pp_fail(err, PP_EDATA, "%s: no column \"%s\"; the columns are: %s", r->file,
            heading, pp_text_quote(list.data, list.length, 300, &shown));
    pp_buffer_clear(&shown);
    pp_buffer_clear(&list);
    return -1;
}

/* As written, else in any case and spacing; "#3" is the third column. */
static int find_column(const struct reader *r, const char *heading, size_t *at,
                       struct pp_error *err)
{
    long number;
    size_t n_exact = 0, n_alike = 0, exact = 0, alike = 0;

    for (size_t c = r->n_headings; c-- > 0;) {
        if (strcmp(r->headings[c], heading) == 0) {
            exact = c;
            n_exact++;
        } else if (pp_text_same(r->headings[c], heading)) {
            alike = c;
            n_alike++;
        }
    }
    if (n_exact == 1 || (n_exact == 0 && n_alike == 1)) {
        *at = n_exact == 1 ? exact : alike;
        return 0;
    }
    if (n_exact + n_alike > 1)
        return pp_fail(err, PP_EDATA,
                       "%s: %zu columns are headed \"%s\"; say which by its "
                       "number, the first of them is \"#%zu\"",
                       r->file, n_exact > 0 ? n_exact : n_alike, heading,
                       (n_exact > 0 ? exact : alike) + 1);
    if (heading[0] == '#' &&
        pp_whole_parse(heading + 1, strlen(heading + 1), &number) == 0) {
        if (number < 1 || (size_t)number > r->n_headings)
            return pp_fail(err, PP_EDATA, "%s: no column \"%s\"; there are %zu",
                           r->file, heading, r->n_headings);
        *at = (size_t)number - 1;
        return 0;
    }
    return no_such_column(r, heading, err);
}

static bool has_heading(const struct reader *r, const char *heading)
{
    for (size_t c = 0; c < r->n_headings; c++)
        if (strcmp(r->headings[c], heading) == 0)
            return true;
    return false;
}

static int find_columns(struct reader *r, struct pp_error *err)
{
    const struct pp_number_columns_wanted *w = r->wanted;

    r->number_at = pp_pool_array(r->pool, w->n_numbers, sizeof *r->number_at);
    r->text_at = pp_pool_array(r->pool, w->n_texts, sizeof *r->text_at);
    for (size_t i = 0; i < w->n_numbers; i++)
        if (find_column(r, w->numbers[i], &r->number_at[i], err) != 0)
            return -1;
    for (size_t i = 1; i < w->n_numbers; i++)
        for (size_t j = 0; j < i; j++)
            if (r->number_at[i] == r->number_at[j])
                return pp_fail(err, PP_EUSAGE,
                               "%s: \"%s\" and \"%s\" are the same column",
                               r->file, w->numbers[j], w->numbers[i]);
    for (size_t i = 0; i < w->n_texts; i++) {
        bool is_optional = i + w->n_optional >= w->n_texts;
        r->out->has_text[i] = w->texts[i] != NULL &&
                              (!is_optional || has_heading(r, w->texts[i]));
        if (r->out->has_text[i] &&
            find_column(r, w->texts[i], &r->text_at[i], err) != 0)
            return -1;
    }
    return 0;
}

/* --- rows ----------------------------------------------------------------- */

static bool parse(const struct reader *r, const struct pp_text_field *field,
                  double *x)
{
    char text[64];

    if (field->length >= sizeof text)
        return false;
    memcpy(text, field->text, field->length + 1);
    char *comma = strchr(text, ',');
    if (r->wanted->decimal_comma && comma != NULL && strchr(text, '.') == NULL)
        *comma = '.';
    return pp_number_parse(text, field->length, x) == 0;
}

static bool is_missing(const struct reader *r,
                       const struct pp_text_field *field)
{
    const char *missing = r->wanted->missing;
    double x, code;

    if (field->text == NULL || field->length == 0)
        return true;
    if (missing == NULL)
        return false;
    return strcmp(field->text, missing) == 0 ||
           (pp_number_parse(missing, strlen(missing), &code) == 0 &&
            parse(r, field, &x) && x == code);
}

static void bad_cell(struct reader *r, const struct pp_record *record,
                     size_t column, const struct pp_text_field *field,
                     const char *what)
{
    struct pp_buffer text = PP_BUFFER_INIT, heading = PP_BUFFER_INIT;
    const char *name = r->headings[column];

    if (r->n_bad++ > 0)
        return;
    pp_text_quote(field->text, field->length, 40, &text);
    pp_text_quote(name, strlen(name), 60, &heading);
    pp_fail(&r->bad, PP_EDATA, "%s: row %zu, column \"%s\": \"%s\" is %s",
            r->file, record->line, pp_buffer_text(&heading),
            pp_buffer_text(&text), what);
    pp_buffer_clear(&heading);
    pp_buffer_clear(&text);
}

static double number_of(struct reader *r, const struct pp_record *record,
                        size_t column)
{
    if (column >= record->n_fields)
        return NAN;
    const struct pp_text_field *field = &record->fields[column];
    double x;
    if (is_missing(r, field) || strcmp(field->text, "NA") == 0)
        return NAN;
    if (!parse(r, field, &x)) {
        bad_cell(r, record, column, field,
                 strchr(field->text, ',') != NULL && !r->wanted->decimal_comma
                     ? "not a number such as 3 or 2.5 (--decimal-comma reads "
                       "2,5)"
                     : "not a number; an empty cell means no answer");
        return NAN;
    }
    if (fabs(x) > largest_score) {
        bad_cell(r, record, column, field, "too large for a score");
        return NAN;
    }
    return x;
}

static void grow(struct reader *r)
{
    const struct pp_number_columns_wanted *w = r->wanted;
    struct pp_number_columns *out = r->out;

    r->capacity = r->capacity == 0 ? 256 : 2 * r->capacity;
    for (size_t i = 0; i < w->n_numbers; i++)
        out->numbers[i] = pp_realloc_array(out->numbers[i], r->capacity,
                                           sizeof **out->numbers);
    for (size_t i = 0; i < w->n_texts; i++)
        out->texts[i] =
            pp_realloc_array(out->texts[i], r->capacity, sizeof **out->texts);
}

static void add_row(struct reader *r, const struct pp_record *record)
{
    const struct pp_number_columns_wanted *w = r->wanted;
    struct pp_number_columns *out = r->out;

    if (out->n_rows == r->capacity)
        grow(r);
    for (size_t i = 0; i < w->n_numbers; i++)
        out->numbers[i][out->n_rows] = number_of(r, record, r->number_at[i]);
    for (size_t i = 0; i < w->n_texts; i++) {
        size_t c = r->text_at[i];
        const char *text = NULL;
        if (out->has_text[i] && c < record->n_fields &&
            !is_missing(r, &record->fields[c]))
            text = pp_pool_strndup(r->pool, record->fields[c].text,
                                   record->fields[c].length);
        out->texts[i][out->n_rows] = text;
    }
    if (record->mended != NULL && out->n_mended++ == 0)
        out->first_mended = record->line;
    out->n_rows++;
}

static int read_rows(struct reader *r, struct pp_error *err)
{
    const struct pp_record *record;
    int got = r->source->next(r->source, &record, err);

    if (got == 0)
        return pp_fail(err, PP_EDATA, "%s: there is nothing in it", r->file);
    if (got < 0)
        return -1;
    keep_headings(r, record);
    r->source->expect(r->source, r->n_headings);
    if (find_columns(r, err) != 0)
        return -1;
    while ((got = r->source->next(r->source, &record, err)) > 0) {
        if (record->problem != NULL)
            return pp_fail(err, PP_EPARSE, "%s: row %zu: %s", r->file,
                           record->line, record->problem);
        add_row(r, record);
    }
    if (got == 0 && r->out->n_rows == 0)
        return pp_fail(err, PP_EDATA, "%s: there are headings and no rows",
                       r->file);
    return got;
}

/* What was grown by realloc moves into the pool. */
static void give_to_pool(struct reader *r)
{
    struct pp_number_columns *out = r->out;
    size_t n = out->n_rows;

    for (size_t i = 0; i < r->wanted->n_numbers; i++) {
        double *x = pp_pool_array(r->pool, n, sizeof *x);
        if (n > 0)
            memcpy(x, out->numbers[i], n * sizeof *x);
        pp_free(out->numbers[i]);
        out->numbers[i] = x;
    }
    for (size_t i = 0; i < r->wanted->n_texts; i++) {
        const char **x = pp_pool_array(r->pool, n, sizeof *x);
        if (n > 0)
            memcpy(x, out->texts[i], n * sizeof *x);
        pp_free(out->texts[i]);
        out->texts[i] = x;
    }
}

int pp_number_columns_read(struct pp_pool *pool, const char *path,
                           const struct pp_number_columns_wanted *wanted,
                           struct pp_number_columns *out, struct pp_error *err)
{
    struct reader r = {.pool = pool,
                       .file = pp_file_called(path),
                       .wanted = wanted,
                       .out = out};

    *out = (struct pp_number_columns){0};
    pp_notes_init(&out->notes, pool, 0);
    out->numbers = pp_pool_array(pool, wanted->n_numbers, sizeof *out->numbers);
    out->texts = pp_pool_array(pool, wanted->n_texts, sizeof *out->texts);
    out->has_text = pp_pool_array(pool, wanted->n_texts, sizeof *out->has_text);
    if (pp_source_open(path, &(struct pp_source_options){0}, &r.source,
                       &out->notes, err) != 0)
        return -1;
    int status = read_rows(&r, err);
    give_to_pool(&r);
    pp_source_close(r.source);
    if (status == 0 && r.n_bad > 0) {
        if (r.n_bad == 1)
            return pp_fail(err, PP_EDATA, "%s", r.bad.text);
        return pp_fail(err, PP_EDATA, "%s (and %zu more cell%s like it)",
                       r.bad.text, r.n_bad - 1, r.n_bad == 2 ? "" : "s");
    }
    return status;
}
