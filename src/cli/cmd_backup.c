#include <stdio.h>
#include <string.h>

#include "prepost/cli/command.h"
#include "prepost/cli/evaluation.h"
#include "prepost/store/backup.h"

struct settings {
    struct pp_common common;
};

static const struct pp_option options[] = {PP_OPTION_END};

static int run(const void *settings, char **arguments, int n_arguments,
               FILE *out, struct pp_error *err)
{
    const struct settings *s = settings;

    (void)n_arguments;
    /* Elsewhere it means standard output, which is no place for answers: a
     * shell puts it into a file that everyone may read. */
    if (strcmp(arguments[0], "-") == 0)
        return pp_fail(err, PP_EUSAGE,
                       "backup: a copy is written to a file of its own, not to "
                       "standard output: name one. A file that is called - is "
                       "./-");
    struct pp_pool *pool = pp_pool_new();
    const struct pp_evaluation here = {.pool = pool, .dir = s->common.dir};
    struct pp_store *store;
    int status = pp_store_open(pp_evaluation_path(&here, "evaluation.db"),
                               PP_STORE_READ, &store, err);
    if (status == 0) {
        status = pp_store_backup(store, arguments[0], err);
        pp_store_close(store);
    }
    if (status == 0)
        fprintf(out,
                "%s is a copy of the store; evaluation.key is not in it: keep "
                "it apart\n",
                arguments[0]);
    pp_pool_free(pool);
    return status;
}

const struct pp_command pp_command_is_backup = {
    .name = "backup",
    .synopsis = "FILE",
    .summary = "copy the store, also while it is in use",
    .description =
        "FILE must not be there yet; it is readable by you alone. Without\n"
        "evaluation.key the next files' people could not be matched with "
        "those\n"
        "in the store: keep a copy of the key too, in another place.",
    .options = options,
    .settings_size = sizeof(struct settings),
    .min_arguments = 1,
    .max_arguments = 1,
    .run = run};
