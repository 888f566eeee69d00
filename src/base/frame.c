#include "prepost/base/frame.h"

#include <math.h>
#include <string.h>

#include "prepost/base/alloc.h"
#include "prepost/base/csv.h"
#include "prepost/base/json.h"
#include "prepost/base/number.h"

struct pp_frame *pp_frame_new(struct pp_pool *pool, const char *name,
                              size_t n_rows)
{
    struct pp_frame *frame = pp_pool_alloc(pool, sizeof *frame);

    *frame = (struct pp_frame){.pool = pool, .name = name, .n_rows = n_rows};
    return frame;
}

static struct pp_frame_column *add(struct pp_frame *frame, const char *name,
                                   const char *label)
{
    if (frame->n_columns == frame->capacity) {
        size_t capacity = frame->capacity == 0 ? 32 : 2 * frame->capacity;
        struct pp_frame_column *more =
            pp_pool_array(frame->pool, capacity, sizeof *more);
        if (frame->n_columns > 0)
            memcpy(more, frame->columns, frame->n_columns * sizeof *more);
        frame->columns = more;
        frame->capacity = capacity;
    }
    struct pp_frame_column *column = &frame->columns[frame->n_columns++];
    *column = (struct pp_frame_column){.name = name, .label = label};
    return column;
}

double *pp_frame_numbers(struct pp_frame *frame, const char *name,
                         const char *label, int decimals)
{
    struct pp_frame_column *column = add(frame, name, label);

    column->decimals = decimals;
    column->numbers =
        pp_pool_array(frame->pool, frame->n_rows + 1, sizeof(double));
    for (size_t i = 0; i < frame->n_rows; i++)
        column->numbers[i] = NAN;
    return column->numbers;
}

const char **pp_frame_texts(struct pp_frame *frame, const char *name,
                            const char *label)
{
    struct pp_frame_column *column = add(frame, name, label);

    column->texts =
        pp_pool_array(frame->pool, frame->n_rows + 1, sizeof(char *));
    for (size_t i = 0; i < frame->n_rows; i++)
        column->texts[i] = NULL;
    return column->texts;
}

void pp_frame_labels(struct pp_frame *frame,
                     const struct pp_frame_label *labels, size_t n)
{
    frame->columns[frame->n_columns - 1].labels = labels;
    frame->columns[frame->n_columns - 1].n_labels = n;
}

static void write_cell(const struct pp_frame_column *c, size_t row,
                       struct pp_buffer *out)
{
    char number[PP_NUMBER_SIZE];

    if (c->numbers == NULL)
        pp_csv_write(out, c->texts[row],
                     c->texts[row] != NULL ? strlen(c->texts[row]) : 0, ',',
                     PP_CSV_GUARDED);
    else if (isfinite(c->numbers[row]))
        pp_buffer_puts(out, pp_number_shortest(number, c->numbers[row]));
}

void pp_frame_csv(const struct pp_frame *frame, struct pp_buffer *out)
{
    const char **names = pp_alloc_array(frame->n_columns + 1, sizeof *names);

    for (size_t c = 0; c < frame->n_columns; c++)
        names[c] = frame->columns[c].name;
    pp_csv_write_row(out, names, frame->n_columns, PP_CSV_GUARDED);
    pp_free(names);
    for (size_t row = 0; row < frame->n_rows; row++) {
        for (size_t c = 0; c < frame->n_columns; c++) {
            if (c > 0)
                pp_buffer_putc(out, ',');
            write_cell(&frame->columns[c], row, out);
        }
        pp_buffer_puts(out, "\r\n");
    }
}

json_t *pp_frame_json(const struct pp_frame *frame)
{
    json_t *rows = json_array();

    for (size_t row = 0; row < frame->n_rows; row++) {
        json_t *object = json_object();
        for (size_t c = 0; c < frame->n_columns; c++) {
            const struct pp_frame_column *column = &frame->columns[c];
            pp_json_add(object, column->name,
                        column->numbers != NULL
                            ? pp_json_number(column->numbers[row])
                            : pp_json_text(column->texts[row]));
        }
        pp_json_add(rows, NULL, object);
    }
    return rows;
}
