#include "prepost/report/phrases.h"

#include "prepost/report/number_style.h"

/* Sentences that only reports with a comparison group have. */

const char *pp_phrase_who_arms(struct pp_pool *pool, const char *const names[],
                               const long counts[], size_t n)
{
    const char **parts = pp_pool_array(pool, n, sizeof *parts);

    for (size_t i = 0; i < n; i++) {
        if (counts[i] < 0)
            return "";
        parts[i] = pp_pool_printf(pool, "%s %s",
                                  pp_style_count(pool, counts[i]), names[i]);
    }
    return pp_pool_printf(pool, " They are %s.",
                          pp_phrase_join(pool, parts, n, "and"));
}
