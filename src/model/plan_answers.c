#include "plan_build.h"

#include <string.h>

#include "prepost/base/number.h"
#include "prepost/base/text.h"

/*
 * Answers in the words of a form in another language, or of one's own, that a
 * plan gives to a questionnaire: by the number of the answer, or by its label.
 * The questionnaire stays the one that it is, its key and its rules with it.
 */

static bool is_meant(const struct pp_answer *answer, const char *key)
{
    long code;

    if (pp_whole_parse(key, strlen(key), &code) == 0)
        return answer->code == code;
    return answer->label != NULL && pp_text_same(answer->label, key);
}

static bool is_called(const struct pp_answer *answer, const char *text)
{
    if (answer->label != NULL && pp_text_same(answer->label, text))
        return true;
    for (size_t i = 0; i < answer->aliases.n; i++)
        if (pp_text_same(answer->aliases.items[i], text))
            return true;
    return false;
}

/* A number is read as the questionnaire has it before any word is looked up:
 * here it would be of no effect, and whoever wrote it would not know. */
static void check_words(struct plan_build *b, const struct def_answer *def,
                        const struct pp_answer *meant)
{
    for (size_t k = 0; k < def->texts.n; k++) {
        const char *text = def->texts.items[k];
        double number;

        if (pp_number_parse(text, strlen(text), &number) == 0 &&
            number != meant->code)
            plan_mistake(b, def->at,
                         "\"%s\" is a number, and a number in a file is always "
                         "the questionnaire's own; expected words. If the form "
                         "numbers its answers otherwise, number them in the "
                         "file as the questionnaire does",
                         text);
    }
}

/* One text for two answers would be a guess. */
static void check_apart(struct plan_build *b, const struct def_answer *def,
                        const struct pp_coding *coding,
                        const struct pp_answer *meant)
{
    for (size_t k = 0; k < def->texts.n; k++)
        for (size_t a = 0; a < coding->n_answers; a++) {
            const struct pp_answer *other = &coding->answers[a];
            if (other != meant && is_called(other, def->texts.items[k]))
                plan_mistake(b, def->at, "\"%s\" is the answer %d already",
                             def->texts.items[k], other->code);
        }
}

static struct pp_text_list joined(struct pp_pool *pool,
                                  const struct pp_text_list *a,
                                  const struct pp_text_list *b)
{
    const char **items = pp_pool_array(pool, a->n + b->n, sizeof *items);

    for (size_t i = 0; i < a->n; i++)
        items[i] = a->items[i];
    for (size_t i = 0; i < b->n; i++)
        items[a->n + i] = b->items[i];
    return (struct pp_text_list){items, a->n + b->n};
}

/* The coding with the plan's words; *used says which of them were for it. */
static struct pp_coding with_words(struct plan_build *b,
                                   const struct pp_block_list *words,
                                   const struct pp_coding *coding, bool *used)
{
    const struct def_answer *defs = words->items;
    struct pp_answer *answers =
        pp_pool_array(b->pool, coding->n_answers, sizeof *answers);
    struct pp_coding own = *coding;

    memcpy(answers, coding->answers, coding->n_answers * sizeof *answers);
    own.answers = answers;
    for (size_t d = 0; d < words->n; d++)
        for (size_t a = 0; defs[d].key != NULL && a < own.n_answers; a++) {
            if (!is_meant(&answers[a], defs[d].key))
                continue;
            if (!used[d]) {
                check_words(b, &defs[d], &answers[a]);
                check_apart(b, &defs[d], &own, &answers[a]);
            }
            answers[a].aliases =
                joined(b->pool, &answers[a].aliases, &defs[d].texts);
            used[d] = true;
        }
    return own;
}

static void unknown_answer(struct plan_build *b, const struct def_answer *def,
                           const struct pp_instrument *instrument,
                           size_t chosen)
{
    const struct pp_item *item = &instrument->items[0];
    const struct pp_coding *coding =
        &item->codings[chosen < item->n_codings ? chosen : 0];
    struct pp_buffer text = PP_BUFFER_INIT;

    for (size_t a = 0; a < coding->n_answers; a++)
        pp_buffer_printf(
            &text, "%s%d%s%s%s", a > 0 ? ", " : "", coding->answers[a].code,
            coding->answers[a].label != NULL ? " (" : "",
            coding->answers[a].label != NULL ? coding->answers[a].label : "",
            coding->answers[a].label != NULL ? ")" : "");
    plan_mistake(b, def->at, "%s has no answer \"%s\"; there are: %s",
                 instrument->id, def->key, pp_buffer_text(&text));
    pp_buffer_clear(&text);
}

const struct pp_instrument *
plan_with_answers(struct plan_build *b, const struct def_instrument *def,
                  const struct pp_instrument *instrument, size_t coding)
{
    const struct def_answer *defs = def->answers.items;

    if (def->answers.n == 0 || instrument->n_items == 0)
        return instrument;
    struct pp_instrument *own = pp_pool_alloc(b->pool, sizeof *own);
    struct pp_item *items =
        pp_pool_array(b->pool, instrument->n_items, sizeof *items);
    bool *used = pp_pool_array(b->pool, def->answers.n, sizeof *used);

    *own = *instrument;
    own->items = items;
    memcpy(items, instrument->items, instrument->n_items * sizeof *items);
    for (size_t i = 0; i < own->n_items; i++) {
        const struct pp_coding *theirs = instrument->items[i].codings;
        size_t same = 0;
        while (instrument->items[same].codings != theirs)
            same++;
        if (same < i) { /* items that share their answers go on sharing */
            items[i].codings = items[same].codings;
            continue;
        }
        struct pp_coding *codings =
            pp_pool_array(b->pool, items[i].n_codings, sizeof *codings);
        memcpy(codings, theirs, items[i].n_codings * sizeof *codings);
        size_t chosen = coding < items[i].n_codings ? coding : 0;
        codings[chosen] = with_words(b, &def->answers, &theirs[chosen], used);
        items[i].codings = codings;
    }
    for (size_t d = 0; d < def->answers.n; d++)
        if (!used[d] && defs[d].key != NULL)
            unknown_answer(b, &defs[d], instrument, coding);
    return own;
}
