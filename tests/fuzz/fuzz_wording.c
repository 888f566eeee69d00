#include "fuzz.h"

#include <string.h>

#include "prepost/model/instrument.h"

static const struct pp_instrument *made_up(void)
{
    static const char text[] =
        "id: made\nname: Made up\nanswers: 0-3\nitems: 3\nbetter: lower\n";
    static const struct pp_instrument *instrument;
    struct pp_notes notes;

    if (instrument == NULL) {
        struct pp_pool *pool = fuzz_kept();

        pp_notes_init(&notes, pool, 0);
        FUZZ_CHECK(pp_instrument_read(pool, "made.yaml", text, strlen(text),
                                      &instrument, &notes) == 0);
    }
    return instrument;
}

/* Wording is put into the questionnaire that it names or is refused. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    struct pp_pool *pool = pp_pool_new();
    struct pp_notes notes;

    pp_notes_init(&notes, pool, 0);
    const struct pp_instrument *before = made_up(), *after = before;
    if (pp_instrument_add_wording(pool, "x.yaml", (const char *)bytes, n,
                                  &after, &notes) == 0) {
        FUZZ_CHECK(after->n_items == before->n_items);
    } else {
        FUZZ_CHECK(after == before);
        FUZZ_CHECK(notes.n_by_severity[PP_NOTE_ERROR] > 0);
    }
    pp_pool_free(pool);
    return 0;
}
