#ifndef PREPOST_REPORT_TEMPLATE_FRONT_H
#define PREPOST_REPORT_TEMPLATE_FRONT_H

#include <stddef.h>

#include "prepost/base/buffer.h"
#include "prepost/base/error.h"
#include "prepost/base/pool.h"

/*
 * A template's text before it is parsed as Markdown: its size and encoding,
 * the head between two "---", and the lines that hold nothing but a
 * directive. Every error names the file and the line.
 */

/* Too big, a line too long, or not UTF-8: an error. */
int pp_template_check_size(const char *file, const char *text, size_t length,
                           struct pp_error *err);

/* The head; text lent from the template or copied into the pool. */
struct pp_front {
    const char *title, *summary;
    int title_line, summary_line;
    const char *body;
    size_t body_length, n_lines;
};
int pp_template_read_front(const char *file, const char *text, size_t length,
                           struct pp_pool *pool, struct pp_front *front,
                           struct pp_error *err);

/*
 * The Markdown with a blank line on either side of each directive, so that
 * none is taken for the end of the paragraph or list item before it; and, for
 * messages, the line of the file that each of its lines was.
 */
struct pp_spaced {
    struct pp_buffer text;
    int *lines; /* from 1 */
    size_t n;
};
void pp_template_space_out(const struct pp_front *front, struct pp_spaced *s);
void pp_spaced_clear(struct pp_spaced *s);

/* The inside of "{{...}}" when it is a directive and the whole text; the
 * caller's. NULL: it is none. */
char *pp_template_directive(const char *text);

#endif
