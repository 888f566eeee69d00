#include "prepost/disclose/item_answers.h"

#include <string.h>

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

/* One wave of all questions of a scale. */
struct wave {
    const struct pp_outcome *outcome;
    const struct pp_disclosure_rules *rules;
    struct pp_item_answers *shown; /* in the order of outcome->answers */
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

    for (size_t i = 0; i < w->outcome->answers.n_items; i++)
        for (size_t a = 0; a < w->outcome->answers.items[i].n_parts;
             a = last + 1) {
            part_of(w, i, a, &first, &last);
            add_slack(&all, slack_of(w, i, first, last), is_turned(w, i), 1);
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

    for (size_t i = 0; i < all->n_items; i++)
        for (size_t a = 0; a < all->items[i].n_parts; a++) {
            part_of(w, i, a, &first, &last);
            struct slack others = total;
            add_slack(&others, slack_of(w, i, first, last), is_turned(w, i),
                      -1);
            if (is_small(w, people(w, i, a)) &&
                room(w, i, a, first, last, others) < w->rules->threshold)
                return i;
        }
    return all->n_items;
}

static void leave_out(struct pp_item_answers *item)
{
    item->n_parts = 0;
    item->parts = NULL;
}

/* Leaves out the question itself or, where it is out, the last one shown;
 * returns false when nothing is shown any more. */
static bool leave_out_one(struct wave *w, size_t item)
{
    size_t n = w->outcome->answers.n_items;

    for (size_t i = n; w->shown[item].n_parts == 0 && i-- > 0;)
        item = w->shown[i].n_parts > 0 ? i : item;
    if (w->shown[item].n_parts == 0)
        return false;
    leave_out(&w->shown[item]);
    return true;
}

static bool protect_wave(struct wave *w)
{
    bool changed = false;
    size_t n = w->outcome->answers.n_items;

    for (size_t i = exposed(w); i < n && leave_out_one(w, i); i = exposed(w))
        changed = true;
    return changed;
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

/* Mean and spread of a single question's score leave too little open. */
static bool is_given_away(const struct pp_outcome *o,
                          const struct pp_item_answers *shown, size_t n_answers)
{
    return o->answers.n_items == 1 && shown->n_parts < n_answers;
}

struct pp_outcome_answers
pp_disclose_item_answers(const struct pp_outcome *outcome,
                         const struct pp_disclosure_rules *rules, bool hidden,
                         struct pp_pool *pool)
{
    const struct pp_outcome_answers *from = &outcome->answers;
    struct pp_item_answers *items =
        pp_pool_array(pool, from->n_items, sizeof *items);
    struct wave before = {outcome, rules, items, false},
                after = {outcome, rules, items, true};

    if (hidden)
        return (struct pp_outcome_answers){NULL, 0, true};
    if (from->is_disclosed)
        return *from;
    for (size_t i = 0; i < from->n_items; i++) {
        items[i] = from->items[i];
        join_few(&items[i], rules, pool);
        if (items[i].n < rules->min_average ||
            outcome->instrument->items[items[i].item].risk ||
            is_given_away(outcome, &items[i], from->items[i].n_parts))
            leave_out(&items[i]);
    }
    while (rules->threshold > 1 && from->n_items > 1 &&
           (protect_wave(&before) || protect_wave(&after)))
        ;
    for (size_t i = 0; rules->base > 1 && i < from->n_items; i++)
        round_parts(&items[i], rules->base, pool);
    return (struct pp_outcome_answers){items, from->n_items, true};
}
