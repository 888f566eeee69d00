#include "prepost/base/csv.h"

#include <string.h>

#include "prepost/base/number.h"

/* A spreadsheet may be set to another delimiter than ours, and would cut a
 * cell =1+1 out of "x;=1+1". */
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

/* An apostrophe that stands there already gets another: else it would be
 * taken for the guard when the text is read again. */
static bool may_run(const char *text, size_t n)
{
    double number;

    return n > 0 && (memchr("=+-@\t\r\n", text[0], 7) != NULL
                         ? pp_number_parse(text, n, &number) != 0
                         : pp_csv_is_guarded(text, n));
}

bool pp_csv_is_guarded(const char *text, size_t n)
{
    size_t at = 0;

    while (at < n && text[at] == '\'')
        at++;
    return at > 0 && at < n && memchr("=+-@\t\r\n", text[at], 7) != NULL;
}

void pp_csv_write(struct pp_buffer *out, const char *text, size_t length,
                  char delimiter, enum pp_csv_guard guard)
{
    if (text == NULL)
        return;
    bool guarded = guard == PP_CSV_GUARDED && may_run(text, length);
    bool quoted = needs_quotes(text, length, delimiter);

    if (quoted)
        pp_buffer_putc(out, '"');
    if (guarded)
        pp_buffer_putc(out, '\'');
    for (size_t i = 0; i < length; i++) {
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
