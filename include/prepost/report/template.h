#ifndef PREPOST_REPORT_TEMPLATE_H
#define PREPOST_REPORT_TEMPLATE_H

#include <stdbool.h>
#include <stddef.h>

#include "prepost/base/error.h"
#include "prepost/report/document.h"

/*
 * Templates: reports/<id>.md, Markdown that anyone can change without touching
 * a program.
 *
 *     ---
 *     title: {{title}}
 *     summary: Two pages for those who pay for a service.
 *     ---
 *     # {{title}}
 *
 *     {{part banner}}
 *
 *     {{#each outcomes}}
 *     - **{{outcome.name}}:** {{outcome.label}}
 *     {{/each}}
 *
 *     {{#if regions}}
 *     ## Differences between regions
 *     {{part regions}}
 *     {{else}}
 *     There was one region.
 *     {{/if}}
 *
 * {{name}} stands for a text, anywhere but in code and addresses. {{part x}},
 * {{table x}} and {{figure x}} stand alone and put something in that is made
 * by code. Lines with {{#each}}, {{#if}}, {{else}} and {{/...}} hold nothing
 * else. Comments <!-- ... --> are left out; other HTML, and pictures, are
 * refused. A table of the template's own needs a line "Table: caption" above.
 *
 * The text is parsed as Markdown first and filled afterwards, in the tree:
 * nothing that fills a placeholder can become markup.
 */

enum { PP_TEMPLATE_MAX_BYTES = 256 * 1024, PP_TEMPLATE_MAX_LINE = 4096 };

enum pp_name_kind {
    PP_NAME_TEXT,
    PP_NAME_CONDITION,
    PP_NAME_LIST,
    PP_NAME_PART,
    PP_NAME_TABLE,
    PP_NAME_FIGURE
};

/* One word that templates may use. */
struct pp_template_name {
    enum pp_name_kind kind;
    const char *name;
    const char *list; /* only inside this list's {{#each}}; NULL: anywhere */
    const char *summary;
};

/*
 * What fills a template. `item` is the index in the list that is being gone
 * through, 0 outside of any. Names come as the template has them, and only
 * those that `names` holds, inside their lists.
 */
struct pp_template_source {
    const struct pp_template_name *names;
    size_t n_names;
    void *ctx;
    const char *(*text)(void *ctx, const char *name, size_t item);
    bool (*holds)(void *ctx, const char *name, size_t item);
    size_t (*count)(void *ctx, const char *list);
    int (*part)(void *ctx, const char *name, size_t item, struct pp_document *d,
                struct pp_blocks *into, struct pp_error *err);
    /* What to write instead of a word that may not be said, which is at *at and
     * *n long, *of what; NULL: there is none. The member may be NULL. */
    const char *(*banned)(void *ctx, const char *text, size_t *at, size_t *n,
                          const char **of);
};

/*
 * Fills the template `text`, named `file` in messages, into d: title, summary
 * and body. Every placeholder is checked first, those in branches that are
 * not taken too; and so are the words of the template's own sentences.
 *
 * Errors     EPARSE with file and line; those of the source's parts
 */
int pp_template_fill(const char *file, const char *text, size_t length,
                     const struct pp_template_source *source,
                     struct pp_document *d, struct pp_error *err);

/* cmark-gfm, by its version. */
struct pp_libraries;
void pp_report_libraries(struct pp_libraries *all);

#endif
