#ifndef PREPOST_BASE_CSV_H
#define PREPOST_BASE_CSV_H

#include <stdbool.h>
#include <stddef.h>

#include "prepost/base/buffer.h"
#include "prepost/base/encoding.h"
#include "prepost/base/error.h"
#include "prepost/base/record.h"

/*
 * CSV and its relatives, read one record at a time, whoever wrote them:
 *
 *     struct pp_csv *csv;
 *     const struct pp_record *row;
 *     if (pp_csv_open("spring.csv", NULL, &csv, err) != 0)
 *         return -1;
 *     while ((got = pp_csv_next(csv, &row, err)) > 0)
 *         ...
 *     pp_csv_close(csv);
 *
 * Encoding, delimiter and line ends are found out unless the options say.
 * Parsing is strict: a record that breaks the rules of quoting costs that
 * record and not the rest of the file. It comes back as a row with a problem,
 * and reading goes on at the line after its first one. Memory does not grow
 * with the file: a field may have 1 MB and 1,000 lines, a line 16 MB and 20,000
 * fields.
 */
struct pp_csv;

struct pp_csv_options {
    char delimiter;            /* 0: found out */
    enum pp_encoding encoding; /* PP_ENCODING_FIND: found out */
    char comment; /* lines that begin with it are left out; 0: none */
    /* Sees every byte of the file once, in order, before the first row. */
    void (*watch)(const char *bytes, size_t n, void *ctx);
    void *ctx;
};

/* What the file turned out to be; counts grow while it is read. */
struct pp_csv_dialect {
    enum pp_encoding encoding;
    bool has_mark;         /* a byte order mark */
    char delimiter;        /* ',', ';', '\t' or '|' */
    const char *line_ends; /* "LF", "CRLF", "CR" */
    bool has_sep_line;     /* Excel's "sep=;" */
    size_t first_bad_line; /* not UTF-8; 0: none */
    size_t n_lines;        /* physical lines in the file, about */
    size_t n_bytes;
    size_t n_blank, n_comments, n_mended, n_problems;
};

/*
 * Opens a file ("-": stdin) or bytes that outlive the reader. NULL options:
 * find everything out. PP_EIO: cannot be read; PP_EPARSE: empty, or not text.
 * `name` and `path` are for messages.
 */
int pp_csv_open(const char *path, const struct pp_csv_options *options,
                struct pp_csv **out, struct pp_error *err);
int pp_csv_open_memory(const char *name, const char *bytes, size_t n,
                       const struct pp_csv_options *options,
                       struct pp_csv **out, struct pp_error *err);
void pp_csv_close(struct pp_csv *csv); /* takes NULL */

/*
 * The next record that is not blank, or NULL. Returns 1, 0 at the end, or -1.
 * Unquoted fields are trimmed of blanks and tabs, and missing when nothing is
 * left; a quoted field is taken as it is. The guard that we write (below) is
 * taken off. A first record that ends the file has one field at least.
 */
int pp_csv_next(struct pp_csv *csv, const struct pp_record **record,
                struct pp_error *err);

/*
 * How many fields every record should have. It decides what is mended: a
 * record of one line whose quotes are wrong is taken anyway if it then has so
 * many, and one of several lines is doubted if it has not.
 */
void pp_csv_expect(struct pp_csv *csv, size_t n_fields);

const struct pp_csv_dialect *pp_csv_dialect(const struct pp_csv *csv);

/* How many bytes of the file have been read, for progress. */
size_t pp_csv_bytes_read(const struct pp_csv *csv);

/* --- writing -------------------------------------------------------------- */

/* Whether a spreadsheet may run a text that begins like a formula. */
enum pp_csv_guard {
    PP_CSV_VERBATIM,
    PP_CSV_GUARDED /* = + - @ tab CR LF at the start get an apostrophe before
                      them, unless the whole is a number; = + - @ after what
                      another program may take for the end of a cell, too */
};

/*
 * Copies a text to out[n] without such apostrophes; returns its length. All
 * that we write may come back, rejects.csv when it was corrected, with the
 * same codes and regions as before, through a spreadsheet too.
 */
size_t pp_csv_unguard(const char *text, size_t n, char *out);

/* Appends a field, quoted where any usual delimiter or a quote is in it. text
 * NULL: an empty field. */
void pp_csv_write(struct pp_buffer *out, const char *text, size_t length,
                  char delimiter, enum pp_csv_guard guard);

/* Appends a whole row of NUL-ended texts and its line end (CR LF, RFC 4180). */
void pp_csv_write_row(struct pp_buffer *out, const char *const *texts, size_t n,
                      enum pp_csv_guard guard);

#endif
