#ifndef PREPOST_CLI_DRAFT_FROM_CSV_H
#define PREPOST_CLI_DRAFT_FROM_CSV_H

#include "prepost/base/error.h"
#include "prepost/base/pool.h"
#include "prepost/model/catalogue.h"
#include "prepost/model/instrument_draft.h"

/* Columns of the file that are not in the draft. */
struct pp_draft_others {
    size_t n_mapped;              /* of which the plan says what they are */
    struct pp_text_list known;    /* ids of questionnaires that they are of */
    struct pp_text_list left_out; /* others that may be questions, each with
                                     the reason: "Age" (its numbers are 2-9) */
    struct pp_text_list remarks;  /* what else to know: a cell that is none of
                                     the answers, a question that is nearly one
                                     of a known questionnaire */
};

/*
 * Finds the questions in a CSV, workbook or other table: the most columns whose
 * answers come from one small set, of whole numbers or of labels, and whose
 * headings are either all questions or alike but for a number. Fills items, and
 * answers or labels, of the draft; all texts are the pool's. Where the draft
 * has labels already, the questions are those that were answered with them, or
 * else with as few whole numbers.
 *
 * A form often asks a known questionnaire beside one's own: columns of which
 * the catalogue has the id or the question, and the answers, are not taken, and
 * *others says so. Nor are those headings that the plan has a meaning for
 * (`mapped`), or what a survey platform adds: its own columns and its second
 * row of headings.
 *
 * Errors     the file cannot be read, or no two columns are like that
 */
int pp_draft_from_csv(const char *path, struct pp_catalogue *catalogue,
                      const struct pp_text_list *mapped, struct pp_pool *pool,
                      struct pp_instrument_draft *draft,
                      struct pp_draft_others *others, struct pp_error *err);

#endif
