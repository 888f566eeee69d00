#ifndef PREPOST_REPORT_FINDINGS_FRAME_H
#define PREPOST_REPORT_FINDINGS_FRAME_H

#include "prepost/base/frame.h"
#include "prepost/report/part.h"

/*
 * The key findings of the funder report as a table for spreadsheets: a row an
 * outcome, at each later time, and of each arm where there are some. Numbers
 * have the decimals that reports print; one that is not shown there is missing
 * here.
 */
struct pp_frame *pp_findings_frame(const struct pp_report *r);

#endif
