#include <string.h>

#include "prepost/ingest/platform.h"
#include "sheet.h"

/*
 * LimeSurvey: headings are codes ("phq[1]"), questions, or both ("phq[1].
 * Question [Part]"), as was chosen at the export. "id" counts the responses;
 * a token names the person.
 */

extern const struct pp_platform pp_platform_limesurvey;

static const struct pp_own_column own[] = {
    {"id", PP_COLUMN_IGNORED, pp_number_of_response},
    {"Response ID", PP_COLUMN_IGNORED, pp_number_of_response},
    {"id. Response ID", PP_COLUMN_IGNORED, pp_number_of_response},
    {"submitdate", PP_COLUMN_DATE, "when the form was sent"},
    {"Date submitted", PP_COLUMN_DATE, "when the form was sent"},
    {"submitdate. Date submitted", PP_COLUMN_DATE, "when the form was sent"},
    {"lastpage", PP_COLUMN_IGNORED, "how far the person got"},
    {"Last page", PP_COLUMN_IGNORED, "how far the person got"},
    {"lastpage. Last page", PP_COLUMN_IGNORED, "how far the person got"},
    {"startlanguage", PP_COLUMN_IGNORED, "the language of the form"},
    {"Start language", PP_COLUMN_IGNORED, "the language of the form"},
    {"startlanguage. Start language", PP_COLUMN_IGNORED,
     "the language of the form"},
    {"seed", PP_COLUMN_IGNORED, "of random orders"},
    {"startdate", PP_COLUMN_IGNORED, "when the form was opened"},
    {"Date started", PP_COLUMN_IGNORED, "when the form was opened"},
    {"datestamp", PP_COLUMN_IGNORED, "of the last page"},
    {"Date last action", PP_COLUMN_IGNORED, "of the last page"},
    {"ipaddr", PP_COLUMN_IGNORED, "an address, never kept"},
    {"IP address", PP_COLUMN_IGNORED, "an address, never kept"},
    {"refurl", PP_COLUMN_IGNORED, "the page before the form"},
};

/* "code. text" or "code[part]. text" */
static bool is_code_and_text(const char *name)
{
    size_t code = strspn(name, "abcdefghijklmnopqrstuvwxyz"
                               "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");

    if (code == 0)
        return false;
    if (name[code] == '[')
        code += strcspn(name + code, "]") + 1;
    return strncmp(name + code, ". ", 2) == 0;
}

static bool are_codes_and_texts(const struct pp_head *head)
{
    size_t n = 0, filled = pp_head_filled(head, 0);

    for (size_t i = 0; i < head->rows[0].n_fields; i++)
        n += is_code_and_text(pp_head_text(head, 0, i)) ? 1 : 0;
    return filled >= 3 && 5 * n >= 4 * filled;
}

static bool recognise(const struct pp_head *head)
{
    return (pp_head_has(head, 0, "submitdate") &&
            pp_head_has(head, 0, "lastpage")) ||
           (pp_head_has(head, 0, "Date submitted") &&
            pp_head_has(head, 0, "Last page")) ||
           are_codes_and_texts(head);
}

static void read(const struct pp_head *head, struct pp_pool *pool,
                 struct pp_sheet *sheet)
{
    pp_sheet_of_row(head, 0, pool, sheet);
    for (size_t i = 0; i < sheet->n_headings; i++)
        if (is_code_and_text(sheet->headings[i].name))
            sheet->headings[i].question =
                strstr(sheet->headings[i].name, ". ") + 2;
    pp_sheet_mark(sheet, own, sizeof own / sizeof *own);
}

const struct pp_platform pp_platform_limesurvey = {.id = "limesurvey",
                                                   .name = "LimeSurvey",
                                                   .recognise = recognise,
                                                   .read = read};
