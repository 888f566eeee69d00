#include "prepost/cli/same_person.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "prepost/base/alloc.h"
#include "prepost/ingest/identifier.h"
#include "prepost/store/join.h"

enum { MAX_CODES = 20 };

/* The plan's mistakes are told by line: a code is not repeated on a screen. */
static int fail_at(const struct pp_evaluation *evaluation, size_t i, size_t k,
                   struct pp_error *err, const char *what)
{
    return pp_fail(err, PP_EDATA, "%s:%zu: same_person: code %zu %s",
                   evaluation->plan->file,
                   evaluation->plan->same_person[i].line, k + 1, what);
}

static int make_pseudonyms(const struct pp_evaluation *evaluation, size_t i,
                           const struct pp_key *key,
                           unsigned char (*out)[PP_PSEUDONYM_SIZE],
                           struct pp_error *err)
{
    const struct pp_plan *plan = evaluation->plan;
    const struct pp_text_list *codes = &plan->same_person[i].codes;
    size_t n_parts = plan->identifier_from.n > 0 ? plan->identifier_from.n : 1;
    struct pp_buffer id = PP_BUFFER_INIT;
    int result = 0;

    for (size_t k = 0; k < codes->n && k < MAX_CODES && result == 0; k++) {
        const char *code = codes->items[k];
        size_t n = 1;

        if (n_parts > 1)
            n = pp_identifier_read(code, strlen(code), &id);
        else
            pp_identifier_normalise(code, strlen(code), &id);
        if (id.length == 0 || n != n_parts)
            result = fail_at(
                evaluation, i, k, err,
                n_parts > 1 ? "has not as many parts as identifier_from names; "
                              "expected them with + between, as in Leeds + 17"
                            : "is blank");
        else
            pp_identifier_pseudonym(key, id.data, id.length, out[k]);
    }
    pp_buffer_clear(&id);
    return result;
}

/* Codes written differently may be one code: then it is in two lists. */
static int check_apart(const struct pp_evaluation *evaluation,
                       unsigned char (*all)[PP_PSEUDONYM_SIZE], size_t n,
                       size_t i, size_t k, struct pp_error *err)
{
    for (size_t a = 0; a < n; a++)
        if (memcmp(all[a], all[n], PP_PSEUDONYM_SIZE) == 0)
            return fail_at(evaluation, i, k, err,
                           "reads like an earlier one: case, blanks and marks "
                           "do not count; expected each code once");
    return 0;
}

static int join_all(struct pp_evaluation *evaluation, const struct pp_key *key,
                    struct pp_error *err)
{
    const struct pp_plan *plan = evaluation->plan;
    size_t n = 0, n_codes = 0;
    int result = 0;

    for (size_t i = 0; i < plan->n_same_person; i++)
        n_codes += plan->same_person[i].codes.n;
    unsigned char(*all)[PP_PSEUDONYM_SIZE] =
        pp_alloc_array(n_codes + MAX_CODES, sizeof *all);
    struct pp_same_found *found =
        pp_pool_array(evaluation->pool, plan->n_same_person, sizeof *found);
    for (size_t i = 0; i < plan->n_same_person && result == 0; i++) {
        size_t n_here = plan->same_person[i].codes.n;

        result = make_pseudonyms(evaluation, i, key, all + n, err);
        for (size_t k = 0; k < n_here && result == 0; k++)
            result = check_apart(evaluation, all, n + k, i, k, err);
        found[i].n_codes = n_here;
        if (result == 0)
            result = pp_store_join(
                evaluation->store,
                (const unsigned char(*)[PP_PSEUDONYM_SIZE])(all + n), n_here,
                &found[i].n_found, err);
        n += n_here;
    }
    pp_free(all);
    evaluation->same = found;
    return result;
}

int pp_same_person_join(struct pp_evaluation *evaluation,
                        const struct pp_key *key, struct pp_error *err)
{
    struct pp_key own;

    if (evaluation->plan->n_same_person == 0)
        return 0;
    if (key == NULL) {
        const char *path = pp_evaluation_path(evaluation, "evaluation.key");

        if (access(path, F_OK) != 0)
            return pp_fail(err, PP_EIO,
                           "%s:%zu: same_person needs the key, and there is no "
                           "%s; put it back beside the plan, or take the list "
                           "out",
                           evaluation->plan->file,
                           evaluation->plan->same_person[0].line, path);
        if (pp_key_open(path, PP_KEY_REFUSE, &own, err) != 0 ||
            pp_store_check_key(evaluation->store, own.fingerprint, err) != 0)
            return -1;
        key = &own;
    }
    return join_all(evaluation, key, err);
}

void pp_same_person_warn(const struct pp_evaluation *evaluation)
{
    const struct pp_plan *plan = evaluation->plan;

    for (size_t i = 0; i < plan->n_same_person; i++) {
        const struct pp_same_found *found = &evaluation->same[i];
        if (found->n_found < found->n_codes)
            fprintf(stderr,
                    "%s:%zu: note: same_person: %zu of these %zu codes %s in "
                    "the files imported; look for a slip, if all should be\n",
                    plan->file, plan->same_person[i].line, found->n_found,
                    found->n_codes, found->n_found == 1 ? "is" : "are");
    }
}

void pp_same_person_print(const struct pp_evaluation *evaluation,
                          struct pp_buffer *out)
{
    for (size_t i = 0;
         evaluation->same != NULL && i < evaluation->plan->n_same_person; i++) {
        const struct pp_same_found *found = &evaluation->same[i];

        pp_buffer_printf(out,
                         "one person by your word (line %zu of the "
                         "plan): %zu of %zu codes are known%s\n",
                         evaluation->plan->same_person[i].line, found->n_found,
                         found->n_codes,
                         found->n_found < 2
                             ? "; nothing to join yet: look for a slip"
                             : ", taken together");
    }
}
