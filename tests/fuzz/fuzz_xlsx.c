#include "fuzz.h"

#include <string.h>

#include "../helpers/workbook.h"
#include "prepost/base/xlsx.h"

/*
 * A workbook as it is; or, so that mutations get past the compression, the XML
 * of its rows, then a NUL byte, then that of its shared texts.
 */
static const char *workbook_of(const uint8_t *bytes, size_t n,
                               struct pp_buffer *whole)
{
    if (n >= 2 && bytes[0] == 'P' && bytes[1] == 'K')
        return fuzz_file(bytes, n);
    struct pp_buffer text = PP_BUFFER_INIT;
    pp_buffer_append(&text, (const char *)bytes, n);
    pp_buffer_append(&text, "\0", 2); /* two ends: rows and shared texts */
    workbook_write(whole, text.data, text.data + strlen(text.data) + 1);
    pp_buffer_clear(&text);
    return fuzz_file((const uint8_t *)whole->data, whole->length);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    struct pp_buffer whole = PP_BUFFER_INIT;
    const char *path = workbook_of(bytes, n, &whole);
    const struct pp_record *row;
    struct pp_error err = {0};
    struct pp_xlsx *xlsx;
    size_t line = 0;
    int got;

    if (pp_xlsx_open(path, NULL, &xlsx, &err) != 0) {
        FUZZ_CHECK(xlsx == NULL && err.text[0] != '\0');
    } else {
        while ((got = pp_xlsx_next(xlsx, &row, &err)) > 0) {
            FUZZ_CHECK(row->line > line);
            line = row->line;
            for (size_t i = 0; i < row->n_fields; i++)
                FUZZ_CHECK(row->fields[i].text == NULL ||
                           strlen(row->fields[i].text) ==
                               row->fields[i].length);
        }
        FUZZ_CHECK(got == 0 || err.text[0] != '\0');
    }
    pp_xlsx_close(xlsx);
    pp_buffer_clear(&whole);
    return 0;
}
