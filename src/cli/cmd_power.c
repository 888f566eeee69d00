#include <math.h>
#include <string.h>
#include <unistd.h>

#include "power_store.h"
#include "prepost/base/json.h"
#include "prepost/base/number.h"
#include "prepost/cli/evaluation.h"
#include "prepost/cli/reports.h"
#include "prepost/report/planning_document.h"
#include "prepost/store/load.h"

struct settings {
    struct pp_common common;
    double sesoi, sd, sd_change, correlation, power, dropout, icc, group_size;
    long family, pairs;
    bool two_arms, from_store, no_store;
};

static const struct settings defaults = {.sesoi = NAN,
                                         .sd = NAN,
                                         .sd_change = NAN,
                                         .correlation = NAN,
                                         .power = .8,
                                         .dropout = NAN,
                                         .icc = NAN,
                                         .group_size = 0,
                                         .family = 0,
                                         .pairs = 0};

static const struct pp_option options[] = {
    PP_OPTION_NUMBER("sesoi", "X", struct settings, sesoi, 1e-6, 1e6,
                     "the average change that would matter, in points "
                     "(default: the plan's)"),
    PP_OPTION_NUMBER("sd", "X", struct settings, sd, 1e-6, 1e6,
                     "SD of the scores (default: that of the first answers "
                     "imported, of 10 people or more; else the widest "
                     "published)"),
    PP_OPTION_FLAG("from-store", struct settings, from_store,
                   "nothing but the answers that were imported: an outcome "
                   "with fewer than 10 people's is left out"),
    PP_OPTION_FLAG("no-store", struct settings, no_store,
                   "as before anybody answered: published SDs and a guess"),
    PP_OPTION_NUMBER("correlation", "R", struct settings, correlation, 0, .99,
                     "of before with after (default: that of 10 or more who "
                     "answered twice; else 0.6)"),
    PP_OPTION_NUMBER("sd-change", "X", struct settings, sd_change, 1e-6, 1e6,
                     "SD of people's changes, in place of those two"),
    PP_OPTION_NUMBER("power", "P", struct settings, power, .5, .999,
                     "chance of finding it (default: 0.8)"),
    PP_OPTION_NUMBER("dropout", "PERCENT", struct settings, dropout, 0, 95,
                     "of 100 people asked, how many will not answer again "
                     "(default: as many as did not so far; else 0)"),
    PP_OPTION_WHOLE("family", "N", struct settings, family, 1, 1000,
                    "how many outcomes of the same role are looked at "
                    "(default: the plan's; 1)"),
    PP_OPTION_NUMBER("group-size", "N", struct settings, group_size, 2, 1000,
                     "people come in support groups of about so many (default: "
                     "as those who answered twice, of 4 groups or more, where "
                     "the plan names groups)"),
    PP_OPTION_NUMBER("icc", "R", struct settings, icc, 0, .9,
                     "how alike changes within a group are (default: 0.05; as "
                     "alike as theirs)"),
    PP_OPTION_FLAG("two-arms", struct settings, two_arms,
                   "against a comparison group: people in each (the default "
                   "where the plan has arms)"),
    PP_OPTION_WHOLE("pairs", "N", struct settings, pairs, 2, 10000000,
                    "what so many would be able to say"),
    PP_OPTION_END};

/* --- what is planned for -------------------------------------------------- */

static const struct pp_norm *widest(const struct pp_scale *scale)
{
    const struct pp_norm *found = NULL;

    for (size_t i = 0; i < scale->n_norms; i++)
        if (scale->norms[i].sd > 0 &&
            (found == NULL || scale->norms[i].sd > found->sd))
            found = &scale->norms[i];
    return found;
}

/* What was said, then what was published, then what is usual. */
static int fill(const struct settings *s, const struct pp_scale *scale,
                double sesoi, const char *id, const struct power_store *found,
                struct pp_planned *out, struct pp_error *err)
{
    const struct pp_norm *norm = scale != NULL ? widest(scale) : NULL;

    out->id = id;
    out->scale = scale;
    out->sesoi = isnan(s->sesoi) ? sesoi : s->sesoi;
    out->sd = s->sd;
    out->correlation = s->correlation;
    if (found != NULL && isnan(s->sd) && isnan(s->sd_change)) {
        out->sd = found->sd;
        out->is_from_store = !isnan(found->sd);
        out->is_stored_correlation =
            isnan(s->correlation) && !isnan(found->correlation);
        if (out->is_stored_correlation)
            out->correlation = found->correlation;
    }
    out->is_usual_correlation = isnan(out->correlation);
    if (out->is_usual_correlation)
        out->correlation = .6;
    if (isnan(out->sd) && isnan(s->sd_change) && norm != NULL) {
        out->sd = norm->sd;
        out->norm = norm;
    }
    out->sd_change = s->sd_change;
    if (isnan(out->sesoi))
        return pp_fail(err, PP_EUSAGE,
                       "%s: how much would matter is not known; --sesoi says "
                       "it, in points of the average",
                       id);
    if (isnan(out->sd) && isnan(out->sd_change))
        return pp_fail(err, PP_EUSAGE,
                       "%s: no SD of it is published; --sd says one (or "
                       "--sd-change, of people's changes), and so do the first "
                       "answers of %d people once they are imported",
                       id, POWER_LEAST_PEOPLE);
    if (scale != NULL && out->sesoi >= scale->max - scale->min)
        return pp_fail(err, PP_EUSAGE,
                       "--sesoi %g: expected less than %g points, the width of "
                       "%s",
                       out->sesoi, scale->max - scale->min, scale->name);
    return 0;
}

static void set_planning(const struct settings *s, double level, bool two_arms,
                         size_t family, struct pp_planned *out)
{
    double sd = out->sd_change;

    if (isnan(sd))
        sd = two_arms ? pp_planning_sd_residual(out->sd, out->correlation)
                      : pp_planning_sd_change(out->sd, out->correlation);
    out->sd_change = sd;
    out->planning = (struct pp_planning){
        .sd_change = sd,
        .sesoi = out->sesoi,
        .level = isnan(s->common.level) ? level : s->common.level,
        .n_tests = s->family > 0 ? (size_t)s->family : family,
        .group_size = s->group_size,
        .icc = isnan(s->icc) ? POWER_LEAST_ICC : s->icc,
        .is_two_arms = two_arms};
}

/* Groups that the plan names are allowed for, or it is said that they are not.
 * With arms, whole groups may be in one: what is stored does not tell. */
static void set_groups(const struct power_store *found, bool two_arms,
                       struct pp_planning_page *page, struct pp_planned *out)
{
    if (two_arms || isnan(found->icc)) {
        page->leaves_groups_out = true;
        return;
    }
    if (!(found->group_size > 1))
        return; /* nobody shares one */
    out->planning.group_size = found->group_size;
    out->planning.icc = found->icc;
    out->are_groups_from_store = true;
}

static size_t family_of(const struct pp_plan *plan, enum pp_role role)
{
    size_t n = 0;

    for (size_t i = 0; i < plan->n_outcomes; i++)
        n += plan->outcomes[i].role == role;
    /* Arms that were named each make a test; else there is one. */
    return n * (plan->arms.n_names > 0 ? plan->arms.n_names : 1);
}

/* Every outcome of the plan, or the one of that id. Those of
 * which too little is known are left out, and said, when others are not. */
static int from_plan(const struct settings *s, const struct pp_plan *plan,
                     const struct pp_dataset *dataset, const char *id,
                     struct pp_pool *pool, struct pp_planning_page *page,
                     struct pp_planned *out, size_t *n, size_t *n_left,
                     struct pp_error *err)
{
    bool two_arms = s->two_arms || plan->arms.column != NULL;
    struct pp_error *left = pp_pool_array(pool, plan->n_outcomes, sizeof *left);

    *n = *n_left = 0;
    for (size_t i = 0; i < plan->n_outcomes; i++) {
        const struct pp_plan_outcome *o = &plan->outcomes[i];
        if (id != NULL && strcmp(o->id, id) != 0)
            continue;
        const struct pp_scale *scale =
            &plan->instruments[o->instrument].instrument->scales[o->scale];
        struct power_store found = POWER_STORE_NONE;
        if (dataset != NULL)
            found = power_store_look(plan, o, dataset, pool);
        if (s->from_store && isnan(found.sd)) {
            pp_fail(&left[(*n_left)++], PP_EUSAGE,
                    "%s: the store has too few first answers for an SD; "
                    "expected those of %d people or more, not nearly all alike",
                    o->id, POWER_LEAST_PEOPLE);
            continue;
        }
        if (fill(s, scale, o->sesoi.value, o->id, &found, &out[*n],
                 &left[*n_left]) != 0) {
            ++*n_left;
            continue;
        }
        /* Of all outcomes, the most who were left without a second score. */
        if (isnan(s->dropout) && found.left > page->dropout) {
            page->dropout = found.left;
            page->is_dropout_from_store = true;
        }
        set_planning(s, plan->level, two_arms, family_of(plan, o->role),
                     &out[*n]);
        if (s->group_size == 0 && power_plan_has_groups(plan))
            set_groups(&found, two_arms, page, &out[*n]);
        ++*n;
    }
    if (*n == 0 && *n_left > 0) {
        *err = left[0];
        return -1;
    }
    for (size_t i = 0; i < *n_left; i++)
        fprintf(stderr, "prepost: left out: %s\n", left[i].text);
    return 0;
}

/* A scale that no plan has to name: "phq9.total", or "phq9" with one scale. */
static int from_instrument(const struct settings *s,
                           struct pp_catalogue *catalogue, const char *id,
                           struct pp_pool *pool, struct pp_planned *out,
                           struct pp_error *err)
{
    struct pp_buffer known = PP_BUFFER_INIT;
    struct pp_notes notes;
    size_t length = strcspn(id, ".");
    const char *name = pp_pool_strndup(pool, id, length);
    size_t scale = 0;

    pp_notes_init(&notes, pool, 20);
    const struct pp_instrument *instrument =
        pp_catalogue_find(name, &notes, catalogue);
    if (instrument == NULL) {
        const char *near = pp_catalogue_closest(catalogue, name);
        pp_notes_show(&notes, PP_NOTE_ERROR);
        if (notes.n_by_severity[PP_NOTE_ERROR] > 0)
            return pp_fail(err, PP_EDATA, "the definition of %s has mistakes",
                           name);
        return pp_fail(err, PP_EUSAGE,
                       "there is no questionnaire \"%s\"%s%s%s; prepost "
                       "instrument list shows them",
                       name, near != NULL ? "; did you mean \"" : "",
                       near != NULL ? near : "", near != NULL ? "\"?" : "");
    }
    bool is_found =
        id[length] == '\0'
            ? instrument->n_scales == 1
            : pp_instrument_scale(instrument, id + length + 1, &scale) != NULL;
    if (is_found) {
        const char *full = pp_pool_printf(pool, "%s.%s", instrument->id,
                                          instrument->scales[scale].id);
        if (fill(s, &instrument->scales[scale], NAN, full, NULL, out, err) != 0)
            return -1;
        set_planning(s, .95, s->two_arms, 1, out);
        return 0;
    }
    for (size_t i = 0; i < instrument->n_scales; i++)
        pp_buffer_printf(&known, "%s%s.%s", i > 0 ? ", " : "", instrument->id,
                         instrument->scales[i].id);
    pp_fail(err, PP_EUSAGE, "\"%s\": which scale? there are: %s", id,
            pp_buffer_text(&known));
    pp_buffer_clear(&known);
    return -1;
}

/* --- from the command line ------------------------------------------------ */

static bool has_plan(const struct settings *s, struct pp_pool *pool)
{
    const struct pp_evaluation here = {.pool = pool, .dir = s->common.dir};

    return access(pp_evaluation_path(&here, "evaluation.yaml"), F_OK) == 0;
}

static struct pp_planning_page page_of(const struct settings *s)
{
    return (struct pp_planning_page){
        .power = s->power,
        .dropout = isnan(s->dropout) ? 0 : s->dropout / 100,
        .pairs = s->pairs};
}

static int show(const struct settings *s, const struct pp_planning_page *page,
                struct pp_pool *pool, FILE *out, struct pp_error *err)
{
    if (s->common.format != NULL && strcmp(s->common.format, "json") == 0) {
        struct pp_buffer text = PP_BUFFER_INIT;
        json_t *o = pp_planning_json(page);
        pp_json_print(o, &text);
        fputs(pp_buffer_text(&text), out);
        json_decref(o);
        pp_buffer_clear(&text);
        return 0;
    }
    struct pp_document *d = pp_document_new(pool, "How many people");
    pp_planning_document(d, page);
    return pp_document_show(d, out, err);
}

static int check(const struct settings *s, struct pp_error *err)
{
    if (!isnan(s->sd_change) && (!isnan(s->sd) || !isnan(s->correlation)))
        return pp_fail(err, PP_EUSAGE,
                       "--sd-change stands in place of --sd and --correlation: "
                       "give one or the other");
    if (!isnan(s->icc) && s->group_size == 0)
        return pp_fail(err, PP_EUSAGE,
                       "--icc needs --group-size: how many people a group has");
    if (s->from_store && (!isnan(s->sd) || !isnan(s->sd_change)))
        return pp_fail(err, PP_EUSAGE,
                       "--from-store stands in place of --sd and --sd-change: "
                       "give one or the other");
    if (s->from_store && s->no_store)
        return pp_fail(err, PP_EUSAGE,
                       "--from-store and --no-store: give one or the other");
    return 0;
}

static int without_plan(const struct settings *s, const char *id, FILE *out,
                        struct pp_error *err)
{
    struct pp_pool *pool = pp_pool_new();
    struct pp_planned planned = {.id = NULL};
    int status = -1;

    if (s->from_store)
        pp_fail(err, PP_EUSAGE,
                "--from-store: there is no plan here (-C DIR says where one "
                "is)");
    else if (id != NULL)
        status = from_instrument(s, pp_catalogue_new(pool, s->common.dir), id,
                                 pool, &planned, err);
    else if (isnan(s->sesoi))
        pp_fail(err, PP_EUSAGE,
                "power of what? a scale (phq9.total), a folder with a plan "
                "(-C DIR), or --sesoi with --sd");
    else
        status = fill(s, NULL, NAN, "the outcome", NULL, &planned, err);
    if (status == 0 && id == NULL)
        set_planning(s, .95, s->two_arms, 1, &planned);
    if (status == 0) {
        struct pp_planning_page page = page_of(s);
        page.planned = &planned;
        page.n = 1;
        status = show(s, &page, pool, out, err);
    }
    pp_pool_free(pool);
    return status;
}

/* Within arms, regions are not compared. */
static bool has_regions(const struct settings *s, const struct pp_plan *plan)
{
    if (s->two_arms || plan->arms.column != NULL)
        return false;
    if (plan->region.headings.n > 0)
        return true;
    for (size_t i = 0; i < plan->n_files; i++)
        if (plan->files[i].region != NULL)
            return true;
    return false;
}

static int with_plan(const struct settings *s, const char *id, FILE *out,
                     struct pp_error *err)
{
    struct pp_evaluation evaluation;
    const struct pp_dataset *dataset = NULL;
    size_t n, n_left;

    if (pp_evaluation_open(&s->common, &evaluation, err) != 0)
        return -1;
    bool has_store =
        access(pp_evaluation_path(&evaluation, "evaluation.db"), F_OK) == 0;
    if ((s->from_store || (has_store && !s->no_store)) &&
        (pp_evaluation_open_store(&evaluation, PP_STORE_READ, err) != 0 ||
         pp_store_load(evaluation.store, evaluation.plan, PP_BY_PSEUDONYM,
                       evaluation.pool, &dataset, err) != 0)) {
        pp_evaluation_close(&evaluation);
        return -1;
    }
    struct pp_planned *planned = pp_pool_array(
        evaluation.pool, evaluation.plan->n_outcomes + 1, sizeof *planned);
    struct pp_planning_page page = page_of(s);
    int status = from_plan(s, evaluation.plan, dataset, id, evaluation.pool,
                           &page, planned, &n, &n_left, err);
    if (status == 0 && n == 0 && s->from_store)
        status = pp_fail(err, PP_EUSAGE,
                         "--from-store: %s is no outcome of the plan",
                         id != NULL ? id : "that");
    bool is_planned = n > 0;
    if (status == 0 && n == 0) {
        n = 1; /* a scale that the plan does not have */
        status = from_instrument(s, evaluation.catalogue, id, evaluation.pool,
                                 planned, err);
    }
    page.planned = planned;
    page.n = n;
    page.has_more_times = is_planned && evaluation.plan->n_waves > 2;
    if (has_regions(s, evaluation.plan))
        page.n_by_region = s->family > 0 ? (size_t)s->family
                           : is_planned  ? evaluation.plan->n_outcomes
                                         : 1;
    if (status == 0)
        status = show(s, &page, evaluation.pool, out, err);
    if (status == 0 && n_left > 0)
        status = PP_EXIT_ATTENTION;
    pp_evaluation_close(&evaluation);
    return status;
}

static int run(const void *settings, char **arguments, int n_arguments,
               FILE *out, struct pp_error *err)
{
    const struct settings *s = settings;
    const char *id = n_arguments > 0 ? arguments[0] : NULL;
    struct pp_pool *pool = pp_pool_new();
    /* Two numbers are enough of a plan. */
    bool is_bare = id == NULL && !isnan(s->sesoi) &&
                   (!isnan(s->sd) || !isnan(s->sd_change));
    bool by_plan = !is_bare && has_plan(s, pool);

    pp_pool_free(pool);
    pp_json_init();
    if (check(s, err) != 0)
        return -1;
    return by_plan ? with_plan(s, id, out, err) : without_plan(s, id, out, err);
}

const struct pp_command pp_command_is_power = {
    .name = "power",
    .synopsis = "[SCALE] [--sesoi X] [--sd X] [--dropout PERCENT]",
    .summary = "how many people are needed, before they are asked",
    .description =
        "Says for each outcome of the plan, for SCALE (phq9.total), or for\n"
        "--sesoi and --sd alone, how many people have to answer twice: to "
        "find\n"
        "an average change that matters; to be able to say that there is none\n"
        "that matters; and never to end with \"we cannot tell\". With "
        "--pairs,\n"
        "what so many will be able to say.\n"
        "\n"
        "Where answers were imported, SDs, the correlation of before with\n"
        "after and how many did not answer again are theirs; --no-store takes\n"
        "none of that. Where the plan names support groups, their size and "
        "how\n"
        "alike changes within one are come from there too, over all regions "
        "and\n"
        "never less than 0.05; where they cannot, it says that groups were "
        "left\n"
        "out. Else SDs are the "
        "widest that are published for the\n"
        "questionnaire; they and the correlation are then the guess in it: "
        "try\n"
        "others. Where the plan has regions, it also says how many each of "
        "two\n"
        "needs to be compared.\n"
        "\n"
        "Numbers are those of t on normal changes. From 30 people on, a "
        "finding\n"
        "must hold allowing for skewness too, which takes back at most 3 in "
        "100\n"
        "of normal changes (2.4 at 30 people, 0.2 at 200), and more where "
        "some\n"
        "change far the other way.",
    .options = options,
    .formats = "text json",
    .settings_size = sizeof(struct settings),
    .defaults = &defaults,
    .max_arguments = 1,
    .run = run};
