#include <string.h>

#include "figure_inputs.h"
#include "prepost/report/figures.h"
#include "prepost/report/number_style.h"
#include "prepost/report/part.h"

/*
 * People out of 100: better by an amount, in between, worse by it; always all
 * three. Under 50 pairs, counts of people instead.
 */
static const struct pp_table_column COLUMNS[] = {
    {"Questionnaire (amount)", PP_COLUMN_TEXT},
    {"Better by the amount or more", PP_COLUMN_NUMBER},
    {"In between", PP_COLUMN_NUMBER},
    {"Worse by the amount or more", PP_COLUMN_NUMBER},
};
enum { N_COLUMNS = sizeof COLUMNS / sizeof COLUMNS[0] };

/* So few outcomes leave two pages room to draw the change in each of them. */
enum { FEW_OUTCOMES = 4 };

static const struct pp_individual *individual(const struct pp_report *r,
                                              size_t i)
{
    const struct pp_outcome *o = &r->results->outcomes[i];
    const struct pp_individual *p = &o->individual;

    return o->hidden || p->source == PP_AMOUNT_NONE || p->n < PP_MIN_AVERAGE
               ? NULL
               : p;
}

static bool is_hidden(const struct pp_individual *p)
{
    return p->n_better < 0 || p->n_between < 0 || p->n_worse < 0;
}

static const char *cell(const struct pp_report *r,
                        const struct pp_individual *p, long n, int per_100)
{
    if (n == PP_COUNT_HIDDEN)
        return "[c]";
    if (p->n < PP_MIN_PER_100)
        return pp_report_printf(r, "%s of %s", pp_style_count(r->pool, n),
                                pp_style_count(r->pool, p->n));
    return pp_report_printf(r, "%d", per_100);
}

/* One group of people; `who` "" where there is one only. */
static void add_people(const struct pp_report *r, struct pp_table *t, size_t i,
                       const struct pp_individual *p, const char *who)
{
    const struct pp_outcome *o = &r->results->outcomes[i];
    const long counts[] = {p->n_better, p->n_between, p->n_worse};
    int per_100[3] = {0, 0, 0};
    struct pp_table_row *row = pp_table_row(r->d, t);

    if (!is_hidden(p))
        pp_style_per_100(counts, 3, per_100);
    else
        for (size_t c = 0; c < 3; c++)
            per_100[c] = pp_style_share((double)counts[c], (double)p->n);
    pp_prose_printf(
        r->d, &row->cells[0], "%s%s (%s)",
        pp_phrase_capitalised(r->pool, r->findings[i].words.outcome), who,
        pp_report_amount(r, i));
    if (o->provisional)
        pp_prose_mark(r->d, &row->cells[0],
                      pp_table_marked_note(r->d, t, pp_phrase_provisional()));
    if (p->source == PP_AMOUNT_SESOI)
        pp_prose_mark(
            r->d, &row->cells[0],
            pp_table_marked_note(r->d, t, pp_phrase_amount_from_plan()));
    for (size_t c = 0; c < 3; c++)
        pp_table_text(r->d, row, c + 1, cell(r, p, counts[c], per_100[c]));
    if (is_hidden(p))
        pp_table_note(r->d, t, pp_phrase_hidden_cell());
    if (pp_tells_of_each(p))
        pp_table_note(r->d, t, pp_phrase_tells_of_each());
}

/* Two arms' rows whose comparison is the same, told the same. */
static bool is_same_comparison(const struct pp_report *r, size_t a, size_t b)
{
    const struct pp_outcome *x = &r->results->outcomes[a];
    const struct pp_outcome *y = &r->results->outcomes[b];
    const struct pp_individual *p = &x->contrast.comparison.individual;
    const struct pp_individual *q = &y->contrast.comparison.individual;

    return x->plan == y->plan && p->n == q->n && p->n_better == q->n_better &&
           p->n_between == q->n_between && p->n_worse == q->n_worse &&
           strcmp(pp_report_amount(r, a), pp_report_amount(r, b)) == 0;
}

/* Where there are arms, the comparison stands under each of them; under the
 * last, where it is the same under the next. */
static void add_row(const struct pp_report *r, struct pp_table *t, size_t i,
                    long next)
{
    const struct pp_contrast *c = &r->results->outcomes[i].contrast;

    if (!c->is_made) {
        add_people(r, t, i, individual(r, i), "");
        return;
    }
    add_people(r, t, i, individual(r, i),
               pp_report_printf(r, ", %s", c->arm.people));
    if (next >= 0 && is_same_comparison(r, i, (size_t)next))
        return;
    if (!is_hidden(&c->comparison.individual) ||
        c->comparison.individual.n >= PP_MIN_AVERAGE)
        add_people(r, t, i, &c->comparison.individual,
                   pp_report_printf(r, ", %s", c->comparison.people));
}

static void figure(const struct pp_report *r, struct pp_blocks *into, size_t i)
{
    const struct pp_results_figure *icons = pp_results_figure_find("icons");

    pp_report_figure(r, into, PP_FIGURE_BESIDE, icons->make,
                     icons->input(r, i));
}

/* A row without better and worse would say nothing of either. */
static bool has_no_row(const struct pp_individual *p)
{
    return p->n_better < 0 && p->n_worse < 0;
}

/* Of many, those that are told of in full; of these none may have a row: then
 * the first in the plan's order. Returns how many stay. */
static size_t leave_out(const struct pp_report *r, size_t *which, size_t n)
{
    size_t n_kept = 0;

    for (size_t k = 0; k < n; k++)
        if (pp_report_tells_in_full(r, which[k]))
            which[n_kept++] = which[k];
    return n_kept > 0 || n == 0 ? n_kept : 1;
}

static void table(const struct pp_report *r, struct pp_blocks *into,
                  const size_t *which, size_t n, bool are_all)
{
    size_t n_per_100 = 0;

    for (size_t k = 0; k < n; k++)
        n_per_100 += individual(r, which[k])->n >= PP_MIN_PER_100;
    struct pp_table *t = pp_document_table(
        r->d, into,
        pp_report_printf(r,
                         n_per_100 == n  ? "of every 100 people who %s"
                         : n_per_100 > 0 ? "people who %s, of every 100 or as "
                                           "counts"
                                         : "people who %s",
                         pp_report_answering(r)->twice),
        COLUMNS, N_COLUMNS);
    for (size_t k = 0; k < n; k++)
        add_row(r, t, which[k], k + 1 < n ? (long)which[k + 1] : -1);
    if (!are_all)
        pp_table_note(r->d, t, "The technical report has the other outcomes.");
}

/* "77 of every 100 people"; "31 of the 40 people". */
static const char *in_between(const struct pp_report *r,
                              const struct pp_individual *p)
{
    if (p->n >= PP_MIN_PER_100)
        return pp_report_printf(
            r, "%d of every 100 people",
            pp_style_share((double)p->n_between, (double)p->n));
    return pp_report_printf(r, "%s of the %s people",
                            pp_style_count(r->pool, p->n_between),
                            pp_style_count(r->pool, p->n));
}

/* Of those in between, where the others may not be told apart: a list with
 * what is true of each under it, or of one outcome all in one paragraph. */
static void say_in_between(const struct pp_report *r, struct pp_blocks *into,
                           const size_t *which, size_t n, bool is_alone)
{
    const char *rest = pp_phrase_people_not_in_between(
        r->pool, r->results->evidence, (int)r->rules->threshold);
    struct pp_block *list = n > 1 ? pp_document_list(r->d, into, false) : NULL;
    const char *text = "";

    for (size_t k = 0; k < n; k++) {
        text = pp_phrase_people_in_between(
            r->pool, r->results->evidence, pp_report_outcome_words(r, which[k]),
            in_between(r, individual(r, which[k])),
            pp_report_amount(r, which[k]));
        if (list != NULL)
            pp_prose_text(r->d, pp_document_item(r->d, list), text);
    }
    pp_document_say(
        r->d, into,
        pp_report_printf(
            r, "%s%s%s%s%s", list == NULL ? text : "", list == NULL ? " " : "",
            rest, is_alone ? " " : "",
            is_alone ? pp_phrase_good_or_bad_day(r->findings[0].level) : ""));
}

/* No table above: then what a smaller change can come from is said here, of
 * amounts that are told. */
static void say_without_row(const struct pp_report *r, struct pp_blocks *into,
                            const size_t *which, size_t n, bool is_alone)
{
    size_t *all_hidden = pp_pool_array(r->pool, n, sizeof *all_hidden);
    size_t *told = pp_pool_array(r->pool, n, sizeof *told);
    size_t n_hidden = 0, n_told = 0;

    for (size_t k = 0; k < n; k++) {
        if (individual(r, which[k])->n_between < 0 || pp_report_has_arms(r))
            all_hidden[n_hidden++] = which[k];
        else
            told[n_told++] = which[k];
    }
    if (n_told > 0)
        say_in_between(r, into, told, n_told, is_alone);
    if (n_hidden == 0)
        return;
    struct pp_names names = pp_report_full_names(r, all_hidden, n_hidden);
    pp_document_say(
        r->d, into,
        pp_phrase_people_hidden(
            r->pool, pp_phrase_join(r->pool, names.items, names.n, "or")));
}

static int make(const struct pp_report *all, size_t item,
                struct pp_blocks *into, struct pp_error *err)
{
    const struct pp_report *r = pp_report_lead(all);
    size_t *shown = pp_pool_array(r->pool, r->n_outcomes, sizeof *shown);
    size_t *hidden = pp_pool_array(r->pool, r->n_outcomes, sizeof *hidden);
    size_t n_shown = 0, n_hidden = 0;

    (void)item;
    (void)err;
    for (size_t i = 0; i < r->n_outcomes; i++) {
        const struct pp_individual *p = individual(r, i);
        if (p != NULL && has_no_row(p))
            hidden[n_hidden++] = i;
        else if (p != NULL)
            shown[n_shown++] = i;
    }
    /* So many findings of two groups or several times leave no room to draw
     * one; the technical report draws each. */
    bool is_often = r->plan->n_waves > 2;
    bool is_crowded =
        (pp_report_has_arms(r) || is_often) && !pp_report_has_room(r);
    size_t n_kept = leave_out(r, shown, n_shown);
    long drawn = pp_figure_first_icons(r, shown, n_kept);
    if (n_shown == 0 && drawn < 0 && r->n_outcomes <= FEW_OUTCOMES &&
        r->plan->n_waves == 2) {
        say_without_row(r, into, hidden, n_hidden, true);
        pp_figure_put_forest(r, into);
        return 0;
    }
    if (!is_crowded)
        into = &pp_document_block(r->d, into, PP_BLOCK_BESIDE)->children;
    if (n_shown > 0)
        table(r, into, shown, n_kept, n_kept == n_shown);
    if (!is_crowded && drawn >= 0)
        figure(r, into, (size_t)drawn);
    else if (!is_crowded)
        pp_figure_put_main_forest(r, into, PP_FIGURE_BESIDE);
    say_without_row(r, into, hidden, n_hidden, n_shown == 0);
    if (n_shown > 0)
        pp_document_say(r->d, into,
                        pp_phrase_good_or_bad_day(r->findings[0].level));
    return 0;
}

const struct pp_part pp_part_people_per_100 = {
    "people_per_100", PP_NAME_PART, NULL,
    "how many people went better and worse, as a table and as icons; the "
    "average change is drawn where icons may not be",
    make};
