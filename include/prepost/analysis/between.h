#ifndef PREPOST_ANALYSIS_BETWEEN_H
#define PREPOST_ANALYSIS_BETWEEN_H

#include <stdbool.h>
#include <stddef.h>

#include "prepost/base/pool.h"
#include "prepost/stats/ancova.h"
#include "prepost/stats/cohort_sums.h"
#include "prepost/stats/funnel.h"
#include "prepost/stats/meta.h"
#include "prepost/stats/welch.h"

/*
 * Cohorts of one outcome against each other: by their changes, allowing for
 * where people started, against the average over their people, and as a sample
 * of "another mix of regions".
 *
 * Everything is worked out from what is shown of each cohort and nothing else:
 * disclose/ takes cohorts out and asks again, so that no number rests on, or
 * gives back, a cohort that is hidden. What few cohorts cannot say is not
 * there to be printed: pp_between_allows() is the one place that decides.
 */

/* What k cohorts can say (two, 3 to 4, 5 to 9, 10 and more). */
struct pp_between_rule {
    bool compared;       /* 2: difference, average over their people */
    bool heterogeneity;  /* 3: Q, funnel limits, REML with HKSJ max(1,q) */
    bool spread;         /* 5: tau2, I2, prediction interval, shrinkage */
    bool overdispersion; /* 10: funnel limits allow for it */
};
struct pp_between_rule pp_between_allows(size_t k);

/* What is known of one cohort; `change` has its own se and df. */
struct pp_between_cohort {
    bool shown;
    struct pp_cohort_sums sums;
    struct pp_coefficient change;
};

/* Case mix as the plan keeps it; an index is a person, or people alike. */
struct pp_case_mix_column {
    const char *name;
    const size_t *level; /* per person; NULL: a number */
    size_t n_levels;
    const double *number; /* per person, NaN where blank */
};

/*
 * The people behind the cohorts. NULL pointers: only sums are known. People
 * who are alike in everything here share a row: a million of them come down to
 * a tenth or less.
 */
struct pp_between_people {
    size_t n; /* rows */
    const double *pre, *post;
    const size_t *cohort; /* index into the cohorts */
    const size_t *group;  /* support group, any number; NULL: not named */
    const struct pp_case_mix_column *case_mix;
    size_t n_case_mix;
    size_t min_level;    /* levels of fewer people are joined */
    const size_t *count; /* people in each row; NULL: one */
};

/* One cohort against the others; NaN where it is not shown. */
struct pp_against {
    struct pp_coefficient change, adjusted, corrected; /* off the average */
    double change_p_holm, adjusted_p_holm;             /* over the cohorts */
    struct pp_coefficient equal_spread; /* `adjusted` from sums alone */
    struct pp_coefficient shrunken;     /* its change, drawn to the mean */
    struct pp_funnel_region funnel;
    size_t n_groups; /* support groups; 0: not named */
};

/* Support groups within cohorts: a random intercept on the changes. */
struct pp_between_groups {
    size_t n_groups;  /* 0: not named */
    bool allowed_for; /* CR2: 4 groups or more, 2 or more in each cohort */
    double icc, mean_size, design_effect;
    enum pp_status status;
};

struct pp_between {
    size_t k;             /* cohorts shown */
    size_t first, second; /* the two of k 2 */
    struct pp_between_rule rule;
    struct pp_welch_test test;     /* do their changes differ at all */
    struct pp_coefficient average; /* over the people of these cohorts */
    /* Two cohorts, the first less the second. */
    struct pp_coefficient change, adjusted, corrected, equal_spread;
    struct pp_ancova ancova;       /* allowing for the case mix too */
    struct pp_ancova ancova_equal; /* from sums alone, start alone */
    double reliability;            /* of the scores before; NaN: not known */
    double slope_corrected;
    struct pp_between_groups groups;
    const char *const *case_mix; /* columns that were allowed for */
    size_t n_case_mix;
    const char *const *left_out; /* columns that could not be */
    size_t n_left_out;
    struct pp_meta meta;              /* NaN where the rule says no */
    struct pp_funnel funnel;          /* TOO_FEW likewise */
    const struct pp_against *against; /* one for each cohort */
};

/*
 * In         cohorts[n]; people, or NULL: then the adjusted comparison is
 *            that of sums (equal spread) and groups are as each cohort's se
 * Out        in `pool`; k < 2: nothing but k
 * Errors     none
 */
struct pp_between *pp_between_of(const struct pp_between_cohort *cohorts,
                                 size_t n,
                                 const struct pp_between_people *people,
                                 double reliability, double level,
                                 struct pp_pool *pool);

#endif
