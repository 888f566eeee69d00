#include <stdio.h>

#include "prepost/base/buffer.h"
#include "prepost/cli/command.h"
#include "prepost/cli/evaluation.h"
#include "prepost/store/verify.h"

struct settings {
    struct pp_common common;
};

static const struct pp_option options[] = {PP_OPTION_END};

static int verify(struct pp_pool *pool, const char *path, FILE *out,
                  struct pp_error *err)
{
    struct pp_buffer text = PP_BUFFER_INIT;
    struct pp_store *store;
    struct pp_notes notes;

    pp_notes_init(&notes, pool, 100);
    if (pp_store_open(path, PP_STORE_READ, &store, err) != 0)
        return -1;
    int status = pp_store_verify(store, &notes, err);
    pp_store_close(store);
    if (status != 0)
        return -1;
    pp_notes_print(&notes, &text);
    fputs(pp_buffer_text(&text), out);
    pp_buffer_clear(&text);
    if (notes.n_by_severity[PP_NOTE_ERROR] > 0)
        return pp_fail(err, PP_ESTORE,
                       "%s is not whole; restore it from a backup, or import "
                       "the files into a new one",
                       path);
    fprintf(out, "%s is whole\n", path);
    return notes.n > 0 ? PP_EXIT_ATTENTION : PP_EXIT_DONE;
}

static int run(const void *settings, char **arguments, int n_arguments,
               FILE *out, struct pp_error *err)
{
    const struct settings *s = settings;
    struct pp_pool *pool = pp_pool_new();
    const struct pp_evaluation here = {.pool = pool, .dir = s->common.dir};
    const char *path = n_arguments > 0
                           ? arguments[0]
                           : pp_evaluation_path(&here, "evaluation.db");
    int status = verify(pool, path, out, err);

    pp_pool_free(pool);
    return status;
}

const struct pp_command pp_command_is_verify = {
    .name = "verify",
    .synopsis = "[STORE]",
    .summary = "look whether the store is whole",
    .description =
        "Checks the file itself, the rules of its tables, that every answer\n"
        "has its person and its import, each import's count and check sums\n"
        "(answers, regions and groups that another program changed show\n"
        "there), locked plans, the views, and that nobody else may read it.\n"
        "Tables, waves, notes of imports, the log and how many people there\n"
        "are have a hash that is made anew at every change: what another\n"
        "program did to them shows. A store whose version number is lower\n"
        "than what is in it is refused, here and everywhere: older ones had\n"
        "no hashes. STORE: another file than evaluation.db, such as a backup.",
    .options = options,
    .settings_size = sizeof(struct settings),
    .max_arguments = 1,
    .run = run};
