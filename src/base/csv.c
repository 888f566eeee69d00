#include "csv_reader.h"

#include <stdio.h>
#include <string.h>

#include "prepost/base/alloc.h"
#include "prepost/base/text.h"

/*
 * Why one physical line a call, in strict mode (libcsv 3.0.3):
 * - no callback tells the line; fed one at a time, the line is ours to count
 * - lenient parsing loses rows: after `"a"b,c` everything up to the next
 *   quote, line ends too, goes into one field. Strict stops there
 * - a record that began can be given up and its later lines read again
 */

/* --- physical lines ------------------------------------------------------- */

/* Drops what is behind us and reads more. */
static int refill(struct pp_csv *csv, struct pp_error *err)
{
    size_t behind = csv->is_open ? csv->first : csv->pos;

    memmove(csv->text.data, csv->text.data + behind, csv->text.length - behind);
    csv->text.length -= behind;
    csv->pos -= behind;
    csv->first -= csv->is_open ? behind : csv->first;
    csv->first_end -= csv->is_open ? behind : csv->first_end;
    csv->lf = 0;
    return pp_csv_fill(csv, err);
}

/* Bytes from pos up to and with the line's end; 0: more are needed. */
static size_t whole_line(struct pp_csv *csv)
{
    const char *text = csv->text.data;
    size_t pos = csv->pos, length = csv->text.length;

    if (csv->lf < pos ||
        (csv->lf == pos && csv->lf < length && text[csv->lf] != '\n')) {
        const char *lf = memchr(text + pos, '\n', length - pos);
        csv->lf = lf != NULL ? (size_t)(lf - text) : length;
    }
    const char *cr = memchr(text + pos, '\r', csv->lf - pos);
    if (cr == NULL && csv->lf < length)
        return csv->lf + 1 - pos;
    if (cr == NULL)
        return csv->ended ? length - pos : 0;
    size_t after = (size_t)(cr - text) + 1;
    if (after == length)
        return csv->ended ? after - pos : 0;
    return after + (text[after] == '\n') - pos;
}

/* The next physical line, its end included; *n is 0 at the end of the file. */
static int next_line(struct pp_csv *csv, size_t *n, struct pp_error *err)
{
    while ((*n = whole_line(csv)) == 0 && !csv->ended) {
        if (csv->text.length - csv->pos > PP_CSV_MAX_LINE)
            return pp_fail(err, PP_EPARSE,
                           "%s: line %zu is longer than 16 MB; a table of "
                           "answers was expected",
                           csv->name, csv->line + 1);
        if (refill(csv, err) != 0)
            return -1;
    }
    csv->line += *n > 0;
    return 0;
}

/* --- fields --------------------------------------------------------------- */

static void on_field(void *field, size_t n, void *ctx)
{
    struct pp_csv *csv = ctx;
    const char *bytes = field;

    if (csv->n_slots == csv->slots_capacity) {
        csv->slots_capacity = 2 * csv->slots_capacity + 32;
        csv->slots = pp_realloc_array(csv->slots, csv->slots_capacity,
                                      sizeof *csv->slots);
    }
    struct pp_csv_slot *slot = &csv->slots[csv->n_slots++];
    *slot = (struct pp_csv_slot){bytes != NULL ? csv->n_cells : SIZE_MAX, n};
    if (bytes == NULL)
        return;
    slot->length = pp_csv_unguard(bytes, n, csv->cells + csv->n_cells);
    csv->n_cells += slot->length;
    csv->cells[csv->n_cells++] = '\0';
}

static void on_record(int end, void *ctx)
{
    struct pp_csv *csv = ctx;

    (void)end;
    csv->is_done = true;
}

/* A line of n bytes ends at most n + 1 fields, each with a NUL. */
static void reserve_cells(struct pp_csv *csv, size_t n)
{
    size_t wanted = csv->n_cells + csv->parser.entry_pos + 2 * n + 2;

    if (wanted <= csv->cells_capacity)
        return;
    csv->cells_capacity = wanted + wanted / 2;
    csv->cells = pp_realloc_array(csv->cells, csv->cells_capacity, 1);
}

static const struct pp_record *take_record(struct pp_csv *csv)
{
    if (csv->fields_capacity < csv->n_slots) {
        csv->fields_capacity = csv->slots_capacity;
        csv->fields = pp_realloc_array(csv->fields, csv->fields_capacity,
                                       sizeof *csv->fields);
    }
    for (size_t i = 0; i < csv->n_slots; i++) {
        const struct pp_csv_slot *slot = &csv->slots[i];
        csv->fields[i].text =
            slot->start == SIZE_MAX ? NULL : csv->cells + slot->start;
        csv->fields[i].length = slot->length;
    }
    csv->record = (struct pp_record){.line = csv->record_line,
                                     .fields = csv->fields,
                                     .n_fields = csv->n_slots,
                                     .texts = csv->cells,
                                     .n_bytes = csv->n_cells};
    csv->is_open = false;
    return &csv->record;
}

static void begin_record(struct pp_csv *csv, size_t n)
{
    csv->is_open = true;
    csv->is_done = false;
    csv->first = csv->pos;
    csv->first_end = csv->pos + n;
    csv->record_line = csv->line;
    csv->n_slots = csv->n_cells = 0;
}

/* --- what is not as it should be ------------------------------------------ */

static size_t without_line_end(const char *line, size_t n)
{
    while (n > 0 && (line[n - 1] == '\n' || line[n - 1] == '\r'))
        n--;
    return n;
}

/* Gives the record up, but only its first line: the others are read again. */
static const struct pp_record *give_up(struct pp_csv *csv)
{
    const char *line = csv->text.data + csv->first;
    size_t n = csv->first_end - csv->first;

    csv_fini(&csv->parser, NULL, NULL, NULL); /* resets it */
    csv->dialect.n_problems++;
    csv->pos = csv->first_end;
    csv->line = csv->record_line;
    csv->lf = 0; /* earlier line ends lie ahead again */
    csv->n_slots = csv->n_cells = 0;
    struct pp_buffer whole = PP_BUFFER_INIT;
    pp_text_repair(line, without_line_end(line, n), &whole);
    reserve_cells(csv, whole.length);
    on_field(whole.data != NULL ? whole.data : "", whole.length, csv);
    pp_buffer_clear(&whole);
    take_record(csv);
    csv->record.problem = csv->problem;
    return &csv->record;
}

/* A one-line record with wrong quotes, read as leniently as libcsv can. */
static bool mend(struct pp_csv *csv, size_t n)
{
    struct csv_parser lenient;
    const char *line = csv->text.data + csv->first;

    pp_csv_parser_init(&lenient, CSV_EMPTY_IS_NULL, csv->dialect.delimiter);
    csv->n_slots = csv->n_cells = 0;
    csv->is_done = false;
    reserve_cells(csv, n + 1);
    bool read = csv_parse(&lenient, line, n, on_field, on_record, csv) == n;
    /* 2 is libcsv's state inside a field: a quote is still open. */
    bool open = !csv->is_done && lenient.quoted && lenient.pstate == 2;
    if (read && !open && !csv->is_done)
        csv_parse(&lenient, "\n", 1, on_field, on_record, csv);
    csv_free(&lenient);
    return read && !open && csv->is_done &&
           (csv->expected == 0 || csv->n_slots == csv->expected);
}

static const struct pp_record *mend_or_give_up(struct pp_csv *csv, size_t n)
{
    bool one_line = csv->record_line == csv->line;

    if (!one_line || csv_error(&csv->parser) != CSV_EPARSE || !mend(csv, n))
        return give_up(csv);
    csv_fini(&csv->parser, NULL, NULL, NULL);
    csv->pos += n;
    csv->dialect.n_mended++;
    take_record(csv);
    csv->record.mended = "a quote mark stands inside a field that is not "
                         "quoted as a whole; it was taken as it stands";
    return &csv->record;
}

static void describe_stop(struct pp_csv *csv, const char *line, size_t at)
{
    size_t field = csv->n_slots + 1;

    if (csv_error(&csv->parser) == CSV_ENOMEM)
        snprintf(csv->problem, sizeof csv->problem,
                 "field %zu is longer than 1 MB; a quote mark may be missing",
                 field);
    else if (line[at] == '"' && !csv->parser.quoted)
        snprintf(csv->problem, sizeof csv->problem,
                 "field %zu has a quote mark inside it; expected the whole "
                 "field in quotes and the mark doubled",
                 field);
    else
        snprintf(csv->problem, sizeof csv->problem,
                 "field %zu goes on after its closing quote mark; expected a "
                 "delimiter or the end of the line there",
                 field);
}

static void describe_open_quote(struct pp_csv *csv)
{
    snprintf(
        csv->problem, sizeof csv->problem,
        "the quote mark that opens field %zu is not closed%s", csv->n_slots + 1,
        csv->ended ? " before the end of the file" : " within 1,000 lines");
}

/* Whether the line holds bytes that no text has. */
static bool is_no_text(struct pp_csv *csv, const char *line, size_t n)
{
    if (csv->check_zero && memchr(line, 0, n) != NULL) {
        snprintf(csv->problem, sizeof csv->problem,
                 "it holds a zero byte; expected text");
        return true;
    }
    if (!csv->check_utf8)
        return false;
    size_t good = pp_text_valid(line, n);
    if (good == n)
        return false;
    snprintf(csv->problem, sizeof csv->problem,
             "byte %zu of line %zu (hexadecimal %02X) is not UTF-8; expected "
             "UTF-8 as in the rest of the file",
             good + 1, csv->line, (unsigned char)line[good]);
    return true;
}

/* --- records -------------------------------------------------------------- */

static bool is_in_quotes(const struct pp_csv *csv)
{
    return csv->parser.quoted && csv->parser.pstate == 2;
}

/* The end of the file without a line end, or within quotes. */
static const struct pp_record *end_of_file(struct pp_csv *csv)
{
    if (is_in_quotes(csv)) {
        describe_open_quote(csv);
        return give_up(csv);
    }
    reserve_cells(csv, 1);
    csv_parse(&csv->parser, "\n", 1, on_field, on_record, csv);
    return take_record(csv);
}

/* A record of several lines with too few or too many fields: a stray quote. */
static bool is_doubtful(const struct pp_csv *csv)
{
    return csv->expected > 0 && csv->n_slots != csv->expected &&
           csv->record_line != csv->line;
}

/* Feeds the line of n bytes at pos; a record if that ends one, else NULL. */
static const struct pp_record *feed(struct pp_csv *csv, size_t n)
{
    const char *line = csv->text.data + csv->pos;

    if (!csv->is_open)
        begin_record(csv, n);
    if (is_no_text(csv, line, n))
        return give_up(csv);
    reserve_cells(csv, n);
    size_t used = csv_parse(&csv->parser, line, n, on_field, on_record, csv);
    if (used < n) {
        describe_stop(csv, line, used);
        return mend_or_give_up(csv, n);
    }
    if (csv->is_done && is_doubtful(csv)) {
        snprintf(csv->problem, sizeof csv->problem,
                 "a quote mark opened here closes on line %zu, which makes "
                 "%zu fields; expected %zu",
                 csv->line, csv->n_slots, csv->expected);
        return give_up(csv);
    }
    csv->pos += n;
    if (csv->is_done)
        return take_record(csv);
    if (csv->parser.pstate == 0) { /* nothing but blanks */
        csv->is_open = false;
        csv->dialect.n_blank++;
    } else if (csv->line - csv->record_line >= PP_CSV_MAX_RECORD_LINES) {
        describe_open_quote(csv);
        return give_up(csv);
    }
    return NULL;
}

/* Old systems end a text with Ctrl-Z. */
static bool is_left_out(struct pp_csv *csv, size_t n)
{
    const char *line = csv->text.data + csv->pos;

    if (csv->is_open)
        return false;
    if (csv->comment != 0 && line[0] == csv->comment) {
        csv->dialect.n_comments++;
        return true;
    }
    return line[0] == 0x1A && without_line_end(line, n) == 1;
}

static int check_columns(const struct pp_csv *csv,
                         const struct pp_record *record, struct pp_error *err)
{
    if (record->n_fields <= PP_CSV_MAX_COLUMNS)
        return 1;
    return pp_fail(err, PP_EPARSE,
                   "%s: line %zu has %zu columns; a table of answers was "
                   "expected, of 20,000 at most, with a row for each form that "
                   "was filled in",
                   csv->name, record->line, record->n_fields);
}

int pp_csv_next(struct pp_csv *csv, const struct pp_record **record,
                struct pp_error *err)
{
    size_t n;

    *record = NULL;
    for (;;) {
        if (next_line(csv, &n, err) != 0)
            return -1;
        if (n == 0 && !csv->is_open)
            return 0;
        if (n == 0) {
            *record = end_of_file(csv);
            return check_columns(csv, *record, err);
        }
        if (is_left_out(csv, n)) {
            csv->pos += n;
            continue;
        }
        *record = feed(csv, n);
        if (*record != NULL)
            return check_columns(csv, *record, err);
    }
}
