#include "prepost/ingest/mapping.h"

#include <string.h>

#include "dictionary.h"
#include "prepost/base/text.h"

struct mapper {
    struct pp_pool *pool;
    const struct pp_plan *plan;
    const struct pp_plan_file *file;
    const char *name;
    const struct pp_dictionary *dict;
    struct pp_wave_marks marks;
    struct pp_buffer key, rest;
    struct pp_notes *notes;
    bool failed;
};

/* --- the plan's words for this file --------------------------------------- */

static const struct {
    const char *target;
    enum pp_column_role role;
} words[] = {
    {"id", PP_COLUMN_IDENTIFIER},  {"identifier", PP_COLUMN_IDENTIFIER},
    {"wave", PP_COLUMN_WAVE},      {"date", PP_COLUMN_DATE},
    {"region", PP_COLUMN_REGION},  {"group", PP_COLUMN_GROUP},
    {"ignore", PP_COLUMN_IGNORED}, {"ignored", PP_COLUMN_IGNORED},
};

static bool find_total(const struct pp_plan *plan, const char *target,
                       struct pp_file_column *column)
{
    const char *point = strchr(target, '.');

    for (size_t i = 0; point != NULL && i < plan->n_instruments; i++) {
        const struct pp_instrument *instrument =
            plan->instruments[i].instrument;
        if (strlen(instrument->id) != (size_t)(point - target) ||
            strncmp(instrument->id, target, strlen(instrument->id)) != 0 ||
            pp_instrument_scale(instrument, point + 1, &column->index) == NULL)
            continue;
        column->role = PP_COLUMN_TOTAL;
        column->instrument = i;
        return true;
    }
    return false;
}

static bool find_item(const struct pp_plan *plan, const char *target,
                      struct pp_file_column *column)
{
    for (size_t i = 0; i < plan->n_instruments; i++) {
        if (pp_instrument_item(plan->instruments[i].instrument, target,
                               &column->index) == NULL)
            continue;
        column->role = PP_COLUMN_ITEM;
        column->instrument = i;
        return true;
    }
    return false;
}

static bool find_target(const struct pp_plan *plan, const char *target,
                        struct pp_file_column *column)
{
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strcmp(words[i].target, target) == 0) {
            column->role = words[i].role;
            return true;
        }
    }
    for (size_t i = 0; i < plan->n_columns; i++) {
        if (strcmp(plan->columns[i].name, target) == 0) {
            column->role = PP_COLUMN_PERSON;
            column->index = i;
            return true;
        }
    }
    return find_total(plan, target, column) || find_item(plan, target, column);
}

static bool is_heading(const struct pp_heading *heading, const char *text)
{
    return pp_text_same(heading->name, text) ||
           (heading->question != NULL && pp_text_same(heading->question, text));
}

static void apply(struct mapper *m, const struct pp_plan_mapping *mapping,
                  struct pp_file_column *column)
{
    struct pp_file_column found = {
        .heading = column->heading, .wave = -1, .how = "by the plan's mapping"};

    if (!find_target(m->plan, mapping->target, &found)) {
        const char *closest = pp_dictionary_closest(m->dict, mapping->target);
        m->failed = true;
        pp_notes_add(
            m->notes, PP_NOTE_ERROR, m->plan->file, mapping->line,
            mapping->column, NULL,
            "\"%s\" is not an item, a scale or a column of this plan; "
            "expected an item's id, INSTRUMENT.SCALE, id, wave, date, "
            "region, group, ignore or a column's name%s%s%s",
            mapping->target, closest != NULL ? "; did you mean \"" : "",
            closest != NULL ? closest : "", closest != NULL ? "\"?" : "");
        return;
    }
    if (mapping->wave != NULL)
        found.wave = pp_plan_wave(m->plan, mapping->wave);
    *column = found;
}

static void apply_mappings(struct mapper *m, struct pp_mapping *out)
{
    for (size_t i = 0; m->file != NULL && i < m->file->n_mappings; i++) {
        const struct pp_plan_mapping *mapping = &m->file->mappings[i];
        bool used = false;
        for (size_t c = 0; c < out->n_columns; c++) {
            if (!is_heading(&out->columns[c].heading, mapping->heading))
                continue;
            apply(m, mapping, &out->columns[c]);
            used = true;
        }
        if (!used)
            pp_notes_add(m->notes, PP_NOTE_WARNING, m->plan->file,
                         mapping->line, mapping->column, NULL,
                         "%s has no column \"%s\"", m->name, mapping->heading);
    }
}

/* --- names and their parts ------------------------------------------------ */

struct part {
    const char *text;
    size_t length;
};

static void take(struct part *parts, size_t *n, const char *from,
                 const char *to)
{
    if (from < to)
        parts[(*n)++] = (struct part){from, (size_t)(to - from)};
}

static const char *find_last(const char *text, const char *mark)
{
    const char *last = NULL;

    for (const char *p = text; (p = strstr(p, mark)) != NULL; p++)
        last = p;
    return last;
}

enum { MAX_PARTS = 8 };

/*
 * What platforms put round a question: "STEM [QUESTION]" (Google's grids,
 * LimeSurvey), "STEM - QUESTION" (Qualtrics), "CODE. QUESTION", "CODE[SUB].
 * ..." (LimeSurvey), "1. QUESTION".
 */
static size_t parts_of(const char *text, struct part parts[MAX_PARTS])
{
    const char *end = text + strlen(text);
    const char *open = strrchr(text, '['), *close = strrchr(text, ']');
    size_t n = 0;

    if (open != NULL && close > open)
        take(parts, &n, open + 1, close);
    static const char *const dashes[] = {" - ", " \xE2\x80\x93 ", ": "};
    for (size_t i = 0; i < 3; i++) {
        const char *dash = find_last(text, dashes[i]);
        if (dash != NULL)
            take(parts, &n, dash + strlen(dashes[i]), end);
    }
    size_t word = strcspn(text, " \t\n");
    if (word >= 2 && strchr(".:)", text[word - 1]) != NULL &&
        text[word] != '\0') {
        take(parts, &n, text, text + word - 1);
        take(parts, &n, text + word + 1, end);
    }
    return n;
}

/* Removes the mark, where it stands as whole words; false if it does not. */
static bool without_mark(const char *key, const char *mark,
                         struct pp_buffer *rest)
{
    size_t n = strlen(mark), length = strlen(key);

    for (const char *p = key; (p = strstr(p, mark)) != NULL; p++) {
        bool starts = p == key || p[-1] == ' ';
        bool ends = p[n] == '\0' || p[n] == ' ';
        /* Glued to the rest only at its very start or end. */
        if (!(starts && ends) && !(p == key && n > 1) &&
            !(p[n] == '\0' && n > 1))
            continue;
        size_t before = (size_t)(p - key), after = length - before - n;
        rest->length = 0;
        pp_buffer_append(rest, key, before);
        if (before > 0 && after > 0 && p[-1] == ' ' && p[n] == ' ')
            after--, p++;
        pp_buffer_append(rest, p + n, after);
        while (rest->length > 0 && rest->data[rest->length - 1] == ' ')
            rest->data[--rest->length] = '\0';
        size_t blanks = strspn(pp_buffer_text(rest), " ");
        if (blanks > 0) {
            memmove(rest->data, rest->data + blanks, rest->length - blanks + 1);
            rest->length -= blanks;
        }
        return rest->length > 0;
    }
    return false;
}

/* Which roles a name may lead to. */
enum scope { ANY_ROLE, ANSWERS_ONLY };

static bool set(struct pp_file_column *column, const struct pp_meaning *meaning,
                int wave, enum scope scope)
{
    if (scope == ANSWERS_ONLY && meaning->role != PP_COLUMN_ITEM &&
        meaning->role != PP_COLUMN_TOTAL)
        return false;
    column->role = meaning->role;
    column->instrument = meaning->instrument;
    column->index = meaning->index;
    column->how = meaning->how;
    column->wave = wave;
    return true;
}

/* Looks the text up; with a wave's mark taken off it if `marked`. */
static bool look_up(struct mapper *m, struct part part, bool marked,
                    enum scope scope, struct pp_file_column *column)
{
    bool ambiguous;

    pp_text_key(part.text, part.length, &m->key);
    if (m->key.length == 0)
        return false;
    if (!marked) {
        const struct pp_meaning *meaning =
            pp_dictionary_find(m->dict, m->key.data, &ambiguous);
        if (ambiguous)
            column->closest = "two different things in this plan";
        return meaning != NULL && set(column, meaning, -1, scope);
    }
    for (size_t i = 0; i < m->marks.n; i++) {
        const struct pp_wave_mark *mark = &m->marks.items[i];
        if (!without_mark(m->key.data, mark->key, &m->rest))
            continue;
        const struct pp_meaning *meaning =
            pp_dictionary_find(m->dict, m->rest.data, &ambiguous);
        if (meaning != NULL && meaning->role != PP_COLUMN_WAVE &&
            meaning->role != PP_COLUMN_IDENTIFIER &&
            set(column, meaning, mark->wave, scope))
            return true;
    }
    return false;
}

static bool look_up_parts(struct mapper *m, const char *text, bool marked,
                          struct pp_file_column *column)
{
    struct part parts[MAX_PARTS];
    size_t n = parts_of(text, parts);

    for (size_t i = 0; i < n; i++)
        if (look_up(m, parts[i], marked, ANSWERS_ONLY, column))
            return true;
    return false;
}

static struct part whole(const char *text)
{
    return (struct part){text, strlen(text)};
}

/* A mark in the heading speaks for a question that carries none. */
static int wave_in(struct mapper *m, const char *text)
{
    pp_text_key(text, strlen(text), &m->key);
    for (size_t i = 0; i < m->marks.n; i++)
        if (strlen(m->marks.items[i].key) > 1 &&
            without_mark(m->key.data, m->marks.items[i].key, &m->rest))
            return m->marks.items[i].wave;
    return -1;
}

/* A usual heading yields to the platform: Microsoft's "ID" is no person's. */
static bool is_platforms(const struct pp_file_column *column)
{
    return column->heading.role != PP_COLUMN_UNKNOWN &&
           strcmp(column->how, pp_usual_heading) == 0;
}

static void map(struct mapper *m, struct pp_file_column *column)
{
    const char *texts[2] = {column->heading.name, column->heading.question};

    for (int marked = 0; marked < 2; marked++) {
        for (size_t i = 0; i < 2; i++)
            if (texts[i] != NULL &&
                look_up(m, whole(texts[i]), marked, ANY_ROLE, column) &&
                !is_platforms(column))
                return;
        if (marked == 0 && column->heading.role != PP_COLUMN_UNKNOWN) {
            column->wave = -1;
            column->role = column->heading.role;
            column->how = column->heading.why;
            column->closest = NULL;
            return;
        }
        for (size_t i = 0; i < 2; i++) {
            if (texts[i] == NULL || !look_up_parts(m, texts[i], marked, column))
                continue;
            /* "Before: ... [Trouble sleeping]": the stem names the wave. */
            if (marked == 0 && strcmp(column->how, "by its id") != 0)
                column->wave = wave_in(m, texts[i]);
            return;
        }
    }
}

/* --- what must hold ------------------------------------------------------- */

static void fail(struct mapper *m, const char *field, const char *text)
{
    m->failed = true;
    pp_notes_add(m->notes, PP_NOTE_ERROR, m->name, 1, 0, field, "%s", text);
}

static bool is_same_place(const struct pp_file_column *a,
                          const struct pp_file_column *b)
{
    if (a->role != b->role || a->wave != b->wave)
        return false;
    switch (a->role) {
    case PP_COLUMN_UNKNOWN:
    case PP_COLUMN_IGNORED:
        return false;
    case PP_COLUMN_ITEM:
    case PP_COLUMN_TOTAL:
        return a->instrument == b->instrument && a->index == b->index;
    case PP_COLUMN_PERSON:
        return a->index == b->index;
    default:
        return true;
    }
}

/* The plan's first heading wins; its others are ways to find it elsewhere. */
static bool is_choice(const struct pp_file_column *column)
{
    return column->role == PP_COLUMN_IDENTIFIER ||
           column->role == PP_COLUMN_WAVE || column->role == PP_COLUMN_DATE ||
           column->role == PP_COLUMN_REGION || column->role == PP_COLUMN_GROUP;
}

/* Position of the heading among those that the plan lists for its role. */
static size_t preference(const struct pp_plan *plan,
                         const struct pp_file_column *column)
{
    const struct pp_text_list *lists[] = {
        [PP_COLUMN_IDENTIFIER] = &plan->identifier,
        [PP_COLUMN_WAVE] = &plan->wave_column,
        [PP_COLUMN_DATE] = &plan->date_column,
        [PP_COLUMN_REGION] = &plan->region.headings,
        [PP_COLUMN_GROUP] = &plan->group.headings,
    };
    const struct pp_text_list *list = lists[column->role];

    for (size_t i = 0; i < list->n; i++)
        if (is_heading(&column->heading, list->items[i]))
            return i;
    return list->n;
}

static void refuse_twice(struct mapper *m, const struct pp_file_column *first,
                         const struct pp_file_column *second)
{
    struct pp_buffer target = PP_BUFFER_INIT, text = PP_BUFFER_INIT;

    pp_column_target(m->plan, first, &target);
    pp_buffer_printf(&text,
                     "it and the column \"%s\" both mean %s%s%s; expected one: "
                     "map the other to \"ignore\" in the plan",
                     first->heading.name, target.data,
                     first->wave >= 0 ? " at " : "",
                     first->wave >= 0 ? m->plan->waves[first->wave].id : "");
    fail(m, second->heading.name, text.data);
    pp_buffer_clear(&target);
    pp_buffer_clear(&text);
}

static void check_twice(struct mapper *m, struct pp_mapping *out)
{
    for (size_t j = 1; j < out->n_columns; j++) {
        for (size_t i = 0; i < j; i++) {
            struct pp_file_column *a = &out->columns[i], *b = &out->columns[j];
            if (!is_same_place(a, b))
                continue;
            size_t rank_a = is_choice(a) ? preference(m->plan, a) : 0;
            size_t rank_b = is_choice(b) ? preference(m->plan, b) : 0;
            if (rank_a == rank_b && strcmp(a->how, b->how) != 0 &&
                (a->how == a->heading.why || b->how == b->heading.why)) {
                /* The platform's guess yields to the plan's word. */
                rank_a += a->how == a->heading.why;
                rank_b += b->how == b->heading.why;
            }
            if (rank_a == rank_b) {
                refuse_twice(m, a, b);
                continue;
            }
            struct pp_file_column *other = rank_a < rank_b ? b : a;
            other->role = PP_COLUMN_IGNORED;
            other->how = "another column comes before it";
        }
    }
}

static bool has_role(const struct pp_mapping *out, enum pp_column_role role)
{
    for (size_t i = 0; i < out->n_columns; i++)
        if (out->columns[i].role == role)
            return true;
    return false;
}

static void list_headings(const struct pp_mapping *out, struct pp_buffer *text)
{
    struct pp_buffer shown = PP_BUFFER_INIT;
    size_t n = 0;

    for (size_t i = 0; i < out->n_columns && n < 8; i++) {
        if (out->columns[i].role != PP_COLUMN_UNKNOWN ||
            out->columns[i].heading.name[0] == '\0')
            continue;
        const char *name = out->columns[i].heading.name;
        pp_buffer_printf(text, "%s\"%s\"", n++ > 0 ? ", " : "",
                         pp_text_quote(name, strlen(name), 40, &shown));
    }
    if (n == 0)
        pp_buffer_puts(text, "none");
    pp_buffer_clear(&shown);
}

static void check_identifier(struct mapper *m, const struct pp_mapping *out)
{
    struct pp_buffer text = PP_BUFFER_INIT;
    const struct pp_text_list *wanted = &m->plan->identifier;

    if (has_role(out, PP_COLUMN_IDENTIFIER))
        return;
    pp_buffer_puts(&text, "no column holds the person's identifier; expected ");
    for (size_t i = 0; i < wanted->n; i++)
        pp_buffer_printf(&text, "%s\"%s\"", i > 0 ? " or " : "",
                         wanted->items[i]);
    if (wanted->n == 0)
        pp_buffer_puts(&text, "\"id\" or \"participant id\"");
    pp_buffer_puts(&text, ". Headings not understood: ");
    list_headings(out, &text);
    fail(m, NULL, text.data);
    pp_buffer_clear(&text);
}

static void check_answers(struct mapper *m, const struct pp_mapping *out)
{
    struct pp_buffer text = PP_BUFFER_INIT;

    if (has_role(out, PP_COLUMN_ITEM) || has_role(out, PP_COLUMN_TOTAL))
        return;
    pp_buffer_puts(&text, "no column is an answer or a total of");
    for (size_t i = 0; i < m->plan->n_instruments; i++)
        pp_buffer_printf(&text, "%s %s", i > 0 ? "," : "",
                         m->plan->instruments[i].instrument->id);
    if (m->plan->n_instruments > 0 &&
        m->plan->instruments[0].instrument->n_items > 0)
        pp_buffer_printf(&text,
                         "; expected headings such as \"%s\", or the "
                         "question's text, or a mapping in the plan",
                         m->plan->instruments[0].instrument->items[0].id);
    pp_buffer_puts(&text, ". Headings not understood: ");
    list_headings(out, &text);
    fail(m, NULL, text.data);
    pp_buffer_clear(&text);
}

static void check_waves(struct mapper *m, struct pp_mapping *out, bool has_wave)
{
    for (size_t i = 0; i < out->n_columns; i++)
        out->is_wide = out->is_wide || (out->columns[i].wave >= 0 &&
                                        out->columns[i].role >= PP_COLUMN_ITEM);
    if (has_wave || has_role(out, PP_COLUMN_WAVE) || m->failed)
        return;
    if (!out->is_wide) {
        fail(m, NULL,
             "nothing says which wave these answers are of; expected --wave, "
             "a wave for this file in the plan, a column of waves, or a wave's "
             "mark in the headings (\"phq9_1_pre\")");
        return;
    }
    for (size_t i = 0; i < out->n_columns; i++)
        if (out->columns[i].wave < 0 && out->columns[i].role >= PP_COLUMN_ITEM)
            fail(m, out->columns[i].heading.name,
                 "other headings carry the mark of a wave, this one does not; "
                 "expected one, or a mapping with a wave in the plan");
}

/* Items of an instrument that is there in part. */
static void note_absent_items(struct mapper *m, const struct pp_mapping *out,
                              size_t at)
{
    const struct pp_instrument *instrument =
        m->plan->instruments[at].instrument;
    struct pp_buffer absent = PP_BUFFER_INIT;
    size_t n_there = 0;

    for (size_t i = 0; i < instrument->n_items; i++) {
        bool there = false;
        for (size_t c = 0; c < out->n_columns; c++)
            there = there || (out->columns[c].role == PP_COLUMN_ITEM &&
                              out->columns[c].instrument == at &&
                              out->columns[c].index == i);
        n_there += there;
        if (!there)
            pp_buffer_printf(&absent, "%s%s", absent.length > 0 ? ", " : "",
                             instrument->items[i].id);
    }
    if (n_there > 0 && n_there < instrument->n_items)
        pp_notes_add(m->notes, PP_NOTE_WARNING, m->name, 1, 0, NULL,
                     "%zu of the %zu items of %s have a column; there is none "
                     "for %s",
                     n_there, instrument->n_items, instrument->id, absent.data);
    pp_buffer_clear(&absent);
}

static void describe_unknown(struct mapper *m, struct pp_mapping *out)
{
    for (size_t i = 0; i < out->n_columns; i++) {
        struct pp_file_column *column = &out->columns[i];
        if (column->role != PP_COLUMN_UNKNOWN)
            continue;
        if (column->closest != NULL) { /* ambiguous */
            pp_notes_add(
                m->notes, PP_NOTE_WARNING, m->name, 1, 0, column->heading.name,
                "it names %s; expected a mapping in the plan", column->closest);
            column->closest = NULL;
            continue;
        }
        column->closest = pp_dictionary_closest(m->dict, column->heading.name);
        if (column->closest == NULL && column->heading.question != NULL)
            column->closest =
                pp_dictionary_closest(m->dict, column->heading.question);
        if (column->closest != NULL)
            pp_notes_add(m->notes, PP_NOTE_WARNING, m->name, 1, 0,
                         column->heading.name,
                         "it is not understood and left out; did you mean "
                         "\"%s\"?",
                         column->closest);
    }
}

int pp_mapping_make(struct pp_pool *pool, const struct pp_plan *plan,
                    const struct pp_plan_file *file, const char *name,
                    const struct pp_heading *headings, size_t n_headings,
                    bool has_wave, struct pp_mapping *out,
                    struct pp_notes *notes)
{
    struct mapper m = {.pool = pool,
                       .plan = plan,
                       .file = file,
                       .name = name,
                       .dict = pp_dictionary_new(pool, plan),
                       .notes = notes};

    pp_wave_marks_of(pool, plan, file, &m.marks);
    out->columns = pp_pool_array(pool, n_headings, sizeof *out->columns);
    out->n_columns = n_headings;
    out->is_wide = false;
    for (size_t i = 0; i < n_headings; i++)
        out->columns[i] =
            (struct pp_file_column){.heading = headings[i], .wave = -1};
    apply_mappings(&m, out);
    for (size_t i = 0; i < n_headings; i++)
        if (out->columns[i].role == PP_COLUMN_UNKNOWN)
            map(&m, &out->columns[i]);
    check_twice(&m, out);
    check_identifier(&m, out);
    check_answers(&m, out);
    check_waves(&m, out, has_wave);
    for (size_t i = 0; i < plan->n_instruments; i++)
        note_absent_items(&m, out, i);
    describe_unknown(&m, out);
    pp_buffer_clear(&m.key);
    pp_buffer_clear(&m.rest);
    return m.failed ? -1 : 0;
}

/* --- showing -------------------------------------------------------------- */

void pp_column_target(const struct pp_plan *plan,
                      const struct pp_file_column *column,
                      struct pp_buffer *out)
{
    const struct pp_instrument *instrument =
        column->role >= PP_COLUMN_ITEM
            ? plan->instruments[column->instrument].instrument
            : NULL;

    switch (column->role) {
    case PP_COLUMN_UNKNOWN:
    case PP_COLUMN_IGNORED:
        pp_buffer_puts(out, "ignore");
        break;
    case PP_COLUMN_IDENTIFIER:
        pp_buffer_puts(out, "identifier");
        break;
    case PP_COLUMN_WAVE:
        pp_buffer_puts(out, "wave");
        break;
    case PP_COLUMN_DATE:
        pp_buffer_puts(out, "date");
        break;
    case PP_COLUMN_REGION:
        pp_buffer_puts(out, "region");
        break;
    case PP_COLUMN_GROUP:
        pp_buffer_puts(out, "group");
        break;
    case PP_COLUMN_PERSON:
        pp_buffer_puts(out, plan->columns[column->index].name);
        break;
    case PP_COLUMN_ITEM:
        pp_buffer_puts(out, instrument->items[column->index].id);
        break;
    case PP_COLUMN_TOTAL:
        pp_buffer_printf(out, "%s.%s", instrument->id,
                         instrument->scales[column->index].id);
        break;
    }
}

void pp_mapping_print(const struct pp_plan *plan,
                      const struct pp_mapping *mapping, struct pp_buffer *out)
{
    struct pp_buffer shown = PP_BUFFER_INIT;

    for (size_t i = 0; i < mapping->n_columns; i++) {
        const struct pp_file_column *column = &mapping->columns[i];
        const char *name = column->heading.name;
        pp_buffer_printf(out, "%4zu  \"%s\" -> ", i + 1,
                         pp_text_quote(name, strlen(name), 50, &shown));
        if (column->role == PP_COLUMN_UNKNOWN)
            pp_buffer_puts(out, "not understood, left out");
        else if (column->role == PP_COLUMN_IGNORED)
            pp_buffer_puts(out, "left out");
        else
            pp_column_target(plan, column, out);
        if (column->wave >= 0)
            pp_buffer_printf(out, " at %s", plan->waves[column->wave].id);
        if (column->how != NULL)
            pp_buffer_printf(out, " (%s)", column->how);
        if (column->closest != NULL)
            pp_buffer_printf(out, "; closest: \"%s\"", column->closest);
        pp_buffer_putc(out, '\n');
    }
    pp_buffer_clear(&shown);
}

static void write_scalar(const char *text, struct pp_buffer *out)
{
    pp_buffer_putc(out, '"');
    for (; *text != '\0'; text++) {
        if (*text == '"' || *text == '\\')
            pp_buffer_putc(out, '\\');
        if (*text == '\n')
            pp_buffer_puts(out, "\\n");
        else if (*text == '\t')
            pp_buffer_puts(out, "\\t");
        else if ((unsigned char)*text >= ' ')
            pp_buffer_putc(out, *text);
    }
    pp_buffer_putc(out, '"');
}

/* A heading that came before: YAML has each key once. */
static bool is_repeated(const struct pp_mapping *mapping, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (strcmp(mapping->columns[i].heading.name,
                   mapping->columns[at].heading.name) == 0)
            return true;
    return false;
}

void pp_mapping_write_yaml(const struct pp_plan *plan,
                           const struct pp_mapping *mapping,
                           struct pp_buffer *out)
{
    pp_buffer_puts(out, "columns:\n");
    for (size_t i = 0; i < mapping->n_columns; i++) {
        const struct pp_file_column *column = &mapping->columns[i];
        if (column->heading.name[0] == '\0' || is_repeated(mapping, i))
            continue;
        pp_buffer_puts(out, "  ");
        write_scalar(column->heading.name, out);
        pp_buffer_puts(out, column->wave >= 0 ? ": {means: " : ": ");
        pp_column_target(plan, column, out);
        if (column->wave >= 0)
            pp_buffer_printf(out, ", wave: %s}", plan->waves[column->wave].id);
        if (column->role == PP_COLUMN_UNKNOWN)
            pp_buffer_puts(out, "  # not understood");
        pp_buffer_putc(out, '\n');
    }
}
