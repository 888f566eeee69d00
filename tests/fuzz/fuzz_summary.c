#include "fuzz.h"

#include <math.h>

#include "prepost/report/summary_file.h"

/* With a hash that fits, or nothing after it would ever be read. */
static int rehash(const uint8_t *bytes, size_t n, struct pp_buffer *out)
{
    struct pp_error err;
    char hex[PP_HASH_SIZE];
    json_t *json;

    if (pp_json_read("a", (const char *)bytes, n, &json, &err) != 0)
        return -1;
    if (json_is_object(json)) {
        json_object_del(json, "hash");
        pp_summary_hash(json, hex);
        json_object_set_new(json, "hash", json_string(hex));
    }
    pp_json_print(json, out);
    json_decref(json);
    return 0;
}

static void check_pooled(const struct pp_pooled *pooled)
{
    for (size_t i = 0; i < pooled->results->n_outcomes; i++) {
        const struct pp_comparison *c =
            &pooled->results->outcomes[i].comparison;
        FUZZ_CHECK(c->between != NULL && c->between->k <= c->n_cohorts);
        FUZZ_CHECK(!(c->p < 0 || c->p > 1));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    struct pp_pool *pool = pp_pool_new();
    struct pp_buffer text = PP_BUFFER_INIT;
    struct pp_summary summary;
    struct pp_pooled pooled;
    struct pp_error err;

    pp_json_init();
    if (rehash(bytes, n, &text) == 0 &&
        pp_summary_read("a.json", text.data, text.length, pool, &summary,
                        &err) == 0) {
        FUZZ_CHECK(summary.n_waves >= 2);
        if (pp_pool_summaries(&summary, 1, NAN, pool, &pooled, &err) == 0)
            check_pooled(&pooled);
    }
    pp_buffer_clear(&text);
    pp_pool_free(pool);
    return 0;
}
