#include "fuzz.h"

#include <string.h>

#include "prepost/base/csv.h"

/* Reads it all; gives the number of rows. */
static size_t read_all(struct pp_csv *csv)
{
    const struct pp_record *row;
    struct pp_error err = {0};
    size_t n = 0, line = 0;
    int got;

    while ((got = pp_csv_next(csv, &row, &err)) > 0) {
        FUZZ_CHECK(row->line > line);
        line = row->line;
        FUZZ_CHECK(row->n_fields > 0);
        for (size_t i = 0; i < row->n_fields; i++) {
            const struct pp_text_field *field = &row->fields[i];

            /* A NUL in it is a problem, and the record then is as it was. */
            FUZZ_CHECK(row->problem != NULL ||
                       (field->text == NULL
                            ? field->length == 0
                            : strlen(field->text) == field->length));
        }
        if (n++ == 0)
            pp_csv_expect(csv, row->n_fields);
    }
    FUZZ_CHECK(got == 0 || err.text[0] != '\0');
    return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    static const struct pp_csv_options given = {.delimiter = ';',
                                                .comment = '#',
                                                .encoding = PP_ENCODING_UTF8};
    const struct pp_csv_options *options = n % 4 == 3 ? &given : NULL;
    struct pp_error err = {0};
    struct pp_csv *csv;

    if (pp_csv_open_memory("x.csv", (const char *)bytes, n, options, &csv,
                           &err) != 0) {
        FUZZ_CHECK(csv == NULL && err.text[0] != '\0');
        return 0;
    }
    size_t n_rows = read_all(csv);
    FUZZ_CHECK(n_rows <= n);
    pp_csv_close(csv);

    /* A file and bytes in memory are read alike. */
    FUZZ_CHECK(pp_csv_open(fuzz_file(bytes, n), options, &csv, &err) == 0);
    FUZZ_CHECK(read_all(csv) == n_rows);
    pp_csv_close(csv);
    return 0;
}
