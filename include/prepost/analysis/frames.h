#ifndef PREPOST_ANALYSIS_FRAMES_H
#define PREPOST_ANALYSIS_FRAMES_H

#include "prepost/base/frame.h"
#include "prepost/model/dataset.h"
#include "prepost/model/plan.h"

/*
 * Everyone's answers, scores and pairs as tables for other programs: a row a
 * person and wave, or a row a person, outcome and later wave; and all people,
 * also those who answered nothing. This is what
 * people said, one by one: `prepost export` says so to whoever asks for it.
 *
 * In         codes: one for each participant, no two alike; not a name
 * Out        the pool's. Columns of people are called as in the plan, with
 *            '_' for what is no letter or digit; items by their id, scales
 *            "phq9.total"
 */
struct pp_frame *pp_responses_frame(const struct pp_plan *plan,
                                    const struct pp_dataset *dataset,
                                    const char *const *codes,
                                    struct pp_pool *pool);
struct pp_frame *pp_scores_frame(const struct pp_plan *plan,
                                 const struct pp_dataset *dataset,
                                 const char *const *codes,
                                 struct pp_pool *pool);
struct pp_frame *pp_people_frame(const struct pp_dataset *dataset,
                                 const char *const *codes,
                                 struct pp_pool *pool);
struct pp_frame *pp_pairs_frame(const struct pp_plan *plan,
                                const struct pp_dataset *dataset,
                                const char *const *codes, struct pp_pool *pool);

#endif
