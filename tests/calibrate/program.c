#include "program.h"

#include <fcntl.h>
#include <jansson.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "prepost/analysis/verdict.h"
#include "prepost/base/alloc.h"

/* A change may take a score below 0, which no questionnaire has. */
static const double UPWARDS = 100;
static const char NAMES[] = "abcdef";

struct program_study {
    const char *program;
    char folder[64];
};

static const char *const FILES[] = {"evaluation.yaml", "evaluation.db",
                                    "evaluation.key",  "answers.csv",
                                    "results.json",    "rejects.csv"};

/* ---- A folder ----------------------------------------------------------- */

static void die(const char *what)
{
    fprintf(stderr, "calibrate: the program: %s\n", what);
    exit(1);
}

static FILE *open_in(const struct program_study *s, const char *name)
{
    char path[128];

    snprintf(path, sizeof path, "%s/%s", s->folder, name);
    FILE *f = fopen(path, "w");
    if (f == NULL)
        die(path);
    return f;
}

static void remove_in(const struct program_study *s, const char *name)
{
    char path[128];

    snprintf(path, sizeof path, "%s/%s", s->folder, name);
    unlink(path);
}

static void put_questionnaire(const struct program_study *s, char id,
                              bool lower_is_better)
{
    char name[16];

    snprintf(name, sizeof name, "%c.yaml", id);
    FILE *f = open_in(s, name);
    fprintf(f,
            "id: %c\nname: Questionnaire %c\nshort_name: %c\n"
            "citation: made up\n"
            "wording: {show: none, licence: there are no questions}\n"
            "answers: 0-200\nitems: 1\n"
            "scales:\n  total:\n    name: score\n    score: sum\n"
            "    better: %s\n    range: 0-200\n"
            "    words: {outcome: score %c, score: score}\n",
            id, id, id, lower_is_better ? "lower" : "higher", id);
    fclose(f);
}

static void put_plan(const struct program_study *s, double sesoi)
{
    FILE *f = open_in(s, "evaluation.yaml");

    fprintf(f, "title: Six outcomes\ncharity: Nobody\nservice: nothing\n"
               "design: before-after\nlow_point: no\n"
               "waves: {before: first, after: second}\n"
               "instruments: [a, b, c, d, e, f]\noutcomes:\n");
    for (size_t k = 0; k < SIX; k++)
        fprintf(f,
                "  %c.total: {role: primary, sesoi: {value: %.17g, source: "
                "declared}}\n",
                NAMES[k], sesoi);
    fprintf(f, "columns: {identifier: id}\nfiles:\n"
               "  - path: answers.csv\n    columns:\n");
    for (size_t k = 0; k < SIX; k++)
        fprintf(f,
                "      %c1: {means: %c.total, wave: before}\n"
                "      %c2: {means: %c.total, wave: after}\n",
                NAMES[k], NAMES[k], NAMES[k], NAMES[k]);
    fclose(f);
}

struct program_study *program_study_new(const char *program,
                                        bool lower_is_better, double sesoi)
{
    struct program_study *s = pp_alloc_zero(1, sizeof *s);

    s->program = program;
    snprintf(s->folder, sizeof s->folder, "/tmp/prepost-calibrate-XXXXXX");
    if (mkdtemp(s->folder) == NULL)
        die(s->folder);
    put_plan(s, sesoi);
    for (size_t k = 0; k < SIX; k++)
        put_questionnaire(s, NAMES[k], lower_is_better);
    return s;
}

void program_study_free(struct program_study *s)
{
    for (size_t i = 0; i < sizeof FILES / sizeof FILES[0]; i++)
        remove_in(s, FILES[i]);
    for (size_t k = 0; k < SIX; k++) {
        char name[16];
        snprintf(name, sizeof name, "%c.yaml", NAMES[k]);
        remove_in(s, name);
    }
    rmdir(s->folder);
    pp_free(s);
}

/* ---- One evaluation ------------------------------------------------------ */

static void put_answers(const struct program_study *s,
                        const struct six_outcomes *in)
{
    FILE *f = open_in(s, "answers.csv");

    fprintf(f, "id");
    for (size_t k = 0; k < SIX; k++)
        fprintf(f, ",%c1,%c2", NAMES[k], NAMES[k]);
    fprintf(f, "\n");
    for (size_t i = 0; i < in->n; i++) {
        fprintf(f, "p%zu", i + 1);
        for (size_t k = 0; k < SIX; k++)
            fprintf(f, ",%.17g,%.17g", UPWARDS + in->pre[k][i],
                    UPWARDS + in->post[k][i]);
        fprintf(f, "\n");
    }
    fclose(f);
}

static void run(const struct program_study *s, char *const *argv,
                const char *out)
{
    posix_spawn_file_actions_t actions;
    char path[128];
    pid_t child;
    int status;

    snprintf(path, sizeof path, "%s/%s", s->folder, out);
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 1, path,
                                     O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (posix_spawn(&child, s->program, &actions, NULL, argv, environ) != 0 ||
        waitpid(child, &status, 0) != child || !WIFEXITED(status) ||
        WEXITSTATUS(status) != 0)
        die(argv[1]);
    posix_spawn_file_actions_destroy(&actions);
}

static enum pp_verdict_code code_named(const char *name)
{
    for (int c = PP_VERDICT_IMPROVED; c <= PP_VERDICT_NOT_ESTIMABLE; c++)
        if (name != NULL &&
            strcmp(pp_verdict_code_name((enum pp_verdict_code)c), name) == 0)
            return (enum pp_verdict_code)c;
    die("a verdict that is none");
    return PP_VERDICT_NOT_ESTIMABLE;
}

static enum pp_verdict_size size_named(const char *name)
{
    for (int z = PP_SIZE_AT_LEAST; z < PP_SIZE_NONE && name != NULL; z++)
        if (strcmp(pp_verdict_size_name((enum pp_verdict_size)z), name) == 0)
            return (enum pp_verdict_size)z;
    return PP_SIZE_NONE;
}

static double number_at(const json_t *array, size_t i)
{
    return json_number_value(json_array_get(array, i));
}

/* The rule written anew: improved, or worsened, by how much; else whether a
 * change that matters is ruled out. */
static void say_by_t(struct program_said *said, double p_holm, double sesoi,
                     const json_t *ci, const json_t *narrow)
{
    double lo = number_at(ci, 0), hi = number_at(ci, 1);
    double low = number_at(narrow, 0), high = number_at(narrow, 1);
    bool better = lo + hi > 0;

    if (p_holm < .05) {
        double near = better ? lo : -hi, far = better ? high : -low;
        said->size_by_t = near >= sesoi ? PP_SIZE_AT_LEAST
                          : far < sesoi ? PP_SIZE_LESS
                                        : PP_SIZE_UNCLEAR;
        bool less = said->size_by_t == PP_SIZE_LESS;
        said->code_by_t =
            better ? (less ? PP_VERDICT_IMPROVED_SMALL : PP_VERDICT_IMPROVED)
                   : (less ? PP_VERDICT_WORSENED_SMALL : PP_VERDICT_WORSENED);
        return;
    }
    bool none = low > -sesoi && high < sesoi;
    said->code_by_t =
        none ? PP_VERDICT_NO_MEANINGFUL_CHANGE : PP_VERDICT_INCONCLUSIVE;
    said->size_by_t = none ? PP_SIZE_LESS : PP_SIZE_UNCLEAR;
}

static void read_outcome(const json_t *outcome, double sesoi,
                         struct program_said *said)
{
    const json_t *v = json_object_get(outcome, "verdict");
    const char *reason = json_string_value(json_object_get(v, "reason"));

    said->code = code_named(json_string_value(json_object_get(v, "code")));
    said->size = size_named(json_string_value(json_object_get(v, "size")));
    if (said->code == PP_VERDICT_NOT_ESTIMABLE) {
        said->code_by_t = said->code;
        said->size_by_t = said->size;
        return;
    }
    say_by_t(said, json_number_value(json_object_get(outcome, "p_holm")), sesoi,
             json_object_get(v, "ci"), json_object_get(v, "equivalence_ci"));
    if ((reason == NULL || strcmp(reason, "skewness") != 0) &&
        (said->code != said->code_by_t || said->size != said->size_by_t))
        die("says what the rule does not");
}

static void read_verdicts(const struct program_study *s, double sesoi,
                          struct program_said said[SIX])
{
    char path[128];

    snprintf(path, sizeof path, "%s/results.json", s->folder);
    json_t *results = json_load_file(path, 0, NULL);
    const json_t *outcomes = json_object_get(results, "outcomes");
    if (json_array_size(outcomes) != SIX)
        die("not six outcomes");
    for (size_t k = 0; k < SIX; k++)
        read_outcome(json_array_get(outcomes, k), sesoi, &said[k]);
    json_decref(results);
}

void program_evaluate(const struct program_study *s,
                      const struct six_outcomes *in,
                      struct program_said said[SIX])
{
    char *const import[] = {(char *)s->program, "import",  "-C",
                            (char *)s->folder,  "--quiet", NULL};
    char *const analyse[] = {(char *)s->program,
                             "analyse",
                             "-C",
                             (char *)s->folder,
                             "--format",
                             "json",
                             "--resamples",
                             "0",
                             "--show-small-counts",
                             NULL};

    remove_in(s, "evaluation.db");
    remove_in(s, "evaluation.key");
    put_answers(s, in);
    run(s, import, "results.json");
    run(s, analyse, "results.json");
    read_verdicts(s, in->sesoi, said);
}
