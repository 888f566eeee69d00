#include "prepost/report/backend.h"

#include <string.h>

#include "prepost/base/alloc.h"
#include "prepost/base/hash.h"
#include "prepost/report/printer.h"

/* A comment, and the end of the file once more after it: readers look for that
 * in the last kilobyte. */
static void add_comment(struct pp_buffer *pdf, const char *text)
{
    static const char start[] = "startxref";
    enum { LENGTH = sizeof start - 1 };
    size_t at = pdf->length;

    do {
        if (at == 0)
            return; /* not as PDFs end */
        at--;
    } while (pdf->length - at < LENGTH ||
             memcmp(pdf->data + at, start, LENGTH) != 0);
    char *end = pp_strndup(pdf->data + at, pdf->length - at);
    pp_buffer_printf(pdf, "\n%% %s\n%s", text, end);
    pp_free(end);
}

/*
 * Chromium marks <strong> in a PDF as "Strong", which PDF 1.4, as it writes it,
 * does not know: readers that go by its marks pass over the words. Text has no
 * tags but ours: its own are escaped.
 */
static void plain_strong(struct pp_buffer *html)
{
    static const char *const tags[][2] = {
        {"<strong>", "<span class=\"strong\">"}, {"</strong>", "</span>"}};
    struct pp_buffer out = PP_BUFFER_INIT;

    for (const char *at = pp_buffer_text(html); *at != '\0';) {
        size_t n = 1;
        for (size_t k = 0; k < 2; k++)
            if (strncmp(at, tags[k][0], strlen(tags[k][0])) == 0) {
                pp_buffer_puts(&out, tags[k][1]);
                n = 0;
                at += strlen(tags[k][0]);
                break;
            }
        pp_buffer_append(&out, at, n);
        at += n;
    }
    pp_buffer_clear(html);
    *html = out;
}

/* --- what it says of itself ----------------------------------------------- */

static const char PRINTED_BY[] = "Printed by ";
static const char OF_PAGE[] = " Of the HTML ";

/* The foot with the program that printed it: bytes and page breaks depend on
 * it. */
static void foot_of(const struct pp_document *d, const char *printer,
                    struct pp_buffer *foot)
{
    pp_prose_plain(&d->foot, foot);
    pp_buffer_printf(
        foot, "%s %s%s.",
        foot->length > 0 && foot->data[foot->length - 1] != '.' ? "." : "",
        PRINTED_BY, printer);
}

/* That foot, and of which page it is the print: `report --check` reads both. */
static void add_origin(struct pp_buffer *pdf, const char *foot,
                       const struct pp_buffer *html)
{
    struct pp_buffer origin = PP_BUFFER_INIT;
    char hash[PP_HASH_SIZE];

    pp_hash_bytes(html->data, html->length, hash);
    pp_buffer_puts(&origin, foot);
    pp_buffer_printf(&origin, "%s%s.", OF_PAGE, hash);
    add_comment(pdf, pp_buffer_text(&origin));
    pp_buffer_clear(&origin);
}

const char *pp_pdf_printer(const struct pp_buffer *pdf, const char *html,
                           size_t length, struct pp_pool *pool)
{
    char hash[PP_HASH_SIZE];

    pp_hash_bytes(html, length, hash);
    const char *origin = pp_pool_printf(pool, ".%s%s.\n", OF_PAGE, hash);
    const char *end = memmem(pdf->data, pdf->length, origin, strlen(origin));
    if (end == NULL)
        return NULL;
    size_t n = sizeof PRINTED_BY - 1;
    for (const char *at = end; at-- > pdf->data && *at != '\n';)
        if ((size_t)(end - at) > n && memcmp(at, PRINTED_BY, n) == 0)
            return pp_pool_strndup(pool, at + n, (size_t)(end - at) - n);
    return NULL;
}

/* --- writing -------------------------------------------------------------- */

/*
 * PDF: the HTML edition, printed; a comment at its end repeats the foot, which
 * is packed in the pages. The edition for screen readers stays the HTML.
 */
static int write_pdf(const struct pp_document *d,
                     const struct pp_render *render, struct pp_buffer *out,
                     struct pp_error *err)
{
    const struct pp_backend *to_html = pp_backend_find("html");
    struct pp_printer printer;
    char name[PP_PRINTER_NAME_SIZE];
    struct pp_buffer html = PP_BUFFER_INIT, page = PP_BUFFER_INIT;
    struct pp_buffer foot = PP_BUFFER_INIT;
    struct pp_document printed = *d;

    if (pp_printer_find(&printer, err) != 0)
        return pp_wrap(err, "pdf");
    pp_printer_name(&printer, name);
    foot_of(d, name, &foot);
    printed.foot = (struct pp_prose){NULL, NULL};
    pp_prose_text(&printed, &printed.foot, pp_buffer_text(&foot));
    int status = to_html->write(d, render, &html, err);
    if (status == 0)
        status = to_html->write(&printed, render, &page, err);
    if (status == 0)
        plain_strong(&page);
    if (status == 0)
        status = pp_printer_run(&printer, pp_buffer_text(&page), page.length,
                                out, err);
    if (status == 0)
        add_origin(out, pp_buffer_text(&foot), &html);
    pp_buffer_clear(&foot);
    pp_buffer_clear(&page);
    pp_buffer_clear(&html);
    return status == 0 ? 0 : pp_wrap(err, "pdf");
}

const struct pp_backend pp_backend_pdf = {
    "pdf", "pdf", "the HTML on A4 pages, by Chromium or WeasyPrint", write_pdf};
