#include "prepost/store/import.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "prepost/base/alloc.h"
#include "prepost/store/answers.h"
#include "prepost/store/corrected.h"
#include "prepost/store/file_hashes.h"
#include "prepost/store/forget.h"
#include "prepost/store/identity.h"
#include "prepost/store/imports.h"
#include "prepost/store/namesakes.h"
#include "prepost/store/people.h"
#include "prepost/store/remarks.h"
#include "prepost/store/reread.h"
#include "prepost/store/sql.h"
#include "prepost/store/tables.h"

/* --- what ingest promises ------------------------------------------------- */

/* What each row has to hold is checked when it goes in. */
static int check_batch(const struct pp_plan *plan, const struct pp_batch *batch,
                       struct pp_error *err)
{
    for (size_t i = 0; i < batch->n_responses; i++) {
        const struct pp_batch_responses *from = &batch->responses[i];

        if (from->instrument >= plan->n_instruments)
            return pp_fail(err, PP_EBUG, "%s: answers to an unknown instrument",
                           batch->file);
        for (size_t k = 0; k < i; k++)
            if (batch->responses[k].instrument == from->instrument)
                return pp_fail(err, PP_EBUG, "%s: an instrument comes twice",
                               batch->file);
    }
    return pp_batch_check(batch, err);
}

/* --- which file this is --------------------------------------------------- */

static int check_key(struct pp_store *store, const struct pp_batch *batch,
                     struct pp_error *err)
{
    sqlite3_stmt *put;

    if (batch->key_check == NULL)
        return 0;
    if (pp_sql_prepare(store,
                       "INSERT INTO facts VALUES ('key', ?) ON CONFLICT DO "
                       "NOTHING",
                       &put, err) != 0)
        return -1;
    sqlite3_bind_text(put, 1, batch->key_check, -1, SQLITE_STATIC);
    int result = pp_sql_step(store, put, err);
    sqlite3_finalize(put);
    if (result == 0 && pp_store_check_key(store, batch->key_check, err) != 0)
        result = pp_wrap(err, "%s", batch->file);
    return result;
}

/* --- findings ------------------------------------------------------------- */

static int by_line(const void *a, const void *b)
{
    const struct pp_clash *x = a, *y = b;

    if (x->line != y->line)
        return x->line < y->line ? -1 : 1;
    if (x->other_import != y->other_import)
        return x->other_import < y->other_import ? -1 : 1;
    if (x->other_line != y->other_line)
        return x->other_line < y->other_line ? -1 : 1;
    if (x->wave != y->wave)
        return x->wave < y->wave ? -1 : 1;
    if (x->is_won != y->is_won)
        return x->is_won ? 1 : -1;
    return (x->instrument > y->instrument) - (x->instrument < y->instrument);
}

static bool is_same_meeting(const struct pp_clash *a, const struct pp_clash *b)
{
    return a->line == b->line && a->other_import == b->other_import &&
           a->other_line == b->other_line && a->wave == b->wave &&
           a->is_won == b->is_won;
}

/* One note for the instruments that two rows have in common. */
static void note_clash(const struct pp_answers *run,
                       const struct pp_import_options *options,
                       const struct pp_clash *clashes, size_t n,
                       const char *other_file)
{
    const struct pp_plan *plan = run->plan;
    struct pp_buffer names = PP_BUFFER_INIT;
    struct pp_buffer other = PP_BUFFER_INIT;

    for (size_t i = 0; i < n; i++) {
        const struct pp_instrument *instrument =
            plan->instruments[clashes[i].instrument].instrument;

        pp_buffer_puts(&names, i > 0 ? ", " : "");
        pp_buffer_puts(&names, instrument->short_name != NULL
                                   ? instrument->short_name
                                   : instrument->id);
    }
    if (other_file != NULL)
        pp_buffer_printf(&other, "%s, row %u", other_file, clashes->other_line);
    else
        pp_buffer_printf(&other, "row %u of this file", clashes->other_line);
    bool is_refused = plan->same_twice == PP_TWICE_REFUSE;
    pp_notes_add(options->notes, is_refused ? PP_NOTE_REJECT : PP_NOTE_INFO,
                 run->batch->file, clashes->line, 0, NULL,
                 "this person's answers to %s at wave \"%s\" are in %s too; "
                 "%s",
                 names.data, plan->waves[clashes->wave].id, other.data,
                 is_refused        ? "those were kept and these left out"
                 : clashes->is_won ? "these took their place, as the plan says"
                                   : "those were kept, as the plan says");
    pp_buffer_clear(&names);
    pp_buffer_clear(&other);
}

static int note_clashes(const struct pp_answers *run,
                        const struct pp_import_options *options,
                        struct pp_import_summary *summary, struct pp_error *err)
{
    uint32_t last_line = 0;

    if (run->n_clashes > 0)
        qsort(run->clashes, run->n_clashes, sizeof *run->clashes, by_line);
    for (size_t i = 0, n; i < run->n_clashes; i += n) {
        const struct pp_clash *first = &run->clashes[i];
        struct pp_imported other = {0};

        for (n = 1; i + n < run->n_clashes &&
                    is_same_meeting(first, &run->clashes[i + n]);)
            n++;
        if (first->other_import > 0 &&
            pp_imports_get(run->store, first->other_import, &other, err) != 0)
            return -1;
        note_clash(run, options, first, n, other.file);
        pp_imports_clear(&other);
        summary->n_rows_rejected += first->line != last_line;
        last_line = first->line;
    }
    if (run->plan->same_twice != PP_TWICE_REFUSE)
        summary->n_rows_rejected = 0;
    if (options->is_strict && summary->n_rows_rejected > 0)
        return pp_fail(err, PP_EDATA,
                       "%s: %zu row%s would be left out, and every row must "
                       "be taken; nothing was imported",
                       run->batch->file, summary->n_rows_rejected,
                       summary->n_rows_rejected == 1 ? "" : "s");
    return 0;
}

/* --- the import ----------------------------------------------------------- */

/* How many of the batch's people the store had at that wave already. */
static struct pp_import_met met_at(const struct pp_answers *run, size_t wave)
{
    const struct pp_batch *batch = run->batch;
    struct pp_import_met met = {.wave = run->plan->waves[wave].id};
    bool *here = pp_alloc_zero(batch->n_people, sizeof *here);

    for (size_t i = 0; i < batch->n_responses; i++)
        for (size_t k = 0; k < batch->responses[i].n_rows; k++)
            if (batch->responses[i].wave[k] == wave &&
                !pp_batch_is_absent(&batch->responses[i], k))
                here[batch->responses[i].person[k]] = true;
    for (size_t p = 0; p < batch->n_people; p++) {
        met.n_people += here[p];
        met.n_otherwise += run->met[p].otherwise >> wave & 1;
        met.n_namesake += run->met[p].namesake >> wave & 1;
    }
    pp_free(here);
    return met;
}

/* The import that has most of those who were met at that wave; 0: none. */
static int64_t most_met(const struct pp_answers *run, size_t wave, size_t *n)
{
    int64_t most = 0;
    size_t lead = 0;

    for (size_t p = 0; p < run->batch->n_people; p++) {
        if ((run->met[p].any >> wave & 1) == 0)
            continue;
        if (lead == 0)
            most = run->met[p].import;
        lead = run->met[p].import == most ? lead + 1 : lead - 1;
    }
    *n = 0;
    for (size_t p = 0; p < run->batch->n_people; p++)
        *n += (run->met[p].any >> wave & 1) && run->met[p].import == most;
    return most;
}

/* A file that may be corrected by this one, under a name of its own. */
static int find_corrected(const struct pp_answers *run,
                          const struct pp_import_options *options,
                          struct pp_import_met *met, struct pp_error *err)
{
    struct pp_imported earlier = {0};
    size_t wave = 0;

    if (met->n_otherwise == 0 || met->n_namesake > 0 || run->n_displaced > 0)
        return 0;
    while (strcmp(run->plan->waves[wave].id, met->wave) != 0)
        wave++;
    int64_t number = most_met(run, wave, &met->n_in_file);
    if (met->n_in_file * 2 <= met->n_people)
        return 0;
    if (pp_imports_get(run->store, number, &earlier, err) != 0)
        return -1;
    met->file = pp_pool_strdup(options->notes->pool, earlier.file);
    pp_imports_clear(&earlier);
    return 0;
}

static void describe_met(const struct pp_answers *run,
                         struct pp_import_summary *summary)
{
    for (size_t w = 0; run->met != NULL && w < run->plan->n_waves; w++) {
        struct pp_import_met met = met_at(run, w);

        if (met.n_otherwise + met.n_namesake >
            summary->met.n_otherwise + summary->met.n_namesake)
            summary->met = met;
    }
}

static int enter(struct pp_store *store, const struct pp_plan *plan,
                 const struct pp_batch *batch,
                 const struct pp_import_options *options, int64_t number,
                 int64_t namesake, struct pp_import_summary *summary,
                 struct pp_error *err)
{
    int64_t waves[UINT8_MAX + 1];
    struct pp_people people;
    struct pp_answers run = {.store = store,
                             .plan = plan,
                             .batch = batch,
                             .people = &people,
                             .waves = waves,
                             .import = number,
                             .namesake = namesake,
                             .progress = options->progress,
                             .ctx = options->ctx};
    int result = pp_tables_waves(store, plan, waves, err);

    if (result == 0)
        result = pp_imports_add(store, batch, options->day, number, err);
    if (result == 0)
        result = pp_identity_add(store, batch, number, err);
    if (result == 0)
        result = pp_people_enter(store, batch, &people, err);
    else
        people = (struct pp_people){0};
    if (result == 0)
        result = pp_people_describe(store, batch, &people, number, err);
    if (result == 0)
        result = pp_answers_enter(&run, err);
    if (result == 0)
        result = pp_remarks_enter(&run, err);
    if (result == 0) /* what was put aside was read back whole */
        result = pp_batch_check(batch, err);
    if (result == 0)
        result = note_clashes(&run, options, summary, err);
    if (result == 0)
        result =
            pp_imports_count(store, number, batch, summary->n_rows_rejected,
                             run.n_held, run.digest, run.lines, err);
    if (result == 0)
        describe_met(&run, summary);
    if (result == 0 && summary->met.wave != NULL)
        result = find_corrected(&run, options, &summary->met, err);
    summary->n_people = people.n;
    summary->n_new_people = people.n_new;
    summary->n_responses = run.n_responses;
    summary->n_unchanged = run.n_unchanged;
    summary->n_displaced = run.n_displaced;
    pp_answers_clear(&run);
    pp_people_clear(&people);
    return result;
}

/* The very same bytes are in: at which waves, and are they read as those? */
static int describe_same(struct pp_store *store, const struct pp_plan *plan,
                         const struct pp_batch *batch, int64_t number,
                         struct pp_pool *pool,
                         struct pp_import_summary *summary,
                         struct pp_error *err)
{
    bool held[UINT8_MAX + 1], read[UINT8_MAX + 1] = {false};
    int64_t waves[UINT8_MAX + 1];
    const char *names = NULL;
    bool is_met = false;

    if (pp_imports_waves(store, number, held, err) != 0 ||
        pp_tables_waves(store, plan, waves, err) != 0)
        return -1;
    for (size_t i = 0; i < batch->n_responses; i++)
        for (size_t k = 0; k < batch->responses[i].n_rows; k++)
            read[batch->responses[i].wave[k]] = true;
    for (size_t w = 0; w < plan->n_waves; w++) {
        if (waves[w] < 0 || !held[waves[w]])
            continue;
        is_met = is_met || read[w];
        names = names == NULL
                    ? pp_pool_strdup(pool, plan->waves[w].id)
                    : pp_pool_printf(pool, "%s, %s", names, plan->waves[w].id);
    }
    if (pp_imports_gains(store, plan, batch, number, &summary->has_gained,
                         err) != 0 ||
        pp_reread_differs(store, plan, batch, number,
                          &summary->is_read_otherwise, err) != 0)
        return -1;
    summary->same_waves = names;
    summary->is_other_wave = names != NULL && !is_met;
    return 0;
}

/*
 * To be told to put a file in place of another, by its content and not its
 * name, and at another wave, is more likely a slip of file than a wish.
 */
static int check_moved(struct pp_store *store, const struct pp_plan *plan,
                       const struct pp_batch *batch, int64_t number,
                       const char *file, struct pp_pool *pool,
                       struct pp_error *err)
{
    struct pp_import_summary same = {0};

    if (describe_same(store, plan, batch, number, pool, &same, err) != 0)
        return -1;
    if (!same.is_other_wave)
        return 0;
    return pp_fail(err, PP_EDATA,
                   "%s: the same answers as %s, which is in already as \"%s\": "
                   "is it the right file, and the right wave? Nothing was "
                   "changed; to move those answers, import them under that "
                   "name with --replace",
                   batch->file, file, same.same_waves);
}

/* The very same file in its own place: of note only if read otherwise now. */
static int log_read_anew(struct pp_store *store, const struct pp_batch *batch,
                         uint64_t was, struct pp_import_summary *summary,
                         struct pp_error *err)
{
    uint64_t is;

    if (pp_imports_digest(store, summary->number, &is, err) != 0)
        return -1;
    summary->has_replaced = is != was;
    return is != was
               ? pp_imports_log_replaced(store, summary->number, batch, err)
               : 0;
}

/* Of a file in another's place: how many people it says otherwise of. */
static int log_corrected(struct pp_store *store, int64_t entry,
                         const struct pp_corrected *was, int64_t number,
                         struct pp_pool *pool, struct pp_error *err)
{
    struct pp_corrected is;

    return pp_corrected_read(store, number, pool, &is, err) != 0
               ? -1
               : pp_corrected_log(store, entry, pp_corrected_count(was, &is),
                                  err);
}

/* Finds out what to do with the file, and does it. */
static int import(struct pp_store *store, const struct pp_plan *plan,
                  const struct pp_batch *batch,
                  const struct pp_import_options *options,
                  struct pp_import_summary *summary, struct pp_error *err)
{
    struct pp_imported same = {0};
    int64_t number = 0;
    int n_namesakes;

    if (pp_tables_fit(store, plan, err) != 0 ||
        check_key(store, batch, err) != 0 ||
        pp_store_count_forgotten(store, &summary->n_erased, err) != 0 ||
        pp_imports_find_bytes(store, batch->hash, &same, err) != 0)
        return -1;
    /* Of a file that brought nothing at all there is nothing to be kept. */
    bool is_void = same.number != 0 && same.n_taken == 0;
    const char *same_file =
        same.number != 0 ? pp_pool_strdup(options->notes->pool, same.file)
                         : NULL;
    if (same.number != 0 && !options->replace && !is_void) {
        summary->same_as = same_file;
        summary->is_read_better =
            same.n_rejected > (long)batch->n_rows_rejected ||
            same.n_cells_rejected > (long)batch->n_cells_rejected;
    }
    bool is_done = summary->same_as != NULL;
    int64_t same_number = same.number;
    pp_imports_clear(&same);
    if (is_void && pp_imports_remove(store, same_number, err) != 0)
        return -1;
    if (is_void)
        same_number = 0;
    if (is_done)
        return describe_same(store, plan, batch, same_number,
                             options->notes->pool, summary, err);
    if (pp_imports_find_name(store, batch->file, &number, &n_namesakes, err) !=
        0)
        return -1;
    if (options->replace && number == 0 && same_number != 0) {
        if (check_moved(store, plan, batch, same_number, same_file,
                        options->notes->pool, err) != 0)
            return -1;
        summary->replaced = same_file;
    }
    bool is_logged = options->replace && n_namesakes > 1;
    if (is_logged && pp_namesakes_reduce(store, plan, batch, &number, err) != 0)
        return -1;
    if (!options->replace && number != 0)
        pp_notes_add(options->notes, PP_NOTE_INFO, batch->file, 0, 0, NULL,
                     "another file of this name was imported before and was "
                     "kept; --replace puts this one in its place");
    int64_t namesake = options->replace ? 0 : number;
    if (!options->replace || number == 0)
        number = options->replace ? same_number : 0;
    bool replaces = number != 0, is_itself = false;
    struct pp_corrected said = {.n = 0};
    int64_t entry = 0;
    uint64_t was = 0;
    if (replaces && !is_logged) {
        if (pp_corrected_last_entry(store, &entry, err) != 0 ||
            pp_corrected_read(store, number, options->notes->pool, &said,
                              err) != 0)
            return -1;
        is_itself = n_namesakes == 1 && number == same_number;
        if ((is_itself
                 ? pp_imports_digest(store, number, &was, err)
                 : pp_imports_log_replaced(store, number, batch, err)) != 0)
            return -1;
    }
    if ((replaces ? pp_imports_remove(store, number, err)
                  : pp_imports_next(store, &number, err)) != 0)
        return -1;
    summary->number = number;
    summary->has_replaced = replaces;
    if (enter(store, plan, batch, options, number, namesake, summary, err) != 0)
        return -1;
    if (is_itself && log_read_anew(store, batch, was, summary, err) != 0)
        return -1;
    if (replaces && !is_logged &&
        log_corrected(store, entry, &said, number, options->notes->pool, err) !=
            0)
        return -1;
    if (summary->n_erased > 0 && summary->n_new_people > 0 &&
        pp_store_log_strangers(store, err) != 0)
        return -1;
    return replaces ? pp_imports_drop_strangers(store, err) : 0;
}

int pp_store_import(struct pp_store *store, const struct pp_plan *plan,
                    const struct pp_batch *batch,
                    const struct pp_import_options *options,
                    struct pp_import_summary *summary, struct pp_error *err)
{
    bool is_inner;
    struct pp_batch own = *batch;

    *summary = (struct pp_import_summary){0};
    if (check_batch(plan, batch, err) != 0 ||
        pp_sql_begin(store, &is_inner, err) != 0)
        return -1;
    int result = pp_file_hashes_settle(store, &own, err);
    if (result == 0)
        result = import(store, plan, &own, options, summary, err);
    memcpy(summary->hash, own.hash, sizeof summary->hash);
    if (result == 0 && (options->is_dry_run || summary->same_as != NULL)) {
        pp_sql_undo(store, is_inner);
        return 0;
    }
    return pp_sql_end(store, is_inner, result, err);
}
