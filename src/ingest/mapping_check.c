#include "mapper.h"
#include "sheet.h"

#include <string.h>

#include "prepost/base/text.h"
#include "sheet.h"

/* --- what must hold ------------------------------------------------------- */

void pp_mapper_fail(struct pp_mapper *m, const char *field, const char *text)
{
    m->failed = true;
    pp_notes_add(m->notes, PP_NOTE_ERROR, m->name, 1, 0, field, "%s", text);
}

/* The wave of a column's answers, where that is known before a row is read. */
static int wave_of(const struct pp_file_column *column, int row_wave)
{
    bool is_answer =
        column->role == PP_COLUMN_ITEM || column->role == PP_COLUMN_TOTAL;

    return column->wave < 0 && is_answer ? row_wave : column->wave;
}

static bool is_same_place(const struct pp_file_column *a,
                          const struct pp_file_column *b, int row_wave)
{
    if (a->role != b->role || wave_of(a, row_wave) != wave_of(b, row_wave))
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
        if (pp_mapper_is_heading(&column->heading, list->items[i]))
            return i;
    return list->n;
}

static void refuse_twice(struct pp_mapper *m, const struct pp_mapping *out,
                         size_t first, size_t second, int row_wave)
{
    const struct pp_file_column *a = &out->columns[first];
    const struct pp_file_column *b = &out->columns[second];
    int wave = wave_of(a, row_wave);
    struct pp_buffer target = PP_BUFFER_INIT, text = PP_BUFFER_INIT;

    pp_column_target(m->plan, a, &target);
    if (strcmp(a->heading.name, b->heading.name) == 0)
        pp_buffer_printf(&text,
                         "columns %zu and %zu of the file both have this "
                         "heading, which means %s; expected it once: rename "
                         "one of them in the file, or take it out",
                         first + 1, second + 1, target.data);
    else
        pp_buffer_printf(
            &text,
            "it and the column \"%s\" both mean %s%s%s; expected one: "
            "%s",
            a->heading.name, target.data, wave >= 0 ? " at " : "",
            wave >= 0 ? m->plan->waves[wave].id : "",
            a->wave != b->wave
                ? "one of them has no wave of its own, so the wave given for "
                  "the file is its; map it with the wave that it is of"
                : "map the other to \"ignore\" in the plan");
    pp_mapper_fail(m, b->heading.name, text.data);
    pp_buffer_clear(&target);
    pp_buffer_clear(&text);
}

/*
 * Both are headings of identifier: alternatives for files that differ, so a
 * file with both leaves open whether the code is the first or made of both,
 * and the wrong one makes one person of many.
 */
static bool refuse_two_codes(struct pp_mapper *m,
                             const struct pp_file_column *a,
                             const struct pp_file_column *b)
{
    size_t n = m->plan->identifier.n;

    if (a->role != PP_COLUMN_IDENTIFIER || preference(m->plan, a) >= n ||
        preference(m->plan, b) >= n)
        return false;
    struct pp_buffer text = PP_BUFFER_INIT;
    pp_buffer_printf(&text,
                     "it and the column \"%s\" are both in this file, and the "
                     "headings of identifier are alternatives, of which a file "
                     "has one. For a code of several parts write "
                     "identifier_from: [%s, %s]; otherwise map the one that "
                     "it is not to \"ignore\"",
                     a->heading.name, a->heading.name, b->heading.name);
    pp_mapper_fail(m, b->heading.name, text.data);
    pp_buffer_clear(&text);
    return true;
}

static void check_twice(struct pp_mapper *m, struct pp_mapping *out,
                        int row_wave)
{
    for (size_t j = 1; j < out->n_columns; j++) {
        /* Few are of any use in a file of thousands. */
        if (out->columns[j].role <= PP_COLUMN_IGNORED)
            continue;
        for (size_t i = 0; i < j; i++) {
            struct pp_file_column *a = &out->columns[i], *b = &out->columns[j];
            if (!is_same_place(a, b, row_wave) ||
                (a->role == PP_COLUMN_IDENTIFIER && out->n_id_parts > 0))
                continue;
            size_t rank_a = is_choice(a) ? preference(m->plan, a) : 0;
            size_t rank_b = is_choice(b) ? preference(m->plan, b) : 0;
            if (rank_a == rank_b && strcmp(a->how, b->how) != 0 &&
                (a->how == a->heading.why || b->how == b->heading.why)) {
                /* The platform's guess yields to the plan's word. */
                rank_a += a->how == a->heading.why;
                rank_b += b->how == b->heading.why;
            }
            if (rank_a != rank_b && refuse_two_codes(m, a, b))
                continue;
            if (rank_a == rank_b) {
                refuse_twice(m, out, i, j, row_wave);
                break;
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

enum { MOST_LISTED = 8 };

static void list_headings(const struct pp_mapping *out, struct pp_buffer *text)
{
    struct pp_buffer shown = PP_BUFFER_INIT;
    size_t n = 0;

    for (size_t i = 0; i < out->n_columns && n < MOST_LISTED; i++) {
        if (out->columns[i].role != PP_COLUMN_UNKNOWN ||
            out->columns[i].heading.name[0] == '\0')
            continue;
        const char *name = out->columns[i].heading.name;
        pp_buffer_printf(text, "%s\"%s\"", n++ > 0 ? ", " : "",
                         pp_text_quote_ends(name, strlen(name), 60, &shown));
    }
    if (n == 0)
        pp_buffer_puts(text, "none");
    pp_buffer_clear(&shown);
}

/* The one column that seems to be it; NULL where none does, or several do. */
static const char *likely_identifier(const struct pp_mapping *out)
{
    const char *found = NULL;

    for (size_t i = 0; i < out->n_columns; i++) {
        const struct pp_file_column *column = &out->columns[i];
        if (column->role != PP_COLUMN_UNKNOWN ||
            pp_likely_role(column->heading.name) != PP_COLUMN_IDENTIFIER)
            continue;
        if (found != NULL)
            return NULL;
        found = column->heading.name;
    }
    return found;
}

/* The plan's heading of identifier over the platform's count of responses. */
static bool refuse_number(struct pp_mapper *m, const struct pp_mapping *out)
{
    const struct pp_text_list *wanted = &m->plan->identifier;

    for (size_t c = 0; c < out->n_columns; c++) {
        const struct pp_heading *heading = &out->columns[c].heading;
        if (!pp_heading_is_number(heading))
            continue;
        for (size_t i = 0; i < wanted->n; i++)
            if (pp_mapper_is_heading(heading, wanted->items[i])) {
                pp_mapper_refuse_number(m, out, heading);
                return true;
            }
    }
    return false;
}

void pp_mapper_refuse_number(struct pp_mapper *m, const struct pp_mapping *out,
                             const struct pp_heading *heading)
{
    struct pp_buffer text = PP_BUFFER_INIT;
    const char *likely = likely_identifier(out);

    pp_buffer_printf(
        &text,
        "the plan takes it for the person's identifier, but here "
        "it is %s: the same number stands for somebody else in "
        "another file, and strangers would be paired. Expected a "
        "column with what people wrote as their code or name%s%s%s; "
        "name its heading under identifier. %s it is the "
        "person's after all, say so for this file: columns: {",
        heading->why, likely != NULL ? ", such as \"" : "",
        likely != NULL ? likely : "", likely != NULL ? "\"" : "",
        out->is_wide ? "Where nobody was asked for a code and each row has "
                       "both waves, say anonymous: yes for this file. If"
                     : "If");
    pp_mapping_write_text(heading->name, &text);
    pp_buffer_puts(&text, ": identifier}");
    pp_mapper_fail(m, heading->name, text.data);
    pp_buffer_clear(&text);
}

static void check_identifier(struct pp_mapper *m, const struct pp_mapping *out)
{
    struct pp_buffer text = PP_BUFFER_INIT;
    const struct pp_text_list *wanted = &m->plan->identifier;

    if (has_role(out, PP_COLUMN_IDENTIFIER) || m->plan->identifier_from.n > 0 ||
        (m->file != NULL && m->file->anonymous) || refuse_number(m, out))
        return;
    pp_buffer_puts(&text, "no column holds the person's identifier; expected ");
    for (size_t i = 0; i < wanted->n; i++)
        pp_buffer_printf(&text, "%s\"%s\"", i > 0 ? " or " : "",
                         wanted->items[i]);
    if (wanted->n == 0)
        pp_buffer_puts(&text, "\"id\" or \"participant id\"");
    const char *likely = likely_identifier(out);
    if (likely != NULL) {
        pp_buffer_puts(&text, ". If it is this one, say so in the plan: "
                              "columns: {identifier: ");
        pp_mapping_write_text(likely, &text);
        pp_buffer_puts(&text, "}");
    } else {
        pp_buffer_puts(&text, ". Headings not understood: ");
        list_headings(out, &text);
    }
    if (out->is_wide)
        pp_buffer_puts(&text, ". Where nobody was asked for a code, say "
                              "anonymous: yes for this file in the plan");
    pp_mapper_fail(m, NULL, text.data);
    pp_buffer_clear(&text);
}

/* Who has no code can only be matched within a row. */
static void check_anonymous(struct pp_mapper *m, const struct pp_mapping *out)
{
    if (m->file == NULL || !m->file->anonymous || m->failed)
        return;
    if (has_role(out, PP_COLUMN_IDENTIFIER))
        pp_mapper_fail(m, NULL,
                       "the plan calls it anonymous, but a column holds the "
                       "person's identifier; expected one of the two: map the "
                       "column to ignore, or leave anonymous out");
    else if (!out->is_wide)
        pp_notes_add(m->notes, PP_NOTE_WARNING, m->name, 1, 0, NULL,
                     "its rows are anonymous and each has one wave only: "
                     "nobody can be matched with another wave");
}

static void check_answers(struct pp_mapper *m, const struct pp_mapping *out)
{
    struct pp_buffer text = PP_BUFFER_INIT;

    if (has_role(out, PP_COLUMN_ITEM) || has_role(out, PP_COLUMN_TOTAL))
        return;
    pp_buffer_puts(&text, "no column is an answer or a total of");
    for (size_t i = 0; i < m->plan->n_instruments; i++)
        pp_buffer_printf(&text, "%s %s", i > 0 ? "," : "",
                         m->plan->instruments[i].instrument->id);
    if (m->plan->n_instruments > 0 &&
        m->plan->instruments[0].instrument->n_items > 0) {
        const struct pp_instrument *first = m->plan->instruments[0].instrument;
        pp_buffer_printf(&text, "; expected headings such as \"%s\", ",
                         first->items[0].id);
        if (first->items[0].text != NULL)
            pp_buffer_puts(&text, "or the question's text, or a mapping in the "
                                  "plan");
        else /* its wording is not free */
            pp_buffer_printf(&text,
                             "or a mapping in the plan (the questions of %s "
                             "are not known here, so their text is no help): "
                             "--dry-run shows one to fill in",
                             first->id);
    }
    pp_buffer_puts(&text, ". Headings not understood: ");
    list_headings(out, &text);
    pp_mapper_fail(m, NULL, text.data);
    pp_buffer_clear(&text);
}

static void check_waves(struct pp_mapper *m, struct pp_mapping *out,
                        bool has_wave)
{
    if (has_wave || has_role(out, PP_COLUMN_WAVE) || m->failed)
        return;
    if (!out->is_wide) {
        pp_mapper_fail(
            m, NULL,
            "nothing says which wave these answers are of; expected --wave, "
            "a wave for this file in the plan, a column of waves, or a wave's "
            "mark in the headings (\"phq9_1_pre\")");
        return;
    }
    for (size_t i = 0; i < out->n_columns; i++)
        if (out->columns[i].wave < 0 && out->columns[i].role >= PP_COLUMN_ITEM)
            pp_mapper_fail(
                m, out->columns[i].heading.name,
                "other headings carry the mark of a wave, this one does not; "
                "expected one, or a mapping with a wave in the plan");
}

/* Items of an instrument that is there in part. */
static void note_absent_items(struct pp_mapper *m, const struct pp_mapping *out,
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

static bool has_instrument(const struct pp_mapping *out, size_t at)
{
    for (size_t c = 0; c < out->n_columns; c++)
        if ((out->columns[c].role == PP_COLUMN_ITEM ||
             out->columns[c].role == PP_COLUMN_TOTAL) &&
            out->columns[c].instrument == at)
            return true;
    return false;
}

static bool is_of_outcome(const struct pp_plan *plan, size_t at)
{
    for (size_t i = 0; i < plan->n_outcomes; i++)
        if (plan->outcomes[i].instrument == at)
            return true;
    return false;
}

/*
 * A file may hold some of the instruments only. But what the evaluation is
 * about may stand under headings that were not understood, and would be lost
 * without a word.
 */
static void note_unfound(struct pp_mapper *m, struct pp_mapping *out)
{
    struct pp_buffer absent = PP_BUFFER_INIT, unknown = PP_BUFFER_INIT;
    size_t n_unknown = 0;

    for (size_t i = 0; i < out->n_columns; i++)
        n_unknown += out->columns[i].role == PP_COLUMN_UNKNOWN &&
                     out->columns[i].heading.name[0] != '\0';
    for (size_t i = 0; n_unknown > 0 && i < m->plan->n_instruments; i++) {
        if (has_instrument(out, i) || !is_of_outcome(m->plan, i))
            continue;
        pp_buffer_printf(&absent, "%s%s", out->n_unfound++ > 0 ? " or " : "",
                         m->plan->instruments[i].instrument->id);
    }
    if (out->n_unfound > 0) {
        list_headings(out, &unknown);
        pp_notes_add(m->notes, PP_NOTE_WARNING, m->name, 1, 0, NULL,
                     "no column of %s was found in this file, and %zu "
                     "column%s not understood and left out: %s%s. --dry-run "
                     "shows what each was taken for and what to put into the "
                     "plan",
                     absent.data, n_unknown, n_unknown == 1 ? " was" : "s were",
                     unknown.data, n_unknown > MOST_LISTED ? ", ..." : "");
    }
    pp_buffer_clear(&absent);
    pp_buffer_clear(&unknown);
}

static enum pp_column_role likely(const struct pp_mapping *mapping,
                                  const struct pp_file_column *column)
{
    enum pp_column_role role = pp_likely_role(column->heading.name);

    for (size_t i = 0; i < mapping->n_columns; i++)
        if (mapping->columns[i].role == role ||
            mapping->columns[i].likely == role)
            return PP_COLUMN_UNKNOWN;
    return role == PP_COLUMN_IDENTIFIER && mapping->n_id_parts > 0
               ? PP_COLUMN_UNKNOWN
               : role;
}

static void describe_unknown(struct pp_mapper *m, struct pp_mapping *out)
{
    for (size_t i = 0; i < out->n_columns; i++) {
        struct pp_file_column *column = &out->columns[i];
        if (column->role != PP_COLUMN_UNKNOWN)
            continue;
        column->likely = likely(out, column);
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

/*
 * Both ratings given at the end, looking back, are weaker evidence, and the
 * plan has to say so for reports to say it.
 */
static void note_looking_back(struct pp_mapper *m, const struct pp_mapping *out)
{
    static const char *const phrases[] = {"looking back", "look back",
                                          "thinking back", "think back",
                                          "retrospect"};

    if (!out->is_wide || m->plan->evidence == PP_EVIDENCE_LOOKING_BACK)
        return;
    for (size_t c = 0; c < out->n_columns; c++) {
        const struct pp_heading *heading = &out->columns[c].heading;
        const char *texts[] = {heading->name, heading->question};
        if (out->columns[c].role < PP_COLUMN_ITEM)
            continue;
        for (size_t i = 0; i < 2 * (sizeof phrases / sizeof *phrases); i++) {
            const char *text = texts[i % 2];
            if (text == NULL || strcasestr(text, phrases[i / 2]) == NULL)
                continue;
            pp_notes_add(m->notes, PP_NOTE_WARNING, m->name, 1, 0,
                         heading->name,
                         "it asks people to look back, and before and after "
                         "are in one row: if both were rated in one sitting, "
                         "say design: looking-back in the plan, for that is "
                         "weaker evidence and the report has to say so");
            return;
        }
    }
}

/* Whether one question has columns of two waves: marks are meant then. */
static bool has_pair(const struct pp_mapping *out, int wave)
{
    for (size_t i = 0; i < out->n_columns; i++)
        for (size_t j = 0; j < i; j++) {
            const struct pp_file_column *a = &out->columns[i],
                                        *b = &out->columns[j];
            if (a->role >= PP_COLUMN_ITEM && a->role == b->role &&
                a->instrument == b->instrument && a->index == b->index &&
                wave_of(a, wave) != wave_of(b, wave))
                return true;
        }
    return false;
}

/*
 * The wave a heading is marked with, against the one said of every row. With
 * --wave before, phq9_1 and post_phq9_1 in one row are as they should be;
 * post_phq9_1 alone is not.
 */
static void check_marks(struct pp_mapper *m, const struct pp_mapping *out,
                        int wave)
{
    struct pp_buffer target = PP_BUFFER_INIT, heading = PP_BUFFER_INIT,
                     text = PP_BUFFER_INIT;
    const struct pp_file_column *first = NULL;
    size_t n = 0, n_unmarked = 0;

    for (size_t i = 0; i < out->n_columns; i++) {
        const struct pp_file_column *column = &out->columns[i];
        if (column->role < PP_COLUMN_ITEM || column->how == pp_by_mapping)
            continue;
        n_unmarked += column->wave < 0;
        if (column->wave < 0 || column->wave == wave)
            continue;
        first = n++ == 0 ? column : first;
    }
    if (wave < 0 || n == 0 || has_pair(out, wave))
        return;
    const char *of = m->plan->waves[first->wave].id;
    pp_column_target(m->plan, first, &target);
    pp_mapping_write_text(first->heading.name, &heading);
    pp_buffer_printf(&text,
                     "its heading is marked as of %s, but every row of this "
                     "file is said to be of %s; expected one of the two. Say "
                     "in the plan, under this file, columns: {%s: %s} if it "
                     "is of %s, or columns: {%s: {means: %s, wave: %s}}",
                     of, m->plan->waves[wave].id, heading.data, target.data,
                     m->plan->waves[wave].id, heading.data, target.data, of);
    if (n_unmarked == 0)
        pp_buffer_puts(&text, "; or leave the wave of the file out");
    if (n > 1)
        pp_buffer_printf(&text, " (so with %zu more column%s)", n - 1,
                         n == 2 ? "" : "s");
    pp_mapper_fail(m, first->heading.name, text.data);
    pp_buffer_clear(&target);
    pp_buffer_clear(&heading);
    pp_buffer_clear(&text);
}

void pp_mapper_check(struct pp_mapper *m, struct pp_mapping *out, int wave)
{
    for (size_t i = 0; i < out->n_columns; i++)
        out->is_wide = out->is_wide || (out->columns[i].wave >= 0 &&
                                        out->columns[i].role >= PP_COLUMN_ITEM);
    check_twice(m, out, wave);
    check_identifier(m, out);
    check_answers(m, out);
    check_waves(m, out, wave >= 0);
    check_marks(m, out, wave);
    check_anonymous(m, out);
    for (size_t i = 0; i < m->plan->n_instruments; i++)
        note_absent_items(m, out, i);
    if (!m->failed)
        note_unfound(m, out);
    describe_unknown(m, out);
    note_looking_back(m, out);
}
