#ifndef PREPOST_REPORT_REPORT_H
#define PREPOST_REPORT_REPORT_H

#include "prepost/analysis/results.h"
#include "prepost/base/error.h"
#include "prepost/base/pool.h"
#include "prepost/report/document.h"

/*
 * A report from results and a template:
 *
 *     pp_report_make("funder", "reports/funder.md", text, length, results,
 *                    pool, &document, &err);
 *     pp_backend_find("html")->write(document, &render, &out, &err);
 *
 * The results go through disclose/ here, before anything of the template is
 * looked at: no report can be made of numbers that may not be shown.
 */

/*
 * Out        *out: the document, in `pool`, which must hold the results too
 * Errors     those of the template (file and line) and of its figures
 */
int pp_report_make(const char *edition, const char *file, const char *text,
                   size_t length, const struct pp_results *results,
                   struct pp_pool *pool, struct pp_document **out,
                   struct pp_error *err);

#endif
