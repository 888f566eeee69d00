#include "prepost/base/csv.h"

#include <string.h>

#include "prepost/base/number.h"

/* A spreadsheet may be set to another delimiter than ours, and would cut
 * "x;y" in two. */
static bool needs_quotes(const char *text, size_t n, char delimiter)
{
    for (size_t i = 0; i < n; i++)
        if (text[i] == '"' || text[i] == '\n' || text[i] == '\r' ||
            text[i] == ',' || text[i] == ';' || text[i] == '\t' ||
            text[i] == delimiter)
            return true;
    /* Blanks at the ends would be trimmed; "" is not a missing field. */
    return n == 0 || text[0] == ' ' || text[n - 1] == ' ';
}

/*
 * Might a cell begin at `at`? A spreadsheet that is set to another delimiter
 * cuts a line at those wherever they stand: its fields are not ours, and our
 * quotes are no quotes to it in the middle of what it takes for a field.
 */
static bool is_start(const char *text, size_t at)
{
    if (at == 0)
        return true;
    while (at > 0 && text[at - 1] == '"')
        at--;
    return at > 0 && memchr(",;\t|\r\n", text[at - 1], 6) != NULL;
}

/* Does a formula begin at `at`, with apostrophes before it or none? */
static bool is_formula(const char *text, size_t n, size_t at)
{
    const char *starts = at == 0 ? "=+-@\t\r\n" : "=+-@";

    if ((text[at] != '\'' && strchr(starts, text[at]) == NULL) ||
        text[at] == '\0' || !is_start(text, at))
        return false;
    while (at < n && text[at] == '\'')
        at++;
    return at < n && text[at] != '\0' && strchr(starts, text[at]) != NULL;
}

/* An apostrophe that stands there already gets another: else it would be
 * taken for the guard when the text is read again. */
static bool needs_guard(const char *text, size_t n, size_t at)
{
    double number;

    return is_formula(text, n, at) &&
           (at > 0 || pp_number_parse(text, n, &number) != 0);
}

size_t pp_csv_unguard(const char *text, size_t n, char *out)
{
    size_t kept = 0;

    if (n < 2 || memchr(text, '\'', n) == NULL) {
        memcpy(out, text, n);
        return n;
    }
    for (size_t i = 0; i < n; i++)
        if (text[i] != '\'' || !is_formula(text, n, i))
            out[kept++] = text[i];
    return kept;
}

void pp_csv_write(struct pp_buffer *out, const char *text, size_t length,
                  char delimiter, enum pp_csv_guard guard)
{
    if (text == NULL)
        return;
    bool quoted = needs_quotes(text, length, delimiter);

    if (quoted)
        pp_buffer_putc(out, '"');
    for (size_t i = 0; i < length; i++) {
        if (guard == PP_CSV_GUARDED && needs_guard(text, length, i))
            pp_buffer_putc(out, '\'');
        if (text[i] == '"')
            pp_buffer_putc(out, '"');
        pp_buffer_putc(out, text[i]);
    }
    if (quoted)
        pp_buffer_putc(out, '"');
}

void pp_csv_write_row(struct pp_buffer *out, const char *const *texts, size_t n,
                      enum pp_csv_guard guard)
{
    for (size_t i = 0; i < n; i++) {
        if (i > 0)
            pp_buffer_putc(out, ',');
        pp_csv_write(out, texts[i], texts[i] != NULL ? strlen(texts[i]) : 0,
                     ',', guard);
    }
    pp_buffer_puts(out, "\r\n");
}
