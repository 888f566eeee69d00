#include <math.h>
#include <string.h>

#include "prepost/analysis/summary.h"
#include "prepost/base/file.h"
#include "prepost/cli/reports.h"
#include "prepost/report/comparison_document.h"
#include "prepost/report/summary_file.h"

enum { MAX_SUMMARY_BYTES = 64 << 20 };

struct settings {
    struct pp_common common;
    const char *outcome;
    bool apart;
};

static const struct pp_option options[] = {
    PP_OPTION_TEXT("outcome", "ID", struct settings, outcome,
                   "one outcome (p values count the others)"),
    PP_OPTION_FLAG("apart", struct settings, apart,
                   "a name that several files have is another cohort in each, "
                   "and is told apart by the file: \"Powys (charity-a)\""),
    PP_OPTION_END};

/* --- names that several files have ---------------------------------------- */

static bool has_cohort(const struct pp_summary *s, const char *name)
{
    for (size_t i = 0; i < s->n_outcomes; i++)
        for (size_t k = 0; k < s->outcomes[i].n_cohorts; k++)
            if (strcmp(s->outcomes[i].cohorts[k].name, name) == 0)
                return true;
    return false;
}

/* "charity-a" of "in/charity-a.json" */
static const char *stem(const char *path, struct pp_pool *pool)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash != NULL ? slash + 1 : path;
    const char *dot = strrchr(name, '.');

    return dot != NULL && dot > name
               ? pp_pool_strndup(pool, name, (size_t)(dot - name))
               : name;
}

static const char *told_apart(const struct pp_summary *all, size_t n,
                              size_t own, const char *name,
                              struct pp_pool *pool)
{
    for (size_t i = 0; i < n; i++)
        if (i != own && has_cohort(&all[i], name))
            return pp_pool_printf(pool, "%s (%s)", name,
                                  stem(all[own].file, pool));
    return name;
}

static void tell_apart(const struct pp_summary *all, size_t n,
                       struct pp_summary *out, struct pp_pool *pool)
{
    for (size_t i = 0; i < n; i++) {
        const struct pp_summary *s = &all[i];
        struct pp_summary_outcome *outcomes =
            pp_pool_array(pool, s->n_outcomes + 1, sizeof *outcomes);
        for (size_t k = 0; k < s->n_outcomes; k++) {
            const struct pp_summary_outcome *o = &s->outcomes[k];
            struct pp_summary_cohort *cohorts =
                pp_pool_array(pool, o->n_cohorts + 1, sizeof *cohorts);
            for (size_t c = 0; c < o->n_cohorts; c++) {
                cohorts[c] = o->cohorts[c];
                cohorts[c].name =
                    told_apart(all, n, i, o->cohorts[c].name, pool);
            }
            outcomes[k] = *o;
            outcomes[k].cohorts = cohorts;
        }
        out[i] = *s;
        out[i].outcomes = outcomes;
    }
}

static int read_all(char **files, size_t n, struct pp_pool *pool,
                    struct pp_summary *summaries, struct pp_error *err)
{
    for (size_t i = 0; i < n; i++) {
        struct pp_buffer text = PP_BUFFER_INIT;
        int status = pp_file_read(files[i], MAX_SUMMARY_BYTES, &text, err);
        if (status == 0)
            status = pp_summary_read(files[i], text.data, text.length, pool,
                                     &summaries[i], err);
        pp_buffer_clear(&text);
        if (status != 0)
            return -1;
    }
    return 0;
}

static int check_outcome(const struct pp_results *results, const char *id,
                         struct pp_error *err)
{
    struct pp_buffer known = PP_BUFFER_INIT;
    bool found = id == NULL;

    for (size_t i = 0; i < results->n_outcomes; i++) {
        const char *own = results->outcomes[i].plan->id;
        found |= id != NULL && strcmp(own, id) == 0;
        pp_buffer_printf(&known, "%s%s", i > 0 ? ", " : "", own);
    }
    if (!found)
        pp_fail(err, PP_EUSAGE,
                "--outcome: no file has an outcome \"%s\"; they have: %s", id,
                pp_buffer_text(&known));
    pp_buffer_clear(&known);
    return found ? 0 : -1;
}

static bool is_limit_here(const struct pp_pooled *pooled,
                          const struct pp_pool_limit *limit)
{
    return pooled->has_groups || !limit->only_with_groups;
}

/* Where the method does not allow what one store says: members and words. */
static json_t *json_limits(const struct pp_pooled *pooled)
{
    json_t *list = json_array();

    for (size_t i = 0; i < PP_N_POOL_LIMITS; i++) {
        const struct pp_pool_limit *limit = &PP_POOL_LIMITS[i];
        if (!is_limit_here(pooled, limit))
            continue;
        json_t *o = json_object(), *members = json_array();

        for (size_t k = 0; limit->members[k] != NULL; k++)
            pp_json_add(members, NULL, pp_json_text(limit->members[k]));
        pp_json_add(o, "name", pp_json_text(limit->name));
        pp_json_add(o, "what", pp_json_text(limit->what));
        pp_json_add(o, "members", members);
        pp_json_add(list, NULL, o);
    }
    return list;
}

static void print_json(const struct pp_pooled *pooled, const char *only,
                       FILE *out)
{
    struct pp_buffer text = PP_BUFFER_INIT;
    json_t *o = pp_comparison_json(pooled->results, only);
    json_t *notes = json_array();

    for (size_t i = 0; i < pooled->n_notes; i++)
        pp_json_add(notes, NULL, pp_json_text(pooled->notes[i]));
    pp_json_add(o, "notes", notes);
    pp_json_add(o, "not_from_summaries", json_limits(pooled));
    pp_json_print(o, &text);
    fputs(pp_buffer_text(&text), out);
    json_decref(o);
    pp_buffer_clear(&text);
}

static int print_as(const struct pp_pooled *pooled, const struct settings *s,
                    size_t n_files, struct pp_pool *pool, FILE *out,
                    struct pp_error *err)
{
    struct pp_document *d = pp_document_new(pool, pooled->results->plan->title);

    pp_comparison_document(d, pooled->results, s->outcome);
    pp_document_heading(d, &d->body, 2, "Put together from summaries");
    pp_document_say(
        d, &d->body,
        pp_pool_printf(pool,
                       "From %zu summar%s, without anyone's answers. Averages, "
                       "changes and their ranges, tests, pooling and limits of "
                       "chance are what one store with all answers gives. What "
                       "needs each person is not:",
                       n_files, n_files == 1 ? "y" : "ies"));
    struct pp_block *list = pp_document_list(d, &d->body, false);
    for (size_t i = 0; i < PP_N_POOL_LIMITS; i++)
        if (is_limit_here(pooled, &PP_POOL_LIMITS[i]))
            pp_prose_text(d, pp_document_item(d, list), PP_POOL_LIMITS[i].name);
    for (size_t i = 0; i < pooled->n_notes; i++)
        pp_document_say(d, &d->body, pooled->notes[i]);
    pp_document_say(d, &d->body,
                    "--format json says of each what it changes, under "
                    "not_from_summaries.");
    const char *format = s->common.format;
    return format == NULL || strcmp(format, "text") == 0
               ? pp_document_show(d, out, err)
               : pp_document_show_as(d, format, out, err);
}

static int run(const void *settings, char **arguments, int n_arguments,
               FILE *out, struct pp_error *err)
{
    const struct settings *s = settings;
    size_t n = (size_t)n_arguments;
    struct pp_pool *pool = pp_pool_new();
    struct pp_summary *summaries = pp_pool_array(pool, n, sizeof *summaries);
    struct pp_pooled pooled;

    int status = read_all(arguments, n, pool, summaries, err);
    struct pp_summary *named = summaries;
    if (status == 0 && s->apart) {
        named = pp_pool_array(pool, n, sizeof *named);
        tell_apart(summaries, n, named, pool);
    }
    if (status == 0)
        status =
            pp_pool_summaries(named, n, s->common.level, pool, &pooled, err);
    if (status == 0)
        status = check_outcome(pooled.results, s->outcome, err);
    if (status == 0 && s->common.format != NULL &&
        strcmp(s->common.format, "json") == 0)
        print_json(&pooled, s->outcome, out);
    else if (status == 0)
        status = print_as(&pooled, s, n, pool, out, err);
    pp_pool_free(pool);
    return status;
}

const struct pp_command pp_command_is_pool = {
    .name = "pool",
    .synopsis = "SUMMARY...",
    .summary = "regions that do not share answers, compared",
    .description =
        "Puts summaries together that prepost export summary wrote in several\n"
        "places, and compares their cohorts as prepost compare does. Files\n"
        "that were changed, that come twice, or that are of another\n"
        "questionnaire, scoring or waves are refused. What needs each person\n"
        "(HC3 and CR2 of people who started alike, ICC, case mix) is named, "
        "in\n"
        "the text and under not_from_summaries in JSON; all else is what one\n"
        "store says.\n"
        "\n"
        "A name that comes in two files is refused. If the people are the "
        "same,\n"
        "leave one file out; if they are not, --apart names each by its file.\n"
        "As html, md or odt it can be kept in a file and handed on.",
    .options = options,
    .formats = "text json md html odt",
    .settings_size = sizeof(struct settings),
    .min_arguments = 1,
    .max_arguments = -1,
    .run = run};
