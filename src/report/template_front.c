#include "prepost/report/template_front.h"

#include <string.h>

#include "prepost/base/alloc.h"
#include "prepost/base/text.h"
#include "prepost/report/template.h"

static int front_line(const char *file, struct pp_front *front,
                      struct pp_pool *pool, const char *line, size_t length,
                      struct pp_error *err)
{
    const struct {
        const char *key;
        const char **value;
        int *line;
    } keys[] = {{"title", &front->title, &front->title_line},
                {"summary", &front->summary, &front->summary_line}};
    const char *colon = memchr(line, ':', length);
    size_t n = colon != NULL ? (size_t)(colon - line) : length;

    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        if (colon == NULL || n != strlen(keys[i].key) ||
            strncmp(line, keys[i].key, n) != 0)
            continue;
        const char *value = colon + 1, *end = line + length;
        while (value < end && *value == ' ')
            value++;
        *keys[i].value = pp_pool_strndup(pool, value, (size_t)(end - value));
        *keys[i].line = (int)front->n_lines;
        return 0;
    }
    if (length == 0 || line[0] == '#')
        return 0;
    return pp_fail(err, PP_EPARSE,
                   "%s:%zu: \"%.*s\": expected \"title: ...\" or "
                   "\"summary: ...\"",
                   file, front->n_lines, (int)(length < 60 ? length : 60),
                   line);
}

/* Lines end where Markdown's do: at LF, CR LF, or CR alone. */
static size_t line_length(const char *text, size_t length, size_t *next)
{
    size_t n = 0;

    while (n < length && text[n] != '\n' && text[n] != '\r')
        n++;
    *next = n < length ? n + 1 : n;
    if (n + 1 < length && text[n] == '\r' && text[n + 1] == '\n')
        ++*next;
    return n;
}

int pp_template_read_front(const char *file, const char *text, size_t length,
                           struct pp_pool *pool, struct pp_front *front,
                           struct pp_error *err)
{
    size_t at = 0, next;

    *front = (struct pp_front){.body = text, .body_length = length};
    if (length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0)
        at = 3;
    size_t n = line_length(text + at, length - at, &next);
    if (n != 3 || memcmp(text + at, "---", 3) != 0) {
        front->body = text + at;
        front->body_length = length - at;
        return 0;
    }
    for (at += next, front->n_lines = 1; at < length; at += next) {
        front->n_lines++;
        n = line_length(text + at, length - at, &next);
        if (n == 3 && memcmp(text + at, "---", 3) == 0) {
            front->body = text + at + next;
            front->body_length = length - at - next;
            return 0;
        }
        if (front_line(file, front, pool, text + at, n, err) != 0)
            return -1;
    }
    return pp_fail(err, PP_EPARSE,
                   "%s:1: \"---\" opens a head that no second \"---\" closes",
                   file);
}

int pp_template_check_size(const char *file, const char *text, size_t length,
                           struct pp_error *err)
{
    if (length > PP_TEMPLATE_MAX_BYTES)
        return pp_fail(err, PP_ENOMEM,
                       "%s: a template of %zu bytes; the limit is %d", file,
                       length, PP_TEMPLATE_MAX_BYTES);
    size_t line = 1;
    for (size_t at = 0, next; at < length; at += next, line++) {
        size_t n = line_length(text + at, length - at, &next);
        if (n > PP_TEMPLATE_MAX_LINE)
            return pp_fail(err, PP_ENOMEM,
                           "%s:%zu: a line of %zu bytes; the limit is %d", file,
                           line, n, PP_TEMPLATE_MAX_LINE);
        if (pp_text_valid(text + at, n) != n)
            return pp_fail(err, PP_EPARSE, "%s:%zu: not UTF-8", file, line);
    }
    return 0;
}

static void spaced_line(struct pp_spaced *s, const char *line, size_t length,
                        int number)
{
    pp_buffer_append(&s->text, line, length);
    pp_buffer_putc(&s->text, '\n');
    s->lines[++s->n] = number;
}

void pp_template_space_out(const struct pp_front *front, struct pp_spaced *s)
{
    size_t n_lines = 1;
    int number = (int)front->n_lines;

    for (size_t i = 0; i < front->body_length; i++)
        n_lines += front->body[i] == '\n' || front->body[i] == '\r';
    *s = (struct pp_spaced){.text = PP_BUFFER_INIT};
    s->lines = pp_alloc_zero(3 * n_lines + 2, sizeof *s->lines);
    for (size_t at = 0, next; at < front->body_length; at += next) {
        const char *line = front->body + at;
        size_t length = line_length(line, front->body_length - at, &next);
        size_t blank = 0;
        while (blank < length && line[blank] == ' ')
            blank++;
        char *trimmed = pp_strndup(line + blank, length - blank);
        char *directive = pp_template_directive(trimmed);
        number++;
        if (directive != NULL)
            spaced_line(s, "", 0, number);
        spaced_line(s, line, length, number);
        if (directive != NULL)
            spaced_line(s, "", 0, number);
        pp_free(directive);
        pp_free(trimmed);
    }
}

void pp_spaced_clear(struct pp_spaced *s)
{
    pp_buffer_clear(&s->text);
    pp_free(s->lines);
    *s = (struct pp_spaced){.text = PP_BUFFER_INIT};
}

/* The inside of "{{...}}" when it is a directive and the whole text. */
char *pp_template_directive(const char *text)
{
    static const char *const words[] = {"#", "/", "part ", "table ", "figure "};
    size_t n = strlen(text);

    while (n > 0 && text[n - 1] == ' ')
        n--;
    if (n < 5 || strncmp(text, "{{", 2) != 0 ||
        strncmp(text + n - 2, "}}", 2) != 0)
        return NULL;
    const char *start = text + 2, *end = text + n - 2;
    start += strspn(start, " ");
    while (end > start && end[-1] == ' ')
        end--;
    size_t length = (size_t)(end - start);
    if (memchr(start, '}', length) != NULL)
        return NULL;
    bool is_directive = length == 4 && strncmp(start, "else", 4) == 0;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        is_directive |= length >= strlen(words[i]) &&
                        strncmp(start, words[i], strlen(words[i])) == 0;
    return is_directive ? pp_strndup(start, length) : NULL;
}
