#include "prepost/analysis/summary.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "prepost/analysis/column_list.h"
#include "prepost/analysis/comparison.h"
#include "prepost/analysis/share_funnel.h"
#include "prepost/base/alloc.h"
#include "prepost/stats/grouping.h"
#include "prepost/stats/paired_t.h"
#include "prepost/stats/proportion.h"

enum { MOST_NOTES = 12 };

/* Of the mean of four groups or more; so no range is narrower than its place's
 * own, where that does not tell how few its degrees of freedom are. */
enum { LEAST_DF = 1 };

/* What is being put together. */
struct work {
    const struct pp_summary *summaries;
    size_t n;
    struct pp_pool *pool;
    struct pp_plan *plan;
    const char **notes;
    size_t n_notes;
    bool has_groups;
};

static void note(struct work *w, const char *text)
{
    for (size_t i = 0; i < w->n_notes; i++)
        if (strcmp(w->notes[i], text) == 0)
            return;
    if (w->n_notes < MOST_NOTES)
        w->notes[w->n_notes++] = text;
}

/* --- do they go together -------------------------------------------------- */

static bool is_same(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static int check_waves(const struct pp_summary *a, const struct pp_summary *b,
                       struct pp_error *err)
{
    bool same = a->n_waves == b->n_waves;

    for (size_t i = 0; same && i < a->n_waves; i++)
        same = is_same(a->waves[i], b->waves[i]);
    if (same)
        return 0;
    return pp_fail(err, PP_EDATA,
                   "%s has %zu waves, from %s to %s; %s has %zu, from %s to "
                   "%s: they must be the same",
                   b->file, b->n_waves, b->waves[0], b->waves[b->n_waves - 1],
                   a->file, a->n_waves, a->waves[0], a->waves[a->n_waves - 1]);
}

static int check_files(const struct work *w, struct pp_error *err)
{
    const struct pp_summary *a = &w->summaries[0];

    for (size_t i = 1; i < w->n; i++) {
        const struct pp_summary *b = &w->summaries[i];
        for (size_t k = 0; k < i; k++)
            if (is_same(w->summaries[k].hash, b->hash))
                return pp_fail(err, PP_EDATA,
                               "%s is the same summary as %s: each may come "
                               "once",
                               b->file, w->summaries[k].file);
        if (!is_same(a->by, b->by))
            return pp_fail(err, PP_EDATA,
                           "%s is by %s, %s by %s: they must be by the same",
                           b->file, b->by, a->file, a->by);
        if (check_waves(a, b, err) != 0)
            return -1;
    }
    return 0;
}

/* One outcome as two files have it. */
static int check_outcomes(const struct pp_summary *a,
                          const struct pp_summary_outcome *x,
                          const struct pp_summary *b,
                          const struct pp_summary_outcome *y,
                          struct pp_error *err)
{
    if (!is_same(x->instrument, y->instrument) || !is_same(x->scale, y->scale))
        return pp_fail(err, PP_EDATA,
                       "%s is %s of %s in %s, and %s of %s in %s: they must be "
                       "the same questionnaire",
                       x->id, x->scale, x->instrument, a->file, y->scale,
                       y->instrument, b->file);
    if (!is_same(x->scoring, y->scoring) || x->min != y->min ||
        x->max != y->max || x->lower_is_better != y->lower_is_better)
        return pp_fail(err, PP_EDATA,
                       "%s is not scored alike: in %s \"%s\", in %s \"%s\"",
                       x->id, a->file, x->scoring, b->file, y->scoring);
    return 0;
}

/* --- one outcome of all files --------------------------------------------- */

/* One file's part of an outcome. */
struct part {
    const struct pp_summary *summary;
    const struct pp_summary_outcome *o;
};

struct parts {
    struct part *items;
    size_t n;
};

static bool is_outcome(const struct pp_summary_outcome *o, const char *id,
                       const char *wave)
{
    return strcmp(o->id, id) == 0 && strcmp(o->wave, wave) == 0;
}

static int gather(const struct work *w, const char *id, const char *wave,
                  struct parts *parts, struct pp_error *err)
{
    parts->n = 0;
    for (size_t i = 0; i < w->n; i++) {
        const struct pp_summary *s = &w->summaries[i];
        for (size_t k = 0; k < s->n_outcomes; k++) {
            if (!is_outcome(&s->outcomes[k], id, wave))
                continue;
            parts->items[parts->n++] = (struct part){s, &s->outcomes[k]};
            const struct part *first = &parts->items[0];
            if (check_outcomes(first->summary, first->o, s, &s->outcomes[k],
                               err) != 0)
                return -1;
        }
    }
    return 0;
}

/* The change that matters, where all plans set the same. */
static struct pp_sesoi sesoi_of(struct work *w, const struct parts *parts)
{
    const struct pp_sesoi *first = &parts->items[0].o->sesoi;

    for (size_t i = 1; i < parts->n; i++) {
        const struct pp_sesoi *s = &parts->items[i].o->sesoi;
        if (s->source == first->source &&
            (s->source == PP_SESOI_NONE || s->value == first->value))
            continue;
        note(w, pp_pool_printf(w->pool,
                               "%s: the plans do not set the same smallest "
                               "change that matters, so none is used.",
                               parts->items[0].o->id));
        return (struct pp_sesoi){PP_SESOI_NONE, NAN, NULL, NULL};
    }
    return *first;
}

/* What counts for one person, where it is the same everywhere. */
static struct pp_individual rule_of(struct work *w, const struct parts *parts)
{
    const struct pp_summary_outcome *first = parts->items[0].o;

    for (size_t i = 1; i < parts->n; i++) {
        const struct pp_summary_outcome *o = parts->items[i].o;
        if (o->amount_source == first->amount_source &&
            (o->amount_source == PP_AMOUNT_NONE || o->amount == first->amount))
            continue;
        note(w, pp_pool_printf(w->pool,
                               "%s: one person's change is not judged by the "
                               "same amount everywhere, so better and worse "
                               "are not counted.",
                               first->id));
        return (struct pp_individual){.source = PP_AMOUNT_NONE,
                                      .reliability = NAN};
    }
    if (first->amount_source == PP_AMOUNT_COMPUTED && parts->n > 1)
        note(w, "An amount worked out from the answers (Jacobson-Truax) is "
                "each place's own; one store would work out one from all.");
    return (struct pp_individual){.source = first->amount_source,
                                  .amount = first->amount,
                                  .threshold = first->amount,
                                  .reliability = NAN,
                                  .better_ci = PP_INTERVAL_NONE,
                                  .worse_ci = PP_INTERVAL_NONE};
}

/* Weighed by people: an alpha of all needs their answers. */
static double reliability_of(const struct parts *parts)
{
    double sum = 0, n = 0;

    for (size_t i = 0; i < parts->n; i++) {
        const struct pp_summary_outcome *o = parts->items[i].o;
        double people = 0;
        for (size_t k = 0; k < o->n_cohorts; k++)
            people += (double)o->cohorts[k].sums.n;
        if (!(o->reliability > 0) || people == 0)
            continue;
        sum += people * o->reliability;
        n += people;
    }
    return n > 0 ? sum / n : NAN;
}

static struct pp_individual counted(const struct pp_individual *rule,
                                    const struct pp_summary_cohort *c,
                                    double level)
{
    struct pp_individual out = *rule;

    out.better_ci = out.worse_ci = PP_INTERVAL_NONE;
    if (rule->source == PP_AMOUNT_NONE)
        return out;
    out.n = c->n_both;
    out.n_better = c->n_better;
    out.n_between = c->n_between;
    out.n_worse = c->n_worse;
    if (out.n > 0 && out.n_better >= 0)
        out.better_ci =
            pp_proportion_wilson((size_t)out.n_better, (size_t)out.n, level).ci;
    if (out.n > 0 && out.n_worse >= 0)
        out.worse_ci =
            pp_proportion_wilson((size_t)out.n_worse, (size_t)out.n, level).ci;
    return out;
}

static struct pp_cohort cohort_of(const struct pp_summary_cohort *c,
                                  const struct pp_individual *rule,
                                  bool is_group, double level)
{
    struct pp_cohort to = {.name = c->name,
                           .flow = {.name = c->name,
                                    .n_groups = c->n_groups,
                                    .n_people = PP_COUNT_HIDDEN,
                                    .n_before = c->n_before,
                                    .n_after = PP_COUNT_HIDDEN,
                                    .n_both = c->n_both,
                                    .n_before_only = PP_COUNT_HIDDEN,
                                    .n_after_only = PP_COUNT_HIDDEN},
                           .pre_mean = NAN,
                           .pre_sd = NAN,
                           .post_mean = NAN,
                           .change = NAN,
                           .sd_change = NAN,
                           .ci = PP_INTERVAL_NONE,
                           .se = NAN,
                           .df = NAN,
                           .d_pre = NAN,
                           .sums = c->sums,
                           .individual = counted(rule, c, level),
                           .shown = c->has_averages};

    if (!c->has_averages)
        return to;
    to.pre_mean = c->sums.pre_mean;
    to.pre_sd = sqrt(c->sums.pre_ss / (double)(c->sums.n - 1));
    to.post_mean = c->sums.post_mean;
    to.change = c->sums.post_mean - c->sums.pre_mean;
    to.sd_change = pp_cohort_sums_change_sd(&c->sums);
    to.se = c->se;
    to.df = isfinite(c->df) ? c->df : LEAST_DF;
    to.ci = pp_coefficient_make(to.change, to.se, to.df, level).ci;
    to.d_pre = to.change / to.pre_sd;
    to.ignores_groups =
        !is_group && c->n_groups > 0 && c->n_groups < PP_FEWEST_GROUPS;
    return to;
}

/* --- cohorts of all files ------------------------------------------------- */

struct named {
    const struct pp_summary_cohort *cohort;
    const struct pp_summary *summary;
};

static int by_name(const void *a, const void *b)
{
    const struct named *x = a, *y = b;

    return strcmp(x->cohort->name, y->cohort->name);
}

/* All of them in the order of their names, as a store would have them. */
static int line_up(struct work *w, const struct parts *parts,
                   struct named **out, size_t *n, struct pp_error *err)
{
    size_t most = 0;

    for (size_t i = 0; i < parts->n; i++)
        most += parts->items[i].o->n_cohorts;
    struct named *named = pp_pool_array(w->pool, most + 1, sizeof *named);
    *n = 0;
    for (size_t i = 0; i < parts->n; i++)
        for (size_t k = 0; k < parts->items[i].o->n_cohorts; k++)
            named[(*n)++] = (struct named){&parts->items[i].o->cohorts[k],
                                           parts->items[i].summary};
    qsort(named, *n, sizeof *named, by_name);
    for (size_t i = 1; i < *n; i++)
        if (by_name(&named[i - 1], &named[i]) == 0)
            return pp_fail(err, PP_EDATA,
                           "\"%s\" is in %s and in %s, and each may come "
                           "once: leave one file out if they are the same "
                           "people; if they are not, --apart names each by its "
                           "file",
                           named[i].cohort->name, named[i - 1].summary->file,
                           named[i].summary->file);
    *out = named;
    return 0;
}

static void note_cohort(struct work *w, const struct pp_summary_cohort *c)
{
    if (c->has_averages && !c->is_exact)
        note(w, "Some averages and spreads are rounded, as exact ones would "
                "have said too much of one person: what is made of them is as "
                "near as they are.");
    if (c->has_averages && !isfinite(c->df))
        note(w, "Some ranges rest on so few support groups that their degrees "
                "of freedom are not handed on: they are as of 1 here, and "
                "wider than the place's own.");
    if (c->n_groups > 0)
        note(w, "Support groups are named here: comparing people who started "
                "alike does not allow for them.");
    w->has_groups |= c->n_groups > 0;
}

/* --- an outcome without a store ------------------------------------------- */

static const struct pp_scale *scale_of(const struct pp_summary_outcome *o,
                                       struct pp_pool *pool)
{
    struct pp_scale *scale = pp_pool_alloc(pool, sizeof *scale);

    *scale = (struct pp_scale){.id = o->scale,
                               .name = o->scale_name,
                               .factor = 1,
                               .min = o->min,
                               .max = o->max,
                               .lower_is_better = o->lower_is_better,
                               .decimals = o->decimals,
                               .words = {o->words, o->words, NULL}};
    return scale;
}

/* Rounded counts would not bear it, and members of a group are alike. */
static bool can_judge_shares(const struct named *named, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!named[i].cohort->is_exact || named[i].cohort->n_groups > 0 ||
            named[i].summary->nearest > 1)
            return false;
    return true;
}

static int pool_outcome(struct work *w, const struct parts *parts, size_t wave,
                        struct pp_plan_outcome *planned, struct pp_outcome *out,
                        struct pp_error *err)
{
    const struct pp_summary_outcome *first = parts->items[0].o;
    struct pp_instrument *instrument =
        pp_pool_alloc(w->pool, sizeof *instrument);
    struct named *named = NULL;
    size_t n = 0;

    if (line_up(w, parts, &named, &n, err) != 0)
        return -1;
    struct pp_cohort *cohorts = pp_pool_array(w->pool, n + 1, sizeof *cohorts);
    const struct pp_scale *scale = scale_of(first, w->pool);
    *instrument = (struct pp_instrument){.id = first->instrument,
                                         .short_name = first->instrument_name,
                                         .name = first->instrument_name,
                                         .scales = scale,
                                         .n_scales = 1};
    *planned = (struct pp_plan_outcome){
        .id = first->id,
        .role = first->is_primary ? PP_PRIMARY : PP_SECONDARY,
        .sesoi = sesoi_of(w, parts)};
    *out = (struct pp_outcome){.plan = planned,
                               .wave = wave,
                               .instrument = instrument,
                               .scale = scale,
                               .provisional = first->is_provisional,
                               .individual = rule_of(w, parts)};
    for (size_t i = 0; i < n; i++) {
        cohorts[i] = cohort_of(named[i].cohort, &out->individual,
                               pp_column_list_has(w->summaries[0].by, "group"),
                               w->plan->level);
        note_cohort(w, named[i].cohort);
    }
    out->comparison =
        (struct pp_comparison){.by = w->summaries[0].by,
                               .cohorts = cohorts,
                               .n_cohorts = n,
                               .reliability = reliability_of(parts),
                               .p = NAN,
                               .p_holm = NAN};
    pp_comparison_settle(&out->comparison, w->plan->level, w->pool);
    if (can_judge_shares(named, n))
        out->comparison.better = pp_share_funnel_of(&out->comparison, w->pool);
    out->hidden = n == 0;
    return 0;
}

/* --- the whole ------------------------------------------------------------ */

/* Wave by wave; in each the outcomes of the first file, then those that only
 * later ones have. */
struct list {
    const char **id, **wave;
    size_t n;
};

static void list_add(struct list *l, const struct pp_summary_outcome *o)
{
    for (size_t j = 0; j < l->n; j++)
        if (is_outcome(o, l->id[j], l->wave[j]))
            return;
    l->id[l->n] = o->id;
    l->wave[l->n++] = o->wave;
}

static struct list list_outcomes(const struct work *w)
{
    const struct pp_summary *first = &w->summaries[0];
    size_t most = 0;

    for (size_t i = 0; i < w->n; i++)
        most += w->summaries[i].n_outcomes;
    struct list l = {pp_pool_array(w->pool, most + 1, sizeof(char *)),
                     pp_pool_array(w->pool, most + 1, sizeof(char *)), 0};
    for (size_t wave = 0; wave < first->n_waves; wave++)
        for (size_t i = 0; i < w->n; i++)
            for (size_t k = 0; k < w->summaries[i].n_outcomes; k++)
                if (is_same(w->summaries[i].outcomes[k].wave,
                            first->waves[wave]))
                    list_add(&l, &w->summaries[i].outcomes[k]);
    return l;
}

static const char *title_of(const struct work *w)
{
    for (size_t i = 1; i < w->n; i++)
        if (strcmp(w->summaries[i].title, w->summaries[0].title) != 0)
            return pp_pool_printf(w->pool, "%zu evaluations together", w->n);
    return w->summaries[0].title;
}

static struct pp_plan *plan_of(const struct work *w, double level,
                               size_t n_outcomes)
{
    const struct pp_summary *first = &w->summaries[0];
    struct pp_plan *plan = pp_pool_alloc(w->pool, sizeof *plan);
    struct pp_wave *waves =
        pp_pool_array(w->pool, first->n_waves, sizeof *waves);

    for (size_t i = 0; i < first->n_waves; i++)
        waves[i] =
            (struct pp_wave){.id = first->waves[i], .name = first->waves[i]};
    *plan = (struct pp_plan){.title = title_of(w),
                             .waves = waves,
                             .n_waves = first->n_waves,
                             .n_outcomes = n_outcomes,
                             .level = isnan(level) ? first->level : level};
    for (size_t i = 0; i < w->n; i++)
        plan->made_up |= w->summaries[i].made_up;
    return plan;
}

static size_t wave_index(const struct pp_plan *plan, const char *id)
{
    for (size_t i = 0; i < plan->n_waves; i++)
        if (strcmp(plan->waves[i].id, id) == 0)
            return i;
    return plan->n_waves - 1;
}

/* Another outcome of that name, which may be of the same questionnaire. */
static const struct pp_outcome *namesake(const struct pp_outcome *all, size_t n,
                                         const struct pp_outcome *o)
{
    const struct pp_outcome *found = NULL;

    for (size_t i = 0; i < n; i++) {
        if (is_same(all[i].plan->id, o->plan->id) ||
            !is_same(all[i].scale->words.outcome, o->scale->words.outcome))
            continue;
        if (is_same(all[i].instrument->id, o->instrument->id))
            return &all[i];
        found = &all[i];
    }
    return found;
}

/* As model/plan_names.c does in one plan: each of these may come from another,
 * where it has no namesake. */
static void tell_apart(const struct work *w, struct pp_outcome *outcomes,
                       size_t n)
{
    const char **words = pp_pool_array(w->pool, n + 1, sizeof *words);

    for (size_t i = 0; i < n; i++) {
        const struct pp_outcome *o = &outcomes[i];
        const struct pp_outcome *other = namesake(outcomes, n, o);
        words[i] = o->scale->words.outcome;
        if (other != NULL)
            words[i] =
                pp_pool_printf(w->pool, "%s (%s)", words[i],
                               is_same(other->instrument->id, o->instrument->id)
                                   ? o->scale->name
                                   : o->instrument->short_name);
    }
    for (size_t i = 0; i < n; i++) {
        struct pp_scale *scale = pp_pool_alloc(w->pool, sizeof *scale);
        *scale = *outcomes[i].scale;
        scale->words.outcome = scale->words.score = words[i];
        outcomes[i].scale = scale;
    }
}

/* Holm counts the outcomes of one wave, as in a store. */
static void decide(struct pp_outcome *outcomes, size_t n, double level)
{
    for (size_t from = 0, to = 0; from < n; from = to) {
        while (to < n && outcomes[to].wave == outcomes[from].wave)
            to++;
        pp_comparisons_decide(&outcomes[from], to - from, level);
    }
}

int pp_pool_summaries(const struct pp_summary *summaries, size_t n,
                      double level, struct pp_pool *pool, struct pp_pooled *out,
                      struct pp_error *err)
{
    struct work w = {.summaries = summaries, .n = n, .pool = pool};
    struct parts parts = {pp_pool_array(pool, n + 1, sizeof *parts.items), 0};

    *out = (struct pp_pooled){.results = NULL};
    w.notes = pp_pool_array(pool, MOST_NOTES, sizeof *w.notes);
    if (check_files(&w, err) != 0)
        return -1;
    struct list l = list_outcomes(&w);
    struct pp_outcome *outcomes =
        pp_pool_array(pool, l.n + 1, sizeof *outcomes);
    struct pp_plan_outcome *planned =
        pp_pool_array(pool, l.n + 1, sizeof *planned);
    struct pp_results *results = pp_pool_alloc(pool, sizeof *results);
    w.plan = plan_of(&w, level, l.n);
    w.plan->outcomes = planned;
    for (size_t i = 0; i < l.n; i++) {
        if (gather(&w, l.id[i], l.wave[i], &parts, err) != 0 ||
            pool_outcome(&w, &parts, wave_index(w.plan, l.wave[i]), &planned[i],
                         &outcomes[i], err) != 0)
            return -1;
    }
    tell_apart(&w, outcomes, l.n);
    decide(outcomes, l.n, w.plan->level);
    *results = (struct pp_results){.plan = w.plan,
                                   .outcomes = outcomes,
                                   .n_outcomes = l.n,
                                   .level = w.plan->level,
                                   .version = PP_VERSION};
    *out = (struct pp_pooled){results, w.notes, w.n_notes, w.has_groups};
    return 0;
}
