#include "comparison_parts.h"

#include <math.h>

#include "prepost/analysis/cohort_column.h"
#include "prepost/analysis/comparison.h"
#include "prepost/disclose/disclose.h"
#include "prepost/report/number_style.h"
#include "prepost/report/part.h"
#include "prepost/report/phrases.h"

/* --- cells ---------------------------------------------------------------- */

static const char *hidden(const struct pp_comparison_page *g,
                          struct pp_table *t)
{
    pp_table_note(g->d, t, pp_phrase_hidden_cell());
    return "[c]";
}

static const char *count(const struct pp_comparison_page *g, struct pp_table *t,
                         long n)
{
    return n < 0 ? hidden(g, t) : pp_style_count(g->d->pool, n);
}

/* An average: too few people for one, or hidden to guard others. */
static const char *average(const struct pp_comparison_page *g,
                           struct pp_table *t, const struct pp_cohort *c,
                           double x)
{
    if (isfinite(x))
        return pp_style_number(g->d->pool, x, g->decimals);
    if (c->flow.n_both >= 0 && c->flow.n_both < PP_MIN_AVERAGE) {
        pp_table_note(g->d, t,
                      "[x] not available: fewer than 10 answered both times.");
        return "[x]";
    }
    return hidden(g, t);
}

/* "+2.8 (+2.1 to +3.5)" */
static const char *signed_range(const struct pp_comparison_page *g, double x,
                                struct pp_interval ci)
{
    int decimals = pp_style_decimals(g->decimals, x, ci, NAN);

    if (!isfinite(x))
        return "-";
    if (!isfinite(ci.lo) || !isfinite(ci.hi))
        return pp_style_signed(g->d->pool, x, decimals);
    return pp_pool_printf(g->d->pool, "%s (%s to %s)",
                          pp_style_signed(g->d->pool, x, decimals),
                          pp_style_signed(g->d->pool, ci.lo, decimals),
                          pp_style_signed(g->d->pool, ci.hi, decimals));
}

const char *pp_comparison_coefficient(const struct pp_comparison_page *g,
                                      const struct pp_coefficient *c)
{
    return signed_range(g, c->estimate, c->ci);
}

const char *pp_comparison_p(const struct pp_comparison_page *g, double p)
{
    return isnan(p) ? "-" : pp_style_p(g->d->pool, p);
}

/* --- who, and how much they changed --------------------------------------- */

static const char *left_share(const struct pp_comparison_page *g,
                              struct pp_table *t, const struct pp_cohort *c)
{
    bool is_known = c->flow.n_before >= 0 && c->flow.n_both >= 0;
    long n_left =
        is_known ? c->flow.n_before - c->flow.n_both : PP_COUNT_HIDDEN;

    return pp_out_of_100(g->d, t, n_left, c->flow.n_before, "%");
}

/* Whether anything is shown of how many answered the second time. */
static bool has_after(const struct pp_comparison *c)
{
    for (size_t i = 0; i < c->n_cohorts; i++)
        if (c->cohorts[i].flow.n_after >= 0)
            return true;
    return false;
}

static bool is_any_untold(const struct pp_comparison *c)
{
    for (size_t i = 0; i < c->n_cohorts; i++)
        if (c->cohorts[i].is_untold)
            return true;
    return false;
}

bool pp_comparison_has_rows(const struct pp_comparison *c)
{
    for (size_t i = 0; i < c->n_cohorts; i++)
        if (!c->cohorts[i].is_untold)
            return true;
    return false;
}

static void note_untold(const struct pp_comparison_page *g, struct pp_table *t)
{
    if (is_any_untold(g->c))
        pp_table_note(g->d, t, pp_phrase_others_untold());
}

static void change_row(const struct pp_comparison_page *g, struct pp_table *t,
                       const struct pp_cohort *c, bool shows_after)
{
    struct pp_table_row *row = pp_table_row(g->d, t);
    size_t at = 0;

    pp_table_text(g->d, row, at++, c->name);
    pp_table_text(g->d, row, at++, count(g, t, c->flow.n_before));
    if (shows_after)
        pp_table_text(g->d, row, at++, count(g, t, c->flow.n_after));
    pp_table_text(g->d, row, at++, count(g, t, c->flow.n_both));
    pp_table_text(g->d, row, at++, left_share(g, t, c));
    pp_table_text(g->d, row, at++, average(g, t, c, c->pre_mean));
    pp_table_text(g->d, row, at++, average(g, t, c, c->post_mean));
    pp_table_text(g->d, row, at,
                  isfinite(c->change) ? signed_range(g, c->change, c->ci)
                                      : average(g, t, c, NAN));
    if (pp_phrase_of_range(c) != NULL)
        pp_prose_mark(g->d, &row->cells[at],
                      pp_table_marked_note(g->d, t, pp_phrase_of_range(c)));
    at++;
    pp_table_text(g->d, row, at,
                  isfinite(c->d_pre) ? pp_style_signed(g->d->pool, c->d_pre, 2)
                                     : "-");
}

void pp_comparison_change_table(const struct pp_comparison_page *g)
{
    bool shows_after = has_after(g->c);
    struct pp_table_column columns[9];
    size_t n = 0;

    columns[n++] = (struct pp_table_column){
        pp_phrase_capitalised(g->d->pool, g->one), PP_COLUMN_TEXT};
    columns[n++] = (struct pp_table_column){"Before n", PP_COLUMN_NUMBER};
    if (shows_after)
        columns[n++] = (struct pp_table_column){"After n", PP_COLUMN_NUMBER};
    columns[n++] = (struct pp_table_column){"Both n", PP_COLUMN_NUMBER};
    columns[n++] = (struct pp_table_column){"Left", PP_COLUMN_NUMBER};
    columns[n++] = (struct pp_table_column){"Before", PP_COLUMN_NUMBER};
    columns[n++] = (struct pp_table_column){"After", PP_COLUMN_NUMBER};
    columns[n++] = (struct pp_table_column){"Change (range)", PP_COLUMN_NUMBER};
    columns[n++] = (struct pp_table_column){"In SDs", PP_COLUMN_NUMBER};
    struct pp_table *t = pp_document_table(
        g->d, &g->d->body,
        pp_pool_printf(
            g->d->pool, "%s by %s, with %s ranges",
            pp_phrase_capitalised(g->d->pool, g->o->scale->words.outcome),
            pp_cohorts_by(g->d->pool, g->c->by),
            pp_style_level(g->d->pool, g->results->level)),
        columns, n);
    for (size_t i = 0; i < g->c->n_cohorts; i++)
        if (!g->c->cohorts[i].is_untold)
            change_row(g, t, &g->c->cohorts[i], shows_after);
    note_untold(g, t);
    pp_table_note(g->d, t,
                  "Left: has a score before, but none after. SDs: of the "
                  "scores before.");
}

/* --- one person's change -------------------------------------------------- */

/* "23 of 96, 24% (17 to 33)" */
static const char *share(const struct pp_comparison_page *g, struct pp_table *t,
                         long n, long of, struct pp_interval ci)
{
    if (n < 0 || of < 0)
        return hidden(g, t);
    if (of == 0)
        return "-";
    if (!isfinite(ci.lo))
        return pp_pool_printf(g->d->pool, "%ld of %ld", n, of);
    return pp_pool_printf(g->d->pool, "%ld of %ld, %d%% (%d to %d)", n, of,
                          pp_style_share((double)n, (double)of),
                          pp_style_share(ci.lo, 1), pp_style_share(ci.hi, 1));
}

static const char *amount_source(enum pp_amount_source source)
{
    switch (source) {
    case PP_AMOUNT_PUBLISHED:
        return "a published reliable change";
    case PP_AMOUNT_COMPUTED:
        return "Jacobson-Truax from everyone's answers";
    default:
        return "the amount that the plan set";
    }
}

/* How many went better and worse is hidden then. */
static bool is_within_others(const struct pp_comparison_page *g)
{
    return g->c->column != NULL && g->c->column->n_parts > 0;
}

void pp_comparison_individual_table(const struct pp_comparison_page *g)
{
    const struct pp_table_column columns[] = {
        {pp_phrase_capitalised(g->d->pool, g->one), PP_COLUMN_TEXT},
        {"Better (range)", PP_COLUMN_NUMBER},
        {"Worse (range)", PP_COLUMN_NUMBER}};
    const struct pp_individual *rule = &g->o->individual;

    if (rule->source == PP_AMOUNT_NONE || is_within_others(g))
        return;
    struct pp_table *t = pp_document_table(
        g->d, &g->d->body,
        pp_pool_printf(g->d->pool, "people who changed by %s or more",
                       pp_style_plain(g->d->pool, rule->amount)),
        columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < g->c->n_cohorts; i++) {
        const struct pp_individual *p = &g->c->cohorts[i].individual;
        if (g->c->cohorts[i].is_untold)
            continue;
        struct pp_table_row *row = pp_table_row(g->d, t);
        pp_table_text(g->d, row, 0, g->c->cohorts[i].name);
        pp_table_text(g->d, row, 1,
                      share(g, t, p->n_better, p->n, p->better_ci));
        pp_table_text(g->d, row, 2, share(g, t, p->n_worse, p->n, p->worse_ci));
        if (pp_tells_of_each(p))
            pp_table_note(g->d, t, pp_phrase_tells_of_each());
    }
    note_untold(g, t);
    pp_table_note(g->d, t,
                  pp_pool_printf(g->d->pool, "The amount: %s. Ranges: Wilson.",
                                 amount_source(rule->source)));
}

/* --- against each other --------------------------------------------------- */

/* Under presets that round counts, nothing is said against an average. */
static bool has_against(const struct pp_comparison_page *g)
{
    for (size_t i = 0; i < g->c->n_cohorts; i++)
        if (isfinite(g->b->against[i].change.estimate))
            return true;
    return false;
}

void pp_comparison_against_table(const struct pp_comparison_page *g)
{
    const struct pp_table_column columns[] = {
        {pp_phrase_capitalised(g->d->pool, g->one), PP_COLUMN_TEXT},
        {"Change less average", PP_COLUMN_NUMBER},
        {"p", PP_COLUMN_NUMBER},
        {"Started alike, less average", PP_COLUMN_NUMBER},
        {"p", PP_COLUMN_NUMBER},
        {"Drawn in", PP_COLUMN_NUMBER}};
    size_t n_columns = g->b->rule.spread ? 6 : 5;

    if (!has_against(g))
        return;
    struct pp_table *t = pp_document_table(
        g->d, &g->d->body,
        pp_pool_printf(g->d->pool, "each %s against the average of all",
                       g->one),
        columns, n_columns);

    for (size_t i = 0; i < g->c->n_cohorts; i++) {
        const struct pp_against *a = &g->b->against[i];
        if (!isfinite(a->change.estimate))
            continue;
        struct pp_table_row *row = pp_table_row(g->d, t);
        pp_table_text(g->d, row, 0, g->c->cohorts[i].name);
        pp_table_text(g->d, row, 1, pp_comparison_coefficient(g, &a->change));
        pp_table_text(g->d, row, 2, pp_comparison_p(g, a->change_p_holm));
        pp_table_text(g->d, row, 3, pp_comparison_coefficient(g, &a->adjusted));
        pp_table_text(g->d, row, 4, pp_comparison_p(g, a->adjusted_p_holm));
        if (g->b->rule.spread)
            pp_table_text(g->d, row, 5,
                          isfinite(a->shrunken.estimate)
                              ? pp_style_signed(g->d->pool,
                                                a->shrunken.estimate,
                                                g->decimals)
                              : "-");
    }
    pp_table_note(g->d, t,
                  pp_pool_printf(g->d->pool,
                                 "p: adjusted (Holm) for the %zu %s. Look at "
                                 "one only where the outcome's own test says "
                                 "that they differ.",
                                 g->b->k, g->many));
    if (g->b->rule.spread)
        pp_table_note(g->d, t,
                      "Drawn in: the change, drawn towards the average as far "
                      "as it rests on few people.");
}
