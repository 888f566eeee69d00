#include "gather.h"

#include <math.h>
#include <string.h>

#include "prepost/base/alloc.h"

enum { USUAL_BLOCK = 1 << 15 };

/* --- room ----------------------------------------------------------------- */

static void reserve_block(struct pp_gather *g, size_t capacity)
{
    g->line = pp_realloc_array(g->line, capacity, sizeof *g->line);
    g->day = pp_realloc_array(g->day, capacity, sizeof *g->day);
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

static void reserve_entry(struct pp_gather *g, size_t entry)
{
    if (entry >= g->room) {
        g->room = entry + entry / 4 + 256;
        g->person = pp_realloc_array(g->person, g->room, sizeof *g->person);
        g->wave = pp_realloc_array(g->wave, g->room, sizeof *g->wave);
    }
    if (entry - g->first < g->capacity)
        return;
    /* A block is overstepped by the entries of one row. */
    size_t most = g->block + g->n_waves + 1;
    size_t capacity = g->capacity + g->capacity / 2 + 16;
    reserve_block(g, capacity < most ? capacity : most);
}

void pp_gather_init(struct pp_gather *gather, size_t n_waves,
                    struct pp_answer_set *sets, size_t n_sets,
                    struct pp_gather_size size, const char *dir)
{
    *gather =
        (struct pp_gather){.sets = sets,
                           .n_sets = n_sets,
                           .n_waves = n_waves,
                           .block = size.block > 0 ? size.block : USUAL_BLOCK,
                           .aside = pp_spool_new(dir)};
    size_t most = gather->block + n_waves + 1;
    reserve_block(gather, size.expected < most ? size.expected + 1 : most);
}

void pp_gather_clear(struct pp_gather *gather)
{
    pp_free(gather->person);
    pp_free(gather->wave);
    pp_free(gather->line);
    pp_free(gather->day);
    pp_free(gather->day_other);
    pp_free(gather->slots);
    pp_free(gather->before);
    pp_spool_free(gather->aside);
    for (size_t i = 0; i < gather->n_sets; i++) {
        pp_free(gather->sets[i].answers);
        pp_free(gather->sets[i].totals);
        pp_free(gather->sets[i].absent);
    }
}

/* --- blocks --------------------------------------------------------------- */

static size_t answered_in(const struct pp_answer_set *set, size_t place)
{
    const int16_t *answers = set->answers + place * set->n_items;
    size_t n = 0;

    for (size_t i = 0; i < set->n_items; i++)
        n += (size_t)(answers[i] != PP_ANSWER_MISSING);
    for (size_t i = 0; set->has_totals && i < set->n_scales; i++)
        n += (size_t)!isnan(set->totals[place * set->n_scales + i]);
    return n;
}

/* Entries of the block without an answer to an instrument are none of its. */
static void mark_absent(struct pp_gather *g, size_t n)
{
    size_t bytes = (g->first + n + 7) / 8, had = (g->first + 7) / 8;

    for (size_t i = 0; i < g->n_sets; i++) {
        struct pp_answer_set *set = &g->sets[i];
        set->absent = pp_realloc_array(set->absent, bytes, 1);
        memset(set->absent + had, 0, bytes - had);
        for (size_t place = 0; place < n; place++) {
            size_t entry = g->first + place;
            if (answered_in(set, place) == 0)
                set->absent[entry >> 3] |= (uint8_t)(1u << (entry & 7));
        }
    }
}

/* Adds a column of a block of which n entries are filled. */
static size_t add_column(struct pp_gather *g, const void *column, size_t size)
{
    return pp_spool_add(g->aside, column, g->block * size);
}

static void put_aside(struct pp_gather *g)
{
    size_t start = add_column(g, g->line, sizeof *g->line);

    add_column(g, g->day, sizeof *g->day);
    add_column(g, g->day_other, sizeof *g->day_other);
    for (size_t i = 0; i < g->n_sets; i++) {
        struct pp_answer_set *set = &g->sets[i];
        set->aside_answers =
            add_column(g, set->answers, set->n_items * sizeof *set->answers) -
            start;
        if (set->has_totals)
            set->aside_totals =
                add_column(g, set->totals,
                           set->n_scales * sizeof *set->totals) -
                start;
    }
    g->block_bytes = pp_spool_size(g->aside) - start;
}

/* The entries that the block could not take begin the next. */
static void begin_block(struct pp_gather *g)
{
    size_t over = g->n - g->first - g->block;

    memmove(g->line, g->line + g->block, over * sizeof *g->line);
    memmove(g->day, g->day + g->block, over * sizeof *g->day);
    memmove(g->day_other, g->day_other + g->block, over * sizeof *g->day_other);
    for (size_t i = 0; i < g->n_sets; i++) {
        struct pp_answer_set *set = &g->sets[i];
        memmove(set->answers, set->answers + g->block * set->n_items,
                over * set->n_items * sizeof *set->answers);
        if (set->has_totals)
            memmove(set->totals, set->totals + g->block * set->n_scales,
                    over * set->n_scales * sizeof *set->totals);
    }
    g->first += g->block;
}

void pp_gather_row(struct pp_gather *gather)
{
    if (gather->n - gather->first < gather->block)
        return;
    mark_absent(gather, gather->block);
    put_aside(gather);
    begin_block(gather);
}

size_t pp_gather_prepare(struct pp_gather *gather, size_t entry)
{
    reserve_entry(gather, entry);
    size_t place = entry - gather->first;
    gather->day[place] = gather->day_other[place] = PP_NO_DATE;
    for (size_t i = 0; i < gather->n_sets; i++) {
        struct pp_answer_set *set = &gather->sets[i];
        int16_t *answers = set->answers + place * set->n_items;
        for (size_t j = 0; j < set->n_items; j++)
            answers[j] = PP_ANSWER_MISSING;
        for (size_t j = 0; set->has_totals && j < set->n_scales; j++)
            set->totals[place * set->n_scales + j] = NAN;
    }
    return place;
}

uint32_t *pp_gather_slot(struct pp_gather *gather, uint32_t person, size_t wave)
{
    size_t wanted = ((size_t)person + 1) * gather->n_waves;

    if (wanted > gather->n_slots) {
        size_t grown = wanted + wanted / 4 + 256;
        gather->slots =
            pp_realloc_array(gather->slots, grown, sizeof *gather->slots);
        memset(gather->slots + gather->n_slots, 0,
               (grown - gather->n_slots) * sizeof *gather->slots);
        gather->n_slots = grown;
    }
    return &gather->slots[(size_t)person * gather->n_waves + wave];
}

/* --- entries -------------------------------------------------------------- */

static size_t aside_offset(const struct pp_gather *g, size_t entry,
                           size_t column, size_t size)
{
    return entry / g->block * g->block_bytes + column + entry % g->block * size;
}

uint32_t pp_gather_line(const struct pp_gather *gather, size_t entry)
{
    uint32_t line;

    if (entry >= gather->first)
        return gather->line[entry - gather->first];
    pp_spool_read(gather->aside, aside_offset(gather, entry, 0, sizeof line),
                  &line, sizeof line);
    return line;
}

/* One set of which an entry's answers are place 0, wherever they are. */
static struct pp_answer_set fetch(const struct pp_gather *g,
                                  const struct pp_answer_set *set, size_t entry)
{
    struct pp_answer_set one = *set;
    size_t answers = set->n_items * sizeof *set->answers;
    size_t totals = set->n_scales * sizeof *set->totals;

    one.answers = pp_alloc(answers);
    one.totals = pp_alloc(totals);
    if (entry >= g->first) {
        size_t place = entry - g->first;
        memcpy(one.answers, set->answers + place * set->n_items, answers);
        if (set->has_totals)
            memcpy(one.totals, set->totals + place * set->n_scales, totals);
        return one;
    }
    pp_spool_read(g->aside, aside_offset(g, entry, set->aside_answers, answers),
                  one.answers, answers);
    if (set->has_totals)
        pp_spool_read(g->aside,
                      aside_offset(g, entry, set->aside_totals, totals),
                      one.totals, totals);
    return one;
}

static void let_go(struct pp_answer_set *one)
{
    pp_free(one->answers);
    pp_free(one->totals);
}

size_t pp_gather_answered(const struct pp_gather *gather, size_t entry)
{
    size_t n = 0;

    for (size_t i = 0; i < gather->n_sets; i++) {
        struct pp_answer_set one = fetch(gather, &gather->sets[i], entry);
        n += answered_in(&one, 0);
        let_go(&one);
    }
    return n;
}

static bool same_number(double a, double b)
{
    return a == b || (isnan(a) && isnan(b));
}

bool pp_gather_same(const struct pp_gather *gather, size_t a, size_t b)
{
    bool same = true;

    for (size_t i = 0; i < gather->n_sets && same; i++) {
        const struct pp_answer_set *set = &gather->sets[i];
        struct pp_answer_set one = fetch(gather, set, a);
        struct pp_answer_set other = fetch(gather, set, b);
        same = memcmp(one.answers, other.answers,
                      set->n_items * sizeof *one.answers) == 0;
        for (size_t j = 0; set->has_totals && j < set->n_scales; j++)
            same = same && same_number(one.totals[j], other.totals[j]);
        let_go(&one);
        let_go(&other);
    }
    return same;
}

bool pp_gather_overlap(const struct pp_gather *gather, size_t a, size_t b)
{
    bool found = false;

    for (size_t i = 0; i < gather->n_sets && !found; i++) {
        struct pp_answer_set one = fetch(gather, &gather->sets[i], a);
        struct pp_answer_set other = fetch(gather, &gather->sets[i], b);
        found = answered_in(&one, 0) > 0 && answered_in(&other, 0) > 0;
        let_go(&one);
        let_go(&other);
    }
    return found;
}

uint32_t pp_gather_before(const struct pp_gather *gather, size_t entry)
{
    return entry < gather->n_before ? gather->before[entry] : 0;
}

void pp_gather_set_before(struct pp_gather *gather, size_t entry,
                          uint32_t before)
{
    if (entry >= gather->n_before) {
        size_t n = entry + entry / 2 + 256;
        gather->before = pp_realloc_array(gather->before, n, sizeof(uint32_t));
        memset(gather->before + gather->n_before, 0,
               (n - gather->n_before) * sizeof(uint32_t));
        gather->n_before = n;
    }
    gather->before[entry] = before;
}

/* --- handing over --------------------------------------------------------- */

static void drop_entries(struct pp_gather *g, const bool *dropped)
{
    for (size_t e = 0; e < g->n; e++)
        for (size_t i = 0; dropped[e] && i < g->n_sets; i++)
            g->sets[i].absent[e >> 3] |= (uint8_t)(1u << (e & 7));
}

static void free_spool(void *spool)
{
    pp_spool_free(spool);
}

static const struct pp_batch_aside *
give_aside(struct pp_gather *g, struct pp_pool *pool, enum pp_gather_days days)
{
    struct pp_batch_aside *aside = pp_pool_alloc(pool, sizeof *aside);
    size_t column = g->block * sizeof *g->line;

    /* What is left: a block that is not full. */
    for (size_t e = g->n; e < g->first + g->block; e++)
        g->line[pp_gather_prepare(g, e)] = 0;
    put_aside(g);
    *aside = (struct pp_batch_aside){
        .spool = pp_pool_own(pool, g->aside, free_spool),
        .n_rows = g->block,
        .block_bytes = g->block_bytes,
        .day = days == PP_DAYS_OTHER ? 2 * column : column,
        .has_days = days != PP_DAYS_NONE};
    g->aside = NULL;
    return aside;
}

/* The block is all there is: it becomes the batch's. */
static void give_memory(struct pp_gather *g, struct pp_pool *pool,
                        enum pp_gather_days days,
                        struct pp_batch_responses *responses)
{
    const uint32_t *line = pp_pool_adopt(pool, g->line);
    int32_t *day = days == PP_DAYS_OTHER ? g->day_other : g->day;

    for (size_t e = 0; days == PP_DAYS_NONE && e < g->n; e++)
        day[e] = PP_NO_DATE;
    pp_free(days == PP_DAYS_OTHER ? g->day : g->day_other);
    pp_pool_adopt(pool, day);
    for (size_t i = 0; i < g->n_sets; i++) {
        struct pp_answer_set *set = &g->sets[i];
        responses[i].line = line;
        responses[i].day = day;
        responses[i].answers = pp_pool_adopt(pool, set->answers);
        responses[i].totals =
            set->has_totals ? pp_pool_adopt(pool, set->totals) : NULL;
        set->answers = NULL;
        set->totals = NULL;
    }
    g->line = NULL;
    g->day = g->day_other = NULL;
}

void pp_gather_give(struct pp_gather *gather, struct pp_pool *pool,
                    const bool *dropped, enum pp_gather_days days,
                    struct pp_batch *batch)
{
    struct pp_batch_responses *responses =
        pp_pool_array(pool, gather->n_sets, sizeof *responses);
    const struct pp_batch_aside *aside = NULL;

    pp_free(gather->slots);
    gather->slots = NULL;
    pp_gather_row(gather);
    mark_absent(gather, gather->n - gather->first);
    if (dropped != NULL)
        drop_entries(gather, dropped);
    if (gather->first > 0)
        aside = give_aside(gather, pool, days);
    const uint32_t *person = pp_pool_adopt(pool, gather->person);
    const uint8_t *wave = pp_pool_adopt(pool, gather->wave);
    gather->person = NULL;
    gather->wave = NULL;
    for (size_t i = 0; i < gather->n_sets; i++) {
        struct pp_answer_set *set = &gather->sets[i];
        responses[i] =
            (struct pp_batch_responses){.instrument = set->instrument,
                                        .n_rows = gather->n,
                                        .person = person,
                                        .wave = wave,
                                        .absent = set->absent,
                                        .aside = aside,
                                        .aside_answers = set->aside_answers,
                                        .aside_totals = set->aside_totals};
        pp_pool_adopt(pool, set->absent);
        set->absent = NULL;
    }
    if (aside == NULL)
        give_memory(gather, pool, days, responses);
    batch->responses = responses;
    batch->n_responses = gather->n_sets;
}
