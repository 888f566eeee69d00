#include <math.h>
#include <string.h>

#include "instrument_build.h"

/* Scores are compared with this much room for binary fractions. */
static const double tiny = 1e-9;

/* --- what a scale can reach ------------------------------------------------*/

static double score_of_sum(const struct pp_scale *scale, long sum, long least,
                           long most)
{
    switch (scale->method) {
    case PP_SCORE_MEAN:
        return (double)sum / (double)scale->n_items * scale->factor;
    case PP_SCORE_PERCENT:
        return (double)(sum - least) / (double)(most - least) * 100 *
               scale->factor;
    case PP_SCORE_LOOKUP:
        return scale->lookup[sum - scale->lookup_min] * scale->factor;
    case PP_SCORE_SUM:
    case PP_SCORE_COUNT:
        break;
    }
    return (double)sum * scale->factor;
}

/* What these items, of the scale, add to its sum. */
static void sums_of(const struct build *b, const struct pp_scale *scale,
                    const size_t *items, size_t n, long *least, long *most)
{
    *least = 0;
    *most = 0;
    for (size_t i = 0; i < n; i++) {
        const struct pp_item *item = &b->items[items[i]];

        *least += scale->method == PP_SCORE_COUNT ? 0 : item->min;
        *most += scale->method == PP_SCORE_COUNT ? 1 : item->max;
    }
}

void build_reach(const struct build *b, struct pp_scale *scale)
{
    long least, most;

    if (scale->n_items == 0)
        return;
    sums_of(b, scale, scale->items, scale->n_items, &least, &most);
    scale->min = score_of_sum(scale, least, least, most);
    scale->max = score_of_sum(scale, most, least, most);

    struct pp_scale_condition *conditions =
        pp_pool_array(b->pool, scale->n_conditions + 1, sizeof *conditions);

    for (size_t c = 0; c < scale->n_conditions; c++) {
        conditions[c] = scale->conditions[c];
        struct pp_scale left = *scale;
        long low, high;

        sums_of(b, scale, conditions[c].items, conditions[c].n_items, &low,
                &high);
        low = least - low;
        high = most - high;
        left.n_items -= conditions[c].n_items;
        conditions[c].min = score_of_sum(&left, low, low, high);
        conditions[c].max = score_of_sum(&left, high, low, high);
    }
    scale->conditions = conditions;
}

/* --- bands -----------------------------------------------------------------*/

static size_t bands_at(const struct pp_band_set *set, double score,
                       const struct pp_band **first)
{
    size_t n = 0;

    *first = NULL;
    for (size_t i = 0; i < set->n_bands; i++)
        if (score >= set->bands[i].from - tiny &&
            score <= set->bands[i].to + tiny && ++n == 1)
            *first = &set->bands[i];
    return n;
}

/* Every score that complete answers can make lies in one band. */
static void check_covering(struct build *b, const struct def_scale *def,
                           const struct def_band_set *given,
                           const struct pp_scale *scale,
                           const struct pp_band_set *set)
{
    const struct pp_yaml *at = build_place(given->at, "bands");
    long least, most;

    sums_of(b, scale, scale->items, scale->n_items, &least, &most);
    for (long sum = least; sum <= most; sum++) {
        const struct pp_band *band;
        double from = score_of_sum(scale, sum, least, most), to = from;
        size_t n = bands_at(set, from, &band);

        if (n == 1)
            continue;
        /* Say a run of scores once. */
        while (sum < most) {
            const struct pp_band *next;
            double score = score_of_sum(scale, sum + 1, least, most);

            if (bands_at(set, score, &next) != n || next != band)
                break;
            to = score;
            sum++;
        }
        if (n == 0)
            build_mistake(b, at,
                          from == to
                              ? "scales.%s.bands: no band holds %.10g"
                              : "scales.%s.bands: no band holds %.10g to %.10g",
                          def->id, from, to);
        else
            build_mistake(
                b, at,
                from == to ? "scales.%s.bands: %s and another band both hold "
                             "%.10g"
                           : "scales.%s.bands: %s and another band both hold "
                             "%.10g to %.10g",
                def->id, band->name, from, to);
    }
}

static void check_band_set(struct build *b, const struct def_scale *def,
                           const struct def_band_set *given,
                           const struct pp_scale *scale,
                           const struct pp_band_set *set)
{
    const struct def_band *bands = given->bands.items;

    if (set->n_bands != given->bands.n)
        return; /* a range that is none has been said */
    for (size_t i = 0; i < set->n_bands; i++) {
        const struct pp_band *band = &set->bands[i];

        if (band->from < scale->min - tiny || band->to > scale->max + tiny)
            build_mistake(b, bands[i].at,
                          "scales.%s.bands: %s is %.10g to %.10g, but the "
                          "scores reach %.10g to %.10g",
                          def->id, band->name, band->from, band->to, scale->min,
                          scale->max);
        if (i > 0 && band->from < set->bands[i - 1].from)
            build_mistake(b, bands[i].at,
                          "scales.%s.bands: %s begins below the band before "
                          "it; expected them from low to high",
                          def->id, band->name);
    }
    check_covering(b, def, given, scale, set);
}

/* --- thresholds ------------------------------------------------------------*/

static bool is_in_reach(const struct pp_scale *scale, double score)
{
    return score >= scale->min - tiny && score <= scale->max + tiny;
}

static void check_published(struct build *b, const struct def_scale *def,
                            const struct pp_scale *scale)
{
    const struct def_cutoff *cutoffs = def->cutoffs.items;
    const struct def_change *changes = def->changes.items;
    const struct def_norm *norms = def->norms.items;

    for (size_t i = 0; i < scale->n_cutoffs; i++)
        if (!isnan(scale->cutoffs[i].value) &&
            !is_in_reach(scale, scale->cutoffs[i].value))
            build_mistake(b, cutoffs[i].at,
                          "scales.%s.cutoffs: %.10g is outside what the scores "
                          "reach, %.10g to %.10g",
                          def->id, scale->cutoffs[i].value, scale->min,
                          scale->max);
    for (size_t i = 0; i < scale->n_changes; i++)
        if (!isnan(scale->changes[i].value) &&
            !(scale->changes[i].value > 0 &&
              scale->changes[i].value <= scale->max - scale->min))
            build_mistake(b, changes[i].at,
                          "scales.%s.changes: a change of %.10g; expected more "
                          "than 0 and at most %.10g",
                          def->id, scale->changes[i].value,
                          scale->max - scale->min);
    for (size_t i = 0; i < scale->n_norms; i++)
        if (!isnan(scale->norms[i].mean) &&
            !is_in_reach(scale, scale->norms[i].mean))
            build_mistake(b, norms[i].at,
                          "scales.%s.norms: a mean of %.10g is outside what "
                          "the scores reach, %.10g to %.10g",
                          def->id, scale->norms[i].mean, scale->min,
                          scale->max);
}

static void check_range(struct build *b, const struct def_scale *def,
                        const struct pp_scale *scale)
{
    const struct pp_yaml *at;
    double from, to;

    if (def->range == NULL)
        return;
    at = build_place(def->at, "range");
    if (!build_range(b, at, def->range, &from, &to))
        return;
    if (fabs(from - scale->min) > tiny || fabs(to - scale->max) > tiny)
        build_mistake(b, at,
                      "scales.%s.range: %.10g to %.10g, but the items reach "
                      "%.10g to %.10g",
                      def->id, from, to, scale->min, scale->max);
}

void build_check_scale(struct build *b, const struct def_scale *def,
                       const struct pp_scale *scale)
{
    const struct def_band_set *sets = def->bands.items;

    if (scale->n_items == 0) {
        build_mistake(b, build_place(def->at, "items"),
                      "scales.%s.items: no item", def->id);
        return;
    }
    check_range(b, def, scale);
    /* A table with holes has been said; its scores are not known. */
    for (size_t i = 0; i < scale->n_lookup; i++)
        if (isnan(scale->lookup[i]))
            return;
    for (size_t i = 0; i < scale->n_band_sets; i++)
        check_band_set(b, def, &sets[i], scale, &scale->band_sets[i]);
    check_published(b, def, scale);
}

/* --- items in several scales -----------------------------------------------*/

static bool holds(const struct pp_scale *scale, size_t item)
{
    for (size_t i = 0; i < scale->n_items; i++)
        if (scale->items[i] == item)
            return true;
    return false;
}

/* Shared items are meant where one scale holds all of the other: a total and
   its parts. Elsewhere an item in two places is the commonest slip. */
static void check_two_scales(struct build *b, const struct def_scale *defs,
                             size_t i, size_t j)
{
    const struct pp_scale *x = &b->out->scales[i], *y = &b->out->scales[j];
    size_t n_shared = 0, first = 0;

    for (size_t k = x->n_items; k-- > 0;)
        if (holds(y, x->items[k])) {
            n_shared++;
            first = x->items[k];
        }
    if (n_shared == 0 || n_shared == x->n_items || n_shared == y->n_items ||
        defs[i].overlap || defs[j].overlap)
        return;
    build_mistake(
        b, build_place(defs[j].at, "items"),
        "scales.%s.items: %s is in scales.%s too%s; if that is meant, "
        "say \"overlap: yes\"",
        y->id, b->items[first].id, x->id, n_shared > 1 ? ", and others" : "");
}

void build_check_sharing(struct build *b, const struct def_scale *defs)
{
    for (size_t j = 1; j < b->out->n_scales; j++)
        for (size_t i = 0; i < j; i++)
            check_two_scales(b, defs, i, j);
    for (size_t item = 0; item < b->out->n_items; item++) {
        bool is_used = !b->items[item].scored;
        const struct pp_yaml *at =
            build_place(b->def->at, b->def->n_items > 0 ? "scales" : "items");

        for (size_t i = 0; i < b->out->n_scales && !is_used; i++)
            is_used = holds(&b->out->scales[i], item);
        if (!is_used && at->kind == PP_YAML_LIST &&
            pp_yaml_at(at, item) != NULL)
            at = pp_yaml_at(at, item);
        if (!is_used)
            build_mistake(b, at,
                          "items: %s is in no scale; if that is meant, list it "
                          "under \"not_scored\"",
                          b->items[item].id);
        if (b->items[item].reverse && !b->items[item].scored)
            build_mistake(b, build_place(b->def->at, "reverse"),
                          "reverse: %s is not scored, so there is nothing to "
                          "turn round",
                          b->items[item].id);
    }
}
