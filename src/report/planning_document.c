#include "prepost/report/planning_document.h"

#include <math.h>
#include <string.h>

#include "prepost/report/number_style.h"
#include "prepost/report/phrases.h"

/* People for each of the three aims; 0 where no number will do. */
struct needed {
    long change, none, decide;
};

static struct needed needed_of(const struct pp_planned *p, double power)
{
    return (struct needed){pp_planning_n_for_change(&p->planning, power),
                           pp_planning_n_for_none(&p->planning, power),
                           pp_planning_n_to_decide(&p->planning)};
}

/* Why so many people may leave it open; NULL: they cannot. */
static const char *reason_of(const struct pp_planned *p, double n)
{
    struct pp_planning alone = p->planning;

    if (pp_planning_decides(&p->planning, n))
        return NULL;
    alone.n_tests = 1;
    return pp_planning_decides(&alone, n) ? "multiplicity" : "too-few";
}

/* For the changes of two regions: as many in each as in two arms. */
static struct pp_planning of_two_regions(const struct pp_planned *p,
                                         const struct pp_planning_page *page)
{
    struct pp_planning q = p->planning;

    q.is_two_arms = true;
    q.n_tests = page->n_by_region;
    return q;
}

/* --- JSON ----------------------------------------------------------------- */

static json_t *count_json(long n)
{
    return n > 0 ? pp_json_count(n) : json_null();
}

static json_t *needed_json(const struct needed *n, double dropout)
{
    json_t *o = json_object();

    pp_json_add(o, "change", count_json(pp_planning_asked(n->change, dropout)));
    pp_json_add(o, "no_meaningful_change",
                count_json(pp_planning_asked(n->none, dropout)));
    pp_json_add(o, "never_inconclusive",
                count_json(pp_planning_asked(n->decide, dropout)));
    return o;
}

static json_t *with_json(const struct pp_planned *p,
                         const struct pp_planning_page *page)
{
    double n = (double)page->pairs;
    json_t *o = json_object();

    if (page->pairs == 0) {
        json_decref(o);
        return json_null();
    }
    pp_json_add(o, "pairs", pp_json_count(page->pairs));
    pp_json_add(o, "power_change",
                pp_json_number(pp_planning_power(&p->planning, p->sesoi, n)));
    pp_json_add(o, "power_no_meaningful_change",
                pp_json_number(pp_planning_power_none(&p->planning, n)));
    pp_json_add(
        o, "detectable_change",
        pp_json_number(pp_planning_detectable(&p->planning, n, page->power)));
    pp_json_add(o, "never_inconclusive",
                pp_json_bool(pp_planning_decides(&p->planning, n)));
    pp_json_add(o, "reason", pp_json_text(reason_of(p, n)));
    return o;
}

static json_t *per_region_json(const struct pp_planned *p,
                               const struct pp_planning_page *page)
{
    struct pp_planning q = of_two_regions(p, page);

    if (page->n_by_region == 0)
        return json_null();
    json_t *o = json_object();
    pp_json_add(o, "family_size", pp_json_count((long)page->n_by_region));
    pp_json_add(o, "change",
                count_json(pp_planning_n_for_change(&q, page->power)));
    pp_json_add(o, "no_meaningful_change",
                count_json(pp_planning_n_for_none(&q, page->power)));
    return o;
}

static json_t *planned_json(const struct pp_planned *p,
                            const struct pp_planning_page *page)
{
    struct needed n = needed_of(p, page->power);
    bool is_grouped = p->planning.group_size > 1;
    json_t *o = json_object();

    pp_json_add(o, "outcome", pp_json_text(p->scale != NULL ? p->id : NULL));
    pp_json_add(o, "sesoi", pp_json_number(p->sesoi));
    pp_json_add(o, "sd", pp_json_number(p->sd));
    pp_json_add(o, "sd_source",
                pp_json_text(p->norm != NULL    ? p->norm->population
                             : p->is_from_store ? "first answers in the store"
                                                : NULL));
    pp_json_add(o, "correlation",
                pp_json_number(isnan(p->sd) ? NAN : p->correlation));
    pp_json_add(o, "correlation_source",
                pp_json_text(p->is_stored_correlation
                                 ? "people in the store who answered twice"
                                 : NULL));
    pp_json_add(o, "sd_change", pp_json_number(p->sd_change));
    pp_json_add(o, "family_size", pp_json_count((long)p->planning.n_tests));
    pp_json_add(o, "group_size",
                pp_json_number(is_grouped ? p->planning.group_size : NAN));
    pp_json_add(o, "icc", pp_json_number(is_grouped ? p->planning.icc : NAN));
    pp_json_add(o, "groups_source",
                pp_json_text(p->are_groups_from_store
                                 ? "people in the store who answered twice"
                                 : NULL));
    pp_json_add(o, "design_effect",
                pp_json_number(pp_planning_design_effect(&p->planning)));
    pp_json_add(o, "two_arms", pp_json_bool(p->planning.is_two_arms));
    pp_json_add(o, "pairs", needed_json(&n, 0));
    pp_json_add(o, "asked", needed_json(&n, page->dropout));
    pp_json_add(o, "per_region", per_region_json(p, page));
    pp_json_add(o, "with", with_json(p, page));
    return o;
}

json_t *pp_planning_json(const struct pp_planning_page *page)
{
    json_t *o = json_object();
    json_t *outcomes = json_array();

    for (size_t i = 0; i < page->n; i++)
        pp_json_add(outcomes, NULL, planned_json(&page->planned[i], page));
    pp_json_add(o, "power", pp_json_number(page->power));
    pp_json_add(
        o, "level",
        pp_json_number(page->n > 0 ? page->planned[0].planning.level : NAN));
    pp_json_add(o, "dropout", pp_json_number(page->dropout));
    pp_json_add(o, "outcomes", outcomes);
    return o;
}

/* --- text ----------------------------------------------------------------- */

static const char *name_of(struct pp_document *d, const struct pp_planned *p)
{
    return p->scale == NULL
               ? "The outcome"
               : pp_phrase_capitalised(d->pool, p->scale->words.outcome);
}

/* "66", or with dropout "66 (95)". */
static const char *people(struct pp_document *d, long n, double dropout)
{
    if (n == 0)
        return "over 10,000,000";
    if (dropout == 0)
        return pp_style_count(d->pool, n);
    return pp_pool_printf(
        d->pool, "%s (%s)", pp_style_count(d->pool, n),
        pp_style_count(d->pool, pp_planning_asked(n, dropout)));
}

static void needed_table(struct pp_document *d,
                         const struct pp_planning_page *page)
{
    bool two_arms = page->planned[0].planning.is_two_arms;
    const struct pp_table_column columns[] = {
        {"Outcome", PP_COLUMN_TEXT},
        {"Would matter", PP_COLUMN_NUMBER},
        {two_arms ? "SD within" : "SD of changes", PP_COLUMN_NUMBER},
        {"To find it", PP_COLUMN_NUMBER},
        {"To say none that matters", PP_COLUMN_NUMBER},
        {"Never \"we cannot tell\"", PP_COLUMN_NUMBER}};
    struct pp_table *t = pp_document_table(
        d, &d->body,
        pp_pool_printf(d->pool, "people who answer twice%s%s",
                       two_arms ? ", in each of the two groups" : "",
                       page->dropout > 0 ? " (and how many to ask)" : ""),
        columns, sizeof columns / sizeof *columns);

    for (size_t i = 0; i < page->n; i++) {
        const struct pp_planned *p = &page->planned[i];
        struct needed n = needed_of(p, page->power);
        struct pp_table_row *row = pp_table_row(d, t);
        pp_table_text(d, row, 0, name_of(d, p));
        pp_table_text(d, row, 1, pp_style_plain(d->pool, p->sesoi));
        pp_table_text(d, row, 2, pp_style_number(d->pool, p->sd_change, 2));
        pp_table_text(d, row, 3, people(d, n.change, page->dropout));
        pp_table_text(d, row, 4, people(d, n.none, page->dropout));
        pp_table_text(d, row, 5, people(d, n.decide, page->dropout));
    }
    pp_table_note(
        d, t,
        pp_pool_printf(
            d->pool,
            "To find it: with so many, a true average %s of what would matter "
            "is found %d times in 100. To say none that matters: the same for "
            "being able to say so, if there is none at all. Never \"we cannot "
            "tell\": whatever the answers are, one of the two can be said.",
            two_arms ? "difference" : "change",
            pp_style_share(page->power, 1)));
    if (page->has_more_times)
        pp_table_note(d, t, "Each time after the first is tested by itself.");
}

/* What the numbers rest on: the guess in them. */
static void say_ground(struct pp_document *d, const struct pp_planned *p)
{
    struct pp_prose *text = pp_document_paragraph(d, &d->body);
    const struct pp_planning *q = &p->planning;

    pp_prose_strong(d, text, name_of(d, p));
    if (isnan(p->sd))
        pp_prose_printf(d, text, ": SD %s as given.",
                        pp_style_plain(d->pool, p->sd_change));
    else
        pp_prose_printf(
            d, text, ": SD of scores %s%s%s; before and after correlate %s%s.",
            pp_style_plain(d->pool, p->sd),
            p->norm != NULL    ? ", the widest published: "
            : p->is_from_store ? ", of the first answers in the store"
                               : ", as given",
            p->norm != NULL && p->norm->population != NULL ? p->norm->population
                                                           : "",
            pp_style_plain(d->pool, p->correlation),
            p->is_usual_correlation    ? ", a guess (--correlation)"
            : p->is_stored_correlation ? ", of those who answered twice so far"
                                       : "");
    if (q->n_tests > 1)
        pp_prose_printf(
            d, text,
            " One of %zu outcomes of its role: each is tested at "
            "%s.",
            q->n_tests,
            pp_style_p(d->pool, (1 - q->level) / (double)q->n_tests));
    if (q->group_size > 1)
        pp_prose_printf(
            d, text,
            " In support groups of %s whose changes are alike by %s%s, %s "
            "times as many people are needed, and a few more for the small "
            "number of groups.",
            pp_style_plain(d->pool, q->group_size),
            pp_style_plain(d->pool, q->icc),
            p->are_groups_from_store
                ? ", as those of people who answered twice so far (0.05 at "
                  "least)"
                : "",
            pp_style_plain(d->pool, pp_planning_design_effect(q)));
}

/* How many each of two regions needs, outcome by outcome. */
static void regions_table(struct pp_document *d,
                          const struct pp_planning_page *page)
{
    const struct pp_table_column columns[] = {
        {"Outcome", PP_COLUMN_TEXT},
        {"To find a difference that matters", PP_COLUMN_NUMBER},
        {"To say none that matters", PP_COLUMN_NUMBER}};
    struct pp_table *t = pp_document_table(
        d, &d->body,
        pp_pool_printf(d->pool,
                       "to compare two regions: people who answer twice, in "
                       "each of them%s",
                       page->dropout > 0 ? " (and how many to ask)" : ""),
        columns, sizeof columns / sizeof *columns);

    for (size_t i = 0; i < page->n; i++) {
        const struct pp_planned *p = &page->planned[i];
        struct pp_planning q = of_two_regions(p, page);
        struct pp_table_row *row = pp_table_row(d, t);
        pp_table_text(d, row, 0, name_of(d, p));
        pp_table_text(d, row, 1,
                      people(d, pp_planning_n_for_change(&q, page->power),
                             page->dropout));
        pp_table_text(
            d, row, 2,
            people(d, pp_planning_n_for_none(&q, page->power), page->dropout));
    }
    pp_table_note(d, t,
                  "The difference is that of the average changes of two "
                  "regions, of as many points as a change has to have to "
                  "matter. With more regions than two, each needs more.");
    if (page->n_by_region > 1)
        pp_table_note(
            d, t,
            pp_pool_printf(
                d->pool,
                "Regions are compared on %zu outcomes, main or not: a "
                "difference is tested at %s on each.",
                page->n_by_region,
                pp_style_p(d->pool, (1 - page->planned[0].planning.level) /
                                        (double)page->n_by_region)));
}

/* "With 40 people ..." */
static void say_with(struct pp_document *d, const struct pp_planned *p,
                     const struct pp_planning_page *page)
{
    struct pp_prose *text = pp_document_paragraph(d, &d->body);
    double n = (double)page->pairs;
    const char *noun = p->planning.is_two_arms ? "difference" : "change";
    const char *reason = reason_of(p, n);
    const char *sesoi = pp_style_plain(d->pool, p->sesoi);

    pp_prose_strong(d, text, name_of(d, p));
    if (isnan(pp_planning_df(&p->planning, n))) {
        pp_prose_printf(d, text,
                        ": %s people make fewer than 4 support groups, which "
                        "cannot be allowed for.",
                        pp_style_count(d->pool, page->pairs));
        return;
    }
    pp_prose_printf(
        d, text,
        ": with %s people who answer twice%s, a true average %s of %s %s "
        "is found %d times in 100; that there is none that matters can be "
        "said %d times in 100, if there is none at all. The smallest true %s "
        "that would show %d times in 100 is %s points. ",
        pp_style_count(d->pool, page->pairs),
        p->planning.is_two_arms ? " in each group" : "", noun, sesoi,
        pp_style_points(sesoi),
        pp_style_share(pp_planning_power(&p->planning, p->sesoi, n), 1),
        pp_style_share(pp_planning_power_none(&p->planning, n), 1), noun,
        pp_style_share(page->power, 1),
        pp_style_number(
            d->pool, pp_planning_detectable(&p->planning, n, page->power), 2));
    if (reason == NULL)
        pp_prose_text(d, text, "\"We cannot tell\" cannot be the finding.");
    else if (strcmp(reason, "multiplicity") == 0)
        pp_prose_printf(d, text,
                        "\"We cannot tell\" can be the finding, as so many "
                        "outcomes are looked at: %zu.",
                        p->planning.n_tests);
    else
        pp_prose_printf(
            d, text,
            "\"We cannot tell\" can be the finding: the likely range of so "
            "few is wider than %s %s room for.",
            sesoi, strcmp(sesoi, "1") == 0 ? "point leaves" : "points leave");
}

void pp_planning_document(struct pp_document *d,
                          const struct pp_planning_page *page)
{
    pp_document_heading(d, &d->body, 1, "How many people");
    needed_table(d, page);
    if (page->n_by_region > 0)
        regions_table(d, page);
    for (size_t i = 0; i < page->n; i++)
        say_ground(d, &page->planned[i]);
    if (page->is_dropout_from_store)
        pp_document_say(
            d, &d->body,
            pp_pool_printf(
                d->pool,
                "Of every 100 who answered first, %d have no "
                "second score so far%s; as many are allowed for "
                "(--dropout says another number).",
                pp_style_share(page->dropout, 1),
                page->n > 1 ? ", in the outcome where most are missing" : ""));
    if (page->leaves_groups_out)
        pp_document_say(
            d, &d->body,
            "The plan names support groups, and they are left out of these "
            "numbers: where people of one group change alike, more are needed. "
            "--group-size says how many people a group has, --icc how alike "
            "they change (0.05 unless you say).");
    for (size_t i = 0; i < page->n; i++)
        if (page->planned[i].is_from_store) {
            pp_document_say(d, &d->body,
                            "What the answers in the store say is used where "
                            "it is told; --no-store does without.");
            break;
        }
    if (page->pairs > 0) {
        pp_document_heading(
            d, &d->body, 2,
            pp_pool_printf(d->pool, "With %s",
                           pp_style_people(d->pool, page->pairs)));
        for (size_t i = 0; i < page->n; i++)
            say_with(d, &page->planned[i], page);
    }
    pp_document_say(d, &d->body,
                    "Set what would matter first, by what people would notice, "
                    "and never by how many are within reach.");
}
