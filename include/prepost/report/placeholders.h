#ifndef PREPOST_REPORT_PLACEHOLDERS_H
#define PREPOST_REPORT_PLACEHOLDERS_H

#include <stddef.h>

#include "prepost/base/pool.h"
#include "prepost/report/part.h"
#include "prepost/report/template.h"

/*
 * The words that templates may use: texts, conditions and lists, and the parts
 * of parts.def.
 */

/*
 * Every one with what it stands for: for the manual page and for
 * `prepost report --placeholders`. Returns how many.
 */
size_t pp_placeholders(struct pp_pool *pool,
                       const struct pp_template_name **names);

/* What fills a template from a report; lives as long as the report. */
struct pp_template_source pp_placeholders_source(struct pp_report *r);

#endif
