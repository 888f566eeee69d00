#include "prepost/report/paired_cells.h"

#include <stdarg.h>

#include "prepost/base/number.h"

const char *pp_cell_fixed(struct pp_document *d, double x, int decimals)
{
    char text[PP_NUMBER_SIZE];

    if (isnan(x))
        return "-";
    return pp_pool_strdup(d->pool, pp_number_fixed(text, x, decimals));
}

const char *pp_cell_count(struct pp_document *d, size_t n)
{
    char text[PP_NUMBER_SIZE];
    return pp_pool_strdup(d->pool, pp_number_count(text, n));
}

const char *pp_cell_p(struct pp_document *d, double p)
{
    if (isnan(p))
        return "-";
    return p < 0.0005 ? "<0.001" : pp_cell_fixed(d, p, 3);
}

const char *pp_cell_percent(struct pp_document *d, double share)
{
    if (isnan(share))
        return "-";
    return PP_CELL_TEXT(d, "%s%%", pp_cell_fixed(d, 100 * share, 0));
}

const char *pp_cell_level(struct pp_document *d, double level)
{
    char text[PP_NUMBER_SIZE];
    double rounded = pp_number_rounded(100 * level, 6);
    return PP_CELL_TEXT(d, "%s%%", pp_number_shortest(text, rounded));
}

const char *pp_cell_why(enum pp_status status)
{
    switch (status) {
    case PP_STATUS_TOO_FEW:
        return "too few pairs";
    case PP_STATUS_TOO_MANY:
        return "too many pairs for this test";
    case PP_STATUS_NO_VARIANCE:
        return "no spread";
    case PP_STATUS_ALL_TIED:
        return "nobody changed";
    default:
        return "";
    }
}

void pp_cell_row(struct pp_document *d, struct pp_table *table, ...)
{
    struct pp_table_row *cells = pp_table_row(d, table);
    va_list args;

    va_start(args, table);
    for (size_t c = 0; c < table->n_columns; c++) {
        const char *text = va_arg(args, const char *);
        if (text == NULL)
            break;
        pp_table_text(d, cells, c, text);
    }
    va_end(args);
}
