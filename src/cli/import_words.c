#include "import_words.h"

#include <string.h>

#include "prepost/base/text.h"
#include "prepost/ingest/mapping.h"

/* The label most like a text among a questionnaire's, and its number in the
 * plan's coding; NULL: none is near. Labels are compared as import does. */
static const char *likely_label(const struct pp_plan_instrument *of,
                                const char *text, int *code)
{
    enum { MOST = 64 };
    struct pp_buffer folded[MOST] = {0}, wanted = PP_BUFFER_INIT;
    const struct pp_answer *answers[MOST];
    const char *labels[MOST], *label = NULL;
    size_t n = 0;

    for (size_t i = 0; i < of->instrument->n_items; i++) {
        const struct pp_coding *c =
            &of->instrument->items[i].codings[of->coding];
        for (size_t a = 0; a < c->n_answers && n < MOST; a++) {
            const char *said = c->answers[a].label;
            bool is_new = said != NULL;
            for (size_t k = 0; k < n && is_new; k++)
                is_new = strcmp(answers[k]->label, said) != 0;
            if (!is_new)
                continue;
            pp_text_fold(said, strlen(said), &folded[n]);
            labels[n] = pp_buffer_text(&folded[n]);
            answers[n++] = &c->answers[a];
        }
    }
    pp_text_fold(text, strlen(text), &wanted);
    const char *near = pp_text_closest(pp_buffer_text(&wanted), labels, n);
    for (size_t k = 0; k < n; k++) {
        if (near == labels[k]) {
            label = answers[k]->label;
            *code = answers[k]->code;
        }
        pp_buffer_clear(&folded[k]);
    }
    pp_buffer_clear(&wanted);
    return label;
}

static const struct pp_plan_instrument *planned(const struct pp_plan *plan,
                                                const char *id)
{
    for (size_t i = 0; i < plan->n_instruments; i++)
        if (strcmp(plan->instruments[i].instrument->id, id) == 0)
            return &plan->instruments[i];
    return NULL;
}

/* The line to paste, with the number that was probably meant. */
static void print_words(const struct pp_plan_instrument *of,
                        const struct pp_other_words *words, FILE *out)
{
    struct pp_buffer shown = PP_BUFFER_INIT, whole = PP_BUFFER_INIT;
    const char *text =
        pp_text_quote(words->text, strlen(words->text), 40, &shown);
    pp_mapping_write_text(words->text, &whole);
    int code = 0;
    const char *label =
        of != NULL ? likely_label(of, words->text, &code) : NULL;

    fprintf(out,
            "  of other words it has \"%s\" %zu times: if that is an answer, "
            "say which, where the plan names %s: ",
            text, words->n, words->instrument);
    if (label != NULL)
        fprintf(out, "{id: %s, answers: {%d: [%s]}}, should it be \"%s\"\n",
                words->instrument, code, pp_buffer_text(&whole), label);
    else
        fprintf(out,
                "{id: %s, answers: {NUMBER: [%s]}}, with the number that "
                "it stands for\n",
                words->instrument, pp_buffer_text(&whole));
    pp_buffer_clear(&shown);
    pp_buffer_clear(&whole);
}

/* A word that comes so often is no slip of one person's. */
void pp_import_print_words(const struct pp_plan *plan,
                           const struct pp_ingest_report *report, FILE *out)
{
    enum { OFTEN = 3 };
    const char *several = NULL;

    for (size_t i = 0; i < report->n_other_words; i++) {
        const struct pp_other_words *words = &report->other_words[i];
        if (words->n < OFTEN)
            continue;
        print_words(planned(plan, words->instrument), words, out);
        for (size_t k = 0; k < i; k++)
            if (report->other_words[k].n >= OFTEN &&
                strcmp(report->other_words[k].instrument, words->instrument) ==
                    0)
                several = words->instrument;
    }
    if (several != NULL)
        fprintf(out,
                "  several of one questionnaire stand in one list: {id: %s, "
                "answers: {1: [\"...\"], 2: [\"...\"]}}\n",
                several);
}
