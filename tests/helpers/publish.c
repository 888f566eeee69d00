#include "publish.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "evaluated.h"
#include "numbers_said.h"
#include "prepost/base/data_dir.h"
#include "prepost/base/file.h"
#include "prepost/disclose/summarise.h"
#include "prepost/report/backend.h"
#include "prepost/report/comparison_document.h"
#include "prepost/report/placeholders.h"
#include "prepost/report/results_json.h"
#include "prepost/report/summary_file.h"

enum { LARGEST_TEMPLATE = 1 << 20 };

static const char *template_of_everything(struct pp_pool *pool)
{
    const struct pp_template_name *names;
    size_t n = pp_placeholders(pool, &names);
    struct pp_buffer text = PP_BUFFER_INIT;

    for (int each = 0; each < 2; each++) {
        if (each)
            pp_buffer_puts(&text, "{{#each outcomes}}\n\n");
        for (size_t i = 0; i < n; i++) {
            bool is_part = names[i].kind == PP_NAME_PART ||
                           names[i].kind == PP_NAME_TABLE ||
                           names[i].kind == PP_NAME_FIGURE;
            bool is_each =
                names[i].list != NULL && strcmp(names[i].list, "outcomes") == 0;
            if (is_part && is_each == (each == 1))
                pp_buffer_printf(&text, "{{part %s}}\n\n", names[i].name);
            else if (names[i].kind == PP_NAME_TEXT && is_each == (each == 1) &&
                     (is_each || names[i].list == NULL))
                pp_buffer_printf(&text, "{{%s}}\n\n", names[i].name);
        }
        if (each)
            pp_buffer_puts(&text, "{{/each}}\n");
    }
    char *copy = pp_pool_strdup(pool, pp_buffer_text(&text));
    pp_buffer_clear(&text);
    return copy;
}

struct pp_report *publish_reported(struct pp_pool *pool,
                                  const struct pp_results *results)
{
    const char *template = template_of_everything(pool);
    struct pp_report *r;
    struct pp_error err;

    if (pp_report_of(results, pool, &r, &err) != 0 ||
        pp_report_fill(r, "everything", "everything.md", template,
                       strlen(template), &err) != 0)
        fail_msg("%s", err.text);
    return r;
}

const char *publish_written(const struct pp_report *r, const char *format)
{
    struct pp_error err;
    struct pp_buffer out = PP_BUFFER_INIT;
    struct pp_render render = {""};

    if (pp_backend_find(format)->write(r->d, &render, &out, &err) != 0)
        fail_msg("%s", err.text);
    char *copy = pp_pool_strdup(r->pool, pp_buffer_text(&out));
    pp_buffer_clear(&out);
    return copy;
}

void publish_says_no_more(struct pp_pool *pool, const char *format,
                         const char *text, const char *markdown)
{
    const char *is = numbers_more(pool, text, markdown);

    if (is != NULL)
        fail_msg("%s says %s, which the Markdown does not", format, is);
}

/* Reports as they come with the program: which of their sentences and parts
 * they hold depends on the results. A page says what its Markdown says, and the
 * ranges of scales. */
static void read_editions(struct published *p, const struct pp_results *shown,
                          const char *everything)
{
    static const char *const editions[] = {"funder", "technical", "regions"};
    const char *dir = pp_data_dir(p->pool, "reports");

    for (size_t k = 0; k < sizeof editions / sizeof editions[0]; k++) {
        struct pp_report *r = pp_report_shown(shown, p->pool);
        struct pp_buffer text = PP_BUFFER_INIT;
        struct pp_error err;
        const char *path =
            pp_pool_printf(p->pool, "%s/%s.md", dir, editions[k]);
        if (pp_file_read(path, LARGEST_TEMPLATE, &text, &err) != 0 ||
            pp_report_fill(r, editions[k], path, pp_buffer_text(&text),
                           text.length, &err) != 0)
            fail_msg("%s", err.text);
        pp_buffer_clear(&text);
        const char *markdown = publish_written(r, "md");
        published_read_report(p, markdown);
        publish_says_no_more(p->pool, "html",
                     numbers_page_words(p->pool, publish_written(r, "html")),
                     pp_pool_printf(p->pool, "%s%s", markdown, everything));
    }
}

static const char *compared_as_text(struct pp_pool *pool,
                                    const struct pp_results *is)
{
    struct pp_document *d = pp_document_new(pool, is->plan->title);
    struct pp_buffer out = PP_BUFFER_INIT;
    struct pp_render render = {""};
    struct pp_error err;

    pp_comparison_document(d, is, NULL);
    if (pp_backend_find("md")->write(d, &render, &out, &err) != 0)
        fail_msg("%s", err.text);
    char *copy = pp_pool_strdup(pool, pp_buffer_text(&out));
    pp_buffer_clear(&out);
    return copy;
}

/* `prepost compare`, as JSON and as text, and `prepost export summary`. */
static void read_cohorts(struct published *p, struct published_view *view,
                         const struct pp_results *is)
{
    struct pp_summary summary = pp_summarise(is, p->pool);
    json_t *compared = pp_comparison_json(is, NULL),
           *summarised = pp_summary_json(&summary);

    published_read_comparison(p, view, compared);
    published_read_comparison_text(p, view, compared_as_text(p->pool, is));
    published_read_summary(p, view, summarised);
    json_decref(compared);
    json_decref(summarised);
}

struct published *publish(struct pp_pool *pool,
                                 const struct pp_results *results,
                                 const struct pp_results *truth,
                                 const struct pp_disclosure_rules *rules,
                                 bool has_editions)
{
    struct published *p = published_new(pool, truth, rules);
    const struct pp_report *r = publish_reported(pool, results);
    json_t *json = pp_results_json(r->results);

    const char *everything = publish_written(r, "md");

    published_read_report(p, everything);
    published_read_json(p, json);
    if (has_editions)
        read_editions(p, r->results, everything);
    if (truth->flow.n_arms == 0)
        read_cohorts(p, NULL, r->results);
    json_decref(json);
    return p;
}

void publish_view(struct published *p, struct pp_results *results,
                         bool is_told)
{
    published_add_view(p, results);
    if (is_told)
        read_cohorts(p, &p->views[p->n_views - 1], disclosed(results, p->pool));
}
