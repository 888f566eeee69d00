#include "prepost/model/plan.h"

#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "plan_file.h"
#include "prepost/base/number.h"
#include "prepost/base/text.h"
#include "prepost/model/catalogue.h"
#include "prepost/model/words.h"

/* What is needed while a plan is made out of its file. */
struct build {
    struct pp_pool *pool;
    const char *file;
    const struct def_plan *def;
    struct pp_plan *plan;
    struct pp_notes *notes;
    pp_find_instrument *find;
    void *ctx;
    struct pp_text_list names; /* in which any word may occur */
    bool failed;
};

enum { MAX_WAVES = 20 };

static void mistake(struct build *b, const struct pp_yaml *at, const char *fmt,
                    ...) __attribute__((format(printf, 3, 4)));

static void mistake(struct build *b, const struct pp_yaml *at, const char *fmt,
                    ...)
{
    char text[900];
    va_list args;

    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    pp_notes_add(b->notes, PP_NOTE_ERROR, b->file, at->line, at->column, NULL,
                 "%s", text);
    b->failed = true;
}

/* Where a block's value stands; where the block stands if there is none. */
static const struct pp_yaml *place(const struct pp_yaml *block, const char *key)
{
    const struct pp_yaml *value = pp_yaml_get(block, key);

    if (value != NULL)
        return value;
    if (block->kind == PP_YAML_SCALAR)
        return block; /* it stands for the key */
    return block->key != NULL ? block->key : block;
}

/* "; did you mean "x"?" or "; there are: a, b, c", into `out`. */
static void suggest(struct pp_buffer *out, const char *text,
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

/* --- words ---------------------------------------------------------------- */

static const char *speaks_of(enum pp_evidence evidence)
{
    switch (evidence) {
    case PP_EVIDENCE_BEFORE_AFTER:
        return "one group asked before and after";
    case PP_EVIDENCE_LOOKING_BACK:
        return "people who looked back";
    case PP_EVIDENCE_COMPARISON:
        return "groups that were not made by chance";
    case PP_EVIDENCE_RANDOMISED:
        break;
    }
    return "any evaluation";
}

/* Every text of the plan that a report may print goes through here. */
static void check_words(struct build *b, const struct pp_yaml *at,
                        const char *what, const char *text)
{
    size_t from = 0, found, n;
    const struct pp_word *word;

    if (text == NULL)
        return;
    while ((word = pp_words_find(text, strlen(text), b->plan->evidence,
                                 &b->names, from, &found, &n)) != NULL) {
        mistake(b, at,
                "%s: \"%.*s\" may not be said of %s; write %s, or move the "
                "sentence to own_words",
                what, (int)n, text + found, speaks_of(b->plan->evidence),
                word->instead);
        from = found + n;
    }
}

/* The charity and service may be called anything; so may questionnaires. */
static void collect_names(struct build *b)
{
    const struct pp_plan *plan = b->plan;
    const char **names =
        pp_pool_array(b->pool, 2 + 3 * plan->n_instruments, sizeof *names);
    size_t n = 0;

    names[n++] = plan->charity;
    names[n++] = plan->service;
    for (size_t i = 0; i < plan->n_instruments; i++) {
        const struct pp_instrument *instrument =
            plan->instruments[i].instrument;

        names[n++] = instrument->id;
        if (instrument->name != NULL)
            names[n++] = instrument->name;
        if (instrument->short_name != NULL)
            names[n++] = instrument->short_name;
    }
    b->names = (struct pp_text_list){names, n};
}

static void check_all_words(struct build *b)
{
    const struct pp_plan *plan = b->plan;
    const struct pp_yaml *top = b->def->at;
    const struct def_wave *waves = b->def->waves.items;
    const struct def_outcome *outcomes = b->def->outcomes.items;

    collect_names(b);
    check_words(b, place(top, "title"), "title", plan->title);
    check_words(b, place(top, "dates"), "dates", plan->dates);
    check_words(b, place(top, "gap"), "gap", plan->gap);
    check_words(b, place(top, "comparison"), "comparison", plan->comparison);
    for (size_t i = 0; i < b->def->waves.n; i++)
        check_words(b, place(waves[i].at, "name"), "the wave's name",
                    waves[i].name);
    for (size_t i = 0; i < b->def->outcomes.n; i++) {
        const struct def_sesoi *sesoi = outcomes[i].sesoi;

        check_words(b, place(outcomes[i].at, "if_worse"), "if_worse",
                    outcomes[i].if_worse);
        if (sesoi != NULL)
            check_words(b, place(sesoi->at, "because"), "because",
                        sesoi->because);
    }
    for (size_t i = 0; i < plan->n_columns; i++) {
        const struct def_kept *kept = b->def->columns->keep.items;

        check_words(b, kept[i].at->key, "the column's name",
                    plan->columns[i].name);
    }
}

/* --- waves and instruments ------------------------------------------------ */

static void build_waves(struct build *b)
{
    const struct def_wave *defs = b->def->waves.items;
    size_t n = b->def->waves.n < MAX_WAVES ? b->def->waves.n : MAX_WAVES;
    struct pp_wave *waves = pp_pool_array(b->pool, n + 1, sizeof *waves);

    b->plan->waves = waves;
    for (size_t i = 0; i < n; i++) {
        const char *id = defs[i].id != NULL ? defs[i].id : "?";

        waves[i] = (struct pp_wave){.id = id,
                                    .name = defs[i].name ? defs[i].name : id,
                                    .aliases = defs[i].aliases};
        b->plan->n_waves = i; /* those before this one */
        for (size_t k = 0; k < defs[i].aliases.n; k++)
            if (pp_plan_wave(b->plan, defs[i].aliases.items[k]) >= 0)
                mistake(
                    b, place(defs[i].at, "aliases"),
                    "\"%s\" means the wave \"%s\" already",
                    defs[i].aliases.items[k],
                    waves[pp_plan_wave(b->plan, defs[i].aliases.items[k])].id);
        if (pp_plan_wave(b->plan, waves[i].name) >= 0)
            mistake(b, place(defs[i].at, "name"), "two waves are called \"%s\"",
                    waves[i].name);
    }
    b->plan->n_waves = n;
}

static void unknown_instrument(struct build *b,
                               const struct def_instrument *def)
{
    struct pp_buffer text = PP_BUFFER_INIT;

    pp_buffer_printf(&text, "there is no questionnaire \"%s\"", def->id);
    if (b->find == pp_catalogue_find) {
        struct pp_text_list known = pp_catalogue_ids(b->ctx);

        suggest(&text, def->id, known.items, known.n);
    }
    mistake(b, place(def->at, "id"), "%s", text.data);
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
static size_t build_coding(struct build *b, const struct def_instrument *def,
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
        mistake(b, place(def->at, "coding"),
                "%s has no coding \"%s\"; there are: %s", instrument->id,
                def->coding, pp_buffer_text(&names));
    else if (def->coding == NULL && n > 1)
        mistake(b, place(def->at, "id"),
                "%s is numbered in %zu ways; say which one the form used, as "
                "in {id: %s, coding: %s}; there are: %s",
                instrument->id, n, instrument->id, item->codings[0].id,
                pp_buffer_text(&names));
    pp_buffer_clear(&names);
    return chosen < n ? chosen : 0;
}

static void build_instruments(struct build *b)
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
                mistake(b, place(defs[i].at, "id"), "\"%s\" is named twice",
                        defs[i].id);
        const struct pp_instrument *instrument =
            b->find(defs[i].id, b->notes, b->ctx);
        if (instrument == NULL) {
            if (b->notes->n_by_severity[PP_NOTE_ERROR] == n_errors)
                unknown_instrument(b, &defs[i]);
            b->failed = true;
            continue;
        }
        out[n++] = (struct pp_plan_instrument){
            instrument, build_coding(b, &defs[i], instrument)};
    }
    b->plan->instruments = out;
    b->plan->n_instruments = n;
}

/* --- outcomes ------------------------------------------------------------- */

static bool is_same_amount(double a, double b)
{
    return fabs(a - b) <= 1e-9 * fmax(1, fabs(b));
}

static double group_change(const struct pp_scale *scale, double value)
{
    for (size_t i = 0; i < scale->n_changes; i++)
        if (scale->changes[i].kind == PP_CHANGE_GROUP &&
            is_same_amount(value, scale->changes[i].value))
            return scale->changes[i].value;
    return NAN;
}

/*
 * What is published about one person is no amount for an average: an average
 * moves much less than people do.
 */
static void refuse_individual(struct build *b, const struct pp_yaml *at,
                              const struct pp_scale *scale, double value)
{
    for (size_t i = 0; i < scale->n_changes; i++) {
        const struct pp_published_change *change = &scale->changes[i];

        if (change->kind == PP_CHANGE_INDIVIDUAL &&
            is_same_amount(value, change->value)) {
            mistake(b, at,
                    "%s points is the %s change of one person on %s (%s); the "
                    "average of a group moves less: say how much of an "
                    "average would matter",
                    at->text != NULL ? at->text : "this many",
                    change->reliable ? "reliable" : "important", scale->name,
                    change->source);
            return;
        }
    }
    for (size_t i = 0; i < scale->n_cutoffs; i++)
        if (is_same_amount(value, scale->cutoffs[i].value)) {
            mistake(b, at,
                    "%s is a cut-off of %s (%s), a score and not a change; "
                    "say how much change of the average would matter",
                    at->text != NULL ? at->text : "this", scale->name,
                    scale->cutoffs[i].name);
            return;
        }
}

static void check_published(struct build *b, const struct pp_yaml *at,
                            const struct pp_scale *scale, double value)
{
    struct pp_buffer known = PP_BUFFER_INIT;
    char number[PP_NUMBER_SIZE];

    if (!isnan(group_change(scale, value)))
        return;
    for (size_t i = 0; i < scale->n_changes; i++)
        if (scale->changes[i].kind == PP_CHANGE_GROUP)
            pp_buffer_printf(
                &known, "%s%s (%s)", known.length > 0 ? ", " : "",
                pp_number_shortest(number, scale->changes[i].value),
                scale->changes[i].source);
    if (known.length > 0)
        mistake(b, at, "published for averages on %s: %s", scale->name,
                known.data);
    else
        mistake(b, at,
                "no change of group averages is published for %s; decide "
                "yourself and write source: declared",
                scale->name);
    pp_buffer_clear(&known);
}

/*
 * Wide limits make it easy to find that nothing changed. People in services
 * differ more than people in general do, so the widest published SD counts.
 */
static void warn_if_wide(struct build *b, const struct pp_yaml *at,
                         const struct pp_scale *scale, double value)
{
    const struct pp_norm *widest = NULL;
    char number[PP_NUMBER_SIZE];

    for (size_t i = 0; i < scale->n_norms; i++)
        if (!isnan(scale->norms[i].sd) &&
            (widest == NULL || scale->norms[i].sd > widest->sd))
            widest = &scale->norms[i];
    if (widest == NULL || value <= .5 * widest->sd)
        return;
    pp_notes_add(b->notes, PP_NOTE_WARNING, b->file, at->line, at->column, NULL,
                 "%s points is more than half of the widest standard "
                 "deviation known (%s, %s): with that much, \"no change that "
                 "matters\" is found easily",
                 at->text != NULL ? at->text : "this",
                 pp_number_shortest(number, widest->sd),
                 widest->population != NULL ? widest->population : "published");
}

static void build_sesoi(struct build *b, const struct def_outcome *def,
                        const struct pp_scale *scale,
                        struct pp_plan_outcome *out)
{
    const struct def_sesoi *sesoi = def->sesoi;

    out->sesoi = (struct pp_sesoi){.source = PP_SESOI_NONE, .value = NAN};
    if (sesoi == NULL || isnan(sesoi->value))
        return;
    const struct pp_yaml *at =
        sesoi->at->kind == PP_YAML_MAP ? place(sesoi->at, "value") : sesoi->at;
    double width = scale->max - scale->min;
    if (!(sesoi->value > 0) || sesoi->value >= width)
        mistake(b, at,
                "expected a change above 0 and below %g points, the width of "
                "%s",
                width, scale->name);
    if (sesoi->source < 0) {
        if (sesoi->at->kind != PP_YAML_MAP) /* else it was said already */
            mistake(b, at,
                    "where does this amount come from? write {value: %s, "
                    "source: declared, because: ...}; source is one of "
                    "declared, published-group, rule-of-thumb",
                    sesoi->at->text);
        return;
    }
    out->sesoi.source = (enum pp_sesoi_source)(sesoi->source + 1);
    out->sesoi.value = sesoi->value;
    out->sesoi.text = at->text;
    out->sesoi.because = sesoi->because;
    if (out->sesoi.source == PP_SESOI_PUBLISHED_GROUP)
        check_published(b, at, scale, sesoi->value);
    else if (isnan(group_change(scale, sesoi->value)))
        refuse_individual(b, at, scale, sesoi->value);
    if (out->sesoi.source == PP_SESOI_RULE_OF_THUMB && sesoi->because == NULL)
        mistake(b, place(sesoi->at, "source"),
                "a rule of thumb needs because: which rule, and whose "
                "standard deviation");
    warn_if_wide(b, at, scale, sesoi->value);
}

/* The plan's instrument that the id begins with; or -1. */
static long find_instrument(const struct pp_plan *plan, const char *id)
{
    size_t length = strcspn(id, ".");

    for (size_t i = 0; i < plan->n_instruments; i++) {
        const char *name = plan->instruments[i].instrument->id;

        if (strlen(name) == length && strncmp(name, id, length) == 0)
            return (long)i;
    }
    return -1;
}

static void unknown_outcome(struct build *b, const struct def_outcome *def)
{
    const struct pp_plan *plan = b->plan;
    struct pp_buffer text = PP_BUFFER_INIT;
    size_t n = 0;

    for (size_t i = 0; i < plan->n_instruments; i++)
        n += plan->instruments[i].instrument->n_scales;
    const char **known = pp_pool_array(b->pool, n + 1, sizeof *known);
    n = 0;
    for (size_t i = 0; i < plan->n_instruments; i++) {
        const struct pp_instrument *instrument =
            plan->instruments[i].instrument;

        for (size_t k = 0; k < instrument->n_scales; k++)
            known[n++] = pp_pool_printf(b->pool, "%s.%s", instrument->id,
                                        instrument->scales[k].id);
    }
    pp_buffer_printf(&text, "the plan's questionnaires have no scale \"%s\"",
                     def->id);
    suggest(&text, def->id, known, n);
    mistake(b, def->at->key, "%s", text.data);
    pp_buffer_clear(&text);
}

static void build_outcomes(struct build *b)
{
    const struct def_outcome *defs = b->def->outcomes.items;
    struct pp_plan_outcome *out =
        pp_pool_array(b->pool, b->def->outcomes.n + 1, sizeof *out);
    size_t n = 0;

    for (size_t i = 0; i < b->def->outcomes.n; i++) {
        const char *point = strchr(defs[i].id, '.');
        long at = find_instrument(b->plan, defs[i].id);
        struct pp_plan_outcome *outcome = &out[n];
        const struct pp_scale *scale = NULL;

        if (point != NULL && at >= 0)
            scale = pp_instrument_scale(b->plan->instruments[at].instrument,
                                        point + 1, &outcome->scale);
        if (scale == NULL) {
            /* Where a questionnaire is missing, that is the mistake. */
            if (at >= 0 || b->plan->n_instruments == b->def->instruments.n)
                unknown_outcome(b, &defs[i]);
            continue;
        }
        if (scale->no_direction) {
            mistake(b, defs[i].at->key,
                    "on %s neither end is better, so it can be no outcome",
                    scale->name);
            continue;
        }
        outcome->instrument = (size_t)at;
        outcome->id = defs[i].id;
        outcome->role = defs[i].role > 0 ? PP_SECONDARY : PP_PRIMARY;
        outcome->response = defs[i].if_worse;
        build_sesoi(b, &defs[i], scale, outcome);
        n++;
    }
    b->plan->outcomes = out;
    b->plan->n_outcomes = n;
}

/* --- columns and files ---------------------------------------------------- */

static bool is_taken_name(const char *name)
{
    static const char *const taken[] = {
        "participant", "import", "region", "group", "identifier", "id",
        "wave",        "date",   "line",   "day",   "ignore",     "ignored"};

    for (size_t i = 0; i < sizeof taken / sizeof taken[0]; i++)
        if (pp_text_same(name, taken[i]))
            return true;
    return false;
}

static void build_kept(struct build *b, const struct pp_block_list *list)
{
    const struct def_kept *defs = list->items;
    struct pp_plan_column *out =
        pp_pool_array(b->pool, list->n + 1, sizeof *out);

    for (size_t i = 0; i < list->n; i++) {
        const char *name = defs[i].name != NULL ? defs[i].name : "?";

        if (is_taken_name(name))
            mistake(b, defs[i].at->key,
                    "a kept column cannot be called \"%s\"; choose another "
                    "name",
                    name);
        for (size_t k = 0; k < i; k++)
            if (pp_text_same(name, out[k].name))
                mistake(b, defs[i].at->key, "two columns are called \"%s\"",
                        name);
        out[i] =
            (struct pp_plan_column){name, defs[i].headings, defs[i].is_number};
    }
    b->plan->columns = out;
    b->plan->n_columns = list->n;
}

static void build_columns(struct build *b)
{
    static const char *const formats[] = {"d/m/y", "m/d/y", "y-m-d"};
    const struct def_columns *def = b->def->columns;
    struct pp_plan *plan = b->plan;

    plan->region.name = "region";
    plan->group.name = "group";
    if (def == NULL)
        return;
    plan->identifier = def->identifier;
    plan->wave_column = def->wave;
    plan->date_column = def->date;
    plan->date_format =
        def->date_format >= 0 ? formats[def->date_format] : NULL;
    plan->region.headings = def->region;
    plan->group.headings = def->group;
    build_kept(b, &def->keep);
}

static void check_wave(struct build *b, const struct pp_yaml *at,
                       const char *wave)
{
    const char *known[MAX_WAVES];
    struct pp_buffer text = PP_BUFFER_INIT;

    if (wave == NULL || pp_plan_wave(b->plan, wave) >= 0)
        return;
    for (size_t i = 0; i < b->plan->n_waves; i++)
        known[i] = b->plan->waves[i].id;
    pp_buffer_printf(&text, "there is no wave \"%s\"", wave);
    suggest(&text, wave, known, b->plan->n_waves);
    mistake(b, at, "%s", text.data);
    pp_buffer_clear(&text);
}

static bool is_target(const struct pp_plan *plan, const char *text)
{
    static const char *const words[] = {"id",     "identifier", "wave",
                                        "date",   "region",     "group",
                                        "ignore", "ignored"};
    const char *point = strchr(text, '.');

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(text, words[i]) == 0)
            return true;
    for (size_t i = 0; i < plan->n_columns; i++)
        if (strcmp(text, plan->columns[i].name) == 0)
            return true;
    long at = find_instrument(plan, text);
    if (point != NULL)
        return at >= 0 && pp_instrument_scale(plan->instruments[at].instrument,
                                              point + 1, NULL) != NULL;
    for (size_t i = 0; i < plan->n_instruments; i++)
        if (pp_instrument_item(plan->instruments[i].instrument, text, NULL))
            return true;
    return false;
}

static void unknown_target(struct build *b, const struct pp_yaml *at,
                           const char *text)
{
    const struct pp_plan *plan = b->plan;
    const char *near = NULL;

    for (size_t i = 0; i < plan->n_instruments && near == NULL; i++) {
        const struct pp_instrument *instrument =
            plan->instruments[i].instrument;

        for (size_t k = 0; k < instrument->n_items; k++)
            if (pp_text_distance(text, instrument->items[k].id, 1) <= 1)
                near = instrument->items[k].id;
    }
    mistake(b, at,
            "\"%s\" is no item, total or kept column%s%s%s; expected one "
            "of those, identifier, wave, date, region, group or ignore",
            text, near != NULL ? "; did you mean \"" : "",
            near != NULL ? near : "", near != NULL ? "\"?" : "");
}

static void build_mappings(struct build *b, const struct def_file *def,
                           struct pp_plan_file *file)
{
    const struct def_mapping *defs = def->columns.items;
    struct pp_plan_mapping *out =
        pp_pool_array(b->pool, def->columns.n + 1, sizeof *out);
    bool all_known = b->plan->n_instruments == b->def->instruments.n;

    for (size_t i = 0; i < def->columns.n; i++) {
        const struct pp_yaml *key = defs[i].at->key;

        if (defs[i].means != NULL && all_known &&
            !is_target(b->plan, defs[i].means))
            unknown_target(b, place(defs[i].at, "means"), defs[i].means);
        check_wave(b, place(defs[i].at, "wave"), defs[i].wave);
        out[i] = (struct pp_plan_mapping){defs[i].heading, defs[i].means,
                                          defs[i].wave, key->line, key->column};
    }
    file->mappings = out;
    file->n_mappings = def->columns.n;
}

static void build_files(struct build *b)
{
    const struct def_file *defs = b->def->files.items;
    struct pp_plan_file *out =
        pp_pool_array(b->pool, b->def->files.n + 1, sizeof *out);

    for (size_t i = 0; i < b->def->files.n; i++) {
        const struct def_file *def = &defs[i];

        check_wave(b, place(def->at, "wave"), def->wave);
        out[i] = (struct pp_plan_file){.path = def->path,
                                       .wave = def->wave,
                                       .region = def->region,
                                       .group = def->group,
                                       .delimiter = def->delimiter,
                                       .encoding = def->encoding,
                                       .platform = def->platform,
                                       .decimal_comma = def->decimal_comma,
                                       .missing = def->missing,
                                       .pre_marks = def->pre_marks,
                                       .post_marks = def->post_marks,
                                       .line = def->at->line,
                                       .column = def->at->column};
        build_mappings(b, def, &out[i]);
    }
    b->plan->files = out;
    b->plan->n_files = b->def->files.n;
}

/* --- all of it ------------------------------------------------------------ */

static void build_frame(struct build *b)
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
    }
    bool needs_others = plan->evidence == PP_EVIDENCE_COMPARISON ||
                        plan->evidence == PP_EVIDENCE_RANDOMISED;
    if (needs_others && plan->comparison == NULL)
        mistake(b, place(def->at, "design"),
                "this design has somebody to compare with: say who, as in "
                "comparison: people on the waiting list");
}

static void build(struct build *b)
{
    build_frame(b);
    build_waves(b);
    build_instruments(b);
    build_outcomes(b);
    build_columns(b);
    build_files(b);
    check_all_words(b);
}

int pp_plan_read(struct pp_pool *pool, const char *file, const char *text,
                 size_t length, pp_find_instrument *find, void *ctx,
                 const struct pp_plan **out, struct pp_notes *notes)
{
    const struct pp_yaml *tree;
    struct def_plan *def = pp_pool_alloc(pool, sizeof *def);
    struct build b = {.pool = pool,
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
