#include "gather.h"

#include <math.h>
#include <string.h>

#include "prepost/base/alloc.h"

/* More than this is only asked for once it is needed. */
static const size_t MOST_EXPECTED = (size_t)1 << 21;

static void reserve(struct pp_gather *g, size_t capacity)
{
    g->person = pp_realloc_array(g->person, capacity, sizeof *g->person);
    g->line = pp_realloc_array(g->line, capacity, sizeof *g->line);
    g->wave = pp_realloc_array(g->wave, capacity, sizeof *g->wave);
    g->day = pp_realloc_array(g->day, capacity, sizeof *g->day);
    if (g->day_other != NULL)
        g->day_other =
            pp_realloc_array(g->day_other, capacity, sizeof *g->day_other);
    for (size_t i = 0; i < g->n_sets; i++) {
        struct pp_answer_set *set = &g->sets[i];
        set->answers = pp_realloc_array(set->answers, capacity,
                                        set->n_items * sizeof *set->answers);
        if (set->has_totals)
            set->totals = pp_realloc_array(set->totals, capacity,
                                           set->n_scales * sizeof *set->totals);
    }
    g->capacity = capacity;
}

void pp_gather_init(struct pp_gather *gather, size_t n_waves,
                    struct pp_answer_set *sets, size_t n_sets, size_t expected)
{
    *gather =
        (struct pp_gather){.sets = sets, .n_sets = n_sets, .n_waves = n_waves};
    if (expected > MOST_EXPECTED)
        expected = MOST_EXPECTED;
    reserve(gather, expected + 16);
}

void pp_gather_clear(struct pp_gather *gather)
{
    pp_free(gather->person);
    pp_free(gather->line);
    pp_free(gather->wave);
    pp_free(gather->day);
    pp_free(gather->day_other);
    pp_free(gather->slots);
    for (size_t i = 0; i < gather->n_sets; i++) {
        pp_free(gather->sets[i].answers);
        pp_free(gather->sets[i].totals);
    }
}

void pp_gather_prepare(struct pp_gather *gather, size_t entry)
{
    if (entry >= gather->capacity)
        reserve(gather, gather->capacity + gather->capacity / 2);
    gather->day[entry] = PP_NO_DATE;
    if (gather->day_other != NULL)
        gather->day_other[entry] = PP_NO_DATE;
    for (size_t i = 0; i < gather->n_sets; i++) {
        struct pp_answer_set *set = &gather->sets[i];
        int16_t *answers = set->answers + entry * set->n_items;
        for (size_t j = 0; j < set->n_items; j++)
            answers[j] = PP_ANSWER_MISSING;
        for (size_t j = 0; set->has_totals && j < set->n_scales; j++)
            set->totals[entry * set->n_scales + j] = NAN;
    }
}

uint32_t *pp_gather_slot(struct pp_gather *gather, uint32_t person, size_t wave)
{
    size_t wanted = ((size_t)person + 1) * gather->n_waves;

    if (wanted > gather->n_slots) {
        size_t grown = wanted + wanted / 2 + 256;
        gather->slots =
            pp_realloc_array(gather->slots, grown, sizeof *gather->slots);
        memset(gather->slots + gather->n_slots, 0,
               (grown - gather->n_slots) * sizeof *gather->slots);
        gather->n_slots = grown;
    }
    return &gather->slots[(size_t)person * gather->n_waves + wave];
}

/* --- entries -------------------------------------------------------------- */

static size_t answered_in(const struct pp_answer_set *set, size_t entry)
{
    const int16_t *answers = set->answers + entry * set->n_items;
    size_t n = 0;

    for (size_t i = 0; i < set->n_items; i++)
        n += (size_t)(answers[i] != PP_ANSWER_MISSING);
    for (size_t i = 0; set->has_totals && i < set->n_scales; i++)
        n += (size_t)!isnan(set->totals[entry * set->n_scales + i]);
    return n;
}

size_t pp_gather_answered(const struct pp_gather *gather, size_t entry)
{
    size_t n = 0;

    for (size_t i = 0; i < gather->n_sets; i++)
        n += answered_in(&gather->sets[i], entry);
    return n;
}

static bool same_number(double a, double b)
{
    return a == b || (isnan(a) && isnan(b));
}

bool pp_gather_same(const struct pp_gather *gather, size_t a, size_t b)
{
    for (size_t i = 0; i < gather->n_sets; i++) {
        const struct pp_answer_set *set = &gather->sets[i];
        if (memcmp(set->answers + a * set->n_items,
                   set->answers + b * set->n_items,
                   set->n_items * sizeof *set->answers) != 0)
            return false;
        for (size_t j = 0; set->has_totals && j < set->n_scales; j++)
            if (!same_number(set->totals[a * set->n_scales + j],
                             set->totals[b * set->n_scales + j]))
                return false;
    }
    return true;
}

/* --- handing over --------------------------------------------------------- */

static void drop_entries(struct pp_gather *g, const bool *dropped,
                         const uint32_t *renumber)
{
    size_t kept = 0;

    for (size_t e = 0; e < g->n; e++) {
        if (dropped[e])
            continue;
        g->person[kept] = renumber[g->person[e]];
        g->line[kept] = g->line[e];
        g->wave[kept] = g->wave[e];
        g->day[kept] = g->day[e];
        for (size_t i = 0; i < g->n_sets; i++) {
            struct pp_answer_set *set = &g->sets[i];
            memmove(set->answers + kept * set->n_items,
                    set->answers + e * set->n_items,
                    set->n_items * sizeof *set->answers);
            if (set->has_totals)
                memmove(set->totals + kept * set->n_scales,
                        set->totals + e * set->n_scales,
                        set->n_scales * sizeof *set->totals);
        }
        kept++;
    }
    g->n = kept;
}

/* Entries without an answer to this instrument are none of its responses. */
static size_t count_blank(const struct pp_gather *g,
                          const struct pp_answer_set *set)
{
    size_t n = 0;

    for (size_t e = 0; e < g->n; e++)
        n += answered_in(set, e) == 0;
    return n;
}

static void give_some(struct pp_gather *g, struct pp_pool *pool,
                      struct pp_answer_set *set, size_t n,
                      struct pp_batch_responses *out)
{
    uint32_t *person = pp_pool_array(pool, n, sizeof *person);
    uint32_t *line = pp_pool_array(pool, n, sizeof *line);
    uint8_t *wave = pp_pool_array(pool, n, sizeof *wave);
    int32_t *day = pp_pool_array(pool, n, sizeof *day);
    size_t kept = 0;

    for (size_t e = 0; e < g->n; e++) {
        if (answered_in(set, e) == 0)
            continue;
        person[kept] = g->person[e];
        line[kept] = g->line[e];
        wave[kept] = g->wave[e];
        day[kept] = g->day[e];
        memmove(set->answers + kept * set->n_items,
                set->answers + e * set->n_items,
                set->n_items * sizeof *set->answers);
        if (set->has_totals)
            memmove(set->totals + kept * set->n_scales,
                    set->totals + e * set->n_scales,
                    set->n_scales * sizeof *set->totals);
        kept++;
    }
    out->person = person;
    out->line = line;
    out->wave = wave;
    out->day = day;
}

static void choose_days(struct pp_gather *g, enum pp_gather_days days)
{
    if (days == PP_DAYS_OTHER && g->day_other != NULL) {
        int32_t *spare = g->day;
        g->day = g->day_other;
        g->day_other = spare;
    }
    for (size_t e = 0; days == PP_DAYS_NONE && e < g->n; e++)
        g->day[e] = PP_NO_DATE;
    pp_free(g->day_other);
    g->day_other = NULL;
}

void pp_gather_give(struct pp_gather *gather, struct pp_pool *pool,
                    const bool *dropped, const uint32_t *renumber,
                    enum pp_gather_days days, struct pp_batch *batch)
{
    struct pp_batch_responses *responses =
        pp_pool_array(pool, gather->n_sets, sizeof *responses);

    pp_free(gather->slots);
    gather->slots = NULL;
    choose_days(gather, days);
    if (dropped != NULL)
        drop_entries(gather, dropped, renumber);
    uint32_t *person = pp_pool_adopt(pool, gather->person);
    uint32_t *line = pp_pool_adopt(pool, gather->line);
    uint8_t *wave = pp_pool_adopt(pool, gather->wave);
    int32_t *day = pp_pool_adopt(pool, gather->day);
    for (size_t i = 0; i < gather->n_sets; i++) {
        struct pp_answer_set *set = &gather->sets[i];
        size_t n = gather->n - count_blank(gather, set);
        responses[i] =
            (struct pp_batch_responses){.instrument = set->instrument,
                                        .n_rows = n,
                                        .person = person,
                                        .wave = wave,
                                        .line = line,
                                        .day = day};
        if (n < gather->n)
            give_some(gather, pool, set, n, &responses[i]);
        responses[i].answers = pp_pool_adopt(pool, set->answers);
        responses[i].totals =
            set->has_totals ? pp_pool_adopt(pool, set->totals) : NULL;
        set->answers = NULL;
        set->totals = NULL;
    }
    gather->person = gather->line = NULL;
    gather->wave = NULL;
    gather->day = NULL;
    batch->responses = responses;
    batch->n_responses = gather->n_sets;
}
