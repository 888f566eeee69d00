#include "prepost/model/plan.h"

#include <stdio.h>
#include <string.h>

#include "plan_build.h"
#include "prepost/base/text.h"
#include "prepost/model/catalogue.h"

void plan_mistake(struct plan_build *b, const struct pp_yaml *at,
                  const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    pp_notes_add_args(b->notes, PP_NOTE_ERROR, b->file, at->line, at->column,
                      NULL, fmt, args);
    va_end(args);
    b->failed = true;
}

const struct pp_yaml *plan_place(const struct pp_yaml *block, const char *key)
{
    const struct pp_yaml *value = pp_yaml_get(block, key);

    if (value != NULL)
        return value;
    if (block->kind == PP_YAML_SCALAR)
        return block; /* it stands for the key */
    return block->key != NULL ? block->key : block;
}

void plan_suggest(struct pp_buffer *out, const char *text,
                  const char *const *known, size_t n)
{
    const char *near = pp_text_closest(text, known, n);

    if (near != NULL) {
        pp_buffer_printf(out, "; did you mean \"%s\"?", near);
        return;
    }
    pp_buffer_puts(out, n > 0 ? "; there are: " : "; there are none");
    for (size_t i = 0; i < n; i++)
        pp_buffer_printf(out, "%s%s", i > 0 ? ", " : "", known[i]);
}

/* --- waves and instruments ------------------------------------------------ */

static void build_waves(struct plan_build *b)
{
    const struct def_wave *defs = b->def->waves.items;
    size_t n =
        b->def->waves.n < PLAN_MAX_WAVES ? b->def->waves.n : PLAN_MAX_WAVES;
    struct pp_wave *waves = pp_pool_array(b->pool, n + 1, sizeof *waves);

    b->plan->waves = waves;
    for (size_t i = 0; i < n; i++) {
        const char *id = defs[i].id != NULL ? defs[i].id : "?";

        waves[i] = (struct pp_wave){.id = id,
                                    .name = defs[i].name ? defs[i].name : id,
                                    .weeks = defs[i].weeks,
                                    .aliases = defs[i].aliases};
        if (i > 0 && waves[i].weeks > 0 && waves[i].weeks <= waves[i - 1].weeks)
            plan_mistake(b, plan_place(defs[i].at, "weeks"),
                         "waves stand in the order of time, so expected more "
                         "than the %g weeks of \"%s\"",
                         waves[i - 1].weeks, waves[i - 1].id);
        b->plan->n_waves = i; /* those before this one */
        for (size_t k = 0; k < defs[i].aliases.n; k++)
            if (pp_plan_wave(b->plan, defs[i].aliases.items[k]) >= 0)
                plan_mistake(
                    b, plan_place(defs[i].at, "aliases"),
                    "\"%s\" means the wave \"%s\" already",
                    defs[i].aliases.items[k],
                    waves[pp_plan_wave(b->plan, defs[i].aliases.items[k])].id);
        if (pp_plan_wave(b->plan, waves[i].name) >= 0)
            plan_mistake(b, plan_place(defs[i].at, "name"),
                         "two waves are called \"%s\"", waves[i].name);
    }
    b->plan->n_waves = n;
}

static void unknown_instrument(struct plan_build *b,
                               const struct def_instrument *def)
{
    struct pp_buffer text = PP_BUFFER_INIT;

    pp_buffer_printf(&text, "there is no questionnaire \"%s\"", def->id);
    if (b->find == pp_catalogue_find) {
        struct pp_text_list known = pp_catalogue_ids(b->ctx);

        plan_suggest(&text, def->id, known.items, known.n);
    }
    pp_buffer_printf(&text,
                     "%s a questionnaire of your own is a file %s.yaml "
                     "beside the plan (prepost instrument new writes "
                     "one)",
                     strchr(text.data, '?') != NULL ? "" : ";", def->id);
    plan_mistake(b, plan_place(def->at, "id"), "%s", text.data);
    pp_buffer_clear(&text);
}

static size_t most_codings(const struct pp_instrument *instrument,
                           const struct pp_item **item)
{
    size_t n = 0;

    for (size_t i = 0; i < instrument->n_items; i++)
        if (instrument->items[i].n_codings > n) {
            n = instrument->items[i].n_codings;
            *item = &instrument->items[i];
        }
    return n;
}

/* Chosen in words, never guessed from the answers. */
static size_t build_coding(struct plan_build *b,
                           const struct def_instrument *def,
                           const struct pp_instrument *instrument)
{
    const struct pp_item *item = NULL;
    size_t n = most_codings(instrument, &item);
    struct pp_buffer names = PP_BUFFER_INIT;
    size_t chosen = n;

    for (size_t i = 0; i < n; i++) {
        const char *id = item->codings[i].id;

        pp_buffer_printf(&names, "%s%s", i > 0 ? ", " : "", id ? id : "?");
        if (def->coding != NULL && id != NULL && strcmp(def->coding, id) == 0)
            chosen = i;
    }
    if (def->coding != NULL && chosen == n && n > 0)
        plan_mistake(b, plan_place(def->at, "coding"),
                     "%s has no coding \"%s\"; there are: %s", instrument->id,
                     def->coding, pp_buffer_text(&names));
    else if (def->coding == NULL && n > 1)
        plan_mistake(
            b, plan_place(def->at, "id"),
            "%s is numbered in %zu ways; say which one the form used, as "
            "in {id: %s, coding: %s}; there are: %s",
            instrument->id, n, instrument->id, item->codings[0].id,
            pp_buffer_text(&names));
    pp_buffer_clear(&names);
    return chosen < n ? chosen : 0;
}

static void build_instruments(struct plan_build *b)
{
    const struct def_instrument *defs = b->def->instruments.items;
    struct pp_plan_instrument *out =
        pp_pool_array(b->pool, b->def->instruments.n + 1, sizeof *out);
    size_t n = 0;

    for (size_t i = 0; i < b->def->instruments.n; i++) {
        size_t n_errors = b->notes->n_by_severity[PP_NOTE_ERROR];

        if (defs[i].id == NULL)
            continue;
        for (size_t k = 0; k < i; k++)
            if (defs[k].id != NULL && strcmp(defs[k].id, defs[i].id) == 0)
                plan_mistake(b, plan_place(defs[i].at, "id"),
                             "\"%s\" is named twice", defs[i].id);
        const struct pp_instrument *instrument =
            b->find(defs[i].id, b->notes, b->ctx);
        if (instrument == NULL) {
            if (b->notes->n_by_severity[PP_NOTE_ERROR] == n_errors)
                unknown_instrument(b, &defs[i]);
            b->failed = true;
            continue;
        }
        size_t coding = build_coding(b, &defs[i], instrument);
        out[n++] = (struct pp_plan_instrument){
            plan_with_answers(b, &defs[i],
                              plan_with_missing_rule(b, &defs[i], instrument),
                              coding),
            coding};
    }
    b->plan->instruments = out;
    b->plan->n_instruments = n;
}
/* --- all of it ------------------------------------------------------------ */

static void build_frame(struct plan_build *b)
{
    const struct def_plan *def = b->def;
    struct pp_plan *plan = b->plan;

    plan->file = b->file;
    plan->title = def->title != NULL ? def->title : "";
    plan->charity = def->charity != NULL ? def->charity : "";
    plan->service = def->service != NULL ? def->service : "the groups";
    plan->comparison = def->comparison;
    plan->dates = def->dates;
    plan->gap = def->gap;
    plan->own_words = def->own_words;
    plan->made_up = def->made_up;
    plan->low_point = def->low_point;
    plan->evidence = (enum pp_evidence)def->design;
    plan->level = def->level;
    plan->seed = (unsigned long)def->seed;
    if (def->rules != NULL) {
        plan->bad_cell = (enum pp_bad_cell)def->rules->bad_cell;
        plan->same_twice = (enum pp_same_twice)def->rules->same_twice;
    }
    plan->disclosure.preset = "charity-5";
    if (def->disclosure != NULL && def->disclosure->preset != NULL) {
        plan->disclosure.preset = def->disclosure->preset;
        plan->disclosure.threshold = (int)def->disclosure->threshold;
        plan->disclosure.rounding = (int)def->disclosure->rounding;
    }
}

static void build(struct plan_build *b)
{
    build_frame(b);
    build_waves(b);
    build_instruments(b);
    plan_build_outcomes(b);
    plan_tell_outcomes_apart(b);
    plan_build_columns(b);
    plan_build_files(b);
    plan_build_places(b);
    plan_build_people(b);
    plan_build_arms(b);
    plan_check_words(b);
}

int pp_plan_read(struct pp_pool *pool, const char *file, const char *text,
                 size_t length, pp_find_instrument *find, void *ctx,
                 const struct pp_plan **out, struct pp_notes *notes)
{
    const struct pp_yaml *tree;
    struct def_plan *def = pp_pool_alloc(pool, sizeof *def);
    struct plan_build b = {.pool = pool,
                           .file = pp_pool_strdup(pool, file),
                           .def = def,
                           .plan = pp_pool_alloc(pool, sizeof *b.plan),
                           .notes = notes,
                           .find = find,
                           .ctx = ctx};

    *out = NULL;
    if (pp_yaml_read(pool, file, text, length, &tree, notes) != 0)
        return -1;
    if (pp_schema_read(pool, &plan_schema, tree, file, def, notes) != 0)
        b.failed = true;
    if (tree->kind != PP_YAML_MAP)
        return -1;
    build(&b);
    if (b.failed)
        return -1;
    b.plan->hash = pp_plan_hash(b.plan, pool);
    *out = b.plan;
    return 0;
}
