#include "prepost/ingest/mapping.h"

#include <string.h>

#include "prepost/base/text.h"

const char *pp_column_word(enum pp_column_role role)
{
    switch (role) {
    case PP_COLUMN_IDENTIFIER:
        return "identifier";
    case PP_COLUMN_WAVE:
        return "wave";
    case PP_COLUMN_DATE:
        return "date";
    case PP_COLUMN_REGION:
        return "region";
    case PP_COLUMN_GROUP:
        return "group";
    default:
        return "ignore";
    }
}

void pp_column_target(const struct pp_plan *plan,
                      const struct pp_file_column *column,
                      struct pp_buffer *out)
{
    const struct pp_instrument *instrument =
        column->role >= PP_COLUMN_ITEM
            ? plan->instruments[column->instrument].instrument
            : NULL;

    switch (column->role) {
    case PP_COLUMN_UNKNOWN:
    case PP_COLUMN_IGNORED:
    case PP_COLUMN_IDENTIFIER:
    case PP_COLUMN_WAVE:
    case PP_COLUMN_DATE:
    case PP_COLUMN_REGION:
    case PP_COLUMN_GROUP:
        pp_buffer_puts(out, pp_column_word(column->role));
        break;
    case PP_COLUMN_PERSON:
        pp_buffer_puts(out, plan->columns[column->index].name);
        break;
    case PP_COLUMN_ITEM:
        pp_buffer_puts(out, instrument->items[column->index].id);
        break;
    case PP_COLUMN_TOTAL:
        pp_buffer_printf(out, "%s.%s", instrument->id,
                         instrument->scales[column->index].id);
        break;
    }
}

static bool is_id_part(const struct pp_mapping *mapping, size_t column)
{
    for (size_t i = 0; i < mapping->n_id_parts; i++)
        if (mapping->id_parts[i].fixed == NULL &&
            mapping->id_parts[i].column == column)
            return true;
    return false;
}

void pp_mapping_print(const struct pp_plan *plan,
                      const struct pp_mapping *mapping, struct pp_buffer *out)
{
    struct pp_buffer shown = PP_BUFFER_INIT;

    for (size_t i = 0; i < mapping->n_columns; i++) {
        const struct pp_file_column *column = &mapping->columns[i];
        const char *name = column->heading.name;
        const char *question = column->heading.question;
        pp_buffer_printf(out, "%4zu  \"%s\"", i + 1,
                         pp_text_quote_ends(name, strlen(name), 60, &shown));
        if (question != NULL && question[0] != '\0' &&
            strcmp(question, name) != 0)
            pp_buffer_printf(
                out, ", \"%s\"",
                pp_text_quote_ends(question, strlen(question), 60, &shown));
        pp_buffer_puts(out, " -> ");
        if (column->role == PP_COLUMN_UNKNOWN)
            pp_buffer_puts(out, "not understood, left out");
        else if (column->role == PP_COLUMN_IGNORED)
            pp_buffer_puts(out, "left out");
        else
            pp_column_target(plan, column, out);
        if (column->wave >= 0)
            pp_buffer_printf(out, " at %s", plan->waves[column->wave].id);
        if (column->how != NULL)
            pp_buffer_printf(out, " (%s)", column->how);
        if (column->role != PP_COLUMN_IDENTIFIER && is_id_part(mapping, i))
            pp_buffer_puts(out, ", and part of the person's code");
        if (column->likely != PP_COLUMN_UNKNOWN)
            pp_buffer_printf(out, "; a usual heading for %s",
                             pp_column_word(column->likely));
        if (column->closest != NULL)
            pp_buffer_printf(out, "; closest: \"%s\"", column->closest);
        pp_buffer_putc(out, '\n');
    }
    pp_buffer_clear(&shown);
}

void pp_mapping_write_text(const char *text, struct pp_buffer *out)
{
    pp_buffer_putc(out, '"');
    for (; *text != '\0'; text++) {
        if (*text == '"' || *text == '\\')
            pp_buffer_putc(out, '\\');
        if (*text == '\n')
            pp_buffer_puts(out, "\\n");
        else if (*text == '\t')
            pp_buffer_puts(out, "\\t");
        else if ((unsigned char)*text >= ' ')
            pp_buffer_putc(out, *text);
    }
    pp_buffer_putc(out, '"');
}

/* A heading that came before: YAML has each key once. */
static bool is_repeated(const struct pp_mapping *mapping, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (strcmp(mapping->columns[i].heading.name,
                   mapping->columns[at].heading.name) == 0)
            return true;
    return false;
}

static bool is_unknown(const struct pp_mapping *mapping, size_t at)
{
    return mapping->columns[at].role == PP_COLUMN_UNKNOWN &&
           mapping->columns[at].likely == PP_COLUMN_UNKNOWN;
}

static bool is_unmapped(const struct pp_mapping *mapping, size_t instrument)
{
    for (size_t i = 0; i < mapping->n_columns; i++)
        if (mapping->columns[i].role >= PP_COLUMN_ITEM &&
            mapping->columns[i].instrument == instrument)
            return false;
    return true;
}

/*
 * The item that a column not understood may be: of a questionnaire whose
 * questions are not known here, where as many such columns stand together as
 * it has questions. A person has to say whether it is so. NULL: none.
 */
static const char *may_be(const struct pp_plan *plan,
                          const struct pp_mapping *mapping, size_t at)
{
    size_t from = at, to = at;

    while (from > 0 && is_unknown(mapping, from - 1))
        from--;
    while (to < mapping->n_columns && is_unknown(mapping, to))
        to++;
    for (size_t i = 0; i < plan->n_instruments; i++) {
        const struct pp_instrument *instrument =
            plan->instruments[i].instrument;
        if (instrument->n_items == to - from &&
            instrument->items[0].text == NULL && is_unmapped(mapping, i))
            return instrument->items[at - from].id;
    }
    return NULL;
}

void pp_mapping_write_yaml(const struct pp_plan *plan,
                           const struct pp_mapping *mapping,
                           struct pp_buffer *out)
{
    pp_buffer_puts(out, "columns:\n");
    for (size_t i = 0; i < mapping->n_columns; i++) {
        const struct pp_file_column *column = &mapping->columns[i];
        if (column->heading.name[0] == '\0' || is_repeated(mapping, i))
            continue;
        pp_buffer_puts(out, "  ");
        pp_mapping_write_text(column->heading.name, out);
        pp_buffer_puts(out, column->wave >= 0 ? ": {means: " : ": ");
        if (column->likely != PP_COLUMN_UNKNOWN)
            pp_buffer_printf(out,
                             "%s  # not understood: it usually is this; else "
                             "write ignore",
                             pp_column_word(column->likely));
        else
            pp_column_target(plan, column, out);
        if (column->wave >= 0)
            pp_buffer_printf(out, ", wave: %s}", plan->waves[column->wave].id);
        if (is_unknown(mapping, i)) {
            const char *item = may_be(plan, mapping, i);
            pp_buffer_puts(out, "  # not understood");
            if (item != NULL)
                pp_buffer_printf(out, "; %s, if these are its questions", item);
        }
        pp_buffer_putc(out, '\n');
    }
}
