#include "read_ahead.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "prepost/base/alloc.h"
#include "prepost/base/buffer.h"

/* Large enough that waking the other thread costs nothing beside the rows;
 * small enough that all batches stay in the processor's cache. */
enum { N_BATCHES = 8, BATCH_ROWS = 256, BATCH_BYTES = 1 << 16 };

/* Rows with their texts, copied: a reader lends a row until the next. */
struct batch {
    struct pp_record rows[BATCH_ROWS];
    size_t n_rows;
    struct pp_text_field *fields; /* of all rows, one after another */
    size_t n_fields, field_capacity;
    struct pp_buffer text;
    int got; /* what the reader said after the last row */
    struct pp_error err;
    struct pp_csv_dialect dialect; /* as it was then */
    size_t bytes_read;
};

/*
 * The batches go round: the reader fills the one behind the filled ones, the
 * taker empties the first of them. A batch belongs to one thread at a time,
 * and changes hands under the lock.
 */
struct read_ahead {
    struct pp_source base;
    struct pp_csv_dialect dialect;
    struct pp_source *source; /* the reader's alone */
    struct batch batches[N_BATCHES];
    pthread_t reader;
    pthread_mutex_t lock;
    pthread_cond_t has_changed;
    size_t n_filled;   /* under the lock, as is the next */
    bool is_abandoned; /* the rest is not wanted */
    size_t first, at;  /* the taker's: batch, and row in it */
    bool has_batch;
};

/* --- the reader ----------------------------------------------------------- */

static void copy_row(struct batch *batch, const struct pp_record *record)
{
    size_t n = record->n_fields;

    if (batch->n_fields + n > batch->field_capacity) {
        batch->field_capacity = 2 * batch->field_capacity + n;
        batch->fields = pp_realloc_array(batch->fields, batch->field_capacity,
                                         sizeof *batch->fields);
    }
    memcpy(batch->fields + batch->n_fields, record->fields,
           n * sizeof *batch->fields);
    batch->n_fields += n;
    pp_buffer_append(&batch->text, record->texts, record->n_bytes);
    if (record->problem != NULL)
        pp_buffer_append(&batch->text, record->problem,
                         strlen(record->problem) + 1);
    batch->rows[batch->n_rows++] = *record;
}

/* Rows and fields get their texts once these lie still: in the same order. */
static void settle_rows(struct batch *batch)
{
    struct pp_text_field *field = batch->fields;
    const char *text = batch->text.data;

    for (size_t r = 0; r < batch->n_rows; r++) {
        struct pp_record *row = &batch->rows[r];

        row->fields = field;
        row->texts = text;
        for (size_t i = 0; i < row->n_fields; i++, field++)
            if (field->text != NULL) {
                field->text = text;
                text += field->length + 1;
            }
        if (row->problem != NULL) {
            row->problem = text;
            text += strlen(text) + 1;
        }
    }
}

static void fill(struct pp_source *source, struct batch *batch)
{
    const struct pp_record *record;

    batch->n_rows = batch->n_fields = batch->text.length = 0;
    batch->err = (struct pp_error){0};
    do {
        batch->got = source->next(source, &record, &batch->err);
        if (batch->got > 0)
            copy_row(batch, record);
    } while (batch->got > 0 && batch->n_rows < BATCH_ROWS &&
             batch->text.length < BATCH_BYTES);
    settle_rows(batch);
    batch->dialect = *source->dialect;
    batch->bytes_read = source->bytes_read(source);
}

static void *read_all(void *ctx)
{
    struct read_ahead *ra = ctx;
    int got = 1;

    for (size_t i = 0; got > 0; i = (i + 1) % N_BATCHES) {
        pthread_mutex_lock(&ra->lock);
        while (ra->n_filled == N_BATCHES && !ra->is_abandoned)
            pthread_cond_wait(&ra->has_changed, &ra->lock);
        bool is_abandoned = ra->is_abandoned;
        pthread_mutex_unlock(&ra->lock);
        if (is_abandoned)
            return NULL;
        fill(ra->source, &ra->batches[i]);
        got = ra->batches[i].got;
        pthread_mutex_lock(&ra->lock);
        ra->n_filled++;
        pthread_cond_signal(&ra->has_changed);
        pthread_mutex_unlock(&ra->lock);
    }
    return NULL;
}

/* --- the taker ------------------------------------------------------------ */

/* Gives back the batch that has been taken, and waits for the next. */
static struct batch *next_batch(struct read_ahead *ra)
{
    pthread_mutex_lock(&ra->lock);
    if (ra->has_batch) {
        ra->first = (ra->first + 1) % N_BATCHES;
        if (--ra->n_filled == N_BATCHES / 2) /* enough to do, if it sleeps */
            pthread_cond_signal(&ra->has_changed);
    }
    while (ra->n_filled == 0)
        pthread_cond_wait(&ra->has_changed, &ra->lock);
    pthread_mutex_unlock(&ra->lock);
    ra->has_batch = true;
    ra->at = 0;
    ra->dialect = ra->batches[ra->first].dialect;
    return &ra->batches[ra->first];
}

static int next(struct pp_source *base, const struct pp_record **record,
                struct pp_error *err)
{
    struct read_ahead *ra = (struct read_ahead *)base;
    struct batch *batch = &ra->batches[ra->first];

    *record = NULL;
    if (!ra->has_batch || (ra->at == batch->n_rows && batch->got > 0))
        batch = next_batch(ra);
    if (ra->at < batch->n_rows) {
        *record = &batch->rows[ra->at++];
        return 1;
    }
    if (batch->got < 0)
        *err = batch->err;
    return batch->got;
}

static void expect(struct pp_source *base, size_t n_fields)
{
    (void)base; /* was said before */
    (void)n_fields;
}

static size_t bytes_read(const struct pp_source *base)
{
    const struct read_ahead *ra = (const struct read_ahead *)base;

    return ra->has_batch ? ra->batches[ra->first].bytes_read : 0;
}

static void release(struct read_ahead *ra)
{
    for (size_t i = 0; i < N_BATCHES; i++) {
        pp_free(ra->batches[i].fields);
        pp_buffer_clear(&ra->batches[i].text);
    }
    pthread_cond_destroy(&ra->has_changed);
    pthread_mutex_destroy(&ra->lock);
    pp_free(ra);
}

static void close_both(struct pp_source *base)
{
    struct read_ahead *ra = (struct read_ahead *)base;

    pthread_mutex_lock(&ra->lock);
    ra->is_abandoned = true;
    pthread_cond_signal(&ra->has_changed);
    pthread_mutex_unlock(&ra->lock);
    pthread_join(ra->reader, NULL);
    pp_source_close(ra->source);
    release(ra);
}

struct pp_source *pp_read_ahead(struct pp_source *source)
{
    if (source->dialect == NULL || source->n_bytes < PP_READ_AHEAD_FROM)
        return source;
    struct read_ahead *ra = pp_alloc_zero(1, sizeof *ra);

    ra->source = source;
    ra->dialect = *source->dialect;
    ra->base = *source;
    ra->base.dialect = &ra->dialect;
    ra->base.next = next;
    ra->base.expect = expect;
    ra->base.bytes_read = bytes_read;
    ra->base.close = close_both;
    pthread_mutex_init(&ra->lock, NULL);
    pthread_cond_init(&ra->has_changed, NULL);
    if (pthread_create(&ra->reader, NULL, read_all, ra) == 0)
        return &ra->base;
    release(ra);
    return source;
}
