#include "prepost/model/instrument.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "instrument_build.h"
#include "prepost/base/number.h"
#include "prepost/base/text.h"

/* --- helpers ---------------------------------------------------------------*/

void build_mistake(struct build *b, const struct pp_yaml *at, const char *fmt,
                   ...)
{
    va_list args;

    va_start(args, fmt);
    pp_notes_add_args(b->notes, PP_NOTE_ERROR, b->file, at->line, at->column,
                      NULL, fmt, args);
    va_end(args);
    b->failed = true;
}

const struct pp_yaml *build_place(const struct pp_yaml *block, const char *key)
{
    const struct pp_yaml *value = pp_yaml_get(block, key);

    if (value != NULL)
        return value;
    return block->key != NULL ? block->key : block;
}

/* "0-27", "0 to 27", "-3 to 3": first and last, both included. */
static bool parse_range(const char *text, double *from, double *to)
{
    const char *middle = strstr(text, " to ");
    size_t width = 4;

    if (middle == NULL && text[0] != '\0') {
        middle = strchr(text + 1, '-');
        width = 1;
    }
    if (middle == NULL)
        return false;
    const char *first = text, *last = middle;
    const char *second = middle + width, *end = text + strlen(text);

    while (last > first && last[-1] == ' ')
        last--;
    while (*second == ' ')
        second++;
    return pp_number_parse(first, (size_t)(last - first), from) == 0 &&
           pp_number_parse(second, (size_t)(end - second), to) == 0 &&
           *from <= *to;
}

bool build_range(struct build *b, const struct pp_yaml *at, const char *text,
                 double *from, double *to)
{
    if (parse_range(text, from, to))
        return true;
    build_mistake(b, at, "expected first and last as in 0-27, found \"%s\"",
                  text);
    return false;
}

static bool build_whole_range(struct build *b, const struct pp_yaml *at,
                              const char *text, int *from, int *to)
{
    double low, high;

    if (!build_range(b, at, text, &low, &high))
        return false;
    if (low != floor(low) || high != floor(high) || low < DEF_MIN_CODE ||
        high > DEF_MAX_CODE || low == high) {
        build_mistake(b, at,
                      "expected first and last code as in 1-5, found \"%s\"",
                      text);
        return false;
    }
    *from = (int)low;
    *to = (int)high;
    return true;
}

/* --- answers ---------------------------------------------------------------*/

/* Sorted by code; the file's order is for people. */
static int compare_answers(const void *a, const void *b)
{
    const struct pp_answer *x = a, *y = b;

    return x->code < y->code ? -1 : x->code > y->code;
}

static bool answers_of_range(struct build *b, const struct pp_yaml *at,
                             const char *range, struct pp_coding *coding)
{
    int from, to;

    if (!build_whole_range(b, at, range, &from, &to))
        return false;
    size_t n = (size_t)(to - from) + 1;
    struct pp_answer *answers = pp_pool_array(b->pool, n, sizeof *answers);

    for (size_t i = 0; i < n; i++)
        answers[i].code = answers[i].canonical = from + (int)i;
    coding->answers = answers;
    coding->n_answers = n;
    return true;
}

static bool answers_of_list(struct build *b, const struct pp_yaml *at,
                            const struct pp_block_list *list,
                            struct pp_coding *coding)
{
    const struct def_answer *given = list->items;
    struct pp_answer *answers =
        pp_pool_array(b->pool, list->n + 1, sizeof *answers);

    if (list->n < 2) {
        build_mistake(b, at, "answers: expected at least two codes");
        return false;
    }
    for (size_t i = 0; i < list->n; i++)
        answers[i] = (struct pp_answer){.code = (int)given[i].code,
                                        .canonical = (int)given[i].code,
                                        .label = given[i].label,
                                        .aliases = given[i].aliases};
    qsort(answers, list->n, sizeof *answers, compare_answers);
    coding->answers = answers;
    coding->n_answers = list->n;
    return true;
}

static const struct pp_answer *answer_of(const struct pp_coding *coding,
                                         long code)
{
    for (size_t i = 0; i < coding->n_answers; i++)
        if (coding->answers[i].code == code)
            return &coding->answers[i];
    return NULL;
}

/* Another coding of the same answers: its own codes, the same labels. */
static void recode(struct build *b, const struct def_coding *def,
                   const struct pp_coding *canonical, bool is_for_all,
                   struct pp_coding *out)
{
    const struct def_code *codes = def->codes.items;
    struct pp_answer *answers =
        pp_pool_array(b->pool, def->codes.n + 1, sizeof *answers);
    size_t n = 0;

    out->id = def->id;
    out->name = def->name != NULL ? def->name : def->id;
    for (size_t i = 0; i < def->codes.n; i++) {
        const struct pp_answer *same = answer_of(canonical, codes[i].means);

        if (same == NULL) {
            if (is_for_all)
                build_mistake(b, codes[i].at,
                              "other_codings.%s: %ld stands for %ld, which is "
                              "not under answers",
                              def->id, codes[i].code, codes[i].means);
            continue;
        }
        answers[n] = *same;
        answers[n++].code = (int)codes[i].code;
    }
    qsort(answers, n, sizeof *answers, compare_answers);
    out->answers = answers;
    out->n_answers = n;
    for (size_t i = 0; i < canonical->n_answers; i++) {
        size_t times = 0;

        for (size_t j = 0; j < n; j++)
            times += answers[j].canonical == canonical->answers[i].code;
        if (times != 1)
            build_mistake(b, build_place(def->at, "codes"),
                          "other_codings.%s: expected one code that stands for "
                          "%d, found %zu",
                          def->id, canonical->answers[i].code, times);
    }
}

/* The canonical coding and the others, from the answers that were given. */
static struct pp_coding *
codings_of(struct build *b, const struct pp_coding *canonical, bool is_for_all)
{
    const struct def_instrument *def = b->def;
    const struct def_coding *others = def->other_codings.items;
    struct pp_coding *codings =
        pp_pool_array(b->pool, def->other_codings.n + 1, sizeof *codings);
    const struct pp_answer *last =
        &canonical->answers[canonical->n_answers - 1];

    codings[0] = *canonical;
    codings[0].id =
        def->coding != NULL && def->coding->id != NULL
            ? def->coding->id
            : pp_pool_printf(b->pool, "%d-%d", canonical->answers[0].code,
                             last->code);
    codings[0].name = def->coding != NULL && def->coding->name != NULL
                          ? def->coding->name
                          : codings[0].id;
    for (size_t i = 0; i < def->other_codings.n; i++) {
        recode(b, &others[i], canonical, is_for_all, &codings[i + 1]);
        if (is_for_all && strcmp(others[i].id, codings[0].id) == 0)
            build_mistake(b, build_place(others[i].at, ""),
                          "other_codings: \"%s\" is the coding under answers",
                          others[i].id);
    }
    return codings;
}

/* --- items -----------------------------------------------------------------*/

static void take_answers(struct build *b, struct pp_item *item,
                         const struct pp_coding *codings)
{
    item->codings = codings;
    item->n_codings = b->def->other_codings.n + 1;
    item->min = codings[0].answers[0].code;
    item->max = codings[0].answers[codings[0].n_answers - 1].code;
}

/* What was given, and room for more. */
static const char **aliases_with_room(struct build *b, struct pp_item *item,
                                      size_t room)
{
    const char **all =
        pp_pool_array(b->pool, item->aliases.n + room, sizeof *all);

    for (size_t i = 0; i < item->aliases.n; i++)
        all[i] = item->aliases.items[i];
    return all;
}

/*
 * Headings that mean an item known by its number: "phq9_3" is the id; forms
 * also print "PHQ9_03", "PHQ-9 Q3" and the like. Items with ids of their own
 * circulate in more than one order, and no number means them.
 */
static void add_numbered_aliases(struct build *b, struct pp_item *item,
                                 size_t number)
{
    const char *const names[] = {b->out->id, b->out->short_name, b->out->name};
    const char **all = aliases_with_room(b, item, 12);
    size_t n = item->aliases.n;

    for (size_t i = 0; i < 3; i++) {
        if (i > 0 && strcmp(names[i - 1], names[i]) == 0)
            continue;
        all[n++] = pp_pool_printf(b->pool, "%s_%02zu", names[i], number);
        all[n++] = pp_pool_printf(b->pool, "%s Q%zu", names[i], number);
        all[n++] = pp_pool_printf(b->pool, "%s item %zu", names[i], number);
        all[n++] = pp_pool_printf(b->pool, "%s %zu", names[i], number);
    }
    item->aliases = (struct pp_text_list){all, n};
}

/* Forms with a grid of questions print the stem before each of them. */
static void add_grid_alias(struct build *b, struct pp_item *item)
{
    const char **all = aliases_with_room(b, item, 1);
    size_t n = item->aliases.n;

    all[n++] = pp_pool_printf(b->pool, "%s [%s]", b->out->stem, item->text);
    item->aliases = (struct pp_text_list){all, n};
}

static bool is_reserved(const char *id)
{
    static const char *const reserved[] = {"participant", "wave", "import",
                                           "row",         "day",  "person"};

    for (size_t i = 0; i < sizeof reserved / sizeof *reserved; i++)
        if (strcmp(reserved[i], id) == 0)
            return true;
    return false;
}

static void check_ids(struct build *b)
{
    const struct def_item *defs = b->def->items.items;

    for (size_t i = 0; i < b->out->n_items; i++) {
        const char *id = b->out->items[i].id;

        if (is_reserved(id))
            build_mistake(b, build_place(defs[i].at, "id"),
                          "items: \"%s\" is a column of every store; put the "
                          "questionnaire's id before it",
                          id);
        for (size_t j = 0; j < i; j++)
            if (strcmp(b->out->items[j].id, id) == 0)
                build_mistake(b, build_place(defs[i].at, "id"),
                              "items: \"%s\" is the id of two items, %zu and "
                              "%zu",
                              id, j + 1, i + 1);
    }
}

static void read_item(struct build *b, const struct def_item *def,
                      size_t number, const struct pp_coding *codings,
                      struct pp_item *item)
{
    static const struct def_item nothing;
    struct pp_coding own = {0};

    if (def == NULL)
        def = &nothing;
    item->text = def->text;
    item->theme = def->theme;
    item->aliases = def->aliases;
    item->scored = true;
    item->id = def->id;
    if (item->id == NULL) {
        item->id = pp_pool_printf(b->pool, "%s_%zu", b->out->id, number);
        add_numbered_aliases(b, item, number);
    }
    if (item->text != NULL && b->out->stem != NULL)
        add_grid_alias(b, item);
    if (def->answer_range != NULL) {
        if (answers_of_range(b, build_place(def->at, "answers"),
                             def->answer_range, &own))
            codings = codings_of(b, &own, false);
    } else if (def->answers.n > 0) {
        if (answers_of_list(b, build_place(def->at, "answers"), &def->answers,
                            &own))
            codings = codings_of(b, &own, false);
    } else if (codings == NULL && !b->failed) {
        build_mistake(b, def->at != NULL ? def->at : b->def->at,
                      "items: item %zu has no answers; expected \"answers\", "
                      "here or for all items",
                      number);
    }
    if (codings != NULL)
        take_answers(b, item, codings);
}

static void read_items(struct build *b)
{
    const struct def_instrument *def = b->def;
    struct pp_coding canonical = {0};
    const struct pp_coding *codings = NULL;
    const struct def_item *defs = def->items.items;
    size_t n = def->n_items > 0 ? (size_t)def->n_items : def->items.n;
    bool is_given =
        def->answer_range != NULL
            ? answers_of_range(b, build_place(def->at, "answers"),
                               def->answer_range, &canonical)
            : def->answers.n > 0 &&
                  answers_of_list(b, build_place(def->at, "answers"),
                                  &def->answers, &canonical);

    if (is_given)
        codings = codings_of(b, &canonical, true);
    else if (def->n_items > 0 && !b->failed)
        build_mistake(b, def->at,
                      "key \"answers\" is missing; expected codes "
                      "and labels, or a range as in 1-5");
    b->items = pp_pool_array(b->pool, n + 1, sizeof *b->items);
    for (size_t i = 0; i < n; i++)
        read_item(b, def->n_items > 0 ? NULL : &defs[i], i + 1, codings,
                  &b->items[i]);
    b->out->items = b->items;
    b->out->n_items = n;
    if (def->n_items == 0)
        check_ids(b);
}

/* --- references to items ---------------------------------------------------*/

static void unknown_item(struct build *b, const struct pp_yaml *at,
                         const char *what, const char *text)
{
    const char **ids = pp_pool_array(b->pool, b->out->n_items + 1, sizeof *ids);
    double number;

    for (size_t i = 0; i < b->out->n_items; i++)
        ids[i] = b->items[i].id;
    const char *near = pp_text_closest(text, ids, b->out->n_items);

    if (pp_number_parse(text, strlen(text), &number) == 0 || near == NULL)
        build_mistake(b, at, "%s: \"%s\" is no item; there are items 1 to %zu",
                      what, text, b->out->n_items);
    else
        build_mistake(b, at, "%s: \"%s\" is no item; did you mean \"%s\"?",
                      what, text, near);
}

/* One entry of a list of items: a number, two numbers with a dash, or an id. */
static bool item_range(const struct build *b, const char *text, size_t *first,
                       size_t *last)
{
    double from, to;

    if (pp_instrument_item(b->out, text, first) != NULL) {
        *last = *first;
        return true;
    }
    if (pp_number_parse(text, strlen(text), &from) == 0)
        to = from;
    else if (!parse_range(text, &from, &to))
        return false;
    if (from != floor(from) || to != floor(to) || from < 1 ||
        to > (double)b->out->n_items)
        return false;
    *first = (size_t)from - 1;
    *last = (size_t)to - 1;
    return true;
}

size_t build_items(struct build *b, const struct pp_yaml *at, const char *what,
                   const struct pp_text_list *list, size_t **out)
{
    size_t *items = pp_pool_array(b->pool, b->out->n_items + 1, sizeof *items);
    bool *seen = pp_pool_array(b->pool, b->out->n_items + 1, sizeof *seen);
    size_t n = 0;

    for (size_t i = 0; i < list->n; i++) {
        size_t first, last;
        const struct pp_yaml *place =
            at->kind == PP_YAML_LIST ? pp_yaml_at(at, i) : at;

        if (place == NULL)
            place = at;
        if (!item_range(b, list->items[i], &first, &last)) {
            unknown_item(b, place, what, list->items[i]);
            continue;
        }
        for (size_t item = first; item <= last; item++) {
            if (seen[item])
                build_mistake(b, place, "%s: item %zu (%s) is listed twice",
                              what, item + 1, b->items[item].id);
            else
                items[n++] = item;
            seen[item] = true;
        }
    }
    *out = items;
    return n;
}

static void check_reversed(struct build *b, const struct pp_yaml *at,
                           const struct pp_item *item)
{
    const struct pp_coding *coding = item->codings;

    for (size_t i = 0; coding != NULL && i < coding->n_answers; i++) {
        int turned = item->min + item->max - coding->answers[i].code;

        if (answer_of(coding, turned) == NULL) {
            build_mistake(b, at,
                          "reverse: %s cannot be turned round: %d would "
                          "become %d, which is not under answers",
                          item->id, coding->answers[i].code, turned);
            return;
        }
    }
}

static void mark_items(struct build *b)
{
    const struct def_instrument *def = b->def;
    const struct pp_yaml *at = build_place(def->at, "reverse");
    size_t *items;
    size_t n = build_items(b, at, "reverse", &def->reverse, &items);

    for (size_t i = 0; i < n; i++) {
        b->items[items[i]].reverse = true;
        check_reversed(b, at, &b->items[items[i]]);
    }
    n = build_items(b, build_place(def->at, "risk"), "risk", &def->risk,
                    &items);
    for (size_t i = 0; i < n; i++)
        b->items[items[i]].risk = true;
    n = build_items(b, build_place(def->at, "not_scored"), "not_scored",
                    &def->not_scored, &items);
    for (size_t i = 0; i < n; i++)
        b->items[items[i]].scored = false;
}

/* --- the whole -------------------------------------------------------------*/

static const char *capitals(struct pp_pool *pool, const char *text)
{
    char *out = pp_pool_strdup(pool, text);

    for (char *p = out; *p != '\0'; p++)
        if (*p >= 'a' && *p <= 'z')
            *p = (char)(*p - 'a' + 'A');
    return out;
}

static void read_head(struct build *b)
{
    const struct def_instrument *def = b->def;
    struct pp_instrument *out = b->out;

    out->id = def->id != NULL ? def->id : "unnamed";
    out->name = def->name != NULL ? def->name : out->id;
    out->short_name =
        def->short_name != NULL ? def->short_name : capitals(b->pool, out->id);
    out->citation = def->citation;
    out->doi = def->doi;
    out->stem = def->stem;
    out->period = def->period;
    out->status = (enum pp_key_status)def->status;
    out->status_note = def->status_note;
    /* A questionnaire of one's own may be shown, and says nothing of it. */
    out->wording = PP_WORDING_FREE;
    if (def->wording != NULL) {
        out->wording = (enum pp_wording)def->wording->show;
        out->wording_licence = def->wording->licence;
    }
    out->file = pp_pool_strdup(b->pool, b->file);
    if (out->status == PP_KEY_UNCONFIRMED && out->status_note == NULL)
        build_mistake(b, build_place(def->at, "status"),
                      "status: an unconfirmed key needs a \"status_note\" that "
                      "says what is not confirmed");
}

static void check_wording(struct build *b)
{
    const struct def_item *defs = b->def->items.items;

    if (b->out->wording != PP_WORDING_NONE)
        return;
    for (size_t i = 0; i < b->def->items.n; i++)
        if (defs[i].text != NULL)
            build_mistake(b, build_place(defs[i].at, "text"),
                          "items: item %zu has a text, but wording says that "
                          "none may be shown; give a \"theme\" instead",
                          i + 1);
}

int pp_instrument_read(struct pp_pool *pool, const char *file, const char *text,
                       size_t length, const struct pp_instrument **out,
                       struct pp_notes *notes)
{
    struct def_instrument def;
    const struct pp_yaml *root;

    *out = NULL;
    if (pp_yaml_read(pool, file, text, length, &root, notes) != 0)
        return -1;
    struct build b = {.pool = pool,
                      .file = file,
                      .notes = notes,
                      .def = &def,
                      .out = pp_pool_alloc(pool, sizeof *b.out)};

    if (pp_schema_read(pool, &def_instrument_schema, root, file, &def, notes) !=
        0)
        b.failed = true;
    if (root->kind != PP_YAML_MAP)
        return -1;
    read_head(&b);
    read_items(&b);
    check_wording(&b);
    if (b.out->n_items > 0 && b.items[b.out->n_items - 1].codings != NULL) {
        mark_items(&b);
        build_scales(&b);
    }
    if (b.failed)
        return -1;
    *out = b.out;
    return 0;
}
