#include "prepost/base/text.h"
#include "prepost/ingest/platform.h"
#include "sheet.h"

/*
 * SurveyMonkey: the questions in the first row, blank where one goes on over
 * several columns; under it "Response", "Open-Ended Response" or the part of
 * the question that the column is. Cleaned exports have the first row only.
 */

extern const struct pp_platform pp_platform_surveymonkey;

static const struct pp_own_column own[] = {
    {"Respondent ID", PP_COLUMN_IGNORED, pp_number_of_response},
    {"RespondentID", PP_COLUMN_IGNORED, pp_number_of_response},
    {"Collector ID", PP_COLUMN_IGNORED, pp_number_of_link},
    {"CollectorID", PP_COLUMN_IGNORED, pp_number_of_link},
    {"Start Date", PP_COLUMN_IGNORED, "when the form was opened"},
    {"StartDate", PP_COLUMN_IGNORED, "when the form was opened"},
    {"End Date", PP_COLUMN_DATE, "when the form was sent"},
    {"EndDate", PP_COLUMN_DATE, "when the form was sent"},
    {"Date Created", PP_COLUMN_IGNORED, "when the form was opened"},
    {"Date Modified", PP_COLUMN_DATE, "when the form was sent"},
    {"IP Address", PP_COLUMN_IGNORED, "an address, never kept"},
    {"Email Address", PP_COLUMN_IGNORED, "an address, never kept"},
    {"First Name", PP_COLUMN_IGNORED, "a name, never kept"},
    {"Last Name", PP_COLUMN_IGNORED, "a name, never kept"},
    {"Custom Data 1", PP_COLUMN_IGNORED, "of the survey's link"},
    {"Custom Data", PP_COLUMN_IGNORED, "of the survey's link"},
};

static bool is_filler(const char *text)
{
    return text[0] == '\0' || pp_text_same(text, "Response") ||
           pp_text_same(text, "Open-Ended Response");
}

static bool has_two_rows(const struct pp_head *head)
{
    return pp_head_has(head, 1, "Response") ||
           pp_head_has(head, 1, "Open-Ended Response") ||
           (head->n > 1 && pp_head_text(head, 1, 0)[0] == '\0' &&
            pp_head_has(head, 0, "Respondent ID"));
}

static bool recognise(const struct pp_head *head)
{
    return pp_head_has(head, 0, "Respondent ID") ||
           pp_head_has(head, 0, "RespondentID") || has_two_rows(head);
}

static void read(const struct pp_head *head, struct pp_pool *pool,
                 struct pp_sheet *sheet)
{
    const char *question = "";

    pp_sheet_of_row(head, 0, pool, sheet);
    for (size_t i = 0; has_two_rows(head) && i < sheet->n_headings; i++) {
        struct pp_heading *heading = &sheet->headings[i];
        const char *part = pp_head_text(head, 1, i);
        if (heading->name[0] != '\0')
            question = heading->name;
        if (is_filler(part))
            continue;
        heading->question = pp_pool_printf(pool, "%s - %s", question, part);
        if (heading->name[0] == '\0')
            heading->name = part;
    }
    if (has_two_rows(head))
        sheet->n_rows = 2;
    pp_sheet_mark(sheet, own, sizeof own / sizeof *own);
}

const struct pp_platform pp_platform_surveymonkey = {.id = "surveymonkey",
                                                     .name = "SurveyMonkey",
                                                     .recognise = recognise,
                                                     .read = read};
