#ifndef PREPOST_REPORT_PAIRED_PEOPLE_H
#define PREPOST_REPORT_PAIRED_PEOPLE_H

#include "prepost/analysis/paired.h"
#include "prepost/report/document.h"

/*
 * The part of a paired analysis that counts people: who went better or worse,
 * reliably, by other methods, and across a cut-off. What was not asked for
 * has no table.
 */
void pp_paired_people(struct pp_document *d, struct pp_blocks *into,
                      const struct pp_paired *p);

#endif
