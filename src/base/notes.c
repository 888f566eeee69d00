#include "prepost/base/notes.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "prepost/base/text.h"

void pp_notes_init(struct pp_notes *notes, struct pp_pool *pool, size_t limit)
{
    *notes = (struct pp_notes){.pool = pool, .limit = limit};
}

static struct pp_note *next(struct pp_notes *notes)
{
    if (notes->n == notes->capacity) {
        size_t capacity = notes->capacity > 0 ? 2 * notes->capacity : 8;
        struct pp_note *grown =
            pp_pool_array(notes->pool, capacity, sizeof *grown);

        if (notes->n > 0)
            memcpy(grown, notes->items, notes->n * sizeof *grown);
        notes->items = grown;
        notes->capacity = capacity;
    }
    return &notes->items[notes->n++];
}

/*
 * A word that a whole file has in the place of another would be told once a
 * cell; the same said thrice is known. How far back it is looked for is
 * bounded.
 */
static bool is_counted(struct pp_notes *notes, enum pp_severity severity,
                       const char *file, const char *text)
{
    enum { ALIKE = 3, BACK = 200 };
    struct pp_note *last = NULL;
    size_t n = 0;

    for (size_t i = notes->n; i > 0 && notes->n - i < BACK; i--) {
        struct pp_note *note = &notes->items[i - 1];
        if (note->severity != severity || note->line == 0 ||
            note->field == NULL || strcmp(note->text, text) != 0 ||
            strcmp(note->file, file) != 0)
            continue;
        last = n++ == 0 ? note : last;
        if (n < ALIKE)
            continue;
        last->n_like_it++;
        return true;
    }
    return false;
}

void pp_notes_add(struct pp_notes *notes, enum pp_severity severity,
                  const char *file, size_t line, size_t column,
                  const char *field, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    pp_notes_add_args(notes, severity, file, line, column, field, fmt, args);
    va_end(args);
}

void pp_notes_add_args(struct pp_notes *notes, enum pp_severity severity,
                       const char *file, size_t line, size_t column,
                       const char *field, const char *fmt, va_list args)
{
    char text[1024];

    notes->n_by_severity[severity]++;
    pp_text_end_whole(text, sizeof text,
                      vsnprintf(text, sizeof text, fmt, args));
    if (line > 0 && field != NULL && severity != PP_NOTE_ERROR &&
        is_counted(notes, severity, file, text))
        return;
    if (notes->limit > 0 && notes->n >= notes->limit)
        return;
    /* Notes about one file share its name. */
    const struct pp_note *last = notes->n > 0 ? &notes->items[notes->n - 1] : 0;
    const char *name = last != NULL && strcmp(last->file, file) == 0
                           ? last->file
                           : pp_pool_strdup(notes->pool, file);
    *next(notes) = (struct pp_note){
        .severity = severity,
        .file = name,
        .line = line,
        .column = column,
        .field = field != NULL ? pp_pool_strdup(notes->pool, field) : NULL,
        .text = pp_pool_strdup(notes->pool, text)};
}

static void print_place(const struct pp_note *note, struct pp_buffer *out)
{
    pp_buffer_puts(out, note->file);
    if (note->column > 0) {
        pp_buffer_printf(out, ":%zu:%zu%s", note->line, note->column,
                         note->severity < PP_NOTE_ERROR ? ": note" : "");
        return;
    }
    if (note->line > 0)
        pp_buffer_printf(out, ": row %zu", note->line);
    if (note->field != NULL) {
        enum { WIDTH = 80 };
        struct pp_buffer shown = PP_BUFFER_INIT;
        pp_buffer_printf(out, "%s column \"%s\"", note->line > 0 ? "," : ":",
                         pp_text_quote_ends(note->field, strlen(note->field),
                                            WIDTH, &shown));
        pp_buffer_clear(&shown);
    }
}

void pp_notes_print(const struct pp_notes *notes, struct pp_buffer *out)
{
    size_t total = 0, n_told = notes->n, from = out->length;

    for (size_t i = 0; i < notes->n; i++) {
        const struct pp_note *note = &notes->items[i];
        print_place(note, out);
        pp_buffer_printf(out, ": %s", note->text);
        if (note->n_like_it > 0)
            pp_buffer_printf(out, " (and %zu more like it)", note->n_like_it);
        pp_buffer_putc(out, '\n');
        n_told += note->n_like_it;
    }
    for (size_t i = 0; i < 4; i++)
        total += notes->n_by_severity[i];
    if (total > n_told)
        pp_buffer_printf(out, "and %zu more\n", total - n_told);
    if (out->length > from)
        pp_text_tame(out->data + from, out->length - from);
}
