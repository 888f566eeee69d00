#include "prepost/disclose/item_answers.h"

#include <stdlib.h>

#include "prepost/base/alloc.h"

/* --- taking answers together ---------------------------------------------- */

static bool may_stand(long count, long n, const struct pp_disclosure_rules *r)
{
    if (r->threshold <= 1)
        return true;
    return (count >= r->threshold || (count == 0 && r->show_zero)) && count < n;
}

static struct pp_answer_part join(const struct pp_answer_part *parts,
                                  size_t first, size_t last)
{
    struct pp_answer_part all = parts[first];

    for (size_t a = first + 1; a <= last; a++) {
        all.last = parts[a].last;
        all.before += parts[a].before;
        all.after += parts[a].after;
    }
    return all;
}

/*
 * The most parts, side by side, that may all stand: most[k] of the first k
 * answers, the last of which begins at from[k].
 */
static void join_few(struct pp_item_answers *item,
                     const struct pp_disclosure_rules *r, struct pp_pool *pool)
{
    size_t n = item->n_parts;
    size_t *most = pp_alloc_array(2 * (n + 1), sizeof *most),
           *from = most + n + 1;
    struct pp_answer_part *out = pp_pool_array(pool, n, sizeof *out);

    for (size_t k = 0; k <= n; k++)
        most[k] = from[k] = 0;
    for (size_t k = 1; k <= n; k++)
        for (size_t first = 0; first < k; first++) {
            struct pp_answer_part part = join(item->parts, first, k - 1);
            if ((first > 0 && most[first] == 0) ||
                !may_stand(part.before, item->n, r) ||
                !may_stand(part.after, item->n, r) ||
                most[first] + 1 <= most[k])
                continue;
            most[k] = most[first] + 1;
            from[k] = first;
        }
    size_t n_parts = most[n];
    for (size_t k = n, i = n_parts; i-- > 0; k = from[k])
        out[i] = join(item->parts, from[k], k - 1);
    pp_free(most);
    item->parts = out;
    item->n_parts = n_parts > 1 ? n_parts : 0;
}

/* --- what the average score would give back ------------------------------- */

/*
 * One wave of questions of one outcome that count in the same scales: whatever
 * its people answered to these, every scale's sum stays as it is while theirs
 * does. So what the averages of a total and of its parts tell together is
 * allowed for, not only what each tells alone.
 */
struct wave {
    const struct pp_outcome *outcome;
    const struct pp_disclosure_rules *rules;
    struct pp_item_answers *shown; /* in the order of outcome->answers */
    const size_t *kin, n_kin;      /* which of them, in that order */
    bool is_after;
};

static long people(const struct wave *w, size_t item, size_t answer)
{
    const struct pp_answer_part *p =
        &w->outcome->answers.items[item].parts[answer];

    return w->is_after ? p->after : p->before;
}

/* The answers that a reader cannot tell from `answer`. */
static void part_of(const struct wave *w, size_t item, size_t answer,
                    size_t *first, size_t *last)
{
    const struct pp_item_answers *shown = &w->shown[item];

    *first = 0;
    *last = w->outcome->answers.items[item].n_parts - 1;
    for (size_t i = 0; i < shown->n_parts; i++)
        if (shown->parts[i].first <= answer && answer <= shown->parts[i].last) {
            *first = shown->parts[i].first;
            *last = shown->parts[i].last;
        }
}

/* By how many steps a part's sum of answers could be greater, or less. */
struct slack {
    long up, down;
};

static struct slack slack_of(const struct wave *w, size_t item, size_t first,
                             size_t last)
{
    struct slack s = {0, 0};

    for (size_t a = first; a <= last; a++) {
        s.up += people(w, item, a) * (long)(last - a);
        s.down += people(w, item, a) * (long)(a - first);
    }
    return s;
}

/* Questions that are turned round move the score the other way. */
static bool is_turned(const struct wave *w, size_t item)
{
    return w->outcome->instrument->items[w->outcome->answers.items[item].item]
        .reverse;
}

static void add_slack(struct slack *to, struct slack s, bool turned, long sign)
{
    to->up += sign * (turned ? s.down : s.up);
    to->down += sign * (turned ? s.up : s.down);
}

static struct slack slack_of_all(const struct wave *w)
{
    struct slack all = {0, 0};
    size_t first, last;

    for (size_t k = 0; k < w->n_kin; k++) {
        size_t i = w->kin[k];
        for (size_t a = 0; a < w->outcome->answers.items[i].n_parts;
             a = last + 1) {
            part_of(w, i, a, &first, &last);
            add_slack(&all, slack_of(w, i, first, last), is_turned(w, i), 1);
        }
    }
    return all;
}

static long least(long a, long b)
{
    return a < b ? a : b;
}

/*
 * How far the count of one answer could be from what it is, with everything
 * that is shown and the sum of the scores as they are: its people change
 * places with those of the answers beside it in its part, nearest first, and
 * the other parts make up for what that does to the sum.
 */
static long room(const struct wave *w, size_t item, size_t answer, size_t first,
                 size_t last, struct slack others)
{
    struct slack in = others, out = others; /* for people coming, going */
    long own = people(w, item, answer), n_in = 0, n_out = 0;

    if (is_turned(w, item))
        in = out = (struct slack){others.down, others.up};
    for (size_t step = 1; step <= last - first; step++) {
        if (answer >= first + step) { /* from below: the sum rises */
            long d =
                least(people(w, item, answer - step), in.down / (long)step);
            n_in += d;
            in.down -= d * (long)step;
            d = least(own - n_out, out.up / (long)step);
            n_out += d;
            out.up -= d * (long)step;
        }
        if (answer + step <= last) {
            long d = least(people(w, item, answer + step), in.up / (long)step);
            n_in += d;
            in.up -= d * (long)step;
            d = least(own - n_out, out.down / (long)step);
            n_out += d;
            out.down -= d * (long)step;
        }
    }
    return n_in + n_out;
}

static bool is_small(const struct wave *w, long count)
{
    return count < w->rules->threshold && (count > 0 || !w->rules->show_zero);
}

/* The first question with an answer that could be had back; n_items: none. */
static size_t exposed(const struct wave *w)
{
    const struct pp_outcome_answers *all = &w->outcome->answers;
    struct slack total = slack_of_all(w);
    size_t first, last;

    for (size_t k = 0; k < w->n_kin; k++) {
        size_t i = w->kin[k];
        for (size_t a = 0; a < all->items[i].n_parts; a++) {
            part_of(w, i, a, &first, &last);
            struct slack others = total;
            add_slack(&others, slack_of(w, i, first, last), is_turned(w, i),
                      -1);
            if (is_small(w, people(w, i, a)) &&
                room(w, i, a, first, last, others) < w->rules->threshold)
                return i;
        }
    }
    return all->n_items;
}

static void leave_out(struct pp_item_answers *item)
{
    item->n_parts = 0;
    item->parts = NULL;
}

/* Leaves out the question itself or, where it is out, the last one shown;
 * returns false when none of them is shown any more. */
static bool leave_out_one(const struct wave *w, size_t item)
{
    for (size_t k = w->n_kin; w->shown[item].n_parts == 0 && k-- > 0;)
        item = w->shown[w->kin[k]].n_parts > 0 ? w->kin[k] : item;
    if (w->shown[item].n_parts == 0)
        return false;
    leave_out(&w->shown[item]);
    return true;
}

static bool protect_wave(const struct wave *w)
{
    bool changed = false;
    size_t n = w->outcome->answers.n_items;

    for (size_t i = exposed(w); i < n && leave_out_one(w, i); i = exposed(w))
        changed = true;
    return changed;
}

/* --- the same questions of other outcomes --------------------------------- */

/* Outcomes while their questions are gone through. */
struct work {
    const struct pp_outcome *outcomes;
    struct pp_outcome_answers *to;
    const bool *hidden; /* as a whole; not told of in any way */
    size_t n, n_arms;
    const struct pp_disclosure_rules *rules;
    struct pp_pool *pool;
};

/* Of the same questionnaire; other arms are other people. */
static bool is_beside(const struct work *w, size_t i, size_t j)
{
    return !w->hidden[i] && !w->hidden[j] && i % w->n_arms == j % w->n_arms &&
           w->outcomes[i].instrument == w->outcomes[j].instrument;
}

/* Where the question stands among those of the outcome; n_items: nowhere. */
static size_t place_of(const struct pp_outcome *o, size_t question)
{
    size_t k = 0;

    while (k < o->answers.n_items && o->answers.items[k].item != question)
        k++;
    return k;
}

static bool has(const struct pp_outcome *o, size_t question)
{
    return place_of(o, question) < o->answers.n_items;
}

/* Whether two questions count in the same scales. */
static bool are_kin(const struct work *w, size_t i, size_t a, size_t b)
{
    for (size_t j = 0; j < w->n; j++)
        if (is_beside(w, i, j) &&
            has(&w->outcomes[j], a) != has(&w->outcomes[j], b))
            return false;
    return true;
}

static bool may_differ(const struct work *w, long a, long a_n, long b, long b_n)
{
    return a_n == b_n ? a == b
                      : may_stand(labs(a - b), labs(a_n - b_n), w->rules);
}

/* Part p of the question in two outcomes: cut alike, and of other people. Of
 * two waves only the answers before are of one time, and must be the same. */
static bool part_may_stand(const struct work *w, bool is_same_wave,
                           const struct pp_item_answers *a,
                           const struct pp_item_answers *b, size_t p)
{
    const struct pp_answer_part *x = &a->parts[p], *y = &b->parts[p];

    if (x->first != y->first || x->last != y->last)
        return false;
    if (!is_same_wave)
        return a->n == b->n && x->before == y->before;
    return may_differ(w, x->before, a->n, y->before, b->n) &&
           may_differ(w, x->after, a->n, y->after, b->n);
}

/*
 * Whether a question may stand once more, of other people: cut alike, and no
 * part of it may be greater or less by a few, who would be those that answered
 * the one outcome and not the other. At another wave they are those who left
 * by it, of whom the average is told: there must be none.
 */
static bool may_stand_beside(const struct work *w, size_t i, size_t k, size_t j)
{
    size_t of = w->outcomes[i].answers.items[k].item;
    const struct pp_item_answers *a = &w->to[i].items[k];
    const struct pp_item_answers *b =
        &w->to[j].items[place_of(&w->outcomes[j], of)];
    bool is_same_wave = w->outcomes[i].wave == w->outcomes[j].wave;

    if (a->n_parts != b->n_parts)
        return false;
    for (size_t p = 0; p < a->n_parts; p++)
        if (!part_may_stand(w, is_same_wave, a, b, p))
            return false;
    return true;
}

/* --- one outcome ---------------------------------------------------------- */

static void round_parts(struct pp_item_answers *item, long base,
                        struct pp_pool *pool)
{
    struct pp_answer_part *parts =
        pp_pool_array(pool, item->n_parts, sizeof *parts);

    for (size_t i = 0; i < item->n_parts; i++) {
        parts[i] = item->parts[i];
        parts[i].before = base * ((2 * parts[i].before + base) / (2 * base));
        parts[i].after = base * ((2 * parts[i].after + base) / (2 * base));
    }
    item->parts = parts;
    item->n = base * ((2 * item->n + base) / (2 * base));
}

/*
 * Questions that count in the same scales: those of an outcome that come
 * later are all left out where one of them may not stand beside an earlier
 * outcome's. `done`: the outcomes before this one.
 */
static void protect_kin(const struct work *w, size_t i, const bool *done,
                        const size_t *kin, size_t n)
{
    struct pp_item_answers *items = /* own */
        (struct pp_item_answers *)w->to[i].items;
    const struct pp_outcome *o = &w->outcomes[i];
    struct wave before = {o, w->rules, items, kin, n, false},
                after = {o, w->rules, items, kin, n, true};
    bool may_stand = true;

    /* Mean and spread of a single question leave too little open. */
    if (n == 1 && items[kin[0]].n_parts < o->answers.items[kin[0]].n_parts)
        leave_out(&items[kin[0]]);
    while (protect_wave(&before) || protect_wave(&after))
        ;
    for (size_t j = 0; j < w->n; j++)
        for (size_t k = 0; k < n && done[j] && is_beside(w, i, j); k++)
            if (has(&w->outcomes[j], o->answers.items[kin[k]].item))
                may_stand &= may_stand_beside(w, i, kin[k], j);
    for (size_t k = 0; k < n && !may_stand; k++)
        leave_out(&items[kin[k]]);
}

static void protect(const struct work *w, size_t i, const bool *done)
{
    const struct pp_outcome *o = &w->outcomes[i];
    const struct pp_outcome_answers *from = &o->answers;
    struct pp_item_answers *items =
        pp_pool_array(w->pool, from->n_items, sizeof *items);
    size_t *kin = pp_alloc_array(from->n_items + 1, sizeof *kin);

    w->to[i] = (struct pp_outcome_answers){items, from->n_items, true};
    for (size_t k = 0; k < from->n_items; k++) {
        items[k] = from->items[k];
        join_few(&items[k], w->rules, w->pool);
        if (items[k].n < w->rules->min_average ||
            o->instrument->items[items[k].item].risk)
            leave_out(&items[k]);
    }
    for (size_t k = 0; k < from->n_items && w->rules->threshold > 1; k++) {
        size_t n = 0;
        for (size_t m = 0; m < from->n_items; m++)
            if (are_kin(w, i, from->items[k].item, from->items[m].item))
                kin[n++] = m;
        if (kin[0] == k)
            protect_kin(w, i, done, kin, n);
    }
    pp_free(kin);
}

/* --- all outcomes --------------------------------------------------------- */

/* Those of the last wave first, which reports begin with. */
static size_t next_of(const struct work *w, const bool *done)
{
    size_t next = w->n;

    for (size_t i = 0; i < w->n; i++)
        if (!done[i] && !w->hidden[i] &&
            (next == w->n || w->outcomes[i].wave > w->outcomes[next].wave))
            next = i;
    return next;
}

const struct pp_outcome_answers *
pp_disclose_item_answers(const struct pp_outcome *outcomes, const bool *hidden,
                         size_t n, size_t n_arms,
                         const struct pp_disclosure_rules *rules,
                         struct pp_pool *pool)
{
    struct pp_outcome_answers *to = pp_pool_array(pool, n, sizeof *to);
    struct work w = {outcomes, to, hidden, n, n_arms, rules, pool};
    bool *done = pp_alloc_zero(n + 1, sizeof *done);

    for (size_t i = 0; i < n; i++)
        to[i] = (struct pp_outcome_answers){NULL, 0, true};
    for (size_t i = next_of(&w, done); i < n; i = next_of(&w, done)) {
        if (outcomes[i].answers.is_disclosed)
            to[i] = outcomes[i].answers;
        else
            protect(&w, i, done);
        done[i] = true;
    }
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; rules->base > 1 && k < to[i].n_items &&
                           !outcomes[i].answers.is_disclosed;
             k++)
            round_parts((struct pp_item_answers *)&to[i].items[k], rules->base,
                        pool);
    pp_free(done);
    return to;
}
