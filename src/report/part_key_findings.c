#include <math.h>
#include <string.h>

#include "prepost/report/number_style.h"
#include "prepost/report/part.h"

/*
 * Every planned outcome in one table, in plan order; where there is too much to
 * tell for two pages, those that are told of in full, and a shorter row of each
 * other one in a table after it.
 */
enum { NAME, BETTER_IS, FINDING, BEFORE, AFTER, CHANGE, MATTERS, N_COLUMNS };

static const struct pp_table_column COLUMNS[N_COLUMNS] = {
    [NAME] = {"What we asked about (scale)", PP_COLUMN_TEXT},
    [BETTER_IS] = {"Better is", PP_COLUMN_TEXT},
    [FINDING] = {"Finding", PP_COLUMN_TEXT},
    [BEFORE] = {"Before", PP_COLUMN_NUMBER},
    [AFTER] = {"After", PP_COLUMN_NUMBER},
    [CHANGE] = {"Change", PP_COLUMN_RANGE},
    [MATTERS] = {"Would matter", PP_COLUMN_NUMBER},
};

/* The columns of the shorter rows. */
enum { N_WITHOUT_AVERAGES = N_COLUMNS - 2 };

static bool has_before_and_after(const struct pp_table *t)
{
    return t->n_columns == N_COLUMNS;
}

/* Where a column stands in either table. */
static size_t at(const struct pp_table *t, size_t column)
{
    return has_before_and_after(t) || column < BEFORE ? column : column - 2;
}

static const char *likely_range(const struct pp_report *r)
{
    return pp_style_likely_range(r->pool, r->results->level);
}

/* With a comparison group: both arms before and after, and the difference. */
static void arm_columns(const struct pp_report *r,
                        struct pp_table_column columns[N_COLUMNS])
{
    const struct pp_finding *f = &r->findings[0];
    const char *people =
        f->arm != NULL ? "people in that group" : pp_finding_people(r->pool, f);

    columns[BEFORE].heading = pp_report_printf(
        r, "%s: before to after", pp_phrase_capitalised(r->pool, people));
    columns[AFTER].heading =
        pp_report_printf(r, "%s: before to after",
                         pp_phrase_capitalised(r->pool, pp_finding_others(f)));
    columns[CHANGE].heading = "Difference";
}

static void marked(const struct pp_report *r, struct pp_table *t,
                   struct pp_prose *cell, const char *note)
{
    pp_prose_mark(r->d, cell, pp_table_marked_note(r->d, t, note));
}

/* Of everyone who answered both times, or first and last. */
static bool is_of_all(const struct pp_report *r, size_t i)
{
    return (long)r->results->outcomes[i].n_pairs == r->results->flow.all.n_both;
}

/* Each outcome has the same people in either group: the caption says so. */
static bool have_same_people(const struct pp_report *r)
{
    long first = -1;

    for (size_t i = 0; i < r->n_outcomes; i++) {
        if (!pp_report_has_averages(r, i))
            continue;
        if (first < 0)
            first = (long)i;
        if (r->findings[i].arm != NULL ||
            r->findings[i].n != r->findings[first].n ||
            r->findings[i].n_other != r->findings[first].n_other)
            return false;
    }
    return first >= 0;
}

static void name_cell(const struct pp_report *r, struct pp_table *t,
                      struct pp_table_row *row, size_t i)
{
    const struct pp_outcome *o = &r->results->outcomes[i];
    struct pp_prose *cell = &row->cells[NAME];

    pp_prose_text(r->d, cell, pp_report_outcome_scale(r, i));
    if (o->contrast.is_made && pp_report_has_averages(r, i) &&
        !have_same_people(r))
        pp_prose_printf(r->d, cell, " (%s and %s people)",
                        pp_style_count(r->pool, r->findings[i].n),
                        pp_style_count(r->pool, r->findings[i].n_other));
    else if (!o->contrast.is_made && pp_report_has_averages(r, i) &&
             !is_of_all(r, i))
        pp_prose_printf(r->d, cell, " (%s)",
                        pp_style_people(r->pool, (long)o->n_pairs));
    if (o->provisional)
        marked(r, t, cell, pp_phrase_provisional());
    if (pp_report_is_first_look(r, i))
        marked(r, t, cell, pp_phrase_first_look());
    const char *care =
        pp_phrase_low_alpha(r->pool, o->reliability.alpha_pre.estimate,
                            o->reliability.alpha_post.estimate);
    if (care != NULL && pp_report_has_averages(r, i) && !o->hidden)
        marked(r, t, cell, care);
}

/* Notes that the finding in this row needs. */
static void finding_notes(const struct pp_report *r, struct pp_table *t,
                          struct pp_prose *cell, const struct pp_finding *f)
{
    if (pp_finding_is_by_narrower(f))
        marked(r, t, cell,
               pp_report_printf(r, "This uses %s.",
                                pp_phrase_narrower(r->pool, f)));
    const char *but = pp_phrase_note_on_range(r->pool, f);
    if (but != NULL && (f->code == PP_VERDICT_INCONCLUSIVE ||
                        f->code == PP_VERDICT_NO_MEANINGFUL_CHANGE))
        marked(r, t, cell, but);
}

static const char *to(const struct pp_report *r, double before, double after,
                      int decimals)
{
    return pp_report_printf(r, "%s to %s",
                            pp_style_number(r->pool, before, decimals),
                            pp_style_number(r->pool, after, decimals));
}

static void before_and_after(const struct pp_report *r,
                             struct pp_table_row *row,
                             const struct pp_finding *f)
{
    int d = pp_finding_decimals(f);

    if (pp_finding_is_difference(f)) {
        pp_table_text(r->d, row, BEFORE, to(r, f->pre, f->post, d));
        pp_table_text(r->d, row, AFTER, to(r, f->other_pre, f->other_post, d));
        return;
    }
    pp_table_text(r->d, row, BEFORE, pp_style_number(r->pool, f->pre, d));
    pp_table_text(r->d, row, AFTER, pp_style_number(r->pool, f->post, d));
}

static void numbers(const struct pp_report *r, struct pp_table *t,
                    struct pp_table_row *row, const struct pp_finding *f)
{
    int d = pp_finding_decimals(f);

    if (has_before_and_after(t))
        before_and_after(r, row, f);
    pp_table_text(r->d, row, at(t, CHANGE),
                  pp_finding_is_difference(f)
                      ? pp_style_difference(r->pool, f->change, f->range, d)
                      : pp_style_change(r->pool, f->change, f->range, d));
}

/* In one note, as page one has little room. */
static void rounding_note(const struct pp_report *r, struct pp_table *t,
                          const bool *is_shown)
{
    const char *people = pp_phrase_rounded(r->pool, r->results);
    bool has_numbers = false, may_not_add = false;

    for (size_t i = 0; i < r->n_outcomes; i++) {
        const struct pp_finding *f = &r->findings[i];
        if (!is_shown[i] || !pp_report_has_averages(r, i) ||
            pp_finding_is_difference(f))
            continue;
        has_numbers = true;
        may_not_add |= !pp_finding_adds_up(f);
    }
    if (may_not_add && people != NULL)
        pp_table_note(r->d, t,
                      pp_report_printf(r,
                                       "Rounded, so may not add up (people: "
                                       "nearest %d).",
                                       pp_phrase_rounded_to(r->results)));
    else if (may_not_add)
        pp_table_note(r->d, t, "Rounded, so may not add up.");
    else if (people != NULL && has_numbers)
        pp_table_note(r->d, t, people);
}

static void add_row(const struct pp_report *r, struct pp_table *t, size_t i)
{
    const struct pp_finding *f = &r->findings[i];
    struct pp_table_row *row = pp_table_row(r->d, t);

    name_cell(r, t, row, i);
    pp_table_text(r->d, row, BETTER_IS,
                  f->direction == PP_HIGHER_IS_BETTER ? "higher" : "lower");
    pp_prose_strong(r->d, &row->cells[FINDING],
                    pp_phrase_label_at(f->code, f->level));
    pp_prose_text(r->d, &row->cells[FINDING],
                  pp_phrase_by_narrower(r->pool, f));
    finding_notes(r, t, &row->cells[FINDING], f);
    if (pp_report_has_averages(r, i))
        numbers(r, t, row, f);
    else
        pp_report_no_numbers(r, t, row, i, BEFORE, at(t, CHANGE) + 1);
    const char *just = pp_phrase_just_beside(r->pool, f);
    if (just != NULL && pp_report_has_averages(r, i))
        marked(r, t, &row->cells[at(t, CHANGE)], just);
    pp_table_text(r->d, row, at(t, MATTERS),
                  f->sesoi_text != NULL ? f->sesoi_text : "not set");
}

/* Of several, which two times the numbers are of. */
static const char *times(const struct pp_report *r)
{
    return r->plan->n_waves <= 2
               ? ""
               : pp_report_printf(r, ", %s and %s", pp_report_when(r, 0),
                                  pp_report_when(r, r->plan->n_waves - 1));
}

static const char *arm_caption(const struct pp_report *r)
{
    const char *people = "people who answered twice";

    for (size_t i = 0; i < r->n_outcomes && have_same_people(r); i++) {
        const struct pp_finding *f = &r->findings[i];
        if (!pp_report_has_averages(r, i))
            continue;
        people = pp_report_printf(
            r, "%s and %s",
            pp_phrase_counted(r->pool, f->n, pp_finding_people(r->pool, f)),
            pp_phrase_counted(r->pool, f->n_other, pp_finding_others(f)));
        break;
    }
    return pp_report_printf(
        r,
        "average scores of %s%s, and how far apart they were after, allowing "
        "for where they started",
        people, times(r));
}

static const char *caption(const struct pp_report *r)
{
    if (pp_report_has_arms(r))
        return arm_caption(r);
    if (r->results->flow.all.n_both == PP_COUNT_HIDDEN)
        return pp_report_printf(r, "average scores of people who %s%s",
                                pp_report_answering(r)->twice, times(r));
    bool is_everyone = true;
    for (size_t i = 0; i < r->n_outcomes; i++)
        is_everyone &= !pp_report_has_averages(r, i) || is_of_all(r, i);
    return pp_report_printf(
        r, "average scores of %s%s who %s%s", is_everyone ? "" : "up to ",
        pp_style_people(r->pool, r->results->flow.all.n_both),
        pp_report_answering(r)->twice, times(r));
}

/* Why that much, in the plan's words: two reasons, those for main outcomes
 * before others, each with every outcome that has it, of those that are told of
 * in full; and where the other reasons stand. */
static void why_it_would_matter(const struct pp_report *r, struct pp_prose *p)
{
    enum { MOST = 2 };
    bool *is_said = pp_pool_array(r->pool, r->n_outcomes, sizeof *is_said);
    bool is_left_out = false;
    size_t n = 0;

    for (size_t i = 0; i < r->n_outcomes; i++) {
        is_said[i] = !pp_report_tells_in_full(r, i);
        is_left_out |= is_said[i] && pp_report_has_reason(r, i);
    }
    for (int main = 1; main >= 0; main--) {
        for (size_t i = 0; i < r->n_outcomes; i++) {
            const struct pp_outcome *o = &r->results->outcomes[i];
            const struct pp_sesoi *sesoi = &o->plan->sesoi;
            if ((o->plan->role == PP_PRIMARY) != main || is_said[i] ||
                !pp_report_has_reason(r, i))
                continue;
            struct pp_names names = pp_report_with_same_reason(r, i, is_said);
            if (++n > MOST)
                continue;
            if (n == 1) {
                pp_prose_text(r->d, p, pp_prose_is_empty(p) ? "" : " ");
                pp_prose_strong(r->d, p, "Would matter:");
            }
            pp_prose_printf(
                r->d, p, "%s",
                pp_phrase_would_matter(
                    r->pool,
                    pp_phrase_join(r->pool, names.items, names.n, "and"),
                    sesoi->text, sesoi->because, sesoi->source));
        }
    }
    if (n > MOST || (n > 0 && is_left_out))
        pp_prose_text(r->d, p, " The technical report has the others.");
}

static void key(const struct pp_report *all, struct pp_blocks *into,
                const char *opening)
{
    const struct pp_report *r = pp_report_lead(all);
    struct pp_key_line lines[4];
    const char *unsettled =
        pp_phrase_key_unsettled(all->findings, all->n_outcomes);
    size_t n = pp_report_has_findings(r)
                   ? pp_phrase_key(r->pool, r->findings, r->n_outcomes, lines)
                   : 0;
    struct pp_prose prose = {NULL, NULL}, *p = &prose;
    pp_prose_text(r->d, p, opening);
    for (size_t i = 0; i < n; i++) {
        pp_prose_text(r->d, p, pp_prose_is_empty(p) ? "" : " ");
        pp_prose_strong(r->d, p, lines[i].term);
        pp_prose_printf(r->d, p, " %s", lines[i].meaning);
    }
    if (unsettled != NULL)
        pp_prose_printf(r->d, p, "%s%s", pp_prose_is_empty(p) ? "" : " ",
                        unsettled);
    why_it_would_matter(r, p);
    if (!pp_prose_is_empty(p))
        pp_document_block(r->d, into, PP_BLOCK_SMALL)->prose = prose;
}

/* "Better: up 0.7 (0.3 to 1.1)" */
static void earlier_cell(const struct pp_report *r, struct pp_table *t,
                         struct pp_prose *cell, size_t i)
{
    const struct pp_finding *f = &r->findings[i];
    int d = pp_finding_decimals(f);

    if (!pp_report_has_averages(r, i)) {
        pp_prose_text(r->d, cell, pp_report_no_number(r, t, i));
        return;
    }
    pp_prose_strong(r->d, cell, pp_phrase_label_at(f->code, f->level));
    pp_prose_printf(r->d, cell, "%s: %s", pp_phrase_by_narrower(r->pool, f),
                    pp_finding_is_difference(f)
                        ? pp_style_difference(r->pool, f->change, f->range, d)
                        : pp_style_change(r->pool, f->change, f->range, d));
    finding_notes(r, t, cell, f);
}

/*
 * What was found at the times before the last. At a glance names what was found
 * of the outcomes and times that it has no room for; how much they were better
 * or worse stands in the findings in words.
 */
static void earlier_times(const struct pp_report *all, struct pp_blocks *into)
{
    struct pp_table_column columns[1 + PP_MOST_EARLIER_TIMES] = {
        {"What we asked about", PP_COLUMN_TEXT}};
    const struct pp_report *at[PP_MOST_EARLIER_TIMES];
    size_t n = pp_report_n_times(all) - 1;

    if (!pp_report_has_earlier_table(all))
        return;
    for (size_t time = 0; time < n; time++) {
        at[time] = pp_report_at_time(all, time);
        columns[1 + time] = (struct pp_table_column){
            pp_phrase_capitalised(
                all->pool,
                pp_report_when(all, at[time]->results->outcomes[0].wave)),
            PP_COLUMN_TEXT};
    }
    struct pp_table *t = pp_document_table(
        all->d, into,
        pp_report_has_arms(all)
            ? pp_report_printf(all, "the difference at the %s in between (%s)",
                               n == 1 ? "time" : "times", likely_range(all))
            : pp_report_printf(all, "the %s in between, against %s (%s)",
                               n == 1 ? "time" : "times",
                               pp_report_when(all, 0), likely_range(all)),
        columns, 1 + n);
    for (size_t i = 0; i < at[0]->n_outcomes; i++) {
        if (!pp_report_is_in_earlier_table(all, i))
            continue;
        struct pp_table_row *row = pp_table_row(all->d, t);
        pp_table_text(all->d, row, 0, pp_report_outcome_name(at[0], i));
        for (size_t time = 0; time < n; time++)
            earlier_cell(at[time], t, &row->cells[1 + time], i);
    }
}

static struct pp_table *table_of(const struct pp_report *r,
                                 struct pp_blocks *into, const char *caption,
                                 const struct pp_table_column *columns,
                                 size_t n_columns, const bool *is_in)
{
    struct pp_table *t =
        pp_document_table(r->d, into, caption, columns, n_columns);

    for (size_t i = 0; i < r->n_outcomes; i++)
        if (is_in[i])
            add_row(r, t, i);
    return t;
}

/* Those that the table above has no row of; whether there are any. */
static bool others(const struct pp_report *r, struct pp_blocks *into,
                   const struct pp_table_column all[N_COLUMNS],
                   const bool *is_shown)
{
    struct pp_table_column columns[N_WITHOUT_AVERAGES];
    bool *is_left = pp_pool_array(r->pool, r->n_outcomes, sizeof *is_left);
    bool some_are_left = false;

    for (size_t i = 0; i < r->n_outcomes; i++)
        some_are_left |= is_left[i] = !is_shown[i];
    if (!some_are_left)
        return false;
    memcpy(columns, all, BEFORE * sizeof *columns);
    memcpy(columns + BEFORE, all + CHANGE,
           (N_WITHOUT_AVERAGES - BEFORE) * sizeof *columns);
    table_of(r, into, pp_report_printf(r, "the other outcomes%s", times(r)),
             columns, N_WITHOUT_AVERAGES, is_left);
    return true;
}

static int make(const struct pp_report *all, size_t item,
                struct pp_blocks *into, struct pp_error *err)
{
    const struct pp_report *r = pp_report_lead(all);
    bool *is_shown = pp_pool_array(r->pool, r->n_outcomes, sizeof *is_shown);

    (void)item;
    (void)err;
    struct pp_table_column columns[N_COLUMNS];
    memcpy(columns, COLUMNS, sizeof COLUMNS);
    columns[BEFORE].heading = pp_report_answering(r)->before;
    columns[AFTER].heading = pp_report_answering(r)->after;
    if (pp_report_has_arms(r))
        arm_columns(r, columns);
    columns[CHANGE].heading = pp_report_printf(
        r, "%s (%s)", columns[CHANGE].heading, likely_range(r));
    for (size_t i = 0; i < r->n_outcomes; i++)
        is_shown[i] = pp_report_tells_in_full(r, i);
    rounding_note(r,
                  table_of(r, into, caption(r), columns, N_COLUMNS, is_shown),
                  is_shown);
    bool has_short_rows = others(r, into, columns, is_shown);
    earlier_times(all, into);
    key(all, into,
        has_short_rows
            ? "Two pages have no room for more on these. The technical "
              "report has it."
            : "");
    return 0;
}

const struct pp_part pp_part_key_findings = {
    "key_findings", PP_NAME_TABLE, NULL,
    "the table of findings, and what its words mean", make};
