#include "rejects.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "prepost/base/alloc.h"
#include "prepost/base/csv.h"

void pp_rejects_clear(struct pp_rejects *rejects)
{
    for (size_t i = 0; i < rejects->n; i++)
        pp_free(rejects->items[i].reason);
    pp_free(rejects->items);
    pp_buffer_clear(&rejects->fields);
}

void pp_rejects_init(struct pp_rejects *rejects,
                     const struct pp_mapping *mapping, bool is_text,
                     struct pp_pool *pool)
{
    bool *is_used = pp_pool_array(pool, mapping->n_columns, sizeof *is_used);

    rejects->n_columns = mapping->n_columns;
    rejects->is_text = is_text;
    for (size_t c = 0; c < mapping->n_columns; c++)
        is_used[c] = mapping->columns[c].role > PP_COLUMN_IGNORED;
    for (size_t i = 0; i < mapping->n_id_parts; i++)
        if (mapping->id_parts[i].fixed == NULL)
            is_used[mapping->id_parts[i].column] = true;
    rejects->are_all_used = true;
    for (size_t c = 0; c < mapping->n_columns; c++)
        rejects->are_all_used = rejects->are_all_used && is_used[c];
    rejects->is_used = is_used;
}

/* Whether each field stands under its own heading. */
static bool is_in_place(const struct pp_rejects *rejects,
                        const struct pp_record *record)
{
    return record->problem == NULL && record->n_fields <= rejects->n_columns &&
           (!rejects->is_text || record->n_fields == rejects->n_columns);
}

void pp_rejects_complete(struct pp_rejects *rejects, struct pp_reject *reject,
                         const struct pp_record *record)
{
    struct pp_buffer *out = &rejects->fields;

    if (!rejects->are_all_used && !is_in_place(rejects, record))
        return;
    reject->start = out->length;
    for (size_t i = 0; i < record->n_fields; i++) {
        if (i > 0)
            pp_buffer_putc(out, ',');
        if (rejects->are_all_used || rejects->is_used[i])
            pp_csv_write(out, record->fields[i].text, record->fields[i].length,
                         ',', PP_CSV_GUARDED);
    }
    reject->length = out->length - reject->start;
    reject->n_fields = record->n_fields;
}

void pp_rejects_add(struct pp_rejects *rejects, size_t line,
                    const struct pp_record *record, const char *reason,
                    const char *mark)
{
    if (!rejects->are_kept)
        return;
    if (rejects->n == rejects->capacity) {
        rejects->capacity = 2 * rejects->capacity + 16;
        rejects->items = pp_realloc_array(rejects->items, rejects->capacity,
                                          sizeof *rejects->items);
    }
    struct pp_reject *reject = &rejects->items[rejects->n++];
    *reject = (struct pp_reject){
        .line = line, .reason = pp_strdup(reason), .start = SIZE_MAX};
    snprintf(reject->mark, sizeof reject->mark, "%s", mark);
    if (record != NULL)
        pp_rejects_complete(rejects, reject, record);
}

static int by_line(const void *a, const void *b)
{
    const struct pp_reject *x = a, *y = b;

    return (x->line > y->line) - (x->line < y->line);
}

void pp_rejects_sort(struct pp_rejects *rejects)
{
    if (rejects->n > 0)
        qsort(rejects->items, rejects->n, sizeof *rejects->items, by_line);
}

struct pp_reject *pp_rejects_open(struct pp_rejects *rejects, size_t line)
{
    const struct pp_reject wanted = {.line = line};
    struct pp_reject *found = rejects->n > 0
                                  ? bsearch(&wanted, rejects->items, rejects->n,
                                            sizeof *rejects->items, by_line)
                                  : NULL;

    return found != NULL && found->start == SIZE_MAX ? found : NULL;
}

static void write_text(struct pp_buffer *out, const char *text)
{
    pp_csv_write(out, text, strlen(text), ',', PP_CSV_GUARDED);
}

void pp_rejects_write(struct pp_rejects *rejects, const char *file,
                      const struct pp_mapping *mapping, struct pp_buffer *out)
{
    if (rejects->n == 0)
        return;
    pp_rejects_sort(rejects);
    for (size_t i = 0; i < mapping->n_columns; i++) {
        write_text(out, mapping->columns[i].heading.name);
        pp_buffer_putc(out, ',');
    }
    pp_buffer_puts(out, PP_REJECT_ROW "," PP_REJECT_REASON "," PP_REJECT_WHOSE
                                      "," PP_REJECT_FILE "\r\n");
    for (size_t r = 0; r < rejects->n; r++) {
        const struct pp_reject *reject = &rejects->items[r];
        if (reject->start != SIZE_MAX)
            pp_buffer_append(out, rejects->fields.data + reject->start,
                             reject->length);
        /* A short row is filled up, so that the reason has its column. */
        size_t n = reject->n_fields > 0 ? reject->n_fields : 1;
        for (; n < mapping->n_columns; n++)
            pp_buffer_putc(out, ',');
        pp_buffer_printf(out, ",%zu,", reject->line);
        write_text(out, reject->reason);
        pp_buffer_printf(out, ",%s,", reject->mark);
        write_text(out, file);
        pp_buffer_puts(out, "\r\n");
    }
}
