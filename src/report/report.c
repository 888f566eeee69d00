#include "prepost/report/report.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "prepost/base/alloc.h"
#include "prepost/report/number_style.h"
#include "prepost/report/part.h"

/* --- parts ---------------------------------------------------------------- */

#define PP_PART(id) extern const struct pp_part pp_part_##id;
#include "parts.def"
#undef PP_PART

const struct pp_part *const PP_PARTS[] = {
#define PP_PART(id) &pp_part_##id,
#include "parts.def"
#undef PP_PART
};

const size_t PP_N_PARTS = sizeof PP_PARTS / sizeof PP_PARTS[0];

/* --- findings: what phrases need of each outcome -------------------------- */

bool pp_report_has_averages(const struct pp_report *r, size_t i)
{
    return r->findings[i].code != PP_VERDICT_NOT_ESTIMABLE;
}

static enum pp_no_finding why_none(const struct pp_outcome *o)
{
    if (o->n_pairs < PP_MIN_AVERAGE)
        return PP_NO_FINDING_TOO_FEW;
    if (o->hidden || o->verdict.reason == PP_REASON_NO_VARIANCE)
        return PP_NO_FINDING_HIDDEN;
    return o->verdict.reason == PP_REASON_NO_ESTIMATE ? PP_NO_FINDING_RANGE
                                                      : PP_NO_FINDING_TOO_FEW;
}

/*
 * Paired answers of one group carry the levels A and R alone. A plan with a
 * comparison group or a trial is told as before and after until the two arms
 * are compared with each other: of two levels the weaker is printed.
 */
static enum pp_evidence level_of(const struct pp_plan *plan)
{
    return plan->evidence == PP_EVIDENCE_LOOKING_BACK
               ? PP_EVIDENCE_LOOKING_BACK
               : PP_EVIDENCE_BEFORE_AFTER;
}

/* With more than two waves a finding says which it is of. */
static struct pp_outcome_words words_of(const struct pp_results *results,
                                        const struct pp_outcome *o,
                                        struct pp_pool *pool)
{
    struct pp_outcome_words words = o->scale->words;

    if (results->plan->n_waves > 2)
        words.outcome = pp_pool_printf(pool, "%s (%s)", words.outcome,
                                       results->plan->waves[o->wave].name);
    return words;
}

static struct pp_finding finding_of(const struct pp_results *results,
                                    const struct pp_outcome *o,
                                    struct pp_pool *pool)
{
    const struct pp_plan *plan = results->plan;
    bool is_none = o->hidden || o->n_pairs < PP_MIN_AVERAGE ||
                   o->verdict.code == PP_VERDICT_NOT_ESTIMABLE;

    return (struct pp_finding){
        .level = level_of(plan),
        .words = words_of(results, o, pool),
        .direction = o->scale->lower_is_better ? PP_LOWER_IS_BETTER
                                               : PP_HIGHER_IS_BETTER,
        .code = is_none ? PP_VERDICT_NOT_ESTIMABLE : o->verdict.code,
        .reason = o->verdict.reason,
        .why = why_none(o),
        .change = o->paired.change.mean,
        .range = o->paired.t_test.ci,
        .equivalence = o->scale->lower_is_better
                           ? (struct pp_interval){-o->verdict.equivalence_ci.hi,
                                                  -o->verdict.equivalence_ci.lo}
                           : o->verdict.equivalence_ci,
        .confidence = results->level,
        .scale_decimals = o->scale->decimals,
        .scale_min = o->scale->min,
        .scale_max = o->scale->max,
        .pre = o->paired.pre.mean,
        .post = o->paired.post.mean,
        .n = (long)o->n_pairs,
        .sesoi = o->plan->sesoi.value,
        .sesoi_text = o->plan->sesoi.text,
        .sesoi_source = o->plan->sesoi.source,
        .n_outcomes = results->n_outcomes,
        .service = plan->service != NULL ? plan->service : "the service",
        .comparison = plan->comparison,
        .charity = plan->charity,
        .response = o->plan->response,
    };
}

/* --- what several parts need ---------------------------------------------- */

const char *pp_report_printf(const struct pp_report *r, const char *fmt, ...)
{
    va_list args, again;

    va_start(args, fmt);
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    char *text = pp_pool_alloc(r->pool, n < 0 ? 1 : (size_t)n + 1);
    if (n >= 0)
        vsnprintf(text, (size_t)n + 1, fmt, again);
    va_end(again);
    return text;
}

const char *pp_report_outcome_name(const struct pp_report *r, size_t i)
{
    return pp_phrase_capitalised(r->pool, r->findings[i].words.outcome);
}

const char *pp_report_outcome_scale(const struct pp_report *r, size_t i)
{
    const struct pp_scale *scale = r->results->outcomes[i].scale;

    return pp_report_printf(r, "%s (%s to %s)", pp_report_outcome_name(r, i),
                            pp_style_plain(r->pool, scale->min),
                            pp_style_plain(r->pool, scale->max));
}

const char *pp_report_amount(const struct pp_report *r, size_t i)
{
    const struct pp_outcome *o = &r->results->outcomes[i];
    double x = o->individual.amount;
    const char *plain = pp_style_plain(r->pool, x);
    const char *printed = strlen(plain) > 5
                              ? pp_style_size(r->pool, x, o->scale->decimals)
                              : plain;

    return pp_report_printf(r, "%s %s", printed, pp_style_points(printed));
}

const char *pp_report_count(const struct pp_report *r, long n)
{
    return n == PP_COUNT_HIDDEN ? "[c]" : pp_style_count(r->pool, n);
}

static const char *not_known(const struct pp_report *r, struct pp_table *t)
{
    pp_table_note(r->d, t, "[x] not available");
    return "[x]";
}

const char *pp_report_number(const struct pp_report *r, struct pp_table *t,
                             double x, int decimals)
{
    return isfinite(x) ? pp_style_number(r->pool, x, decimals)
                       : not_known(r, t);
}

const char *pp_report_signed(const struct pp_report *r, struct pp_table *t,
                             double x, int decimals)
{
    return isfinite(x) ? pp_style_signed(r->pool, x, decimals)
                       : not_known(r, t);
}

const char *pp_report_estimate(const struct pp_report *r, struct pp_table *t,
                               double x, struct pp_interval ci, int decimals)
{
    if (!isfinite(x))
        return not_known(r, t);
    if (!isfinite(ci.lo) || !isfinite(ci.hi))
        return pp_style_signed(r->pool, x, decimals);
    return pp_report_printf(r, "%s (%s)", pp_style_signed(r->pool, x, decimals),
                            pp_style_span(r->pool, ci, decimals));
}

const char *pp_report_p(const struct pp_report *r, struct pp_table *t, double p)
{
    return isfinite(p) ? pp_style_p(r->pool, p) : not_known(r, t);
}

void pp_report_pair(const struct pp_report *r, struct pp_table *t,
                    const char *name, const char *value)
{
    struct pp_table_row *row = pp_table_row(r->d, t);

    pp_table_text(r->d, row, 0, name);
    pp_table_text(r->d, row, 1, value);
}

struct pp_names pp_report_names(const struct pp_report *r, const size_t *which,
                                size_t n)
{
    struct pp_names names = {pp_pool_array(r->pool, n, sizeof *names.items), 0};

    for (size_t i = 0; i < n; i++) {
        const char *name = r->findings[which[i]].words.outcome;
        bool is_there = false;
        for (size_t j = 0; j < names.n; j++)
            is_there = is_there || strcmp(names.items[j], name) == 0;
        if (!is_there)
            names.items[names.n++] = name;
    }
    return names;
}

size_t pp_report_outcomes_with(const struct pp_report *r,
                               enum pp_verdict_code code, size_t *which)
{
    size_t n = 0;

    for (size_t i = 0; i < r->n_outcomes; i++) {
        if (r->findings[i].code == code)
            which[n++] = i;
    }
    return n;
}

/* A page's column, a phone's, and the space beside a table. */
enum { WIDE_PX = 720, NARROW_PX = 360, BESIDE_PX = 230 };

void pp_report_figure(const struct pp_report *r, struct pp_blocks *into,
                      enum pp_figure_place place, pp_figure_maker *make,
                      const void *input)
{
    struct pp_figure *wide = pp_pool_alloc(r->pool, sizeof *wide);
    struct pp_figure *narrow = pp_pool_alloc(r->pool, sizeof *narrow);
    struct pp_plot_style style = {.theme = PP_THEME_COLOUR,
                                  .width_px = WIDE_PX,
                                  .numbers = PP_NUMBERS_ENGLISH,
                                  .heading = PP_HEADING_LEFT_OUT};

    *wide = make(r->pool, input, &style);
    style.width_px = place == PP_FIGURE_BESIDE ? BESIDE_PX : NARROW_PX;
    *narrow = make(r->pool, input, &style);
    pp_document_figure(r->d, into, wide, narrow);
}

struct pp_prose *pp_report_bullet(const struct pp_report *r,
                                  struct pp_block *list, const char *label,
                                  const char *text)
{
    struct pp_prose *p = pp_document_item(r->d, list);

    pp_prose_strong(r->d, p, label);
    pp_prose_text(r->d, p, " ");
    pp_prose_text(r->d, p, text);
    return p;
}

/* --- words, lists and conditions of templates ------------------------------
 */

static const char *title(const struct pp_report *r)
{
    switch (level_of(r->plan)) {
    case PP_EVIDENCE_COMPARISON:
        return pp_report_printf(r, "%s: compared with %s", r->plan->title,
                                r->findings[0].comparison);
    case PP_EVIDENCE_RANDOMISED:
        return pp_report_printf(r, "%s: findings of a trial", r->plan->title);
    default:
        return pp_report_printf(r, "%s: what people told us before and after",
                                r->plan->title);
    }
}

static const char *number_of_outcomes(const struct pp_report *r)
{
    return pp_report_printf(r, "%zu", r->n_outcomes);
}

static const char *n_first(const struct pp_report *r)
{
    return pp_report_count(r, r->results->flow.all.n_before);
}

static const char *n_both(const struct pp_report *r)
{
    return pp_report_count(r, r->results->flow.all.n_both);
}

#define OF_PLAN(field)                                                         \
    static const char *plan_##field(const struct pp_report *r)                 \
    {                                                                          \
        return r->plan->field != NULL ? r->plan->field : "";                   \
    }
OF_PLAN(charity)
OF_PLAN(service)
OF_PLAN(dates)
OF_PLAN(gap)
OF_PLAN(comparison)
#undef OF_PLAN

static const char *plan_title(const struct pp_report *r)
{
    return r->plan->title;
}

static const char *version(const struct pp_report *r)
{
    return r->results->version != NULL ? r->results->version : PP_VERSION;
}

static const struct {
    const char *name, *summary;
    const char *(*text)(const struct pp_report *r);
} TEXTS[] = {
    {"title", "the report's title, with what the design allows it to say",
     title},
    {"plan.title", "the title in the plan", plan_title},
    {"charity", "who runs the service", plan_charity},
    {"service", "the service, in the middle of a sentence", plan_service},
    {"dates", "when it ran", plan_dates},
    {"gap", "the time between the questionnaires", plan_gap},
    {"comparison", "the people compared with", plan_comparison},
    {"n_first", "how many answered first", n_first},
    {"n_both", "how many answered both times", n_both},
    {"n_outcomes", "how many outcomes were looked at", number_of_outcomes},
    {"version", "the version of prepost", version},
};

static const char *outcome_name(const struct pp_report *r, size_t i)
{
    return pp_report_outcome_name(r, i);
}

static const char *outcome_words(const struct pp_report *r, size_t i)
{
    return r->findings[i].words.outcome;
}

static const char *outcome_label(const struct pp_report *r, size_t i)
{
    return pp_phrase_label(r->findings[i].code);
}

static const char *outcome_title(const struct pp_report *r, size_t i)
{
    return pp_phrase_title(r->pool, &r->findings[i]);
}

static const char *outcome_headline(const struct pp_report *r, size_t i)
{
    struct pp_headline h = pp_phrase_headline(r->pool, &r->findings[i]);

    return pp_report_printf(r, "%s%s", h.bold, h.rest);
}

static const char *outcome_detail(const struct pp_report *r, size_t i)
{
    return pp_phrase_detail(r->pool, &r->findings[i]);
}

static const char *outcome_meaning(const struct pp_report *r, size_t i)
{
    return pp_phrase_meaning(r->pool, &r->findings[i], PP_ONE_DIRECTION);
}

static const char *outcome_reason(const struct pp_report *r, size_t i)
{
    return pp_phrase_reason(r->pool, &r->findings[i]);
}

static const char *outcome_questionnaire(const struct pp_report *r, size_t i)
{
    return r->results->outcomes[i].instrument->name;
}

static const char *region_name(const struct pp_report *r, size_t i)
{
    return r->results->flow.regions[i].name;
}

static const char *region_first(const struct pp_report *r, size_t i)
{
    return pp_report_count(r, r->results->flow.regions[i].n_before);
}

static const char *region_both(const struct pp_report *r, size_t i)
{
    return pp_report_count(r, r->results->flow.regions[i].n_both);
}

static const struct {
    const char *name, *list, *summary;
    const char *(*text)(const struct pp_report *r, size_t i);
} ITEM_TEXTS[] = {
    {"outcome.name", "outcomes", "the outcome, with a capital", outcome_name},
    {"outcome.words", "outcomes", "the outcome, in the middle of a sentence",
     outcome_words},
    {"outcome.label", "outcomes", "its finding in a few words", outcome_label},
    {"outcome.title", "outcomes", "its finding as a title", outcome_title},
    {"outcome.headline", "outcomes", "its finding as a sentence",
     outcome_headline},
    {"outcome.detail", "outcomes", "from where to where, with the likely range",
     outcome_detail},
    {"outcome.meaning", "outcomes", "what that means beside what would matter",
     outcome_meaning},
    {"outcome.reason", "outcomes", "what may be said of the reason",
     outcome_reason},
    {"outcome.questionnaire", "outcomes", "the questionnaire's name",
     outcome_questionnaire},
    {"region.name", "regions", "the region", region_name},
    {"region.n_first", "regions", "how many answered first there",
     region_first},
    {"region.n_both", "regions", "how many answered both times there",
     region_both},
};

static bool has_regions(const struct pp_report *r)
{
    return r->results->flow.n_regions > 1;
}

/* Fewer than five say too little of what a sixth would do. */
static bool has_few_regions(const struct pp_report *r)
{
    return r->results->flow.n_regions < 5;
}

static bool has_own_words(const struct pp_report *r)
{
    return r->plan->own_words != NULL;
}

static bool is_made_up(const struct pp_report *r)
{
    return r->plan->made_up;
}

static bool has_individuals(const struct pp_report *r)
{
    for (size_t i = 0; i < r->n_outcomes; i++) {
        const struct pp_individual *p = &r->results->outcomes[i].individual;
        if (p->source != PP_AMOUNT_NONE && p->n >= PP_MIN_AVERAGE &&
            !r->results->outcomes[i].hidden)
            return true;
    }
    return false;
}

static bool is_locked(const struct pp_report *r)
{
    return r->results->locked_on != NULL;
}

static const struct {
    const char *name, *summary;
    bool (*holds)(const struct pp_report *r);
} CONDITIONS[] = {
    {"regions", "there is more than one region", has_regions},
    {"few_regions", "there are fewer than five regions", has_few_regions},
    {"own_words", "the plan has words of the charity's own", has_own_words},
    {"made_up", "the data are made up", is_made_up},
    {"individuals", "people can be counted as better or worse",
     has_individuals},
    {"locked", "the plan was locked", is_locked},
};

enum {
    N_TEXTS = sizeof TEXTS / sizeof TEXTS[0],
    N_ITEM_TEXTS = sizeof ITEM_TEXTS / sizeof ITEM_TEXTS[0],
    N_CONDITIONS = sizeof CONDITIONS / sizeof CONDITIONS[0],
    N_PARTS = sizeof PP_PARTS / sizeof PP_PARTS[0],
    N_LISTS = 2,
    N_NAMES = N_TEXTS + N_ITEM_TEXTS + N_CONDITIONS + N_LISTS + N_PARTS
};

static size_t collect(struct pp_template_name names[N_NAMES])
{
    size_t n = 0;

    for (size_t i = 0; i < N_TEXTS; i++)
        names[n++] = (struct pp_template_name){PP_NAME_TEXT, TEXTS[i].name,
                                               NULL, TEXTS[i].summary};
    for (size_t i = 0; i < N_ITEM_TEXTS; i++)
        names[n++] = (struct pp_template_name){PP_NAME_TEXT, ITEM_TEXTS[i].name,
                                               ITEM_TEXTS[i].list,
                                               ITEM_TEXTS[i].summary};
    for (size_t i = 0; i < N_CONDITIONS; i++)
        names[n++] = (struct pp_template_name){
            PP_NAME_CONDITION, CONDITIONS[i].name, NULL, CONDITIONS[i].summary};
    names[n++] = (struct pp_template_name){PP_NAME_LIST, "outcomes", NULL,
                                           "every outcome, in plan order"};
    names[n++] = (struct pp_template_name){PP_NAME_LIST, "regions", NULL,
                                           "every region, by name"};
    for (size_t i = 0; i < N_PARTS; i++)
        names[n++] =
            (struct pp_template_name){PP_PARTS[i]->kind, PP_PARTS[i]->id,
                                      PP_PARTS[i]->list, PP_PARTS[i]->summary};
    return n;
}

size_t pp_report_placeholders(struct pp_pool *pool,
                              const struct pp_template_name **names)
{
    struct pp_template_name *all = pp_pool_array(pool, N_NAMES, sizeof *all);

    *names = all;
    return collect(all);
}

static const char *source_text(void *ctx, const char *name, size_t item)
{
    const struct pp_report *r = ctx;

    for (size_t i = 0; i < N_TEXTS; i++) {
        if (strcmp(TEXTS[i].name, name) == 0)
            return TEXTS[i].text(r);
    }
    for (size_t i = 0; i < N_ITEM_TEXTS; i++) {
        if (strcmp(ITEM_TEXTS[i].name, name) == 0)
            return ITEM_TEXTS[i].text(r, item);
    }
    return "";
}

static bool source_holds(void *ctx, const char *name, size_t item)
{
    const struct pp_report *r = ctx;

    (void)item;
    for (size_t i = 0; i < N_CONDITIONS; i++) {
        if (strcmp(CONDITIONS[i].name, name) == 0)
            return CONDITIONS[i].holds(r);
    }
    return false;
}

static size_t source_count(void *ctx, const char *list)
{
    const struct pp_report *r = ctx;

    return strcmp(list, "outcomes") == 0 ? r->n_outcomes
                                         : r->results->flow.n_regions;
}

static int source_part(void *ctx, const char *name, size_t item,
                       struct pp_document *d, struct pp_blocks *into,
                       struct pp_error *err)
{
    const struct pp_report *r = ctx;

    (void)d;
    for (size_t i = 0; i < N_PARTS; i++) {
        if (strcmp(PP_PARTS[i]->id, name) == 0)
            return PP_PARTS[i]->make(r, item, into, err);
    }
    return pp_fail(err, PP_EBUG, "no part %s", name);
}

/* --- the foot ------------------------------------------------------------- */

static void foot(const struct pp_report *r)
{
    struct pp_prose *p = &r->d->foot;
    const struct pp_results *results = r->results;

    pp_prose_printf(r->d, p, "prepost %s \xC2\xB7 plan %.12s", version(r),
                    r->plan->hash != NULL ? r->plan->hash : "");
    for (size_t i = 0; i < results->n_inputs; i++)
        pp_prose_printf(r->d, p, "%s%.12s", i == 0 ? " \xC2\xB7 inputs " : ", ",
                        results->inputs[i].hash);
    pp_prose_printf(r->d, p, " \xC2\xB7 seed %lu \xC2\xB7 preset %s",
                    results->seed, r->rules->preset);
    if (results->has_erased)
        pp_prose_text(r->d, p,
                      " \xC2\xB7 some answers were erased on request after "
                      "they came in");
    for (size_t i = 0; i < r->plan->n_instruments; i++) {
        const char *licence =
            r->plan->instruments[i].instrument->wording_licence;
        if (licence == NULL || strstr(licence, "Open Government Lic") == NULL)
            continue;
        pp_prose_text(r->d, p,
                      ". Contains public sector information licensed under "
                      "the Open Government Licence v3.0.");
        return;
    }
}

struct pp_report *pp_report_of(const struct pp_results *results,
                               struct pp_pool *pool)
{
    struct pp_disclosure_rules *rules = pp_pool_alloc(pool, sizeof *rules);
    struct pp_report *r = pp_pool_alloc(pool, sizeof *r);

    *rules = pp_disclosure_rules_of(results->plan);
    *r = (struct pp_report){.results = pp_disclose(results, pool),
                            .plan = results->plan,
                            .rules = rules,
                            .n_outcomes = results->n_outcomes,
                            .pool = pool,
                            .d = pp_document_new(pool, results->plan->title)};
    struct pp_finding *findings =
        pp_pool_array(pool, r->n_outcomes, sizeof *findings);
    for (size_t i = 0; i < r->n_outcomes; i++)
        findings[i] = finding_of(r->results, &r->results->outcomes[i], r->pool);
    r->findings = findings;
    return r;
}

int pp_report_make(const char *edition, const char *file, const char *text,
                   size_t length, const struct pp_results *results,
                   struct pp_pool *pool, struct pp_document **out,
                   struct pp_error *err)
{
    struct pp_report *r = pp_report_of(results, pool);
    struct pp_template_name names[N_NAMES];
    struct pp_template_source source = {.names = names,
                                        .n_names = collect(names),
                                        .ctx = r,
                                        .text = source_text,
                                        .holds = source_holds,
                                        .count = source_count,
                                        .part = source_part};

    *out = NULL;
    r->d->edition = pp_pool_strdup(pool, edition);
    if (pp_template_fill(file, text, length, &source, r->d, err) != 0)
        return -1;
    foot(r);
    *out = r->d;
    return 0;
}
