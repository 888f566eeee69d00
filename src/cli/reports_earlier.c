#include "prepost/cli/reports_earlier.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "prepost/base/file.h"
#include "prepost/base/hash.h"
#include "prepost/cli/command.h"
#include "prepost/cli/editions.h"
#include "prepost/cli/warn.h"
#include "prepost/disclose/disclose.h"
#include "prepost/model/batch.h"
#include "prepost/report/backend.h"

/* Reports that are zip archives, or PDFs, have zero bytes. */
static bool holds(const struct pp_buffer *report, const char *text)
{
    return memmem(report->data, report->length, text, strlen(text)) != NULL;
}

static bool starts(const struct pp_buffer *report, const char *text)
{
    size_t n = strlen(text);

    return report->length >= n && memcmp(report->data, text, n) == 0;
}

/* Whether a report's foot, or JSON, names a plan or a file by its hash. */
static bool says(const struct pp_buffer *report, const char *hash)
{
    char start[13] = {0};

    memccpy(start, hash != NULL ? hash : "", '\0', sizeof start - 1);
    return holds(report, start);
}

/* Of files of few rows it was so from the start. */
static bool is_guarded(const struct pp_input *input)
{
    return pp_hash_is_under_key(input->hash) && input->n_rows >= PP_FEW_ROWS;
}

const char *pp_report_difference(const struct pp_buffer *earlier,
                                 const struct pp_results *results)
{
    bool is_json = starts(earlier, "{");
    bool is_packed = starts(earlier, "%PDF-") || starts(earlier, "PK\003\004");

    if (is_packed && !holds(earlier, " \xC2\xB7 plan "))
        return "an earlier prepost made it, so it does not say from what";
    if (!says(earlier, results->plan->hash))
        return "it was made by another plan";
    if (results->has_erased &&
        !holds(earlier, is_json ? "\"erased\": true" : "erased"))
        return "somebody was erased since, and is in its figures still";
    for (size_t i = 0; i < results->n_inputs; i++)
        if (!says(earlier, results->inputs[i].hash))
            return is_guarded(&results->inputs[i])
                       ? "answers have come in since, or a file goes by a hash "
                         "under the key since somebody was erased"
                       : "answers have come in since";
    return NULL;
}

/* What the store kept of the results that a report was made from. Where files
 * came one by one, the report names those of every earlier time too. */
static const struct pp_edition *edition_of(const struct pp_buffer *report,
                                           const struct pp_edition *all,
                                           size_t n)
{
    const struct pp_edition *found = NULL;

    for (size_t i = 0; i < n; i++) {
        size_t k = 0;
        while (k < all[i].files.n && holds(report, all[i].files.items[k]))
            k++;
        if (k > 0 && k == all[i].files.n &&
            (found == NULL || k >= found->files.n))
            found = &all[i];
    }
    return found;
}

/* Of a report that an earlier prepost made: the rows of files that it lacks. */
static const char *few_rows_since(const struct pp_buffer *report,
                                  const struct pp_results *results,
                                  long threshold)
{
    long n = 0;

    for (size_t i = 0; i < results->n_inputs; i++)
        if (!says(report, results->inputs[i].hash))
            n += results->inputs[i].n_taken;
    return n > 0 && n < threshold ? "everyone together" : NULL;
}

const char *pp_report_few_since(const struct pp_buffer *earlier,
                                struct pp_evaluation *evaluation)
{
    const struct pp_results *results = evaluation->results;
    long threshold = pp_disclosure_rules_of(results->plan).threshold;
    const struct pp_edition *all;
    struct pp_edition now;
    struct pp_error ignored;
    size_t n;

    if (pp_editions_list(evaluation->store, evaluation->pool, &all, &n,
                         &ignored) != 0 ||
        pp_editions_now(evaluation, &now, &ignored) != 0)
        return NULL;
    const struct pp_edition *then = edition_of(earlier, all, n);
    if (then == NULL && !says(earlier, results->plan->hash))
        return NULL;
    const char *where = then != NULL
                            ? pp_editions_few(evaluation, then, &now)
                            : few_rows_since(earlier, results, threshold);
    if (where == NULL)
        return NULL;
    return pp_pool_printf(
        evaluation->pool,
        "fewer than %ld people have come in or answered again "
        "since, among %s, so whoever has both can "
        "subtract one from the other and learn what those "
        "few answered: between two reports that are handed "
        "on there should be %ld people or more",
        threshold, where, threshold);
}

enum { LARGEST_EARLIER = 64 << 20 };

static void note_few(struct pp_reports_close *close, struct pp_pool *pool,
                     const char *path, const char *few)
{
    if (few == NULL)
        return;
    close->paths = close->paths == NULL
                       ? path
                       : pp_pool_printf(pool, "%s, %s", close->paths, path);
    close->why = few;
}

void pp_reports_see_earlier(struct pp_evaluation *evaluation, const char *path,
                            struct pp_reports_close *close)
{
    struct pp_buffer earlier = PP_BUFFER_INIT;
    struct pp_error ignored;

    if (access(path, F_OK) == 0 &&
        pp_file_read(path, LARGEST_EARLIER, &earlier, &ignored) == 0)
        note_few(close, evaluation->pool,
                 pp_pool_printf(evaluation->pool, "%s (as it was)", path),
                 pp_report_few_since(&earlier, evaluation));
    pp_buffer_clear(&earlier);
}

/* It need not be said once more of all results that were ever written. */
int pp_reports_tell_of_close(struct pp_evaluation *evaluation,
                             const struct pp_reports_close *close)
{
    if (close->why == NULL)
        return 0;
    if (!evaluation->quiet)
        pp_warn(PP_WARN_UNSENT "%s: %s", close->paths, close->why);
    evaluation->is_told_of_few = true;
    return PP_EXIT_ATTENTION;
}

static bool is_among(const char *text, const char *const *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(text, list[i]) == 0)
            return true;
    return false;
}

/* Whether it has the foot that reports of this program have. */
static bool is_of_prepost(const struct pp_buffer *file,
                          const struct pp_results *results)
{
    return holds(file, " \xC2\xB7 plan ") ||
           (starts(file, "{") && says(file, results->plan->hash));
}

/* "regions" of "reports/regions.odt". */
static const char *template_of(const struct pp_evaluation *evaluation,
                               const char *path)
{
    const char *name = pp_file_name(path), *dot = strrchr(name, '.');

    return pp_pool_strndup(evaluation->pool, name,
                           dot != NULL ? (size_t)(dot - name) : strlen(name));
}

/* What --format calls the files of an ending. */
static const char *format_of(const char *path)
{
    const char *dot = strrchr(path, '.');

    for (size_t i = 0; i < PP_N_BACKENDS; i++)
        if (strcmp(dot + 1, PP_BACKENDS[i]->extension) == 0)
            return PP_BACKENDS[i]->name;
    return dot + 1;
}

/* A report that stands there, where it is out of date: another format of this
 * one, or another report. */
static void see_other(struct pp_evaluation *evaluation, const char *edition,
                      const char *path, struct pp_reports_close *close)
{
    const char *of = template_of(evaluation, path), *why = NULL;
    bool is_this = strcmp(of, edition) == 0;
    struct pp_buffer other = PP_BUFFER_INIT;
    struct pp_error ignored;

    if (pp_file_read(path, LARGEST_EARLIER, &other, &ignored) == 0 &&
        (is_this || is_of_prepost(&other, evaluation->results))) {
        why = pp_report_difference(&other, evaluation->results);
        note_few(close, evaluation->pool, path,
                 pp_report_few_since(&other, evaluation));
    }
    pp_buffer_clear(&other);
    if (why != NULL && !evaluation->quiet)
        fprintf(stderr,
                "prepost: %s was not made again and is out of date: %s; %s %s "
                "makes it, or delete it\n",
                path, why, is_this ? "--format" : "report --template",
                is_this ? format_of(path) : of);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool is_report(const char *name)
{
    const char *dot = strrchr(name, '.');
    bool is_known = dot != NULL && strcmp(dot, ".json") == 0;

    for (size_t i = 0; dot != NULL && i < PP_N_BACKENDS; i++)
        is_known |= strcmp(dot + 1, PP_BACKENDS[i]->extension) == 0;
    return is_known;
}

struct pp_text_list pp_reports_standing(struct pp_pool *pool,
                                        const char *folder)
{
    enum { MOST_REPORTS = 200 };
    const char **names = pp_pool_array(pool, MOST_REPORTS, sizeof *names);
    DIR *dir = opendir(folder);
    const struct dirent *entry;
    size_t n = 0;

    if (dir == NULL)
        return (struct pp_text_list){NULL, 0};
    while (n < MOST_REPORTS && (entry = readdir(dir)) != NULL)
        if (is_report(entry->d_name))
            names[n++] = pp_pool_printf(pool, "%s/%s", folder, entry->d_name);
    closedir(dir);
    qsort(names, n, sizeof *names, by_name);
    return (struct pp_text_list){names, n};
}

void pp_reports_see_others(struct pp_evaluation *evaluation, const char *dir,
                           const char *edition,
                           const struct pp_text_list *written,
                           struct pp_reports_close *close)
{
    struct pp_text_list standing = pp_reports_standing(evaluation->pool, dir);

    for (size_t i = 0; i < standing.n; i++)
        if (!is_among(standing.items[i], written->items, written->n))
            see_other(evaluation, edition, standing.items[i], close);
}
