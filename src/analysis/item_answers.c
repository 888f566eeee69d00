#include "prepost/analysis/item_answers.h"

#include "prepost/analysis/scores.h"
#include "prepost/base/alloc.h"

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

/* One item while its answers are counted. */
struct item_count {
    const struct pp_item *of;
    uint16_t *by_code;
    struct pp_answer_part *parts;
    size_t n_parts;
    long n;
};

static struct item_count *counts_new(const struct pp_instrument *instrument,
                                     const struct pp_scale *scale,
                                     struct pp_pool *pool)
{
    struct item_count *counts = pp_alloc_array(scale->n_items, sizeof *counts);

    for (size_t i = 0; i < scale->n_items; i++) {
        const struct pp_item *of = &instrument->items[scale->items[i]];
        size_t n = of->codings[0].n_answers;
        struct pp_answer_part *parts = pp_pool_array(pool, n, sizeof *parts);
        for (size_t a = 0; a < n; a++)
            parts[a] = (struct pp_answer_part){.first = a, .last = a};
        counts[i] = (struct item_count){of, parts_by_code(of), parts, n, 0};
    }
    return counts;
}

static void count_pair(struct item_count *counts, const struct pp_scale *scale,
                       const int16_t *before, const int16_t *after)
{
    for (size_t i = 0; i < scale->n_items; i++) {
        struct item_count *c = &counts[i];
        size_t item = scale->items[i];
        uint16_t first = part_of(c->by_code, c->of, before[item]);
        uint16_t later = part_of(c->by_code, c->of, after[item]);
        if (first == NO_PART || later == NO_PART)
            continue;
        c->parts[first].before++;
        c->parts[later].after++;
        c->n++;
    }
}

/* Both come by ascending participant: one walk through the answers. */
static void count_pairs(struct item_count *counts, const struct pp_scale *scale,
                        const struct pp_responses *r,
                        const struct pp_pairs *pairs, size_t wave)
{
    size_t n_items = r->instrument->n_items, row = 0;

    for (size_t i = 0; i < pairs->n; i++) {
        const int16_t *before = NULL, *after = NULL;
        while (row < r->n_rows && r->participant[row] < pairs->participant[i])
            row++;
        for (; row < r->n_rows && r->participant[row] == pairs->participant[i];
             row++) {
            if (r->wave[row] == 0)
                before = r->answers + row * n_items;
            else if (r->wave[row] == wave)
                after = r->answers + row * n_items;
        }
        if (before != NULL && after != NULL)
            count_pair(counts, scale, before, after);
    }
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
    struct item_count *counts = counts_new(instrument, scale, pool);
    struct pp_item_answers *items =
        pp_pool_array(pool, scale->n_items, sizeof *items);
    long n_answered = 0;
    count_pairs(counts, scale, r, pairs, wave);
    for (size_t i = 0; i < scale->n_items; i++) {
        items[i] = (struct pp_item_answers){.item = scale->items[i],
                                            .parts = counts[i].parts,
                                            .n_parts = counts[i].n_parts,
                                            .n = counts[i].n};
        n_answered += counts[i].n;
        pp_free(counts[i].by_code);
    }
    pp_free(counts);
    out.items = items;
    out.n_items = n_answered > 0 ? scale->n_items : 0;
    return out;
}
