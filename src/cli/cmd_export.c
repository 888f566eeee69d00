#include <string.h>
#include <unistd.h>

#include "prepost/base/file.h"
#include "prepost/base/json.h"
#include "prepost/cli/editions.h"
#include "prepost/cli/export.h"
#include "prepost/ingest/sav_writer.h"
#include "prepost/store/codes.h"
#include "prepost/store/load.h"

#define EXPORT(id) extern const struct pp_export pp_export_is_##id;
#include "exports.def"
#undef EXPORT

const struct pp_export *const pp_exports[] = {
#define EXPORT(id) &pp_export_is_##id,
#include "exports.def"
#undef EXPORT
    NULL};

static const struct pp_option options[] = {
    {"output", 'o', "FILE",
     "write there instead of to the screen; the name's ending is the format",
     PP_OPTION_IS_TEXT, offsetof(struct pp_export_request, output), 0, 0},
    PP_OPTION_TEXT("by", "COLUMNS", struct pp_export_request, by,
                   "cohorts of a summary, as in compare (default: region)"),
    PP_OPTION_FLAG("force", struct pp_export_request, force,
                   "over an earlier summary, though the two together tell "
                   "of a few people"),
    PP_OPTION_END};

/* --- what the kinds share ------------------------------------------------- */

int pp_export_people(struct pp_evaluation *evaluation,
                     const struct pp_dataset **dataset,
                     const char *const **codes, struct pp_error *err)
{
    size_t n;

    if (pp_evaluation_open_store(evaluation, PP_STORE_READ, err) != 0 ||
        pp_store_load(evaluation->store, evaluation->plan, PP_BY_PSEUDONYM,
                      evaluation->pool, dataset, err) != 0 ||
        pp_store_codes(evaluation->store, evaluation->pool, codes, &n, err) !=
            0)
        return -1;
    if (n != (*dataset)->n_participants)
        return pp_fail(err, PP_EBUG, "%zu codes for %zu people", n,
                       (*dataset)->n_participants);
    return 0;
}

int pp_export_of_people(struct pp_evaluation *evaluation,
                        struct pp_frame *(*frame)(const struct pp_plan *,
                                                  const struct pp_dataset *,
                                                  const char *const *codes,
                                                  struct pp_pool *),
                        const struct pp_export_request *request,
                        struct pp_buffer *out, struct pp_error *err)
{
    const struct pp_dataset *dataset;
    const char *const *codes;

    if (pp_export_people(evaluation, &dataset, &codes, err) != 0)
        return -1;
    return pp_export_frame(
        frame(evaluation->plan, dataset, codes, evaluation->pool), request, out,
        err);
}

int pp_export_frame(const struct pp_frame *frame,
                    const struct pp_export_request *request,
                    struct pp_buffer *out, struct pp_error *err)
{
    if (strcmp(request->format, "sav") == 0)
        return pp_sav_write(frame, out, err);
    if (strcmp(request->format, "json") == 0) {
        json_t *rows = pp_frame_json(frame);
        pp_json_print(rows, out);
        json_decref(rows);
    } else {
        pp_frame_csv(frame, out);
    }
    return 0;
}

/* --- what is asked for ---------------------------------------------------- */

static const struct pp_export *find(const char *name, struct pp_error *err)
{
    struct pp_buffer known = PP_BUFFER_INIT;

    for (size_t i = 0; pp_exports[i] != NULL; i++) {
        if (strcmp(pp_exports[i]->name, name) == 0) {
            pp_buffer_clear(&known);
            return pp_exports[i];
        }
        pp_buffer_printf(&known, "%s%s", i > 0 ? ", " : "",
                         pp_exports[i]->name);
    }
    pp_fail(err, PP_EUSAGE,
            "nothing called \"%s\" can be exported; there is: %s", name,
            pp_buffer_text(&known));
    pp_buffer_clear(&known);
    return NULL;
}

static bool is_listed(const char *list, const char *word)
{
    size_t n = strlen(word);

    for (const char *p = list; *p != '\0';
         p += strcspn(p, " "), p += strspn(p, " "))
        if (strcspn(p, " ") == n && strncmp(p, word, n) == 0)
            return true;
    return false;
}

/* Letters and digits, and no folder: "xlsx" of "scores.xlsx". */
static bool is_ending(const char *text)
{
    return *text != '\0' && strchr(text, '/') == NULL;
}

/* What was asked for, what the file's name ends in, or the kind's first. */
static int find_format(const struct pp_export *export,
                       struct pp_export_request *r, struct pp_pool *pool,
                       struct pp_error *err)
{
    const char *dot = r->output != NULL ? strrchr(r->output, '.') : NULL;

    r->format = r->common.format;
    if (r->format == NULL && dot != NULL && is_listed(export->formats, dot + 1))
        r->format = dot + 1;
    if (r->format == NULL && dot != NULL && is_ending(dot + 1))
        return pp_fail(err, PP_EUSAGE,
                       "-o %s: %s can be had as %s, not as \"%s\"; --format "
                       "says which where a name has another ending",
                       r->output, export->name, export->formats, dot + 1);
    if (r->format == NULL)
        r->format = pp_pool_strndup(pool, export->formats,
                                    strcspn(export->formats, " "));
    if (!is_listed(export->formats, r->format))
        return pp_fail(err, PP_EUSAGE,
                       "--format: %s can be had as %s, not as \"%s\"",
                       export->name, export->formats, r->format);
    if (strcmp(r->format, "sav") == 0 && r->output == NULL &&
        isatty(STDOUT_FILENO))
        return pp_fail(err, PP_EUSAGE,
                       "a file of SPSS is nothing to read on a terminal: say "
                       "where to, with -o FILE.sav");
    return 0;
}

/* --- writing -------------------------------------------------------------- */

static int hand_over(const struct pp_export *export,
                     const struct pp_export_request *r,
                     const struct pp_buffer *text, FILE *out,
                     struct pp_error *err)
{
    bool is_of_people = export->of != PP_EXPORT_OF_NOBODY;

    if (export->of == PP_EXPORT_OF_ONE && !r->common.quiet)
        fputs("prepost: this is all that is held of one person, for that "
              "person and for you alone: look that it is they who asked, and "
              "delete the file when they have it; only you can read it\n",
              stderr);
    else if (is_of_people && !r->common.quiet)
        fputs("prepost: this is what people said, one by one: without names, "
              "but whoever knows somebody may know them again; a file of it "
              "can be read by you alone\n",
              stderr);
    if (r->output != NULL)
        return pp_file_write(r->output, pp_buffer_text(text), text->length,
                             is_of_people ? PP_FILE_PRIVATE : PP_FILE_SHARED,
                             err);
    fwrite(pp_buffer_text(text), 1, text->length, out);
    return 0;
}

static int export(struct pp_evaluation *evaluation,
                  const struct pp_export *export,
                  const struct pp_export_request *r, FILE *out,
                  struct pp_error *err)
{
    struct pp_buffer text = PP_BUFFER_INIT;

    bool is_for_r = strcmp(r->format, "r") == 0;
    int status = is_for_r ? pp_export_for_r(evaluation, r, out, err)
                          : export->make(evaluation, r, &text, err);
    if (status == 0 && !is_for_r)
        status = hand_over(export, r, &text, out, err);
    pp_buffer_clear(&text);
    if (status != 0 || export->of == PP_EXPORT_OF_ONE)
        return status;
    return is_for_r || export->of == PP_EXPORT_OF_PEOPLE
               ? pp_editions_tell_of_people(evaluation, err)
               : pp_editions_tell(evaluation, err);
}

static int run(const void *settings, char **arguments, int n_arguments,
               FILE *out, struct pp_error *err)
{
    struct pp_export_request r = *(const struct pp_export_request *)settings;
    const struct pp_export *kind = find(arguments[0], err);
    struct pp_evaluation evaluation;

    r.person = n_arguments > 1 ? arguments[1] : NULL;
    if (kind != NULL && (kind->of == PP_EXPORT_OF_ONE) != (r.person != NULL))
        return r.person == NULL
                   ? pp_fail(err, PP_EUSAGE,
                             "export person: whose? Give the code as it stands "
                             "in the files, or - to read it from stdin")
                   : pp_fail(err, PP_EUSAGE,
                             "export %s: \"%s\" was not expected; what is held "
                             "of one person is prepost export person CODE",
                             kind->name, r.person);
    if (kind == NULL || pp_evaluation_open(&r.common, &evaluation, err) != 0)
        return -1;
    int status = find_format(kind, &r, evaluation.pool, err);
    if (status == 0)
        status = export(&evaluation, kind, &r, out, err);
    pp_evaluation_close(&evaluation);
    return status;
}

const struct pp_command pp_command_is_export = {
    .name = "export",
    .synopsis = "KIND [CODE] [--format FORMAT] [-o FILE]",
    .summary = "answers, scores, findings or a summary for others",
    .description =
        "KIND is one of:\n"
        "  responses  each answer, a row a person and wave\n"
        "  scores     each scale's score, a row a person and wave\n"
        "  pairs      scores before and after, a row a person and outcome\n"
        "  table      the key findings of the funder report, a row an "
        "outcome,\n"
        "             for a spreadsheet\n"
        "  results    every number of the findings, as reports may have them\n"
        "  summary    sums of each cohort, for prepost pool\n"
        "  person     all that the store holds of one person, whose CODE is "
        "as\n"
        "             it stands in the files (- reads it from stdin), or is\n"
        "             one of their codes in the plan's same_person\n"
        "The first three are what people said, one by one, under codes that\n"
        "only the key can turn into names; a file of them is for your eyes\n"
        "alone. They never hold names, addresses or words that people wrote.\n"
        "Nobody is in a summary, and nothing small can be worked out from it:\n"
        "prepost pool puts several together as if their answers were in one\n"
        "store.\n"
        "Who asks what you hold of them has a right to it: export person "
        "gives\n"
        "it wave by wave, with file, row and day, in the questions' words (or\n"
        "what each is about, where they may not be copied). What was left out\n"
        "is in rejects.csv, and the files that were imported are as they "
        "were.\n"
        "\n"
        "The format is that of --format, or of the name's ending: csv, json,\n"
        "sav (SPSS, with the words of questions and answers). results\n"
        "--format r writes a folder with everyone's answers and an R script\n"
        "that works out every number again and compares: Rscript check.R.\n"
        "That folder too is for your eyes alone.",
    .options = options,
    .formats = "csv json sav r",
    .settings_size = sizeof(struct pp_export_request),
    .min_arguments = 1,
    .max_arguments = 2,
    .run = run};
