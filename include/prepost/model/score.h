#ifndef PREPOST_MODEL_SCORE_H
#define PREPOST_MODEL_SCORE_H

#include <stddef.h>
#include <stdint.h>

#include "prepost/model/dataset.h"
#include "prepost/model/instrument.h"

/*
 * Answers into scores. pp_score_rows() scores everyone's answers to one
 * instrument on one scale; pp_score_row() one person's.
 *
 * Answers are rows of n_items canonical codes, or PP_ANSWER_MISSING, as in
 * model/dataset.h; codes are valid (import has checked them). Scores are NaN
 * where the scale's rule gives none.
 */

/* What became of the rows. */
struct pp_score_counts {
    size_t n_scored;   /* have a score, prorated ones included */
    size_t n_prorated; /* of those, some answers missing */
    size_t n_reduced;  /* of those, items left out that do not apply */
    size_t n_partial;  /* no score: some answers, but too few */
    size_t n_empty;    /* no score: no answer to any of its items */
};

/*
 * Scores of n_rows rows on one scale.
 *
 * In         answers[n_rows * instrument->n_items]; scale: of this instrument
 * Out        score[n_rows], in scale points; NaN where there is none
 * Missing    no more than the scale allows, among the items that apply: the
 *            answered items' mean stands in for the rest (prorate), otherwise
 *            no score. A lookup takes complete answers only.
 * Errors     none; codes outside the item's range are the caller's mistake
 */
void pp_score_rows(const struct pp_instrument *instrument,
                   const struct pp_scale *scale, const int16_t *answers,
                   size_t n_rows, double *score);

/*
 * The same by another of the scale's missing rules (NULL: its own), and what
 * became of the rows (counts may be NULL).
 */
void pp_score_rows_by(const struct pp_instrument *instrument,
                      const struct pp_scale *scale,
                      const struct pp_missing_rule *rule,
                      const int16_t *answers, size_t n_rows, double *score,
                      struct pp_score_counts *counts);

/* The same for one row. */
double pp_score_row(const struct pp_instrument *instrument,
                    const struct pp_scale *scale, const int16_t *answers);

/*
 * Each item's own part of the score, turned round where the key says so (or 0
 * and 1 for a count): what alpha and omega are computed from.
 *
 * Out        parts[n_rows * scale->n_items], row by row; NaN where missing
 */
void pp_score_items(const struct pp_instrument *instrument,
                    const struct pp_scale *scale, const int16_t *answers,
                    size_t n_rows, double *parts);

/* The missing rule of that id; NULL if the scale has none. */
const struct pp_missing_rule *
pp_scale_missing_rule(const struct pp_scale *scale, const char *id);

#endif
