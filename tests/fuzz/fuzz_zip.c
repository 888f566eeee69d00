#include "fuzz.h"

#include "prepost/base/zip_reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    static const char *const parts[] = {"xl/workbook.xml", "mimetype", "a"};
    struct pp_zip_reader *zip;
    struct pp_error err = {0};
    char piece[4096];
    size_t got;

    if (pp_zip_open(fuzz_file(bytes, n), &zip, &err) != 0) {
        FUZZ_CHECK(zip == NULL && err.text[0] != '\0');
        return 0;
    }
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        size_t total = 0;

        if (pp_zip_begin(zip, parts[i], &err) != 0)
            continue;
        while (pp_zip_read(zip, piece, sizeof piece, &got, &err) == 0 &&
               got > 0)
            total += got;
        FUZZ_CHECK(total <= ((size_t)512 << 20));
        FUZZ_CHECK(total <= 200 * n + (10 << 20) + sizeof piece);
    }
    pp_zip_close(zip);
    return 0;
}
