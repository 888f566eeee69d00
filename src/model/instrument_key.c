#include "prepost/model/instrument_key.h"

#include <string.h>

#include "prepost/base/text.h"

static bool are_equal(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && pp_text_same(a, b));
}

/* Aliases may differ: they only say how else an answer is written. */
static bool is_same_coding(const struct pp_coding *a, const struct pp_coding *b)
{
    if (a->n_answers != b->n_answers || !are_equal(a->id, b->id))
        return false;
    for (size_t i = 0; i < a->n_answers; i++)
        if (a->answers[i].code != b->answers[i].code ||
            a->answers[i].canonical != b->answers[i].canonical ||
            !are_equal(a->answers[i].label, b->answers[i].label))
            return false;
    return true;
}

static bool are_same_codings(const struct pp_item *a, const struct pp_item *b)
{
    if (a->n_codings != b->n_codings || a->min != b->min || a->max != b->max)
        return false;
    for (size_t i = 0; i < a->n_codings; i++)
        if (!is_same_coding(&a->codings[i], &b->codings[i]))
            return false;
    return true;
}

static bool are_same_conditions(const struct pp_scale *a,
                                const struct pp_scale *b)
{
    if (a->n_conditions != b->n_conditions)
        return false;
    for (size_t i = 0; i < a->n_conditions; i++) {
        const struct pp_scale_condition *x = &a->conditions[i];
        const struct pp_scale_condition *y = &b->conditions[i];
        if (x->when != y->when || x->n_codes != y->n_codes ||
            x->n_items != y->n_items ||
            memcmp(x->codes, y->codes, x->n_codes * sizeof *x->codes) != 0 ||
            memcmp(x->items, y->items, x->n_items * sizeof *x->items) != 0)
            return false;
    }
    return true;
}

static bool is_same_scale(const struct pp_scale *a, const struct pp_scale *b,
                          size_t n_items)
{
    if (a->method != b->method || a->factor != b->factor ||
        a->n_items != b->n_items || a->max_missing != b->max_missing ||
        a->treatment != b->treatment || a->min != b->min || a->max != b->max ||
        a->lower_is_better != b->lower_is_better ||
        a->n_lookup != b->n_lookup || a->lookup_min != b->lookup_min ||
        (a->counts == NULL) != (b->counts == NULL))
        return false;
    return memcmp(a->items, b->items, a->n_items * sizeof *a->items) == 0 &&
           (a->n_lookup == 0 || memcmp(a->lookup, b->lookup,
                                       a->n_lookup * sizeof *a->lookup) == 0) &&
           (a->counts == NULL ||
            memcmp(a->counts, b->counts, n_items * sizeof *a->counts) == 0) &&
           are_same_conditions(a, b);
}

const char *pp_instrument_key_differs(const struct pp_instrument *own,
                                      const struct pp_instrument *shipped)
{
    if (own->n_items != shipped->n_items)
        return "the number of its questions";
    for (size_t i = 0; i < own->n_items; i++) {
        const struct pp_item *a = &own->items[i], *b = &shipped->items[i];
        if (a->reverse != b->reverse)
            return "which questions are turned round";
        if (a->scored != b->scored)
            return "which questions are scored";
        if (!are_same_codings(a, b))
            return "how answers are numbered or called";
    }
    for (size_t i = 0; i < own->n_scales; i++) {
        const struct pp_scale *scale =
            pp_instrument_scale(shipped, own->scales[i].id, NULL);
        if (scale == NULL ||
            !is_same_scale(&own->scales[i], scale, own->n_items))
            return "how it is scored";
    }
    return NULL;
}
