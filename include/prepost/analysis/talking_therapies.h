#ifndef PREPOST_ANALYSIS_TALKING_THERAPIES_H
#define PREPOST_ANALYSIS_TALKING_THERAPIES_H

#include "prepost/model/dataset.h"
#include "prepost/model/plan.h"
#include "prepost/stats/types.h"

/*
 * The outcome measures of NHS Talking Therapies, for plans that ask PHQ-9 and
 * GAD-7: a person at a time, from both questionnaires together.
 *
 * A case scores 10 or more on PHQ-9 or 8 or more on GAD-7. A fall of 6 on
 * PHQ-9 or 4 on GAD-7 is reliable. Who has fallen reliably on one and not
 * risen reliably on the other is reliably improved; the mirror image is
 * reliably worse; who did neither on either has no reliable change. Someone
 * better on one and worse on the other is none of the three, nor is someone
 * whose change on one is not known. Recovered: a case at the start, and none
 * at the end, both scores being known.
 *
 * There, people count who finished a course of at least two sessions; here,
 * who has a first and a last form. Improvement is out of all of them;
 * recovery out of all of them less those known to be no case at the start.
 */
struct pp_talking_therapies {
    long n;                       /* a first and a last form */
    long n_not_case, n_could;     /* at the start; could recover: the rest */
    long n_recovered, n_reliably; /* of those: recovery, reliable recovery */
    long n_improved, n_worse, n_unchanged; /* reliably; of n */
    long n_none;                           /* of n: none of the three */
    struct pp_estimate recovered, reliably_recovered; /* of n_could; Wilson */
    struct pp_estimate improved, worse, unchanged;    /* of n; Wilson */
    /*
     * What both questionnaires together tell of people, for disclosure: how
     * many were better, the same, worse on PHQ-9 and on GAD-7 (0, 1, 2; 3:
     * not known), as cell[phq9][gad7].
     */
    long cell[4][4];
    /* And of whom all four scores are known, by being a case (1) or not: on
     * PHQ-9 and on GAD-7 first, on PHQ-9 and on GAD-7 last. */
    long cases[2][2][2][2];
};

/* A case scores this or more. */
enum { PP_PHQ9_CASE = 10, PP_GAD7_CASE = 8 };

/* Scores of one person; NaN: not known. */
struct pp_two_scores {
    double phq9, gad7;
};

/* Shares and intervals from the counts. */
void pp_talking_therapies_shares(struct pp_talking_therapies *t, double level);

/* The counts of n people who have both forms, and the shares. */
struct pp_talking_therapies
pp_talking_therapies_count(const struct pp_two_scores *first,
                           const struct pp_two_scores *last, size_t n,
                           double level);

/* First and last wave of the plan; NULL where it has not both questionnaires,
 * or nobody has both forms. */
const struct pp_talking_therapies *
pp_talking_therapies_of(const struct pp_plan *plan,
                        const struct pp_dataset *dataset, struct pp_pool *pool);

#endif
