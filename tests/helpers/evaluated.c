#include "evaluated.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "prepost/analysis/evaluate.h"
#include "prepost/base/rng.h"
#include "prepost/disclose/disclose.h"
#include "prepost/model/catalogue.h"
#include "prepost/stats/gsl.h"

enum { N_INSTRUMENTS = 6, N_OUTCOMES = 9, MOST_WAVES = 3 };

const struct evaluated_options EVALUATED_OPTIONS = {
    .seed = 7,
    .n_first = 241,
    .again = 0.7,
    .n_regions = 2,
    .n_groups_per_region = 6,
    .shift = {0.45, 0.35, -0.05, -0.05, -0.05, 0.1},
    .asked = {1, 1, 1, 1, 0.35, 0.35},
    .evidence = PP_EVIDENCE_BEFORE_AFTER,
    .comparison_again = 0.7,
    .as_assigned = true,
    .locked_on = "2025-03-04",
    .low_point = true,
    .has_sesoi = true,
    .charity = "Example Charity",
    .by = "region",
    .n_waves = 2,
    .between = 0.8,
};

static const char *const INSTRUMENTS[N_INSTRUMENTS] = {
    "hhi", "empowerment28", "phq9", "gad7", "ucla3", "ons4"};

/* What would matter, in scale points. */
static const struct {
    size_t instrument, scale;
    double sesoi;
    const char *text;
} OUTCOMES[N_OUTCOMES] = {
    {0, 0, 2, "2"},     {1, 0, 0.1, "0.1"}, {2, 0, 2, "2"},
    {3, 0, 2, "2"},     {4, 0, 0.5, "0.5"}, {5, 0, 0.5, "0.5"},
    {5, 1, 0.5, "0.5"}, {5, 2, 0.5, "0.5"}, {5, 3, 0.5, "0.5"},
};

static const char *const REGIONS[] = {"Eastshire", "Westshire", "Wolds",
                                      "Yorkdale"};
static const char *const NATIONS[] = {"Mercia", "Northumbria"};
static const char *const AGES[] = {"18 to 34", "35 to 54", "55 or over"};
static const char *const ARMS[] = {"waiting", "Tuesdays", "Thursdays"};
static const char *const GENDERS[] = {"man or another answer", "woman"};

/* "phq9.total", as a plan's file names it. */
static const char *id_of(struct pp_pool *pool,
                         const struct pp_instrument *instrument, size_t scale)
{
    return pp_pool_printf(pool, "%s.%s", instrument->id,
                          instrument->scales[scale].id);
}

static struct pp_plan *plan_of(struct pp_pool *pool,
                               const struct evaluated_options *o)
{
    struct pp_plan *plan = pp_pool_alloc(pool, sizeof *plan);
    struct pp_wave *waves = pp_pool_array(pool, MOST_WAVES, sizeof *waves);
    struct pp_plan_instrument *used =
        pp_pool_array(pool, N_INSTRUMENTS, sizeof *used);
    struct pp_plan_outcome *outcomes =
        pp_pool_array(pool, N_OUTCOMES, sizeof *outcomes);
    struct pp_catalogue *catalogue = pp_catalogue_new(pool, NULL);
    struct pp_notes notes;

    pp_notes_init(&notes, pool, 20);
    for (size_t i = 0; i < N_INSTRUMENTS; i++) {
        used[i].instrument =
            pp_catalogue_find(INSTRUMENTS[i], &notes, catalogue);
        if (used[i].instrument == NULL)
            fail_msg("cannot read %s", INSTRUMENTS[i]);
    }
    for (size_t i = 0; i < N_OUTCOMES; i++)
        outcomes[i] = (struct pp_plan_outcome){
            .instrument = OUTCOMES[i].instrument,
            .scale = OUTCOMES[i].scale,
            .id = id_of(pool, used[OUTCOMES[i].instrument].instrument,
                        OUTCOMES[i].scale),
            .role = i < 2 ? PP_PRIMARY : PP_SECONDARY,
            .sesoi = {o->has_sesoi ? PP_SESOI_DECLARED : PP_SESOI_NONE,
                      o->has_sesoi ? OUTCOMES[i].sesoi : NAN,
                      o->has_sesoi ? OUTCOMES[i].text : NULL, NULL}};
    waves[0] = (struct pp_wave){.id = "before", .name = "when they joined"};
    if (o->n_waves > 2)
        waves[1] = (struct pp_wave){.id = "between", .name = "6 weeks later"};
    waves[o->n_waves - 1] =
        (struct pp_wave){.id = "after", .name = "3 months later"};
    *plan = (struct pp_plan){
        .hash =
            "3f9a7700c2d1e4b58f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6",
        .title = "Peer support groups in Eastshire and Westshire",
        .charity = o->charity,
        .service = "the groups",
        .comparison = "people on the waiting list",
        .dates = "January to December 2025",
        .gap = "3 months",
        .made_up = true,
        .low_point = o->low_point,
        .evidence = o->evidence,
        .waves = waves,
        .n_waves = o->n_waves,
        .instruments = used,
        .n_instruments = N_INSTRUMENTS,
        .outcomes = outcomes,
        .n_outcomes = N_OUTCOMES,
        .region = {.name = "region"},
        .group = {.name = "group"},
        .disclosure = {"charity-5", 0, 0},
        .level = 0.95,
        .seed = 1};
    return plan;
}

/* People: where they are, and who of them answers when. */
struct people {
    size_t n;
    uint16_t *region, *group, *age, *gender, *town, *half, *nation;
    uint16_t *arm;          /* 0: the comparison */
    size_t n_waves, n_here; /* the others are drawn, but have not come yet */
    bool *there[MOST_WAVES], *asked[N_INSTRUMENTS];
    double skipped;
    struct pp_rng skips; /* other draws than all else */
};

/* A region, the later ones the smaller where they are uneven. */
static uint16_t some_region(struct pp_rng *rng,
                            const struct evaluated_options *o)
{
    if (o->uneven == 0)
        return (uint16_t)pp_rng_below(rng, (uint32_t)o->n_regions);
    double share = pow(pp_rng_uniform(rng), 1 + o->uneven);
    return (uint16_t)fmin(share * (double)o->n_regions,
                          (double)o->n_regions - 1);
}

static struct people people_of(struct pp_pool *pool, struct pp_rng *rng,
                               const struct evaluated_options *o)
{
    struct pp_rng kept = pp_rng_at(o->seed, PP_STREAM_SIMULATION, 4);
    struct people p = {.n = o->n_first,
                       .n_waves = o->n_waves,
                       .n_here = o->n_first - (o->is_early ? o->n_late : 0),
                       .skipped = o->skipped,
                       .skips = pp_rng_at(o->seed, PP_STREAM_SIMULATION, 20)};

    p.region = pp_pool_array(pool, p.n, sizeof *p.region);
    p.group = pp_pool_array(pool, p.n, sizeof *p.group);
    p.age = pp_pool_array(pool, p.n, sizeof *p.age);
    p.gender = pp_pool_array(pool, p.n, sizeof *p.gender);
    p.arm = pp_pool_array(pool, p.n, sizeof *p.arm);
    for (size_t w = 0; w < p.n_waves; w++)
        p.there[w] = pp_pool_array(pool, p.n, sizeof *p.there[w]);
    bool *first = p.there[0], *again = p.there[p.n_waves - 1];
    for (size_t k = 0; k < N_INSTRUMENTS; k++)
        p.asked[k] = pp_pool_array(pool, p.n, sizeof *p.asked[k]);
    for (size_t i = 0; i < p.n; i++) {
        size_t n_groups = o->n_groups_per_region;
        p.region[i] = some_region(rng, o);
        p.group[i] = (uint16_t)(p.region[i] * n_groups +
                                pp_rng_below(rng, (uint32_t)n_groups));
        p.age[i] = (uint16_t)pp_rng_below(rng, 3);
        p.gender[i] = pp_rng_uniform(rng) < 0.6;
        if (p.age[i] == 2 && pp_rng_uniform(&kept) < o->rare)
            p.age[i] = 0;
        if (pp_rng_uniform(&kept) < o->no_gender)
            p.gender[i] = PP_NO_LEVEL;
        again[i] = pp_rng_uniform(rng) < o->again;
        double share = pp_rng_uniform(rng);
        for (size_t k = 0; k < N_INSTRUMENTS; k++)
            p.asked[k][i] = share < o->asked[k];
        first[i] = o->second_only == 0 || pp_rng_uniform(rng) >= o->second_only;
        if (o->no_region > 0 && pp_rng_uniform(rng) < o->no_region)
            p.region[i] = PP_NO_LEVEL;
        if (i >= p.n - o->n_late) {
            p.region[i] = (uint16_t)o->late_region;
            p.group[i] = (uint16_t)(o->late_region * n_groups);
        }
        if (o->n_waves > 2)
            p.there[1][i] = pp_rng_uniform(rng) < o->between;
        p.arm[i] = 0;
        if (o->n_arms == 0)
            continue;
        p.arm[i] = (uint16_t)pp_rng_below(rng, (uint32_t)o->n_arms + 1);
        if (p.arm[i] == 0)
            again[i] = pp_rng_uniform(rng) < o->comparison_again;
        if (o->no_arm > 0 && pp_rng_uniform(rng) < o->no_arm)
            p.arm[i] = PP_NO_LEVEL;
    }
    return p;
}

/* One answer of someone at `trait` (in SD, of what the item asks about). */
static int16_t answer(struct pp_rng *rng, const struct pp_item *item,
                      double trait)
{
    double span = item->max - item->min;
    double latent = 0.7 * trait + 0.7 * pp_rng_normal(rng);
    double x = item->min + span * (0.5 + 0.26 * latent);

    x = fmin(fmax(round(x), item->min), item->max);
    return (int16_t)(item->reverse ? item->min + item->max - x : x);
}

static bool is_alike(const struct people *p, const struct evaluated_options *o,
                     size_t i, size_t wave)
{
    switch (o->alike) {
    case ALIKE_REGION:
        return p->region[i] == o->alike_of && wave == o->alike_at;
    case ALIKE_NO_REGION:
        return p->region[i] == PP_NO_LEVEL && wave == o->alike_at;
    case ALIKE_ARM:
        return p->arm[i] == o->alike_of && wave == o->alike_at;
    case ALIKE_LEFT:
        return wave == 0 && !p->there[o->alike_at][i] &&
               (o->n_arms == 0 || p->arm[i] == o->alike_of);
    case ALIKE_NOBODY:
        break;
    }
    return false;
}

static int16_t end_of(const struct pp_item *item, bool at_the_top)
{
    return (int16_t)(at_the_top != item->reverse ? item->max : item->min);
}

static struct pp_responses responses_of(struct pp_pool *pool,
                                        struct pp_rng *rng,
                                        const struct pp_instrument *instrument,
                                        struct people *people, size_t k,
                                        const struct evaluated_options *o)
{
    double shift = o->shift[k];
    bool has_arms = o->n_arms > 0;
    size_t n_waves = people->n_waves, most = n_waves * people->n;
    uint32_t *who = pp_pool_array(pool, most, sizeof *who);
    uint8_t *wave = pp_pool_array(pool, most, sizeof *wave);
    int16_t *answers =
        pp_pool_array(pool, most * instrument->n_items, sizeof *answers);
    size_t n = 0;

    for (size_t i = 0; i < people->n; i++) {
        double trait =
            pp_rng_normal(rng) - 0.1 * !people->there[n_waves - 1][i];
        for (size_t w = 0; w < n_waves; w++) {
            bool is_there = people->asked[k][i] && people->there[w][i];
            double at = w == 0
                            ? trait
                            : 0.75 * trait + 0.66 * pp_rng_normal(rng) +
                                  (has_arms && people->arm[i] == 0 ? 0 : shift);
            for (size_t j = 0; is_there && j < instrument->n_items; j++)
                answers[n * instrument->n_items + j] =
                    answer(rng, &instrument->items[j], at);
            for (size_t j = 0; is_there && is_alike(people, o, i, w) &&
                               j < instrument->n_items;
                 j++)
                answers[n * instrument->n_items + j] =
                    end_of(&instrument->items[j], o->alike_at_the_top);
            who[n] = (uint32_t)i;
            wave[n] = (uint8_t)w;
            n += is_there && i < people->n_here &&
                 pp_rng_uniform(&people->skips) >= people->skipped;
        }
    }
    return (struct pp_responses){.instrument = instrument,
                                 .n_rows = n,
                                 .participant = who,
                                 .wave = wave,
                                 .answers = answers};
}

/* The last of all; whoever else was in the last region is in the first. */
static void send_away(struct people *p, const struct evaluated_options *o)
{
    size_t last = o->n_regions - 1;

    for (size_t i = 0; i < p->n; i++) {
        bool is_gone = i >= p->n - o->n_gone;
        if (is_gone || p->region[i] == last) {
            p->region[i] = (uint16_t)(is_gone ? last : 0);
            p->group[i] = (uint16_t)(p->region[i] * o->n_groups_per_region);
        }
        for (size_t w = 0; w < p->n_waves && is_gone; w++)
            p->there[w][i] = w == 0;
    }
}

/* Other draws than those above, which stay as they are without blanks. */
static void blank_columns(struct people *p, const struct evaluated_options *o)
{
    struct pp_rng rng = pp_rng_at(o->seed, PP_STREAM_SIMULATION, 2);
    uint16_t *const columns[] = {p->group, p->age, p->gender};

    for (size_t k = 0; k < sizeof columns / sizeof columns[0]; k++)
        for (size_t i = 0; i < p->n; i++)
            if (pp_rng_uniform(&rng) < o->blank)
                columns[k][i] = PP_NO_LEVEL;
}

/* Other draws again. */
static void draw_within(struct pp_pool *pool, struct people *p,
                        const struct evaluated_options *o)
{
    struct pp_rng rng = pp_rng_at(o->seed, PP_STREAM_SIMULATION, 30);
    double n = (double)o->n_towns;

    p->town = pp_pool_array(pool, p->n, sizeof *p->town);
    p->half = pp_pool_array(pool, p->n, sizeof *p->half);
    p->nation = pp_pool_array(pool, p->n, sizeof *p->nation);
    for (size_t i = 0; i < p->n; i++) {
        double share = pow(pp_rng_uniform(&rng), 2);
        bool is_older = pp_rng_uniform(&rng) < 0.2;
        p->town[i] = p->region[i] == PP_NO_LEVEL
                         ? PP_NO_LEVEL
                         : (uint16_t)(p->region[i] * o->n_towns +
                                      (size_t)fmin(share * n, fmax(n - 1, 0)));
        p->half[i] = p->age[i] == PP_NO_LEVEL
                         ? PP_NO_LEVEL
                         : (uint16_t)(2 * p->age[i] + is_older);
        p->nation[i] = p->region[i] == PP_NO_LEVEL ? PP_NO_LEVEL
                                                   : p->region[i] / 2;
    }
}

static void date_answers(struct pp_pool *pool, struct pp_responses *r,
                         const struct evaluated_options *o, size_t k)
{
    enum { FIRST_DAY = 19723, N_DAYS = 700, BETWEEN_WAVES = 90 };
    struct pp_rng rng = pp_rng_at(o->seed, PP_STREAM_SIMULATION, 3 + k);
    int32_t *day = pp_pool_array(pool, r->n_rows, sizeof *day);

    for (size_t row = 0; row < r->n_rows; row++)
        day[row] = pp_rng_uniform(&rng) < o->blank
                       ? PP_NO_DAY
                       : FIRST_DAY + (int32_t)pp_rng_below(&rng, N_DAYS) +
                             BETWEEN_WAVES * r->wave[row];
    r->day = day;
}

static struct pp_person_column column(const char *name,
                                      const char *const *levels,
                                      size_t n_levels, const uint16_t *level)
{
    return (struct pp_person_column){name, levels, n_levels, level};
}

/* "Wolds town 1", three of each region. */
static const char *const *names_within(struct pp_pool *pool,
                                       const char *const *of, size_t n,
                                       size_t n_each, const char *what)
{
    const char **names = pp_pool_array(pool, n * n_each + 1, sizeof *names);

    for (size_t i = 0; i < n * n_each; i++)
        names[i] = pp_pool_printf(pool, "%s %s %zu", of[i / n_each], what,
                                  i % n_each + 1);
    return names;
}

const char *evaluated_nation(const char *region)
{
    for (size_t r = 0; r < sizeof REGIONS / sizeof REGIONS[0]; r++)
        if (strcmp(REGIONS[r], region) == 0)
            return NATIONS[r / 2];
    return NULL;
}

struct pp_results *evaluated(struct pp_pool *pool,
                             const struct evaluated_options *o)
{
    pp_gsl_quiet();
    struct pp_rng rng = pp_rng_at(o->seed, PP_STREAM_SIMULATION, 0);
    struct pp_plan *plan = plan_of(pool, o);
    struct people people = people_of(pool, &rng, o);
    struct pp_responses *responses =
        pp_pool_array(pool, N_INSTRUMENTS, sizeof *responses);
    size_t n_groups = o->n_regions * o->n_groups_per_region;
    const char **groups = pp_pool_array(pool, n_groups, sizeof *groups);
    const char *const *ages = o->ages_like_regions ? REGIONS : AGES;
    struct pp_plan_column *columns = pp_pool_array(pool, 5, sizeof *columns);

    columns[plan->n_columns++].name = "age band";
    columns[plan->n_columns++].name = "gender";
    if (o->n_towns > 0)
        columns[plan->n_columns++].name = "town";
    if (o->has_halves)
        columns[plan->n_columns++].name = "half";
    if (o->has_nations)
        columns[plan->n_columns++].name = "nation";
    plan->columns = columns;
    if (o->n_arms > 0)
        plan->arms = (struct pp_plan_arms){.column = "arm",
                                           .comparison = "waiting",
                                           .as_assigned = o->as_assigned};
    for (size_t i = 0; i < n_groups; i++)
        groups[i] = pp_pool_printf(pool, "%s group %02zu",
                                   REGIONS[i / o->n_groups_per_region],
                                   i % o->n_groups_per_region);
    if (o->n_gone > 0)
        send_away(&people, o);
    for (size_t k = 0; k < N_INSTRUMENTS; k++)
        responses[k] = responses_of(pool, &rng, plan->instruments[k].instrument,
                                    &people, k, o);
    if (o->blank > 0)
        blank_columns(&people, o);
    draw_within(pool, &people, o);
    for (size_t k = 0; k < N_INSTRUMENTS && (o->blank > 0 || o->has_dates); k++)
        date_answers(pool, &responses[k], o, k);
    struct pp_person_column known[8] = {
        column("region", REGIONS, o->n_regions, people.region),
        column("group", groups, n_groups, people.group),
        column("age band", ages, 3, people.age),
        column("gender", GENDERS, 2, people.gender)};
    size_t n_known = 4;
    if (o->n_arms > 0)
        known[n_known++] = column("arm", ARMS, o->n_arms + 1, people.arm);
    if (o->n_towns > 0)
        known[n_known++] = column(
            "town",
            names_within(pool, REGIONS, o->n_regions, o->n_towns, "town"),
            o->n_regions * o->n_towns, people.town);
    if (o->has_halves)
        known[n_known++] = column(
            "half", names_within(pool, ages, 3, 2, "half"), 6, people.half);
    if (o->has_nations)
        known[n_known++] =
            column("nation", NATIONS, (o->n_regions + 1) / 2, people.nation);
    struct pp_dataset dataset = {.n_participants = people.n_here,
                                 .columns = known,
                                 .n_columns = n_known,
                                 .responses = responses,
                                 .n_responses = N_INSTRUMENTS};
    struct pp_cohort_column *cohorts = pp_pool_alloc(pool, sizeof *cohorts);
    struct pp_error err;
    if (pp_cohort_column_find(&dataset, o->by, pool, cohorts, &err) != 0)
        fail_msg("%s", err.text);
    struct pp_results *results = pp_evaluate(
        plan, &dataset,
        &(struct pp_evaluate_options){.by = o->by, .cohorts = cohorts}, pool);
    static const struct pp_input inputs[] = {
        {"before.csv", "77c1d2e3f4a5b6c7", 241, 241, 0},
        {"after.csv", "b20e1f3a4b5c6d7e", 176, 168, 8}};
    results->inputs = inputs;
    results->n_inputs = 2;
    results->locked_on = o->locked_on;
    if (o->locked_on != NULL) {
        struct pp_buffer now = PP_BUFFER_INIT;
        pp_plan_commitments(plan, &now);
        results->record =
            pp_plan_record_of(plan,
                              &(struct pp_fixed_plan){.day = o->locked_on,
                                                      .commitments = now.data},
                              1, pool);
        pp_buffer_clear(&now);
    }
    results->version = "0.1.0";
    return results;
}

struct pp_results *disclosed(const struct pp_results *results,
                             struct pp_pool *pool)
{
    struct pp_results *out;
    struct pp_error err;

    if (pp_disclose(results, pool, &out, &err) != 0)
        fail_msg("%s", err.text);
    return out;
}
