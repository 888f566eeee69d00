#include "prepost/ingest/platform.h"
#include "sheet.h"

/*
 * Impactasaurus: one row for each record of a beneficiary, questions as
 * headings.
 */

extern const struct pp_platform pp_platform_impactasaurus;

static const struct pp_own_column own[] = {
    {"Beneficiary", PP_COLUMN_IDENTIFIER, "the beneficiary's id"},
    {"Beneficiary ID", PP_COLUMN_IDENTIFIER, "the beneficiary's id"},
    {"Conducted", PP_COLUMN_DATE, "when the record was made"},
    {"Date", PP_COLUMN_DATE, "when the record was made"},
    {"Questionnaire", PP_COLUMN_IGNORED, "the name of the questionnaire"},
    {"Tags", PP_COLUMN_IGNORED, "of Impactasaurus itself"},
    {"User", PP_COLUMN_IGNORED, "who made the record"},
};

static bool recognise(const struct pp_head *head)
{
    return (pp_head_has(head, 0, "Beneficiary") ||
            pp_head_has(head, 0, "Beneficiary ID")) &&
           (pp_head_has(head, 0, "Conducted") ||
            pp_head_has(head, 0, "Questionnaire"));
}

static void read(const struct pp_head *head, struct pp_pool *pool,
                 struct pp_sheet *sheet)
{
    pp_sheet_of_row(head, 0, pool, sheet);
    pp_sheet_mark(sheet, own, sizeof own / sizeof *own);
}

const struct pp_platform pp_platform_impactasaurus = {.id = "impactasaurus",
                                                      .name = "Impactasaurus",
                                                      .recognise = recognise,
                                                      .read = read};
