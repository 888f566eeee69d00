#include <errno.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>

#include "prepost/analysis/frames.h"
#include "prepost/analysis/individual.h"
#include "prepost/base/data_dir.h"
#include "prepost/base/file.h"
#include "prepost/cli/export.h"
#include "prepost/report/comparison_document.h"
#include "prepost/report/results_frame.h"
#include "prepost/report/results_json.h"

enum { MAX_SCRIPT_BYTES = 1 << 20 };

/* "hhi_1 hhi_2 ~hhi_3": those turned round have a ~ before them. */
static const char *item_list(const struct pp_outcome *o, struct pp_pool *pool)
{
    struct pp_buffer b = PP_BUFFER_INIT;

    for (size_t i = 0; i < o->scale->n_items; i++) {
        const struct pp_item *item = &o->instrument->items[o->scale->items[i]];
        pp_buffer_printf(&b, "%s%s%s", i > 0 ? " " : "",
                         item->reverse ? "~" : "", item->id);
    }
    const char *text = pp_pool_strdup(pool, pp_buffer_text(&b));
    pp_buffer_clear(&b);
    return text;
}

static const char *source_name(enum pp_amount_source source)
{
    static const char *const names[] = {[PP_AMOUNT_PUBLISHED] = "published",
                                        [PP_AMOUNT_COMPUTED] = "computed",
                                        [PP_AMOUNT_SESOI] = "sesoi",
                                        [PP_AMOUNT_NONE] = "none"};

    return names[source];
}

/* Which people are the arm of each finding, and which the comparison. */
static void add_arms(struct pp_frame *f, const struct pp_results *r)
{
    const char **column = pp_frame_texts(f, "arm_column", NULL),
               **arm = pp_frame_texts(f, "arm", NULL),
               **people = pp_frame_texts(f, "arm_people", NULL),
               **comparison = pp_frame_texts(f, "comparison", NULL),
               **others = pp_frame_texts(f, "comparison_people", NULL);
    double *by_chance = pp_frame_numbers(f, "arms_by_chance", NULL, 0);

    for (size_t i = 0; i < r->n_outcomes; i++) {
        const struct pp_contrast *c = &r->outcomes[i].contrast;
        if (!c->is_made)
            continue;
        column[i] = r->plan->arms.column;
        arm[i] = c->arm.level;
        people[i] = c->arm.name;
        comparison[i] = c->comparison.level;
        others[i] = c->comparison.name;
        by_chance[i] = r->plan->evidence == PP_EVIDENCE_RANDOMISED;
    }
}

/* What the script has to know of each finding beside the answers. */
static struct pp_frame *settings_frame(const struct pp_results *r,
                                       struct pp_pool *pool)
{
    const struct pp_plan *plan = r->plan;
    struct pp_frame *f = pp_frame_new(pool, "outcomes", r->n_outcomes);
    const char **outcome = pp_frame_texts(f, "outcome", NULL),
               **first = pp_frame_texts(f, "first_wave", NULL),
               **wave = pp_frame_texts(f, "wave", NULL),
               **role = pp_frame_texts(f, "role", NULL),
               **items = pp_frame_texts(f, "items", NULL),
               **source = pp_frame_texts(f, "amount_source", NULL);
    double *sesoi = pp_frame_numbers(f, "sesoi", NULL, 0),
           *level = pp_frame_numbers(f, "level", NULL, 0),
           *lower = pp_frame_numbers(f, "lower_is_better", NULL, 0),
           *amount = pp_frame_numbers(f, "amount", NULL, 0),
           *threshold = pp_frame_numbers(f, "threshold", NULL, 0),
           *step = pp_frame_numbers(f, "step", NULL, 0),
           *weeks = pp_frame_numbers(f, "weeks", NULL, 0);

    for (size_t i = 0; i < r->n_outcomes; i++) {
        const struct pp_outcome *o = &r->outcomes[i];
        outcome[i] = o->plan->id;
        first[i] = plan->waves[0].id;
        wave[i] = plan->waves[o->wave].id;
        role[i] = o->plan->role == PP_PRIMARY ? "primary" : "secondary";
        items[i] = item_list(o, pool);
        source[i] = source_name(o->individual.source);
        sesoi[i] = o->plan->sesoi.value;
        level[i] = r->level;
        lower[i] = o->scale->lower_is_better;
        amount[i] = o->individual.amount;
        threshold[i] = o->individual.threshold;
        step[i] = pp_scale_step(o->scale); /* blank: a table has the scores */
        if (plan->waves[o->wave].weeks > 0)
            weeks[i] = plan->waves[o->wave].weeks;
    }
    add_arms(f, r);
    return f;
}

static int put(const char *dir, const char *name, const struct pp_buffer *text,
               struct pp_pool *pool, struct pp_error *err)
{
    return pp_file_write(pp_pool_printf(pool, "%s/%s", dir, name),
                         pp_buffer_text(text), text->length, PP_FILE_PRIVATE,
                         err);
}

static int put_table(const char *dir, const struct pp_frame *table,
                     struct pp_error *err)
{
    struct pp_buffer text = PP_BUFFER_INIT;

    pp_frame_csv(table, &text);
    int status = put(dir, pp_pool_printf(table->pool, "%s.csv", table->name),
                     &text, table->pool, err);
    pp_buffer_clear(&text);
    return status;
}

/* check.R reads the others. */
static const char *const scripts[] = {
    "check.R",        "check-pieces.R",  "check-outcome.R",
    "check-people.R", "check-missing.R", "check-regions.R",
    "check-arms.R",   "check-waves.R",   "check-flow.R"};

static int put_script(const char *dir, const char *from, const char *name,
                      struct pp_pool *pool, struct pp_error *err)
{
    struct pp_buffer text = PP_BUFFER_INIT;
    int status = pp_file_read(pp_pool_printf(pool, "%s/%s", from, name),
                              MAX_SCRIPT_BYTES, &text, err);

    if (status == 0)
        status = put(dir, name, &text, pool, err);
    pp_buffer_clear(&text);
    return status;
}

static int put_scripts(const char *dir, struct pp_pool *pool,
                       struct pp_error *err)
{
    const char *from = pp_data_dir(pool, "reports");
    int status = 0;

    if (from == NULL)
        return pp_fail(err, PP_EIO,
                       "the R script that comes with prepost is not there; "
                       "PREPOST_DATA can say where it is");
    for (size_t i = 0; i < sizeof scripts / sizeof scripts[0] && status == 0;
         i++)
        status = put_script(dir, from, scripts[i], pool, err);
    return status;
}

static int make_private_dir(const char *dir, struct pp_error *err)
{
    if (mkdir(dir, 0700) == 0 || errno == EEXIST)
        return 0;
    return pp_file_fail(err, "make the folder", dir, errno);
}

/* Nothing is taken out: the answers are there as well. */
static struct pp_frame *whole_results(const struct pp_results *r,
                                      struct pp_pool *pool)
{
    json_t *analysis = pp_results_json(r),
           *comparison = pp_comparison_json(r, NULL);
    struct pp_frame *f = pp_results_frame(analysis, comparison, pool);

    json_decref(analysis);
    json_decref(comparison);
    return f;
}

int pp_export_for_r(struct pp_evaluation *e,
                    const struct pp_export_request *request, FILE *out,
                    struct pp_error *err)
{
    struct pp_evaluate_options options = PP_EVALUATE_FOR_REPORTS;
    const char *dir = request->output;
    const struct pp_dataset *dataset;
    const char *const *codes;
    struct pp_results *r;

    if (dir == NULL)
        return pp_fail(err, PP_EUSAGE,
                       "--format r writes a folder: say which, with -o DIR");
    if (pp_export_people(e, &dataset, &codes, err) != 0 ||
        pp_evaluation_results(e, &options, &r, err) != 0 ||
        make_private_dir(dir, err) != 0)
        return -1;
    if (!request->common.quiet)
        fprintf(stderr,
                "prepost: %s: every answer of each person, with the day, the "
                "region and all else that is kept of them, under codes; only "
                "you can read it. It is for checking here, and is not to be "
                "sent: whoever knows somebody may know them again. What can "
                "be sent is results as reports have them: prepost export "
                "results --format json (or csv), and export summary\n",
                dir);
    if (put_table(dir, pp_people_frame(dataset, codes, e->pool), err) != 0 ||
        put_table(dir, pp_scores_frame(e->plan, dataset, codes, e->pool),
                  err) != 0 ||
        put_table(dir, pp_responses_frame(e->plan, dataset, codes, e->pool),
                  err) != 0 ||
        put_table(dir, settings_frame(r, e->pool), err) != 0 ||
        put_table(dir, whole_results(r, e->pool), err) != 0 ||
        put_scripts(dir, e->pool, err) != 0)
        return -1;
    if (!request->common.quiet)
        fprintf(out, "Rscript %s/check.R works every number out again.\n", dir);
    return 0;
}
