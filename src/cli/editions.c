#include "prepost/cli/editions.h"

#include <stdio.h>

#include "prepost/disclose/rules.h"
#include "prepost/store/editions.h"

static void warn_of_erased(long threshold)
{
    fprintf(stderr,
            "prepost: somebody was erased since results were last written, and "
            "fewer than %ld people have come or gone in all: whoever has the "
            "earlier results and these can subtract one from the other and "
            "work out what that person answered. Hand these on only where you "
            "can take all the earlier ones back; else wait until %ld people "
            "or more have come in or been erased\n",
            threshold, threshold);
}

static void warn_of_few(long threshold)
{
    fprintf(stderr,
            "prepost: fewer than %ld people have come in since results were "
            "last written: whoever has both can subtract one from the other "
            "and learn what those few answered. Between two results that are "
            "handed on there should be %ld people or more\n",
            threshold, threshold);
}

/* A store that cannot be written has nobody erased from it either. */
static void keep(struct pp_evaluation *evaluation)
{
    struct pp_store *store = NULL;
    struct pp_error ignored;

    pp_store_close(evaluation->store);
    evaluation->store = NULL;
    if (pp_store_open(pp_evaluation_path(evaluation, "evaluation.db"),
                      PP_STORE_WRITE, &store, &ignored) == 0)
        pp_editions_keep(store, &ignored);
    pp_store_close(store);
}

int pp_editions_tell(struct pp_evaluation *evaluation, struct pp_error *err)
{
    struct pp_disclosure_rules rules = pp_disclosure_rules_of(evaluation->plan);
    struct pp_editions editions;

    if (pp_evaluation_open_store(evaluation, PP_STORE_READ, err) != 0 ||
        pp_editions_find(evaluation->store, &editions, err) != 0)
        return -1;
    bool is_of_erased =
        editions.n_erased > 0 && (long)editions.n_erased < rules.threshold;
    bool is_of_few = !editions.is_kept && editions.n_came > 0 &&
                     (long)editions.n_came < rules.threshold;
    if (is_of_erased && !evaluation->quiet)
        warn_of_erased(rules.threshold);
    else if (is_of_few && !evaluation->quiet)
        warn_of_few(rules.threshold);
    if (!editions.is_kept)
        keep(evaluation);
    return is_of_erased ? PP_EXIT_ATTENTION : 0;
}
