#include "prepost/report/backend.h"

#include <string.h>

#include "prepost/base/alloc.h"
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

/*
 * PDF: the HTML edition, printed; a comment at its end repeats the foot, which
 * is packed in the pages, for `report --check` to read. The foot names the
 * program that printed it, as bytes and page breaks depend on it. The edition
 * for screen readers stays the HTML.
 */
static int write_pdf(const struct pp_document *d,
                     const struct pp_render *render, struct pp_buffer *out,
                     struct pp_error *err)
{
    struct pp_printer printer;
    struct pp_buffer foot = PP_BUFFER_INIT, html = PP_BUFFER_INIT;
    struct pp_document copy = *d;

    if (pp_printer_find(&printer, err) != 0)
        return pp_wrap(err, "pdf");
    pp_prose_plain(&d->foot, &foot);
    /* Of "Chromium 156.0.7000.12" the first number: the foot is one line. */
    size_t n_version = printer.kind == PP_PRINTER_CHROMIUM
                           ? strcspn(printer.version, ".")
                           : strlen(printer.version);
    pp_buffer_printf(&foot, "%s Printed by %.*s.",
                     foot.length > 0 && foot.data[foot.length - 1] != '.' ? "."
                                                                          : "",
                     (int)n_version, printer.version);
    copy.foot = (struct pp_prose){NULL, NULL};
    pp_prose_text(&copy, &copy.foot, pp_buffer_text(&foot));
    int status = pp_backend_find("html")->write(&copy, render, &html, err);
    if (status == 0)
        plain_strong(&html);
    if (status == 0)
        status = pp_printer_run(&printer, pp_buffer_text(&html), html.length,
                                out, err);
    if (status == 0)
        add_comment(out, pp_buffer_text(&foot));
    pp_buffer_clear(&html);
    pp_buffer_clear(&foot);
    return status == 0 ? 0 : pp_wrap(err, "pdf");
}

const struct pp_backend pp_backend_pdf = {
    "pdf", "pdf", "the HTML on A4 pages, by Chromium or WeasyPrint", write_pdf};
