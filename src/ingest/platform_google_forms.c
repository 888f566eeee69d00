#include "prepost/ingest/platform.h"
#include "sheet.h"

/*
 * Google Forms and its sheet: one row of headings, which are the questions;
 * a grid writes "STEM [ROW]". The first column is the time of sending, named
 * in the form's language.
 */

extern const struct pp_platform pp_platform_google_forms;

static const struct pp_own_column own[] = {
    {"Timestamp", PP_COLUMN_DATE, "when the form was sent"},
    {"Zeitstempel", PP_COLUMN_DATE, "when the form was sent"},
    {"Horodateur", PP_COLUMN_DATE, "when the form was sent"},
    {"Marca temporal", PP_COLUMN_DATE, "when the form was sent"},
    {"Username", PP_COLUMN_IGNORED, "an account's address, never kept"},
    {"Email address", PP_COLUMN_IGNORED, "an address, never kept"},
    {"Score", PP_COLUMN_IGNORED, "a quiz score of the form"},
};

static bool recognise(const struct pp_head *head)
{
    for (size_t i = 0; i < 4; i++)
        if (pp_head_is(head, 0, 0, own[i].name))
            return true;
    return false;
}

static void read(const struct pp_head *head, struct pp_pool *pool,
                 struct pp_sheet *sheet)
{
    pp_sheet_of_row(head, 0, pool, sheet);
    pp_sheet_mark(sheet, own, sizeof own / sizeof *own);
}

const struct pp_platform pp_platform_google_forms = {.id = "google-forms",
                                                     .name = "Google Forms",
                                                     .recognise = recognise,
                                                     .read = read};
