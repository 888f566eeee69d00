#include "prepost/report/instrument_page.h"

#include <math.h>
#include <string.h>

#include "prepost/base/number.h"
#include "prepost/base/text.h"

enum { PAGE = 80, LABEL = 14 };

/* --- text in a column ------------------------------------------------------*/

/*
 * Words of `text` from column `column` on, lines after the first beginning at
 * `indent`; ends with a line feed.
 */
static void flow(struct pp_buffer *out, const char *text, size_t column,
                 size_t indent)
{
    const char *space = "";

    while (*text != '\0') {
        size_t n = strcspn(text, " \n");
        size_t width = pp_text_width(text, n);

        if (column > indent && column + strlen(space) + width > PAGE) {
            pp_buffer_putc(out, '\n');
            pp_buffer_repeat(out, ' ', indent);
            column = indent;
            space = "";
        }
        pp_buffer_puts(out, space);
        pp_buffer_append(out, text, n);
        column += strlen(space) + width;
        space = n > 0 ? " " : "";
        text += n + (text[n] != '\0');
    }
    pp_buffer_putc(out, '\n');
}

/* A label, then text that flows beside it. */
static void entry(struct pp_buffer *out, const char *label, const char *text)
{
    pp_buffer_puts(out, "  ");
    pp_buffer_puts(out, label);
    pp_buffer_repeat(out, ' ', LABEL - 2 - strlen(label));
    flow(out, text, LABEL, LABEL);
}

static void entry_taken(struct pp_buffer *out, const char *label,
                        struct pp_buffer *text)
{
    entry(out, label, pp_buffer_text(text));
    pp_buffer_clear(text);
}

static void number(struct pp_buffer *out, double x)
{
    pp_buffer_printf(out, "%.10g", x);
}

/* --- the head --------------------------------------------------------------*/

static void title(struct pp_buffer *out, const struct pp_instrument *ins)
{
    struct pp_buffer text = PP_BUFFER_INIT;

    if (strcmp(ins->short_name, ins->name) != 0)
        pp_buffer_printf(&text, "%s: ", ins->short_name);
    pp_buffer_puts(&text, ins->name);
    flow(out, pp_buffer_text(&text), 0, 0);
    size_t width = pp_text_width(pp_buffer_text(&text), text.length);

    pp_buffer_repeat(out, '=', width < PAGE ? width : PAGE);
    pp_buffer_puts(out, "\n");
    pp_buffer_clear(&text);
}

static void answers_of(struct pp_buffer *out, const struct pp_coding *coding)
{
    const char *comma = "";
    bool has_labels = false;

    for (size_t i = 0; i < coding->n_answers; i++)
        has_labels |= coding->answers[i].label != NULL;
    if (!has_labels) {
        pp_buffer_printf(out, "%d to %d", coding->answers[0].code,
                         coding->answers[coding->n_answers - 1].code);
        return;
    }
    for (size_t i = 0; i < coding->n_answers; i++) {
        const struct pp_answer *answer = &coding->answers[i];

        if (answer->label == NULL)
            continue;
        pp_buffer_printf(out, "%s%d %s", comma, answer->code, answer->label);
        comma = "; ";
    }
}

static void codings(struct pp_buffer *out, const struct pp_item *item)
{
    struct pp_buffer text = PP_BUFFER_INIT;

    answers_of(&text, &item->codings[0]);
    entry_taken(out, "Answers", &text);
    if (item->n_codings == 1)
        return;
    for (size_t i = 0; i < item->n_codings; i++) {
        pp_buffer_printf(&text, "%s (%s)%s", item->codings[i].id,
                         item->codings[i].name,
                         i + 1 < item->n_codings ? ";" : "");
        entry_taken(out, i == 0 ? "Codings" : "", &text);
    }
    entry(out, "", "The plan says which of these codings a file has.");
}

static void head(struct pp_buffer *out, const struct pp_instrument *ins)
{
    static const char *const shown[] = {
        [PP_WORDING_FREE] = "Questions may be shown.",
        [PP_WORDING_NOTICE] = ("Questions may be shown unchanged, with the "
                               "notice."),
        [PP_WORDING_NONE] = "Questions are not shown."};
    struct pp_buffer text = PP_BUFFER_INIT;

    title(out, ins);
    if (ins->citation != NULL)
        entry(out, "Cite", ins->citation);
    if (ins->doi != NULL) {
        pp_buffer_printf(&text, "https://doi.org/%s", ins->doi);
        entry_taken(out, ins->citation != NULL ? "" : "Cite", &text);
    }
    pp_buffer_printf(&text, "%s%s%s", shown[ins->wording],
                     ins->wording_licence != NULL ? " " : "",
                     ins->wording_licence != NULL ? ins->wording_licence : "");
    entry_taken(out, "Wording", &text);
    if (ins->status == PP_KEY_UNCONFIRMED)
        pp_buffer_printf(&text, "NOT CONFIRMED. %s", ins->status_note);
    else if (ins->status == PP_KEY_OWN)
        pp_buffer_puts(&text, "your own: nobody else has confirmed it");
    else
        pp_buffer_puts(&text, "confirmed");
    entry_taken(out, "Key", &text);
    if (ins->period != NULL)
        entry(out, "Asks about", ins->period);
    codings(out, &ins->items[0]);
}

/* --- the questions ---------------------------------------------------------*/

static void marks(struct pp_buffer *out, const struct pp_item *item)
{
    const char *const words[] = {item->reverse ? "turned round" : NULL,
                                 item->risk ? "risk" : NULL,
                                 item->scored ? NULL : "not scored"};
    const char *before = " [";

    for (size_t i = 0; i < 3; i++) {
        if (words[i] == NULL)
            continue;
        pp_buffer_printf(out, "%s%s", before, words[i]);
        before = ", ";
    }
    if (before[0] == ',')
        pp_buffer_putc(out, ']');
}

static size_t widest_id(const struct pp_instrument *ins)
{
    size_t width = 0;

    for (size_t i = 0; i < ins->n_items; i++)
        if (strlen(ins->items[i].id) > width)
            width = strlen(ins->items[i].id);
    return width;
}

static void questions(struct pp_buffer *out, const struct pp_instrument *ins)
{
    size_t width = widest_id(ins), indent = width + 4;
    struct pp_buffer text = PP_BUFFER_INIT;

    pp_buffer_printf(out, "\n%zu question%s\n", ins->n_items,
                     ins->n_items == 1 ? "" : "s");
    if (ins->stem != NULL) {
        pp_buffer_puts(out, "  ");
        flow(out, ins->stem, 2, 2);
    }
    for (size_t i = 0; i < ins->n_items; i++) {
        const struct pp_item *item = &ins->items[i];
        const char *what = item->text != NULL    ? item->text
                           : item->theme != NULL ? item->theme
                                                 : "";

        pp_buffer_printf(out, "  %-*s  ", (int)width, item->id);
        pp_buffer_puts(&text, what);
        marks(&text, item);
        if (item->codings != ins->items[0].codings) {
            pp_buffer_puts(&text, what[0] != '\0' ? " (" : "(");
            answers_of(&text, &item->codings[0]);
            pp_buffer_putc(&text, ')');
        }
        const char *words = pp_buffer_text(&text);

        flow(out, words + strspn(words, " "), indent, indent);
        pp_buffer_clear(&text);
    }
}

/* --- the scores ------------------------------------------------------------*/

static void items_of(struct pp_buffer *out, const struct pp_instrument *ins,
                     const struct pp_scale *scale)
{
    size_t n_scored = 0;

    for (size_t i = 0; i < ins->n_items; i++)
        n_scored += ins->items[i].scored;
    if (scale->n_items == n_scored && n_scored > 1) {
        pp_buffer_printf(out, " of all %zu", n_scored);
        return;
    }
    pp_buffer_puts(out, " of");
    for (size_t i = 0; i < scale->n_items; i++)
        pp_buffer_printf(out, "%s%s", i > 0 ? ", " : " ",
                         ins->items[scale->items[i]].id);
}

static void how_scored(struct pp_buffer *out, const struct pp_instrument *ins,
                       const struct pp_scale *scale)
{
    static const char *const methods[] = {
        [PP_SCORE_SUM] = "sum",
        [PP_SCORE_MEAN] = "mean",
        [PP_SCORE_PERCENT] = "percent of the way from least to greatest",
        [PP_SCORE_LOOKUP] = "table over the sum",
        [PP_SCORE_COUNT] = "count of answers that count"};
    struct pp_buffer text = PP_BUFFER_INIT;

    pp_buffer_puts(&text, methods[scale->method]);
    items_of(&text, ins, scale);
    if (scale->factor != 1)
        pp_buffer_printf(&text, ", times %.10g", scale->factor);
    pp_buffer_printf(&text, "; %.10g to %.10g, ", scale->min, scale->max);
    pp_buffer_puts(&text, scale->no_direction      ? "neither end is better"
                          : scale->lower_is_better ? "lower is better"
                                                   : "higher is better");
    entry_taken(out, "Score", &text);
    for (size_t i = 0; i < scale->n_conditions; i++) {
        const struct pp_scale_condition *c = &scale->conditions[i];

        pp_buffer_puts(&text, "without");
        for (size_t j = 0; j < c->n_items; j++)
            pp_buffer_printf(&text, " %s", ins->items[c->items[j]].id);
        pp_buffer_printf(&text, " where %s is", ins->items[c->when].id);
        for (size_t j = 0; j < c->n_codes; j++)
            pp_buffer_printf(&text, " %d", c->codes[j]);
        pp_buffer_printf(&text, "; then %.10g to %.10g", c->min, c->max);
        entry_taken(out, "", &text);
    }
}

static const char *treatment(enum pp_missing_treatment t)
{
    static const char *const words[] = {
        [PP_MISSING_NONE] = "complete answers only",
        [PP_MISSING_PRORATE] = "the mean of the others stands in",
        [PP_MISSING_PRORATE_ROUND] = ("the mean of the others stands in, the "
                                      "score is rounded"),
        [PP_MISSING_AS_ANSWERED] = "the others alone are scored"};

    return words[t];
}

static void missing_rules(struct pp_buffer *out, const struct pp_scale *scale)
{
    struct pp_buffer text = PP_BUFFER_INIT;

    if (scale->max_missing > 0)
        pp_buffer_printf(&text, "up to %zu: ", scale->max_missing);
    pp_buffer_puts(&text, treatment(scale->treatment));
    if (scale->missing_source != NULL)
        pp_buffer_printf(&text, " (%s)", scale->missing_source);
    entry_taken(out, "Missing", &text);
    for (size_t i = 0; i < scale->n_other_rules; i++) {
        const struct pp_missing_rule *rule = &scale->other_rules[i];

        pp_buffer_printf(&text, "rule \"%s\": up to %zu: %s (%s)", rule->id,
                         rule->max_missing, treatment(rule->treatment),
                         rule->source);
        entry_taken(out, "", &text);
    }
}

static void bands(struct pp_buffer *out, const struct pp_scale *scale)
{
    struct pp_buffer text = PP_BUFFER_INIT;

    for (size_t s = 0; s < scale->n_band_sets; s++) {
        const struct pp_band_set *set = &scale->band_sets[s];

        for (size_t i = 0; i < set->n_bands; i++) {
            pp_buffer_puts(&text, i > 0 ? "; " : "");
            number(&text, set->bands[i].from);
            if (set->bands[i].to > set->bands[i].from) {
                pp_buffer_puts(&text, "-");
                number(&text, set->bands[i].to);
            }
            pp_buffer_printf(&text, " %s", set->bands[i].name);
        }
        pp_buffer_printf(&text, " (%s%s)", set->source,
                         set->by_default ? "" : "; shown only where asked for");
        entry_taken(out, s == 0 ? "Bands" : "", &text);
    }
}

static void cutoffs(struct pp_buffer *out, const struct pp_scale *scale)
{
    struct pp_buffer text = PP_BUFFER_INIT;

    for (size_t i = 0; i < scale->n_cutoffs; i++) {
        const struct pp_cutoff *c = &scale->cutoffs[i];

        pp_buffer_printf(&text, "%.10g or %s: %s (%s)", c->value,
                         c->case_at_or_above ? "more" : "less", c->name,
                         c->source);
        entry_taken(out, i == 0 ? "Cut-off" : "", &text);
    }
}

static void changes(struct pp_buffer *out, const struct pp_scale *scale)
{
    struct pp_buffer text = PP_BUFFER_INIT;

    for (size_t i = 0; i < scale->n_changes; i++) {
        const struct pp_published_change *c = &scale->changes[i];

        pp_buffer_puts(&text, c->kind == PP_CHANGE_INDIVIDUAL
                                  ? "one person: "
                                  : "a group's average: ");
        pp_buffer_printf(&text, c->inclusive ? "%.10g or more" : "over %.10g",
                         c->value);
        pp_buffer_printf(&text, " %s (%s)",
                         c->reliable ? "is more than noise" : "matters",
                         c->source);
        entry_taken(out, i == 0 ? "Change" : "", &text);
    }
}

static void norms(struct pp_buffer *out, const struct pp_scale *scale)
{
    struct pp_buffer text = PP_BUFFER_INIT;

    for (size_t i = 0; i < scale->n_norms; i++) {
        const struct pp_norm *n = &scale->norms[i];

        pp_buffer_printf(&text, "%s: mean %.10g", n->population, n->mean);
        if (!isnan(n->sd))
            pp_buffer_printf(&text, ", SD %.10g", n->sd);
        pp_buffer_printf(&text, " (%s)", n->source);
        entry_taken(out, i == 0 ? "Others" : "", &text);
    }
    for (size_t i = 0; i < scale->n_reliabilities; i++) {
        const struct pp_published_reliability *r = &scale->reliabilities[i];

        pp_buffer_printf(&text, "%s %.10g", r->kind, r->value);
        if (r->population != NULL)
            pp_buffer_printf(&text, ", %s", r->population);
        pp_buffer_printf(&text, " (%s)", r->source);
        entry_taken(out, i == 0 ? "Reliability" : "", &text);
    }
}

static void scale_part(struct pp_buffer *out, const struct pp_instrument *ins,
                       const struct pp_scale *scale)
{
    struct pp_buffer text = PP_BUFFER_INIT;

    pp_buffer_printf(out, "\n%s (%s.%s)\n", scale->name, ins->id, scale->id);
    how_scored(out, ins, scale);
    missing_rules(out, scale);
    bands(out, scale);
    cutoffs(out, scale);
    changes(out, scale);
    norms(out, scale);
    pp_buffer_printf(&text, "%s; %s", scale->words.outcome, scale->words.score);
    if (scale->words.plain != NULL)
        pp_buffer_printf(&text, "; %s", scale->words.plain);
    entry_taken(out, "In reports", &text);
    if (scale->caution != NULL)
        entry(out, "Caution", scale->caution);
}

void pp_instrument_page(const struct pp_instrument *ins, struct pp_buffer *out)
{
    head(out, ins);
    questions(out, ins);
    for (size_t i = 0; i < ins->n_scales; i++)
        scale_part(out, ins, &ins->scales[i]);
}
