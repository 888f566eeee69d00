#include "prepost/model/plan.h"

#include <string.h>

/* The line of `text` that begins with the same name up to ": "; or NULL. */
static const char *find_line(const char *text, const char *name, size_t n)
{
    for (const char *line = text; *line != '\0';) {
        if (strncmp(line, name, n) == 0 && strncmp(line + n, ": ", 2) == 0)
            return line;
        line += strcspn(line, "\n");
        line += *line == '\n';
    }
    return NULL;
}

static size_t name_length(const char *line)
{
    const char *colon = strstr(line, ": ");

    return colon != NULL ? (size_t)(colon - line) : strcspn(line, "\n");
}

static const char *next_line(const char *line)
{
    line += strcspn(line, "\n");
    return line + (*line == '\n');
}

/* What stands after the name; the pool's. */
static const char *value_of(struct pp_pool *pool, const char *line)
{
    const char *value = line + name_length(line);
    size_t n = strcspn(value, "\n");

    return n < 2 ? "" : pp_pool_strndup(pool, value + 2, n - 2);
}

const char *pp_plan_commitment(const char *commitments, const char *name,
                               struct pp_pool *pool)
{
    const char *line = find_line(commitments, name, strlen(name));

    return line != NULL ? value_of(pool, line) : NULL;
}

static size_t count_lines(const char *text)
{
    size_t n = 0;

    for (; *text != '\0'; text = next_line(text))
        n++;
    return n;
}

size_t pp_plan_difference_list(const char *before, const char *now,
                               struct pp_pool *pool,
                               const struct pp_plan_difference **out)
{
    struct pp_plan_difference *list = pp_pool_array(
        pool, count_lines(before) + count_lines(now) + 1, sizeof *list);
    size_t n = 0;

    for (const char *line = now; *line != '\0'; line = next_line(line)) {
        const char *name = pp_pool_strndup(pool, line, name_length(line));
        const char *value = value_of(pool, line);
        const char *was = pp_plan_commitment(before, name, pool);
        if (was == NULL || strcmp(was, value) != 0)
            list[n++] = (struct pp_plan_difference){name, value, was};
    }
    for (const char *line = before; *line != '\0'; line = next_line(line)) {
        const char *name = pp_pool_strndup(pool, line, name_length(line));
        if (pp_plan_commitment(now, name, pool) == NULL)
            list[n++] =
                (struct pp_plan_difference){name, NULL, value_of(pool, line)};
    }
    *out = list;
    return n;
}

void pp_plan_difference_print(const struct pp_plan_difference *d,
                              struct pp_buffer *out)
{
    if (d->now == NULL)
        pp_buffer_printf(out, "taken out: %s: %s", d->name, d->was);
    else if (d->was == NULL)
        pp_buffer_printf(out, "added: %s: %s", d->name, d->now);
    else
        pp_buffer_printf(out, "changed: %s: %s (was %s)", d->name, d->now,
                         d->was);
}

size_t pp_plan_differences(const char *before, const char *now,
                           struct pp_buffer *out)
{
    struct pp_pool *pool = pp_pool_new();
    const struct pp_plan_difference *list;
    size_t n = pp_plan_difference_list(before, now, pool, &list);

    for (size_t i = 0; i < n; i++) {
        pp_plan_difference_print(&list[i], out);
        pp_buffer_putc(out, '\n');
    }
    pp_pool_free(pool);
    return n;
}
