#include <string.h>

#include "prepost/ingest/platform.h"
#include "sheet.h"

/*
 * KoBoToolbox and ODK: names of questions, those in groups as "group/name"
 * (ODK Briefcase: "group-name").
 */

extern const struct pp_platform pp_platform_kobo;

static const struct pp_own_column own[] = {
    {"SubmissionDate", PP_COLUMN_DATE, "when the form was sent"},
    {"_submission_time", PP_COLUMN_DATE, "when the form was sent"},
    {"start", PP_COLUMN_IGNORED, "when the form was opened"},
    {"end", PP_COLUMN_IGNORED, "when the form was closed"},
    {"today", PP_COLUMN_IGNORED, "the day of the form"},
    {"KEY", PP_COLUMN_IGNORED, pp_number_of_response},
    {"_id", PP_COLUMN_IGNORED, pp_number_of_response},
    {"_uuid", PP_COLUMN_IGNORED, pp_number_of_response},
    {"_index", PP_COLUMN_IGNORED, pp_number_of_response},
    {"meta-instanceID", PP_COLUMN_IGNORED, pp_number_of_response},
    {"meta/instanceID", PP_COLUMN_IGNORED, pp_number_of_response},
    {"deviceid", PP_COLUMN_IGNORED, "a device, never kept"},
    {"username", PP_COLUMN_IGNORED, "an account, never kept"},
    {"__version__", PP_COLUMN_IGNORED, "the form's version"},
    {"_validation_status", PP_COLUMN_IGNORED, "of KoBo itself"},
    {"_notes", PP_COLUMN_IGNORED, "of KoBo itself"},
    {"_status", PP_COLUMN_IGNORED, "of KoBo itself"},
    {"_submitted_by", PP_COLUMN_IGNORED, "an account, never kept"},
    {"_tags", PP_COLUMN_IGNORED, "of KoBo itself"},
};

static bool recognise(const struct pp_head *head)
{
    return (pp_head_has(head, 0, "SubmissionDate") &&
            pp_head_has(head, 0, "KEY")) ||
           (pp_head_has(head, 0, "_uuid") && pp_head_has(head, 0, "_id")) ||
           pp_head_has(head, 0, "_submission_time");
}

static void read(const struct pp_head *head, struct pp_pool *pool,
                 struct pp_sheet *sheet)
{
    pp_sheet_of_row(head, 0, pool, sheet);
    for (size_t i = 0; i < sheet->n_headings; i++) {
        const char *name = sheet->headings[i].name;
        const char *slash = strrchr(name, '/');
        const char *dash = strrchr(name, '-');
        if (slash != NULL)
            sheet->headings[i].question = slash + 1;
        else if (dash != NULL && strchr(name, ' ') == NULL)
            sheet->headings[i].question = dash + 1;
    }
    pp_sheet_mark(sheet, own, sizeof own / sizeof *own);
}

const struct pp_platform pp_platform_kobo = {.id = "kobo",
                                             .name = "KoBoToolbox or ODK",
                                             .recognise = recognise,
                                             .read = read};
