#include "prepost/model/instrument.h"

#include <string.h>

const struct pp_item *pp_instrument_item(const struct pp_instrument *instrument,
                                         const char *id, size_t *index)
{
    for (size_t i = 0; i < instrument->n_items; i++)
        if (strcmp(instrument->items[i].id, id) == 0) {
            if (index != NULL)
                *index = i;
            return &instrument->items[i];
        }
    return NULL;
}

const struct pp_scale *
pp_instrument_scale(const struct pp_instrument *instrument, const char *id,
                    size_t *index)
{
    for (size_t i = 0; i < instrument->n_scales; i++)
        if (strcmp(instrument->scales[i].id, id) == 0) {
            if (index != NULL)
                *index = i;
            return &instrument->scales[i];
        }
    return NULL;
}

const struct pp_published_change *
pp_scale_published_change(const struct pp_scale *scale,
                          enum pp_change_kind kind, bool reliable)
{
    for (size_t i = 0; i < scale->n_changes; i++)
        if (scale->changes[i].kind == kind &&
            scale->changes[i].reliable == reliable)
            return &scale->changes[i];
    return NULL;
}
