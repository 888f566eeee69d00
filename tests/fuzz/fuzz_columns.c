#include "fuzz.h"

#include <math.h>

#include "prepost/ingest/number_columns.h"

/* What `prepost paired` reads: the first and second column, and the third as
 * text. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    static const char *const numbers[] = {"#1", "#2"}, *const texts[] = {"#3"};
    struct pp_number_columns_wanted wanted = {.numbers = numbers,
                                              .n_numbers = 2,
                                              .texts = texts,
                                              .n_texts = n % 2,
                                              .decimal_comma = n % 3 == 0};
    struct pp_pool *pool = pp_pool_new();
    struct pp_number_columns out;
    struct pp_error err = {0};

    if (pp_number_columns_read(pool, fuzz_file(bytes, n), &wanted, &out,
                               &err) == 0) {
        for (size_t i = 0; i < out.n_rows; i++)
            FUZZ_CHECK(!isinf(out.numbers[0][i]));
    } else {
        FUZZ_CHECK(err.text[0] != '\0');
    }
    pp_pool_free(pool);
    return 0;
}
