#include "prepost/analysis/frames.h"

#include <ctype.h>
#include <string.h>

#include "prepost/analysis/scores.h"
#include "prepost/base/alloc.h"
#include "prepost/base/date.h"

/* The rows of a table: who, and at which wave. */
struct place {
    uint32_t participant;
    size_t wave;
};

struct places {
    struct place *at;
    size_t n, n_waves;
    uint32_t *row; /* [participant * n_waves + wave], NONE without answers */
};

static const uint32_t NONE = UINT32_MAX;

static struct places places_of(const struct pp_plan *plan,
                               const struct pp_dataset *dataset)
{
    size_t n = dataset->n_participants * plan->n_waves;
    struct places p = {.at = pp_alloc_array(n + 1, sizeof *p.at),
                       .n_waves = plan->n_waves,
                       .row = pp_alloc_array(n + 1, sizeof *p.row)};

    memset(p.row, 0xFF, n * sizeof *p.row);
    for (size_t k = 0; k < dataset->n_responses; k++) {
        const struct pp_responses *r = &dataset->responses[k];
        for (size_t i = 0; i < r->n_rows; i++)
            p.row[r->participant[i] * plan->n_waves + r->wave[i]] = 0;
    }
    for (size_t k = 0; k < n; k++) {
        if (p.row[k] == NONE)
            continue;
        p.at[p.n] =
            (struct place){(uint32_t)(k / plan->n_waves), k % plan->n_waves};
        p.row[k] = (uint32_t)p.n++;
    }
    return p;
}

static void places_clear(struct places *p)
{
    pp_free(p->at);
    pp_free(p->row);
}

static size_t row_of(const struct places *p, size_t participant, size_t wave)
{
    return p->row[participant * p->n_waves + wave];
}

/* "age_band" of "age band". */
static const char *column_name(struct pp_pool *pool, const char *name)
{
    char *out = pp_pool_strdup(pool, name);

    for (char *c = out; *c != '\0'; c++)
        if (!isalnum((unsigned char)*c))
            *c = '_';
    return isalpha((unsigned char)out[0]) ? out
                                          : pp_pool_printf(pool, "x%s", out);
}

/* What is known of people beside their answers. */
static void add_background(struct pp_frame *f, const struct pp_dataset *dataset,
                           const struct place *at)
{
    for (size_t k = 0; k < dataset->n_columns; k++) {
        const struct pp_person_column *c = &dataset->columns[k];
        const char **texts =
            pp_frame_texts(f, column_name(f->pool, c->name), c->name);
        for (size_t i = 0; i < f->n_rows; i++) {
            uint16_t level = c->level[at[i].participant];
            if (level != PP_NO_LEVEL)
                texts[i] = c->levels[level];
        }
    }
    for (size_t k = 0; k < dataset->n_numbers; k++) {
        const struct pp_person_number *c = &dataset->numbers[k];
        double *numbers =
            pp_frame_numbers(f, column_name(f->pool, c->name), c->name, 0);
        for (size_t i = 0; i < f->n_rows; i++)
            numbers[i] = c->value[at[i].participant];
    }
}

static struct pp_frame *frame_of(const char *name, const struct pp_plan *plan,
                                 const struct pp_dataset *dataset,
                                 const char *const *codes,
                                 const struct places *p, struct pp_pool *pool)
{
    struct pp_frame *f = pp_frame_new(pool, name, p->n);
    const char **who = pp_frame_texts(f, "participant", "code of the person");
    const char **wave = pp_frame_texts(f, "wave", "which questionnaire");

    for (size_t i = 0; i < p->n; i++) {
        who[i] = codes[p->at[i].participant];
        wave[i] = plan->waves[p->at[i].wave].id;
    }
    add_background(f, dataset, p->at);
    return f;
}

/* --- responses ------------------------------------------------------------ */

static void add_days(struct pp_frame *f, const struct pp_dataset *dataset,
                     const struct places *p)
{
    const char **texts = NULL;

    for (size_t k = 0; k < dataset->n_responses; k++) {
        const struct pp_responses *r = &dataset->responses[k];
        for (size_t i = 0; r->day != NULL && i < r->n_rows; i++) {
            char day[PP_DATE_SIZE];
            if (r->day[i] == PP_NO_DAY)
                continue;
            if (texts == NULL)
                texts = pp_frame_texts(f, "date", "day of answering");
            texts[row_of(p, r->participant[i], r->wave[i])] =
                pp_pool_strdup(f->pool, pp_date_print(day, r->day[i]));
        }
    }
}

static void label_answers(struct pp_frame *f, const struct pp_coding *coding)
{
    struct pp_frame_label *labels =
        pp_pool_array(f->pool, coding->n_answers, sizeof *labels);
    size_t n = 0;

    for (size_t a = 0; a < coding->n_answers; a++)
        if (coding->answers[a].label != NULL)
            labels[n++] = (struct pp_frame_label){
                (double)coding->answers[a].code, coding->answers[a].label};
    pp_frame_labels(f, labels, n);
}

static void add_items(struct pp_frame *f, const struct pp_responses *r,
                      const struct places *p)
{
    const struct pp_instrument *q = r->instrument;

    for (size_t item = 0; item < q->n_items; item++) {
        const struct pp_item *it = &q->items[item];
        const char *text = q->wording == PP_WORDING_FREE && it->text != NULL
                               ? it->text
                               : it->theme;
        double *numbers = pp_frame_numbers(f, it->id, text, 0);
        label_answers(f, &it->codings[0]);
        for (size_t i = 0; i < r->n_rows; i++) {
            int16_t answer = r->answers[i * q->n_items + item];
            if (answer != PP_ANSWER_MISSING)
                numbers[row_of(p, r->participant[i], r->wave[i])] = answer;
        }
    }
}

struct pp_frame *pp_people_frame(const struct pp_dataset *dataset,
                                 const char *const *codes, struct pp_pool *pool)
{
    size_t n = dataset->n_participants;
    struct pp_frame *f = pp_frame_new(pool, "people", n);
    const char **who = pp_frame_texts(f, "participant", "code of the person");
    struct place *at = pp_pool_array(pool, n + 1, sizeof *at);

    for (size_t i = 0; i < n; i++) {
        who[i] = codes[i];
        at[i] = (struct place){.participant = (uint32_t)i};
    }
    add_background(f, dataset, at);
    return f;
}

struct pp_frame *pp_responses_frame(const struct pp_plan *plan,
                                    const struct pp_dataset *dataset,
                                    const char *const *codes,
                                    struct pp_pool *pool)
{
    struct places p = places_of(plan, dataset);
    struct pp_frame *f = frame_of("responses", plan, dataset, codes, &p, pool);

    add_days(f, dataset, &p);
    for (size_t k = 0; k < dataset->n_responses; k++)
        add_items(f, &dataset->responses[k], &p);
    places_clear(&p);
    return f;
}

/* --- scores --------------------------------------------------------------- */

static void add_scale(struct pp_frame *f, const struct pp_plan *plan,
                      const struct pp_dataset *dataset, const struct places *p,
                      size_t instrument, size_t scale)
{
    const struct pp_plan_outcome one = {.instrument = instrument,
                                        .scale = scale};
    const struct pp_instrument *q = plan->instruments[instrument].instrument;
    struct pp_scores scores = pp_scores_of(plan, &one, dataset, f->pool);
    double *numbers = pp_frame_numbers(
        f, pp_pool_printf(f->pool, "%s.%s", q->id, q->scales[scale].id),
        q->scales[scale].name, q->scales[scale].decimals);

    for (size_t i = 0; i < p->n; i++)
        numbers[i] = scores.at[p->at[i].wave][p->at[i].participant];
}

struct pp_frame *pp_scores_frame(const struct pp_plan *plan,
                                 const struct pp_dataset *dataset,
                                 const char *const *codes, struct pp_pool *pool)
{
    struct places p = places_of(plan, dataset);
    struct pp_frame *f = frame_of("scores", plan, dataset, codes, &p, pool);

    for (size_t k = 0; k < plan->n_instruments; k++)
        for (size_t s = 0; s < plan->instruments[k].instrument->n_scales; s++)
            add_scale(f, plan, dataset, &p, k, s);
    places_clear(&p);
    return f;
}

/* --- pairs ---------------------------------------------------------------- */

struct pp_frame *pp_pairs_frame(const struct pp_plan *plan,
                                const struct pp_dataset *dataset,
                                const char *const *codes, struct pp_pool *pool)
{
    size_t n_blocks = plan->n_outcomes * (plan->n_waves - 1), n_rows = 0;
    struct pp_pairs *pairs = pp_pool_array(pool, n_blocks, sizeof *pairs);

    for (size_t b = 0; b < n_blocks; b++) {
        struct pp_scores scores = pp_scores_of(
            plan, &plan->outcomes[b % plan->n_outcomes], dataset, pool);
        pairs[b] = pp_pairs_of(&scores, 1 + b / plan->n_outcomes, pool, pool);
        n_rows += pairs[b].n;
    }
    struct pp_frame *f = pp_frame_new(pool, "pairs", n_rows);
    struct place *at = pp_pool_array(pool, n_rows + 1, sizeof *at);
    const char **who = pp_frame_texts(f, "participant", "code of the person");
    const char **outcome = pp_frame_texts(f, "outcome", "outcome of the plan");
    const char **wave = pp_frame_texts(f, "wave", "the later questionnaire");
    double *before = pp_frame_numbers(f, "before", "score before", 2);
    double *after = pp_frame_numbers(f, "after", "score at that wave", 2);
    double *change = pp_frame_numbers(f, "change", "after less before", 2);
    for (size_t b = 0, row = 0; b < n_blocks; b++)
        for (size_t i = 0; i < pairs[b].n; i++, row++) {
            at[row].participant = (uint32_t)pairs[b].participant[i];
            who[row] = codes[at[row].participant];
            outcome[row] = plan->outcomes[b % plan->n_outcomes].id;
            wave[row] = plan->waves[1 + b / plan->n_outcomes].id;
            before[row] = pairs[b].pre[i];
            after[row] = pairs[b].post[i];
            change[row] = after[row] - before[row];
        }
    add_background(f, dataset, at);
    return f;
}
