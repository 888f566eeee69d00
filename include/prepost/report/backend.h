#ifndef PREPOST_REPORT_BACKEND_H
#define PREPOST_REPORT_BACKEND_H

#include <stddef.h>

#include "prepost/base/buffer.h"
#include "prepost/base/error.h"
#include "prepost/report/document.h"

/*
 * The formats a document can be written in, one file each
 * (src/report/backend_<name>.c) and one line in src/report/backends.def.
 *
 * A back end writes the whole document and nothing else: no clock, no path, no
 * locale, so that the same document gives the same bytes. It escapes text its
 * own way; nothing that a document holds can become markup.
 */
struct pp_render {
    const char *css; /* the style sheet, for HTML and PDF; "" for none */
};

struct pp_backend {
    const char *name;      /* "html" */
    const char *extension; /* "html" */
    const char *summary;
    int (*write)(const struct pp_document *d, const struct pp_render *render,
                 struct pp_buffer *out, struct pp_error *err);
};

/* In the order of backends.def. */
extern const struct pp_backend *const PP_BACKENDS[];
extern const size_t PP_N_BACKENDS;

/* The back end of that name; NULL if there is none. */
const struct pp_backend *pp_backend_find(const char *name);

/* "Chromium 120", where a PDF says that this printed it of that very HTML;
 * NULL: it says so of none or of another. Anyone can make it say so: it tells
 * what is out of date, and not that nobody has changed a page. */
const char *pp_pdf_printer(const struct pp_buffer *pdf, const char *html,
                           size_t length, struct pp_pool *pool);

/* Escapes for XML and HTML, in text and in attributes in double quotes. */
void pp_xml_escape(const char *text, struct pp_buffer *out);

#endif
