#ifndef PREPOST_SRC_REPORT_ODT_PARTS_H
#define PREPOST_SRC_REPORT_ODT_PARTS_H

#include "prepost/base/zip_writer.h"
#include "prepost/report/backend.h"

/*
 * The parts of an OpenDocument archive beside its text, which backend_odt.c
 * writes: styles, who wrote it, what is in it.
 */
#define ODT_NAMESPACES                                                         \
    " xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\""       \
    " xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\""         \
    " xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\""           \
    " xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\""         \
    " xmlns:draw=\"urn:oasis:names:tc:opendocument:xmlns:drawing:1.0\""        \
    " xmlns:fo=\"urn:oasis:names:tc:opendocument:xmlns:"                       \
    "xsl-fo-compatible:1.0\""                                                  \
    " xmlns:svg=\"urn:oasis:names:tc:opendocument:xmlns:"                      \
    "svg-compatible:1.0\""                                                     \
    " xmlns:xlink=\"http://www.w3.org/1999/xlink\""                            \
    " xmlns:dc=\"http://purl.org/dc/elements/1.1/\""                           \
    " xmlns:meta=\"urn:oasis:names:tc:opendocument:xmlns:meta:1.0\""           \
    " office:version=\"1.2\""

#define ODT_XML_HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"

/* Columns' shares of a table's width: style W6 to W38. */
enum { ODT_LEAST_WEIGHT = 6, ODT_MOST_WEIGHT = 38 };

/* The styles that content.xml brings along: of tables. */
void odt_automatic_styles(struct pp_buffer *out);

/* A part is packed; `text` is cleared. */
void odt_add_text(struct pp_zip_writer *zip, const char *name,
                  struct pp_buffer *text);
void odt_add_styles(const struct pp_document *d, struct pp_zip_writer *zip);
void odt_add_meta(const struct pp_document *d, struct pp_zip_writer *zip);

/* `list`: the lines of the pictures. */
void odt_add_manifest(const struct pp_buffer *list, struct pp_zip_writer *zip);

#endif
