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
 * from that of a scale whose other questions are all shown.
 *
 * In         the outcome as analysed; hidden: nothing of it may be shown
 * Out        memory is the pool's
 */
struct pp_outcome_answers
pp_disclose_item_answers(const struct pp_outcome *outcome,
                         const struct pp_disclosure_rules *rules, bool hidden,
                         struct pp_pool *pool);

#endif
