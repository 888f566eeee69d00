#include "made.h"

#include "evaluated.h"
#include "prepost/base/rng.h"

static double one_of(struct pp_rng *rng, const double *values, uint32_t n)
{
    return values[pp_rng_below(rng, n)];
}

/* Of one evaluation in three, some all have a score at an end of its scale. */
static void make_alike(const struct made *made, struct evaluated_options *o)
{
    static const enum evaluated_alike kinds[] = {ALIKE_REGION, ALIKE_NO_REGION,
                                                 ALIKE_LEFT, ALIKE_LEFT};
    static const enum evaluated_alike of_arms[] = {ALIKE_ARM, ALIKE_LEFT};
    struct pp_rng rng = pp_rng_at(made->seed, PP_STREAM_SIMULATION, 22);
    uint32_t n_waves = (uint32_t)made->n_waves;

    if (pp_rng_below(&rng, 3) != 0 || made->shape != SOME_ALIKE)
        return;
    o->alike = made->n_arms > 0 ? of_arms[pp_rng_below(&rng, 2)]
                                : kinds[pp_rng_below(&rng, 4)];
    o->alike_at_the_top = pp_rng_below(&rng, 2);
    if (o->alike == ALIKE_REGION)
        o->alike_of = pp_rng_below(&rng, (uint32_t)o->n_regions);
    else
        o->alike_of = pp_rng_below(&rng, (uint32_t)made->n_arms + 1);
    o->alike_at = o->alike == ALIKE_LEFT ? 1 + pp_rng_below(&rng, n_waves - 1)
                                         : pp_rng_below(&rng, n_waves);
}

bool made_is_nested(const struct made *made)
{
    struct pp_rng rng = pp_rng_at(made->seed, PP_STREAM_SIMULATION, 23);

    return pp_rng_below(&rng, 3) == 0 && made->shape == SOME_ALIKE;
}

bool made_has_nations(const struct made *made)
{
    struct pp_rng rng = pp_rng_at(made->seed, PP_STREAM_SIMULATION, 26);

    return made_is_nested(made) && pp_rng_below(&rng, 3) == 0;
}

static void make_nested(const struct made *made, struct evaluated_options *o)
{
    struct pp_rng rng = pp_rng_at(made->seed, PP_STREAM_SIMULATION, 24);

    if (!made_is_nested(made))
        return;
    o->n_towns = 1 + pp_rng_below(&rng, 4);
    o->has_halves = true;
    o->has_dates = true;
    o->has_nations = made_has_nations(made);
}

struct pp_results *made_evaluation(struct pp_pool *pool,
                                     const struct made *made, const char *by)
{
    static const double asked[] = {0, 0, 0, 0.1, 0.5, 0.9, 1, 1};
    static const double again[] = {0.3, 0.6, 0.8, 0.95, 1};
    static const double shift[] = {-3, -0.5, 0, 0.1, 0.5, 3};
    static const char *const presets[] = {
        "charity-5",  "charity-5", "charity-5", "nhs-secondary",
        "opensafely", "ons-10",    "hesa"};
    uint64_t seed = made->seed;
    struct pp_rng rng = pp_rng_at(seed, PP_STREAM_SIMULATION, 1);
    static const double skipped[] = {0, 0, 0.01, 0.05, 0.3};
    struct pp_rng kept = pp_rng_at(seed, PP_STREAM_SIMULATION, 3);
    struct pp_rng skips = pp_rng_at(seed, PP_STREAM_SIMULATION, 21);
    struct evaluated_options o = EVALUATED_OPTIONS;

    o.seed = seed;
    o.by = by;
    o.n_waves = made->n_waves;
    o.n_first = 10 + pp_rng_below(&rng, pp_rng_below(&rng, 3) == 0 ? 190 : 60);
    o.n_regions = 1 + pp_rng_below(&rng, 4);
    o.n_groups_per_region = 1 + pp_rng_below(&rng, 6);
    o.no_gender = pp_rng_below(&kept, 4) == 0 ? 0.1 : 0;
    o.rare = pp_rng_below(&kept, 2) ? pp_rng_uniform(&kept) : 0;
    o.again = one_of(&rng, again, 5);
    o.uneven = pp_rng_below(&rng, 2) ? 2 * pp_rng_uniform(&rng) : 0;
    o.no_region = pp_rng_below(&rng, 4) == 0 ? 0.1 : 0;
    o.second_only = pp_rng_below(&rng, 3) == 0 ? 0.1 : 0;
    o.has_sesoi = pp_rng_below(&rng, 3) > 0;
    o.skipped = made->shape == WHOLE ? 0 : one_of(&skips, skipped, 5);
    for (int k = 0; k < 6; k++) {
        o.asked[k] = one_of(&rng, asked, 8);
        o.shift[k] = one_of(&rng, shift, 6);
    }
    if (made->n_waves > 2) { /* growth is of many people, or not shown */
        o.n_first += pp_rng_below(&rng, 2) * 200;
        o.between = one_of(&rng, again, 5);
    }
    if (made->n_arms > 0) {
        o.n_arms = made->n_arms;
        o.evidence = pp_rng_below(&rng, 2) ? PP_EVIDENCE_COMPARISON
                                           : PP_EVIDENCE_RANDOMISED;
        o.n_first += pp_rng_below(&rng, 2) * 100;
        o.comparison_again = one_of(&rng, again, 5);
        o.no_arm = pp_rng_below(&rng, 3) == 0 ? 0.05 : 0;
    }
    if (o.n_regions > 2 && seed % 3 == 0) /* all of a few left */
        o.n_gone = 1 + seed / 3 % 6;
    make_alike(made, &o);
    make_nested(made, &o);
    struct pp_results *results = evaluated(pool, &o);
    struct pp_plan *plan = (struct pp_plan *)results->plan;
    plan->disclosure.preset = presets[pp_rng_below(&rng, 7)];
    if (pp_rng_below(&rng, 4) == 0)
        plan->disclosure.threshold = 3 + (int)pp_rng_below(&rng, 10);
    if (seed % 11 == 10)
        plan->disclosure.rounding = seed % 2 ? 5 : 10;
    return results;
}
