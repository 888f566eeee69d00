#include <string.h>

#include "prepost/base/file.h"
#include "prepost/cli/export.h"

#define EXPORT(id) extern const struct pp_export pp_export_is_##id;
#include "exports.def"
#undef EXPORT

const struct pp_export *const pp_exports[] = {
#define EXPORT(id) &pp_export_is_##id,
#include "exports.def"
#undef EXPORT
    NULL};

static const struct pp_option options[] = {
    PP_OPTION_TEXT("by", "COLUMNS", struct pp_export_request, by,
                   "cohorts of a summary, as in compare (default: region)"),
    {"output", 'o', "FILE", "write there instead of to the screen",
     PP_OPTION_IS_TEXT, offsetof(struct pp_export_request, output), 0, 0},
    PP_OPTION_FLAG("force", struct pp_export_request, force,
                   "over an earlier summary, though the two together tell "
                   "of a few people"),
    PP_OPTION_END};

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

static int hand_over(const struct pp_export_request *r,
                     const struct pp_buffer *text, FILE *out,
                     struct pp_error *err)
{
    if (r->output != NULL)
        return pp_file_write(r->output, text->data, text->length,
                             PP_FILE_SHARED, err);
    fwrite(text->data, 1, text->length, out);
    return 0;
}

static int run(const void *settings, char **arguments, int n_arguments,
               FILE *out, struct pp_error *err)
{
    const struct pp_export_request *r = settings;
    const struct pp_export *export = find(arguments[0], err);
    struct pp_evaluation evaluation;
    struct pp_buffer text = PP_BUFFER_INIT;

    (void)n_arguments;
    if (export == NULL || pp_evaluation_open(&r->common, &evaluation, err) != 0)
        return -1;
    int status = export->make(&evaluation, r, &text, err);
    if (status == 0)
        status = hand_over(r, &text, out, err);
    pp_buffer_clear(&text);
    pp_evaluation_close(&evaluation);
    return status;
}

const struct pp_command pp_command_is_export = {
    .name = "export",
    .synopsis = "KIND [-o FILE]",
    .summary = "write what others may have: a summary without anyone in it",
    .description =
        "summary: counts, averages, sums of squares and products of each\n"
        "cohort, as JSON. Nobody is in it, and nothing small can be worked\n"
        "out from it; prepost pool puts several together as if their answers\n"
        "were in one store.",
    .options = options,
    .settings_size = sizeof(struct pp_export_request),
    .min_arguments = 1,
    .max_arguments = 1,
    .run = run};
