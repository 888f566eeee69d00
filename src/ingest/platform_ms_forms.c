#include "prepost/ingest/platform.h"
#include "sheet.h"

/*
 * Microsoft Forms: one row of headings, which are the questions. "ID" counts
 * the responses; it is not the participant's code.
 */

extern const struct pp_platform pp_platform_ms_forms;

static const struct pp_own_column own[] = {
    {"ID", PP_COLUMN_IGNORED, pp_number_of_response},
    {"Start time", PP_COLUMN_IGNORED, "when the form was opened"},
    {"Completion time", PP_COLUMN_DATE, "when the form was sent"},
    {"Email", PP_COLUMN_IGNORED, "an address, never kept"},
    {"Name", PP_COLUMN_IGNORED, "a name, never kept"},
    {"Language", PP_COLUMN_IGNORED, "the language of the form"},
    {"Last modified time", PP_COLUMN_IGNORED, "when it was changed"},
    {"Total points", PP_COLUMN_IGNORED, "a quiz score of the form"},
    {"Quiz feedback", PP_COLUMN_IGNORED, "a remark on a quiz"},
};

static bool recognise(const struct pp_head *head)
{
    return pp_head_has(head, 0, "Start time") &&
           pp_head_has(head, 0, "Completion time");
}

static void read(const struct pp_head *head, struct pp_pool *pool,
                 struct pp_sheet *sheet)
{
    pp_sheet_of_row(head, 0, pool, sheet);
    pp_sheet_mark(sheet, own, sizeof own / sizeof *own);
}

const struct pp_platform pp_platform_ms_forms = {.id = "ms-forms",
                                                 .name = "Microsoft Forms",
                                                 .recognise = recognise,
                                                 .read = read};
