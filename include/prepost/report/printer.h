#ifndef PREPOST_REPORT_PRINTER_H
#define PREPOST_REPORT_PRINTER_H

#include "prepost/base/buffer.h"
#include "prepost/base/error.h"

/*
 * HTML onto paper: Chromium where it is installed (tagged PDF, alternative
 * texts, table headers), else WeasyPrint. Either is started directly, without
 * a shell, in a folder of its own that is taken away again, also where a signal
 * ends the program. The page asks for nothing from outside; to what a browser
 * asks of its own accord no name and no address leads.
 */
enum pp_printer_kind { PP_PRINTER_CHROMIUM, PP_PRINTER_WEASYPRINT };

struct pp_printer {
    const char *program; /* path, as found in PATH */
    enum pp_printer_kind kind;
    char path[4096];
    char version[128]; /* "Chromium 120.0.6099.224" */
};

/* Errors     EIO: neither is installed, with what to install */
int pp_printer_find(struct pp_printer *printer, struct pp_error *err);

/* "Chromium 120", "WeasyPrint 61.2": as far as pages are told apart by it. */
enum { PP_PRINTER_NAME_SIZE = 128 };
void pp_printer_name(const struct pp_printer *printer,
                     char name[PP_PRINTER_NAME_SIZE]);

/*
 * Appends the PDF of a page. The same page and printer give the same bytes:
 * times of day are overwritten, nodes numbered anew. INT, TERM, HUP and QUIT,
 * where not ignored, stop the printer and then end this program, as they would
 * have.
 *
 * Errors     EIO: it could not be started, failed, or took over a minute
 */
int pp_printer_run(const struct pp_printer *printer, const char *html,
                   size_t length, struct pp_buffer *pdf, struct pp_error *err);

#endif
