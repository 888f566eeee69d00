#include "prepost/disclose/work.h"

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

/* Of few, as many as need not be the same differ in any case: most must be. */
static bool are_alike(const struct pp_work *w, const struct left *left)
{
    return left->n > 0 && pp_work_is_alike(w, left->n_unlike) &&
           (left->n >= w->rules.min_average || 2 * left->n_unlike < left->n);
}

/* Outcomes of the same people at other waves are so many further on. */
static size_t step(const struct pp_work *w)
{
    return w->from->n_per_wave > 0 ? w->from->n_per_wave : w->from->n_outcomes;
}

/*
 * All who answered first are the same people at every wave: their average, less
 * that of those who answered twice, is the average of those who left by then.
 */
bool pp_left_is_hidden(const struct pp_work *w, size_t outcome,
                       enum pp_side side)
{
    for (size_t i = outcome % step(w); i < w->from->n_outcomes; i += step(w)) {
        struct left left = left_of(w, i, side);
        if (i == outcome && left.n < w->rules.min_average)
            return true;
        if ((i == outcome || left.has_averages) && are_alike(w, &left))
            return true;
    }
    return false;
}

static void hide_either(struct pp_work *w, size_t i, enum pp_side side)
{
    struct left left = left_of(w, i, side);
    size_t last = w->from->plan->n_waves - 1;

    if (!are_alike(w, &left))
        return;
    for (size_t j = i % step(w); j < w->from->n_outcomes; j += step(w)) {
        struct left other = left_of(w, j, side);
        if (other.n > 0 || !other.has_averages || w->outcomes[i].hidden)
            continue;
        w->outcomes[w->from->outcomes[j].wave == last ? i : j].hidden = true;
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
