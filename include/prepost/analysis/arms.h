#ifndef PREPOST_ANALYSIS_ARMS_H
#define PREPOST_ANALYSIS_ARMS_H

#include "prepost/analysis/results.h"
#include "prepost/analysis/scores.h"
#include "prepost/model/dataset.h"

/*
 * Designs with a comparison group, and trials: who is in which arm, what each
 * arm's outcome is beside that of the comparison, and how much may be said of
 * it.
 *
 * The deciding difference is that of ANCOVA: after on before (centred) and
 * arm, one model over all arms; HC3, or CR2 where support groups are named.
 * In a trial it asks the question of the trial with more precision than the
 * difference of the changes; where arms were not made by chance the two ask
 * different questions (Lord 1967), so both are kept, and nothing can be told
 * where they disagree or the arms started far apart (evaluate.c).
 *
 * Those who left: the difference is, as it stands, the one of maximum
 * likelihood where answers are missing at random given the arm and the score
 * before. Beside it: everyone who left as they started, and how much worse
 * those who left the arm would have to have ended for the range to take in
 * zero.
 */

/* The arms of the plan among the people of a dataset. */
struct pp_arm_split {
    const struct pp_person_column *column; /* NULL: no arms are compared */
    size_t comparison;                     /* its level */
    size_t n_arms;                         /* others than the comparison */
    size_t *arm; /* [n_arms] their levels: plan order, then by name */
};

/*
 * In         a plan, with or without arms
 * Out        the split, in `pool`; column NULL where the plan has no arms, or
 *            nobody is in the comparison, or nobody in another arm
 */
struct pp_arm_split pp_arm_split_of(const struct pp_plan *plan,
                                    const struct pp_dataset *dataset,
                                    struct pp_pool *pool);

/* What sentences call an arm by its level; the pool's, or lent. */
const char *pp_arm_name(const struct pp_plan *plan,
                        const struct pp_arm_split *split, size_t level,
                        struct pp_pool *pool);

/* The scores of one arm's people; everyone else has none. */
struct pp_scores pp_arm_scores(const struct pp_scores *scores,
                               const struct pp_arm_split *split, size_t level,
                               struct pp_pool *pool);

/*
 * Every arm of one outcome against the comparison.
 *
 * In         scores of everyone; group: per participant, or NULL; scale and
 *            amount (PP_AMOUNT_NONE: none) to count people by
 * Out        out[n_arms], in the order of the split, but not the Holm
 *            adjustment and the verdict, which the evaluation decides
 * Undefined  fewer than PP_VERDICT_MIN_PAIRS pairs in an arm: it is in no
 *            model, and its coefficients are TOO_FEW; in the comparison: all
 */
void pp_arms_compare(const struct pp_plan *plan,
                     const struct pp_plan_outcome *outcome,
                     const struct pp_scores *scores, size_t wave,
                     const struct pp_arm_split *split, const size_t *group,
                     const struct pp_individual *individual,
                     struct pp_pool *pool, struct pp_contrast *out);

/*
 * What may be said: the design's own level; or less, where no arms were
 * compared, where people did not stay in the arm that chance gave them, or
 * where so many left that the arms are no longer those that chance made.
 * Reads plan, flow and outcomes; sets evidence and weaker_because.
 */
void pp_arms_judge(struct pp_results *results);

#endif
