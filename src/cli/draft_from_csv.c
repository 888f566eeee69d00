#include "draft_from_csv.h"

#include "draft_columns.h"

#include <stdlib.h>
#include <string.h>

#include "prepost/base/number.h"
#include "prepost/base/text.h"
#include "prepost/ingest/answers.h"

enum { MIN_REPEATS = 2 }; /* labels come again; names and comments do not */

/* --- questionnaires that are known ---------------------------------------- */

/* Two words at least: what is named "q1" may be anybody's. */
static bool is_telling(const char *key)
{
    return strchr(key, ' ') != NULL;
}

/* The name, alone or behind what a platform put before it. */
static bool names(const char *heading_key, const char *name)
{
    struct pp_buffer key = PP_BUFFER_INIT;

    if (name == NULL)
        return false;
    pp_text_key(name, strlen(name), &key);
    size_t n = strlen(heading_key);
    bool is_it = n >= key.length && key.length > 0 && is_telling(key.data) &&
                 strcmp(heading_key + n - key.length, key.data) == 0 &&
                 (n == key.length || heading_key[n - key.length - 1] == ' ');
    pp_buffer_clear(&key);
    return is_it;
}

/* The item that the heading names; or n_items. */
static size_t item_of(const struct pp_instrument *ins, const char *heading_key)
{
    for (size_t i = 0; i < ins->n_items; i++) {
        const struct pp_item *item = &ins->items[i];
        bool is_it =
            names(heading_key, item->id) || names(heading_key, item->text);
        for (size_t k = 0; k < item->aliases.n && !is_it; k++)
            is_it = names(heading_key, item->aliases.items[k]);
        if (is_it)
            return i;
    }
    return ins->n_items;
}

/* Whether people could have answered that item so: of what they wrote a third
 * is its answers in some coding. A form in two languages has more than those.
 */
static bool fits(const struct pp_instrument *ins, size_t item,
                 const struct draft_column *c, struct pp_answers **answers,
                 size_t n_answers, struct pp_pool *pool)
{
    size_t n_codings = ins->items[item].n_codings;

    for (size_t k = 0; k < n_codings && k < n_answers; k++) {
        size_t n = 0;

        if (answers[k] == NULL)
            answers[k] = pp_answers_new(pool, ins, k, 0, NULL);
        for (size_t i = 0; i < c->n_values; i++) {
            int16_t code;
            n += pp_answers_read(answers[k], item, c->values[i],
                                 strlen(c->values[i]), &code) == PP_ANSWER_IS;
        }
        if (n > 0 && 3 * n >= c->n_values)
            return true;
    }
    return false;
}

/* Columns of that questionnaire are no questions of a new one. */
static size_t leave_out(const struct pp_instrument *ins,
                        struct draft_column *columns, size_t n,
                        struct pp_pool *pool)
{
    enum { MOST_CODINGS = 8 };
    struct pp_answers *answers[MOST_CODINGS] = {NULL};
    struct pp_buffer key = PP_BUFFER_INIT;
    size_t n_left = 0;

    for (size_t i = 0; i < n; i++) {
        if (!columns[i].is_question)
            continue;
        const char *texts[] = {columns[i].heading, columns[i].question};
        size_t item = ins->n_items;
        for (size_t k = 0; k < 2 && item == ins->n_items; k++) {
            if (texts[k] == NULL)
                continue;
            pp_text_key(texts[k], strlen(texts[k]), &key);
            item = item_of(ins, pp_buffer_text(&key));
        }
        if (item == ins->n_items)
            continue;
        if (!fits(ins, item, &columns[i], answers, MOST_CODINGS, pool)) {
            columns[i].unlike = ins->id;
            continue;
        }
        columns[i].is_question = false;
        n_left++;
    }
    pp_buffer_clear(&key);
    return n_left;
}

static struct pp_text_list leave_out_known(struct pp_catalogue *catalogue,
                                           struct draft_column *columns,
                                           size_t n, struct pp_pool *pool)
{
    struct pp_text_list ids = pp_catalogue_ids(catalogue);
    const char **known = pp_pool_array(pool, ids.n, sizeof *known);
    size_t n_known = 0;

    for (size_t i = 0; i < ids.n; i++) {
        struct pp_notes notes;

        pp_notes_init(&notes, pool, 1); /* its mistakes are no matter here */
        const struct pp_instrument *ins =
            pp_catalogue_find(ids.items[i], &notes, catalogue);
        if (ins != NULL && leave_out(ins, columns, n, pool) > 0)
            known[n_known++] = ids.items[i];
    }
    return (struct pp_text_list){known, n_known};
}

/* --- the others ----------------------------------------------------------- */

static bool is_likely(const struct draft_column *c)
{
    return c->is_question && c->n_values >= 2 &&
           c->n_cells >= MIN_REPEATS * c->n_values;
}

/* A heading without the number at its end: ahi07 goes with ahi08, and not
   with cesd08. Headings that are whole questions have none. */
static size_t stem_of(const char *heading)
{
    size_t n = strlen(heading);

    if (strchr(heading, ' ') != NULL)
        return 0;
    while (n > 0 && heading[n - 1] >= '0' && heading[n - 1] <= '9')
        n--;
    return n;
}

/* Whether b may be a question of the same questionnaire as a. */
static bool is_alike(const struct draft_column *a, const struct draft_column *b)
{
    size_t n = stem_of(a->heading);

    if (a->is_whole != b->is_whole || n != stem_of(b->heading) ||
        strncmp(a->heading, b->heading, n) != 0)
        return false;
    if (a->is_whole)
        return b->min >= a->min && b->max <= a->max;
    for (size_t i = 0; i < b->n_values; i++)
        for (size_t j = 0; j < a->n_values; j++)
            if (strcmp(a->values[j], b->values[i]) == 0)
                return true;
    return false;
}

static size_t count_alike(const struct draft_column *columns, size_t n,
                          size_t first)
{
    size_t alike = 0;

    for (size_t i = 0; i < n; i++)
        alike +=
            is_likely(&columns[i]) && is_alike(&columns[first], &columns[i]);
    return alike;
}

static void take_labels(struct draft_column *const *taken, size_t n,
                        struct pp_pool *pool, struct pp_instrument_draft *draft)
{
    const char **labels =
        pp_pool_array(pool, n * DRAFT_MAX_VALUES + 1, sizeof *labels);
    size_t n_labels = 0;

    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < taken[i]->n_values; j++) {
            size_t k = 0;

            while (k < n_labels && strcmp(labels[k], taken[i]->values[j]) != 0)
                k++;
            if (k == n_labels)
                labels[n_labels++] = taken[i]->values[j];
        }
    draft->labels = (struct pp_text_list){labels, n_labels};
    draft->check_labels = true;
}

/* --- labels that somebody gave -------------------------------------------- */

static bool is_same_text(const char *a, const char *b)
{
    struct pp_buffer x = PP_BUFFER_INIT, y = PP_BUFFER_INIT;

    pp_text_key(a, strlen(a), &x);
    pp_text_key(b, strlen(b), &y);
    bool is_same = strcmp(pp_buffer_text(&x), pp_buffer_text(&y)) == 0;
    pp_buffer_clear(&x);
    pp_buffer_clear(&y);
    return is_same;
}

static bool has_label(const struct pp_text_list *labels, const char *text)
{
    for (size_t i = 0; i < labels->n; i++)
        if (is_same_text(labels->items[i], text))
            return true;
    return false;
}

/* Whether a question was answered with nothing but these. */
static bool is_labelled(const struct draft_column *c,
                        const struct pp_text_list *labels)
{
    for (size_t i = 0; i < c->n_values; i++)
        if (!has_label(labels, c->values[i]))
            return false;
    return true;
}

static bool is_numbered(const struct draft_column *c,
                        const struct pp_text_list *labels)
{
    return c->is_whole && c->max - c->min < (long)labels->n;
}

static size_t take_labelled(struct draft_column *columns, size_t n,
                            const struct pp_text_list *labels)
{
    size_t n_taken = 0;

    for (size_t i = 0; i < n; i++) {
        columns[i].is_taken =
            is_likely(&columns[i]) && is_labelled(&columns[i], labels);
        n_taken += columns[i].is_taken;
    }
    return n_taken;
}

/* --- grids ---------------------------------------------------------------- */

/*
 * A grid repeats what is asked of every line before the line: "How true is
 * this? [I sleep well]", "How true is this? - I sleep well". Where the line
 * begins; 0 where there is none. *end: of what is not part of it.
 */
static size_t grid_stem(const char *text, size_t *end)
{
    size_t n = strlen(text), stem = 0;
    const char *open = strrchr(text, '[');

    *end = 0;
    if (n > 0 && text[n - 1] == ']' && open != NULL && open > text &&
        open[-1] == ' ' && open + 2 < text + n) {
        *end = 1;
        return (size_t)(open - text) + 1;
    }
    for (const char *dash = text; (dash = strstr(dash, " - ")) != NULL; dash++)
        if (dash > text && dash[3] != '\0')
            stem = (size_t)(dash - text) + 3;
    return stem;
}

static const char *text_of(const struct draft_column *c)
{
    return c->question != NULL ? c->question : c->heading;
}

/* The line, where another column has the same before its own. */
static const char *question_of(struct draft_column *const *taken, size_t n,
                               size_t at, struct pp_pool *pool)
{
    const char *text = text_of(taken[at]);
    size_t end, other_end, stem = grid_stem(text, &end);

    for (size_t i = 0; i < n && stem > 0; i++)
        if (i != at && grid_stem(text_of(taken[i]), &other_end) == stem &&
            strncmp(text_of(taken[i]), text, stem) == 0)
            return pp_pool_strndup(pool, text + stem,
                                   strlen(text) - stem - end);
    return text;
}

/* --- the draft ------------------------------------------------------------ */

/* The most that are alike, by the first of them that says what they are. */
static size_t take_most(struct draft_column *columns, size_t n)
{
    size_t best = 0, most = 0;

    for (size_t i = 0; i < n; i++) {
        size_t alike = is_likely(&columns[i]) ? count_alike(columns, n, i) : 0;

        if (alike > most) {
            most = alike;
            best = i;
        }
    }
    for (size_t i = 0; i < n && most > 0; i++)
        columns[i].is_taken =
            is_likely(&columns[i]) && is_alike(&columns[best], &columns[i]);
    return most;
}

static size_t take(struct draft_column *columns, size_t n,
                   const struct pp_text_list *labels)
{
    if (labels->n == 0)
        return take_most(columns, n);
    size_t n_taken = take_labelled(columns, n, labels);
    if (n_taken > 0)
        return n_taken;
    for (size_t i = 0; i < n; i++) /* the labels of numbers, then */
        columns[i].is_question &= is_numbered(&columns[i], labels);
    return take_most(columns, n);
}

/* Why a column that may be a question does not go with those taken. */
static const char *why_not(const struct draft_column *c,
                           const struct draft_column *taken,
                           struct pp_pool *pool)
{
    if (c->is_whole != taken->is_whole)
        return taken->is_whole ? pp_pool_printf(pool, "it has words: %s",
                                                c->odd != NULL ? c->odd : "")
                               : "it has numbers";
    if (c->is_whole)
        return pp_pool_printf(pool, "its numbers are %ld-%ld", c->min, c->max);
    return pp_pool_printf(pool, "it has other answers: %s", c->values[0]);
}

static struct pp_text_list list_left_out(const struct draft_column *columns,
                                         size_t n, struct pp_pool *pool)
{
    const char **left = pp_pool_array(pool, n + 1, sizeof *left);
    const struct draft_column *taken = columns;
    struct pp_buffer shown = PP_BUFFER_INIT, why = PP_BUFFER_INIT;
    size_t n_left = 0;
    enum { WIDTH = 60, WHY = 50 };

    while (!taken->is_taken)
        taken++;
    for (size_t i = 0; i < n; i++) {
        const struct draft_column *c = &columns[i];
        if (!is_likely(c) || c->is_taken)
            continue;
        const char *reason = why_not(c, taken, pool);
        left[n_left++] = pp_pool_printf(
            pool, "\"%s\" (%s)",
            pp_text_quote_ends(c->heading, strlen(c->heading), WIDTH, &shown),
            pp_text_quote_ends(reason, strlen(reason), WHY, &why));
    }
    pp_buffer_clear(&shown);
    pp_buffer_clear(&why);
    return (struct pp_text_list){left, n_left};
}

/* Cells of the questions taken that are none of their numbers, and questions
 * that a known questionnaire asks otherwise. */
static struct pp_text_list list_remarks(const struct draft_column *columns,
                                        size_t n, struct pp_pool *pool)
{
    const char **told = pp_pool_array(pool, 2 * n + 1, sizeof *told);
    struct pp_buffer shown = PP_BUFFER_INIT, odd = PP_BUFFER_INIT;
    size_t n_told = 0;
    enum { WIDTH = 60 };

    for (size_t i = 0; i < n; i++) {
        const struct draft_column *c = &columns[i];
        const char *heading =
            pp_text_quote_ends(c->heading, strlen(c->heading), WIDTH, &shown);
        if (c->is_taken && c->is_whole && c->odd != NULL)
            told[n_told++] = pp_pool_printf(
                pool,
                "row %zu, column \"%s\": \"%s\" is no number; an import will "
                "leave it blank",
                c->odd_line, heading,
                pp_text_quote(c->odd, strlen(c->odd), 40, &odd));
        if (c->unlike != NULL && c->is_question)
            told[n_told++] = pp_pool_printf(
                pool,
                "column \"%s\" reads like a question of %s, but its answers "
                "are not those of %s: it is none",
                heading, c->unlike, c->unlike);
    }
    pp_buffer_clear(&shown);
    pp_buffer_clear(&odd);
    return (struct pp_text_list){told, n_told};
}

static int fail_to_find(const char *path, const struct pp_text_list *labels,
                        const struct pp_text_list *known, struct pp_error *err)
{
    struct pp_buffer of = PP_BUFFER_INIT;

    for (size_t i = 0; i < known->n; i++)
        pp_buffer_printf(&of, "%s%s",
                         i == 0 ? " of a questionnaire that is not known "
                                  "already (it has those of "
                                : ", ",
                         known->items[i]);
    if (known->n > 0)
        pp_buffer_putc(&of, ')');
    pp_fail(err, PP_EDATA,
            "%s: found no columns that look like questions%s; "
            "expected two or more with %s",
            path, pp_buffer_text(&of),
            labels->n > 0 ? "no answers but those that --labels names"
                          : "the same few answers");
    pp_buffer_clear(&of);
    return -1;
}

/* The numbers that answers have, or their labels. */
static void describe_answers(struct draft_column *const *taken, size_t n,
                             struct pp_pool *pool,
                             struct pp_instrument_draft *draft)
{
    long min = taken[0]->min, max = taken[0]->max;

    if (!taken[0]->is_whole) {
        if (draft->labels.n == 0)
            take_labels(taken, n, pool, draft);
        return;
    }
    for (size_t i = 1; i < n; i++) {
        min = taken[i]->min < min ? taken[i]->min : min;
        max = taken[i]->max > max ? taken[i]->max : max;
    }
    draft->answers = pp_pool_printf(pool, "%ld-%ld", min, max);
    /* As many labels as would not go to the highest number from 0 on. */
    if (draft->labels.n > 0 && max >= (long)draft->labels.n)
        draft->first_code = (int)(max - (long)draft->labels.n + 1);
}

/* Columns of which the plan says already what they are. */
static size_t leave_out_mapped(const struct pp_text_list *mapped,
                               struct draft_column *columns, size_t n)
{
    size_t n_left = 0;

    for (size_t i = 0; i < n; i++) {
        const char *texts[] = {columns[i].heading, columns[i].question};
        bool is_mapped = false;
        for (size_t k = 0; k < 2 * mapped->n && !is_mapped; k++) {
            const char *said = mapped->items[k / 2], *text = texts[k % 2];
            is_mapped =
                text != NULL && (pp_text_same(said, text) ||
                                 (strchr(said, '*') != NULL &&
                                  pp_text_star_number(said, text) >= 0));
        }
        n_left += is_mapped && columns[i].is_question;
        columns[i].is_question &= !is_mapped;
    }
    return n_left;
}

int pp_draft_from_csv(const char *path, struct pp_catalogue *catalogue,
                      const struct pp_text_list *mapped, struct pp_pool *pool,
                      struct pp_instrument_draft *draft,
                      struct pp_draft_others *others, struct pp_error *err)
{
    struct draft_column *columns;
    size_t n, n_taken = 0;

    if (draft_columns_read(path, pool, &columns, &n, err) != 0)
        return -1;
    others->n_mapped = leave_out_mapped(mapped, columns, n);
    others->known = leave_out_known(catalogue, columns, n, pool);
    size_t n_found = take(columns, n, &draft->labels);
    if (n_found < 2)
        return fail_to_find(path, &draft->labels, &others->known, err);
    others->left_out = list_left_out(columns, n, pool);
    others->remarks = list_remarks(columns, n, pool);
    struct draft_column **taken = pp_pool_array(pool, n_found, sizeof *taken);
    const char **items = pp_pool_array(pool, n_found, sizeof *items);

    for (size_t i = 0; i < n; i++)
        if (columns[i].is_taken)
            taken[n_taken++] = &columns[i];
    for (size_t i = 0; i < n_taken; i++)
        items[i] = question_of(taken, n_taken, i, pool);
    draft->items = (struct pp_text_list){items, n_taken};
    describe_answers(taken, n_taken, pool, draft);
    return 0;
}
