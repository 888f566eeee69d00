#include <math.h>
#include <string.h>

#include "prepost/analysis/comparison.h"
#include "prepost/report/number_style.h"
#include "prepost/report/part.h"

/*
 * Regions beside each other for two outcomes, and for all of them one of three
 * findings: they differ, by too little to matter, or it cannot be told. Never
 * in an order by size.
 */
enum { MOST_SHOWN = 2 };

/* The first two, main outcomes before others. */
static size_t chosen(const struct pp_report *r, size_t which[MOST_SHOWN])
{
    const enum pp_role wanted[] = {PP_PRIMARY, PP_SECONDARY};
    size_t n = 0;

    for (size_t k = 0; k < 2; k++) {
        for (size_t i = 0; n < MOST_SHOWN && i < r->n_outcomes; i++) {
            const struct pp_outcome *o = &r->results->outcomes[i];
            if (o->plan->role == wanted[k] && pp_report_has_averages(r, i) &&
                o->comparison.n_cohorts > 1)
                which[n++] = i;
        }
    }
    return n;
}

static const char *cell(const struct pp_report *r, struct pp_table *t, size_t i,
                        const struct pp_cohort *c)
{
    const struct pp_finding *f = &r->findings[i];

    if (!c->shown && c->flow.n_both >= 0 && c->flow.n_both < PP_MIN_AVERAGE) {
        pp_table_note(r->d, t,
                      "[x] not available: too few people answered both times");
        return "[x]";
    }
    if (!c->shown || !isfinite(c->change)) {
        pp_table_note(r->d, t, pp_phrase_hidden_cell());
        return "[c]";
    }
    return pp_style_change(
        r->pool, c->change, c->ci,
        pp_style_decimals(f->scale_decimals, c->change, c->ci, NAN));
}

/* Whether any region has other people for the second outcome than for the
 * first. */
static bool are_other_people(const struct pp_report *r, const size_t *which,
                             size_t n)
{
    const struct pp_comparison *a = &r->results->outcomes[which[0]].comparison;
    const struct pp_comparison *b =
        &r->results->outcomes[which[n - 1]].comparison;

    for (size_t c = 0; c < a->n_cohorts && c < b->n_cohorts; c++)
        if (a->cohorts[c].flow.n_both != b->cohorts[c].flow.n_both)
            return true;
    return false;
}

/* Then each average has its number: "Eastshire (92 and 94)". */
static const char *people_heading(const struct pp_report *r,
                                  const size_t *which, size_t n)
{
    if (!are_other_people(r, which, n))
        return "Region (people)";
    return pp_report_printf(r, "Region (people scored for %s and for %s)",
                            r->findings[which[0]].words.outcome,
                            r->findings[which[n - 1]].words.outcome);
}

static void name_cell(const struct pp_report *r, struct pp_table *t,
                      struct pp_prose *cell, const size_t *which, size_t n,
                      size_t c)
{
    size_t n_numbers = are_other_people(r, which, n) ? n : 1;

    for (size_t k = 0; k < n_numbers; k++) {
        const struct pp_cohort *cohort =
            &r->results->outcomes[which[k]].comparison.cohorts[c];
        if (k == 0)
            pp_prose_printf(r->d, cell, "%s (", cohort->name);
        pp_prose_printf(r->d, cell, "%s%s", k > 0 ? " and " : "",
                        pp_report_count(r, cohort->flow.n_both));
        if (cohort->flow.n_both == PP_COUNT_HIDDEN)
            pp_table_note(r->d, t, pp_phrase_hidden_cell());
    }
    pp_prose_text(r->d, cell, ")");
}

static struct pp_table *table(const struct pp_report *r, struct pp_blocks *into,
                              const size_t *which, size_t n)
{
    struct pp_table_column columns[1 + MOST_SHOWN] = {
        {people_heading(r, which, n), PP_COLUMN_TEXT}};

    for (size_t k = 0; k < n; k++)
        columns[1 + k] = (struct pp_table_column){
            pp_report_printf(r, "%s: change (%s)",
                             pp_report_outcome_name(r, which[k]),
                             pp_style_likely_range(r->pool, r->results->level)),
            PP_COLUMN_RANGE};
    struct pp_table *t = pp_document_table(
        r->d, into, "average change by region", columns, 1 + n);
    const struct pp_comparison *first =
        &r->results->outcomes[which[0]].comparison;
    for (size_t c = 0; c < first->n_cohorts; c++) {
        struct pp_table_row *row = pp_table_row(r->d, t);
        name_cell(r, t, &row->cells[0], which, n, c);
        for (size_t k = 0; k < n; k++) {
            const struct pp_cohort *cohort =
                &r->results->outcomes[which[k]].comparison.cohorts[c];
            pp_table_text(r->d, row, 1 + k, cell(r, t, which[k], cohort));
            const char *of_range = pp_phrase_of_range(cohort);
            if (of_range != NULL)
                pp_prose_mark(r->d, &row->cells[1 + k],
                              pp_table_marked_note(r->d, t, of_range));
        }
    }
    return t;
}

/* What At a glance has no line of, where no two regions are compared. */
static void read_with(const struct pp_report *r, struct pp_table *t,
                      const size_t *which, size_t n)
{
    for (size_t k = 0; k < n; k++) {
        const char *with = pp_report_read_with(r, which[k]);
        if (*with != '\0')
            pp_table_note(r->d, t,
                          pp_report_printf(r, "%s: %s",
                                           pp_report_outcome_name(r, which[k]),
                                           with));
    }
}

static bool has_averages(const struct pp_report *r, const size_t *which,
                         size_t n)
{
    for (size_t k = 0; k < n; k++) {
        const struct pp_comparison *c =
            &r->results->outcomes[which[k]].comparison;
        for (size_t i = 0; i < c->n_cohorts; i++) {
            if (c->cohorts[i].shown)
                return true;
        }
    }
    return false;
}

static size_t with_code(const struct pp_report *r, enum pp_difference_code code,
                        size_t *which)
{
    size_t n = 0;

    for (size_t i = 0; i < r->n_outcomes; i++) {
        if (pp_report_has_averages(r, i) &&
            r->results->outcomes[i].comparison.code == code)
            which[n++] = i;
    }
    return n;
}

static void say(const struct pp_report *r, struct pp_prose *p, const char *text)
{
    pp_prose_printf(r->d, p, "%s%s", pp_prose_is_empty(p) ? "" : " ", text);
}

static void differing(const struct pp_report *r, struct pp_prose *p,
                      size_t *which)
{
    size_t n = with_code(r, PP_DIFFERENCE_DIFFER, which);

    for (size_t k = 0; k < n; k++) {
        const struct pp_comparison *c =
            &r->results->outcomes[which[k]].comparison;
        const struct pp_finding *f = &r->findings[which[k]];
        const struct pp_between *b = c->between;
        bool is_pair = b != NULL && b->k == 2;
        say(r, p,
            pp_phrase_regions_differ(
                r->pool, f->words.outcome,
                is_pair ? c->change_score.estimate : NAN, c->change_score.ci,
                r->results->level,
                pp_style_decimals(f->scale_decimals, c->change_score.estimate,
                                  c->change_score.ci, NAN),
                c->cohorts[is_pair ? b->first : 0].name,
                is_pair ? c->cohorts[b->second].name : ""));
    }
}

/* One sentence for the outcomes that share what would matter. */
static void alike(const struct pp_report *r, struct pp_prose *p, size_t *which)
{
    size_t n = with_code(r, PP_DIFFERENCE_TOO_SMALL, which);
    bool *is_said = pp_pool_array(r->pool, r->n_outcomes, sizeof *is_said);
    size_t *same = pp_pool_array(r->pool, r->n_outcomes, sizeof *same);
    bool is_first = true;

    for (size_t a = 0; a < n; a++) {
        const char *text = r->findings[which[a]].sesoi_text;
        size_t n_same = 0;
        for (size_t b = a; b < n; b++) {
            if (!is_said[b] &&
                strcmp(text, r->findings[which[b]].sesoi_text) == 0) {
                same[n_same++] = which[b];
                is_said[b] = true;
            }
        }
        if (n_same == 0)
            continue;
        struct pp_names names = pp_report_names(r, same, n_same);
        const char *joined =
            pp_phrase_join(r->pool, names.items, names.n, "or");
        say(r, p,
            is_first ? pp_phrase_regions_alike(r->pool, joined, text)
                     : pp_phrase_regions_alike_too(r->pool, joined, text));
        is_first = false;
    }
}

/* Those in the table by name, the others by number. */
static void unknown(const struct pp_report *r, struct pp_prose *p,
                    const size_t *shown, size_t n_shown, size_t *which)
{
    size_t n = with_code(r, PP_DIFFERENCE_CANNOT_TELL, which), n_named = 0;
    size_t *named = pp_pool_array(r->pool, r->n_outcomes + 1, sizeof *named);
    size_t n_with_amount = 0;

    if (n == 0)
        return;
    for (size_t k = 0; k < n; k++) {
        bool is_shown = n <= 3;
        n_with_amount += pp_finding_has_sesoi(&r->findings[which[k]]);
        for (size_t s = 0; s < n_shown; s++)
            is_shown |= shown[s] == which[k];
        if (is_shown)
            named[n_named++] = which[k];
    }
    struct pp_names names = pp_report_names(r, named, n_named);
    const char **parts = pp_pool_array(r->pool, names.n + 1, sizeof *parts);
    memcpy(parts, names.items, names.n * sizeof *parts);
    size_t n_parts = names.n;
    if (n > n_named)
        parts[n_parts++] = n_named == 0
                               ? pp_report_printf(r, "%zu of the outcomes", n)
                               : pp_report_printf(r, "%zu other%s", n - n_named,
                                                  n - n_named > 1 ? "s" : "");
    say(r, p,
        pp_phrase_regions_unknown(r->pool,
                                  pp_phrase_join(r->pool, parts, n_parts, "or"),
                                  n, n_with_amount));
}

/* Those of which nothing is said above, as one region alone can be shown. */
static void not_compared(const struct pp_report *r, struct pp_prose *p,
                         size_t *which)
{
    size_t n_none = with_code(r, PP_DIFFERENCE_NONE, which), n = 0;

    for (size_t k = 0; k < n_none; k++)
        if (r->results->outcomes[which[k]].comparison.n_cohorts > 1)
            which[n++] = which[k];
    struct pp_names names = pp_report_names(r, which, n);

    if (n > 0)
        say(r, p,
            pp_phrase_regions_not_compared(
                r->pool, pp_phrase_join(r->pool, names.items, names.n, "or")));
}

/* Editions that have the table of both ways, {{table region_differences}}. */
static bool shows_both_ways(const struct pp_report *r)
{
    return strcmp(r->d->edition, "technical") == 0 ||
           strcmp(r->d->edition, "regions") == 0;
}

/* Where only one of the two ways stands in a report: where the other way gives
 * another answer, say for what. */
static void methods(const struct pp_report *r, struct pp_prose *p)
{
    size_t *which = pp_pool_array(r->pool, r->n_outcomes, sizeof *which);
    size_t n = 0;
    bool compared = false;

    for (size_t i = 0; i < r->n_outcomes; i++) {
        const struct pp_comparison *c = &r->results->outcomes[i].comparison;
        if (!pp_report_has_averages(r, i) || isnan(pp_comparison_adjusted_p(c)))
            continue;
        compared = true;
        if (c->methods_disagree)
            which[n++] = i;
    }
    if (n > 0 && shows_both_ways(r)) {
        say(r, p, pp_phrase_regions_methods(true));
    } else if (n > 0) {
        struct pp_names names = pp_report_names(r, which, n);
        say(r, p,
            pp_phrase_regions_other_way(
                r->pool, pp_phrase_join(r->pool, names.items, names.n, "and")));
    } else if (compared) {
        say(r, p, pp_phrase_regions_methods(false));
    }
}

/* The report of regions opens with why there is nothing to compare. */
static bool is_said_above(const struct pp_report *r)
{
    return strcmp(r->d->edition, "regions") == 0;
}

/* Of two, nobody takes the first for the best. */
static void say_order(const struct pp_report *r, struct pp_prose *p)
{
    if (r->results->flow.n_regions > 2)
        say(r, p, pp_report_region_order(r));
}

static int make(const struct pp_report *all, size_t item,
                struct pp_blocks *into, struct pp_error *err)
{
    const struct pp_report *r =
        shows_both_ways(all) ? all : pp_report_lead(all);
    size_t shown[MOST_SHOWN];
    size_t n = chosen(r, shown);
    size_t *which = pp_pool_array(r->pool, r->n_outcomes, sizeof *which);
    struct pp_prose p = {NULL, NULL};
    long n_groups = r->results->flow.all.n_groups;

    (void)item;
    (void)err;
    if (n == 0 || !has_averages(r, shown, n)) {
        pp_document_say(r->d, into,
                        is_said_above(r) ? "No change can be shown by region."
                                         : pp_phrase_regions_too_few(0, 0));
        return 0;
    }
    struct pp_table *t = table(r, into, shown, n);
    size_t n_apart = pp_report_regions_apart(r);
    if (n_apart < 2) {
        if (is_said_above(r))
            read_with(r, t, shown, n);
        else
            say(r, &p,
                pp_phrase_regions_too_few(n_apart, r->results->flow.n_regions));
        say_order(r, &p);
        *pp_document_paragraph(r->d, into) = p;
        return 0;
    }
    if (pp_report_only_compared(r) != NULL)
        say(r, &p, pp_report_only_compared(r));
    differing(r, &p, which);
    alike(r, &p, which);
    unknown(r, &p, shown, n, which);
    not_compared(r, &p, which);
    methods(r, &p);
    if (n_groups > 1)
        say(r, &p, pp_phrase_few_groups(r->pool, n_groups));
    say_order(r, &p);
    *pp_document_paragraph(r->d, into) = p;
    return 0;
}

const struct pp_part pp_part_regions_in_brief = {
    "regions_in_brief", PP_NAME_PART, NULL,
    "change by region, and whether regions differ", make};
