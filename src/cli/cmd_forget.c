#include <stdio.h>
#include <string.h>

#include "prepost/base/alloc.h"
#include "prepost/base/file.h"
#include "prepost/cli/command.h"
#include "prepost/cli/evaluation.h"
#include "prepost/cli/forget_codes.h"
#include "prepost/cli/forget_exports.h"
#include "prepost/cli/forget_rejects.h"
#include "prepost/cli/leftovers.h"
#include "prepost/ingest/identifier.h"
#include "prepost/ingest/key.h"
#include "prepost/store/forget.h"
#include "prepost/store/identity.h"

/* What was done, in the store and beside it. */
struct done {
    struct pp_pool *pool;
    struct pp_forgotten store;
    struct pp_text_list files; /* that the person is in still */
    struct pp_forgotten_rejects rejects;
    struct pp_text_list leftovers; /* rejects half written, taken away */
    struct pp_forget_codes codes;  /* by the plan */
    const char
        *made_of; /* headings of the codes in the store; NULL: not kept */
    struct pp_error gap; /* why the store could not be rewritten, if so */
};

/* In what. */
struct place {
    struct pp_store *store;
    const struct pp_key *key;
    const char *dir;
};

/* A store that is only not rewritten does not keep the rejects, nor that the
 * files are named: its error comes last. */
static int erase(const struct place *place,
                 const unsigned char (*pseudonyms)[PP_PSEUDONYM_SIZE], size_t n,
                 struct done *done, struct pp_error *err)
{
    if (pp_store_files_of(place->store, pseudonyms, n, done->pool, &done->files,
                          err) != 0)
        return -1;
    done->gap = (struct pp_error){0};
    if (pp_store_forget_codes(place->store, pseudonyms, n, place->key->files,
                              &done->store, &done->gap) == 0 ||
        done->store.is_owed)
        return 0;
    *err = done->gap;
    return -1;
}

/* Of whom there is nothing else: of whoever is in the store this was done. */
static int guard_rejected(const struct place *place, struct done *done,
                          struct pp_error *err)
{
    struct pp_forgotten rejected;
    struct pp_error why = {0};

    if (done->store.was_there || done->rejects.n_rows == 0 ||
        pp_store_forget_rejected(place->store, place->key->files, &rejected,
                                 &why) == 0)
        return 0;
    if (!rejected.is_owed) {
        *err = why;
        return -1;
    }
    done->store.is_owed = true;
    done->gap = why;
    return 0;
}

/* Last of all: while the rows are there, the next call can do the rest. */
static int erase_rejects(const struct place *place,
                         const char (*marks)[PP_MARK_SIZE], size_t n_marks,
                         struct done *done, struct pp_error *err)
{
    int status = pp_forget_rejects(place->dir, PP_REJECTS_LOOK, marks, n_marks,
                                   done->pool, &done->rejects, err);

    if (status == 0)
        status = guard_rejected(place, done, err);
    if (status == 0)
        status = pp_forget_rejects(place->dir, PP_REJECTS_ERASE, marks, n_marks,
                                   done->pool, &done->rejects, err);
    for (size_t i = 0; i < done->rejects.files.n; i++)
        pp_text_list_add_once(&done->files, done->rejects.files.items[i],
                              done->pool);
    return status;
}

/* Erases whoever has this normalised identifier, if somebody has. */
static int forget_one(const struct place *place,
                      const struct pp_buffer *normalised, struct done *done,
                      struct pp_error *err)
{
    unsigned char one[1][PP_PSEUDONYM_SIZE];

    pp_identifier_pseudonym(place->key, normalised->data, normalised->length,
                            one[0]);
    return erase(place, (const unsigned char(*)[PP_PSEUDONYM_SIZE])one, 1, done,
                 err);
}

/* The marks of a code, read as one and as parts; returns how many: 0 to 2. */
static size_t make_marks(const struct pp_key *key, const char *code,
                         size_t length, char marks[2][PP_MARK_SIZE])
{
    struct pp_buffer normalised = PP_BUFFER_INIT;
    size_t n = 0;

    pp_identifier_normalise(code, length, &normalised);
    if (normalised.length > 0)
        pp_identifier_mark(key, normalised.data, normalised.length, marks[n++]);
    if (pp_identifier_read(code, length, &normalised) > 1)
        pp_identifier_mark(key, normalised.data, normalised.length, marks[n++]);
    pp_buffer_clear(&normalised);
    return n;
}

/* A person whose codes the plan joins: all that is known under any of them. */
static int forget_joined(const struct place *place, struct done *done,
                         struct pp_error *err)
{
    const struct pp_text_list *codes = &done->codes.person->codes;
    unsigned char(*pseudonyms)[PP_PSEUDONYM_SIZE] =
        pp_alloc_array(codes->n, sizeof *pseudonyms);
    char(*marks)[PP_MARK_SIZE] = pp_alloc_array(2 * codes->n, sizeof *marks);
    struct pp_buffer normalised = PP_BUFFER_INIT;
    size_t n = 0, n_marks = 0;

    for (size_t k = 0; k < codes->n; k++) {
        const char *code = codes->items[k];
        size_t length = strlen(code);

        n_marks += make_marks(place->key, code, length, marks + n_marks);
        pp_forget_codes_normalise(code, length, done->codes.n_parts,
                                  &normalised);
        if (normalised.length > 0)
            pp_identifier_pseudonym(place->key, normalised.data,
                                    normalised.length, pseudonyms[n++]);
    }
    int status =
        erase(place, (const unsigned char(*)[PP_PSEUDONYM_SIZE])pseudonyms, n,
              done, err);
    if (status == 0)
        status = erase_rejects(place, (const char(*)[PP_MARK_SIZE])marks,
                               n_marks, done, err);
    pp_buffer_clear(&normalised);
    pp_free(pseudonyms);
    pp_free(marks);
    return status;
}

/*
 * Whether codes have parts, a plan that cannot be read does not tell: a code
 * with "+" in it is looked for both ways.
 */
static int forget_text(const struct place *place, const struct pp_buffer *text,
                       struct done *done, struct pp_error *err)
{
    struct pp_buffer normalised = PP_BUFFER_INIT;
    char marks[2][PP_MARK_SIZE];

    pp_identifier_normalise(text->data, text->length, &normalised);
    int status = normalised.length > 0
                     ? forget_one(place, &normalised, done, err)
                     : pp_fail(err, PP_EUSAGE,
                               "forget: expected a person's code as it stands "
                               "in the files");
    if (status == 0 && !done->store.was_there &&
        pp_identifier_read(text->data, text->length, &normalised) > 1)
        status = forget_one(place, &normalised, done, err);
    if (status == 0)
        status = erase_rejects(
            place, (const char(*)[PP_MARK_SIZE])marks,
            make_marks(place->key, text->data, text->length, marks), done, err);
    pp_buffer_clear(&normalised);
    return status;
}

/* Of what a code that can be found is made, for whoever gave another. */
static int find_made_of(struct pp_store *store, struct pp_pool *pool,
                        struct done *done, struct pp_error *err)
{
    const struct pp_identity *known;
    size_t n;

    if (pp_identity_list(store, pool, &known, &n, err) != 0)
        return -1;
    done->made_of = n > 0 ? known[n - 1].made_of : NULL;
    return 0;
}

/* With another key nobody would be found, as if there was nothing to erase. */
static int forget(struct pp_pool *pool, const struct pp_common *common,
                  const char *argument, struct done *done, struct pp_error *err)
{
    const struct pp_evaluation here = {.pool = pool, .dir = common->dir};
    struct pp_buffer text = PP_BUFFER_INIT;
    struct pp_store *store = NULL;
    struct pp_key key;

    int status = pp_forget_codes_read(argument, &text, err);
    if (status == 0)
        status = pp_key_open(pp_evaluation_path(&here, "evaluation.key"),
                             PP_KEY_REFUSE, &key, err);
    if (status == 0)
        status = pp_store_open(pp_evaluation_path(&here, "evaluation.db"),
                               PP_STORE_WRITE, &store, err);
    if (status == 0)
        status = pp_store_check_key(store, key.fingerprint, err);
    if (status == 0)
        done->codes =
            pp_forget_codes_find(pp_evaluation_path(&here, "evaluation.yaml"),
                                 text.data, text.length, pool);
    const struct place place = {store, &key, here.dir};
    if (status == 0)
        status = done->codes.person != NULL
                     ? forget_joined(&place, done, err)
                     : forget_text(&place, &text, done, err);
    if (status == 0)
        done->leftovers = pp_leftovers_take_rejects(pool, here.dir);
    if (status == 0 && !done->store.was_there)
        status = find_made_of(store, pool, done, err);
    pp_store_close(store);
    pp_buffer_clear(&text);
    return status;
}

/* A name alone finds nobody whose code is the name and the place. */
static void print_nobody(const char *made_of, struct pp_pool *pool, FILE *out)
{
    fputs("nobody of that identifier is in the store\n", out);
    if (made_of == NULL)
        return;
    fprintf(out, "Codes are made of \"%s\" there: ",
            pp_identity_words(made_of, pool));
    if (strchr(made_of, '\n') == NULL) {
        fputs("give it as it stands in the files.\n", out);
        return;
    }
    fputs("give all parts as they stand in the files,\nwith + between them: "
          "prepost forget \"PART",
          out);
    for (const char *p = made_of; (p = strchr(p, '\n')) != NULL; p++)
        fputs(" + PART", out);
    fputs("\"\n", out);
}

static void print_rejects(const struct pp_forgotten_rejects *rejects, FILE *out)
{
    if (rejects->n_rows > 0)
        fprintf(out, "erased: %zu of their rows among the rejected ones\n",
                rejects->n_rows);
    if (rejects->n_unknown > 0)
        fprintf(out,
                "%zu of the rejected rows %s no code that can be read: look "
                "whose %s, or delete the\nfile of rejects.\n",
                rejects->n_unknown, rejects->n_unknown == 1 ? "has" : "have",
                rejects->n_unknown == 1 ? "it is" : "they are");
}

/* What is left for the user to do in the plan. */
static void print_plan(const struct pp_forget_codes *codes, FILE *out)
{
    if (codes->is_unread)
        fputs("evaluation.yaml cannot be read, so whether its same_person "
              "names other codes of theirs\nis not known: mend it and forget "
              "them once more.\n",
              out);
    if (codes->person != NULL)
        fprintf(out,
                "Their codes still stand in evaluation.yaml (same_person, line "
                "%zu): take them out there.\n",
                codes->person->line);
}

static void print_list(const struct pp_text_list *paths, FILE *out)
{
    for (size_t i = 0; i < paths->n; i++)
        fprintf(out, "%s%s", i == 0 ? "" : ", ", paths->items[i]);
}

/* A long list is cut short, and says so. */
static void print_cut(const struct pp_forget_list *list, FILE *out)
{
    print_list(&list->paths, out);
    if (list->n_more > 0)
        fprintf(out, " and %zu more", list->n_more);
    fputc('\n', out);
}

/* Reports and exported results are not remade by themselves. */
static void print_results(const struct pp_forget_list *results, FILE *out)
{
    size_t n = results->paths.n;

    if (n == 0)
        return;
    print_cut(results, out);
    fprintf(out,
            "%s made before: the person is in %s figures still. Delete %s.\n",
            n == 1 ? "was" : "were", n == 1 ? "its" : "their",
            n == 1 ? "it" : "them");
}

/* Nothing in a picture tells who drew it: a PNG has no room for words. */
static void print_pictures(const struct pp_forget_list *pictures, FILE *out)
{
    if (pictures->paths.n == 0)
        return;
    print_cut(pictures, out);
    fputs(pictures->paths.n == 1
              ? "is a picture: if prepost plot drew it, the person is "
                "in its figures still. Delete it.\n"
              : "are pictures: of those that prepost plot drew, the "
                "person is in the figures still.\nDelete them.\n",
          out);
}

/* Which results were handed on, the store does not know. */
static void print_advice(FILE *out)
{
    fputs("Results from before this and results from now on differ by this "
          "one person: whoever has\nboth can work out what they answered, "
          "from rounded figures too. Send no new ones to\nanybody who may "
          "have earlier ones, unless you can take those back; or wait until as "
          "many\npeople have come in, or been erased, as the plan's threshold "
          "(5, if it names none).\n",
          out);
}

/* What was exported holds the person's answers, wherever it was put. */
static void print_people(const struct pp_forget_list *people, FILE *out)
{
    size_t n = people->paths.n;

    if (n == 0)
        return;
    print_cut(people, out);
    fprintf(out,
            "%s what people said, one by one, this person too: delete %s, "
            "or export anew.\n",
            n == 1 ? "holds" : "hold", n == 1 ? "it" : "them");
}

static void print_exports(const struct pp_forget_exports *exports, FILE *out)
{
    print_results(&exports->results, out);
    print_pictures(&exports->pictures, out);
    print_people(&exports->people, out);
    if (exports->is_unfinished)
        fputs("There are too many files in the folders here to look through "
              "them all: more of these may\nbe among them.\n",
              out);
}

/* Those that nothing but a name tells from a file of the user's own. */
static void print_leftovers(const struct pp_text_list *left, FILE *out)
{
    if (left->n == 0)
        return;
    print_list(left, out);
    fprintf(out,
            "\n%s left by a command that was killed, and may hold what this "
            "person said: delete %s.\n",
            left->n == 1 ? "was" : "were", left->n == 1 ? "it" : "them");
}

/* The store keeps nothing that would tell that a row is theirs; and a file
 * without it is another file of that name, unless it is told to replace. */
static void print_files(const struct pp_text_list *files, FILE *out)
{
    fputs("Backups, earlier reports and figures, wherever they are, and the "
          "files that were imported\nare not touched.",
          out);
    if (files->n > 0) {
        fputs(" The person is in ", out);
        print_list(files, out);
    }
    fputs(files->n > 0 ? ": take" : " Take", out);
    fputs(" their rows out of the files, or the next import of one brings\n"
          "them back, to the store or among the rejected rows. Then\n"
          "    prepost import FILE... --replace\n"
          "puts each changed file in the place of the one that is in; without "
          "--replace it would count\nas a second file of the same people.\n",
          out);
}

static int report(const struct done *done, struct pp_pool *pool,
                  const char *dir, FILE *out)
{
    struct pp_text_list left = pp_leftovers_find(pool, dir);

    if (done->store.was_there) {
        fprintf(out, "erased: %zu filled-in questionnaire%s of one person",
                done->store.n_responses,
                done->store.n_responses == 1 ? "" : "s");
        if (done->store.n_codes > 1)
            fprintf(out, ", under %zu codes", done->store.n_codes);
        if (done->store.n_responses > 1 && done->store.n_instruments > 1)
            fputs(" (each questionnaire of a form counts)", out);
        fputc('\n', out);
    } else {
        print_nobody(done->made_of, pool, out);
        if (done->store.was_rewritten)
            fputs("The store was rewritten: whoever was erased before leaves "
                  "no gap in it now.\n",
                  out);
    }
    print_rejects(&done->rejects, out);
    if (done->leftovers.n > 0) {
        fputs("removed: ", out);
        print_list(&done->leftovers, out);
        fputs(" (rejected rows half written by a command that was killed)\n",
              out);
    }
    print_leftovers(&left, out);
    print_plan(&done->codes, out);
    if (!done->store.was_there && done->rejects.n_rows == 0)
        return PP_EXIT_ATTENTION;
    if (done->store.was_there) {
        struct pp_forget_exports exports = pp_forget_exports_find(pool, dir);
        print_exports(&exports, out);
        print_advice(out);
    }
    print_files(&done->files, out);
    return done->codes.is_unread ? PP_EXIT_ATTENTION : PP_EXIT_DONE;
}

static int run(const void *settings, char **arguments, int n_arguments,
               FILE *out, struct pp_error *err)
{
    struct pp_pool *pool = pp_pool_new();
    struct done done = {.pool = pool};

    (void)n_arguments;
    int status = forget(pool, settings, arguments[0], &done, err);
    if (status == 0)
        status =
            report(&done, pool, ((const struct pp_common *)settings)->dir, out);
    if (done.store.is_owed && status >= 0) {
        *err = done.gap;
        status = -1;
    }
    pp_pool_free(pool);
    return status;
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
        "say so. Rejects that a command which was killed left half written\n"
        "are removed; what else it left, NAME.part1234-0, is named. IDENTIFIER "
        "is the person's code as it stands in the files; -\n"
        "reads it from stdin, so that it does not stay in the shell's "
        "history.\n"
        "A code of several parts has + between them. Where the plan's\n"
        "same_person names the code, what is known under its other codes\n"
        "goes too. Hashes of files that they may have been in are made with\n"
        "the key from then on, so that nobody can try out which answers give\n"
        "one: reports print \"k\" and other digits for such a file.\n"
        "The files that the person is in are named: importing one again,\n"
        "changed elsewhere, would bring them back, or their rejected rows to\n"
        "rejects.csv, for nothing is kept that tells who was erased. Take\n"
        "their rows out of the files; then prepost import FILE... --replace\n"
        "puts each in the place of the one that is in, before the next run:\n"
        "else it counts as a second file of the same people. Reports,\n"
        "exports and pictures beside the plan, and up to four folders down,\n"
        "are named, for the person is in their numbers still.\n"
        "\n"
        "Whoever has results from before and results from after can work out\n"
        "what the person answered. report, compare, plot, run and export warn\n"
        "of it (status 3), and name the outcomes and regions, until as many\n"
        "people as the plan's threshold have come in or been erased there\n"
        "since. They do so for any earlier results, for which of these were\n"
        "handed on is not known; where somebody may have been erased in a\n"
        "region, rather too long than too short. Where the store cannot note\n"
        "that results were written, it cannot warn of them later: that is "
        "said\n"
        "at once, with the same status.",
    .settings_size = sizeof(struct pp_common),
    .min_arguments = 1,
    .max_arguments = 1,
    .run = run};
