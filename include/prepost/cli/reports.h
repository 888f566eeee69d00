#ifndef PREPOST_CLI_REPORTS_H
#define PREPOST_CLI_REPORTS_H

#include "prepost/base/text_list.h"
#include "prepost/cli/evaluation.h"
#include "prepost/report/document.h"

/*
 * Reports as files. Shared by `prepost report` and `prepost run`.
 */
struct pp_report_request {
    const char *edition; /* "funder", or the path of a template */
    const char *formats; /* "html,text": names of back ends, and json */
    const char *dir;     /* made if it is not there */
};

/*
 * Writes DIR/EDITION.EXT for each format; their paths go to *written. Reports
 * that stand there and are out of date are named on stderr.
 *
 * Returns 0; PP_EXIT_ATTENTION where one of those was made from so nearly the
 * same people that the two tell of a few; -1.
 */
int pp_reports_write(struct pp_evaluation *evaluation,
                     const struct pp_results *results,
                     const struct pp_report_request *request,
                     struct pp_text_list *written, struct pp_error *err);

/* One format of one edition, appended to `out`. */
int pp_report_write_to(struct pp_evaluation *evaluation,
                       const struct pp_results *results, const char *edition,
                       const char *format, struct pp_buffer *out,
                       struct pp_error *err);

/* A document made by code as text for a terminal. */
int pp_document_show(const struct pp_document *d, FILE *out,
                     struct pp_error *err);

/* The same in any format that reports have (text, md, html, odt). */
int pp_document_show_as(const struct pp_document *d, const char *format,
                        FILE *out, struct pp_error *err);

#endif
