#include "prepost/disclose/work.h"

/*
 * What averages of several waves tell of few people. All who answered an
 * outcome first are the same people at every wave, so that the average at the
 * start of one wave's people, less that of another's, is that of those over:
 * they must be enough, and not all alike. A sum like that needs to be certain
 * that the ones are among the others. All who answered first are known with
 * certainty to have those of a wave's pairs among them; those of two waves'
 * pairs are known to only where nobody left by one of the two, in all or of a
 * region.
 */

/* Of one outcome at one wave, or of its comparison arm. */
struct left {
    bool has_averages; /* of those who answered twice */
    long n, n_unlike;
};

static struct left left_of(const struct pp_work *w, size_t i, enum pp_side side)
{
    const struct pp_outcome *from = &w->from->outcomes[i];
    const struct pp_arm *other = &from->contrast.comparison;
    bool is_shown = !w->outcomes[i].hidden;

    if (side == PP_SIDE_COMPARISON)
        return (struct left){is_shown, other->n_left, other->n_left_unlike};
    return (struct left){is_shown, (long)from->missing.n_left,
                         from->missing.n_left_unlike};
}

static bool are_few(const struct pp_work *w, long n)
{
    return n > 0 && n < w->rules.min_average;
}

static bool are_alike(const struct pp_work *w, const struct left *left)
{
    return left->n > 0 && pp_work_is_alike(w, left->n_unlike);
}

/* Outcomes of the same people at other waves are so many further on. */
static size_t step(const struct pp_work *w)
{
    return w->from->n_per_wave > 0 ? w->from->n_per_wave : w->from->n_outcomes;
}

/*
 * How those who left by any wave had started, with those in its pairs, gives
 * how all did who answered first; less those in the pairs of another wave, how
 * those did who left by that one. Where these are few or alike it is told of
 * no wave, rather than a finding.
 */
bool pp_left_is_hidden(const struct pp_work *w, size_t outcome,
                       enum pp_side side)
{
    for (size_t i = outcome % step(w); i < w->from->n_outcomes; i += step(w)) {
        struct left left = left_of(w, i, side);
        if (i == outcome && left.n < w->rules.min_average)
            return true;
        if ((i == outcome || left.has_averages) &&
            (are_few(w, left.n) || are_alike(w, &left)))
            return true;
    }
    return false;
}

/* --- pairs of two waves -----------------------------------------------------
 */

/* A region, or other cohort, of an outcome; the last: people in none. */
struct part {
    long n_asked, n_both;
};

static struct part part_of(const struct pp_outcome *o, size_t part)
{
    const struct pp_comparison *c = &o->comparison;
    struct part rest = {(long)o->missing.n_before, (long)o->n_pairs};

    if (part < c->n_cohorts)
        return (struct part){c->cohorts[part].flow.n_before,
                             c->cohorts[part].flow.n_both};
    for (size_t k = 0; k < c->n_cohorts; k++) {
        rest.n_asked -= c->cohorts[k].flow.n_before;
        rest.n_both -= c->cohorts[k].flow.n_both;
    }
    return rest;
}

static bool has_all(const struct part *part)
{
    return part->n_asked > 0 && part->n_both == part->n_asked;
}

/* Of the pairs of outcome i those who are not certain to be among them as the
 * pairs of the same outcome at another wave: of parts that nobody left, these
 * are. */
static long n_over(const struct pp_work *w, size_t i, size_t j,
                   enum pp_side side)
{
    const struct pp_outcome *a = &w->from->outcomes[i];
    const struct pp_outcome *b = &w->from->outcomes[j];
    long n = (long)a->n_pairs;

    if (side == PP_SIDE_COMPARISON)
        return a->contrast.comparison.n_both -
               (a->contrast.comparison.n_left == 0
                    ? b->contrast.comparison.n_both
                    : 0);
    if (pp_has_arms(w))
        return n - (a->missing.n_left == 0 ? (long)b->n_pairs : 0);
    for (size_t k = 0; k <= a->comparison.n_cohorts; k++) {
        struct part is = part_of(a, k);
        n -= has_all(&is) ? part_of(b, k).n_both : 0;
    }
    return n;
}

/* Of two waves the last stays. By other cohorts than regions, reports tell of
 * everyone: then what is over must not come of these. */
static void hide_earlier(struct pp_work *w, size_t i, size_t j)
{
    size_t earlier = i < j ? i : j, later = i < j ? j : i;

    w->outcomes[earlier].hidden = true;
    if (w->beside != NULL && !w->beside->outcomes[earlier].hidden)
        w->outcomes[later].hidden = true;
}

static void hide_either(struct pp_work *w, size_t i, enum pp_side side)
{
    struct left left = left_of(w, i, side);

    for (size_t j = i % step(w); j < w->from->n_outcomes; j += step(w)) {
        struct left other = left_of(w, j, side);
        bool tells = are_few(w, n_over(w, j, i, side)) ||
                     (other.n == 0 && are_alike(w, &left));
        if (j != i && !w->outcomes[i].hidden && other.has_averages && tells)
            hide_earlier(w, i, j);
    }
}

void pp_protect_left(struct pp_work *w)
{
    for (size_t i = 0; i < w->from->n_outcomes; i++) {
        hide_either(w, i, PP_SIDE_OWN);
        if (w->from->outcomes[i].contrast.is_made)
            hide_either(w, i, PP_SIDE_COMPARISON);
    }
}

/* Whether nobody left a part, at all waves or at some. */
enum stayed { SOME_LEFT, STAYED_FOR_SOME, STAYED_FOR_ALL };

static enum stayed stayed_of(const struct pp_work *w, size_t outcome,
                             size_t part)
{
    size_t n = 0, n_all = 0;

    for (size_t i = outcome % step(w); i < w->from->n_outcomes; i += step(w)) {
        struct part is = part_of(&w->from->outcomes[i], part);
        n++;
        n_all += has_all(&is);
    }
    return n_all == 0  ? SOME_LEFT
           : n_all < n ? STAYED_FOR_SOME
                       : STAYED_FOR_ALL;
}

static bool is_any_dark(const struct pp_work *w, size_t outcome)
{
    for (size_t i = outcome % step(w); i < w->from->n_outcomes; i += step(w)) {
        const struct pp_comparison *c = &w->outcomes[i].comparison;
        for (size_t k = 0; k < c->n_cohorts; k++)
            if (!c->cohorts[k].shown &&
                part_of(&w->from->outcomes[i], k).n_both > 0)
                return true;
    }
    return false;
}

bool pp_cohorts_are_of_last(const struct pp_work *w, size_t outcome)
{
    const struct pp_outcome *from = &w->from->outcomes[outcome];
    size_t n_parts = 0;
    bool has_moved = false, has_same = false;

    for (size_t k = 0; k <= from->comparison.n_cohorts; k++) {
        enum stayed stayed = stayed_of(w, outcome, k);
        n_parts += part_of(from, k).n_asked > 0;
        has_moved |= stayed == STAYED_FOR_SOME;
        has_same |= stayed == STAYED_FOR_ALL;
    }
    return from->wave + 1 < w->from->plan->n_waves && n_parts > 1 &&
           w->rules.threshold > 1 &&
           (has_moved || (has_same && is_any_dark(w, outcome)));
}
