#ifndef PREPOST_TESTS_SHIPPED_H
#define PREPOST_TESTS_SHIPPED_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "prepost/base/buffer.h"
#include "prepost/model/catalogue.h"
#include "prepost/model/score.h"

/* The questionnaires that are shipped, found by their ids, and scored. */
enum { MAX_ITEMS = 64 };

static struct pp_pool *pool;
static struct pp_notes notes;
static struct pp_catalogue *catalogue;

static inline int setup(void **state)
{
    (void)state;
    pool = pp_pool_new();
    pp_notes_init(&notes, pool, 20);
    catalogue = pp_catalogue_new(pool, NULL);
    return 0;
}

static inline int teardown(void **state)
{
    (void)state;
    pp_pool_free(pool);
    return 0;
}

static inline const struct pp_instrument *find(const char *id)
{
    const struct pp_instrument *found =
        pp_catalogue_find(id, &notes, catalogue);

    if (found == NULL) {
        struct pp_buffer text = PP_BUFFER_INIT;

        pp_notes_print(&notes, &text);
        fail_msg("%s: %s", id, pp_buffer_text(&text));
    }
    return found;
}

static inline const struct pp_scale *
scale_of(const struct pp_instrument *instrument, const char *id)
{
    const struct pp_scale *scale = pp_instrument_scale(instrument, id, NULL);

    if (scale == NULL)
        fail_msg("%s has no scale %s", instrument->id, id);
    return scale;
}

static inline double score(const char *id, const char *scale,
                           const int *answers)
{
    const struct pp_instrument *ins = find(id);
    int16_t codes[MAX_ITEMS];

    for (size_t i = 0; i < ins->n_items; i++)
        codes[i] = answers[i] < -99 ? PP_ANSWER_MISSING : (int16_t)answers[i];
    return pp_score_row(ins, scale_of(ins, scale), codes);
}

static inline const char *band(const char *id, const char *scale, double x)
{
    const struct pp_scale *s = scale_of(find(id), scale);
    const struct pp_band_set *set = &s->band_sets[0];
    const char *found = "none";

    for (size_t i = 0; i < set->n_bands; i++)
        if (x >= set->bands[i].from)
            found = set->bands[i].name;
    return found;
}

#endif
