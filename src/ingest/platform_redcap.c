#include <string.h>

#include "prepost/ingest/platform.h"
#include "sheet.h"

/*
 * REDCap: one row for each record and event. The first column is the record's
 * id, redcap_event_name the wave: its order is nowhere in the file, so that
 * the plan's waves have to give the event names as aliases.
 */

extern const struct pp_platform pp_platform_redcap;

static bool ends_in(const char *text, const char *end)
{
    size_t n = strlen(text), n_end = strlen(end);

    return n > n_end && strcmp(text + n - n_end, end) == 0;
}

static bool recognise(const struct pp_head *head)
{
    return pp_head_has(head, 0, "redcap_event_name") ||
           pp_head_has(head, 0, "redcap_survey_identifier") ||
           pp_head_has(head, 0, "redcap_repeat_instrument");
}

static void set(struct pp_heading *heading, enum pp_column_role role,
                const char *why)
{
    heading->role = role;
    heading->why = why;
}

static void read(const struct pp_head *head, struct pp_pool *pool,
                 struct pp_sheet *sheet)
{
    pp_sheet_of_row(head, 0, pool, sheet);
    for (size_t i = 0; i < sheet->n_headings; i++) {
        struct pp_heading *heading = &sheet->headings[i];
        const char *name = heading->name;
        if (i == 0)
            set(heading, PP_COLUMN_IDENTIFIER, "the record's id");
        else if (strcmp(name, "redcap_event_name") == 0)
            set(heading, PP_COLUMN_WAVE, "the event");
        else if (strncmp(name, "redcap_", 7) == 0)
            set(heading, PP_COLUMN_IGNORED, "of REDCap itself");
        else if (ends_in(name, "_complete"))
            set(heading, PP_COLUMN_IGNORED, "whether a form was completed");
        else if (ends_in(name, "_timestamp"))
            set(heading, PP_COLUMN_IGNORED, "when a form was sent");
    }
}

const struct pp_platform pp_platform_redcap = {
    .id = "redcap", .name = "REDCap", .recognise = recognise, .read = read};
