#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "prepost/base/file.h"
#include "prepost/base/json.h"
#include "prepost/base/number.h"
#include "prepost/cli/command.h"
#include "prepost/cli/evaluation.h"
#include "prepost/store/lock.h"

struct settings {
    struct pp_common common;
    bool again;
};

static const struct pp_option options[] = {
    PP_OPTION_FLAG("again", struct settings, again,
                   "lock: also where another plan was locked before; both are "
                   "kept"),
    PP_OPTION_END};

/* The plan, its lock if there is a store, and what became of it. */
struct state {
    struct pp_evaluation evaluation;
    struct pp_lock_status lock;
    const char *given; /* last later answers before the lock, or "" */
    struct pp_plan_record record;
    struct pp_buffer differences; /* from the lock */
    size_t n_differences;
};

static int has_store(const struct pp_evaluation *evaluation)
{
    return access(pp_evaluation_path(evaluation, "evaluation.db"), F_OK) == 0;
}

static int find_given(struct state *state, struct pp_error *err)
{
    const struct pp_lock *lock = state->lock.lock;

    return lock == NULL
               ? 0
               : pp_store_given_before(state->evaluation.store, lock->day, NULL,
                                       state->evaluation.pool, &state->given,
                                       err);
}

static int open_state(const struct pp_common *common, struct state *state,
                      struct pp_error *err)
{
    struct pp_evaluation *evaluation = &state->evaluation;
    struct pp_buffer now = PP_BUFFER_INIT;

    *state = (struct state){.differences = PP_BUFFER_INIT, .given = ""};
    if (pp_evaluation_open(common, evaluation, err) != 0)
        return -1;
    if (!has_store(evaluation))
        return 0;
    if (pp_evaluation_open_store(evaluation, PP_STORE_READ, err) != 0 ||
        pp_evaluation_lock(evaluation, &state->lock, &state->record, err) !=
            0 ||
        find_given(state, err) != 0) {
        pp_evaluation_close(evaluation);
        return -1;
    }
    if (state->lock.lock != NULL) {
        pp_plan_commitments(evaluation->plan, &now);
        state->n_differences = pp_plan_differences(
            state->lock.lock->commitments, now.data, &state->differences);
        pp_buffer_clear(&now);
    }
    return 0;
}

static void close_state(struct state *state)
{
    pp_buffer_clear(&state->differences);
    pp_evaluation_close(&state->evaluation);
}

static bool is_kept(const struct state *state)
{
    return state->lock.state == PP_LOCK_KEPT ||
           state->lock.state == PP_LOCK_BY_WAVE;
}

static const char *state_name(enum pp_lock_state state)
{
    static const char *const names[] = {"not-locked", "locked", "locked-late",
                                        "changed", "locked"};

    return names[state];
}

static bool is_any_fixed(const struct pp_plan_record *record)
{
    for (size_t w = 1; w < record->n_waves; w++)
        if (record->waves[w].fixed_on != NULL)
            return true;
    return false;
}

static void print_lock(const struct state *state, FILE *out)
{
    const struct pp_lock *lock = state->lock.lock;

    switch (state->lock.state) {
    case PP_LOCK_BY_WAVE:
        fprintf(out,
                "locked on %s; each later time was fixed before its own "
                "answers were imported\n",
                lock->day);
        break;
    case PP_LOCK_NONE:
        fputs("not locked: prepost plan lock fixes it, before the second "
              "answers are looked at\n",
              out);
        break;
    case PP_LOCK_KEPT:
        fprintf(out, "locked on %s, before any later answers were imported",
                lock->day);
        if (state->given[0] != '\0')
            fprintf(out, ", but after people had given some (up to %s)",
                    state->given);
        fputc('\n', out);
        break;
    case PP_LOCK_LATE:
        fprintf(
            out,
            "locked on %s, when %ld questionnaire%s filled in later %s in "
            "already%s: "
            "reports call the findings%s a first look\n",
            lock->day, lock->answers_after, lock->answers_after == 1 ? "" : "s",
            lock->answers_after == 1 ? "was" : "were",
            lock->answers_after > 1 && state->evaluation.plan->n_instruments > 1
                ? " (each questionnaire of a form counts)"
                : "",
            is_any_fixed(&state->record)
                ? " of what was not fixed before its own answers"
                : "");
        break;
    case PP_LOCK_CHANGED:
        fprintf(out,
                "changed since it was locked on %s: reports call findings of "
                "what was changed a first look\n",
                lock->day);
        break;
    }
}

/* --- show ----------------------------------------------------------------- */

static void add_lines(json_t *to, const char *key, const char *text)
{
    json_t *lines = json_array();

    while (*text != '\0') {
        size_t n = strcspn(text, "\n");

        pp_json_add(lines, NULL, json_stringn(text, n));
        text += n + (text[n] == '\n');
    }
    pp_json_add(to, key, lines);
}

static void print_json(const struct state *state, const char *commitments,
                       FILE *out)
{
    const struct pp_plan *plan = state->evaluation.plan;
    const struct pp_lock *lock = state->lock.lock;
    struct pp_buffer text = PP_BUFFER_INIT;
    json_t *all = json_object();

    pp_json_add(all, "title", pp_json_text(plan->title));
    pp_json_add(all, "hash", pp_json_text(plan->hash));
    pp_json_add(all, "state", pp_json_text(state_name(state->lock.state)));
    pp_json_add(all, "locked_on",
                pp_json_text(lock != NULL ? lock->day : NULL));
    pp_json_add(all, "locked_hash",
                pp_json_text(lock != NULL ? lock->hash : NULL));
    pp_json_add(all, "later_answers_when_locked",
                pp_json_count(lock != NULL ? lock->answers_after : -1));
    add_lines(all, "commitments", commitments);
    add_lines(all, "differences", pp_buffer_text(&state->differences));
    pp_json_print(all, &text);
    fwrite(text.data, 1, text.length, out);
    json_decref(all);
    pp_buffer_clear(&text);
}

/* No line of the plan either: the program has no other way. */
static void say_comparison(const struct pp_plan *plan, FILE *out)
{
    if (plan->arms.column == NULL)
        return;
    fputs(
        plan->evidence == PP_EVIDENCE_RANDOMISED
            ? "arms are compared by the scores after, allowing for the scores "
              "before (analysis of covariance); changes stand beside it\n"
            : "groups are compared by the scores after, allowing for the "
              "scores before (analysis of covariance), and by changes: where "
              "the two disagree, or groups start more than half a spread "
              "apart, it cannot be told\n",
        out);
}

/* No line of the plan: plans that were locked before would differ from it. */
static void say_codings(const struct pp_plan *plan, FILE *out)
{
    for (size_t i = 0; i < plan->n_instruments; i++) {
        const struct pp_instrument *instrument =
            plan->instruments[i].instrument;
        const struct pp_item *item = instrument->items;

        if (plan->instruments[i].coding == 0 && instrument->n_items > 0 &&
            item->n_codings > 1)
            fprintf(out,
                    "answers of %s are numbered %s, as in its definition\n",
                    instrument->id, item->codings[0].id);
    }
}

static int show(const struct settings *s, FILE *out, struct pp_error *err)
{
    struct pp_buffer commitments = PP_BUFFER_INIT;
    struct state state;

    if (open_state(&s->common, &state, err) != 0)
        return -1;
    pp_plan_commitments(state.evaluation.plan, &commitments);
    if (s->common.format != NULL && strcmp(s->common.format, "json") == 0) {
        print_json(&state, commitments.data, out);
    } else {
        fprintf(out, "%s\n\n%s\nhash: %s\n", state.evaluation.plan->title,
                commitments.data, state.evaluation.plan->hash);
        /* Not a line of the plan: those are hashed, and locks keep them. */
        if (strstr(commitments.data, "\nsupport groups: allowed for\n") != NULL)
            fputs("support groups are allowed for where there are four or "
                  "more\n",
                  out);
        say_codings(state.evaluation.plan, out);
        say_comparison(state.evaluation.plan, out);
        print_lock(&state, out);
        fputs(pp_buffer_text(&state.differences), out);
    }
    pp_buffer_clear(&commitments);
    close_state(&state);
    return PP_EXIT_DONE;
}

/* --- diff ----------------------------------------------------------------- */

static int diff(const struct settings *s, FILE *out, struct pp_error *err)
{
    struct state state;
    int status = PP_EXIT_DONE;

    if (open_state(&s->common, &state, err) != 0)
        return -1;
    if (s->common.format != NULL && strcmp(s->common.format, "json") == 0)
        print_json(&state, "", out);
    else if (state.lock.state == PP_LOCK_CHANGED)
        fputs(state.differences.data, out);
    else
        print_lock(&state, out);
    if (!is_kept(&state))
        status = PP_EXIT_ATTENTION;
    close_state(&state);
    return status;
}

/* --- lock ----------------------------------------------------------------- */

/* Today, or the day that SOURCE_DATE_EPOCH stands for; in UTC. */
static int today(char day[11], struct pp_error *err)
{
    const char *given = getenv("SOURCE_DATE_EPOCH");
    time_t now = time(NULL);
    long seconds;
    struct tm tm;

    if (given != NULL) {
        if (pp_whole_parse(given, strlen(given), &seconds) != 0)
            return pp_fail(err, PP_EUSAGE,
                           "SOURCE_DATE_EPOCH is \"%s\"; expected seconds "
                           "since 1970",
                           given);
        now = (time_t)seconds;
    }
    if (gmtime_r(&now, &tm) == NULL || strftime(day, 11, "%Y-%m-%d", &tm) != 10)
        return pp_fail(err, PP_EDATA, "the clock shows no day");
    return 0;
}

static int keep(struct pp_evaluation *evaluation, const char *day,
                struct pp_error *err)
{
    struct pp_buffer text = PP_BUFFER_INIT, kept = PP_BUFFER_INIT;
    int status = pp_file_read(evaluation->plan->file, 4 << 20, &text, err);

    if (status == 0)
        status = pp_evaluation_open_store(evaluation, PP_STORE_CREATE, err);
    if (status == 0)
        pp_plan_without_people(text.data, text.length, &kept);
    if (status == 0)
        status = pp_store_lock(evaluation->store, evaluation->plan, kept.data,
                               kept.length, day, err);
    pp_buffer_clear(&kept);
    pp_buffer_clear(&text);
    return status;
}

/* A day before the last lock's would put the changes in another order. */
static int check_clock(const struct pp_lock_status *status, const char *day,
                       struct pp_error *err)
{
    for (size_t i = 0; i < status->n_locks; i++)
        if (strcmp(day, status->locks[i].day) < 0)
            return pp_fail(err, PP_EDATA,
                           "the clock shows %s, but a plan was locked on %s "
                           "already: set it right (or SOURCE_DATE_EPOCH); "
                           "nothing was locked",
                           day, status->locks[i].day);
    return 0;
}

/* Locks over what was open for reading, and says how it stands then. */
static int fix(struct state *state, FILE *out, struct pp_error *err)
{
    struct pp_evaluation *evaluation = &state->evaluation;
    char day[11];

    if (today(day, err) != 0 || check_clock(&state->lock, day, err) != 0 ||
        keep(evaluation, day, err) != 0 ||
        pp_evaluation_lock(evaluation, &state->lock, &state->record, err) != 0)
        return -1;
    if (pp_evaluation_is_starter(evaluation) && !evaluation->quiet)
        fprintf(stderr,
                "prepost: \"%s\" is the starter plan's charity: are the "
                "outcomes your own, and not its examples? If not, mend the "
                "plan and lock it with --again\n",
                evaluation->plan->charity);
    fputs("the plan is fixed: ", out);
    print_lock(state, out);
    return is_kept(state) ? PP_EXIT_DONE : PP_EXIT_ATTENTION;
}

static int lock(const struct settings *s, FILE *out, struct pp_error *err)
{
    struct state state;
    int status = PP_EXIT_DONE;

    if (open_state(&s->common, &state, err) != 0)
        return -1;
    if (is_kept(&state) || state.lock.state == PP_LOCK_LATE) {
        fputs("the plan is as it was: ", out);
        print_lock(&state, out);
    } else if (state.lock.state == PP_LOCK_CHANGED && !s->again) {
        fputs(pp_buffer_text(&state.differences), stderr);
        status = pp_fail(err, PP_EDATA,
                         "another plan was locked on %s (see above what is "
                         "different); prepost plan lock --again keeps both",
                         state.lock.lock->day);
    } else {
        status = fix(&state, out, err);
    }
    close_state(&state);
    return status;
}

static int run(const void *settings, char **arguments, int n_arguments,
               FILE *out, struct pp_error *err)
{
    const char *what = n_arguments > 0 ? arguments[0] : "show";

    pp_json_init();
    if (strcmp(what, "show") == 0)
        return show(settings, out, err);
    if (strcmp(what, "diff") == 0)
        return diff(settings, out, err);
    if (strcmp(what, "lock") == 0)
        return lock(settings, out, err);
    return pp_fail(err, PP_EUSAGE, "plan: \"%s\" is not one of: show lock diff",
                   what);
}

const struct pp_command pp_command_is_plan = {
    .name = "plan",
    .synopsis = "[show | lock | diff] [--again]",
    .summary = "what the plan commits you to; fix it before the answers",
    .description =
        "show prints what the plan commits you to: outcomes, roles, amounts\n"
        "that matter, scoring, rules. lock keeps a copy in the store, with "
        "the\n"
        "day. Only a plan that was locked before any later answers were "
        "imported and\n"
        "is still the same is called fixed beforehand in reports. Each later\n"
        "time counts by itself: add one to the plan, lock it with --again "
        "before\n"
        "its own answers are imported, and it is fixed beforehand as well. "
        "diff\n"
        "says what was changed since; its status is 3 if anything was, or if\n"
        "the plan was never locked in time.\n"
        "\n"
        "SOURCE_DATE_EPOCH, if set, is taken for the clock.",
    .options = options,
    .formats = "text json",
    .settings_size = sizeof(struct settings),
    .max_arguments = 1,
    .run = run};
