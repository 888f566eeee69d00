#include "fuzz.h"

#include "prepost/ingest/import.h"
#include "prepost/ingest/platform.h"

/* The first letter says which platform it is taken for: "a" the first; any
 * other byte, or a capital: it is found out. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    static const unsigned char secret[32] = "a key for tests, known to anyone";
    struct pp_pool *pool = pp_pool_new();
    struct pp_buffer rejects = PP_BUFFER_INIT;
    struct pp_ingest_report report = {0};
    struct pp_error err = {0};
    struct pp_batch batch;
    struct pp_notes notes;
    struct pp_key key;
    size_t n_platforms = 0;

    pp_key_of(secret, &key);
    pp_notes_init(&notes, pool, 0);
    while (pp_platforms[n_platforms] != NULL)
        n_platforms++;
    struct pp_ingest ingest = {.plan = fuzz_plan(),
                               .key = &key,
                               .pool = pool,
                               .notes = &notes,
                               .rejects = &rejects,
                               .report = &report};
    if (n > 0 && bytes[0] >= 'a' && bytes[0] < 'a' + n_platforms)
        ingest.options.platform = pp_platforms[bytes[0] - 'a']->id;
    if (n > 0 && bytes[0] <= 'Z')
        ingest.options.wave = "before";
    const uint8_t *from = n > 0 ? bytes + 1 : bytes;

    if (pp_ingest_file(&ingest, fuzz_file(from, n > 0 ? n - 1 : 0), &batch,
                       &err) == 0) {
        struct pp_buffer said = PP_BUFFER_INIT;

        /* Nothing is lost, whatever the file. */
        FUZZ_CHECK(batch.n_file_rows == batch.n_rows_taken +
                                            batch.n_rows_repeated +
                                            batch.n_rows_rejected);
        pp_ingest_report_print(ingest.plan, &report, &said);
        pp_mapping_write_yaml(ingest.plan, &report.mapping, &said);
        pp_buffer_clear(&said);
    } else {
        FUZZ_CHECK(err.text[0] != '\0');
    }
    pp_buffer_clear(&rejects);
    pp_pool_free(pool);
    return 0;
}
