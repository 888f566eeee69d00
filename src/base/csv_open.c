#include "csv_reader.h"

#include <fcntl.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "prepost/base/alloc.h"
#include "prepost/base/delimiter.h"
#include "prepost/base/file.h"

enum {
    SNIFFED = 1 << 16,
    BINARY_HEAD = 4096 /* a zero byte this early: not a text file */
};
static const size_t MAX_PIPED = (size_t)1 << 30;

static void *capped_realloc(void *p, size_t n)
{
    return n > PP_CSV_MAX_FIELD ? NULL : pp_realloc_array(p, n, 1);
}

void pp_csv_parser_init(struct csv_parser *parser, unsigned char options,
                        char delimiter)
{
    csv_init(parser, options);
    csv_set_delim(parser, (unsigned char)delimiter);
    csv_set_realloc_func(parser, capped_realloc);
    csv_set_free_func(parser, pp_free);
    csv_set_blk_size(parser, 4096);
}

/* What a download may turn out to be, whatever its name ends with. */
static const struct {
    const char *start, *what, *instead;
} other_kinds[] = {
    {"%PDF-", "a PDF", "save the answers as .xlsx or CSV"},
    {"<!DOCTYPE", "a web page",
     "open it in a spreadsheet and save it as .xlsx or CSV"},
    {"<html", "a web page",
     "open it in a spreadsheet and save it as .xlsx or CSV"},
    {"<?xml", "XML", "open it in a spreadsheet and save it as .xlsx or CSV"},
    {"[{", "JSON", "save the answers as .xlsx or CSV"},
    {"{\"", "JSON", "save the answers as .xlsx or CSV"},
    {"{\\rtf", "a text document", "save the answers as .xlsx or CSV"},
};

static int refuse_other_kinds(const struct pp_csv *csv,
                              const struct pp_encoding_look *look,
                              struct pp_error *err)
{
    size_t mark =
        look->n_bytes >= 3 && memcmp(look->head, "\xEF\xBB\xBF", 3) == 0 ? 3
                                                                         : 0;

    for (size_t i = 0; i < sizeof other_kinds / sizeof *other_kinds; i++) {
        size_t n = strlen(other_kinds[i].start);
        if (look->n_bytes >= mark + n &&
            strncasecmp((const char *)look->head + mark, other_kinds[i].start,
                        n) == 0)
            return pp_fail(err, PP_EPARSE,
                           "%s is %s, not a table of text; %s (a CSV was "
                           "expected)",
                           csv->name, other_kinds[i].what,
                           other_kinds[i].instead);
    }
    return 0;
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
    return refuse_other_kinds(csv, look, err);
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
            if (pp_file_read_some(csv->fd, csv->name, csv->chunk, PP_CSV_CHUNK,
                                  &got, err) != 0)
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

int pp_csv_fill(struct pp_csv *csv, struct pp_error *err)
{
    size_t got;

    if (csv->fd >= 0) {
        if (pp_file_read_some(csv->fd, csv->name, csv->chunk, PP_CSV_CHUNK,
                              &got, err) != 0)
            return -1;
        pp_decode(&csv->decoder, csv->chunk, got, &csv->text);
    } else {
        got = csv->n_bytes - csv->at < PP_CSV_CHUNK ? csv->n_bytes - csv->at
                                                    : PP_CSV_CHUNK;
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
        if (pp_csv_fill(csv, err) != 0)
            return -1;
    while (!csv->ended && csv->text.length < SNIFFED);
    csv->dialect.line_ends = first_line_end(csv->text.data, csv->text.length);
    read_sep_line(csv);
    if (csv->dialect.delimiter == 0)
        csv->dialect.delimiter = pp_delimiter_find(
            csv->text.data,
            csv->text.length < SNIFFED ? csv->text.length : SNIFFED);
    pp_csv_parser_init(&csv->parser, CSV_STRICT | CSV_EMPTY_IS_NULL,
                       csv->dialect.delimiter);
    return 0;
}

static struct pp_csv *csv_new(const char *name)
{
    struct pp_csv *csv = pp_alloc_zero(1, sizeof *csv);

    csv->name = pp_strdup(name);
    csv->fd = -1;
    csv->chunk = pp_alloc(PP_CSV_CHUNK);
    pp_buffer_append(&csv->text, "", 0);
    csv->cells = pp_alloc(1);
    pp_csv_parser_init(&csv->parser, CSV_STRICT, ',');
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
    struct pp_csv *csv = csv_new(pp_file_called(path));

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
