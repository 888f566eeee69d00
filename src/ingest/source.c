#include "prepost/ingest/source.h"

#include <sodium.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "prepost/base/alloc.h"
#include "prepost/base/file.h"
#include "prepost/base/xlsx.h"
#include "stat_file.h"

/* --- CSV ------------------------------------------------------------------ */

struct csv_source {
    struct pp_source base;
    struct pp_csv *csv;
    crypto_generichash_state state;
};

static void hash_bytes(const char *bytes, size_t n, void *ctx)
{
    crypto_generichash_update(ctx, (const unsigned char *)bytes, n);
}

static int csv_next(struct pp_source *source, const struct pp_record **record,
                    struct pp_error *err)
{
    return pp_csv_next(((struct csv_source *)source)->csv, record, err);
}

static void csv_expect(struct pp_source *source, size_t n_fields)
{
    pp_csv_expect(((struct csv_source *)source)->csv, n_fields);
}

static size_t csv_bytes_read(const struct pp_source *source)
{
    return pp_csv_bytes_read(((const struct csv_source *)source)->csv);
}

static void csv_close(struct pp_source *source)
{
    pp_csv_close(((struct csv_source *)source)->csv);
    pp_free(source);
}

static void note_dialect(const char *path, const struct pp_csv_dialect *dialect,
                         struct pp_notes *notes)
{
    if (dialect->encoding == PP_ENCODING_WINDOWS_1252 &&
        dialect->first_bad_line > 0)
        pp_notes_add(notes, PP_NOTE_INFO, path, dialect->first_bad_line, 0,
                     NULL,
                     "not UTF-8 here, so the file is read as Windows-1252; "
                     "encoding in the plan says otherwise");
}

static int open_csv(const char *path, const struct pp_source_options *options,
                    struct pp_source **out, struct pp_notes *notes,
                    struct pp_error *err)
{
    unsigned char hash[32];
    struct csv_source *source = pp_alloc_zero(1, sizeof *source);
    const struct pp_csv_options csv_options = {
        .delimiter = options->delimiter,
        .encoding = options->encoding,
        .comment = options->comment,
        .watch = hash_bytes,
        .ctx = &source->state,
    };

    crypto_generichash_init(&source->state, NULL, 0, sizeof hash);
    if (pp_csv_open(path, &csv_options, &source->csv, err) != 0) {
        pp_free(source);
        return -1;
    }
    crypto_generichash_final(&source->state, hash, sizeof hash);
    const struct pp_csv_dialect *dialect = pp_csv_dialect(source->csv);
    source->base = (struct pp_source){
        .kind = "CSV",
        .n_bytes = dialect->n_bytes,
        .n_lines = dialect->n_lines,
        .dialect = dialect,
        .next = csv_next,
        .expect = csv_expect,
        .bytes_read = csv_bytes_read,
        .close = csv_close,
    };
    sodium_bin2hex(source->base.hash, sizeof source->base.hash, hash,
                   sizeof hash);
    note_dialect(path, dialect, notes);
    *out = &source->base;
    return 0;
}

/* --- spreadsheets --------------------------------------------------------- */

struct xlsx_source {
    struct pp_source base;
    struct pp_xlsx *xlsx;
    const char *path;
    struct pp_notes *notes;
    bool has_noted;
};

static int hash_file(const char *path, char hex[65], size_t *n_bytes,
                     struct pp_error *err)
{
    enum { CHUNK = 1 << 16 };
    crypto_generichash_state state;
    unsigned char hash[32];
    int fd, status = 0;
    size_t got;

    if (pp_file_open(path, &fd, err) != 0)
        return -1;
    char *chunk = pp_alloc(CHUNK);
    crypto_generichash_init(&state, NULL, 0, sizeof hash);
    *n_bytes = 0;
    while ((status = pp_file_read_some(fd, path, chunk, CHUNK, &got, err)) ==
               0 &&
           got > 0) {
        crypto_generichash_update(&state, (unsigned char *)chunk, got);
        *n_bytes += got;
    }
    crypto_generichash_final(&state, hash, sizeof hash);
    sodium_bin2hex(hex, 65, hash, sizeof hash);
    pp_free(chunk);
    close(fd);
    return status;
}

static void note_facts(struct xlsx_source *source)
{
    const struct pp_xlsx_facts *facts = pp_xlsx_facts(source->xlsx);

    if (facts->n_errors > 0)
        pp_notes_add(source->notes, PP_NOTE_WARNING, source->path, 0, 0, NULL,
                     "%zu cells hold an error of the spreadsheet, such as "
                     "#DIV/0!; they are read as that text",
                     facts->n_errors);
    if (facts->n_unfinished > 0)
        pp_notes_add(source->notes, PP_NOTE_WARNING, source->path, 0, 0, NULL,
                     "%zu cells hold a formula without its result; they are "
                     "read as blank. Open the file in its program and save it",
                     facts->n_unfinished);
}

static int xlsx_next(struct pp_source *base, const struct pp_record **record,
                     struct pp_error *err)
{
    struct xlsx_source *source = (struct xlsx_source *)base;
    int got = pp_xlsx_next(source->xlsx, record, err);

    if (got == 0 && !source->has_noted) {
        note_facts(source);
        source->has_noted = true;
    }
    return got;
}

static void no_expect(struct pp_source *source, size_t n_fields)
{
    (void)source;
    (void)n_fields;
}

static size_t xlsx_bytes_read(const struct pp_source *base)
{
    const struct xlsx_source *source = (const struct xlsx_source *)base;

    return pp_xlsx_facts(source->xlsx)->n_bytes_read;
}

static void xlsx_close(struct pp_source *base)
{
    pp_xlsx_close(((struct xlsx_source *)base)->xlsx);
    pp_free(base);
}

static int open_xlsx(const char *path, const struct pp_source_options *options,
                     struct pp_source **out, struct pp_notes *notes,
                     struct pp_error *err)
{
    struct xlsx_source *source = pp_alloc_zero(1, sizeof *source);

    source->path = path;
    source->notes = notes;
    source->base = (struct pp_source){.kind = "xlsx",
                                      .next = xlsx_next,
                                      .expect = no_expect,
                                      .bytes_read = xlsx_bytes_read,
                                      .close = xlsx_close};
    if (hash_file(path, source->base.hash, &source->base.n_bytes, err) != 0 ||
        pp_xlsx_open(path, options->sheet, &source->xlsx, err) != 0) {
        pp_free(source);
        return -1;
    }
    const struct pp_xlsx_facts *facts = pp_xlsx_facts(source->xlsx);
    source->base.sheet = pp_pool_strdup(notes->pool, facts->sheet);
    source->base.n_bytes = 0; /* the sheet's size is not known beforehand */
    if (facts->n_sheets > 1 && options->sheet == NULL)
        pp_notes_add(notes, PP_NOTE_INFO, path, 0, 0, NULL,
                     "it has %zu sheets; \"%s\", the first, is read",
                     facts->n_sheets, facts->sheet);
    *out = &source->base;
    return 0;
}

/* --- SPSS and Stata ------------------------------------------------------- */

struct stat_source {
    struct pp_source base;
    struct pp_stat_file *file;
    size_t at;
};

static int stat_next(struct pp_source *base, const struct pp_record **record,
                     struct pp_error *err)
{
    struct stat_source *source = (struct stat_source *)base;

    (void)err;
    *record = pp_stat_record(source->file, source->at);
    source->at += *record != NULL;
    return *record != NULL;
}

static size_t stat_bytes_read(const struct pp_source *base)
{
    return base->n_bytes;
}

static void stat_close(struct pp_source *base)
{
    pp_stat_close(((struct stat_source *)base)->file);
    pp_free(base);
}

static int open_stat(const char *path, enum pp_stat_kind kind,
                     struct pp_source **out, struct pp_error *err)
{
    struct stat_source *source = pp_alloc_zero(1, sizeof *source);

    source->base =
        (struct pp_source){.kind = kind == PP_STAT_SPSS ? "SPSS" : "Stata",
                           .next = stat_next,
                           .expect = no_expect,
                           .bytes_read = stat_bytes_read,
                           .close = stat_close};
    if (hash_file(path, source->base.hash, &source->base.n_bytes, err) != 0 ||
        pp_stat_open(path, kind, &source->file, err) != 0) {
        pp_free(source);
        return -1;
    }
    source->base.labels = pp_stat_labels(source->file);
    source->base.questions =
        pp_stat_questions(source->file, &source->base.n_columns);
    source->base.n_lines = pp_stat_rows(source->file);
    *out = &source->base;
    return 0;
}

/* --- which kind ----------------------------------------------------------- */

static int read_magic(const char *path, unsigned char magic[12],
                      struct pp_error *err)
{
    size_t got;
    int fd;

    memset(magic, 0, 12);
    if (strcmp(path, "-") == 0)
        return 0;
    if (pp_file_open(path, &fd, err) != 0)
        return -1;
    struct stat about;
    int status = 0; /* a pipe gives its bytes once only */
    if (fstat(fd, &about) == 0 && S_ISREG(about.st_mode))
        status = pp_file_read_some(fd, path, (char *)magic, 12, &got, err);
    close(fd);
    return status;
}

/* Stata 5 to 12 begin with the release, the byte order and a one. */
static bool is_stata(const unsigned char magic[12])
{
    return memcmp(magic, "<stata_dta>", 11) == 0 ||
           (magic[0] >= 105 && magic[0] <= 115 &&
            (magic[1] == 1 || magic[1] == 2) && magic[2] == 1 && magic[3] == 0);
}

int pp_source_open(const char *path, const struct pp_source_options *options,
                   struct pp_source **out, struct pp_notes *notes,
                   struct pp_error *err)
{
    unsigned char magic[12];

    *out = NULL;
    if (read_magic(path, magic, err) != 0)
        return -1;
    if (memcmp(magic, "PK\3\4", 4) == 0)
        return open_xlsx(path, options, out, notes, err);
    if (memcmp(magic, "$FL2", 4) == 0 || memcmp(magic, "$FL3", 4) == 0)
        return open_stat(path, PP_STAT_SPSS, out, err);
    if (is_stata(magic))
        return open_stat(path, PP_STAT_STATA, out, err);
    return open_csv(path, options, out, notes, err);
}

void pp_source_close(struct pp_source *source)
{
    if (source != NULL)
        source->close(source);
}
