#include "prepost/cli/evaluation.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "prepost/analysis/column_list.h"
#include "prepost/base/file.h"
#include "prepost/base/text.h"
#include "prepost/cli/same_person.h"
#include "prepost/store/forget.h"
#include "prepost/store/imports.h"
#include "prepost/store/load.h"
#include "prepost/store/lock.h"
#include "prepost/store/near_miss.h"

enum { MAX_PLAN_BYTES = 4 << 20 };
enum { MAX_MISTAKES = 20 };

const char *pp_evaluation_path(const struct pp_evaluation *evaluation,
                               const char *name)
{
    if (strcmp(evaluation->dir, ".") == 0)
        return pp_pool_strdup(evaluation->pool, name);
    return pp_pool_printf(evaluation->pool, "%s/%s", evaluation->dir, name);
}

bool pp_evaluation_is_starter(const struct pp_evaluation *evaluation)
{
    static const char starter[] = "Our Charity"; /* reports/evaluation.yaml */
    const char *charity = evaluation->plan->charity;

    return charity != NULL && strcmp(charity, starter) == 0;
}

void pp_notes_show(const struct pp_notes *notes, enum pp_severity least)
{
    struct pp_buffer out = PP_BUFFER_INIT;
    struct pp_notes some = *notes;

    some.items = pp_pool_array(notes->pool, notes->n, sizeof *some.items);
    some.n = 0;
    for (size_t i = 0; i < notes->n; i++)
        if (notes->items[i].severity >= least)
            some.items[some.n++] = notes->items[i];
    for (size_t s = 0; s < (size_t)least; s++)
        some.n_by_severity[s] = 0;
    pp_notes_print(&some, &out);
    fputs(pp_buffer_text(&out), stderr);
    pp_buffer_clear(&out);
}

/* The command line goes before the plan. */
static const struct pp_plan *overridden(const struct pp_plan *plan,
                                        const struct pp_common *common,
                                        struct pp_pool *pool)
{
    struct pp_plan *own = pp_pool_alloc(pool, sizeof *own);

    *own = *plan;
    if (!isnan(common->level))
        own->level = common->level;
    if (common->seed >= 0)
        own->seed = (unsigned long)common->seed;
    return own;
}

static int read_plan(const struct pp_common *common,
                     struct pp_evaluation *evaluation, struct pp_error *err)
{
    const char *path = pp_evaluation_path(evaluation, "evaluation.yaml");
    struct pp_buffer text = PP_BUFFER_INIT;
    struct pp_notes notes;
    const struct pp_plan *plan;

    if (access(path, F_OK) != 0 && errno == ENOENT)
        return pp_fail(err, PP_EIO,
                       "there is no %s here; prepost init makes one, -C DIR "
                       "says where to look",
                       path);
    if (pp_file_read(path, MAX_PLAN_BYTES, &text, err) != 0)
        return -1;
    pp_notes_init(&notes, evaluation->pool, MAX_MISTAKES);
    int status =
        pp_plan_read(evaluation->pool, path, pp_buffer_text(&text), text.length,
                     pp_catalogue_find, evaluation->catalogue, &plan, &notes);
    pp_buffer_clear(&text);
    if (status != 0) {
        size_t n = notes.n_by_severity[PP_NOTE_ERROR];
        pp_notes_show(&notes, PP_NOTE_WARNING);
        return pp_fail(err, PP_EDATA, "%s has %zu mistake%s; nothing was done",
                       path, n, n == 1 ? "" : "s");
    }
    if (!evaluation->quiet)
        pp_notes_show(&notes, PP_NOTE_WARNING);
    evaluation->plan = overridden(plan, common, evaluation->pool);
    return 0;
}

int pp_evaluation_open(const struct pp_common *common,
                       struct pp_evaluation *evaluation, struct pp_error *err)
{
    *evaluation = (struct pp_evaluation){
        .pool = pp_pool_new(), .dir = common->dir, .quiet = common->quiet};
    evaluation->catalogue = pp_catalogue_new(evaluation->pool, common->dir);
    if (read_plan(common, evaluation, err) == 0)
        return 0;
    pp_evaluation_close(evaluation);
    return -1;
}

int pp_evaluation_open_store(struct pp_evaluation *evaluation,
                             enum pp_store_mode mode, struct pp_error *err)
{
    const char *path = pp_evaluation_path(evaluation, "evaluation.db");

    if (evaluation->store != NULL && evaluation->mode == mode)
        return 0;
    /* What was just imported is read as any other command reads it. */
    pp_store_close(evaluation->store);
    evaluation->store = NULL;
    if (mode != PP_STORE_CREATE && access(path, F_OK) != 0 && errno == ENOENT)
        return pp_fail(err, PP_EIO,
                       "there are no answers yet (no %s): prepost import "
                       "brings them in",
                       path);
    if (pp_store_open(path, mode, &evaluation->store, err) != 0)
        return -1;
    evaluation->mode = mode;
    /* An import takes people in as they come: nothing there is joined. */
    if (mode == PP_STORE_CREATE)
        return 0;
    return pp_same_person_join(evaluation, NULL, err);
}

void pp_evaluation_close(struct pp_evaluation *evaluation)
{
    pp_store_close(evaluation->store);
    pp_pool_free(evaluation->pool);
    *evaluation = (struct pp_evaluation){.pool = NULL};
}

const struct pp_evaluate_options PP_EVALUATE_FOR_REPORTS = {.by = "region"};

static bool has_first_look(const struct pp_plan *plan,
                           const struct pp_plan_record *record)
{
    for (size_t w = 1; w < plan->n_waves; w++)
        for (size_t i = 0; i < plan->n_outcomes; i++)
            if (pp_plan_record_is_first_look(record, w, i))
                return true;
    return false;
}

int pp_evaluation_lock(const struct pp_evaluation *evaluation,
                       struct pp_lock_status *out,
                       struct pp_plan_record *record, struct pp_error *err)
{
    const struct pp_plan *plan = evaluation->plan;
    const char *given = "";

    if (pp_store_lock_status(evaluation->store, plan, evaluation->pool, out,
                             err) != 0)
        return -1;
    struct pp_fixed_plan *fixed =
        pp_pool_array(evaluation->pool, out->n_locks + 1, sizeof *fixed);
    for (size_t i = 0; i < out->n_locks; i++)
        fixed[i] = (struct pp_fixed_plan){
            out->locks[i].day, out->locks[i].commitments,
            out->locks[i].answers_after, out->locks[i].answers_by_wave};
    *record = pp_plan_record_of(plan, fixed, out->n_locks, evaluation->pool);
    if (out->state == PP_LOCK_LATE && !has_first_look(plan, record))
        out->state = PP_LOCK_BY_WAVE;
    for (size_t w = 1; w < record->n_waves; w++) {
        struct pp_wave_record *wave = &record->waves[w];
        if (wave->fixed_on != NULL &&
            pp_store_given_before(evaluation->store, wave->fixed_on,
                                  plan->waves[w].id, evaluation->pool, &given,
                                  err) != 0)
            return -1;
        wave->is_given_before = wave->fixed_on != NULL && given[0] != '\0';
    }
    return 0;
}

/* What was fixed before later answers were in, and what was changed since. */
static int find_lock(const struct pp_evaluation *evaluation,
                     struct pp_results *results, struct pp_error *err)
{
    struct pp_lock_status lock;

    if (pp_evaluation_lock(evaluation, &lock, &results->record, err) != 0)
        return -1;
    results->locked_on = results->record.fixed_on;
    return 0;
}

/* Which files the answers came from, and whether any were erased since. */
static int find_origin(const struct pp_evaluation *evaluation,
                       struct pp_results *results, struct pp_error *err)
{
    const struct pp_import_record *imports;
    size_t n, n_forgotten;

    if (pp_imports_list(evaluation->store, evaluation->pool, &imports, &n,
                        err) != 0 ||
        pp_store_count_forgotten(evaluation->store, &n_forgotten, err) != 0 ||
        pp_store_may_be_back(evaluation->store, &results->may_be_back, err) !=
            0)
        return -1;
    struct pp_input *inputs =
        pp_pool_array(evaluation->pool, n, sizeof *inputs);
    for (size_t i = 0; i < n; i++)
        inputs[i] = (struct pp_input){.file = imports[i].file,
                                      .hash = imports[i].hash,
                                      .n_rows = imports[i].n_rows,
                                      .n_taken = imports[i].n_taken,
                                      .n_rejected = imports[i].n_rejected};
    results->inputs = inputs;
    results->n_inputs = n;
    results->has_erased = n_forgotten > 0;
    return 0;
}

static bool has_everyone_always(const struct pp_plan *plan,
                                const struct pp_flow *flow)
{
    for (size_t w = 0; w < plan->n_waves; w++)
        if (flow->n_at_wave[w] != flow->all.n_people)
            return false;
    return true;
}

/* Where everyone answered every time, nobody is to be matched. */
static int count_near_misses(const struct pp_evaluation *evaluation,
                             struct pp_results *results, struct pp_error *err)
{
    struct pp_near_misses misses;

    if (has_everyone_always(evaluation->plan, &results->flow))
        return 0;
    if (pp_store_near_misses(evaluation->store, evaluation->plan, 1,
                             evaluation->pool, &misses, err) != 0)
        return -1;
    results->flow.n_near_misses = (long)misses.n_in_all;
    return 0;
}

struct pp_text_list pp_evaluation_names(const struct pp_evaluation *evaluation,
                                        const char *text)
{
    size_t most = 1;

    for (const char *p = text; p != NULL && *p != '\0'; p++)
        most += *p == ',';
    const char **names = pp_pool_array(evaluation->pool, most, sizeof *names);
    struct pp_text_list list = {names, 0};
    const char *name;
    size_t length;

    while ((name = pp_column_list_next(&text, &length)) != NULL)
        if (length > 0)
            names[list.n++] = pp_pool_strndup(evaluation->pool, name, length);
    return list;
}

int pp_evaluation_check_outcome(const struct pp_evaluation *evaluation,
                                const char *id, struct pp_error *err)
{
    const struct pp_plan *plan = evaluation->plan;
    struct pp_buffer known = PP_BUFFER_INIT;

    for (size_t i = 0; i < plan->n_outcomes; i++) {
        if (strcmp(plan->outcomes[i].id, id) == 0) {
            pp_buffer_clear(&known);
            return 0;
        }
        pp_buffer_printf(&known, "%s%s", i > 0 ? ", " : "",
                         plan->outcomes[i].id);
    }
    pp_fail(err, PP_EUSAGE,
            "--outcome: the plan has no outcome \"%s\"; it has: %s", id,
            pp_buffer_text(&known));
    pp_buffer_clear(&known);
    return -1;
}

/* What is asked to be allowed for is kept, and is not what is compared. */
static int check_case_mix(const struct pp_dataset *dataset,
                          const struct pp_text_list *names,
                          struct pp_error *err)
{
    struct pp_buffer known = PP_BUFFER_INIT;

    for (size_t i = 0; i < dataset->n_columns; i++)
        pp_buffer_printf(&known, "%s%s", i > 0 ? ", " : "",
                         dataset->columns[i].name);
    for (size_t i = 0; i < dataset->n_numbers; i++)
        pp_buffer_printf(&known, "%s%s", known.length > 0 ? ", " : "",
                         dataset->numbers[i].name);
    for (size_t k = 0; k < names->n; k++) {
        bool is_kept = pp_dataset_column(dataset, names->items[k]) != NULL;
        for (size_t i = 0; i < dataset->n_numbers; i++)
            is_kept |= strcmp(dataset->numbers[i].name, names->items[k]) == 0;
        if (is_kept)
            continue;
        pp_fail(err, PP_EUSAGE,
                "--baseline-adjusted: nothing called \"%s\" is kept of people; "
                "there is: %s",
                names->items[k], known.length > 0 ? known.data : "nothing");
        pp_buffer_clear(&known);
        return -1;
    }
    pp_buffer_clear(&known);
    return 0;
}

/* An arm that the plan names, and that a person is in; NULL, else why not. */
static const char *not_there(const char *column, const char *arm,
                             const char *const *levels, size_t n,
                             struct pp_pool *pool)
{
    struct pp_buffer text = PP_BUFFER_INIT;

    for (size_t k = 0; k < n; k++)
        if (pp_text_same(levels[k], arm))
            return NULL;
    const char *near = pp_text_closest(arm, levels, n);
    pp_buffer_printf(&text, "nobody's %s is \"%s\"; there is: ", column, arm);
    for (size_t k = 0; k < n; k++)
        pp_buffer_printf(&text, "%s%s", k > 0 ? ", " : "", levels[k]);
    if (near != NULL)
        pp_buffer_printf(&text, "; did you mean \"%s\"?", near);
    return pp_pool_adopt(pool, pp_buffer_take(&text));
}

const char *pp_evaluation_arm_not_there(const struct pp_plan *plan,
                                        const char *const *levels, size_t n,
                                        struct pp_pool *pool)
{
    const struct pp_plan_arms *arms = &plan->arms;
    const char *why =
        not_there(arms->column, arms->comparison, levels, n, pool);

    for (size_t i = 0; i < arms->n_names && why == NULL; i++)
        why = not_there(arms->column, arms->names[i].level, levels, n, pool);
    return why;
}

/* Who is compared with whom is in the answers, as the plan writes it. */
static int check_arms(const struct pp_evaluation *evaluation,
                      const struct pp_dataset *dataset, struct pp_error *err)
{
    const struct pp_plan_arms *arms = &evaluation->plan->arms;

    if (arms->column == NULL)
        return 0;
    const struct pp_person_column *column =
        pp_dataset_column(dataset, arms->column);
    if (column == NULL || column->n_levels == 0)
        return pp_fail(err, PP_EDATA,
                       "%s: nobody's %s is known: none of the files that were "
                       "imported has it",
                       evaluation->plan->file, arms->column);
    const char *why = pp_evaluation_arm_not_there(
        evaluation->plan, column->levels, column->n_levels, evaluation->pool);
    if (why != NULL)
        return pp_fail(err, PP_EDATA, "%s: %s", evaluation->plan->file, why);
    if (column->n_levels < 2)
        return pp_fail(err, PP_EDATA,
                       "%s: everyone's %s is \"%s\", the comparison: there is "
                       "nobody to compare with it",
                       evaluation->plan->file, arms->column, column->levels[0]);
    return 0;
}

/* The cohorts to compare; regions that are not kept are none. */
static int find_cohorts(const struct pp_evaluation *evaluation,
                        const struct pp_dataset *dataset,
                        struct pp_evaluate_options *options,
                        struct pp_error *err)
{
    struct pp_cohort_column *cohorts =
        pp_pool_alloc(evaluation->pool, sizeof *cohorts);

    if (options->cohorts != NULL ||
        (strcmp(options->by, "region") == 0 &&
         pp_dataset_column(dataset, "region") == NULL))
        return 0;
    if (pp_cohort_column_find(dataset, options->by, evaluation->pool, cohorts,
                              err) != 0)
        return -1;
    options->cohorts = cohorts;
    return 0;
}

static int check_anyone(const struct pp_evaluation *evaluation,
                        const struct pp_dataset *dataset, struct pp_error *err)
{
    if (dataset->n_participants > 0)
        return 0;
    return pp_fail(err, PP_EIO,
                   "there are no answers yet (nobody's are in %s): prepost "
                   "import brings them in",
                   pp_evaluation_path(evaluation, "evaluation.db"));
}

int pp_evaluation_results(struct pp_evaluation *evaluation,
                          const struct pp_evaluate_options *options,
                          struct pp_results **out, struct pp_error *err)
{
    const struct pp_dataset *dataset;
    struct pp_evaluate_options own = *options;

    *out = NULL;
    if (pp_evaluation_open_store(evaluation, PP_STORE_READ, err) != 0 ||
        pp_store_load(evaluation->store, evaluation->plan, PP_BY_ANSWERS,
                      evaluation->pool, &dataset, err) != 0 ||
        check_anyone(evaluation, dataset, err) != 0)
        return -1;
    if (check_arms(evaluation, dataset, err) != 0 ||
        find_cohorts(evaluation, dataset, &own, err) != 0 ||
        check_case_mix(dataset, &own.case_mix, err) != 0)
        return -1;
    *out = pp_evaluate(evaluation->plan, dataset, &own, evaluation->pool);
    if (find_lock(evaluation, *out, err) != 0 ||
        find_origin(evaluation, *out, err) != 0)
        return -1;
    evaluation->results = *out;
    evaluation->stored = dataset->stored;
    return count_near_misses(evaluation, *out, err);
}
