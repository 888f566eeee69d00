#include "prepost/model/batch.h"

#include <string.h>

#include "prepost/base/alloc.h"

/* --- rows ----------------------------------------------------------------- */

static void rows_in_memory(const struct pp_batch_responses *of, size_t n_items,
                           size_t n_scales, size_t first,
                           struct pp_batch_rows *out)
{
    out->n = of->n_rows - first;
    out->line = of->line + first;
    out->day = of->day != NULL ? of->day + first : NULL;
    out->answers = of->answers + first * n_items;
    out->totals = of->totals != NULL ? of->totals + first * n_scales : NULL;
}

static void read_column(const struct pp_batch_aside *aside, size_t block,
                        size_t column, size_t row, size_t size, size_t n,
                        void *to)
{
    pp_spool_read(aside->spool,
                  block * aside->block_bytes + column + row * size, to,
                  n * size);
}

void pp_batch_rows(const struct pp_batch_responses *of, size_t n_items,
                   size_t n_scales, size_t first, struct pp_batch_rows *out)
{
    const struct pp_batch_aside *aside = of->aside;

    out->first = first;
    if (aside == NULL) {
        rows_in_memory(of, n_items, n_scales, first, out);
        return;
    }
    size_t block = first / aside->n_rows, row = first % aside->n_rows;
    size_t left = of->n_rows - first, n = aside->n_rows - row;
    if (n > left)
        n = left;
    if (out->room == NULL) /* a block: totals first, which are the widest */
        out->room = pp_alloc(aside->n_rows * (n_scales * sizeof(double) + 8 +
                                              n_items * sizeof(int16_t)));
    double *totals = out->room;
    uint32_t *line = (uint32_t *)(totals + n_scales * aside->n_rows);
    int32_t *day = (int32_t *)(line + aside->n_rows);
    int16_t *answers = (int16_t *)(day + aside->n_rows);
    read_column(aside, block, aside->line, row, sizeof *line, n, line);
    if (aside->has_days)
        read_column(aside, block, aside->day, row, sizeof *day, n, day);
    read_column(aside, block, of->aside_answers, row, n_items * sizeof *answers,
                n, answers);
    if (of->aside_totals != 0)
        read_column(aside, block, of->aside_totals, row,
                    n_scales * sizeof *totals, n, totals);
    out->n = n;
    out->line = line;
    out->day = aside->has_days ? day : NULL;
    out->answers = answers;
    out->totals = of->aside_totals != 0 ? totals : NULL;
}

/* --- slips ---------------------------------------------------------------- */

/* Records are short: they are read many at a time. */
struct slip_reader {
    struct pp_spool *spool;
    size_t at, end, n_held, used;
    unsigned char held[1 << 16];
};

/* So many bytes, lent until the next call; n is at most 1 + 255 * SLIP. */
static const unsigned char *take_bytes(struct slip_reader *reader, size_t n)
{
    if (reader->n_held - reader->used < n) {
        size_t kept = reader->n_held - reader->used;
        memmove(reader->held, reader->held + reader->used, kept);
        size_t more = sizeof reader->held - kept;
        if (more > reader->end - reader->at)
            more = reader->end - reader->at;
        pp_spool_read(reader->spool, reader->at, reader->held + kept, more);
        reader->at += more;
        reader->n_held = kept + more;
        reader->used = 0;
        if (reader->n_held < n) { /* reading has failed: no slips */
            memset(reader->held, 0, n);
            reader->n_held = n;
        }
    }
    const unsigned char *bytes = reader->held + reader->used;
    reader->used += n;
    return bytes;
}

void pp_batch_each_slips(const struct pp_batch *batch,
                         void (*take)(size_t person, const unsigned char *slips,
                                      size_t n, void *ctx),
                         void *ctx)
{
    if (batch->slips == NULL) {
        for (size_t i = 0; i < batch->n_people; i++)
            take(i, NULL, 0, ctx);
        return;
    }
    struct slip_reader *reader = pp_alloc(sizeof *reader);
    reader->at = reader->n_held = reader->used = 0;
    reader->spool = batch->slips;
    reader->end = pp_spool_size(batch->slips);
    for (size_t i = 0; i < batch->n_people; i++) {
        size_t n = PP_SLIP_SIZE * (size_t)*take_bytes(reader, 1);
        const unsigned char *slips = take_bytes(reader, n);
        take(i, slips, n, ctx);
    }
    pp_free(reader);
}

int pp_batch_check(const struct pp_batch *batch, struct pp_error *err)
{
    if (batch->slips != NULL && pp_spool_check(batch->slips, err) != 0)
        return -1;
    for (size_t i = 0; i < batch->n_responses; i++)
        if (batch->responses[i].aside != NULL &&
            pp_spool_check(batch->responses[i].aside->spool, err) != 0)
            return -1;
    return 0;
}
