#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "import_remove.h"
#include "prepost/base/file.h"
#include "prepost/cli/import.h"
#include "prepost/cli/same_person.h"

struct settings {
    struct pp_common common;
    const char *wave, *region, *group, *arm;
    const char *platform, *delimiter, *encoding, *sheet;
    bool dry_run, strict, replace, remove;
};

static const struct pp_option options[] = {
    PP_OPTION_TEXT("wave", "WAVE", struct settings, wave,
                   "the wave of every row, as the plan names it"),
    PP_OPTION_TEXT("region", "REGION", struct settings, region,
                   "the region of every row"),
    PP_OPTION_TEXT("group", "GROUP", struct settings, group,
                   "the support group of every row"),
    PP_OPTION_TEXT("arm", "ARM", struct settings, arm,
                   "the arm of everyone in the file, where the plan has arms"),
    PP_OPTION_FLAG("dry-run", struct settings, dry_run,
                   "say what each column is taken for; change nothing"),
    PP_OPTION_FLAG("strict", struct settings, strict,
                   "stop at the first row that cannot be taken"),
    PP_OPTION_FLAG("replace", struct settings, replace,
                   "in place of what an earlier file of this name brought"),
    PP_OPTION_FLAG("remove", struct settings, remove,
                   "take out again what a file of this name brought"),
    PP_OPTION_TEXT("platform", "NAME", struct settings, platform,
                   "which survey platform wrote it"),
    PP_OPTION_TEXT("delimiter", "CHAR", struct settings, delimiter,
                   "what stands between the cells"),
    PP_OPTION_TEXT("encoding", "NAME", struct settings, encoding,
                   "how its letters are coded"),
    PP_OPTION_TEXT("sheet", "NAME", struct settings, sheet,
                   "which sheet of a workbook"),
    PP_OPTION_END};

/*
 * The file as the plan has to name it: relative to the plan's folder. Where
 * one of the two cannot be found it stays as the user named it.
 */
static const char *path_for_plan(const struct pp_evaluation *evaluation,
                                 const char *path)
{
    char *dir = realpath(evaluation->dir, NULL), *file = realpath(path, NULL);
    size_t common = 0;

    if (dir == NULL || file == NULL) {
        free(dir);
        free(file);
        return path;
    }
    /* Whole folders that both are in; common is behind their last slash. */
    for (size_t i = 0; file[i] != '\0'; i++) {
        char c = dir[i] == '\0' ? '/' : dir[i];
        if (file[i] != c)
            break;
        if (c == '/')
            common = i + 1;
        if (dir[i] == '\0')
            break;
    }
    const char *out = file + common;
    size_t length = strlen(dir);
    out = pp_pool_strdup(evaluation->pool, out);
    for (size_t i = common; i < length; i++)
        if (i == common || dir[i] == '/')
            out = pp_pool_printf(evaluation->pool, "../%s", out);
    free(dir);
    free(file);
    return out;
}

static void print_key(const char *key, const char *given, const char *said,
                      struct pp_buffer *out)
{
    if (given == NULL && said == NULL)
        return;
    pp_buffer_printf(out, "    %s: ", key);
    pp_mapping_write_text(given != NULL ? given : said, out);
    pp_buffer_putc(out, '\n');
}

static void print_list(const char *key, const struct pp_text_list *said,
                       struct pp_buffer *out)
{
    if (said->n == 0)
        return;
    pp_buffer_printf(out, "    %s: [", key);
    for (size_t i = 0; i < said->n; i++) {
        pp_buffer_puts(out, i > 0 ? ", " : "");
        pp_mapping_write_text(said->items[i], out);
    }
    pp_buffer_puts(out, "]\n");
}

static void print_numberings(const struct pp_plan *plan,
                             const struct pp_plan_file *said,
                             struct pp_buffer *out)
{
    for (size_t i = 0; i < said->n_numberings; i++)
        pp_buffer_printf(
            out, "%s%s: %d%s", i == 0 ? "    numbered_from: {" : ", ",
            plan->instruments[said->numberings[i].instrument].instrument->id,
            said->numberings[i].from, i + 1 == said->n_numberings ? "}\n" : "");
}

/* What else the plan, or the command line, says of how the file is read. */
static void print_reading(const struct pp_evaluation *evaluation,
                          const struct pp_plan_file *said,
                          const struct settings *s, struct pp_buffer *out)
{
    static const struct pp_plan_file nothing = {.path = NULL};

    said = said != NULL ? said : &nothing;
    print_key("platform", s->platform, said->platform, out);
    print_key("delimiter", s->delimiter, said->delimiter, out);
    print_key("encoding", s->encoding, said->encoding, out);
    print_key("sheet", s->sheet, said->sheet, out);
    print_key("dictionary", NULL, said->dictionary, out);
    print_key("comment", NULL, said->comment, out);
    print_key("date_format", NULL, said->date_format, out);
    print_list("missing", &said->missing, out);
    print_numberings(evaluation->plan, said, out);
    print_list("pre_marks", &said->pre_marks, out);
    print_list("post_marks", &said->post_marks, out);
    if (said->decimal_comma)
        pp_buffer_puts(out, "    decimal_comma: yes\n");
    if (said->anonymous)
        pp_buffer_puts(out, "    anonymous: yes\n");
}

/* The file's entry for the plan, whole. */
static void print_entry(const struct pp_evaluation *evaluation,
                        const struct pp_imported_file *file,
                        const struct settings *s, struct pp_buffer *out)
{
    const struct pp_plan_file *said = file->report.file;
    struct pp_buffer mapping = PP_BUFFER_INIT;

    pp_buffer_puts(
        out, said != NULL ? "\nThe plan names this file. To say what its "
                            "columns are, its entry becomes:\n"
                          : "\nTo say so in the plan, put this into it, under "
                            "\"files:\":\n");
    pp_buffer_puts(out, "  - path: ");
    pp_mapping_write_text(
        said != NULL ? said->path : path_for_plan(evaluation, file->path), out);
    pp_buffer_putc(out, '\n');
    print_key("wave", s->wave, said != NULL ? said->wave : NULL, out);
    print_key("region", s->region, said != NULL ? said->region : NULL, out);
    print_key("group", s->group, said != NULL ? said->group : NULL, out);
    print_key("arm", s->arm, said != NULL ? said->arm : NULL, out);
    print_reading(evaluation, said, s, out);
    pp_mapping_write_yaml(evaluation->plan, &file->report.mapping, &mapping);
    for (const char *line = pp_buffer_text(&mapping); *line != '\0';) {
        size_t n = strcspn(line, "\n");
        pp_buffer_puts(out, "    ");
        pp_buffer_append(out, line, n);
        pp_buffer_putc(out, '\n');
        line += n + (line[n] == '\n');
    }
    pp_buffer_clear(&mapping);
}

/* What each column was taken for, and the same to put into the plan. */
static void print_mappings(const struct pp_evaluation *evaluation,
                           const struct pp_imported_file *files, size_t n,
                           const struct settings *s, FILE *out)
{
    struct pp_buffer text = PP_BUFFER_INIT;

    for (size_t i = 0; i < n; i++) {
        if (files[i].report.mapping.n_columns == 0)
            continue; /* not read so far */
        pp_buffer_printf(&text, "%s\n", files[i].path);
        pp_ingest_report_print(evaluation->plan, &files[i].report, &text);
        print_entry(evaluation, &files[i], s, &text);
        pp_buffer_putc(&text, '\n');
    }
    pp_same_person_print(evaluation, &text);
    fputs(pp_buffer_text(&text), out);
    pp_buffer_clear(&text);
}

static int import(const struct settings *s, struct pp_evaluation *evaluation,
                  const struct pp_text_list *paths, FILE *out,
                  struct pp_error *err)
{
    struct pp_import_request request = {.files = *paths,
                                        .ingest = {.wave = s->wave,
                                                   .region = s->region,
                                                   .group = s->group,
                                                   .arm = s->arm,
                                                   .platform = s->platform,
                                                   .delimiter = s->delimiter,
                                                   .encoding = s->encoding,
                                                   .sheet = s->sheet},
                                        .dry_run = s->dry_run,
                                        .strict = s->strict,
                                        .replace = s->replace,
                                        .quiet = s->common.quiet};
    const struct pp_imported_file *files;

    if (s->arm != NULL && evaluation->plan->arms.column == NULL)
        return pp_fail(err, PP_EUSAGE,
                       "--arm: the plan has no arms; it says who is compared "
                       "with whom in arms: {comparison: ...}");
    bool in_words = !s->common.quiet && s->common.format == NULL;
    if (pp_import_files(evaluation, &request, &files, err) != 0) {
        /* What was understood says best what is missing. */
        if (s->dry_run && in_words)
            print_mappings(evaluation, files, paths->n, s, out);
        return -1;
    }
    if (s->common.format != NULL && s->common.format[0] == 'j') {
        pp_import_write_json(evaluation, files, paths->n, s->dry_run, out);
    } else if (!s->common.quiet) {
        if (s->dry_run)
            print_mappings(evaluation, files, paths->n, s, out);
        pp_import_print(evaluation->plan, files, paths->n, s->dry_run, out);
    }
    return pp_import_needs_attention(files, paths->n) ? PP_EXIT_ATTENTION
                                                      : PP_EXIT_DONE;
}

/* Files are looked for where the user is, then where the plan is. */
static struct pp_text_list find_files(const struct pp_evaluation *evaluation,
                                      char **arguments, size_t n)
{
    const char **paths = pp_pool_array(evaluation->pool, n, sizeof *paths);

    for (size_t i = 0; i < n; i++) {
        const char *beside = pp_evaluation_path(evaluation, arguments[i]);
        bool is_beside =
            arguments[i][0] != '/' && strcmp(arguments[i], "-") != 0 &&
            access(arguments[i], F_OK) != 0 && access(beside, F_OK) == 0;
        paths[i] = is_beside ? beside : arguments[i];
    }
    return (struct pp_text_list){paths, n};
}

static int remove_files(const struct settings *s,
                        struct pp_evaluation *evaluation, char **arguments,
                        size_t n, FILE *out, struct pp_error *err)
{
    const char **files = pp_pool_array(evaluation->pool, n, sizeof *files);

    for (size_t i = 0; i < n; i++)
        files[i] = arguments[i];
    const struct pp_import_removal removal = {
        .files = {files, n},
        .is_dry_run = s->dry_run,
        .is_quiet = s->common.quiet,
        .is_json = s->common.format != NULL && s->common.format[0] == 'j'};
    if (s->replace)
        return pp_fail(err, PP_EUSAGE,
                       "import: expected --replace or --remove, not both");
    return pp_import_remove(evaluation, &removal, out, err);
}

static int run(const void *settings, char **arguments, int n_arguments,
               FILE *out, struct pp_error *err)
{
    const struct settings *s = settings;
    struct pp_evaluation evaluation;
    struct pp_text_list paths;
    int status;

    if (pp_evaluation_open(&s->common, &evaluation, err) != 0)
        return -1;
    if (s->remove) {
        status = remove_files(s, &evaluation, arguments, (size_t)n_arguments,
                              out, err);
        pp_evaluation_close(&evaluation);
        return status;
    }
    paths = find_files(&evaluation, arguments, (size_t)n_arguments);
    status =
        n_arguments > 0 ? 0 : pp_import_plan_files(&evaluation, &paths, err);
    if (status == 0)
        status = import(s, &evaluation, &paths, out, err);
    pp_evaluation_close(&evaluation);
    return status;
}

const struct pp_command pp_command_is_import = {
    .name = "import",
    .synopsis = "[FILE...]",
    .summary = "take in what the survey platform wrote",
    .description =
        "Without FILE, takes in the files that the plan names. FILE is looked\n"
        "for in the current folder, then in the plan's. Reads CSV and TSV as\n"
        "every common platform writes it, xlsx, SPSS and Stata files. All\n"
        "files of one command are taken in, or none. Identifiers become\n"
        "pseudonyms before they reach the store; a file that is named after\n"
        "somebody in it is refused, for names of files are kept and printed.\n"
        "\n"
        "Rows that cannot be taken go to rejects.csv beside the plan\n"
        "(rejects-NAME.csv where that holds another file's, or was changed by\n"
        "hand), with the reason, until the file comes again changed; then the\n"
        "status is 3. A row that repeats an earlier one, answer for answer, "
        "is\n"
        "counted and taken once. The same file again adds nothing: what was\n"
        "left out of it is said in one line, and the status is 0; 3 where the\n"
        "plan has come to read more in it, or other answers or dates, which\n"
        "--replace does. A file put in place of another by --replace is kept\n"
        "note of. --remove takes out a file that was imported by mistake, by\n"
        "its name in prepost status, and people who are in no other; answers\n"
        "that had given way to its own come back only when their file is\n"
        "imported again with --replace.\n"
        "\n"
        "A heading may carry the mark of a wave where that stands by itself:\n"
        "phq9_1_after, After: ..., ... (after). Inside a sentence the word is\n"
        "none. Where --wave or the plan says another wave of all rows, the\n"
        "file is not taken in until one of the two is put right.\n"
        "\n"
        "What may be wrong though it can be read is told. With status 3: an\n"
        "outcome's questionnaire that has no column where columns were not\n"
        "understood; a later wave dated before an earlier one; totals that\n"
        "the answers do not give; answers from which 0 is absent where "
        "another\n"
        "file is numbered from 1; people not in the store where some were\n"
        "erased (who was erased is not kept, so it may be they). With status\n"
        "0: regions written almost alike, as one line for the plan; a region\n"
        "called \"Not sure\" or the like, which counts as one; and once, that\n"
        "the first later answers come in while no plan is locked.",
    .options = options,
    .formats = "text json",
    .settings_size = sizeof(struct settings),
    .max_arguments = -1,
    .run = run};
