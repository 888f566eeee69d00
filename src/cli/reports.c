#include "prepost/cli/reports.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "prepost/base/data_dir.h"
#include "prepost/base/file.h"
#include "prepost/base/hash.h"
#include "prepost/base/text.h"
#include "prepost/cli/editions.h"
#include "prepost/cli/report_limits.h"
#include "prepost/cli/warn.h"
#include "prepost/disclose/disclose.h"
#include "prepost/model/batch.h"
#include "prepost/report/backend.h"
#include "prepost/report/report.h"
#include "prepost/report/results_json.h"

enum { MAX_STYLE_BYTES = 1 << 20 };

/* --- finding what comes with the program ---------------------------------- */

static bool is_path(const char *edition)
{
    size_t n = strlen(edition);

    return strchr(edition, '/') != NULL ||
           (n > 3 && strcmp(edition + n - 3, ".md") == 0);
}

/* "funder" of "mine/funder.md". */
static const char *edition_name(const struct pp_evaluation *evaluation,
                                const char *edition)
{
    const char *name = pp_file_name(edition);
    size_t n = strlen(name);

    if (n > 3 && strcmp(name + n - 3, ".md") == 0)
        n -= 3;
    return pp_pool_strndup(evaluation->pool, name, n);
}

/* The evaluation's own templates/NAME first, then the one that came along.
 * Reports are written to reports/, so a Markdown report is no template. */
static int find(const struct pp_evaluation *evaluation, const char *name,
                const char **path, struct pp_error *err)
{
    const char *own = pp_evaluation_path(
        evaluation, pp_pool_printf(evaluation->pool, "templates/%s", name));
    const char *dir;

    if (access(own, R_OK) == 0) {
        *path = own;
        return 0;
    }
    dir = pp_data_dir(evaluation->pool, "reports");
    if (dir == NULL)
        return pp_fail(err, PP_EIO,
                       "the templates that come with prepost are not there; "
                       "PREPOST_DATA can say where they are");
    *path = pp_pool_printf(evaluation->pool, "%s/%s", dir, name);
    if (access(*path, R_OK) != 0)
        return pp_fail(err, PP_EUSAGE, "there is no %s (looked for %s and %s)",
                       name, own, *path);
    return 0;
}

/* --- a name that no template has ------------------------------------------ */

enum { MOST_TEMPLATES = 100 };

struct templates {
    const char *names[MOST_TEMPLATES];
    size_t n;
};

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void add_templates(struct pp_pool *pool, const char *folder,
                          struct templates *t)
{
    DIR *dir = folder != NULL ? opendir(folder) : NULL;
    const struct dirent *entry;

    if (dir == NULL)
        return;
    while ((entry = readdir(dir)) != NULL && t->n < MOST_TEMPLATES) {
        size_t n = strlen(entry->d_name);
        if (n > 3 && strcmp(entry->d_name + n - 3, ".md") == 0)
            t->names[t->n++] = pp_pool_strndup(pool, entry->d_name, n - 3);
    }
    closedir(dir);
}

/* There is no report "funders"; did you mean "funder"? There are: ... */
static int unknown_template(const struct pp_evaluation *evaluation,
                            const char *edition, struct pp_error *err)
{
    struct pp_pool *pool = evaluation->pool;
    struct templates t = {.n = 0};
    const char *list = "";

    add_templates(pool, pp_evaluation_path(evaluation, "templates"), &t);
    add_templates(pool, pp_data_dir(pool, "reports"), &t);
    qsort(t.names, t.n, sizeof t.names[0], by_name);
    for (size_t i = 0; i < t.n; i++) {
        if (i == 0 || strcmp(t.names[i], t.names[i - 1]) != 0)
            list = pp_pool_printf(pool, "%s%s%s", list, i > 0 ? ", " : "",
                                  t.names[i]);
    }
    const char *near = pp_text_closest(edition, t.names, t.n);
    return pp_fail(err, PP_EUSAGE,
                   "there is no report \"%s\"%s%s%s; there are: %s", edition,
                   near != NULL ? "; did you mean \"" : "",
                   near != NULL ? near : "", near != NULL ? "\"?" : "", list);
}

static int find_template(const struct pp_evaluation *evaluation,
                         const char *edition, const char **path,
                         struct pp_error *err)
{
    const char *name = pp_pool_printf(evaluation->pool, "%s.md", edition);

    if (find(evaluation, name, path, err) == 0)
        return 0;
    return err->code == PP_EUSAGE ? unknown_template(evaluation, edition, err)
                                  : -1;
}

static int make_document(struct pp_evaluation *evaluation,
                         const struct pp_results *results, const char *edition,
                         struct pp_document **d, struct pp_error *err)
{
    const char *path = edition;
    struct pp_buffer text = PP_BUFFER_INIT;

    if (!is_path(edition) &&
        find_template(evaluation, edition, &path, err) != 0)
        return -1;
    int status = pp_file_read(path, MAX_STYLE_BYTES, &text, err);
    /* All that sets regions apart has them in its name (parts.def). */
    if (status == 0) {
        evaluation->is_of_all = strstr(pp_buffer_text(&text), "region") == NULL;
        evaluation->without_limits =
            pp_report_lacks_limits(pp_buffer_text(&text)) ? path : NULL;
    }
    if (status == 0)
        status = pp_report_make(edition_name(evaluation, edition), path,
                                pp_buffer_text(&text), text.length, results,
                                evaluation->pool, d, err);
    pp_buffer_clear(&text);
    return status;
}

static int write_json(struct pp_evaluation *evaluation,
                      const struct pp_results *results, struct pp_buffer *out,
                      struct pp_error *err)
{
    struct pp_results *shown;

    evaluation->is_of_all = false;
    if (pp_disclose(results, evaluation->pool, &shown, err) != 0)
        return -1;
    json_t *o = pp_results_json(shown);
    pp_json_print(o, out);
    json_decref(o);
    return 0;
}

static int unknown_format(const char *format, struct pp_error *err)
{
    struct pp_buffer known = PP_BUFFER_INIT;

    for (size_t i = 0; i < PP_N_BACKENDS; i++)
        pp_buffer_printf(&known, "%s, ", PP_BACKENDS[i]->name);
    pp_fail(err, PP_EUSAGE, "--format: \"%s\" is not one of: %sjson", format,
            pp_buffer_text(&known));
    pp_buffer_clear(&known);
    return -1;
}

static int write_document(const struct pp_evaluation *evaluation,
                          const struct pp_document *d,
                          const struct pp_backend *backend,
                          struct pp_buffer *out, struct pp_error *err)
{
    struct pp_buffer css = PP_BUFFER_INIT;
    const char *path;

    if (find(evaluation, "style.css", &path, err) != 0 ||
        pp_file_read(path, MAX_STYLE_BYTES, &css, err) != 0)
        return -1;
    struct pp_render render = {.css = pp_buffer_text(&css)};
    int status = backend->write(d, &render, out, err);
    pp_buffer_clear(&css);
    return status;
}

int pp_report_write_to(struct pp_evaluation *evaluation,
                       const struct pp_results *results, const char *edition,
                       const char *format, struct pp_buffer *out,
                       struct pp_error *err)
{
    const struct pp_backend *backend = pp_backend_find(format);
    struct pp_document *d;

    if (strcmp(format, "json") == 0)
        return write_json(evaluation, results, out, err);
    if (backend == NULL)
        return unknown_format(format, err);
    if (make_document(evaluation, results, edition, &d, err) != 0)
        return -1;
    return write_document(evaluation, d, backend, out, err);
}

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

/* Earlier reports from which the new ones differ by a few people. */
struct close {
    const char *paths, *why; /* NULL: none */
};

static void note_few(struct close *close, struct pp_pool *pool,
                     const char *path, const char *few)
{
    if (few == NULL)
        return;
    close->paths = close->paths == NULL
                       ? path
                       : pp_pool_printf(pool, "%s, %s", close->paths, path);
    close->why = few;
}

/* The report in the place of this one, which may be out already. */
static void see_earlier(struct pp_evaluation *evaluation, const char *path,
                        struct close *close)
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
static int tell_of_close(struct pp_evaluation *evaluation,
                         const struct close *close)
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
                      const char *path, struct close *close)
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

/* Of the reports in the folder, those that this run did not write. */
static void see_others(struct pp_evaluation *evaluation,
                       const struct pp_report_request *request,
                       const struct pp_text_list *written, struct close *close)
{
    struct pp_text_list standing =
        pp_reports_standing(evaluation->pool, request->dir);

    for (size_t i = 0; i < standing.n; i++)
        if (!is_among(standing.items[i], written->items, written->n))
            see_other(evaluation, edition_name(evaluation, request->edition),
                      standing.items[i], close);
}

static int write_format(struct pp_evaluation *evaluation,
                        const struct pp_results *results,
                        const struct pp_document *d,
                        const struct pp_report_request *request,
                        const char *format, const char **path,
                        struct close *close, struct pp_error *err)
{
    const struct pp_backend *backend = pp_backend_find(format);
    struct pp_buffer out = PP_BUFFER_INIT;
    bool is_json = strcmp(format, "json") == 0;

    *path = pp_pool_printf(evaluation->pool, "%s/%s.%s", request->dir,
                           edition_name(evaluation, request->edition),
                           is_json ? "json" : backend->extension);
    if (is_json)
        evaluation->is_of_all = false;
    see_earlier(evaluation, *path, close);
    int status = is_json ? write_json(evaluation, results, &out, err)
                         : write_document(evaluation, d, backend, &out, err);
    if (status == 0)
        status = pp_file_write(*path, pp_buffer_text(&out), out.length,
                               PP_FILE_SHARED, err);
    pp_buffer_clear(&out);
    return status;
}

static int make_dir(const char *dir, struct pp_error *err)
{
    if (mkdir(dir, 0777) == 0 || errno == EEXIST)
        return 0;
    return pp_file_fail(err, "make the folder", dir, errno);
}

/* Splits "html,text"; every name is checked before anything is written. */
static int split_formats(struct pp_pool *pool, const char *formats,
                         struct pp_text_list *out, struct pp_error *err)
{
    const char **names =
        pp_pool_array(pool, strlen(formats) + 1, sizeof *names);
    size_t n = 0;

    for (const char *p = formats; *p != '\0';) {
        size_t length = strcspn(p, ",");
        names[n] = pp_pool_strndup(pool, p, length);
        if (strcmp(names[n], "json") != 0 && pp_backend_find(names[n]) == NULL)
            return unknown_format(names[n], err);
        n++;
        p += length + (p[length] == ',');
    }
    *out = (struct pp_text_list){names, n};
    return 0;
}

/* A name that nobody chose would stand under every title. */
static void warn_of_charity(const struct pp_evaluation *evaluation)
{
    const char *charity = evaluation->plan->charity;

    if (pp_evaluation_is_starter(evaluation) && !evaluation->quiet)
        fprintf(stderr,
                "prepost: the report says \"Run by %s\", as the starter plan "
                "does: put your own name after charity: in evaluation.yaml\n",
                charity);
}

int pp_reports_write(struct pp_evaluation *evaluation,
                     const struct pp_results *results,
                     const struct pp_report_request *request,
                     struct pp_text_list *written, struct pp_error *err)
{
    struct pp_text_list formats = {NULL, 0};
    struct pp_document *d;
    struct close close = {NULL, NULL};

    if (split_formats(evaluation->pool, request->formats, &formats, err) != 0 ||
        make_document(evaluation, results, request->edition, &d, err) != 0 ||
        make_dir(request->dir, err) != 0)
        return -1;
    warn_of_charity(evaluation);
    const char **paths =
        pp_pool_array(evaluation->pool, formats.n, sizeof *paths);
    for (size_t i = 0; i < formats.n; i++)
        if (write_format(evaluation, results, d, request, formats.items[i],
                         &paths[i], &close, err) != 0)
            return -1;
    *written = (struct pp_text_list){paths, formats.n};
    see_others(evaluation, request, written, &close);
    int is_limitless = pp_report_tell_of_limits(evaluation);
    int is_close = tell_of_close(evaluation, &close);
    return is_close != 0 ? is_close : is_limitless;
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

int pp_document_show_as(const struct pp_document *d, const char *format,
                        FILE *out, struct pp_error *err)
{
    const struct pp_evaluation here = {.pool = d->pool, .dir = "."};
    struct pp_buffer text = PP_BUFFER_INIT;
    int status = write_document(&here, d, pp_backend_find(format), &text, err);

    if (status == 0)
        fwrite(text.data, 1, text.length, out);
    pp_buffer_clear(&text);
    return status;
}

int pp_document_show(const struct pp_document *d, FILE *out,
                     struct pp_error *err)
{
    struct pp_render render = {.css = ""};
    struct pp_buffer text = PP_BUFFER_INIT;
    int status = pp_backend_find("text")->write(d, &render, &text, err);

    if (status == 0)
        fputs(pp_buffer_text(&text), out);
    pp_buffer_clear(&text);
    return status;
}
