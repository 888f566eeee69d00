#include "finished.h"

#include <ctype.h>
#include <string.h>

static const char MINUS[] = "\xE2\x88\x92";

static size_t count_lines(const char *text)
{
    size_t n = 1;

    for (; *text != '\0'; text++)
        n += *text == '\n';
    return n;
}

/* The line without the marks of Markdown: "\[c\]" is "[c]", "**x**" is "x". */
static char *plain(struct pp_pool *pool, const char *line, size_t length)
{
    char *out = pp_pool_alloc(pool, length + 1), *to = out;

    for (size_t i = 0; i < length; i++) {
        if (line[i] == '\\' && i + 1 < length)
            *to++ = line[++i];
        else if (line[i] != '*')
            *to++ = line[i];
    }
    *to = '\0';
    return out;
}

static char *trimmed(struct pp_pool *pool, const char *from, const char *to)
{
    while (from < to && *from == ' ')
        from++;
    while (to > from && to[-1] == ' ')
        to--;
    return plain(pool, from, (size_t)(to - from));
}

/* "| a | b |" */
static struct finished_row row_of(struct pp_pool *pool, const char *line,
                                  size_t length)
{
    struct finished_row row = {NULL, 0};
    const char *end = line + length, *cell = line + 1;

    row.cells = pp_pool_array(pool, length, sizeof *row.cells);
    for (const char *p = cell; p < end; p++) {
        if (*p == '\\' && p + 1 < end) {
            p++;
        } else if (*p == '|') {
            row.cells[row.n_cells++] = trimmed(pool, cell, p);
            cell = p + 1;
        }
    }
    return row;
}

static const char *without_number(const char *caption)
{
    const char *colon = strstr(caption, ": ");

    return strncmp(caption, "Table ", 6) == 0 && colon != NULL ? colon + 2
                                                               : caption;
}

static size_t count_rows(const char *line)
{
    size_t n = 0;

    for (; *line == '|'; n++) {
        line += strcspn(line, "\n");
        line += *line == '\n';
    }
    return n;
}

struct finished *finished_read(struct pp_pool *pool, const char *markdown)
{
    struct finished *f = pp_pool_alloc(pool, sizeof *f);
    size_t most = count_lines(markdown);
    const char *caption = "", *figure = "";
    struct finished_table *open = NULL;

    *f = (struct finished){NULL, NULL, 0, 0};
    f->tables = pp_pool_array(pool, most, sizeof *f->tables);
    f->lines = pp_pool_array(pool, most, sizeof *f->lines);
    for (const char *line = markdown; *line != '\0';) {
        size_t n = strcspn(line, "\n");
        if (line[0] == '|' && open == NULL) {
            open = &f->tables[f->n_tables++];
            *open = (struct finished_table){without_number(caption), figure,
                                            row_of(pool, line, n), NULL, 0};
            open->rows =
                pp_pool_array(pool, count_rows(line), sizeof *open->rows);
        } else if (line[0] == '|' && line[1] != '-') {
            open->rows[open->n_rows++] = row_of(pool, line, n);
        } else if (line[0] != '|' && n > 0) {
            caption = f->lines[f->n_lines++] = plain(pool, line, n);
            if (strncmp(caption, "Figure ", 7) == 0)
                figure = caption;
            open = NULL;
        } else if (n == 0) {
            open = NULL;
        }
        line += n + (line[n] == '\n');
    }
    return f;
}

/* Digits with commas between threes. */
static size_t whole_number(const char *text, double *x)
{
    size_t i = 0;

    *x = 0;
    for (; isdigit((unsigned char)text[i]) ||
           (i > 0 && text[i] == ',' && isdigit((unsigned char)text[i + 1]));
         i++) {
        if (text[i] != ',')
            *x = 10 * *x + (text[i] - '0');
    }
    return i;
}

static bool matches(const char *text, const char *pattern, bool to_the_end,
                    double *n, size_t most)
{
    for (; *pattern != '\0'; pattern++) {
        if (*pattern == '*') {
            for (; *text != '\0'; text++) {
                if (matches(text, pattern + 1, to_the_end, n, most))
                    return true;
            }
            return matches(text, pattern + 1, to_the_end, n, most);
        }
        if (*pattern == '#') {
            double x;
            size_t length = whole_number(text, &x);
            if (length == 0)
                return false;
            if (most > 0) {
                *n++ = x;
                most--;
            }
            text += length;
        } else if (*pattern != *text++) {
            return false;
        }
    }
    return !to_the_end || *text == '\0';
}

bool finished_matches(const char *text, const char *pattern, double *n,
                      size_t most)
{
    return matches(text, pattern, true, n, most);
}

/* Whether the words of the pattern are there, one after the other: quick, and
 * most texts hold none. */
static bool has_words(const char *text, const char *pattern)
{
    size_t length = strlen(text);

    while (*pattern != '\0') {
        size_t n = strcspn(pattern, "#*");
        const char *at = memmem(text, length, pattern, n);
        if (at == NULL)
            return false;
        length -= (size_t)(at - text) + n;
        text = at + n;
        pattern += n + (pattern[n] != '\0');
    }
    return true;
}

bool finished_holds(const char *text, const char *pattern, double *n,
                    size_t most)
{
    if (!has_words(text, pattern))
        return false;
    for (; *text != '\0'; text++) {
        if (matches(text, pattern, false, n, most))
            return true;
        while (isdigit((unsigned char)text[0]) &&
               isdigit((unsigned char)text[1]))
            text++; /* a number is matched from its first digit */
    }
    return false;
}

bool finished_number(const char *cell, double *x, const char **rest)
{
    double sign = 1;

    if (strncmp(cell, MINUS, 3) == 0) {
        sign = -1;
        cell += 3;
    } else if (*cell == '+') {
        cell++;
    }
    size_t n = whole_number(cell, x);
    if (n == 0)
        return false;
    if (cell[n] == '.' && isdigit((unsigned char)cell[n + 1])) {
        double step = 0.1;
        for (n++; isdigit((unsigned char)cell[n]); n++, step /= 10)
            *x += step * (cell[n] - '0');
    }
    *x *= sign;
    if (rest != NULL)
        *rest = cell + n;
    return true;
}

int finished_decimals(const char *cell)
{
    const char *point = strchr(cell, '.');
    int n = 0;

    while (point != NULL && isdigit((unsigned char)point[n + 1]))
        n++;
    return n;
}
