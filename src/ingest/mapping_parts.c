#include "mapper.h"

#include <string.h>

#include "prepost/base/text.h"
#include "sheet.h"

/*
 * A person's code that stands in several columns: the site and a number that
 * is only counted there, or the answers to the questions of a self-made code.
 */

static const char part_of_code[] = "part of the person's code";

static bool is_part(const struct pp_mapping *out, size_t column)
{
    for (size_t i = 0; i < out->n_id_parts; i++)
        if (out->id_parts[i].fixed == NULL && out->id_parts[i].column == column)
            return true;
    return false;
}

static bool find_heading(const char *heading, const struct pp_mapping *out,
                         struct pp_id_part *part)
{
    for (size_t c = 0; c < out->n_columns; c++) {
        if (!pp_mapper_is_heading(&out->columns[c].heading, heading))
            continue;
        *part = (struct pp_id_part){.column = c};
        return true;
    }
    return false;
}

/* "region" and "group" are that of the row, whatever its column is called. */
static bool find_place(const char *word, enum pp_column_role role,
                       const char *heading, const char *fixed,
                       const struct pp_mapping *out, struct pp_id_part *part)
{
    if (!pp_text_same(heading, word))
        return false;
    *part = (struct pp_id_part){.fixed = fixed};
    for (size_t c = 0; fixed == NULL && c < out->n_columns; c++) {
        if (out->columns[c].role != role)
            continue;
        part->column = c;
        return true;
    }
    return fixed != NULL;
}

static void refuse_others(struct pp_mapper *m, const struct pp_mapping *out)
{
    for (size_t c = 0; c < out->n_columns; c++)
        if (out->columns[c].role == PP_COLUMN_IDENTIFIER && !is_part(out, c))
            pp_mapper_fail(m, out->columns[c].heading.name,
                           "it is mapped to identifier, but the plan makes the "
                           "person's code of other columns (identifier_from); "
                           "expected one of the two");
}

/* A column of what is said of every row is not read, whatever it holds. */
void pp_mapper_leave_said(struct pp_mapper *m, enum pp_column_role role,
                          const char *said, struct pp_mapping *out)
{
    for (size_t c = 0; said != NULL && c < out->n_columns; c++) {
        struct pp_file_column *column = &out->columns[c];
        bool is_usual = column->role == PP_COLUMN_UNKNOWN &&
                        pp_usual_role(column->heading.name) == role;
        if ((column->role != role && !is_usual) || is_part(out, c))
            continue;
        column->role = PP_COLUMN_IGNORED;
        column->closest = NULL;
        column->how =
            pp_pool_printf(m->pool, "\"%s\" is said of every row", said);
    }
}

void pp_mapper_find_parts(struct pp_mapper *m, const struct pp_every_row *every,
                          struct pp_mapping *out)
{
    const struct pp_text_list *wanted = &m->plan->identifier_from;
    struct pp_buffer text = PP_BUFFER_INIT;

    for (size_t i = 0; i < wanted->n && i < PP_MAX_ID_PARTS; i++) {
        const char *heading = wanted->items[i];
        struct pp_id_part *part = &out->id_parts[out->n_id_parts];
        if (find_heading(heading, out, part)) {
            const struct pp_file_column *column = &out->columns[part->column];
            if (pp_heading_is_number(&column->heading) &&
                column->role != PP_COLUMN_IDENTIFIER)
                pp_mapper_refuse_number(m, out, &column->heading);
            out->n_id_parts++;
            continue;
        }
        if (find_place("region", PP_COLUMN_REGION, heading, every->region, out,
                       part) ||
            find_place("group", PP_COLUMN_GROUP, heading, every->group, out,
                       part)) {
            out->n_id_parts++;
            continue;
        }
        text.length = 0;
        pp_buffer_printf(&text,
                         "there is no column \"%s\", which is part of the "
                         "person's code (identifier_from in the plan)",
                         heading);
        pp_mapper_fail(m, NULL, text.data);
    }
    pp_buffer_clear(&text);
    for (size_t i = 0; i < out->n_id_parts; i++) {
        struct pp_file_column *column = &out->columns[out->id_parts[i].column];
        if (out->id_parts[i].fixed != NULL || column->role != PP_COLUMN_UNKNOWN)
            continue;
        column->role = PP_COLUMN_IDENTIFIER;
        column->how = part_of_code;
        column->closest = NULL;
    }
    if (out->n_id_parts > 0)
        refuse_others(m, out);
}
