#include "status.h"

#include <string.h>

#include "prepost/base/number.h"
#include "prepost/base/text.h"
#include "prepost/report/backend.h"
#include "prepost/report/document.h"

static void set_count(struct pp_document *d, struct pp_table_row *row, size_t c,
                      long n)
{
    char text[PP_NUMBER_SIZE];

    pp_table_text(d, row, c, pp_number_count(text, (size_t)n));
}

static void write_imports(struct pp_document *d, const struct pp_standing *s)
{
    static const struct pp_table_column columns[] = {
        {"File", PP_COLUMN_TEXT},       {"Rows", PP_COLUMN_NUMBER},
        {"Taken", PP_COLUMN_NUMBER},    {"Repeats", PP_COLUMN_NUMBER},
        {"Left out", PP_COLUMN_NUMBER}, {"Cells left out", PP_COLUMN_NUMBER}};
    struct pp_table *t =
        pp_document_table(d, &d->body, "files imported", columns, 6);

    for (size_t i = 0; i < s->n_imports; i++) {
        const struct pp_import_record *import = &s->imports[i];
        struct pp_table_row *row = pp_table_row(d, t);

        pp_table_text(d, row, 0, import->file);
        set_count(d, row, 1, import->n_rows);
        set_count(d, row, 2, import->n_taken);
        set_count(d, row, 3, pp_imports_repeated(import));
        set_count(d, row, 4, import->n_rejected);
        set_count(d, row, 5, import->n_cells_rejected);
    }
    for (size_t i = 0; i < s->n_replaced; i++)
        pp_table_note(d, t,
                      pp_pool_printf(s->pool, "Log: %s.", s->replaced[i]));
}

/* One region or two: written as they are, for a person to look at. */
static void write_alike(struct pp_document *d, const struct pp_standing *s)
{
    static const struct pp_table_column columns[] = {
        {"Of the", PP_COLUMN_TEXT},
        {"One", PP_COLUMN_TEXT},
        {"Another", PP_COLUMN_TEXT}};

    if (s->n_alike == 0)
        return;
    struct pp_table *t = pp_document_table(
        d, &d->body, "names written almost alike: one or two?", columns, 3);
    for (size_t i = 0; i < s->n_alike; i++) {
        struct pp_table_row *row = pp_table_row(d, t);

        pp_table_text(d, row, 0,
                      pp_pool_printf(s->pool, "%ss", s->alike[i].column));
        pp_table_text(d, row, 1, s->alike[i].a);
        pp_table_text(d, row, 2, s->alike[i].b);
    }
    pp_table_note(d, t,
                  "If they are one, say so in the plan: regions: {the name: "
                  "[another writing]}; groups: likewise; of arms, arms: "
                  "{aliases: {the name: [another writing]}}.");
}

static void write_arms(struct pp_document *d, const struct pp_standing *s)
{
    if (s->arms == NULL)
        return;
    bool is_asked = s->arms[strlen(s->arms) - 1] == '?';
    pp_document_say(d, &d->body,
                    pp_pool_printf(s->pool, "The plan's arms: %s%s", s->arms,
                                   is_asked ? "" : "."));
}

/* Numbers of rows, where a code should be the person's. */
static void write_counted(struct pp_document *d, const struct pp_standing *s)
{
    if (s->n_counted == 0)
        return;
    struct pp_prose *p = pp_document_paragraph(d, &d->body);
    pp_prose_text(d, p,
                  "The identifiers are 1, 2, 3 ... in the order of rows "
                  "in ");
    for (size_t i = 0; i < s->n_counted; i++)
        pp_prose_printf(d, p, "%s%s", i > 0 ? ", " : "", s->counted[i].file);
    pp_prose_text(d, p,
                  ". If these numbers only count the rows, strangers are "
                  "paired: name another column under identifier in the plan, "
                  "and import all files anew.");
}

static void write_groups(struct pp_document *d, const struct pp_standing *s)
{
    if (s->n_groups == 0)
        return;
    struct pp_prose *p = pp_document_paragraph(d, &d->body);
    pp_prose_text(d, p,
                  s->n_groups == 1
                      ? "One name of a group stands in several regions: "
                      : "Some names of groups stand in several regions: ");
    for (size_t i = 0; i < s->n_groups; i++)
        pp_prose_printf(d, p, "%s%s", i > 0 ? ", " : "", s->groups[i]);
    pp_prose_text(d, p,
                  ". Each name counts as a group of its own in each region.");
}

static void write_against(struct pp_document *d, const struct pp_standing *s)
{
    for (size_t i = 0; i < s->n_against; i++) {
        const struct pp_standing_against *a = &s->against[i];
        struct pp_prose *p = pp_document_paragraph(d, &d->body);
        char r[PP_NUMBER_SIZE];

        pp_prose_printf(d, p,
                        "%s: of %zu people, those who scored high at %s scored "
                        "low at %s (correlation %s). That is rare: is one of "
                        "the files numbered the other way round, or matched by "
                        "a wrong column?",
                        a->outcome, a->n, s->plan->waves[0].id, a->wave,
                        pp_number_fixed(r, a->correlation, 2));
    }
}

static void write_flow_row(struct pp_document *d, struct pp_table *t,
                           const char *name, const struct pp_flow_row *flow)
{
    struct pp_table_row *row = pp_table_row(d, t);

    pp_table_text(d, row, 0, name);
    set_count(d, row, 1, flow->n_before);
    set_count(d, row, 2, flow->n_after);
    set_count(d, row, 3, flow->n_both);
    set_count(d, row, 4, flow->n_before_only);
    set_count(d, row, 5, flow->n_after_only);
}

/* Everyone who is in none of the regions; without a line of their own the
 * table would not add up. */
static struct pp_flow_row regionless(const struct pp_flow *flow)
{
    struct pp_flow_row none = flow->all;

    for (size_t i = 0; i < flow->n_regions; i++) {
        const struct pp_flow_row *region = &flow->regions[i];
        none.n_people -= region->n_people;
        none.n_before -= region->n_before;
        none.n_after -= region->n_after;
        none.n_both -= region->n_both;
        none.n_before_only -= region->n_before_only;
        none.n_after_only -= region->n_after_only;
    }
    return none;
}

static void write_flow(struct pp_document *d, const struct pp_standing *s)
{
    const struct pp_plan *plan = s->plan;
    const char *first = plan->waves[0].id;
    const char *last = plan->waves[plan->n_waves - 1].id;
    const struct pp_table_column columns[] = {
        {"Region", PP_COLUMN_TEXT},
        {first, PP_COLUMN_NUMBER},
        {last, PP_COLUMN_NUMBER},
        {"both", PP_COLUMN_NUMBER},
        {pp_pool_printf(s->pool, "%s only", first), PP_COLUMN_NUMBER},
        {pp_pool_printf(s->pool, "%s only", last), PP_COLUMN_NUMBER}};
    struct pp_table *t =
        pp_document_table(d, &d->body, "people who answered", columns, 6);

    for (size_t i = 0; i < s->flow.n_regions; i++)
        write_flow_row(d, t, s->flow.regions[i].name, &s->flow.regions[i]);
    struct pp_flow_row none = regionless(&s->flow);
    if (s->flow.n_regions > 0 && none.n_people > 0)
        write_flow_row(d, t, "(no region)", &none);
    write_flow_row(d, t, "Everyone", &s->flow.all);
}

/* "PHQ-9"; a short name that is only the id in capitals tells nobody more. */
static const char *called(const struct pp_instrument *instrument)
{
    return pp_text_same(instrument->short_name, instrument->id)
               ? instrument->name
               : instrument->short_name;
}

static void write_answered(struct pp_document *d, const struct pp_standing *s)
{
    size_t n_waves = s->plan->n_waves;
    struct pp_table_column *columns =
        pp_pool_array(s->pool, n_waves + 1, sizeof *columns);

    columns[0] = (struct pp_table_column){"Questionnaire", PP_COLUMN_TEXT};
    for (size_t w = 0; w < n_waves; w++)
        columns[w + 1] =
            (struct pp_table_column){s->plan->waves[w].id, PP_COLUMN_NUMBER};
    struct pp_table *t = pp_document_table(
        d, &d->body, "people who answered any of its questions", columns,
        n_waves + 1);
    for (size_t i = 0; i < s->dataset->n_responses; i++) {
        struct pp_table_row *row = pp_table_row(d, t);
        const struct pp_instrument *instrument =
            s->dataset->responses[i].instrument;

        pp_table_text(d, row, 0, called(instrument));
        for (size_t w = 0; w < n_waves; w++)
            set_count(d, row, w + 1, s->answered[i * n_waves + w]);
    }
}

/* Each later wave against the first: everybody is in one of the columns. */
static void write_pairs(struct pp_document *d, const struct pp_standing *s)
{
    const char *first = s->plan->waves[0].id;
    const struct pp_table_column columns[] = {
        {"Wave", PP_COLUMN_TEXT},
        {"matched", PP_COLUMN_NUMBER},
        {pp_pool_printf(s->pool, "%s only", first), PP_COLUMN_NUMBER},
        {"this only", PP_COLUMN_NUMBER},
        {"neither", PP_COLUMN_NUMBER},
        {"in all", PP_COLUMN_NUMBER}};
    struct pp_table *t = pp_document_table(
        d, &d->body,
        pp_pool_printf(s->pool, "everybody known, matched with %s", first),
        columns, 6);

    for (size_t w = 1; w < s->plan->n_waves; w++) {
        const struct pp_audit_wave *wave = &s->audit.waves[w];
        struct pp_table_row *row = pp_table_row(d, t);

        pp_table_text(d, row, 0, s->plan->waves[w].id);
        set_count(d, row, 1, wave->n_matched);
        set_count(d, row, 2, wave->n_first_only);
        set_count(d, row, 3, wave->n_this_only);
        set_count(d, row, 4, wave->n_neither);
        set_count(d, row, 5, s->audit.n_people);
    }
}

static const char *const twice_rules[] = {
    "of one file neither counts, of two files the first", "the first counts",
    "the last counts", "the most complete counts"};

/* A count of none says something only of those whose dates are known. */
static const char *about_dates(const struct pp_standing *s)
{
    static const char what[] = "a later wave is dated before an earlier one";
    long n = s->audit.n_dated, of = s->audit.n_at_two;

    if (n == of)
        return what;
    return pp_pool_printf(
        s->pool, "%s: %s, dates at two waves are known of %ld of %ld people",
        what, n == 0 ? "could not be checked" : "checked in part", n, of);
}

/* What somebody should look at before the pairs are believed. */
static void write_audit(struct pp_document *d, const struct pp_standing *s)
{
    static const struct pp_table_column columns[] = {
        {"To look at", PP_COLUMN_TEXT}, {"People", PP_COLUMN_NUMBER}};
    const struct pp_remarks *remarks = &s->remarks;
    const char *dated = about_dates(s);
    bool is_unchecked = s->audit.n_at_two > 0 && s->audit.n_dated == 0;
    const struct {
        const char *what;
        long n;
    } rows[] = {
        {"no answer was taken at any wave", s->audit.n_nowhere},
        {pp_pool_printf(s->pool,
                        "answered twice at a wave, differently: %s (rule "
                        "same_twice)",
                        twice_rules[s->plan->same_twice]),
         remarks->n_twice},
        {"of those: no answer is left at that wave", remarks->n_twice_none},
        {"of those: only in a further file of the same name; if that is the "
         "mended one, import it with --replace",
         remarks->n_twice_copy},
        {"in two regions: the one of the earlier wave counts",
         remarks->n_two_regions},
        {dated, s->audit.n_turned},
    };
    struct pp_table *t =
        pp_document_table(d, &d->body, "audit of the pairing", columns, 2);

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct pp_table_row *row = pp_table_row(d, t);
        pp_table_text(d, row, 0, rows[i].what);
        if (is_unchecked && rows[i].what == dated)
            pp_table_text(d, row, 1, "?");
        else
            set_count(d, row, 1, rows[i].n);
    }
}

static void set_side(struct pp_document *d, struct pp_table_row *row, size_t c,
                     const struct pp_near_miss_side *side)
{
    char text[600];

    snprintf(text, sizeof text, "%s, row %u", side->file, side->line);
    pp_table_text(d, row, c, text);
}

/* A line to be pasted into the plan, or an entry if it has such a list. */
static void note_syntax(struct pp_document *d, struct pp_table *t,
                        const struct pp_plan *plan)
{
    struct pp_buffer text = PP_BUFFER_INIT;
    size_t n_parts = plan->identifier_from.n > 0 ? plan->identifier_from.n : 1;
    bool has_list = plan->n_same_person > 0;

    pp_buffer_puts(&text, has_list ? "One more entry of same_person: ["
                                   : "The line for the plan: same_person: [[");
    for (size_t code = 0; code < 2; code++) {
        if (n_parts == 1)
            pp_buffer_puts(&text, code == 0 ? "CODE" : ", OTHER CODE");
        for (size_t k = 0; n_parts > 1 && k < n_parts; k++)
            pp_buffer_puts(&text, k > 0      ? " + PART"
                                  : code > 0 ? ", PART"
                                             : "PART");
    }
    pp_buffer_puts(&text, has_list ? "]" : "]]");
    pp_table_note(d, t, pp_buffer_text(&text));
    pp_buffer_clear(&text);
}

static void write_near(struct pp_document *d, const struct pp_standing *s)
{
    static const struct pp_table_column columns[] = {
        {"One row", PP_COLUMN_TEXT},
        {"Another", PP_COLUMN_TEXT},
        {"Region", PP_COLUMN_TEXT}};
    char text[400];

    if (s->near.n_in_all == 0)
        return;
    if (s->near.n_in_all > s->near.n_candidates) {
        snprintf(text, sizeof text,
                 "The codes are so much alike that slips cannot be told: %zu "
                 "pairs are one character apart.",
                 s->near.n_in_all);
        pp_document_say(d, &d->body, text);
        return;
    }
    struct pp_table *t = pp_document_table(
        d, &d->body, "codes that are nearly the same: one person or two?",
        columns, 3);
    for (size_t i = 0; i < s->near.n; i++) {
        const struct pp_near_miss *miss = &s->near.items[i];
        struct pp_table_row *row = pp_table_row(d, t);
        bool is_same = miss->a.region != NULL && miss->b.region != NULL &&
                       strcmp(miss->a.region, miss->b.region) == 0;

        set_side(d, row, 0, &miss->a);
        set_side(d, row, 1, &miss->b);
        pp_table_text(d, row, 2,
                      miss->a.region == NULL || miss->b.region == NULL
                          ? "not known"
                      : is_same ? miss->a.region
                                : "another");
    }
    snprintf(text, sizeof text,
             "%zu of %zu pairs. To join two, name both codes under same_person "
             "in the plan, or mend the file and import it with --replace.",
             s->near.n, s->near.n_in_all);
    pp_table_note(d, t, text);
    note_syntax(d, t, s->plan);
}

/* By the plan's line: the codes themselves are on no screen. */
static void write_same(struct pp_document *d, const struct pp_standing *s)
{
    static const struct pp_table_column columns[] = {
        {"Said in", PP_COLUMN_TEXT},
        {"Known", PP_COLUMN_TEXT},
        {"So", PP_COLUMN_TEXT}};
    const struct pp_plan *plan = s->plan;
    char text[200];

    if (plan->n_same_person == 0)
        return;
    struct pp_table *t =
        pp_document_table(d, &d->body, "one person, by your word", columns, 3);
    for (size_t i = 0; i < plan->n_same_person; i++) {
        const struct pp_same_found *found = &s->evaluation->same[i];
        struct pp_table_row *row = pp_table_row(d, t);

        snprintf(text, sizeof text, "line %zu of the plan",
                 plan->same_person[i].line);
        pp_table_text(d, row, 0, text);
        snprintf(text, sizeof text, "%zu of %zu codes", found->n_found,
                 found->n_codes);
        pp_table_text(d, row, 1, text);
        pp_table_text(d, row, 2,
                      found->n_found > 1 ? "taken together"
                                         : "nothing to join");
    }
    if (s->dataset->n_joined_twice == 0)
        return;
    snprintf(text, sizeof text,
             "%zu questionnaires were filled in under two codes at one wave; "
             "the plan's rule same_twice decided.",
             s->dataset->n_joined_twice);
    pp_table_note(d, t, text);
}

static const char *describe_lock(const struct pp_standing *s)
{
    const struct pp_lock *lock = s->lock.lock;

    switch (s->lock.state) {
    case PP_LOCK_BY_WAVE:
        return pp_pool_printf(s->pool,
                              "The plan was locked on %s; each later time was "
                              "fixed before its own answers were in.",
                              lock->day);
    case PP_LOCK_KEPT:
        return pp_pool_printf(s->pool,
                              "The plan was locked on %s, before any "
                              "later answers were in%s%s%s.",
                              lock->day,
                              s->given[0] != '\0'
                                  ? ", but after people had given some (up to "
                                  : "",
                              s->given, s->given[0] != '\0' ? ")" : "");
    case PP_LOCK_LATE:
        return pp_pool_printf(s->pool,
                              "The plan was locked on %s, when later "
                              "answers were in already.",
                              lock->day);
    case PP_LOCK_CHANGED:
        return pp_pool_printf(s->pool,
                              "The plan was changed since it was locked on "
                              "%s: prepost plan diff says how.",
                              lock->day);
    case PP_LOCK_NONE:
        break;
    }
    return "The plan is not locked.";
}

int pp_status_write_document(const struct pp_standing *s, const char *format,
                             FILE *out, struct pp_error *err)
{
    struct pp_document *d = pp_document_new(s->pool, s->plan->title);
    struct pp_buffer text = PP_BUFFER_INIT;
    char line[200];

    pp_document_heading(d, &d->body, 1, s->plan->title);
    pp_document_say(d, &d->body, describe_lock(s));
    if (s->n_forgotten > 0) {
        /* Whoever came back and was erased again was erased twice. */
        snprintf(line, sizeof line,
                 "%zu %s. Who is in a file that is imported after that comes "
                 "back.",
                 s->n_forgotten,
                 s->n_forgotten == 1
                     ? "person was erased from the store"
                     : "erasures were made in the store, of as many people or "
                       "fewer");
        pp_document_say(d, &d->body, line);
    }
    write_flow(d, s);
    write_pairs(d, s);
    write_counted(d, s);
    write_audit(d, s);
    write_answered(d, s);
    write_against(d, s);
    write_imports(d, s);
    write_alike(d, s);
    write_arms(d, s);
    write_groups(d, s);
    write_near(d, s);
    write_same(d, s);
    int status =
        pp_backend_find(format)->write(d, &(struct pp_render){""}, &text, err);
    if (status == 0)
        fwrite(text.data, 1, text.length, out);
    pp_buffer_clear(&text);
    return status;
}
