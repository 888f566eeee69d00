#include "prepost/ingest/sav_writer.h"

#include <math.h>
#include <readstat.h>
#include <string.h>

/* Day and time of making stand side by side in the header; ReadStat writes
 * the hour of the place where it runs. */
enum { DATE_AT = 92, DATE_AND_TIME = 17 };
static const char NO_DATE[] = "01 Jan 7000:00:00";

enum { LONGEST_LABEL = 255, LONGEST_VALUE_LABEL = 120, LONGEST_TEXT = 32767 };

static ssize_t take(const void *bytes, size_t n, void *ctx)
{
    pp_buffer_append(ctx, bytes, n);
    return (ssize_t)n;
}

/* At most `most` bytes, whole characters only. */
static const char *cut(struct pp_pool *pool, const char *text, size_t most)
{
    size_t n = strlen(text);

    if (n <= most)
        return text;
    n = most;
    while (n > 0 && (text[n] & 0xC0) == 0x80)
        n--;
    return pp_pool_strndup(pool, text, n);
}

static size_t longest_text(const struct pp_frame_column *c, size_t n_rows)
{
    size_t longest = 1;

    for (size_t i = 0; i < n_rows; i++) {
        size_t n = c->texts[i] != NULL ? strlen(c->texts[i]) : 0;
        longest = n > longest ? n : longest;
    }
    return longest < LONGEST_TEXT ? longest : LONGEST_TEXT;
}

/* SPSS names hold no '.' at their end and are compared without case; ours
 * keep to letters, digits, '_' and inner dots. */
static readstat_variable_t *add_variable(readstat_writer_t *writer,
                                         const struct pp_frame *frame,
                                         const struct pp_frame_column *c)
{
    readstat_variable_t *v = readstat_add_variable(
        writer, c->name,
        c->numbers != NULL ? READSTAT_TYPE_DOUBLE : READSTAT_TYPE_STRING,
        c->numbers != NULL ? 0 : longest_text(c, frame->n_rows));

    if (c->label != NULL)
        readstat_variable_set_label(v,
                                    cut(frame->pool, c->label, LONGEST_LABEL));
    if (c->numbers != NULL)
        readstat_variable_set_format(
            v, pp_pool_printf(frame->pool, "F8.%d", c->decimals));
    readstat_variable_set_measure(v, c->numbers == NULL || c->n_labels > 0
                                         ? READSTAT_MEASURE_NOMINAL
                                         : READSTAT_MEASURE_SCALE);
    if (c->n_labels > 0) {
        readstat_label_set_t *set =
            readstat_add_label_set(writer, READSTAT_TYPE_DOUBLE, c->name);
        for (size_t i = 0; i < c->n_labels; i++)
            readstat_label_double_value(
                set, c->labels[i].value,
                cut(frame->pool, c->labels[i].text, LONGEST_VALUE_LABEL));
        readstat_variable_set_label_set(v, set);
    }
    return v;
}

static readstat_error_t insert(readstat_writer_t *writer,
                               const struct pp_frame *frame,
                               const struct pp_frame_column *c,
                               readstat_variable_t *v, size_t row)
{
    if (c->numbers == NULL)
        return readstat_insert_string_value(
            writer, v,
            c->texts[row] != NULL
                ? cut(frame->pool, c->texts[row], LONGEST_TEXT)
                : "");
    return isfinite(c->numbers[row])
               ? readstat_insert_double_value(writer, v, c->numbers[row])
               : readstat_insert_missing_value(writer, v);
}

static readstat_error_t write_rows(readstat_writer_t *writer,
                                   const struct pp_frame *frame,
                                   readstat_variable_t **variables,
                                   struct pp_buffer *out)
{
    readstat_error_t e =
        readstat_begin_writing_sav(writer, out, (long)frame->n_rows);

    for (size_t row = 0; row < frame->n_rows && e == READSTAT_OK; row++) {
        e = readstat_begin_row(writer);
        for (size_t c = 0; c < frame->n_columns && e == READSTAT_OK; c++)
            e = insert(writer, frame, &frame->columns[c], variables[c], row);
        if (e == READSTAT_OK)
            e = readstat_end_row(writer);
    }
    return e == READSTAT_OK ? readstat_end_writing(writer) : e;
}

int pp_sav_write(const struct pp_frame *frame, struct pp_buffer *out,
                 struct pp_error *err)
{
    size_t start = out->length;
    readstat_writer_t *writer = readstat_writer_init();
    readstat_variable_t **variables =
        pp_pool_array(frame->pool, frame->n_columns, sizeof *variables);

    if (writer == NULL)
        return pp_fail(err, PP_ENOMEM, "no memory to write a file of SPSS");
    readstat_set_data_writer(writer, take);
    readstat_writer_set_file_label(writer, frame->name);
    for (size_t c = 0; c < frame->n_columns; c++)
        variables[c] = add_variable(writer, frame, &frame->columns[c]);
    readstat_error_t e = write_rows(writer, frame, variables, out);
    readstat_writer_free(writer);
    if (e != READSTAT_OK)
        return pp_fail(err, PP_EBUG, "cannot write the table as SPSS: %s",
                       readstat_error_message(e));
    memcpy(out->data + start + DATE_AT, NO_DATE, DATE_AND_TIME);
    return 0;
}
