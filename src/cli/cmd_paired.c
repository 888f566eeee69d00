#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "prepost/analysis/paired.h"
#include "prepost/base/alloc.h"
#include "prepost/base/file.h"
#include "prepost/base/json.h"
#include "prepost/base/pool.h"
#include "prepost/cli/command.h"
#include "prepost/cli/evaluation.h"
#include "prepost/cli/paired_options.h"
#include "prepost/ingest/number_columns.h"
#include "prepost/model/catalogue.h"
#include "prepost/report/backend.h"
#include "prepost/report/paired_document.h"
#include "prepost/report/paired_json.h"
#include "prepost/stats/grouping.h"
#include "prepost/stats/multiplicity.h"

/* --- people into groups --------------------------------------------------- */

static int compare_texts(const void *a, const void *b)
{
    const char *x = *(const char *const *)a, *y = *(const char *const *)b;

    if (x == NULL || y == NULL) /* who gave none comes last */
        return (x == NULL) - (y == NULL);
    return strcmp(x, y);
}

/* The distinct texts, sorted; returns how many. */
static size_t distinct(struct pp_pool *pool, const char *const texts[],
                       size_t n, const char ***out)
{
    const char **sorted = pp_pool_array(pool, n, sizeof *sorted);
    size_t k = 0;

    memcpy(sorted, texts, n * sizeof *sorted);
    qsort(sorted, n, sizeof *sorted, compare_texts);
    for (size_t i = 0; i < n; i++)
        if (k == 0 || compare_texts(&sorted[i], &sorted[k - 1]) != 0)
            sorted[k++] = sorted[i];
    *out = sorted;
    return k;
}

/* A number for each person's support group; one of its own for who has none. */
static const size_t *number_groups(struct pp_pool *pool,
                                   const char *const texts[], size_t n)
{
    size_t *group = pp_pool_array(pool, n, sizeof *group);
    const char **names;
    size_t k = distinct(pool, texts, n, &names);

    for (size_t i = 0; i < n; i++) {
        const char **at =
            bsearch(&texts[i], names, k, sizeof *names, compare_texts);
        group[i] = texts[i] == NULL ? PP_IN_NO_GROUP + i : (size_t)(at - names);
    }
    return group;
}

/* --- a file of prepost export pairs ----------------------------------------
 * It has a row for each person, outcome and later wave: of these one is
 * analysed at a time, for together they are no sample of anything.
 */

enum { BY, SUPPORT_GROUP, PARTICIPANT, OUTCOME, WAVE, N_TEXTS };

struct choice {
    const char *option, *chosen; /* NULL: none was */
    int column;
};

static bool is_chosen(const struct choice *choice, const char *text)
{
    return choice->chosen == NULL ||
           (text != NULL && strcmp(text, choice->chosen) == 0);
}

/* Keeps the rows of the outcome, or wave, that was chosen. */
static void keep_chosen(struct pp_number_columns *table,
                        const struct choice *choice)
{
    size_t n = 0;

    for (size_t i = 0; i < table->n_rows; i++) {
        if (!is_chosen(choice, table->texts[choice->column][i]))
            continue;
        for (int k = 0; k < 2; k++)
            table->numbers[k][n] = table->numbers[k][i];
        for (int k = 0; k < N_TEXTS; k++)
            table->texts[k][n] = table->texts[k][i];
        n++;
    }
    table->n_rows = n;
}

static int choose(struct pp_pool *pool, const char *file,
                  struct pp_number_columns *table, const struct choice *choice,
                  struct pp_error *err)
{
    const char **names;
    size_t n =
        distinct(pool, table->texts[choice->column], table->n_rows, &names);
    struct pp_buffer list = PP_BUFFER_INIT;
    bool is_there = false;

    for (size_t i = 0; i < n; i++) {
        is_there = is_there || is_chosen(choice, names[i]);
        if (list.length < 300)
            pp_buffer_printf(&list, "%s%s", i > 0 ? ", " : "",
                             names[i] != NULL ? names[i] : "(none)");
    }
    int status = 0;
    if (!is_there)
        status = pp_fail(err, PP_EUSAGE, "--%s: %s has no \"%s\"; it has: %s",
                         choice->option, file, choice->chosen,
                         pp_buffer_text(&list));
    else if (choice->chosen == NULL && n > 1)
        status = pp_fail(err, PP_EUSAGE,
                         "%s holds pairs of %zu %ss, a row each, as prepost "
                         "export pairs writes them; choose one with --%s: %s",
                         file, n, choice->option, choice->option,
                         pp_buffer_text(&list));
    pp_buffer_clear(&list);
    if (status == 0)
        keep_chosen(table, choice);
    return status;
}

static bool is_export_of_pairs(const struct pp_number_columns *table)
{
    return table->has_text[PARTICIPANT] && table->has_text[OUTCOME] &&
           table->has_text[WAVE];
}

static int choose_pairs(struct pp_pool *pool,
                        const struct pp_paired_settings *s, const char *file,
                        struct pp_number_columns *table, struct pp_error *err)
{
    const struct choice choices[] = {{"outcome", s->outcome, OUTCOME},
                                     {"wave", s->wave, WAVE}};
    bool is_export = is_export_of_pairs(table);

    for (size_t i = 0; i < 2; i++) {
        if (!is_export && choices[i].chosen != NULL)
            return pp_fail(err, PP_EUSAGE,
                           "--%s is for a file that prepost export pairs "
                           "wrote; %s has no columns participant, outcome and "
                           "wave",
                           choices[i].option, file);
        if (is_export && choose(pool, file, table, &choices[i], err) != 0)
            return -1;
    }
    return 0;
}

/* The outcome's name says which way is better, where it is a known one. */
static bool is_lower_better(struct pp_pool *pool,
                            const struct pp_paired_settings *s,
                            const struct pp_number_columns *table)
{
    const char *outcome = table->n_rows > 0 ? table->texts[OUTCOME][0] : NULL;
    struct pp_notes notes;

    if (s->lower_is_better || outcome == NULL || !is_export_of_pairs(table) ||
        strchr(outcome, '.') == NULL)
        return s->lower_is_better;
    pp_notes_init(&notes, pool, 1);
    size_t n = strcspn(outcome, ".");
    const struct pp_instrument *instrument =
        pp_catalogue_find(pp_pool_strndup(pool, outcome, n), &notes,
                          pp_catalogue_new(pool, s->common.dir));
    const struct pp_scale *scale =
        instrument != NULL
            ? pp_instrument_scale(instrument, outcome + n + 1, NULL)
            : NULL;
    return scale != NULL && scale->lower_is_better;
}

/* --- the analysis --------------------------------------------------------- */

struct people {
    size_t n;
    const double *pre, *post;
    const size_t *group; /* NULL: not given */
};

static void analyse_part(struct pp_pool *pool, const struct people *all,
                         const char *const by[],
                         const struct pp_paired_options *paired,
                         struct pp_paired_part *part)
{
    double *pre = pp_pool_array(pool, all->n, sizeof *pre);
    double *post = pp_pool_array(pool, all->n, sizeof *post);
    size_t *group = pp_pool_array(pool, all->n, sizeof *group);
    size_t n = 0;

    for (size_t i = 0; i < all->n; i++) {
        if (compare_texts(&by[i], &part->name) != 0)
            continue;
        pre[n] = all->pre[i];
        post[n] = all->post[i];
        group[n++] = all->group != NULL ? all->group[i] : 0;
    }
    pp_paired_analyse(pre, post, n, all->group != NULL ? group : NULL, paired,
                      &part->paired);
}

/* p among all the parts, and the verdicts that follow from it. */
static void judge_parts(struct pp_pool *pool, struct pp_paired_part parts[],
                        size_t n)
{
    double *p = pp_pool_array(pool, n, sizeof *p);

    for (size_t i = 0; i < n; i++)
        p[i] = parts[i].paired.t_test.p;
    pp_adjust_p(PP_ADJUST_HOLM, p, n, p);
    for (size_t i = 0; i < n; i++) {
        const struct pp_paired *a = &parts[i].paired;
        parts[i].p_holm = p[i];
        parts[i].verdict = pp_verdict_make(
            &(struct pp_verdict_input){.n = a->n_paired,
                                       .n_unchanged = a->n_same,
                                       .mean = a->t_test.mean,
                                       .se = a->t_test.se,
                                       .df = a->t_test.df,
                                       .p = a->t_test.p,
                                       .skewness = a->change.skewness,
                                       .p_holm = p[i],
                                       .n_outcomes = n,
                                       .family = "parts",
                                       .sesoi = a->sesoi,
                                       .level = a->level,
                                       .direction = a->direction,
                                       .clustered = a->clustered});
        parts[i].paired.verdict = parts[i].verdict;
    }
}

/* A part's spread is a poor guess at the scale's: what counts for one person
 * is the same in every part. */
static void measure_parts_as_all(struct pp_paired_options *options,
                                 const struct pp_paired *all)
{
    if (isnan(options->reliability_sd))
        options->reliability_sd = all->pre.sd;
    if (isnan(options->norms.mean_clinical)) {
        options->norms.mean_clinical = all->pre.mean;
        options->norms.sd_clinical = all->pre.sd;
        options->is_clinical_theirs = true;
    }
}

static size_t analyse_parts(struct pp_pool *pool, const struct people *all,
                            const char *const by[],
                            const struct pp_paired_options *paired,
                            struct pp_paired_part **out)
{
    const char **names;
    size_t n = distinct(pool, by, all->n, &names);
    struct pp_paired_part *parts = pp_pool_array(pool, n, sizeof *parts);

    for (size_t i = 0; i < n; i++) {
        parts[i].name = names[i];
        analyse_part(pool, all, by, paired, &parts[i]);
    }
    judge_parts(pool, parts, n);
    *out = parts;
    return n;
}

/* --- results -------------------------------------------------------------- */

static void write_json(const struct pp_paired *overall,
                       const struct pp_paired_part parts[], size_t n_parts,
                       bool by, FILE *out)
{
    struct pp_buffer text = PP_BUFFER_INIT;
    json_t *all = pp_paired_json(overall);

    if (by) {
        json_t *groups = json_array(), *both = json_object();
        for (size_t i = 0; i < n_parts; i++) {
            json_t *part = json_object();
            pp_json_add(part, "group", pp_json_text(parts[i].name));
            pp_json_add(part, "p_holm", pp_json_number(parts[i].p_holm));
            pp_paired_json_add(part, &parts[i].paired);
            pp_json_add(groups, NULL, part);
        }
        pp_json_add(both, "overall", all);
        pp_json_add(both, "groups", groups);
        all = both;
    }
    pp_json_print(all, &text);
    fwrite(text.data, 1, text.length, out);
    json_decref(all);
    pp_buffer_clear(&text);
}

static int write_document(struct pp_document *d, const char *format, FILE *out,
                          struct pp_error *err)
{
    struct pp_buffer text = PP_BUFFER_INIT;
    int status =
        pp_backend_find(format)->write(d, &(struct pp_render){""}, &text, err);

    if (status == 0)
        fwrite(text.data, 1, text.length, out);
    pp_buffer_clear(&text);
    return status;
}

static int analyse(struct pp_pool *pool, const struct pp_paired_settings *s,
                   char **arguments, FILE *out, struct pp_error *err)
{
    const char *file = arguments[0];
    const char *numbers[] = {arguments[1], arguments[2]};
    const char *texts[N_TEXTS] = {s->by, s->support_group, "participant",
                                  "outcome", "wave"};
    struct pp_number_columns table;
    struct pp_paired_options paired;
    const char *format = s->common.format ? s->common.format : "text";

    if (pp_paired_settings_options(s, &paired, err) != 0 ||
        pp_number_columns_read(pool, file,
                               &(struct pp_number_columns_wanted){
                                   .numbers = numbers,
                                   .n_numbers = 2,
                                   .texts = texts,
                                   .n_texts = N_TEXTS,
                                   .n_optional = N_TEXTS - PARTICIPANT,
                                   .missing = s->missing,
                                   .decimal_comma = s->decimal_comma},
                               &table, err) != 0 ||
        choose_pairs(pool, s, pp_file_called(file), &table, err) != 0)
        return -1;
    if (is_lower_better(pool, s, &table))
        paired.direction = PP_LOWER_IS_BETTER;
    if (pp_paired_options_check(
            &paired, pp_file_called(file),
            (const double *[]){table.numbers[0], table.numbers[1]},
            table.n_rows, err) != 0)
        return -1;
    if (!s->common.quiet)
        pp_notes_show(&table.notes, PP_NOTE_WARNING);
    if (table.n_mended > 0 && !s->common.quiet)
        fprintf(stderr,
                "prepost: %s: %zu %s not written by the rules of CSV and "
                "read as meant, the first in row %zu\n",
                pp_file_called(file), table.n_mended,
                table.n_mended == 1 ? "row was" : "rows were",
                table.first_mended);

    struct people all = {
        table.n_rows, table.numbers[0], table.numbers[1],
        s->support_group == NULL
            ? NULL
            : number_groups(pool, table.texts[SUPPORT_GROUP], table.n_rows)};
    struct pp_paired overall;
    struct pp_paired_part *parts = NULL;
    size_t n_parts = 0;
    pp_paired_analyse(all.pre, all.post, all.n, all.group, &paired, &overall);
    measure_parts_as_all(&paired, &overall);
    if (s->by != NULL)
        n_parts = analyse_parts(pool, &all, table.texts[BY], &paired, &parts);

    if (strcmp(format, "json") == 0) {
        write_json(&overall, parts, n_parts, s->by != NULL, out);
        return 0;
    }
    const char *title =
        pp_pool_printf(pool, "%s and %s", numbers[0], numbers[1]);
    struct pp_document *d = pp_document_new(pool, title);
    pp_document_heading(d, &d->body, 1, title);
    pp_paired_document(d, &d->body, &overall,
                       &(struct pp_paired_words){numbers[0], numbers[1], file});
    if (n_parts > 0)
        pp_paired_parts_document(d, &d->body, parts, n_parts, s->by);
    return write_document(d, format, out, err);
}

static int run(const void *settings, char **arguments, int n_arguments,
               FILE *out, struct pp_error *err)
{
    struct pp_pool *pool = pp_pool_new();
    int status = analyse(pool, settings, arguments, out, err);

    (void)n_arguments;
    pp_pool_free(pool);
    return status;
}

const struct pp_command pp_command_is_paired = {
    .name = "paired",
    .synopsis = "FILE PRE POST [--lower-is-better] [--sesoi POINTS] ...",
    .summary = "compare two columns of one file: a full paired analysis",
    .description =
        "FILE is a table with one person in each row; PRE and POST are the\n"
        "headings of the scores before and after (or #3 for the third "
        "column).\n"
        "Only people with both are analysed. No plan and no store is needed.\n"
        "A file of prepost export pairs has before and after of several\n"
        "outcomes, a row each: --outcome says which is meant, and --wave "
        "where\n"
        "there are several later ones; of a known one it is known which way "
        "is\n"
        "better.\n"
        "\n"
        "Without --sesoi, the smallest change of the average that was said\n"
        "beforehand to matter, the finding can be that people improved or\n"
        "worsened, but never whether that is enough. It is not a threshold "
        "for\n"
        "one person, and never a fraction of the spread of these scores.\n"
        "\n"
        "What counts for one person: --reliability counts who changed by more\n"
        "than error of measurement would bring (Jacobson and Truax) and, "
        "beside\n"
        "it, who did by five other methods; --reliability-of, the people and\n"
        "items that it is the alpha of, says what its likely range would make\n"
        "of the counts. That range is Feldt's and approximate: analyse, which\n"
        "has the answers to the items, allows for how they spread, and this\n"
        "cannot. Where many score at an end of the scale it holds the true\n"
        "reliability 83 to 88 times in 100, not 95. A sixth method, by growth\n"
        "curves (Speer and Greenbaum), stands in the JSON without counts: "
        "each\n"
        "person's slope takes three times or more, and analyse has it there.\n"
        "The ranges of these shares take each method's threshold as given: "
        "that it\n"
        "is made of the same scores, as their spread, is not in them.\n"
        "--functional, with --clinical or else the scores of\n"
        "these people before, makes the cut-offs a, b and c between people\n"
        "with a difficulty and without (c is taken, or a where only "
        "--clinical\n"
        "is given); --cutoff names another of them or is a published score. "
        "A\n"
        "score at the cut-off is beyond it. Who was not beyond it before\n"
        "cannot recover. With --by, spread and cut-off are those of everyone.\n"
        "\n"
        "JSON has what a meta-analysis takes as well (SMCC, SMCR, SMCRH with\n"
        "their variances), where no support groups are allowed for.",
    .options = pp_paired_options_table,
    .formats = "text json html md",
    .settings_size = sizeof(struct pp_paired_settings),
    .defaults = &pp_paired_defaults,
    .min_arguments = 3,
    .max_arguments = 3,
    .run = run};
