#include <stdlib.h>

#include "prepost/disclose/work.h"

/*
 * A questionnaire's total and scales that make it up, of nearly the same
 * people: the scales' sums less that of the total are those of the few whom the
 * total lacks. Two people of 32 who left a question of the one scale blank have
 * no total; what the other scale has more than it is theirs.
 */

/* Scales of one questionnaire at one wave, of the same arm. */
struct family {
    const struct pp_work *w;
    size_t whole;
    size_t *parts, n;
};

enum { MOST_PARTS = 12 };

static const struct pp_outcome *from(const struct family *f, size_t i)
{
    return &f->w->from->outcomes[i];
}

static bool adds_up(const struct pp_scale *s)
{
    return s->method != PP_SCORE_LOOKUP && s->method != PP_SCORE_COUNT;
}

static bool has_item(const struct pp_scale *s, size_t item)
{
    for (size_t i = 0; i < s->n_items; i++)
        if (s->items[i] == item)
            return true;
    return false;
}

static bool is_part(const struct family *f, size_t i)
{
    const struct pp_outcome *whole = from(f, f->whole), *part = from(f, i);
    size_t n_each = pp_outcomes_each(f->w);

    if (i == f->whole || part->instrument != whole->instrument ||
        part->wave != whole->wave || i % n_each != f->whole % n_each ||
        part->scale->n_items >= whole->scale->n_items || !adds_up(part->scale))
        return false;
    for (size_t k = 0; k < part->scale->n_items; k++)
        if (!has_item(whole->scale, part->scale->items[k]))
            return false;
    return true;
}

static void find_parts(struct family *f)
{
    f->n = 0;
    for (size_t i = 0; i < f->w->from->n_outcomes && f->n < MOST_PARTS; i++)
        if (is_part(f, i))
            f->parts[f->n++] = i;
}

/* Whether these of the parts have each question of the whole just once. */
static bool make_it_up(const struct family *f, size_t which)
{
    const struct pp_scale *whole = from(f, f->whole)->scale;

    for (size_t k = 0; k < whole->n_items; k++) {
        size_t n = 0;
        for (size_t i = 0; i < f->n; i++)
            n += (which >> i & 1) != 0 &&
                 has_item(from(f, f->parts[i])->scale, whole->items[k]);
        if (n != 1)
            return false;
    }
    return true;
}

/* --- who is more in a part than in the whole ------------------------------ */

enum { PAIRS_OF_ALL, LEFT_OF_ALL, PAIRS_OF_COMPARISON, LEFT_OF_COMPARISON };
enum { FIRST_COHORT = LEFT_OF_COMPARISON + 1 };

/* People whose average is told; -1: it is not. */
static long people_of(const struct family *f, size_t i, size_t who)
{
    const struct pp_outcome *o = from(f, i);
    const struct pp_comparison *c = &o->comparison;
    long n = who == PAIRS_OF_ALL  ? (long)o->n_pairs
             : who == LEFT_OF_ALL ? (long)o->missing.n_left
             : who == PAIRS_OF_COMPARISON && o->contrast.is_made
                 ? o->contrast.comparison.n_both
             : who == LEFT_OF_COMPARISON && o->contrast.is_made
                 ? o->contrast.comparison.n_left
             : who >= FIRST_COHORT && who - FIRST_COHORT < c->n_cohorts
                 ? c->cohorts[who - FIRST_COHORT].flow.n_both
                 : -1;

    return n >= f->w->rules.min_average ? n : -1;
}

/* Whether averages of these people tell of a few who are in the parts alone. */
static bool tells_of_few(const struct family *f, size_t which, size_t who)
{
    long whole = people_of(f, f->whole, who), over = 0;

    for (size_t i = 0; i < f->n; i++) {
        long part = people_of(f, f->parts[i], who);
        if ((which >> i & 1) == 0)
            continue;
        if (part < 0)
            return false;
        over += labs(part - whole);
    }
    return whole >= 0 && over > 0 && over < f->w->rules.min_average;
}

/* One of them says no more than that: the last that is no main outcome, else
 * the last. */
static void hide_one(const struct family *f, size_t which)
{
    size_t hidden = f->n;

    for (size_t i = 0; i < f->n; i++)
        if ((which >> i & 1) != 0 &&
            (hidden == f->n || from(f, f->parts[i])->plan->role != PP_PRIMARY ||
             from(f, f->parts[hidden])->plan->role == PP_PRIMARY))
            hidden = i;
    f->w->outcomes[f->parts[hidden]].hidden = true;
}

static bool is_any_hidden(const struct family *f, size_t which)
{
    bool is_any = f->w->outcomes[f->whole].hidden;

    for (size_t i = 0; i < f->n; i++)
        is_any |= (which >> i & 1) != 0 && f->w->outcomes[f->parts[i]].hidden;
    return is_any;
}

static void protect(const struct family *f, size_t which)
{
    size_t n = FIRST_COHORT + from(f, f->whole)->comparison.n_cohorts;

    for (size_t who = 0; who < n && !is_any_hidden(f, which); who++)
        if (tells_of_few(f, which, who))
            hide_one(f, which);
}

void pp_protect_totals(const struct pp_work *w)
{
    size_t parts[MOST_PARTS];

    for (size_t i = 0; !w->rules.show_people && i < w->from->n_outcomes; i++) {
        struct family f = {.w = w, .whole = i, .parts = parts};
        if (!adds_up(w->from->outcomes[i].scale))
            continue;
        find_parts(&f);
        for (size_t which = 1; which < (size_t)1 << f.n; which++)
            if (make_it_up(&f, which))
                protect(&f, which);
    }
}
