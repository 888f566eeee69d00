#include "prepost/ingest/mapping.h"

#include <string.h>

#include "mapper.h"
#include "prepost/base/text.h"
#include "sheet.h"

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

bool pp_mapper_is_heading(const struct pp_heading *heading, const char *text)
{
    return pp_text_same(heading->name, text) ||
           (heading->question != NULL && pp_text_same(heading->question, text));
}

static void apply(struct pp_mapper *m, const struct pp_plan_mapping *mapping,
                  struct pp_file_column *column)
{
    struct pp_file_column found = {.heading = column->heading,
                                   .wave = -1,
                                   .spoken = -1,
                                   .how = pp_by_mapping};

    if (!find_target(m->plan, mapping->target, &found)) {
        const char *closest = pp_dictionary_closest(m->dict, mapping->target);
        m->failed = true;
        pp_notes_add(
            m->notes, PP_NOTE_ERROR, m->plan->file, mapping->line,
            mapping->column, NULL,
            "\"%s\" is not an item, a scale or a column of this plan; "
            "expected an item's id, INSTRUMENT.SCALE, id, wave, date, "
            "region, group, arm, ignore or a column's name%s%s%s",
            mapping->target, closest != NULL ? "; did you mean \"" : "",
            closest != NULL ? closest : "", closest != NULL ? "\"?" : "");
        return;
    }
    if (mapping->wave != NULL)
        found.wave = pp_plan_wave(m->plan, mapping->wave);
    *column = found;
}

/* "Emp_*: empowerment28_*": of each column its own number. */
static void apply_pattern(struct pp_mapper *m,
                          const struct pp_plan_mapping *mapping,
                          struct pp_mapping *out)
{
    const char *star = strchr(mapping->target, '*');
    size_t n = 0;

    for (size_t c = 0; c < out->n_columns; c++) {
        struct pp_file_column *column = &out->columns[c];
        struct pp_file_column found;
        long number =
            pp_text_star_number(mapping->heading, column->heading.name);
        if (number < 0)
            number =
                pp_text_star_number(mapping->heading, column->heading.question);
        if (number < 0 || column->role != PP_COLUMN_UNKNOWN)
            continue;
        struct pp_plan_mapping own = *mapping;
        own.target =
            pp_pool_printf(m->pool, "%.*s%ld%s", (int)(star - mapping->target),
                           mapping->target, number, star + 1);
        n++;
        if (find_target(m->plan, own.target, &found)) {
            apply(m, &own, column);
            continue;
        }
        m->failed = true;
        pp_notes_add(m->notes, PP_NOTE_ERROR, m->plan->file, mapping->line,
                     mapping->column, NULL,
                     "\"%s\" takes in the column \"%s\" of %s, and there is no "
                     "%s; say what that column is by a line of its own, above "
                     "or below: an item, or ignore",
                     mapping->heading, column->heading.name, m->name,
                     own.target);
    }
    if (n == 0)
        pp_notes_add(m->notes, PP_NOTE_WARNING, m->plan->file, mapping->line,
                     mapping->column, NULL,
                     "%s has no column like \"%s\", with a number for the star",
                     m->name, mapping->heading);
}

/* A column's own line comes before a pattern that it fits. */
static void apply_mappings(struct pp_mapper *m, struct pp_mapping *out)
{
    size_t n = m->file != NULL ? m->file->n_mappings : 0;

    for (size_t i = 0; i < n; i++) {
        const struct pp_plan_mapping *mapping = &m->file->mappings[i];
        bool used = false;
        if (strchr(mapping->target, '*') != NULL)
            continue;
        for (size_t c = 0; c < out->n_columns; c++) {
            if (!pp_mapper_is_heading(&out->columns[c].heading,
                                      mapping->heading))
                continue;
            apply(m, mapping, &out->columns[c]);
            used = true;
        }
        if (!used)
            pp_notes_add(m->notes, PP_NOTE_WARNING, m->plan->file,
                         mapping->line, mapping->column, NULL,
                         "%s has no column \"%s\"", m->name, mapping->heading);
    }
    for (size_t i = 0; i < n; i++)
        if (strchr(m->file->mappings[i].target, '*') != NULL)
            apply_pattern(m, &m->file->mappings[i], out);
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

/*
 * Removes the mark, where it stands as whole words; false if it does not.
 * *is_inside: it stands between others, as "after" in "I look after myself".
 */
static bool without_mark(const char *key, const char *mark,
                         struct pp_buffer *rest, bool *is_inside)
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
        *is_inside = before > 0 && after > 0;
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
static bool look_up(struct pp_mapper *m, struct part part, bool marked,
                    enum scope scope, struct pp_file_column *column)
{
    bool ambiguous, is_inside;

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
        if (!without_mark(m->key.data, mark->key, &m->rest, &is_inside))
            continue;
        const struct pp_meaning *meaning =
            pp_dictionary_find(m->dict, m->rest.data, &ambiguous);
        if (meaning != NULL && meaning->role != PP_COLUMN_WAVE &&
            meaning->role != PP_COLUMN_IDENTIFIER &&
            !(is_inside && meaning->how == pp_by_question) &&
            set(column, meaning, mark->wave, scope))
            return true;
    }
    return false;
}

static struct part whole(const char *text)
{
    return (struct part){text, strlen(text)};
}

/* How many bytes of what sets a mark of a wave off stand here; 0: none do. */
static size_t separator(const char *text, const char *p)
{
    static const char *const dashes[] = {"\xE2\x80\x93", "\xE2\x80\x94"};

    if (strchr("()[]{}:;|/_.", *p) != NULL)
        return 1;
    for (size_t i = 0; i < 2; i++)
        if (strncmp(p, dashes[i], strlen(dashes[i])) == 0)
            return strlen(dashes[i]);
    /* The hyphen of "follow-up" does not. */
    bool is_dash = *p == '-' && (p == text || strchr(" \t\n", p[-1]) != NULL ||
                                 strchr(" \t\n", p[1]) != NULL);
    return is_dash ? 1 : 0;
}

/* Keys of the pieces between separators, a line each; `part` is left out. */
static void pieces_of(struct pp_mapper *m, const char *text, struct part part)
{
    struct pp_buffer piece = PP_BUFFER_INIT;

    m->rest.length = 0;
    pp_buffer_putc(&m->rest, '\n');
    for (const char *p = text, *from = p;;) {
        bool is_part = p == part.text;
        size_t n = is_part ? part.length : *p == '\0' ? 0 : separator(text, p);
        if (n == 0 && *p != '\0') {
            p++;
            continue;
        }
        pp_text_key(from, (size_t)(p - from), &piece);
        if (piece.length > 0)
            pp_buffer_printf(&m->rest, "%s\n", piece.data);
        if (is_part)
            pp_buffer_puts(&m->rest, "\n");
        if (*p == '\0')
            break;
        from = p += n;
    }
    pp_buffer_clear(&piece);
}

/* How a mark of a wave stands round a question. */
enum standing {
    BY_ITSELF, /* whole pieces, one or several on end */
    AS_WORDS   /* somewhere in a sentence */
};

static bool has_mark(const char *pieces, const char *mark, enum standing as)
{
    for (const char *at = pieces; *at != '\0'; at++) {
        size_t n = 0;
        if (*at != '\n' && (as == BY_ITSELF || *at != ' '))
            continue;
        while (mark[n] != '\0' &&
               (at[1 + n] == mark[n] || (at[1 + n] == '\n' && mark[n] == ' ')))
            n++;
        if (mark[n] == '\0' &&
            (at[1 + n] == '\n' || (as == AS_WORDS && at[1 + n] == ' ')))
            return true;
    }
    return false;
}

/* The wave whose mark is among the pieces; -1: none is. */
static int wave_among(const struct pp_mapper *m, const char *pieces,
                      enum standing as)
{
    for (size_t i = 0; i < m->marks.n; i++)
        if (strlen(m->marks.items[i].key) > 1 &&
            has_mark(pieces, m->marks.items[i].key, as))
            return m->marks.items[i].wave;
    return -1;
}

/*
 * The wave that what stands round the question names: "Before: ... [Trouble
 * sleeping]", "Now (after) - Trouble sleeping". A mark stands by itself, set
 * off at both sides: in a sentence ("Looking after yourself - ...") the same
 * word is no mark, unless take_spoken() finds the question twice.
 */
static void find_wave(struct pp_mapper *m, const char *text, struct part part,
                      struct pp_file_column *column)
{
    pieces_of(m, text, part);
    column->wave = wave_among(m, m->rest.data, BY_ITSELF);
    column->spoken = wave_among(m, m->rest.data, AS_WORDS);
}

static bool look_up_parts(struct pp_mapper *m, const char *text, bool marked,
                          struct pp_file_column *column)
{
    struct part parts[MAX_PARTS];
    size_t n = parts_of(text, parts);

    for (size_t i = 0; i < n; i++) {
        if (!look_up(m, parts[i], marked, ANSWERS_ONLY, column))
            continue;
        if (!marked && strcmp(column->how, "by its id") != 0)
            find_wave(m, text, parts[i], column);
        return true;
    }
    return false;
}

/*
 * A usual heading yields to the platform: Microsoft's "ID" is no person's. One
 * of the plan's identifier does too, where the platform counts responses with
 * that column: number 7 of one file is somebody else than number 7 of the next.
 */
static bool is_platforms(const struct pp_file_column *column)
{
    if (column->role == PP_COLUMN_IDENTIFIER &&
        pp_heading_is_number(&column->heading))
        return true;
    return column->heading.role != PP_COLUMN_UNKNOWN &&
           strcmp(column->how, pp_usual_heading) == 0;
}

static void map(struct pp_mapper *m, struct pp_file_column *column)
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
        for (size_t i = 0; i < 2; i++)
            if (texts[i] != NULL && look_up_parts(m, texts[i], marked, column))
                return;
    }
}

/*
 * A question that is asked twice, once with each wave's name in a sentence:
 * "Before the groups, how often ... - Trouble sleeping", "Now, after ...".
 */
static void take_spoken(struct pp_mapping *out)
{
    for (size_t i = 0; i < out->n_columns; i++) {
        struct pp_file_column *a = &out->columns[i];
        if (a->wave >= 0 || a->spoken < 0)
            continue;
        for (size_t j = 0; j < out->n_columns; j++) {
            struct pp_file_column *b = &out->columns[j];
            if (j == i || b->role != a->role || b->index != a->index ||
                b->instrument != a->instrument || b->spoken < 0 ||
                b->spoken == a->spoken)
                continue;
            a->wave = a->spoken;
            b->wave = b->spoken;
            break;
        }
    }
}

/* --- a file's columns ----------------------------------------------------- */

int pp_mapping_make(struct pp_pool *pool, const struct pp_plan *plan,
                    const struct pp_plan_file *file, const char *name,
                    const struct pp_heading *headings, size_t n_headings,
                    const struct pp_every_row *every, struct pp_mapping *out,
                    struct pp_notes *notes)
{
    struct pp_mapper m = {.pool = pool,
                          .plan = plan,
                          .file = file,
                          .name = name,
                          .dict = pp_dictionary_new(pool, plan),
                          .notes = notes};

    pp_wave_marks_of(pool, plan, file, &m.marks);
    out->columns = pp_pool_array(pool, n_headings, sizeof *out->columns);
    out->n_columns = n_headings;
    out->is_wide = false;
    out->n_id_parts = out->n_unfound = 0;
    for (size_t i = 0; i < n_headings; i++)
        out->columns[i] = (struct pp_file_column){
            .heading = headings[i], .wave = -1, .spoken = -1};
    apply_mappings(&m, out);
    for (size_t i = 0; i < n_headings; i++)
        if (out->columns[i].role == PP_COLUMN_UNKNOWN)
            map(&m, &out->columns[i]);
    take_spoken(out);
    pp_mapper_find_parts(&m, every, out);
    pp_mapper_leave_said(&m, PP_COLUMN_REGION, every->region, out);
    pp_mapper_leave_said(&m, PP_COLUMN_GROUP, every->group, out);
    pp_mapper_check(&m, out, every->has_wave ? every->wave : -1);
    pp_buffer_clear(&m.key);
    pp_buffer_clear(&m.rest);
    return m.failed ? -1 : 0;
}
