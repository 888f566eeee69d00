#ifndef PREPOST_CLI_IMPORT_WORDS_H
#define PREPOST_CLI_IMPORT_WORDS_H

#include <stdio.h>

#include "prepost/ingest/import.h"
#include "prepost/model/plan.h"

/* Words that a file has often where a questionnaire's answers stand: a line
 * each, as the plan would have it. */
void pp_import_print_words(const struct pp_plan *plan,
                           const struct pp_ingest_report *report, FILE *out);

#endif
