#include "prepost/analysis/item_answers.h"

#include "prepost/analysis/scores.h"
#include "prepost/base/alloc.h"

/* The rows of everyone in the pairs, at both waves; NULL: none. */
struct answered {
    const int16_t *before, *after;
};

static struct answered *rows_of(const struct pp_dataset *dataset,
                                const struct pp_responses *r,
                                const struct pp_pairs *pairs, size_t wave)
{
    struct answered *of =
        pp_alloc_array(dataset->n_participants + pairs->n, sizeof *of);
    struct answered *own = of + dataset->n_participants;

    for (size_t i = 0; i < dataset->n_participants; i++)
        of[i] = (struct answered){NULL, NULL};
    for (size_t row = 0; row < r->n_rows; row++) {
        const int16_t *answers = r->answers + row * r->instrument->n_items;
        if (r->wave[row] == 0)
            of[r->participant[row]].before = answers;
        else if (r->wave[row] == wave)
            of[r->participant[row]].after = answers;
    }
    for (size_t i = 0; i < pairs->n; i++)
        own[i] = of[pairs->participant[i]];
    for (size_t i = 0; i < pairs->n; i++) /* to the front: one block to free */
        of[i] = own[i];
    return of;
}

enum { NO_PART = UINT16_MAX };

/* Which part each code counts in, by code - min. */
static uint16_t *parts_by_code(const struct pp_item *item)
{
    const struct pp_coding *coding = &item->codings[0];
    size_t n_codes = (size_t)(item->max - item->min) + 1;
    uint16_t *part = pp_alloc_array(n_codes, sizeof *part);

    for (size_t c = 0; c < n_codes; c++)
        part[c] = NO_PART;
    for (size_t a = coding->n_answers; a-- > 0;)
        part[coding->answers[a].code - item->min] = (uint16_t)a;
    return part;
}

static uint16_t part_of(const uint16_t *part, const struct pp_item *item,
                        int code)
{
    return code < item->min || code > item->max ? NO_PART
                                                : part[code - item->min];
}

static struct pp_item_answers count(const struct pp_instrument *instrument,
                                    size_t item, const struct answered *people,
                                    size_t n_people, struct pp_pool *pool)
{
    const struct pp_item *of = &instrument->items[item];
    size_t n = of->codings[0].n_answers;
    struct pp_answer_part *parts = pp_pool_array(pool, n, sizeof *parts);
    struct pp_item_answers out = {.item = item, .parts = parts, .n_parts = n};
    uint16_t *by_code = parts_by_code(of);

    for (size_t a = 0; a < n; a++)
        parts[a] = (struct pp_answer_part){.first = a, .last = a};
    for (size_t i = 0; i < n_people; i++) {
        if (people[i].before == NULL || people[i].after == NULL)
            continue;
        uint16_t before = part_of(by_code, of, people[i].before[item]);
        uint16_t after = part_of(by_code, of, people[i].after[item]);
        if (before == NO_PART || after == NO_PART)
            continue;
        parts[before].before++;
        parts[after].after++;
        out.n++;
    }
    pp_free(by_code);
    return out;
}

struct pp_outcome_answers pp_item_answers_of(
    const struct pp_plan *plan, const struct pp_plan_outcome *outcome,
    const struct pp_dataset *dataset, const struct pp_pairs *pairs, size_t wave,
    struct pp_pool *pool)
{
    const struct pp_instrument *instrument =
        plan->instruments[outcome->instrument].instrument;
    const struct pp_scale *scale = &instrument->scales[outcome->scale];
    const struct pp_responses *r = pp_dataset_responses(dataset, instrument);
    struct pp_outcome_answers out = {NULL, 0, false};

    if (r == NULL)
        return out;
    struct answered *people = rows_of(dataset, r, pairs, wave);
    struct pp_item_answers *items =
        pp_pool_array(pool, scale->n_items, sizeof *items);
    long n_answered = 0;
    for (size_t i = 0; i < scale->n_items; i++) {
        items[i] = count(instrument, scale->items[i], people, pairs->n, pool);
        n_answered += items[i].n;
    }
    pp_free(people);
    out.items = items;
    out.n_items = n_answered > 0 ? scale->n_items : 0;
    return out;
}
