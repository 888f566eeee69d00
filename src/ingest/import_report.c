#include "prepost/ingest/import.h"

#include "prepost/base/delimiter.h"

static void print_dialect(const struct pp_csv_dialect *dialect,
                          struct pp_buffer *out)
{
    pp_buffer_printf(out, "dialect: %s%s, delimiter %s (%c), line ends %s",
                     pp_encoding_name(dialect->encoding),
                     dialect->has_mark ? " with a byte order mark" : "",
                     pp_delimiter_name(dialect->delimiter),
                     dialect->delimiter == '\t' ? ' ' : dialect->delimiter,
                     dialect->line_ends);
    if (dialect->n_blank > 0)
        pp_buffer_printf(out, ", %zu blank lines left out", dialect->n_blank);
    if (dialect->n_mended > 0)
        pp_buffer_printf(out, ", %zu rows with wrong quotes mended",
                         dialect->n_mended);
    pp_buffer_putc(out, '\n');
}

void pp_ingest_report_print(const struct pp_plan *plan,
                            const struct pp_ingest_report *report,
                            struct pp_buffer *out)
{
    if (report->kind != NULL)
        pp_buffer_printf(out, "file: %s%s%s\n", report->kind,
                         report->sheet != NULL ? ", sheet " : "",
                         report->sheet != NULL ? report->sheet : "");
    if (report->has_dialect)
        print_dialect(&report->dialect, out);
    if (report->platform_name != NULL)
        pp_buffer_printf(out, "platform: %s (%s)", report->platform_name,
                         report->platform_id);
    if (report->heading_line > 0)
        pp_buffer_printf(out, ", headings in row %zu", report->heading_line);
    if (report->platform_name != NULL)
        pp_buffer_putc(out, '\n');
    if (report->dictionary != NULL)
        pp_buffer_printf(out, "data dictionary: %s\n", report->dictionary);
    if (report->decimal_comma)
        pp_buffer_puts(out, "numbers: with a decimal comma\n");
    if (report->date_order != NULL)
        pp_buffer_printf(out, "dates: %s\n", report->date_order);
    if (report->mapping.n_columns > 0)
        pp_buffer_puts(out, "columns:\n");
    pp_mapping_print(plan, &report->mapping, out);
}
