#include "roster.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "prepost/base/alloc.h"
#include "prepost/base/text.h"
#include "prepost/ingest/identifier.h"

void pp_roster_init(struct pp_roster *people, struct pp_pool *pool,
                    const struct pp_key *key, const char *dir)
{
    *people = (struct pp_roster){
        .pool = pool, .key = key, .slips = pp_spool_new(dir)};
}

void pp_roster_clear(struct pp_roster *people)
{
    pp_free(people->pseudonyms);
    pp_free(people->index);
    pp_spool_free(people->slips);
    pp_buffer_clear(&people->made);
    pp_buffer_clear(&people->last);
    for (size_t i = 0; i < people->n_columns; i++) {
        pp_free(people->columns[i].level);
        pp_free(people->columns[i].texts);
        pp_free(people->columns[i].folded);
    }
    for (size_t i = 0; i < people->n_numbers; i++)
        pp_free(people->numbers[i].value);
}

/* --- finding -------------------------------------------------------------- */

/* A pseudonym is a keyed hash: its first bytes are as good as any. */
static size_t first_slot(const struct pp_roster *people,
                         const unsigned char *pseudonym)
{
    uint64_t start;

    memcpy(&start, pseudonym, sizeof start);
    return start & (people->n_index - 1);
}

static size_t slot_of(const struct pp_roster *people,
                      const unsigned char *pseudonym)
{
    size_t slot = first_slot(people, pseudonym);

    while (people->index[slot] != 0 &&
           memcmp(people->pseudonyms[people->index[slot] - 1], pseudonym,
                  PP_PSEUDONYM_SIZE) != 0)
        slot = (slot + 1) & (people->n_index - 1);
    return slot;
}

/* Of a pseudonym that is not there: nobody's has to be looked at. */
static size_t free_slot(const struct pp_roster *people,
                        const unsigned char *pseudonym)
{
    size_t slot = first_slot(people, pseudonym);

    while (people->index[slot] != 0)
        slot = (slot + 1) & (people->n_index - 1);
    return slot;
}

static uint32_t find(const struct pp_roster *people,
                     const unsigned char pseudonym[PP_PSEUDONYM_SIZE])
{
    if (people->n_index == 0)
        return PP_NOBODY;
    uint32_t found = people->index[slot_of(people, pseudonym)];
    return found == 0 ? PP_NOBODY : found - 1;
}

static void grow_index(struct pp_roster *people)
{
    pp_free(people->index);
    people->n_index = people->n_index == 0 ? 1024 : 2 * people->n_index;
    people->index = pp_alloc_zero(people->n_index, sizeof *people->index);
    for (size_t i = 0; i < people->n; i++)
        people->index[free_slot(people, people->pseudonyms[i])] =
            (uint32_t)i + 1;
}

static void grow(struct pp_roster *people)
{
    size_t capacity = people->capacity + people->capacity / 4 + 256;

    people->pseudonyms = pp_realloc_array(people->pseudonyms, capacity,
                                          sizeof *people->pseudonyms);
    for (size_t i = 0; i < people->n_columns; i++)
        people->columns[i].level = pp_realloc_array(people->columns[i].level,
                                                    capacity, sizeof(uint16_t));
    for (size_t i = 0; i < people->n_numbers; i++)
        people->numbers[i].value = pp_realloc_array(people->numbers[i].value,
                                                    capacity, sizeof(double));
    people->capacity = capacity;
}

/* How many there are, and they. */
static void add_slips(struct pp_roster *people, const char *normalised,
                      size_t length)
{
    people->made.length = 0;
    pp_buffer_putc(&people->made, '\0');
    if (people->has_slips)
        pp_identifier_slips(people->key, normalised, length, &people->made);
    if (people->has_slips && people->n_parts > 0)
        pp_identifier_alike(people->key, people->parts, people->n_parts,
                            &people->made);
    people->made.data[0] =
        (char)(unsigned char)(people->made.length / PP_SLIP_SIZE);
    pp_spool_add(people->slips, people->made.data, people->made.length);
}

static uint32_t add(struct pp_roster *people,
                    const unsigned char pseudonym[PP_PSEUDONYM_SIZE],
                    const char *normalised, size_t length)
{
    if (people->n == people->capacity)
        grow(people);
    if (4 * (people->n + 1) > 3 * people->n_index)
        grow_index(people);
    size_t person = people->n++;
    memcpy(people->pseudonyms[person], pseudonym, PP_PSEUDONYM_SIZE);
    people->index[free_slot(people, pseudonym)] = (uint32_t)person + 1;
    add_slips(people, normalised, length);
    for (size_t i = 0; i < people->n_columns; i++)
        people->columns[i].level[person] = PP_NO_LEVEL;
    for (size_t i = 0; i < people->n_numbers; i++)
        people->numbers[i].value[person] = NAN;
    return (uint32_t)person;
}

uint32_t pp_roster_who(struct pp_roster *people, const char *normalised,
                       size_t length, bool *is_new)
{
    unsigned char pseudonym[PP_PSEUDONYM_SIZE];

    *is_new = false;
    if (people->n > 0 && length == people->last.length &&
        memcmp(normalised, people->last.data, length) == 0)
        return people->last_person;
    pp_identifier_pseudonym(people->key, normalised, length, pseudonym);
    people->last_person = find(people, pseudonym);
    if (people->last_person == PP_NOBODY) {
        *is_new = true;
        people->last_person = add(people, pseudonym, normalised, length);
    }
    people->last.length = 0;
    pp_buffer_append(&people->last, normalised, length);
    return people->last_person;
}

/* --- levels --------------------------------------------------------------- */

static uint16_t find_level(struct pp_roster *people,
                           struct pp_level_column *column, const char *text,
                           size_t length)
{
    struct pp_buffer folded = PP_BUFFER_INIT;
    size_t level = 0;

    if (column->places != NULL && column->places->n > 0) {
        text = pp_plan_place_name(column->places,
                                  pp_pool_strndup(people->pool, text, length));
        length = strlen(text);
    }
    pp_text_fold(text, length, &folded);
    while (level < column->n_levels &&
           strcmp(column->folded[level], folded.data) != 0)
        level++;
    if (level == column->n_levels) {
        if (level == PP_MAX_LEVELS || length > PP_MAX_NAME_BYTES) {
            column->is_refused = true;
            pp_buffer_clear(&folded);
            return PP_NO_LEVEL;
        }
        if (level == column->capacity) {
            column->capacity = 2 * level + 16;
            column->texts = pp_realloc_array(column->texts, column->capacity,
                                             sizeof *column->texts);
            column->folded = pp_realloc_array(column->folded, column->capacity,
                                              sizeof *column->folded);
        }
        column->texts[level] = pp_pool_strndup(people->pool, text, length);
        column->folded[level] =
            pp_pool_strndup(people->pool, folded.data, folded.length);
        column->n_levels++;
    }
    pp_buffer_clear(&folded);
    return (uint16_t)level;
}

uint16_t pp_roster_level(struct pp_roster *people, size_t column,
                         const char *text, size_t length)
{
    struct pp_level_column *c = &people->columns[column];
    int32_t *value;

    if (c->is_refused)
        return PP_NO_LEVEL;
    if (!pp_recall(&c->recall, text, length, &value))
        *value = find_level(people, c, text, length);
    return (uint16_t)*value;
}

/* --- handing over --------------------------------------------------------- */

struct ranked {
    const char *text;
    uint16_t level;
};

static int by_text(const void *a, const void *b)
{
    return strcmp(((const struct ranked *)a)->text,
                  ((const struct ranked *)b)->text);
}

/* Sorts the levels and says what each has become; drops those not used. */
static void sort_levels(struct pp_roster *people,
                        struct pp_level_column *column)
{
    struct ranked ranked[PP_MAX_LEVELS];
    uint16_t become[PP_MAX_LEVELS];
    bool used[PP_MAX_LEVELS] = {false};
    size_t n = 0;

    if (column->is_refused)
        column->n_levels = 0;
    for (size_t p = 0; p < people->n; p++) {
        if (column->is_refused)
            column->level[p] = PP_NO_LEVEL;
        if (column->level[p] != PP_NO_LEVEL)
            used[column->level[p]] = true;
    }
    for (size_t i = 0; i < column->n_levels; i++)
        if (used[i])
            ranked[n++] = (struct ranked){column->texts[i], (uint16_t)i};
    qsort(ranked, n, sizeof *ranked, by_text);
    const char **texts = pp_pool_array(people->pool, n, sizeof *texts);
    for (size_t i = 0; i < n; i++) {
        texts[i] = ranked[i].text;
        become[ranked[i].level] = (uint16_t)i;
    }
    for (size_t p = 0; p < people->n; p++)
        if (column->level[p] != PP_NO_LEVEL)
            column->level[p] = become[column->level[p]];
    pp_free(column->texts);
    pp_free(column->folded);
    column->folded = NULL;
    column->texts = texts;
    column->n_levels = n;
}

static void give_columns(struct pp_roster *people, struct pp_batch *batch)
{
    struct pp_person_column *columns =
        pp_pool_array(people->pool, people->n_columns, sizeof *columns);
    struct pp_person_number *numbers =
        pp_pool_array(people->pool, people->n_numbers, sizeof *numbers);

    for (size_t i = 0; i < people->n_columns; i++) {
        struct pp_level_column *column = &people->columns[i];
        sort_levels(people, column);
        columns[i] = (struct pp_person_column){
            .name = column->name,
            .levels = column->texts,
            .n_levels = column->n_levels,
            .level = pp_pool_adopt(people->pool, column->level)};
        column->level = NULL;
        column->texts = NULL;
    }
    for (size_t i = 0; i < people->n_numbers; i++) {
        numbers[i] = (struct pp_person_number){
            .name = people->numbers[i].name,
            .value = pp_pool_adopt(people->pool, people->numbers[i].value)};
        people->numbers[i].value = NULL;
    }
    batch->columns = columns;
    batch->n_columns = people->n_columns;
    batch->numbers = numbers;
    batch->n_numbers = people->n_numbers;
}

static void free_spool(void *spool)
{
    pp_spool_free(spool);
}

void pp_roster_give(struct pp_roster *people, struct pp_batch *batch)
{
    pp_free(people->index);
    people->index = NULL;
    people->n_index = 0;
    batch->slips = pp_pool_own(people->pool, people->slips, free_spool);
    people->slips = NULL;
    give_columns(people, batch);
    batch->n_people = people->n;
    batch->pseudonyms =
        (const unsigned char(*)[PP_PSEUDONYM_SIZE])pp_pool_adopt(
            people->pool, people->pseudonyms);
    people->pseudonyms = NULL;
}
