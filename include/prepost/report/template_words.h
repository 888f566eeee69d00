#ifndef PREPOST_REPORT_TEMPLATE_WORDS_H
#define PREPOST_REPORT_TEMPLATE_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include <cmark-gfm.h>

#include "prepost/base/error.h"
#include "prepost/report/document.h"
#include "prepost/report/template.h"

/*
 * Inside report/template.h: the words of a paragraph, a heading or a cell,
 * with their placeholders filled, and the names that placeholders may have.
 * Each function returns -1 after an error that names the template's line.
 */

/* One filling, or the check before it: then nothing is asked of the source. */
struct pp_filler {
    const char *file;
    const struct pp_template_source *source;
    struct pp_document *d;
    struct pp_error *err;
    cmark_node *root;
    const int *lines; /* of the parsed text in the file, from 1 */
    bool is_check;
    const char *list; /* being gone through; NULL: none */
    size_t item;
    const char *caption; /* of the table that must follow; NULL: none */
    int caption_line;
    int depth;
    int level; /* of the last heading of the template's own; 0: none yet */
    bool in_footnote;
};

/* The line of the template's file that a node stands on. */
int pp_filler_line(const struct pp_filler *f, cmark_node *node);

/* Always -1: "file:line: text". */
int pp_filler_fail(struct pp_filler *f, int line, const char *text);

/* Whether the name is known and may stand here; `before` is what stands
 * between its braces before it, for the message. */
int pp_filler_look_up(struct pp_filler *f, int line, const char *before,
                      const char *name, enum pp_name_kind kind);

/* Text with placeholders; what fills them is text again. */
int pp_filler_text(struct pp_filler *f, int line, const char *text,
                   struct pp_prose *p);

/* All the words below a node. */
int pp_filler_inlines(struct pp_filler *f, cmark_node *parent,
                      struct pp_prose *p);

/* An error where a sentence of the template's own holds a word that may not be
 * said. */
struct pp_front;
int pp_filler_check_words(struct pp_filler *f, const struct pp_front *front);

/* Comments are left out; any other HTML is an error. */
int pp_filler_refuse_html(struct pp_filler *f, cmark_node *node);

#endif
