#ifndef PREPOST_CLI_REPORTS_EARLIER_H
#define PREPOST_CLI_REPORTS_EARLIER_H

#include "prepost/base/text_list.h"
#include "prepost/cli/evaluation.h"

/*
 * Reports that were written before: whether they still say what the store
 * says, and whether one of them and a new one tell of a few people by what
 * sets them apart.
 */

/* How the store is another one than an earlier report was made from, by what
 * the report says of it; NULL: it says nothing else. */
const char *pp_report_difference(const struct pp_buffer *earlier,
                                 const struct pp_results *results);

/*
 * What to tell of an earlier report of the same store where fewer people came
 * in since, or answered again, than its plan lets a count be shown of: who has
 * both can subtract them. NULL: nobody did, or enough, or it is no report of
 * this plan. Needs the open store, and the evaluation's results.
 */
const char *pp_report_few_since(const struct pp_buffer *earlier,
                                struct pp_evaluation *evaluation);

/* The paths of the reports in a folder, up to 200, by name. */
struct pp_text_list pp_reports_standing(struct pp_pool *pool,
                                        const char *folder);

/* Earlier reports from which the new ones differ by a few people. */
struct pp_reports_close {
    const char *paths, *why; /* NULL: none */
};

/* Notes the report in the place of a new one, which may be out already. */
void pp_reports_see_earlier(struct pp_evaluation *evaluation, const char *path,
                            struct pp_reports_close *close);

/* Notes those in the folder that were not written just now. Which of them are
 * out of date is told on stderr. edition: the name of the template. */
void pp_reports_see_others(struct pp_evaluation *evaluation, const char *dir,
                           const char *edition,
                           const struct pp_text_list *written,
                           struct pp_reports_close *close);

/* Warns of those noted. Returns 0: there are none, or PP_EXIT_ATTENTION. */
int pp_reports_tell_of_close(struct pp_evaluation *evaluation,
                             const struct pp_reports_close *close);

#endif
