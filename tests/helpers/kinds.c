#include "kinds.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "prepost/analysis/cohort_column.h"
#include "prepost/analysis/evaluate.h"
#include "prepost/model/catalogue.h"
#include "prepost/stats/gsl.h"

enum { N_ITEMS = 9, MOST_LEVELS = 32, LEAST = 2, SPAN = 23 };

static size_t n_people(const struct kinds *of)
{
    size_t n = 0;

    for (size_t k = 0; k < of->n; k++)
        n += of->kinds[k].stayed + of->kinds[k].left;
    return n;
}

/* Levels in alphabetical order, as the store has them. */
static struct pp_person_column column_of(struct pp_pool *pool,
                                         const struct kinds *of, size_t c)
{
    const char **names = pp_pool_array(pool, MOST_LEVELS, sizeof *names);
    uint16_t *level = pp_pool_array(pool, n_people(of) + 1, sizeof *level);
    size_t n = 0, who = 0;

    for (size_t k = 0; k < of->n; k++) {
        const char *name = of->kinds[k].level[c];
        size_t at = 0;
        while (name != NULL && at < n && strcmp(names[at], name) < 0)
            at++;
        if (name == NULL || (at < n && strcmp(names[at], name) == 0))
            continue;
        assert_true(n < MOST_LEVELS);
        memmove(&names[at + 1], &names[at], (n - at) * sizeof *names);
        names[at] = name;
        n++;
    }
    for (size_t k = 0; k < of->n; k++) {
        const struct kind *kind = &of->kinds[k];
        uint16_t is = PP_NO_LEVEL;
        for (size_t at = 0; kind->level[c] != NULL && at < n; at++)
            if (strcmp(names[at], kind->level[c]) == 0)
                is = (uint16_t)at;
        for (size_t i = 0; i < kind->stayed + kind->left; i++)
            level[who++] = is;
    }
    return (struct pp_person_column){of->columns[c], names, n, level};
}

/* The middle of that month, or nearly. */
static int32_t day_of(const struct kind *kind)
{
    enum { MIDDLE_OF_FIRST = 19372, DAYS_OF_THOUSAND = 30437 };

    return kind->month == 0
               ? PP_NO_DAY
               : MIDDLE_OF_FIRST + (kind->month - 1) * DAYS_OF_THOUSAND / 1000;
}

static void leave_blank(int16_t *answers)
{
    for (size_t j = 0; j < N_ITEMS; j++)
        answers[j] = PP_ANSWER_MISSING;
}

/* A total from 0 to 27, spread over the items. */
static void put_total(int16_t *answers, size_t total)
{
    for (size_t j = 0; j < N_ITEMS; j++)
        answers[j] = (int16_t)((total + N_ITEMS - 1 - j) / N_ITEMS);
}

static struct pp_responses *responses_of(struct pp_pool *pool,
                                         const struct pp_instrument *instrument,
                                         const struct kinds *of,
                                         const size_t *silent)
{
    size_t most = 2 * n_people(of) + 1, n = 0, who = 0;
    struct pp_responses *r = pp_pool_alloc(pool, sizeof *r);
    uint32_t *participant = pp_pool_array(pool, most, sizeof *participant);
    uint8_t *wave = pp_pool_array(pool, most, sizeof *wave);
    int32_t *day = pp_pool_array(pool, most, sizeof *day);
    int16_t *answers = pp_pool_array(pool, most * N_ITEMS, sizeof *answers);

    for (size_t k = 0; k < of->n; k++) {
        const struct kind *kind = &of->kinds[k];
        for (size_t i = 0; i < kind->stayed + kind->left; i++, who++)
            for (size_t w = 0; w < (i < kind->stayed ? 2U : 1U); w++) {
                participant[n] = (uint32_t)who;
                wave[n] = (uint8_t)w;
                day[n] = day_of(kind);
                if (w > 0 && day[n] != PP_NO_DAY)
                    day[n] += 90;
                put_total(answers + n * N_ITEMS,
                          LEAST +
                              (w > 0 ? 11 * who : 7 * who + who / 5) % SPAN);
                if (silent != NULL && w > 0 && i < silent[k])
                    leave_blank(answers + n * N_ITEMS);
                n++;
            }
    }
    *r = (struct pp_responses){.instrument = instrument,
                               .n_rows = n,
                               .participant = participant,
                               .wave = wave,
                               .day = day,
                               .answers = answers};
    return r;
}

static struct pp_plan *plan_of(struct pp_pool *pool)
{
    static const struct pp_wave waves[] = {
        {.id = "before", .name = "when they joined"},
        {.id = "after", .name = "3 months later"}};
    struct pp_plan *plan = pp_pool_alloc(pool, sizeof *plan);
    struct pp_plan_instrument *used = pp_pool_alloc(pool, sizeof *used);
    struct pp_plan_outcome *outcome = pp_pool_alloc(pool, sizeof *outcome);
    struct pp_notes notes;

    pp_notes_init(&notes, pool, 20);
    memset(used, 0, sizeof *used);
    used->instrument =
        pp_catalogue_find("phq9", &notes, pp_catalogue_new(pool, NULL));
    if (used->instrument == NULL)
        fail_msg("cannot read phq9");
    *outcome =
        (struct pp_plan_outcome){.id = "phq9.total",
                                 .role = PP_PRIMARY,
                                 .sesoi = {PP_SESOI_DECLARED, 2, "2", NULL}};
    *plan = (struct pp_plan){.title = "Groups in our town",
                             .charity = "Example Charity",
                             .service = "the groups",
                             .waves = waves,
                             .n_waves = 2,
                             .instruments = used,
                             .n_instruments = 1,
                             .outcomes = outcome,
                             .n_outcomes = 1,
                             .disclosure = {"charity-5", 0, 0},
                             .level = .95,
                             .seed = 1};
    return plan;
}

struct pp_results *kinds_evaluated_silent(struct pp_pool *pool,
                                          const struct kinds *of,
                                          const size_t silent[])
{
    struct pp_plan *plan = plan_of(pool);
    struct pp_plan_column *kept =
        pp_pool_array(pool, KINDS_COLUMNS, sizeof *kept);
    struct pp_person_column columns[KINDS_COLUMNS];
    struct pp_cohort_column *cohorts = pp_pool_alloc(pool, sizeof *cohorts);
    struct pp_error err;
    size_t n = 0;

    pp_gsl_quiet();
    memset(kept, 0, KINDS_COLUMNS * sizeof *kept);
    for (; n < KINDS_COLUMNS && of->columns[n] != NULL; n++) {
        columns[n] = column_of(pool, of, n);
        if (strcmp(columns[n].name, "region") != 0 &&
            strcmp(columns[n].name, "group") != 0)
            kept[plan->n_columns++].name = columns[n].name;
    }
    plan->columns = kept;
    const struct pp_dataset dataset = {
        .n_participants = n_people(of),
        .columns = columns,
        .n_columns = n,
        .responses =
            responses_of(pool, plan->instruments[0].instrument, of, silent),
        .n_responses = 1};
    if (pp_cohort_column_find(&dataset, of->by, pool, cohorts, &err) != 0)
        fail_msg("%s", err.text);
    return pp_evaluate(
        plan, &dataset,
        &(struct pp_evaluate_options){.by = of->by, .cohorts = cohorts}, pool);
}

struct pp_results *kinds_evaluated(struct pp_pool *pool, const struct kinds *of)
{
    return kinds_evaluated_silent(pool, of, NULL);
}
