#include <stdio.h>
#include <string.h>

#include "prepost/base/file.h"
#include "prepost/cli/command.h"
#include "prepost/cli/evaluation.h"
#include "prepost/cli/forget_rejects.h"
#include "prepost/ingest/identifier.h"
#include "prepost/ingest/key.h"
#include "prepost/store/forget.h"

/* "-": one line of stdin, so that no code stays in the shell's history. */
static int read_identifier(const char *argument, struct pp_buffer *out,
                           struct pp_error *err)
{
    struct pp_buffer line = PP_BUFFER_INIT;
    const char *text = argument;

    if (strcmp(argument, "-") == 0) {
        if (pp_file_read("-", 4096, &line, err) != 0)
            return -1;
        text = pp_buffer_text(&line);
    }
    pp_buffer_append(out, text, strcspn(text, "\r\n"));
    pp_buffer_clear(&line);
    return 0;
}

/* What was done, in the store and beside it. */
struct done {
    struct pp_forgotten store;
    struct pp_forgotten_rejects rejects;
};

/* Erases whoever has this normalised identifier, if somebody has. */
static int forget_one(struct pp_store *store, const struct pp_key *key,
                      const struct pp_buffer *normalised,
                      struct pp_forgotten *forgotten, struct pp_error *err)
{
    unsigned char pseudonym[PP_PSEUDONYM_SIZE];

    pp_identifier_pseudonym(key, normalised->data, normalised->length,
                            pseudonym);
    return pp_store_forget(store, pseudonym, forgotten, err);
}

/*
 * The plan, which says whether codes have parts, may have mistakes by now: a
 * code with "+" in it is looked for both ways.
 */
static int forget_text(struct pp_store *store, const struct pp_key *key,
                       const struct pp_buffer *text, const char *dir,
                       struct done *done, struct pp_error *err)
{
    struct pp_buffer normalised = PP_BUFFER_INIT;
    char marks[2][PP_MARK_SIZE];
    size_t n = 1;

    pp_identifier_normalise(text->data, text->length, &normalised);
    int status = normalised.length > 0
                     ? forget_one(store, key, &normalised, &done->store, err)
                     : pp_fail(err, PP_EUSAGE,
                               "forget: expected a person's code as it stands "
                               "in the files");
    if (status == 0)
        pp_identifier_mark(key, normalised.data, normalised.length, marks[0]);
    if (status == 0 &&
        pp_identifier_read(text->data, text->length, &normalised) > 1) {
        pp_identifier_mark(key, normalised.data, normalised.length, marks[n++]);
        if (!done->store.was_there)
            status = forget_one(store, key, &normalised, &done->store, err);
    }
    if (status == 0)
        status = pp_forget_rejects(dir, (const char(*)[PP_MARK_SIZE])marks, n,
                                   &done->rejects, err);
    pp_buffer_clear(&normalised);
    return status;
}

/* With another key nobody would be found, as if there was nothing to erase. */
static int forget(struct pp_pool *pool, const struct pp_common *common,
                  const char *argument, struct done *done, struct pp_error *err)
{
    const struct pp_evaluation here = {.pool = pool, .dir = common->dir};
    struct pp_buffer text = PP_BUFFER_INIT;
    struct pp_store *store = NULL;
    struct pp_key key;

    int status = read_identifier(argument, &text, err);
    if (status == 0)
        status = pp_key_open(pp_evaluation_path(&here, "evaluation.key"),
                             PP_KEY_REFUSE, &key, err);
    if (status == 0)
        status = pp_store_open(pp_evaluation_path(&here, "evaluation.db"),
                               PP_STORE_WRITE, &store, err);
    if (status == 0)
        status = pp_store_check_key(store, key.fingerprint, err);
    if (status == 0)
        status = forget_text(store, &key, &text, here.dir, done, err);
    pp_store_close(store);
    pp_buffer_clear(&text);
    return status;
}

static void print_rejects(const struct pp_forgotten_rejects *rejects, FILE *out)
{
    if (rejects->n_rows > 0)
        fprintf(out, "erased: %zu of their rows among the rejected ones\n",
                rejects->n_rows);
    if (rejects->n_unknown > 0)
        fprintf(out,
                "Whose %zu row%s in rejects.csv %s cannot be told: look at "
                "%s, or delete the file.\n",
                rejects->n_unknown, rejects->n_unknown == 1 ? "" : "s",
                rejects->n_unknown == 1 ? "is" : "are",
                rejects->n_unknown == 1 ? "it" : "them");
}

static int run(const void *settings, char **arguments, int n_arguments,
               FILE *out, struct pp_error *err)
{
    struct pp_pool *pool = pp_pool_new();
    struct done done = {0};

    (void)n_arguments;
    int status = forget(pool, settings, arguments[0], &done, err);
    pp_pool_free(pool);
    if (status != 0)
        return -1;
    if (done.store.was_there)
        fprintf(out, "erased: %zu filled-in questionnaire%s of one person\n",
                done.store.n_responses, done.store.n_responses == 1 ? "" : "s");
    else
        fputs("nobody of that identifier is in the store\n", out);
    print_rejects(&done.rejects, out);
    if (!done.store.was_there && done.rejects.n_rows == 0)
        return PP_EXIT_ATTENTION;
    fputs("The files that were imported, backups and earlier reports are not "
          "touched.\n",
          out);
    return PP_EXIT_DONE;
}

const struct pp_command pp_command_is_forget = {
    .name = "forget",
    .synopsis = "IDENTIFIER",
    .summary = "erase a person from the store",
    .description =
        "Takes all that is known of one person out of the store, its free\n"
        "pages included, and their rows out of rejects.csv; that somebody was "
        "erased is kept, not who, and "
        "reports\n"
        "say so. IDENTIFIER is the person's code as it stands in the files; -\n"
        "reads it from stdin, so that it does not stay in the shell's "
        "history.\n"
        "A code of several parts has + between them.\n"
        "Importing the file again would bring the person back.",
    .settings_size = sizeof(struct pp_common),
    .min_arguments = 1,
    .max_arguments = 1,
    .run = run};
