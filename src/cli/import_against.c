#include "import_findings.h"

#include "prepost/analysis/reliability_of.h"
#include "prepost/base/alloc.h"
#include "prepost/model/score.h"

/* Enough to see it by; a file may have millions. */
enum { MOST_ROWS = 5000 };

/* The first rows that answered the instrument, turned as they are scored. */
static void add_rows(const struct pp_batch_responses *r,
                     const struct pp_instrument *instrument,
                     const struct pp_scale *scale, struct pp_items *items)
{
    struct pp_batch_rows rows = {0};
    size_t n;

    for (size_t at = 0; at < r->n_rows && at < MOST_ROWS; at += n) {
        pp_batch_rows(r, instrument->n_items, instrument->n_scales, at, &rows);
        n = rows.n < MOST_ROWS - at ? rows.n : MOST_ROWS - at;
        double *parts = pp_alloc_array(n * scale->n_items, sizeof *parts);
        pp_score_items(instrument, scale, rows.answers, n, parts);
        for (size_t i = 0; i < n; i++)
            if (!pp_batch_is_absent(r, at + i))
                pp_items_add(items, parts + i * scale->n_items);
        pp_free(parts);
    }
    pp_free(rows.room);
}

static void note_against(const struct pp_instrument *instrument,
                         const struct pp_scale *scale,
                         const struct pp_items *items, struct pp_notes *notes,
                         const struct pp_imported_file *file)
{
    struct pp_item_rest *rest =
        pp_alloc_zero(scale->n_items, sizeof(struct pp_item_rest));

    pp_items_rest(items, rest);
    for (size_t k = 0; k < scale->n_items; k++)
        if (pp_item_runs_against(rest[k].correlation, items->n))
            pp_notes_add(notes, PP_NOTE_WARNING, file->path, 0, 0, NULL,
                         "%s runs against the other questions of %s in %zu "
                         "rows (correlation %.2f): is it numbered the other "
                         "way round in this file?",
                         instrument->items[scale->items[k]].id, scale->name,
                         items->n, rest[k].correlation);
    pp_free(rest);
}

/*
 * A question whose numbers are turned round in one file may hide among those
 * of the others, so each file is looked at by itself.
 */
void pp_import_find_against(const struct pp_plan *plan, struct pp_notes *notes,
                            const struct pp_imported_file *file)
{
    enum { LEAST_ITEMS = 3 };

    for (size_t o = 0; o < plan->n_outcomes; o++) {
        const struct pp_plan_outcome *outcome = &plan->outcomes[o];
        const struct pp_instrument *instrument =
            plan->instruments[outcome->instrument].instrument;
        const struct pp_scale *scale = &instrument->scales[outcome->scale];

        for (size_t i = 0; i < file->batch.n_responses; i++) {
            const struct pp_batch_responses *r = &file->batch.responses[i];
            struct pp_items items;
            if (r->instrument != outcome->instrument ||
                scale->n_items < LEAST_ITEMS)
                continue;
            pp_items_init(&items, scale->n_items);
            add_rows(r, instrument, scale, &items);
            note_against(instrument, scale, &items, notes, file);
            pp_items_clear(&items);
        }
    }
}
