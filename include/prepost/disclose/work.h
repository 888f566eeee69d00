#ifndef PREPOST_DISCLOSE_WORK_H
#define PREPOST_DISCLOSE_WORK_H

#include <stdbool.h>
#include <stddef.h>

#include "prepost/analysis/results.h"
#include "prepost/base/error.h"
#include "prepost/base/pool.h"
#include "prepost/disclose/disclose.h"
#include "prepost/disclose/linked.h"
#include "prepost/disclose/rules.h"

/*
 * Inside disclose/disclose.h: the copy of the results that is being made, and
 * the steps, each in its own file, in the order in which they are taken.
 */

/* Counts of people that an outcome prints as sizes, while they are worked on.
 * n_all_before: of everyone's reliability, which where there are arms is of all
 * of them together. */
struct pp_sizes {
    long n_before, n_left, n_better, n_same, n_worse, n_all_before;
};

/* The copy being made, beside the results that it is made from. */
struct pp_work {
    struct pp_disclosure_rules rules;
    const struct pp_results *from;
    struct pp_results *to;
    const struct pp_results *beside; /* by region, disclosed; NULL: these are */
    /* By what the cohorts lie within, disclosed; as in from->coarser. */
    const struct pp_results **coarser;
    struct pp_flow_row *regions, *arms;
    struct pp_outcome *outcomes;
    struct pp_sizes *sizes; /* one for each outcome */
    /* Counts of the copy, hidden since another table would tell of them. */
    long **tied;
    size_t n_tied, tied_capacity;
    struct pp_pool *pool;
    struct pp_error failure; /* PP_OK: none yet */
};

/* Counts of a row of the flow, to go through them. */
enum { BOTH, BEFORE, AFTER, BEFORE_ONLY, AFTER_ONLY, PP_N_FLOW_COUNTS };

long *pp_flow_count(struct pp_flow_row *row, int which);

struct pp_sizes pp_sizes_of(const struct pp_outcome *o);
void pp_sizes_set(struct pp_outcome *o, const struct pp_sizes *s);

/* The copy's own cohorts of one of its outcomes. */
struct pp_cohort *pp_work_cohorts(struct pp_outcome *o);

struct pp_estimate pp_no_estimate(void);

/* counts.c: hides every count that is too small, and those that would give
 * one back. -1: they contradict each other; *failure says so. */
int pp_protect_counts(struct pp_work *w);

/*
 * beside.c: what reports by region hide stays hidden, and guarded, in results
 * by other cohorts: outputs of one store are one publication.
 */
void pp_carry_hidden(struct pp_work *w);
/* What is published by a part of the comparison's column; NULL: that is not
 * known. */
const struct pp_results *pp_work_coarser(const struct pp_work *w,
                                         const struct pp_comparison *c,
                                         size_t part);
/* A count of everyone: what the reports show is known, and not hidden here. */
size_t pp_everyones_cell(const struct pp_work *w, struct pp_linked *l,
                         long *count, long value, enum pp_linked_kind kind,
                         int cost);

/* kept.c: cohorts by a kept column: who they were, and who left, stands in
 * reports; the cells of each cohort. */
void pp_link_people(const struct pp_work *w, struct pp_linked *l,
                    size_t outcome, const size_t *asked, const size_t *pairs);

/* And what those tables do not tell of a level, how many of it stayed or left,
 * cohorts do not: whether any count of theirs is newly hidden. */
bool pp_protect_kept(struct pp_work *w);

/*
 * work.c: pp_linked_protect() where the true counts obey what was stated of
 * them; else nothing may be shown, and *failure tells of which table.
 */
bool pp_protect_linked(struct pp_work *w, struct pp_linked *l,
                       const char *table);

/*
 * amounts.c: adds counts by any change, by other amounts and by a cut-off to
 * the outcome's linked counts; own[3]: the cells of better, in between and
 * worse by its own amount, NULL: it has none.
 */
void pp_link_amounts(const struct pp_work *w, struct pp_linked *l,
                     size_t outcome, size_t both, const size_t *own);

/*
 * talking_therapies.c: counts of two questionnaires of the same people;
 * whether any is newly hidden. Called by pp_protect_counts() until nothing is;
 * then shares and ranges are taken out.
 */
bool pp_protect_measures(struct pp_work *w);
void pp_clean_amounts(const struct pp_work *w, size_t outcome);
void pp_clean_measures(const struct pp_work *w);

/* averages.c: hides averages of too few people, and those that would give one
 * back. */
void pp_protect_averages(const struct pp_work *w, size_t outcome);
/*
 * averages_linked.c: whether sums and differences of averages that are shown,
 * here and where the same people are told of by other columns, are of fewer
 * than have one, or of people alike; and the last cohort that this needs. What
 * needs none is not told by this comparison, and not asked for.
 */
bool pp_averages_leak(const struct pp_work *w, size_t outcome, size_t *cohort);
/* Then those that another wave would, of all outcomes. */
void pp_protect_averages_of_waves(const struct pp_work *w, size_t outcome);

/*
 * left.c: what averages of several waves tell of few people. Whether what tells
 * how those who left had started is hidden: they are few, or (nearly) all
 * alike, or those are who left by another wave whose averages are shown. Of the
 * outcome's people, or of the arm compared with.
 */
enum pp_side { PP_SIDE_OWN, PP_SIDE_COMPARISON };
bool pp_left_is_hidden(const struct pp_work *w, size_t outcome,
                       enum pp_side side);

/* Where nobody left by another wave, in all or of a region, averages there are
 * of all who answered first: if those over from one wave to another are few or
 * alike, one of the two waves is hidden, and the last stays. */
void pp_protect_left(struct pp_work *w);

/*
 * The same of cohorts. A cohort that nobody left by some wave is told of there
 * with all of it who answered first, and its pairs of other waves are among
 * them. Then cohorts have averages at the last wave only, unless such cohorts
 * are the same people at every wave and none has to be hidden: whether the
 * outcome's wave is one that has none. Once averages.c has hidden what each
 * wave tells by itself.
 */
bool pp_cohorts_are_of_last(const struct pp_work *w, size_t outcome);

/* shares.c: takes out shares, ranges and tests of one outcome that would give
 * a hidden count back. */
void pp_protect_shares(const struct pp_work *w, size_t outcome);

/* totals.c: hides a scale of a questionnaire where it and others, less the
 * total that they make up, tell of a few whom the total lacks. */
void pp_protect_totals(const struct pp_work *w);

/* scores.c: what shape, order and exact numbers of an outcome tell of single
 * scores. Once it is known which cohorts have averages. */
void pp_protect_scores(const struct pp_work *w, size_t outcome);

/*
 * freedom.c: whether degrees of freedom of one outcome tell how many of a few
 * are in a support group, or in none: struct pp_outcome's hides_freedom. There
 * they are told no more precisely than their whole part, and of 3 and less not
 * at all. Once all else that is worked out from them has been.
 */
bool pp_has_few_in_group(const struct pp_work *w, size_t outcome);
void pp_protect_freedom(const struct pp_work *w, size_t outcome);

/* after.c: how many of each cohort answered the second time, where that tells
 * of nobody. Once shares.c has hidden it. */
void pp_protect_after(const struct pp_work *w, size_t outcome);

/* unnamed.c: levels of a column that is kept of people have no row where no
 * number of theirs is shown: a name there would tell that somebody gave that
 * answer, and so many rows how many such answers there were. What a region, a
 * group, a year or an arm is called tells of nobody. Last. */
void pp_unname_levels(const struct pp_work *w, size_t outcome);

/* What people of few each are called with a further answer that had to take
 * them in: "17-19 or another answer". */
const char *pp_joined_name(struct pp_pool *pool, const char *so_far,
                           const char *level);

/*
 * people.c: levels with too few people become one; while that is still too
 * few, the next smallest joins it, as it does where a level of few left
 * altogether. Levels of nobody are left out. No levels: nothing of the table
 * can be shown.
 *
 * So few, as a level of those who answered: of 12 people, 5 of them men, 10
 * answered a questionnaire, then 3 to 5 of the men did. Whoever is few must not
 * be known nearly to a number by how few are lacking, of all or of what the
 * level lies within: of 12 men, say, 10 from two towns. NULL: as many as any
 * level of the column needs.
 */
long pp_fewest_of_level(const struct pp_work *w, const char *column,
                        const char *level);

/* What of a kept column's table is joined, whatever its number, for what it
 * would tell beside another column. */
struct pp_joins {
    bool *level; /* per level, or row */
    bool blank;  /* and people of whom the column is not known */
    bool is_out; /* the table is not shown */
};

struct pp_people_table pp_protect_people(const struct pp_work *w,
                                         const struct pp_people_table *from,
                                         const struct pp_joins *joins);

/* leavers.c, dose.c: tables of who left, with the joins of each; doses of an
 * outcome; the pool's. */
const struct pp_leavers_table *pp_protect_leavers(const struct pp_work *w,
                                                  const struct pp_joins *joins);
const struct pp_dose *pp_protect_doses(const struct pp_work *w, size_t outcome);

/*
 * arms_linked.c: of arms, and of the comparison, which no other step sees. Its
 * counts and those of the flow by arm go into `l` beside the `n` outcomes from
 * `first` on, one for each arm.
 */
struct pp_arms_beside {
    size_t first, n;
    const size_t *pairs, *asked; /* cells of each of the n outcomes */
    const size_t (*flow)[PP_N_FLOW_COUNTS]; /* everyone, then each region */
    bool with_others; /* and what other outcomes tell of the flow */
};

void pp_add_arms(const struct pp_work *w, struct pp_linked *l,
                 const struct pp_arms_beside *of);
/*
 * arms.c: whether a count of an arm is hidden as another of the same people is;
 * and averages and counts, when all else is done.
 *
 * Everyone's results, by arm: of an arm and of the comparison they tell what
 * reports do, which were disclosed, and nothing that those hide.
 */
bool pp_is_of_arms(const struct pp_results *results);
void pp_carry_arms(const struct pp_work *w, const struct pp_results *reports);
/* The comparison is the same for every arm: hidden for one, for all. */
void pp_share_comparison(const struct pp_work *w, size_t first, size_t n);
bool pp_tie_arms(struct pp_work *w, size_t outcome);
bool pp_tie_comparisons(struct pp_work *w, size_t i, size_t j);
void pp_protect_contrasts(struct pp_work *w);

/* (Nearly) everyone alike: average and spread say what each of them said. */
bool pp_work_is_alike(const struct pp_work *w, long n_unlike);

/*
 * The same outcome, of the same people's arm, at the last wave. What is told of
 * how people had started is of others at every wave, and those over are who
 * left by one of them: cut-offs, doses and single questions stand at an earlier
 * wave only where it is of as many (pp_work_is_as_last).
 */
const struct pp_outcome *pp_work_at_last(const struct pp_work *w,
                                         size_t outcome);
bool pp_work_is_as_last(const struct pp_work *w, size_t outcome);

/* The row of that name; NULL: none. */
const struct pp_flow_row *pp_region_named(const struct pp_flow_row *rows,
                                          size_t n, const char *name);
/* By another column, a cohort that bears a region's name is no region. */
bool pp_is_by_region(const struct pp_comparison *c);

bool pp_has_arms(const struct pp_work *w);
/* One of each arm, and the comparison stands beside them all. */
size_t pp_outcomes_each(const struct pp_work *w);

/*
 * ties.c: counts so close that one gives the other away are hidden together.
 * The one hidden for the other's sake is guarded like a small one from now on.
 * Of an outcome and the flow; of two outcomes: whether any is newly hidden.
 */
bool pp_tie_to_flow(struct pp_work *w, size_t outcome);
bool pp_tie_outcomes(struct pp_work *w, size_t i, size_t j);
bool pp_tie_counts(struct pp_work *w, long *a, long a_was, long *b, long b_was);
/* Guards a count that was hidden for another's sake; those of `l` that stand in
 * other tables, and were hidden in it just now. */
void pp_tie(struct pp_work *w, long *count);
void pp_tie_hidden(struct pp_work *w, const struct pp_linked *l);
/* Counts that stand in other tables too, hidden for what they say there. */
bool pp_is_tied(const struct pp_work *w, const long *count);

/* nested.c: both, of all kept columns: those that lie within each other, or
 * within regions or arms, are guarded together. people[n_people_tables] is the
 * copy's own. */
void pp_protect_kept_tables(const struct pp_work *w,
                            struct pp_people_table *people);

/* growth.c: each outcome's waves over time, or none of it; the pool's. */
void pp_protect_growth(const struct pp_work *w);

/* rounding.c: rounds counts, where the rules ask for it, after everything
 * else. */
void pp_round_count(const struct pp_work *w, long *n);
void pp_round_counts(const struct pp_work *w, struct pp_people_table *people);

#endif
