#ifndef PREPOST_DISCLOSE_DISCLOSE_H
#define PREPOST_DISCLOSE_DISCLOSE_H

#include <stddef.h>

#include "prepost/analysis/results.h"
#include "prepost/base/error.h"
#include "prepost/base/pool.h"
#include "prepost/disclose/rules.h"

/*
 * Taking out what may not be shown, before anything is printed.
 *
 * pp_disclose() gives a copy of the results in which every count that could
 * give someone away is PP_COUNT_HIDDEN, and every average, share, range and
 * single score that rests on too few people, or would give a hidden count
 * back, is NaN or gone. Text, figures, tables and JSON are all made from that
 * copy. Counts that are sizes (struct pp_paired, missing data) are
 * PP_SIZE_HIDDEN; what an outcome that is `hidden` as a whole still holds must
 * not be printed.
 *
 * What is guarded: who answered, by region; how many went better and worse, in
 * all and by region; who they were; and every average. Small counts cannot be
 * had from totals, from several tables together, or from shares, ranges and
 * averages (disclose/linked.h), nor from columns of which one lies within the
 * other (analysis/nested.h). How many left one questionnaire blank and
 * answered another is not hidden: it says nothing of how people were.
 *
 * All templates, figures and JSON files are made from one such copy, so having
 * several of them tells no more than having one that holds everything; that is
 * what tests/report/test_attack.c attacks. Reports of two dates are two copies:
 * who has both can subtract them, and where one person came in between learns
 * how that one answered. No rule about one report can help; those who hand
 * reports on leave `threshold` people between two, as the technical report
 * says.
 */

/* What answers are called that few people gave each: "another answer". */
extern const char PP_OTHERS[];

/* How much of a level's name stands before " or another answer"; all of it if
 * that does not end it, nothing if it is no more than PP_OTHERS. */
size_t pp_joined_length(const char *level);

#define PP_SIZE_HIDDEN ((size_t)PP_COUNT_HIDDEN)

/*
 * In         results, with the plan whose rules hold
 * Out        *out: a copy in `pool` that shares what did not need to change
 * Errors     EBUG: counts that must add up do not, so that which of them give
 *            somebody away is not known. *out is NULL then: nothing is shown
 */
int pp_disclose(const struct pp_results *results, struct pp_pool *pool,
                struct pp_results **out, struct pp_error *err);

/*
 * Whether a count that is shown, of so many people, is no one or everyone, and
 * so tells of each person there: some presets show zeros. And whether any of
 * the three of how they changed does.
 */
bool pp_share_tells_of_each(long n, long of);
bool pp_tells_of_each(const struct pp_individual *shown);

#endif
