#include <string.h>

#include "figure_inputs.h"
#include "prepost/plot/plot_likert.h"

/* --- questions and answers in words --------------------------------------- */

/* As far as the questionnaire's licence lets it be shown. */
static const char *question(const struct pp_report *r,
                            const struct pp_instrument *instrument, size_t i)
{
    const struct pp_item *item = &instrument->items[i];
    const char *name = item->theme;

    if (name == NULL && instrument->wording == PP_WORDING_FREE)
        name = item->text;
    if (name == NULL)
        name = pp_report_printf(r, "Question %zu", i + 1);
    name = pp_phrase_capitalised(r->pool, name);
    return item->reverse ? pp_report_printf(r, "%s (left is better)", name)
                         : name;
}

/* Whether questions have no words that may be shown. */
static bool is_numbered(const struct pp_outcome *o)
{
    for (size_t k = 0; k < o->answers.n_items; k++) {
        const struct pp_item *item =
            &o->instrument->items[o->answers.items[k].item];
        if (item->theme == NULL && o->instrument->wording != PP_WORDING_FREE)
            return true;
    }
    return false;
}

static const char *answer_name(const struct pp_report *r,
                               const struct pp_answer *answer)
{
    if (answer->label == NULL)
        return pp_report_printf(r, "%d", answer->code);
    return answer->label;
}

static bool is_same(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static bool has_same_answers(const struct pp_item *a, const struct pp_item *b)
{
    const struct pp_coding *x = &a->codings[0], *y = &b->codings[0];

    if (x->n_answers != y->n_answers)
        return false;
    for (size_t i = 0; i < x->n_answers; i++)
        if (x->answers[i].code != y->answers[i].code ||
            !is_same(x->answers[i].label, y->answers[i].label))
            return false;
    return true;
}

/* Whether the last answer is the better one. */
static bool is_turned(const struct pp_outcome *o)
{
    return o->scale->lower_is_better;
}

static size_t n_reversed(const struct pp_outcome *o)
{
    size_t n = 0;

    for (size_t i = 0; i < o->scale->n_items; i++)
        n += o->instrument->items[o->scale->items[i]].reverse;
    return n;
}

/* --- bars ----------------------------------------------------------------- */

/* The better answers to the right. */
static void put_parts(struct pp_likert_item *to, struct pp_likert_bar *bars,
                      const struct pp_item_answers *from, size_t n_answers,
                      bool turned)
{
    size_t n = from->n_parts;

    to->n_parts = n;
    for (size_t i = 0; i < n; i++) {
        const struct pp_answer_part *part =
            &from->parts[turned ? n - 1 - i : i];
        to->part[i] = (struct pp_likert_part){part->first, part->last};
        if (turned)
            to->part[i] = (struct pp_likert_part){n_answers - 1 - part->last,
                                                  n_answers - 1 - part->first};
        bars[0].count[i] = (double)part->before;
        bars[1].count[i] = (double)part->after;
    }
    if (n == 0)
        bars[0].count[0] = bars[1].count[0] = PP_COUNT_HIDDEN;
}

static struct pp_likert_item item_of(const struct pp_report *r, size_t i,
                                     const struct pp_item_answers *answers,
                                     size_t n_answers)
{
    const struct pp_outcome *o = &r->results->outcomes[i];
    struct pp_likert_bar *bars = pp_pool_array(r->pool, 2, sizeof *bars);
    struct pp_likert_item item = {.label =
                                      question(r, o->instrument, answers->item),
                                  .n_bars = 2,
                                  .bars = bars};

    memset(bars, 0, 2 * sizeof *bars);
    bars[0].wave = "Before";
    bars[1].wave = "After";
    put_parts(&item, bars, answers, n_answers, is_turned(o));
    return item;
}

/* --- the whole ------------------------------------------------------------ */

static const char *note_of(const struct pp_report *r, size_t i, size_t n_risk,
                           size_t n_other)
{
    struct pp_buffer b = PP_BUFFER_INIT;

    if (pp_figure_note(r, i) != NULL)
        pp_buffer_printf(&b, "%s ", pp_figure_note(r, i));
    if (n_reversed(&r->results->outcomes[i]) > 0)
        pp_buffer_puts(&b, "Those marked \"left is better\" are worded the "
                           "other way round. ");
    if (n_other > 0)
        pp_buffer_printf(&b, "%zu with other answers %s left out. ", n_other,
                         n_other == 1 ? "is" : "are");
    if (n_risk > 0)
        pp_buffer_puts(&b, "A question about risk is never shown by itself.");
    const char *note =
        b.length > 0 ? pp_report_printf(r, "%s", pp_buffer_text(&b)) : NULL;
    pp_buffer_clear(&b);
    return note;
}

static void name_answers(const struct pp_report *r, struct pp_likert_input *in,
                         const struct pp_coding *coding, bool turned)
{
    size_t n = coding->n_answers;

    in->n_answers = n;
    for (size_t a = 0; a < n; a++)
        in->answers[a] =
            answer_name(r, &coding->answers[turned ? n - 1 - a : a]);
}

/* ". Question 9, about risk, is left out on purpose"; "" where none is. */
static const char *left_out(const struct pp_report *r, size_t i)
{
    const struct pp_outcome *o = &r->results->outcomes[i];
    const char **numbers =
        pp_pool_array(r->pool, o->answers.n_items, sizeof *numbers);
    size_t n = 0;

    for (size_t k = 0; k < o->answers.n_items; k++) {
        size_t item = o->answers.items[k].item;
        if (o->instrument->items[item].risk)
            numbers[n++] = pp_report_printf(r, "%zu", item + 1);
    }
    return n == 0 ? ""
                  : pp_report_printf(r,
                                     ". Question%s %s, about risk, %s left out "
                                     "on purpose",
                                     n == 1 ? "" : "s",
                                     pp_phrase_join(r->pool, numbers, n, "and"),
                                     n == 1 ? "is" : "are");
}

const void *pp_likert_input(const struct pp_report *r, size_t i)
{
    const struct pp_outcome *o = &r->results->outcomes[i];
    const struct pp_outcome_answers *answers = &o->answers;
    struct pp_likert_input *in = pp_pool_alloc(r->pool, sizeof *in);
    struct pp_likert_item *items =
        pp_pool_array(r->pool, answers->n_items, sizeof *items);
    const struct pp_item *first = NULL;
    size_t n = 0, n_risk = 0, n_other = 0, n_shown = 0;

    *in = (struct pp_likert_input){.items = items};
    for (size_t k = 0; k < answers->n_items; k++) {
        const struct pp_item *item =
            &o->instrument->items[answers->items[k].item];
        const struct pp_coding *coding = &item->codings[0];
        if (item->risk) {
            n_risk++;
            continue;
        }
        if (coding->n_answers > PP_LIKERT_MOST_ANSWERS ||
            (first != NULL && !has_same_answers(first, item))) {
            n_other++;
            continue;
        }
        first = first != NULL ? first : item;
        n_shown += answers->items[k].n_parts > 0;
        items[n++] = item_of(r, i, &answers->items[k], coding->n_answers);
    }
    if (o->hidden || n_shown == 0)
        return NULL;
    name_answers(r, in, &first->codings[0], is_turned(o));
    in->title = pp_report_printf(
        r, "Answers to %zu%s question%s about %s", n,
        n_risk > 0 ? pp_report_printf(r, " of %zu", answers->n_items) : "",
        n == 1 && n_risk == 0 ? "" : "s", o->scale->words.outcome);
    in->subtitle = pp_report_printf(
        r, "%s%s%s", pp_figure_subtitle(r, i), left_out(r, i),
        is_numbered(o) ? ". Questions by number: the questionnaire has their "
                         "words, which may not be printed here"
                       : "");
    in->what = pp_report_printf(r, "%s, before and after", in->title);
    in->note = note_of(r, i, n_risk, n_other);
    if (n_reversed(o) == 0) {
        in->left = "worse";
        in->right = "better";
    }
    in->n_items = n;
    return in;
}
