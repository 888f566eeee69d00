#include "prepost/cli/editions.h"

#include <string.h>

#include "prepost/cli/warn.h"
#include "prepost/disclose/rules.h"

/* --- what is said --------------------------------------------------------- */

/* `first`: what to do, before what it is; or "". */
static void warn_of_erased(const char *first, long threshold, const char *where)
{
    pp_warn("%ssomebody was erased since earlier results were written, and "
            "fewer than %ld people have come or gone among %s: whoever has the "
            "earlier results and these can subtract one from the other and "
            "work out what that person answered. Hand these on only where you "
            "can take all the earlier ones back; else wait until %ld people or "
            "more have come in or been erased there",
            first, threshold, where, threshold);
}

/* `apart`: what could be left out; NULL: nothing that would help. */
static void warn_of_few(const char *first, long threshold, const char *where,
                        const char *apart)
{
    pp_warn("%sfewer than %ld people have come in, or answered once more, "
            "since earlier results were written, among %s: whoever has both "
            "can subtract one from the other and learn what those few "
            "answered. Between two results that are handed on there should be "
            "%ld people or more: wait for more there%s%s%s, or hand these on "
            "only where you can take the earlier ones back",
            first, threshold, where, threshold,
            apart != NULL ? ", or make none by " : "",
            apart != NULL ? apart : "", apart != NULL ? " until then" : "");
}

static void warn_of_corrected(const char *first, long threshold,
                              const char *where)
{
    pp_warn("%sa file was put in another's place since earlier results were "
            "written, and is of the same people among %s: where it corrects "
            "what fewer than %ld people answered, whoever has both results can "
            "subtract one from the other and learn what those few answered. "
            "Hand these on only where you can take the earlier ones back, or "
            "where the answers of %ld people or more were corrected there",
            first, where, threshold, threshold);
}

/* What was said when the same results were written before. */
static void warn_again(const char *first, const char *where, bool is_of_erased)
{
    pp_warn("%sas was said of these results before, %s earlier ones: %s. Hand "
            "them on only where you can take those back",
            first,
            is_of_erased ? "they tell of somebody erased with"
                         : "they are too close to",
            where);
}

/* The results are written: that they are not known of is no failure of them. */
static void warn_of_unkept(const char *why)
{
    pp_warn("the results were written, but the store could not note that they "
            "were: %s. So nobody will be warned when somebody is erased, or a "
            "few more people come in, and new results with these tell what "
            "those few answered. Write these once more when the store can be "
            "written, before it changes",
            why);
}

/* --- in whom -------------------------------------------------------------- */

/* Of one column and n editions: since[level * n + e] people came since the
 * edition e or are in a file that was put right since. The level after the last
 * is everyone. */
struct tally {
    const char *by, *const *levels; /* NULL: everyone alone */
    size_t n_levels, n;
    struct pp_edition_since *since;
};

static void count_person(const struct tally *t, size_t level,
                         const struct pp_edition_person *p)
{
    for (long e = 0; e <= p->came; e++)
        t->since[level * t->n + (size_t)e].n_came++;
    for (long e = 0; e <= p->corrected; e++)
        t->since[level * t->n + (size_t)e].n_corrected++;
}

/* NULL too where somebody came in since the answers were read. */
static const struct pp_person_column *
column_of(const struct pp_results *results, size_t n_people)
{
    const struct pp_cohort_column *column =
        results != NULL && results->n_outcomes > 0 &&
                (size_t)results->flow.all.n_people == n_people
            ? results->outcomes[0].comparison.column
            : NULL;

    return column != NULL ? &column->any_order : NULL;
}

/* `people` come as the store has them, levels as the results do, whose person
 * i is stored[i] of the store. */
static struct tally tally_of(const struct pp_results *results,
                             const uint32_t *stored,
                             const struct pp_edition_person *people,
                             size_t n_people, size_t n, struct pp_pool *pool)
{
    const struct pp_person_column *column = column_of(results, n_people);
    struct tally t = {.n_levels = column != NULL ? column->n_levels : 0,
                      .n = n};
    const char **levels = pp_pool_array(pool, t.n_levels + 1, sizeof *levels);

    for (size_t i = 0; i < t.n_levels; i++)
        levels[i] = pp_edition_name(pool, column->levels[i]);
    t.by = pp_edition_name(pool, column != NULL ? column->name : NULL);
    t.levels = levels;
    t.since = pp_pool_array(pool, (t.n_levels + 1) * n, sizeof *t.since);
    for (size_t i = 0; i < n_people; i++) {
        count_person(&t, t.n_levels, &people[i]);
        if (column != NULL && column->level[i] < t.n_levels)
            count_person(&t, column->level[i], &people[stored[i]]);
    }
    return t;
}

/* Everyone where it is not known who is in a part: those are no fewer. */
static struct pp_edition_since since_in(const struct tally *t,
                                        const struct pp_edition_count *count,
                                        size_t edition)
{
    size_t level = t->n_levels;

    if (*count->level != '\0' && strcmp(t->by, count->by) == 0)
        for (size_t k = 0; k < t->n_levels; k++)
            if (strcmp(t->levels[k], count->level) == 0)
                level = k;
    return t->since[level * t->n + edition];
}

/* --- how close ------------------------------------------------------------ */

static bool is_beside(const struct pp_edition_count *a,
                      const struct pp_edition_count *b)
{
    return strcmp(a->outcome, b->outcome) == 0 &&
           strcmp(a->waves, b->waves) == 0 && strcmp(a->by, b->by) == 0;
}

/* People in those parts of the column of `like` that the other edition does
 * not have, as where a region was named anew; with the rest, which is of other
 * parts then. 0: it has all. */
static long sum_without_like(const struct pp_edition *in,
                             const struct pp_edition *other,
                             const struct pp_edition_count *like)
{
    long sum = 0, rest = 0;

    for (size_t i = 0; i < in->n_counts; i++) {
        const struct pp_edition_count *c = &in->counts[i];
        if (!is_beside(c, like))
            continue;
        if (*c->level == '\0')
            rest = c->n;
        else if (pp_edition_find(other, c) == NULL)
            sum += c->n;
    }
    return sum > 0 ? sum + rest : 0;
}

static enum pp_edition_tells tells_of(const struct pp_edition *then,
                                      const struct pp_edition *now,
                                      const struct pp_edition_count *count,
                                      struct pp_edition_since since,
                                      long threshold)
{
    const struct pp_edition_count *was = pp_edition_find(then, count);
    bool is_rest = *count->by != '\0' && *count->level == '\0';
    long n_then = was != NULL ? was->n : 0, n_now = count->n;

    if (*count->by != '\0' && (is_rest || was == NULL)) {
        long lost = sum_without_like(then, now, count);
        long won = sum_without_like(now, then, count);
        if (lost > 0 || won > 0 || was == NULL) {
            n_then = lost;
            n_now = won;
        }
    }
    if (*count->outcome == '\0') /* people alone, of whom none is corrected */
        since.n_corrected = 0;
    return n_then == 0 || n_now == 0
               ? PP_EDITION_NOTHING
               : pp_edition_tells(n_then, n_now, then, since, threshold);
}

/* An earlier prepost kept of how many people its results were, and no figure by
 * its name: then whoever came since is in any of them. */
static bool is_nameless(const struct pp_edition *edition)
{
    return edition->n_counts == 1;
}

static enum pp_edition_tells tells_of_nameless(const struct pp_edition *then,
                                               struct pp_edition_since since,
                                               long threshold)
{
    if (then->n_erased > 0 && then->n_erased + since.n_came < threshold)
        return PP_EDITION_ERASED;
    if (since.n_came > 0 && since.n_came < threshold)
        return PP_EDITION_FEW;
    return since.n_came == 0 && since.n_corrected > 0 ? PP_EDITION_CORRECTED
                                                      : PP_EDITION_NOTHING;
}

/* What these tell with any earlier ones: of each count of `now` the worst. */
struct closeness {
    bool is_kept; /* the same were written before */
    enum pp_edition_tells *tells;
};

static struct closeness closeness_of(const struct pp_edition *now,
                                     struct pp_pool *pool)
{
    struct closeness c = {.is_kept = false};

    c.tells = pp_pool_array(pool, now->n_counts, sizeof *c.tells);
    return c;
}

static bool has(const struct closeness *c, size_t n,
                enum pp_edition_tells tells)
{
    for (size_t i = 0; i < n; i++)
        if (c->tells[i] == tells)
            return true;
    return false;
}

static void compare(const struct pp_edition *then, const struct pp_edition *now,
                    const struct tally *tally, size_t edition, long threshold,
                    struct closeness *c)
{
    for (size_t i = 0; i < now->n_counts; i++) {
        const struct pp_edition_count *count = &now->counts[i];
        struct pp_edition_since since = since_in(tally, count, edition);
        enum pp_edition_tells tells =
            is_nameless(then) && *count->outcome != '\0'
                ? tells_of_nameless(then, since, threshold)
                : tells_of(then, now, count, since, threshold);
        if (tells > c->tells[i])
            c->tells[i] = tells;
    }
    c->is_kept = c->is_kept || pp_edition_has(then, now);
}

/* Whether it matters who came in when. */
static bool has_happened(const struct pp_edition *all, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (all[i].n_erased > 0 || all[i].n_replaced > 0 ||
            is_nameless(&all[i]))
            return true;
    return false;
}

static int compare_all(struct pp_evaluation *evaluation,
                       const struct pp_edition *all, size_t n,
                       const struct pp_edition *now, long threshold,
                       struct closeness *c, struct pp_error *err)
{
    struct pp_pool *pool = evaluation->pool;
    const struct pp_edition_person *people = NULL;
    size_t n_people = 0;

    *c = closeness_of(now, pool);
    if (has_happened(all, n) &&
        pp_editions_people(evaluation->store, pool, all, n, &people, &n_people,
                           err) != 0)
        return -1;
    struct tally tally = tally_of(evaluation->results, evaluation->stored,
                                  people, n_people, n, pool);
    for (size_t i = 0; i < n; i++)
        compare(&all[i], now, &tally, i, threshold, c);
    return 0;
}

/* --- where, in words ------------------------------------------------------ */

enum { MOST_NAMED = 3 };

/* "hhi.total", or of no outcome: "people at all". */
static const char *figure_of(const struct pp_edition_count *count,
                             struct pp_pool *pool)
{
    if (*count->outcome != '\0')
        return count->outcome;
    return *count->waves == '\0'
               ? "people"
               : pp_pool_printf(pool, "people who answered at \"%s\"",
                                count->waves);
}

static bool is_part(const struct pp_edition_count *a,
                    const struct pp_edition_count *b)
{
    return strcmp(a->by, b->by) == 0 && strcmp(a->level, b->level) == 0;
}

static const char *part_of(const struct pp_edition_count *count)
{
    return *count->by == '\0'      ? "everyone together"
           : *count->level == '\0' ? "the others together"
                                   : count->level;
}

/* What is named together. */
struct named {
    const struct pp_edition *now;
    const struct closeness *c;
    enum pp_edition_tells least, most;
    struct pp_pool *pool;
};

static bool is_named(const struct named *d, size_t i)
{
    return d->c->tells[i] >= d->least && d->c->tells[i] <= d->most;
}

/* "Cornwall (hhi.total, phq9.total, lsns6.total and 2 more)". */
static const char *put_part(const struct named *d, size_t first)
{
    const struct pp_edition_count *counts = d->now->counts;
    const char *text = pp_pool_printf(d->pool, "%s (", part_of(&counts[first]));
    const char *last = "";
    size_t n = 0;

    for (size_t i = first; i < d->now->n_counts; i++) {
        const char *figure = figure_of(&counts[i], d->pool);
        if (!is_named(d, i) || !is_part(&counts[i], &counts[first]) ||
            strcmp(figure, last) == 0)
            continue;
        last = figure;
        if (n++ < MOST_NAMED)
            text = pp_pool_printf(d->pool, "%s%s%s", text, n > 1 ? ", " : "",
                                  figure);
    }
    return n > MOST_NAMED ? pp_pool_printf(d->pool, "%s and %zu more)", text,
                                           n - MOST_NAMED)
                          : pp_pool_printf(d->pool, "%s)", text);
}

/* Everyone first, for ""s come first; NULL: nowhere. */
static const char *where(const struct named *d)
{
    const struct pp_edition_count *counts = d->now->counts;
    const char *text = NULL;
    size_t n = 0;

    for (size_t i = 0; i < d->now->n_counts; i++) {
        size_t k = 0;
        while (k < i && !(is_named(d, k) && is_part(&counts[k], &counts[i])))
            k++;
        if (!is_named(d, i) || k < i || n++ >= MOST_NAMED)
            continue;
        const char *part = put_part(d, i);
        text =
            text == NULL ? part : pp_pool_printf(d->pool, "%s; %s", text, part);
    }
    return n > MOST_NAMED ? pp_pool_printf(d->pool, "%s; and %zu more", text,
                                           n - MOST_NAMED)
                          : text;
}

/* The column whose parts alone are close; NULL: everyone together is too. */
static const char *apart_by(const struct pp_edition *now,
                            const struct closeness *c)
{
    const char *by = NULL;

    for (size_t i = 0; i < now->n_counts; i++) {
        if (c->tells[i] < PP_EDITION_FEW)
            continue;
        if (*now->counts[i].by == '\0')
            return NULL;
        by = now->counts[i].by;
    }
    return by;
}

const char *pp_editions_few(const struct pp_evaluation *evaluation,
                            const struct pp_edition *then,
                            const struct pp_edition *now)
{
    struct closeness c = closeness_of(now, evaluation->pool);
    struct tally nobody = tally_of(NULL, NULL, NULL, 0, 1, evaluation->pool);

    if (then->n_erased > 0)
        return NULL;
    compare(then, now, &nobody, 0,
            pp_disclosure_rules_of(evaluation->plan).threshold, &c);
    return where(&(struct named){now, &c, PP_EDITION_FEW, PP_EDITION_FEW,
                                 evaluation->pool});
}

/* --- telling -------------------------------------------------------------- */

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

enum kind { TO_HAND_ON, OF_PEOPLE };

/* Returns whether there was something. What to do is said once; what people
 * said one by one is not to be sent in any case. */
static bool warn(const struct pp_evaluation *evaluation, enum kind kind,
                 const struct pp_edition *now, const struct closeness *c,
                 long threshold)
{
    struct named d = {
        now, c, kind == OF_PEOPLE ? PP_EDITION_ERASED : PP_EDITION_CORRECTED,
        PP_EDITION_ERASED, evaluation->pool};
    const char *all = where(&d);
    const char *first =
        kind == TO_HAND_ON && !evaluation->is_told_of_few ? PP_WARN_UNSENT : "";
    bool is_of_erased = has(c, now->n_counts, PP_EDITION_ERASED);

    if (all == NULL || evaluation->quiet)
        return all != NULL;
    if (c->is_kept && (is_of_erased || !evaluation->is_told_of_few))
        warn_again(first, all, is_of_erased);
    if (c->is_kept)
        return true;
    d.least = PP_EDITION_FEW;
    const char *close = where(&d);
    if (is_of_erased)
        warn_of_erased(first, threshold, close);
    else if (close != NULL && !evaluation->is_told_of_few)
        warn_of_few(first, threshold, close, apart_by(now, c));
    first = close != NULL ? "" : first;
    d.least = d.most = PP_EDITION_CORRECTED;
    const char *corrected = kind == OF_PEOPLE ? NULL : where(&d);
    if (corrected != NULL)
        warn_of_corrected(first, threshold, corrected);
    return true;
}

static int tell(struct pp_evaluation *evaluation, enum kind kind,
                struct pp_error *err)
{
    long threshold = pp_disclosure_rules_of(evaluation->plan).threshold;
    const struct pp_edition *all;
    struct pp_edition now;
    struct closeness c;
    struct pp_error why;
    size_t n;

    if (pp_evaluation_open_store(evaluation, PP_STORE_READ, err) != 0 ||
        pp_editions_list(evaluation->store, evaluation->pool, &all, &n, err) !=
            0 ||
        pp_editions_now(evaluation, &now, err) != 0 ||
        compare_all(evaluation, all, n, &now, threshold, &c, err) != 0)
        return -1;
    bool is_close = warn(evaluation, kind, &now, &c, threshold);
    bool is_new = kind == TO_HAND_ON && !c.is_kept;
    bool is_unkept = is_new && keep(evaluation, &now, &why) != 0;
    if (is_unkept && !evaluation->quiet)
        warn_of_unkept(why.text);
    return is_close || is_unkept ? PP_EXIT_ATTENTION : 0;
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
