#include "prepost/report/comparison_document.h"

#include <math.h>
#include <string.h>

#include "prepost/analysis/cohort_column.h"
#include "prepost/analysis/comparison.h"
#include "prepost/disclose/disclose.h"
#include "prepost/report/number_style.h"
#include "prepost/report/part.h"
#include "prepost/report/phrases.h"

/* What is being written: one outcome of the results. */
struct page {
    struct pp_document *d;
    const struct pp_results *results;
    const struct pp_outcome *o;
    const struct pp_comparison *c;
    const struct pp_between *b;
    const char *one, *many; /* "region", "regions" */
    int decimals;
};

static struct page page_of(struct pp_document *d,
                           const struct pp_results *results,
                           const struct pp_outcome *o)
{
    const char *by = o->comparison.by;

    return (struct page){.d = d,
                         .results = results,
                         .o = o,
                         .c = &o->comparison,
                         .b = o->comparison.between,
                         .one = pp_cohorts_word(by, false),
                         .many = pp_cohorts_word(by, true),
                         .decimals = o->scale->decimals};
}

static const char *outcome_name(const struct page *g)
{
    const char *name =
        pp_phrase_capitalised(g->d->pool, g->o->scale->words.outcome);

    if (g->results->plan->n_waves > 2)
        name = pp_pool_printf(g->d->pool, "%s, %s", name,
                              g->results->plan->waves[g->o->wave].id);
    return name;
}

/* --- cells ---------------------------------------------------------------- */

static const char *hidden(const struct page *g, struct pp_table *t)
{
    pp_table_note(g->d, t, pp_phrase_hidden_cell());
    return "[c]";
}

static const char *count(const struct page *g, struct pp_table *t, long n)
{
    return n < 0 ? hidden(g, t) : pp_style_count(g->d->pool, n);
}

/* An average: too few people for one, or hidden to guard others. */
static const char *average(const struct page *g, struct pp_table *t,
                           const struct pp_cohort *c, double x)
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
static const char *signed_range(const struct page *g, double x,
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

static const char *coefficient(const struct page *g,
                               const struct pp_coefficient *c)
{
    return signed_range(g, c->estimate, c->ci);
}

static const char *p_text(const struct page *g, double p)
{
    return isnan(p) ? "-" : pp_style_p(g->d->pool, p);
}

/* --- who, and how much they changed --------------------------------------- */

static const char *left_share(const struct page *g, struct pp_table *t,
                              const struct pp_cohort *c)
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

static void change_row(const struct page *g, struct pp_table *t,
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
    pp_table_text(g->d, row, at++,
                  isfinite(c->change) ? signed_range(g, c->change, c->ci)
                                      : average(g, t, c, NAN));
    pp_table_text(g->d, row, at,
                  isfinite(c->d_pre) ? pp_style_signed(g->d->pool, c->d_pre, 2)
                                     : "-");
}

static void change_table(const struct page *g)
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
        change_row(g, t, &g->c->cohorts[i], shows_after);
    pp_table_note(g->d, t,
                  "Left: has a score before, but none after. SDs: of the "
                  "scores before.");
}

/* --- one person's change -------------------------------------------------- */

/* "23 of 96, 24% (17 to 33)" */
static const char *share(const struct page *g, struct pp_table *t, long n,
                         long of, struct pp_interval ci)
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
static bool is_within_others(const struct page *g)
{
    return g->c->column != NULL && g->c->column->n_parts > 0;
}

static void individual_table(const struct page *g)
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
        struct pp_table_row *row = pp_table_row(g->d, t);
        pp_table_text(g->d, row, 0, g->c->cohorts[i].name);
        pp_table_text(g->d, row, 1,
                      share(g, t, p->n_better, p->n, p->better_ci));
        pp_table_text(g->d, row, 2, share(g, t, p->n_worse, p->n, p->worse_ci));
        if (pp_tells_of_each(p))
            pp_table_note(g->d, t, pp_phrase_tells_of_each());
    }
    pp_table_note(g->d, t,
                  pp_pool_printf(g->d->pool, "The amount: %s. Ranges: Wilson.",
                                 amount_source(rule->source)));
}

/* --- against each other --------------------------------------------------- */

/* Under presets that round counts, nothing is said against an average. */
static bool has_against(const struct page *g)
{
    for (size_t i = 0; i < g->c->n_cohorts; i++)
        if (isfinite(g->b->against[i].change.estimate))
            return true;
    return false;
}

static void against_table(const struct page *g)
{
    const struct pp_table_column columns[] = {
        {pp_phrase_capitalised(g->d->pool, g->one), PP_COLUMN_TEXT},
        {"Change less average", PP_COLUMN_NUMBER},
        {"p", PP_COLUMN_NUMBER},
        {"Started alike, less average", PP_COLUMN_NUMBER},
        {"p", PP_COLUMN_NUMBER},
        {"Drawn in", PP_COLUMN_NUMBER}};
    size_t n_columns = g->b->rule.spread ? 6 : 5;
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
        pp_table_text(g->d, row, 1, coefficient(g, &a->change));
        pp_table_text(g->d, row, 2, p_text(g, a->change_p_holm));
        pp_table_text(g->d, row, 3, coefficient(g, &a->adjusted));
        pp_table_text(g->d, row, 4, p_text(g, a->adjusted_p_holm));
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

/* "in hope": the sentence of WORDING.md 2.3, for whatever is compared. */
static void say_difference(const struct page *g, struct pp_prose *p)
{
    const struct pp_comparison *c = g->c;

    switch (c->code) {
    case PP_DIFFERENCE_NONE:
        pp_prose_text(g->d, p,
                      c->n_cohorts < 2
                          ? "There is one only, so nothing to compare."
                          : "Too few people to compare.");
        return;
    case PP_DIFFERENCE_DIFFER:
        pp_prose_printf(g->d, p,
                        "The change was not the same in every %s. This does "
                        "not say why: people, places and reasons for joining "
                        "differ too.",
                        g->one);
        break;
    case PP_DIFFERENCE_TOO_SMALL:
        pp_prose_printf(
            g->d, p, "Any difference between %s is too small to matter (%s).",
            g->many, pp_style_plain(g->d->pool, g->o->plan->sesoi.value));
        break;
    case PP_DIFFERENCE_CANNOT_TELL:
        pp_prose_printf(g->d, p, "We cannot tell whether %s differ.", g->many);
        break;
    }
    pp_prose_printf(g->d, p, " p %s", p_text(g, c->p));
    if (g->results->n_outcomes > 1)
        pp_prose_printf(g->d, p, ", and %s with the other outcomes counted",
                        p_text(g, c->p_holm));
    pp_prose_text(g->d, p, ".");
}

static void say_two(const struct page *g, struct pp_prose *p)
{
    pp_prose_printf(
        g->d, p,
        " %s less %s: %s by their changes; %s comparing "
        "people who started alike",
        g->c->cohorts[g->b->first].name, g->c->cohorts[g->b->second].name,
        coefficient(g, &g->b->change), coefficient(g, &g->b->adjusted));
    if (isfinite(g->b->corrected.estimate))
        pp_prose_printf(g->d, p,
                        "; %s with the error of measurement at the start "
                        "allowed for as well",
                        coefficient(g, &g->b->corrected));
    pp_prose_text(g->d, p, ".");
}

static void say_joint(const struct page *g, struct pp_prose *p)
{
    double adjusted = pp_comparison_adjusted_p(g->c);

    if (isfinite(adjusted))
        pp_prose_printf(g->d, p,
                        " Comparing people who started alike, p is %s.",
                        p_text(g, adjusted));
}

static void add_names(const struct page *g, struct pp_prose *p,
                      const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        pp_prose_printf(g->d, p, "%s%s",
                        i == 0       ? ""
                        : i + 1 == n ? " and "
                                     : ", ",
                        names[i]);
}

static void say_slope(const struct page *g)
{
    const struct pp_between *b = g->b;
    struct pp_prose *p;

    if (!isfinite(b->ancova.slope.estimate))
        return;
    p = pp_document_paragraph(g->d, &g->d->body);
    pp_prose_printf(
        g->d, p, "Within %s, one point more before went with %s more after",
        g->many, pp_style_number(g->d->pool, b->ancova.slope.estimate, 2));
    if (isfinite(b->slope_corrected))
        pp_prose_printf(g->d, p,
                        " (%s if scores before had no error; reliability %s)",
                        pp_style_number(g->d->pool, b->slope_corrected, 2),
                        pp_style_number(g->d->pool, b->reliability, 2));
    pp_prose_text(g->d, p, ".");
    if (b->n_case_mix > 0) {
        pp_prose_text(g->d, p, " Allowed for as well: ");
        add_names(g, p, b->case_mix, b->n_case_mix);
        pp_prose_text(g->d, p, ".");
    }
    if (b->n_left_out > 0) {
        pp_prose_text(g->d, p,
                      " Not allowed for, as it says nothing that the "
                      "rest does not: ");
        add_names(g, p, b->left_out, b->n_left_out);
        pp_prose_text(g->d, p, ".");
    }
}

/* Fewer than this, and robust ranges lean on few of them. */
enum { MANY_GROUPS = 40 };

static void say_groups(const struct page *g)
{
    const struct pp_between_groups *s = &g->b->groups;
    struct pp_prose *p;

    if (s->n_groups == 0)
        return;
    p = pp_document_paragraph(g->d, &g->d->body);
    if (!s->allowed_for) {
        pp_prose_text(g->d, p,
                      pp_phrase_few_groups(g->d->pool, (long)s->n_groups));
        pp_prose_text(g->d, p, " Ranges are as if people had come singly.");
        return;
    }
    pp_prose_printf(g->d, p,
                    "People came in %zu support groups, which the ranges "
                    "allow for (CR2). ",
                    s->n_groups);
    if (s->status == PP_STATUS_OK || s->status == PP_STATUS_BOUNDARY)
        pp_prose_printf(g->d, p,
                        "How alike a group's people changed: ICC %s, design "
                        "effect %s. ",
                        pp_style_number(g->d->pool, s->icc, 2),
                        pp_style_number(g->d->pool, s->design_effect, 2));
    if (s->n_groups < MANY_GROUPS && strcmp(g->c->by, "region") == 0)
        pp_prose_text(g->d, p,
                      pp_phrase_few_groups(g->d->pool, (long)s->n_groups));
}

/* --- together ------------------------------------------------------------- */

/* Of these cohorts alone; not under presets that round counts. */
static void say_average(const struct page *g, struct pp_prose *p)
{
    if (isfinite(g->b->average.estimate))
        pp_prose_printf(g->d, p,
                        "Average over the people of these %zu %s: %s. ",
                        g->b->k, g->many, coefficient(g, &g->b->average));
    if (!g->b->rule.heterogeneity)
        pp_prose_printf(g->d, p,
                        "That is the average of these two, and says nothing "
                        "of other %s: two are too few for that.",
                        g->many);
}

static void say_pooled(const struct page *g)
{
    const struct pp_between *b = g->b;
    const struct pp_meta *m = &b->meta;

    if (!b->rule.heterogeneity && !isfinite(b->average.estimate))
        return;
    struct pp_prose *p = pp_document_paragraph(g->d, &g->d->body);
    say_average(g, p);
    if (!b->rule.heterogeneity)
        return;
    pp_prose_printf(g->d, p,
                    "Of another mix of such %s (REML, Hartung-Knapp, never "
                    "narrower than by chance alone): %s.",
                    g->many, coefficient(g, &m->mean));
    if (isfinite(m->q))
        pp_prose_printf(g->d, p, " Q %s on %zu df, p %s.",
                        pp_style_number(g->d->pool, m->q, 1), b->k - 1,
                        p_text(g, m->q_p));
    if (!b->rule.spread) {
        pp_prose_printf(g->d, p,
                        " With %zu %s there is too little to say what a new "
                        "one might expect.",
                        b->k, g->many);
        return;
    }
    pp_prose_printf(
        g->d, p,
        " SD between %s %s (%s to %s, Q profile); I2 %s%% (from tau2). A new "
        "%s might expect %s to %s%s.",
        g->many, pp_style_number(g->d->pool, sqrt(m->tau2), g->decimals + 1),
        pp_style_number(g->d->pool, sqrt(m->tau2_ci.lo), g->decimals + 1),
        pp_style_number(g->d->pool, sqrt(m->tau2_ci.hi), g->decimals + 1),
        pp_style_number(g->d->pool, m->i2_tau2, 0), g->one,
        pp_style_signed(g->d->pool, m->prediction.lo, g->decimals),
        pp_style_signed(g->d->pool, m->prediction.hi, g->decimals),
        b->rule.overdispersion ? "" : ": a rough range");
}

static void say_funnel(const struct page *g)
{
    const struct pp_funnel *f = &g->b->funnel;
    struct pp_prose *p;

    if (f->status != PP_STATUS_OK)
        return;
    p = pp_document_paragraph(g->d, &g->d->body);
    pp_prose_text(g->d, p,
                  pp_phrase_regions_outside(g->d->pool, g->many,
                                            f->n_outside_inner, f->k,
                                            f->expected_outside_inner));
    bool is_first = true;
    for (size_t i = 0; i < g->c->n_cohorts; i++) {
        enum pp_funnel_place place = g->b->against[i].funnel.place;
        if (place == PP_FUNNEL_INSIDE || place == PP_FUNNEL_NO_PLACE)
            continue;
        pp_prose_printf(g->d, p, "%s%s", is_first ? " Outside: " : ", ",
                        g->c->cohorts[i].name);
        if (place == PP_FUNNEL_LOW_OUTER || place == PP_FUNNEL_HIGH_OUTER)
            pp_prose_text(g->d, p, " (99.8% limits)");
        is_first = false;
    }
    if (!is_first)
        pp_prose_text(g->d, p, ".");
    if (g->c->code != PP_DIFFERENCE_DIFFER)
        pp_prose_text(
            g->d, p,
            pp_phrase_outside_alone(g->d->pool, g->many, f->n_outside_inner));
    if (f->overdispersion)
        pp_prose_text(g->d, p,
                      " The limits allow for more spread than chance gives "
                      "(overdispersion).");
}

static void outcome_page(const struct page *g)
{
    pp_document_heading(g->d, &g->d->body, 2, outcome_name(g));
    change_table(g);
    individual_table(g);
    struct pp_prose *p = pp_document_paragraph(g->d, &g->d->body);
    say_difference(g, p);
    if (g->b->k < 2)
        return;
    if (g->b->k == 2)
        say_two(g, p);
    else
        say_joint(g, p);
    if (isfinite(pp_comparison_adjusted_p(g->c)))
        pp_prose_printf(g->d, p, " %s",
                        pp_phrase_regions_methods(g->c->methods_disagree));
    if (g->b->k > 2 && has_against(g))
        against_table(g);
    say_slope(g);
    say_groups(g);
    say_pooled(g);
    say_funnel(g);
}

/* Why an outcome has no page; summaries do not tell one from the other. */
static const char *why_no_page(const struct pp_outcome *o)
{
    if (o->is_unanswered)
        return pp_phrase_no_finding_cell(PP_NO_FINDING_NO_ANSWERS);
    if (o->comparison.n_cohorts == 0)
        return "[x] not available: too few people, or nobody answered all its "
               "questions";
    return pp_phrase_hidden_cell();
}

/* The comparison of which there is one cohort at most, for every outcome. */
static const struct pp_comparison *alone(const struct pp_results *results)
{
    const struct pp_comparison *widest = NULL;

    for (size_t i = 0; i < results->n_outcomes; i++) {
        const struct pp_comparison *c = &results->outcomes[i].comparison;
        if (results->outcomes[i].hidden || c->n_cohorts > 1)
            return NULL;
        if (widest == NULL || c->n_cohorts > widest->n_cohorts)
            widest = c;
    }
    return widest;
}

void pp_comparison_document(struct pp_document *d,
                            const struct pp_results *results, const char *only)
{
    pp_document_heading(d, &d->body, 1, results->plan->title);
    if (results->plan->made_up)
        pp_document_say(d, &d->body, "Made-up data.");
    const struct pp_comparison *one = alone(results);
    if (one != NULL)
        pp_document_say(d, &d->body,
                        pp_phrase_nothing_to_compare(
                            d->pool, one->by,
                            one->n_cohorts > 0 ? one->cohorts[0].name : NULL));
    for (size_t i = 0; i < results->n_outcomes; i++) {
        const struct pp_outcome *o = &results->outcomes[i];
        if (only != NULL && strcmp(o->plan->id, only) != 0)
            continue;
        struct page g = page_of(d, results, o);
        if (o->hidden) {
            pp_document_heading(d, &d->body, 2, outcome_name(&g));
            pp_document_say(d, &d->body, why_no_page(o));
        } else if (o->comparison.n_cohorts > 0) {
            outcome_page(&g);
        }
    }
    if (one != NULL)
        return;
    static const char order[] =
        "The order is that of the names: nobody is ranked.";
    pp_document_say(
        d, &d->body,
        results->n_outcomes > 1
            ? pp_pool_printf(d->pool,
                             "Looked at: %zu outcomes. Ranges are for one "
                             "number at a time; p values with the other "
                             "outcomes counted are adjusted by Holm. %s",
                             results->n_outcomes, order)
            : order);
}
