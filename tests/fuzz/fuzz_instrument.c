#include "fuzz.h"

#include "prepost/model/instrument.h"
#include "prepost/model/score.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    struct pp_pool *pool = pp_pool_new();
    const struct pp_instrument *instrument;
    struct pp_notes notes;

    pp_notes_init(&notes, pool, 0);
    if (pp_instrument_read(pool, "x.yaml", (const char *)bytes, n, &instrument,
                           &notes) == 0) {
        FUZZ_CHECK(instrument->n_items > 0);
        for (size_t i = 0; i < instrument->n_items; i++)
            FUZZ_CHECK(instrument->items[i].min <= instrument->items[i].max);
    } else {
        FUZZ_CHECK(notes.n_by_severity[PP_NOTE_ERROR] > 0);
    }
    pp_pool_free(pool);
    return 0;
}
