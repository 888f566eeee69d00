#ifndef PREPOST_MODEL_SCORE_H
#define PREPOST_MODEL_SCORE_H

#include <stddef.h>
#include <stdint.h>

#include "prepost/model/dataset.h"
#include "prepost/model/instrument.h"

/*
 * Scores from answers, as the instrument's definition says: reverse items
 * turned, missing answers allowed for up to the scale's limit, then summed,
 * averaged, counted or looked up.
 *
 * In         answers[n_rows * instrument->n_items]: canonical codes, a
 *            response a row; PP_ANSWER_MISSING where there is none
 * Out        score[n_rows], in scale points
 * Missing    more answers of the scale missing than it allows: NaN
 * Errors     none; codes outside the item's range are the caller's mistake
 */
void pp_score_rows(const struct pp_instrument *instrument,
                   const struct pp_scale *scale, const int16_t *answers,
                   size_t n_rows, double *score);

#endif
