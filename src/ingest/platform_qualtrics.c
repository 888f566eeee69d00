#include <string.h>

#include "prepost/base/text.h"
#include "prepost/ingest/platform.h"
#include "sheet.h"

/*
 * Qualtrics: names, then questions, then (since 2017) a row of JSON with an
 * ImportId. Older exports call their own columns V1 to V10 and name them in
 * the second row.
 */

extern const struct pp_platform pp_platform_qualtrics;

static const struct pp_own_column own[] = {
    {"StartDate", PP_COLUMN_IGNORED, "when the form was opened"},
    {"EndDate", PP_COLUMN_DATE, "when the form was sent"},
    {"RecordedDate", PP_COLUMN_IGNORED, "when the answers were stored"},
    {"Status", PP_COLUMN_IGNORED, "how the response came about"},
    {"ResponseSet", PP_COLUMN_IGNORED, "how the response came about"},
    {"IPAddress", PP_COLUMN_IGNORED, "an address, never kept"},
    {"Progress", PP_COLUMN_IGNORED, "how far the person got"},
    {"Duration (in seconds)", PP_COLUMN_IGNORED, "how long it took"},
    {"Finished", PP_COLUMN_IGNORED, "whether it was finished"},
    {"ResponseId", PP_COLUMN_IGNORED, pp_number_of_response},
    {"RecipientLastName", PP_COLUMN_IGNORED, "a name, never kept"},
    {"RecipientFirstName", PP_COLUMN_IGNORED, "a name, never kept"},
    {"RecipientEmail", PP_COLUMN_IGNORED, "an address, never kept"},
    {"Name", PP_COLUMN_IGNORED, "a name, never kept"},
    {"EmailAddress", PP_COLUMN_IGNORED, "an address, never kept"},
    {"LocationLatitude", PP_COLUMN_IGNORED, "a place, never kept"},
    {"LocationLongitude", PP_COLUMN_IGNORED, "a place, never kept"},
    {"LocationAccuracy", PP_COLUMN_IGNORED, "a place, never kept"},
    {"DistributionChannel", PP_COLUMN_IGNORED, "how the form was reached"},
    {"UserLanguage", PP_COLUMN_IGNORED, "the language of the form"},
};

static bool is_import_row(const struct pp_head *head, size_t row)
{
    return strstr(pp_head_text(head, row, 0), "ImportId") != NULL;
}

static bool recognise(const struct pp_head *head)
{
    if (is_import_row(head, 1) || is_import_row(head, 2))
        return true;
    return pp_head_has(head, 0, "ResponseId") ||
           (pp_head_has(head, 1, "ResponseID") &&
            pp_head_has(head, 1, "ResponseSet"));
}

/* Whether the row repeats the headings of the platform's own columns. */
static bool is_question_row(const struct pp_head *head, size_t row)
{
    return pp_head_has(head, row, "ResponseID") ||
           pp_head_has(head, row, "Response ID") ||
           is_import_row(head, row + 1);
}

static void read(const struct pp_head *head, struct pp_pool *pool,
                 struct pp_sheet *sheet)
{
    pp_sheet_of_row(head, 0, pool, sheet);
    if (is_question_row(head, 1)) {
        sheet->n_rows = 2;
        for (size_t i = 0; i < sheet->n_headings; i++)
            if (pp_head_text(head, 1, i)[0] != '\0')
                sheet->headings[i].question = pp_head_text(head, 1, i);
    }
    if (is_import_row(head, sheet->n_rows))
        sheet->n_rows++;
    pp_sheet_mark(sheet, own, sizeof own / sizeof *own);
}

/* Somebody trying the form out. */
static const char *leave_out(const struct pp_sheet *sheet,
                             const struct pp_record *row)
{
    for (size_t i = 0; i < sheet->n_headings && i < row->n_fields; i++) {
        const char *text = row->fields[i].text;
        if (text == NULL)
            continue;
        if ((strcmp(text, "preview") == 0 &&
             strcmp(sheet->headings[i].name, "DistributionChannel") == 0) ||
            (strcmp(text, "Survey Preview") == 0 &&
             strcmp(sheet->headings[i].name, "Status") == 0))
            return "a preview of the form, not a participant's response";
    }
    return NULL;
}

const struct pp_platform pp_platform_qualtrics = {.id = "qualtrics",
                                                  .name = "Qualtrics",
                                                  .recognise = recognise,
                                                  .read = read,
                                                  .leave_out = leave_out};
