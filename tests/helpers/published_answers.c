#include "published_inside.h"

#include <math.h>
#include <string.h>

/*
 * Answers to single questions, before and after: some stand together with
 * their neighbours. With an outcome's average to its last digit, which is the
 * sum of them all, a reader may know how many gave one that is not shown.
 *
 * The questions of a table are in the scale's order, without those about harm;
 * what a table of people out of 100 leaves open is more, and is not attacked.
 */
enum { MOST_ANSWERS = 12, MOST_QUESTIONS = 40, N_WAVES = 2 };

/* Answers `first` to `last` of a question, in the order of their codes. */
struct part {
    size_t first, last;
    double n; /* people */
};

struct question {
    size_t place; /* among those of the outcome */
    struct part parts[N_WAVES][MOST_ANSWERS];
    size_t n_parts[N_WAVES];
};

struct published_answers {
    struct question questions[MOST_QUESTIONS];
    size_t n;
    bool is_of_people; /* not out of 100 */
    double mean[N_WAVES], reach[N_WAVES]; /* how far it may be off */
};

static struct published_answers *answers_of(struct published *p, size_t i)
{
    if (p->answers == NULL) {
        p->answers =
            pp_pool_array(p->pool, p->truth->n_outcomes, sizeof *p->answers);
        memset(p->answers, 0, p->truth->n_outcomes * sizeof *p->answers);
    }
    if (p->answers[i] == NULL) {
        p->answers[i] = pp_pool_alloc(p->pool, sizeof *p->answers[i]);
        *p->answers[i] = (struct published_answers){.mean = {NAN, NAN}};
    }
    return p->answers[i];
}

void published_read_answers_json(struct published *p, size_t i, const json_t *o)
{
    struct published_answers *is = answers_of(p, i);

    is->mean[0] = published_number_at(o, "pre", "mean");
    is->mean[1] = published_number_at(o, "post", "mean");
    for (int w = 0; w < N_WAVES; w++)
        is->reach[w] = published_reach(p, is->mean[w]);
}

/* --- the table ------------------------------------------------------------ */

static const struct pp_item *item_at(const struct pp_outcome *o, size_t place)
{
    return &o->instrument->items[o->answers.items[place].item];
}

/* Numbers stand for themselves and the arrows that point to them. */
static size_t read_parts(const struct finished_row *row, bool is_turned,
                         struct part *parts)
{
    size_t n = row->n_cells - 2, n_parts = 0, first = 0;
    double x;

    for (size_t a = 0; a < n && n <= MOST_ANSWERS; a++) {
        const char *cell = row->cells[2 + (is_turned ? n - 1 - a : a)];
        bool is_number = finished_matches(cell, "#", &x, 1);
        /* The order of the answers may be turned, and the arrows with it. */
        bool joins_last =
            strstr(cell, is_turned ? "\xE2\x86\x92" : "\xE2\x86\x90") != NULL;
        if (is_number)
            parts[n_parts++] = (struct part){first, a, x};
        else if (joins_last && n_parts > 0)
            parts[n_parts - 1].last = a;
        if (is_number || joins_last)
            first = a + 1;
    }
    return n_parts;
}

void published_read_answers(struct published *p, const struct finished_table *t)
{
    size_t i = published_outcome_drawn(p, t), place = 0;

    if (i == p->truth->n_outcomes)
        return;
    const struct pp_outcome *o = &p->truth->outcomes[i];
    struct published_answers *is = answers_of(p, i);
    is->n = 0;
    is->is_of_people = strncmp(t->caption, "People", 6) == 0;
    for (size_t k = 0; k + 1 < t->n_rows && is->n < MOST_QUESTIONS; k += 2) {
        struct question *q = &is->questions[is->n++];
        while (place < o->answers.n_items && item_at(o, place)->risk)
            place++;
        q->place = place++;
        for (size_t w = 0; w < N_WAVES; w++)
            q->n_parts[w] = read_parts(&t->rows[k + w],
                                       o->scale->lower_is_better, q->parts[w]);
        p->n_read[PUBLISHED_ANSWERS]++;
    }
    /* Whoever answered a question both times is in the pairs. */
    for (size_t k = 0; k < is->n && is->is_of_people; k++) {
        double n = 0;
        for (size_t a = 0; a < is->questions[k].n_parts[0]; a++)
            n += is->questions[k].parts[0][a].n;
        if (n > 0 && p->rules->base <= 1)
            attacker_know(p->attacker, outcome_cell(p, i, 0, PAIRS), n,
                          INFINITY);
    }
}

/* --- what can be had from it ---------------------------------------------- */

/* One wave of an outcome: what the sum of all scores leaves open. */
struct wave {
    const struct published *p;
    const struct published_answers *is;
    const struct pp_outcome *o;
    size_t w;
    double total, off;  /* as the average tells, and how far that may be off */
    double least, most; /* of all questions */
};

static double score_of(const struct wave *v, size_t place, size_t answer)
{
    const struct pp_item *item = item_at(v->o, place);
    int code = item->codings[0].answers[answer].canonical;

    return item->reverse ? item->min + item->max - code : code;
}

static long people_of(const struct wave *v, size_t place, size_t answer)
{
    const struct pp_answer_part *p = &v->o->answers.items[place].parts[answer];

    return v->w == 0 ? p->before : p->after;
}

/* The least and the most that the scores of n people can be, who gave one of
 * these answers and not `but`. */
static struct attacker_interval sum_of_part(const struct wave *v, size_t place,
                                            const struct part *part, double n,
                                            size_t but)
{
    struct attacker_interval x = {INFINITY, -INFINITY};

    for (size_t a = part->first; a <= part->last; a++) {
        if (a == but)
            continue;
        x.lo = fmin(x.lo, n * score_of(v, place, a));
        x.hi = fmax(x.hi, n * score_of(v, place, a));
    }
    return n > 0 ? x : (struct attacker_interval){0, 0};
}

static void add_part(struct wave *v, size_t place, const struct part *part)
{
    struct attacker_interval x =
        sum_of_part(v, place, part, part->n, MOST_ANSWERS);

    v->least += x.lo;
    v->most += x.hi;
}

/* Of questions that are not shown anything may be. */
static struct wave wave_of(const struct published *p, size_t i, size_t w)
{
    const struct pp_outcome *o = &p->truth->outcomes[i];
    struct wave v = {.p = p, .is = p->answers[i], .o = o, .w = w};
    double n_people = (double)o->n_pairs;
    size_t next = 0;

    double scores =
        n_people / o->scale->factor *
        (o->scale->method == PP_SCORE_MEAN ? (double)o->scale->n_items : 1);
    v.total = v.is->mean[w] * scores;
    v.off = v.is->reach[w] * scores;
    for (size_t place = 0; place < o->answers.n_items; place++) {
        const struct question *q = NULL;
        const struct part all = {0, o->answers.items[place].n_parts - 1,
                                 n_people};
        if (next < v.is->n && v.is->questions[next].place == place)
            q = &v.is->questions[next++];
        if (q == NULL || q->n_parts[w] == 0)
            add_part(&v, place, &all);
        for (size_t a = 0; q != NULL && a < q->n_parts[w]; a++)
            add_part(&v, place, &q->parts[w][a]);
    }
    return v;
}

/* Two answers that are not neighbours: the sum moves by two. */
static bool is_possible(const struct wave *v, size_t place,
                        const struct part *part, size_t answer, double n)
{
    struct attacker_interval whole =
        sum_of_part(v, place, part, part->n, MOST_ANSWERS);
    struct attacker_interval rest =
        sum_of_part(v, place, part, part->n - n, answer);
    double own = n * score_of(v, place, answer);
    double least = v->least - whole.lo, most = v->most - whole.hi;
    double step = 1;

    if (v->off <= 0 && least == most && part->last == part->first + 2 &&
        answer == part->first + 1)
        step = 2;
    double from = v->total - v->off - own - most;
    double to = v->total + v->off - own - least;
    if (step > 1)
        return from > rest.lo - 1e-6 && to < rest.hi + 1e-6 &&
               fmod(round(from - rest.lo), step) == 0;
    return to > rest.lo - 1e-6 && from < rest.hi + 1e-6;
}

static void judge_answer(const struct wave *v, const struct question *q,
                         const struct part *part, size_t answer,
                         struct published_verdict *verdict)
{
    const struct pp_disclosure_rules *rules = v->p->rules;
    long is = people_of(v, q->place, answer);
    long n = 0;

    if (is >= rules->threshold || (is == 0 && rules->show_zero))
        return;
    for (double k = 0; k <= part->n && n < rules->threshold; k++)
        n += is_possible(v, q->place, part, answer, k);
    published_judged(
        verdict, n >= rules->threshold,
        pp_pool_printf(v->p->pool,
                       "%s, question %zu, answer %zu, %s: %ld, of %g people in "
                       "answers %zu to %zu: %ld values",
                       v->o->plan->id, q->place + 1, answer + 1,
                       v->w == 0 ? "before" : "after", is, part->n,
                       part->first + 1, part->last + 1, n));
}

/* The people of a part that is shown are enough, or no one. */
static void judge_part(const struct wave *v, const struct question *q,
                       const struct part *part,
                       struct published_verdict *verdict)
{
    const struct pp_disclosure_rules *rules = v->p->rules;
    long is = 0;

    for (size_t a = part->first; a <= part->last; a++)
        is += people_of(v, q->place, a);
    published_judged(
        verdict, is >= rules->threshold || (is == 0 && rules->show_zero),
        pp_pool_printf(v->p->pool, "%s, question %zu: %ld people are shown",
                       v->o->plan->id, q->place + 1, is));
}

static bool is_linear(const struct pp_outcome *o)
{
    return (o->scale->method == PP_SCORE_SUM ||
            o->scale->method == PP_SCORE_MEAN) &&
           o->scale->n_items == o->answers.n_items;
}

static void judge_wave(const struct published *p, size_t i, size_t w,
                       struct published_verdict *verdict)
{
    struct wave v = wave_of(p, i, w);
    bool has_sum = isfinite(v.total) && p->rules->base <= 1 &&
                   v.is->is_of_people && is_linear(v.o);

    if (has_sum && (v.total + v.off < v.least - 1e-6 ||
                    v.total - v.off > v.most + 1e-6))
        published_judged(verdict, false,
                         pp_pool_printf(p->pool,
                                        "%s: answers were read wrongly: %g is "
                                        "not %g to %g",
                                        p->words[i], v.total, v.least, v.most));
    for (size_t k = 0; k < v.is->n; k++) {
        const struct question *q = &v.is->questions[k];
        for (size_t a = 0; a < q->n_parts[w]; a++) {
            const struct part *part = &q->parts[w][a];
            judge_part(&v, q, part, verdict);
            for (size_t x = part->first; has_sum && x <= part->last; x++)
                judge_answer(&v, q, part, x, verdict);
        }
    }
}

void published_judge_answers(const struct published *p,
                             struct published_verdict *v)
{
    for (size_t i = 0; p->answers != NULL && i < p->truth->n_outcomes; i++)
        for (size_t w = 0; p->answers[i] != NULL && w < N_WAVES; w++)
            judge_wave(p, i, w, v);
}
