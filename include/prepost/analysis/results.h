#ifndef PREPOST_ANALYSIS_RESULTS_H
#define PREPOST_ANALYSIS_RESULTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "prepost/analysis/between.h"
#include "prepost/analysis/dose.h"
#include "prepost/analysis/evidence.h"
#include "prepost/analysis/growth.h"
#include "prepost/analysis/item_answers.h"
#include "prepost/analysis/leavers.h"
#include "prepost/analysis/low_point.h"
#include "prepost/analysis/paired.h"
#include "prepost/analysis/plan_record.h"
#include "prepost/analysis/talking_therapies.h"
#include "prepost/analysis/verdict.h"
#include "prepost/base/pool.h"
#include "prepost/model/plan.h"
#include "prepost/stats/coefficient.h"
#include "prepost/stats/types.h"

/*
 * The result tree of an evaluation: every number that a table, a figure, a
 * sentence or a JSON file may use. pp_evaluate() (analysis/evaluate.h) makes
 * it; disclose/ takes out what may not be shown; plot, report and cli only
 * format it.
 *
 * Change is post minus pre in raw scale points; "better" and "worse" are
 * turned. A count is people unless it says otherwise. Statistics that cannot
 * be computed carry a status and NaN. Everything is the pool's.
 */

/* A count that must not be shown (set by disclose/ alone). */
enum { PP_COUNT_HIDDEN = -1 };

/* Days from the first wave to a later one, of those whose days are known. */
struct pp_gap {
    long n;
    double median, q1, q3; /* NaN: no dates */
};

/* Who answered, for everyone or for one region or group. */
struct pp_flow_row {
    const char *name; /* NULL: everyone */
    long n_groups;    /* support groups among them; 0: not known */
    long n_people;    /* known at all */
    long n_before;    /* answered an outcome of the plan at the first wave */
    long n_after;     /* at the last wave */
    long n_both;      /* some outcome can be scored at both */
    long n_before_only, n_after_only;
};

struct pp_flow {
    struct pp_flow_row all;
    const struct pp_flow_row *regions; /* sorted by name */
    size_t n_regions;
    const struct pp_flow_row *groups; /* likewise; region in their name */
    size_t n_groups;
    const struct pp_flow_row *arms; /* the comparison last; none: no arms */
    size_t n_arms;
    long n_no_arm;         /* people whose arm is not known */
    const long *n_at_wave; /* answered anything, per wave of the plan */
    long n_near_misses;    /* pairs of identifiers one slip apart */
    long n_joined; /* identifiers that the plan's word joined to another */
    double gap_days_median, gap_days_q1, gap_days_q3; /* NaN: no dates */
    const struct pp_gap *gaps; /* per wave of the plan; of the first: none */
};

/* Who they were: one column of the plan, people who answered both times. */
struct pp_people_level {
    const char *name;
    long n;
};
struct pp_people_table {
    const char *name; /* "age band" */
    const struct pp_people_level *levels;
    size_t n_levels;
    long n_blank;
};

/* How many of a level, who answered something first, or first and last, have
 * no score there of one outcome. */
struct pp_lack {
    const char *level;
    long n;
};

/* A column each of whose levels lies within one of another (nested.h). */
struct pp_nest {
    const char *finer, *coarser; /* "town", "region" */
    const char *const *levels;   /* of the finer */
    const char *const *within;   /* and what each is in; NULL: not known */
    size_t n_levels;
    const struct pp_lack *lacks; /* of the coarser, for each outcome */
    size_t n_lacks;
};

/* How one person's change is judged, in this order of preference. */
enum pp_amount_source {
    PP_AMOUNT_PUBLISHED, /* a published reliable change */
    PP_AMOUNT_COMPUTED,  /* Jacobson-Truax from these answers */
    PP_AMOUNT_SESOI,     /* the amount that the plan set */
    PP_AMOUNT_NONE       /* single questions */
};

enum pp_reliability_kind {
    PP_RELIABILITY_HERE,      /* alpha in these answers, at the start */
    PP_RELIABILITY_HERE_LOW,  /* the lower end of its likely range */
    PP_RELIABILITY_HERE_HIGH, /* the upper end */
    PP_RELIABILITY_ALPHA,     /* a published alpha */
    PP_RELIABILITY_RETEST     /* a published one of two occasions */
};

struct pp_individual {
    enum pp_amount_source source;
    enum pp_reliability_kind kind; /* used for COMPUTED */
    double amount;      /* this much or more, as printed: "6 points" */
    double threshold;   /* the unrounded threshold it came from */
    double reliability; /* used for COMPUTED; else NaN */
    long n;             /* people */
    long n_better, n_between, n_worse;
    struct pp_interval better_ci, worse_ci; /* Wilson, shares in [0,1] */
};

/* One person's change by the slope of all their scores (by_slope.h). */
struct pp_by_slope {
    bool is_made, is_counted;
    enum pp_status status;       /* where it is made */
    bool in_weeks;               /* time; else each wave counts as one */
    struct pp_individual people; /* counts alone, where counted */
};

/*
 * The cut-off of a scale, crossed from either side. Who was not beyond it at
 * the start cannot recover; who was not beyond it can still cross it.
 */
struct pp_recovery {
    const struct pp_cutoff *cutoff; /* NULL: the scale has none */
    long n;                         /* people */
    long n_beyond;                  /* beyond it at the start */
    long n_crossed;   /* of those: no longer beyond, by any change */
    long n_recovered; /* of those: better by the amount for one person too */
    long n_entered;   /* beyond it at the end, but not at the start */
    struct pp_interval crossed_ci, recovered_ci; /* of n_beyond; Wilson */
    struct pp_interval entered_ci;               /* of n - n_beyond */
};

/* mar_likelihood if those who left had fared `shift` points otherwise. */
struct pp_shifted_change {
    double shift;
    struct pp_estimate change;
};

/* How far the findings lean on those who answered twice. */
enum { PP_MISSING_SHIFTS = 4 };
struct pp_missing_data {
    size_t n_before, n_left;       /* answered this outcome before; not after */
    long n_left_unlike;            /* pp_unlike_most() of those */
    double left_mean, stayed_mean; /* their averages before */
    double left_standardised_difference; /* left minus stayed, in SD before */
    double left_variance_ratio;          /* of the same, left over stayed */
    double if_unchanged; /* mean change of all if those who left had none */
    struct pp_estimate complete_case, mar_likelihood, multiple_imputation;
    double tipping; /* NaN: nobody left, or 0 is inside already */
    /* By the change that matters and half of it, either way; n_shifts 0:
     * nobody left, or none was declared. */
    struct pp_shifted_change shifts[PP_MISSING_SHIFTS];
    size_t n_shifts;
    double mar_se, mar_df, mar_p; /* of mar_likelihood */
    struct pp_verdict mar_verdict;
    struct pp_estimate improved_worst_case; /* share "better by the amount" */
};

struct pp_scale_reliability {
    size_t n_items, n_pre, n_post; /* people with all items, at each wave */
    size_t n_both;                 /* at both; not printed */
    struct pp_estimate alpha_pre, alpha_post, omega_pre, omega_post;
    double alpha_change_p;         /* of n_both: Feldt 1980; NaN if not known */
    size_t n_unreversed;           /* items that look unreversed */
    const char *const *unreversed; /* their ids */
};

/* One region (or other cohort) of one outcome. */
struct pp_cohort {
    const char *name;
    bool is_untold; /* set by disclose/: has no row, for it would tell of one */
    struct pp_flow_row flow; /* of this outcome */
    double pre_mean, pre_sd, post_mean;
    double change, sd_change; /* mean and sd of the changes */
    struct pp_interval ci;    /* paired t */
    double se, df, d_pre;
    struct pp_cohort_sums sums;
    long n_unlike;       /* unlike.h */
    bool ignores_groups; /* ci, se and df: too few to allow for */
    struct pp_individual individual;
    bool shown; /* false: too few people for averages */
};

enum pp_difference_code {
    PP_DIFFERENCE_NONE, /* fewer than two cohorts with enough people */
    PP_DIFFERENCE_DIFFER,
    PP_DIFFERENCE_TOO_SMALL, /* to matter */
    PP_DIFFERENCE_CANNOT_TELL
};

struct pp_cohort_column;
struct pp_share_funnel;

/* People with both scores, by all that averages are told of: the count[i] of
 * row i are of the same cohort, region and level of each part of the
 * comparison's column (PP_NO_LEVEL: of none), and have the same scores. */
enum { PP_MEMBER_COHORT, PP_MEMBER_REGION, PP_MEMBER_PARTS };
struct pp_members {
    size_t n, width;
    const uint16_t *of; /* [n*width] */
    const double *pre, *post;
    const size_t *count;
};

/* Everyone of one level of one of several columns, whether or not the others
 * are known of them. */
struct pp_part_size {
    long n_before, n_both;
};

/* Cohorts of one outcome against each other. */
struct pp_comparison {
    const char *by; /* "region" */
    const struct pp_cohort *cohorts;
    size_t n_cohorts;
    const struct pp_cohort_column *column; /* NULL: known from sums alone */
    const struct pp_part_size *const *part_sizes; /* [part][level] of it */
    const struct pp_between_people *people;       /* likewise */
    const struct pp_members *members;             /* likewise */
    double reliability;               /* of the scores before; NaN: not known */
    const struct pp_between *between; /* of the cohorts that are shown */
    enum pp_difference_code code;
    double p;      /* do changes differ; Welch, CR2 for two in groups */
    double p_holm; /* over the outcomes */
    /* Two cohorts, the first minus the second. */
    struct pp_estimate change_score, adjusted; /* Welch; ANCOVA */
    bool methods_disagree; /* of the two ways, whether and how cohorts differ */
    struct pp_estimate average;           /* over the people of these cohorts */
    const struct pp_share_funnel *better; /* of counts as printed; or NULL */
};

/* One arm of one outcome: people with a score before and after. */
struct pp_arm {
    const char *level; /* as the files write it */
    const char *name;  /* as reports call it: "CBT" */
    const char
        *people; /* as sentences do: "people in CBT", "people who came" */
    long n_before, n_both, n_left;
    double pre_mean, pre_sd, post_mean, post_sd;
    double change, sd_change;
    double left_mean;             /* before, of those without a score after */
    double left_difference;       /* from those with one, in spreads before */
    long n_unlike, n_left_unlike; /* unlike.h; those who left, before */
    struct pp_interval change_ci; /* paired t */
    struct pp_individual individual;
};

/*
 * An arm against the comparison: what is found where the design has one. The
 * difference of the scores after, allowing for the scores before (ANCOVA,
 * one model over all arms), decides; the difference of the changes stands
 * beside it. Raw sign: the arm minus the comparison.
 */
struct pp_contrast {
    bool is_made;   /* false: one group, and all else is empty */
    bool is_one_of; /* of several arms: sentences name it */
    struct pp_arm arm, comparison;
    const char *method; /* "ancova-hc3", "ancova-cr2" */
    struct pp_coefficient adjusted, change_score;
    struct pp_coefficient slope; /* of after on before, within arms */
    struct pp_estimate d_ppc2;
    double pre_sd;           /* before, within the two arms */
    double start_difference; /* before, arm minus comparison, in pre_sd */
    struct pp_interval equivalence_ci;
    double equivalence_p;  /* NaN: no amount was set */
    bool methods_disagree; /* one alone leaves out zero, or each on its side */
    struct pp_coefficient imputed;      /* those who left imputed, by arm */
    struct pp_coefficient if_unchanged; /* those who left as they started */
    double tipping; /* how much worse those who left the arm; NaN: none */
};

/*
 * One outcome at one later wave, compared with the first. With two waves
 * there is one for each outcome of the plan; with more, all outcomes at the
 * second wave come first, then all at the third. Where the design has arms,
 * there is one for each arm but the comparison, of that arm's people, and its
 * verdict is of the contrast.
 */
struct pp_outcome {
    const struct pp_plan_outcome *plan;
    size_t wave; /* index into the plan's waves: the later one */
    const struct pp_instrument *instrument;
    const struct pp_scale *scale;
    bool provisional;         /* its key is not confirmed */
    bool is_unanswered;       /* nobody has a score of it, at any wave */
    const double *pre, *post; /* [n_pairs], in no order that tells anything */
    size_t n_pairs;
    long n_unlike; /* of them: unlike.h */
    struct pp_paired paired;
    size_t family_size; /* outcomes of the same role at the same wave */
    double p_holm;
    struct pp_verdict verdict;
    struct pp_individual individual;
    /* Jacobson and Truax's amount with other reliabilities, by amount. */
    const struct pp_individual *other_amounts;
    size_t n_other_amounts;
    struct pp_by_slope by_slope; /* at the last wave of three or more */
    struct pp_recovery recovery;
    struct pp_missing_data missing;
    struct pp_low_point low_point;
    const struct pp_dose *doses; /* one for each column of the plan that is */
    size_t n_doses;
    struct pp_scale_reliability reliability;
    struct pp_outcome_answers answers; /* question by question */
    struct pp_comparison comparison;   /* by region */
    struct pp_contrast contrast;       /* with the comparison group, if any */
    /* Set by disclose/ (disclose/scores.h): print no number of it; none more
     * precisely than reports do, or none but averages and spreads of the pairs;
     * no median, quartile or typical change; degrees of freedom are whole, and
     * of 3 and less there are none. */
    bool hidden, is_coarse, is_guarded, hides_order, hides_freedom;
};

/* A file that the answers came from. */
struct pp_input {
    const char *file, *hash;
    long n_rows, n_taken, n_rejected;
};

struct pp_results {
    const struct pp_plan *plan;
    enum pp_evidence evidence; /* what may be said: the design's, or less */
    enum pp_weaker_because weaker_because;
    struct pp_flow flow;
    const struct pp_people_table *people;
    size_t n_people_tables;
    const struct pp_nest *nests; /* of what reports tell of */
    size_t n_nests;
    const struct pp_outcome *outcomes; /* plan order within a wave */
    size_t n_outcomes;
    size_t n_per_wave; /* outcomes of one wave: of the plan, times arms */
    /* One for each outcome of the plan; NULL where there are two waves only. */
    const struct pp_growth *growth;
    /* Where arms are compared: the comparison, then every arm, for each outcome
     * of the plan; NULL: two waves, or no arms. */
    const struct pp_growth *arm_growth;
    size_t n_growth_arms;                   /* the comparison with them */
    const struct pp_leavers_table *leavers; /* one for each kept column */
    size_t n_leavers;
    /* NULL: PHQ-9 and GAD-7 were not both asked, first and last. */
    const struct pp_talking_therapies *talking_therapies;
    const struct pp_input *inputs;
    size_t n_inputs;
    double level;
    unsigned long seed;
    const char *locked_on; /* when the plan of record was fixed; or NULL */
    struct pp_plan_record record; /* what was fixed, and changed since */
    const char *version;          /* of prepost */
    bool has_erased;              /* answers were erased after they came in */
    bool may_be_back; /* and people came in since who may be the same */
    /* Of other cohorts than regions: the same people as reports of the same
     * store have them, by region, or each arm; NULL: these are such. */
    const struct pp_results *beside;
    /* The same by what these cohorts lie within, as comparing by that tells it,
     * and by each of several columns: for each part of the comparison's column;
     * NULL: of a part it has none. NULL: there are no parts. */
    const struct pp_results *const *coarser;
};

#endif
