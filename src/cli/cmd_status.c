#include "status.h"

#include <string.h>

#include "prepost/analysis/flow.h"
#include "prepost/analysis/reliability_of.h"
#include "prepost/analysis/scores.h"
#include "prepost/base/alike.h"
#include "prepost/base/json.h"
#include "prepost/cli/command.h"
#include "prepost/cli/same_person.h"
#include "prepost/cli/unmatched.h"
#include "prepost/stats/describe.h"
#include "prepost/store/forget.h"
#include "prepost/store/load.h"
#include "prepost/store/pairing.h"

struct settings {
    struct pp_common common;
    long near;
    bool unmatched;
};

static const struct settings defaults = {.near = 20};

static const struct pp_option options[] = {
    PP_OPTION_WHOLE("near", "N", struct settings, near, 0, 100000,
                    "list at most N near misses (20)"),
    PP_OPTION_FLAG("unmatched", struct settings, unmatched,
                   "who did not answer at every wave, by their codes, and "
                   "lines for the plan; reads the files again"),
    PP_OPTION_END};

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

/* Names of regions, of groups and of arms that may be one: but for what the
 * plan joins. */
static int find_alike(struct pp_store *store, struct pp_standing *s,
                      struct pp_error *err)
{
    enum { MOST = 50 };
    const char *arm = s->plan->arms.column;
    const char *const columns[] = {"region", "group", arm};
    struct pp_alike_pair pairs[MOST];

    s->alike = pp_pool_array(s->pool, 3 * MOST, sizeof *s->alike);
    for (size_t c = 0; c < 3 && columns[c] != NULL; c++) {
        const char *const *names;
        size_t n;
        if (pp_pairing_names(store, s->plan, columns[c], s->pool, &names, NULL,
                             &n, err) != 0)
            return -1;
        if (arm != NULL && strcmp(columns[c], arm) == 0)
            s->arms = pp_evaluation_arm_not_there(s->plan, names, n, s->pool);
        if (c == 2 && strcmp(arm, "region") == 0)
            break; /* they were looked at */
        n = pp_alike_pairs(names, n, pairs, MOST);
        for (size_t i = 0; i < n; i++)
            s->alike[s->n_alike++] = (struct pp_standing_alike){
                columns[c], names[pairs[i].a], names[pairs[i].b]};
    }
    return 0;
}

/* Scores before and after that run against each other: one of the files may be
 * numbered the other way round. */
static void find_against(struct pp_standing *s)
{
    const struct pp_plan *plan = s->plan;

    s->against = pp_pool_array(s->pool, plan->n_outcomes * plan->n_waves + 1,
                               sizeof *s->against);
    for (size_t o = 0; o < plan->n_outcomes; o++) {
        struct pp_pool *scratch = pp_pool_new();
        struct pp_scores scores =
            pp_scores_of(plan, &plan->outcomes[o], s->dataset, scratch);
        for (size_t w = 1; w < plan->n_waves; w++) {
            struct pp_pairs pairs = pp_pairs_of(&scores, w, scratch, scratch);
            double r = pp_correlation(pairs.pre, pairs.post, pairs.n);
            if (pp_runs_against(r, pairs.n))
                s->against[s->n_against++] = (struct pp_standing_against){
                    plan->outcomes[o].id, plan->waves[w].id, pairs.n, r};
        }
        pp_pool_free(scratch);
    }
}

static int find_given(struct pp_store *store, struct pp_standing *out,
                      struct pp_error *err)
{
    out->given = "";
    return out->lock.lock == NULL
               ? 0
               : pp_store_given_before(store, out->lock.lock->day, NULL,
                                       out->pool, &out->given, err);
}

static int find_out(struct pp_evaluation *evaluation, size_t near,
                    struct pp_standing *out, struct pp_error *err)
{
    const struct pp_plan *plan = evaluation->plan;
    struct pp_pool *pool = evaluation->pool;
    struct pp_plan_record record;

    *out = (struct pp_standing){
        .evaluation = evaluation, .plan = plan, .pool = pool};
    if (pp_evaluation_open_store(evaluation, PP_STORE_READ, err) != 0)
        return -1;
    if (!evaluation->quiet) /* no other command repeats it */
        pp_same_person_warn(evaluation);
    struct pp_store *store = evaluation->store;
    if (pp_imports_list(store, pool, &out->imports, &out->n_imports, err) !=
            0 ||
        pp_store_load(store, plan, PP_BY_PSEUDONYM, pool, &out->dataset, err) !=
            0 ||
        pp_store_near_misses(store, plan, near, pool, &out->near, err) != 0 ||
        pp_remarks_count(store, &out->remarks, err) != 0 ||
        pp_evaluation_lock(evaluation, &out->lock, &record, err) != 0 ||
        find_given(store, out, err) != 0 ||
        pp_imports_replaced(store, pool, &out->replaced, &out->n_replaced,
                            err) != 0 ||
        find_alike(store, out, err) != 0 ||
        pp_identity_counted(store, pool, &out->counted, &out->n_counted, err) !=
            0 ||
        pp_pairing_groups_in_several(store, plan, pool, &out->groups,
                                     &out->n_groups, err) != 0 ||
        pp_store_count_forgotten(store, &out->n_forgotten, err) != 0)
        return -1;
    out->flow = pp_flow_of(plan, out->dataset, pool);
    out->flow.n_near_misses = (long)out->near.n_in_all;
    out->audit = pp_audit_of(plan, out->dataset, pool);
    out->answered = count_answered(plan, out->dataset, pool);
    find_against(out);
    return 0;
}

static int run(const void *settings, char **arguments, int n_arguments,
               FILE *out, struct pp_error *err)
{
    const struct settings *s = settings;
    const char *format = s->common.format != NULL ? s->common.format : "text";
    struct pp_evaluation evaluation;
    struct pp_standing status;

    (void)arguments;
    (void)n_arguments;
    if (s->unmatched && strcmp(format, "text") != 0)
        return pp_fail(err, PP_EUSAGE,
                       "--unmatched writes lines for the plan, and no %s; "
                       "leave --format out",
                       format);
    pp_json_init();
    if (pp_evaluation_open(&s->common, &evaluation, err) != 0)
        return -1;
    if (s->unmatched) {
        int printed = pp_unmatched_print(&evaluation, out, err);
        pp_evaluation_close(&evaluation);
        return printed;
    }
    int result = find_out(&evaluation, (size_t)s->near, &status, err);
    if (result == 0 && strcmp(format, "json") == 0)
        pp_status_write_json(&status, out);
    else if (result == 0)
        result = pp_status_write_document(&status, format, out, err);
    pp_evaluation_close(&evaluation);
    return result;
}

const struct pp_command pp_command_is_status = {
    .name = "status",
    .synopsis = "[--near N] [--unmatched]",
    .summary = "who has answered what, and which codes may be typing slips",
    .description =
        "Counts are of people, before anything is hidden: this is for whoever\n"
        "holds the answers, not for a report. Near misses are people whose\n"
        "codes are one typing slip apart, or one name written otherwise (its\n"
        "words in another order, titles, accents, first letters), and of whom "
        "neither answered at a\n"
        "wave at which the other did. They are never joined by themselves.\n"
        "Outcomes are named whose scores before and after run against each\n"
        "other, as where one file is numbered the other way round.\n"
        "\n"
        "--unmatched reads the files again, with the key, and writes what\n"
        "people gave as their codes: pairs that are nearly the same as lines\n"
        "for same_person in the plan, those of two regions as comments, then\n"
        "those whom nobody is like. It is for your eyes alone; the store "
        "holds\n"
        "none of it.",
    .options = options,
    .formats = "text json md",
    .settings_size = sizeof(struct settings),
    .defaults = &defaults,
    .run = run};
