#include "import_findings.h"

#include <math.h>
#include <string.h>

#include "prepost/base/alloc.h"
#include "prepost/base/number.h"
#include "prepost/base/text.h"
#include "prepost/model/score.h"
#include "prepost/store/lock.h"
#include "prepost/store/pairing.h"

/* --- totals --------------------------------------------------------------- */

/* Totals of the file's own against the scores of the same answers. */
static void compare_totals(const struct pp_plan *plan,
                           const struct pp_batch_responses *r,
                           const struct pp_batch_rows *rows, size_t scale,
                           struct pp_notes *notes,
                           struct pp_imported_file *file)
{
    const struct pp_instrument *instrument =
        plan->instruments[r->instrument].instrument;
    const struct pp_scale *s = &instrument->scales[scale];
    double *score = pp_alloc_array(rows->n, sizeof *score);

    pp_score_rows(instrument, s, rows->answers, rows->n, score);
    for (size_t i = 0; i < rows->n; i++) {
        double total = rows->totals[i * instrument->n_scales + scale];
        if (pp_batch_is_absent(r, rows->first + i) || isnan(total) ||
            isnan(score[i]))
            continue;
        file->n_totals++;
        if (fabs(total - score[i]) <= 1e-6)
            continue;
        char has[PP_NUMBER_SIZE], gives[PP_NUMBER_SIZE];
        file->n_totals_differ++;
        pp_notes_add(notes, PP_NOTE_WARNING, file->path, rows->line[i], 0, NULL,
                     "the file's own %s is %s, but its answers give %s; the "
                     "answers are used",
                     s->name, pp_number_shortest(has, total),
                     pp_number_shortest(gives, score[i]));
    }
    pp_free(score);
}

static void check_totals(const struct pp_plan *plan, struct pp_notes *notes,
                         struct pp_imported_file *file)
{
    for (size_t i = 0; i < file->batch.n_responses; i++) {
        const struct pp_batch_responses *r = &file->batch.responses[i];
        const struct pp_instrument *instrument =
            plan->instruments[r->instrument].instrument;
        struct pp_batch_rows rows = {0};

        if (r->totals == NULL && r->aside_totals == 0)
            continue;
        for (size_t at = 0; at < r->n_rows; at += rows.n) {
            pp_batch_rows(r, instrument->n_items, instrument->n_scales, at,
                          &rows);
            for (size_t k = 0; k < instrument->n_scales; k++)
                compare_totals(plan, r, &rows, k, notes, file);
        }
        pp_free(rows.room);
    }
}

/* --- regions and groups --------------------------------------------------- */

/* A region that is one slip from one that the plan gives to its files. */
static void check_declared(const struct pp_plan *plan, struct pp_notes *notes,
                           const struct pp_imported_file *file)
{
    const char **declared = pp_alloc_array(plan->n_files + 1, sizeof *declared);
    size_t n = 0;

    for (size_t i = 0; i < plan->n_files; i++)
        if (plan->files[i].region != NULL)
            declared[n++] = plan->files[i].region;
    const struct pp_person_column *region = file->batch.columns;
    for (size_t k = 0;
         n > 0 && file->batch.n_columns > 0 && k < region->n_levels; k++) {
        const char *level = region->levels[k];
        const char *meant = pp_text_closest(level, declared, n);
        if (meant != NULL && pp_text_distance(meant, level, 1) == 1)
            pp_notes_add(notes, PP_NOTE_WARNING, file->path, 0, 0, NULL,
                         "the region \"%s\" is none that the plan's files "
                         "name; did you mean \"%s\"?",
                         level, meant);
    }
    pp_free(declared);
}

static void count_regionless(struct pp_imported_file *file)
{
    const struct pp_person_column *region = file->batch.columns;

    if (file->batch.n_columns == 0 || region->n_levels == 0)
        return;
    for (size_t p = 0; p < file->batch.n_people; p++)
        file->n_regionless += region->level[p] == PP_NO_LEVEL;
}

/* --- days ----------------------------------------------------------------- */

static void widen(struct pp_imported_days *days, int32_t first, int32_t last)
{
    days->first = first < days->first ? first : days->first;
    days->last = last > days->last ? last : days->last;
}

static struct pp_imported_days *no_days(const struct pp_plan *plan,
                                        struct pp_pool *pool)
{
    struct pp_imported_days *days =
        pp_pool_array(pool, plan->n_waves, sizeof *days);

    for (size_t w = 0; w < plan->n_waves; w++)
        days[w] = (struct pp_imported_days){INT32_MAX, INT32_MIN};
    return days;
}

static void find_days(const struct pp_plan *plan, struct pp_pool *pool,
                      struct pp_imported_file *file)
{
    file->days = no_days(plan, pool);
    for (size_t i = 0; i < file->batch.n_responses; i++) {
        const struct pp_batch_responses *r = &file->batch.responses[i];
        const struct pp_instrument *instrument =
            plan->instruments[r->instrument].instrument;
        struct pp_batch_rows rows = {0};

        for (size_t at = 0; at < r->n_rows; at += rows.n) {
            pp_batch_rows(r, instrument->n_items, instrument->n_scales, at,
                          &rows);
            for (size_t k = 0; k < rows.n && rows.day != NULL; k++)
                if (rows.day[k] != PP_NO_DATE)
                    widen(&file->days[r->wave[at + k]], rows.day[k],
                          rows.day[k]);
        }
        pp_free(rows.room);
    }
}

/*
 * Where these files brought everybody there is, and none of their waves begins
 * before an earlier one has ended, nobody's can be turned round. Says *may_be
 * where people have to be looked at one by one.
 */
static int look_at_days(struct pp_evaluation *evaluation,
                        const struct pp_imported_file *files, size_t n,
                        bool *may_be, struct pp_error *err)
{
    const struct pp_plan *plan = evaluation->plan;
    struct pp_imported_days *all = no_days(plan, evaluation->pool);
    size_t n_people, n_new = 0;

    if (pp_pairing_people(evaluation->store, &n_people, err) != 0)
        return -1;
    for (size_t i = 0; i < n; i++) {
        n_new += files[i].summary.n_new_people;
        for (size_t w = 0; files[i].days != NULL && w < plan->n_waves; w++)
            widen(&all[w], files[i].days[w].first, files[i].days[w].last);
    }
    *may_be = n_new != n_people;
    for (size_t w = 1; w < plan->n_waves; w++)
        for (size_t e = 0; e < w; e++)
            *may_be = *may_be || all[w].first < all[e].last;
    return 0;
}

/* --- all of it ------------------------------------------------------------ */

int pp_import_find(struct pp_evaluation *evaluation, struct pp_notes *notes,
                   struct pp_imported_file *file, struct pp_error *err)
{
    check_totals(evaluation->plan, notes, file);
    count_regionless(file);
    find_days(evaluation->plan, evaluation->pool, file);
    check_declared(evaluation->plan, notes, file);
    pp_import_find_against(evaluation->plan, notes, file);
    if (pp_pairing_groups_in_several(evaluation->store, evaluation->plan,
                                     evaluation->pool, &file->parted,
                                     &file->n_parted, err) != 0)
        return -1;
    return pp_import_find_alike(evaluation, notes, file, err);
}

/* Those that already stood in several were told when they came. */
int pp_import_find_groups(struct pp_evaluation *evaluation,
                          struct pp_notes *notes,
                          const struct pp_imported_file *file,
                          struct pp_error *err)
{
    const char *const *names;
    size_t n;

    if (pp_pairing_groups_in_several(evaluation->store, evaluation->plan,
                                     evaluation->pool, &names, &n, err) != 0)
        return -1;
    const char *first = NULL;
    size_t n_new = 0;
    for (size_t i = 0, k = 0; i < n; i++) { /* both are sorted */
        while (k < file->n_parted && strcmp(file->parted[k], names[i]) < 0)
            k++;
        if (k < file->n_parted && strcmp(file->parted[k], names[i]) == 0)
            continue;
        first = n_new++ == 0 ? names[i] : first;
    }
    if (n_new == 1)
        pp_notes_add(notes, PP_NOTE_WARNING, file->path, 0, 0, NULL,
                     "the group \"%s\" stands in several regions: it counts "
                     "as a group of its own in each",
                     first);
    else if (n_new > 1)
        pp_notes_add(notes, PP_NOTE_WARNING, file->path, 0, 0, NULL,
                     "%zu names of groups (\"%s\" is one) stand in several "
                     "regions: each counts as a group of its own in each "
                     "region",
                     n_new, first);
    return 0;
}

int pp_import_find_turned(struct pp_evaluation *evaluation,
                          struct pp_imported_file *files, size_t n,
                          struct pp_error *err)
{
    int64_t *imports = pp_alloc_array(n, sizeof *imports);
    size_t *n_turned = pp_alloc_array(n, sizeof *n_turned);
    size_t n_dated = 0;
    bool may_be = false;
    int result = look_at_days(evaluation, files, n, &may_be, err);

    for (size_t i = 0; may_be && i < n; i++)
        if (files[i].summary.number > 0 && files[i].report.date_order != NULL)
            imports[n_dated++] = files[i].summary.number;
    if (result == 0 && n_dated > 0)
        result = pp_pairing_turned(evaluation->store, evaluation->plan, imports,
                                   n_dated, n_turned, err);
    for (size_t i = 0; result == 0 && i < n; i++)
        for (size_t k = 0; k < n_dated; k++)
            if (imports[k] == files[i].summary.number)
                files[i].n_turned = n_turned[k];
    pp_free(imports);
    pp_free(n_turned);
    return result;
}

int pp_import_find_unfixed(const struct pp_evaluation *evaluation,
                           struct pp_imported_file *files, size_t n,
                           struct pp_error *err)
{
    struct pp_imported_file *first = NULL;
    struct pp_lock_status lock;

    for (size_t i = 0; i < n; i++) {
        if (files[i].summary.number > 0 &&
            (first == NULL || files[i].summary.number < first->summary.number))
            first = &files[i];
    }
    if (first == NULL)
        return 0;
    if (pp_store_lock_status(evaluation->store, evaluation->plan,
                             evaluation->pool, &lock, err) != 0)
        return -1;
    return lock.n_locks > 0
               ? 0
               : pp_store_first_later(evaluation->store, evaluation->plan,
                                      first->summary.number, &first->is_unfixed,
                                      err);
}
