#include "prepost/report/report.h"

#include <string.h>

#include "prepost/report/number_style.h"
#include "prepost/report/placeholders.h"

/* --- findings: what phrases need of each outcome -------------------------- */

static enum pp_no_finding why_none(const struct pp_outcome *o)
{
    if (o->is_unanswered)
        return PP_NO_FINDING_NO_ANSWERS;
    if (o->n_pairs < PP_MIN_AVERAGE)
        return PP_NO_FINDING_TOO_FEW;
    if (o->hidden || o->verdict.reason == PP_REASON_NO_VARIANCE)
        return PP_NO_FINDING_HIDDEN;
    return o->verdict.reason == PP_REASON_NO_ESTIMATE ? PP_NO_FINDING_RANGE
                                                      : PP_NO_FINDING_TOO_FEW;
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

static int per_100(long part, long whole)
{
    return part < 0 || whole <= 0 ? -1
                                  : pp_style_share((double)part, (double)whole);
}

/* Of an arm against the comparison, instead of one group's change. */
static void tell_contrast(const struct pp_contrast *c, struct pp_finding *f)
{
    f->change = c->adjusted.estimate;
    f->range = c->adjusted.ci;
    f->equivalence = c->equivalence_ci;
    f->pre = c->arm.pre_mean;
    f->post = c->arm.post_mean;
    f->n = c->arm.n_both;
    f->other_pre = c->comparison.pre_mean;
    f->other_post = c->comparison.post_mean;
    f->n_other = c->comparison.n_both;
    f->by_changes = c->change_score.estimate;
    f->by_changes_range = c->change_score.ci;
    f->people = c->arm.people;
    f->arm = c->is_one_of ? c->arm.name : NULL;
    f->left_per_100 = c->arm.n_left < 0 || c->comparison.n_left < 0
                          ? -1
                          : per_100(c->arm.n_left + c->comparison.n_left,
                                    c->arm.n_before + c->comparison.n_before);
}

/* Holm's adjustment is within them. */
static const char *family_of(const struct pp_results *results,
                             const struct pp_outcome *o)
{
    if (o->family_size == results->n_per_wave)
        return "outcomes";
    return o->plan->role == PP_PRIMARY ? "main outcomes" : "other outcomes";
}

static struct pp_finding finding_of(const struct pp_results *results,
                                    const struct pp_outcome *o,
                                    struct pp_pool *pool)
{
    const struct pp_plan *plan = results->plan;
    bool is_none = o->hidden || o->n_pairs < PP_MIN_AVERAGE ||
                   o->verdict.code == PP_VERDICT_NOT_ESTIMABLE;

    struct pp_finding f = {
        .level = results->evidence,
        .weaker = results->weaker_because,
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
        .n_outcomes = o->family_size,
        .family = family_of(results, o),
        .service = plan->service != NULL ? plan->service : "the service",
        .comparison = plan->comparison,
        .charity = plan->charity,
        .response = o->plan->response,
    };
    if (o->contrast.is_made)
        tell_contrast(&o->contrast, &f);
    return f;
}

/* --- the foot ------------------------------------------------------------- */

/* Whether a file before it holds the same: one file taken in under two names,
 * or at two waves. */
static bool is_told(const struct pp_input *inputs, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (strcmp(inputs[k].hash, inputs[i].hash) == 0)
            return true;
    return false;
}

static void foot(const struct pp_report *r)
{
    struct pp_prose *p = &r->d->foot;
    const struct pp_results *results = r->results;

    pp_prose_printf(r->d, p, "prepost %s \xC2\xB7 plan %.12s",
                    pp_report_version(r),
                    r->plan->hash != NULL ? r->plan->hash : "");
    for (size_t i = 0; i < results->n_inputs; i++)
        if (!is_told(results->inputs, i))
            pp_prose_printf(r->d, p, "%s%.12s",
                            i == 0 ? " \xC2\xB7 inputs " : ", ",
                            results->inputs[i].hash);
    pp_prose_printf(r->d, p, " \xC2\xB7 seed %lu \xC2\xB7 preset %s",
                    results->seed, r->rules->preset);
    if (results->has_erased)
        pp_prose_text(r->d, p,
                      results->may_be_back
                          ? " \xC2\xB7 some answers were erased on request; "
                            "people who came in after that may be the same, "
                            "as who was erased is not kept"
                          : " \xC2\xB7 some answers were erased on request "
                            "after they came in");
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

struct pp_report *pp_report_shown(const struct pp_results *disclosed,
                                  struct pp_pool *pool)
{
    struct pp_disclosure_rules *rules = pp_pool_alloc(pool, sizeof *rules);
    struct pp_report *r = pp_pool_alloc(pool, sizeof *r);

    *rules = pp_disclosure_rules_of(disclosed->plan);
    *r = (struct pp_report){.results = disclosed,
                            .plan = disclosed->plan,
                            .rules = rules,
                            .n_outcomes = disclosed->n_outcomes,
                            .pool = pool,
                            .d = pp_document_new(pool, disclosed->plan->title)};
    struct pp_finding *findings =
        pp_pool_array(pool, r->n_outcomes, sizeof *findings);
    for (size_t i = 0; i < r->n_outcomes; i++)
        findings[i] = finding_of(r->results, &r->results->outcomes[i], r->pool);
    r->findings = findings;
    return r;
}

int pp_report_of(const struct pp_results *results, struct pp_pool *pool,
                 struct pp_report **out, struct pp_error *err)
{
    struct pp_results *shown;

    *out = NULL;
    if (pp_disclose(results, pool, &shown, err) != 0)
        return -1;
    *out = pp_report_shown(shown, pool);
    return 0;
}

int pp_report_fill(struct pp_report *r, const char *edition, const char *file,
                   const char *text, size_t length, struct pp_error *err)
{
    struct pp_template_source source = pp_placeholders_source(r);

    r->d->edition = pp_pool_strdup(r->pool, edition);
    if (pp_template_fill(file, text, length, &source, r->d, err) != 0)
        return -1;
    foot(r);
    return 0;
}

int pp_report_make(const char *edition, const char *file, const char *text,
                   size_t length, const struct pp_results *results,
                   struct pp_pool *pool, struct pp_document **out,
                   struct pp_error *err)
{
    struct pp_report *r;

    *out = NULL;
    if (pp_report_of(results, pool, &r, err) != 0 ||
        pp_report_fill(r, edition, file, text, length, err) != 0)
        return -1;
    *out = r->d;
    return 0;
}
