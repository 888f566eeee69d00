#ifndef PREPOST_DISCLOSE_COUNTS_PARTS_H
#define PREPOST_DISCLOSE_COUNTS_PARTS_H

#include "prepost/disclose/linked.h"
#include "prepost/disclose/work.h"

/*
 * What the files that hide counts share: counts.c those of each outcome, until
 * nothing more is hidden; margins.c what cohorts, regions and arms lie within,
 * and that each is of somebody; who_answered.c those of the flow; arms_linked.c
 * those of arms.
 */

/* Of an outcome: in all, and of a region or of no known region. */
enum { PAIRS, ASKED, LEFT, BETTER, BETWEEN, WORSE, N_COUNTS };

/* How dear a count is: cheaper ones are hidden first to guard others. */
enum pp_count_cost {
    PP_COST_ALL_BEFORE = 1, /* of everyone's reliability, in a table of sizes */
    PP_COST_REGION_REST = 5,
    PP_COST_REGION_INDIVIDUAL = 6,
    PP_COST_INDIVIDUAL = 12,
    PP_COST_REST = 20,
    PP_COST_REGION_BEFORE = 25,
    PP_COST_REGION_BOTH = 30,
    PP_COST_FLOW_REGION = 45, /* in another table: before everyone's */
    PP_COST_BEFORE = PP_LINKED_LAST_RESORT,
    PP_COST_BOTH = 100
};

/* A count of the copy, whose true value is `value`; its cell. */
size_t pp_count_add(const struct pp_work *w, struct pp_linked *l, long *count,
                    long value, enum pp_linked_kind kind,
                    enum pp_count_cost cost);

/* No one answered twice of a few: that tells of each of them that they left,
 * or came late. */
enum pp_linked_kind pp_count_kind_of_both(const struct pp_work *w,
                                          const struct pp_flow_row *row);

/*
 * total = parts + people whose region is not known, for each of m counts; row
 * r has its part of count k at rows[r * m + k]. The cells of those people go
 * to blank[m]; false: there are none.
 */
bool pp_count_sum_rows(struct pp_linked *l, const size_t *totals, size_t m,
                       const size_t *rows, size_t n, size_t *blank);

/* A count of another table, as it shows it: known, or hidden and guarded like a
 * small one. */
size_t pp_count_beside(struct pp_linked *l, long value, long shown);

/* Cohorts of two columns at once, or more: of how many; else 0. */
size_t pp_count_parts(const struct pp_comparison *c);

/*
 * margins.c: the sums over one of several columns are printed when cohorts are
 * compared by it alone; those of a region may be hidden in reports for other
 * regions' sake, and must not be had back from what lies within it. How many
 * went better and worse is hidden altogether then: these counts are small, and
 * which of them another table hides is not known here. rows[cohort * m + count]
 * and regions[region * N_COUNTS + count] are cells. blank: people in no cohort;
 * NULL: there are none.
 */
void pp_add_margins(const struct pp_work *w, struct pp_linked *l, size_t o,
                    const size_t *rows, size_t m, const size_t *regions,
                    const size_t *blank);

/* And of cohorts that regions lie within: these make them up, as reports have
 * them. */
void pp_add_regions_within(const struct pp_work *w, struct pp_linked *l,
                           size_t o, const size_t *rows, size_t m,
                           const size_t *regions);

/* The people of a row of the flow answered first, or later only; their cell. */
size_t pp_add_people(const struct pp_work *w, struct pp_linked *l,
                     const struct pp_flow_row *row,
                     const size_t cell[PP_N_FLOW_COUNTS]);

/* Each of these rows is of somebody. */
void pp_add_someone(const struct pp_work *w, struct pp_linked *l,
                    const struct pp_flow_row *rows, size_t n,
                    const size_t (*cells)[PP_N_FLOW_COUNTS]);

/*
 * Each cohort that there is a row of is of somebody, who were asked this or
 * not; together, with those of none, they are all who answered anything. As
 * many who were not asked as there are cohorts: that says nothing of any.
 * asked[cohorts]; blank: the cell of those in none, NULL: nobody.
 */
void pp_add_people_of_cohorts(const struct pp_work *w, struct pp_linked *l,
                              size_t outcome, size_t all_asked,
                              const size_t *asked, const size_t *blank,
                              const size_t *flow);

/* And of the flow: each arm's people are of the regions where it was, where
 * each region had one; or the other way round. */
void pp_add_regions_of_arms(const struct pp_work *w, struct pp_linked *l,
                            const size_t (*regions)[PP_N_FLOW_COUNTS],
                            const size_t (*arms)[PP_N_FLOW_COUNTS]);

/* Who answered, in all, by region and by arm; whether any is newly hidden. */
bool pp_protect_flow(struct pp_work *w);

/*
 * Who answered, as it is known beside an outcome's counts: everyone, each
 * region, people without a known one. Nearly all who answered at all answered a
 * questionnaire: what the flow says of a region may give away what is hidden of
 * it here, and is hidden rather than how many there are in all; and that rather
 * than a finding, where everyone answered again and one left a questionnaire
 * blank.
 */
void pp_add_flow(const struct pp_work *w, struct pp_linked *l,
                 size_t (*row)[PP_N_FLOW_COUNTS]);

/* And how many were asked another questionnaire, by region: no more than
 * answered any, which bounds how many of each region did. */
void pp_add_other_outcomes(const struct pp_work *w, struct pp_linked *l,
                           size_t outcome,
                           const size_t (*row)[PP_N_FLOW_COUNTS]);

#endif
