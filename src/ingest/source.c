#include "prepost/ingest/source.h"

#include <sodium.h>
#include <string.h>

#include "prepost/base/alloc.h"
#include "prepost/base/delimiter.h"

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

int pp_source_open(const char *path, const struct pp_source_options *options,
                   struct pp_source **out, struct pp_notes *notes,
                   struct pp_error *err)
{
    *out = NULL;
    return open_csv(path, options, out, notes, err);
}

void pp_source_close(struct pp_source *source)
{
    if (source != NULL)
        source->close(source);
}
