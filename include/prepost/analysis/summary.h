#ifndef PREPOST_ANALYSIS_SUMMARY_H
#define PREPOST_ANALYSIS_SUMMARY_H

#include <stdbool.h>
#include <stddef.h>

#include "prepost/analysis/results.h"
#include "prepost/base/error.h"
#include "prepost/base/pool.h"
#include "prepost/stats/cohort_sums.h"

/*
 * What one place tells another of its cohorts: counts, averages, sums of
 * squares and products; nobody's answers. `prepost export summary` writes it
 * (report/summary_file.h), and pp_pool_summaries() makes of several what
 * comparing the cohorts in one store would have made.
 */

struct pp_summary_cohort {
    const char *name;
    long n_before, n_both; /* PP_COUNT_HIDDEN where not shown */
    long n_groups;         /* support groups of the pairs; 0: not named */
    long n_better, n_between, n_worse;
    bool has_averages; /* else nothing below */
    bool is_exact;     /* else averages and sums are of rounded numbers */
    struct pp_cohort_sums sums;
    double se, df; /* of the mean change; groups allowed for; df NaN: few */
};

struct pp_summary_outcome {
    const char *id, *wave; /* "phq9.total", "after" */
    bool is_primary, is_provisional;
    struct pp_sesoi sesoi;
    const char *instrument, *instrument_name; /* id, "PHQ-9" */
    const char *scale, *scale_name;           /* id, "PHQ-9 total" */
    const char *words;                        /* "symptoms of depression" */
    const char *scoring; /* how answers become a score, in words */
    double min, max;
    int decimals;
    bool lower_is_better;
    enum pp_amount_source amount_source; /* of one person's change */
    double amount;
    double reliability; /* of the scores before; NaN: not known */
    const struct pp_summary_cohort *cohorts;
    size_t n_cohorts;
};

struct pp_summary {
    const char *file; /* where it was read from; NULL: made here */
    const char *hash;
    const char *title, *version, *plan_hash, *preset;
    const char *by; /* "region" */
    long threshold, min_average;
    long nearest; /* counts are to a multiple of it; 1: as they are */
    double level;
    bool made_up;
    const char *const *waves; /* ids, in order */
    size_t n_waves;
    const struct pp_summary_outcome *outcomes;
    size_t n_outcomes;
};

/*
 * Cohorts of several places as one comparison. Only `comparison` of the
 * outcomes, and what it needs of the plan, is filled.
 *
 * In         summaries[n], each as read; level NaN: the first one's
 * Out        *out in `pool`; notes: what is not as it would be from one store
 * Errors     PP_EDATA: other waves, `by`, questionnaire or scoring; a cohort
 *            that comes twice; the same file twice
 */
struct pp_pooled {
    const struct pp_results *results;
    const char *const *notes;
    size_t n_notes;
    bool has_groups; /* some place names support groups */
};

/*
 * What one store says and summaries cannot, in words and by the members of
 * the comparison's JSON ("cohorts.individuals": of each cohort): there a
 * number is another one or none. All the others agree with those of one store
 * to 1e-10, where the summaries' averages are exact.
 */
struct pp_pool_limit {
    const char *name; /* in a few words, as an item of a list */
    const char *what;
    bool only_with_groups;  /* where support groups are named */
    const char *members[8]; /* of an outcome; NULL after the last */
};

extern const struct pp_pool_limit PP_POOL_LIMITS[];
extern const size_t PP_N_POOL_LIMITS;

int pp_pool_summaries(const struct pp_summary *summaries, size_t n,
                      double level, struct pp_pool *pool, struct pp_pooled *out,
                      struct pp_error *err);

#endif
