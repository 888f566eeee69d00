#include <math.h>
#include <string.h>

#include "prepost/disclose/disclose.h"
#include "prepost/report/arm_tables.h"
#include "prepost/report/number_style.h"
#include "prepost/report/part.h"

/*
 * How many answered, by region; who they were; how those started who did not
 * answer again, and what if they had not changed.
 */
enum { N_COLUMNS = 4, A_FEW = 6 };

static struct pp_table_row *flow_row(const struct pp_report *r,
                                     struct pp_table *t, const char *name,
                                     const struct pp_flow_row *row)
{
    struct pp_table_row *line = pp_table_row(r->d, t);

    pp_prose_text(r->d, &line->cells[0], name);
    if (row->n_groups > 1 && row->name != NULL)
        pp_prose_printf(r->d, &line->cells[0], " (%ld groups)", row->n_groups);
    pp_table_text(r->d, line, 1, pp_report_count(r, row->n_before));
    pp_table_text(r->d, line, 2, pp_report_count(r, row->n_both));
    pp_table_text(r->d, line, 3,
                  pp_out_of_100(r->d, t, row->n_both, row->n_before, ""));
    return line;
}

static void flow(const struct pp_report *r, struct pp_blocks *into)
{
    const struct pp_flow *f = &r->results->flow;
    const struct pp_answering *words = pp_report_answering(r);
    const struct pp_table_column columns[N_COLUMNS] = {
        {f->n_regions > 1 ? "Region" : "Who", PP_COLUMN_TEXT},
        {words->first, PP_COLUMN_NUMBER},
        {words->both, PP_COLUMN_NUMBER},
        {"Out of every 100", PP_COLUMN_NUMBER}};
    struct pp_table *t = pp_document_table(r->d, into, "people who answered",
                                           columns, N_COLUMNS);

    for (size_t i = 0; i < f->n_regions && f->n_regions > 1; i++)
        flow_row(r, t, f->regions[i].name, &f->regions[i]);
    /* Not "Both regions": people of no known region are among them, too. */
    struct pp_table_row *all = flow_row(r, t, "Everyone", &f->all);
    all->is_total = f->n_regions > 1;
    const char *rounded = pp_phrase_rounded(r->pool, r->results);
    if (rounded != NULL)
        pp_table_note(r->d, t, rounded);
}

/* What people said stands in quotation marks, and no more: a level that others
 * were joined to ("man or another answer") is that answer, or some other. */
static const char *answer(const struct pp_report *r, const char *level)
{
    size_t n = pp_joined_length(level);

    if (n == 0)
        return pp_report_printf(r, "gave %s", PP_OTHERS);
    return level[n] == '\0'
               ? pp_report_printf(r, "\"%s\"", level)
               : pp_report_printf(r, "\"%.*s\"%s", (int)n, level, level + n);
}

/* One level, joined by others: whoever gave an answer gave that or another. */
static bool is_any_answer(const struct pp_people_table *table)
{
    return table->n_levels == 1 && pp_joined_length(table->levels[0].name) <
                                       strlen(table->levels[0].name);
}

/* Gender: 60 "woman" and 40 "man" or another answer. */
static void people_table(const struct pp_report *r, struct pp_prose *p,
                         const struct pp_people_table *table)
{
    size_t n = table->n_levels + (table->n_blank > 0);
    long *counts = pp_pool_array(r->pool, n, sizeof *counts);
    int *parts = pp_pool_array(r->pool, n, sizeof *parts);

    for (size_t i = 0; i < table->n_levels; i++)
        counts[i] = table->levels[i].n;
    if (table->n_blank > 0)
        counts[n - 1] = table->n_blank;
    pp_style_per_100(counts, n, parts);
    pp_prose_printf(r->d, p,
                    " %s:", pp_phrase_capitalised(r->pool, table->name));
    for (size_t i = 0; i < n; i++) {
        pp_prose_printf(r->d, p, "%s %d",
                        i == 0       ? ""
                        : i + 1 == n ? " and"
                                     : ",",
                        parts[i]);
        if (is_any_answer(table))
            pp_prose_text(r->d, p, i == 0 ? " gave an answer" : " gave none");
        else if (i == table->n_levels)
            pp_prose_text(r->d, p, " gave no answer");
        else
            pp_prose_printf(r->d, p, " %s", answer(r, table->levels[i].name));
    }
    pp_prose_text(r->d, p, ".");
}

static bool is_complete(const struct pp_people_table *table, long *total)
{
    *total = table->n_blank;
    for (size_t i = 0; i < table->n_levels; i++) {
        if (table->levels[i].n == PP_COUNT_HIDDEN)
            return false;
        *total += table->levels[i].n;
    }
    return table->n_blank >= 0 && table->n_levels > 0;
}

static void who_they_were(const struct pp_report *r, struct pp_blocks *into)
{
    struct pp_prose *p = NULL;
    long total;

    for (size_t i = 0; i < r->results->n_people_tables; i++) {
        const struct pp_people_table *table = &r->results->people[i];
        if (!is_complete(table, &total) || total < PP_MIN_PER_100)
            continue;
        if (p == NULL) {
            p = pp_document_paragraph(r->d, into);
            pp_prose_printf(r->d, p, "These are of every 100 people who %s.",
                            pp_report_answering(r)->twice);
        }
        people_table(r, p, table);
    }
}

/* The first main outcome, or the first, whose leavers may be spoken of. */
static long first_with_leavers(const struct pp_report *r)
{
    long first = -1;

    for (size_t i = 0; i < r->n_outcomes; i++) {
        const struct pp_outcome *o = &r->results->outcomes[i];
        if (!pp_report_has_averages(r, i) || !isfinite(o->missing.left_mean) ||
            o->missing.n_left < PP_MIN_AVERAGE)
            continue;
        if (o->plan->role == PP_PRIMARY)
            return (long)i;
        if (first < 0)
            first = (long)i;
    }
    return first;
}

/* "If they had not changed ...", for what was better or what was worse; those:
 * the people that the sentence before is about. */
static void if_unchanged(const struct pp_report *r, struct pp_prose *p,
                         const struct pp_missing_data *those, bool better)
{
    struct pp_finding *f = pp_pool_array(r->pool, r->n_outcomes, sizeof *f);
    double *z = pp_pool_array(r->pool, r->n_outcomes, sizeof *z);
    size_t n = 0;
    bool same_people = true;
    /* In two pages; the technical report has it of each outcome. */
    bool has_much_to_say = r->plan->n_waves > 2 || r->n_outcomes > A_FEW;

    for (size_t i = 0; i < r->n_outcomes; i++) {
        const struct pp_missing_data *m = &r->results->outcomes[i].missing;
        bool counts = better ? pp_finding_is_better(&r->findings[i])
                             : pp_finding_is_worse(&r->findings[i]);
        if (has_much_to_say && !pp_report_comes_first(r, i))
            continue;
        if (!counts || m->n_left < PP_MIN_AVERAGE || !isfinite(m->if_unchanged))
            continue;
        same_people &=
            m->n_before == those->n_before && m->n_left == those->n_left;
        f[n] = r->findings[i];
        z[n++] = m->if_unchanged;
    }
    if (n > 0)
        pp_prose_printf(
            r->d, p, " %s",
            pp_phrase_if_unchanged(
                r->pool, same_people ? (long)those->n_before : 0, f, z, n));
}

static void who_left(const struct pp_report *all_times, struct pp_blocks *into)
{
    const struct pp_report *r = pp_report_lead(all_times);
    const struct pp_flow_row *all = &r->results->flow.all;
    long first = first_with_leavers(r);
    struct pp_prose p = {NULL, NULL};

    const char *missing = "";
    if (all->n_before >= PP_MIN_PER_100 && all->n_before_only >= 0)
        missing = pp_phrase_many_missing(
            r->pool, r->results->evidence, r->results->flow.n_arms > 0,
            r->plan->n_waves,
            pp_style_share((double)all->n_before_only, (double)all->n_before),
            pp_report_unmatched(r));
    pp_prose_text(r->d, &p,
                  *missing != '\0'
                      ? missing
                      : pp_phrase_unmatched(r->pool, pp_report_unmatched(r),
                                            r->plan->n_waves));
    if (first >= 0) {
        const struct pp_finding *f = &r->findings[first];
        const struct pp_missing_data *m = &r->results->outcomes[first].missing;
        pp_prose_printf(r->d, &p, "%s%s", pp_prose_is_empty(&p) ? "" : " ",
                        pp_phrase_left_started(
                            r->pool, r->results->evidence, r->plan->n_waves,
                            (long)m->n_left, &f->words, m->left_mean,
                            m->stayed_mean, m->left_standardised_difference,
                            f->scale_decimals));
        if_unchanged(r, &p, m, true);
        if_unchanged(r, &p, m, false);
    }
    if (!pp_prose_is_empty(&p))
        *pp_document_paragraph(r->d, into) = p;
}

/* From 20 in 100 who left, in all or of an arm. */
static bool is_many_left(const struct pp_flow_row *row)
{
    return row->n_before >= PP_MIN_PER_100 && row->n_before_only >= 0 &&
           pp_style_share((double)row->n_before_only, (double)row->n_before) >=
               20;
}

/* "people in CBT", "people on the waiting list" */
static const char *people_of(const struct pp_report *r, size_t arm)
{
    const struct pp_flow *flow = &r->results->flow;
    bool is_named = flow->n_arms > 2 && arm + 1 < flow->n_arms;

    return is_named ? pp_report_printf(r, "people in %s", flow->arms[arm].name)
                    : flow->arms[arm].name;
}

static void say(const struct pp_report *r, struct pp_prose *p,
                const char *sentence)
{
    if (*sentence != '\0')
        pp_prose_printf(r->d, p, "%s%s", pp_prose_is_empty(p) ? "" : " ",
                        sentence);
}

/* Of each arm, how those started who left, on the first main outcome; the
 * comparison, which each outcome has, is the last. */
static void arms_started(const struct pp_report *r, struct pp_prose *p)
{
    const struct pp_plan_outcome *plan = NULL;

    for (size_t i = 0; i < r->n_outcomes; i++) {
        const struct pp_outcome *o = &r->results->outcomes[i];
        if (pp_report_has_averages(r, i) &&
            (plan == NULL ||
             (plan->role != PP_PRIMARY && o->plan->role == PP_PRIMARY)))
            plan = o->plan;
    }
    size_t last = r->n_outcomes;
    for (size_t i = 0; i < r->n_outcomes; i++) {
        const struct pp_outcome *o = &r->results->outcomes[i];
        if (o->plan != plan || !pp_report_has_averages(r, i))
            continue;
        last = i;
        if (isfinite(o->contrast.arm.left_mean))
            say(r, p,
                pp_phrase_arm_left_started(r->pool, r->plan->n_waves,
                                           &o->contrast.arm, &o->scale->words,
                                           r->findings[i].scale_decimals));
    }
    if (last < r->n_outcomes &&
        isfinite(r->results->outcomes[last].contrast.comparison.left_mean))
        say(r, p,
            pp_phrase_arm_left_started(
                r->pool, r->plan->n_waves,
                &r->results->outcomes[last].contrast.comparison,
                &r->results->outcomes[last].scale->words,
                r->findings[last].scale_decimals));
}

/* What if those who left had ended as they started, for what was better or
 * worse; of the outcomes that come first. */
static void arms_if_unchanged(const struct pp_report *r, struct pp_prose *p)
{
    struct pp_finding *f = pp_pool_array(r->pool, r->n_outcomes, sizeof *f);
    double *z = pp_pool_array(r->pool, r->n_outcomes, sizeof *z);
    size_t n = 0;

    for (size_t i = 0; i < r->n_outcomes; i++) {
        const struct pp_outcome *o = &r->results->outcomes[i];
        if (!pp_report_comes_first(r, i) ||
            !isfinite(o->contrast.if_unchanged.estimate) ||
            !(pp_finding_is_better(&r->findings[i]) ||
              pp_finding_is_worse(&r->findings[i])))
            continue;
        f[n] = r->findings[i];
        f[n].words.outcome = pp_report_outcome_words(r, i);
        z[n++] = o->contrast.if_unchanged.estimate;
    }
    say(r, p, pp_phrase_arms_if_unchanged(r->pool, r->plan->n_waves, f, z, n));
}

/* With arms, how those who left differ is told arm by arm. */
static void arms(const struct pp_report *all, struct pp_blocks *into)
{
    const struct pp_report *r = pp_report_lead(all);
    const struct pp_flow *flow = &r->results->flow;
    bool is_many = is_many_left(&flow->all);
    struct pp_prose p = {NULL, NULL};

    for (size_t a = 0; a < flow->n_arms; a++) {
        const struct pp_flow_row *arm = &flow->arms[a];
        if (arm->n_before < PP_MIN_PER_100 || arm->n_before_only < 0)
            continue;
        is_many |= is_many_left(arm);
        say(r, &p,
            pp_phrase_arm_left(r->pool, people_of(r, a), r->plan->n_waves,
                               pp_style_share((double)arm->n_before_only,
                                              (double)arm->n_before),
                               pp_report_unmatched(r) == 0 ? 0
                                                           : PP_COUNT_HIDDEN));
    }
    if (is_many)
        say(r, &p, pp_phrase_may_not_hold());
    arms_started(r, &p);
    arms_if_unchanged(r, &p);
    if (!pp_prose_is_empty(&p))
        *pp_document_paragraph(r->d, into) = p;
}

/* Rows that the import left out: of how many people they are is not known. */
static void refused(const struct pp_report *r, struct pp_blocks *into)
{
    long n = 0;
    bool is_hidden = false;

    for (size_t i = 0; i < r->results->n_inputs; i++) {
        is_hidden |= r->results->inputs[i].n_rejected < 0;
        n += r->results->inputs[i].n_rejected;
    }
    if (n != 0)
        pp_document_say(r->d, into,
                        pp_phrase_refused(r->pool, is_hidden ? -1 : n));
}

static int make(const struct pp_report *r, size_t item, struct pp_blocks *into,
                struct pp_error *err)
{
    (void)item;
    (void)err;
    if (!pp_report_has_arms(r) || r->results->flow.n_regions > 1)
        flow(r, into);
    if (pp_report_has_arms(r))
        pp_arm_flow_table(r, into);
    who_they_were(r, into);
    if (pp_report_has_arms(r))
        arms(r, into);
    else
        who_left(r, into);
    refused(r, into);
    return 0;
}

const struct pp_part pp_part_who_answered = {
    "who_answered", PP_NAME_PART, NULL,
    "how many answered, who they were, and those who did not answer again",
    make};
