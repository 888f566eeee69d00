#include "prepost/cli/editions.h"

#include <stdio.h>

#include "prepost/disclose/rules.h"

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
            "prepost: fewer than %ld people have come in, or answered once "
            "more, since results were last written: whoever has both can "
            "subtract one from the other and learn what those few answered. "
            "Between two results that are handed on there should be %ld "
            "people or more\n",
            threshold, threshold);
}

static void warn_of_corrected(long threshold)
{
    fprintf(stderr,
            "prepost: a file was put in another's place since results were "
            "last written, and is of the same people: where it corrects what "
            "fewer than %ld people answered, whoever has both results can "
            "subtract one from the other and learn what those few answered. "
            "Hand these on only where you can take the earlier ones back, or "
            "where the answers of %ld people or more were corrected\n",
            threshold, threshold);
}

/* Of an outcome: how many have both scores, and how many the first; the same of
 * those with whom they are compared. Returns how many counts these are. */
static size_t count_people(const struct pp_outcome *outcome, long *counts)
{
    const struct pp_arm *others = &outcome->contrast.comparison;
    size_t n = 0;

    counts[n++] = (long)outcome->n_pairs;
    counts[n++] = (long)outcome->missing.n_before;
    if (outcome->contrast.is_made) {
        counts[n++] = others->n_both;
        counts[n++] = others->n_before;
    }
    return n;
}

/* Of several times after the first: how many answered an outcome at each, also
 * those who did not at the first; the averages at all times are of them. */
static size_t count_at_times(const struct pp_results *results, long *counts)
{
    const struct pp_growth *growth =
        results->arm_growth != NULL ? results->arm_growth : results->growth;
    size_t n_each = results->arm_growth != NULL ? results->n_growth_arms : 1;
    size_t n_waves = results->plan->n_waves, n = 0;

    for (size_t i = 0; growth != NULL && i < results->plan->n_outcomes * n_each;
         i++)
        for (size_t w = 0; w < n_waves; w++)
            counts[n++] = w < growth[i].n_waves ? growth[i].waves[w].n : 0;
    return n;
}

static size_t most_counts(const struct pp_results *results)
{
    size_t n_each = results->n_growth_arms + 1;

    return 4 * results->n_outcomes +
           results->plan->n_outcomes * n_each * results->plan->n_waves;
}

int pp_editions_now(struct pp_evaluation *evaluation, struct pp_edition *out,
                    struct pp_error *err)
{
    const struct pp_results *results = evaluation->results;
    struct pp_pool *pool = evaluation->pool;

    if (pp_edition_now(evaluation->store, out, err) != 0)
        return -1;
    if (results == NULL)
        return 0;
    long *counts =
        pp_pool_array(pool, most_counts(results) + 1, sizeof *counts);
    const char **files =
        pp_pool_array(pool, results->n_inputs + 1, sizeof *files);
    for (size_t i = 0; i < results->n_outcomes; i++)
        out->n_counts +=
            count_people(&results->outcomes[i], counts + out->n_counts);
    out->n_counts += count_at_times(results, counts + out->n_counts);
    for (size_t i = 0; i < results->n_inputs; i++)
        files[i] = pp_pool_printf(pool, "%.*s", PP_EDITION_HASH,
                                  results->inputs[i].hash);
    out->at_wave = results->flow.n_at_wave;
    out->n_waves = results->plan->n_waves;
    out->counts = counts;
    out->files = (struct pp_text_list){files, results->n_inputs};
    return 0;
}

/* How close the earlier results are: the fewest people who are in one of them
 * and not in the other; 0: none is near, or they are of the same people. */
struct closeness {
    bool is_kept;
    bool is_corrected; /* of the same people, some file of whom is another */
    long n_erased;     /* where somebody was erased in between */
    long n_came;       /* where nobody was */
};

static long lesser(long a, long b)
{
    return a == 0 || (b != 0 && b < a) ? b : a;
}

static struct closeness compare(const struct pp_edition *all, size_t n,
                                const struct pp_edition *now)
{
    struct closeness c = {.is_kept = false};

    for (size_t i = 0; i < n; i++) {
        const struct pp_edition *then = &all[i];
        long came = now->n_people - then->n_people + then->n_erased;
        if (then->n_erased > 0)
            c.n_erased =
                lesser(c.n_erased, then->n_erased + (came > 0 ? came : 0));
        else {
            long distance = pp_edition_distance(then, now);
            c.n_came = lesser(c.n_came, distance);
            c.is_corrected |= distance == 0 && then->n_replaced > 0;
        }
        c.is_kept = c.is_kept || pp_edition_same(then, now);
    }
    return c;
}

static int keep(struct pp_evaluation *evaluation, const struct pp_edition *now,
                struct pp_error *err)
{
    struct pp_store *store = NULL;

    pp_store_close(evaluation->store);
    evaluation->store = NULL;
    int status = pp_store_open(pp_evaluation_path(evaluation, "evaluation.db"),
                               PP_STORE_WRITE, &store, err);
    if (status == 0)
        status = pp_editions_keep(store, now, err);
    pp_store_close(store);
    return status;
}

/* The results are written: that they are not known of is no failure of them. */
static void warn_of_unkept(const char *why)
{
    fprintf(stderr,
            "prepost: the results were written, but the store could not note "
            "that they were: %s. So nobody will be warned when somebody is "
            "erased, or a few more people come in, and new results with these "
            "tell what those few answered. Write these once more when the "
            "store can be written, before it changes\n",
            why);
}

enum kind { TO_HAND_ON, OF_PEOPLE };

static int tell(struct pp_evaluation *evaluation, enum kind kind,
                struct pp_error *err)
{
    long threshold = pp_disclosure_rules_of(evaluation->plan).threshold;
    const struct pp_edition *all;
    struct pp_edition now;
    size_t n;

    if (pp_evaluation_open_store(evaluation, PP_STORE_READ, err) != 0 ||
        pp_editions_list(evaluation->store, evaluation->pool, &all, &n, err) !=
            0 ||
        pp_editions_now(evaluation, &now, err) != 0)
        return -1;
    struct closeness c = compare(all, n, &now);
    bool is_of_erased = c.n_erased > 0 && c.n_erased < threshold;
    bool is_new = kind == TO_HAND_ON && !c.is_kept;
    bool is_of_few = is_new && c.n_came > 0 && c.n_came < threshold;
    bool is_corrected = is_new && c.is_corrected;
    if (is_of_erased && !evaluation->quiet)
        warn_of_erased(threshold);
    else if (is_of_few && !evaluation->quiet && !evaluation->is_told_of_few)
        warn_of_few(threshold);
    else if (is_corrected && !is_of_few && !evaluation->quiet)
        warn_of_corrected(threshold);
    struct pp_error why;
    bool is_unkept = is_new && keep(evaluation, &now, &why) != 0;
    if (is_unkept && !evaluation->quiet)
        warn_of_unkept(why.text);
    return is_of_erased || is_of_few || is_corrected || is_unkept
               ? PP_EXIT_ATTENTION
               : 0;
}

int pp_editions_tell(struct pp_evaluation *evaluation, struct pp_error *err)
{
    return tell(evaluation, TO_HAND_ON, err);
}

int pp_editions_tell_of_people(struct pp_evaluation *evaluation,
                               struct pp_error *err)
{
    return tell(evaluation, OF_PEOPLE, err);
}
