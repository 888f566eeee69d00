#include "prepost/model/plan.h"

#include <string.h>

#include "prepost/base/hash.h"
#include "prepost/base/number.h"
#include "prepost/base/text.h"

bool pp_plan_file_step(const struct pp_plan *plan,
                       const struct pp_plan_file *file, size_t instrument,
                       int *step)
{
    const struct pp_plan_instrument *of = &plan->instruments[instrument];
    const struct pp_item *item = of->instrument->items;

    *step = 0;
    for (size_t i = 0; file != NULL && i < file->n_numberings; i++) {
        if (file->numberings[i].instrument != instrument)
            continue;
        const struct pp_coding *coding =
            &item->codings[of->coding < item->n_codings ? of->coding : 0];
        *step = file->numberings[i].from - coding->answers[0].code;
        return true;
    }
    return false;
}

int pp_plan_wave(const struct pp_plan *plan, const char *text)
{
    for (size_t i = 0; i < plan->n_waves; i++) {
        const struct pp_wave *wave = &plan->waves[i];

        if (pp_text_same(text, wave->id) || pp_text_same(text, wave->name))
            return (int)i;
        for (size_t k = 0; k < wave->aliases.n; k++)
            if (pp_text_same(text, wave->aliases.items[k]))
                return (int)i;
    }
    return -1;
}

/* --- what a plan commits to ----------------------------------------------- */

static const char *design_name(enum pp_evidence evidence)
{
    static const char *const names[] = {"before and after", "looking back",
                                        "comparison group", "randomised"};

    return names[evidence];
}

static const char *twice_name(enum pp_same_twice policy)
{
    static const char *const names[] = {"refused", "first", "last",
                                        "most complete"};

    return names[policy];
}

/* How a scale is made: a change of key after the fact is a change of plan. */
static void print_scoring(const struct pp_instrument *instrument,
                          const struct pp_scale *scale, struct pp_buffer *out)
{
    static const char *const methods[] = {"sum", "mean", "percent", "table",
                                          "count"};
    static const char *const treatments[] = {
        "complete answers", "the mean stands in", "the rounded mean stands in",
        "the answered alone"};
    char number[PP_NUMBER_SIZE];

    pp_buffer_printf(out, "%s of", methods[scale->method]);
    for (size_t i = 0; i < scale->n_items; i++) {
        const struct pp_item *item = &instrument->items[scale->items[i]];

        pp_buffer_printf(out, " %s%s", item->id,
                         item->reverse ? " (reversed)" : "");
    }
    pp_buffer_printf(out, ", times %s, up to %zu missing, %s, %s is better",
                     pp_number_shortest(number, scale->factor),
                     scale->max_missing, treatments[scale->treatment],
                     scale->lower_is_better ? "lower" : "higher");
}

static void print_sesoi(const struct pp_sesoi *sesoi, struct pp_buffer *out)
{
    static const char *const sources[] = {
        "", "declared", "published for groups", "rule of thumb"};
    char number[PP_NUMBER_SIZE];

    if (sesoi->source == PP_SESOI_NONE)
        pp_buffer_puts(out, "none");
    else
        pp_buffer_printf(out, "%s (%s)",
                         pp_number_shortest(number, sesoi->value),
                         sources[sesoi->source]);
}

void pp_plan_scoring(const struct pp_plan *plan, size_t outcome,
                     struct pp_buffer *out)
{
    const struct pp_plan_outcome *o = &plan->outcomes[outcome];
    const struct pp_plan_instrument *used = &plan->instruments[o->instrument];
    const struct pp_scale *scale = &used->instrument->scales[o->scale];

    print_scoring(used->instrument, scale, out);
    const struct pp_item *last = NULL;
    for (size_t i = 0; i < scale->n_items; i++) {
        const struct pp_item *item = &used->instrument->items[scale->items[i]];
        if (last != NULL && last->min == item->min && last->max == item->max)
            continue;
        pp_buffer_printf(out, "%s %d-%d", last == NULL ? "; answers" : ",",
                         item->min, item->max);
        if (used->coding > 0 && used->coding < item->n_codings)
            pp_buffer_printf(out, " (%s)", item->codings[used->coding].id);
        last = item;
    }
}

static void print_outcome(const struct pp_plan *plan, size_t i,
                          struct pp_buffer *out)
{
    const struct pp_plan_outcome *outcome = &plan->outcomes[i];
    const struct pp_instrument *instrument =
        plan->instruments[outcome->instrument].instrument;
    char number[PP_NUMBER_SIZE];

    pp_buffer_printf(out, "outcome %s: number %zu, %s\n", outcome->id, i + 1,
                     outcome->role == PP_PRIMARY ? "primary" : "secondary");
    pp_buffer_printf(out, "change that matters, %s: ", outcome->id);
    print_sesoi(&outcome->sesoi, out);
    if (outcome->entry.rule != PP_ENTRY_NONE)
        pp_buffer_printf(out, "\nwho was taken, by %s: at %s %s", outcome->id,
                         outcome->entry.rule == PP_ENTRY_AT_LEAST ? "least"
                                                                  : "most",
                         pp_number_shortest(number, outcome->entry.score));
    pp_buffer_printf(out, "\nscoring of %s: ", outcome->id);
    print_scoring(instrument, &instrument->scales[outcome->scale], out);
    pp_buffer_putc(out, '\n');
}

/* Where people met in groups, the likely ranges allow for it. */
static bool has_groups(const struct pp_plan *plan)
{
    for (size_t i = 0; i < plan->n_files; i++)
        if (plan->files[i].group != NULL)
            return true;
    return plan->group.headings.n > 0;
}

/* Nothing where there are none, so that such plans keep their hash. */
static void print_arms(const struct pp_plan_arms *arms, struct pp_buffer *out)
{
    if (arms->column == NULL)
        return;
    pp_buffer_printf(out,
                     "arms: told by %s, compared with %s, people counted "
                     "%s\n",
                     arms->column, arms->comparison,
                     arms->as_assigned ? "as assigned" : "as they took part");
    for (size_t i = 0; i < arms->n_names; i++)
        pp_buffer_printf(out, "arm %s: compared\n", arms->names[i].level);
}

void pp_plan_commitments(const struct pp_plan *plan, struct pp_buffer *out)
{
    char number[PP_NUMBER_SIZE];

    pp_buffer_printf(out, "design: %s\n", design_name(plan->evidence));
    print_arms(&plan->arms, out);
    pp_buffer_puts(out, "waves:");
    for (size_t i = 0; i < plan->n_waves; i++)
        pp_buffer_printf(out, " %s", plan->waves[i].id);
    pp_buffer_putc(out, '\n');
    for (size_t i = 0; i < plan->n_instruments; i++) {
        const struct pp_instrument *instrument =
            plan->instruments[i].instrument;
        size_t coding = plan->instruments[i].coding;
        const struct pp_item *item = instrument->items;

        pp_buffer_printf(out, "questionnaire %s: ", instrument->id);
        if (coding > 0 && instrument->n_items > 0 && coding < item->n_codings)
            pp_buffer_printf(out, "answers numbered %s\n",
                             item->codings[coding].id);
        else
            pp_buffer_puts(out, "answers numbered as in its definition\n");
    }
    for (size_t i = 0; i < plan->n_outcomes; i++)
        print_outcome(plan, i, out);
    pp_buffer_printf(out, "support groups: %s\n",
                     has_groups(plan) ? "allowed for" : "not named");
    pp_buffer_printf(out, "a person who answered twice at one wave: %s\n",
                     twice_name(plan->same_twice));
    pp_buffer_printf(out, "answers that do not fit: %s left out\n",
                     plan->bad_cell == PP_BAD_CELL_BLANK ? "the answer"
                                                         : "the row");
    pp_buffer_printf(out, "confidence level: %s\n",
                     pp_number_shortest(number, plan->level));
    pp_buffer_printf(out, "seed: %lu\n", plan->seed);
}

const char *pp_plan_hash(const struct pp_plan *plan, struct pp_pool *pool)
{
    struct pp_buffer text = PP_BUFFER_INIT;
    char *hex = pp_pool_alloc(pool, PP_HASH_SIZE);

    pp_plan_commitments(plan, &text);
    pp_hash_bytes(text.data, text.length, hex);
    pp_buffer_clear(&text);
    return hex;
}
