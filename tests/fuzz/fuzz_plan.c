#include "fuzz.h"

#include "prepost/model/plan.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    struct pp_pool *pool = pp_pool_new();
    const struct pp_plan *plan;
    struct pp_notes notes;

    pp_notes_init(&notes, pool, 0);
    if (pp_plan_read(pool, "evaluation.yaml", (const char *)bytes, n,
                     fuzz_find_instrument, NULL, &plan, &notes) == 0) {
        FUZZ_CHECK(plan->n_waves > 0 && plan->n_instruments > 0);
        for (size_t i = 0; i < plan->n_outcomes; i++)
            FUZZ_CHECK(plan->outcomes[i].scale <
                       plan->instruments[plan->outcomes[i].instrument]
                           .instrument->n_scales);
    } else {
        FUZZ_CHECK(notes.n_by_severity[PP_NOTE_ERROR] > 0);
    }
    pp_pool_free(pool);
    return 0;
}
