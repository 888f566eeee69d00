#ifndef PREPOST_ANALYSIS_PAIRED_H
#define PREPOST_ANALYSIS_PAIRED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "prepost/analysis/verdict.h"
#include "prepost/stats/bayes_factor.h"
#include "prepost/stats/bootstrap.h"
#include "prepost/stats/describe.h"
#include "prepost/stats/equivalence.h"
#include "prepost/stats/paired_t.h"
#include "prepost/stats/permutation.h"
#include "prepost/stats/reliable_change.h"
#include "prepost/stats/shapiro_wilk.h"
#include "prepost/stats/sign_test.h"
#include "prepost/stats/signed_rank.h"
#include "prepost/stats/standardised_change.h"
#include "prepost/stats/study_change.h"
#include "prepost/stats/types.h"

/*
 * Everything that is said about one outcome measured twice on the same
 * people: pp_paired_analyse() chooses the statistics, each of which lives in
 * its own file of stats/.
 *
 * All numbers are of the complete pairs. The order of the rows and the
 * numbering of groups change no digit of any of them.
 */
enum pp_cutoff_kind {
    PP_CUTOFF_NONE,
    PP_CUTOFF_A, /* two SDs from the average of people with the difficulty */
    PP_CUTOFF_B, /* two SDs from that of people without it */
    PP_CUTOFF_C, /* where both are equally likely */
    PP_CUTOFF_PUBLISHED
};

/* "a", "b", "c", "published"; NULL: none. Lent, static. */
const char *pp_cutoff_kind_name(enum pp_cutoff_kind kind);

struct pp_paired_options {
    double level;
    enum pp_direction direction;
    double sesoi; /* smallest group change that matters; NaN: none declared */
    uint64_t seed;
    size_t resamples; /* of the bootstrap and Monte Carlo; 0: no bootstrap */
    enum pp_zero_policy zero_policy;
    double power; /* of the minimum detectable change */
    /* Reliable change: a published threshold, else reliability with the sd
     * of the scale (NaN: that of these people before). Neither: none. */
    double threshold;
    enum pp_rc_reading threshold_reading;
    double reliability, reliability_sd;
    struct pp_interval reliability_ci; /* NaN ends: not known */
    /* Also what is for who has the scores anyway and not for a report: counts
     * by every other method, and what a meta-analysis asks for. */
    bool in_full;
    /* Who crossed a cut-off: which one, and the norms it is made of. Those of
     * people with the difficulty, NaN: of these people before. B and C need
     * those of people without it. */
    enum pp_cutoff_kind cutoff_kind;
    double cutoff; /* a published one */
    struct pp_norms norms;
    bool is_clinical_theirs; /* of a part: of all these people before */
};

#define PP_PAIRED_OPTIONS                                                      \
    ((struct pp_paired_options){.level = 0.95,                                 \
                                .direction = PP_HIGHER_IS_BETTER,              \
                                .sesoi = NAN,                                  \
                                .seed = 1,                                     \
                                .resamples = 10000,                            \
                                .zero_policy = PP_ZERO_PRATT,                  \
                                .power = 0.8,                                  \
                                .threshold = NAN,                              \
                                .threshold_reading = PP_RC_AT_LEAST,           \
                                .reliability = NAN,                            \
                                .reliability_sd = NAN,                         \
                                .reliability_ci = {NAN, NAN},                  \
                                .cutoff = NAN,                                 \
                                .norms = {NAN, NAN, NAN, NAN}})

/* The smallest average change that this many pairs would probably show. */
struct pp_detectable_change {
    double power, raw, d_z;
    enum pp_status status;
};

/* The cut-offs that the norms make, NaN where they make none; `used` is the
 * one that people are counted by. */
struct pp_cutoffs {
    enum pp_cutoff_kind kind;
    double used, a, b, c;
    struct pp_norms norms;
    bool is_clinical_theirs; /* of these people before, for want of norms */
    enum pp_status status;
};

struct pp_paired {
    size_t n_rows, n_pre, n_post, n_paired;
    double level;
    enum pp_direction direction;
    size_t n_groups; /* support groups of the pairs; 0: none were given */
    bool clustered;  /* the deciding interval allows for them (4 or more) */
    struct pp_describe pre, post, change;
    double correlation; /* Pearson, pre and post */
    size_t n_better, n_same, n_worse;
    struct pp_paired_t t_test;
    struct pp_signed_rank wilcoxon;
    struct pp_sign_test sign_test;
    struct pp_permutation permutation;
    struct pp_shapiro_wilk normality; /* of the changes */
    struct pp_standardised_change effect_sizes;
    struct pp_estimate rank_biserial, probability_of_improvement;
    bool has_bootstrap;
    struct pp_bootstrap bootstrap;
    struct pp_bayes_factor bayes_factor;
    double sesoi; /* NaN: none declared, and no equivalence test */
    struct pp_equivalence equivalence;
    bool has_reliable_change;
    struct pp_reliable_change reliable_change;
    /* By every other method, where asked for and a reliability was given. */
    struct pp_reliable_change reliable_change_by[PP_RC_METHODS];
    size_t n_reliable_change_by;
    /* What a meta-analysis takes; not where support groups are allowed for,
     * which its variances do not, nor where it was not asked for. */
    bool has_study_change;
    struct pp_study_change smcc, smcr, smcrh;
    struct pp_cutoffs cutoffs; /* kind NONE: not asked for */
    struct pp_clinical_change clinical_change;
    struct pp_detectable_change minimum_detectable_change;
    struct pp_verdict verdict; /* as if this were the only outcome */
};

/*
 * In         pre[n], post[n]: scores in scale points, NaN where missing, one
 *            participant per index; group[n]: a number for each person's
 *            support group (one of its own for who has none), or NULL
 * Out        *result; nothing in it needs to be freed
 * Undefined  every statistic has its own status; n = 0 is no error
 * Errors     none
 */
void pp_paired_analyse(const double pre[], const double post[], size_t n,
                       const size_t group[],
                       const struct pp_paired_options *options,
                       struct pp_paired *result);

#endif
