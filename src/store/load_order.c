#include "loading.h"

#include <string.h>

#include "prepost/base/alloc.h"
#include "prepost/base/jobs.h"

/* The rows as they lie, for a look at them. */
static struct pp_responses seen(const struct pp_loaded_rows *rows,
                                const struct pp_instrument *instrument)
{
    return (struct pp_responses){.instrument = instrument,
                                 .n_rows = rows->n,
                                 .participant = rows->participant,
                                 .wave = rows->wave,
                                 .day = rows->has_days ? rows->day : NULL,
                                 .answers = rows->answers,
                                 .totals =
                                     rows->has_totals ? rows->totals : NULL};
}

static uint32_t *find_order(const struct pp_loading *load,
                            const struct pp_loaded_rows rows[],
                            const struct pp_dataset *dataset)
{
    size_t n = load->plan->n_instruments;
    struct pp_responses *responses = pp_alloc_array(n, sizeof *responses);
    struct pp_dataset all = *dataset;
    uint32_t *who = pp_pool_array(load->pool, load->n_places + 1, sizeof *who);

    for (size_t i = 0; i < n; i++)
        responses[i] = seen(&rows[i], load->plan->instruments[i].instrument);
    all.n_participants = load->n_places;
    all.responses = responses;
    all.n_responses = n;
    pp_dataset_order(&all, who);
    pp_free(responses);
    return who;
}

/* The dataset shows as constant what is still being made here. */
static void move_columns(const uint32_t *who, size_t n,
                         struct pp_dataset *dataset)
{
    void *was = pp_alloc_array(n, sizeof(double));

    for (size_t c = 0; c < dataset->n_columns; c++) {
        uint16_t *level = (uint16_t *)dataset->columns[c].level;
        memcpy(was, level, n * sizeof *level);
        for (size_t i = 0; i < n; i++)
            level[i] = ((const uint16_t *)was)[who[i]];
    }
    for (size_t c = 0; c < dataset->n_numbers; c++) {
        double *value = (double *)dataset->numbers[c].value;
        memcpy(was, value, n * sizeof *value);
        for (size_t i = 0; i < n; i++)
            value[i] = ((const double *)was)[who[i]];
    }
    pp_free(was);
}

/* One table's rows, moved to the people's new places. */
struct move {
    const struct pp_loading *load;
    const uint32_t *place; /* of each place that was */
    struct pp_loaded_rows *rows;
};

static void move_rows(void *ctx)
{
    const struct move *m = ctx;

    for (size_t i = 0; i < m->rows->n; i++)
        m->rows->participant[i] = m->place[m->rows->participant[i]];
    m->rows->is_sorted = false;
    pp_loading_rows_sort(m->load, m->rows);
}

static void move_tables(const struct pp_loading *load, const uint32_t *place,
                        struct pp_loaded_rows rows[])
{
    size_t n = load->plan->n_instruments;
    struct move *moves = pp_alloc_array(n, sizeof *moves);
    struct pp_job *jobs = pp_alloc_array(n, sizeof *jobs);

    for (size_t k = 0; k < n; k++) {
        moves[k] = (struct move){load, place, &rows[k]};
        jobs[k] = (struct pp_job){move_rows, &moves[k]};
    }
    pp_jobs_run(jobs, n, load->n_places >= PP_JOBS_WORTH ? 2 : 1);
    pp_free(jobs);
    pp_free(moves);
}

void pp_loading_put_in_order(const struct pp_loading *load,
                             struct pp_loaded_rows rows[],
                             struct pp_dataset *dataset)
{
    uint32_t *who = find_order(load, rows, dataset);
    uint32_t *place = pp_alloc_array(load->n_places, sizeof *place);

    for (size_t i = 0; i < load->n_places; i++)
        place[who[i]] = (uint32_t)i;
    move_tables(load, place, rows);
    pp_free(place);
    move_columns(who, load->n_places, dataset);
    dataset->stored = who;
}
