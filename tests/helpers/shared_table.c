#include "shared_table.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "prepost/base/alloc.h"
#include "prepost/base/buffer.h"
#include "prepost/base/number.h"

static FILE *open_shared(const char *name)
{
    const char *folder = getenv("PP_SHARED_DATA");
    struct pp_buffer path = PP_BUFFER_INIT;
    pp_buffer_printf(&path, "%s/%s", folder ? folder : "../shared/data", name);
    FILE *file = fopen(path.data, "r");
    if (!file)
        printf("# skipped: %s is not there\n", path.data);
    pp_buffer_clear(&path);
    return file;
}

/* One record without line breaks inside; returns how many cells it had. */
static size_t split(char *line, char ***cells, size_t n)
{
    size_t n_columns = 0;
    line[strcspn(line, "\r\n")] = 0;
    if (strncmp(line, "\xEF\xBB\xBF", 3) == 0)
        line += 3;
    for (char *at = line; at; n_columns++) {
        char quote = *at == '"' ? '"' : 0;
        char *start = at + (quote != 0), *end = start;
        while (*end && *end != (quote ? quote : ','))
            end++;
        at = quote && *end ? strchr(end + 1, ',') : *end ? end : NULL;
        *end = 0;
        at = at ? at + 1 : NULL;
        *cells = pp_realloc_array(*cells, n + n_columns + 1, sizeof **cells);
        (*cells)[n + n_columns] = pp_strdup(start);
    }
    return n_columns;
}

struct shared_table *shared_table_read(const char *name)
{
    FILE *file = open_shared(name);
    if (!file)
        return NULL;
    struct shared_table *table = pp_alloc_zero(1, sizeof *table);
    char *line = NULL;
    size_t size = 0, n = 0, n_lines = 0;
    while (getline(&line, &size, file) > 0) {
        if (line[strspn(line, "\r\n")] == 0)
            continue;
        size_t n_cells = split(line, &table->cells, n);
        if (n_lines++ == 0)
            table->n_columns = n_cells;
        n += n_cells;
    }
    table->n_rows = n_lines - 1;
    if (n != n_lines * table->n_columns)
        printf("# %s: ragged\n", name);
    free(line);
    fclose(file);
    return table;
}

void shared_table_free(struct shared_table *table)
{
    if (!table)
        return;
    for (size_t i = 0; i < (table->n_rows + 1) * table->n_columns; i++)
        pp_free(table->cells[i]);
    pp_free(table->cells);
    pp_free(table);
}

const char *shared_text(const struct shared_table *table, size_t row,
                        const char *column)
{
    for (size_t j = 0; j < table->n_columns; j++)
        if (strcmp(table->cells[j], column) == 0)
            return table->cells[(row + 1) * table->n_columns + j];
    printf("# no column %s\n", column);
    abort();
}

double shared_number(const struct shared_table *table, size_t row,
                     const char *column)
{
    const char *text = shared_text(table, row, column);
    double x = NAN;
    if (*text && strcmp(text, "NA") != 0 &&
        pp_number_parse(text, strlen(text), &x) != 0)
        abort();
    return x;
}

double *shared_numbers(const struct shared_table *table, const char *column)
{
    double *x = pp_alloc_array(table->n_rows, sizeof *x);
    for (size_t i = 0; i < table->n_rows; i++)
        x[i] = shared_number(table, i, column);
    return x;
}
