#include "fuzz.h"

#include <string.h>

#include "../../src/ingest/stat_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    struct pp_stat_file *file;
    struct pp_error err = {0};

    if (pp_stat_open(fuzz_file(bytes, n), PP_STAT_SPSS, &file, &err) != 0) {
        FUZZ_CHECK(file == NULL && err.text[0] != '\0');
        return 0;
    }
    for (size_t i = 0; i <= pp_stat_rows(file); i++) {
        const struct pp_record *row = pp_stat_record(file, i);

        FUZZ_CHECK(row != NULL);
        for (size_t k = 0; k < row->n_fields; k++)
            FUZZ_CHECK(row->fields[k].text == NULL ||
                       strlen(row->fields[k].text) == row->fields[k].length);
    }
    pp_stat_close(file);
    return 0;
}
