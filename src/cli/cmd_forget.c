#include <string.h>

#include "prepost/cli/evaluation.h"
#include "prepost/ingest/identifier.h"
#include "prepost/store/forget.h"

static int forget(struct pp_evaluation *evaluation, const char *identifier,
                  struct pp_forgotten *forgotten, struct pp_error *err)
{
    const char *path = pp_evaluation_path(evaluation, "evaluation.key");
    unsigned char pseudonym[PP_PSEUDONYM_SIZE];
    struct pp_buffer normalised = PP_BUFFER_INIT;
    struct pp_key key;

    if (pp_key_open(path, PP_KEY_REFUSE, &key, err) != 0 ||
        pp_evaluation_open_store(evaluation, PP_STORE_WRITE, err) != 0)
        return -1;
    pp_identifier_normalise(identifier, strlen(identifier), &normalised);
    pp_identifier_pseudonym(&key, pp_buffer_text(&normalised),
                            normalised.length, pseudonym);
    pp_buffer_clear(&normalised);
    return pp_store_forget(evaluation->store, pseudonym, forgotten, err);
}

static int run(const void *settings, char **arguments, int n_arguments,
               FILE *out, struct pp_error *err)
{
    const struct pp_common *common = settings;
    struct pp_evaluation evaluation;
    struct pp_forgotten forgotten;

    (void)n_arguments;
    if (pp_evaluation_open(common, &evaluation, err) != 0)
        return -1;
    int status = forget(&evaluation, arguments[0], &forgotten, err);
    if (status == 0 && !forgotten.was_there) {
        fputs("nobody of that identifier is in the store\n", out);
        status = PP_EXIT_ATTENTION;
    } else if (status == 0) {
        fprintf(out,
                "erased: %zu filled-in questionnaires of one person\n"
                "The files that were imported, rejects.csv, backups and "
                "earlier reports are not touched.\n",
                forgotten.n_responses);
    }
    pp_evaluation_close(&evaluation);
    return status;
}

const struct pp_command pp_command_is_forget = {
    .name = "forget",
    .synopsis = "IDENTIFIER",
    .summary = "erase a person from the store",
    .description =
        "Takes all that is known of one person out of the store, its free\n"
        "pages included. Importing the file again would bring them back.",
    .settings_size = sizeof(struct pp_common),
    .min_arguments = 1,
    .max_arguments = 1,
    .run = run};
