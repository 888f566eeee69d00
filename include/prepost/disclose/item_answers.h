#ifndef PREPOST_DISCLOSE_ITEM_ANSWERS_H
#define PREPOST_DISCLOSE_ITEM_ANSWERS_H

#include "prepost/analysis/results.h"
#include "prepost/base/pool.h"
#include "prepost/disclose/rules.h"

/*
 * What may be shown of the answers to single questions.
 *
 * Answers that few people gave are taken together with their neighbours, at
 * both waves alike and as few as need be. A question is left out altogether
 * where fewer than two parts are left, where fewer people than an average
 * needs answered it, where it is about harm (`risk`), and where its joined
 * answers could be had back: from the average score of a single question, or
 * from those of the scales that it counts in, whose other questions are all
 * shown.
 *
 * A question of several outcomes, a total and a part of it, or of one at
 * several waves, is of other people each time: who left another question
 * blank, or did not answer again. Where the answers shown differ by a few, they
 * would be theirs, so it is left out of the later outcome, with the others that
 * count in the same scales. Of another wave's people it is left out unless they
 * are as many, and as many of each answer. Outcomes of the last wave come
 * first.
 *
 * In         all outcomes as analysed, n_arms of them side by side of other
 *            people; hidden: nothing of one may be shown
 * Out        one for each outcome; memory is the pool's
 */
const struct pp_outcome_answers *
pp_disclose_item_answers(const struct pp_outcome *outcomes, const bool *hidden,
                         size_t n, size_t n_arms,
                         const struct pp_disclosure_rules *rules,
                         struct pp_pool *pool);

#endif
