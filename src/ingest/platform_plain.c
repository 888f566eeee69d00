#include "prepost/ingest/platform.h"
#include "sheet.h"

/*
 * A table with one row of headings. Lines of title above it, with a single
 * filled cell while the table has three columns or more, are left out.
 */

extern const struct pp_platform pp_platform_plain;

static bool recognise(const struct pp_head *head)
{
    (void)head;
    return true;
}

static void read(const struct pp_head *head, struct pp_pool *pool,
                 struct pp_sheet *sheet)
{
    size_t at = 0;

    while (at + 1 < head->n && pp_head_filled(head, at) <= 1)
        at++;
    if (pp_head_filled(head, at) < 3)
        at = 0;
    pp_sheet_of_row(head, at, pool, sheet);
    if (at > 0)
        sheet->note = "lines of title above the headings were left out";
}

const struct pp_platform pp_platform_plain = {.id = "plain",
                                              .name = "a plain table",
                                              .recognise = recognise,
                                              .read = read};
