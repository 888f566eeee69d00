#include "calibrate.h"

#include <math.h>
#include <stdio.h>

#include "prepost/base/alloc.h"
#include "prepost/stats/reliability.h"

enum row { ALPHA, FELDT, N_ROWS };

static const struct coverage_row ROWS[N_ROWS] = {
    [ALPHA] =
        {"alpha, Feldt for the effective number of people (claimed from 100)",
         93, 100},
    [FELDT] = {"the same for all people (paired --reliability-of: approximate)",
               0, 20},
};

static const size_t SIZES[] = {20, 50, 100, 200};
enum { N_SIZES = sizeof SIZES / sizeof SIZES[0], MOST = 200, CHEAPER = 5 };

static void sample(size_t job, void *ctx)
{
    const struct part *p = ctx;
    size_t n = SIZES[job / p->n_kinds];
    size_t per_row = N_SIZES * p->n_kinds;
    const struct population *pop =
        p->settings->populations[p->population[job % p->n_kinds]];
    size_t k = pop->design.n_items;
    for (size_t r = 0; r < CHEAPER * p->settings->repetitions; r++) {
        struct pp_rng rng = repetition_rng(p->settings, 8, job, r);
        double rows[MOST * MOST_ITEMS];
        struct pp_items items;
        population_draw_items(pop, &rng, n, rows);
        pp_items_init(&items, k);
        for (size_t i = 0; i < n; i++)
            pp_items_add(&items, rows + i * k);
        struct pp_alpha a = pp_reliability_alpha(&items, 0.95);
        pp_items_clear(&items);
        coverage_count(&p->cells[ALPHA * per_row + job], &a.ci,
                       pop->truth.alpha);
        coverage_count(&p->cells[FELDT * per_row + job], &a.feldt,
                       pop->truth.alpha);
    }
}

void calibrate_reliability(const struct settings *settings)
{
    size_t population[64], n = 0;
    const char *labels[64];
    for (size_t i = 0; i < settings->n_populations && i < 64; i++) {
        const struct population *pop = settings->populations[i];
        /* the items before are the same for several of them */
        if (isnan(pop->truth.alpha) || i % 2 == 1)
            continue;
        labels[n] = pop->design.label;
        population[n++] = i;
    }
    printf("## Reliability of the items before\n\n"
           "%d times the repetitions.\n\n",
           CHEAPER);
    struct coverage_table table = {ROWS,   N_ROWS, SIZES, N_SIZES,
                                   labels, n,      sample};
    coverage_table_make(
        &table, &(struct part){.settings = settings, .population = population});
}
