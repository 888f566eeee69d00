#include <stdio.h>
#include <string.h>

#include "prepost/analysis/flow.h"
#include "prepost/base/alloc.h"
#include "prepost/base/json.h"
#include "prepost/base/number.h"
#include "prepost/cli/command.h"
#include "prepost/cli/evaluation.h"
#include "prepost/report/backend.h"
#include "prepost/report/document.h"
#include "prepost/report/results_json.h"
#include "prepost/store/forget.h"
#include "prepost/store/imports.h"
#include "prepost/store/load.h"
#include "prepost/store/lock.h"
#include "prepost/store/near_miss.h"

struct settings {
    struct pp_common common;
    long near;
};

static const struct settings defaults = {.near = 20};

static const struct pp_option options[] = {
    PP_OPTION_WHOLE("near", "N", struct settings, near, 0, 100000,
                    "list at most N near misses (20)"),
    PP_OPTION_END};

/* What is known, before it is written in some format. */
struct status {
    const struct pp_plan *plan;
    struct pp_pool *pool;
    const struct pp_import_record *imports;
    size_t n_imports;
    const struct pp_dataset *dataset;
    const struct pp_evaluation *evaluation;
    struct pp_flow flow;
    const long *answered; /* people, by instrument and wave */
    struct pp_near_misses near;
    struct pp_lock_status lock;
    size_t n_forgotten;
};

static bool is_answered(const struct pp_responses *responses, size_t row)
{
    const struct pp_instrument *instrument = responses->instrument;
    const int16_t *answers = responses->answers + row * instrument->n_items;

    for (size_t i = 0; i < instrument->n_items; i++)
        if (answers[i] != PP_ANSWER_MISSING)
            return true;
    for (size_t i = 0; responses->totals != NULL && i < instrument->n_scales;
         i++) {
        double total = responses->totals[row * instrument->n_scales + i];

        if (total == total) /* not NaN */
            return true;
    }
    return false;
}

static const long *count_answered(const struct pp_plan *plan,
                                  const struct pp_dataset *dataset,
                                  struct pp_pool *pool)
{
    size_t n_waves = plan->n_waves;
    long *counts =
        pp_pool_array(pool, dataset->n_responses * n_waves, sizeof *counts);

    for (size_t i = 0; i < dataset->n_responses; i++)
        for (size_t row = 0; row < dataset->responses[i].n_rows; row++)
            counts[i * n_waves + dataset->responses[i].wave[row]] +=
                is_answered(&dataset->responses[i], row);
    return counts;
}

static int find_out(struct pp_evaluation *evaluation, size_t near,
                    struct status *out, struct pp_error *err)
{
    const struct pp_plan *plan = evaluation->plan;
    struct pp_pool *pool = evaluation->pool;

    *out =
        (struct status){.evaluation = evaluation, .plan = plan, .pool = pool};
    if (pp_evaluation_open_store(evaluation, PP_STORE_READ, err) != 0)
        return -1;
    struct pp_store *store = evaluation->store;
    if (pp_imports_list(store, pool, &out->imports, &out->n_imports, err) !=
            0 ||
        pp_store_load(store, plan, pool, &out->dataset, err) != 0 ||
        pp_store_near_misses(store, plan, near, pool, &out->near, err) != 0 ||
        pp_store_lock_status(store, plan, pool, &out->lock, err) != 0 ||
        pp_store_count_forgotten(store, &out->n_forgotten, err) != 0)
        return -1;
    out->flow = pp_flow_of(plan, out->dataset, pool);
    out->flow.n_near_misses = (long)out->near.n_in_all;
    out->answered = count_answered(plan, out->dataset, pool);
    return 0;
}

/* --- for people ----------------------------------------------------------- */

static void set_count(struct pp_document *d, struct pp_table_row *row, size_t c,
                      long n)
{
    char text[PP_NUMBER_SIZE];

    pp_table_text(d, row, c, pp_number_count(text, (size_t)n));
}

static void write_imports(struct pp_document *d, const struct status *s)
{
    static const struct pp_table_column columns[] = {
        {"File", PP_COLUMN_TEXT},
        {"Rows", PP_COLUMN_NUMBER},
        {"Taken", PP_COLUMN_NUMBER},
        {"Left out", PP_COLUMN_NUMBER},
        {"Cells left out", PP_COLUMN_NUMBER}};
    struct pp_table *t =
        pp_document_table(d, &d->body, "files imported", columns, 5);

    for (size_t i = 0; i < s->n_imports; i++) {
        const struct pp_import_record *import = &s->imports[i];
        struct pp_table_row *row = pp_table_row(d, t);

        pp_table_text(d, row, 0, import->file);
        set_count(d, row, 1, import->n_rows);
        set_count(d, row, 2, import->n_taken);
        set_count(d, row, 3, import->n_rejected);
        set_count(d, row, 4, import->n_cells_rejected);
    }
}

static void write_flow_row(struct pp_document *d, struct pp_table *t,
                           const char *name, const struct pp_flow_row *flow)
{
    struct pp_table_row *row = pp_table_row(d, t);

    pp_table_text(d, row, 0, name);
    set_count(d, row, 1, flow->n_before);
    set_count(d, row, 2, flow->n_after);
    set_count(d, row, 3, flow->n_both);
    set_count(d, row, 4, flow->n_before_only);
    set_count(d, row, 5, flow->n_after_only);
}

static void write_flow(struct pp_document *d, const struct status *s)
{
    const struct pp_plan *plan = s->plan;
    const char *first = plan->waves[0].id;
    const char *last = plan->waves[plan->n_waves - 1].id;
    const struct pp_table_column columns[] = {
        {"Region", PP_COLUMN_TEXT},
        {first, PP_COLUMN_NUMBER},
        {last, PP_COLUMN_NUMBER},
        {"both", PP_COLUMN_NUMBER},
        {pp_pool_printf(s->pool, "%s only", first), PP_COLUMN_NUMBER},
        {pp_pool_printf(s->pool, "%s only", last), PP_COLUMN_NUMBER}};
    struct pp_table *t =
        pp_document_table(d, &d->body, "people who answered", columns, 6);

    for (size_t i = 0; i < s->flow.n_regions; i++)
        write_flow_row(d, t, s->flow.regions[i].name, &s->flow.regions[i]);
    write_flow_row(d, t, "Everyone", &s->flow.all);
}

static void write_answered(struct pp_document *d, const struct status *s)
{
    size_t n_waves = s->plan->n_waves;
    struct pp_table_column *columns =
        pp_pool_array(s->pool, n_waves + 1, sizeof *columns);

    columns[0] = (struct pp_table_column){"Questionnaire", PP_COLUMN_TEXT};
    for (size_t w = 0; w < n_waves; w++)
        columns[w + 1] =
            (struct pp_table_column){s->plan->waves[w].id, PP_COLUMN_NUMBER};
    struct pp_table *t = pp_document_table(
        d, &d->body, "people who answered any of its questions", columns,
        n_waves + 1);
    for (size_t i = 0; i < s->dataset->n_responses; i++) {
        struct pp_table_row *row = pp_table_row(d, t);
        const struct pp_instrument *instrument =
            s->dataset->responses[i].instrument;

        pp_table_text(d, row, 0,
                      instrument->short_name != NULL ? instrument->short_name
                                                     : instrument->id);
        for (size_t w = 0; w < n_waves; w++)
            set_count(d, row, w + 1, s->answered[i * n_waves + w]);
    }
}

static void set_side(struct pp_document *d, struct pp_table_row *row, size_t c,
                     const struct pp_near_miss_side *side)
{
    char text[600];

    snprintf(text, sizeof text, "%s, row %u", side->file, side->line);
    pp_table_text(d, row, c, text);
}

static void write_near(struct pp_document *d, const struct status *s)
{
    static const struct pp_table_column columns[] = {
        {"One row", PP_COLUMN_TEXT},
        {"Another", PP_COLUMN_TEXT},
        {"Region", PP_COLUMN_TEXT}};
    char text[400];

    if (s->near.n_in_all == 0)
        return;
    if (s->near.n_in_all > s->near.n_candidates) {
        snprintf(text, sizeof text,
                 "The codes are so much alike that slips cannot be told: %zu "
                 "pairs are one character apart.",
                 s->near.n_in_all);
        pp_document_say(d, &d->body, text);
        return;
    }
    struct pp_table *t = pp_document_table(
        d, &d->body, "codes one typing slip apart: one person or two?", columns,
        3);
    for (size_t i = 0; i < s->near.n; i++) {
        const struct pp_near_miss *miss = &s->near.items[i];
        struct pp_table_row *row = pp_table_row(d, t);
        bool is_same = miss->a.region != NULL && miss->b.region != NULL &&
                       strcmp(miss->a.region, miss->b.region) == 0;

        set_side(d, row, 0, &miss->a);
        set_side(d, row, 1, &miss->b);
        pp_table_text(d, row, 2,
                      miss->a.region == NULL || miss->b.region == NULL
                          ? "not known"
                      : is_same ? miss->a.region
                                : "another");
    }
    snprintf(text, sizeof text,
             "%zu of %zu pairs. To join two, name both codes under same_person "
             "in the plan, or mend the file and import it with --replace.",
             s->near.n, s->near.n_in_all);
    pp_table_note(d, t, text);
}

/* By the plan's line: the codes themselves are on no screen. */
static void write_same(struct pp_document *d, const struct status *s)
{
    static const struct pp_table_column columns[] = {
        {"Said in", PP_COLUMN_TEXT},
        {"Known", PP_COLUMN_TEXT},
        {"So", PP_COLUMN_TEXT}};
    const struct pp_plan *plan = s->plan;
    char text[200];

    if (plan->n_same_person == 0)
        return;
    struct pp_table *t =
        pp_document_table(d, &d->body, "one person, by your word", columns, 3);
    for (size_t i = 0; i < plan->n_same_person; i++) {
        const struct pp_same_found *found = &s->evaluation->same[i];
        struct pp_table_row *row = pp_table_row(d, t);

        snprintf(text, sizeof text, "line %zu of the plan",
                 plan->same_person[i].line);
        pp_table_text(d, row, 0, text);
        snprintf(text, sizeof text, "%zu of %zu codes", found->n_found,
                 found->n_codes);
        pp_table_text(d, row, 1, text);
        pp_table_text(d, row, 2,
                      found->n_found > 1 ? "taken together"
                                         : "nothing to join");
    }
    if (s->dataset->n_joined_twice == 0)
        return;
    snprintf(text, sizeof text,
             "%zu questionnaires were filled in under two codes at one wave; "
             "the plan's rule same_twice decided.",
             s->dataset->n_joined_twice);
    pp_table_note(d, t, text);
}

static const char *describe_lock(const struct status *s)
{
    const struct pp_lock *lock = s->lock.lock;

    switch (s->lock.state) {
    case PP_LOCK_KEPT:
        return pp_pool_printf(s->pool,
                              "The plan was locked on %s, before any "
                              "later answers were in.",
                              lock->day);
    case PP_LOCK_LATE:
        return pp_pool_printf(s->pool,
                              "The plan was locked on %s, when later "
                              "answers were in already.",
                              lock->day);
    case PP_LOCK_CHANGED:
        return pp_pool_printf(s->pool,
                              "The plan was changed since it was locked on "
                              "%s: prepost plan diff says how.",
                              lock->day);
    case PP_LOCK_NONE:
        break;
    }
    return "The plan is not locked.";
}

static int write_document(const struct status *s, const char *format, FILE *out,
                          struct pp_error *err)
{
    struct pp_document *d = pp_document_new(s->pool, s->plan->title);
    struct pp_buffer text = PP_BUFFER_INIT;
    char line[200];

    pp_document_heading(d, &d->body, 1, s->plan->title);
    pp_document_say(d, &d->body, describe_lock(s));
    if (s->n_forgotten > 0) {
        snprintf(line, sizeof line, "%zu %s erased from the store.",
                 s->n_forgotten,
                 s->n_forgotten == 1 ? "person was" : "people were");
        pp_document_say(d, &d->body, line);
    }
    write_flow(d, s);
    write_answered(d, s);
    write_imports(d, s);
    write_near(d, s);
    write_same(d, s);
    int status =
        pp_backend_find(format)->write(d, &(struct pp_render){""}, &text, err);
    if (status == 0)
        fwrite(text.data, 1, text.length, out);
    pp_buffer_clear(&text);
    return status;
}

/* --- for programs --------------------------------------------------------- */

static json_t *json_flow_row(const struct pp_flow_row *flow)
{
    json_t *o = json_object();

    pp_json_add(o, "name", pp_json_text(flow->name));
    pp_json_add(o, "n_people", pp_json_count(flow->n_people));
    pp_json_add(o, "n_before", pp_json_count(flow->n_before));
    pp_json_add(o, "n_after", pp_json_count(flow->n_after));
    pp_json_add(o, "n_both", pp_json_count(flow->n_both));
    pp_json_add(o, "n_before_only", pp_json_count(flow->n_before_only));
    pp_json_add(o, "n_after_only", pp_json_count(flow->n_after_only));
    return o;
}

static json_t *json_answered(const struct status *s)
{
    json_t *list = json_array();

    for (size_t i = 0; i < s->dataset->n_responses; i++) {
        json_t *o = json_object(), *waves = json_object();

        pp_json_add(o, "instrument",
                    pp_json_text(s->dataset->responses[i].instrument->id));
        for (size_t w = 0; w < s->plan->n_waves; w++)
            pp_json_add(waves, s->plan->waves[w].id,
                        pp_json_count(s->answered[i * s->plan->n_waves + w]));
        pp_json_add(o, "answered", waves);
        pp_json_add(list, NULL, o);
    }
    return list;
}

static json_t *json_imports(const struct status *s)
{
    json_t *list = json_array();

    for (size_t i = 0; i < s->n_imports; i++) {
        const struct pp_import_record *import = &s->imports[i];
        json_t *o = json_object();

        pp_json_add(o, "file", pp_json_text(import->file));
        pp_json_add(o, "hash", pp_json_text(import->hash));
        pp_json_add(o, "platform", pp_json_text(import->platform));
        pp_json_add(o, "rows", pp_json_count(import->n_rows));
        pp_json_add(o, "taken", pp_json_count(import->n_taken));
        pp_json_add(o, "rejected", pp_json_count(import->n_rejected));
        pp_json_add(o, "cells_rejected",
                    pp_json_count(import->n_cells_rejected));
        pp_json_add(list, NULL, o);
    }
    return list;
}

static json_t *json_side(const struct status *s,
                         const struct pp_near_miss_side *side)
{
    json_t *o = json_object();

    pp_json_add(o, "file", pp_json_text(side->file));
    pp_json_add(o, "row", pp_json_count((long)side->line));
    pp_json_add(o, "wave", pp_json_text(s->plan->waves[side->wave].id));
    pp_json_add(o, "region", pp_json_text(side->region));
    return o;
}

static json_t *json_near(const struct status *s)
{
    json_t *o = json_object(), *list = json_array();

    pp_json_add(o, "n", pp_json_count((long)s->near.n_in_all));
    pp_json_add(o, "n_candidates", pp_json_count((long)s->near.n_candidates));
    for (size_t i = 0; i < s->near.n; i++) {
        json_t *pair = json_array();

        pp_json_add(pair, NULL, json_side(s, &s->near.items[i].a));
        pp_json_add(pair, NULL, json_side(s, &s->near.items[i].b));
        pp_json_add(list, NULL, pair);
    }
    pp_json_add(o, "pairs", list);
    return o;
}

static json_t *json_same(const struct status *s)
{
    json_t *list = json_array();

    for (size_t i = 0; i < s->plan->n_same_person; i++) {
        const struct pp_same_found *found = &s->evaluation->same[i];
        json_t *o = json_object();

        pp_json_add(o, "line",
                    pp_json_count((long)s->plan->same_person[i].line));
        pp_json_add(o, "n_codes", pp_json_count((long)found->n_codes));
        pp_json_add(o, "n_known", pp_json_count((long)found->n_found));
        pp_json_add(list, NULL, o);
    }
    return list;
}

static void write_json(const struct status *s, FILE *out)
{
    static const char *const states[] = {"not-locked", "locked", "locked-late",
                                         "changed"};
    struct pp_buffer text = PP_BUFFER_INIT;
    json_t *all = json_object(), *plan = json_object(), *flow = json_object();
    json_t *regions = json_array();

    pp_json_add(all, "evaluation", pp_json_text(s->plan->title));
    pp_json_add(plan, "hash", pp_json_text(s->plan->hash));
    pp_json_add(plan, "state", pp_json_text(states[s->lock.state]));
    pp_json_add(plan, "locked_on",
                pp_json_text(s->lock.lock != NULL ? s->lock.lock->day : NULL));
    pp_json_add(all, "plan", plan);
    pp_json_add(flow, "all", json_flow_row(&s->flow.all));
    for (size_t i = 0; i < s->flow.n_regions; i++)
        pp_json_add(regions, NULL, json_flow_row(&s->flow.regions[i]));
    pp_json_add(flow, "regions", regions);
    pp_json_add(all, "flow", flow);
    pp_json_add(all, "instruments", json_answered(s));
    pp_json_add(all, "imports", json_imports(s));
    pp_json_add(all, "near_misses", json_near(s));
    pp_json_add(all, "same_person", json_same(s));
    pp_json_add(all, "n_forgotten", pp_json_count((long)s->n_forgotten));
    pp_json_print(all, &text);
    fwrite(text.data, 1, text.length, out);
    json_decref(all);
    pp_buffer_clear(&text);
}

static int run(const void *settings, char **arguments, int n_arguments,
               FILE *out, struct pp_error *err)
{
    const struct settings *s = settings;
    const char *format = s->common.format != NULL ? s->common.format : "text";
    struct pp_evaluation evaluation;
    struct status status;

    (void)arguments;
    (void)n_arguments;
    pp_json_init();
    if (pp_evaluation_open(&s->common, &evaluation, err) != 0)
        return -1;
    int result = find_out(&evaluation, (size_t)s->near, &status, err);
    if (result == 0 && strcmp(format, "json") == 0)
        write_json(&status, out);
    else if (result == 0)
        result = write_document(&status, format, out, err);
    pp_evaluation_close(&evaluation);
    return result;
}

const struct pp_command pp_command_is_status = {
    .name = "status",
    .synopsis = "[--near N]",
    .summary = "who has answered what, and which codes may be typing slips",
    .description =
        "Counts are of people, before anything is hidden: this is for whoever\n"
        "holds the answers, not for a report. Near misses are people whose\n"
        "codes are one typing slip apart and of whom neither answered at a\n"
        "wave at which the other did. They are never joined by themselves.",
    .options = options,
    .formats = "text json md",
    .settings_size = sizeof(struct settings),
    .defaults = &defaults,
    .run = run};
