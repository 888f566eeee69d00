#ifndef PREPOST_CLI_EVALUATION_H
#define PREPOST_CLI_EVALUATION_H

#include "prepost/analysis/evaluate.h"
#include "prepost/analysis/results.h"
#include "prepost/base/error.h"
#include "prepost/cli/command.h"
#include "prepost/model/catalogue.h"
#include "prepost/model/dataset.h"
#include "prepost/model/plan.h"
#include "prepost/store/lock.h"
#include "prepost/store/store.h"

/* Of one of the plan's same_person: its codes, and those that are known. */
struct pp_same_found {
    size_t n_codes, n_found;
};

/*
 * The evaluation that a command works on: the folder that -C names, its plan,
 * the questionnaires at hand and its store. This is where the floors below
 * meet: commands open an evaluation, do their one thing, and close it.
 */
struct pp_evaluation {
    struct pp_pool *pool; /* owns all that follows but the store */
    const char *dir;
    struct pp_catalogue *catalogue;
    const struct pp_plan *plan;
    struct pp_store *store;  /* NULL until pp_evaluation_open_store() */
    enum pp_store_mode mode; /* of the open store */
    const struct pp_same_found *same; /* NULL: the plan has none, or not yet */
    const struct pp_results *results; /* the latest; NULL: none yet */
    const uint32_t *stored; /* of their people: dataset.h; NULL: none yet */
    /* The template that states findings and not their limits; or NULL. */
    const char *without_limits;
    bool is_of_all; /* what is written sets no regions or others apart */
    const char *only_outcome; /* what is written is of this; NULL: of all */
    bool is_told_of_few;      /* reports said what editions.h would say again */
    bool quiet;
};

/*
 * Reads DIR/evaluation.yaml; --level and --seed go before what it says. Its
 * mistakes are printed to stderr, all of them, and the error counts them.
 */
int pp_evaluation_open(const struct pp_common *common,
                       struct pp_evaluation *evaluation, struct pp_error *err);

/*
 * Opens the store, or does nothing where it is open in that mode already. One
 * that is open in another mode is closed first, so that what is read after an
 * import is what every later command reads: codes of one person joined.
 */
int pp_evaluation_open_store(struct pp_evaluation *evaluation,
                             enum pp_store_mode mode, struct pp_error *err);

void pp_evaluation_close(struct pp_evaluation *evaluation);

/* DIR/NAME, the pool's. */
const char *pp_evaluation_path(const struct pp_evaluation *evaluation,
                               const char *name);

/*
 * Opens the store to read, loads everyone's answers and evaluates them: the
 * one way from a plan to its results. EIO: there are no answers yet.
 */
int pp_evaluation_results(struct pp_evaluation *evaluation,
                          const struct pp_evaluate_options *options,
                          struct pp_results **out, struct pp_error *err);

/*
 * How the plan stands to its locks, and what was fixed of each wave. A lock
 * that was late for one wave is not for another: PP_LOCK_BY_WAVE.
 */
int pp_evaluation_lock(const struct pp_evaluation *evaluation,
                       struct pp_lock_status *out,
                       struct pp_plan_record *record, struct pp_error *err);

/* Columns (analysis/column_list.h) as names, in the evaluation's pool; NULL:
 * none. */
struct pp_text_list pp_evaluation_names(const struct pp_evaluation *evaluation,
                                        const char *text);

/* Whether the plan has an outcome of that id; else an error that names them. */
int pp_evaluation_check_outcome(const struct pp_evaluation *evaluation,
                                const char *id, struct pp_error *err);

/*
 * Of the arms that the plan names, the first that nobody is in, by the names in
 * levels[n], in words; NULL: there is somebody in each. The plan has arms.
 */
const char *pp_evaluation_arm_not_there(const struct pp_plan *plan,
                                        const char *const *levels, size_t n,
                                        struct pp_pool *pool);

/* No bootstrap, cohorts are regions: what reports are made of. */
extern const struct pp_evaluate_options PP_EVALUATE_FOR_REPORTS;

/* Notes to stderr, those below `least` left out. */
struct pp_notes;
void pp_notes_show(const struct pp_notes *notes, enum pp_severity least);

/* Whether the plan still has the charity's name that the starter plan has. */
bool pp_evaluation_is_starter(const struct pp_evaluation *evaluation);

#endif
