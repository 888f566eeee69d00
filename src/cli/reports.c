#include "prepost/cli/reports.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "prepost/base/file.h"
#include "prepost/cli/report_limits.h"
#include "prepost/cli/reports_earlier.h"
#include "prepost/cli/template_files.h"
#include "prepost/disclose/disclose.h"
#include "prepost/report/backend.h"
#include "prepost/report/report.h"
#include "prepost/report/results_json.h"

enum { MAX_STYLE_BYTES = 1 << 20 };

static int make_document(struct pp_evaluation *evaluation,
                         const struct pp_results *results, const char *edition,
                         struct pp_document **d, struct pp_error *err)
{
    struct pp_buffer text = PP_BUFFER_INIT;
    const char *path;

    if (pp_template_find(evaluation, edition, &path, err) != 0)
        return -1;
    int status = pp_file_read(path, MAX_STYLE_BYTES, &text, err);
    /* All that sets regions apart has them in its name (parts.def). */
    if (status == 0) {
        evaluation->is_of_all = strstr(pp_buffer_text(&text), "region") == NULL;
        evaluation->without_limits =
            pp_report_lacks_limits(pp_buffer_text(&text)) ? path : NULL;
    }
    if (status == 0)
        status = pp_report_make(pp_template_name(evaluation->pool, edition),
                                path, pp_buffer_text(&text), text.length,
                                results, evaluation->pool, d, err);
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

    if (pp_template_beside(evaluation, "style.css", &path, err) != 0 ||
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

static int write_format(struct pp_evaluation *evaluation,
                        const struct pp_results *results,
                        const struct pp_document *d,
                        const struct pp_report_request *request,
                        const char *format, const char **path,
                        struct pp_reports_close *close, struct pp_error *err)
{
    const struct pp_backend *backend = pp_backend_find(format);
    struct pp_buffer out = PP_BUFFER_INIT;
    bool is_json = strcmp(format, "json") == 0;

    *path = pp_pool_printf(evaluation->pool, "%s/%s.%s", request->dir,
                           pp_template_name(evaluation->pool, request->edition),
                           is_json ? "json" : backend->extension);
    if (is_json)
        evaluation->is_of_all = false;
    pp_reports_see_earlier(evaluation, *path, close);
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
    struct pp_reports_close close = {NULL, NULL};

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
    pp_reports_see_others(evaluation, request->dir,
                          pp_template_name(evaluation->pool, request->edition),
                          written, &close);
    int is_limitless = pp_report_tell_of_limits(evaluation);
    int is_close = pp_reports_tell_of_close(evaluation, &close);
    return is_close != 0 ? is_close : is_limitless;
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
