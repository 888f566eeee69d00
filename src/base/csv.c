#include "prepost/base/csv.h"

#include <csv.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "prepost/base/alloc.h"
#include "prepost/base/delimiter.h"
#include "prepost/base/file.h"
#include "prepost/base/number.h"
#include "prepost/base/text.h"

/*
 * Why one physical line a call, in strict mode (libcsv 3.0.3):
 * - no callback tells the line; fed one at a time, the line is ours to count
 * - lenient parsing loses rows: after `"a"b,c` everything up to the next
 *   quote, line ends too, goes into one field. Strict stops there
 * - a record that began can be given up and its later lines read again
 */

enum {
    CHUNK = 1 << 18,
    MAX_FIELD = 1 << 20,
    MAX_LINE = 1 << 24,
    MAX_RECORD_LINES = 1000,
    SNIFFED = 1 << 16,
    BINARY_HEAD = 4096 /* a zero byte this early: not a text file */
};
static const size_t MAX_PIPED = (size_t)1 << 30;

struct slot {
    size_t start, length; /* in csv->cells; start SIZE_MAX: missing */
};

struct pp_csv {
    char *name;
    struct pp_csv_dialect dialect;
    char comment;
    bool check_utf8, check_zero;
    size_t expected;

    /* Where bytes come from: a file, or memory. */
    int fd;
    bool owns_fd;
    const char *bytes;
    size_t n_bytes, at;
    struct pp_buffer piped;
    struct pp_decoder decoder;
    bool ended;
    char *chunk;

    /* Decoded text: lines from `pos` are still to be read. */
    struct pp_buffer text;
    size_t pos;
    size_t first, first_end; /* the first line of the record that is open */
    size_t lf;               /* no line feed between pos and this */
    size_t line;             /* number of the line at pos, less one */

    struct csv_parser parser;
    bool is_open; /* a record has begun */
    bool is_done; /* its last field is in */
    size_t record_line;
    char *cells;
    size_t n_cells, cells_capacity;
    struct slot *slots;
    size_t n_slots, slots_capacity;
    struct pp_text_field *fields;
    size_t fields_capacity;
    struct pp_record record;
    char problem[200];
};

/* --- opening -------------------------------------------------------------- */

static void *capped_realloc(void *p, size_t n)
{
    return n > MAX_FIELD ? NULL : pp_realloc_array(p, n, 1);
}

static void parser_init(struct csv_parser *parser, unsigned char options,
                        char delimiter)
{
    csv_init(parser, options);
    csv_set_delim(parser, (unsigned char)delimiter);
    csv_set_realloc_func(parser, capped_realloc);
    csv_set_free_func(parser, pp_free);
    csv_set_blk_size(parser, 4096);
}

static int refuse_binary(const struct pp_csv *csv,
                         const struct pp_encoding_look *look,
                         struct pp_error *err)
{
    const unsigned char *head = look->head;

    if (look->n_bytes == 0)
        return pp_fail(err, PP_EPARSE,
                       "%s is empty; a table with a row of headings was "
                       "expected",
                       csv->name);
    if (look->n_bytes >= 4 && memcmp(head, "PK\3\4", 4) == 0)
        return pp_fail(err, PP_EPARSE,
                       "%s is a zip archive (perhaps a spreadsheet or a "
                       "zipped download), not a text file; name it .xlsx if it "
                       "is a spreadsheet, or unpack it",
                       csv->name);
    if (look->n_bytes >= 4 && memcmp(head, "\xD0\xCF\x11\xE0", 4) == 0)
        return pp_fail(err, PP_EPARSE,
                       "%s is an old Excel file (.xls) or protected by a "
                       "password; save it as .xlsx or CSV without a password",
                       csv->name);
    bool wide = csv->decoder.encoding == PP_ENCODING_UTF16_LE ||
                csv->decoder.encoding == PP_ENCODING_UTF16_BE;
    if (!wide && look->n_zero > 0 && look->first_zero < BINARY_HEAD)
        return pp_fail(err, PP_EPARSE,
                       "%s is not a text file: its byte %zu is zero; a CSV "
                       "was expected",
                       csv->name, look->first_zero + 1);
    return 0;
}

/* Looks at every byte once; the source stands at its start again after it. */
static int look_through(struct pp_csv *csv,
                        const struct pp_csv_options *options,
                        struct pp_encoding_look *look, struct pp_error *err)
{
    size_t got = csv->n_bytes;
    const char *piece = csv->bytes;

    do {
        if (csv->fd >= 0) {
            piece = csv->chunk;
            if (pp_file_read_some(csv->fd, csv->name, csv->chunk, CHUNK, &got,
                                  err) != 0)
                return -1;
        }
        pp_encoding_look(look, piece, got);
        if (options->watch != NULL && got > 0)
            options->watch(piece, got, options->ctx);
    } while (csv->fd >= 0 && got > 0);
    if (csv->fd >= 0)
        lseek(csv->fd, 0, SEEK_SET);
    return 0;
}

static void skip_mark(struct pp_csv *csv, size_t mark)
{
    if (csv->fd >= 0)
        lseek(csv->fd, (off_t)mark, SEEK_SET);
    csv->at = mark;
}

static int fill(struct pp_csv *csv, struct pp_error *err)
{
    size_t got;

    if (csv->fd >= 0) {
        if (pp_file_read_some(csv->fd, csv->name, csv->chunk, CHUNK, &got,
                              err) != 0)
            return -1;
        pp_decode(&csv->decoder, csv->chunk, got, &csv->text);
    } else {
        got = csv->n_bytes - csv->at < CHUNK ? csv->n_bytes - csv->at : CHUNK;
        pp_decode(&csv->decoder, csv->bytes + csv->at, got, &csv->text);
    }
    csv->at += got;
    csv->ended = got == 0;
    return 0;
}

/* Excel's own way to name the delimiter: a first line "sep=;". */
static void read_sep_line(struct pp_csv *csv)
{
    const char *t = csv->text.data;

    if (csv->text.length < 6 || (t[0] | 32) != 's' || (t[1] | 32) != 'e' ||
        (t[2] | 32) != 'p' || t[3] != '=' || (t[5] != '\r' && t[5] != '\n'))
        return;
    csv->dialect.has_sep_line = true;
    if (csv->dialect.delimiter == 0)
        csv->dialect.delimiter = t[4];
    csv->pos = t[5] == '\r' && csv->text.length > 6 && t[6] == '\n' ? 7 : 6;
    csv->line = 1;
}

static const char *first_line_end(const char *text, size_t n)
{
    const char *lf = memchr(text, '\n', n);
    const char *cr = memchr(text, '\r', n);

    if (cr != NULL && (lf == NULL || cr < lf))
        return cr + 1 == lf ? "CRLF" : "CR";
    return "LF";
}

static int start(struct pp_csv *csv, const struct pp_csv_options *options,
                 struct pp_error *err)
{
    struct pp_encoding_look look = {0};
    size_t mark;

    if (look_through(csv, options, &look, err) != 0)
        return -1;
    csv->decoder.encoding = pp_encoding_found(&look, &mark);
    if (options->encoding != PP_ENCODING_FIND && mark == 0)
        csv->decoder.encoding = options->encoding;
    if (refuse_binary(csv, &look, err) != 0)
        return -1;
    skip_mark(csv, mark);
    csv->check_utf8 =
        csv->decoder.encoding == PP_ENCODING_UTF8 && look.n_bad > 0;
    csv->check_zero = look.n_zero > 0;
    csv->comment = options->comment;
    csv->dialect = (struct pp_csv_dialect){
        .encoding = csv->decoder.encoding,
        .has_mark = mark > 0,
        .delimiter = options->delimiter,
        .first_bad_line = look.first_bad_line,
        .n_lines = look.n_lines + 1,
        .n_bytes = look.n_bytes,
    };
    do
        if (fill(csv, err) != 0)
            return -1;
    while (!csv->ended && csv->text.length < SNIFFED);
    csv->dialect.line_ends = first_line_end(csv->text.data, csv->text.length);
    read_sep_line(csv);
    if (csv->dialect.delimiter == 0)
        csv->dialect.delimiter = pp_delimiter_find(
            csv->text.data,
            csv->text.length < SNIFFED ? csv->text.length : SNIFFED);
    parser_init(&csv->parser, CSV_STRICT | CSV_EMPTY_IS_NULL,
                csv->dialect.delimiter);
    return 0;
}

static struct pp_csv *csv_new(const char *name)
{
    struct pp_csv *csv = pp_alloc_zero(1, sizeof *csv);

    csv->name = pp_strdup(name);
    csv->fd = -1;
    csv->chunk = pp_alloc(CHUNK);
    pp_buffer_append(&csv->text, "", 0);
    csv->cells = pp_alloc(1);
    parser_init(&csv->parser, CSV_STRICT, ',');
    return csv;
}

void pp_csv_close(struct pp_csv *csv)
{
    if (csv == NULL)
        return;
    if (csv->owns_fd)
        close(csv->fd);
    csv_free(&csv->parser);
    pp_buffer_clear(&csv->piped);
    pp_buffer_clear(&csv->text);
    pp_free(csv->chunk);
    pp_free(csv->cells);
    pp_free(csv->slots);
    pp_free(csv->fields);
    pp_free(csv->name);
    pp_free(csv);
}

static const struct pp_csv_options find_everything = {0};

/* What cannot be read twice is read into memory. */
static int open_source(struct pp_csv *csv, const char *path,
                       struct pp_error *err)
{
    struct stat about;
    int fd;

    if (pp_file_open(path, &fd, err) != 0)
        return -1;
    if (fd != STDIN_FILENO && fstat(fd, &about) == 0 &&
        S_ISREG(about.st_mode)) {
        csv->fd = fd;
        csv->owns_fd = true;
        posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
        return 0;
    }
    if (fd != STDIN_FILENO)
        close(fd);
    if (pp_file_read(path, MAX_PIPED, &csv->piped, err) != 0)
        return -1;
    csv->bytes = csv->piped.data;
    csv->n_bytes = csv->piped.length;
    return 0;
}

int pp_csv_open(const char *path, const struct pp_csv_options *options,
                struct pp_csv **out, struct pp_error *err)
{
    struct pp_csv *csv = csv_new(strcmp(path, "-") == 0 ? "stdin" : path);

    *out = NULL;
    if (options == NULL)
        options = &find_everything;
    if (open_source(csv, path, err) != 0 || start(csv, options, err) != 0) {
        pp_csv_close(csv);
        return -1;
    }
    *out = csv;
    return 0;
}

int pp_csv_open_memory(const char *name, const char *bytes, size_t n,
                       const struct pp_csv_options *options,
                       struct pp_csv **out, struct pp_error *err)
{
    struct pp_csv *csv = csv_new(name);

    *out = NULL;
    csv->bytes = bytes;
    csv->n_bytes = n;
    if (start(csv, options != NULL ? options : &find_everything, err) != 0) {
        pp_csv_close(csv);
        return -1;
    }
    *out = csv;
    return 0;
}

const struct pp_csv_dialect *pp_csv_dialect(const struct pp_csv *csv)
{
    return &csv->dialect;
}

size_t pp_csv_bytes_read(const struct pp_csv *csv)
{
    return csv->at;
}

void pp_csv_expect(struct pp_csv *csv, size_t n_fields)
{
    csv->expected = n_fields;
}

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
    return fill(csv, err);
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
        if (csv->text.length - csv->pos > MAX_LINE)
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

static void on_field(void *bytes, size_t n, void *ctx)
{
    struct pp_csv *csv = ctx;

    if (csv->n_slots == csv->slots_capacity) {
        csv->slots_capacity = 2 * csv->slots_capacity + 32;
        csv->slots = pp_realloc_array(csv->slots, csv->slots_capacity,
                                      sizeof *csv->slots);
    }
    struct slot *slot = &csv->slots[csv->n_slots++];
    *slot = (struct slot){bytes != NULL ? csv->n_cells : SIZE_MAX, n};
    if (bytes == NULL)
        return;
    memcpy(csv->cells + csv->n_cells, bytes, n);
    csv->n_cells += n;
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
        const struct slot *slot = &csv->slots[i];
        csv->fields[i].text =
            slot->start == SIZE_MAX ? NULL : csv->cells + slot->start;
        csv->fields[i].length = slot->length;
    }
    csv->record = (struct pp_record){.line = csv->record_line,
                                     .fields = csv->fields,
                                     .n_fields = csv->n_slots};
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

    parser_init(&lenient, CSV_EMPTY_IS_NULL, csv->dialect.delimiter);
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
    } else if (csv->line - csv->record_line >= MAX_RECORD_LINES) {
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
            return 1;
        }
        if (is_left_out(csv, n)) {
            csv->pos += n;
            continue;
        }
        *record = feed(csv, n);
        if (*record != NULL)
            return 1;
    }
}

/* --- writing -------------------------------------------------------------- */

static bool needs_quotes(const char *text, size_t n, char delimiter)
{
    for (size_t i = 0; i < n; i++)
        if (text[i] == '"' || text[i] == '\n' || text[i] == '\r' ||
            text[i] == delimiter)
            return true;
    /* Blanks at the ends would be trimmed; "" is not a missing field. */
    return n == 0 || text[0] == ' ' || text[0] == '\t' || text[n - 1] == ' ' ||
           text[n - 1] == '\t';
}

static bool may_run(const char *text, size_t n)
{
    double number;

    return n > 0 && memchr("=+-@\t\r", text[0], 6) != NULL &&
           pp_number_parse(text, n, &number) != 0;
}

void pp_csv_write(struct pp_buffer *out, const char *text, size_t length,
                  char delimiter, enum pp_csv_guard guard)
{
    if (text == NULL)
        return;
    bool guarded = guard == PP_CSV_GUARDED && may_run(text, length);
    bool quoted = needs_quotes(text, length, delimiter);

    if (quoted)
        pp_buffer_putc(out, '"');
    if (guarded)
        pp_buffer_putc(out, '\'');
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '"')
            pp_buffer_putc(out, '"');
        pp_buffer_putc(out, text[i]);
    }
    if (quoted)
        pp_buffer_putc(out, '"');
}

void pp_csv_write_row(struct pp_buffer *out, const char *const *texts, size_t n,
                      enum pp_csv_guard guard)
{
    for (size_t i = 0; i < n; i++) {
        if (i > 0)
            pp_buffer_putc(out, ',');
        pp_csv_write(out, texts[i], texts[i] != NULL ? strlen(texts[i]) : 0,
                     ',', guard);
    }
    pp_buffer_puts(out, "\r\n");
}
