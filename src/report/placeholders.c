#include "prepost/report/placeholders.h"

#include <string.h>

#include "prepost/model/words.h"
#include "prepost/report/phrases.h"

static const char *title(const struct pp_report *r)
{
    switch (r->results->evidence) {
    case PP_EVIDENCE_COMPARISON:
        return pp_report_printf(r, "%s: compared with %s", r->plan->title,
                                r->findings[0].comparison);
    case PP_EVIDENCE_RANDOMISED:
        return pp_report_printf(r, "%s: findings of a trial", r->plan->title);
    case PP_EVIDENCE_LOOKING_BACK:
        return pp_report_printf(r, "%s: what people told us, looking back",
                                r->plan->title);
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
    return pp_report_version(r);
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
    {"region_order", "a sentence: in what order regions stand",
     pp_report_region_order},
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
    return pp_phrase_label_at(r->findings[i].code, r->findings[i].level);
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
    return pp_report_has_averages(r, i)
               ? pp_phrase_detail(r->pool, &r->findings[i])
               : pp_phrase_why_not(r->findings[i].why, 1);
}

static const char *outcome_meaning(const struct pp_report *r, size_t i)
{
    return pp_phrase_meaning(r->pool, &r->findings[i], PP_ONE_DIRECTION);
}

static const char *outcome_reason(const struct pp_report *r, size_t i)
{
    return pp_report_has_averages(r, i)
               ? pp_phrase_reason(r->pool, &r->findings[i])
               : "";
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
    {"outcome.headline", "outcomes",
     "its finding as a sentence, which says what outcome.label says",
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
    return r->results->flow.n_regions > 1 && !pp_report_has_arms(r);
}

/* Fewer than five say too little of what a sixth would do. */
static bool has_own_words(const struct pp_report *r)
{
    return r->plan->own_words != NULL;
}

static bool is_made_up(const struct pp_report *r)
{
    return r->plan->made_up;
}

bool pp_report_has_individuals(const struct pp_report *r)
{
    for (size_t i = 0; i < r->n_outcomes; i++) {
        const struct pp_individual *p = &r->results->outcomes[i].individual;
        if (p->source != PP_AMOUNT_NONE && p->n >= PP_MIN_AVERAGE &&
            !r->results->outcomes[i].hidden)
            return true;
    }
    return false;
}

size_t pp_report_regions_apart(const struct pp_report *r)
{
    size_t most = 0;

    for (size_t i = 0; i < r->n_outcomes; i++) {
        const struct pp_between *b = r->results->outcomes[i].comparison.between;
        if (pp_report_has_averages(r, i) && b != NULL && b->k > most)
            most = b->k;
    }
    return most;
}

static bool is_compared(const struct pp_report *r, size_t i)
{
    const struct pp_comparison *c = &r->results->outcomes[i].comparison;

    return pp_report_has_averages(r, i) && c->between != NULL &&
           c->between->k > 1;
}

const char *pp_report_only_compared(const struct pp_report *r)
{
    const struct pp_comparison *first = NULL;
    bool is_all = true, is_same = true;

    for (size_t i = 0; i < r->n_outcomes; i++) {
        const struct pp_comparison *c = &r->results->outcomes[i].comparison;
        if (!is_compared(r, i))
            continue;
        first = first != NULL ? first : c;
        for (size_t k = 0; k < c->n_cohorts; k++) {
            is_all &= c->cohorts[k].shown;
            is_same &= c->cohorts[k].shown == first->cohorts[k].shown;
        }
    }
    if (is_all)
        return NULL;
    const char **names =
        pp_pool_array(r->pool, first->n_cohorts, sizeof *names);
    size_t n = 0;
    for (size_t k = 0; k < first->n_cohorts; k++)
        if (first->cohorts[k].shown)
            names[n++] = first->cohorts[k].name;
    return pp_phrase_only_compared(
        r->pool, is_same ? pp_phrase_join(r->pool, names, n, "and") : NULL);
}

static bool has_regions_apart(const struct pp_report *r)
{
    return has_regions(r) && pp_report_regions_apart(r) > 1;
}

static bool has_individuals(const struct pp_report *r)
{
    return pp_report_has_individuals(pp_report_lead(r));
}

static bool is_locked(const struct pp_report *r)
{
    return pp_plan_record_is_all_fixed(&r->results->record);
}

static bool has_looked_back(const struct pp_report *r)
{
    return r->results->evidence == PP_EVIDENCE_LOOKING_BACK;
}

static const struct {
    const char *name, *summary;
    bool (*holds)(const struct pp_report *r);
} CONDITIONS[] = {
    {"regions", "there is more than one region", has_regions},
    {"regions_apart", "two regions or more can be shown side by side",
     has_regions_apart},
    {"arms", "people are compared with others", pp_report_has_arms},
    {"own_words", "the plan has words of the charity's own", has_own_words},
    {"made_up", "the data are made up", is_made_up},
    {"individuals", "people can be counted as better or worse",
     has_individuals},
    {"locked", "the plan was locked", is_locked},
    {"looking_back", "both ratings were given at the end", has_looked_back},
};

static const struct {
    const char *name, *summary;
} LISTS[] = {
    {"outcomes", "every outcome, in plan order"},
    {"regions", "every region, by name"},
};

enum {
    N_TEXTS = sizeof TEXTS / sizeof TEXTS[0],
    N_ITEM_TEXTS = sizeof ITEM_TEXTS / sizeof ITEM_TEXTS[0],
    N_CONDITIONS = sizeof CONDITIONS / sizeof CONDITIONS[0],
    N_LISTS = sizeof LISTS / sizeof LISTS[0]
};

size_t pp_placeholders(struct pp_pool *pool,
                       const struct pp_template_name **names)
{
    struct pp_template_name *all = pp_pool_array(
        pool, N_TEXTS + N_ITEM_TEXTS + N_CONDITIONS + N_LISTS + PP_N_PARTS,
        sizeof *all);
    size_t n = 0;

    for (size_t i = 0; i < N_TEXTS; i++)
        all[n++] = (struct pp_template_name){PP_NAME_TEXT, TEXTS[i].name, NULL,
                                             TEXTS[i].summary};
    for (size_t i = 0; i < N_ITEM_TEXTS; i++)
        all[n++] = (struct pp_template_name){PP_NAME_TEXT, ITEM_TEXTS[i].name,
                                             ITEM_TEXTS[i].list,
                                             ITEM_TEXTS[i].summary};
    for (size_t i = 0; i < N_CONDITIONS; i++)
        all[n++] = (struct pp_template_name){
            PP_NAME_CONDITION, CONDITIONS[i].name, NULL, CONDITIONS[i].summary};
    for (size_t i = 0; i < N_LISTS; i++)
        all[n++] = (struct pp_template_name){PP_NAME_LIST, LISTS[i].name, NULL,
                                             LISTS[i].summary};
    for (size_t i = 0; i < PP_N_PARTS; i++)
        all[n++] =
            (struct pp_template_name){PP_PARTS[i]->kind, PP_PARTS[i]->id,
                                      PP_PARTS[i]->list, PP_PARTS[i]->summary};
    *names = all;
    return n;
}

/* --- what fills them ------------------------------------------------------ */

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
    for (size_t i = 0; i < PP_N_PARTS; i++) {
        if (strcmp(PP_PARTS[i]->id, name) == 0)
            return PP_PARTS[i]->make(r, item, into, err);
    }
    return pp_fail(err, PP_EBUG, "no part %s", name);
}

static const char *source_banned(void *ctx, const char *text, size_t *at,
                                 size_t *n, const char **of)
{
    const struct pp_report *r = ctx;
    const struct pp_text_list names = pp_words_names(r->plan, r->pool);
    const struct pp_word *word = pp_words_find(
        text, strlen(text), r->results->evidence, &names, 0, at, n);

    *of = pp_words_said_of(r->results->evidence);
    return word != NULL ? word->instead : NULL;
}

struct pp_template_source pp_placeholders_source(struct pp_report *r)
{
    struct pp_template_source source = {.ctx = r,
                                        .text = source_text,
                                        .holds = source_holds,
                                        .count = source_count,
                                        .part = source_part,
                                        .banned = source_banned};

    source.n_names = pp_placeholders(r->pool, &source.names);
    return source;
}
