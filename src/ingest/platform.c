#include "prepost/ingest/platform.h"

#include <string.h>

#include "prepost/base/text.h"
#include "sheet.h"

#define PLATFORM(id) extern const struct pp_platform pp_platform_##id;
#include "platforms.def"
#undef PLATFORM

#define PLATFORM(id) &pp_platform_##id,
const struct pp_platform *const pp_platforms[] = {
#include "platforms.def"
    NULL};
#undef PLATFORM

const struct pp_platform *pp_platform_find(const struct pp_head *head)
{
    size_t i = 0;

    while (pp_platforms[i + 1] != NULL && !pp_platforms[i]->recognise(head))
        i++;
    return pp_platforms[i];
}

const struct pp_platform *pp_platform_of(const char *id)
{
    for (size_t i = 0; pp_platforms[i] != NULL; i++)
        if (strcmp(pp_platforms[i]->id, id) == 0)
            return pp_platforms[i];
    return NULL;
}

/* --- heads ---------------------------------------------------------------- */

const char *pp_head_text(const struct pp_head *head, size_t row, size_t field)
{
    if (row >= head->n || field >= head->rows[row].n_fields ||
        head->rows[row].fields[field].text == NULL)
        return "";
    return head->rows[row].fields[field].text;
}

bool pp_head_has(const struct pp_head *head, size_t row, const char *text)
{
    for (size_t i = 0; row < head->n && i < head->rows[row].n_fields; i++)
        if (pp_text_same(pp_head_text(head, row, i), text))
            return true;
    return false;
}

bool pp_head_is(const struct pp_head *head, size_t row, size_t field,
                const char *text)
{
    return pp_text_same(pp_head_text(head, row, field), text);
}

bool pp_head_is_tags(const struct pp_head *head, size_t row)
{
    size_t n = 0;

    for (size_t i = 0; row < head->n && i < head->rows[row].n_fields; i++) {
        const char *text = pp_head_text(head, row, i);
        if (text[0] != '\0' && text[0] != '#')
            return false;
        n += text[0] == '#' && text[1] != '\0' ? 1 : 0;
    }
    return n > 0;
}

size_t pp_head_filled(const struct pp_head *head, size_t row)
{
    size_t n = 0;

    for (size_t i = 0; row < head->n && i < head->rows[row].n_fields; i++)
        n += pp_head_text(head, row, i)[0] != '\0';
    return n;
}

/* --- sheets --------------------------------------------------------------- */

void pp_sheet_of_row(const struct pp_head *head, size_t at,
                     struct pp_pool *pool, struct pp_sheet *sheet)
{
    size_t n = head->rows[at].n_fields;

    sheet->headings = pp_pool_array(pool, n, sizeof *sheet->headings);
    sheet->n_headings = n;
    sheet->at = at;
    sheet->n_rows = at + 1;
    for (size_t i = 0; i < n; i++)
        sheet->headings[i] =
            (struct pp_heading){.name = pp_head_text(head, at, i)};
}

const char pp_number_of_response[] =
    "a number of the response, not of the person";
const char pp_number_of_link[] = "a number of the survey's link";

bool pp_heading_is_number(const struct pp_heading *heading)
{
    return heading->why == pp_number_of_response ||
           heading->why == pp_number_of_link;
}

void pp_sheet_mark(struct pp_sheet *sheet, const struct pp_own_column *own,
                   size_t n)
{
    for (size_t c = 0; c < sheet->n_headings; c++) {
        for (size_t i = 0; i < n; i++) {
            const struct pp_heading *heading = &sheet->headings[c];
            if (!pp_text_same(heading->name, own[i].name) &&
                (heading->question == NULL ||
                 !pp_text_same(heading->question, own[i].name)))
                continue;
            sheet->headings[c].role = own[i].role;
            sheet->headings[c].why = own[i].why;
        }
    }
}
