#include "prepost/analysis/audit.h"

#include <stdbool.h>
#include <stdint.h>

#include "prepost/base/alloc.h"

static bool has_answer(const struct pp_responses *r, size_t row)
{
    size_t n_items = r->instrument->n_items, n = r->instrument->n_scales;

    for (size_t i = 0; i < n_items; i++)
        if (r->answers[row * n_items + i] != PP_ANSWER_MISSING)
            return true;
    for (size_t i = 0; r->totals != NULL && i < n; i++)
        if (r->totals[row * n + i] == r->totals[row * n + i]) /* no NaN */
            return true;
    return false;
}

/* One person: a bit for each wave, and the first and last day at each. */
struct person {
    uint32_t waves;
    int32_t *first, *last;
};

static void see(struct person *person, const struct pp_responses *r, size_t row)
{
    size_t wave = r->wave[row];

    if (!has_answer(r, row))
        return;
    person->waves |= UINT32_C(1) << wave;
    if (r->day == NULL || r->day[row] == PP_NO_DAY)
        return;
    if (person->first[wave] == PP_NO_DAY || r->day[row] < person->first[wave])
        person->first[wave] = r->day[row];
    if (person->last[wave] == PP_NO_DAY || r->day[row] > person->last[wave])
        person->last[wave] = r->day[row];
}

/* Everything at some wave lies before something at an earlier one. */
static bool is_turned(const struct person *person, size_t n_waves)
{
    for (size_t w = 1; w < n_waves; w++)
        for (size_t e = 0; e < w; e++)
            if (person->last[w] != PP_NO_DAY && person->first[e] != PP_NO_DAY &&
                person->last[w] < person->first[e])
                return true;
    return false;
}

static size_t n_dated_waves(const struct person *person, size_t n_waves)
{
    size_t n = 0;

    for (size_t w = 0; w < n_waves; w++)
        n += person->first[w] != PP_NO_DAY;
    return n;
}

static void count(struct pp_audit *audit, const struct person *person,
                  size_t n_waves)
{
    bool first = (person->waves & 1) != 0;

    audit->n_people++;
    audit->n_nowhere += person->waves == 0;
    audit->n_at_two += (person->waves & (person->waves - 1)) != 0;
    audit->n_dated += n_dated_waves(person, n_waves) > 1;
    audit->n_turned += is_turned(person, n_waves);
    for (size_t w = 1; w < n_waves; w++) {
        bool here = (person->waves >> w & 1) != 0;
        struct pp_audit_wave *wave = &audit->waves[w];

        wave->n_matched += first && here;
        wave->n_first_only += first && !here;
        wave->n_this_only += !first && here;
        wave->n_neither += !first && !here;
    }
}

struct pp_audit pp_audit_of(const struct pp_plan *plan,
                            const struct pp_dataset *dataset,
                            struct pp_pool *pool)
{
    size_t n_waves = plan->n_waves;
    struct pp_audit audit = {
        .waves = pp_pool_array(pool, n_waves, sizeof *audit.waves)};
    struct person person = {.first = pp_alloc_array(n_waves, sizeof(int32_t)),
                            .last = pp_alloc_array(n_waves, sizeof(int32_t))};
    size_t *at = pp_alloc_zero(dataset->n_responses, sizeof *at);

    /* Rows of each instrument come by ascending participant. */
    for (size_t p = 0; p < dataset->n_participants; p++) {
        person.waves = 0;
        for (size_t w = 0; w < n_waves; w++)
            person.first[w] = person.last[w] = PP_NO_DAY;
        for (size_t i = 0; i < dataset->n_responses; i++) {
            const struct pp_responses *r = &dataset->responses[i];
            for (; at[i] < r->n_rows && r->participant[at[i]] == p; at[i]++)
                see(&person, r, at[i]);
        }
        count(&audit, &person, n_waves);
    }
    pp_free(person.first);
    pp_free(person.last);
    pp_free(at);
    return audit;
}
